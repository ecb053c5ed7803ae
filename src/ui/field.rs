//! Fields a cashier types into: the telephone number, sums, and the small fields of bills and searches.
//!
//! They only show; typing is read by the screen, so that what is shown is what is stored.

use iced::widget::text::Wrapping;
use iced::widget::{Row, Space, column, container, row};
use iced::{Bottom, Center, Color, Fill, Right};

use super::button::{area, bare};
use super::icon::{Icon, icon};
use super::mark::{Ground, Mark, mark};
use super::sheet::{apart, surface};
use super::words::{HEAD, LEAD, SMALL, TITLE, bold, say, sized};
use super::{El, Ui};

/// How a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand {
    /// Waits for nothing yet.
    Idle,
    /// Has the keyboard.
    Focused,
    /// Filled as it should be.
    Complete,
    /// The last key was refused.
    Wrong,
}

impl Stand {
    /// The stand of a field by what is true of it.
    pub(crate) const fn of(has_focus: bool, is_complete: bool, is_wrong: bool) -> Self {
        match (is_wrong, has_focus, is_complete) {
            (true, _, _) => Self::Wrong,
            (_, true, _) => Self::Focused,
            (_, _, true) => Self::Complete,
            (false, false, false) => Self::Idle,
        }
    }
}

/// A telephone number, digit by digit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number<'a> {
    /// `+7`.
    pub(crate) country: &'a str,
    /// National digits as typed.
    pub(crate) digits: &'a str,
    /// Sizes of the groups.
    pub(crate) groups: &'a [usize],
    /// Whether the last groups are joined by hyphens.
    pub(crate) is_hyphened: bool,
    /// Place of the caret.
    pub(crate) caret: usize,
    /// How the field stands.
    pub(crate) stand: Stand,
}

/// The frame of a field.
pub(crate) fn frame<'a, M: 'a>(
    ui: &Ui<'_>,
    stand: Stand,
    (height, pad): (f32, f32),
    content: impl Into<El<'a, M>>,
) -> El<'a, M> {
    let t = ui.t;
    let look = match stand {
        Stand::Idle => (t.well, t.line, 2.0),
        Stand::Focused => (t.sheet, t.focus, 3.0),
        Stand::Complete => (t.well, t.edge, 2.0),
        Stand::Wrong => (t.sheet, t.refused.word, 3.0),
    };
    surface(content, look, 12.0)
        .height(height)
        .width(Fill)
        .padding([0.0, pad])
        .align_y(Center)
        .clip(true)
        .into()
}

/// The small grey words above a field, and what stands at their right.
pub(crate) fn label<'a, M: 'a>(ui: &Ui<'_>, left: String, right: String) -> El<'a, M> {
    row![
        say(left, SMALL, ui.t.ink2).wrapping(Wrapping::None),
        apart(),
        say(right, SMALL, ui.t.ink3).wrapping(Wrapping::None),
    ]
    .into()
}

/// The line under a field that says why a key was not taken.
pub(crate) fn wrong<'a, M: 'a>(ui: &Ui<'_>, why: String) -> El<'a, M> {
    row![
        mark(ui.t, Mark::Refused, 22.0, Ground::Tint),
        say(why, SMALL, ui.t.refused.word),
    ]
    .spacing(8)
    .align_y(Center)
    .into()
}

fn caret<'a, M: 'a>(ui: &Ui<'_>, size: f32, is_shown: bool) -> El<'a, M> {
    let colour = if is_shown {
        ui.t.focus
    } else {
        Color::TRANSPARENT
    };
    container(Space::new())
        .width(4)
        .height(size * 0.9)
        .style(move |_| container::Style {
            background: Some(colour.into()),
            border: iced::border::rounded(2),
            ..container::Style::default()
        })
        .into()
}

/// The number field: typed digits large, the missing ones as bars, so that the length is seen.
pub(crate) fn number<'a, M: Clone + 'a>(
    ui: &Ui<'_>,
    shown: Number<'_>,
    on_caret: impl Fn(usize) -> M + 'a,
) -> El<'a, M> {
    let t = ui.t;
    let size = ui.m.hero;
    let step = sized(size);
    let is_on = matches!(shown.stand, Stand::Focused | Stand::Wrong);
    let mut line: Row<'a, M> = Row::new().align_y(Center);
    line = line.push(say(shown.country.to_owned(), step, t.ink3));
    let digits: Vec<char> = shown.digits.chars().collect();
    let mut place = 0;
    for (index, group) in shown.groups.iter().enumerate() {
        let is_begun = place < digits.len();
        let joined = shown.is_hyphened && index >= 2;
        line = if joined && is_begun {
            line.push(say("-", step, t.ink3))
        } else {
            line.push(Space::new().width(size * 0.3))
        };
        for _ in 0..*group {
            if is_on && place == shown.caret {
                line = line.push(caret(ui, size, true));
            }
            let place_of_press = on_caret(place.min(digits.len()));
            let digit: El<'a, M> = match digits.get(place) {
                Some(digit) => bold(digit.to_string(), step, t.ink).into(),
                None => slot(ui, size),
            };
            line = line.push(area(digit, Some(place_of_press), bare));
            place += 1;
        }
    }
    if is_on && shown.caret >= place {
        line = line.push(caret(ui, size, true));
    }
    line = line.push(apart());
    if shown.stand == Stand::Complete {
        line = line.push(icon(Icon::Yes, size * 0.56, t.ink2));
    }
    let frame = frame(ui, shown.stand, (ui.m.field, 22.0), line);
    area(frame, Some(on_caret(digits.len())), bare).into()
}

fn slot<'a, M: 'a>(ui: &Ui<'_>, size: f32) -> El<'a, M> {
    let edge = ui.t.edge;
    let bar = container(Space::new())
        .width(size * 0.44)
        .height(4)
        .style(move |_| container::Style {
            background: Some(edge.into()),
            border: iced::border::rounded(2),
            ..container::Style::default()
        });
    container(bar)
        .width(size * 0.572)
        .height(size * 0.86)
        .align_x(Center)
        .align_y(Bottom)
        .into()
}

/// A sum as it is typed.
#[derive(Debug, Clone)]
pub(crate) struct Sum<'a> {
    /// Typed so far, grouped; nothing typed shows a grey zero.
    pub(crate) typed: String,
    /// What stands for nothing.
    pub(crate) empty: String,
    /// Sign of the currency.
    pub(crate) symbol: &'a str,
    /// The sum in words.
    pub(crate) words: String,
    /// How the field stands.
    pub(crate) stand: Stand,
    /// Height of the field and size of its type.
    pub(crate) size: (f32, f32),
}

/// The money field.
pub(crate) fn sum<'a, M: Clone + 'a>(ui: &Ui<'_>, shown: Sum<'a>, on_press: M) -> El<'a, M> {
    let t = ui.t;
    let (height, size) = shown.size;
    let step = sized(size);
    let is_on = matches!(shown.stand, Stand::Focused | Stand::Wrong);
    let mut line: Row<'a, M> = Row::new().align_y(Center);
    if shown.typed.is_empty() {
        line = line.push(caret(ui, size, is_on));
        line = line.push(say(shown.empty, step, t.ink3).wrapping(Wrapping::None));
    } else {
        line = line.push(bold(shown.typed, step, t.ink).wrapping(Wrapping::None));
        if is_on {
            line = line.push(caret(ui, size, true));
        }
    }
    line = line.push(Space::new().width(size * 0.2));
    line = line.push(say(shown.symbol, step, t.ink3));
    line = line.push(apart());
    if !shown.words.is_empty() {
        let words = say(shown.words, SMALL, t.ink2).align_x(Right);
        line = line.push(
            container(words)
                .width(if ui.m.is_small { 200 } else { 260 })
                .align_x(Right),
        );
    }
    area(
        frame(ui, shown.stand, (height, 22.0), line),
        Some(on_press),
        bare,
    )
    .into()
}

/// What a small field shows.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Before the caret.
    pub(crate) before: String,
    /// Behind it.
    pub(crate) after: String,
    /// Places not filled yet, as the mask shows them.
    pub(crate) rest: String,
    /// What stands there in grey while nothing is typed.
    pub(crate) hint: String,
    /// How the field stands.
    pub(crate) stand: Stand,
}

/// A field of one line, 56 high.
pub(crate) fn line<'a, M: Clone + 'a>(
    ui: &Ui<'_>,
    shown: Line,
    leading: (Option<Icon>, M),
) -> El<'a, M> {
    sized_line(ui, shown, leading, (56.0, LEAD))
}

/// The field of a search: what is looked for is the largest thing on the screen.
pub(crate) fn search<'a, M: Clone + 'a>(ui: &Ui<'_>, shown: Line, message: M) -> El<'a, M> {
    let size = if ui.m.is_small {
        (56.0, TITLE)
    } else {
        (72.0, HEAD)
    };
    sized_line(ui, shown, (Some(Icon::Search), message), size)
}

fn sized_line<'a, M: Clone + 'a>(
    ui: &Ui<'_>,
    shown: Line,
    (leading, message): (Option<Icon>, M),
    (height, step): (f32, (f32, f32)),
) -> El<'a, M> {
    let t = ui.t;
    let is_on = matches!(shown.stand, Stand::Focused | Stand::Wrong);
    let mut content: Row<'a, M> = Row::new().align_y(Center);
    if let Some(which) = leading {
        content = content.push(icon(which, 28.0, t.ink2));
        content = content.push(Space::new().width(12));
    }
    let is_empty = shown.before.is_empty() && shown.after.is_empty();
    if !is_empty {
        content = content.push(bold(shown.before, step, t.ink).wrapping(Wrapping::None));
    }
    if is_on {
        content = content.push(caret(ui, step.0, true));
    }
    if is_empty && shown.rest.is_empty() {
        content = content.push(say(shown.hint, SMALL, t.ink3).wrapping(Wrapping::None));
    } else {
        content = content.push(bold(shown.after, step, t.ink).wrapping(Wrapping::None));
        content = content.push(say(shown.rest, step, t.ink3).wrapping(Wrapping::None));
    }
    area(
        frame(
            ui,
            shown.stand,
            (height, if height > 60.0 { 24.0 } else { 16.0 }),
            content,
        ),
        Some(message),
        bare,
    )
    .into()
}

/// A small field under its label.
pub(crate) fn labelled<'a, M: 'a>(
    ui: &Ui<'_>,
    (name, note): (String, String),
    field: impl Into<El<'a, M>>,
) -> El<'a, M> {
    column![label(ui, name, note), field.into()]
        .spacing(6)
        .into()
}
