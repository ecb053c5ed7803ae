//! The till: one step at a time, each an ordered list of effects.
//!
//! The first effect of a step happens together with the decision: a crash in between leaves no trace, as nothing but
//! memory has changed. Whatever comes after it waits in memory and is lost with it. Replies are read in `hearing`.

use paydesk_domain::payment::{ReturnStage, Stage};

use super::Profile;
use super::mistake::Mistake;
use super::rules::{Rule, Witness};
use super::state::{Ask, Cash, Effect, Lane, Past, Print, Row, Session, Word};
use super::world::World;

/// What a till, its cashier, its printer or its line may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// The runner performs what is left of the last step.
    GoOn,
    /// The printer is not ready: nothing was sent.
    NotReady,
    /// The cashier asks for consent, or the till does for an offline sale.
    Check,
    /// The cashier confirms the cash.
    Confirm,
    /// The customer leaves, or the consent grows old.
    GiveUp,
    /// The cashier takes the payment back before any pay was sent.
    Withdraw,
    /// The pay is sent, for the first time or again.
    Pay,
    /// A status is sent.
    Status,
    /// A cancel is sent: the cashier wants the cash back, or the time is over.
    Cancel,
    /// No answer, or none that passes the gate: silence, garbage, a server error.
    NoAnswer,
    /// The reply to the open attempt comes.
    Hear,
    /// As `Hear`, and the late check of an offline sale names another price.
    HearOtherTerms,
    /// A reply to an earlier attempt comes late: in work.
    HearLateInWork,
    /// A reply to an earlier attempt comes late: a final word.
    HearLateFinal,
    /// Open for a day.
    Age,
    /// The cheque is sent to the printer.
    Print,
    /// The printer confirms.
    PrintedWhole,
    /// The printer fell silent.
    PrintedUnsure,
    /// The cashier saw a complete cheque.
    SawWhole,
    /// The cashier saw none.
    SawNone,
    /// The cashier accepts other terms after all.
    AcceptTerms,
    /// The cashier hands the cash back.
    HandBack,
    /// The cashier confirms that.
    ConfirmReturn,
    /// The cash goes on into a new payment instead.
    Reissue,
    /// The next customer.
    NextSale,
}

impl Deed {
    /// Everything.
    pub(super) const ALL: [Self; 25] = [
        Self::GoOn,
        Self::NotReady,
        Self::Check,
        Self::Confirm,
        Self::GiveUp,
        Self::Withdraw,
        Self::Pay,
        Self::Status,
        Self::Cancel,
        Self::NoAnswer,
        Self::Hear,
        Self::HearOtherTerms,
        Self::HearLateInWork,
        Self::HearLateFinal,
        Self::Age,
        Self::Print,
        Self::PrintedWhole,
        Self::PrintedUnsure,
        Self::SawWhole,
        Self::SawNone,
        Self::AcceptTerms,
        Self::HandBack,
        Self::ConfirmReturn,
        Self::Reissue,
        Self::NextSale,
    ];

    /// Part of a step that has begun; everything else waits for its end.
    pub(super) const fn goes_on(self) -> bool {
        matches!(self, Self::GoOn | Self::NotReady)
    }
}

impl World {
    /// The lane after this deed, if it can be done.
    pub(super) fn deed(&self, now: u8, lane: &Lane, deed: Deed) -> Option<Lane> {
        let mut next = *lane;
        match deed {
            Deed::GoOn => {
                let effect = next.then.take()?;
                self.perform(&mut next, effect);
            }
            Deed::NotReady => not_ready(&mut next)?,
            Deed::Check => self.check(&mut next, now)?,
            Deed::Confirm => self.confirm(&mut next, now)?,
            Deed::GiveUp => self.give_up(&mut next)?,
            Deed::Withdraw => self.withdraw(&mut next)?,
            Deed::Pay => self.pay(&mut next, now)?,
            Deed::Status => self.status(&mut next)?,
            Deed::Cancel => self.cancel(&mut next)?,
            Deed::NoAnswer => self.no_answer(&mut next)?,
            Deed::Hear => self.hear(&mut next, now)?,
            Deed::HearOtherTerms => self.hear_other_terms(&mut next)?,
            Deed::HearLateInWork => self.hear_late(&mut next, Word::InWork)?,
            Deed::HearLateFinal => {
                let word = lane.session().slot;
                self.hear_late(&mut next, word.is_final().then_some(word)?)?;
            }
            Deed::Age => self.age(&mut next, now)?,
            Deed::Print => self.print(&mut next)?,
            Deed::PrintedWhole | Deed::PrintedUnsure => self.printed(&mut next, deed)?,
            Deed::SawWhole | Deed::SawNone => self.saw_cheque(&mut next, deed)?,
            Deed::AcceptTerms => self.accept_terms(&mut next)?,
            Deed::HandBack => hand_back(&mut next)?,
            Deed::ConfirmReturn => self.confirm_return(&mut next)?,
            Deed::Reissue => self.reissue(&mut next)?,
            Deed::NextSale => self.next_sale(&mut next)?,
        }
        Some(next)
    }

    /// A crash of the till and its next start. What was open is unknown, and asked about first.
    pub(super) fn recover(&self, mut lane: Lane) -> Lane {
        // The screen shows the payment as accepted after the start; the cashier keeps the cash.
        if lane.then == Some(Effect::Accept) {
            lane.cash.taken = true;
        }
        lane.then = None;
        lane.told_absent = false;
        let mut row = lane.row;
        row.attempt = None;
        match row.stage {
            Stage::Sending => row.stage = Stage::Unknown,
            Stage::Checking => row.stage = Stage::Draft,
            Stage::Checked => {
                row.stage = Stage::Draft;
                row.is_spent = true;
            }
            Stage::Draft
            | Stage::Queued
            | Stage::Unknown
            | Stage::InProgress
            | Stage::Paid
            | Stage::Failed
            | Stage::Cancelled
            | Stage::Review => {}
        }
        if let Print::Printing(_) = row.print {
            row.print = Print::Uncertain;
        }
        self.write(&mut lane, row);
        lane.tidy()
    }

    /// A step that only writes.
    pub(super) fn write(&self, lane: &mut Lane, row: Row) {
        self.perform(lane, Effect::Persist(row));
    }

    /// A step: the first effect now, the second when the runner goes on.
    fn run(&self, lane: &mut Lane, effects: [Effect; 2]) {
        let [first, second] = effects;
        lane.then = Some(second);
        self.perform(lane, first);
    }

    fn perform(&self, lane: &mut Lane, effect: Effect) {
        match effect {
            Effect::Persist(row) => {
                let from = lane.row.stage;
                let may = from == row.stage || from.may_become(row.stage);
                let needs_no_pay =
                    from == Stage::Review && matches!(row.stage, Stage::Queued | Stage::Cancelled);
                if !may || (needs_no_pay && row.pays > 0) {
                    lane.broken |= Rule::StagesMoveByTheTable.bit();
                }
                lane.row = row;
            }
            Effect::Post(ask) => post(lane, ask),
            Effect::Accept => {
                lane.cash.taken = true;
                if self.errs(Mistake::PrintWhenQueued) {
                    lane.cheques = (lane.cheques + 1).min(2);
                }
            }
            Effect::Print(0) => lane.cheques = (lane.cheques + 1).min(2),
            Effect::Print(_) => self.saw(Witness::CopyPrinted),
        }
    }

    /// The attempt row first, then the bytes.
    fn send(&self, lane: &mut Lane, row: Row, ask: Ask) {
        let (row, post) = (Effect::Persist(row), Effect::Post(ask));
        if ask == Ask::Pay && self.errs(Mistake::PostBeforePersist) {
            // The wrong bytes need their NOT_AFTER all the same.
            let Effect::Persist(written) = row else {
                return;
            };
            lane.sessions[usize::from(lane.current)].pay = written.not_after;
            lane.broken |= Rule::NoByteBeforeItsRow.bit();
            lane.then = Some(row);
        } else {
            self.run(lane, [row, post]);
        }
    }

    fn check(&self, lane: &mut Lane, now: u8) -> Option<()> {
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

    fn confirm(&self, lane: &mut Lane, now: u8) -> Option<()> {
        let mut row = lane.row;
        let is_fresh = row
            .granted_at
            .is_some_and(|at| now <= at + self.scope.clock.valid);
        let may = match row.stage {
            Stage::Checked => is_fresh,
            Stage::Draft => !row.is_spent,
            Stage::Checking
            | Stage::Queued
            | Stage::Sending
            | Stage::Unknown
            | Stage::InProgress
            | Stage::Paid
            | Stage::Failed
            | Stage::Cancelled
            | Stage::Review => false,
        };
        if !may {
            return None;
        }
        row.stage = Stage::Queued;
        row.is_tendered = true;
        let mut steps = [Effect::Persist(row), Effect::Accept];
        if self.errs(Mistake::AcceptBeforePersist) {
            steps.reverse();
        }
        self.run(lane, steps);
        Some(())
    }

    fn give_up(&self, lane: &mut Lane) -> Option<()> {
        if lane.row.stage != Stage::Checked {
            return None;
        }
        let row = Row {
            stage: Stage::Draft,
            is_spent: true,
            granted_at: None,
            ..lane.row
        };
        self.write(lane, row);
        Some(())
    }

    fn withdraw(&self, lane: &mut Lane) -> Option<()> {
        let mut row = lane.row;
        let wrongly = self.errs(Mistake::WithdrawWhileSending) && row.stage == Stage::Unknown;
        let rightly = matches!(row.stage, Stage::Queued | Stage::Review) && row.pays == 0;
        if !rightly && !wrongly {
            return None;
        }
        row.stage = Stage::Cancelled;
        row.owed = Some(ReturnStage::Due);
        self.write(lane, row);
        Some(())
    }

    fn pay(&self, lane: &mut Lane, now: u8) -> Option<()> {
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
        row.not_after = Some(match self.profile {
            Profile::Paydesk => row
                .not_after
                .unwrap_or(row.granted_at.unwrap_or(now) + clock.valid),
            Profile::Cyberplat => u8::MAX,
        });
        row.stage = Stage::Sending;
        row.attempt = Some(Ask::Pay);
        row.pays = (row.pays + 1).min(2);
        self.send(lane, row, Ask::Pay);
        Some(())
    }

    /// Same SESSION, after a status said that no pay is known, in time, never after a cancel, only where the server
    /// absorbs it.
    fn may_repeat(&self, lane: &Lane, now: u8) -> bool {
        let row = &lane.row;
        let asked = lane.told_absent || self.errs(Mistake::PayBeforeStatus);
        let not_cancelled = !row.cancel || self.errs(Mistake::PayAfterCancel);
        let in_time = row.not_after.is_none_or(|last| now <= last);
        self.profile == Profile::Paydesk && asked && not_cancelled && in_time
    }

    fn status(&self, lane: &mut Lane) -> Option<()> {
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

    fn cancel(&self, lane: &mut Lane) -> Option<()> {
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

    fn age(&self, lane: &mut Lane, now: u8) -> Option<()> {
        let mut row = lane.row;
        let is_open = matches!(row.stage, Stage::Unknown | Stage::InProgress);
        if !is_open || row.attempt.is_some() || now < self.scope.clock.day {
            return None;
        }
        if self.errs(Mistake::GiveUp) {
            row.stage = Stage::Failed;
            row.owed = Some(ReturnStage::Due);
        } else {
            row.stage = Stage::Review;
        }
        self.write(lane, row);
        Some(())
    }

    fn print(&self, lane: &mut Lane) -> Option<()> {
        let Print::Due(copy) = lane.row.print else {
            return None;
        };
        let print = Print::Printing(copy);
        let row = Effect::Persist(Row { print, ..lane.row });
        let mut steps = [row, Effect::Print(copy)];
        if self.errs(Mistake::PrintBeforePersist) {
            steps.reverse();
        }
        self.run(lane, steps);
        Some(())
    }

    fn printed(&self, lane: &mut Lane, deed: Deed) -> Option<()> {
        let Print::Printing(_) = lane.row.print else {
            return None;
        };
        let print = if deed == Deed::PrintedWhole {
            Print::Printed
        } else {
            Print::Uncertain
        };
        let row = Row { print, ..lane.row };
        self.write(lane, row);
        Some(())
    }

    fn saw_cheque(&self, lane: &mut Lane, deed: Deed) -> Option<()> {
        if lane.row.print != Print::Uncertain {
            return None;
        }
        let copy = u8::from(!self.errs(Mistake::UnmarkedReprint));
        let print = if deed == Deed::SawWhole {
            Print::Printed
        } else {
            Print::Due(copy)
        };
        let row = Row { print, ..lane.row };
        self.write(lane, row);
        Some(())
    }

    fn accept_terms(&self, lane: &mut Lane) -> Option<()> {
        let mut row = lane.row;
        if row.stage != Stage::Review || row.pays > 0 {
            return None;
        }
        row.stage = Stage::Queued;
        self.write(lane, row);
        Some(())
    }

    fn confirm_return(&self, lane: &mut Lane) -> Option<()> {
        let mut row = lane.row;
        if row.owed != Some(ReturnStage::Due) || !lane.cash.handed {
            return None;
        }
        row.owed = Some(ReturnStage::Returned);
        self.write(lane, row);
        Some(())
    }

    /// The return row and the new payment are one transaction; no new cash is booked.
    fn reissue(&self, lane: &mut Lane) -> Option<()> {
        let row = lane.row;
        let is_lost = matches!(row.stage, Stage::Failed | Stage::Cancelled);
        let is_due = row.owed == Some(ReturnStage::Due) && !lane.cash.handed;
        if !is_lost || !is_due {
            return None;
        }
        self.renew(lane, Past::Reissued)?;
        self.saw(match row.stage {
            Stage::Failed if self.profile == Profile::Cyberplat => Witness::ReissuedAfterFence,
            _ => Witness::Reissued,
        });
        // Not a move of the old payment: another one begins.
        lane.row = Row::UNCHECKED;
        Some(())
    }

    /// Another customer; the payment before is settled and nothing of it can move any more.
    fn next_sale(&self, lane: &mut Lane) -> Option<()> {
        let row = lane.row;
        let is_over = lane.session().pay.is_none() && lane.session().slot != Word::InWork;
        if !self.scope.next_sale || !row.is_settled() || !is_over {
            return None;
        }
        let gave_back = row.owed.is_some();
        self.renew(
            lane,
            if gave_back {
                Past::GaveBack
            } else {
                Past::Sold
            },
        )?;
        lane.sessions[usize::from(lane.current) - 1] = Session::SPENT;
        lane.row = Row::DRAFT;
        lane.cash = Cash {
            taken: false,
            handed: false,
        };
        lane.cheques = 0;
        Some(())
    }
}

fn post(lane: &mut Lane, ask: Ask) {
    if lane.row.attempt != Some(ask) {
        lane.broken |= Rule::NoByteBeforeItsRow.bit();
    }
    if ask == Ask::Pay && lane.row.cancel {
        lane.broken |= Rule::NoPayAfterCancel.bit();
    }
    let not_after = lane.row.not_after;
    let session = &mut lane.sessions[usize::from(lane.current)];
    match ask {
        Ask::Check => session.check = true,
        Ask::Pay => session.pay = not_after,
        Ask::Cancel => session.cancel = true,
        // It changes nothing at the hub: only the reply to an attempt that is still open matters.
        Ask::Status => {}
    }
}

fn not_ready(lane: &mut Lane) -> Option<()> {
    let (Some(Effect::Print(copy)), Print::Printing(_)) = (lane.then, lane.row.print) else {
        return None;
    };
    lane.then = None;
    lane.row.print = Print::Due(copy);
    Some(())
}

fn hand_back(lane: &mut Lane) -> Option<()> {
    if lane.row.owed != Some(ReturnStage::Due) || !lane.cash.taken || lane.cash.handed {
        return None;
    }
    lane.cash.handed = true;
    Some(())
}
