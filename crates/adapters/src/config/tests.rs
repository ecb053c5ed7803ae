//! Settings as an engineer writes them: the full example, and every mistake by its name.

use std::fs;
use std::path::{Path, PathBuf};

use paydesk_cyberplat::ipriv::Hash;
use paydesk_cyberplat::profile::Profile;
use paydesk_domain::language::Language;
use paydesk_domain::provider::DEMO_CATALOGUE;
use tempfile::TempDir;

use super::{Config, ConfigError, PassPhrase, utc_offset};
use crate::display::{Commands, DisplayConfig, Page};
use crate::paths::private_file;
use crate::printer::PrinterAddress;
use crate::scanner::ScannerConfig;

const FULL: &str = r#"
providers = ["catalogue/demo.toml"]

[server]
address = "https://pay.example.org"
profile = "cyberplat"
serial = 64182
keys = "keys/pubkeys.key"
hash = "md5"
legacy = true
authority = "keys/ca.pem"

[point]
dealer = "17031"
point = "17032"
cashier = "17034"
key = "keys/secret.key"
pass_phrase_file = "keys/phrase.txt"
pay_tool = 0
term_id = "17032001"

[cashier]
full_name = " Иванова Мария Петровна "

[paper]
language = "bg"
utc_offset = "+02:00"
dealer_name = "ООО «Связной мир»"
dealer_tax_number = "7701234567"
dealer_address = "Москва"
point_name = "Салон на Тверской"
point_address = "Тверская, 1"
till = "Касса 2"
claims_phone = "+74950000000"
operator_phone = "+78000000000"

[printer]
address = "file:papers"
profile = "generic-58"

[display]
port = "/dev/ttyUSB1"
commands = "cd5220"
page = "wpc1251"
page_number = 6
baud = 19200

[scanner]
port = "/dev/ttyACM0"
baud = 115200
"#;

const LEAST: &str = r#"
providers = ["catalogue/demo.toml"]
[server]
address = "https://pay.example.org"
profile = "paydesk"
serial = 1
keys = "pubkeys.key"
[point]
dealer = "1"
point = "2"
cashier = "3"
key = "secret.key"
[cashier]
full_name = "Иванова"
"#;

/// A settings folder with a catalogue and these settings.
fn folder(settings: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().expect("folder");
    fs::create_dir(folder.path().join("catalogue")).expect("folder");
    let catalogue = folder.path().join("catalogue/demo.toml");
    private_file(&catalogue, DEMO_CATALOGUE.as_bytes()).expect("catalogue");
    let file = folder.path().join("config.toml");
    private_file(&file, settings.as_bytes()).expect("settings");
    (folder, file)
}

fn read(settings: &str) -> Result<Config, ConfigError> {
    let (_folder, file) = folder(settings);
    Config::read(&file)
}

fn wrong(settings: &str) -> String {
    match read(settings) {
        Err(error @ ConfigError::Wrong { .. }) => error.to_string(),
        other => panic!("expected a fault, got {other:?}"),
    }
}

#[test]
fn a_full_example_says_everything() {
    let (folder, file) = folder(FULL);
    let config = Config::read(&file).expect("settings");
    let beside = |name: &str| folder.path().join(name);
    assert_eq!(config.address.to_string(), "https://pay.example.org");
    assert_eq!(config.authority, Some(beside("keys/ca.pem")));
    assert_eq!(config.terms.profile, Profile::Cyberplat);
    assert_eq!(config.terms.server_serial, 64_182);
    assert_eq!(config.terms.hash, Hash::Md5);
    assert_eq!(config.terms.identity.dealer.as_wire(), "17031");
    assert_eq!(config.terms.identity.point.as_wire(), "17032");
    assert_eq!(config.terms.identity.cashier.as_wire(), "17034");
    assert_eq!(config.terms.term_id.as_deref(), Some("17032001"));
    assert_eq!(config.server_keys, beside("keys/pubkeys.key"));
    assert_eq!(config.key, beside("keys/secret.key"));
    let phrase = PassPhrase::File(beside("keys/phrase.txt"));
    assert_eq!(config.pass_phrase, phrase);
    assert!(config.legacy);
    assert!(config.catalogue.providers().count() > 1);
    assert_eq!(config.cashier, "Иванова Мария Петровна");
    assert_eq!(config.heading.dealer_name, "ООО «Связной мир»");
    assert_eq!(config.heading.point_code, "17032");
    assert_eq!(config.heading.till, "Касса 2");
    assert_eq!(config.heading.operator_phone, "+78000000000");
    assert_eq!(config.language, Language::from_tag("bg").expect("language"));
    assert_eq!(config.utc_offset_minutes, 120);
    let papers = PrinterAddress::Folder(Some(beside("papers")));
    assert_eq!(config.printer.address, papers);
    assert_eq!(config.printer.profile, "generic-58");
    assert_eq!(config.profiles, beside("printers"));
    let display = DisplayConfig {
        port: "/dev/ttyUSB1".to_owned(),
        baud: 19_200,
        commands: Commands::Cd5220,
        page: Page::Wpc1251,
        page_number: Some(6),
    };
    assert_eq!(config.display, Some(display));
    let scanner = ScannerConfig {
        port: "/dev/ttyACM0".to_owned(),
        baud: 115_200,
    };
    assert_eq!(config.scanner, Some(scanner));
}

#[test]
fn devices_need_a_port_and_no_more_than_must_be_said() {
    let config = read(LEAST).expect("settings");
    assert_eq!((config.display, config.scanner), (None, None));
    let some = "[display]\nport = \"COM3\"\ncommands = \"epson\"\n[scanner]\nport = \"COM4\"\n";
    let config = read(&format!("{LEAST}{some}")).expect("settings");
    let display = config.display.expect("a display");
    assert_eq!((display.baud, display.page), (9_600, Page::Latin));
    assert_eq!(config.scanner.expect("a scanner").baud, 9_600);
    for (part, key) in [
        ("[display]\nport = \"COM3\"", "commands"),
        ("[display]\ncommands = \"epson\"", "port"),
        (
            "[display]\nport = \" \"\ncommands = \"epson\"",
            "display.port",
        ),
        ("[display]\nport = \"COM3\"\ncommands = \"star\"", "star"),
        (
            "[display]\nport = \"COM3\"\ncommands = \"epson\"\npage = \"pc437\"",
            "pc437",
        ),
        (
            "[display]\nport = \"COM3\"\ncommands = \"epson\"\ncolour = 1",
            "colour",
        ),
        ("[scanner]\nport = \"\"", "scanner.port"),
        ("[scanner]\nport = \"COM4\"\nbaud = 9601", "scanner.baud"),
        ("[scanner]\nport = \"COM4\"\nprefix = \"]Q1\"", "prefix"),
    ] {
        let wrong = wrong(&format!("{LEAST}{part}\n"));
        assert!(wrong.contains(key), "{part}: {wrong}");
    }
}

#[test]
fn the_least_that_must_be_said_leads_to_safe_defaults() {
    let config = read(LEAST).expect("settings");
    assert_eq!(config.terms.hash, Hash::Sha256);
    assert!(!config.legacy);
    assert_eq!(config.authority, None);
    assert_eq!(config.pass_phrase, PassPhrase::None);
    assert_eq!(config.utc_offset_minutes, 180);
    assert_eq!(config.printer.address, PrinterAddress::Folder(None));
}

#[test]
fn a_file_saved_by_a_windows_editor_is_read() {
    let windows = format!("\u{feff}{}", LEAST.replace('\n', "\r\n"));
    assert!(read(&windows).is_ok(), "{:?}", read(&windows));
}

#[test]
fn full_paths_stay_and_others_count_from_the_settings_file() {
    let absolute = if cfg!(windows) {
        "C:/k/secret.key"
    } else {
        "/k/secret.key"
    };
    let settings = LEAST.replace("key = \"secret.key\"", &format!("key = {absolute:?}"));
    let (folder, file) = folder(&settings);
    let config = Config::read(&file).expect("settings");
    assert_eq!(config.key, Path::new(absolute));
    assert_eq!(config.server_keys, folder.path().join("pubkeys.key"));
}

#[test]
fn a_missing_settings_file_is_told_from_a_wrong_one() {
    let folder = TempDir::new().expect("folder");
    let file = folder.path().join("config.toml");
    let missing = Config::read(&file).expect_err("missing");
    assert_eq!(missing, ConfigError::Missing(file));
}

#[test]
fn every_mistake_names_its_key() {
    for (right, mistaken, key) in [
        (
            "https://pay.example.org",
            "http://pay.example.org",
            "server.address",
        ),
        (
            "https://pay.example.org",
            "https://pay.example.org/cgi-bin",
            "server.address",
        ),
        ("\"paydesk\"", "\"other\"", "server.profile"),
        ("serial = 1", "serial = -1", "serial"),
        ("serial = 1", "serial = \"1\"", "serial"),
        ("serial = 1", "serial = 1\nhash = \"sha1\"", "server.hash"),
        ("serial = 1", "serial = 1\nhash = \"md5\"", "server.hash"),
        ("serial = 1", "serial = 1\nlegacy = \"yes\"", "legacy"),
        ("dealer = \"1\"", "dealer = \"SD1\"", "point.dealer"),
        ("point = \"2\"", "point = \"\"", "point.point"),
        (
            "cashier = \"3\"",
            "cashier = \"12345678901\"",
            "point.cashier",
        ),
        (
            "cashier = \"3\"",
            "cashier = \"3\"\npay_tool = 3",
            "point.pay_tool",
        ),
        (
            "cashier = \"3\"",
            "cashier = \"3\"\nterm_id = \"A1\"",
            "point.term_id",
        ),
        (
            "cashier = \"3\"",
            "cashier = \"3\"\npass_phrase_file = \"f\"\npass_phrase_variable = \"V\"",
            "pass phrase",
        ),
        ("\"Иванова\"", "\"  \"", "cashier.full_name"),
        ("full_name", "fullname", "fullname"),
        ("[cashier]", "[operator]", "operator"),
        (
            "[cashier]",
            "[paper]\nlanguage = \"de\"\n[cashier]",
            "paper.language",
        ),
        (
            "[cashier]",
            "[paper]\nutc_offset = \"3\"\n[cashier]",
            "paper.utc_offset",
        ),
        (
            "[cashier]",
            "[paper]\ncolour = \"red\"\n[cashier]",
            "colour",
        ),
        (
            "[cashier]",
            "[printer]\naddress = \"fax:1\"\n[cashier]",
            "printer.address",
        ),
        ("[\"catalogue/demo.toml\"]", "[]", "providers"),
        ("[\"catalogue/demo.toml\"]", "[\"none.toml\"]", "none.toml"),
    ] {
        assert!(LEAST.contains(right), "{right}");
        let message = wrong(&LEAST.replacen(right, mistaken, 1));
        assert!(message.contains(key), "{mistaken}: {message}");
        assert!(message.contains("toml"), "names the file: {message}");
    }
}

#[test]
fn a_key_that_is_not_there_is_named() {
    for key in [
        "providers",
        "address",
        "profile",
        "serial",
        "keys",
        "dealer",
        "point",
        "full_name",
    ] {
        let line = |line: &&str| !line.starts_with(&format!("{key} = "));
        let without: Vec<&str> = LEAST.lines().filter(line).collect();
        let message = wrong(&without.join("\n"));
        assert!(message.contains(key), "{key}: {message}");
    }
}

#[test]
fn a_mistake_in_the_catalogue_names_its_file_and_provider() {
    let (folder, file) = folder(LEAST);
    let twice = format!("{DEMO_CATALOGUE}\n{DEMO_CATALOGUE}");
    private_file(&folder.path().join("catalogue/demo.toml"), twice.as_bytes()).expect("file");
    let message = Config::read(&file).expect_err("twice").to_string();
    assert!(
        message.contains("demo.toml") && message.contains("demo-mobile"),
        "{message}"
    );
}

#[test]
fn a_settings_file_that_is_no_text_is_refused() {
    let (_folder, file) = folder(LEAST);
    private_file(&file, b"\xff\xfe\x00").expect("file");
    assert!(matches!(
        Config::read(&file),
        Err(ConfigError::Wrong { .. })
    ));
}

#[test]
fn an_offset_has_one_form() {
    for (text, minutes) in [
        ("+03:00", 180),
        ("-05:30", -330),
        ("+00:00", 0),
        ("+14:00", 840),
    ] {
        assert_eq!(utc_offset(text), Some(minutes), "{text}");
    }
    for text in [
        "",
        "3",
        "03:00",
        "+3:00",
        "+03:60",
        "+15:00",
        "+03:0x",
        "+-3:00",
        "+ 3:00",
        "+03:00:00",
    ] {
        assert_eq!(utc_offset(text), None, "{text}");
    }
}
