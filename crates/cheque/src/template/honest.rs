//! What a template may not say: the words by which a paper is known for what it is.
//!
//! An acceptance slip with the title of a cheque on top would be a cheque for a payment that may fail.

use paydesk_domain::language::Language;

use crate::words::{Word, say};

/// Titles and statements of the papers: in no text, however it is written.
const STATEMENTS: [Word; 11] = [
    Word::ChequeTitle,
    Word::TrainingNotADocument,
    Word::SlipTitle,
    Word::SlipNotConfirmed,
    Word::SlipNotACheque,
    Word::ReturnTitle,
    Word::ReturnIsDue,
    Word::ReturnIsDone,
    Word::CorrectionTitle,
    Word::SealCaption,
    Word::StateFinal,
];
/// Labels of facts: not at the beginning of a text that has figures.
const LABELS: [Word; 13] = [
    Word::ClaimNumber,
    Word::ChequeNumber,
    Word::Credited,
    Word::SlipCredited,
    Word::Total,
    Word::SlipTotal,
    Word::ReturnSum,
    Word::ReturnTotalDue,
    Word::ReturnTotalDone,
    Word::Tendered,
    Word::Change,
    Word::PaidSum,
    Word::Copy,
];
/// What became of a payment: that is said by the till alone, and in no text of others.
const OUTCOMES: [&str; 12] = [
    "платёж принят",
    "платёж проведён",
    "платёж зачислен",
    "платёж успеш",
    "успешный платёж",
    "плащането е прието",
    "плащането е успешно",
    "успешно плащане",
    "payment success",
    "successful payment",
    "payment accepted",
    "payment is made",
];
/// Words that make a sum of what follows them: not at the beginning of a text that has figures.
const RECEIVED: [&str; 6] = [
    "оплачено",
    "принято",
    "получено",
    "платено",
    "paid",
    "received",
];
/// No paper of this till is one.
const FISCAL: [&str; 2] = ["фискал", "fiscal"];
/// Latin letters that look like Cyrillic ones.
const ALIKE: [(char, char); 14] = [
    ('a', 'а'),
    ('b', 'в'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'н'),
    ('k', 'к'),
    ('m', 'м'),
    ('o', 'о'),
    ('p', 'р'),
    ('t', 'т'),
    ('x', 'х'),
    ('y', 'у'),
    ('3', 'з'),
    ('0', 'о'),
];

/// The words of the till that a text has, or none.
pub(super) fn tills_own(text: &str) -> Option<String> {
    let seen = shape(text);
    let statement = each(&STATEMENTS).find(|words| seen.contains(&shape(words)));
    let fiscal = FISCAL
        .into_iter()
        .chain(OUTCOMES)
        .find(|words| seen.contains(&shape(words)));
    let has_figures = text.chars().any(|ch| ch.is_ascii_digit());
    let begins = words_of(text);
    let label = each(&LABELS)
        .chain(RECEIVED)
        .find(|label| has_figures && begins.starts_with(&words_of(label)));
    let found = statement.or(fiscal).or(label)?;
    Some(found.to_owned())
}

fn each(words: &[Word]) -> impl Iterator<Item = &'static str> + '_ {
    let in_all = |word: &Word| Language::ALL.map(|language| say(*word, language));
    words.iter().flat_map(in_all)
}

fn words_of(text: &str) -> Vec<String> {
    let words = text.split(|ch: char| !ch.is_alphanumeric());
    words.map(shape).filter(|word| !word.is_empty()).collect()
}

/// What an eye sees of a text: letters and figures, small, the look-alikes as one.
fn shape(text: &str) -> String {
    let small = text.chars().flat_map(char::to_lowercase);
    let solid = small.filter(|ch| ch.is_alphanumeric());
    let alike = solid.map(|ch| {
        let twin = ALIKE.iter().find(|(latin, _)| *latin == ch);
        let ch = twin.map_or(ch, |(_, cyrillic)| *cyrillic);
        if ch == 'ё' { 'е' } else { ch }
    });
    alike.collect()
}
