//! Who is at the till: a name and a PIN. Open payments go on behind this screen; what they are is shown, but no sum
//! of the deposit and nothing half-typed.

mod view;

use crate::desk::handle::{Answer, Ask, Secret};
use crate::model::Model;
use crate::screen::Action;
use crate::ui::Ui;
use crate::ui::key_bar::Keys;
use crate::ui::keyboard::Press;
use paydesk_adapters::people::SignIn as Said;
use paydesk_adapters::sound::Sound;
use paydesk_domain::people::{Person, Role};
use paydesk_till::world::{Command, NoteKind};

/// Fewest digits of a PIN.
const LEAST: usize = 6;

/// Most digits of a PIN.
const MOST: usize = 12;

/// Longest name that is typed here, in characters.
const MOST_NAME: usize = 60;

/// What a person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    Press(Press),
    Choose(usize),
    Focus(Entry),
    Enter,
}

/// What is typed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    /// The first owner's name.
    Name,
    /// The PIN.
    Pin,
    /// A new PIN of one's own.
    New,
    /// The same once more.
    Once,
}

/// The screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignIn {
    chosen: usize,
    entry: Entry,
    name: String,
    pin: Secret,
    new: Secret,
    once: Secret,
    /// The PIN was right, and an own one must be chosen.
    must_change: bool,
    /// A question is under way.
    is_asking: bool,
    refused: Option<Refused>,
}

/// Why the till stays shut.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Refused {
    Wrong {
        left: u32,
    },
    Locked(paydesk_domain::time::Timestamp),
    NeedsSupervisor,
    /// A text id.
    Because(&'static str),
}

impl SignIn {
    pub(crate) fn new() -> Self {
        Self {
            chosen: 0,
            entry: Entry::Pin,
            name: String::new(),
            pin: Secret::default(),
            new: Secret::default(),
            once: Secret::default(),
            must_change: false,
            is_asking: false,
            refused: None,
        }
    }

    /// What must be asked once the screen is opened.
    pub(crate) const fn open() -> Action {
        Action::Ask(Ask::People)
    }

    fn chosen<'m>(&self, model: &'m Model) -> Option<&'m Person> {
        active(model).nth(self.chosen)
    }

    /// Nobody works here yet: the owner begins.
    fn is_first(model: &Model) -> bool {
        active(model).next().is_none()
    }

    pub(crate) fn update(&mut self, message: Message, model: &Model) -> Action {
        if self.is_asking {
            return Action::None;
        }
        if Self::is_first(model) && self.entry == Entry::Pin {
            self.entry = Entry::Name;
        }
        match message {
            Message::Press(press) => self.press(&press, model),
            Message::Choose(index) => {
                self.choose(index, model);
                Action::None
            }
            Message::Focus(entry) => {
                self.entry = entry;
                Action::None
            }
            Message::Enter => self.enter(model),
        }
    }

    fn choose(&mut self, index: usize, model: &Model) {
        if index < active(model).count() {
            *self = Self::new();
            self.chosen = index;
        }
    }

    fn press(&mut self, press: &Press, model: &Model) -> Action {
        match press {
            Press::Enter => return self.enter(model),
            Press::Esc => {
                let chosen = self.chosen;
                *self = Self::new();
                self.chosen = chosen;
            }
            Press::Down if !self.must_change => self.choose(self.chosen + 1, model),
            Press::Up if !self.must_change => self.choose(self.chosen.saturating_sub(1), model),
            Press::Tab | Press::BackTab if Self::is_first(model) => {
                self.entry = match self.entry {
                    Entry::Name => Entry::New,
                    Entry::New => Entry::Once,
                    Entry::Once | Entry::Pin => Entry::Name,
                };
            }
            Press::Backspace => {
                self.refused = None;
                match self.entry {
                    Entry::Name => drop(self.name.pop()),
                    Entry::Pin => drop(self.pin.0.pop()),
                    Entry::New => drop(self.new.0.pop()),
                    Entry::Once => drop(self.once.0.pop()),
                }
            }
            Press::Char(c) => self.type_char(*c),
            // A person is chosen by a chord: bare digits are the PIN.
            Press::Ctrl(c @ '1'..='9') => {
                let index = c.to_digit(10).and_then(|n| usize::try_from(n).ok());
                self.choose(index.unwrap_or(1) - 1, model);
            }
            _ => {}
        }
        Action::None
    }

    fn type_char(&mut self, c: char) {
        self.refused = None;
        if self.entry == Entry::Name {
            let fits = !c.is_control() && self.name.chars().count() < MOST_NAME;
            if fits && (c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '\'')) {
                self.name.push(c);
            }
            return;
        }
        let typed = match self.entry {
            Entry::Pin | Entry::Name => &mut self.pin,
            Entry::New => &mut self.new,
            Entry::Once => &mut self.once,
        };
        if c.is_ascii_digit() && typed.0.len() < MOST {
            typed.0.push(c);
        }
    }

    fn enter(&mut self, model: &Model) -> Action {
        match self.entry {
            Entry::Name => {
                if self.name.trim().chars().count() < 3 {
                    self.refused = Some(Refused::Because("pin-name-short"));
                } else {
                    self.entry = Entry::New;
                }
                Action::None
            }
            Entry::Pin => {
                let Some(person) = self.chosen(model) else {
                    return Action::None;
                };
                if self.pin.0.len() < LEAST {
                    self.refused = Some(Refused::Because("pin-short"));
                    return Action::None;
                }
                self.is_asking = true;
                Action::Ask(Ask::SignIn {
                    person: person.id,
                    pin: self.pin.clone(),
                })
            }
            Entry::New => {
                if self.new.0.len() < LEAST {
                    self.refused = Some(Refused::Because("pin-short"));
                } else {
                    self.entry = Entry::Once;
                }
                Action::None
            }
            Entry::Once => self.keep_new(model),
        }
    }

    fn keep_new(&mut self, model: &Model) -> Action {
        if self.new != self.once {
            self.once = Secret::default();
            self.new = Secret::default();
            self.entry = Entry::New;
            self.refused = Some(Refused::Because("pin-differs"));
            return Action::Play(Sound::LookHere);
        }
        self.is_asking = true;
        if Self::is_first(model) {
            return Action::Ask(Ask::AddPerson {
                full_name: self.name.trim().to_owned(),
                role: Role::Owner,
                pin: self.new.clone(),
                by: None,
            });
        }
        match self.chosen(model) {
            Some(person) => Action::Ask(Ask::ChangePin {
                person: person.id,
                old: self.pin.clone(),
                new: self.new.clone(),
            }),
            None => Action::None,
        }
    }

    /// Whoever has just been let in, with what must be written down about it.
    pub(crate) fn learn(&mut self, answer: &Answer, model: &Model) -> (Option<Person>, Action) {
        match answer {
            Answer::SignIn(said) => {
                self.is_asking = false;
                self.said(said, model)
            }
            Answer::PinKept => {
                self.is_asking = false;
                if Self::is_first(model) {
                    // The owner exists now; the PIN just chosen is asked for once, so that it is known.
                    *self = Self::new();
                    return (None, Self::open());
                }
                let person = self.chosen(model).cloned();
                *self = Self::new();
                match person {
                    Some(person) => {
                        let note = signed_in(&person);
                        (Some(person), note)
                    }
                    None => (None, Action::None),
                }
            }
            Answer::PinRefused(id) => {
                self.is_asking = false;
                self.new = Secret::default();
                self.once = Secret::default();
                if self.entry == Entry::Pin {
                    self.pin = Secret::default();
                } else {
                    self.entry = Entry::New;
                }
                self.refused = Some(Refused::Because(id));
                (None, Action::Play(Sound::LookHere))
            }
            Answer::Failed => {
                self.is_asking = false;
                self.refused = Some(Refused::Because("pin-unreadable"));
                (None, Action::Play(Sound::LookHere))
            }
            Answer::People(_)
            | Answer::LastNumbers(_)
            | Answer::Day(_)
            | Answer::ByUse(_)
            | Answer::Similar(_)
            | Answer::Page { .. }
            | Answer::Count { .. }
            | Answer::Details(_)
            | Answer::Deposit(_)
            | Answer::Printer(_)
            | Answer::Places(_)
            | Answer::PrinterChosen(_)
            | Answer::Driven(_)
            | Answer::Printed(_)
            | Answer::Preferred => (None, Action::None),
        }
    }

    fn said(&mut self, said: &Said, model: &Model) -> (Option<Person>, Action) {
        let refused = match said {
            Said::Ok(person) => {
                let chosen = self.chosen;
                *self = Self::new();
                self.chosen = chosen;
                return (Some(person.clone()), signed_in(person));
            }
            Said::MustChange(_) => {
                self.must_change = true;
                self.entry = Entry::New;
                self.refused = None;
                return (None, Action::None);
            }
            Said::Wrong { left } => Refused::Wrong { left: *left },
            Said::LockedUntil(until) => Refused::Locked(*until),
            Said::NeedsSupervisor => Refused::NeedsSupervisor,
        };
        let note = self.chosen(model).map_or(Action::None, |person| {
            Action::Send(Command::Note {
                kind: NoteKind::PinRefused,
                person: person.full_name.clone(),
                reason: String::new(),
            })
        });
        self.pin = Secret::default();
        self.refused = Some(refused);
        (None, Action::Play(Sound::Refused).then(note))
    }

    /// Whether a waiting time runs.
    pub(crate) const fn ticks(&self) -> bool {
        matches!(self.refused, Some(Refused::Locked(_)))
    }

    pub(crate) fn keys() -> Keys {
        Keys::live(&[1])
    }
}

impl Refused {
    fn words(&self, ui: &Ui<'_>, model: &Model) -> String {
        match self {
            Self::Wrong { left } => ui
                .texts
                .counted("pin-wrong", usize::try_from(*left).unwrap_or_default()),
            Self::Locked(until) => {
                let seconds = (until.ms_since(model.now) / 1000).max(0);
                ui.with(
                    "pin-locked",
                    &[("minutes", &format!("{}:{:02}", seconds / 60, seconds % 60))],
                )
            }
            Self::NeedsSupervisor => ui.say("pin-needs-supervisor"),
            Self::Because(id) => ui.say(id),
        }
    }
}

/// Everybody who works here still, in the order of the list.
pub(crate) fn active(model: &Model) -> impl Iterator<Item = &Person> {
    model.people.iter().filter(|person| person.active)
}

fn signed_in(person: &Person) -> Action {
    Action::Send(Command::Note {
        kind: NoteKind::SignedIn,
        person: person.full_name.clone(),
        reason: String::new(),
    })
}
