//! Sums: as people type them, as the wire has them, as a balance is told.

use paydesk_cyberplat::messages::WireAmount;
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::typing::SumTyping;

use crate::{Target, Verdict};

pub(crate) const TARGET: Target = Target {
    name: "sum",
    run,
    words: &[
        ",",
        ".",
        " ",
        "\u{a0}",
        "\u{202f}",
        "-",
        "+",
        "\u{2212}",
        "000",
        "1,234",
        "٣",
        "５",
        "e9",
        "NaN",
        "inf",
        "999999999.99",
        "92233720368547758.07",
        "99999999999999999999",
        "0x10",
        "1_000",
    ],
    runs: 12_000,
};

const RUB: Currency = Currency::RUB;

fn run(bytes: &[u8]) -> Verdict {
    let text = String::from_utf8_lossy(bytes);
    let typed = typed(&text);
    let wire = wire(&text);
    Verdict::of(typed || wire)
}

/// Minor units of a text of digits and one separator, counted here digit by digit.
fn counted(text: &str) -> i128 {
    let (whole, decimals) = text.trim().split_once([',', '.']).unwrap_or((text, ""));
    let digits = |part: &str| {
        part.chars()
            .filter_map(|c| c.to_digit(10))
            .fold(0_i128, |sum, digit| sum * 10 + i128::from(digit))
    };
    let hundredths = match decimals.len() {
        0 => 0,
        1 => digits(decimals) * 10,
        _ => digits(decimals),
    };
    digits(whole) * 100 + hundredths
}

fn typed(text: &str) -> bool {
    let mut field = SumTyping::new();
    let pasted = field.paste(text);
    let Ok(sum) = Money::parse(text, RUB) else {
        assert!(pasted.is_err(), "no sum, and yet it was pasted");
        return false;
    };
    assert!((0..=Money::CEILING_MINOR).contains(&sum.minor()), "{sum}");
    assert_eq!(i128::from(sum.minor()), counted(text), "{text:?}");
    assert!(
        text.chars()
            .all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, ',' | '.')),
        "{text:?}"
    );
    if pasted.is_ok() {
        assert_eq!(field.money(RUB), Ok(sum), "{text:?}");
    }
    assert_eq!(Money::from_wire(&sum.as_wire(), RUB), Ok(sum));
    for language in [Language::Ru, Language::Bg] {
        let digits = sum.to_digits(language);
        assert_eq!(Money::parse(&digits, RUB), Ok(sum), "{digits:?}");
    }
    true
}

fn wire(text: &str) -> bool {
    let money = Money::from_wire(text, RUB);
    let amount = WireAmount::parse(text);
    if let Some(amount) = amount {
        assert_eq!(i128::from(amount.minor()), counted(text), "{text:?}");
        assert_eq!(WireAmount::parse(&amount.to_string()), Some(amount));
    }
    if let Ok(money) = money {
        assert!(text.is_ascii() && money.minor() >= 0);
        assert_eq!(Money::from_wire(&money.as_wire(), RUB), Ok(money));
        // Both sides read the wire alike; `5.` the till alone lets through.
        match amount {
            Some(amount) => assert_eq!(amount.minor(), money.minor(), "{text:?}"),
            None => assert!(text.ends_with('.'), "{text:?}"),
        }
    }
    if let Ok(balance) = Money::balance_from_wire(text, RUB) {
        let again = Money::balance_from_wire(&balance.as_wire(), RUB);
        assert_eq!(again, Ok(balance), "{text:?}");
    }
    money.is_ok() || amount.is_some()
}
