//! What a cashier types and pastes, key by key, and how it goes over the wire: shown, kept, sent and understood at the
//! hub are the same.

use std::collections::BTreeMap;

use paydesk_cyberplat::messages::incoming::read_incoming;
use paydesk_cyberplat::messages::request::{encode_request, kind_of};
use paydesk_cyberplat::profile::Profile;
use paydesk_domain::exchange::Ask;
use paydesk_domain::language::Language;
use paydesk_domain::money::Money;
use paydesk_domain::phone::Region;
use paydesk_domain::provider::{FieldKind, Provider};
use paydesk_domain::typing::{AccountTyping, PhoneTyping, Slot, SumTyping};

use crate::input::Input;
use crate::samples::{CATALOGUE, request, terms};
use crate::{Target, Verdict};

pub(crate) const TARGET: Target = Target {
    name: "typing",
    run,
    words: &[
        "9161234567",
        "+7 916 123-45-67",
        "8 (916)",
        "+359 (0)88",
        "00359",
        "5012345678",
        "112026",
        "кв. №1",
        "-",
        "\u{202e}",
        "\u{a0}",
        "٣",
        "500",
        ",5",
        "1 234,56",
        "\t",
        "\u{1b}@",
        "\r\n",
    ],
    runs: 4_000,
};

fn run(bytes: &[u8]) -> Verdict {
    let mut input = Input::new(bytes);
    let providers: Vec<&Provider> = CATALOGUE.providers().collect();
    let provider = input.choose(&providers);
    let mut typed = BTreeMap::new();
    let mut all = true;
    for field in &provider.fields {
        let text = match &field.kind {
            FieldKind::Phone => phone(&mut input, provider.region),
            FieldKind::Enum(items) => {
                let index = input.index(items.len());
                items.get(index).map(|item| item.value.clone())
            }
            FieldKind::Digits | FieldKind::Text | FieldKind::Money => {
                account(&mut input, AccountTyping::new(field))
            }
        };
        match text {
            Some(text) => drop(typed.insert(field.id.clone(), text)),
            None => all = false,
        }
    }
    let sum = sum(&mut input, provider);
    match sum {
        Some(sum) if all => sent(provider, &typed, sum),
        Some(_) | None => Verdict::Refused,
    }
}

/// One key or a clipboard.
enum Key {
    Char(char),
    Paste(String),
    Move(u8),
}

fn key(input: &mut Input<'_>) -> Key {
    match input.byte() {
        0..=5 => Key::Paste(input.text(80)),
        step @ 6..=15 => Key::Move(step),
        16..=31 => Key::Char(char::from_u32(u32::from(input.byte()) * 257).unwrap_or('0')),
        // Most keys at a till are digits.
        byte @ 32..=127 => Key::Char(char::from(byte)),
        byte => Key::Char(char::from(b'0' + byte % 10)),
    }
}

/// The moves and erasing keys, the same in every field.
macro_rules! press {
    ($field:expr, $step:expr) => {
        match $step {
            6 => $field.left(),
            7 => $field.right(),
            8 => $field.home(),
            9 => $field.end(),
            10 => $field.delete(),
            11 => $field.set_caret(3),
            12 => $field.clear(),
            _ => $field.backspace(),
        }
    };
}

/// The next key; one that is refused changes nothing.
macro_rules! press_next {
    ($field:expr, $input:expr) => {
        let before = $field.clone();
        let refused = match key($input) {
            Key::Char(c) => $field.type_char(c).is_err(),
            Key::Paste(text) => $field.paste(&text).is_err(),
            Key::Move(step) => {
                press!($field, step);
                false
            }
        };
        assert!(
            !refused || $field == before,
            "a refused key changed the field"
        );
    };
}

fn phone(input: &mut Input<'_>, region: Region) -> Option<String> {
    let mut field = PhoneTyping::new(region, input.flag());
    for _ in 0..24 {
        if input.is_empty() || field.is_complete() {
            break;
        }
        press_next!(field, input);
        assert!(field.caret() <= field.digits().len() && field.digits().len() <= field.expected());
        assert!(field.digits().bytes().all(|byte| byte.is_ascii_digit()));
    }
    let phone = field.phone()?;
    assert_eq!(phone.national(), field.digits());
    Some(field.digits().to_owned())
}

fn account(input: &mut Input<'_>, mut field: AccountTyping) -> Option<String> {
    for _ in 0..24 {
        if input.is_empty() || (field.is_complete() && !field.text().is_empty()) {
            break;
        }
        press_next!(field, input);
        assert!(field.caret_slot() <= field.shown().len());
        let shown = field.shown();
        let shown = shown.iter().filter_map(|slot| match slot {
            Slot::Typed(c) => Some(*c),
            Slot::Empty | Slot::Fixed(_) => None,
        });
        assert_eq!(
            shown.collect::<String>(),
            field.text(),
            "something is kept unseen"
        );
    }
    field.is_complete().then(|| field.text().to_owned())
}

fn sum(input: &mut Input<'_>, provider: &Provider) -> Option<Money> {
    let mut field = SumTyping::new();
    for _ in 0..12 {
        if input.is_empty() {
            break;
        }
        press_next!(field, input);
        for language in Language::ALL {
            assert!(field.shown_caret(language) <= field.shown(language).chars().count());
        }
    }
    let sum = field.money(provider.currency).ok()?;
    let shown = field.shown(Language::Ru);
    let shown = shown.strip_suffix(',').unwrap_or(&shown);
    assert_eq!(
        Money::parse(shown, provider.currency),
        Ok(sum),
        "shown is not what is paid"
    );
    sum.is_positive().then_some(sum)
}

/// What was typed leaves the till and is understood at the hub.
fn sent(provider: &Provider, typed: &BTreeMap<String, String>, sum: Money) -> Verdict {
    let Ok(details) = provider.accept(typed) else {
        return Verdict::Refused;
    };
    let mut request = request(Ask::Check);
    request.order.provider = provider.id.clone();
    request.order.provider_number = provider.number;
    request.order.details = details.clone();
    (request.order.credited, request.order.taken) = (sum, sum);
    let body =
        encode_request(&request, &terms(Profile::Paydesk)).expect("what was accepted is sent");
    let heard = read_incoming(kind_of(Ask::Check), &body).expect("what is sent is understood");
    assert_eq!(&heard.number, details.number.expose());
    assert_eq!(&heard.account, details.account.expose());
    assert_eq!(
        heard.extra.len(),
        details
            .extra
            .values()
            .filter(|it| !it.expose().is_empty())
            .count()
    );
    assert_eq!(heard.amount.map(|amount| amount.minor()), Some(sum.minor()));
    let number = heard
        .paydesk
        .and_then(|additions| additions.provider)
        .expect("a provider");
    assert_eq!(CATALOGUE.by_number(number), Some(provider));
    assert_eq!(provider.accept_wire(&details), Ok(()));
    Verdict::Taken
}
