-- The till's database, version 1. Amounts are minor units, times Unix milliseconds; `_s` means seconds.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE cashier (id INTEGER PRIMARY KEY, full_name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE boot (id INTEGER PRIMARY KEY, boot BLOB NOT NULL CHECK (length(boot) = 16),
  at INTEGER NOT NULL) STRICT;

CREATE TABLE payment (
  id INTEGER PRIMARY KEY,
  intent BLOB NOT NULL UNIQUE CHECK (length(intent) = 16),
  provider TEXT NOT NULL,
  provider_number INTEGER NOT NULL,
  number TEXT NOT NULL,
  account TEXT NOT NULL,
  extra TEXT,
  credited INTEGER NOT NULL CHECK (credited > 0),
  taken INTEGER NOT NULL CHECK (taken >= credited),
  currency TEXT NOT NULL,
  cashier INTEGER NOT NULL REFERENCES cashier(id),
  opened_at INTEGER NOT NULL,
  session TEXT NOT NULL,
  first_session TEXT,
  stage TEXT NOT NULL CHECK (stage IN ('draft','checking','checked','queued','sending','unknown',
                                       'in_progress','paid','failed','cancelled','review')),
  detail TEXT,
  grant_signed_s INTEGER, grant_server INTEGER, grant_heard INTEGER, grant_info TEXT,
  tender_at INTEGER, handed INTEGER, unchecked INTEGER NOT NULL DEFAULT 0,
  pays INTEGER NOT NULL DEFAULT 0, pays_never_left INTEGER NOT NULL DEFAULT 0,
  cancel TEXT, not_after INTEGER, version INTEGER, transid TEXT, authcode TEXT, absent_s INTEGER,
  asks INTEGER NOT NULL DEFAULT 0, closed_at INTEGER,
  return_stage TEXT CHECK (return_stage IN ('due','returned','reissued')),
  print_stage TEXT CHECK (print_stage IN ('due','printing','printed','sent','uncertain')),
  print_copy INTEGER, print_started INTEGER,
  live INTEGER NOT NULL,
  -- Cash is taken exactly where a stage says so, and a cheque belongs to a paid payment only.
  CHECK ((stage IN ('draft','checking','checked')) = (tender_at IS NULL)),
  CHECK (print_stage IS NULL OR stage = 'paid'),
  CHECK (stage NOT IN ('failed','cancelled') OR return_stage IS NOT NULL)
) STRICT;
CREATE INDEX payment_live ON payment(id) WHERE live = 1;
CREATE INDEX payment_number ON payment(number) WHERE number <> '';
CREATE INDEX payment_account ON payment(account) WHERE account <> '';

-- Every SESSION ever used, kept for ever.
CREATE TABLE session (session TEXT PRIMARY KEY, payment INTEGER NOT NULL REFERENCES payment(id)) STRICT,
  WITHOUT ROWID;

CREATE TABLE attempt (
  id INTEGER PRIMARY KEY,
  payment INTEGER NOT NULL REFERENCES payment(id),
  nonce BLOB NOT NULL CHECK (length(nonce) = 16),
  ask TEXT NOT NULL CHECK (ask IN ('check','pay','status','cancel')),
  at INTEGER NOT NULL,
  boot INTEGER NOT NULL REFERENCES boot(id),
  request_hash BLOB NOT NULL CHECK (length(request_hash) = 32)
) STRICT;
CREATE INDEX attempt_payment ON attempt(payment);

-- `evidence` is the signed reply, packed as the program's `packing` module says. A consent before any cash was taken
-- proves nothing about money: of it only the SHA-256 is kept, to know it again.
CREATE TABLE attempt_end (
  attempt INTEGER PRIMARY KEY REFERENCES attempt(id),
  at INTEGER NOT NULL,
  why TEXT,
  evidence BLOB,
  consent_hash BLOB CHECK (consent_hash IS NULL OR length(consent_hash) = 32)
) STRICT;

CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  payment INTEGER REFERENCES payment(id),
  text TEXT NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX journal_alarm ON journal(seq) WHERE kind = 'alarm';

-- The second line of defence behind the types of the program: the same table of transitions.
CREATE TRIGGER payment_transition BEFORE UPDATE OF stage ON payment
WHEN NEW.stage <> OLD.stage AND (OLD.stage || '>' || NEW.stage) NOT IN (
  'draft>checking','draft>queued',
  'checking>checked','checking>draft',
  'checked>queued','checked>draft',
  'queued>sending','queued>cancelled','queued>failed','queued>review',
  'sending>paid','sending>failed','sending>in_progress','sending>unknown','sending>review',
  'unknown>sending','unknown>paid','unknown>failed','unknown>in_progress','unknown>review',
  'in_progress>paid','in_progress>failed','in_progress>review',
  'review>paid','review>failed','review>queued','review>cancelled')
BEGIN SELECT RAISE(ABORT, 'illegal transition of a payment'); END;

CREATE TRIGGER payment_withdrawn BEFORE UPDATE OF stage ON payment
WHEN NEW.stage = 'cancelled' AND OLD.stage <> 'cancelled'
  AND (OLD.pays > 0 OR EXISTS (SELECT 1 FROM attempt WHERE payment = OLD.id AND ask = 'pay'))
BEGIN SELECT RAISE(ABORT, 'a payment that may have been sent cannot be withdrawn'); END;

CREATE TRIGGER payment_proven AFTER UPDATE OF stage ON payment
WHEN NEW.stage = 'paid' AND OLD.stage <> 'paid' AND NOT EXISTS (
  SELECT 1 FROM attempt a JOIN attempt_end e ON e.attempt = a.id
   WHERE a.payment = NEW.id AND a.ask IN ('pay','status','cancel') AND e.evidence IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'paid without a stored signed reply'); END;

CREATE TRIGGER payment_fixed BEFORE UPDATE OF id, intent, provider, provider_number, number, account, extra,
  credited, taken, currency, opened_at ON payment
WHEN NEW.id IS NOT OLD.id OR NEW.intent IS NOT OLD.intent OR NEW.provider IS NOT OLD.provider
  OR NEW.provider_number IS NOT OLD.provider_number OR NEW.number IS NOT OLD.number
  OR NEW.account IS NOT OLD.account OR NEW.extra IS NOT OLD.extra OR NEW.credited IS NOT OLD.credited
  OR NEW.taken IS NOT OLD.taken OR NEW.currency IS NOT OLD.currency OR NEW.opened_at IS NOT OLD.opened_at
BEGIN SELECT RAISE(ABORT, 'what a payment is about never changes'); END;

CREATE TRIGGER payment_tender_fixed BEFORE UPDATE OF tender_at, handed ON payment
WHEN OLD.tender_at IS NOT NULL AND (NEW.tender_at IS NOT OLD.tender_at OR NEW.handed IS NOT OLD.handed)
BEGIN SELECT RAISE(ABORT, 'cash is booked once'); END;

CREATE TRIGGER payment_session_fixed BEFORE UPDATE OF session ON payment
WHEN NEW.session <> OLD.session
  AND (OLD.pays > 0 OR EXISTS (SELECT 1 FROM attempt WHERE payment = OLD.id AND ask = 'pay'))
BEGIN SELECT RAISE(ABORT, 'after a pay attempt the SESSION stays'); END;

-- At most one unmarked print starts. Only a print that sent nothing takes its start back.
CREATE TRIGGER payment_first_print BEFORE UPDATE OF print_stage, print_copy, print_started ON payment
WHEN NEW.print_stage = 'printing' AND NEW.print_copy = 0
  AND NOT (OLD.print_stage IS 'due' AND OLD.print_started = 0)
  AND NOT (OLD.print_stage IS 'printing' AND OLD.print_copy = 0)
BEGIN SELECT RAISE(ABORT, 'only a due cheque is printed unmarked'); END;
CREATE TRIGGER payment_prints_counted BEFORE UPDATE OF print_stage, print_started ON payment
WHEN OLD.print_started IS NOT NULL AND (NEW.print_started IS NULL OR NEW.print_started < OLD.print_started)
  AND NOT (OLD.print_stage = 'printing' AND NEW.print_stage IS 'due'
           AND NEW.print_started IS OLD.print_started - 1)
BEGIN SELECT RAISE(ABORT, 'a started print stays counted'); END;

CREATE TRIGGER payment_returned_once BEFORE UPDATE OF return_stage ON payment
WHEN (OLD.return_stage IN ('returned','reissued') AND NEW.return_stage IS NOT OLD.return_stage)
  OR (OLD.return_stage = 'due' AND NEW.return_stage IS NULL)
BEGIN SELECT RAISE(ABORT, 'cash is handed back once'); END;

-- A payment begins before its cash; every later stage is reached by a transition that the rules above saw.
CREATE TRIGGER payment_begins AFTER INSERT ON payment
WHEN NEW.stage NOT IN ('draft','checking','checked') OR NEW.pays > 0
BEGIN SELECT RAISE(ABORT, 'a payment begins before its cash is taken'); END;

CREATE TRIGGER payment_kept BEFORE DELETE ON payment BEGIN SELECT RAISE(ABORT, 'payments are kept'); END;

CREATE TRIGGER attempt_allowed BEFORE INSERT ON attempt
WHEN NEW.ask IN ('pay','cancel') AND (SELECT stage FROM payment WHERE id = NEW.payment) <> 'sending'
BEGIN SELECT RAISE(ABORT, 'a pay or cancel leaves only from sending'); END;
CREATE TRIGGER attempt_cancel_is_last BEFORE INSERT ON attempt
WHEN NEW.ask = 'pay' AND (SELECT cancel FROM payment WHERE id = NEW.payment) IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'no pay after a cancel'); END;

CREATE TRIGGER session_fixed BEFORE UPDATE ON session BEGIN SELECT RAISE(ABORT, 'sessions are kept'); END;
CREATE TRIGGER session_kept BEFORE DELETE ON session BEGIN SELECT RAISE(ABORT, 'sessions are kept'); END;
CREATE TRIGGER attempt_fixed BEFORE UPDATE ON attempt BEGIN SELECT RAISE(ABORT, 'attempts are kept'); END;
CREATE TRIGGER attempt_kept BEFORE DELETE ON attempt BEGIN SELECT RAISE(ABORT, 'attempts are kept'); END;
CREATE TRIGGER attempt_end_fixed BEFORE UPDATE ON attempt_end
BEGIN SELECT RAISE(ABORT, 'replies are kept'); END;
CREATE TRIGGER attempt_end_kept BEFORE DELETE ON attempt_end
BEGIN SELECT RAISE(ABORT, 'replies are kept'); END;
CREATE TRIGGER journal_fixed BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_kept BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'the journal has no gaps'); END;
