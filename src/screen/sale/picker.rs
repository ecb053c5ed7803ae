//! Choosing a provider by hand: type to filter, the most used first, Enter takes the first.

use iced::widget::button::Style;
use iced::widget::text::Wrapping;
use iced::widget::{Column, Row, column, row};
use iced::{Border, Center, Fill};
use paydesk_domain::provider::{Provider, ProviderId};

use super::Message;
use super::form_view::badge;
use crate::model::Model;
use crate::ui::button::{area, cap, push};
use crate::ui::field::{Line, Stand, line};
use crate::ui::icon::Icon;
use crate::ui::keyboard::Press;
use crate::ui::words::{BODY, SMALL, TITLE, bold, say};
use crate::ui::{El, Ui};

const MOST: usize = 60;

/// The open picker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picker {
    typed: String,
    chosen: usize,
}

/// What a key came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Picking {
    Goes,
    Left,
    Took(ProviderId),
}

impl Picker {
    pub(super) const fn new() -> Self {
        Self {
            typed: String::new(),
            chosen: 0,
        }
    }

    pub(super) fn press(&mut self, press: &Press, model: &Model) -> Picking {
        let count = self.found(model).len();
        match press {
            Press::Esc => return Picking::Left,
            Press::Enter => return self.took(self.chosen, model),
            Press::Down | Press::Right | Press::Tab => {
                self.chosen = (self.chosen + 1).min(count.saturating_sub(1));
            }
            Press::Up | Press::Left | Press::BackTab => self.chosen = self.chosen.saturating_sub(1),
            Press::Backspace => {
                self.typed.pop();
                self.chosen = 0;
            }
            // While nothing is typed a digit takes the tile with its cap.
            Press::Char(c @ '1'..='9') if self.typed.is_empty() => {
                let index = c.to_digit(10).and_then(|n| usize::try_from(n).ok());
                return self.took(index.unwrap_or(1) - 1, model);
            }
            Press::Char(c) if !c.is_control() && self.typed.chars().count() < 40 => {
                self.typed.push(*c);
                self.chosen = 0;
            }
            _ => {}
        }
        Picking::Goes
    }

    fn took(&self, index: usize, model: &Model) -> Picking {
        let found = self.found(model);
        found
            .get(index)
            .map_or(Picking::Goes, |provider| Picking::Took(provider.id.clone()))
    }

    /// Providers that fit what was typed, the most used first.
    fn found<'m>(&self, model: &'m Model) -> Vec<&'m Provider> {
        let catalogue = &model.shop.settings.catalogue;
        let mut found: Vec<&Provider> = if self.typed.trim().is_empty() {
            catalogue.providers().collect()
        } else {
            catalogue.find(self.typed.trim())
        };
        let place = |provider: &Provider| {
            let used = model.by_use.iter().position(|id| *id == provider.id);
            used.unwrap_or(usize::MAX)
        };
        found.sort_by_key(|provider| place(provider));
        found.truncate(MOST);
        found
    }

    pub(super) fn view<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let t = ui.t;
        let search = line(
            ui,
            Line {
                before: self.typed.clone(),
                after: String::new(),
                rest: String::new(),
                hint: ui.say("picker-hint"),
                stand: Stand::Focused,
            },
            (Some(Icon::Search), Message::PickProvider),
        );
        let found = self.found(model);
        let mut tiles: Column<'a, Message> = Column::new().spacing(10);
        let across = if ui.m.is_small { 2 } else { 3 };
        for (at, chunk) in found.chunks(across).enumerate() {
            let mut line: Row<'a, Message> = Row::new().spacing(10);
            for (within, provider) in chunk.iter().enumerate() {
                let index = at * across + within;
                line = line.push(self.tile(ui, provider, index));
            }
            for _ in chunk.len()..across {
                line = line.push(iced::widget::Space::new().width(Fill));
            }
            tiles = tiles.push(line);
        }
        if found.is_empty() {
            tiles = tiles.push(say(ui.say("picker-none"), BODY, t.ink2));
        }
        let leave = push(crate::ui::button::Kind::Secondary, ui.say("back"))
            .cap("Esc")
            .on(ui, Some(Message::CloseDialog));
        let content = column![
            row![
                bold(ui.say("picker-title"), TITLE, t.ink),
                crate::ui::sheet::apart(),
                say(ui.say("picker-keys"), SMALL, t.ink2)
            ]
            .align_y(Center),
            search,
            crate::ui::sheet::scroll(ui, tiles).height(iced::Length::Fixed(if ui.m.is_small {
                300.0
            } else {
                420.0
            })),
            leave,
        ]
        .spacing(16);
        content.into()
    }

    fn tile<'a>(&self, ui: &Ui<'a>, provider: &'a Provider, index: usize) -> El<'a, Message> {
        let t = ui.t;
        let is_chosen = index == self.chosen;
        let name = provider.name(ui.language());
        let mut inside: Row<'a, Message> = row![
            badge(ui, name, is_chosen),
            bold(name, BODY, t.ink)
                .width(Fill)
                .wrapping(Wrapping::WordOrGlyph),
        ]
        .spacing(12)
        .align_y(Center)
        .padding([0, 16])
        .height(72);
        if index < 9 && self.typed.is_empty() {
            inside = inside.push(cap(ui, (index + 1).to_string()));
        }
        area(
            inside,
            Some(Message::Picked(provider.id.clone())),
            move |_| Style {
                background: Some(if is_chosen { t.accent_tint } else { t.sheet }.into()),
                border: Border {
                    color: if is_chosen { t.accent } else { t.line },
                    width: if is_chosen { 3.0 } else { 1.0 },
                    radius: 12.0.into(),
                },
                text_color: t.ink,
                ..Style::default()
            },
        )
        .width(Fill)
        .into()
    }
}
