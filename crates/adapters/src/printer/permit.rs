//! Who may still decide about a job: the thread at the printer, or the one that waits for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

const WAITING: u8 = 0;
const BEGUN: u8 = 1;
const WITHDRAWN: u8 = 2;

/// The right to send a job's first byte. It is used up by sending or by giving the job up, whichever comes first: a
/// job that was given up before its first byte never sends one, however late its thread wakes up.
#[derive(Debug, Clone, Default)]
pub struct Permit(Arc<AtomicU8>);

impl Permit {
    /// A job that has not begun.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The first byte is about to leave. Where this is false nothing may be sent any more.
    #[must_use]
    pub fn begin(&self) -> bool {
        self.take(BEGUN)
    }

    /// The job is given up; true where nothing of it has left and nothing will.
    #[must_use]
    pub(super) fn withdraw(&self) -> bool {
        self.take(WITHDRAWN)
    }

    fn take(&self, to: u8) -> bool {
        let order = Ordering::SeqCst;
        self.0.compare_exchange(WAITING, to, order, order).is_ok()
    }
}
