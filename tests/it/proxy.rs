//! The till against a line on which everything goes wrong: nothing that was changed on the way is believed, and whole
//! runs of several tills end with nothing lost, doubled or falsely printed.

use std::fs;
use std::process::Command;
use std::thread;

use paydesk_adapters::wire::Wire;
use paydesk_domain::exchange::{Answer, Ask, CancelReason, Meaning, Request, Why};
use paydesk_domain::order::Order;
use paydesk_proxy::{Certificates, Fault, Kind, Plan, Proxy, TillSide, Wrong};

use super::rig::Rig;
use super::rig::talk::{Talk, gate, send, session};
use super::rig::till::{PROGRAM, Ran};

/// A request, its body, and the hub's reply to it.
struct Exchange {
    request: Request,
    body: Vec<u8>,
    reply: Vec<u8>,
    answer: Answer,
}

/// Sends a request through the line, and takes the reply from what the line remembers.
fn exchanged(talk: &Talk, (wire, line): (&Wire, &Proxy), request: Request) -> Exchange {
    let answer = send(wire, &request).unwrap();
    let reply = line.exchanges().pop().unwrap().reply;
    assert_eq!(
        reply, answer.evidence,
        "the line remembers what the till heard"
    );
    Exchange {
        body: talk.body(&request),
        request,
        reply,
        answer,
    }
}

/// A pay, a status and a cancel that the hub has answered.
fn answered(talk: &Talk, wire: &Wire, line: &Proxy) -> Vec<Exchange> {
    let [paid, withdrawn] =
        ["9161234567", "9161234568"].map(|number| (talk.order(number), session()));
    let ask = |ask, (order, session): &(Order, _)| {
        exchanged(talk, (wire, line), talk.request(ask, order, session))
    };
    for checked in [&paid, &withdrawn] {
        assert_eq!(ask(Ask::Check, checked).answer.meaning, Meaning::Granted);
    }
    let pay = ask(Ask::Pay, &paid);
    assert_eq!(pay.answer.meaning, Meaning::Accepted { is_final: true });
    let status = ask(Ask::Status, &paid);
    assert_eq!(status.answer.meaning, Meaning::Done);
    let cancel = ask(Ask::Cancel(CancelReason::Return), &withdrawn);
    assert!(matches!(cancel.answer.meaning, Meaning::Tombstone(_)));
    vec![pay, status, cancel]
}

fn plain_line(rig: &Rig) -> Proxy {
    Proxy::start(rig.hub.address(), TillSide::Plain).unwrap()
}

#[test]
fn a_reply_with_any_bit_turned_or_any_end_missing_is_no_answer() {
    let rig = Rig::new();
    let line = plain_line(&rig);
    let talk = Talk::of(&rig);
    let exchanges = answered(&talk, &talk.wire(&line.address(), None), &line);
    let (mut flips, mut cuts) = (0, 0);
    for exchange in &exchanges {
        let told = (&exchange.request, exchange.body.as_slice());
        let whole = gate(&talk, told, &exchange.reply);
        assert_eq!(
            whole.map(|answer| answer.meaning),
            Ok(exchange.answer.meaning)
        );
        cuts += exchange.reply.len();
        for at in 0..exchange.reply.len() {
            let cut = gate(&talk, told, &exchange.reply[..at]);
            assert!(cut.is_err(), "{:?} cut at byte {at}", exchange.request.ask);
        }
        flips += exchange.reply.len() * 8;
        thread::scope(|judges| {
            for half in 0..2 {
                let talk = &talk;
                judges.spawn(move || assert_no_flip_is_believed(talk, exchange, half));
            }
        });
    }
    assert!(flips > 20_000 && cuts > 2_500, "{flips} bits, {cuts} bytes");
}

/// Turns over every bit of every second byte.
fn assert_no_flip_is_believed(talk: &Talk, exchange: &Exchange, half: usize) {
    let told = (&exchange.request, exchange.body.as_slice());
    let mut reply = exchange.reply.clone();
    for at in (half..reply.len()).step_by(2) {
        for bit in 0..8 {
            reply[at] ^= 1 << bit;
            let answer = gate(talk, told, &reply);
            assert!(
                answer.is_err(),
                "{:?}: bit {bit} of byte {at}",
                exchange.request.ask
            );
            reply[at] ^= 1 << bit;
        }
    }
}

#[test]
fn what_was_spoilt_on_the_line_is_no_answer_either() {
    let rig = Rig::new();
    let line = plain_line(&rig);
    let talk = Talk::of(&rig);
    let wire = talk.wire(&line.address(), None);
    let status = answered(&talk, &wire, &line).remove(1);
    let length = status.reply.len();
    let cuts = (0..length).step_by(23).map(Fault::Truncate);
    let flips = (0..length * 8).step_by(211).map(Fault::FlipReply);
    let resets = (0..length).step_by(101).map(Fault::ResetAfter);
    let fields = (0..12).map(Fault::StripReply);
    let others = [
        Fault::ReplayOwn,
        Fault::ReplayOther,
        Fault::HalfClose,
        Fault::LoseReply,
    ];
    let faults: Vec<Fault> = cuts
        .chain(flips)
        .chain(resets)
        .chain(fields)
        .chain(others)
        .collect();
    for fault in faults {
        line.set(Plan::every(fault, 1));
        let request = talk.request(Ask::Status, &status.request.order, &status.request.session);
        let answer = send(&wire, &request);
        assert!(answer.is_err(), "{fault:?}: {answer:?}");
        assert!(line.tally().faults.contains_key(&fault.kind()), "{fault:?}");
    }
    let again = talk.request(Ask::Status, &status.request.order, &status.request.session);
    assert_eq!(
        send(&wire, &again).map(|answer| answer.meaning),
        Ok(Meaning::Done)
    );
}

#[test]
fn a_request_that_was_changed_on_the_line_pays_nothing() {
    let rig = Rig::new();
    let line = plain_line(&rig);
    let talk = Talk::of(&rig);
    let wire = talk.wire(&line.address(), None);
    let (order, session) = (talk.order("9161234567"), session());
    let check = send(&wire, &talk.request(Ask::Check, &order, &session)).unwrap();
    assert_eq!(check.meaning, Meaning::Granted);
    let pay = || talk.request(Ask::Pay, &order, &session);
    let length = talk.form(&talk.body(&pay())).len() * 8;
    let flips = (0..length).step_by(997).map(Fault::FlipRequest);
    for fault in flips.chain((0..24).map(Fault::StripRequest)) {
        line.set(Plan::every(fault, 1));
        let answer = send(&wire, &pay());
        assert!(answer.is_err(), "{fault:?}: {answer:?}");
        assert_eq!(rig.hub.debited("RUB"), 0, "{fault:?}");
    }
    let paid = send(&wire, &pay()).unwrap();
    assert_eq!(paid.meaning, Meaning::Accepted { is_final: true });
    assert_eq!(rig.hub.debited("RUB"), 50_000);
    rig.hub.assert_sound();
}

#[test]
fn to_a_wrong_certificate_nothing_is_sent() {
    let rig = Rig::new();
    let certificates = Certificates::make().unwrap();
    let authority = rig.folder.path().join("authority.pem");
    super::rig::write(&authority, certificates.authority().as_bytes());
    let line = Proxy::start(rig.hub.address(), TillSide::Tls(certificates)).unwrap();
    let talk = Talk::of(&rig);
    let wire = talk.wire(&line.address(), Some(&authority));
    let (order, session) = (talk.order("9161234567"), session());
    for (n, wrong) in Wrong::ALL.into_iter().enumerate() {
        for ask in [
            Ask::Check,
            Ask::Pay,
            Ask::Status,
            Ask::Cancel(CancelReason::Return),
        ] {
            line.set(Plan::every(Fault::WrongCertificate(n), 1));
            let answer = send(&wire, &talk.request(ask, &order, &session));
            let said = match wrong {
                Wrong::Expired | Wrong::NotYet => Why::CertificateTime,
                Wrong::OtherHost => Why::CertificateName,
                Wrong::OtherAuthority | Wrong::SelfSigned => Why::CertificateIssuer,
            };
            assert_eq!(
                answer.map(|answer| answer.meaning),
                Err(said),
                "{wrong:?} {ask:?}"
            );
        }
    }
    // Nobody trusts the right certificate either who was not told of its authority.
    let untold = talk.wire(&line.address(), None);
    let answer = send(&untold, &talk.request(Ask::Check, &order, &session));
    assert_eq!(
        answer.map(|answer| answer.meaning),
        Err(Why::CertificateIssuer)
    );
    let tally = line.tally();
    assert_eq!(tally.faults.get(&Kind::WrongCertificate), Some(&20));
    assert_eq!((tally.leaked, line.exchanges().len()), (0, 0));
    assert_eq!(rig.hub.payments(), []);
    let granted = send(&wire, &talk.request(Ask::Check, &order, &session)).unwrap();
    assert_eq!(
        granted.meaning,
        Meaning::Granted,
        "the right certificate is right"
    );
}

#[test]
fn a_cashier_and_the_doctor_are_told_what_is_wrong_with_a_certificate() {
    let rig = Rig::new();
    let certificates = Certificates::make().unwrap();
    let authority = rig.till.folder.join("authority.pem");
    super::rig::write(&authority, certificates.authority().as_bytes());
    let line = Proxy::start(rig.hub.address(), TillSide::Tls(certificates)).unwrap();
    let address = format!("http://{}", rig.hub.address());
    let with_authority = format!(
        "{}\"\nauthority = \"{}",
        line.address(),
        authority.display()
    );
    rig.till.change_settings(&address, &with_authority);
    let words = ["--number", "9161234567", "--amount", "500"];
    let cases = [
        (Wrong::Expired, "certificate-time", "date"),
        (Wrong::OtherHost, "certificate-name", "another name"),
        (Wrong::SelfSigned, "certificate-issuer", "authority"),
    ];
    for (wrong, key, word) in cases {
        let n = Wrong::ALL.iter().position(|one| *one == wrong).unwrap();
        line.set(Plan::every(Fault::WrongCertificate(n), 1));
        let refused = rig.till.sell("demo-final", &words);
        refused.assert_sale(1, "refused");
        assert_eq!(refused.text("error"), key);
        for word in ["No money was taken", "certificate", word] {
            assert!(
                refused.text("message").contains(word),
                "{word}: {refused:?}"
            );
        }
        line.set(Plan::every(Fault::WrongCertificate(n), 1));
        let doctor = rig.till.run(&["doctor"]);
        assert!(
            doctor.code == 1 && doctor.stdout.contains(word),
            "{doctor:?}"
        );
    }
    assert_eq!((line.tally().leaked, rig.hub.payments().len()), (0, 0));
    rig.till.sell("demo-final", &words).assert_sale(0, "paid");
}

/// The bench as a dealer runs it.
fn bench(words: &[&str]) -> Ran {
    let folder = tempfile::TempDir::new().unwrap();
    let mut command = Command::new(PROGRAM);
    command
        .arg("faults")
        .args(words)
        .env("HOME", folder.path())
        .env("TMPDIR", folder.path())
        .env_remove("PAYDESK_LOG");
    let ran = Ran::of(command.output().unwrap());
    if ran.code == 0 {
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(left.len(), 0, "the bench leaves nothing behind: {left:?}");
    }
    ran
}

#[test]
fn two_thousand_exchanges_lose_nothing_double_nothing_and_print_no_lie() {
    let ran = bench(&[
        "--requests",
        "1050",
        "--seed",
        "7",
        "--tills",
        "6",
        "--json",
    ]);
    let page = ran.json();
    assert_eq!(ran.code, 0, "{page:#}");
    let number = |name: &str| {
        page[name]
            .as_u64()
            .unwrap_or_else(|| panic!("no {name}: {page:#}"))
    };
    for nothing in [
        "lost",
        "doubled",
        "false_cheques",
        "open",
        "panics",
        "blocked",
        "due",
        "leaked_bytes",
    ] {
        assert_eq!(number(nothing), 0, "{nothing}: {page:#}");
    }
    assert!(
        number("faulted") >= 1_050 && number("exchanges") >= 2_000,
        "{page:#}"
    );
    assert!(number("payments") > 100, "{page:#}");
    assert_eq!(number("paid"), number("cheques"), "{page:#}");
    for kind in Kind::ALL {
        let count = page["faults"][kind.as_key()].as_u64().unwrap();
        assert!(count > 0, "{} never happened: {page:#}", kind.as_key());
    }
}

#[test]
fn the_page_says_what_it_is_worth_in_every_language() {
    let verdicts = [
        ("ru", "ни один платёж не потерян"),
        ("bg", "няма загубено плащане"),
        ("en", "no payment was lost"),
    ];
    for (language, verdict) in verdicts {
        let ran = bench(&[
            "--requests",
            "20",
            "--seed",
            "3",
            "--tills",
            "1",
            "--lang",
            language,
        ]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.stdout.contains(verdict), "{}", ran.stdout);
        let wide = ran
            .stdout
            .lines()
            .find(|line| line.chars().count() > 78 && line.contains(" . "));
        assert_eq!(wide, None, "figures stay on the page");
    }
}
