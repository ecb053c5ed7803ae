-- Version 2: who did what, shifts, cash that moved without a payment, corrections. All of it is append-only; a shift
-- is changed once, when it is closed. Names are those of people at the till, never of customers.

-- Who stands behind an entry of the journal, and why. The entry's text ends with a mark of both, so that the chain
-- covers them.
CREATE TABLE deed (
  seq INTEGER PRIMARY KEY REFERENCES journal(seq),
  person TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;

-- Payments tendered between the two entries of the journal belong to the shift.
CREATE TABLE shift (
  number INTEGER PRIMARY KEY,
  opened_seq INTEGER NOT NULL UNIQUE REFERENCES journal(seq),
  opened_at INTEGER NOT NULL,
  opened_by TEXT NOT NULL,
  float INTEGER NOT NULL CHECK (float >= 0),
  currency TEXT NOT NULL,
  closed_seq INTEGER UNIQUE REFERENCES journal(seq),
  closed_at INTEGER,
  closed_by TEXT,
  counted INTEGER CHECK (counted >= 0),
  CHECK ((closed_seq IS NULL) = (closed_at IS NULL) AND (closed_seq IS NULL) = (closed_by IS NULL)),
  CHECK (closed_seq IS NOT NULL OR counted IS NULL),
  CHECK (closed_seq > opened_seq)
) STRICT;

CREATE TABLE cash_move (
  seq INTEGER PRIMARY KEY REFERENCES journal(seq),
  shift INTEGER NOT NULL REFERENCES shift(number),
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('in','out')),
  sum INTEGER NOT NULL CHECK (sum > 0),
  currency TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX cash_move_shift ON cash_move(shift);

-- What customers want put right. None is closed here, so a payment has one at most.
CREATE TABLE correction (
  number INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL UNIQUE REFERENCES journal(seq),
  payment INTEGER NOT NULL UNIQUE REFERENCES payment(id),
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  wish TEXT NOT NULL CHECK (wish IN ('number','sum','return')),
  right_number TEXT,
  right_sum INTEGER CHECK (right_sum > 0),
  reason TEXT NOT NULL,
  CHECK ((wish = 'number') = (right_number IS NOT NULL) AND (wish = 'sum') = (right_sum IS NOT NULL))
) STRICT;

CREATE TRIGGER deed_beside_its_entry BEFORE INSERT ON deed
WHEN NEW.seq IS NOT (SELECT MAX(seq) FROM journal)
  OR (SELECT text FROM journal WHERE seq = NEW.seq) NOT LIKE '%#________________'
  OR EXISTS (SELECT 1 FROM deed WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'a deed stands beside the newest entry of the journal, once'); END;
CREATE TRIGGER deed_fixed BEFORE UPDATE ON deed BEGIN SELECT RAISE(ABORT, 'deeds are kept'); END;
CREATE TRIGGER deed_kept BEFORE DELETE ON deed BEGIN SELECT RAISE(ABORT, 'deeds are kept'); END;

CREATE TRIGGER shift_in_order BEFORE INSERT ON shift
WHEN NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM shift)
BEGIN SELECT RAISE(ABORT, 'numbers of shifts have no gaps'); END;
CREATE TRIGGER shift_alone BEFORE INSERT ON shift
WHEN EXISTS (SELECT 1 FROM shift WHERE closed_seq IS NULL) OR NEW.closed_seq IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a shift begins open, after the one before was closed'); END;
CREATE TRIGGER shift_opened_by_entry BEFORE INSERT ON shift
WHEN (SELECT kind FROM journal WHERE seq = NEW.opened_seq) IS NOT 'shift-opened'
BEGIN SELECT RAISE(ABORT, 'a shift begins with its entry of the journal'); END;
CREATE TRIGGER shift_closed_once BEFORE UPDATE ON shift
WHEN OLD.closed_seq IS NOT NULL OR NEW.closed_seq IS NULL
BEGIN SELECT RAISE(ABORT, 'a shift is closed once'); END;
CREATE TRIGGER shift_closed_by_entry BEFORE UPDATE ON shift
WHEN NEW.closed_seq IS NOT NULL AND (SELECT kind FROM journal WHERE seq = NEW.closed_seq) IS NOT 'shift-closed'
BEGIN SELECT RAISE(ABORT, 'a shift ends with its entry of the journal'); END;
CREATE TRIGGER shift_fixed BEFORE UPDATE ON shift
WHEN NEW.number IS NOT OLD.number OR NEW.opened_seq IS NOT OLD.opened_seq OR NEW.opened_at IS NOT OLD.opened_at
  OR NEW.opened_by IS NOT OLD.opened_by OR NEW.float IS NOT OLD.float OR NEW.currency IS NOT OLD.currency
BEGIN SELECT RAISE(ABORT, 'how a shift began never changes'); END;
CREATE TRIGGER shift_kept BEFORE DELETE ON shift BEGIN SELECT RAISE(ABORT, 'shifts are kept'); END;

CREATE TRIGGER cash_move_in_open_shift BEFORE INSERT ON cash_move
WHEN NOT EXISTS (SELECT 1 FROM shift WHERE number = NEW.shift AND closed_seq IS NULL)
  OR EXISTS (SELECT 1 FROM cash_move WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'cash moves in an open shift, once'); END;
CREATE TRIGGER cash_move_by_entry BEFORE INSERT ON cash_move
WHEN (SELECT kind FROM journal WHERE seq = NEW.seq) IS NOT 'cash-' || NEW.direction
BEGIN SELECT RAISE(ABORT, 'cash moves with its entry of the journal'); END;
CREATE TRIGGER cash_move_fixed BEFORE UPDATE ON cash_move
BEGIN SELECT RAISE(ABORT, 'moves of cash are kept'); END;
CREATE TRIGGER cash_move_kept BEFORE DELETE ON cash_move
BEGIN SELECT RAISE(ABORT, 'moves of cash are kept'); END;

CREATE TRIGGER correction_allowed BEFORE INSERT ON correction
WHEN (SELECT stage FROM payment WHERE id = NEW.payment) IS NOT 'paid'
  OR EXISTS (SELECT 1 FROM correction WHERE payment = NEW.payment OR number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'a paid payment has one correction'); END;
CREATE TRIGGER correction_fixed BEFORE UPDATE ON correction
BEGIN SELECT RAISE(ABORT, 'corrections are kept'); END;
CREATE TRIGGER correction_kept BEFORE DELETE ON correction
BEGIN SELECT RAISE(ABORT, 'corrections are kept'); END;
