//! Signing in, waiting times that outlive the program, and who may change what, with real files.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use paydesk_domain::people::{PersonId, Pin, Role};
use paydesk_domain::time::Timestamp;
use rusqlite::Connection;
use tempfile::TempDir;

use super::{People, PeopleError, SignIn};
use crate::samples::at;

const FIRST: &str = "481516";
const OWN: &str = "902174";
const WRONG: &str = "135799";
const MINUTE: i64 = 60_000;
/// Set for a copy of this test program that types PINs of its own: its data folder.
const CHILD_FOLDER: &str = "PAYDESK_TEST_PIN_FOLDER";

fn pin(text: &str) -> Pin {
    Pin::parse(text).expect("a PIN")
}

struct Till {
    folder: TempDir,
    people: People,
}

impl Till {
    fn new() -> Self {
        let folder = TempDir::new().expect("folder");
        let people = open(folder.path()).expect("people");
        Self { folder, people }
    }

    fn add(&mut self, name: &str, role: Role) -> PersonId {
        self.people.add(name, role, &pin(FIRST)).expect("added")
    }

    fn try_pin(&mut self, id: PersonId, typed: &str, now: Timestamp) -> SignIn {
        self.people.sign_in(id, typed, now).expect("an answer")
    }

    fn intruder(&self) -> Connection {
        Connection::open(self.folder.path().join("data/people.sqlite")).expect("connection")
    }

    /// Pretends that so many wrong PINs were typed in a row, the last one now.
    fn failed(&self, id: PersonId, failures: u32, now: Timestamp) {
        self.intruder()
            .execute(
                "UPDATE person SET failures = ?2, failed_at = ?3 WHERE id = ?1",
                (id.get(), failures, now.unix_ms()),
            )
            .expect("set");
    }

    fn failures(&self, id: PersonId) -> u32 {
        self.people.stored(id).expect("stored").failures
    }
}

fn open(folder: &Path) -> Result<People, PeopleError> {
    People::open(&folder.join("data"), &folder.join("config"))
}

#[test]
fn there_is_nobody_before_somebody_is_added() {
    let till = Till::new();
    assert!(till.people.list().expect("list").is_empty());
    let nobody = Till::new().people.sign_in(PersonId::new(1), FIRST, at(0));
    assert!(matches!(nobody, Err(PeopleError::NoSuchPerson)));
}

#[test]
fn the_first_pin_must_be_changed_before_anything_else() {
    let mut till = Till::new();
    let id = till.add("Иванова Мария Петровна", Role::Cashier);
    let SignIn::MustChange(person) = till.try_pin(id, FIRST, at(0)) else {
        panic!("the first PIN is somebody else's choice");
    };
    assert_eq!(
        (person.id, person.role, person.active),
        (id, Role::Cashier, true)
    );
    assert_eq!(person.last_in, None);
    let changed = till.people.change_pin(id, FIRST, &pin(OWN), at(1));
    assert!(matches!(changed, Ok(SignIn::Ok(person)) if !person.must_change));
    assert!(matches!(till.try_pin(id, OWN, at(2)), SignIn::Ok(_)));
    assert_eq!(till.try_pin(id, FIRST, at(3)), SignIn::Wrong { left: 4 });
    let listed = till.people.list().expect("list");
    assert_eq!(listed[0].last_in, Some(at(2)));
}

#[test]
fn people_and_their_pins_outlive_the_program() {
    let mut till = Till::new();
    let id = till.add("Иванова Мария Петровна", Role::Owner);
    let Till { folder, people } = till;
    drop(people);
    let mut people = open(folder.path()).expect("opened again");
    let answer = people.sign_in(id, FIRST, at(0)).expect("an answer");
    assert!(matches!(answer, SignIn::MustChange(_)));
}

#[test]
fn an_owner_waits_an_hour_and_is_never_shut_out() {
    let mut till = Till::new();
    let id = till.add("Иванова Мария Петровна", Role::Owner);
    till.failed(id, 9, at(0));
    let tenth = till.try_pin(id, WRONG, at(60 * MINUTE));
    assert_eq!(tenth, SignIn::LockedUntil(at(120 * MINUTE)));
    let early = till.try_pin(id, FIRST, at(120 * MINUTE - 1));
    assert_eq!(early, SignIn::LockedUntil(at(120 * MINUTE)));
    let right = till.try_pin(id, FIRST, at(120 * MINUTE));
    assert!(matches!(right, SignIn::MustChange(_)), "{right:?}");
}

#[test]
fn wrong_pins_lock_for_longer_and_longer_and_are_not_looked_at_meanwhile() {
    let mut till = Till::new();
    let id = till.add("Иванова Мария Петровна", Role::Cashier);
    assert_eq!(till.try_pin(id, WRONG, at(0)), SignIn::Wrong { left: 4 });
    till.failed(id, 4, at(0));
    let fifth = till.try_pin(id, WRONG, at(0));
    assert_eq!(fifth, SignIn::LockedUntil(at(MINUTE)));
    // The right one opens nothing before its time, and trying costs nothing.
    let early = till.try_pin(id, FIRST, at(MINUTE - 1));
    assert_eq!(early, SignIn::LockedUntil(at(MINUTE)));
    assert_eq!(till.failures(id), 5);
    let sixth = till.try_pin(id, WRONG, at(MINUTE));
    assert_eq!(sixth, SignIn::LockedUntil(at(6 * MINUTE)));
    till.failed(id, 9, at(0));
    assert_eq!(
        till.try_pin(id, WRONG, at(60 * MINUTE)),
        SignIn::NeedsSupervisor
    );
    let tenth = till.try_pin(id, FIRST, at(9_000 * MINUTE));
    assert_eq!(tenth, SignIn::NeedsSupervisor, "time alone heals nothing");
    till.people.unlock(id).expect("unlocked");
    let right = till.try_pin(id, FIRST, at(9_000 * MINUTE));
    assert!(matches!(right, SignIn::MustChange(_)));
    assert_eq!(till.failures(id), 0);
}

#[test]
fn a_right_pin_forgets_the_wrong_ones() {
    let mut till = Till::new();
    let id = till.add("Иванова Мария Петровна", Role::Cashier);
    till.failed(id, 4, at(0));
    assert!(matches!(
        till.try_pin(id, FIRST, at(1)),
        SignIn::MustChange(_)
    ));
    assert_eq!(till.failures(id), 0);
    // What is typed for the old PIN of a change counts like any other.
    till.failed(id, 4, at(1));
    let refused = till.people.change_pin(id, WRONG, &pin(OWN), at(1));
    assert_eq!(
        refused.expect("an answer"),
        SignIn::LockedUntil(at(1 + MINUTE))
    );
}

#[test]
fn a_clock_that_was_put_back_does_not_lock_for_years() {
    let mut till = Till::new();
    let id = till.add("Иванова Мария Петровна", Role::Cashier);
    till.failed(id, 5, at(1_000_000 * MINUTE));
    assert_eq!(
        till.try_pin(id, FIRST, at(0)),
        SignIn::LockedUntil(at(MINUTE))
    );
    assert!(matches!(
        till.try_pin(id, FIRST, at(MINUTE)),
        SignIn::MustChange(_)
    ));
}

#[test]
fn whatever_is_typed_is_a_wrong_pin_and_no_fault() {
    let mut till = Till::new();
    let id = till.add("Иванова Мария Петровна", Role::Cashier);
    let million = "9".repeat(1 << 20);
    for (typed, left) in [
        ("", 4),
        (&format!("{FIRST} "), 3),
        (&million, 2),
        ("ж\0", 1),
    ] {
        assert_eq!(till.try_pin(id, typed, at(0)), SignIn::Wrong { left });
    }
}

#[test]
fn the_last_three_pins_are_not_taken_again() {
    let mut till = Till::new();
    let id = till.add("Иванова Мария Петровна", Role::Cashier);
    let mut old = FIRST;
    for new in [OWN, "730184", "265913"] {
        let same = till.people.change_pin(id, old, &pin(old), at(0));
        assert!(matches!(same, Err(PeopleError::PinUsed)), "{same:?}");
        let changed = till.people.change_pin(id, old, &pin(new), at(0));
        assert!(matches!(changed, Ok(SignIn::Ok(_))), "{changed:?}");
        old = new;
    }
    let third = till.people.change_pin(id, old, &pin(OWN), at(0));
    assert!(matches!(third, Err(PeopleError::PinUsed)), "{third:?}");
    let fourth = till.people.change_pin(id, old, &pin(FIRST), at(0));
    assert!(matches!(fourth, Ok(SignIn::Ok(_))), "{fourth:?}");
    let kept: u32 = till
        .intruder()
        .query_row("SELECT count(*) FROM pin", [], |row| row.get(0))
        .expect("count");
    assert_eq!(kept, 3, "older ones are not kept");
}

#[test]
fn a_pin_is_reset_by_somebody_who_may_and_is_not_less_powerful() {
    let mut till = Till::new();
    let cashier = till.add("А", Role::Cashier);
    let supervisor = till.add("Б", Role::Supervisor);
    let owner = till.add("В", Role::Owner);
    let mut reset = |id, by| till.people.reset_pin(id, &pin(OWN), by);
    for (id, by) in [
        (supervisor, cashier),
        (cashier, cashier),
        (owner, supervisor),
        (owner, owner),
    ] {
        let refused = reset(id, by);
        assert!(
            matches!(refused, Err(PeopleError::NotAllowed)),
            "{id:?} {by:?}"
        );
    }
    reset(cashier, supervisor).expect("reset");
    till.failed(cashier, 0, at(0));
    assert!(matches!(
        till.try_pin(cashier, OWN, at(0)),
        SignIn::MustChange(_)
    ));
    till.people
        .set_active(owner, false)
        .expect_err("the last owner");
    till.people.set_active(supervisor, false).expect("gone");
    let gone = till.people.reset_pin(cashier, &pin("730184"), supervisor);
    assert!(matches!(gone, Err(PeopleError::NotAllowed)));
}

#[test]
fn a_reset_unlocks() {
    let mut till = Till::new();
    let cashier = till.add("А", Role::Cashier);
    let owner = till.add("Б", Role::Owner);
    till.failed(cashier, 10, at(0));
    till.people
        .reset_pin(cashier, &pin(OWN), owner)
        .expect("reset");
    assert!(matches!(
        till.try_pin(cashier, OWN, at(0)),
        SignIn::MustChange(_)
    ));
}

#[test]
fn two_people_may_not_have_equal_names() {
    let mut till = Till::new();
    let first = till.add("Иванова Мария", Role::Cashier);
    for name in ["Иванова Мария", " иванова   МАРИЯ ", "Иванова\u{a0}Мария"]
    {
        let refused = till.people.add(name, Role::Owner, &pin(FIRST));
        assert!(matches!(refused, Err(PeopleError::NameTaken)), "{name}");
    }
    let second = till.add("Иванова Марина", Role::Cashier);
    let refused = till.people.rename(second, "иванова мария");
    assert!(matches!(refused, Err(PeopleError::NameTaken)));
    till.people
        .rename(first, "Петрова  Мария")
        .expect("renamed");
    till.people
        .rename(second, "Иванова Мария")
        .expect("free now");
    let names: Vec<String> = till
        .people
        .list()
        .expect("list")
        .into_iter()
        .map(|person| person.full_name)
        .collect();
    assert_eq!(names, ["Петрова Мария", "Иванова Мария"]);
    for bad in ["", "  ", "a\u{202e}b", "a\u{200b}", &"я".repeat(101)] {
        let refused = till.people.rename(first, bad);
        assert!(matches!(refused, Err(PeopleError::BadName)), "{bad}");
    }
    let nobody = till.people.rename(PersonId::new(77), "Никто");
    assert!(matches!(nobody, Err(PeopleError::NoSuchPerson)));
}

#[test]
fn who_has_left_cannot_sign_in_and_an_owner_remains() {
    let mut till = Till::new();
    let owner = till.add("А", Role::Owner);
    let cashier = till.add("Б", Role::Cashier);
    till.people.set_active(cashier, false).expect("gone");
    let answer = till.people.sign_in(cashier, FIRST, at(0));
    assert!(matches!(answer, Err(PeopleError::Inactive)));
    let last = till.people.set_active(owner, false);
    assert!(matches!(last, Err(PeopleError::LastOwner)));
    assert!(
        till.people.list().expect("list")[0].active,
        "nothing was changed"
    );
    let second = till.add("В", Role::Owner);
    till.people
        .set_active(owner, false)
        .expect("there is another");
    let last = till.people.set_active(second, false);
    assert!(matches!(last, Err(PeopleError::LastOwner)));
    till.people.set_active(owner, true).expect("back");
    till.people
        .set_active(second, false)
        .expect("there is another");
}

#[test]
fn neither_file_holds_a_pin_or_is_read_by_others_and_without_the_pepper_no_pin_is_right() {
    let mut till = Till::new();
    let id = till.add("Иванова Мария Петровна", Role::Cashier);
    let Till { folder, people } = till;
    drop(people);
    let database = folder.path().join("data/people.sqlite");
    let pepper = folder.path().join("config/pin-pepper");
    for file in [&database, &pepper] {
        let bytes = std::fs::read(file).expect("file");
        let holds = bytes
            .windows(FIRST.len())
            .any(|part| part == FIRST.as_bytes());
        assert!(!holds, "{file:?}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = file.metadata().expect("file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{file:?}");
        }
    }
    let kept = std::fs::read(&pepper).expect("pepper");
    assert_eq!(kept.len(), 32);
    std::fs::remove_file(&pepper).expect("removed");
    assert!(matches!(open(folder.path()), Err(PeopleError::NoPepper)));
    assert!(
        !pepper.exists(),
        "a new one would make every PIN wrong for ever"
    );
    crate::paths::private_file(&pepper, &kept[1..]).expect("cut");
    assert!(matches!(open(folder.path()), Err(PeopleError::NoPepper)));
    crate::paths::private_file(&pepper, &[7; 32]).expect("another");
    let mut people = open(folder.path()).expect("people");
    let answer = people.sign_in(id, FIRST, at(0)).expect("an answer");
    assert_eq!(answer, SignIn::Wrong { left: 4 });
}

#[test]
fn the_same_pin_of_two_people_is_stored_differently() {
    let mut till = Till::new();
    till.add("А", Role::Cashier);
    till.add("Б", Role::Cashier);
    let different: u32 = till
        .intruder()
        .query_row("SELECT count(DISTINCT hash) FROM pin", [], |row| row.get(0))
        .expect("count");
    assert_eq!(different, 2);
}

#[test]
fn every_commit_is_synced_and_a_newer_file_is_left_alone() {
    let till = Till::new();
    let ask = |name: &str| -> String {
        let value = till
            .people
            .connection
            .pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0));
        format!("{:?}", value.expect("pragma"))
    };
    assert_eq!(ask("journal_mode"), "Text(\"wal\")");
    assert_eq!(ask("synchronous"), "Integer(2)", "2 is FULL");
    till.intruder()
        .pragma_update(None, "user_version", 99)
        .expect("version");
    let newer = open(till.folder.path());
    assert!(matches!(newer, Err(PeopleError::Newer { found: 99, .. })));
}

#[test]
fn people_are_kept_and_roles_given_once() {
    let mut till = Till::new();
    let id = till.add("А", Role::Cashier);
    for sql in [
        "DELETE FROM person",
        "UPDATE person SET role = 'owner'",
        "UPDATE pin SET salt = randomblob(16)",
    ] {
        assert!(till.intruder().execute(sql, []).is_err(), "{sql}");
    }
    assert_eq!(till.people.list().expect("list")[0].id, id);
}

/// Starts this test program again as somebody who types PINs.
fn child(folder: &Path) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "people::tests::somebody_types_until_killed"])
        .args(["--nocapture", "--test-threads=1"])
        .env(CHILD_FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("child")
}

#[test]
fn somebody_types_until_killed() {
    let Some(folder) = std::env::var_os(CHILD_FOLDER).map(PathBuf::from) else {
        return;
    };
    let mut people = open(&folder).expect("people");
    let id = people.list().expect("list")[0].id;
    println!();
    for n in 0.. {
        println!("trying {n}");
        // Far apart, so that no waiting time is in the way.
        let answer = people.sign_in(id, WRONG, at(n * 9_000 * MINUTE));
        println!("answered {n} {:?}", answer.expect("an answer"));
    }
}

/// Whoever could get a free try by ending the program would need no more than patience.
#[test]
fn a_wrong_pin_is_counted_before_it_is_looked_at_and_a_kill_takes_nothing_back() {
    let mut till = Till::new();
    let id = till.add("А", Role::Cashier);
    let mut unanswered = 0;
    for _ in 0..6 {
        till.people.unlock(id).expect("unlocked");
        let mut typist = child(till.folder.path());
        let lines = BufReader::new(typist.stdout.take().expect("output")).lines();
        let mut lines = lines.map_while(Result::ok);
        let second = lines.by_ref().find(|line| line.ends_with("trying 1"));
        second.expect("a second try");
        while till.failures(id) < 2 {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        typist.kill().expect("killed");
        typist.wait().expect("ended");
        let answered = lines.filter(|line| line.starts_with("answered")).count();
        assert!(till.failures(id) as usize > answered, "{answered}");
        unanswered += usize::from(answered == 0);
    }
    assert!(unanswered >= 2, "the count came after the look");
}
