//! What a list shows when it has no rows: nothing there, still reading, not readable.

use iced::widget::{Column, container};
use iced::{Center, Fill};

use super::icon::{Icon, icon};
use super::mark::{Ground, Mark, mark};
use super::words::{LEAD, SMALL, bold, say};
use super::{El, Ui};

/// Why there are no rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bare {
    /// There are none.
    Empty(Icon),
    /// They are being read.
    Loading,
    /// They could not be read; what is stored is safe.
    Failed,
}

/// Icon, sentence, and one line with the next key.
pub(crate) fn bare<'a, M: 'a>(ui: &Ui<'_>, why: Bare, (head, line): (String, String)) -> El<'a, M> {
    let t = ui.t;
    let drawing: El<'a, M> = match why {
        Bare::Empty(which) => icon(which, 40.0, t.ink2).into(),
        Bare::Loading => icon(Icon::Clock, 40.0, t.ink2).into(),
        Bare::Failed => mark(t, Mark::Refused, 40.0, Ground::Tint),
    };
    let words = Column::new()
        .push(drawing)
        .push(bold(head, LEAD, t.ink).align_x(Center))
        .push(say(line, SMALL, t.ink2).align_x(Center))
        .spacing(6)
        .align_x(Center);
    container(words)
        .width(Fill)
        .height(Fill)
        .align_x(Center)
        .align_y(Center)
        .padding(24)
        .into()
}
