//! A till without disk, network or printer behind the window's handle: the same core, a server made of memory, and a
//! clock that stands still. Pictures of screens and the cashier's flows in tests are made with it.

mod drive;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use iced::futures::channel::mpsc::{
    Receiver, UnboundedReceiver, UnboundedSender, channel, unbounded,
};
use paydesk_adapters::display::Rows;
use paydesk_adapters::people::SignIn;
use paydesk_adapters::printer::{Found, Habits};
use paydesk_adapters::scanner::Scan;
use paydesk_adapters::sound::Sound;
use paydesk_adapters::sqlite::{DayLine, Filter, LastNumber, Neighbour, Step, StepKind};
use paydesk_domain::exchange::{Answer as Reply_, Ask as Asked, Meaning, ReplyFacts, Request, Why};
use paydesk_domain::ids::PaymentId;
use paydesk_domain::money::Money;
use paydesk_domain::payment::{PrintStage, Stage};
use paydesk_domain::people::Person;
use paydesk_domain::printer::PrinterState;
use paydesk_domain::provider::ProviderId;
use paydesk_domain::refusal::{Refusal, RefusalKind};
use paydesk_domain::time::Timestamp;
use paydesk_till::payment::Payment;
use paydesk_till::till::{Settings, Till};
use paydesk_till::world::{
    Change, Command, Effect, Entropy, Env, Event, Input, Outcome, PrintOutcome, Saved, Ticket,
};

use super::devices::DeviceStates;
use super::handle::{Answer, Ask, Behind, Chosen, Details, Handle, Heard, Reply, Similar, Word};
use crate::setup::Setup;

/// The PIN of everybody here.
pub(crate) const PIN: &str = "482605";

/// How the simulated world stands.
#[derive(Debug, Clone)]
pub(crate) struct Scene {
    pub(crate) settings: Settings,
    pub(crate) now: Timestamp,
    /// Whether the server can be reached.
    pub(crate) is_up: bool,
    /// Whether the printer says anything about the cheque.
    pub(crate) printer: PrinterState,
    pub(crate) print: PrintOutcome,
    /// Where the computer may have a printer.
    pub(crate) places: Vec<Found>,
    pub(crate) people: Vec<Person>,
    /// Payments of earlier days, the newest first.
    pub(crate) past: Vec<Payment>,
    pub(crate) rest: Money,
    pub(crate) per_day: Option<Money>,
    /// A number paid here before that a new one may resemble.
    pub(crate) neighbour: Option<Neighbour>,
    pub(crate) usual: Option<(Money, Money)>,
    /// How the devices beside the till stand.
    pub(crate) devices: DeviceStates,
    /// The history is as long as this, by repeating what there is; for measuring.
    pub(crate) repeated_to: u32,
}

/// The simulated till.
pub(crate) struct Simulated {
    world: Mutex<World>,
}

struct World {
    scene: Scene,
    till: Till,
    entropy: Counter,
    payments: BTreeMap<PaymentId, Payment>,
    inputs: VecDeque<Input>,
    events: Vec<Event>,
    transids: u32,
}

/// Numbers one after another: what is made of them is the same in every picture.
#[derive(Debug, Default)]
struct Counter(u64);

impl Entropy for Counter {
    fn next_u64(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0
    }
}

impl Simulated {
    /// A handle on a till in this scene.
    pub(crate) fn open(scene: Scene) -> Handle {
        let mut entropy = Counter(scene.now.unix_ms().unsigned_abs());
        let mut env = Env {
            now: scene.now,
            entropy: &mut entropy,
            has_drawer: true,
        };
        let last = scene
            .past
            .iter()
            .map(|payment| payment.id.get())
            .max()
            .unwrap_or(0);
        let saved = Saved {
            last_payment: last,
            ..Saved::default()
        };
        let (till, effects) = Till::open(scene.settings.clone(), saved, &mut env);
        let payments = scene
            .past
            .iter()
            .map(|payment| (payment.id, payment.clone()))
            .collect();
        let mut world = World {
            scene,
            till,
            entropy,
            payments,
            inputs: VecDeque::new(),
            events: Vec::new(),
            transids: 0,
        };
        drop(world.perform(effects));
        world.events.clear();
        Handle::new(Arc::new(Self {
            world: Mutex::new(world),
        }))
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl World {
    /// Runs a command to its end: what is asked is answered at once.
    fn run(&mut self, command: Command) -> (Option<Outcome>, Vec<Event>) {
        if let Command::Reprint { payment, .. } | Command::OpenCorrection { payment, .. } = &command
            && self.till.payment(*payment).is_none()
            && let Some(stored) = self.payments.get(payment)
        {
            self.till.recall(stored.clone());
        }
        if matches!(command, Command::RetryAll | Command::Retry { .. }) {
            self.scene.is_up = true;
        }
        self.inputs.push_back(Input::Command(Ticket(1), command));
        let mut outcome = None;
        while let Some(input) = self.inputs.pop_front() {
            let mut env = Env {
                now: self.scene.now,
                entropy: &mut self.entropy,
                has_drawer: true,
            };
            let effects = self.till.step(&mut env, input);
            outcome = self.perform(effects).or(outcome);
        }
        (outcome, std::mem::take(&mut self.events))
    }

    fn perform(&mut self, effects: Vec<Effect>) -> Option<Outcome> {
        let mut outcome = None;
        for effect in effects {
            match effect {
                Effect::Persist(changes) => {
                    for change in changes.0 {
                        if let Change::Opened(payment) | Change::Changed(payment) = change {
                            self.payments.insert(payment.id, *payment);
                        }
                    }
                }
                Effect::Post(request) => {
                    let input = self.answer(&request);
                    self.inputs.push_back(input);
                }
                Effect::OpenDrawer => {}
                Effect::LookAtPrinter => {
                    self.inputs.push_back(Input::Printer(self.scene.printer));
                }
                Effect::Print(job) => {
                    self.inputs
                        .push_back(Input::Printed(job.payment, self.scene.print));
                }
                Effect::Reply(_, said) => outcome = Some(said),
                Effect::Tell(event) => self.events.push(event),
            }
        }
        outcome
    }

    /// The server: some numbers misbehave on purpose, as those of the demo do.
    fn answer(&mut self, request: &Request) -> Input {
        let attempt = request.attempt;
        if !self.scene.is_up {
            return Input::Unanswered(attempt, Why::Unreachable);
        }
        let number = request.order.details.number.expose().as_str();
        let unknown = Refusal {
            kind: RefusalKind::UnknownNumber,
            code: 23,
        };
        let meaning = match (request.ask, number) {
            (Asked::Check, "9990000023") => Meaning::CheckRefused(unknown),
            (Asked::Check, _) => Meaning::Granted,
            (Asked::Pay, "9990000079") => Meaning::Refused(unknown),
            (Asked::Pay | Asked::Status, "9990000099") => {
                return Input::Unanswered(attempt, Why::TimedOut);
            }
            (Asked::Pay | Asked::Status, "9990000020") => Meaning::InWork,
            (Asked::Pay, _) => Meaning::Accepted { is_final: true },
            (Asked::Status, _) => Meaning::Done,
            (Asked::Cancel(_), _) => Meaning::Tombstone(Refusal {
                kind: RefusalKind::Withdrawn,
                code: 123,
            }),
        };
        self.transids += 1;
        let facts = ReplyFacts {
            transid: Some(format!("10004822{:05}", 13_906 + self.transids)),
            info: (request.ask == Asked::Check).then(|| "М***** П.".to_owned()),
            server_time: Some(self.scene.now),
            version: None,
            ..ReplyFacts::default()
        };
        Input::Answered {
            attempt,
            answer: Box::new(Reply_ {
                meaning,
                facts,
                signed_at: self.scene.now.unix_seconds(),
                evidence: b"simulated".to_vec(),
            }),
            knows_last_session: true,
        }
    }

    /// Payments with cash, the newest first.
    fn taken(&self) -> impl Iterator<Item = &Payment> {
        self.payments
            .values()
            .rev()
            .filter(|payment| payment.tender.is_some())
    }

    fn last_numbers(&self) -> Vec<LastNumber> {
        let mut last: Vec<LastNumber> = Vec::new();
        for payment in self.taken() {
            let order = &payment.order;
            let is_there = last
                .iter()
                .any(|known| known.provider == order.provider && known.details == order.details);
            if !is_there && let Some(tender) = payment.tender {
                last.push(LastNumber {
                    provider: order.provider.clone(),
                    details: order.details.clone(),
                    credited: order.credited,
                    taken: order.taken,
                    at: tender.at,
                });
            }
        }
        last.truncate(12);
        last
    }

    fn day(&self, from: Timestamp) -> Vec<DayLine> {
        let mut lines: Vec<DayLine> = Vec::new();
        for payment in self.taken() {
            let is_today = payment.tender.is_some_and(|tender| tender.at >= from);
            let is_counted = payment.stage() == Stage::Paid || payment.stage().is_open();
            if !is_today || !is_counted {
                continue;
            }
            let order = &payment.order;
            match lines
                .iter_mut()
                .find(|line| line.provider == order.provider)
            {
                Some(line) => {
                    line.payments += 1;
                    line.credited = line
                        .credited
                        .checked_add(order.credited)
                        .unwrap_or(line.credited);
                    line.taken = line.taken.checked_add(order.taken).unwrap_or(line.taken);
                }
                None => lines.push(DayLine {
                    provider: order.provider.clone(),
                    payments: 1,
                    credited: order.credited,
                    taken: order.taken,
                }),
            }
        }
        lines
    }

    fn similar(&self, number: String, provider: &ProviderId) -> Similar {
        let neighbour = self.scene.neighbour.clone().filter(|neighbour| {
            paydesk_domain::neighbour::difference(&number, &neighbour.number).is_some()
        });
        let _ = provider;
        Similar {
            number,
            neighbour,
            usual: self.scene.usual,
        }
    }

    fn found(&self, filter: &Filter) -> Vec<Payment> {
        let fits = |payment: &&Payment| {
            let details = &payment.order.details;
            let number = details.number.expose();
            let by_number = filter
                .number
                .as_deref()
                .is_none_or(|wanted| wanted == number);
            let by_pattern = filter.pattern.as_deref().is_none_or(|pattern| {
                pattern.chars().count() == number.chars().count()
                    && pattern
                        .chars()
                        .zip(number.chars())
                        .all(|(p, c)| p == '?' || p == c)
            });
            by_number && by_pattern
        };
        self.taken().filter(fits).cloned().collect()
    }

    fn length(&self, found: &[Payment]) -> u32 {
        let length = u32::try_from(found.len()).unwrap_or(u32::MAX);
        if length == 0 {
            0
        } else {
            length.max(self.scene.repeated_to)
        }
    }

    fn details(&self, id: PaymentId) -> Option<Details> {
        let payment = self.payments.get(&id)?.clone();
        let at = payment.tender.map_or(payment.opened_at, |tender| tender.at);
        let step = |after: i64, what: StepKind, detail: &str| Step {
            at: at.plus_ms(after),
            what,
            detail: detail.to_owned(),
        };
        let mut steps = vec![
            step(-32_459, StepKind::CheckSent, ""),
            step(-31_846, StepKind::Consent, ""),
            step(0, StepKind::Tendered, ""),
            step(9, StepKind::PaySent, ""),
        ];
        if payment.stage() == Stage::Paid {
            let transid = payment.transid.clone().unwrap_or_default();
            steps.push(step(1_333, StepKind::Paid, &transid));
            let printed = payment
                .print
                .is_some_and(|job| job.stage == PrintStage::Printed);
            if printed {
                steps.push(step(2_189, StepKind::PrintEnded, ""));
            }
        } else {
            steps.push(step(65_009, StepKind::NoAnswer, "timed-out"));
        }
        Some(Details {
            payment,
            steps,
            messages: Vec::new(),
        })
    }

    fn said(&mut self, question: Ask) -> Answer {
        match question {
            Ask::LastNumbers => Answer::LastNumbers(self.last_numbers()),
            Ask::Day { from, .. } => Answer::Day(self.day(from)),
            Ask::ByUse { .. } => Answer::ByUse(Vec::new()),
            Ask::Similar {
                number, provider, ..
            } => Answer::Similar(Box::new(self.similar(number, &provider))),
            Ask::Page {
                filter,
                offset,
                limit,
                turn,
            } => {
                let found = self.found(&filter);
                let until = offset.saturating_add(limit).min(self.length(&found));
                let rows = (offset..until)
                    .filter_map(|place| found.get(place as usize % found.len()).cloned())
                    .collect();
                Answer::Page { rows, offset, turn }
            }
            Ask::Count { filter, turn } => Answer::Count {
                found: self.length(&self.found(&filter)),
                took_ms: 30,
                turn,
            },
            Ask::Details(id) => Answer::Details(self.details(id).map(Box::new)),
            Ask::People => Answer::People(self.scene.people.clone()),
            Ask::SignIn { person, pin } | Ask::Prove { person, pin } => {
                let known = self.scene.people.iter().find(|known| known.id == person);
                match known {
                    Some(person) if pin.0.as_str() == PIN => {
                        Answer::SignIn(SignIn::Ok(person.clone()))
                    }
                    Some(_) => Answer::SignIn(SignIn::Wrong { left: 4 }),
                    None => Answer::Failed,
                }
            }
            Ask::ChangePin { .. }
            | Ask::AddPerson { .. }
            | Ask::ResetPin { .. }
            | Ask::SetActive { .. } => Answer::PinKept,
            Ask::Deposit if self.scene.is_up => Answer::Deposit(Ok(Heard {
                rest: Some(self.scene.rest),
                per_day: self.scene.per_day,
                took_ms: 180,
                skew_ms: 0,
            })),
            Ask::Deposit => Answer::Deposit(Err(Why::Unreachable)),
            Ask::Printer => Answer::Printer(self.scene.printer),
            Ask::FindPrinters => Answer::Places(self.scene.places.clone()),
            Ask::ChoosePrinter(address) => Answer::PrinterChosen(Chosen {
                address: address.to_string(),
                profile: "epson-generic".to_owned(),
                columns: 42,
                learnt: Ok(Habits {
                    answers: Some(true),
                    fence: true,
                }),
            }),
            Ask::Drive(drive) => self.driven(drive),
            Ask::PrintSlip(_) | Ask::PrintShift { .. } | Ask::Print(_) => {
                Answer::Printed(self.scene.print)
            }
            Ask::Prefer(_) => Answer::Preferred,
        }
    }
}

impl Behind for Simulated {
    fn give(&self, command: Command, say: UnboundedSender<Word>) {
        let (outcome, events) = self.world().run(command);
        drop(say.unbounded_send(Word::Outcome(outcome)));
        for event in events {
            drop(say.unbounded_send(Word::Told(event)));
        }
    }

    fn ask(&self, question: Ask, reply: Reply<Answer>) {
        let answer = self.world().said(question);
        reply(answer);
    }

    fn watch(&self) -> UnboundedReceiver<Option<Event>> {
        // Everything that happens here comes back with the command that made it happen.
        let (say, events) = unbounded();
        std::mem::forget(say);
        events
    }

    fn play(&self, _sound: Sound) {}

    fn show(&self, _rows: &Rows) {}

    fn devices(&self) -> DeviceStates {
        self.world().scene.devices
    }

    fn scans(&self) -> Receiver<Scan> {
        channel(0).1
    }

    fn close(&self, done: Reply<()>) {
        done(());
    }

    fn keep(&self, _setup: Setup) {}
}
