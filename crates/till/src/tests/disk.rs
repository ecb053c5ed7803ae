//! A disk made of memory. It refuses what the database's triggers refuse, so a till that breaks a rule is
//! seen at once, in whatever test it happens.

use std::collections::{BTreeMap, BTreeSet};

use paydesk_domain::correction::CorrectionRecord;
use paydesk_domain::exchange::{Ask, AuditHead, Request};
use paydesk_domain::ids::{AttemptId, IntentKey, PaymentId, SessionId};
use paydesk_domain::journal::{
    JournalEntry, JournalKind, OTHER_COPY, RECONCILE, RECONCILED, deed_fits, enrolled_epoch,
};
use paydesk_domain::payment::{PrintStage, Stage};
use paydesk_domain::shift::{CashDirection, CashMove, Shift};

use crate::payment::Payment;
use crate::world::{Change, ChangeSet, Recent, Saved};

/// One attempt as it is stored.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    pub(super) request: Request,
    pub(super) closed: bool,
    pub(super) evidence: bool,
}

/// Everything that survives a crash.
#[derive(Debug, Clone, Default)]
pub(super) struct Disk {
    pub(super) payments: BTreeMap<PaymentId, Payment>,
    pub(super) attempts: BTreeMap<AttemptId, Attempt>,
    pub(super) journal: Vec<JournalEntry>,
    pub(super) commits: usize,
    sessions: BTreeMap<SessionId, PaymentId>,
    intents: BTreeSet<IntentKey>,
    head: Option<AuditHead>,
    pub(super) deeds: BTreeMap<u64, (String, String)>,
    pub(super) shifts: Vec<(Shift, bool)>,
    pub(super) moves: Vec<CashMove>,
    pub(super) corrections: Vec<CorrectionRecord>,
    pub(super) is_cramped: bool,
}

impl Disk {
    /// One transaction: all of it, or a panic that names the broken rule.
    pub(super) fn commit(&mut self, changes: &ChangeSet) {
        assert!(!changes.0.is_empty(), "an empty transaction");
        for change in &changes.0 {
            match change {
                Change::Opened(payment) => self.open(payment),
                Change::Changed(payment) => self.change(payment),
                Change::NewSession(id, session) => {
                    let taken = self.sessions.insert(session.clone(), *id);
                    assert!(taken.is_none(), "a SESSION is used once");
                }
                Change::AttemptOpened(request) => self.attempt(request),
                Change::AttemptClosed {
                    attempt, evidence, ..
                } => {
                    let row = self.attempts.get_mut(attempt).expect("a known attempt");
                    assert!(!row.closed, "an attempt ends once");
                    row.closed = true;
                    row.evidence = evidence.is_some();
                }
                Change::Journal(entry) => self.note(entry),
                Change::Deed {
                    seq,
                    person,
                    reason,
                } => self.deed(*seq, (person, reason)),
                Change::ShiftOpened { .. }
                | Change::ShiftClosed { .. }
                | Change::CashMoved { .. }
                | Change::CorrectionOpened { .. } => self.desk(change),
            }
        }
        for change in &changes.0 {
            if let Change::Changed(payment) = change {
                self.paid_rests_on_evidence(payment);
            }
        }
        self.commits += 1;
    }

    fn open(&mut self, payment: &Payment) {
        assert!(self.intents.insert(payment.intent), "an intent serves once");
        let taken = self.sessions.insert(payment.session.clone(), payment.id);
        assert!(taken.is_none(), "a SESSION is used once");
        let taken = self.payments.insert(payment.id, payment.clone());
        assert!(taken.is_none(), "a payment number is used once");
    }

    fn change(&mut self, new: &Payment) {
        let old = self.payments.get(&new.id).expect("a stored payment");
        let (from, to) = (old.stage(), new.stage());
        assert!(from == to || from.may_become(to), "{from:?} -> {to:?}");
        assert_eq!(old.intent, new.intent);
        assert_eq!(old.order, new.order);
        assert!(
            old.tender.is_none() || old.tender == new.tender,
            "cash once"
        );
        if to == Stage::Cancelled && from != to {
            assert_eq!(old.pays, 0, "what may have been sent is not withdrawn");
        }
        if old.session != new.session {
            assert_eq!(old.pays, 0, "after a pay the SESSION stays");
            assert_eq!(self.sessions.get(&new.session), Some(&new.id));
        }
        let owes = |stage| matches!(stage, Stage::Failed | Stage::Cancelled);
        assert!(!owes(to) || new.return_stage.is_some(), "cash is owed");
        if let Some(job) = new.print {
            assert_eq!(to, Stage::Paid, "a cheque only for what is paid");
            if job.stage == PrintStage::Printing(0) && old.print != new.print {
                let was = old.print.map(|job| job.stage);
                assert_eq!(was, Some(PrintStage::Due), "unmarked once");
            }
        }
        assert_eq!(to == Stage::Paid, new.print.is_some(), "paid has one job");
        self.payments.insert(new.id, new.clone());
    }

    fn attempt(&mut self, request: &Request) {
        let payment = &self.payments[&request.payment];
        assert_eq!(payment.session, request.session);
        let open = |row: &&Attempt| !row.closed && row.request.payment == request.payment;
        assert_eq!(self.attempts.values().filter(open).count(), 0, "one flight");
        if matches!(request.ask, Ask::Pay | Ask::Cancel(_)) {
            assert_eq!(payment.stage(), Stage::Sending, "{:?}", request.ask);
        }
        if request.ask == Ask::Pay {
            assert!(payment.tender.is_some(), "no pay without cash");
            assert_eq!(payment.cancel, None, "no pay after a cancel");
            let pays = self.attempts_of(request.payment, Ask::Pay) + 1;
            assert_eq!(payment.pays as usize, pays, "every pay is counted");
        }
        let row = Attempt {
            request: request.clone(),
            closed: false,
            evidence: false,
        };
        let taken = self.attempts.insert(request.attempt, row);
        assert!(taken.is_none(), "an attempt id is used once");
    }

    fn note(&mut self, entry: &JournalEntry) {
        assert_eq!(entry.seq, self.journal.len() as u64 + 1, "no gaps");
        let none = AuditHead {
            seq: 0,
            hash: [0; 32],
        };
        self.head = Some(entry.chained(&self.head.unwrap_or(none)));
        self.journal.push(entry.clone());
    }

    fn deed(&mut self, seq: u64, (person, reason): (&str, &str)) {
        let entry = self.journal.last().expect("an entry in front of its deed");
        assert_eq!(entry.seq, seq, "a deed stands beside the newest entry");
        let fits = deed_fits(&entry.text, Some((person, reason)));
        assert!(fits, "the chain covers the deed");
        let deed = (person.to_owned(), reason.to_owned());
        assert_eq!(self.deeds.insert(seq, deed), None);
    }

    /// The entry and the deed of a change that people make.
    fn made_by(&self, seq: u64, kind: JournalKind) {
        let entry = self.journal.last().expect("an entry");
        assert_eq!((entry.seq, entry.kind), (seq, kind));
        assert!(self.deeds.contains_key(&seq), "somebody stands behind it");
    }

    fn desk(&mut self, change: &Change) {
        let last = self.shifts.last().cloned();
        match change {
            Change::ShiftOpened { seq, shift } => {
                self.made_by(*seq, JournalKind::ShiftOpened);
                assert!(last.as_ref().is_none_or(|(_, open)| !open), "one shift");
                let number = last.map_or(0, |(shift, _)| shift.number);
                assert_eq!(shift.number, number + 1);
                self.shifts.push((shift.clone(), true));
            }
            Change::ShiftClosed { seq, number, .. } => {
                self.made_by(*seq, JournalKind::ShiftClosed);
                let (shift, open) = self.shifts.last_mut().expect("a shift");
                assert!(shift.number == *number && *open, "closed once");
                *open = false;
            }
            Change::CashMoved { seq, moved } => {
                let kind = match moved.direction {
                    CashDirection::In => JournalKind::CashIn,
                    CashDirection::Out => JournalKind::CashOut,
                };
                self.made_by(*seq, kind);
                let (shift, open) = last.expect("a shift");
                assert!(shift.number == moved.shift && open && moved.sum.is_positive());
                self.moves.push(moved.clone());
            }
            Change::CorrectionOpened { seq, record } => {
                self.made_by(*seq, JournalKind::Correction);
                let payment = &self.payments[&record.payment];
                assert_eq!(payment.stage(), Stage::Paid);
                let same = |other: &CorrectionRecord| other.payment == record.payment;
                assert!(!self.corrections.iter().any(same), "one correction");
                assert_eq!(record.number as usize, self.corrections.len() + 1);
                self.corrections.push((**record).clone());
            }
            Change::Opened(_)
            | Change::Changed(_)
            | Change::NewSession(..)
            | Change::AttemptOpened(_)
            | Change::AttemptClosed { .. }
            | Change::Journal(_)
            | Change::Deed { .. } => unreachable!("not a change of the desk"),
        }
    }

    fn paid_rests_on_evidence(&self, payment: &Payment) {
        let proven = self.attempts.values().any(|row| {
            row.evidence && row.request.payment == payment.id && row.request.ask != Ask::Check
        });
        assert!(payment.stage() != Stage::Paid || proven, "paid unproven");
    }

    /// What a start finds.
    pub(super) fn saved(&self) -> Saved {
        let live = self.payments.values().filter(|payment| payment.is_live());
        let open = self.attempts.values().filter(|row| !row.closed);
        Saved {
            payments: live.cloned().collect(),
            open_attempts: open
                .map(|row| {
                    let request = &row.request;
                    (request.attempt, request.payment, request.ask)
                })
                .collect(),
            last_payment: self.payments.keys().last().map_or(0, |id| id.get()),
            head: self.head,
            reconcile: self.out_of_step() == Some(RECONCILE),
            is_other_copy: self.out_of_step() == Some(OTHER_COPY),
            epoch: self
                .journal
                .iter()
                .rev()
                .find_map(|entry| enrolled_epoch(&entry.text)),
            is_cramped: self.is_cramped,
            shift: self.open_shift(),
            last_shift: self.shifts.last().map_or(0, |(shift, _)| shift.number),
            recent: self.recent(),
            corrections: self.corrections.iter().map(|one| one.payment).collect(),
            last_correction: self.corrections.last().map_or(0, |one| one.number),
        }
    }

    fn out_of_step(&self) -> Option<&str> {
        let words = [RECONCILE, OTHER_COPY, RECONCILED];
        let mut texts = self.journal.iter().rev().map(|entry| &*entry.text);
        texts.find(|text| words.contains(text))
    }

    pub(super) fn open_shift(&self) -> Option<Shift> {
        let last = self.shifts.last().filter(|(_, open)| *open);
        last.map(|(shift, _)| shift.clone())
    }

    fn recent(&self) -> Vec<Recent> {
        let kept = |payment: &&Payment| payment.return_stage.is_none();
        let payments = self.payments.values().filter(kept);
        let recent = payments.filter_map(|payment| {
            Some(Recent {
                payment: payment.id,
                at: payment.tender?.at,
                likeness: payment.order.likeness(),
            })
        });
        recent.collect()
    }

    /// How many attempts of one kind were made for a payment.
    pub(super) fn attempts_of(&self, id: PaymentId, ask: Ask) -> usize {
        let those = self.attempts.values();
        those
            .filter(|row| row.request.payment == id && row.request.ask == ask)
            .count()
    }

    /// How many entries of one kind the journal has.
    pub(super) fn noted(&self, kind: JournalKind) -> usize {
        let those = self.journal.iter();
        those.filter(|entry| entry.kind == kind).count()
    }
}
