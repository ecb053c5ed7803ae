//! What goes wrong besides the line: power, processes, disks, clocks.

use super::cashier::Chore;
use super::{DAY, HOUR, Happening, MINUTE, SECOND, Shop};
use crate::disk::{Disk, FaultKind, Loss, Planned};
use crate::faults::Fault;
use crate::parties::Word;

/// Those that come by themselves, a few times a day.
const EVENTS: [Fault; 12] = [
    Fault::TillKilled,
    Fault::TillPower,
    Fault::TillDiskFails,
    Fault::TillDiskFull,
    Fault::TillDiskReadOnly,
    Fault::TillDiskSlow,
    Fault::HubPower,
    Fault::HubRestarted,
    Fault::HubDiskFails,
    Fault::LineDown,
    Fault::TillClock,
    Fault::HubClock,
];

/// The shop opens and the first customer comes.
const MORNING: i64 = 8 * HOUR;
/// The last customer has gone.
const EVENING: i64 = 18 * HOUR;

impl Shop {
    /// Plans a day of trade: customers, chores and what goes wrong.
    pub(crate) fn plan_day(&mut self, day: u32, customers: u32) {
        let midnight = i64::from(day) * DAY;
        self.plan(midnight + MORNING, Happening::Chore(Chore::OpenShift));
        for _ in 0..customers {
            let at = midnight + self.dice.between(MORNING + MINUTE, EVENING);
            let who = self.invite();
            self.plan(at, Happening::Customer(who));
        }
        for chore in [
            Chore::CashIn,
            Chore::CashOut,
            Chore::Reprint,
            Chore::Correction,
        ] {
            let at = midnight + self.dice.between(MORNING + HOUR, EVENING);
            self.plan(at, Happening::Chore(chore));
        }
        for _ in 0..self.swarm.events_per_day {
            let at = midnight + self.dice.between(MORNING, EVENING);
            if let Some(fault) = self.swarm.one_of(&mut self.dice, &EVENTS) {
                self.plan(at, Happening::Chaos(fault));
            }
        }
        self.plan(
            midnight + EVENING + HOUR,
            Happening::Chore(Chore::CloseShift),
        );
    }

    /// After the last day everything works, and what is open has two days to come to its end.
    pub(crate) fn plan_end(&mut self, days: u32) {
        let end = i64::from(days.saturating_sub(1)) * DAY + EVENING + 2 * HOUR;
        // What is open when everything is mended shows how it comes to its end: also what the provider works on while
        // the clock jumps.
        if self.swarm.has(Fault::TillClock) && self.swarm.has(Fault::ProviderBusy) {
            self.plan(end - 65 * MINUTE, Happening::Says(Some(Word::Busy)));
            let later = Happening::Says(Some(Word::RefuseLater));
            self.plan(end - 55 * MINUTE, later);
            for before in [64, 61, 54] {
                let who = self.invite();
                self.plan(end - before * MINUTE, Happening::Customer(who));
            }
        }
        if self.swarm.has(Fault::TillClock) {
            self.plan(end - 45 * MINUTE, Happening::Chaos(Fault::TillClock));
        }
        if self.swarm.has(Fault::LineDown) {
            for before in [40, 30, 20] {
                let who = self.invite();
                self.plan(end - before * MINUTE, Happening::Customer(who));
                self.plan(end - before * MINUTE, Happening::Chaos(Fault::LineDown));
            }
        }
        // What is in work or unknown then is too old to the till, goes to a person, and is answered for after all.
        let is_in_work = self.swarm.has(Fault::ProviderBusy) && !self.swarm.has(Fault::LineDown);
        if self.swarm.has(Fault::TillClock) && (is_in_work || self.swarm.line_per_mille >= 300) {
            self.plan(end - 5 * MINUTE, Happening::NextDay);
        }
        self.plan(end, Happening::Heal);
        // Trade goes on: what the till learns from new payments helps the old ones.
        for after in [MINUTE, 10 * MINUTE, 80 * MINUTE] {
            let who = self.invite();
            self.plan(end + after, Happening::Customer(who));
        }
        self.plan(end + 2 * DAY, Happening::Over);
    }

    pub(crate) fn strike(&mut self, fault: Fault) {
        self.say(&format!("chaos: {}", fault.name()));
        let (till, hub) = (self.till.disk.clone(), self.hub.disk.clone());
        match fault {
            Fault::TillKilled => {
                let after = self.dice.below(8);
                self.till.dies_after = u32::try_from(after).ok();
                self.till.loss = Loss::Keep;
            }
            Fault::TillPower => {
                self.till.loss = self.dice.one_of(&Loss::ALL);
                self.soon(&till, (FaultKind::Cut, 60));
            }
            Fault::TillDiskFails => {
                let kind = self.dice.one_of(&[
                    FaultKind::Eio,
                    FaultKind::EioSync,
                    FaultKind::EioSyncAbandoned,
                ]);
                self.soon(&till, (kind, 30));
            }
            Fault::TillDiskFull => {
                let for_calls = 1 + self.dice.below(30);
                self.soon(&till, (FaultKind::Full { for_calls }, 30));
            }
            Fault::TillDiskReadOnly => {
                let for_calls = 1 + self.dice.below(30);
                self.soon(&till, (FaultKind::ReadOnly { for_calls }, 30));
            }
            Fault::TillDiskSlow => {
                let (for_calls, ms) = (30, 200 + self.dice.below(8_000));
                self.soon(&till, (FaultKind::SlowSync { for_calls, ms }, 30));
            }
            Fault::HubPower => {
                self.hub.loss = self.dice.one_of(&Loss::ALL);
                self.soon(&hub, (FaultKind::Cut, 60));
            }
            Fault::HubRestarted => {
                if self.hub.is_up() {
                    self.fired(fault);
                }
                self.hub_dies();
            }
            Fault::HubDiskFails => {
                let for_calls = 1 + self.dice.below(20);
                let kind = self
                    .dice
                    .one_of(&[FaultKind::Eio, FaultKind::Full { for_calls }]);
                self.soon(&hub, (kind, 30));
            }
            Fault::LineDown => {
                let most = self.dice.one_of(&[MINUTE, 10 * MINUTE, 3 * HOUR]);
                self.line.down_until = self.now + self.dice.between(SECOND, most);
            }
            Fault::TillClock => {
                let skew = self.jump();
                self.till_jumps(skew);
            }
            Fault::HubClock => {
                let before = self.hub.skew;
                self.hub.skew = self.jump();
                if self.hub.skew != before {
                    self.fired(fault);
                }
            }
            _ => {}
        }
    }

    /// The till's clock is off by this now.
    pub(crate) fn till_jumps(&mut self, skew: i64) {
        if self.till.skew != skew {
            self.fired(Fault::TillClock);
        }
        self.till.skew = skew;
    }

    fn jump(&mut self) -> i64 {
        let most = self.dice.one_of(&[MINUTE, 4 * MINUTE, HOUR, 30 * DAY]);
        self.dice.between(-most, most)
    }

    /// Within the next storage calls of a disk.
    fn soon(&mut self, disk: &Disk, (kind, within): (FaultKind, u64)) {
        let at = disk.calls() + self.dice.below(within);
        disk.plan(Some(Planned { at, kind }));
    }

    /// From now on everything works.
    pub(crate) fn heal(&mut self) {
        self.say("everything works again");
        self.healed_at = Some(self.now);
        self.till.disk.plan(None);
        self.hub.disk.plan(None);
        self.till.dies_after = None;
        self.till.skew = 0;
        self.hub.skew = 0;
        self.line.down_until = 0;
        self.line.script = None;
        self.printer.script = None;
        self.parties.heal();
        if self.hub.disk.is_dead() {
            self.hub_dies();
        }
        self.plan(0, Happening::HubUp);
    }
}
