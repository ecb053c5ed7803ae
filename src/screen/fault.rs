//! The till itself has ended. What is stored is safe; nothing may be taken until it runs again.

use iced::widget::{column, container, row};
use iced::{Center, Fill};

use crate::screen::Action;
use crate::ui::button::{Kind, push};
use crate::ui::icon::Icon;
use crate::ui::key_bar::Keys;
use crate::ui::keyboard::Press;
use crate::ui::mark::{Ground, Mark, mark};
use crate::ui::sheet::{gap, sheet};
use crate::ui::words::{HEAD, LEAD, SMALL, bold, say};
use crate::ui::{El, Ui};

/// What a cashier does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    Press(Press),
    Again,
}

/// The screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fault;

impl Fault {
    pub(crate) fn update(message: &Message) -> Action {
        match message {
            Message::Again | Message::Press(Press::Ctrl('r') | Press::Enter) => Action::Again,
            Message::Press(_) => Action::None,
        }
    }

    pub(crate) fn keys() -> Keys {
        Keys::live(&[1])
    }

    pub(crate) fn view<'a>(ui: &Ui<'a>) -> El<'a, Message> {
        let t = ui.t;
        let words = column![
            bold(ui.say("fault-title"), HEAD, t.refused.word),
            gap(12.0),
            say(ui.say("fault-what"), LEAD, t.ink),
            say(ui.say("fault-where"), LEAD, t.ink),
            gap(12.0),
            bold(ui.say("fault-do"), LEAD, t.ink),
            gap(24.0),
            row![
                push(Kind::Primary, ui.say("fault-again"))
                    .icon(Icon::Again)
                    .cap("Enter")
                    .on(ui, Some(Message::Again))
            ],
            gap(16.0),
            say(ui.say("fault-support"), SMALL, t.ink2),
        ]
        .width(Fill);
        let content = row![mark(t, Mark::Refused, 88.0, Ground::Tint), words]
            .spacing(24)
            .align_y(Center);
        sheet(
            ui,
            container(content).width(Fill).height(Fill).align_y(Center),
        )
        .padding(48)
        .width(Fill)
        .height(Fill)
        .into()
    }
}
