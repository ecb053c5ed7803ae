//! The first start, or settings that cannot be used: what is missing, how a real till is set up, and the demo at one
//! key. There is no till yet, so nothing here reads one.

use iced::widget::text::Wrapping;
use iced::widget::{Column, Row, column, container, row};
use iced::{Center, Fill};
use paydesk_domain::language::Language;

use crate::screen::Action;
use crate::screen::settings::{choice, language_id};
use crate::ui::button::{Kind, push};
use crate::ui::key_bar::Keys;
use crate::ui::keyboard::Press;
use crate::ui::mark::{Mark, notice};
use crate::ui::sheet::{apart, gap, rule, sheet, surface};
use crate::ui::words::{BODY, HEAD, LEAD, SMALL, bold, say};
use crate::ui::{El, Ui};

/// Widest the page gets, in logical pixels.
const WIDEST: f32 = 1000.0;
/// The demo is a part of the program.
const HAS_DEMO: bool = cfg!(feature = "training");

/// What a person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    Press(Press),
    TryDemo,
    WriteExample,
    Again,
    Language(Language),
}

/// Why there is no till.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// There are no settings.
    Missing {
        /// Where they are looked for.
        file: String,
    },
    /// They cannot be used.
    Wrong {
        /// What is wrong, with the file.
        what: String,
    },
    /// The data cannot be used.
    Storage {
        /// What is wrong, in words.
        what: String,
    },
    /// Another till works on the data.
    Busy {
        /// In words.
        what: String,
    },
}

/// What came of writing the example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Remark {
    /// It is there now.
    Written {
        /// Where.
        file: String,
    },
    /// It is not.
    NotWritten {
        /// Why, in the system's words.
        what: String,
    },
}

/// The screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setup {
    pub(crate) trouble: Trouble,
    pub(crate) remark: Option<Remark>,
    pub(crate) language: Language,
}

impl Setup {
    pub(crate) const fn new(trouble: Trouble, language: Language) -> Self {
        Self {
            trouble,
            remark: None,
            language,
        }
    }

    pub(crate) fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Press(press) => self.press(&press),
            Message::TryDemo if HAS_DEMO => Action::TryDemo,
            Message::TryDemo => Action::None,
            // A file that is there is never written over.
            Message::WriteExample if self.may_write() => Action::WriteExample,
            Message::WriteExample => Action::None,
            Message::Again => {
                self.remark = None;
                Action::Again
            }
            Message::Language(language) => {
                self.language = language;
                Action::Speak(language)
            }
        }
    }

    fn press(&mut self, press: &Press) -> Action {
        let message = match press {
            Press::Enter if HAS_DEMO => Message::TryDemo,
            Press::Enter | Press::Ctrl('r') => Message::Again,
            Press::Ctrl('w') => Message::WriteExample,
            Press::Char(c @ '1'..='3') => {
                let number = c.to_digit(10).and_then(|n| usize::try_from(n).ok());
                let language = number.and_then(|number| Language::ALL.get(number - 1));
                match language {
                    Some(language) => Message::Language(*language),
                    None => return Action::None,
                }
            }
            _ => return Action::None,
        };
        self.update(message)
    }

    /// An example can be written only where no file is.
    const fn may_write(&self) -> bool {
        matches!(self.trouble, Trouble::Missing { .. })
            && !matches!(self.remark, Some(Remark::Written { .. }))
    }

    /// What became of the example: the file it stands in, or why it does not.
    pub(crate) fn wrote(&mut self, result: Result<String, String>) {
        self.remark = Some(match result {
            Ok(file) => Remark::Written { file },
            Err(what) => Remark::NotWritten { what },
        });
    }

    pub(crate) fn keys() -> Keys {
        Keys::live(&[1])
    }

    pub(crate) fn view<'a>(&'a self, ui: &Ui<'a>) -> El<'a, Message> {
        let t = ui.t;
        let mut page: Column<'a, Message> = column![
            self.head(ui),
            gap(8.0),
            self.trouble(ui),
            gap(16.0),
            rule(ui),
            gap(16.0),
            bold(ui.say(self.steps_title()), LEAD, t.ink),
            gap(12.0),
        ];
        for (index, step) in self.steps(ui).into_iter().enumerate() {
            page = page.push(numbered(ui, index + 1, step)).push(gap(12.0));
        }
        if let Some(remark) = &self.remark {
            page = page.push(gap(4.0)).push(remark.view(ui));
        }
        let page = container(page).padding(iced::padding::right(12));
        let body = column![
            crate::ui::sheet::scroll(ui, page).height(Fill),
            gap(16.0),
            self.actions(ui)
        ];
        let body = sheet(ui, body)
            .padding(if ui.m.is_small { 20 } else { 32 })
            .width(Fill)
            .max_width(WIDEST)
            .height(Fill);
        container(body)
            .width(Fill)
            .height(Fill)
            .align_x(Center)
            .into()
    }

    /// One sentence: why there is no till.
    fn trouble<'a>(&'a self, ui: &Ui<'a>) -> El<'a, Message> {
        match &self.trouble {
            Trouble::Missing { file } => column![
                say(ui.say("first-missing"), BODY, ui.t.ink),
                say(ui.with("first-file", &[("file", file)]), SMALL, ui.t.ink2)
                    .wrapping(Wrapping::WordOrGlyph),
            ]
            .spacing(4)
            .into(),
            Trouble::Wrong { what } => {
                notice(ui, Mark::Warn, (ui.say("first-wrong"), vec![what.clone()]))
            }
            Trouble::Storage { what } | Trouble::Busy { what } => notice(
                ui,
                Mark::Refused,
                (
                    ui.say("first-storage"),
                    vec![what.clone(), ui.say("first-storage-do")],
                ),
            ),
        }
    }

    const fn steps_title(&self) -> &'static str {
        match self.trouble {
            Trouble::Missing { .. } => "first-steps",
            Trouble::Wrong { .. } => "first-wrong-steps",
            Trouble::Storage { .. } | Trouble::Busy { .. } => "first-storage-steps",
        }
    }

    fn steps(&self, ui: &Ui<'_>) -> [String; 3] {
        match &self.trouble {
            Trouble::Missing { file } => [
                ui.say("first-step-keys"),
                ui.with("first-step-file", &[("file", file)]),
                ui.say("first-step-again"),
            ],
            Trouble::Wrong { .. } => [
                ui.say("first-wrong-step-mend"),
                ui.say("first-wrong-step-doctor"),
                ui.say("first-step-again"),
            ],
            Trouble::Storage { .. } | Trouble::Busy { .. } => [
                ui.say("first-storage-step-other"),
                ui.say("first-storage-step-disk"),
                ui.say("first-step-again"),
            ],
        }
    }

    /// The program's name, and the languages where everybody finds them.
    fn head<'a>(&'a self, ui: &Ui<'a>) -> El<'a, Message> {
        let mut line: Row<'a, Message> = Row::new().spacing(8).align_y(Center);
        line = line.push(bold(ui.say("first-program"), HEAD, ui.t.ink));
        line = line.push(apart());
        for (index, language) in Language::ALL.iter().enumerate() {
            line = line.push(choice(
                ui,
                ((index + 1).to_string(), ui.say(language_id(*language))),
                (
                    *language == self.language,
                    Some(Message::Language(*language)),
                ),
            ));
        }
        line.into()
    }

    fn actions<'a>(&'a self, ui: &Ui<'a>) -> El<'a, Message> {
        let mut line: Row<'a, Message> = Row::new().spacing(ui.m.gap).align_y(Center);
        if self.may_write() {
            line = line.push(
                push(Kind::Secondary, ui.say("first-write"))
                    .cap("Ctrl W")
                    .on(ui, Some(Message::WriteExample)),
            );
        }
        if HAS_DEMO {
            line = line.push(
                push(Kind::Secondary, ui.say("first-again"))
                    .cap("Ctrl R")
                    .on(ui, Some(Message::Again)),
            );
        }
        let (label, message) = if HAS_DEMO {
            ("first-demo", Message::TryDemo)
        } else {
            ("first-again", Message::Again)
        };
        let primary = push(Kind::Primary, ui.say(label))
            .cap("Enter")
            .on(ui, Some(message));
        line.push(apart()).push(primary).into()
    }
}

impl Remark {
    fn view<'a>(&'a self, ui: &Ui<'a>) -> El<'a, Message> {
        match self {
            Self::Written { file } => notice(
                ui,
                Mark::Progress,
                (
                    ui.with("first-written", &[("file", file)]),
                    vec![ui.say("first-written-do")],
                ),
            ),
            Self::NotWritten { what } => notice(
                ui,
                Mark::Warn,
                (
                    ui.say("first-not-written"),
                    vec![what.clone(), ui.say("first-not-written-do")],
                ),
            ),
        }
    }
}

/// A step with its number.
fn numbered<'a>(ui: &Ui<'a>, number: usize, step: String) -> El<'a, Message> {
    let t = ui.t;
    let badge = surface(
        bold(number.to_string(), BODY, t.ink),
        (t.well, t.edge, 2.0),
        18.0,
    )
    .width(36)
    .height(36)
    .align_x(Center)
    .align_y(Center);
    row![
        badge,
        say(step, BODY, t.ink)
            .width(Fill)
            .wrapping(Wrapping::WordOrGlyph)
    ]
    .spacing(14)
    .align_y(Center)
    .into()
}
