//! What the model proves, and that it can fail.

use std::collections::{HashMap, HashSet};

use paydesk_domain::payment::Stage;
use stateright::{Checker, Model};

use crate::model::state::{Lane, State};
use crate::model::till::Deed;
use crate::model::walk::alone;
use crate::model::world::{Action, World};
use crate::model::{Mistake, Profile, Scope, Size, prove, search};

const PROFILES: [Profile; 2] = [Profile::Paydesk, Profile::Cyberplat];

/// One payment under one SESSION.
fn single(profile: Profile) -> World {
    let scope = Scope {
        sessions: 1,
        ..alone(profile)
    };
    World::new(profile, scope, None)
}

/// Every state that can be reached, by a walk of our own that keeps whole states and not their hashes.
fn reachable(world: &World) -> HashSet<State> {
    let mut seen: HashSet<State> = world.init_states().into_iter().collect();
    let mut open: Vec<State> = seen.iter().copied().collect();
    while let Some(state) = open.pop() {
        for next in world.next_states(&state) {
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    seen
}

#[test]
fn no_order_of_events_loses_doubles_or_prints_falsely() {
    for profile in PROFILES {
        let proven = prove(Size::Small, profile, 1);
        assert!(
            proven.failed.is_empty(),
            "{profile:?}\n{}",
            proven.failed.join("\n\n")
        );
        assert!(
            proven.unique > 10_000,
            "{profile:?}: too small to mean anything"
        );
        assert!(proven.states >= proven.unique);
        assert!(proven.properties.iter().all(|(_, holds)| *holds));
    }
}

#[test]
fn every_mistake_is_found() {
    for mistake in Mistake::ALL {
        for profile in mistake.profiles() {
            let found = search(mistake, *profile);
            assert!(found.is_some(), "{mistake:?} at {profile:?} went unseen");
        }
    }
}

#[test]
fn a_counter_example_tells_what_happened() {
    let told = search(Mistake::NoTombstone, Profile::Paydesk).unwrap();
    for part in [
        "Hub(0, 0, Cancel)",
        "Hub(0, 0, Pay)",
        "Hub(0, 0, CallExecuted)",
    ] {
        assert!(told.contains(part), "{part} is missing in\n{told}");
    }
}

/// Hashes that meet, a walk that stops early, or threads that lose work would make these numbers differ.
#[test]
fn every_way_of_walking_meets_the_same_states() {
    for profile in PROFILES {
        let all = reachable(&single(profile)).len();
        let wide = single(profile).checker().spawn_bfs().join();
        let deep = single(profile).checker().threads(2).spawn_dfs().join();
        for (done, count) in [
            (wide.is_done(), wide.unique_state_count()),
            (deep.is_done(), deep.unique_state_count()),
        ] {
            assert!(done);
            assert_eq!(count, all, "{profile:?}");
        }
    }
}

/// A payment at its end: settled, never begun, or in a person's hands.
fn is_at_its_end(lane: &Lane) -> bool {
    let has_no_money = lane.row.stage == Stage::Draft;
    lane.row.is_settled() || has_no_money || lane.row.stage == Stage::Review
}

/// Neither a crash, nor silence, nor a printer's fault.
fn is_healthy(action: Action) -> bool {
    match action {
        Action::CrashTill(_) | Action::CrashHub => false,
        Action::Till(_, deed) => !matches!(
            deed,
            Deed::NoAnswer
                | Deed::NotReady
                | Deed::PrintedUnsure
                | Deed::HearLateInWork
                | Deed::HearLateFinal
        ),
        Action::Tick | Action::Hub(..) => true,
    }
}

#[test]
fn once_all_is_well_every_payment_can_come_to_its_end() {
    for profile in PROFILES {
        let world = single(profile);
        let all = reachable(&world);
        let mut before: HashMap<State, Vec<State>> = HashMap::new();
        for state in &all {
            for (action, next) in world.next_steps(state) {
                if is_healthy(action) {
                    before.entry(next).or_default().push(*state);
                }
            }
        }
        let mut open: Vec<State> = all
            .iter()
            .filter(|state| is_at_its_end(&state.lanes[0]))
            .copied()
            .collect();
        let mut ending: HashSet<State> = open.iter().copied().collect();
        while let Some(state) = open.pop() {
            for earlier in before.remove(&state).unwrap_or_default() {
                if ending.insert(earlier) {
                    open.push(earlier);
                }
            }
        }
        let stuck: Vec<_> = all.difference(&ending).take(1).collect();
        assert!(stuck.is_empty(), "{profile:?}: no way out of {stuck:#?}");
    }
}
