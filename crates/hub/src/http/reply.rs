//! Answers: put together, signed, stored, and only then sent.

use paydesk_cyberplat::ipriv::Hash;
use paydesk_cyberplat::messages::Kind;
use paydesk_cyberplat::messages::codes;
use paydesk_cyberplat::messages::outgoing::{Outgoing, PaydeskReply, ReplyFields, StoredState};
use paydesk_cyberplat::messages::state::State;
use sha2::{Digest, Sha256};

use super::asked::{Asked, Envelope, Unread};
use super::desk::Desk;
use super::intake::Turned;
use crate::core::decision::Profile;
use crate::core::outcome::{Outcome, Shown};
use crate::core::payment::{MessageId, Payment};
use crate::store::StoreError;
use crate::store::evidence::{MessageKind, Repeatable, Reply, ReplyHash, Step};

/// What is to be told.
#[derive(Debug)]
pub(super) enum Told {
    /// A new answer.
    Fresh(Box<Answer>),
    /// Signed bytes that a plain client hears again.
    Stored(Vec<u8>),
}

impl Told {
    /// ERROR of a new answer.
    pub(super) fn error(&self) -> Option<u16> {
        match self {
            Self::Fresh(answer) => Some(answer.outcome.error),
            Self::Stored(_) => None,
        }
    }
}

/// A new answer before it is signed.
#[derive(Debug)]
pub(super) struct Answer {
    /// The stored request.
    pub(super) message: MessageId,
    pub(super) outcome: Outcome,
    /// The payment it speaks about.
    pub(super) payment: Option<Payment>,
    pub(super) facts: ReplyFields,
    /// A plain client hears these very bytes again.
    pub(super) is_repeatable: bool,
}

impl Answer {
    /// An answer about a payment, with the facts that every such answer has.
    pub(super) fn about(message: MessageId, outcome: Outcome, payment: Option<Payment>) -> Self {
        let facts = payment.as_ref().map(facts_of).unwrap_or_default();
        Self {
            message,
            outcome,
            payment,
            facts,
            is_repeatable: false,
        }
    }

    pub(super) fn told(self) -> Told {
        Told::Fresh(Box::new(self))
    }
}

fn facts_of(payment: &Payment) -> ReplyFields {
    let provider = payment.terms.as_ref().map(|terms| terms.provider);
    ReplyFields {
        transid: Some(payment.id.get().to_string()),
        authcode: payment.provider_ref.clone(),
        gateway_in: provider,
        gateway_out: provider,
        ..ReplyFields::default()
    }
}

/// The books did not answer: no signed answer either, the result is not known.
pub(super) fn unavailable(error: StoreError) -> Turned {
    tracing::error!(%error, "the books did not answer");
    Turned::Unavailable
}

/// RESULT of a refusal that did not look at any payment.
const fn refused_result(kind: Kind) -> Option<u8> {
    match kind {
        Kind::Check | Kind::Pay => Some(1),
        Kind::Status | Kind::Cancel | Kind::Rest | Kind::Refill => None,
    }
}

/// The refusal of a request whose form is wrong.
pub(super) async fn refuse_form(desk: &Desk, unread: Unread) -> Result<Vec<u8>, Turned> {
    let told = refuse(desk, &unread.envelope, unread.code).await?;
    send(desk, &unread.envelope, told).await
}

/// A refusal without a look at the payment: the request is stored, nothing else is.
pub(super) async fn refuse(desk: &Desk, envelope: &Envelope, code: u16) -> Result<Told, Turned> {
    let taken = desk
        .store
        .note(envelope.received())
        .await
        .map_err(unavailable)?;
    let code = match taken.step {
        Step::Done(()) => code,
        Step::Replayed => codes::REQUEST_FORMAT,
    };
    let outcome = Outcome::not_looked(code, refused_result(envelope.kind));
    Ok(Answer::about(taken.message, outcome, None).told())
}

/// The answer to a request whose NONCE was seen before.
pub(super) fn replayed(envelope: &Envelope, message: MessageId) -> Told {
    let outcome = Outcome::not_looked(codes::REQUEST_FORMAT, refused_result(envelope.kind));
    Answer::about(message, outcome, None).told()
}

/// A refusal that says where the SESSION stands: nothing was executed by this request.
pub(super) async fn refuse_order(
    desk: &Desk,
    asked: &Asked<'_>,
    code: u16,
) -> Result<Told, Turned> {
    let envelope = &asked.envelope;
    let Some(session) = envelope.session.clone() else {
        return refuse(desk, envelope, code).await;
    };
    let taken = desk
        .store
        .note(envelope.received())
        .await
        .map_err(unavailable)?;
    if taken.step == Step::Replayed {
        return Ok(replayed(envelope, taken.message));
    }
    let point = envelope.letter.key.point;
    let payment = desk
        .store
        .payment(point, session)
        .await
        .map_err(unavailable)?;
    let shown = match (&payment, envelope.kind) {
        (Some(known), _) => Some((Shown::of(known), known.version)),
        // Of a pay, NONE is the word for "no such SESSION" alone.
        (None, Kind::Pay) => None,
        (None, Kind::Check | Kind::Status | Kind::Cancel | Kind::Rest | Kind::Refill) => {
            Some((Shown::None, 0))
        }
    };
    let outcome = Outcome {
        error: code,
        result: refused_result(envelope.kind),
        shown,
    };
    Ok(Answer::about(taken.message, outcome, payment).told())
}

/// The bytes that a plain client heard before, if this is such a repeat.
pub(super) async fn stored(
    desk: &Desk,
    envelope: &Envelope,
    payment: &Payment,
) -> Result<Option<Told>, Turned> {
    if envelope.profile() == Profile::Paydesk {
        return Ok(None);
    }
    let hash = reply_hash(hash_of(envelope));
    let kind = envelope.message_kind();
    let bytes = desk
        .store
        .stored_reply(payment.clone(), kind, hash)
        .await
        .map_err(unavailable)?;
    Ok(bytes.map(Told::Stored))
}

/// MD5 unless the request asks for SHA-256; our own profile knows nothing else.
const fn hash_of(envelope: &Envelope) -> Hash {
    match (
        envelope.accept.sha256,
        envelope.letter.key.profile,
        envelope.nonce,
    ) {
        (true, _, _) | (_, Profile::Paydesk, _) | (_, _, Some(_)) => Hash::Sha256,
        (false, Profile::Cyberplat, None) => Hash::Md5,
    }
}

const fn reply_hash(hash: Hash) -> ReplyHash {
    match hash {
        Hash::Md5 => ReplyHash::Md5,
        Hash::Sha256 => ReplyHash::Sha256,
    }
}

/// Signs and stores an answer; the bytes returned are the ones to send.
pub(super) async fn send(desk: &Desk, envelope: &Envelope, told: Told) -> Result<Vec<u8>, Turned> {
    let answer = match told {
        Told::Stored(bytes) => return Ok(bytes),
        Told::Fresh(answer) => *answer,
    };
    let hash = hash_of(envelope);
    let body = body(desk, envelope, &answer).await?;
    let document = desk.sign(hash, body).await.map_err(|error| {
        tracing::error!(%error, "a reply could not be signed");
        Turned::Unavailable
    })?;
    let is_plain = envelope.profile() == Profile::Cyberplat;
    let repeatable = answer
        .payment
        .as_ref()
        .filter(|_| is_plain && answer.is_repeatable);
    let reply = Reply {
        answers: answer.message,
        kind: envelope.message_kind(),
        key: desk.signing_key,
        payment: answer.payment.as_ref().map(|payment| payment.id),
        repeatable: repeatable.map(|payment| Repeatable {
            payment: payment.id,
            version: payment.version,
            hash: reply_hash(hash),
        }),
        document,
        at: desk.now(),
    };
    desk.store.keep_reply(reply).await.map_err(unavailable)
}

async fn body(desk: &Desk, envelope: &Envelope, answer: &Answer) -> Result<Vec<u8>, Turned> {
    let now = desk.now();
    let key = &envelope.letter.key;
    let additions = match envelope.nonce {
        None => None,
        Some(nonce) => {
            let other = envelope.session.clone();
            let last = desk
                .store
                .last_session(key.key, other)
                .await
                .map_err(unavailable)?;
            Some(PaydeskReply {
                nonce,
                request_hash: Sha256::digest(&envelope.letter.body).into(),
                epoch: key.epoch,
                server_time: now,
                last_session: last,
                stored: stored_state(answer),
            })
        }
    };
    let date = match (envelope.message_kind(), &answer.payment) {
        (MessageKind::Status | MessageKind::Cancel, Some(payment)) => payment.created_at,
        _ => now,
    };
    let error = answer.outcome.error;
    let mut facts = answer.facts.clone();
    facts.error_text = (error != 0).then(|| codes::explain(error).meaning.to_owned());
    let outgoing = Outgoing {
        kind: envelope.kind,
        date,
        session: envelope.session.clone(),
        error,
        result: answer.outcome.result,
        facts,
        paydesk: additions,
    };
    Ok(outgoing.encode())
}

fn stored_state(answer: &Answer) -> Option<StoredState> {
    let (shown, version) = answer.outcome.shown?;
    let state = match shown {
        Shown::None => State::None,
        Shown::Checked => State::Checked,
        Shown::InWork => State::InWork,
        Shown::Done => State::Done,
        Shown::Refused => State::Refused,
        Shown::Cancelled => State::Cancelled,
    };
    let fingerprint = answer.payment.as_ref().map(|payment| payment.fingerprint);
    Some(StoredState {
        state,
        version,
        fingerprint,
    })
}
