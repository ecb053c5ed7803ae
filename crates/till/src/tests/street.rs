//! A shop in a bad street: a line that loses, delays and doubles, a process that dies at any effect, a
//! printer that jams, a cashier who tries everything. After every event the books are judged.

mod desk;

use std::collections::BTreeMap;

use paydesk_domain::exchange::{Answer, Request, Why};
use paydesk_domain::ids::{AttemptId, IntentKey, PaymentId};
use paydesk_domain::journal::JournalEntry;
use paydesk_domain::order::Order;
use paydesk_domain::payment::{FailGround, Finality, ReturnStage, ReviewGround, Stage, State};
use paydesk_domain::time::Timestamp;

use super::rig::{ANNA, Dice, HOUR, MINUTE, Rig, SECOND, order_at};
use super::server::{Kind, Server, Slot, Word};
use crate::facts::Facts;
use crate::payment::Payment;
use crate::policy::Policy;
use crate::world::{
    Alarm, Command, Effect, Entropy, Event, Input, Outcome, PrintOutcome, PrintRequest, Rejection,
};

/// What is on its way.
#[derive(Debug)]
enum Travel {
    /// A request reaches the server; its reply takes so long, or is lost.
    Arrives(Box<Request>, Option<i64>),
    Returns(AttemptId, Box<Answer>),
    GivesUp(AttemptId, Why),
    Prints(u64, PaymentId, PrintOutcome),
}

/// What the cashier, the line and the process may do.
#[derive(Debug, Clone, Copy)]
pub(super) enum Act {
    Pass(i64),
    Sell(usize),
    AskAgain(usize),
    Confirm(usize),
    AcceptOffline(usize),
    GiveUp(usize),
    Withdraw(usize),
    /// Sells, waits for longer than any answer may take, and wants the cash back.
    SellAndRegret(usize),
    Return(usize),
    Look(usize, bool),
    Retry,
    /// One of the things that people do besides taking payments.
    Desk(usize),
    /// The next step that has effects dies after so many of them; a write on the way is kept or lost.
    Die(usize, bool),
    /// From now on so many of a hundred requests meet trouble.
    Trouble(u64),
}

#[derive(Debug)]
pub(super) struct Street {
    pub(super) rig: Rig,
    pub(super) server: Server,
    luck: Dice,
    road: BTreeMap<(Timestamp, u64), Travel>,
    travels: u64,
    starts: u64,
    trouble: u64,
    death: Option<(usize, bool)>,
    forms: Vec<(IntentKey, Order)>,
    unmarked: BTreeMap<PaymentId, u32>,
}

impl Street {
    pub(super) fn new(kind: Kind, seed: u64) -> Self {
        let mut luck = Dice(seed);
        let skews = [0, 0, 2 * MINUTE, -2 * MINUTE, 20 * MINUTE, -3 * HOUR];
        let offset_ms = skews[(luck.next_u64() % 6) as usize];
        let policy = match kind {
            Kind::Hub => Policy::paydesk(),
            Kind::Plain => Policy::cyberplat(),
        };
        let mut rig = Rig::new(policy);
        rig.dice = Dice(luck.next_u64());
        Self {
            rig,
            server: Server::new(kind, offset_ms, Dice(luck.next_u64())),
            luck,
            road: BTreeMap::new(),
            travels: 0,
            starts: 0,
            trouble: [10, 30, 60, 90][(seed % 4) as usize],
            death: None,
            forms: Vec::new(),
            unmarked: BTreeMap::new(),
        }
    }

    fn below(&mut self, limit: i64) -> i64 {
        (self.luck.next_u64() % limit.unsigned_abs()).cast_signed()
    }

    pub(super) fn act(&mut self, act: Act) {
        match act {
            Act::Pass(ms) => self.pass(ms),
            Act::Sell(which) => self.sell(which),
            Act::AskAgain(which) => {
                if !self.forms.is_empty() {
                    let (intent, order) = self.forms[which % self.forms.len()].clone();
                    self.ask_consent(intent, order);
                }
            }
            Act::Confirm(which) => self.on(which, |payment| Command::Confirm {
                payment,
                handed: None,
            }),
            Act::AcceptOffline(which) => self.on(which, |payment| Command::AcceptOffline {
                payment,
                handed: None,
            }),
            Act::GiveUp(which) => self.on(which, |payment| Command::GiveUp { payment }),
            Act::Withdraw(which) => self.on(which, withdraw),
            Act::SellAndRegret(which) => {
                self.sell(which);
                self.pass(66 * SECOND);
                self.act(Act::AcceptOffline(0));
                self.on(0, withdraw);
            }
            Act::Return(which) => self.on(which, |payment| Command::CashReturned {
                payment,
                by: ANNA.to_owned(),
            }),
            Act::Desk(which) => self.desk(which),
            Act::Look(which, complete) => {
                self.on(which, |payment| Command::ChequeCameOut {
                    payment,
                    complete,
                });
            }
            Act::Retry => drop(self.command(Command::RetryAll)),
            Act::Die(at, kept) => self.death = Some((at, kept)),
            Act::Trouble(percent) => self.trouble = percent,
        }
    }

    fn sell(&mut self, which: usize) {
        let goods = [
            ("demo-mobile", "9161234567"),
            ("demo-mobile", "9160000001"),
            ("demo-final", "9161234567"),
            ("blind", "9161234567"),
        ];
        let (provider, number) = goods[which % goods.len()];
        let ticket = self.rig.ticket();
        self.step(Input::Command(ticket, Command::OpenForm));
        if let Some(Outcome::Form(intent)) = self.rig.outcome(ticket) {
            let order = order_at(provider, number);
            self.forms.push((intent, order.clone()));
            self.ask_consent(intent, order);
            // Most customers wait for the answer and pay.
            if self.below(4) > 0 {
                self.pass(3 * SECOND);
                let newest = self.rig.disk.payments.keys().last().copied();
                if let Some(payment) = newest {
                    self.command(Command::Confirm {
                        payment,
                        handed: None,
                    });
                }
            }
        }
    }

    fn ask_consent(&mut self, intent: IntentKey, order: Order) {
        let alike = self.alike(&order);
        let wants = |again: Option<&str>| Command::Check {
            intent,
            order: order.clone(),
            cashier: ANNA.to_owned(),
            again: again.map(str::to_owned),
        };
        let is_new = self.rig.disk.payments.values().all(|p| p.intent != intent);
        let starts = self.starts;
        let outcome = self.command(wants(None));
        let repeated = match outcome {
            Some(Outcome::NotAccepted(Rejection::Repeat(id))) => Some(id),
            _ => None,
        };
        if is_new && self.starts == starts {
            assert_eq!(repeated, alike, "the guard against repeats");
        }
        if repeated.is_some() {
            self.command(wants(Some("the customer wants it once more")));
        }
    }

    fn on(&mut self, which: usize, make: impl Fn(PaymentId) -> Command) {
        let ids: Vec<PaymentId> = self.rig.disk.payments.keys().copied().collect();
        if !ids.is_empty() {
            // The newest ones are the likeliest.
            let back = which % ids.len().min(6);
            drop(self.command(make(ids[ids.len() - 1 - back])));
        }
    }

    fn command(&mut self, command: Command) -> Option<Outcome> {
        let ticket = self.rig.ticket();
        self.step(Input::Command(ticket, command));
        self.rig.outcome(ticket)
    }

    fn step(&mut self, input: Input) {
        self.rig.replies.clear();
        let effects = self.rig.decide(input);
        self.perform_or_die(effects);
        self.judge();
    }

    fn perform_or_die(&mut self, mut effects: Vec<Effect>) {
        let Some((at, kept)) = self.death.take_if(|_| !effects.is_empty()) else {
            self.rig.perform(effects);
            return self.dispatch();
        };
        let rest = effects.split_off(at % effects.len());
        self.rig.perform(effects);
        if let (Some(Effect::Persist(changes)), true) = (rest.first(), kept) {
            self.rig.disk.commit(changes);
        }
        self.dispatch();
        self.starts += 1;
        self.forms.clear();
        if self.luck.next_u64().is_multiple_of(3) {
            self.death = Some((self.below(5).unsigned_abs() as usize, !kept));
        }
        let effects = self.rig.reopen();
        self.rig.facts = Facts::start(self.rig.disk.saved().payments);
        self.perform_or_die(effects);
    }

    /// Gives what was sent and printed to the line and the printer.
    fn dispatch(&mut self) {
        for request in std::mem::take(&mut self.rig.posted) {
            self.send(request);
        }
        for job in std::mem::take(&mut self.rig.printed) {
            self.print(&job);
        }
        for event in std::mem::take(&mut self.rig.events) {
            if let Event::Alarm(alarm) = event {
                self.honest(alarm);
            }
        }
    }

    /// An honest server and an intact disk give no reason to doubt either.
    fn honest(&self, alarm: Alarm) {
        match alarm {
            // Clocks of till and hub jump here.
            Alarm::StrangeReply(_) | Alarm::Clock { .. } => {}
            Alarm::LateRefusal(id) => {
                assert!(
                    self.slots(id)
                        .any(|slot| slot.promised && slot.word == Word::Refused)
                );
            }
            Alarm::Contradiction(_) | Alarm::Reconcile | Alarm::OtherCopy => panic!("{alarm:?}"),
        }
    }

    fn schedule(&mut self, ms: i64, travel: Travel) {
        self.travels += 1;
        let at = self.rig.now.plus_ms(ms);
        self.road.insert((at, self.travels), travel);
    }

    fn send(&mut self, request: Request) {
        let attempt = request.attempt;
        let meets_trouble = self.below(100).unsigned_abs() < self.trouble;
        let kind = if meets_trouble { self.below(6) } else { 6 };
        let quick = 50 + self.below(500);
        let slow = [2 * MINUTE, 30 * MINUTE, 2 * HOUR][self.below(3) as usize];
        let slow = self.below(slow);
        let request = Box::new(request);
        match kind {
            0 => return self.schedule(10 * SECOND, Travel::GivesUp(attempt, Why::Unreachable)),
            1 => {}
            2 => {
                self.schedule(quick, Travel::Arrives(request, None));
                if quick % 2 == 0 {
                    self.schedule(2 * quick, Travel::GivesUp(attempt, Why::BadSignature));
                }
            }
            3 => self.schedule(slow, Travel::Arrives(request, Some(quick))),
            4 => {
                self.schedule(quick, Travel::Arrives(request.clone(), Some(quick)));
                self.schedule(slow, Travel::Arrives(request, None));
            }
            5 => self.schedule(quick, Travel::Arrives(request, Some(slow))),
            _ => self.schedule(quick, Travel::Arrives(request, Some(quick))),
        }
        self.schedule(65 * SECOND, Travel::GivesUp(attempt, Why::TimedOut));
    }

    fn print(&mut self, job: &PrintRequest) {
        let is_fine = self.server.healed || self.below(2) > 0;
        let outcome = match self.below(4) {
            _ if is_fine => PrintOutcome::Printed,
            0 => PrintOutcome::Sent,
            1 => PrintOutcome::NotReady,
            _ => PrintOutcome::Uncertain,
        };
        if job.copy == 0 && outcome != PrintOutcome::NotReady {
            *self.unmarked.entry(job.payment).or_default() += 1;
        }
        let delay = 500 + self.below(5_000);
        self.schedule(delay, Travel::Prints(self.starts, job.payment, outcome));
    }

    pub(super) fn pass(&mut self, ms: i64) {
        let end = self.rig.now.plus_ms(ms);
        loop {
            let next = self.road.first_key_value().map(|(key, _)| key.0);
            let due = self.rig.till.next_due();
            let first = next.into_iter().chain(due).min();
            let Some(at) = first.filter(|at| *at <= end) else {
                break;
            };
            self.rig.now = self.rig.now.max(at);
            if next == Some(at) {
                let (_, travel) = self.road.pop_first().expect("it is there");
                self.travel(travel);
            } else {
                self.step(Input::Tick);
            }
        }
        self.rig.now = end;
    }

    fn travel(&mut self, travel: Travel) {
        match travel {
            Travel::Arrives(request, reply) => {
                let answer = self.server.handle(&request, self.rig.now);
                if let Some(ms) = reply {
                    let answer = Box::new(answer);
                    self.schedule(ms, Travel::Returns(request.attempt, answer));
                }
                self.judge();
            }
            Travel::Returns(attempt, answer) => self.step(Input::Answered {
                attempt,
                answer,
                knows_last_session: true,
            }),
            Travel::GivesUp(attempt, why) => self.step(Input::Unanswered(attempt, why)),
            Travel::Prints(start, id, outcome) if start == self.starts => {
                self.step(Input::Printed(id, outcome));
            }
            Travel::Prints(..) => {}
        }
    }

    fn slots(&self, id: PaymentId) -> impl Iterator<Item = &Slot> {
        let slots = self.server.slots.values();
        slots.filter(move |slot| slot.payment == id)
    }

    /// What must be true at every moment.
    fn judge(&self) {
        let mut books: BTreeMap<PaymentId, (u32, bool, bool)> = BTreeMap::new();
        for slot in self.server.slots.values() {
            let (executed, is_taken, is_promised) = books.entry(slot.payment).or_default();
            *executed += slot.executed;
            *is_taken |= matches!(slot.word, Word::InWork | Word::Done);
            *is_promised |= slot.promised;
        }
        for payment in self.rig.disk.payments.values() {
            let (executed, is_taken, is_promised) =
                books.get(&payment.id).copied().unwrap_or_default();
            assert!(executed <= 1, "paid twice: {payment:?}");
            match payment.stage() {
                Stage::Paid => assert!(is_taken || is_promised, "paid unpaid: {payment:?}"),
                Stage::Failed | Stage::Cancelled | Stage::Draft => {
                    assert!(!is_taken, "paid and owed: {payment:?}");
                }
                Stage::Checking
                | Stage::Checked
                | Stage::Queued
                | Stage::Sending
                | Stage::Unknown
                | Stage::InProgress
                | Stage::Review => {}
            }
            let unmarked = self.unmarked.get(&payment.id).copied().unwrap_or_default();
            assert!(unmarked <= 1, "two unmarked cheques: {payment:?}");
            assert!(unmarked == 0 || payment.stage() == Stage::Paid);
        }
        self.judge_desk();
    }

    /// Everything works again for two days; then every payment must have come to its end.
    pub(super) fn heal(&mut self) {
        self.trouble = 0;
        self.death = None;
        self.server.healed = true;
        for _ in 0..48 {
            self.pass(HOUR);
            let ids: Vec<PaymentId> = self.rig.till.payments().map(|p| p.id).collect();
            for payment in ids {
                let complete = true;
                self.command(Command::ChequeCameOut { payment, complete });
            }
            if self.road.is_empty() && self.rig.till.next_due().is_none() {
                break;
            }
        }
        for payment in self.rig.disk.payments.values() {
            let done = self.slots(payment.id).any(|slot| slot.word == Word::Done);
            let owed = payment.return_stage.is_some();
            let has_ended = match payment.state {
                State::Draft(_) | State::Checked => payment.tender.is_none() && !done,
                State::Paid(Finality::Final) => done && !owed,
                State::Paid(Finality::Accepted) => !done && owed,
                State::Failed(_) | State::Cancelled => !done && owed,
                State::Review(ReviewGround::TooOld | ReviewGround::TermsChanged) => !owed,
                State::Checking
                | State::Queued
                | State::Sending
                | State::Unknown(_)
                | State::InProgress
                | State::Review(_) => false,
            };
            assert!(has_ended, "no end: {payment:?}");
            let printed = self.unmarked.contains_key(&payment.id);
            let asked = payment.print.is_some_and(|job| job.started > 0);
            // A late refusal that comes before the paper keeps it back.
            let is_kept_back = owed;
            assert!(
                payment.stage() != Stage::Paid || printed || asked || is_kept_back,
                "no cheque"
            );
        }
    }

    /// What happened in this history, each thing once for every time.
    pub(super) fn met(&self) -> Vec<&'static str> {
        let mut met = vec!["died"; usize::try_from(self.starts.min(1)).unwrap_or(0)];
        let disk = &self.rig.disk;
        let promised = |p: &Payment| p.stage() == Stage::Paid && p.return_stage.is_some();
        for payment in disk.payments.values() {
            let facts = [
                (payment.stage() == Stage::Paid, "paid"),
                (payment.stage() == Stage::Cancelled, "withdrawn"),
                (payment.stage() == Stage::Review, "in review"),
                (promised(payment), "late refusal"),
                (payment.session != payment.first_session, "new session"),
                (payment.pays > 1, "pay repeated"),
                (
                    payment.print.is_some_and(|job| job.started > 1),
                    "copy printed",
                ),
                (
                    payment.tender.is_some_and(|t| t.unchecked),
                    "accepted offline",
                ),
                (
                    payment.return_stage == Some(ReturnStage::Returned),
                    "cash returned",
                ),
            ];
            met.extend(facts.iter().filter(|fact| fact.0).map(|fact| fact.1));
            met.extend(match payment.state {
                State::Failed(FailGround::Refused(_)) => Some("failed by refusal"),
                State::Failed(FailGround::Tombstone(_)) => Some("failed by tombstone"),
                State::Failed(FailGround::Quarantine(_)) => Some("failed by quarantine"),
                State::Failed(FailGround::Decided)
                | State::Draft(_)
                | State::Checking
                | State::Checked
                | State::Queued
                | State::Sending
                | State::Unknown(_)
                | State::InProgress
                | State::Paid(_)
                | State::Cancelled
                | State::Review(_) => None,
            });
        }
        let seen = |entry: &JournalEntry| entry.text.starts_with("seen ");
        met.extend(disk.journal.iter().any(seen).then_some("print uncertain"));
        met.extend(self.met_at_desk());
        met
    }
}

fn withdraw(payment: PaymentId) -> Command {
    let by = ANNA.to_owned();
    Command::Withdraw { payment, by }
}
