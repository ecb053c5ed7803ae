//! The printer: how it is, which ones there are, another one, a paper to try it.

mod came;

use iced::Fill;
use iced::widget::{Column, column, row};
use paydesk_adapters::printer::{Found, PrinterAddress};
use paydesk_domain::people::Right;
use paydesk_domain::printer::PrinterState;
use paydesk_till::world::PrintOutcome;

use came::Came;

use super::machine::{facts, standing};
use super::profiles::{self, Profiles};
use super::slip::{self, Slip};
use super::{Message as Whole, choice, may};
use crate::desk::handle::{Ask, Chosen, Drive, Driven};
use crate::model::Model;
use crate::screen::Action;
use crate::text::Texts;
use crate::trial;
use crate::ui::button::{Kind, push};
use crate::ui::field::{Line, Stand, labelled, line, wrong};
use crate::ui::icon::Icon;
use crate::ui::keyboard::Press;
use crate::ui::mark::{Mark, notice};
use crate::ui::sheet::gap;
use crate::ui::words::{SMALL, say};
use crate::ui::{El, Ui};

/// An address is not longer.
const LONGEST: usize = 120;

/// What a person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    /// Look which printers there are.
    Find,
    /// The found one with this index.
    Choose(usize),
    /// The typed one.
    ChooseTyped,
    /// Print the paper that is none.
    Try,
    /// Show which profiles there are.
    Profiles,
    /// Use the one with this index.
    PickProfile(usize),
    /// Go to the top of them.
    FirstProfile,
    /// Print the self-test slip.
    SelfTest,
    /// What is done about the questions of the slip.
    Slip(slip::Message),
}

/// The section.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Printing {
    found: Option<Vec<Found>>,
    typed: String,
    refused: Option<String>,
    doing: Option<Doing>,
    came: Option<Came>,
    over: Option<Over>,
}

/// What stands in the place of the section.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Over {
    Profiles(Profiles),
    Slip(Slip),
}

/// What is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Finding,
    Choosing,
    Trying,
    Testing,
}

impl Printing {
    pub(super) fn update(&mut self, message: Message, (model, texts): (&Model, &Texts)) -> Action {
        if self.doing.is_some() {
            return Action::None;
        }
        match message {
            Message::Find => self.begin(Doing::Finding, Ask::FindPrinters),
            Message::Try => {
                let heading = model.shop.settings.shop.heading.clone();
                let paper = Box::new(trial::paper(heading, texts));
                self.begin(Doing::Trying, Ask::Print(paper))
            }
            Message::Profiles => self.drive(Doing::Finding, Drive::List, model),
            // The slip opens the drawer.
            Message::SelfTest => {
                self.drive(Doing::Testing, Drive::SelfTest(texts.language()), model)
            }
            Message::FirstProfile => {
                if let Some(Over::Profiles(profiles)) = &mut self.over {
                    profiles.first();
                }
                Action::None
            }
            Message::PickProfile(index) => match &self.over {
                Some(Over::Profiles(profiles)) => match profiles.name(index) {
                    Some(name) => self.drive(Doing::Choosing, Drive::Choose(name), model),
                    None => Action::None,
                },
                Some(Over::Slip(_)) | None => Action::None,
            },
            Message::Slip(message) => {
                let step = match &mut self.over {
                    Some(Over::Slip(slip)) => slip.update(message),
                    Some(Over::Profiles(_)) | None => slip::Step::Stay,
                };
                self.step(step, model)
            }
            Message::Choose(index) => {
                let found = self.found.as_ref().and_then(|found| found.get(index));
                match found.map(|found| found.address.clone()) {
                    Some(address) => self.choose(address, model),
                    None => Action::None,
                }
            }
            Message::ChooseTyped => match read(&self.typed) {
                Ok(address) => self.choose(address, model),
                Err(why) => {
                    self.refused = Some(why);
                    Action::None
                }
            },
        }
    }

    fn step(&mut self, step: slip::Step, model: &Model) -> Action {
        match step {
            slip::Step::Stay => Action::None,
            slip::Step::Close => {
                self.over = None;
                Action::None
            }
            slip::Step::Keep(answers) => self.drive(Doing::Choosing, Drive::Keep(answers), model),
        }
    }

    fn drive(&mut self, doing: Doing, drive: Drive, model: &Model) -> Action {
        if !may(model, Right::Settings) {
            return Action::None;
        }
        self.begin(doing, Ask::Drive(drive))
    }

    /// A key for what stands in the place of the section.
    fn press_over(&mut self, press: &Press, model: &Model) -> Option<Action> {
        match self.over.as_mut()? {
            Over::Slip(slip) => {
                let step = slip.press(press)?;
                Some(self.step(step, model))
            }
            Over::Profiles(profiles) => match profiles.press(press)? {
                profiles::Step::Stay => Some(Action::None),
                profiles::Step::Close => {
                    self.over = None;
                    Some(Action::None)
                }
                profiles::Step::Choose(index) => {
                    let name = profiles.name(index)?;
                    Some(self.drive(Doing::Choosing, Drive::Choose(name), model))
                }
            },
        }
    }

    /// Whether the questions of the slip are open.
    pub(super) const fn is_answering(&self) -> bool {
        matches!(self.over, Some(Over::Slip(_)))
    }

    fn choose(&mut self, address: PrinterAddress, model: &Model) -> Action {
        if !may(model, Right::Settings) {
            return Action::None;
        }
        self.begin(Doing::Choosing, Ask::ChoosePrinter(address))
    }

    fn begin(&mut self, doing: Doing, ask: Ask) -> Action {
        self.doing = Some(doing);
        self.refused = None;
        self.came = None;
        Action::Ask(ask)
    }

    /// A key while the section has the keyboard; nothing for one that is not its own.
    pub(super) fn press(&mut self, press: &Press, known: (&Model, &Texts)) -> Option<Action> {
        if self.doing.is_none()
            && let Some(action) = self.press_over(press, known.0)
        {
            return Some(action);
        }
        match press {
            Press::Ctrl('p') => return Some(self.update(Message::Profiles, known)),
            Press::Ctrl('t') => return Some(self.update(Message::SelfTest, known)),
            Press::F(9) => return Some(self.update(Message::Try, known)),
            Press::Ctrl('f') => return Some(self.update(Message::Find, known)),
            Press::Enter if !self.typed.is_empty() => {
                return Some(self.update(Message::ChooseTyped, known));
            }
            Press::Ctrl(c @ '1'..='9') => {
                let number = c.to_digit(10).and_then(|n| usize::try_from(n).ok());
                let index = number.unwrap_or(1) - 1;
                return Some(self.update(Message::Choose(index), known));
            }
            Press::Backspace => drop(self.typed.pop()),
            Press::Delete => self.typed.clear(),
            Press::Char(c) if may(known.0, Right::Settings) => {
                if self.typed.len() < LONGEST && !c.is_control() {
                    self.typed.push(*c);
                }
            }
            _ => return None,
        }
        self.refused = None;
        Some(Action::None)
    }

    pub(super) fn found(&mut self, found: &[Found]) {
        self.doing = None;
        self.found = Some(found.to_vec());
    }

    pub(super) fn chosen(&mut self, chosen: &Chosen) {
        self.doing = None;
        self.typed.clear();
        self.over = None;
        self.came = Some(Came::Chosen(chosen.clone()));
    }

    pub(super) fn driven(&mut self, driven: &Driven, model: &Model) {
        self.doing = None;
        match driven {
            Driven::Listed(lines) => {
                self.over = Some(Over::Profiles(Profiles::new(lines, &model.profile)));
            }
            Driven::Refused(what) => self.came = Some(Came::Refused(what.clone())),
            Driven::Slip(outcome) => {
                self.came = Some(Came::Tested(*outcome));
                // Even a slip that broke off may show a row that reads well.
                let is_there = matches!(
                    outcome,
                    Some(PrintOutcome::Printed | PrintOutcome::Sent | PrintOutcome::Uncertain)
                );
                self.over = is_there.then(|| Over::Slip(Slip::default()));
            }
        }
    }

    pub(super) fn printed(&mut self, outcome: PrintOutcome) {
        if self.doing == Some(Doing::Trying) {
            self.doing = None;
            self.came = Some(Came::Tried(outcome));
        }
    }

    /// The question was not answered; whether there was one.
    pub(super) fn failed(&mut self) -> bool {
        self.doing.take().is_some()
    }

    pub(super) fn view<'a>(
        &'a self,
        ui: &Ui<'a>,
        (model, is_looking, has_keys): (&'a Model, bool, bool),
    ) -> El<'a, Whole> {
        if let Some(over) = &self.over {
            let is_busy = self.doing.is_some();
            let shown = match over {
                Over::Profiles(profiles) => profiles.view(ui, (&model.profile, has_keys, is_busy)),
                Over::Slip(slip) => slip.view(ui, (has_keys, is_busy)),
            };
            let mut page: Column<'a, Whole> = Column::new().spacing(16);
            if let Some(came) = &self.came {
                page = page.push(came.view(ui));
            }
            return page.push(shown).into();
        }
        let key = trial::key(model.printer);
        let words = (
            ui.say(&format!("settings-printer-{key}")),
            ui.say(&format!("settings-printer-{key}-do")),
        );
        let state = match model.printer {
            None | Some(PrinterState::Ready | PrinterState::Unknown) => {
                standing(ui, Icon::Printer, words)
            }
            Some(PrinterState::NotReady(_)) => notice(ui, Mark::Refused, (words.0, vec![words.1])),
        };
        let columns = model.columns.to_string();
        let parameters = [("profile", model.profile.as_str()), ("columns", &columns)];
        let driven = ui.with("settings-printer-columns", &parameters);
        let all = vec![
            ("settings-printer-where", model.printer_at.clone()),
            ("settings-printer-profile", driven),
        ];
        let mut page: Column<'a, Whole> = column![state, gap(16.0)];
        if let Some(what) = &model.shop.template_fault {
            let why = ui.with("settings-template-refused-why", &[("what", what)]);
            let lines = vec![why, ui.say("settings-template-refused-do")];
            let words = (ui.say("settings-template-refused"), lines);
            page = page.push(notice(ui, Mark::Warn, words)).push(gap(16.0));
        }
        page = page.push(facts(ui, all)).push(gap(16.0));
        if let Some(came) = &self.came {
            page = page.push(came.view(ui)).push(gap(16.0));
        }
        page = page
            .push(self.buttons(ui, (is_looking, may(model, Right::Settings))))
            .push(gap(20.0));
        page = page.push(self.places(ui, model)).push(gap(16.0));
        if may(model, Right::Settings) {
            page = page.push(self.address(ui, has_keys));
        } else {
            page = page.push(say(ui.say("settings-owner-only"), SMALL, ui.t.ink2));
        }
        page.into()
    }

    fn buttons<'a>(&self, ui: &Ui<'a>, (is_looking, is_owner): (bool, bool)) -> El<'a, Whole> {
        let is_free = self.doing.is_none();
        let act = |kind, id: &str, cap: &'static str, message: Option<Whole>| {
            push(kind, ui.say(id)).cap(cap).on(ui, message)
        };
        let mine = |message| is_free.then_some(Whole::Printing(message));
        let (find, attempt) = match self.doing {
            Some(Doing::Finding) => ("settings-looking", "settings-printer-try"),
            Some(Doing::Trying) => ("settings-printer-find", "settings-printer-trying"),
            Some(Doing::Choosing | Doing::Testing) | None => {
                ("settings-printer-find", "settings-printer-try")
            }
        };
        let slip = if self.doing == Some(Doing::Testing) {
            "settings-printer-trying"
        } else {
            "settings-printer-slip"
        };
        let owners = |message| {
            let is_free = is_free && is_owner;
            is_free.then_some(Whole::Printing(message))
        };
        let look = if is_looking {
            "settings-looking"
        } else {
            "settings-printer-again"
        };
        row![
            act(
                Kind::Primary,
                look,
                "Ctrl R",
                (!is_looking).then_some(Whole::LookAgain)
            ),
            act(Kind::Secondary, attempt, "F9", mine(Message::Try)),
            act(Kind::Secondary, find, "Ctrl F", mine(Message::Find)),
            act(
                Kind::Secondary,
                "settings-printer-profiles",
                "Ctrl P",
                owners(Message::Profiles)
            ),
            act(Kind::Secondary, slip, "Ctrl T", owners(Message::SelfTest)),
        ]
        .spacing(12)
        .wrap()
        .into()
    }

    fn places<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Whole> {
        let Some(found) = &self.found else {
            return gap(0.0).into();
        };
        if found.is_empty() {
            return say(ui.say("settings-printer-none"), SMALL, ui.t.ink2).into();
        }
        let is_allowed = may(model, Right::Settings) && self.doing.is_none();
        let tiles = found.iter().take(9).enumerate().map(|(index, one)| {
            let address = one.address.to_string();
            let words = if one.title.is_empty() {
                address.clone()
            } else {
                format!("{} — {address}", one.title)
            };
            let message = Whole::Printing(Message::Choose(index));
            choice(
                ui,
                (format!("Ctrl {}", index + 1), words),
                (address == model.printer_at, is_allowed.then_some(message)),
            )
        });
        Column::with_children(tiles).spacing(8).width(Fill).into()
    }

    fn address<'a>(&'a self, ui: &Ui<'a>, has_keys: bool) -> El<'a, Whole> {
        let field = labelled(
            ui,
            (ui.say("settings-printer-other"), String::new()),
            line(
                ui,
                Line {
                    before: self.typed.clone(),
                    after: String::new(),
                    rest: String::new(),
                    hint: "192.168.1.50".to_owned(),
                    stand: Stand::of(has_keys, !self.typed.is_empty(), self.refused.is_some()),
                },
                (None, Whole::Printing(Message::ChooseTyped)),
            ),
        );
        let under: El<'a, Whole> = match (&self.refused, self.doing) {
            (Some(why), _) => wrong(ui, ui.with("settings-printer-bad", &[("why", why)])),
            (None, Some(Doing::Choosing)) => {
                say(ui.say("settings-printer-choosing"), SMALL, ui.t.ink2).into()
            }
            (None, _) => say(ui.say("settings-printer-other-do"), SMALL, ui.t.ink2).into(),
        };
        column![field, gap(6.0), under].into()
    }
}

/// A number alone is a printer in the network.
fn read(typed: &str) -> Result<PrinterAddress, String> {
    let typed = typed.trim();
    let is_bare = typed.starts_with(|sign: char| sign.is_ascii_digit());
    let full = if is_bare {
        format!("tcp:{typed}")
    } else {
        typed.to_owned()
    };
    full.parse()
        .map_err(|error: paydesk_adapters::printer::BadAddress| error.to_string())
}
