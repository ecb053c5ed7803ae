//! What is counted, and the page for those who watch a hub: `/health` and `/metrics`, on an address of its own.
//!
//! Nothing here names a subscriber, a SESSION or a cashier; a dealer shows by its code alone.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use paydesk_cyberplat::messages::Kind;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

use super::desk::Desk;
use crate::store::StoreError;
use crate::store::{ledger, outbox};

const TEXT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    /// Which request.
    kind: String,
    /// ERROR of the answer; `repeat` for bytes that were told before, `none` where nothing was signed.
    error: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    kind: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Turned {
    status: u16,
}

/// Counters of this run.
#[derive(Debug)]
pub(crate) struct Metrics {
    answered: Family<Answered, Counter>,
    seconds: Family<Of, Histogram>,
    turned: Family<Turned, Counter>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            answered: Family::default(),
            seconds: Family::new_with_constructor(|| {
                Histogram::new(exponential_buckets(0.001, 2.0, 16))
            }),
            turned: Family::default(),
        }
    }
}

const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Check => "check",
        Kind::Pay => "pay",
        Kind::Status => "status",
        Kind::Cancel => "cancel",
        Kind::Rest => "rest",
        Kind::Refill => "refill",
    }
}

impl Metrics {
    /// A signed answer is about to leave.
    pub(super) fn answered(&self, kind: Kind, error: Option<u16>, took: Duration) {
        let labels = Answered {
            kind: word(kind).to_owned(),
            error: error.map_or("repeat".to_owned(), |code| code.to_string()),
        };
        self.answered.get_or_create(&labels).inc();
        let of = Of {
            kind: word(kind).to_owned(),
        };
        self.seconds.get_or_create(&of).observe(took.as_secs_f64());
    }

    /// A request was turned away without a signature.
    pub(super) fn turned(&self, status: StatusCode) {
        let labels = Turned {
            status: status.as_u16(),
        };
        self.turned.get_or_create(&labels).inc();
    }
}

/// The pages for those who watch.
pub(crate) fn router(desk: Desk) -> Router {
    Router::new()
        .route("/health", get(health))
        .route("/metrics", get(metrics))
        .with_state(desk)
}

/// 200 while the books can be read and written.
async fn health(State(desk): State<Desk>) -> Response {
    // Goes through the writer as every payment does, and writes nothing.
    let written = desk.store.write(|_| Ok(())).await;
    let read = desk
        .store
        .read(|books| outbox::waiting(books).map(drop))
        .await;
    let headers = [(CONTENT_TYPE, "text/plain"), (CACHE_CONTROL, "no-store")];
    match written.and(read) {
        Ok(()) => (headers, "ok\n").into_response(),
        Err(error) => {
            tracing::error!(%error, "the books do not answer");
            let status = StatusCode::SERVICE_UNAVAILABLE;
            (status, headers, "the books do not answer\n").into_response()
        }
    }
}

async fn metrics(State(desk): State<Desk>) -> Response {
    match page(&desk).await {
        Ok(text) => {
            let headers = [(CONTENT_TYPE, TEXT), (CACHE_CONTROL, "no-store")];
            (headers, text).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the books do not answer");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Gateway {
    gateway: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfDeposit {
    dealer: String,
    currency: String,
}

async fn page(desk: &Desk) -> Result<String, StoreError> {
    let counted = &desk.metrics;
    let mut registry = Registry::with_prefix("paydesk_hub");
    registry.register(
        "answers",
        "Signed answers by kind of request and ERROR",
        counted.answered.clone(),
    );
    registry.register(
        "answer_seconds",
        "From a request to its signed answer",
        counted.seconds.clone(),
    );
    registry.register(
        "turned_away",
        "Requests without a signed answer, by HTTP status",
        counted.turned.clone(),
    );
    let now = desk.now();
    let (queues, deposits) = desk
        .store
        .read(|books| Ok((outbox::queues(books)?, ledger::deposits(books)?)))
        .await?;
    let (rows, ages) = (
        Family::<Gateway, Gauge>::default(),
        Family::<Gateway, Gauge>::default(),
    );
    for gateway in ["bank", "provider"] {
        let found = queues.iter().find(|queue| queue.gateway == gateway);
        let labels = Gateway {
            gateway: gateway.to_owned(),
        };
        let waiting = found.map_or(0, |queue| queue.waiting.rows.cast_signed());
        let since = found.and_then(|queue| queue.waiting.since);
        rows.get_or_create(&labels).set(waiting);
        ages.get_or_create(&labels)
            .set(since.map_or(0, |since| now.ms_since(since) / 1000));
    }
    registry.register("outbox_rows", "Orders that wait for bank or provider", rows);
    registry.register("outbox_oldest_seconds", "Age of the oldest of them", ages);
    let left = Family::<OfDeposit, Gauge>::default();
    for deposit in deposits {
        let available = deposit.sums.available()?.get();
        let labels = OfDeposit {
            dealer: deposit.dealer,
            currency: deposit.currency,
        };
        left.get_or_create(&labels).set(available);
    }
    registry.register(
        "deposit_available_minor",
        "What a dealer may still spend",
        left,
    );
    let mut text = String::new();
    encode(&mut text, &registry).map_err(|_| StoreError::Unanswered)?;
    Ok(text)
}
