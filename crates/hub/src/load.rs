//! How many payments a hub serves, and how fast, on this machine.
//!
//! A demo hub runs as a process of its own, as in earnest. All requests are written and signed before the clock
//! runs, all answers are kept and verified after it has stopped, so that neither eats the time that is measured.
//! The limits of the same minute stand beside the result: signatures per second on all cores, and what a sync of
//! the data folder's disk takes.
//!
//! Only a demo hub is loaded: behind any other one stand real providers.

mod drive;
mod fill;
mod judge;
mod limits;
mod plan;
mod proof;
mod report;
mod site;
mod table;
mod usage;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use paydesk_cyberplat::ipriv::IprivError;

use crate::admin::AdminError;
use crate::core::decision::Profile;
use crate::store::StoreError;
pub use report::Report;
use report::{Course, Tally};
use site::{Points, Site};

/// How many payments, and when the next one begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Volume {
    /// A client begins a payment when it has ended the one before.
    Closed {
        /// How many.
        payments: u64,
    },
    /// Payments begin at fixed times; one that finds no free client is late, and its lateness counts.
    Open {
        /// How many.
        payments: u64,
        /// How many begin in a second.
        per_second: u32,
    },
}

/// What is to be measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// How many payments.
    pub volume: Volume,
    /// Connections.
    pub clients: u16,
    /// Dealers with one point each; at least one.
    pub points: u16,
    /// What their keys speak.
    pub profile: Profile,
    /// A demo hub's folder; a temporary one without it.
    pub data: Option<PathBuf>,
    /// The books are first brought to so many payments.
    pub fill: Option<u64>,
    /// The temporary folder is not removed.
    pub keep: bool,
}

/// Why nothing was measured.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The hub could not be made ready.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// Its books could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file or a process.
    #[error("the load cannot be made: {0}")]
    File(#[from] std::io::Error),
    /// A key could not be made or used.
    #[error("a key: {0}")]
    Key(#[from] IprivError),
    /// What was asked for does not fit.
    #[error("{0}")]
    Wish(String),
    /// The hub's process did not do what it must.
    #[error("{0}")]
    Broken(String),
}

/// The requests of one round are signed together. Their SENT_AT may be five minutes old at most, and a payment's
/// requests and answers take some eight kilobytes.
const ROUND: u64 = 40_000;
/// With a fixed rate a round takes no longer than this.
const ROUND_SECONDS: u64 = 200;

/// Makes the load and judges it.
///
/// # Errors
/// [`LoadError`] where it could not be made; a hub that answers badly is in the report.
pub fn run(wish: &Wish) -> Result<Report, LoadError> {
    let site = Site::prepare(wish)?;
    if let Some(wished) = wish.fill {
        fill::fill(&site, wish, wished)?;
    }
    let points = Points::admit(&site, wish)?;
    let before = judge::Before::of(&site)?;
    let mut limits = limits::Limits::measure(&site)?;
    let mut hub = site.serve()?;
    let mut tally = Tally::default();
    let mut course = Course::default();
    let mut first = 0;
    while first < wish.payments() {
        let count = wish.round().min(wish.payments().saturating_sub(first));
        let round = Arc::new(plan::Round::sign(&points, first, count)?);
        let begun = used(&hub);
        let driven = drive::drive(&round, wish, hub.address())?;
        course.add(&driven, used_since(&hub, begun));
        proof::prove(&round, &driven, &points, &mut tally);
        first = first.saturating_add(count);
    }
    course.drained = judge::drained(&site);
    hub.stop()?;
    limits.again(&site)?;
    let books = judge::Books::judge(&site, &points, &before)?;
    Ok(Report::new(wish, (tally, course), limits, books))
}

/// Processor time so far: of the hub, and of this program.
fn used(hub: &site::Hub) -> [Duration; 2] {
    [hub.id(), std::process::id()].map(usage::of)
}

fn used_since(hub: &site::Hub, begun: [Duration; 2]) -> [Duration; 2] {
    let [hub, own] = used(hub);
    let [hub_before, own_before] = begun;
    [
        hub.saturating_sub(hub_before),
        own.saturating_sub(own_before),
    ]
}

impl Wish {
    const fn payments(&self) -> u64 {
        match self.volume {
            Volume::Closed { payments } | Volume::Open { payments, .. } => payments,
        }
    }

    fn round(&self) -> u64 {
        match self.volume {
            Volume::Closed { .. } => ROUND,
            Volume::Open { per_second, .. } => {
                ROUND.min(u64::from(per_second).saturating_mul(ROUND_SECONDS))
            }
        }
    }
}

#[cfg(test)]
mod tests;
