//! One shop, its hub and everything between them, in one thread and one order of events.
//!
//! Whatever is to happen stands in one queue. The till itself is not here: it runs in the product's own runner, which
//! asks [`crate::till_side`] for its next input, and that asks the queue.

mod cashier;
mod chaos;
mod hub;
mod line;
mod printer;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use paydesk_adapters::wire::Wire;
use paydesk_domain::exchange::Why;
use paydesk_domain::ids::{AttemptId, PaymentId};
use paydesk_domain::printer::PrinterState;
use paydesk_till::till::Settings;
use paydesk_till::world::{Command, Input, PrintOutcome, Ticket};
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

pub(crate) use cashier::Chore;
pub use cashier::{Cashier, Mood, Wanted};
pub use hub::HubSide;
pub use line::LineSide;
pub use line::Scripted;
pub(crate) use line::{Raw, word};
pub use printer::PrinterSide;

use crate::BenchError;
use crate::auditor::{Auditor, Books, Finding, Oracle};
use crate::counts::Counts;
use crate::dice::Dice;
use crate::disk::{Disk, Loss};
use crate::evidence::Evidence;
use crate::faults::{Fault, Swarm};
use crate::listening;
use crate::log::EventLog;
use crate::parties::{Parties, Word};

/// Milliseconds of a second, a minute, an hour and a day.
pub const SECOND: i64 = 1_000;
/// See [`SECOND`].
pub const MINUTE: i64 = 60 * SECOND;
/// See [`SECOND`].
pub const HOUR: i64 = 60 * MINUTE;
/// See [`SECOND`].
pub const DAY: i64 = 24 * HOUR;

/// When the bench's first day begins, by true time: midnight, 2 March 2026.
pub const BEGINNING: i64 = 1_772_409_600_000;

/// What the queue holds.
#[derive(Debug, Clone)]
pub(crate) enum Happening {
    /// Something comes to the till's inbox; void if the till has been started anew since.
    Reply(AttemptId, line::Raw),
    /// The till's client stops waiting.
    GivesUp(AttemptId, Why),
    /// A print ends; void if the till has been started anew since.
    Printed(u32, PaymentId, PrintOutcome),
    Looked(u32, PrinterState),
    /// A request reaches the hub.
    Arrives(line::Arrival),
    /// The hub looks for due work.
    HubWork,
    /// The hub is started.
    HubUp,
    /// A customer comes to the counter.
    Customer(usize),
    /// The cashier does something about a payment.
    Attend(PaymentId, cashier::Errand),
    /// The cashier does something else.
    Chore(cashier::Chore),
    /// The provider changes its mind about new orders.
    Says(Option<Word>),
    /// Something goes wrong.
    Chaos(Fault),
    /// The till's clock jumps more than a day ahead.
    NextDay,
    /// The customers have gone home; from now on nothing goes wrong.
    Heal,
    /// The run is over, whatever is open.
    Over,
}

/// What the next event is to the till.
#[derive(Debug)]
pub(crate) enum Next {
    /// Nothing happens until then.
    Nothing,
    /// Something happened that the till does not hear of.
    Elsewhere,
    /// The till hears this.
    Input(Box<Input>),
    /// A reply reached the till's client, which must judge it.
    Reply(AttemptId, line::Raw),
}

/// The till's side, as far as it outlives a process.
#[derive(Debug)]
pub struct TillSide {
    /// Its disk.
    pub disk: Disk,
    /// How far its clock is ahead of true time.
    pub skew: i64,
    /// When the process was started last.
    pub started_at: i64,
    /// Starts of the process so far.
    pub starts: u32,
    /// The entry of the journal behind which the drawer opened last.
    pub(crate) last_pulse: i64,
    /// A process is running.
    pub is_up: bool,
    /// Whoever stands at it ends the program politely.
    pub(crate) is_ended: bool,
    /// The process is killed after so many effects.
    pub dies_after: Option<u32>,
    /// What the next power cut does.
    pub loss: Loss,
    reader: Option<Connection>,
}

/// What a payment that was open when everything was mended waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wait {
    /// The till did not know what had become of its pay; the server keeps tombstones.
    Unknown,
    /// The same at a server without tombstones, where an hour must pass first.
    Quarantine,
    /// The server had said that the provider works on it.
    InWork,
}

/// Everything but the till's process.
#[derive(Debug)]
pub struct Shop {
    /// True time.
    pub now: i64,
    pub(crate) till: TillSide,
    pub(crate) hub: HubSide,
    pub(crate) line: LineSide,
    pub(crate) printer: PrinterSide,
    pub(crate) cashier: Cashier,
    pub(crate) parties: Parties,
    pub(crate) dice: Dice,
    /// Randomness of the till's process.
    pub(crate) entropy: Dice,
    pub(crate) swarm: Swarm,
    pub(crate) wire: Wire,
    /// How often the till's signatures drew randomness.
    pub(crate) drawn: Arc<AtomicU64>,
    /// The folder that a second process may not get.
    pub(crate) folder: TempDir,
    pub(crate) settings: Settings,
    /// What was seen.
    pub evidence: Evidence,
    /// How often what was seen.
    pub counts: Counts,
    /// What happened.
    pub log: EventLog,
    pub(crate) auditor: Auditor,
    /// What must not be.
    pub findings: Vec<String>,
    pub(crate) healed_at: Option<i64>,
    is_over: bool,
    queue: BTreeMap<(i64, u64), Happening>,
    queued: u64,
    /// How long payments took to their end after everything worked again and a till ran.
    pub settled_after: Vec<(Wait, i64)>,
    pub(crate) last_paid_at: i64,
}

/// The parts of a shop that are made outside.
pub(crate) struct Parts {
    pub(crate) seed: u64,
    pub(crate) till_disk: Disk,
    pub(crate) hub: HubSide,
    pub(crate) parties: Parties,
    pub(crate) swarm: Swarm,
    pub(crate) wire: (Wire, Arc<AtomicU64>),
    pub(crate) folder: TempDir,
    pub(crate) settings: Settings,
    pub(crate) auditor: Auditor,
    pub(crate) writes_log: bool,
}

impl Shop {
    pub(crate) fn new(parts: Parts) -> Self {
        let till = TillSide {
            disk: parts.till_disk,
            skew: 0,
            started_at: 0,
            starts: 0,
            last_pulse: 0,
            is_up: false,
            is_ended: false,
            dies_after: None,
            loss: Loss::Keep,
            reader: None,
        };
        Self {
            now: BEGINNING,
            till,
            hub: parts.hub,
            line: LineSide::default(),
            printer: PrinterSide::default(),
            cashier: Cashier::default(),
            parties: parts.parties,
            dice: Dice::new(parts.seed, 1),
            entropy: Dice::new(parts.seed, 2),
            swarm: parts.swarm,
            wire: parts.wire.0,
            drawn: parts.wire.1,
            folder: parts.folder,
            settings: parts.settings,
            evidence: Evidence::default(),
            counts: Counts::default(),
            log: EventLog::new(parts.writes_log),
            auditor: parts.auditor,
            findings: Vec::new(),
            healed_at: None,
            is_over: false,
            queue: BTreeMap::new(),
            queued: 0,
            settled_after: Vec::new(),
            last_paid_at: BEGINNING,
        }
    }

    pub(crate) fn plan(&mut self, after: i64, happening: Happening) {
        self.queued += 1;
        let at = self.now.saturating_add(after.max(0));
        self.queue.insert((at, self.queued), happening);
    }

    /// A command that waits for the till.
    pub(crate) fn next_command(&mut self) -> Option<(Ticket, Command)> {
        self.cashier.commands.pop_front()
    }

    /// A line of the event log.
    pub(crate) fn say(&mut self, text: &str) {
        self.log.line(self.now - BEGINNING, text);
    }

    /// Something must not be.
    pub(crate) fn find(&mut self, text: String) {
        self.say(&text);
        self.findings.push(text);
    }

    pub(crate) const fn is_healing(&self) -> bool {
        self.healed_at.is_some()
    }

    /// A fault has struck.
    pub(crate) fn fired(&mut self, fault: Fault) {
        self.counts.add("fault", fault.name());
    }

    /// Counts the faults that the disks have met, which are planned for a call that may never come.
    pub(crate) fn count_disk_faults(&mut self) {
        let (till, hub) = (self.till.disk.counters(), self.hub.disk.counters());
        for (fault, times) in [
            (Fault::TillPower, till.cuts),
            (Fault::TillDiskFails, till.eio + till.eio_sync),
            (Fault::TillDiskFull, till.full),
            (Fault::TillDiskReadOnly, till.read_only),
            (Fault::TillDiskSlow, till.slow_syncs),
            (Fault::HubPower, hub.cuts),
            (Fault::HubDiskFails, hub.eio + hub.full),
        ] {
            if times > 0 {
                self.counts.add_many("fault", fault.name(), times);
            }
        }
    }

    /// Nothing more will be done: everything is settled, or the time is over, or something was found.
    pub(crate) fn is_done(&self) -> bool {
        self.is_over
            || !self.findings.is_empty()
            || (self.is_healing() && self.cashier.is_idle() && self.hub.is_idle())
    }

    /// Takes the next event that is due until then.
    pub(crate) fn next(&mut self, until: Option<i64>) -> Next {
        let due = self.queue.first_key_value().map(|(key, _)| *key);
        let Some(key) = due.filter(|(at, _)| until.is_none_or(|until| *at <= until)) else {
            self.now = self.now.max(until.unwrap_or(self.now));
            return Next::Nothing;
        };
        self.now = self.now.max(key.0);
        let Some(happening) = self.queue.remove(&key) else {
            return Next::Nothing;
        };
        let next = self.happen(happening);
        self.parties.set_now(self.now);
        next
    }

    fn happen(&mut self, happening: Happening) -> Next {
        match happening {
            Happening::Reply(attempt, raw) => {
                return if self.till.is_up && self.line.awaits(attempt) {
                    if let Some(fault) = raw.fault {
                        self.fired(fault);
                    }
                    Next::Reply(attempt, raw)
                } else {
                    Next::Elsewhere
                };
            }
            Happening::GivesUp(attempt, why) => {
                if self.till.is_up && self.line.forget(attempt) {
                    self.counts.add("why", why.as_key());
                    self.say(&format!("no answer: {}", why.as_key()));
                    return Next::Input(Box::new(Input::Unanswered(attempt, why)));
                }
            }
            Happening::Printed(start, payment, outcome) => {
                if self.till.is_up && start == self.till.starts {
                    self.say(&format!("print of {payment} ended: {outcome:?}"));
                    self.counts.add("print", format!("{outcome:?}"));
                    return Next::Input(Box::new(Input::Printed(payment, outcome)));
                }
            }
            Happening::Looked(start, state) => {
                if self.till.is_up && start == self.till.starts {
                    return Next::Input(Box::new(Input::Printer(state)));
                }
            }
            Happening::Arrives(arrival) => self.arrives(arrival),
            Happening::HubWork => self.hub_works(),
            Happening::HubUp => self.hub_starts(),
            Happening::Customer(who) => self.customer_comes(who),
            Happening::Attend(payment, errand) => self.attend(payment, errand),
            Happening::Chore(chore) => self.do_chore(chore),
            Happening::Says(word) => self.parties.say(word),
            Happening::Chaos(fault) => self.strike(fault),
            Happening::NextDay => self.till_jumps(DAY + HOUR),
            Happening::Heal => self.heal(),
            Happening::Over => self.is_over = true,
        }
        Next::Elsewhere
    }

    /// While no till runs, events pass until then; what would come to the till is lost with the process.
    pub(crate) fn pass(&mut self, until: i64) {
        while self.now < until && !self.is_done() {
            match self.next(Some(until)) {
                Next::Nothing => return,
                Next::Elsewhere | Next::Input(_) | Next::Reply(..) => self.judge(),
            }
        }
    }

    /// Connections for the auditor; none while the power is off.
    fn open_readers(&mut self) -> Result<(), BenchError> {
        let open = |disk: &Disk, file: &str| {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            Connection::open_with_flags_and_vfs(file, flags, disk.vfs_name())
        };
        if self.till.reader.is_none() && !self.till.disk.is_dead() {
            self.till.reader = Some(open(&self.till.disk, "till.sqlite")?);
        }
        if self.hub.reader.is_none() && !self.hub.disk.is_dead() {
            self.hub.reader = Some(open(&self.hub.disk, "hub.sqlite")?);
        }
        Ok(())
    }

    /// The newest rows of attempts and journal on the till's disk, as whoever writes evidence notes them.
    pub(crate) fn newest_rows(&mut self) -> (i64, i64) {
        if self.open_readers().is_err() {
            return (0, 0);
        }
        let newest = |sql: &str| {
            let reader = self.till.reader.as_ref()?;
            let mut statement = reader.prepare_cached(sql).ok()?;
            statement.query_row([], |row| row.get(0)).ok()
        };
        (
            newest("SELECT COALESCE(MAX(id), 0) FROM attempt").unwrap_or(0),
            newest("SELECT COALESCE(MAX(seq), 0) FROM journal").unwrap_or(0),
        )
    }

    /// Lets the auditor look at what is new.
    pub(crate) fn judge(&mut self) {
        self.judge_with(|auditor, books, evidence| auditor.after_event(books, evidence));
    }

    /// Lets the auditor look at everything.
    pub(crate) fn judge_all(&mut self) {
        self.judge_with(|auditor, books, evidence| auditor.everything(books, evidence));
    }

    /// Lets the auditor look at what is left at the end.
    pub(crate) fn judge_end(&mut self) {
        self.judge_with(|auditor, books, evidence| auditor.at_the_end(books, evidence));
    }

    fn judge_with(
        &mut self,
        look: impl FnOnce(
            &mut Auditor,
            &Books<'_>,
            &Evidence,
        ) -> Result<Vec<Finding>, crate::auditor::AuditError>,
    ) {
        if self.till.disk.is_dead() || self.hub.disk.is_dead() || self.till.starts == 0 {
            return;
        }
        self.evidence.log.extend(listening::heard());
        let known = self.evidence.credited.len();
        self.evidence
            .credited
            .extend(self.parties.credits_after(known));
        match self.open_readers() {
            Ok(()) => {}
            // A fault that was meant for the product has met the reader; the next look is not far.
            Err(_) if !self.is_healing() => return,
            Err(error) => {
                return self.find(format!("the books cannot be opened for reading: {error}"));
            }
        }
        self.auditor.undecided(self.cashier.undecided());
        let (Some(till), Some(hub)) = (&self.till.reader, &self.hub.reader) else {
            return;
        };
        let judged = look(&mut self.auditor, &Books { till, hub }, &self.evidence);
        match judged {
            Ok(findings) => {
                for finding in findings {
                    self.find(describe(&finding));
                }
            }
            Err(_) if !self.is_healing() => {
                self.counts.add("auditor", "could not read");
                // What was read in part is read again.
                self.auditor.restarted();
            }
            Err(error) => self.find(format!("the auditor cannot read the books: {error:?}")),
        }
    }

    /// The till's database is opened anew: the auditor takes nothing of it for granted.
    pub(crate) fn forget_till_reader(&mut self) {
        self.till.reader = None;
        self.auditor.restarted();
    }

    /// How much each oracle has seen.
    pub(crate) fn oracles(&self) -> &BTreeMap<Oracle, u64> {
        self.auditor.seen()
    }
}

fn describe(finding: &Finding) -> String {
    let payment = finding
        .payment
        .map_or(String::new(), |payment| format!(" payment {payment}:"));
    format!("{:?}:{payment} {}", finding.oracle, finding.text)
}
