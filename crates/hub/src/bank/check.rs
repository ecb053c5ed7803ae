//! `bank check`: each rule of the bank's books is one query that must answer no row; signatures are checked by program.

use std::path::Path;

use paydesk_cyberplat::ipriv::{KeyPolicy, KeyRing, PublicKey, verify_document};
use rusqlite::Connection;

use super::books::BooksError;
use super::folder::{self, BankError};
use super::wire::{Answer, Echo, Request, Said, request_hash};

/// Rules and their queries. The first column of an answer names the row.
pub const RULES: [(&str, &str); 6] = [
    (
        "B1: an account's sums are the fold of its entries",
        "SELECT 'account ' || a.id FROM account a
           LEFT JOIN (SELECT account, sum(CASE kind WHEN 'credit' THEN amount ELSE 0 END) AS credited,
                             sum(CASE kind WHEN 'capture' THEN amount ELSE 0 END) AS captured,
                             sum(CASE kind WHEN 'hold' THEN amount WHEN 'credit' THEN 0 ELSE -amount END) AS held
                        FROM entry GROUP BY account) e ON e.account = a.id
          WHERE a.credited <> coalesce(e.credited, 0) OR a.captured <> coalesce(e.captured, 0)
             OR a.held <> coalesce(e.held, 0)",
    ),
    (
        "B2: what is held is held for reservations, and nothing is spent that is not there",
        "SELECT 'account ' || a.id FROM account a
           LEFT JOIN (SELECT dealer, currency, sum(amount) AS held FROM reservation
                       WHERE state = 'HELD' GROUP BY dealer, currency) r
             ON r.dealer = a.dealer AND r.currency = a.currency
          WHERE a.held <> coalesce(r.held, 0) OR a.credited - a.captured - a.held < 0",
    ),
    (
        "B3: each reservation has the entries of its state, for its own sum and account",
        "SELECT 'reservation ' || r.reference FROM reservation r
           LEFT JOIN (SELECT e.reference, group_concat(e.kind, ' ' ORDER BY e.seq) AS kinds,
                             min(e.amount) AS least, max(e.amount) AS most,
                             min(a.dealer || ' ' || a.currency) AS payer,
                             count(DISTINCT e.account) AS accounts
                        FROM entry e JOIN account a ON a.id = e.account
                       WHERE e.reference IS NOT NULL GROUP BY e.reference) e ON e.reference = r.reference
          WHERE CASE r.state WHEN 'HELD' THEN e.kinds IS NOT 'hold'
                  WHEN 'CAPTURED' THEN e.kinds IS NOT 'hold capture'
                  WHEN 'VOID' THEN e.kinds IS NOT NULL AND e.kinds <> 'hold release'
                  ELSE e.kinds IS NOT NULL END
             OR (e.kinds IS NOT NULL AND (e.least <> r.amount OR e.most <> r.amount OR e.accounts <> 1
                  OR e.payer <> r.dealer || ' ' || r.currency))",
    ),
    (
        "B4: whatever moved was asked for by a signed request that was answered with done",
        "SELECT 'entry ' || e.seq FROM entry e
          WHERE e.reference IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM exchange x WHERE x.reference = e.reference AND x.result = 'DONE'
               AND x.msg = CASE e.kind WHEN 'hold' THEN 'RESERVE' WHEN 'release' THEN 'VOID' ELSE 'CAPTURE' END)",
    ),
    (
        "B5: whatever was answered with done stands in the books",
        "SELECT 'exchange ' || x.id FROM exchange x LEFT JOIN reservation r ON r.reference = x.reference
          WHERE x.result = 'DONE' AND CASE x.msg WHEN 'RESERVE' THEN r.state IS NULL OR r.state = 'REFUSED'
                  WHEN 'CAPTURE' THEN r.state IS NOT 'CAPTURED' WHEN 'VOID' THEN r.state IS NOT 'VOID' ELSE 0 END",
    ),
    (
        "B6: the hub asks and the bank answers, nobody else",
        "SELECT 'exchange ' || x.id FROM exchange x JOIN key h ON h.id = x.hub_key JOIN key b ON b.id = x.bank_key
          WHERE h.owner <> 'hub' OR b.owner <> 'bank'",
    ),
];

/// A rule that the books break.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The rule.
    pub rule: &'static str,
    /// The row that breaks it.
    pub row: String,
}

/// What `bank check` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Entries in the books.
    pub entries: u64,
    /// Exchanges in the books.
    pub exchanges: u64,
    /// Everything that is wrong.
    pub broken: Vec<Broken>,
}

/// Checks all books of a bank's folder, beside a running server.
///
/// # Errors
/// [`BankError`] when the books cannot be read at all.
pub fn check(data: &Path) -> Result<Report, BankError> {
    let books = folder::books(data)?;
    Ok(books.read(report)?)
}

fn report(books: &Connection) -> Result<Report, BooksError> {
    let mut broken = Vec::new();
    for (rule, query, sound) in [
        (
            "file: the database is sound",
            "PRAGMA integrity_check(20)",
            "ok",
        ),
        (
            "file: every reference has its row",
            "PRAGMA foreign_key_check",
            "",
        ),
    ] {
        let rows = rows(books, query)?;
        broken.extend(
            rows.into_iter()
                .filter(|row| row != sound)
                .map(|row| Broken { rule, row }),
        );
    }
    for (rule, query) in RULES {
        let rows = rows(books, query)?;
        broken.extend(rows.into_iter().map(|row| Broken { rule, row }));
    }
    broken_exchanges(books, &mut broken)?;
    let count = |sql: &str| books.query_row(sql, [], |row| row.get::<_, i64>(0));
    Ok(Report {
        entries: count("SELECT count(*) FROM entry")?.unsigned_abs(),
        exchanges: count("SELECT count(*) FROM exchange")?.unsigned_abs(),
        broken,
    })
}

fn rows(books: &Connection, query: &str) -> Result<Vec<String>, BooksError> {
    let mut statement = books.prepare(query)?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn broken_exchanges(books: &Connection, broken: &mut Vec<Broken>) -> Result<(), BooksError> {
    let mut statement = books.prepare(
        "SELECT x.id, x.msg, coalesce(x.reference, ''), x.result, h.serial, h.document, b.serial, b.document,
                x.request, x.answer
           FROM exchange x JOIN key h ON h.id = x.hub_key JOIN key b ON b.id = x.bank_key ORDER BY x.id",
    )?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        let told: [String; 3] = [row.get(1)?, row.get(2)?, row.get(3)?];
        let (hub_serial, hub): (u32, Vec<u8>) = (row.get(4)?, row.get(5)?);
        let (bank_serial, bank): (u32, Vec<u8>) = (row.get(6)?, row.get(7)?);
        let (request, answer): (Vec<u8>, Vec<u8>) = (row.get(8)?, row.get(9)?);
        let keys = opened(&hub, hub_serial).zip(opened(&bank, bank_serial));
        let is_sound = keys
            .is_some_and(|(hub, bank)| told_by((&request, &hub), (&answer, &bank)) == Some(told));
        if !is_sound {
            let id: i64 = row.get(0)?;
            broken.push(Broken {
                rule: "B7: both signed texts verify, belong together and say what the row says",
                row: format!("exchange {id}"),
            });
        }
    }
    Ok(())
}

fn opened(document: &[u8], serial: u32) -> Option<PublicKey> {
    KeyRing::read(document).open(serial, KeyPolicy::Modern).ok()
}

/// MSG, reference and result as the signed texts have them.
fn told_by(
    (request, hub): (&[u8], &PublicKey),
    (answer, bank): (&[u8], &PublicKey),
) -> Option<[String; 3]> {
    let body = verify_document(request, hub).ok()?.body;
    let asked = Request::read(body).ok()?;
    let echo = Echo {
        word: asked.ask.word(),
        nonce: asked.nonce,
        request_hash: request_hash(body),
        hub: hub.serial(),
    };
    let answer = Answer::read(verify_document(answer, bank).ok()?.body, &echo).ok()?;
    let result = match answer.said {
        Said::Refused(_) => "REFUSED",
        Said::Done | Said::Balance(_) | Said::Statement(_) => "DONE",
        Said::NotRead(_) => return None,
    };
    let reference = asked.ask.reference().unwrap_or_default();
    Some([echo.word.as_wire(), reference, result].map(str::to_owned))
}

#[cfg(test)]
mod tests;
