//! The clients: connections that stay open, one request at a time on each.
//!
//! Latency is counted from the moment a request should have left. With a fixed rate that is the payment's place in
//! the plan for its check, however late a client was free for it, and the answer before it for pay and status.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use super::plan::{ASKS, Round};
use super::{LoadError, Volume, Wish};

/// A till waits no longer for an answer.
const PATIENCE: Duration = Duration::from_secs(60);
const FORM: &str = "application/x-www-form-urlencoded";

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// The number of the status line and everything after the headers.
    Http(u16, Vec<u8>),
    /// The connection broke, or nothing came in time.
    Nothing,
}

/// One request, there and back.
#[derive(Debug, Clone)]
pub(super) struct Shot {
    pub(super) answer: Answer,
    pub(super) took: Duration,
}

/// One payment: its check, pay and status, as far as it came.
#[derive(Debug, Clone)]
pub(super) struct Sale {
    /// Its place in the round.
    pub(super) place: usize,
    pub(super) shots: Vec<Shot>,
    /// From the moment it should have begun.
    pub(super) took: Duration,
}

/// A round that was driven.
#[derive(Debug)]
pub(super) struct Driven {
    pub(super) sales: Vec<Sale>,
    /// From the first request to the last answer.
    pub(super) took: Duration,
}

/// Sends the requests of the round and keeps every answer.
pub(super) fn drive(
    round: &Arc<Round>,
    wish: &Wish,
    address: SocketAddr,
) -> Result<Driven, LoadError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let clients = runtime.block_on(connect_all(wish.clients, address))?;
    runtime.block_on(drive_all(round, wish, clients))
}

async fn connect_all(clients: u16, address: SocketAddr) -> Result<Vec<Client>, LoadError> {
    let mut all = Vec::with_capacity(clients.into());
    for _ in 0..clients {
        let mut client = Client { address, way: None };
        client.connect().await.ok_or_else(|| {
            LoadError::Broken("the hub does not take so many connections".to_owned())
        })?;
        all.push(client);
    }
    Ok(all)
}

async fn drive_all(
    round: &Arc<Round>,
    wish: &Wish,
    clients: Vec<Client>,
) -> Result<Driven, LoadError> {
    let plan = Plan {
        round: Arc::clone(round),
        next: Arc::default(),
        begun: Instant::now(),
        pace: match wish.volume {
            Volume::Closed { .. } => None,
            Volume::Open { per_second, .. } => Some(
                Duration::from_secs(1)
                    .checked_div(per_second)
                    .unwrap_or_default(),
            ),
        },
    };
    let mut running = JoinSet::new();
    for client in clients {
        running.spawn(client.sell(plan.clone()));
    }
    let mut sales = Vec::with_capacity(round.forms.len());
    while let Some(sold) = running.join_next().await {
        sales.extend(sold.map_err(|error| LoadError::Broken(error.to_string()))?);
    }
    Ok(Driven {
        sales,
        took: plan.begun.elapsed(),
    })
}

/// What all clients share.
#[derive(Clone)]
struct Plan {
    round: Arc<Round>,
    next: Arc<AtomicUsize>,
    begun: Instant,
    /// From the beginning of one payment to that of the next.
    pace: Option<Duration>,
}

impl Plan {
    /// The next payment and when it should begin; none when all are taken.
    fn take(&self) -> Option<(usize, [Bytes; 3], Option<Instant>)> {
        let place = self.next.fetch_add(1, Ordering::Relaxed);
        let forms = self.round.forms.get(place)?.clone();
        let turn = u32::try_from(place).unwrap_or(u32::MAX);
        let due = self
            .pace
            .and_then(|pace| pace.checked_mul(turn))
            .and_then(|later| self.begun.checked_add(later));
        Some((place, forms, due))
    }
}

struct Client {
    address: SocketAddr,
    way: Option<SendRequest<Body>>,
}

impl Client {
    async fn connect(&mut self) -> Option<&mut SendRequest<Body>> {
        if self.way.as_ref().is_none_or(SendRequest::is_closed) {
            let stream = TcpStream::connect(self.address).await.ok()?;
            stream.set_nodelay(true).ok()?;
            let (way, connection) = handshake(TokioIo::new(stream)).await.ok()?;
            // Its end is seen by whoever sends on it.
            tokio::spawn(async move { drop(connection.await) });
            self.way = Some(way);
        }
        self.way.as_mut()
    }

    async fn sell(mut self, plan: Plan) -> Vec<Sale> {
        let mut sales = Vec::new();
        while let Some((place, forms, due)) = plan.take() {
            if let Some(due) = due {
                sleep_until(due).await;
            }
            let begun = due.unwrap_or_else(Instant::now);
            let mut sent = begun;
            let mut shots = Vec::with_capacity(ASKS.len());
            for (form, path) in forms.into_iter().zip(&plan.round.paths) {
                let answer = timeout(PATIENCE, self.ask(path, form)).await;
                let answer = answer.ok().flatten();
                let came = Instant::now();
                shots.push(Shot {
                    took: came.duration_since(sent),
                    answer: answer.unwrap_or(Answer::Nothing),
                });
                sent = came;
                if !matches!(
                    shots.last(),
                    Some(Shot {
                        answer: Answer::Http(200, _),
                        ..
                    })
                ) {
                    // What is not answered may still come on this connection, and what follows is not meant so.
                    self.way = None;
                    break;
                }
            }
            sales.push(Sale {
                place,
                shots,
                took: sent.duration_since(begun),
            });
        }
        sales
    }

    async fn ask(&mut self, path: &str, form: Bytes) -> Option<Answer> {
        let way = self.connect().await?;
        way.ready().await.ok()?;
        let request = Request::post(path)
            .header(HOST, "hub")
            .header(CONTENT_TYPE, FORM)
            .body(Body::from(form))
            .ok()?;
        let response = way.send_request(request).await.ok()?;
        let status: StatusCode = response.status();
        let mut body = response.into_body();
        let mut bytes = Vec::new();
        while let Some(frame) =
            std::future::poll_fn(|cx| std::pin::Pin::new(&mut body).poll_frame(cx)).await
        {
            if let Ok(data) = frame.ok()?.into_data() {
                bytes.extend_from_slice(&data);
            }
        }
        Some(Answer::Http(status.as_u16(), bytes))
    }
}
