//! Providers that stay silent: who is asked again, who is not, and when a person is told.

use tokio::task::JoinSet;

use super::{SILENT, counter, counter_with, paid};
use crate::connectors::bank::ReserveAnswer;
use crate::connectors::providers::{PayOutcome, places};
use crate::core::payment::State;
use crate::orders::pay_provider;
use crate::serve::workers::{self, Bench};
use crate::store::outbox::review::Why;

const HOUR_MS: i64 = 3_600_000;

#[tokio::test]
async fn a_provider_that_may_credit_twice_gets_one_order_and_then_a_person() {
    for word in [PayOutcome::Unknown, PayOutcome::Temporary] {
        let counter = counter_with(&[ReserveAnswer::Reserved], &[word, paid()], false);
        let (leased, payment) = counter.take().await;
        pay_provider(&counter.desk, &payment, leased).await.unwrap();
        let reviews = counter.reviews().await;
        assert_eq!(reviews.len(), 1);
        assert_eq!(
            (reviews[0].payment, reviews[0].why),
            (payment.id, Why::Once)
        );
        assert!(reviews[0].sent_at.is_some());
        for _ in 0..50 {
            counter.later(HOUR_MS);
            assert_eq!(counter.turn().await, 0, "no machine asks again");
        }
        assert_eq!(counter.end(&payment).await, (State::Capturing, None));
        assert_eq!(counter.alarms().await, 1);
        assert_eq!(counter.reviews().await, reviews, "it is not even taken up");
        assert_eq!(counter.repeats(), [false]);
    }
}

#[tokio::test]
async fn an_order_that_may_have_left_before_a_crash_is_a_person_s_too() {
    let counter = counter_with(&[ReserveAnswer::Reserved], &[paid()], false);
    let (leased, payment) = counter.take().await;
    let left = counter.desk.store.work_leaving(leased, counter.desk.now());
    left.await.unwrap();
    assert_eq!(counter.turn().await, 0);
    assert_eq!(counter.reviews().await[0].why, Why::Once);
    assert_eq!(counter.end(&payment).await, (State::Capturing, None));
}

#[tokio::test]
async fn the_one_answer_of_a_provider_that_may_credit_twice_ends_the_payment() {
    let counter = counter_with(&[ReserveAnswer::Reserved], &[paid()], false);
    let (leased, payment) = counter.take().await;
    pay_provider(&counter.desk, &payment, leased).await.unwrap();
    assert_eq!(counter.end(&payment).await, (State::Captured, None));
    assert_eq!(counter.reviews().await, []);
}

#[tokio::test]
async fn a_day_of_silence_is_told_to_a_person_once_and_never_becomes_a_failure() {
    let mut words = vec![PayOutcome::Unknown; 500];
    words.push(paid());
    let counter = counter(&[ReserveAnswer::Reserved], &words);
    let (leased, payment) = counter.take().await;
    pay_provider(&counter.desk, &payment, leased).await.unwrap();
    let mut orders = 0;
    for _ in 0..23 * 60 {
        counter.later(60_000 - 200_000);
        orders += counter.turn().await;
    }
    assert_eq!(counter.reviews().await, []);
    assert!(
        (200..500).contains(&orders),
        "at growing intervals: {orders}"
    );
    counter.later(HOUR_MS);
    assert_eq!(counter.turn().await, 1);
    let reviews = counter.reviews().await;
    assert_eq!((reviews[0].payment, reviews[0].why), (payment.id, Why::Day));
    let mut asked = 0;
    for _ in 0..48 {
        counter.later(HOUR_MS / 2 - 200_000);
        asked += counter.turn().await;
    }
    assert_eq!(asked, 24, "once an hour");
    assert_eq!(counter.alarms().await, 1);
    assert_eq!(counter.end(&payment).await, (State::Capturing, None));
    counter
        .script
        .provider
        .lock()
        .unwrap()
        .drain(..499 - orders - 1 - asked);
    while counter.end(&payment).await.0 == State::Capturing {
        counter.later(HOUR_MS);
        counter.turn().await;
    }
    assert_eq!(counter.end(&payment).await, (State::Captured, None));
    assert_eq!(counter.reviews().await, [], "a late success ends it");
}

/// A hundred payments of a provider that never answers are due before the one of a provider that does.
#[tokio::test]
async fn a_silent_provider_holds_up_nobody_else() {
    let counter = counter(&[ReserveAnswer::Reserved], &[paid()]);
    for number in 0..100 {
        counter.take_for(SILENT, &format!("S{number}")).await;
    }
    let (_, payment) = counter.take_as("A1").await;
    counter.later(200_000);
    let mut bench = Bench::new();
    for _ in 0..5 {
        workers::turn(&counter.desk, &mut bench).await.unwrap();
    }
    while counter.end(&payment).await.0 == State::Capturing {
        tokio::task::yield_now().await;
    }
    assert_eq!(counter.end(&payment).await, (State::Captured, None));
    let sent = "SELECT count(*) FROM outbox WHERE lane = 900 AND attempts > 0";
    let sent = counter
        .desk
        .store
        .read(|books| Ok(books.query_row(sent, [], |row| row.get(0))?));
    let sent: i64 = sent.await.unwrap();
    assert_eq!(
        sent, 15,
        "and it gets no more orders at a time than its places"
    );
}

#[tokio::test]
async fn a_client_of_a_silent_provider_hears_in_work_without_a_place() {
    let counter = counter(&[ReserveAnswer::Reserved], &[paid()]);
    let way = (counter.desk.ways)(SILENT).unwrap();
    let mut standing = way.places.take_free();
    let mut waiting = JoinSet::new();
    for number in 0..places::USUAL + 1 {
        let (leased, payment) = counter.take_for(SILENT, &format!("S{number}")).await;
        let desk = counter.desk.clone();
        waiting.spawn(async move { pay_provider(&desk, &payment, leased).await.unwrap() });
    }
    let turned_away = waiting.join_next().await.unwrap().unwrap();
    assert_eq!(turned_away.state, State::Capturing, "it stays in work");
    standing.clear();
}
