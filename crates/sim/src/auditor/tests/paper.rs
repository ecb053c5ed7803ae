//! O3: what came out of the printer.

use sha2::{Digest, Sha256};

use super::super::escpos;
use super::super::finding::Oracle::{O3, O4};
use super::rig::{Rig, assert_one, cheque, done, printer_bytes, session, slip};

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
    rig.set(1, "print_stage = 'uncertain'");
    let bytes = &mut rig.evidence.printed[0];
    let number = bytes.windows(7).position(|word| word == b"Receipt");
    bytes.truncate(number.expect("number"));
    rig.evidence.paper[0].is_whole = false;
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
    rig.stood_on(1, cheque(1, 1).replacen("*** COPY 1 ***", "", 1));
    rig.assert_found(O3, "not marked at top and bottom");
    rig.evidence.paper[1].is_whole = false;
    assert_eq!(rig.everything(), [], "the lower mark may be cut off");
    rig.stood_on(1, cheque(1, 1).replacen("COPY 1", "COPY 3", 1));
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
    rig.stood_on(0, cheque(2, 0));
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
            "  ПРИНЯТО К ОТПРАВКЕ\n ЭТО НЕ ЧЕК И НЕ КВИТАНЦИЯ\nБудет зачислено 300,00 руб.\n\
             ПРИНЯТО ДЕНЕГ 310,00 руб.\n"
                .to_owned(),
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

#[test]
fn a_cheque_says_the_sums_of_its_payment() {
    for (from, to, words) in [
        ("310.00", "301.00", "says Some(\"301.00 RUB\") where 310.00"),
        (
            "310.00 RUB",
            "310.00 USD",
            "says Some(\"310.00 USD\") where",
        ),
        ("310.00 RUB", "310.0 RUB", "says None where 310.00"),
        ("Credited   300.00", "Credited   3,300.00", "where 300.00"),
        ("Credited", "Cashed", "says None where 300.00"),
    ] {
        let mut rig = Rig::new();
        rig.paid(1);
        rig.printed(1);
        rig.assert_sound();
        rig.stood_on(0, cheque(1, 0).replacen(from, to, 1));
        rig.evidence.paper.push(rig.evidence.paper[0].clone());
        rig.evidence.printed.push(rig.evidence.printed[0].clone());
        rig.assert_found(O3, words);
    }
}

#[test]
fn the_printer_gets_what_the_paper_is_to_say() {
    let mut rig = Rig::new();
    rig.paid(1);
    rig.printed(1);
    rig.assert_sound();
    let text = cheque(1, 0).replacen("NOT A FISCAL", "A FISCAL", 1);
    rig.evidence.printed[0] = printer_bytes(&text);
    assert_one(&rig.everything(), O3, "another text");
    rig.evidence.printed.clear();
    assert_one(&rig.everything(), O3, "a whole paper stays in the printer");
}

#[test]
fn a_cheque_that_is_called_printed_came_out_whole() {
    let mut rig = Rig::new();
    rig.paid(1);
    rig.printed(1);
    rig.assert_sound();
    rig.evidence.paper[0].is_whole = false;
    assert_one(&rig.everything(), O3, "no whole one came out");
    rig.set(1, "print_stage = 'uncertain'");
    assert_eq!(rig.everything(), []);
}

#[test]
fn a_printer_understands_what_it_gets_or_it_is_found() {
    let paper = |bytes: &[u8]| escpos::print(bytes);
    let russian = b"\x1b@\x1c.\x1bt\x2e\xca\xce\xcf\xc8\xdf \xb9 1\n";
    assert_eq!(paper(russian).text, "КОПИЯ № 1\n");
    let old = b"\x1b@\x1c.\x1bt\x11\x8a\x8e\x8f\x88\x9f \xfc 1\n\x1bd\x05";
    assert_eq!(paper(old).text, "КОПИЯ № 1\n");
    assert!(paper(old).is_out && !paper(russian).is_out);
    // The wrong page, none, Chinese letters, a reset in the middle: nobody reads that.
    for bytes in [
        &b"\x1b@\x1c.\x1bt\x11\xca\n"[..],
        b"\x1b@\x1c.\xca\n",
        b"\x1b@\x1bt\x2e\xca\n",
        b"\x1c.\x1bt\x2e\x1b@\xca\n",
    ] {
        assert_ne!(paper(bytes).text, "К\n");
    }
    // A line stands on the paper once it is fed.
    assert_eq!(paper(b"one\ntwo").text, "one\n");
    for bytes in [
        &b"\x1b~"[..],
        b"\x1d~",
        b"\x1c~",
        b"\x07",
        b"\x1bp\x00\x19\xfa",
    ] {
        assert_eq!(paper(bytes).faults.len(), 1, "{bytes:?}");
    }
    // What is drawn is not text: a code of two dimensions, a picture.
    let drawn = b"a\x1d(k\x03\x001QR\x1dv0\x00\x02\x00\x01\x00ab\x1b!\x08b\n";
    let drawn = paper(drawn);
    assert_eq!((drawn.text.as_str(), drawn.faults.len()), ("ab\n", 0));
}
