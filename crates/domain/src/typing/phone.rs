//! A telephone number, key by key.

use std::fmt::{self, Debug, Formatter};

use super::line::{Line, moves};
use super::{ImpossibleWhy, NotTyped, pasteable};
use crate::phone::{BadPhone, Phone, Region, stands_between};
use crate::pii::Pii;

/// A telephone number while it is typed. Prints itself masked.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneTyping {
    region: Region,
    mobile_only: bool,
    line: Line,
    prefix: Prefix,
}

/// What was typed before the national number. It is not shown: the country stands before the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prefix {
    /// Nothing yet.
    Open,
    /// The `0` before a national number; a second one begins the code of a country.
    Zero,
    /// The code of a country was announced, and so many digits of it have come.
    Code(usize),
    /// The whole code; Bulgarian cards write a `(0)` behind it.
    CodeDone,
    /// All that can come was there.
    Done,
}

/// What becomes of a digit while the field is empty.
enum First {
    /// It belongs before the national number.
    Swallow(Prefix),
    /// It belongs to the national number.
    Keep,
    Refuse(ImpossibleWhy),
}

impl PhoneTyping {
    /// An empty field for numbers of a region; perhaps for mobile numbers alone.
    #[must_use]
    pub fn new(region: Region, mobile_only: bool) -> Self {
        Self {
            region,
            mobile_only,
            line: Line::default(),
            prefix: Prefix::Open,
        }
    }

    /// The national digits so far; with the country code for [`Region::Other`].
    #[must_use]
    pub fn digits(&self) -> &str {
        self.line.text()
    }

    /// Most digits the field takes: 10 in Russia and Kazakhstan, 9 in Bulgaria, 15 elsewhere.
    #[must_use]
    pub const fn expected(&self) -> usize {
        match self.region {
            Region::Ru | Region::Kz => 10,
            Region::Bg => 9,
            Region::Other => 15,
        }
    }

    /// Sizes of the groups in which the digits are shown; together [`PhoneTyping::expected`].
    #[must_use]
    pub const fn groups(&self) -> &'static [usize] {
        match self.region {
            Region::Ru | Region::Kz => &[3, 3, 2, 2],
            Region::Bg => &[2, 3, 4],
            Region::Other => &[3, 3, 3, 3, 3],
        }
    }

    /// What stands before the field: `+7`, `+359`, or `+` where the country code is typed.
    #[must_use]
    pub const fn country(&self) -> &'static str {
        match self.region {
            Region::Ru | Region::Kz => "+7",
            Region::Bg => "+359",
            Region::Other => "+",
        }
    }

    /// How numbers begin that the field takes; empty if in no particular way.
    #[must_use]
    pub const fn starts(&self) -> &'static [&'static str] {
        match (self.region, self.mobile_only) {
            (Region::Ru, true) => &["9"],
            (Region::Ru, false) => &["3", "4", "8", "9"],
            (Region::Kz, true) => &["7"],
            (Region::Kz, false) => &["6", "7"],
            (Region::Bg, true) => &["43", "87", "88", "89", "98", "99"],
            (Region::Bg, false) => &["2", "3", "4", "5", "6", "7", "8", "9"],
            (Region::Other, _) => &[],
        }
    }

    /// Whether the digits are a whole number. Bulgarian numbers of fixed lines may be so with eight
    /// digits, foreign ones from eight digits on.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.phone().is_some()
    }

    /// The number, once it is whole.
    #[must_use]
    pub fn phone(&self) -> Option<Phone> {
        let text = format!("{}{}", self.country(), self.digits());
        self.read(&text).ok()
    }

    /// Types one character at the caret. Blanks, hyphens, brackets, points, a leading `+` and what
    /// people type before a national number (`8`, `+7`, `0`, `+359`) are taken without being kept.
    ///
    /// # Errors
    /// [`NotTyped::Impossible`], [`NotTyped::Full`], [`NotTyped::Character`].
    pub fn type_char(&mut self, c: char) -> Result<(), NotTyped> {
        match c {
            '0'..='9' => self.type_digit(c),
            '+' => self.type_plus(),
            _ if stands_between(c) && !c.is_control() => Ok(()),
            _ => Err(NotTyped::Character),
        }
    }

    /// Puts a whole number in place of what was typed.
    ///
    /// # Errors
    /// [`NotTyped::TooLong`], or [`NotTyped::Paste`] with what is wrong.
    pub fn paste(&mut self, text: &str) -> Result<(), NotTyped> {
        pasteable(text)?;
        let phone = self.read(text).map_err(NotTyped::Paste)?;
        self.line.replace(phone.national().to_owned());
        self.prefix = Prefix::Done;
        Ok(())
    }

    /// Removes the digit before the caret.
    pub fn backspace(&mut self) {
        self.line.backspace();
        self.begin_if_empty();
    }

    /// Removes the digit behind the caret.
    pub fn delete(&mut self) {
        self.line.delete();
        self.begin_if_empty();
    }

    /// Removes everything.
    pub fn clear(&mut self) {
        self.line.clear();
        self.begin_if_empty();
    }

    fn begin_if_empty(&mut self) {
        if self.line.is_empty() {
            self.prefix = Prefix::Open;
        }
    }

    fn read(&self, text: &str) -> Result<Phone, BadPhone> {
        let phone = Phone::parse(text, self.region)?;
        if self.mobile_only && !self.may_begin(phone.national()) {
            return Err(BadPhone::Prefix);
        }
        Ok(phone)
    }

    fn type_plus(&mut self) -> Result<(), NotTyped> {
        match self.prefix {
            Prefix::Open | Prefix::Code(0) if self.line.is_empty() => {
                self.prefix = Prefix::Code(0);
                Ok(())
            }
            Prefix::Open | Prefix::Zero | Prefix::Code(_) | Prefix::CodeDone | Prefix::Done => {
                Err(NotTyped::Character)
            }
        }
    }

    fn type_digit(&mut self, digit: char) -> Result<(), NotTyped> {
        if self.line.is_empty() {
            match self.first(digit) {
                First::Swallow(prefix) => {
                    self.prefix = prefix;
                    return Ok(());
                }
                First::Refuse(why) => return Err(NotTyped::Impossible { digit, why }),
                First::Keep => {}
            }
        }
        if self.digits().len() >= self.expected() {
            return Err(NotTyped::Full);
        }
        if self.was_long_distance(digit) {
            self.line.clear();
            self.prefix = Prefix::Done;
        }
        let next = self.line.with(digit);
        // Behind the first two digits nothing is impossible. There a number whose first digit was
        // just erased can still be mended.
        if self.caret() < 2
            && let Err(why) = self.possible(&next)
        {
            return Err(NotTyped::Impossible { digit, why });
        }
        self.line.insert(digit);
        Ok(())
    }

    fn first(&self, digit: char) -> First {
        let code = self.country().trim_start_matches('+');
        match (self.prefix, self.region, digit) {
            (Prefix::Code(_), Region::Other, _) => First::Keep,
            (Prefix::Code(had), Region::Ru | Region::Bg | Region::Kz, _) => coded(code, had, digit),
            (Prefix::CodeDone, Region::Bg, '0') => First::Swallow(Prefix::Done),
            (Prefix::Open, Region::Bg | Region::Other, '0') => First::Swallow(Prefix::Zero),
            (Prefix::Zero, Region::Bg | Region::Other, '0') => First::Swallow(Prefix::Code(0)),
            (Prefix::Zero, Region::Other, _) => First::Refuse(ImpossibleWhy::Prefix),
            // No mobile number begins so: it can only be the long-distance prefix or the country
            // code.
            (Prefix::Open, Region::Ru, '7' | '8') if self.mobile_only => {
                First::Swallow(Prefix::Done)
            }
            (Prefix::Open, Region::Kz, '8') => First::Swallow(Prefix::Done),
            (Prefix::Open, Region::Bg, '3') if self.mobile_only => First::Swallow(Prefix::Code(1)),
            (
                Prefix::Open | Prefix::Zero | Prefix::CodeDone | Prefix::Done,
                Region::Ru | Region::Bg | Region::Kz | Region::Other,
                _,
            ) => First::Keep,
        }
    }

    /// Russian numbers of fixed lines may begin with an 8, which is also dialled before every
    /// number. As far as we know no area code begins with 88 or 89 (the state's numbering plan would
    /// settle it): there the first 8 was dialled. Before 3 and 4 it can be both; then it stays as it
    /// was typed.
    fn was_long_distance(&self, next: char) -> bool {
        self.region == Region::Ru
            && self.prefix == Prefix::Open
            && self.digits() == "8"
            && self.caret() == 1
            && matches!(next, '8' | '9')
    }

    fn may_begin(&self, digits: &str) -> bool {
        let starts = self.starts();
        let fits = |start: &&str| start.starts_with(digits) || digits.starts_with(*start);
        starts.is_empty() || starts.iter().any(fits)
    }

    fn possible(&self, digits: &str) -> Result<(), ImpossibleWhy> {
        if self.region == Region::Other {
            return if digits.starts_with('0') {
                Err(ImpossibleWhy::Prefix)
            } else {
                Ok(())
            };
        }
        if self.may_begin(digits) {
            return Ok(());
        }
        let first = digits.chars().next();
        match (self.region, first) {
            (Region::Ru, Some('6' | '7')) => Err(ImpossibleWhy::Country),
            (Region::Kz, Some('3' | '4' | '8' | '9')) => Err(ImpossibleWhy::Country),
            (Region::Ru, Some('3' | '4' | '8'))
            | (Region::Kz, Some('6'))
            | (Region::Bg, Some('2'..='9')) => Err(ImpossibleWhy::NotMobile),
            (Region::Ru | Region::Bg | Region::Kz | Region::Other, _) => Err(ImpossibleWhy::Prefix),
        }
    }
}

/// The next digit of a country code.
fn coded(code: &str, had: usize, digit: char) -> First {
    let now = had.saturating_add(1);
    if code.chars().nth(had) != Some(digit) {
        First::Refuse(ImpossibleWhy::Country)
    } else if now == code.len() {
        First::Swallow(Prefix::CodeDone)
    } else {
        First::Swallow(Prefix::Code(now))
    }
}

impl Debug for PhoneTyping {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneTyping({})", Pii::new(self.digits()))
    }
}

moves!(PhoneTyping);

#[cfg(test)]
mod tests;
