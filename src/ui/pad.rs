//! Pads for fingers: PIN and numbers, in the order of a number pad.

use iced::widget::button::{Status, Style};
use iced::widget::{Column, Row, Space, column, container, row};
use iced::{Border, Center, Color, Fill};

use super::button::area;
use super::icon::{Icon, icon};
use super::keyboard::Press;
use super::words::{HEAD, bold};
use super::{El, Ui};
use crate::theme::Tokens;

/// Digits, the key at the lower left and the key at the lower right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pad {
    /// Erase and enter.
    Pin,
    /// Erase and the comma.
    Number,
}

/// A pad whose keys are those of the keyboard.
pub(crate) fn pad<'a, M: Clone + 'a>(
    ui: &Ui<'_>,
    (which, width, height): (Pad, f32, f32),
    on_press: impl Fn(Press) -> M + 'a,
) -> El<'a, M> {
    let t = ui.t;
    let digit = |c: char| -> El<'a, M> { bold(c.to_string(), HEAD, t.ink).into() };
    let last: (El<'a, M>, Press) = match which {
        Pad::Pin => (icon(Icon::Next, 32.0, t.ink2).into(), Press::Enter),
        Pad::Number => (digit(','), Press::Char(',')),
    };
    let mut rows: Vec<Vec<(El<'a, M>, Press)>> = ["789", "456", "123"]
        .iter()
        .map(|line| line.chars().map(|c| (digit(c), Press::Char(c))).collect())
        .collect();
    rows.push(vec![
        (icon(Icon::Erase, 32.0, t.ink).into(), Press::Backspace),
        (digit('0'), Press::Char('0')),
        last,
    ]);
    let mut all: Column<'a, M> = Column::new().spacing(12);
    for keys in rows {
        let mut line: Row<'a, M> = Row::new().spacing(12);
        for (label, press) in keys {
            line = line.push(key(t, (label, on_press(press)), (width, height)));
        }
        all = all.push(line);
    }
    all.into()
}

fn key<'a, M: Clone + 'a>(
    t: &'static Tokens,
    (label, message): (El<'a, M>, M),
    (width, height): (f32, f32),
) -> El<'a, M> {
    let inside = container(label)
        .width(Fill)
        .height(Fill)
        .align_x(Center)
        .align_y(Center);
    let look = move |status| Style {
        background: Some(
            if status == Status::Pressed {
                t.accent_tint
            } else {
                t.key
            }
            .into(),
        ),
        border: Border {
            color: if t.is_contrast { t.edge } else { t.line },
            width: 1.0,
            radius: 12.0.into(),
        },
        text_color: t.ink,
        ..Style::default()
    };
    let under = if t.is_contrast {
        Color::TRANSPARENT
    } else {
        t.line
    };
    container(area(inside, Some(message), look).width(Fill).height(Fill))
        .width(width)
        .height(height)
        .padding(iced::padding::bottom(2))
        .style(move |_| container::Style {
            background: Some(under.into()),
            border: iced::border::rounded(12),
            ..container::Style::default()
        })
        .into()
}

/// The rings of a PIN: how many digits are typed, never which.
pub(crate) fn rings<'a, M: 'a>(ui: &Ui<'_>, typed: usize, least: usize) -> El<'a, M> {
    let t = ui.t;
    let mut line: Row<'a, M> = Row::new().spacing(20);
    for place in 0..least.max(typed) {
        let is_full = place < typed;
        let ring = container(Space::new())
            .width(22)
            .height(22)
            .style(move |_| container::Style {
                background: is_full.then(|| t.ink.into()),
                border: Border {
                    color: if is_full { t.ink } else { t.edge },
                    width: 3.0,
                    radius: 11.0.into(),
                },
                ..container::Style::default()
            });
        line = line.push(ring);
    }
    column![row![line]].into()
}
