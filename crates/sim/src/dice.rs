//! The one source of chance of a run: the same seed, the same throws, on every machine.

use paydesk_till::world::Entropy;
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Seeded dice.
#[derive(Debug, Clone)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// Dice for a seed; `stream` keeps the dice of different parties apart, so that a further throw of one does not
    /// change the luck of the others.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// 0 up to and without `limit`; 0 for a limit of 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.bits().checked_rem(limit).unwrap_or(0)
    }

    /// `from` up to and without `to`.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        let width = to.saturating_sub(from).unsigned_abs();
        from.saturating_add_unsigned(self.below(width))
    }

    /// True so many times in a thousand.
    pub fn per_mille(&mut self, chance: u32) -> bool {
        self.below(1_000) < u64::from(chance)
    }

    /// One of these.
    ///
    /// # Panics
    /// When there is none.
    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        let index = self.below(choices.len() as u64);
        choices[usize::try_from(index).unwrap_or(0)]
    }
}

impl Entropy for Dice {
    fn next_u64(&mut self) -> u64 {
        self.bits()
    }
}
