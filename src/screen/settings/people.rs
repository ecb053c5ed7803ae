//! Who may work here: a list for everybody, and forms for those who may change it.

use iced::widget::text::Wrapping;
use iced::widget::{Column, column, container, row};
use iced::{Alignment, Center, Fill, Length};
use paydesk_adapters::sound::Sound;
use paydesk_domain::people::{Person, Right, Role};

use super::form::{Entry, Form, Next, Task};
use super::{Message as Whole, may};
use crate::desk::handle::Ask;
use crate::model::Model;
use crate::screen::Action;
use crate::ui::button::{Kind, push};
use crate::ui::icon::Icon;
use crate::ui::keyboard::Press;
use crate::ui::list::{head, left, line};
use crate::ui::mark::{Mark, notice};
use crate::ui::sheet::{apart, gap};
use crate::ui::states::{Bare, bare};
use crate::ui::words::{BODY, CAP, LEAD, SMALL, bold, say};
use crate::ui::{El, Ui};

/// What a person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    Choose(usize),
    Add,
    Reset,
    /// Lets the chosen one leave, or come back.
    Turn,
    /// This entry of the form gets the keyboard.
    Focus(Entry),
    Role(Role),
    /// The next entry, or everything is sent.
    Next,
    Leave,
}

/// The section. The list is the model's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct People {
    chosen: usize,
    form: Option<Form>,
    is_asking: bool,
    remark: Option<Remark>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Remark {
    /// It is on disk.
    Kept,
    /// It is not, for this reason (a text id).
    Because(&'static str),
}

impl People {
    /// Whether the answer to a change is awaited.
    pub(super) const fn is_asking(&self) -> bool {
        self.is_asking
    }

    /// Whether somebody is being added or given a PIN.
    pub(super) const fn has_form(&self) -> bool {
        self.form.is_some()
    }

    fn row<'m>(&self, model: &'m Model) -> Option<&'m Person> {
        model.people.get(self.chosen)
    }

    pub(super) fn update(&mut self, message: Message, model: &Model) -> Action {
        if self.is_asking {
            return Action::None;
        }
        match message {
            Message::Choose(index) => {
                if index < model.people.len() {
                    self.chosen = index;
                    self.remark = None;
                }
            }
            Message::Add => {
                if may(model, Right::AddPeople) {
                    self.remark = None;
                    self.form = Some(Form::new(Task::Add));
                }
            }
            Message::Reset => match self.row(model) {
                Some(person) if forbidden(model, person).is_none() => {
                    self.remark = None;
                    self.form = Some(Form::new(Task::Reset(person.id)));
                }
                Some(_) | None => {}
            },
            Message::Turn => return self.turn(model),
            Message::Focus(entry) => {
                if let Some(form) = &mut self.form {
                    form.focus(entry);
                }
            }
            Message::Role(role) => {
                if let Some(form) = &mut self.form
                    && may_give(model, role)
                {
                    form.choose(role);
                }
            }
            Message::Next => return self.next(model),
            Message::Leave => self.form = None,
        }
        Action::None
    }

    fn turn(&mut self, model: &Model) -> Action {
        let Some(person) = self
            .row(model)
            .filter(|person| forbidden(model, person).is_none())
        else {
            return Action::None;
        };
        let Some(by) = &model.person else {
            return Action::None;
        };
        let ask = Ask::SetActive {
            person: person.id,
            is_active: !person.active,
            by: by.id,
        };
        self.is_asking = true;
        self.remark = None;
        Action::Ask(ask)
    }

    /// The next entry of the form; behind the last one what it is for.
    fn next(&mut self, model: &Model) -> Action {
        let (Some(by), Some(form)) = (&model.person, &mut self.form) else {
            return Action::None;
        };
        // Somebody else may have signed in since the form was opened.
        let is_allowed = match form.task() {
            (Task::Add, role) => may_give(model, role),
            (Task::Reset(id), _) => {
                let person = model.people.iter().find(|person| person.id == id);
                person.is_some_and(|person| forbidden(model, person).is_none())
            }
        };
        if !is_allowed {
            self.form = None;
            return Action::None;
        }
        match form.next(by.id) {
            Next::Ask(ask) => {
                self.is_asking = true;
                Action::Ask(*ask)
            }
            Next::Differs => Action::Play(Sound::LookHere),
            Next::Stays => Action::None,
        }
    }

    /// A key while the section has the keyboard; nothing for one that is not its own.
    pub(super) fn press(&mut self, press: &Press, model: &Model) -> Option<Action> {
        if self.is_asking {
            return Some(Action::None);
        }
        if self.form.is_some() {
            return Some(self.press_in_form(press, model));
        }
        let last = model.people.len().saturating_sub(1);
        let message = match press {
            Press::Down => Message::Choose((self.chosen + 1).min(last)),
            Press::Up => Message::Choose(self.chosen.saturating_sub(1)),
            Press::Home => Message::Choose(0),
            Press::End => Message::Choose(last),
            Press::Ctrl('n') => Message::Add,
            Press::Ctrl('p') => Message::Reset,
            Press::Delete => Message::Turn,
            _ => return None,
        };
        Some(self.update(message, model))
    }

    fn press_in_form(&mut self, press: &Press, model: &Model) -> Action {
        let Some(form) = &mut self.form else {
            return Action::None;
        };
        match press {
            Press::Enter | Press::F(10) => return self.next(model),
            Press::Esc => self.form = None,
            Press::Tab | Press::Down => form.step(1),
            Press::BackTab | Press::Up => form.step(-1),
            Press::Backspace => form.backspace(),
            Press::Char(c) => match form.type_char(*c) {
                Some(role) if may_give(model, role) => form.choose(role),
                Some(_) | None => {}
            },
            _ => {}
        }
        Action::None
    }

    /// What was asked for is on disk: the list is read again.
    pub(super) fn kept(&mut self) -> Action {
        self.is_asking = false;
        self.form = None;
        self.remark = Some(Remark::Kept);
        Action::Ask(Ask::People)
    }

    /// It was refused, for this reason (a text id).
    pub(super) fn refused(&mut self, id: &'static str) -> Action {
        self.is_asking = false;
        match &mut self.form {
            Some(form) => form.refuse(id),
            None => self.remark = Some(Remark::Because(id)),
        }
        Action::Play(Sound::LookHere)
    }

    /// The people could not be read or written.
    pub(super) fn failed(&mut self) -> Action {
        self.refused("settings-people-failed")
    }

    /// The list has come; it may be the answer to a change.
    pub(super) const fn listed(&mut self) {
        self.is_asking = false;
    }

    pub(super) fn view<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Whole> {
        match &self.form {
            Some(form) => form.view(ui, (model, self.is_asking)),
            None => self.list(ui, model),
        }
    }

    fn list<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Whole> {
        if model.people.is_empty() {
            let words = (
                ui.say("settings-people-none"),
                ui.say("settings-people-none-do"),
            );
            return bare(ui, Bare::Empty(Icon::User), words);
        }
        let mut rows: Column<'a, Whole> = Column::new();
        for (index, person) in model.people.iter().enumerate() {
            rows = rows.push(self.line(ui, (model, person), index));
        }
        let mut page = column![
            head(ui, columns(ui)),
            crate::ui::sheet::scroll(ui, rows).height(Fill)
        ];
        let kept = match self.remark {
            None => None,
            Some(Remark::Kept) => Some((Mark::Progress, "settings-people-kept")),
            Some(Remark::Because(id)) => Some((Mark::Warn, id)),
        };
        if let Some((which, id)) = kept {
            page = page
                .push(gap(8.0))
                .push(notice(ui, which, (ui.say(id), Vec::new())));
        }
        page.push(gap(12.0)).push(self.actions(ui, model)).into()
    }

    fn line<'a>(
        &'a self,
        ui: &Ui<'a>,
        (model, person): (&'a Model, &'a Person),
        index: usize,
    ) -> El<'a, Whole> {
        let t = ui.t;
        let none = Wrapping::None;
        let last = person.last_in.map_or_else(
            || ui.say("settings-people-never"),
            |at| model.when(ui.texts, at),
        );
        let state = match (person.active, person.must_change) {
            (false, _) => say(ui.say("settings-people-left"), SMALL, t.ink3),
            (true, true) => say(ui.say("settings-people-first"), SMALL, t.ink2),
            (true, false) => say(ui.say("settings-people-works"), SMALL, t.ink),
        };
        let ink = if person.active { t.ink } else { t.ink3 };
        let step = if ui.m.is_small { BODY } else { LEAD };
        let name = bold(person.full_name.clone(), step, ink).wrapping(none);
        let role = say(ui.say(role_id(person.role)), SMALL, t.ink).wrapping(none);
        let last = say(last, if ui.m.is_small { CAP } else { SMALL }, t.ink2).wrapping(none);
        let [who, is, seen, stands] = widths(ui);
        // On a small window the last sign-in stands under the name.
        let cells = if ui.m.is_small {
            vec![
                left(who, container(column![name, last]).clip(true)),
                left(is, role),
                left(stands, state.wrapping(none)),
            ]
        } else {
            vec![
                left(who, container(name).clip(true)),
                left(is, role),
                left(seen, last),
                left(stands, state.wrapping(none)),
            ]
        };
        line(
            ui,
            cells,
            (
                57.0,
                index == self.chosen,
                Whole::People(Message::Choose(index)),
            ),
        )
    }

    /// What can be done, or in words why nothing can.
    fn actions<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Whole> {
        let t = ui.t;
        if !may(model, Right::AddPeople) {
            return say(ui.say("settings-people-read-only"), SMALL, t.ink2).into();
        }
        let person = self.row(model);
        let why = person.and_then(|person| forbidden(model, person));
        let free = person.filter(|_| why.is_none() && !self.is_asking);
        let turn = match person {
            Some(person) if !person.active => "settings-people-back",
            Some(_) | None => "settings-people-leave",
        };
        let whole = Whole::People;
        let is_free = !self.is_asking;
        let line = row![
            push(Kind::Secondary, ui.say("settings-people-add"))
                .icon(Icon::User)
                .cap("Ctrl N")
                .on(ui, is_free.then_some(whole(Message::Add))),
            push(Kind::Secondary, ui.say("settings-people-pin"))
                .cap("Ctrl P")
                .on(ui, free.map(|_| whole(Message::Reset))),
            push(Kind::Secondary, ui.say(turn))
                .cap("Del")
                .on(ui, free.map(|_| whole(Message::Turn))),
            apart(),
        ]
        .spacing(if ui.m.is_small { 6 } else { 12 })
        .align_y(Center);
        // Room for the reason is kept, so that nothing jumps when another row is chosen.
        let why = why.map_or_else(|| " ".to_owned(), |id| ui.say(id));
        column![line, gap(6.0), say(why, SMALL, t.ink2)].into()
    }
}

/// The text that names a role.
pub(super) fn role_id(role: Role) -> &'static str {
    match role {
        Role::Cashier => "role-cashier",
        Role::Supervisor => "role-supervisor",
        Role::Owner => "role-owner",
    }
}

/// Whether whoever works here now may give this role: more than a cashier comes from the owner alone.
pub(super) fn may_give(model: &Model, role: Role) -> bool {
    let by = model.person.as_ref().map(|person| person.role);
    may(model, Right::AddPeople) && (role == Role::Cashier || by == Some(Role::Owner))
}

/// Why nothing may be changed about somebody (a text id); none where it may.
fn forbidden(model: &Model, person: &Person) -> Option<&'static str> {
    if !may_give(model, person.role) {
        return Some("settings-people-owner-only");
    }
    let is_self = model.person.as_ref().is_some_and(|by| by.id == person.id);
    is_self.then_some("settings-people-self")
}

fn widths(ui: &Ui<'_>) -> [Length; 4] {
    if ui.m.is_small {
        return [Fill, 130.0.into(), 150.0.into(), 140.0.into()];
    }
    [Fill, 150.0.into(), 190.0.into(), 170.0.into()]
}

fn columns(ui: &Ui<'_>) -> Vec<(String, Length, Alignment)> {
    let ids = [
        "settings-people-name",
        "settings-people-role",
        "settings-people-last",
        "settings-people-state",
    ];
    let named = ids.iter().zip(widths(ui));
    let is_left_out = |id: &str| ui.m.is_small && id == "settings-people-last";
    named
        .filter(|(id, _)| !is_left_out(id))
        .map(|(id, width)| (ui.say(id), width, Alignment::Start))
        .collect()
}
