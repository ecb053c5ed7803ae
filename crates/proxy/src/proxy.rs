//! The line itself: an address of its own, and a thread for every connection.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::carry::Carrier;
use crate::certificates::Certificates;
use crate::chaos::Plan;
use crate::memory::Exchange;
use crate::shared::{Shared, Tally};

/// Pause after the system refused a connection, for instance because no descriptor is free.
const AFTER_REFUSAL: Duration = Duration::from_millis(50);
/// Every wait and every socket has ended by then.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// How tills speak to the line.
#[derive(Debug, Clone, Default)]
pub enum TillSide {
    /// HTTP.
    #[default]
    Plain,
    /// HTTPS with these certificates.
    Tls(Certificates),
}

/// A line from an address of its own to a hub. Dropping it ends every exchange on it.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    is_tls: bool,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Proxy {
    /// A line on a free loopback port, honest until it is told otherwise.
    ///
    /// # Errors
    /// The operating system's error where no port or thread is to be had.
    pub fn start(hub: SocketAddr, till_side: TillSide) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let is_tls = matches!(till_side, TillSide::Tls(_));
        let shared = Arc::new(Shared::default());
        let ours = Arc::clone(&shared);
        let carrier = Arc::new(Carrier {
            shared: Arc::clone(&shared),
            hub,
            till_side,
        });
        let thread = thread::Builder::new()
            .name("line".to_owned())
            .spawn(move || listen(&listener, &ours, &carrier))?;
        Ok(Self {
            address,
            is_tls,
            shared,
            thread: Some(thread),
        })
    }

    /// Where tills find it: scheme, host and port.
    #[must_use]
    pub fn address(&self) -> String {
        let scheme = if self.is_tls { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Its host and port.
    #[must_use]
    pub const fn socket_address(&self) -> SocketAddr {
        self.address
    }

    /// What happens from now on. What has begun goes on as it was begun.
    pub fn set(&self, plan: Plan) {
        self.shared.set(plan);
    }

    /// What was done so far.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.shared.tally()
    }

    /// The last exchanges with a reply of the hub, the oldest first.
    #[must_use]
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.shared.exchanges()
    }

    /// Waits until nothing is on the line any more, held requests included; tells whether that came about in time.
    #[must_use]
    pub fn wait_idle(&self, limit: Duration) -> bool {
        self.shared.wait_idle(limit)
    }

    /// Drops what is on the line, and returns when every thread of it has ended.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let Some(thread) = self.thread.take() else {
            return;
        };
        self.shared.end();
        // The listener goes with its thread, which wakes up for one more caller.
        drop(TcpStream::connect(self.address));
        drop(thread.join());
        self.shared.wait_idle(STOP_WITHIN);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.end();
    }
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>, carrier: &Arc<Carrier>) {
    loop {
        let accepted = listener.accept();
        if shared.is_over() {
            return;
        }
        let Ok((till, _)) = accepted else {
            if shared.pause(AFTER_REFUSAL).is_err() {
                return;
            }
            continue;
        };
        // Drawn here, so that one seed gives one sequence in the order of the callers.
        let fault = shared.draw();
        let (busy, carrier) = (shared.begin(), Arc::clone(carrier));
        let work = move || {
            // A broken connection is what this is for.
            drop(carrier.carry(till, fault));
            drop(busy);
        };
        // Where no thread starts, the connection is dropped: one more fault of a line.
        drop(
            thread::Builder::new()
                .name("exchange".to_owned())
                .spawn(work),
        );
    }
}
