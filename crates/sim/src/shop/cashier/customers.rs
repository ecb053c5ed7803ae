//! Who comes to the counter, and what they want.

use std::collections::{BTreeMap, VecDeque};

use paydesk_domain::details::Details;
use paydesk_domain::ids::{IntentKey, PaymentId};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::order::Order;
use paydesk_domain::payment::Stage;
use paydesk_domain::provider::ProviderId;
use paydesk_domain::time::Timestamp;
use paydesk_till::world::Command;

use super::super::{Happening, MINUTE, SECOND, Shop};
use super::Asked;
use crate::faults::Fault;

/// What a customer is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Pays.
    Pays,
    /// Pays, after looking for so many milliseconds for the money.
    Dawdles(i64),
    /// Leaves once the consent is there.
    Leaves,
    /// Presses every key twice.
    Presses,
    /// Wants the cash back after so many milliseconds if the payment is still open.
    Regrets(i64),
}

/// What a customer wants.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Whom to pay.
    pub provider: &'static str,
    /// For which number.
    pub number: String,
    /// How much, minor units.
    pub credited: i64,
    /// Who it is.
    pub mood: Mood,
}

#[derive(Debug)]
pub(super) struct Customer {
    pub(super) order: Option<Order>,
    pub(super) mood: Mood,
    pub(super) intent: Option<IntentKey>,
    pub(super) tries: u8,
}

impl Shop {
    /// A customer who will come.
    pub(crate) fn invite(&mut self) -> usize {
        let scripted = self.cashier.wanted.as_mut().map(VecDeque::pop_front);
        let wanted = scripted.flatten().unwrap_or_else(|| self.anybody());
        let order = self.order(&wanted);
        self.cashier.customers.push(Customer {
            order,
            mood: wanted.mood,
            intent: None,
            tries: 0,
        });
        self.cashier.customers.len() - 1
    }

    fn anybody(&mut self) -> Wanted {
        let provider = self.dice.one_of(&[
            "demo-mobile",
            "demo-mobile",
            "demo-mobile-2",
            "demo-mobile-3",
            "demo-final",
            "blind",
        ]);
        // A few numbers come again and again.
        let number = if self.dice.per_mille(100) {
            format!("91{:08}", 10_000_000 + self.dice.below(5))
        } else {
            format!("91{:08}", self.dice.below(100_000_000))
        };
        let impatient = self.swarm.has(Fault::Impatient) && self.dice.per_mille(150);
        let regrets = self.swarm.has(Fault::Regret) && self.dice.per_mille(150);
        let mood = if impatient {
            Mood::Presses
        } else if regrets {
            // Some regret in the moment in which the till has stopped waiting and not yet asked.
            if self.dice.per_mille(300) {
                Mood::Regrets(self.dice.between(65 * SECOND, 67 * SECOND))
            } else {
                Mood::Regrets(self.dice.between(5 * SECOND, 20 * MINUTE))
            }
        } else if self.dice.per_mille(30) {
            Mood::Leaves
        } else {
            Mood::Pays
        };
        Wanted {
            provider,
            number,
            credited: self
                .dice
                .one_of(&[1_000, 10_000, 10_000, 30_000, 50_000, 123_456]),
            mood,
        }
    }

    fn order(&mut self, wanted: &Wanted) -> Option<Order> {
        self.evidence.canaries.push(wanted.number.clone());
        let id = ProviderId::parse(wanted.provider).ok()?;
        let provider = self.settings.catalogue.provider(&id)?;
        let credited = Money::new(wanted.credited, Currency::RUB);
        let moment = Timestamp::from_unix_ms(self.now).local_moment(180);
        let split = provider.fee.from_credited(credited, moment).ok()?;
        let details = Details::new(wanted.number.clone(), String::new(), BTreeMap::new()).ok()?;
        Some(Order {
            provider_number: provider.number,
            provider: id,
            details,
            credited: split.credited,
            taken: split.taken,
        })
    }

    /// A customer asks for the cash of a payment: she regrets it if it is still open.
    pub(super) fn count_regret(&mut self, payment: PaymentId) {
        let shown = self.cashier.screen.get(&payment).map(|view| view.stage);
        if let Some(Stage::Queued | Stage::Sending | Stage::Unknown | Stage::InProgress) = shown {
            self.fired(Fault::Regret);
        }
    }

    pub(in crate::shop) fn customer_comes(&mut self, who: usize) {
        if !self.till.is_up {
            let wait = self.dice.between(10 * SECOND, 2 * MINUTE);
            return self.plan(wait, Happening::Customer(who));
        }
        self.command(Asked::Form(who), Command::OpenForm);
    }
}
