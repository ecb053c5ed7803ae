//! The auditor: from books, papers and the cashiers' cash to what was lost, doubled or falsely printed.
//!
//! It believes nobody. Whether a customer was served says the provider's book alone; whether cash was taken or handed
//! back says the cashier.

use std::collections::{BTreeMap, BTreeSet};

use super::books::{AtHub, AtProvider, AtTill, Paper};
use super::cashier::Cash;

/// What is wrong with a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// Cash was taken, and neither did the customer get it back nor the provider credit it.
    Lost,
    /// Credited more than once, or credited though the cash was never taken or was handed back.
    Doubled,
    /// A cheque for what was not credited, with a false sum, or printed twice without a mark.
    FalseCheque,
}

impl Fault {
    /// Its name in JSON and in the ids of texts.
    pub(super) const fn as_key(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Doubled => "doubled",
            Self::FalseCheque => "false-cheque",
        }
    }
}

/// Something that should not be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    pub(super) fault: Fault,
    pub(super) point: String,
    /// The till's number of the payment; 0 where no till knows it.
    pub(super) payment: i64,
}

/// What one till and its cashier leave behind.
#[derive(Debug, Clone, Default)]
pub(super) struct Till {
    pub(super) point: String,
    pub(super) payments: Vec<AtTill>,
    pub(super) papers: Vec<Paper>,
    pub(super) cash: BTreeMap<i64, Cash>,
}

/// The books behind the tills.
#[derive(Debug, Clone, Default)]
pub(super) struct Behind {
    pub(super) hub: Vec<AtHub>,
    pub(super) provider: Vec<AtProvider>,
    /// Charged to the deposits, in minor units.
    pub(super) charged: i64,
}

/// What the auditor says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Findings {
    /// Payments for which cash was taken, by what became of them.
    pub(super) taken: u64,
    pub(super) paid: u64,
    pub(super) handed_back: u64,
    pub(super) open: u64,
    /// Sums of the cash, in minor units.
    pub(super) cash_taken: i64,
    pub(super) cash_back: i64,
    pub(super) cheques: u64,
    pub(super) found: Vec<Found>,
    /// Books that do not add up, though every payment does.
    pub(super) is_unbalanced: bool,
}

impl Findings {
    /// How many payments are wrong in one way.
    pub(super) fn count(&self, fault: Fault) -> usize {
        self.found
            .iter()
            .filter(|found| found.fault == fault)
            .count()
    }
}

const CAPTURED: &str = "CAPTURED";
const SETTLED: [&str; 3] = ["paid", "failed", "cancelled"];

/// Judges everything.
pub(super) fn judge(tills: &[Till], behind: &Behind) -> Findings {
    let books = Books::new(behind);
    let mut findings = Findings::default();
    let mut known: BTreeSet<(&str, &str)> = BTreeSet::new();
    for till in tills {
        for payment in &till.payments {
            let sessions = payment.sessions.iter();
            known.extend(sessions.map(|session| (till.point.as_str(), session.as_str())));
            books.judge_payment(till, payment, &mut findings);
        }
        let rows: BTreeSet<i64> = till.payments.iter().map(|payment| payment.id).collect();
        let forgotten = till.cash.keys().filter(|id| !rows.contains(id));
        findings
            .found
            .extend(forgotten.map(|id| till.found(Fault::Lost, *id)));
        for paper in &till.papers {
            books.judge_paper(till, paper, &mut findings);
        }
        for cash in till.cash.values() {
            findings.taken += 1;
            findings.cash_taken += cash.taken;
            findings.cash_back += cash.returned;
        }
    }
    let strangers = behind.hub.iter().filter(|paid| {
        paid.state == CAPTURED && !known.contains(&(paid.point.as_str(), paid.session.as_str()))
    });
    findings.found.extend(strangers.map(|paid| Found {
        fault: Fault::Doubled,
        point: paid.point.clone(),
        payment: 0,
    }));
    findings.found.extend(books.strange_credits());
    findings.found.sort();
    findings.found.dedup();
    findings.is_unbalanced = !books.is_balanced(findings.open);
    findings
}

impl Till {
    fn found(&self, fault: Fault, payment: i64) -> Found {
        Found {
            fault,
            point: self.point.clone(),
            payment,
        }
    }
}

/// The books behind the tills, ready to be looked up in.
struct Books<'a> {
    behind: &'a Behind,
    by_session: BTreeMap<(&'a str, &'a str), &'a AtHub>,
    credits: BTreeMap<i64, Vec<&'a AtProvider>>,
}

impl<'a> Books<'a> {
    fn new(behind: &'a Behind) -> Self {
        let by_session = behind
            .hub
            .iter()
            .map(|row| ((row.point.as_str(), row.session.as_str()), row));
        let mut credits: BTreeMap<i64, Vec<&AtProvider>> = BTreeMap::new();
        for credit in &behind.provider {
            credits.entry(credit.order).or_default().push(credit);
        }
        Self {
            behind,
            by_session: by_session.collect(),
            credits,
        }
    }

    /// All that the hub has of a payment, under whichever SESSION.
    fn orders(&self, till: &Till, payment: &AtTill) -> Vec<&'a AtHub> {
        let sessions = payment.sessions.iter();
        let rows = sessions.filter_map(|session| {
            self.by_session
                .get(&(till.point.as_str(), session.as_str()))
        });
        rows.copied().collect()
    }

    fn credits_of(&self, orders: &[&AtHub]) -> Vec<&'a AtProvider> {
        let credits = orders
            .iter()
            .filter_map(|order| self.credits.get(&order.id));
        credits.flatten().copied().collect()
    }

    fn judge_payment(&self, till: &Till, payment: &AtTill, findings: &mut Findings) {
        let orders = self.orders(till, payment);
        let credits = self.credits_of(&orders);
        let captured: Vec<&&AtHub> = orders
            .iter()
            .filter(|order| order.state == CAPTURED)
            .collect();
        let posted: i64 = captured.iter().map(|order| order.credits).sum();
        let cash = till.cash.get(&payment.id).copied().unwrap_or_default();
        let is_settled = SETTLED.contains(&payment.stage.as_str());
        let mut wrong = |fault| findings.found.push(till.found(fault, payment.id));
        let is_doubled = credits.len() > 1
            || captured.len() > 1
            || posted > 1
            || (!credits.is_empty() && (cash.taken == 0 || cash.returned > 0))
            || cash.returned > cash.taken;
        if is_doubled {
            wrong(Fault::Doubled);
        }
        let is_right = |credit: &&AtProvider| {
            let (ours, theirs) = (&payment.account, &credit.account);
            let is_same = ours.ends_with(theirs.as_str()) || theirs.ends_with(ours.as_str());
            is_same && credit.sum == payment.credited
        };
        let is_served = credits.iter().any(is_right) && !captured.is_empty();
        let is_returned = cash.returned >= cash.taken;
        // What was taken must be somewhere; that a till forgets a tender is a loss as well.
        let is_lost = cash.taken > 0
            && (!payment.is_tendered
                || payment.taken != cash.taken
                || (is_settled && !is_served && !is_returned && !is_due(payment, cash))
                || (payment.stage == "paid" && !is_served));
        if is_lost {
            wrong(Fault::Lost);
        }
        if payment.unmarked > 1 {
            wrong(Fault::FalseCheque);
        }
        if cash.taken > 0 {
            match (is_settled, payment.stage.as_str()) {
                (false, _) => findings.open += 1,
                (true, "paid") => findings.paid += 1,
                (true, _) => findings.handed_back += 1,
            }
        }
    }

    /// A cheque must rest on exactly what the provider credited; another paper must not look like one.
    fn judge_paper(&self, till: &Till, paper: &Paper, findings: &mut Findings) {
        let number = paper
            .text
            .lines()
            .find_map(|line| line.trim().strip_prefix("TRANSID"));
        if !paper.is_cheque {
            if number.is_some() {
                findings
                    .found
                    .push(till.found(Fault::FalseCheque, paper.payment));
            }
            return;
        }
        findings.cheques += 1;
        let payment = till
            .payments
            .iter()
            .find(|payment| payment.id == paper.payment);
        let order = number.and_then(|text| text.trim().parse::<i64>().ok());
        let is_true = payment.zip(order).is_some_and(|(payment, order)| {
            let of_payment = self
                .orders(till, payment)
                .into_iter()
                .find(|row| row.id == order);
            let credits = of_payment
                .map(|row| self.credits_of(&[row]))
                .unwrap_or_default();
            payment.stage == "paid"
                && credits.iter().any(|credit| credit.sum == payment.credited)
                && names_sum(&paper.text, payment.credited)
                && names_sum(&paper.text, payment.taken)
        });
        if !is_true {
            findings
                .found
                .push(till.found(Fault::FalseCheque, paper.payment));
        }
    }

    /// Credits without an order of the hub.
    fn strange_credits(&self) -> Vec<Found> {
        let orders: BTreeSet<i64> = self.behind.hub.iter().map(|row| row.id).collect();
        let strange = self.credits.keys().filter(|order| !orders.contains(order));
        let found = strange.map(|_| Found {
            fault: Fault::Doubled,
            point: String::new(),
            payment: 0,
        });
        found.collect()
    }

    /// Every captured payment has its postings and no other has any, and the deposits were charged for exactly what
    /// was credited.
    fn is_balanced(&self, open: u64) -> bool {
        let captured = || self.behind.hub.iter().filter(|row| row.state == CAPTURED);
        let others = || self.behind.hub.iter().filter(|row| row.state != CAPTURED);
        let sum: i64 = captured().map(|row| row.amount).sum();
        let credited: i64 = self.behind.provider.iter().map(|credit| credit.sum).sum();
        let is_posted =
            captured().all(|row| row.posted == row.amount) && others().all(|row| row.posted == 0);
        is_posted && sum == self.behind.charged && (open > 0 || sum == credited)
    }
}

/// Whether the till still says that this cash is to be handed back.
fn is_due(payment: &AtTill, cash: Cash) -> bool {
    payment.is_return && cash.returned == 0
}

/// Whether a sum below a thousand stands on a paper, with a point or a comma.
fn names_sum(text: &str, minor: i64) -> bool {
    let (whole, cents) = (minor / 100, minor % 100);
    [".", ","]
        .iter()
        .any(|sign| text.contains(&format!("{whole}{sign}{cents:02}")))
}

#[cfg(test)]
mod tests;
