//! From a request of the till to the server's answer: encode, sign, send, verify, read.

use std::sync::Arc;

use paydesk_cyberplat::ipriv::{
    Document, IprivError, KeyPolicy, KeyRing, PublicKey, Signer, sign_full_document, verify,
    verify_document,
};
use paydesk_cyberplat::messages::account::{
    AccountFault, AccountRequest, AccountSent, DateForm, Day, Refill, encode_refill, encode_rest,
    read_newest_session, read_refills, read_rest,
};
use paydesk_cyberplat::messages::answer::{Received, Sent, proves_payment, read_answer};
use paydesk_cyberplat::messages::form::encode_form;
use paydesk_cyberplat::messages::registry::{self, Registry, RegistryFault};
use paydesk_cyberplat::messages::request::{ServerTerms, encode_request};
use paydesk_domain::exchange::{Answer, Ask, Deposit, Meaning, ReplyFacts, Request, Why};
use paydesk_domain::ids::SessionId;
use paydesk_domain::planted::{self, Bug};
use paydesk_domain::provider::Catalogue;
use paydesk_domain::time::Timestamp;
use sha2::{Digest, Sha256};

use crate::https::{Line, Silence};

/// Where the balance is asked. Source: dealer protocol, part 4.
const REST_PAGE: &str = "/cgi-bin/status/get_rest.cgi";

/// Where top-ups of the deposit are asked. Source: dealer protocol, part 4.
const REFILL_PAGE: &str = "/cgi-bin/misc/refill_info.cgi";

/// The longest registry that is read: some millions of rows.
const MAX_REGISTRY: usize = 256 * 1024 * 1024;

/// The way to one server. Cheap to clone.
#[derive(Clone)]
pub struct Wire {
    inner: Arc<Inner>,
}

struct Inner {
    line: Line,
    terms: ServerTerms,
    catalogue: Catalogue,
    signer: Box<dyn Signer>,
    ring: KeyRing,
    policy: KeyPolicy,
    server_key: PublicKey,
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wire")
            .field("server", self.inner.line.address())
            .finish_non_exhaustive()
    }
}

/// A request as it will leave.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Sealed {
    /// SHA-256 of its body; all zeros where nothing can be sent.
    pub body_hash: [u8; 32],
    /// The signed document of a pay or cancel; none where it cannot be signed, and for every other request, which
    /// is signed when it leaves.
    pub document: Option<Vec<u8>>,
}

/// Without the document: it names the customer's number.
impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealed")
            .field("is_signed", &self.document.is_some())
            .finish_non_exhaustive()
    }
}

/// One attempt as it leaves.
pub struct Dispatch {
    /// The page that it goes to.
    pub path: String,
    /// The form with the signed document.
    pub form: Vec<u8>,
}

/// Without the form: it names the customer's number.
impl std::fmt::Debug for Dispatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dispatch")
            .field("bytes", &self.form.len())
            .finish_non_exhaustive()
    }
}

/// The two sides' keys.
pub struct Keys {
    /// Signs our requests.
    pub signer: Box<dyn Signer>,
    /// The server's public keys, past ones too: they verify stored replies.
    pub ring: KeyRing,
    /// Whether short keys are accepted.
    pub policy: KeyPolicy,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys")
            .field("ring", &self.ring)
            .finish_non_exhaustive()
    }
}

impl Wire {
    /// Joins line, keys and terms.
    ///
    /// # Errors
    /// [`IprivError`] when the ring has no usable key with the serial that the terms name.
    pub fn new(
        line: Line,
        keys: Keys,
        terms: ServerTerms,
        catalogue: Catalogue,
    ) -> Result<Self, IprivError> {
        let server_key = keys.ring.open(terms.server_serial, keys.policy)?;
        let Keys {
            signer,
            ring,
            policy,
        } = keys;
        let inner = Inner {
            line,
            terms,
            catalogue,
            signer,
            ring,
            policy,
            server_key,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Writes a request, and signs it where it may move money: such a document is on disk before it is sent.
    #[must_use]
    pub fn seal(&self, request: &Request) -> Sealed {
        let Ok(body) = self.body(request) else {
            return Sealed::default();
        };
        let document = match request.ask {
            Ask::Pay | Ask::Cancel(_) => self.signed(&body, request.sent_at.unix_seconds()).ok(),
            Ask::Check | Ask::Status => None,
        };
        Sealed {
            body_hash: Sha256::digest(&body).into(),
            document,
        }
    }

    /// Sends one attempt and reads its answer. Blocks for as long as the exchange takes. `sealed` is the document
    /// that [`Wire::seal`] made of this request and that is on disk: a pay or cancel is sent with it only.
    ///
    /// # Errors
    /// [`Silence`]: why there is no answer.
    pub fn send(&self, request: &Request, sealed: Option<Vec<u8>>) -> Result<Answer, Silence> {
        let Dispatch { path, form } = self.dispatch(request, sealed)?;
        let reply = self.inner.line.exchange(&path, form)?;
        Ok(self.receive(request, &reply)?)
    }

    /// What [`Wire::send`] sends: one attempt, for whoever carries it by another way than the line.
    ///
    /// # Errors
    /// [`Why::CannotSign`].
    pub fn dispatch(&self, request: &Request, sealed: Option<Vec<u8>>) -> Result<Dispatch, Why> {
        let body = self.body(request)?;
        let path = self.page(request)?.to_owned();
        let document = match (request.ask, sealed) {
            (_, Some(document)) => document,
            (Ask::Check | Ask::Status, None) => {
                self.signed(&body, request.sent_at.unix_seconds())?
            }
            (Ask::Pay, None)
                if planted::is(Bug::SendBeforeCommit) || planted::is(Bug::MarkAfterSend) =>
            {
                self.signed(&body, request.sent_at.unix_seconds())?
            }
            (Ask::Pay | Ask::Cancel(_), None) => {
                tracing::error!("a request that moves money is not on disk; it is not sent");
                return Err(Why::CannotSign);
            }
        };
        let form = encode_form(&document);
        Ok(Dispatch { path, form })
    }

    /// Reads the reply to an attempt: signature, form, echoes.
    ///
    /// # Errors
    /// [`Why`] it is no answer.
    pub fn receive(&self, request: &Request, reply: &[u8]) -> Result<Answer, Why> {
        let Inner {
            terms, server_key, ..
        } = &*self.inner;
        let body = self.body(request)?;
        if planted::is(Bug::HttpOkIsPaid) && request.ask == Ask::Pay {
            return Ok(Answer {
                meaning: Meaning::Accepted { is_final: true },
                facts: ReplyFacts::default(),
                signed_at: request.sent_at.unix_seconds(),
                evidence: reply.to_vec(),
            });
        }
        let verified = verify_document(reply, server_key).map_err(|error| why(&error))?;
        let received = Received {
            verified: &verified,
            document: reply,
        };
        let sent = Sent {
            request,
            body: &body,
        };
        read_answer(&received, &sent, terms)
    }

    /// Asks for the registry of a day under a key that moves no money; the reply is not read yet.
    ///
    /// # Errors
    /// [`Why`] there is no reply.
    pub fn ask_registry(
        &self,
        (signer, page): (&dyn Signer, &str),
        (day, now): (Day, Timestamp),
    ) -> Result<Vec<u8>, Why> {
        let terms = &self.inner.terms;
        let body = registry::encode(&terms.identity.dealer, day);
        let document = sign_full_document(signer, terms.hash, now.unix_seconds(), &body);
        let form = encode_form(&document.map_err(|error| why(&error))?);
        self.inner.line.fetch(MAX_REGISTRY, page, form)
    }

    /// Reads a reply to that, fetched now or kept as a file.
    ///
    /// # Errors
    /// [`RegistryFault`].
    pub fn read_registry<'a>(
        &self,
        reply: &'a [u8],
        day: Day,
    ) -> Result<Registry<'a>, RegistryFault> {
        let keys = (&self.inner.ring, self.inner.policy);
        registry::read(reply, keys, day)
    }

    fn body(&self, request: &Request) -> Result<Vec<u8>, Why> {
        encode_request(request, &self.inner.terms).map_err(|error| {
            tracing::error!(%error, "a request cannot be written");
            Why::CannotSign
        })
    }

    /// Where a request goes to.
    fn page(&self, request: &Request) -> Result<&str, Why> {
        let pages = self
            .inner
            .catalogue
            .provider(&request.order.provider)
            .map(|provider| &provider.addresses);
        let path = pages.map_or("", |pages| match request.ask {
            Ask::Check => &pages.check,
            Ask::Pay => &pages.pay,
            Ask::Status => &pages.status,
            Ask::Cancel(_) => &pages.cancel,
        });
        if path.is_empty() {
            tracing::error!(provider = %request.order.provider, "the catalogue has no address for this request");
            return Err(Why::CannotSign);
        }
        Ok(path)
    }

    /// Serial of the server's key that must sign replies.
    #[must_use]
    pub fn server_serial(&self) -> u32 {
        self.inner.terms.server_serial
    }

    /// The server's address, for people.
    #[must_use]
    pub fn address(&self) -> String {
        self.inner.line.address().to_string()
    }

    /// Asks for the dealer's deposit. With it comes the server's time under the signature, Unix seconds.
    ///
    /// # Errors
    /// [`AccountFault`].
    pub fn rest(&self, request: &AccountRequest) -> Result<(Deposit, u32), AccountFault> {
        self.about_rest(request, |received, sent, terms| {
            let deposit = read_rest(received, sent, terms)?;
            Ok((deposit, received.verified.signed_at))
        })
    }

    /// Asks a server of the `paydesk` profile whether it has this epoch for this till, and which SESSION is its newest.
    ///
    /// # Errors
    /// [`AccountFault`]; [`Why::EpochAhead`] and [`Why::ServerWentBack`] where it has another epoch.
    pub fn newest_session(
        &self,
        request: &AccountRequest,
    ) -> Result<Option<SessionId>, AccountFault> {
        self.about_rest(request, read_newest_session)
    }

    fn about_rest<T>(
        &self,
        request: &AccountRequest,
        read: impl FnOnce(&Received<'_>, &AccountSent<'_>, &ServerTerms) -> Result<T, AccountFault>,
    ) -> Result<T, AccountFault> {
        let Inner {
            line,
            terms,
            server_key,
            ..
        } = &*self.inner;
        let body =
            encode_rest(request, terms).map_err(|_| AccountFault::NoAnswer(Why::CannotSign))?;
        let form = self.signed_form(&body, request.sent_at.unix_seconds())?;
        let reply = line.post(REST_PAGE, form)?;
        let verified = verify_document(&reply, server_key).map_err(|error| why(&error))?;
        let received = Received {
            verified: &verified,
            document: &reply,
        };
        let sent = AccountSent {
            request,
            body: &body,
        };
        read(&received, &sent, terms)
    }

    /// Whether the server keeps epochs: our own profile.
    #[must_use]
    pub fn has_epochs(&self) -> bool {
        self.inner.terms.profile.terms().additions
    }

    /// Asks which top-ups of the deposit came in on a day.
    ///
    /// # Errors
    /// [`AccountFault`].
    pub fn refills(
        &self,
        request: &AccountRequest,
        on: (Day, DateForm),
    ) -> Result<Vec<Refill>, AccountFault> {
        let Inner {
            line,
            terms,
            server_key,
            ..
        } = &*self.inner;
        let body = encode_refill(request, on, terms)
            .map_err(|_| AccountFault::NoAnswer(Why::CannotSign))?;
        let form = self.signed_form(&body, request.sent_at.unix_seconds())?;
        let reply = line.post(REFILL_PAGE, form)?;
        let verified = verify_document(&reply, server_key).map_err(|error| why(&error))?;
        let received = Received {
            verified: &verified,
            document: &reply,
        };
        read_refills(
            &received,
            &AccountSent {
                request,
                body: &body,
            },
            terms,
        )
    }

    /// Whether a stored reply to `ask` proves that the SESSION was paid, under a signature of the server.
    #[must_use]
    pub fn proves(&self, document: &[u8], ask: Ask, session: &SessionId) -> bool {
        let Inner {
            ring,
            policy,
            signer,
            ..
        } = &*self.inner;
        if planted::is(Bug::HttpOkIsPaid) || planted::is(Bug::PrintWhenQueued) {
            return true;
        }
        let Ok(read) = Document::read(document) else {
            return false;
        };
        let Ok(key) = ring.open(read.signer_serial(), *policy) else {
            return false;
        };
        // Rings in the field hold the till's own key as well; with it the till would vouch for itself.
        if key.n_bytes() == signer.public().n_bytes() {
            return false;
        }
        verify(&read, &key).is_ok_and(|verified| proves_payment(&verified, ask, session))
    }

    /// Signs a body and makes the form of it.
    fn signed_form(&self, body: &[u8], at: u32) -> Result<Vec<u8>, Why> {
        self.signed(body, at).map(|document| encode_form(&document))
    }

    /// Signs a body, in the form that old servers verify as well.
    fn signed(&self, body: &[u8], at: u32) -> Result<Vec<u8>, Why> {
        let signer = &*self.inner.signer;
        sign_full_document(signer, self.inner.terms.hash, at, body).map_err(|error| {
            tracing::error!(%error, "a request cannot be signed");
            Why::CannotSign
        })
    }
}

/// What a document's fault means: a broken signature is an alarm, a page of a proxy is not.
const fn why(error: &IprivError) -> Why {
    match error {
        IprivError::SignatureMismatch => Why::BadSignature,
        IprivError::OtherSigner { .. } | IprivError::OtherUser { .. } => Why::WrongKey,
        IprivError::NoSuchKey { .. }
        | IprivError::Argument(_)
        | IprivError::Frame(_)
        | IprivError::Packet(_)
        | IprivError::Algorithm { .. }
        | IprivError::KeyLength { .. }
        | IprivError::PassPhrase
        | IprivError::DocumentType
        | IprivError::Armour(_)
        | IprivError::KeyUnusable(_)
        | IprivError::Signing
        | IprivError::KeyCard
        | IprivError::KeyGeneration
        | IprivError::Encryption => Why::NotSigned,
    }
}

#[cfg(test)]
mod tests;
