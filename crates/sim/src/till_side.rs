//! The world that the product's own runner stands in: its disk, line, printer and clock are the bench's.
//!
//! A process dies here by unwinding out of the runner. SQLite's frames are never unwound: while it works a dead disk
//! only answers with errors, and the process ends once SQLite has returned.

use std::collections::HashMap;
use std::panic::resume_unwind;

use paydesk_adapters::https::read_reply;
use paydesk_adapters::sqlite::Store;
use paydesk_cheque::escpos::encode;
use paydesk_cheque::layout::lay_out_for;
use paydesk_cheque::profile::{PrinterProfile, Script};
use paydesk_domain::exchange::{Request, Why};
use paydesk_domain::ids::{AttemptId, BootId, PaymentId};
use paydesk_domain::payment::Stage;
use paydesk_domain::time::Timestamp;
use paydesk_till::payment::Payment;
use paydesk_till::world::{
    Change, ChangeSet, Command, Entropy, Event, Input, Outcome, PrintOutcome, PrintRequest, Saved,
    StoreFault, Ticket, World,
};

use crate::evidence::Left;
use crate::faults::Fault;
use crate::keys;
use crate::shop::{Next, Raw, Shop, word};

/// The process ended without its doing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Died;

/// One process of the till.
pub(crate) struct TillProcess<'a> {
    pub(crate) shop: &'a mut Shop,
    store: Option<Store>,
    boot: BootId,
    sealed: HashMap<AttemptId, Vec<u8>>,
    /// Stages as stored, for counting moves.
    stages: HashMap<PaymentId, Stage>,
    is_stopping: bool,
}

impl<'a> TillProcess<'a> {
    pub(crate) fn new(shop: &'a mut Shop) -> Self {
        let boot = BootId::new(shop.entropy.next_u128());
        if shop.evidence.secrets.is_empty() {
            shop.evidence.secrets = keys::secrets();
        }
        Self {
            shop,
            store: None,
            boot,
            sealed: HashMap::new(),
            stages: HashMap::new(),
            is_stopping: false,
        }
    }

    /// Ends the process if its time has come.
    fn live_or_die(&mut self) {
        if self.shop.till.disk.is_dead() {
            self.die();
        }
    }

    fn die(&mut self) -> ! {
        self.store = None;
        resume_unwind(Box::new(Died))
    }

    /// One effect more; the process may be killed in front of it.
    fn effect(&mut self) {
        self.live_or_die();
        if let Some(left) = self.shop.till.dies_after {
            if left == 0 {
                self.shop.till.dies_after = None;
                self.shop.fired(Fault::TillKilled);
                self.die();
            }
            self.shop.till.dies_after = Some(left - 1);
        }
    }

    fn store(&mut self) -> Result<&mut Store, StoreFault> {
        self.store
            .as_mut()
            .ok_or_else(|| StoreFault::Disk("the database is closed".to_owned()))
    }

    fn count(&mut self, changes: &ChangeSet) {
        for change in &changes.0 {
            match change {
                Change::Opened(payment) | Change::Changed(payment) => {
                    let stage = payment.stage();
                    let before = self.stages.insert(payment.id, stage);
                    let counts = &mut self.shop.counts;
                    if before != Some(stage) {
                        counts.add("state", stage.as_key());
                        let from = before.map_or("none", Stage::as_key);
                        counts.add("move", format!("{from} to {}", stage.as_key()));
                    }
                    if let Some(owed) = payment.return_stage {
                        counts.add("return", owed.as_key());
                    }
                    if let Some(job) = payment.print {
                        counts.add("print job", job.stage.as_key());
                    }
                }
                Change::Journal(entry) => self.shop.counts.add("journal", entry.kind.as_key()),
                _ => {}
            }
        }
    }

    /// Judges a reply as the product does.
    fn hear(&mut self, attempt: AttemptId, raw: &Raw) -> Option<Input> {
        let request = self.shop.line.take(attempt)?;
        let heard = read_reply((raw.status, None), raw.body.as_slice())
            .and_then(|document| self.shop.wire.receive(&request, &document));
        Some(match heard {
            Ok(answer) => {
                let meaning = format!("{:?}", answer.meaning);
                let bare = meaning.split([' ', '(']).next().unwrap_or_default();
                let what = format!("{}: {bare}", word(request.ask));
                self.shop.say(&format!("{} hears {what}", request.payment));
                self.shop.counts.add("answer", what);
                let answer = Box::new(answer);
                match &self.store {
                    Some(store) => store.hear(attempt, answer),
                    None => Input::Answered {
                        attempt,
                        answer,
                        knows_last_session: true,
                    },
                }
            }
            Err(why) => self.unanswered(attempt, why),
        })
    }

    fn unanswered(&mut self, attempt: AttemptId, why: Why) -> Input {
        self.shop.say(&format!("no answer: {}", why.as_key()));
        self.shop.counts.add("why", why.as_key());
        Input::Unanswered(attempt, why)
    }

    fn next(&mut self, due: Option<i64>) -> Option<Input> {
        match self.shop.next(due) {
            Next::Nothing => Some(Input::Tick),
            Next::Elsewhere => None,
            Next::Input(input) => Some(*input),
            Next::Reply(attempt, raw) => self.hear(attempt, &raw),
        }
    }
}

/// What the printer gets for a paper: each payment's goes to the next of the kinds of printers that the program knows.
/// Those without Cyrillic are left out: they write names in other letters than the paper has. Of a print that breaks
/// off some eighths arrive.
fn printer_bytes(job: &PrintRequest, is_whole: bool) -> Vec<u8> {
    let number = usize::try_from(job.payment.get()).unwrap_or(0);
    let kinds: Vec<PrinterProfile> = PrinterProfile::builtin_names()
        .filter_map(PrinterProfile::builtin)
        .filter(|profile| profile.script() == Script::Cyrillic)
        .collect();
    let Some(profile) = kinds.get(number % kinds.len().max(1)) else {
        return Vec::new();
    };
    let mut bytes = encode(&lay_out_for(&job.document, profile), profile);
    if !is_whole {
        bytes.truncate(bytes.len() / 8 * (number % 8));
    }
    bytes
}

impl World for TillProcess<'_> {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_ms(self.shop.now.saturating_add(self.shop.till.skew))
    }

    fn entropy(&mut self) -> &mut dyn Entropy {
        &mut self.shop.entropy
    }

    fn boot(&self) -> BootId {
        self.boot
    }

    fn load(&mut self) -> Result<Saved, StoreFault> {
        if self.store.is_none() {
            self.sealed.clear();
            let name = self.shop.till.disk.vfs_name().to_owned();
            let opened = Store::open_on(&name, self.boot, self.now());
            self.live_or_die();
            let opened = opened.map_err(|error| StoreFault::Disk(error.to_string()))?;
            self.store = Some(opened);
        }
        let loaded = self.store()?.load();
        self.live_or_die();
        let saved = loaded?;
        self.stages = saved.payments.iter().map(|p| (p.id, p.stage())).collect();
        let Self { shop, store, .. } = self;
        let find = |id| {
            store
                .as_ref()
                .and_then(|store| store.payment(id).ok().flatten())
        };
        shop.look_at_screen(&mut { find });
        for payment in &saved.payments {
            shop.hear_event(&Event::Payment(Box::new(payment.clone())));
        }
        Ok(saved)
    }

    fn recall(&mut self, id: PaymentId) -> Option<Payment> {
        let found = self.store().and_then(|store| store.payment(id));
        self.live_or_die();
        found.ok().flatten()
    }

    fn persist(&mut self, changes: &ChangeSet) -> Result<(), StoreFault> {
        self.effect();
        let wire = self.shop.wire.clone();
        let mut documents = Vec::new();
        let slow_ms = self.shop.till.disk.counters().slow_ms;
        let stored = self.store()?.persist(changes, &mut |request| {
            let sealed = wire.seal(request);
            documents.extend(
                sealed
                    .document
                    .clone()
                    .map(|document| (request.attempt, document)),
            );
            sealed
        });
        self.live_or_die();
        let waited = self.shop.till.disk.counters().slow_ms - slow_ms;
        self.shop.now = self.shop.now.saturating_add_unsigned(waited);
        match &stored {
            Ok(()) => {
                self.sealed.extend(documents);
                self.count(changes);
            }
            Err(fault) => {
                self.shop.say(&format!("not stored: {fault}"));
                if let StoreFault::Refused(rule) = fault {
                    self.shop
                        .find(format!("O9: the till's database refuses a change: {rule}"));
                }
                // What could be read a moment ago may be gone, and its numbers are given out again.
                self.shop.forget_till_reader();
                self.store = None;
            }
        }
        stored
    }

    fn post(&mut self, request: Request) {
        self.effect();
        let sealed = self.sealed.remove(&request.attempt);
        let dispatched = self.shop.wire.dispatch(&request, sealed);
        if let Ok(dispatch) = &dispatched {
            self.shop.evidence.left.push(Left {
                payment: request.payment.get(),
                path: dispatch.path.clone(),
                form: dispatch.form.clone(),
            });
        }
        self.shop.send(request, dispatched);
    }

    fn look_at_printer(&mut self) {
        self.effect();
        self.shop.look_at_printer();
    }

    fn has_drawer(&self) -> bool {
        true
    }

    fn open_drawer(&mut self) {
        self.effect();
        self.shop.open_drawer();
    }

    fn print(&mut self, job: PrintRequest) {
        self.effect();
        let wire = self.shop.wire.clone();
        let is_proven = self
            .store
            .as_ref()
            .is_some_and(|store| store.is_proven(job.payment, &wire));
        if is_proven {
            self.shop.print(&job);
            let evidence = &mut self.shop.evidence;
            if let Some(paper) = evidence.paper.get(evidence.printed.len()) {
                evidence.printed.push(printer_bytes(&job, paper.is_whole));
            }
        } else {
            let payment = job.payment;
            self.shop.find(format!(
                "O3: no stored reply proves payment {payment}, which is to be printed"
            ));
            self.shop.print_ends(payment, PrintOutcome::Uncertain);
        }
    }

    fn reply(&mut self, ticket: Ticket, outcome: Outcome) {
        self.effect();
        self.shop.hear_outcome(ticket, &outcome);
    }

    fn tell(&mut self, event: Event) {
        self.effect();
        self.shop.hear_event(&event);
    }

    fn wait(&mut self, until: Option<Timestamp>) -> Input {
        self.live_or_die();
        self.shop.judge();
        let due = until.map(|until| {
            let left = until.ms_since(self.now()).max(0);
            self.shop.now.saturating_add(left)
        });
        loop {
            self.live_or_die();
            if let Some((ticket, command)) = self.shop.next_command() {
                return Input::Command(ticket, command);
            }
            if (self.shop.is_done() || self.shop.till.is_ended) && !self.is_stopping {
                self.is_stopping = true;
                return Input::Command(Ticket(0), Command::Stop);
            }
            if let Some(input) = self.next(due) {
                return input;
            }
            self.shop.judge();
        }
    }
}
