//! O6: once everything works again nothing stays open, and every customer's cash is where it belongs.

use super::case::{Case, Owed, sum};
use super::finding::{Oracle, Verdict};
use super::hub::{HubCase, HubCases};
use super::stage::{HubState, Stage};

/// Judges one payment of the till after healing.
pub(super) fn judge_case(case: &Case, hub: &HubCases, verdict: &mut Verdict) {
    let Some(row) = &case.row else {
        return;
    };
    if !row.is_tendered {
        return;
    }
    verdict.saw(Oracle::O6);
    let stage = row.stage;
    if stage.is_open() && stage != Stage::Review {
        let text = format!("it is still {} after healing", stage.word());
        verdict.about(Oracle::O6, case.id, text);
    }
    let at_hub = case.at_hub.iter().filter_map(|id| hub.get(id));
    let credits: usize = at_hub.map(|case| case.credits.len()).sum();
    let cash = i64::try_from(case.counter.taken.len()).unwrap_or(i64::MAX)
        - i64::try_from(case.counter.returned.len()).unwrap_or(i64::MAX);
    let fits = match (cash > 0, stage, row.owed) {
        (_, Stage::Review, _) => true,
        (true, _, Some(Owed::Due | Owed::Reissued)) => credits == 0,
        (true, Stage::Paid, None) => credits == 1,
        // The cashier still holds what the till has as handed back: O1 says so.
        (true, _, Some(Owed::Returned)) => true,
        (true, _, None) => false,
        (false, _, _) => credits == 0,
    };
    if !fits {
        let (held, stage, owed) = (sum(cash * row.taken), stage.word(), row.owed);
        let text = format!(
            "the cashier holds {held} for it; it is {stage}, return row {owed:?}, credited {credits} times"
        );
        verdict.about(Oracle::O1, case.id, text);
    }
}

/// Judges one payment of the hub after healing.
pub(super) fn judge_hub(case: &HubCase, verdict: &mut Verdict) {
    let state = case.row.as_ref().map(|row| row.state);
    if state == Some(HubState::Capturing) {
        let text = format!("hub payment {} is still being paid after healing", case.id);
        verdict.whole(Oracle::O6, text);
    }
    if state == Some(HubState::Captured) && case.credits.is_empty() {
        let text = format!(
            "hub payment {} is captured, the provider has no credit",
            case.id
        );
        verdict.whole(Oracle::O1, text);
    }
}
