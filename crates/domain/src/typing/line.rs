//! A line of characters with a caret.

/// The characters of a field and the place of the next one. Both are counted in characters.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Line {
    text: String,
    caret: usize,
}

impl Line {
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) const fn caret(&self) -> usize {
        self.caret
    }

    pub(super) fn len(&self) -> usize {
        self.text.chars().count()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The text as it would be with one more character at the caret.
    pub(super) fn with(&self, c: char) -> String {
        let mut text = self.text.clone();
        text.insert(self.byte_at(self.caret), c);
        text
    }

    pub(super) fn insert(&mut self, c: char) {
        self.text = self.with(c);
        self.right();
    }

    /// Other text, the caret behind it.
    pub(super) fn replace(&mut self, text: String) {
        self.text = text;
        self.end();
    }

    /// Removes the character before the caret and tells which it was.
    pub(super) fn backspace(&mut self) -> Option<char> {
        self.caret = self.caret.checked_sub(1)?;
        self.delete()
    }

    /// Removes the character behind the caret and tells which it was.
    pub(super) fn delete(&mut self) -> Option<char> {
        if self.caret >= self.len() {
            return None;
        }
        let at = self.byte_at(self.caret);
        Some(self.text.remove(at))
    }

    /// Drops everything behind the caret.
    pub(super) fn cut(&mut self) {
        let at = self.byte_at(self.caret);
        self.text.truncate(at);
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.caret = 0;
    }

    pub(super) fn left(&mut self) {
        self.caret = self.caret.saturating_sub(1);
    }

    pub(super) fn right(&mut self) {
        self.set_caret(self.caret.saturating_add(1));
    }

    pub(super) const fn home(&mut self) {
        self.caret = 0;
    }

    pub(super) fn end(&mut self) {
        self.caret = self.len();
    }

    pub(super) fn set_caret(&mut self, caret: usize) {
        self.caret = caret.min(self.len());
    }

    fn byte_at(&self, index: usize) -> usize {
        self.text
            .char_indices()
            .nth(index)
            .map_or(self.text.len(), |(at, _)| at)
    }
}

/// The moves of the caret, the same in every field.
macro_rules! moves {
    ($name:ident) => {
        impl $name {
            /// Where the next character goes: how many stand before it.
            #[must_use]
            pub const fn caret(&self) -> usize {
                self.line.caret()
            }

            /// One character to the left, if there is one.
            pub fn left(&mut self) {
                self.line.left();
            }

            /// One character to the right, if there is one.
            pub fn right(&mut self) {
                self.line.right();
            }

            /// Before the first character.
            pub const fn home(&mut self) {
                self.line.home();
            }

            /// Behind the last character.
            pub fn end(&mut self) {
                self.line.end();
            }

            /// Behind so many characters; behind the last one if there are fewer.
            pub fn set_caret(&mut self, caret: usize) {
                self.line.set_caret(caret);
            }
        }
    };
}

pub(super) use moves;
