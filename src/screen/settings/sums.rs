//! The sums that Ctrl 1 to Ctrl 4 type during a sale.

use iced::Fill;
use iced::widget::{Column, Row, column, container, row};
use paydesk_adapters::preferences::MAX_PRESETS;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::people::Right;
use paydesk_domain::typing::{NotTyped, SumTyping};

use super::{Message as Whole, may};
use crate::desk::handle::Ask;
use crate::model::Model;
use crate::screen::Action;
use crate::screen::sale::presets;
use crate::tell;
use crate::ui::button::{Kind, push};
use crate::ui::field::{Stand, Sum, labelled, sum, wrong};
use crate::ui::keyboard::Press;
use crate::ui::sheet::{apart, gap};
use crate::ui::words::{SMALL, say};
use crate::ui::{El, Ui};

/// What a person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Message {
    Focus(usize),
    Keep,
}

/// The section: four fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Sums {
    fields: [SumTyping; MAX_PRESETS],
    focus: usize,
    refused: Option<Refused>,
    /// Whoever opened the section may change it.
    is_allowed: bool,
}

/// Why a key or a sum was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    Key(NotTyped),
    /// It is no sum that can be paid.
    NoSum,
}

impl Sums {
    /// The sums as they are now.
    pub(super) fn of(model: &Model) -> Self {
        let mut sums = Self {
            is_allowed: may(model, Right::Settings),
            ..Self::default()
        };
        for (field, text) in sums.fields.iter_mut().zip(presets(model)) {
            // A text that is no sum leaves its field empty.
            if field.paste(&text).is_err() {
                field.clear();
            }
        }
        sums
    }

    /// Whether whoever opened the section may change it; asked anew before anything is kept.
    pub(super) const fn is_allowed(&self) -> bool {
        self.is_allowed
    }

    pub(super) fn update(&mut self, message: Message, model: &Model) -> Action {
        match message {
            Message::Focus(index) => {
                self.focus(index);
                Action::None
            }
            Message::Keep => self.keep(model),
        }
    }

    fn focus(&mut self, index: usize) {
        if index < self.fields.len() {
            self.focus = index;
            self.refused = None;
        }
    }

    /// A key while the section has the keyboard; nothing for one that is not its own.
    pub(super) fn press(&mut self, press: &Press, model: &Model) -> Option<Action> {
        if !may(model, Right::Settings) {
            return None;
        }
        let last = self.fields.len().saturating_sub(1);
        match press {
            Press::F(10) => return Some(self.keep(model)),
            Press::Enter if self.focus == last => return Some(self.keep(model)),
            Press::Tab if self.focus == last => return None,
            Press::BackTab if self.focus == 0 => return None,
            Press::Enter | Press::Tab | Press::Down | Press::Right => self.focus(self.focus + 1),
            Press::BackTab | Press::Up | Press::Left => self.focus(self.focus.saturating_sub(1)),
            Press::Ctrl(c @ '1'..='4') => {
                let number = c.to_digit(10).and_then(|n| usize::try_from(n).ok());
                self.focus(number.unwrap_or(1) - 1);
            }
            Press::Backspace => self.edit(SumTyping::backspace),
            Press::Delete => self.edit(SumTyping::clear),
            Press::Char(c) => {
                let typed = self
                    .fields
                    .get_mut(self.focus)
                    .map(|field| field.type_char(*c));
                self.refused = match typed {
                    Some(Err(why)) => Some(Refused::Key(why)),
                    Some(Ok(())) | None => None,
                };
            }
            _ => return None,
        }
        Some(Action::None)
    }

    fn edit(&mut self, how: impl FnOnce(&mut SumTyping)) {
        self.refused = None;
        if let Some(field) = self.fields.get_mut(self.focus) {
            how(field);
        }
    }

    /// Keeps what is typed. An empty field is one sum less; four empty ones bring the usual sums back.
    fn keep(&mut self, model: &Model) -> Action {
        if !may(model, Right::Settings) {
            return Action::None;
        }
        let currency = model.currency();
        let mut kept = Vec::new();
        for (index, field) in self.fields.iter().enumerate() {
            if field.is_empty() {
                continue;
            }
            match text_of(field, currency) {
                Some(text) => kept.push(text),
                None => {
                    self.focus = index;
                    self.refused = Some(Refused::NoSum);
                    return Action::None;
                }
            }
        }
        self.refused = None;
        let mut prefs = model.prefs.clone();
        prefs.presets = kept;
        // Sent even where nothing changed: whoever presses wants to hear that it is kept.
        Action::Ask(Ask::Prefer(prefs))
    }

    pub(super) fn view<'a>(
        &'a self,
        ui: &Ui<'a>,
        (model, is_inside): (&'a Model, bool),
    ) -> El<'a, Whole> {
        let is_allowed = may(model, Right::Settings);
        let has_keys = is_inside && is_allowed;
        let mut cells: Vec<El<'a, Whole>> = Vec::new();
        for index in 0..self.fields.len() {
            cells.push(self.field(ui, (model, has_keys), index));
        }
        let mut rows: Column<'a, Whole> = Column::new().spacing(16);
        let mut cells = cells.into_iter();
        while let Some(first) = cells.next() {
            let mut line: Row<'a, Whole> =
                Row::new().spacing(16).push(container(first).width(Fill));
            if let Some(second) = cells.next() {
                line = line.push(container(second).width(Fill));
            }
            rows = rows.push(line);
        }
        let under: El<'a, Whole> = match self.refused {
            Some(Refused::Key(why)) => wrong(ui, tell::not_typed(ui.texts, why, &[])),
            Some(Refused::NoSum) => wrong(ui, ui.say("settings-sums-no-sum")),
            None => say(ui.say("settings-sums-empty"), SMALL, ui.t.ink2).into(),
        };
        let keep = push(Kind::Primary, ui.say("settings-sums-keep"))
            .cap("F10")
            .on(ui, is_allowed.then_some(Whole::Sums(Message::Keep)));
        column![rows, gap(12.0), under, gap(24.0), row![apart(), keep]].into()
    }

    fn field<'a>(
        &'a self,
        ui: &Ui<'a>,
        (model, has_keys): (&'a Model, bool),
        index: usize,
    ) -> El<'a, Whole> {
        let currency = model.currency();
        let typing = self.fields.get(index);
        let has_focus = has_keys && index == self.focus;
        let typed = typing
            .map(|typing| typing.shown(ui.language()))
            .unwrap_or_default();
        let is_filled = !typed.is_empty();
        let number = (index + 1).to_string();
        labelled(
            ui,
            (
                ui.with("settings-sums-number", &[("number", &number)]),
                ui.with("settings-sums-key", &[("number", &number)]),
            ),
            sum(
                ui,
                Sum {
                    typed,
                    empty: Money::zero(currency).to_digits(ui.language()),
                    symbol: currency.symbol(),
                    words: String::new(),
                    stand: Stand::of(has_focus, is_filled, has_focus && self.refused.is_some()),
                    size: (72.0, 36.0),
                },
                Whole::Sums(Message::Focus(index)),
            ),
        )
    }
}

/// A sum as it is kept; nothing for one that cannot be paid.
fn text_of(field: &SumTyping, currency: Currency) -> Option<String> {
    let sum = field.money(currency).ok()?;
    let text = field.text();
    sum.is_positive()
        .then(|| text.strip_suffix('.').unwrap_or(text).to_owned())
}
