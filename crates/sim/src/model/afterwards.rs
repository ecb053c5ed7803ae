//! What comes after the outcome: the cheque, the cash that is owed, the next customer.

use paydesk_domain::payment::{ReturnStage, Stage};

use super::Profile;
use super::mistake::Mistake;
use super::rules::Witness;
use super::state::{Cash, Effect, Lane, Past, Print, Row, Session, Word};
use super::till::Deed;
use super::world::World;

impl World {
    pub(super) fn print(&self, lane: &mut Lane) -> Option<()> {
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

    pub(super) fn printed(&self, lane: &mut Lane, deed: Deed) -> Option<()> {
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

    pub(super) fn saw_cheque(&self, lane: &mut Lane, deed: Deed) -> Option<()> {
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

    pub(super) fn confirm_return(&self, lane: &mut Lane) -> Option<()> {
        let mut row = lane.row;
        if row.owed != Some(ReturnStage::Due) || !lane.cash.handed {
            return None;
        }
        row.owed = Some(ReturnStage::Returned);
        self.write(lane, row);
        Some(())
    }

    /// The return row and the new payment are one transaction; no new cash is booked.
    pub(super) fn reissue(&self, lane: &mut Lane) -> Option<()> {
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
    pub(super) fn next_sale(&self, lane: &mut Lane) -> Option<()> {
        let row = lane.row;
        let is_over = lane.session().pay.is_none() && lane.session().slot != Word::InWork;
        if !row.is_settled() || !is_over {
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

/// Nothing left for the printer, so this start does not count.
pub(super) fn not_ready(lane: &mut Lane) -> Option<()> {
    let (Some(Effect::Print(copy)), Print::Printing(_)) = (lane.then, lane.row.print) else {
        return None;
    };
    lane.then = None;
    lane.row.print = Print::Due(copy);
    Some(())
}

/// Cash over the counter; confirmed in a step of its own.
pub(super) fn hand_back(lane: &mut Lane) -> Option<()> {
    if lane.row.owed != Some(ReturnStage::Due) || !lane.cash.taken || lane.cash.handed {
        return None;
    }
    lane.cash.handed = true;
    Some(())
}
