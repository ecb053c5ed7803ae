//! The commands of a settlement bank, and the hub's comparison with it.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use paydesk_domain::ids::DealerCode;
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::time::Timestamp;

use super::{Data, Failure, currency_code, dealer_code, say, until_told};
use crate::bank::check;
use crate::bank::folder::{self, BankError};
use crate::bank::serve;
use crate::bank::wire::{Account, Period};
use crate::core::minor::Minor;
use crate::reconcile::bank::{self as reconcile, Difference, Kind, ReconcileError};
use crate::store::StoreError;

/// What can be done with a bank.
#[derive(Debug, Subcommand)]
pub(super) enum BankCommand {
    /// Make a new bank: its key and empty books. Again with a hub's key: that hub may ask.
    Init {
        #[command(flatten)]
        data: Data,
        /// The hub's public key file; the first key in it counts.
        #[arg(long, value_name = "FILE")]
        hub: Option<PathBuf>,
    },
    /// Answer the hub until SIGTERM or SIGINT.
    Serve {
        #[command(flatten)]
        data: Data,
        /// Address and port; port 0 takes a free one.
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8760")]
        listen: SocketAddr,
    },
    /// Show the dealers' accounts, or book money that came in.
    Account(AccountArgs),
    /// List what moved.
    Statement {
        #[command(flatten)]
        data: Data,
        /// One day (UTC), as 2026-11-25; everything without it.
        #[arg(long, value_name = "DAY", value_parser = day)]
        date: Option<Timestamp>,
    },
    /// Check every rule of the bank's books and every stored signature.
    Check {
        #[command(flatten)]
        data: Data,
    },
    /// Compare a hub's ledger with its bank's signed statement.
    Reconcile {
        /// The hub's data folder.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// The business date, as 2026-11-25.
        #[arg(long, value_name = "DAY", value_parser = day)]
        date: Timestamp,
    },
    /// Print the bank's public keys for the hub.
    Pubkeys {
        #[command(flatten)]
        data: Data,
    },
    /// End the use of a hub's key.
    Revoke {
        #[command(flatten)]
        data: Data,
        /// Its serial.
        #[arg(long)]
        serial: u32,
    },
}

/// Words of `bank account`.
#[derive(Debug, Args)]
pub(super) struct AccountArgs {
    #[command(flatten)]
    data: Data,
    /// The dealer whose account it is.
    #[arg(long, value_name = "SD", value_parser = dealer_code, requires = "credit")]
    dealer: Option<DealerCode>,
    /// Money that came in, for instance 1000 or 1000.00.
    #[arg(
        long,
        value_name = "SUM",
        allow_negative_numbers = true,
        requires = "dealer"
    )]
    credit: Option<String>,
    /// Its currency.
    #[arg(long, default_value = "RUB", value_parser = currency_code)]
    currency: Currency,
    /// Where it came from.
    #[arg(long, default_value = "deposit")]
    note: String,
}

impl From<BankError> for Failure {
    fn from(error: BankError) -> Self {
        match error {
            BankError::Folder(error) => error.into(),
            BankError::Books(crate::bank::books::BooksError::NoBooks(_))
            | BankError::Input(_)
            | BankError::Serve(_) => Self::Input(error.to_string()),
            BankError::Books(_) => Self::Storage(error.to_string()),
        }
    }
}

impl From<ReconcileError> for Failure {
    fn from(error: ReconcileError) -> Self {
        match error {
            ReconcileError::Hub(error) => error.into(),
            ReconcileError::NoBank => Self::Input(error.to_string()),
            ReconcileError::Store(StoreError::NoBooks { .. }) => Self::Input(error.to_string()),
            ReconcileError::Store(_) | ReconcileError::Silent => Self::Storage(error.to_string()),
        }
    }
}

pub(super) fn perform(command: BankCommand) -> Result<(), Failure> {
    match command {
        BankCommand::Init { data, hub } => init(&data.data, hub.as_deref()),
        BankCommand::Serve { data, listen } => until_told(|| {
            let running = serve::start(&data.data, listen)?;
            Ok((format!("listening on {}\n", running.addr()), running))
        }),
        BankCommand::Account(wish) => account(&wish),
        BankCommand::Statement { data, date } => statement(&data.data, date),
        BankCommand::Check { data } => check(&data.data),
        BankCommand::Reconcile { data, date } => reconcile(&data, date),
        BankCommand::Pubkeys { data } => say(&folder::pubkeys(&data.data)?),
        BankCommand::Revoke { data, serial } => {
            folder::revoke(&data.data, serial)?;
            say(format!("key {serial} may not ask any more\n").as_bytes())
        }
    }
}

/// A day as `YYYY-MM-DD`; its first moment in UTC.
pub(super) fn day(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse_iso(&format!("{text}T00:00:00.000Z"))
        .map_err(|_| format!("{text:?} is no day, write it as 2026-11-25"))
}

fn init(data: &Path, hub: Option<&Path>) -> Result<(), Failure> {
    let serial = folder::init(data)?;
    let mut text = format!("bank in {}, its key has serial {serial}\n", data.display());
    if let Some(file) = hub {
        let pubkeys = fs::read(file)
            .map_err(|error| Failure::Input(format!("{}: {error}", file.display())))?;
        let (hub, is_new) = folder::admit(data, &pubkeys)?;
        let how = if is_new {
            "may ask"
        } else {
            "could ask already"
        };
        text.push_str(&format!("the hub with key {hub} {how}\n"));
    }
    say(text.as_bytes())
}

fn account(wish: &AccountArgs) -> Result<(), Failure> {
    let data = &wish.data.data;
    if let (Some(dealer), Some(credit)) = (&wish.dealer, &wish.credit) {
        let sum = Money::parse(credit, wish.currency)
            .map_err(|error| Failure::Input(format!("--credit {credit}: {error}")))?;
        let sums = folder::credit(data, dealer, sum, &wish.note)?;
        return say(line(dealer.as_wire(), wish.currency.code(), &sums).as_bytes());
    }
    let accounts = folder::accounts(data)?;
    let lines = accounts
        .iter()
        .map(|(dealer, currency, sums)| line(dealer, currency, sums));
    say(lines.collect::<String>().as_bytes())
}

fn line(dealer: &str, currency: &str, sums: &Account) -> String {
    let text = |minor: Minor| sum_text(minor, currency);
    format!(
        "dealer {dealer}: {} came in, {} taken, {} set aside, {} left\n",
        text(sums.credited),
        text(sums.captured),
        text(sums.held),
        text(sums.available())
    )
}

/// A sum for people; in bare minor units where the program does not know the currency.
pub(super) fn sum_text(minor: Minor, currency: &str) -> String {
    Currency::from_code(currency).map_or_else(
        || format!("{minor} {currency}"),
        |currency| Money::new(minor.get(), currency).to_text(Language::En),
    )
}

fn statement(data: &Path, date: Option<Timestamp>) -> Result<(), Failure> {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    let (from, until) = match date {
        Some(day) => (day, day.plus_ms(DAY_MS)),
        None => (
            Timestamp::from_unix_ms(0),
            Timestamp::from_unix_ms(i64::MAX),
        ),
    };
    let mut after = 0;
    loop {
        let page = folder::entries(data, &Period { from, until, after })?;
        let mut text = String::new();
        for row in &page.rows {
            after = row.seq;
            let line = format!(
                "{}  {}  {:<7}  dealer {}  {}  {}",
                row.seq,
                row.at.iso(),
                row.movement.as_wire(),
                row.dealer,
                sum_text(row.amount, &row.currency),
                row.reference
            );
            text.push_str(line.trim_end());
            text.push('\n');
        }
        say(text.as_bytes())?;
        if !page.has_more {
            return Ok(());
        }
    }
}

fn check(data: &Path) -> Result<(), Failure> {
    let report = check::check(data)?;
    for broken in &report.broken {
        say(format!("broken: {} ({})\n", broken.rule, broken.row).as_bytes())?;
    }
    let (entries, exchanges) = (report.entries, report.exchanges);
    if report.broken.is_empty() {
        return say(format!("sound: {entries} entries, {exchanges} signed exchanges\n").as_bytes());
    }
    let found = report.broken.len();
    say(format!("{found} faults in {entries} entries, {exchanges} signed exchanges\n").as_bytes())?;
    Err(Failure::CheckFailed)
}

fn reconcile(data: &Path, date: Timestamp) -> Result<(), Failure> {
    let runtime = tokio::runtime::Runtime::new();
    let runtime = runtime.map_err(|error| Failure::Storage(error.to_string()))?;
    let found = runtime.block_on(reconcile::reconcile(data, date))?;
    for difference in &found.differences {
        say(difference_text(difference).as_bytes())?;
    }
    for (currency, (payments, sum)) in &found.agreed {
        let sum = sum_text(*sum, currency);
        say(format!("agreed: {payments} payments, {sum}\n").as_bytes())?;
    }
    if found.under_way > 0 {
        let text = "captured here, the bank has not confirmed yet";
        say(format!("under way: {} payments {text}\n", found.under_way).as_bytes())?;
    }
    if found.differences.is_empty() {
        return say(b"hub and bank agree\n");
    }
    say(format!("{} differences\n", found.differences.len()).as_bytes())?;
    Err(Failure::CheckFailed)
}

fn difference_text(difference: &Difference) -> String {
    let what = match difference.kind {
        Kind::MissingThere => "captured here, missing at the bank",
        Kind::MissingHere => "taken by the bank, missing here",
        Kind::NotCapturedHere => "taken by the bank, not captured here",
        Kind::Differs => "dealer, currency or sum differ",
        Kind::HeldForNothing => "held by the bank for no payment here",
    };
    let side = |side: &Option<(String, String, Minor)>| {
        side.as_ref().map_or_else(
            || "-".to_owned(),
            |(dealer, currency, sum)| format!("dealer {dealer} {}", sum_text(*sum, currency)),
        )
    };
    let (here, there) = (side(&difference.here), side(&difference.there));
    format!(
        "{}: {what}; here {here}; at the bank {there}\n",
        difference.reference
    )
}
