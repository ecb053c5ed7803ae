//! Buttons by meaning. One filled button a screen; each carries its key.

use iced::widget::button::{Status, Style};
use iced::widget::{Button, Row, button, column, container, row};
use iced::{Border, Center, Color, Fill, Length};

use super::icon::{Icon, icon};
use super::sheet::apart;
use super::words::{BODY, CAP, LEAD, SMALL, bold, say};
use super::{El, Ui};

/// What pressing the button means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The one action of the screen.
    Primary,
    /// Everything else.
    Secondary,
    /// What goes on against a warning; always with a chord.
    Danger,
    /// A small way out.
    Quiet,
    /// The next step of handing cash back.
    Owed,
}

/// A button in the making.
pub(crate) struct Push<'a> {
    kind: Kind,
    label: String,
    under: Option<String>,
    caps: Vec<&'a str>,
    icon: Option<Icon>,
    height: Option<f32>,
    width: Length,
}

/// A button of a kind.
pub(crate) fn push<'a>(kind: Kind, label: impl Into<String>) -> Push<'a> {
    Push {
        kind,
        label: label.into(),
        under: None,
        caps: Vec::new(),
        icon: None,
        height: None,
        width: Length::Shrink,
    }
}

impl<'a> Push<'a> {
    /// A second, smaller line.
    pub(crate) fn under(mut self, line: impl Into<String>) -> Self {
        self.under = Some(line.into());
        self
    }

    /// The key that does the same.
    pub(crate) fn cap(mut self, key: &'a str) -> Self {
        self.caps.push(key);
        self
    }

    /// An icon before the label.
    pub(crate) const fn icon(mut self, which: Icon) -> Self {
        self.icon = Some(which);
        self
    }

    /// Another height than the kind's own.
    pub(crate) const fn tall(mut self, height: f32) -> Self {
        self.height = Some(height);
        self
    }

    /// As wide as the room there is.
    pub(crate) const fn wide(mut self) -> Self {
        self.width = Fill;
        self
    }

    /// The button; without a message it is off and keeps its label.
    pub(crate) fn on<M: Clone + 'a>(self, ui: &Ui<'_>, message: Option<M>) -> El<'a, M> {
        let is_off = message.is_none();
        let t = ui.t;
        let ink = self.ink(ui, is_off);
        let is_large = matches!(self.kind, Kind::Primary | Kind::Owed);
        let step = match (is_large, ui.m.is_small) {
            (true, false) => LEAD,
            (true, true) | (false, false) => BODY,
            (false, true) => SMALL,
        };
        let mut line: Row<'a, M> = Row::new().spacing(if ui.m.is_small { 8 } else { 14 });
        if let Some(which) = self.icon {
            line = line.push(icon(which, 24.0, ink));
        }
        let label = bold(self.label, step, ink).wrapping(iced::widget::text::Wrapping::None);
        let stretches = self.width == Fill && self.under.is_some();
        line = match self.under {
            None => line.push(label),
            Some(under) => {
                let step = if self.height >= Some(80.0) { BODY } else { CAP };
                line.push(column![label, say(under, step, ink)])
            }
        };
        if stretches {
            line = line.push(apart());
        }
        for cap in self.caps {
            line = line.push(key_cap(ui, cap, self.kind, is_off));
        }
        let height = self.height.unwrap_or(match self.kind {
            Kind::Primary | Kind::Owed => ui.m.primary,
            Kind::Secondary | Kind::Danger | Kind::Quiet => 56.0,
        });
        let kind = self.kind;
        let inside = container(line.align_y(Center))
            .width(self.width)
            .height(Fill)
            .align_x(Center)
            .align_y(Center);
        let pressable: Button<'a, M> = button(inside)
            .height(height)
            .width(self.width)
            .padding([0.0, if ui.m.is_small { 12.0 } else { 18.0 }])
            .on_press_maybe(message)
            .style(move |_, status| style(t, kind, status));
        pressable.into()
    }

    const fn ink(&self, ui: &Ui<'_>, is_off: bool) -> Color {
        if is_off {
            return ui.t.ink3;
        }
        match self.kind {
            Kind::Primary => ui.t.on_accent,
            Kind::Secondary => ui.t.ink,
            Kind::Danger => ui.t.refused.word,
            Kind::Quiet => ui.t.accent,
            Kind::Owed => ui.t.owed.on,
        }
    }
}

fn style(t: &crate::theme::Tokens, kind: Kind, status: Status) -> Style {
    let is_down = status == Status::Pressed;
    let (ground, edge, width) = match (status, kind) {
        (Status::Disabled, _) => (t.well, t.line, 2.0),
        (_, Kind::Primary) => (
            if is_down { t.accent_down } else { t.accent },
            t.accent,
            0.0,
        ),
        (_, Kind::Owed) => (t.owed.word, t.owed.word, 0.0),
        (_, Kind::Secondary) => (if is_down { t.accent_tint } else { t.key }, t.edge, 2.0),
        (_, Kind::Danger) => (
            if is_down { t.accent_tint } else { t.sheet },
            t.refused.word,
            2.0,
        ),
        (_, Kind::Quiet) => (Color::TRANSPARENT, Color::TRANSPARENT, 0.0),
    };
    let is_hovered = status == Status::Hovered && kind != Kind::Primary && kind != Kind::Owed;
    let (edge, width) = if is_hovered {
        (t.accent, 2.0)
    } else {
        (edge, width)
    };
    Style {
        background: Some(ground.into()),
        text_color: t.ink,
        border: Border {
            color: edge,
            width,
            radius: 12.0.into(),
        },
        ..Style::default()
    }
}

/// The name of a key in its frame.
fn key_cap<'a, M: 'a>(ui: &Ui<'_>, key: &'a str, kind: Kind, is_off: bool) -> El<'a, M> {
    let t = ui.t;
    let (ink, ground, edge) = match (is_off, kind) {
        (true, _) => (t.ink3, Color::TRANSPARENT, t.line),
        (_, Kind::Primary) => (t.on_accent, Color::TRANSPARENT, t.on_accent),
        (_, Kind::Owed) => (t.owed.on, Color::TRANSPARENT, t.owed.on),
        (_, Kind::Danger) => (t.refused.word, Color::TRANSPARENT, t.refused.word),
        (_, Kind::Secondary | Kind::Quiet) => (t.ink2, t.key, t.edge),
    };
    framed(key, ink, (ground, edge))
}

/// A key's name beside words.
pub(crate) fn cap<'a, M: 'a>(ui: &Ui<'_>, key: impl Into<String>) -> El<'a, M> {
    framed(key.into(), ui.t.ink2, (ui.t.key, ui.t.edge))
}

fn framed<'a, M: 'a>(
    key: impl iced::widget::text::IntoFragment<'a>,
    ink: Color,
    (ground, edge): (Color, Color),
) -> El<'a, M> {
    container(row![
        bold(key, CAP, ink).wrapping(iced::widget::text::Wrapping::None)
    ])
    .padding([3, 8])
    .style(move |_| container::Style {
        background: Some(ground.into()),
        border: Border {
            color: edge,
            width: 1.0,
            radius: 6.0.into(),
        },
        ..container::Style::default()
    })
    .into()
}

/// Anything at all that can be pressed, on a ground of its own.
pub(crate) fn area<'a, M: Clone + 'a>(
    content: impl Into<El<'a, M>>,
    message: Option<M>,
    style: impl Fn(Status) -> Style + 'a,
) -> Button<'a, M> {
    button(content)
        .padding(0)
        .on_press_maybe(message)
        .style(move |_, status| style(status))
}

/// The look of an area that shows nothing of itself.
pub(crate) fn bare(_: Status) -> Style {
    Style {
        background: None,
        ..Style::default()
    }
}
