//! The demo: a till with keys of its own against a hub, a bank and a provider inside this process.
//!
//! Nothing of the till is different: the hub listens on a loopback port, and every message to it is signed and
//! verified. Only papers say that they are none.

use std::fs;
use std::path::{Path, PathBuf};

use paydesk_adapters::clock;
use paydesk_adapters::config::{Config, PassPhrase};
use paydesk_adapters::https::Address;
use paydesk_adapters::lock::Lock;
use paydesk_adapters::paths::{Paths, private_file, private_folder};
use paydesk_adapters::people::People;
use paydesk_adapters::printer::PrinterChoice;
use paydesk_cheque::document::Heading;
use paydesk_cyberplat::ipriv::{BlindedSigner, Hash, KeyPolicy, NewKey, SecretKey};
use paydesk_cyberplat::messages::request::{Identity, ServerTerms};
use paydesk_cyberplat::profile::Profile;
use paydesk_domain::ids::{CashierCode, DealerCode, PointCode};
use paydesk_domain::language::Language;
use paydesk_domain::people::{Pin, Role};
use paydesk_domain::provider::{Catalogue, DEMO_CATALOGUE};
use paydesk_hub::demo;
use rand::RngCore;
use rand::rngs::OsRng;

use crate::cli::report::View;
use crate::setup::{PaperFacts, Setup, SetupError};

const SERIAL: u32 = 1_000_002;
const USER_ID: &[u8] = b"demo-point";
const BITS: usize = 2048;
const CASHIER: &str = "Иванова Анна Петровна";
const MOSCOW: i16 = 180;

/// Files of a till that works with a demo hub.
pub(crate) struct Files {
    pub(crate) till: PathBuf,
    pub(crate) key: PathBuf,
    pub(crate) pass_phrase: PathBuf,
    pub(crate) public: PathBuf,
    pub(crate) server_keys: PathBuf,
}

impl Files {
    /// Where they lie in the till's folder.
    pub(crate) fn within(till: PathBuf) -> Self {
        Self {
            key: till.join("till.secret.key"),
            pass_phrase: till.join("till.pass"),
            public: till.join("till.public.key"),
            server_keys: till.join("hub.public.key"),
            till,
        }
    }
}

/// Where the demo's till keeps its data.
#[must_use]
pub(crate) fn till_folder(paths: &Paths) -> PathBuf {
    paths.demo().join("till")
}

/// The names of the demo.
#[must_use]
pub(crate) fn view() -> View {
    View {
        catalogue: Catalogue::parse([("demo", DEMO_CATALOGUE)]).unwrap_or_default(),
        point: PointCode::parse(demo::POINT).ok(),
        utc_offset_minutes: MOSCOW,
    }
}

/// The PIN of everybody in the demo. The window says it.
pub(crate) const PIN: &str = "482605";

/// Who works in the demo; added at its first start.
const PEOPLE: [(&str, Role); 4] = [
    ("Иванова Мария Андреевна", Role::Cashier),
    ("Петров Олег Игоревич", Role::Cashier),
    ("Соколова Анна Викторовна", Role::Supervisor),
    ("Николаев Денис Павлович", Role::Owner),
];

/// Adds the people of the demo where nobody is yet.
pub(crate) fn people(data: &Path, config: &Path) {
    let added = People::open(data, config).and_then(|mut people| {
        if people.list()?.is_empty() {
            let Ok(pin) = Pin::parse(PIN) else {
                return Ok(());
            };
            for (name, role) in PEOPLE {
                people.add_with_own_pin(name, role, &pin)?;
            }
        }
        Ok(())
    });
    if let Err(error) = added {
        tracing::error!(%error, "the demo has nobody to sign in");
    }
}

/// Starts the demo hub and makes a till for it ready.
///
/// # Errors
/// [`SetupError`].
pub(crate) fn setup(paths: &Paths, language: Language) -> Result<Setup, SetupError> {
    let files = Files::within(till_folder(paths));
    let hub_folder = paths.demo().join("hub");
    for folder in [&files.till, &hub_folder] {
        private_folder(folder).map_err(SetupError::Folder)?;
    }
    // Whoever has the till has the hub as well; it is told of the till.
    drop(Lock::take(&files.till)?);
    let public = make_keys(&files, SERIAL)?;
    let hub = demo::start_demo(&hub_folder, &public)
        .map_err(|error| SetupError::Demo(error.to_string()))?;
    private_file(&files.server_keys, hub.hub_pubkeys().as_bytes()).map_err(SetupError::Folder)?;
    let address = Address::parse(&format!("http://{}", hub.addr()))
        .map_err(|error| SetupError::Demo(error.to_string()))?;
    let data = files.till.clone();
    let config = config(files, address, (hub.hub_serial(), language))?;
    let mut setup = Setup::build(&data, config, Some(language))?;
    setup.demo = Some(hub);
    Ok(setup)
}

/// The public key file of the till, made at the first start.
pub(crate) fn make_keys(files: &Files, serial: u32) -> Result<String, SetupError> {
    if let Ok(public) = fs::read_to_string(&files.public)
        && files.key.exists()
        && files.pass_phrase.exists()
    {
        return Ok(public);
    }
    let failed = |error: paydesk_cyberplat::ipriv::IprivError| SetupError::Demo(error.to_string());
    let now = clock::now().unix_seconds();
    let wanted = NewKey {
        serial,
        user_id: USER_ID.to_vec(),
        bits: BITS,
        made_at: now,
        policy: KeyPolicy::Modern,
    };
    let key = SecretKey::generate(&mut OsRng, &wanted).map_err(failed)?;
    let pass_phrase = format!("{:016x}{:016x}", OsRng.next_u64(), OsRng.next_u64());
    let signer = BlindedSigner::new(&key, Box::new(OsRng));
    let public = key.write_public(&signer, now).map_err(failed)?;
    let secret = key.write(pass_phrase.as_bytes(), OsRng.next_u64().to_be_bytes());
    for (file, bytes) in [
        (&files.pass_phrase, pass_phrase.as_bytes()),
        (&files.key, &secret),
        (&files.public, &public),
    ] {
        private_file(file, bytes).map_err(SetupError::Folder)?;
    }
    Ok(String::from_utf8_lossy(&public).into_owned())
}

/// The settings of a till that works with a demo hub.
pub(crate) fn config(
    files: Files,
    address: Address,
    (server_serial, language): (u32, Language),
) -> Result<Config, SetupError> {
    let profiles = files.till.join("printers");
    let template = files.till.join("template.toml");
    let wrong = |error: String| SetupError::Demo(error);
    let code = |error: paydesk_domain::ids::BadId| SetupError::Demo(error.to_string());
    Ok(Config {
        address,
        authority: None,
        terms: ServerTerms {
            identity: Identity {
                dealer: DealerCode::parse(demo::DEALER).map_err(code)?,
                point: PointCode::parse(demo::POINT).map_err(code)?,
                cashier: CashierCode::parse(demo::CASHIER).map_err(code)?,
            },
            profile: Profile::Paydesk,
            server_serial,
            hash: Hash::Sha256,
            pay_tool: 0,
            term_id: None,
        },
        server_keys: files.server_keys,
        legacy: false,
        key: files.key,
        pass_phrase: PassPhrase::File(files.pass_phrase),
        catalogue: Catalogue::parse([("demo", DEMO_CATALOGUE)])
            .map_err(|error| wrong(error.to_string()))?,
        cashier: CASHIER.to_owned(),
        heading: heading(),
        language,
        utc_offset_minutes: MOSCOW,
        training: true,
        printer: PrinterChoice::usual(),
        profiles,
        template,
        display: None,
        scanner: None,
        statistics: None,
    })
}

/// What stands on the demo's papers. Starts nothing: no hub is asked.
pub(crate) fn paper_facts(paths: &Paths, language: Language) -> Result<PaperFacts, SetupError> {
    let till = till_folder(paths);
    let address = Address::parse("http://127.0.0.1:1");
    let address = address.map_err(|error| SetupError::Demo(error.to_string()))?;
    let config = config(Files::within(till.clone()), address, (0, language))?;
    PaperFacts::new(&till, config, Some(language))
}

fn heading() -> Heading {
    Heading {
        dealer_name: "ООО «Демо-Дилер»".to_owned(),
        dealer_tax_number: "7700000099".to_owned(),
        point_name: "Салон связи «Демо»".to_owned(),
        point_address: "Москва, ул. Примерная, 1".to_owned(),
        point_code: demo::POINT.to_owned(),
        till: "1".to_owned(),
        claims_phone: "+7 800 000-00-00".to_owned(),
        ..Heading::default()
    }
}
