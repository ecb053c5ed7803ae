//! A sale whose money lies at a bank of its own: every place at which that bank can be silent.

use std::time::Duration;

use paydesk_cyberplat::ipriv::{BlindedSigner, Hash, KeyPolicy, SecretKey, sign_document};
use paydesk_hub::connectors::bank::{Bank as _, ReserveAnswer, SettleAnswer};
use paydesk_hub::core::decision::Profile;
use paydesk_hub::serve::clock;

use super::bankside::{Bank, Line, order, way};
use super::bodies::{CHECK, GOOD, PAY, STATUS, plain, plain_status};
use super::command::run;
use super::hub::Hub;

const WAITING: &str = "SELECT count(*) FROM outbox WHERE gateway = 'bank' AND done_at IS NULL";

fn wait_for(what: impl Fn() -> bool) {
    for _ in 0..300 {
        if what() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("it never came to what was expected");
}

fn settled(hub: &Hub) {
    wait_for(|| hub.number(WAITING) == 0);
    hub.assert_sound();
}

/// Captured and held at the bank.
fn sums(bank: &Bank) -> (i64, i64) {
    let sums = bank.account();
    (sums.captured.get(), sums.held.get())
}

#[test]
fn the_bank_holds_at_the_check_and_takes_after_the_pay() {
    let hub = Hub::idle(Profile::Cyberplat);
    let bank = Bank::behind(&hub);
    let hub = hub.started();
    let body = plain("A1", GOOD, "500.00");
    assert_eq!(hub.ask(CHECK, &body).said(), ("0", "0"));
    assert_eq!(sums(&bank), (0, 50_000));
    assert_eq!(hub.ask(PAY, &body).said(), ("0", "0"));
    settled(&hub);
    assert_eq!(sums(&bank), (50_000, 0));
    assert_eq!(hub.credited(), (1, 50_000));
    // Both sides hold both texts of both exchanges, byte for byte the same.
    let texts =
        "SELECT count(*) FROM theirs.exchange x JOIN main.bank_message q ON q.document = x.request
                   JOIN main.bank_message a ON a.answers = q.id AND a.document = x.answer";
    let books = rusqlite::Connection::open(hub.folder.path().join("hub.sqlite")).unwrap();
    let other = bank.folder.path().join("bank.sqlite");
    books
        .execute("ATTACH ?1 AS theirs", [other.to_str().unwrap()])
        .unwrap();
    let same: i64 = books.query_row(texts, [], |row| row.get(0)).unwrap();
    assert_eq!((same, bank.number("SELECT count(*) FROM exchange")), (2, 2));
    // What the bank has counts, not what the hub was told.
    hub.deposit("100000.00");
    assert_eq!(
        hub.ask(CHECK, &plain("A2", GOOD, "495.00")).said(),
        ("0", "0")
    );
    assert_eq!(
        hub.ask(CHECK, &plain("A3", GOOD, "10.00")).said(),
        ("21", "1")
    );
    settled(&hub);
    bank.assert_sound();
}

#[test]
fn a_bank_that_is_dead_at_the_check_is_a_signed_refusal_and_a_void_until_it_lives() {
    let hub = Hub::idle(Profile::Cyberplat);
    let mut bank = Bank::behind(&hub);
    let hub = hub.started();
    let port = bank.stop();
    let body = plain("A1", GOOD, "500.00");
    assert_eq!(hub.ask(CHECK, &body).said(), ("22", "1"));
    assert_eq!(
        hub.ask(PAY, &body).said(),
        ("22", "1"),
        "for good under this SESSION"
    );
    assert_eq!(hub.number(WAITING), 1);
    assert_eq!(
        hub.number("SELECT debit_pending FROM account WHERE kind = 'deposit'"),
        0
    );
    bank.start(port);
    settled(&hub);
    assert_eq!(
        bank.number("SELECT count(*) FROM reservation WHERE state = 'VOID'"),
        1
    );
    assert_eq!((sums(&bank), hub.credited().0), ((0, 0), 0));
    assert_eq!(
        hub.ask(CHECK, &plain("A2", GOOD, "500.00")).said(),
        ("0", "0")
    );
    bank.assert_sound();
}

#[test]
fn a_reservation_whose_answer_was_lost_is_given_back() {
    let hub = Hub::idle(Profile::Cyberplat);
    let bank = Bank::behind(&hub);
    let line = Line::to(bank.addr());
    bank.name_in(&hub, line.addr);
    let hub = hub.started();
    line.change(|_| Vec::new());
    assert_eq!(
        hub.ask(CHECK, &plain("A1", GOOD, "500.00")).said(),
        ("22", "1")
    );
    assert_eq!(
        bank.number("SELECT count(*) FROM entry WHERE kind = 'hold'"),
        1,
        "held, unknown here"
    );
    line.change(|answer| answer);
    settled(&hub);
    assert_eq!(sums(&bank), (0, 0));
    bank.assert_sound();
}

#[test]
fn a_bank_that_is_dead_at_the_capture_is_told_until_it_lives() {
    let hub = Hub::idle(Profile::Cyberplat);
    let mut bank = Bank::behind(&hub);
    let hub = hub.started();
    let body = plain("A1", GOOD, "500.00");
    assert_eq!(hub.ask(CHECK, &body).said(), ("0", "0"));
    let port = bank.stop();
    assert_eq!(hub.ask(PAY, &body).said(), ("0", "0"));
    assert_eq!(hub.ask(STATUS, &plain_status("A1")).said(), ("0", "7"));
    // Also the hub may die meanwhile.
    let hub = hub.stopped().started();
    assert_eq!(hub.number(WAITING), 1);
    assert_eq!(
        reconciled(&hub).0,
        4,
        "no signed statement, nothing compared"
    );
    bank.start(port);
    settled(&hub);
    assert_eq!(sums(&bank), (50_000, 0));
    assert_eq!(hub.credited(), (1, 50_000));
    bank.assert_sound();
}

#[test]
fn a_capture_whose_answers_are_lost_or_forged_takes_once() {
    let hub = Hub::idle(Profile::Cyberplat);
    let bank = Bank::behind(&hub);
    let line = Line::to(bank.addr());
    bank.name_in(&hub, line.addr);
    let hub = hub.started();
    let body = plain("A1", GOOD, "500.00");
    assert_eq!(hub.ask(CHECK, &body).said(), ("0", "0"));
    line.change(|mut answer| {
        let last = answer.len() - 40;
        answer[last] ^= 1;
        answer
    });
    assert_eq!(hub.ask(PAY, &body).said(), ("0", "0"));
    let asked = "SELECT count(*) FROM exchange WHERE msg = 'CAPTURE'";
    wait_for(|| bank.number(asked) >= 2);
    assert_eq!(hub.number(WAITING), 1, "not done by what nobody signed");
    line.change(|answer| answer);
    settled(&hub);
    assert_eq!(sums(&bank), (50_000, 0));
    assert_eq!(
        bank.number("SELECT count(*) FROM entry WHERE kind = 'capture'"),
        1
    );
    bank.assert_sound();
}

/// What `bank reconcile` says about today, and its exit code.
fn reconciled(hub: &Hub) -> (i32, String) {
    let day = clock::now().plus_ms(180 * 60_000).iso();
    let data = hub.folder.path().to_str().unwrap();
    let words = ["bank", "reconcile", "--data", data, "--date", &day[..10]];
    let output = run(&words);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.code().unwrap(), text)
}

/// What `ledger check` says after a damage behind the triggers' back.
fn damaged(hub: &Hub, damage: &str) -> Vec<&'static str> {
    let file = hub.folder.path().join("hub.sqlite");
    let books = rusqlite::Connection::open(&file).unwrap();
    let triggers =
        "DROP TRIGGER IF EXISTS bank_message_changed; DROP TRIGGER IF EXISTS bank_message_deleted;
                    PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;";
    books.execute_batch(triggers).unwrap();
    books.execute_batch(damage).unwrap();
    let found = paydesk_hub::admin::ledger_check(hub.folder.path()).unwrap();
    found.violations.iter().map(|broken| broken.rule).collect()
}

#[test]
fn a_missing_or_changed_word_of_the_bank_is_found_in_the_hub_s_books() {
    let hub = Hub::idle(Profile::Cyberplat);
    let bank = Bank::behind(&hub);
    let hub = hub.started();
    let body = plain("A1", GOOD, "500.00");
    assert_eq!(hub.ask(CHECK, &body).said(), ("0", "0"));
    assert_eq!(hub.ask(PAY, &body).said(), ("0", "0"));
    settled(&hub);
    let hub = hub.stopped();
    for word in ["UPDATE bank_message SET at = 0", "DELETE FROM bank_message"] {
        let books = rusqlite::Connection::open(hub.folder.path().join("hub.sqlite")).unwrap();
        assert!(books.execute(word, []).is_err(), "{word}: append only");
    }
    let swap = "UPDATE bank_message SET document = (SELECT document FROM bank_message WHERE direction = 'out')
                 WHERE direction = 'in' AND msg = 'RESERVE'";
    assert_eq!(
        damaged(&hub, swap),
        ["bank: every stored signature verifies"]
    );
    let gone =
        |word: &str| format!("DELETE FROM bank_message WHERE direction = 'in' AND msg = '{word}'");
    assert!(damaged(&hub, &gone("RESERVE"))[0].starts_with("bank: what the bank reserved"));
    assert!(damaged(&hub, &gone("CAPTURE"))[0].starts_with("bank: an order that ended"));
    bank.assert_sound();
}

#[test]
fn the_hub_s_ledger_is_compared_with_the_bank_s_signed_statement() {
    let hub = Hub::idle(Profile::Cyberplat).started();
    let sell = |hub: &Hub, session: &str, amount: &str| {
        let body = plain(session, GOOD, amount);
        assert_eq!(hub.ask(CHECK, &body).said(), ("0", "0"));
        assert_eq!(hub.ask(PAY, &body).said(), ("0", "0"));
    };
    // One sale before there was a bank: the bank's statement cannot know it.
    sell(&hub, "A0", "50.00");
    settled(&hub);
    let hub = hub.stopped();
    assert_eq!(reconciled(&hub).0, 2, "no bank is named");
    let mut bank = Bank::behind(&hub);
    let hub = hub.started();
    let (code, text) = reconciled(&hub);
    assert_eq!((code, text.lines().count()), (1, 2));
    assert!(
        text.contains("captured here, missing at the bank; here dealer 17031 50.00"),
        "{text}"
    );
    sell(&hub, "A1", "500.00");
    settled(&hub);
    assert!(reconciled(&hub).1.contains("agreed: 1 payments, 500.00"));
    let line = Line::to(bank.addr());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // Orders that this hub never gave for a payment of its own.
    runtime.block_on(async {
        let way = way(&hub).await;
        assert_eq!(
            way.reserve(&order("77", 700)).await,
            ReserveAnswer::Reserved
        );
        assert_eq!(way.capture(&order("77", 700)).await, SettleAnswer::Done);
        assert_eq!(
            way.reserve(&order("78", 800)).await,
            ReserveAnswer::Reserved
        );
        assert_eq!(
            way.reserve(&order("79", 900)).await,
            ReserveAnswer::Reserved
        );
        assert_eq!(way.void(&order("79", 900)).await, SettleAnswer::Done);
    });
    let (code, text) = reconciled(&hub);
    assert_eq!(code, 1);
    assert!(
        text.contains("77: taken by the bank, missing here; here -; at the bank dealer 17031 7.00"),
        "{text}"
    );
    assert!(
        text.contains("78: held by the bank for no payment here"),
        "{text}"
    );
    assert!(text.ends_with("3 differences\n"), "{text}");
    // A statement that somebody changed on the way is none.
    bank.name_in(&hub, line.addr);
    line.change(|mut answer| {
        let digit = answer.iter().rposition(|byte| *byte == b'7').unwrap();
        answer[digit] = b'8';
        answer
    });
    assert_eq!(reconciled(&hub).0, 4);
    bank.stop();
}

#[test]
fn the_statement_of_a_busy_day_comes_in_pages() {
    let hub = Hub::idle(Profile::Cyberplat);
    let bank = Bank::behind(&hub);
    for _ in 0..450 {
        bank.credit(1);
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let way = way(&hub).await;
        assert_eq!(
            way.reserve(&order("78", 800)).await,
            ReserveAnswer::Reserved
        );
    });
    let (code, text) = reconciled(&hub);
    assert_eq!(
        (code, text.contains("78: held")),
        (1, true),
        "behind 451 other rows: {text}"
    );
    assert_eq!(
        bank.number("SELECT count(*) FROM exchange WHERE msg = 'STATEMENT'"),
        3
    );
    hub.assert_sound();
}

#[test]
fn the_bank_s_key_opens_no_dealer_s_door() {
    let hub = Hub::idle(Profile::Cyberplat);
    let bank = Bank::behind(&hub);
    let hub = hub.started();
    let keys = bank.folder.path().join("keys");
    let read = |name: &str| std::fs::read(keys.join(name)).unwrap();
    let (file, phrase) = (read("bank.secret.key"), read("bank.pass"));
    let secret = SecretKey::open(&file, &phrase, KeyPolicy::Modern).unwrap();
    let signer = BlindedSigner::new(&secret, Box::new(rand::rngs::OsRng));
    let body = plain("A1", GOOD, "500.00");
    let at = clock::now().unix_seconds();
    let document = sign_document(&signer, Hash::Sha256, at, body.as_bytes()).unwrap();
    for path in [CHECK, PAY, STATUS] {
        assert_eq!(hub.post(path, &document).status, 403);
    }
    assert_eq!(hub.number("SELECT count(*) FROM payment"), 0);
}

#[test]
fn a_bank_is_made_filled_served_and_checked_from_the_command_line() {
    let hub = Hub::idle(Profile::Cyberplat);
    let folder = tempfile::TempDir::new().unwrap();
    let data = folder.path().join("bank");
    let data = data.to_str().unwrap();
    let key = folder.path().join("hub.key");
    let pubkeys = run(&["pubkeys", "--data", hub.folder.path().to_str().unwrap()]);
    super::hub::write(&key, &pubkeys.stdout);
    let key = key.to_str().unwrap();
    let bank = |words: &[&str]| {
        let output = run(&[&["bank", words[0], "--data", data][..], &words[1..]].concat());
        let text = String::from_utf8_lossy(&output.stdout);
        let text = text.replace(['\u{a0}', '\u{202f}'], " ");
        (output.status.code().unwrap(), text)
    };
    assert_eq!(bank(&["check"]).0, 2, "nothing is there yet");
    assert_eq!(bank(&["init"]).0, 0);
    assert!(bank(&["init", "--hub", key]).1.contains("may ask"));
    assert!(
        bank(&["init", "--hub", key])
            .1
            .contains("could ask already")
    );
    let credit = ["account", "--dealer", "17031", "--credit"];
    let (code, text) = bank(&[&credit[..], &["1000"]].concat());
    assert_eq!(
        (code, text.contains("1,000.00 ₽ left")),
        (0, true),
        "{text}"
    );
    assert_eq!(bank(&[&credit[..], &["-5"]].concat()).0, 2);
    assert_eq!(bank(&[&credit[..], &["0.001"]].concat()).0, 2);
    assert!(bank(&["account"]).1.contains("1,000.00 ₽ came in"));
    let (code, text) = bank(&["statement"]);
    assert_eq!((code, text.lines().count()), (0, 1), "{text}");
    assert_eq!(
        bank(&["statement", "--date", "2020-01-01"]),
        (0, String::new())
    );
    assert_eq!(bank(&["check"]).0, 0);
    assert!(bank(&["pubkeys"]).1.contains("paydesk-bank"));
    assert_eq!(bank(&["revoke", "--serial", "5"]).0, 2);
    let books = rusqlite::Connection::open(folder.path().join("bank/bank.sqlite")).unwrap();
    books
        .execute("UPDATE account SET credited = 5", [])
        .unwrap();
    let (code, text) = bank(&["check"]);
    assert_eq!((code, text.contains("broken: B1")), (1, true), "{text}");
}
