//! Connections: accepted, limited in number and time, and let finish when the hub stops.

use std::convert::Infallible;
use std::error::Error;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio_rustls::TlsAcceptor;

use crate::http::intake::Peer;

/// A request's head must be complete after this.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// Room for an address of a GET of 16 KiB and its headers.
const HEAD_BYTES: usize = 32 * 1024;
/// Connections at a time; more wait in the system's queue.
const CONNECTIONS: usize = 1024;
/// A pay is answered within 15 seconds, so nothing taken needs longer than this to be answered.
const STOP_WITHIN: Duration = Duration::from_secs(30);
/// Pause after the system refused a connection, for instance because no descriptor is free.
const AFTER_REFUSAL: Duration = Duration::from_millis(100);

/// Serves until `stop` turns true, then lets running requests end.
pub(crate) async fn serve(listener: TcpListener, app: Router, stop: watch::Receiver<bool>) {
    serve_tls(listener, (app, None), stop).await;
}

/// The same behind TLS, where there is a certificate.
pub(crate) async fn serve_tls(
    listener: TcpListener,
    (app, tls): (Router, Option<TlsAcceptor>),
    stop: watch::Receiver<bool>,
) {
    let service = |peer: SocketAddr| Named {
        app: TowerToHyperService::new(app.clone()),
        peer: Peer(peer.ip()),
    };
    serve_connections((listener, tls), service, stop).await;
}

/// Tells each request of a connection who is at its other end.
struct Named {
    app: TowerToHyperService<Router>,
    peer: Peer,
}

impl Service<Request<Incoming>> for Named {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Future;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        request.extensions_mut().insert(self.peer);
        self.app.call(request)
    }
}

/// Serves each connection with a service of its own until `stop` turns true, then lets running requests end. A service
/// that fails closes its connection without an answer.
pub(crate) async fn serve_each<S>(
    listener: TcpListener,
    service: impl Fn(SocketAddr) -> S,
    stop: watch::Receiver<bool>,
) where
    S: Service<Request<Incoming>, Response = Response<Body>> + Send + 'static,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    S::Future: Send + 'static,
{
    serve_connections((listener, None), service, stop).await;
}

async fn serve_connections<S>(
    (listener, tls): (TcpListener, Option<TlsAcceptor>),
    service: impl Fn(SocketAddr) -> S,
    mut stop: watch::Receiver<bool>,
) where
    S: Service<Request<Incoming>, Response = Response<Body>> + Send + 'static,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    S::Future: Send + 'static,
{
    let running = GracefulShutdown::new();
    let places = std::sync::Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            () = stopped(&mut stop) => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let Some((stream, peer, place)) = accepted else {
            continue;
        };
        // Small answers must leave at once; a failure only makes them slower.
        drop(stream.set_nodelay(true));
        let (service, watcher, tls) = (service(peer), running.watcher(), tls.clone());
        tokio::spawn(async move {
            match tls {
                None => converse(stream, service, watcher).await,
                Some(tls) => match tokio::time::timeout(HEAD_WITHIN, tls.accept(stream)).await {
                    Ok(Ok(stream)) => converse(stream, service, watcher).await,
                    Ok(Err(error)) => tracing::debug!(%error, "no handshake"),
                    Err(_) => tracing::debug!("a handshake took too long"),
                },
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(STOP_WITHIN, running.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("connections were still open when the hub stopped");
    }
}

/// Answers the requests of one connection.
async fn converse<IO, S>(stream: IO, service: S, watcher: Watcher)
where
    IO: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Service<Request<Incoming>, Response = Response<Body>> + Send + 'static,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    S::Future: Send + 'static,
{
    let connection = protocol().serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// Waits until `stop` turns true or its sender is gone.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    drop(stop.wait_for(|stop| *stop).await);
}

fn protocol() -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(HEAD_BYTES)
        // Old clients compare header names as printed in old documents, and some end their sending side
        // before they read.
        .title_case_headers(true)
        .half_close(true);
    http
}

async fn accept(
    listener: &TcpListener,
    places: &std::sync::Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = std::sync::Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer, place)),
        Err(error) => {
            tracing::warn!(%error, "a connection could not be accepted");
            tokio::time::sleep(AFTER_REFUSAL).await;
            None
        }
    }
}
