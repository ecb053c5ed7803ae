//! What is always seen: connection, queue, deposit, printer; shift and cashier, the time. Never green.

use iced::widget::{Column, Row, Space, container, row};
use iced::{Border, Center, Color, Fill};

use super::button::{area, bare};
use super::icon::{Icon, icon};
use super::sheet::apart;
use super::words::{CAP, SMALL, TITLE, bold, say};
use super::{El, Ui};
use crate::theme::{Tokens, Tone};

/// How much an item asks for eyes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Call {
    /// Nothing to see.
    Quiet,
    /// On the tint of a state.
    Tint(Tone),
    /// On the solid colour of a state.
    Solid(Tone),
}

/// One item.
#[derive(Debug, Clone)]
pub(crate) struct Item<M> {
    pub(crate) icon: Icon,
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) call: Call,
    pub(crate) on_press: Option<M>,
}

/// The whole bar.
#[derive(Debug, Clone)]
pub(crate) struct Bar<M> {
    /// From the left.
    pub(crate) items: Vec<Item<M>>,
    /// Shift and cashier.
    pub(crate) who: Item<M>,
    /// Hours and minutes.
    pub(crate) clock: String,
    /// The computer's clock is off by so much; said beside the time.
    pub(crate) skew: Option<String>,
}

/// Draws the bar.
pub(crate) fn status_bar<'a, M: Clone + 'a>(ui: &Ui<'_>, bar: Bar<M>) -> El<'a, M> {
    let small = ui.m.is_small;
    let mut line: Row<'a, M> = Row::new()
        .spacing(if small { 8 } else { 14 })
        .align_y(Center);
    for item in bar.items {
        line = line.push(draw(ui, item));
    }
    line = line.push(apart());
    line = line.push(draw(ui, bar.who));
    let clock = bold(bar.clock, TITLE, ui.t.ink);
    line = match bar.skew {
        None => line.push(clock),
        Some(skew) => {
            let tone = ui.t.queued;
            let inside = row![bold(skew, CAP, tone.word), clock.color(tone.word)]
                .spacing(8)
                .align_y(Center);
            line.push(ground(ui.t, Call::Tint(tone), inside))
        }
    };
    container(line)
        .height(ui.m.status)
        .width(Fill)
        .align_y(Center)
        .padding(iced::padding::left(ui.m.margin - 10.0).right(ui.m.margin))
        .into()
}

fn draw<'a, M: Clone + 'a>(ui: &Ui<'_>, item: Item<M>) -> El<'a, M> {
    let t = ui.t;
    let (ink, second) = match item.call {
        Call::Quiet => (t.ink, t.ink2),
        Call::Tint(tone) => (tone.word, tone.word),
        Call::Solid(tone) => (tone.on, tone.on),
    };
    let none = iced::widget::text::Wrapping::None;
    let mut words: Column<'a, M> = Column::new();
    if !ui.m.is_small {
        words = words.push(say(item.label, (14.0, 18.0), second).wrapping(none));
    }
    words = words.push(bold(item.value, SMALL, ink).wrapping(none));
    let inside = row![icon(item.icon, 24.0, second), words]
        .spacing(10)
        .align_y(Center);
    let drawn = ground(t, item.call, inside);
    match item.on_press {
        None => drawn,
        Some(message) => area(drawn, Some(message), bare).into(),
    }
}

fn ground<'a, M: 'a>(t: &Tokens, call: Call, inside: Row<'a, M>) -> El<'a, M> {
    let (colour, edge) = match call {
        Call::Quiet => (Color::TRANSPARENT, Color::TRANSPARENT),
        Call::Tint(tone) => (tone.tint, tone.word),
        Call::Solid(tone) => (tone.word, tone.word),
    };
    let width = if t.is_contrast && call != Call::Quiet {
        2.0
    } else {
        0.0
    };
    container(inside)
        .padding([6, 10])
        .style(move |_| container::Style {
            background: Some(colour.into()),
            border: Border {
                color: edge,
                width,
                radius: 10.0.into(),
            },
            ..container::Style::default()
        })
        .into()
}

/// Room for the bar where there is nothing to say yet.
pub(crate) fn no_bar<'a, M: 'a>(ui: &Ui<'_>) -> El<'a, M> {
    Space::new().height(ui.m.status).into()
}
