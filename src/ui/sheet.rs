//! Surfaces: the counter, sheets on it, wells in them, and rules.

use iced::widget::scrollable::{self, Direction, Rail, Scrollbar, Scroller};
use iced::widget::{Container, Scrollable, Space, container};
use iced::{Border, Color, Fill};

use super::{El, Ui};

/// A white sheet on the counter.
pub(crate) fn sheet<'a, M: 'a>(ui: &Ui<'_>, content: impl Into<El<'a, M>>) -> Container<'a, M> {
    surface(content, (ui.t.sheet, ui.t.line, 1.0), 16.0)
}

/// A recess: the ground of things that are read.
pub(crate) fn well<'a, M: 'a>(ui: &Ui<'_>, content: impl Into<El<'a, M>>) -> Container<'a, M> {
    surface(content, (ui.t.well, ui.t.line, 1.0), 12.0)
}

/// A ground with a border of one colour.
pub(crate) fn surface<'a, M: 'a>(
    content: impl Into<El<'a, M>>,
    (ground, edge, width): (Color, Color, f32),
    radius: f32,
) -> Container<'a, M> {
    container(content).style(move |_| container::Style {
        background: Some(ground.into()),
        border: Border {
            color: edge,
            width,
            radius: radius.into(),
        },
        ..container::Style::default()
    })
}

/// A ground without a border.
pub(crate) fn ground<'a, M: 'a>(content: impl Into<El<'a, M>>, colour: Color) -> Container<'a, M> {
    container(content).style(move |_| container::Style {
        background: Some(colour.into()),
        ..container::Style::default()
    })
}

/// A line across.
pub(crate) fn rule<'a, M: 'a>(ui: &Ui<'_>) -> El<'a, M> {
    ground(Space::new().width(Fill).height(1), ui.t.line).into()
}

/// A line down.
pub(crate) fn upright<'a, M: 'a>(ui: &Ui<'_>) -> El<'a, M> {
    ground(Space::new().width(1).height(Fill), ui.t.line).into()
}

/// Room that pushes its neighbours apart, across.
pub(crate) fn apart() -> Space {
    Space::new().width(Fill)
}

/// Room that pushes its neighbours apart, down.
pub(crate) fn below() -> Space {
    Space::new().height(Fill)
}

/// A gap of so many pixels, down.
pub(crate) fn gap(height: f32) -> Space {
    Space::new().height(height)
}

/// Something longer than its room: a thin bar at the right says so.
pub(crate) fn scroll<'a, M: 'a>(ui: &Ui<'_>, content: impl Into<El<'a, M>>) -> Scrollable<'a, M> {
    let t = ui.t;
    let bar = Scrollbar::new().width(6).scroller_width(6).margin(1);
    Scrollable::with_direction(content, Direction::Vertical(bar)).style(move |theme, status| {
        let rail = Rail {
            background: None,
            border: Border::default(),
            scroller: Scroller {
                background: t.edge.into(),
                border: iced::border::rounded(3),
            },
        };
        scrollable::Style {
            container: container::Style::default(),
            vertical_rail: rail,
            horizontal_rail: rail,
            gap: None,
            ..scrollable::default(theme, status)
        }
    })
}
