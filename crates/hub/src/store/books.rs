//! Holds, releases and posts: the only module that writes entries and the sums of accounts.

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::StoreError;
use super::ledger::Deposit;
use crate::core::minor::Minor;
use crate::core::payment::{AccountId, Payment, State, TransId};
use crate::core::posting::Share;

/// One line of the books.
struct Line<'a> {
    payment: Option<TransId>,
    kind: &'static str,
    debit: AccountId,
    credit: AccountId,
    amount: Minor,
    date: &'a str,
    at: Timestamp,
    note: Option<&'a str>,
    proposal: Option<i64>,
}

fn append(connection: &Connection, line: &Line<'_>) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO entry (payment_id, kind, debit_account, credit_account, amount, business_date, at,
                                note, proposal)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            line.payment.map(TransId::get),
            line.kind,
            line.debit.get(),
            line.credit.get(),
            line.amount.get(),
            line.date,
            line.at.unix_ms(),
            line.note,
            line.proposal,
        ])?;
    Ok(())
}

/// The account of that owner, kind and currency, made if it is not there. Never used for deposits.
pub(super) fn account(
    connection: &Connection,
    owner: i64,
    kind: &str,
    currency: &str,
) -> Result<AccountId, StoreError> {
    let found: Option<i64> = connection
        .prepare_cached("SELECT id FROM account WHERE owner = ?1 AND kind = ?2 AND currency = ?3")?
        .query_row(params![owner, kind, currency], |row| row.get(0))
        .optional()?;
    if let Some(id) = found {
        return Ok(AccountId::new(id));
    }
    connection
        .prepare_cached("INSERT INTO account (owner, kind, currency) VALUES (?1, ?2, ?3)")?
        .execute(params![owner, kind, currency])?;
    Ok(AccountId::new(connection.last_insert_rowid()))
}

/// The only party of a kind that has one (hub, bank).
pub(super) fn sole_party(connection: &Connection, kind: &str) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT id FROM party WHERE kind = ?1 ORDER BY id LIMIT 1")?
        .query_row([kind], |row| row.get(0))?)
}

fn provider_party(connection: &Connection, number: u32, at: Timestamp) -> Result<i64, StoreError> {
    let found: Option<i64> = connection
        .prepare_cached(
            "SELECT id FROM party WHERE kind = 'provider' AND parent IS NULL AND code = ?1",
        )?
        .query_row([number.to_string()], |row| row.get(0))
        .optional()?;
    if let Some(id) = found {
        return Ok(id);
    }
    connection
        .prepare_cached("INSERT INTO party (kind, code, added_at) VALUES ('provider', ?1, ?2)")?
        .execute(params![number.to_string(), at.unix_ms()])?;
    Ok(connection.last_insert_rowid())
}

/// The day on which a moment falls in the dealer's time zone.
pub(crate) fn business_date(now: Timestamp, utc_offset_min: i16) -> String {
    let day = now.civil(utc_offset_min);
    format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)
}

/// A dealer's deposit, its currency and the zone of its business day.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) account: AccountId,
    pub(super) currency: String,
    pub(super) dealer: i64,
    pub(super) utc_offset_min: i16,
    pub(super) sums: Deposit,
}

/// The deposit that a payment is taken from.
pub(super) fn source(connection: &Connection, account: AccountId) -> Result<Source, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT a.id, a.currency, a.owner, p.utc_offset_min,
                    a.floor, a.credit_posted, a.debit_posted, a.debit_pending
               FROM account a JOIN party p ON p.id = a.owner WHERE a.id = ?1 AND a.kind = 'deposit'",
        )?
        .query_row([account.get()], |row| {
            Ok(Source {
                account: AccountId::new(row.get(0)?),
                currency: row.get(1)?,
                dealer: row.get(2)?,
                utc_offset_min: row.get(3)?,
                sums: Deposit {
                    floor: Minor::new(row.get(4)?),
                    credit_posted: Minor::new(row.get(5)?),
                    debit_posted: Minor::new(row.get(6)?),
                    debit_pending: Minor::new(row.get(7)?),
                },
            })
        })?)
}

pub(super) fn deposit_of(connection: &Connection, payment: TransId) -> Result<Source, StoreError> {
    let account: i64 = connection
        .prepare_cached("SELECT deposit FROM payment WHERE id = ?1")?
        .query_row([payment.get()], |row| row.get(0))?;
    source(connection, AccountId::new(account))
}

fn shift_pending(connection: &Connection, account: AccountId, by: Minor) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE account SET debit_pending = debit_pending + ?2 WHERE id = ?1")?
        .execute(params![account.get(), by.get()])?;
    Ok(())
}

/// Holds the payment's sum on its deposit. The constraint of the account refuses what passes the floor.
pub(super) fn hold(
    connection: &Connection,
    payment: &Payment,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(terms) = &payment.terms else {
        return Ok(());
    };
    let source = deposit_of(connection, payment.id)?;
    shift_pending(connection, source.account, terms.amount)?;
    pending_line(connection, &source, ("hold", payment), now)
}

/// Frees the payment's sum, if it is held.
pub(super) fn release(
    connection: &Connection,
    payment: &Payment,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(terms) = &payment.terms else {
        return Ok(());
    };
    if !payment.state.holds() {
        return Ok(());
    }
    let source = deposit_of(connection, payment.id)?;
    shift_pending(connection, source.account, Minor::ZERO.minus(terms.amount)?)?;
    pending_line(connection, &source, ("release", payment), now)
}

fn pending_line(
    connection: &Connection,
    source: &Source,
    (kind, payment): (&'static str, &Payment),
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(terms) = &payment.terms else {
        return Ok(());
    };
    let provider = provider_party(connection, terms.provider, now)?;
    append(
        connection,
        &Line {
            payment: Some(payment.id),
            kind,
            debit: source.account,
            credit: account(connection, provider, "provider", &source.currency)?,
            amount: terms.amount,
            date: &business_date(now, source.utc_offset_min),
            at: now,
            note: None,
            proposal: None,
        },
    )
}

/// Releases the hold and posts every share; returns the business date. Touches no row that payments of other
/// dealers touch.
pub(super) fn capture(
    connection: &Connection,
    payment: &Payment,
    now: Timestamp,
) -> Result<String, StoreError> {
    debug_assert!(payment.state == State::Capturing);
    let source = deposit_of(connection, payment.id)?;
    let date = business_date(now, source.utc_offset_min);
    let Some(terms) = &payment.terms else {
        return Ok(date);
    };
    release(connection, payment, now)?;
    for (share, amount) in payment.tariff.postings(terms.amount)? {
        let owner = match share {
            Share::Provider => provider_party(connection, terms.provider, now)?,
            Share::Commission => source.dealer,
            Share::SubCommission => payment.tariff.sub.map_or(source.dealer, |sub| sub.party),
            Share::Hub | Share::Rounding => sole_party(connection, "hub")?,
            Share::Bank => sole_party(connection, "bank")?,
        };
        let line = Line {
            payment: Some(payment.id),
            kind: "post",
            debit: source.account,
            credit: account(connection, owner, share.account_kind(), &source.currency)?,
            amount,
            date: &date,
            at: now,
            note: None,
            proposal: None,
        };
        append(connection, &line)?;
    }
    connection
        .prepare_cached("UPDATE account SET debit_posted = debit_posted + ?2 WHERE id = ?1")?
        .execute(params![source.account.get(), terms.amount.get()])?;
    Ok(date)
}

/// Money that the settlement bank received for the dealer: a post from its settlement account.
pub(super) fn refill(
    connection: &Connection,
    deposit: AccountId,
    (amount, note): (Minor, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    let source = source(connection, deposit)?;
    let bank = sole_party(connection, "bank")?;
    let line = Line {
        payment: None,
        kind: "post",
        debit: account(connection, bank, "settlement", &source.currency)?,
        credit: deposit,
        amount,
        date: &business_date(now, source.utc_offset_min),
        at: now,
        note: Some(note),
        proposal: None,
    };
    append(connection, &line)?;
    connection
        .prepare_cached("UPDATE account SET credit_posted = credit_posted + ?2 WHERE id = ?1")?
        .execute(params![deposit.get(), amount.get()])?;
    Ok(())
}

/// Takes a captured payment back: every share returns to the deposit in entries of its own, on the day of the decision.
/// What was posted before stays.
pub(super) fn refund(
    connection: &Connection,
    payment: &Payment,
    (proposal, note): (i64, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    let source = deposit_of(connection, payment.id)?;
    let date = business_date(now, source.utc_offset_min);
    let shares: Vec<(i64, i64)> = connection
        .prepare_cached(
            "SELECT credit_account, amount FROM entry WHERE payment_id = ?1 AND kind = 'post' ORDER BY seq",
        )?
        .query_map([payment.id.get()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (account, amount) in shares {
        let line = Line {
            payment: None,
            kind: "post",
            debit: AccountId::new(account),
            credit: source.account,
            amount: Minor::new(amount),
            date: &date,
            at: now,
            note: Some(note),
            proposal: Some(proposal),
        };
        append(connection, &line)?;
        connection
            .prepare_cached("UPDATE account SET credit_posted = credit_posted + ?2 WHERE id = ?1")?
            .execute(params![source.account.get(), amount])?;
    }
    Ok(())
}
