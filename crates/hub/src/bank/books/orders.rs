//! What an order does to a reference. Each reads first and writes once, inside the caller's transaction.

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::BooksError;
use super::rows;
use crate::bank::wire::{Movement, Refusal, Said};
use crate::connectors::bank::BankOrder;

/// Where a reference stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Held,
    Captured,
    Void,
    Refused(Refusal),
}

/// Sets the sum aside.
///
/// # Errors
/// [`BooksError`].
pub fn reserve(
    connection: &Connection,
    order: &BankOrder,
    at: Timestamp,
) -> Result<Said, BooksError> {
    match known(connection, order)? {
        Some(Err(why)) => return Ok(Said::Refused(why)),
        Some(Ok(State::Held | State::Captured)) => return Ok(Said::Done),
        Some(Ok(State::Void)) => return Ok(Said::Refused(Refusal::Closed)),
        Some(Ok(State::Refused(why))) => return Ok(Said::Refused(why)),
        None => {}
    }
    let Some((account, sums)) = rows::account(connection, &order.dealer, &order.currency)? else {
        return refuse(connection, order, Refusal::Account);
    };
    if sums.available() < order.amount {
        return refuse(connection, order, Refusal::Funds);
    }
    insert(connection, order, ("HELD", None))?;
    connection.execute(
        "UPDATE account SET held = held + ?2 WHERE id = ?1",
        params![account, order.amount.get()],
    )?;
    rows::add(
        connection,
        (Movement::Hold, account),
        Some(&order.reference),
        (order.amount, at),
    )?;
    Ok(Said::Done)
}

/// A refusal is kept, so that a repeat hears the same, whatever came in meanwhile.
fn refuse(connection: &Connection, order: &BankOrder, why: Refusal) -> Result<Said, BooksError> {
    insert(connection, order, ("REFUSED", Some(why.as_wire())))?;
    Ok(Said::Refused(why))
}

/// Takes what was set aside.
///
/// # Errors
/// [`BooksError`].
pub fn capture(
    connection: &Connection,
    order: &BankOrder,
    at: Timestamp,
) -> Result<Said, BooksError> {
    match known(connection, order)? {
        None => return Ok(Said::Refused(Refusal::Unknown)),
        Some(Err(why)) => return Ok(Said::Refused(why)),
        Some(Ok(State::Captured)) => return Ok(Said::Done),
        Some(Ok(State::Void | State::Refused(_))) => return Ok(Said::Refused(Refusal::Closed)),
        Some(Ok(State::Held)) => {}
    }
    set_state(connection, order, "CAPTURED")?;
    settle(connection, order, (Movement::Capture, at))
}

/// Gives back what was set aside. An unknown reference gets a tombstone: a later reserve under it is refused.
///
/// # Errors
/// [`BooksError`].
pub fn void(connection: &Connection, order: &BankOrder, at: Timestamp) -> Result<Said, BooksError> {
    match known(connection, order)? {
        None => {
            insert(connection, order, ("VOID", None))?;
            Ok(Said::Done)
        }
        Some(Err(why)) => Ok(Said::Refused(why)),
        Some(Ok(State::Captured)) => Ok(Said::Refused(Refusal::Captured)),
        Some(Ok(State::Void)) => Ok(Said::Done),
        Some(Ok(State::Refused(_))) => {
            set_state(connection, order, "VOID")?;
            Ok(Said::Done)
        }
        Some(Ok(State::Held)) => {
            set_state(connection, order, "VOID")?;
            settle(connection, order, (Movement::Release, at))
        }
    }
}

/// Where the reference stands, or why this order is not about it; none where nobody has asked yet.
fn known(
    connection: &Connection,
    order: &BankOrder,
) -> Result<Option<Result<State, Refusal>>, BooksError> {
    let found: Option<(bool, String, Option<String>)> = connection
        .prepare_cached(
            "SELECT dealer = ?2 AND currency = ?3 AND amount = ?4, state, why
               FROM reservation WHERE reference = ?1",
        )?
        .query_row(
            params![
                order.reference,
                order.dealer,
                order.currency,
                order.amount.get()
            ],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()?;
    let Some((is_same, state, why)) = found else {
        return Ok(None);
    };
    if !is_same {
        return Ok(Some(Err(Refusal::OtherContent)));
    }
    let why = why.as_deref().and_then(Refusal::from_wire);
    let state = match (state.as_str(), why) {
        ("HELD", None) => State::Held,
        ("CAPTURED", None) => State::Captured,
        ("VOID", None) => State::Void,
        ("REFUSED", Some(why)) => State::Refused(why),
        (_, _) => return Err(BooksError::BadRow("reservation")),
    };
    Ok(Some(Ok(state)))
}

fn insert(
    connection: &Connection,
    order: &BankOrder,
    (state, why): (&str, Option<&str>),
) -> Result<(), BooksError> {
    connection.execute(
        "INSERT INTO reservation (reference, dealer, currency, amount, state, why)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            order.reference,
            order.dealer,
            order.currency,
            order.amount.get(),
            state,
            why
        ],
    )?;
    Ok(())
}

/// A refusal's reason goes with its state.
fn set_state(connection: &Connection, order: &BankOrder, state: &str) -> Result<(), BooksError> {
    connection.execute(
        "UPDATE reservation SET state = ?2, why = NULL WHERE reference = ?1",
        [order.reference.as_str(), state],
    )?;
    Ok(())
}

/// Ends the hold on the account.
fn settle(
    connection: &Connection,
    order: &BankOrder,
    (movement, at): (Movement, Timestamp),
) -> Result<Said, BooksError> {
    let taken = if movement == Movement::Capture {
        order.amount.get()
    } else {
        0
    };
    let (account, _) = rows::account(connection, &order.dealer, &order.currency)?
        .ok_or(BooksError::BadRow("account"))?;
    connection.execute(
        "UPDATE account SET held = held - ?2, captured = captured + ?3 WHERE id = ?1",
        params![account, order.amount.get(), taken],
    )?;
    rows::add(
        connection,
        (movement, account),
        Some(&order.reference),
        (order.amount, at),
    )?;
    Ok(Said::Done)
}
