//! Adding somebody, or giving a new PIN: typed step by step; a PIN twice, and never shown.

use iced::widget::{Column, Row, column, container, row};
use iced::{Center, Fill};
use paydesk_domain::people::{PersonId, Role};

use super::people::{Message, may_give, role_id};
use super::{Message as Whole, choice};
use crate::desk::handle::{Ask, Secret};
use crate::model::Model;
use crate::ui::button::{Kind, area, bare, push};
use crate::ui::field::{Line, Stand, labelled, line, wrong};
use crate::ui::pad::{Pad, pad, rings};
use crate::ui::sheet::{apart, gap, well};
use crate::ui::words::{SMALL, TITLE, bold, say};
use crate::ui::{El, Ui};

/// Fewest digits of a PIN.
const LEAST: usize = 6;
/// Most digits of a PIN.
const MOST: usize = 12;
/// Shortest name, in characters.
const LEAST_NAME: usize = 3;
/// Longest name that is typed here, in characters.
const MOST_NAME: usize = 60;
/// How texts begin that refuse a name.
const BAD_NAME: &str = "people-name";

/// What the form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    Add,
    Reset(PersonId),
}

/// What is typed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    Name,
    Role,
    Pin,
    /// The same once more.
    Once,
}

/// What follows from Enter.
#[derive(Debug)]
pub(super) enum Next {
    /// Another entry, or this one still.
    Stays,
    /// The two PINs are not one.
    Differs,
    /// Everything is typed.
    Ask(Box<Ask>),
}

/// The form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Form {
    task: Task,
    entry: Entry,
    name: String,
    role: Role,
    pin: Secret,
    once: Secret,
    /// Why it did not go on: a text id.
    refused: Option<&'static str>,
}

impl Form {
    pub(super) fn new(task: Task) -> Self {
        Self {
            task,
            entry: match task {
                Task::Add => Entry::Name,
                Task::Reset(_) => Entry::Pin,
            },
            name: String::new(),
            role: Role::Cashier,
            pin: Secret::default(),
            once: Secret::default(),
            refused: None,
        }
    }

    const fn entries(&self) -> &'static [Entry] {
        match self.task {
            Task::Add => &[Entry::Name, Entry::Role, Entry::Pin, Entry::Once],
            Task::Reset(_) => &[Entry::Pin, Entry::Once],
        }
    }

    pub(super) fn focus(&mut self, entry: Entry) {
        if self.entries().contains(&entry) {
            self.entry = entry;
            self.refused = None;
        }
    }

    /// The entry before or behind this one.
    pub(super) fn step(&mut self, by: isize) {
        let all = self.entries();
        let at = all.iter().position(|one| *one == self.entry);
        let next = at.and_then(|at| at.checked_add_signed(by));
        if let Some(entry) = next.and_then(|next| all.get(next)) {
            self.focus(*entry);
        }
    }

    pub(super) fn choose(&mut self, role: Role) {
        self.role = role;
        self.focus(Entry::Role);
    }

    pub(super) fn backspace(&mut self) {
        self.refused = None;
        match self.entry {
            Entry::Name => drop(self.name.pop()),
            Entry::Role => {}
            Entry::Pin => drop(self.pin.0.pop()),
            Entry::Once => drop(self.once.0.pop()),
        }
    }

    /// Types a character; among the roles a digit names one.
    pub(super) fn type_char(&mut self, c: char) -> Option<Role> {
        self.refused = None;
        let typed = match self.entry {
            Entry::Name => {
                let fits = self.name.chars().count() < MOST_NAME;
                if fits && (c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '\'')) {
                    self.name.push(c);
                }
                return None;
            }
            Entry::Role => {
                let number = c.to_digit(10).and_then(|n| usize::try_from(n).ok());
                let index = number.and_then(|number| number.checked_sub(1));
                return index.and_then(|index| Role::ALL.get(index)).copied();
            }
            Entry::Pin => &mut self.pin,
            Entry::Once => &mut self.once,
        };
        if c.is_ascii_digit() && typed.0.len() < MOST {
            typed.0.push(c);
        }
        None
    }

    /// Who is to be changed, and what they are to become.
    pub(super) const fn task(&self) -> (Task, Role) {
        (self.task, self.role)
    }

    /// Enter: the next entry, or everything is there.
    pub(super) fn next(&mut self, by: PersonId) -> Next {
        match self.entry {
            Entry::Name if !self.has_name() => self.refused = Some("pin-name-short"),
            Entry::Pin if self.pin.0.len() < LEAST => self.refused = Some("pin-short"),
            Entry::Name | Entry::Role | Entry::Pin => self.step(1),
            Entry::Once => return self.finish(by),
        }
        Next::Stays
    }

    fn has_name(&self) -> bool {
        self.name.trim().chars().count() >= LEAST_NAME
    }

    fn finish(&mut self, by: PersonId) -> Next {
        // Entries can be reached in any order: what is missing is asked for now.
        if self.task == Task::Add && !self.has_name() {
            self.entry = Entry::Name;
            self.refused = Some("pin-name-short");
            return Next::Stays;
        }
        if self.pin.0.len() < LEAST {
            self.entry = Entry::Pin;
            self.refused = Some("pin-short");
            return Next::Stays;
        }
        if self.pin != self.once {
            self.refuse("pin-differs");
            return Next::Differs;
        }
        let pin = self.pin.clone();
        let ask = match self.task {
            Task::Add => Ask::AddPerson {
                full_name: self.name.trim().to_owned(),
                role: self.role,
                pin,
                by: Some(by),
            },
            Task::Reset(person) => Ask::ResetPin { person, pin, by },
        };
        Next::Ask(Box::new(ask))
    }

    /// It was not taken, for this reason (a text id): the PIN is typed anew, or the name where that was wrong.
    pub(super) fn refuse(&mut self, id: &'static str) {
        self.pin = Secret::default();
        self.once = Secret::default();
        self.entry = if id.starts_with(BAD_NAME) {
            Entry::Name
        } else {
            Entry::Pin
        };
        self.refused = Some(id);
    }

    pub(super) fn view<'a>(
        &'a self,
        ui: &Ui<'a>,
        (model, is_asking): (&'a Model, bool),
    ) -> El<'a, Whole> {
        let t = ui.t;
        let title = match self.task {
            Task::Add => ui.say("settings-people-add-title"),
            Task::Reset(id) => {
                let person = model.people.iter().find(|person| person.id == id);
                let name = person
                    .map(|person| person.full_name.as_str())
                    .unwrap_or_default();
                ui.with("settings-people-pin-title", &[("name", name)])
            }
        };
        let step = if ui.m.is_small { 10 } else { 14 };
        let column = || -> Column<'a, Whole> { Column::new().spacing(step).width(Fill) };
        let (mut who, mut pins) = (column(), column());
        if self.task == Task::Add {
            who = who.push(self.name(ui)).push(self.roles(ui, model));
        }
        for entry in [Entry::Pin, Entry::Once] {
            pins = pins.push(self.pin(ui, entry));
        }
        pins = pins.push(match self.refused {
            Some(id) => wrong(ui, ui.say(id)),
            None if is_asking => say(ui.say("settings-people-asking"), SMALL, t.ink2).into(),
            None => El::from(say(ui.say("settings-people-pin-rule"), SMALL, t.ink2)),
        });
        let label = match self.entry {
            Entry::Once => "settings-people-finish",
            Entry::Name | Entry::Role | Entry::Pin => "settings-people-next",
        };
        let whole = Whole::People;
        let foot = row![
            push(Kind::Secondary, ui.say("settings-people-cancel"))
                .cap("Esc")
                .tall(ui.m.primary)
                .on(ui, (!is_asking).then_some(whole(Message::Leave))),
            apart(),
            push(Kind::Primary, ui.say(label))
                .cap("Enter")
                .on(ui, (!is_asking).then_some(whole(Message::Next))),
        ]
        .align_y(Center);
        let page: Row<'a, Whole> = if ui.m.is_narrow {
            // Room for the pad is not there: whoever has so little has a keyboard.
            row![who, pins]
        } else {
            let (width, height) = if ui.m.is_small {
                (64.0, 52.0)
            } else {
                (88.0, 64.0)
            };
            let typed = column![who, pins].spacing(step).width(Fill);
            row![typed, pad(ui, (Pad::Pin, width, height), Whole::Press)]
        };
        let page = container(page.spacing(24)).padding(iced::padding::right(12));
        column![
            bold(title, TITLE, t.ink),
            gap(10.0),
            crate::ui::sheet::scroll(ui, page).height(Fill),
            gap(12.0),
            foot
        ]
        .into()
    }

    fn name<'a>(&'a self, ui: &Ui<'a>) -> El<'a, Whole> {
        let has_focus = self.entry == Entry::Name;
        labelled(
            ui,
            (ui.say("settings-people-full-name"), String::new()),
            line(
                ui,
                Line {
                    before: self.name.clone(),
                    after: String::new(),
                    rest: String::new(),
                    hint: ui.say("settings-people-name-hint"),
                    stand: Stand::of(
                        has_focus,
                        self.has_name(),
                        has_focus && self.refused.is_some(),
                    ),
                },
                (None, Whole::People(Message::Focus(Entry::Name))),
            ),
        )
    }

    fn roles<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Whole> {
        let options = Role::ALL.into_iter().enumerate().map(|(index, role)| {
            let message = Whole::People(Message::Role(role));
            choice(
                ui,
                ((index + 1).to_string(), ui.say(role_id(role))),
                (role == self.role, may_give(model, role).then_some(message)),
            )
        });
        let options: El<'a, Whole> = if ui.m.is_narrow {
            Column::with_children(options).spacing(6).into()
        } else {
            Row::with_children(options).spacing(8).wrap().into()
        };
        let note = if may_give(model, Role::Owner) {
            String::new()
        } else {
            ui.say("settings-people-roles-owner")
        };
        labelled(ui, (ui.say("settings-people-role"), note), options)
    }

    fn pin<'a>(&'a self, ui: &Ui<'a>, entry: Entry) -> El<'a, Whole> {
        let t = ui.t;
        let (label, typed) = match entry {
            Entry::Once => ("settings-people-pin-once", self.once.0.len()),
            Entry::Pin | Entry::Name | Entry::Role => ("settings-people-pin-new", self.pin.0.len()),
        };
        let edge = if self.entry == entry {
            (t.focus, 3.0)
        } else {
            (t.line, 2.0)
        };
        let field = well(ui, rings(ui, typed, LEAST))
            .padding([0, 16])
            .height(if ui.m.is_small { 48 } else { 56 })
            .width(Fill)
            .align_y(Center)
            .clip(true)
            .style(move |_| iced::widget::container::Style {
                background: Some(t.well.into()),
                border: iced::Border {
                    color: edge.0,
                    width: edge.1,
                    radius: 12.0.into(),
                },
                ..iced::widget::container::Style::default()
            });
        let message = Whole::People(Message::Focus(entry));
        labelled(
            ui,
            (ui.say(label), String::new()),
            area(field, Some(message), bare).width(Fill),
        )
    }
}
