use super::setup::{Hub, provider_done};
use crate::core::minor::Minor;
use crate::core::payment::{Payment, State};
use crate::store::checks::CheckStep;
use crate::store::outbox::{self, Task, lease};
use crate::store::pays::PayStep;
use crate::store::{DATABASE, Store, StoreError, connect, create, schema};

fn check_again(hub: &Hub) -> Payment {
    match hub.check("A1", (10_000, 50)) {
        CheckStep::GoOn(payment) | CheckStep::Known(payment) => payment,
        CheckStep::OtherContent(_) => panic!("the content is the same"),
    }
}

fn carry_on(hub: &Hub) -> Payment {
    let payment = check_again(hub);
    hub.reserved(payment.id);
    hub.consented(payment.id);
    match hub.pay("A1", (10_000, 60)) {
        PayStep::Capture { payment, .. } | PayStep::Known(payment) => {
            hub.answered(payment.id, provider_done())
        }
        other @ (PayStep::NotYet(_) | PayStep::Mismatch { .. } | PayStep::Absent) => {
            panic!("{other:?}")
        }
    }
}

/// The process dies after each of the five commits of a payment; the client repeats everything.
#[test]
fn a_kill_between_any_two_steps_ends_in_one_captured_payment() {
    for commits in 0..=5 {
        let hub = Hub::with_deposit(100_000);
        let steps: [&dyn Fn(&Hub); 5] = [
            &|hub| drop(hub.check("A1", (10_000, 0))),
            &|hub| drop(hub.reserved(check_again(hub).id)),
            &|hub| drop(hub.consented(check_again(hub).id)),
            &|hub| drop(hub.pay("A1", (10_000, 5))),
            &|hub| drop(hub.answered(check_again(hub).id, provider_done())),
        ];
        for step in &steps[..commits] {
            step(&hub);
        }
        let hub = hub.restarted();
        hub.assert_sound();
        let payment = carry_on(&hub);
        assert_eq!(
            (payment.state, payment.version),
            (State::Captured, 5),
            "after {commits} commits"
        );
        assert_eq!(hub.deposit().balance(), Ok(Minor::new(90_000)));
        hub.assert_sound();
    }
}

#[test]
fn work_taken_before_a_kill_is_found_again() {
    let hub = Hub::with_deposit(100_000);
    hub.consent("A1", 10_000);
    hub.pay("A1", (10_000, 5));
    let hub = hub.restarted();
    let later = super::setup::at(60_000);
    let leased = hub
        .store
        .write_blocking(move |books| {
            lease(
                books,
                (later, later),
                &[(outbox::BANK, 10), (227, 10)].into(),
            )
        })
        .unwrap();
    assert_eq!(leased.len(), 1);
    assert_eq!(
        (leased[0].0.task, leased[0].1.state),
        (Task::ProviderPay, State::Capturing)
    );
}

#[test]
fn books_of_a_newer_hub_are_refused_and_left_alone() {
    let hub = Hub::with_deposit(100);
    let connection = connect(hub.folder.path()).unwrap();
    connection
        .pragma_update(None, "user_version", schema::newest() + 1)
        .unwrap();
    let refused = create(hub.folder.path()).unwrap_err();
    assert!(matches!(
        refused,
        StoreError::NewerSchema { found, known } if found == known + 1
    ));
    assert_eq!(schema::version(&connection).unwrap(), schema::newest() + 1);
}

#[test]
fn a_folder_without_books_is_not_filled_by_accident() {
    let folder = tempfile::TempDir::new().unwrap();
    assert!(matches!(
        connect(folder.path()),
        Err(StoreError::NoBooks { .. })
    ));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_library_is_free_of_the_wal_reset_fault() {
    assert!(rusqlite::version_number() >= 3_051_003);
}

#[test]
fn payment_numbers_follow_the_clock_and_never_repeat() {
    let hub = Hub::with_deposit(100_000);
    let first = hub.consent("A1", 100).id;
    let second = hub.consent("A2", 100).id;
    assert!(second > first);
    assert!(first.get() >= super::setup::NOW, "numbers follow the clock");
    assert_eq!(first.get().to_string().len(), 13);
}

/// A commit whose sync failed can be read from the log, and a power cut may still take those pages away. What a hub
/// answers after a start stands in the books themselves.
#[test]
fn what_is_read_after_a_crash_no_longer_hangs_on_the_log() {
    let hub = Hub::with_deposit(100_000);
    hub.paid("A1", 10_000);
    let [image, without_log] = [0; 2].map(|_| tempfile::TempDir::new().unwrap());
    let log = format!("{DATABASE}-wal");
    for file in [DATABASE, &log] {
        std::fs::copy(hub.folder.path().join(file), image.path().join(file)).unwrap();
    }
    assert!(std::fs::metadata(image.path().join(&log)).unwrap().len() > 0);
    let started = Store::open(image.path()).unwrap();
    std::fs::copy(
        image.path().join(DATABASE),
        without_log.path().join(DATABASE),
    )
    .unwrap();
    drop(started);
    let captured: i64 = connect(without_log.path())
        .unwrap()
        .query_row(
            "SELECT count(*) FROM payment WHERE state = 'CAPTURED'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(captured, 1);
}

/// A database in memory keeps its own journal, and SQLite does not call that an error.
#[test]
fn books_that_stay_without_the_log_are_refused() {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    let update = connection.pragma_update(None, "journal_mode", "WAL");
    assert!(update.is_ok(), "SQLite says nothing");
    let refused = schema::switch_to_log(&connection).unwrap_err();
    assert!(refused.to_string().contains("memory"), "{refused}");
}
