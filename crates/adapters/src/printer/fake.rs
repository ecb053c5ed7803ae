//! Receipt printers for tests: one machine behind a socket or behind a pseudo-terminal, following a script.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::OpenOptionsExt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use rustix::fs::OFlags;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// How it answers questions about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As it should, and to a fence too.
    Fence,
    /// As it should, and not to a fence.
    Honest,
    /// Never.
    Mute,
    /// With bytes that are no answers.
    Garbage,
    /// With answers that lack the fixed bits.
    Shapeless,
}

/// What befalls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    NoPaper,
    /// The same, but what it was given comes out after paper is loaded.
    NoPaperKeeps,
    Cover,
    Cutter,
    Error,
    Offline,
    HangsUp,
    StopsReading,
}

/// The machine.
#[derive(Debug)]
pub(crate) struct Machine {
    manner: Manner,
    /// Troubles that come after so many bytes of a job.
    script: BTreeMap<usize, (usize, Trouble)>,
    trouble: Option<Trouble>,
    /// What came out, job by job.
    papers: Vec<Vec<u8>>,
    /// What is kept for later.
    kept: Vec<u8>,
    given: usize,
    questions: usize,
    fences: usize,
    held: Vec<u8>,
    /// Its trouble does not go away by itself.
    stays: bool,
    /// The next byte of paper begins a job.
    is_fresh: bool,
}

impl Machine {
    fn new(manner: Manner) -> Self {
        Self {
            manner,
            script: BTreeMap::new(),
            trouble: None,
            papers: Vec::new(),
            kept: Vec::new(),
            given: 0,
            questions: 0,
            fences: 0,
            held: Vec::new(),
            stays: false,
            is_fresh: true,
        }
    }

    /// One byte in, answers out; none where it is not there any more.
    fn take(&mut self, byte: u8) -> Option<Vec<u8>> {
        self.held.push(byte);
        if matches!(*self.held.as_slice(), [0x1d, 0x72, _]) {
            self.fences += 1;
        }
        let answer = match *self.held.as_slice() {
            [0x10] | [0x10, 0x04] | [0x1d] | [0x1d, 0x72] => return Some(Vec::new()),
            [0x10, 0x04, question] => self.status(question),
            [0x1d, 0x72, _] if self.manner == Manner::Fence => match self.trouble {
                Some(Trouble::NoPaper | Trouble::NoPaperKeeps) => vec![0x0c],
                Some(_) => Vec::new(),
                None => vec![0x00],
            },
            _ => {
                for byte in std::mem::take(&mut self.held) {
                    self.print(byte);
                }
                Vec::new()
            }
        };
        self.held.clear();
        match self.trouble {
            Some(Trouble::HangsUp) => None,
            Some(Trouble::StopsReading) => Some(Vec::new()),
            Some(_) | None => Some(answer),
        }
    }

    fn print(&mut self, byte: u8) {
        if std::mem::take(&mut self.is_fresh) {
            self.papers.push(Vec::new());
            self.given = 0;
        }
        let job = self.papers.len() - 1;
        let due = self.script.get(&job).copied();
        if let Some((after, trouble)) = due
            && self.given >= after
        {
            self.script.remove(&job);
            self.trouble = Some(trouble);
        }
        self.given += 1;
        match self.trouble {
            None => self.papers[job].push(byte),
            Some(Trouble::NoPaperKeeps) => self.kept.push(byte),
            Some(_) => {}
        }
    }

    fn status(&mut self, question: u8) -> Vec<u8> {
        self.questions += 1;
        self.is_fresh = true;
        let fault = match (self.trouble, question) {
            (None, _) => 0,
            (Some(Trouble::NoPaper | Trouble::NoPaperKeeps), 2) => 0b10_0000,
            (Some(Trouble::NoPaper | Trouble::NoPaperKeeps), 4) => 0b110_0000,
            (Some(Trouble::Cover), 2) => 0b100,
            (Some(Trouble::Cutter | Trouble::Error), 2) => 0b100_0000,
            (Some(Trouble::Cutter), 3) => 0b1000,
            (Some(Trouble::Error), 3) => 0b10_0000,
            (Some(_), 1) => 0b1000,
            (Some(_), _) => 0,
        };
        let answer = 0x12 | fault;
        match self.manner {
            Manner::Fence | Manner::Honest => vec![answer],
            Manner::Mute => Vec::new(),
            Manner::Garbage => b"login: ".to_vec(),
            Manner::Shapeless => vec![fault],
        }
    }

    fn is_called(&mut self) {
        if !self.stays {
            self.heal();
        }
        self.held.clear();
        self.is_fresh = true;
    }

    /// Whatever was wrong has been put right.
    fn heal(&mut self) {
        self.trouble = None;
        let kept = std::mem::take(&mut self.kept);
        if let Some(paper) = self.papers.last_mut() {
            paper.extend(kept);
        }
    }
}

/// A machine that a till can reach.
#[derive(Debug, Clone)]
pub(crate) struct Fake {
    pub(crate) address: String,
    machine: Arc<Mutex<Machine>>,
}

impl Fake {
    /// Behind a socket. It serves one connection at a time, and each finds it healed of what befell it in the
    /// one before.
    pub(crate) fn tcp(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let fake = Self {
            address: format!("tcp:127.0.0.1:{port}"),
            machine: Arc::new(Mutex::new(Machine::new(manner))),
        };
        let served = fake.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                served.lock().is_called();
                served.serve_stream(stream);
            }
        });
        fake
    }

    /// Behind a pseudo-terminal, as on a serial line.
    pub(crate) fn pty(manner: Manner) -> Self {
        let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
        grantpt(&ours).expect("granted");
        unlockpt(&ours).expect("unlocked");
        let name = ptsname(&ours, Vec::new()).expect("a name");
        let name = name.into_string().expect("text");
        // While somebody holds the other end, a till may come and go.
        let noctty = i32::try_from(OFlags::NOCTTY.bits()).expect("a flag");
        let mut options = OpenOptions::new();
        let other = options.read(true).write(true).custom_flags(noctty);
        let other = other.open(&name).expect("the other end");
        let fake = Self {
            address: format!("serial:{name}:115200:none"),
            machine: Arc::new(Mutex::new(Machine::new(manner))),
        };
        let served = fake.clone();
        thread::spawn(move || {
            let _other = other;
            drop(served.serve(File::from(ours)));
        });
        fake
    }

    fn serve_stream(&self, stream: TcpStream) {
        // A till that hangs up is how a job ends.
        drop(self.serve(stream));
    }

    fn serve(&self, mut line: impl Read + Write) -> io::Result<()> {
        let mut some = [0; 256];
        loop {
            let count = line.read(&mut some)?;
            if count == 0 {
                return Ok(());
            }
            for byte in &some[..count] {
                let answer = self.lock().take(*byte);
                let Some(answer) = answer else {
                    return Ok(());
                };
                line.write_all(&answer)?;
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Machine> {
        self.machine.lock().expect("the machine")
    }

    /// From now on, until it is put right.
    pub(crate) fn falls(&self, trouble: Trouble) {
        let mut machine = self.lock();
        machine.trouble = Some(trouble);
        machine.stays = true;
    }

    pub(crate) fn is_put_right(&self) {
        let mut machine = self.lock();
        machine.stays = false;
        machine.heal();
    }

    /// In the job of this number, counted from 0, after so many bytes.
    pub(crate) fn will_fall(&self, job: usize, after: usize, trouble: Trouble) {
        self.lock().script.insert(job, (after, trouble));
    }

    /// What came out, job by job.
    pub(crate) fn papers(&self) -> Vec<Vec<u8>> {
        self.lock().papers.clone()
    }

    /// Questions to be answered in their turn.
    pub(crate) fn fences(&self) -> usize {
        self.lock().fences
    }

    pub(crate) fn questions(&self) -> usize {
        self.lock().questions
    }
}
