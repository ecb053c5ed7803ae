//! What a cashier types wrong: named by its field, and nothing is sent or stored.

use super::rig::Rig;
use super::rig::line::{Line, Page};
use super::rig::till::Till;

struct Counter {
    rig: Rig,
    line: Line,
}

impl Counter {
    fn new() -> Self {
        let (rig, line) = Rig::with_line();
        Self { rig, line }
    }

    /// The sentence for what was typed, after looking that nothing came of it.
    fn refuses(&self, provider: &str, words: &[&str]) -> String {
        let ran = self.rig.till.sell(provider, words);
        assert_eq!(ran.code, 2, "{words:?}: {ran:?}");
        if !ran.stdout.is_empty() {
            assert_eq!(
                (ran.text("state"), ran.text("error")),
                ("refused".into(), "bad-input".into())
            );
            assert_eq!(ran.text("message"), ran.stderr.trim_end());
        }
        ran.stderr
    }

    fn takes(&self, provider: &str, words: &[&str]) {
        self.rig.till.sell(provider, words).assert_sale(0, "paid");
    }

    fn assert_untouched(&self) {
        assert_eq!(self.rig.till.payments(), []);
        assert_eq!(self.rig.till.papers(), [""; 0]);
        assert_eq!(self.line.seen(Page::Check), 0);
        assert_eq!(self.rig.hub.payments(), []);
    }
}

#[test]
fn a_number_that_does_not_fit_is_named() {
    let counter = Counter::new();
    for (number, why) in [
        ("916123456", "it has 9 digits, expected are 10"),
        ("91612345678", "it has 11 digits"),
        ("+359888123456", "belongs to another country"),
        ("916123456x", "character 10 does not belong"),
        ("", "it must be filled"),
        ("   ", "it must be filled"),
        ("2161234567", "no number of this country begins so"),
    ] {
        let sentence = counter.refuses("demo-mobile", &["--number", number, "--amount", "500"]);
        assert!(
            sentence.starts_with("Phone number: "),
            "{number:?}: {sentence}"
        );
        assert!(sentence.contains(why), "{number:?}: {sentence}");
        assert!(
            sentence.contains("Nothing was sent and no money was taken."),
            "{sentence}"
        );
    }
    let sentence = counter.refuses("demo-mobile", &["--amount", "500"]);
    assert!(
        sentence.starts_with("Phone number: "),
        "a number is missing: {sentence}"
    );
    counter.assert_untouched();
}

#[test]
fn a_sum_that_can_be_read_in_two_ways_is_not_guessed() {
    let counter = Counter::new();
    for (sum, why) in [
        (
            "1,234",
            "three digits after the comma or point can be read in two ways",
        ),
        (
            "1.234",
            "three digits after the comma or point can be read in two ways",
        ),
        ("-500", "a sum has no sign"),
        ("+500", "a sum has no sign"),
        ("", "there is none"),
        (" ", "there is none"),
        ("500 rub", "does not belong into a sum"),
        ("5e2", "character 2 does not belong into a sum"),
        ("1.234,50", "one comma or point at most"),
        (",50", "a digit is missing before"),
        ("50,", "one or two digits stand after"),
        ("10,5000", "one or two digits stand after"),
        ("12 34", "groups of three digits"),
        ("99999999999999999999", "too large"),
        ("9.99", "the least that can be paid is 10.00"),
        ("0", "the least that can be paid is 10.00"),
        ("15000.01", "the most that can be paid at once is 15,000.00"),
    ] {
        let amount = format!("--amount={sum}");
        let sentence = counter.refuses("demo-mobile", &["--number", "9161234567", &amount]);
        assert!(sentence.starts_with("The sum: "), "{sum:?}: {sentence}");
        assert!(
            sentence.replace('\u{a0}', " ").contains(why),
            "{sum:?}: {sentence}"
        );
    }
    counter.assert_untouched();
    for sum in ["500", "500.5", "500,50", "1 000,00", "10", "15000"] {
        counter.takes("demo-mobile", &["--number", "9161234567", "--amount", sum]);
    }
    assert_eq!(
        counter.rig.hub.debited("RUB"),
        50_000 + 50_050 + 50_050 + 100_000 + 1_000 + 1_500_000
    );
}

#[test]
fn a_sum_is_given_once_and_covers_the_fee() {
    let counter = Counter::new();
    let number = ["--number", "9161234567"];
    for words in [&[][..], &["--amount", "500", "--cash", "510"]] {
        let sentence = counter.refuses("demo-mobile", &[&number[..], words].concat());
        assert!(
            sentence.contains("--amount") && sentence.contains("--cash"),
            "{sentence}"
        );
    }
    for cash in ["4", "14.99"] {
        let sentence = counter.refuses("demo-mobile", &[&number[..], &["--cash", cash]].concat());
        assert!(sentence.starts_with("The sum: "), "{sentence}");
    }
    let words = [&number[..], &["--amount", "500", "--handed", "1,234"]].concat();
    let sentence = counter.refuses("demo-mobile", &words);
    assert!(sentence.starts_with("The cash handed over: "), "{sentence}");
    counter.assert_untouched();
}

#[test]
fn an_unknown_provider_is_answered_with_the_known_ones() {
    let counter = Counter::new();
    for provider in ["demo-moble", "99999", "", "Демо", "../demo"] {
        let sentence = counter.refuses(provider, &["--number", "9161234567", "--amount", "500"]);
        assert!(sentence.contains(&format!("“{provider}”")), "{sentence}");
        for known in ["demo-mobile,", "demo-utility", "demo-final"] {
            assert!(sentence.contains(known), "{sentence}");
        }
    }
    counter.assert_untouched();
}

#[test]
fn fields_are_those_of_the_provider_and_have_their_form() {
    let counter = Counter::new();
    let (account, period) = (["--account", "1234567890"], ["--field", "PERIOD=092025"]);
    let amount = ["--amount", "500"];
    let cases: [(&[&str], &str); 6] = [
        (&["--field", "PERIOD=092025"], "Account: it must be filled."),
        (&account, "Period: it must be filled."),
        (
            &["--account", "1234567890", "--field", "PERIOD=0925"],
            "Period: it has 4 characters, expected are 6 to 6.",
        ),
        (
            &["--account", "12345678x0", "--field", "PERIOD=092025"],
            "Account: character 9 may not stand there.",
        ),
        (
            &["--account", "1234567890", "--field", "PERIOD"],
            "“PERIOD” is not of the form FIELD=VALUE.",
        ),
        (
            &[
                "--account",
                "1234567890",
                "--field",
                "PERIOD=092025",
                "--field",
                "COLOUR=red",
            ],
            "Demo Utilities has no field COLOUR. Its fields are: ACCOUNT, PERIOD, METER",
        ),
    ];
    for (words, expected) in cases {
        let sentence = counter.refuses("demo-utility", &[words, &amount].concat());
        assert!(sentence.starts_with(expected), "{sentence}");
    }
    let words = [
        "--account",
        "12345678",
        "--field",
        "SERVICE=RADIO",
        "--amount",
        "500",
    ];
    let sentence = counter.refuses("demo-internet", &words);
    assert!(sentence.contains("it is none of the choices"), "{sentence}");
    let words = [&["--number", "9161234567"][..], &account, &period, &amount].concat();
    let sentence = counter.refuses("demo-utility", &words);
    assert!(sentence.contains("has no field NUMBER"), "{sentence}");
    counter.assert_untouched();
}

#[test]
fn wrong_usage_is_said_so() {
    let counter = Counter::new();
    for words in [
        &["sell"][..],
        &["sel"],
        &["sell", "--provider"],
        &["history", "--limit", "x"],
        &["queue", "returned"],
    ] {
        let ran = counter.rig.till.run(words);
        assert_eq!(ran.code, 2, "{words:?}: {ran:?}");
        assert!(!ran.stderr.is_empty());
    }
    counter.assert_untouched();
    let nowhere = Till {
        folder: counter.rig.folder.path().join("nowhere"),
    };
    let ran = nowhere.sell_500("9161234567");
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(
        ran.stderr.contains("config.toml") && ran.stderr.contains("--demo"),
        "{ran:?}"
    );
    assert!(!nowhere.folder.join("till.sqlite").exists());
}
