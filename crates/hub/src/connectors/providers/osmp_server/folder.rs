//! A small provider's data folder: `provider.toml`, the number base, the books.

use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::numbers::Numbers;
use super::rules::Rules;
use crate::connectors::providers::osmp::hundredths;
use crate::settings;

const CONFIG: &str = "provider.toml";
const NUMBERS: &str = "numbers.toml";
const BOOKS: &str = "provider.sqlite";

const NEW_CONFIG: &str = "# Settings of this provider; they are read when it starts.

name = \"Village Net\"          # on registries
currency = \"RUB\"              # a request that names another one is refused
utc_offset_minutes = 180      # the zone of the provider's days, east of UTC
least = \"1.00\"                # of one payment
most = \"15000.00\"

# Who may ask. Without these lines everybody who reaches the port.
# user = \"hub\"                 # Basic authentication
# password_file = \"hub.pass\"
# allow = [\"127.0.0.1\", \"10.1.0.0/16\"]
";

const NEW_NUMBERS: &str =
    "# Whose account may be paid. Read when the provider starts; numbers.csv is read beside it.

# any = true                  # every well-formed account
# name = \"Ivanov Petr\"        # of accounts without a name of their own; shown as I***** P.

[[prefix]]
prefix = \"9\"
digits = 10

# [[range]]
# from = \"9260000000\"
# to = \"9269999999\"

# [[number]]
# account = \"1001\"
# name = \"Ivanova Anna\"
# balance = \"-120.50\"         # a debt is below 0
# most = \"1000.00\"            # the highest balance that payments may bring
# blocked = false
";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    name: String,
    currency: String,
    #[serde(default)]
    utc_offset_minutes: i16,
    least: String,
    most: String,
    user: Option<String>,
    password_file: Option<String>,
    #[serde(default)]
    allow: Vec<String>,
}

/// What a provider is and whom it serves.
#[derive(Debug, Clone)]
pub struct Shop {
    /// Its books.
    pub(crate) books: PathBuf,
    /// On registries.
    pub(crate) name: String,
    /// Three letters; none where every currency is taken.
    pub(crate) currency: Option<String>,
    /// The zone of its days.
    pub(crate) utc_offset_minutes: i16,
    /// The least and the most of one payment, in hundredths.
    pub(super) limits: (i64, i64),
    /// Who may ask.
    pub(super) door: Door,
    /// Whose account may be paid.
    pub(crate) numbers: Numbers,
    /// Faults on purpose.
    pub(crate) rules: Rules,
}

/// Who may ask.
#[derive(Debug, Clone, Default)]
pub(super) struct Door {
    /// Digest of the one `Authorization` that opens it.
    password: Option<[u8; 32]>,
    /// Empty: everybody.
    allow: Vec<Net>,
}

/// An address, or all that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Net {
    address: IpAddr,
    bits: u32,
}

impl Net {
    fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Some(width), |bits| bits.parse().ok())?;
        (bits <= width).then_some(Self { address, bits })
    }

    fn has(self, peer: IpAddr) -> bool {
        let (own, peer, width) = match (self.address, peer.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(peer)) => (
                u128::from(u32::from(own)),
                u128::from(u32::from(peer)),
                32_u32,
            ),
            (IpAddr::V6(own), IpAddr::V6(peer)) => (u128::from(own), u128::from(peer), 128),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
        };
        let unlike = own ^ peer;
        unlike
            .checked_shr(width.saturating_sub(self.bits))
            .unwrap_or(0)
            == 0
    }
}

impl Door {
    fn new(config: &Config, folder: &Path) -> Result<Self, String> {
        let password = match (&config.user, &config.password_file) {
            (None, None) => None,
            (Some(user), Some(file)) => {
                let path = folder.join(file);
                let password = fs::read_to_string(&path)
                    .map_err(|error| format!("{}: {error}", path.display()))?;
                let pair = format!("{user}:{}", password.trim_end_matches(['\r', '\n']));
                let header = format!("Basic {}", STANDARD.encode(pair));
                Some(Sha256::digest(header).into())
            }
            (Some(_), None) | (None, Some(_)) => {
                return Err("user and password_file belong together".to_owned());
            }
        };
        let nets = config.allow.iter().map(|text| {
            Net::parse(text).ok_or_else(|| format!("{text:?} is no address and no address/bits"))
        });
        Ok(Self {
            password,
            allow: nets.collect::<Result<_, _>>()?,
        })
    }

    /// Whether requests may come from there.
    pub(super) fn admits(&self, peer: IpAddr) -> bool {
        self.allow.is_empty() || self.allow.iter().any(|net| net.has(peer))
    }

    /// Whether that header opens it. Digests are compared, so the time tells nothing about the password.
    pub(super) fn opens(&self, header: Option<&[u8]>) -> bool {
        let Some(password) = self.password else {
            return true;
        };
        header.is_some_and(|header| <[u8; 32]>::from(Sha256::digest(header)) == password)
    }
}

impl Shop {
    /// The demo's provider, with its books in `file`.
    ///
    /// # Errors
    /// Never in a program that passed its tests: the demo's numbers are part of it.
    pub(crate) fn demo(file: &Path) -> Result<Self, String> {
        Ok(Self {
            books: file.to_owned(),
            name: "Demo".to_owned(),
            currency: None,
            utc_offset_minutes: 180,
            limits: (1, i64::MAX),
            door: Door::default(),
            numbers: Numbers::any("Ivanov P."),
            rules: Rules::demo()?,
        })
    }

    /// The provider of a data folder. The error is a sentence for people.
    ///
    /// # Errors
    /// A file that is missing or cannot be understood.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let path = folder.join(CONFIG);
        let text = fs::read_to_string(&path).map_err(|error| {
            format!(
                "{} cannot be read ({error}): run `paydesk-hub provider init` first",
                path.display()
            )
        })?;
        let bad = |error: String| format!("{}: {error}", path.display());
        let config: Config = toml::from_str(&text).map_err(|error| bad(error.to_string()))?;
        let sum = |text: &str| hundredths(text).ok_or_else(|| bad(format!("{text:?} is no sum")));
        let limits = (sum(&config.least)?, sum(&config.most)?);
        if limits.0 < 1 || limits.1 < limits.0 {
            return Err(bad("least is above 0 and not above most".to_owned()));
        }
        Ok(Self {
            books: folder.join(BOOKS),
            limits,
            door: Door::new(&config, folder).map_err(bad)?,
            name: config.name,
            currency: Some(config.currency),
            utc_offset_minutes: config.utc_offset_minutes,
            numbers: Numbers::read(folder)?,
            rules: Rules::default(),
        })
    }

    /// Makes what a folder does not have yet: settings, a number base, room for the books.
    ///
    /// # Errors
    /// Whatever the file system says.
    pub fn init(folder: &Path) -> std::io::Result<()> {
        settings::make_folder(folder)?;
        for (name, text) in [(CONFIG, NEW_CONFIG), (NUMBERS, NEW_NUMBERS)] {
            let path = folder.join(name);
            if !path.is_file() {
                settings::write_durably(&path, text.as_bytes())?;
            }
        }
        settings::make_private(&folder.join(BOOKS))
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::{Net, Shop};

    fn has(net: &str, peer: &str) -> bool {
        Net::parse(net)
            .unwrap()
            .has(peer.parse::<IpAddr>().unwrap())
    }

    #[test]
    fn an_address_is_admitted_alone_or_with_its_net() {
        assert!(has("10.1.2.3", "10.1.2.3"));
        assert!(has("10.1.2.3", "::ffff:10.1.2.3"));
        assert!(!has("10.1.2.3", "10.1.2.4"));
        assert!(has("10.1.0.0/16", "10.1.255.1"));
        assert!(!has("10.1.0.0/16", "10.2.0.1"));
        assert!(has("0.0.0.0/0", "8.8.8.8"));
        assert!(!has("0.0.0.0/0", "2001:db8::1"));
        assert!(has("2001:db8::/32", "2001:db8:1::1"));
        assert!(!has("2001:db8::/32", "2001:db9::1"));
        for bad in ["", "x", "10.1.2.3/33", "::1/129", "10.1.2.3/", "10.1.2"] {
            assert_eq!(Net::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_new_folder_is_ready_to_serve_and_a_second_init_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        assert!(
            Shop::read(folder.path())
                .unwrap_err()
                .contains("provider init")
        );
        Shop::init(folder.path()).unwrap();
        let shop = Shop::read(folder.path()).unwrap();
        assert_eq!(shop.limits, (100, 1_500_000));
        assert!(shop.numbers.find("9161234567").is_some());
        let config = folder.path().join("provider.toml");
        let mine = std::fs::read_to_string(&config)
            .unwrap()
            .replace("Village", "Hill");
        std::fs::remove_file(&config).unwrap();
        crate::settings::write_durably(&config, mine.as_bytes()).unwrap();
        Shop::init(folder.path()).unwrap();
        assert_eq!(Shop::read(folder.path()).unwrap().name, "Hill Net");
    }
}
