//! The hub's data folder: `hub.toml`, the keys, the providers' files.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::connectors::providers::gateway::Gateway;
use crate::core::limits::Repeats;

/// The configuration in the data folder.
pub(crate) const CONFIG: &str = "hub.toml";
const KEYS: &str = "keys";
/// Whose keys the hub's own are; a bank's folder holds `bank`.
pub(crate) const HUB: &str = "hub";
const PROVIDERS: &str = "providers";

/// Contents of `hub.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    /// Bank and provider run inside the hub's process, with the demo's catalogue.
    #[serde(default)]
    pub(crate) demo: bool,
    /// The hub's share of the credited sum, parts per million.
    #[serde(default)]
    pub(crate) hub_ppm: u32,
    /// The settlement bank's share, parts per million.
    #[serde(default)]
    pub(crate) bank_ppm: u32,
    /// For so many minutes the same sum is not taken for the same details again; 0 switches the rule off. An hour
    /// unless it is said, and never where things are only tried out.
    pub(crate) repeat_minutes: Option<u32>,
    /// Payments that the same details may have in one day; 0 does not limit them.
    #[serde(default)]
    pub(crate) same_details_per_day: u32,
    /// How long a pay waits for the provider.
    #[serde(default = "fifteen")]
    pub(crate) pay_wait_seconds: u64,
    /// Certificate chain (PEM) of the addresses for dealers and staff; a relative name counts from the data folder.
    pub(crate) tls_certificate: Option<PathBuf>,
    /// Its key (PEM).
    pub(crate) tls_key: Option<PathBuf>,
    /// A proxy of one's own in front of this hub, which is believed when it says whom it speaks for.
    pub(crate) behind_proxy: Option<IpAddr>,
    /// How the settlement bank is reached; without it the deposit in the hub's ledger is all there is.
    pub(crate) bank: Option<BankWay>,
    /// How providers are reached.
    #[serde(default, rename = "gateway")]
    pub(crate) gateways: Vec<Gateway>,
}

/// The way to the settlement bank.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BankWay {
    /// Where it listens, without a path.
    pub(crate) url: String,
    /// File of its public key; a relative name counts from the data folder.
    pub(crate) key: PathBuf,
}

const fn fifteen() -> u64 {
    15
}

const fn repeat_minutes(demo: bool) -> u32 {
    if demo { 0 } else { 60 }
}

impl Settings {
    /// The rules about payments to the same details.
    pub(crate) fn repeats(&self) -> Repeats {
        let minutes = self
            .repeat_minutes
            .unwrap_or_else(|| repeat_minutes(self.demo));
        Repeats {
            within_ms: i64::from(minutes).saturating_mul(60_000),
            per_day: self.same_details_per_day,
        }
    }
}

/// The text of a new `hub.toml`.
pub(crate) fn template(demo: bool) -> String {
    format!(
        "# Settings of this hub; they are read when it starts.\n\
         \n\
         # true: a bank and a provider for trying things out run inside the hub, no real money moves.\n\
         demo = {demo}\n\
         \n\
         # Shares of the credited sum in parts per million; the commission stands with each provider.\n\
         hub_ppm = 7000\n\
         bank_ppm = 3000\n\
         \n\
         # The same sum for the same details is refused (error 32) for so many minutes; 0 allows it.\n\
         repeat_minutes = {repeat_minutes}\n\
         # Payments that the same details may have in one day; 0 does not limit them (error 135).\n\
         same_details_per_day = 0\n\
         \n\
         # After so many seconds without the provider's word a pay is answered \"in work\".\n\
         pay_wait_seconds = 15\n\
         \n\
         # TLS for dealers and staff: certificate chain and key, PEM. Without them plain HTTP is spoken.\n\
         # tls_certificate = \"hub.crt\"\n\
         # tls_key = \"hub.key\"\n\
         \n\
         # A proxy in front of the hub, which is believed when it names the peer (X-Forwarded-For).\n\
         # behind_proxy = \"127.0.0.1\"\n\
         \n\
         # The settlement bank, reached by signed requests; see docs/bank.md. Without it the deposits here are all.\n\
         # [bank]\n\
         # url = \"https://bank.example\"\n\
         # key = \"bank.public.key\"\n\
         \n\
         # Providers are described in {PROVIDERS}/*.toml. How to reach one of them (OSMP):\n\
         # [[gateway]]\n\
         # provider = \"id-in-the-catalogue\"\n\
         # url = \"https://provider.example/osmp\"\n\
         # repeat_safe = true\n\
         # fatal_on_repeat = true\n\
         # utc_offset_minutes = 180\n\
         # Basic authentication, certificates, POST, names and results of other dialects: see docs/providers.md.\n",
        repeat_minutes = repeat_minutes(demo)
    )
}

/// Reads `hub.toml`. The error is a sentence for people.
pub(crate) fn read(data: &Path) -> Result<Settings, String> {
    let path = data.join(CONFIG);
    let text = fs::read_to_string(&path).map_err(|error| {
        format!(
            "{} cannot be read ({error}): run `paydesk-hub init` first",
            path.display()
        )
    })?;
    toml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// The providers' files, sorted by name.
pub(crate) fn provider_files(data: &Path) -> Result<Vec<(String, String)>, String> {
    let folder = data.join(PROVIDERS);
    let bad = |error: io::Error| format!("{}: {error}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder).map_err(bad)? {
        let path = entry.map_err(bad)?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            files.push((name, fs::read_to_string(&path).map_err(bad)?));
        }
    }
    files.sort();
    Ok(files)
}

fn key_paths(data: &Path, owner: &str) -> (PathBuf, PathBuf) {
    let folder = data.join(KEYS);
    let file = |ending: &str| folder.join(format!("{owner}.{ending}"));
    (file("secret.key"), file("pass"))
}

/// The owner's key file and its pass phrase.
pub(crate) fn secret_key(data: &Path, owner: &str) -> Result<(Vec<u8>, Vec<u8>), String> {
    let (key, phrase) = key_paths(data, owner);
    let read = |path: &Path| fs::read(path).map_err(|error| format!("{}: {error}", path.display()));
    let mut phrase = read(&phrase)?;
    while phrase
        .last()
        .is_some_and(|byte| matches!(byte, b'\r' | b'\n'))
    {
        phrase.pop();
    }
    Ok((read(&key)?, phrase))
}

/// Whether the folder has the owner's key.
pub(crate) fn has_key(data: &Path, owner: &str) -> bool {
    key_paths(data, owner).0.is_file()
}

/// Writes key and pass phrase, the key last: it is what says that both are there.
pub(crate) fn write_key(data: &Path, owner: &str, (key, phrase): (&[u8], &[u8])) -> io::Result<()> {
    let (key_path, phrase_path) = key_paths(data, owner);
    make_folder(&data.join(KEYS))?;
    write_durably(&phrase_path, phrase)?;
    write_durably(&key_path, key)
}

/// Makes `hub.toml` and the folder for providers, if they are not there.
pub(crate) fn write_config(data: &Path, demo: bool) -> io::Result<()> {
    make_folder(&data.join(PROVIDERS))?;
    let path = data.join(CONFIG);
    if path.is_file() {
        return Ok(());
    }
    write_durably(&path, template(demo).as_bytes())
}

/// Makes a folder for its owner alone.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

/// Makes an empty file for its owner alone, if there is none.
pub(crate) fn make_private(path: &Path) -> io::Result<()> {
    private().truncate(false).open(path).map(drop)
}

/// Writes a file for its owner alone: beside its place, synced, then moved into it.
pub(crate) fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = private().truncate(true).open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)?;
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        // A bare file name lies in the folder where the program was started.
        let here = folder.as_os_str().is_empty();
        fs::File::open(if here { Path::new(".") } else { folder })?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
