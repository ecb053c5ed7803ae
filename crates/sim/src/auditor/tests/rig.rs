//! A till and a hub made of rows alone, and the bench's evidence beside them.

mod hub;
mod till;

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rusqlite::{Connection, Params};

use super::super::finding::{Books, Finding, Oracle};
use super::super::signature::Signatures;
use super::super::{Auditor, reply};
use crate::evidence::Evidence;

const TILL: [&str; 3] = [
    include_str!("../../../../adapters/src/sqlite/schema_1.sql"),
    include_str!("../../../../adapters/src/sqlite/schema_2.sql"),
    include_str!("../../../../adapters/src/sqlite/schema_3.sql"),
];
const HUB: &str = include_str!("../../../../hub/src/store/schema/v1.sql");

pub(super) const CREDITED: i64 = 30_000;
pub(super) const TAKEN: i64 = 31_000;
const COMMISSION: i64 = 900;
const DEPOSIT: i64 = 100_000_000;

/// Documents are their own bodies; those that begin with `forged` are nobody's.
#[derive(Debug)]
pub(super) struct Unsigned;

impl Signatures for Unsigned {
    fn signed_body(&self, document: &[u8]) -> Option<Vec<u8>> {
        (!document.starts_with(b"forged")).then(|| document.to_vec())
    }
}

pub(super) struct Rig {
    pub(super) till: Connection,
    pub(super) hub: Connection,
    pub(super) evidence: Evidence,
    pub(super) auditor: Auditor,
    pub(super) now: i64,
    head: (i64, [u8; 32]),
}

/// The SESSION of a payment.
pub(super) fn session(id: i64) -> String {
    format!("01ABCDEFGH{id:010}")
}

/// The hub's number of a payment.
pub(super) fn transid(id: i64) -> i64 {
    1_700_000_000_000 + id
}

/// What the hub says to a pay of a payment that is done.
pub(super) fn done(id: i64) -> String {
    let session = session(id);
    format!(
        "PROFILE=PAYDESK1\r\nMSG=PAY\r\nSESSION={session}\r\nERROR=0\r\nRESULT=0\r\nSTATE=DONE\r\nVERSION=5\r\n"
    )
}

/// What the hub says to a pay of a payment that it refuses.
pub(super) fn refusal(id: i64) -> String {
    let session = session(id);
    format!(
        "PROFILE=PAYDESK1\r\nMSG=PAY\r\nSESSION={session}\r\nERROR=23\r\nRESULT=1\r\nSTATE=REFUSED\r\n"
    )
}

/// A cheque; `copy` 0 is the unmarked one.
pub(super) fn cheque(id: i64, copy: i64) -> String {
    let session = session(id);
    let mark = if copy > 0 {
        format!("        *** COPY {copy} ***\n")
    } else {
        String::new()
    };
    format!(
        "{mark}        PAYMENT RECEIPT\n      NOT A FISCAL RECEIPT\nReceipt no.    A1-{id}\n\
         SESSION   {session}\nCredited   300.00 RUB\nTOTAL    310.00 RUB\n{mark}"
    )
}

/// An acceptance slip.
pub(super) fn slip(id: i64) -> String {
    let session = session(id);
    format!(
        "   ACCEPTANCE SLIP\n payment not yet confirmed\n THIS IS NOT A RECEIPT\nSESSION {session}\n\
         To be credited   300.00 RUB\nMONEY ACCEPTED\n   310.00 RUB\n"
    )
}

/// The bytes of a text for a printer: reset, no Chinese, page 46, lines, cut.
pub(super) fn printer_bytes(text: &str) -> Vec<u8> {
    let mut bytes = b"\x1b@\x1c.\x1bt\x2e".to_vec();
    bytes.extend(text.chars().map(|letter| match letter {
        'А'..='я' => u8::try_from(u32::from(letter) - u32::from('А') + 0xc0).expect("a letter"),
        _ => u8::try_from(letter).expect("a letter"),
    }));
    bytes.extend(b"\x1dVB\0");
    bytes
}

/// A reply as it is stored.
pub(super) fn pack(document: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(reply::DICTIONARY).expect("dictionary");
    encoder.flush().expect("flush");
    let begun = encoder.get_ref().len();
    encoder.write_all(document).expect("document");
    let stream = encoder.finish().expect("stream");
    [&[1], &stream[begun..]].concat()
}

impl Rig {
    pub(super) fn new() -> Self {
        let (till, hub) = (
            Connection::open_in_memory().expect("till"),
            Connection::open_in_memory().expect("hub"),
        );
        for script in TILL {
            till.execute_batch(script).expect("schema of the till");
        }
        hub.execute_batch(HUB).expect("schema of the hub");
        let mut rig = Self {
            till,
            hub,
            evidence: Evidence::default(),
            auditor: Auditor::new(Box::new(Unsigned)),
            now: 1_700_000_000_000,
            head: (0, [0; 32]),
        };
        rig.begin();
        rig
    }

    fn begin(&mut self) {
        self.till(
            "INSERT INTO cashier VALUES (1, 'Anna'); INSERT INTO boot VALUES (1, zeroblob(16), 0);",
        );
        self.hub(
            "INSERT INTO party (id, kind, code, parent, added_at) VALUES (1, 'hub', 'H', NULL, 0),
               (2, 'bank', 'B', NULL, 0), (3, 'dealer', 'D', NULL, 0), (4, 'point', 'P', 3, 0),
               (5, 'provider', '227', NULL, 0);
             INSERT INTO key (id, party, serial, cashier, profile, legacy, document, added_at)
               VALUES (1, 4, 7, 'Anna', 'paydesk', 0, x'', 0);
             INSERT INTO account (id, owner, kind, currency, floor) VALUES (1, 3, 'deposit', 'RUB', 0),
               (2, 5, 'provider', 'RUB', NULL), (3, 3, 'commission', 'RUB', NULL),
               (4, 2, 'settlement', 'RUB', NULL);",
        );
        self.entry(None, "post", (4, 1, DEPOSIT));
        self.hub(&format!(
            "UPDATE account SET credit_posted = {DEPOSIT} WHERE id = 1"
        ));
        self.audit("refill", "account=1");
    }

    pub(super) fn till(&self, sql: &str) {
        self.till.execute_batch(sql).expect(sql);
    }

    pub(super) fn hub(&self, sql: &str) {
        self.hub.execute_batch(sql).expect(sql);
    }

    fn number(connection: &Connection, sql: &str, params: impl Params) -> i64 {
        connection
            .query_row(sql, params, |row| row.get(0))
            .expect(sql)
    }

    fn newest(&self, table: &str, column: &str) -> i64 {
        let sql = format!("SELECT coalesce(max({column}), 0) FROM {table}");
        Self::number(&self.till, &sql, [])
    }

    /// Takes the last line of defence away, to show that the auditor does not rest on it.
    pub(super) fn lawless(&self) {
        for connection in [&self.till, &self.hub] {
            let names = connection
                .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                .expect("triggers")
                .query_map([], |row| row.get::<_, String>(0))
                .expect("triggers")
                .collect::<Result<Vec<_>, _>>()
                .expect("names");
            for name in names {
                connection
                    .execute_batch(&format!("DROP TRIGGER {name}"))
                    .expect("dropped");
            }
            connection
                .execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF")
                .expect("constraints");
        }
    }

    pub(super) fn look(&mut self) -> Vec<Finding> {
        let books = Books {
            till: &self.till,
            hub: &self.hub,
        };
        self.auditor
            .after_event(&books, &self.evidence)
            .expect("audited")
    }

    pub(super) fn everything(&mut self) -> Vec<Finding> {
        let books = Books {
            till: &self.till,
            hub: &self.hub,
        };
        self.auditor
            .everything(&books, &self.evidence)
            .expect("audited")
    }

    pub(super) fn end(&mut self) -> Vec<Finding> {
        let books = Books {
            till: &self.till,
            hub: &self.hub,
        };
        self.auditor
            .at_the_end(&books, &self.evidence)
            .expect("audited")
    }

    #[track_caller]
    pub(super) fn assert_sound(&mut self) {
        assert_eq!(self.look(), []);
    }

    /// Looks, and again at everything: both must see it.
    #[track_caller]
    pub(super) fn assert_found(&mut self, oracle: Oracle, words: &str) {
        for findings in [self.look(), self.everything()] {
            assert_one(&findings, oracle, words);
        }
    }

    /// What else is wrong with books in which something was found already.
    #[track_caller]
    pub(super) fn assert_also(&mut self, oracle: Oracle, words: &str) {
        assert_one(&self.everything(), oracle, words);
    }
}

#[track_caller]
pub(super) fn assert_one(findings: &[Finding], oracle: Oracle, words: &str) {
    let is_it = |finding: &Finding| finding.oracle == oracle && finding.text.contains(words);
    assert!(
        findings.iter().any(is_it),
        "{oracle} {words}: {findings:#?}"
    );
}
