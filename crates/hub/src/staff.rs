//! The staff page: what the people who run the hub look at. Nothing can be changed here, and no payer is named.
//!
//! It has an address of its own. Signing in wants a name and a password; wrong ones are counted in the books before
//! anybody is told. A session lives in memory for half an hour of silence and ends with the hub.

mod page;
pub(crate) mod password;
mod sessions;

use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue,
    LOCATION, REFERRER_POLICY, SET_COOKIE, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use subtle::ConstantTimeEq as _;
use tokio::sync::Semaphore;

use crate::http::desk::Desk;
use crate::store::{StoreError, ledger, staff, terms};
use page::Facts;
use sessions::{Known, Sessions};

const STYLE: &str = include_str!("staff/staff.css");
/// Everything comes from here, nothing runs, nobody frames it.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";
const LONGEST_FORM: usize = 4 * 1024;
/// Payments in work that are listed; the rest is counted.
const MOST_ROWS: u32 = 100;

/// The page's shared parts.
pub(crate) struct Staff {
    desk: Desk,
    sessions: Sessions,
    /// One password is hashed at a time: it takes 64 MiB, and guesses come one after the other.
    hashing: Semaphore,
    /// Cookies and policy of a page that is reached by TLS.
    is_tls: bool,
}

/// Every address of the page.
pub(crate) fn router(desk: Desk, is_tls: bool) -> Router {
    let staff = Staff {
        desk,
        sessions: Sessions::default(),
        hashing: Semaphore::new(1),
        is_tls,
    };
    Router::new().fallback(answer).with_state(Arc::new(staff))
}

async fn answer(State(staff): State<Arc<Staff>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let form = match head.method {
        Method::GET => Vec::new(),
        Method::POST => match to_bytes(body, LONGEST_FORM).await {
            Ok(form) => form.to_vec(),
            Err(_) => return staff.plain(StatusCode::PAYLOAD_TOO_LARGE),
        },
        _ => return staff.plain(StatusCode::METHOD_NOT_ALLOWED),
    };
    let known = match staff.who(&head.headers) {
        Ok(known) => known,
        Err(error) => return staff.unavailable(&error),
    };
    match (&head.method, head.uri.path(), known) {
        (&Method::GET, "/", Some(known)) => staff.overview(&known).await,
        (&Method::GET, "/", None) => staff.door(StatusCode::OK, false),
        (&Method::GET, "/staff.css", _) => {
            let kind = HeaderValue::from_static("text/css; charset=utf-8");
            staff.send(StatusCode::OK, (CONTENT_TYPE, kind), STYLE.to_owned())
        }
        (&Method::POST, "/sign-in", _) => staff.sign_in(&head.headers, &form).await,
        (&Method::POST, "/sign-out", Some(known)) => staff.sign_out(&known, &form),
        _ => staff.plain(StatusCode::NOT_FOUND),
    }
}

/// A field of a form.
fn field(form: &[u8], name: &str) -> String {
    let form = String::from_utf8_lossy(form).replace('+', " ");
    let mut pairs = form.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value);
    let value = percent_decode_str(value.unwrap_or_default());
    value.decode_utf8_lossy().into_owned()
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lists = headers.get_all(COOKIE).into_iter();
    let mut pairs = lists
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

fn are_equal(one: &str, other: &str) -> bool {
    !one.is_empty() && bool::from(one.as_bytes().ct_eq(other.as_bytes()))
}

impl Staff {
    /// Behind TLS a browser takes these cookies from this host alone.
    const fn name_of(&self, is_session: bool) -> &'static str {
        match (self.is_tls, is_session) {
            (true, true) => "__Host-session",
            (true, false) => "__Host-door",
            (false, true) => "session",
            (false, false) => "door",
        }
    }

    fn bake(&self, is_session: bool, value: &str) -> String {
        let secure = if self.is_tls { "; Secure" } else { "" };
        let name = self.name_of(is_session);
        let age = if value.is_empty() { "; Max-Age=0" } else { "" };
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{age}")
    }

    /// Who asks. Whose right to look has ended is nobody at once.
    fn who(&self, headers: &HeaderMap) -> Result<Option<Known>, StoreError> {
        let token = cookie(headers, self.name_of(true));
        let known = token.and_then(|token| self.sessions.look(token, self.desk.now()));
        let Some(known) = known else { return Ok(None) };
        let found = self
            .desk
            .store
            .look(|books| staff::find(books, &known.name))?;
        Ok(found.map(|_| known))
    }

    fn send(&self, status: StatusCode, more: (HeaderName, HeaderValue), body: String) -> Response {
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        let fixed = [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CACHE_CONTROL, "no-store"),
            (CONTENT_SECURITY_POLICY, POLICY),
            (REFERRER_POLICY, "no-referrer"),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ];
        for (name, value) in fixed {
            headers.insert(name, HeaderValue::from_static(value));
        }
        if self.is_tls {
            let year = HeaderValue::from_static("max-age=31536000");
            headers.insert(STRICT_TRANSPORT_SECURITY, year);
        }
        let (name, value) = more;
        headers.insert(name, value);
        response
    }

    fn with_cookie(&self, status: StatusCode, cookie: &str, body: String) -> Response {
        let value = HeaderValue::from_str(cookie).unwrap_or(HeaderValue::from_static(""));
        self.send(status, (SET_COOKIE, value), body)
    }

    fn plain(&self, status: StatusCode) -> Response {
        let kind = HeaderValue::from_static("text/plain; charset=utf-8");
        let text = status.canonical_reason().unwrap_or_default();
        self.send(status, (CONTENT_TYPE, kind), format!("{text}\n"))
    }

    fn home(&self, cookie: &str) -> Response {
        let mut response = self.with_cookie(StatusCode::SEE_OTHER, cookie, String::new());
        let home = HeaderValue::from_static("/");
        response.headers_mut().insert(LOCATION, home);
        response
    }

    /// The form to sign in. Its hidden word must come back with its cookie: no other site can write both.
    fn door(&self, status: StatusCode, is_refused: bool) -> Response {
        let word = sessions::random();
        let page = page::door(&word, is_refused).into_string();
        self.with_cookie(status, &self.bake(false, &word), page)
    }

    async fn sign_in(&self, headers: &HeaderMap, form: &[u8]) -> Response {
        let word = cookie(headers, self.name_of(false)).unwrap_or_default();
        if !are_equal(word, &field(form, "word")) {
            return self.door(StatusCode::FORBIDDEN, true);
        }
        let name = field(form, "name").trim().to_owned();
        match self.is_right(&name, field(form, "password")).await {
            Ok(true) => {
                let token = self.sessions.begin(&name, self.desk.now());
                tracing::info!(name, "somebody signed in at the staff page");
                self.home(&self.bake(true, &token))
            }
            Ok(false) => {
                tracing::warn!("a sign-in at the staff page was refused");
                self.door(StatusCode::FORBIDDEN, true)
            }
            Err(error) => self.unavailable(&error),
        }
    }

    /// Whether name and password belong together. An unknown name takes as long as a known one.
    async fn is_right(&self, name: &str, typed: String) -> Result<bool, StoreError> {
        let Ok(_turn) = self.hashing.acquire().await else {
            return Ok(false);
        };
        let found = self.desk.store.look(|books| staff::find(books, name))?;
        let waits = found
            .as_ref()
            .is_some_and(|(_, until)| self.desk.now() < *until);
        let secret = found.as_ref().map(|(secret, _)| secret.clone());
        let compared = tokio::task::spawn_blocking(move || password::fits(secret.as_ref(), &typed));
        let fits = compared.await.unwrap_or(false) && !waits;
        if waits || found.is_none() {
            return Ok(false);
        }
        let (name, now) = (name.to_owned(), self.desk.now());
        let noted = self.desk.store.write(move |books| {
            if fits {
                staff::clear_failures(books, &name)
            } else {
                staff::count_failure(books, &name, now)
            }
        });
        noted.await?;
        Ok(fits)
    }

    fn sign_out(&self, known: &Known, form: &[u8]) -> Response {
        if !are_equal(&known.word, &field(form, "word")) {
            return self.plain(StatusCode::FORBIDDEN);
        }
        self.sessions.end(known);
        self.home(&self.bake(true, ""))
    }

    async fn overview(&self, known: &Known) -> Response {
        let now = self.desk.now();
        let read = self.desk.store.read(move |books| {
            Ok(Facts {
                now,
                today: staff::today(books, now)?,
                deposits: ledger::deposits(books)?,
                unknown: staff::unknown(books, MOST_ROWS)?,
                parties: terms::parties(books)?,
                heads: staff::heads(books)?,
            })
        });
        match read.await {
            Ok(facts) => {
                let page = page::overview(known, &facts).into_string();
                let kind = HeaderValue::from_static("text/html; charset=utf-8");
                self.send(StatusCode::OK, (CONTENT_TYPE, kind), page)
            }
            Err(error) => self.unavailable(&error),
        }
    }

    fn unavailable(&self, error: &StoreError) -> Response {
        tracing::error!(%error, "the staff page has no books");
        self.plain(StatusCode::SERVICE_UNAVAILABLE)
    }
}
