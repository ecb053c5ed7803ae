//! Papers as files and as text.

use std::fmt::{self, Debug, Formatter};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use paydesk_cheque::document::{Body, Document, ShiftReport};
use paydesk_cheque::profile::PrinterProfile;
use paydesk_cheque::{escpos, layout, text};
use paydesk_domain::printer::{PrinterFault, PrinterState};
use paydesk_till::world::PrintOutcome;

use super::Printer;
use super::permit::Permit;
use crate::paths::{private_file, private_folder};

/// A disk that takes longer for one paper hangs.
const LONGEST: Duration = Duration::from_secs(30);

/// The files of one paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperFiles {
    /// The bytes for the printer.
    pub escpos: PathBuf,
    /// The same as text.
    pub text: PathBuf,
}

/// Name of the file by which a folder is tried; no paper has it.
const TRIAL: &str = "trial";

/// Writes each paper into two files: printer bytes and text. A synced file is a confirmed print.
#[derive(Debug)]
pub struct FilePrinter {
    folder: PathBuf,
    profile: PrinterProfile,
}

impl FilePrinter {
    /// A printer into a folder, which is made when the first paper comes.
    #[must_use]
    pub const fn new(folder: PathBuf, profile: PrinterProfile) -> Self {
        Self { folder, profile }
    }

    /// Where the files of a paper lie.
    #[must_use]
    pub fn files(&self, document: &Document) -> PaperFiles {
        files_of(&self.folder, document)
    }

    /// Writes the files of a paper.
    ///
    /// # Errors
    /// The operating system's error; then no file has the paper's name.
    pub fn write(&self, document: &Document) -> io::Result<PaperFiles> {
        private_folder(&self.folder)?;
        let files = self.files(document);
        let columns = self.profile.columns;
        let layout = layout::lay_out_for(document, &self.profile);
        let bytes = escpos::encode(&layout, &self.profile);
        private_file(&files.text, text::plain_text(document, columns).as_bytes())?;
        if let Err(error) = private_file(&files.escpos, &bytes) {
            // Half a paper is none: what is not confirmed may not lie there as if it were.
            drop(fs::remove_file(&files.text));
            return Err(error);
        }
        Ok(files)
    }

    /// Writes a file that goes again at once: permissions alone do not tell of a full or read-only disk.
    fn try_folder(&self) -> io::Result<()> {
        private_folder(&self.folder)?;
        let trial = self.folder.join(TRIAL);
        let written = private_file(&trial, b"paper");
        match fs::remove_file(&trial) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => written.and(Err(error)),
            Ok(()) | Err(_) => written,
        }
    }
}

impl Printer for FilePrinter {
    fn print(&mut self, document: &Document, permit: &Permit) -> PrintOutcome {
        if !permit.begin() {
            return PrintOutcome::NotReady;
        }
        match self.write(document) {
            Ok(_) => PrintOutcome::Printed,
            Err(error) => {
                tracing::warn!(%error, "a paper could not be written");
                PrintOutcome::NotReady
            }
        }
    }

    fn state(&mut self) -> PrinterState {
        match self.try_folder() {
            Ok(()) => PrinterState::Ready,
            Err(error) => {
                tracing::debug!(%error, "papers cannot be written");
                PrinterState::NotReady(PrinterFault::NotWritable)
            }
        }
    }

    fn longest(&self, _document: Option<&Document>) -> Duration {
        LONGEST
    }
}

/// Where the files of a paper lie in a folder of papers.
#[must_use]
pub fn files_of(folder: &Path, document: &Document) -> PaperFiles {
    let name = match document {
        Document::Cheque(cheque) => match cheque.copy {
            None => format!("cheque-{}", claim(&cheque.body)),
            Some(mark) => format!("cheque-{}-copy-{}", claim(&cheque.body), mark.n),
        },
        Document::AcceptanceSlip(slip) => format!("slip-{}", claim(&slip.body)),
        Document::ReturnSlip(slip) => format!("return-{}", claim(&slip.body)),
        Document::CorrectionRequest(request) => format!("correction-{}", claim(&request.body)),
        Document::Shift(report) => shift_name(report),
    };
    let with = |extension: &str| folder.join(format!("{name}.{extension}"));
    PaperFiles {
        escpos: with("escpos"),
        text: with("txt"),
    }
}

/// A Z is always the same file; each X has its own.
fn shift_name(report: &ShiftReport) -> String {
    let number = report.tally.shift.number;
    match report.tally.end {
        Some(_) => format!("z-{number}"),
        None => format!("x-{number}-{}", report.made_at.unix_seconds()),
    }
}

/// Claim numbers are digits and a hyphen.
fn claim(body: &Body) -> &str {
    &body.claim_number
}

/// Writes each paper as text. Nobody confirms that it was read.
pub struct TextPrinter<W> {
    out: W,
    columns: usize,
}

impl<W: Write + Send> TextPrinter<W> {
    /// A printer onto a stream.
    pub const fn new(out: W, columns: usize) -> Self {
        Self { out, columns }
    }
}

impl<W> Debug for TextPrinter<W> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextPrinter")
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}

impl<W: Write + Send> Printer for TextPrinter<W> {
    fn print(&mut self, document: &Document, permit: &Permit) -> PrintOutcome {
        if !permit.begin() {
            return PrintOutcome::NotReady;
        }
        let text = text::plain_text(document, self.columns);
        match self
            .out
            .write_all(text.as_bytes())
            .and_then(|()| self.out.flush())
        {
            Ok(()) => PrintOutcome::Sent,
            Err(_) => PrintOutcome::Uncertain,
        }
    }

    fn state(&mut self) -> PrinterState {
        PrinterState::Unknown
    }

    fn longest(&self, _document: Option<&Document>) -> Duration {
        LONGEST
    }
}

#[cfg(test)]
mod tests;
