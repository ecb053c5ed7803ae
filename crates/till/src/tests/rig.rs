//! A till on a bench: every effect is performed in order on a disk of memory, and judged while it is
//! performed.

use paydesk_cheque::document::{Document, Heading};
use paydesk_domain::details::Details;
use paydesk_domain::exchange::{Answer, Ask, Meaning, ReplyFacts, Request, Why};
use paydesk_domain::ids::{IntentKey, PaymentId, PointCode};
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::order::Order;
use paydesk_domain::payment::{PrintStage, Stage};
use paydesk_domain::printer::PrinterState;
use paydesk_domain::provider::{Catalogue, DEMO_CATALOGUE, ProviderId};
use paydesk_domain::refusal::{Refusal, RefusalKind};
use paydesk_domain::time::Timestamp;

use super::disk::Disk;
use crate::facts::Facts;
use crate::paper::Shop;
use crate::payment::Payment;
use crate::policy::Policy;
use crate::till::{Settings, Till};
use crate::world::{
    Alarm, Command, Effect, Entropy, Env, Event, Input, Outcome, PrintOutcome, PrintRequest, Ticket,
};

pub(super) const SECOND: i64 = 1_000;
pub(super) const MINUTE: i64 = 60 * SECOND;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const ANNA: &str = "Ivanova Anna Petrovna";
pub(super) const MORNING: Timestamp = Timestamp::from_unix_ms(1_750_000_000_000);

/// A provider that is paid without a check.
const BLIND: &str = r#"
[[provider]]
id = "blind"
number = 9001
name = { ru = "Без проверки", bg = "Без проверка", en = "Unchecked" }
group = "mobile"
currency = "RUB"
min = "10.00"
max = "15000.00"
check = false
supplier = { name = "Nobody", tax_number = "7700000000", phone = "+78000000000" }
addresses = { check = "/c", pay = "/p", status = "/s", cancel = "/x" }

[[provider.field]]
id = "NUMBER"
label = { ru = "Номер", bg = "Номер", en = "Number" }
kind = "phone"
"#;

/// Numbers that look random and are the same in every run.
#[derive(Debug, Clone)]
pub(super) struct Dice(pub(super) u64);

impl Entropy for Dice {
    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

pub(super) fn settings(policy: Policy) -> Settings {
    let files = [("demo", DEMO_CATALOGUE), ("blind", BLIND)];
    Settings {
        catalogue: Catalogue::parse(files).expect("the catalogue"),
        policy,
        shop: Shop {
            heading: Heading::default(),
            language: Language::En,
            utc_offset_minutes: 180,
            training: true,
            seal: None,
            template: Default::default(),
        },
        point: PointCode::parse("17").expect("a code"),
        first_questions_after_ms: 0,
    }
}

pub(super) fn rub(whole: i64) -> Money {
    Money::new(whole * 100, Currency::RUB)
}

pub(super) fn order_at(provider: &str, number: &str) -> Order {
    let id = ProviderId::parse(provider).expect("an id");
    let catalogue = settings(Policy::paydesk()).catalogue;
    let details = Details::new(number.to_owned(), String::new(), Default::default());
    Order {
        provider_number: catalogue.provider(&id).expect("a provider").number,
        provider: id,
        details: details.expect("details"),
        credited: rub(500),
        taken: rub(510),
    }
}

pub(super) fn order() -> Order {
    order_at("demo-mobile", "9161234567")
}

pub(super) const fn refusal(kind: RefusalKind, code: u16) -> Refusal {
    Refusal { kind, code }
}

/// "The server does not know the SESSION."
pub(super) const ABSENT: Meaning = Meaning::Absent(refusal(RefusalKind::SessionUnknown, 11));
/// A definite no to a pay.
pub(super) const REFUSED: Meaning = Meaning::Refused(refusal(RefusalKind::DepositShort, 21));
/// A definite no of the provider, told by status.
pub(super) const REFUSED_FOR_GOOD: Meaning =
    Meaning::RefusedForGood(refusal(RefusalKind::UnknownNumber, 23));
/// The slot is closed for ever.
pub(super) const TOMBSTONE: Meaning = Meaning::Tombstone(refusal(RefusalKind::Withdrawn, 123));
/// "It is here already."
pub(super) const EXISTS: Meaning = Meaning::SessionExists(refusal(RefusalKind::SessionExists, 1));
/// Accepted by the server, not yet final.
pub(super) const ACCEPTED: Meaning = Meaning::Accepted { is_final: false };

/// A till and everything around it.
#[derive(Debug)]
pub(super) struct Rig {
    pub(super) settings: Settings,
    pub(super) till: Till,
    pub(super) disk: Disk,
    pub(super) now: Timestamp,
    pub(super) dice: Dice,
    /// What was sent and not yet looked at.
    pub(super) posted: Vec<Request>,
    /// What was given to the printer, for ever.
    pub(super) printed: Vec<PrintRequest>,
    /// What the printer says of itself.
    pub(super) printer: PrinterState,
    /// How often it was looked at.
    pub(super) looks: usize,
    pub(super) pulses: usize,
    pub(super) replies: Vec<(Ticket, Outcome)>,
    pub(super) events: Vec<Event>,
    /// What a face makes of the events.
    pub(super) facts: Facts,
    tickets: u64,
}

impl Rig {
    pub(super) fn new(policy: Policy) -> Self {
        let settings = settings(policy);
        let mut dice = Dice(7);
        let env = &mut Env {
            now: MORNING,
            entropy: &mut dice,
            has_drawer: true,
        };
        let (till, effects) = Till::open(settings.clone(), Default::default(), env);
        let told = Effect::Tell(Event::Shift(None));
        assert_eq!(
            effects,
            [told],
            "an empty till only says that no shift is open"
        );
        Self {
            settings,
            till,
            disk: Disk::default(),
            now: MORNING,
            dice,
            posted: Vec::new(),
            printed: Vec::new(),
            printer: PrinterState::Ready,
            looks: 0,
            pulses: 0,
            replies: Vec::new(),
            events: Vec::new(),
            facts: Facts::default(),
            tickets: 0,
        }
    }

    pub(super) fn paydesk() -> Self {
        Self::new(Policy::paydesk())
    }

    pub(super) fn cyberplat() -> Self {
        Self::new(Policy::cyberplat())
    }

    /// One step; its effects are not performed yet.
    pub(super) fn decide(&mut self, input: Input) -> Vec<Effect> {
        self.recall(&input);
        let env = &mut Env {
            now: self.now,
            entropy: &mut self.dice,
            has_drawer: true,
        };
        self.till.step(env, input)
    }

    /// Gives back a settled payment, as the runner does.
    fn recall(&mut self, input: &Input) {
        if let Input::Command(_, command) = input
            && let Some(id) = command.settled_payment()
            && self.till.payment(id).is_none()
            && let Some(stored) = self.disk.payments.get(&id)
        {
            self.till.recall(stored.clone());
        }
    }

    pub(super) fn step(&mut self, input: Input) {
        let effects = self.decide(input);
        self.perform(effects);
    }

    /// A look at the printer is answered once everything else of the step is done.
    pub(super) fn perform(&mut self, effects: Vec<Effect>) {
        let is_looked_at = effects.contains(&Effect::LookAtPrinter);
        for effect in effects {
            self.judge(&effect);
            match effect {
                Effect::Persist(changes) => self.disk.commit(&changes),
                Effect::Post(request) => self.posted.push(*request),
                Effect::LookAtPrinter => self.looks += 1,
                Effect::OpenDrawer => self.pulses += 1,
                Effect::Print(job) => self.printed.push(*job),
                Effect::Reply(ticket, outcome) => self.replies.push((ticket, outcome)),
                Effect::Tell(event) => {
                    self.facts.hear(&event);
                    self.events.push(event);
                }
            }
        }
        if is_looked_at {
            self.step(Input::Printer(self.printer));
        }
    }

    /// Nothing leaves the till that the disk does not already say.
    fn judge(&self, effect: &Effect) {
        match effect {
            Effect::Persist(_) | Effect::LookAtPrinter | Effect::OpenDrawer => {}
            Effect::Post(request) => {
                let row = self.disk.attempts.get(&request.attempt);
                let row = row.expect("posted before its attempt row");
                assert_eq!(row.request, **request);
                assert!(!row.closed, "posted under a closed attempt");
            }
            Effect::Print(job) => {
                let payment = &self.disk.payments[&job.payment];
                assert_eq!(
                    payment.stage(),
                    Stage::Paid,
                    "a cheque for what is not paid"
                );
                let stage = payment.print.expect("a job").stage;
                assert_eq!(stage, PrintStage::Printing(job.copy));
                let Document::Cheque(cheque) = &job.document else {
                    panic!("not a cheque");
                };
                assert_eq!(cheque.copy.is_some(), job.copy > 0, "a copy says so");
                assert_eq!(cheque.body.session, payment.session.as_wire());
            }
            Effect::Reply(_, Outcome::Accepted(payment) | Outcome::Consent(payment))
            | Effect::Reply(_, Outcome::NoConsent(payment, _))
            | Effect::Tell(Event::Payment(payment)) => self.is_on_disk(payment),
            Effect::Reply(..) | Effect::Tell(_) => {}
        }
    }

    fn is_on_disk(&self, shown: &Payment) {
        let stored = self
            .disk
            .payments
            .get(&shown.id)
            .expect("shown, not stored");
        // How often was asked is not worth a write of its own.
        let asks = shown.asks;
        let stored = Payment {
            asks,
            ..stored.clone()
        };
        assert_eq!(*shown, stored, "shown and stored differ");
    }

    pub(super) fn ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket(self.tickets)
    }

    /// Gives a command; its outcome, if it has one already.
    pub(super) fn command(&mut self, command: Command) -> Option<Outcome> {
        let ticket = self.ticket();
        self.step(Input::Command(ticket, command));
        self.outcome(ticket)
    }

    pub(super) fn outcome(&self, ticket: Ticket) -> Option<Outcome> {
        let found: Vec<_> = self.replies.iter().filter(|(t, _)| *t == ticket).collect();
        assert!(found.len() <= 1, "a command is answered once");
        found.first().map(|(_, outcome)| outcome.clone())
    }

    pub(super) fn form(&mut self) -> IntentKey {
        match self.command(Command::OpenForm) {
            Some(Outcome::Form(intent)) => intent,
            other => panic!("no form: {other:?}"),
        }
    }

    pub(super) fn ask_consent(&mut self, intent: IntentKey, order: Order) -> Option<Outcome> {
        self.ask_consent_for(intent, order, Some("the customer wants it once more"))
    }

    /// As [`Rig::ask_consent`], with another reason for a repeat.
    pub(super) fn ask_consent_for(
        &mut self,
        intent: IntentKey,
        order: Order,
        again: Option<&str>,
    ) -> Option<Outcome> {
        self.command(Command::Check {
            intent,
            order,
            cashier: ANNA.to_owned(),
            again: again.map(str::to_owned),
        })
    }

    /// The one request that was sent since the last look.
    pub(super) fn sent(&mut self) -> Request {
        let mut posted = std::mem::take(&mut self.posted);
        assert_eq!(posted.len(), 1, "{posted:?}");
        posted.remove(0)
    }

    /// The one request that was sent, which must be this question.
    pub(super) fn sent_is(&mut self, ask: Ask) -> Request {
        let request = self.sent();
        assert_eq!(request.ask, ask);
        request
    }

    pub(super) fn nothing_sent(&self) {
        assert!(self.posted.is_empty(), "{:?}", self.posted);
    }

    pub(super) fn answer(&mut self, request: &Request, meaning: Meaning) {
        self.answer_with(request, meaning, ReplyFacts::default());
    }

    pub(super) fn answer_with(&mut self, request: &Request, meaning: Meaning, facts: ReplyFacts) {
        self.answer_naming(request, (meaning, facts), true);
    }

    /// A reply that names a SESSION which the books hold, or not.
    pub(super) fn answer_naming(
        &mut self,
        request: &Request,
        (meaning, facts): (Meaning, ReplyFacts),
        knows_last_session: bool,
    ) {
        let answer = Box::new(Answer {
            meaning,
            facts,
            signed_at: self.now.unix_seconds(),
            evidence: vec![1],
        });
        self.step(Input::Answered {
            attempt: request.attempt,
            answer,
            knows_last_session,
        });
    }

    pub(super) fn silence(&mut self, request: &Request, why: Why) {
        self.step(Input::Unanswered(request.attempt, why));
    }

    /// A checked payment.
    pub(super) fn checked(&mut self, order: Order) -> PaymentId {
        let intent = self.form();
        assert_eq!(self.ask_consent(intent, order), None, "it is being asked");
        let check = self.sent_is(Ask::Check);
        self.answer(&check, Meaning::Granted);
        check.payment
    }

    pub(super) fn confirm(&mut self, payment: PaymentId) -> Option<Outcome> {
        self.command(Command::Confirm {
            payment,
            handed: None,
        })
    }

    pub(super) fn withdraw(&mut self, payment: PaymentId) -> Option<Outcome> {
        let by = ANNA.to_owned();
        self.command(Command::Withdraw { payment, by })
    }

    /// A payment whose pay is on the wire.
    pub(super) fn paying(&mut self, order: Order) -> Request {
        let id = self.checked(order);
        let accepted = self.confirm(id);
        assert!(
            matches!(accepted, Some(Outcome::Accepted(_))),
            "{accepted:?}"
        );
        self.sent_is(Ask::Pay)
    }

    /// A payment that has been paid for good.
    pub(super) fn paid(&mut self) -> PaymentId {
        let pay = self.paying(order());
        self.answer(&pay, Meaning::Accepted { is_final: true });
        pay.payment
    }

    /// A payment whose pay got no answer.
    pub(super) fn unknown(&mut self) -> PaymentId {
        let pay = self.paying(order());
        self.pass(65 * SECOND);
        self.silence(&pay, Why::TimedOut);
        pay.payment
    }

    pub(super) fn print_ends(&mut self, id: PaymentId, outcome: PrintOutcome) {
        self.step(Input::Printed(id, outcome));
    }

    /// A payment as the disk has it.
    pub(super) fn stored(&self, id: PaymentId) -> &Payment {
        &self.disk.payments[&id]
    }

    pub(super) fn stage(&self, id: PaymentId) -> Stage {
        self.stored(id).stage()
    }

    pub(super) fn alarms(&self) -> Vec<Alarm> {
        let alarm = |event: &Event| {
            if let Event::Alarm(alarm) = event {
                return Some(*alarm);
            }
            None
        };
        self.events.iter().filter_map(alarm).collect()
    }

    /// Time passes; the till does by itself what is due.
    pub(super) fn pass(&mut self, ms: i64) {
        let end = self.now.plus_ms(ms);
        while let Some(due) = self.till.next_due().filter(|due| *due <= end) {
            let before = (self.posted.len(), self.printed.len(), self.looks);
            self.now = self.now.max(due);
            self.step(Input::Tick);
            let stuck = (self.posted.len(), self.printed.len(), self.looks) == before
                && self.till.next_due() == Some(due);
            assert!(!stuck, "the till turns without doing anything");
        }
        self.now = end;
        self.step(Input::Tick);
    }

    /// Time passes until the next request is sent.
    pub(super) fn next_request(&mut self) -> Request {
        self.nothing_sent();
        let due = self.till.next_due().expect("something is planned");
        self.pass(due.ms_since(self.now).max(0));
        self.sent()
    }

    pub(super) fn next_is(&mut self, ask: Ask) -> Request {
        let request = self.next_request();
        assert_eq!(request.ask, ask);
        request
    }

    /// The process dies and starts again from the disk.
    pub(super) fn restart(&mut self) {
        self.posted.clear();
        self.replies.clear();
        self.facts = Facts::start(self.disk.saved().payments);
        let effects = self.reopen();
        self.perform(effects);
    }

    /// A new start from the disk; its effects are not performed yet.
    pub(super) fn reopen(&mut self) -> Vec<Effect> {
        let env = &mut Env {
            now: self.now,
            entropy: &mut self.dice,
            has_drawer: true,
        };
        let (till, effects) = Till::open(self.settings.clone(), self.disk.saved(), env);
        self.till = till;
        effects
    }
}
