//! `paydesk enrol`: a new till makes its key, hands it in under a one-time login, and keeps the server's.
//!
//! The key is on disk before it is handed in: when the answer is lost, the same command hands in the same key again.

use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

use clap::Args;
use paydesk_adapters::https::{Address, Line};
use paydesk_adapters::paths::{private_file, private_folder};
use paydesk_adapters::registration::{self, Login, Place, RegistrationError};
use paydesk_adapters::{clock, keys};
use paydesk_cyberplat::ipriv::{BlindedSigner, IprivError, KeyPolicy, KeyRing, NewKey, SecretKey};
use rand::RngCore;
use rand::rngs::OsRng;
use serde_json::json;
use zeroize::Zeroizing;

use super::{Exit, Session, report};

const BITS: usize = 2048;

/// Where to, and under which login. The password is the first line of the standard input.
#[derive(Debug, Args)]
pub(crate) struct FirstKeyArgs {
    /// Address of the server, for instance https://pay.example.org.
    #[arg(long, value_name = "URL")]
    server: String,
    /// User of the login that the hub's keeper gave out.
    #[arg(long, value_name = "USER")]
    user: String,
    /// Page of the registration, where a server has another one.
    #[arg(long, value_name = "PATH", default_value = registration::PAGE)]
    page: String,
    /// A certificate authority (PEM) instead of the system's.
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
}

/// Why there is no key at the server: for programs, and in words.
struct Failed(Exit, &'static str, String);

/// Runs the command.
pub(super) fn run(session: &Session, args: &FirstKeyArgs) -> Exit {
    match enrol(session, args) {
        Ok(()) => Exit::Done,
        Err(Failed(exit, key, sentence)) => {
            session.out.problem(&sentence);
            let value = json!({ "error": key, "message": sentence });
            session.out.value(&value);
            exit
        }
    }
}

fn enrol(session: &Session, args: &FirstKeyArgs) -> Result<(), Failed> {
    let unusable = |what: &dyn std::fmt::Display| {
        let what = what.to_string();
        let text = session.texts.with("first-key-address", &[("what", &what)]);
        Failed(Exit::BadInput, "address", text)
    };
    let address = Address::parse(&args.server).map_err(|error| unusable(&error))?;
    let line = Line::new(address, args.authority.as_deref()).map_err(|error| unusable(&error))?;
    let mut password = Zeroizing::new(String::new());
    if io::stdin().lock().read_line(&mut password).is_err() {
        password.clear();
    }
    let login = Login {
        user: args.user.trim().to_owned(),
        password: Zeroizing::new(password.trim().to_owned()),
    };
    let failed = |error| told(session, &error);
    let place = registration::card(&line, &args.page, &login).map_err(failed)?;
    let folder = session.settings_folder();
    let own = own_key(session, &folder, &place)?;
    let handed = (place.card.serial, own.as_slice());
    let theirs = registration::hand_in(&line, (&args.page, &login), handed).map_err(failed)?;
    let (theirs, document) = theirs;
    let file = folder.join("hub.public.key");
    private_file(&file, &document).map_err(|error| storage(session, &file, &error))?;
    let own = KeyRing::read(&own).open(0, KeyPolicy::Modern);
    let own = own.map_err(|error| told(session, &error.into()))?;
    let (mine, hubs) = (own.fingerprint_text(), theirs.fingerprint_text());
    let settings = settings(&place, (line.address(), theirs.serial()));
    session.out.value(&json!({
        "error": null,
        "serial": own.serial(),
        "fingerprint": mine,
        "server_serial": theirs.serial(),
        "server_fingerprint": hubs,
        "settings": settings,
    }));
    let folder = folder.display().to_string();
    let facts = [
        ("folder", folder.as_str()),
        ("mine", &mine),
        ("hubs", &hubs),
    ];
    session
        .out
        .line(&session.texts.with("first-key-done", &facts));
    session.out.line(&settings);
    Ok(())
}

/// The lines of `config.toml` that go with it.
fn settings(place: &Place, (server, serial): (&Address, u32)) -> String {
    let server =
        format!("[server]\naddress = \"{server}\"\nserial = {serial}\nkeys = \"hub.public.key\"\n");
    let codes = format!(
        "[point]\ndealer = \"{}\"\npoint = \"{}\"\ncashier = \"{}\"\n",
        place.dealer, place.point, place.cashier
    );
    format!("{server}\n{codes}key = \"till.secret.key\"\npass_phrase_file = \"till.pass\"\n")
}

/// The public document of this till's key. One that is there with the right serial is used again.
fn own_key(session: &Session, folder: &Path, place: &Place) -> Result<Vec<u8>, Failed> {
    let file = |name: &str| folder.join(name);
    let (secret, phrase, public) = (
        file("till.secret.key"),
        file("till.pass"),
        file("till.public.key"),
    );
    if secret.exists() {
        let known = keys::read(&public).unwrap_or_default();
        let opened = KeyRing::read(&known).open(place.card.serial, KeyPolicy::Modern);
        return match opened {
            Ok(_) => Ok(known),
            Err(_) => {
                let file = secret.display().to_string();
                let text = session.texts.with("first-key-exists", &[("file", &file)]);
                Err(Failed(Exit::Refused, "exists", text))
            }
        };
    }
    let made = make(place).map_err(|error| told(session, &error.into()))?;
    private_folder(folder).map_err(|error| storage(session, folder, &error))?;
    // The secret key comes last: it is what says that all three are there.
    for (file, bytes) in [
        (&phrase, made.phrase.as_bytes()),
        (&public, made.public.as_slice()),
        (&secret, made.secret.as_slice()),
    ] {
        private_file(file, bytes).map_err(|error| storage(session, file, &error))?;
    }
    Ok(made.public)
}

struct Made {
    phrase: Zeroizing<String>,
    secret: Zeroizing<Vec<u8>>,
    public: Vec<u8>,
}

fn make(place: &Place) -> Result<Made, IprivError> {
    let made_at = clock::now().unix_seconds();
    let wanted = NewKey {
        serial: place.card.serial,
        user_id: place.card.user_id.clone(),
        bits: BITS,
        made_at,
        policy: KeyPolicy::Modern,
    };
    let key = SecretKey::generate(&mut OsRng, &wanted)?;
    let mut random = Zeroizing::new([0_u8; 24]);
    OsRng.fill_bytes(random.as_mut());
    let phrase: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let phrase = Zeroizing::new(phrase);
    Ok(Made {
        secret: key.write(phrase.as_bytes(), OsRng.next_u64().to_be_bytes()),
        public: key.write_public(&BlindedSigner::new(&key, Box::new(OsRng)), made_at)?,
        phrase,
    })
}

fn storage(session: &Session, file: &Path, error: &io::Error) -> Failed {
    let facts = [
        ("file", file.display().to_string()),
        ("what", error.to_string()),
    ];
    let facts = facts
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let text = session.texts.with("first-key-storage", &facts);
    Failed(Exit::Storage, "storage", text)
}

fn told(session: &Session, error: &RegistrationError) -> Failed {
    let texts = &session.texts;
    match error {
        RegistrationError::Silence(why) => {
            let why = report::why(texts, *why);
            let text = texts.with("first-key-silent", &[("why", &why)]);
            Failed(Exit::Open, "no-answer", text)
        }
        RegistrationError::Refused(said) => {
            let text = texts.with("first-key-refused", &[("said", said)]);
            Failed(Exit::Refused, "refused", text)
        }
        RegistrationError::Lacks(_) | RegistrationError::Code(_) | RegistrationError::Key(_) => {
            let what = error.to_string();
            let text = texts.with("first-key-unreadable", &[("what", &what)]);
            Failed(Exit::Refused, "unreadable", text)
        }
    }
}
