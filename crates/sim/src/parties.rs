//! Provider and bank of the bench: honest books in memory, unreliable mouths.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use paydesk_hub::connectors::Answer;
use paydesk_hub::connectors::bank::{Bank, BankOrder, BankRefusal, ReserveAnswer, SettleAnswer};
use paydesk_hub::connectors::providers::{
    CheckOutcome, PayOutcome, ProviderCall, ProviderGate, ProviderRefusal,
};
use paydesk_hub::core::minor::Minor;

use crate::dice::Dice;
use crate::evidence::Credited;
use crate::faults::{Fault, Swarm};

/// Both parties' books and moods. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Parties {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug)]
struct Inner {
    dice: Dice,
    swarm: Swarm,
    now: i64,
    /// The provider's word for each number, once it is final.
    orders: BTreeMap<i64, PayOutcome>,
    credited: Vec<Credited>,
    reservations: BTreeMap<String, Reservation>,
    fired: Vec<Fault>,
    /// Orders that were put off.
    put_off: BTreeSet<i64>,
    /// Orders that were put off and will be refused.
    doomed: BTreeSet<i64>,
    script: Option<Word>,
    /// The check of this number is refused.
    refused: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reservation {
    Held,
    Captured,
    Void,
}

/// What the provider is told to do with the next new orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// Cannot pay just now.
    Busy,
    /// Refuses.
    Refuse,
    /// Cannot pay just now, and will refuse in the end what was not put off before.
    RefuseLater,
}

impl Parties {
    /// New books.
    #[must_use]
    pub fn new(seed: u64, swarm: Swarm) -> Self {
        let inner = Inner {
            dice: Dice::new(seed, 3),
            swarm,
            now: 0,
            orders: BTreeMap::new(),
            credited: Vec::new(),
            reservations: BTreeMap::new(),
            fired: Vec::new(),
            put_off: BTreeSet::new(),
            doomed: BTreeSet::new(),
            script: None,
            refused: None,
        };
        Self {
            inner: Arc::new(Mutex::new(inner)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bench's time.
    pub fn set_now(&self, now: i64) {
        self.lock().now = now;
    }

    /// From now on nothing goes wrong.
    pub fn heal(&self) {
        let mut inner = self.lock();
        inner.swarm = Swarm::none();
        inner.script = None;
    }

    /// What the provider does with new orders from now on, instead of what its mood says.
    pub fn say(&self, word: Option<Word>) {
        self.lock().script = word;
    }

    /// From now on the check of this number is refused.
    pub fn refuse(&self, number: &str) {
        self.lock().refused = Some(number.to_owned());
    }

    /// Credits that are not in `known` yet.
    #[must_use]
    pub fn credits_after(&self, known: usize) -> Vec<Credited> {
        self.lock().credited.get(known..).unwrap_or(&[]).to_vec()
    }

    /// The faults that have struck since the last look.
    #[must_use]
    pub fn take_fired(&self) -> Vec<Fault> {
        std::mem::take(&mut self.lock().fired)
    }
}

impl Inner {
    fn throws(&mut self, fault: Fault, per_mille: u32) -> bool {
        self.swarm.has(fault) && self.dice.per_mille(per_mille)
    }

    fn strikes(&mut self, fault: Fault, per_mille: u32) -> bool {
        let strikes = self.throws(fault, per_mille);
        if strikes {
            self.fired.push(fault);
        }
        strikes
    }

    fn check(&mut self, call: &ProviderCall) -> CheckOutcome {
        if self.refused.as_ref() == Some(&call.account) {
            return CheckOutcome::Refused(ProviderRefusal::Account);
        }
        if self.strikes(Fault::ProviderSilent, 60) {
            return CheckOutcome::Unknown;
        }
        if self.strikes(Fault::ProviderBusy, 60) {
            return CheckOutcome::Temporary;
        }
        if self.strikes(Fault::ProviderRefuses, 40) {
            return CheckOutcome::Refused(ProviderRefusal::Account);
        }
        CheckOutcome::Accepted {
            info: String::new(),
        }
    }

    fn pay(&mut self, call: &ProviderCall) -> PayOutcome {
        let id = call.txn_id.get();
        if let Some(known) = self.orders.get(&id).cloned() {
            return self.tell(known);
        }
        let is_doomed = self.doomed.contains(&id);
        if self.script == Some(Word::RefuseLater) {
            if !self.put_off.contains(&id) {
                self.doomed.insert(id);
            }
            return PayOutcome::Temporary;
        }
        if !is_doomed && self.throws(Fault::LateRefusal, 60) {
            self.doomed.insert(id);
            return PayOutcome::Temporary;
        }
        let (busy, refuse) = match self.script {
            _ if is_doomed => (false, true),
            Some(Word::Busy) => (true, false),
            Some(Word::Refuse | Word::RefuseLater) => (false, true),
            None => (
                self.throws(Fault::ProviderBusy, 250),
                self.throws(Fault::ProviderRefuses, 60),
            ),
        };
        let is_told = self.script.is_some();
        if busy {
            self.fired.extend((!is_told).then_some(Fault::ProviderBusy));
            self.put_off.insert(id);
            return PayOutcome::Temporary;
        }
        // Silence before anything was done.
        if self.strikes(Fault::ProviderSilent, 100) {
            return PayOutcome::Unknown;
        }
        let word = if refuse {
            match (is_doomed, is_told) {
                (true, _) => self.fired.push(Fault::LateRefusal),
                (false, true) => {}
                (false, false) => self.fired.push(Fault::ProviderRefuses),
            }
            PayOutcome::Fatal(ProviderRefusal::Technical)
        } else {
            self.credited.push(Credited {
                at: self.now,
                transid: id,
                account: call.account.clone(),
                minor: call.amount.get(),
            });
            PayOutcome::Done {
                provider_ref: format!("P{id}"),
            }
        };
        self.orders.insert(id, word.clone());
        self.tell(word)
    }

    /// The word, or silence after it was carried out.
    fn tell(&mut self, word: PayOutcome) -> PayOutcome {
        if self.strikes(Fault::ProviderSilent, 150) {
            return PayOutcome::Unknown;
        }
        word
    }

    fn reserve(&mut self, order: &BankOrder) -> ReserveAnswer {
        match self.reservations.get(&order.reference) {
            Some(Reservation::Void) => {
                return ReserveAnswer::Refused(BankRefusal::ReferenceTaken);
            }
            Some(Reservation::Held | Reservation::Captured) => return ReserveAnswer::Reserved,
            None => {}
        }
        if self.strikes(Fault::BankTrouble, 40) {
            return ReserveAnswer::Refused(BankRefusal::NotEnoughMoney);
        }
        self.reservations
            .insert(order.reference.clone(), Reservation::Held);
        if self.strikes(Fault::BankTrouble, 60) {
            return ReserveAnswer::Silent;
        }
        ReserveAnswer::Reserved
    }

    fn settle(&mut self, reference: &str, wanted: Reservation) -> SettleAnswer {
        let before = self.reservations.get(reference).copied();
        let answer = match (before, wanted) {
            (None, Reservation::Captured) => SettleAnswer::Refused,
            (Some(Reservation::Void), Reservation::Captured)
            | (Some(Reservation::Captured), Reservation::Void) => SettleAnswer::Refused,
            (_, wanted) => {
                self.reservations.insert(reference.to_owned(), wanted);
                SettleAnswer::Done
            }
        };
        if self.strikes(Fault::BankTrouble, 100) {
            return SettleAnswer::Silent;
        }
        answer
    }
}

impl ProviderGate for Parties {
    fn check<'a>(&'a self, call: &'a ProviderCall) -> Answer<'a, CheckOutcome> {
        Box::pin(async move { self.lock().check(call) })
    }

    fn pay<'a>(&'a self, call: &'a ProviderCall) -> Answer<'a, PayOutcome> {
        Box::pin(async move { self.lock().pay(call) })
    }
}

impl Bank for Parties {
    fn reserve<'a>(&'a self, order: &'a BankOrder) -> Answer<'a, ReserveAnswer> {
        Box::pin(async move { self.lock().reserve(order) })
    }

    fn capture<'a>(&'a self, order: &'a BankOrder) -> Answer<'a, SettleAnswer> {
        Box::pin(async move { self.lock().settle(&order.reference, Reservation::Captured) })
    }

    fn void<'a>(&'a self, order: &'a BankOrder) -> Answer<'a, SettleAnswer> {
        Box::pin(async move { self.lock().settle(&order.reference, Reservation::Void) })
    }

    fn balance<'a>(&'a self, _dealer: &'a str, _currency: &'a str) -> Answer<'a, Option<Minor>> {
        Box::pin(async { None })
    }
}
