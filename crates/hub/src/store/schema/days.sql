-- Business days that are closed, and the heads of the books that were signed then. Neither changes any more.

CREATE TABLE closed_day (
  dealer INTEGER NOT NULL REFERENCES party (id),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  payments INTEGER NOT NULL CHECK (payments >= 0),
  credited INTEGER NOT NULL CHECK (credited >= 0),
  taken INTEGER NOT NULL CHECK (taken >= credited),
  -- SHA-256 of the rows of the registry, before they are packed.
  rows BLOB NOT NULL CHECK (length(rows) = 32),
  closed_at INTEGER NOT NULL,
  PRIMARY KEY (dealer, currency, day)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER closed_day_changed BEFORE UPDATE ON closed_day
BEGIN SELECT raise(ABORT, 'closed_day: closed'); END;
CREATE TRIGGER closed_day_deleted BEFORE DELETE ON closed_day
BEGIN SELECT raise(ABORT, 'closed_day: closed'); END;

-- What a dealer's day moved on each account.
CREATE TABLE rollup (
  dealer INTEGER NOT NULL REFERENCES party (id),
  account INTEGER NOT NULL REFERENCES account (id),
  day TEXT NOT NULL,
  debit INTEGER NOT NULL CHECK (debit >= 0),
  credit INTEGER NOT NULL CHECK (credit >= 0),
  PRIMARY KEY (dealer, day, account)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER rollup_changed BEFORE UPDATE ON rollup
BEGIN SELECT raise(ABORT, 'rollup: closed'); END;
CREATE TRIGGER rollup_deleted BEFORE DELETE ON rollup
BEGIN SELECT raise(ABORT, 'rollup: closed'); END;

-- What comes late goes to the open day: its transaction is tried again with the time of that moment.
CREATE TRIGGER payment_into_closed_day BEFORE UPDATE OF business_date ON payment
WHEN new.business_date IS NOT NULL AND old.business_date IS NULL AND EXISTS (
  SELECT 1 FROM party q JOIN closed_day c ON c.dealer = q.parent
   WHERE q.id = new.point AND c.day >= new.business_date)
BEGIN SELECT raise(ABORT, 'payment: that day is closed'); END;
CREATE TRIGGER entry_into_closed_day BEFORE INSERT ON entry
WHEN new.payment_id IS NULL AND EXISTS (
  SELECT 1 FROM account a JOIN closed_day c ON c.dealer = a.owner
   WHERE a.id IN (new.credit_account, new.debit_account) AND a.kind = 'deposit' AND c.day >= new.business_date)
BEGIN SELECT raise(ABORT, 'entry: that day is closed'); END;

-- The state of the books when a day was closed: every entry up to a number, and the audit chain, in one signed text.
CREATE TABLE head (
  n INTEGER PRIMARY KEY,
  day TEXT NOT NULL,
  entry INTEGER NOT NULL CHECK (entry >= 0),
  book BLOB NOT NULL CHECK (length(book) = 32),
  audit INTEGER NOT NULL REFERENCES audit (n),
  key INTEGER NOT NULL REFERENCES key (id),
  document BLOB NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER head_changed BEFORE UPDATE ON head
BEGIN SELECT raise(ABORT, 'head: append only'); END;
CREATE TRIGGER head_deleted BEFORE DELETE ON head
BEGIN SELECT raise(ABORT, 'head: append only'); END;
