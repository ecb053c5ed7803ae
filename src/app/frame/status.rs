//! The status bar: what is always seen.

use super::super::Message;
use crate::model::Model;
use crate::screen::Place;
use crate::ui::Ui;
use crate::ui::icon::Icon;
use crate::ui::keyboard::Press;
use crate::ui::status_bar::{Bar, Call, Item};
use paydesk_domain::printer::PrinterState;

/// The status bar's facts. Never green; what needs eyes has a ground and its state.
pub(super) fn status(ui: &Ui<'_>, model: &Model, place: Place) -> Bar<Message> {
    let signed_in = model.person.is_some();
    let mut items = vec![link(ui, model), queue(ui, model, signed_in)];
    if signed_in {
        items.extend(deposit(ui, model));
    }
    items.push(printer(ui, model));
    let shift = match &model.facts.shift {
        Some(shift) => ui.with("shift-number", &[("number", &shift.number.to_string())]),
        None => ui.say("shift-none"),
    };
    let who = match &model.person {
        Some(person) => crate::model::short(&person.full_name),
        None => ui.say("nobody"),
    };
    Bar {
        items,
        who: Item {
            icon: Icon::User,
            label: shift,
            value: who,
            call: Call::Quiet,
            on_press: (place != Place::SignIn).then_some(Message::Press(Press::Ctrl('o'))),
        },
        clock: model.clock(model.now),
        skew: model
            .skew_shown()
            .map(|seconds| ui.with("clock-skew", &[("seconds", &seconds.abs().to_string())])),
    }
}

pub(super) fn link(ui: &Ui<'_>, model: &Model) -> Item<Message> {
    let (icon, value, call) = match (model.link.silent_since, model.link.took_ms) {
        (Some(since), _) => (
            Icon::Unlink,
            ui.with("link-silent", &[("age", &model.age(ui.texts, since))]),
            Call::Tint(ui.t.offline),
        ),
        (None, Some(took)) => {
            let tenths = (took + 99) / 100;
            let seconds = format!("{}.{}", tenths / 10, tenths % 10);
            let seconds = match ui.language() {
                paydesk_domain::language::Language::En => seconds,
                paydesk_domain::language::Language::Ru | paydesk_domain::language::Language::Bg => {
                    seconds.replace('.', ",")
                }
            };
            (
                Icon::Link,
                ui.with("link-up", &[("seconds", &seconds)]),
                Call::Quiet,
            )
        }
        (None, None) => (Icon::Link, ui.say("link-unasked"), Call::Quiet),
    };
    Item {
        icon,
        label: ui.say("link"),
        value,
        call,
        on_press: None,
    }
}

pub(super) fn queue(ui: &Ui<'_>, model: &Model, may_open: bool) -> Item<Message> {
    let tally = model.facts.tally();
    let language = ui.language();
    let sums: Vec<String> = tally.sums.iter().map(|sum| sum.to_text(language)).collect();
    let age = tally
        .oldest
        .map(|at| model.age(ui.texts, at))
        .unwrap_or_default();
    let count = tally.count.to_string();
    let parameters = [
        ("count", count.as_str()),
        ("sum", &sums.join(" + ")),
        ("age", &age),
    ];
    let (value, call) = if tally.owed > 0 {
        let owed = model
            .facts
            .outbox()
            .first()
            .map(|payment| payment.order.taken.to_text(language))
            .unwrap_or_default();
        let value = if tally.count == 0 && tally.owed == 1 {
            ui.with("queue-owed-one", &[("sum", &owed)])
        } else {
            ui.with(
                "queue-owed",
                &[
                    ("count", &(tally.count + tally.owed).to_string()),
                    ("owed", &tally.owed.to_string()),
                ],
            )
        };
        (value, Call::Solid(ui.t.owed))
    } else if tally.unknown > 0 {
        (
            ui.with("queue-value", &parameters),
            Call::Tint(ui.t.unknown),
        )
    } else if tally.count > 0 {
        (ui.with("queue-value", &parameters), Call::Tint(ui.t.queued))
    } else {
        (ui.say("queue-none"), Call::Quiet)
    };
    Item {
        icon: Icon::Tray,
        label: ui.say("queue"),
        value,
        call,
        on_press: may_open.then_some(Message::Press(Press::F(8))),
    }
}

pub(super) fn deposit(ui: &Ui<'_>, model: &Model) -> Option<Item<Message>> {
    let rest = model.rest?;
    let days = model.deposit_days();
    let sum = rest.to_text(ui.language());
    let value = match days {
        Some(days) if !ui.m.is_small => {
            let words = ui
                .texts
                .counted("deposit-days", usize::try_from(days).unwrap_or(0));
            format!("{sum} · {words}")
        }
        Some(_) | None => sum,
    };
    let call = match days {
        _ if rest.minor() < 10_000 => Call::Tint(ui.t.refused),
        Some(..2) => Call::Tint(ui.t.queued),
        Some(_) | None => Call::Quiet,
    };
    Some(Item {
        icon: Icon::Wallet,
        label: ui.say("deposit"),
        value,
        call,
        on_press: None,
    })
}

pub(super) fn printer(ui: &Ui<'_>, model: &Model) -> Item<Message> {
    let (id, call) = match model.printer {
        None | Some(PrinterState::Unknown) => ("unknown", Call::Quiet),
        Some(PrinterState::Ready) => ("ready", Call::Quiet),
        Some(PrinterState::NotReady(fault)) => (fault.as_key(), Call::Tint(ui.t.refused)),
    };
    Item {
        icon: Icon::Printer,
        label: ui.say("printer"),
        value: ui.say(&format!("printer-{id}")),
        call,
        on_press: None,
    }
}
