//! `paydesk-hub provider`: a small provider of one's own; `registry provider`: its day against the hub's books.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use paydesk_domain::pii::Pii;

use super::{Data, Failure, Told, say};
use crate::connectors::providers::osmp::sum_text;
use crate::connectors::providers::osmp_server::{
    Booked, Books, OsmpServer, OsmpServerError, Rules, Shop, masked,
};
use crate::connectors::providers::registry::{Day, Registry};
use crate::reconcile::provider as reconcile;
use crate::serve::clock;
use crate::settings;

#[derive(Debug, Subcommand)]
pub(super) enum ProviderCommand {
    /// Make a provider's folder: settings, a number base, empty books.
    Init {
        #[command(flatten)]
        data: Data,
    },
    /// Answer hubs until SIGTERM or SIGINT.
    Serve {
        #[command(flatten)]
        data: Data,
        /// Address and port; port 0 takes a free one.
        #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8760")]
        listen: SocketAddr,
        /// Faults on purpose: demo, operator, or a file with rules.
        #[arg(long, value_name = "NAME|FILE")]
        simulate: Option<String>,
    },
    /// Show the number base with its balances; accounts and names are masked.
    Numbers {
        #[command(flatten)]
        data: Data,
    },
    /// Show the payments; accounts are masked.
    Payments {
        #[command(flatten)]
        data: Data,
        /// Those of one accounting day, YYYY-MM-DD.
        #[arg(long, value_parser = Day::parse)]
        date: Option<Day>,
    },
    /// Write the registry of a day, for the hub to compare.
    Registry {
        #[command(flatten)]
        data: Data,
        /// The accounting day, YYYY-MM-DD.
        #[arg(long, value_parser = Day::parse)]
        date: Day,
        /// Where it is written to; accounts stand in it whole.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(super) struct Compare {
    #[command(flatten)]
    data: Data,
    /// The provider's id in the catalogue.
    #[arg(long, value_name = "ID")]
    provider: String,
    /// The accounting day, YYYY-MM-DD.
    #[arg(long, value_parser = Day::parse)]
    date: Day,
    /// The registry.
    #[arg(long, value_name = "FILE")]
    file: PathBuf,
    /// JSON instead of text.
    #[arg(long)]
    json: bool,
}

impl From<OsmpServerError> for Failure {
    fn from(error: OsmpServerError) -> Self {
        let text = error.to_string();
        match error {
            OsmpServerError::Setup(_) | OsmpServerError::Port(_) => Self::Input(text),
            OsmpServerError::Books(_) => Self::Storage(text),
        }
    }
}

fn books_of(shop: &Shop) -> Result<Books, Failure> {
    Books::open(&shop.books).map_err(|error| OsmpServerError::Books(error).into())
}

fn storage(error: &rusqlite::Error) -> Failure {
    Failure::Storage(format!("provider's books: {error}"))
}

/// Does a command of the provider.
pub(super) fn perform(command: ProviderCommand) -> Result<(), Failure> {
    match command {
        ProviderCommand::Init { data } => init(&data.data),
        ProviderCommand::Serve {
            data,
            listen,
            simulate,
        } => serve(&data.data, listen, simulate.as_deref()),
        ProviderCommand::Numbers { data } => numbers(&data.data),
        ProviderCommand::Payments { data, date } => payments(&data.data, date.as_ref()),
        ProviderCommand::Registry { data, date, out } => registry(&data.data, &date, &out),
    }
}

fn init(data: &Path) -> Result<(), Failure> {
    let made = Shop::init(data).map(|()| Shop::read(data));
    let made = made.map_err(|error| Failure::Storage(format!("{}: {error}", data.display())))?;
    books_of(&made.map_err(Failure::Input)?)?;
    let folder = data.display();
    let text = format!(
        "provider in {folder}: look through provider.toml and numbers.toml, then serve it\n"
    );
    say(text.as_bytes())
}

fn serve(data: &Path, listen: SocketAddr, simulate: Option<&str>) -> Result<(), Failure> {
    let mut shop = Shop::read(data).map_err(Failure::Input)?;
    if let Some(name) = simulate {
        shop.rules = Rules::named(name).map_err(Failure::Input)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| Failure::Storage(error.to_string()))?;
    runtime.block_on(async {
        // The signals are caught before anybody is told that the provider is ready.
        let told = Told::catch();
        let mut told = told.map_err(|error| Failure::Storage(format!("signals: {error}")))?;
        let server = OsmpServer::start(shop, listen, Arc::new(clock::now)).await?;
        say(format!("listening on {}\n", server.address()).as_bytes())?;
        told.wait().await;
        server.finish().await;
        Ok(())
    })
}

fn numbers(data: &Path) -> Result<(), Failure> {
    let shop = Shop::read(data).map_err(Failure::Input)?;
    let books = books_of(&shop)?;
    for found in shop.numbers.listed() {
        let credited = books
            .credited_to(&found.key)
            .map_err(|error| storage(&error))?;
        let balance = found.balance.saturating_add(credited);
        let sign = if balance < 0 { "-" } else { "" };
        let line = format!(
            "{:<12} {:<20} {:>14} {}",
            Pii::new(found.key.as_str()).to_string(),
            masked(found.name.as_deref().unwrap_or_default()),
            format!("{sign}{}", sum_text(balance.saturating_abs())),
            if found.is_blocked { "blocked" } else { "" }
        );
        say(format!("{}\n", line.trim_end()).as_bytes())?;
    }
    Ok(())
}

fn payments(data: &Path, date: Option<&Day>) -> Result<(), Failure> {
    let shop = Shop::read(data).map_err(Failure::Input)?;
    let day = date.map(Day::digits);
    let found = books_of(&shop)?.payments(day.as_deref());
    for Booked { row, state, result } in found.map_err(|error| storage(&error))? {
        let state = match state.as_str() {
            "CREDITED" => "credited".to_owned(),
            "WORK" => "in work".to_owned(),
            _ => format!("refused {result}"),
        };
        let line = format!(
            "{:>8} {:>14} {} {:<10} {:>12} {state}\n",
            row.provider_ref,
            row.txn_id,
            row.txn_date,
            Pii::new(row.account).to_string(),
            sum_text(row.sum_minor),
        );
        say(line.as_bytes())?;
    }
    Ok(())
}

fn registry(data: &Path, date: &Day, out: &Path) -> Result<(), Failure> {
    let shop = Shop::read(data).map_err(Failure::Input)?;
    let booked = books_of(&shop)?.payments(Some(&date.digits()));
    let booked = booked.map_err(|error| storage(&error))?;
    let credited = booked
        .into_iter()
        .filter(|booked| booked.state == "CREDITED");
    let registry = Registry {
        provider: shop.name,
        date: date.text().to_owned(),
        currency: shop.currency.unwrap_or_default(),
        rows: credited.map(|booked| booked.row).collect(),
    };
    let text = registry
        .write()
        .ok_or_else(|| Failure::Storage("the sums of that day do not fit".to_owned()))?;
    settings::write_durably(out, text.as_bytes())
        .map_err(|error| Failure::Storage(format!("{}: {error}", out.display())))?;
    if date.span(shop.utc_offset_minutes).1 > clock::now() {
        let warning = "paydesk-hub: that day is not over yet, payments may still come\n";
        drop(std::io::stderr().write_all(warning.as_bytes()));
    }
    let (count, file) = (registry.rows.len(), out.display());
    say(format!("registry of {}: {count} payments, in {file}\n", date.text()).as_bytes())
}

/// Compares a registry with the hub's books.
pub(super) fn compare(wish: &Compare) -> Result<(), Failure> {
    let found = reconcile::provider_day(&wish.data.data, &wish.provider, (&wish.date, &wish.file))?;
    let text = if wish.json {
        format!("{:#}\n", found.json())
    } else {
        found.text()
    };
    say(text.as_bytes())?;
    if found.differences.is_empty() {
        Ok(())
    } else {
        Err(Failure::CheckFailed)
    }
}
