//! One row of a registry.

use paydesk_domain::money::{Currency, Money};

use crate::messages::fields::from_windows_1251;

/// Columns that every server sends.
const COLUMNS: usize = 14;
/// RESULT of a payment that has come to its end.
const FINAL: &str = "7";

/// A row as the server has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// The server's number of the payment.
    pub transid: String,
    /// The point that sold.
    pub point: String,
    /// ACCOUNT; may be empty.
    pub account: String,
    /// NUMBER; may be empty.
    pub number: String,
    /// What the provider gets.
    pub credited: Money,
    /// What the customer paid.
    pub taken: Money,
    /// Whether it is paid for good: RESULT=7 and ERROR=0.
    pub is_paid: bool,
    /// The SESSION, at a server that sends it (ours does).
    pub session: Option<String>,
    /// The dealer's commission, likewise.
    pub commission: Option<Money>,
}

/// Without number and account: they are a customer's.
impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Row")
            .field("transid", &self.transid)
            .field("point", &self.point)
            .field("credited", &self.credited)
            .field("is_paid", &self.is_paid)
            .finish_non_exhaustive()
    }
}

/// A line that is no row; the column counts from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    /// It has too few columns.
    #[error("{0} columns instead of at least 14")]
    Short(usize),
    /// A column does not read.
    #[error("column {0} cannot be read")]
    Column(usize),
}

impl Row {
    /// Reads one line without its line end, windows-1251. Sums are in the dealer's currency: the rows name none.
    ///
    /// # Errors
    /// [`BadLine`].
    pub fn read(line: &[u8], currency: Currency) -> Result<Self, BadLine> {
        let text = from_windows_1251(line);
        let columns: Vec<&str> = text.split('|').collect();
        if columns.len() < COLUMNS {
            return Err(BadLine::Short(columns.len()));
        }
        let column = |at: usize| columns.get(at).copied().unwrap_or_default().trim();
        let owned = |at: usize| column(at).to_owned();
        let optional = |at: usize| Some(column(at)).filter(|text| !text.is_empty());
        let sum =
            |at: usize| Money::from_wire(column(at), currency).map_err(|_| BadLine::Column(at));
        if column(0).is_empty() {
            return Err(BadLine::Column(0));
        }
        Ok(Self {
            transid: owned(0),
            point: owned(3),
            account: owned(5),
            number: owned(6),
            credited: sum(7)?,
            taken: sum(13)?,
            is_paid: column(11) == FINAL && column(8) == "0",
            session: optional(14).map(str::to_owned),
            commission: optional(16).map(|_| sum(16)).transpose()?,
        })
    }
}
