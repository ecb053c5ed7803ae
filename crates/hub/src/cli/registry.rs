//! `registry`: what was paid on a day.

use std::path::PathBuf;

use clap::Subcommand;
use paydesk_cyberplat::messages::account::Day;
use paydesk_domain::ids::DealerCode;

use super::{Data, Failure, dealer_code, provider, say};
use crate::admin::registry;

#[derive(Debug, Subcommand)]
pub(super) enum RegistryCommand {
    /// Write a dealer's registry of a day that is over, as its programs fetch it.
    Dealer {
        #[command(flatten)]
        data: Data,
        /// The dealer's code.
        #[arg(long, value_name = "SD", value_parser = dealer_code)]
        dealer: DealerCode,
        /// The dealer's business day, YYYY-MM-DD.
        #[arg(long, value_parser = day)]
        date: Day,
        /// The file to write, gzip.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Compare a provider's registry with the books; exit code 1 where they differ.
    Provider(provider::Compare),
}

pub(super) fn day(text: &str) -> Result<Day, String> {
    let compact: String = text.split('-').collect();
    let is_shaped = text.len() == 10 && compact.len() == 8;
    let read = is_shaped.then(|| Day::from_wire(&compact)).flatten();
    read.ok_or_else(|| format!("{text:?} is no day, for instance 2026-11-25"))
}

pub(super) fn run(command: RegistryCommand) -> Result<(), Failure> {
    let (data, dealer, date, out) = match command {
        RegistryCommand::Dealer {
            data,
            dealer,
            date,
            out,
        } => (data, dealer, date, out),
        RegistryCommand::Provider(wish) => return provider::compare(&wish),
    };
    let totals = registry::write(&data.data, (&dealer, date), &out)?;
    let sum = totals.amount.get();
    let text = format!(
        "{}: {} payments, {}.{:02}\n",
        out.display(),
        totals.rows,
        sum / 100,
        sum % 100
    );
    say(text.as_bytes())
}
