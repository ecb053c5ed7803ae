//! One request at a time for one (point, SESSION): a duplicate that arrives within milliseconds waits for the
//! first and then finds its stored result.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use paydesk_domain::ids::SessionId;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use crate::core::payment::PartyId;

/// Above this many slots in the map the ones nobody holds are swept out.
const SWEEP_ABOVE: usize = 1024;

type Held = Weak<AsyncMutex<()>>;

/// The slots that are being worked on.
#[derive(Debug, Default)]
pub(crate) struct Slots {
    busy: Mutex<HashMap<(PartyId, SessionId), Held>>,
}

impl Slots {
    /// Waits for the slot; it is free again when the guard is dropped.
    pub(crate) async fn take(&self, point: PartyId, session: &SessionId) -> OwnedMutexGuard<()> {
        self.place(point, session).lock_owned().await
    }

    fn place(&self, point: PartyId, session: &SessionId) -> Arc<AsyncMutex<()>> {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        if busy.len() > SWEEP_ABOVE {
            busy.retain(|_, held| held.strong_count() > 0);
        }
        let place = busy.entry((point, session.clone())).or_default();
        place.upgrade().unwrap_or_else(|| {
            let fresh = Arc::new(AsyncMutex::new(()));
            *place = Arc::downgrade(&fresh);
            fresh
        })
    }
}
