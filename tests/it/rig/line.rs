//! The wire between till and hub in our hands: it passes, loses, doubles and spoils.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// What a request is about, by its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Page {
    Check,
    Pay,
    Status,
    Cancel,
    Rest,
    Other,
}

impl Page {
    fn of(head: &str) -> Self {
        let path = head.split(' ').nth(1).unwrap_or_default();
        let pages = [
            ("_pay_check", Self::Check),
            ("_pay_status", Self::Status),
            ("_pay_cancel", Self::Cancel),
            ("_pay.cgi", Self::Pay),
            ("get_rest", Self::Rest),
        ];
        pages
            .into_iter()
            .find(|(mark, _)| path.contains(mark))
            .map_or(Self::Other, |(_, page)| page)
    }
}

/// A whole answer in place of the hub's.
pub(crate) type Spoil = Arc<dyn Fn(&[u8]) -> Vec<u8> + Send + Sync>;

/// What happens to a request.
#[derive(Clone)]
pub(crate) enum Fate {
    /// It gets through.
    Pass,
    /// It never reaches the hub; the connection breaks.
    LoseRequest,
    /// The hub works on it; the connection breaks instead of an answer.
    LoseReply,
    /// The hub works on it; its answer never comes, and the connection stands.
    Silence,
    /// The hub gets it twice at once; the later answer is given.
    Double,
    /// The hub works on it; the body of its answer is changed.
    Body(Spoil),
    /// The hub works on it; the whole answer with its head is changed.
    Whole(Spoil),
    /// The hub never sees it; this comes back.
    Instead(Spoil),
}

#[derive(Default)]
struct Shared {
    fates: Mutex<BTreeMap<Page, Fate>>,
    seen: Mutex<BTreeMap<Page, usize>>,
    is_over: AtomicBool,
}

/// A line from an address of its own to the hub.
pub(crate) struct Line {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Line {
    /// A line that passes everything.
    pub(crate) fn to(hub: SocketAddr) -> Self {
        Self::between(SocketAddr::from(([127, 0, 0, 1], 0)), hub)
    }

    /// A line that listens at an address.
    pub(crate) fn between(address: SocketAddr, hub: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let ours = Arc::clone(&shared);
        let thread = thread::spawn(move || {
            for stream in listener.incoming() {
                if ours.is_over.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let ours = Arc::clone(&ours);
                // A broken connection is what this is for.
                thread::spawn(move || drop(ours.carry(stream, hub)));
            }
        });
        Self {
            address,
            shared,
            thread: Some(thread),
        }
    }

    /// Where the till finds it.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on, what happens to requests for a page.
    pub(crate) fn set(&self, page: Page, fate: Fate) {
        self.shared.fates.lock().unwrap().insert(page, fate);
    }

    /// From now on everything passes.
    pub(crate) fn mend(&self) {
        self.shared.fates.lock().unwrap().clear();
    }

    /// How many requests for a page came.
    pub(crate) fn seen(&self, page: Page) -> usize {
        *self.shared.seen.lock().unwrap().get(&page).unwrap_or(&0)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        // The listener goes with its thread, which wakes up for one more caller.
        drop(TcpStream::connect(self.address));
        self.thread.take().map(JoinHandle::join);
    }
}

impl Shared {
    fn carry(&self, mut till: TcpStream, hub: SocketAddr) -> io::Result<()> {
        let (head, body) = read_request(&till)?;
        let page = Page::of(&head);
        *self.seen.lock().unwrap().entry(page).or_default() += 1;
        let fate = self.fates.lock().unwrap().get(&page).cloned();
        let request = [head.as_bytes(), b"connection: close\r\n\r\n", &body].concat();
        let ask = || exchange(hub, &request);
        match fate.unwrap_or(Fate::Pass) {
            Fate::Pass => till.write_all(&ask()?),
            Fate::LoseRequest => Ok(()),
            Fate::LoseReply => ask().map(drop),
            Fate::Silence => {
                ask()?;
                // Until the till hangs up.
                till.read(&mut [0]).map(drop)
            }
            Fate::Double => {
                let answers: Vec<_> = thread::scope(|both| {
                    let twins = [both.spawn(ask), both.spawn(ask)];
                    twins.into_iter().map(|twin| twin.join().unwrap()).collect()
                });
                let last = answers.into_iter().next_back();
                till.write_all(&last.unwrap()?)
            }
            Fate::Body(spoil) => {
                let answer = ask()?;
                till.write_all(&ok(&spoil(body_of(&answer))))
            }
            Fate::Whole(spoil) => till.write_all(&spoil(&ask()?)),
            Fate::Instead(spoil) => till.write_all(&spoil(&request)),
        }
    }
}

/// Head without its last blank line and without a connection line, and body.
fn read_request(till: &TcpStream) -> io::Result<(String, Vec<u8>)> {
    let mut reader = BufReader::new(till);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line.trim_end().is_empty() {
            break;
        }
        let low = line.to_ascii_lowercase();
        if let Some(value) = low.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if !low.starts_with("connection:") {
            head.push_str(&line);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok((head, body))
}

/// One request and its whole answer.
fn exchange(hub: SocketAddr, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut hub = TcpStream::connect(hub)?;
    hub.set_read_timeout(Some(Duration::from_secs(70)))?;
    hub.write_all(request)?;
    let mut answer = Vec::new();
    hub.read_to_end(&mut answer)?;
    Ok(answer)
}

/// What stands behind the head of an answer.
pub(crate) fn body_of(answer: &[u8]) -> &[u8] {
    let mark = b"\r\n\r\n";
    let at = answer.windows(mark.len()).position(|found| found == mark);
    &answer[at.expect("a head") + mark.len()..]
}

/// A well-formed answer with this body.
pub(crate) fn ok(body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}
