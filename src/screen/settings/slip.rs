//! The questions about a self-test slip, and what was seen on it.

use iced::widget::{Column, Row, column, row};
use iced::{Center, Fill};
use paydesk_cheque::self_test::{Answers, ROWS, WIDTHS};

use super::printing::Message as Printing;
use super::{Message as Whole, choice};
use crate::ui::button::{Kind, push};
use crate::ui::field::{Line, Stand, labelled, line, wrong};
use crate::ui::keyboard::Press;
use crate::ui::sheet::gap;
use crate::ui::words::{LEAD, SMALL, bold, say};
use crate::ui::{El, Ui};

/// The questions, from the top: row, columns, code, cut, drawer.
const QUESTIONS: usize = 5;
/// The text of each.
const TEXTS: [&str; QUESTIONS] = [
    "settings-slip-row",
    "settings-slip-columns",
    "settings-slip-qr",
    "settings-slip-cut",
    "settings-slip-drawer",
];

/// What a person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Message {
    /// Go to the question with this index.
    Focus(usize),
    /// Answer a question with the option of this index.
    Answer(usize, usize),
    /// Keep the answers and use them.
    Keep,
    /// Leave the questions.
    Close,
}

/// What came of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Stay,
    Keep(Answers),
    Close,
}

/// The answers so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Slip {
    row: String,
    /// The option that was picked in each of the other questions.
    picked: [Option<usize>; QUESTIONS],
    focus: usize,
    /// There is no such row.
    is_refused: bool,
}

impl Slip {
    pub(super) fn update(&mut self, message: Message) -> Step {
        match message {
            Message::Focus(question) => self.focus = question.min(QUESTIONS - 1),
            Message::Answer(question, option) => {
                self.focus = question;
                self.pick(option);
            }
            Message::Keep => return self.keep(),
            Message::Close => return Step::Close,
        }
        Step::Stay
    }

    /// A key; nothing for one that is not its own.
    pub(super) fn press(&mut self, press: &Press) -> Option<Step> {
        let last = QUESTIONS - 1;
        match press {
            Press::Esc => return Some(Step::Close),
            Press::F(10) => return Some(self.keep()),
            Press::Enter if self.focus == last => return Some(self.keep()),
            Press::Enter | Press::Tab | Press::Down => self.focus = (self.focus + 1).min(last),
            Press::BackTab | Press::Up => self.focus = self.focus.saturating_sub(1),
            Press::Left | Press::Right if self.focus > 0 => {
                let step = if *press == Press::Right { 1 } else { -1 };
                let now = self.picked.get(self.focus).copied().flatten();
                let next = now.map_or(Some(0), |now| now.checked_add_signed(step));
                self.pick(next.unwrap_or(0));
            }
            Press::Backspace if self.focus == 0 => drop(self.row.pop()),
            Press::Delete if self.focus == 0 => self.row.clear(),
            Press::Char(digit @ '0'..='9') if self.focus == 0 => {
                if self.row.len() < 2 {
                    self.row.push(*digit);
                }
            }
            Press::Char(digit @ '1'..='3') => {
                let number = digit.to_digit(10).and_then(|n| usize::try_from(n).ok());
                self.pick(number.unwrap_or(1) - 1);
            }
            _ => return None,
        }
        self.is_refused = false;
        Some(Step::Stay)
    }

    fn pick(&mut self, option: usize) {
        let most = options(self.focus);
        if let Some(picked) = self.picked.get_mut(self.focus)
            && option < most
        {
            *picked = Some(option);
        }
    }

    /// Without a row nothing is known; what else was not answered stays as the profile has it.
    fn keep(&mut self) -> Step {
        let row = self.row.parse().ok().filter(|row| *row <= ROWS.len());
        if row.is_none() {
            (self.is_refused, self.focus) = (true, 0);
            return Step::Stay;
        }
        let [_, columns, qr, cut, drawer] = self.picked;
        let is_yes = |picked: Option<usize>| picked.map(|option| option == 0);
        Step::Keep(Answers {
            row,
            columns: columns
                .and_then(|option| WIDTHS.get(option))
                .map(|(width, _)| *width),
            is_qr_drawn: is_yes(qr),
            is_cut: is_yes(cut),
            is_drawer_open: is_yes(drawer),
        })
    }

    pub(super) fn view<'a>(
        &'a self,
        ui: &Ui<'a>,
        (has_keys, is_busy): (bool, bool),
    ) -> El<'a, Whole> {
        let mut page: Column<'a, Whole> = column![
            bold(ui.say("settings-slip-title"), LEAD, ui.t.ink),
            say(ui.say("settings-slip-do"), SMALL, ui.t.ink2),
        ]
        .spacing(if ui.m.is_small { 6 } else { 8 });
        // Where there is little room, what was answered makes place for the question at hand.
        let from = if ui.m.is_small {
            self.focus.saturating_sub(1)
        } else {
            0
        };
        for question in from..QUESTIONS {
            page = page.push(self.question(ui, question, has_keys));
        }
        let act = |kind, id: &str, cap: &'static str, message| {
            let message = Whole::Printing(Printing::Slip(message));
            push(kind, ui.say(id))
                .cap(cap)
                .on(ui, (!is_busy).then_some(message))
        };
        let keep = act(Kind::Primary, "settings-slip-keep", "F10", Message::Keep);
        let close = act(
            Kind::Secondary,
            "settings-slip-close",
            "Esc",
            Message::Close,
        );
        page.push(gap(4.0))
            .push(row![keep, close].spacing(12).wrap())
            .width(Fill)
            .into()
    }

    fn question<'a>(&'a self, ui: &Ui<'a>, question: usize, has_keys: bool) -> El<'a, Whole> {
        let has_focus = has_keys && self.focus == question;
        let text = TEXTS.get(question).copied().unwrap_or_default();
        if question == 0 {
            return self.row_field(ui, (text, has_focus));
        }
        let picked = self.picked.get(question).copied().flatten();
        let tiles = (0..options(question)).map(|option| {
            let word = if question == 1 {
                WIDTHS
                    .get(option)
                    .map_or_else(String::new, |(width, _)| width.to_string())
            } else {
                ui.say(if option == 0 {
                    "settings-slip-yes"
                } else {
                    "settings-slip-no"
                })
            };
            let message = Message::Answer(question, option);
            let message = Whole::Printing(Printing::Slip(message));
            let key = if has_focus {
                (option + 1).to_string()
            } else {
                String::new()
            };
            choice(ui, (key, word), (picked == Some(option), Some(message)))
        });
        let ink = if has_focus { ui.t.ink } else { ui.t.ink2 };
        let label = if has_focus {
            format!("▸ {}", ui.say(text))
        } else {
            ui.say(text)
        };
        let tiles = Row::with_children(tiles).spacing(8);
        row![bold(label, SMALL, ink).width(Fill), tiles]
            .spacing(12)
            .align_y(Center)
            .into()
    }

    fn row_field<'a>(&'a self, ui: &Ui<'a>, (text, has_focus): (&str, bool)) -> El<'a, Whole> {
        let field = labelled(
            ui,
            (ui.say(text), String::new()),
            line(
                ui,
                Line {
                    before: self.row.clone(),
                    after: String::new(),
                    rest: String::new(),
                    hint: "8".to_owned(),
                    stand: Stand::of(has_focus, !self.row.is_empty(), self.is_refused),
                },
                (None, Whole::Printing(Printing::Slip(Message::Focus(0)))),
            ),
        );
        if !self.is_refused {
            return field;
        }
        let most = ROWS.len().to_string();
        column![
            field,
            wrong(ui, ui.with("settings-slip-no-row", &[("most", &most)]))
        ]
        .spacing(6)
        .into()
    }
}

/// How many options a question has.
const fn options(question: usize) -> usize {
    match question {
        0 => 0,
        1 => WIDTHS.len(),
        _ => 2,
    }
}
