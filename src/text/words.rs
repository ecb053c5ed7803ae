//! Sums in words: `пятьсот рублей 00 копеек`. The words are texts, their order and joints are
//! grammar.

use paydesk_domain::language::Language;
use paydesk_domain::money::Money;

use super::Texts;

/// 99 999 999.99: as much as can be typed.
const MOST_MINOR: i64 = 9_999_999_999;

/// A sum in words, minor units in digits: `двадесет евро и 05 цента`. What is negative or above 99
/// 999 999.99 is written in digits.
#[must_use]
pub(crate) fn in_words(texts: &Texts, sum: Money) -> String {
    let minor = usize::try_from(sum.minor()).ok();
    let Some(minor) = minor.filter(|_| sum.minor() <= MOST_MINOR) else {
        return sum.to_text(texts.language());
    };
    let (whole, cents) = (minor / 100, minor % 100);
    let currency = format!("words-{}", sum.currency().code().to_ascii_lowercase());
    let gender = texts.get(&format!("{currency}-gender"));
    texts.with(
        "words-sum",
        &[
            ("whole", &number(texts, whole, &gender)),
            ("major", &texts.counted(&currency, whole)),
            ("cents", &format!("{cents:02}")),
            ("minor", &texts.counted(&format!("{currency}-minor"), cents)),
        ],
    )
}

/// Up to three digits of a number and what they count.
struct Group<'a> {
    value: usize,
    gender: &'a str,
    scale: Option<&'static str>,
}

fn number(texts: &Texts, whole: usize, gender: &str) -> String {
    if whole == 0 {
        return texts.get("words-0");
    }
    let groups = [
        Group {
            value: whole / 1_000_000,
            gender: "masculine",
            scale: Some("words-million"),
        },
        Group {
            value: whole / 1_000 % 1_000,
            gender: "feminine",
            scale: Some("words-thousand"),
        },
        Group {
            value: whole % 1_000,
            gender,
            scale: None,
        },
    ];
    let mut groups: Vec<&Group<'_>> = groups.iter().filter(|group| group.value > 0).collect();
    let last = groups.pop();
    let mut words: Vec<String> = groups.iter().flat_map(|group| group.words(texts)).collect();
    if let Some(last) = last {
        if !words.is_empty() && last.is_joined(texts.language()) {
            words.push(texts.get("words-and"));
        }
        words.extend(last.words(texts));
    }
    words.join(" ")
}

impl Group<'_> {
    /// Whether the last group of several stands behind an "and": Bulgarian before a single numeral
    /// (`хиляда и двеста`, but `хиляда двеста и пет`), English before what is below a hundred (`one
    /// thousand and five`).
    const fn is_joined(&self, language: Language) -> bool {
        match language {
            Language::Ru => false,
            Language::Bg => numerals(self.value) == 1,
            Language::En => self.scale.is_none() && self.value < 100,
        }
    }

    fn words(&self, texts: &Texts) -> Vec<String> {
        let mut words = match (texts.language(), self.scale, self.value) {
            // Bulgarian says "хиляда" and never counts a single one.
            (Language::Bg, Some("words-thousand"), 1) => Vec::new(),
            (Language::Ru | Language::Bg | Language::En, _, _) => self.numerals(texts),
        };
        words.extend(self.scale.map(|scale| texts.counted(scale, self.value)));
        words
    }

    fn numerals(&self, texts: &Texts) -> Vec<String> {
        let (hundreds, rest) = (self.value / 100 * 100, self.value % 100);
        let (tens, units) = if rest < 20 {
            (0, rest)
        } else {
            (rest / 10 * 10, rest % 10)
        };
        let mut words: Vec<String> = [hundreds, tens, units]
            .into_iter()
            .filter(|part| *part > 0)
            .map(|part| self.numeral(texts, part))
            .collect();
        let and = || texts.get("words-and");
        match texts.language() {
            Language::Ru => {}
            Language::Bg if words.len() > 1 => words.insert(words.len() - 1, and()),
            Language::Bg => {}
            Language::En => {
                if tens > 0 && units > 0 {
                    let behind = words.pop().unwrap_or_default();
                    let before = words.pop().unwrap_or_default();
                    words.push(format!("{before}-{behind}"));
                }
                if hundreds > 0 && rest > 0 {
                    words.insert(1, and());
                }
            }
        }
        words
    }

    /// One word; the first two numbers agree with what they count.
    fn numeral(&self, texts: &Texts, part: usize) -> String {
        match part {
            1 | 2 => texts.get(&format!("words-{part}-{}", self.gender)),
            _ => texts.get(&format!("words-{part}")),
        }
    }
}

/// Of how many numerals a number below a thousand is put together.
const fn numerals(value: usize) -> usize {
    let rest = value % 100;
    let of_rest = if rest == 0 {
        0
    } else if rest < 20 || rest.is_multiple_of(10) {
        1
    } else {
        2
    };
    of_rest + if value >= 100 { 1 } else { 0 }
}

#[cfg(test)]
mod tests;
