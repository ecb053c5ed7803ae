//! O5: the books of the hub, and the till's journal.

use super::super::finding::Oracle::{O2, O5};
use super::rig::{CREDITED, Rig, assert_one, transid};

#[test]
fn a_stored_sum_that_its_entries_do_not_say_is_found() {
    for column in ["credit_posted", "debit_posted", "debit_pending"] {
        let mut rig = Rig::new();
        rig.paid(1);
        rig.assert_sound();
        rig.hub(&format!(
            "UPDATE account SET {column} = {column} + 1 WHERE id = 1"
        ));
        rig.checked(2);
        rig.assert_found(O5, "the entries say");
    }
}

#[test]
fn no_deposit_passes_its_floor() {
    let mut rig = Rig::new();
    rig.paid(1);
    rig.assert_sound();
    rig.lawless();
    rig.hub("UPDATE account SET floor = 99970001 WHERE id = 1");
    assert_one(&rig.everything(), O5, "999700.00 is free with 0.00 held");
}

#[test]
fn an_entry_within_two_currencies_or_of_nothing_does_not_balance() {
    for sql in [
        "UPDATE account SET currency = 'BGN' WHERE id = 2",
        "UPDATE entry SET amount = -amount WHERE seq = 2",
        "UPDATE entry SET credit_account = 99 WHERE seq = 2",
    ] {
        let mut rig = Rig::new();
        rig.lawless();
        rig.checked(1);
        rig.hub(sql);
        rig.assert_found(O5, "does not balance");
    }
}

#[test]
fn a_gap_in_the_ledger_is_found() {
    let mut rig = Rig::new();
    rig.lawless();
    rig.paid(1);
    rig.hub("DELETE FROM entry WHERE seq = 3");
    rig.assert_found(O5, "from entry 2 to entry 4");
}

#[test]
fn a_hold_stands_exactly_while_a_payment_is_undecided() {
    let mut rig = Rig::new();
    rig.sending(1);
    rig.assert_sound();
    rig.hub_releases(1);
    rig.assert_found(
        O5,
        "is Capturing: held 0.00 instead of 300.00 (1 holds, 1 releases)",
    );
    let mut rig = Rig::new();
    rig.sending(1);
    rig.advance(1, ("VOID", ", void_code = 23"), None);
    rig.failed(1, "refused:other:23");
    rig.assert_found(O5, "is Void: held 300.00 instead of 0.00");
}

#[test]
fn postings_are_those_of_a_captured_payment() {
    let mut rig = Rig::new();
    rig.sending(1);
    rig.hub_posts(1);
    rig.assert_found(O5, "is Capturing: posted 300.00 instead of 0.00");
    let mut rig = Rig::new();
    rig.lawless();
    rig.paid(1);
    rig.hub(&format!(
        "UPDATE entry SET amount = {CREDITED} WHERE kind = 'post' AND credit_account = 2"
    ));
    rig.assert_found(O5, "is Captured: posted 309.00 instead of 300.00");
}

#[test]
fn an_end_is_never_left_and_versions_only_grow() {
    for (columns, words) in [
        (
            "state = 'VOID', version = 6",
            "from Captured version 5 to Void version 6",
        ),
        (
            "version = 4",
            "from Captured version 5 to Captured version 4",
        ),
        (
            "version = 6",
            "from Captured version 5 to Captured version 6",
        ),
    ] {
        let mut rig = Rig::new();
        rig.lawless();
        rig.paid(1);
        rig.assert_sound();
        let number = transid(1);
        rig.hub(&format!("UPDATE payment SET {columns} WHERE id = {number}"));
        let findings = rig.everything();
        assert_one(&findings, O5, words);
        assert_one(
            &findings,
            O5,
            "its history ends with Some(Captured) version 5",
        );
    }
}

#[test]
fn every_step_of_a_payment_has_its_ground() {
    for (sql, words) in [
        (
            "UPDATE message SET verdict = 'invalid' WHERE kind = 'pay'",
            "has no ground",
        ),
        (
            "UPDATE message SET kind = 'check' WHERE kind = 'pay'",
            "without a signed pay",
        ),
        (
            "UPDATE state_change SET cause = 'clock', message_id = NULL WHERE state = 'CAPTURING'",
            "without a signed pay",
        ),
        (
            "DELETE FROM state_change WHERE version = 3",
            "version 4 (CAPTURING, by message in valid)",
        ),
    ] {
        let mut rig = Rig::new();
        rig.lawless();
        rig.paid(1);
        rig.hub(sql);
        rig.auditor.restarted();
        assert_one(&rig.look(), O5, words);
    }
}

#[test]
fn a_consent_is_not_paid_on_when_its_hour_is_over() {
    for (minutes, is_found) in [(60, false), (62, true)] {
        let mut rig = Rig::new();
        rig.lawless();
        rig.paid(1);
        rig.hub(&format!(
            "UPDATE state_change SET at = at - {minutes} * 60000 WHERE state IN ('CHECKED', 'CONSENTED')"
        ));
        rig.auditor.restarted();
        if is_found {
            assert_one(&rig.look(), O2, "more than an hour after its check");
        } else {
            rig.assert_sound();
        }
    }
}

#[test]
fn a_broken_audit_chain_is_found() {
    for sql in [
        "UPDATE audit SET record = 'account=2' WHERE n = 2",
        "UPDATE audit SET at = at + 1 WHERE n = 2",
        "UPDATE audit SET hash = zeroblob(32) WHERE n = 2",
        "DELETE FROM audit WHERE n = 2",
    ] {
        let mut rig = Rig::new();
        rig.lawless();
        rig.audit("alarm: replayed requests", "key=1");
        rig.audit("refill", "account=1");
        rig.assert_sound();
        rig.hub(sql);
        assert_one(&rig.everything(), O5, "breaks the hub's chain");
    }
}

#[test]
fn a_broken_journal_is_found() {
    for sql in [
        "UPDATE journal SET at = at + 1 WHERE seq = 2",
        "UPDATE journal SET kind = 'alarm' WHERE seq = 2",
        "UPDATE journal SET payment = NULL WHERE seq = 2",
        "UPDATE journal SET text = 'failed' WHERE seq = 2",
        "UPDATE journal SET hash = zeroblob(32) WHERE seq = 2",
    ] {
        let mut rig = Rig::new();
        rig.lawless();
        rig.paid(1);
        rig.tendered(2);
        rig.assert_sound();
        rig.till(sql);
        assert_one(&rig.everything(), O5, "breaks the chain");
    }
    let mut rig = Rig::new();
    rig.lawless();
    rig.paid(1);
    rig.tendered(2);
    rig.till("DELETE FROM journal WHERE seq = 2");
    rig.assert_found(O5, "from entry 1 to entry 3");
}

#[test]
fn an_end_of_the_journal_that_was_seen_stays() {
    let mut rig = Rig::new();
    rig.lawless();
    rig.paid(1);
    rig.assert_sound();
    rig.till("DELETE FROM journal WHERE seq = 2");
    assert_one(&rig.look(), O5, "journal entry 2 is gone");
}

#[test]
fn who_did_something_fits_the_journal() {
    for sql in [
        "DELETE FROM deed",
        "UPDATE deed SET person = 'Vera'",
        "UPDATE deed SET reason = 'because'",
        "INSERT INTO deed VALUES (1, 'Anna', '')",
    ] {
        let mut rig = Rig::new();
        rig.lawless();
        rig.refused(1);
        rig.returned(1);
        rig.assert_sound();
        rig.till(sql);
        assert_one(&rig.everything(), O5, "who stands behind it");
    }
}
