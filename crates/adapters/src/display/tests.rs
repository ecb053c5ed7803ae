//! A display by the bytes that reach it.

use paydesk_domain::language::Language;
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use super::encode::{greeting, rows};
use super::worker::Pace;
use super::{COLUMNS, Commands, DisplayConfig, Page, Row, Rows};

fn config(commands: Commands, page: Page) -> DisplayConfig {
    DisplayConfig {
        port: "/dev/nowhere/ttyUSB7".to_owned(),
        baud: 9_600,
        commands,
        page,
        page_number: None,
    }
}

fn row(left: &str, right: &str) -> Row {
    Row {
        left: left.to_owned(),
        right: right.to_owned(),
    }
}

fn to_pay(sum: &str) -> Rows {
    Rows {
        rows: [row("К ОПЛАТЕ", ""), row("", sum)],
        language: Language::Ru,
    }
}

/// What stands in both rows of a display with these characters.
fn shown(page: Page, what: &Rows) -> [Vec<u8>; 2] {
    let bytes = rows(&config(Commands::Epson, page), what);
    let (upper, lower) = bytes.split_at(4 + COLUMNS);
    [upper[4..].to_vec(), lower[4..].to_vec()]
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("Latin letters")
}

#[test]
fn epson_displays_are_cleared_once_and_then_written_over() {
    let config = config(Commands::Epson, Page::Latin);
    assert_eq!(greeting(&config), b"\x1b@\x0c");
    assert_eq!(
        rows(&config, &to_pay("510,00")),
        b"\x1f\x24\x01\x01K OPLATE            \x1f\x24\x01\x02              510,00"
    );
}

#[test]
fn cd5220_displays_get_a_row_at_a_time() {
    let config = config(Commands::Cd5220, Page::Latin);
    assert_eq!(greeting(&config), b"\x1b@\x0c");
    assert_eq!(
        rows(&config, &to_pay("510,00")),
        b"\x1bQAK OPLATE            \r\x1bQB              510,00\r"
    );
}

#[test]
fn pages_have_the_numbers_of_displays_and_not_those_of_printers() {
    for (page, number) in [(Page::Pc866, 11), (Page::Wpc1251, 12)] {
        let mut config = config(Commands::Epson, page);
        assert_eq!(greeting(&config), [0x1b, b'@', 0x1b, b't', number, 0x0c]);
        config.page_number = Some(7);
        assert_eq!(greeting(&config), [0x1b, b'@', 0x1b, b't', 7, 0x0c]);
    }
}

#[test]
fn the_same_words_are_right_on_every_page() {
    let what = to_pay("1\u{a0}253,08\u{a0}₽");
    let [upper, lower] = shown(Page::Pc866, &what);
    assert!(upper.starts_with(&[0x8a, b' ', 0x8e, 0x8f, 0x8b, 0x80, 0x92, 0x85]));
    assert!(lower.ends_with(b"1 253,08 \xe0."));
    let [upper, lower] = shown(Page::Wpc1251, &what);
    assert!(upper.starts_with(&[0xca, b' ', 0xce, 0xcf, 0xcb, 0xc0, 0xd2, 0xc5]));
    assert!(lower.ends_with(b"1 253,08 \xf0."));
    let [upper, lower] = shown(Page::Latin, &what);
    assert!(upper.starts_with(b"K OPLATE "));
    assert!(lower.ends_with(b" 1 253,08 r."));
}

#[test]
fn what_no_page_has_is_spelled() {
    let assert_spelled = |language, from: &str, to: &str| {
        let what = Rows {
            rows: [row(from, ""), row("", "")],
            language,
        };
        let [upper, _] = shown(Page::Latin, &what);
        assert_eq!(text(&upper).trim_end(), to);
    };
    assert_spelled(Language::Ru, "ЩИТ Щит объём", "SHCHIT Shchit obem");
    assert_spelled(Language::Bg, "ЩАСТИЕ хляб ръка", "SHTASTIE hlyab raka");
    assert_spelled(Language::Bg, "ЗА ПЛАЩАНЕ", "ZA PLASHTANE");
    assert_spelled(Language::En, "«a» – b… № 5 漢", "\"a\" - b... No. 5 ?");
    assert_spelled(Language::Bg, "12,50 €", "12,50 EUR");
    let euro = Rows {
        rows: [row("ѝ", "12,50 €"), row("", "")],
        language: Language::Bg,
    };
    assert!(shown(Page::Wpc1251, &euro)[0].ends_with(b"12,50 \x88"));
    assert!(shown(Page::Wpc1251, &euro)[0].starts_with(b"\xe8"));
    assert!(shown(Page::Pc866, &euro)[0].ends_with(b"12,50 EUR"));
}

#[test]
fn a_sum_is_never_cut_and_words_make_room_for_it() {
    let what = Rows {
        rows: [
            row("ПОЛУЧЕНО НАЛИЧНЫМИ", "10 000,00"),
            row("", "1 000 000 000 000,00 р."),
        ],
        language: Language::Ru,
    };
    let [upper, lower] = shown(Page::Latin, &what);
    assert_eq!(text(&upper), "POLUCHENO  10 000,00");
    assert_eq!(text(&lower), "  1000000000000,00r.");
    let longer = Rows {
        rows: [row("", "100 000 000 000 000 000,00"), row("", "")],
        language: Language::Ru,
    };
    let [upper, _] = shown(Page::Latin, &longer);
    assert_eq!(
        text(&upper),
        " ".repeat(COLUMNS),
        "half a sum is another sum"
    );
}

proptest! {
    #[test]
    fn whatever_is_shown_fills_its_row_and_commands_nothing(
        left in any::<String>(), right in any::<String>(), language in 0..3_usize,
    ) {
        let what = Rows { rows: [row(&left, &right), row(&right, &left)], language: Language::ALL[language] };
        for page in [Page::Pc866, Page::Wpc1251, Page::Latin] {
            prop_assert_eq!(
                rows(&config(Commands::Epson, page), &what).len(),
                2 * (4 + COLUMNS)
            );
            for row in shown(page, &what) {
                prop_assert_eq!(row.len(), COLUMNS);
                prop_assert!(row.iter().all(|byte| (0x20..=0x7e).contains(byte) || *byte >= 0x80));
            }
        }
    }
}

#[test]
fn there_are_at_most_five_updates_in_a_second() {
    let pause = std::time::Duration::from_millis(200);
    let mut pace = Pace::default();
    let (mut now, mut updates) = (5_000, Vec::new());
    // Somebody wants another row every millisecond.
    while now < 7_000 {
        if pace.wait(now, pause).is_zero() {
            pace.mark(now);
            updates.push(now);
        }
        now += 1;
    }
    assert_eq!(updates.len(), 10);
    assert_eq!(updates[0], 5_000, "the first one does not wait");
    assert!(updates.windows(2).all(|two| two[1] - two[0] >= 200));
}

#[cfg(unix)]
mod on_a_line {
    use std::time::Duration;

    use super::super::worker::Pauses;
    use super::super::{Display, look, show_once};
    use super::{Commands, DisplayConfig, Page, Rows, config, greeting, rows, to_pay};
    use crate::serial::fake::{Fake, Socket};
    use crate::serial::{DeviceState, SerialFault};

    const SOON: Pauses = Pauses {
        update: Duration::ZERO,
        look: Duration::from_millis(5),
    };
    /// Nothing is written twice before the end.
    const ONCE: Pauses = Pauses {
        update: Duration::from_secs(3_600),
        look: Duration::from_secs(3_600),
    };

    fn at(socket: &Socket) -> DisplayConfig {
        DisplayConfig {
            port: socket.name(),
            ..config(Commands::Epson, Page::Pc866)
        }
    }

    /// What a display is told that is greeted and shown this.
    fn greeted(config: &DisplayConfig, what: &Rows) -> Vec<u8> {
        [greeting(config), rows(config, what)].concat()
    }

    fn until(display: &Display, state: DeviceState) {
        let patience = Duration::from_secs(60);
        display.shared.wait(patience, |want| want.state == state);
        assert_eq!(display.state(), state);
    }

    #[test]
    fn a_display_is_greeted_and_shows_what_it_is_given() {
        let mut device = Fake::new();
        let socket = Socket::with(&device);
        let config = at(&socket);
        let display = Display::start_with(config.clone(), SOON);
        assert_eq!(display.state(), DeviceState::Untried);
        let (first, second) = (to_pay("510,00"), to_pay("515,00"));
        display.show(&first);
        let told = device.told_until(&rows(&config, &first));
        assert_eq!(told, greeted(&config, &first));
        until(&display, DeviceState::Works);
        display.show(&second);
        let told = device.told_until(&rows(&config, &second));
        assert_eq!(told, rows(&config, &second), "greeted once");
    }

    #[test]
    fn the_newest_wins_and_is_written_at_the_end() {
        let mut device = Fake::new();
        let socket = Socket::with(&device);
        let config = at(&socket);
        let display = Display::start_with(config.clone(), ONCE);
        let first = to_pay("0,00");
        display.show(&first);
        let _ = device.told_until(&rows(&config, &first));
        for sum in 1..=500 {
            display.show(&to_pay(&format!("{sum},00")));
        }
        drop(display);
        let last = to_pay("500,00");
        let told = device.told_until(&rows(&config, &last));
        assert_eq!(told, rows(&config, &last));
    }

    #[test]
    fn a_display_that_was_pulled_out_shows_the_same_again_when_it_is_back() {
        let mut device = Fake::new();
        let socket = Socket::with(&device);
        let config = at(&socket);
        let display = Display::start_with(config.clone(), SOON);
        let what = to_pay("510,00");
        display.show(&what);
        let _ = device.told_until(&rows(&config, &what));
        until(&display, DeviceState::Works);
        socket.pull();
        until(&display, DeviceState::Fault(SerialFault::Missing));
        let mut other = Fake::new();
        socket.plug(&other);
        let told = other.told_until(&rows(&config, &what));
        assert_eq!(told, greeted(&config, &what));
        until(&display, DeviceState::Works);
    }

    #[test]
    fn a_display_that_is_not_there_is_told_and_holds_nobody_up() {
        let socket = Socket::empty();
        let config = at(&socket);
        let display = Display::start_with(config.clone(), SOON);
        display.show(&to_pay("510,00"));
        until(&display, DeviceState::Fault(SerialFault::Missing));
        assert_eq!(look(&config), Err(SerialFault::Missing));
        assert_eq!(
            show_once(&config, &to_pay("1,00")),
            Err(SerialFault::Missing)
        );
        drop(display);
    }

    #[test]
    fn what_is_no_serial_line_is_broken() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let config = DisplayConfig {
            port: file.path().display().to_string(),
            ..config(Commands::Cd5220, Page::Latin)
        };
        assert_eq!(look(&config), Err(SerialFault::Broken));
    }

    #[test]
    fn trying_a_display_greets_it_and_writes_both_rows() {
        let mut device = Fake::new();
        let socket = Socket::with(&device);
        let config = at(&socket);
        let what = to_pay("510,00");
        assert_eq!(look(&config), Ok(()));
        assert_eq!(show_once(&config, &what), Ok(()));
        let told = device.told_until(&rows(&config, &what));
        assert_eq!(told, greeted(&config, &what));
    }
}
