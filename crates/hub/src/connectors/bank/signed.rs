//! A settlement bank at the other end of a line, asked by signed requests.
//!
//! Only an answer under the bank's signature, for this very request, says anything. Another status, another key, an
//! answer to another request, garbage, too many bytes, no bytes: each is silence, and silence is never a refusal. Each
//! request is on disk before it leaves, each answer before it is believed. The client never repeats by itself: the
//! outbox does.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use paydesk_cyberplat::ipriv::{Hash, PublicKey, Signer, sign_document, verify_document};
use paydesk_domain::ids::AttemptId;
use paydesk_domain::time::Timestamp;
use rand::RngCore;
use rand::rngs::OsRng;
use reqwest::{Client, StatusCode, Url};

use super::{Bank, BankOrder, ReserveAnswer, SettleAnswer};
use crate::bank::wire::{
    self, Ask, CLOCKS_APART_MS, Echo, MAX_ANSWER_BYTES, NotRead, PATH, Page, Period, Request, Said,
    request_hash,
};
use crate::connectors::{Answer, Now};
use crate::core::minor::Minor;
use crate::core::payment::KeyId;
use crate::store::Store;
use crate::store::bank_messages::{BankResult, FromBank, ToBank};

const CONNECT: Duration = Duration::from_secs(5);
/// Less than a check waits for its bank, so that what went wrong is known and written down.
const WHOLE_EXCHANGE: Duration = Duration::from_secs(15);
/// An answer that does not verify tells a person at most so often.
const BETWEEN_ALARMS_MS: i64 = 10 * 60 * 1000;

/// The bank's entry cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SignedBankError {
    /// The address is not an http or https address without path and query.
    #[error("the bank's address {0:?} is not usable")]
    Address(String),
    /// The HTTP client could not be made.
    #[error("HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

/// What the client stands on.
pub struct Ground {
    /// `http://host:port` or `https://host:port`.
    pub url: String,
    /// Signs requests.
    pub signer: Box<dyn Signer>,
    /// The same key in the hub's books.
    pub own_key: KeyId,
    /// Verifies answers.
    pub bank: PublicKey,
    /// The same key in the hub's books.
    pub bank_key: KeyId,
    /// Keeps both signed texts.
    pub store: Store,
    /// The clock.
    pub now: Now,
}

impl std::fmt::Debug for Ground {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ground")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// The hub's way to its settlement bank. Cheap to clone.
#[derive(Clone)]
pub struct SignedBank {
    inner: Arc<Inner>,
}

struct Inner {
    http: Client,
    url: Url,
    ground: Ground,
    last_alarm: AtomicI64,
}

impl std::fmt::Debug for SignedBank {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedBank")
            .field("url", &self.inner.url.as_str())
            .finish_non_exhaustive()
    }
}

/// Why there is no word of the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum Silence {
    #[error("the order has a form that cannot travel")]
    NotSendable,
    #[error("the request could not be signed")]
    NotSigned,
    #[error("the books did not keep the exchange")]
    NotKept,
    #[error("no whole answer came")]
    NoAnswer,
    #[error("the answer is longer than {MAX_ANSWER_BYTES} bytes")]
    TooLong,
    #[error("the answer has status {0}")]
    Status(u16),
    #[error("the answer is not signed by the bank's key")]
    Unsigned,
    #[error("the answer belongs to another request or has the wrong form")]
    Foreign,
    #[error("the bank's clock is too far from ours")]
    Clock,
}

impl Silence {
    /// Somebody else than the bank may have answered.
    const fn is_alarming(self) -> bool {
        match self {
            Self::TooLong | Self::Unsigned | Self::Foreign => true,
            Self::NotSendable
            | Self::NotSigned
            | Self::NotKept
            | Self::NoAnswer
            | Self::Status(_)
            | Self::Clock => false,
        }
    }
}

impl SignedBank {
    /// Prepares the way to the bank; nothing is sent yet.
    ///
    /// # Errors
    /// [`SignedBankError`] when the address does not fit or TLS cannot be set up.
    pub fn new(ground: Ground) -> Result<Self, SignedBankError> {
        let bad = || SignedBankError::Address(ground.url.clone());
        let mut url = Url::parse(&ground.url).map_err(|_| bad())?;
        let is_bare = url.path() == "/" && url.query().is_none();
        if !matches!(url.scheme(), "http" | "https") || !is_bare {
            return Err(bad());
        }
        url.set_path(PATH);
        // A second installation fails harmlessly: the first provider of the process stays.
        drop(rustls::crypto::ring::default_provider().install_default());
        let http = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(WHOLE_EXCHANGE)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .build()?;
        let inner = Inner {
            http,
            url,
            ground,
            last_alarm: AtomicI64::new(0),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// A part of the bank's entries; none when the bank does not say.
    pub async fn statement(&self, period: Period) -> Option<Page> {
        match self.ask(Ask::Statement(period)).await? {
            Said::Statement(page) => Some(page),
            Said::Done | Said::Refused(_) | Said::NotRead(_) | Said::Balance(_) => None,
        }
    }

    /// Asks once; none is silence.
    async fn ask(&self, ask: Ask) -> Option<Said> {
        let word = ask.word().as_wire();
        match self.exchange(ask).await {
            Ok(Said::NotRead(why)) => {
                tracing::warn!(
                    word,
                    why = why.as_wire(),
                    "the bank did not look at a request"
                );
                if why == NotRead::Time {
                    tracing::error!("the clocks of hub and bank are too far apart");
                }
                None
            }
            Ok(said) => Some(said),
            Err(silence) => {
                tracing::warn!(word, %silence, "no word of the bank");
                self.alarm(word, silence).await;
                None
            }
        }
    }

    async fn exchange(&self, ask: Ask) -> Result<Said, Silence> {
        let ground = &self.inner.ground;
        let at = (ground.now)();
        let (word, reference) = (ask.word(), ask.reference().map(str::to_owned));
        if let Ask::Reserve(order) | Ask::Capture(order) | Ask::Void(order) = &ask
            && !wire::is_sendable(order)
        {
            return Err(Silence::NotSendable);
        }
        let request = Request {
            nonce: nonce(),
            sent_at: at,
            bank: ground.bank.serial(),
            ask,
        };
        let body = request.body();
        let echo = Echo {
            word,
            nonce: request.nonce,
            request_hash: request_hash(&body),
            hub: ground.signer.public().serial(),
        };
        let document = self.sign(at, body).await?;
        let kept = ToBank {
            word,
            reference,
            key: ground.own_key,
            document: document.clone(),
            at,
        };
        let asked = ground.store.keep_to_bank(kept).await;
        let asked = asked.map_err(|_| Silence::NotKept)?;
        let document = self.post(document).await?;
        let said = self.believe(&document, &echo)?;
        let answer = FromBank {
            answers: asked,
            key: ground.bank_key,
            result: BankResult::of(&said),
            document,
            at: (ground.now)(),
        };
        let kept = ground.store.keep_from_bank(answer).await;
        kept.map_err(|_| Silence::NotKept)?;
        Ok(said)
    }

    /// Signs on a thread that may be busy for some milliseconds.
    async fn sign(&self, at: Timestamp, body: Vec<u8>) -> Result<Vec<u8>, Silence> {
        let bank = self.clone();
        let signing = tokio::task::spawn_blocking(move || {
            let signer = &*bank.inner.ground.signer;
            sign_document(signer, Hash::Sha256, at.unix_seconds(), &body)
        });
        let signed = signing.await.map_err(|_| Silence::NotSigned)?;
        signed.map_err(|_| Silence::NotSigned)
    }

    async fn post(&self, document: Vec<u8>) -> Result<Vec<u8>, Silence> {
        let request = self
            .inner
            .http
            .post(self.inner.url.clone())
            .header("content-type", "text/plain")
            .body(document);
        let mut response = request.send().await.map_err(|_| Silence::NoAnswer)?;
        if response.status() != StatusCode::OK {
            return Err(Silence::Status(response.status().as_u16()));
        }
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|_| Silence::NoAnswer)? {
            if body.len().saturating_add(part.len()) > MAX_ANSWER_BYTES {
                return Err(Silence::TooLong);
            }
            body.extend_from_slice(&part);
        }
        Ok(body)
    }

    /// The signature first, and only then a look at the words.
    fn believe(&self, document: &[u8], echo: &Echo) -> Result<Said, Silence> {
        let ground = &self.inner.ground;
        let letter = verify_document(document, &ground.bank).map_err(|_| Silence::Unsigned)?;
        if letter.hash != Hash::Sha256 {
            return Err(Silence::Unsigned);
        }
        let answer = wire::Answer::read(letter.body, echo).map_err(|_| Silence::Foreign)?;
        let apart = (ground.now)().ms_since(answer.server_time);
        if apart.saturating_abs() > CLOCKS_APART_MS {
            return Err(Silence::Clock);
        }
        Ok(answer.said)
    }

    async fn alarm(&self, word: &'static str, silence: Silence) {
        if !silence.is_alarming() {
            return;
        }
        let now = (self.inner.ground.now)();
        let last = self.inner.last_alarm.load(Ordering::Relaxed);
        if now.unix_ms().saturating_sub(last) < BETWEEN_ALARMS_MS {
            return;
        }
        self.inner
            .last_alarm
            .store(now.unix_ms(), Ordering::Relaxed);
        let record = format!("msg={word} {silence}");
        let what = "alarm: an answer that is not the bank's";
        if let Err(error) = self.inner.ground.store.alarm(what, record, now).await {
            tracing::error!(%error, what, "not written down");
        }
    }
}

fn nonce() -> AttemptId {
    let mut random = [0_u8; 16];
    OsRng.fill_bytes(&mut random);
    AttemptId::new(u128::from_be_bytes(random))
}

impl Bank for SignedBank {
    fn reserve<'a>(&'a self, order: &'a BankOrder) -> Answer<'a, ReserveAnswer> {
        Box::pin(async move { ReserveAnswer::of(self.ask(Ask::Reserve(order.clone())).await) })
    }

    fn capture<'a>(&'a self, order: &'a BankOrder) -> Answer<'a, SettleAnswer> {
        Box::pin(async move { SettleAnswer::of(self.ask(Ask::Capture(order.clone())).await) })
    }

    fn void<'a>(&'a self, order: &'a BankOrder) -> Answer<'a, SettleAnswer> {
        Box::pin(async move { SettleAnswer::of(self.ask(Ask::Void(order.clone())).await) })
    }

    fn balance<'a>(&'a self, dealer: &'a str, currency: &'a str) -> Answer<'a, Option<Minor>> {
        let (dealer, currency) = (dealer.to_owned(), currency.to_owned());
        Box::pin(async move {
            match self.ask(Ask::Balance { dealer, currency }).await? {
                Said::Balance(account) => Some(account.available()),
                Said::Done | Said::Refused(_) | Said::NotRead(_) | Said::Statement(_) => None,
            }
        })
    }
}
