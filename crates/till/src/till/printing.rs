//! One print job per paid payment: at most one unmarked start, and every cheque confirmed or asked about.

use paydesk_domain::ids::PaymentId;
use paydesk_domain::journal::JournalKind;
use paydesk_domain::payment::{PrintStage, Stage};
use paydesk_domain::planted::{self, Bug};
use paydesk_domain::printer::PrinterState;

use super::{Till, Turn};
use crate::paper;
use crate::world::{Effect, PrintOutcome, PrintRequest};

/// A printer that is not ready is looked at again after this time.
const LOOK_AGAIN_MS: i64 = 2_000;
/// A look that nobody has answered by then was lost.
const LOOK_LOST_MS: i64 = 60_000;

impl Till {
    pub(super) fn next_print(&self) -> Option<PaymentId> {
        self.payments
            .values()
            .find(|payment| payment.cheque_is_due())
            .map(|payment| payment.id)
    }

    /// Looks at the printer where a cheque is due. While it is not ready nothing is written: the cheque stays due, and
    /// a power cut in between leaves no question.
    pub(super) fn start_print(&mut self, turn: &mut Turn<'_>) {
        let is_free = self.printing.is_none() && turn.now >= self.look_again_at;
        if is_free && self.next_print().is_some() {
            self.look_again_at = turn.now.plus_ms(LOOK_LOST_MS);
            turn.then(Effect::LookAtPrinter);
        }
    }

    /// The printer was looked at.
    pub(super) fn printer_stands(&mut self, turn: &mut Turn<'_>, state: PrinterState) {
        match state {
            PrinterState::Ready | PrinterState::Unknown => {
                self.look_again_at = turn.now;
                if !self.stopping {
                    self.begin_print(turn);
                }
            }
            PrinterState::NotReady(_) => self.look_again_at = turn.now.plus_ms(LOOK_AGAIN_MS),
        }
    }

    /// Begins the next print that is due: `Printing(n)` is durable before the first byte.
    fn begin_print(&mut self, turn: &mut Turn<'_>) {
        if self.printing.is_some() {
            return;
        }
        let Some(id) = self.next_print() else { return };
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        let Some(job) = payment.print.as_mut() else {
            return;
        };
        let copy = job.started;
        job.started = job.started.saturating_add(1);
        job.stage = PrintStage::Printing(copy);
        let shown = if planted::is(Bug::UnmarkedReprint) {
            0
        } else {
            copy
        };
        let provider = self.settings.catalogue.provider(&payment.order.provider);
        let document = paper::cheque(
            payment,
            provider,
            &self.settings.shop,
            (&self.settings.point, shown, turn.now),
        );
        self.printing = Some(id);
        let text = if copy == 0 { "first" } else { "copy" };
        self.note(turn, (JournalKind::PrintStarted, text), Some(id));
        self.record(turn, id, Stage::Paid);
        turn.then(Effect::Print(Box::new(PrintRequest {
            payment: id,
            copy,
            document,
        })));
    }

    /// The mistake [`Bug::PrintWhenQueued`]: a cheque without a success.
    pub(super) fn print_too_early(&self, turn: &mut Turn<'_>, id: PaymentId) {
        let Some(payment) = self.payments.get(&id) else {
            return;
        };
        let provider = self.settings.catalogue.provider(&payment.order.provider);
        let (shop, place) = (&self.settings.shop, (&self.settings.point, 0, turn.now));
        let document = paper::cheque(payment, provider, shop, place);
        turn.then(Effect::Print(Box::new(PrintRequest {
            payment: id,
            copy: 0,
            document,
        })));
    }

    pub(super) fn printed(&mut self, turn: &mut Turn<'_>, id: PaymentId, outcome: PrintOutcome) {
        if self.printing != Some(id) {
            // A print of an earlier reading of the disk: its cheque is asked about already.
            return;
        }
        self.printing = None;
        self.look_again_at = turn.now;
        let Some(payment) = self.payments.get_mut(&id) else {
            return;
        };
        let Some(job) = payment.print.as_mut() else {
            return;
        };
        let text = match outcome {
            PrintOutcome::Printed => {
                job.stage = PrintStage::Printed;
                "printed"
            }
            PrintOutcome::Sent => {
                job.stage = PrintStage::Sent;
                "sent"
            }
            PrintOutcome::Uncertain => {
                job.stage = PrintStage::Uncertain;
                "uncertain"
            }
            PrintOutcome::NotReady => {
                // Nothing left for the printer, so this start does not count.
                job.started = job.started.saturating_sub(1);
                job.stage = PrintStage::Due;
                self.look_again_at = turn.now.plus_ms(LOOK_AGAIN_MS);
                "not ready"
            }
        };
        self.note(turn, (JournalKind::PrintEnded, text), Some(id));
        self.record(turn, id, Stage::Paid);
        self.forget_if_settled(id);
    }
}
