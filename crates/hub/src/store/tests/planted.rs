//! Each mistake of the hub's books, planted, and the same story without it.

use paydesk_domain::planted::{Bug, hold};

use super::setup::{Hub, at, session};
use crate::core::outcome::{Outcome, Shown};
use crate::core::payment::{Payment, State};
use crate::store::closing::Found;
use crate::store::pays::PayStep;

const HOUR: i64 = 60 * 60 * 1000;

/// Runs a story without the mistake and with it, each with books of its own.
fn without_and_with<T>(bug: Bug, story: impl Fn(&Hub) -> T) -> (T, T) {
    let run = |planted| {
        let _planting = hold(planted);
        story(&Hub::with_deposit(1_000_000))
    };
    (run(None), run(Some(bug)))
}

fn shown(found: &Found) -> Shown {
    let Found::Slot(slot) = found else {
        panic!("{found:?}")
    };
    let (shown, _) = Outcome::of_status(slot.as_ref()).shown.unwrap();
    shown
}

fn stored(hub: &Hub, name: &str) -> Option<Payment> {
    let (point, name) = (hub.key.point, session(name));
    let found = hub
        .store
        .read_blocking(move |books| super::super::rows::by_slot(books, point, &name));
    found.unwrap()
}

#[test]
fn a_late_pay_is_taken_by_the_clock_of_the_till() {
    let (sound, planted) = without_and_with(Bug::TillClockExpiry, |hub| {
        hub.consent("A1", 50_000);
        let ended = hub.store.write_blocking(|books| {
            crate::store::closing::expire(books, at(HOUR + 20 * 60 * 1000))
        });
        let step = hub.pay("A1", (50_000, HOUR + 30 * 60 * 1000));
        (ended.unwrap(), matches!(step, PayStep::Capture { .. }))
    });
    assert_eq!(sound, (1, false));
    assert_eq!(planted, (0, true));
}

#[test]
fn a_success_is_told_as_a_refusal_once_its_hour_is_over() {
    let (sound, planted) = without_and_with(Bug::ExpiryOnRetry, |hub| {
        hub.paid("A1", 50_000);
        [HOUR - 1, HOUR + 1].map(|ms| shown(&hub.status("A1", ms)))
    });
    assert_eq!(sound, [Shown::Done, Shown::Done]);
    assert_eq!(planted, [Shown::Done, Shown::Refused]);
}

#[test]
fn an_old_slot_is_deleted_and_its_session_taken_again() {
    let (sound, planted) = without_and_with(Bug::PruneSessions, |hub| {
        hub.paid("A1", 50_000);
        hub.number("SELECT count(*) FROM outbox WHERE done_at IS NULL");
        hub.store
            .write_blocking(|books| {
                books.execute("UPDATE outbox SET done_at = 1", [])?;
                Ok(())
            })
            .unwrap();
        hub.check("B2", (10_000, HOUR + 10));
        (
            shown(&hub.status("A1", HOUR + 20)),
            stored(hub, "A1").is_some(),
        )
    });
    assert_eq!(sound, (Shown::Done, true));
    assert_eq!(planted, (Shown::None, false));
}

#[test]
fn a_pay_with_another_body_is_executed_as_it_says() {
    let (sound, planted) = without_and_with(Bug::OtherBodyAccepted, |hub| {
        hub.consent("A1", 50_000);
        match hub.pay("A1", (70_000, 10)) {
            PayStep::Capture { payment, .. } => payment.terms.map(|terms| terms.amount.get()),
            PayStep::Mismatch { .. } => None,
            step @ (PayStep::Known(_) | PayStep::NotYet(_) | PayStep::Absent) => panic!("{step:?}"),
        }
    });
    assert_eq!((sound, planted), (None, Some(70_000)));
}

#[test]
fn a_cancelled_session_is_paid_by_a_late_pay() {
    let (sound, planted) = without_and_with(Bug::FenceWithoutTombstone, |hub| {
        hub.consent("A1", 50_000);
        let told = shown(&hub.cancel("A1", (50_000, 20)));
        let late = hub.pay("A1", (50_000, 30));
        let state = stored(hub, "A1").map(|payment| payment.state);
        (told, matches!(late, PayStep::Capture { .. }), state)
    });
    assert_eq!(sound, (Shown::Cancelled, false, Some(State::Void)));
    assert_eq!(planted, (Shown::Cancelled, true, Some(State::Capturing)));
}

#[test]
fn nothing_planted_changes_nothing() {
    let _none = hold(None);
    let hub = Hub::with_deposit(1_000_000);
    hub.paid("A1", 50_000);
    hub.assert_sound();
}
