//! The disk itself: names, files, open handles. All of it lies behind one mutex.

mod locking;
mod power;

use std::collections::BTreeMap;
use std::ffi::c_int;
use std::thread::ThreadId;

use rusqlite::ffi;

use super::content::{Content, Standing};
use super::faults::{Call, Failure, Faults};
use super::locks::{FileLock, Level, Shm, ShmShare};

/// 1 January 2000 as SQLite counts: milliseconds since noon of 24 November 4714 BC.
const CLOCK_AT_FIRST: i64 = 211_813_444_800_000;

/// 1 January 1970, likewise.
const UNIX_EPOCH: i64 = 210_866_760_000_000;

#[derive(Debug, Default)]
struct Node {
    content: Content,
    lock: FileLock,
    shm: Option<Shm>,
    handles: u32,
}

/// A name that came or went, and no sync of its folder has made that safe.
#[derive(Debug)]
struct Move {
    name: String,
    /// The file of that name from now on.
    node: Option<u64>,
    standing: Standing,
}

#[derive(Debug)]
struct Handle {
    node: u64,
    /// `None`: a temporary file, which no power cut leaves and no fault meets.
    name: Option<String>,
    /// A power cut has passed since; only closing still works.
    is_stale: bool,
    is_read_only: bool,
    /// The next sync makes the folder safe as well.
    syncs_folder: bool,
    level: Level,
    shm: Option<ShmShare>,
}

/// How a file is to be opened.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    pub(super) flags: c_int,
}

impl Wanted {
    fn has(self, flag: c_int) -> bool {
        self.flags & flag != 0
    }
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) faults: Faults,
    pub(super) random: u64,
    /// As SQLite counts: Julian milliseconds.
    clock: i64,
    pub(super) is_powersafe: bool,
    /// The threads that took locks: with more than one, waiting must give the other one time.
    first_thread: Option<ThreadId>,
    pub(super) has_many_threads: bool,
    nodes: BTreeMap<u64, Node>,
    names: BTreeMap<String, u64>,
    safe_names: BTreeMap<String, u64>,
    moves: Vec<Move>,
    handles: BTreeMap<u64, Handle>,
    last_id: u64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            faults: Faults::default(),
            random: 0,
            clock: CLOCK_AT_FIRST,
            is_powersafe: true,
            first_thread: None,
            has_many_threads: false,
            nodes: BTreeMap::new(),
            names: BTreeMap::new(),
            safe_names: BTreeMap::new(),
            moves: Vec::new(),
            handles: BTreeMap::new(),
            last_id: 0,
        }
    }
}

type Outcome<T> = Result<T, c_int>;

/// Calls of SQLite on a file.
impl State {
    /// Opens a file; gives the handle and whether it can only be read.
    pub(super) fn open(&mut self, name: Option<&str>, wanted: Wanted) -> Outcome<(u64, bool)> {
        if self.faults.is_dead {
            return Err(ffi::SQLITE_IOERR);
        }
        let existing = name.and_then(|name| self.names.get(name).copied());
        let mut is_read_only = wanted.has(ffi::SQLITE_OPEN_READONLY);
        let node = match (existing, name) {
            (Some(_), _) if wanted.has(ffi::SQLITE_OPEN_EXCLUSIVE) => {
                return Err(ffi::SQLITE_CANTOPEN);
            }
            (Some(node), _) => {
                is_read_only |= self.faults.is_read_only();
                node
            }
            (None, None) => self.new_node(Content::default()),
            (None, Some(_)) if !wanted.has(ffi::SQLITE_OPEN_CREATE) => {
                return Err(ffi::SQLITE_CANTOPEN);
            }
            (None, Some(name)) => self.create(name)?,
        };
        // As os_unix.c: whoever may have made a journal syncs its folder with the first sync of it.
        let is_journal = wanted.has(
            ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL,
        );
        let handle = Handle {
            node,
            name: name.map(str::to_owned),
            is_stale: false,
            is_read_only,
            syncs_folder: is_journal && wanted.has(ffi::SQLITE_OPEN_CREATE),
            level: Level::None,
            shm: None,
        };
        if let Some(node) = self.nodes.get_mut(&node) {
            node.handles += 1;
        }
        let id = self.new_id();
        self.handles.insert(id, handle);
        Ok((id, is_read_only))
    }

    fn create(&mut self, name: &str) -> Outcome<u64> {
        let standing = self
            .faults
            .fate(Call::Create)
            .map_err(|failure| failure.code)?;
        let node = self.new_node(Content::default());
        self.rename(name, Some(node), standing);
        answer(standing, Call::Create)?;
        Ok(node)
    }

    /// Never fails: what cannot be released any more is forgotten.
    pub(super) fn close(&mut self, id: u64) {
        self.shm_unmap(id);
        let Some(handle) = self.handles.remove(&id) else {
            return;
        };
        if handle.is_stale {
            return;
        }
        if let Some(node) = self.nodes.get_mut(&handle.node) {
            node.lock.lower(handle.level, Level::None);
            node.handles -= 1;
        }
        self.sweep();
    }

    /// What there is of `len` bytes at `at`.
    pub(super) fn read(&self, id: u64, at: i64, len: usize) -> Outcome<&[u8]> {
        let (_, node) = self.find(id).ok_or(ffi::SQLITE_IOERR_READ)?;
        let at = usize::try_from(at).map_err(|_| ffi::SQLITE_IOERR_READ)?;
        let bytes = node.content.bytes();
        let start = at.min(bytes.len());
        let end = at.saturating_add(len).min(bytes.len());
        Ok(&bytes[start..end])
    }

    pub(super) fn size(&self, id: u64) -> Outcome<usize> {
        let found = self.find(id).ok_or(ffi::SQLITE_IOERR_FSTAT)?;
        Ok(found.1.content.bytes().len())
    }

    pub(super) fn write(&mut self, id: u64, at: i64, data: &[u8]) -> Outcome<()> {
        let at = usize::try_from(at).map_err(|_| ffi::SQLITE_IOERR_WRITE)?;
        self.change(id, Call::Write, |content, standing| {
            content.write(at, data, standing)
        })
    }

    pub(super) fn truncate(&mut self, id: u64, size: i64) -> Outcome<()> {
        let size = usize::try_from(size).map_err(|_| ffi::SQLITE_IOERR_TRUNCATE)?;
        self.change(id, Call::Truncate, |content, standing| {
            content.resize(size, standing)
        })
    }

    fn change(
        &mut self,
        id: u64,
        call: Call,
        f: impl FnOnce(&mut Content, Standing),
    ) -> Outcome<()> {
        let Self {
            handles,
            nodes,
            faults,
            ..
        } = self;
        let handle = handles.get(&id).filter(|handle| !handle.is_stale);
        let handle = handle.ok_or(call.error())?;
        let node = nodes.get_mut(&handle.node).ok_or(call.error())?;
        if handle.is_read_only {
            return Err(ffi::SQLITE_READONLY);
        }
        if handle.name.is_none() {
            f(&mut node.content, Standing::Unsynced);
            node.content.sync();
            return Ok(());
        }
        let standing = faults.fate(call).map_err(|failure| failure.code)?;
        f(&mut node.content, standing);
        answer(standing, call)
    }

    pub(super) fn sync(&mut self, id: u64) -> Outcome<()> {
        let Self {
            handles,
            nodes,
            faults,
            ..
        } = self;
        let error = Call::Sync.error();
        let handle = handles.get_mut(&id).filter(|handle| !handle.is_stale);
        let handle = handle.ok_or(error)?;
        let node = nodes.get_mut(&handle.node).ok_or(error)?;
        let Some(name) = &handle.name else {
            return Ok(());
        };
        match faults.fate(Call::Sync) {
            Ok(standing) => answer(standing, Call::Sync)?,
            Err(Failure { code, abandons }) => {
                if abandons {
                    node.content.abandon();
                }
                return Err(code);
            }
        }
        node.content.sync();
        if std::mem::take(&mut handle.syncs_folder) {
            let folder = folder_of(name).to_owned();
            self.sync_folder(&folder);
        }
        Ok(())
    }

    /// As unlink, and a sync of the folder if asked for.
    pub(super) fn delete(&mut self, name: &str, syncs_folder: bool) -> Outcome<()> {
        if !self.faults.is_dead && !self.names.contains_key(name) {
            return Err(ffi::SQLITE_IOERR_DELETE_NOENT);
        }
        let standing = self
            .faults
            .fate(Call::Delete)
            .map_err(|failure| failure.code)?;
        self.rename(name, None, standing);
        answer(standing, Call::Delete)?;
        if syncs_folder {
            self.sync_folder(folder_of(name));
        }
        self.sweep();
        Ok(())
    }

    /// As os_unix.c answers xAccess: an empty file does not exist.
    pub(super) fn access(&self, name: &str, flags: c_int) -> Outcome<bool> {
        if self.faults.is_dead {
            return Err(ffi::SQLITE_IOERR_ACCESS);
        }
        let node = self.names.get(name).and_then(|node| self.nodes.get(node));
        Ok(node.is_some_and(|node| match flags {
            ffi::SQLITE_ACCESS_EXISTS => !node.content.bytes().is_empty(),
            _ => !self.faults.is_read_only(),
        }))
    }

    /// Another file, or none, has the name of this open one.
    pub(super) fn has_moved(&self, id: u64) -> bool {
        let handle = self.handles.get(&id).filter(|handle| !handle.is_stale);
        let name = handle.and_then(|handle| Some((handle.name.as_ref()?, handle.node)));
        name.is_none_or(|(name, node)| self.names.get(name) != Some(&node))
    }

    /// SplitMix64, so that one seed gives one stream.
    pub(super) fn random_bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count + 8);
        while bytes.len() < count {
            self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut word = self.random;
            word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            bytes.extend_from_slice(&(word ^ (word >> 31)).to_le_bytes());
        }
        bytes.truncate(count);
        bytes
    }

    pub(super) fn clock(&self) -> i64 {
        self.clock
    }

    pub(super) fn set_clock(&mut self, unix_ms: i64) {
        self.clock = UNIX_EPOCH.saturating_add(unix_ms);
    }

    fn find(&self, id: u64) -> Option<(&Handle, &Node)> {
        let handle = self.handles.get(&id)?;
        let node = self.nodes.get(&handle.node)?;
        (!handle.is_stale && !self.faults.is_dead).then_some((handle, node))
    }

    fn new_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    fn new_node(&mut self, content: Content) -> u64 {
        let id = self.new_id();
        self.nodes.insert(
            id,
            Node {
                content,
                ..Node::default()
            },
        );
        id
    }

    fn rename(&mut self, name: &str, node: Option<u64>, standing: Standing) {
        lead(&mut self.names, name, node);
        self.moves.push(Move {
            name: name.to_owned(),
            node,
            standing,
        });
    }

    fn sync_folder(&mut self, folder: &str) {
        let Self {
            moves, safe_names, ..
        } = self;
        moves.retain(|moved| {
            let is_elsewhere = folder_of(&moved.name) != folder;
            if !is_elsewhere {
                lead(safe_names, &moved.name, moved.node);
            }
            is_elsewhere
        });
        self.sweep();
    }

    /// Files that no name, no possible outcome of a power cut and no handle leads to are gone.
    fn sweep(&mut self) {
        let Self {
            nodes,
            names,
            safe_names,
            moves,
            ..
        } = self;
        nodes.retain(|id, node| {
            node.handles > 0
                || names.values().any(|named| named == id)
                || safe_names.values().any(|named| named == id)
                || moves.iter().any(|moved| moved.node == Some(*id))
        });
    }
}

/// Where a name leads after a change of it.
fn lead(names: &mut BTreeMap<String, u64>, name: &str, node: Option<u64>) {
    match node {
        Some(node) => names.insert(name.to_owned(), node),
        None => names.remove(name),
    };
}

/// A call during which the power went is answered with its error, though something of it may survive.
fn answer(standing: Standing, call: Call) -> Outcome<()> {
    match standing {
        Standing::InFlight => Err(call.error()),
        Standing::Unsynced | Standing::Abandoned | Standing::Safe => Ok(()),
    }
}

fn folder_of(name: &str) -> &str {
    name.rfind(['/', '\\']).map_or("", |end| &name[..end])
}
