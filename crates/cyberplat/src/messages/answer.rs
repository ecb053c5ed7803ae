//! The till's reading of a reply about one payment: the gate's steps after the signature.
//!
//! Whatever does not pass is no answer at all, and no answer says nothing about the payment. The
//! order of the steps is that of payment safety, 7.1: key and hash (G2), strict parse (G4), SESSION
//! (G5), freshness and echoes (G6), VERSION and agreement of STATE with ERROR and RESULT (G7).

use paydesk_domain::exchange::{Answer, Ask, Meaning, ReplyFacts, Request, Why};
use paydesk_domain::ids::SessionId;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::planted::{self, Bug};
use paydesk_domain::time::Timestamp;
use sha2::{Digest, Sha256};

use super::codes;
use super::fields::{Fields, read_strict};
use super::fingerprint::digest_to_hex;
use super::meaning::{self, Said};
use super::request::{ServerTerms, fingerprint_of, kind_of};
use super::state::State;
use super::{Kind, PROFILE_WORD};
use crate::ipriv::Verified;

/// A reply of a plain server signed this much before its request left is an old one. Source:
/// payment safety, 7.1.
const STALE_AFTER_SECONDS: i64 = 120;

/// A request that was sent.
#[derive(Clone, Copy)]
pub struct Sent<'a> {
    /// The attempt.
    pub request: &'a Request,
    /// Its body, byte for byte.
    pub body: &'a [u8],
}

/// A reply whose signature holds.
#[derive(Clone, Copy)]
pub struct Received<'a> {
    /// Body, signer and time under the signature.
    pub verified: &'a Verified<'a>,
    /// The whole signed document, kept as evidence.
    pub document: &'a [u8],
}

/// Shows no byte of the body: bodies are personal.
impl std::fmt::Debug for Sent<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sent")
            .field("attempt", &self.request.attempt)
            .finish_non_exhaustive()
    }
}

/// Shows no byte of the document: it holds a number or an account.
impl std::fmt::Debug for Received<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Received")
            .field("verified", &self.verified)
            .finish_non_exhaustive()
    }
}

/// Reads a verified reply to a request of this till.
///
/// Freshness at a plain server is judged by [`Request::sent_at`], the till's estimate of *the
/// server's* time.
///
/// # Errors
/// [`Why`] it is no answer: `WrongKey`, `BadFields`, `OtherSession`, `Stale`, `EpochAhead`,
/// `ServerWentBack`.
pub fn read_answer(
    received: &Received<'_>,
    sent: &Sent<'_>,
    terms: &ServerTerms,
) -> Result<Answer, Why> {
    let fields = open(received.verified, terms)?;
    let request = sent.request;
    let is_foreign = fields.get("SESSION") != Some(request.session.as_wire());
    if is_foreign && !planted::is(Bug::NoFingerprintCheck) {
        return Err(Why::OtherSession);
    }
    let said = read_error_and_result(&fields)?;
    let currency = request.order.credited.currency();
    let mut facts = read_facts(&fields, currency);
    let meaning = if terms.profile.terms().additions {
        let echo = Echo {
            kind: kind_of(request.ask),
            nonce: request.attempt.to_string(),
            body: sent.body,
            epoch: request.epoch,
        };
        let common = check_echo(&fields, &echo)?;
        facts.server_time = Some(common.server_time);
        facts.last_session = common.last_session;
        let told = read_state(&fields, request)?;
        facts.version = told.as_ref().map(|told| told.version);
        match told {
            None => Meaning::NotLooked(codes::refusal(said.error)),
            Some(told) if is_about_something_else(&told, request, terms) => {
                Meaning::Contradiction(codes::refusal(said.error))
            }
            Some(told) => meaning::paydesk(request.ask, told.state, said),
        }
    } else {
        // A check moves nothing, and a server that keeps its replies repeats an old one word for word: a consent that
        // is too old is asked for anew by its age.
        if request.ask != Ask::Check {
            check_signature_time(received.verified.signed_at, request.sent_at)?;
        }
        meaning::plain(request.ask, said)
    };
    Ok(Answer {
        meaning,
        facts,
        signed_at: received.verified.signed_at,
        evidence: received.document.to_vec(),
    })
}

/// Whether a stored reply to `ask`, its signature verified again, says that `session` was paid.
///
/// For papers and audits: the gate of [`read_answer`] was passed when the reply came, so echoes and
/// times are not looked at again. A plain reply does not tell which request it answers; the row it is
/// stored in must.
#[must_use]
pub fn proves_payment(verified: &Verified<'_>, ask: Ask, session: &SessionId) -> bool {
    let Ok(fields) = read_strict(verified.body) else {
        return false;
    };
    let Ok(said) = read_error_and_result(&fields) else {
        return false;
    };
    let is_foreign = fields.get("SESSION") != Some(session.as_wire());
    if is_foreign && !planted::is(Bug::NoFingerprintCheck) {
        return false;
    }
    let meaning = if fields.raw("PROFILE").is_none() {
        Some(meaning::plain(ask, said))
    } else if fields.get("MSG") == Some(kind_of(ask).as_wire()) {
        let state = fields.get("STATE").and_then(State::from_wire);
        state.map(|state| meaning::paydesk(ask, state, said))
    } else {
        None
    };
    matches!(meaning, Some(Meaning::Accepted { .. } | Meaning::Done))
}

/// G2 and G4: the key we named, the hash we demanded, readable fields.
pub(crate) fn open(verified: &Verified<'_>, terms: &ServerTerms) -> Result<Fields, Why> {
    if verified.serial != terms.server_serial || verified.hash != terms.hash {
        return Err(Why::WrongKey);
    }
    read_strict(verified.body).map_err(|_| Why::BadFields)
}

/// G6 of a plain server.
pub(crate) fn check_signature_time(signed_at: u32, sent_at: Timestamp) -> Result<(), Why> {
    let sent = i64::from(sent_at.unix_seconds());
    let age = sent.saturating_sub(i64::from(signed_at));
    if age > STALE_AFTER_SECONDS {
        Err(Why::Stale)
    } else {
        Ok(())
    }
}

/// What a reply of the `paydesk` profile must repeat.
pub(crate) struct Echo<'a> {
    pub(crate) kind: Kind,
    pub(crate) nonce: String,
    pub(crate) body: &'a [u8],
    pub(crate) epoch: u32,
}

/// What every reply of the `paydesk` profile says beside the echoes.
pub(crate) struct Common {
    pub(crate) server_time: Timestamp,
    pub(crate) last_session: Option<SessionId>,
}

/// G6 of the `paydesk` profile.
pub(crate) fn check_echo(fields: &Fields, echo: &Echo<'_>) -> Result<Common, Why> {
    let hash: [u8; 32] = Sha256::digest(echo.body).into();
    let is_ours = fields.at(0) == Some(("PROFILE", PROFILE_WORD))
        && fields.at(1) == Some(("MSG", echo.kind.as_wire()))
        && fields.get("NONCE") == Some(echo.nonce.as_str())
        && fields.get("REQ_HASH") == Some(digest_to_hex(&hash).as_str());
    // Behind the other two mistakes the NONCE would hide what they let through.
    let is_let_through = planted::is(Bug::NoNonceCheck)
        || planted::is(Bug::NoFingerprintCheck)
        || planted::is(Bug::VersionMayFall);
    if !is_ours && !is_let_through {
        return Err(Why::Stale);
    }
    let epoch: u32 = number(fields, "EPOCH")?.ok_or(Why::BadFields)?;
    if epoch > echo.epoch {
        return Err(Why::EpochAhead);
    }
    if epoch < echo.epoch {
        return Err(Why::ServerWentBack);
    }
    let server_time = fields.get("SERVER_TIME").ok_or(Why::BadFields)?;
    let server_time = Timestamp::parse_iso(server_time).map_err(|_| Why::BadFields)?;
    let last_session = match fields.get("LAST_SESSION") {
        None => None,
        Some(text) => Some(SessionId::parse(text).map_err(|_| Why::BadFields)?),
    };
    Ok(Common {
        server_time,
        last_session,
    })
}

struct Told {
    state: State,
    version: u32,
    fingerprint: Option<String>,
}

/// STATE, VERSION and FINGERPRINT; an absent STATE or another word says nothing about the payment.
fn read_state(fields: &Fields, request: &Request) -> Result<Option<Told>, Why> {
    let Some(state) = fields.get("STATE").and_then(State::from_wire) else {
        return Ok(None);
    };
    let version: u32 = number(fields, "VERSION")?.ok_or(Why::BadFields)?;
    let fell = request.known_version.is_some_and(|known| version < known);
    // Where the hub forgets a SESSION, the fallen VERSION would hide it.
    let is_let_through = planted::is(Bug::VersionMayFall)
        || planted::is(Bug::NoFingerprintCheck)
        || (planted::is(Bug::PruneSessions) && state == State::None);
    if fell && !is_let_through {
        return Err(Why::ServerWentBack);
    }
    let fingerprint = fields.get("FINGERPRINT").map(str::to_owned);
    Ok(Some(Told {
        state,
        version,
        fingerprint,
    }))
}

fn is_about_something_else(told: &Told, request: &Request, terms: &ServerTerms) -> bool {
    if planted::is(Bug::NoFingerprintCheck) {
        return false;
    }
    let ours = fingerprint_of(request, terms)
        .map(|ours| ours.to_string())
        .ok();
    match told.state {
        State::None => told.fingerprint.is_some(),
        // A tombstone in an empty slot was placed by our own CANCEL and has its fingerprint as
        // well.
        State::Checked | State::InWork | State::Done | State::Refused | State::Cancelled => {
            told.fingerprint.is_none() || told.fingerprint != ours
        }
    }
}

/// ERROR must be there; RESULT may be absent or empty.
pub(crate) fn read_error_and_result(fields: &Fields) -> Result<Said, Why> {
    let error: u16 = number(fields, "ERROR")?.ok_or(Why::BadFields)?;
    let result: Option<u16> = number(fields, "RESULT")?;
    Ok(Said { error, result })
}

/// A decimal number; `Ok(None)` when the field is absent or empty.
fn number<N: std::str::FromStr>(fields: &Fields, name: &str) -> Result<Option<N>, Why> {
    match fields.get(name) {
        None => Ok(None),
        Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            text.parse().map(Some).map_err(|_| Why::BadFields)
        }
        Some(_) => Err(Why::BadFields),
    }
}

/// Facts beside the answer. One that cannot be read is left out: nothing is decided by it.
fn read_facts(fields: &Fields, currency: Currency) -> ReplyFacts {
    let text = |name: &str| fields.get(name).map(str::to_owned);
    let price = fields
        .get("PRICE")
        .and_then(|sum| Money::from_wire(sum, currency).ok());
    let rest = fields
        .get("REST")
        .and_then(|sum| Money::balance_from_wire(sum, currency).ok());
    let routed_to = text("GATEWAY_OUT").or_else(|| text("GATEWAY_IN"));
    ReplyFacts {
        transid: text("TRANSID"),
        authcode: text("AUTHCODE"),
        provider_name: text("OPNAME"),
        info: text("ADDINFO"),
        price,
        rest,
        routed_to: routed_to.and_then(|number| number.parse().ok()),
        server_time: None,
        version: None,
        last_session: None,
    }
}

#[cfg(test)]
mod tests;
