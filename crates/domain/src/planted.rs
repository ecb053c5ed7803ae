//! Mistakes made on purpose, to prove that the torture bench finds them.
//!
//! Each stands at its natural place in the product as `if planted::is(Bug::X) { the mistake }`. Without the cargo
//! feature `planted` the question is a constant `false` and nothing of the mistake is compiled; no product enables
//! the feature, which `tests/it/tidy.rs` proves. With it one mistake at a time is planted for the whole process, so
//! tests of planted mistakes run alone: `cargo test -p paydesk-till --features planted --lib planted`.

macro_rules! bugs {
    ($($bug:ident $name:literal $mistake:literal,)+) => {
        /// A mistake.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Bug {
            $(#[doc = $mistake] $bug,)+
        }

        impl Bug {
            /// Every mistake, in the order of the numbers.
            pub const ALL: [Self; 24] = [$(Self::$bug),+];

            /// The name on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$bug => $name,)+
                }
            }

            /// What is done wrong, in one line.
            #[must_use]
            pub const fn mistake(self) -> &'static str {
                match self {
                    $(Self::$bug => $mistake,)+
                }
            }
        }
    };
}

bugs! {
    SendBeforeCommit "send_before_commit" "A pay leaves before its row is durable.",
    MarkAfterSend "mark_after_send" "The attempt row of a pay is written after the pay has left.",
    NewSessionOnTimeout "new_session_on_timeout" "A pay that timed out is begun again under a new SESSION.",
    ServerErrorIsFailed "server_error_is_failed" "Another HTTP status than 200 to a pay ends the payment as failed.",
    HttpOkIsPaid "http_200_is_paid" "HTTP status 200 to a pay counts as paid, whatever the body says.",
    PrintWhenQueued "print_when_queued" "The cheque is printed when the payment is accepted for sending.",
    UnknownSessionIsFinal "unknown_session_is_final" "A server that knows no pay of the SESSION ends it as failed.",
    NoNonceCheck "no_nonce_check" "MSG, NONCE and REQ_HASH of a reply are not compared with the request.",
    NoFingerprintCheck "no_fingerprint_check" "The echo of the payment's fields in a reply is not compared.",
    VersionMayFall "version_may_fall" "An older reply overwrites a newer state.",
    IgnoreCommitError "ignore_commit_error" "The till goes on after a failed COMMIT.",
    SynchronousNormal "synchronous_normal" "The till's database is synchronous=NORMAL instead of FULL.",
    NoInstanceLock "no_instance_lock" "A second process may work on one database.",
    GiveUpAfterN "give_up_after_n" "After some questions without an answer the payment ends as failed.",
    UnmarkedReprint "unmarked_reprint" "The second print of a cheque does not say COPY.",
    TillClockExpiry "till_clock_expiry" "The hub judges by the till's time whether a pay comes too late.",
    ExpiryOnRetry "expiry_on_retry" "A stored success is told as a refusal because its time is over since.",
    PruneSessions "prune_sessions" "The hub deletes old slots (point, SESSION).",
    OtherBodyAccepted "other_body_accepted" "A pay that differs from its check is executed.",
    WallClockTimeout "wall_clock_timeout" "Waits are measured on the wall clock: one that is set back puts them off.",
    FenceWithoutTombstone "fence_without_tombstone" "The hub answers CANCELLED and stores nothing.",
    UnsignedErrorTrusted "unsigned_error_trusted" "An unsigned reply to a pay ends the payment as refused.",
    UnblindedSign "unblinded_sign" "A request is signed without blinding.",
    NumberInLog "number_in_log" "A telephone number stands in a debug line.",
}

impl Bug {
    /// Its number as papers name it: `B1` to `B24`.
    #[must_use]
    pub const fn number(self) -> &'static str {
        const NUMBERS: [&str; 24] = [
            "B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B10", "B11", "B12", "B13",
            "B14", "B15", "B16", "B17", "B18", "B19", "B20", "B21", "B22", "B23", "B24",
        ];
        NUMBERS[self as usize]
    }

    /// Reads [`Bug::name`] back.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bug| bug.name() == name)
    }
}

/// Whether mistakes can be planted in this build. A released program refuses to be built then.
pub const IS_COMPILED_IN: bool = cfg!(feature = "planted");

/// Whether this mistake is to be made.
#[cfg(not(feature = "planted"))]
#[must_use]
pub const fn is(_: Bug) -> bool {
    false
}

#[cfg(feature = "planted")]
pub use planting::{Planting, hold, is, plant};

#[cfg(feature = "planted")]
mod planting {
    use std::sync::atomic::{AtomicU8, Ordering};
    use std::sync::{Mutex, MutexGuard, PoisonError};

    use super::Bug;

    const NONE: u8 = u8::MAX;
    static PLANTED: AtomicU8 = AtomicU8::new(NONE);

    /// Whether this mistake is to be made.
    #[must_use]
    pub fn is(bug: Bug) -> bool {
        PLANTED.load(Ordering::Relaxed) == bug as u8
    }

    /// Plants one mistake in this process, or none. Stores that are open already keep their triggers, so it is planted
    /// before they are opened.
    pub fn plant(bug: Option<Bug>) {
        PLANTED.store(bug.map_or(NONE, |bug| bug as u8), Ordering::Relaxed);
    }

    static TURN: Mutex<()> = Mutex::new(());

    /// A mistake that is planted until this is dropped.
    #[derive(Debug)]
    pub struct Planting {
        _turn: MutexGuard<'static, ()>,
    }

    impl Drop for Planting {
        fn drop(&mut self) {
            plant(None);
        }
    }

    /// Plants one mistake, or none, once nobody else holds any: tests of one program run side by side.
    #[must_use]
    pub fn hold(bug: Option<Bug>) -> Planting {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        plant(bug);
        Planting { _turn: turn }
    }
}

#[cfg(test)]
mod tests {
    use super::Bug;

    #[test]
    fn names_and_numbers_tell_every_mistake_apart() {
        for (index, bug) in Bug::ALL.into_iter().enumerate() {
            assert_eq!(bug as usize, index);
            assert_eq!(bug.number(), format!("B{}", index + 1));
            assert_eq!(Bug::parse(bug.name()), Some(bug));
            assert!(bug.mistake().ends_with('.'), "{bug:?}");
        }
        assert_eq!(Bug::parse("none"), None);
    }

    #[cfg(not(feature = "planted"))]
    #[test]
    fn nothing_is_planted_in_the_product() {
        const { assert!(!super::IS_COMPILED_IN && !super::is(Bug::SendBeforeCommit)) }
    }

    #[cfg(feature = "planted")]
    #[test]
    fn one_mistake_is_planted_at_a_time() {
        let planting = super::hold(None);
        assert!(!Bug::ALL.into_iter().any(super::is));
        drop(planting);
        for bug in Bug::ALL {
            let planting = super::hold(Some(bug));
            let planted: Vec<Bug> = Bug::ALL.into_iter().filter(|one| super::is(*one)).collect();
            assert_eq!(planted, [bug]);
            drop(planting);
        }
    }
}
