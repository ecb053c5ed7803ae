//! What an operator's command changes, a dealer hears at the next check: each error number from its real cause.

use paydesk_hub::core::decision::Profile;

use super::bodies::{CHECK, GOOD, PAY, STATUS, plain, sale};
use super::command::{run, text};
use super::hub::{Hub, pen};
use super::wire;

impl Hub {
    /// Runs a command on the hub's folder, by a person with a name where `by` is wanted.
    pub(crate) fn told(&self, words: &[&str]) -> String {
        let output = self.command(words);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{words:?}: {}",
            text(&output.stderr)
        );
        text(&output.stdout)
    }

    pub(crate) fn command(&self, words: &[&str]) -> std::process::Output {
        let data = self.folder.path().to_str().unwrap();
        run(&[words, &["--data", data]].concat())
    }

    /// ERROR of a plain check of that sum.
    fn checked(&self, session: &str, amount: &str) -> String {
        let reply = self.ask(CHECK, &plain(session, GOOD, amount));
        let (error, result) = reply.said();
        assert_eq!(result, if error == "0" { "0" } else { "1" });
        error.to_owned()
    }
}

const DEALER: [&str; 4] = ["--dealer", "17031", "--by", "Петров"];
const POINT: [&str; 6] = ["--dealer", "17031", "--point", "17032", "--by", "Петров"];

#[test]
fn each_term_has_its_error_number_at_the_next_check_beside_the_running_hub() {
    let hub = Hub::new(Profile::Cyberplat);
    let party = |words: &[&str], whose: &[&str]| hub.told(&[&["party"], words, whose].concat());
    party(&["suspend", "--reason", "dispute"], &DEALER);
    assert_eq!(hub.checked("A1", "50.00"), "27");
    party(&["block", "--reason", "debt"], &DEALER);
    assert_eq!(hub.checked("A2", "50.00"), "26");
    party(&["unblock"], &DEALER);
    party(&["block", "--reason", "stolen till"], &POINT);
    assert_eq!(hub.checked("A3", "50.00"), "53");
    party(&["unblock"], &POINT);
    party(&["deny", "--provider", "227"], &POINT);
    assert_eq!(hub.checked("A4", "50.00"), "45");
    party(&["allow", "--provider", "227"], &POINT);
    party(&["limit", "--payment", "100", "--day", "150"], &DEALER);
    assert_eq!(hub.checked("A5", "100.01"), "81");
    assert_eq!(hub.checked("A6", "100.00"), "0");
    assert_eq!(hub.checked("A7", "50.01"), "82");
    party(&["limit"], &DEALER);
    party(&["limit", "--payment", "100", "--day", "150"], &POINT);
    assert_eq!(hub.checked("A8", "100.01"), "83");
    assert_eq!(hub.checked("A9", "50.01"), "84");
    party(&["limit"], &POINT);
    party(
        &[
            "limit",
            "--provider",
            "227",
            "--payment",
            "100",
            "--day",
            "150",
        ],
        &POINT,
    );
    assert_eq!(hub.checked("B1", "100.01"), "136");
    assert_eq!(hub.checked("B2", "50.01"), "137");
    party(&["limit", "--provider", "227"], &POINT);
    let list = [
        "black-list",
        "add",
        "--number",
        GOOD,
        "--reason",
        "fraud",
        "--by",
        "Петров",
    ];
    hub.told(&list);
    assert_eq!(hub.checked("B3", "50.00"), "87");
    let number_only = plain("B4", GOOD, "50.00").replace("REQ_TYPE=0", "REQ_TYPE=1");
    assert_eq!(hub.ask(CHECK, &number_only).said(), ("87", "1"));
    hub.told(&["black-list", "remove", "--number", GOOD, "--by", "Петров"]);
    party(&["credit", "--limit", "500"], &DEALER);
    assert_eq!(hub.checked("B5", "1400.00"), "0");
    assert_eq!(hub.checked("B6", "0.01"), "7");
    assert_eq!(hub.checked("B7", "20.00"), "21");
    let parties = party(&["list"], &[]);
    assert!(parties.contains("dealer 17031: active"), "{parties}");
    assert!(parties.contains("point 17032: active, 1 keys"), "{parties}");
    hub.assert_sound();
}

#[test]
fn a_refused_session_says_the_same_at_its_repetition_and_its_status() {
    let hub = Hub::new(Profile::Cyberplat);
    hub.told(&[&["party", "block", "--reason", "debt"], &DEALER[..]].concat());
    assert_eq!(hub.checked("A1", "50.00"), "26");
    hub.told(&[&["party", "unblock"], &DEALER[..]].concat());
    assert_eq!(hub.checked("A1", "50.00"), "26");
    assert_eq!(
        hub.ask(PAY, &plain("A1", GOOD, "50.00")).said(),
        ("26", "1")
    );
    let status = hub.ask(STATUS, &super::bodies::plain_status("A1"));
    assert_eq!(status.said(), ("26", "7"));
    assert_eq!(hub.credited(), (0, 0));
    hub.assert_sound();
}

#[test]
fn a_payment_that_was_consented_to_is_made_although_its_point_is_blocked_since() {
    let hub = Hub::new(Profile::Paydesk);
    let sale = sale("01JDBLOCKEDMEANWHILE");
    assert_eq!(hub.ask(CHECK, &sale.check()).said(), ("0", "0"));
    hub.told(&[&["party", "block", "--reason", "stolen till"], &POINT[..]].concat());
    assert_eq!(hub.ask(PAY, &sale.pay()).said(), ("0", "0"));
    assert_eq!(hub.credited(), (1, 50_000));
    hub.assert_sound();
}

#[test]
fn the_same_sum_within_the_hour_is_refused_where_the_hub_says_so() {
    let hub = Hub::idle(Profile::Cyberplat);
    let config = hub.folder.path().join("hub.toml");
    let words = std::fs::read_to_string(&config).unwrap();
    assert!(
        words.contains("repeat_minutes = 0"),
        "a demo is for trying things out"
    );
    let words = words.replace("repeat_minutes = 0", "repeat_minutes = 60");
    super::hub::write(&config, words.as_bytes());
    let hub = hub.started();
    assert_eq!(hub.checked("A1", "50.00"), "0");
    assert_eq!(hub.ask(PAY, &plain("A1", GOOD, "50.00")).said(), ("0", "0"));
    assert_eq!(hub.checked("A2", "50.00"), "32");
    assert_eq!(hub.checked("A3", "51.00"), "0");
    hub.assert_sound();
}

#[test]
fn a_key_signs_within_its_days_and_never_after_its_end() {
    let hub = Hub::new(Profile::Cyberplat);
    let asks = |session: &str| {
        let body = plain(session, GOOD, "50.00");
        let document = pen().sign(paydesk_cyberplat::ipriv::Hash::Sha256, body.as_bytes());
        wire::exchange(hub.addr(), &wire::post(CHECK, &wire::form(&document)))
            .unwrap()
            .status
    };
    let valid = |words: &[&str]| {
        let head = ["key", "valid", "--serial", "4100001", "--by", "Петров"];
        hub.told(&[&head, words].concat());
    };
    valid(&["--until", "2026-01-01"]);
    assert_eq!(asks("A1"), 403);
    valid(&["--from", "2099-01-01"]);
    assert_eq!(asks("A2"), 403);
    valid(&["--from", "2026-01-01", "--until", "2099-01-01"]);
    assert_eq!(asks("A3"), 200);
    hub.told(&["key", "revoke", "--serial", "4100001", "--by", "Петров"]);
    assert_eq!(asks("A4"), 403);
    let keys = hub.told(&["key", "list"]);
    assert!(
        keys.contains("4100001: dealer 17031 point 17032 cashier 17034"),
        "{keys}"
    );
    assert!(keys.contains("revoked"), "{keys}");
    assert_eq!(hub.number("SELECT count(*) FROM payment"), 1);
    hub.assert_sound();
}

#[test]
fn a_command_that_does_not_fit_says_why_and_changes_nothing() {
    let hub = Hub::idle(Profile::Cyberplat);
    let chain = hub.number("SELECT count(*) FROM audit");
    let wrong: [(&[&str], &str); 10] = [
        (
            &["party", "suspend", "--reason", "x"],
            "block it, or suspend its dealer",
        ),
        (&["party", "credit", "--limit", "5"], "leave --point out"),
        (&["party", "limit", "--payment", "-5"], "error"),
        (
            &["party", "hours", "--from", "25:00", "--to", "26:00"],
            "no time of the day",
        ),
        (&["party", "deny", "--provider", "0"], "error"),
        (&["party", "limit", "--payment", "0"], "above zero"),
        (
            &["key", "revoke", "--serial", "7", "--by", "Петров"],
            "no point has an active key 7",
        ),
        (
            &[
                "key",
                "valid",
                "--serial",
                "4100001",
                "--from",
                "2027-01-02",
                "--until",
                "2027-01-01",
                "--by",
                "П",
            ],
            "end before it begins",
        ),
        (
            &["black-list", "add", "--reason", "x", "--by", "Петров"],
            "which details",
        ),
        (
            &[
                "black-list",
                "add",
                "--number",
                "9",
                "--reason",
                "x",
                "--by",
                " ",
            ],
            "name of a person",
        ),
    ];
    for (words, said) in wrong {
        let whose: &[&str] = if words[0] == "party" { &POINT } else { &[] };
        let output = hub.command(&[words, whose].concat());
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        let error = text(&output.stderr);
        assert!(error.contains(said), "{words:?}: {error}");
    }
    assert_eq!(hub.number("SELECT count(*) FROM audit"), chain);
}

#[test]
fn an_unknown_point_is_named_in_the_refusal() {
    let hub = Hub::idle(Profile::Cyberplat);
    let unknown = [
        "party",
        "unblock",
        "--dealer",
        "17031",
        "--point",
        "99999",
        "--by",
        "Петров",
    ];
    assert!(text(&hub.command(&unknown).stderr).contains("has no point 99999"));
}
