//! Receipt printers for tests: one machine behind a socket, a serial line or a device file, following a script.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use socket2::SockRef;

use crate::serial::fake::{Fake as Terminal, Socket};

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
    /// It prints nothing more, and what it says is no answer.
    Garbage,
    /// It prints, and keeps its answers back until it is told to say them.
    Late,
    /// It swallows what comes and says nothing.
    Swallows,
    /// Its memory is full: it takes nothing more until it is put right, and prints the rest then.
    Full,
    /// It closes the line in an orderly way.
    HangsUp,
    /// It is gone from one moment to the next.
    PowerOff,
}

/// What it does after a byte.
enum Reaction {
    Says(Vec<u8>),
    HangsUp,
    IsGone,
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
    /// Answers that it keeps back.
    owed: Vec<u8>,
    /// Its trouble does not go away by itself.
    stays: bool,
    /// The next byte of paper begins a job.
    is_fresh: bool,
    /// So many bytes are taken at a time.
    gulp: usize,
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
            owed: Vec::new(),
            stays: false,
            is_fresh: true,
            gulp: 256,
        }
    }

    fn take(&mut self, byte: u8) -> Reaction {
        self.held.push(byte);
        if matches!(*self.held.as_slice(), [0x1d, 0x72, _]) {
            self.fences += 1;
        }
        let answer = match *self.held.as_slice() {
            [0x10] | [0x10, 0x04] | [0x1d] | [0x1d, 0x72] => return Reaction::Says(Vec::new()),
            [0x10, 0x04, question] => self.status(question),
            [0x1d, 0x72, _] if self.manner == Manner::Fence => match self.trouble {
                Some(Trouble::NoPaper | Trouble::NoPaperKeeps) => vec![0x0c],
                None | Some(Trouble::Late) => vec![0x00],
                Some(Trouble::Garbage) => b"login: ".to_vec(),
                Some(_) => Vec::new(),
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
            Some(Trouble::HangsUp) => Reaction::HangsUp,
            Some(Trouble::PowerOff) => Reaction::IsGone,
            Some(Trouble::Swallows) => Reaction::Says(Vec::new()),
            Some(Trouble::Late) => {
                self.owed.extend(answer);
                Reaction::Says(Vec::new())
            }
            Some(_) | None => Reaction::Says(answer),
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
            None | Some(Trouble::Late | Trouble::Full) => self.papers[job].push(byte),
            Some(Trouble::NoPaperKeeps) => self.kept.push(byte),
            Some(_) => {}
        }
    }

    fn status(&mut self, question: u8) -> Vec<u8> {
        self.questions += 1;
        self.is_fresh = true;
        let fault = match (self.trouble, question) {
            (None | Some(Trouble::Late), _) => 0,
            (Some(Trouble::NoPaper | Trouble::NoPaperKeeps), 2) => 0b10_0000,
            (Some(Trouble::NoPaper | Trouble::NoPaperKeeps), 4) => 0b110_0000,
            (Some(Trouble::Cover), 2) => 0b100,
            (Some(Trouble::Cutter | Trouble::Error), 2) => 0b100_0000,
            (Some(Trouble::Cutter), 3) => 0b1000,
            (Some(Trouble::Error), 3) => 0b10_0000,
            (Some(Trouble::Garbage), _) => return b"login: ".to_vec(),
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
        self.owed.clear();
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

/// The machine's side of a line.
trait Line: Read + Write + Send + Sized + 'static {
    /// A second handle, to speak unasked.
    fn voice(&self) -> Box<dyn Write + Send>;

    /// It is gone without a word.
    fn cut(self);
}

impl Line for TcpStream {
    fn voice(&self) -> Box<dyn Write + Send> {
        Box::new(self.try_clone().expect("a handle"))
    }

    fn cut(self) {
        // Closed like this the till hears "reset", not "the end".
        let linger = SockRef::from(&self).set_linger(Some(Duration::ZERO));
        linger.expect("a socket");
    }
}

impl Line for File {
    fn voice(&self) -> Box<dyn Write + Send> {
        Box::new(self.try_clone().expect("a handle"))
    }

    fn cut(self) {}
}

struct Body {
    machine: Mutex<Machine>,
    /// Something was put right.
    is_well: Condvar,
    /// The way back to the till, while there is one.
    voice: Mutex<Option<Box<dyn Write + Send>>>,
    /// Where a terminal is plugged in.
    socket: Option<Socket>,
    /// Says "wait" and "go on" on its line.
    has_flow: bool,
}

/// A machine that a till can reach.
#[derive(Clone)]
pub(crate) struct Fake {
    pub(crate) address: String,
    body: Arc<Body>,
}

impl std::fmt::Debug for Fake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.address, self.lock())
    }
}

impl Fake {
    fn new(address: String, manner: Manner, socket: Option<Socket>) -> Self {
        let has_flow = address.ends_with(":xonxoff");
        let body = Body {
            machine: Mutex::new(Machine::new(manner)),
            is_well: Condvar::new(),
            voice: Mutex::new(None),
            socket,
            has_flow,
        };
        Self {
            address,
            body: Arc::new(body),
        }
    }

    /// Behind a socket. It serves one connection at a time, and each finds it healed of what befell it in the
    /// one before.
    pub(crate) fn tcp(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let fake = Self::new(format!("tcp:127.0.0.1:{port}"), manner, None);
        let served = fake.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                stream.set_nodelay(true).expect("a socket");
                served.lock().is_called();
                served.serve(stream);
            }
        });
        fake
    }

    /// On a serial line.
    pub(crate) fn pty(manner: Manner) -> Self {
        Self::on_terminal(manner, |name| format!("serial:{name}:115200:none"))
    }

    /// On a serial line on which the machine says "wait" and "go on".
    pub(crate) fn pty_with_flow(manner: Manner) -> Self {
        Self::on_terminal(manner, |name| format!("serial:{name}:115200:xonxoff"))
    }

    /// Behind a device file of the system.
    pub(crate) fn device(manner: Manner) -> Self {
        Self::on_terminal(manner, |name| format!("usb:{name}"))
    }

    fn on_terminal(manner: Manner, address: impl Fn(&str) -> String) -> Self {
        let socket = Socket::empty();
        let fake = Self::new(address(&socket.name()), manner, Some(socket));
        fake.is_plugged_in();
        fake
    }

    /// A terminal comes up at its socket, or comes up again.
    fn is_plugged_in(&self) {
        let Some(socket) = &self.body.socket else {
            return;
        };
        let terminal = Terminal::new();
        socket.plug(&terminal);
        let served = self.clone();
        thread::spawn(move || {
            let (ours, _theirs) = terminal.into_sides();
            served.serve(ours);
        });
    }

    /// Its socket is empty until it is put right.
    fn is_pulled_out(&self) {
        if let Some(socket) = &self.body.socket {
            socket.pull();
        }
    }

    /// A till that hangs up is how a job ends.
    fn serve(&self, mut line: impl Line) {
        *self.body.voice.lock().expect("its voice") = Some(line.voice());
        let reaction = self.talk(&mut line).unwrap_or(Reaction::HangsUp);
        *self.body.voice.lock().expect("its voice") = None;
        if let Reaction::IsGone = reaction {
            line.cut();
        }
    }

    fn talk(&self, line: &mut impl Line) -> io::Result<Reaction> {
        let mut some = [0; 256];
        loop {
            let gulp = self.lock().gulp;
            let count = line.read(&mut some[..gulp])?;
            if count == 0 {
                return Ok(Reaction::HangsUp);
            }
            for byte in &some[..count] {
                let reaction = self.lock().take(*byte);
                let Reaction::Says(answer) = reaction else {
                    self.is_pulled_out();
                    return Ok(reaction);
                };
                self.waits_while_full(line)?;
                line.write_all(&answer)?;
            }
            if gulp < some.len() {
                thread::yield_now();
            }
        }
    }

    fn waits_while_full(&self, line: &mut impl Line) -> io::Result<()> {
        let is_full = |machine: &mut Machine| machine.trouble == Some(Trouble::Full);
        let mut machine = self.lock();
        if !is_full(&mut machine) {
            return Ok(());
        }
        if self.body.has_flow {
            line.write_all(&[0x13])?;
        }
        let waited = self.body.is_well.wait_while(machine, is_full);
        drop(waited.expect("the machine"));
        if self.body.has_flow {
            line.write_all(&[0x11])?;
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Machine> {
        self.body.machine.lock().expect("the machine")
    }

    /// From now on, until it is put right.
    pub(crate) fn falls(&self, trouble: Trouble) {
        let mut machine = self.lock();
        machine.trouble = Some(trouble);
        machine.stays = true;
    }

    pub(crate) fn is_put_right(&self) {
        let was_gone = {
            let mut machine = self.lock();
            machine.stays = false;
            let gone = [Some(Trouble::HangsUp), Some(Trouble::PowerOff)];
            let was_gone = gone.contains(&machine.trouble);
            machine.heal();
            was_gone
        };
        self.body.is_well.notify_all();
        if was_gone {
            self.is_plugged_in();
        }
    }

    /// In the job of this number, counted from 0, after so many bytes.
    pub(crate) fn will_fall(&self, job: usize, after: usize, trouble: Trouble) {
        self.lock().script.insert(job, (after, trouble));
    }

    /// Takes so few bytes at a time from now on.
    pub(crate) fn is_slow(&self, gulp: usize) {
        self.lock().gulp = gulp;
    }

    /// Says the answers that it kept back, and answers in time again.
    pub(crate) fn says_what_it_owes(&self) {
        let owed = {
            let mut machine = self.lock();
            machine.heal();
            std::mem::take(&mut machine.owed)
        };
        let mut voice = self.body.voice.lock().expect("its voice");
        let voice = voice.as_mut().expect("a line");
        voice.write_all(&owed).expect("said");
    }

    /// What came out, job by job.
    pub(crate) fn papers(&self) -> Vec<Vec<u8>> {
        self.lock().papers.clone()
    }

    /// What befalls it now.
    pub(crate) fn trouble(&self) -> Option<Trouble> {
        self.lock().trouble
    }

    /// Questions to be answered in their turn.
    pub(crate) fn fences(&self) -> usize {
        self.lock().fences
    }

    pub(crate) fn questions(&self) -> usize {
        self.lock().questions
    }
}
