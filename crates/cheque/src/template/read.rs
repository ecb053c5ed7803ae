//! From TOML to a template: whole or not at all.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use paydesk_domain::language::Language;
use serde::Deserialize;
use toml::Spanned;

use super::honest::tills_own;
use super::{
    BadLogo, BadTemplate, BadTemplateReason, FACTS, Logo, PaperKind, Part, Phrase, Shown, Template,
    Texts,
};
use crate::charset::{Letters, UNKNOWN, clean};
use crate::layout::wrapped;
use crate::profile::COLUMNS_MIN;

/// Most characters of one text.
pub const TEXT_MAX: usize = 120;
/// Most lines of paper of 32 columns at the top.
pub const HEADER_LINES_MAX: usize = 8;
/// Most lines of paper of 32 columns at the foot.
pub const FOOTER_LINES_MAX: usize = 12;
/// Most lines of paper of 32 columns about a provider.
pub const PROVIDER_LINES_MAX: usize = 4;

/// What lies around a template: the files beside it, and the catalogue it is for.
#[expect(
    missing_debug_implementations,
    reason = "two functions have nothing to show"
)]
pub struct Around<'a> {
    /// The bytes of a file beside the template.
    pub read: &'a dyn Fn(&str) -> Result<Vec<u8>, BadLogo>,
    /// Whether the catalogue has a provider of this id.
    pub has_provider: &'a dyn Fn(&str) -> bool,
}

/// A file as it stands.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    papers: Option<Vec<PaperKind>>,
    logo: Option<LogoText>,
    header: Said,
    footer: Said,
    provider: BTreeMap<Spanned<String>, Said>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LogoText {
    file: Spanned<String>,
    title: Option<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Said {
    any: Option<Lines>,
    ru: Option<Lines>,
    bg: Option<Lines>,
    en: Option<Lines>,
}

type Lines = Spanned<Vec<Spanned<String>>>;

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// [`BadTemplate`] with the line; nothing of a template that is wrong somewhere is used.
    pub fn from_toml(text: &str, around: &Around<'_>) -> Result<Self, BadTemplate> {
        let place = Place(text);
        let file: File = toml::from_str(text).map_err(|error| {
            let reason = BadTemplateReason::Unreadable(error.message().to_owned());
            place.bad(&error.span().unwrap_or_default(), reason)
        })?;
        let logo = file.logo.map(|logo| place.logo(logo, around)).transpose()?;
        let mut providers = BTreeMap::new();
        for (id, said) in file.provider {
            if !(around.has_provider)(id.get_ref()) {
                let reason = BadTemplateReason::Provider(id.get_ref().clone());
                return Err(place.bad(&id.span(), reason));
            }
            let texts = place.texts(said, ("provider", PROVIDER_LINES_MAX))?;
            providers.insert(id.into_inner(), texts);
        }
        Ok(Self {
            papers: file.papers,
            logo,
            header: place.texts(file.header, ("header", HEADER_LINES_MAX))?,
            footer: place.texts(file.footer, ("footer", FOOTER_LINES_MAX))?,
            providers,
        })
    }
}

/// The text, to tell lines.
struct Place<'text>(&'text str);

impl Place<'_> {
    fn bad(&self, span: &Range<usize>, reason: BadTemplateReason) -> BadTemplate {
        let before = self.0.bytes().take(span.start);
        let line = before.filter(|byte| *byte == b'\n').count();
        BadTemplate {
            line: line.saturating_add(1),
            reason,
        }
    }

    fn logo(&self, text: LogoText, around: &Around<'_>) -> Result<Shown, BadTemplate> {
        let (span, file) = (text.file.span(), text.file.into_inner());
        let is_plain = |ch: char| ch.is_alphanumeric() || matches!(ch, '.' | '-' | '_');
        if file.is_empty() || file.starts_with('.') || !file.chars().all(is_plain) {
            return Err(self.bad(&span, BadTemplateReason::LogoName(file)));
        }
        let read = (around.read)(&file).and_then(|bytes| Logo::from_png(&bytes));
        let logo = read.map_err(|error| {
            let reason = BadTemplateReason::Logo { file, error };
            self.bad(&span, reason)
        })?;
        let title = match text.title {
            None => String::new(),
            Some(title) => {
                check(title.get_ref()).map_err(|reason| self.bad(&title.span(), reason))?;
                let found = lines_of(title.get_ref());
                if found > 1 {
                    let (part, most) = ("title", 1);
                    let reason = BadTemplateReason::TooManyLines { part, found, most };
                    return Err(self.bad(&title.span(), reason));
                }
                title.into_inner()
            }
        };
        Ok(Shown {
            logo: Arc::new(logo),
            title,
        })
    }

    fn texts(&self, said: Said, part: (&'static str, usize)) -> Result<Texts, BadTemplate> {
        let any = said
            .any
            .map(|lines| self.phrases(lines, part))
            .transpose()?;
        let mut own = BTreeMap::new();
        for (language, lines) in [
            (Language::Ru, said.ru),
            (Language::Bg, said.bg),
            (Language::En, said.en),
        ] {
            if let Some(lines) = lines {
                own.insert(language, self.phrases(lines, part)?);
            }
        }
        Ok(Texts { any, own })
    }

    fn phrases(
        &self,
        lines: Lines,
        (part, most): (&'static str, usize),
    ) -> Result<Vec<Phrase>, BadTemplate> {
        let whole = lines.span();
        let mut phrases = Vec::new();
        let (mut found, mut together) = (0_usize, String::new());
        for line in lines.into_inner() {
            let text = line.get_ref();
            let bad = |reason| self.bad(&line.span(), reason);
            check(text).map_err(bad)?;
            phrases.push(phrase(text).map_err(bad)?);
            found = found.saturating_add(lines_of(text).max(1));
            together.push_str(text);
        }
        if found > most {
            let reason = BadTemplateReason::TooManyLines { part, found, most };
            return Err(self.bad(&whole, reason));
        }
        // A title that is broken over two texts is a title on paper.
        if let Some(words) = tills_own(&together) {
            return Err(self.bad(&whole, BadTemplateReason::TillsOwn(words)));
        }
        Ok(phrases)
    }
}

/// Lines of the narrowest paper.
fn lines_of(text: &str) -> usize {
    let wide = clean(text, Letters::All);
    wrapped(&wide, COLUMNS_MIN).len()
}

/// Whether paper can show a text, and may.
fn check(text: &str) -> Result<(), BadTemplateReason> {
    let found = text.chars().count();
    if found > TEXT_MAX {
        let most = TEXT_MAX;
        return Err(BadTemplateReason::TextTooLong { found, most });
    }
    if let Some(control) = text.chars().find(|ch| ch.is_control()) {
        return Err(BadTemplateReason::Control(control.into()));
    }
    let is_gap =
        |ch: &char| *ch != UNKNOWN && clean(&ch.to_string(), Letters::All).contains(UNKNOWN);
    if let Some(unknown) = text.chars().find(is_gap) {
        return Err(BadTemplateReason::Unprintable(unknown));
    }
    tills_own(text).map_or(Ok(()), |words| Err(BadTemplateReason::TillsOwn(words)))
}

/// Splits a text at its placeholders.
fn phrase(text: &str) -> Result<Phrase, BadTemplateReason> {
    let mut parts = Vec::new();
    let (mut words, mut rest) = (String::new(), text);
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        words.push_str(before);
        if let Some((brace, after)) = double(from) {
            words.push(brace);
            rest = after;
            continue;
        }
        let named = from.strip_prefix('{').and_then(|from| from.split_once('}'));
        let (name, after) = named.ok_or(BadTemplateReason::Brace)?;
        let fact = FACTS.iter().find(|(known, _)| *known == name);
        let (_, fact) = fact.ok_or_else(|| BadTemplateReason::Placeholder(name.to_owned()))?;
        parts.push(Part::Words(std::mem::take(&mut words)));
        parts.push(Part::Fact(*fact));
        rest = after;
    }
    words.push_str(rest);
    parts.push(Part::Words(words));
    Ok(parts)
}

/// A brace that is meant for the paper.
fn double(text: &str) -> Option<(char, &str)> {
    let opening = text.strip_prefix("{{").map(|after| ('{', after));
    opening.or_else(|| text.strip_prefix("}}").map(|after| ('}', after)))
}
