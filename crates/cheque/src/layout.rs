//! From a document to lines of paper: who stands where, and nothing wider than the paper.
//!
//! A sum or number is never cut: what does not fit beside its label goes to a line of its own. Emphasis adds
//! to the words and never replaces them. Which bytes a printer needs is not known here.

mod blocks;
mod papers;
mod report;
mod wrap;

use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

pub(crate) use wrap::wrap as wrapped;

use crate::charset::Letters;
use crate::document::Document;
use crate::profile::{COLUMNS_MAX, COLUMNS_MIN, PrinterProfile, Script};
use crate::template::Logo;

/// A paper, line by line.
#[derive(Clone, PartialEq, Eq)]
pub struct Layout {
    columns: usize,
    lines: Vec<Line>,
}

/// One line of paper.
#[derive(Clone, PartialEq, Eq)]
pub enum Line {
    /// Printable characters; blanks inside are part of the text, none at its ends but an indent.
    Text {
        /// Not longer than the columns. No control characters.
        text: String,
        /// Where it stands.
        align: Align,
        /// How it looks.
        look: Look,
    },
    /// A QR code in the middle, or its text where none can be drawn.
    Qr(String),
    /// The dealer's picture in the middle.
    Logo {
        /// The picture.
        logo: Arc<Logo>,
        /// What stands in its place where there are no pictures; not longer than the columns.
        title: String,
    },
    /// An empty line.
    Blank,
    /// The end of the paper.
    Cut,
}

/// Where a text stands in its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left edge.
    Left,
    /// In the middle.
    Centre,
}

/// How a text looks. Width never changes, so that columns stay columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// As it is.
    Plain,
    /// Emphasised.
    Bold,
    /// Emphasised, of double height: the sum.
    Tall,
    /// White on black: the marks of copies and of training.
    Reverse,
}

impl Layout {
    /// Characters in a line.
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.columns
    }

    /// The lines from the top; the last one is the only [`Line::Cut`].
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }
}

/// Sizes only: customers' numbers stand on papers and stay out of logs.
impl Debug for Layout {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Layout")
            .field("columns", &self.columns)
            .field("lines", &self.lines.len())
            .finish()
    }
}

/// Length only, for the same reason.
impl Debug for Line {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text { text, align, look } => {
                write!(
                    f,
                    "Text({} characters, {align:?}, {look:?})",
                    text.chars().count()
                )
            }
            Self::Qr(text) => write!(f, "Qr({} characters)", text.chars().count()),
            Self::Logo { logo, .. } => write!(f, "{logo:?}"),
            Self::Blank => f.write_str("Blank"),
            Self::Cut => f.write_str("Cut"),
        }
    }
}

impl Line {
    /// Blanks before the text on paper of so many columns.
    #[must_use]
    pub fn indent(&self, columns: usize) -> usize {
        match self {
            Self::Text {
                text,
                align: Align::Centre,
                ..
            }
            | Self::Logo { title: text, .. } => columns.saturating_sub(text.chars().count()) / 2,
            Self::Text {
                align: Align::Left, ..
            }
            | Self::Qr(_)
            | Self::Blank
            | Self::Cut => 0,
        }
    }
}

/// Lays a document out on paper of so many columns; fewer than 32 count as 32, more than 80 as 80.
#[must_use]
pub fn lay_out(document: &Document, columns: usize) -> Layout {
    write(document, columns, Script::Cyrillic)
}

/// Lays a document out for a printer: its columns, in letters that it has.
#[must_use]
pub fn lay_out_for(document: &Document, profile: &PrinterProfile) -> Layout {
    write(document, profile.columns, profile.script())
}

fn write(document: &Document, columns: usize, script: Script) -> Layout {
    let columns = columns.clamp(COLUMNS_MIN, COLUMNS_MAX);
    let mut sheet = blocks::Sheet::new(columns, Letters::of(script, document.language()));
    match document {
        Document::Cheque(cheque) => papers::cheque(&mut sheet, cheque),
        Document::AcceptanceSlip(slip) => papers::acceptance_slip(&mut sheet, slip),
        Document::ReturnSlip(slip) => papers::return_slip(&mut sheet, slip),
        Document::CorrectionRequest(request) => papers::correction_request(&mut sheet, request),
        Document::Shift(report) => report::shift(&mut sheet, report),
    }
    Layout {
        columns,
        lines: sheet.finish(),
    }
}

#[cfg(test)]
mod tests;
