//! argon2id over the passwords of the staff.

use argon2::{Algorithm, Argon2, Params, Version};
use rand::RngCore;
use rand::rngs::OsRng;
use subtle::ConstantTimeEq as _;

use crate::store::staff::Secret;

/// 64 MiB, three passes, one lane.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// Fewer letters are guessed too soon.
pub(crate) const SHORTEST: usize = 12;
/// Longer texts are cut, and are no password then.
const LONGEST: usize = 256;

/// What is kept of a password; none where the library refuses.
pub(crate) fn secret(typed: &str) -> Option<Secret> {
    let mut salt = [0; 16];
    OsRng.fill_bytes(&mut salt);
    let hash = digest(typed, &salt)?;
    Some(Secret { salt, hash })
}

/// Whether the secret was made of this password. Without a secret it takes as long and says no.
pub(crate) fn fits(secret: Option<&Secret>, typed: &str) -> bool {
    let salt = secret.map_or([0; 16], |secret| secret.salt);
    let found = digest(typed, &salt);
    match (secret, found) {
        (Some(secret), Some(found)) => found.ct_eq(&secret.hash).into(),
        (Some(_) | None, Some(_) | None) => false,
    }
}

fn digest(typed: &str, salt: &[u8; 16]) -> Option<[u8; 32]> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).ok()?;
    let mut memory = vec![argon2::Block::default(); params.block_count()];
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let typed = typed.as_bytes();
    let typed = typed.get(..LONGEST).unwrap_or(typed);
    let mut hash = [0; 32];
    let done = hasher.hash_password_into_with_memory(typed, salt, &mut hash, &mut memory);
    done.ok().map(|()| hash)
}
