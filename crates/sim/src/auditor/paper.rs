//! O3: what comes out of the printer. Read from the bytes that it got, in the three languages that are written there.

use super::case::{Case, Proof, TillRow, sum};
use super::escpos::{self, Printout};
use super::finding::{Oracle, Verdict};
use super::stage::Stage;
use crate::evidence::Paper;

const CHEQUE: [&str; 3] = [
    "КВИТАНЦИЯ ОБ ОПЛАТЕ",
    "РАЗПИСКА ЗА ПЛАЩАНЕ",
    "PAYMENT RECEIPT",
];
const SLIP: [&str; 3] = [
    "ПРИНЯТО К ОТПРАВКЕ",
    "ПРИЕТО ЗА ИЗПРАЩАНЕ",
    "ACCEPTANCE SLIP",
];
const RETURN: [&str; 3] = [
    "ПЛАТЁЖ НЕ ПРОВЕДЁН",
    "ПЛАЩАНЕТО НЕ Е ИЗВЪРШЕНО",
    "PAYMENT NOT MADE",
];
const REQUEST: [&str; 3] = [
    "ЗАЯВЛЕНИЕ ОБ ИСПРАВЛЕНИИ ПЛАТЕЖА",
    "ЗАЯВЛЕНИЕ ЗА КОРЕКЦИЯ НА ПЛАЩАНЕ",
    "REQUEST TO CORRECT A PAYMENT",
];
const NO_CHEQUE: [&str; 3] = [
    "ЭТО НЕ ЧЕК И НЕ КВИТАНЦИЯ",
    "ТОВА НЕ Е РАЗПИСКА",
    "THIS IS NOT A RECEIPT",
];
/// How the row of a cheque's own number begins.
const CHEQUE_NUMBER: [&str; 3] = ["Квитанция №", "Разписка №", "Receipt no."];
const COPY: [&str; 3] = ["*** КОПИЯ ", "*** КОПИЕ ", "*** COPY "];
/// How the rows begin that say what the provider gets, on cheques and slips.
const CREDITED: [&str; 6] = [
    "К зачислению",
    "Сума по сметката",
    "Credited",
    "Будет зачислено",
    "За зачисляване",
    "To be credited",
];
/// How the rows begin that say what the payer gave, on cheques and slips.
const TAKEN: [&str; 6] = [
    "ИТОГО",
    "ОБЩО",
    "TOTAL",
    "ПРИНЯТО ДЕНЕГ",
    "ПРИЕТА СУМА",
    "MONEY ACCEPTED",
];

/// Which paper it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Cheque,
    Slip,
    Return,
    Request,
    /// Cut off above its title: nobody can take it for anything.
    Scrap,
}

/// What a paper says by itself.
#[derive(Debug)]
struct Sheet<'a> {
    lines: Vec<&'a str>,
}

impl<'a> Sheet<'a> {
    fn of(text: &'a str) -> Self {
        let lines = text.lines().map(str::trim);
        Self {
            lines: lines.filter(|line| !line.is_empty()).collect(),
        }
    }

    fn says(&self, words: &[&str]) -> bool {
        self.lines.iter().any(|line| words.contains(line))
    }

    fn has_row(&self, beginnings: &[&str]) -> bool {
        let begins = |line: &&str| beginnings.iter().any(|word| line.starts_with(word));
        self.lines.iter().any(begins)
    }

    fn names(&self, word: &str) -> bool {
        self.lines.iter().any(|line| line.contains(word))
    }

    fn kind(&self) -> Kind {
        // A paper that calls itself a cheque is judged as one, whatever else it says.
        if self.says(&CHEQUE) {
            Kind::Cheque
        } else if self.says(&SLIP) {
            Kind::Slip
        } else if self.says(&RETURN) {
            Kind::Return
        } else if self.says(&REQUEST) {
            Kind::Request
        } else {
            Kind::Scrap
        }
    }

    /// Minor units and currency in the row that begins with one of these labels.
    fn sum(&self, labels: &[&str]) -> Option<(i64, &'a str)> {
        let values = self.lines.iter().enumerate().filter_map(|(at, line)| {
            let value = labels.iter().find_map(|label| line.strip_prefix(label))?;
            // A value without room stands below its label.
            let below = self.lines.get(at.checked_add(1)?).copied();
            Some(if value.is_empty() { below? } else { value }.trim())
        });
        let mut sums = values.filter_map(|value| {
            let is_of_sum = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | ',');
            let currency = value.trim_start_matches(is_of_sum);
            let digits = value.strip_suffix(currency)?.trim();
            let (_, cents) = digits.rsplit_once(['.', ','])?;
            let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
            let minor = digits.parse().ok().filter(|_| cents.len() == 2)?;
            Some((minor, currency))
        });
        sums.next()
    }

    /// The numbers in the marks of a copy, from the top.
    fn copies(&self) -> Vec<i64> {
        let marks = self.lines.iter().filter_map(|line| {
            let number = COPY.iter().find_map(|mark| line.strip_prefix(mark))?;
            number.strip_suffix(" ***")?.parse().ok()
        });
        marks.collect()
    }
}

/// Judges a paper by the bytes that the printer got for it, and adds it to what is known of its payment.
pub(super) fn judge(
    (paper, bytes): (&Paper, &[u8]),
    case: &mut Case,
    least: Proof,
    verdict: &mut Verdict,
) {
    let printout = escpos::print(bytes);
    let sheet = Sheet::of(&printout.text);
    let id = paper.payment;
    let kind = sheet.kind();
    if paper.disk_was_dirty {
        let text = "a paper began while a power cut could take away what it rests on";
        verdict.about(Oracle::O4, id, text);
    }
    verdict.saw(Oracle::O3);
    judge_print(paper, &printout, verdict);
    if sheet.says(&CHEQUE) && (sheet.says(&SLIP) || sheet.says(&RETURN)) {
        verdict.about(Oracle::O3, id, "a slip calls itself a cheque");
    }
    if let (Kind::Cheque | Kind::Slip, Some(row)) = (kind, &case.row) {
        judge_sums(&sheet, row, (id, paper.is_whole), verdict);
    }
    let tender = case.row.as_ref().is_some_and(|row| row.is_tendered);
    match kind {
        Kind::Cheque => judge_cheque((paper, &sheet), case, least, verdict),
        Kind::Scrap if paper.is_whole => {
            verdict.about(Oracle::O3, id, "a whole paper has no title that is known");
        }
        Kind::Scrap => {}
        Kind::Slip => {
            let is_named = sheet.says(&NO_CHEQUE) || !paper.is_whole;
            if sheet.has_row(&CHEQUE_NUMBER) || !is_named || !tender {
                let text = format!(
                    "an acceptance slip has a cheque's number, does not say that it is none, \
                     or stands for no cash (tendered: {tender})"
                );
                verdict.about(Oracle::O3, id, text);
            }
        }
        Kind::Return => {
            if case.row.as_ref().is_none_or(|row| row.owed.is_none()) {
                verdict.about(Oracle::O3, id, "a return slip for cash that is not owed");
            }
        }
        Kind::Request => {
            if case.stage() != Some(Stage::Paid) {
                verdict.about(Oracle::O3, id, "a correction request for what is not paid");
            }
        }
    }
}

/// The printer understood everything, and what stands on the paper is what was to stand there: the same letters and
/// digits. Signs and blanks may differ, no two printers have the same.
fn judge_print(paper: &Paper, printout: &Printout, verdict: &mut Verdict) {
    let mut wrong = |text: String| verdict.about(Oracle::O3, paper.payment, text);
    for fault in &printout.faults {
        wrong(fault.clone());
    }
    if paper.is_whole && !printout.is_out {
        wrong("a whole paper stays in the printer".to_owned());
    }
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let (meant, printed) = (letters(&paper.text), letters(&printout.text));
    let is_so_far = meant.starts_with(&printed);
    if !is_so_far || paper.is_whole && meant != printed {
        wrong("the printer got another text than the paper was to have".to_owned());
    }
}

/// The sums on a paper are those of the payment; on a whole one both stand there.
fn judge_sums(
    sheet: &Sheet<'_>,
    row: &TillRow,
    (id, is_whole): (i64, bool),
    verdict: &mut Verdict,
) {
    let currencies: &[&str] = match row.currency.as_str() {
        "RUB" => &["RUB", "руб."],
        "BGN" => &["BGN", "лв."],
        other => &[other],
    };
    for (labels, due) in [(&CREDITED, row.credited), (&TAKEN, row.taken)] {
        let said = sheet.sum(labels);
        let is_right = match &said {
            Some((minor, currency)) => {
                *minor == due && currencies.iter().any(|known| known == currency)
            }
            None => !is_whole,
        };
        if !is_right {
            let due = sum(due);
            let said = said.map(|(minor, currency)| format!("{} {currency}", sum(minor)));
            let text = format!("the paper says {said:?} where {due} is stored");
            verdict.about(Oracle::O3, id, text);
        }
    }
}

fn judge_cheque(
    (paper, sheet): (&Paper, &Sheet<'_>),
    case: &mut Case,
    least: Proof,
    verdict: &mut Verdict,
) {
    let id = paper.payment;
    judge_proof(case, least, verdict);
    let mut wrong = |text: String| verdict.about(Oracle::O3, id, text);
    if let Some(row) = &case.row
        && paper.is_whole
        && !sheet.names(&row.session)
    {
        wrong(format!("the cheque does not name SESSION {}", row.session));
    }
    let newest = paper.newest_entry;
    if let Some(due) = case
        .entries
        .return_due
        .first()
        .filter(|seq| **seq <= newest)
    {
        wrong(format!(
            "a cheque began after journal entry {due}: the cash is owed back"
        ));
    }
    let copies = sheet.copies();
    let begun = case.row.as_ref().map_or(0, |row| row.prints_started);
    let cheques = &mut case.cheques;
    cheques.are_whole |= paper.is_whole;
    match copies.as_slice() {
        [] => {
            cheques.unmarked = cheques.unmarked.saturating_add(1);
            if cheques.unmarked > 1 || cheques.last_copy > 0 {
                let (unmarked, last) = (cheques.unmarked, cheques.last_copy);
                wrong(format!(
                    "unmarked cheque number {unmarked}, after COPY {last}"
                ));
            }
        }
        [n, others @ ..] => {
            if *n <= cheques.last_copy || others.iter().any(|other| other != n) {
                wrong(format!(
                    "a cheque is marked {copies:?} after COPY {}",
                    cheques.last_copy
                ));
            }
            if paper.is_whole && others.len() != 1 {
                wrong(format!("COPY {n} is not marked at top and bottom"));
            }
            cheques.last_copy = *n;
        }
    }
    let number = copies.first().copied().unwrap_or(0);
    if begun <= number {
        wrong(format!(
            "cheque {number} came out, the till has begun {begun} prints"
        ));
    }
}

/// A cheque that the till calls printed came out whole once at least.
pub(super) fn judge_printed(case: &Case, verdict: &mut Verdict) {
    let is_printed = case.row.as_ref().is_some_and(|row| row.is_printed);
    if is_printed && !case.cheques.are_whole {
        let text = "the till calls its cheque printed, no whole one came out";
        verdict.about(Oracle::O3, case.id, text);
    }
}

/// A payment that is called paid rests on a stored reply with a signature that holds.
pub(super) fn judge_proof(case: &Case, least: Proof, verdict: &mut Verdict) {
    if case.stage() != Some(Stage::Paid) || case.replies.paid < least {
        let (stage, proof) = (
            case.stage().map_or("nowhere", Stage::word),
            case.replies.paid,
        );
        let text = format!("it counts as paid; it is {stage}, its stored replies prove {proof:?}");
        verdict.about(Oracle::O3, case.id, text);
    }
}
