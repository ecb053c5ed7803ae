//! OSMP (QIWI) provider protocol, the hub as client: HTTP GET or POST, answer in XML.
//!
//! Whatever does not answer for this payment beyond doubt - a wrong echo, bad XML, a document type, an
//! unknown result, another HTTP status, silence - is unknown. The client never repeats by itself: the outbox
//! does. What differs from provider to provider is in [`dialect`].

mod answer;
pub mod dialect;
#[cfg(test)]
mod tests;

use std::fmt::{self, Debug, Formatter};
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Certificate, Client, Identity, RequestBuilder, Url};
use serde::Deserialize;

use super::{CheckOutcome, PayOutcome, ProviderCall, ProviderGate};
use crate::connectors::Answer;
use answer::OsmpAnswer;
pub(crate) use answer::hundredths;
use dialect::{Dialect, Meaning};

/// The provider's time to answer. Source: OSMP provider protocol.
const WHOLE_EXCHANGE: Duration = Duration::from_secs(60);
const CONNECT: Duration = Duration::from_secs(10);
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// How requests travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// Parameters in the address.
    #[default]
    Get,
    /// Parameters as a form in the body.
    Post,
}

/// What the provider lets the hub in with. Prints none of it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Access {
    /// User name and password of Basic authentication.
    pub basic: Option<(String, String)>,
    /// PEM: the only authorities whose certificates count, instead of the system's.
    pub authority: Option<Vec<u8>>,
    /// PEM: the hub's certificate for this provider and its key.
    pub certificate: Option<Vec<u8>>,
}

impl Debug for Access {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Access")
            .field("basic", &self.basic.is_some())
            .field("authority", &self.authority.is_some())
            .field("certificate", &self.certificate.is_some())
            .finish()
    }
}

/// One provider's entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OsmpSettings {
    /// The provider's one address, without parameters.
    pub url: String,
    /// How requests travel.
    pub method: Method,
    /// How it speaks.
    pub dialect: Dialect,
    /// What it lets the hub in with.
    pub access: Access,
    /// The provider credits one `txn_id` at most once, so that a pay may be repeated after silence.
    pub repeat_safe: bool,
    /// A fatal result on a repeat describes the stored payment, not only the repeat.
    pub fatal_on_repeat: bool,
    /// East of UTC, for the accounting date.
    pub utc_offset_minutes: i16,
    /// After so long there is no answer.
    pub answer_within: Duration,
}

impl OsmpSettings {
    /// A provider that speaks as the document says and keeps what it stored.
    #[must_use]
    pub fn standard(url: String) -> Self {
        Self {
            url,
            method: Method::Get,
            dialect: Dialect::default(),
            access: Access::default(),
            repeat_safe: true,
            fatal_on_repeat: true,
            utc_offset_minutes: 0,
            answer_within: WHOLE_EXCHANGE,
        }
    }
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
    /// Its requests or answers could not be told apart.
    #[error("dialect of the provider at {url:?}: {why}")]
    Dialect {
        /// The address as configured.
        url: String,
        /// A sentence for people.
        why: String,
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

/// Why there is no certain answer, for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Silence {
    /// No connection, or it broke.
    Line,
    /// Not within the time.
    Late,
    /// Another HTTP status than 200.
    Status(u16),
    /// More bytes than any answer has.
    TooLong,
    /// Not one complete answer.
    Unreadable,
    /// Our number or the sum is not echoed.
    OtherPayment,
}

impl From<reqwest::Error> for Silence {
    // The error itself is not kept: it prints the address, and the account is in it.
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::Late
        } else {
            Self::Line
        }
    }
}

impl OsmpGate {
    /// Prepares the way to a provider; nothing is sent yet.
    ///
    /// # Errors
    /// [`OsmpSetupError`] when the address or the dialect does not fit or TLS cannot be set up.
    pub fn new(settings: OsmpSettings) -> Result<Self, OsmpSetupError> {
        let bad = || OsmpSetupError::Address {
            url: settings.url.clone(),
        };
        let url = Url::parse(&settings.url).map_err(|_| bad())?;
        if !matches!(url.scheme(), "http" | "https") || url.query().is_some() {
            return Err(bad());
        }
        let usable = settings.dialect.usable();
        usable.map_err(|why| OsmpSetupError::Dialect {
            url: settings.url.clone(),
            why,
        })?;
        // A second installation fails harmlessly: the first provider of the process stays.
        drop(rustls::crypto::ring::default_provider().install_default());
        let mut http = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(settings.answer_within)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy();
        if !settings.repeat_safe {
            // A kept connection may have been closed by the provider just now, and an order lost on it would be a
            // person's work for nothing.
            http = http.pool_max_idle_per_host(0);
        }
        if let Some(authority) = &settings.access.authority {
            http = http.tls_certs_only(Certificate::from_pem_bundle(authority)?);
        }
        if let Some(certificate) = &settings.access.certificate {
            http = http.identity(Identity::from_pem(certificate)?);
        }
        Ok(Self {
            http: http.build()?,
            settings,
            url,
        })
    }

    fn form(&self, command: Command, call: &ProviderCall) -> String {
        let names = &self.settings.dialect.request;
        let (word, paid_at) = match command {
            Command::Check => (&names.check, None),
            Command::Pay => {
                let at = call.accounting.civil(self.settings.utc_offset_minutes);
                (&names.pay, Some(self.settings.dialect.date.write(at)))
            }
        };
        let txn_id = call.txn_id.get().to_string();
        let sum = sum_text(call.amount.get());
        let mut pairs = vec![
            (names.command.as_str(), word.as_str()),
            (&names.txn_id, &txn_id),
        ];
        if let Some(paid_at) = &paid_at {
            pairs.push((&names.txn_date, paid_at));
        }
        pairs.push((&names.account, &call.account));
        pairs.push((&names.sum, &sum));
        let extra = self.settings.dialect.extra.iter();
        pairs.extend(extra.map(|(name, value)| (name.as_str(), value.as_str())));
        let mut form = String::new();
        for (name, value) in pairs {
            if !form.is_empty() {
                form.push('&');
            }
            form.push_str(name);
            form.push('=');
            form.extend(utf8_percent_encode(value, &KEPT));
        }
        form
    }

    fn request(&self, command: Command, call: &ProviderCall) -> RequestBuilder {
        let form = self.form(command, call);
        let mut url = self.url.clone();
        let request = match self.settings.method {
            Method::Get => {
                url.set_query(Some(&form));
                self.http.get(url)
            }
            Method::Post => {
                let kind = "application/x-www-form-urlencoded";
                self.http.post(url).header(CONTENT_TYPE, kind).body(form)
            }
        };
        match &self.settings.access.basic {
            Some((user, password)) => request.basic_auth(user, Some(password)),
            None => request,
        }
    }

    async fn exchange(&self, command: Command, call: &ProviderCall) -> Result<OsmpAnswer, Silence> {
        let mut response = self.request(command, call).send().await?;
        if response.status() != reqwest::StatusCode::OK {
            return Err(Silence::Status(response.status().as_u16()));
        }
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await? {
            if body.len().saturating_add(part.len()) > MAX_ANSWER_BYTES {
                return Err(Silence::TooLong);
            }
            body.extend_from_slice(&part);
        }
        let names = &self.settings.dialect.answer;
        let answer = OsmpAnswer::parse(&body, names).ok_or(Silence::Unreadable)?;
        let same_number = answer
            .txn_id
            .map_or(names.txn_id.is_empty(), |echo| echo == call.txn_id.get());
        let same_sum = answer.sum_minor.is_none_or(|sum| sum == call.amount.get());
        if same_number && same_sum {
            Ok(answer)
        } else {
            Err(Silence::OtherPayment)
        }
    }

    /// The answer and what its result means; none where nothing is certain.
    async fn ask(&self, command: Command, call: &ProviderCall) -> Option<(OsmpAnswer, Meaning)> {
        let payment = call.txn_id.get();
        match self.exchange(command, call).await {
            Ok(answer) => {
                let meaning = self.settings.dialect.meaning(&answer.result);
                if meaning == Meaning::Unknown {
                    tracing::warn!(
                        payment,
                        result = number(&answer),
                        "the provider's result is not known"
                    );
                }
                Some((answer, meaning))
            }
            Err(why) => {
                tracing::warn!(payment, ?command, ?why, "no certain answer of the provider");
                None
            }
        }
    }
}

/// The result for the log: a number of the table, never a text that somebody else has chosen.
fn number(answer: &OsmpAnswer) -> Option<u16> {
    answer.result.parse().ok()
}

/// What stands in a form as it is: letters, digits, and the signs of dates and sums that mean nothing there.
const KEPT: AsciiSet = NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// The two commands that the hub sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Command {
    Check,
    Pay,
}

/// Point and two digits, as the protocol wants it.
pub(crate) fn sum_text(minor: i64) -> String {
    format!("{}.{:02}", minor.div_euclid(100), minor.rem_euclid(100))
}

impl ProviderGate for OsmpGate {
    fn check<'a>(&'a self, call: &'a ProviderCall) -> Answer<'a, CheckOutcome> {
        Box::pin(async move {
            let Some((answer, meaning)) = self.ask(Command::Check, call).await else {
                return CheckOutcome::Unknown;
            };
            match (meaning, meaning.refusal()) {
                (_, Some(why)) => CheckOutcome::Refused(why),
                (Meaning::Ok, None) => CheckOutcome::Accepted { info: answer.info },
                (Meaning::Temporary, None) => CheckOutcome::Temporary,
                (_, None) => CheckOutcome::Unknown,
            }
        })
    }

    fn pay<'a>(&'a self, call: &'a ProviderCall) -> Answer<'a, PayOutcome> {
        Box::pin(async move {
            if call.repeat && !self.settings.repeat_safe {
                return PayOutcome::Unknown;
            }
            let Some((answer, meaning)) = self.ask(Command::Pay, call).await else {
                return PayOutcome::Unknown;
            };
            match (meaning, meaning.refusal()) {
                (_, Some(why)) => {
                    if call.repeat && !self.settings.fatal_on_repeat {
                        let (payment, result) = (call.txn_id.get(), number(&answer));
                        tracing::warn!(
                            payment,
                            result,
                            "a refusal of the repeat says nothing of the payment"
                        );
                        return PayOutcome::Unknown;
                    }
                    PayOutcome::Fatal(why)
                }
                // The provider's number must come with a success: without it nobody can prove the credit.
                (Meaning::Ok, None) => answer
                    .provider_ref
                    .map_or(PayOutcome::Unknown, |provider_ref| PayOutcome::Done {
                        provider_ref,
                    }),
                (Meaning::Temporary, None) => PayOutcome::Temporary,
                (_, None) => PayOutcome::Unknown,
            }
        })
    }
}
