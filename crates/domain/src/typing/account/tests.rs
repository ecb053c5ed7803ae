use std::collections::BTreeMap;

use proptest::prelude::{prop_assert, proptest};

use super::{AccountTyping, NotTyped, Slot};
use crate::money::BadSum;
use crate::provider::{Catalogue, DEMO_CATALOGUE, Field, FieldKind, Provider, ProviderId};

fn provider(id: &str) -> Provider {
    let catalogue = Catalogue::parse([("demo.toml", DEMO_CATALOGUE)]).unwrap();
    let id = ProviderId::parse(id).unwrap();
    catalogue.provider(&id).unwrap().clone()
}

fn demo_field(provider_id: &str, id: &str) -> Field {
    provider(provider_id).field(id).unwrap().clone()
}

/// A field that is no demo provider's.
fn own_field(kind: FieldKind, max_len: usize) -> Field {
    Field {
        id: "NOTE".to_owned(),
        kind,
        mask: None,
        min_len: 1,
        max_len,
        required: true,
        ..demo_field("demo-utility", "ACCOUNT")
    }
}

fn keys(field: &Field, text: &str) -> Result<AccountTyping, NotTyped> {
    let mut typing = AccountTyping::new(field);
    for c in text.chars() {
        typing.type_char(c)?;
    }
    Ok(typing)
}

fn shown(typing: &AccountTyping) -> String {
    typing
        .shown()
        .into_iter()
        .map(|slot| match slot {
            Slot::Typed(c) | Slot::Fixed(c) => c,
            Slot::Empty => '_',
        })
        .collect()
}

#[test]
fn an_account_is_shown_in_its_mask_with_its_empty_places() {
    let field = demo_field("demo-utility", "ACCOUNT");
    for (text, mask, caret) in [
        ("", "____ ____ __", 0),
        ("5012", "5012 ____ __", 5),
        ("501234", "5012 34__ __", 7),
        ("5012 3456 78", "5012 3456 78", 12),
    ] {
        let typing = keys(&field, text).unwrap();
        assert_eq!(shown(&typing), mask, "{text}");
        assert_eq!(typing.caret_slot(), caret, "{text}");
        assert_eq!(typing.is_complete(), text.len() == 12, "{text}");
    }
    let period = keys(&demo_field("demo-utility", "PERIOD"), "11.2026").unwrap();
    assert_eq!(
        (period.text(), shown(&period)),
        ("112026", "11.2026".to_owned())
    );
}

#[test]
fn what_was_typed_is_what_the_provider_accepts() {
    let utility = provider("demo-utility");
    let account = keys(utility.field("ACCOUNT").unwrap(), "5012-3456-78").unwrap();
    let period = keys(utility.field("PERIOD").unwrap(), "11/2026").unwrap();
    let typed = BTreeMap::from([
        ("ACCOUNT".to_owned(), account.text().to_owned()),
        ("PERIOD".to_owned(), period.text().to_owned()),
    ]);
    let details = utility.accept(&typed).unwrap();
    assert_eq!(details.account.expose(), account.text());
    assert_eq!(details.extra["PERIOD"].expose(), period.text());
}

#[test]
fn what_cannot_be_sent_is_refused_at_its_key() {
    let account = demo_field("demo-utility", "ACCOUNT");
    for c in [
        'a', 'Ж', '٥', '５', '+', ',', '\t', '\n', '\u{202e}', '\u{200f}', '\u{200b}',
    ] {
        assert_eq!(
            keys(&account, &format!("50{c}")),
            Err(NotTyped::Character),
            "{c:?}"
        );
    }
    assert_eq!(keys(&account, "50123456789"), Err(NotTyped::Full));
    let note = own_field(FieldKind::Text, 8);
    for c in [
        'ї', 'é', '😀', '\r', '\u{7f}', '\u{202e}', '\u{2067}', '\u{a0}', '\u{ad}',
    ] {
        assert_eq!(
            keys(&note, &format!("кв{c}")),
            Err(NotTyped::Character),
            "{c:?}"
        );
    }
    assert_eq!(keys(&note, "квартира №"), Err(NotTyped::Full));
    assert_eq!(keys(&note, "  кв. №1 ").unwrap().text(), "кв. №1 ");
}

#[test]
fn a_paste_replaces_all_or_nothing() {
    let account = demo_field("demo-utility", "ACCOUNT");
    let mut typing = keys(&account, "11").unwrap();
    for (text, why) in [
        ("50123456789", NotTyped::Full),
        ("5012 3456 7x", NotTyped::Character),
        ("5012\u{202e}3456", NotTyped::Character),
    ] {
        assert_eq!(typing.paste(text), Err(why), "{text}");
        assert_eq!(typing.text(), "11", "{text}");
    }
    assert_eq!(typing.paste(&"5".repeat(1 << 20)), Err(NotTyped::TooLong));
    typing.paste(" 5012 3456 78 ").unwrap();
    assert_eq!((typing.text(), typing.caret()), ("5012345678", 10));
}

#[test]
fn a_field_for_a_sum_takes_a_sum() {
    let field = own_field(FieldKind::Money, 64);
    let mut typing = keys(&field, "1 234,5").unwrap();
    assert_eq!(typing.text(), "1234.5");
    assert!(typing.is_complete());
    assert_eq!(
        typing.type_char(','),
        Err(NotTyped::Sum(BadSum::Separators))
    );
    assert_eq!(typing.paste("1,234"), Err(NotTyped::Sum(BadSum::Ambiguous)));
    typing.set_caret(5);
    typing.backspace();
    assert_eq!(typing.text(), "1234", "decimals go with their separator");
    typing.paste("7,05").unwrap();
    assert_eq!(typing.text(), "7.05");
}

#[test]
fn letters_are_mended_in_the_middle() {
    let mut typing = keys(&own_field(FieldKind::Text, 20), "кваритра").unwrap();
    typing.set_caret(5);
    typing.backspace();
    typing.right();
    typing.type_char('и').unwrap();
    assert_eq!(typing.text(), "квартира");
    typing.home();
    typing.delete();
    typing.end();
    typing.left();
    typing.delete();
    assert_eq!(typing.text(), "вартир");
    typing.clear();
    assert_eq!((typing.text(), typing.caret()), ("", 0));
    assert!(!typing.is_complete(), "it must be filled");
    let meter = AccountTyping::new(&demo_field("demo-utility", "METER"));
    assert!(meter.is_complete(), "it may stay empty");
}

#[test]
fn an_account_being_typed_does_not_stand_in_logs() {
    let typing = keys(&demo_field("demo-utility", "ACCOUNT"), "5012345678").unwrap();
    let text = format!("{typing:?} {:?}", typing.shown());
    assert!(!text.contains("5012") && text.contains("***5678"), "{text}");
}

proptest! {
    #[test]
    fn whatever_is_typed_fits_the_wire(
        text in "\\PC{0,30}",
        pasted in "\\PC{0,80}",
        index in 0..3_usize,
    ) {
        let kinds = [FieldKind::Digits, FieldKind::Text, FieldKind::Money];
        let mut typing = AccountTyping::new(&own_field(kinds[index].clone(), 12));
        for c in text.chars() {
            let _ = typing.type_char(c);
        }
        let _ = typing.paste(&pasted);
        prop_assert!(crate::details::value_fits("NOTE", typing.text()).is_ok());
        prop_assert!(typing.text().chars().count() <= 12);
        prop_assert!(typing.caret_slot() <= typing.shown().len());
    }
}
