//! Shifts in figures. What a closed shift said is read from the journal as it was then: a payment that ended since
//! still stands among those that were open.

use paydesk_domain::exchange::AuditHead;
use paydesk_domain::ids::PaymentId;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::shift::{CashTally, Left, Shift, ShiftEnd, ShiftTally};
use paydesk_domain::time::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::codec::BadRow;
use super::read::Books;

/// A shift as a row, and the entries of the journal between which it lies.
struct Stored {
    shift: Shift,
    end: Option<ShiftEnd>,
    /// The entry of its opening.
    first: i64,
    /// The entry of its closing; without one, one more than the newest.
    until: i64,
}

impl Books {
    /// A shift in figures; the newest one where no number is given, none where there is no such shift.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn shift_tally(&self, number: Option<u32>) -> Result<Option<ShiftTally>, BadRow> {
        // One reading: a till that sells meanwhile changes nothing in between.
        let reading = self.connection.unchecked_transaction()?;
        let Some(stored) = self.stored_shift(number)? else {
            return Ok(None);
        };
        let range = (stored.first, stored.until);
        let cash = self.cash_of(&stored)?;
        let (still_open, owed) = self.left_behind(stored.until)?;
        let count = |sql: &str| {
            self.connection
                .query_row(sql, range, |row| row.get::<_, u32>(0))
        };
        let reprints = count(
            "SELECT COUNT(*) FROM journal WHERE kind = 'reprinted' AND seq > ?1 AND seq < ?2",
        )?;
        let openings = count(
            "SELECT COUNT(*) FROM journal WHERE kind = 'drawer-opened' AND seq >= ?1 AND seq <= ?2",
        )?;
        let asked = count(
            "SELECT COUNT(*) FROM journal WHERE kind = 'drawer-opened' AND text LIKE 'asked#%' \
             AND seq >= ?1 AND seq <= ?2",
        )?;
        let head = self.head_before(&stored)?;
        drop(reading);
        Ok(Some(ShiftTally {
            shift: stored.shift,
            end: stored.end,
            cash,
            still_open,
            owed,
            reprints,
            openings: (openings, asked),
            head,
        }))
    }

    fn stored_shift(&self, number: Option<u32>) -> Result<Option<Stored>, BadRow> {
        let newest = "SELECT COALESCE(MAX(number), 0) FROM shift";
        let number = match number {
            Some(number) => number,
            None => self.connection.query_row(newest, [], |row| row.get(0))?,
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT opened_seq, opened_at, opened_by, float, currency, closed_seq, closed_at, closed_by, counted, \
             (SELECT COALESCE(MAX(seq), 0) + 1 FROM journal) FROM shift WHERE number = ?1",
        )?;
        let mut rows = statement.query([number])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let code: String = row.get(4)?;
        let currency = Currency::from_code(&code).ok_or(BadRow::Shift(number))?;
        let closed_seq: Option<i64> = row.get(5)?;
        let end = closed_seq.map(|_| end(row, currency)).transpose()?;
        Ok(Some(Stored {
            shift: Shift {
                number,
                opened_at: Timestamp::from_unix_ms(row.get(1)?),
                opened_by: row.get(2)?,
                float: Money::new(row.get(3)?, currency),
            },
            end,
            first: row.get(0)?,
            until: closed_seq.map_or_else(|| row.get(9), Ok)?,
        }))
    }

    fn cash_of(&self, stored: &Stored) -> Result<Vec<CashTally>, BadRow> {
        let number = stored.shift.number;
        let mut all = vec![CashTally::none(stored.shift.float)];
        let range = params![stored.first, stored.until];
        let taken = "SELECT p.currency, COUNT(*), SUM(p.taken), SUM(p.credited) FROM journal j \
             JOIN payment p ON p.id = j.payment \
             WHERE j.kind = 'tendered' AND j.seq > ?1 AND j.seq < ?2 GROUP BY 1 ORDER BY 1";
        self.each_currency((taken, range), (number, &mut all), |row, cash| {
            cash.payments = row.get(1)?;
            cash.taken = Money::new(row.get(2)?, cash.taken.currency());
            cash.credited = Money::new(row.get(3)?, cash.taken.currency());
            Ok(())
        })?;
        let back = "SELECT p.currency, COUNT(*), SUM(p.taken) FROM journal j \
             JOIN payment p ON p.id = j.payment \
             WHERE j.kind = 'returned' AND j.seq > ?1 AND j.seq < ?2 GROUP BY 1 ORDER BY 1";
        self.each_currency((back, range), (number, &mut all), |row, cash| {
            cash.returned = (row.get(1)?, Money::new(row.get(2)?, cash.taken.currency()));
            Ok(())
        })?;
        let moved = "SELECT currency, SUM(CASE direction WHEN 'in' THEN sum ELSE 0 END), \
             SUM(CASE direction WHEN 'out' THEN sum ELSE 0 END) FROM cash_move WHERE shift = ?1 GROUP BY 1 ORDER BY 1";
        self.each_currency((moved, params![number]), (number, &mut all), |row, cash| {
            cash.moved_in = Money::new(row.get(1)?, cash.taken.currency());
            cash.moved_out = Money::new(row.get(2)?, cash.taken.currency());
            Ok(())
        })?;
        Ok(all)
    }

    /// Puts what a query says about each currency where it belongs.
    fn each_currency(
        &self,
        (sql, parameters): (&str, &[&dyn rusqlite::ToSql]),
        (number, all): (u32, &mut Vec<CashTally>),
        put: impl Fn(&Row<'_>, &mut CashTally) -> Result<(), rusqlite::Error>,
    ) -> Result<(), BadRow> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(parameters)?;
        while let Some(row) = rows.next()? {
            let code: String = row.get(0)?;
            let currency = Currency::from_code(&code).ok_or(BadRow::Shift(number))?;
            let is_known = all.iter().any(|cash| cash.taken.currency() == currency);
            if !is_known {
                all.push(CashTally::none(Money::zero(currency)));
            }
            for cash in all.iter_mut() {
                if cash.taken.currency() == currency {
                    put(row, cash)?;
                }
            }
        }
        Ok(())
    }

    /// Payments that were open, and those whose cash was owed back, before an entry of the journal.
    fn left_behind(&self, until: i64) -> Result<(Vec<Left>, Vec<Left>), BadRow> {
        // Whatever is settled now and was settled then has no entry behind it.
        let mut statement = self.connection.prepare_cached(
            "SELECT p.id, p.taken, p.currency, \
               EXISTS (SELECT 1 FROM journal b WHERE b.payment = p.id AND b.kind = 'became' AND b.seq < ?1 \
                AND b.text IN ('paid', 'failed', 'cancelled')), \
               EXISTS (SELECT 1 FROM journal d WHERE d.payment = p.id AND d.kind = 'return-due' AND d.seq < ?1) \
               AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.payment = p.id AND r.kind = 'returned' AND r.seq < ?1) \
             FROM payment p WHERE p.id IN (SELECT id FROM payment WHERE live = 1 UNION \
               SELECT payment FROM journal WHERE seq >= ?1 AND payment IS NOT NULL) \
               AND EXISTS (SELECT 1 FROM journal t WHERE t.payment = p.id AND t.kind = 'tendered' AND t.seq < ?1) \
             ORDER BY p.id",
        )?;
        let mut rows = statement.query([until])?;
        let (mut open, mut owed) = (Vec::new(), Vec::new());
        while let Some(row) = rows.next()? {
            let payment: i64 = row.get(0)?;
            let code: String = row.get(2)?;
            let currency = Currency::from_code(&code).ok_or(BadRow::Column {
                payment,
                column: "currency",
            })?;
            let has_ended: bool = row.get(3)?;
            let left = Left {
                payment: PaymentId::new(payment),
                taken: Money::new(row.get(1)?, currency),
            };
            if row.get(4)? {
                owed.push(left);
            } else if !has_ended {
                open.push(left);
            }
        }
        Ok((open, owed))
    }

    /// The entry of the closing itself, or the newest one.
    fn head_before(&self, stored: &Stored) -> Result<AuditHead, BadRow> {
        let last = match stored.end {
            Some(_) => stored.until,
            None => stored.until.saturating_sub(1),
        };
        let sql = "SELECT hash FROM journal WHERE seq = ?1";
        let hash = self
            .connection
            .query_row(sql, [last], |row| row.get(0))
            .optional()?;
        Ok(AuditHead {
            seq: last.unsigned_abs(),
            hash: hash.unwrap_or([0; 32]),
        })
    }
}

fn end(row: &Row<'_>, currency: Currency) -> Result<ShiftEnd, rusqlite::Error> {
    let counted: Option<i64> = row.get(8)?;
    Ok(ShiftEnd {
        at: Timestamp::from_unix_ms(row.get(6)?),
        by: row.get(7)?,
        counted: counted.map(|minor| Money::new(minor, currency)),
    })
}
