//! A cheque of 40 lines with its code: laid out and encoded, on paper of 48 columns; the same lines by the bare
//! crate; and the most memory that it takes.
#![expect(clippy::expect_used, reason = "a benchmark that cannot go on ends")]
#![expect(clippy::print_stdout, reason = "figures are read by people")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use escpos::driver::Driver;
use escpos::printer::Printer;
use escpos::printer_options::PrinterOptions;
use escpos::utils::{
    JustifyMode, PageCode, Protocol, QRCodeCorrectionLevel, QRCodeModel, QRCodeOption,
};
use paydesk_cheque::document::{Body, Cheque, Document, Heading, SupplierLines};
use paydesk_cheque::escpos::encode;
use paydesk_cheque::layout::lay_out_for;
use paydesk_cheque::profile::{Encoding, PrinterProfile, QrWay};
use paydesk_cheque::seal::{Facts, Seal, SealKey, SealedState};
use paydesk_cheque::text::of_layout;
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::time::Timestamp;

/// Counts what is asked for, to tell the most that was held at once.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

#[expect(
    unsafe_code,
    reason = "an allocator is unsafe to write; this one hands everything on to the system's"
)]
// SAFETY: every call goes to the system's allocator unchanged; only numbers are kept beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(held, Ordering::Relaxed);
        // SAFETY: the caller keeps to the rules of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the block came from the system's allocator with this layout.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// The most that was held at once while this was done, beyond what was held before.
fn most_held<T>(work: impl FnOnce() -> T) -> usize {
    let before = HELD.load(Ordering::Relaxed);
    MOST.store(before, Ordering::Relaxed);
    black_box(work());
    MOST.load(Ordering::Relaxed) - before
}

/// The bare crate's way into memory.
#[derive(Clone, Default)]
struct Tape(Rc<Cell<Vec<u8>>>);

impl Driver for Tape {
    fn name(&self) -> String {
        "tape".to_owned()
    }

    fn write(&self, data: &[u8]) -> escpos::errors::Result<()> {
        let mut bytes = self.0.take();
        bytes.extend_from_slice(data);
        self.0.set(bytes);
        Ok(())
    }

    fn read(&self, _buffer: &mut [u8]) -> escpos::errors::Result<usize> {
        Ok(0)
    }

    fn flush(&self) -> escpos::errors::Result<()> {
        Ok(())
    }
}

/// The lines and the code of a cheque by the crate alone: nothing is laid out, nothing cleaned, nothing checked.
fn bare(lines: &[String], code: &str) -> Vec<u8> {
    let tape = Tape::default();
    let options = PrinterOptions::default();
    let mut printer = Printer::new(tape.clone(), Protocol::default(), Some(options));
    let option = QRCodeOption::new(QRCodeModel::Model2, 5, QRCodeCorrectionLevel::M);
    let spoken = (|| {
        printer.init()?.page_code(PageCode::PC866)?;
        for line in lines {
            printer.writeln(line)?;
        }
        printer
            .justify(JustifyMode::CENTER)?
            .qrcode_option(code, option)?
            .print_cut()
            .map(drop)
    })();
    spoken.expect("a paper");
    tape.0.take()
}

/// Medians of two things done in turn, so that both meet the same noise.
#[expect(clippy::disallowed_methods, reason = "benchmarks read the clock")]
fn medians<A, B>(mut ours: impl FnMut() -> A, mut theirs: impl FnMut() -> B) -> [Duration; 3] {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for _ in 0..4_000 {
        let begun = Instant::now();
        black_box(ours());
        first.push(begun.elapsed());
        let begun = Instant::now();
        black_box(theirs());
        second.push(begun.elapsed());
    }
    first.sort_unstable();
    second.sort_unstable();
    [first[2_000], first[3_960], second[2_000]]
}

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

fn beside_the_bare_crate(_: &mut Criterion) {
    let document = cheque();
    let profile = PrinterProfile {
        encoding: Encoding::Pc866,
        ..PrinterProfile::builtin("epson-t20").expect("a profile")
    };
    let Document::Cheque(sealed) = &document else {
        panic!("no cheque")
    };
    let code = sealed.seal.as_ref().expect("a seal").as_str().to_owned();
    // The text of the code stands among the lines; the printer draws it.
    let text = of_layout(&lay_out_for(&document, &profile));
    let lines: Vec<String> = text
        .lines()
        .filter(|line| !line.contains('/') || line.contains(' '))
        .map(str::to_owned)
        .collect();
    let [ours, p99, theirs] = medians(
        || encode(&lay_out_for(black_box(&document), &profile), &profile),
        || bare(black_box(&lines), &code),
    );
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!("FIGURE cheque, PC866: median {ours:?}, p99 {p99:?} (limit 200 us)");
    println!("FIGURE the same lines by the bare crate: {theirs:?}, ratio {ratio:.2}");
}

fn memory(_: &mut Criterion) {
    let document = cheque();
    for (name, qr) in [
        ("by the printer", QrWay::Native),
        ("dot by dot", QrWay::Raster),
    ] {
        let most = most_held(|| {
            let profile = PrinterProfile::builtin("epson-t20").expect("a profile");
            let profile = PrinterProfile { qr, ..profile };
            encode(&lay_out_for(&document, &profile), &profile)
        });
        println!(
            "FIGURE memory of profile, layout and bytes, code {name}: {most} bytes (limit 1 MB)"
        );
    }
}

criterion_group!(benches, paper, beside_the_bare_crate, memory);
criterion_main!(benches);
