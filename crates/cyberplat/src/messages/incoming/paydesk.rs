//! The additions of the `paydesk` profile in a request. Source: payment safety, 9.1.

use paydesk_domain::exchange::{AuditHead, CancelReason};
use paydesk_domain::ids::{AttemptId, Fingerprint};
use paydesk_domain::time::Timestamp;

use super::{Fault, PaydeskFields};
use crate::messages::fields::Fields;
use crate::messages::fingerprint::digest_from_hex;
use crate::messages::request::reason_word;
use crate::messages::{Kind, PROFILE_WORD, codes};

const FORMAT: u16 = codes::REQUEST_FORMAT;

/// Reads the additions; a request without PROFILE has none.
pub(super) fn read(kind: Kind, fields: &Fields) -> Result<Option<PaydeskFields>, Fault> {
    if fields.raw("PROFILE").is_none() {
        return Ok(None);
    }
    if fields.at(0) != Some(("PROFILE", PROFILE_WORD)) {
        return Err((FORMAT, "PROFILE"));
    }
    if fields.at(1) != Some(("MSG", kind.as_wire())) {
        return Err((FORMAT, "MSG"));
    }
    let about_payment = kind.is_about_a_payment();
    let order = kind.carries_an_order();
    let is_pay = kind == Kind::Pay;
    let is_cancel = kind == Kind::Cancel;
    Ok(Some(PaydeskFields {
        nonce: need(fields, "NONCE", |text| AttemptId::parse(text).ok())?,
        epoch: need(fields, "EPOCH", epoch)?,
        sent_at: need(fields, "SENT_AT", moment)?,
        audit: need(fields, "AUDIT", audit)?,
        provider: when(about_payment, || need(fields, "PROVIDER", provider))?,
        currency: when(order, || {
            need(fields, "CURRENCY", currency).map_err(|_| (codes::AMOUNT, "CURRENCY"))
        })?,
        fingerprint: when(about_payment, || {
            need(fields, "FINGERPRINT", |text| {
                digest_from_hex(text).map(Fingerprint::new)
            })
        })?,
        not_after: when(is_pay, || need(fields, "NOT_AFTER", moment))?,
        reason: when(is_cancel, || need(fields, "REASON", reason))?,
    }))
}

fn when<T>(wanted: bool, read: impl FnOnce() -> Result<T, Fault>) -> Result<Option<T>, Fault> {
    if wanted { read().map(Some) } else { Ok(None) }
}

fn need<T>(
    fields: &Fields,
    name: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<T, Fault> {
    fields.get(name).and_then(parse).ok_or((FORMAT, name))
}

fn is_plain_number(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn epoch(text: &str) -> Option<u32> {
    if !is_plain_number(text, 10) || text.starts_with('0') {
        return None;
    }
    text.parse().ok()
}

fn moment(text: &str) -> Option<Timestamp> {
    Timestamp::parse_iso(text).ok()
}

fn audit(text: &str) -> Option<AuditHead> {
    let (seq, hash) = text.split_once(':')?;
    if !is_plain_number(seq, 19) {
        return None;
    }
    Some(AuditHead {
        seq: seq.parse().ok()?,
        hash: digest_from_hex(hash)?,
    })
}

fn provider(text: &str) -> Option<u32> {
    if is_plain_number(text, 9) {
        text.parse().ok()
    } else {
        None
    }
}

fn currency(text: &str) -> Option<String> {
    let fits = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    fits.then(|| text.to_owned())
}

fn reason(text: &str) -> Option<CancelReason> {
    [
        CancelReason::Return,
        CancelReason::Reissue,
        CancelReason::Expired,
    ]
    .into_iter()
    .find(|reason| reason_word(*reason) == text)
}

#[cfg(test)]
mod tests;
