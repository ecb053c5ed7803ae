//! Calls counted, and what is planned to go wrong at one of them.

use std::ffi::c_int;

use rusqlite::ffi;

use super::content::Standing;
use super::{Counters, FaultKind, Planned};

/// A call that changes what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    Create,
    Write,
    Truncate,
    Sync,
    Delete,
}

impl Call {
    /// What SQLite is told when the device fails this call.
    pub(super) fn error(self) -> c_int {
        match self {
            Self::Create => ffi::SQLITE_CANTOPEN,
            Self::Write => ffi::SQLITE_IOERR_WRITE,
            Self::Truncate => ffi::SQLITE_IOERR_TRUNCATE,
            Self::Sync => ffi::SQLITE_IOERR_FSYNC,
            Self::Delete => ffi::SQLITE_IOERR_DELETE,
        }
    }
}

/// A call does not succeed: SQLite's code, and whether the kernel now takes unsynced data for written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) code: c_int,
    pub(super) abandons: bool,
}

impl From<c_int> for Failure {
    fn from(code: c_int) -> Self {
        Self {
            code,
            abandons: false,
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Faults {
    pub(super) calls: u64,
    pub(super) plan: Option<Planned>,
    pub(super) is_dead: bool,
    pub(super) counters: Counters,
}

impl Faults {
    /// Counts a call and says what becomes of it. `InFlight`: the power goes now, the call must be noted as under
    /// way and answered with [`Call::error`].
    pub(super) fn fate(&mut self, call: Call) -> Result<Standing, Failure> {
        if self.is_dead {
            return Err(ffi::SQLITE_IOERR.into());
        }
        let number = self.calls;
        self.calls += 1;
        self.count(call);
        let Some(Planned { at, kind }) = self.plan.filter(|plan| plan.at <= number) else {
            return Ok(Standing::Unsynced);
        };
        let is_over = |for_calls: u64| number >= at.saturating_add(for_calls);
        match kind {
            FaultKind::Cut => {
                self.plan = None;
                self.is_dead = true;
                self.counters.cuts += 1;
                Ok(Standing::InFlight)
            }
            FaultKind::Eio => {
                self.plan = None;
                self.counters.eio += 1;
                Err(call.error().into())
            }
            FaultKind::EioSync | FaultKind::EioSyncAbandoned if call == Call::Sync => {
                self.plan = None;
                self.counters.eio_sync += 1;
                Err(Failure {
                    code: call.error(),
                    abandons: kind == FaultKind::EioSyncAbandoned,
                })
            }
            FaultKind::EioSync | FaultKind::EioSyncAbandoned => Ok(Standing::Unsynced),
            FaultKind::Full { for_calls }
            | FaultKind::ReadOnly { for_calls }
            | FaultKind::SlowSync { for_calls, .. }
                if is_over(for_calls) =>
            {
                self.plan = None;
                Ok(Standing::Unsynced)
            }
            FaultKind::Full { .. } if call == Call::Write => {
                self.counters.full += 1;
                Err(ffi::SQLITE_FULL.into())
            }
            FaultKind::ReadOnly { .. } => {
                self.counters.read_only += 1;
                Err(call.error().into())
            }
            FaultKind::SlowSync { ms, .. } if call == Call::Sync => {
                self.counters.slow_syncs += 1;
                self.counters.slow_ms = self.counters.slow_ms.saturating_add(ms);
                Ok(Standing::Unsynced)
            }
            FaultKind::Full { .. } | FaultKind::SlowSync { .. } => Ok(Standing::Unsynced),
        }
    }

    /// The disk can only be read at present.
    pub(super) fn is_read_only(&self) -> bool {
        self.plan.is_some_and(|Planned { at, kind }| match kind {
            FaultKind::ReadOnly { for_calls } => {
                (at..at.saturating_add(for_calls)).contains(&self.calls)
            }
            FaultKind::Cut
            | FaultKind::Eio
            | FaultKind::EioSync
            | FaultKind::EioSyncAbandoned
            | FaultKind::Full { .. }
            | FaultKind::SlowSync { .. } => false,
        })
    }

    fn count(&mut self, call: Call) {
        let counter = match call {
            Call::Create => &mut self.counters.creations,
            Call::Write => &mut self.counters.writes,
            Call::Truncate => &mut self.counters.truncations,
            Call::Sync => &mut self.counters.syncs,
            Call::Delete => &mut self.counters.deletions,
        };
        *counter += 1;
    }
}
