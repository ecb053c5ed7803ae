//! The till's line to a server that answers with any bytes. The connection stands, so the form may have arrived: no
//! answer of the server's may ever read as "surely not sent".

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener};
use std::sync::mpsc::{Sender, channel};
use std::sync::{LazyLock, Mutex, PoisonError};

use paydesk_adapters::https::{Address, Line, MAX_REPLY};
use paydesk_domain::exchange::Why;

use crate::{Target, Verdict};

pub(crate) const TARGET: Target = Target {
    name: "line",
    run,
    words: &[
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.0 200 OK\r\n",
        "HTTP/1.1 302 Found\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 503 \r\n",
        "Content-Length: 5\r\n",
        "Content-Length: 99999999999\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Content-Type: application/x-gzip\r\n",
        "Content-Encoding: gzip\r\n",
        "Location: http://127.0.0.1/\r\n",
        "Connection: keep-alive\r\n",
        "\r\n\r\n",
        "5\r\nhello\r\n0\r\n\r\n",
        "\r\n",
        "Retry-After: 1\r\n",
        "ffffffffffffffff\r\n",
    ],
    runs: 800,
};

struct Server {
    line: Line,
    next: Sender<Vec<u8>>,
}

/// One server for the process; one exchange at a time.
static SERVER: LazyLock<Mutex<Server>> = LazyLock::new(|| {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("its number").port();
    let (next, answers) = channel::<Vec<u8>>();
    std::thread::spawn(move || {
        for answer in answers {
            let Ok((mut socket, _)) = listener.accept() else {
                return;
            };
            let mut head = [0; 4096];
            let mut seen = 0;
            // The whole request is read: closing before that would reset the connection.
            while seen < head.len() && !head[..seen].ends_with(b"the form") {
                match socket.read(&mut head[seen..]) {
                    Ok(0) | Err(_) => break,
                    Ok(length) => seen += length,
                }
            }
            drop(socket.write_all(&answer));
            drop(socket.shutdown(Shutdown::Both));
        }
    });
    let address = Address::parse(&format!("http://127.0.0.1:{port}")).expect("an address");
    let line = Line::new(address, None).expect("a line");
    Mutex::new(Server { line, next })
});

fn run(bytes: &[u8]) -> Verdict {
    let server = SERVER.lock().unwrap_or_else(PoisonError::into_inner);
    server.next.send(bytes.to_vec()).expect("the server lives");
    match server.line.post("/cgi-bin/pay.cgi", b"the form".to_vec()) {
        Ok(reply) => {
            assert!((1..=MAX_REPLY).contains(&reply.len()));
            let text = String::from_utf8_lossy(bytes);
            let is_200 = text.contains(" 200") && text.contains("HTTP/1.");
            assert!(is_200, "no status 200, and yet there is a reply");
            Verdict::Taken
        }
        Err(why) => {
            assert!(
                matches!(why, Why::TimedOut | Why::NotAccepted | Why::BadSize),
                "the form left, and yet: {why:?}"
            );
            Verdict::Refused
        }
    }
}
