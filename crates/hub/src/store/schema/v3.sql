-- What a dealer earns, and what a person decides with a second person.

-- Rules are never changed: a newer one with the same place takes over, and one without a commission ends its place.
-- A dealer left out means every dealer, provider 0 every provider.
CREATE TABLE tariff_rule (
  id INTEGER PRIMARY KEY,
  dealer INTEGER REFERENCES party (id),
  provider INTEGER NOT NULL CHECK (provider >= 0),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  from_volume INTEGER NOT NULL CHECK (from_volume >= 0),
  commission_ppm INTEGER CHECK (commission_ppm BETWEEN 0 AND 1000000),
  valid_from INTEGER NOT NULL
) STRICT;
CREATE INDEX tariff_place ON tariff_rule (currency, provider, from_volume);
CREATE TRIGGER tariff_rule_changed BEFORE UPDATE ON tariff_rule
BEGIN SELECT raise(ABORT, 'tariff_rule: append only'); END;
CREATE TRIGGER tariff_rule_deleted BEFORE DELETE ON tariff_rule
BEGIN SELECT raise(ABORT, 'tariff_rule: append only'); END;

-- A sub-dealer's part of the credited sum, taken out of its dealer's commission.
CREATE TABLE sub_share (
  subdealer INTEGER NOT NULL REFERENCES party (id),
  provider INTEGER NOT NULL CHECK (provider >= 0),
  share_ppm INTEGER NOT NULL CHECK (share_ppm BETWEEN 0 AND 1000000),
  PRIMARY KEY (subdealer, provider)
) STRICT, WITHOUT ROWID;

-- What one person wants done about a payment; another one agrees or not. Kept for ever.
CREATE TABLE proposal (
  id INTEGER PRIMARY KEY,
  payment_id INTEGER NOT NULL REFERENCES payment (id),
  kind TEXT NOT NULL CHECK (kind IN ('paid', 'refused', 'refund')),
  provider_ref TEXT,
  reason TEXT NOT NULL CHECK (length(reason) > 0),
  asked_by TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  decided_by TEXT,
  decided_at INTEGER,
  agreed INTEGER CHECK (agreed IN (0, 1)),
  CHECK ((decided_by IS NULL) = (decided_at IS NULL) AND (decided_by IS NULL) = (agreed IS NULL)),
  -- Four eyes: whoever asked may take it back, and never agree.
  CHECK (agreed IS NULL OR agreed = 0 OR decided_by <> asked_by)
) STRICT;
CREATE UNIQUE INDEX proposal_open ON proposal (payment_id) WHERE decided_by IS NULL;
-- A payment is refunded once.
CREATE UNIQUE INDEX proposal_refund ON proposal (payment_id) WHERE kind = 'refund' AND agreed = 1;
CREATE TRIGGER proposal_decided BEFORE UPDATE ON proposal
WHEN old.decided_by IS NOT NULL OR new.id <> old.id OR new.payment_id <> old.payment_id OR new.kind <> old.kind
  OR new.reason <> old.reason OR new.asked_by <> old.asked_by OR new.provider_ref IS NOT old.provider_ref
BEGIN SELECT raise(ABORT, 'proposal: decided once'); END;
CREATE TRIGGER proposal_stays BEFORE DELETE ON proposal
BEGIN SELECT raise(ABORT, 'proposal: kept for ever'); END;

-- A correction is an entry without a payment, which the proposal names.
ALTER TABLE entry ADD COLUMN proposal INTEGER REFERENCES proposal (id);
CREATE INDEX entry_proposal ON entry (proposal) WHERE proposal IS NOT NULL;
