//! Servers of this program, which serve until a signal comes.

use super::{Failure, say};

/// Starts a server, says what it is told to say, and stops it, by dropping it, when a signal comes.
pub(super) fn until_told<T>(
    start: impl FnOnce() -> Result<(String, T), Failure>,
) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| Failure::Storage(error.to_string()))?;
    // The signals are caught before anybody is told that the server is ready.
    let told = runtime.block_on(async { Told::catch() });
    let mut told = told.map_err(|error| Failure::Storage(format!("signals: {error}")))?;
    let (text, running) = start()?;
    say(text.as_bytes())?;
    runtime.block_on(told.wait());
    drop(running);
    Ok(())
}

/// The signals that end a server.
#[cfg(unix)]
pub(super) struct Told {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Told {
    pub(super) fn catch() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    pub(super) async fn wait(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Ctrl-C, which is all there is elsewhere.
#[cfg(not(unix))]
pub(super) struct Told;

#[cfg(not(unix))]
impl Told {
    pub(super) fn catch() -> std::io::Result<Self> {
        Ok(Self)
    }

    pub(super) async fn wait(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
