//! `printer.toml` in the data folder: the printer that was chosen at this till. It goes before the one in the
//! settings file, which an administrator wrote and no program writes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::address::PrinterAddress;
use crate::paths::{private_file, private_folder};

/// More bytes than this are no choice.
const MAX_FILE: u64 = 16 * 1024;

/// A printer and how it is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterChoice {
    /// Where it is.
    pub address: PrinterAddress,
    /// Name of its profile.
    pub profile: String,
    /// What is known of it.
    pub habits: Habits,
}

/// The profile of a printer about which nothing is said.
const USUAL_PROFILE: &str = "generic-58";

impl PrinterChoice {
    /// Papers as files in the data folder: what a till does that was told nothing.
    #[must_use]
    pub fn usual() -> Self {
        Self {
            address: PrinterAddress::Folder(None),
            profile: USUAL_PROFILE.to_owned(),
            habits: Habits::default(),
        }
    }
}

/// How a printer talks, learnt by asking it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Habits {
    /// Whether it answers questions about itself; none where nobody has asked.
    pub answers: Option<bool>,
    /// It answers a fence: a question that waits for the paper in front of it.
    pub fence: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    address: String,
    profile: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answers: Option<bool>,
    #[serde(default)]
    fence: bool,
}

fn file(data: &Path) -> PathBuf {
    data.join("printer.toml")
}

/// Reads the choice of a data folder; none where nothing was chosen yet.
///
/// # Errors
/// The file and what is wrong with it: another printer must not be taken for it in silence.
pub fn read_choice(data: &Path) -> Result<Option<PrinterChoice>, String> {
    let path = file(data);
    let wrong = |what: &dyn std::fmt::Display| format!("{}: {what}", path.display());
    match fs::metadata(&path) {
        // Where the data folder is no folder nothing was chosen; whoever opens the books says what is wrong with it.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(wrong(&error)),
        Ok(found) if found.len() > MAX_FILE => return Err(wrong(&"the file is too large")),
        Ok(_) => {}
    }
    let text = fs::read_to_string(&path).map_err(|error| wrong(&error))?;
    let text: Text = toml::from_str(&text).map_err(|error| wrong(&error.message()))?;
    let address = text.address.parse();
    Ok(Some(PrinterChoice {
        address: address.map_err(|error| wrong(&format!("address: {error}")))?,
        profile: text.profile,
        habits: Habits {
            answers: text.answers,
            fence: text.fence,
        },
    }))
}

/// Keeps a choice in a data folder: whole, or not at all.
///
/// # Errors
/// The operating system's error.
pub fn keep_choice(data: &Path, choice: &PrinterChoice) -> io::Result<()> {
    let text = toml::to_string(&Text {
        address: choice.address.to_string(),
        profile: choice.profile.clone(),
        answers: choice.habits.answers,
        fence: choice.habits.fence,
    });
    let text = text.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
    private_folder(data)?;
    private_file(&file(data), text.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::{Habits, PrinterChoice, file, keep_choice, read_choice};
    use crate::paths::private_file;

    #[test]
    fn a_choice_is_read_as_it_was_kept() {
        let folder = TempDir::new().expect("folder");
        assert_eq!(read_choice(folder.path()), Ok(None));
        let no_folder = folder.path().join("file");
        private_file(&no_folder, b"").expect("written");
        assert_eq!(read_choice(&no_folder), Ok(None));
        for (answers, fence) in [(None, false), (Some(true), true), (Some(false), false)] {
            let choice = PrinterChoice {
                address: "serial:/dev/ttyUSB0:19200".parse().expect("address"),
                profile: "generic-80".to_owned(),
                habits: Habits { answers, fence },
            };
            keep_choice(folder.path(), &choice).expect("kept");
            assert_eq!(read_choice(folder.path()), Ok(Some(choice)));
        }
    }

    #[test]
    fn a_damaged_choice_is_told_with_its_file_and_never_taken_for_none() {
        let folder = TempDir::new().expect("folder");
        let path = file(folder.path());
        for (text, reason) in [
            ("address = \"fax:1\"\nprofile = \"x\"\n", "fax:1"),
            ("address = \"stdout\"\n", "profile"),
            (
                "address = \"stdout\"\nprofile = \"x\"\nspeed = 1\n",
                "speed",
            ),
            (&"#".repeat(20_000), "too large"),
        ] {
            private_file(&path, text.as_bytes()).expect("written");
            let refused = read_choice(folder.path()).expect_err(reason);
            assert!(refused.contains(reason), "{refused}");
            assert!(refused.contains("printer.toml"), "{refused}");
        }
        fs::remove_file(&path).expect("gone");
        fs::create_dir(&path).expect("in the way");
        read_choice(folder.path()).expect_err("a folder is no choice");
    }
}
