//! The till's books against the registries of the server: what both know, and every difference.
//!
//! A registry is read to its end before anything of it counts: one that is cut, has a line that is no row, or does not
//! add up to its signed header says nothing. A difference is told, never mended: what became of a payment is decided by
//! signed replies alone (`paydesk retry` asks for them).

use std::collections::HashSet;
use std::io::{self, BufRead as _, BufReader, Read as _};

use flate2::read::MultiGzDecoder;
use paydesk_cyberplat::messages::registry::{BadLine, Registry, Row};
use paydesk_domain::ids::PaymentId;
use paydesk_domain::money::{Currency, Money, MoneyError};
use paydesk_domain::payment::Stage;
use paydesk_domain::time::Timestamp;

use crate::sqlite::{BadRow, Booked, Books};

/// No row is longer; a file without line ends is not read into memory.
const LONGEST_LINE: u64 = 8 * 1024;
const DAY_MS: i64 = 86_400_000;

/// What is wrong with one payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Paid at the server, failed or withdrawn here: the customer may have got the cash back.
    PaidThere,
    /// Paid at the server, and these books know nothing of it.
    MissingHere,
    /// Paid here, and in no registry of the period.
    MissingThere,
    /// Paid at the server under an earlier SESSION of the payment than the one that counts here.
    OtherSession,
    /// Two rows of one payment.
    Twice,
    /// The sums differ.
    Sum,
    /// Number or account differ.
    Details,
    /// Paid here; the registry lists it as not ended.
    NotEnded,
    /// Paid at the server, still open here: the till has not heard of it yet.
    OpenHere,
}

impl Kind {
    /// Every kind, the gravest first.
    pub const ALL: [Self; 9] = [
        Self::PaidThere,
        Self::MissingHere,
        Self::MissingThere,
        Self::OtherSession,
        Self::Twice,
        Self::Sum,
        Self::Details,
        Self::NotEnded,
        Self::OpenHere,
    ];

    /// Its word for programs.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::PaidThere => "paid-there",
            Self::MissingHere => "missing-here",
            Self::MissingThere => "missing-there",
            Self::OtherSession => "other-session",
            Self::Twice => "twice",
            Self::Sum => "sum",
            Self::Details => "details",
            Self::NotEnded => "not-ended",
            Self::OpenHere => "open-here",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What is wrong.
    pub kind: Kind,
    /// The payment here.
    pub payment: Option<PaymentId>,
    /// Where it stands here.
    pub stage: Option<Stage>,
    /// The SESSION, where one is known.
    pub session: Option<String>,
    /// The server's number.
    pub transid: Option<String>,
    /// Credited and taken here.
    pub here: Option<(Money, Money)>,
    /// Credited and taken at the server.
    pub there: Option<(Money, Money)>,
    /// When the cash was taken here.
    pub tendered_at: Option<Timestamp>,
}

/// What was compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciled {
    /// Registries that were read.
    pub registries: u32,
    /// Rows in them.
    pub rows: u64,
    /// Rows of other points of the dealer.
    pub others: u64,
    /// Payments on which both agree.
    pub matched: u64,
    /// What the providers got of those.
    pub credited: Money,
    /// What the customers paid for them.
    pub taken: Money,
    /// The commission that the server's rows name, where they do.
    pub commission: Money,
    /// Paid payments close to the ends of the period, which the server may have booked on the day before or after.
    pub at_the_ends: u64,
    /// Every registry stood whole under the server's signature.
    pub is_sealed: bool,
    /// What does not agree, the gravest first.
    pub differences: Vec<Difference>,
}

/// Why nothing could be compared.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    /// The till's books.
    #[error(transparent)]
    Books(#[from] BadRow),
    /// The content is no whole gzip stream.
    #[error("the content cannot be unpacked: {0}")]
    Packed(#[from] io::Error),
    /// A line is no row; they count from 1.
    #[error("line {line}: {what}")]
    Line {
        /// The line.
        line: u64,
        /// What is wrong.
        what: BadLine,
    },
    /// A line does not end.
    #[error("line {0} is too long")]
    LongLine(u64),
    /// There are more or fewer rows than the signed header says.
    #[error("{told} rows are announced, and there are {got}")]
    Rows {
        /// What the header says.
        told: u64,
        /// What there is.
        got: u64,
    },
    /// The rows do not add up to the signed header.
    #[error("the rows add up to {got}, and {told} is announced")]
    Total {
        /// What the header says.
        told: String,
        /// What they add up to.
        got: String,
    },
    /// A sum does not fit.
    #[error("the sums are too large to be added up: {0}")]
    Sum(#[from] MoneyError),
}

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period<'a> {
    /// The point of this till as the server writes it.
    pub point: &'a str,
    /// The currency of the dealer's deposit: rows name none.
    pub currency: Currency,
    /// The first moment.
    pub from: Timestamp,
    /// The first moment after it.
    pub until: Timestamp,
}

/// A comparison that is under way.
#[derive(Debug)]
pub struct Reconciliation<'a> {
    books: &'a Books,
    period: Period<'a>,
    seen: HashSet<i64>,
    found: Reconciled,
}

impl<'a> Reconciliation<'a> {
    /// Begins.
    #[must_use]
    pub fn new(books: &'a Books, period: Period<'a>) -> Self {
        let zero = Money::zero(period.currency);
        Self {
            books,
            period,
            seen: HashSet::new(),
            found: Reconciled {
                registries: 0,
                rows: 0,
                others: 0,
                matched: 0,
                credited: zero,
                taken: zero,
                commission: zero,
                at_the_ends: 0,
                is_sealed: true,
                differences: Vec::new(),
            },
        }
    }

    /// Compares one registry. After an error nothing more can be said about the period.
    ///
    /// # Errors
    /// [`ReconcileError`].
    pub fn registry(&mut self, registry: &Registry<'_>) -> Result<(), ReconcileError> {
        self.found.registries = self.found.registries.saturating_add(1);
        self.found.is_sealed &= registry.is_sealed;
        if registry.content.is_empty() {
            return Ok(());
        }
        let (mut rows, mut total) = (0_u64, Money::zero(self.period.currency));
        let mut lines = BufReader::new(MultiGzDecoder::new(registry.content));
        let mut line = Vec::new();
        loop {
            line.clear();
            let number = rows.saturating_add(1);
            (&mut lines)
                .take(LONGEST_LINE)
                .read_until(b'\n', &mut line)?;
            if line.is_empty() {
                break;
            }
            if line.pop() != Some(b'\n') {
                return Err(ReconcileError::LongLine(number));
            }
            let bare = line.strip_suffix(b"\r").unwrap_or(&line);
            let row = Row::read(bare, self.period.currency)
                .map_err(|what| ReconcileError::Line { line: number, what })?;
            rows = number;
            total = total.checked_add(row.credited)?;
            self.row(&row)?;
        }
        self.found.rows = self.found.rows.saturating_add(rows);
        if let Some(told) = registry.rows.filter(|told| *told != rows) {
            return Err(ReconcileError::Rows { told, got: rows });
        }
        match &registry.total {
            Some(told) if *told != total.as_wire() => Err(ReconcileError::Total {
                told: told.clone(),
                got: total.as_wire(),
            }),
            _ => Ok(()),
        }
    }

    fn row(&mut self, row: &Row) -> Result<(), ReconcileError> {
        if row.point != self.period.point {
            self.found.others = self.found.others.saturating_add(1);
            return Ok(());
        }
        let Some(booked) = self.find(row)? else {
            if row.is_paid {
                self.differ(Kind::MissingHere, None, Some(row));
            }
            return Ok(());
        };
        let is_new = self.seen.insert(booked.id.get());
        if !row.is_paid && booked.stage != Stage::Paid {
            return Ok(());
        }
        match compare(&booked, row) {
            _ if !is_new => self.differ(Kind::Twice, Some(&booked), Some(row)),
            Some(kind) => self.differ(kind, Some(&booked), Some(row)),
            None => {
                let found = &mut self.found;
                found.matched = found.matched.saturating_add(1);
                found.credited = found.credited.checked_add(booked.credited)?;
                found.taken = found.taken.checked_add(booked.taken)?;
                if let Some(commission) = row.commission {
                    found.commission = found.commission.checked_add(commission)?;
                }
            }
        }
        Ok(())
    }

    /// The payment that a row is about: by its SESSION, and by the server's own number where the row names none.
    fn find(&self, row: &Row) -> Result<Option<Booked>, BadRow> {
        if let Some(session) = &row.session {
            return self.books.booked_by_session(session);
        }
        let mut found = self.books.booked_by_transid(&row.transid)?;
        found.retain(|booked| booked.number == row.number && booked.account == row.account);
        Ok(found.into_iter().next())
    }

    fn differ(&mut self, kind: Kind, booked: Option<&Booked>, row: Option<&Row>) {
        let session = booked.map(|booked| booked.session.clone());
        let told = row.map(|row| row.transid.clone());
        self.found.differences.push(Difference {
            kind,
            payment: booked.map(|booked| booked.id),
            stage: booked.map(|booked| booked.stage),
            session: row.and_then(|row| row.session.clone()).or(session),
            transid: told.or_else(|| booked?.transid.clone()),
            here: booked.map(|booked| (booked.credited, booked.taken)),
            there: row.map(|row| (row.credited, row.taken)),
            tendered_at: booked.and_then(|booked| booked.tendered_at),
        });
    }

    /// Looks for what is paid here and stands in no registry, and ends.
    ///
    /// The server books a payment on the day on which it captures it, which the till learns later, up to days after the
    /// cash was taken. So what was taken and ended within the period must be there; what was taken before it, or ended
    /// after it, may stand in the registry of another day.
    ///
    /// # Errors
    /// [`ReconcileError`].
    pub fn finish(mut self) -> Result<Reconciled, ReconcileError> {
        let Period { from, until, .. } = self.period;
        let mut missing = Vec::new();
        let mut at_the_ends = 0_u64;
        let seen = &self.seen;
        let around = (from.plus_ms(DAY_MS.saturating_neg()), until);
        self.books.each_paid(around, |booked| {
            if seen.contains(&booked.id.get()) {
                return;
            }
            let ended = booked.closed_at.unwrap_or(until);
            let is_within = booked.tendered_at.is_some_and(|at| at >= from) && ended < until;
            if is_within {
                missing.push(booked);
            } else if ended >= from {
                at_the_ends = at_the_ends.saturating_add(1);
            }
        })?;
        for booked in &missing {
            self.differ(Kind::MissingThere, Some(booked), None);
        }
        self.found.at_the_ends = at_the_ends;
        let differences = &mut self.found.differences;
        differences.sort_by_key(|one| (one.kind, one.payment));
        Ok(self.found)
    }
}

fn compare(booked: &Booked, row: &Row) -> Option<Kind> {
    if row.is_paid
        && row
            .session
            .as_ref()
            .is_some_and(|told| *told != booked.session)
    {
        return Some(Kind::OtherSession);
    }
    match (row.is_paid, booked.stage) {
        (false, _) => return Some(Kind::NotEnded),
        (true, Stage::Paid) => {}
        (
            true,
            Stage::Failed | Stage::Cancelled | Stage::Draft | Stage::Checking | Stage::Checked,
        ) => {
            return Some(Kind::PaidThere);
        }
        (
            true,
            Stage::Queued | Stage::Sending | Stage::Unknown | Stage::InProgress | Stage::Review,
        ) => return Some(Kind::OpenHere),
    }
    if (booked.credited, booked.taken) != (row.credited, row.taken) {
        return Some(Kind::Sum);
    }
    let is_same = booked.number == row.number && booked.account == row.account;
    (!is_same).then_some(Kind::Details)
}
