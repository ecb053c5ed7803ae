//! The queue: everything that is not final yet, in plain words, with what to do about each row.

use iced::widget::text::Wrapping;
use iced::widget::{Column, Row, column, container, row};
use iced::{Alignment, Center, Fill, Length};
use paydesk_domain::payment::{Finality, PrintStage, ReturnStage, Stage, State};
use paydesk_till::payment::Payment;
use paydesk_till::world::{Command, Outcome, PrintOutcome, Rejection};

use crate::cli::report;
use crate::desk::handle::{Answer, Ask};
use crate::model::Model;
use crate::screen::sale::outcome::{key_of, mark_of, refusal_of};
use crate::screen::{Action, Place};
use crate::ui::button::{Kind, push};
use crate::ui::icon::Icon;
use crate::ui::key_bar::Keys;
use crate::ui::keyboard::Press;
use crate::ui::list::{head, left, line, right};
use crate::ui::mark::{Mark, chip, notice};
use crate::ui::sheet::{rule, sheet, upright};
use crate::ui::states::{Bare, bare};
use crate::ui::words::{BODY, CAP, LEAD, SMALL, TITLE, bold, say};
use crate::ui::{El, Ui};

/// What a cashier does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    Press(Press),
    Choose(usize),
    AskOne,
    AskAll,
    Details,
    Correct,
    Withdraw,
    Print,
    HandBack,
    CameOut(bool),
}

/// The screen. The rows are the model's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Outbox {
    chosen: usize,
    remark: Option<Remark>,
    /// Withdrawing was pressed once: once more does it.
    is_sure: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Remark {
    Rejected(Rejection),
    Printed(PrintOutcome),
    /// Pressing once more takes the payment back.
    WithdrawOnceMore,
    /// All or one are being asked.
    Asked,
}

impl Outbox {
    fn row<'m>(&self, model: &'m Model) -> Option<&'m Payment> {
        model.facts.outbox().get(self.chosen).copied()
    }

    pub(crate) fn update(&mut self, message: Message, model: &Model) -> Action {
        let count = model.facts.outbox().len();
        self.chosen = self.chosen.min(count.saturating_sub(1));
        if message != Message::Withdraw && message != Message::Press(Press::Delete) {
            self.is_sure = false;
        }
        match message {
            Message::Press(press) => self.press(&press, model),
            Message::Choose(index) => {
                self.chosen = index;
                self.remark = None;
                Action::None
            }
            Message::AskOne => self.with_row(model, |payment| {
                Action::Send(Command::Retry {
                    payment: payment.id,
                })
            }),
            Message::AskAll => {
                self.remark = Some(Remark::Asked);
                Action::Send(Command::RetryAll)
            }
            Message::Details => self.with_row(model, |payment| Action::Open(payment.id)),
            Message::Correct => {
                self.with_row(model, |payment| Action::Correct(Box::new(payment.clone())))
            }
            Message::Withdraw => self.withdraw(model),
            Message::Print => self.with_row(model, |payment| {
                if payment.stage() == Stage::Paid && payment.return_stage.is_none() {
                    return Action::Copy(payment.id);
                }
                Action::Ask(Ask::PrintSlip(payment.id))
            }),
            Message::HandBack => self.with_row(model, |payment| {
                if payment.return_stage == Some(ReturnStage::Due) {
                    return Action::HandBack(Box::new(payment.clone()));
                }
                Action::None
            }),
            Message::CameOut(complete) => self.with_row(model, |payment| {
                if payment.cheque() == Some(PrintStage::Uncertain) {
                    return Action::Send(Command::ChequeCameOut {
                        payment: payment.id,
                        complete,
                    });
                }
                Action::None
            }),
        }
    }

    fn with_row(&mut self, model: &Model, act: impl FnOnce(&Payment) -> Action) -> Action {
        self.remark = None;
        self.row(model).map_or(Action::None, act)
    }

    fn press(&mut self, press: &Press, model: &Model) -> Action {
        let last = model.facts.outbox().len().saturating_sub(1);
        let message = match press {
            Press::Down => Message::Choose((self.chosen + 1).min(last)),
            Press::Up => Message::Choose(self.chosen.saturating_sub(1)),
            Press::Home => Message::Choose(0),
            Press::End => Message::Choose(last),
            Press::Enter => Message::AskOne,
            Press::CtrlEnter => Message::AskAll,
            Press::Ctrl('d') => Message::Details,
            Press::Ctrl('i') => Message::Correct,
            Press::Delete => Message::Withdraw,
            Press::F(9) => Message::Print,
            Press::F(10) => Message::HandBack,
            Press::Char('1') => Message::CameOut(true),
            Press::Char('2') => Message::CameOut(false),
            Press::Esc => return Action::Go(Place::Sale),
            _ => return Action::None,
        };
        self.update(message, model)
    }

    /// The customer wants the cash back: asked twice, done once.
    fn withdraw(&mut self, model: &Model) -> Action {
        let Some(payment) = self.row(model) else {
            return Action::None;
        };
        if !may_withdraw(payment) {
            return Action::None;
        }
        if !self.is_sure {
            self.is_sure = true;
            self.remark = Some(Remark::WithdrawOnceMore);
            return Action::None;
        }
        self.is_sure = false;
        self.remark = None;
        Action::Send(Command::Withdraw {
            payment: payment.id,
            by: model.cashier(),
        })
    }

    pub(crate) fn hear(&mut self, outcome: Option<&Outcome>) -> Action {
        self.remark = match outcome {
            Some(Outcome::NotAccepted(rejection)) => Some(Remark::Rejected(*rejection)),
            Some(Outcome::Done) => Some(Remark::Asked),
            Some(
                Outcome::Accepted(_)
                | Outcome::Form(_)
                | Outcome::Consent(_)
                | Outcome::NoConsent(..)
                | Outcome::Shift(_)
                | Outcome::DrawerOpened
                | Outcome::Correction(_),
            )
            | None => None,
        };
        Action::None
    }

    pub(crate) fn learn(&mut self, answer: &Answer) -> Action {
        if let Answer::Printed(outcome) = answer {
            self.remark = Some(Remark::Printed(*outcome));
        }
        Action::None
    }

    pub(crate) fn keys(&self, model: &Model) -> Keys {
        let keys = Keys::live(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12]).on(8);
        match self.row(model) {
            Some(payment) if payment.return_stage == Some(ReturnStage::Due) => {
                keys.named(9, "key-slip").named(10, "key-returned").also(10)
            }
            Some(payment) if payment.stage() != Stage::Paid => keys.named(9, "key-slip"),
            Some(_) | None => keys,
        }
    }

    pub(crate) fn view<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let rows = model.facts.outbox();
        let mut page = column![title(ui, model), rule(ui)];
        if rows.is_empty() {
            page = page.push(bare(
                ui,
                Bare::Empty(Icon::Tray),
                (ui.say("outbox-empty"), ui.say("outbox-empty-why")),
            ));
            return sheet(ui, page).width(Fill).height(Fill).into();
        }
        page = page.push(head(ui, columns(ui)));
        let mut list: Column<'a, Message> = Column::new();
        for (index, payment) in rows.into_iter().enumerate() {
            list = list.push(self.line(ui, (model, payment), index));
        }
        page = page.push(crate::ui::sheet::scroll(ui, list).height(Fill));
        if let Some(remark) = self.remark {
            page = page.push(container(remark.view(ui)).padding([8, 24]));
        }
        page = page.push(rule(ui)).push(self.actions(ui, model));
        sheet(ui, page).width(Fill).height(Fill).clip(true).into()
    }

    fn line<'a>(
        &'a self,
        ui: &Ui<'a>,
        (model, payment): (&'a Model, &'a Payment),
        index: usize,
    ) -> El<'a, Message> {
        let t = ui.t;
        let shown = model.shown(ui.texts);
        let at = payment.tender.map_or(payment.opened_at, |tender| tender.at);
        let (what, to_do) = plain_words(ui, payment);
        let is_owed = payment.return_stage == Some(ReturnStage::Due);
        let what = if is_owed {
            bold(what, SMALL, t.ink)
        } else {
            say(what, SMALL, t.ink)
        };
        let number = column![
            bold(
                shown.details(payment),
                if ui.m.is_small { BODY } else { LEAD },
                t.ink
            )
            .wrapping(Wrapping::None),
            say(shown.provider_name(payment), CAP, t.ink2).wrapping(Wrapping::None),
        ];
        let [state, details, words, sum, age] = widths(ui);
        line(
            ui,
            vec![
                left(state, chip(ui, mark_of(payment))),
                left(details, container(number).clip(true)),
                left(words, column![what, say(to_do, SMALL, t.ink2)]),
                right(
                    sum,
                    bold(payment.order.taken.to_text(ui.language()), LEAD, t.ink)
                        .wrapping(Wrapping::None),
                ),
                right(
                    age,
                    say(model.age(ui.texts, at), SMALL, t.ink2).wrapping(Wrapping::None),
                ),
            ],
            (82.0, index == self.chosen, Message::Choose(index)),
        )
    }

    fn actions<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let payment = self.row(model);
        let is_open = payment.is_some_and(|payment| payment.stage().is_open());
        let mut line: Row<'a, Message> = Row::new()
            .spacing(if ui.m.is_small { 6 } else { 12 })
            .align_y(Center);
        let uncertain = payment
            .and_then(Payment::cheque)
            .is_some_and(|stage| stage == PrintStage::Uncertain);
        if uncertain {
            line = line
                .push(bold(ui.say("cheque-whole"), SMALL, ui.t.ink))
                .push(
                    push(Kind::Secondary, ui.say("cheque-whole-yes"))
                        .cap("1")
                        .on(ui, Some(Message::CameOut(true))),
                )
                .push(
                    push(Kind::Secondary, ui.say("cheque-whole-no"))
                        .cap("2")
                        .on(ui, Some(Message::CameOut(false))),
                );
            return container(line).padding([12, 24]).into();
        }
        let is_owed = payment.is_some_and(|payment| payment.return_stage == Some(ReturnStage::Due));
        if is_owed {
            line = line.push(
                push(Kind::Owed, ui.say("owed-returned"))
                    .cap("F10")
                    .tall(56.0)
                    .on(ui, Some(Message::HandBack)),
            );
        } else {
            line = line.push(
                push(Kind::Secondary, ui.say("ask-one"))
                    .icon(Icon::Again)
                    .cap("Enter")
                    .on(ui, is_open.then_some(Message::AskOne)),
            );
        }
        line = line.push(
            push(Kind::Secondary, ui.say("details"))
                .cap("Ctrl D")
                .on(ui, payment.map(|_| Message::Details)),
        );
        let is_paid = payment.is_some_and(|payment| payment.stage() == Stage::Paid);
        line = line.push(
            push(Kind::Secondary, ui.say("correction"))
                .icon(Icon::Pen)
                .cap("Ctrl I")
                .on(ui, is_paid.then_some(Message::Correct)),
        );
        line = line.push(
            push(Kind::Danger, ui.say("withdraw")).cap("Del").on(
                ui,
                payment
                    .filter(|payment| may_withdraw(payment))
                    .map(|_| Message::Withdraw),
            ),
        );
        line = line.push(crate::ui::sheet::apart());
        line = line.push(
            push(Kind::Quiet, ui.say("ask-all"))
                .cap("Ctrl Enter")
                .on(ui, Some(Message::AskAll)),
        );
        container(line)
            .padding([12, if ui.m.is_small { 12 } else { 24 }])
            .into()
    }
}

impl Remark {
    fn view<'a>(self, ui: &Ui<'a>) -> El<'a, Message> {
        let (which, words) = match self {
            Self::Rejected(rejection) => (
                Mark::Warn,
                (
                    ui.say("not-done"),
                    vec![report::rejection(ui.texts, rejection)],
                ),
            ),
            Self::Printed(PrintOutcome::Printed) => {
                (Mark::Progress, (ui.say("slip-out"), Vec::new()))
            }
            Self::Printed(PrintOutcome::Sent) => (
                Mark::Progress,
                (ui.say("slip-sent"), vec![ui.say("slip-sent-do")]),
            ),
            Self::Printed(PrintOutcome::Uncertain) => (
                Mark::Warn,
                (ui.say("slip-unsure"), vec![ui.say("slip-unsure-do")]),
            ),
            Self::Printed(PrintOutcome::NotReady) => (
                Mark::Warn,
                (ui.say("slip-failed"), vec![ui.say("slip-failed-do")]),
            ),
            Self::WithdrawOnceMore => (
                Mark::Warn,
                (ui.say("withdraw-sure"), vec![ui.say("withdraw-sure-do")]),
            ),
            Self::Asked => (Mark::Progress, (ui.say("outbox-asked"), Vec::new())),
        };
        notice(ui, which, words)
    }
}

/// Whether a payment can still be taken back: nothing was sent, or the server can close it.
pub(crate) const fn may_withdraw(payment: &Payment) -> bool {
    match payment.state {
        State::Queued => payment.pays == 0,
        State::Unknown(_) | State::Review(_) => payment.cancel.is_none(),
        State::Draft(_)
        | State::Checking
        | State::Checked
        | State::Sending
        | State::InProgress
        | State::Paid(_)
        | State::Failed(_)
        | State::Cancelled => false,
    }
}

/// What happens with a row, and what is to be done about it.
pub(crate) fn plain_words(ui: &Ui<'_>, payment: &Payment) -> (String, String) {
    let taken = payment.order.taken.to_text(ui.language());
    let reason = match payment.state {
        State::Review(ground) => ui.say(&format!("review-{}", ground.as_key())),
        _ => refusal_of(payment)
            .map(|refusal| ui.say(&format!("refusal-{}", refusal.kind.as_key())))
            .unwrap_or_default(),
    };
    let key = match (key_of(payment), payment.cheque()) {
        ("paid", Some(PrintStage::Uncertain)) => "uncertain",
        ("paid", Some(PrintStage::Due | PrintStage::Printing(_))) => "unprinted",
        ("paid", _) if payment.state == State::Paid(Finality::Accepted) => "accepted",
        ("unknown", _) if payment.cancel.is_some() => "cancelling",
        (key, _) => key,
    };
    let parameters = [("taken", taken.as_str()), ("reason", reason.as_str())];
    (
        ui.with(&format!("row-{key}"), &parameters),
        ui.with(&format!("row-{key}-do"), &parameters),
    )
}

fn widths(ui: &Ui<'_>) -> [Length; 5] {
    if ui.m.is_small {
        return [190.0.into(), 190.0.into(), Fill, 120.0.into(), 80.0.into()];
    }
    [200.0.into(), 230.0.into(), Fill, 150.0.into(), 100.0.into()]
}

fn columns(ui: &Ui<'_>) -> Vec<(String, Length, Alignment)> {
    let [state, details, words, sum, age] = widths(ui);
    vec![
        (ui.say("column-state"), state, Alignment::Start),
        (ui.say("column-number"), details, Alignment::Start),
        (ui.say("column-what"), words, Alignment::Start),
        (ui.say("column-taken"), sum, Alignment::End),
        (ui.say("column-age"), age, Alignment::End),
    ]
}

fn title<'a>(ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
    let t = ui.t;
    let tally = model.facts.tally();
    let language = ui.language();
    let sums: Vec<String> = tally.sums.iter().map(|sum| sum.to_text(language)).collect();
    let sums = if sums.is_empty() {
        "—".to_owned()
    } else {
        sums.join(" + ")
    };
    let oldest = tally
        .oldest
        .map_or("—".to_owned(), |at| model.age(ui.texts, at));
    let figure = |name: &str, value: String| -> El<'a, Message> {
        column![
            say(ui.say(name), CAP, t.ink2),
            bold(value, if ui.m.is_small { LEAD } else { TITLE }, t.ink).wrapping(Wrapping::None)
        ]
        .align_x(iced::Right)
        .into()
    };
    row![
        column![
            bold(ui.say("outbox-title"), TITLE, t.ink),
            say(ui.say("outbox-why"), SMALL, t.ink2)
        ]
        .width(Fill),
        figure("outbox-count", tally.count.to_string()),
        container(upright(ui)).height(56),
        figure("outbox-sum", sums),
        container(upright(ui)).height(56),
        figure("outbox-oldest", oldest),
    ]
    .spacing(24)
    .align_y(Center)
    .padding([18, 24])
    .into()
}
