//! The printer: takes a paper, and perhaps brings it out.

use paydesk_cheque::text::plain_text;
use paydesk_domain::ids::PaymentId;
use paydesk_domain::printer::{PrinterFault, PrinterState};
use paydesk_till::world::{PrintOutcome, PrintRequest};

use super::{Happening, MINUTE, SECOND, Shop};
use crate::evidence::Paper;
use crate::faults::Fault;

/// Characters in a line of its paper.
const COLUMNS: usize = 42;

/// See the module.
#[derive(Debug, Default)]
pub struct PrinterSide {
    /// No paper until then.
    pub(crate) empty_until: i64,
    /// Faults of the next prints, the first one first; with a script the swarm is not asked.
    pub(crate) script: Option<Vec<Option<Fault>>>,
}

impl Shop {
    /// The till looks: an empty printer says so, and any other may still fail at the next print.
    pub(crate) fn look_at_printer(&mut self) {
        let state = if self.now < self.printer.empty_until && !self.is_healing() {
            self.counts.add("print", "not ready");
            PrinterState::NotReady(PrinterFault::NoPaper)
        } else {
            PrinterState::Unknown
        };
        self.plan(0, Happening::Looked(self.till.starts, state));
    }

    /// The till prints.
    pub(crate) fn print(&mut self, job: &PrintRequest) {
        let fault = self.print_fault();
        if let Some(fault) = fault {
            self.fired(fault);
        }
        let (outcome, comes_out) = match fault {
            Some(Fault::PaperOut) => (PrintOutcome::NotReady, None),
            Some(Fault::PrintBroken) => {
                let is_whole = self.dice.per_mille(300);
                (PrintOutcome::Uncertain, Some(is_whole))
            }
            Some(Fault::PrinterMute) => (PrintOutcome::Sent, Some(true)),
            _ => (PrintOutcome::Printed, Some(true)),
        };
        if let Some(is_whole) = comes_out {
            let (_, newest_entry) = self.newest_rows();
            self.evidence.paper.push(Paper {
                newest_entry,
                at: self.now,
                payment: job.payment.get(),
                text: plain_text(&job.document, COLUMNS),
                is_whole,
                disk_was_dirty: self.till.disk.is_dirty(),
            });
        }
        self.say(&format!(
            "print {} of {}: {outcome:?}",
            job.copy, job.payment
        ));
        let kind = if job.copy == 0 { "first" } else { "copy" };
        self.counts.add("print", kind);
        let after = self.dice.between(500, 4 * SECOND);
        self.plan(
            after,
            Happening::Printed(self.till.starts, job.payment, outcome),
        );
    }

    /// The drawer opens: an entry of the journal, newer than that of the pulse before, is on the disk by then.
    pub(crate) fn open_drawer(&mut self) {
        let (_, newest) = self.newest_rows();
        // Older data may have been put back since.
        let before = self.till.last_pulse.min(newest);
        let entry = self.till.reader.as_ref().and_then(|reader| {
            let sql = "SELECT MAX(seq) FROM journal WHERE kind = 'drawer-opened' AND seq > ?1";
            let mut statement = reader.prepare_cached(sql).ok()?;
            statement
                .query_row([before], |row| row.get::<_, Option<i64>>(0))
                .ok()?
        });
        match entry {
            Some(entry) if !self.till.disk.is_dirty() => self.till.last_pulse = entry,
            Some(_) | None => {
                self.find("O4: the drawer opens and nothing on the disk says so".to_owned())
            }
        }
        self.counts.add("event", "drawer opened");
    }

    /// A print that never began ends.
    pub(crate) fn print_ends(&mut self, payment: PaymentId, outcome: PrintOutcome) {
        self.plan(0, Happening::Printed(self.till.starts, payment, outcome));
    }

    fn print_fault(&mut self) -> Option<Fault> {
        if let Some(script) = &mut self.printer.script {
            return if script.is_empty() {
                None
            } else {
                script.remove(0)
            };
        }
        if self.is_healing() {
            return None;
        }
        if self.now < self.printer.empty_until {
            return Some(Fault::PaperOut);
        }
        if self.swarm.has(Fault::PaperOut) && self.dice.per_mille(20) {
            self.printer.empty_until = self.now + self.dice.between(SECOND, 20 * MINUTE);
            return Some(Fault::PaperOut);
        }
        let broken = self.swarm.has(Fault::PrintBroken) && self.dice.per_mille(80);
        let mute = self.swarm.has(Fault::PrinterMute) && self.dice.per_mille(200);
        if broken {
            Some(Fault::PrintBroken)
        } else {
            mute.then_some(Fault::PrinterMute)
        }
    }

    /// Whether the newest paper of a payment came out whole, as anybody at the counter can see.
    pub(super) fn came_out(&self, payment: PaymentId) -> bool {
        let papers = self.evidence.paper.iter().rev();
        let mut of_payment = papers.filter(|paper| paper.payment == payment.get());
        of_payment.next().is_some_and(|paper| paper.is_whole)
    }
}
