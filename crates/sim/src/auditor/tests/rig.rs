//! A till and a hub made of rows alone, and the bench's evidence beside them.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use paydesk_domain::journal::{chain_hash, deed_text};
use paydesk_domain::time::Timestamp;
use rusqlite::{Connection, Params};
use sha2::{Digest, Sha256};

use super::super::finding::{Books, Finding, Oracle};
use super::super::reply::Signatures;
use super::super::{Auditor, reply};
use crate::evidence::{Cash, CashStep, Credited, Evidence, Paper, Sent, Shown};

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
         SESSION   {session}\nTOTAL    310,00\n{mark}"
    )
}

/// An acceptance slip.
pub(super) fn slip(id: i64) -> String {
    let session = session(id);
    format!(
        "   ACCEPTANCE SLIP\n payment not yet confirmed\n THIS IS NOT A RECEIPT\nSESSION {session}\n"
    )
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

/// The till's side.
impl Rig {
    pub(super) fn journal(&mut self, kind: &str, payment: i64, text: &str) {
        let seq = self.head.0 + 1;
        let at = Timestamp::from_unix_ms(self.now);
        let hash = chain_hash(&self.head.1, seq.unsigned_abs(), at, kind, payment, text);
        let of = (payment != 0).then_some(payment);
        self.till
            .execute(
                "INSERT INTO journal (seq, at, kind, payment, text, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (seq, self.now, kind, of, text, hash),
            )
            .expect("journal");
        self.head = (seq, hash);
    }

    pub(super) fn deed(&mut self, kind: &str, payment: i64) {
        self.journal(kind, payment, &deed_text("", "Anna", ""));
        self.till("INSERT INTO deed SELECT max(seq), 'Anna', '' FROM journal");
    }

    pub(super) fn shown(&mut self, id: i64, stage: &str) {
        let shown = Shown {
            at: self.now,
            payment: id,
            stage: stage.to_owned(),
            as_accepted: false,
            newest_entry: self.newest("journal", "seq"),
            disk_was_dirty: false,
        };
        self.evidence.shown.push(shown);
    }

    pub(super) fn cash(&mut self, id: i64, step: CashStep) {
        let cash = Cash {
            at: self.now,
            payment: id,
            step,
            minor: TAKEN,
            currency: "RUB".to_owned(),
        };
        self.evidence.cash.push(cash);
    }

    fn nonce(id: i64, attempt: i64) -> [u8; 16] {
        let number = (id << 32) | attempt;
        u128::from(number.unsigned_abs()).to_be_bytes()
    }

    /// Stores an attempt and sends it.
    pub(super) fn attempt(&mut self, id: i64, ask: &'static str) -> i64 {
        let attempt = self.newest("attempt", "id") + 1;
        let nonce = Self::nonce(id, attempt);
        self.till
            .execute(
                "INSERT INTO attempt (id, payment, nonce, ask, at, boot, request_hash) \
                 VALUES (?1, ?2, ?3, ?4, ?5, 1, zeroblob(32))",
                (attempt, id, nonce, ask, self.now),
            )
            .expect("attempt");
        self.evidence.sent.push(Sent {
            at: self.now,
            payment: id,
            session: session(id),
            ask,
            nonce: nonce.iter().map(|byte| format!("{byte:02x}")).collect(),
            newest_attempt: attempt,
            disk_was_dirty: false,
        });
        attempt
    }

    /// Stores the end of the newest attempt.
    pub(super) fn ended(&self, reply: Option<&[u8]>) {
        let attempt = self.newest("attempt", "id");
        self.till
            .execute(
                "INSERT INTO attempt_end (attempt, at, why, evidence) VALUES (?1, ?2, ?3, ?4)",
                (
                    attempt,
                    self.now,
                    reply.is_none().then_some("timed-out"),
                    reply.map(pack),
                ),
            )
            .expect("end");
    }

    pub(super) fn set(&self, id: i64, columns: &str) {
        self.till(&format!("UPDATE payment SET {columns} WHERE id = {id}"));
    }

    pub(super) fn opened(&mut self, id: i64) {
        let session = session(id);
        self.till
            .execute(
                "INSERT INTO payment (id, intent, provider, provider_number, number, account, credited, taken, \
                 currency, cashier, opened_at, session, stage, live) \
                 VALUES (?1, ?2, 'mts', 227, '9161234567', '', ?3, ?4, 'RUB', 1, ?5, ?6, 'checking', 1)",
                (id, Self::nonce(id, 0), CREDITED, TAKEN, self.now, &session),
            )
            .expect("payment");
        self.till(&format!("INSERT INTO session VALUES ('{session}', {id})"));
        self.attempt(id, "check");
        self.shown(id, "checking");
    }

    pub(super) fn checked(&mut self, id: i64) {
        self.opened(id);
        self.hub_consents(id);
        self.ended(None);
        self.set(id, "stage = 'checked', version = 3");
        self.shown(id, "checked");
    }

    pub(super) fn tendered(&mut self, id: i64) {
        self.checked(id);
        let now = self.now;
        self.set(id, &format!("stage = 'queued', tender_at = {now}"));
        self.journal("tendered", id, "");
        self.shown(id, "queued");
        let accepted = Shown {
            as_accepted: true,
            ..self.evidence.shown.last().expect("shown").clone()
        };
        self.evidence.shown.push(accepted);
        self.cash(id, CashStep::Taken);
    }

    pub(super) fn sending(&mut self, id: i64) {
        self.tendered(id);
        self.set(id, "stage = 'sending', pays = 1");
        self.attempt(id, "pay");
        self.shown(id, "sending");
        self.hub_takes_pay(id);
    }

    /// The pay was done at the hub, the reply is lost.
    pub(super) fn unknown(&mut self, id: i64) {
        self.sending(id);
        self.hub_captures(id);
        self.ended(None);
        self.set(id, "stage = 'unknown', detail = 'no-answer:timed-out'");
        self.shown(id, "unknown");
    }

    pub(super) fn paid(&mut self, id: i64) {
        self.sending(id);
        self.hub_captures(id);
        self.is_paid(id, done(id).as_bytes());
    }

    /// A reply came that the till takes for a success.
    pub(super) fn is_paid(&mut self, id: i64, reply: &[u8]) {
        self.ended(Some(reply));
        self.set(
            id,
            "stage = 'paid', detail = 'final', version = 5, print_stage = 'due', print_started = 0",
        );
        self.journal("became", id, "paid");
        self.shown(id, "paid");
    }

    pub(super) fn failed(&mut self, id: i64, detail: &str) {
        self.ended(Some(b"STATE=REFUSED\r\n"));
        self.set(
            id,
            &format!("stage = 'failed', detail = '{detail}', return_stage = 'due'"),
        );
        self.journal("return-due", id, "");
        self.journal("became", id, "failed");
        self.shown(id, "failed");
    }

    /// A pay that the hub refused; the cash is owed.
    pub(super) fn refused(&mut self, id: i64) {
        self.sending(id);
        self.hub_voids(id, 0);
        self.failed(id, "refused:other:23");
    }

    pub(super) fn returned(&mut self, id: i64) {
        self.set(id, "return_stage = 'returned'");
        self.deed("returned", id);
        self.shown(id, "failed");
        self.cash(id, CashStep::Returned);
    }

    /// A paper begins; the rows are as they are.
    pub(super) fn paper(&mut self, id: i64, text: String) {
        let paper = Paper {
            at: self.now,
            payment: id,
            text,
            is_whole: true,
            newest_entry: self.newest("journal", "seq"),
            disk_was_dirty: false,
        };
        self.evidence.paper.push(paper);
    }

    /// Prints a cheque as the till does.
    pub(super) fn printed(&mut self, id: i64) {
        let started = "SELECT print_started FROM payment WHERE id = ?1";
        let copy = Self::number(&self.till, started, [id]);
        let begun = copy + 1;
        let text = if copy == 0 { "first" } else { "copy" };
        self.journal("print-started", id, text);
        self.set(
            id,
            &format!("print_stage = 'printing', print_copy = {copy}, print_started = {begun}"),
        );
        self.shown(id, "paid");
        self.paper(id, cheque(id, copy));
        self.journal("print-ended", id, "printed");
        self.set(id, "print_stage = 'printed', print_copy = NULL");
        self.shown(id, "paid");
    }

    pub(super) fn reprint(&mut self, id: i64) {
        self.deed("reprinted", id);
        self.set(id, "print_stage = 'due'");
        self.shown(id, "paid");
        self.printed(id);
    }
}

/// The hub's side.
impl Rig {
    fn entry(&self, payment: Option<i64>, kind: &str, (debit, credit, amount): (i64, i64, i64)) {
        self.hub
            .execute(
                "INSERT INTO entry (payment_id, kind, debit_account, credit_account, amount, business_date, at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, '2026-11-25', ?6)",
                (payment.map(transid), kind, debit, credit, amount, self.now),
            )
            .expect("entry");
    }

    pub(super) fn audit(&self, what: &str, record: &str) {
        let last = self.hub.query_row(
            "SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1",
            [],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 32]>(1)?)),
        );
        let (n, prev) = last.map_or((1, [0; 32]), |(n, hash)| (n + 1, hash));
        let at = self.now;
        let lines = format!("{n}\n{at}\n{what}\n{record}\n");
        let hash: [u8; 32] = Sha256::new()
            .chain_update(prev)
            .chain_update(lines)
            .finalize()
            .into();
        self.hub
            .execute(
                "INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (n, at, what, record, prev, hash),
            )
            .expect("audit");
    }

    /// A valid signed request; gives its number.
    fn message(&self, kind: &str) -> i64 {
        let sql = "INSERT INTO message (at, direction, kind, key, verdict, document) \
                   VALUES (?1, 'in', ?2, 1, 'valid', x'')";
        self.hub.execute(sql, (self.now, kind)).expect("message");
        self.hub.last_insert_rowid()
    }

    /// The reply to the newest request.
    fn answer(&self, id: i64) {
        let sql = "INSERT INTO message (at, direction, kind, key, payment_id, answers, verdict, document) \
                   SELECT ?1, 'out', kind, 1, ?2, id, 'valid', x'' FROM message ORDER BY id DESC LIMIT 1";
        self.hub
            .execute(sql, (self.now, transid(id)))
            .expect("answer");
    }

    fn change(&self, id: i64, (version, state): (i64, &str), by: Option<i64>) {
        let cause = if by.is_some() { "message" } else { "provider" };
        self.hub
            .execute(
                "INSERT INTO state_change VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (transid(id), version, state, cause, by, self.now),
            )
            .expect("change");
    }

    /// Moves a payment on, with its line of history.
    pub(super) fn advance(&self, id: i64, state: &str, more: &str, by: Option<i64>) {
        let number = transid(id);
        self.hub(&format!(
            "UPDATE payment SET state = '{state}', version = version + 1{more} WHERE id = {number}"
        ));
        let version = "SELECT version FROM payment WHERE id = ?1";
        let version = Self::number(&self.hub, version, [number]);
        self.change(id, (version, state), by);
    }

    pub(super) fn hub_row(&self, id: i64, session: &str) {
        self.hub
            .execute(
                "INSERT INTO payment (id, point, session, opened_by, fingerprint, deposit, provider, number, \
                 account, amount, taken, tariff, state, tombstone, pay_seen, version, created_at, hold_until) \
                 VALUES (?1, 4, ?2, 1, zeroblob(32), 1, 227, '9161234567', '', ?3, ?4, '{}', 'CHECKED', 0, 0, 1, ?5, ?5)",
                (transid(id), session, CREDITED, TAKEN, self.now),
            )
            .expect("slot");
    }

    fn hub_consents(&self, id: i64) {
        let message = self.message("check");
        self.hub_row(id, &session(id));
        self.change(id, (1, "CHECKED"), Some(message));
        self.entry(Some(id), "hold", (1, 2, CREDITED));
        self.pending(CREDITED);
        self.advance(id, "RESERVED", "", None);
        self.advance(id, "CONSENTED", "", None);
        self.answer(id);
    }

    fn pending(&self, by: i64) {
        self.hub(&format!(
            "UPDATE account SET debit_pending = debit_pending + ({by}) WHERE id = 1"
        ));
    }

    pub(super) fn hub_takes_pay(&self, id: i64) {
        let message = self.message("pay");
        self.advance(id, "CAPTURING", ", pay_seen = 1", Some(message));
        let (number, now) = (transid(id), self.now);
        self.hub(&format!(
            "INSERT INTO outbox (payment_id, gateway, job, added_at, next_at, sent_at) \
             VALUES ({number}, 'provider', 'pay', {now}, {now}, {now})"
        ));
        self.answer(id);
    }

    pub(super) fn hub_posts(&self, id: i64) {
        self.entry(Some(id), "post", (1, 2, CREDITED - COMMISSION));
        self.entry(Some(id), "post", (1, 3, COMMISSION));
        self.hub(&format!(
            "UPDATE account SET debit_posted = debit_posted + {CREDITED} WHERE id = 1"
        ));
    }

    pub(super) fn hub_releases(&self, id: i64) {
        self.entry(Some(id), "release", (1, 2, CREDITED));
        self.pending(-CREDITED);
    }

    pub(super) fn hub_captures(&mut self, id: i64) {
        self.credited(id);
        self.hub_releases(id);
        self.hub_posts(id);
        self.advance(id, "CAPTURED", ", business_date = '2026-11-25'", None);
    }

    /// Ends a payment unpaid; `tombstone` 1 for a withdrawn one.
    pub(super) fn hub_voids(&self, id: i64, tombstone: i64) {
        self.hub_releases(id);
        let more = format!(", void_code = 23, tombstone = {tombstone}");
        self.advance(id, "VOID", &more, None);
    }

    /// The provider's own books.
    pub(super) fn credited(&mut self, id: i64) {
        let credited = Credited {
            at: self.now,
            transid: transid(id),
            account: "9161234567".to_owned(),
            minor: CREDITED,
        };
        self.evidence.credited.push(credited);
    }
}
