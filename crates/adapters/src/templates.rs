//! The dealer's template of papers: `template.toml` beside the settings, and its logo beside it.
//!
//! A template that is wrong anywhere is not used at all. Whoever reads it tells why and goes on with the papers of the
//! program: a shop sells without its logo.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use paydesk_cheque::template::{Around, BadLogo, BadTemplate, LOGO_BYTES_MAX, Template};
use paydesk_domain::provider::{Catalogue, ProviderId};

/// The largest template.
const BYTES_MAX: usize = 65_536;

/// A template cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Something in it is wrong.
    #[error("{file}:{}: {}", error.line, error.reason)]
    Bad {
        /// The file.
        file: PathBuf,
        /// The line and what is wrong there.
        error: BadTemplate,
    },
    /// It cannot be read.
    #[error("{file}: {what}")]
    Unread {
        /// The file.
        file: PathBuf,
        /// What the system says.
        what: String,
    },
}

/// The template of a shop; nothing where it has none. Without a catalogue any provider may be named.
///
/// # Errors
/// [`TemplateError`].
pub fn read(file: &Path, catalogue: Option<&Catalogue>) -> Result<Option<Template>, TemplateError> {
    let unread = |what: String| TemplateError::Unread {
        file: file.to_owned(),
        what,
    };
    let bytes = match bytes(file, BYTES_MAX) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Err(unread(format!("it is larger than {BYTES_MAX} bytes"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unread(error.to_string())),
    };
    let text = String::from_utf8(bytes).map_err(|_| unread("it is not UTF-8".to_owned()))?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let around = Around {
        read: &|name| logo(&folder.join(name)),
        has_provider: &|id| catalogue.is_none_or(|catalogue| has(catalogue, id)),
    };
    let read = Template::from_toml(&text, &around);
    read.map(Some).map_err(|error| TemplateError::Bad {
        file: file.to_owned(),
        error,
    })
}

fn has(catalogue: &Catalogue, id: &str) -> bool {
    ProviderId::parse(id).is_ok_and(|id| catalogue.provider(&id).is_some())
}

fn logo(file: &Path) -> Result<Vec<u8>, BadLogo> {
    let read = bytes(file, LOGO_BYTES_MAX).map_err(|error| BadLogo::Unread(error.to_string()))?;
    read.ok_or(BadLogo::TooManyBytes)
}

/// The bytes of a file; nothing where it is too large. What is no file, a pipe for instance, is not opened: it could
/// keep the till from starting.
fn bytes(file: &Path, most: usize) -> io::Result<Option<Vec<u8>>> {
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut bytes = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    File::open(file)?.take(limit).read_to_end(&mut bytes)?;
    Ok(Some(bytes).filter(|bytes| bytes.len() <= most))
}

#[cfg(test)]
mod tests;
