//! Everything that answering needs, in one place that every request shares.

use std::collections::HashMap;
use std::net::IpAddr;
use std::ops::Deref;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use paydesk_cyberplat::ipriv::{
    Hash, IprivError, KeyPolicy, KeyRing, PublicKey, Signer, sign_document,
};
use paydesk_domain::provider::Catalogue;
use paydesk_domain::time::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::metrics::Metrics;
use super::slots::Slots;
use crate::connectors::Now;
use crate::connectors::bank::Bank;
use crate::connectors::providers::ProviderGate;
use crate::connectors::providers::places::Places;
use crate::core::limits::Repeats;
use crate::core::payment::{AccountId, KeyId};
use crate::store::checks::Rules;
use crate::store::parties::KeyRecord;
use crate::store::{Store, StoreError};

/// Requests in work at a time; one more is told to come again.
pub(crate) const PLACES: u32 = 512;

/// Opened keys that are kept at hand.
const OPENED_KEYS: usize = 10_000;

/// The hub's way to a provider's billing system.
#[derive(Clone)]
pub(crate) struct Way {
    /// Its connector.
    pub(crate) gate: Arc<dyn ProviderGate>,
    /// It credits one number of ours once, however often it is asked. Others get one order and then a person.
    pub(crate) repeat_safe: bool,
    /// How many orders it gets at the same time.
    pub(crate) places: Arc<Places>,
    /// It is known to be slow: that a pay was taken counts as paid.
    pub(crate) answers_accepted: bool,
    /// It takes payments of points that it knows alone.
    pub(crate) wants_registration: bool,
}

/// Finds the way to a provider by its number.
pub(crate) type Ways = Box<dyn Fn(u32) -> Option<Way> + Send + Sync>;

/// How a second attempt waits for its time.
pub(crate) type Rest =
    Box<dyn Fn(Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// The parts of a desk.
pub(crate) struct Parts {
    /// The books.
    pub(crate) store: Store,
    /// Providers and their addresses.
    pub(crate) catalogue: Catalogue,
    /// The key under every reply.
    pub(crate) signer: Box<dyn Signer>,
    /// The same key in the books.
    pub(crate) signing_key: KeyId,
    /// The settlement bank.
    pub(crate) bank: Arc<dyn Bank>,
    /// Providers by their number.
    pub(crate) ways: Ways,
    /// The hub's share, parts per million.
    pub(crate) hub_ppm: u32,
    /// The bank's share, parts per million.
    pub(crate) bank_ppm: u32,
    /// About payments to the same details.
    pub(crate) repeats: Repeats,
    /// How long a pay waits for the provider before it is answered "in work".
    pub(crate) pay_wait: Duration,
    /// The clock.
    pub(crate) clock: Now,
    /// Waits between attempts at the books.
    pub(crate) rest: Rest,
    /// Where registries are kept; a hub without a folder has none.
    pub(crate) data: Option<PathBuf>,
    /// A proxy of one's own, which is believed when it names the peer.
    pub(crate) proxy: Option<IpAddr>,
    /// The newest time in the books: the clock never reads less.
    pub(crate) newest: Timestamp,
}

/// See the module.
#[derive(Clone)]
pub(crate) struct Desk {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    parts: Parts,
    /// Payments that a request is busy with.
    pub(crate) slots: Slots,
    /// What is counted.
    pub(crate) metrics: Metrics,
    places: Arc<Semaphore>,
    latest: AtomicI64,
    opened: Mutex<HashMap<KeyId, PublicKey>>,
}

impl Deref for Inner {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

impl Deref for Desk {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.inner
    }
}

impl Desk {
    pub(crate) fn new(parts: Parts) -> Self {
        let latest = AtomicI64::new(parts.newest.unix_ms());
        let inner = Inner {
            parts,
            slots: Slots::default(),
            metrics: Metrics::default(),
            places: Arc::new(Semaphore::new(PLACES as usize)),
            latest,
            opened: Mutex::default(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// The time of this moment; a clock that is set back, also while the hub was stopped, stands still until
    /// it has caught up, so that nothing that was over begins again.
    pub(crate) fn now(&self) -> Timestamp {
        let read = (self.clock)().unix_ms();
        let before = self.latest.fetch_max(read, Ordering::Relaxed);
        Timestamp::from_unix_ms(read.max(before))
    }

    /// The clock as it stands, for waits: one that was set back must not put them off until it has caught up.
    pub(crate) fn moment(&self) -> Timestamp {
        (self.clock)()
    }

    /// The rules for a new order to that provider.
    pub(super) fn rules(&self, provider: u32) -> Rules {
        Rules {
            repeats: self.repeats,
            wants_registration: (self.ways)(provider).is_some_and(|way| way.wants_registration),
        }
    }

    /// The deposit in that currency of the dealer whose key it is; most have the one that came with the key.
    pub(super) async fn deposit_of(
        &self,
        key: &KeyRecord,
        currency: &str,
    ) -> Result<Option<AccountId>, StoreError> {
        if key.currency == currency {
            return Ok(Some(key.deposit));
        }
        let currency = currency.to_owned();
        self.store.deposit_in(key.point, currency).await
    }

    /// The opened form of a dealer's key. What stands under a key's number in the books never changes.
    pub(super) fn opened(&self, key: &KeyRecord) -> Result<PublicKey, IprivError> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = opened.get(&key.key) {
            return Ok(known.clone());
        }
        let policy = if key.is_legacy {
            KeyPolicy::Legacy
        } else {
            KeyPolicy::Modern
        };
        let fresh = KeyRing::read(&key.document).open(key.serial, policy)?;
        if opened.len() >= OPENED_KEYS {
            opened.clear();
        }
        opened.insert(key.key, fresh.clone());
        Ok(fresh)
    }

    /// A place for one request; none when all are taken.
    pub(super) fn occupy(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.places).try_acquire_owned().ok()
    }

    /// Waits until every request that was taken has its answer.
    pub(crate) async fn finish(&self) {
        drop(self.places.acquire_many(PLACES).await);
    }

    /// Signs a reply. What takes some milliseconds goes to a thread that may be busy for so long; a signature of the
    /// fast signer is done sooner than the way there and back.
    ///
    /// Dated by the books' time, by which SESSIONs are closed: a plain till counts by these dates until a pay of its
    /// own can no longer be taken. Under dates that run on while the books stand still it would count too fast.
    pub(crate) async fn sign(&self, hash: Hash, body: Vec<u8>) -> Result<Vec<u8>, IprivError> {
        let at = self.now().unix_seconds();
        match hash {
            Hash::Sha256 => return sign(&*self.signer, hash, (at, &body)),
            Hash::Md5 => {}
        }
        let desk = self.clone();
        tokio::task::spawn_blocking(move || sign(&*desk.signer, hash, (at, &body)))
            .await
            .unwrap_or(Err(IprivError::Signing))
    }
}

/// One verifier of the field refuses signatures whose first byte is zero, one in 256: those are made again
/// with the time of the next second.
fn sign(signer: &dyn Signer, hash: Hash, (at, body): (u32, &[u8])) -> Result<Vec<u8>, IprivError> {
    let mut document = Err(IprivError::Signing);
    for later in 0..4_u32 {
        let watched = Watched {
            signer,
            begins_with_zero: AtomicBool::new(false),
        };
        document = sign_document(&watched, hash, at.saturating_add(later), body);
        if document.is_err() || !watched.begins_with_zero.load(Ordering::Relaxed) {
            break;
        }
    }
    document
}

/// Looks at the first byte of what it signs.
struct Watched<'a> {
    signer: &'a dyn Signer,
    begins_with_zero: AtomicBool,
}

impl Signer for Watched<'_> {
    fn public(&self) -> &PublicKey {
        self.signer.public()
    }

    fn sign(&self, hash: Hash, hashed: &[&[u8]]) -> Result<Vec<u8>, IprivError> {
        let value = self.signer.sign(hash, hashed)?;
        let zero = value.first() == Some(&0);
        self.begins_with_zero.store(zero, Ordering::Relaxed);
        Ok(value)
    }

    fn checks_its_values(&self, hash: Hash) -> bool {
        self.signer.checks_its_values(hash)
    }
}

#[cfg(test)]
mod tests;
