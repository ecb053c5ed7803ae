//! All providers of a till or hub, and the ways to find one.

use std::sync::Arc;

use super::read::FileText;
use super::{Addresses, Provider, ProviderId};
use crate::language::Language;
use crate::phone::Phone;

/// What an address asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddressKind {
    /// Consent.
    Check,
    /// Payment.
    Pay,
    /// How a payment ended.
    Status,
    /// Closing of a SESSION.
    Cancel,
}

/// Why a catalogue is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {what}")]
pub struct CatalogueError {
    /// Name of the file.
    pub file: String,
    /// What is wrong, in English: catalogues are made by engineers.
    pub what: String,
}

/// The providers, in the order of the files. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    providers: Arc<[Provider]>,
}

impl Catalogue {
    /// Reads the files of a catalogue, each with its name for messages.
    ///
    /// # Errors
    /// [`CatalogueError`] for the first entry that does not fit. A catalogue is used whole or not at all.
    pub fn parse<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, CatalogueError> {
        let mut providers: Vec<Provider> = Vec::new();
        for (file, text) in files {
            let wrong = |what: String| CatalogueError {
                file: file.to_owned(),
                what,
            };
            let read: FileText = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
            for entry in read.providers {
                let id = entry.id.clone();
                let provider = entry
                    .provider()
                    .map_err(|what| wrong(format!("provider {id:?}: {what}")))?;
                let taken =
                    |other: &&Provider| other.id == provider.id || other.number == provider.number;
                if let Some(other) = providers.iter().find(taken) {
                    let what = format!(
                        "provider {id:?} has the id or the number of {:?}",
                        other.id.as_str()
                    );
                    return Err(wrong(what));
                }
                providers.push(provider);
            }
        }
        Ok(Self {
            providers: providers.into(),
        })
    }

    /// The provider with this id.
    #[must_use]
    pub fn provider(&self, id: &ProviderId) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.id == *id)
    }

    /// The provider with this number on the wire.
    #[must_use]
    pub fn by_number(&self, number: u32) -> Option<&Provider> {
        self.providers
            .iter()
            .find(|provider| provider.number.get() == number)
    }

    /// The provider that has this very path, and what the path asks for; nothing where none or several have it.
    #[must_use]
    pub fn by_address(&self, path: &str) -> Option<(&Provider, AddressKind)> {
        let mut found = self.providers.iter().filter_map(|provider| {
            let mut all = std::iter::once(&provider.addresses).chain(&provider.also);
            all.find_map(|addresses| addresses.kind_of(path))
                .map(|kind| (provider, kind))
        });
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// All providers.
    pub fn providers(&self) -> impl Iterator<Item = &Provider> {
        self.providers.iter()
    }

    /// Providers whose id, number or name in any language holds the text, in any case.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<&Provider> {
        let sought = text.trim().to_lowercase();
        let holds = |provider: &&Provider| {
            provider.number.get().to_string() == sought
                || provider.id.as_str().contains(&sought)
                || provider
                    .names
                    .all()
                    .iter()
                    .any(|name| name.to_lowercase().contains(&sought))
        };
        self.providers.iter().filter(holds).collect()
    }

    /// Providers to whose ranges the number belongs. Ported numbers are not known here: the server decides.
    #[must_use]
    pub fn by_phone(&self, phone: &Phone) -> Vec<&Provider> {
        self.providers
            .iter()
            .filter(|provider| provider.serves(phone))
            .collect()
    }

    /// Every id with its name, for a message to somebody who mistyped one.
    #[must_use]
    pub fn names(&self, language: Language) -> Vec<(&ProviderId, &str)> {
        self.providers
            .iter()
            .map(|provider| (&provider.id, provider.name(language)))
            .collect()
    }
}

impl Addresses {
    fn kind_of(&self, path: &str) -> Option<AddressKind> {
        let pages = [
            (&self.check, AddressKind::Check),
            (&self.pay, AddressKind::Pay),
            (&self.status, AddressKind::Status),
            (&self.cancel, AddressKind::Cancel),
        ];
        pages
            .into_iter()
            .find(|(page, _)| !page.is_empty() && *page == path)
            .map(|(_, kind)| kind)
    }
}
