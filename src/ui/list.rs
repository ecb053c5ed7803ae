//! Lists: 1 px rules, no zebra; the chosen row has a ground and a bar at its left.

use iced::widget::button::Style;
use iced::widget::text::Wrapping;
use iced::widget::{Row, Space, column, container, row};
use iced::{Alignment, Border, Center, Color, Fill, Length};

use super::button::area;
use super::sheet::{ground, rule};
use super::words::{CAP, say};
use super::{El, Ui};

/// A cell of a row: width, alignment, content.
pub(crate) struct Cell<'a, M> {
    width: Length,
    align: Alignment,
    content: El<'a, M>,
}

/// A cell at the left.
pub(crate) fn left<'a, M>(width: impl Into<Length>, content: impl Into<El<'a, M>>) -> Cell<'a, M> {
    Cell {
        width: width.into(),
        align: Alignment::Start,
        content: content.into(),
    }
}

/// A cell at the right: sums and ages.
pub(crate) fn right<'a, M>(width: impl Into<Length>, content: impl Into<El<'a, M>>) -> Cell<'a, M> {
    Cell {
        width: width.into(),
        align: Alignment::End,
        content: content.into(),
    }
}

/// The heads of the columns.
pub(crate) fn head<'a, M: 'a>(ui: &Ui<'a>, columns: Vec<(String, Length, Alignment)>) -> El<'a, M> {
    let mut line: Row<'a, M> = Row::new().spacing(16).align_y(Center);
    for (name, width, align) in columns {
        let name = say(name, CAP, ui.t.ink2).wrapping(Wrapping::None);
        line = line.push(container(name).width(width).align_x(align));
    }
    let line = container(line)
        .padding([0, 24])
        .height(39)
        .width(Fill)
        .align_y(Center);
    column![line, rule(ui)].into()
}

/// One row.
pub(crate) fn line<'a, M: Clone + 'a>(
    ui: &Ui<'a>,
    cells: Vec<Cell<'a, M>>,
    (height, is_chosen, message): (f32, bool, M),
) -> El<'a, M> {
    let t = ui.t;
    let mut content: Row<'a, M> = Row::new().spacing(16).align_y(Center);
    for cell in cells {
        content = content.push(
            container(cell.content)
                .width(cell.width)
                .align_x(cell.align),
        );
    }
    let bar = if is_chosen {
        t.accent
    } else {
        Color::TRANSPARENT
    };
    let content = container(content)
        .padding(iced::padding::right(24).left(18))
        .height(height - 1.0)
        .width(Fill)
        .align_y(Center);
    let content = row![
        ground(Space::new().width(6).height(height - 1.0), bar),
        content
    ];
    let pressable = area(content, Some(message), move |_| Style {
        background: is_chosen.then(|| t.accent_tint.into()),
        border: Border {
            color: if is_chosen && t.is_contrast {
                t.focus
            } else {
                Color::TRANSPARENT
            },
            width: 3.0,
            radius: 0.0.into(),
        },
        text_color: t.ink,
        ..Style::default()
    });
    column![pressable.width(Fill), rule(ui)].into()
}
