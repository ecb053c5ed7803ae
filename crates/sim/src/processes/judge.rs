//! Who was told what, who has which money, and whether both agree.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use paydesk_adapters::clock;

use super::books::{self, AtHub, AtTill, HUB_RULES};
use super::rig::{PHRASE, Rig};
use super::run::Told;
use super::{Outcome, Trouble};

/// What one sale credits, and what the deposit is charged for it, in minor units.
const CREDITED: i64 = 1000;
/// Orders of the hub to bank and provider have ended by then.
const ORDERS_END_MS: i64 = 20_000;

/// A sale that was tried.
#[derive(Debug, Clone)]
pub(super) struct Sold {
    pub(super) number: String,
    pub(super) told: Told,
    /// What the program said.
    pub(super) brief: String,
}

/// What the judge counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Verdict {
    pub(super) sales: usize,
    pub(super) paid: usize,
    pub(super) cheques: usize,
    pub(super) lost: usize,
    pub(super) doubled: usize,
    pub(super) false_cheques: usize,
    /// Everything that must not be, money or not.
    pub(super) findings: Vec<String>,
}

impl Verdict {
    fn lost(&mut self, what: String) {
        self.lost += 1;
        self.findings.push(format!("LOST: {what}"));
    }

    fn doubled(&mut self, what: String) {
        self.doubled += 1;
        self.findings.push(format!("DOUBLED: {what}"));
    }

    fn false_cheque(&mut self, what: String) {
        self.false_cheques += 1;
        self.findings.push(format!("FALSE CHEQUE: {what}"));
    }

    fn also(&mut self, what: String) {
        self.findings.push(what);
    }

    /// Puts counts and findings into a section's report.
    pub(super) fn report(self, outcome: &mut Outcome, name: &str) {
        outcome.row(format!("{name}: judged"), &self);
        outcome.findings.extend(
            self.findings
                .into_iter()
                .map(|found| format!("{name}: {found}")),
        );
    }
}

impl Display for Verdict {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} sales, {} paid, {} cheques; {} lost, {} doubled, {} false cheques",
            self.sales, self.paid, self.cheques, self.lost, self.doubled, self.false_cheques
        )
    }
}

/// The books of all sides.
struct Evidence {
    till: Vec<AtTill>,
    hub: BTreeMap<String, Vec<AtHub>>,
    provider: BTreeMap<String, (i64, i64)>,
    bank: BTreeMap<String, usize>,
}

impl Rig {
    /// Settles what is open, and compares all books about the sales from the n-th on. The hub must run.
    pub(super) fn judge(&self, from: usize) -> Result<Verdict, Trouble> {
        let mut verdict = Verdict::default();
        if let Some(ran) = self.settle()? {
            verdict.also(format!("something stays open: {}", ran.brief()));
        }
        self.judge_as_it_is(from, &mut verdict)?;
        Ok(verdict)
    }

    /// The same without asking the till anything first.
    pub(super) fn judge_as_it_is(&self, from: usize, verdict: &mut Verdict) -> Result<(), Trouble> {
        self.wait_for_the_hub()?;
        let evidence = self.evidence()?;
        for sold in self.sold.get(from..).unwrap_or_default() {
            verdict.sales += 1;
            judge_sale(sold, &evidence, verdict);
        }
        if from == 0 {
            self.judge_all(&evidence, verdict)?;
        }
        Ok(())
    }

    /// The hub tells the bank after the provider has credited: its orders are given some time to end.
    fn wait_for_the_hub(&self) -> Result<(), Trouble> {
        let books = books::read_only(&self.hub_folder().join("hub.sqlite"))?;
        let begun = clock::now();
        let open = "SELECT count(*) FROM outbox WHERE done_at IS NULL";
        while books::number(&books, open)? > 0 && clock::now().ms_since(begun) < ORDERS_END_MS {
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    fn evidence(&self) -> Result<Evidence, Trouble> {
        let mut till = Self::payments_in(&self.till_folder())?;
        for folder in &self.copies {
            till = together(till, Self::payments_in(folder)?);
        }
        let mut hub: BTreeMap<String, Vec<AtHub>> = BTreeMap::new();
        let at_hub =
            books::hub_payments(&books::read_only(&self.hub_folder().join("hub.sqlite"))?)?;
        for payment in at_hub {
            hub.entry(payment.number.clone()).or_default().push(payment);
        }
        let mut bank = BTreeMap::new();
        for reference in books::bank_captures(&self.hub_folder())? {
            *bank.entry(reference).or_default() += 1;
        }
        Ok(Evidence {
            till,
            hub,
            provider: books::provider_credits(&self.hub_folder())?,
            bank,
        })
    }

    fn payments_in(folder: &Path) -> Result<Vec<AtTill>, Trouble> {
        let file = folder.join("till.sqlite");
        if file.exists() {
            books::till_payments(&books::read_only(&file)?)
        } else {
            Ok(Vec::new())
        }
    }

    /// What concerns no single sale: strangers in any book, papers, the hub's own rules, sound databases.
    fn judge_all(&self, evidence: &Evidence, verdict: &mut Verdict) -> Result<(), Trouble> {
        let known: BTreeSet<&str> = self.sold.iter().map(|sold| sold.number.as_str()).collect();
        for number in evidence
            .provider
            .keys()
            .filter(|number| !known.contains(number.as_str()))
        {
            verdict.lost(format!("the provider credited {number}, which nobody sold"));
        }
        self.judge_papers(evidence, verdict)?;
        let hub = books::read_only(&self.hub_folder().join("hub.sqlite"))?;
        for (rule, sql) in HUB_RULES {
            let broken = books::rows(&hub, sql, |_| Ok(()))?.len();
            if broken > 0 {
                verdict.also(format!("the hub's books: {rule} ({broken} rows)"));
            }
        }
        let mut databases = vec![hub];
        if self.till_database().exists() {
            databases.push(books::read_only(&self.till_database())?);
        }
        for database in databases {
            let said: String =
                database.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
            if said != "ok" {
                verdict.also(format!("integrity check: {said}"));
            }
        }
        for file in holders(self.folder.path(), PHRASE.as_bytes())? {
            // The phrase stands in its own file, because the bench wrote it there.
            if !file.ends_with("keys/till.pass") {
                verdict.also(format!("{} holds the pass phrase", file.display()));
            }
        }
        if let Err(Trouble::Bench(said)) = self.hub_admin(&["ledger", "check"]) {
            verdict.also(format!("ledger check: {said}"));
        }
        Ok(())
    }

    /// Each cheque belongs to a paid payment with its signed reply, and says so.
    fn judge_papers(&self, evidence: &Evidence, verdict: &mut Verdict) -> Result<(), Trouble> {
        let Ok(papers) = fs::read_dir(self.till_folder().join("cheques")) else {
            return Ok(());
        };
        for paper in papers {
            let path = paper?.path();
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            let Some(id) = cheque_of(&name) else {
                continue;
            };
            verdict.cheques += usize::from(name.ends_with(".txt"));
            // After an old copy was put back numbers are given out again; the SESSION is not.
            let bytes = fs::read(&path)?;
            let names = |payment: &&AtTill| {
                payment.id == id && contains(&bytes, payment.session.as_bytes())
            };
            match evidence.till.iter().find(names) {
                None => {
                    verdict.false_cheque(format!("{name} names no payment that has this number"))
                }
                Some(payment) if payment.stage != "paid" || !payment.has_evidence => {
                    verdict.false_cheque(format!("{name}, but the payment is {payment:?}"));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }
}

/// The files below a folder that hold a text.
fn holders(folder: &Path, text: &[u8]) -> Result<Vec<PathBuf>, Trouble> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            found.extend(holders(&path, text)?);
            continue;
        }
        // A program that runs takes its files away when it likes.
        if entry.file_type()?.is_file() && fs::read(&path).is_ok_and(|read| contains(&read, text)) {
            found.push(path);
        }
    }
    Ok(found)
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|part| part == text)
}

/// The payments of two copies of a till: of one that both have, the copy that saw it paid counts.
fn together(mut ours: Vec<AtTill>, theirs: Vec<AtTill>) -> Vec<AtTill> {
    for their in theirs {
        match ours.iter_mut().find(|our| our.session == their.session) {
            Some(our) if our.stage != "paid" && their.stage == "paid" => *our = their,
            Some(_) => {}
            None => ours.push(their),
        }
    }
    ours
}

/// The payment that a cheque file belongs to; none for slips and for files that are not finished.
fn cheque_of(name: &str) -> Option<i64> {
    let stem = name.strip_prefix("cheque-")?;
    let stem = stem
        .strip_suffix(".txt")
        .or_else(|| stem.strip_suffix(".escpos"))?;
    stem.split('-').nth(1)?.parse().ok()
}

fn judge_sale(sold: &Sold, evidence: &Evidence, verdict: &mut Verdict) {
    let number = &sold.number;
    let till: Vec<&AtTill> = evidence
        .till
        .iter()
        .filter(|payment| payment.number == *number)
        .collect();
    let none = Vec::new();
    let hub = evidence.hub.get(number).unwrap_or(&none);
    let captured: Vec<&AtHub> = hub.iter().filter(|payment| payment.is_captured).collect();
    let (credits, sum) = evidence.provider.get(number).copied().unwrap_or_default();
    let paid = till
        .iter()
        .filter(|payment| payment.stage == "paid")
        .count();
    verdict.paid += paid;
    let seen = format!(
        "{number}, told {}: till {till:?}; hub {hub:?}; provider {credits}",
        sold.told.as_word()
    );
    if paid > 1 || captured.len() > 1 || credits > 1 {
        verdict.doubled(seen.clone());
    }
    let is_made = !captured.is_empty() || credits > 0;
    if is_made && (captured.len() != 1 || credits != 1 || sum != CREDITED) {
        verdict.lost(format!("hub and provider do not agree about {seen}"));
    }
    if is_made != (paid > 0) {
        verdict.lost(format!("till and hub do not agree about {seen}"));
    }
    for payment in &captured {
        let at_bank = evidence
            .bank
            .get(&payment.id.to_string())
            .copied()
            .unwrap_or_default();
        if at_bank != 1 || payment.provider_posts != 1 || payment.posted_off != 0 {
            verdict.lost(format!(
                "bank ({at_bank}) or ledger do not agree about {seen}"
            ));
        }
    }
    judge_words(sold, &till, verdict);
    judge_stages(&till, &seen, verdict);
}

/// What the cashier was told must be what became of it.
fn judge_words(sold: &Sold, till: &[&AtTill], verdict: &mut Verdict) {
    let tendered = till.iter().any(|payment| payment.is_tendered);
    let is_paid = till.iter().any(|payment| payment.stage == "paid");
    let is_owed = till.iter().any(|payment| payment.return_stage.is_some());
    let seen = || {
        format!(
            "{} was told “{}” ({}): {till:?}",
            sold.number,
            sold.told.as_word(),
            sold.brief
        )
    };
    match sold.told {
        Told::Paid if !is_paid => verdict.false_cheque(seen()),
        Told::Open if !tendered => verdict.lost(seen()),
        Told::CashBack if is_paid || !is_owed => verdict.lost(seen()),
        // The cashier keeps or returns the cash: the till may not go on with it.
        Told::NotTaken | Told::NotStored if tendered => verdict.lost(seen()),
        Told::Odd => verdict.also(seen()),
        Told::Paid
        | Told::Open
        | Told::CashBack
        | Told::NotTaken
        | Told::NotStored
        | Told::Unsure
        | Told::Nothing => {}
    }
}

/// After everything has settled each payment with cash has come to its end, and its cheque is out.
fn judge_stages(till: &[&AtTill], seen: &str, verdict: &mut Verdict) {
    for payment in till.iter().filter(|payment| payment.is_tendered) {
        let print = payment.print.as_deref();
        match payment.stage.as_str() {
            "paid" if !payment.has_evidence => {
                verdict.false_cheque(format!("paid without a signed reply: {seen}"))
            }
            "paid" if !matches!(print, Some("printed" | "sent" | "uncertain")) => {
                verdict.also(format!("no cheque came out: {seen}"));
            }
            "failed" | "cancelled" if payment.return_stage.is_none() => {
                verdict.lost(format!("cash is owed and nobody knows: {seen}"));
            }
            "paid" | "failed" | "cancelled" => {}
            _ => verdict.lost(format!("not at its end: {seen}")),
        }
        if payment.unmarked > 1 {
            verdict.false_cheque(format!(
                "{} cheques without a mark: {seen}",
                payment.unmarked
            ));
        }
    }
}

#[cfg(test)]
mod tests;
