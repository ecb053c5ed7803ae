//! Every call of the `escpos` crate that is used, byte for byte, and those that are not used because they are wrong:
//! a release of the crate that changes either is noticed here.

use escpos::driver::Driver;
use escpos::errors::Result;
use escpos::printer::Printer;
use escpos::printer_options::PrinterOptions;
use escpos::utils::{
    CashDrawer, JustifyMode, PageCode, Protocol, QRCodeCorrectionLevel, QRCodeModel, QRCodeOption,
    RealTimeStatusRequest,
};

use super::super::Memory;

type Call = fn(&mut Printer<Memory>) -> Result<()>;

/// What one call writes.
fn written(call: Call, page: Option<PageCode>) -> Vec<u8> {
    let memory = Memory::default();
    let options = PrinterOptions::new(page, None, 42);
    let mut printer = Printer::new(memory.clone(), Protocol::default(), Some(options));
    call(&mut printer).unwrap();
    printer.print().unwrap();
    memory.take()
}

fn model_2(printer: &mut Printer<Memory>) -> Result<()> {
    let option = QRCodeOption::new(QRCodeModel::Model2, 5, QRCodeCorrectionLevel::M);
    printer.qrcode_option("AB", option).map(drop)
}

#[test]
fn each_call_in_use_writes_the_bytes_we_know() {
    let calls: [(&str, Call, &[u8]); 14] = [
        ("init", |p| p.init().map(drop), b"\x1b@"),
        ("left", |p| p.justify(JustifyMode::LEFT).map(drop), b"\x1ba\0"),
        ("centre", |p| p.justify(JustifyMode::CENTER).map(drop), b"\x1ba\x01"),
        ("bold", |p| p.bold(true).map(drop), b"\x1bE\x01"),
        ("not bold", |p| p.bold(false).map(drop), b"\x1bE\0"),
        ("tall", |p| p.size(1, 2).map(drop), b"\x1d!\x01"),
        ("not tall", |p| p.size(1, 1).map(drop), b"\x1d!\0"),
        ("reverse", |p| p.reverse(true).map(drop), b"\x1dB\x01"),
        ("not reverse", |p| p.reverse(false).map(drop), b"\x1dB\0"),
        ("one feed", |p| p.feeds(1).map(drop), b"\x1bd\x01"),
        ("most feeds", |p| p.feeds(20).map(drop), b"\x1bd\x14"),
        ("full cut", |p| p.cut().map(drop), b"\x1dVA\0"),
        ("nothing", |_| Ok(()), b""),
        (
            "QR, model 2, level M",
            model_2,
            b"\x1d(k\x04\x001A2\0\x1d(k\x03\x001C\x05\x1d(k\x03\x001E1\x1d(k\x05\x001P0AB\x1d(k\x03\x001Q0",
        ),
    ];
    for (name, call, wanted) in calls {
        assert_eq!(written(call, None), wanted, "{name}");
    }
}

/// Bytes are counted per call: no page is chosen behind our back, and nothing is remembered from the call before.
#[test]
fn a_second_call_writes_no_byte_of_the_first() {
    let memory = Memory::default();
    let mut printer = Printer::new(memory.clone(), Protocol::default(), None);
    printer.bold(true).unwrap().print().unwrap();
    assert_eq!(memory.take(), b"\x1bE\x01");
    printer.feeds(2).unwrap().print().unwrap();
    assert_eq!(memory.take(), b"\x1bd\x02");
}

#[test]
fn the_crates_drawer_pulse_has_no_times_and_would_eat_two_letters() {
    assert_eq!(
        written(|p| p.cash_drawer(CashDrawer::Pin2).map(drop), None),
        b"\x1bp\0"
    );
}

#[test]
fn the_crates_partial_cut_is_a_full_one() {
    // GS V A cuts through after a feed, and its last byte is the feed: only GS V B leaves a point.
    assert_eq!(written(|p| p.partial_cut().map(drop), None), b"\x1dVA\x01");
}

#[test]
fn the_crate_sends_raw_utf8_for_what_a_page_lacks() {
    let dash: Call = |p| p.write("—").map(drop);
    assert_eq!(written(dash, Some(PageCode::PC866)), "—".as_bytes());
    assert_eq!(written(dash, None), "—".as_bytes());
}

#[test]
fn the_crates_status_query_puts_a_nul_into_the_text() {
    let query: Call = |p| p.real_time_status(RealTimeStatusRequest::Printer).map(drop);
    assert_eq!(written(query, None), b"\x10\x04\x01\0");
}

#[test]
fn the_crates_own_qr_is_of_a_model_that_telephones_refuse() {
    let plain: Call = |p| p.qrcode("AB").map(drop);
    assert!(written(plain, None).starts_with(b"\x1d(k\x04\x001A1\0"));
}

#[test]
fn the_crate_prints_everything_again_after_a_failed_write() {
    #[derive(Clone, Default)]
    struct Failing(Memory, std::rc::Rc<std::cell::Cell<u8>>);
    impl Driver for Failing {
        fn name(&self) -> String {
            "failing".to_owned()
        }
        fn write(&self, data: &[u8]) -> Result<()> {
            self.1.set(self.1.get() + 1);
            if self.1.get() == 2 {
                return Err(escpos::errors::PrinterError::Io("unplugged".to_owned()));
            }
            self.0.write(data)
        }
        fn read(&self, _buffer: &mut [u8]) -> Result<usize> {
            Ok(0)
        }
        fn flush(&self) -> Result<()> {
            Ok(())
        }
    }
    let failing = Failing::default();
    let mut printer = Printer::new(failing.clone(), Protocol::default(), None);
    printer.bold(true).unwrap().feeds(1).unwrap();
    assert!(printer.print().is_err());
    printer.print().unwrap();
    assert_eq!(failing.0.take(), b"\x1bE\x01\x1bE\x01\x1bd\x01");
}

#[test]
fn the_crate_lets_commands_in_a_text_through() {
    let name: Call = |p| p.write("A\u{1b}@B").map(drop);
    assert_eq!(written(name, Some(PageCode::PC866)), b"A\x1b@B");
    // Ours cannot: see the tests of the characters.
}
