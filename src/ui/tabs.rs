//! Tabs: one is chosen, all are seen.

use iced::widget::button::Style;
use iced::widget::text::Wrapping;
use iced::widget::{Row, container, row};
use iced::{Border, Center, Color, Fill};

use super::button::area;
use super::icon::{Icon, icon};
use super::sheet::surface;
use super::words::{SMALL, bold, say};
use super::{El, Ui};

/// One tab.
#[derive(Debug, Clone)]
pub(crate) struct Tab<M> {
    pub(crate) icon: Option<Icon>,
    pub(crate) word: String,
    pub(crate) is_on: bool,
    pub(crate) message: Option<M>,
}

/// A row of tabs over the whole width.
pub(crate) fn tabs<'a, M: Clone + 'a>(ui: &Ui<'_>, all: Vec<Tab<M>>) -> El<'a, M> {
    let t = ui.t;
    let mut line: Row<'a, M> = Row::new().spacing(4);
    for tab in all {
        let mut inside: Row<'a, M> = row![].spacing(10).align_y(Center);
        let ink = match (tab.is_on, &tab.message) {
            (true, _) => t.ink,
            (false, Some(_)) => t.ink2,
            (false, None) => t.ink3,
        };
        if let Some(which) = tab.icon
            && !ui.m.is_small
        {
            inside = inside.push(icon(which, 20.0, ink));
        }
        let word = if tab.is_on {
            bold(tab.word, SMALL, ink)
        } else {
            say(tab.word, SMALL, ink)
        };
        inside = inside.push(word.wrapping(Wrapping::None));
        let is_on = tab.is_on;
        let inside = container(inside)
            .width(Fill)
            .height(Fill)
            .align_x(Center)
            .align_y(Center);
        let look = move |_| Style {
            background: Some(if is_on { t.sheet } else { Color::TRANSPARENT }.into()),
            border: Border {
                color: if is_on { t.ink } else { Color::TRANSPARENT },
                width: 2.0,
                radius: 8.0.into(),
            },
            text_color: t.ink,
            ..Style::default()
        };
        let width = iced::Length::FillPortion(if ui.m.is_small { 10 } else { 12 });
        line = line.push(area(inside, tab.message, look).width(width).height(48));
    }
    surface(line, (t.well, t.line, 1.0), 12.0).padding(4).into()
}
