//! Papers with facts as they occur. Names and numbers are made up.

use paydesk_domain::exchange::AuditHead;
use paydesk_domain::ids::PaymentId;
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::shift::{CashTally, Left, Shift, ShiftEnd, ShiftTally};
use paydesk_domain::time::Timestamp;

use crate::document::{
    Body, Cheque, CopyMark, CorrectionRequest, Document, Heading, Return, ShiftReport, Slip,
    SlipReason, SupplierLines, Wanted,
};
use crate::seal::{Facts, Seal, SealKey, SealedState};
use crate::template::{About, Around, PaperKind, Template};

/// 2026-11-24 16:02:07 UTC.
const MADE_AT: Timestamp = Timestamp::from_unix_ms(1_795_536_127_045);

/// Every kind of paper in every language, with a name for its golden file.
pub(crate) fn papers() -> Vec<(String, Document)> {
    let mut papers = Vec::new();
    for language in Language::ALL {
        let named = |kind: &str, document| (format!("{}-{kind}", language.tag()), document);
        let heading = heading(language);
        let slip = |why| {
            Document::AcceptanceSlip(Slip {
                heading: heading.clone(),
                body: unpaid(language),
                training: false,
                language,
                why,
            })
        };
        let back = |returned| {
            Document::ReturnSlip(Return {
                heading: heading.clone(),
                body: unpaid(language),
                training: false,
                language,
                returned,
            })
        };
        let copy = CopyMark {
            n: 2,
            at: MADE_AT.plus_ms(2_880_000),
        };
        let copied = Cheque {
            copy: Some(copy),
            state_final: false,
            ..cheque(language)
        };
        let training = Cheque {
            training: true,
            ..cheque(language)
        };
        let sealed = Cheque {
            seal: Some(seal(language)),
            ..cheque(language)
        };
        papers.extend([
            named("cheque", Document::Cheque(cheque(language))),
            named("cheque-copy-being-credited", Document::Cheque(copied)),
            named("cheque-sealed", Document::Cheque(sealed)),
            named("cheque-training", Document::Cheque(training)),
            named("slip-offline", slip(SlipReason::Offline)),
            named("slip-no-answer", slip(SlipReason::NoAnswer)),
            named("slip-in-progress", slip(SlipReason::InProgress)),
            named("return-due", back(false)),
            named("return-done", back(true)),
            named("correction-number", correction(language, moved(language))),
            named("correction-sum", correction(language, smaller(language))),
            named("correction-return", correction(language, Wanted::Return)),
            named("shift-x", shift(language, None)),
            named("shift-z", shift(language, Some(counted(language)))),
            named("template-cheque", Document::Cheque(ornate(language))),
            named("template-slip-training", ornate_slip(language)),
        ]);
    }
    papers.push(hostile());
    papers
}

/// Nothing that only a paid payment has.
fn unpaid(language: Language) -> Body {
    Body {
        transid: None,
        authcode: None,
        ..body(language)
    }
}

/// Counted five less than must lie there.
fn counted(language: Language) -> Option<Money> {
    let currency = body(language).credited.currency();
    Some(Money::new(1_130_308, currency))
}

/// A shift with everything that a report can have; closed where it says what was counted.
pub(crate) fn shift(language: Language, closed: Option<Option<Money>>) -> Document {
    let Body {
        credited,
        taken,
        cashier_full_name,
        utc_offset_minutes,
        ..
    } = body(language);
    let sum = |minor| Money::new(minor, taken.currency());
    let left = |number, taken| Left {
        payment: PaymentId::new(number),
        taken,
    };
    let tally = ShiftTally {
        shift: Shift {
            number: 17,
            opened_at: MADE_AT.plus_ms(-8 * 3_600_000),
            opened_by: cashier_full_name.clone(),
            float: sum(300_000),
        },
        end: closed.map(|counted| ShiftEnd {
            at: MADE_AT,
            by: cashier_full_name.clone(),
            counted,
        }),
        cash: vec![CashTally {
            payments: 12,
            taken: sum(1_250_808),
            credited: sum(1_231_956),
            returned: (1, sum(70_000)),
            float: sum(300_000),
            moved_in: sum(50_000),
            moved_out: sum(400_000),
        }],
        still_open: vec![left(123, taken), left(124, credited)],
        owed: vec![left(119, sum(5_000))],
        reprints: 1,
        openings: (16, 2),
        head: AuditHead {
            seq: 418,
            hash: [0xab; 32],
        },
    };
    Document::Shift(Box::new(ShiftReport {
        heading: heading(language),
        tally,
        still_open: vec![
            ("00417-000123".to_owned(), taken),
            ("00417-000124".to_owned(), credited),
        ],
        owed: vec![("00417-000119".to_owned(), sum(5_000))],
        made_at: MADE_AT.plus_ms(60_000),
        made_by: cashier_full_name,
        utc_offset_minutes,
        training: false,
        language,
    }))
}

/// The template of these papers.
pub(crate) const TEMPLATE: &str = include_str!("../../../../tests/golden/template/template.toml");

/// A ring of 24 by 20 dots: enough to see where it stands.
pub(crate) fn ring() -> Vec<u8> {
    let is_black = |x: usize, y: usize| {
        let (x, y) = (x.abs_diff(12), y.abs_diff(10));
        (36..100).contains(&(x * x + y * y))
    };
    picture((24, 20), is_black)
}

/// A grey PNG picture.
pub(crate) fn picture(
    (width, height): (u32, u32),
    is_black: impl Fn(usize, usize) -> bool,
) -> Vec<u8> {
    let dots = (0..height as usize).flat_map(|y| (0..width as usize).map(move |x| (x, y)));
    let dots: Vec<u8> = dots
        .map(|(x, y)| if is_black(x, y) { 0 } else { 255 })
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&dots).unwrap();
    writer.finish().unwrap();
    bytes
}

pub(crate) fn template() -> Template {
    let around = Around {
        read: &|_| Ok(ring()),
        has_provider: &|id| id == "vodokanal",
    };
    Template::from_toml(TEMPLATE, &around).unwrap()
}

/// A heading with what the template adds.
fn adorned(kind: PaperKind, language: Language) -> Heading {
    let (plain, body) = (heading(language), body(language));
    let about = About {
        kind,
        language,
        heading: &plain,
        provider: "vodokanal",
        body: &body,
    };
    let notices = template().notices(&about);
    Heading { notices, ..plain }
}

pub(crate) fn ornate(language: Language) -> Cheque {
    Cheque {
        heading: adorned(PaperKind::Cheque, language),
        ..cheque(language)
    }
}

fn ornate_slip(language: Language) -> Document {
    Document::AcceptanceSlip(Slip {
        heading: adorned(PaperKind::Slip, language),
        body: unpaid(language),
        training: true,
        language,
        why: SlipReason::NoAnswer,
    })
}

/// A customer whose name is full of a printer's commands: reset, another page, two codes of a cut, the drawer, a
/// question, a code of their own, and marks that turn the direction of text. Only letters may be left of them.
fn hostile() -> (String, Document) {
    let mut cheque = cheque(Language::Ru);
    let name = "Петров\u{1b}@\u{1b}t\u{0}\u{1d}V\u{0}\u{1b}p\u{0}\u{19}\u{fa}\u{10}\u{4}\u{1}\u{1c}& \
                Иван\u{202e}\u{2066}\u{9b}\u{1d}(k\u{3}\u{0}1Q0\r\nИТОГО 0,00 руб.";
    let payer = ("Плательщик".to_owned(), name.to_owned());
    cheque.body.fields.push(payer);
    let name = "ru-cheque-name-with-commands".to_owned();
    (name, Document::Cheque(cheque))
}

fn moved(language: Language) -> Wanted {
    let prefix = match language {
        Language::Ru => "+7 900 000-00-",
        Language::Bg => "+359 88 000 00",
        Language::En => "+44 7000 0000",
    };
    Wanted::Number {
        paid: format!("{prefix}00"),
        meant: format!("{prefix}01"),
    }
}

fn smaller(language: Language) -> Wanted {
    let paid = body(language).credited;
    Wanted::Sum {
        paid,
        meant: Money::new(12_345, paid.currency()),
    }
}

fn correction(language: Language, wanted: Wanted) -> Document {
    let (taken_by, reason) = match language {
        Language::Ru => ("Сидорова Ольга Ивановна", "перепутаны две последние цифры"),
        Language::Bg => ("Елена Иванова Петрова", "разменени са последните две цифри"),
        Language::En => ("Jane Ann Brown", "the last two digits were mixed up"),
    };
    Document::CorrectionRequest(CorrectionRequest {
        heading: heading(language),
        body: body(language),
        number: "4".to_owned(),
        at: MADE_AT.plus_ms(86_400_000),
        taken_by: taken_by.to_owned(),
        wanted,
        reason: reason.to_owned(),
        training: false,
        language,
    })
}

pub(crate) fn cheque(language: Language) -> Cheque {
    Cheque {
        heading: heading(language),
        body: body(language),
        number: "00417-000123".to_owned(),
        state_final: true,
        seal: None,
        copy: None,
        training: false,
        language,
    }
}

/// The facts of the sample under the signature of a till of tests.
pub(crate) fn seal(language: Language) -> Seal {
    let body = body(language);
    let key = SealKey::from_seed(&[7; 32]).unwrap();
    let facts = Facts {
        session: body.session,
        last_four: "3004".to_owned(),
        taken: body.taken,
        made_at: body.made_at,
        state: SealedState::Credited,
    };
    key.seal(&facts).unwrap()
}

fn heading(language: Language) -> Heading {
    let texts = match language {
        Language::Ru => [
            "ООО «Салон связи “Радуга”»",
            "7700000000",
            "125000, г. Москва, ул. Примерная, д. 1, офис 12",
            "Салон на Тверской",
            "г. Москва, Тверская ул., д. 1",
            "+7 495 000-00-01",
            "+7 495 000-00-02",
        ],
        Language::Bg => [
            "„Мобилни плащания“ ЕООД",
            "000000000",
            "1000 София, ул. „Примерна“ № 1",
            "Магазин Витоша",
            "София, бул. „Витоша“ № 1",
            "+359 2 000 0001",
            "+359 2 000 0002",
        ],
        Language::En => [
            "Rainbow Mobile Ltd.",
            "GB000000000",
            "1 Example Street, London",
            "Rainbow at the Bridge",
            "2 Bridge Road, London",
            "+44 20 0000 0001",
            "+44 20 0000 0002",
        ],
    };
    let [dealer, tax, seat, point, address, claims, operator] = texts.map(str::to_owned);
    Heading {
        dealer_name: dealer,
        dealer_tax_number: tax,
        dealer_address: seat,
        point_name: point,
        point_address: address,
        point_code: "00417".to_owned(),
        till: "2".to_owned(),
        claims_phone: claims,
        operator_phone: operator,
        ..Heading::default()
    }
}

fn body(language: Language) -> Body {
    let (currency, provider, fields, supplier, phone, cashier) = match language {
        Language::Ru => (
            Currency::RUB,
            "Водоканал (питьевая вода)",
            [
                ("Лицевой счёт", "1002003004"),
                ("Телефон", "+7 900 000-00-00"),
                ("Период", "10.2026"),
            ],
            "АО «Горводоканал»",
            "+7 495 000-00-03",
            "Иванова Анна Петровна",
        ),
        Language::Bg => (
            Currency::EUR,
            "Софийска вода",
            [
                ("Клиентски номер", "1002003004"),
                ("Телефон", "+359 88 000 0000"),
                ("Период", "10.2026"),
            ],
            "„Софийска вода“ АД",
            "+359 2 000 0003",
            "Мария Петрова Иванова",
        ),
        Language::En => (
            Currency::EUR,
            "City Water",
            [
                ("Account", "1002003004"),
                ("Telephone", "+44 7000 000000"),
                ("Period", "10.2026"),
            ],
            "City Water Works plc",
            "+44 20 0000 0003",
            "Ann Mary Smith",
        ),
    };
    let money = |minor| Money::new(minor, currency);
    Body {
        provider: provider.to_owned(),
        fields: fields
            .map(|(label, value)| (label.to_owned(), value.to_owned()))
            .to_vec(),
        supplier: Some(SupplierLines {
            name: supplier.to_owned(),
            tax_number: "7700000001".to_owned(),
            phone: phone.to_owned(),
        }),
        credited: money(123_456),
        taken: money(125_308),
        fee: money(1_852),
        tendered: Some(money(200_000)),
        change: Some(money(74_692)),
        cashier_full_name: cashier.to_owned(),
        made_at: MADE_AT,
        utc_offset_minutes: match language {
            Language::Ru => 180,
            Language::Bg => 120,
            Language::En => 0,
        },
        session: "A1B2C3D4E5F6G7H8J9K0".to_owned(),
        transid: Some("1234567890123456".to_owned()),
        authcode: Some("AC-778".to_owned()),
        claim_number: "00417-000123".to_owned(),
    }
}
