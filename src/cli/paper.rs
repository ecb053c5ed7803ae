//! A paper as text, picture, PDF or printer bytes, from the lines of the print.

use std::path::Path;

use clap::ValueEnum;
use paydesk_adapters::paths::private_file;
use paydesk_cheque::document::Document;
use paydesk_cheque::profile::PrinterProfile;
use paydesk_cheque::{escpos, layout, text};
use paydesk_receipt::DrawFault;
use serde_json::json;

use super::{Exit, Session};

/// What a paper becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Lines of text.
    Text,
    /// A picture.
    Png,
    /// A page of the paper's own size, with text that can be copied.
    Pdf,
    /// Bytes for the printer.
    Escpos,
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

/// Writes a paper into a file, or shows it.
pub(super) fn give(
    session: &Session,
    (document, profile): (&Document, &PrinterProfile),
    (format, out): (Format, Option<&Path>),
) -> Exit {
    let bytes = match made(document, format, profile) {
        Ok(bytes) => bytes,
        Err(fault) => {
            let what = fault.to_string();
            let sentence = session.texts.with("cheque-not-drawn", &[("what", &what)]);
            session.out.problem(&sentence);
            return Exit::Refused;
        }
    };
    let Some(file) = out else {
        if format != Format::Text {
            session.out.problem(&session.texts.get("cheque-no-file"));
            return Exit::BadInput;
        }
        let text = String::from_utf8_lossy(&bytes);
        session.out.value(&json!({ "text": text }));
        session.out.line(text.trim_end_matches('\n'));
        return Exit::Done;
    };
    let shown = file.display().to_string();
    if let Err(error) = private_file(file, &bytes) {
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
