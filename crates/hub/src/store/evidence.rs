//! Signed texts, NONCEs, the tills' audit heads and our own audit chain.

use paydesk_domain::exchange::AuditHead;
use paydesk_domain::ids::AttemptId;
use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::{Store, StoreError};
use crate::core::decision::Profile;
use crate::core::payment::{KeyId, MessageId, PartyId, Payment, State, TransId};

/// How long a NONCE is remembered. Source: `paydesk` profile, field NONCE.
pub const NONCE_MS: i64 = 24 * 60 * 60 * 1000;
/// Replayed NONCEs of one key within a day from which a person is told.
const REPLAYS_BEFORE_ALARM: i64 = 3;

/// What a signed text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageKind {
    /// May this payment be made?
    Check,
    /// Make it.
    Pay,
    /// What became of it?
    Status,
    /// Close it.
    Cancel,
    /// What is left of the deposit?
    Rest,
    /// Which refills were there?
    Refill,
    /// Which payments does the hub know?
    Recover,
    /// Which payments were made on a day?
    Registry,
}

impl MessageKind {
    /// The name in stored rows.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Pay => "pay",
            Self::Status => "status",
            Self::Cancel => "cancel",
            Self::Rest => "rest",
            Self::Refill => "refill",
            Self::Recover => "recover",
            Self::Registry => "registry",
        }
    }
}

/// A request whose signature held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The key that signed it.
    pub key: KeyId,
    /// The point of that key.
    pub point: PartyId,
    /// What that key speaks.
    pub profile: Profile,
    /// Its EPOCH at the hub.
    pub epoch: u32,
    /// What it is.
    pub kind: MessageKind,
    /// The signed document, byte for byte.
    pub document: Vec<u8>,
    /// When it arrived.
    pub at: Timestamp,
    /// NONCE, `paydesk` profile only.
    pub nonce: Option<AttemptId>,
    /// AUDIT, `paydesk` profile only.
    pub audit: Option<AuditHead>,
}

/// A request that was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken<T> {
    /// The stored request; the reply is kept under it.
    pub message: MessageId,
    /// What follows.
    pub step: Step<T>,
}

/// Whether a stored request was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<T> {
    /// It was.
    Done(T),
    /// Its NONCE had been seen: answer ERROR=10 without STATE, nothing was looked at or changed.
    Replayed,
}

/// Stores a request and, unless its NONCE was seen before, lets `work` look at the payment.
pub(super) fn taking<T>(
    connection: &Connection,
    received: &Received,
    work: impl FnOnce(MessageId) -> Result<T, StoreError>,
) -> Result<Taken<T>, StoreError> {
    let replayed = !is_fresh(connection, received)?;
    let message = insert_request(connection, received, replayed)?;
    if replayed {
        alarm_on_replays(connection, received)?;
        return Ok(Taken {
            message,
            step: Step::Replayed,
        });
    }
    witness(connection, received)?;
    Ok(Taken {
        message,
        step: Step::Done(work(message)?),
    })
}

fn is_fresh(connection: &Connection, received: &Received) -> Result<bool, StoreError> {
    let Some(nonce) = received.nonce else {
        return Ok(true);
    };
    let added = connection
        .prepare_cached("INSERT OR IGNORE INTO nonce (key, nonce, at) VALUES (?1, ?2, ?3)")?
        .execute(params![
            received.key.get(),
            nonce.get().to_be_bytes(),
            received.at.unix_ms()
        ])?;
    Ok(added == 1)
}

fn insert_request(
    connection: &Connection,
    received: &Received,
    replayed: bool,
) -> Result<MessageId, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO message (at, direction, kind, key, verdict, document)
             VALUES (?1, 'in', ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            received.at.unix_ms(),
            received.kind.as_key(),
            received.key.get(),
            if replayed { "replayed" } else { "valid" },
            received.document,
        ])?;
    Ok(MessageId::new(connection.last_insert_rowid()))
}

fn alarm_on_replays(connection: &Connection, received: &Received) -> Result<(), StoreError> {
    let since = received.at.plus_ms(NONCE_MS.saturating_neg());
    let seen: i64 = connection
        .prepare_cached(
            "SELECT count(*) FROM message WHERE key = ?1 AND verdict = 'replayed' AND at > ?2",
        )?
        .query_row(params![received.key.get(), since.unix_ms()], |row| {
            row.get(0)
        })?;
    if seen == REPLAYS_BEFORE_ALARM.saturating_add(1) {
        let record = format!("key={}", received.key.get());
        note(
            connection,
            &AuditNote {
                what: "alarm: replayed requests",
                record: &record,
                at: received.at,
            },
        )?;
        tracing::warn!(key = received.key.get(), "replayed requests");
    }
    Ok(())
}

fn witness(connection: &Connection, received: &Received) -> Result<(), StoreError> {
    let Some(audit) = received.audit else {
        return Ok(());
    };
    let row = params![received.key.get(), received.epoch, audit.seq.cast_signed()];
    let known: Option<[u8; 32]> = connection
        .prepare_cached("SELECT head FROM witness WHERE key = ?1 AND epoch = ?2 AND seq = ?3")?
        .query_row(row, |row| row.get(0))
        .optional()?;
    match known {
        Some(head) if head == audit.hash => {}
        Some(_) => {
            let record = format!("key={} seq={}", received.key.get(), audit.seq);
            let what = "alarm: two heads of one audit chain";
            note(
                connection,
                &AuditNote {
                    what,
                    record: &record,
                    at: received.at,
                },
            )?;
            tracing::warn!(key = received.key.get(), "two heads of one audit chain");
        }
        None => {
            connection
                .prepare_cached(
                    "INSERT INTO witness (key, epoch, seq, head) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![
                    received.key.get(),
                    received.epoch,
                    audit.seq.cast_signed(),
                    audit.hash,
                ])?;
        }
    }
    Ok(())
}

/// With which hash a reply is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReplyHash {
    /// MD5, the default of old clients.
    Md5,
    /// SHA-256.
    Sha256,
}

impl ReplyHash {
    const fn as_key(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha256 => "sha256",
        }
    }
}

/// For which result a reply may be given again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeatable {
    /// The payment.
    pub payment: TransId,
    /// Its VERSION as the reply tells it.
    pub version: u32,
    /// The hash of the signature.
    pub hash: ReplyHash,
}

/// A signed reply about to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The request it answers.
    pub answers: MessageId,
    /// What that request was.
    pub kind: MessageKind,
    /// The hub's key that signed it.
    pub key: KeyId,
    /// The payment it speaks about.
    pub payment: Option<TransId>,
    /// Set for results that a plain client must hear byte for byte again.
    pub repeatable: Option<Repeatable>,
    /// The signed document, byte for byte.
    pub document: Vec<u8>,
    /// When it was signed.
    pub at: Timestamp,
}

/// Stores a reply and returns the bytes to send: those given, or, for a repeatable result that was stored by
/// another request in the meantime, those stored first.
///
/// # Errors
/// [`StoreError`] when the books cannot be written; then nothing may be sent.
pub fn keep_reply(connection: &Connection, reply: &Reply) -> Result<Vec<u8>, StoreError> {
    if let Some(repeatable) = reply.repeatable
        && let Some(stored) = kept(connection, reply.kind, repeatable)?
    {
        return Ok(stored);
    }
    connection
        .prepare_cached(
            "INSERT INTO message (at, direction, kind, key, payment_id, answers, verdict, document)
             VALUES (?1, 'out', ?2, ?3, ?4, ?5, 'valid', ?6)",
        )?
        .execute(params![
            reply.at.unix_ms(),
            reply.kind.as_key(),
            reply.key.get(),
            reply.payment.map(TransId::get),
            reply.answers.get(),
            reply.document,
        ])?;
    let message = connection.last_insert_rowid();
    if let Some(repeatable) = reply.repeatable {
        connection
            .prepare_cached(
                "INSERT INTO reply (payment_id, kind, version, hash, message_id)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                repeatable.payment.get(),
                reply.kind.as_key(),
                repeatable.version,
                repeatable.hash.as_key(),
                message,
            ])?;
    }
    Ok(reply.document.clone())
}

fn kept(
    connection: &Connection,
    kind: MessageKind,
    wanted: Repeatable,
) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT m.document FROM reply r JOIN message m ON m.id = r.message_id
              WHERE r.payment_id = ?1 AND r.kind = ?2 AND r.version = ?3 AND r.hash = ?4",
        )?
        .query_row(
            params![
                wanted.payment.get(),
                kind.as_key(),
                wanted.version,
                wanted.hash.as_key()
            ],
            |row| row.get(0),
        )
        .optional()?)
}

/// The signed bytes that a plain client hears again for a repeated check or pay.
///
/// A consent is told again for as long as the payment lives; once it is refused or closed, only the refusal
/// stored at that very version is. A pay is repeated from its final result only.
///
/// # Errors
/// [`StoreError`] when the books cannot be read.
pub fn stored_reply(
    connection: &Connection,
    payment: &Payment,
    (kind, hash): (MessageKind, ReplyHash),
) -> Result<Option<Vec<u8>>, StoreError> {
    let exact = Repeatable {
        payment: payment.id,
        version: payment.version,
        hash,
    };
    let told_consent = kind == MessageKind::Check && payment.state != State::Void;
    if !told_consent {
        return kept(connection, kind, exact);
    }
    Ok(connection
        .prepare_cached(
            "SELECT m.document FROM reply r JOIN message m ON m.id = r.message_id
              WHERE r.payment_id = ?1 AND r.kind = 'check' AND r.hash = ?2 ORDER BY r.version LIMIT 1",
        )?
        .query_row(params![payment.id.get(), hash.as_key()], |row| row.get(0))
        .optional()?)
}

impl Store {
    /// Stores a request that touches no payment (balance, refills, or refused for its form) and checks its
    /// NONCE.
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written.
    pub async fn note(&self, received: Received) -> Result<Taken<()>, StoreError> {
        self.write(move |connection| taking(connection, &received, |_| Ok(())))
            .await
    }

    /// Stores a reply; see [`keep_reply`]. The bytes returned are the ones to send.
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written; then nothing may be sent.
    pub async fn keep_reply(&self, reply: Reply) -> Result<Vec<u8>, StoreError> {
        self.write(move |connection| keep_reply(connection, &reply))
            .await
    }
}

/// One record of the audit chain.
#[derive(Debug, Clone, Copy)]
pub struct AuditNote<'a> {
    /// What happened.
    pub what: &'a str,
    /// Its facts, without personal data.
    pub record: &'a str,
    /// When.
    pub at: Timestamp,
}

/// The hash of a record that follows `prev`.
pub(super) fn chain_hash(prev: &[u8; 32], n: i64, note: &AuditNote<'_>) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(prev);
    digest.update(format!(
        "{n}\n{}\n{}\n{}\n",
        note.at.unix_ms(),
        note.what,
        note.record
    ));
    digest.finalize().into()
}

/// Appends a record to the audit chain.
///
/// # Errors
/// [`StoreError`] when the books cannot be written.
pub fn note(connection: &Connection, note: &AuditNote<'_>) -> Result<(), StoreError> {
    let last: Option<(i64, [u8; 32])> = connection
        .prepare_cached("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (n, prev) = last.map_or((1, [0; 32]), |(n, hash)| (n.saturating_add(1), hash));
    connection
        .prepare_cached(
            "INSERT INTO audit (n, at, what, record, prev, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            n,
            note.at.unix_ms(),
            note.what,
            note.record,
            prev,
            chain_hash(&prev, n, note),
        ])?;
    Ok(())
}
