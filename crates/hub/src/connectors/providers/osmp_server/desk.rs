//! What the provider does with a request.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use hyper::body::Incoming;
use hyper::header::AUTHORIZATION;
use hyper::{Method, Request, Response, StatusCode};
use percent_encoding::percent_decode_str;

use super::books::{Books, Order, Paid, Verdict};
use super::folder::Shop;
use super::numbers::{Subscriber, masked, well_formed};
use super::reply::{HungUp, Reply, turned_away};
use super::rules::{Does, Rule};
use crate::connectors::Now;
use crate::connectors::providers::osmp::{hundredths, sum_text};

/// The one address.
pub(super) const PATH: &str = "/pay";
const MOST_FORM_BYTES: usize = 16 * 1024;
/// A form must be complete after this.
const FORM_WITHIN: Duration = Duration::from_secs(10);

/// Everything that answering needs.
pub(super) struct Desk {
    pub(super) books: Arc<Books>,
    pub(super) shop: Shop,
    pub(super) now: Now,
}

/// A request as it was understood. Holds an account, so it does not print itself.
struct Asked {
    txn_id: String,
    account: String,
    sum_minor: i64,
    /// Whose account it is, if it is one of ours.
    subscriber: Option<Subscriber>,
    /// Whether the currency is the provider's.
    fits_currency: bool,
}

impl Desk {
    /// Answers a request, or closes its connection where the simulation says so.
    pub(super) async fn answer(
        self: Arc<Self>,
        peer: IpAddr,
        request: Request<Incoming>,
    ) -> Result<Response<Body>, HungUp> {
        let header = request.headers().get(AUTHORIZATION);
        let header = header.map(hyper::header::HeaderValue::as_bytes);
        if !self.shop.door.admits(peer) {
            return Ok(turned_away(StatusCode::FORBIDDEN));
        }
        if !self.shop.door.opens(header) {
            return Ok(turned_away(StatusCode::UNAUTHORIZED));
        }
        if request.uri().path() != PATH {
            return Ok(turned_away(StatusCode::NOT_FOUND));
        }
        let form = match *request.method() {
            Method::GET => request.uri().query().unwrap_or_default().to_owned(),
            Method::POST => {
                let body = Body::new(request.into_body());
                let read = axum::body::to_bytes(body, MOST_FORM_BYTES);
                match tokio::time::timeout(FORM_WITHIN, read).await {
                    Ok(Ok(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
                    Ok(Err(_)) => return Ok(turned_away(StatusCode::PAYLOAD_TOO_LARGE)),
                    Err(_) => return Ok(turned_away(StatusCode::REQUEST_TIMEOUT)),
                }
            }
            _ => return Ok(turned_away(StatusCode::METHOD_NOT_ALLOWED)),
        };
        match Form::read(&form) {
            Some(form) => self.told(&form).await,
            None => Ok(Reply::of(300, "the request has no form, or a field twice").honest()),
        }
    }

    async fn told(&self, form: &Form) -> Result<Response<Body>, HungUp> {
        let txn_id = form.get("txn_id").unwrap_or_default();
        let is_number =
            (1..=20).contains(&txn_id.len()) && txn_id.bytes().all(|b| b.is_ascii_digit());
        if !is_number {
            return Ok(Reply::of(300, "txn_id is missing or has the wrong form").honest());
        }
        let command = form.get("command").unwrap_or_default();
        let sum = form.get("sum");
        let sum_minor = sum.and_then(hundredths);
        let reply = |result, comment| Reply {
            txn_id: txn_id.to_owned(),
            sum_minor,
            ..Reply::of(result, comment)
        };
        let (Some(account), Some(sum_minor)) = (
            form.get("account"),
            sum_minor.or_else(|| asks_only(command)),
        ) else {
            return Ok(reply(300, "account or sum is missing or has the wrong form").honest());
        };
        if !well_formed(account) {
            return Ok(reply(4, "wrong account format").honest());
        }
        let own = self.shop.currency.as_deref();
        let asked = Asked {
            txn_id: txn_id.to_owned(),
            account: account.to_owned(),
            sum_minor,
            subscriber: self.shop.numbers.find(account),
            fits_currency: form
                .get("ccy")
                .is_none_or(|ccy| own.is_none_or(|own| own == ccy)),
        };
        let rule = self.shop.rules.of(account);
        match command {
            "check" => {
                rest(rule.and_then(Rule::check_delay)).await;
                Ok(self.check(&asked, rule, reply).await.honest())
            }
            "getInfo" => Ok(self.info(&asked, reply).await.honest()),
            "pay" => match form.get("txn_date").filter(|text| is_moment(text)) {
                Some(txn_date) => self.pay(asked, (rule, txn_date), reply).await,
                None => Ok(reply(300, "txn_date is missing or has the wrong form").honest()),
            },
            _ => Ok(reply(300, "unknown command").honest()),
        }
    }

    /// The result that stands in the way of a payment.
    fn refusal(&self, asked: &Asked) -> Option<(u32, &'static str)> {
        let (least, most) = self.shop.limits;
        match &asked.subscriber {
            None => Some((5, "account not found")),
            Some(subscriber) if subscriber.is_blocked => Some((79, "account not active")),
            Some(_) if !asked.fits_currency => Some((40, "another currency")),
            Some(_) if asked.sum_minor < least => Some((241, "sum too small")),
            Some(_) if asked.sum_minor > most => Some((242, "sum too large")),
            Some(_) => None,
        }
    }

    async fn check(
        &self,
        asked: &Asked,
        rule: Option<&Rule>,
        reply: impl Fn(u32, &'static str) -> Reply,
    ) -> Reply {
        if let Some((result, comment)) = self.refusal(asked) {
            return reply(result, comment);
        }
        match rule.map(|rule| (rule.does, rule.result())) {
            Some((Does::RefuseCheck, result)) => return reply(result, "refused"),
            Some((Does::TemporaryCheck, _)) => return reply(1, "temporarily not available"),
            Some(_) | None => {}
        }
        if let (Some(room), Some(subscriber)) = (room(asked, rule), &asked.subscriber) {
            match self.credited_to(&subscriber.key).await {
                Some(before) if before.saturating_add(asked.sum_minor) > room => {
                    return reply(242, "sum too large");
                }
                Some(_) => {}
                None => return reply(1, "books not available"),
            }
        }
        Reply {
            fields: name_of(asked),
            ..reply(0, "OK")
        }
    }

    /// Name and balance; registers nothing.
    async fn info(&self, asked: &Asked, reply: impl Fn(u32, &'static str) -> Reply) -> Reply {
        let Some(subscriber) = &asked.subscriber else {
            return reply(5, "account not found");
        };
        let Some(credited) = self.credited_to(&subscriber.key).await else {
            return reply(1, "books not available");
        };
        let balance = subscriber.balance.saturating_add(credited);
        let sign = if balance < 0 { "-" } else { "" };
        let text = format!("{sign}{}", sum_text(balance.saturating_abs()));
        let mut fields = name_of(asked);
        fields.push(("balance", text));
        Reply {
            fields,
            ..reply(0, "OK")
        }
    }

    async fn credited_to(&self, subscriber: &str) -> Option<i64> {
        let (books, key) = (Arc::clone(&self.books), subscriber.to_owned());
        let asked = tokio::task::spawn_blocking(move || books.credited_to(&key)).await;
        asked.ok()?.ok()
    }

    async fn pay(
        &self,
        asked: Asked,
        (rule, txn_date): (Option<&Rule>, &str),
        reply: impl Fn(u32, &'static str) -> Reply,
    ) -> Result<Response<Body>, HungUp> {
        let counted = rule.filter(|rule| rule.counts());
        let order = Order {
            verdict: self.verdict(&asked, rule),
            subscriber: asked
                .subscriber
                .map_or_else(|| asked.account.clone(), |found| found.key),
            txn_id: asked.txn_id,
            account: asked.account,
            sum_minor: asked.sum_minor,
            txn_date: txn_date.to_owned(),
        };
        let (books, now) = (Arc::clone(&self.books), (self.now)());
        let spoils = match counted.cloned() {
            None => Ok(None),
            Some(rule) => {
                let (books, txn_id) = (Arc::clone(&books), order.txn_id.clone());
                // The books wait for the disk, which the threads of the connections must not.
                let number = tokio::task::spawn_blocking(move || books.called(&txn_id)).await;
                match number {
                    Ok(Ok(number)) => Ok(Some(rule).filter(|rule| rule.spoils(number))),
                    Ok(Err(_)) | Err(_) => Err(()),
                }
            }
        };
        let is_temporary = |rule: &Rule| rule.does == Does::Temporary;
        let booked = match spoils {
            Ok(Some(rule)) if is_temporary(&rule) => Ok((None, Some(rule))),
            Ok(spoils) => match books.pay(order, now).await {
                Ok(paid) => Ok((Some(paid), spoils)),
                Err(_) => Err(()),
            },
            Err(()) => Err(()),
        };
        let Ok((paid, spoils)) = booked else {
            return Ok(reply(1, "books not available").honest());
        };
        rest(rule.and_then(Rule::pay_delay)).await;
        let said = match paid {
            None => reply(1, "temporarily not available"),
            Some(Paid::Credited(number)) => Reply {
                provider_ref: Some(number),
                ..reply(0, "OK")
            },
            Some(Paid::InWork) => reply(90, "payment not finished"),
            Some(Paid::Refused(result)) => reply(result, "refused"),
            Some(Paid::OtherContent) => reply(300, "txn_id is known with other details"),
        };
        match spoils {
            Some(rule) if matches!(paid, Some(Paid::Credited(_))) => said.spoilt(rule.does),
            Some(_) | None => Ok(said.honest()),
        }
    }

    fn verdict(&self, asked: &Asked, rule: Option<&Rule>) -> Verdict {
        if let Some((result, _)) = self.refusal(asked) {
            return Verdict::Refuse { result };
        }
        match rule.map(|rule| (rule.does, rule)) {
            Some((Does::Refuse | Does::RefuseCheck, rule)) => Verdict::Refuse {
                result: rule.result(),
            },
            Some((Does::Unfinished, rule)) => Verdict::Work {
                for_ms: rule.for_ms,
            },
            Some(_) | None => Verdict::Credit {
                room: room(asked, rule),
            },
        }
    }
}

/// How much payments may bring to the account in all.
fn room(asked: &Asked, rule: Option<&Rule>) -> Option<i64> {
    let subscriber = asked.subscriber.as_ref()?;
    let own = subscriber
        .most
        .map(|most| most.saturating_sub(subscriber.balance));
    let simulated = rule
        .filter(|rule| rule.does == Does::Limit)
        .and_then(Rule::most);
    match (own, simulated) {
        (Some(own), Some(simulated)) => Some(own.min(simulated)),
        (own, simulated) => own.or(simulated),
    }
}

fn name_of(asked: &Asked) -> Vec<(&'static str, String)> {
    let name = asked
        .subscriber
        .as_ref()
        .and_then(|found| found.name.as_deref());
    name.map(|name| ("name", masked(name)))
        .into_iter()
        .collect()
}

/// `getInfo` names no sum.
fn asks_only(command: &str) -> Option<i64> {
    (command == "getInfo").then_some(0)
}

async fn rest(delay: Option<Duration>) {
    if let Some(delay) = delay {
        tokio::time::sleep(delay).await;
    }
}

fn is_moment(text: &str) -> bool {
    text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The fields of a request. Holds an account, so it does not print itself.
struct Form(Vec<(String, String)>);

impl Form {
    /// None where a field stands there twice or is no text: nobody could say which one counts.
    fn read(form: &str) -> Option<Self> {
        let mut fields: Vec<(String, String)> = Vec::new();
        for pair in form.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=')?;
            let value = percent_decode_str(value).decode_utf8().ok()?.into_owned();
            if fields.iter().any(|(known, _)| known == name) {
                return None;
            }
            fields.push((name.to_owned(), value));
        }
        Some(Self(fields))
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}
