//! `config.toml`: how a real till is set up. Read once at the start; every fault names its key.

mod devices;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use paydesk_cheque::document::Heading;
use paydesk_cyberplat::ipriv::Hash;
use paydesk_cyberplat::messages::request::{Identity, ServerTerms};
use paydesk_cyberplat::profile::Profile;
use paydesk_domain::ids::{BadId, CashierCode, DealerCode, PointCode};
use paydesk_domain::language::Language;
use paydesk_domain::provider::Catalogue;
use serde::Deserialize;

use crate::display::DisplayConfig;
use crate::https::Address;
use crate::printer::{PrinterAddress, PrinterChoice};
use crate::scanner::ScannerConfig;
use devices::{DisplayText, ScannerText};

/// Where our hub gives out registries; other servers name an address of their own.
const REGISTRY_PAGE: &str = "/cgi-bin/statistics/registry.cgi";
/// Where no offset from UTC is given.
const MOSCOW: i16 = 180;

/// A till's settings, read and checked; files are named by full paths.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the server is.
    pub address: Address,
    /// A certificate authority of one's own, PEM; the system's authorities otherwise.
    pub authority: Option<PathBuf>,
    /// How to write to the server.
    pub terms: ServerTerms,
    /// The server's public keys.
    pub server_keys: PathBuf,
    /// Keys under 2048 bits are accepted.
    pub legacy: bool,
    /// The till's secret key.
    pub key: PathBuf,
    /// Where its pass phrase comes from.
    pub pass_phrase: PassPhrase,
    /// The providers.
    pub catalogue: Catalogue,
    /// Full name of the cashier, as it stands on every paper.
    pub cashier: String,
    /// What stands at the top of every paper.
    pub heading: Heading,
    /// Language of the papers.
    pub language: Language,
    /// Minutes east of UTC at the point.
    pub utc_offset_minutes: i16,
    /// Every paper says that it is not a real one: the server is a demo.
    pub training: bool,
    /// Where papers go, unless another printer was chosen at the till.
    pub printer: PrinterChoice,
    /// Folder of the shop's own printer profiles.
    pub profiles: PathBuf,
    /// The template of papers, which need not be there.
    pub template: PathBuf,
    /// The customer's display, where there is one.
    pub display: Option<DisplayConfig>,
    /// The scanner on a serial line, where there is one.
    pub scanner: Option<ScannerConfig>,
    /// How the server's registries are fetched, where that is set up.
    pub statistics: Option<Statistics>,
}

/// Registries are asked for under a key of their own, which moves no money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistics {
    /// The secret key.
    pub key: PathBuf,
    /// Where its pass phrase comes from.
    pub pass_phrase: PassPhrase,
    /// The page of the server.
    pub page: String,
}

/// Where a pass phrase comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PassPhrase {
    /// The key has none.
    None,
    /// The bytes of a file, less one final line end.
    File(PathBuf),
    /// A variable of the environment.
    Variable(String),
}

/// The settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// There is no settings file.
    #[error("{0} does not exist")]
    Missing(PathBuf),
    /// Something in it is wrong.
    #[error("{file}: {what}")]
    Wrong {
        /// The file.
        file: PathBuf,
        /// What is wrong, with the key.
        what: String,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    server: ServerText,
    point: PointText,
    cashier: CashierText,
    #[serde(default)]
    paper: PaperText,
    #[serde(default)]
    printer: PrinterText,
    display: Option<DisplayText>,
    scanner: Option<ScannerText>,
    statistics: Option<StatisticsText>,
    /// Catalogue files.
    providers: Vec<PathBuf>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ServerText {
    address: String,
    profile: String,
    serial: u32,
    keys: PathBuf,
    hash: Option<String>,
    #[serde(default)]
    legacy: bool,
    authority: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PointText {
    dealer: String,
    point: String,
    cashier: String,
    key: PathBuf,
    pass_phrase_file: Option<PathBuf>,
    pass_phrase_variable: Option<String>,
    #[serde(default)]
    pay_tool: u8,
    term_id: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StatisticsText {
    key: PathBuf,
    pass_phrase_file: Option<PathBuf>,
    pass_phrase_variable: Option<String>,
    page: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CashierText {
    full_name: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PaperText {
    training: bool,
    language: Option<String>,
    utc_offset: Option<String>,
    dealer_name: String,
    dealer_tax_number: String,
    dealer_address: String,
    point_name: String,
    point_address: String,
    till: String,
    claims_phone: String,
    operator_phone: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct PrinterText {
    address: Option<String>,
    profile: Option<String>,
}

impl Config {
    /// Reads a settings file. Relative paths count from its folder.
    ///
    /// # Errors
    /// [`ConfigError`] names the file and the key.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let wrong = |what: String| ConfigError::Wrong {
            file: file.to_owned(),
            what,
        };
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(ConfigError::Missing(file.to_owned()));
            }
            Err(error) => return Err(wrong(error.to_string())),
        };
        let text: Text = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        let folder = file.parent().unwrap_or(Path::new("."));
        let catalogue = read_catalogue(folder, &text.providers)?;
        text.config(folder, catalogue).map_err(wrong)
    }
}

/// Reads catalogue files.
fn read_catalogue(folder: &Path, files: &[PathBuf]) -> Result<Catalogue, ConfigError> {
    let mut texts = BTreeMap::new();
    for name in files {
        let path = folder.join(name);
        let text = fs::read_to_string(&path).map_err(|error| ConfigError::Wrong {
            file: path.clone(),
            what: error.to_string(),
        })?;
        texts.insert(path, text);
    }
    let named = texts
        .iter()
        .map(|(path, text)| (path.to_str().unwrap_or("?"), text.as_str()));
    Catalogue::parse(named).map_err(|error| ConfigError::Wrong {
        file: PathBuf::from(error.file),
        what: error.what,
    })
}

impl Text {
    fn config(self, folder: &Path, catalogue: Catalogue) -> Result<Config, String> {
        if self.providers.is_empty() {
            return Err("providers: name at least one file of the catalogue".to_owned());
        }
        let point = &self.point;
        let phrase = (&point.pass_phrase_file, &point.pass_phrase_variable);
        let pass_phrase = pass_phrase(folder, ("point", phrase))?;
        let terms = terms(&self.server, &self.point)?;
        if self.cashier.full_name.trim().is_empty() {
            return Err(
                "cashier.full_name: it stands on every cheque and may not be empty".to_owned(),
            );
        }
        let language = match self.paper.language.as_deref() {
            None => Language::default(),
            Some(tag) => Language::from_tag(tag)
                .ok_or_else(|| format!("paper.language: {tag:?} is none of ru, bg, en"))?,
        };
        let utc_offset_minutes = match self.paper.utc_offset.as_deref() {
            None => MOSCOW,
            Some(text) => utc_offset(text)
                .ok_or_else(|| format!("paper.utc_offset: {text:?} has not the form +03:00"))?,
        };
        let address = Address::parse(&self.server.address);
        Ok(Config {
            address: address.map_err(|error| format!("server.address: {error}"))?,
            authority: self.server.authority.map(|file| folder.join(file)),
            terms,
            server_keys: folder.join(self.server.keys),
            legacy: self.server.legacy,
            key: folder.join(&self.point.key),
            pass_phrase,
            catalogue,
            cashier: self.cashier.full_name.trim().to_owned(),
            training: self.paper.training,
            heading: self.paper.heading(self.point.point),
            language,
            utc_offset_minutes,
            printer: self.printer.choice(folder)?,
            profiles: folder.join("printers"),
            template: folder.join("template.toml"),
            display: self.display.map(DisplayText::config).transpose()?,
            scanner: self.scanner.map(ScannerText::config).transpose()?,
            statistics: self
                .statistics
                .map(|text| text.config(folder))
                .transpose()?,
        })
    }
}

/// How to write to the server, from the two halves that say so.
fn terms(server: &ServerText, point: &PointText) -> Result<ServerTerms, String> {
    let profile: Profile = server
        .profile
        .parse()
        .map_err(|error| format!("server.profile: {error}"))?;
    let hash = match server.hash.as_deref() {
        None | Some("sha256") => Hash::Sha256,
        Some("md5") => Hash::Md5,
        Some(other) => return Err(format!("server.hash: {other:?} is neither sha256 nor md5")),
    };
    if profile.terms().only_hash.is_some_and(|only| only != hash) {
        return Err("server.hash: the paydesk profile signs with sha256 only".to_owned());
    }
    if point.pay_tool > 2 {
        return Err(format!(
            "point.pay_tool: {} is none of 0, 1, 2",
            point.pay_tool
        ));
    }
    // Found here, or every payment would fail when it is written for the wire.
    let is_number = |id: &String| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(id) = point.term_id.as_ref().filter(|id| !is_number(id)) {
        return Err(format!("point.term_id: {id:?} holds more than digits"));
    }
    let bad = |key: &str, error: BadId| format!("point.{key}: {error}");
    let identity = Identity {
        dealer: DealerCode::parse(&point.dealer).map_err(|error| bad("dealer", error))?,
        point: PointCode::parse(&point.point).map_err(|error| bad("point", error))?,
        cashier: CashierCode::parse(&point.cashier).map_err(|error| bad("cashier", error))?,
    };
    Ok(ServerTerms {
        identity,
        profile,
        server_serial: server.serial,
        hash,
        pay_tool: point.pay_tool,
        term_id: point.term_id.clone(),
    })
}

fn pass_phrase(
    folder: &Path,
    (part, from): (&str, (&Option<PathBuf>, &Option<String>)),
) -> Result<PassPhrase, String> {
    match from {
        (None, None) => Ok(PassPhrase::None),
        (Some(file), None) => Ok(PassPhrase::File(folder.join(file))),
        (None, Some(name)) => Ok(PassPhrase::Variable(name.clone())),
        (Some(_), Some(_)) => Err(format!("{part}: name one source of the pass phrase")),
    }
}

impl StatisticsText {
    fn config(self, folder: &Path) -> Result<Statistics, String> {
        let phrase = (&self.pass_phrase_file, &self.pass_phrase_variable);
        let pass_phrase = pass_phrase(folder, ("statistics", phrase))?;
        let page = self.page.unwrap_or_else(|| REGISTRY_PAGE.to_owned());
        if !page.starts_with('/') {
            return Err(format!("statistics.page: {page:?} does not begin with /"));
        }
        Ok(Statistics {
            key: folder.join(self.key),
            pass_phrase,
            page,
        })
    }
}

impl PrinterText {
    fn choice(self, beside: &Path) -> Result<PrinterChoice, String> {
        let usual = PrinterChoice::usual();
        let address = match self.address.as_deref().map(str::parse) {
            None => usual.address,
            Some(Ok(PrinterAddress::Folder(Some(folder)))) => {
                PrinterAddress::Folder(Some(beside.join(folder)))
            }
            Some(Ok(address)) => address,
            Some(Err(error)) => return Err(format!("printer.address: {error}")),
        };
        Ok(PrinterChoice {
            address,
            profile: self.profile.unwrap_or(usual.profile),
            habits: usual.habits,
        })
    }
}

impl PaperText {
    fn heading(self, point_code: String) -> Heading {
        Heading {
            dealer_name: self.dealer_name,
            dealer_tax_number: self.dealer_tax_number,
            dealer_address: self.dealer_address,
            point_name: self.point_name,
            point_address: self.point_address,
            point_code,
            till: self.till,
            claims_phone: self.claims_phone,
            operator_phone: self.operator_phone,
            ..Heading::default()
        }
    }
}

/// Minutes of `+03:00`.
fn utc_offset(text: &str) -> Option<i16> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes): (i16, i16) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..=14).contains(&hours) && (0..60).contains(&minutes))
        .then_some(sign * (hours * 60 + minutes))
}

#[cfg(test)]
mod tests;
