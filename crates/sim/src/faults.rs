//! Which faults a run meets and how often: each seed switches on a random part of them.

use std::collections::BTreeSet;
use std::fmt::{self, Display, Formatter};

use crate::dice::Dice;

/// Everything that the bench can make go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// The till's process is killed between two effects; its disk keeps everything.
    TillKilled,
    /// The shop loses power in the middle of a storage call of the till.
    TillPower,
    /// A sync or write of the till's disk fails.
    TillDiskFails,
    /// The till's disk is full for a while.
    TillDiskFull,
    /// The till's disk can only be read for a while.
    TillDiskReadOnly,
    /// Syncs of the till's disk take seconds.
    TillDiskSlow,
    /// The hub's machine loses power in the middle of a storage call.
    HubPower,
    /// The hub is stopped and started again.
    HubRestarted,
    /// A write or sync of the hub's disk fails.
    HubDiskFails,
    /// No connection can be made.
    Unreachable,
    /// The request never arrives.
    RequestLost,
    /// The request is worked on, its reply never arrives.
    ReplyLost,
    /// The connection breaks after the request was worked on.
    Reset,
    /// The request arrives twice, the second time later.
    Doubled,
    /// The request arrives after up to two hours.
    Held,
    /// The reply arrives after the till has stopped waiting.
    ReplyLate,
    /// A proxy answers with 5xx, 429 or a redirect instead of the hub.
    ProxyStatus,
    /// The hub works on the request, a proxy answers with 5xx.
    ProxyStatusAfter,
    /// A page with status 200 that no server signed.
    Page,
    /// A refusal in the right form, which nobody signed.
    Unsigned,
    /// The reply ends early.
    ReplyCut,
    /// One bit of the reply is another.
    ReplyFlipped,
    /// One bit of the request is another.
    RequestFlipped,
    /// In front of a pay comes another one for a higher sum, under the same SESSION and the till's own signature.
    Altered,
    /// An earlier signed reply about the same payment comes instead.
    Replayed,
    /// The reply to another payment's request comes instead.
    Swapped,
    /// Longer than any reply may be.
    Endless,
    /// The line is down for minutes or hours.
    LineDown,
    /// The till's clock jumps.
    TillClock,
    /// The hub's clock jumps.
    HubClock,
    /// The printer is not ready.
    PaperOut,
    /// The print breaks off.
    PrintBroken,
    /// The printer cannot confirm.
    PrinterMute,
    /// The provider is silent, before or after it has credited.
    ProviderSilent,
    /// The provider cannot pay just now.
    ProviderBusy,
    /// The provider refuses.
    ProviderRefuses,
    /// The provider refuses after the hub said accepted.
    LateRefusal,
    /// The bank is silent or says no.
    BankTrouble,
    /// The cashier presses keys twice and too early.
    Impatient,
    /// Customers want their cash back.
    Regret,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 40] = [
        Self::TillKilled,
        Self::TillPower,
        Self::TillDiskFails,
        Self::TillDiskFull,
        Self::TillDiskReadOnly,
        Self::TillDiskSlow,
        Self::HubPower,
        Self::HubRestarted,
        Self::HubDiskFails,
        Self::Unreachable,
        Self::RequestLost,
        Self::ReplyLost,
        Self::Reset,
        Self::Doubled,
        Self::Held,
        Self::ReplyLate,
        Self::ProxyStatus,
        Self::ProxyStatusAfter,
        Self::Page,
        Self::Unsigned,
        Self::ReplyCut,
        Self::ReplyFlipped,
        Self::RequestFlipped,
        Self::Altered,
        Self::Replayed,
        Self::Swapped,
        Self::Endless,
        Self::LineDown,
        Self::TillClock,
        Self::HubClock,
        Self::PaperOut,
        Self::PrintBroken,
        Self::PrinterMute,
        Self::ProviderSilent,
        Self::ProviderBusy,
        Self::ProviderRefuses,
        Self::LateRefusal,
        Self::BankTrouble,
        Self::Impatient,
        Self::Regret,
    ];

    /// Those that can meet one request on its way.
    pub const LINE: &[Self] = Self::ALL.split_at(9).1.split_at(18).0;

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> String {
        let mut name = String::new();
        for letter in format!("{self:?}").chars() {
            if letter.is_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.extend(letter.to_lowercase());
        }
        name
    }

    /// Reads [`Fault::name`] back.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }
}

/// The faults of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Swarm {
    on: BTreeSet<Fault>,
    /// Requests of a thousand that meet trouble on the line.
    pub line_per_mille: u32,
    /// Crashes, jumps and other events of a day.
    pub events_per_day: u64,
}

impl Swarm {
    /// Nothing goes wrong.
    #[must_use]
    pub const fn none() -> Self {
        Self {
            on: BTreeSet::new(),
            line_per_mille: 0,
            events_per_day: 0,
        }
    }

    /// The faults that a seed switches on, out of those that are allowed.
    #[must_use]
    pub fn of_seed(dice: &mut Dice, allowed: &BTreeSet<Fault>) -> Self {
        let share = dice.one_of(&[150, 400, 700, 1_000]);
        let on = allowed
            .iter()
            .copied()
            .filter(|_| dice.per_mille(share))
            .collect();
        Self {
            on,
            line_per_mille: dice.one_of(&[30, 120, 300, 600]),
            events_per_day: dice.one_of(&[2, 8, 25, 60]),
        }
    }

    /// These faults, often.
    #[must_use]
    pub fn of(faults: impl IntoIterator<Item = Fault>) -> Self {
        Self {
            on: faults.into_iter().collect(),
            line_per_mille: 300,
            events_per_day: 25,
        }
    }

    /// Whether it can happen in this run.
    #[must_use]
    pub fn has(&self, fault: Fault) -> bool {
        self.on.contains(&fault)
    }

    /// What meets a request on the line, if anything does.
    pub fn on_the_line(&self, dice: &mut Dice) -> Option<Fault> {
        if !dice.per_mille(self.line_per_mille) {
            return None;
        }
        self.one_of(dice, Fault::LINE)
    }

    /// One of these that is switched on, if there is one.
    pub fn one_of(&self, dice: &mut Dice, faults: &[Fault]) -> Option<Fault> {
        let possible: Vec<Fault> = faults.iter().copied().filter(|f| self.has(*f)).collect();
        (!possible.is_empty()).then(|| dice.one_of(&possible))
    }
}

impl Display for Swarm {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.on.iter().map(|fault| fault.name()).collect();
        write!(
            f,
            "line {}/1000, {} events a day, faults {}",
            self.line_per_mille,
            self.events_per_day,
            if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(",")
            }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Fault;

    #[test]
    fn every_fault_has_a_name_that_reads_back() {
        for fault in Fault::ALL {
            assert_eq!(Fault::parse(&fault.name()), Some(fault));
        }
        assert_eq!(Fault::parse("till-power"), Some(Fault::TillPower));
    }

    #[test]
    fn the_faults_of_the_line_are_those_from_unreachable_to_endless() {
        assert_eq!(Fault::LINE.first(), Some(&Fault::Unreachable));
        assert_eq!(Fault::LINE.last(), Some(&Fault::Endless));
    }
}
