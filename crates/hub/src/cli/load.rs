//! `paydesk-hub load`: its words and its exit codes.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, ProfileWord, say};
use crate::core::decision::Profile;
use crate::load::{self, LoadError, Volume, Wish};

/// How much is sent and how the result is printed.
#[derive(Debug, Args)]
pub(super) struct LoadArgs {
    /// How many payments are made.
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(1..))]
    payments: u64,
    /// Connections that are kept open; each has one request on its way at a time.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=1000))]
    clients: u16,
    /// Dealers, each with one point, a key of 2048 bits and a deposit of its own.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=1000))]
    points: u16,
    /// Payments that begin every second, whether the hub keeps up or not; without it a client begins the next payment
    /// when the last one has ended.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    rate: Option<u32>,
    /// With --rate: for how many seconds, instead of --payments.
    #[arg(long, requires = "rate", conflicts_with = "payments", value_parser = clap::value_parser!(u32).range(1..))]
    seconds: Option<u32>,
    /// What the points speak.
    #[arg(long, value_enum, default_value = "paydesk")]
    profile: ProfileWord,
    /// A demo hub's folder, made where it is missing; without it one in the system's temporary folder.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// First bring the books to so many payments, by copies of one that is really made.
    #[arg(long, value_name = "PAYMENTS")]
    fill: Option<u64>,
    /// The temporary folder is left there.
    #[arg(long)]
    keep: bool,
    /// One JSON object instead of a table.
    #[arg(long)]
    json: bool,
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Admin(error) => error.into(),
            LoadError::Wish(text) => Self::Input(text),
            LoadError::Store(_) | LoadError::File(_) | LoadError::Key(_) | LoadError::Broken(_) => {
                Self::Storage(error.to_string())
            }
        }
    }
}

impl LoadArgs {
    fn wish(&self) -> Wish {
        let volume = match (self.rate, self.seconds) {
            (None, _) => Volume::Closed {
                payments: self.payments,
            },
            (Some(per_second), None) => Volume::Open {
                payments: self.payments,
                per_second,
            },
            (Some(per_second), Some(seconds)) => Volume::Open {
                payments: u64::from(seconds).saturating_mul(per_second.into()),
                per_second,
            },
        };
        Wish {
            volume,
            clients: self.clients,
            points: self.points.min(self.clients),
            profile: match self.profile {
                ProfileWord::Cyberplat => Profile::Cyberplat,
                ProfileWord::Paydesk => Profile::Paydesk,
            },
            data: self.data.clone(),
            fill: self.fill,
            keep: self.keep,
        }
    }
}

pub(super) fn run(args: &LoadArgs) -> Result<(), Failure> {
    let report = load::run(&args.wish())?;
    let text = if args.json {
        report.json()
    } else {
        report.table()
    };
    say(text.as_bytes())?;
    if report.is_good() {
        Ok(())
    } else {
        Err(Failure::CheckFailed)
    }
}
