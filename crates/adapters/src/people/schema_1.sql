-- The people of a till, version 1. Times are Unix milliseconds.

CREATE TABLE person (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  full_name TEXT NOT NULL,
  -- The name without case and superfluous blanks: two people may not be taken for one.
  name_key TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL CHECK (role IN ('cashier','supervisor','owner')),
  must_change INTEGER NOT NULL,
  active INTEGER NOT NULL,
  last_in INTEGER,
  failures INTEGER NOT NULL CHECK (failures >= 0),
  failed_at INTEGER NOT NULL
) STRICT;

-- The newest row of a person holds; the others are kept so that they are not chosen again.
CREATE TABLE pin (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person INTEGER NOT NULL REFERENCES person(id),
  salt BLOB NOT NULL CHECK (length(salt) = 16),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX pin_person ON pin(person, id);

CREATE TRIGGER person_kept BEFORE DELETE ON person BEGIN SELECT RAISE(ABORT, 'people are kept'); END;
CREATE TRIGGER person_fixed BEFORE UPDATE OF id, role ON person
WHEN NEW.id IS NOT OLD.id OR NEW.role IS NOT OLD.role
BEGIN SELECT RAISE(ABORT, 'a role is given once'); END;
CREATE TRIGGER pin_fixed BEFORE UPDATE ON pin BEGIN SELECT RAISE(ABORT, 'a PIN is replaced by a new row'); END;
