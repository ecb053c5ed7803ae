//! The three languages of screen and paper. Which texts they have is not known here.

use serde::{Deserialize, Serialize};

/// A language that people read.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Russian.
    #[default]
    Ru,
    /// Bulgarian.
    Bg,
    /// English.
    En,
}

impl Language {
    /// Every language, in the order of the settings screen.
    pub const ALL: [Self; 3] = [Self::Ru, Self::Bg, Self::En];

    /// The two letters of ISO 639-1.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::Bg => "bg",
            Self::En => "en",
        }
    }

    /// The language of a tag as systems write it: `ru`, `ru-RU`, `bg_BG.UTF-8`, in any case.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_', '.', '@']).next()?;
        Self::ALL
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn the_tags_of_systems_are_understood() {
        for (tag, language) in [
            ("ru-RU", Some(Language::Ru)),
            ("bg_BG.UTF-8", Some(Language::Bg)),
            ("EN", Some(Language::En)),
            ("de-DE", None),
            ("english", None),
            ("", None),
        ] {
            assert_eq!(Language::from_tag(tag), language, "{tag}");
        }
    }
}
