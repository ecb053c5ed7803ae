//! Walking through all of it, and saying what was found.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::Ordering;

use stateright::{Checker, Expectation, HasDiscoveries, Model, Representative};

use super::mistake::Mistake;
use super::rules::Witness;
use super::state::State;
use super::world::{Action, World};
use super::{Clock, Profile, Scope, Size};

/// What was proven.
#[derive(Debug, Clone, Default)]
pub struct Proven {
    /// Steps taken, those to a state seen before among them.
    pub states: usize,
    /// Different states.
    pub unique: usize,
    /// The longest way walked.
    pub depth: usize,
    /// Every property by name, and whether it holds.
    pub properties: Vec<(String, bool)>,
    /// What failed: a counter-example step by step, or what was never seen to happen.
    pub failed: Vec<String>,
}

/// Walks through every order of events and reports. Nothing failed if [`Proven::failed`] is empty.
///
/// # Panics
/// If the checker stopped before it had seen every reachable state: a proof of a part would be none.
#[must_use]
pub fn prove(size: Size, profile: Profile, threads: usize) -> Proven {
    let walks = scopes(size, profile).into_iter();
    conclude(walks.map(|scope| walk(World::new(profile, scope, None), threads)))
}

/// Switches one rule off and looks for the shortest way to the damage; gives up only when there is none.
///
/// # Panics
/// As [`prove`].
#[must_use]
pub fn search(mistake: Mistake, profile: Profile) -> Option<String> {
    let sessions = if mistake.needs_second_session() { 2 } else { 1 };
    let scope = Scope {
        sessions,
        ..alone(profile)
    };
    let goal = mistake.breaks();
    let world = World::new(profile, scope, Some(mistake));
    let found = HasDiscoveries::AllOf([goal].into());
    let checker = world.checker().finish_when(found).spawn_bfs().join();
    let path = checker.discovery(goal);
    assert!(
        path.is_some() || checker.is_done(),
        "the walk stopped before its end"
    );
    path.map(|path| tell(goal, &path.last_state().clone(), path.into_actions()))
}

/// One walk: its figures, and what it says of every property.
pub(super) struct Walk {
    pub(super) states: usize,
    pub(super) unique: usize,
    pub(super) depth: usize,
    verdicts: Vec<Verdict>,
}

struct Verdict {
    name: &'static str,
    /// It must hold everywhere, not only somewhere.
    is_rule: bool,
    holds: bool,
    example: Option<String>,
}

/// One lane, two SESSIONs, with everything a payment can meet.
pub(super) const fn alone(profile: Profile) -> Scope {
    Scope {
        lanes: 1,
        one_till: true,
        sessions: 2,
        clock: coarse(profile),
    }
}

/// The clock with the fewest ticks that still tells the spans apart.
const fn coarse(profile: Profile) -> Clock {
    match profile {
        Profile::Paydesk => Clock {
            valid: 0,
            hour: 0,
            quarantine: 0,
            apart: 1,
            day: 1,
            end: 2,
        },
        Profile::Cyberplat => Clock {
            valid: 0,
            hour: 1,
            quarantine: 1,
            apart: 1,
            day: 3,
            end: 3,
        },
    }
}

/// A clock with room between the spans: a consent of 55 minutes, an hour, a quarantine of 70.
const fn fine(profile: Profile) -> Clock {
    let spans = Clock {
        valid: 1,
        hour: 2,
        quarantine: 3,
        apart: 1,
        day: 6,
        end: 7,
    };
    match profile {
        Profile::Paydesk => Clock {
            quarantine: 2,
            day: 3,
            end: 5,
            ..spans
        },
        Profile::Cyberplat => spans,
    }
}

fn scopes(size: Size, profile: Profile) -> Vec<Scope> {
    let alone = alone(profile);
    let unhurried = Scope {
        clock: fine(profile),
        ..alone
    };
    // Two tills, one SESSION each, with everything.
    let apart = Scope {
        lanes: 2,
        one_till: false,
        sessions: 1,
        ..alone
    };
    // Two payments at once at one till.
    let together = Scope {
        one_till: true,
        ..apart
    };
    match size {
        Size::Small => vec![alone],
        Size::Full => vec![alone, unhurried, apart, together],
    }
}

pub(super) fn walk(world: World, threads: usize) -> Walk {
    let profile = world.profile;
    let checker = world
        .checker()
        .symmetry()
        .threads(threads.max(1))
        .spawn_dfs()
        .join();
    assert!(checker.is_done(), "the walk stopped before its end");
    let found = checker.discoveries();
    let mut verdicts = Vec::new();
    for property in checker.model().properties() {
        let path = found.get(property.name);
        let is_rule = property.expectation == Expectation::Always;
        let example = path.filter(|_| is_rule).map(|path| {
            tell(
                property.name,
                path.last_state(),
                path.clone().into_actions(),
            )
        });
        verdicts.push(Verdict {
            name: property.name,
            is_rule,
            holds: path.is_some() != is_rule,
            example,
        });
    }
    let seen = checker.model().seen.load(Ordering::Relaxed);
    for (witness, name) in Witness::of(profile) {
        verdicts.push(Verdict {
            name,
            is_rule: false,
            holds: seen & witness.bit() != 0,
            example: None,
        });
    }
    Walk {
        states: checker.state_count(),
        unique: checker.unique_state_count(),
        depth: checker.max_depth(),
        verdicts,
    }
}

/// A counter-example as a person reads it: what happened, one step a line, and where it led.
fn tell(name: &str, end: &State, actions: Vec<Action>) -> String {
    let mut text = format!("not so: {name}\n");
    for (number, action) in actions.iter().enumerate() {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{:3}. {action:?}", number + 1);
    }
    let _ = write!(text, "{end:#?}");
    text
}

/// A rule must hold in every walk; what should be seen must be seen in one of them.
fn conclude(walks: impl IntoIterator<Item = Walk>) -> Proven {
    let mut proven = Proven::default();
    let mut verdicts: BTreeMap<&'static str, Verdict> = BTreeMap::new();
    for walk in walks {
        proven.states += walk.states;
        proven.unique += walk.unique;
        proven.depth = proven.depth.max(walk.depth);
        for verdict in walk.verdicts {
            match verdicts.get_mut(verdict.name) {
                Some(sum) if sum.is_rule == sum.holds => {
                    sum.holds = verdict.holds;
                    sum.example = verdict.example;
                }
                Some(_) => {}
                None => {
                    verdicts.insert(verdict.name, verdict);
                }
            }
        }
    }
    for (name, verdict) in verdicts {
        if !verdict.holds {
            let text = verdict
                .example
                .unwrap_or_else(|| format!("never seen: {name}"));
            proven.failed.push(text);
        }
        proven.properties.push((name.to_owned(), verdict.holds));
    }
    proven
}

impl Representative for State {
    /// The lanes are alike: which of them did it makes no difference.
    fn representative(&self) -> Self {
        let mut state = *self;
        state.lanes.sort_unstable();
        state
    }
}
