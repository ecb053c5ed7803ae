//! The world in motion: which steps there are, in whichever order they come.

use std::sync::atomic::{AtomicU32, Ordering};

use stateright::{Model, Property};

use super::hub::Work;
use super::mistake::Mistake;
use super::rules::{self, Witness};
use super::state::{Lane, State};
use super::till::Deed;
use super::{Profile, Scope};

/// One model: a profile, a scope, and perhaps a mistake.
#[derive(Debug)]
pub(super) struct World {
    /// What the server speaks.
    pub(super) profile: Profile,
    /// How much there is of everything.
    pub(super) scope: Scope,
    /// Which rule is switched off.
    pub(super) mistake: Option<Mistake>,
    /// What was seen to happen on the way, a bit each.
    pub(super) seen: AtomicU32,
}

/// One step of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    /// The coarse clock moves on.
    Tick,
    /// This till loses its memory and starts again.
    CrashTill(u8),
    /// The hub loses its memory and starts again.
    CrashHub,
    /// The till of this lane, its line or its cashier does something.
    Till(u8, Deed),
    /// The hub does something for a session of this lane.
    Hub(u8, u8, Work),
}

impl World {
    pub(super) const fn new(profile: Profile, scope: Scope, mistake: Option<Mistake>) -> Self {
        Self {
            profile,
            scope,
            mistake,
            seen: AtomicU32::new(0),
        }
    }

    /// Whether this rule is switched off.
    pub(super) fn errs(&self, mistake: Mistake) -> bool {
        self.mistake == Some(mistake)
    }

    /// Notes that something worth seeing happens.
    pub(super) fn saw(&self, witness: Witness) {
        let bit = witness.bit();
        if self.seen.load(Ordering::Relaxed) & bit == 0 {
            self.seen.fetch_or(bit, Ordering::Relaxed);
        }
    }

    /// Whether the till of this lane has done with its last step: its runner does one at a time.
    fn is_idle(&self, state: &State, lane: usize) -> bool {
        let is_free = |lane: &Lane| lane.then.is_none();
        if self.scope.one_till {
            state.lanes.iter().all(is_free)
        } else {
            is_free(&state.lanes[lane])
        }
    }

    fn lanes(&self) -> impl Iterator<Item = u8> {
        0..self.scope.lanes
    }

    fn crash_till(&self, state: &State, till: u8) -> State {
        let mut next = *state;
        for lane in self.lanes() {
            if self.scope.one_till || lane == till {
                let lane = &mut next.lanes[usize::from(lane)];
                *lane = self.recover(*lane);
            }
        }
        next
    }

    fn crash_hub(&self, state: &State) -> State {
        let mut next = *state;
        for lane in self.lanes() {
            let lane = &mut next.lanes[usize::from(lane)];
            *lane = self.forget(*lane);
        }
        next
    }

    fn till_step(&self, state: &State, lane: u8, deed: Deed) -> Option<State> {
        let index = usize::from(lane);
        let lane = self.deed(state.now, &state.lanes[index], deed)?.tidy();
        Some(state.with(index, lane))
    }

    fn hub_step(&self, state: &State, (lane, session): (u8, u8), work: Work) -> Option<State> {
        let index = usize::from(lane);
        let work = (session, work);
        let lane = self.work(state.now, &state.lanes[index], work)?.tidy();
        Some(state.with(index, lane))
    }
}

impl Model for World {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            now: 0,
            lanes: [Lane::OPEN; super::state::LANES],
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        actions.push(Action::Tick);
        actions.push(Action::CrashHub);
        for lane in self.lanes() {
            if lane == 0 || !self.scope.one_till {
                actions.push(Action::CrashTill(lane));
            }
            let is_idle = self.is_idle(state, usize::from(lane));
            let deeds = if is_idle {
                &Deed::ALL[..]
            } else {
                &Deed::GOING_ON
            };
            actions.extend(deeds.iter().map(|deed| Action::Till(lane, *deed)));
            for session in 0..=state.lanes[usize::from(lane)].current {
                actions.extend(Work::ALL.map(|work| Action::Hub(lane, session, work)));
            }
        }
    }

    fn next_state(&self, state: &State, action: Action) -> Option<State> {
        let next = match action {
            Action::Tick if state.now == self.scope.clock.end => None,
            Action::Tick => Some(State {
                now: state.now + 1,
                ..*state
            }),
            Action::CrashTill(till) => Some(self.crash_till(state, till)),
            Action::CrashHub => Some(self.crash_hub(state)),
            Action::Till(lane, deed) => self.till_step(state, lane, deed),
            Action::Hub(lane, session, work) => self.hub_step(state, (lane, session), work),
        };
        // What changes nothing is no step.
        next.filter(|next| next != state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        rules::properties()
    }
}
