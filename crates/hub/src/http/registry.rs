//! The registry of a day for a dealer's programs.
//!
//! Source: dealer protocol, part 7: `CLI_SERIAL=<SD>` and `DATE=DD.MM.YYYY` under the dealer's statistics key; the
//! answer is a signed document with ERROR, SIZE and DATE, then `CONTENT`, CR LF and SIZE bytes of gzip. Ours also signs
//! ROWS, TOTAL and SHA256, so that the content stands under the signature as well.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use paydesk_cyberplat::ipriv::Hash;
use paydesk_cyberplat::messages::account::{DateForm, Day};
use paydesk_cyberplat::messages::codes;
use paydesk_cyberplat::messages::fields::read_tolerant;
use paydesk_domain::time::Timestamp;
use sha2::{Digest, Sha256};

use super::auth::{self, Letter};
use super::desk::Desk;
use super::intake::{Taken, Turned};
use super::reply::unavailable;
use crate::core::decision::Profile;
use crate::registry::{self, RegistryError};
use crate::store::evidence::{MessageKind, Received, Reply};
use crate::store::registry as rows;
use crate::store::{StoreError, keys};

/// The page's file name; whatever stands before it.
pub(super) const PAGE: &str = "registry.cgi";
/// No payments on that day.
const NO_DATA: u16 = 23;

/// Answers a request for a registry.
pub(super) async fn answer(desk: &Desk, taken: &Taken) -> Response {
    match told(desk, taken).await {
        Ok(body) => {
            let headers = [
                (CONTENT_TYPE, "application/octet-stream"),
                (CACHE_CONTROL, "no-store"),
            ];
            (headers, body).into_response()
        }
        Err(turned) => turned.into_response(),
    }
}

async fn told(desk: &Desk, taken: &Taken) -> Result<Vec<u8>, Turned> {
    let Some(data) = desk.data.clone() else {
        return Err(Turned::Address);
    };
    let letter = auth::open_with(desk, taken, |books, serial| {
        keys::statistics_key(books, serial)
    })
    .await?;
    let now = desk.now();
    let asked = if auth::may_come(desk, (&letter, taken.from))? {
        read(&letter)
    } else {
        Err(codes::ADDRESS)
    };
    let content = match asked {
        Err(code) => Err((code, None)),
        Ok(day) => {
            let code = letter.key.dealer_code.as_wire().to_owned();
            let made = desk.store.read(move |books| {
                let Some(whose) = rows::dealer(books, &code)? else {
                    return Ok(None);
                };
                Ok(Some(registry::of_day(&data, books, (&whose, day), now)))
            });
            match made.await.map_err(unavailable)? {
                None => Err((codes::DEALER_CODE, Some(day))),
                Some(Err(RegistryError::NotOver)) => Err((codes::WRONG_DATE, Some(day))),
                Some(Err(error @ RegistryError::Changed)) => {
                    tracing::error!(%error, "a registry is not given out");
                    return Err(Turned::Unavailable);
                }
                Some(Err(RegistryError::Store(error))) => return Err(unavailable(error)),
                Some(Err(RegistryError::File(error))) => {
                    return Err(unavailable(StoreError::File(error)));
                }
                Some(Ok(made)) if made.totals.rows == 0 => Err((NO_DATA, Some(day))),
                Some(Ok(made)) => {
                    let bytes = registry::content(&made)
                        .map_err(|error| unavailable(StoreError::File(error)))?;
                    Ok((day, made.totals, bytes))
                }
            }
        }
    };
    let (header, bytes) = match content {
        Err((code, day)) => (refusal(code, day), None),
        Ok((day, totals, bytes)) => (header(day, totals, &bytes), Some(bytes)),
    };
    let mut document = signed(desk, &letter, header, now).await?;
    if let Some(bytes) = bytes {
        // The document's last line ends; what follows is found by its own line.
        document.extend(b"\r\nCONTENT\r\n");
        document.extend(bytes);
    }
    Ok(document)
}

/// The day that is asked for, or the error number of what is wrong.
fn read(letter: &Letter) -> Result<Day, u16> {
    let fields = read_tolerant(&letter.body).map_err(|_| codes::REQUEST_FORMAT)?;
    if fields.get("CLI_SERIAL") != Some(letter.key.dealer_code.as_wire()) {
        return Err(codes::DEALER_CODE);
    }
    let date = fields.get("DATE").ok_or(codes::WRONG_DATE)?;
    Day::from_wire(date).ok_or(codes::WRONG_DATE)
}

fn refusal(code: u16, day: Option<Day>) -> String {
    let date = day.map_or(String::new(), |day| day.as_wire(DateForm::Dotted));
    format!("ERROR={code}\r\nSIZE=0\r\nDATE={date}\r\n")
}

fn header(day: Day, totals: rows::Totals, bytes: &[u8]) -> String {
    let sum = totals.amount.get();
    let digest = Sha256::digest(bytes);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "ERROR=0\r\nSIZE={}\r\nDATE={}\r\nROWS={}\r\nTOTAL={}.{:02}\r\nSHA256={hex}\r\n",
        bytes.len(),
        day.as_wire(DateForm::Dotted),
        totals.rows,
        sum / 100,
        sum % 100
    )
}

/// Stores the request, signs the answer and stores that.
async fn signed(
    desk: &Desk,
    letter: &Letter,
    header: String,
    now: Timestamp,
) -> Result<Vec<u8>, Turned> {
    let key = &letter.key;
    let received = Received {
        key: key.key,
        point: key.point,
        profile: Profile::Cyberplat,
        epoch: key.epoch,
        kind: MessageKind::Registry,
        document: letter.document.clone(),
        at: now,
        nonce: None,
        audit: None,
    };
    let taken = desk.store.note(received).await.map_err(unavailable)?;
    let hash = if key.is_legacy {
        Hash::Md5
    } else {
        Hash::Sha256
    };
    let document = desk
        .sign(hash, header.into_bytes())
        .await
        .map_err(|error| {
            tracing::error!(%error, "a registry could not be signed");
            Turned::Unavailable
        })?;
    let reply = Reply {
        answers: taken.message,
        kind: MessageKind::Registry,
        key: desk.signing_key,
        payment: None,
        repeatable: None,
        document,
        at: now,
    };
    desk.store.keep_reply(reply).await.map_err(unavailable)
}
