//! The printer profiles that a shop can choose from.

use iced::Fill;
use iced::widget::{Column, column};

use super::printing::Message as Printing;
use super::{Message as Whole, choice};
use crate::desk::handle::ProfileLine;
use crate::ui::keyboard::Press;
use crate::ui::words::{LEAD, SMALL, bold, say};
use crate::ui::{El, Ui};

/// The list, and where the arrows stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Profiles {
    lines: Vec<ProfileLine>,
    at: usize,
}

/// What came of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Stay,
    Choose(usize),
    Close,
}

impl Profiles {
    /// A list that begins at the profile in use.
    pub(super) fn new(lines: &[ProfileLine], in_use: &str) -> Self {
        let at = lines.iter().position(|line| line.name == in_use);
        Self {
            lines: lines.to_vec(),
            at: at.unwrap_or(0),
        }
    }

    /// The name of a profile that can be used.
    pub(super) fn name(&self, index: usize) -> Option<String> {
        let line = self.lines.get(index)?;
        line.profile.is_ok().then(|| line.name.clone())
    }

    /// Goes to the top.
    pub(super) const fn first(&mut self) {
        self.at = 0;
    }

    /// A key; nothing for one that is not its own.
    pub(super) fn press(&mut self, press: &Press) -> Option<Step> {
        let last = self.lines.len().saturating_sub(1);
        match press {
            Press::Esc => return Some(Step::Close),
            Press::Enter => return Some(Step::Choose(self.at)),
            Press::Down | Press::Tab => self.at = (self.at + 1).min(last),
            Press::Up | Press::BackTab => self.at = self.at.saturating_sub(1),
            Press::Home => self.first(),
            Press::End => self.at = last,
            _ => return None,
        }
        Some(Step::Stay)
    }

    pub(super) fn view<'a>(
        &'a self,
        ui: &Ui<'a>,
        (in_use, has_keys, is_busy): (&str, bool, bool),
    ) -> El<'a, Whole> {
        // The one that Enter takes stays in sight without a wheel.
        let from = self.at.saturating_sub(1);
        let above = (from > 0).then(|| {
            let words = ui.with("settings-profiles-above", &[("count", &from.to_string())]);
            let message = Whole::Printing(Printing::FirstProfile);
            choice(ui, ("Home".to_owned(), words), (false, Some(message)))
        });
        let tiles = self
            .lines
            .iter()
            .enumerate()
            .skip(from)
            .map(|(index, line)| {
                let is_at = has_keys && index == self.at;
                let words = match &line.profile {
                    Ok(shown) => {
                        let columns = shown.columns.to_string();
                        let parameters = [
                            ("name", line.name.as_str()),
                            ("title", &shown.title),
                            ("columns", &columns),
                            ("page", &shown.page),
                        ];
                        ui.with(
                            if line.is_own {
                                "settings-profile-own"
                            } else {
                                "settings-profile"
                            },
                            &parameters,
                        )
                    }
                    Err(what) => {
                        let parameters = [("name", line.name.as_str()), ("what", what)];
                        ui.with("printer-bad", &parameters)
                    }
                };
                let is_free = line.profile.is_ok() && !is_busy;
                let message = is_free.then_some(Whole::Printing(Printing::PickProfile(index)));
                let key = if is_at { "Enter" } else { "" };
                choice(ui, (key.to_owned(), words), (line.name == in_use, message))
            });
        column![
            bold(ui.say("settings-profiles-title"), LEAD, ui.t.ink),
            say(ui.say("settings-profiles-do"), SMALL, ui.t.ink2),
            Column::with_children(above.into_iter().chain(tiles))
                .spacing(8)
                .width(Fill),
        ]
        .spacing(12)
        .into()
    }
}
