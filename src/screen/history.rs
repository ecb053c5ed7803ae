//! The history: every payment ever taken here, found by anything printed on its paper. Only the rows that are seen
//! are read, however many there are.

mod view;

use crate::desk::handle::{Answer, Ask};
use crate::model::{DAY_MS, Model};
use crate::screen::{Action, Place};
use crate::ui::key_bar::Keys;
use crate::ui::keyboard::Press;
use paydesk_adapters::sqlite::{Filter, StageGroup};
use paydesk_domain::payment::Stage;
use paydesk_domain::time::Timestamp;
use paydesk_till::payment::Payment;

/// Rows read beyond those that are seen, above and below.
const MARGIN: u32 = 20;

const ROW: f32 = 57.0;

/// Longest search that is typed.
const MOST: usize = 80;

/// What a cashier does.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Message {
    Press(Press),
    /// The row at this place of the whole list.
    Choose(u32),
    Scroll(iced::mouse::ScrollDelta),
    Period(Period),
    State,
    Open,
    Copy,
    Again,
    FocusSearch,
}

/// Which days are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Period {
    Today,
    Week,
    Month,
    All,
}

impl Period {
    const ALL: [Self; 4] = [Self::Today, Self::Week, Self::Month, Self::All];

    const fn word_id(self) -> &'static str {
        match self {
            Self::Today => "period-today",
            Self::Week => "period-week",
            Self::Month => "period-month",
            Self::All => "period-all",
        }
    }

    fn from(self, model: &Model) -> Option<Timestamp> {
        let days = match self {
            Self::Today => 0,
            Self::Week => 6,
            Self::Month => 30,
            Self::All => return None,
        };
        Some(model.today().plus_ms(-days * DAY_MS))
    }
}

/// How far reading has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Done { took_ms: i64 },
    Under,
    Failed,
}

/// The screen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct History {
    typed: String,
    period: Period,
    group: Option<StageGroup>,
    found: u32,
    /// All payments ever taken, for "8 of 104 318".
    all: u32,
    chosen: u32,
    /// First row that is seen.
    top: u32,
    /// Rows that were read, from this place on.
    rows: Vec<Payment>,
    rows_from: u32,
    turn: u64,
    reading: Reading,
}

impl History {
    pub(crate) const fn new() -> Self {
        Self {
            typed: String::new(),
            period: Period::All,
            group: None,
            found: 0,
            all: 0,
            chosen: 0,
            top: 0,
            rows: Vec::new(),
            rows_from: 0,
            turn: 0,
            reading: Reading::Under,
        }
    }

    fn filter(&self, model: &Model) -> Filter {
        let point = model.shop.settings.point.as_wire().to_owned();
        let mut filter = if self.typed.trim().is_empty() {
            Filter::default()
        } else {
            Filter::from_text(&self.typed, &point)
        };
        match day_typed(&self.typed, model) {
            // A date is a day of its own, whatever period is chosen.
            Some(day) => {
                filter = Filter {
                    from: Some(day),
                    until: Some(day.plus_ms(DAY_MS)),
                    ..Filter::default()
                };
            }
            None => filter.from = self.period.from(model),
        }
        filter.group = self.group;
        filter
    }

    /// Reads anew, from the top.
    pub(crate) fn search(&mut self, model: &Model) -> Action {
        self.turn += 1;
        self.reading = Reading::Under;
        self.top = 0;
        self.chosen = 0;
        let count = Action::Ask(Ask::Count {
            filter: self.filter(model),
            turn: self.turn,
        });
        count.then(self.read(model))
    }

    /// Reads the rows around those that are seen.
    fn read(&self, model: &Model) -> Action {
        let offset = self.top.saturating_sub(MARGIN);
        Action::Ask(Ask::Page {
            filter: self.filter(model),
            offset,
            limit: 40 + 2 * MARGIN,
            turn: self.turn,
        })
    }

    fn row(&self, place: u32) -> Option<&Payment> {
        let at = place.checked_sub(self.rows_from)?;
        self.rows.get(usize::try_from(at).ok()?)
    }

    fn chosen_row(&self) -> Option<&Payment> {
        self.row(self.chosen)
    }

    /// Moves to a row and reads further where it is not there yet.
    fn go_to(&mut self, place: u32, seen: u32, model: &Model) -> Action {
        let last = self.found.saturating_sub(1);
        self.chosen = place.min(last);
        if self.chosen < self.top {
            self.top = self.chosen;
        }
        let seen = seen.max(1);
        if self.chosen >= self.top + seen {
            self.top = self.chosen + 1 - seen;
        }
        self.read_if_needed(seen, model)
    }

    fn read_if_needed(&self, seen: u32, model: &Model) -> Action {
        let until = (self.top + seen).min(self.found);
        let have = self.rows_from..self.rows_from + u32::try_from(self.rows.len()).unwrap_or(0);
        let has_all = self.top >= have.start && until <= have.end;
        if has_all {
            Action::None
        } else {
            self.read(model)
        }
    }

    pub(crate) fn update(&mut self, message: Message, model: &Model) -> Action {
        let seen = 8;
        match message {
            Message::Press(press) => self.press(&press, model),
            Message::Choose(place) => {
                let was = self.chosen;
                let moved = self.go_to(place, seen, model);
                // The second press on one row opens it.
                if was == place {
                    return self.open();
                }
                moved
            }
            Message::Scroll(delta) => {
                let lines = match delta {
                    iced::mouse::ScrollDelta::Lines { y, .. } => y * 3.0,
                    iced::mouse::ScrollDelta::Pixels { y, .. } => y / ROW,
                };
                let last = self.found.saturating_sub(1);
                let step = lines.abs().ceil().min(1000.0) as u32;
                self.top = if lines > 0.0 {
                    self.top.saturating_sub(step)
                } else {
                    (self.top + step).min(last)
                };
                self.chosen = self.chosen.clamp(self.top, self.top + seen - 1).min(last);
                self.read_if_needed(seen, model)
            }
            Message::Period(period) => {
                self.period = period;
                self.search(model)
            }
            Message::State => {
                self.group = match self.group {
                    None => Some(StageGroup::Paid),
                    Some(StageGroup::Paid) => Some(StageGroup::Refused),
                    Some(StageGroup::Refused) => Some(StageGroup::Open),
                    Some(StageGroup::Open) => Some(StageGroup::Owed),
                    Some(StageGroup::Owed) => None,
                };
                self.search(model)
            }
            Message::Open => self.open(),
            Message::Copy => self.chosen_row().map_or(Action::None, |payment| {
                if payment.stage() == Stage::Paid {
                    Action::Copy(payment.id)
                } else {
                    Action::None
                }
            }),
            Message::Again => self.chosen_row().map_or(Action::None, |payment| {
                Action::Repeat(Box::new(payment.clone()))
            }),
            Message::FocusSearch => Action::None,
        }
    }

    fn open(&self) -> Action {
        self.chosen_row()
            .map_or(Action::None, |payment| Action::Open(payment.id))
    }

    fn press(&mut self, press: &Press, model: &Model) -> Action {
        let seen = 8;
        match press {
            Press::Down => self.go_to(self.chosen + 1, seen, model),
            Press::Up => self.go_to(self.chosen.saturating_sub(1), seen, model),
            Press::PageDown => self.go_to(self.chosen + seen, seen, model),
            Press::PageUp => self.go_to(self.chosen.saturating_sub(seen), seen, model),
            Press::Home => self.go_to(0, seen, model),
            Press::End => self.go_to(self.found.saturating_sub(1), seen, model),
            Press::Enter => self.open(),
            Press::F(9) => self.update(Message::Copy, model),
            Press::Ctrl('r') => self.update(Message::Again, model),
            Press::Ctrl('v') => Action::Paste,
            Press::Ctrl('s') => self.update(Message::State, model),
            Press::Ctrl(c @ '1'..='4') => {
                let index = c
                    .to_digit(10)
                    .and_then(|n| usize::try_from(n).ok())
                    .unwrap_or(1);
                self.update(Message::Period(Period::ALL[index - 1]), model)
            }
            Press::Esc if !self.typed.is_empty() => {
                self.typed.clear();
                self.search(model)
            }
            Press::Esc => Action::Go(Place::Sale),
            Press::Backspace => {
                if self.typed.pop().is_some() {
                    return self.search(model);
                }
                Action::None
            }
            Press::Char(c) if !c.is_control() && self.typed.chars().count() < MOST => {
                self.typed.push(*c);
                self.search(model)
            }
            _ => Action::None,
        }
    }

    /// What was copied: only its first characters can be anything that stands on a paper.
    pub(crate) fn pasted(&mut self, text: Option<String>, model: &Model) -> Action {
        let Some(text) = text else {
            return Action::None;
        };
        self.typed = text
            .chars()
            .filter(|c| !c.is_control())
            .take(MOST)
            .collect();
        self.search(model)
    }

    pub(crate) fn learn(&mut self, answer: &Answer) -> Action {
        match answer {
            Answer::Page { rows, offset, turn } if *turn == self.turn => {
                self.rows.clone_from(rows);
                self.rows_from = *offset;
            }
            Answer::Count {
                found,
                took_ms,
                turn,
            } if *turn == self.turn => {
                self.found = *found;
                self.reading = Reading::Done { took_ms: *took_ms };
                let is_whole = self.typed.trim().is_empty()
                    && self.period == Period::All
                    && self.group.is_none();
                if is_whole {
                    self.all = *found;
                }
            }
            Answer::Failed => self.reading = Reading::Failed,
            Answer::Page { .. }
            | Answer::Count { .. }
            | Answer::LastNumbers(_)
            | Answer::Day(_)
            | Answer::ByUse(_)
            | Answer::Similar(_)
            | Answer::Details(_)
            | Answer::People(_)
            | Answer::SignIn(_)
            | Answer::PinKept
            | Answer::PinRefused(_)
            | Answer::Deposit(_)
            | Answer::Printer(_)
            | Answer::Places(_)
            | Answer::PrinterChosen(_)
            | Answer::Driven(_)
            | Answer::Printed(_)
            | Answer::Preferred => {}
        }
        Action::None
    }

    /// A payment changed while the list is open: the row keeps its place.
    pub(crate) fn told(&mut self, payment: &Payment) {
        if let Some(row) = self.rows.iter_mut().find(|row| row.id == payment.id) {
            *row = payment.clone();
        }
    }

    pub(crate) fn keys() -> Keys {
        Keys::live(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12]).on(7)
    }
}

/// The beginning of a day written as `12.11.2026`, at the point.
fn day_typed(text: &str, model: &Model) -> Option<Timestamp> {
    let mut parts = text.trim().split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_date = parts.next().is_none()
        && year.len() == 4
        && [day, month, year]
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    if !is_date {
        return None;
    }
    let iso = format!("{year}-{month:0>2}-{day:0>2}T00:00:00.000Z");
    let midnight = Timestamp::parse_iso(&iso).ok()?;
    Some(midnight.plus_ms(-i64::from(model.offset()) * 60_000))
}
