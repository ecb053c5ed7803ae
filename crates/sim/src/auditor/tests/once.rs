//! O2: nothing is paid twice, and nothing is paid whose cash went back.

use super::super::finding::Oracle::O2;
use super::rig::{CREDITED, Rig, assert_one, done, session, transid};
use crate::evidence::CashStep;

/// A second payment of the hub, paid like the first one, under another SESSION of the same payment of the till.
fn pay_again_under_another_session(rig: &mut Rig, id: i64, other: i64) {
    rig.paid(id);
    rig.checked(other);
    rig.lawless();
    let session = session(other);
    rig.till(&format!(
        "UPDATE session SET payment = {id} WHERE session = '{session}'"
    ));
    rig.hub_takes_pay(other);
    rig.hub_captures(other);
}

#[test]
fn two_captures_of_one_payment_under_two_sessions_are_found() {
    let mut rig = Rig::new();
    pay_again_under_another_session(&mut rig, 1, 2);
    rig.assert_found(O2, "the hub pays it more than once");
    rig.assert_also(O2, "the provider has credited it 2 times: 300.00 + 300.00");
}

#[test]
fn two_live_sessions_of_one_payment_are_found_before_the_second_is_captured() {
    let mut rig = Rig::new();
    rig.paid(1);
    rig.checked(2);
    rig.lawless();
    let session = session(2);
    rig.till(&format!(
        "UPDATE session SET payment = 1 WHERE session = '{session}'"
    ));
    rig.hub_takes_pay(2);
    rig.assert_found(O2, "more than once");
}

#[test]
fn pays_under_two_sessions_are_found_though_the_hub_took_one() {
    let mut rig = Rig::new();
    rig.sending(1);
    rig.assert_sound();
    let mut again = rig.evidence.sent.last().expect("sent").clone();
    again.session = session(77);
    rig.evidence.sent.push(again);
    rig.assert_found(O2, "several SESSIONs");
}

#[test]
fn a_second_credit_of_one_order_is_found() {
    let mut rig = Rig::new();
    rig.paid(1);
    rig.credited(1);
    rig.assert_found(O2, "2 times");
}

#[test]
fn a_credit_for_what_the_hub_refused_or_does_not_know_is_found() {
    let mut rig = Rig::new();
    rig.refused(1);
    rig.credited(1);
    rig.assert_found(O2, "which is Void of 300.00");
    let mut rig = Rig::new();
    rig.credited(9);
    rig.assert_found(O2, "which the hub does not have");
    let mut rig = Rig::new();
    rig.paid(1);
    rig.evidence.credited[0].minor = CREDITED + 1;
    rig.assert_found(O2, "has credited 300.01");
}

#[test]
fn the_same_share_posted_twice_is_found() {
    let mut rig = Rig::new();
    rig.paid(1);
    rig.assert_sound();
    rig.hub_posts(1);
    rig.assert_found(O2, "posted more than once");
}

#[test]
fn a_capture_of_a_payment_that_was_given_up_is_found() {
    // The reply was lost, and the till took the silence for a refusal.
    let mut rig = Rig::new();
    rig.unknown(1);
    rig.assert_sound();
    rig.till(
        "INSERT INTO attempt SELECT 90, 1, zeroblob(16), 'status', 0, 1, zeroblob(32), NULL, NULL",
    );
    rig.failed(1, "refused:other:11");
    rig.assert_found(O2, "the cash is owed back");
    rig.returned(1);
    rig.assert_found(O2, "the cash was handed back");
}

#[test]
fn a_capture_without_any_cash_is_found() {
    let mut rig = Rig::new();
    rig.checked(1);
    rig.hub_takes_pay(1);
    rig.assert_found(O2, "no cash was taken");
}

#[test]
fn cash_handed_back_for_what_is_paid_is_found() {
    let mut rig = Rig::new();
    rig.paid(1);
    rig.assert_sound();
    rig.cash(1, CashStep::Returned);
    rig.assert_found(O2, "the cash was handed back");
}

#[test]
fn a_payment_that_is_paid_at_the_till_is_captured_at_the_hub() {
    let mut rig = Rig::new();
    rig.sending(1);
    rig.is_paid(1, done(1).as_bytes());
    rig.assert_found(
        O2,
        "paid (final) at the till, at the hub it is Some(Capturing)",
    );
    let mut rig = Rig::new();
    rig.paid(1);
    rig.assert_sound();
    rig.lawless();
    rig.hub(&format!("DELETE FROM payment WHERE id = {}", transid(1)));
    let findings = rig.look();
    assert_one(&findings, O2, "the slot of its SESSION is gone");
    assert_one(&findings, O2, "at the hub it is None");
}

#[test]
fn what_was_only_promised_may_be_in_work_or_refused_late() {
    let mut rig = Rig::new();
    rig.sending(1);
    let promise = done(1).replace("STATE=DONE", "STATE=INWORK");
    rig.is_paid(1, promise.as_bytes());
    rig.set(1, "detail = 'accepted'");
    rig.assert_sound();
    rig.hub_voids(1, 0);
    rig.assert_sound();
    rig.set(1, "return_stage = 'due'");
    rig.journal("return-due", 1, "");
    rig.assert_sound();
    assert_eq!(rig.end(), []);
}

#[test]
fn a_tombstone_that_the_hub_only_promised_is_found() {
    let mut rig = Rig::new();
    rig.sending(1);
    rig.failed(1, "tombstone:withdrawn:123");
    rig.assert_found(O2, "failed (tombstone:withdrawn:123) at the till");
    let mut rig = Rig::new();
    rig.sending(1);
    rig.hub_voids(1, 1);
    rig.failed(1, "tombstone:withdrawn:123");
    rig.assert_sound();
}

#[test]
fn what_the_hub_pays_is_what_the_cash_was_taken_for() {
    for (columns, words) in [
        ("amount = 29000", "the hub pays 290.00 of 310.00"),
        ("taken = 32000", "the till asked for 300.00 of 310.00"),
        (
            "number = '9160000000'",
            "another provider, number or account",
        ),
        ("provider = 228", "another provider, number or account"),
    ] {
        let mut rig = Rig::new();
        rig.lawless();
        rig.sending(1);
        rig.hub(&format!(
            "UPDATE payment SET {columns} WHERE id = {}",
            transid(1)
        ));
        rig.assert_found(O2, words);
    }
}

#[test]
fn a_session_stands_in_the_list_and_stays_after_a_pay() {
    let mut rig = Rig::new();
    rig.sending(1);
    rig.assert_sound();
    rig.lawless();
    let other = session(50);
    rig.set(1, &format!("session = '{other}'"));
    rig.shown(1, "sending");
    let findings = rig.look();
    assert_one(&findings, O2, "is not in the till's list");
    assert_one(&findings, O2, "after a pay attempt");
}

#[test]
fn a_slot_that_was_given_to_something_else_is_found() {
    let mut rig = Rig::new();
    rig.paid(1);
    rig.assert_sound();
    rig.lawless();
    let number = transid(1);
    rig.hub(&format!(
        "UPDATE payment SET session = 'X' WHERE id = {number}"
    ));
    assert_one(&rig.everything(), O2, "given to something else");
}

#[test]
fn one_slot_holds_one_payment() {
    let mut rig = Rig::new();
    rig.lawless();
    rig.hub(
        "CREATE TABLE other AS SELECT * FROM payment; DROP TABLE payment;
         ALTER TABLE other RENAME TO payment;",
    );
    rig.paid(1);
    rig.hub_row(2, &session(1));
    assert_one(&rig.everything(), O2, "more than once");
}
