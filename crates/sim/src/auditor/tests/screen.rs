//! O8: what the cashier saw, and that an end is an end.

use super::super::finding::Oracle::O8;
use super::super::stage::Stage;
use super::rig::{Rig, assert_one};

#[test]
fn the_screen_says_what_is_stored() {
    let mut rig = Rig::new();
    rig.sending(1);
    rig.assert_sound();
    rig.shown(1, "paid");
    rig.assert_found(O8, "shown as paid, stored is sending");
}

#[test]
fn the_newest_word_is_the_stored_one_and_older_ones_lead_to_it() {
    let mut rig = Rig::new();
    rig.paid(1);
    rig.shown(1, "sending");
    assert_one(&rig.look(), O8, "shown as sending, stored is paid");
    assert_eq!(
        rig.everything(),
        [],
        "after a restart an older word is only old"
    );
    let mut rig = Rig::new();
    rig.sending(1);
    rig.shown(1, "failed");
    rig.shown(1, "sending");
    rig.assert_found(O8, "shown as failed");
}

#[test]
fn nothing_is_called_accepted_or_shown_that_is_not_there() {
    let mut rig = Rig::new();
    rig.checked(1);
    rig.evidence.shown.last_mut().expect("shown").as_accepted = true;
    rig.assert_found(O8, "the till has no tender of it");
    let mut rig = Rig::new();
    rig.shown(3, "checked");
    rig.assert_found(O8, "the till has no such payment");
    rig.evidence.shown[0].disk_was_dirty = true;
    assert_eq!(rig.everything(), [], "a power cut may have taken it");
}

#[test]
fn what_the_cashier_relies_on_is_not_shown_while_its_row_lies_unsynced() {
    for (begin, stage, as_accepted) in [
        (Rig::paid as fn(&mut Rig, i64), "paid", false),
        (Rig::refused, "failed", false),
        (Rig::unknown, "unknown", false),
        (Rig::tendered, "queued", true),
    ] {
        let mut rig = Rig::new();
        begin(&mut rig, 1);
        rig.assert_sound();
        rig.shown(1, stage);
        let shown = rig.evidence.shown.last_mut().expect("shown");
        (shown.as_accepted, shown.disk_was_dirty) = (as_accepted, true);
        rig.assert_found(
            O8,
            &format!("it was shown as {stage} while a power cut could take that away"),
        );
    }
}

#[test]
fn what_a_power_cut_took_away_had_not_been_shown() {
    let mut rig = Rig::new();
    rig.lawless();
    rig.paid(1);
    rig.evidence.shown.last_mut().expect("shown").disk_was_dirty = true;
    rig.set(1, "stage = 'sending', print_stage = NULL");
    rig.till("DELETE FROM journal WHERE text = 'paid'");
    rig.auditor.restarted();
    rig.assert_found(O8, "it was shown as paid, stored is sending");
    let mut rig = Rig::new();
    rig.evidence.shown.clear();
    rig.shown(1, "queued");
    let shown = rig.evidence.shown.last_mut().expect("shown");
    (shown.as_accepted, shown.disk_was_dirty) = (true, true);
    rig.assert_found(O8, "it was shown as queued, the till has no such payment");
}

#[test]
fn an_end_is_never_left() {
    for (columns, words) in [
        (
            "stage = 'unknown', print_stage = NULL",
            "from paid to unknown",
        ),
        (
            "stage = 'failed', return_stage = 'due'",
            "from paid to failed",
        ),
    ] {
        let mut rig = Rig::new();
        rig.lawless();
        rig.paid(1);
        rig.assert_sound();
        rig.set(1, columns);
        let findings = rig.everything();
        assert_one(&findings, O8, words);
        assert_one(&findings, O8, "the journal let it end as [\"paid\"]");
    }
}

#[test]
fn what_was_sent_is_never_where_nothing_was_sent() {
    for stage in ["queued", "cancelled", "checked"] {
        let mut rig = Rig::new();
        rig.lawless();
        rig.unknown(1);
        rig.set(1, "stage = 'review', detail = 'too-old'");
        rig.shown(1, "review");
        rig.assert_sound();
        rig.set(1, &format!("stage = '{stage}'"));
        rig.shown(1, stage);
        assert_one(
            &rig.look(),
            O8,
            &format!("from review to {stage} with 1 pay attempts"),
        );
    }
}

#[test]
fn a_change_without_any_trace_is_found_in_time() {
    let mut rig = Rig::new();
    rig.lawless();
    rig.paid(1);
    rig.assert_sound();
    rig.set(1, "stage = 'unknown', print_stage = NULL");
    let mut found = Vec::new();
    for id in 2..200 {
        rig.checked(id);
        found.extend(rig.look());
    }
    assert_one(&found, O8, "from paid to unknown");
}

#[test]
fn the_servers_version_never_falls() {
    let mut rig = Rig::new();
    rig.checked(1);
    rig.assert_sound();
    rig.set(1, "version = 2");
    rig.shown(1, "checked");
    assert_one(&rig.look(), O8, "VERSION fell from Some(3) to Some(2)");
}

#[test]
fn a_restart_forgets_what_was_seen() {
    let mut rig = Rig::new();
    rig.lawless();
    rig.checked(1);
    rig.assert_sound();
    rig.set(1, "version = 2");
    rig.auditor.restarted();
    rig.assert_sound();
}

#[test]
fn transitions_are_those_of_the_design() {
    let all = [
        "draft",
        "checking",
        "checked",
        "queued",
        "sending",
        "unknown",
        "in_progress",
        "paid",
        "failed",
        "cancelled",
        "review",
    ];
    let leads = |from: &str, through: bool| -> Vec<&str> {
        let from = Stage::read(from).expect("stage");
        let later = all.iter().copied();
        later
            .filter(|to| from.may_lead_to(Stage::read(to).expect("stage"), through))
            .collect()
    };
    for end in ["paid", "failed", "cancelled"] {
        assert_eq!(leads(end, true), [end]);
    }
    let sent = [
        "sending",
        "unknown",
        "in_progress",
        "paid",
        "failed",
        "review",
    ];
    assert_eq!(leads("sending", false), sent);
    assert_eq!(leads("unknown", false), sent);
    assert_eq!(
        leads("in_progress", false),
        ["in_progress", "paid", "failed", "review"]
    );
    let tendered = &all[3..];
    assert_eq!(leads("queued", false), tendered);
    assert_eq!(leads("review", false), tendered);
    assert_eq!(leads("in_progress", true), tendered);
    assert_eq!(leads("draft", false), all);
    for word in all {
        assert_eq!(Stage::read(word).map(Stage::word), Some(word));
    }
}
