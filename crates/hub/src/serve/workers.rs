//! Work behind the answers: orders to bank and provider that are due, and holds whose time is over.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::listener::stopped;
use crate::http::desk::Desk;
use crate::orders;
use crate::store::StoreError;

/// How often due work is looked for.
const TICK: Duration = Duration::from_millis(200);
/// Orders at a time; a provider that is silent for a minute keeps one place only.
const AT_ONCE: usize = 32;

/// Works until `stop` turns true. Orders under way then are left to the next start: they are repeat-safe.
pub(super) async fn run(desk: Desk, mut stop: watch::Receiver<bool>) {
    let mut running = JoinSet::new();
    loop {
        while running.try_join_next().is_some() {}
        if let Err(error) = turn(&desk, &mut running).await {
            tracing::error!(%error, "due work could not be taken up");
        }
        tokio::select! {
            () = stopped(&mut stop) => return,
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// Takes up what is due, as far as there are places.
///
/// # Errors
/// [`StoreError`] when the books cannot be read or written.
pub(crate) async fn turn(desk: &Desk, running: &mut JoinSet<()>) -> Result<(), StoreError> {
    let now = desk.now();
    let ended = desk.store.expire(now).await?;
    if ended > 0 {
        tracing::info!(ended, "holds without a pay ended");
    }
    let free = AT_ONCE.saturating_sub(running.len());
    let Ok(free @ 1..) = u32::try_from(free) else {
        return Ok(());
    };
    let moment = desk.moment();
    let due = desk
        .store
        .lease_work(moment, moment.plus_ms(orders::LEASE_MS), free)
        .await?;
    for (work, payment) in due {
        let desk = desk.clone();
        running.spawn(async move {
            if let Err(error) = orders::work(&desk, work, &payment).await {
                tracing::error!(payment = payment.id.get(), %error, "work could not be ended");
            }
        });
    }
    Ok(())
}
