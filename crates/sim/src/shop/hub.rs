//! The hub of the bench: the product's own, in this thread, on a disk that fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use paydesk_domain::provider::Catalogue;
use paydesk_domain::time::Timestamp;
use paydesk_hub::inside::{Ground, Inside, Reply};
use rusqlite::Connection;

use super::{Happening, MINUTE, SECOND, Shop};
use crate::BenchError;
use crate::disk::{Disk, Loss};
use crate::keys::Pair;
use crate::parties::Parties;

/// See the module.
#[derive(Debug)]
pub struct HubSide {
    pub(crate) disk: Disk,
    pub(crate) skew: i64,
    pub(crate) loss: Loss,
    pub(super) reader: Option<Connection>,
    keys: &'static Pair,
    catalogue: Catalogue,
    clock: Arc<AtomicI64>,
    parties: Parties,
    inside: Option<Inside>,
    /// When it next looks for due work.
    work_at: Option<i64>,
    work_left: bool,
    pause: i64,
}

impl HubSide {
    pub(crate) fn new(
        disk: Disk,
        keys: &'static Pair,
        catalogue: Catalogue,
        parties: Parties,
    ) -> Self {
        Self {
            disk,
            skew: 0,
            loss: Loss::Keep,
            reader: None,
            keys,
            catalogue,
            clock: Arc::new(AtomicI64::new(super::BEGINNING)),
            parties,
            inside: None,
            work_at: None,
            work_left: false,
            pause: SECOND,
        }
    }

    /// The keys of both sides.
    pub(super) const fn keys(&self) -> &'static Pair {
        self.keys
    }

    pub(super) const fn is_up(&self) -> bool {
        self.inside.is_some()
    }

    /// No order to bank or provider is due.
    pub(super) const fn is_idle(&self) -> bool {
        self.inside.is_some() && !self.work_left
    }

    /// Faults that its disk has met so far.
    fn disk_faults(&self) -> u64 {
        let met = self.disk.counters();
        met.eio + met.eio_sync + met.full + met.read_only
    }

    fn open(&mut self) -> Result<(), BenchError> {
        let clock = Arc::clone(&self.clock);
        let inside = Inside::open(Ground {
            disk: self.disk.vfs_name().to_owned(),
            catalogue: self.catalogue.clone(),
            signer: self.keys.hub_signer()?,
            bank: Arc::new(self.parties.clone()),
            provider: Arc::new(self.parties.clone()),
            accepts: Box::new(|number| crate::run::PROMISES.contains(&number)),
            clock: Arc::new(move || Timestamp::from_unix_ms(clock.load(Ordering::Relaxed))),
        })?;
        self.inside = Some(inside);
        Ok(())
    }
}

impl Shop {
    fn set_hub_clock(&self) {
        let now = self.now.saturating_add(self.hub.skew);
        self.hub.clock.store(now, Ordering::Relaxed);
    }

    pub(crate) fn hub_starts(&mut self) {
        if self.hub.is_up() {
            return;
        }
        self.set_hub_clock();
        match self.hub.open() {
            Ok(()) => {
                self.say("the hub is up");
                self.plan_hub_work(SECOND);
            }
            Err(_) if self.hub.disk.is_dead() => self.hub_dies(),
            // Its disk may be full or failing just now; whoever runs it tries again.
            Err(error) if !self.is_healing() => {
                self.say(&format!("the hub does not start: {error}"));
                self.plan(30 * SECOND, Happening::HubUp);
            }
            Err(error) => self.find(format!("the hub does not start on a sound disk: {error}")),
        }
    }

    /// Stops the hub, politely or not; its disk decides what is left.
    pub(super) fn hub_dies(&mut self) {
        self.hub.reader = None;
        self.hub.inside = None;
        if self.hub.disk.is_dead() {
            let loss = self.hub.loss;
            let dice = &mut self.dice;
            self.hub.disk.power_cut(loss, &mut || dice.bits());
            self.counts.add("loss", format!("hub {loss:?}"));
            self.say(&format!("the hub lost power: {loss:?}"));
        }
        self.auditor.restarted();
        let down = self.dice.between(SECOND, 5 * MINUTE);
        self.plan(down, Happening::HubUp);
    }

    /// The hub's answer to a form; none when it is down or dies over it.
    pub(super) fn ask_hub(&mut self, path: &str, form: &[u8]) -> Option<Reply> {
        self.set_hub_clock();
        let faults = self.hub.disk_faults();
        let said = self.hub.inside.as_ref()?.post(path, form);
        self.after_hub();
        if self.has_hub_failed(faults) || said.is_none() {
            self.hub_dies();
            return None;
        }
        self.plan_hub_work(SECOND);
        said
    }

    /// The power is gone, or the disk has failed: whoever runs the hub then starts it anew.
    fn has_hub_failed(&mut self, faults_before: u64) -> bool {
        let has_failed = self.hub.disk_faults() > faults_before;
        if has_failed {
            self.say("the hub's disk has failed");
        }
        has_failed || self.hub.disk.is_dead()
    }

    fn after_hub(&mut self) {
        for fault in self.parties.take_fired() {
            self.fired(fault);
        }
    }

    pub(super) fn plan_hub_work(&mut self, after: i64) {
        let at = self.now + after;
        if self.hub.work_at.is_none_or(|planned| planned > at) {
            self.hub.work_at = Some(at);
            self.hub.work_left = true;
            self.hub.pause = after;
            self.plan(after, Happening::HubWork);
        }
    }

    pub(super) fn hub_works(&mut self) {
        // An earlier look may have been planned since this one was.
        if self.hub.work_at.is_none_or(|at| at > self.now) {
            return;
        }
        self.hub.work_at = None;
        self.set_hub_clock();
        let faults = self.hub.disk_faults();
        let Some(inside) = &self.hub.inside else {
            return;
        };
        let worked = inside.work();
        let left = inside.waiting();
        self.after_hub();
        if self.has_hub_failed(faults) {
            return self.hub_dies();
        }
        match worked {
            Some(Ok(pieces)) => {
                if pieces > 0 {
                    self.say(&format!("the hub did {pieces} orders"));
                }
            }
            Some(Err(_)) | None => {
                self.say("the hub cannot work");
                return self.hub_dies();
            }
        }
        // Holds end by themselves; they are looked at once in five minutes.
        let (left, pause) = match left {
            Ok(0) => (false, 5 * MINUTE),
            Ok(_) => (true, (self.hub.pause * 2).min(20 * SECOND)),
            Err(_) => return self.hub_dies(),
        };
        self.plan_hub_work(pause);
        self.hub.work_left = left;
        self.hub.pause = pause;
    }
}
