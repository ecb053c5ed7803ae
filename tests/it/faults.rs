//! Servers that are away, broken or hostile: what the cashier hears, and where the money is.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use super::rig::Rig;
use super::rig::forge::Forger;
use super::rig::line::{Fate, Line, Page, Spoil, body_of, ok};
use super::rig::till::Ran;

const CHEQUE_FILES: usize = 2;
const EARLIER: &str = "an earlier answer of the hub";
const NO_NONCE: &str = "00000000000000000000000000000000";

fn spoil(change: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) -> Spoil {
    Arc::new(change)
}

/// A false answer, and the word by which the till names it.
type False = (&'static str, &'static str, Fate);

/// What comes from somebody else, or in pieces.
fn foreign_answers() -> Vec<False> {
    let html = b"<html><body>Please sign in to use this network</body></html>";
    vec![
        (
            "a sign-in page",
            "not-signed",
            Fate::Instead(spoil(|_| ok(html))),
        ),
        (
            "an error page",
            "not-accepted",
            Fate::Instead(spoil(|_| {
                b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 4\r\nconnection: close\r\n\r\noops".to_vec()
            })),
        ),
        (
            "a redirect",
            "not-accepted",
            Fate::Instead(spoil(|_| {
                b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\
                  connection: close\r\n\r\n"
                    .to_vec()
            })),
        ),
        ("nothing", "bad-size", Fate::Instead(spoil(|_| ok(b"")))),
        (
            "too much",
            "bad-size",
            Fate::Body(spoil(|body| [body, &[b' '; 70_000]].concat())),
        ),
        (
            "something that is no HTTP",
            "timed-out",
            Fate::Instead(spoil(|_| b"220 mail.example.org ESMTP\r\n".to_vec())),
        ),
        (
            "an answer that breaks off",
            "timed-out",
            Fate::Whole(spoil(|whole| whole[..whole.len() - 100].to_vec())),
        ),
    ]
}

/// What looks like an answer of the hub.
fn forged_answers(rig: &Rig) -> Vec<False> {
    let other_key = Forger::in_the_name_of(&rig.hub);
    let own_key = Forger::with_key_of(&rig.hub);
    let own_key_again = Forger::with_key_of(&rig.hub);
    let first = Mutex::new(None::<Vec<u8>>);
    vec![
        (
            "an answer that was cut",
            "not-signed",
            Fate::Body(spoil(|body| body[..body.len() / 2].to_vec())),
        ),
        (
            "an answer without its signature",
            "not-signed",
            Fate::Body(spoil(|_| b"ERROR=0\r\nRESULT=0\r\n".to_vec())),
        ),
        (
            "one changed digit",
            "bad-signature",
            Fate::Body(spoil(|body| {
                let mut changed = body.to_vec();
                let at = body
                    .windows(6)
                    .position(|part| part == b"ERROR=")
                    .expect("a field")
                    + 6;
                changed[at] ^= 1;
                changed
            })),
        ),
        (
            "an answer under another key",
            "bad-signature",
            Fate::Body(spoil(move |body| other_key.sign_anew(body, None))),
        ),
        (
            "an answer to another session",
            "other-session",
            Fate::Body(spoil(move |body| {
                own_key.sign_anew(body, Some(("SESSION", "01K4MZZZZZABCDEFGHJK")))
            })),
        ),
        (
            "an answer to an earlier question",
            "stale",
            Fate::Body(spoil(move |body| {
                own_key_again.sign_anew(body, Some(("NONCE", NO_NONCE)))
            })),
        ),
        (
            EARLIER,
            "other-session",
            Fate::Body(spoil(move |body| {
                first
                    .lock()
                    .unwrap()
                    .get_or_insert_with(|| body.to_vec())
                    .clone()
            })),
        ),
    ]
}

fn false_answers(rig: &Rig) -> Vec<False> {
    [foreign_answers(), forged_answers(rig)].concat()
}

fn assert_slip(sale: &Ran) {
    assert!(sale.json()["cheque"].is_null(), "{sale:?}");
    assert!(sale.text("escpos").contains("/slip-"), "{sale:?}");
    assert!(sale.text("paper").contains(&sale.text("claim")), "{sale:?}");
}

#[test]
fn without_a_hub_only_what_may_be_taken_offline_is_taken() {
    let mut rig = Rig::new();
    rig.hub.kill();
    let refused = rig
        .till
        .sell("demo-final", &["--number", "9161234567", "--amount", "500"]);
    refused.assert_sale(1, "refused");
    assert_eq!(refused.text("error"), "unreachable");
    assert!(
        refused.text("message").contains("No money was taken"),
        "{refused:?}"
    );
    assert_eq!(rig.till.papers(), [""; 0]);

    let queued = rig.till.sell_500("9161234567");
    queued.assert_sale(3, "queued");
    assert!(
        queued.text("message").contains("safe on this computer"),
        "{queued:?}"
    );
    assert_slip(&queued);
    let still = rig.till.run(&["retry", "--wait", "1", "--json"]);
    assert_eq!(
        (still.code, still.json()["open"].as_i64()),
        (3, Some(1)),
        "{still:?}"
    );

    rig.hub.start();
    assert_eq!(rig.till.run(&["retry"]).code, 0);
    assert_eq!(
        rig.till.run(&["retry"]).code,
        0,
        "once more changes nothing"
    );
    let captured = rig.hub.captured();
    assert_eq!(captured.len(), 1);
    assert_eq!(rig.hub.debited("RUB"), 50_000);
    assert_eq!(rig.till.cheques().len(), CHEQUE_FILES);
    rig.hub.assert_sound();
}

#[test]
fn what_was_taken_offline_and_is_refused_later_is_cash_to_return() {
    let mut rig = Rig::new();
    rig.hub.kill();
    rig.till.sell_500("9990000023").assert_sale(3, "queued");
    rig.hub.start();
    let retried = rig.till.run(&["retry", "--json"]);
    assert_eq!(
        retried.code, 0,
        "nothing is open at the server: {retried:?}"
    );
    assert_eq!(retried.json()["payments"][0]["return"], "due");
    assert_eq!(rig.till.cheques(), [""; 0]);
    assert_eq!(rig.hub.debited("RUB"), 0);
}

#[test]
fn what_was_taken_offline_can_be_taken_back_before_it_is_sent() {
    let mut rig = Rig::new();
    rig.hub.kill();
    rig.till.sell_500("9161234567").assert_sale(3, "queued");
    let withdrawn = rig.till.run(&["queue", "withdraw", "1", "--json"]);
    assert_eq!(withdrawn.code, 0, "{withdrawn:?}");
    assert_eq!(withdrawn.json()["return"], "due");
    rig.hub.start();
    rig.settle();
    assert_eq!(rig.hub.captured(), [], "it never goes out");
    rig.hub.assert_sound();
}

#[test]
fn a_false_answer_to_a_check_takes_no_money_for_nothing() {
    let (rig, line) = Rig::with_line();
    for (n, (what, why, fate)) in false_answers(&rig).into_iter().enumerate() {
        // The first passes, so that there is an earlier answer to be repeated.
        if what == EARLIER {
            line.set(Page::Check, fate.clone());
            rig.till.sell_500("9160000000").assert_sale(0, "paid");
        }
        line.set(Page::Check, fate);
        let (pays, tendered) = (
            line.seen(Page::Pay),
            rig.till.payments().iter().filter(|p| p.is_tendered).count(),
        );
        let papers = rig.till.papers();
        let refused = rig
            .till
            .sell("demo-final", &["--number", "9161234567", "--amount", "500"]);
        refused.assert_sale(1, "refused");
        assert_eq!(refused.text("error"), why, "{what}");
        assert!(
            refused.text("message").contains("No money was taken"),
            "{what}: {refused:?}"
        );
        assert_eq!(
            rig.till.payments().iter().filter(|p| p.is_tendered).count(),
            tendered,
            "{what}"
        );
        assert_eq!(rig.till.papers(), papers, "{what}");

        let number = (9_161_000_000 + n).to_string();
        let queued = rig.till.sell_500(&number);
        queued.assert_sale(3, "queued");
        assert_slip(&queued);
        assert_eq!(
            line.seen(Page::Pay),
            pays,
            "{what}: nothing is paid without a consent"
        );
        let open = rig.till.run(&["retry", "--wait", "1"]);
        assert_eq!(open.code, 3, "{what}: {open:?}");
        line.mend();
        rig.settle();
        let made = rig
            .hub
            .captured()
            .iter()
            .filter(|p| p.number.ends_with(&number))
            .count();
        assert_eq!(made, 1, "{what}");
    }
    rig.hub.assert_sound();
}

#[test]
fn a_false_answer_to_a_pay_is_never_a_cheque_and_never_a_second_payment() {
    let (rig, line) = Rig::with_line();
    let lost = [
        ("a pay that never arrives", "timed-out", Fate::LoseRequest),
        ("an answer that never arrives", "timed-out", Fate::LoseReply),
        ("silence", "", Fate::Silence),
    ];
    for (n, (what, why, fate)) in false_answers(&rig).into_iter().chain(lost).enumerate() {
        let number = (9_161_000_000 + n).to_string();
        if what == EARLIER {
            line.set(Page::Pay, fate.clone());
            rig.till.sell_500("9160000000").assert_sale(0, "paid");
        }
        for page in [Page::Pay, Page::Status] {
            line.set(page, fate.clone());
        }
        let cheques = rig.till.cheques().len();
        let words = ["--number", &number, "--amount", "500", "--wait", "2"];
        let unknown = rig.till.sell("demo-mobile", &words);
        unknown.assert_sale(3, "unknown");
        if !why.is_empty() {
            assert_eq!(unknown.text("error"), why, "{what}");
        }
        assert!(
            unknown.text("message").contains("Do not make it again"),
            "{what}: {unknown:?}"
        );
        assert_slip(&unknown);
        let open = rig.till.run(&["retry", "--wait", "1"]);
        assert_eq!(open.code, 3, "{what}: {open:?}");
        assert_eq!(
            rig.till.cheques().len(),
            cheques,
            "{what}: no cheque without proof"
        );

        line.mend();
        rig.settle();
        let made = rig
            .hub
            .captured()
            .iter()
            .filter(|p| p.number.ends_with(&number))
            .count();
        assert_eq!(made, 1, "{what}");
        assert_eq!(rig.till.cheques().len(), cheques + CHEQUE_FILES, "{what}");
    }
    assert!(rig.hub.credits().values().all(|times| *times == 1));
    rig.hub.assert_sound();
}

#[test]
fn a_pay_that_arrives_twice_is_made_once() {
    let (rig, line) = Rig::with_line();
    for page in [Page::Pay, Page::Status] {
        line.set(page, Fate::Double);
    }
    for n in 0..5_u64 {
        let words = [
            "--number",
            &(9_161_000_000 + n).to_string(),
            "--amount",
            "500",
            "--wait",
            "3",
        ];
        let sale = rig.till.sell("demo-mobile", &words);
        assert!(matches!(sale.code, 0 | 3), "{sale:?}");
    }
    line.mend();
    rig.settle();
    assert_eq!(rig.hub.captured().len(), 5);
    assert_eq!(rig.hub.debited("RUB"), 250_000);
    assert!(rig.hub.credits().values().all(|times| *times == 1));
    rig.hub.assert_sound();
}

#[test]
fn a_pay_that_comes_long_after_its_own_repeat_changes_nothing() {
    let (rig, line) = Rig::with_line();
    let caught = Arc::new(Mutex::new(Vec::new()));
    let keep = Arc::clone(&caught);
    line.set(
        Page::Pay,
        Fate::Instead(spoil(move |request| {
            *keep.lock().unwrap() = request.to_vec();
            Vec::new()
        })),
    );
    let words = ["--number", "9161234567", "--amount", "500", "--wait", "2"];
    rig.till
        .sell("demo-mobile", &words)
        .assert_sale(3, "unknown");
    line.mend();
    rig.settle();
    assert_eq!(rig.hub.debited("RUB"), 50_000);
    let mut hub = TcpStream::connect(rig.hub.address()).unwrap();
    hub.write_all(&caught.lock().unwrap()).unwrap();
    let mut answer = Vec::new();
    hub.read_to_end(&mut answer).unwrap();
    assert!(
        Forger::with_key_of(&rig.hub).has_signed(body_of(&answer)),
        "it is answered"
    );
    assert_eq!(rig.hub.captured().len(), 1);
    assert_eq!(rig.hub.debited("RUB"), 50_000);
    rig.hub.assert_sound();
}

#[test]
fn what_a_false_server_left_open_is_settled_by_the_real_one_at_its_address() {
    let mut rig = Rig::new();
    rig.hub.kill();
    let fake = Line::between(rig.hub.address(), rig.hub.address());
    for page in [Page::Check, Page::Pay, Page::Status] {
        fake.set(
            page,
            Fate::Instead(spoil(|_| ok(b"<html>It works!</html>"))),
        );
    }
    let queued = rig.till.sell_500("9161234567");
    queued.assert_sale(3, "queued");
    assert!(
        queued
            .text("message")
            .contains("is not an answer of the server"),
        "{queued:?}"
    );
    assert_eq!(rig.till.run(&["retry", "--wait", "1"]).code, 3);
    drop(fake);
    rig.hub.start();
    assert_eq!(rig.till.run(&["retry"]).code, 0);
    assert_eq!(rig.hub.captured().len(), 1);
    assert_eq!(rig.till.cheques().len(), CHEQUE_FILES);
    rig.hub.assert_sound();
}

#[test]
fn a_check_that_is_never_answered_ends_after_the_deadline() {
    let (rig, line) = Rig::with_line();
    line.set(Page::Check, Fate::Silence);
    let refused = rig
        .till
        .sell("demo-final", &["--number", "9161234567", "--amount", "500"]);
    refused.assert_sale(1, "refused");
    assert_eq!(refused.text("error"), "timed-out");
    assert!(
        refused.text("message").contains("no answer in time"),
        "{refused:?}"
    );
    assert_eq!((rig.hub.captured().len(), rig.till.papers().len()), (0, 0));
}
