//! The cashier with her customers, her cash and her screen.
//!
//! She does what the screen says: takes cash when it says accepted, hands it back when it says that it is owed. What
//! she does not know after a crash she looks up.

mod customers;
mod repairs;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use paydesk_domain::correction::CorrectionWish;
use paydesk_domain::ids::PaymentId;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::payment::{Finality, NoConsent, PrintStage, ReturnStage, Stage, State};
use paydesk_domain::shift::CashDirection;
use paydesk_till::payment::Payment;
use paydesk_till::policy::Fence;
use paydesk_till::world::{Alarm, Command, Event, Outcome, Rejection, Ticket};

use customers::Customer;
pub use customers::{Mood, Wanted};

use super::{Happening, MINUTE, SECOND, Shop, Wait};
use crate::evidence::{Cash, CashStep, Shown};
use crate::faults::Fault;

/// Name of the cashier.
const ANNA: &str = "Иванова Анна Петровна";

/// What the cashier does about one payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errand {
    Confirm(usize),
    AcceptOffline(usize),
    GiveUp,
    Withdraw,
    HandBack,
    LookAtPaper,
}

/// What the cashier does besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chore {
    OpenShift,
    CloseShift,
    CashIn,
    CashOut,
    Reprint,
    Correction,
    Reconcile,
    Restart,
    SetClocks,
}

#[derive(Debug, Clone, Copy)]
enum Asked {
    Form(usize),
    Check(usize),
    Confirm(usize, PaymentId),
    HandBack(PaymentId),
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct View {
    stage: Stage,
    owed: Option<ReturnStage>,
    print: Option<PrintStage>,
    /// A cheque is out, and the hub has not had its last word yet.
    is_promised: bool,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Cashier {
    customers: Vec<Customer>,
    pub(crate) commands: VecDeque<(Ticket, Command)>,
    tickets: BTreeMap<Ticket, Asked>,
    ticket: u64,
    screen: BTreeMap<PaymentId, View>,
    /// Cash in hand for a payment of which it is not known whether it was accepted.
    in_hand: BTreeMap<PaymentId, Money>,
    /// Cash that is perhaps handed back.
    returning: BTreeSet<PaymentId>,
    taken: BTreeSet<PaymentId>,
    returned: BTreeSet<PaymentId>,
    attending: BTreeSet<(PaymentId, u8)>,
    /// Repairs that are on their way.
    repairs: Vec<Chore>,
    /// Since when a payment has been on its way, and what the till knew of it when everything was mended.
    open_since: BTreeMap<PaymentId, (i64, Stage)>,
    /// New payments go to accounts of their own: the wishes of a script.
    pub(crate) wanted: Option<VecDeque<Wanted>>,
}

impl Cashier {
    /// Nobody waits, nothing is open, no cash is owed, no paper is looked for.
    pub(super) fn is_idle(&self) -> bool {
        let is_quiet = |view: &View| {
            let waits = matches!(
                view.stage,
                Stage::Checking
                    | Stage::Queued
                    | Stage::Sending
                    | Stage::Unknown
                    | Stage::InProgress
            );
            let prints = matches!(
                view.print,
                Some(PrintStage::Due | PrintStage::Printing(_) | PrintStage::Uncertain)
            );
            !waits && !prints && !view.is_promised && view.owed != Some(ReturnStage::Due)
        };
        self.commands.is_empty() && self.in_hand.is_empty() && self.screen.values().all(is_quiet)
    }

    /// Payments whose cash is in the cashier's hand, neither taken nor given back.
    pub(super) fn undecided(&self) -> BTreeSet<i64> {
        let ids = self.in_hand.keys().chain(&self.returning);
        ids.map(|id| id.get()).collect()
    }
}

impl Shop {
    fn command(&mut self, asked: Asked, command: Command) {
        self.cashier.ticket += 1;
        let ticket = Ticket(self.cashier.ticket);
        self.cashier.tickets.insert(ticket, asked);
        self.cashier.commands.push_back((ticket, command));
    }

    pub(super) fn do_chore(&mut self, chore: Chore) {
        let (cashier, reason) = (ANNA.to_owned(), "по просьбе".to_owned());
        let sum = Money::new(10_000, Currency::RUB);
        let newest = self.cashier.screen.keys().next_back().copied();
        let cash = |direction| Command::MoveCash {
            cashier: ANNA.to_owned(),
            direction,
            sum,
            reason: "по просьбе".to_owned(),
        };
        let command = match chore {
            Chore::OpenShift => Command::OpenShift {
                cashier,
                float: Money::new(100_000, Currency::RUB),
            },
            Chore::CloseShift => Command::CloseShift {
                cashier,
                counted: Some(sum),
            },
            Chore::Reconcile => Command::Reconciled,
            Chore::Restart | Chore::SetClocks => return self.repair(chore),
            Chore::CashIn => cash(CashDirection::In),
            Chore::CashOut => cash(CashDirection::Out),
            Chore::Reprint | Chore::Correction => {
                let Some(payment) = newest else { return };
                if chore == Chore::Reprint {
                    Command::Reprint {
                        payment,
                        by: cashier,
                        reason,
                    }
                } else {
                    Command::OpenCorrection {
                        payment,
                        by: cashier,
                        wanted: CorrectionWish::Return { reason },
                    }
                }
            }
        };
        self.command(Asked::Other, command);
    }

    pub(super) fn attend(&mut self, payment: PaymentId, errand: Errand) {
        self.cashier.attending.remove(&(payment, kind(errand)));
        if !self.till.is_up {
            return;
        }
        let by = ANNA.to_owned();
        let (asked, command) = match errand {
            Errand::Confirm(who) => (
                Asked::Confirm(who, payment),
                Command::Confirm {
                    payment,
                    handed: None,
                },
            ),
            Errand::AcceptOffline(who) => (
                Asked::Confirm(who, payment),
                Command::AcceptOffline {
                    payment,
                    handed: None,
                },
            ),
            Errand::GiveUp => (Asked::Other, Command::GiveUp { payment }),
            Errand::Withdraw => {
                self.count_regret(payment);
                (Asked::Other, Command::Withdraw { payment, by })
            }
            Errand::HandBack => {
                self.cashier.returning.insert(payment);
                (
                    Asked::HandBack(payment),
                    Command::CashReturned { payment, by },
                )
            }
            Errand::LookAtPaper => {
                let complete = self.came_out(payment);
                (Asked::Other, Command::ChequeCameOut { payment, complete })
            }
        };
        if let Errand::Confirm(who) | Errand::AcceptOffline(who) = errand {
            let taken = self.cashier.customers[who].order.as_ref().map(|o| o.taken);
            if let Some(sum) = taken
                && !self.cashier.taken.contains(&payment)
            {
                self.cashier.in_hand.insert(payment, sum);
            }
            if self.cashier.customers[who].mood == Mood::Presses {
                self.fired(Fault::Impatient);
                self.command(asked, command.clone());
            }
        }
        self.command(asked, command);
    }

    fn errand(&mut self, payment: PaymentId, (after, errand): (i64, Errand)) {
        if self.cashier.attending.insert((payment, kind(errand))) {
            self.plan(after, Happening::Attend(payment, errand));
        }
    }

    /// The till answers a command.
    pub(crate) fn hear_outcome(&mut self, ticket: Ticket, outcome: &Outcome) {
        let Some(asked) = self.cashier.tickets.remove(&ticket) else {
            return;
        };
        match asked {
            Asked::Form(who) => {
                if let Outcome::Form(intent) = outcome {
                    self.cashier.customers[who].intent = Some(*intent);
                    self.ask_consent(who, None);
                }
            }
            Asked::Check(who) => self.hear_consent(who, outcome),
            Asked::Confirm(who, payment) => self.hear_accepted(who, payment, outcome),
            Asked::HandBack(payment) => match outcome {
                Outcome::Accepted(_) => self.hand_back(payment),
                Outcome::NotAccepted(Rejection::StorageUnsure) => {}
                _ => {
                    self.cashier.returning.remove(&payment);
                }
            },
            Asked::Other => {}
        }
    }

    fn ask_consent(&mut self, who: usize, again: Option<&str>) {
        let customer = &mut self.cashier.customers[who];
        let (Some(intent), Some(order)) = (customer.intent, customer.order.clone()) else {
            return;
        };
        customer.tries += 1;
        let presses = customer.mood == Mood::Presses;
        let command = Command::Check {
            intent,
            order,
            cashier: ANNA.to_owned(),
            again: again.map(str::to_owned),
        };
        if presses {
            self.command(Asked::Other, command.clone());
        }
        self.command(Asked::Check(who), command);
    }

    fn hear_consent(&mut self, who: usize, outcome: &Outcome) {
        let think = self.dice.between(SECOND, 25 * SECOND);
        match outcome {
            Outcome::Consent(payment) => {
                let errand = match self.cashier.customers[who].mood {
                    Mood::Leaves => (think, Errand::GiveUp),
                    Mood::Dawdles(ms) => (ms, Errand::Confirm(who)),
                    Mood::Pays | Mood::Presses | Mood::Regrets(_) => (think, Errand::Confirm(who)),
                };
                self.errand(payment.id, errand);
            }
            Outcome::NoConsent(payment, NoConsent::NoAnswer(_)) => {
                self.counts.add("cashier", "no answer to a check");
                if self.cashier.customers[who].tries < 2 {
                    self.ask_consent(who, None);
                } else {
                    self.errand(payment.id, (think, Errand::AcceptOffline(who)));
                }
            }
            Outcome::NotAccepted(Rejection::Repeat(_)) if self.cashier.customers[who].tries < 4 => {
                self.counts.add("cashier", "repeat meant");
                self.ask_consent(who, Some("ещё раз"));
            }
            Outcome::NotAccepted(rejection) => self.hear_refusal(rejection),
            _ => {}
        }
    }

    fn hear_accepted(&mut self, who: usize, payment: PaymentId, outcome: &Outcome) {
        match outcome {
            Outcome::Accepted(accepted) => {
                self.show(accepted, true);
                if let Some(sum) = self.cashier.in_hand.remove(&payment) {
                    self.take(payment, sum);
                }
                if let Mood::Regrets(after) = self.cashier.customers[who].mood {
                    self.errand(payment, (after, Errand::Withdraw));
                }
            }
            Outcome::NotAccepted(Rejection::StorageUnsure) => {
                self.counts.add("cashier", "unsure whether it was stored");
            }
            Outcome::NotAccepted(Rejection::ConsentTooOld) => {
                self.counts.add("cashier", "consent too old");
                self.cashier.in_hand.remove(&payment);
                self.cashier.customers[who].mood = Mood::Pays;
                self.ask_consent(who, None);
            }
            Outcome::NotAccepted(rejection) => {
                self.hear_refusal(rejection);
                self.cashier.in_hand.remove(&payment);
            }
            _ => {}
        }
    }

    fn take(&mut self, payment: PaymentId, sum: Money) {
        if self.cashier.taken.insert(payment) {
            self.cash(payment, (CashStep::Taken, sum));
        }
    }

    fn cash(&mut self, payment: PaymentId, (step, sum): (CashStep, Money)) {
        self.say(&format!("cash of {payment}: {step:?} {}", sum.minor()));
        self.evidence.cash.push(Cash {
            at: self.now,
            payment: payment.get(),
            step,
            minor: sum.minor(),
            currency: sum.currency().code().to_owned(),
        });
    }

    fn hand_back(&mut self, payment: PaymentId) {
        self.cashier.returning.remove(&payment);
        let mut cash = self.evidence.cash.iter();
        let taken = cash.find(|cash| cash.payment == payment.get() && cash.step == CashStep::Taken);
        let sum = taken.map(|cash| Money::new(cash.minor, Currency::RUB));
        if let Some(sum) = sum
            && self.cashier.returned.insert(payment)
        {
            self.cash(payment, (CashStep::Returned, sum));
        }
    }

    /// The till tells something.
    pub(crate) fn hear_event(&mut self, event: &Event) {
        match event {
            Event::Payment(payment) => self.show(payment, false),
            Event::Alarm(alarm) => {
                let text = format!("{alarm:?}");
                self.counts.add("alarm", bare(&text));
                // An honest hub and whole data give no reason to doubt either. In the plain protocol whoever repeats a
                // signed reply soon enough passes for the hub.
                let is_plain = self.settings.policy.fence == Fence::Quarantine;
                let is_attacked = is_plain && self.line.was_replayed();
                if let Alarm::Contradiction(_) | Alarm::Reconcile | Alarm::OtherCopy = alarm {
                    if is_attacked {
                        self.plan(10 * MINUTE, Happening::Chore(Chore::Reconcile));
                    } else {
                        self.find(format!("O8: the till raises a false alarm: {alarm:?}"));
                    }
                }
            }
            Event::StorageFault => self.counts.add("event", "storage fault"),
            Event::ReadOnly => self.counts.add("event", "read only"),
            Event::DrawerShut => self.counts.add("event", "drawer shut"),
            Event::Link(_) | Event::Deposit(_) | Event::Shift(_) => {}
        }
    }

    fn show(&mut self, payment: &Payment, as_accepted: bool) {
        let view = View {
            stage: payment.stage(),
            owed: payment.return_stage,
            print: payment.print.map(|job| job.stage),
            is_promised: payment.state == State::Paid(Finality::Accepted)
                && payment.return_stage.is_none()
                && payment.absent_at.is_none(),
        };
        let before = self.cashier.screen.insert(payment.id, view.clone());
        if before.as_ref() == Some(&view) && !as_accepted {
            return;
        }
        if before.map(|before| before.stage) != Some(view.stage) || as_accepted {
            self.say(&format!("shown: {} is {}", payment.id, view.stage.as_key()));
            let (_, newest_entry) = self.newest_rows();
            self.evidence.shown.push(Shown {
                newest_entry,
                at: self.now,
                payment: payment.id.get(),
                stage: view.stage.as_key().to_owned(),
                as_accepted,
                disk_was_dirty: self.till.disk.is_dirty(),
            });
            self.time_it(payment.id, view.stage);
        }
        self.react(payment.id, &view);
    }

    fn react(&mut self, payment: PaymentId, view: &View) {
        if view.owed == Some(ReturnStage::Due) {
            let after = self.dice.between(10 * SECOND, 30 * MINUTE);
            self.errand(payment, (after, Errand::HandBack));
        }
        if view.print == Some(PrintStage::Uncertain) {
            let after = self.dice.between(2 * SECOND, MINUTE);
            self.errand(payment, (after, Errand::LookAtPaper));
        }
    }

    /// How long payments stay open after everything works again.
    fn time_it(&mut self, payment: PaymentId, stage: Stage) {
        if stage == Stage::Paid {
            self.last_paid_at = self.now;
        }
        let waits = matches!(stage, Stage::Sending | Stage::Unknown | Stage::InProgress);
        if waits {
            let now = self.now;
            let entry = self.cashier.open_since.entry(payment);
            let (_, known) = entry.or_insert((now, stage));
            if self.healed_at.is_none() {
                *known = stage;
            }
        } else if stage != Stage::Queued
            && let Some((since, known)) = self.cashier.open_since.remove(&payment)
            && let Some(healed) = self.healed_at
            && since < healed
            && stage != Stage::Review
        {
            let wait = match (known, self.settings.policy.fence) {
                (Stage::InProgress, _) => Wait::InWork,
                (_, Fence::Quarantine) => Wait::Quarantine,
                (_, Fence::Tombstone) => Wait::Unknown,
            };
            let from = healed.max(self.till.started_at);
            self.settled_after.push((wait, self.now - from));
        }
    }

    /// A process has started and read its disk: the cashier looks at what it knows, and decides what she was not
    /// sure of. `find` looks a payment up.
    pub(crate) fn look_at_screen(&mut self, find: &mut dyn FnMut(PaymentId) -> Option<Payment>) {
        self.cashier.tickets.clear();
        self.cashier.commands.clear();
        self.cashier.attending.clear();
        for (id, sum) in std::mem::take(&mut self.cashier.in_hand) {
            if find(id).is_some_and(|payment| payment.tender.is_some()) {
                self.counts.add("cashier", "accepted after all");
                self.take(id, sum);
            }
        }
        for id in std::mem::take(&mut self.cashier.returning) {
            if find(id).is_some_and(|p| p.return_stage == Some(ReturnStage::Returned)) {
                self.hand_back(id);
            }
        }
        let ids: Vec<PaymentId> = self.cashier.screen.keys().copied().collect();
        self.cashier.screen.clear();
        for id in ids {
            if let Some(payment) = find(id) {
                self.show(&payment, false);
            }
        }
    }
}

/// A word of the till without what it speaks of.
fn bare(text: &str) -> &str {
    text.split(['(', ' ']).next().unwrap_or(text)
}

const fn kind(errand: Errand) -> u8 {
    match errand {
        Errand::Confirm(_) => 0,
        Errand::AcceptOffline(_) => 1,
        Errand::GiveUp => 2,
        Errand::Withdraw => 3,
        Errand::HandBack => 4,
        Errand::LookAtPaper => 5,
    }
}
