//! What is done to the disk from outside: the power goes, a copy is taken or put back, bytes are spoilt by hand.

use std::mem;

use super::super::content::{Chance, Content, Standing, Toll};
use super::super::locks::{FileLock, Level};
use super::super::{Image, Loss};
use super::{Node, State, lead};

impl State {
    /// A power cut at this instant would be noticed.
    pub(in super::super) fn is_dirty(&self) -> bool {
        let is_dirty = |id| {
            let node = self.nodes.get(id);
            node.is_some_and(|node: &Node| node.content.is_dirty())
        };
        !self.moves.is_empty() || self.names.values().any(is_dirty)
    }

    pub(in super::super) fn power_cut(&mut self, loss: Loss, dice: &mut dyn FnMut() -> u64) {
        let mut chance = Chance::new(loss, self.is_powersafe, dice);
        let mut sum = Toll::default();
        for node in self.nodes.values_mut() {
            let toll = node.content.lose(&mut chance);
            sum.lost += toll.lost;
            sum.torn += toll.torn;
        }
        for moved in mem::take(&mut self.moves) {
            if chance.keeps(moved.standing) {
                lead(&mut self.safe_names, &moved.name, moved.node);
            } else {
                sum.lost += 1;
            }
        }
        self.names = self.safe_names.clone();
        let counters = &mut self.faults.counters;
        counters.lost_changes += sum.lost;
        counters.torn_writes += sum.torn;
        let losses = match loss {
            Loss::Drop => &mut counters.drops,
            Loss::Keep => &mut counters.keeps,
            Loss::Subset => &mut counters.subsets,
            Loss::Torn => &mut counters.tears,
        };
        *losses += 1;
        self.revive();
    }

    pub(in super::super) fn kill(&mut self) {
        for node in self.nodes.values_mut() {
            node.content.land();
        }
        for moved in &mut self.moves {
            moved.standing = Standing::Unsynced;
        }
        self.revive();
    }

    /// The durable content of all files.
    pub(in super::super) fn snapshot(&self) -> Image {
        let content = |(name, id): (&String, &u64)| {
            let node = self.nodes.get(id)?;
            Some((name.clone(), node.content.durable()))
        };
        Image {
            files: self.safe_names.iter().filter_map(content).collect(),
        }
    }

    pub(in super::super) fn restore(&mut self, image: &Image) {
        self.moves.clear();
        self.nodes.clear();
        self.names.clear();
        for (name, bytes) in &image.files {
            let node = self.new_node(Content::new(bytes.clone()));
            self.names.insert(name.clone(), node);
        }
        self.safe_names = self.names.clone();
        self.revive();
    }

    /// The files as a program sees them, with their sizes.
    pub(in super::super) fn files(&self) -> Vec<(String, usize)> {
        let size = |(name, id): (&String, &u64)| {
            let node = self.nodes.get(id)?;
            Some((name.clone(), node.content.bytes().len()))
        };
        self.names.iter().filter_map(size).collect()
    }

    pub(in super::super) fn bytes(&self, file: &str) -> Option<Vec<u8>> {
        let node = self.nodes.get(self.names.get(file)?)?;
        Some(node.content.bytes().to_vec())
    }

    /// Puts bytes under a name, safely, into the file that programs may have open.
    pub(in super::super) fn put(&mut self, file: &str, bytes: Vec<u8>) {
        let content = Content::new(bytes);
        let known = self.names.get(file).copied();
        let id = match known.and_then(|id| Some((id, self.nodes.get_mut(&id)?))) {
            Some((id, node)) => {
                node.content = content;
                id
            }
            None => self.new_node(content),
        };
        self.moves.retain(|moved| moved.name != file);
        self.names.insert(file.to_owned(), id);
        self.safe_names.insert(file.to_owned(), id);
    }

    pub(in super::super) fn remove(&mut self, file: &str) {
        self.moves.retain(|moved| moved.name != file);
        self.names.remove(file);
        self.safe_names.remove(file);
        self.sweep();
    }

    /// A new life: no handle of the old one works, no lock is held.
    fn revive(&mut self) {
        for handle in self.handles.values_mut() {
            handle.is_stale = true;
            handle.level = Level::None;
        }
        for node in self.nodes.values_mut() {
            node.lock = FileLock::default();
            node.shm = None;
            node.handles = 0;
        }
        self.faults.is_dead = false;
        self.first_thread = None;
        self.has_many_threads = false;
        self.sweep();
    }
}
