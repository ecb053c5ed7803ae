//! Starts and stops a hub inside any program: its own thread, its own runtime, one data folder.
//!
//! The binary and the till's demo both use this. Nothing of the hub runs before [`start`] or after
//! [`Running::stop`].

pub(crate) mod assemble;
pub mod clock;
pub(crate) mod listener;
mod tls;
pub(crate) mod workers;

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use crate::bank::books::BooksError;
use crate::connectors::Now;
use crate::connectors::bank::signed::{SignedBank, SignedBankError};
use crate::connectors::providers::osmp::OsmpSetupError;
use crate::connectors::providers::osmp_server::OsmpServerError;
use crate::store::{Store, StoreError};

/// Why a hub does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Its books.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its configuration or keys.
    #[error("{0}")]
    Setup(String),
    /// A provider's entry.
    #[error(transparent)]
    Provider(#[from] OsmpSetupError),
    /// The demo's provider.
    #[error(transparent)]
    DemoProvider(#[from] OsmpServerError),
    /// The demo's bank.
    #[error("demo bank: {0}")]
    DemoBank(#[from] BooksError),
    /// The way to the settlement bank.
    #[error(transparent)]
    Bank(#[from] SignedBankError),
    /// The address to listen on.
    #[error("cannot listen on {address}: {error}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        error: io::Error,
    },
    /// No thread or runtime could be started.
    #[error("cannot start: {0}")]
    Runtime(io::Error),
    /// The hub's thread ended before it was ready.
    #[error("the hub ended before it was ready")]
    Ended,
}

/// A hub that is serving. Dropping it stops it as [`Running::stop`] does.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    watched: Option<SocketAddr>,
    staff: Option<SocketAddr>,
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Where it listens; the port is the real one when port 0 was asked for.
    #[must_use]
    pub const fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Where `/health` and `/metrics` are, if they were asked for.
    #[must_use]
    pub const fn watched(&self) -> Option<SocketAddr> {
        self.watched
    }

    /// Where the staff page is, if it was asked for.
    #[must_use]
    pub const fn staff(&self) -> Option<SocketAddr> {
        self.staff
    }

    /// Takes no more requests, answers those that were taken, closes the books and returns.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.stop.send_replace(true);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the hub's thread ended with a panic");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// The books of the hub in `data` and the way to the bank that its `hub.toml` names, for asking beside a running hub.
///
/// # Errors
/// [`ServeError`] when the folder holds no usable hub or the bank's entry cannot be used.
pub async fn bank_of(data: &Path) -> Result<(Store, Option<SignedBank>), ServeError> {
    let settings = crate::settings::read(data).map_err(ServeError::Setup)?;
    let store = Store::open(data)?;
    let now: Now = Arc::new(clock::now);
    let bank = assemble::signed_bank(data, &settings, (&store, &now)).await?;
    Ok((store, bank))
}

/// Serves the hub of `data` on `listen` from a thread of its own and returns when it is ready.
///
/// # Errors
/// [`ServeError`] when the folder holds no usable hub, another one serves it, or the address is taken.
pub fn start(data: &Path, listen: SocketAddr) -> Result<Running, ServeError> {
    start_watched(data, listen, None)
}

/// The same, with `/health` and `/metrics` on an address of their own.
///
/// # Errors
/// As [`start`].
pub fn start_watched(
    data: &Path,
    listen: SocketAddr,
    watch_on: Option<SocketAddr>,
) -> Result<Running, ServeError> {
    let doors = Doors {
        listen,
        watch: watch_on,
        staff: None,
    };
    start_at(data, doors)
}

/// The addresses of a hub.
#[derive(Debug, Clone, Copy)]
pub struct Doors {
    /// For dealers.
    pub listen: SocketAddr,
    /// For `/health` and `/metrics`.
    pub watch: Option<SocketAddr>,
    /// For the staff page.
    pub staff: Option<SocketAddr>,
}

/// Serves the hub of `data` at all these addresses.
///
/// # Errors
/// As [`start`].
pub fn start_at(data: &Path, doors: Doors) -> Result<Running, ServeError> {
    let (stop, stopping) = watch::channel(false);
    let (ready, told) = mpsc::sync_channel(1);
    let plan = Plan {
        data: data.to_owned(),
        doors,
        stopping,
    };
    let thread = std::thread::Builder::new()
        .name("hub".to_owned())
        .spawn(move || plan.run(&ready))
        .map_err(ServeError::Runtime)?;
    let bound = told.recv().unwrap_or(Err(ServeError::Ended))?;
    Ok(Running {
        address: bound.listen,
        watched: bound.watch,
        staff: bound.staff,
        stop,
        thread: Some(thread),
    })
}

type Ready = mpsc::SyncSender<Result<Doors, ServeError>>;

struct Plan {
    data: PathBuf,
    doors: Doors,
    stopping: watch::Receiver<bool>,
}

impl Plan {
    fn run(self, ready: &Ready) {
        let runtime = match runtime() {
            Ok(runtime) => runtime,
            Err(error) => return drop(ready.send(Err(ServeError::Runtime(error)))),
        };
        let hub = runtime.block_on(self.serve(ready));
        // Orders under way end with the runtime; only then may another server take the folder.
        runtime.shutdown_timeout(SHUTDOWN_WITHIN);
        drop(hub);
    }

    async fn serve(self, ready: &Ready) -> Option<assemble::Hub> {
        let tell = |error| drop(ready.send(Err(error)));
        let hub = assemble::assemble(&self.data).await.map_err(tell).ok()?;
        let (listener, address) = bind(self.doors.listen).await.map_err(tell).ok()?;
        let watching = bind_some(self.doors.watch).await.map_err(tell).ok()?;
        let looking = bind_some(self.doors.staff).await.map_err(tell).ok()?;
        let of =
            |door: &Option<(TcpListener, SocketAddr)>| door.as_ref().map(|(_, address)| *address);
        let bound = Doors {
            listen: address,
            watch: of(&watching),
            staff: of(&looking),
        };
        ready.send(Ok(bound)).ok()?;
        if let Some((listener, _)) = watching {
            let page = crate::http::metrics::router(hub.desk.clone());
            tokio::spawn(listener::serve(listener, page, self.stopping.clone()));
        }
        if let Some((listener, _)) = looking {
            let page = crate::staff::router(hub.desk.clone(), hub.tls.is_some());
            let door = (page, hub.tls.clone());
            tokio::spawn(listener::serve_tls(listener, door, self.stopping.clone()));
        }
        let workers = tokio::spawn(workers::run(hub.desk.clone(), self.stopping.clone()));
        let app = crate::http::router(hub.desk.clone());
        listener::serve_tls(listener, (app, hub.tls.clone()), self.stopping).await;
        if workers.await.is_err() {
            tracing::error!("the workers ended with a panic");
        }
        hub.desk.finish().await;
        Some(hub)
    }
}

/// Threads that write or sign are done well within this.
const SHUTDOWN_WITHIN: Duration = Duration::from_secs(10);

fn runtime() -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .thread_name("hub-io")
        .enable_all()
        .build()
}

async fn bind_some(
    address: Option<SocketAddr>,
) -> Result<Option<(TcpListener, SocketAddr)>, ServeError> {
    match address {
        Some(address) => bind(address).await.map(Some),
        None => Ok(None),
    }
}

async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), ServeError> {
    let refused = |error| ServeError::Listen { address, error };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let bound = listener.local_addr().map_err(refused)?;
    Ok((listener, bound))
}
