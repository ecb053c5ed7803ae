//! Puts a hub together from what its folder holds.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use paydesk_cyberplat::ipriv::{FastSigner, KeyPolicy, KeyRing, SecretKey, Signer};
use paydesk_domain::provider::{Catalogue, DEMO_CATALOGUE};
use rand::rngs::OsRng;
use tokio_rustls::TlsAcceptor;

use super::{ServeError, clock, tls};
use crate::connectors::Now;
use crate::connectors::bank::signed::{Ground, SignedBank};
use crate::connectors::bank::{Bank, DemoBank, LedgerBank};
use crate::connectors::providers::ProviderGate;
use crate::connectors::providers::osmp::{OsmpGate, OsmpSettings};
use crate::connectors::providers::osmp_server::{OsmpServer, Shop};
use crate::connectors::providers::places::{self, Places};
use crate::core::payment::KeyId;
use crate::http::desk::{Desk, Parts, Way, Ways};
use crate::settings::{self, Settings};
use crate::store::outbox::{self, review};
use crate::store::{self, ServeLock, Store, bank_messages, parties};

/// Moscow, where the demo's provider keeps its books.
const DEMO_OFFSET_MINUTES: i16 = 180;

/// A hub ready to serve. The lock is the last thing to go.
pub(super) struct Hub {
    pub(super) desk: Desk,
    pub(super) tls: Option<TlsAcceptor>,
    _provider: Option<OsmpServer>,
    _lock: ServeLock,
}

pub(super) async fn assemble(data: &Path) -> Result<Hub, ServeError> {
    let settings = settings::read(data).map_err(ServeError::Setup)?;
    let tls = tls::acceptor(data, &settings)?;
    let lock = store::lock(data)?;
    let store = Store::open(data)?;
    let catalogue = catalogue(data, &settings)?;
    let (signer, signing_key) = signer(data, &store).await?;
    let now: Now = Arc::new(clock::now);
    let (bank, provider) = outside(data, &settings, (&store, &now)).await?;
    let ways = ways((data, &settings), &catalogue, provider.as_ref())?;
    let newest = store.newest().await?;
    let desk = Desk::new(Parts {
        store,
        catalogue,
        signer: Box::new(signer),
        signing_key,
        bank,
        ways,
        hub_ppm: settings.hub_ppm,
        bank_ppm: settings.bank_ppm,
        repeats: settings.repeats(),
        pay_wait: Duration::from_secs(settings.pay_wait_seconds),
        rest: Box::new(|wait| Box::pin(tokio::time::sleep(wait))),
        clock: now,
        data: Some(data.to_owned()),
        proxy: settings.behind_proxy,
        newest,
    });
    let at = desk.now();
    let waiting = desk
        .store
        .write(move |books| outbox::wake(books, at))
        .await?;
    if waiting > 0 {
        tracing::info!(waiting, "taking up orders that an earlier run left open");
    }
    let people = desk.store.read(review::list).await?;
    if let Some(oldest) = people.first() {
        let (count, since) = (people.len(), oldest.since.iso());
        tracing::warn!(count, since, "payments wait for a person");
    }
    Ok(Hub {
        desk,
        tls,
        _provider: provider,
        _lock: lock,
    })
}

fn catalogue(data: &Path, settings: &Settings) -> Result<Catalogue, ServeError> {
    let files = if settings.demo {
        vec![("demo.toml".to_owned(), DEMO_CATALOGUE.to_owned())]
    } else {
        settings::provider_files(data).map_err(ServeError::Setup)?
    };
    let texts = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    Catalogue::parse(texts).map_err(|error| ServeError::Setup(format!("providers: {error}")))
}

/// The secret key of the folder, which must be the newest of the books.
async fn signer(data: &Path, store: &Store) -> Result<(FastSigner, KeyId), ServeError> {
    let (file, phrase) = settings::secret_key(data, settings::HUB).map_err(ServeError::Setup)?;
    let opened = SecretKey::open(&file, &phrase, KeyPolicy::Modern);
    let key = opened
        .map_err(|error| ServeError::Setup(format!("the hub's key does not open: {error}")))?;
    let signer = FastSigner::new(&key, Box::new(OsRng))
        .map_err(|error| ServeError::Setup(format!("the hub's key cannot sign: {error}")))?;
    let serial = signer.public().serial();
    let known = store.read(parties::hub_keys).await?;
    let newest = known.first().filter(|known| known.serial == serial);
    let known = newest.ok_or_else(|| {
        ServeError::Setup(format!(
            "the books do not know the hub's key {serial}: wrong data folder?"
        ))
    })?;
    Ok((signer, known.key))
}

async fn outside(
    data: &Path,
    settings: &Settings,
    (store, now): (&Store, &Now),
) -> Result<(Arc<dyn Bank>, Option<OsmpServer>), ServeError> {
    let signed = signed_bank(data, settings, (store, now)).await?;
    if !settings.demo {
        let bank = signed.map_or_else(
            || Arc::new(LedgerBank) as Arc<dyn Bank>,
            |bank| Arc::new(bank),
        );
        return Ok((bank, None));
    }
    let folder = data.join("demo");
    let books = [folder.join("bank.sqlite"), folder.join("provider.sqlite")];
    settings::make_folder(&folder)
        .and_then(|()| {
            books
                .iter()
                .try_for_each(|file| settings::make_private(file))
        })
        .map_err(store::StoreError::File)?;
    let bank: Arc<dyn Bank> = match signed {
        Some(bank) => Arc::new(bank),
        None => Arc::new(DemoBank::open(
            &folder.join("bank.sqlite"),
            Arc::clone(now),
        )?),
    };
    let shop = Shop::demo(&folder.join("provider.sqlite")).map_err(ServeError::Setup)?;
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let provider = OsmpServer::start(shop, listen, Arc::clone(now)).await?;
    Ok((bank, Some(provider)))
}

/// The way to the settlement bank, where the settings name one. Its key is entered in the hub's books.
pub(super) async fn signed_bank(
    data: &Path,
    settings: &Settings,
    (store, now): (&Store, &Now),
) -> Result<Option<SignedBank>, ServeError> {
    let Some(way) = &settings.bank else {
        return Ok(None);
    };
    let file = data.join(&way.key);
    let unusable =
        |why: String| ServeError::Setup(format!("the bank's key {}: {why}", file.display()));
    let document = std::fs::read(&file).map_err(|error| unusable(error.to_string()))?;
    let bank = KeyRing::read(&document).open(0, KeyPolicy::Modern);
    let bank = bank.map_err(|error| unusable(error.to_string()))?;
    let (signer, own_key) = signer(data, store).await?;
    let (serial, at) = (bank.serial(), now());
    let known = store.write(move |books| bank_messages::know_bank(books, (serial, &document), at));
    let bank_key = known.await?;
    let ground = Ground {
        url: way.url.clone(),
        signer: Box::new(signer),
        own_key,
        bank,
        bank_key,
        store: store.clone(),
        now: Arc::clone(now),
    };
    Ok(Some(SignedBank::new(ground)?))
}

fn number_of(catalogue: &Catalogue, id: &str) -> Result<u32, String> {
    let found = catalogue
        .providers()
        .find(|provider| provider.id.as_str() == id);
    let found = found.ok_or_else(|| format!("{id:?} is no provider of the catalogue"))?;
    Ok(found.number.get())
}

/// A provider's number on the wire and the zone of its days.
pub(crate) fn place_of(
    data: &Path,
    settings: &Settings,
    id: &str,
) -> Result<(u32, i16), ServeError> {
    let number = number_of(&catalogue(data, settings)?, id).map_err(ServeError::Setup)?;
    if settings.demo {
        return Ok((number, DEMO_OFFSET_MINUTES));
    }
    let mut gateways = settings.gateways.iter();
    let gateway = gateways.find(|gateway| gateway.provider == id);
    let gateway =
        gateway.ok_or_else(|| ServeError::Setup(format!("hub.toml has no gateway for {id:?}")))?;
    Ok((number, gateway.utc_offset_minutes))
}

fn ways(
    (data, settings): (&Path, &Settings),
    catalogue: &Catalogue,
    demo: Option<&OsmpServer>,
) -> Result<Ways, ServeError> {
    if let Some(server) = demo {
        let gate: Arc<dyn ProviderGate> = Arc::new(OsmpGate::new(OsmpSettings {
            utc_offset_minutes: DEMO_OFFSET_MINUTES,
            ..OsmpSettings::standard(server.url())
        })?);
        let way = Way {
            gate,
            repeat_safe: true,
            places: Arc::new(Places::new(places::USUAL)),
            answers_accepted: false,
            wants_registration: false,
        };
        return Ok(Box::new(move |_| Some(way.clone())));
    }
    let mut known: HashMap<u32, Way> = HashMap::new();
    for gateway in &settings.gateways {
        let number = number_of(catalogue, &gateway.provider)
            .map_err(|error| ServeError::Setup(format!("hub.toml: gateway {error}")))?;
        let settings = gateway.settings(data).map_err(ServeError::Setup)?;
        let gate = OsmpGate::new(settings)?;
        let way = Way {
            gate: Arc::new(gate),
            repeat_safe: gateway.repeat_safe,
            places: Arc::new(Places::new(gateway.parallel)),
            answers_accepted: gateway.answers_accepted,
            wants_registration: gateway.registered_points_only,
        };
        if known.insert(number, way).is_some() {
            let id = &gateway.provider;
            let text = format!("hub.toml: provider {id:?} has two gateways");
            return Err(ServeError::Setup(text));
        }
    }
    Ok(Box::new(move |number| known.get(&number).cloned()))
}
