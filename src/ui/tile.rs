//! One of a few choices side by side, with the digit that chooses it.

use super::button::{area, cap};
use super::words::{BODY, SMALL, bold, say};
use super::{El, Ui};
use iced::widget::button::Style;
use iced::widget::row;
use iced::widget::text::Wrapping;
use iced::{Border, Center, Fill};

/// How much room a tile takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// In a field of a form.
    Field,
    /// On a card, three of them beside each other.
    Card,
    /// On a page of its own.
    Page,
}

/// A choice.
pub(crate) struct Tile {
    /// From 0; the digit on it is one more.
    pub(crate) index: usize,
    pub(crate) words: String,
    pub(crate) is_chosen: bool,
    /// Keys go to this row of choices.
    pub(crate) has_focus: bool,
    pub(crate) room: Room,
}

impl Tile {
    pub(crate) fn view<'a, M: Clone + 'a>(self, ui: &Ui<'a>, message: M) -> El<'a, M> {
        let t = ui.t;
        let (size, height) = match self.room {
            Room::Field => (SMALL, 56),
            Room::Card | Room::Page => (BODY, 52),
        };
        let (gap, edge) = match self.room {
            Room::Field => (8, 10),
            Room::Card => (10, 14),
            Room::Page => (12, 16),
        };
        let words = if self.is_chosen {
            bold(self.words, size, t.ink)
        } else {
            say(self.words, size, t.ink)
        };
        let inside = row![
            cap(ui, (self.index + 1).to_string()),
            words.wrapping(Wrapping::None)
        ]
        .spacing(gap)
        .align_y(Center)
        .padding([0, edge])
        .height(height);
        let plain = if self.room == Room::Field {
            t.well
        } else {
            t.sheet
        };
        let (is_chosen, has_focus) = (self.is_chosen, self.has_focus);
        area(inside, Some(message), move |_| Style {
            background: Some(if is_chosen { t.accent_tint } else { plain }.into()),
            border: Border {
                color: match (is_chosen, has_focus) {
                    (true, _) => t.accent,
                    (false, true) => t.focus,
                    (false, false) => t.line,
                },
                width: if is_chosen { 3.0 } else { 2.0 },
                radius: 12.0.into(),
            },
            text_color: t.ink,
            ..Style::default()
        })
        .width(Fill)
        .into()
    }
}
