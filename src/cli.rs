//! The command line: every command, its options and its exit code.

mod cheque;
mod deposit;
mod display;
mod doctor;
mod drawer;
mod enrol;
#[cfg(feature = "training")]
mod faults;
mod first_key;
mod history;
mod ipriv;
mod paper;
mod printer;
mod queue;
mod reconcile;
pub(crate) mod report;
mod retry;
#[cfg(feature = "training")]
mod screenshots;
mod sell;
mod shift;
mod template;
mod typed;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use paydesk_adapters::config::{Config, ConfigError};
use paydesk_adapters::lock::LockError;
use paydesk_adapters::paths::{Paths, profiles_folder};
use paydesk_adapters::profiles::Profiles;
use paydesk_adapters::sqlite::{BadRow, Books, OpenError};
use paydesk_adapters::templates::TemplateError;
use paydesk_domain::language::Language;
use paydesk_till::world::Alarm;
use tracing_subscriber::EnvFilter;

use crate::app::{self, Launch, Source};
use crate::desk::DeskError;
use crate::setup::{PaperFacts, Setup, SetupError};
use crate::text::Texts;
use report::{Out, View};

/// How a command ends, as its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; for a sale: paid.
    Done = 0,
    /// Not done; for a sale: refused, and no money is with the provider.
    Refused = 1,
    /// What was typed cannot be used.
    BadInput = 2,
    /// Safe in the outbox, and open.
    Open = 3,
    /// Data cannot be stored or read.
    Storage = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// A cashier's till for mobile-phone shops.
#[derive(Debug, Parser)]
#[command(name = "paydesk", version, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    /// Without a command the till's window opens.
    #[command(subcommand)]
    command: Option<Command>,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub(crate) struct Common {
    /// Write JSON instead of text.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Data folder, instead of the system's own place.
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Language of texts and papers: ru, bg or en.
    #[arg(long, global = true, value_name = "LANG", value_parser = language)]
    lang: Option<Language>,
    /// Work with the demo: a hub, a bank and a provider inside this process.
    #[cfg(feature = "training")]
    #[arg(long, global = true)]
    demo: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Take one payment.
    Sell(sell::SellArgs),
    /// Show what is open, and decide what only a person can.
    Queue(queue::QueueArgs),
    /// Find payments.
    History(history::HistoryArgs),
    /// Ask about every open payment now.
    Retry(retry::RetryArgs),
    /// Sign, verify and make keys in the IPRIV format.
    #[command(subcommand)]
    Ipriv(ipriv::IprivCommand),
    /// Ask what is left of the dealer's deposit.
    Deposit(deposit::DepositArgs),
    /// Make this till's key and hand it in at the server, under a one-time login.
    Enrol(first_key::FirstKeyArgs),
    /// Make this copy of the till's data the one that the hub admits, under the epoch that the hub gave.
    ReEnrol(enrol::EnrolArgs),
    /// Find, choose and try the printer of this till; list profiles, print a self-test, keep its answer.
    #[command(subcommand)]
    Printer(printer::PrinterCommand),
    /// Check the code of a cheque, or show the paper of a payment.
    #[command(subcommand)]
    Cheque(cheque::ChequeCommand),
    /// Report what was done at this till.
    #[command(subcommand)]
    Report(shift::ReportCommand),
    /// Compare a day of this till with the registry of the server, and list every difference.
    Reconcile(reconcile::ReconcileArgs),
    /// Open the drawer though nothing is sold; the journal keeps who did it, and why.
    Drawer(drawer::DrawerArgs),
    /// Check the template of papers, or show a sample paper with it.
    #[command(subcommand)]
    Template(template::TemplateCommand),
    /// Try the customer's display.
    #[command(subcommand)]
    Display(display::DisplayCommand),
    /// Look whether this till is ready to take payments.
    Doctor,
    /// Open the till's window on a demo hub inside this process.
    #[cfg(feature = "training")]
    Demo,
    /// Sell over a line on which everything goes wrong, and count what was lost, doubled or falsely printed.
    #[cfg(feature = "training")]
    Faults(faults::FaultsArgs),
    /// Draw every screen of the window into PNG files.
    #[cfg(feature = "training")]
    Screenshots(screenshots::ScreenshotsArgs),
}

fn language(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| "ru, bg or en is expected".to_owned())
}

/// Runs the command of this process.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_env("PAYDESK_LOG").unwrap_or_else(|_| EnvFilter::new("error"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    // A cashier is told what to do by the command; where the program broke is for the log.
    std::panic::set_hook(Box::new(
        |panic| tracing::error!(at = ?panic.location(), "the program broke"),
    ));
    match &cli.command {
        Some(Command::Ipriv(command)) => return ipriv::run(command, &cli.common).into(),
        #[cfg(feature = "training")]
        Some(Command::Screenshots(args)) => return screenshots::run(args).into(),
        #[cfg(feature = "training")]
        Some(Command::Faults(args)) => return faults::run(args, &cli.common).into(),
        Some(_) | None => {}
    }
    let session = match Session::new(cli.common) {
        Ok(session) => session,
        Err(exit) => return exit.into(),
    };
    let exit = match &cli.command {
        None => window(&session, session.is_demo()),
        #[cfg(feature = "training")]
        Some(Command::Demo) => window(&session, true),
        Some(Command::Sell(args)) => sell::run(&session, args),
        Some(Command::Queue(args)) => queue::run(&session, args),
        Some(Command::History(args)) => history::run(&session, args),
        Some(Command::Retry(args)) => retry::run(&session, args),
        Some(Command::Deposit(args)) => deposit::run(&session, args),
        Some(Command::Enrol(args)) => first_key::run(&session, args),
        Some(Command::ReEnrol(args)) => enrol::run(&session, args),
        Some(Command::Printer(command)) => printer::run(&session, command),
        Some(Command::Cheque(command)) => cheque::run(&session, command),
        Some(Command::Report(command)) => shift::run(&session, command),
        Some(Command::Reconcile(args)) => reconcile::run(&session, args),
        Some(Command::Drawer(args)) => drawer::run(&session, args),
        Some(Command::Template(command)) => template::run(&session, command),
        Some(Command::Display(command)) => display::run(&session, command),
        Some(Command::Doctor) => doctor::run(&session),
        // These were run before there was anything to set up.
        Some(Command::Ipriv(_)) => Exit::Done,
        #[cfg(feature = "training")]
        Some(Command::Screenshots(_) | Command::Faults(_)) => Exit::Done,
    };
    exit.into()
}

/// The till's window.
fn window(session: &Session, is_demo: bool) -> Exit {
    let launch = Launch {
        paths: session.paths.clone(),
        language: session.texts.language(),
        is_language_given: session.common.lang.is_some(),
        source: if is_demo {
            Source::Demo
        } else {
            Source::Settings
        },
        is_small_screen: false,
    };
    if app::run(launch).is_err() {
        session.out.problem(&session.texts.get("no-window"));
        return Exit::Refused;
    }
    Exit::Done
}

/// What every command about payments works with.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) paths: Paths,
    pub(crate) texts: Texts,
    pub(crate) out: Out,
    common: Common,
}

impl Session {
    fn new(common: Common) -> Result<Self, Exit> {
        let from_system = || sys_locale::get_locale().and_then(|tag| Language::from_tag(&tag));
        let language = common.lang.or_else(from_system).unwrap_or(Language::En);
        let out = Out::new(common.json);
        let paths = Paths::find(common.data.as_deref()).map_err(|error| {
            out.problem(&error.to_string());
            Exit::Storage
        })?;
        Ok(Self {
            paths,
            texts: Texts::new(language),
            out,
            common,
        })
    }

    /// Whether the demo was asked for.
    const fn is_demo(&self) -> bool {
        #[cfg(feature = "training")]
        let is_demo = self.common.demo;
        #[cfg(not(feature = "training"))]
        let is_demo = false;
        is_demo
    }

    /// Where this till's data lie.
    pub(crate) fn data(&self) -> PathBuf {
        #[cfg(feature = "training")]
        if self.common.demo {
            return crate::demo::till_folder(&self.paths);
        }
        self.paths.data.clone()
    }

    /// Where the settings come from; the demo has its own in its folder of data.
    pub(crate) fn settings_file(&self) -> PathBuf {
        #[cfg(feature = "training")]
        if self.common.demo {
            return self.data();
        }
        self.paths.config_file()
    }

    /// The folder of the settings, in which the pepper of the PINs lies.
    pub(crate) fn settings_folder(&self) -> PathBuf {
        #[cfg(feature = "training")]
        if self.common.demo {
            return self.data().join("settings");
        }
        let file = self.paths.config_file();
        file.parent().map_or_else(|| self.data(), Path::to_owned)
    }

    /// The shop's own printer profiles, and those of the program.
    pub(crate) fn profiles(&self) -> Profiles {
        #[cfg(feature = "training")]
        if self.common.demo {
            return Profiles::new(self.data().join("printers"));
        }
        Profiles::new(profiles_folder(&self.paths.config_file()))
    }

    /// What stands on every paper, without a key, a line or a hub.
    pub(crate) fn paper_facts(&self) -> Result<PaperFacts, Exit> {
        #[cfg(feature = "training")]
        if self.common.demo {
            let facts = crate::demo::paper_facts(&self.paths, self.texts.language());
            return facts.map_err(|error| self.tell_setup(&error));
        }
        let config = Config::read(&self.paths.config_file());
        let config = config.map_err(|error| self.tell_setup(&error.into()))?;
        let facts = PaperFacts::new(&self.paths.data, config, self.common.lang);
        facts.map_err(|error| self.tell_setup(&error))
    }

    /// Makes the till ready, with its reason told where it is not.
    pub(crate) fn setup(&self) -> Result<Setup, Exit> {
        let mut setup = self.try_setup().map_err(|error| self.tell_setup(&error))?;
        self.tell_template(setup.template_fault.as_ref());
        if self.common.json {
            setup.keep_stdout_free();
        }
        Ok(setup)
    }

    /// Tells why papers go without the dealer's template.
    pub(crate) fn tell_template(&self, fault: Option<&TemplateError>) {
        if let Some(fault) = fault {
            let what = fault.to_string();
            let sentence = self.texts.with("template-refused", &[("what", &what)]);
            self.out.problem(&sentence);
        }
    }

    /// Makes the till ready.
    pub(crate) fn try_setup(&self) -> Result<Setup, SetupError> {
        #[cfg(feature = "training")]
        if self.common.demo {
            return crate::demo::setup(&self.paths, self.texts.language());
        }
        Setup::from_config(&self.paths, self.common.lang)
    }

    fn tell_setup(&self, error: &SetupError) -> Exit {
        let storage = |what: &dyn std::fmt::Display| {
            let folder = self.paths.data.display().to_string();
            let parameters = [("folder", folder.as_str()), ("what", &what.to_string())];
            self.out
                .problem(&self.texts.with("storage-folder", &parameters));
            Exit::Storage
        };
        match error {
            SetupError::Config(ConfigError::Missing(file)) => {
                let file = file.display().to_string();
                self.out
                    .problem(&self.texts.with("setup-missing", &[("file", &file)]));
                Exit::BadInput
            }
            SetupError::Folder(error) | SetupError::Busy(LockError::Io(error)) => storage(error),
            SetupError::Busy(LockError::Held) => {
                let folder = self.data().display().to_string();
                self.out
                    .problem(&self.texts.with("storage-held", &[("folder", &folder)]));
                Exit::Storage
            }
            SetupError::Demo(what) => storage(what),
            SetupError::Config(_)
            | SetupError::Key(_)
            | SetupError::ServerKey { .. }
            | SetupError::Line(_)
            | SetupError::Choice(_)
            | SetupError::Profile(_) => {
                let what = error.to_string();
                self.out
                    .problem(&self.texts.with("setup-wrong", &[("what", &what)]));
                Exit::BadInput
            }
        }
    }

    /// What the till's books say; why they cannot be read is told.
    ///
    /// # Errors
    /// How the command ends then.
    fn read<T>(
        &self,
        books: Result<Books, OpenError>,
        read: impl FnOnce(&Books) -> Result<T, BadRow>,
    ) -> Result<T, Exit> {
        let books = self.read_books(books)?;
        read(&books).map_err(|error| self.tell_damage(&error))
    }

    /// The till's books; why they cannot be opened is told.
    ///
    /// # Errors
    /// How the command ends then.
    fn read_books(&self, books: Result<Books, OpenError>) -> Result<Books, Exit> {
        books.map_err(|error| {
            let folder = self.data().display().to_string();
            self.out
                .problem(&report::open_error(&self.texts, &folder, &error));
            Exit::Storage
        })
    }

    fn tell_damage(&self, error: &BadRow) -> Exit {
        let folder = self.data().display().to_string();
        let parameters = [("folder", folder.as_str()), ("what", &error.to_string())];
        self.out
            .problem(&self.texts.with("storage-damaged", &parameters));
        Exit::Storage
    }

    /// The names by which payments are shown, as far as they can be read. Nothing is decided by them.
    pub(crate) fn view(&self) -> View {
        #[cfg(feature = "training")]
        if self.common.demo {
            return crate::demo::view();
        }
        let config = Config::read(&self.paths.config_file()).ok();
        config.map_or_else(View::default, |config| View {
            catalogue: config.catalogue,
            point: Some(config.terms.identity.point),
            utc_offset_minutes: config.utc_offset_minutes,
        })
    }

    /// Tells what a person must know at once.
    pub(crate) fn tell_alarm(&self, alarm: Alarm) {
        let texts = &self.texts;
        let sentence = match alarm {
            Alarm::StrangeReply(why) => {
                texts.with("alarm-strange-reply", &[("why", &report::why(texts, why))])
            }
            Alarm::Contradiction(id) => {
                texts.with("alarm-contradiction", &[("id", &id.to_string())])
            }
            Alarm::LateRefusal(id) => texts.with("alarm-late-refusal", &[("id", &id.to_string())]),
            Alarm::Reconcile => texts.get("sale-reconcile"),
            Alarm::OtherCopy => texts.get("sale-other-copy"),
            Alarm::Clock { seconds } => report::clock(texts, seconds),
        };
        self.out.problem(&sentence);
    }

    /// Tells why the data cannot be used.
    pub(crate) fn tell_desk(&self, error: &DeskError) -> Exit {
        self.out
            .problem(&report::desk_error(&self.texts, &self.data(), error));
        Exit::Storage
    }
}
