//! The printer: how it is, which ones there are, another one, a paper to try it.

use iced::Fill;
use iced::widget::{Column, column, row};
use paydesk_adapters::printer::{Found, PrinterAddress};
use paydesk_domain::people::Right;
use paydesk_domain::printer::PrinterState;
use paydesk_till::world::PrintOutcome;

use super::machine::{facts, standing};
use super::{Message as Whole, choice, may};
use crate::desk::handle::{Ask, Chosen};
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
}

/// The section.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Printing {
    found: Option<Vec<Found>>,
    typed: String,
    refused: Option<String>,
    doing: Option<Doing>,
    came: Option<Came>,
}

/// What is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Finding,
    Choosing,
    Trying,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Came {
    Chosen(Chosen),
    Tried(PrintOutcome),
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
        match press {
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
        self.came = Some(Came::Chosen(chosen.clone()));
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
        let all = vec![
            ("settings-printer-where", model.printer_at.clone()),
            ("settings-printer-columns", model.shop.columns.to_string()),
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
        page = page.push(self.buttons(ui, is_looking)).push(gap(20.0));
        page = page.push(self.places(ui, model)).push(gap(16.0));
        if may(model, Right::Settings) {
            page = page.push(self.address(ui, has_keys));
        } else {
            page = page.push(say(ui.say("settings-owner-only"), SMALL, ui.t.ink2));
        }
        page.into()
    }

    fn buttons<'a>(&self, ui: &Ui<'a>, is_looking: bool) -> El<'a, Whole> {
        let is_free = self.doing.is_none();
        let act = |kind, id: &str, cap: &'static str, message: Option<Whole>| {
            push(kind, ui.say(id)).cap(cap).on(ui, message)
        };
        let mine = |message| is_free.then_some(Whole::Printing(message));
        let (find, attempt) = match self.doing {
            Some(Doing::Finding) => ("settings-looking", "settings-printer-try"),
            Some(Doing::Trying) => ("settings-printer-find", "settings-printer-trying"),
            Some(Doing::Choosing) | None => ("settings-printer-find", "settings-printer-try"),
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

impl Came {
    fn view<'a>(&self, ui: &Ui<'a>) -> El<'a, Whole> {
        let (mark, words) = match self {
            Self::Tried(outcome) => {
                let mark = match outcome {
                    PrintOutcome::Printed | PrintOutcome::Sent => Mark::Progress,
                    PrintOutcome::Uncertain | PrintOutcome::NotReady => Mark::Warn,
                };
                let id = format!("printer-test-{}", trial::outcome_key(*outcome));
                (mark, (ui.say(&id), Vec::new()))
            }
            Self::Chosen(chosen) => {
                let head = ui.with("settings-printer-chosen", &[("address", &chosen.address)]);
                match chosen.learnt {
                    Ok(habits) => (Mark::Progress, (head, vec![ui.say(trial::manner(habits))])),
                    Err(fault) => {
                        let fault = ui.say(&format!("printer-{}", fault.as_key()));
                        let line = ui.with("printer-kept-unseen", &[("fault", &fault)]);
                        (Mark::Warn, (head, vec![line]))
                    }
                }
            }
        };
        notice(ui, mark, words)
    }
}
