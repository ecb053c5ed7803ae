//! The till: one step at a time, each an ordered list of effects.
//!
//! The first effect of a step happens together with the decision: a crash in between leaves no trace, as nothing but
//! memory has changed. Whatever comes after it waits in memory and is lost with it. Requests are chosen in
//! `sending`, replies read in `hearing`, paper and cash settled in `afterwards`.

use paydesk_domain::payment::{ReturnStage, Stage};

use super::afterwards;
use super::mistake::Mistake;
use super::rules::{Rule, Witness};
use super::state::{Ask, Effect, Lane, Print, Row, Word};
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

    /// The end of a step that has begun; everything else waits for it.
    pub(super) const GOING_ON: [Self; 2] = [Self::GoOn, Self::NotReady];
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
            Deed::NotReady => afterwards::not_ready(&mut next)?,
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
            Deed::HandBack => afterwards::hand_back(&mut next)?,
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
    pub(super) fn run(&self, lane: &mut Lane, effects: [Effect; 2]) {
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
    pub(super) fn send(&self, lane: &mut Lane, row: Row, ask: Ask) {
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

    fn accept_terms(&self, lane: &mut Lane) -> Option<()> {
        let mut row = lane.row;
        if row.stage != Stage::Review || row.pays > 0 {
            return None;
        }
        row.stage = Stage::Queued;
        self.write(lane, row);
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
