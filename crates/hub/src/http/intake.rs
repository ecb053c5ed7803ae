//! From an HTTP request to the bytes of a document: size, time, method and content type.
//!
//! Everything refused here is refused without a signature and without a look at anything stored.

use std::net::IpAddr;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};

/// Longest form that is read.
pub(super) const MAX_FORM_BYTES: usize = 16 * 1024;
/// A form must have arrived after this.
const BODY_WITHIN: Duration = Duration::from_secs(20);
/// What is read and thrown away of a form that is too long, so that its sender gets to read the answer.
const DRAINED_BYTES: usize = 4 * 1024 * 1024;
const DRAIN_WITHIN: Duration = Duration::from_secs(2);

/// The other end of a connection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

const FORM: &str = "application/x-www-form-urlencoded";

/// A request whose form has arrived.
#[derive(Debug)]
pub(super) struct Taken {
    /// The address without the query.
    pub(super) path: String,
    /// `inputmessage=...`, as it came.
    pub(super) form: Vec<u8>,
    /// It came by GET, which only old keys may use.
    pub(super) by_get: bool,
    /// From where; unknown for what came over no line.
    pub(super) from: Option<IpAddr>,
}

/// Why a request is not looked at. None of the answers says more than its status line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turned {
    /// Longer than [`MAX_FORM_BYTES`].
    TooLong,
    /// The form did not arrive in time, or its connection broke.
    TooSlow,
    /// Neither GET nor POST.
    Method,
    /// A content type that no dealer's client sends.
    ContentType,
    /// No such page.
    Address,
    /// Unknown key or wrong signature, never told apart.
    Unsigned,
    /// No form value, or no document in it.
    NoDocument,
    /// The hub itself cannot answer now; the result of the request is not known.
    Unavailable,
}

impl Turned {
    const fn status(self) -> StatusCode {
        match self {
            Self::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Address => StatusCode::NOT_FOUND,
            Self::Unsigned => StatusCode::FORBIDDEN,
            Self::NoDocument => StatusCode::BAD_REQUEST,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::TooLong => "too long\r\n",
            Self::TooSlow => "too slow\r\n",
            Self::Method => "method not allowed\r\n",
            Self::ContentType => "content type not accepted\r\n",
            Self::Address => "no such address\r\n",
            Self::Unsigned => "not accepted\r\n",
            Self::NoDocument => "no document\r\n",
            Self::Unavailable => "not available\r\n",
        }
    }
}

impl IntoResponse for Turned {
    fn into_response(self) -> Response {
        let headers = [(CONTENT_TYPE, "text/plain"), (CACHE_CONTROL, "no-store")];
        let mut response = (self.status(), headers, self.text()).into_response();
        match self {
            Self::Method => {
                response
                    .headers_mut()
                    .insert(ALLOW, HeaderValue::from_static("GET, POST"));
            }
            // The rest of such a form is not read, so the connection cannot serve another request.
            Self::TooLong | Self::TooSlow => {
                response
                    .headers_mut()
                    .insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Self::ContentType | Self::Address | Self::Unsigned => {}
            Self::NoDocument | Self::Unavailable => {}
        }
        response
    }
}

/// Reads a request to its end.
pub(super) async fn take(request: Request, proxy: Option<IpAddr>) -> Result<Taken, Turned> {
    let (head, body) = request.into_parts();
    let path = head.uri.path().to_owned();
    let from = from(&head, proxy);
    if !path.starts_with("/cgi-bin/") {
        return Err(Turned::Address);
    }
    if head.method == Method::GET {
        let form = head.uri.query().unwrap_or_default().as_bytes().to_vec();
        if form.len() > MAX_FORM_BYTES {
            return Err(Turned::TooLong);
        }
        return Ok(Taken {
            path,
            form,
            by_get: true,
            from,
        });
    }
    if head.method != Method::POST {
        return Err(Turned::Method);
    }
    if !is_form(&head.headers) {
        return Err(Turned::ContentType);
    }
    if announced(&head.headers) > MAX_FORM_BYTES {
        drain(body).await;
        return Err(Turned::TooLong);
    }
    let form = read(body).await?;
    Ok(Taken {
        path,
        form,
        by_get: false,
        from,
    })
}

/// The peer of the connection; behind a proxy of one's own, whom that proxy names last. Where it names nobody it is the
/// proxy itself: nobody passes a list of addresses for want of one.
fn from(head: &Parts, proxy: Option<IpAddr>) -> Option<IpAddr> {
    let Peer(peer) = *head.extensions.get::<Peer>()?;
    let peer = peer.to_canonical();
    if proxy != Some(peer) {
        return Some(peer);
    }
    let named = head.headers.get_all("x-forwarded-for").iter().next_back();
    let last = named.and_then(|list| list.to_str().ok()?.rsplit(',').next());
    let named = last.and_then(|address| address.trim().parse().ok());
    Some(named.unwrap_or(peer))
}

/// Old clients send no content type at all, or add a charset that is not true.
fn is_form(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return true;
    };
    let kind = value
        .as_bytes()
        .split(|byte| *byte == b';')
        .next()
        .unwrap_or_default();
    kind.trim_ascii().eq_ignore_ascii_case(FORM.as_bytes()) || kind.trim_ascii().is_empty()
}

fn announced(headers: &HeaderMap) -> usize {
    let length = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    length.and_then(|text| text.parse().ok()).unwrap_or(0)
}

async fn read(mut body: Body) -> Result<Vec<u8>, Turned> {
    let reading = async {
        let mut form = Vec::new();
        while let Some(part) = next_part(&mut body).await? {
            if form.len().saturating_add(part.len()) > MAX_FORM_BYTES {
                return Err(Turned::TooLong);
            }
            form.extend_from_slice(&part);
        }
        Ok(form)
    };
    let read = tokio::time::timeout(BODY_WITHIN, reading)
        .await
        .map_err(|_| Turned::TooSlow)?;
    if read == Err(Turned::TooLong) {
        drain(body).await;
    }
    read
}

async fn next_part(body: &mut Body) -> Result<Option<axum::body::Bytes>, Turned> {
    use axum::body::HttpBody;
    loop {
        let frame = std::future::poll_fn(|cx| std::pin::Pin::new(&mut *body).poll_frame(cx)).await;
        match frame {
            None => return Ok(None),
            Some(Err(_)) => return Err(Turned::TooSlow),
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}

async fn drain(mut body: Body) {
    let draining = async {
        let mut read = 0_usize;
        while let Ok(Some(part)) = next_part(&mut body).await {
            read = read.saturating_add(part.len());
            if read > DRAINED_BYTES {
                break;
            }
        }
    };
    drop(tokio::time::timeout(DRAIN_WITHIN, draining).await);
}
