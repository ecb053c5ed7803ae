//! Terms, requests and replies shared by the tests of this module.

use std::collections::BTreeMap;

use paydesk_domain::details::Details;
use paydesk_domain::exchange::{Answer, Ask, AuditHead, Request, Why};
use paydesk_domain::ids::{AttemptId, CashierCode, DealerCode, PaymentId, PointCode, SessionId};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::order::Order;
use paydesk_domain::provider::{ProviderId, ProviderNumber};
use paydesk_domain::time::Timestamp;

use super::answer::{Received, Sent, read_answer};
use super::outgoing::{Outgoing, PaydeskReply, ReplyFields, StoredState};
use super::request::{Identity, ServerTerms, encode_request, fingerprint_of, kind_of};
use super::state::State;
use crate::ipriv::{Hash, Verified};
use crate::profile::Profile;

pub(super) const SERVER: u32 = 70_555;
pub(super) const SESSION: &str = "01K0ABCDEFGHJKMNPQRS";
pub(super) const NONCE: u128 = 0xa5a5_0000_0000_0000_0000_0000_0000_0001;

/// 2026-11-24T15:22:07.045Z
pub(super) fn now() -> Timestamp {
    Timestamp::from_unix_ms(1_795_533_727_045)
}

pub(super) fn rub(minor: i64) -> Money {
    Money::new(minor, Currency::RUB)
}

pub(super) fn session(text: &str) -> SessionId {
    SessionId::parse(text).expect("session")
}

pub(super) fn terms(profile: Profile) -> ServerTerms {
    ServerTerms {
        identity: Identity {
            dealer: DealerCode::parse("17031").expect("SD"),
            point: PointCode::parse("17032").expect("AP"),
            cashier: CashierCode::parse("17034").expect("OP"),
        },
        profile,
        server_serial: SERVER,
        hash: Hash::Sha256,
        pay_tool: 0,
        term_id: None,
    }
}

pub(super) fn request(ask: Ask) -> Request {
    let details =
        Details::new("9161234567".to_owned(), String::new(), BTreeMap::new()).expect("details");
    Request {
        attempt: AttemptId::new(NONCE),
        ask,
        payment: PaymentId::new(815),
        session: session(SESSION),
        first_session: session(SESSION),
        order: Order {
            provider: ProviderId::parse("demo-mobile").expect("provider"),
            provider_number: ProviderNumber::new(227).expect("provider number"),
            details,
            credited: rub(48_500),
            taken: rub(50_000),
        },
        sent_at: now(),
        not_after: (ask == Ask::Pay).then(|| now().plus_ms(55 * 60_000)),
        epoch: 3,
        audit: AuditHead {
            seq: 42,
            hash: [0x5a; 32],
        },
        known_version: None,
    }
}

/// What a signature of our server would have proven.
pub(super) fn verified(body: &[u8]) -> Verified<'_> {
    Verified {
        body,
        serial: SERVER,
        signed_at: now().unix_seconds(),
        hash: Hash::Sha256,
    }
}

/// The till's reading of a signed body that answers `request`.
pub(super) fn read(body: &[u8], request: &Request, terms: &ServerTerms) -> Result<Answer, Why> {
    read_verified(&verified(body), request, terms)
}

pub(super) fn read_verified(
    verified: &Verified<'_>,
    request: &Request,
    terms: &ServerTerms,
) -> Result<Answer, Why> {
    let asked = encode_request(request, terms).expect("request");
    let received = Received {
        verified,
        document: b"the signed document",
    };
    read_answer(
        &received,
        &Sent {
            request,
            body: &asked,
        },
        terms,
    )
}

/// A plain reply of the vendor's kind.
pub(super) fn plain_reply(error: &str, result: &str) -> Vec<u8> {
    let text = format!(
        "DATE=24.11.2026 18:22:08\r\nSESSION={SESSION}\r\nERROR={error}\r\nRESULT={result}\r\n"
    );
    text.into_bytes()
}

/// The hub's reply in the `paydesk` profile to `request`.
pub(super) fn hub_reply(request: &Request, state: State, said: (u16, Option<u8>)) -> Outgoing {
    use sha2::{Digest as _, Sha256};
    let terms = terms(Profile::Paydesk);
    let asked = encode_request(request, &terms).expect("request");
    let is_stored = state != State::None;
    let fingerprint = fingerprint_of(request, &terms).expect("fingerprint");
    Outgoing {
        kind: kind_of(request.ask),
        date: now(),
        session: Some(request.session.clone()),
        error: said.0,
        result: said.1,
        facts: ReplyFields::default(),
        paydesk: Some(PaydeskReply {
            nonce: request.attempt,
            request_hash: Sha256::digest(&asked).into(),
            epoch: request.epoch,
            server_time: now(),
            last_session: None,
            stored: Some(StoredState {
                state,
                version: u32::from(is_stored),
                fingerprint: is_stored.then_some(fingerprint),
            }),
        }),
    }
}
