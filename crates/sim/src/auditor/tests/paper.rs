//! O3: what came out of the printer.

use sha2::{Digest, Sha256};

use super::super::finding::Oracle::{O3, O4};
use super::rig::{Rig, assert_one, cheque, done, session, slip};

#[test]
fn a_cheque_for_what_is_not_paid_is_false() {
    for begin in [Rig::tendered, Rig::sending, Rig::unknown, Rig::refused] {
        let mut rig = Rig::new();
        begin(&mut rig, 1);
        rig.paper(1, cheque(1, 0));
        rig.assert_found(O3, "it counts as paid; it is ");
    }
}

#[test]
fn what_is_paid_rests_on_a_reply_that_verifies_and_says_so() {
    let forged = format!("forged{}", done(1));
    let in_work = done(1).replace("RESULT=0", "RESULT=1");
    for reply in [forged, in_work, done(2), "<html>".to_owned()] {
        let mut rig = Rig::new();
        rig.sending(1);
        rig.hub_captures(1);
        rig.is_paid(1, reply.as_bytes());
        rig.assert_found(O3, "its stored replies prove None");
    }
}

#[test]
fn a_consent_sent_twice_is_no_proof() {
    let mut rig = Rig::new();
    let reply = format!("SESSION={}\r\nERROR=0\r\nRESULT=0\r\n", session(1));
    rig.opened(1);
    rig.lawless();
    let hash: [u8; 32] = Sha256::digest(&reply).into();
    rig.till
        .execute(
            "INSERT INTO attempt_end VALUES (1, 0, NULL, NULL, ?1, NULL)",
            [hash],
        )
        .expect("consent");
    rig.attempt(1, "pay");
    rig.set(1, "tender_at = 0");
    rig.is_paid(1, reply.as_bytes());
    rig.assert_found(O3, "its stored replies prove None");
}

#[test]
fn a_provider_may_ask_for_more_than_an_acceptance() {
    let promise = done(1).replace("STATE=DONE", "STATE=INWORK");
    for (provider, is_false) in [("mts", true), ("other", false)] {
        let mut rig = Rig::new();
        rig.auditor.final_only([provider.to_owned()]);
        rig.sending(1);
        rig.is_paid(1, promise.as_bytes());
        rig.set(1, "detail = 'accepted'");
        rig.printed(1);
        if is_false {
            rig.assert_found(O3, "prove Accepted");
        } else {
            rig.assert_sound();
        }
    }
}

#[test]
fn one_cheque_is_unmarked_and_later_ones_count_up() {
    let sound = |rig: &mut Rig| {
        rig.paid(1);
        rig.printed(1);
        rig.reprint(1);
        rig.reprint(1);
        rig.assert_sound();
    };
    let mut rig = Rig::new();
    sound(&mut rig);
    rig.paper(1, cheque(1, 0));
    rig.assert_found(O3, "unmarked cheque number 2, after COPY 2");
    let mut rig = Rig::new();
    sound(&mut rig);
    rig.paper(1, cheque(1, 2));
    rig.assert_found(O3, "is marked [2, 2] after COPY 2");
}

#[test]
fn a_cheque_cut_off_in_the_middle_counts_as_a_start() {
    let mut rig = Rig::new();
    rig.paid(1);
    rig.printed(1);
    let first = &mut rig.evidence.paper[0];
    first
        .text
        .truncate(first.text.find("Receipt").expect("number"));
    first.is_whole = false;
    rig.assert_sound();
    rig.paper(1, cheque(1, 0));
    rig.assert_found(O3, "unmarked cheque number 2");
}

#[test]
fn a_copy_is_marked_at_top_and_bottom() {
    let mut rig = Rig::new();
    rig.paid(1);
    rig.printed(1);
    rig.reprint(1);
    rig.evidence.paper[1].text = cheque(1, 1).replacen("*** COPY 1 ***", "", 1);
    rig.assert_found(O3, "not marked at top and bottom");
    rig.evidence.paper[1].is_whole = false;
    assert_eq!(rig.everything(), [], "the lower mark may be cut off");
    rig.evidence.paper[1].text = cheque(1, 1).replacen("COPY 1", "COPY 3", 1);
    assert_one(&rig.everything(), O3, "is marked [3, 1]");
}

#[test]
fn a_cheque_begins_after_its_row_and_names_its_session() {
    let mut rig = Rig::new();
    rig.paid(1);
    rig.paper(1, cheque(1, 0));
    rig.assert_found(O3, "cheque 0 came out, the till has begun 0 prints");
    let mut rig = Rig::new();
    rig.paid(1);
    rig.printed(1);
    rig.evidence.paper[0].text = cheque(2, 0);
    rig.assert_found(O3, "does not name SESSION");
}

#[test]
fn the_journal_and_the_row_count_the_same_prints() {
    let mut rig = Rig::new();
    rig.paid(1);
    rig.printed(1);
    rig.journal("print-started", 1, "copy");
    rig.assert_found(O3, "counts 2 prints begun, the row 1");
    rig.journal("print-ended", 1, "not ready");
    assert_eq!(rig.everything(), []);
}

#[test]
fn no_cheque_begins_once_the_cash_is_owed_back() {
    let mut rig = Rig::new();
    rig.sending(1);
    rig.hub_voids(1, 0);
    rig.is_paid(1, done(1).replace("DONE", "INWORK").as_bytes());
    rig.set(1, "detail = 'accepted'");
    rig.printed(1);
    rig.set(1, "return_stage = 'due'");
    rig.journal("return-due", 1, "");
    rig.assert_sound();
    rig.reprint(1);
    rig.assert_found(O3, "the cash is owed back");
}

#[test]
fn a_slip_is_a_slip() {
    for (text, words) in [
        (
            format!("{}PAYMENT RECEIPT\n", slip(1)),
            "a slip calls itself a cheque",
        ),
        (
            format!("{}Receipt no.  A1-1\n", slip(1)),
            "has a cheque's number",
        ),
        (
            slip(1).replace("THIS IS NOT A RECEIPT", ""),
            "does not say that it is none",
        ),
        ("PAYMENT NOT MADE\n".to_owned(), "cash that is not owed"),
        (
            "REQUEST TO CORRECT A PAYMENT\n".to_owned(),
            "what is not paid",
        ),
        ("Anna\n".to_owned(), "no title that is known"),
    ] {
        let mut rig = Rig::new();
        rig.tendered(1);
        rig.paper(1, slip(1));
        rig.paper(
            1,
            "  ПРИНЯТО К ОТПРАВКЕ\n ЭТО НЕ ЧЕК И НЕ КВИТАНЦИЯ\n".to_owned(),
        );
        rig.assert_sound();
        rig.paper(1, text);
        rig.assert_found(O3, words);
    }
    let mut rig = Rig::new();
    rig.checked(1);
    rig.paper(1, slip(1));
    rig.assert_found(O3, "stands for no cash");
}

#[test]
fn no_paper_begins_over_a_dirty_disk() {
    let mut rig = Rig::new();
    rig.paid(1);
    rig.printed(1);
    rig.evidence.paper[0].disk_was_dirty = true;
    rig.assert_found(O4, "a paper began");
}
