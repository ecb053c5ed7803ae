//! `paydesk reconcile`: yesterday's sales of a till against the registry that the hub signs.

use std::fs;

use paydesk_cyberplat::messages::account::Day;
use paydesk_domain::ids::DealerCode;
use paydesk_hub::admin::registry;
use paydesk_hub::demo::DEALER;
use rusqlite::Connection;

use super::rig::till::{Ran, make_keys};
use super::rig::{Rig, write};

/// The rules under which a day cannot be put back.
const HUB_RULES: &str = "DROP TRIGGER payment_moves; DROP TRIGGER payment_facts_of_the_request;
                         DROP TRIGGER state_change_changed;";
const TILL_RULES: &str = "DROP TRIGGER payment_tender_fixed;";
/// Two days: the registry of a day comes a little after midnight.
const BACK_MS: i64 = 2 * 86_400_000;

/// A shop that sold twice on one day, and has a key for statistics.
fn sold_twice() -> (Rig, String) {
    let mut rig = Rig::new();
    for number in ["9161234567", "9161234568"] {
        rig.till.sell_500(number).assert_sale(0, "paid");
    }
    rig.hub.kill();
    hub_books(&rig)
        .execute_batch(&format!(
            "{HUB_RULES} UPDATE payment SET created_at = created_at - {BACK_MS},
                business_date = date(business_date, '-2 days');
             UPDATE state_change SET at = at - {BACK_MS};"
        ))
        .unwrap();
    till_books(&rig)
        .execute_batch(&format!(
            "{TILL_RULES} UPDATE payment SET tender_at = tender_at - {BACK_MS}, closed_at = closed_at - {BACK_MS};"
        ))
        .unwrap();
    let keys = rig.folder.path().join("statistics");
    fs::create_dir_all(&keys).unwrap();
    let public = make_keys(&keys, "777001").public;
    let key = (public.as_bytes(), false);
    registry::admit_statistics_key(&rig.hub.folder, &dealer(), key, "tests").unwrap();
    let file = rig.till.folder.join("config.toml");
    let part = format!(
        "\n[statistics]\nkey = {:?}\npass_phrase_file = {:?}\n",
        keys.join("secret.key"),
        keys.join("phrase")
    );
    write(
        &file,
        (fs::read_to_string(&file).unwrap() + &part).as_bytes(),
    );
    rig.hub.start();
    let day = hub_books(&rig)
        .query_row("SELECT max(business_date) FROM payment", [], |row| {
            row.get(0)
        })
        .unwrap();
    (rig, day)
}

fn dealer() -> DealerCode {
    DealerCode::parse(DEALER).unwrap()
}

fn hub_books(rig: &Rig) -> Connection {
    Connection::open(rig.hub.folder.join("hub.sqlite")).unwrap()
}

fn till_books(rig: &Rig) -> Connection {
    Connection::open(rig.till.folder.join("till.sqlite")).unwrap()
}

fn reconcile(rig: &Rig, words: &[&str]) -> Ran {
    rig.till.run(&[&["reconcile"], words].concat())
}

#[test]
fn a_day_on_which_till_and_hub_agree_has_no_differences() {
    let (rig, day) = sold_twice();
    let said = reconcile(&rig, &["--date", &day]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.stdout.contains("No differences."), "{}", said.stdout);
    let figures = reconcile(&rig, &["--date", &day, "--json"]).json();
    assert_eq!(
        (&figures["rows"], &figures["matched"]),
        (&2.into(), &2.into())
    );
    assert_eq!(figures["credited"], 100_000);
    // 3 % of what was credited.
    assert_eq!(
        (&figures["commission"], &figures["sealed"]),
        (&3_000.into(), &true.into())
    );
}

#[test]
fn what_the_hub_does_not_list_is_named_with_what_to_do_and_nothing_is_changed() {
    let (rig, day) = sold_twice();
    hub_books(&rig)
        .execute_batch("UPDATE payment SET business_date = '2020-01-01' WHERE id = (SELECT max(id) FROM payment)")
        .unwrap();
    let said = reconcile(&rig, &["--date", &day]);
    assert_eq!(said.code, 1, "{said:?}");
    let told = said.stdout.replace('\u{a0}', " ");
    for words in [
        "Differences: 1",
        "Paid here by a signed reply",
        "payment 2: here",
        "paydesk retry",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(
        !told.contains("9161234568"),
        "a customer's number is nobody's business: {told}"
    );
    let history = rig
        .till
        .run(&["history", "--payment", "2", "--json"])
        .json();
    assert_eq!(history["payments"][0]["state"], "paid");
}

#[test]
fn a_registry_that_was_tampered_with_or_is_another_days_is_not_used() {
    let (rig, day) = sold_twice();
    let file = rig.folder.path().join("registry");
    // Rows alone, as the operator writes them: compared, and called unsigned.
    let compact: String = day.split('-').collect();
    let whose = (&dealer(), Day::from_wire(&compact).unwrap());
    registry::write(&rig.hub.folder, whose, &file).unwrap();
    let file = file.to_str().unwrap();
    let said = reconcile(&rig, &["--date", &day, "--registry", file]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.stdout.contains("prove nothing"), "{}", said.stdout);
    let packed = fs::read(file).unwrap();
    write(file.as_ref(), &packed[..packed.len() - 9]);
    let cut = reconcile(&rig, &["--date", &day, "--registry", file]);
    assert_eq!(cut.code, 1, "{cut:?}");
    assert!(cut.stderr.contains("is not used"), "{}", cut.stderr);
    let missing = reconcile(&rig, &["--date", &day, "--registry", "/nowhere/registry"]);
    assert_eq!(missing.code, 1);
    assert!(
        missing.stderr.contains("Nothing was compared"),
        "{}",
        missing.stderr
    );
}

#[test]
fn without_a_statistics_key_the_till_says_what_to_set_up() {
    let rig = Rig::new();
    rig.till.sell_500("9161234567").assert_sale(0, "paid");
    let said = reconcile(&rig, &[]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.stderr.contains("[statistics]"), "{}", said.stderr);
    let backwards = reconcile(&rig, &["--date", "2026-11-25", "--to", "2026-11-24"]);
    assert!(
        backwards
            .stderr
            .contains("one day to the same or a later one"),
        "{}",
        backwards.stderr
    );
}
