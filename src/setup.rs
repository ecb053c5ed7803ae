//! Everything a till needs before it can be opened, from the settings file or from the demo.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use paydesk_adapters::config::{Config, ConfigError, Statistics};
use paydesk_adapters::display::DisplayConfig;
use paydesk_adapters::https::{Deadlines, Line, LineError};
use paydesk_adapters::keys::{self, KeyError};
use paydesk_adapters::lock::LockError;
use paydesk_adapters::paths::Paths;
use paydesk_adapters::printer::{
    self, FilePrinter, PrintDesk, PrinterAddress, PrinterChoice, read_choice,
};
use paydesk_adapters::profiles::{ProfileError, Profiles};
use paydesk_adapters::scanner::ScannerConfig;
use paydesk_adapters::seals;
use paydesk_adapters::sqlite;
use paydesk_adapters::templates::{self, TemplateError};
use paydesk_adapters::wire::{Keys, Wire};
use paydesk_cheque::profile::PrinterProfile;
use paydesk_cheque::seal::SealKey;
use paydesk_cheque::template::Template;
use paydesk_cyberplat::ipriv::{IprivError, KeyPolicy};
use paydesk_cyberplat::profile::Profile;
use paydesk_domain::ids::PointCode;
use paydesk_domain::language::Language;
use paydesk_domain::provider::Catalogue;
use paydesk_till::paper::Shop;
use paydesk_till::policy::Policy;
use paydesk_till::till::{FIRST_EPOCH, Settings};

/// A till that is ready to be opened.
#[derive(Debug)]
pub(crate) struct Setup {
    /// Database, lock and papers.
    pub(crate) data: PathBuf,
    /// The way to the server.
    pub(crate) wire: Wire,
    /// Providers, rules and papers.
    pub(crate) settings: Settings,
    /// Full name of the cashier.
    pub(crate) cashier: String,
    /// Where papers go as files.
    pub(crate) papers: PathBuf,
    /// The printer.
    pub(crate) profile: PrinterProfile,
    /// Where its profile came from.
    pub(crate) profiles: Profiles,
    /// Where it is and how it talks.
    pub(crate) printer: PrinterChoice,
    /// The customer's display.
    pub(crate) display: Option<DisplayConfig>,
    /// The scanner on a serial line.
    pub(crate) scanner: Option<ScannerConfig>,
    /// How registries are fetched.
    pub(crate) statistics: Option<Statistics>,
    /// Whether short keys are accepted.
    pub(crate) key_policy: KeyPolicy,
    /// Why papers go without the dealer's template.
    pub(crate) template_fault: Option<TemplateError>,
    /// Where the template lies, or would lie.
    pub(crate) template: PathBuf,
    /// Keeps the demo hub alive for as long as the till.
    #[cfg(feature = "training")]
    pub(crate) demo: Option<paydesk_hub::demo::DemoHub>,
}

/// Why a till is not ready.
#[derive(Debug, thiserror::Error)]
#[cfg_attr(
    not(feature = "training"),
    expect(dead_code, reason = "some faults are the demo's alone")
)]
pub(crate) enum SetupError {
    /// The settings file.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A key file.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The server's keys.
    #[error("{file}: {error}")]
    ServerKey {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        error: IprivError,
    },
    /// The connection.
    #[error(transparent)]
    Line(#[from] LineError),
    /// The printer's profile.
    #[error("printer.profile: {0}")]
    Profile(#[from] ProfileError),
    /// The printer that was chosen at this till.
    #[error("{0}")]
    Choice(String),
    /// The demo.
    #[error("the demo cannot be started: {0}")]
    Demo(String),
    /// Another till works on the demo.
    #[error(transparent)]
    Busy(#[from] LockError),
    /// The demo's data folder.
    #[error(transparent)]
    Folder(std::io::Error),
}

impl Setup {
    /// A till from its settings file.
    ///
    /// # Errors
    /// [`SetupError`].
    pub(crate) fn from_config(
        paths: &Paths,
        language: Option<Language>,
    ) -> Result<Self, SetupError> {
        Self::build(&paths.data, Config::read(&paths.config_file())?, language)
    }

    /// A till from settings that were read.
    ///
    /// # Errors
    /// [`SetupError`].
    pub(crate) fn build(
        data: &Path,
        config: Config,
        language: Option<Language>,
    ) -> Result<Self, SetupError> {
        Self::build_within(Deadlines::TRADE, data, config, language)
    }

    /// The same with other deadlines than the trade's, for benches alone.
    ///
    /// # Errors
    /// [`SetupError`].
    pub(crate) fn build_within(
        deadlines: Deadlines,
        data: &Path,
        config: Config,
        language: Option<Language>,
    ) -> Result<Self, SetupError> {
        let (shop, template_fault) = shop(data, &config, language);
        let policy = if config.legacy {
            KeyPolicy::Legacy
        } else {
            KeyPolicy::Modern
        };
        let signer = keys::signer(&config.key, &config.pass_phrase, policy)?;
        let ring = keys::ring(&config.server_keys)?;
        let line = Line::within(deadlines, config.address, config.authority.as_deref())?;
        let keys = Keys {
            signer: Box::new(signer),
            ring,
            policy,
        };
        let wire = Wire::new(line, keys, config.terms.clone(), config.catalogue.clone()).map_err(
            |error| SetupError::ServerKey {
                file: config.server_keys.clone(),
                error,
            },
        )?;
        let printer = chosen(data, config.printer)?;
        let profiles = Profiles::new(config.profiles);
        let papers = match &printer.address {
            PrinterAddress::Folder(Some(folder)) => folder.clone(),
            _ => data.join("cheques"),
        };
        Ok(Self {
            data: data.to_owned(),
            wire,
            settings: Settings {
                catalogue: config.catalogue,
                policy: policy_for(config.terms.profile),
                shop,
                point: config.terms.identity.point,
                first_questions_after_ms: 0,
            },
            cashier: config.cashier,
            papers,
            profile: profiles.load(&printer.profile)?,
            profiles,
            printer,
            display: config.display,
            scanner: config.scanner,
            statistics: config.statistics,
            key_policy: policy,
            template_fault,
            template: config.template,
            #[cfg(feature = "training")]
            demo: None,
        })
    }

    /// Standard output is needed for something else: papers that would go there become files.
    pub(crate) fn keep_stdout_free(&mut self) {
        if self.printer.address == PrinterAddress::Stdout {
            self.printer.address = PrinterAddress::Folder(None);
        }
    }

    /// The epoch of this copy of the data, for questions about the deposit. Where it cannot be read the first one is
    /// named: the server refuses it if it is not so.
    pub(crate) fn epoch(&self) -> u32 {
        let books = sqlite::open_reader(&self.data).ok();
        let enrolled = books.and_then(|books| books.epoch().ok().flatten());
        enrolled.unwrap_or(FIRST_EPOCH)
    }

    /// Whether papers become files.
    pub(crate) const fn prints_to_files(&self) -> bool {
        matches!(self.printer.address, PrinterAddress::Folder(_))
    }

    /// Starts the one thread that prints for this till.
    #[must_use]
    pub(crate) fn print_desk(&self) -> PrintDesk {
        let (choice, data) = (self.printer.clone(), self.data.clone());
        let profile = self.profile.clone();
        PrintDesk::start(move || printer::printer(&choice, &data, profile.clone()))
    }

    /// A printer into the folder of papers.
    #[must_use]
    pub(crate) fn file_printer(&self) -> FilePrinter {
        FilePrinter::new(self.papers.clone(), self.profile.clone())
    }
}

/// What stands on every paper, and in which words.
#[derive(Debug)]
pub(crate) struct PaperFacts {
    /// Dealer, point, language, key.
    pub(crate) shop: Shop,
    /// The providers' names.
    pub(crate) catalogue: Catalogue,
    /// The point's code.
    pub(crate) point: PointCode,
    /// Name of the printer's profile.
    pub(crate) profile: String,
    /// Why papers go without the dealer's template.
    pub(crate) template_fault: Option<TemplateError>,
    /// Where the template lies, or would lie.
    pub(crate) template: PathBuf,
}

impl PaperFacts {
    /// From settings that were read.
    ///
    /// # Errors
    /// [`SetupError::Choice`].
    pub(crate) fn new(
        data: &Path,
        config: Config,
        language: Option<Language>,
    ) -> Result<Self, SetupError> {
        let (shop, template_fault) = shop(data, &config, language);
        Ok(Self {
            shop,
            template_fault,
            template: config.template,
            catalogue: config.catalogue,
            point: config.terms.identity.point,
            profile: chosen(data, config.printer)?.profile,
        })
    }
}

/// The printer of a till: the one that was chosen there, or else that of its settings.
///
/// # Errors
/// [`SetupError::Choice`].
pub(crate) fn chosen(data: &Path, of_settings: PrinterChoice) -> Result<PrinterChoice, SetupError> {
    let chosen = read_choice(data).map_err(SetupError::Choice)?;
    Ok(chosen.unwrap_or(of_settings))
}

/// What stands on papers. A template that cannot be used is left out whole, and the till sells all the same.
fn shop(data: &Path, config: &Config, language: Option<Language>) -> (Shop, Option<TemplateError>) {
    let (template, fault) = match templates::read(&config.template, Some(&config.catalogue)) {
        Ok(template) => (template.unwrap_or_default(), None),
        Err(error) => {
            tracing::error!(%error, "papers have no template of the dealer");
            (Template::default(), Some(error))
        }
    };
    let shop = Shop {
        heading: config.heading.clone(),
        language: language.unwrap_or(config.language),
        utc_offset_minutes: config.utc_offset_minutes,
        training: config.training,
        seal: seal_key(data),
        template: Arc::new(template),
    };
    (shop, fault)
}

/// The key for the codes on cheques. A till without one sells all the same; its cheques have no code.
fn seal_key(data: &Path) -> Option<Arc<SealKey>> {
    match seals::key(data) {
        Ok(key) => Some(Arc::new(key)),
        Err(error) => {
            tracing::error!(%error, "cheques have no code: there is no key for it");
            None
        }
    }
}

const fn policy_for(profile: Profile) -> Policy {
    match profile {
        Profile::Cyberplat => Policy::cyberplat(),
        Profile::Paydesk => Policy::paydesk(),
    }
}
