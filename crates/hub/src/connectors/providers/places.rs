//! How many orders a provider gets at the same time.
//!
//! Each provider has places of its own, so that one that is silent for a minute holds up neither another provider nor
//! the hub's requests. Checks get no more than two thirds of them: what is being paid comes before what is asked.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What a provider is given without a word in its entry. Source: OSMP provider protocol, parallel connections.
pub(crate) const USUAL: u32 = 15;
/// How many may stand and wait for each place. Tills come in bursts: one commit at the hub lets dozens of checks
/// through at once, and a provider that answers has them all in a moment.
const WAITING_FOR_EACH: usize = 6;

/// The places of one provider.
#[derive(Debug)]
pub(crate) struct Places {
    all: Arc<Semaphore>,
    checks: Arc<Semaphore>,
    /// Who may stand and wait. More would only fill the hub's own places for requests.
    queue: Semaphore,
    check_queue: Semaphore,
}

/// A place; free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    _all: OwnedSemaphorePermit,
    _check: Option<OwnedSemaphorePermit>,
}

impl Places {
    /// So many orders at a time; at least one.
    pub(crate) fn new(limit: u32) -> Self {
        let limit = limit.max(1) as usize;
        let checks = limit.saturating_sub(limit / 3);
        let waiting = limit.saturating_mul(WAITING_FOR_EACH);
        Self {
            all: Arc::new(Semaphore::new(limit)),
            checks: Arc::new(Semaphore::new(checks)),
            queue: Semaphore::new(waiting),
            check_queue: Semaphore::new(waiting),
        }
    }

    /// Every place that is free now.
    pub(crate) fn take_free(&self) -> Vec<Place> {
        let one = || Arc::clone(&self.all).try_acquire_owned().ok();
        std::iter::from_fn(one)
            .map(|all| Place {
                _all: all,
                _check: None,
            })
            .collect()
    }

    /// A place for a pay, waited for no longer than `within`; none where too many wait already.
    pub(crate) async fn for_pay(&self, within: Duration) -> Option<Place> {
        let all = take(&self.all, &self.queue, within).await?;
        Some(Place {
            _all: all,
            _check: None,
        })
    }

    /// The same for a check.
    pub(crate) async fn for_check(&self, within: Duration) -> Option<Place> {
        let check = take(&self.checks, &self.check_queue, within).await?;
        let all = take(&self.all, &self.queue, within).await?;
        Some(Place {
            _all: all,
            _check: Some(check),
        })
    }
}

async fn take(
    places: &Arc<Semaphore>,
    queue: &Semaphore,
    within: Duration,
) -> Option<OwnedSemaphorePermit> {
    if let Ok(place) = Arc::clone(places).try_acquire_owned() {
        return Some(place);
    }
    let _waiting = queue.try_acquire().ok()?;
    let place = Arc::clone(places).acquire_owned();
    tokio::time::timeout(within, place).await.ok()?.ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Places;

    const AT_ONCE: Duration = Duration::ZERO;

    #[tokio::test]
    async fn a_provider_gets_no_more_orders_at_a_time_than_its_limit() {
        let places = Places::new(3);
        let taken = places.take_free();
        assert_eq!(taken.len(), 3);
        assert!(places.for_pay(AT_ONCE).await.is_none());
        drop(taken);
        assert!(places.for_pay(AT_ONCE).await.is_some());
        assert_eq!(Places::new(0).take_free().len(), 1, "never none");
    }

    #[tokio::test]
    async fn checks_leave_places_to_pays() {
        let places = Places::new(15);
        let mut checks = Vec::new();
        while let Some(place) = places.for_check(AT_ONCE).await {
            checks.push(place);
        }
        assert_eq!(checks.len(), 10);
        assert_eq!(places.take_free().len(), 5);
    }

    #[tokio::test]
    async fn a_burst_of_tills_waits_its_turn_at_a_provider_that_answers() {
        let places = std::sync::Arc::new(Places::new(super::USUAL));
        let mut checks = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let places = std::sync::Arc::clone(&places);
            checks.spawn(async move {
                let place = places.for_check(Duration::from_secs(600)).await;
                tokio::task::yield_now().await;
                place.is_some()
            });
        }
        assert!(checks.join_all().await.into_iter().all(|got| got));
    }

    #[tokio::test]
    async fn whoever_finds_a_long_queue_does_not_join_it() {
        let places = std::sync::Arc::new(Places::new(2));
        let taken = places.take_free();
        let mut waiting = tokio::task::JoinSet::new();
        for _ in 0..2 * super::WAITING_FOR_EACH + 3 {
            let places = std::sync::Arc::clone(&places);
            waiting.spawn(async move { places.for_pay(Duration::from_secs(600)).await.is_some() });
        }
        for _ in 0..3 {
            assert!(!waiting.join_next().await.unwrap().unwrap(), "turned away");
        }
        drop(taken);
        assert!(waiting.join_all().await.into_iter().all(|got| got));
    }
}
