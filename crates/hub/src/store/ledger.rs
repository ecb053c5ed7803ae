//! Deposits and refills as callers see them.

use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, params};

use super::StoreError;
use super::books;
use super::evidence::{AuditNote, note};
use crate::core::minor::{Minor, SumTooLarge};
use crate::core::payment::AccountId;

/// The sums of one deposit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deposit {
    /// The lowest allowed available sum: minus the credit limit.
    pub floor: Minor,
    /// All refills.
    pub credit_posted: Minor,
    /// All captured payments.
    pub debit_posted: Minor,
    /// Held for payments that are not decided.
    pub debit_pending: Minor,
}

impl Deposit {
    /// The bare balance: refills less captured payments (REST_WO_LIMIT).
    ///
    /// # Errors
    /// [`SumTooLarge`] beyond 64 bits.
    pub fn balance(&self) -> Result<Minor, SumTooLarge> {
        self.credit_posted.minus(self.debit_posted)
    }

    /// What may still be spent, holds and credit limit counted (REST).
    ///
    /// # Errors
    /// [`SumTooLarge`] beyond 64 bits.
    pub fn available(&self) -> Result<Minor, SumTooLarge> {
        self.balance()?.minus(self.debit_pending)?.minus(self.floor)
    }
}

/// One refill of a deposit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refill {
    /// Number of the entry.
    pub id: i64,
    /// The sum.
    pub amount: Minor,
    /// What the bank's statement said.
    pub note: String,
    /// When it was booked.
    pub at: Timestamp,
}

/// The sums of a deposit.
///
/// # Errors
/// [`StoreError`] when it is not there.
pub fn deposit(connection: &Connection, account: AccountId) -> Result<Deposit, StoreError> {
    Ok(books::source(connection, account)?.sums)
}

/// The refills of a deposit booked from `from` up to, but not including, `to`.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn refills(
    connection: &Connection,
    account: AccountId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<Refill>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, amount, coalesce(note, ''), at FROM entry
          WHERE credit_account = ?1 AND payment_id IS NULL AND proposal IS NULL AND at >= ?2 AND at < ?3 ORDER BY seq",
    )?;
    let rows = statement.query_map(
        params![account.get(), from.unix_ms(), to.unix_ms()],
        |row| {
            Ok(Refill {
                id: row.get(0)?,
                amount: Minor::new(row.get(1)?),
                note: row.get(2)?,
                at: Timestamp::from_unix_ms(row.get(3)?),
            })
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Books a refill and returns the new sums.
///
/// # Errors
/// [`StoreError`] when the deposit is not there or the sum is not above zero.
pub fn refill(
    connection: &Connection,
    account: AccountId,
    (amount, text): (Minor, &str),
    now: Timestamp,
) -> Result<Deposit, StoreError> {
    books::refill(connection, account, (amount, text), now)?;
    let record = format!("account={} amount={}", account.get(), amount.get());
    note(
        connection,
        &AuditNote {
            what: "refill",
            record: &record,
            at: now,
        },
    )?;
    deposit(connection, account)
}

/// A dealer's deposit as an operator watches it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DealerDeposit {
    /// The dealer's code.
    pub dealer: String,
    /// ISO 4217, three capitals.
    pub currency: String,
    /// Its sums.
    pub sums: Deposit,
}

/// Every deposit.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn deposits(connection: &Connection) -> Result<Vec<DealerDeposit>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT d.code, a.currency, a.floor, a.credit_posted, a.debit_posted, a.debit_pending
           FROM account a JOIN party d ON d.id = a.owner WHERE a.kind = 'deposit' ORDER BY d.code, a.currency",
    )?;
    let rows = statement.query_map([], |row| {
        let minor = |column| row.get(column).map(Minor::new);
        Ok(DealerDeposit {
            dealer: row.get(0)?,
            currency: row.get(1)?,
            sums: Deposit {
                floor: minor(2)?,
                credit_posted: minor(3)?,
                debit_posted: minor(4)?,
                debit_pending: minor(5)?,
            },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
