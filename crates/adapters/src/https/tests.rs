//! The line against servers that mean no good: whatever they do, the till gets bytes or a reason, in time.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::ZlibEncoder;
use paydesk_domain::exchange::Why;

use super::{Address, BadAddress, Deadlines, Line, LineError, MAX_REPLY};
use crate::samples::{Post, Server, respond};

/// Short enough for a test, long enough for a busy computer.
const SHORT: Deadlines = Deadlines {
    connect: Duration::from_millis(700),
    exchange: Duration::from_millis(1_000),
};

fn line(address: &str) -> Line {
    Line::within(SHORT, Address::parse(address).expect("address"), None).expect("line")
}

fn post_to(server: &Server) -> Result<Vec<u8>, Why> {
    line(&server.address).post("/cgi-bin/pay.cgi/1", b"inputmessage=x".to_vec())
}

fn answered_by(
    answer: impl Fn(&mut TcpStream, &Post) + Send + Sync + 'static,
) -> Result<Vec<u8>, Why> {
    post_to(&Server::start(answer))
}

#[expect(clippy::disallowed_methods, reason = "the test measures a deadline")]
fn seconds_of<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed().as_secs_f64())
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut reply = u32::try_from(bytes.len())
        .expect("short")
        .to_le_bytes()
        .to_vec();
    let mut encoder = ZlibEncoder::new(&mut reply, Compression::best());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed");
    reply
}

#[test]
fn a_form_goes_out_once_and_the_reply_comes_back_byte_for_byte() {
    let server = Server::start(|stream, _| respond(stream, "200 OK", "", b"\x00\xff reply\r\n"));
    assert_eq!(post_to(&server).as_deref(), Ok(&b"\x00\xff reply\r\n"[..]));
    let posts = server.posts();
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0].path, "/cgi-bin/pay.cgi/1");
    assert_eq!(posts[0].body, b"inputmessage=x");
}

#[test]
fn anything_but_200_is_no_answer_whatever_it_carries() {
    for status in [
        "500 Oops",
        "404 Not Found",
        "204 No Content",
        "201 Created",
        "503 Busy",
        "407 Proxy",
    ] {
        let reply = answered_by(move |stream, _| respond(stream, status, "", b"0000 signed?"));
        assert_eq!(reply, Err(Why::NotAccepted), "{status}");
    }
}

#[test]
fn a_busy_servers_wish_in_seconds_is_heard_and_nobody_elses() {
    let cases = [
        ("503 Busy", "Retry-After: 120\r\n", Some(120)),
        ("429 Too Many", "Retry-After:  7 \r\n", Some(7)),
        ("503 Busy", "", None),
        ("503 Busy", "Retry-After: soon\r\n", None),
        ("503 Busy", "Retry-After: -1\r\n", None),
        ("500 Oops", "Retry-After: 120\r\n", None),
        ("200 OK", "Retry-After: 120\r\n", None),
    ];
    for (status, header, seconds) in cases {
        let server = Server::start(move |stream, _| respond(stream, status, header, b""));
        let silence = line(&server.address).exchange("/", b"x".to_vec());
        let wait = silence.expect_err("no reply").retry_after;
        assert_eq!(wait, seconds.map(Duration::from_secs), "{status} {header}");
    }
}

#[test]
fn a_redirect_is_not_followed_and_its_target_never_hears_of_us() {
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        let target = Server::start(|stream, _| respond(stream, "200 OK", "", b"mine now"));
        let place = format!("Location: {}/elsewhere\r\n", target.address);
        let reply = answered_by(move |stream, _| respond(stream, status, &place, b""));
        assert_eq!(reply, Err(Why::NotAccepted), "{status}");
        assert!(target.posts().is_empty(), "{status}");
    }
}

#[test]
fn a_reply_up_to_the_cap_is_read_and_one_above_it_is_not() {
    let whole = answered_by(|stream, _| respond(stream, "200 OK", "", &vec![b'a'; MAX_REPLY]));
    assert_eq!(whole.map(|reply| reply.len()), Ok(MAX_REPLY));
    let above = answered_by(|stream, _| respond(stream, "200 OK", "", &vec![b'a'; MAX_REPLY + 1]));
    assert_eq!(above, Err(Why::BadSize));
    let (total, taken) = std::sync::mpsc::channel();
    let endless = answered_by(move |stream, _| {
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n"));
        let mut chunks = 0_usize;
        while stream.write_all(&[b'a'; 8192]).is_ok() {
            chunks += 1;
        }
        total.send(chunks).expect("the test waits");
    });
    assert_eq!(endless, Err(Why::BadSize));
    // The rest lies in the buffers of the two systems.
    let chunks = taken.recv().expect("the server ended");
    assert!(chunks < 20 * 128, "{chunks} chunks were read");
}

#[test]
fn an_empty_reply_is_none() {
    let empty = answered_by(|stream, _| respond(stream, "200 OK", "", b""));
    assert_eq!(empty, Err(Why::BadSize));
}

#[test]
fn an_endless_drip_is_cut_by_the_deadline_of_the_whole_exchange() {
    let drip = |head: &'static [u8]| {
        move |stream: &mut TcpStream, _: &Post| {
            drop(stream.write_all(head));
            for _ in 0..200 {
                if stream.write_all(b"a").is_err() {
                    break;
                }
                thread::sleep(Duration::from_millis(50));
            }
        }
    };
    for head in [
        &b"HTTP/1.1 200 OK\r\n\r\n"[..],
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
    ] {
        let server = Server::start(drip(head));
        let (reply, seconds) = seconds_of(|| post_to(&server));
        assert_eq!(reply, Err(Why::TimedOut));
        assert!((0.8..3.0).contains(&seconds), "{seconds} s");
    }
}

#[test]
fn a_server_that_says_nothing_is_given_up_at_the_deadline() {
    let server = Server::start(|_, _| thread::sleep(Duration::from_secs(4)));
    let (reply, seconds) = seconds_of(|| post_to(&server));
    assert_eq!(reply, Err(Why::TimedOut));
    assert!((0.8..3.0).contains(&seconds), "{seconds} s");
}

#[test]
fn the_product_waits_as_long_as_the_trade_demands() {
    let address = Address::parse("https://pay.example.org").expect("address");
    let line = Line::new(address, None).expect("line");
    assert_eq!(line.deadlines.connect.as_secs(), 10);
    assert_eq!(line.deadlines.exchange.as_secs(), 65);
}

#[test]
fn a_body_shorter_than_it_says_is_no_reply() {
    let cut = answered_by(|stream, _| {
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf of it"));
    });
    assert_eq!(cut, Err(Why::TimedOut));
    let cut_chunk = answered_by(|stream, _| {
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf"));
    });
    assert_eq!(cut_chunk, Err(Why::TimedOut));
}

#[test]
fn a_connection_that_closes_without_an_answer_may_have_delivered_the_form_once() {
    let server = Server::start(|_, _| {});
    assert_eq!(post_to(&server), Err(Why::TimedOut));
    // A repeat by the library would have come at once.
    thread::sleep(Duration::from_millis(200));
    assert_eq!(server.posts().len(), 1, "the form was sent again");
}

#[test]
fn every_post_takes_a_connection_of_its_own() {
    // A server that closes idle connections must not be able to eat a form.
    let server = Server::start(|stream, _| {
        drop(stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
    });
    let line = line(&server.address);
    for _ in 0..3 {
        assert_eq!(line.post("/", Vec::new()).as_deref(), Ok(&b"ok"[..]));
    }
    assert_eq!(server.posts().len(), 3);
}

#[test]
fn something_that_speaks_no_http_is_no_answer() {
    let noise = answered_by(|stream, _| drop(stream.write_all(b"\x15\x03\x01\x00\x02\x02\x50")));
    assert_eq!(noise, Err(Why::TimedOut));
}

#[test]
fn a_closed_port_means_that_nothing_left() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("port");
    let address = format!("http://{}", listener.local_addr().expect("address"));
    drop(listener);
    assert_eq!(
        line(&address).post("/", b"x".to_vec()),
        Err(Why::Unreachable)
    );
}

#[test]
fn a_server_without_a_trusted_certificate_gets_no_form() {
    // It answers the handshake with plain HTTP; the form must not leave before the handshake stands.
    let server = Server::start(|stream, _| respond(stream, "200 OK", "", b"plain"));
    let address = server.address.replace("http://", "https://");
    assert_eq!(
        line(&address).post("/", b"secret".to_vec()),
        Err(Why::Unreachable)
    );
    assert!(server.posts().is_empty());
}

#[test]
fn a_packed_reply_is_unpacked() {
    let kind = "Content-Type: application/x-gzip\r\n";
    let reply =
        answered_by(move |stream, _| respond(stream, "200 OK", kind, &packed(b"0000 document")));
    assert_eq!(reply.as_deref(), Ok(&b"0000 document"[..]));
    let bare = answered_by(|stream, _| respond(stream, "200 OK", "", &packed(b"0000 document")));
    assert_eq!(
        bare,
        Ok(packed(b"0000 document")),
        "only where the server says so"
    );
}

#[test]
fn a_packed_bomb_is_refused_before_it_unfolds() {
    let kind = "Content-Type: application/x-gzip\r\n";
    let bomb = packed(&vec![0; 40 * 1024 * 1024]);
    assert!(bomb.len() < MAX_REPLY);
    let reply = answered_by(move |stream, _| respond(stream, "200 OK", kind, &bomb));
    assert_eq!(reply, Err(Why::BadSize));
}

#[test]
fn packed_rubbish_is_refused() {
    let kind = "Content-Type: application/x-gzip\r\n";
    let whole = packed(b"0000 document");
    let cut = whole[..whole.len() - 5].to_vec();
    for rubbish in [b"abc".to_vec(), b"0000rubbish".to_vec(), cut, packed(b"")] {
        let reply = answered_by(move |stream, _| respond(stream, "200 OK", kind, &rubbish));
        assert_eq!(reply, Err(Why::BadSize));
    }
}

#[test]
fn an_address_is_https_or_this_computer_itself() {
    for good in [
        "https://pay.example.org",
        "https://pay.example.org:8443/",
        "http://127.0.0.1:8080",
        "http://localhost:1",
        "http://[::1]:9",
        "HTTPS://PAY.EXAMPLE.ORG",
    ] {
        assert!(Address::parse(good).is_ok(), "{good}");
    }
    for plain in [
        "http://pay.example.org",
        "http://127.0.0.1.example.org",
        "http://localhost.example.org",
        "http://10.0.0.1",
        "http://0.0.0.0",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
    ] {
        let refused = Address::parse(plain);
        assert!(
            matches!(refused, Err(BadAddress::NotHttps(_))),
            "{plain}: {refused:?}"
        );
    }
    for more in [
        "https://pay.example.org/cgi-bin",
        "https://pay.example.org//",
        "https://user@pay.example.org",
        "https://user:word@pay.example.org",
        "https://:word@pay.example.org",
        "https://pay.example.org?a=1",
        "https://pay.example.org?",
        "https://pay.example.org#x",
    ] {
        let refused = Address::parse(more);
        assert!(
            matches!(refused, Err(BadAddress::More(_))),
            "{more}: {refused:?}"
        );
    }
    for form in [
        "",
        "pay.example.org",
        "https://",
        "https://a b",
        "//pay.example.org",
    ] {
        let refused = Address::parse(form);
        assert!(
            matches!(refused, Err(BadAddress::Form(_))),
            "{form}: {refused:?}"
        );
    }
}

#[test]
fn a_refused_address_does_not_show_its_pass_word() {
    for text in [
        "https://user:word@pay.example.org",
        "http://user:word@pay.example.org",
    ] {
        let shown = Address::parse(text).expect_err("refused").to_string();
        assert!(!shown.contains("word"), "{shown}");
    }
}

#[test]
fn an_address_is_shown_as_it_is_typed() {
    let address = Address::parse("https://pay.example.org:8443").expect("address");
    assert_eq!(address.to_string(), "https://pay.example.org:8443");
}

#[test]
fn an_authority_that_cannot_be_read_is_named() {
    let address = Address::parse("https://pay.example.org").expect("address");
    let folder = tempfile::TempDir::new().expect("folder");
    let missing = Line::new(address.clone(), Some(&folder.path().join("ca.pem")));
    assert!(matches!(missing, Err(LineError::File(_))));
    let rubbish = folder.path().join("rubbish.pem");
    crate::paths::private_file(
        &rubbish,
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    )
    .expect("file");
    assert!(matches!(
        Line::new(address, Some(&rubbish)),
        Err(LineError::Library(_))
    ));
}

/// The environment belongs to the whole process, so a copy of this test program is given the proxies.
#[test]
fn proxies_of_the_environment_are_not_asked() {
    const SERVER: &str = "PAYDESK_TEST_CHILD_SERVER";
    if let Some(address) = std::env::var_os(SERVER) {
        let reply = line(&address.to_string_lossy()).post("/", b"x".to_vec());
        assert_eq!(reply.as_deref(), Ok(&b"direct"[..]));
        return;
    }
    let server = Server::start(|stream, _| respond(stream, "200 OK", "", b"direct"));
    let proxy = Server::start(|stream, _| respond(stream, "200 OK", "", b"by proxy"));
    let mut child = std::process::Command::new(std::env::current_exe().expect("this program"));
    child
        .args([
            "--exact",
            "https::tests::proxies_of_the_environment_are_not_asked",
        ])
        .env(SERVER, &server.address);
    for name in [
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ] {
        child.env(name, &proxy.address);
    }
    let done = child
        .env_remove("no_proxy")
        .env_remove("NO_PROXY")
        .output()
        .expect("child");
    assert!(done.status.success(), "{done:?}");
    assert_eq!((server.posts().len(), proxy.posts().len()), (1, 0));
}
