//! The independent auditor: judges a till and its hub from the outside, after every event.
//!
//! It is written from the design and not from the program, and shares no code with it: it reads the two databases with
//! SQL of its own, and the logs that the bench keeps ([`Evidence`]). It keeps what it has read, so that a look costs
//! as much as has changed since the last one.

mod case;
mod chain;
mod conservation;
mod escpos;
mod finding;
mod hub;
mod ledger;
mod liveness;
mod moved;
mod once;
mod paper;
mod privacy;
mod reply;
mod screen;
mod sends;
mod signature;
mod stage;
#[cfg(test)]
mod tests;
mod till;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Debug, Formatter};
use std::iter::repeat;

pub use finding::{AuditError, Books, Finding, Oracle};
pub use signature::{ServerKeys, Signatures, secret_numbers};

use crate::evidence::{CashStep, Evidence, Paper};
use case::{Case, Proof};
use conservation::Totals;
use finding::Verdict;
use hub::HubReader;
use moved::snapshot;
use privacy::Hunt;
use screen::Fit;
use stage::Stage;
use till::{Cases, TillReader, case};

/// The auditor of one till and one hub.
pub struct Auditor {
    signatures: Box<dyn Signatures>,
    undecided: BTreeSet<i64>,
    final_only: BTreeSet<String>,
    seen: BTreeMap<Oracle, u64>,
    till: TillReader,
    hub: HubReader,
    cases: Cases,
    totals: Totals,
    hunt: Hunt,
    marks: Marks,
    /// Payments to be judged again though nothing of theirs has changed.
    recheck: BTreeSet<i64>,
    /// The next look begins at the beginning.
    is_again: bool,
}

/// How much of the evidence was read.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Marks {
    sent: usize,
    paper: usize,
    cash: usize,
    shown: usize,
    credited: usize,
    log: usize,
    left: usize,
}

impl Marks {
    fn of(evidence: &Evidence) -> Self {
        Self {
            sent: evidence.sent.len(),
            paper: evidence.paper.len(),
            cash: evidence.cash.len(),
            shown: evidence.shown.len(),
            credited: evidence.credited.len(),
            log: evidence.log.len(),
            left: evidence.left.len(),
        }
    }
}

/// What one look has to judge.
#[derive(Debug, Default)]
struct Touched {
    till: BTreeSet<i64>,
    hub: BTreeSet<i64>,
    till_moved: bool,
}

impl Debug for Auditor {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auditor")
            .field("seen", &self.seen)
            .finish_non_exhaustive()
    }
}

impl Auditor {
    /// An auditor who has seen nothing yet.
    #[must_use]
    pub fn new(signatures: Box<dyn Signatures>) -> Self {
        Self {
            signatures,
            undecided: BTreeSet::new(),
            final_only: BTreeSet::new(),
            seen: BTreeMap::new(),
            till: TillReader::default(),
            hub: HubReader::default(),
            cases: Cases::new(),
            totals: Totals::default(),
            hunt: Hunt::default(),
            marks: Marks::default(),
            recheck: BTreeSet::new(),
            is_again: false,
        }
    }

    /// Providers whose cheque needs a final success; for all others the server's acceptance is enough.
    pub fn final_only(&mut self, providers: impl IntoIterator<Item = String>) {
        self.final_only = providers.into_iter().collect();
    }

    /// Payments of which the cashier does not know whether they were accepted: the till may have them as tendered
    /// though no cash was taken. Takes the place of what was said before.
    pub fn undecided(&mut self, ids: impl IntoIterator<Item = i64>) {
        let now = ids.into_iter().collect();
        self.recheck.extend(self.undecided.difference(&now));
        self.undecided = now;
    }

    /// Judges what is new since the last call: rows and evidence, and every payment that they touch.
    ///
    /// # Errors
    /// [`AuditError`] when a database cannot be read.
    pub fn after_event(
        &mut self,
        books: &Books<'_>,
        evidence: &Evidence,
    ) -> Result<Vec<Finding>, AuditError> {
        let mut verdict = Verdict::default();
        self.look(books, evidence, &mut verdict)?;
        for (oracle, seen) in verdict.seen {
            let total = self.seen.entry(oracle).or_default();
            *total = total.saturating_add(seen);
        }
        Ok(verdict.findings)
    }

    /// After a restart from a power cut or from restored data: nothing that was read is taken for granted, and the
    /// next call judges everything.
    pub fn restarted(&mut self) {
        self.cases.clear();
        self.hub = HubReader::default();
        self.begin_again();
    }

    /// Judges everything from the beginning. Stages that were seen before still bind.
    ///
    /// # Errors
    /// [`AuditError`] when a database cannot be read.
    pub fn everything(
        &mut self,
        books: &Books<'_>,
        evidence: &Evidence,
    ) -> Result<Vec<Finding>, AuditError> {
        self.cases.values_mut().for_each(Case::begin_again);
        self.hub.begin_again();
        self.begin_again();
        self.after_event(books, evidence)
    }

    /// Judges everything, and after healing: nothing is open but what a person must decide, and every customer's
    /// cash is at the provider once, owed back or handed back.
    ///
    /// # Errors
    /// [`AuditError`] when a database cannot be read.
    pub fn at_the_end(
        &mut self,
        books: &Books<'_>,
        evidence: &Evidence,
    ) -> Result<Vec<Finding>, AuditError> {
        self.seen.remove(&Oracle::O6);
        let mut findings = self.everything(books, evidence)?;
        let mut verdict = Verdict::default();
        for database in [("till", books.till), ("hub", books.hub)] {
            self.hunt.judge_database(database, &mut verdict)?;
        }
        for case in self.cases.values() {
            conservation::judge_end(case, &mut verdict);
            liveness::judge_case(case, &self.hub.payments, &mut verdict);
        }
        for case in self.hub.payments.values() {
            liveness::judge_hub(case, &mut verdict);
        }
        for (oracle, seen) in verdict.seen {
            let total = self.seen.entry(oracle).or_default();
            *total = total.saturating_add(seen);
        }
        findings.append(&mut verdict.findings);
        Ok(findings)
    }

    /// How much evidence each oracle has seen; an oracle that saw none has proved nothing.
    #[must_use]
    pub const fn seen(&self) -> &BTreeMap<Oracle, u64> {
        &self.seen
    }

    /// What is read again is counted again.
    fn begin_again(&mut self) {
        self.seen.retain(|oracle, _| *oracle == Oracle::O6);
        self.till = TillReader::default();
        self.totals = Totals::default();
        self.marks = Marks::default();
        self.is_again = true;
    }

    fn look(
        &mut self,
        books: &Books<'_>,
        evidence: &Evidence,
        verdict: &mut Verdict,
    ) -> Result<(), AuditError> {
        let till_moved = self.till.moved.look(books.till)?;
        let hub_moved = self.hub.moved.look(books.hub)?;
        let is_idle = !till_moved && !hub_moved && self.recheck.is_empty();
        if is_idle && self.marks == Marks::of(evidence) {
            return Ok(());
        }
        let _till = snapshot(books.till)?;
        let _hub = snapshot(books.hub)?;
        let mut touched = Touched {
            till: std::mem::take(&mut self.recheck),
            hub: BTreeSet::new(),
            till_moved,
        };
        if till_moved {
            let new = self.till.read_new(books.till, &mut self.cases, verdict)?;
            touched.till.extend(new);
        }
        if hub_moved {
            touched.hub = self.hub.read_new(books.hub, verdict)?;
        }
        if self.is_again {
            touched.till.extend(till::every_payment(books.till)?);
            touched.till.extend(self.cases.keys());
            touched.hub.extend(self.hub.payments.keys());
        }
        self.note_evidence(evidence, &mut touched);
        self.refresh(books, &mut touched, verdict)?;
        self.judge_evidence(books, evidence, verdict)?;
        self.judge_cases(&touched, verdict);
        self.marks = Marks::of(evidence);
        self.is_again = false;
        Ok(())
    }

    /// Which payments the new evidence is about; cash and credits are added to them.
    fn note_evidence(&mut self, evidence: &Evidence, touched: &mut Touched) {
        let marks = self.marks;
        let ids = &mut touched.till;
        ids.extend(fresh(&evidence.sent, marks.sent).map(|sent| sent.payment));
        ids.extend(fresh(&evidence.paper, marks.paper).map(|paper| paper.payment));
        ids.extend(fresh(&evidence.shown, marks.shown).map(|shown| shown.payment));
        for cash in fresh(&evidence.cash, marks.cash) {
            ids.insert(cash.payment);
            let counter = &mut case(&mut self.cases, cash.payment).counter;
            let steps = match cash.step {
                CashStep::Taken => &mut counter.taken,
                CashStep::Returned => &mut counter.returned,
            };
            steps.push((cash.minor, cash.currency.clone()));
        }
        for credited in fresh(&evidence.credited, marks.credited) {
            touched.hub.insert(credited.transid);
            let case = self.hub.case(credited.transid);
            case.credits.push(credited.minor);
        }
    }

    /// Reads the rows of everything touched, and ties the hub's payments to the till's.
    fn refresh(
        &mut self,
        books: &Books<'_>,
        touched: &mut Touched,
        verdict: &mut Verdict,
    ) -> Result<(), AuditError> {
        for id in &touched.hub {
            let found = self.hub.refresh(books.hub, *id, verdict)?;
            if let (Some(row), None) = (&found.row, found.payment) {
                found.payment = till::payment_of(books.till, &row.session)?;
            }
            if let Some(payment) = found.payment {
                touched.till.insert(payment);
                let at_hub = &mut case(&mut self.cases, payment).at_hub;
                if !at_hub.contains(id) {
                    at_hub.push(*id);
                }
            }
        }
        for id in &touched.till {
            let case = case(&mut self.cases, *id);
            if !touched.till_moved && case.row.is_some() {
                continue;
            }
            let now = till::payment(books.till, *id)?;
            screen::judge_move((case, self.is_again), now.as_ref(), verdict);
            let session = now.as_ref().map(|row| row.session.as_str());
            let is_old = session == case.row.as_ref().map(|row| row.session.as_str());
            if let Some(session) = session.filter(|_| !is_old || !case.is_session_listed) {
                let owner = till::payment_of(books.till, session)?;
                case.is_session_listed = owner == Some(*id);
            }
            case.row = now;
            self.read_replies(books, *id)?;
        }
        Ok(())
    }

    /// Reads the stored replies of a payment that has come to its end, until they say what it rests on.
    fn read_replies(&mut self, books: &Books<'_>, id: i64) -> Result<(), AuditError> {
        let case = case(&mut self.cases, id);
        self.totals.weigh(case);
        let Some(row) = &case.row else {
            return Ok(());
        };
        let least = least_proof(&self.final_only, Some(&row.provider));
        let is_known = match (row.stage == Stage::Paid, row.stage == Stage::Failed) {
            (true, _) => case.replies.paid >= least,
            (_, true) => case.replies.refused,
            (false, false) => true,
        };
        if !is_known {
            let key = (id, row.session.as_str());
            case.replies = till::replies(books.till, key, self.signatures.as_ref())?;
        }
        Ok(())
    }

    fn judge_evidence(
        &mut self,
        books: &Books<'_>,
        evidence: &Evidence,
        verdict: &mut Verdict,
    ) -> Result<(), AuditError> {
        let marks = self.marks;
        for sent in fresh(&evidence.sent, marks.sent) {
            let owner = till::payment_of(books.till, &sent.session)?;
            let found = (self.till.attempt(&sent.nonce), owner == Some(sent.payment));
            let case = case(&mut self.cases, sent.payment);
            sends::judge(sent, case, found, verdict);
        }
        for (paper, bytes) in printed(evidence, marks.paper) {
            let case = case(&mut self.cases, paper.payment);
            let provider = case.row.as_ref().map(|row| row.provider.as_str());
            let least = least_proof(&self.final_only, provider);
            paper::judge((paper, bytes), case, least, verdict);
        }
        let mut newest = BTreeSet::new();
        let shown: Vec<_> = fresh(&evidence.shown, marks.shown).collect();
        for shown in shown.into_iter().rev() {
            let fit = match (self.is_again, newest.insert(shown.payment)) {
                (true, _) => Fit::MuchOlder,
                (false, true) => Fit::Same,
                (false, false) => Fit::Older,
            };
            let case = case(&mut self.cases, shown.payment);
            screen::judge(shown, case, fit, verdict)?;
            sends::judge_accepted(shown, case, verdict);
        }
        for credited in fresh(&evidence.credited, marks.credited) {
            verdict.saw(Oracle::O2);
            sends::judge_order(books.hub, credited.transid, verdict)?;
        }
        self.judge_secrecy(evidence, verdict);
        verdict.saw_many(Oracle::O1, evidence.cash.len().saturating_sub(marks.cash));
        Ok(())
    }

    /// Judges the logs, the line and the papers for what may not stand there.
    fn judge_secrecy(&mut self, evidence: &Evidence, verdict: &mut Verdict) {
        let (hunt, marks) = (&mut self.hunt, self.marks);
        hunt.learn(evidence);
        for (index, line) in evidence.log.iter().enumerate().skip(marks.log) {
            hunt.judge_line(line, index.saturating_add(1), verdict);
        }
        for left in fresh(&evidence.left, marks.left) {
            hunt.judge_left(left, verdict);
        }
        for (paper, bytes) in printed(evidence, marks.paper) {
            hunt.judge_paper(bytes, paper.payment, verdict);
        }
    }

    fn judge_cases(&self, touched: &Touched, verdict: &mut Verdict) {
        for id in &touched.hub {
            if let Some(case) = self.hub.payments.get(id) {
                ledger::judge_case(case, &self.hub.ledger, verdict);
                once::judge_credits(case, verdict);
            }
        }
        for id in &touched.till {
            let Some(case) = self.cases.get(id) else {
                continue;
            };
            chain::judge_case(case, verdict);
            conservation::judge_case(case, &self.undecided, verdict);
            conservation::judge_refusal(case, verdict);
            once::judge_case(case, &self.hub.payments, verdict);
            paper::judge_printed(case, verdict);
            if case.stage() == Some(Stage::Paid) {
                let provider = case.row.as_ref().map(|row| row.provider.as_str());
                paper::judge_proof(case, least_proof(&self.final_only, provider), verdict);
            }
        }
        self.totals.judge(verdict);
        if self.is_again {
            once::judge_slots(&self.hub.payments, verdict);
        }
    }
}

/// What a cheque for this provider must rest on at least.
fn least_proof(final_only: &BTreeSet<String>, provider: Option<&str>) -> Proof {
    if provider.is_some_and(|provider| final_only.contains(provider)) {
        Proof::Final
    } else {
        Proof::Accepted
    }
}

/// New papers, and the bytes for them; a paper that nobody sent bytes for is an empty one.
fn printed(evidence: &Evidence, mark: usize) -> impl Iterator<Item = (&Paper, &[u8])> {
    let all_bytes = evidence.printed.iter().map(Vec::as_slice);
    let papers = evidence.paper.iter().zip(all_bytes.chain(repeat(&[][..])));
    papers.skip(mark)
}

fn fresh<T>(list: &[T], mark: usize) -> impl Iterator<Item = &T> {
    list.iter().skip(mark)
}
