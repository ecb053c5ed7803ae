//! A printer in the network: a port that takes bytes.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::{Abilities, Transport, WriteFault, is_only_slow, write_in_time};
use crate::clock::Deadline;

/// A socket has no time limit of nothing.
const LEAST: Duration = Duration::from_millis(1);

struct Tcp {
    stream: TcpStream,
}

pub(super) fn open(place: (&str, u16), within: Duration) -> io::Result<Box<dyn Transport>> {
    let until = Deadline::after(within);
    let mut last = io::Error::from(ErrorKind::NotFound);
    for address in place.to_socket_addrs()? {
        let left = until.left().max(LEAST);
        match TcpStream::connect_timeout(&address, left) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                return Ok(Box::new(Tcp { stream }));
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

impl Transport for Tcp {
    fn abilities(&self) -> Abilities {
        Abilities {
            reads_status: true,
            tells_unplugged: true,
            has_foreign_queue: false,
        }
    }

    fn write_all(&mut self, bytes: &[u8], within: Duration) -> Result<(), WriteFault> {
        write_in_time(bytes, within, |rest, left| {
            self.stream.set_write_timeout(Some(left.max(LEAST)))?;
            self.stream.write(rest)
        })
    }

    fn read(&mut self, into: &mut Vec<u8>, within: Duration) -> io::Result<()> {
        let mut some = [0; 64];
        let read = if within.is_zero() {
            // What is there already, without the least wait that a limit costs.
            self.stream.set_nonblocking(true)?;
            let read = self.stream.read(&mut some);
            self.stream.set_nonblocking(false)?;
            read
        } else {
            self.stream.set_read_timeout(Some(within.max(LEAST)))?;
            self.stream.read(&mut some)
        };
        match read {
            Ok(0) => Err(ErrorKind::UnexpectedEof.into()),
            Ok(more) => {
                into.extend(some.iter().take(more));
                Ok(())
            }
            Err(error) if is_only_slow(&error) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn close(mut self: Box<Self>) {
        // An answer that nobody has read would make the system throw away what is still on its way out.
        let mut rest = Vec::new();
        while self.read(&mut rest, Duration::ZERO).is_ok() && !rest.is_empty() {
            rest.clear();
        }
        drop(self.stream.shutdown(Shutdown::Write));
    }
}
