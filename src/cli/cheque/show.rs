//! `paydesk cheque show`: the paper of a payment as text, picture, PDF or printer bytes, from the lines of the print.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use paydesk_adapters::clock;
use paydesk_adapters::paths::private_file;
use paydesk_adapters::sqlite::{self, Filter};
use paydesk_cheque::document::Document;
use paydesk_cheque::profile::PrinterProfile;
use paydesk_cheque::{escpos, layout, text};
use paydesk_domain::payment::Stage;
use paydesk_receipt::DrawFault;
use paydesk_till::paper;
use paydesk_till::payment::Payment;
use serde_json::json;

use crate::cli::{Exit, Session, printer, report};
use crate::setup::PaperFacts;

/// Which paper, and how.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Number of a payment, or the claim number on a paper.
    #[arg(long, value_name = "N")]
    payment: String,
    /// What to make of it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Printer profile; the one of the settings otherwise.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// File to write; text goes to standard output without it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// What a paper becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Format {
    /// Lines of text.
    Text,
    /// A picture.
    Png,
    /// A page of the paper's own size, with text that can be copied.
    Pdf,
    /// Bytes for the printer.
    Escpos,
}

/// Runs the command.
pub(super) fn run(session: &Session, args: &ShowArgs) -> Exit {
    let facts = match session.paper_facts() {
        Ok(facts) => facts,
        Err(exit) => return exit,
    };
    session.tell_template(facts.template_fault.as_ref());
    let name = args.profile.as_deref().unwrap_or(&facts.profile);
    let profile = match session.profiles().load(name) {
        Ok(profile) => profile,
        Err(error) => return printer::tell_profile(session, &error),
    };
    let payment = match find(session, &args.payment) {
        Ok(payment) => payment,
        Err(exit) => return exit,
    };
    let document = payment.and_then(|payment| document(&payment, &facts));
    let Some(document) = document else {
        let parameters = [("payment", args.payment.as_str())];
        let sentence = session.texts.with("cheque-no-paper", &parameters);
        session.out.problem(&sentence);
        return Exit::Refused;
    };
    let wanted = (args.format, args.out.as_deref());
    show(session, (&document, &profile), wanted)
}

/// Gives a document in a format.
pub(in crate::cli) fn show(
    session: &Session,
    (document, profile): (&Document, &PrinterProfile),
    (format, out): (Format, Option<&Path>),
) -> Exit {
    match made(document, format, profile) {
        Ok(bytes) => give(session, (format, out), &bytes),
        Err(fault) => {
            let what = fault.to_string();
            let sentence = session.texts.with("cheque-not-drawn", &[("what", &what)]);
            session.out.problem(&sentence);
            Exit::Refused
        }
    }
}

/// The paper of a payment as it stands now. A cheque is always marked as a copy: only the printer's first is not.
fn document(payment: &Payment, facts: &PaperFacts) -> Option<Document> {
    let provider = facts.catalogue.provider(&payment.order.provider);
    let slip = paper::slip(payment, provider, &facts.shop, &facts.point);
    if slip.is_some() || payment.stage() != Stage::Paid {
        return slip;
    }
    let copy = payment.print.map_or(1, |job| job.started.max(1));
    let which = (&facts.point, copy, clock::now());
    Some(paper::cheque(payment, provider, &facts.shop, which))
}

fn made(
    document: &Document,
    format: Format,
    profile: &PrinterProfile,
) -> Result<Vec<u8>, DrawFault> {
    let printed = || layout::lay_out_for(document, profile);
    // A picture has every letter, whatever the printer lacks.
    let drawn = || layout::lay_out(document, profile.columns);
    match format {
        Format::Text => Ok(text::of_layout(&printed()).into_bytes()),
        Format::Png => paydesk_receipt::png(&drawn()),
        Format::Pdf => paydesk_receipt::pdf(&drawn()),
        Format::Escpos => Ok(escpos::encode(&printed(), profile)),
    }
}

fn give(session: &Session, (format, out): (Format, Option<&Path>), bytes: &[u8]) -> Exit {
    let Some(file) = out else {
        if format != Format::Text {
            session.out.problem(&session.texts.get("cheque-no-file"));
            return Exit::BadInput;
        }
        let text = String::from_utf8_lossy(bytes);
        session.out.value(&json!({ "text": text }));
        session.out.line(text.trim_end_matches('\n'));
        return Exit::Done;
    };
    let shown = file.display().to_string();
    if let Err(error) = private_file(file, bytes) {
        let parameters = [("file", shown.as_str()), ("what", &error.to_string())];
        session
            .out
            .problem(&session.texts.with("paper-not-written", &parameters));
        return Exit::Storage;
    }
    session
        .out
        .value(&json!({ "file": shown, "bytes": bytes.len() }));
    session.out.line(&shown);
    Exit::Done
}

fn find(session: &Session, typed: &str) -> Result<Option<Payment>, Exit> {
    // A claim number is the point's code, a hyphen and the number of the payment.
    let number = typed.rsplit('-').next().and_then(|n| n.trim().parse().ok());
    let Some(payment) = number else {
        return Ok(None);
    };
    let folder = session.data();
    let shown = folder.display().to_string();
    let books = sqlite::open_reader(&folder).map_err(|error| {
        let sentence = report::open_error(&session.texts, &shown, &error);
        session.out.problem(&sentence);
        Exit::Storage
    })?;
    let filter = Filter {
        payment: Some(payment),
        limit: 1,
        ..Filter::default()
    };
    let found = books.find(&filter).map_err(|error| {
        let parameters = [("folder", shown.as_str()), ("what", &error.to_string())];
        session
            .out
            .problem(&session.texts.with("storage-damaged", &parameters));
        Exit::Storage
    })?;
    Ok(found.into_iter().next())
}
