//! How the outcome is shown.

use super::super::Message;
use super::{
    NEXT_CUSTOMER_MS, STILL_ASKING_MS, Shown, Slip, What, key_of, mark_of, paper_of, refusal_of,
};
use crate::cli::report;
use crate::model::Model;
use crate::ui::button::{Kind, cap, push};
use crate::ui::icon::{Icon, icon};
use crate::ui::mark::{Ground, Mark, mark};
use crate::ui::sheet::{apart, gap, ground, rule, sheet, surface};
use crate::ui::words::{BODY, CAP, LEAD, SMALL, SUM, TITLE, bold, say, sized};
use crate::ui::{El, Ui};
use iced::widget::{Column, Row, column, container, row};
use iced::{Center, Fill, FillPortion, Length};
use paydesk_domain::payment::{NoConsent, PrintStage, Stage, State};
use paydesk_domain::printer::PrinterState;
use paydesk_till::payment::Payment;

impl Shown {
    pub(crate) fn view<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let left = self.answer(ui, model);
        if ui.m.is_narrow {
            return left;
        }
        match self.paper(ui, model) {
            None => left,
            Some(paper) => row![left, container(paper).width(ui.m.right)]
                .spacing(ui.m.gap)
                .into(),
        }
    }

    pub(super) fn mark(&self) -> Mark {
        match &self.what {
            What::NotTaken(_, NoConsent::NoAnswer(_)) => Mark::Offline,
            What::NotTaken(..) => Mark::Refused,
            What::Taken(payment) => mark_of(payment),
        }
    }

    /// Which set of sentences says it.
    pub(super) fn key(&self) -> &'static str {
        match &self.what {
            What::NotTaken(_, NoConsent::NoAnswer(_)) => "not-asked",
            What::NotTaken(..) => "not-taken",
            What::Taken(payment) => key_of(payment),
        }
    }

    pub(super) fn answer<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let t = ui.t;
        let key = self.key();
        let parameters = self.parameters(ui, model);
        let with = |part: &str| {
            let parameters: Vec<(&str, &str)> = parameters
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            ui.with(&format!("result-{key}-{part}"), &parameters)
        };
        let third = |name: &str, content: El<'a, Message>| -> El<'a, Message> {
            row![
                say(ui.say(name), SMALL, t.ink2).width(if ui.m.is_small { 120 } else { 150 }),
                content
            ]
            .spacing(16)
            .into()
        };
        let padding = [
            if ui.m.is_small { 12 } else { 18 },
            if ui.m.is_small { 20 } else { 32 },
        ];
        let what = container(third(
            "result-what",
            say(with("what"), LEAD, t.ink).width(Fill).into(),
        ))
        .padding(padding);
        let money = container(third(
            "result-where",
            say(with("where"), LEAD, t.ink).width(Fill).into(),
        ))
        .padding(padding);
        let to_do = container(third("result-do", self.to_do(ui, model, with("do")))).padding([
            if ui.m.is_small { 14 } else { 24 },
            if ui.m.is_small { 20 } else { 32 },
        ]);
        let body = column![
            self.head(ui, (with("word"), with("sentence"))),
            what,
            rule(ui),
            money,
            rule(ui),
            container(to_do).height(Fill).clip(true),
            container(self.actions(ui, model)).padding([0, if ui.m.is_small { 20 } else { 32 }]),
            container(self.last_line(ui, model)).padding(
                iced::padding::all(if ui.m.is_small { 20 } else { 32 })
                    .top(10)
                    .bottom(14)
            ),
        ];
        surface(body, (t.sheet, t.line, 1.0), 16.0)
            .width(Fill)
            .height(Fill)
            .clip(true)
            .into()
    }

    pub(super) fn head<'a>(
        &self,
        ui: &Ui<'a>,
        (word, sentence): (String, String),
    ) -> El<'a, Message> {
        let which = self.mark();
        let tone = which.tone(ui.t);
        let is_solid = which == Mark::Owed;
        let (back, ink, second) = if is_solid {
            (tone.word, tone.on, tone.on)
        } else {
            (tone.tint, tone.word, ui.t.ink)
        };
        let size = if ui.m.is_small { 60.0 } else { 88.0 };
        let step = if ui.m.is_small { sized(36.0) } else { SUM };
        let drawing = mark(
            ui.t,
            which,
            size,
            if is_solid {
                Ground::Solid
            } else {
                Ground::Tint
            },
        );
        let words = column![bold(word, step, ink), say(sentence, LEAD, second)].width(Fill);
        let mut style = crate::ui::mark::tinted(ui, (back, tone.word), 15.0);
        style.border.radius = iced::border::top(15.0);
        container(row![drawing, words].spacing(24).align_y(Center))
            .padding(if ui.m.is_small { [16, 20] } else { [28, 32] })
            .width(Fill)
            .style(move |_| style)
            .into()
    }

    pub(super) fn parameters(&self, ui: &Ui<'_>, model: &Model) -> Vec<(&'static str, String)> {
        let language = ui.language();
        let shown = model.shown(ui.texts);
        let Some(payment) = self.payment() else {
            return Vec::new();
        };
        let reason = match &self.what {
            What::NotTaken(_, NoConsent::NoAnswer(why)) => report::why(ui.texts, *why),
            What::NotTaken(..) | What::Taken(_) => refusal_of(payment)
                .map(|refusal| ui.say(&format!("refusal-{}", refusal.kind.as_key())))
                .unwrap_or_default(),
        };
        let ground = match payment.state {
            State::Review(ground) => ui.say(&format!("review-{}", ground.as_key())),
            _ => String::new(),
        };
        let at = payment.closed_at.unwrap_or(model.now);
        vec![
            ("credited", payment.order.credited.to_text(language)),
            ("taken", payment.order.taken.to_text(language)),
            ("details", shown.details(payment)),
            ("provider", shown.provider_name(payment)),
            ("claim", shown.claim(payment)),
            ("clock", model.clock(at)),
            ("reason", if reason.is_empty() { ground } else { reason }),
        ]
    }

    pub(super) fn to_do<'a>(
        &'a self,
        ui: &Ui<'a>,
        model: &'a Model,
        words: String,
    ) -> El<'a, Message> {
        let t = ui.t;
        let mut page: Column<'a, Message> = Column::new().spacing(4).width(Fill);
        let title = if ui.m.is_small { LEAD } else { TITLE };
        if self.mark() == Mark::Owed {
            return self.steps(ui);
        }
        page = page.push(bold(words, title, t.ink));
        if self.uncertain().is_some() {
            page = page.push(say(ui.say("cheque-whole"), BODY, t.ink)).push(
                row![
                    push(Kind::Secondary, ui.say("cheque-whole-yes"))
                        .cap("Ctrl 1")
                        .on(ui, Some(Message::CameOut(true))),
                    push(Kind::Secondary, ui.say("cheque-whole-no"))
                        .cap("Ctrl 2")
                        .on(ui, Some(Message::CameOut(false))),
                ]
                .spacing(12),
            );
            return page.into();
        }
        if let Some(change) = self.change() {
            let payment = self.payment();
            let handed = payment
                .and_then(|p| p.tender)
                .and_then(|tender| tender.handed);
            let handed = handed
                .map(|sum| sum.to_text(ui.language()))
                .unwrap_or_default();
            let taken = payment
                .map(|p| p.order.taken.to_text(ui.language()))
                .unwrap_or_default();
            page = page
                .push(say(ui.say("result-change"), SMALL, t.ink2))
                .push(bold(change.to_text(ui.language()), sized(ui.m.hero), t.ink))
                .push(say(
                    ui.with(
                        "result-change-of",
                        &[("handed", &handed), ("taken", &taken)],
                    ),
                    SMALL,
                    t.ink2,
                ));
        }
        if self.mark() == Mark::Unknown {
            page = page.push(bold(ui.say("result-not-again"), LEAD, t.unknown.word));
        }
        let is_open = self
            .payment()
            .is_some_and(|payment| payment.stage().is_open());
        // Without a line nothing is awaited: the payment goes by itself.
        if is_open && matches!(self.what, What::Taken(_)) && self.key() != "offline" {
            page = page.push(gap(8.0)).push(self.waiting(ui, model));
        }
        if let Some(rejection) = self.rejection {
            page = page.push(say(
                report::rejection(ui.texts, rejection),
                SMALL,
                t.refused.word,
            ));
        }
        page.into()
    }

    /// What is being waited for, and a bar that moves once a second.
    pub(super) fn waiting<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let t = ui.t;
        let waited = self.waited(model);
        let left = (NEXT_CUSTOMER_MS - waited).max(0);
        let words = if left == 0 || self.may_leave(model) {
            ui.say("result-next-free")
        } else if waited >= STILL_ASKING_MS {
            ui.with(
                "result-still-asking",
                &[("seconds", &((left + 999) / 1000).to_string())],
            )
        } else {
            ui.say("result-asking")
        };
        let tone = self.mark().tone(t);
        let done = u16::try_from(waited.clamp(0, NEXT_CUSTOMER_MS) / 1000).unwrap_or(20);
        let mut bar: Row<'a, Message> = Row::new();
        if done > 0 {
            bar = bar.push(
                ground(iced::widget::Space::new().height(8).width(Fill), tone.word)
                    .width(FillPortion(done)),
            );
        }
        if done < 20 {
            bar = bar.push(
                ground(iced::widget::Space::new().height(8).width(Fill), t.line)
                    .width(FillPortion(20 - done)),
            );
        }
        column![say(words, SMALL, t.ink2), bar].spacing(8).into()
    }

    /// Handing cash back, in three numbered steps.
    pub(super) fn steps<'a>(&'a self, ui: &Ui<'a>) -> El<'a, Message> {
        let t = ui.t;
        let taken = self
            .payment()
            .map(|payment| payment.order.taken.to_text(ui.language()))
            .unwrap_or_default();
        let is_printed = self.slip.is_given();
        let step = |n: usize, words: String, key: &'static str, is_now: bool| -> El<'a, Message> {
            let (back, ink) = if is_now {
                (t.ink, t.sheet)
            } else {
                (t.well, t.ink)
            };
            let number = surface(bold(n.to_string(), BODY, ink), (back, t.edge, 2.0), 18.0)
                .width(36)
                .height(36)
                .align_x(Center)
                .align_y(Center);
            let words = if is_now {
                bold(words, LEAD, t.ink)
            } else {
                say(words, LEAD, t.ink)
            };
            let mut line = row![number, words.width(Fill)].spacing(16).align_y(Center);
            if !key.is_empty() {
                line = line.push(cap(ui, key));
            }
            line.into()
        };
        let is_low = ui.m.size.height < 780.0;
        column![
            step(1, ui.say("owed-step-print"), "F9", !is_printed),
            step(
                2,
                ui.with("owed-step-give", &[("taken", &taken)]),
                "",
                is_printed
            ),
            step(3, ui.say("owed-step-pin"), "F10", false),
            say(ui.say("owed-stays"), SMALL, t.ink2),
        ]
        .spacing(if is_low { 4 } else { 12 })
        .width(Fill)
        .into()
    }

    /// The slip first, then the cash: the next of them stands out.
    fn owed_actions<'a>(&'a self, ui: &Ui<'a>) -> El<'a, Message> {
        let (first, second) = if self.slip.is_given() {
            (Kind::Secondary, Kind::Owed)
        } else {
            (Kind::Owed, Kind::Secondary)
        };
        let act = |kind: Kind, words: &str, key: &'static str, message: Message| {
            push(kind, ui.say(words))
                .cap(key)
                .tall(ui.m.primary)
                .on(ui, Some(message))
        };
        row![
            act(first, "owed-print", "F9", Message::PrintSlip),
            act(second, "owed-returned", "F10", Message::HandBack),
            apart(),
            act(Kind::Secondary, "later", "Esc", Message::Next),
        ]
        .spacing(12)
        .align_y(Center)
        .into()
    }

    pub(super) fn actions<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let may_leave = self.may_leave(model);
        let is_open = self.payment().is_some_and(|p| p.stage().is_open());
        let mut line: Row<'a, Message> = Row::new().spacing(12).align_y(Center);
        let next = if self.is_refused_check() {
            push(Kind::Primary, ui.say("result-read-back"))
                .icon(Icon::Back)
                .cap("Esc")
        } else {
            let next = push(Kind::Primary, ui.say("result-next")).cap("Enter");
            // Where three buttons stand side by side the room is for their words.
            if is_open { next } else { next.icon(Icon::Next) }
        };
        match self.mark() {
            Mark::Owed => return self.owed_actions(ui),
            which => {
                line = line.push(next.on(ui, may_leave.then_some(Message::Next)));
                line = line.push(apart());
                if is_open {
                    line = line.push(
                        push(Kind::Secondary, ui.say("print-slip"))
                            .cap("F9")
                            .tall(ui.m.primary)
                            .on(ui, Some(Message::PrintSlip)),
                    );
                    line = line.push(
                        push(Kind::Secondary, ui.say("ask-one"))
                            .cap("Ctrl R")
                            .tall(ui.m.primary)
                            .on(ui, Some(Message::AskNow)),
                    );
                } else if which == Mark::Paid {
                    line = line.push(
                        push(Kind::Secondary, ui.say("result-same"))
                            .icon(Icon::Again)
                            .cap("Ctrl R")
                            .tall(ui.m.primary)
                            .on(ui, Some(Message::Again)),
                    );
                }
            }
        }
        line.into()
    }

    /// Numbers for support, or that the drawer has to be opened by hand.
    fn last_line<'a>(&self, ui: &Ui<'a>, model: &Model) -> El<'a, Message> {
        if model.is_drawer_shut && matches!(self.what, What::Taken(_)) {
            bold(ui.say("drawer-shut"), SMALL, ui.t.queued.word).into()
        } else {
            say(self.small_print(ui, model), CAP, ui.t.ink3).into()
        }
    }

    pub(super) fn small_print(&self, ui: &Ui<'_>, model: &Model) -> String {
        let Some(payment) = self.payment() else {
            return String::new();
        };
        let claim = model.shown(ui.texts).claim(payment);
        let session = payment.session.as_wire();
        let line = ui.with("small-print", &[("claim", &claim), ("session", session)]);
        match refusal_of(payment).filter(|refusal| refusal.code != 0) {
            None => line,
            Some(refusal) => ui.with(
                "small-print-code",
                &[("code", &refusal.code.to_string()), ("rest", &line)],
            ),
        }
    }

    /// The paper that came or will come out.
    pub(super) fn paper<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> Option<El<'a, Message>> {
        let What::Taken(payment) = &self.what else {
            return None;
        };
        let t = ui.t;
        let document = paper_of(payment, model)?;
        let (head, under) = self.paper_words(ui, model, payment);
        let words = column![bold(head, BODY, t.ink), say(under, CAP, t.ink2)];
        let content = column![
            row![icon(Icon::Printer, 28.0, t.ink), words]
                .spacing(12)
                .align_y(Center),
            gap(14.0),
            crate::ui::sheet::scroll(ui, crate::ui::paper::paper(ui, &document, model.columns))
                .height(Fill),
        ];
        Some(
            sheet(ui, content)
                .padding(iced::padding::all(20).bottom(0))
                .width(Fill)
                .height(Length::Fill)
                .clip(true)
                .into(),
        )
    }

    pub(super) fn paper_words(
        &self,
        ui: &Ui<'_>,
        model: &Model,
        payment: &Payment,
    ) -> (String, String) {
        let claim = model.shown(ui.texts).claim(payment);
        let claim = ("claim", claim.as_str());
        let is_cheque = payment.stage() == Stage::Paid && payment.return_stage.is_none();
        let stage = payment.cheque().filter(|_| is_cheque);
        let id = match (stage, self.slip) {
            (Some(PrintStage::Printed), _) => "paper-cheque-printed",
            (Some(PrintStage::Sent), _) => "paper-cheque-sent",
            (Some(PrintStage::Due | PrintStage::Printing(_)), _) => "paper-cheque-due",
            (Some(PrintStage::Uncertain), _) => "paper-cheque-uncertain",
            (None, Slip::NotAsked) => "paper-slip-not-asked",
            (None, Slip::Asked) => "paper-slip-asked",
            (None, Slip::Out) => "paper-slip-out",
            (None, Slip::Sent) => "paper-slip-sent",
            (None, Slip::Unsure) => "paper-slip-unsure",
            (None, Slip::Failed) => "paper-slip-failed",
        };
        if let (Some(PrintStage::Due), Some(PrinterState::NotReady(fault))) = (stage, model.printer)
        {
            let fault = ui.say(&format!("printer-{}", fault.as_key()));
            let note = ui.with("paper-cheque-waits-note", &[("fault", &fault)]);
            return (ui.with("paper-cheque-waits", &[claim]), note);
        }
        // No cheque follows on cash that goes back.
        let note = match (payment.return_stage, self.slip) {
            (Some(_), Slip::NotAsked) => "paper-return-note".to_owned(),
            (Some(_), Slip::Out) => "paper-return-out-note".to_owned(),
            _ => format!("{id}-note"),
        };
        (ui.with(id, &[claim]), ui.say(&note))
    }
}
