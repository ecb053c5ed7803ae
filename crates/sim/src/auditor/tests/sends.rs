//! O4: written before sent.

use super::super::finding::Oracle::O4;
use super::rig::{Rig, session};

#[test]
fn a_request_without_its_row_is_found() {
    for ask in ["check", "pay"] {
        let mut rig = Rig::new();
        rig.sending(1);
        let mut stray = rig.evidence.sent.last().expect("sent").clone();
        stray.ask = ask;
        stray.nonce = "00000000000000000000000000000bad".to_owned();
        rig.evidence.sent.push(stray);
        rig.assert_found(O4, &format!("a {ask} left without an attempt row"));
    }
}

#[test]
fn a_row_that_was_written_after_the_bytes_left_is_found() {
    let mut rig = Rig::new();
    rig.sending(1);
    let pay = rig.evidence.sent.last_mut().expect("sent");
    pay.newest_attempt -= 1;
    rig.assert_found(O4, "a pay left before its attempt row 2 was stored");
}

#[test]
fn a_row_of_another_ask_payment_or_session_does_not_count() {
    let mut rig = Rig::new();
    rig.sending(1);
    rig.evidence.sent.last_mut().expect("sent").ask = "cancel";
    rig.assert_found(O4, "is a pay of payment 1");
    let mut rig = Rig::new();
    rig.checked(2);
    rig.sending(1);
    rig.evidence.sent.last_mut().expect("sent").payment = 2;
    rig.assert_found(O4, "is a pay of payment 1");
    let mut rig = Rig::new();
    rig.sending(1);
    rig.evidence.sent.last_mut().expect("sent").session = session(7);
    rig.assert_found(O4, "which is not in the till's list");
    rig.assert_also(O4, "a pay left under SESSION");
}

#[test]
fn nothing_that_moves_money_leaves_over_a_dirty_disk() {
    let mut rig = Rig::new();
    rig.sending(1);
    rig.evidence.sent[0].disk_was_dirty = true;
    rig.assert_sound();
    rig.evidence.sent[1].disk_was_dirty = true;
    let findings = rig.everything();
    assert_eq!(findings.len(), 1, "{findings:?}");
    rig.assert_also(O4, "a pay left while a power cut");
}

#[test]
fn no_pay_follows_a_cancel() {
    let mut rig = Rig::new();
    rig.sending(1);
    rig.ended(None);
    rig.attempt(1, "cancel");
    rig.assert_sound();
    rig.attempt(1, "pay");
    rig.assert_found(O4, "pay attempt 4 follows cancel attempt 3");
    rig.assert_also(O4, "a pay left after a cancel");
}

#[test]
fn one_nonce_serves_one_attempt() {
    let mut rig = Rig::new();
    rig.sending(1);
    rig.till(
        "INSERT INTO attempt SELECT 9, payment, nonce, 'status', at, boot, request_hash, NULL, NULL \
         FROM attempt WHERE id = 2",
    );
    rig.assert_found(O4, "attempts 2 and 9 have one NONCE");
}

#[test]
fn accepted_is_said_after_the_tender_is_stored() {
    let mut rig = Rig::new();
    rig.tendered(1);
    let accepted = rig.evidence.shown.last_mut().expect("shown");
    accepted.newest_entry = 0;
    rig.assert_found(O4, "called accepted before its journal entry 1");
    let mut rig = Rig::new();
    rig.tendered(1);
    rig.evidence.shown.last_mut().expect("shown").disk_was_dirty = true;
    rig.assert_found(O4, "called accepted while a power cut");
}

#[test]
fn a_provider_is_paid_after_the_hub_wrote_it_down() {
    let mut rig = Rig::new();
    rig.paid(1);
    rig.hub("UPDATE outbox SET sent_at = NULL");
    rig.assert_found(O4, "without an outbox row");
}
