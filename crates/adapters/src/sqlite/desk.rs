//! Deeds, shifts, moves of cash and corrections as rows, and what a start must know of them.

use std::collections::BTreeSet;

use paydesk_domain::correction::{CorrectionRecord, CorrectionWish};
use paydesk_domain::ids::PaymentId;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::shift::{CashMove, Shift};
use paydesk_domain::time::Timestamp;
use paydesk_till::policy::REPEAT_WITHIN_MS;
use paydesk_till::world::{Change, Recent};
use rusqlite::{Connection, OptionalExtension, Transaction, named_params};

use super::codec::{self, BadRow, COLUMNS};

/// Stores one of the changes named above; any other is not its business and stores nothing.
pub(super) fn put(transaction: &Transaction<'_>, change: &Change) -> Result<(), rusqlite::Error> {
    match change {
        Change::Deed {
            seq,
            person,
            reason,
        } => put_deed(transaction, *seq, (person, reason)),
        Change::ShiftOpened { seq, shift } => open_shift(transaction, *seq, shift),
        Change::ShiftClosed {
            seq,
            number,
            at,
            by,
            counted,
        } => {
            let closed = transaction
                .prepare_cached(
                    "UPDATE shift SET closed_seq = ?2, closed_at = ?3, closed_by = ?4, counted = ?5 WHERE number = ?1",
                )?
                .execute((number, signed(*seq), at.unix_ms(), by, counted.map(Money::minor)))?;
            if closed == 1 {
                Ok(())
            } else {
                Err(rusqlite::Error::StatementChangedRows(closed))
            }
        }
        Change::CashMoved { seq, moved } => put_move(transaction, *seq, moved),
        Change::CorrectionOpened { seq, record } => put_correction(transaction, *seq, record),
        Change::Opened(_)
        | Change::Changed(_)
        | Change::NewSession(..)
        | Change::AttemptOpened(_)
        | Change::AttemptClosed { .. }
        | Change::Journal(_) => Ok(()),
    }
}

fn put_deed(
    transaction: &Transaction<'_>,
    seq: u64,
    (person, reason): (&str, &str),
) -> Result<(), rusqlite::Error> {
    transaction
        .prepare_cached("INSERT INTO deed (seq, person, reason) VALUES (?1, ?2, ?3)")?
        .execute((signed(seq), person, reason))?;
    Ok(())
}

fn open_shift(
    transaction: &Transaction<'_>,
    seq: u64,
    shift: &Shift,
) -> Result<(), rusqlite::Error> {
    transaction
        .prepare_cached(
            "INSERT INTO shift (number, opened_seq, opened_at, opened_by, float, currency) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute((
            shift.number,
            signed(seq),
            shift.opened_at.unix_ms(),
            &shift.opened_by,
            shift.float.minor(),
            shift.float.currency().code(),
        ))?;
    Ok(())
}

fn put_move(
    transaction: &Transaction<'_>,
    seq: u64,
    moved: &CashMove,
) -> Result<(), rusqlite::Error> {
    transaction
        .prepare_cached(
            "INSERT INTO cash_move (seq, shift, at, by, direction, sum, currency, reason) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((
            signed(seq),
            moved.shift,
            moved.at.unix_ms(),
            &moved.by,
            moved.direction.as_key(),
            moved.sum.minor(),
            moved.sum.currency().code(),
            &moved.reason,
        ))?;
    Ok(())
}

fn put_correction(
    transaction: &Transaction<'_>,
    seq: u64,
    record: &CorrectionRecord,
) -> Result<(), rusqlite::Error> {
    let (number, sum) = match &record.wish {
        CorrectionWish::Number { right, .. } => (Some(right.expose()), None),
        CorrectionWish::Sum { right, .. } => (None, Some(right.minor())),
        CorrectionWish::Return { .. } => (None, None),
    };
    transaction
        .prepare_cached(
            "INSERT INTO correction (number, seq, payment, at, by, wish, right_number, right_sum, reason) \
             VALUES (:number, :seq, :payment, :at, :by, :wish, :right_number, :right_sum, :reason)",
        )?
        .execute(named_params! {
            ":number": record.number,
            ":seq": signed(seq),
            ":payment": record.payment.get(),
            ":at": record.at.unix_ms(),
            ":by": record.by,
            ":wish": record.wish.as_key(),
            ":right_number": number,
            ":right_sum": sum,
            ":reason": record.wish.reason(),
        })?;
    Ok(())
}

fn signed(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

/// The open shift, and the highest number given out.
pub(super) fn shifts(connection: &Connection) -> Result<(Option<Shift>, u32), BadRow> {
    let last = connection.query_row("SELECT COALESCE(MAX(number), 0) FROM shift", [], |row| {
        row.get(0)
    })?;
    // Shifts go one after another, so only the last one can be open.
    let open = connection
        .query_row(
            "SELECT opened_at, opened_by, float, currency FROM shift WHERE number = ?1 AND closed_seq IS NULL",
            [last],
            |row| {
                let code: String = row.get(3)?;
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, code))
            },
        )
        .optional()?;
    let Some((opened_at, opened_by, float, code)) = open else {
        return Ok((None, last));
    };
    let currency = Currency::from_code(&code).ok_or(BadRow::Shift(last))?;
    let shift = Shift {
        number: last,
        opened_at: Timestamp::from_unix_ms(opened_at),
        opened_by,
        float: Money::new(float, currency),
    };
    Ok((Some(shift), last))
}

/// Payments with an open correction, and the highest number given out.
pub(super) fn corrections(connection: &Connection) -> Result<(BTreeSet<PaymentId>, u32), BadRow> {
    let last = connection.query_row(
        "SELECT COALESCE(MAX(number), 0) FROM correction",
        [],
        |row| row.get(0),
    )?;
    let mut statement = connection.prepare("SELECT payment FROM correction")?;
    let rows = statement.query_map([], |row| Ok(PaymentId::new(row.get(0)?)))?;
    Ok((rows.collect::<Result<_, _>>()?, last))
}

/// Payments tendered in the last hour of the journal whose cash is not owed back. The journal is in the order of
/// time, so it is read from its end and no further than needed.
pub(super) fn recent(connection: &Connection) -> Result<Vec<Recent>, BadRow> {
    let mut journal =
        connection.prepare("SELECT at, kind, payment FROM journal ORDER BY seq DESC")?;
    let mut entries = journal.query([])?;
    let mut newest = None;
    let mut found = Vec::new();
    while let Some(entry) = entries.next()? {
        let at = Timestamp::from_unix_ms(entry.get(0)?);
        if newest.get_or_insert(at).ms_since(at) > REPEAT_WITHIN_MS {
            break;
        }
        if entry.get_ref(1)?.as_str() != Ok("tendered") {
            continue;
        }
        let payment = entry.get::<_, Option<i64>>(2)?.map(PaymentId::new);
        found.extend(
            payment
                .map(|id| recent_one(connection, id))
                .transpose()?
                .flatten(),
        );
    }
    Ok(found)
}

fn recent_one(connection: &Connection, id: PaymentId) -> Result<Option<Recent>, BadRow> {
    let sql = format!(
        "SELECT {COLUMNS} FROM payment p JOIN cashier c ON c.id = p.cashier \
         WHERE p.id = ?1 AND p.tender_at IS NOT NULL AND p.return_stage IS NULL"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([id.get()])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let payment = codec::payment(row)?;
    Ok(payment.tender.map(|tender| Recent {
        payment: id,
        at: tender.at,
        likeness: payment.order.likeness(),
    }))
}

/// The query for the whole journal with the deeds beside it. A reader may be newer than a database that no writer has
/// brought to its version yet; there are no deeds in that one.
pub(super) fn journal_with_deeds(connection: &Connection) -> Result<&'static str, rusqlite::Error> {
    let has_deeds: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'deed')",
        [],
        |row| row.get(0),
    )?;
    Ok(if has_deeds {
        "SELECT j.seq, j.at, j.kind, COALESCE(j.payment, 0), j.text, j.hash, d.person, d.reason \
         FROM journal j LEFT JOIN deed d ON d.seq = j.seq ORDER BY j.seq"
    } else {
        "SELECT seq, at, kind, COALESCE(payment, 0), text, hash, NULL, NULL FROM journal ORDER BY seq"
    })
}
