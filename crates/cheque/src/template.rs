//! What a dealer's template adds to the papers: a logo, lines at the top and at the foot, lines about a provider.
//!
//! It adds and never takes away, and it cannot look like a fact. Its lines are centred and their blanks are single, so
//! that none has a label at the left and a sum at the right; header and footer stand behind rules. What would read as
//! the title of another paper is refused when the file is read. Which file that is, is not known here.

mod honest;
mod logo;
mod read;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use paydesk_domain::language::Language;
use serde::Deserialize;

use crate::document::{Body, Heading};

pub use logo::{BadLogo, LOGO_BYTES_MAX, LOGO_HEIGHT_MAX, LOGO_WIDTH_MAX, Logo};
pub use read::{Around, FOOTER_LINES_MAX, HEADER_LINES_MAX, PROVIDER_LINES_MAX, TEXT_MAX};

/// A template that was read. The one of the program adds nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    papers: Option<Vec<PaperKind>>,
    logo: Option<Shown>,
    header: Texts,
    footer: Texts,
    providers: BTreeMap<String, Texts>,
}

/// Papers that a template can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PaperKind {
    /// For a paid payment.
    Cheque,
    /// For an accepted payment.
    Slip,
    /// For a payment that was not made.
    Return,
    /// A request to correct a payment.
    Request,
}

/// What a template adds to one paper, every placeholder filled in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notices {
    /// The picture on top.
    pub logo: Option<Shown>,
    /// Lines at the top; an empty one is a gap.
    pub header: Vec<String>,
    /// Lines at the foot.
    pub footer: Vec<String>,
    /// Lines under the provider's own.
    pub provider: Vec<String>,
}

/// A picture, and the words in its place where there are no pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The picture.
    pub logo: Arc<Logo>,
    /// Nothing stands there without words.
    pub title: String,
}

/// The paper that a template is asked about.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Which paper it is.
    pub kind: PaperKind,
    /// In which language.
    pub language: Language,
    /// What stands on top of it.
    pub heading: &'a Heading,
    /// Id of the provider in the catalogue.
    pub provider: &'a str,
    /// The payment.
    pub body: &'a Body,
}

/// Lines in the languages of the papers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Texts {
    any: Option<Vec<Phrase>>,
    own: BTreeMap<Language, Vec<Phrase>>,
}

/// A line with its placeholders.
type Phrase = Vec<Part>;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(String),
    Fact(Fact),
}

/// What a placeholder stands for. Nothing here is the customer's: a template must not be able to copy a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fact {
    Dealer,
    Point,
    Address,
    PointCode,
    Till,
    Phone,
    Provider,
    Cashier,
    Claim,
}

/// The names of placeholders, as they stand between braces.
const FACTS: [(&str, Fact); 9] = [
    ("dealer", Fact::Dealer),
    ("point", Fact::Point),
    ("address", Fact::Address),
    ("point_code", Fact::PointCode),
    ("till", Fact::Till),
    ("phone", Fact::Phone),
    ("provider", Fact::Provider),
    ("cashier", Fact::Cashier),
    ("claim", Fact::Claim),
];

/// A template cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct BadTemplate {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: BadTemplateReason,
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTemplateReason {
    /// It is not TOML, or has a key or a word that we do not know.
    #[error("{0}")]
    Unreadable(String),
    /// One text is too long.
    #[error("the text has {found} characters, no more than {most} are allowed")]
    TextTooLong {
        /// Its characters.
        found: usize,
        /// The most.
        most: usize,
    },
    /// A part would be too many lines of narrow paper.
    #[error("{part} has {found} lines on paper of 32 columns, no more than {most} are allowed")]
    TooManyLines {
        /// Name of the part.
        part: &'static str,
        /// Its lines.
        found: usize,
        /// The most.
        most: usize,
    },
    /// A character that would be a command to the printer.
    #[error("there is a control character (code {0}) in the text")]
    Control(u32),
    /// A character that no printer has.
    #[error("no printer can write {0:?}")]
    Unprintable(char),
    /// A placeholder that nobody knows.
    #[error("there is no placeholder {{{0}}}; known are {known}", known = placeholders())]
    Placeholder(String),
    /// A brace without its other half.
    #[error("a brace stands alone; write {{{{ or }}}} for a brace on paper")]
    Brace,
    /// The words are those of a paper or of a fact.
    #[error("{0:?} is what the till itself says on papers; a template may not say it")]
    TillsOwn(String),
    /// The provider is not in the catalogue.
    #[error("there is no provider {0:?} in the catalogue")]
    Provider(String),
    /// The picture cannot be used.
    #[error("the logo {file:?} cannot be used: {error}")]
    Logo {
        /// Its file.
        file: String,
        /// Why not.
        error: BadLogo,
    },
    /// The picture lies somewhere else.
    #[error("{0:?} is no name of a file beside the template")]
    LogoName(String),
}

impl Template {
    /// What this template adds to a paper.
    #[must_use]
    pub fn notices(&self, about: &About<'_>) -> Notices {
        let is_wanted = |papers: &Vec<PaperKind>| papers.contains(&about.kind);
        if !self.papers.as_ref().is_none_or(is_wanted) {
            return Notices::default();
        }
        let provider = self.providers.get(about.provider);
        Notices {
            logo: self.logo.clone(),
            header: self.header.filled(about),
            footer: self.footer.filled(about),
            provider: provider.map_or_else(Vec::new, |texts| texts.filled(about)),
        }
    }

    /// The picture, if there is one.
    #[must_use]
    pub const fn logo(&self) -> Option<&Shown> {
        self.logo.as_ref()
    }

    /// Whether it adds nothing to any paper.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Texts {
    fn of(&self, language: Language) -> &[Phrase] {
        let own = self.own.get(&language).or(self.any.as_ref());
        own.map_or(&[], Vec::as_slice)
    }

    fn filled(&self, about: &About<'_>) -> Vec<String> {
        let phrases = self.of(about.language).iter();
        phrases.filter_map(|phrase| filled(phrase, about)).collect()
    }
}

/// The line; none where a fact is not known: `Tel.` without a number helps nobody.
fn filled(phrase: &Phrase, about: &About<'_>) -> Option<String> {
    let mut line = String::new();
    for part in phrase {
        match part {
            Part::Words(words) => line.push_str(words),
            Part::Fact(fact) => {
                let known = fact.of(about);
                if known.trim().is_empty() {
                    return None;
                }
                line.push_str(known);
            }
        }
    }
    Some(line)
}

impl Fact {
    fn of<'a>(self, about: &About<'a>) -> &'a str {
        let (heading, body) = (about.heading, about.body);
        match self {
            Self::Dealer => &heading.dealer_name,
            Self::Point => &heading.point_name,
            Self::Address => &heading.point_address,
            Self::PointCode => &heading.point_code,
            Self::Till => &heading.till,
            Self::Phone => &heading.claims_phone,
            Self::Provider => &body.provider,
            Self::Cashier => &body.cashier_full_name,
            Self::Claim => &body.claim_number,
        }
    }
}

fn placeholders() -> String {
    let mut all = String::new();
    for (name, _) in FACTS {
        let comma = if all.is_empty() { "" } else { ", " };
        // Writing into memory does not fail.
        let _ = write!(all, "{comma}{{{name}}}");
    }
    all
}

#[cfg(test)]
mod tests;
