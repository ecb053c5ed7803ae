//! Both signed texts of every request that was looked at.

use paydesk_domain::ids::AttemptId;
use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, params};

use super::BooksError;
use crate::bank::wire::{Ask, Said};

/// One request and its answer.
#[derive(Debug, Clone, Copy)]
pub struct Exchange<'a> {
    /// What was asked.
    pub ask: &'a Ask,
    /// What was said.
    pub said: &'a Said,
    /// NONCE of the request.
    pub nonce: AttemptId,
    /// The rows of both keys: the hub's, the bank's.
    pub keys: (i64, i64),
    /// The signed request, byte for byte.
    pub request: &'a [u8],
    /// The signed answer, byte for byte.
    pub answer: &'a [u8],
    /// When.
    pub at: Timestamp,
}

/// Whether a request with that NONCE was looked at before.
///
/// # Errors
/// [`BooksError`].
pub fn is_nonce_seen(
    connection: &Connection,
    hub_key: i64,
    nonce: AttemptId,
) -> Result<bool, BooksError> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM exchange WHERE hub_key = ?1 AND nonce = ?2)")?
        .query_row(params![hub_key, nonce.to_string()], |row| row.get(0))?)
}

/// Appends an exchange.
///
/// # Errors
/// [`BooksError`], also where the NONCE is there already.
pub fn keep(connection: &Connection, exchange: &Exchange<'_>) -> Result<(), BooksError> {
    let is_refused = matches!(exchange.said, Said::Refused(_));
    connection
        .prepare_cached(
            "INSERT INTO exchange (at, msg, reference, result, hub_key, bank_key, nonce, request, answer)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            exchange.at.unix_ms(),
            exchange.ask.word().as_wire(),
            exchange.ask.reference(),
            if is_refused { "REFUSED" } else { "DONE" },
            exchange.keys.0,
            exchange.keys.1,
            exchange.nonce.to_string(),
            exchange.request,
            exchange.answer,
        ])?;
    Ok(())
}
