//! Tells a scanner that types from a person: keys less than 30 ms apart that Enter ends are a code, not typing.
//!
//! A code must press nothing: `+` is Confirm, digits are a PIN or an answer, Enter goes on. So keys are held until it
//! is clear who typed them, at most some 30 ms. What is held too long was typed by a person and goes its way, in order.
//! Time is that of the window's clock; no clock is read here.

use paydesk_adapters::scanner::{MAX_SCAN, Scan};
use paydesk_domain::bill::Bill;
use paydesk_domain::time::Timestamp;

use crate::ui::keyboard::{Key, Press};

/// A person is slower than this between two keys.
pub(super) const GAP_MS: i64 = 30;
/// Shorter codes are none: a person may well press two keys and Enter at once.
const LEAST: usize = 4;
/// What stood before a code was typed so long before it. Otherwise the window was busy while the code came, and its
/// beginning may have been taken for typing: such a code is refused, for half a number is another number.
const QUIET_MS: i64 = 300;
/// Scanners end a code with CR and LF: for so long a second end is no key.
const TAIL_MS: i64 = 100;

/// What the keys so far come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// A key as any other.
    Press(Press),
    /// A key that is acted upon although it may begin a code: what stood before is kept.
    First(Press),
    /// The first key was one of a code: what stood before comes back.
    TakeBack,
    /// A code.
    Scan(Scan),
}

/// Keys that may be a code.
#[derive(Debug, Default)]
pub(super) struct Wedge {
    held: Vec<Key>,
    /// The first of them was acted upon.
    is_first_out: bool,
    /// Nothing was typed shortly before the first of them.
    is_after_quiet: bool,
    is_too_long: bool,
    last_at: Option<Timestamp>,
    code_at: Option<Timestamp>,
    /// Counts keys, so that a pause can be told from one in which another key came.
    turn: u64,
    is_armed: bool,
}

impl Wedge {
    /// One key at its moment. Where `may_undo`, the first key of what may be a code is acted upon at once, so that a
    /// person does not wait for the glyph.
    pub(super) fn key(&mut self, key: Key, (at, may_undo): (Timestamp, bool)) -> Vec<Heard> {
        self.turn = self.turn.wrapping_add(1);
        let gap = self.last_at.map(|last| at.ms_since(last));
        self.last_at = Some(at);
        let since_code = self.code_at.map(|ended| at.ms_since(ended));
        let is_end = matches!(key.press, Press::Enter | Press::Ctrl('j' | 'm'));
        if is_end && since_code.is_some_and(|passed| (0..TAIL_MS).contains(&passed)) {
            return Vec::new();
        }
        let follows_code = self.code_at.take().is_some();
        // A clock that was set back says nothing: the code is refused by the next rule.
        let is_fast = gap.is_some_and(|gap| (0..GAP_MS).contains(&gap));
        let mut heard = if is_fast { Vec::new() } else { self.release() };
        match key.press {
            Press::Char(_) if self.held.is_empty() => {
                let is_quiet = gap.is_none_or(|gap| gap >= QUIET_MS);
                self.is_after_quiet = follows_code || is_quiet;
                self.is_first_out = may_undo;
                if may_undo {
                    heard.push(Heard::First(key.press.clone()));
                }
                self.held.push(key);
            }
            Press::Char(_) if self.held.len() < MAX_SCAN => self.held.push(key),
            Press::Char(_) => self.is_too_long = true,
            Press::Enter if self.held.len() >= LEAST => {
                self.code_at = Some(at);
                heard.extend(self.end());
            }
            // Control characters of a code, as scanners type them: lost, and no command.
            Press::Ctrl(_) if self.held.len() >= LEAST => {}
            _ => {
                heard.extend(self.release());
                heard.push(Heard::Press(key.press));
            }
        }
        heard
    }

    /// Whether a pause has to be waited for now, and under which number.
    pub(super) fn arm(&mut self) -> Option<u64> {
        // A key that was acted upon already waits for nothing.
        let waiting = self
            .held
            .len()
            .saturating_sub(usize::from(self.is_first_out));
        if waiting == 0 || self.is_armed {
            return None;
        }
        self.is_armed = true;
        Some(self.turn)
    }

    /// A pause is over. Nothing came in it: a person typed what is held.
    pub(super) fn settle(&mut self, turn: u64) -> Vec<Heard> {
        self.is_armed = false;
        if turn == self.turn {
            self.release()
        } else {
            Vec::new()
        }
    }

    /// What is held, as keys.
    fn release(&mut self) -> Vec<Heard> {
        let skipped = usize::from(std::mem::take(&mut self.is_first_out));
        self.is_too_long = false;
        let held = std::mem::take(&mut self.held);
        // So many keys at once may be a code that no Enter ended: it never confirms.
        let is_many = held.len() >= LEAST;
        held.into_iter()
            .skip(skipped)
            .filter(|key| !is_many || key.press != Press::Char('+'))
            .map(|key| Heard::Press(key.press))
            .collect()
    }

    /// What is held, as a code.
    fn end(&mut self) -> Vec<Heard> {
        let held = std::mem::take(&mut self.held);
        let is_whole = self.is_after_quiet && !std::mem::take(&mut self.is_too_long);
        let scan = if is_whole {
            Scan::Text(text(&held))
        } else {
            Scan::Unreadable
        };
        let back = std::mem::take(&mut self.is_first_out).then_some(Heard::TakeBack);
        back.into_iter().chain([Heard::Scan(scan)]).collect()
    }
}

/// The text of a code. A scanner presses the keys of a Latin keyboard whatever the layout makes of them, so where the
/// layout is another one the text stands in the places of the keys. Letters that were meant as they came are kept.
fn text(held: &[Key]) -> String {
    let typed: String = held
        .iter()
        .filter_map(|key| match key.press {
            Press::Char(c) => Some(c),
            _ => None,
        })
        .collect();
    if Bill::looks_like(&typed) {
        return typed;
    }
    match held.iter().map(|key| key.latin).collect::<Option<String>>() {
        // Caps Lock is another layout.
        Some(by_place) if Bill::looks_like(&by_place) || !typed.is_ascii() => by_place,
        Some(_) | None => typed,
    }
}

#[cfg(test)]
mod tests;
