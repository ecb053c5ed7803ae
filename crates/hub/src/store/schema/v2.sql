-- What parties may do: standing, hours, sub-dealers, limits, permissions, black list; and how long keys hold.

CREATE TABLE party_new (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('hub', 'bank', 'provider', 'dealer', 'subdealer', 'point')),
  code TEXT NOT NULL,
  parent INTEGER REFERENCES party (id),
  utc_offset_min INTEGER NOT NULL DEFAULT 180,
  added_at INTEGER NOT NULL,
  standing TEXT NOT NULL DEFAULT 'active' CHECK (standing IN ('active', 'blocked', 'suspended')),
  -- Minutes of the local day; a point that closes before it opens works over midnight.
  opens INTEGER CHECK (opens BETWEEN 0 AND 1439),
  closes INTEGER CHECK (closes BETWEEN 0 AND 1439),
  -- Whose point it is within the dealer's network.
  subdealer INTEGER REFERENCES party (id),
  CHECK ((kind IN ('point', 'subdealer')) = (parent IS NOT NULL)),
  CHECK (subdealer IS NULL OR kind = 'point'),
  CHECK ((opens IS NULL) = (closes IS NULL))
) STRICT;
INSERT INTO party_new (id, kind, code, parent, utc_offset_min, added_at)
  SELECT id, kind, code, parent, utc_offset_min, added_at FROM party;
DROP TABLE party;
ALTER TABLE party_new RENAME TO party;
CREATE UNIQUE INDEX party_code ON party (kind, coalesce(parent, 0), code);

ALTER TABLE key ADD COLUMN not_before INTEGER;
ALTER TABLE key ADD COLUMN not_after INTEGER;

-- Provider 0 means all of them together; limits of one provider are a point's alone.
CREATE TABLE cap (
  party INTEGER NOT NULL REFERENCES party (id),
  provider INTEGER NOT NULL CHECK (provider >= 0),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  per_payment INTEGER CHECK (per_payment > 0),
  per_day INTEGER CHECK (per_day > 0),
  PRIMARY KEY (party, provider, currency)
) STRICT, WITHOUT ROWID;

-- What was held or paid of a day's checks, in the dealer's zone. A payment that ends without money gives its sum back
-- to the day of its check.
CREATE TABLE spent (
  party INTEGER NOT NULL REFERENCES party (id),
  provider INTEGER NOT NULL CHECK (provider >= 0),
  currency TEXT NOT NULL,
  day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  amount INTEGER NOT NULL CHECK (amount >= 0),
  PRIMARY KEY (party, provider, currency, day)
) STRICT, WITHOUT ROWID;
INSERT INTO spent (party, provider, currency, day, amount)
  WITH held AS (
    SELECT q.id AS point, q.parent AS dealer, p.provider, a.currency, p.amount,
           date(p.created_at / 1000 + d.utc_offset_min * 60, 'unixepoch') AS day
      FROM payment p JOIN party q ON q.id = p.point JOIN party d ON d.id = q.parent
      JOIN account a ON a.id = p.deposit
     WHERE p.state <> 'VOID')
  SELECT dealer, 0, currency, day, sum(amount) FROM held GROUP BY 1, 3, 4
  UNION ALL SELECT point, 0, currency, day, sum(amount) FROM held GROUP BY 1, 3, 4
  UNION ALL SELECT point, provider, currency, day, sum(amount) FROM held GROUP BY 1, 2, 3, 4;

-- 'denied': dealer or point may not sell for that provider. 'registered': the provider knows the point.
CREATE TABLE permission (
  party INTEGER NOT NULL REFERENCES party (id),
  provider INTEGER NOT NULL CHECK (provider > 0),
  word TEXT NOT NULL CHECK (word IN ('denied', 'registered')),
  PRIMARY KEY (party, provider, word)
) STRICT, WITHOUT ROWID;

-- Details that nobody may pay to; provider 0 means whatever the provider.
CREATE TABLE black_list (
  number TEXT NOT NULL,
  account TEXT NOT NULL,
  provider INTEGER NOT NULL CHECK (provider >= 0),
  reason TEXT NOT NULL,
  added_by TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  PRIMARY KEY (number, account, provider),
  CHECK (number <> '' OR account <> '')
) STRICT, WITHOUT ROWID;

-- Payments to the same details, newest last.
CREATE INDEX payment_details ON payment (provider, number, account, created_at)
  WHERE state IN ('CAPTURING', 'CAPTURED');
