//! Changed inputs for the smoke: what a fuzzer does to a corpus, without its instruments, and the same on every run.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// No changed input is longer.
const MOST: usize = 16 * 1024;

/// Makes changed inputs out of seeds.
#[derive(Debug)]
pub struct Mutator<'a> {
    rng: ChaCha8Rng,
    seeds: &'a [Vec<u8>],
    words: &'a [&'a str],
}

impl<'a> Mutator<'a> {
    /// The same seeds, words and number give the same inputs.
    #[must_use]
    pub fn new(number: u64, seeds: &'a [Vec<u8>], words: &'a [&'a str]) -> Self {
        Self {
            rng: ChaCha8Rng::seed_from_u64(number),
            seeds,
            words,
        }
    }

    /// The next input: a seed with one to five changes.
    pub fn next_input(&mut self) -> Vec<u8> {
        let mut bytes = self.seed().to_vec();
        for _ in 0..self.rng.gen_range(1..=5) {
            self.change(&mut bytes);
        }
        bytes.truncate(MOST);
        bytes
    }

    fn seed(&mut self) -> &'a [u8] {
        match self.seeds.len() {
            0 => &[],
            length => &self.seeds[self.rng.gen_range(0..length)],
        }
    }

    /// A place from the front to behind the last byte.
    fn place(&mut self, bytes: &[u8]) -> usize {
        self.rng.gen_range(0..=bytes.len())
    }

    fn part(&mut self, bytes: &[u8]) -> std::ops::Range<usize> {
        let (one, other) = (self.place(bytes), self.place(bytes));
        let (from, until) = (one.min(other), one.max(other));
        from..until.min(from + 64)
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        match self.rng.gen_range(0..10) {
            0 | 1 => self.flip(bytes),
            2 => {
                let at = self.place(bytes);
                bytes.truncate(at);
            }
            3 => {
                let part = self.part(bytes);
                bytes.drain(part);
            }
            4 => {
                let part = self.part(bytes);
                let again = bytes[part].repeat(self.rng.gen_range(1..4));
                self.insert(bytes, &again);
            }
            5 => {
                let length = self.rng.gen_range(1..9);
                let noise: Vec<u8> = (0..length).map(|_| self.rng.r#gen()).collect();
                self.insert(bytes, &noise);
            }
            6 | 7 if !self.words.is_empty() => {
                let word = self.words[self.rng.gen_range(0..self.words.len())];
                self.insert(bytes, word.as_bytes());
            }
            8 => {
                let other = self.seed();
                let piece = &other[self.part(other)];
                self.insert(bytes, piece);
            }
            _ => {
                let (other, at) = (self.seed(), self.place(bytes));
                bytes.truncate(at);
                let from = self.place(other);
                bytes.extend_from_slice(&other[from..]);
            }
        }
    }

    fn flip(&mut self, bytes: &mut [u8]) {
        if bytes.is_empty() {
            return;
        }
        let at = self.rng.gen_range(0..bytes.len());
        bytes[at] = match self.rng.gen_range(0..4) {
            0 => self.rng.r#gen(),
            1 => bytes[at].wrapping_add(1),
            2 => [0, 0x1b, b'\r', b'\n', b'=', b'|', 0xff, 0x80][self.rng.gen_range(0..8)],
            _ => bytes[at] ^ (1 << self.rng.gen_range(0..8)),
        };
    }

    /// Puts a piece in, over what is there or between it.
    fn insert(&mut self, bytes: &mut Vec<u8>, piece: &[u8]) {
        let at = self.place(bytes);
        let over = if self.rng.r#gen() { piece.len() } else { 0 };
        let until = (at + over).min(bytes.len());
        bytes.splice(at..until, piece.iter().copied());
    }
}
