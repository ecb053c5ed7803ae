//! Guards: what the books say against a payment, shown side by side. The safe way is the filled button and Esc; going
//! on takes a chord, and for a repeat a reason.

mod neighbour;

use iced::widget::text::Wrapping;
use iced::widget::{column, container, row};
use iced::{Center, Color, Fill};
use paydesk_adapters::sqlite::Neighbour;
use paydesk_till::payment::Payment;

use neighbour::neighbours;

use super::form::Focus;
use super::{Message, Sale};
use crate::model::Model;
use crate::screen::Action;
use crate::ui::button::{Kind, push};
use crate::ui::dialog::warning;
use crate::ui::icon::Icon;
use crate::ui::keyboard::Press;
use crate::ui::mark::{Ground, mark};
use crate::ui::sheet::{apart, surface};
use crate::ui::tile::{Room, Tile};
use crate::ui::words::{BODY, HEAD, SMALL, TITLE, bold, say};
use crate::ui::{El, Ui};

/// Reasons for paying once more, by text id.
const REASONS: [&str; 4] = [
    "repeat-reason-wants",
    "repeat-reason-other",
    "repeat-reason-mistake",
    "repeat-reason-free",
];

/// What stands in the way.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Guard {
    /// The same number and sum a short while ago.
    Repeat(Repeat),
    /// A number paid here before differs in one place.
    Neighbour(Neighbour),
}

/// The earlier payment and the reason for another one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Repeat {
    earlier: Box<Payment>,
    reason: Option<usize>,
    /// The cashier's own words, for the last reason.
    words: String,
}

impl Repeat {
    pub(super) fn choose(&mut self, reason: usize) {
        self.reason = (reason < REASONS.len()).then_some(reason);
    }

    fn is_free(&self) -> bool {
        self.reason == Some(REASONS.len() - 1)
    }

    /// What goes into the journal: a word of ours, or the cashier's own.
    fn said(&self) -> Option<String> {
        let reason = self.reason?;
        if self.is_free() {
            let words = self.words.trim();
            return (!words.is_empty()).then(|| words.to_owned());
        }
        REASONS.get(reason).map(|id| (*id).to_owned())
    }
}

impl Guard {
    pub(super) fn repeat(earlier: Payment) -> Self {
        Self::Repeat(Repeat {
            earlier: Box::new(earlier),
            reason: None,
            words: String::new(),
        })
    }
}

impl Sale {
    pub(super) fn press_in_guard(&mut self, press: &Press, model: &Model) -> Action {
        match press {
            Press::Esc => self.close_dialog(),
            Press::CtrlF(10) => self.pass_guard(model),
            Press::F(6) => self.take_earlier(model),
            Press::Char(c) => {
                if let Some(Guard::Repeat(repeat)) = &mut self.guard {
                    match c.to_digit(10).and_then(|n| usize::try_from(n).ok()) {
                        Some(digit @ 1..=4) if !repeat.is_free() || repeat.words.is_empty() => {
                            repeat.choose(digit - 1);
                        }
                        Some(_) | None if repeat.is_free() && repeat.words.chars().count() < 80 => {
                            repeat.words.push(*c);
                        }
                        Some(_) | None => {}
                    }
                }
                Action::None
            }
            Press::Backspace => {
                if let Some(Guard::Repeat(repeat)) = &mut self.guard {
                    repeat.words.pop();
                }
                Action::None
            }
            _ => Action::None,
        }
    }

    /// Goes on against the guard.
    pub(super) fn pass_guard(&mut self, model: &Model) -> Action {
        match &self.guard {
            Some(Guard::Repeat(repeat)) => {
                let Some(reason) = repeat.said() else {
                    return Action::None;
                };
                self.reason = Some(reason);
                self.guard = None;
                self.ask(model)
            }
            Some(Guard::Neighbour(_)) => {
                self.passed.neighbour = true;
                self.guard = None;
                self.ask(model)
            }
            None => Action::None,
        }
    }

    /// Takes the number that was paid here before.
    pub(super) fn take_earlier(&mut self, model: &Model) -> Action {
        let Some(Guard::Neighbour(neighbour)) = &self.guard else {
            return Action::None;
        };
        let number = neighbour.number.clone();
        self.guard = None;
        self.form.number.clear();
        self.form.focus = Focus::Number;
        for digit in number.chars() {
            self.form.type_char(digit, model);
        }
        self.form.focus = Focus::Sum;
        self.similar = None;
        self.passed.neighbour = true;
        self.look_at_number(model)
    }
}

impl Guard {
    pub(super) fn view<'a>(
        &'a self,
        ui: &Ui<'a>,
        (sale, model): (&'a Sale, &'a Model),
    ) -> El<'a, Message> {
        match self {
            Self::Repeat(repeat) => repeat.view(ui, (sale, model)),
            Self::Neighbour(neighbour) => neighbours(ui, (sale, model), neighbour),
        }
    }
}

impl Repeat {
    fn view<'a>(&'a self, ui: &Ui<'a>, (sale, model): (&'a Sale, &'a Model)) -> El<'a, Message> {
        let t = ui.t;
        let at = self
            .earlier
            .tender
            .map_or(self.earlier.opened_at, |tender| tender.at);
        let minutes = (model.now.ms_since(at) / 60_000).max(0);
        let title = ui
            .texts
            .counted("repeat-title", usize::try_from(minutes).unwrap_or_default());
        let cards = row![
            self.earlier_card(ui, model),
            Self::present_card(ui, (sale, model)),
        ]
        .spacing(16);
        let reasons = column![
            row![self.reason(ui, 0), self.reason(ui, 1)].spacing(10),
            row![self.reason(ui, 2), self.reason(ui, 3)].spacing(10),
        ]
        .spacing(10);
        let go_on = push(Kind::Danger, ui.say("repeat-go-on"))
            .cap("Ctrl F10")
            .tall(ui.m.primary)
            .on(ui, self.said().map(|_| Message::GoOn));
        let foot = row![
            push(Kind::Primary, ui.say("repeat-stop"))
                .icon(Icon::Back)
                .cap("Esc")
                .on(ui, Some(Message::CloseDialog)),
            apart(),
            say(ui.say("repeat-chord"), SMALL, t.ink2)
                .align_x(iced::Right)
                .width(230),
            go_on,
        ]
        .spacing(16)
        .align_y(Center);
        column![
            warning(ui, title, ui.say("repeat-why")),
            cards,
            say(ui.say("repeat-choose"), BODY, t.ink),
            reasons,
            foot,
        ]
        .spacing(if ui.m.is_small { 12 } else { 20 })
        .into()
    }

    fn earlier_card<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let t = ui.t;
        let shown = model.shown(ui.texts);
        let which = super::outcome::mark_of(&self.earlier);
        let tone = which.tone(t);
        let at = self
            .earlier
            .tender
            .map_or(self.earlier.opened_at, |tender| tender.at);
        let state = row![
            mark(t, which, 22.0, Ground::Tint),
            bold(ui.say(which.word_id()), SMALL, tone.word)
        ]
        .spacing(8)
        .align_y(Center);
        card(
            ui,
            (tone.word, tone.tint),
            (model.when(ui.texts, at), state.into()),
            (
                [
                    shown.details(&self.earlier),
                    self.earlier.order.credited.to_text(ui.language()),
                ],
                [
                    (
                        ui.say("cashier"),
                        crate::model::short(&self.earlier.cashier),
                    ),
                    (ui.say("cheque"), shown.claim(&self.earlier)),
                ],
            ),
        )
    }

    fn present_card<'a>(ui: &Ui<'a>, (sale, model): (&'a Sale, &'a Model)) -> El<'a, Message> {
        let t = ui.t;
        let split = sale.form.split(model).ok();
        let credited = split.map(|split| split.credited.to_text(ui.language()));
        let fee = split.map(|split| split.fee.to_text(ui.language()));
        let number = sale.form.number.phone().map(|phone| phone.grouped());
        card(
            ui,
            (t.edge, t.well),
            (
                ui.with("repeat-now", &[("clock", &model.clock(model.now))]),
                say(ui.say("repeat-unsent"), SMALL, t.ink2).into(),
            ),
            (
                [number.unwrap_or_default(), credited.unwrap_or_default()],
                [
                    (ui.say("cashier"), crate::model::short(&model.cashier())),
                    (ui.say("fee"), fee.unwrap_or_default()),
                ],
            ),
        )
    }

    fn reason<'a>(&'a self, ui: &Ui<'a>, index: usize) -> El<'a, Message> {
        let is_chosen = self.reason == Some(index);
        let tile = Tile {
            index,
            words: if index == REASONS.len() - 1 && is_chosen {
                format!("{}|", self.words)
            } else {
                ui.say(REASONS[index])
            },
            is_chosen,
            has_focus: false,
            room: Room::Page,
        };
        tile.view(ui, Message::Reason(index))
    }
}

/// One payment on a card.
fn card<'a>(
    ui: &Ui<'a>,
    (edge, tint): (Color, Color),
    (when, state): (String, El<'a, Message>),
    ([number, sum], lines): ([String; 2], [(String, String); 2]),
) -> El<'a, Message> {
    let t = ui.t;
    let head = row![bold(when, BODY, t.ink), apart(), state].align_y(Center);
    let head = container(head)
        .padding([12, 20])
        .width(Fill)
        .style(move |_| container::Style {
            background: Some(tint.into()),
            border: iced::border::rounded(iced::border::top(12.0)),
            ..container::Style::default()
        });
    let mut body = column![
        bold(number, TITLE, t.ink).wrapping(Wrapping::None),
        bold(sum, HEAD, t.ink).wrapping(Wrapping::None),
    ]
    .padding(iced::padding::all(20).top(12));
    for (name, value) in lines {
        body = body.push(
            row![
                say(name, BODY, t.ink2),
                apart(),
                bold(value, BODY, t.ink).wrapping(Wrapping::None)
            ]
            .spacing(8),
        );
    }
    surface(column![head, body], (t.sheet, edge, 2.0), 14.0)
        .padding(2)
        .width(Fill)
        .clip(true)
        .into()
}
