use std::sync::mpsc::channel;

use super::setup::Hub;
use crate::store::{StoreError, connect};

#[test]
fn a_failing_command_does_not_disturb_its_neighbours() {
    let hub = Hub::with_deposit(0);
    let (go, wait) = channel::<()>();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let outcomes = runtime.block_on(async {
        // The first command holds the writer until the others stand in the queue, so they share a commit.
        let first = hub.store.write(move |_| {
            wait.recv().unwrap();
            Ok(0)
        });
        let row = |n: i64| {
            hub.store.write(move |books| {
                books.execute(
                    "INSERT INTO party (kind, code, added_at) VALUES ('dealer', ?1, 0)",
                    [n.to_string()],
                )?;
                match n {
                    2 => Err(StoreError::NoPayment(n)),
                    3 => panic!("planted"),
                    n => Ok(n),
                }
            })
        };
        let release = async {
            go.send(()).unwrap();
            Ok::<_, StoreError>(9)
        };
        tokio::join!(first, row(1), row(2), row(3), row(4), release)
    });
    assert!(matches!(outcomes.0, Ok(0)));
    assert!(matches!(outcomes.1, Ok(1)));
    assert!(matches!(outcomes.2, Err(StoreError::NoPayment(2))));
    assert!(matches!(outcomes.3, Err(StoreError::Unanswered)));
    assert!(matches!(outcomes.4, Ok(4)));
    let kept = "SELECT count(*) FROM party WHERE kind = 'dealer' AND code IN ('1', '2', '3', '4')";
    assert_eq!(hub.number(kept), 2);
}

#[test]
fn nobody_is_answered_when_the_commit_fails_and_the_writer_recovers() {
    let hub = Hub::with_deposit(0);
    // A deferred foreign key is first checked by COMMIT itself.
    let broken = hub.store.write_blocking(|books| {
        books.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        books.execute(
            "INSERT INTO nonce (key, nonce, at) VALUES (99, zeroblob(16), 0)",
            [],
        )?;
        Ok(())
    });
    assert!(matches!(broken, Err(StoreError::Unanswered)));
    assert!(hub.store.write_blocking(|_| Ok(())).is_ok());
    assert_eq!(hub.number("SELECT count(*) FROM nonce"), 0);
}

#[test]
fn two_failed_commits_in_a_row_make_the_books_read_only() {
    let hub = Hub::with_deposit(5);
    for _ in 0..2 {
        let broken = hub.store.write_blocking(|books| {
            books.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            books.execute(
                "INSERT INTO nonce (key, nonce, at) VALUES (99, zeroblob(16), 0)",
                [],
            )?;
            Ok(())
        });
        assert!(matches!(broken, Err(StoreError::Unanswered)));
    }
    assert!(matches!(
        hub.store.write_blocking(|_| Ok(())),
        Err(StoreError::ReadOnly)
    ));
    assert_eq!(hub.deposit().credit_posted.get(), 5, "reading goes on");
}

/// What SQLite does on a full disk: it rolls back and says so.
fn on_a_full_disk(hub: &Hub) -> Result<(), StoreError> {
    hub.store.write_blocking(|books| {
        books.execute_batch("ROLLBACK")?;
        let full = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL);
        Err(rusqlite::Error::SqliteFailure(full, None).into())
    })
}

#[test]
fn books_that_had_no_room_are_written_on_once_there_is_some() {
    let hub = Hub::with_deposit(5);
    for _ in 0..2 {
        assert!(matches!(on_a_full_disk(&hub), Err(StoreError::Unanswered)));
    }
    let written = hub.store.write_blocking(|_| Ok(()));
    assert!(written.is_ok(), "{written:?}");
    assert!(matches!(on_a_full_disk(&hub), Err(StoreError::Unanswered)));
    assert!(hub.store.write_blocking(|_| Ok(())).is_ok());
    hub.assert_sound();
}

#[test]
fn one_fault_that_is_not_for_want_of_room_needs_a_person() {
    let hub = Hub::with_deposit(5);
    let broken = hub.store.write_blocking(|books| {
        books.execute_batch("ROLLBACK")?;
        Ok(())
    });
    assert!(matches!(broken, Err(StoreError::Unanswered)));
    assert!(matches!(on_a_full_disk(&hub), Err(StoreError::Unanswered)));
    let stopped = hub.store.write_blocking(|_| Ok(()));
    assert!(matches!(stopped, Err(StoreError::ReadOnly)), "{stopped:?}");
}

#[test]
fn a_second_process_writes_while_the_store_is_open() {
    let hub = Hub::with_deposit(100);
    let other = connect(hub.folder.path()).unwrap();
    let account = hub.key.deposit;
    for n in 1..=20 {
        crate::store::transact(&other, |books| {
            let sum = crate::core::minor::Minor::new(1);
            crate::store::ledger::refill(
                books,
                account,
                (sum, "second process"),
                super::setup::at(0),
            )
        })
        .unwrap();
        hub.check(&format!("S{n}"), (1, 0));
    }
    assert_eq!(hub.deposit().credit_posted.get(), 120);
    hub.assert_sound();
}
