//! O1 and O6: cash across the counter, and what is left after healing.

use super::super::finding::Oracle::{O1, O6};
use super::rig::{Rig, assert_one, done, refusal};
use crate::evidence::CashStep;

#[test]
fn cash_that_was_taken_for_a_payment_that_the_till_lost_is_missed() {
    let mut rig = Rig::new();
    rig.checked(1);
    rig.cash(1, CashStep::Taken);
    rig.assert_found(O1, "without a tender");
    let mut rig = Rig::new();
    rig.cash(9, CashStep::Taken);
    rig.assert_found(O1, "no such payment");
}

#[test]
fn a_row_that_was_there_and_is_gone_is_missed() {
    let mut rig = Rig::new();
    rig.tendered(1);
    rig.assert_sound();
    rig.lawless();
    rig.till("DELETE FROM payment WHERE id = 1");
    assert_one(&rig.everything(), O1, "is gone");
    assert_one(&rig.everything(), O1, "the till has no such payment");
    let mut rig = Rig::new();
    rig.tendered(1);
    rig.assert_sound();
    rig.lawless();
    rig.till("DELETE FROM payment WHERE id = 1");
    rig.shown(1, "queued");
    assert_one(&rig.look(), O1, "tendered 310.00 is not paid 0.00");
}

#[test]
fn another_sum_or_currency_than_was_taken_is_seen() {
    for break_it in [
        (|rig| rig.evidence.cash[0].minor += 1) as fn(&mut Rig),
        |rig| rig.evidence.cash[0].currency = "BGN".to_owned(),
    ] {
        let mut rig = Rig::new();
        rig.tendered(1);
        break_it(&mut rig);
        rig.assert_found(O1, "was taken, the till has 310.00 RUB");
    }
}

#[test]
fn a_tender_without_cash_is_excused_only_while_the_cashier_does_not_know() {
    let mut rig = Rig::new();
    rig.tendered(1);
    rig.evidence.cash.clear();
    rig.auditor.undecided([1]);
    rig.assert_sound();
    rig.auditor.undecided([]);
    assert_one(&rig.look(), O1, "the cashier has no cash");
    assert_one(&rig.everything(), O1, "the cashier has no cash");
}

#[test]
fn cash_is_taken_once_and_handed_back_once() {
    let mut rig = Rig::new();
    rig.tendered(1);
    rig.cash(1, CashStep::Taken);
    rig.assert_found(O1, "was taken 2 times");
    let mut rig = Rig::new();
    rig.refused(1);
    rig.returned(1);
    rig.cash(1, CashStep::Returned);
    rig.assert_found(O1, "handed back 2 times");
}

#[test]
fn cash_leaves_the_drawer_only_for_a_return_that_is_stored() {
    let mut rig = Rig::new();
    rig.refused(1);
    rig.cash(1, CashStep::Returned);
    rig.assert_found(O1, "return row Some(Due)");
    let mut rig = Rig::new();
    rig.checked(1);
    rig.cash(1, CashStep::Returned);
    rig.assert_found(O1, "never taken");
}

#[test]
fn a_payment_that_failed_owes_its_cash() {
    let mut rig = Rig::new();
    rig.refused(1);
    rig.lawless();
    rig.set(1, "return_stage = NULL");
    rig.assert_found(O1, "nobody owes the customer");
    rig.assert_also(
        O1,
        "tendered 310.00 is not paid 0.00 + returned 0.00 + open 0.00",
    );
}

#[test]
fn only_the_servers_own_word_ends_a_payment_unpaid() {
    let ends = |reply: Option<&[u8]>, detail: &str| {
        let mut rig = Rig::new();
        rig.sending(1);
        rig.hub_voids(1, 0);
        rig.failed_on(1, detail, reply);
        rig
    };
    let forged = format!("forged{}", refusal(1));
    for reply in [
        None,
        Some("<html>"),
        Some(forged.as_str()),
        Some(&refusal(2)),
        Some(&done(1)),
    ] {
        let mut rig = ends(reply.map(str::as_bytes), "refused:other:23");
        rig.assert_found(O1, "no stored reply with a signature says so");
    }
    ends(Some(refusal(1).as_bytes()), "refused:other:23").assert_sound();
    ends(None, "decided").assert_sound();
}

#[test]
fn no_cash_is_both_open_and_handed_back() {
    let mut rig = Rig::new();
    rig.unknown(1);
    rig.lawless();
    rig.set(1, "return_stage = 'returned'");
    rig.deed("returned", 1);
    rig.assert_found(O1, "has a return row as well");
    rig.assert_also(O1, "returned 310.00 + open 310.00");
}

#[test]
fn the_journal_and_the_rows_tell_the_same_of_every_tender_and_return() {
    let mut rig = Rig::new();
    rig.tendered(1);
    rig.journal("tendered", 1, "");
    rig.assert_found(O1, "\"tendered\" 2 times");
    let mut rig = Rig::new();
    rig.refused(1);
    rig.set(1, "return_stage = 'returned'");
    rig.cash(1, CashStep::Returned);
    rig.shown(1, "failed");
    rig.assert_found(O1, "\"returned\" 0 times, the row 1");
}

#[test]
fn sums_tender_and_return_row_of_a_payment_never_change_back() {
    for (columns, words) in [
        ("taken = taken + 1", "its sums or its tender changed"),
        ("return_stage = 'due'", "from Some(Returned) to Some(Due)"),
    ] {
        let mut rig = Rig::new();
        rig.refused(1);
        rig.returned(1);
        rig.assert_sound();
        rig.lawless();
        rig.set(1, columns);
        rig.shown(1, "failed");
        assert_one(&rig.look(), O1, words);
    }
}

#[test]
fn a_return_that_nobody_made_is_found_at_the_end() {
    let mut rig = Rig::new();
    rig.refused(1);
    rig.returned(1);
    rig.evidence.cash.pop();
    rig.assert_sound();
    assert_one(&rig.end(), O1, "the cashier never did it");
}

#[test]
fn after_healing_nothing_is_open_but_what_a_person_must_decide() {
    let mut rig = Rig::new();
    rig.paid(1);
    rig.refused(2);
    rig.checked(3);
    rig.unknown(4);
    rig.set(4, "stage = 'review', detail = 'too-old'");
    rig.journal("became", 4, "review");
    rig.shown(4, "review");
    assert_eq!(rig.end(), []);
    rig.tendered(5);
    assert_one(&rig.end(), O6, "still queued");
    rig.unknown(6);
    assert_one(&rig.end(), O6, "still unknown");
    rig.sending(7);
    assert_one(&rig.end(), O6, "still being paid");
}

#[test]
fn after_healing_the_provider_has_what_the_cashier_holds() {
    let mut rig = Rig::new();
    rig.paid(1);
    rig.evidence.credited.clear();
    rig.assert_sound();
    assert_one(&rig.end(), O1, "holds 310.00 for it; it is paid");
    assert_one(&rig.end(), O1, "the provider has no credit");
    let mut rig = Rig::new();
    rig.refused(1);
    rig.credited(1);
    assert_one(&rig.end(), O1, "return row Some(Due), credited 1 times");
}
