//! What is done about a till that takes no payments: somebody notices, and a while later it is put right.

use paydesk_till::world::Rejection;

use super::super::{HOUR, Happening, MINUTE, Shop};
use super::{Chore, bare};

impl Shop {
    /// The till takes a payment no further.
    pub(super) fn hear_refusal(&mut self, rejection: &Rejection) {
        self.counts.add("rejected", bare(&format!("{rejection:?}")));
        match rejection {
            Rejection::Storage => self.will_repair(Chore::Restart, 15 * MINUTE),
            Rejection::ClockOff => self.will_repair(Chore::SetClocks, HOUR),
            _ => {}
        }
    }

    fn will_repair(&mut self, chore: Chore, within: i64) {
        if !self.cashier.repairs.contains(&chore) {
            self.cashier.repairs.push(chore);
            let after = self.dice.between(MINUTE, within);
            self.plan(after, Happening::Chore(chore));
        }
    }

    pub(super) fn repair(&mut self, chore: Chore) {
        self.cashier.repairs.retain(|planned| *planned != chore);
        if chore == Chore::SetClocks {
            self.say("both clocks are set right");
            (self.till.skew, self.hub.skew) = (0, 0);
        } else if self.till.is_up {
            self.say("the cashier ends the till");
            self.till.is_ended = true;
        }
    }
}
