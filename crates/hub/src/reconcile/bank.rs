//! The hub's ledger against the bank's signed statement, one business date at a time.
//!
//! A capture travels after the payment, so a day of the bank is not a day of the hub. Payments are therefore compared
//! by their reference: those that the hub captured on the date are looked for in all the bank has booked since it
//! began, and whatever the bank booked on the date must be a payment here, of whatever date.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use paydesk_domain::time::Timestamp;

use crate::bank::wire::{CLOCKS_APART_MS, Movement, Period, Row};
use crate::connectors::bank::signed::SignedBank;
use crate::core::minor::Minor;
use crate::core::payment::State;
use crate::serve::{self, ServeError, clock};
use crate::store::StoreError;
use crate::store::settled::{self, Settled};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// What does not agree about one reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Captured here, and the bank said so; its statement has no capture.
    MissingThere,
    /// The bank took the sum; no such payment is here.
    MissingHere,
    /// The bank took the sum; the payment here was not captured.
    NotCapturedHere,
    /// Dealer, currency or sum differ.
    Differs,
    /// The bank still holds the sum; here the payment has ended, or is not there.
    HeldForNothing,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The reference.
    pub reference: String,
    /// What does not agree.
    pub kind: Kind,
    /// Dealer, currency and sum here.
    pub here: Option<(String, String, Minor)>,
    /// Dealer, currency and sum at the bank.
    pub there: Option<(String, String, Minor)>,
}

/// The result of a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Comparison {
    /// Number and sum of the payments that agree, by currency.
    pub agreed: BTreeMap<String, (u64, Minor)>,
    /// Captured here; the bank has not confirmed yet.
    pub under_way: u64,
    /// What does not agree.
    pub differences: Vec<Difference>,
}

/// The comparison could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReconcileError {
    /// The hub's folder, settings or keys.
    #[error(transparent)]
    Hub(#[from] ServeError),
    /// The hub's books.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// `hub.toml` names no bank.
    #[error("hub.toml names no bank: the deposit in the hub's own ledger is all there is")]
    NoBank,
    /// The bank gave no signed statement.
    #[error("the bank gives no signed statement now: nothing was compared")]
    Silent,
}

/// What the bank has booked about one reference.
#[derive(Debug, Clone, Default)]
struct There {
    hold: Option<Row>,
    capture: Option<Row>,
    is_released: bool,
}

/// Compares the day that begins at `day` (UTC midnight of its date) of the hub in `data` with its bank.
///
/// # Errors
/// [`ReconcileError`].
pub async fn reconcile(data: &Path, day: Timestamp) -> Result<Comparison, ReconcileError> {
    let (store, bank) = serve::bank_of(data).await?;
    let bank = bank.ok_or(ReconcileError::NoBank)?;
    let date: String = day.iso().chars().take(10).collect();
    let here = store
        .read(move |books| settled::captured_on(books, &date))
        .await?;
    let (west, east) = store.read(settled::time_zones).await?;
    let from = day.plus_ms(
        east.saturating_mul(-MINUTE_MS)
            .saturating_sub(CLOCKS_APART_MS),
    );
    let until = day.plus_ms(DAY_MS.saturating_sub(west.saturating_mul(MINUTE_MS)));
    let wanted: BTreeSet<&str> = here
        .iter()
        .map(|payment| payment.reference.as_str())
        .collect();
    let there = statement(&bank, (from, until), &wanted).await?;
    let others: Vec<String> = there
        .keys()
        .filter(|reference| !wanted.contains(reference.as_str()))
        .cloned()
        .collect();
    let others = store.read(move |books| {
        let found = others
            .iter()
            .map(|reference| settled::by_reference(books, reference));
        found
            .filter_map(Result::transpose)
            .collect::<Result<Vec<_>, _>>()
    });
    Ok(compare(here, others.await?, &there))
}

/// Reads on to this moment: a hold of the date may have ended and a capture may have come much later.
async fn statement(
    bank: &SignedBank,
    (from, until): (Timestamp, Timestamp),
    wanted: &BTreeSet<&str>,
) -> Result<BTreeMap<String, There>, ReconcileError> {
    let mut there: BTreeMap<String, There> = BTreeMap::new();
    let (mut after, end) = (0, clock::now().plus_ms(DAY_MS));
    loop {
        let period = Period {
            from,
            until: end,
            after,
        };
        let page = bank.statement(period).await.ok_or(ReconcileError::Silent)?;
        for row in page.rows {
            after = row.seq;
            let is_of_the_date = row.at < until;
            let is_known =
                there.contains_key(&row.reference) || wanted.contains(row.reference.as_str());
            if row.movement != Movement::Credit && (is_of_the_date || is_known) {
                there.entry(row.reference.clone()).or_default().add(row);
            }
        }
        if !page.has_more {
            return Ok(there);
        }
    }
}

impl There {
    fn add(&mut self, row: Row) {
        match row.movement {
            Movement::Hold => self.hold = Some(row),
            Movement::Capture => self.capture = Some(row),
            Movement::Release => self.is_released = true,
            Movement::Credit => {}
        }
    }
}

/// `here`: captured on the date; `others`: the payments of the other references in `there`.
fn compare(
    here: Vec<Settled>,
    others: Vec<Settled>,
    there: &BTreeMap<String, There>,
) -> Comparison {
    let mut comparison = Comparison::default();
    let mut payments: BTreeMap<String, (Settled, bool)> = BTreeMap::new();
    for (list, is_of_the_date) in [(here, true), (others, false)] {
        for payment in list {
            payments.insert(payment.reference.clone(), (payment, is_of_the_date));
        }
    }
    let nothing = There::default();
    for (reference, (payment, is_of_the_date)) in &payments {
        let there = there.get(reference).unwrap_or(&nothing);
        match judge(Some(payment), there) {
            Verdict::Agrees if *is_of_the_date => comparison.count(payment),
            Verdict::UnderWay if *is_of_the_date => {
                comparison.under_way = comparison.under_way.saturating_add(1);
            }
            Verdict::Agrees | Verdict::UnderWay => {}
            Verdict::Not(kind) => comparison.differ(kind, Some(payment), (reference, there)),
        }
    }
    for (reference, there) in there {
        if let (false, Verdict::Not(kind)) = (payments.contains_key(reference), judge(None, there))
        {
            comparison.differ(kind, None, (reference, there));
        }
    }
    comparison
}

enum Verdict {
    Agrees,
    UnderWay,
    Not(Kind),
}

fn judge(payment: Option<&Settled>, there: &There) -> Verdict {
    let is_held = there.hold.is_some() && there.capture.is_none() && !there.is_released;
    let Some(payment) = payment else {
        return match (&there.capture, is_held) {
            (Some(_), _) => Verdict::Not(Kind::MissingHere),
            (None, true) => Verdict::Not(Kind::HeldForNothing),
            (None, false) => Verdict::Agrees,
        };
    };
    let rows = [&there.hold, &there.capture];
    if rows.into_iter().flatten().any(|row| !is_same(payment, row)) {
        return Verdict::Not(Kind::Differs);
    }
    let is_captured = payment.state == State::Captured;
    match (is_captured, &there.capture) {
        (true, Some(_)) => Verdict::Agrees,
        (true, None) if payment.is_under_way => Verdict::UnderWay,
        (true, None) => Verdict::Not(Kind::MissingThere),
        (false, Some(_)) => Verdict::Not(Kind::NotCapturedHere),
        (false, None) if payment.is_under_way => Verdict::UnderWay,
        (false, None) if is_held => Verdict::Not(Kind::HeldForNothing),
        (false, None) => Verdict::Agrees,
    }
}

fn is_same(payment: &Settled, row: &Row) -> bool {
    payment.dealer == row.dealer && payment.currency == row.currency && payment.amount == row.amount
}

impl Comparison {
    fn count(&mut self, payment: &Settled) {
        let sums = self.agreed.entry(payment.currency.clone()).or_default();
        let sum = sums.1.get().saturating_add(payment.amount.get());
        *sums = (sums.0.saturating_add(1), Minor::new(sum));
    }

    fn differ(&mut self, kind: Kind, payment: Option<&Settled>, (name, there): (&str, &There)) {
        let row = there.capture.as_ref().or(there.hold.as_ref());
        self.differences.push(Difference {
            reference: name.to_owned(),
            kind,
            here: payment.map(|p| (p.dealer.clone(), p.currency.clone(), p.amount)),
            there: row.map(|row| (row.dealer.clone(), row.currency.clone(), row.amount)),
        });
    }
}
