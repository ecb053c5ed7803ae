//! The till's key for the codes on its cheques: a file of its own in the data folder, made at the first start.
//!
//! It signs nothing but cheques. A lost one is made anew; cheques of the lost one can then be checked only where its
//! public half was kept.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use paydesk_cheque::seal::{BadSealKey, PublicSealKey, SealKey};
use rand::RngCore;
use rand::rngs::OsRng;
use zeroize::Zeroizing;

use crate::paths::{private_file, private_folder};

/// File of the secret half in the data folder.
const SECRET: &str = "cheque.key";
const SEED_BYTES: usize = 32;

/// The key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SealKeyError {
    /// The file cannot be read or made.
    #[error("{file}: {error}")]
    Io {
        /// The file.
        file: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The file holds something else.
    #[error("{file}: {error}")]
    Bad {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        error: BadSealKey,
    },
}

/// The till's key; made where there is none.
///
/// # Errors
/// [`SealKeyError`]. A file that holds something else is never written over.
pub fn key(data: &Path) -> Result<SealKey, SealKeyError> {
    if let Some(key) = existing_key(data)? {
        return Ok(key);
    }
    let file = data.join(SECRET);
    let io = |error| SealKeyError::Io {
        file: file.clone(),
        error,
    };
    let mut seed = Zeroizing::new([0_u8; SEED_BYTES]);
    OsRng.fill_bytes(seed.as_mut());
    private_folder(data).map_err(io)?;
    // Whoever comes second takes the key of the first: a cheque signed with a key that was replaced proves nothing.
    let own = data.join(format!("{SECRET}.{:016x}", OsRng.next_u64()));
    private_file(&own, seed.as_ref()).map_err(io)?;
    let placed = match fs::hard_link(&own, &file) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        // Some disks know no links; there the last one to come wins, which two first starts at once alone can see.
        Err(_) => fs::rename(&own, &file),
        Ok(()) => Ok(()),
    };
    drop(fs::remove_file(&own));
    placed.map_err(io)?;
    existing_key(data)?.ok_or_else(|| io(io::ErrorKind::NotFound.into()))
}

/// The till's key, if it has one already. Writes nothing.
///
/// # Errors
/// [`SealKeyError`].
pub fn existing_key(data: &Path) -> Result<Option<SealKey>, SealKeyError> {
    let file = data.join(SECRET);
    let seed = match fs::read(&file) {
        Ok(seed) => Zeroizing::new(seed),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(SealKeyError::Io { file, error }),
    };
    let key = SealKey::from_seed(&seed);
    key.map(Some)
        .map_err(|error| SealKeyError::Bad { file, error })
}

/// Public keys of a file, one a line; a line that begins with `#` is for people.
///
/// # Errors
/// [`SealKeyError`].
pub fn public_keys(file: &Path) -> Result<Vec<PublicSealKey>, SealKeyError> {
    let text = fs::read_to_string(file).map_err(|error| SealKeyError::Io {
        file: file.to_owned(),
        error,
    })?;
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::parse)
        .collect::<Result<_, _>>()
        .map_err(|error| SealKeyError::Bad {
            file: file.to_owned(),
            error,
        })
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::{SealKeyError, existing_key, key, public_keys};
    use crate::paths::private_file;

    #[test]
    fn a_till_makes_its_key_once_and_keeps_it() {
        let data = TempDir::new().unwrap();
        let till = data.path().join("till");
        assert!(existing_key(&till).unwrap().is_none());
        let first = key(&till).unwrap().public();
        assert_eq!(key(&till).unwrap().public(), first);
        assert_eq!(existing_key(&till).unwrap().unwrap().public(), first);
        let files: Vec<_> = std::fs::read_dir(&till).unwrap().collect();
        assert_eq!(files.len(), 1, "{files:?}");
        let other = TempDir::new().unwrap();
        assert_ne!(key(other.path()).unwrap().public(), first);
    }

    #[test]
    fn tills_that_start_at_once_agree_on_one_key() {
        let data = TempDir::new().unwrap();
        let keys: Vec<_> = std::thread::scope(|scope| {
            let start = || scope.spawn(|| key(data.path()).unwrap().public());
            let started: Vec<_> = (0..8).map(|_| start()).collect();
            started
                .into_iter()
                .map(|thread| thread.join().unwrap())
                .collect()
        });
        assert!(keys.iter().all(|found| *found == keys[0]));
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_reads_the_key() {
        use std::os::unix::fs::PermissionsExt;

        let data = TempDir::new().unwrap();
        key(data.path()).unwrap();
        let file = data.path().join("cheque.key");
        let mode = std::fs::metadata(file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_file_that_is_no_key_is_told_and_never_written_over() {
        let data = TempDir::new().unwrap();
        let file = data.path().join("cheque.key");
        private_file(&file, b"short").unwrap();
        assert!(matches!(key(data.path()), Err(SealKeyError::Bad { .. })));
        assert_eq!(std::fs::read(&file).unwrap(), b"short");
    }

    #[test]
    fn public_keys_of_other_tills_stand_in_a_file_one_a_line() {
        let data = TempDir::new().unwrap();
        let public = key(data.path()).unwrap().public();
        let file = data.path().join("keys");
        private_file(&file, format!("# the counter\n\n{public}\n").as_bytes()).unwrap();
        assert_eq!(public_keys(&file).unwrap(), [public]);
        private_file(&file, b"nothing of the kind\n").unwrap();
        assert!(public_keys(&file).is_err());
    }
}
