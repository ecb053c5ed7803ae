//! `paydesk-hub demo`: bank, providers, hub and point, each for itself.

use std::process::{Command, Stdio};

use super::command::run;

#[test]
fn one_payment_goes_through_all_parties_and_a_damaged_book_is_seen() {
    let folder = tempfile::TempDir::new().unwrap();
    let data = folder.path().join("parties");
    let data = data.to_str().unwrap();
    for round in 1..3_i64 {
        let output = run(&["demo", "--once", "--data", data]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(0), "{text}");
        assert!(text.ends_with("All books agree.\n"), "{text}");
        let number = |file: &str, sql: &str| -> i64 {
            let books = rusqlite::Connection::open(format!("{data}/{file}")).unwrap();
            books.query_row(sql, [], |row| row.get(0)).unwrap()
        };
        let credited = "SELECT count(*) FROM payment WHERE state = 'CREDITED'";
        assert_eq!(number("provider-mobile/provider.sqlite", credited), round);
        assert_eq!(number("provider-bills/provider.sqlite", credited), 0);
        let captured = "SELECT captured FROM account WHERE currency = 'RUB'";
        assert_eq!(number("bank/bank.sqlite", captured), round * 10_000);
    }
    let keys = ["bank", "hub", "point", "self-check"].map(|party| {
        let owner = if matches!(party, "bank" | "hub") {
            party
        } else {
            "till"
        };
        std::fs::read(format!("{data}/{party}/keys/{owner}.secret.key")).unwrap()
    });
    assert!(
        keys.iter()
            .all(|key| keys.iter().filter(|other| *other == key).count() == 1)
    );
    let books = rusqlite::Connection::open(format!("{data}/bank/bank.sqlite")).unwrap();
    books
        .execute("UPDATE account SET credited = credited + 1", [])
        .unwrap();
    let output = run(&["demo", "--once", "--data", data]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).ends_with("The books do NOT agree.\n"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_all_parties_and_removes_the_temporary_folder() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_paydesk-hub"))
        .arg("demo")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
    let mut next = |begins: &str| {
        let line = lines.find_map(|line| line.unwrap().strip_prefix(begins).map(str::to_owned));
        line.unwrap()
    };
    let folder = std::path::PathBuf::from(next("Everything is in "));
    next("Ctrl-C ends");
    assert!(folder.join("bank/bank.sqlite").is_file());
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status();
    assert!(sent.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(!folder.exists());
}
