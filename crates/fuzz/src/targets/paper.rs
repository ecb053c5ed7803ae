//! Papers of any text for any printer. The bytes are read here like a printer reads them: our commands, letters of the
//! page, nothing else, and no line wider than the paper.

use paydesk_cheque::document::{
    Body, Cheque, CopyMark, CorrectionRequest, Document, Heading, Return, Slip, SlipReason,
    SupplierLines, Wanted,
};
use paydesk_cheque::escpos::encode;
use paydesk_cheque::layout::{Layout, Line, lay_out_for};
use paydesk_cheque::profile::{Cutter, Encoding, PrinterProfile, QrWay};
use paydesk_cheque::seal::{Facts, Seal, SealKey, SealedState};
use paydesk_cheque::template::Notices;
use paydesk_cheque::text::plain_text;
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::time::Timestamp;

use crate::input::Input;
use crate::{Target, Verdict};

pub(crate) const TARGET: Target = Target {
    name: "paper",
    run,
    words: &[
        "\u{1b}@",
        "\u{1d}V\u{0}",
        "\u{10}\u{4}\u{1}",
        "\r\n",
        "\u{202e}",
        "\u{a0}\u{a0}",
        "и\u{306}",
        "₽€…",
        "电话",
        "\u{1b}p\u{0}\u{19}",
        "\u{7f}",
        "\u{80}",
        "\u{9b}",
        "0123456789012345678901234567890123456789",
        "«»—№",
        "\t",
    ],
    runs: 3_000,
};

fn run(bytes: &[u8]) -> Verdict {
    let mut input = Input::new(bytes);
    let names: Vec<&str> = PrinterProfile::builtin_names().collect();
    let mut profile =
        PrinterProfile::builtin(input.choose(&names)).expect("a profile of the program");
    profile.exact_width_wraps = input.flag();
    profile.columns = 32 + input.index(49);
    let tables: Vec<Encoding> = profile.pages.keys().copied().collect();
    profile.encoding = input.choose(&[&tables[..], &[Encoding::Ascii]].concat());
    let document = document(&mut input);
    let layout = lay_out_for(&document, &profile);
    assert_prints(&encode(&layout, &profile), &layout, &profile);
    let text = plain_text(&document, profile.columns);
    for line in text.lines() {
        assert!(line.chars().count() <= profile.columns, "{line:?}");
        assert!(!line.chars().any(char::is_control), "{line:?}");
    }
    Verdict::Taken
}

/// Reads the bytes as a printer does.
pub(crate) fn assert_prints(bytes: &[u8], layout: &Layout, profile: &PrinterProfile) {
    let (mut rest, mut lines, mut width, mut cuts) = (bytes, 0_usize, 0_usize, 0_usize);
    while !rest.is_empty() {
        assert_eq!(cuts, 0, "bytes behind the cut");
        let length = match *rest {
            [0x1b, b'@', ..] | [0x1c, b'.', ..] => 2,
            [0x1b, b't', page, ..] => {
                assert_eq!(Some(page), profile.page());
                3
            }
            [0x1b, b'a', 0..=1, ..] | [0x1b, b'E', 0..=1, ..] | [0x1b, b'd', 1..=20, ..] => 3,
            [0x1d, b'B', 0..=1, ..] | [0x1d, b'!', 0..=1, ..] => 3,
            [0x1d, b'V', b'A' | b'B', 0, ..] => {
                cuts += 1;
                4
            }
            [
                0x1d,
                b'(',
                b'k',
                low,
                high,
                0x31,
                b'A' | b'C' | b'E' | b'P' | b'Q',
                ..,
            ] => 5 + usize::from(low) + usize::from(high) * 256,
            [0x1d, b'v', b'0', 0, x_low, x_high, y_low, y_high, ..] => {
                let across = usize::from(x_low) + usize::from(x_high) * 256;
                let down = usize::from(y_low) + usize::from(y_high) * 256;
                assert!(
                    across * 8 <= usize::from(profile.dots),
                    "wider than the paper"
                );
                8 + across * down
            }
            [0x0a, ..] => {
                (lines, width) = (lines + 1, 0);
                1
            }
            [0x20..=0x7e | 0x80..=0xff, ..] => {
                width += 1;
                assert!(width <= profile.columns, "wider than the paper");
                if width == profile.columns && profile.exact_width_wraps {
                    (lines, width) = (lines + 1, 0);
                }
                1
            }
            _ => panic!(
                "a printer would obey this: {:02x?}",
                &rest[..rest.len().min(4)]
            ),
        };
        rest = &rest[length.min(rest.len())..];
    }
    let torn = usize::from(profile.cutter == Cutter::None);
    assert_eq!(width, 0, "a line without its end");
    assert_eq!(cuts, 1 - torn);
    let count = |line: &Line| match line {
        Line::Text { .. } | Line::Blank => 1,
        Line::Qr(text) if profile.qr == QrWay::None || !profile.commands => {
            text.len().div_ceil(profile.columns)
        }
        Line::Logo { title, .. } if !profile.commands => usize::from(!title.is_empty()),
        Line::Qr(_) | Line::Logo { .. } | Line::Cut => 0,
    };
    let printed: usize = layout.lines().iter().map(count).sum();
    // Without commands the paper is fed by line feeds.
    let fed = usize::from(profile.feed_lines) * usize::from(!profile.commands);
    assert_eq!(lines, printed + torn + fed, "lines were lost or made up");
}

/// A paper out of bytes; without any, a cheque with nothing on it.
pub(crate) fn document(input: &mut Input<'_>) -> Document {
    let kind = input.index(8);
    let language = input.choose(&Language::ALL);
    let (training, flag) = (input.flag(), input.flag());
    let number = input.text(40);
    let body = body(input);
    let heading = heading(input);
    let slip = |why, heading, body| {
        Document::AcceptanceSlip(Slip {
            heading,
            body,
            training,
            language,
            why,
        })
    };
    match kind {
        1 => slip(SlipReason::Offline, heading, body),
        2 => slip(SlipReason::NoAnswer, heading, body),
        3 => slip(SlipReason::InProgress, heading, body),
        4 => Document::ReturnSlip(Return {
            heading,
            body,
            training,
            language,
            returned: flag,
        }),
        5..8 => Document::CorrectionRequest(CorrectionRequest {
            heading,
            number,
            at: body.made_at,
            taken_by: input.text(60),
            wanted: wanted(kind, &body),
            reason: input.text(90),
            body,
            training,
            language,
        }),
        _ => Document::Cheque(Cheque {
            heading,
            number,
            state_final: flag,
            seal: flag.then(seal).flatten(),
            copy: input.flag().then(|| CopyMark {
                n: u32::from(input.byte()),
                at: body.made_at,
            }),
            body,
            training,
            language,
        }),
    }
}

/// The facts of some payment under a key of nobody.
fn seal() -> Option<Seal> {
    let key = SealKey::from_seed(&[7; 32]).ok()?;
    key.seal(&Facts {
        session: "A1B2C3D4E5F6G7H8J9K0".to_owned(),
        last_four: "3004".to_owned(),
        taken: Money::new(125_308, Currency::RUB),
        made_at: Timestamp::from_unix_ms(1_795_536_127_000),
        state: SealedState::Credited,
    })
}

fn wanted(kind: usize, body: &Body) -> Wanted {
    match kind {
        5 => Wanted::Return,
        6 => Wanted::Sum {
            paid: body.credited,
            meant: body.fee,
        },
        _ => Wanted::Number {
            paid: body.session.clone(),
            meant: body.provider.clone(),
        },
    }
}

fn heading(input: &mut Input<'_>) -> Heading {
    let mut next = || input.text(60);
    Heading {
        dealer_name: next(),
        dealer_tax_number: next(),
        dealer_address: next(),
        point_name: next(),
        point_address: next(),
        point_code: next(),
        till: next(),
        claims_phone: next(),
        operator_phone: next(),
        notices: Notices {
            logo: None,
            header: vec![next(), next()],
            footer: vec![next()],
            provider: vec![next()],
        },
    }
}

fn body(input: &mut Input<'_>) -> Body {
    let currency = input.choose(&[
        Currency::RUB,
        Currency::EUR,
        Currency::BGN,
        Currency::USD,
        Currency::INR,
    ]);
    let mut money = || {
        let minor = if input.flag() {
            input.number()
        } else {
            i64::from(input.byte()) * 1_000
        };
        Money::new(minor, currency)
    };
    let (credited, taken, fee, tendered, change) = (money(), money(), money(), money(), money());
    let fields = (0..input.index(4))
        .map(|_| (input.text(40), input.text(60)))
        .collect();
    Body {
        provider: input.text(60),
        fields,
        supplier: input.flag().then(|| SupplierLines {
            name: input.text(90),
            tax_number: input.text(20),
            phone: input.text(20),
        }),
        credited,
        taken,
        fee,
        tendered: input.flag().then_some(tendered),
        change: input.flag().then_some(change),
        cashier_full_name: input.text(60),
        made_at: Timestamp::from_unix_ms(input.number()),
        utc_offset_minutes: i16::from_be_bytes([input.byte(), input.byte()]),
        session: input.text(40),
        transid: input.flag().then(|| input.text(40)),
        authcode: input.flag().then(|| input.text(40)),
        claim_number: input.text(40),
    }
}
