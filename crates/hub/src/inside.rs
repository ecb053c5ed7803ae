//! A hub without a port, a clock or threads that work behind it: whoever holds it brings the time, the disk, the bank
//! and the providers, hands it one form after another and says when the work behind the answers is done.
//!
//! Everything between is the server's own: the door, the rules, the books, the orders.

use std::sync::Arc;
use std::time::Duration;

use axum::body::HttpBody as _;
use paydesk_cyberplat::ipriv::Signer;
use paydesk_domain::ids::{CashierCode, DealerCode, PointCode};
use paydesk_domain::money::Money;
use paydesk_domain::provider::Catalogue;
use paydesk_domain::time::Timestamp;
use rusqlite::Connection;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;

use crate::connectors::Now;
use crate::connectors::bank::Bank;
use crate::connectors::providers::ProviderGate;
use crate::connectors::providers::places::{self, Places};
use crate::core::decision::Profile;
use crate::core::limits::Repeats;
use crate::core::minor::Minor;
use crate::http;
use crate::http::desk::{Desk, Parts, Way};
use crate::orders;
use crate::store::parties::{self, NewKey, Place};
use crate::store::{self, Site, Store, StoreError, ledger, outbox};

/// A dealer's point with the key that it signs with.
#[derive(Debug, Clone)]
pub struct Point {
    /// SD.
    pub dealer: DealerCode,
    /// AP.
    pub point: PointCode,
    /// OP.
    pub cashier: CashierCode,
    /// Serial of its key.
    pub serial: u32,
    /// Its public key document.
    pub key: Vec<u8>,
    /// What the key speaks.
    pub profile: Profile,
    /// What the deposit opens with; its currency is the dealer's.
    pub opening: Money,
}

/// Makes books on a disk with SQLite's name `disk`: the hub's own key and one point, whose key may be short.
///
/// # Errors
/// [`StoreError`].
pub fn found(
    disk: &str,
    own: (u32, &[u8]),
    point: &Point,
    at: Timestamp,
) -> Result<(), StoreError> {
    let books = store::create_at(&Site::Disk(disk.to_owned()))?;
    store::transact(&books, |books| {
        let (serial, document) = own;
        let own = NewKey {
            serial,
            document,
            profile: Profile::Paydesk,
            is_legacy: true,
        };
        parties::found_hub(books, &own, at)?;
        admit(books, point, at)
    })
}

fn admit(books: &Connection, point: &Point, at: Timestamp) -> Result<(), StoreError> {
    let currency = point.opening.currency().code();
    let place = Place {
        dealer: &point.dealer,
        point: &point.point,
        cashier: &point.cashier,
        currency,
    };
    let key = NewKey {
        serial: point.serial,
        document: &point.key,
        profile: point.profile,
        is_legacy: true,
    };
    parties::add_key(books, &place, &key, at)?;
    if let Some(account) = parties::open_deposit(books, &point.dealer, currency)? {
        let opening = Minor::new(point.opening.minor());
        ledger::refill(books, account, (opening, "opening"), at)?;
    }
    Ok(())
}

/// What a hub stands on.
pub struct Ground {
    /// SQLite's name of the disk that holds the books.
    pub disk: String,
    /// The providers.
    pub catalogue: Catalogue,
    /// Signs the answers; its serial is that of the key the books were made with.
    pub signer: Box<dyn Signer>,
    /// The settlement bank.
    pub bank: Arc<dyn Bank>,
    /// Every provider's billing.
    pub provider: Arc<dyn ProviderGate>,
    /// Whether a pay to the provider of that number is called accepted before the provider has confirmed it.
    pub accepts: Box<dyn Fn(u32) -> bool + Send + Sync>,
    /// The clock.
    pub clock: Now,
}

impl std::fmt::Debug for Ground {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ground")
            .field("disk", &self.disk)
            .finish_non_exhaustive()
    }
}

/// An answer as it would leave a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Status line.
    pub status: u16,
    /// Everything after the headers.
    pub body: Vec<u8>,
}

/// The hub could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum InsideError {
    /// Its books.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The books know no key of the hub.
    #[error("the books know no key of the hub")]
    NoKey,
    /// No runtime could be started.
    #[error("cannot start: {0}")]
    Runtime(#[from] std::io::Error),
}

/// A pay is waited for until its provider has answered: providers of such a hub answer at once.
const PAY_WAIT: Duration = Duration::from_secs(3_600);

/// Pieces of work of one lane that a call of [`Inside::work`] does.
const AT_A_TIME: u32 = 32;

/// A hub in its holder's hand.
pub struct Inside {
    runtime: Runtime,
    desk: Desk,
    resting: Arc<Notify>,
}

impl std::fmt::Debug for Inside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inside").finish_non_exhaustive()
    }
}

impl Inside {
    /// Opens the books and takes up what an earlier run left open.
    ///
    /// # Errors
    /// [`InsideError`].
    pub fn open(ground: Ground) -> Result<Self, InsideError> {
        let runtime = Builder::new_current_thread().enable_time().build()?;
        let store = Store::open_at(Site::Disk(ground.disk))?;
        let keys = store.read_blocking(parties::hub_keys)?;
        let signing_key = keys.first().ok_or(InsideError::NoKey)?.key;
        let newest = runtime.block_on(store.newest())?;
        let (gate, accepts) = (ground.provider, ground.accepts);
        let resting = Arc::new(Notify::new());
        let told = Arc::clone(&resting);
        let places = Arc::new(Places::new(places::USUAL));
        let way = move |number| Way {
            gate: Arc::clone(&gate),
            repeat_safe: true,
            places: Arc::clone(&places),
            answers_accepted: accepts(number),
            wants_registration: false,
        };
        let desk = Desk::new(Parts {
            store,
            catalogue: ground.catalogue,
            signer: ground.signer,
            signing_key,
            bank: ground.bank,
            ways: Box::new(move |number| Some(way(number))),
            hub_ppm: 7_000,
            bank_ppm: 3_000,
            // Customers of such a hub come again within the hour.
            repeats: Repeats::default(),
            pay_wait: PAY_WAIT,
            clock: ground.clock,
            rest: Box::new(move |_| {
                told.notify_one();
                Box::pin(std::future::pending())
            }),
            data: None,
            proxy: None,
            newest,
        });
        let at = desk.now();
        desk.store
            .write_blocking(move |books| outbox::wake(books, at))?;
        Ok(Self {
            runtime,
            desk,
            resting,
        })
    }

    /// Answers a form that came to a page; none where the hub would try again later, because its books cannot be
    /// written: the holder stops it then.
    pub fn post(&self, path: &str, form: &[u8]) -> Option<Reply> {
        let answering = async {
            let response = http::post(&self.desk, path.to_owned(), form.to_vec()).await;
            let status = response.status().as_u16();
            let mut body = response.into_body();
            let mut bytes = Vec::new();
            while let Some(Ok(frame)) =
                std::future::poll_fn(|cx| std::pin::Pin::new(&mut body).poll_frame(cx)).await
            {
                bytes.extend(frame.into_data().into_iter().flatten());
            }
            Reply {
                status,
                body: bytes,
            }
        };
        self.unless_resting(answering)
    }

    /// Ends holds whose time is over and does all work that is due, one piece after another. Returns how many pieces
    /// there were; none where [`Self::post`] has no answer.
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be read or written.
    pub fn work(&self) -> Option<Result<usize, StoreError>> {
        let working = async {
            let desk = &self.desk;
            let now = desk.now();
            desk.store.expire(now).await?;
            let moment = desk.moment();
            let until = moment.plus_ms(orders::LEASE_MS);
            let lanes = desk.store.due_lanes(moment).await?;
            let rooms = lanes.into_iter().map(|lane| (lane, AT_A_TIME)).collect();
            let due = desk.store.lease_work((moment, until), rooms).await?;
            let pieces = due.len();
            for (work, payment) in due {
                if let Err(error) = orders::work(desk, work, (&payment, None)).await {
                    tracing::error!(payment = payment.id.get(), %error, "work could not be ended");
                }
            }
            Ok(pieces)
        };
        self.unless_resting(working)
    }

    /// Orders to bank and provider that are not carried out yet.
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be read.
    pub fn waiting(&self) -> Result<u64, StoreError> {
        self.desk
            .store
            .read_blocking(|books| outbox::waiting(books).map(|waiting| waiting.rows))
    }

    fn unless_resting<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        self.runtime.block_on(async {
            tokio::select! {
                biased;
                done = work => Some(done),
                () = self.resting.notified() => None,
            }
        })
    }
}
