//! The demo hub: a hub with a bank, a provider, one point and money on its deposit, on a loopback port.
//!
//! It is an ordinary hub with ordinary books; only bank and provider run in its process, and no real money
//! moves.

pub mod network;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use paydesk_domain::ids::{CashierCode, DealerCode, PointCode};
use paydesk_domain::money::{Currency, Money};

use crate::admin::{self, AdminError, OnChange, PointKey};
use crate::core::decision::Profile;
use crate::serve::{self, Running, ServeError};

/// SD of the demo's dealer.
pub const DEALER: &str = "1000001";
/// AP of the demo's point.
pub const POINT: &str = "1000002";
/// OP of the demo's cashier.
pub const CASHIER: &str = "1000003";

/// What the deposit opens with in each currency: 100 000 in main units.
const OPENING_MINOR: i64 = 10_000_000;
const CURRENCIES: [Currency; 3] = [Currency::RUB, Currency::EUR, Currency::KZT];

/// A running demo hub. Dropping it stops it.
#[derive(Debug)]
pub struct DemoHub {
    running: Running,
    pubkeys: String,
    serial: u32,
}

/// Why the demo does not start.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// Its data folder.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// Its server.
    #[error(transparent)]
    Serve(#[from] ServeError),
}

impl DemoHub {
    /// Where it listens.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.running.addr()
    }

    /// The hub's public key file, for the till to check replies with.
    #[must_use]
    pub fn hub_pubkeys(&self) -> String {
        self.pubkeys.clone()
    }

    /// The serial of the key under the hub's replies.
    #[must_use]
    pub const fn hub_serial(&self) -> u32 {
        self.serial
    }

    /// Answers what was taken, closes the books and returns.
    pub fn stop(self) {
        self.running.stop();
    }
}

/// Makes the demo hub in `data` where it is missing, admits the till's key and serves on a free loopback
/// port.
///
/// A till that comes with another key under the same serial replaces its old one.
///
/// # Errors
/// [`DemoError`] when the folder or the port cannot be used, or the text is no public key.
pub fn start_demo(data: &Path, till_pubkey_text: &str) -> Result<DemoHub, DemoError> {
    let serial = admin::init(data, true)?;
    admit(data, till_pubkey_text)?;
    let running = serve::start(data, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    let pubkeys = String::from_utf8_lossy(&admin::pubkeys(data)?).into_owned();
    Ok(DemoHub {
        running,
        pubkeys,
        serial,
    })
}

/// Registers the demo's point with this key and fills its deposits once.
///
/// # Errors
/// [`AdminError`] when the folder holds no hub or the text is no public key.
pub fn admit(data: &Path, till_pubkey_text: &str) -> Result<(), AdminError> {
    let code = |error: paydesk_domain::ids::BadId| AdminError::Input(error.to_string());
    let dealer = DealerCode::parse(DEALER).map_err(code)?;
    let key = PointKey {
        dealer: dealer.clone(),
        point: PointCode::parse(POINT).map_err(code)?,
        cashier: CashierCode::parse(CASHIER).map_err(code)?,
        pubkeys: till_pubkey_text.as_bytes().to_vec(),
        profile: Profile::Paydesk,
        is_legacy: false,
        currency: Currency::RUB,
    };
    admin::add(data, &key, OnChange::Replace)?;
    for currency in CURRENCIES {
        fill_once(data, &dealer, Money::new(OPENING_MINOR, currency))?;
    }
    Ok(())
}

fn fill_once(data: &Path, dealer: &DealerCode, opening: Money) -> Result<(), AdminError> {
    if admin::was_refilled(data, dealer, opening.currency())? {
        return Ok(());
    }
    admin::add_deposit(data, dealer, opening, "demo").map(drop)
}
