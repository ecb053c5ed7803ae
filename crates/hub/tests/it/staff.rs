//! The staff page: who gets in, what a browser is told, and that no payer is named.

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};

use paydesk_hub::core::decision::Profile;
use paydesk_hub::serve::{self, Doors};

use super::bodies::{CHECK, GOOD, PAY, plain};
use super::command::text;
use super::hub::Hub;
use super::wire::{self, Answer};

const PASSWORD: &str = "correct horse battery";

/// The program with a password on its standard input; its exit code.
fn admitted(hub: &Hub, name: &str, password: &str) -> i32 {
    let mut child = Command::new(env!("CARGO_BIN_EXE_paydesk-hub"))
        .args(["staff", "add", "--name", name, "--by", "Boris", "--data"])
        .arg(hub.folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
    child.wait().unwrap().code().unwrap()
}

/// A hub with a staff page, and somebody who may look.
fn staffed() -> (Hub, SocketAddr) {
    let mut hub = Hub::idle(Profile::Cyberplat);
    assert_eq!(admitted(&hub, "Anna", PASSWORD), 0);
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let doors = Doors {
        listen: free,
        watch: Some(free),
        staff: Some(free),
    };
    let running = serve::start_at(hub.folder.path(), doors).unwrap();
    let address = running.staff().unwrap();
    hub.running = Some(running);
    (hub, address)
}

/// A browser: one cookie, and forms.
struct Browser {
    page: SocketAddr,
    cookie: String,
}

impl Browser {
    fn new(page: SocketAddr) -> Self {
        Self {
            page,
            cookie: String::new(),
        }
    }

    fn send(&mut self, request: &str, form: &str) -> Answer {
        let head = format!(
            "{request} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            self.cookie,
            form.len()
        );
        let answer = wire::exchange(self.page, head.as_bytes()).unwrap();
        if let Some(set) = answer.header("set-cookie") {
            assert!(set.contains("; HttpOnly; SameSite=Strict"), "{set}");
            self.cookie = set.split(';').next().unwrap().to_owned();
        }
        answer
    }

    fn page(&mut self) -> String {
        text(&self.send("GET /", "").body)
    }

    fn sign_in(&mut self, name: &str, password: &str) -> u16 {
        let word = word(&self.page());
        let password = password.replace(' ', "+");
        let form = format!("word={word}&name={name}&password={password}");
        self.send("POST /sign-in", &form).status
    }
}

/// The hidden word of the first form of a page.
fn word(page: &str) -> String {
    let mark = "name=\"word\" value=\"";
    let at = page.find(mark).unwrap() + mark.len();
    page[at..].split('"').next().unwrap().to_owned()
}

#[test]
fn somebody_with_a_password_sees_the_day_and_no_payer() {
    let (hub, page) = staffed();
    for path in [CHECK, PAY] {
        assert_eq!(
            hub.ask(path, &plain("A1", GOOD, "123.00")).said(),
            ("0", "0")
        );
    }
    let mut browser = Browser::new(page);
    let door = browser.page();
    assert!(
        door.contains("Sign in") && !door.contains("17031"),
        "{door}"
    );
    assert_eq!(browser.sign_in("Anna", PASSWORD), 303);
    let shown = browser.page();
    for fact in [
        "Anna",
        "17031",
        "17032",
        "123.00",
        "877.00",
        "Audit chain",
        "Payments in work",
    ] {
        assert!(shown.contains(fact), "no {fact} in {shown}");
    }
    for secret in [GOOD, "916", "A1<", PASSWORD] {
        assert!(!shown.contains(secret), "{secret} is shown");
    }
    let word = word(&shown);
    assert_eq!(browser.send("POST /sign-out", "word=another").status, 403);
    assert!(
        browser.page().contains("17031"),
        "another site signs nobody out"
    );
    let session = browser.cookie.clone();
    assert_eq!(
        browser
            .send("POST /sign-out", &format!("word={word}"))
            .status,
        303
    );
    browser.cookie = session;
    assert!(
        !browser.page().contains("17031"),
        "the cookie is worth nothing any more"
    );
}

#[test]
fn a_browser_is_told_to_run_and_frame_and_keep_nothing() {
    let (hub, page) = staffed();
    let mut browser = Browser::new(page);
    let answer = browser.send("GET /", "");
    let policy = answer.header("content-security-policy").unwrap();
    for rule in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(rule), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert!(!text(&answer.body).contains("<script"));
    assert_eq!(
        browser.send("GET /staff.css", "").header("content-type"),
        Some("text/css; charset=utf-8")
    );
    assert_eq!(browser.send("GET /metrics", "").status, 404);
    assert_eq!(browser.send("PUT /", "").status, 405);
    assert_eq!(
        browser.send("POST /sign-in", &"x".repeat(5_000)).status,
        413
    );
    let elsewhere = wire::exchange(
        hub.addr(),
        b"POST /sign-in HTTP/1.0\r\nContent-Length: 0\r\n\r\n",
    );
    assert_eq!(elsewhere.unwrap().status, 404, "dealers have no such page");
}

#[test]
fn a_form_of_another_site_signs_nobody_in() {
    let (_hub, page) = staffed();
    let mut browser = Browser::new(page);
    let form = format!("name=Anna&password={}", PASSWORD.replace(' ', "+"));
    assert_eq!(browser.send("POST /sign-in", &form).status, 403);
    browser.page();
    let foreign = format!("{form}&word={}", "0".repeat(64));
    assert_eq!(browser.send("POST /sign-in", &foreign).status, 403);
    browser.cookie = String::new();
    assert_eq!(
        browser
            .send("POST /sign-in", &format!("{form}&word="))
            .status,
        403
    );
}

#[test]
fn five_wrong_passwords_lock_the_name_also_for_the_right_one_and_across_a_restart() {
    let (hub, page) = staffed();
    let mut browser = Browser::new(page);
    let refusal = |browser: &mut Browser, name: &str| {
        let word = word(&browser.page());
        let form = format!("word={word}&name={name}&password=wrong+wrong+wrong");
        let answer = browser.send("POST /sign-in", &form);
        assert_eq!(answer.status, 403);
        let page = text(&answer.body);
        let at = page.find("Not signed in").unwrap();
        page[at..].split("</p>").next().unwrap().to_owned()
    };
    let nobody = refusal(&mut browser, "Nobody");
    for _ in 0..5 {
        assert_eq!(
            refusal(&mut browser, "Anna"),
            nobody,
            "the same words for an unknown name"
        );
    }
    assert_eq!(browser.sign_in("Anna", PASSWORD), 403);
    assert_eq!(
        hub.number("SELECT failures FROM staff"),
        5,
        "a try in vain while it waits does not count"
    );
    let hub = hub.stopped();
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let doors = Doors {
        listen: free,
        watch: None,
        staff: Some(free),
    };
    let running = serve::start_at(hub.folder.path(), doors).unwrap();
    let mut browser = Browser::new(running.staff().unwrap());
    assert_eq!(browser.sign_in("Anna", PASSWORD), 403);
    let books = rusqlite::Connection::open(hub.folder.path().join("hub.sqlite")).unwrap();
    books
        .execute("UPDATE staff SET locked_until = 0", [])
        .unwrap();
    assert_eq!(browser.sign_in("Anna", PASSWORD), 303);
    assert_eq!(hub.number("SELECT failures FROM staff"), 0);
}

#[test]
fn a_short_password_is_not_taken_and_who_left_signs_in_no_more() {
    let (hub, page) = staffed();
    assert_eq!(admitted(&hub, "Vera", "short"), 2);
    assert_eq!(hub.told(&["staff", "list"]), "Anna\n");
    let mut browser = Browser::new(page);
    assert_eq!(browser.sign_in("Anna", PASSWORD), 303);
    hub.told(&["staff", "end", "--name", "Anna", "--by", "Boris"]);
    assert!(
        !browser.page().contains("17031"),
        "the session ends with the right to look"
    );
    let mut browser = Browser::new(page);
    assert_eq!(browser.sign_in("Anna", PASSWORD), 403);
    let books = rusqlite::Connection::open(hub.folder.path().join("hub.sqlite")).unwrap();
    let sql = "SELECT hex(salt) || hex(hash) FROM staff";
    let kept: String = books.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(kept.len(), 96);
}
