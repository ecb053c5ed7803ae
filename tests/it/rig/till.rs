//! The till: its folder with settings and keys, and its program.

use std::ffi::OsStr;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

use paydesk_domain::provider::DEMO_CATALOGUE;
use paydesk_hub::demo::{CASHIER, DEALER, POINT};
use serde_json::Value;
use tempfile::TempDir;

use super::hub::Hub;
use super::write;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_paydesk");
pub(crate) const CASHIER_NAME: &str = "Петрова Мария Сергеевна";
const SERIAL: &str = "1000002";
const PHRASE: &str = "a phrase for tests";

/// Key files of the till.
#[derive(Debug)]
pub(crate) struct Keys {
    secret: Vec<u8>,
    pub(crate) public: String,
}

/// The till's keys, made by `paydesk ipriv keygen` once for all tests.
pub(crate) fn keys() -> &'static Keys {
    static KEYS: OnceLock<Keys> = OnceLock::new();
    KEYS.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        make_keys(folder.path(), SERIAL)
    })
}

/// Makes a pair of keys in a folder.
pub(crate) fn make_keys(folder: &Path, serial: &str) -> Keys {
    let [secret, public, phrase] =
        ["secret.key", "public.key", "phrase"].map(|name| folder.join(name));
    write(&phrase, format!("{PHRASE}\n").as_bytes());
    let mut command = Command::new(PROGRAM);
    command.args([
        "ipriv",
        "keygen",
        "--serial",
        serial,
        "--user-id",
        "till of tests",
    ]);
    command
        .arg("--key")
        .arg(&secret)
        .arg("--pubkey")
        .arg(&public);
    command.arg("--passphrase-file").arg(&phrase);
    let ran = Ran::of(command.output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    Keys {
        secret: fs::read(secret).unwrap(),
        public: fs::read_to_string(public).unwrap(),
    }
}

/// A command that has ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The JSON on standard output.
    pub(crate) fn json(&self) -> Value {
        let parsed = serde_json::from_str(&self.stdout);
        parsed.unwrap_or_else(|error| panic!("{error}: {}\n{}", self.stdout, self.stderr))
    }

    /// A text of the JSON on standard output.
    pub(crate) fn text(&self, name: &str) -> String {
        let json = self.json();
        let value = json.get(name);
        let value = value.and_then(Value::as_str);
        value
            .unwrap_or_else(|| panic!("no {name} in {}", self.stdout))
            .to_owned()
    }

    /// Checks exit code and state of a sale.
    pub(crate) fn assert_sale(&self, code: i32, state: &str) {
        assert_eq!(
            (self.code, self.text("state").as_str()),
            (code, state),
            "{self:?}"
        );
    }
}

/// A till's data folder; its settings lie in it.
#[derive(Debug)]
pub(crate) struct Till {
    pub(crate) folder: PathBuf,
}

impl Till {
    /// Makes the folder with keys and settings for a server.
    pub(crate) fn new(folder: &Path, hub: &Hub, server: SocketAddr) -> Self {
        fs::create_dir_all(folder.join("keys")).unwrap();
        let file = |name: &str| folder.join(name);
        write(&file("keys/till.key"), &keys().secret);
        write(&file("keys/till.pass"), PHRASE.as_bytes());
        write(&file("keys/hub.key"), &hub.pubkeys());
        write(&file("demo.toml"), DEMO_CATALOGUE.as_bytes());
        let settings = settings(server, hub.serial());
        write(&file("config.toml"), settings.as_bytes());
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Changes the settings.
    pub(crate) fn change_settings(&self, from: &str, to: &str) {
        let file = self.folder.join("config.toml");
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(from), "no {from} in the settings");
        write(&file, text.replace(from, to).as_bytes());
    }

    /// The program on this till's folder, with these words.
    pub(crate) fn command<W: AsRef<OsStr>>(&self, words: &[W]) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .args(words)
            .arg("--data")
            .arg(&self.folder)
            .env("HOME", &self.folder)
            .env("LC_ALL", "en_US.UTF-8")
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_DATA_HOME")
            .env_remove("PAYDESK_LOG")
            .stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run<W: AsRef<OsStr>>(&self, words: &[W]) -> Ran {
        Ran::of(self.command(words).output().unwrap())
    }

    /// Starts a command whose output nobody reads.
    pub(crate) fn spawn<W: AsRef<OsStr>>(&self, words: &[W]) -> Child {
        let mut command = self.command(words);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    /// `sell --json` to a provider, with further words. The customer may have paid the same before.
    pub(crate) fn sell(&self, provider: &str, words: &[&str]) -> Ran {
        let again = ["--again", "the customer wants it once more"];
        self.sell_once(provider, &[words, &again].concat())
    }

    /// As [`Till::sell`], with no reason for another payment of the same kind.
    pub(crate) fn sell_once(&self, provider: &str, words: &[&str]) -> Ran {
        self.run(&[&["sell", "--json", "--provider", provider], words].concat())
    }

    /// A sale of 500 to a number of the first demo provider.
    pub(crate) fn sell_500(&self, number: &str) -> Ran {
        self.sell("demo-mobile", &["--number", number, "--amount", "500"])
    }

    /// Names of the papers, sorted.
    pub(crate) fn papers(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.folder.join("cheques")) else {
            return Vec::new();
        };
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    /// Names of cheques, without slips.
    pub(crate) fn cheques(&self) -> Vec<String> {
        let papers = self.papers().into_iter();
        papers.filter(|name| name.starts_with("cheque")).collect()
    }
}

fn settings(server: SocketAddr, serial: u32) -> String {
    format!(
        r#"
providers = ["demo.toml"]
[server]
address = "http://{server}"
profile = "paydesk"
serial = {serial}
keys = "keys/hub.key"
[point]
dealer = "{DEALER}"
point = "{POINT}"
cashier = "{CASHIER}"
key = "keys/till.key"
pass_phrase_file = "keys/till.pass"
[cashier]
full_name = "{CASHIER_NAME}"
[paper]
language = "en"
dealer_name = "Test Dealer Ltd"
dealer_tax_number = "7700000099"
point_name = "Shop of Tests"
point_address = "Test Street 1"
till = "1"
claims_phone = "+7 800 000-00-00"
"#
    )
}
