//! The read model of faces: what is true at the till, folded from what it tells.
//!
//! Pure data; every face may keep its own. It begins with what the disk holds and is kept up by events. After
//! [`Event::StorageFault`] the till tells every open payment again; what was settled by a write that was thought lost
//! is told by the disk alone, so a face that reads it anew starts over with [`Facts::start`].

use std::collections::BTreeMap;

use paydesk_domain::ids::PaymentId;
use paydesk_domain::money::Money;
use paydesk_domain::payment::{ReturnStage, Stage};
use paydesk_domain::shift::Shift;
use paydesk_domain::time::Timestamp;

use crate::payment::Payment;
use crate::world::{Alarm, Event};

/// How far the till's storage can be relied on; it only ever gets worse until the next start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum StorageState {
    /// It works.
    #[default]
    Sound,
    /// It failed once. New payments are refused until the next start; what is open goes on.
    Failed,
    /// It cannot be read any more.
    ReadOnly,
    /// The till has ended.
    Ended,
}

/// What is true at the till, as far as it has told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// Payments whose cash was taken and to which something still has to happen.
    pub open: BTreeMap<PaymentId, Payment>,
    /// Whether the server answered the last question; none before the first.
    pub link: Option<bool>,
    /// What is left of the deposit, as the server last said.
    pub deposit: Option<Money>,
    /// The open shift.
    pub shift: Option<Shift>,
    /// What a person must be told, in the order in which it came; each once.
    pub alarms: Vec<Alarm>,
    /// How far the storage can be relied on.
    pub storage: StorageState,
}

/// Sums of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Payments whose outcome is open.
    pub count: usize,
    /// Cash taken for them, one sum for each currency.
    pub sums: Vec<Money>,
    /// When the oldest of them was taken.
    pub oldest: Option<Timestamp>,
    /// Payments with cash to return; not part of the count.
    pub owed: usize,
    /// Those of the count of which nobody knows whether they were made.
    pub unknown: usize,
}

impl Facts {
    /// The facts at a start, from the payments to which something still has to happen.
    #[must_use]
    pub fn start(live: Vec<Payment>) -> Self {
        let mut facts = Self::default();
        for payment in live {
            facts.take(payment);
        }
        facts
    }

    /// Takes in what the till tells.
    pub fn hear(&mut self, event: &Event) {
        match event {
            Event::Payment(payment) => self.take((**payment).clone()),
            Event::Link(is_up) => self.link = Some(*is_up),
            Event::Deposit(rest) => self.deposit = Some(*rest),
            Event::Shift(shift) => self.shift.clone_from(shift),
            Event::Alarm(alarm) => {
                if !self.alarms.contains(alarm) {
                    self.alarms.push(*alarm);
                }
            }
            // The cashier sees it at once, and it is over with the key in the lock.
            Event::DrawerShut => {}
            Event::StorageFault => self.storage = self.storage.max(StorageState::Failed),
            Event::ReadOnly => self.storage = self.storage.max(StorageState::ReadOnly),
        }
    }

    /// The till has ended: nothing more will be told.
    pub const fn end(&mut self) {
        self.storage = StorageState::Ended;
    }

    /// Payments for the outbox, those that need a person first: cash owed, outcome unknown, to be looked at; then in
    /// progress, on the wire, waiting to be sent; then paid ones whose cheque is not known to be out. The oldest first
    /// within each kind.
    #[must_use]
    pub fn outbox(&self) -> Vec<&Payment> {
        let mut rows: Vec<(u8, Timestamp, &Payment)> = self
            .open
            .values()
            .filter_map(|payment| Some((urgency(payment)?, taken_at(payment), payment)))
            .collect();
        rows.sort_by_key(|(urgency, at, payment)| (*urgency, *at, payment.id));
        rows.into_iter().map(|(_, _, payment)| payment).collect()
    }

    /// Sums of the outbox.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for payment in self.open.values() {
            if payment.return_stage == Some(ReturnStage::Due) {
                tally.owed = tally.owed.saturating_add(1);
            }
            if !payment.stage().is_open() {
                continue;
            }
            tally.count = tally.count.saturating_add(1);
            if payment.stage() == Stage::Unknown {
                tally.unknown = tally.unknown.saturating_add(1);
            }
            let at = payment.tender.map(|tender| tender.at);
            tally.oldest = tally.oldest.into_iter().chain(at).min();
            add(&mut tally.sums, payment.order.taken);
        }
        tally
    }

    fn take(&mut self, payment: Payment) {
        if payment.tender.is_some() && payment.is_live() {
            self.open.insert(payment.id, payment);
        } else {
            self.open.remove(&payment.id);
        }
    }
}

/// Where a payment stands in the outbox, 0 at the top; none where nobody has to look.
fn urgency(payment: &Payment) -> Option<u8> {
    if payment.return_stage == Some(ReturnStage::Due) {
        return Some(0);
    }
    match payment.stage() {
        Stage::Unknown => Some(1),
        Stage::Review => Some(2),
        Stage::InProgress => Some(3),
        Stage::Sending => Some(4),
        Stage::Queued => Some(5),
        // A cheque is out, and the server knows no pay: a person must look.
        Stage::Paid if payment.absent_at.is_some() && payment.return_stage.is_none() => Some(2),
        Stage::Paid => {
            let stage = payment.cheque()?;
            stage.is_pending().then_some(6)
        }
        Stage::Draft | Stage::Checking | Stage::Checked | Stage::Failed | Stage::Cancelled => None,
    }
}

fn taken_at(payment: &Payment) -> Timestamp {
    payment.tender.map_or(payment.opened_at, |tender| tender.at)
}

/// Adds a sum to the one of its currency. A sum too large to be counted stays at the largest.
fn add(sums: &mut Vec<Money>, sum: Money) {
    let same = sums.iter_mut().find(|one| one.currency() == sum.currency());
    match same {
        Some(one) => {
            let minor = one.minor().saturating_add(sum.minor());
            *one = Money::new(minor, sum.currency());
        }
        None => sums.push(sum),
    }
}
