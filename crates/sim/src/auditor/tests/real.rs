//! What the auditor judges is what the hub itself writes: rows of a real day, and not of the rig's alone.

use paydesk_cyberplat::profile::Profile;
use rusqlite::Connection;

use super::super::Auditor;
use super::super::finding::{Books, Finding};
use crate::disk::Disk;
use crate::evidence::Evidence;
use crate::faults::Swarm;
use crate::keys::{self, Strength};
use crate::run::{self, Plan};

const LATE: &str = "taken for paying more than an hour after its check";
/// Payments that the hub took for paying on a consent.
const ON_A_CONSENT: &str =
    "SELECT count(*) FROM state_change taken JOIN state_change consent USING (payment_id)
    WHERE taken.state = 'CAPTURING' AND consent.state = 'CONSENTED'";

/// The disks of till and hub after a day on which nothing goes wrong.
fn quiet_day(profile: Profile) -> [Disk; 2] {
    let plan = Plan {
        seed: 1,
        days: 1,
        customers: 8,
        strength: Strength::Short,
        profile,
        swarm: Swarm::none(),
        writes_log: false,
    };
    let fresh = run::fresh(plan.strength, profile).expect("fresh disks");
    let mut shop = run::shop(&plan, &fresh).expect("a shop");
    let disks = [shop.till.disk.clone(), shop.hub.disk.clone()];
    shop.plan_day(0, plan.customers);
    shop.plan_end(plan.days);
    assert_eq!(run::finish(shop).findings, [""; 0]);
    disks
}

fn open(disk: &Disk, file: &str) -> Connection {
    let flags = rusqlite::OpenFlags::default();
    Connection::open_with_flags_and_vfs(file, flags, disk.vfs_name()).expect(file)
}

/// Payments that are said to have been paid on too old a consent.
fn late(till: &Connection, hub: &Connection) -> i64 {
    let keys = keys::pair(Strength::Short).expect("keys");
    let mut auditor = Auditor::new(keys.signatures().expect("signatures"));
    let findings = auditor.everything(&Books { till, hub }, &Evidence::default());
    let is_late = |finding: &Finding| finding.text.contains(LATE);
    let count = findings.expect("audited").into_iter().filter(is_late);
    i64::try_from(count.count()).expect("few")
}

#[test]
fn every_payment_that_a_hub_takes_on_a_consent_is_measured_against_the_hour() {
    for profile in [Profile::Paydesk, Profile::Cyberplat] {
        let [till, hub] = quiet_day(profile);
        let (till, hub) = (open(&till, "till.sqlite"), open(&hub, "hub.sqlite"));
        let taken: i64 = hub
            .query_row(ON_A_CONSENT, [], |row| row.get(0))
            .expect("rows");
        assert!(taken > 0, "nothing was sold in the {profile} profile");
        assert_eq!(late(&till, &hub), 0);
        hub.execute_batch(
            "DROP TRIGGER state_change_changed;
             UPDATE state_change SET at = at - 62 * 60000 WHERE state = 'CONSENTED'",
        )
        .expect("an hour and two minutes earlier");
        assert_eq!(late(&till, &hub), taken);
    }
}
