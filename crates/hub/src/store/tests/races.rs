use std::sync::Barrier;
use std::thread;

use super::setup::Hub;
use crate::core::minor::Minor;
use crate::store::checks::CheckStep;
use crate::store::{StoreError, lock};

#[test]
fn sixty_four_racing_checks_never_pass_the_floor() {
    let hub = Hub::with_deposit(10_000);
    let barrier = Barrier::new(64);
    let granted = thread::scope(|scope| {
        let racers: Vec<_> = (0..64)
            .map(|n| {
                let (hub, barrier) = (&hub, &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    matches!(hub.check(&format!("S{n}"), (1_000, 0)), CheckStep::GoOn(_))
                })
            })
            .collect();
        racers
            .into_iter()
            .map(|racer| racer.join().unwrap())
            .filter(|granted| *granted)
            .count()
    });
    assert_eq!(granted, 10);
    assert_eq!(hub.deposit().available(), Ok(Minor::ZERO));
    hub.assert_sound();
}

#[test]
fn one_session_raced_by_sixty_four_is_one_payment() {
    let hub = Hub::with_deposit(100_000);
    let barrier = Barrier::new(64);
    thread::scope(|scope| {
        for n in 0..64 {
            let (hub, barrier) = (&hub, &barrier);
            scope.spawn(move || {
                barrier.wait();
                match n % 2 {
                    0 => drop(hub.check("A1", (1_000, 0))),
                    _ => drop(hub.cancel("A1", (1_000, 0))),
                }
            });
        }
    });
    assert_eq!(hub.number("SELECT count(*) FROM payment"), 1);
    hub.assert_sound();
}

#[test]
fn two_pays_of_one_session_make_one_piece_of_work() {
    let hub = Hub::with_deposit(100_000);
    hub.consent("A1", 1_000);
    let barrier = Barrier::new(8);
    thread::scope(|scope| {
        for _ in 0..8 {
            let (hub, barrier) = (&hub, &barrier);
            scope.spawn(move || {
                barrier.wait();
                hub.pay("A1", (1_000, 5))
            });
        }
    });
    assert_eq!(hub.number("SELECT count(*) FROM outbox"), 1);
    hub.assert_sound();
}

#[test]
fn a_second_server_on_the_same_folder_is_refused() {
    let hub = Hub::with_deposit(0);
    let first = lock(hub.folder.path()).unwrap();
    assert!(matches!(
        lock(hub.folder.path()),
        Err(StoreError::Served { .. })
    ));
    drop(first);
    assert!(lock(hub.folder.path()).is_ok());
}
