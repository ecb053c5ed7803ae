//! A request to correct a payment, filled in as far as the till knows: what was paid stands there, what is right is
//! typed, and the customer signs the paper.

use iced::widget::{Row, column, row};
use paydesk_adapters::sound::Sound;
use paydesk_domain::correction::CorrectionWish;
use paydesk_domain::money::Money;
use paydesk_domain::pii::Pii;
use paydesk_till::paper;
use paydesk_till::payment::Payment;
use paydesk_till::world::{Command, Outcome, PrintOutcome};

use super::hand_back::Stands;
use crate::cli::report;
use crate::desk::handle::{Answer, Ask};
use crate::model::Model;
use crate::screen::Action;
use crate::text::Texts;
use crate::ui::button::{Kind, push};
use crate::ui::dialog::{headed, over};
use crate::ui::field::{Line, Stand, labelled, line, wrong};
use crate::ui::keyboard::Press;
use crate::ui::mark::Mark;
use crate::ui::sheet::apart;
use crate::ui::tile::{Room, Tile};
use crate::ui::words::{BODY, LEAD, SMALL, bold, say};
use crate::ui::{El, Ui};

const KINDS: [&str; 3] = ["correct-number", "correct-sum", "correct-return"];
const MOST_REASON: usize = 120;
const MOST_VALUE: usize = 20;

/// What a cashier does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    Press(Press),
    Kind(usize),
    Focus(Entry),
    Send,
    Leave,
    /// Something behind the dialog, which is not to be reached.
    Nothing,
}

/// What is typed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    Kind,
    Value,
    Reason,
}

/// The dialog.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Correction {
    payment: Box<Payment>,
    kind: usize,
    value: String,
    reason: String,
    entry: Entry,
    is_asking: bool,
    refused: Option<String>,
    done: Option<bool>,
}

impl Correction {
    pub(crate) fn new(payment: Box<Payment>) -> Self {
        Self {
            payment,
            kind: 0,
            value: String::new(),
            reason: String::new(),
            entry: Entry::Kind,
            is_asking: false,
            refused: None,
            done: None,
        }
    }

    const fn has_value(&self) -> bool {
        self.kind < 2
    }

    pub(crate) fn update(&mut self, message: Message, texts: &Texts, model: &Model) -> Stands {
        match message {
            Message::Kind(kind) => {
                self.kind = kind.min(KINDS.len() - 1);
                self.value.clear();
                self.entry = if self.has_value() {
                    Entry::Value
                } else {
                    Entry::Reason
                };
            }
            Message::Focus(entry) => self.entry = entry,
            Message::Nothing => {}
            Message::Leave => return Stands::Closed(Action::None),
            Message::Send => return self.send(texts, model),
            Message::Press(press) => return self.press(&press, texts, model),
        }
        Stands::Open(Action::None)
    }

    fn press(&mut self, press: &Press, texts: &Texts, model: &Model) -> Stands {
        if self.done.is_some() && matches!(press, Press::Enter | Press::Esc) {
            return Stands::Closed(Action::None);
        }
        match press {
            Press::Esc => return Stands::Closed(Action::None),
            Press::Enter => match self.entry {
                Entry::Kind => return self.update(Message::Kind(self.kind), texts, model),
                Entry::Value => self.entry = Entry::Reason,
                Entry::Reason => return self.send(texts, model),
            },
            Press::Tab | Press::Down => {
                self.entry = match self.entry {
                    Entry::Kind if self.has_value() => Entry::Value,
                    Entry::Kind | Entry::Value => Entry::Reason,
                    Entry::Reason => Entry::Kind,
                };
            }
            Press::BackTab | Press::Up => {
                self.entry = match self.entry {
                    Entry::Reason if self.has_value() => Entry::Value,
                    Entry::Reason | Entry::Value => Entry::Kind,
                    Entry::Kind => Entry::Reason,
                };
            }
            Press::Backspace => match self.entry {
                Entry::Kind => {}
                Entry::Value => drop(self.value.pop()),
                Entry::Reason => drop(self.reason.pop()),
            },
            Press::Char(c) => self.type_char(*c),
            _ => {}
        }
        Stands::Open(Action::None)
    }

    fn type_char(&mut self, c: char) {
        self.refused = None;
        match self.entry {
            Entry::Kind => {
                if let Some(kind @ 1..=3) = c.to_digit(10).and_then(|n| usize::try_from(n).ok()) {
                    self.kind = kind - 1;
                    self.value.clear();
                    self.entry = if self.has_value() {
                        Entry::Value
                    } else {
                        Entry::Reason
                    };
                }
            }
            Entry::Value => {
                let fits = c.is_ascii_digit() || (self.kind == 1 && matches!(c, ',' | '.'));
                if fits && self.value.chars().count() < MOST_VALUE {
                    self.value.push(c);
                }
            }
            Entry::Reason => {
                let is_written = matches!(c, ' '..='~' | 'А'..='я' | 'Ё' | 'ё' | '№');
                if is_written && self.reason.chars().count() < MOST_REASON {
                    self.reason.push(c);
                }
            }
        }
    }

    fn wish(&self) -> Result<CorrectionWish, &'static str> {
        let reason = self.reason.trim().to_owned();
        if reason.is_empty() {
            return Err("correct-no-reason");
        }
        match self.kind {
            0 if self.value.chars().count() < 5 => Err("correct-no-number"),
            0 => Ok(CorrectionWish::Number {
                right: Pii::new(self.value.clone()),
                reason,
            }),
            1 => {
                let currency = self.payment.order.credited.currency();
                let right = Money::parse(&self.value, currency).map_err(|_| "correct-no-sum")?;
                Ok(CorrectionWish::Sum { right, reason })
            }
            _ => Ok(CorrectionWish::Return { reason }),
        }
    }

    fn send(&mut self, texts: &Texts, model: &Model) -> Stands {
        if self.is_asking || self.done.is_some() {
            return Stands::Open(Action::None);
        }
        match self.wish() {
            Ok(wanted) => {
                self.is_asking = true;
                Stands::Open(Action::Send(Command::OpenCorrection {
                    payment: self.payment.id,
                    by: model.cashier(),
                    wanted,
                }))
            }
            Err(id) => {
                self.refused = Some(texts.get(id));
                Stands::Open(Action::Play(Sound::LookHere))
            }
        }
    }

    pub(crate) fn hear(
        &mut self,
        outcome: Option<&Outcome>,
        texts: &Texts,
        model: &Model,
    ) -> Stands {
        self.is_asking = false;
        match outcome {
            Some(Outcome::Correction(record)) => {
                self.done = Some(false);
                let settings = &model.shop.settings;
                let provider = model.provider_of(&self.payment);
                let document = paper::correction(
                    &self.payment,
                    provider,
                    &settings.shop,
                    (&settings.point, record),
                );
                Stands::Open(
                    Action::Ask(Ask::Print(Box::new(document))).then(Action::Play(Sound::Done)),
                )
            }
            Some(Outcome::NotAccepted(rejection)) => {
                self.refused = Some(report::rejection(texts, *rejection));
                Stands::Open(Action::Play(Sound::LookHere))
            }
            Some(
                Outcome::Form(_)
                | Outcome::Consent(_)
                | Outcome::NoConsent(..)
                | Outcome::Accepted(_)
                | Outcome::Done
                | Outcome::DrawerOpened
                | Outcome::Shift(_),
            )
            | None => {
                self.refused = Some(texts.get("till-ended"));
                Stands::Open(Action::None)
            }
        }
    }

    pub(crate) fn learn(&mut self, answer: &Answer, texts: &Texts) -> Stands {
        if let Answer::Printed(outcome) = answer {
            let wrong = match outcome {
                PrintOutcome::Printed => None,
                PrintOutcome::Sent => Some("slip-sent-do"),
                PrintOutcome::Uncertain => Some("slip-unsure-do"),
                PrintOutcome::NotReady => Some("slip-failed-do"),
            };
            self.done = Some(wrong.is_none());
            self.refused = wrong.map(|id| texts.get(id));
        }
        Stands::Open(Action::None)
    }

    pub(crate) fn over<'a>(
        &'a self,
        ui: &Ui<'a>,
        model: &'a Model,
        behind: El<'a, Message>,
    ) -> El<'a, Message> {
        let t = ui.t;
        let shown = model.shown(ui.texts);
        let paid = ui.with(
            "correct-paid",
            &[
                ("details", &shown.details(&self.payment)),
                ("sum", &self.payment.order.credited.to_text(ui.language())),
                ("claim", &shown.claim(&self.payment)),
            ],
        );
        let mut kinds: Row<'a, Message> = Row::new().spacing(10);
        for (index, id) in KINDS.iter().enumerate() {
            kinds = kinds.push(self.kind_tile(ui, (index, ui.say(id))));
        }
        let mut page = column![
            headed(ui, Mark::Warn, (ui.say("correct-title"), paid)),
            say(ui.say("correct-what"), BODY, t.ink),
            kinds,
        ]
        .spacing(14);
        if self.has_value() {
            let id = if self.kind == 0 {
                "correct-right-number"
            } else {
                "correct-right-sum"
            };
            page = page.push(self.field(ui, (id, &self.value), Entry::Value));
        }
        page = page.push(self.field(ui, ("correct-reason", &self.reason), Entry::Reason));
        page = page.push(match (&self.refused, self.done) {
            (Some(why), _) => wrong(ui, why.clone()),
            (None, Some(true)) => bold(ui.say("correct-done"), LEAD, t.ink).into(),
            (None, _) => say(ui.say("correct-why"), SMALL, t.ink2).into(),
        });
        let is_done = self.done.is_some();
        let send = push(
            Kind::Primary,
            ui.say(if is_done {
                "help-close"
            } else {
                "correct-send"
            }),
        )
        .cap("Enter")
        .on(
            ui,
            (!self.is_asking).then_some(if is_done {
                Message::Leave
            } else {
                Message::Send
            }),
        );
        page = page.push(
            row![
                push(Kind::Secondary, ui.say("back"))
                    .cap("Esc")
                    .tall(ui.m.primary)
                    .on(ui, Some(Message::Leave)),
                apart(),
                send,
            ]
            .spacing(12),
        );
        over(ui, behind, (page.into(), 960.0))
    }

    fn kind_tile<'a>(&self, ui: &Ui<'a>, (index, words): (usize, String)) -> El<'a, Message> {
        let tile = Tile {
            index,
            words,
            is_chosen: index == self.kind,
            has_focus: self.entry == Entry::Kind,
            room: Room::Card,
        };
        tile.view(ui, Message::Kind(index))
    }

    fn field<'a>(&self, ui: &Ui<'a>, (id, text): (&str, &str), entry: Entry) -> El<'a, Message> {
        labelled(
            ui,
            (ui.say(id), String::new()),
            line(
                ui,
                Line {
                    before: text.to_owned(),
                    after: String::new(),
                    rest: String::new(),
                    hint: String::new(),
                    stand: Stand::of(self.entry == entry, !text.is_empty(), false),
                },
                (None, Message::Focus(entry)),
            ),
        )
    }
}
