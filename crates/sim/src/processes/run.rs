//! Running a program to its end, with a deadline, and what a cashier was told by a sale.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use paydesk_adapters::clock;
use serde_json::Value;

use super::Trouble;

/// No command of the till takes longer; what does is hung.
pub(super) const LIMIT: Duration = Duration::from_secs(110);
const POLL: Duration = Duration::from_millis(2);
const SIGKILL: i32 = 9;

/// A command that has ended.
#[derive(Debug, Clone)]
pub(super) struct Ran {
    /// Its exit code; none when a signal ended it.
    pub(super) code: Option<i32>,
    /// The signal that ended it.
    signal: Option<i32>,
    /// The deadline passed, and it was killed for that.
    pub(super) was_hung: bool,
    pub(super) out: String,
    pub(super) err: String,
    pub(super) took_ms: i64,
}

impl Ran {
    /// SIGKILL ended it, and not because it hung. A process that had ended before was not killed.
    pub(super) fn was_killed(&self) -> bool {
        self.signal == Some(SIGKILL) && !self.was_hung
    }

    /// One line for a finding.
    pub(super) fn brief(&self) -> String {
        let said = if self.err.trim().is_empty() {
            &self.out
        } else {
            &self.err
        };
        let said: String = said.trim().chars().take(300).collect();
        format!("code {:?}: {said}", self.code)
    }
}

/// A command that runs; its output goes into files, so that no pipe can hold it up.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) child: Child,
    out: File,
    err: File,
    begun: paydesk_domain::time::Timestamp,
}

impl Running {
    /// Starts a command.
    pub(super) fn start(command: &mut Command) -> Result<Self, Trouble> {
        let (out, err) = (tempfile::tempfile()?, tempfile::tempfile()?);
        command
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(err.try_clone()?);
        let begun = clock::now();
        let child = command.spawn().map_err(|error| {
            Trouble::new(format!("{}: {error}", command.get_program().display()))
        })?;
        Ok(Self {
            child,
            out,
            err,
            begun,
        })
    }

    /// SIGKILL.
    pub(super) fn kill(&mut self) -> Result<(), Trouble> {
        Ok(self.child.kill()?)
    }

    /// Whether it has ended.
    pub(super) fn has_ended(&mut self) -> Result<bool, Trouble> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Waits for its end; at the deadline it is killed.
    pub(super) fn finish(mut self, limit: Duration) -> Result<Ran, Trouble> {
        let limit = i64::try_from(limit.as_millis()).unwrap_or(i64::MAX);
        let mut was_hung = false;
        let status: ExitStatus = loop {
            if let Some(status) = self.child.try_wait()? {
                break status;
            }
            if clock::now().ms_since(self.begun) > limit {
                was_hung = true;
                self.child.kill()?;
                break self.child.wait()?;
            }
            thread::sleep(POLL);
        };
        Ok(Ran {
            code: if status.signal().is_some() {
                None
            } else {
                status.code()
            },
            signal: status.signal(),
            was_hung,
            out: text_of(&self.out)?,
            err: text_of(&self.err)?,
            took_ms: clock::now().ms_since(self.begun),
        })
    }

    /// What it has written so far.
    pub(super) fn said(&self) -> Result<String, Trouble> {
        text_of(&self.out)
    }
}

/// All of a file, without moving the position that its writer shares.
fn text_of(file: &File) -> Result<String, Trouble> {
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(0);
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, 0)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Runs a command to its end.
pub(super) fn run(command: &mut Command) -> Result<Ran, Trouble> {
    Running::start(command)?.finish(LIMIT)
}

/// What the cashier was told at the end of a sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Told {
    /// Paid.
    Paid,
    /// Accepted, and safe in the outbox.
    Open,
    /// Refused before any cash was taken.
    NotTaken,
    /// Refused after the cash was taken: it is to be returned, and the till remembers that.
    CashBack,
    /// Nothing could be stored and nothing was sent: cash that was taken goes back.
    NotStored,
    /// The disk failed: neither return the cash nor pay again.
    Unsure,
    /// Nothing: the till died.
    Nothing,
    /// Something that is not in the book, a panic for instance.
    Odd,
}

impl Told {
    /// Reads exit code and JSON of `paydesk sell --json`.
    pub(super) fn of(ran: &Ran) -> Self {
        let json: Value = serde_json::from_str(ran.out.trim()).unwrap_or(Value::Null);
        let word = |name: &str| json.get(name).and_then(Value::as_str).unwrap_or_default();
        let is_unsure = word("state") == "unknown";
        match ran.code {
            _ if ran.was_hung => Self::Odd,
            None => Self::Nothing,
            Some(0) => Self::Paid,
            Some(1) if matches!(word("stage"), "failed" | "cancelled") => Self::CashBack,
            Some(1 | 2) => Self::NotTaken,
            Some(3) => Self::Open,
            Some(4) if is_unsure => Self::Unsure,
            Some(4) => Self::NotStored,
            Some(_) => Self::Odd,
        }
    }

    pub(super) const fn as_word(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Open => "open",
            Self::NotTaken => "not taken",
            Self::CashBack => "cash back",
            Self::NotStored => "not stored",
            Self::Unsure => "unsure",
            Self::Nothing => "nothing",
            Self::Odd => "odd",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::thread;
    use std::time::Duration;

    use super::{LIMIT, Running};

    fn started(words: &[&str]) -> Running {
        Running::start(Command::new(words[0]).args(&words[1..])).unwrap()
    }

    #[test]
    fn a_process_that_ended_by_itself_is_no_kill() {
        for words in [
            &["true"][..],
            &["false"],
            // A panic that aborts is the program's own end as well.
            &["sh", "-c", "kill -ABRT $$"],
        ] {
            let mut process = started(words);
            while !process.has_ended().unwrap() {
                thread::yield_now();
            }
            process.kill().unwrap();
            assert!(!process.finish(LIMIT).unwrap().was_killed(), "{words:?}");
        }
    }

    #[test]
    fn a_process_that_died_by_the_signal_is_a_kill_unless_it_hung() {
        let mut process = started(&["sleep", "600"]);
        process.kill().unwrap();
        assert!(process.finish(LIMIT).unwrap().was_killed());
        let ran = started(&["sh", "-c", "kill -KILL $$"])
            .finish(LIMIT)
            .unwrap();
        assert!(ran.was_killed());
        let hung = started(&["sleep", "600"]).finish(Duration::ZERO).unwrap();
        assert!(hung.was_hung && !hung.was_killed());
    }
}
