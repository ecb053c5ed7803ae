//! A dialog over a veil. Esc is the safe way out of each; what is behind stays where it is.

use iced::widget::{container, mouse_area, opaque, row, stack};
use iced::{Border, Center, Fill};

use super::mark::{Ground, Mark, mark};
use super::words::{BODY, TITLE, bold, say};
use super::{El, Ui};

/// The dialog over a screen.
pub(crate) fn over<'a, M: Clone + 'a>(
    ui: &Ui<'_>,
    behind: El<'a, M>,
    (content, width): (El<'a, M>, f32),
) -> El<'a, M> {
    let t = ui.t;
    let box_ = container(content)
        .width(width.min(ui.m.size.width - 2.0 * ui.m.margin))
        .padding(if ui.m.is_small { 20 } else { 32 })
        .style(move |_| container::Style {
            background: Some(t.sheet.into()),
            border: Border {
                color: if t.is_contrast { t.edge } else { t.line },
                width: if t.is_contrast { 2.0 } else { 1.0 },
                radius: 20.0.into(),
            },
            ..container::Style::default()
        });
    let veil = container(opaque(box_))
        .width(Fill)
        .height(Fill)
        .align_x(Center)
        .align_y(Center)
        .style(move |_| container::Style {
            background: Some(t.veil.into()),
            ..container::Style::default()
        });
    stack![behind, opaque(mouse_area(veil))].into()
}

/// The head of a guard: warning mark, title, one sentence.
pub(crate) fn warning<'a, M: 'a>(ui: &Ui<'_>, title: String, sentence: String) -> El<'a, M> {
    headed(ui, Mark::Warn, (title, sentence))
}

/// The head of any dialog.
pub(crate) fn headed<'a, M: 'a>(
    ui: &Ui<'_>,
    which: Mark,
    (title, sentence): (String, String),
) -> El<'a, M> {
    let words =
        iced::widget::column![bold(title, TITLE, ui.t.ink), say(sentence, BODY, ui.t.ink2),];
    row![mark(ui.t, which, 52.0, Ground::Tint), words.width(Fill)]
        .spacing(16)
        .align_y(Center)
        .into()
}
