//! Faults put into single system calls of a program from outside, by strace.
//!
//! strace counts calls for each thread apart. Given the files, it counts only calls about them, so the calls of the
//! thread that opens the database and those of the one that writes payments are hit one after another.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Trouble;
use super::rig::Wrap;
use super::run::run;

/// The calls by which a disk is written.
pub(super) const CALLS: [&str; 8] = [
    "fdatasync",
    "fsync",
    "pwrite64",
    "write",
    "ftruncate",
    "openat",
    "unlink",
    "rename",
];

/// Fails where strace is missing: a sweep is never left out in silence.
pub(super) fn assert_there() -> Result<(), Trouble> {
    match run(Command::new("strace").arg("-V")) {
        Ok(ran) if ran.code == Some(0) => Ok(()),
        Ok(_) | Err(_) => Err(Trouble::new(
            "strace is needed for this section and is not there",
        )),
    }
}

fn words(log: &Path) -> Wrap {
    // -D: the program is our own child, so that signals reach it. Not --seccomp-bpf: with it strace 6.1 sends no
    // signals.
    let mut words: Wrap = ["strace", "-D", "-f", "-qq", "-y", "-s", "8", "-o"]
        .map(Into::into)
        .into();
    words.push(log.into());
    words
}

/// Writes down the storage calls of a program.
pub(super) fn counting(log: &Path) -> Wrap {
    let mut wrap = words(log);
    wrap.extend(["-e".into(), format!("trace={}", CALLS.join(",")).into()]);
    wrap
}

/// Does something to chosen calls about chosen files.
pub(super) fn injecting(log: &Path, calls: &str, files: &[PathBuf], what: &str) -> Wrap {
    let mut wrap = words(log);
    for file in files {
        wrap.extend(["-P".into(), file.into()]);
    }
    wrap.extend(["-e".into(), format!("trace={calls}").into()]);
    wrap.extend(["-e".into(), format!("inject={calls}:{what}").into()]);
    wrap
}

/// Whether a fault was put into a call.
pub(super) fn has_fired(log: &Path) -> bool {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    text.contains("killed by SIGKILL")
        || text.contains("(INJECTED)")
        || text.contains("(DELAYED)")
        || text.lines().any(|line| line.ends_with("= ?"))
}

/// A kind of call about a file, and how often it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Site {
    pub(super) call: String,
    /// Relative to the folder.
    pub(super) file: String,
    /// By the thread that made most of them: so many n can be reached.
    pub(super) most: u64,
    /// By all threads.
    pub(super) all: u64,
}

/// Reads what [`counting`] wrote; only files below the folder count.
pub(super) fn sites(log: &Path, folder: &Path) -> Result<Vec<Site>, Trouble> {
    let text = String::from_utf8_lossy(&fs::read(log)?).into_owned();
    let mut counted: BTreeMap<(String, String), BTreeMap<String, u64>> = BTreeMap::new();
    for line in text.lines() {
        let Some((thread, call, file)) = parse(line) else {
            continue;
        };
        let Ok(file) = Path::new(file).strip_prefix(folder) else {
            continue;
        };
        let key = (call.to_owned(), file.display().to_string());
        *counted
            .entry(key)
            .or_default()
            .entry(thread.to_owned())
            .or_default() += 1;
    }
    let site = |((call, file), threads): ((String, String), BTreeMap<String, u64>)| Site {
        call,
        file,
        most: threads.values().copied().max().unwrap_or(0),
        all: threads.values().sum(),
    };
    Ok(counted.into_iter().map(site).collect())
}

/// Thread, call and file of a line.
fn parse(line: &str) -> Option<(&str, &str, &str)> {
    let (thread, rest) = line.split_once(' ')?;
    let (call, arguments) = rest.trim_start().split_once('(')?;
    if !CALLS.contains(&call) {
        return None;
    }
    let between = |open: char, close: char| {
        let (_, rest) = arguments.split_once(open)?;
        rest.split_once(close).map(|(between, _)| between)
    };
    let file = match call {
        "openat" | "unlink" | "rename" => between('"', '"')?,
        _ => between('<', '>')?,
    };
    Some((thread, call, file))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_line_tells_thread_call_and_file() {
        let line = "31 fsync(12</d/till.sqlite-wal>) = 0";
        assert_eq!(parse(line), Some(("31", "fsync", "/d/till.sqlite-wal")));
        let line = "7 openat(AT_FDCWD</x>, \"/d/a.txt\", O_RDONLY) = 3</d/a.txt>";
        assert_eq!(parse(line), Some(("7", "openat", "/d/a.txt")));
        let line = "7 fsync(12</d/w> <unfinished ...>";
        assert_eq!(parse(line), Some(("7", "fsync", "/d/w")));
        for other in [
            "7 <... fsync resumed>) = 0",
            "7 +++ exited with 0 +++",
            "7 close(3</d/w>) = 0",
        ] {
            assert_eq!(parse(other), None, "{other}");
        }
    }
}
