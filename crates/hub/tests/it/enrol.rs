//! A point hands in its key itself, as the vendor's programs do it.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use paydesk_cyberplat::ipriv::{Hash, KeyCard, KeyPolicy, KeyRing};
use paydesk_hub::core::decision::Profile;
use paydesk_hub::serve::clock;
use percent_encoding::percent_decode_str;

use super::bodies::{CHECK, GOOD, plain};
use super::hub::{Hub, Pen, other_pen};
use super::wire;

const PAGE: &str = "/cgi-bin/keys/register_key.cgi";

/// A login as the operator reads it out.
struct Login {
    user: String,
    password: String,
}

fn invited(hub: &Hub) -> Login {
    let words = ["key", "invite", "--dealer", "17031", "--point", "17032"];
    let told = hub.told(&[&words[..], &["--cashier", "17034", "--by", "Anna"]].concat());
    let field = |name: &str| {
        let line = told.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap().trim().to_owned()
    };
    Login {
        user: field("UserID:"),
        password: field("Password:"),
    }
}

fn fields(answer: &wire::Answer) -> BTreeMap<String, String> {
    assert_eq!(answer.status, 200);
    let text = String::from_utf8(answer.body.clone()).unwrap();
    let pairs = text.split('&').map(|pair| pair.split_once('=').unwrap());
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn decoded(value: &str) -> Vec<u8> {
    let text = percent_decode_str(value).decode_utf8().unwrap();
    STANDARD.decode(text.as_bytes()).unwrap()
}

/// `query=getcard` by GET, as the vendor's programs ask.
fn card(hub: &Hub, login: &Login) -> BTreeMap<String, String> {
    let Login { user, password } = login;
    let ask = format!(
        "GET {PAGE}?UserID={user}&Password={password}&query=getcard&accept_keys=1 HTTP/1.0\r\n\r\n"
    );
    fields(&wire::exchange(hub.addr(), ask.as_bytes()).unwrap())
}

fn hand_in(hub: &Hub, login: &Login, key: &[u8]) -> BTreeMap<String, String> {
    let Login { user, password } = login;
    let key = String::from_utf8(wire::form(key)).unwrap();
    let key = key.strip_prefix("inputmessage=").unwrap();
    let form = format!(
        "UserID={user}&Password={password}&query=putpublickey&phrase=1&accept_keys=2048&key={key}"
    );
    fields(&wire::exchange(hub.addr(), &wire::post(PAGE, form.as_bytes())).unwrap())
}

/// The key that a card asks for, made so many seconds ago.
fn made_for(card: &BTreeMap<String, String>, seconds_ago: u32) -> Pen {
    let card = KeyCard::read(&decoded(&card["KeyCard"])).unwrap();
    let made_at = clock::now().unix_seconds() - seconds_ago;
    Pen::made_at(card.serial, (2048, &card.user_id), made_at)
}

const AUTHENTIFICATION: &str = "2 Authentification error";

#[test]
fn a_point_with_a_login_gets_its_card_hands_in_its_key_and_sells() {
    let hub = Hub::new(Profile::Cyberplat);
    let login = invited(&hub);
    let told = card(&hub, &login);
    let codes = ["SD", "AP", "OP", "Error"].map(|name| told[name].as_str());
    assert_eq!(codes, ["17031", "17032", "17034", "0 OK"]);
    let pen = made_for(&told, 0);
    let body = plain("A1", GOOD, "10.00");
    let sold = |pen: &Pen| {
        hub.post(CHECK, &pen.sign(Hash::Sha256, body.as_bytes()))
            .status
    };
    assert_eq!(sold(&pen), 403, "a card is no key");
    let done = hand_in(&hub, &login, &pen.pubkeys);
    assert_eq!(done["Error"], "0 OK");
    let ring = KeyRing::read(&decoded(&done["PublicKey"]));
    let theirs = ring.open(0, KeyPolicy::Modern).unwrap();
    assert_eq!(theirs.fingerprint(), hub.key.fingerprint());
    assert_eq!(sold(&pen), 200);
    // Two people compare what both sides show.
    let own = KeyRing::read(&pen.pubkeys)
        .open(0, KeyPolicy::Modern)
        .unwrap();
    assert!(hub.told(&["key", "list"]).contains(&own.fingerprint_text()));
    // The answer may have been lost; another key under the same login is nobody's.
    assert_eq!(hand_in(&hub, &login, &pen.pubkeys)["Error"], "0 OK");
    let other = made_for(&told, 1);
    assert_eq!(
        hand_in(&hub, &login, &other.pubkeys)["Error"],
        AUTHENTIFICATION
    );
    assert_eq!(sold(&other), 403);
    hub.assert_sound();
}

#[test]
fn a_login_is_guessed_five_times_at_most_and_ends_with_its_day() {
    let hub = Hub::new(Profile::Cyberplat);
    let mut login = invited(&hub);
    let right = std::mem::replace(&mut login.password, "0000-0000-0000".to_owned());
    let nobody = Login {
        user: "00000000".to_owned(),
        password: right.clone(),
    };
    assert_eq!(card(&hub, &nobody)["Error"], AUTHENTIFICATION);
    for _ in 0..5 {
        assert_eq!(card(&hub, &login)["Error"], AUTHENTIFICATION);
    }
    login.password = right;
    assert_eq!(card(&hub, &login)["Error"], AUTHENTIFICATION, "it is dead");
    let login = invited(&hub);
    assert_eq!(card(&hub, &login)["Error"], "0 OK");
    let books = rusqlite::Connection::open(hub.folder.path().join("hub.sqlite")).unwrap();
    books
        .execute(
            "UPDATE invitation SET expires_at = expires_at - 86400000",
            [],
        )
        .unwrap();
    assert_eq!(card(&hub, &login)["Error"], AUTHENTIFICATION);
    let text: String = books
        .query_row("SELECT group_concat(record) FROM audit", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert!(!text.contains(&login.password));
}

#[test]
fn only_the_key_that_was_asked_for_made_just_now_is_taken() {
    let hub = Hub::new(Profile::Cyberplat);
    let login = invited(&hub);
    let told = card(&hub, &login);
    let old = made_for(&told, 11 * 60);
    let clock = hand_in(&hub, &login, &old.pubkeys);
    assert_eq!(clock["Error"], "3 Clock differs by more than 10 minutes");
    let fresh = made_for(&told, 9 * 60);
    let two = [&fresh.pubkeys[..], &fresh.pubkeys[..]].concat();
    let mut changed = fresh.pubkeys.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    for key in [&other_pen().pubkeys, &two, &changed, &Vec::new()] {
        let refused = hand_in(&hub, &login, key);
        assert_eq!(refused["Error"], "4 Key not accepted");
    }
    assert_eq!(
        hub.number("SELECT count(*) FROM key"),
        2,
        "the hub's and the first point's"
    );
    assert_eq!(hand_in(&hub, &login, &fresh.pubkeys)["Error"], "0 OK");
}
