//! Which fault comes next: none, the next of a script, or one drawn by a seed.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::fault::{Fault, Instead, Kind};

/// What happens to the exchanges to come.
#[derive(Debug, Clone, Default)]
pub enum Plan {
    /// Everything passes.
    #[default]
    Honest,
    /// These, in the order in which connections are accepted; behind the last one everything passes.
    Script(Vec<Option<Fault>>),
    /// Faults drawn by a seed.
    Seeded(Chaos),
}

impl Plan {
    /// The same fault for every exchange to come.
    #[must_use]
    pub fn every(fault: Fault, times: usize) -> Self {
        Self::Script(vec![Some(fault); times])
    }
}

/// How faults are drawn. One seed gives one sequence of faults; which exchange gets which of them depends on the
/// order in which the tills call.
#[derive(Debug, Clone)]
pub struct Chaos {
    /// The seed.
    pub seed: u64,
    /// Exchanges out of a hundred with which something goes wrong.
    pub share_percent: u32,
    /// How often each kind is drawn in comparison with the others; one that is not here never.
    pub weights: BTreeMap<Kind, u32>,
    /// The longest delay, silence or hold.
    pub longest: Duration,
}

impl Chaos {
    /// Every kind of fault, the quick ones four times as often as those that cost somebody time.
    #[must_use]
    pub fn of_everything(seed: u64, longest: Duration) -> Self {
        let weight = |kind: Kind| match kind {
            Kind::Delay | Kind::Silence | Kind::Drip | Kind::Endless => 1,
            _ => 4,
        };
        Self {
            seed,
            share_percent: 50,
            weights: Kind::ALL
                .iter()
                .map(|kind| (*kind, weight(*kind)))
                .collect(),
            longest,
        }
    }
}

/// The plan while it runs.
#[derive(Debug)]
pub(crate) enum Planner {
    Honest,
    Script(VecDeque<Option<Fault>>),
    Seeded(Box<Dice>),
}

#[derive(Debug)]
pub(crate) struct Dice {
    random: ChaCha8Rng,
    chaos: Chaos,
}

impl From<Plan> for Planner {
    fn from(plan: Plan) -> Self {
        match plan {
            Plan::Honest => Self::Honest,
            Plan::Script(steps) => Self::Script(steps.into()),
            Plan::Seeded(chaos) => Self::Seeded(Box::new(Dice {
                random: ChaCha8Rng::seed_from_u64(chaos.seed),
                chaos,
            })),
        }
    }
}

impl Planner {
    /// The fault of the next exchange.
    pub(crate) fn next(&mut self) -> Option<Fault> {
        match self {
            Self::Honest => None,
            Self::Script(steps) => steps.pop_front().flatten(),
            Self::Seeded(dice) => dice.draw(),
        }
    }
}

impl Dice {
    fn draw(&mut self) -> Option<Fault> {
        if self.random.gen_range(0..100) >= self.chaos.share_percent {
            return None;
        }
        let total: u32 = self.chaos.weights.values().sum();
        if total == 0 {
            return None;
        }
        let mut at = self.random.gen_range(0..total);
        let kinds = self.chaos.weights.clone();
        let kind = kinds.into_iter().find(|(_, weight)| {
            let is_here = at < *weight;
            at = at.saturating_sub(*weight);
            is_here
        });
        kind.map(|(kind, _)| self.fault(kind))
    }

    fn fault(&mut self, kind: Kind) -> Fault {
        match kind {
            Kind::Delay => Fault::Delay(self.pause()),
            Kind::LoseRequest => Fault::LoseRequest,
            Kind::LoseReply => Fault::LoseReply,
            Kind::Silence => Fault::Silence(self.pause()),
            Kind::Duplicate if self.random.r#gen() => Fault::Duplicate(Duration::ZERO),
            Kind::Duplicate => Fault::Duplicate(self.pause()),
            Kind::Reorder => Fault::Reorder,
            Kind::Hold => Fault::Hold(self.pause()),
            Kind::ReplayOwn => Fault::ReplayOwn,
            Kind::ReplayOther => Fault::ReplayOther,
            Kind::Swap => Fault::Swap,
            Kind::Truncate => Fault::Truncate(self.random.r#gen()),
            Kind::FlipReply => Fault::FlipReply(self.random.r#gen()),
            Kind::FlipRequest => Fault::FlipRequest(self.random.r#gen()),
            Kind::HalfClose => Fault::HalfClose,
            Kind::Drip => Fault::Drip(self.pause() / 64),
            Kind::Html => self.instead(Instead::Html),
            Kind::ServerError => {
                let code = [500, 502, 504, 599];
                let at = self.random.gen_range(0..code.len());
                self.instead(Instead::ServerError(code.get(at).copied().unwrap_or(500)))
            }
            Kind::TooMany => self.instead(Instead::TooMany),
            Kind::Unavailable => self.instead(Instead::Unavailable),
            Kind::Redirect => self.instead(Instead::Redirect),
            Kind::Endless => self.instead(Instead::Endless),
            Kind::Refuse => Fault::Refuse,
            Kind::ResetAfter => Fault::ResetAfter(self.random.r#gen()),
            Kind::StripRequest => Fault::StripRequest(self.random.r#gen()),
            Kind::StripReply => Fault::StripReply(self.random.r#gen()),
            Kind::WrongCertificate => Fault::WrongCertificate(self.random.r#gen()),
        }
    }

    fn instead(&mut self, what: Instead) -> Fault {
        Fault::Instead {
            what,
            hub_works: self.random.r#gen(),
        }
    }

    fn pause(&mut self) -> Duration {
        let longest = u64::try_from(self.chaos.longest.as_millis()).unwrap_or(u64::MAX);
        Duration::from_millis(self.random.gen_range(0..=longest))
    }
}
