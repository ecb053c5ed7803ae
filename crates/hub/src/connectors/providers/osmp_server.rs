//! A small provider that speaks OSMP, with books of its own: for providers that have no system yet, for the demo, and
//! as a mobile operator that misbehaves as it is told.
//!
//! It credits one `txn_id` exactly once, whatever happens in between: repeats, 64 at the same moment, restarts. What
//! was decided about a `txn_id` is told again; the same one with another account or sum is refused.

mod books;
mod desk;
mod folder;
mod numbers;
mod reply;
mod rules;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::sync::Arc;

use hyper::service::service_fn;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::connectors::Now;
use crate::serve::listener;
use crate::store::StoreError;
pub(crate) use books::{Booked, Books};
use desk::Desk;
pub use folder::Shop;
pub(crate) use numbers::masked;
pub use rules::Rules;

/// The provider cannot be started.
#[derive(Debug, thiserror::Error)]
pub enum OsmpServerError {
    /// Its settings.
    #[error("{0}")]
    Setup(String),
    /// Its file.
    #[error("provider's books: {0}")]
    Books(#[from] StoreError),
    /// Its port.
    #[error("provider's port: {0}")]
    Port(#[from] std::io::Error),
}

/// A running provider; takes no more requests when it is dropped.
#[derive(Debug)]
pub struct OsmpServer {
    address: SocketAddr,
    books: Arc<Books>,
    stop: watch::Sender<bool>,
    task: Option<JoinHandle<()>>,
}

impl OsmpServer {
    /// Opens the books and listens.
    ///
    /// # Errors
    /// [`OsmpServerError`] when the books or the port cannot be had.
    pub async fn start(shop: Shop, listen: SocketAddr, now: Now) -> Result<Self, OsmpServerError> {
        let books = Arc::new(Books::open(&shop.books)?);
        let socket = TcpListener::bind(listen).await?;
        let address = socket.local_addr()?;
        let (stop, stopping) = watch::channel(false);
        let desk = Arc::new(Desk {
            books: Arc::clone(&books),
            shop,
            now,
        });
        let service = move |peer: SocketAddr| {
            let desk = Arc::clone(&desk);
            service_fn(move |request| Arc::clone(&desk).answer(peer.ip(), request))
        };
        let task = tokio::spawn(listener::serve_each(socket, service, stopping));
        Ok(Self {
            address,
            books,
            stop,
            task: Some(task),
        })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The provider's address for the hub's entry.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, desk::PATH)
    }

    /// How many payments it has credited and their sum in hundredths, for comparison with the hub's ledger.
    ///
    /// # Errors
    /// Whatever SQLite says about the file.
    pub fn credited(&self) -> Result<(i64, i64), rusqlite::Error> {
        self.books.credited()
    }

    /// Takes no more requests, answers those that were taken and returns.
    pub async fn finish(mut self) {
        self.stop.send_replace(true);
        if let Some(task) = self.task.take() {
            drop(task.await);
        }
    }
}

impl Drop for OsmpServer {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}
