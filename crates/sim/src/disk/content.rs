//! The bytes of one file: what readers see now, and how to take back what no sync has made safe.
//!
//! A write costs its own size: it is done in place, and only the bytes it covers are put aside. A power cut goes
//! back through the list to the last synced content and does again whatever the loss leaves.

use std::ops::Range;

use super::Loss;

/// The smallest piece that a disk writes whole or not at all.
pub(super) const SECTOR: usize = 512;

/// The piece that a kernel's page cache writes; some power cuts tear there.
const PAGE: usize = 4096;

/// How safe a change is from a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Done, and no sync has followed.
    Unsynced,
    /// The power went while it was under way.
    InFlight,
    /// Its sync failed and the kernel takes it for written: no later sync will write it.
    Abandoned,
    /// Synced after an abandoned one; kept only because the list cannot be shortened yet.
    Safe,
}

#[derive(Debug)]
enum What {
    /// `bytes` are those that were there before (perhaps fewer than `len`, at the end of the file). Going back
    /// swaps them for the new ones.
    Write {
        at: usize,
        len: usize,
        bytes: Vec<u8>,
        size_before: usize,
    },
    Resize {
        before: usize,
        after: usize,
        tail: Vec<u8>,
    },
}

#[derive(Debug)]
struct Change {
    what: What,
    standing: Standing,
}

/// What a power cut did to changes that were not safe.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Toll {
    pub(super) lost: u64,
    pub(super) torn: u64,
}

/// How a power cut chooses.
pub(super) struct Chance<'a> {
    pub(super) loss: Loss,
    /// Of eight changes, how many survive.
    pub(super) keep_of_8: u64,
    /// A write that is torn within a sector leaves the rest of the sector alone.
    pub(super) is_powersafe: bool,
    pub(super) dice: &'a mut dyn FnMut() -> u64,
}

impl<'a> Chance<'a> {
    pub(super) fn new(loss: Loss, is_powersafe: bool, dice: &'a mut dyn FnMut() -> u64) -> Self {
        // With a fair coin for each of a hundred writes, "all but one" would never be seen.
        let keep_of_8 = [1, 4, 7][below(dice, 3)];
        Self {
            loss,
            keep_of_8,
            is_powersafe,
            dice,
        }
    }

    /// Whether a change that was done, but not synced, is on the disk.
    pub(super) fn keeps(&mut self, standing: Standing) -> bool {
        match (self.loss, standing) {
            (_, Standing::Safe) => true,
            (Loss::Drop, _) => false,
            (Loss::Keep, Standing::Unsynced | Standing::Abandoned) => true,
            (Loss::Keep, Standing::InFlight) => (self.dice)().is_multiple_of(2),
            (Loss::Subset | Loss::Torn, _) => (self.dice)() % 8 < self.keep_of_8,
        }
    }

    fn tears(&self, standing: Standing) -> bool {
        match standing {
            Standing::Safe => false,
            Standing::InFlight => true,
            Standing::Unsynced | Standing::Abandoned => self.loss == Loss::Torn,
        }
    }

    fn below(&mut self, end: usize) -> usize {
        below(self.dice, end)
    }
}

/// A file's bytes and the changes that a power cut could take away.
#[derive(Debug, Default)]
pub(super) struct Content {
    now: Vec<u8>,
    changes: Vec<Change>,
    has_abandoned: bool,
}

impl Content {
    pub(super) fn new(bytes: Vec<u8>) -> Self {
        Self {
            now: bytes,
            ..Self::default()
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.now
    }

    pub(super) fn is_dirty(&self) -> bool {
        !self.changes.is_empty()
    }

    pub(super) fn write(&mut self, at: usize, data: &[u8], standing: Standing) {
        let size_before = self.now.len();
        let end = at + data.len();
        let covered = at.min(size_before)..end.min(size_before);
        let bytes = self.now[covered].to_vec();
        put(&mut self.now, at, data);
        let what = What::Write {
            at,
            len: data.len(),
            bytes,
            size_before,
        };
        self.changes.push(Change { what, standing });
    }

    pub(super) fn resize(&mut self, after: usize, standing: Standing) {
        let before = self.now.len();
        let tail = if after < before {
            self.now.split_off(after)
        } else {
            Vec::new()
        };
        self.now.resize(after, 0);
        let what = What::Resize {
            before,
            after,
            tail,
        };
        self.changes.push(Change { what, standing });
    }

    /// All that is not abandoned is safe from now on.
    pub(super) fn sync(&mut self) {
        if self.has_abandoned {
            for change in &mut self.changes {
                if change.standing == Standing::Unsynced {
                    change.standing = Standing::Safe;
                }
            }
            self.forget_overwritten();
        } else {
            self.changes.clear();
        }
    }

    /// What is unsynced stays readable, but no sync will bring it to the disk before it is written again.
    pub(super) fn abandon(&mut self) {
        for change in &mut self.changes {
            // The size of a file is in the file system's own journal, which goes its own way.
            let is_write = matches!(change.what, What::Write { .. });
            if is_write && change.standing == Standing::Unsynced {
                change.standing = Standing::Abandoned;
                self.has_abandoned = true;
            }
        }
    }

    /// What was under way has been done after all.
    pub(super) fn land(&mut self) {
        for change in &mut self.changes {
            if change.standing == Standing::InFlight {
                change.standing = Standing::Unsynced;
            }
        }
    }

    /// An abandoned change matters no more when safe ones have replaced all of it. Once none is left, everything
    /// is safe.
    fn forget_overwritten(&mut self) {
        let mut replaced: Vec<Range<usize>> = Vec::new();
        for index in (0..self.changes.len()).rev() {
            let change = &self.changes[index];
            let range = match &change.what {
                What::Write { at, len, .. } => *at..*at + *len,
                What::Resize { before, after, .. } => *after.min(before)..usize::MAX,
            };
            if change.standing == Standing::Safe {
                replaced.push(range);
            } else if is_covered(&range, &replaced) {
                self.changes.remove(index);
            }
        }
        self.has_abandoned =
            (self.changes.iter()).any(|change| change.standing == Standing::Abandoned);
        if !self.has_abandoned {
            self.changes.clear();
        }
    }

    /// What the disk holds if the power goes now and all goes with it.
    pub(super) fn durable(&self) -> Vec<u8> {
        let mut bytes = self.now.clone();
        let mut safe = Vec::new();
        for change in self.changes.iter().rev() {
            let again = go_back(&mut bytes, &change.what);
            if change.standing == Standing::Safe {
                safe.push(again);
            }
        }
        while let Some(what) = safe.pop() {
            do_again(&mut bytes, &what);
        }
        bytes
    }

    /// The power went: goes back to what was synced and does again what survives.
    pub(super) fn lose(&mut self, chance: &mut Chance<'_>) -> Toll {
        let mut toll = Toll::default();
        let changes = std::mem::take(&mut self.changes);
        self.has_abandoned = false;
        let mut again = Vec::new();
        for change in changes.into_iter().rev() {
            let what = go_back(&mut self.now, &change.what);
            again.push(Change { what, ..change });
        }
        again.reverse();
        // Changes before the last sync keep their order; the others reach the disk in any.
        let is_loose =
            |change: &Change| matches!(change.standing, Standing::Unsynced | Standing::InFlight);
        let first_loose = again.iter().position(is_loose).unwrap_or(again.len());
        if matches!(chance.loss, Loss::Subset | Loss::Torn) {
            let loose = &mut again[first_loose..];
            for index in (1..loose.len()).rev() {
                loose.swap(index, chance.below(index + 1));
            }
        }
        for Change { what, standing } in again {
            if !chance.keeps(standing) {
                toll.lost += 1;
            } else if chance.tears(standing) {
                toll.torn += u64::from(tear(&mut self.now, &what, chance));
            } else {
                do_again(&mut self.now, &what);
            }
        }
        toll
    }
}

fn below(dice: &mut dyn FnMut() -> u64, end: usize) -> usize {
    let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
    usize::try_from(dice() % end).unwrap_or(0)
}

fn put(bytes: &mut Vec<u8>, at: usize, data: &[u8]) {
    if bytes.len() == at {
        bytes.extend_from_slice(data);
        return;
    }
    let end = at + data.len();
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    bytes[at..end].copy_from_slice(data);
}

/// Takes the last change back; gives it as it must be done again.
fn go_back(bytes: &mut Vec<u8>, what: &What) -> What {
    match what {
        What::Write {
            at,
            len,
            bytes: old,
            size_before,
        } => {
            let new = bytes[*at..*at + *len].to_vec();
            bytes[*at..*at + old.len()].copy_from_slice(old);
            bytes.truncate(*size_before);
            What::Write {
                at: *at,
                len: *len,
                bytes: new,
                size_before: *size_before,
            }
        }
        What::Resize {
            before,
            after,
            tail,
        } => {
            bytes.truncate(*before.min(after));
            bytes.extend_from_slice(tail);
            What::Resize {
                before: *before,
                after: *after,
                tail: Vec::new(),
            }
        }
    }
}

fn do_again(bytes: &mut Vec<u8>, what: &What) {
    match what {
        What::Write { at, bytes: new, .. } => put(bytes, *at, new),
        What::Resize { after, .. } => bytes.resize(*after, 0),
    }
}

/// Does a part of a write again; says whether it was less than all.
fn tear(bytes: &mut Vec<u8>, what: &What, chance: &mut Chance<'_>) -> bool {
    let What::Write { at, bytes: new, .. } = what else {
        do_again(bytes, what);
        return false;
    };
    let piece = [SECTOR, SECTOR, PAGE][chance.below(3)];
    let pieces = split(*at, new.len(), piece);
    let style = chance.below(3);
    let border = chance.below(pieces.len() + 1);
    let mut kept = 0;
    for (index, range) in pieces.iter().enumerate() {
        let survives = match style {
            0 => index < border,
            1 => index >= border,
            _ => (chance.dice)().is_multiple_of(2),
        };
        if survives {
            put(bytes, *at + range.start, &new[range.clone()]);
            kept += 1;
        }
    }
    if !chance.is_powersafe {
        smash_edges(bytes, *at..*at + new.len(), chance);
    }
    kept < pieces.len()
}

/// Pieces of a write between multiples of `piece` in the file, as ranges of the write.
fn split(at: usize, len: usize, piece: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < len {
        let end = (piece - (at + start) % piece + start).min(len);
        pieces.push(start..end);
        start = end;
    }
    pieces
}

/// A disk without powersafe overwrite may spoil the whole sector in which a write begins or ends.
fn smash_edges(bytes: &mut [u8], write: Range<usize>, chance: &mut Chance<'_>) {
    for edge in [write.start, write.end] {
        if edge.is_multiple_of(SECTOR) || (chance.dice)().is_multiple_of(2) {
            continue;
        }
        let start = (edge / SECTOR * SECTOR).min(bytes.len());
        let end = (start + SECTOR).min(bytes.len());
        for byte in &mut bytes[start..end] {
            *byte = (chance.dice)().to_le_bytes()[0];
        }
    }
}

fn is_covered(range: &Range<usize>, by: &[Range<usize>]) -> bool {
    let mut start = range.start;
    while start < range.end {
        let reach = by.iter().filter(|r| r.contains(&start)).map(|r| r.end);
        match reach.max() {
            Some(end) => start = end,
            None => return false,
        }
    }
    true
}
