//! The hub under load: its folder, its points with their keys, its process.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use paydesk_cyberplat::ipriv::{
    FastSigner, Hash, KeyPolicy, KeyRing, NewKey, PublicKey, SecretKey,
};
use paydesk_cyberplat::messages::request::{Identity, ServerTerms};
use paydesk_cyberplat::profile::Profile as Dialect;
use paydesk_domain::ids::{CashierCode, DealerCode, PointCode};
use paydesk_domain::money::{Currency, Money};
use rand::rngs::OsRng;
use tempfile::TempDir;

use super::plan::MOST_CREDITED_MINOR;
use super::{LoadError, Wish};
use crate::admin::{self, OnChange, PointKey};
use crate::core::decision::Profile;
use crate::serve::clock;
use crate::settings;

const KEY_BITS: usize = 2048;
/// Below the serials that a hub gives itself.
const FIRST_SERIAL: u32 = 7_000_000;
const FIRST_DEALER: u32 = 2_000_000;
const FIRST_POINT: u32 = 3_000_000;
const CASHIER: u32 = 4_000_000;

/// A demo hub's folder.
#[derive(Debug)]
pub(super) struct Site {
    data: PathBuf,
    /// Removed when dropped.
    _temporary: Option<TempDir>,
}

impl Site {
    pub(super) fn prepare(wish: &Wish) -> Result<Self, LoadError> {
        let Some(data) = &wish.data else {
            let mut temporary = TempDir::with_prefix("paydesk-load-")?;
            temporary.disable_cleanup(wish.keep);
            let data = temporary.path().join("hub");
            admin::init(&data, true)?;
            return Ok(Self {
                data,
                _temporary: Some(temporary),
            });
        };
        admin::init(data, true)?;
        let is_demo = settings::read(data).map_err(LoadError::Wish)?.demo;
        if !is_demo {
            let text = format!(
                "{} is no demo hub: behind it stand real providers, nothing was sent",
                data.display()
            );
            return Err(LoadError::Wish(text));
        }
        Ok(Self {
            data: data.clone(),
            _temporary: None,
        })
    }

    pub(super) fn data(&self) -> &Path {
        &self.data
    }

    /// The hub's own signer, to see how fast this machine signs with that very key.
    pub(super) fn signer(&self) -> Result<FastSigner, LoadError> {
        let (file, phrase) =
            settings::secret_key(&self.data, settings::HUB).map_err(LoadError::Broken)?;
        let key = SecretKey::open(&file, &phrase, KeyPolicy::Modern)?;
        Ok(FastSigner::new(&key, Box::new(OsRng))?)
    }

    /// Starts this very program as the hub.
    pub(super) fn serve(&self) -> Result<Hub, LoadError> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(&self.data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        if let Some(told) = child.stdout.as_mut() {
            BufReader::new(told).read_line(&mut line)?;
        }
        let mut hub = Hub {
            child,
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
        };
        hub.address = line
            .trim_end()
            .strip_prefix("listening on ")
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| LoadError::Broken("the hub's process did not start".to_owned()))?;
        Ok(hub)
    }
}

/// The hub's process; killed when dropped.
#[derive(Debug)]
pub(super) struct Hub {
    child: Child,
    address: SocketAddr,
}

impl Hub {
    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as an operator does, and waits.
    pub(super) fn stop(&mut self) -> Result<(), LoadError> {
        self.tell()?;
        let status = self.child.wait()?;
        if cfg!(unix) && !status.success() {
            let text = format!("the hub's process ended with {status}");
            return Err(LoadError::Broken(text));
        }
        Ok(())
    }

    #[cfg(unix)]
    fn tell(&self) -> std::io::Result<()> {
        use rustix::process::{Pid, Signal, kill_process};
        Ok(kill_process(Pid::from_child(&self.child), Signal::TERM)?)
    }

    /// Elsewhere it is ended as by a power cut, which the books must stand.
    #[cfg(not(unix))]
    fn tell(&mut self) -> std::io::Result<()> {
        self.child.kill()
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A point with its key.
#[derive(Debug)]
pub(super) struct Point {
    pub(super) serial: u32,
    pub(super) signer: FastSigner,
    pub(super) terms: ServerTerms,
    pubkeys: Vec<u8>,
}

/// Everybody who pays, and the key under the hub's answers.
#[derive(Debug)]
pub(super) struct Points {
    pub(super) points: Vec<Point>,
    pub(super) hub_key: PublicKey,
}

impl Points {
    /// Makes the keys, admits them under the profile and fills each dealer's deposit for its part of the payments.
    pub(super) fn admit(site: &Site, wish: &Wish) -> Result<Self, LoadError> {
        let numbers: Vec<u32> = (1..=u32::from(wish.points)).collect();
        Self::admit_all(site, wish, &numbers)
    }

    /// The same for one point of that number.
    pub(super) fn admit_one(site: &Site, wish: &Wish, number: u16) -> Result<Self, LoadError> {
        Self::admit_all(site, wish, &[number.into()])
    }

    fn admit_all(site: &Site, wish: &Wish, numbers: &[u32]) -> Result<Self, LoadError> {
        let hub_serial = admin::hub_serial(site.data())?;
        let ring = KeyRing::read(&admin::pubkeys(site.data())?);
        let hub_key = ring.open(hub_serial, KeyPolicy::Modern)?;
        let made = super::limits::on_all_cores(numbers, |number| {
            make_point(*number, wish.profile, hub_serial)
        });
        let points = made.into_iter().collect::<Result<Vec<_>, _>>()?;
        let share = wish.payments().div_ceil(points.len().max(1) as u64);
        let deposit = i64::try_from(share)
            .ok()
            .and_then(|share| share.checked_mul(MOST_CREDITED_MINOR))
            .ok_or_else(|| LoadError::Wish("so many payments cannot be paid for".to_owned()))?;
        for point in &points {
            let key = PointKey {
                dealer: point.terms.identity.dealer.clone(),
                point: point.terms.identity.point.clone(),
                cashier: point.terms.identity.cashier.clone(),
                pubkeys: point.pubkeys.clone(),
                profile: wish.profile,
                is_legacy: false,
                currency: Currency::RUB,
            };
            admin::add(site.data(), &key, OnChange::Replace)?;
            let opening = Money::new(deposit, Currency::RUB);
            admin::add_deposit(site.data(), &key.dealer, opening, "load")?;
        }
        Ok(Self { points, hub_key })
    }

    /// Whose payment it is.
    pub(super) fn of(&self, payment: u64) -> Option<&Point> {
        let turn = payment.checked_rem(u64::try_from(self.points.len()).ok()?)?;
        self.points.get(usize::try_from(turn).ok()?)
    }
}

fn make_point(number: u32, profile: Profile, hub_serial: u32) -> Result<Point, LoadError> {
    let serial = FIRST_SERIAL.saturating_add(number);
    let made_at = clock::now().unix_seconds();
    let secret = SecretKey::generate(
        &mut OsRng,
        &NewKey {
            serial,
            user_id: format!("load{number:04}").into_bytes(),
            bits: KEY_BITS,
            made_at,
            policy: KeyPolicy::Modern,
        },
    )?;
    let signer = FastSigner::new(&secret, Box::new(OsRng))?;
    let pubkeys = secret.write_public(&signer, made_at)?;
    let bad = |error: paydesk_domain::ids::BadId| LoadError::Broken(error.to_string());
    let code = |first: u32| first.saturating_add(number).to_string();
    let identity = Identity {
        dealer: DealerCode::parse(&code(FIRST_DEALER)).map_err(bad)?,
        point: PointCode::parse(&code(FIRST_POINT)).map_err(bad)?,
        cashier: CashierCode::parse(&code(CASHIER)).map_err(bad)?,
    };
    let terms = ServerTerms {
        identity,
        profile: match profile {
            Profile::Cyberplat => Dialect::Cyberplat,
            Profile::Paydesk => Dialect::Paydesk,
        },
        server_serial: hub_serial,
        hash: Hash::Sha256,
        pay_tool: 0,
        term_id: None,
    };
    Ok(Point {
        serial,
        signer,
        terms,
        pubkeys,
    })
}
