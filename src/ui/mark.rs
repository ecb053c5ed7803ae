//! The states of payments and connections: a word, a colour and a shape of its own for each, so that any one of the
//! three still says it.

use std::sync::LazyLock;

use iced::widget::svg::Handle;
use iced::widget::{Column, container, row, stack};
use iced::{Border, Center, Color, Fill};

use super::icon::coloured;
use super::words::{BODY, SMALL, bold, say};
use super::{El, Ui};
use crate::theme::{Tokens, Tone};

/// What a mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    Paid,
    Progress,
    Queued,
    Unknown,
    Refused,
    Owed,
    Training,
    Offline,
    /// "Look here": a guard.
    Warn,
}

macro_rules! drawing {
    ($file:literal) => {
        Handle::from_memory(
            include_bytes!(concat!("../../assets/icons/mark-", $file, ".svg")).as_slice(),
        )
    };
}

static SHAPES: LazyLock<[(Handle, Option<Handle>); 9]> = LazyLock::new(|| {
    [
        (drawing!("paid"), Some(drawing!("paid-cut"))),
        (drawing!("progress"), Some(drawing!("progress-cut"))),
        (drawing!("queued"), Some(drawing!("queued-cut"))),
        (drawing!("unknown"), Some(drawing!("unknown-cut"))),
        (drawing!("refused"), Some(drawing!("refused-cut"))),
        (drawing!("owed"), Some(drawing!("owed-cut"))),
        (drawing!("training"), None),
        (drawing!("offline"), Some(drawing!("offline-cut"))),
        (drawing!("warn"), Some(drawing!("warn-cut"))),
    ]
});

impl Mark {
    /// Its colours.
    pub(crate) const fn tone(self, t: &Tokens) -> Tone {
        match self {
            Self::Paid => t.paid,
            Self::Progress => t.progress,
            Self::Queued | Self::Warn => t.queued,
            Self::Unknown => t.unknown,
            Self::Refused => t.refused,
            Self::Owed => t.owed,
            Self::Training => t.training,
            Self::Offline => t.offline,
        }
    }

    /// The text that names the state.
    pub(crate) const fn word_id(self) -> &'static str {
        match self {
            Self::Paid => "mark-paid",
            Self::Progress => "mark-progress",
            Self::Queued => "mark-queued",
            Self::Unknown => "mark-unknown",
            Self::Refused => "mark-refused",
            Self::Owed => "mark-owed",
            Self::Training => "mark-training",
            Self::Offline => "mark-offline",
            Self::Warn => "mark-look",
        }
    }
}

/// Where a mark stands: on a sheet or tint, or on a solid ground of its own colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ground {
    Tint,
    Solid,
}

/// The drawing of a mark.
pub(crate) fn mark<'a, M: 'a>(t: &Tokens, which: Mark, size: f32, ground: Ground) -> El<'a, M> {
    let tone = which.tone(t);
    let (fill, cut) = match ground {
        Ground::Tint => (tone.word, tone.on),
        Ground::Solid => (tone.on, tone.word),
    };
    let (shape, inner) = &SHAPES[which as usize];
    let shape = coloured(shape.clone(), size, fill);
    match inner {
        None => shape.into(),
        Some(inner) => stack![shape, coloured(inner.clone(), size, cut)].into(),
    }
}

/// A ground with round corners; in high contrast its border says what the tint cannot.
pub(crate) fn tinted(ui: &Ui<'_>, (ground, word): (Color, Color), radius: f32) -> container::Style {
    container::Style {
        background: Some(ground.into()),
        border: Border {
            color: word,
            width: if ui.t.is_contrast { 2.0 } else { 0.0 },
            radius: radius.into(),
        },
        ..container::Style::default()
    }
}

/// Mark and word on a tint.
pub(crate) fn chip<'a, M: 'a>(ui: &Ui<'a>, which: Mark) -> El<'a, M> {
    chip_saying(ui, which, ui.say(which.word_id()))
}

/// A chip with a word of its own.
pub(crate) fn chip_saying<'a, M: 'a>(ui: &Ui<'a>, which: Mark, word: String) -> El<'a, M> {
    let tone = which.tone(ui.t);
    let style = tinted(ui, (tone.tint, tone.word), 10.0);
    let inside = row![
        mark(ui.t, which, 22.0, Ground::Tint),
        bold(word, SMALL, tone.word).wrapping(iced::widget::text::Wrapping::None),
    ];
    container(inside.spacing(8).align_y(Center))
        .height(36)
        .padding([0, 14])
        .align_y(Center)
        .style(move |_| style)
        .into()
}

/// A message that stays until the next action: what happened, where the money is, what to do.
pub(crate) fn notice<'a, M: 'a>(
    ui: &Ui<'a>,
    which: Mark,
    words: (String, Vec<String>),
) -> El<'a, M> {
    padded(ui, which, words, [14, 18])
}

/// The same where room is short.
pub(crate) fn brief<'a, M: 'a>(
    ui: &Ui<'a>,
    which: Mark,
    words: (String, Vec<String>),
) -> El<'a, M> {
    padded(ui, which, words, [5, 14])
}

fn padded<'a, M: 'a>(
    ui: &Ui<'a>,
    which: Mark,
    (head, lines): (String, Vec<String>),
    padding: [u16; 2],
) -> El<'a, M> {
    let tone = which.tone(ui.t);
    let is_solid = matches!(which, Mark::Owed | Mark::Training);
    let (ground, ink) = if is_solid {
        (tone.word, tone.on)
    } else {
        (tone.tint, ui.t.ink)
    };
    let style = tinted(ui, (ground, tone.word), 12.0);
    let mut words = Column::new().push(bold(head, BODY, ink)).width(Fill);
    for line in lines {
        words = words.push(say(line, SMALL, ink));
    }
    let drawing = mark(
        ui.t,
        which,
        32.0,
        if is_solid {
            Ground::Solid
        } else {
            Ground::Tint
        },
    );
    container(row![drawing, words].spacing(14).align_y(Center))
        .padding(padding)
        .width(Fill)
        .style(move |_| style)
        .into()
}
