//! One signed request in, one signed answer out.
//!
//! The order of work: frame, key, signature, form of the request, clock, NONCE, and only then the books. Nothing is
//! looked up for a request whose signature does not hold. What was not looked at is answered with a signed NOT_READ
//! and not stored: replays must not fill the disk.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use paydesk_cyberplat::ipriv::{
    Document, FastSigner, Hash, KeyPolicy, KeyRing, PublicKey, Signer as _, Verified,
    sign_document, verify,
};
use paydesk_domain::time::Timestamp;
use rusqlite::Connection;

use super::books::keys::{self, Owner, StoredKey};
use super::books::{self, Books, BooksError, Exchange};
use super::wire::{
    Answer, Ask, CLOCKS_APART_MS, Echo, NotRead, Refusal, Request, Said, request_hash,
};
use crate::connectors::Now;
use crate::store::group::Group;

/// Why there is no signed answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turned {
    /// Unknown key or wrong signature, never told apart.
    Unsigned,
    /// Signed, but so far from a request that no answer could name it.
    Formless,
    /// The books or the key cannot be used now.
    Unavailable,
}

/// What answering needs.
pub(super) struct Desk {
    /// For looking keys up.
    books: Books,
    /// For requests.
    group: Group,
    pen: Arc<Pen>,
    now: Now,
    opened: Mutex<HashMap<i64, PublicKey>>,
}

/// The bank's key, and its row in the books.
struct Pen {
    signer: FastSigner,
    key: i64,
}

impl Desk {
    pub(super) fn new(
        (books, group): (Books, Group),
        (signer, key): (FastSigner, i64),
        now: Now,
    ) -> Self {
        Self {
            books,
            group,
            pen: Arc::new(Pen { signer, key }),
            now,
            opened: Mutex::default(),
        }
    }

    /// Answers one document.
    pub(super) async fn answer(self: Arc<Self>, document: Vec<u8>) -> Result<Vec<u8>, Turned> {
        let desk = Arc::clone(&self);
        // Keys are read from the disk, which the threads of the connections must not wait for.
        let opening = tokio::task::spawn_blocking(move || desk.open(document)).await;
        let visit = match opening.unwrap_or(Err(Turned::Unavailable))? {
            Opened::Visit(visit) => visit,
            Opened::Answered(answer) => return Ok(answer),
        };
        let done = self.group.run(move |books| visit.look(books)).await;
        done.map_err(unavailable)
    }

    /// Verifies a document, and answers it where it is not to be looked at.
    fn open(&self, document: Vec<u8>) -> Result<Opened, Turned> {
        let read = Document::read(&document).map_err(|_| Turned::Unsigned)?;
        let serial = read.signer_serial();
        let known = self
            .books
            .read(|books| keys::active(books, Owner::Hub, serial));
        let key = known.map_err(unavailable)?.ok_or(Turned::Unsigned)?;
        let public = self.opened(serial, &key).ok_or(Turned::Unavailable)?;
        let letter = verify(&read, &public).map_err(|_| Turned::Unsigned)?;
        let request = Request::read(letter.body).map_err(|error| {
            tracing::warn!(serial, %error, "a signed request that is none");
            Turned::Formless
        })?;
        let at = (self.now)();
        let why = self.unreadable(&letter, &request, at);
        let echo = Echo {
            word: request.ask.word(),
            nonce: request.nonce,
            request_hash: request_hash(letter.body),
            hub: serial,
        };
        let visit = Visit {
            pen: Arc::clone(&self.pen),
            echo,
            at,
            request,
            document,
            hub_key: key.id,
        };
        match why {
            Some(why) => visit.not_read(why).map(Opened::Answered),
            None => Ok(Opened::Visit(visit)),
        }
        .map_err(unavailable)
    }

    fn opened(&self, serial: u32, key: &StoredKey) -> Option<PublicKey> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = opened.get(&key.id) {
            return Some(known.clone());
        }
        let fresh = KeyRing::read(&key.document).open(serial, KeyPolicy::Modern);
        let fresh = fresh
            .map_err(|error| tracing::error!(serial, %error, "a stored key does not open"))
            .ok()?;
        opened.insert(key.id, fresh.clone());
        Some(fresh)
    }

    fn unreadable(
        &self,
        letter: &Verified<'_>,
        request: &Request,
        at: Timestamp,
    ) -> Option<NotRead> {
        if letter.hash != Hash::Sha256 {
            return Some(NotRead::Form);
        }
        if request.bank != self.pen.signer.public().serial() {
            return Some(NotRead::OtherBank);
        }
        let apart = at.ms_since(request.sent_at).saturating_abs();
        (apart > CLOCKS_APART_MS).then_some(NotRead::Time)
    }
}

fn unavailable(error: BooksError) -> Turned {
    tracing::error!(%error, "the bank cannot answer");
    Turned::Unavailable
}

/// What becomes of a document whose signature holds.
enum Opened {
    /// It is looked at.
    Visit(Visit),
    /// It is not; this is the signed answer.
    Answered(Vec<u8>),
}

/// One request whose signature holds.
struct Visit {
    pen: Arc<Pen>,
    echo: Echo,
    at: Timestamp,
    request: Request,
    document: Vec<u8>,
    hub_key: i64,
}

impl Visit {
    /// Does what is asked, unless the NONCE was seen before, and keeps both signed texts.
    fn look(&self, books: &Connection) -> Result<Vec<u8>, BooksError> {
        if books::is_nonce_seen(books, self.hub_key, self.request.nonce)? {
            return self.not_read(NotRead::Nonce);
        }
        let said = carry_out(books, &self.request.ask, self.at)?;
        let answer = self.sign(said.clone())?;
        let exchange = Exchange {
            ask: &self.request.ask,
            said: &said,
            nonce: self.request.nonce,
            keys: (self.hub_key, self.pen.key),
            request: &self.document,
            answer: &answer,
            at: self.at,
        };
        books::keep(books, &exchange)?;
        Ok(answer)
    }

    fn not_read(&self, why: NotRead) -> Result<Vec<u8>, BooksError> {
        let (serial, word) = (self.echo.hub, self.echo.word.as_wire());
        tracing::warn!(
            serial,
            word,
            why = why.as_wire(),
            "a request that is not looked at"
        );
        self.sign(Said::NotRead(why))
    }

    fn sign(&self, said: Said) -> Result<Vec<u8>, BooksError> {
        let answer = Answer {
            echo: self.echo.clone(),
            server_time: self.at,
            said,
        };
        let (signer, at) = (&self.pen.signer, self.at.unix_seconds());
        sign_document(signer, Hash::Sha256, at, &answer.body()).map_err(|_| BooksError::NotSigned)
    }
}

fn carry_out(books: &Connection, ask: &Ask, at: Timestamp) -> Result<Said, BooksError> {
    match ask {
        Ask::Reserve(order) => books::reserve(books, order, at),
        Ask::Capture(order) => books::capture(books, order, at),
        Ask::Void(order) => books::void(books, order, at),
        Ask::Balance { dealer, currency } => Ok(match books::account(books, dealer, currency)? {
            Some((_, sums)) => Said::Balance(sums),
            None => Said::Refused(Refusal::Account),
        }),
        Ask::Statement(period) => Ok(Said::Statement(books::page(books, period)?)),
    }
}
