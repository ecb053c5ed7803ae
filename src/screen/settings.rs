//! The settings: a menu at the left, the open section at the right. How the window looks and sounds is anybody's;
//! what touches customers, sums and people needs a right, and the section says so in words.

mod form;
mod machine;
mod menu;
mod people;
mod printing;
mod profiles;
mod section;
mod slip;
mod sums;
mod tiles;

use iced::Fill;
use iced::widget::{Column, container, row};
use paydesk_adapters::preferences::{Preferences, ThemeChoice};
use paydesk_adapters::sound::Sound;
use paydesk_domain::exchange::Why;
use paydesk_domain::language::Language;
use paydesk_domain::people::Right;

use crate::cli::report;
use crate::desk::handle::{Answer, Ask};
use crate::model::Model;
use crate::screen::{Action, Place};
use crate::text::Texts;
use crate::ui::key_bar::Keys;
use crate::ui::keyboard::Press;
use crate::ui::mark::{Mark, notice};
use crate::ui::sheet::{gap, surface};
use crate::ui::words::{SMALL, TITLE, bold, say};
use crate::ui::{El, Ui};
use people::People;
use printing::Printing;
use sums::Sums;

pub(crate) use section::Section;
pub(crate) use tiles::{choice, language_id};

/// Sizes of text in per cent, in the order of their tiles.
const SIZES: [u16; 5] = [100, 125, 150, 175, 200];
/// Most minutes until the screen locks.
const MOST_MINUTES: u8 = 15;

/// What a person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    Press(Press),
    Open(Section),
    /// The option of the open section with this index.
    Pick(usize),
    Hear(Sound),
    LookAgain,
    People(people::Message),
    Sums(sums::Message),
    Printing(printing::Message),
}

/// The screen. What is set stands in the model's preferences.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Settings {
    section: Section,
    /// The section has the keyboard, not the menu.
    is_inside: bool,
    people: People,
    sums: Sums,
    printing: Printing,
    /// Printer or server are being asked.
    is_looking: bool,
    remark: Option<Remark>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Remark {
    /// The server gave no answer, or not the one that was wanted.
    Silent(Why),
    /// The preferences are on disk.
    Kept,
    /// They are not.
    NotKept,
}

impl Settings {
    /// The screen as it opens.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn update(&mut self, message: Message, (model, texts): (&Model, &Texts)) -> Action {
        match message {
            Message::Press(press) => self.press(&press, (model, texts)),
            Message::Open(section) => {
                self.show(section, model);
                Action::None
            }
            Message::Pick(index) => self.pick(index, model),
            Message::Hear(sound) => Action::Play(sound),
            Message::LookAgain => self.look_again(),
            Message::People(message) => {
                self.is_inside = true;
                self.people.update(message, model)
            }
            Message::Printing(message) => {
                self.is_inside = true;
                self.printing.update(message, (model, texts))
            }
            Message::Sums(message) => {
                self.is_inside = true;
                self.remark = None;
                self.sums.update(message, model)
            }
        }
    }

    /// Shows a section; what was half-typed in the last one is dropped.
    fn show(&mut self, section: Section, model: &Model) {
        *self = Self {
            section,
            sums: Sums::of(model),
            is_looking: self.is_looking,
            ..Self::default()
        };
    }

    fn press(&mut self, press: &Press, (model, texts): (&Model, &Texts)) -> Action {
        if *press == Press::Ctrl('r') {
            return self.look_again();
        }
        if self.is_inside {
            let taken = match self.section {
                Section::People => self.people.press(press, model),
                Section::Sums => {
                    self.remark = None;
                    self.sums.press(press, model)
                }
                Section::Printer => {
                    let taken = self.printing.press(press, (model, texts));
                    taken.or_else(|| (*press == Press::Enter).then(|| self.look_again()))
                }
                Section::Server if *press == Press::Enter => Some(self.look_again()),
                Section::Language
                | Section::Colours
                | Section::TextSize
                | Section::Customer
                | Section::Sounds
                | Section::Server
                | Section::Keys
                | Section::Lock => None,
            };
            if let Some(action) = taken {
                return action;
            }
        }
        match press {
            Press::Esc if !self.is_inside => Action::Go(Place::Sale),
            Press::Esc | Press::Tab | Press::BackTab if self.is_inside => {
                self.is_inside = false;
                Action::None
            }
            Press::Tab | Press::Enter | Press::Right if !self.is_inside => {
                self.enter(model);
                Action::None
            }
            Press::Down | Press::Right if self.is_inside => self.step(1, model),
            Press::Up | Press::Left if self.is_inside => self.step(-1, model),
            Press::Down => self.turn(1, model),
            Press::Up => self.turn(-1, model),
            Press::Char(c @ '1'..='9') => {
                let index = c.to_digit(10).and_then(|n| usize::try_from(n).ok());
                self.pick(index.unwrap_or(1) - 1, model)
            }
            _ => Action::None,
        }
    }

    fn enter(&mut self, model: &Model) {
        self.is_inside = self.section.takes_keys();
        if self.section == Section::Sums {
            self.sums = Sums::of(model);
        }
    }

    /// The section above or below in the menu.
    fn turn(&mut self, by: isize, model: &Model) -> Action {
        let at = Section::ALL.iter().position(|one| *one == self.section);
        let next = at.and_then(|at| at.checked_add_signed(by));
        if let Some(section) = next.and_then(|next| Section::ALL.get(next)) {
            self.show(*section, model);
        }
        Action::None
    }

    /// The option before or behind the present one.
    fn step(&mut self, by: isize, model: &Model) -> Action {
        let now = self.chosen(model);
        match now.and_then(|now| now.checked_add_signed(by)) {
            Some(next) if next < self.options() => self.pick(next, model),
            Some(_) | None => Action::None,
        }
    }

    /// How many options the arrows walk through.
    const fn options(&self) -> usize {
        match self.section {
            Section::Language => Language::ALL.len(),
            Section::Colours => ThemeChoice::ALL.len(),
            Section::TextSize => SIZES.len(),
            Section::Customer | Section::Sounds => 2,
            Section::Lock => MOST_MINUTES as usize,
            Section::Printer
            | Section::Server
            | Section::Keys
            | Section::People
            | Section::Sums => 0,
        }
    }

    /// The option that holds now.
    fn chosen(&self, model: &Model) -> Option<usize> {
        let prefs = &model.prefs;
        let of_switch = |is_on: bool| Some(usize::from(!is_on));
        match self.section {
            Section::Language => Language::ALL
                .iter()
                .position(|one| *one == model.language()),
            Section::Colours => ThemeChoice::ALL.iter().position(|one| *one == prefs.theme),
            Section::TextSize => SIZES.iter().position(|one| *one == prefs.text_percent),
            Section::Customer => of_switch(prefs.customer_window),
            Section::Sounds => of_switch(prefs.sounds),
            Section::Lock => usize::from(prefs.lock_after_min).checked_sub(1),
            Section::Printer
            | Section::Server
            | Section::Keys
            | Section::People
            | Section::Sums => None,
        }
    }

    fn pick(&mut self, index: usize, model: &Model) -> Action {
        self.remark = None;
        if self.section.is_guarded() && !may(model, Right::Settings) {
            return Action::None;
        }
        let mut prefs = model.prefs.clone();
        match self.section {
            Section::Language => match Language::ALL.get(index) {
                Some(language) => prefs.language = Some(*language),
                None => return Action::None,
            },
            Section::Colours => match ThemeChoice::ALL.get(index) {
                Some(theme) => prefs.theme = *theme,
                None => return Action::None,
            },
            Section::TextSize => match SIZES.get(index) {
                Some(percent) => prefs.text_percent = *percent,
                None => return Action::None,
            },
            Section::Sounds => match index {
                0 | 1 => prefs.sounds = index == 0,
                // Silence was chosen: nothing is played until it is taken back.
                _ if !prefs.sounds => return Action::None,
                _ => {
                    return Sound::ALL
                        .get(index - 2)
                        .map_or(Action::None, |sound| Action::Play(*sound));
                }
            },
            Section::Customer => match index {
                0 | 1 => {
                    prefs.customer_window = index == 0;
                    // The window may have been closed by hand: opened again even if it is set already.
                    return Action::CustomerWindow(prefs.customer_window)
                        .then(prefer(prefs, model));
                }
                _ => return Action::None,
            },
            Section::Lock => match u8::try_from(index + 1) {
                Ok(minutes) if minutes <= MOST_MINUTES => prefs.lock_after_min = minutes,
                Ok(_) | Err(_) => return Action::None,
            },
            Section::People => {
                self.is_inside = true;
                return self.people.update(people::Message::Choose(index), model);
            }
            Section::Printer | Section::Server | Section::Keys | Section::Sums => {
                return Action::None;
            }
        }
        prefer(prefs, model)
    }

    fn look_again(&mut self) -> Action {
        let ask = match self.section {
            Section::Printer => Ask::Printer,
            Section::Server => Ask::Deposit,
            Section::Language
            | Section::Colours
            | Section::TextSize
            | Section::Customer
            | Section::Sounds
            | Section::Keys
            | Section::People
            | Section::Lock
            | Section::Sums => return Action::None,
        };
        if self.is_looking {
            return Action::None;
        }
        self.is_looking = true;
        self.remark = None;
        Action::Ask(ask)
    }

    pub(crate) fn learn(&mut self, answer: &Answer, model: &Model) -> Action {
        match answer {
            Answer::Printer(_) => self.is_looking = false,
            Answer::Driven(driven) => self.printing.driven(driven, model),
            Answer::Places(found) => self.printing.found(found),
            Answer::PrinterChosen(chosen) => self.printing.chosen(chosen),
            Answer::Printed(outcome) => self.printing.printed(*outcome),
            Answer::Deposit(heard) => {
                // The program asks by itself as well: only what was asked for here is answered here.
                let was_asked = std::mem::take(&mut self.is_looking);
                if let (true, Err(why)) = (was_asked && self.section == Section::Server, heard) {
                    self.remark = Some(Remark::Silent(*why));
                }
            }
            Answer::PinKept => return self.people.kept(),
            Answer::PinRefused(id) => return self.people.refused(id),
            Answer::People(_) => self.people.listed(),
            Answer::Preferred if self.section == Section::Sums => self.remark = Some(Remark::Kept),
            Answer::Failed if self.people.is_asking() => return self.people.failed(),
            Answer::Failed if self.printing.failed() => self.remark = Some(Remark::NotKept),
            Answer::Failed if self.is_looking => self.is_looking = false,
            Answer::Failed => self.remark = Some(Remark::NotKept),
            Answer::Preferred
            | Answer::LastNumbers(_)
            | Answer::Day(_)
            | Answer::ByUse(_)
            | Answer::Similar(_)
            | Answer::Page { .. }
            | Answer::Count { .. }
            | Answer::Details(_)
            | Answer::SignIn(_) => {}
        }
        Action::None
    }

    pub(crate) fn keys(&self) -> Keys {
        let keys = Keys::live(&[1, 2, 3, 4, 5, 6, 7, 8, 11, 12]);
        if self.section == Section::Sums && self.sums.is_allowed() {
            return keys.named(10, "settings-key-keep").go(10);
        }
        if self.section == Section::Printer && self.is_inside && self.printing.is_answering() {
            return keys.named(10, "settings-key-keep").go(10);
        }
        if self.section == Section::Printer && self.is_inside {
            return keys.named(9, "settings-key-try").also(9);
        }
        keys
    }

    pub(crate) fn view<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        row![
            menu::menu(ui, (self.section, self.is_inside)),
            self.open_section(ui, model)
        ]
        .spacing(ui.m.gap)
        .into()
    }

    fn open_section<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let t = ui.t;
        let [_, title, why] = self.section.texts();
        let body = match self.section {
            Section::Language => tiles::languages(ui, self.chosen(model)),
            Section::Colours => tiles::colours(ui, (model, self.chosen(model))),
            Section::TextSize => tiles::sizes(ui, self.chosen(model)),
            Section::Customer => tiles::customer(ui, (model, self.chosen(model))),
            Section::Sounds => tiles::sounds(ui, self.chosen(model)),
            Section::Lock => tiles::lock(ui, (model, self.chosen(model))),
            Section::Printer => self
                .printing
                .view(ui, (model, self.is_looking, self.is_inside)),
            Section::Server => machine::server(ui, (model, self.is_looking)),
            Section::Keys => machine::keys(ui, model),
            Section::People => self.people.view(ui, model),
            Section::Sums => self.sums.view(ui, (model, self.is_inside)),
        };
        let mut page: Column<'a, Message> = Column::new();
        // A form has a title of its own and needs the room.
        if self.section != Section::People || !self.people.has_form() {
            page = page
                .push(bold(ui.say(title), TITLE, t.ink))
                .push(say(ui.say(why), SMALL, t.ink2))
                .push(gap(if ui.m.is_small { 12.0 } else { 20.0 }));
        }
        // The list of people scrolls by itself, so that its actions stay at the foot.
        page = if self.section == Section::People {
            page.push(container(body).height(Fill))
        } else {
            let body = container(body)
                .width(Fill)
                .padding(iced::padding::right(12));
            page.push(crate::ui::sheet::scroll(ui, body).height(Fill))
        };
        if self.section.is_guarded() && !may(model, Right::Settings) {
            let words = (
                ui.say("settings-owner-only"),
                vec![ui.say("settings-owner-only-do")],
            );
            page = page.push(gap(12.0)).push(notice(ui, Mark::Warn, words));
        }
        if let Some(remark) = self.remark {
            page = page.push(gap(12.0)).push(remark.view(ui));
        }
        let edge = if self.is_inside {
            (t.focus, 3.0)
        } else {
            (t.line, 1.0)
        };
        surface(page, (t.sheet, edge.0, edge.1), 16.0)
            .padding(ui.m.pad)
            .width(Fill)
            .height(Fill)
            .into()
    }
}

impl Remark {
    fn view<'a>(self, ui: &Ui<'a>) -> El<'a, Message> {
        let (which, words) = match self {
            Self::Silent(why) => (
                Mark::Offline,
                (
                    ui.with(
                        "settings-server-no",
                        &[("why", &report::why(ui.texts, why))],
                    ),
                    vec![ui.say("settings-server-no-do")],
                ),
            ),
            Self::Kept => (Mark::Progress, (ui.say("settings-kept"), Vec::new())),
            Self::NotKept => (
                Mark::Warn,
                (
                    ui.say("settings-not-kept"),
                    vec![ui.say("settings-not-kept-do")],
                ),
            ),
        };
        notice(ui, which, words)
    }
}

/// Whether whoever works here now may do so.
fn may(model: &Model, right: Right) -> bool {
    model
        .person
        .as_ref()
        .is_some_and(|person| person.role.may(right))
}

/// Keeps changed preferences; nothing to do where nothing changed.
fn prefer(prefs: Preferences, model: &Model) -> Action {
    if prefs == model.prefs {
        return Action::None;
    }
    Action::Ask(Ask::Prefer(prefs))
}
