//! The till's end of an exchange, with TLS or without.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use socket2::SockRef;

use crate::shared::Entry;

/// How long a till may keep quiet.
const READ_WITHIN: Duration = Duration::from_secs(30);

/// A connection of a till.
#[derive(Debug)]
pub(crate) struct Side {
    /// Goes first: the socket is closed only with the last handle on it.
    _entry: Entry,
    stream: Stream,
}

#[derive(Debug)]
enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Side {
    /// Takes a connection over. With TLS the handshake is done when the first byte is read.
    pub(crate) fn new(
        socket: TcpStream,
        entry: Entry,
        tls: Option<Arc<ServerConfig>>,
    ) -> io::Result<Self> {
        socket.set_nodelay(true)?;
        socket.set_read_timeout(Some(READ_WITHIN))?;
        socket.set_write_timeout(Some(READ_WITHIN))?;
        let stream = match tls {
            None => Stream::Plain(socket),
            Some(config) => {
                let connection = ServerConnection::new(config).map_err(io::Error::other)?;
                Stream::Tls(Box::new(StreamOwned::new(connection, socket)))
            }
        };
        Ok(Self {
            _entry: entry,
            stream,
        })
    }

    fn socket(&self) -> &TcpStream {
        match &self.stream {
            Stream::Plain(socket) => socket,
            Stream::Tls(tls) => tls.get_ref(),
        }
    }

    /// Everything, then an orderly end.
    pub(crate) fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)?;
        self.flush()?;
        self.end_sending()
    }

    /// Nothing more comes from here; the till may still speak.
    pub(crate) fn end_sending(&mut self) -> io::Result<()> {
        if let Stream::Tls(tls) = &mut self.stream {
            tls.conn.send_close_notify();
            tls.flush()?;
        }
        self.socket().shutdown(Shutdown::Write)
    }

    /// Breaks the connection so that the till hears of it at once.
    pub(crate) fn reset(self) {
        // Where the system cannot do this, the connection is closed in the usual way.
        drop(SockRef::from(self.socket()).set_linger(Some(Duration::ZERO)));
    }

    /// Reads what the till says until it hangs up; gives the number of bytes.
    pub(crate) fn drain(&mut self) -> u64 {
        io::copy(self, &mut io::sink()).unwrap_or(0)
    }
}

impl Read for Side {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match &mut self.stream {
            Stream::Plain(socket) => socket.read(bytes),
            Stream::Tls(tls) => tls.read(bytes),
        }
    }
}

impl Write for Side {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.stream {
            Stream::Plain(socket) => socket.write(bytes),
            Stream::Tls(tls) => tls.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.stream {
            Stream::Plain(socket) => socket.flush(),
            Stream::Tls(tls) => tls.flush(),
        }
    }
}
