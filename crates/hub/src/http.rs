//! The dealers' door: HTTP in the manner of the CyberPlat dealer protocol.
//!
//! The order of work: size, frame, key, signature, form of the request, additions, codes of the point, and
//! only then the slot of the payment. Nothing is looked up for a request whose signature does not hold; an
//! unknown key and a wrong signature get the same short unsigned refusal. Everything after the signature is
//! answered with HTTP 200 and a signed document.
//!
//! What is decided about a payment is decided in `core` and made durable in `store`; here requests become
//! calls and results become replies.

mod asked;
mod auth;
mod check;
mod deposit;
pub(crate) mod desk;
mod intake;
mod pay;
mod reply;
mod rules;
mod slots;
mod status;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use asked::Asked;
use desk::Desk;
use intake::{Taken, Turned};
use paydesk_cyberplat::messages::Kind;

/// Without the charset one old client dies on the first Cyrillic letter.
const REPLY_TYPE: &str = "text/plain; charset=windows-1251";

/// Every address of the hub.
pub(crate) fn router(desk: Desk) -> Router {
    Router::new().fallback(dealer).with_state(desk)
}

async fn dealer(State(desk): State<Desk>, request: Request) -> Response {
    let taken = match intake::take(request).await {
        Ok(taken) => taken,
        Err(turned) => return turned.into_response(),
    };
    // In a task of its own: a client that goes away must not leave a payment half done.
    let place = desk.occupy();
    let work = tokio::spawn(async move {
        let answer = answer(&desk, taken).await;
        drop(place);
        answer
    });
    match work.await {
        Ok(Ok(document)) => {
            let headers = [(CONTENT_TYPE, REPLY_TYPE), (CACHE_CONTROL, "no-store")];
            (headers, document).into_response()
        }
        Ok(Err(turned)) => turned.into_response(),
        Err(_) => Turned::Unavailable.into_response(),
    }
}

/// The signed answer, or why there is none.
async fn answer(desk: &Desk, taken: Taken) -> Result<Vec<u8>, Turned> {
    let letter = auth::open(desk, &taken).await?;
    let asked = match Asked::read(desk, &taken, letter).await? {
        Ok(asked) => asked,
        Err(refused) => return reply::refuse(desk, refused).await,
    };
    let told = match asked.incoming.kind {
        Kind::Check => check::check(desk, &asked).await,
        Kind::Pay => pay::pay(desk, &asked).await,
        Kind::Status => status::status(desk, &asked).await,
        Kind::Cancel => status::cancel(desk, &asked).await,
        Kind::Rest => deposit::rest(desk, &asked).await,
        Kind::Refill => deposit::refill(desk, &asked).await,
    };
    reply::send(desk, &asked, told?).await
}
