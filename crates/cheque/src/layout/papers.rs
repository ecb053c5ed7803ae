//! What stands on each paper, in which order.

use paydesk_domain::language::Language;
use paydesk_domain::time::Timestamp;

use super::Look;
use super::blocks::Sheet;
use crate::document::{
    Body, Cheque, CopyMark, CorrectionRequest, Heading, Return, Slip, SlipReason, Wanted,
};
use crate::words::{Word, say};

/// A paid payment.
pub(super) fn cheque(sheet: &mut Sheet, cheque: &Cheque) {
    let Cheque {
        heading,
        body,
        number,
        state_final,
        seal,
        copy,
        training,
        language,
    } = cheque;
    let language = *language;
    begin(sheet, *training, language);
    copy_mark(sheet, *copy, body, language);
    head(sheet, heading, language);
    sheet.centred(say(Word::ChequeTitle, language), Look::Bold);
    sheet.centred(say(Word::NotFiscal, language), Look::Plain);
    sheet.rule();
    sheet.row(say(Word::ChequeNumber, language), number);
    references(sheet, body, language);
    sheet.rule();
    subject(sheet, (heading, body), language);
    sheet.rule();
    sheet.sum(
        say(Word::Credited, language),
        body.credited,
        (language, Look::Plain),
    );
    sheet.sum(say(Word::Fee, language), body.fee, (language, Look::Plain));
    sheet.sum(
        say(Word::Total, language),
        body.taken,
        (language, Look::Tall),
    );
    cash(sheet, body, language);
    sheet.rule();
    if *state_final {
        sheet.row(say(Word::State, language), say(Word::StateFinal, language));
    } else {
        sheet.paragraph(say(Word::StateAccepted, language), Look::Plain);
    }
    foot(sheet, heading, language);
    if let Some(seal) = seal {
        sheet.rule();
        sheet.qr(say(Word::SealCaption, language), seal.as_str());
    }
    own_foot(sheet, heading);
    copy_mark(sheet, *copy, body, language);
    end(sheet, *training, language);
}

/// A payment that was accepted and is not yet confirmed.
pub(super) fn acceptance_slip(sheet: &mut Sheet, slip: &Slip) {
    let Slip {
        heading,
        body,
        training,
        language,
        why,
    } = slip;
    let language = *language;
    begin(sheet, *training, language);
    head(sheet, heading, language);
    sheet.centred(say(Word::SlipTitle, language), Look::Bold);
    sheet.centred(say(Word::SlipNotConfirmed, language), Look::Plain);
    sheet.centred(say(Word::SlipNotACheque, language), Look::Bold);
    sheet.centred(say(Word::NotFiscal, language), Look::Plain);
    sheet.rule();
    references(sheet, body, language);
    sheet.rule();
    subject(sheet, (heading, body), language);
    sheet.rule();
    sheet.sum(
        say(Word::SlipCredited, language),
        body.credited,
        (language, Look::Plain),
    );
    sheet.sum(say(Word::Fee, language), body.fee, (language, Look::Plain));
    sheet.sum(
        say(Word::SlipTotal, language),
        body.taken,
        (language, Look::Tall),
    );
    cash(sheet, body, language);
    sheet.rule();
    let (happened, money) = match why {
        SlipReason::Offline => (Word::Offline, Word::MoneyAtPoint),
        SlipReason::NoAnswer => (Word::NoAnswer, Word::MoneyAtPoint),
        SlipReason::InProgress => (Word::InProgress, Word::MoneyOnItsWay),
    };
    for word in [happened, money, Word::SlipWhatNext] {
        sheet.paragraph(say(word, language), Look::Plain);
    }
    sheet.paragraph(say(Word::SlipDoNotPayAgain, language), Look::Bold);
    foot(sheet, heading, language);
    own_foot(sheet, heading);
    end(sheet, *training, language);
}

/// A payment that was not made.
pub(super) fn return_slip(sheet: &mut Sheet, slip: &Return) {
    let Return {
        heading,
        body,
        training,
        language,
        returned,
    } = slip;
    let language = *language;
    let (subtitle, total, text) = if *returned {
        (
            Word::ReturnIsDone,
            Word::ReturnTotalDone,
            Word::ReturnDoneWhatNext,
        )
    } else {
        (
            Word::ReturnIsDue,
            Word::ReturnTotalDue,
            Word::ReturnDueWhatNext,
        )
    };
    begin(sheet, *training, language);
    head(sheet, heading, language);
    sheet.centred(say(Word::ReturnTitle, language), Look::Bold);
    sheet.centred(say(subtitle, language), Look::Bold);
    sheet.centred(say(Word::NotFiscal, language), Look::Plain);
    sheet.rule();
    references(sheet, body, language);
    sheet.rule();
    subject(sheet, (heading, body), language);
    sheet.rule();
    sheet.sum(
        say(Word::ReturnSum, language),
        body.credited,
        (language, Look::Plain),
    );
    sheet.sum(say(Word::Fee, language), body.fee, (language, Look::Plain));
    sheet.sum(say(total, language), body.taken, (language, Look::Tall));
    sheet.rule();
    sheet.paragraph(say(text, language), Look::Plain);
    if *returned {
        sheet.blank();
        sheet.row(say(Word::PayerSignature, language), "____________");
    }
    foot(sheet, heading, language);
    own_foot(sheet, heading);
    end(sheet, *training, language);
}

/// What a customer wants put right about a paid payment.
pub(super) fn correction_request(sheet: &mut Sheet, request: &CorrectionRequest) {
    let CorrectionRequest {
        heading,
        body,
        number,
        at,
        taken_by,
        wanted,
        reason,
        training,
        language,
    } = request;
    let language = *language;
    begin(sheet, *training, language);
    head(sheet, heading, language);
    sheet.centred(say(Word::CorrectionTitle, language), Look::Bold);
    sheet.centred(say(Word::NotFiscal, language), Look::Plain);
    sheet.rule();
    sheet.row(say(Word::CorrectionNumber, language), number);
    sheet.row(say(Word::CorrectionDate, language), &moment(*at, body));
    sheet.row(say(Word::CorrectionTakenBy, language), taken_by);
    sheet.rule();
    sheet.centred(say(Word::CorrectionPayment, language), Look::Bold);
    references(sheet, body, language);
    subject(sheet, (heading, body), language);
    for (word, sum, look) in [
        (Word::Credited, body.credited, Look::Plain),
        (Word::Fee, body.fee, Look::Plain),
        (Word::Total, body.taken, Look::Tall),
    ] {
        sheet.sum(say(word, language), sum, (language, look));
    }
    sheet.rule();
    wish(sheet, wanted, language);
    sheet.row(say(Word::CorrectionReason, language), reason);
    sheet.rule();
    sheet.paragraph(say(Word::CorrectionWhatNext, language), Look::Plain);
    sheet.blank();
    sheet.row(say(Word::PayerSignature, language), "____________");
    foot(sheet, heading, language);
    own_foot(sheet, heading);
    end(sheet, *training, language);
}

/// What is wrong and what would be right.
fn wish(sheet: &mut Sheet, wanted: &Wanted, language: Language) {
    let asks = match wanted {
        Wanted::Number { .. } => Word::AsksNumber,
        Wanted::Sum { .. } => Word::AsksSum,
        Wanted::Return => Word::AsksReturn,
    };
    sheet.paragraph(say(asks, language), Look::Bold);
    match wanted {
        Wanted::Number { paid, meant } => {
            sheet.row(say(Word::PaidNumber, language), paid);
            sheet.row(say(Word::MeantNumber, language), meant);
        }
        Wanted::Sum { paid, meant } => {
            let look = (language, Look::Plain);
            sheet.sum(say(Word::PaidSum, language), *paid, look);
            sheet.sum(say(Word::MeantSum, language), *meant, look);
        }
        Wanted::Return => {}
    }
}

pub(super) fn begin(sheet: &mut Sheet, training: bool, language: Language) {
    if training {
        sheet.mark_rules(say(Word::Training, language));
        sheet.centred(say(Word::TrainingNotADocument, language), Look::Reverse);
        sheet.blank();
    }
}

pub(super) fn end(sheet: &mut Sheet, training: bool, language: Language) {
    if training {
        sheet.blank();
        sheet.centred(say(Word::TrainingNotADocument, language), Look::Reverse);
    }
}

/// At top and bottom, so that half a copy is a copy too. The stars are for terminals, which have no reverse.
fn copy_mark(sheet: &mut Sheet, copy: Option<CopyMark>, body: &Body, language: Language) {
    if let Some(CopyMark { n, at }) = copy {
        sheet.centred(
            &format!("*** {} {n} ***", say(Word::Copy, language)),
            Look::Reverse,
        );
        sheet.centred(&moment(at, body), Look::Reverse);
    }
}

pub(super) fn head(sheet: &mut Sheet, heading: &Heading, language: Language) {
    let notices = &heading.notices;
    if let Some(shown) = &notices.logo {
        sheet.logo(shown);
    }
    if !notices.header.is_empty() {
        sheet.notices(&notices.header);
        sheet.rule();
    }
    sheet.centred(&heading.dealer_name, Look::Bold);
    let tax_number = titled(
        sheet,
        (Word::TaxNumber, language),
        &heading.dealer_tax_number,
    );
    sheet.centred(&tax_number, Look::Plain);
    sheet.centred(&heading.dealer_address, Look::Plain);
    sheet.centred(&heading.point_name, Look::Plain);
    sheet.centred(&heading.point_address, Look::Plain);
    let place = [
        titled(sheet, (Word::Point, language), &heading.point_code),
        titled(sheet, (Word::Till, language), &heading.till),
    ];
    let place: Vec<String> = place.into_iter().filter(|part| !part.is_empty()).collect();
    sheet.centred(&place.join(", "), Look::Plain);
    sheet.blank();
}

/// A value with its word before it; nothing for no value.
fn titled(sheet: &Sheet, (word, language): (Word, Language), value: &str) -> String {
    let value = sheet.clean(value);
    if value.is_empty() {
        return value;
    }
    format!("{} {value}", say(word, language))
}

/// By which numbers, by whom and when.
fn references(sheet: &mut Sheet, body: &Body, language: Language) {
    sheet.row(say(Word::ClaimNumber, language), &body.claim_number);
    sheet.row(say(Word::Date, language), &moment(body.made_at, body));
    sheet.row(say(Word::Cashier, language), &body.cashier_full_name);
    // The wire's own words: support asks for them by these names in every language.
    sheet.row("SESSION", &body.session);
    sheet.row("TRANSID", body.transid.as_deref().unwrap_or_default());
    sheet.row("AUTHCODE", body.authcode.as_deref().unwrap_or_default());
}

/// What was paid for.
fn subject(sheet: &mut Sheet, (heading, body): (&Heading, &Body), language: Language) {
    sheet.name(&body.provider);
    for (label, value) in &body.fields {
        sheet.row(label, value);
    }
    if let Some(supplier) = &body.supplier {
        sheet.row(say(Word::Supplier, language), &supplier.name);
        sheet.row(say(Word::SupplierTaxNumber, language), &supplier.tax_number);
        sheet.row(say(Word::SupplierPhone, language), &supplier.phone);
    }
    sheet.notices(&heading.notices.provider);
}

fn cash(sheet: &mut Sheet, body: &Body, language: Language) {
    if let Some(tendered) = body.tendered {
        sheet.sum(
            say(Word::Tendered, language),
            tendered,
            (language, Look::Plain),
        );
    }
    if let Some(change) = body.change {
        sheet.sum(say(Word::Change, language), change, (language, Look::Plain));
    }
}

fn foot(sheet: &mut Sheet, heading: &Heading, language: Language) {
    if [&heading.claims_phone, &heading.operator_phone]
        .iter()
        .all(|phone| sheet.clean(phone).is_empty())
    {
        return;
    }
    sheet.rule();
    sheet.row(say(Word::ClaimsPhone, language), &heading.claims_phone);
    sheet.row(say(Word::OperatorPhone, language), &heading.operator_phone);
}

/// What the dealer's template adds, below every fact and its code.
fn own_foot(sheet: &mut Sheet, heading: &Heading) {
    if !heading.notices.footer.is_empty() {
        sheet.rule();
        sheet.notices(&heading.notices.footer);
    }
}

fn moment(at: Timestamp, body: &Body) -> String {
    written(at, body.utc_offset_minutes)
}

/// `22.11.2026 04:22:07 +03:00`
pub(super) fn written(at: Timestamp, offset: i16) -> String {
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.unsigned_abs();
    format!(
        "{} {sign}{:02}:{:02}",
        at.dotted(offset),
        minutes / 60,
        minutes % 60
    )
}
