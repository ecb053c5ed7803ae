//! Handing cash back: the PIN of whoever does it stands in the journal beside the sum.

use iced::widget::{column, container, row};
use iced::{Center, Fill};
use paydesk_adapters::people::SignIn as Said;
use paydesk_adapters::sound::Sound;
use paydesk_domain::people::Right;
use paydesk_till::payment::Payment;
use paydesk_till::world::{Command, NoteKind, Outcome};

use crate::cli::report;
use crate::desk::handle::{Answer, Ask, Secret};
use crate::model::Model;
use crate::screen::Action;
use crate::ui::button::{Kind, push};
use crate::ui::dialog::{headed, over};
use crate::ui::field::wrong;
use crate::ui::keyboard::Press;
use crate::ui::mark::Mark;
use crate::ui::pad::{Pad, pad, rings};
use crate::ui::sheet::apart;
use crate::ui::words::{BODY, HEAD, SMALL, bold, say};
use crate::ui::{El, Ui};

/// What a cashier does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    Press(Press),
    Enter,
    Leave,
    /// Something behind the dialog, which is not to be reached.
    Nothing,
}

/// The dialog.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HandBack {
    payment: Box<Payment>,
    pin: Secret,
    is_asking: bool,
    refused: Option<String>,
}

/// Whether the dialog is still there.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Stands {
    /// It is, and this is to be done.
    Open(Action),
    /// It has gone, and this is to be done.
    Closed(Action),
}

impl HandBack {
    pub(crate) fn new(payment: Box<Payment>) -> Self {
        Self {
            payment,
            pin: Secret::default(),
            is_asking: false,
            refused: None,
        }
    }

    pub(crate) fn update(&mut self, message: Message, model: &Model) -> Stands {
        let press = match message {
            Message::Press(press) => press,
            Message::Enter => Press::Enter,
            Message::Leave => Press::Esc,
            Message::Nothing => return Stands::Open(Action::None),
        };
        match press {
            Press::Esc => return Stands::Closed(Action::None),
            Press::Backspace => drop(self.pin.0.pop()),
            Press::Char(c) if c.is_ascii_digit() && self.pin.0.len() < 12 => {
                self.refused = None;
                self.pin.0.push(c);
            }
            Press::Enter if !self.is_asking && self.pin.0.len() >= 6 => {
                if let Some(person) = &model.person
                    && person.role.may(Right::ReturnCash)
                {
                    self.is_asking = true;
                    return Stands::Open(Action::Ask(Ask::Prove {
                        person: person.id,
                        pin: self.pin.clone(),
                    }));
                }
            }
            _ => {}
        }
        Stands::Open(Action::None)
    }

    pub(crate) fn learn(
        &mut self,
        answer: &Answer,
        texts: &crate::text::Texts,
        model: &Model,
    ) -> Stands {
        self.is_asking = false;
        match answer {
            Answer::SignIn(Said::Ok(_) | Said::MustChange(_)) => {
                self.is_asking = true;
                Stands::Open(Action::Send(Command::CashReturned {
                    payment: self.payment.id,
                    by: model.cashier(),
                }))
            }
            Answer::SignIn(Said::Wrong { left }) => {
                self.pin = Secret::default();
                let left = usize::try_from(*left).unwrap_or_default();
                self.refused = Some(texts.counted("pin-wrong", left));
                Stands::Open(Action::Play(Sound::Refused).then(wrong_pin(model)))
            }
            Answer::SignIn(Said::LockedUntil(until)) => {
                self.pin = Secret::default();
                let seconds = (until.ms_since(model.now) / 1000).max(0);
                let left = format!("{}:{:02}", seconds / 60, seconds % 60);
                self.refused = Some(texts.with("pin-locked", &[("minutes", &left)]));
                Stands::Open(Action::Play(Sound::Refused).then(wrong_pin(model)))
            }
            Answer::SignIn(Said::NeedsSupervisor) => {
                self.pin = Secret::default();
                self.refused = Some(texts.get("pin-needs-supervisor"));
                Stands::Open(Action::Play(Sound::Refused).then(wrong_pin(model)))
            }
            _ => {
                self.refused = Some(texts.get("pin-unreadable"));
                Stands::Open(Action::None)
            }
        }
    }

    pub(crate) fn hear(&mut self, outcome: Option<&Outcome>, texts: &crate::text::Texts) -> Stands {
        if matches!(outcome, Some(Outcome::Done)) {
            // A wrong PIN stands in the journal now.
            return Stands::Open(Action::None);
        }
        self.is_asking = false;
        match outcome {
            Some(Outcome::Accepted(_)) => Stands::Closed(Action::Play(Sound::Done)),
            Some(Outcome::NotAccepted(rejection)) => {
                self.refused = Some(report::rejection(texts, *rejection));
                Stands::Open(Action::None)
            }
            Some(
                Outcome::Form(_)
                | Outcome::Consent(_)
                | Outcome::NoConsent(..)
                | Outcome::Done
                | Outcome::DrawerOpened
                | Outcome::Shift(_)
                | Outcome::Correction(_),
            )
            | None => {
                self.refused = Some(texts.get("till-ended"));
                Stands::Open(Action::None)
            }
        }
    }

    pub(crate) fn over<'a>(
        &'a self,
        ui: &Ui<'a>,
        model: &'a Model,
        behind: El<'a, Message>,
    ) -> El<'a, Message> {
        let t = ui.t;
        let sum = self.payment.order.taken.to_text(ui.language());
        let may = model
            .person
            .as_ref()
            .is_some_and(|person| person.role.may(Right::ReturnCash));
        let refused: El<'a, Message> = match (&self.refused, may) {
            (_, false) => wrong(ui, ui.say("return-no-right")),
            (Some(why), true) => wrong(ui, why.clone()),
            (None, true) => say(
                ui.with("pin-for", &[("name", &model.cashier())]),
                SMALL,
                t.ink2,
            )
            .into(),
        };
        let height = if ui.m.is_small { 48.0 } else { 62.0 };
        let content = column![
            headed(
                ui,
                Mark::Owed,
                (
                    ui.with("return-title", &[("taken", &sum)]),
                    ui.with(
                        "return-why",
                        &[("details", &model.shown(ui.texts).details(&self.payment))]
                    ),
                ),
            ),
            row![
                column![
                    say(ui.say("return-sum"), BODY, t.ink2),
                    bold(sum, HEAD, t.ink),
                    say(ui.say("return-journal"), SMALL, t.ink2).width(320),
                    refused,
                ]
                .spacing(12)
                .width(Fill),
                column![
                    rings(ui, self.pin.0.len(), 6),
                    pad(ui, (Pad::Pin, 96.0, height), Message::Press),
                ]
                .spacing(16)
                .align_x(Center),
            ]
            .spacing(24),
            row![
                push(Kind::Secondary, ui.say("later"))
                    .cap("Esc")
                    .tall(ui.m.primary)
                    .on(ui, Some(Message::Leave)),
                apart(),
                push(Kind::Owed, ui.say("return-done")).cap("Enter").on(
                    ui,
                    (may && self.pin.0.len() >= 6 && !self.is_asking).then_some(Message::Enter)
                ),
            ],
        ]
        .spacing(20);
        over(ui, container(behind).into(), (content.into(), 960.0))
    }
}

/// A wrong PIN at the drawer belongs in the journal.
fn wrong_pin(model: &Model) -> Action {
    Action::Send(Command::Note {
        kind: NoteKind::PinRefused,
        person: model.cashier(),
        reason: String::new(),
    })
}
