//! Printer profiles of a shop: files in a folder of its own, before those of the program.
//!
//! A file that cannot be read is an error with its place, never a silent return to the program's own profile.

use std::fmt::{self, Display, Formatter};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use paydesk_cheque::profile::{BadProfile, PrinterProfile};

use crate::paths::{private_file, private_folder};

/// Where profiles come from.
#[derive(Debug, Clone)]
pub struct Profiles {
    folder: PathBuf,
}

/// Where a profile was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It is part of the program.
    Program,
    /// The shop's own.
    File(PathBuf),
}

/// A name and what is behind it.
#[derive(Debug)]
pub struct Listed {
    /// The name by which settings call it.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The profile, or what is wrong with it.
    pub profile: Result<PrinterProfile, ProfileError>,
}

/// A profile cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// A name that could lead out of the folder.
    #[error("{0:?} is no name of a profile: small Latin letters, digits and hyphens are")]
    Name(String),
    /// Nobody knows it.
    #[error("there is no profile {name:?}; known are {known}")]
    Unknown {
        /// The name.
        name: String,
        /// All names.
        known: Names,
    },
    /// The shop's file is wrong.
    #[error("{file}:{}: {}", error.line, error.reason)]
    Bad {
        /// The file.
        file: PathBuf,
        /// The line and what is wrong there.
        error: BadProfile,
    },
    /// The shop's file cannot be read or written.
    #[error("{file}: {error}")]
    Io {
        /// The file.
        file: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// Names, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl Display for Names {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

impl Profiles {
    /// Profiles of the program and of a folder, which need not be there.
    #[must_use]
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The profile of a name.
    ///
    /// # Errors
    /// [`ProfileError`].
    pub fn load(&self, name: &str) -> Result<PrinterProfile, ProfileError> {
        let file = self.file(name)?;
        match fs::read_to_string(&file) {
            Ok(text) => parsed(&text, &file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => PrinterProfile::builtin(name)
                .ok_or_else(|| ProfileError::Unknown {
                    name: name.to_owned(),
                    known: Names(self.names()),
                }),
            Err(error) => Err(ProfileError::Io { file, error }),
        }
    }

    /// Every profile there is, the shop's own first.
    #[must_use]
    pub fn list(&self) -> Vec<Listed> {
        let listed = |name: String| {
            let file = self.folder.join(format!("{name}.toml"));
            let origin = if file.exists() {
                Origin::File(file)
            } else {
                Origin::Program
            };
            Listed {
                profile: self.load(&name),
                name,
                origin,
            }
        };
        self.names().into_iter().map(listed).collect()
    }

    /// Keeps a profile under a name, if it can be read.
    ///
    /// # Errors
    /// [`ProfileError`]; then the file is as it was.
    pub fn keep(&self, name: &str, text: &str) -> Result<PathBuf, ProfileError> {
        let file = self.file(name)?;
        parsed(text, &file)?;
        let kept = private_folder(&self.folder).and_then(|()| private_file(&file, text.as_bytes()));
        match kept {
            Ok(()) => Ok(file),
            Err(error) => Err(ProfileError::Io { file, error }),
        }
    }

    fn file(&self, name: &str) -> Result<PathBuf, ProfileError> {
        if !is_name(name) {
            return Err(ProfileError::Name(name.to_owned()));
        }
        Ok(self.folder.join(format!("{name}.toml")))
    }

    fn names(&self) -> Vec<String> {
        let name = |entry: io::Result<fs::DirEntry>| {
            let path = entry.ok()?.path();
            let name = path.file_stem()?.to_str()?.to_owned();
            let is_profile = path.extension().is_some_and(|ending| ending == "toml");
            (is_profile && is_name(&name)).then_some(name)
        };
        let files = fs::read_dir(&self.folder);
        let mut names: Vec<String> = files.into_iter().flatten().filter_map(name).collect();
        names.sort();
        for builtin in PrinterProfile::builtin_names() {
            if !names.iter().any(|name| name == builtin) {
                names.push(builtin.to_owned());
            }
        }
        names
    }
}

fn parsed(text: &str, file: &Path) -> Result<PrinterProfile, ProfileError> {
    PrinterProfile::from_toml(text).map_err(|error| ProfileError::Bad {
        file: file.to_owned(),
        error,
    })
}

fn is_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty() && name.len() <= 40 && name.bytes().all(is_plain)
}

#[cfg(test)]
mod tests;
