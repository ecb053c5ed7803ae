//! What the bench is made of: a demo hub, a faulty line, and tills, all in one temporary folder.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use paydesk_adapters::https::{Address, BadAddress, Deadlines};
use paydesk_adapters::paths::{private_file, private_folder};
use paydesk_domain::ids::{BadId, CashierCode, DealerCode, PointCode};
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_hub::admin::{self, AdminError, PointKey};
use paydesk_hub::core::decision::Profile;
use paydesk_hub::demo::{CASHIER, DEALER};
use paydesk_hub::serve::{self, Running, ServeError};
use paydesk_proxy::{CertificateError, Certificates, Proxy, TillSide};
use tempfile::TempDir;

use crate::demo::{self, Files};
use crate::desk::{Desk, DeskError};
use crate::setup::{Setup, SetupError};

const FIRST_POINT: u32 = 2_000_001;
const FIRST_SERIAL: u32 = 2_100_001;
/// A milliard: no bench sells so much.
const DEPOSIT_MINOR: i64 = 100_000_000_000;

/// The bench waits for a reply that never comes as long as this, not as long as the trade demands.
const DEADLINES: Deadlines = Deadlines {
    connect: Duration::from_secs(1),
    exchange: Duration::from_secs(2),
};
/// The till's own rules, with shorter pauses between questions.
const POLLING_MS: [i64; 6] = [100, 200, 400, 800, 1_500, 3_000];

/// The hub of the bench says "in work" sooner than a real one, which a till of the bench would not wait for.
const HUB_SETTINGS: &str = "demo = true\nhub_ppm = 7000\nbank_ppm = 3000\npay_wait_seconds = 1\n";

/// Why the bench cannot be put up.
#[derive(Debug, thiserror::Error)]
pub(super) enum StandError {
    #[error(transparent)]
    File(#[from] io::Error),
    #[error(transparent)]
    Hub(#[from] AdminError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error(transparent)]
    Till(#[from] SetupError),
    #[error(transparent)]
    Desk(#[from] DeskError),
    #[error(transparent)]
    Address(#[from] BadAddress),
    #[error(transparent)]
    Code(#[from] BadId),
    #[error("books cannot be read: {0}")]
    Books(#[from] rusqlite::Error),
    #[error("a thread of the bench broke down")]
    Thread,
}

/// A till of the bench.
#[derive(Debug)]
pub(super) struct Stall {
    pub(super) point: String,
    pub(super) setup: Setup,
    pub(super) desk: Desk,
}

/// Everything. What stands first ends first.
#[derive(Debug)]
pub(super) struct Stand {
    pub(super) stalls: Vec<Stall>,
    pub(super) proxy: Proxy,
    pub(super) hub: Running,
    pub(super) hub_folder: PathBuf,
    pub(super) folder: TempDir,
}

/// A till before there is a hub for it.
struct Place {
    point: PointCode,
    files: Files,
    public: String,
}

impl Stand {
    /// Puts everything up. The line is honest.
    pub(super) fn build(tills: u32, language: Language) -> Result<Self, StandError> {
        let folder = TempDir::with_prefix("paydesk-faults-")?;
        let places = places(folder.path(), tills)?;
        let hub_folder = folder.path().join("hub");
        let hub = hub(&hub_folder, &places)?;
        let certificates = Certificates::make()?;
        let authority = folder.path().join("authority.pem");
        private_file(&authority, certificates.authority().as_bytes())?;
        let proxy = Proxy::start(hub.addr(), TillSide::Tls(certificates))?;
        let served = Served {
            address: Address::parse(&proxy.address())?,
            authority,
            serial: admin::hub_serial(&hub_folder)?,
            keys: admin::pubkeys(&hub_folder)?,
            language,
        };
        let stalls = places.into_iter().map(|place| served.stall(place));
        Ok(Self {
            stalls: stalls.collect::<Result<_, _>>()?,
            proxy,
            hub,
            hub_folder,
            folder,
        })
    }
}

/// Keys take time to make, so all tills make them at once.
fn places(folder: &Path, tills: u32) -> Result<Vec<Place>, StandError> {
    thread::scope(|makers| {
        let makers: Vec<_> = (0..tills)
            .map(|n| makers.spawn(move || place(&folder.join(format!("till-{}", n + 1)), n)))
            .collect();
        let made = makers.into_iter().map(|maker| maker.join());
        made.map(|place| place.unwrap_or(Err(StandError::Thread)))
            .collect()
    })
}

fn place(folder: &Path, n: u32) -> Result<Place, StandError> {
    private_folder(folder)?;
    let files = Files::within(folder.to_owned());
    let public = demo::make_keys(&files, FIRST_SERIAL.saturating_add(n))?;
    let point = PointCode::parse(&FIRST_POINT.saturating_add(n).to_string())?;
    Ok(Place {
        point,
        files,
        public,
    })
}

fn hub(folder: &Path, places: &[Place]) -> Result<Running, StandError> {
    admin::init(folder, true)?;
    private_file(&folder.join("hub.toml"), HUB_SETTINGS.as_bytes())?;
    let dealer = DealerCode::parse(DEALER)?;
    for place in places {
        let key = PointKey {
            dealer: dealer.clone(),
            point: place.point.clone(),
            cashier: CashierCode::parse(CASHIER)?,
            pubkeys: place.public.as_bytes().to_vec(),
            profile: Profile::Paydesk,
            is_legacy: false,
            currency: Currency::RUB,
        };
        admin::add_point(folder, &key)?;
    }
    let deposit = Money::new(DEPOSIT_MINOR, Currency::RUB);
    admin::add_deposit(folder, &dealer, deposit, "bench")?;
    Ok(serve::start(
        folder,
        SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
    )?)
}

/// What every till is told of the line and the hub behind it.
struct Served {
    address: Address,
    authority: PathBuf,
    serial: u32,
    keys: Vec<u8>,
    language: Language,
}

impl Served {
    fn stall(&self, place: Place) -> Result<Stall, StandError> {
        private_file(&place.files.server_keys, &self.keys)?;
        let data = place.files.till.clone();
        let mut config = demo::config(
            place.files,
            self.address.clone(),
            (self.serial, self.language),
        )?;
        config.authority = Some(self.authority.clone());
        config.terms.identity.point = place.point.clone();
        let mut setup = Setup::build_within(DEADLINES, &data, config, None)?;
        setup.settings.policy.polling_ms = POLLING_MS;
        Ok(Stall {
            point: place.point.as_wire().to_owned(),
            desk: Desk::open(&setup)?,
            setup,
        })
    }
}
