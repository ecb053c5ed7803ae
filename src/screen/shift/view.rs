//! How the shift is shown: what is typed at the left, what the shift is at the right.

use iced::widget::text::Wrapping;
use iced::widget::{Column, Row, column, container, row};
use iced::{Center, Fill, FillPortion};
use paydesk_domain::money::Money;
use paydesk_domain::people::Right;
use paydesk_domain::shift::{CashDirection, Shift as Open};
use paydesk_domain::typing::SumTyping;
use paydesk_till::world::PrintOutcome;

use super::{Cash, Entry, Message, Remark, Shift, Way, currency, may};
use crate::cli::report;
use crate::model::Model;
use crate::screen::settings::choice;
use crate::tell;
use crate::text::words::in_words;
use crate::ui::button::{Kind, push};
use crate::ui::field::{Line, Stand, Sum, labelled, line, sum, wrong};
use crate::ui::icon::Icon;
use crate::ui::mark::{Mark, notice};
use crate::ui::sheet::{apart, below, gap, rule, sheet};
use crate::ui::words::{BODY, SMALL, TITLE, bold, say};
use crate::ui::{El, Ui};

pub(super) fn view<'a>(shift: &'a Shift, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
    let typed = match (&model.facts.shift, shift.form(model)) {
        (None, _) => opening(shift, ui, model),
        (Some(_), Some(cash)) => moving(shift, ui, (model, cash)),
        (Some(_), None) => counting(shift, ui, model),
    };
    let height = if ui.m.is_narrow {
        iced::Length::Shrink
    } else {
        Fill
    };
    let left = sheet(ui, typed)
        .padding(ui.m.pad)
        .width(Fill)
        .height(height);
    let card = match &model.facts.shift {
        None => closed(ui, model),
        Some(open) => card(ui, model, open),
    };
    let mut right: Column<'a, Message> = Column::new().spacing(ui.m.gap).push(card);
    for said in notices(shift, ui, model) {
        right = right.push(said);
    }
    // What was asked or refused last stands at the button, and never scrolls away.
    let mut foot: Column<'a, Message> = Column::new().spacing(ui.m.gap);
    if let Some(remark) = shift.remark {
        foot = foot.push(remark.view(ui));
    }
    foot = foot.push(actions(shift, ui, model));
    if ui.m.is_narrow {
        let page = column![left, right]
            .spacing(ui.m.gap)
            .padding(iced::padding::right(12));
        return column![crate::ui::sheet::scroll(ui, page).height(Fill), foot]
            .spacing(ui.m.gap)
            .into();
    }
    let right = column![crate::ui::sheet::scroll(ui, right).height(Fill), foot].spacing(ui.m.gap);
    row![
        container(left).width(FillPortion(5)),
        container(right).width(FillPortion(7))
    ]
    .spacing(ui.m.gap)
    .into()
}

/// Before a shift is open: the change in the drawer.
fn opening<'a>(shift: &'a Shift, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
    let t = ui.t;
    column![
        bold(ui.say("shift-open-title"), TITLE, t.ink),
        say(ui.say("shift-open-why"), SMALL, t.ink2),
        gap(24.0),
        money(shift, ui, (model, &shift.sum), "shift-float"),
        gap(16.0),
        say(ui.say("shift-float-hint"), SMALL, t.ink2),
        below(),
    ]
    .into()
}

/// While a shift is open: what is counted before it closes, and cash that moves.
fn counting<'a>(shift: &'a Shift, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
    let t = ui.t;
    let is_allowed = may(model, Right::MoveCash);
    let moves = |label: &str, key: &'a str, way| -> El<'a, Message> {
        push(Kind::Secondary, ui.say(label))
            .icon(Icon::Drawer)
            .cap(key)
            .wide()
            .on(ui, is_allowed.then_some(Message::Choose(way)))
    };
    let mut page = column![
        bold(ui.say("shift-count-title"), TITLE, t.ink),
        say(ui.say("shift-count-why"), SMALL, t.ink2),
        gap(24.0),
        money(shift, ui, (model, &shift.sum), "shift-counted"),
        below(),
        rule(ui),
        gap(16.0),
        bold(ui.say("shift-cash-title"), BODY, t.ink),
        gap(10.0),
        moves("shift-cash-in", "Ctrl +", Way::Cash(CashDirection::In)),
        gap(10.0),
        moves("shift-cash-out", "Ctrl -", Way::Cash(CashDirection::Out)),
        gap(10.0),
        moves("shift-drawer-open", "Ctrl 0", Way::Open),
    ];
    if !is_allowed {
        page = page
            .push(gap(8.0))
            .push(say(ui.say("shift-cash-not-allowed"), SMALL, t.ink2));
    }
    page.into()
}

/// Cash that moves without a payment: which way, how much, why.
fn moving<'a>(
    shift: &'a Shift,
    ui: &Ui<'a>,
    (model, cash): (&'a Model, &'a Cash),
) -> El<'a, Message> {
    let t = ui.t;
    let ways = [
        (Way::Cash(CashDirection::In), "shift-cash-in", "1"),
        (Way::Cash(CashDirection::Out), "shift-cash-out", "2"),
        (Way::Open, "shift-drawer-only", "3"),
    ];
    let mut options: Row<'a, Message> = Row::new().spacing(12);
    for (way, word, key) in ways {
        let is_chosen = cash.way == Some(way);
        options = options.push(choice(
            ui,
            (key.to_owned(), ui.say(word)),
            (is_chosen, Some(Message::Choose(way))),
        ));
    }
    let has_focus = cash.entry == Entry::Reason;
    let is_missing = shift.remark == Some(Remark::Missing("shift-no-reason"));
    let reason = line(
        ui,
        Line {
            before: cash.reason.clone(),
            after: String::new(),
            rest: String::new(),
            hint: ui.say("shift-reason-hint"),
            stand: Stand::of(
                has_focus,
                !cash.reason.trim().is_empty(),
                has_focus && is_missing,
            ),
        },
        (None, Message::Focus(Entry::Reason)),
    );
    let way = labelled(ui, (ui.say("shift-direction"), String::new()), options);
    let sum = money(shift, ui, (model, &cash.sum), "shift-sum");
    let why = labelled(
        ui,
        (ui.say("shift-reason"), ui.say("shift-reason-needed")),
        reason,
    );
    let title = bold(ui.say("shift-cash-title"), TITLE, t.ink);
    if ui.m.is_narrow {
        let first = row![container(way).width(Fill), container(sum).width(Fill)].spacing(16);
        return column![title, gap(10.0), first, gap(10.0), why].into();
    }
    column![
        title,
        say(ui.say("shift-cash-why"), SMALL, t.ink2),
        gap(16.0),
        way,
        gap(16.0),
        sum,
        gap(16.0),
        why,
        below(),
    ]
    .into()
}

/// A large field of money, the sum in words below it, or why the last key was not taken.
fn money<'a>(
    shift: &'a Shift,
    ui: &Ui<'a>,
    (model, typing): (&'a Model, &'a SumTyping),
    label: &str,
) -> El<'a, Message> {
    let t = ui.t;
    let currency = currency(model);
    let form = shift.form(model);
    let has_focus = form.is_none_or(|cash| cash.entry == Entry::Sum);
    let is_wrong = has_focus && shift.refused.is_some();
    let field = sum(
        ui,
        Sum {
            typed: typing.shown(ui.language()),
            empty: Money::zero(currency).to_digits(ui.language()),
            symbol: currency.symbol(),
            words: String::new(),
            stand: Stand::of(has_focus, !typing.is_empty(), is_wrong),
            size: (ui.m.field, ui.m.hero * 0.75),
        },
        Message::Focus(Entry::Sum),
    );
    let note = if label == "shift-counted" {
        ui.say("shift-counted-note")
    } else {
        String::new()
    };
    let under: El<'a, Message> = match (has_focus, shift.refused) {
        (true, Some(why)) => wrong(ui, tell::not_typed(ui.texts, why, &[])),
        (true, None) | (false, _) => {
            let words = typing.money(currency).map(|sum| in_words(ui.texts, sum));
            // Room is kept, so that nothing jumps when the first digit comes.
            say(words.unwrap_or_else(|_| " ".to_owned()), SMALL, t.ink2).into()
        }
    };
    column![labelled(ui, (ui.say(label), note), field), gap(6.0), under].into()
}

fn fact<'a>(ui: &Ui<'a>, name: String, value: String) -> El<'a, Message> {
    row![
        say(name, BODY, ui.t.ink2).wrapping(Wrapping::None),
        apart(),
        bold(value, BODY, ui.t.ink).wrapping(Wrapping::None),
    ]
    .padding([4, 0])
    .into()
}

/// No shift is open.
fn closed<'a>(ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
    let t = ui.t;
    let page = column![
        bold(ui.say("shift-card-none"), TITLE, t.ink),
        say(ui.say("shift-none-why"), SMALL, t.ink2),
        gap(16.0),
        fact(ui, ui.say("shift-who"), model.cashier()),
        fact(
            ui,
            ui.say("shift-payments"),
            model.payments_today().to_string()
        ),
    ];
    sheet(ui, page).padding(ui.m.pad).width(Fill).into()
}

/// The open shift.
fn card<'a>(ui: &Ui<'a>, model: &'a Model, open: &'a Open) -> El<'a, Message> {
    let t = ui.t;
    let language = ui.language();
    let number = open.number.to_string();
    let tally = model.facts.tally();
    let sums: Vec<String> = tally.sums.iter().map(|sum| sum.to_text(language)).collect();
    let still_open = if tally.count == 0 {
        ui.say("shift-nothing-open")
    } else {
        format!("{} · {}", tally.count, sums.join(" + "))
    };
    let since = ui.with(
        "shift-since",
        &[
            ("when", &model.when(ui.texts, open.opened_at)),
            ("age", &model.age(ui.texts, open.opened_at)),
        ],
    );
    let head = row![
        bold(
            ui.with("shift-card-number", &[("number", &number)]),
            TITLE,
            t.ink
        )
        .wrapping(Wrapping::None),
        apart(),
        say(since, SMALL, t.ink2),
    ]
    .spacing(16)
    .align_y(Center);
    let page = column![
        head,
        gap(12.0),
        fact(ui, ui.say("shift-opened-by"), open.opened_by.clone()),
        fact(ui, ui.say("shift-float"), open.float.to_text(language)),
        fact(
            ui,
            ui.say("shift-payments"),
            model.payments_today().to_string()
        ),
        fact(ui, ui.say("shift-still-open"), still_open),
    ];
    sheet(ui, page).padding(ui.m.pad).width(Fill).into()
}

/// What must be known before anything is pressed, and what came of what was.
fn notices<'a>(shift: &'a Shift, ui: &Ui<'a>, model: &'a Model) -> Vec<El<'a, Message>> {
    let mut all = Vec::new();
    let tally = model.facts.tally();
    let language = ui.language();
    if tally.owed > 0 {
        let head = ui.texts.counted("shift-owed", tally.owed);
        all.push(notice(
            ui,
            Mark::Owed,
            (head, vec![ui.say("shift-owed-do")]),
        ));
    }
    if tally.count > 0 {
        let sums: Vec<String> = tally.sums.iter().map(|sum| sum.to_text(language)).collect();
        let open = ui.texts.counted("shift-open-payments", tally.count);
        let parameters = [("open", open.as_str()), ("sum", &sums.join(" + "))];
        let line = match &model.facts.shift {
            None => ui.say("shift-open-payments-none"),
            Some(open) => {
                let next = open.number.saturating_add(1).to_string();
                ui.with("shift-open-payments-pass", &[("number", &next)])
            }
        };
        all.push(notice(
            ui,
            Mark::Queued,
            (ui.with("shift-open-payments-head", &parameters), vec![line]),
        ));
    }
    let words = |head: &str, to_do: &str| (ui.say(head), vec![ui.say(to_do)]);
    let warning = if !may(model, Right::Shift) {
        Some(words("shift-not-allowed", "shift-not-allowed-do"))
    } else if shift.cash.is_none() {
        None
    } else if model.facts.shift.is_none() {
        Some(words("shift-cash-needs-shift", "shift-cash-needs-shift-do"))
    } else if !may(model, Right::MoveCash) {
        Some(words("shift-cash-not-allowed", "shift-cash-not-allowed-do"))
    } else {
        None
    };
    all.extend(warning.map(|words| notice(ui, Mark::Warn, words)));
    all
}

/// The way back, the list of what is open, and the one action.
fn actions<'a>(shift: &'a Shift, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
    let language = ui.language();
    let (label, right) = match (&model.facts.shift, shift.form(model)) {
        (None, _) => (ui.say("shift-open"), Right::Shift),
        (Some(open), None) => {
            let number = open.number.to_string();
            let label = if shift.is_sure {
                ui.say("shift-close-now")
            } else {
                ui.with("shift-close", &[("number", &number)])
            };
            (label, Right::Shift)
        }
        (Some(_), Some(cash)) => {
            let sum = cash
                .sum
                .money(currency(model))
                .map(|sum| sum.to_text(language));
            let id = match cash.way {
                None => "shift-move",
                Some(Way::Cash(CashDirection::In)) => "shift-move-in",
                Some(Way::Cash(CashDirection::Out)) => "shift-move-out",
                Some(Way::Open) => "shift-drawer-open",
            };
            (
                ui.with(id, &[("sum", &sum.unwrap_or_default())]),
                cash.right(),
            )
        }
    };
    let label = if shift.asked.is_some() {
        ui.say("shift-asking")
    } else {
        label
    };
    let is_free = shift.asked.is_none() && may(model, right);
    let mut line: Row<'a, Message> = Row::new().spacing(ui.m.gap).align_y(Center);
    // Without a shift there is no sale to go back to.
    if model.facts.shift.is_some() || !may(model, Right::Sell) {
        line = line.push(
            push(Kind::Secondary, ui.say("shift-back"))
                .cap("Esc")
                .on(ui, Some(Message::Back)),
        );
    }
    let tally = model.facts.tally();
    if tally.count + tally.owed > 0 {
        line = line.push(
            push(Kind::Secondary, ui.say("shift-list"))
                .cap("F8")
                .on(ui, Some(Message::List)),
        );
    }
    if may(model, Right::Shift) && shift.form(model).is_none() {
        let report = if model.facts.shift.is_some() {
            "shift-report-x"
        } else {
            "shift-report-z"
        };
        line = line.push(
            push(Kind::Secondary, ui.say(report))
                .cap("F9")
                .on(ui, Some(Message::Report)),
        );
    }
    line = line.push(apart());
    let go = push(Kind::Primary, label)
        .icon(Icon::Shift)
        .cap("F10")
        .on(ui, is_free.then_some(Message::Go));
    line.push(go).into()
}

impl Remark {
    fn view<'a>(self, ui: &Ui<'a>) -> El<'a, Message> {
        let language = ui.language();
        let (which, words) = match self {
            Self::Rejected(rejection) => (
                Mark::Warn,
                (
                    ui.say("shift-not-done"),
                    vec![report::rejection(ui.texts, rejection)],
                ),
            ),
            Self::Ended => (
                Mark::Warn,
                (ui.say("shift-ended"), vec![ui.say("shift-ended-do")]),
            ),
            Self::Missing(id) => (Mark::Warn, (ui.say(id), Vec::new())),
            Self::CloseOnceMore(number) => (
                Mark::Warn,
                (
                    ui.with("shift-close-sure", &[("number", &number.to_string())]),
                    vec![ui.say("shift-close-sure-do")],
                ),
            ),
            Self::Closed(number) => (
                Mark::Progress,
                (
                    ui.with("shift-closed", &[("number", &number.to_string())]),
                    vec![ui.say("shift-closed-do")],
                ),
            ),
            Self::Reporting => (Mark::Progress, (ui.say("shift-reporting"), Vec::new())),
            Self::Reported(outcome) => {
                let (which, id) = match outcome {
                    PrintOutcome::Printed => (Mark::Progress, "shift-report-printed"),
                    PrintOutcome::Sent => (Mark::Progress, "shift-report-sent"),
                    PrintOutcome::Uncertain => (Mark::Warn, "shift-report-uncertain"),
                    PrintOutcome::NotReady => (Mark::Warn, "shift-report-not-ready"),
                };
                (which, (ui.say(id), vec![ui.say("shift-report-again")]))
            }
            Self::Opened => (
                Mark::Progress,
                (
                    ui.say("shift-drawer-opened"),
                    vec![ui.say("shift-moved-do")],
                ),
            ),
            Self::Moved(direction, sum) => {
                let id = match direction {
                    CashDirection::In => "shift-moved-in",
                    CashDirection::Out => "shift-moved-out",
                };
                let head = ui.with(id, &[("sum", &sum.to_text(language))]);
                (Mark::Progress, (head, vec![ui.say("shift-moved-do")]))
            }
        };
        notice(ui, which, words)
    }
}
