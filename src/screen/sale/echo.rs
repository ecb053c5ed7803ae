//! The echo: the number is read back, every field and the fee are seen, and only then is the cash taken.

use iced::widget::text::Wrapping;
use iced::widget::{Column, Row, column, container, row};
use iced::{Center, Fill, Length};
use paydesk_adapters::sound::Sound;
use paydesk_domain::money::Money;
use paydesk_domain::phone::Phone;
use paydesk_domain::provider::FieldKind;
use paydesk_domain::time::Timestamp;
use paydesk_domain::typing::SumTyping;
use paydesk_till::payment::Payment;
use paydesk_till::world::{Command, Rejection};

use super::Message;
use crate::cli::report;
use crate::model::Model;
use crate::screen::Action;
use crate::text::words::in_words;
use crate::ui::button::{Kind, cap, push};
use crate::ui::field::{Stand, Sum, label, sum};
use crate::ui::icon::{Icon, icon};
use crate::ui::mark::{Mark, notice};
use crate::ui::sheet::{apart, below, gap, rule, sheet, surface, well};
use crate::ui::words::{BODY, CAP, HEAD, LEAD, SMALL, SUM, TITLE, bold, say, sized};
use crate::ui::{El, Ui};

/// A bounced key must not confirm what it has just asked for.
const DEAD_MS: i64 = 300;

/// A checked payment before its cash.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Echo {
    pub(super) payment: Payment,
    /// The server could not be asked: the cash is taken on trust.
    is_offline: bool,
    handed: SumTyping,
    shown_at: Timestamp,
    is_given: bool,
    remark: Option<Remark>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Remark {
    TooLittle,
    Rejected(Rejection),
}

impl Echo {
    pub(super) fn new(payment: Payment, is_offline: bool, model: &Model) -> Self {
        Self {
            payment,
            is_offline,
            handed: SumTyping::new(),
            shown_at: model.now,
            is_given: false,
            remark: None,
        }
    }

    /// Whether the till was told to take the payment.
    pub(super) const fn is_given(&self) -> bool {
        self.is_given
    }

    pub(super) fn type_char(&mut self, c: char) {
        if !self.is_given {
            self.remark = None;
            // A key that fits no sum does nothing here.
            let _ = self.handed.type_char(c);
        }
    }

    pub(super) fn backspace(&mut self) {
        if !self.is_given {
            self.handed.backspace();
        }
    }

    /// The customer gives exactly what is to be paid.
    pub(super) fn exact(&mut self) {
        if !self.is_given {
            self.remark = None;
            self.handed.set(self.payment.order.taken);
        }
    }

    pub(super) fn rejected(&mut self, rejection: Rejection) {
        self.is_given = false;
        self.remark = Some(Remark::Rejected(rejection));
    }

    fn handed(&self) -> Option<Money> {
        let currency = self.payment.order.taken.currency();
        self.handed.money(currency).ok()
    }

    fn change(&self) -> Option<Money> {
        self.handed()?.checked_sub(self.payment.order.taken).ok()
    }

    /// The cash is in the drawer.
    pub(super) fn confirm(&mut self, model: &Model) -> Action {
        if self.is_given || model.now.ms_since(self.shown_at) < DEAD_MS {
            return Action::None;
        }
        let handed = self.handed();
        let is_short = self.change().is_some_and(|change| change.minor() < 0);
        if is_short || (handed.is_none() && !self.handed.is_empty()) {
            self.remark = Some(Remark::TooLittle);
            return Action::Play(Sound::LookHere);
        }
        self.is_given = true;
        self.remark = None;
        let payment = self.payment.id;
        Action::Send(if self.is_offline {
            Command::AcceptOffline { payment, handed }
        } else {
            Command::Confirm { payment, handed }
        })
    }

    pub(super) fn view<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let left = self.facts(ui, model);
        let right = self.cash(ui);
        if ui.m.is_narrow {
            return column![left, right].spacing(ui.m.gap).into();
        }
        row![left, container(right).width(ui.m.right)]
            .spacing(ui.m.gap)
            .into()
    }

    fn facts<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let t = ui.t;
        let order = &self.payment.order;
        let answered = self.answered(ui);
        let mut page = column![
            row![
                bold(
                    ui.say("echo-read"),
                    if ui.m.is_small { LEAD } else { TITLE },
                    t.ink
                ),
                apart(),
                answered
            ]
            .align_y(Center),
            gap(if ui.m.is_small { 12.0 } else { 22.0 }),
            self.number(ui, model),
            gap(if ui.m.is_small { 12.0 } else { 22.0 }),
            self.provider(ui, model),
            gap(if ui.m.is_small { 8.0 } else { 18.0 }),
        ];
        let info = self
            .payment
            .grant
            .as_ref()
            .and_then(|grant| grant.info.clone());
        if let Some(info) = info {
            page = page.push(line(
                ui,
                (ui.say("echo-subscriber"), info),
                ui.say("echo-subscriber-why"),
            ));
        }
        for (name, value) in self.further_fields(ui, model) {
            page = page.push(line(ui, (name, value), String::new()));
        }
        page = page.push(rule(ui)).push(self.credited(ui));
        let fee = order.fee().unwrap_or(Money::zero(order.taken.currency()));
        page = page.push(line(
            ui,
            (ui.say("fee"), fee.to_text(ui.language())),
            super::form_view::fee_rule(ui, model, &order.provider, order.credited),
        ));
        page = page.push(below());
        page = page.push(self.way_back(ui));
        sheet(ui, page)
            .padding(ui.m.pad)
            .width(Fill)
            .height(Fill)
            .into()
    }

    /// Whether the provider was asked.
    fn answered<'a>(&self, ui: &Ui<'a>) -> El<'a, Message> {
        let t = ui.t;
        let (badge, words) = if self.is_offline {
            (None, ui.say("echo-unchecked"))
        } else {
            (Some(Icon::Yes), ui.say("echo-answered"))
        };
        let mut answered: Row<'a, Message> = Row::new().spacing(8).align_y(Center);
        if let Some(which) = badge {
            answered = answered.push(icon(which, 20.0, t.ink));
        }
        answered = answered.push(bold(words, SMALL, t.ink).wrapping(Wrapping::None));
        surface(answered, (t.well, t.line, 1.0), 10.0)
            .padding([7, 14])
            .into()
    }

    /// What is credited, in figures and in words.
    fn credited<'a>(&self, ui: &Ui<'a>) -> El<'a, Message> {
        let t = ui.t;
        let credited = self.payment.order.credited;
        let words = super::form_view::tie_end(&in_words(ui.texts, credited));
        row![
            say(ui.say("credited"), BODY, t.ink2).width(if ui.m.is_small { 150 } else { 200 }),
            bold(credited.to_text(ui.language()), SUM, t.ink).wrapping(Wrapping::None),
            apart(),
            say(words, SMALL, t.ink2).width(200).align_x(iced::Right),
        ]
        .align_y(Center)
        .height(if ui.m.is_small { 72 } else { 92 })
        .into()
    }

    /// Back to the form, or why the payment was not taken.
    fn way_back<'a>(&'a self, ui: &Ui<'a>) -> El<'a, Message> {
        if let Some(remark) = self.remark {
            return self.remark_line(ui, remark);
        }
        row![
            push(Kind::Secondary, ui.say("echo-fix"))
                .icon(Icon::Back)
                .cap("Esc")
                .on(ui, (!self.is_given).then_some(Message::Back)),
            say(ui.say("echo-fix-why"), SMALL, ui.t.ink2),
        ]
        .spacing(16)
        .align_y(Center)
        .into()
    }

    fn remark_line<'a>(&'a self, ui: &Ui<'a>, remark: Remark) -> El<'a, Message> {
        let words = match remark {
            Remark::TooLittle => (
                ui.say("echo-too-little"),
                vec![ui.say("echo-too-little-do")],
            ),
            Remark::Rejected(rejection) => (
                report::rejection(ui.texts, rejection),
                vec![ui.say(match rejection {
                    Rejection::StorageUnsure => "echo-storage-unsure",
                    _ => "echo-not-taken",
                })],
            ),
        };
        notice(ui, Mark::Warn, words)
    }

    /// The number, a tile for each group; an account as it is written.
    fn number<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let t = ui.t;
        let details = &self.payment.order.details;
        let region = model
            .provider_of(&self.payment)
            .map(|provider| provider.region);
        let phone = region.and_then(|region| Phone::parse(details.number.expose(), region).ok());
        let step = sized(ui.m.echo);
        let mut tiles: Row<'a, Message> = Row::new().spacing(12).align_y(Center);
        match phone {
            Some(phone) => {
                let grouped = phone.grouped();
                let mut groups = grouped.split([' ', '-']);
                let country = groups.next().unwrap_or_default().to_owned();
                tiles = tiles.push(say(country, SUM, t.ink3));
                for group in groups {
                    let share = u16::try_from(group.len()).unwrap_or(1);
                    tiles = tiles.push(tile(
                        ui,
                        group.to_owned(),
                        (step, Length::FillPortion(share)),
                    ));
                }
            }
            None => {
                let shown = model.shown(ui.texts).details(&self.payment);
                let first = shown.split(',').next().unwrap_or_default().to_owned();
                let size = if first.chars().count() > 14 {
                    HEAD
                } else {
                    sized(ui.m.echo * 0.7)
                };
                tiles = tiles.push(tile(ui, first, (size, Fill)));
            }
        }
        tiles.into()
    }

    fn provider<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let name = model.shown(ui.texts).provider_name(&self.payment);
        let under = if self.is_offline {
            ui.say("echo-provider-unasked")
        } else {
            ui.say("echo-provider-agreed")
        };
        super::form_view::provider_line(ui, (name, under), true)
    }

    /// What else is sent beside the number that stands large above.
    fn further_fields(&self, ui: &Ui<'_>, model: &Model) -> Vec<(String, String)> {
        let Some(provider) = model.provider_of(&self.payment) else {
            return Vec::new();
        };
        let details = &self.payment.order.details;
        let language = ui.language();
        let mut fields = provider.fields.iter().filter_map(|field| {
            let stored = match field.id.as_str() {
                "NUMBER" => Some(&details.number),
                "ACCOUNT" => Some(&details.account),
                other => details.extra.get(other),
            };
            let value = stored
                .map(|value| value.expose().as_str())
                .filter(|v| !v.is_empty())?;
            let value = field.shown(value, provider.region, language);
            Some((field, value))
        });
        let first = fields.next();
        // An account stands above without its name; here it gets it.
        let head = first.filter(|(field, _)| field.kind != FieldKind::Phone);
        head.into_iter()
            .chain(fields)
            .map(|(field, value)| (field.label(language).to_owned(), value))
            .collect()
    }

    /// What the customer has handed over, as it is typed.
    fn handed_field<'a>(&'a self, ui: &Ui<'a>) -> El<'a, Message> {
        let taken = self.payment.order.taken;
        let zero = Money::zero(taken.currency());
        let language = ui.language();
        sum(
            ui,
            Sum {
                typed: self.handed.shown(language),
                empty: zero.to_digits(language),
                symbol: taken.currency().symbol(),
                words: String::new(),
                stand: if self.remark == Some(Remark::TooLittle) {
                    Stand::Wrong
                } else {
                    Stand::Focused
                },
                size: (
                    if ui.m.is_small { 72.0 } else { 88.0 },
                    if ui.m.is_small { 40.0 } else { 48.0 },
                ),
            },
            Message::Focus(super::Focus::Sum),
        )
    }

    fn cash<'a>(&'a self, ui: &Ui<'a>) -> El<'a, Message> {
        let t = ui.t;
        let language = ui.language();
        let taken = self.payment.order.taken;
        let exact = taken.to_text(language);
        let zero = Money::zero(taken.currency());
        let field = self.handed_field(ui);
        let change = self.change().filter(|change| change.minor() >= 0);
        let (change, ink) = match change {
            Some(change) => (change.to_text(language), t.ink),
            None => (zero.to_text(language), t.ink3),
        };
        let confirm = push(Kind::Primary, ui.say("confirm"))
            .under(ui.with("confirm-taken", &[("sum", &exact)]))
            .cap("F10")
            .cap("+")
            .tall(if ui.m.is_small { 72.0 } else { 88.0 })
            .wide()
            .on(ui, (!self.is_given).then_some(Message::Confirm));
        let body: Column<'a, Message> = column![
            say(ui.say("to-pay"), BODY, t.ink2),
            bold(exact.clone(), sized(ui.m.hero), t.ink).wrapping(Wrapping::None),
            gap(if ui.m.is_small { 10.0 } else { 26.0 }),
            label(ui, ui.say("echo-handed"), String::new()),
            gap(6.0),
            field,
            gap(8.0),
            row![
                cap(ui, "Enter"),
                say(ui.with("echo-exact", &[("sum", &exact)]), SMALL, t.ink2)
            ]
            .spacing(8)
            .align_y(Center),
            gap(if ui.m.is_small { 10.0 } else { 24.0 }),
            rule(ui),
            gap(if ui.m.is_small { 8.0 } else { 18.0 }),
            say(ui.say("change"), BODY, t.ink2),
            bold(change, SUM, ink).wrapping(Wrapping::None),
            below(),
            say(
                ui.say(if self.is_offline {
                    "echo-take-offline"
                } else {
                    "echo-take-first"
                }),
                SMALL,
                t.ink2
            ),
            gap(12.0),
            confirm,
        ];
        sheet(ui, body)
            .padding(if ui.m.is_small { 18 } else { 24 })
            .width(Fill)
            .height(if ui.m.is_narrow { Length::Shrink } else { Fill })
            .into()
    }
}

fn tile<'a>(ui: &Ui<'a>, words: String, (step, width): ((f32, f32), Length)) -> El<'a, Message> {
    well(ui, bold(words, step, ui.t.ink).wrapping(Wrapping::None))
        .width(width)
        .padding([8, 12])
        .align_x(Center)
        .into()
}

fn line<'a>(ui: &Ui<'a>, (name, value): (String, String), note: String) -> El<'a, Message> {
    let t = ui.t;
    column![
        rule(ui),
        row![
            say(name, BODY, t.ink2).width(if ui.m.is_small { 150 } else { 200 }),
            bold(value, LEAD, t.ink).width(Fill),
            say(note, if ui.m.is_small { CAP } else { SMALL }, t.ink2),
        ]
        .align_y(Center)
        .height(if ui.m.is_small { 46 } else { 57 }),
    ]
    .into()
}
