//! The customer's display and the scanner, as a shop plugs them in: on a line, pulled out, or never there.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};

use super::rig::Rig;
use super::rig::till::Till;

/// A device at the other end of a line. Both ends are held, so that a till may come and go.
struct Line {
    ours: File,
    _theirs: File,
    name: String,
}

impl Line {
    fn new() -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&ours).unwrap();
        unlockpt(&ours).unwrap();
        let name = ptsname(&ours, Vec::new()).unwrap().into_string().unwrap();
        let flags = OFlags::RDWR | OFlags::NOCTTY;
        let theirs = open(Path::new(&name), flags, Mode::empty()).unwrap();
        let mut modes = tcgetattr(&theirs).unwrap();
        modes.make_raw();
        tcsetattr(&theirs, OptionalActions::Now, &modes).unwrap();
        Self {
            ours: File::from(ours),
            _theirs: File::from(theirs),
            name,
        }
    }

    /// What it has been told up to these words.
    fn told_until(&mut self, words: &str) -> String {
        let mut told = Vec::new();
        let mut one = [0];
        while !told.ends_with(words.as_bytes()) {
            let patience = Timespec::try_from(Duration::from_secs(60)).unwrap();
            let mut polled = [PollFd::new(&self.ours, PollFlags::IN)];
            let ready = poll(&mut polled, Some(&patience)).unwrap();
            assert_eq!(ready, 1, "{:?}", String::from_utf8_lossy(&told));
            self.ours.read_exact(&mut one).unwrap();
            told.extend(one);
        }
        String::from_utf8(told).unwrap()
    }
}

fn add_display(till: &Till, port: &str) {
    let part =
        format!("[display]\nport = \"{port}\"\ncommands = \"epson\"\npage = \"latin\"\n[cashier]");
    till.change_settings("[cashier]", &part);
}

#[test]
fn a_display_shows_a_test_text() {
    let rig = Rig::new();
    let none = rig.till.run(&["display", "test"]);
    assert_eq!(none.code, 2, "{none:?}");
    assert!(none.stderr.contains("[display]"), "{none:?}");
    let mut line = Line::new();
    add_display(&rig.till, &line.name);
    let shown = rig.till.run(&["display", "test", "--json"]);
    assert_eq!(shown.code, 0, "{shown:?}");
    assert_eq!(shown.json()["ok"], true);
    let told = line.told_until("PAYDESK 1234567.89  ");
    assert!(told.starts_with("\u{1b}@\u{c}"), "{told:?}");
}

#[test]
fn the_customer_reads_sum_and_change_of_a_sale_from_the_command_line() {
    let rig = Rig::new();
    let mut line = Line::new();
    add_display(&rig.till, &line.name);
    let number = [
        "--number",
        "9161234567",
        "--amount",
        "500",
        "--handed",
        "1000",
    ];
    rig.till.sell("demo-mobile", &number).assert_sale(0, "paid");
    let told = line.told_until("CHANGE     490.00 r.");
    let [to_pay, received] = ["TO PAY", "RECEIVED 1,000.00 r."].map(|words| told.find(words));
    assert!(received.is_some(), "{told:?}");
    // Newer rows may have come before the sum was written.
    assert!(to_pay < received, "{told:?}");
    assert!(!told.contains("4567"), "no number stands there: {told:?}");
}

#[test]
fn devices_that_are_not_there_are_named_and_stop_no_sale() {
    let rig = Rig::new();
    let gone = rig.till.folder.join("ttyUSB7").display().to_string();
    add_display(&rig.till, &gone);
    let part = format!("[scanner]\nport = \"{gone}\"\n[cashier]");
    rig.till.change_settings("[cashier]", &part);
    let said = rig.till.run(&["doctor"]);
    assert_eq!(said.code, 1, "{said:?}");
    for part in [
        "Customer display: WRONG",
        "Scanner: WRONG",
        "Payments go on without it",
    ] {
        assert!(
            said.stdout.to_lowercase().contains(&part.to_lowercase()),
            "{part}: {said:?}"
        );
    }
    let tried = rig.till.run(&["display", "test"]);
    assert_eq!(tried.code, 1, "{tried:?}");
    assert!(tried.stderr.contains("is not there"), "{tried:?}");
    rig.till.sell_500("9161234567").assert_sale(0, "paid");
}

#[test]
fn devices_that_are_there_are_well() {
    let rig = Rig::new();
    let line = Line::new();
    add_display(&rig.till, &line.name);
    let said = rig.till.run(&["doctor"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.stdout.contains("Customer display: ok"), "{said:?}");
}
