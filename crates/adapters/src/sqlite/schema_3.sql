-- The till's database, version 3: kept requests, and indices for searching and for the sale screen.

-- The signed document of a pay or cancel, packed as the program's `requests` module says; it is here before a byte
-- of it is on the wire.
ALTER TABLE attempt ADD COLUMN request BLOB;
-- Head of the journal when the row was written: attempts and journal together have one order.
ALTER TABLE attempt ADD COLUMN journal_seq INTEGER;
ALTER TABLE attempt_end ADD COLUMN journal_seq INTEGER;

-- With the time beside the number, searches by pattern read the index alone.
DROP INDEX payment_number;
DROP INDEX payment_account;
CREATE INDEX payment_number ON payment(number, tender_at) WHERE number <> '';
CREATE INDEX payment_account ON payment(account, tender_at) WHERE account <> '';
-- Day sums and the habits of the counter are read from this index alone.
CREATE INDEX payment_tender ON payment(tender_at, stage, credited, taken, cashier, provider, currency)
  WHERE tender_at IS NOT NULL;
CREATE INDEX payment_refused ON payment(tender_at) WHERE stage IN ('failed','cancelled');
CREATE INDEX payment_transid ON payment(transid) WHERE transid IS NOT NULL;
CREATE INDEX journal_payment ON journal(payment) WHERE payment IS NOT NULL;

-- Payments with cash, counted for every 1024 numbers: a page far back is found without counting what lies before it.
CREATE TABLE taken_block (block INTEGER PRIMARY KEY, payments INTEGER NOT NULL) STRICT;
INSERT INTO taken_block SELECT id >> 10, count(*) FROM payment WHERE tender_at IS NOT NULL GROUP BY 1;
CREATE TRIGGER payment_counted AFTER UPDATE OF tender_at ON payment
WHEN OLD.tender_at IS NULL AND NEW.tender_at IS NOT NULL
BEGIN
  INSERT INTO taken_block VALUES (NEW.id >> 10, 1) ON CONFLICT (block) DO UPDATE SET payments = payments + 1;
END;
