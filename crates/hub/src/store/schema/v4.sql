-- The registry of a day: captured payments of a dealer's points.
CREATE INDEX payment_day ON payment (business_date, point) WHERE state = 'CAPTURED';
