//! The till's requests about the dealer's deposit: what is left, and which top-ups came in.
//!
//! Source: dealer protocol, 4.4. They move nothing; a reply that does not pass is simply asked for
//! again.

use paydesk_domain::exchange::{AuditHead, Deposit, Why};
use paydesk_domain::ids::{AttemptId, SessionId};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::refusal::Refusal;
use paydesk_domain::time::Timestamp;
use percent_encoding::percent_decode_str;

use super::Kind;
use super::answer::{
    Echo, Received, check_echo, check_signature_time, open, read_error_and_result,
};
use super::codes;
use super::fields::{Fields, from_windows_1251};
use super::request::{Attempt, Draft, EncodeError, ServerTerms, accept_keys};

/// A request about the deposit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRequest {
    /// This attempt; NONCE in the `paydesk` profile.
    pub attempt: AttemptId,
    /// A throw-away SESSION, where the server wants one.
    pub session: Option<SessionId>,
    /// The till's estimate of the server's time.
    pub sent_at: Timestamp,
    /// The epoch of this copy of the till's data.
    pub epoch: u32,
    /// Head of the audit chain.
    pub audit: AuditHead,
    /// The currency in which the deposit is kept; the plain protocol names none.
    pub currency: Currency,
}

/// An account request that was sent.
#[derive(Clone, Copy)]
pub struct AccountSent<'a> {
    /// The attempt.
    pub request: &'a AccountRequest,
    /// Its body, byte for byte.
    pub body: &'a [u8],
}

/// Shows no byte of the body.
impl std::fmt::Debug for AccountSent<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountSent")
            .field("attempt", &self.request.attempt)
            .finish_non_exhaustive()
    }
}

/// How a server writes ON_DATE. Both occur in the field; the configuration says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateForm {
    /// `DD.MM.YYYY`.
    Dotted,
    /// `YYYYMMDD`.
    Compact,
}

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// 1 to 9999.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Day {
    /// The day as it is sent.
    #[must_use]
    pub fn as_wire(self, form: DateForm) -> String {
        match form {
            DateForm::Dotted => format!("{:02}.{:02}.{:04}", self.day, self.month, self.year),
            DateForm::Compact => format!("{:04}{:02}{:02}", self.year, self.month, self.day),
        }
    }

    /// Reads either form.
    #[must_use]
    pub fn from_wire(text: &str) -> Option<Self> {
        let (year, month, day) = match text.len() {
            8 => (text.get(0..4)?, text.get(4..6)?, text.get(6..8)?),
            10 if text.get(2..3)? == "." && text.get(5..6)? == "." => {
                (text.get(6..10)?, text.get(3..5)?, text.get(0..2)?)
            }
            _ => return None,
        };
        let iso = Timestamp::parse_iso(&format!("{year}-{month}-{day}T00:00:00.000Z")).ok()?;
        let civil = iso.civil(0);
        Some(Self {
            year: u16::try_from(civil.year).ok()?,
            month: civil.month,
            day: civil.day,
        })
    }
}

/// Why there is no balance and no list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountFault {
    /// No answer that can be trusted.
    #[error("no answer: {}", .0.as_key())]
    NoAnswer(Why),
    /// A signed refusal.
    #[error("refused with code {}", .0.code)]
    Refused(Refusal),
}

impl From<Why> for AccountFault {
    fn from(why: Why) -> Self {
        Self::NoAnswer(why)
    }
}

/// One top-up of the deposit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refill {
    /// The server's name for it.
    pub id: String,
    /// The sum.
    pub sum: Money,
    /// Free text.
    pub description: String,
}

/// Writes the request for the balance.
///
/// # Errors
/// [`EncodeError`] when a value has no place on the wire.
pub fn encode_rest(request: &AccountRequest, terms: &ServerTerms) -> Result<Vec<u8>, EncodeError> {
    let draft = begin(Kind::Rest, request, terms)?;
    finish(draft, request, terms)
}

/// Writes the request for the top-ups of one day.
///
/// # Errors
/// [`EncodeError`] when a value has no place on the wire.
pub fn encode_refill(
    request: &AccountRequest,
    on: (Day, DateForm),
    terms: &ServerTerms,
) -> Result<Vec<u8>, EncodeError> {
    let mut draft = begin(Kind::Refill, request, terms)?;
    let (day, form) = on;
    draft.put("ON_DATE", &day.as_wire(form))?;
    finish(draft, request, terms)
}

fn begin(kind: Kind, request: &AccountRequest, terms: &ServerTerms) -> Result<Draft, EncodeError> {
    let mut draft = Draft::begin(kind, terms)?;
    draft.put(
        "SESSION",
        request.session.as_ref().map_or("", SessionId::as_wire),
    )?;
    Ok(draft)
}

fn finish(
    mut draft: Draft,
    request: &AccountRequest,
    terms: &ServerTerms,
) -> Result<Vec<u8>, EncodeError> {
    if terms.profile.terms().additions {
        draft.put_attempt(&Attempt {
            nonce: request.attempt,
            epoch: request.epoch,
            sent_at: request.sent_at,
            audit: request.audit,
        })?;
    }
    draft.put("ACCEPT_KEYS", &accept_keys(terms))?;
    Ok(draft.finish())
}

/// Reads the balance. There is no RESULT here: success is ERROR=0.
///
/// # Errors
/// [`AccountFault`].
pub fn read_rest(
    received: &Received<'_>,
    sent: &AccountSent<'_>,
    terms: &ServerTerms,
) -> Result<Deposit, AccountFault> {
    let fields = pass(Kind::Rest, received, (sent, terms))?;
    let currency = sent.request.currency;
    let sum = |name: &str| {
        fields
            .get(name)
            .map(|sum| Money::balance_from_wire(sum, currency))
            .transpose()
    };
    let available = sum("REST")
        .map_err(|_| Why::BadFields)?
        .ok_or(Why::BadFields)?;
    let balance = sum("REST_WO_LIMIT").map_err(|_| Why::BadFields)?;
    Ok(Deposit { available, balance })
}

/// Reads from a reply about the balance which SESSION of this till is the server's newest (`paydesk` profile).
///
/// # Errors
/// [`AccountFault`].
pub fn read_newest_session(
    received: &Received<'_>,
    sent: &AccountSent<'_>,
    terms: &ServerTerms,
) -> Result<Option<SessionId>, AccountFault> {
    let fields = pass(Kind::Rest, received, (sent, terms))?;
    let newest = fields.get("LAST_SESSION").map(SessionId::parse);
    Ok(newest.transpose().map_err(|_| Why::BadFields)?)
}

/// Reads the top-ups: rows split by LF, columns by `;`, percent-encoded windows-1251.
///
/// # Errors
/// [`AccountFault`].
pub fn read_refills(
    received: &Received<'_>,
    sent: &AccountSent<'_>,
    terms: &ServerTerms,
) -> Result<Vec<Refill>, AccountFault> {
    let fields = pass(Kind::Refill, received, (sent, terms))?;
    let data: Vec<u8> = percent_decode_str(fields.raw("DATA").ok_or(Why::BadFields)?).collect();
    from_windows_1251(&data)
        .lines()
        .filter(|row| !row.is_empty())
        .map(|row| refill(row, sent.request.currency).ok_or(AccountFault::from(Why::BadFields)))
        .collect()
}

fn refill(row: &str, currency: Currency) -> Option<Refill> {
    let mut columns = row.splitn(3, ';');
    let id = columns.next()?.to_owned();
    let sum = Money::from_wire(columns.next()?, currency).ok()?;
    let description = columns.next().unwrap_or_default().to_owned();
    Some(Refill {
        id,
        sum,
        description,
    })
}

/// The gate for account replies. A SESSION is optional here; one that is told must be ours.
fn pass(
    kind: Kind,
    received: &Received<'_>,
    (sent, terms): (&AccountSent<'_>, &ServerTerms),
) -> Result<Fields, AccountFault> {
    let fields = open(received.verified, terms)?;
    let ours = sent.request.session.as_ref().map(SessionId::as_wire);
    if fields.get("SESSION").is_some_and(|told| Some(told) != ours) {
        return Err(Why::OtherSession.into());
    }
    if terms.profile.terms().additions {
        let echo = Echo {
            kind,
            nonce: sent.request.attempt.to_string(),
            body: sent.body,
            epoch: sent.request.epoch,
        };
        check_echo(&fields, &echo)?;
    } else {
        check_signature_time(received.verified.signed_at, sent.request.sent_at)?;
    }
    let said = read_error_and_result(&fields)?;
    if said.error != 0 {
        return Err(AccountFault::Refused(codes::refusal(said.error)));
    }
    Ok(fields)
}

#[cfg(test)]
mod tests;
