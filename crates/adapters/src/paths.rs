//! Where things lie on this computer. The only module that reads the environment.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

/// The till's folders.
#[derive(Debug, Clone)]
pub struct Paths {
    /// Database, lock, cheques.
    pub data: PathBuf,
    /// `config.toml` and the keys it names.
    pub config: PathBuf,
}

/// The computer does not tell a home folder.
#[derive(Debug, thiserror::Error)]
#[error("this computer names no home folder; give one with --data")]
pub struct NoHome;

impl Paths {
    /// The system's own places, or everything below `data` where one is given.
    ///
    /// # Errors
    /// [`NoHome`] when neither is known.
    pub fn find(data: Option<&Path>) -> Result<Self, NoHome> {
        let system = ProjectDirs::from("", "", "paydesk");
        match (data, system) {
            (Some(data), Some(system)) => Ok(Self {
                data: data.to_owned(),
                config: system.config_dir().to_owned(),
            }),
            (Some(data), None) => Ok(Self {
                data: data.to_owned(),
                config: data.to_owned(),
            }),
            (None, Some(system)) => Ok(Self {
                data: system.data_local_dir().to_owned(),
                config: system.config_dir().to_owned(),
            }),
            (None, None) => Err(NoHome),
        }
    }

    /// The folder of the demo: hub, bank, provider and keys of its own, apart from real data.
    #[must_use]
    pub fn demo(&self) -> PathBuf {
        self.data.join("demo")
    }

    /// The settings file: the one in the data folder where there is one, else the one of the system.
    #[must_use]
    pub fn config_file(&self) -> PathBuf {
        let beside_data = self.data.join("config.toml");
        if beside_data.exists() {
            beside_data
        } else {
            self.config.join("config.toml")
        }
    }
}

/// The folder of a shop's own printer profiles: beside its settings.
#[must_use]
pub fn profiles_folder(settings_file: &Path) -> PathBuf {
    settings_file
        .parent()
        .unwrap_or(Path::new("."))
        .join("printers")
}

/// Makes a folder that only its owner can read.
///
/// # Errors
/// The operating system's error.
pub fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// Writes a file that only its owner can read: whole and synced under its name, or not at all.
///
/// # Errors
/// The operating system's error.
pub fn private_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(".new");
    let unfinished = PathBuf::from(unfinished);
    // A left-over may be readable by others; only a file of our own making is surely private.
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&unfinished)?;
    let written = file
        .write_all(bytes)
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&unfinished, path));
    if let Err(error) = written {
        drop(fs::remove_file(&unfinished));
        return Err(error);
    }
    if let Some(folder) = path.parent()
        && let Ok(folder) = fs::File::open(folder)
    {
        folder.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
