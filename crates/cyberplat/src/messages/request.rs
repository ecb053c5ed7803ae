//! The till's requests about one payment: check, pay, status, cancel.
//!
//! Everything a body says follows from a [`Request`] and the terms of the server, so the same
//! attempt always gives the same bytes. Nothing here knows a URL or a key.

use paydesk_domain::exchange::{Ask, AuditHead, CancelReason, Request};
use paydesk_domain::ids::{AttemptId, CashierCode, DealerCode, Fingerprint, PointCode};
use paydesk_domain::money::Money;
use paydesk_domain::time::Timestamp;

use super::fields::{MAX_NAME, Writer, to_windows_1251};
use super::fingerprint::{fingerprint, is_business};
use super::{Kind, PROFILE_WORD, WireAmount};
use crate::ipriv::Hash;
use crate::profile::Profile;

/// Who asks: codes that dealer, point and cashier have at the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// SD.
    pub dealer: DealerCode,
    /// AP.
    pub point: PointCode,
    /// OP.
    pub cashier: CashierCode,
}

/// What must be known of a server to write to it and to read its replies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerTerms {
    /// Who asks.
    pub identity: Identity,
    /// Plain protocol or ours.
    pub profile: Profile,
    /// Serial of the server's key that must sign the reply; named in ACCEPT_KEYS.
    pub server_serial: u32,
    /// Hash of both signatures.
    pub hash: Hash,
    /// PAY_TOOL: 0 cash, 1 own bank card, 2 foreign card.
    pub pay_tool: u8,
    /// TERM_ID, where the provider wants the number of the real point.
    pub term_id: Option<String>,
}

/// Why a request cannot be written. Nothing has been sent then. No value is repeated: values are
/// personal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// A value that the field cannot hold.
    #[error("field {field} cannot hold this value: {reason}")]
    BadValue {
        /// The field.
        field: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// A field of the provider has a name that belongs to the protocol, or no name at all.
    #[error("a field of the provider may not be called {0:?}")]
    ReservedName(String),
    /// This profile has no such request.
    #[error("the plain protocol has no cancel")]
    NoCancel,
    /// A pay of the `paydesk` profile needs the last moment of its execution.
    #[error("a pay needs NOT_AFTER")]
    NoDeadline,
    /// The profile demands another hash than the terms name.
    #[error("the profile demands SHA-256")]
    WeakHash,
}

/// Which message an [`Ask`] is.
#[must_use]
pub const fn kind_of(ask: Ask) -> Kind {
    match ask {
        Ask::Check => Kind::Check,
        Ask::Pay => Kind::Pay,
        Ask::Status => Kind::Status,
        Ask::Cancel(_) => Kind::Cancel,
    }
}

/// Writes the body of a request: windows-1251, lines joined by CR LF.
///
/// Source: dealer protocol, part 4; payment safety, 9.1 and 9.5.
///
/// # Errors
/// [`EncodeError`]; nothing can be sent then.
pub fn encode_request(request: &Request, terms: &ServerTerms) -> Result<Vec<u8>, EncodeError> {
    let kind = kind_of(request.ask);
    let mut draft = Draft::begin(kind, terms)?;
    match request.ask {
        Ask::Check | Ask::Pay => put_order(&mut draft, request, terms)?,
        Ask::Status => draft.put("SESSION", request.session.as_wire())?,
        Ask::Cancel(_) => {
            draft.put("DATE", &request.sent_at.dotted(0))?;
            draft.put("SESSION", request.session.as_wire())?;
        }
    }
    if terms.profile.terms().additions {
        put_additions(&mut draft, request, terms)?;
    }
    draft.put("ACCEPT_KEYS", &accept_keys(terms))?;
    if kind.carries_an_order() {
        draft.put("NO_ROUTE", "0")?;
    }
    Ok(draft.finish())
}

/// The fingerprint of what a request is about, as it goes into FINGERPRINT.
///
/// # Errors
/// [`EncodeError`] when the order cannot be written.
pub fn fingerprint_of(request: &Request, terms: &ServerTerms) -> Result<Fingerprint, EncodeError> {
    let mut draft = Draft::default();
    draft.put("SD", terms.identity.dealer.as_wire())?;
    draft.put("AP", terms.identity.point.as_wire())?;
    put_sums_and_details(&mut draft, request)?;
    put_tool(&mut draft, terms)?;
    put_extra(&mut draft, request)?;
    draft.put("PROVIDER", &request.order.provider_number.get().to_string())?;
    draft.put("CURRENCY", request.order.credited.currency().code())?;
    Ok(fingerprint(
        draft
            .lines
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_slice())),
    ))
}

fn put_order(draft: &mut Draft, request: &Request, terms: &ServerTerms) -> Result<(), EncodeError> {
    draft.put("DATE", &request.sent_at.dotted(0))?;
    draft.put("SESSION", request.session.as_wire())?;
    put_sums_and_details(draft, request)?;
    if kind_of(request.ask) == Kind::Check {
        draft.put("REQ_TYPE", "0")?;
    }
    put_tool(draft, terms)?;
    draft.put("COMMENT", request.first_session.as_wire())?;
    if kind_of(request.ask) == Kind::Pay {
        draft.put("RRN", &digits("RRN", request.payment.get())?)?;
    }
    put_extra(draft, request)
}

fn put_sums_and_details(draft: &mut Draft, request: &Request) -> Result<(), EncodeError> {
    let order = &request.order;
    let number: &str = order.details.number.expose();
    if number.len() > 20 {
        return Err(bad("NUMBER", "longer than 20 characters"));
    }
    let account: &str = order.details.account.expose();
    for (name, value) in [("NUMBER", number), ("ACCOUNT", account)] {
        if value.contains('-') {
            return Err(bad(name, "holds a hyphen"));
        }
        draft.put(name, value)?;
    }
    draft.put("AMOUNT", &sum("AMOUNT", order.credited)?)?;
    draft.put("AMOUNT_ALL", &sum("AMOUNT_ALL", order.taken)?)
}

fn put_tool(draft: &mut Draft, terms: &ServerTerms) -> Result<(), EncodeError> {
    draft.put("PAY_TOOL", &terms.pay_tool.to_string())?;
    match &terms.term_id {
        None => Ok(()),
        Some(id) if id.bytes().all(|byte| byte.is_ascii_digit()) => draft.put("TERM_ID", id),
        Some(_) => Err(bad("TERM_ID", "not only digits")),
    }
}

fn put_extra(draft: &mut Draft, request: &Request) -> Result<(), EncodeError> {
    const OF_THE_PROTOCOL: [&str; 11] = [
        "SD",
        "AP",
        "NUMBER",
        "ACCOUNT",
        "AMOUNT",
        "AMOUNT_ALL",
        "PAY_TOOL",
        "TERM_ID",
        "PROVIDER",
        "CURRENCY",
        "ON_DATE",
    ];
    for (name, value) in &request.order.details.extra {
        let is_word = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let is_reserved = !is_business(name) || OF_THE_PROTOCOL.contains(&name.as_str());
        if name.is_empty() || name.len() > MAX_NAME || !is_word || is_reserved {
            return Err(EncodeError::ReservedName(name.clone()));
        }
        let value: &str = value.expose();
        draft.put(name, value)?;
    }
    Ok(())
}

fn put_additions(
    draft: &mut Draft,
    request: &Request,
    terms: &ServerTerms,
) -> Result<(), EncodeError> {
    draft.put("PROVIDER", &request.order.provider_number.get().to_string())?;
    if kind_of(request.ask).carries_an_order() {
        draft.put("CURRENCY", request.order.credited.currency().code())?;
    }
    draft.put("FINGERPRINT", &fingerprint_of(request, terms)?.to_string())?;
    match request.ask {
        Ask::Check | Ask::Status => {}
        Ask::Pay => {
            let not_after = request.not_after.ok_or(EncodeError::NoDeadline)?;
            draft.put("NOT_AFTER", &not_after.iso())?;
        }
        Ask::Cancel(reason) => draft.put("REASON", reason_word(reason))?,
    }
    draft.put_attempt(&Attempt {
        nonce: request.attempt,
        epoch: request.epoch,
        sent_at: request.sent_at,
        audit: request.audit,
    })
}

/// The word in REASON.
#[must_use]
pub(crate) const fn reason_word(reason: CancelReason) -> &'static str {
    match reason {
        CancelReason::Return => "RETURN",
        CancelReason::Reissue => "REISSUE",
        CancelReason::Expired => "EXPIRED",
    }
}

/// `<serial>` asks for MD5, `<serial>-sha256` for SHA-256. Source: dealer protocol, part 3.
pub(crate) fn accept_keys(terms: &ServerTerms) -> String {
    match terms.hash {
        Hash::Md5 => terms.server_serial.to_string(),
        Hash::Sha256 => format!("{}-sha256", terms.server_serial),
    }
}

fn sum(field: &'static str, money: Money) -> Result<String, EncodeError> {
    let text = money.as_wire();
    match WireAmount::parse(&text) {
        Some(amount) if amount.minor() > 0 => Ok(text),
        Some(_) | None => Err(bad(field, "not a positive sum")),
    }
}

fn digits(field: &'static str, number: i64) -> Result<String, EncodeError> {
    u64::try_from(number)
        .map(|number| number.to_string())
        .map_err(|_| bad(field, "negative"))
}

fn bad(field: &str, reason: &'static str) -> EncodeError {
    EncodeError::BadValue {
        field: field.to_owned(),
        reason,
    }
}

/// What every request of the `paydesk` profile says about the attempt itself.
pub(crate) struct Attempt {
    pub(crate) nonce: AttemptId,
    pub(crate) epoch: u32,
    pub(crate) sent_at: Timestamp,
    pub(crate) audit: AuditHead,
}

/// Lines of a request while they are put together.
#[derive(Default)]
pub(crate) struct Draft {
    lines: Vec<(String, Vec<u8>)>,
}

impl Draft {
    /// The first lines of every request.
    pub(crate) fn begin(kind: Kind, terms: &ServerTerms) -> Result<Self, EncodeError> {
        let rules = terms.profile.terms();
        if kind == Kind::Cancel && !rules.cancel {
            return Err(EncodeError::NoCancel);
        }
        if rules.only_hash.is_some_and(|hash| hash != terms.hash) {
            return Err(EncodeError::WeakHash);
        }
        let mut draft = Self::default();
        if rules.additions {
            draft.put("PROFILE", PROFILE_WORD)?;
            draft.put("MSG", kind.as_wire())?;
        }
        draft.put("SD", terms.identity.dealer.as_wire())?;
        draft.put("AP", terms.identity.point.as_wire())?;
        draft.put("OP", terms.identity.cashier.as_wire())?;
        Ok(draft)
    }

    /// Adds a line after a look at the value.
    pub(crate) fn put(&mut self, name: &str, value: &str) -> Result<(), EncodeError> {
        if value.chars().any(char::is_control) {
            return Err(bad(name, "holds a control character"));
        }
        let bytes = to_windows_1251(value).ok_or_else(|| bad(name, "not windows-1251"))?;
        self.lines.push((name.to_owned(), bytes));
        Ok(())
    }

    /// NONCE, EPOCH, SENT_AT and AUDIT.
    pub(crate) fn put_attempt(&mut self, attempt: &Attempt) -> Result<(), EncodeError> {
        if attempt.epoch == 0 {
            return Err(bad("EPOCH", "zero"));
        }
        let head = Fingerprint::new(attempt.audit.hash);
        self.put("NONCE", &attempt.nonce.to_string())?;
        self.put("EPOCH", &attempt.epoch.to_string())?;
        self.put("SENT_AT", &attempt.sent_at.iso())?;
        self.put("AUDIT", &format!("{}:{head}", attempt.audit.seq))
    }

    /// The body.
    pub(crate) fn finish(self) -> Vec<u8> {
        let mut writer = Writer::default();
        for (name, value) in &self.lines {
            writer.line(name, value);
        }
        writer.joined()
    }
}

#[cfg(test)]
mod tests;
