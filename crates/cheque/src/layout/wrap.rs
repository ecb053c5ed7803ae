//! Breaking lines at blanks.

/// Columns of a text of cleaned characters: one each.
pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}

/// Breaks at blanks into lines of at most `room` columns; a word longer than that goes on in the next line.
///
/// No character but the blanks at the breaks is lost. `room` of nothing counts as one.
pub(crate) fn wrap(text: &str, room: usize) -> Vec<String> {
    let room = room.max(1);
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if let Some(line) = lines.last_mut() {
            let joined = width(line).saturating_add(1).saturating_add(width(word));
            if joined <= room {
                line.push(' ');
                line.push_str(word);
                continue;
            }
        }
        let mut rest: Vec<char> = word.chars().collect();
        while rest.len() > room {
            let tail = rest.split_off(room);
            lines.push(rest.into_iter().collect());
            rest = tail;
        }
        lines.push(rest.into_iter().collect());
    }
    lines
}

/// At most `most` lines; what is left out is shown by two points at the end.
pub(super) fn wrap_at_most(text: &str, room: usize, most: usize) -> Vec<String> {
    let mut lines = wrap(text, room);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            let kept = room.saturating_sub(2);
            let shortened: String = last.chars().take(kept).collect();
            *last = format!("{}..", shortened.trim_end());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{wrap, wrap_at_most};

    #[test]
    fn lines_break_at_blanks_and_long_words_go_on() {
        for (text, room, wanted) in [
            ("", 8, &[][..]),
            ("one two three", 8, &["one two", "three"]),
            ("abcdefghij kl", 4, &["abcd", "efgh", "ij", "kl"]),
            ("12345678", 8, &["12345678"]),
        ] {
            assert_eq!(wrap(text, room), wanted, "{text}");
        }
    }

    #[test]
    fn a_name_that_is_cut_says_so() {
        assert_eq!(wrap_at_most("one two three four", 9, 1), ["one two.."]);
        assert_eq!(wrap_at_most("one two", 9, 1), ["one two"]);
    }
}
