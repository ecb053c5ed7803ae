//! One exchange with a server: a form out, a document back, inside one deadline.
//!
//! What the bytes mean is not known here. Nothing is ever sent twice: no redirect is followed, no connection
//! is used again, no proxy of the environment is asked.

use std::fmt::{self, Display, Formatter};
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use flate2::read::ZlibDecoder;
use paydesk_domain::exchange::Why;
use reqwest::blocking::Client;
use reqwest::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use reqwest::{Certificate, StatusCode, Url};
use rustls::CertificateError;

/// A connection must stand after this. Source: dealer protocol, part 3.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// The whole exchange, from the connection to the last byte. Source: dealer protocol, part 3.
const EXCHANGE_WITHIN: Duration = Duration::from_secs(65);

/// How long an exchange may take. No setting reaches this: a till waits as long as [`Deadlines::TRADE`] says, and only
/// benches, which cannot wait so long for a reply that never comes, use others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// Until a connection stands.
    pub connect: Duration,
    /// From the connection to the last byte.
    pub exchange: Duration,
}

impl Deadlines {
    /// What the trade demands.
    pub const TRADE: Self = Self {
        connect: CONNECT_WITHIN,
        exchange: EXCHANGE_WITHIN,
    };
}

/// Longest reply that is read, packed or not.
pub const MAX_REPLY: usize = 64 * 1024;

/// Where a server is: scheme, host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Url);

/// Why an address is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// It does not read as an address.
    #[error("{0:?} is not an address like https://pay.example.org")]
    Form(String),
    /// Anything but HTTPS, except to this computer itself.
    #[error("{0:?}: payments travel over https only")]
    NotHttps(String),
    /// More than scheme, host and port.
    #[error("{0:?} holds more than scheme, host and port; paths stand in the catalogue")]
    More(String),
}

impl Address {
    /// Reads an address. Plain HTTP is accepted for loopback addresses alone: those bytes leave no computer.
    ///
    /// # Errors
    /// [`BadAddress`].
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let url = Url::parse(text).map_err(|_| BadAddress::Form(without_user(text)))?;
        let is_loopback = matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
        match url.scheme() {
            "https" => {}
            "http" if is_loopback => {}
            _ => return Err(BadAddress::NotHttps(without_user(text))),
        }
        let is_bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if is_bare {
            Ok(Self(url))
        } else {
            Err(BadAddress::More(without_user(text)))
        }
    }

    /// The address of a page. `path` begins with `/`.
    fn page(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        url
    }
}

/// The text of a refused address for a message: a user's pass word in it is not repeated.
fn without_user(text: &str) -> String {
    match (text.split_once("//"), text.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, rest))) => format!("{scheme}//...@{rest}"),
        (None, Some((_, rest))) => format!("...@{rest}"),
        (_, None) => text.to_owned(),
    }
}

impl Display for Address {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// The connection to one server cannot be prepared.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// The file of the certificate authority cannot be read.
    #[error("the certificate authority cannot be read: {0}")]
    File(#[from] io::Error),
    /// The library refuses.
    #[error("connections cannot be prepared: {0}")]
    Library(#[from] reqwest::Error),
}

/// Why there is no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence {
    /// The reason.
    pub why: Why,
    /// How long a busy server (status 429 or 503) wants to be left alone, in its own words.
    pub retry_after: Option<Duration>,
}

impl From<Why> for Silence {
    fn from(why: Why) -> Self {
        Self {
            why,
            retry_after: None,
        }
    }
}

/// The line to one server.
#[derive(Debug, Clone)]
pub struct Line {
    client: Client,
    address: Address,
    deadlines: Deadlines,
}

impl Line {
    /// Prepares the line; nothing is connected yet. `authority` is a PEM file, trusted instead of the
    /// system's authorities.
    ///
    /// # Errors
    /// [`LineError`].
    pub fn new(address: Address, authority: Option<&Path>) -> Result<Self, LineError> {
        Self::within(Deadlines::TRADE, address, authority)
    }

    /// The same with other deadlines than the trade's.
    ///
    /// # Errors
    /// [`LineError`].
    pub fn within(
        deadlines: Deadlines,
        address: Address,
        authority: Option<&Path>,
    ) -> Result<Self, LineError> {
        // A second installation is refused; the first one stays, which is the same provider.
        drop(rustls::crypto::ring::default_provider().install_default());
        let mut builder = Client::builder()
            .connect_timeout(deadlines.connect)
            .timeout(deadlines.exchange)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .pool_max_idle_per_host(0)
            .no_proxy()
            .http1_only()
            .user_agent(concat!("paydesk/", env!("CARGO_PKG_VERSION")));
        if let Some(file) = authority {
            let certificates = Certificate::from_pem_bundle(&std::fs::read(file)?)?;
            builder = builder.tls_certs_only(certificates);
        }
        Ok(Self {
            client: builder.build()?,
            address,
            deadlines,
        })
    }

    /// Where the server is.
    #[must_use]
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// Posts a form and returns the reply's bytes, unpacked where the server packed them.
    ///
    /// # Errors
    /// [`Why`] there is none: one that is [`Why::is_unsent`] only where no connection stood.
    pub fn post(&self, path: &str, form: Vec<u8>) -> Result<Vec<u8>, Why> {
        self.exchange(path, form).map_err(|silence| silence.why)
    }

    /// As [`Line::post`], with how long a busy server wants to be left alone.
    ///
    /// # Errors
    /// [`Silence`].
    pub fn exchange(&self, path: &str, form: Vec<u8>) -> Result<Vec<u8>, Silence> {
        self.exchange_up_to(MAX_REPLY, path, form)
    }

    /// As [`Line::post`], for a reply that may be longer than one about a payment.
    ///
    /// # Errors
    /// [`Why`] there is none.
    pub fn fetch(&self, limit: usize, path: &str, form: Vec<u8>) -> Result<Vec<u8>, Why> {
        let fetched = self.exchange_up_to(limit, path, form);
        fetched.map_err(|silence| silence.why)
    }

    fn exchange_up_to(&self, limit: usize, path: &str, form: Vec<u8>) -> Result<Vec<u8>, Silence> {
        let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        let sent = self
            .client
            .post(self.address.page(path))
            .header(CONTENT_TYPE, form_type)
            // The client's own limit counts anew for every read of the reply; this one is for the whole.
            .timeout(self.deadlines.exchange)
            .body(form)
            .send();
        let response = sent.map_err(|error| {
            tracing::info!(error = %error.without_url_text(), "no reply");
            match certificate_fault(&error) {
                _ if !error.is_connect() => Why::TimedOut,
                Some(fault) => fault,
                None => Why::Unreachable,
            }
        })?;
        let status = response.status();
        let header = |name| {
            let value = response.headers().get(name);
            let text = value.and_then(|value: &HeaderValue| value.to_str().ok());
            text.map(str::to_owned)
        };
        let kind = header(CONTENT_TYPE);
        let is_busy = matches!(
            status,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
        );
        let wait = header(RETRY_AFTER).filter(|_| is_busy);
        let reply = read_up_to(limit, (status.as_u16(), kind.as_deref()), response);
        reply.map_err(|why| Silence {
            why,
            retry_after: wait.as_deref().and_then(seconds),
        })
    }
}

/// A server's wish in whole seconds. A date, the other form, is not looked at: by whose clock it counts is not known.
fn seconds(text: &str) -> Option<Duration> {
    text.trim().parse().ok().map(Duration::from_secs)
}

/// What is wrong with the server's certificate, where a connection came to nothing for its sake.
fn certificate_fault(error: &reqwest::Error) -> Option<Why> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        // Behind an error of the network stands another one that it does not call its source.
        let inner = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        let found = inner.map_or_else(|| error.downcast_ref(), |inner| inner.downcast_ref());
        if let Some(rustls::Error::InvalidCertificate(fault)) = found {
            return Some(judged(fault));
        }
        cause = inner.map_or_else(|| error.source(), |inner| Some(inner));
    }
    None
}

fn judged(fault: &CertificateError) -> Why {
    use CertificateError as Fault;
    let is_name = matches!(
        fault,
        Fault::NotValidForName | Fault::NotValidForNameContext { .. }
    );
    let is_time = matches!(
        fault,
        Fault::Expired
            | Fault::ExpiredContext { .. }
            | Fault::NotValidYet
            | Fault::NotValidYetContext { .. }
    );
    // The library may name more faults in time; none of them is trust.
    match (is_name, is_time) {
        (true, _) => Why::CertificateName,
        (false, true) => Why::CertificateTime,
        (false, false) => Why::CertificateIssuer,
    }
}

/// Judges a reply by its status line and size, and unpacks it where the server packed it.
///
/// # Errors
/// [`Why`] it is no answer. Nothing but status 200 is looked at.
pub fn read_reply(said: (u16, Option<&str>), body: impl Read) -> Result<Vec<u8>, Why> {
    read_up_to(MAX_REPLY, said, body)
}

fn read_up_to(
    limit: usize,
    (status, kind): (u16, Option<&str>),
    body: impl Read,
) -> Result<Vec<u8>, Why> {
    if status != StatusCode::OK.as_u16() {
        tracing::info!(status, "the server did not accept");
        return Err(Why::NotAccepted);
    }
    let reply = read_capped(limit, body).map_err(|error| {
        let is_too_long = error.kind() == io::ErrorKind::FileTooLarge;
        if is_too_long {
            Why::BadSize
        } else {
            Why::TimedOut
        }
    })?;
    let reply = if is_packed(kind) {
        unpack(limit, &reply)?
    } else {
        reply
    };
    if reply.is_empty() {
        Err(Why::BadSize)
    } else {
        Ok(reply)
    }
}

/// An address may hold a telephone number in its path at other people's servers, so it is kept out of logs.
trait WithoutUrl {
    fn without_url_text(&self) -> String;
}

impl WithoutUrl for reqwest::Error {
    fn without_url_text(&self) -> String {
        let mut text = String::new();
        let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(self);
        while let Some(error) = cause {
            if !text.is_empty() {
                text.push_str(": ");
            }
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}

/// Some servers pack replies; it is rare. Source: dealer protocol, part 3.
fn is_packed(kind: Option<&str>) -> bool {
    kind.is_some_and(|kind| {
        kind.trim()
            .to_ascii_lowercase()
            .starts_with("application/x-gzip")
    })
}

fn read_capped(limit: usize, from: impl Read) -> io::Result<Vec<u8>> {
    let one_more = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    from.take(one_more).read_to_end(&mut bytes)?;
    if bytes.len() > limit {
        return Err(io::Error::from(io::ErrorKind::FileTooLarge));
    }
    Ok(bytes)
}

/// Four bytes of length, then a zlib stream; the length is not believed, only the cap.
fn unpack(limit: usize, reply: &[u8]) -> Result<Vec<u8>, Why> {
    let packed = reply.get(4..).ok_or(Why::BadSize)?;
    read_capped(limit, ZlibDecoder::new(packed)).map_err(|_| Why::BadSize)
}

#[cfg(test)]
mod random;
#[cfg(test)]
mod tests;
