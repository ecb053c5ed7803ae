//! A new till gets its key from nothing but a one-time login, and then asks the hub under it.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;

use paydesk_domain::ids::{CashierCode, DealerCode, PointCode};
use paydesk_domain::money::Currency;
use paydesk_hub::admin::invite::{Login, Wish, invite};
use paydesk_hub::core::decision::Profile;
use paydesk_hub::demo::{CASHIER, DEALER, POINT};

use super::rig::till::{Ran, Till};
use super::rig::{Rig, write};

fn login(rig: &Rig) -> Login {
    let wish = Wish {
        dealer: DealerCode::parse(DEALER).unwrap(),
        point: PointCode::parse(POINT).unwrap(),
        cashier: CashierCode::parse(CASHIER).unwrap(),
        profile: Profile::Paydesk,
        is_legacy: false,
        currency: Currency::RUB,
        hours: 1,
    };
    invite(&rig.hub.folder, &wish, "Anna").unwrap()
}

fn enrol(till: &Till, rig: &Rig, login: &Login) -> Ran {
    let server = format!("http://{}", rig.hub.address());
    let words = [
        "enrol",
        "--json",
        "--server",
        &server,
        "--user",
        &login.login,
    ];
    let mut command = till.command(&words);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{}", login.password).unwrap();
    Ran::of(child.wait_with_output().unwrap())
}

/// Where a till without settings keeps those that it will have.
fn settings(till: &Till) -> PathBuf {
    till.folder.join(".config/paydesk")
}

/// A folder with nothing in it.
fn new_till(rig: &Rig) -> Till {
    let folder: PathBuf = rig.folder.path().join("new");
    fs::create_dir_all(&folder).unwrap();
    Till { folder }
}

#[test]
fn a_till_with_a_login_makes_its_key_and_works_under_it() {
    let rig = Rig::new();
    let till = new_till(&rig);
    let mut login = login(&rig);
    let right = std::mem::replace(&mut login.password, "0000-0000-0000".to_owned());
    let refused = enrol(&till, &rig, &login);
    assert_eq!(
        (refused.code, refused.text("error").as_str()),
        (1, "refused")
    );
    assert!(refused.text("message").contains("2 Authentification error"));
    assert!(!settings(&till).exists(), "nothing was made");
    login.password = right;
    let done = enrol(&till, &rig, &login);
    assert_eq!(done.code, 0, "{done:?}");
    let secret = fs::read(settings(&till).join("till.secret.key")).unwrap();
    // Where the answer was lost, the same command hands in the same key.
    let again = enrol(&till, &rig, &login);
    assert_eq!(
        (again.code, again.text("fingerprint")),
        (0, done.text("fingerprint"))
    );
    assert_eq!(
        fs::read(settings(&till).join("till.secret.key")).unwrap(),
        secret
    );
    // The settings that it names are those that a till works with.
    let shop = fs::read_to_string(rig.till.folder.join("config.toml")).unwrap();
    let others = shop.split("\n[").filter(|part| {
        !["server]", "point]"]
            .iter()
            .any(|name| part.starts_with(name))
    });
    let others: Vec<&str> = others.collect();
    let own = done
        .text("settings")
        .replace("[server]\n", "[server]\nprofile = \"paydesk\"\n");
    let own = format!("{}\n{own}", others.join("\n["));
    fs::copy(
        rig.till.folder.join("demo.toml"),
        settings(&till).join("demo.toml"),
    )
    .unwrap();
    write(&settings(&till).join("config.toml"), own.as_bytes());
    let asked = till.run(&["deposit", "--json"]);
    assert_eq!(asked.code, 0, "{asked:?}");
    assert_eq!(asked.text("currency"), "RUB");
}

#[test]
fn a_key_that_lies_there_is_never_overwritten() {
    let rig = Rig::new();
    let till = new_till(&rig);
    let first = login(&rig);
    assert_eq!(enrol(&till, &rig, &first).code, 0);
    let secret = fs::read(settings(&till).join("till.secret.key")).unwrap();
    let other = enrol(&till, &rig, &login(&rig));
    assert_eq!((other.code, other.text("error").as_str()), (1, "exists"));
    assert_eq!(
        fs::read(settings(&till).join("till.secret.key")).unwrap(),
        secret
    );
}
