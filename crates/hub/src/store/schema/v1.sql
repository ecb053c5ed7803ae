-- The books of a hub. Sums are minor units in the currency of the account; times are Unix milliseconds.

CREATE TABLE party (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('hub', 'bank', 'provider', 'dealer', 'point')),
  code TEXT NOT NULL,
  parent INTEGER REFERENCES party (id),
  utc_offset_min INTEGER NOT NULL DEFAULT 180,
  added_at INTEGER NOT NULL,
  CHECK ((kind = 'point') = (parent IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX party_code ON party (kind, coalesce(parent, 0), code);

-- Old keys stay: old signatures must verify. A serial names one active key of the whole hub.
CREATE TABLE key (
  id INTEGER PRIMARY KEY,
  party INTEGER NOT NULL REFERENCES party (id),
  serial INTEGER NOT NULL CHECK (serial BETWEEN 0 AND 4294967295),
  cashier TEXT NOT NULL,
  profile TEXT NOT NULL CHECK (profile IN ('cyberplat', 'paydesk')),
  legacy INTEGER NOT NULL CHECK (legacy IN (0, 1)),
  epoch INTEGER NOT NULL DEFAULT 1 CHECK (epoch BETWEEN 1 AND 4294967295),
  document BLOB NOT NULL,
  added_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;
CREATE UNIQUE INDEX key_active ON key (serial) WHERE revoked_at IS NULL;
CREATE INDEX key_party ON key (party);

CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  owner INTEGER NOT NULL REFERENCES party (id),
  kind TEXT NOT NULL CHECK (kind IN
    ('deposit', 'provider', 'commission', 'hub', 'bank', 'rounding', 'settlement')),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  floor INTEGER,
  credit_posted INTEGER NOT NULL DEFAULT 0 CHECK (credit_posted >= 0),
  debit_posted INTEGER NOT NULL DEFAULT 0 CHECK (debit_posted >= 0),
  debit_pending INTEGER NOT NULL DEFAULT 0 CHECK (debit_pending >= 0),
  UNIQUE (owner, kind, currency),
  CHECK ((kind = 'deposit') = (floor IS NOT NULL)),
  CHECK (floor IS NULL OR credit_posted - debit_posted - debit_pending >= floor)
) STRICT;

CREATE TABLE payment (
  id INTEGER PRIMARY KEY,
  point INTEGER NOT NULL REFERENCES party (id),
  session TEXT NOT NULL CHECK (length(session) BETWEEN 1 AND 20),
  opened_by INTEGER NOT NULL REFERENCES key (id),
  fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
  deposit INTEGER NOT NULL REFERENCES account (id),
  provider INTEGER CHECK (provider > 0),
  number TEXT,
  account TEXT,
  amount INTEGER CHECK (amount > 0),
  taken INTEGER CHECK (taken >= amount),
  tariff TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('CHECKED', 'RESERVED', 'CONSENTED', 'CAPTURING', 'CAPTURED', 'VOID')),
  tombstone INTEGER NOT NULL DEFAULT 0 CHECK (tombstone IN (0, 1)),
  void_code INTEGER CHECK (void_code > 0),
  pay_seen INTEGER NOT NULL DEFAULT 0 CHECK (pay_seen IN (0, 1)),
  version INTEGER NOT NULL CHECK (version BETWEEN 1 AND 4294967295),
  created_at INTEGER NOT NULL,
  consented_at INTEGER,
  hold_until INTEGER NOT NULL,
  bank_ref TEXT,
  provider_ref TEXT,
  facts TEXT,
  business_date TEXT,
  UNIQUE (point, session),
  CHECK ((amount IS NULL) = (provider IS NULL) AND (amount IS NULL) = (taken IS NULL)
     AND (amount IS NULL) = (number IS NULL) AND (amount IS NULL) = (account IS NULL)),
  CHECK (amount IS NOT NULL OR tombstone = 1),
  CHECK ((state = 'VOID') = (void_code IS NOT NULL)),
  CHECK (state = 'VOID' OR tombstone = 0),
  CHECK ((state = 'CAPTURED') = (business_date IS NOT NULL)),
  CHECK (state NOT IN ('CAPTURING', 'CAPTURED') OR pay_seen = 1)
) STRICT;
CREATE INDEX payment_open ON payment (hold_until) WHERE state IN ('CHECKED', 'RESERVED', 'CONSENTED');
CREATE INDEX payment_held ON payment (deposit, amount)
  WHERE state IN ('CHECKED', 'RESERVED', 'CONSENTED', 'CAPTURING');
CREATE INDEX payment_by_key ON payment (opened_by, id);

CREATE TRIGGER payment_facts_of_the_request BEFORE UPDATE OF id, point, session, opened_by, fingerprint,
  deposit, provider, number, account, amount, taken, tariff, created_at ON payment
BEGIN SELECT raise(ABORT, 'payment: what the request said never changes'); END;
CREATE TRIGGER payment_moves BEFORE UPDATE ON payment
WHEN new.version <> old.version + 1 OR NOT (
     (old.state = 'CHECKED' AND new.state IN ('RESERVED', 'VOID'))
  OR (old.state = 'RESERVED' AND new.state IN ('CONSENTED', 'VOID'))
  OR (old.state = 'CONSENTED' AND new.state IN ('CAPTURING', 'VOID'))
  OR (old.state = 'CAPTURING' AND new.state IN ('CAPTURED', 'VOID'))
  OR (old.state = 'VOID' AND new.state = 'VOID' AND old.pay_seen = 0 AND new.pay_seen = 1
      AND old.void_code = new.void_code AND old.tombstone = new.tombstone))
BEGIN SELECT raise(ABORT, 'payment: no such move'); END;
CREATE TRIGGER payment_stays BEFORE DELETE ON payment
BEGIN SELECT raise(ABORT, 'payment: a slot is kept for ever'); END;

-- Hold and release only move what is pending on the deposit; post moves money.
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  payment_id INTEGER REFERENCES payment (id),
  kind TEXT NOT NULL CHECK (kind IN ('hold', 'release', 'post')),
  debit_account INTEGER NOT NULL REFERENCES account (id),
  credit_account INTEGER NOT NULL REFERENCES account (id),
  amount INTEGER NOT NULL CHECK (amount > 0),
  business_date TEXT NOT NULL CHECK (business_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  at INTEGER NOT NULL,
  note TEXT,
  CHECK (payment_id IS NOT NULL OR kind = 'post'),
  CHECK (debit_account <> credit_account)
) STRICT;
CREATE INDEX entry_payment ON entry (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX entry_refill ON entry (credit_account, at) WHERE payment_id IS NULL;
CREATE TRIGGER entry_changed BEFORE UPDATE ON entry
BEGIN SELECT raise(ABORT, 'entry: append only'); END;
CREATE TRIGGER entry_deleted BEFORE DELETE ON entry
BEGIN SELECT raise(ABORT, 'entry: append only'); END;

-- Both signed texts of every exchange, byte for byte: the evidence.
CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  kind TEXT NOT NULL,
  key INTEGER REFERENCES key (id),
  payment_id INTEGER REFERENCES payment (id),
  answers INTEGER REFERENCES message (id),
  verdict TEXT NOT NULL CHECK (verdict IN ('valid', 'replayed', 'invalid')),
  document BLOB NOT NULL,
  CHECK ((direction = 'out') = (answers IS NOT NULL)),
  CHECK (verdict = 'invalid' OR key IS NOT NULL)
) STRICT;
CREATE INDEX message_replayed ON message (key, at) WHERE verdict = 'replayed';
CREATE TRIGGER message_changed BEFORE UPDATE ON message
BEGIN SELECT raise(ABORT, 'message: append only'); END;
CREATE TRIGGER message_deleted BEFORE DELETE ON message
BEGIN SELECT raise(ABORT, 'message: append only'); END;

-- The reply that a plain client hears again, byte for byte.
CREATE TABLE reply (
  payment_id INTEGER NOT NULL REFERENCES payment (id),
  kind TEXT NOT NULL CHECK (kind IN ('check', 'pay')),
  version INTEGER NOT NULL,
  hash TEXT NOT NULL CHECK (hash IN ('md5', 'sha256')),
  message_id INTEGER NOT NULL REFERENCES message (id),
  PRIMARY KEY (payment_id, kind, version, hash)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER reply_changed BEFORE UPDATE ON reply
BEGIN SELECT raise(ABORT, 'reply: append only'); END;
CREATE TRIGGER reply_deleted BEFORE DELETE ON reply
BEGIN SELECT raise(ABORT, 'reply: append only'); END;

CREATE TABLE state_change (
  payment_id INTEGER NOT NULL REFERENCES payment (id),
  version INTEGER NOT NULL,
  state TEXT NOT NULL,
  cause TEXT NOT NULL CHECK (cause IN ('message', 'clock', 'person', 'bank', 'provider')),
  message_id INTEGER REFERENCES message (id),
  at INTEGER NOT NULL,
  PRIMARY KEY (payment_id, version),
  CHECK ((cause = 'message') = (message_id IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER state_change_changed BEFORE UPDATE ON state_change
BEGIN SELECT raise(ABORT, 'state_change: append only'); END;
CREATE TRIGGER state_change_deleted BEFORE DELETE ON state_change
BEGIN SELECT raise(ABORT, 'state_change: append only'); END;

-- Work for bank and provider. A row is leased by its fence until next_at; only the latest fence may report.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  payment_id INTEGER NOT NULL REFERENCES payment (id),
  gateway TEXT NOT NULL CHECK (gateway IN ('bank', 'provider')),
  job TEXT NOT NULL CHECK (job IN ('pay', 'capture', 'void')),
  attempts INTEGER NOT NULL DEFAULT 0,
  fence INTEGER NOT NULL DEFAULT 0,
  added_at INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  sent_at INTEGER,
  done_at INTEGER,
  UNIQUE (payment_id, gateway, job)
) STRICT;
CREATE INDEX outbox_due ON outbox (next_at) WHERE done_at IS NULL;

CREATE TABLE nonce (
  key INTEGER NOT NULL REFERENCES key (id),
  nonce BLOB NOT NULL CHECK (length(nonce) = 16),
  at INTEGER NOT NULL,
  PRIMARY KEY (key, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX nonce_age ON nonce (at);

-- Heads of the tills' audit chains, which the hub witnesses.
CREATE TABLE witness (
  key INTEGER NOT NULL REFERENCES key (id),
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  head BLOB NOT NULL CHECK (length(head) = 32),
  PRIMARY KEY (key, epoch, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  n INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  what TEXT NOT NULL,
  record TEXT NOT NULL,
  prev BLOB NOT NULL CHECK (length(prev) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TRIGGER audit_changed BEFORE UPDATE ON audit
BEGIN SELECT raise(ABORT, 'audit: append only'); END;
CREATE TRIGGER audit_deleted BEFORE DELETE ON audit
BEGIN SELECT raise(ABORT, 'audit: append only'); END;
