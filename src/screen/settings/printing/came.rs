//! What came of what was done about the printer, in words.

use paydesk_till::world::PrintOutcome;

use crate::desk::handle::Chosen;
use crate::screen::settings::Message as Whole;
use crate::trial;
use crate::ui::mark::{Mark, notice};
use crate::ui::{El, Ui};

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Came {
    Chosen(Chosen),
    Tried(PrintOutcome),
    /// How the printing of the slip ended; none where papers are files.
    Tested(Option<PrintOutcome>),
    /// A profile cannot be used.
    Refused(String),
}

impl Came {
    pub(super) fn view<'a>(&self, ui: &Ui<'a>) -> El<'a, Whole> {
        let (mark, words) = match self {
            Self::Tried(outcome) => {
                let mark = match outcome {
                    PrintOutcome::Printed | PrintOutcome::Sent => Mark::Progress,
                    PrintOutcome::Uncertain | PrintOutcome::NotReady => Mark::Warn,
                };
                let id = format!("printer-test-{}", trial::outcome_key(*outcome));
                (mark, (ui.say(&id), Vec::new()))
            }
            Self::Tested(outcome) => {
                let id = outcome.map_or_else(
                    || "settings-slip-nowhere".to_owned(),
                    |outcome| format!("settings-slip-{}", trial::outcome_key(outcome)),
                );
                let mark = match outcome {
                    Some(PrintOutcome::Printed | PrintOutcome::Sent) => Mark::Progress,
                    Some(PrintOutcome::Uncertain | PrintOutcome::NotReady) | None => Mark::Warn,
                };
                (mark, (ui.say(&id), Vec::new()))
            }
            Self::Refused(what) => {
                let words = ui.with("settings-profile-refused", &[("what", what)]);
                (
                    Mark::Warn,
                    (words, vec![ui.say("settings-profile-refused-do")]),
                )
            }
            Self::Chosen(chosen) => {
                let columns = chosen.columns.to_string();
                let parameters = [("profile", chosen.profile.as_str()), ("columns", &columns)];
                let manner = ui.with("settings-printer-as", &parameters);
                let head = ui.with("settings-printer-chosen", &[("address", &chosen.address)]);
                match chosen.learnt {
                    Ok(habits) => (
                        Mark::Progress,
                        (head, vec![manner, ui.say(trial::manner(habits))]),
                    ),
                    Err(fault) => {
                        let fault = ui.say(&format!("printer-{}", fault.as_key()));
                        let line = ui.with("printer-kept-unseen", &[("fault", &fault)]);
                        (Mark::Warn, (head, vec![manner, line]))
                    }
                }
            }
        };
        notice(ui, mark, words)
    }
}
