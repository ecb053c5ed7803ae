//! A small provider that speaks OSMP, with books of its own in its own file: the other end of the demo.
//!
//! It credits one `txn_id` exactly once, whatever happens in between: repeats, 64 at the same moment,
//! restarts. Any well-formed account is accepted (3 to 30 letters, digits, `.`, `-`, `/`), but for the
//! scripted ones:
//!
//! | Number | What happens |
//! |---|---|
//! | 9990000023 | unknown subscriber: refused at check |
//! | 9990000024 | temporarily not available at check |
//! | 9990000020 | the pay stays in work for about 6 seconds, then it is done |
//! | 9990000079 | check is fine, the pay is refused for good |
//! | 9990000099 | the pay is credited at once, but answered only after 20 seconds |
//!
//! A leading 7, 8 or +7 changes nothing. An account that is not such a phone number follows the same script
//! when it ends in `0000023`, `0000024`, `0000020`, `0000079` or `0000099`.

mod books;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use percent_encoding::percent_decode_str;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::connectors::Now;
use books::{Books, Paid};

/// How long the late number's answer takes; longer than the hub waits before it says "in work".
const LATE_ANSWER: Duration = Duration::from_secs(20);

/// A request's fields and the script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Plain,
    UnknownSubscriber,
    NotAvailable,
    InWork,
    RefusedAtPay,
    LateAnswer,
}

impl Script {
    fn of(account: &str) -> Self {
        let number = account.trim_start_matches('+');
        let number = match number.len() {
            11 => number.strip_prefix(['7', '8']).unwrap_or(number),
            _ => number,
        };
        let phone = number.len() == 10 && number.bytes().all(|b| b.is_ascii_digit());
        if phone && !number.starts_with("999") {
            return Self::Plain;
        }
        let scripts = [
            ("0000023", Self::UnknownSubscriber),
            ("0000024", Self::NotAvailable),
            ("0000020", Self::InWork),
            ("0000079", Self::RefusedAtPay),
            ("0000099", Self::LateAnswer),
        ];
        scripts
            .into_iter()
            .find(|(ending, _)| number.ends_with(ending))
            .map_or(Self::Plain, |(_, script)| script)
    }
}

/// The provider cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum OsmpServerError {
    /// Its file.
    #[error("provider's books: {0}")]
    Books(#[from] rusqlite::Error),
    /// Its port.
    #[error("provider's port: {0}")]
    Port(#[from] std::io::Error),
}

/// A running provider; stops when dropped.
#[derive(Debug)]
pub struct OsmpServer {
    address: SocketAddr,
    books: Arc<Books>,
    task: JoinHandle<()>,
}

#[derive(Clone)]
struct Desk {
    books: Arc<Books>,
    now: Now,
}

impl OsmpServer {
    /// Opens the books in `file` and listens on a loopback port of its own.
    ///
    /// # Errors
    /// [`OsmpServerError`] when the file or the port cannot be had.
    pub async fn start(file: &Path, now: Now) -> Result<Self, OsmpServerError> {
        let books = Arc::new(Books::open(file)?);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let desk = Desk {
            books: Arc::clone(&books),
            now,
        };
        let app = Router::new()
            .route("/pay", get(by_get).post(by_post))
            .with_state(desk);
        let task = tokio::spawn(async move {
            // The listener's own errors are retried by axum; the future ends only with the task.
            drop(axum::serve(listener, app).await);
        });
        Ok(Self {
            address,
            books,
            task,
        })
    }

    /// The provider's address for the hub's entry.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/pay", self.address)
    }

    /// How many payments it has credited and their sum in hundredths, for comparison with the hub's ledger.
    ///
    /// # Errors
    /// Whatever SQLite says about the file.
    pub fn credited(&self) -> Result<(i64, i64), rusqlite::Error> {
        self.books.credited()
    }
}

impl Drop for OsmpServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn by_get(State(desk): State<Desk>, RawQuery(query): RawQuery) -> Response {
    answer(&desk, &query.unwrap_or_default()).await
}

async fn by_post(State(desk): State<Desk>, body: Bytes) -> Response {
    match std::str::from_utf8(&body) {
        Ok(form) => answer(&desk, form).await,
        Err(_) => Reply::of(300, "request is not text").into_response(),
    }
}

/// A request as it was understood. Holds an account, so it does not print itself.
#[derive(Clone, PartialEq, Eq)]
struct Asked {
    txn_id: String,
    account: String,
    sum_minor: i64,
    /// Pay only.
    txn_date: Option<String>,
}

/// An answer before it is written as XML.
#[derive(Debug, Default)]
struct Reply {
    txn_id: String,
    provider_ref: Option<i64>,
    sum_minor: Option<i64>,
    result: u32,
    comment: &'static str,
    info: Option<&'static str>,
}

impl Reply {
    fn of(result: u32, comment: &'static str) -> Self {
        Self {
            result,
            comment,
            ..Self::default()
        }
    }

    fn to(asked: &Asked, result: u32, comment: &'static str) -> Self {
        Self {
            txn_id: asked.txn_id.clone(),
            sum_minor: Some(asked.sum_minor),
            ..Self::of(result, comment)
        }
    }

    fn xml(&self) -> String {
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<response>");
        out.push_str(&format!("<osmp_txn_id>{}</osmp_txn_id>", self.txn_id));
        if let Some(number) = self.provider_ref {
            out.push_str(&format!("<prv_txn>{number}</prv_txn>"));
        }
        if let Some(sum) = self.sum_minor {
            out.push_str(&format!("<sum>{}</sum>", super::osmp::sum_text(sum)));
        }
        out.push_str(&format!(
            "<result>{}</result><comment>{}</comment>",
            self.result, self.comment
        ));
        if let Some(info) = self.info {
            out.push_str(&format!(
                "<fields><field1 name=\"name\">{info}</field1></fields>"
            ));
        }
        out.push_str("</response>\n");
        out
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        ([(CONTENT_TYPE, "text/xml; charset=utf-8")], self.xml()).into_response()
    }
}

async fn answer(desk: &Desk, form: &str) -> Response {
    let field = |name: &str| form_value(form, name);
    let asked = field("txn_id")
        .filter(|id| (1..=20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit()))
        .zip(field("account"))
        .zip(field("sum").and_then(|text| super::osmp::hundredths(&text)))
        .map(|((txn_id, account), sum_minor)| Asked {
            txn_id,
            account,
            sum_minor,
            txn_date: None,
        });
    let Some(mut asked) = asked else {
        return Reply::of(
            300,
            "txn_id, account or sum is missing or has the wrong form",
        )
        .into_response();
    };
    if !well_formed(&asked.account) {
        return Reply::to(&asked, 4, "wrong account format").into_response();
    }
    match field("command").as_deref() {
        Some("check") => check(&asked).into_response(),
        Some("pay") => {
            asked.txn_date = field("txn_date").filter(|t| is_moment(t));
            pay(desk, &asked).await.into_response()
        }
        Some(_) | None => Reply::to(&asked, 300, "unknown command").into_response(),
    }
}

fn check(asked: &Asked) -> Reply {
    match Script::of(&asked.account) {
        Script::UnknownSubscriber => Reply::to(asked, 5, "account not found"),
        Script::NotAvailable => Reply::to(asked, 1, "temporarily not available"),
        Script::Plain | Script::InWork | Script::RefusedAtPay | Script::LateAnswer => Reply {
            info: Some("I***** P."),
            ..Reply::to(asked, 0, "OK")
        },
    }
}

async fn pay(desk: &Desk, asked: &Asked) -> Reply {
    if asked.txn_date.is_none() {
        return Reply::to(asked, 300, "txn_date is missing or has the wrong form");
    }
    let script = Script::of(&asked.account);
    let (books, order, now) = (Arc::clone(&desk.books), asked.clone(), (desk.now)());
    // The books wait for the disk, which the threads of the connections must not.
    let paid = tokio::task::spawn_blocking(move || books.pay(&order, script, now)).await;
    if script == Script::LateAnswer {
        tokio::time::sleep(LATE_ANSWER).await;
    }
    match paid {
        Ok(Ok(Paid::Credited(number))) => Reply {
            provider_ref: Some(number),
            ..Reply::to(asked, 0, "OK")
        },
        Ok(Ok(Paid::InWork)) => Reply::to(asked, 90, "payment not finished"),
        Ok(Ok(Paid::Refused)) => Reply::to(asked, 79, "account not active"),
        Ok(Ok(Paid::OtherContent)) => Reply::to(asked, 300, "txn_id is known with other details"),
        Ok(Err(_)) | Err(_) => Reply::to(asked, 1, "books not available"),
    }
}

fn is_moment(text: &str) -> bool {
    text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit())
}

fn well_formed(account: &str) -> bool {
    (3..=30).contains(&account.len())
        && account
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+.-/".contains(&b))
}

fn form_value(form: &str, name: &str) -> Option<String> {
    let raw = form
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    percent_decode_str(raw)
        .decode_utf8()
        .ok()
        .map(|text| text.into_owned())
}
