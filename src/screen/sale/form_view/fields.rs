//! What a provider wants besides the number: typed lines and lists to choose from.

use super::super::form::{Entry, Focus};
use super::super::{Message, Sale};
use crate::tell;
use crate::ui::field::{self, Line, Stand, labelled};
use crate::ui::tile::{Room, Tile};
use crate::ui::{El, Ui};
use iced::Fill;
use iced::widget::{Column, Row, container, row};
use paydesk_domain::provider::{FieldKind, Provider};
use paydesk_domain::typing::Slot;

pub(super) fn fields<'a>(sale: &'a Sale, ui: &Ui<'a>, provider: &'a Provider) -> El<'a, Message> {
    let mut cells: Vec<El<'a, Message>> = Vec::new();
    for (at, (id, entry)) in sale.form.fields.iter().enumerate() {
        let Some(field) = provider.field(id) else {
            continue;
        };
        let name = field.label(ui.language()).to_owned();
        let has_focus = sale.form.focus == Focus::Field(at);
        let note = if field.required {
            String::new()
        } else {
            ui.say("field-optional")
        };
        let drawn = match entry {
            Entry::Typed(typed) => {
                let slots = typed.shown();
                let caret = typed.caret_slot();
                let part = |slots: &[Slot]| -> String {
                    slots
                        .iter()
                        .map(|slot| match slot {
                            Slot::Typed(c) | Slot::Fixed(c) => *c,
                            Slot::Empty => '_',
                        })
                        .collect()
                };
                let (before, behind) = slots.split_at(caret.min(slots.len()));
                let rest_from = behind
                    .iter()
                    .position(|slot| matches!(slot, Slot::Empty))
                    .unwrap_or(behind.len());
                let (after, rest) = behind.split_at(rest_from);
                let is_empty = typed.text().is_empty();
                let is_wrong = has_focus && sale.form.refused.is_some();
                field::line(
                    ui,
                    Line {
                        before: if is_empty {
                            String::new()
                        } else {
                            part(before)
                        },
                        after: if is_empty { String::new() } else { part(after) },
                        rest: if is_empty { part(&slots) } else { part(rest) },
                        hint: String::new(),
                        stand: Stand::of(has_focus, typed.is_complete() && !is_empty, is_wrong),
                    },
                    (None, Message::Focus(Focus::Field(at))),
                )
            }
            Entry::Chosen(item) => choices(ui, (field, at), (*item, has_focus)),
        };
        cells.push(labelled(ui, (name, note), drawn));
    }
    let mut rows: Column<'a, Message> = Column::new().spacing(10);
    let mut cells = cells.into_iter();
    while let Some(first) = cells.next() {
        let mut line: Row<'a, Message> = Row::new().spacing(16).push(container(first).width(Fill));
        if let Some(second) = cells.next() {
            line = line.push(container(second).width(Fill));
        }
        rows = rows.push(line);
    }
    if let (Focus::Field(_), Some(refused)) = (sale.form.focus, sale.form.refused) {
        rows = rows.push(field::wrong(ui, tell::not_typed(ui.texts, refused, &[])));
    }
    rows.into()
}

/// A list: its items side by side, each with its digit.
fn choices<'a>(
    ui: &Ui<'a>,
    (field, at): (&'a paydesk_domain::provider::Field, usize),
    (chosen, has_focus): (usize, bool),
) -> El<'a, Message> {
    let FieldKind::Enum(items) = &field.kind else {
        return row![].into();
    };
    let mut line: Row<'a, Message> = Row::new().spacing(8);
    for (index, item) in items.iter().enumerate() {
        let tile = Tile {
            index,
            words: item.label(ui.language()).to_owned(),
            is_chosen: index == chosen,
            has_focus,
            room: Room::Field,
        };
        line = line.push(tile.view(ui, Message::Item(at, index)));
    }
    line.into()
}
