//! Texts for people, in three languages, from Fluent files that are part of the program.

pub(crate) mod words;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use paydesk_domain::language::Language;
use unic_langid::LanguageIdentifier;

/// One file of texts in each language.
macro_rules! in_each_language {
    ($name:literal) => {
        [
            (
                Language::Ru,
                include_str!(concat!("../assets/i18n/ru/", $name)),
            ),
            (
                Language::Bg,
                include_str!(concat!("../assets/i18n/bg/", $name)),
            ),
            (
                Language::En,
                include_str!(concat!("../assets/i18n/en/", $name)),
            ),
        ]
    };
}

/// Every file of texts. No id stands in two of them.
const FILES: &[[(Language, &str); 3]] = &[
    in_each_language!("till.ftl"),
    in_each_language!("words.ftl"),
    in_each_language!("window.ftl"),
    in_each_language!("sale.ftl"),
    in_each_language!("book.ftl"),
    in_each_language!("office.ftl"),
    in_each_language!("device.ftl"),
    in_each_language!("faults.ftl"),
    in_each_language!("paper.ftl"),
    in_each_language!("beside.ftl"),
];

/// The texts of one language.
pub(crate) struct Texts {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Texts").field(&self.language).finish()
    }
}

impl Texts {
    /// The texts of a language. A part of a file that does not read is left out; a test reads all
    /// of them.
    #[must_use]
    pub(crate) fn new(language: Language) -> Self {
        let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new(vec![tag]);
        // Isolation marks would stand as boxes on terminals and printers.
        bundle.set_use_isolating(false);
        for (_, text) in FILES.iter().flatten().filter(|(of, _)| *of == language) {
            let resource =
                FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(part, _)| part);
            drop(bundle.add_resource(resource));
        }
        Self { language, bundle }
    }

    /// Which language it is.
    #[must_use]
    pub(crate) const fn language(&self) -> Language {
        self.language
    }

    /// A text without parameters.
    #[must_use]
    pub(crate) fn get(&self, id: &str) -> String {
        self.with(id, &[])
    }

    /// A text with its parameters. An unknown id is shown as it is.
    #[must_use]
    pub(crate) fn with(&self, id: &str, parameters: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in parameters {
            args.set(*name, FluentValue::from(*value));
        }
        self.format(id, &args)
    }

    /// A text that counts things; the number chooses its plural form.
    #[must_use]
    pub(crate) fn counted(&self, id: &str, count: usize) -> String {
        let mut args = FluentArgs::new();
        args.set("count", count);
        self.format(id, &args)
    }

    fn format(&self, id: &str, args: &FluentArgs<'_>) -> String {
        let Some(pattern) = self
            .bundle
            .get_message(id)
            .and_then(|message| message.value())
        else {
            tracing::error!(id, "a text is missing");
            return id.to_owned();
        };
        let mut faults = Vec::new();
        self.bundle
            .format_pattern(pattern, Some(args), &mut faults)
            .into_owned()
    }
}

#[cfg(test)]
mod tests;
