//! What all exchanges share: the plan, the counts, the memory, and the end.

use std::collections::BTreeMap;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::chaos::{Plan, Planner};
use crate::fault::{Fault, Kind};
use crate::memory::{Exchange, Memory, Swap};

/// How long somebody waits for another exchange to change places with.
const COMPANY_WITHIN: Duration = Duration::from_millis(400);

/// What was done so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Exchanges that a till began.
    pub exchanges: u64,
    /// Faults that were really done, by kind.
    pub faults: BTreeMap<Kind, u64>,
    /// Bytes that a till sent in spite of a wrong certificate.
    pub leaked: u64,
}

impl Tally {
    /// Exchanges with which something went wrong.
    #[must_use]
    pub fn faulted(&self) -> u64 {
        self.faults.values().sum()
    }
}

/// The line's end has come; whatever was going on is dropped.
#[derive(Debug)]
pub(crate) struct Over;

impl From<Over> for std::io::Error {
    fn from(Over: Over) -> Self {
        std::io::ErrorKind::Interrupted.into()
    }
}

#[derive(Debug, Default)]
pub(crate) struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    planner: Planner,
    tally: Tally,
    memory: Memory,
    swap: Swap,
    /// Open connections, so that the end reaches those who wait on them.
    sockets: BTreeMap<u64, TcpStream>,
    /// Requests that were handed on.
    passed: u64,
    busy: usize,
    tickets: u64,
    is_over: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            planner: Planner::Honest,
            tally: Tally::default(),
            memory: Memory::default(),
            swap: Swap::default(),
            sockets: BTreeMap::new(),
            passed: 0,
            busy: 0,
            tickets: 0,
            is_over: false,
        }
    }
}

/// An open connection. The end of the line shuts it down.
#[derive(Debug)]
pub(crate) struct Entry {
    shared: Arc<Shared>,
    ticket: u64,
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.shared.locked().sockets.remove(&self.ticket);
    }
}

/// An exchange that is going on.
#[derive(Debug)]
pub(crate) struct Busy(Arc<Shared>);

impl Drop for Busy {
    fn drop(&mut self) {
        let mut state = self.0.locked();
        state.busy = state.busy.saturating_sub(1);
        drop(state);
        self.0.changed.notify_all();
    }
}

impl Shared {
    /// A thread that broke down with the lock leaves nothing half done behind it.
    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for as long as `goes_on` holds, at most so long.
    fn wait<'a>(
        &'a self,
        state: MutexGuard<'a, State>,
        limit: Duration,
        mut goes_on: impl FnMut(&State) -> bool,
    ) -> MutexGuard<'a, State> {
        let waited = self
            .changed
            .wait_timeout_while(state, limit, |state| goes_on(state));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    pub(crate) fn set(&self, plan: Plan) {
        self.locked().planner = plan.into();
    }

    pub(crate) fn draw(&self) -> Option<Fault> {
        self.locked().planner.next()
    }

    pub(crate) fn tally(&self) -> Tally {
        self.locked().tally.clone()
    }

    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.locked().memory.all()
    }

    pub(crate) fn begin(self: &Arc<Self>) -> Busy {
        self.locked().busy += 1;
        Busy(Arc::clone(self))
    }

    /// Registers a connection; none once the end has come.
    pub(crate) fn enter(self: &Arc<Self>, socket: &TcpStream) -> std::io::Result<Entry> {
        let socket = socket.try_clone()?;
        let mut state = self.locked();
        if state.is_over {
            return Err(Over.into());
        }
        state.tickets = state.tickets.wrapping_add(1);
        let ticket = state.tickets;
        state.sockets.insert(ticket, socket);
        Ok(Entry {
            shared: Arc::clone(self),
            ticket,
        })
    }

    pub(crate) fn count_exchange(&self) {
        let mut state = self.locked();
        state.tally.exchanges = state.tally.exchanges.saturating_add(1);
    }

    pub(crate) fn count(&self, kind: Kind) {
        let mut state = self.locked();
        let count = state.tally.faults.entry(kind).or_default();
        *count = count.saturating_add(1);
    }

    pub(crate) fn count_leaked(&self, bytes: u64) {
        let mut state = self.locked();
        state.tally.leaked = state.tally.leaked.saturating_add(bytes);
    }

    pub(crate) fn count_passed(&self) {
        let mut state = self.locked();
        state.passed = state.passed.saturating_add(1);
        drop(state);
        self.changed.notify_all();
    }

    pub(crate) fn keep(&self, exchange: Exchange) {
        self.locked().memory.keep(exchange);
    }

    pub(crate) fn own(&self, now: &Exchange) -> Option<Vec<u8>> {
        self.locked().memory.own(now)
    }

    pub(crate) fn other(&self, now: &Exchange) -> Option<Vec<u8>> {
        self.locked().memory.other(now)
    }

    /// Waits, unless the end comes first.
    pub(crate) fn pause(&self, time: Duration) -> Result<(), Over> {
        let state = self.wait(self.locked(), time, |state| !state.is_over);
        if state.is_over { Err(Over) } else { Ok(()) }
    }

    /// Waits until the hub has answered somebody else; tells whether it has.
    pub(crate) fn let_pass(&self) -> Result<bool, Over> {
        let state = self.locked();
        let before = state.passed;
        let state = self.wait(state, COMPANY_WITHIN, |state| {
            !state.is_over && state.passed == before
        });
        if state.is_over {
            return Err(Over);
        }
        Ok(state.passed != before)
    }

    /// Whoever waits for a reply to change places with gets this one; the caller gets theirs.
    pub(crate) fn offer(&self, reply: &[u8]) -> Option<Vec<u8>> {
        let theirs = self.locked().swap.offer(reply);
        self.changed.notify_all();
        theirs
    }

    /// Waits for a reply to change places with; none where nobody comes.
    pub(crate) fn swap(&self, reply: &[u8]) -> Option<Vec<u8>> {
        if let Some(theirs) = self.offer(reply) {
            return Some(theirs);
        }
        let mut state = self.locked();
        state.tickets = state.tickets.wrapping_add(1);
        let ticket = state.tickets;
        if !state.swap.wait(ticket, reply) {
            return None;
        }
        let mut state = self.wait(state, COMPANY_WITHIN, |state| {
            !state.is_over && !state.swap.is_done(ticket)
        });
        state.swap.end()
    }

    /// Waits until no exchange is going on; tells whether that came about in time.
    pub(crate) fn wait_idle(&self, limit: Duration) -> bool {
        self.wait(self.locked(), limit, |state| state.busy > 0).busy == 0
    }

    pub(crate) fn is_over(&self) -> bool {
        self.locked().is_over
    }

    /// Ends every wait and every connection.
    pub(crate) fn end(&self) {
        let mut state = self.locked();
        state.is_over = true;
        for socket in state.sockets.values() {
            // One that is closed already needs nothing.
            drop(socket.shutdown(Shutdown::Both));
        }
        drop(state);
        self.changed.notify_all();
    }
}
