//! The program itself: its exit codes, its one line, its end, and its death at the worst moment.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use paydesk_cyberplat::ipriv::Hash;
use paydesk_hub::core::decision::Profile;

use super::bodies::{CHECK, PAY, STATUS, Sale, plain, plain_status, sale};
use super::hub::{Hub, Pen, pen};
use super::wire;

const PROGRAM: &str = env!("CARGO_BIN_EXE_paydesk-hub");

pub(crate) fn run(words: &[&str]) -> Output {
    Command::new(PROGRAM).args(words).output().unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The program serving a folder; killed when dropped.
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
    line: String,
}

impl Server {
    pub(crate) fn start(folder: &Path) -> Self {
        let mut child = Command::new(PROGRAM)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .trim_end()
            .strip_prefix("listening on ")
            .unwrap()
            .parse()
            .unwrap();
        Self {
            child,
            address,
            line,
        }
    }

    pub(crate) fn ask(&self, hub: &Hub, path: &str, body: &str) -> super::hub::Reply {
        let request = wire::post(
            path,
            &wire::form(&pen().sign(Hash::Sha256, body.as_bytes())),
        );
        hub.read(&wire::exchange(self.address, &request).unwrap())
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn a_hub_is_made_filled_served_and_checked_from_the_command_line() {
    let folder = tempfile::TempDir::new().unwrap();
    let data = folder.path().join("hub");
    let data = data.to_str().unwrap();
    let key = folder.path().join("pubkeys.key");
    super::hub::write(&key, &pen().pubkeys);
    let key = key.to_str().unwrap();
    assert_eq!(
        run(&["init", "--data", data, "--demo"]).status.code(),
        Some(0)
    );
    assert_eq!(
        run(&["init", "--data", data, "--demo"]).status.code(),
        Some(0),
        "it may be repeated"
    );
    let codes = [
        "--dealer",
        "17031",
        "--point",
        "17032",
        "--cashier",
        "17034",
        "--pubkey",
        key,
    ];
    let add = [&["point", "add", "--data", data][..], &codes].concat();
    assert_eq!(run(&add).status.code(), Some(0));
    assert_eq!(
        run(&add).status.code(),
        Some(0),
        "the same key again changes nothing"
    );
    let deposit = [
        "deposit", "add", "--data", data, "--dealer", "17031", "--amount",
    ];
    assert_eq!(
        run(&[&deposit[..], &["1000"]].concat()).status.code(),
        Some(0)
    );
    assert_eq!(
        run(&[&deposit[..], &["-5"]].concat()).status.code(),
        Some(2)
    );
    assert_eq!(
        run(&[&deposit[..], &["10.555"]].concat()).status.code(),
        Some(2)
    );
    let keys = run(&["pubkeys", "--data", data]);
    assert!(text(&keys.stdout).contains("paydesk-hub"));
    let server = Server::start(Path::new(data));
    let second = run(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    assert_eq!(second.status.code(), Some(4), "one server at a time");
    assert!(text(&second.stderr).contains("another hub serves"));
    assert_eq!(
        run(&[&deposit[..], &["0.01"]].concat()).status.code(),
        Some(0),
        "beside the server"
    );
    let check = run(&["ledger", "check", "--data", data]);
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stdout));
    server.kill();
}

#[test]
fn wrong_usage_is_said_so() {
    let nowhere = tempfile::TempDir::new().unwrap();
    let data = nowhere.path().to_str().unwrap();
    for words in [
        &["serve", "--data", data, "--listen", "127.0.0.1:0"][..],
        &["ledger", "check", "--data", data],
        &["nonsense"],
        &["serve", "--data", data, "--listen", "nowhere"],
        &[
            "deposit", "add", "--data", data, "--dealer", "x", "--amount", "1",
        ],
    ] {
        let output = run(words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(!output.stderr.is_empty());
    }
}

#[test]
fn a_short_key_is_taken_with_the_legacy_mark_only() {
    let hub = Hub::idle(Profile::Cyberplat);
    let file = hub.folder.path().join("old.key");
    super::hub::write(&file, &super::hub::old_pen().pubkeys);
    let data = hub.folder.path().to_str().unwrap();
    let codes = [
        "--dealer",
        "17031",
        "--point",
        "17032",
        "--cashier",
        "17034",
        "--pubkey",
    ];
    let add = [
        &["point", "add", "--data", data][..],
        &codes,
        &[file.to_str().unwrap()],
    ]
    .concat();
    let refused = run(&add);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("--legacy"));
    assert_eq!(
        run(&[&add[..], &["--legacy"]].concat()).status.code(),
        Some(0)
    );
}

#[test]
fn a_serial_names_one_key_whose_terms_may_change() {
    let hub = Hub::new(Profile::Cyberplat);
    let data = hub.folder.path().to_str().unwrap();
    let file = hub.folder.path().join("point.key");
    let add = |pen: &Pen, words: &[&str]| {
        super::hub::write(&file, &pen.pubkeys);
        let key = file.to_str().unwrap();
        let codes = [
            "--dealer",
            "17031",
            "--point",
            "17032",
            "--cashier",
            "17034",
            "--pubkey",
            key,
        ];
        run(&[&["point", "add", "--data", data][..], &codes, words].concat())
    };
    let body = plain("A1", "9161234567", "10.00");
    assert_eq!(hub.ask(CHECK, &body).said(), ("0", "0"));
    assert_eq!(add(pen(), &["--profile", "paydesk"]).status.code(), Some(0));
    assert_eq!(
        hub.ask(PAY, &body).said(),
        ("10", "1"),
        "at once, beside the running server"
    );
    assert_eq!(add(pen(), &[]).status.code(), Some(0));
    assert_eq!(
        hub.ask(PAY, &body).said(),
        ("0", "0"),
        "its SESSIONs are those of the point"
    );
    let stranger = Pen::new(4_100_001, 2048);
    let refused = add(&stranger, &[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("belongs to another key"));
    hub.assert_sound();
}

#[test]
fn a_new_epoch_shuts_out_older_copies_at_once_and_for_good() {
    let hub = Hub::new(Profile::Paydesk);
    let data = hub.folder.path().to_str().unwrap();
    let codes = ["--data", data, "--dealer", "17031", "--point", "17032"];
    let point = |word: &str, words: &[&str]| run(&[&["point", word], &codes[..], words].concat());
    let mut older = sale("A1");
    assert_eq!(hub.ask(CHECK, &older.check()).said(), ("0", "0"));
    for stranger in ["4100002", "0"] {
        let refused = point("new-epoch", &["--serial", stranger]);
        assert_eq!(refused.status.code(), Some(2), "{stranger}");
    }
    let raised = point("new-epoch", &["--serial", "4100001"]);
    assert_eq!(raised.status.code(), Some(0));
    assert!(text(&raised.stdout).contains("re-enrol --epoch 2"));
    let assert_shut_out = |older: &Sale| {
        let reply = hub.ask(PAY, &older.pay());
        let said = ["ERROR", "EPOCH", "STATE"].map(|name| reply.get(name));
        assert_eq!(said, ["43", "2", "-"]);
    };
    assert_shut_out(&older);
    // Admitted anew under other terms, the key has the epoch that it had.
    let file = hub.folder.path().join("point.key");
    super::hub::write(&file, &pen().pubkeys);
    let words = ["--cashier", "17034", "--pubkey", file.to_str().unwrap()];
    for profile in ["cyberplat", "paydesk"] {
        let words = [&words[..], &["--profile", profile]].concat();
        assert_eq!(point("add", &words).status.code(), Some(0));
    }
    assert_shut_out(&older);
    older.epoch = 2;
    assert_eq!(hub.ask(PAY, &older.pay()).said(), ("0", "0"));
    assert_eq!(
        hub.number("SELECT count(*) FROM audit WHERE what = 'epoch raised'"),
        1
    );
    hub.assert_sound();
}

#[test]
fn ledger_check_names_what_is_broken() {
    let hub = Hub::idle(Profile::Cyberplat);
    let data = hub.folder.path().to_str().unwrap();
    let books = rusqlite::Connection::open(hub.folder.path().join("hub.sqlite")).unwrap();
    books
        .execute(
            "UPDATE account SET credit_posted = 5 WHERE kind = 'deposit'",
            [],
        )
        .unwrap();
    let check = run(&["ledger", "check", "--data", data]);
    assert_eq!(check.status.code(), Some(1));
    assert!(
        text(&check.stdout).contains("I1: the deposit's sums"),
        "{}",
        text(&check.stdout)
    );
}

#[cfg(unix)]
#[test]
fn sigterm_ends_the_server_cleanly() {
    let hub = Hub::idle(Profile::Cyberplat);
    let mut server = Server::start(hub.folder.path());
    assert_eq!(server.line, format!("listening on {}\n", server.address));
    let pid = server.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
    Server::start(hub.folder.path()).kill();
}

#[test]
fn a_hub_killed_while_the_provider_works_ends_the_payment_once() {
    let hub = Hub::idle(Profile::Cyberplat);
    let body = plain("A1", "9990000020", "100.00");
    let late = plain("A2", "9990000099", "100.00");
    let server = Server::start(hub.folder.path());
    assert_eq!(server.ask(&hub, CHECK, &body).said(), ("0", "0"));
    assert_eq!(server.ask(&hub, CHECK, &late).said(), ("0", "0"));
    let pay = |body: &str| wire::post(PAY, &wire::form(&pen().sign(Hash::Sha256, body.as_bytes())));
    wire::send_and_leave(server.address, &pay(&body));
    wire::send_and_leave(server.address, &pay(&late));
    for _ in 0..100 {
        if hub.number("SELECT count(*) FROM payment WHERE state = 'CAPTURING'") == 2 {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    server.kill();
    let server = Server::start(hub.folder.path());
    for session in ["A1", "A2"] {
        let first = server.ask(&hub, STATUS, &plain_status(session));
        assert_eq!(
            first.said(),
            ("0", "3"),
            "in work, whatever became of the hub"
        );
    }
    for session in ["A1", "A2"] {
        let done = (0..200).any(|_| {
            std::thread::sleep(Duration::from_millis(200));
            server.ask(&hub, STATUS, &plain_status(session)).said() == ("0", "7")
        });
        assert!(done, "{session}");
    }
    assert_eq!(server.ask(&hub, PAY, &body).said(), ("0", "0"));
    assert_eq!(hub.credited(), (2, 20_000));
    hub.assert_sound();
}

#[test]
fn a_hub_without_providers_serves_and_knows_its_deposits() {
    let folder = tempfile::TempDir::new().unwrap();
    let hub = Hub::idle(Profile::Cyberplat);
    let data = folder.path().join("hub");
    let key = folder.path().join("pubkeys.key");
    super::hub::write(&key, &pen().pubkeys);
    let (data, key) = (data.to_str().unwrap(), key.to_str().unwrap());
    assert_eq!(run(&["init", "--data", data]).status.code(), Some(0));
    let codes = [
        "--dealer",
        "17031",
        "--point",
        "17032",
        "--cashier",
        "17034",
        "--pubkey",
        key,
    ];
    assert_eq!(
        run(&[&["point", "add", "--data", data][..], &codes].concat())
            .status
            .code(),
        Some(0)
    );
    let server = Server::start(Path::new(data));
    let hub = Hub {
        key: super::hub::hub_key(Path::new(data)),
        ..hub
    };
    let check = server.ask(&hub, CHECK, &plain("A1", "9161234567", "10.00"));
    assert_eq!(check.said(), ("15", "1"));
    let rest = server.ask(&hub, super::bodies::REST, "ACCEPT_KEYS=1-sha256");
    assert_eq!((rest.get("ERROR"), rest.get("REST")), ("0", "0.00"));
}
