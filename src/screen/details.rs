//! Everything about one payment: every durable step, both signed messages, the paper as it was printed.

mod messages;

use iced::widget::text::Wrapping;
use iced::widget::{Column, Space, column, container, row};
use iced::{Border, Center, Fill, Length};
use paydesk_adapters::sqlite::{Step, StepKind};
use paydesk_domain::payment::{PrintStage, Stage};
use paydesk_domain::people::Right;
use paydesk_till::payment::Payment;
use paydesk_till::world::{Outcome, Rejection};

use messages::messages;

use crate::cli::report;
use crate::desk::handle::{Answer, Details as Facts};
use crate::model::Model;
use crate::screen::sale::outcome::{mark_of, paper_of};
use crate::screen::{Action, Place};
use crate::ui::button::{Kind, push};
use crate::ui::icon::Icon;
use crate::ui::key_bar::Keys;
use crate::ui::keyboard::Press;
use crate::ui::mark::{Mark, chip, notice};
use crate::ui::sheet::{apart, gap, rule, sheet, well};
use crate::ui::states::{Bare, bare};
use crate::ui::words::{BODY, CAP, HEAD, SMALL, TITLE, bold, say};
use crate::ui::{El, Ui};

/// What a cashier does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    Press(Press),
    Copy,
    Correct,
    Signatures,
    Back,
}

/// The screen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Details {
    facts: Option<Box<Facts>>,
    is_missing: bool,
    shows_messages: bool,
    remark: Option<Remark>,
    /// Where Esc leads.
    back: Option<Place>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Remark {
    Rejected(Rejection),
    CopyAsked,
}

impl Details {
    /// Before the books have answered.
    pub(crate) const fn loading(back: Place) -> Self {
        Self {
            facts: None,
            is_missing: false,
            shows_messages: false,
            remark: None,
            back: Some(back),
        }
    }

    /// The payment that is shown.
    pub(crate) fn payment(&self) -> Option<&Payment> {
        self.facts.as_ref().map(|facts| &facts.payment)
    }

    pub(crate) fn update(&mut self, message: Message, model: &Model) -> Action {
        match message {
            Message::Press(press) => match press {
                Press::F(9) => self.update(Message::Copy, model),
                Press::Ctrl('i') => self.update(Message::Correct, model),
                Press::Ctrl('d') => self.update(Message::Signatures, model),
                Press::Esc => self.update(Message::Back, model),
                _ => Action::None,
            },
            Message::Copy => match self.payment() {
                Some(payment) if payment.stage() == Stage::Paid && may_copy(model) => {
                    let id = payment.id;
                    self.remark = Some(Remark::CopyAsked);
                    Action::Copy(id)
                }
                Some(_) | None => Action::None,
            },
            Message::Correct => match self.payment() {
                Some(payment) if payment.stage() == Stage::Paid => {
                    Action::Correct(Box::new(payment.clone()))
                }
                Some(_) | None => Action::None,
            },
            Message::Signatures => {
                self.shows_messages = !self.shows_messages;
                Action::None
            }
            Message::Back if self.shows_messages => {
                self.shows_messages = false;
                Action::None
            }
            Message::Back => Action::Go(self.back.unwrap_or(Place::Sale)),
        }
    }

    pub(crate) fn hear(&mut self, outcome: Option<&Outcome>) {
        if let Some(Outcome::NotAccepted(rejection)) = outcome {
            self.remark = Some(Remark::Rejected(*rejection));
        }
    }

    pub(crate) fn learn(&mut self, answer: &Answer) {
        if let Answer::Details(facts) = answer {
            self.is_missing = facts.is_none();
            self.facts.clone_from(facts);
        }
    }

    pub(crate) fn keys(&self) -> Keys {
        let keys = Keys::live(&[1, 2, 3, 4, 5, 6, 7, 8, 11, 12]).on(7);
        match self.payment() {
            Some(payment) if payment.stage() == Stage::Paid => {
                Keys::live(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12]).on(7)
            }
            Some(_) | None => keys,
        }
    }

    pub(crate) fn view<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let Some(facts) = &self.facts else {
            let why = if self.is_missing {
                Bare::Failed
            } else {
                Bare::Loading
            };
            let words = if self.is_missing {
                (ui.say("list-failed"), ui.say("details-failed-do"))
            } else {
                (ui.say("details-loading"), ui.say("details-loading-do"))
            };
            return sheet(ui, bare(ui, why, words))
                .width(Fill)
                .height(Fill)
                .into();
        };
        let left = self.facts_sheet(ui, (model, facts));
        if ui.m.is_narrow {
            return left;
        }
        let right = if self.shows_messages {
            messages(ui, (model, &facts.messages))
        } else {
            paper(ui, (model, &facts.payment))
        };
        let width = if self.shows_messages {
            Length::FillPortion(1)
        } else {
            ui.m.right.into()
        };
        row![left, container(right).width(width)]
            .spacing(ui.m.gap)
            .into()
    }

    fn facts_sheet<'a>(
        &'a self,
        ui: &Ui<'a>,
        (model, facts): (&'a Model, &'a Facts),
    ) -> El<'a, Message> {
        let t = ui.t;
        let payment = &facts.payment;
        let shown = model.shown(ui.texts);
        let language = ui.language();
        let number = if ui.m.is_small { TITLE } else { HEAD };
        let fee = payment
            .order
            .fee()
            .map(|fee| fee.to_digits(language))
            .unwrap_or_default();
        let who = ui.with(
            "details-who",
            &[
                ("provider", &shown.provider_name(payment)),
                ("claim", &shown.claim(payment)),
                ("cashier", &crate::model::short(&payment.cashier)),
            ],
        );
        let sum = ui.with(
            "details-sum",
            &[
                ("credited", &payment.order.credited.to_digits(language)),
                ("fee", &fee),
            ],
        );
        let (what, to_do) = super::outbox::plain_words(ui, payment);
        let head = column![
            row![
                bold(shown.details(payment), number, t.ink).width(Fill),
                bold(payment.order.taken.to_text(language), number, t.ink).wrapping(Wrapping::None),
            ]
            .spacing(16)
            .align_y(Center),
            row![
                say(who, BODY, t.ink2).width(Fill),
                say(sum, SMALL, t.ink2).wrapping(Wrapping::None)
            ]
            .spacing(16),
            gap(8.0),
            row![
                chip(ui, mark_of(payment)),
                say(format!("{what} {to_do}"), SMALL, t.ink)
            ]
            .spacing(12)
            .align_y(Center),
        ]
        .padding([if ui.m.is_small { 14 } else { 20 }, 28]);
        let mut steps: Column<'a, Message> = Column::new().padding([16, 28]);
        for step in &facts.steps {
            steps = steps.push(step_line(ui, (model, step)));
        }
        let mut page = column![
            head,
            rule(ui),
            crate::ui::sheet::scroll(ui, steps).height(Fill)
        ];
        if let Some(remark) = self.remark {
            page = page.push(container(remark.view(ui)).padding([8, 24]));
        }
        page = page.push(rule(ui)).push(self.actions(ui, payment));
        sheet(ui, page).width(Fill).height(Fill).clip(true).into()
    }

    fn actions<'a>(&'a self, ui: &Ui<'a>, payment: &Payment) -> El<'a, Message> {
        let is_paid = payment.stage() == Stage::Paid;
        let may_copy = is_paid
            && payment.print.is_some_and(|job| match job.stage {
                PrintStage::Printed | PrintStage::Sent | PrintStage::Uncertain => true,
                PrintStage::Due | PrintStage::Printing(_) => false,
            });
        row![
            push(Kind::Secondary, ui.say("copy"))
                .cap("F9")
                .on(ui, may_copy.then_some(Message::Copy)),
            push(Kind::Secondary, ui.say("correction"))
                .cap("Ctrl I")
                .on(ui, is_paid.then_some(Message::Correct)),
            push(Kind::Secondary, ui.say("signatures"))
                .cap("Ctrl D")
                .on(ui, Some(Message::Signatures)),
            apart(),
            push(Kind::Quiet, ui.say("back"))
                .cap("Esc")
                .on(ui, Some(Message::Back)),
        ]
        .spacing(8)
        .padding([10, 24])
        .into()
    }
}

/// A copy of a cheque is as good as a cheque: it has a right of its own.
fn may_copy(model: &Model) -> bool {
    let person = model.person.as_ref();
    person.is_some_and(|person| person.role.may(Right::Reprint))
}

impl Remark {
    fn view<'a>(self, ui: &Ui<'a>) -> El<'a, Message> {
        match self {
            Self::Rejected(rejection) => notice(
                ui,
                Mark::Warn,
                (
                    ui.say("not-done"),
                    vec![report::rejection(ui.texts, rejection)],
                ),
            ),
            Self::CopyAsked => notice(
                ui,
                Mark::Progress,
                (ui.say("copy-asked"), vec![ui.say("copy-asked-why")]),
            ),
        }
    }
}

/// A moment, a dot on the line, what was made durable then.
fn step_line<'a>(ui: &Ui<'a>, (model, step): (&'a Model, &'a Step)) -> El<'a, Message> {
    let t = ui.t;
    let civil = step.at.civil(model.offset());
    let at = format!(
        "{}:{:02}:{:02},{:03}",
        civil.hour, civil.minute, civil.second, civil.millisecond
    );
    let tone = match step.what {
        StepKind::Paid => t.paid.word,
        StepKind::Failed | StepKind::CheckRefused => t.refused.word,
        StepKind::NoAnswer | StepKind::Review => t.unknown.word,
        StepKind::ReturnDue => t.owed.word,
        StepKind::Alarm => t.queued.word,
        StepKind::CheckSent
        | StepKind::Consent
        | StepKind::Tendered
        | StepKind::PaySent
        | StepKind::StatusAsked
        | StepKind::CancelSent
        | StepKind::Answered
        | StepKind::InProgress
        | StepKind::Cancelled
        | StepKind::Returned
        | StepKind::DrawerOpened
        | StepKind::PrintStarted
        | StepKind::PrintEnded
        | StepKind::Other => t.ink,
    };
    let dot = container(Space::new())
        .width(16)
        .height(16)
        .style(move |_| container::Style {
            background: Some(tone.into()),
            border: Border {
                radius: 8.0.into(),
                ..Border::default()
            },
            ..container::Style::default()
        });
    let id = step_id(step.what);
    let under = ui.say(&format!("{id}-note"));
    let detail = detail(ui, step);
    let under = if detail.is_empty() {
        under
    } else {
        format!("{under} {detail}")
    };
    row![
        container(say(at, SMALL, t.ink2))
            .width(116)
            .align_x(iced::Right),
        column![
            Space::new().height(5),
            dot,
            container(crate::ui::sheet::upright(ui)).padding(iced::padding::vertical(4)),
        ]
        .align_x(Center)
        .width(16),
        column![bold(ui.say(id), BODY, tone), say(under, SMALL, t.ink2)].width(Fill),
    ]
    .spacing(16)
    .height(62)
    .into()
}

/// What the books noted beside a step, in words.
fn detail(ui: &Ui<'_>, step: &Step) -> String {
    if step.detail.is_empty() {
        return String::new();
    }
    match step.what {
        StepKind::NoAnswer => ui.say(&format!("why-{}", step.detail)),
        StepKind::CheckSent
        | StepKind::Consent
        | StepKind::CheckRefused
        | StepKind::Tendered
        | StepKind::PaySent
        | StepKind::StatusAsked
        | StepKind::CancelSent
        | StepKind::Answered
        | StepKind::InProgress
        | StepKind::Paid
        | StepKind::Failed
        | StepKind::Cancelled
        | StepKind::Review
        | StepKind::ReturnDue
        | StepKind::Returned
        | StepKind::DrawerOpened
        | StepKind::PrintStarted
        | StepKind::PrintEnded
        | StepKind::Alarm
        | StepKind::Other => format!("({})", step.detail),
    }
}

const fn step_id(what: StepKind) -> &'static str {
    match what {
        StepKind::CheckSent => "step-check-sent",
        StepKind::Consent => "step-consent",
        StepKind::CheckRefused => "step-check-refused",
        StepKind::Tendered => "step-tendered",
        StepKind::PaySent => "step-pay-sent",
        StepKind::StatusAsked => "step-status-asked",
        StepKind::CancelSent => "step-cancel-sent",
        StepKind::Answered => "step-answered",
        StepKind::NoAnswer => "step-no-answer",
        StepKind::InProgress => "step-in-progress",
        StepKind::Paid => "step-paid",
        StepKind::Failed => "step-failed",
        StepKind::Cancelled => "step-cancelled",
        StepKind::Review => "step-review",
        StepKind::ReturnDue => "step-return-due",
        StepKind::Returned => "step-returned",
        StepKind::DrawerOpened => "step-drawer-opened",
        StepKind::PrintStarted => "step-print-started",
        StepKind::PrintEnded => "step-print-ended",
        StepKind::Alarm => "step-alarm",
        StepKind::Other => "step-other",
    }
}

fn paper<'a>(ui: &Ui<'a>, (model, payment): (&'a Model, &'a Payment)) -> El<'a, Message> {
    let t = ui.t;
    let title = if payment.stage() == Stage::Paid {
        "details-cheque"
    } else {
        "details-slip"
    };
    let columns = ui.with(
        "details-columns",
        &[("columns", &model.columns.to_string())],
    );
    let mut page = column![
        row![
            bold(ui.say(title), BODY, t.ink),
            apart(),
            say(columns, CAP, t.ink2)
        ]
        .align_y(Center),
        gap(12.0),
    ];
    page = match paper_of(payment, model) {
        Some(document) => page.push(
            crate::ui::sheet::scroll(ui, crate::ui::paper::paper(ui, &document, model.columns))
                .height(Fill),
        ),
        None => page.push(bare(
            ui,
            Bare::Empty(Icon::Printer),
            (ui.say("details-no-paper"), String::new()),
        )),
    };
    well(ui, page)
        .padding(iced::padding::all(20).bottom(0))
        .width(Fill)
        .height(Fill)
        .clip(true)
        .into()
}
