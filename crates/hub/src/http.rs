//! The dealers' door: HTTP in the manner of the CyberPlat dealer protocol.
//!
//! The order of work: size, frame, key, signature, form of the request, additions, codes of the point, and
//! only then the slot of the payment. Nothing is looked up for a request whose signature does not hold; an
//! unknown key and a wrong signature get the same short unsigned refusal. Everything after the signature is
//! answered with HTTP 200 and a signed document.
//!
//! What is decided about a payment is decided in `core` and made durable in `store`; here requests become
//! calls and results become replies.

mod address;
mod asked;
mod auth;
pub(crate) mod check;
mod deposit;
pub(crate) mod desk;
mod enrol;
pub(crate) mod intake;
pub(crate) mod metrics;
mod pay;
mod registry;
mod reply;
mod rules;
mod slots;
mod status;

use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use tokio::sync::OwnedSemaphorePermit;

use desk::Desk;
use intake::{Taken, Turned};
use paydesk_cyberplat::messages::{Kind, codes};

/// Without the charset one old client dies on the first Cyrillic letter.
const REPLY_TYPE: &str = "text/plain; charset=windows-1251";

/// Every address of the hub.
pub(crate) fn router(desk: Desk) -> Router {
    Router::new().fallback(dealer).with_state(desk)
}

/// Answers one form that came to a page, for a hub that listens on no port.
pub(crate) async fn post(desk: &Desk, path: String, form: Vec<u8>) -> Response {
    let taken = Taken {
        path,
        form,
        by_get: false,
        from: None,
    };
    let place = desk.occupy();
    respond(answer(desk, taken, place).await)
}

fn respond(answered: Result<Vec<u8>, Turned>) -> Response {
    match answered {
        Ok(document) => {
            let headers = [(CONTENT_TYPE, REPLY_TYPE), (CACHE_CONTROL, "no-store")];
            (headers, document).into_response()
        }
        Err(turned) => turned.into_response(),
    }
}

async fn dealer(State(desk): State<Desk>, request: Request) -> Response {
    let taken = match intake::take(request, desk.proxy).await {
        Ok(taken) => taken,
        Err(turned) => return counted(&desk, turned.into_response()),
    };
    if taken.path.ends_with(registry::PAGE) {
        let response = registry::answer(&desk, &taken).await;
        return counted(&desk, response);
    }
    if taken.path.ends_with(enrol::PAGE) {
        let response = enrol::answer(&desk, &taken).await;
        return counted(&desk, response);
    }
    // In a task of its own: a client that goes away must not leave a payment half done.
    let place = desk.occupy();
    let busy = desk.clone();
    let work = tokio::spawn(async move { answer(&busy, taken, place).await });
    counted(
        &desk,
        respond(work.await.unwrap_or(Err(Turned::Unavailable))),
    )
}

/// Counts what was turned away.
fn counted(desk: &Desk, response: Response) -> Response {
    if !response.status().is_success() {
        desk.metrics.turned(response.status());
    }
    response
}

/// The signed answer, or why there is none. Without a place only the signature and the form are looked at.
async fn answer(
    desk: &Desk,
    taken: Taken,
    place: Option<OwnedSemaphorePermit>,
) -> Result<Vec<u8>, Turned> {
    let begun = desk.moment();
    let letter = auth::open(desk, &taken).await?;
    let is_from_there = auth::may_come(desk, (&letter, taken.from))?;
    let asked = match asked::read(desk, &taken.path, letter)? {
        Ok(asked) => asked,
        Err(unread) => return reply::refuse_form(desk, unread).await,
    };
    if !is_from_there {
        let told = reply::refuse(desk, &asked.envelope, codes::ADDRESS).await?;
        return reply::send(desk, &asked.envelope, told).await;
    }
    if place.is_none() {
        let told = reply::refuse(desk, &asked.envelope, codes::BUSY).await?;
        return reply::send(desk, &asked.envelope, told).await;
    }
    let told = match rules::check(&asked) {
        Ok(()) => match asked.incoming.kind {
            Kind::Check => check::check(desk, &asked).await,
            Kind::Pay => pay::pay(desk, &asked).await,
            Kind::Status => status::status(desk, &asked).await,
            Kind::Cancel => status::cancel(desk, &asked).await,
            Kind::Rest => deposit::rest(desk, &asked).await,
            Kind::Refill => deposit::refill(desk, &asked).await,
        },
        Err(code) if rules::is_about_the_order(code) => {
            reply::refuse_order(desk, &asked, code).await
        }
        Err(code) => reply::refuse(desk, &asked.envelope, code).await,
    };
    let told = told?;
    let error = told.error();
    let document = reply::send(desk, &asked.envelope, told).await?;
    let took = desk.moment().ms_since(begun).max(0).unsigned_abs();
    desk.metrics
        .answered(asked.envelope.kind, error, Duration::from_millis(took));
    Ok(document)
}
