//! A receipt printer in the network, for processes.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What it was given and what it says.
#[derive(Debug, Default)]
struct State {
    paper: Vec<u8>,
    has_paper_end: bool,
    is_dumb_after_data: bool,
}

/// The printer.
#[derive(Debug, Clone)]
pub(crate) struct Printer {
    place: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Printer {
    /// One that answers questions and fences.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let printer = Self {
            place: listener.local_addr().unwrap(),
            state: Arc::default(),
        };
        let served = printer.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                served.serve(stream);
            }
        });
        printer
    }

    pub(crate) fn address(&self) -> String {
        format!("tcp:{}", self.place)
    }

    /// Everything that came out.
    pub(crate) fn paper(&self) -> Vec<u8> {
        self.state.lock().unwrap().paper.clone()
    }

    pub(crate) fn takes_paper_out(&self) {
        self.state.lock().unwrap().has_paper_end = true;
    }

    pub(crate) fn gets_paper(&self) {
        self.state.lock().unwrap().has_paper_end = false;
    }

    /// From now on it says nothing more once it was given something to print.
    pub(crate) fn falls_dumb_at_the_next_paper(&self) {
        self.state.lock().unwrap().is_dumb_after_data = true;
    }

    pub(crate) fn speaks_again(&self) {
        self.state.lock().unwrap().is_dumb_after_data = false;
    }

    fn serve(&self, mut stream: TcpStream) {
        let (mut some, mut held, mut has_data) = ([0; 256], Vec::new(), false);
        while let Ok(count) = stream.read(&mut some) {
            if count == 0 {
                return;
            }
            for byte in &some[..count] {
                held.push(*byte);
                let mut state = self.state.lock().unwrap();
                let answer = match *held.as_slice() {
                    [0x10] | [0x10, 0x04] | [0x1d] | [0x1d, 0x72] => continue,
                    [0x10, 0x04, question] => match (question, state.has_paper_end) {
                        (1, true) => 0x1a,
                        (2, true) => 0x32,
                        (4, true) => 0x72,
                        _ => 0x12,
                    },
                    [0x1d, 0x72, _] => 0x00,
                    _ => {
                        state.paper.append(&mut held);
                        has_data = true;
                        continue;
                    }
                };
                held.clear();
                let is_dumb = state.is_dumb_after_data && has_data;
                drop(state);
                // A till that was killed hears nothing.
                if !is_dumb && stream.write_all(&[answer]).is_err() {
                    return;
                }
            }
        }
    }
}
