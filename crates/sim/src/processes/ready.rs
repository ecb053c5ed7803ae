//! How long a till takes from its start until it works, with 10,000 open payments (target: 2 seconds).
//!
//! The till makes some open payments of both kinds; their rows are then multiplied.

use std::net::TcpListener;
use std::time::Duration;

use paydesk_adapters::clock;
use rusqlite::Connection;

use super::books;
use super::rig::{Rig, Wrap, free_address, sale_words};
use super::run::{LIMIT, Running, run};
use super::{Options, Outcome, Trouble, strace};

const OPEN: i64 = 10_000;
const TARGET_MS: i64 = 2_000;
const ROUNDS: usize = 5;
/// The sync by which a pay's answer would be stored.
const PAY_SYNC: u64 = 4;

/// Start to ready.
pub(super) fn section(options: &Options) -> Result<Outcome, Trouble> {
    strace::assert_there()?;
    let mut outcome = Outcome::default();
    let mut rig = Rig::new(options)?;
    make_open(&mut rig)?;
    let rounds = if options.quick { 2 } else { ROUNDS };
    let empty = first_request(&Rig::new(options)?)?;
    outcome.row(
        "start to the first request, no open payments",
        format!("{empty} ms"),
    );
    let file = rig.till_database();
    let counted = books::rows(
        &books::read_only(&file)?,
        "SELECT stage, count(*) FROM payment WHERE live = 1 GROUP BY stage",
        |row| {
            Ok(format!(
                "{} {}",
                row.get::<_, i64>(1)?,
                row.get::<_, String>(0)?
            ))
        },
    )?;
    outcome.row("open payments", counted.join(", "));
    let mut first = Vec::new();
    for _ in 0..rounds {
        first.push(first_request(&rig)?);
    }
    outcome.row(
        "start to the first request on the wire (retry)",
        format!("{first:?} ms"),
    );
    // Without a hub a sale is answered as soon as the till works: that no more may wait, or accepted.
    rig.point_at(&rig.till_folder(), free_address()?)?;
    let mut answered = Vec::new();
    for n in 0..rounds {
        let number = (9_150_000_000 + n).to_string();
        let ran = run(&mut rig.till(&Wrap::new(), &sale_words(&number)))?;
        outcome.expect(matches!(ran.code, Some(1 | 3)), || {
            format!("a sale beside 10,000 open ones: {}", ran.brief())
        });
        answered.push(ran.took_ms);
    }
    outcome.row(
        "whole sale without a server, answer and close included",
        format!("{answered:?} ms"),
    );
    rig.point_at(&rig.till_folder(), rig.address())?;
    let ran = run(&mut rig.till(&Wrap::new(), &sale_words("9150000100")))?;
    outcome.row(
        "whole sale at the hub",
        format!("{} ms: {}", ran.took_ms, told(&ran)),
    );
    first.sort_unstable();
    let middle = first.get(first.len() / 2).copied().unwrap_or(i64::MAX);
    outcome.expect(middle <= TARGET_MS, || {
        format!("start to ready takes {middle} ms, target {TARGET_MS}")
    });
    Ok(outcome)
}

fn told(ran: &super::run::Ran) -> &'static str {
    super::run::Told::of(ran).as_word()
}

/// Milliseconds from the start of the process until a request of it arrives.
fn first_request(rig: &Rig) -> Result<i64, Trouble> {
    let address = free_address()?;
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    rig.point_at(&rig.till_folder(), address)?;
    let begun = clock::now();
    // An empty till asks nothing by itself: a sale asks.
    let is_empty = !rig.till_database().exists();
    let words: Vec<&str> = if is_empty {
        sale_words("9150000001").to_vec()
    } else {
        vec!["retry"]
    };
    let mut till = Running::start(&mut rig.till(&Wrap::new(), &words))?;
    let took = loop {
        let took = clock::now().ms_since(begun);
        if listener.accept().is_ok() || took > 60_000 {
            break took;
        }
        std::thread::sleep(Duration::from_millis(1));
    };
    till.kill()?;
    till.finish(LIMIT)?;
    rig.point_at(&rig.till_folder(), rig.address())?;
    Ok(took)
}

/// Open payments: half wait for the line, half were sent and never answered.
fn make_open(rig: &mut Rig) -> Result<(), Trouble> {
    let log = rig.folder.path().join("strace.txt");
    let files = [rig.till_folder().join("till.sqlite-wal")];
    let wrap = strace::injecting(
        &log,
        "fsync",
        &files,
        &format!("signal=KILL:when={PAY_SYNC}"),
    );
    // The first start of all has more syncs: it makes the tables.
    rig.sell(&Wrap::new())?;
    rig.sell(&wrap)?;
    rig.kill_hub()?;
    rig.sell(&Wrap::new())?;
    run(&mut rig.till(&Wrap::new(), &["retry", "--wait", "1"]))?;
    let books = Connection::open(rig.till_database())?;
    multiply(&books)?;
    drop(books);
    rig.start_hub()
}

fn multiply(books: &Connection) -> Result<(), Trouble> {
    books.pragma_update(None, "foreign_keys", false)?;
    let triggers: Vec<(String, String)> = books::rows(
        books,
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    for (name, _) in &triggers {
        books.execute_batch(&format!("DROP TRIGGER {name}"))?;
    }
    let made = books::number(books, "SELECT count(*) FROM payment WHERE live = 1")?;
    let payment = columns(
        books,
        "payment",
        &[
            ("id", "n"),
            ("intent", "randomblob(16)"),
            ("number", "'91' || printf('%08d', n)"),
            ("session", "substr(t.session, 1, 10) || printf('%010d', n)"),
            (
                "first_session",
                "iif(t.first_session IS NULL, NULL, substr(t.session, 1, 10) || printf('%010d', n))",
            ),
        ],
    )?;
    let attempt = columns(
        books,
        "attempt",
        &[
            ("id", "n * 100 + t.id"),
            ("payment", "n"),
            ("nonce", "randomblob(16)"),
        ],
    )?;
    let end = columns(books, "attempt_end", &[("attempt", "n * 100 + t.attempt")])?;
    books.execute_batch(&format!(
        "BEGIN;
         CREATE TEMP TABLE made AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS k FROM payment WHERE live = 1;
         CREATE TEMP TABLE many AS WITH RECURSIVE c(n) AS (SELECT 100 UNION ALL SELECT n + 1 FROM c WHERE n < {})
           SELECT c.n, made.id AS as_id FROM c JOIN temp.made ON made.k = c.n % {made};
         INSERT INTO payment {payment} JOIN temp.many m ON m.as_id = t.id;
         INSERT INTO session SELECT session, id FROM payment WHERE id >= 100;
         INSERT INTO attempt {attempt} JOIN temp.many m ON m.as_id = t.payment;
         INSERT INTO attempt_end {end} JOIN attempt a ON a.id = t.attempt JOIN temp.many m ON m.as_id = a.payment
          WHERE a.id < 100;
         DELETE FROM taken_block;
         INSERT INTO taken_block SELECT id >> 10, count(*) FROM payment WHERE tender_at IS NOT NULL GROUP BY 1;
         DROP TABLE temp.many;
         DROP TABLE temp.made;
         COMMIT;",
        99 + OPEN - made
    ))?;
    for (_, sql) in triggers {
        books.execute_batch(&sql)?;
    }
    Ok(())
}

/// `(columns) SELECT … FROM table t` with some columns made anew.
fn columns(books: &Connection, table: &str, anew: &[(&str, &str)]) -> Result<String, Trouble> {
    let names: Vec<String> = books::rows(
        books,
        &format!("SELECT name FROM pragma_table_info('{table}')"),
        |row| row.get(0),
    )?;
    let values = names.iter().map(|name| {
        let found = anew.iter().find(|(known, _)| known == name);
        found.map_or_else(|| format!("t.{name}"), |(_, value)| (*value).to_owned())
    });
    let values: Vec<String> = values.collect();
    Ok(format!(
        "({}) SELECT {} FROM {table} t",
        names.join(", "),
        values.join(", ")
    ))
}
