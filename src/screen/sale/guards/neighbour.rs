//! A number that was paid here before and differs in one place, digit above digit.

use super::super::{Message, Sale};
use crate::model::Model;
use crate::ui::button::{Kind, push};
use crate::ui::dialog::warning;
use crate::ui::icon::Icon;
use crate::ui::sheet::{apart, surface, well};
use crate::ui::words::{BODY, HEAD, SMALL, bold, say, sized};
use crate::ui::{El, Ui};
use iced::widget::text::Wrapping;
use iced::widget::{Row, column, container, row};
use iced::{Border, Center, Color, Fill};
use paydesk_adapters::sqlite::Neighbour;
use paydesk_domain::neighbour::Difference;

/// What differs and where, in words.
fn difference_words(ui: &Ui<'_>, difference: Difference) -> (String, String) {
    match difference {
        Difference::OneDigit {
            position,
            typed,
            earlier,
        } => (
            ui.say("neighbour-one"),
            ui.with(
                "neighbour-one-where",
                &[
                    ("place", &(position + 1).to_string()),
                    ("typed", &typed.to_string()),
                    ("earlier", &earlier.to_string()),
                ],
            ),
        ),
        Difference::Swapped { position } => (
            ui.say("neighbour-swapped"),
            ui.with(
                "neighbour-swapped-where",
                &[
                    ("place", &(position + 1).to_string()),
                    ("next", &(position + 2).to_string()),
                ],
            ),
        ),
    }
}

fn neighbour_keys<'a>(ui: &Ui<'a>) -> El<'a, Message> {
    row![
        push(Kind::Primary, ui.say("neighbour-fix"))
            .icon(Icon::Pen)
            .cap("Esc")
            .on(ui, Some(Message::CloseDialog)),
        apart(),
        push(Kind::Secondary, ui.say("neighbour-earlier"))
            .cap("F6")
            .tall(ui.m.primary)
            .on(ui, Some(Message::TakeEarlier)),
        push(Kind::Secondary, ui.say("neighbour-right"))
            .cap("Ctrl F10")
            .tall(ui.m.primary)
            .on(ui, Some(Message::GoOn)),
    ]
    .spacing(12)
    .into()
}

pub(super) fn neighbours<'a>(
    ui: &Ui<'a>,
    (sale, model): (&'a Sale, &'a Model),
    neighbour: &'a Neighbour,
) -> El<'a, Message> {
    let t = ui.t;
    let (title, place) = difference_words(ui, neighbour.difference);
    let times = ui.texts.counted(
        "neighbour-times",
        usize::try_from(neighbour.times).unwrap_or_default(),
    );
    let last = ui.with(
        "neighbour-last",
        &[
            ("times", &times),
            ("when", &model.when(ui.texts, neighbour.last_at)),
            ("sum", &neighbour.last_taken.to_text(ui.language())),
        ],
    );
    let typed = sale.form.number.digits();
    let tone = t.queued;
    let where_ = surface(
        bold(place, BODY, tone.word),
        (tone.tint, tone.word, if t.is_contrast { 2.0 } else { 0.0 }),
        12.0,
    )
    .padding([11, 20])
    .width(Fill);
    let foot = neighbour_keys(ui);
    column![
        warning(ui, title, ui.say("neighbour-why")),
        digits(
            ui,
            (ui.say("neighbour-typed"), ui.say("neighbour-first")),
            (typed, neighbour, sale)
        ),
        digits(
            ui,
            (ui.say("neighbour-paid"), last),
            (&neighbour.number, neighbour, sale)
        ),
        where_,
        foot,
    ]
    .spacing(if ui.m.is_small { 12 } else { 20 })
    .into()
}

/// A number digit above digit; those that differ stand in boxes.
fn digits<'a>(
    ui: &Ui<'a>,
    (name, note): (String, String),
    (number, neighbour, sale): (&str, &Neighbour, &Sale),
) -> El<'a, Message> {
    let t = ui.t;
    let differs = |place: usize| match neighbour.difference {
        Difference::OneDigit { position, .. } => place == position,
        Difference::Swapped { position } => place == position || place == position + 1,
    };
    let size = if ui.m.is_small { 40.0 } else { 56.0 };
    let mut cells: Row<'a, Message> = Row::new().align_y(Center);
    cells = cells.push(say(sale.form.number.country(), HEAD, t.ink3));
    let mut ends: Vec<usize> = Vec::new();
    let mut end = 0;
    for group in sale.form.number.groups() {
        ends.push(end);
        end += group;
    }
    for (place, digit) in number.chars().enumerate() {
        if ends.contains(&place) {
            cells = cells.push(iced::widget::Space::new().width(size * 0.4));
        }
        let is_odd = differs(place);
        let (ink, ground, edge) = if is_odd {
            (t.queued.word, t.queued.tint, t.queued.word)
        } else {
            (t.ink, Color::TRANSPARENT, Color::TRANSPARENT)
        };
        let cell = container(bold(digit.to_string(), sized(size), ink))
            .width(size)
            .height(size * 1.36)
            .align_x(Center)
            .align_y(Center)
            .style(move |_| container::Style {
                background: Some(ground.into()),
                border: Border {
                    color: edge,
                    width: 3.0,
                    radius: 10.0.into(),
                },
                ..container::Style::default()
            });
        cells = cells.push(cell);
    }
    column![
        row![
            bold(name, BODY, t.ink),
            apart(),
            say(note, SMALL, t.ink2).wrapping(Wrapping::None)
        ]
        .align_y(Center),
        well(ui, container(cells).width(Fill).align_x(Center))
            .padding(12)
            .width(Fill),
    ]
    .spacing(6)
    .into()
}
