//! Everything the auditor knows about one payment of the till.

use std::collections::BTreeSet;

use super::stage::Stage;

/// The stored row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TillRow {
    pub(super) provider: String,
    pub(super) provider_number: i64,
    pub(super) number: String,
    pub(super) account: String,
    pub(super) credited: i64,
    pub(super) taken: i64,
    pub(super) currency: String,
    pub(super) session: String,
    pub(super) stage: Stage,
    pub(super) detail: String,
    pub(super) is_tendered: bool,
    pub(super) version: Option<i64>,
    pub(super) owed: Option<Owed>,
    pub(super) prints_started: i64,
    /// The printer is said to have confirmed a whole cheque.
    pub(super) is_printed: bool,
}

/// The return row: cash that the shop owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owed {
    Due,
    Returned,
    Reissued,
}

impl Owed {
    pub(super) fn read(word: &str) -> Option<Self> {
        Some(match word {
            "due" => Self::Due,
            "returned" => Self::Returned,
            "reissued" => Self::Reissued,
            _ => return None,
        })
    }
}

/// What the till's journal says about it; numbers are those of the entries.
#[derive(Debug, Default)]
pub(super) struct Entries {
    pub(super) tendered: Vec<i64>,
    pub(super) ended: Vec<Stage>,
    pub(super) return_due: Vec<i64>,
    pub(super) returned: Vec<i64>,
    /// Prints started, less those that found no printer.
    pub(super) prints: i64,
}

/// What crossed the counter, in minor units and currency.
#[derive(Debug, Default)]
pub(super) struct Counter {
    pub(super) taken: Vec<(i64, String)>,
    pub(super) returned: Vec<(i64, String)>,
}

/// What left the printer as a cheque.
#[derive(Debug, Default)]
pub(super) struct Cheques {
    pub(super) unmarked: u32,
    pub(super) last_copy: i64,
    /// One of them came out whole.
    pub(super) are_whole: bool,
}

/// How firmly a stored reply with a signature that holds says that it was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Proof {
    #[default]
    None,
    /// The server took it over; the provider may still refuse.
    Accepted,
    Final,
}

/// What the stored replies to pays, statuses and cancels say, where the server's signature over them holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Replies {
    pub(super) paid: Proof,
    pub(super) refused: bool,
}

/// One payment of the till.
#[derive(Debug, Default)]
pub(super) struct Case {
    pub(super) id: i64,
    pub(super) row: Option<TillRow>,
    /// The SESSION of the row stands in the list of all SESSIONs under this payment.
    pub(super) is_session_listed: bool,
    pub(super) entries: Entries,
    pub(super) counter: Counter,
    pub(super) cheques: Cheques,
    pub(super) replies: Replies,
    /// SESSIONs under which pays left.
    pub(super) paid_under: BTreeSet<String>,
    /// SESSIONs under which cancels left.
    pub(super) cancelled_under: BTreeSet<String>,
    /// Attempt rows: pays, and the first cancel.
    pub(super) pay_rows: u32,
    pub(super) first_cancel_row: Option<i64>,
    /// The hub's payments under SESSIONs of this one.
    pub(super) at_hub: Vec<i64>,
    /// How the sums of all payments hold it.
    pub(super) weighed: Weighed,
}

/// One payment's part in the sums of all; minor units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Weighed {
    pub(super) currency: String,
    pub(super) tendered: i64,
    pub(super) paid: i64,
    pub(super) returned: i64,
    pub(super) open: i64,
}

impl Case {
    pub(super) fn of(id: i64) -> Self {
        Self {
            id,
            ..Self::default()
        }
    }

    /// Forgets what is read again from the beginning; the row stays, to see what became of it.
    pub(super) fn begin_again(&mut self) {
        let row = self.row.take();
        *self = Self {
            row,
            ..Self::of(self.id)
        };
    }

    pub(super) fn stage(&self) -> Option<Stage> {
        self.row.as_ref().map(|row| row.stage)
    }
}

/// `1234` as `12.34`.
pub(super) fn sum(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let minor = minor.unsigned_abs();
    format!("{sign}{}.{:02}", minor / 100, minor % 100)
}
