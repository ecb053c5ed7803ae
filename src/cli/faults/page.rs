//! The result on one page, and for programs.

use paydesk_domain::money::{Currency, Money};
use paydesk_proxy::Kind;
use serde_json::{Value, json};

use super::audit::Fault;
use super::bench::{Course, Moment, Report};
use crate::cli::Exit;
use crate::text::Texts;

/// Width of the page.
const COLUMNS: usize = 78;
/// Findings that are named one by one.
const NAMED: usize = 20;
const FAULTS: [Fault; 3] = [Fault::Lost, Fault::Doubled, Fault::FalseCheque];

/// What is about to happen.
pub(super) fn beginning(texts: &Texts, course: &Course) -> String {
    let minutes = course.limit.time.map(|time| time.as_secs() / 60);
    let facts = [
        ("tills", course.tills.to_string()),
        ("seed", course.seed.to_string()),
        ("minutes", minutes.unwrap_or(0).to_string()),
        ("requests", course.limit.faulted.unwrap_or(0).to_string()),
    ];
    let id = match (minutes, course.limit.faulted) {
        (_, None) => "faults-begin-minutes",
        (None, Some(_)) => "faults-begin-requests",
        (Some(_), Some(_)) => "faults-begin-both",
    };
    with(texts, id, &facts)
}

/// What happens now.
pub(super) fn moment(texts: &Texts, moment: Moment) -> String {
    match moment {
        Moment::Selling => texts.get("faults-selling"),
        Moment::Healing(open) => texts.counted("faults-healing", open),
    }
}

/// How the command ends: only a clean result with everything at its end is good, and only if there was something to
/// judge.
pub(super) fn exit(report: &Report) -> Exit {
    if !report.is_clean() {
        Exit::Refused
    } else if !report.is_whole() || report.findings.taken == 0 {
        Exit::Open
    } else {
        Exit::Done
    }
}

/// The page.
pub(super) fn page(texts: &Texts, report: &Report) -> String {
    let mut page = Page {
        texts,
        text: String::new(),
    };
    page.payments(report);
    page.faults(report);
    page.sins(report);
    page.healing(report);
    page.verdict(report);
    page.text.trim_end().to_owned()
}

struct Page<'a> {
    texts: &'a Texts,
    text: String,
}

impl Page<'_> {
    fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    /// A name at the left, a figure at the right of half a page or of the whole.
    fn row(&mut self, name: &str, figure: &str) {
        let row = justified(name, figure, COLUMNS);
        self.line(&row);
    }

    fn figure(&mut self, id: &str, figure: impl ToString) {
        let name = self.texts.get(id);
        self.row(&name, &figure.to_string());
    }

    /// Milliseconds in seconds, with one digit behind the point.
    fn seconds(&self, ms: u64) -> String {
        let seconds = format!("{}.{}", ms / 1_000, ms % 1_000 / 100);
        self.texts.with("faults-seconds", &[("seconds", &seconds)])
    }

    fn payments(&mut self, report: &Report) {
        let language = self.texts.language();
        let sum = |minor| Money::new(minor, Currency::RUB).to_text(language);
        let findings = &report.findings;
        self.line("");
        self.figure("faults-seed", report.seed);
        self.figure("faults-tills", report.tills);
        self.figure("faults-time", self.seconds(report.sold_ms));
        self.line("");
        self.figure("faults-taken", findings.taken);
        self.figure("faults-paid", findings.paid);
        self.figure("faults-back", findings.handed_back);
        self.figure("faults-open", findings.open);
        self.figure("faults-left", report.left);
        self.figure("faults-cheques", findings.cheques);
        self.figure("faults-cash-taken", sum(findings.cash_taken));
        self.figure("faults-cash-back", sum(findings.cash_back));
    }

    fn faults(&mut self, report: &Report) {
        let tally = &report.tally;
        self.line("");
        self.figure("faults-exchanges", tally.exchanges);
        self.figure("faults-faulted", tally.faulted());
        let names = Kind::ALL.iter().map(|kind| {
            let count = tally.faults.get(kind).copied().unwrap_or(0);
            let name = self.texts.get(&format!("fault-{}", kind.as_key()));
            justified(&name, &count.to_string(), COLUMNS / 2 - 2)
        });
        let cells: Vec<String> = names.collect();
        let rows = cells.len().div_ceil(2);
        for n in 0..rows {
            let left = cells.get(n).map_or("", String::as_str);
            let right = cells.get(n + rows).map_or("", String::as_str);
            self.line(&format!("  {left}  {right}"));
        }
    }

    fn sins(&mut self, report: &Report) {
        self.line("");
        for fault in FAULTS {
            let id = format!("faults-{}", fault.as_key());
            self.figure(&id, report.findings.count(fault));
        }
        for found in report.findings.found.iter().take(NAMED) {
            let facts = [
                (
                    "what",
                    self.texts.get(&format!("faults-{}", found.fault.as_key())),
                ),
                ("point", found.point.clone()),
                ("payment", found.payment.to_string()),
            ];
            let line = with(self.texts, "faults-found", &facts);
            self.line(&line);
        }
        if report.blocked > 0 {
            self.figure("faults-blocked", report.blocked);
        }
        if report.panics > 0 {
            self.figure("faults-panics", report.panics);
        }
        if report.tally.leaked > 0 {
            self.figure("faults-leaked", report.tally.leaked);
        }
        if report.findings.is_unbalanced {
            let line = self.texts.get("faults-unbalanced");
            self.line(&line);
        }
    }

    fn healing(&mut self, report: &Report) {
        let healing = &report.healing;
        self.line("");
        self.figure("faults-were-open", healing.took.len());
        for (id, ms) in [
            ("faults-half", healing.within(50)),
            ("faults-most", healing.within(99)),
            ("faults-longest", healing.within(100)),
        ] {
            self.figure(id, self.seconds(ms));
        }
        if healing.due > 0 {
            self.figure("faults-due", healing.due);
        }
    }

    fn verdict(&mut self, report: &Report) {
        let id = match exit(report) {
            Exit::Open if report.findings.taken == 0 => "faults-verdict-nothing",
            Exit::Done => "faults-verdict-clean",
            Exit::Open => "faults-verdict-open",
            Exit::Refused | Exit::BadInput | Exit::Storage => "faults-verdict-bad",
        };
        self.line("");
        let verdict = self.texts.get(id);
        self.line(&verdict);
        if report.was_interrupted {
            let line = self.texts.get("faults-interrupted");
            self.line(&line);
        }
        if let Some(folder) = &report.evidence {
            let folder = [("folder", folder.display().to_string())];
            let line = with(self.texts, "faults-evidence", &folder);
            self.line(&line);
        }
    }
}

/// The result for programs.
pub(super) fn json(report: &Report) -> Value {
    let (tally, findings, healing) = (&report.tally, &report.findings, &report.healing);
    let faults: serde_json::Map<String, Value> = Kind::ALL
        .iter()
        .map(|kind| {
            let count = tally.faults.get(kind).copied().unwrap_or(0);
            (kind.as_key().to_owned(), json!(count))
        })
        .collect();
    let found: Vec<Value> = findings
        .found
        .iter()
        .map(|found| {
            json!({ "what": found.fault.as_key(), "point": found.point, "payment": found.payment })
        })
        .collect();
    json!({
        "seed": report.seed,
        "tills": report.tills,
        "sold_ms": report.sold_ms,
        "payments": findings.taken,
        "paid": findings.paid,
        "handed_back": findings.handed_back,
        "open": findings.open,
        "left": report.left,
        "due": healing.due,
        "cheques": findings.cheques,
        "cash_taken_minor": findings.cash_taken,
        "cash_back_minor": findings.cash_back,
        "exchanges": tally.exchanges,
        "faulted": tally.faulted(),
        "faults": faults,
        "leaked_bytes": tally.leaked,
        "lost": findings.count(Fault::Lost),
        "doubled": findings.count(Fault::Doubled),
        "false_cheques": findings.count(Fault::FalseCheque),
        "unbalanced": findings.is_unbalanced,
        "found": found,
        "blocked": report.blocked,
        "panics": report.panics,
        "healed": healing.took.len(),
        "healing_ms": { "p50": healing.within(50), "p99": healing.within(99), "max": healing.within(100),
            "all": healing.all },
        "interrupted": report.was_interrupted,
        "evidence": report.evidence,
    })
}

/// Name and figure at the two ends of a line, with points between them.
fn justified(name: &str, figure: &str, columns: usize) -> String {
    let used = name.chars().count() + figure.chars().count() + 2;
    let points = ".".repeat(columns.saturating_sub(used));
    format!("{name} {points} {figure}")
}

fn with(texts: &Texts, id: &str, facts: &[(&str, String)]) -> String {
    let facts: Vec<(&str, &str)> = facts
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    texts.with(id, &facts)
}

#[cfg(test)]
mod tests;
