//! What the till has booked of a payment, as far as a registry speaks of it.

use paydesk_domain::ids::PaymentId;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::payment::Stage;
use paydesk_domain::time::Timestamp;
use rusqlite::{Params, Row};

use super::codec::BadRow;
use super::read::Books;

/// One payment in the till's books.
#[derive(Clone, PartialEq, Eq)]
pub struct Booked {
    /// Its number here.
    pub id: PaymentId,
    /// Its SESSION.
    pub session: String,
    /// The server's number, once the till knows it.
    pub transid: Option<String>,
    /// Where it stands.
    pub stage: Stage,
    /// What the provider gets.
    pub credited: Money,
    /// What the customer paid.
    pub taken: Money,
    /// NUMBER; may be empty.
    pub number: String,
    /// ACCOUNT; may be empty.
    pub account: String,
    /// When the cash was taken.
    pub tendered_at: Option<Timestamp>,
    /// When it came to its end.
    pub closed_at: Option<Timestamp>,
}

/// Without number and account: they are a customer's.
impl std::fmt::Debug for Booked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Booked")
            .field("id", &self.id)
            .field("stage", &self.stage)
            .field("credited", &self.credited)
            .finish_non_exhaustive()
    }
}

const COLUMNS: &str = "p.id, p.session, p.transid, p.stage, p.credited, p.taken, p.currency, p.number, p.account, \
                       p.tender_at, p.closed_at";

fn booked(row: &Row<'_>) -> Result<Booked, BadRow> {
    let payment: i64 = row.get(0)?;
    let bad = |column| BadRow::Column { payment, column };
    let stage: String = row.get(3)?;
    let code: String = row.get(6)?;
    let currency = Currency::from_code(&code).ok_or(bad("currency"))?;
    let moment = |at: Option<i64>| at.map(Timestamp::from_unix_ms);
    Ok(Booked {
        id: PaymentId::new(payment),
        session: row.get(1)?,
        transid: row.get(2)?,
        stage: Stage::from_key(&stage).ok_or(bad("stage"))?,
        credited: Money::new(row.get(4)?, currency),
        taken: Money::new(row.get(5)?, currency),
        number: row.get(7)?,
        account: row.get(8)?,
        tendered_at: moment(row.get(9)?),
        closed_at: moment(row.get(10)?),
    })
}

impl Books {
    /// The payment that ever had this SESSION.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn booked_by_session(&self, session: &str) -> Result<Option<Booked>, BadRow> {
        let found = self.booked(
            "JOIN session s ON s.payment = p.id WHERE s.session = ?1",
            [session],
        )?;
        Ok(found.into_iter().next())
    }

    /// The payments for which the server named this number of its own; more than one is another server's number.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn booked_by_transid(&self, transid: &str) -> Result<Vec<Booked>, BadRow> {
        self.booked("WHERE p.transid = ?1 AND p.transid IS NOT NULL", [transid])
    }

    /// Paid payments for which cash was taken from one moment on and before another, one at a time.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn each_paid(
        &self,
        (from, until): (Timestamp, Timestamp),
        mut each: impl FnMut(Booked),
    ) -> Result<(), BadRow> {
        let sql = format!(
            "SELECT {COLUMNS} FROM payment p WHERE p.tender_at >= ?1 AND p.tender_at < ?2 AND p.stage = 'paid' \
             ORDER BY p.tender_at, p.id"
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([from.unix_ms(), until.unix_ms()])?;
        while let Some(row) = rows.next()? {
            each(booked(row)?);
        }
        Ok(())
    }

    fn booked(&self, which: &str, parameters: impl Params) -> Result<Vec<Booked>, BadRow> {
        let sql = format!("SELECT {COLUMNS} FROM payment p {which}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(parameters)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(booked(row)?);
        }
        Ok(found)
    }
}
