//! Short sounds at the end of a payment, made here and played by whatever player the system has.
//!
//! A sound never says more than the screen does, and a till without one is none the worse: nothing here fails.

mod wave;

use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// What a sound says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sound {
    /// Two rising notes: done.
    Done,
    /// One low note: refused.
    Refused,
    /// Two equal notes: something wants to be looked at.
    LookHere,
}

impl Sound {
    /// Every sound.
    pub const ALL: [Self; 3] = [Self::Done, Self::Refused, Self::LookHere];
}

/// Players of Linux systems in the order of preference, with what makes them read standard input.
#[cfg(not(windows))]
const PLAYERS: [(&str, &[&str]); 3] = [
    ("pw-play", &["-"]),
    ("paplay", &[]),
    ("aplay", &["-q", "-"]),
];

#[cfg(windows)]
const PLAYERS: [(&str, &[&str]); 1] = [(
    "powershell.exe",
    &[
        "-NoProfile",
        "-NonInteractive",
        "-Command",
        "$m = New-Object IO.MemoryStream; [Console]::OpenStandardInput().CopyTo($m); $m.Position = 0; \
         (New-Object Media.SoundPlayer $m).PlaySync()",
    ],
)];

/// Sounds that may play at once; further ones are left out, not queued: late sounds mislead.
const MOST_AT_ONCE: usize = 2;
/// A player that takes longer than this hangs and is ended.
const LONGEST: Duration = Duration::from_secs(5);
const LOOK_EVERY: Duration = Duration::from_millis(20);

#[derive(Debug, Clone)]
struct Player {
    program: PathBuf,
    args: &'static [&'static str],
}

/// Plays sounds, if the system can. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Speaker {
    player: Option<Player>,
    playing: Arc<AtomicUsize>,
}

impl Speaker {
    /// Looks for a player in the folders of PATH. Finds none: a silent speaker.
    #[must_use]
    pub fn find() -> Self {
        let folders: Vec<PathBuf> = env::var_os("PATH")
            .map(|path| env::split_paths(&path).collect())
            .unwrap_or_default();
        Self::find_in(&folders)
    }

    fn find_in(folders: &[PathBuf]) -> Self {
        let player = PLAYERS.iter().find_map(|(name, args)| {
            // An empty or relative folder would run whatever lies where the till was started.
            let places = folders.iter().filter(|folder| folder.is_absolute());
            let program = places
                .map(|folder| folder.join(name))
                .find(|path| is_program(path))?;
            Some(Player { program, args })
        });
        Self {
            player,
            playing: Arc::default(),
        }
    }

    /// Whether nothing will ever be heard.
    #[must_use]
    pub const fn is_silent(&self) -> bool {
        self.player.is_none()
    }

    /// Starts a sound and returns at once. With two playing already, or where it cannot be played, nothing happens.
    pub fn play(&self, sound: Sound) {
        let Some(player) = self.player.clone() else {
            return;
        };
        let Some(turn) = Turn::take(&self.playing) else {
            return;
        };
        let work = move || {
            let _turn = turn;
            run(&player, sound);
        };
        drop(thread::Builder::new().name("sound".to_owned()).spawn(work));
    }
}

/// One of the sounds that may play at once. Given back when it is dropped, also by a thread that never started.
struct Turn(Arc<AtomicUsize>);

impl Turn {
    fn take(playing: &Arc<AtomicUsize>) -> Option<Self> {
        let more = |now: usize| (now < MOST_AT_ONCE).then(|| now.saturating_add(1));
        let taken = playing.fetch_update(Ordering::AcqRel, Ordering::Acquire, more);
        taken.ok().map(|_| Self(Arc::clone(playing)))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

fn run(player: &Player, sound: Sound) {
    let started = Command::new(&player.program)
        .args(player.args)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) => return tracing::debug!(%error, "no sound"),
    };
    if let Some(mut input) = child.stdin.take() {
        // A sound is smaller than what a pipe holds, so that a player that does not read cannot hold this up.
        drop(input.write_all(&wave::file(sound)));
    }
    reap(child);
}

/// Waits for the end, so that no dead process stays behind, but not for ever.
fn reap(mut child: Child) {
    let rounds = LONGEST.as_millis().div_ceil(LOOK_EVERY.as_millis());
    for _ in 0..rounds {
        match child.try_wait() {
            Ok(None) => thread::sleep(LOOK_EVERY),
            Ok(Some(_)) | Err(_) => return,
        }
    }
    drop(child.kill());
    drop(child.wait());
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata()
        .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

#[cfg(test)]
mod tests;
