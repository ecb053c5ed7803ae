use super::setup::{Hub, at, provider_done};
use crate::core::decision::Profile;
use crate::core::minor::Minor;
use crate::core::payment::State;
use crate::store::checks::CheckStep;
use crate::store::closing::{Found, expire};
use crate::store::outbox::{self, Task, lease};
use crate::store::pays::{PayStep, ProviderEnd, pay};

#[test]
fn a_captured_payment_is_shared_out_and_the_fee_is_not_posted() {
    let hub = Hub::with_deposit(200_000);
    let payment = hub.paid("A1", 100_000);
    assert_eq!((payment.state, payment.version), (State::Captured, 5));
    assert_eq!(payment.business_date.as_deref(), Some("2026-11-24"));
    let posted = |kind: &str| {
        hub.number(&format!(
            "SELECT coalesce(sum(e.amount), 0) FROM entry e JOIN account a ON a.id = e.credit_account
              WHERE e.kind = 'post' AND e.payment_id IS NOT NULL AND a.kind = '{kind}'"
        ))
    };
    let shares = ["provider", "commission", "hub", "bank", "rounding"].map(posted);
    assert_eq!(shares, [96_000, 3_000, 700, 300, 0]);
    let sums = hub.deposit();
    assert_eq!(sums.available(), Ok(Minor::new(100_000)));
    assert_eq!(sums.debit_pending, Minor::ZERO);
    hub.assert_sound();
}

#[test]
fn a_check_holds_the_sum_until_it_is_refused() {
    let hub = Hub::with_deposit(100_000);
    let CheckStep::GoOn(payment) = hub.check("A1", (60_000, 0)) else {
        panic!()
    };
    assert_eq!(hub.deposit().available(), Ok(Minor::new(40_000)));
    let refused = hub.check_refused(payment.id, 23);
    assert_eq!((refused.state, refused.void_code), (State::Void, Some(23)));
    assert_eq!(hub.deposit().available(), Ok(Minor::new(100_000)));
    assert_eq!(hub.check("A1", (60_000, 5)), CheckStep::Known(refused));
    hub.assert_sound();
}

#[test]
fn a_short_deposit_refuses_the_session_for_ever() {
    let hub = Hub::with_deposit(50_000);
    let CheckStep::Known(refused) = hub.check("A1", (50_001, 0)) else {
        panic!()
    };
    assert_eq!((refused.state, refused.void_code), (State::Void, Some(21)));
    let account = hub.key.deposit;
    hub.store
        .write_blocking(move |books| {
            crate::store::ledger::refill(books, account, (Minor::new(1_000), "top up"), at(1))
        })
        .unwrap();
    assert_eq!(hub.check("A1", (50_001, 2)), CheckStep::Known(refused));
    assert!(matches!(hub.check("A2", (50_001, 2)), CheckStep::GoOn(_)));
    hub.assert_sound();
}

#[test]
fn other_content_is_refused_and_the_first_result_stands() {
    let hub = Hub::with_deposit(100_000);
    let consented = hub.consent("A1", 10_000);
    assert_eq!(
        hub.check("A1", (20_000, 5)),
        CheckStep::OtherContent(consented.clone())
    );
    let PayStep::Mismatch { payment, code } = hub.pay("A1", (20_000, 6)) else {
        panic!()
    };
    assert_eq!((payment, code), (consented, 18));
    assert_eq!(
        hub.number("SELECT count(*) FROM audit WHERE what LIKE 'alarm: other content%'"),
        2
    );
    assert!(matches!(
        hub.pay("A1", (10_000, 7)),
        PayStep::Capture { .. }
    ));
    hub.assert_sound();
}

#[test]
fn a_pay_after_an_hour_is_stored_as_refused() {
    let hub = Hub::with_deposit(100_000);
    hub.consent("A1", 10_000);
    let PayStep::Known(late) = hub.pay("A1", (10_000, 60 * 60_000 + 3)) else {
        panic!()
    };
    assert_eq!(
        (late.state, late.void_code, late.pay_seen),
        (State::Void, Some(38), true)
    );
    assert_eq!(hub.deposit().available(), Ok(Minor::new(100_000)));
    hub.assert_sound();
}

#[test]
fn a_pay_without_a_check_stores_nothing() {
    let hub = Hub::with_deposit(100_000);
    assert_eq!(hub.pay("A1", (10_000, 0)), PayStep::Absent);
    assert_eq!(hub.number("SELECT count(*) FROM payment"), 0);
    assert_eq!(hub.status("A1", 1), Found::Slot(None));
}

#[test]
fn a_provider_without_a_check_is_paid_at_once() {
    let hub = Hub::with_deposit(15_000);
    let pay_at_once = |name: &str| {
        let mut asked = hub.pay_request(name, (10_000, 0));
        asked.needs_check = false;
        super::setup::done(
            hub.store
                .write_blocking(move |books| pay(books, &asked))
                .unwrap(),
        )
    };
    let PayStep::Capture { payment, work } = pay_at_once("A1") else {
        panic!()
    };
    assert_eq!((payment.state, payment.version), (State::Capturing, 4));
    assert_eq!(work.task, Task::ProviderPay);
    let PayStep::Known(short) = pay_at_once("A2") else {
        panic!()
    };
    assert_eq!((short.void_code, short.pay_seen), (Some(21), true));
    hub.assert_sound();
}

#[test]
fn a_cancel_frees_the_hold_and_a_late_pay_meets_the_tombstone() {
    let hub = Hub::with_deposit(100_000);
    hub.consent("A1", 10_000);
    let Found::Slot(Some(buried)) = hub.cancel("A1", (10_000, 5)) else {
        panic!()
    };
    assert!(buried.tombstone);
    assert_eq!(hub.deposit().available(), Ok(Minor::new(100_000)));
    let PayStep::Known(met) = hub.pay("A1", (10_000, 6)) else {
        panic!()
    };
    assert_eq!((met.void_code, met.pay_seen), (Some(123), true));
    hub.assert_sound();
}

#[test]
fn a_tombstone_takes_an_empty_slot() {
    let hub = Hub::with_deposit(100_000);
    let Found::Slot(Some(first)) = hub.cancel("A1", (10_000, 0)) else {
        panic!()
    };
    assert_eq!(
        hub.cancel("A1", (10_000, 1)),
        Found::Slot(Some(first.clone()))
    );
    assert_eq!(hub.check("A1", (10_000, 2)), CheckStep::Known(first));
    let PayStep::Known(met) = hub.pay("A1", (10_000, 3)) else {
        panic!()
    };
    assert_eq!(met.void_code, Some(123));
    hub.assert_sound();
}

#[test]
fn a_cancel_never_stops_a_pay_that_won() {
    let hub = Hub::with_deposit(100_000);
    let paid = hub.paid("A1", 10_000);
    assert_eq!(hub.cancel("A1", (10_000, 20)), Found::Slot(Some(paid)));
    hub.assert_sound();
}

#[test]
fn a_plain_status_closes_an_unpaid_session_and_the_old_pay_meets_the_refusal() {
    let hub = Hub::new(100_000, Profile::Cyberplat);
    let consented = hub.consent("A1", 10_000);
    assert_eq!(hub.status("A1", 1_000), Found::Slot(Some(consented)));
    let Found::Slot(Some(closed)) = hub.status("A1", 60_002) else {
        panic!()
    };
    assert_eq!((closed.state, closed.void_code), (State::Void, Some(38)));
    let PayStep::Known(met) = hub.pay("A1", (10_000, 60_003)) else {
        panic!()
    };
    assert_eq!((met.state, met.pay_seen), (State::Void, true));
    hub.assert_sound();
}

#[test]
fn the_clock_ends_holds_but_never_work_at_the_provider() {
    let hub = Hub::with_deposit(100_000);
    hub.consent("A1", 10_000);
    hub.consent("A2", 20_000);
    assert!(matches!(
        hub.pay("A2", (20_000, 5)),
        PayStep::Capture { .. }
    ));
    let ended = hub
        .store
        .write_blocking(|books| expire(books, at(71 * 60_000)))
        .unwrap();
    assert_eq!(ended, 1);
    assert_eq!(hub.deposit().debit_pending, Minor::new(20_000));
    hub.assert_sound();
}

#[test]
fn the_provider_has_one_last_word() {
    let hub = Hub::with_deposit(100_000);
    let paid = hub.paid("A1", 10_000);
    let again = hub.answered(paid.id, ProviderEnd::Refused { code: 23 });
    assert_eq!(again, paid);
    assert_eq!(hub.answered(paid.id, provider_done()), paid);
    let alarms = "SELECT count(*) FROM audit WHERE what LIKE 'alarm: provider contradicts%'";
    assert_eq!(hub.number(alarms), 1);
    hub.assert_sound();
}

#[test]
fn work_is_leased_to_one_at_a_time_and_bad_rows_block_nobody() {
    let hub = Hub::with_deposit(100_000);
    hub.consent("A1", 10_000);
    let PayStep::Capture { payment, .. } = hub.pay("A1", (10_000, 0)) else {
        panic!()
    };
    let lease = |from: i64, until: i64| {
        hub.store
            .write_blocking(move |books| {
                lease(
                    books,
                    (at(from), at(until)),
                    &[(outbox::BANK, 10), (227, 10)].into(),
                )
            })
            .unwrap()
    };
    assert_eq!(lease(19_999, 30_000), vec![], "the caller of pay has it");
    let taken = lease(20_000, 30_000);
    assert_eq!(
        (taken.len(), taken[0].0.payment, taken[0].0.attempts),
        (1, payment.id, 0)
    );
    assert_eq!(lease(20_001, 30_000), vec![]);
    hub.answered(payment.id, provider_done());
    let next = lease(50_000, 60_000);
    assert_eq!(
        next.iter().map(|(work, _)| work.task).collect::<Vec<_>>(),
        vec![Task::BankCapture]
    );
    let stale = next[0].0;
    let later = lease(60_000, 70_000)[0].0;
    let finish = |work| {
        hub.store
            .write_blocking(move |books| crate::store::outbox::done(books, work, at(61_000)))
            .unwrap();
    };
    finish(stale);
    assert_eq!(
        hub.number("SELECT count(*) FROM outbox WHERE done_at IS NULL"),
        1
    );
    finish(later);
    assert_eq!(
        hub.number("SELECT count(*) FROM outbox WHERE done_at IS NULL"),
        0
    );
}

#[test]
fn old_nonces_are_forgotten_a_batch_at_a_time() {
    let hub = Hub::with_deposit(0);
    let fill = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
         INSERT INTO nonce (key, nonce, at) SELECT {}, unhex(printf('%032x', i)), 0 FROM n",
        hub.key.key.get()
    );
    hub.store
        .write_blocking(move |books| Ok(books.execute(&fill, [])?))
        .unwrap();
    for left in [500, 0] {
        hub.store
            .write_blocking(|books| crate::store::closing::expire(books, super::setup::at(0)))
            .unwrap();
        assert_eq!(hub.number("SELECT count(*) FROM nonce"), left);
    }
}
