-- Both signed texts of every exchange with the settlement bank, byte for byte: the request before it leaves, the
-- answer before it is believed. They are kept in the hub's own books, so that one file, one backup and one commit
-- hold a payment and its proof.
CREATE TABLE bank_message (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('out', 'in')),
  msg TEXT NOT NULL CHECK (msg IN ('RESERVE', 'CAPTURE', 'VOID', 'BALANCE', 'STATEMENT')),
  reference TEXT,
  result TEXT CHECK (result IN ('DONE', 'REFUSED', 'NOT_READ')),
  key INTEGER NOT NULL REFERENCES key (id),
  answers INTEGER UNIQUE REFERENCES bank_message (id),
  document BLOB NOT NULL,
  CHECK ((direction = 'in') = (answers IS NOT NULL)),
  CHECK ((direction = 'in') = (result IS NOT NULL))
) STRICT;
CREATE INDEX bank_message_reference ON bank_message (reference, msg) WHERE reference IS NOT NULL;
CREATE TRIGGER bank_message_changed BEFORE UPDATE ON bank_message
BEGIN SELECT raise(ABORT, 'bank_message: append only'); END;
CREATE TRIGGER bank_message_deleted BEFORE DELETE ON bank_message
BEGIN SELECT raise(ABORT, 'bank_message: append only'); END;
