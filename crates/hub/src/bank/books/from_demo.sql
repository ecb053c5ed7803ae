-- Books that an earlier demo began: a balance and reservations, no entries. They are carried over as they stand.
-- A tombstone without a sum keeps its reference closed with the smallest one.

INSERT INTO account (dealer, currency, credited, captured, held)
SELECT a.dealer, a.currency,
       a.balance + coalesce(sum(r.amount), 0),
       coalesce(sum(CASE r.state WHEN 'CAPTURED' THEN r.amount END), 0),
       coalesce(sum(CASE r.state WHEN 'HELD' THEN r.amount END), 0)
  FROM demo_account a
  LEFT JOIN demo_reservation r
    ON r.dealer = a.dealer AND r.currency = a.currency AND r.state IN ('HELD', 'CAPTURED')
 GROUP BY a.dealer, a.currency;
INSERT INTO reservation (reference, dealer, currency, amount, state)
SELECT reference, dealer, currency, max(amount, 1), state FROM demo_reservation;
INSERT INTO entry (at, kind, account, amount, note)
SELECT 0, 'credit', id, credited, 'carried over' FROM account WHERE credited > 0;
INSERT INTO entry (at, kind, account, reference, amount)
SELECT 0, 'hold', a.id, r.reference, r.amount FROM reservation r
  JOIN account a ON a.dealer = r.dealer AND a.currency = r.currency WHERE r.state IN ('HELD', 'CAPTURED');
INSERT INTO entry (at, kind, account, reference, amount)
SELECT 0, 'capture', a.id, r.reference, r.amount FROM reservation r
  JOIN account a ON a.dealer = r.dealer AND a.currency = r.currency WHERE r.state = 'CAPTURED';
DROP TABLE demo_account;
DROP TABLE demo_reservation;
