//! How often everything was seen: states, moves, answers, faults. A run in which something never happened proves
//! nothing about it.

use std::collections::BTreeMap;

/// Counted by kind and name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(BTreeMap<(&'static str, String), u64>);

impl Counts {
    /// Once more.
    pub fn add(&mut self, kind: &'static str, name: impl Into<String>) {
        self.add_many(kind, name, 1);
    }

    /// So many times more.
    pub fn add_many(&mut self, kind: &'static str, name: impl Into<String>, times: u64) {
        *self.0.entry((kind, name.into())).or_default() += times;
    }

    /// Takes another run's counts in.
    pub fn merge(&mut self, other: &Self) {
        for ((kind, name), times) in &other.0 {
            self.add_many(kind, name.clone(), *times);
        }
    }

    /// Everything, by kind and name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str, u64)> {
        self.0
            .iter()
            .map(|((kind, name), times)| (*kind, name.as_str(), *times))
    }

    /// How often this was seen.
    #[must_use]
    pub fn of(&self, kind: &'static str, name: &str) -> u64 {
        self.0
            .get(&(kind, name.to_owned()))
            .copied()
            .unwrap_or_default()
    }

    /// How often anything of a kind was seen.
    #[must_use]
    pub fn sum(&self, kind: &str) -> u64 {
        self.iter()
            .filter(|(of, ..)| *of == kind)
            .map(|(.., times)| times)
            .sum()
    }
}
