//! The same paper as plain text, for the screen, the terminal and the store.

use crate::document::Document;
use crate::layout::{Layout, Line, lay_out, wrapped};

/// The paper as lines of text, each ended by a line feed. No control characters but these.
#[must_use]
pub fn plain_text(document: &Document, columns: usize) -> String {
    of_layout(&lay_out(document, columns))
}

/// The text of a layout that was made already.
#[must_use]
pub fn of_layout(layout: &Layout) -> String {
    let mut page = String::new();
    for line in layout.lines() {
        match line {
            Line::Text { text, .. } => {
                page.push_str(&" ".repeat(line.indent(layout.columns())));
                page.push_str(text);
                page.push('\n');
            }
            Line::Qr(text) => {
                for line in wrapped(text, layout.columns()) {
                    page.push_str(&line);
                    page.push('\n');
                }
            }
            Line::Logo { title, .. } if title.is_empty() => {}
            Line::Logo { title, .. } => {
                page.push_str(&" ".repeat(line.indent(layout.columns())));
                page.push_str(title);
                page.push('\n');
            }
            Line::Blank => page.push('\n'),
            Line::Cut => {}
        }
    }
    page
}
