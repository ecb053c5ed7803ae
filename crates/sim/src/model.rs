//! The exhaustive model: every order of events in a small world, for either server profile.
//!
//! Two tills and one hub; requests and replies that are lost, doubled, reordered and held back; crashes of either side
//! at any moment and as often as one likes. It is written from the rules in `docs/architecture.md` and shares with the
//! product nothing but the table of a payment's stages, so that a slip in the one is not copied into the other.
//!
//! What is coarse in it: the clock counts spans, not minutes (within the consent, within the server's hour, after it,
//! a day); sums, numbers, signatures and the ledger are left to other benches. Where the model forgets something, it
//! forgets towards more orders of events, never fewer.

mod afterwards;
mod hearing;
mod hub;
mod mistake;
mod rules;
mod sending;
mod state;
mod till;
mod walk;
mod world;

pub use self::mistake::Mistake;
pub use self::walk::{Proven, prove, search};

/// How much of the world is walked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Seconds on one core: for every commit.
    Small,
    /// Millions of states: minutes.
    Full,
}

/// The rules by which the server plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Our hub: tombstones, and the same pay may be sent again.
    Paydesk,
    /// Any other: no cancel, and nothing but the hour after the check to wait for.
    Cyberplat,
}

/// The bounds of one walk.
#[derive(Debug, Clone, Copy)]
struct Scope {
    /// Payments side by side.
    lanes: u8,
    /// They belong to one till, not to one each.
    one_till: bool,
    /// SESSIONs in each lane, one after another: another SESSION of the payment, a reissue, or the next customer.
    sessions: u8,
    /// The spans of time.
    clock: Clock,
}

/// Spans of time, in ticks of the coarse clock.
#[derive(Debug, Clone, Copy)]
struct Clock {
    /// A consent is paid on no later than this; NOT_AFTER likewise.
    valid: u8,
    /// A plain server executes no pay later than this after its check.
    hour: u8,
    /// The till waits longer than this after the check.
    quarantine: u8,
    /// Two "no pay known" must be signed so far apart.
    apart: u8,
    /// From here on what is open goes to a person.
    day: u8,
    /// The clock stops here.
    end: u8,
}

#[cfg(test)]
mod tests;
