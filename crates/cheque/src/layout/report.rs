//! What stands on the paper of a shift.

use std::fmt::Write as _;

use paydesk_domain::language::Language;
use paydesk_domain::money::Money;
use paydesk_domain::shift::CashTally;

use super::Look;
use super::blocks::Sheet;
use super::papers::{begin, end, head, written};
use crate::document::ShiftReport;
use crate::words::{Word, say};

/// A day without a connection leaves hundreds of payments open; the paper names so many and counts the rest.
const NAMED_MAX: usize = 40;
/// Bytes of the journal's head that are enough to know it again.
const HEAD_BYTES: usize = 4;

pub(super) fn shift(sheet: &mut Sheet, report: &ShiftReport) {
    let ShiftReport {
        heading,
        tally,
        still_open,
        owed,
        made_at,
        made_by,
        utc_offset_minutes,
        training,
        language,
    } = report;
    let (language, offset) = (*language, *utc_offset_minutes);
    let title = if tally.end.is_some() {
        Word::ZTitle
    } else {
        Word::XTitle
    };
    begin(sheet, *training, language);
    head(sheet, heading, language);
    sheet.centred(say(title, language), Look::Bold);
    sheet.centred(say(Word::NotFiscal, language), Look::Plain);
    sheet.rule();
    let row = |sheet: &mut Sheet, word, value: &str| sheet.row(say(word, language), value);
    row(sheet, Word::Shift, &tally.shift.number.to_string());
    let opened = written(tally.shift.opened_at, offset);
    row(sheet, Word::ShiftOpenedAt, &opened);
    row(sheet, Word::ShiftOpenedBy, &tally.shift.opened_by);
    if let Some(end) = &tally.end {
        row(sheet, Word::ShiftClosedAt, &written(end.at, offset));
        row(sheet, Word::ShiftClosedBy, &end.by);
    }
    row(sheet, Word::ReportMadeAt, &written(*made_at, offset));
    row(sheet, Word::ReportMadeBy, made_by);
    for (at, cash) in tally.cash.iter().enumerate() {
        sheet.rule();
        self::cash(sheet, cash, language);
        if at == 0 {
            counted(sheet, report);
        }
    }
    left(sheet, (Word::StillOpen, still_open), language);
    left(sheet, (Word::StillOwed, owed), language);
    sheet.rule();
    let (openings, asked) = tally.openings;
    for (word, count) in [
        (Word::Reprints, tally.reprints),
        (Word::DrawerOpenings, openings),
        (Word::DrawerAsked, asked),
    ] {
        row(sheet, word, &count.to_string());
    }
    let mut journal = format!("{} ", tally.head.seq);
    for byte in tally.head.hash.iter().take(HEAD_BYTES) {
        // Writing into a string never fails.
        let _ = write!(journal, "{byte:02x}");
    }
    row(sheet, Word::JournalHead, &journal);
    end(sheet, *training, language);
}

/// One currency. A sum that is beyond all money stands nowhere: no figure is better than a wrong one.
fn cash(sheet: &mut Sheet, cash: &CashTally, language: Language) {
    let plain = (language, Look::Plain);
    sheet.row(
        say(Word::ShiftPayments, language),
        &cash.payments.to_string(),
    );
    sheet.sum(say(Word::ShiftTaken, language), cash.taken, plain);
    sheet.sum(say(Word::Credited, language), cash.credited, plain);
    if let Ok(fee) = cash.fee() {
        sheet.sum(say(Word::ShiftFee, language), fee, plain);
    }
    let (returns, returned) = cash.returned;
    sheet.row(say(Word::HandedBackCount, language), &returns.to_string());
    for (word, sum) in [
        (Word::HandedBack, returned),
        (Word::Float, cash.float),
        (Word::MovedIn, cash.moved_in),
        (Word::MovedOut, cash.moved_out),
    ] {
        sheet.sum(say(word, language), sum, plain);
    }
    if let Ok(expected) = cash.expected() {
        sheet.sum(
            say(Word::Expected, language),
            expected,
            (language, Look::Bold),
        );
    }
}

/// What was counted at the end, and what it differs by.
fn counted(sheet: &mut Sheet, report: &ShiftReport) {
    let language = report.language;
    let Some(end) = &report.tally.end else {
        return;
    };
    match end.counted {
        None => sheet.row(
            say(Word::Counted, language),
            say(Word::NotCounted, language),
        ),
        Some(counted) => {
            sheet.sum(
                say(Word::Counted, language),
                counted,
                (language, Look::Plain),
            );
        }
    }
    if let Ok(Some(difference)) = report.tally.difference() {
        sheet.sum(
            say(Word::Difference, language),
            difference,
            (language, Look::Bold),
        );
    }
}

/// Payments by name, with their cash.
fn left(sheet: &mut Sheet, (title, all): (Word, &[(String, Money)]), language: Language) {
    sheet.rule();
    if all.is_empty() {
        sheet.row(say(title, language), say(Word::Nothing, language));
        return;
    }
    sheet.paragraph(
        &format!("{} ({})", say(title, language), all.len()),
        Look::Bold,
    );
    for (claim, sum) in all.iter().take(NAMED_MAX) {
        sheet.sum(claim, *sum, (language, Look::Plain));
    }
    if all.len() > NAMED_MAX {
        let more = all.len().saturating_sub(NAMED_MAX).to_string();
        sheet.row(say(Word::AndMore, language), &more);
    }
}
