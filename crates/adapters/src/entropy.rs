//! Randomness from the operating system.

use paydesk_till::world::Entropy;
use rand::RngCore;
use rand::rngs::OsRng;

/// The operating system's generator.
#[derive(Debug, Default, Clone, Copy)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn next_u64(&mut self) -> u64 {
        OsRng.next_u64()
    }
}
