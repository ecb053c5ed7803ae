//! How the form is shown: what is typed at the left, what it comes to at the right.

mod fields;
mod total;

use fields::fields;
pub(super) use total::fee_rule;
use total::{lower, total};

use super::form::{Focus, Tab};
use super::{Hint, Message, Sale, presets};
use crate::model::Model;
use crate::tell;
use crate::text::words::in_words;
use crate::ui::button::{Kind, area, cap, push};
use crate::ui::field::{self, Number, Stand, Sum, labelled};
use crate::ui::icon::{Icon, icon};
use crate::ui::mark::{Mark, brief};
use crate::ui::sheet::{gap, sheet, surface};
use crate::ui::states::{Bare, bare as nothing};
use crate::ui::tabs::{Tab as TabShown, tabs};
use crate::ui::words::{LEAD, SMALL, bold, say};
use crate::ui::{El, Ui};
use iced::widget::button::Style;
use iced::widget::text::Wrapping;
use iced::widget::{Row, column, container, row};
use iced::{Border, Center, Fill, Length};
use paydesk_domain::money::Money;
use paydesk_domain::provider::{FieldKind, Provider};
use paydesk_domain::time::Timestamp;

const ICONS: [Icon; 6] = [
    Icon::Phone,
    Icon::House,
    Icon::Tv,
    Icon::Handset,
    Icon::Ticket,
    Icon::Code,
];

/// After this a cashier is told that an answer is awaited.
const ASKING_SHOWN_MS: i64 = 300;

pub(super) fn view<'a>(sale: &'a Sale, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
    lay_out(
        ui,
        typed(sale, ui, model),
        total(sale, ui, (model, None)),
        lower(sale, ui, model),
    )
}

/// The form while the server is asked: everything stays where it is.
pub(super) fn asking<'a>(
    sale: &'a Sale,
    ui: &Ui<'a>,
    (model, since): (&'a Model, Timestamp),
) -> El<'a, Message> {
    let waited = model.now.ms_since(since);
    lay_out(
        ui,
        typed(sale, ui, model),
        total(sale, ui, (model, Some(waited))),
        lower(sale, ui, model),
    )
}

fn lay_out<'a>(
    ui: &Ui<'a>,
    typed: El<'a, Message>,
    total: El<'a, Message>,
    lower: El<'a, Message>,
) -> El<'a, Message> {
    if ui.m.is_narrow {
        return column![
            crate::ui::sheet::scroll(ui, typed).height(Fill).width(Fill),
            total
        ]
        .spacing(ui.m.gap)
        .into();
    }
    row![
        typed,
        column![total, lower].spacing(ui.m.gap).width(ui.m.right)
    ]
    .spacing(ui.m.gap)
    .into()
}

fn typed<'a>(sale: &'a Sale, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
    // Where room is short the tabs stand in the key bar alone.
    let mut page = if ui.m.is_narrow {
        column![]
    } else {
        column![kinds(sale, ui)].spacing(0)
    };
    if sale.form.tab == Tab::Code {
        page = page.push(container(code_slot(ui)).height(Fill));
    } else {
        let provider = sale.form.provider(model);
        let has_number = provider.map_or(sale.form.tab == Tab::Mobile, |provider| {
            provider
                .fields
                .iter()
                .any(|field| field.kind == FieldKind::Phone)
        });
        if !ui.m.is_narrow {
            page = page.push(gap(if ui.m.is_small { 14.0 } else { 24.0 }));
        }
        if provider.is_none() && sale.form.tab != Tab::Mobile {
            page = page.push(container(no_providers(ui, sale.form.tab)).height(Fill));
        } else {
            if has_number {
                page =
                    page.push(number(sale, ui))
                        .push(gap(if ui.m.is_small { 8.0 } else { 12.0 }));
            }
            page = page.push(who(sale, ui, provider));
            if let Some(provider) = provider
                && !sale.form.fields.is_empty()
            {
                page = page.push(gap(12.0)).push(fields(sale, ui, provider));
            }
            page = page.push(gap(if ui.m.is_narrow {
                2.0
            } else if ui.m.is_small {
                10.0
            } else {
                20.0
            }));
            page = page.push(money(sale, ui, model));
            // Where room is short a hint takes the place of the sums: it must be seen.
            let is_hidden = ui.m.is_small && sale.hint.is_some();
            if !ui.m.is_narrow && !is_hidden {
                page = page.push(gap(if ui.m.is_small { 10.0 } else { 16.0 }));
                page = page.push(preset_row(sale, ui, model));
            }
            page = page.push(free_line(sale, ui, model));
        }
    }
    let height = if ui.m.is_narrow { Length::Shrink } else { Fill };
    sheet(ui, page)
        .padding(if ui.m.is_narrow {
            iced::padding::all(10).horizontal(20)
        } else if ui.m.is_small {
            iced::padding::all(20).bottom(12)
        } else {
            iced::padding::all(28).top(24).bottom(20)
        })
        .width(Fill)
        .height(height)
        .into()
}

fn kinds<'a>(sale: &'a Sale, ui: &Ui<'a>) -> El<'a, Message> {
    let all = Tab::ALL.iter().zip(ICONS).map(|(tab, icon)| TabShown {
        icon: Some(icon),
        word: ui.say(tab.word_id()),
        is_on: sale.form.tab == *tab,
        message: Some(Message::Tab(*tab)),
    });
    // The code stands under F5 alone: five tabs are what the width takes.
    tabs(ui, all.take(5).collect())
}

fn code_slot<'a>(ui: &Ui<'a>) -> El<'a, Message> {
    nothing(
        ui,
        Bare::Empty(Icon::Code),
        (ui.say("code-none"), ui.say("code-none-do")),
    )
}

fn no_providers<'a>(ui: &Ui<'a>, tab: Tab) -> El<'a, Message> {
    let name = ui.say(tab.word_id());
    nothing(
        ui,
        Bare::Empty(Icon::Ticket),
        (
            ui.with("tab-none", &[("tab", &name)]),
            ui.say("tab-none-do"),
        ),
    )
}

fn number<'a>(sale: &'a Sale, ui: &Ui<'a>) -> El<'a, Message> {
    let form = &sale.form;
    let has_focus = form.focus == Focus::Number && !sale.picks_last;
    let typed = form.number.digits().chars().count();
    let expected = form.number.expected();
    let note = if typed == 0 {
        String::new()
    } else {
        ui.with(
            "number-count",
            &[
                ("typed", &typed.to_string()),
                ("expected", &expected.to_string()),
            ],
        )
    };
    let is_wrong = has_focus && form.refused.is_some();
    let field = field::number(
        ui,
        Number {
            country: form.number.country(),
            digits: form.number.digits(),
            groups: form.number.groups(),
            is_hyphened: form.number.country() == "+7",
            caret: form.number.caret(),
            stand: Stand::of(has_focus, form.number.is_complete(), is_wrong),
        },
        Message::Caret,
    );
    labelled(ui, (ui.say("number"), note), field)
}

/// The provider and how it is known; before that, what to type.
fn who<'a>(sale: &'a Sale, ui: &Ui<'a>, provider: Option<&'a Provider>) -> El<'a, Message> {
    let form = &sale.form;
    if let (Focus::Number, Some(refused)) = (form.focus, form.refused) {
        let why = tell::not_typed(ui.texts, refused, form.number.starts());
        return container(field::wrong(ui, why))
            .height(64)
            .align_y(Center)
            .into();
    }
    let Some(provider) = provider else {
        let words = if form.number.is_complete() {
            ui.say("provider-unknown")
        } else if form.number.digits().is_empty() {
            let expected = form.number.expected().to_string();
            ui.with(
                "number-hint",
                &[("expected", &expected), ("country", form.number.country())],
            )
        } else {
            ui.say("provider-soon")
        };
        let other = push(Kind::Secondary, ui.say("provider-other"))
            .cap("Ctrl P")
            .tall(48.0)
            .on(ui, Some(Message::PickProvider));
        let words = say(words, SMALL, ui.t.ink2).width(Fill);
        let mut line = row![words].spacing(16).align_y(Center).height(64);
        if form.number.is_complete() {
            line = line.push(other);
        }
        return line.into();
    };
    let how = match (form.is_found(), form.tab) {
        (true, Tab::Mobile) if ui.m.is_small => ui.say("provider-found-short"),
        (true, Tab::Mobile) => ui.say("provider-found"),
        (true, _) => ui.say("provider-first"),
        (false, _) => ui.say("provider-chosen"),
    };
    let other = push(Kind::Secondary, ui.say("provider-other"))
        .cap("Ctrl P")
        .tall(48.0)
        .on(ui, Some(Message::PickProvider));
    row![
        container(provider_line(
            ui,
            (provider.name(ui.language()).to_owned(), how),
            form.is_found()
        ))
        .width(Fill)
        .clip(true),
        other,
    ]
    .spacing(16)
    .align_y(Center)
    .height(64)
    .into()
}

/// Badge, name, and how we know.
pub(super) fn provider_line<'a>(
    ui: &Ui<'a>,
    (name, how): (String, String),
    is_certain: bool,
) -> El<'a, Message> {
    let t = ui.t;
    row![
        badge(ui, &name, is_certain),
        column![
            bold(name, LEAD, t.ink).wrapping(Wrapping::None),
            say(how, SMALL, t.ink2).wrapping(Wrapping::None)
        ],
    ]
    .spacing(16)
    .align_y(Center)
    .into()
}

/// A letter, never a logo.
pub(super) fn badge<'a>(ui: &Ui<'a>, name: &str, is_certain: bool) -> El<'a, Message> {
    let t = ui.t;
    let letter = name.chars().find(|c| c.is_alphanumeric()).unwrap_or('?');
    let letter: String = letter.to_uppercase().collect();
    let (back, ink, edge) = if is_certain {
        (t.ink, t.sheet, t.ink)
    } else {
        (t.well, t.ink, t.edge)
    };
    surface(bold(letter, LEAD, ink), (back, edge, 2.0), 12.0)
        .width(48)
        .height(48)
        .align_x(Center)
        .align_y(Center)
        .into()
}

fn money<'a>(sale: &'a Sale, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
    let form = &sale.form;
    let language = ui.language();
    let provider = form.provider(model);
    let currency = form.currency(model);
    let range = provider.map_or(String::new(), |provider| {
        ui.with(
            "sum-range",
            &[
                ("min", &provider.min.to_digits(language)),
                ("max", &provider.max.to_text(language)),
            ],
        )
    });
    let has_focus = form.focus == Focus::Sum && !sale.picks_last;
    let typed = form.sum.shown(language);
    let words = form
        .sum
        .money(currency)
        .map(|sum| in_words(ui.texts, sum))
        .unwrap_or_default();
    let words = tie_end(&words);
    let is_wrong = has_focus && form.refused.is_some();
    let field = field::sum(
        ui,
        Sum {
            typed,
            empty: Money::zero(currency).to_digits(language),
            symbol: currency.symbol(),
            words,
            stand: Stand::of(has_focus, !form.sum.is_empty(), is_wrong),
            size: (ui.m.field, ui.m.hero),
        },
        Message::Focus(Focus::Sum),
    );
    labelled(ui, (ui.say("credited"), range), field)
}

fn preset_row<'a>(sale: &'a Sale, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
    let t = ui.t;
    let currency = sale.form.currency(model);
    let typed = sale.form.sum.money(currency).ok();
    let mut line: Row<'a, Message> = Row::new().spacing(if ui.m.is_small { 8 } else { 12 });
    for (index, text) in presets(model).into_iter().enumerate() {
        let is_chosen = typed.is_some() && typed == Money::parse(&text, currency).ok();
        let mut inside: Row<'a, Message> = Row::new().spacing(12).align_y(Center);
        inside = inside.push(cap(ui, format!("Ctrl {}", index + 1)));
        inside = inside.push(bold(text, LEAD, t.ink).wrapping(Wrapping::None));
        let inside = container(inside)
            .width(Fill)
            .height(Fill)
            .align_x(Center)
            .align_y(Center);
        line = line.push(
            area(inside, Some(Message::Preset(index)), move |status| Style {
                background: Some(
                    if is_chosen || status == iced::widget::button::Status::Pressed {
                        t.accent_tint
                    } else {
                        t.key
                    }
                    .into(),
                ),
                border: Border {
                    color: if is_chosen { t.accent } else { t.edge },
                    width: if is_chosen { 3.0 } else { 2.0 },
                    radius: 12.0.into(),
                },
                text_color: t.ink,
                ..Style::default()
            })
            .width(Fill)
            .height(56),
        );
    }
    line.into()
}

/// Room for what must be said about the sum; else what the deposit still lets through.
fn free_line<'a>(sale: &'a Sale, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
    let t = ui.t;
    let content: El<'a, Message> = match (&sale.hint, sale.form.focus, sale.form.refused) {
        (Some(hint), _, _) => hint_notice(sale, ui, (model, hint)),
        (None, Focus::Sum, Some(refused)) => {
            field::wrong(ui, tell::not_typed(ui.texts, refused, &[]))
        }
        (None, _, _) => match model.rest {
            Some(rest) => {
                let rest = rest.to_text(ui.language());
                row![
                    icon(Icon::Chart, 20.0, t.ink2),
                    say(ui.with("deposit-left", &[("sum", &rest)]), SMALL, t.ink2)
                ]
                .spacing(8)
                .align_y(Center)
                .into()
            }
            None => row![].into(),
        },
    };
    container(content)
        .height(if ui.m.is_narrow { Length::Shrink } else { Fill })
        .align_y(Center)
        .padding(iced::padding::top(6))
        .into()
}

fn hint_notice<'a>(
    sale: &'a Sale,
    ui: &Ui<'a>,
    (model, hint): (&'a Model, &'a Hint),
) -> El<'a, Message> {
    let (head, line) = match hint {
        Hint::NoOrder(why) => tell::no_order(ui.texts, why, sale.form.provider(model)),
        Hint::Unusual => (ui.say("sum-unusual"), ui.say("sum-once-more")),
        Hint::Hundredfold => {
            let currency = sale.form.currency(model);
            let hundredth = sale
                .form
                .sum
                .money(currency)
                .map(|sum| Money::new(sum.minor() / 100, currency).to_text(ui.language()));
            let hundredth = hundredth.unwrap_or_default();
            (
                ui.with("sum-hundredfold", &[("sum", &hundredth)]),
                ui.say("sum-once-more"),
            )
        }
        Hint::Rejected(rejection) => (
            crate::cli::report::rejection(ui.texts, *rejection),
            ui.say("no-money-taken"),
        ),
        Hint::Bill(id) => (ui.say(id), ui.say("bill-do")),
        Hint::Ended => (ui.say("till-ended"), ui.say("no-money-taken")),
    };
    brief(ui, Mark::Warn, (head, vec![line]))
}

/// The last two words stay on one line: `00 kopecks` is one thing.
pub(super) fn tie_end(words: &str) -> String {
    match words.rsplit_once(' ') {
        Some((before, last)) => format!("{before}\u{a0}{last}"),
        None => words.to_owned(),
    }
}
