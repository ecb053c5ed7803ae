//! Two copies of one till's data: the hub admits the one that was enrolled last, and no other.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::{fs, thread};

use paydesk_adapters::people::People;
use paydesk_domain::ids::{DealerCode, PointCode};
use paydesk_domain::people::{Pin, Role};
use paydesk_hub::admin;
use paydesk_hub::demo::{DEALER, POINT};

use super::rig::till::{CASHIER_NAME, Ran, Till};
use super::rig::{Rig, until};

const SUPERVISOR: &str = "Иванова Анна Петровна";
const PIN: &str = "602913";
const SERIAL: u32 = 1_000_002;

/// Somebody who may enrol, and somebody who may not.
fn staff(till: &Till) {
    let mut people = People::open(&till.folder, &till.folder).unwrap();
    let pin = Pin::parse(PIN).unwrap();
    for (name, role) in [
        (SUPERVISOR, Role::Supervisor),
        (CASHIER_NAME, Role::Cashier),
    ] {
        people.add_with_own_pin(name, role, &pin).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn clone_of(rig: &Rig) -> Till {
    let folder = rig.folder.path().join("clone");
    copy(&rig.till.folder, &folder);
    Till { folder }
}

fn raise(rig: &Rig) -> u32 {
    let codes = (
        &DealerCode::parse(DEALER).unwrap(),
        &PointCode::parse(POINT).unwrap(),
    );
    admin::raise_epoch(&rig.hub.folder, codes, SERIAL).unwrap()
}

/// `re-enrol` with the PIN typed.
fn enrol(till: &Till, epoch: u32, (name, pin): (&str, &str)) -> Ran {
    let epoch = epoch.to_string();
    let words = ["re-enrol", "--json", "--epoch", &epoch, "--by", name];
    let mut command = till.command(&words);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{pin}").unwrap();
    Ran::of(child.wait_with_output().unwrap())
}

fn assert_refused(ran: &Ran, key: &str) {
    assert_eq!((ran.code, ran.text("error").as_str()), (1, key), "{ran:?}");
}

#[test]
fn of_two_running_copies_the_hub_admits_the_one_that_was_enrolled() {
    let rig = Rig::new();
    staff(&rig.till);
    rig.till.sell_500("9161234561").assert_sale(0, "paid");
    let clone = clone_of(&rig);
    rig.till.sell_500("9161234562").assert_sale(0, "paid");
    let epoch = raise(&rig);
    assert_eq!(epoch, 2);
    let done = enrol(&clone, epoch, (SUPERVISOR, PIN));
    assert_eq!(done.code, 0, "{done:?}");
    assert!(
        done.stderr.contains("not in its data"),
        "the other copy has sold meanwhile: {done:?}"
    );
    let sales = thread::scope(|both| {
        let [ours, theirs] =
            [&clone, &rig.till].map(|till| both.spawn(|| till.sell_500("9161234563")));
        [ours.join().unwrap(), theirs.join().unwrap()]
    });
    sales[0].assert_sale(0, "paid");
    assert_eq!(sales[1].code, 1, "{:?}", sales[1]);
    for _ in 0..2 {
        let next = rig.till.sell_500("9161234564");
        assert_refused(&next, "other-copy");
        for word in ["Take no money", "in the drawer", "re-enrol"] {
            assert!(next.text("message").contains(word), "{word}: {next:?}");
        }
        let compared = rig.till.run(&["queue", "reconciled", "--json"]);
        assert_refused(&compared, "other-copy");
    }
    let asked = rig.till.run(&["deposit", "--json"]);
    assert_refused(&asked, "epoch-ahead");
    assert_eq!(clone.run(&["deposit"]).code, 0);
    for number in ["9161234565", "9161234566"] {
        clone.sell_500(number).assert_sale(0, "paid");
    }
    assert_eq!(rig.hub.captured().len(), 5);
    rig.hub.assert_sound();
}

#[test]
fn an_older_copy_learns_what_became_of_its_open_payments_before_it_sells() {
    let mut rig = Rig::new();
    staff(&rig.till);
    rig.hub.kill();
    rig.till.sell_500("9161234561").assert_sale(3, "queued");
    let old = clone_of(&rig);
    rig.hub.start();
    rig.settle();
    rig.till.sell_500("9161234562").assert_sale(0, "paid");
    let epoch = raise(&rig);
    let done = enrol(&old, epoch, (SUPERVISOR, PIN));
    assert_eq!(done.code, 0, "{done:?}");
    let stage = |till: &Till| till.payments()[0].stage.clone();
    assert_eq!(
        stage(&old),
        "review",
        "it was made under a SESSION that seemed new"
    );
    assert_eq!(old.run(&["retry"]).code, 0);
    assert_eq!(stage(&old), "paid");
    old.sell_500("9161234563").assert_sale(0, "paid");
    assert_eq!(rig.hub.captured().len(), 3);
    rig.hub.assert_sound();
}

#[test]
fn without_an_answer_about_open_payments_the_number_is_kept_and_nothing_is_taken() {
    let mut rig = Rig::new();
    staff(&rig.till);
    rig.hub.kill();
    rig.till.sell_500("9161234561").assert_sale(3, "queued");
    rig.hub.start();
    let epoch = raise(&rig);
    // The hub goes away behind its word about the epoch.
    let number = epoch.to_string();
    let words = [
        "re-enrol", "--epoch", &number, "--by", SUPERVISOR, "--wait", "3",
    ];
    let mut child = rig
        .till
        .command(&words)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{PIN}").unwrap();
    let file = rig.till.folder.join("till.sqlite");
    let begun = "SELECT count(*) FROM journal WHERE text LIKE 'enrolled-2#%'";
    let is_kept = || super::rig::books::number_in(&file, begun) > 0;
    until("the number is stored", is_kept);
    child.kill().unwrap();
    child.wait().unwrap();
    rig.hub.kill();
    assert_eq!(rig.till.sell_500("9161234562").code, 1);
    rig.hub.start();
    let done = enrol(&rig.till, epoch, (SUPERVISOR, PIN));
    assert_eq!(done.code, 0, "{done:?}");
    rig.till.sell_500("9161234562").assert_sale(0, "paid");
    assert_eq!(rig.hub.captured().len(), 2);
}

#[test]
fn nobody_without_the_right_the_pin_or_the_hubs_number_enrols_a_copy() {
    let rig = Rig::new();
    staff(&rig.till);
    rig.till.sell_500("9161234561").assert_sale(0, "paid");
    let cases = [
        (1, "Nobody", PIN, "nobody"),
        (1, CASHIER_NAME, PIN, "not-allowed"),
        (1, SUPERVISOR, "111222", "pin"),
        (2, SUPERVISOR, PIN, "server-went-back"),
    ];
    for (epoch, name, pin, key) in cases {
        assert_refused(&enrol(&rig.till, epoch, (name, pin)), key);
    }
    raise(&rig);
    raise(&rig);
    assert_refused(&enrol(&rig.till, 2, (SUPERVISOR, PIN)), "epoch-ahead");
    let file = rig.till.folder.join("till.sqlite");
    let kept = "SELECT count(*) FROM journal WHERE text LIKE 'enrolled-%'";
    assert_eq!(super::rig::books::number_in(&file, kept), 0);
}
