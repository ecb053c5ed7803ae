//! One step in the making: what is decided gathers here, in the order in which it must happen.

use std::collections::BTreeMap;

use paydesk_domain::ids::PaymentId;
use paydesk_domain::time::Timestamp;

use crate::payment::Payment;
use crate::world::{Alarm, Change, ChangeSet, Effect, Entropy, Env, Event};

/// One step in the making: the moment it happens in, and its effects. Changes gather until they are sealed
/// into one `Persist`.
pub(super) struct Turn<'e> {
    pub(super) now: Timestamp,
    pub(super) entropy: &'e mut dyn Entropy,
    pub(super) effects: Vec<Effect>,
    pub(super) changes: Vec<Change>,
    /// A drawer hangs on the printer.
    pub(super) has_drawer: bool,
    /// The drawer opens once everything gathered beside this is durable.
    pub(super) opens_drawer: bool,
    /// Alarms, told once everything gathered beside them is durable.
    pub(super) alarms: Vec<Alarm>,
}

impl<'e> Turn<'e> {
    pub(super) fn new(env: &'e mut Env<'_>) -> Self {
        Self {
            now: env.now,
            entropy: &mut *env.entropy,
            has_drawer: env.has_drawer,
            opens_drawer: false,
            effects: Vec::new(),
            changes: Vec::new(),
            alarms: Vec::new(),
        }
    }

    /// Everything gathered so far becomes durable here, in one transaction; then every payment in it is told as it
    /// stands.
    pub(super) fn seal(&mut self) {
        if !self.changes.is_empty() {
            let changes = std::mem::take(&mut self.changes);
            let told = newest(&changes);
            self.effects.push(Effect::Persist(ChangeSet(changes)));
            let told = told.into_values().map(Event::Payment);
            self.effects.extend(told.map(Effect::Tell));
        }
        if std::mem::take(&mut self.opens_drawer) {
            self.effects.push(Effect::OpenDrawer);
        }
        let alarms = std::mem::take(&mut self.alarms).into_iter();
        self.effects
            .extend(alarms.map(|alarm| Effect::Tell(Event::Alarm(alarm))));
    }

    pub(super) fn then(&mut self, effect: Effect) {
        self.seal();
        self.effects.push(effect);
    }
}

/// Each payment in these changes, as the last of them leaves it.
fn newest(changes: &[Change]) -> BTreeMap<PaymentId, Box<Payment>> {
    let mut newest = BTreeMap::new();
    for change in changes {
        match change {
            Change::Opened(payment) | Change::Changed(payment) => {
                newest.insert(payment.id, payment.clone());
            }
            Change::NewSession(..)
            | Change::AttemptOpened(_)
            | Change::AttemptClosed { .. }
            | Change::Journal(_)
            | Change::Deed { .. }
            | Change::ShiftOpened { .. }
            | Change::ShiftClosed { .. }
            | Change::CashMoved { .. }
            | Change::CorrectionOpened { .. } => {}
        }
    }
    newest
}
