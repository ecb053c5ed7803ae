//! A business day is closed once, never changes afterwards, and the books under its signed head cannot either.

use paydesk_cyberplat::ipriv::verify_document;

use super::command::text;
use super::hub::Hub;
use super::registry::{asks, dotted, yesterday};

use super::hub::other_pen;

fn close(hub: &Hub, day: &str) -> String {
    hub.told(&["day", "close", "--date", day, "--by", "Anna"])
}

fn refused(hub: &Hub, words: &[&str]) -> String {
    let output = hub.command(words);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    text(&output.stderr)
}

/// The books, with the triggers gone that guard what is about to be damaged.
fn damaged(hub: &Hub, sql: &str) -> String {
    let books = rusqlite::Connection::open(hub.folder.path().join("hub.sqlite")).unwrap();
    let kept: Vec<String> = books
        .prepare("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let names: Vec<String> = books
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    books.execute_batch("SAVEPOINT before").unwrap();
    for name in names {
        books
            .execute_batch(&format!("DROP TRIGGER {name}"))
            .unwrap();
    }
    books.execute_batch(sql).unwrap();
    for trigger in kept {
        books.execute_batch(&trigger).unwrap();
    }
    books.execute_batch("RELEASE before").unwrap();
    drop(books);
    let output = hub.command(&["ledger", "check"]);
    assert_eq!(output.status.code(), Some(1), "{sql}");
    text(&output.stdout)
}

#[test]
fn a_day_is_closed_once_and_its_head_is_signed() {
    let (hub, day) = yesterday();
    let told = close(&hub, &day);
    assert!(
        told.starts_with("dealer 17031 RUB: 2 payments, credited 120.50, taken 120.50\n"),
        "{told}"
    );
    let printed = hub.command(&["day", "head", "--date", &day]).stdout;
    let body = text(verify_document(&printed, &hub.key).unwrap().body);
    for line in ["PROFILE=PAYDESK-HEAD1", "N=1", &format!("DAY={day}")] {
        assert!(body.lines().any(|found| found == line), "{line}: {body}");
    }
    assert!(told.ends_with(&text(&printed)));
    let again = refused(&hub, &["day", "close", "--date", &day, "--by", "Anna"]);
    assert!(again.contains("closed already"), "{again}");
    let early = refused(
        &hub,
        &["day", "close", "--date", "2099-01-01", "--by", "Anna"],
    );
    assert!(early.contains("not over yet"), "{early}");
    // The registry of a closed day is what it was.
    let body = format!("CLI_SERIAL=17031\r\nDATE={}\r\n", dotted(&day));
    let first = asks(&hub, other_pen(), &body);
    assert!(text(&first.body).contains("ERROR=0"));
    assert_eq!(
        hub.number("SELECT sum(debit) - sum(credit) FROM rollup"),
        0,
        "what left one account came to another"
    );
    assert_eq!(hub.number("SELECT sum(debit) FROM rollup"), 12_050);
}

#[test]
fn an_earlier_day_is_closed_before_a_later_one() {
    let (hub, day) = yesterday();
    let books = rusqlite::Connection::open(hub.folder.path().join("hub.sqlite")).unwrap();
    let sql =
        "UPDATE payment SET business_date = date(business_date, '-1 day') WHERE session = 'A1'";
    books.execute(sql, []).unwrap();
    let before: String = books
        .query_row("SELECT date(?1, '-1 day')", [&day], |row| row.get(0))
        .unwrap();
    let told = refused(&hub, &["day", "close", "--date", &day, "--by", "Anna"]);
    assert!(told.contains(&format!("{before} still open")), "{told}");
    close(&hub, &before);
    close(&hub, &day);
    assert_eq!(hub.number("SELECT max(n) FROM head"), 2);
}

#[test]
fn nothing_comes_into_a_closed_day_any_more() {
    let (hub, day) = yesterday();
    close(&hub, &day);
    let books = rusqlite::Connection::open(hub.folder.path().join("hub.sqlite")).unwrap();
    let late = |sql: &str| books.execute(sql, []).unwrap_err().to_string();
    let capture = format!("UPDATE payment SET business_date = '{day}' WHERE session = 'A3'");
    assert!(late(&capture).contains("that day is closed"));
    let refill = format!(
        "INSERT INTO entry (kind, debit_account, credit_account, amount, business_date, at)
         SELECT 'post', debit_account, credit_account, 1, '{day}', at FROM entry WHERE payment_id IS NULL"
    );
    assert!(late(&refill).contains("that day is closed"));
    for table in ["closed_day", "rollup", "head"] {
        assert!(late(&format!("DELETE FROM {table}")).contains(table));
    }
    hub.deposit("1.00");
}

#[test]
fn whoever_changes_what_is_closed_is_found_by_the_check() {
    let (hub, day) = yesterday();
    close(&hub, &day);
    let check = text(&hub.command(&["ledger", "check"]).stdout);
    assert!(!check.contains("days:"), "{check}");
    let damages = [
        (
            "UPDATE payment SET taken = taken + 1 WHERE session = 'A1'",
            "a closed day is what was paid",
        ),
        (
            "UPDATE closed_day SET credited = credited - 1, payments = 1",
            "a closed day is what was paid",
        ),
        (
            "UPDATE rollup SET debit = debit + 1 WHERE debit > 0",
            "the sums of a closed day",
        ),
        ("DELETE FROM rollup", "the sums of a closed day"),
        (
            "UPDATE entry SET note = 'another' WHERE payment_id IS NULL",
            "a signed head fits",
        ),
        (
            "UPDATE audit SET hash = zeroblob(32) WHERE n = (SELECT audit FROM head)",
            "a signed head fits",
        ),
        (
            "UPDATE head SET document = CAST(replace(document, 'N=1', 'N=2') AS BLOB)",
            "a signed head fits",
        ),
        ("UPDATE head SET n = 7", "a signed head fits"),
    ];
    for (sql, rule) in damages {
        let (hub, day) = yesterday();
        close(&hub, &day);
        let told = damaged(&hub, sql);
        assert!(told.contains(rule), "{sql}: {told}");
    }
}

#[test]
fn a_registry_whose_rows_have_changed_since_the_close_is_not_given_out() {
    let (hub, day) = yesterday();
    close(&hub, &day);
    damaged(
        &hub,
        "UPDATE payment SET taken = taken + 1 WHERE session = 'A1'",
    );
    let body = format!("CLI_SERIAL=17031\r\nDATE={}\r\n", dotted(&day));
    assert_eq!(asks(&hub, other_pen(), &body).status, 503);
}
