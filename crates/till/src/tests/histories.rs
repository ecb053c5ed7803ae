//! Random histories of a shop: whatever happens, no payment is lost, doubled or falsely printed.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof, proptest};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::rig::{HOUR, MINUTE, SECOND};
use super::server::Kind;
use super::street::{Act, Street};

fn act() -> impl Strategy<Value = Act> {
    let which = || 0_usize..6;
    prop_oneof![
        6 => which().prop_map(Act::Sell),
        5 => (0..20 * SECOND).prop_map(Act::Pass),
        3 => (0..5 * MINUTE).prop_map(Act::Pass),
        2 => (0..2 * HOUR).prop_map(Act::Pass),
        1 => (0..30 * HOUR).prop_map(Act::Pass),
        2 => which().prop_map(Act::AskAgain),
        4 => which().prop_map(Act::Confirm),
        3 => which().prop_map(Act::AcceptOffline),
        1 => which().prop_map(Act::GiveUp),
        2 => which().prop_map(Act::Withdraw),
        3 => which().prop_map(Act::SellAndRegret),
        2 => which().prop_map(Act::Return),
        2 => (which(), any::<bool>()).prop_map(|(n, complete)| Act::Look(n, complete)),
        1 => Just(Act::Retry),
        4 => (0_usize..36).prop_map(Act::Desk),
        4 => (0_usize..8, any::<bool>()).prop_map(|(at, kept)| Act::Die(at, kept)),
        2 => (0_u64..100).prop_map(Act::Trouble),
    ]
}

fn live(kind: Kind, seed: u64, acts: &[Act]) -> Street {
    let mut street = Street::new(kind, seed);
    for act in acts {
        street.act(*act);
    }
    street.heal();
    street
}

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn at_our_hub_no_payment_is_lost_doubled_or_falsely_printed(
        seed in any::<u64>(), acts in vec(act(), 1..60),
    ) {
        live(Kind::Hub, seed, &acts);
    }

    #[test]
    fn at_a_plain_server_no_payment_is_lost_doubled_or_falsely_printed(
        seed in any::<u64>(), acts in vec(act(), 1..60),
    ) {
        live(Kind::Plain, seed, &acts);
    }
}

/// Histories that meet nothing prove nothing.
#[test]
fn the_histories_meet_what_they_are_meant_to_survive() {
    let mut met: BTreeMap<&'static str, u32> = BTreeMap::new();
    let mut runner = TestRunner::deterministic();
    for kind in [Kind::Hub, Kind::Plain] {
        for seed in 0..60 {
            let acts = vec(act(), 30..60).new_tree(&mut runner).expect("a history");
            let street = live(kind, seed, &acts.current());
            for what in street.met() {
                *met.entry(what).or_default() += 1;
            }
        }
    }
    let wanted = [
        "accepted offline",
        "cash moved",
        "cash returned",
        "copy printed",
        "correction",
        "died",
        "failed by quarantine",
        "failed by refusal",
        "failed by tombstone",
        "in review",
        "late refusal",
        "new session",
        "paid",
        "pay repeated",
        "print uncertain",
        "repeat wanted",
        "reprinted",
        "shift closed",
        "withdrawn",
    ];
    for what in wanted {
        let times = met.get(what).copied().unwrap_or_default();
        assert!(times >= 3, "{what}: {times} histories; {met:?}");
    }
}
