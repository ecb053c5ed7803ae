//! Whatever stands in a name, a number or a label: the paper stays a paper and the sums stay whole.
//!
//! A million papers: `PROPTEST_CASES=1000000 cargo test --release -p paydesk-cheque random`

use std::sync::LazyLock;

use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::shift::CashTally;
use paydesk_domain::time::Timestamp;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};
use proptest::string::string_regex;

use super::printer::assert_paper_shows_the_text;
use super::samples;
use crate::document::{
    Body, Cheque, CopyMark, CorrectionRequest, Document, Heading, Return, Slip, SlipReason,
    SupplierLines, Wanted,
};
use crate::profile::{Encoding, PrinterProfile};
use crate::seal::Seal;
use crate::template::Notices;
use crate::text::plain_text;
use crate::words;

/// Texts of a pattern, which is read once and not for each text: a million papers are to be made of them.
fn pattern(pattern: &str) -> impl Strategy<Value = String> {
    string_regex(pattern).expect("a pattern")
}

/// Any Unicode, with more than its share of what hurts: commands, marks, wide letters, long words.
fn text() -> impl Strategy<Value = String> {
    let nasty = prop_oneof![
        Just("\u{1b}@"),
        Just("\u{1d}V\u{0}"),
        Just("\u{10}\u{4}\u{1}"),
        Just("\r\n"),
        Just("\u{202e}"),
        Just("\u{a0}\u{a0}"),
        Just("и\u{306}"),
        Just("₽€…"),
        Just("电话"),
        Just("0123456789012345678901234567890123456789"),
    ];
    let letters = vec(any::<char>(), 0..20).prop_map(String::from_iter);
    let words = pattern("[ а-яёА-Я0-9«»—№.]{0,90}");
    let piece = prop_oneof![letters, words, nasty.prop_map(str::to_owned)];
    vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn money() -> impl Strategy<Value = Money> {
    let minor = prop_oneof![0..2_000_000_i64, any::<i64>()];
    let currency = prop_oneof![
        Just(Currency::RUB),
        Just(Currency::EUR),
        Just(Currency::BGN)
    ];
    (minor, currency).prop_map(|(minor, currency)| Money::new(minor, currency))
}

fn heading() -> impl Strategy<Value = Heading> {
    vec(text(), 13).prop_map(|texts| {
        let mut texts = texts.into_iter();
        let mut next = || texts.next().unwrap_or_default();
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
    })
}

fn body() -> impl Strategy<Value = Body> {
    let texts = vec(text(), 6);
    let fields = vec((text(), text()), 0..4);
    let sums = vec(money(), 5);
    let moment = (0..4_000_000_000_000_i64, -720..=840_i16);
    let numbers = vec(pattern("[0-9A-Z]{1,70}"), 3);
    (texts, fields, sums, moment, numbers).prop_map(|(texts, fields, sums, moment, numbers)| Body {
        provider: texts[0].clone(),
        fields,
        supplier: Some(SupplierLines {
            name: texts[1].clone(),
            tax_number: texts[2].clone(),
            phone: texts[3].clone(),
        }),
        credited: sums[0],
        taken: sums[1],
        fee: sums[2],
        tendered: Some(sums[3]),
        change: Some(sums[4]),
        cashier_full_name: texts[4].clone(),
        made_at: Timestamp::from_unix_ms(moment.0),
        utc_offset_minutes: moment.1,
        session: numbers[0].clone(),
        transid: Some(numbers[1].clone()),
        authcode: Some(texts[5].clone()),
        claim_number: numbers[2].clone(),
    })
}

fn document() -> impl Strategy<Value = Document> {
    let language = prop_oneof![Just(Language::Ru), Just(Language::Bg), Just(Language::En)];
    let flags = (any::<bool>(), any::<bool>(), 0..9_u8);
    let copy = any::<u32>().prop_map(|n| CopyMark {
        n,
        at: Timestamp::from_unix_ms(0),
    });
    (heading(), body(), text(), language, flags, copy).prop_map(
        |(heading, body, number, language, (training, flag, kind), copy)| {
            let copy = Some(copy).filter(|_| kind == 1);
            let slip = |why| {
                let (heading, body) = (heading.clone(), body.clone());
                Document::AcceptanceSlip(Slip {
                    heading,
                    body,
                    training,
                    language,
                    why,
                })
            };
            match kind {
                2 => slip(SlipReason::Offline),
                3 => slip(SlipReason::NoAnswer),
                4 => slip(SlipReason::InProgress),
                5 => Document::ReturnSlip(Return {
                    heading,
                    body,
                    training,
                    language,
                    returned: flag,
                }),
                6..9 => {
                    let wanted = match kind {
                        6 => Wanted::Return,
                        7 => Wanted::Sum {
                            paid: body.credited,
                            meant: body.fee,
                        },
                        _ => Wanted::Number {
                            paid: number.clone(),
                            meant: body.session.clone(),
                        },
                    };
                    Document::CorrectionRequest(CorrectionRequest {
                        taken_by: body.provider.clone(),
                        reason: number.clone(),
                        at: body.made_at,
                        heading,
                        body,
                        number,
                        wanted,
                        training,
                        language,
                    })
                }
                _ => Document::Cheque(Cheque {
                    heading,
                    body,
                    number,
                    state_final: flag,
                    seal: flag.then(|| sealed(language)),
                    copy,
                    training,
                    language,
                }),
            }
        },
    )
}

/// One seal for each language: signing takes longer than printing.
fn sealed(language: Language) -> Seal {
    static SEALS: LazyLock<Vec<(Language, Seal)>> = LazyLock::new(|| {
        let all = Language::ALL.iter();
        all.map(|language| (*language, samples::seal(*language)))
            .collect()
    });
    let mut seals = SEALS.iter();
    let (_, seal) = seals.find(|(known, _)| *known == language).unwrap();
    seal.clone()
}

/// All printers that the program knows.
fn profiles() -> Vec<PrinterProfile> {
    static PROFILES: LazyLock<Vec<PrinterProfile>> = LazyLock::new(|| {
        let names = PrinterProfile::builtin_names();
        names
            .map(|name| PrinterProfile::builtin(name).unwrap())
            .collect()
    });
    PROFILES.clone()
}

fn facts(document: &Document) -> (&Body, Language, Vec<Money>) {
    let (body, language, shows_cash) = match document {
        Document::Cheque(cheque) => (&cheque.body, cheque.language, true),
        Document::AcceptanceSlip(slip) => (&slip.body, slip.language, true),
        Document::ReturnSlip(slip) => (&slip.body, slip.language, false),
        Document::CorrectionRequest(request) => (&request.body, request.language, false),
        Document::Shift(_) => unreachable!("not made here"),
    };
    let mut sums = vec![body.credited, body.fee, body.taken];
    if shows_cash {
        sums.extend(body.tendered);
        sums.extend(body.change);
    }
    (body, language, sums)
}

proptest! {
    #[test]
    fn any_text_gives_only_our_commands_and_the_lines_of_the_screen(
        document in document(),
        profile in prop::sample::select(profiles()),
        encoding in prop::sample::select(Encoding::ALL.to_vec()),
        exact_width_wraps in any::<bool>(),
    ) {
        let profile = PrinterProfile { exact_width_wraps, ..profile };
        assert_paper_shows_the_text(&document, &profile);
        // Any of its pages, and no page at all.
        let profile = PrinterProfile { encoding, ..profile };
        if encoding == Encoding::Ascii || profile.page().is_some() {
            assert_paper_shows_the_text(&document, &profile);
        }
    }

    #[test]
    fn every_line_fits_and_sums_and_numbers_are_whole(
        document in document(),
        columns in prop_oneof![Just(32_usize), Just(42), Just(48), 0..100_usize],
    ) {
        let text = plain_text(&document, columns);
        let room = columns.clamp(32, 80);
        for line in text.lines() {
            assert!(line.chars().count() <= room, "{line:?}");
            assert!(!line.chars().any(char::is_control), "{line:?}");
        }
        let (body, language, sums) = facts(&document);
        for sum in sums {
            let digits = sum.to_digits(language).replace('\u{a0}', " ");
            let shown = format!(" {digits} {}", words::currency(sum.currency(), language));
            assert!(
                text.lines().any(|line| format!(" {line}").ends_with(&shown)),
                "{shown:?} in\n{text}"
            );
        }
        let unbroken: String = text.split_whitespace().collect();
        for number in [&body.session, &body.claim_number, body.transid.as_ref().unwrap()] {
            assert!(unbroken.contains(number.as_str()), "{number} in\n{text}");
        }
    }

    #[test]
    fn a_report_of_a_shift_shows_its_sums_whole_whatever_people_are_called(
        name in text(),
        sums in prop::array::uniform6(any::<i64>()),
        columns in prop_oneof![Just(32_usize), Just(42), Just(48)],
        closed in any::<bool>(),
        language in prop_oneof![Just(Language::Ru), Just(Language::Bg), Just(Language::En)],
    ) {
        let [taken, credited, returned, counted, open, owed] = sums.map(|minor| Money::new(minor, Currency::RUB));
        let Document::Shift(mut report) = samples::shift(language, closed.then_some(Some(counted))) else {
            unreachable!("a report");
        };
        report.made_by.clone_from(&name);
        report.tally.shift.opened_by = name;
        let zero = Money::zero(Currency::RUB);
        report.tally.cash = vec![CashTally { taken, credited, returned: (1, returned), ..CashTally::none(zero) }];
        report.still_open = vec![("00417-000123".to_owned(), open); 50];
        report.owed = vec![("00417-000119".to_owned(), owed)];
        let document = Document::Shift(report);
        let text = plain_text(&document, columns);
        for sum in [taken, credited, returned, open, owed] {
            let digits = sum.to_digits(language).replace('\u{a0}', " ");
            let shown = format!("{digits} {}", words::currency(Currency::RUB, language));
            assert!(text.lines().any(|line| line.ends_with(&shown)), "{shown:?} in\n{text}");
        }
        for line in text.lines() {
            assert!(line.chars().count() <= columns && !line.chars().any(char::is_control), "{line:?}");
        }
        for name in ["generic-58", "epson-t88iv", "text-only"] {
            assert_paper_shows_the_text(&document, &PrinterProfile::builtin(name).unwrap());
        }
    }
}
