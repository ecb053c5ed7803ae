//! The paper by which a printer is tried: an acceptance slip of nobody, marked as training from top to bottom.

use paydesk_adapters::clock;
use paydesk_adapters::printer::Habits;
use paydesk_cheque::document::{Body, Cheque, Document, Heading, Return, Slip, SlipReason};
use paydesk_cheque::template::{About, PaperKind, Template};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::printer::PrinterState;
use paydesk_till::world::PrintOutcome;

use crate::text::Texts;

/// Letters that a wrong code page turns into others.
const LETTERS: &str = "АБВ абв Ёё Ъъ № 0123456789";

/// The paper, in the language of the window.
pub(crate) fn paper(heading: Heading, texts: &Texts) -> Document {
    Document::AcceptanceSlip(Slip {
        heading,
        body: body(texts),
        training: true,
        language: texts.language(),
        why: SlipReason::Offline,
    })
}

/// A paper of nobody by which a template is looked at, marked as training too.
pub(crate) fn sample(
    (kind, provider): (PaperKind, &str),
    (heading, template): (Heading, &Template),
    texts: &Texts,
) -> Document {
    let (body, language) = (body(texts), texts.language());
    let about = About {
        kind,
        language,
        heading: &heading,
        provider,
        body: &body,
    };
    let notices = template.notices(&about);
    let heading = Heading { notices, ..heading };
    let training = true;
    match kind {
        PaperKind::Return => Document::ReturnSlip(Return {
            heading,
            body,
            training,
            language,
            returned: false,
        }),
        PaperKind::Slip | PaperKind::Request => Document::AcceptanceSlip(Slip {
            heading,
            body,
            training,
            language,
            why: SlipReason::Offline,
        }),
        PaperKind::Cheque => Document::Cheque(Cheque {
            heading,
            number: body.claim_number.clone(),
            body,
            state_final: true,
            seal: None,
            copy: None,
            training,
            language,
        }),
    }
}

fn body(texts: &Texts) -> Body {
    let sum = |minor| Money::new(minor, Currency::RUB);
    Body {
        provider: texts.get("printer-test-title"),
        fields: vec![(texts.get("printer-test-letters"), LETTERS.to_owned())],
        supplier: None,
        credited: sum(123_456),
        taken: sum(125_308),
        fee: sum(1_852),
        tendered: None,
        change: None,
        cashier_full_name: String::new(),
        made_at: clock::now(),
        utc_offset_minutes: 180,
        session: "0".repeat(20),
        transid: None,
        authcode: None,
        claim_number: "0-0".to_owned(),
    }
}

/// How a printer is, as part of a text id and for programs.
pub(crate) const fn key(state: Option<PrinterState>) -> &'static str {
    match state {
        None => "asked",
        Some(PrinterState::Ready) => "ready",
        Some(PrinterState::Unknown) => "unknown",
        Some(PrinterState::NotReady(fault)) => fault.as_key(),
    }
}

/// How a print ended, as part of a text id and for programs.
pub(crate) const fn outcome_key(outcome: PrintOutcome) -> &'static str {
    match outcome {
        PrintOutcome::Printed => "printed",
        PrintOutcome::Sent => "sent",
        PrintOutcome::Uncertain => "uncertain",
        PrintOutcome::NotReady => "not-ready",
    }
}

/// How it talks, as a text id.
pub(crate) const fn manner(habits: Habits) -> &'static str {
    match (habits.answers, habits.fence) {
        (Some(true), true) => "printer-talks-fence",
        (Some(true), false) => "printer-talks",
        (Some(false), _) => "printer-mute",
        (None, _) => "printer-takes",
    }
}
