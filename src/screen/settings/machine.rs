//! Sections that only tell: server, keys.

use iced::widget::text::Wrapping;
use iced::widget::{Column, column, row};
use iced::{Center, Fill, FillPortion};
use paydesk_adapters::serial::DeviceState;
use paydesk_domain::language::Language;

use super::Message;
use crate::cli::report;
use crate::model::Model;
use crate::ui::button::{Kind, push};
use crate::ui::icon::{Icon, icon};
use crate::ui::mark::{Mark, notice};
use crate::ui::sheet::{gap, rule, well};
use crate::ui::words::{BODY, LEAD, SMALL, bold, say};
use crate::ui::{El, Ui};

/// What stands for a value that is not known.
const NOT_KNOWN: &str = "—";

/// One line: what it is called and what it is.
fn fact<'a>(ui: &Ui<'a>, name: &str, value: String) -> El<'a, Message> {
    let line = row![
        say(ui.say(name), BODY, ui.t.ink2).width(FillPortion(2)),
        bold(value, BODY, ui.t.ink)
            .width(FillPortion(3))
            .wrapping(Wrapping::WordOrGlyph),
    ];
    column![line.spacing(16).align_y(Center).padding([11, 0]), rule(ui)].into()
}

pub(super) fn facts<'a>(ui: &Ui<'a>, all: Vec<(&str, String)>) -> El<'a, Message> {
    let mut page: Column<'a, Message> = Column::new();
    for (name, value) in all {
        page = page.push(fact(ui, name, value));
    }
    page.into()
}

/// How it stands, where nothing is wrong. Green is for payments alone, so this is black.
pub(super) fn standing<'a>(
    ui: &Ui<'a>,
    which: Icon,
    (head, line): (String, String),
) -> El<'a, Message> {
    let t = ui.t;
    let words = column![bold(head, LEAD, t.ink), say(line, SMALL, t.ink2)].width(Fill);
    let inside = row![icon(which, 32.0, t.ink2), words]
        .spacing(16)
        .align_y(Center);
    well(ui, inside).padding([14, 18]).width(Fill).into()
}

fn again<'a>(ui: &Ui<'a>, (label, is_looking): (&str, bool)) -> El<'a, Message> {
    let label = if is_looking {
        "settings-looking"
    } else {
        label
    };
    push(Kind::Primary, ui.say(label))
        .icon(Icon::Again)
        .cap("Ctrl R")
        .on(ui, (!is_looking).then_some(Message::LookAgain))
}

/// Whether the server answers, what its clock says and what is left at the bank.
pub(super) fn server<'a>(ui: &Ui<'a>, (model, is_looking): (&'a Model, bool)) -> El<'a, Message> {
    let link = model.link;
    let state = match (link.silent_since, link.took_ms) {
        (Some(since), _) => notice(
            ui,
            Mark::Offline,
            (
                ui.say("settings-server-silent"),
                vec![
                    ui.with(
                        "settings-server-silent-since",
                        &[
                            ("when", &model.when(ui.texts, since)),
                            ("age", &model.age(ui.texts, since)),
                        ],
                    ),
                    ui.say("settings-server-silent-do"),
                ],
            ),
        ),
        (None, Some(took_ms)) => standing(
            ui,
            Icon::Link,
            (
                ui.say("settings-server-answers"),
                ui.with(
                    "settings-server-took",
                    &[("seconds", &tenths(took_ms, ui.language()))],
                ),
            ),
        ),
        (None, None) => standing(
            ui,
            Icon::Link,
            (
                ui.say("settings-server-unasked"),
                ui.say("settings-server-unasked-do"),
            ),
        ),
    };
    let all = vec![
        ("settings-server-address", model.shop.server.clone()),
        ("settings-server-clock", clock(ui, model)),
        ("settings-server-deposit", deposit(ui, model)),
    ];
    column![
        state,
        gap(16.0),
        facts(ui, all),
        gap(24.0),
        again(ui, ("settings-server-again", is_looking)),
    ]
    .into()
}

/// How this computer's clock stands against the server's.
fn clock(ui: &Ui<'_>, model: &Model) -> String {
    if model.link.took_ms.is_none() && model.skew_ms == 0 {
        return NOT_KNOWN.to_owned();
    }
    match model.skew_shown() {
        None => ui.say("settings-server-clock-same"),
        Some(seconds) => {
            let id = if seconds > 0 {
                "settings-server-clock-behind"
            } else {
                "settings-server-clock-ahead"
            };
            ui.with(id, &[("seconds", &seconds.unsigned_abs().to_string())])
        }
    }
}

/// What is left of the deposit. It is nobody's business before somebody has signed in.
fn deposit(ui: &Ui<'_>, model: &Model) -> String {
    let Some(rest) = model.rest.filter(|_| model.person.is_some()) else {
        return NOT_KNOWN.to_owned();
    };
    let rest = rest.to_text(ui.language());
    let days = model
        .deposit_days()
        .and_then(|days| usize::try_from(days).ok());
    match days {
        None => rest,
        Some(days) => {
            let days = ui.texts.counted("settings-server-days", days);
            ui.with("settings-server-rest", &[("sum", &rest), ("days", &days)])
        }
    }
}

/// Seconds with one decimal: `0,2`.
fn tenths(ms: i64, language: Language) -> String {
    let tenths = ms.max(0).saturating_add(50) / 100;
    let point = match language {
        Language::Ru | Language::Bg => ',',
        Language::En => '.',
    };
    format!("{}{point}{}", tenths / 10, tenths % 10)
}

/// How a device beside the till stands.
pub(super) fn device<'a>(
    ui: &Ui<'a>,
    name: &str,
    (port, state): (&str, DeviceState),
) -> El<'a, Message> {
    let (name, words) = (ui.say(name), report::device(ui.texts, port, state));
    match state {
        DeviceState::Fault(_) => notice(ui, Mark::Warn, (name, vec![words])),
        DeviceState::Works | DeviceState::Untried => standing(ui, Icon::Link, (name, words)),
    }
}

/// Which keys are in use. Nothing secret is known here.
pub(super) fn keys<'a>(ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
    let heading = &model.shop.settings.shop.heading;
    let all = vec![
        ("settings-keys-serial", model.shop.server_serial.to_string()),
        ("settings-keys-point", model.shop.settings.point.to_string()),
        ("settings-keys-till", heading.till.clone()),
    ];
    column![
        facts(ui, all),
        gap(20.0),
        say(ui.say("settings-keys-secret"), SMALL, ui.t.ink2),
    ]
    .into()
}
