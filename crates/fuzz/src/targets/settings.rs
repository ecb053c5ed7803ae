//! The till's files of settings: `config.toml`, `preferences.toml`, a printer's profile. The first byte chooses.

use std::path::{Path, PathBuf};

use paydesk_adapters::config::Config;
use paydesk_adapters::paths::private_file;
use paydesk_adapters::preferences::{self, Preferences};
use paydesk_cheque::escpos::{drawer_kick, encode};
use paydesk_cheque::layout::lay_out_for;
use paydesk_cheque::profile::{COLUMNS_MAX, COLUMNS_MIN, PrinterProfile};
use paydesk_domain::provider::DEMO_CATALOGUE;
use tempfile::TempDir;

use super::paper;
use crate::input::Input;
use crate::{Target, Verdict};

pub(crate) const TARGET: Target = Target {
    name: "settings",
    run,
    words: &[
        "[server]\n",
        "[point]\n",
        "[cashier]\n",
        "[paper]\n",
        "[printer]\n",
        "[drawer]\n",
        "address = \"",
        "https://",
        "http://127.0.0.1:1",
        "profile = \"paydesk\"\n",
        "hash = \"md5\"\n",
        "utc_offset = \"+14:59\"\n",
        "utc_offset = \"-99:00\"\n",
        "pay_tool = 2\n",
        "text_percent = 150\n",
        "lock_after_min = 15\n",
        "presets = [\"1\", \"2,50\"]\n",
        "theme = \"dark\"\n",
        "columns = 80\n",
        "page = 255\n",
        "pin = 5\n",
        "on_ms = 510\n",
        "feed_lines = 20\n",
        "cutter = \"full\"\n",
        "-1",
        "\"",
        "../",
        "\u{0}",
    ],
    runs: 6_000,
};

fn run(bytes: &[u8]) -> Verdict {
    let mut input = Input::new(bytes);
    match input.index(3) {
        0 => config(input.rest()),
        1 => wishes(input.rest()),
        _ => printer(input.rest()),
    }
}

/// A folder in memory where there is one: nothing here is about disks.
pub(crate) fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let place: PathBuf = if memory.is_dir() {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    };
    TempDir::new_in(place).expect("a folder")
}

fn put(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let file = folder.path().join(name);
    private_file(&file, bytes).expect("a file");
    file
}

fn config(text: &[u8]) -> Verdict {
    let folder = folder();
    put(&folder, "demo.toml", DEMO_CATALOGUE.as_bytes());
    let file = put(&folder, "config.toml", text);
    let config = match Config::read(&file) {
        Ok(config) => config,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return Verdict::Refused;
        }
    };
    let address = config.address.to_string();
    let is_here = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    assert!(
        address.starts_with("https://") || is_here.iter().any(|here| address.starts_with(here)),
        "payments in clear: {address}"
    );
    assert!(!config.cashier.trim().is_empty());
    assert!(config.terms.pay_tool <= 2);
    assert!((-14 * 60 - 59..=14 * 60 + 59).contains(&config.utc_offset_minutes));
    assert!(
        config
            .terms
            .profile
            .terms()
            .only_hash
            .is_none_or(|only| only == config.terms.hash)
    );
    assert!(config.catalogue.providers().next().is_some());
    Verdict::Taken
}

fn wishes(text: &[u8]) -> Verdict {
    let folder = folder();
    put(&folder, "preferences.toml", text);
    let (read, fault) = preferences::read(folder.path());
    if fault.is_some() {
        assert_eq!(read, Preferences::default(), "half of a file that is wrong");
        return Verdict::Refused;
    }
    preferences::write(folder.path(), &read).expect("what was read may be written");
    assert_eq!(preferences::read(folder.path()), (read, None));
    Verdict::Taken
}

fn printer(text: &[u8]) -> Verdict {
    let text = String::from_utf8_lossy(text);
    let Ok(profile) = PrinterProfile::from_toml(&text) else {
        return Verdict::Refused;
    };
    assert!((COLUMNS_MIN..=COLUMNS_MAX).contains(&profile.columns));
    let kick = drawer_kick(&profile);
    assert_eq!(
        kick.len(),
        if profile.drawer.is_some() && profile.commands {
            5
        } else {
            0
        }
    );
    let layout = lay_out_for(&paper::document(&mut Input::new(b"")), &profile);
    paper::assert_prints(&encode(&layout, &profile), &layout, &profile);
    Verdict::Taken
}
