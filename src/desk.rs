//! One running till: its lock, its thread and the door through which faces give commands.

pub(crate) mod devices;
pub(crate) mod handle;
mod real;
#[cfg(feature = "training")]
pub(crate) mod simulated;
mod worker;

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::Duration;

use iced::futures::channel::mpsc::unbounded;
use paydesk_adapters::clock;
use paydesk_adapters::entropy::OsEntropy;
use paydesk_adapters::lock::{Lock, LockError};
use paydesk_adapters::paths::private_folder;
use paydesk_adapters::printer::PrintDesk;
use paydesk_adapters::real::{Door, Parts, RealWorld};
use paydesk_adapters::sqlite::{OpenError, Store};
use paydesk_domain::ids::BootId;
use paydesk_till::runner;
use paydesk_till::world::{Command, Entropy, Event, Outcome, StoreFault};

use crate::setup::Setup;
use handle::Handle;
pub(crate) use real::staff;

/// Why a till cannot be opened. Nothing was taken and nothing was sent.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DeskError {
    /// Another till works on the folder, or the lock cannot be made.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The data folder cannot be made.
    #[error("the data folder cannot be made: {0}")]
    Folder(std::io::Error),
    /// The database cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// No thread could be started.
    #[error("the till's thread cannot be started: {0}")]
    Thread(std::io::Error),
}

/// The till has ended while a command was waiting: its database failed twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ended;

/// A running till. Dropping it stops it; what is open stays in the outbox.
#[derive(Debug)]
pub(crate) struct Desk {
    door: Door,
    printer: PrintDesk,
    thread: Option<JoinHandle<Result<(), StoreFault>>>,
    _lock: Lock,
}

impl Desk {
    /// Takes the data folder and starts the till in a thread of its own.
    ///
    /// # Errors
    /// [`DeskError`].
    pub(crate) fn open(setup: &Setup) -> Result<Self, DeskError> {
        Self::open_heard(setup, |_| ())
    }

    /// The same; `listen` gets the door before anything can have happened behind it.
    ///
    /// # Errors
    /// [`DeskError`].
    fn open_heard(setup: &Setup, listen: impl FnOnce(&Door)) -> Result<Self, DeskError> {
        private_folder(&setup.data).map_err(DeskError::Folder)?;
        let lock = Lock::take(&setup.data)?;
        let boot = BootId::new(OsEntropy.next_u128());
        let store = Store::open(&setup.data, boot, clock::now())?;
        let printer = setup.print_desk();
        let (mut world, door) = RealWorld::new(Parts {
            folder: setup.data.clone(),
            wire: setup.wire.clone(),
            printer: printer.clone(),
            store,
            boot,
        });
        listen(&door);
        let settings = setup.settings.clone();
        let thread = std::thread::Builder::new()
            .name("till".to_owned())
            .spawn(move || runner::run(&mut world, &settings))
            .map_err(DeskError::Thread)?;
        Ok(Self {
            door,
            printer,
            thread: Some(thread),
            _lock: lock,
        })
    }

    /// Opens the till for a window. It ends with the last clone of the handle.
    ///
    /// # Errors
    /// [`DeskError`].
    pub(crate) fn open_handle(setup: &Setup, config: &Path) -> Result<Handle, DeskError> {
        let (say, events) = unbounded();
        let desk = Self::open_heard(setup, |door| {
            door.watch_with(move |event| say.unbounded_send(event).is_ok());
        })?;
        let real = real::Real::new((setup, config), desk, events).map_err(DeskError::Thread)?;
        Ok(Handle::new(Arc::new(real)))
    }

    /// Whether the till could be opened now. Nothing is sent.
    ///
    /// # Errors
    /// [`DeskError`].
    pub(crate) fn look(setup: &Setup) -> Result<(), DeskError> {
        private_folder(&setup.data).map_err(DeskError::Folder)?;
        let _lock = Lock::take(&setup.data)?;
        Store::open(
            &setup.data,
            BootId::new(OsEntropy.next_u128()),
            clock::now(),
        )?;
        Ok(())
    }

    /// Gives a command whose outcome may be long in coming; the channel breaks when the till ends.
    #[must_use]
    pub(crate) fn give(&self, command: Command) -> Receiver<Outcome> {
        self.door.give(command)
    }

    /// Gives a command and waits for its outcome.
    ///
    /// # Errors
    /// [`Ended`].
    pub(crate) fn ask(&self, command: Command) -> Result<Outcome, Ended> {
        self.door.give(command).recv().map_err(|_| Ended)
    }

    /// The till's printer, for papers that are no cheques.
    #[must_use]
    pub(crate) const fn printer(&self) -> &PrintDesk {
        &self.printer
    }

    /// Hears everything that happens from now on.
    #[must_use]
    pub(crate) fn watch(&self) -> Receiver<Event> {
        self.door.watch()
    }

    /// Sends nothing new and waits at most so long for what is on the wire. What has not come by then stays in
    /// the outbox and is asked about at the next start.
    pub(crate) fn close(mut self, patience: Duration) {
        let stopped = self.door.give(Command::Stop);
        let events = self.door.watch();
        drop(stopped.recv_timeout(patience));
        // The channel breaks when the till's thread ends.
        let mut left = patience;
        let step = Duration::from_millis(50);
        while !left.is_zero()
            && self
                .thread
                .as_ref()
                .is_some_and(|thread| !thread.is_finished())
        {
            match events.recv_timeout(step) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => left = left.saturating_sub(step),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        if let Some(thread) = self.thread.take()
            && (thread.is_finished() || left > Duration::ZERO)
            && thread.join().is_err()
        {
            tracing::error!("the till's thread ended with a panic");
        }
    }
}
