//! Sound books give no finding, after every step and as a whole.

use std::collections::BTreeMap;

use super::super::finding::Oracle;
use super::rig::{Rig, slip};

#[test]
fn a_day_of_sound_payments_gives_no_finding() {
    let mut rig = Rig::new();
    rig.evidence.canaries.push("9161234567".to_owned());
    rig.evidence.log.push("payment 1 is asked about".to_owned());
    rig.assert_sound();
    let steps: [fn(&mut Rig, i64); 5] = [
        Rig::paid,
        Rig::refused,
        Rig::checked,
        Rig::tendered,
        Rig::unknown,
    ];
    for id in 1..=40 {
        let at = usize::try_from(id).expect("small") % steps.len();
        steps[at](&mut rig, id);
        rig.assert_sound();
        if at == 0 {
            rig.printed(id);
            rig.assert_sound();
            rig.reprint(id);
        } else if at == 1 {
            rig.returned(id);
        } else if at == 3 {
            rig.paper(id, slip(id));
        }
        rig.assert_sound();
    }
    assert_eq!(rig.everything(), []);
    rig.auditor.restarted();
    rig.assert_sound();
}

#[test]
fn every_step_between_two_looks_may_be_seen_or_not() {
    let mut rig = Rig::new();
    rig.opened(1);
    rig.assert_sound();
    rig.paid(2);
    rig.assert_sound();
    rig.sending(3);
    rig.assert_sound();
    rig.hub_voids(3, 0);
    rig.failed(3, "refused:other:23");
    rig.returned(3);
    rig.assert_sound();
}

#[test]
fn what_each_oracle_has_seen_is_counted_once_however_often_it_is_looked_at() {
    let mut rig = Rig::new();
    assert_eq!(*rig.auditor.seen(), BTreeMap::new());
    rig.evidence.canaries.push("9161234567".to_owned());
    rig.evidence.log.push("a line".to_owned());
    rig.paid(1);
    rig.printed(1);
    assert_eq!(rig.look(), []);
    let once = rig.auditor.seen().clone();
    assert_eq!(rig.look(), []);
    assert_eq!(rig.everything(), []);
    assert_eq!(*rig.auditor.seen(), once);
    assert_eq!(rig.end(), []);
    let seen: Vec<(Oracle, u64)> = rig.auditor.seen().clone().into_iter().collect();
    let expected = [
        // The journal's tender and the cashier's cash.
        (Oracle::O1, 2),
        // Two postings and a credit.
        (Oracle::O2, 3),
        (Oracle::O3, 1),
        // A pay, and "accepted".
        (Oracle::O4, 2),
        // Entries of the ledger, the journal and the audit chain.
        (Oracle::O5, 5 + 4 + 1),
        (Oracle::O6, 1),
        (Oracle::O7, 4),
        (Oracle::O8, 8),
    ];
    assert_eq!(seen, expected);
}
