//! What the till asks the hub, and when it may.

use paydesk_domain::payment::Stage;

use super::Profile;
use super::mistake::Mistake;
use super::rules::{Rule, Witness};
use super::state::{Ask, Lane, Past, Row};
use super::world::World;

impl World {
    pub(super) fn check(&self, lane: &mut Lane, now: u8) -> Option<()> {
        let mut row = lane.row;
        let is_consent_old = row
            .granted_at
            .is_some_and(|at| now > at + self.scope.clock.valid);
        match row.stage {
            Stage::Draft if row.attempt.is_none() => row.stage = Stage::Checking,
            Stage::Queued if row.attempt.is_none() && row.pays == 0 => {
                if row.granted_at.is_some() && !is_consent_old {
                    return None;
                }
                row.is_spent |= is_consent_old;
            }
            Stage::Draft
            | Stage::Queued
            | Stage::Checking
            | Stage::Checked
            | Stage::Sending
            | Stage::Unknown
            | Stage::InProgress
            | Stage::Paid
            | Stage::Failed
            | Stage::Cancelled
            | Stage::Review => return None,
        }
        if row.is_spent {
            self.renew(lane, Past::Renewed)?;
            row.is_spent = false;
            row.granted_at = None;
        }
        row.attempt = Some(Ask::Check);
        self.send(lane, row, Ask::Check);
        Some(())
    }

    /// Another SESSION in the same transaction: forbidden over a pay, unless the old one failed.
    pub(super) fn renew(&self, lane: &mut Lane, past: Past) -> Option<()> {
        if usize::from(lane.current) + 1 >= usize::from(self.scope.sessions) {
            return None;
        }
        if lane.row.pays > 0 && lane.row.stage != Stage::Failed {
            lane.broken |= Rule::NoNewSessionOverAPay.bit();
        }
        lane.current += 1;
        lane.past = past;
        Some(())
    }

    pub(super) fn pay(&self, lane: &mut Lane, now: u8) -> Option<()> {
        let clock = &self.scope.clock;
        let mut row = lane.row;
        if row.attempt.is_some() {
            return None;
        }
        let is_fresh = row.granted_at.is_some_and(|at| now <= at + clock.valid);
        // Our own hub has providers that are paid without a check.
        let needs_none = self.profile == Profile::Paydesk && row.granted_at.is_none();
        let may = match row.stage {
            Stage::Queued => is_fresh || needs_none,
            Stage::Unknown => self.may_repeat(lane, now),
            Stage::Draft
            | Stage::Checking
            | Stage::Checked
            | Stage::Sending
            | Stage::InProgress
            | Stage::Paid
            | Stage::Failed
            | Stage::Cancelled
            | Stage::Review => false,
        };
        if !may {
            return None;
        }
        if row.pays > 0 && !lane.told_absent {
            lane.broken |= Rule::StatusBeforePayAgain.bit();
        }
        lane.told_absent = false;
        match self.profile {
            Profile::Paydesk => {
                let from = row.granted_at.take().unwrap_or(now);
                row.not_after.get_or_insert(from + clock.valid);
            }
            Profile::Cyberplat => row.not_after = Some(u8::MAX),
        }
        row.stage = Stage::Sending;
        row.attempt = Some(Ask::Pay);
        row.pays = (row.pays + 1).min(2);
        self.send(lane, row, Ask::Pay);
        Some(())
    }

    /// Same SESSION, after a status said that no pay is known, in time, never after a cancel, only where the server
    /// absorbs it.
    pub(super) fn may_repeat(&self, lane: &Lane, now: u8) -> bool {
        let row = &lane.row;
        let asked = lane.told_absent || self.errs(Mistake::PayBeforeStatus);
        let not_cancelled = !row.cancel || self.errs(Mistake::PayAfterCancel);
        let in_time = row.not_after.is_none_or(|last| now <= last);
        self.profile == Profile::Paydesk && asked && not_cancelled && in_time
    }

    pub(super) fn status(&self, lane: &mut Lane) -> Option<()> {
        let row = lane.row;
        let may = match row.stage {
            Stage::Unknown => !row.cancel || self.errs(Mistake::PayAfterCancel),
            Stage::InProgress => true,
            Stage::Review => row.pays > 0,
            Stage::Paid => !row.is_closed(),
            Stage::Draft
            | Stage::Checking
            | Stage::Checked
            | Stage::Queued
            | Stage::Sending
            | Stage::Failed
            | Stage::Cancelled => false,
        };
        if !may || row.attempt.is_some() {
            return None;
        }
        let attempt = Some(Ask::Status);
        self.send(lane, Row { attempt, ..row }, Ask::Status);
        Some(())
    }

    pub(super) fn cancel(&self, lane: &mut Lane) -> Option<()> {
        let mut row = lane.row;
        let has_cancel = self.profile == Profile::Paydesk;
        if !has_cancel || row.stage != Stage::Unknown || row.attempt.is_some() {
            return None;
        }
        if row.cancel {
            self.saw(Witness::CancelRepeated);
        }
        row.stage = Stage::Sending;
        row.cancel = true;
        row.attempt = Some(Ask::Cancel);
        self.send(lane, row, Ask::Cancel);
        Some(())
    }
}
