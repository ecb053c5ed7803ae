//! A cashier of the bench: serves one customer after another, believes the till, and keeps a book of the cash that
//! went over the counter.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::Receiver;
use std::time::Duration;

use paydesk_adapters::clock;
use paydesk_domain::ids::PaymentId;
use paydesk_domain::money::Money;
use paydesk_domain::order::Order;
use paydesk_domain::payment::{NoConsent, ReturnStage};
use paydesk_domain::provider::{Provider, ProviderId};
use paydesk_till::payment::Payment;
use paydesk_till::world::{Command, Event, Outcome, Rejection};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::stand::Stall;
use crate::desk::Ended;

/// How long a cashier without customers waits for news.
const NEWS_WITHIN: Duration = Duration::from_millis(20);
/// Numbers of one till.
const NUMBERS_PER_TILL: u32 = 1_000_000;
/// Below this the demo's provider has accounts that misbehave.
const FIRST_NUMBER: u32 = 1_000;
/// So many accounts have eight digits.
const FIRST_ACCOUNT: u32 = 40_000_000;
/// Numbers that are answered after 20 seconds are asked for at the beginning, or the end would wait for them.
const LATE_UNTIL: u32 = 60;

/// Cash of one payment, as the cashier remembers it. Sums in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Cash {
    pub(super) taken: i64,
    pub(super) returned: i64,
}

/// What a cashier tells the auditor.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    /// By the till's number of the payment.
    pub(super) cash: BTreeMap<i64, Cash>,
    /// Customers who left without paying.
    pub(super) left: u64,
    /// The till said that it must take no money any more.
    pub(super) is_blocked: bool,
}

/// When cashiers serve, and when they go home.
#[derive(Debug, Default)]
pub(super) struct Hours {
    is_closing: AtomicBool,
    is_over: AtomicBool,
    idle: AtomicUsize,
}

impl Hours {
    /// No new customers.
    pub(super) fn end_selling(&self) {
        self.is_closing.store(true, Ordering::SeqCst);
    }

    /// Everybody goes home.
    pub(super) fn end(&self) {
        self.is_over.store(true, Ordering::SeqCst);
    }

    /// Cashiers who have seen their last customer.
    pub(super) fn idle(&self) -> usize {
        self.idle.load(Ordering::SeqCst)
    }
}

/// A cashier.
pub(super) struct Cashier<'a> {
    stall: &'a Stall,
    news: Receiver<Event>,
    random: ChaCha8Rng,
    again: &'a str,
    first_number: u32,
    customers: u32,
    owed: BTreeSet<PaymentId>,
    open: BTreeSet<PaymentId>,
    told: Told,
}

impl<'a> Cashier<'a> {
    pub(super) fn new(stall: &'a Stall, (n, seed): (u32, u64), again: &'a str) -> Self {
        Self {
            news: stall.desk.watch(),
            stall,
            random: ChaCha8Rng::seed_from_u64(seed ^ (u64::from(n) << 40)),
            again,
            first_number: n
                .saturating_mul(NUMBERS_PER_TILL)
                .saturating_add(FIRST_NUMBER),
            customers: 0,
            owed: BTreeSet::new(),
            open: BTreeSet::new(),
            told: Told::default(),
        }
    }

    /// Serves customers while there are any, then hands back what is owed.
    pub(super) fn work(mut self, hours: &Hours) -> Told {
        while !hours.is_closing.load(Ordering::SeqCst) && !self.told.is_blocked {
            self.hear_within(Duration::ZERO);
            if self.serve().and_then(|()| self.hand_back()).is_err() {
                self.told.is_blocked = true;
            }
        }
        hours.idle.fetch_add(1, Ordering::SeqCst);
        while !hours.is_over.load(Ordering::SeqCst) {
            self.hear_within(NEWS_WITHIN);
            // A till that has ended owes what it wrote down: the books tell.
            let _ = self.hand_back();
        }
        self.told
    }

    /// One customer.
    fn serve(&mut self) -> Result<(), Ended> {
        let Some(order) = self.order() else {
            return Ok(());
        };
        let Outcome::Form(intent) = self.ask(Command::OpenForm)? else {
            return Ok(());
        };
        let check = Command::Check {
            intent,
            order,
            cashier: self.stall.setup.cashier.clone(),
            again: Some(self.again.to_owned()),
        };
        match self.ask(check)? {
            Outcome::Consent(payment) => self.decide(&payment, true)?,
            Outcome::NoConsent(payment, NoConsent::NoAnswer(_)) => self.decide(&payment, false)?,
            Outcome::NotAccepted(Rejection::Reconcile | Rejection::OtherCopy) => {
                self.told.is_blocked = true;
            }
            _ => self.told.left += 1,
        }
        if self.random.gen_ratio(1, 12) {
            self.withdraw()?;
        }
        Ok(())
    }

    /// The customer pays, or leaves after all.
    fn decide(&mut self, payment: &Payment, is_checked: bool) -> Result<(), Ended> {
        let (id, handed) = (payment.id, None);
        if self.random.gen_ratio(1, 10) {
            self.told.left += 1;
            return self.ask(Command::GiveUp { payment: id }).map(drop);
        }
        let confirm = if is_checked {
            Command::Confirm {
                payment: id,
                handed,
            }
        } else {
            Command::AcceptOffline {
                payment: id,
                handed,
            }
        };
        // Some keys are pressed twice.
        for _ in 0..=u32::from(self.random.gen_ratio(1, 20)) {
            if let Outcome::Accepted(accepted) = self.ask(confirm.clone())? {
                let cash = self.told.cash.entry(accepted.id.get()).or_default();
                cash.taken = accepted.order.taken.minor();
            }
        }
        if !self.told.cash.contains_key(&id.get()) {
            self.told.left += 1;
        }
        Ok(())
    }

    /// A customer comes back and wants the cash of an open payment.
    fn withdraw(&mut self) -> Result<(), Ended> {
        let at = self.random.gen_range(0..self.open.len().max(1));
        let Some(payment) = self.open.iter().nth(at).copied() else {
            return Ok(());
        };
        let by = self.stall.setup.cashier.clone();
        self.ask(Command::Withdraw { payment, by }).map(drop)
    }

    /// Hands back what the till says is owed.
    fn hand_back(&mut self) -> Result<(), Ended> {
        for payment in std::mem::take(&mut self.owed) {
            let by = self.stall.setup.cashier.clone();
            if let Outcome::Accepted(done) = self.ask(Command::CashReturned { payment, by })? {
                let cash = self.told.cash.entry(done.id.get()).or_default();
                cash.returned += done.order.taken.minor();
            }
        }
        Ok(())
    }

    fn ask(&self, command: Command) -> Result<Outcome, Ended> {
        self.stall.desk.ask(command)
    }

    fn hear_within(&mut self, patience: Duration) {
        let first = self.news.recv_timeout(patience).ok();
        let rest: Vec<Event> = first.into_iter().chain(self.news.try_iter()).collect();
        for event in rest {
            if let Event::Payment(payment) = event {
                self.note(&payment);
            }
        }
    }

    fn note(&mut self, payment: &Payment) {
        if payment.return_stage == Some(ReturnStage::Due) {
            self.owed.insert(payment.id);
        }
        if payment.stage().is_open() {
            self.open.insert(payment.id);
        } else {
            self.open.remove(&payment.id);
        }
    }

    /// What the next customer wants: most have a number of their own, some one that misbehaves.
    fn order(&mut self) -> Option<Order> {
        self.customers += 1;
        let own = self.first_number.checked_add(self.customers)?;
        let own_number = format!("91{own:08}");
        let (provider, field, value) = match self.random.gen_range(0..100) {
            0..50 => ("demo-mobile", "NUMBER", own_number),
            50..70 => ("demo-final", "NUMBER", own_number),
            70..85 => (
                "demo-internet",
                "ACCOUNT",
                (FIRST_ACCOUNT + own).to_string(),
            ),
            // The provider works on it for some seconds.
            85..90 => ("demo-mobile", "NUMBER", "9990000020".to_owned()),
            // Consent, and a refusal of the pay.
            90..95 => ("demo-mobile", "NUMBER", "9990000079".to_owned()),
            // Refused at the check.
            95..98 => ("demo-mobile", "NUMBER", "9990000023".to_owned()),
            // Credited at once, answered late.
            _ if self.customers < LATE_UNTIL => ("demo-mobile", "NUMBER", "9990000099".to_owned()),
            _ => ("demo-mobile", "NUMBER", own_number),
        };
        let credited = self.random.gen_range(1_000..50_000);
        let settings = &self.stall.setup.settings;
        let provider = settings
            .catalogue
            .provider(&ProviderId::parse(provider).ok()?)?;
        let mut typed = BTreeMap::from([(field.to_owned(), value)]);
        if field == "ACCOUNT" {
            typed.insert("SERVICE".to_owned(), "INTERNET".to_owned());
        }
        made_order(provider, &typed, credited)
    }
}

fn made_order(
    provider: &Provider,
    typed: &BTreeMap<String, String>,
    credited_minor: i64,
) -> Option<Order> {
    let credited = Money::new(credited_minor, provider.currency);
    let moment = clock::now().local_moment(0);
    let split = provider.fee.from_credited(credited, moment).ok()?;
    Some(Order {
        provider: provider.id.clone(),
        provider_number: provider.number,
        details: provider.accept(typed).ok()?,
        credited: split.credited,
        taken: split.taken,
    })
}
