//! Who is signed in: in memory, for as long as somebody looks.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use paydesk_domain::time::Timestamp;
use rand::RngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};

/// Nobody looked for so long: signed out.
const SILENCE_MS: i64 = 30 * 60 * 1000;
/// More at a time are not people.
const MOST: usize = 200;

type Key = [u8; 32];

struct Session {
    name: String,
    word: String,
    until: Timestamp,
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) name: String,
    /// Must come back with every form of this session.
    pub(super) word: String,
    key: Key,
}

/// Sessions by the digest of their token: a look into the memory of the hub gives nobody a cookie.
#[derive(Default)]
pub(super) struct Sessions {
    open: Mutex<HashMap<Key, Session>>,
}

/// 256 bits that nobody guesses.
pub(super) fn random() -> String {
    let mut bytes = [0_u8; 32];
    OsRng.fill_bytes(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Sessions {
    /// Begins a session; returns its token.
    pub(super) fn begin(&self, name: &str, now: Timestamp) -> String {
        let token = random();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, session| now < session.until);
        if open.len() >= MOST {
            open.clear();
        }
        let session = Session {
            name: name.to_owned(),
            word: random(),
            until: now.plus_ms(SILENCE_MS),
        };
        open.insert(Sha256::digest(&token).into(), session);
        token
    }

    /// Whose token this is. Looking keeps a session alive.
    pub(super) fn look(&self, token: &str, now: Timestamp) -> Option<Known> {
        let key: Key = Sha256::digest(token).into();
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let session = open.get_mut(&key).filter(|session| now < session.until)?;
        session.until = now.plus_ms(SILENCE_MS);
        Some(Known {
            name: session.name.clone(),
            word: session.word.clone(),
            key,
        })
    }

    pub(super) fn end(&self, known: &Known) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.remove(&known.key);
    }
}
