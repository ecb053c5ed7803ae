//! A cheque of 40 lines with its code: laid out and encoded, on paper of 48 columns.
#![expect(clippy::expect_used, reason = "a benchmark that cannot go on ends")]
#![expect(clippy::print_stdout, reason = "figures are read by people")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use paydesk_cheque::document::{Body, Cheque, Document, Heading, SupplierLines};
use paydesk_cheque::escpos::encode;
use paydesk_cheque::layout::lay_out_for;
use paydesk_cheque::profile::{Encoding, PrinterProfile, QrWay};
use paydesk_cheque::seal::{Facts, Seal, SealKey, SealedState};
use paydesk_cheque::text::of_layout;
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::time::Timestamp;

const MADE_AT: Timestamp = Timestamp::from_unix_ms(1_795_536_127_045);

fn rub(minor: i64) -> Money {
    Money::new(minor, Currency::RUB)
}

fn seal() -> Option<Seal> {
    let key = SealKey::from_seed(&[7; 32]).expect("a key");
    key.seal(&Facts {
        session: "A1B2C3D4E5F6G7H8J9K0".to_owned(),
        last_four: "3004".to_owned(),
        taken: rub(125_308),
        made_at: MADE_AT,
        state: SealedState::Credited,
    })
}

fn cheque() -> Document {
    let fields = [
        ("Лицевой счёт", "1002003004"),
        ("Телефон", "+7 900 000-00-00"),
        ("Период", "10.2026"),
        ("Показания счётчика", "001234"),
        ("Показания прежние", "001200"),
        ("Плательщик", "Петров П. П."),
        ("Адрес", "Москва, ул. Примерная, 1"),
    ];
    let heading = Heading {
        dealer_name: "ООО «Салон связи “Радуга”»".to_owned(),
        dealer_tax_number: "7700000000".to_owned(),
        dealer_address: "125000, г. Москва, ул. Примерная, д. 1, офис 12".to_owned(),
        point_name: "Салон на Тверской".to_owned(),
        point_address: "г. Москва, Тверская ул., д. 1".to_owned(),
        point_code: "00417".to_owned(),
        till: "2".to_owned(),
        claims_phone: "+7 495 000-00-01".to_owned(),
        operator_phone: "+7 495 000-00-02".to_owned(),
        ..Heading::default()
    };
    let body = Body {
        provider: "Водоканал (питьевая вода)".to_owned(),
        fields: fields
            .map(|(label, value)| (label.to_owned(), value.to_owned()))
            .to_vec(),
        supplier: Some(SupplierLines {
            name: "АО «Горводоканал»".to_owned(),
            tax_number: "7700000001".to_owned(),
            phone: "+7 495 000-00-03".to_owned(),
        }),
        credited: rub(123_456),
        taken: rub(125_308),
        fee: rub(1_852),
        tendered: Some(rub(200_000)),
        change: Some(rub(74_692)),
        cashier_full_name: "Иванова Анна Петровна".to_owned(),
        made_at: MADE_AT,
        utc_offset_minutes: 180,
        session: "A1B2C3D4E5F6G7H8J9K0".to_owned(),
        transid: Some("1234567890123456".to_owned()),
        authcode: Some("AC-778".to_owned()),
        claim_number: "00417-000123".to_owned(),
    };
    Document::Cheque(Cheque {
        heading,
        body,
        number: "00417-000123".to_owned(),
        state_final: true,
        seal: seal(),
        copy: None,
        training: false,
        language: Language::Ru,
    })
}

fn paper(c: &mut Criterion) {
    let document = cheque();
    let native = PrinterProfile::builtin("epson-t20").expect("a profile");
    let raster = PrinterProfile {
        qr: QrWay::Raster,
        ..native.clone()
    };
    let own_table = PrinterProfile {
        encoding: Encoding::Pc855,
        ..native.clone()
    };
    let lines = of_layout(&lay_out_for(&document, &native)).lines().count();
    for (name, profile) in [
        ("windows-1251, code by the printer", native),
        ("PC855, code by the printer", own_table),
        ("windows-1251, code dot by dot", raster),
    ] {
        let size = encode(&lay_out_for(&document, &profile), &profile).len();
        println!("FIGURE cheque of {lines} lines, {name}: {size} bytes");
        c.bench_function(&format!("cheque, {name}"), |b| {
            b.iter(|| encode(&lay_out_for(black_box(&document), &profile), &profile));
        });
    }
}

criterion_group!(benches, paper);
criterion_main!(benches);
