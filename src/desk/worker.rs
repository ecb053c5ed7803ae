//! A thread that does one kind of slow work, in order, for a window that must never wait.

use std::fmt::{self, Debug, Formatter};
use std::io;
use std::sync::mpsc::{self, Sender};
use std::thread;

type Job<S> = Box<dyn FnOnce(&mut S) + Send>;

/// The way to one such thread. It ends when the last of these is dropped.
pub(super) struct Worker<S> {
    jobs: Sender<Job<S>>,
}

impl<S> Debug for Worker<S> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Worker")
    }
}

impl<S: 'static> Worker<S> {
    /// Starts the thread; what it works on is made there, too.
    ///
    /// # Errors
    /// The operating system starts no thread.
    pub(super) fn start(name: &str, make: impl FnOnce() -> S + Send + 'static) -> io::Result<Self> {
        let (jobs, work) = mpsc::channel::<Job<S>>();
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                let mut tools = make();
                while let Ok(job) = work.recv() {
                    job(&mut tools);
                }
            })?;
        Ok(Self { jobs })
    }

    /// Gives a job. Where the thread is gone the job is dropped, and with it whatever waits for its result.
    pub(super) fn give(&self, job: impl FnOnce(&mut S) + Send + 'static) {
        drop(self.jobs.send(Box::new(job)));
    }
}
