//! All requests of a round, written and signed before the clock runs.
//!
//! Nothing of a request depends on an answer: SESSION, NONCE and SENT_AT are the till's own. A request is made
//! again from its number when its answer is judged, so only the signed forms are kept.

use std::collections::BTreeMap;

use axum::body::Bytes;
use paydesk_cyberplat::ipriv::sign_document;
use paydesk_cyberplat::messages::form::encode_form;
use paydesk_cyberplat::messages::request::encode_request;
use paydesk_domain::details::Details;
use paydesk_domain::exchange::{Ask, AuditHead, Request};
use paydesk_domain::ids::{AttemptId, PaymentId, SessionId};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::order::Order;
use paydesk_domain::provider::{Catalogue, DEMO_CATALOGUE, Provider, ProviderId};
use paydesk_domain::time::Timestamp;
use rand::RngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};

use super::LoadError;
use super::limits::on_all_cores;
use super::site::{Point, Points};
use crate::serve::clock;

/// One of the demo's providers.
const PROVIDER: &str = "demo-mobile";
/// A payment may be made for so long.
const PAY_WITHIN_MS: i64 = 50 * 60_000;
const LEAST_CREDITED_MINOR: i64 = 1_000;
/// No payment credits more.
pub(super) const MOST_CREDITED_MINOR: i64 = 1_100;
const FEE_MINOR: i64 = 100;

/// The requests about one payment, in the order they are sent.
pub(super) const ASKS: [Ask; 3] = [Ask::Check, Ask::Pay, Ask::Status];

/// What the requests of a round have in common.
#[derive(Debug)]
pub(super) struct Round {
    first: u64,
    sent_at: Timestamp,
    random: u128,
    order: Order,
    /// The pages of check, pay and status.
    pub(super) paths: [String; 3],
    /// The forms of each payment.
    pub(super) forms: Vec<[Bytes; 3]>,
}

impl Round {
    /// Writes and signs the requests of `count` payments from number `first` on.
    pub(super) fn sign(points: &Points, first: u64, count: u64) -> Result<Self, LoadError> {
        let broken = |text: &str| LoadError::Broken(text.to_owned());
        let catalogue = Catalogue::parse([("demo.toml", DEMO_CATALOGUE)])
            .map_err(|error| LoadError::Broken(error.to_string()))?;
        let provider = ProviderId::parse(PROVIDER)
            .ok()
            .and_then(|id| catalogue.provider(&id))
            .ok_or_else(|| broken("the demo has no such provider"))?;
        let mut random = [0; 16];
        OsRng.fill_bytes(&mut random);
        let addresses = &provider.addresses;
        let mut round = Self {
            first,
            sent_at: clock::now(),
            random: u128::from_be_bytes(random),
            order: order(provider)?,
            paths: [&addresses.check, &addresses.pay, &addresses.status].map(ToString::to_string),
            forms: Vec::new(),
        };
        let numbers: Vec<u64> = (first..first.saturating_add(count)).collect();
        let forms = on_all_cores(&numbers, |number| {
            let point = points.of(*number).ok_or_else(|| broken("no point"))?;
            round.forms_of(point, *number)
        });
        round.forms = forms.into_iter().collect::<Result<_, _>>()?;
        Ok(round)
    }

    /// The number of the payment at that place of the round.
    pub(super) fn number(&self, place: usize) -> u64 {
        self.first
            .saturating_add(u64::try_from(place).unwrap_or(u64::MAX))
    }

    fn forms_of(&self, point: &Point, number: u64) -> Result<[Bytes; 3], LoadError> {
        let form = |turn: usize| {
            let (_, body) = self.request(point, number, turn)?;
            let at = self.sent_at.unix_seconds();
            let document = sign_document(&point.signer, point.terms.hash, at, &body)?;
            Ok::<_, LoadError>(Bytes::from(encode_form(&document)))
        };
        Ok([form(0)?, form(1)?, form(2)?])
    }

    /// The request of that turn (0 check, 1 pay, 2 status) about a payment, and its body.
    pub(super) fn request(
        &self,
        point: &Point,
        number: u64,
        turn: usize,
    ) -> Result<(Request, Vec<u8>), LoadError> {
        let ask = ASKS.get(turn).copied().unwrap_or(Ask::Status);
        let attempt = u128::from(number)
            .wrapping_mul(3)
            .wrapping_add(turn as u128);
        let unique = (self.random as u64).wrapping_add(number);
        let session = SessionId::make(self.sent_at, unique);
        let mut order = self.order.clone();
        let more = i64::try_from(number % 100).unwrap_or(0);
        order.credited = roubles(LEAST_CREDITED_MINOR.saturating_add(more));
        order.taken = roubles(order.credited.minor().saturating_add(FEE_MINOR));
        order.details = details(unique)?;
        let request = Request {
            attempt: AttemptId::new(self.random.wrapping_add(attempt)),
            ask,
            payment: PaymentId::new(i64::try_from(number).unwrap_or(i64::MAX)),
            session: session.clone(),
            first_session: session,
            order,
            sent_at: self.sent_at,
            not_after: (ask == Ask::Pay).then(|| self.sent_at.plus_ms(PAY_WITHIN_MS)),
            epoch: 1,
            audit: AuditHead {
                seq: u64::try_from(attempt).unwrap_or(0).saturating_add(1),
                hash: Sha256::digest(self.random.wrapping_add(attempt).to_be_bytes()).into(),
            },
            known_version: None,
        };
        let body = encode_request(&request, &point.terms)
            .map_err(|error| LoadError::Broken(error.to_string()))?;
        Ok((request, body))
    }
}

const fn roubles(minor: i64) -> Money {
    Money::new(minor, Currency::RUB)
}

fn order(provider: &Provider) -> Result<Order, LoadError> {
    Ok(Order {
        provider: provider.id.clone(),
        provider_number: provider.number,
        details: details(0)?,
        credited: roubles(LEAST_CREDITED_MINOR),
        taken: roubles(LEAST_CREDITED_MINOR.saturating_add(FEE_MINOR)),
    })
}

/// Numbers of the demo's range in no order, each once in a run: the same payment twice within an hour is refused.
fn details(unique: u64) -> Result<Details, LoadError> {
    const LAST: u64 = 99_999_999;
    let tail = (unique % LAST).wrapping_mul(7_919) % LAST;
    Details::new(format!("91{tail:08}"), String::new(), BTreeMap::new())
        .map_err(|error| LoadError::Broken(error.to_string()))
}
