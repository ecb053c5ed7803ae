//! Work behind the answers: orders to bank and provider that are due, and holds whose time is over.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;

use super::listener::stopped;
use crate::connectors::providers::places::Place;
use crate::http::desk::Desk;
use crate::orders;
use crate::store::StoreError;
use crate::store::outbox::{self, Lane};

/// How often due work is looked for.
const TICK: Duration = Duration::from_millis(200);
/// Orders to the bank at a time. Each provider has places of its own.
const TO_THE_BANK: usize = 32;
/// Rows of a provider without a way that are looked at in a turn.
const WITHOUT_A_WAY: u32 = 4;

/// The places of the bank's lane.
pub(crate) struct Bench {
    bank: Arc<Semaphore>,
    running: JoinSet<()>,
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self {
            bank: Arc::new(Semaphore::new(TO_THE_BANK)),
            running: JoinSet::new(),
        }
    }

    /// Waits until half of the bank's places are free, so that a look finds room for more than one order.
    async fn half_free(&mut self) {
        while self.bank.available_permits() < TO_THE_BANK / 2
            && self.running.join_next().await.is_some()
        {}
    }

    /// Waits until nothing is under way.
    #[cfg(test)]
    pub(crate) async fn finish(&mut self) {
        while let Some(worked) = self.running.join_next().await {
            worked.expect("work does not panic");
        }
    }
}

/// What a piece of work stands on while it runs.
enum Stand {
    Bank { _place: OwnedSemaphorePermit },
    Provider(Place),
    Nowhere,
}

fn room(desk: &Desk, bench: &Bench, lane: Lane) -> Vec<Stand> {
    if lane == outbox::BANK {
        let one = || Arc::clone(&bench.bank).try_acquire_owned().ok();
        return std::iter::from_fn(one)
            .map(|place| Stand::Bank { _place: place })
            .collect();
    }
    match (desk.ways)(lane) {
        Some(way) => {
            let free = way.places.take_free();
            free.into_iter().map(Stand::Provider).collect()
        }
        None => (0..WITHOUT_A_WAY).map(|_| Stand::Nowhere).collect(),
    }
}

/// Works until `stop` turns true. Orders under way then are left to the next start: they are repeat-safe.
pub(super) async fn run(desk: Desk, mut stop: watch::Receiver<bool>) {
    let mut bench = Bench::new();
    loop {
        while bench.running.try_join_next().is_some() {}
        if let Err(error) = turn(&desk, &mut bench).await {
            tracing::error!(%error, "due work could not be taken up");
        }
        // With every place at the bank taken there is likely more that is due, and the next look need not wait for its
        // time.
        let is_full = bench.bank.available_permits() == 0;
        tokio::select! {
            () = stopped(&mut stop) => return,
            () = bench.half_free(), if is_full => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// Takes up what is due, in each lane as far as it has places. The places are taken before the rows are leased, so that
/// a leased row never stands and waits.
///
/// # Errors
/// [`StoreError`] when the books cannot be read or written.
pub(crate) async fn turn(desk: &Desk, bench: &mut Bench) -> Result<(), StoreError> {
    let now = desk.now();
    let ended = desk.store.expire(now).await?;
    if ended > 0 {
        tracing::info!(ended, "holds without a pay ended");
    }
    let moment = desk.moment();
    let mut stands: BTreeMap<Lane, Vec<Stand>> = BTreeMap::new();
    for lane in desk.store.due_lanes(moment).await? {
        stands.insert(lane, room(desk, bench, lane));
    }
    let rooms = stands
        .iter()
        .map(|(lane, free)| (*lane, u32::try_from(free.len()).unwrap_or(u32::MAX)))
        .collect();
    let until = moment.plus_ms(orders::LEASE_MS);
    for (work, payment) in desk.store.lease_work((moment, until), rooms).await? {
        let stand = stands.get_mut(&work.lane).and_then(Vec::pop);
        let desk = desk.clone();
        bench.running.spawn(async move {
            let (place, _bank) = match stand {
                Some(Stand::Provider(place)) => (Some(place), None),
                Some(bank @ Stand::Bank { .. }) => (None, Some(bank)),
                Some(Stand::Nowhere) | None => (None, None),
            };
            if let Err(error) = orders::work(&desk, work, (&payment, place)).await {
                tracing::error!(payment = payment.id.get(), %error, "work could not be ended");
            }
        });
    }
    Ok(())
}
