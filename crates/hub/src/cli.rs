//! The command line of `paydesk-hub`.
//!
//! Exit codes: 0 done, 1 the check found something, 2 wrong usage or input, 4 the data folder or the books
//! cannot be used, or the bank does not answer.

mod bank;
mod day;
mod demo;
mod invite;
mod ledger;
mod load;
mod provider;
mod registry;
mod review;
mod staff;
mod tariff;
mod terms;
mod until;

use std::fs;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use paydesk_domain::ids::{BadId, CashierCode, DealerCode, PointCode};
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};

use crate::admin::{self, Added, AdminError, PointKey};
use crate::core::decision::Profile;
use crate::serve::{self, Doors, ServeError};
use crate::store::StoreError;
use until::{Told, until_told};

const CHECK_FAILED: u8 = 1;
const BAD_INPUT: u8 = 2;
const STORAGE: u8 = 4;

/// The central server: ledger, dealer protocol, bank and provider connectors.
#[derive(Debug, Parser)]
#[command(name = "paydesk-hub", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
struct Data {
    /// The hub's data folder.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new hub: its key, settings and empty books.
    Init {
        #[command(flatten)]
        data: Data,
        /// A bank and a provider for trying things out run inside the hub.
        #[arg(long)]
        demo: bool,
    },
    /// Answer dealers until SIGTERM or SIGINT.
    Serve {
        #[command(flatten)]
        data: Data,
        /// Address and port; port 0 takes a free one.
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8750")]
        listen: SocketAddr,
        /// Address and port of `/health` and `/metrics`, for those who watch the hub; never where dealers are.
        #[arg(long, value_name = "ADDR")]
        watch: Option<SocketAddr>,
        /// Address and port of the staff page.
        #[arg(long, value_name = "ADDR")]
        staff: Option<SocketAddr>,
    },
    /// Points and their keys.
    Point {
        #[command(subcommand)]
        command: PointCommand,
    },
    /// What dealers and points may do.
    Party {
        #[command(subcommand)]
        command: terms::PartyCommand,
    },
    /// What dealers and sub-dealers earn.
    Tariff {
        #[command(subcommand)]
        command: tariff::TariffCommand,
    },
    /// Payments in work, and what two persons decide about them.
    Review {
        #[command(subcommand)]
        command: review::ReviewCommand,
    },
    /// Keys of points.
    Key {
        #[command(subcommand)]
        command: terms::KeyCommand,
    },
    /// What was paid on a day.
    Registry {
        #[command(subcommand)]
        command: registry::RegistryCommand,
    },
    /// The close of a business day, and the signed head of the books.
    Day {
        #[command(subcommand)]
        command: day::DayCommand,
    },
    /// Who may look at the staff page.
    Staff {
        #[command(subcommand)]
        command: staff::StaffCommand,
    },
    /// Details that nobody may pay to.
    BlackList {
        #[command(subcommand)]
        command: terms::BlackListCommand,
    },
    /// Print the hub's public keys for a till's key file.
    Pubkeys {
        #[command(flatten)]
        data: Data,
    },
    /// Dealers' deposits.
    Deposit {
        #[command(subcommand)]
        command: DepositCommand,
    },
    /// The books.
    Ledger {
        #[command(subcommand)]
        command: ledger::LedgerCommand,
    },
    /// Measure this machine with a demo hub: check, pay and status of many payments, every answer verified.
    Load(load::LoadArgs),
    /// A small provider of one's own.
    Provider {
        #[command(subcommand)]
        command: provider::ProviderCommand,
    },
    /// Try everything out: a bank, two providers, a hub and a point, each for itself; one payment checks them.
    Demo(demo::DemoArgs),
    /// A settlement bank of its own.
    Bank {
        #[command(subcommand)]
        command: bank::BankCommand,
    },
}

#[derive(Debug, Subcommand)]
enum PointCommand {
    /// Admit a point's key; again for a second key.
    Add(PointAdd),
    /// Give a key its next epoch: copies of its till's data that have an older one are refused from now on.
    NewEpoch(PointEpoch),
}

#[derive(Debug, Args)]
struct PointEpoch {
    #[command(flatten)]
    data: Data,
    /// The dealer's code.
    #[arg(long, value_name = "SD", value_parser = dealer_code)]
    dealer: DealerCode,
    /// The point's code.
    #[arg(long, value_name = "AP", value_parser = point_code)]
    point: PointCode,
    /// Serial of the till's key.
    #[arg(long)]
    serial: u32,
}

#[derive(Debug, Args)]
struct PointAdd {
    #[command(flatten)]
    data: Data,
    /// The dealer's code.
    #[arg(long, value_name = "SD", value_parser = dealer_code)]
    dealer: DealerCode,
    /// The point's code.
    #[arg(long, value_name = "AP", value_parser = point_code)]
    point: PointCode,
    /// The cashier's code.
    #[arg(long, value_name = "OP", value_parser = cashier_code)]
    cashier: CashierCode,
    /// The point's public key file; the first key in it counts.
    #[arg(long, value_name = "FILE")]
    pubkey: PathBuf,
    /// Keys under 2048 bits, MD5 and GET are allowed.
    #[arg(long)]
    legacy: bool,
    /// What the key speaks.
    #[arg(long, value_enum, default_value = "cyberplat")]
    profile: ProfileWord,
    /// Currency of the deposit, if the dealer is new.
    #[arg(long, default_value = "RUB", value_parser = currency_code)]
    currency: Currency,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ProfileWord {
    /// The plain dealer protocol; our additions are optional.
    Cyberplat,
    /// Our additions are required.
    Paydesk,
}

impl From<ProfileWord> for Profile {
    fn from(word: ProfileWord) -> Self {
        match word {
            ProfileWord::Cyberplat => Self::Cyberplat,
            ProfileWord::Paydesk => Self::Paydesk,
        }
    }
}

#[derive(Debug, Subcommand)]
enum DepositCommand {
    /// Book money that the bank received for a dealer.
    Add {
        #[command(flatten)]
        data: Data,
        /// The dealer's code.
        #[arg(long, value_name = "SD", value_parser = dealer_code)]
        dealer: DealerCode,
        /// The sum, for instance 1000 or 1000.00.
        #[arg(long, allow_negative_numbers = true)]
        amount: String,
        /// The deposit's currency; the dealer's own without it.
        #[arg(long, value_parser = currency_code)]
        currency: Option<Currency>,
        /// What the bank's statement says.
        #[arg(long, default_value = "deposit")]
        note: String,
    },
}

fn dealer_code(text: &str) -> Result<DealerCode, BadId> {
    DealerCode::parse(text)
}

fn point_code(text: &str) -> Result<PointCode, BadId> {
    PointCode::parse(text)
}

fn cashier_code(text: &str) -> Result<CashierCode, BadId> {
    CashierCode::parse(text)
}

fn currency_code(text: &str) -> Result<Currency, String> {
    Currency::from_code(text).ok_or_else(|| format!("{text:?} is no currency this hub knows"))
}

/// How a command ended, when not well.
enum Failure {
    Input(String),
    Storage(String),
    CheckFailed,
}

impl From<AdminError> for Failure {
    fn from(error: AdminError) -> Self {
        let text = error.to_string();
        match error {
            AdminError::Input(_) | AdminError::Store(StoreError::NoBooks { .. }) => {
                Self::Input(text)
            }
            AdminError::Store(_) | AdminError::File(_) | AdminError::Key(_) => Self::Storage(text),
        }
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        let text = error.to_string();
        match error {
            ServeError::Setup(_)
            | ServeError::Provider(_)
            | ServeError::Bank(_)
            | ServeError::Listen { .. } => Self::Input(text),
            ServeError::Store(_)
            | ServeError::DemoProvider(_)
            | ServeError::DemoBank(_)
            | ServeError::Runtime(_)
            | ServeError::Ended => Self::Storage(text),
        }
    }
}

/// Runs the program with the arguments of this process.
#[must_use]
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Where not even this can be written there is nobody to tell.
            drop(error.print());
            return ExitCode::from(if error.use_stderr() { BAD_INPUT } else { 0 });
        }
    };
    log_to_stderr();
    match perform(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::CheckFailed) => ExitCode::from(CHECK_FAILED),
        Err(Failure::Input(text)) => complain(&text, BAD_INPUT),
        Err(Failure::Storage(text)) => complain(&text, STORAGE),
    }
}

fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("PAYDESK_HUB_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // A second call within one process keeps the first log.
    drop(log.try_init());
}

fn complain(text: &str, code: u8) -> ExitCode {
    drop(writeln!(std::io::stderr(), "paydesk-hub: {text}"));
    ExitCode::from(code)
}

fn say(text: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout();
    let written = out.write_all(text).and_then(|()| out.flush());
    written.map_err(|error| Failure::Storage(format!("standard output: {error}")))
}

fn perform(command: Command) -> Result<(), Failure> {
    match command {
        Command::Init { data, demo } => init(&data.data, demo),
        Command::Serve {
            data,
            listen,
            watch,
            staff,
        } => serve_until_told(
            &data.data,
            Doors {
                listen,
                watch,
                staff,
            },
        ),
        Command::Point {
            command: PointCommand::Add(add),
        } => add_point(add),
        Command::Point {
            command: PointCommand::NewEpoch(wish),
        } => new_epoch(&wish),
        Command::Party { command } => terms::party(command),
        Command::Tariff { command } => tariff::run(command),
        Command::Review { command } => review::run(command),
        Command::Registry { command } => registry::run(command),
        Command::Staff { command } => staff::run(&command),
        Command::Day { command } => day::run(command),
        Command::Key { command } => terms::key(command),
        Command::BlackList { command } => terms::black_list(command),
        Command::Pubkeys { data } => say(&admin::pubkeys(&data.data)?),
        Command::Deposit {
            command:
                DepositCommand::Add {
                    data,
                    dealer,
                    amount,
                    currency,
                    note,
                },
        } => {
            let currency = match currency {
                Some(currency) => currency,
                None => admin::currency_of(&data.data, &dealer)?,
            };
            let sum = Money::parse(&amount, currency)
                .map_err(|error| Failure::Input(format!("--amount {amount}: {error}")))?;
            let available = admin::add_deposit(&data.data, &dealer, sum, &note)?;
            let text = available.to_text(Language::En);
            say(format!("dealer {dealer}: {text} may be spent\n").as_bytes())
        }
        Command::Ledger { command } => ledger::run(command),
        Command::Load(args) => load::run(&args),
        Command::Provider { command } => provider::perform(command),
        Command::Demo(wish) => demo::run(&wish),
        Command::Bank { command } => bank::perform(command),
    }
}

fn init(data: &Path, demo: bool) -> Result<(), Failure> {
    let serial = admin::init(data, demo)?;
    let text = format!("hub in {}, its key has serial {serial}\n", data.display());
    say(text.as_bytes())
}

fn add_point(add: PointAdd) -> Result<(), Failure> {
    let pubkeys = fs::read(&add.pubkey)
        .map_err(|error| Failure::Input(format!("{}: {error}", add.pubkey.display())))?;
    let key = PointKey {
        dealer: add.dealer,
        point: add.point,
        cashier: add.cashier,
        pubkeys,
        profile: add.profile.into(),
        is_legacy: add.legacy,
        currency: add.currency,
    };
    let text = match admin::add_point(&add.data.data, &key)? {
        Added::New { serial } => format!("point {}: key {serial} may sign\n", key.point),
        Added::Known { serial } => format!("point {}: key {serial} was known already\n", key.point),
    };
    say(text.as_bytes())
}

fn new_epoch(wish: &PointEpoch) -> Result<(), Failure> {
    let PointEpoch {
        data,
        dealer,
        point,
        serial,
    } = wish;
    let epoch = admin::raise_epoch(&data.data, (dealer, point), *serial)?;
    let text = format!(
        "point {point}: key {serial} has epoch {epoch} now, older copies of its till are refused\n\
         at the till that goes on: paydesk re-enrol --epoch {epoch} --by NAME\n"
    );
    say(text.as_bytes())
}

fn serve_until_told(data: &Path, doors: Doors) -> Result<(), Failure> {
    until_told(|| {
        let running = serve::start_at(data, doors)?;
        let mut text = format!("listening on {}\n", running.addr());
        if let Some(address) = running.watched() {
            text.push_str(&format!("watched on {address}\n"));
        }
        if let Some(address) = running.staff() {
            text.push_str(&format!("staff page on {address}\n"));
        }
        Ok((text, running))
    })
}
