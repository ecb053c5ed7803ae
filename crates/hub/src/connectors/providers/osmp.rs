//! OSMP (QIWI) provider protocol, the hub as client: HTTP GET, answer in XML.
//!
//! Whatever does not answer for this payment beyond doubt - a wrong echo, bad XML, a document type, an
//! unknown result, another HTTP status, silence - is unknown. The client never repeats by itself: the outbox
//! does.

mod answer;
#[cfg(test)]
mod tests;

use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Client, Url};

use super::{CheckOutcome, PayOutcome, ProviderCall, ProviderGate, ProviderRefusal};
use crate::connectors::Answer;
use answer::OsmpAnswer;
pub(super) use answer::hundredths;

/// The provider's time to answer. Source: OSMP provider protocol.
const WHOLE_EXCHANGE: Duration = Duration::from_secs(60);
const CONNECT: Duration = Duration::from_secs(10);
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// One provider's entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OsmpSettings {
    /// The provider's one address, without parameters.
    pub url: String,
    /// `prv_id`: which service of a provider that has several.
    pub service: Option<String>,
    /// The provider credits one `txn_id` at most once, so that a pay may be repeated after silence.
    pub repeat_safe: bool,
    /// A fatal result on a repeat describes the stored payment, not only the repeat.
    pub fatal_on_repeat: bool,
    /// East of UTC, for the accounting date.
    pub utc_offset_minutes: i16,
}

/// A provider's entry cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OsmpSetupError {
    /// The address is not an http or https address.
    #[error("provider address {url:?} is not usable")]
    Address {
        /// The address as configured.
        url: String,
    },
    /// The HTTP client could not be made.
    #[error("HTTP client: {0}")]
    Client(#[from] reqwest::Error),
}

/// The client side of one OSMP provider.
#[derive(Debug, Clone)]
pub struct OsmpGate {
    http: Client,
    settings: OsmpSettings,
    url: Url,
}

impl OsmpGate {
    /// Prepares the way to a provider; nothing is sent yet.
    ///
    /// # Errors
    /// [`OsmpSetupError`] when the address does not fit or TLS cannot be set up.
    pub fn new(settings: OsmpSettings) -> Result<Self, OsmpSetupError> {
        let bad = || OsmpSetupError::Address {
            url: settings.url.clone(),
        };
        let url = Url::parse(&settings.url).map_err(|_| bad())?;
        if !matches!(url.scheme(), "http" | "https") || url.query().is_some() {
            return Err(bad());
        }
        // A second installation fails harmlessly: the first provider of the process stays.
        drop(rustls::crypto::ring::default_provider().install_default());
        let http = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(WHOLE_EXCHANGE)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .build()?;
        Ok(Self {
            http,
            settings,
            url,
        })
    }

    /// Whether a pay may be repeated after silence.
    #[must_use]
    pub const fn repeat_safe(&self) -> bool {
        self.settings.repeat_safe
    }

    fn address(&self, command: Command, call: &ProviderCall) -> Url {
        let mut query = format!("command={}&txn_id={}", command.word(), call.txn_id.get());
        if command == Command::Pay {
            query.push_str("&txn_date=");
            query.push_str(&txn_date(call, self.settings.utc_offset_minutes));
        }
        query.push_str("&account=");
        query.extend(utf8_percent_encode(&call.account, NON_ALPHANUMERIC));
        query.push_str("&sum=");
        query.push_str(&sum_text(call.amount.get()));
        if let Some(service) = &self.settings.service {
            query.push_str("&prv_id=");
            query.extend(utf8_percent_encode(service, NON_ALPHANUMERIC));
        }
        let mut url = self.url.clone();
        url.set_query(Some(&query));
        url
    }

    async fn exchange(&self, command: Command, call: &ProviderCall) -> Option<OsmpAnswer> {
        let mut response = self
            .http
            .get(self.address(command, call))
            .send()
            .await
            .ok()?;
        if response.status() != reqwest::StatusCode::OK {
            return None;
        }
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.ok()? {
            if body.len().saturating_add(part.len()) > MAX_ANSWER_BYTES {
                return None;
            }
            body.extend_from_slice(&part);
        }
        let answer = OsmpAnswer::parse(&body)?;
        let same_sum = answer.sum_minor.is_none_or(|sum| sum == call.amount.get());
        (answer.txn_id == call.txn_id.get() && same_sum).then_some(answer)
    }
}

/// The two commands that the hub sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Command {
    Check,
    Pay,
}

impl Command {
    const fn word(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Pay => "pay",
        }
    }
}

/// `YYYYMMDDHHMMSS`.
fn txn_date(call: &ProviderCall, utc_offset_minutes: i16) -> String {
    let c = call.accounting.civil(utc_offset_minutes);
    format!(
        "{:04}{:02}{:02}{:02}{:02}{:02}",
        c.year, c.month, c.day, c.hour, c.minute, c.second
    )
}

/// Point and two digits, as the protocol wants it.
pub(super) fn sum_text(minor: i64) -> String {
    format!("{}.{:02}", minor.div_euclid(100), minor.rem_euclid(100))
}

/// What a result number means. Source: OSMP provider protocol, table of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Ok,
    Temporary,
    Fatal(ProviderRefusal),
    Unknown,
}

const fn meaning(result: u32) -> Meaning {
    match result {
        0 => Meaning::Ok,
        1 | 90 => Meaning::Temporary,
        4 | 5 | 31 | 79 | 243 => Meaning::Fatal(ProviderRefusal::Account),
        241 | 242 => Meaning::Fatal(ProviderRefusal::Sum),
        7 | 8 | 10 | 32 | 40 | 300 => Meaning::Fatal(ProviderRefusal::Technical),
        _ => Meaning::Unknown,
    }
}

impl ProviderGate for OsmpGate {
    fn check<'a>(&'a self, call: &'a ProviderCall) -> Answer<'a, CheckOutcome> {
        Box::pin(async move {
            let Some(answer) = self.exchange(Command::Check, call).await else {
                return CheckOutcome::Unknown;
            };
            match meaning(answer.result) {
                Meaning::Ok => CheckOutcome::Accepted { info: answer.info },
                Meaning::Temporary => CheckOutcome::Temporary,
                Meaning::Fatal(why) => CheckOutcome::Refused(why),
                Meaning::Unknown => CheckOutcome::Unknown,
            }
        })
    }

    fn pay<'a>(&'a self, call: &'a ProviderCall) -> Answer<'a, PayOutcome> {
        Box::pin(async move {
            if call.repeat && !self.settings.repeat_safe {
                return PayOutcome::Unknown;
            }
            let Some(answer) = self.exchange(Command::Pay, call).await else {
                return PayOutcome::Unknown;
            };
            match meaning(answer.result) {
                // The provider's number must come with a success: without it nobody can prove the credit.
                Meaning::Ok => answer
                    .provider_ref
                    .map_or(PayOutcome::Unknown, |provider_ref| PayOutcome::Done {
                        provider_ref,
                    }),
                Meaning::Temporary => PayOutcome::Temporary,
                Meaning::Fatal(_) if call.repeat && !self.settings.fatal_on_repeat => {
                    PayOutcome::Unknown
                }
                Meaning::Fatal(why) => PayOutcome::Fatal(why),
                Meaning::Unknown => PayOutcome::Unknown,
            }
        })
    }
}
