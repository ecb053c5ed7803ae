//! What people do besides taking payments, in the same street, and what must be true of it.

use paydesk_domain::correction::CorrectionWish;
use paydesk_domain::ids::PaymentId;
use paydesk_domain::journal::JournalKind;
use paydesk_domain::order::Order;
use paydesk_domain::shift::CashDirection;

use super::Street;
use crate::payment::Payment;
use crate::policy::REPEAT_WITHIN_MS;
use crate::tests::rig::{ANNA, rub};
use crate::world::Command;

impl Street {
    /// The newest payment like this order for which cash was taken within the hour and is not owed back.
    pub(super) fn alike(&self, order: &Order) -> Option<PaymentId> {
        let payments = self.rig.disk.payments.values();
        let alike = payments.filter(|payment| {
            let is_recent = payment
                .tender
                .is_some_and(|tender| self.rig.now.ms_since(tender.at) < REPEAT_WITHIN_MS);
            let is_same = payment.order.provider == order.provider
                && payment.order.details == order.details
                && payment.order.credited == order.credited;
            is_recent && is_same && payment.return_stage.is_none()
        });
        alike.map(|payment| payment.id).max()
    }

    pub(super) fn desk(&mut self, which: usize) {
        let (cashier, reason) = (ANNA.to_owned(), "as asked".to_owned());
        match which % 6 {
            0 => drop(self.command(Command::OpenShift {
                cashier,
                float: rub(1_000),
            })),
            1 => drop(self.command(Command::CloseShift {
                cashier,
                counted: Some(rub(900)),
            })),
            2 => drop(self.command(Command::MoveCash {
                cashier,
                direction: CashDirection::Out,
                sum: rub(100),
                reason,
            })),
            3 => self.on(which / 6, |payment| Command::OpenCorrection {
                payment,
                by: ANNA.to_owned(),
                wanted: CorrectionWish::Return {
                    reason: "as asked".to_owned(),
                },
            }),
            4 => self.on(which / 6, |payment| Command::Retry { payment }),
            _ => self.on(which / 6, |payment| Command::Reprint {
                payment,
                by: ANNA.to_owned(),
                reason: "as asked".to_owned(),
            }),
        }
    }

    /// Who folds the events knows what the disk knows.
    pub(super) fn judge_desk(&self) {
        let disk = &self.rig.disk;
        let facts = &self.rig.facts;
        let stored: Vec<&Payment> = disk
            .payments
            .values()
            .filter(|payment| payment.tender.is_some() && payment.is_live())
            .collect();
        let ids: Vec<PaymentId> = stored.iter().map(|payment| payment.id).collect();
        let folded: Vec<PaymentId> = facts.open.keys().copied().collect();
        assert_eq!(folded, ids, "a face that folds events is wrong");
        for payment in &stored {
            // How often was asked is not worth an event.
            let asks = payment.asks;
            let shown = Payment {
                asks,
                ..facts.open[&payment.id].clone()
            };
            assert_eq!(shown, **payment, "a face that folds events is wrong");
        }
        assert_eq!(facts.shift, disk.open_shift());
        let open = stored.iter().filter(|payment| payment.stage().is_open());
        assert_eq!(facts.tally().count, open.count());
    }

    pub(super) fn met_at_desk(&self) -> Vec<&'static str> {
        let wanted = [
            (JournalKind::ShiftClosed, "shift closed"),
            (JournalKind::CashOut, "cash moved"),
            (JournalKind::Correction, "correction"),
            (JournalKind::Reprinted, "reprinted"),
            (JournalKind::Again, "repeat wanted"),
        ];
        let disk = &self.rig.disk;
        let met = wanted.iter().filter(|(kind, _)| disk.noted(*kind) > 0);
        met.map(|(_, name)| *name).collect()
    }
}
