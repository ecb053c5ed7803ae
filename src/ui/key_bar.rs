//! The keyboard's top row at the foot of the window: three groups of four. A key never moves between screens or
//! languages; what does nothing here lies flat.

use iced::widget::button::{Status, Style};
use iced::widget::{Column, Row, column, container, row};
use iced::{Border, Center, Color, Fill, FillPortion};

use super::button::area;
use super::icon::{Icon, icon};
use super::keyboard::Press;
use super::sheet::{apart, rule};
use super::words::{CAP, SMALL, bold, say};
use super::{El, Ui};
use crate::theme::Tokens;

/// Shares of the width, by key.
const SHARES: [u16; 12] = [88, 114, 78, 124, 56, 110, 86, 88, 72, 132, 92, 80];
const ICONS: [Icon; 12] = [
    Icon::Help,
    Icon::Phone,
    Icon::House,
    Icon::Tv,
    Icon::Code,
    Icon::Last,
    Icon::History,
    Icon::Tray,
    Icon::Copy,
    Icon::Yes,
    Icon::Drawer,
    Icon::Shift,
];

/// What each key does on a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Keys {
    live: u16,
    /// The section that is open.
    on: Option<u8>,
    /// The screen's primary action.
    go: Option<u8>,
    /// Another word for F9 or F10, by text id.
    renamed: [Option<(u8, &'static str)>; 2],
}

impl Keys {
    /// These keys act.
    pub(crate) fn live(keys: &[u8]) -> Self {
        let live = keys.iter().fold(0, |live, n| live | (1 << n));
        Self {
            live,
            ..Self::default()
        }
    }

    /// This key acts as well.
    pub(crate) const fn also(mut self, n: u8) -> Self {
        self.live |= 1 << n;
        self
    }

    /// The section that is open.
    pub(crate) const fn on(mut self, n: u8) -> Self {
        self.on = Some(n);
        self
    }

    /// The primary action.
    pub(crate) const fn go(mut self, n: u8) -> Self {
        self.go = Some(n);
        self
    }

    /// Another word for a key on this screen.
    pub(crate) const fn named(mut self, n: u8, id: &'static str) -> Self {
        if self.renamed[0].is_none() {
            self.renamed[0] = Some((n, id));
        } else {
            self.renamed[1] = Some((n, id));
        }
        self
    }

    /// Whether a key acts here.
    pub(crate) fn acts(&self, n: u8) -> bool {
        self.live & (1 << n) != 0 || self.go == Some(n) || self.on == Some(n)
    }

    fn word(&self, n: u8) -> Option<String> {
        let renamed = self.renamed.iter().flatten().find(|(of, _)| *of == n);
        match renamed {
            Some((_, id)) => Some((*id).to_owned()),
            // F10 means confirm and nothing else, so it has no word where it confirms nothing.
            None if n == 10 && !self.acts(10) => None,
            None => Some(format!("key-{n}")),
        }
    }
}

/// The bar.
pub(crate) fn key_bar<'a, M: Clone + 'a>(
    ui: &Ui<'a>,
    keys: Keys,
    on_press: impl Fn(Press) -> M + Copy + 'a,
) -> El<'a, M> {
    let small = ui.m.is_small;
    let mut bar: Row<'a, M> = Row::new().spacing(if small { 14 } else { 20 });
    for group in [1_u8..=4, 5..=8, 9..=12] {
        let share: u16 = group.clone().map(|n| SHARES[usize::from(n) - 1]).sum();
        let mut four: Row<'a, M> = Row::new()
            .spacing(if small { 5 } else { 8 })
            .width(FillPortion(share));
        for n in group {
            four = four.push(key(ui, keys, (n, on_press(Press::F(n)))));
        }
        bar = bar.push(four);
    }
    let padding = if small { [6.0, 12.0] } else { [10.0, 24.0] };
    let bar = container(bar).padding(padding).height(Fill).width(Fill);
    Column::new()
        .push(rule(ui))
        .push(bar)
        .height(ui.m.keys)
        .into()
}

fn key<'a, M: Clone + 'a>(ui: &Ui<'a>, keys: Keys, (n, message): (u8, M)) -> El<'a, M> {
    let t = ui.t;
    let small = ui.m.is_small;
    let acts = keys.acts(n);
    let (ink, second) = if keys.go == Some(n) {
        (t.on_accent, t.on_accent)
    } else if keys.on == Some(n) {
        (t.sheet, t.sheet)
    } else if acts {
        (t.ink, t.ink2)
    } else {
        (t.ink3, t.ink3)
    };
    let name = format!("F{n}");
    let name = if acts {
        bold(name, CAP, second)
    } else {
        say(name, CAP, second)
    };
    let mut top: Row<'a, M> = row![name, apart()].align_y(Center);
    if acts && !small {
        top = top.push(icon(ICONS[usize::from(n) - 1], 16.0, second));
    }
    let word = keys.word(n).map(|id| ui.say(&id)).unwrap_or_default();
    let step = match (ui.m.is_narrow, small) {
        (true, _) => (13.0, 18.0),
        (false, true) => CAP,
        (false, false) => SMALL,
    };
    let word = say(word, step, ink).wrapping(iced::widget::text::Wrapping::None);
    let inside = column![top, word].spacing(if small { 2 } else { 4 });
    let inside = container(inside)
        .padding(if small { [5, 5] } else { [6, 9] })
        .width(Fill)
        .height(Fill)
        .clip(true);
    // The solid edge below a key that stands up.
    let shadow = if acts && keys.go != Some(n) && keys.on != Some(n) && !t.is_contrast {
        t.line
    } else {
        Color::TRANSPARENT
    };
    let look = move |status| style(t, (keys, n), status);
    let pressable = area(inside, acts.then_some(message), look)
        .width(Fill)
        .height(Fill);
    container(pressable)
        .width(FillPortion(SHARES[usize::from(n) - 1]))
        .height(Fill)
        .padding(iced::padding::bottom(2))
        .style(move |_| container::Style {
            background: Some(shadow.into()),
            border: iced::border::rounded(8),
            ..container::Style::default()
        })
        .into()
}

fn style(t: &Tokens, (keys, n): (Keys, u8), status: Status) -> Style {
    let (ground, edge) = if keys.go == Some(n) {
        (t.accent, t.accent)
    } else if keys.on == Some(n) {
        (t.ink, t.ink)
    } else if keys.acts(n) {
        (t.key, t.line)
    } else {
        (Color::TRANSPARENT, Color::TRANSPARENT)
    };
    let ground = match status {
        Status::Pressed if keys.go == Some(n) => t.accent_down,
        Status::Pressed if keys.on != Some(n) => t.accent_tint,
        Status::Active | Status::Hovered | Status::Pressed | Status::Disabled => ground,
    };
    let edge = if status == Status::Hovered && keys.go != Some(n) && keys.on != Some(n) {
        t.accent
    } else {
        edge
    };
    Style {
        background: Some(ground.into()),
        text_color: t.ink,
        border: Border {
            color: edge,
            width: 1.0,
            radius: 8.0.into(),
        },
        ..Style::default()
    }
}
