//! Sections that are a choice: large tiles, each with its digit; the chosen one has a border, a ground and a check.

use iced::widget::button::Style;
use iced::widget::{Column, Row, column, container, row};
use iced::{Border, Center, Fill};
use paydesk_adapters::preferences::ThemeChoice;
use paydesk_adapters::sound::Sound;
use paydesk_domain::language::Language;
use paydesk_domain::money::Money;
use paydesk_domain::people::Right;

use super::machine::device;
use super::{MOST_MINUTES, Message, SIZES, may};
use crate::model::Model;
use crate::theme::{CONTRAST, DARK, LIGHT, Tokens};
use crate::ui::button::{Kind, area, cap, push};
use crate::ui::icon::{Icon, icon};
use crate::ui::mark::{Ground, Mark, mark};
use crate::ui::sheet::{apart, gap, surface};
use crate::ui::words::{BODY, CAP, LEAD, SMALL, bold, say, sized};
use crate::ui::{El, Ui};

/// Sum of the previews, in minor units.
const SAMPLE_MINOR: i64 = 50_000;
/// Minutes side by side.
const ACROSS: usize = 5;
/// Narrower windows have their tiles below each other.
const ABREAST_FROM: f32 = 900.0;
/// Regular size of text on a tile of sizes.
const SAMPLE_SIZE: f32 = 18.0;

/// One option. Without a message it only shows what is chosen.
fn tile<'a, M: Clone + 'a>(
    ui: &Ui<'a>,
    (key, content): (Option<String>, El<'a, M>),
    (is_chosen, message): (bool, Option<M>),
) -> El<'a, M> {
    let t = ui.t;
    let is_off = message.is_none();
    let mut top: Row<'a, M> = Row::new().align_y(Center).height(28);
    if let Some(key) = key {
        top = top.push(cap(ui, key));
    }
    top = top.push(apart());
    if is_chosen {
        top = top.push(icon(Icon::Yes, 24.0, t.accent));
    }
    let inside = column![top, gap(8.0), content].padding(14).width(Fill);
    area(inside, message, move |_| look(t, (is_chosen, is_off)))
        .width(Fill)
        .into()
}

/// A small option in one line: key where it has one, word, check.
pub(crate) fn choice<'a, M: Clone + 'a>(
    ui: &Ui<'a>,
    (key, word): (String, String),
    (is_chosen, message): (bool, Option<M>),
) -> El<'a, M> {
    let t = ui.t;
    let is_off = message.is_none();
    let ink = if is_off && !is_chosen { t.ink3 } else { t.ink };
    let mut inside: Row<'a, M> = Row::new().spacing(8).align_y(Center);
    if !key.is_empty() {
        inside = inside.push(cap(ui, key));
    }
    inside = inside.push(bold(word, SMALL, ink));
    if is_chosen {
        inside = inside.push(icon(Icon::Yes, 20.0, t.accent));
    }
    let inside = container(inside)
        .padding([0, if ui.m.is_small { 8 } else { 12 }])
        .height(52)
        .align_y(Center);
    area(inside, message, move |_| look(t, (is_chosen, is_off))).into()
}

/// The look of an option.
fn look(t: &Tokens, (is_chosen, is_off): (bool, bool)) -> Style {
    let (ground, edge, width) = match (is_chosen, is_off) {
        (true, _) => (t.accent_tint, t.accent, 3.0),
        (false, true) => (t.well, t.line, 2.0),
        (false, false) => (t.key, t.edge, 2.0),
    };
    Style {
        background: Some(ground.into()),
        border: Border {
            color: edge,
            width,
            radius: 12.0.into(),
        },
        text_color: t.ink,
        ..Style::default()
    }
}

/// Tiles side by side, or below each other where there is no room.
fn abreast<'a, M: 'a>(ui: &Ui<'a>, tiles: Vec<El<'a, M>>) -> El<'a, M> {
    if ui.m.size.width < ABREAST_FROM {
        let column = Column::with_children(tiles).spacing(12);
        return column.width(Fill).into();
    }
    let mut line: Row<'a, M> = Row::new().spacing(16);
    for tile in tiles {
        line = line.push(container(tile).width(Fill));
    }
    line.into()
}

/// The number of an option, as its key.
fn digit(index: usize) -> Option<String> {
    Some((index + 1).to_string())
}

/// The three languages, each in its own words.
pub(super) fn languages<'a>(ui: &Ui<'a>, chosen: Option<usize>) -> El<'a, Message> {
    let tiles = Language::ALL.iter().enumerate().map(|(index, language)| {
        let name = bold(ui.say(language_id(*language)), LEAD, ui.t.ink);
        tile(
            ui,
            (digit(index), name.into()),
            (chosen == Some(index), Some(Message::Pick(index))),
        )
    });
    abreast(ui, tiles.collect())
}

/// The name of a language, the same in every language.
pub(crate) const fn language_id(language: Language) -> &'static str {
    match language {
        Language::Ru => "settings-language-ru",
        Language::Bg => "settings-language-bg",
        Language::En => "settings-language-en",
    }
}

/// The colours, each tile in its own.
pub(super) fn colours<'a>(
    ui: &Ui<'a>,
    (model, chosen): (&'a Model, Option<usize>),
) -> El<'a, Message> {
    let sum = Money::new(SAMPLE_MINOR, model.currency()).to_text(ui.language());
    let tiles = ThemeChoice::ALL.iter().enumerate().map(|(index, choice)| {
        let (name, tokens) = match choice {
            ThemeChoice::Light => ("settings-colours-light", &LIGHT),
            ThemeChoice::Dark => ("settings-colours-dark", &DARK),
            ThemeChoice::Contrast => ("settings-colours-contrast", &CONTRAST),
        };
        let content = column![
            bold(ui.say(name), BODY, ui.t.ink),
            gap(10.0),
            preview(ui, tokens, sum.clone()),
        ];
        tile(
            ui,
            (digit(index), content.into()),
            (chosen == Some(index), Some(Message::Pick(index))),
        )
    });
    abreast(ui, tiles.collect())
}

/// A small till in the colours of a theme: counter, sheet, sum, marks, the one filled button.
fn preview<'a>(ui: &Ui<'a>, t: &'static Tokens, sum: String) -> El<'a, Message> {
    let mut marks: Row<'a, Message> = Row::new().spacing(8);
    for which in [Mark::Paid, Mark::Queued, Mark::Unknown, Mark::Refused] {
        marks = marks.push(mark(t, which, 22.0, Ground::Tint));
    }
    let button = surface(
        bold(ui.say("settings-colours-button"), SMALL, t.on_accent),
        (t.accent, t.accent, 0.0),
        8.0,
    )
    .padding([6, 12])
    .width(Fill)
    .align_x(Center);
    let page = column![
        say(ui.say("settings-colours-sum"), CAP, t.ink2),
        bold(sum, LEAD, t.ink),
        gap(8.0),
        marks,
        gap(10.0),
        button,
    ];
    let sheet = surface(page, (t.sheet, t.line, 1.0), 8.0)
        .padding(12)
        .width(Fill);
    surface(sheet, (t.counter, t.edge, 1.0), 10.0)
        .padding(12)
        .width(Fill)
        .into()
}

/// The sizes of text, each letter in its own.
pub(super) fn sizes<'a>(ui: &Ui<'a>, chosen: Option<usize>) -> El<'a, Message> {
    let tiles = SIZES.iter().enumerate().map(|(index, percent)| {
        let size = SAMPLE_SIZE * f32::from(*percent) / 100.0;
        let sample = container(bold(ui.say("settings-size-sample"), sized(size), ui.t.ink))
            .height(56)
            .align_y(Center);
        let content = column![
            sample,
            say(
                ui.with(
                    "settings-size-percent",
                    &[("percent", &percent.to_string())]
                ),
                BODY,
                ui.t.ink
            ),
        ];
        tile(
            ui,
            (digit(index), content.into()),
            (chosen == Some(index), Some(Message::Pick(index))),
        )
    });
    abreast(ui, tiles.collect())
}

/// A switch as two tiles: on and off, each with what it means.
fn switch<'a>(
    ui: &Ui<'a>,
    words: [(&str, &str); 2],
    (chosen, is_allowed): (Option<usize>, bool),
) -> El<'a, Message> {
    let tiles = words.iter().enumerate().map(|(index, (name, why))| {
        let content = column![
            bold(ui.say(name), LEAD, ui.t.ink),
            say(ui.say(why), SMALL, ui.t.ink2),
        ];
        tile(
            ui,
            (digit(index), content.into()),
            (
                chosen == Some(index),
                is_allowed.then_some(Message::Pick(index)),
            ),
        )
    });
    abreast(ui, tiles.collect())
}

/// The window that the customer reads.
pub(super) fn customer<'a>(
    ui: &Ui<'a>,
    (model, chosen): (&'a Model, Option<usize>),
) -> El<'a, Message> {
    let words = [
        ("settings-customer-on", "settings-customer-on-why"),
        ("settings-customer-off", "settings-customer-off-why"),
    ];
    let mut page = column![switch(ui, words, (chosen, may(model, Right::Settings)))];
    let devices = [
        (
            "settings-display",
            &model.shop.display,
            model.devices.display,
        ),
        (
            "settings-scanner",
            &model.shop.scanner,
            model.devices.scanner,
        ),
    ];
    for (name, port, state) in devices {
        if let Some(port) = port {
            page = page.push(gap(24.0)).push(device(ui, name, (port, state)));
        }
    }
    page.into()
}

/// Sounds on or off, and each of them to be heard.
pub(super) fn sounds<'a>(ui: &Ui<'a>, chosen: Option<usize>) -> El<'a, Message> {
    let t = ui.t;
    let words = [
        ("settings-sounds-on", "settings-sounds-on-why"),
        ("settings-sounds-off", "settings-sounds-off-why"),
    ];
    let is_on = chosen == Some(0);
    let mut page = column![
        switch(ui, words, (chosen, true)),
        gap(24.0),
        bold(ui.say("settings-sounds-hear"), BODY, t.ink),
        gap(10.0),
    ];
    for (sound, key) in Sound::ALL.iter().zip(["3", "4", "5"]) {
        let (name, why) = match sound {
            Sound::Done => ("settings-sound-done", "settings-sound-done-why"),
            Sound::Refused => ("settings-sound-refused", "settings-sound-refused-why"),
            Sound::LookHere => ("settings-sound-look", "settings-sound-look-why"),
        };
        let button = push(Kind::Secondary, ui.say(name))
            .icon(Icon::Sound)
            .cap(key)
            .wide()
            .on(ui, is_on.then_some(Message::Hear(*sound)));
        page = page.push(
            row![
                container(button).width(if ui.m.is_small { 240 } else { 320 }),
                say(ui.say(why), SMALL, t.ink2).width(Fill)
            ]
            .spacing(16)
            .align_y(Center),
        );
        page = page.push(gap(10.0));
    }
    page.into()
}

/// Minutes until the screen locks.
pub(super) fn lock<'a>(
    ui: &Ui<'a>,
    (model, chosen): (&'a Model, Option<usize>),
) -> El<'a, Message> {
    let t = ui.t;
    let is_allowed = may(model, Right::Settings);
    let now = ui
        .texts
        .counted("settings-lock-now", usize::from(model.prefs.lock_after_min));
    let all: Vec<usize> = (0..usize::from(MOST_MINUTES)).collect();
    let mut page = column![bold(now, LEAD, t.ink), gap(16.0)];
    for chunk in all.chunks(ACROSS) {
        let mut line: Row<'a, Message> = Row::new().spacing(12);
        for index in chunk {
            line = line.push(minute(ui, *index, (chosen == Some(*index), is_allowed)));
        }
        page = page.push(line).push(gap(12.0));
    }
    page.push(say(ui.say("settings-lock-keys"), SMALL, t.ink2))
        .into()
}

fn minute<'a>(ui: &Ui<'a>, index: usize, (is_chosen, is_allowed): (bool, bool)) -> El<'a, Message> {
    let t = ui.t;
    let mut inside: Row<'a, Message> = Row::new().spacing(8).align_y(Center);
    inside = inside.push(bold((index + 1).to_string(), LEAD, t.ink));
    if is_chosen {
        inside = inside.push(icon(Icon::Yes, 20.0, t.accent));
    }
    let inside = container(inside)
        .width(Fill)
        .height(56)
        .align_x(Center)
        .align_y(Center);
    let message = is_allowed.then_some(Message::Pick(index));
    area(inside, message, move |_| look(t, (is_chosen, !is_allowed)))
        .width(Fill)
        .into()
}
