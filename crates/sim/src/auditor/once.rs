//! O2: no payment is made twice, and none is made whose cash went back.

use std::collections::BTreeSet;

use super::case::{Case, Owed, TillRow, sum};
use super::finding::{Oracle, Verdict};
use super::hub::{HubCase, HubCases, HubRow};
use super::stage::{HubState, Stage};

/// Judges one payment of the till against everything that the hub has under its SESSIONs.
pub(super) fn judge_case(case: &Case, hub: &HubCases, verdict: &mut Verdict) {
    let id = case.id;
    if case.paid_under.len() > 1 {
        let sessions: Vec<&str> = case.paid_under.iter().map(String::as_str).collect();
        let text = format!("pays left under several SESSIONs: {}", sessions.join(", "));
        verdict.about(Oracle::O2, id, text);
    }
    let at_hub: Vec<(&HubCase, &HubRow)> = case
        .at_hub
        .iter()
        .filter_map(|id| hub.get(id))
        .filter_map(|case| Some((case, case.row.as_ref()?)))
        .collect();
    let paying: Vec<i64> = at_hub
        .iter()
        .filter(|(_, row)| row.is_paying())
        .map(|(case, _)| case.id)
        .collect();
    if paying.len() > 1 {
        let text = format!("the hub pays it more than once, as {paying:?}");
        verdict.about(Oracle::O2, id, text);
    }
    let credits: Vec<i64> = at_hub
        .iter()
        .flat_map(|(case, _)| case.credits.iter().copied())
        .collect();
    if credits.len() > 1 {
        let sums: Vec<String> = credits.iter().map(|minor| sum(*minor)).collect();
        let text = format!(
            "the provider has credited it {} times: {}",
            sums.len(),
            sums.join(" + ")
        );
        verdict.about(Oracle::O2, id, text);
    }
    let Some(row) = &case.row else {
        if let Some(transid) = paying.first() {
            let text = format!("the hub pays it as {transid} and the till has no such payment");
            verdict.about(Oracle::O2, id, text);
        }
        return;
    };
    if !case.is_session_listed {
        let session = &row.session;
        let text = format!("SESSION {session} is not in the till's list under this payment");
        verdict.about(Oracle::O2, id, text);
    }
    if let Some(transid) = paying.first() {
        judge_return((case, row), *transid, verdict);
    }
    for (hub_case, hub_row) in at_hub.iter().filter(|(_, row)| row.is_paying()) {
        judge_content((id, row), (hub_case.id, hub_row), verdict);
    }
    let found = at_hub.iter().find(|(_, at)| at.session == row.session);
    judge_outcome((id, row), found.map(|(_, row)| *row), verdict);
}

/// The hub pays it: then the till may not have given it up.
fn judge_return((case, row): (&Case, &TillRow), transid: i64, verdict: &mut Verdict) {
    let stage = row.stage;
    let gone_back = match (row.owed, case.counter.returned.is_empty()) {
        (_, false) => Some("the cash was handed back"),
        (Some(Owed::Due), true) => Some("the cash is owed back"),
        (Some(Owed::Returned | Owed::Reissued), true) => Some("the cash has left the payment"),
        (None, true) if !stage.is_tendered() => Some("no cash was taken"),
        (None, true) if matches!(stage, Stage::Failed | Stage::Cancelled) => Some("it is over"),
        (None, true) => None,
    };
    if let Some(gone_back) = gone_back {
        let text = format!(
            "the hub pays it as {transid}, at the till it is {} and {gone_back}",
            stage.word()
        );
        verdict.about(Oracle::O2, case.id, text);
    }
}

/// What the hub pays is what the cash was taken for.
fn judge_content(
    (id, till): (i64, &TillRow),
    (transid, hub): (i64, &HubRow),
    verdict: &mut Verdict,
) {
    if (hub.amount, hub.taken) != (till.credited, till.taken) {
        let [amount, taken, due, due_taken] =
            [hub.amount, hub.taken, till.credited, till.taken].map(sum);
        let text = format!(
            "the hub pays {amount} of {taken} as {transid}, the till asked for {due} of {due_taken}"
        );
        verdict.about(Oracle::O2, id, text);
    }
    let is_same = hub.provider == Some(till.provider_number)
        && hub.number == till.number
        && hub.account == till.account;
    if !is_same {
        let text = format!("the hub pays another provider, number or account as {transid}");
        verdict.about(Oracle::O2, id, text);
    }
}

/// What the till calls the end is what the hub has.
fn judge_outcome((id, till): (i64, &TillRow), hub: Option<&HubRow>, verdict: &mut Verdict) {
    let state = hub.map(|row| row.state);
    let is_final = till.detail == "final";
    let fits = match till.stage {
        // A late refusal: the till owes the cash, or has not heard of it yet.
        Stage::Paid if !is_final && state == Some(HubState::Void) => true,
        Stage::Paid if till.owed.is_some() => state.is_some(),
        Stage::Paid if is_final => state == Some(HubState::Captured),
        Stage::Paid => state.is_some_and(HubState::is_paying),
        Stage::Failed if till.detail.starts_with("tombstone") => {
            hub.is_some_and(|row| row.is_tombstone && row.state == HubState::Void)
        }
        Stage::Draft
        | Stage::Checking
        | Stage::Checked
        | Stage::Queued
        | Stage::Sending
        | Stage::Unknown
        | Stage::InProgress
        | Stage::Failed
        | Stage::Cancelled
        | Stage::Review => true,
    };
    if !fits {
        let (stage, detail) = (till.stage.word(), &till.detail);
        let text = format!("it is {stage} ({detail}) at the till, at the hub it is {state:?}");
        verdict.about(Oracle::O2, id, text);
    }
}

/// Judges one payment of the hub against the provider's own books.
pub(super) fn judge_credits(case: &HubCase, verdict: &mut Verdict) {
    let id = case.id;
    if case.credits.len() > 1 {
        let times = case.credits.len();
        let text = format!("the provider has credited hub payment {id} {times} times");
        verdict.whole(Oracle::O2, text);
    }
    let Some(first) = case.credits.first() else {
        return;
    };
    match &case.row {
        None => {
            let text = format!("the provider has credited {id}, which the hub does not have");
            verdict.whole(Oracle::O2, text);
        }
        Some(row) if !row.is_paying() || *first != row.amount => {
            let (state, due, credited) = (row.state, sum(row.amount), sum(*first));
            let text = format!(
                "the provider has credited {credited} for hub payment {id}, which is {state:?} of {due}"
            );
            verdict.whole(Oracle::O2, text);
        }
        Some(_) => {}
    }
}

/// At most one payment of the hub stands under one SESSION of one point.
pub(super) fn judge_slots(hub: &HubCases, verdict: &mut Verdict) {
    let mut slots = BTreeSet::new();
    for case in hub.values() {
        let Some(row) = &case.row else { continue };
        if !slots.insert((row.point, row.session.as_str())) {
            let (point, session) = (row.point, &row.session);
            let text = format!("point {point} has SESSION {session} more than once");
            verdict.whole(Oracle::O2, text);
        }
    }
}
