//! The till's design system: every size, surface, button, field and mark that a screen is built from.
//!
//! A screen says what a thing means; how it looks is decided here, from the tokens of [`crate::theme`].

pub(crate) mod button;
pub(crate) mod dialog;
pub(crate) mod field;
pub(crate) mod icon;
pub(crate) mod key_bar;
pub(crate) mod keyboard;
pub(crate) mod list;
pub(crate) mod mark;
pub(crate) mod metrics;
pub(crate) mod pad;
pub(crate) mod paper;
pub(crate) mod sheet;
pub(crate) mod states;
pub(crate) mod status_bar;
pub(crate) mod tabs;
pub(crate) mod tile;
pub(crate) mod whole;
pub(crate) mod words;

use iced::{Element, Size};
use paydesk_domain::language::Language;

use crate::text::Texts;
use crate::theme::Tokens;
use metrics::Metrics;

/// A piece of a screen.
pub(crate) type El<'a, M> = Element<'a, M>;

/// What every view draws with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ui<'a> {
    /// Colours.
    pub(crate) t: &'static Tokens,
    /// Words.
    pub(crate) texts: &'a Texts,
    /// Sizes for the room there is.
    pub(crate) m: Metrics,
}

impl<'a> Ui<'a> {
    pub(crate) fn new(t: &'static Tokens, texts: &'a Texts, size: Size) -> Self {
        Self {
            t,
            texts,
            m: Metrics::of(size),
        }
    }

    /// A text without parameters.
    pub(crate) fn say(&self, id: &str) -> String {
        self.texts.get(id)
    }

    /// A text with its parameters.
    pub(crate) fn with(&self, id: &str, parameters: &[(&str, &str)]) -> String {
        self.texts.with(id, parameters)
    }

    pub(crate) const fn language(&self) -> Language {
        self.texts.language()
    }
}
