//! O1: no cash is lost or made, neither in the till's books nor across the counter.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Case, Owed, TillRow, Weighed, sum};
use super::finding::{Oracle, Verdict};
use super::stage::Stage;

/// The sums of all payments, by currency.
#[derive(Debug, Default)]
pub(super) struct Totals(BTreeMap<String, Weighed>);

impl Totals {
    /// Puts a payment into the sums anew: what the journal says was tendered against where the rows say it is.
    pub(super) fn weigh(&mut self, case: &mut Case) {
        let now = weighed(case);
        if now == case.weighed {
            return;
        }
        for (part, is_added) in [(&case.weighed, false), (&now, true)] {
            let total = self.0.entry(part.currency.clone()).or_default();
            let fields = [
                (&mut total.tendered, part.tendered),
                (&mut total.paid, part.paid),
                (&mut total.returned, part.returned),
                (&mut total.open, part.open),
            ];
            for (total, part) in fields {
                *total = total.saturating_add(if is_added { part } else { -part });
            }
        }
        case.weighed = now;
    }

    pub(super) fn judge(&self, verdict: &mut Verdict) {
        for (currency, total) in &self.0 {
            let held = [total.paid, total.returned, total.open];
            if held.iter().sum::<i64>() != total.tendered {
                let [paid, returned, open] = held.map(sum);
                let tendered = sum(total.tendered);
                let text = format!(
                    "{currency}: tendered {tendered} is not paid {paid} + returned {returned} + open {open}"
                );
                verdict.whole(Oracle::O1, text);
            }
        }
    }
}

fn weighed(case: &Case) -> Weighed {
    let before = &case.weighed;
    let Some(row) = &case.row else {
        // Its cash was tendered nevertheless.
        return Weighed {
            paid: 0,
            returned: 0,
            open: 0,
            ..before.clone()
        };
    };
    let times = i64::try_from(case.entries.tendered.len()).unwrap_or(i64::MAX);
    let part = |is_there: bool| if is_there { row.taken } else { 0 };
    let is_returned = matches!(row.owed, Some(Owed::Returned | Owed::Reissued));
    let is_due = row.owed == Some(Owed::Due);
    Weighed {
        currency: row.currency.clone(),
        tendered: row.taken.saturating_mul(times),
        paid: part(row.stage == Stage::Paid && row.owed.is_none()),
        returned: part(is_returned),
        open: part(is_due).saturating_add(part(row.stage.is_open())),
    }
}

/// Judges one payment's row by itself and against the cashier's cash.
pub(super) fn judge_case(case: &Case, undecided: &BTreeSet<i64>, verdict: &mut Verdict) {
    let counter = &case.counter;
    if counter.taken.len() > 1 || counter.returned.len() > 1 {
        let (taken, returned) = (counter.taken.len(), counter.returned.len());
        let text = format!("its cash was taken {taken} times and handed back {returned} times");
        verdict.about(Oracle::O1, case.id, text);
    }
    if !counter.returned.is_empty() && counter.taken.is_empty() {
        verdict.about(
            Oracle::O1,
            case.id,
            "cash was handed back that was never taken",
        );
    }
    let Some(row) = &case.row else {
        if let Some((minor, currency)) = counter.taken.first() {
            let sum = sum(*minor);
            let text = format!("{sum} {currency} was taken and the till has no such payment");
            verdict.about(Oracle::O1, case.id, text);
        }
        return;
    };
    judge_row(case.id, row, verdict);
    for (what, sums) in [
        ("taken", &counter.taken),
        ("handed back", &counter.returned),
    ] {
        for (minor, currency) in sums {
            if (*minor, currency) != (row.taken, &row.currency) {
                let (minor, due) = (sum(*minor), sum(row.taken));
                let text = format!(
                    "{minor} {currency} was {what}, the till has {due} {}",
                    row.currency
                );
                verdict.about(Oracle::O1, case.id, text);
            }
        }
    }
    let stage = row.stage.word();
    match (row.is_tendered, counter.taken.is_empty()) {
        (false, false) => {
            let text = format!("cash was taken, the till has it as {stage} without a tender");
            verdict.about(Oracle::O1, case.id, text);
        }
        (true, true) if !undecided.contains(&case.id) => {
            let due = sum(row.taken);
            let text = format!("the till has {due} as tendered ({stage}), the cashier has no cash");
            verdict.about(Oracle::O1, case.id, text);
        }
        (true, _) | (false, true) => {}
    }
    if !counter.returned.is_empty() && row.owed != Some(Owed::Returned) {
        let owed = row.owed;
        let text = format!("cash was handed back, the till has it as {stage}, return row {owed:?}");
        verdict.about(Oracle::O1, case.id, text);
    }
}

/// Every tendered payment is in exactly one place.
fn judge_row(id: i64, row: &TillRow, verdict: &mut Verdict) {
    let stage = row.stage;
    let word = stage.word();
    if stage.is_tendered() != row.is_tendered {
        let text = format!("it is {word}, with a tender: {}", row.is_tendered);
        verdict.about(Oracle::O1, id, text);
    }
    let must_owe = matches!(stage, Stage::Failed | Stage::Cancelled);
    if must_owe && row.owed.is_none() {
        let text = format!("it is {word} and nobody owes the customer the cash");
        verdict.about(Oracle::O1, id, text);
    }
    let may_owe = must_owe || stage == Stage::Paid;
    if let Some(owed) = row.owed.filter(|_| !may_owe) {
        let text = format!("it is {word} and has a return row as well: {owed:?}");
        verdict.about(Oracle::O1, id, text);
    }
}

/// A pay may have left: only the server's own word ends the payment unpaid, or time and a person do.
pub(super) fn judge_refusal(case: &Case, verdict: &mut Verdict) {
    let Some(row) = &case.row else {
        return;
    };
    let detail = row.detail.as_str();
    let rests_on_word = detail.starts_with("refused") || detail.starts_with("tombstone");
    let is_failed = row.stage == Stage::Failed && case.pay_rows > 0;
    if is_failed && rests_on_word && !case.replies.refused {
        let text = format!("it is failed ({detail}), no stored reply with a signature says so");
        verdict.about(Oracle::O1, case.id, text);
    }
}

/// At the end a return that the till has as done is done.
pub(super) fn judge_end(case: &Case, verdict: &mut Verdict) {
    let Some(row) = &case.row else {
        return;
    };
    if row.owed == Some(Owed::Returned) && case.counter.returned.is_empty() {
        let text = format!(
            "the till has {} as handed back, the cashier never did it",
            sum(row.taken)
        );
        verdict.about(Oracle::O1, case.id, text);
    }
}
