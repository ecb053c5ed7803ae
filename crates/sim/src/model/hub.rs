//! The hub: a slot for every SESSION, read and written in one transaction, and a provider behind it.
//!
//! It remembers no NONCE here: that a doubled request does no harm must follow from the slot alone.

use super::Profile;
use super::mistake::Mistake;
use super::rules::{Rule, Witness};
use super::state::{Ask, Call, Lane, Provided, Reply, Session, Word};
use super::world::World;

/// What the hub may do for a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// A check arrives and is granted, or answered again.
    Grant,
    /// A check arrives and is refused for good.
    Deny,
    /// A pay arrives.
    Pay,
    /// What a handler read before is written now; only by mistake.
    Write,
    /// A status arrives.
    Status,
    /// A status of a plain client arrives at our own hub, which closes an unpaid check and says "no pay known".
    StatusCloses,
    /// A cancel arrives.
    Cancel,
    /// The provider is called and credits the customer.
    CallExecuted,
    /// The provider is called and refuses.
    CallRefused,
    /// The provider's answer is stored.
    Store,
    /// After a crash: the provider is asked what it did.
    AskProvider,
}

impl Work {
    /// Everything.
    pub(super) const ALL: [Self; 11] = [
        Self::Grant,
        Self::Deny,
        Self::Pay,
        Self::Write,
        Self::Status,
        Self::StatusCloses,
        Self::Cancel,
        Self::CallExecuted,
        Self::CallRefused,
        Self::Store,
        Self::AskProvider,
    ];
}

impl World {
    /// The lane after this work, if there is such work.
    pub(super) fn work(&self, now: u8, lane: &Lane, (at, work): (u8, Work)) -> Option<Lane> {
        let mut next = *lane;
        let session = next.sessions[usize::from(at)];
        match work {
            Work::Grant | Work::Deny => self.check_arrives(&mut next, at, (now, work))?,
            Work::Pay => self.pay_arrives(&mut next, at, now)?,
            Work::Write => {
                if !session.read_free {
                    return None;
                }
                next.sessions[usize::from(at)].read_free = false;
                fill(&mut next, at, Word::InWork);
                answer(&mut next, at, (Ask::Pay, now));
            }
            Work::Status => {
                if at != lane.current || !lane.listens_for(Ask::Status) {
                    return None;
                }
                answer(&mut next, at, (Ask::Status, now));
            }
            Work::StatusCloses => self.status_closes(&mut next, at, now)?,
            Work::Cancel => self.cancel_arrives(&mut next, at, now)?,
            Work::CallExecuted | Work::CallRefused => call(&mut next, at, work)?,
            Work::Store => {
                if session.slot != Word::InWork || session.call != Call::Made {
                    return None;
                }
                self.store(&mut next, at);
            }
            Work::AskProvider => {
                if session.slot != Word::InWork || session.call != Call::Unsure {
                    return None;
                }
                self.store(&mut next, at);
            }
        }
        Some(next)
    }

    /// A crash of the hub: its disk stays, and what was under way at the provider is not known any more.
    pub(super) fn forget(&self, mut lane: Lane) -> Lane {
        for session in &mut lane.sessions {
            session.read_free = false;
            if session.slot == Word::InWork {
                self.saw(Witness::HubCrashedInWork);
                session.call = if self.errs(Mistake::BlindSecondCall) {
                    Call::Idle
                } else {
                    Call::Unsure
                };
            }
        }
        lane.tidy()
    }

    fn check_arrives(&self, lane: &mut Lane, at: u8, (now, work): (u8, Work)) -> Option<()> {
        let session = &mut lane.sessions[usize::from(at)];
        if !session.check {
            return None;
        }
        match (session.slot, work) {
            (Word::None, Work::Deny) => fill(lane, at, Word::Refused),
            (Word::None, _) => {
                // Our own hub knows the hour too, but NOT_AFTER alone must do.
                session.checked_at = (self.profile == Profile::Cyberplat).then_some(now);
                fill(lane, at, Word::Checked);
            }
            (_, Work::Deny) => return None,
            (_, _) => {}
        }
        answer(lane, at, (Ask::Check, now));
        Some(())
    }

    fn pay_arrives(&self, lane: &mut Lane, at: u8, now: u8) -> Option<()> {
        let session = &mut lane.sessions[usize::from(at)];
        let not_after = session.pay?;
        let hour_is_over = session
            .checked_at
            .is_some_and(|checked| now > checked + self.scope.clock.hour);
        let is_late = (now > not_after || hour_is_over) && !self.errs(Mistake::LateCapture);
        match session.slot {
            Word::None | Word::Checked if is_late => {
                self.saw(Witness::PayCameTooLate);
                fill(lane, at, Word::Refused);
            }
            Word::None | Word::Checked if self.errs(Mistake::TwoTransactions) => {
                session.read_free = true;
                return Some(());
            }
            Word::None | Word::Checked => fill(lane, at, Word::InWork),
            Word::InWork | Word::Done | Word::Refused => {}
            Word::Cancelled => {
                self.saw(Witness::PayMetTombstone);
                // It would meet the same again; nobody waits for it but a till that listens.
                session.pay = None;
            }
        }
        if lane.current == at && lane.row.pays > 1 && self.profile == Profile::Paydesk {
            self.saw(Witness::PayRepeated);
        }
        answer(lane, at, (Ask::Pay, now));
        Some(())
    }

    fn status_closes(&self, lane: &mut Lane, at: u8, now: u8) -> Option<()> {
        let listens = at == lane.current && lane.listens_for(Ask::Status);
        if self.profile != Profile::Cyberplat || !listens {
            return None;
        }
        let session = lane.sessions[usize::from(at)];
        match (session.slot, session.provided) {
            (Word::Checked, _) => {
                self.saw(Witness::StatusClosedCheck);
                fill(lane, at, Word::Refused);
            }
            // Closed so before, and no pay has come since.
            (Word::Refused, Provided::Nothing) => {}
            (_, _) => return None,
        }
        lane.reply = Some(reply(Word::Checked, now, Ask::Status));
        Some(())
    }

    fn cancel_arrives(&self, lane: &mut Lane, at: u8, now: u8) -> Option<()> {
        let session = &mut lane.sessions[usize::from(at)];
        if !session.cancel {
            return None;
        }
        if session.slot.is_absent() {
            if self.errs(Mistake::NoTombstone) {
                if lane.current == at && lane.listens_for(Ask::Cancel) {
                    lane.reply = Some(reply(Word::Cancelled, now, Ask::Cancel));
                }
                return Some(());
            }
            let from = session.slot;
            fill(lane, at, Word::Cancelled);
            self.saw(match from {
                Word::None => Witness::TombstoneInEmptySlot,
                Word::Checked | Word::InWork | Word::Done | Word::Refused | Word::Cancelled => {
                    Witness::TombstoneOverCheck
                }
            });
        }
        answer(lane, at, (Ask::Cancel, now));
        Some(())
    }

    /// The provider's word becomes the slot's, in one transaction with the postings.
    fn store(&self, lane: &mut Lane, at: u8) {
        let session = &mut lane.sessions[usize::from(at)];
        match session.provided {
            Provided::Executed(_) => fill(lane, at, Word::Done),
            Provided::Refused => fill(lane, at, Word::Refused),
            // Asked after a crash: the call was never made.
            Provided::Nothing => session.call = Call::Idle,
        }
    }
}

fn call(lane: &mut Lane, at: u8, work: Work) -> Option<()> {
    let session: &mut Session = &mut lane.sessions[usize::from(at)];
    if session.slot != Word::InWork || session.call != Call::Idle {
        return None;
    }
    let executed = session.executed();
    if work == Work::CallExecuted {
        session.provided = Provided::Executed((executed + 1).min(2));
    } else if executed == 0 {
        session.provided = Provided::Refused;
    }
    session.call = Call::Made;
    Some(())
}

/// Writes the slot; a move that the table does not allow is noted.
fn fill(lane: &mut Lane, at: u8, word: Word) {
    let session = &mut lane.sessions[usize::from(at)];
    if !session.slot.may_become(word) {
        lane.broken |= Rule::SlotMovesOneWay.bit();
    }
    session.slot = word;
}

/// Answers with what is stored, if the till still listens; otherwise the reply is lost on the way.
fn answer(lane: &mut Lane, at: u8, (ask, now): (Ask, u8)) {
    if lane.current == at && lane.listens_for(ask) {
        let word = lane.sessions[usize::from(at)].slot;
        lane.reply = Some(reply(word, now, ask));
    }
}

/// The signature time is kept where something depends on it.
fn reply(word: Word, now: u8, ask: Ask) -> Reply {
    let counts = match ask {
        Ask::Check => word == Word::Checked,
        Ask::Status => word.is_absent(),
        Ask::Pay | Ask::Cancel => false,
    };
    Reply {
        word,
        signed_at: if counts { now } else { 0 },
    }
}
