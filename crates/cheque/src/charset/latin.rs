//! Cyrillic in Latin letters, for printers that have no others: what a cashier would write by hand.

/// Which letters a paper may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    /// All that windows-1251 has.
    All,
    /// Latin ones; Cyrillic is spelled as in Russia.
    Russian,
    /// Latin ones; Cyrillic is spelled as in Bulgaria.
    Bulgarian,
}

/// A letter and its spelling, small; a capital is spelled the same with a capital.
const SPELLED: &[(char, &str)] = &[
    ('а', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('д', "d"),
    ('е', "e"),
    ('ё', "e"),
    ('ж', "zh"),
    ('з', "z"),
    ('и', "i"),
    ('й', "y"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ф', "f"),
    ('х', "kh"),
    ('ц', "ts"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "shch"),
    ('ъ', ""),
    ('ы', "y"),
    ('ь', ""),
    ('э', "e"),
    ('ю', "yu"),
    ('я', "ya"),
    ('і', "i"),
    ('ї', "yi"),
    ('є', "ye"),
    ('ґ', "g"),
    ('ў', "u"),
    ('ђ', "dj"),
    ('ѓ', "g"),
    ('ќ', "k"),
    ('ј', "j"),
    ('ѕ', "dz"),
    ('љ', "lj"),
    ('њ', "nj"),
    ('ћ', "c"),
    ('џ', "dz"),
];

/// Where Bulgaria spells otherwise.
const BULGARIAN: &[(char, &str)] = &[('ъ', "a"), ('щ', "sht"), ('х', "h"), ('ь', "y")];

/// What has no letters in it.
const SIGNS: &[(&str, &str)] = &[("№", "No."), ("°", "deg"), ("§", "par."), ("µ", "mk")];

/// Spells a cleaned line in Latin letters: seven bits and no-break spaces are left.
pub(super) fn spell(line: &str, letters: Letters, narrowed: impl Fn(char) -> char) -> String {
    let mut spelled = String::with_capacity(line.len());
    let mut before = None;
    let mut rest = line.chars().peekable();
    while let Some(ch) = rest.next() {
        if ch.is_ascii() || ch == super::NO_BREAK_SPACE {
            spelled.push(ch);
        } else if let Some(word) =
            spelled_letter(ch, letters, is_among_capitals(before, rest.peek()))
        {
            spelled.push_str(&word);
        } else if let Some((_, sign)) = SIGNS.iter().find(|(from, _)| from.contains(ch)) {
            spelled.push_str(sign);
        } else {
            spelled.push(narrowed(ch));
        }
        before = Some(ch);
    }
    spelled
}

/// A word in capitals stays one: ЩИТ is SHCHIT, Щит is Shchit.
#[must_use]
pub fn is_among_capitals(before: Option<char>, after: Option<&char>) -> bool {
    let mut near = [before, after.copied()].into_iter().flatten();
    near.any(char::is_uppercase)
}

/// A Cyrillic letter in Latin ones, all of them large for a capital among capitals; none for any other character.
#[must_use]
pub fn spelled_letter(ch: char, letters: Letters, is_among_capitals: bool) -> Option<String> {
    let word = letter(ch, letters)?;
    let is_large = |place| ch.is_uppercase() && (place == 0 || is_among_capitals);
    let large = |(place, part): (usize, char)| match is_large(place) {
        true => part.to_ascii_uppercase(),
        false => part,
    };
    Some(word.chars().enumerate().map(large).collect())
}

fn letter(ch: char, letters: Letters) -> Option<&'static str> {
    let small = ch.to_lowercase().next().unwrap_or(ch);
    let find = |table: &'static [(char, &'static str)]| {
        let row = table.iter().find(|(from, _)| *from == small)?;
        Some(row.1)
    };
    match letters {
        Letters::Bulgarian => find(BULGARIAN).or_else(|| find(SPELLED)),
        Letters::Russian | Letters::All => find(SPELLED),
    }
}
