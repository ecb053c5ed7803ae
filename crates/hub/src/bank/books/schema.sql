-- The books of a settlement bank. Sums are minor units in the currency of the account; times are Unix milliseconds.

CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  dealer TEXT NOT NULL,
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  credited INTEGER NOT NULL DEFAULT 0 CHECK (credited >= 0),
  captured INTEGER NOT NULL DEFAULT 0 CHECK (captured >= 0),
  held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
  UNIQUE (dealer, currency),
  CHECK (credited - captured - held >= 0)
) STRICT;

-- One row per reference, for ever. VOID without a hold before it is a tombstone: a reserve that travels slower than
-- its void must not set money aside.
CREATE TABLE reservation (
  reference TEXT PRIMARY KEY,
  dealer TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount > 0),
  state TEXT NOT NULL CHECK (state IN ('HELD', 'CAPTURED', 'VOID', 'REFUSED')),
  why TEXT,
  CHECK ((state = 'REFUSED') = (why IS NOT NULL))
) STRICT;
CREATE INDEX reservation_held ON reservation (dealer, currency) WHERE state = 'HELD';
CREATE TRIGGER reservation_moves BEFORE UPDATE ON reservation
WHEN new.reference <> old.reference OR new.dealer <> old.dealer OR new.currency <> old.currency
  OR new.amount <> old.amount OR NOT (
     (old.state = 'HELD' AND new.state IN ('CAPTURED', 'VOID'))
  OR (old.state = 'REFUSED' AND new.state = 'VOID'))
BEGIN SELECT raise(ABORT, 'reservation: no such move'); END;
CREATE TRIGGER reservation_stays BEFORE DELETE ON reservation
BEGIN SELECT raise(ABORT, 'reservation: a reference is kept for ever'); END;

CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('credit', 'hold', 'release', 'capture')),
  account INTEGER NOT NULL REFERENCES account (id),
  reference TEXT REFERENCES reservation (reference),
  amount INTEGER NOT NULL CHECK (amount > 0),
  note TEXT,
  CHECK ((kind = 'credit') = (reference IS NULL))
) STRICT;
CREATE UNIQUE INDEX entry_once ON entry (reference, kind) WHERE reference IS NOT NULL;
CREATE INDEX entry_at ON entry (at);
CREATE TRIGGER entry_changed BEFORE UPDATE ON entry
BEGIN SELECT raise(ABORT, 'entry: append only'); END;
CREATE TRIGGER entry_deleted BEFORE DELETE ON entry
BEGIN SELECT raise(ABORT, 'entry: append only'); END;

-- Who may ask, and with which keys the bank has answered. Old keys stay: old signatures must verify.
CREATE TABLE key (
  id INTEGER PRIMARY KEY,
  owner TEXT NOT NULL CHECK (owner IN ('hub', 'bank')),
  serial INTEGER NOT NULL UNIQUE CHECK (serial BETWEEN 0 AND 4294967295),
  document BLOB NOT NULL,
  added_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;

-- Both signed texts of every request that was looked at, byte for byte, in the commit of what it did.
CREATE TABLE exchange (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  msg TEXT NOT NULL CHECK (msg IN ('RESERVE', 'CAPTURE', 'VOID', 'BALANCE', 'STATEMENT')),
  reference TEXT,
  result TEXT NOT NULL CHECK (result IN ('DONE', 'REFUSED')),
  hub_key INTEGER NOT NULL REFERENCES key (id),
  bank_key INTEGER NOT NULL REFERENCES key (id),
  nonce TEXT NOT NULL,
  request BLOB NOT NULL,
  answer BLOB NOT NULL,
  UNIQUE (hub_key, nonce)
) STRICT;
CREATE INDEX exchange_reference ON exchange (reference, msg) WHERE reference IS NOT NULL;
CREATE TRIGGER exchange_changed BEFORE UPDATE ON exchange
BEGIN SELECT raise(ABORT, 'exchange: append only'); END;
CREATE TRIGGER exchange_deleted BEFORE DELETE ON exchange
BEGIN SELECT raise(ABORT, 'exchange: append only'); END;

PRAGMA user_version = 1;
