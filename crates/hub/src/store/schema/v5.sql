-- Work stands in lanes: 0 is the bank's, any other number that provider's. A party that is silent holds up its own
-- lane only. What no machine may go on with waits for a person under `review`.

ALTER TABLE outbox ADD COLUMN lane INTEGER NOT NULL DEFAULT 0 CHECK (lane >= 0);
ALTER TABLE outbox ADD COLUMN review TEXT CHECK (review IN ('once', 'day'));
ALTER TABLE outbox ADD COLUMN review_at INTEGER CHECK ((review IS NULL) = (review_at IS NULL));
UPDATE outbox SET lane = coalesce((SELECT provider FROM payment WHERE payment.id = payment_id), 0)
 WHERE gateway = 'provider';
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox (lane, next_at) WHERE done_at IS NULL;
CREATE INDEX outbox_review ON outbox (review_at) WHERE done_at IS NULL AND review IS NOT NULL;
