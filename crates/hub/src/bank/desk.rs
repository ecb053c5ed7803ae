//! One signed request in, one signed answer out.
//!
//! The order of work: frame, key, signature, form of the request, clock, NONCE, and only then the books. Nothing is
//! looked up for a request whose signature does not hold. What was not looked at is answered with a signed NOT_READ
//! and not stored: replays must not fill the disk.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

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
    books: Books,
    signer: FastSigner,
    signing_key: i64,
    now: Now,
    opened: Mutex<HashMap<i64, PublicKey>>,
}

impl Desk {
    pub(super) fn new(books: Books, (signer, signing_key): (FastSigner, i64), now: Now) -> Self {
        Self {
            books,
            signer,
            signing_key,
            now,
            opened: Mutex::default(),
        }
    }

    /// Answers one document. Waits for the disk.
    pub(super) fn answer(&self, document: &[u8]) -> Result<Vec<u8>, Turned> {
        let read = Document::read(document).map_err(|_| Turned::Unsigned)?;
        let serial = read.signer_serial();
        let known = self
            .books
            .write(|books| keys::active(books, Owner::Hub, serial));
        let key = known.map_err(unavailable)?.ok_or(Turned::Unsigned)?;
        let public = self.opened(serial, &key).ok_or(Turned::Unavailable)?;
        let letter = verify(&read, &public).map_err(|_| Turned::Unsigned)?;
        let request = Request::read(letter.body).map_err(|error| {
            tracing::warn!(serial, %error, "a signed request that is none");
            Turned::Formless
        })?;
        let visit = Visit {
            desk: self,
            echo: Echo {
                word: request.ask.word(),
                nonce: request.nonce,
                request_hash: request_hash(letter.body),
                hub: serial,
            },
            at: (self.now)(),
            document,
            hub_key: key.id,
        };
        if let Some(why) = self.unreadable(&letter, &request, visit.at) {
            return visit.not_read(why);
        }
        let done = self.books.write(|books| visit.look(books, &request));
        match done.map_err(unavailable)? {
            Some(answer) => Ok(answer),
            None => visit.not_read(NotRead::Nonce),
        }
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
        if request.bank != self.signer.public().serial() {
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

/// One request whose signature holds.
struct Visit<'a> {
    desk: &'a Desk,
    echo: Echo,
    at: Timestamp,
    document: &'a [u8],
    hub_key: i64,
}

impl Visit<'_> {
    /// Does what is asked and keeps both signed texts; none when the NONCE was seen before.
    fn look(&self, books: &Connection, request: &Request) -> Result<Option<Vec<u8>>, BooksError> {
        if books::is_nonce_seen(books, self.hub_key, request.nonce)? {
            return Ok(None);
        }
        let said = carry_out(books, &request.ask, self.at)?;
        let answer = self.sign(said.clone()).ok_or(BooksError::NotSigned)?;
        let exchange = Exchange {
            ask: &request.ask,
            said: &said,
            nonce: request.nonce,
            keys: (self.hub_key, self.desk.signing_key),
            request: self.document,
            answer: &answer,
            at: self.at,
        };
        books::keep(books, &exchange)?;
        Ok(Some(answer))
    }

    fn not_read(&self, why: NotRead) -> Result<Vec<u8>, Turned> {
        let (serial, word) = (self.echo.hub, self.echo.word.as_wire());
        tracing::warn!(
            serial,
            word,
            why = why.as_wire(),
            "a request that is not looked at"
        );
        self.sign(Said::NotRead(why)).ok_or(Turned::Unavailable)
    }

    fn sign(&self, said: Said) -> Option<Vec<u8>> {
        let answer = Answer {
            echo: self.echo.clone(),
            server_time: self.at,
            said,
        };
        let (signer, at) = (&self.desk.signer, self.at.unix_seconds());
        sign_document(signer, Hash::Sha256, at, &answer.body()).ok()
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
