use super::{Mistake, Profile, Size, prove, prove_with};

const PROFILES: [Profile; 2] = [Profile::Paydesk, Profile::Cyberplat];

#[test]
fn no_order_of_events_loses_doubles_or_prints_falsely() {
    for profile in PROFILES {
        let proven = prove(Size::Small, profile, 1);
        println!(
            "{profile:?}: {} steps, {} states, depth {}",
            proven.states, proven.unique, proven.depth
        );
        assert!(
            proven.failed.is_empty(),
            "{profile:?}\n{}",
            proven.failed.join("\n\n")
        );
    }
}

#[test]
fn every_mistake_is_found() {
    for mistake in Mistake::ALL {
        for profile in mistake.profiles() {
            let proven = prove_with(mistake, *profile);
            let broken: Vec<_> = proven
                .properties
                .iter()
                .filter(|p| !p.1)
                .map(|p| &p.0)
                .collect();
            println!("{mistake:?} {profile:?} {} {broken:?}", proven.unique);
        }
    }
}

#[test]
fn throwaway() {
    use super::walk::*;
    for profile in PROFILES {
        for (name, scope) in layouts(profile) {
            let t = std::time::Instant::now();
            let w = walk(super::world::World::new(profile, scope, None), 2);
            println!("{profile:?} {name}: {} {} {} {:?}", w.states, w.unique, w.depth, t.elapsed());
        }
    }
}
