//! A queue of CUPS that passes bytes on as they are. CUPS's own programs are asked: its library is not on every
//! computer, and what they do is the same.

use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::{Abilities, Sent, Transport, WriteFault};

/// The queue's state is a short question to this computer.
const ASKING: Duration = Duration::from_secs(5);

struct Cups {
    programs: PathBuf,
    queue: String,
}

pub(super) fn open(queue: &str) -> io::Result<Box<dyn Transport>> {
    // A program without a folder is looked for where the system keeps its own.
    open_with(PathBuf::new(), queue)
}

fn open_with(programs: PathBuf, queue: &str) -> io::Result<Box<dyn Transport>> {
    let mut question = program(&programs, "lpstat");
    question.arg("-p").arg(queue).stdout(Stdio::piped());
    let mut asked = question.spawn()?;
    let mut answer = asked.stdout.take();
    let (said, told) = finish(asked, ASKING, move || {
        let mut text = String::new();
        if let Some(answer) = &mut answer {
            let _ = answer.read_to_string(&mut text);
        }
        text
    })?;
    if !told {
        return Err(ErrorKind::NotFound.into());
    }
    if said.contains("disabled") {
        return Err(ErrorKind::ResourceBusy.into());
    }
    let queue = queue.to_owned();
    Ok(Box::new(Cups { programs, queue }))
}

/// One of CUPS's programs, in English and deaf.
fn program(folder: &Path, name: &str) -> Command {
    let mut command = Command::new(folder.join(name));
    command
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Does the talking on a thread of its own and waits for the end at most so long; then the program is stopped.
fn finish<T: Send + 'static>(
    mut child: Child,
    within: Duration,
    talk: impl FnOnce() -> T + Send + 'static,
) -> io::Result<(T, bool)> {
    let (say, said) = mpsc::channel();
    let talking = thread::Builder::new().name("queue".to_owned());
    talking.spawn(move || drop(say.send(talk())))?;
    let heard = said.recv_timeout(within);
    if heard.is_err() {
        // A program that has ended by itself cannot be stopped, which is no loss.
        drop(child.kill());
    }
    let ended = child.wait()?;
    let heard = heard.map_err(|_| io::Error::from(ErrorKind::TimedOut))?;
    Ok((heard, ended.success()))
}

impl Transport for Cups {
    fn abilities(&self) -> Abilities {
        Abilities {
            reads_status: false,
            tells_unplugged: false,
            has_foreign_queue: true,
        }
    }

    fn write_all(&mut self, bytes: &[u8], within: Duration) -> Result<(), WriteFault> {
        let perhaps = |error| WriteFault {
            sent: Sent::Perhaps,
            error,
        };
        let mut job = program(&self.programs, "lp");
        job.args(["-d", &self.queue, "-o", "raw", "-t", "paydesk", "--"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut job = job.spawn().map_err(|error| WriteFault::after(0, error))?;
        let (input, output, bytes) = (job.stdin.take(), job.stdout.take(), bytes.to_vec());
        let told = finish(job, within, move || {
            // The end of the input is the end of the job: it is closed here.
            input.map_or(Ok(()), |mut input| input.write_all(&bytes))?;
            // Nothing of what it says is needed; its silence is the end of the program.
            output.map_or(Ok(0), |mut output| io::copy(&mut output, &mut io::sink()))
        });
        match told.map_err(perhaps)? {
            (Ok(_), true) => Ok(()),
            (Err(error), _) => Err(perhaps(error)),
            (Ok(_), false) => Err(perhaps(ErrorKind::Other.into())),
        }
    }

    fn read(&mut self, _into: &mut Vec<u8>, _within: Duration) -> io::Result<()> {
        Ok(())
    }

    fn close(self: Box<Self>) {
        drop(self);
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
