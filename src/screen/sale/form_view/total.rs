//! What the payment comes to, and the last numbers below it.

use super::super::{Message, Sale};
use super::ASKING_SHOWN_MS;
use crate::model::Model;
use crate::tell;
use crate::ui::button::{Kind, area, bare, cap, push};
use crate::ui::pad::{Pad, pad};
use crate::ui::sheet::{apart, below, gap, rule, sheet};
use crate::ui::words::{BODY, LEAD, SMALL, bold, say, sized};
use crate::ui::{El, Ui};
use iced::widget::button::Style;
use iced::widget::text::Wrapping;
use iced::widget::{Row, column, container, row};
use iced::{Border, Center, Color, Fill, Right};
use paydesk_domain::money::Money;
use paydesk_domain::provider::ProviderId;

pub(super) fn total<'a>(
    sale: &'a Sale,
    ui: &Ui<'a>,
    (model, asked_for): (&'a Model, Option<i64>),
) -> El<'a, Message> {
    let t = ui.t;
    let language = ui.language();
    let split = sale.form.split(model).ok();
    let currency = sale.form.currency(model);
    let taken = split.map_or(Money::zero(currency), |split| split.taken);
    let hero = sized(ui.m.hero);
    let taken = match split {
        Some(_) => bold(taken.to_text(language), hero, t.ink),
        None => say(taken.to_text(language), hero, t.ink3),
    };
    let amount = |sum: Option<Money>| sum.map_or("—".to_owned(), |sum| sum.to_text(language));
    let rule_of_fee = sale
        .form
        .provider(model)
        .map(|provider| {
            let base = split.map_or(provider.min, |split| split.credited);
            fee_rule(ui, model, &provider.id, base)
        })
        .unwrap_or_default();
    let is_ready = split.is_some() && sale.form.order(model).is_ok() && asked_for.is_none();
    let ask = ask_button(ui, asked_for, is_ready);
    let line = |name: El<'a, Message>, sum: String| -> El<'a, Message> {
        row![
            name,
            apart(),
            say(sum, BODY, t.ink).wrapping(Wrapping::None)
        ]
        .align_y(Center)
        .into()
    };
    let fee_name = row![
        say(ui.say("fee"), BODY, t.ink2),
        say(rule_of_fee, SMALL, t.ink3).wrapping(Wrapping::None),
    ]
    .spacing(6)
    .align_y(Center);
    if ui.m.is_narrow {
        return narrow(ui, (taken, amount(split.map(|split| split.fee))), ask);
    }
    sheet(
        ui,
        column![
            say(ui.say("to-pay"), BODY, t.ink2),
            taken.wrapping(Wrapping::None),
            gap(if ui.m.is_small { 2.0 } else { 8.0 }),
            line(
                say(ui.say("credited"), BODY, t.ink2).into(),
                amount(split.map(|s| s.credited))
            ),
            gap(4.0),
            line(fee_name.into(), amount(split.map(|split| split.fee))),
            gap(if ui.m.is_small { 10.0 } else { 18.0 }),
            ask,
        ],
    )
    .padding(if ui.m.is_small { [14, 18] } else { [20, 24] })
    .width(Fill)
    .into()
}

/// All of it in one line, under the form.
fn narrow<'a>(
    ui: &Ui<'a>,
    (taken, fee): (iced::widget::Text<'a>, String),
    ask: El<'a, Message>,
) -> El<'a, Message> {
    sheet(
        ui,
        row![
            column![
                say(ui.say("to-pay"), SMALL, ui.t.ink2),
                taken.wrapping(Wrapping::None)
            ],
            column![
                say(ui.say("fee"), SMALL, ui.t.ink2),
                say(fee, BODY, ui.t.ink)
            ],
            apart(),
            container(ask).width(360)
        ]
        .spacing(24)
        .align_y(Center),
    )
    .padding([6, 16])
    .width(Fill)
    .into()
}

/// Asks the provider; says so while it is being asked.
fn ask_button<'a>(ui: &Ui<'a>, asked_for: Option<i64>, is_ready: bool) -> El<'a, Message> {
    let label = match asked_for {
        Some(waited) if waited >= ASKING_SHOWN_MS => ui.say("asking"),
        Some(_) | None => ui.say("ask-provider"),
    };
    let note = match asked_for {
        Some(waited) if waited >= 8_000 => "asking-long",
        Some(_) | None => "ask-provider-note",
    };
    push(Kind::Primary, label)
        .under(ui.say(note))
        .cap("Enter")
        .wide()
        .on(ui, is_ready.then_some(Message::Ask))
}

/// Digits to touch.
fn digits_to_touch<'a>(ui: &Ui<'a>) -> El<'a, Message> {
    let width = (ui.m.right - 24.0 * 2.0 - 24.0) / 3.0;
    let height = if ui.m.is_small { 40.0 } else { 58.0 };
    let content = column![
        row![
            bold(ui.say("pad-title"), BODY, ui.t.ink),
            apart(),
            area(
                say(ui.say("pad-close"), SMALL, ui.t.accent),
                Some(Message::Pad(false)),
                bare
            ),
        ]
        .align_y(Center),
        pad(ui, (Pad::Number, width, height), Message::Press),
    ]
    .spacing(8);
    sheet(ui, content)
        .padding([12, 24])
        .width(Fill)
        .height(Fill)
        .into()
}

/// Last numbers, or digits to touch.
pub(super) fn lower<'a>(sale: &'a Sale, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
    if sale.shows_pad {
        return digits_to_touch(ui);
    }
    let t = ui.t;
    let room = if ui.m.is_small {
        3
    } else {
        (((ui.m.size.height - 800.0) / 54.0).floor() + 4.0).max(1.0) as usize
    };
    let title = row![
        bold(
            ui.say(if sale.picks_last { "last-pick" } else { "last" }),
            BODY,
            t.ink
        ),
        apart(),
        area(
            say(ui.say("pad-open"), SMALL, t.accent),
            Some(Message::Pad(true)),
            bare
        ),
        cap(ui, "F6"),
    ]
    .spacing(12)
    .align_y(Center);
    let mut list = column![container(title).padding([10, 20])];
    for (index, last) in model.last.iter().take(room).enumerate() {
        list = list
            .push(rule(ui))
            .push(last_line(ui, (model, sale.picks_last), (index, last)));
    }
    if model.last.is_empty() {
        list = list
            .push(rule(ui))
            .push(container(say(ui.say("last-none"), SMALL, t.ink3)).padding([14, 20]));
    }
    let count = usize::try_from(model.payments_today()).unwrap_or_default();
    let mut foot: Row<'a, Message> = Row::new().align_y(Center);
    if !ui.m.is_small {
        foot = foot.push(say(ui.texts.counted("day-count", count), SMALL, t.ink2));
    }
    foot = foot
        .push(apart())
        .push(say(ui.say("commission"), SMALL, t.ink2));
    foot = foot.push(iced::widget::Space::new().width(6));
    foot = foot.push(bold(
        model.commission_today().to_text(ui.language()),
        SMALL,
        t.ink2,
    ));
    list = list
        .push(below())
        .push(rule(ui))
        .push(container(foot).padding([8, 20]));
    sheet(ui, list).width(Fill).height(Fill).clip(true).into()
}

pub(super) fn last_line<'a>(
    ui: &Ui<'a>,
    (model, is_picked): (&'a Model, bool),
    (index, last): (usize, &'a paydesk_adapters::sqlite::LastNumber),
) -> El<'a, Message> {
    let t = ui.t;
    let provider = model.provider(&last.provider);
    let number = provider
        .map(|provider| tell::details(provider, &last.details, ui.language()))
        .unwrap_or_default();
    // The country is the shop's own nearly always; the digits are what a cashier looks for.
    let number = number.trim_start_matches("+7 ").to_owned();
    let sum = column![
        bold(last.credited.to_text(ui.language()), BODY, t.ink).wrapping(Wrapping::None),
        say(model.when(ui.texts, last.at), (14.0, 17.0), t.ink2).wrapping(Wrapping::None),
    ]
    .align_x(Right);
    let inside = row![
        cap(ui, (index + 1).to_string()),
        container(
            bold(number, if ui.m.is_small { BODY } else { LEAD }, t.ink).wrapping(Wrapping::None)
        )
        .width(Fill)
        .clip(true),
        sum,
    ]
    .spacing(12)
    .align_y(Center)
    .padding([0, 20])
    .height(if ui.m.is_small { 47 } else { 53 });
    area(inside, Some(Message::Last(index)), move |_| Style {
        background: is_picked.then(|| t.accent_tint.into()),
        border: Border {
            color: if is_picked && t.is_contrast {
                t.focus
            } else {
                Color::TRANSPARENT
            },
            width: 2.0,
            radius: 0.0.into(),
        },
        text_color: t.ink,
        ..Style::default()
    })
    .width(Fill)
    .into()
}

/// The fee's rule in words, as far as one rule says it.
pub(crate) fn fee_rule(ui: &Ui<'_>, model: &Model, provider: &ProviderId, base: Money) -> String {
    let moment = model.now.local_moment(model.offset());
    let rule = model
        .provider(provider)
        .and_then(|provider| provider.fee.rule_for(base, moment));
    let Some(rule) = rule else {
        return ui.say("fee-none");
    };
    if ui.m.is_small {
        return tell::fee_share(ui.texts, rule, base.currency());
    }
    tell::fee_rule(ui.texts, rule, base.currency())
}
