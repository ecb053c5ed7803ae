-- People who may look at the staff page. Of a password only salt and hash are kept.
CREATE TABLE staff (
  name TEXT PRIMARY KEY CHECK (length(name) > 0),
  salt BLOB NOT NULL CHECK (length(salt) = 16),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  added_at INTEGER NOT NULL,
  ended_at INTEGER,
  failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
  locked_until INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
