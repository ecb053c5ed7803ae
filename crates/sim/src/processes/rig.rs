//! A till and a hub: folders, keys and settings made by the programs themselves, and their processes.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU16, Ordering};
use std::thread;
use std::time::Duration;

use paydesk_adapters::clock;
use paydesk_domain::provider::DEMO_CATALOGUE;
use tempfile::TempDir;

use super::judge::Sold;
use super::run::{LIMIT, Ran, Running, Told, run};
use super::{Options, Trouble};

/// Of the till's key; it stands in no file but its own.
pub(super) const PHRASE: &str = "a phrase for the bench";
const LISTENS: &str = "listening on ";
/// A hub that says neither yes nor no for so long does not start.
const HUB_STARTS_MS: i64 = 30_000;
/// After SIGTERM a hub has so long.
const HUB_ENDS: Duration = Duration::from_secs(20);
const ROUNDS_TO_SETTLE: usize = 4;

/// Words in front of a program: strace, faketime.
pub(super) type Wrap = Vec<OsString>;

/// A till and its hub.
#[derive(Debug)]
pub(super) struct Rig {
    // The processes end before their folder goes.
    hub: Option<Running>,
    pub(super) folder: TempDir,
    programs: Options,
    address: SocketAddr,
    numbers: u64,
    /// Environment of the till.
    pub(super) till_env: Vec<(OsString, OsString)>,
    /// Environment of the hub.
    pub(super) hub_env: Vec<(OsString, OsString)>,
    /// What was sold, and what the cashier was told.
    pub(super) sold: Vec<Sold>,
    /// Folders of other copies of the till, whose payments count as known.
    pub(super) copies: Vec<PathBuf>,
}

impl Drop for Rig {
    fn drop(&mut self) {
        drop(self.kill_hub());
    }
}

impl Rig {
    /// Makes keys, folders and settings, and starts the hub.
    pub(super) fn new(options: &Options) -> Result<Self, Trouble> {
        Self::prepared(options, |_| Ok(()))
    }

    /// The same; `prepare` may do something to the empty folder first.
    pub(super) fn prepared(
        options: &Options,
        prepare: impl FnOnce(&Path) -> Result<(), Trouble>,
    ) -> Result<Self, Trouble> {
        let folder = TempDir::new()?;
        let mut rig = Self {
            hub: None,
            folder,
            programs: options.clone(),
            address: free_address()?,
            numbers: 0,
            till_env: Vec::new(),
            hub_env: Vec::new(),
            sold: Vec::new(),
            copies: Vec::new(),
        };
        prepare(rig.folder.path())?;
        let serial = rig.found()?;
        rig.write_settings(&serial)?;
        rig.start_hub()?;
        Ok(rig)
    }

    pub(super) fn till_folder(&self) -> PathBuf {
        self.folder.path().join("till")
    }

    pub(super) fn hub_folder(&self) -> PathBuf {
        self.folder.path().join("hub")
    }

    pub(super) fn till_database(&self) -> PathBuf {
        self.till_folder().join("till.sqlite")
    }

    /// Keys of both sides, the hub's books, a point and its deposit.
    fn found(&self) -> Result<String, Trouble> {
        let keys = self.till_folder().join("keys");
        fs::create_dir_all(&keys)?;
        let file = |name: &str| keys.join(name).display().to_string();
        write(&keys.join("till.pass"), PHRASE.as_bytes())?;
        let (secret, public, phrase) = (file("till.key"), file("till.pub"), file("till.pass"));
        let words = [
            "ipriv",
            "keygen",
            "--serial",
            "1000002",
            "--user-id",
            "bench",
            "--key",
            &secret,
            "--pubkey",
            &public,
            "--passphrase-file",
            &phrase,
        ];
        well(&run(Command::new(&self.programs.paydesk).args(words))?)?;
        let init = self.hub_admin(&["init", "--demo"])?;
        let point = [
            "--dealer",
            "1000001",
            "--point",
            "1000002",
            "--cashier",
            "1000003",
        ];
        let key = ["--pubkey", &public, "--profile", "paydesk"];
        self.hub_admin(&[&["point", "add"], &point[..], &key[..]].concat())?;
        self.hub_admin(&[
            "deposit", "add", "--dealer", "1000001", "--amount", "9000000",
        ])?;
        let hub_keys = self.hub_admin(&["pubkeys"])?;
        write(&keys.join("hub.key"), hub_keys.out.as_bytes())?;
        let serial = init.out.split_whitespace().next_back().unwrap_or_default();
        Ok(serial.to_owned())
    }

    /// A command of the hub that is not `serve`, which must go well.
    pub(super) fn hub_admin(&self, words: &[&str]) -> Result<Ran, Trouble> {
        let mut command = Command::new(&self.programs.hub);
        command.args(words).arg("--data").arg(self.hub_folder());
        let ran = run(&mut command)?;
        well(&ran)?;
        Ok(ran)
    }

    fn write_settings(&self, serial: &str) -> Result<(), Trouble> {
        write(
            &self.till_folder().join("demo.toml"),
            DEMO_CATALOGUE.as_bytes(),
        )?;
        let text = settings(self.address, serial);
        write(&self.till_folder().join("config.toml"), text.as_bytes())
    }

    /// Lets the till of a folder look for its server elsewhere.
    pub(super) fn point_at(&self, till: &Path, address: SocketAddr) -> Result<(), Trouble> {
        let file = till.join("config.toml");
        let text = fs::read_to_string(&file)?;
        let lines = text.lines().map(|line| {
            if line.starts_with("address") {
                format!("address = \"http://{address}\"")
            } else {
                line.to_owned()
            }
        });
        let text: Vec<String> = lines.collect();
        write(&file, text.join("\n").as_bytes())
    }

    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Starts the hub, and returns when it listens.
    pub(super) fn start_hub(&mut self) -> Result<(), Trouble> {
        match self.start_hub_under(&Wrap::new())? {
            None => Ok(()),
            Some(ran) => Err(Trouble::new(format!(
                "the hub does not start: {}",
                ran.brief()
            ))),
        }
    }

    /// Starts the hub with words in front of it. Gives what it said where it ends before it listens.
    pub(super) fn start_hub_under(&mut self, wrap: &Wrap) -> Result<Option<Ran>, Trouble> {
        self.kill_hub()?;
        let mut running = Running::start(&mut self.hub_command(wrap, self.address))?;
        let begun = clock::now();
        loop {
            if running.said()?.contains(LISTENS) {
                self.hub = Some(running);
                return Ok(None);
            }
            if running.has_ended()? {
                return running.finish(HUB_ENDS).map(Some);
            }
            if clock::now().ms_since(begun) > HUB_STARTS_MS {
                running.kill()?;
                let mut ran = running.finish(HUB_ENDS)?;
                ran.was_hung = true;
                return Ok(Some(ran));
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// `paydesk-hub serve` on this rig's folder.
    pub(super) fn hub_command(&self, wrap: &Wrap, address: SocketAddr) -> Command {
        let mut command = wrapped(wrap, &self.programs.hub);
        command
            .args(["serve", "--data"])
            .arg(self.hub_folder())
            .arg("--listen")
            .arg(address.to_string())
            .envs(self.hub_env.clone());
        command
    }

    /// SIGKILL; gives how it ended.
    pub(super) fn kill_hub(&mut self) -> Result<Option<Ran>, Trouble> {
        let Some(mut hub) = self.hub.take() else {
            return Ok(None);
        };
        hub.kill()?;
        hub.finish(HUB_ENDS).map(Some)
    }

    /// How the hub ended, if it is not running any more.
    pub(super) fn ended_hub(&mut self) -> Result<Option<Ran>, Trouble> {
        let has_ended = self.hub.as_mut().map(Running::has_ended).transpose()?;
        match has_ended {
            Some(true) => self.kill_hub(),
            Some(false) | None => Ok(None),
        }
    }

    /// SIGTERM; gives how it ended.
    pub(super) fn stop_hub(&mut self) -> Result<Option<Ran>, Trouble> {
        let Some(hub) = self.hub.take() else {
            return Ok(None);
        };
        let id = hub.child.id().to_string();
        run(Command::new("kill").args(["-TERM", &id]))?;
        hub.finish(HUB_ENDS).map(Some)
    }

    /// A number that nothing was paid to before.
    pub(super) fn next_number(&mut self) -> String {
        self.numbers += 1;
        (9_100_000_000 + self.numbers).to_string()
    }

    /// The till's program with these words on this rig's folder.
    pub(super) fn till(&self, wrap: &Wrap, words: &[&str]) -> Command {
        self.till_in(&self.till_folder(), wrap, words)
    }

    /// The same on another folder.
    pub(super) fn till_in(&self, folder: &Path, wrap: &Wrap, words: &[&str]) -> Command {
        let mut command = wrapped(wrap, &self.programs.paydesk);
        command
            .args(words)
            .arg("--data")
            .arg(folder)
            .env("HOME", self.folder.path())
            .env("LC_ALL", "en_US.UTF-8")
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_DATA_HOME")
            .env_remove("PAYDESK_LOG")
            .envs(self.till_env.clone());
        command
    }

    /// Runs a command of the till to its end.
    pub(super) fn till_does(&self, words: &[&str]) -> Result<Ran, Trouble> {
        run(&mut self.till(&Wrap::new(), words))
    }

    /// The command that sells 10 to a number.
    pub(super) fn sale(&self, wrap: &Wrap, number: &str) -> Command {
        self.till(wrap, &sale_words(number))
    }

    /// Sells to a number of its own and notes what the cashier was told.
    pub(super) fn sell(&mut self, wrap: &Wrap) -> Result<(Told, Ran), Trouble> {
        let number = self.next_number();
        let ran = run(&mut self.sale(wrap, &number))?;
        let told = self.note(number, &ran);
        Ok((told, ran))
    }

    /// Sells on another copy of the till.
    pub(super) fn sell_in(&mut self, folder: &Path) -> Result<(Told, Ran), Trouble> {
        let number = self.next_number();
        let ran = run(&mut self.till_in(folder, &Wrap::new(), &sale_words(&number)))?;
        let told = self.note(number, &ran);
        Ok((told, ran))
    }

    /// Notes what the cashier was told about a sale.
    pub(super) fn note(&mut self, number: String, ran: &Ran) -> Told {
        let told = Told::of(ran);
        self.sold.push(Sold {
            number,
            told,
            brief: ran.brief(),
        });
        told
    }

    /// Lets the till ask until nothing is open. Gives the last answer where something stays open.
    pub(super) fn settle(&self) -> Result<Option<Ran>, Trouble> {
        let mut last = None;
        for _ in 0..ROUNDS_TO_SETTLE {
            let ran =
                run(&mut self.till(&Wrap::new(), &["retry", "--wait", "30", "--lang", "en"]))?;
            if ran.code == Some(0) {
                return Ok(None);
            }
            last = Some(ran);
        }
        Ok(last)
    }
}

/// `sell --json` of 10 to a number; the till gives up waiting after three seconds and leaves the rest to the outbox.
pub(super) const fn sale_words(number: &str) -> [&str; 12] {
    [
        "sell",
        "--json",
        "--lang",
        "en",
        "--provider",
        "demo-mobile",
        "--amount",
        "10",
        "--wait",
        "3",
        "--number",
        number,
    ]
}

fn wrapped(wrap: &Wrap, program: &Path) -> Command {
    let mut words = wrap.iter().cloned().chain([program.as_os_str().to_owned()]);
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

fn well(ran: &Ran) -> Result<(), Trouble> {
    if ran.code == Some(0) {
        Ok(())
    } else {
        Err(Trouble::new(format!(
            "the bench cannot be set up: {}",
            ran.brief()
        )))
    }
}

/// Writes a file.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    Ok(File::create(path)?.write_all(bytes)?)
}

/// Copies a folder with everything in it; the till's reserve for a full disk is left out, it is made anew.
pub(super) fn copy_folder(from: &Path, to: &Path) -> Result<(), Trouble> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else if entry.file_name() != "reserve" {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Runs a command of the system; its words are in the error if it fails.
pub(super) fn system(words: &[&str]) -> Result<(), Trouble> {
    let (program, rest) = words
        .split_first()
        .ok_or_else(|| Trouble::new("no command"))?;
    let ran = Running::start(Command::new(program).args(rest))?.finish(LIMIT)?;
    if ran.code == Some(0) {
        Ok(())
    } else {
        Err(Trouble::new(format!(
            "{}: {}",
            words.join(" "),
            ran.brief()
        )))
    }
}

/// An address of our own, below the ports that the system hands out.
pub(super) fn free_address() -> Result<SocketAddr, Trouble> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(std::process::id() % 10_000).unwrap_or(0);
    for _ in 0..15_000 {
        let port = 15_000 + (first + NEXT.fetch_add(1, Ordering::Relaxed)) % 15_000;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        if TcpListener::bind(address).is_ok() {
            return Ok(address);
        }
    }
    Err(Trouble::new("no port is free"))
}

fn settings(server: SocketAddr, serial: &str) -> String {
    format!(
        r#"providers = ["demo.toml"]
[server]
address = "http://{server}"
profile = "paydesk"
serial = {serial}
keys = "keys/hub.key"
[point]
dealer = "1000001"
point = "1000002"
cashier = "1000003"
key = "keys/till.key"
pass_phrase_file = "keys/till.pass"
[cashier]
full_name = "Петрова Мария Сергеевна"
[paper]
language = "en"
dealer_name = "Bench Dealer Ltd"
dealer_tax_number = "7700000099"
point_name = "Shop of the Bench"
point_address = "Bench Street 1"
till = "1"
claims_phone = "+7 800 000-00-00"
"#
    )
}
