//! The one thread that writes a file.
//!
//! It takes what is waiting (it never waits for more), runs each command in a savepoint, commits once and
//! only then answers all of them. One fsync thus serves many payments, and no answer precedes its commit.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::vec::IntoIter;

use rusqlite::{Connection, ErrorCode, ffi};
use tokio::sync::oneshot;

use super::StoreError;

/// Most commands of one commit.
const GROUP: usize = 256;

type Answer = Box<dyn FnOnce() + Send>;
type Job = Box<dyn FnOnce(Result<&Connection, StoreError>) -> Ran + Send>;

/// Opens the file again after a failure.
type Reopen = Box<dyn Fn() -> Result<Connection, StoreError> + Send>;

/// What a command may end with instead of a result.
pub(crate) trait Fault: From<StoreError> + Send + 'static {
    /// Whether there was no room on the disk.
    fn is_full(&self) -> bool;
}

impl Fault for StoreError {
    fn is_full(&self) -> bool {
        is_full(self)
    }
}

/// What became of one command before the commit.
struct Ran {
    answer: Answer,
    keep: bool,
    /// SQLite had no room for it.
    lacked_room: bool,
}

/// The writer of one file; it ends when it is dropped, after the commands that wait.
pub(crate) struct Writer {
    jobs: Mutex<Option<Sender<Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Writes with `connection` from a thread of that name.
    ///
    /// # Errors
    /// [`StoreError::File`] when no thread can be started.
    pub(crate) fn start(
        name: &str,
        connection: Connection,
        reopen: impl Fn() -> Result<Connection, StoreError> + Send + 'static,
    ) -> Result<Self, StoreError> {
        let (jobs, waiting) = channel();
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                Loop {
                    connection: Some(connection),
                    reopen: Box::new(reopen),
                    failures: 0,
                    is_full: true,
                }
                .run(&waiting)
            })?;
        Ok(Self {
            jobs: Mutex::new(Some(jobs)),
            thread: Some(thread),
        })
    }

    /// Hands in a command that runs in a savepoint of its own; its result comes once the group it was in is durable. An
    /// error rolls back this command alone. No result means that nothing is known.
    ///
    /// # Errors
    /// [`StoreError::Unanswered`] when the thread is gone.
    pub(crate) fn submit<T, E, F>(
        &self,
        command: F,
    ) -> Result<oneshot::Receiver<Result<T, E>>, StoreError>
    where
        T: Send + 'static,
        E: Fault,
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    {
        let (answer, receiver) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let result = connection.map_err(E::from).and_then(command);
            let keep = result.is_ok();
            let lacked_room = matches!(&result, Err(error) if error.is_full());
            // The asker may have gone away; what was committed stays and is found by SESSION.
            Ran {
                keep,
                lacked_room,
                answer: Box::new(move || drop(answer.send(result))),
            }
        });
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = jobs.as_ref().map(|jobs| jobs.send(job));
        match sent {
            Some(Ok(())) => Ok(receiver),
            Some(Err(_)) | None => Err(StoreError::Unanswered),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        mem::take(&mut *self.jobs.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != std::thread::current().id()
            && thread.join().is_err()
        {
            tracing::error!("the writer of the books ended with a panic");
        }
    }
}

struct Loop {
    connection: Option<Connection>,
    reopen: Reopen,
    failures: u8,
    /// Every failure in this row was for want of room.
    is_full: bool,
}

impl Loop {
    fn run(mut self, waiting: &Receiver<Job>) {
        while let Ok(first) = waiting.recv() {
            let mut group = Vec::with_capacity(GROUP);
            group.push(first);
            group.extend(waiting.try_iter().take(GROUP - 1));
            self.serve(group);
        }
    }

    fn serve(&mut self, group: Vec<Job>) {
        let Some(connection) = self.usable() else {
            for job in group {
                (job(Err(StoreError::ReadOnly)).answer)();
            }
            return;
        };
        let mut jobs = group.into_iter();
        let mut answers = Vec::with_capacity(jobs.len());
        match commit_group(connection, &mut jobs, &mut answers) {
            Ok(()) => {
                (self.failures, self.is_full) = (0, true);
                answers.into_iter().for_each(|answer| answer());
            }
            // The answers are dropped with the group: nobody is told anything. That comes last, so that whoever acts on
            // the silence finds the file closed.
            Err(GroupFault::Busy) => tracing::warn!("another process keeps the books locked"),
            Err(fault) => {
                tracing::error!(%fault, "a group of commands could not be committed");
                self.failed(fault.is_full());
                self.connection = None;
            }
        }
    }

    fn failed(&mut self, for_room: bool) {
        self.failures = self.failures.saturating_add(1);
        self.is_full &= for_room;
    }

    /// The connection, opened anew after a failure; none after two failures in a row. A full disk may have room again:
    /// then a trial commit must come through before anybody's command is taken. Any other fault needs a person.
    fn usable(&mut self) -> Option<&Connection> {
        let is_read_only = self.failures >= 2;
        if is_read_only && !self.is_full {
            return None;
        }
        if self.connection.is_none() {
            let opened = (self.reopen)().and_then(|connection| {
                if is_read_only {
                    try_commit(&connection)?;
                }
                Ok(connection)
            });
            match opened {
                Ok(connection) => {
                    if is_read_only {
                        tracing::warn!("there is room again: the books are written on");
                        (self.failures, self.is_full) = (0, true);
                    }
                    self.connection = Some(connection);
                }
                // The other process will be gone.
                Err(error) if is_busy(&error) => tracing::warn!("the books are kept locked"),
                Err(error) => {
                    tracing::error!(%error, "the books could not be opened again");
                    self.failed(is_full(&error));
                }
            }
        }
        self.connection.as_ref()
    }
}

/// Whether there was no room. A full disk has none for the index of the log either, and SQLite has another name for
/// that.
fn is_full(error: &StoreError) -> bool {
    let StoreError::Sqlite(error) = error else {
        return false;
    };
    let extended = error.sqlite_error().map(|error| error.extended_code);
    error.sqlite_error_code() == Some(ErrorCode::DiskFull)
        || extended == Some(ffi::SQLITE_IOERR_SHMSIZE)
}

fn is_busy(error: &StoreError) -> bool {
    matches!(error, StoreError::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy))
}

/// A commit that changes nothing, with its write and its sync.
fn try_commit(connection: &Connection) -> Result<(), StoreError> {
    let version = super::schema::version(connection)?;
    Ok(connection.pragma_update(None, "user_version", version)?)
}

/// Why a group was not committed.
#[derive(Debug, thiserror::Error)]
enum GroupFault {
    #[error("the books are locked by another process")]
    Busy,
    #[error("the disk failed or is full; SQLite rolled the group back")]
    RolledBack { is_full: bool },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for GroupFault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl GroupFault {
    fn is_full(&self) -> bool {
        match self {
            Self::Busy => false,
            Self::RolledBack { is_full } => *is_full,
            Self::Store(error) => is_full(error),
        }
    }
}

/// Runs the commands and commits them; `answers` are what each has to say once that is done.
fn commit_group(
    connection: &Connection,
    jobs: &mut IntoIter<Job>,
    answers: &mut Vec<Answer>,
) -> Result<(), GroupFault> {
    if let Err(error) = run(connection, "BEGIN IMMEDIATE") {
        let error = StoreError::from(error);
        return Err(if is_busy(&error) {
            GroupFault::Busy
        } else {
            error.into()
        });
    }
    for job in jobs {
        run(connection, "SAVEPOINT command")?;
        let ran = catch_unwind(AssertUnwindSafe(|| job(Ok(connection))));
        // SQLite itself rolls everything back when the disk is full or fails; no answer of the group holds.
        if connection.is_autocommit() {
            let is_full = ran.is_ok_and(|ran| {
                answers.push(ran.answer);
                ran.lacked_room
            });
            return Err(GroupFault::RolledBack { is_full });
        }
        match ran {
            Ok(ran) => {
                if !ran.keep {
                    run(connection, "ROLLBACK TO command")?;
                }
                run(connection, "RELEASE command")?;
                answers.push(ran.answer);
            }
            Err(_) => {
                run(connection, "ROLLBACK TO command")?;
                run(connection, "RELEASE command")?;
            }
        }
    }
    run(connection, "COMMIT")?;
    Ok(())
}

/// Runs a statement that is kept ready: it frames every command.
fn run(connection: &Connection, sql: &str) -> Result<(), rusqlite::Error> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}
