//! Where a point hands in its public key, as the vendor's programs do it.
//!
//! Source: dealer protocol, key registration: `query=getcard` gives the codes and the key card of a one-time login,
//! `query=putpublickey` takes the key and gives the hub's. Nothing here is signed; the login is what is trusted, and
//! afterwards two people compare the fingerprint of the key.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use paydesk_cyberplat::ipriv::KeyCard;
use paydesk_cyberplat::messages::form::decode_form;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, percent_encode};

use super::desk::Desk;
use super::intake::{Taken, Turned};
use super::reply::unavailable;
use crate::admin::invite::{self, Denied, Shown};
use crate::store::parties;

/// The page's file name; whatever stands before it.
pub(super) const PAGE: &str = "register_key.cgi";

const DONE: &str = "0 OK";
const BAD_REQUEST: &str = "1 Bad request";

const fn word(denied: Denied) -> &'static str {
    match denied {
        Denied::Login => "2 Authentification error",
        Denied::Clock => "3 Clock differs by more than 10 minutes",
        Denied::Key => "4 Key not accepted",
    }
}

/// Answers a registration.
pub(super) async fn answer(desk: &Desk, taken: &Taken) -> Response {
    match told(desk, taken).await {
        Ok(body) => {
            let headers = [(CONTENT_TYPE, "text/plain"), (CACHE_CONTROL, "no-store")];
            (headers, body).into_response()
        }
        Err(turned) => turned.into_response(),
    }
}

async fn told(desk: &Desk, taken: &Taken) -> Result<String, Turned> {
    let form = std::str::from_utf8(&taken.form).unwrap_or_default();
    let raw = |name: &str| {
        let mut pairs = form.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value)
    };
    let text = |name| {
        let value = raw(name).unwrap_or_default();
        percent_decode_str(value).decode_utf8_lossy().into_owned()
    };
    let shown = Shown {
        login: text("UserID"),
        password: text("Password"),
    };
    match (raw("query"), taken.by_get) {
        (Some("getcard"), _) => card(desk, shown).await,
        (Some("putpublickey"), false) => {
            // A key document has runs of blanks and base64 in it, like a request: it is decoded by the same rule.
            let value = raw("key").unwrap_or_default();
            let key = decode_form(format!("inputmessage={value}").as_bytes());
            key_taken(desk, shown, key.unwrap_or_default()).await
        }
        _ => Ok(failed(BAD_REQUEST)),
    }
}

fn failed(word: &str) -> String {
    format!("Error={word}")
}

/// Base64, with its signs encoded as in a form.
fn encoded(bytes: &[u8]) -> String {
    percent_encode(STANDARD.encode(bytes).as_bytes(), NON_ALPHANUMERIC).to_string()
}

async fn card(desk: &Desk, shown: Shown) -> Result<String, Turned> {
    let now = desk.now();
    let looked = desk
        .store
        .write(move |books| invite::look(books, &shown, now))
        .await
        .map_err(unavailable)?;
    let known = match looked {
        Ok(known) => known.invitation,
        Err(denied) => return Ok(failed(word(denied))),
    };
    let card = KeyCard {
        serial: known.serial,
        user_id: format!("api{}", known.point).into_bytes(),
    };
    let Ok(card) = card.write() else {
        tracing::error!(serial = known.serial, "a key card could not be written");
        return Err(Turned::Unavailable);
    };
    Ok(format!(
        "AP={}&SD={}&OP={}&KeyCard={}&Error={DONE}",
        known.point,
        known.dealer,
        known.cashier,
        encoded(&card)
    ))
}

async fn key_taken(desk: &Desk, shown: Shown, key: Vec<u8>) -> Result<String, Turned> {
    let now = desk.now();
    let done = desk
        .store
        .write(move |books| {
            let handed = invite::hand_in(books, (&shown, &key), now)?;
            Ok((handed, parties::hub_keys(books)?))
        })
        .await
        .map_err(unavailable)?;
    match done {
        (Err(denied), _) => Ok(failed(word(denied))),
        (Ok(()), keys) => {
            let first = keys.first().map(|key| key.document.as_slice());
            let public = encoded(first.unwrap_or_default());
            Ok(format!("PublicKey={public}&Error={DONE}"))
        }
    }
}
