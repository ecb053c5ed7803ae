//! The parts papers are built of: rows, rules, titles, paragraphs.

use std::sync::Arc;

use paydesk_domain::language::Language;
use paydesk_domain::money::Money;

use super::wrap::{width, wrap, wrap_at_most};
use super::{Align, Line, Look};
use crate::charset::{Letters, NO_BREAK_SPACE, clean};
use crate::template::Shown;
use crate::words;

/// Values under their label stand in by this much.
const INDENT: usize = 2;
/// Lines that a provider's name may take in the heading of its fields.
const NAME_LINES_MAX: usize = 2;

/// A paper being written.
pub(super) struct Sheet {
    columns: usize,
    letters: Letters,
    lines: Vec<Line>,
    /// Stands in every rule: no part cut off a training paper may look like a real one.
    mark: Option<&'static str>,
}

impl Sheet {
    pub(super) const fn new(columns: usize, letters: Letters) -> Self {
        Self {
            columns,
            letters,
            lines: Vec::new(),
            mark: None,
        }
    }

    pub(super) const fn mark_rules(&mut self, mark: &'static str) {
        self.mark = Some(mark);
    }

    pub(super) fn finish(mut self) -> Vec<Line> {
        self.lines.push(Line::Cut);
        self.lines
    }

    pub(super) fn blank(&mut self) {
        self.lines.push(Line::Blank);
    }

    /// From edge to edge.
    pub(super) fn rule(&mut self) {
        let text = self.mark.map_or_else(
            || "-".repeat(self.columns),
            |mark| format!("{:-^1$}", format!(" {} ", self.clean(mark)), self.columns),
        );
        self.push(&text, Align::Left, Look::Plain);
    }

    /// Lines in the middle; none for an empty text.
    pub(super) fn centred(&mut self, text: &str, look: Look) {
        for line in wrap(&self.clean(text), self.columns) {
            self.push(&line, Align::Centre, look);
        }
    }

    /// What is being paid for: the start of its part of the paper.
    pub(super) fn name(&mut self, text: &str) {
        for line in wrap_at_most(&self.clean(text), self.columns, NAME_LINES_MAX) {
            self.push(&line, Align::Left, Look::Bold);
        }
    }

    /// Whole sentences.
    pub(super) fn paragraph(&mut self, text: &str, look: Look) {
        for line in wrap(&self.clean(text), self.columns) {
            self.push(&line, Align::Left, look);
        }
    }

    /// Label at the left, value at the right; a value without room goes under its label. No value, no row.
    pub(super) fn row(&mut self, label: &str, value: &str) {
        let (label, value) = (self.clean(label), self.clean(value));
        if value.is_empty() {
            return;
        }
        if self.fits(&label, &value) {
            self.pair(&label, &value, Look::Plain);
            return;
        }
        for line in wrap(&label, self.columns) {
            self.push(&line, Align::Left, Look::Plain);
        }
        // A number almost as wide as the paper is better without the indent than broken.
        let spare = self.columns.saturating_sub(width(&value));
        let is_whole = width(&value) <= self.columns;
        let indent = if is_whole { INDENT.min(spare) } else { INDENT };
        for line in wrap(&value, self.columns.saturating_sub(indent)) {
            self.push(
                &format!("{}{line}", " ".repeat(indent)),
                Align::Left,
                Look::Plain,
            );
        }
    }

    /// A sum with its currency, always at the right and always in one piece.
    pub(super) fn sum(&mut self, label: &str, sum: Money, (language, look): (Language, Look)) {
        let currency = self.clean(words::currency(sum.currency(), language));
        let value = format!("{}{NO_BREAK_SPACE}{currency}", sum.to_digits(language));
        let label = self.clean(label);
        if self.fits(&label, &value) {
            self.pair(&label, &value, look);
            return;
        }
        for line in wrap(&label, self.columns) {
            self.push(&line, Align::Left, look);
        }
        self.pair("", &value, look);
    }

    /// What this paper shows of a text.
    pub(super) fn clean(&self, text: &str) -> String {
        clean(text, self.letters)
    }

    /// A QR code under a line that says what it is for.
    pub(super) fn qr(&mut self, caption: &str, text: &str) {
        self.centred(caption, Look::Plain);
        self.lines.push(Line::Qr(text.to_owned()));
    }

    /// A dealer's own lines: always in the middle and always with single blanks, so that none looks like a fact, which
    /// has its value at the right. An empty one is a gap.
    pub(super) fn notices(&mut self, lines: &[String]) {
        for line in lines {
            let text = self.clean(line).replace(NO_BREAK_SPACE, " ");
            if text.trim().is_empty() {
                self.blank();
            }
            for line in wrap(&text, self.columns) {
                self.push(&line, Align::Centre, Look::Plain);
            }
        }
    }

    /// A dealer's picture.
    pub(super) fn logo(&mut self, shown: &Shown) {
        let title = self.clean(&shown.title).replace(NO_BREAK_SPACE, " ");
        let title = wrap_at_most(&title, self.columns, 1);
        self.lines.push(Line::Logo {
            logo: Arc::clone(&shown.logo),
            title: title.into_iter().next().unwrap_or_default(),
        });
    }

    fn fits(&self, label: &str, value: &str) -> bool {
        width(label).saturating_add(1).saturating_add(width(value)) <= self.columns
    }

    fn pair(&mut self, label: &str, value: &str, look: Look) {
        let gap = self
            .columns
            .saturating_sub(width(label))
            .saturating_sub(width(value));
        self.push(
            &format!("{label}{}{value}", " ".repeat(gap)),
            Align::Left,
            look,
        );
    }

    fn push(&mut self, text: &str, align: Align, look: Look) {
        // Lines are broken now; from here on a blank is a blank, on every page and in every terminal.
        let text = text.replace(NO_BREAK_SPACE, " ");
        self.lines.push(Line::Text { text, align, look });
    }
}
