//! A scanner by the bytes it sends.

use proptest::collection::vec;
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use super::{Gather, MAX_SCAN, Scan};
use paydesk_domain::bill::Bill;

const FIELDS: &str = "|Name=АО «Демо-Сбыт»|PersonalAcc=40702810000000000001|BankName=Демо-Банк|BIC=040000000\
                      |CorrespAcc=30101810000000000000|PayeeINN=7700000001|PersAcc=5012345678|Sum=123456";

fn all(bytes: &[u8]) -> Vec<Scan> {
    Gather::default().take(bytes, 1_000)
}

fn texts(expected: &[&str]) -> Vec<Scan> {
    let text = |text: &&str| Scan::Text((*text).to_owned());
    expected.iter().map(text).collect()
}

fn bill(digit: char, encoding: &'static encoding_rs::Encoding) -> Vec<u8> {
    let text = format!("ST0001{digit}{FIELDS}\r\n");
    encoding.encode(&text).0.into_owned()
}

#[test]
fn a_code_ends_with_cr_or_lf_or_both() {
    for bytes in ["4410209377\r", "4410209377\n", "\r\n4410209377\r\n\r\n"] {
        assert_eq!(all(bytes.as_bytes()), texts(&["4410209377"]), "{bytes:?}");
    }
    assert_eq!(all(b"12\r\n34\r56\n7"), texts(&["12", "34", "56"]));
}

#[test]
fn a_code_that_comes_in_pieces_is_one_code() {
    let mut gather = Gather::default();
    for (at, byte) in (7_000..).step_by(9).zip(*b"4410209377") {
        assert_eq!(gather.take(&[byte], at), []);
    }
    assert_eq!(gather.take(b"\r", 7_100), texts(&["4410209377"]));
}

#[test]
fn what_never_ended_is_no_part_of_the_next_code() {
    let mut gather = Gather::default();
    assert_eq!(gather.take(b"4410", 7_000), []);
    assert_eq!(gather.take(b"209377\r", 7_501), texts(&["209377"]));
    assert_eq!(gather.take(b"4410", 9_000), []);
    assert_eq!(gather.take(b"209377\r", 9_500), texts(&["4410209377"]));
}

#[test]
fn a_bill_is_read_in_the_letters_that_it_names() {
    let expected = format!(
        "|Name=АО «Демо-Сбыт»{}",
        &FIELDS["|Name=АО «Демо-Сбыт»".len()..]
    );
    for (digit, encoding) in [('1', encoding_rs::WINDOWS_1251), ('2', encoding_rs::UTF_8)] {
        let text = format!("ST0001{digit}{expected}");
        assert_eq!(all(&bill(digit, encoding)), texts(&[&text]));
        let bill = Bill::parse(&text).expect("a bill");
        assert_eq!(bill.payee, "АО «Демо-Сбыт»");
        assert_eq!(bill.sum_minor, Some(123_456));
    }
    // KOI8-R has no guillemets.
    let plain = FIELDS.replace(['«', '»'], "\"");
    let text = format!("ST00013{plain}");
    let bytes = encoding_rs::KOI8_R.encode(&text).0.into_owned();
    assert_eq!(all(&[&bytes[..], b"\r"].concat()), texts(&[&text]));
}

#[test]
fn letters_that_are_not_those_a_bill_names_are_not_guessed() {
    let wrong = bill('2', encoding_rs::WINDOWS_1251);
    assert_eq!(all(&wrong), [Scan::Unreadable]);
}

#[test]
fn separators_that_scanners_lose_are_not_missed_in_a_number() {
    assert_eq!(all(b"\x1d4410\x1d209377\r"), texts(&["4410209377"]));
    assert_eq!(
        all(b"\xef\xbb\xbf4410209377\r"),
        texts(&["4410209377"]),
        "a mark of encoding is no part of a code"
    );
}

#[test]
fn noise_is_told_and_never_passed_on() {
    for noise in [
        &b"\xff\xfe\x80\r"[..],
        b"44\x0010\r",
        b"\x1b[2J\r",
        b"44\x0810\r",
    ] {
        assert_eq!(all(noise), [Scan::Unreadable], "{noise:?}");
    }
    let long = [&vec![b'7'; MAX_SCAN + 1][..], b"\r12\r"].concat();
    assert_eq!(all(&long), [Scan::Unreadable, Scan::Text("12".to_owned())]);
    let longest = [&vec![b'7'; MAX_SCAN][..], b"\r"].concat();
    assert_eq!(all(&longest), texts(&[&"7".repeat(MAX_SCAN)]));
}

#[test]
fn a_scan_prints_itself_without_its_text() {
    let scan = Scan::Text("4410209377".to_owned());
    assert!(!format!("{scan:?}").contains("4410"));
}

proptest! {
    #[test]
    fn any_bytes_in_any_pieces_give_the_same_codes(
        bytes in vec(any::<u8>(), 0..600), piece in 1..50_usize,
    ) {
        let mut gather = Gather::default();
        let pieces: Vec<Scan> = bytes.chunks(piece).flat_map(|some| gather.take(some, 1_000)).collect();
        prop_assert_eq!(&pieces, &all(&bytes));
        for scan in pieces {
            if let Scan::Text(text) = scan {
                prop_assert!(!text.is_empty() && !text.contains(char::is_control));
            }
        }
    }
}

#[cfg(unix)]
mod on_a_line {
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Duration;

    use super::super::{Scan, Scanner, ScannerConfig, look};
    use super::texts;
    use crate::serial::fake::{Fake, Socket};
    use crate::serial::{DeviceState, SerialFault};

    const PATIENCE: Duration = Duration::from_secs(60);

    fn start(socket: &Socket) -> (Scanner, Receiver<Scan>) {
        let config = ScannerConfig {
            port: socket.name(),
            baud: 9_600,
        };
        let (say, scans) = channel();
        let deliver = move |scan| say.send(scan).is_ok();
        let scanner = Scanner::start_with(config, Duration::from_millis(5), deliver);
        (scanner, scans)
    }

    fn until(scanner: &Scanner, state: DeviceState) {
        scanner
            .shared
            .wait(PATIENCE, |inside| inside.state == state);
        assert_eq!(scanner.state(), state);
    }

    #[test]
    fn what_is_scanned_is_delivered() {
        let mut device = Fake::new();
        let socket = Socket::with(&device);
        let (scanner, scans) = start(&socket);
        device.says(b"4410209377\r\n");
        let scan = [scans.recv_timeout(PATIENCE).expect("a scan")];
        assert_eq!(scan.to_vec(), texts(&["4410209377"]));
        until(&scanner, DeviceState::Works);
    }

    #[test]
    fn a_scanner_that_is_pulled_out_and_plugged_in_again_goes_on() {
        let mut device = Fake::new();
        let socket = Socket::with(&device);
        let (scanner, scans) = start(&socket);
        until(&scanner, DeviceState::Works);
        // It is pulled out in the middle of a code.
        device.says(b"4410");
        socket.pull();
        until(&scanner, DeviceState::Fault(SerialFault::Missing));
        let mut other = Fake::new();
        socket.plug(&other);
        other.says(b"209377\r");
        let scan = [scans.recv_timeout(PATIENCE).expect("a scan")];
        assert_eq!(scan.to_vec(), texts(&["209377"]));
        until(&scanner, DeviceState::Works);
    }

    #[test]
    fn a_scanner_whose_line_ends_is_looked_for_again() {
        let device = Fake::new();
        let socket = Socket::with(&device);
        let (scanner, _scans) = start(&socket);
        until(&scanner, DeviceState::Works);
        // The other side hangs up while the name stays.
        drop(device);
        scanner.shared.wait(PATIENCE, |inside| {
            matches!(inside.state, DeviceState::Fault(_))
        });
        assert!(matches!(scanner.state(), DeviceState::Fault(_)));
    }

    #[test]
    fn a_scanner_that_is_not_there_is_waited_for() {
        let socket = Socket::empty();
        let (scanner, scans) = start(&socket);
        until(&scanner, DeviceState::Fault(SerialFault::Missing));
        let config = ScannerConfig {
            port: socket.name(),
            baud: 9_600,
        };
        assert_eq!(look(&config), Err(SerialFault::Missing));
        let mut device = Fake::new();
        socket.plug(&device);
        device.says(b"4410209377\r");
        let scan = [scans.recv_timeout(PATIENCE).expect("a scan")];
        assert_eq!(scan.to_vec(), texts(&["4410209377"]));
    }

    #[test]
    fn its_thread_ends_with_its_owner_or_its_listener() {
        let device = Fake::new();
        let socket = Socket::with(&device);
        let (scanner, scans) = start(&socket);
        drop(scanner);
        // The sender goes with the thread.
        assert!(
            scans
                .recv_timeout(PATIENCE)
                .is_err_and(|error| { error == std::sync::mpsc::RecvTimeoutError::Disconnected })
        );
    }
}
