-- One-time logins under which a point hands in its key. Of the password only a hash is kept.

CREATE TABLE invitation (
  login TEXT PRIMARY KEY,
  secret BLOB NOT NULL CHECK (length(secret) = 32),
  dealer TEXT NOT NULL,
  point TEXT NOT NULL,
  cashier TEXT NOT NULL,
  profile TEXT NOT NULL,
  legacy INTEGER NOT NULL CHECK (legacy IN (0, 1)),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  serial INTEGER NOT NULL UNIQUE,
  added_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
  used_at INTEGER,
  document BLOB,
  CHECK ((used_at IS NULL) = (document IS NULL))
) STRICT, WITHOUT ROWID;
CREATE TRIGGER invitation_used BEFORE UPDATE ON invitation
WHEN old.used_at IS NOT NULL AND (new.used_at IS NOT old.used_at OR new.document IS NOT old.document)
BEGIN SELECT raise(ABORT, 'invitation: used once'); END;
