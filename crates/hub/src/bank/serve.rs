//! The bank's door: one address, a signed document in, a signed document out.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::books::{self, DATABASE};
use super::desk::{Desk, Turned};
use super::folder::{self, BankError};
use super::wire::{MAX_REQUEST_BYTES, PATH};
use crate::serve::{clock, listener};

/// A request must have arrived after this.
const BODY_WITHIN: Duration = Duration::from_secs(20);
const SHUTDOWN_WITHIN: Duration = Duration::from_secs(10);

/// A bank that is serving, on threads of its own. Dropping it stops it as [`Running::stop`] does.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    served: Option<(Runtime, JoinHandle<()>)>,
}

impl Running {
    /// Where it listens; the port is the real one when port 0 was asked for.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more requests, answers those that were taken and returns.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.stop.send_replace(true);
        let Some((runtime, task)) = self.served.take() else {
            return;
        };
        // From a thread of its own: the caller may be in a runtime, where waiting is not allowed.
        let ending = std::thread::spawn(move || {
            if runtime.block_on(task).is_err() {
                tracing::error!("the bank's listener ended with a panic");
            }
            runtime.shutdown_timeout(SHUTDOWN_WITHIN);
        });
        if ending.join().is_err() {
            tracing::error!("the bank's threads ended with a panic");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// Serves the bank of `data` on `listen` and returns when it is ready.
///
/// # Errors
/// [`BankError`] when the folder holds no usable bank or the address is taken.
pub fn start(data: &Path, listen: SocketAddr) -> Result<Running, BankError> {
    let books = folder::books(data)?;
    let key = folder::signer(data, &books)?;
    let group = books::group(&data.join(DATABASE), "bank-books")?;
    let desk = Arc::new(Desk::new((books, group), key, Arc::new(clock::now)));
    let runtime = Builder::new_multi_thread()
        .thread_name("bank-io")
        .enable_all()
        .build();
    let runtime = runtime.map_err(BankError::Serve)?;
    let bound = std::net::TcpListener::bind(listen)
        .and_then(|socket| socket.set_nonblocking(true).map(|()| socket))
        .and_then(|socket| Ok((socket.local_addr()?, socket)));
    let (address, socket) = bound.map_err(BankError::Serve)?;
    let (stop, stopping) = watch::channel(false);
    let entered = runtime.enter();
    let socket = TcpListener::from_std(socket).map_err(BankError::Serve)?;
    drop(entered);
    let app = Router::new().route(PATH, post(take)).with_state(desk);
    let task = runtime.spawn(listener::serve(socket, app, stopping));
    Ok(Running {
        address,
        stop,
        served: Some((runtime, task)),
    })
}

async fn take(State(desk): State<Arc<Desk>>, body: Body) -> Response {
    let read = tokio::time::timeout(BODY_WITHIN, to_bytes(body, MAX_REQUEST_BYTES)).await;
    let document = match read {
        Ok(Ok(document)) => document,
        Ok(Err(_)) => return refusal(StatusCode::PAYLOAD_TOO_LARGE, "too long or broken off\r\n"),
        Err(_) => return refusal(StatusCode::REQUEST_TIMEOUT, "too slow\r\n"),
    };
    // In a task of its own: a hub that goes away leaves its request whole.
    let work = tokio::spawn(desk.answer(document.to_vec()));
    match work.await.unwrap_or(Err(Turned::Unavailable)) {
        Ok(answer) => {
            let headers = [(CONTENT_TYPE, "text/plain"), (CACHE_CONTROL, "no-store")];
            (headers, answer).into_response()
        }
        Err(Turned::Unsigned) => refusal(StatusCode::FORBIDDEN, "not accepted\r\n"),
        Err(Turned::Formless) => refusal(StatusCode::BAD_REQUEST, "no request\r\n"),
        Err(Turned::Unavailable) => refusal(StatusCode::SERVICE_UNAVAILABLE, "not available\r\n"),
    }
}

fn refusal(status: StatusCode, text: &'static str) -> Response {
    let headers = [(CONTENT_TYPE, "text/plain"), (CACHE_CONTROL, "no-store")];
    (status, headers, text).into_response()
}
