//! The menu of the settings. All of it is seen at once where the window lets it.

use iced::widget::button::Style;
use iced::widget::text::Wrapping;
use iced::widget::{Column, Row, row};
use iced::{Border, Center, Color, Fill};

use super::{Message, Section};
use crate::ui::button::area;
use crate::ui::icon::icon;
use crate::ui::words::{BODY, SMALL, bold, say};
use crate::ui::{El, Ui};

/// Height of an entry, in logical pixels; on a low window as much as lets all of them be seen.
const ENTRY: f32 = 56.0;
/// No entry is lower.
const LEAST_ENTRY: f32 = 32.0;

/// The entries, the chosen one on ink.
pub(super) fn menu<'a>(ui: &Ui<'a>, (chosen, is_inside): (Section, bool)) -> El<'a, Message> {
    let mut all: Column<'a, Message> = Column::new();
    for section in Section::ALL {
        let is_chosen = section == chosen;
        all = all.push(entry(ui, section, (is_chosen, is_chosen && !is_inside)));
    }
    let width = if ui.m.is_narrow { 208 } else { 232 };
    crate::ui::sheet::scroll(ui, all.width(width))
        .height(Fill)
        .into()
}

fn entry<'a>(
    ui: &Ui<'a>,
    section: Section,
    (is_chosen, has_focus): (bool, bool),
) -> El<'a, Message> {
    let t = ui.t;
    let [word, ..] = section.texts();
    let step = if ui.m.is_narrow { SMALL } else { BODY };
    let (ink, second) = if is_chosen {
        (t.sheet, t.sheet)
    } else {
        (t.ink, t.ink2)
    };
    let word = if is_chosen {
        bold(ui.say(word), step, ink)
    } else {
        say(ui.say(word), step, ink)
    };
    let inside: Row<'a, Message> = row![
        icon(section.icon(), 24.0, second),
        word.wrapping(Wrapping::None)
    ]
    .spacing(12)
    .align_y(Center)
    .padding([0, 16])
    .height(height(ui));
    area(inside, Some(Message::Open(section)), move |_| Style {
        background: is_chosen.then(|| t.ink.into()),
        border: Border {
            color: if has_focus {
                t.focus
            } else {
                Color::TRANSPARENT
            },
            width: if has_focus { 3.0 } else { 0.0 },
            radius: 12.0.into(),
        },
        text_color: ink,
        ..Style::default()
    })
    .width(Fill)
    .into()
}

fn height(ui: &Ui<'_>) -> f32 {
    let room = ui.m.size.height - ui.m.status - ui.m.keys - 2.0 * ui.m.margin;
    let entries = Section::ALL.iter().fold(0.0, |sum, _| sum + 1.0);
    (room / entries).clamp(LEAST_ENTRY, ENTRY)
}
