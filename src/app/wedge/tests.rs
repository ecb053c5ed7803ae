//! Keys at their moments, as people and scanners press them.

use paydesk_adapters::scanner::{MAX_SCAN, Scan};
use paydesk_domain::bill::Bill;
use paydesk_domain::time::Timestamp;

use super::{Heard, Wedge};
use crate::ui::keyboard::{Key, Press};

/// Where the time of these tests begins.
const START: i64 = 1_794_483_120_000;
/// A scanner's time between two keys.
const SCANNER: i64 = 4;
/// A fast person's.
const PERSON: i64 = 45;

struct Keys {
    wedge: Wedge,
    at: i64,
    may_undo: bool,
    heard: Vec<Heard>,
}

impl Keys {
    fn new(may_undo: bool) -> Self {
        Self {
            wedge: Wedge::default(),
            at: START,
            may_undo,
            heard: Vec::new(),
        }
    }

    fn press(&mut self, after_ms: i64, key: Key) -> &mut Self {
        self.at += after_ms;
        let moment = (Timestamp::from_unix_ms(self.at), self.may_undo);
        self.heard.extend(self.wedge.key(key, moment));
        self
    }

    fn text(&mut self, every_ms: i64, text: &str) -> &mut Self {
        for c in text.chars() {
            self.press(every_ms, plain(Press::Char(c)));
        }
        self
    }

    fn enter(&mut self, after_ms: i64) -> &mut Self {
        self.press(after_ms, plain(Press::Enter))
    }

    /// Nothing comes for a while.
    fn rest(&mut self) -> &mut Self {
        while let Some(turn) = self.wedge.arm() {
            self.heard.extend(self.wedge.settle(turn));
        }
        self.at += 1_000;
        self
    }

    fn heard(&mut self) -> Vec<Heard> {
        std::mem::take(&mut self.heard)
    }
}

fn plain(press: Press) -> Key {
    let latin = match press {
        Press::Char(c) if c.is_ascii() => Some(c),
        _ => None,
    };
    Key { press, latin }
}

fn typed(text: &str) -> Vec<Heard> {
    let press = |c| Heard::Press(Press::Char(c));
    text.chars().map(press).collect()
}

fn code(text: &str) -> Vec<Heard> {
    vec![Heard::Scan(Scan::Text(text.to_owned()))]
}

/// What a keyboard of another layout makes of the keys of a text: letters of the upper string in place of the lower.
fn in_layout(text: &str, (letters, places): (&str, &str)) -> Vec<Key> {
    let letter = |c: char| {
        let small = c.to_ascii_lowercase();
        let at = places.chars().position(|place| place == small)?;
        let letter = letters.chars().nth(at)?;
        Some(if c.is_ascii_uppercase() {
            letter.to_uppercase().next().unwrap_or(letter)
        } else {
            letter
        })
    };
    let key = |c: char| Key {
        press: Press::Char(letter(c).unwrap_or(c)),
        latin: Some(c),
    };
    text.chars().map(key).collect()
}

const PLACES: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,./|";
const RUSSIAN: &str = "йцукенгшщзхъфывапролджэячсмитьбю./";
const BULGARIAN: &str = ",уеишщксдзц;ьяаожгтнвмчюйъэфхпрлб(";
const PHONETIC: &str = "явертъуиопшщасдфгхйкл;'зьцжбнм,./Ю";

const BILL: &str = "ST00012|Name=AO Demo-Sbyt|PersonalAcc=40702810000000000001|BankName=Demo|BIC=040000000\
                    |CorrespAcc=30101810000000000000|PayeeINN=7700000001|PersAcc=5012345678|Sum=123456";

#[test]
fn what_a_person_types_is_typed() {
    let mut keys = Keys::new(false);
    keys.text(PERSON, "9161234567").enter(PERSON);
    let mut expected = typed("9161234567");
    expected.push(Heard::Press(Press::Enter));
    assert_eq!(keys.heard(), expected);
}

#[test]
fn keys_less_than_30_ms_apart_that_enter_ends_are_a_code() {
    let assert_heard = |gap, expected: &[Heard]| {
        let mut keys = Keys::new(false);
        keys.text(gap, "4410209377").enter(gap);
        assert_eq!(keys.heard(), expected, "{gap} ms");
    };
    for gap in [0, 1, 15, 29] {
        assert_heard(gap, &code("4410209377"));
    }
    let mut by_hand = typed("4410209377");
    by_hand.push(Heard::Press(Press::Enter));
    for gap in [30, 31, 100] {
        assert_heard(gap, &by_hand);
    }
}

#[test]
fn enter_that_comes_late_is_pressed_by_a_person() {
    let mut keys = Keys::new(false);
    keys.text(SCANNER, "4410209377").enter(500);
    let mut expected = typed("4410209377");
    expected.push(Heard::Press(Press::Enter));
    assert_eq!(keys.heard(), expected);
}

#[test]
fn a_few_keys_at_once_are_a_persons() {
    let mut keys = Keys::new(false);
    keys.text(SCANNER, "500").enter(SCANNER);
    let mut expected = typed("500");
    expected.push(Heard::Press(Press::Enter));
    assert_eq!(keys.heard(), expected);
}

#[test]
fn a_key_is_not_held_for_longer_than_a_pause() {
    let mut keys = Keys::new(false);
    keys.text(SCANNER, "7");
    assert_eq!(keys.heard(), []);
    keys.rest();
    assert_eq!(keys.heard(), typed("7"));
    // Another key came in the pause: it is waited for once more.
    keys.text(SCANNER, "8");
    let first = keys.wedge.arm().expect("a pause");
    keys.text(SCANNER, "9");
    assert_eq!(keys.wedge.arm(), None, "one pause at a time");
    assert_eq!(keys.wedge.settle(first), []);
    keys.rest();
    assert_eq!(keys.heard(), typed("89"));
}

#[test]
fn where_typing_can_be_undone_a_person_never_waits() {
    let mut keys = Keys::new(true);
    keys.text(PERSON, "4");
    assert_eq!(keys.heard(), [Heard::First(Press::Char('4'))]);
    assert_eq!(keys.wedge.arm(), None);
    keys.text(PERSON, "4");
    assert_eq!(keys.heard(), [Heard::First(Press::Char('4'))]);
    keys.rest();
    keys.text(SCANNER, "4410209377").enter(SCANNER);
    assert_eq!(
        keys.heard(),
        [
            Heard::First(Press::Char('4')),
            Heard::TakeBack,
            Heard::Scan(Scan::Text("4410209377".to_owned())),
        ]
    );
}

#[test]
fn the_second_end_of_a_code_is_no_key() {
    for end in [Press::Enter, Press::Ctrl('j')] {
        let mut keys = Keys::new(false);
        keys.text(SCANNER, "4410209377").enter(SCANNER);
        keys.press(SCANNER, plain(end));
        assert_eq!(keys.heard(), code("4410209377"));
        // A person's Enter is one again.
        keys.enter(400);
        assert_eq!(keys.heard(), [Heard::Press(Press::Enter)]);
    }
}

#[test]
fn two_codes_one_after_the_other_are_two() {
    let mut keys = Keys::new(false);
    keys.text(SCANNER, "44102").enter(SCANNER);
    keys.text(SCANNER, "50123").enter(SCANNER);
    assert_eq!(keys.heard(), [code("44102"), code("50123")].concat());
}

#[test]
fn a_code_whose_beginning_was_taken_for_typing_is_refused_whole() {
    // The window was busy for so long between two of its keys.
    for stall in [30, 100, 299] {
        let mut keys = Keys::new(false);
        keys.text(SCANNER, "441").text(stall, "0");
        keys.text(SCANNER, "209377").enter(SCANNER);
        let expected = [typed("441"), vec![Heard::Scan(Scan::Unreadable)]].concat();
        assert_eq!(keys.heard(), expected, "{stall} ms");
    }
}

#[test]
fn a_clock_that_is_set_back_never_halves_a_code() {
    let mut keys = Keys::new(false);
    keys.text(SCANNER, "44102").text(-3_600_000, "0");
    keys.text(SCANNER, "9377").enter(SCANNER);
    let expected = [typed("44102"), vec![Heard::Scan(Scan::Unreadable)]].concat();
    assert_eq!(keys.heard(), expected);
}

#[test]
fn a_code_without_an_end_confirms_nothing() {
    let mut keys = Keys::new(false);
    keys.text(SCANNER, "+79161234567").rest();
    assert_eq!(keys.heard(), typed("79161234567"));
    // By hand it is Confirm.
    keys.text(PERSON, "+").rest();
    assert_eq!(keys.heard(), typed("+"));
}

#[test]
fn control_characters_of_a_code_are_no_commands() {
    let mut keys = Keys::new(false);
    keys.text(SCANNER, "44102");
    keys.press(SCANNER, plain(Press::Ctrl(']')));
    keys.press(SCANNER, plain(Press::Ctrl('l')));
    keys.text(SCANNER, "09377").enter(SCANNER);
    assert_eq!(keys.heard(), code("4410209377"));
}

#[test]
fn a_key_that_is_no_character_ends_the_waiting() {
    let mut keys = Keys::new(false);
    keys.text(SCANNER, "12").press(SCANNER, plain(Press::F(10)));
    let expected = [typed("12"), vec![Heard::Press(Press::F(10))]].concat();
    assert_eq!(keys.heard(), expected);
}

#[test]
fn a_code_that_is_too_long_is_refused_and_not_cut() {
    let mut keys = Keys::new(false);
    keys.text(1, &"7".repeat(MAX_SCAN)).enter(1);
    assert_eq!(keys.heard(), code(&"7".repeat(MAX_SCAN)));
    keys.rest();
    keys.text(1, &"7".repeat(MAX_SCAN + 1)).enter(1);
    assert_eq!(keys.heard(), [Heard::Scan(Scan::Unreadable)]);
}

#[test]
fn a_bill_is_the_same_in_every_layout() {
    for letters in [RUSSIAN, BULGARIAN, PHONETIC, PLACES] {
        let mut keys = Keys::new(false);
        for key in in_layout(BILL, (letters, PLACES)) {
            keys.press(SCANNER, key);
        }
        keys.enter(SCANNER);
        assert_eq!(keys.heard(), code(BILL), "{letters}");
    }
    assert!(Bill::parse(BILL).is_ok());
}

#[test]
fn digits_among_letters_of_a_layout_are_read_by_their_places() {
    let mut keys = Keys::new(false);
    for key in in_layout("LS-4410209377", (RUSSIAN, PLACES)) {
        keys.press(SCANNER, key);
    }
    keys.enter(SCANNER);
    assert_eq!(keys.heard(), code("LS-4410209377"));
}

#[test]
fn caps_lock_changes_no_bill() {
    let mut keys = Keys::new(false);
    for c in BILL.chars() {
        let turned = if c.is_ascii_uppercase() {
            c.to_ascii_lowercase()
        } else {
            c.to_ascii_uppercase()
        };
        let key = Key {
            press: Press::Char(turned),
            latin: Some(c),
        };
        keys.press(SCANNER, key);
    }
    keys.enter(SCANNER);
    assert_eq!(keys.heard(), code(BILL));
}

#[test]
fn letters_of_a_bill_that_were_meant_are_kept() {
    // The scanner types Cyrillic letters by their codes: their places say nothing.
    let text = BILL.replace("AO Demo-Sbyt", "АО Демо-Сбыт");
    let mut keys = Keys::new(false);
    keys.text(SCANNER, &text).enter(SCANNER);
    assert_eq!(keys.heard(), code(&text));
}
