//! The database with real files. Rules, faults, journal and searches have modules of their own.

mod books;
mod desk;
mod faults;
mod journal;
mod migration;
#[cfg(feature = "planted")]
mod planted;
mod reconcile;
mod round_trip;
mod rules;
mod search;
mod shifts;
mod statistics;
mod timeline;

use std::collections::BTreeMap;
use std::path::Path;

use paydesk_domain::details::Details;
use paydesk_domain::exchange::{Ask, Request};
use paydesk_domain::ids::AttemptId;
use paydesk_domain::journal::{JournalEntry, JournalKind};
use paydesk_domain::payment::{Finality, PrintStage, ReturnStage, State};
use paydesk_till::payment::{Payment, PrintJob, Tender};
use paydesk_till::world::{Change, ChangeSet, StoreFault};
use rusqlite::Connection;
use tempfile::TempDir;

use super::Store;
use crate::samples::{BOOT, at, becomes, payment, request, sealed};

impl Store {
    /// Lets this connection take no further page of the disk.
    pub(crate) fn fill_disk_for_tests(&self) {
        self.connection
            .pragma_query_value(None, "page_count", |row| row.get::<_, i64>(0))
            .and_then(|pages| self.connection.pragma_update(None, "max_page_count", pages))
            .expect("pages");
    }
}

/// A data folder with its writer.
struct Till {
    folder: TempDir,
    store: Store,
}

impl Till {
    fn new() -> Self {
        let folder = TempDir::new().expect("folder");
        let store = Store::open(folder.path(), BOOT, at(0)).expect("store");
        Self { folder, store }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn put(&mut self, changes: Vec<Change>) -> Result<(), StoreFault> {
        self.store.persist(&ChangeSet(changes), &mut sealed)
    }

    fn must(&mut self, changes: Vec<Change>) {
        self.put(changes).expect("stored");
    }

    /// Somebody with a tool of SQLite and all rights.
    fn intruder(&self) -> Connection {
        let connection = Connection::open(super::database(self.path())).expect("second connection");
        connection
            .pragma_update(None, "foreign_keys", true)
            .expect("foreign keys");
        connection
    }

    fn open(&mut self, n: u32) -> Payment {
        let opened = payment(n);
        self.must(vec![Change::Opened(Box::new(opened.clone()))]);
        opened
    }

    /// A payment with its cash in the drawer.
    fn queued(&mut self, n: u32) -> Payment {
        let opened = self.open(n);
        self.must(vec![changed(&becomes(&opened, State::Checked))]);
        let queued = becomes(&opened, State::Queued);
        self.must(vec![changed(&queued)]);
        queued
    }

    /// A payment whose pay is on the wire.
    fn sending(&mut self, n: u32) -> (Payment, Request) {
        let queued = self.queued(n);
        let sending = Payment {
            pays: 1,
            ..becomes(&queued, State::Sending)
        };
        let pay = request(Ask::Pay, n);
        self.must(vec![
            changed(&sending),
            Change::AttemptOpened(Box::new(pay.clone())),
        ]);
        (sending, pay)
    }

    /// A paid payment with its cheque due.
    fn paid(&mut self, n: u32) -> Payment {
        let (sending, pay) = self.sending(n);
        let paid = Payment {
            print: Some(PrintJob {
                stage: PrintStage::Due,
                started: 0,
            }),
            ..becomes(&sending, State::Paid(Finality::Accepted))
        };
        self.must(vec![
            answered(pay.attempt, b"a signed reply"),
            changed(&paid),
        ]);
        paid
    }
}

impl Till {
    /// A payment whose cash was taken then.
    fn sold(&mut self, opened: Payment, ms: i64) -> Payment {
        self.must(vec![Change::Opened(Box::new(opened.clone()))]);
        self.must(vec![changed(&becomes(&opened, State::Checked))]);
        let queued = Payment {
            tender: Some(Tender {
                at: at(ms),
                handed: None,
                unchecked: false,
            }),
            ..becomes(&opened, State::Queued)
        };
        self.must(vec![changed(&queued)]);
        queued
    }

    /// The same, paid, and nothing is left to do.
    fn sold_and_paid(&mut self, opened: Payment, ms: i64) -> Payment {
        let queued = self.sold(opened, ms);
        let n = u32::try_from(queued.id.get()).expect("small");
        let sending = Payment {
            pays: 1,
            ..becomes(&queued, State::Sending)
        };
        let pay = request(Ask::Pay, n);
        self.must(vec![
            changed(&sending),
            Change::AttemptOpened(Box::new(pay.clone())),
        ]);
        let paid = becomes(&sending, State::Paid(Finality::Final));
        self.must(vec![
            answered(pay.attempt, b"a signed reply"),
            changed(&paid),
        ]);
        paid
    }

    /// A payment that was withdrawn and whose cash is at this stage of its return.
    fn withdrawn(&mut self, opened: Payment, ms: i64, stage: ReturnStage) -> Payment {
        let queued = self.sold(opened, ms);
        let due = Payment {
            return_stage: Some(ReturnStage::Due),
            ..becomes(&queued, State::Cancelled)
        };
        self.must(vec![changed(&due)]);
        let withdrawn = Payment {
            return_stage: Some(stage),
            ..due
        };
        self.must(vec![changed(&withdrawn)]);
        withdrawn
    }

    fn books(&self) -> super::Books {
        super::open_reader(self.path()).expect("books")
    }
}

/// A payment to this number that is not stored yet.
fn to_number(n: u32, number: &str) -> Payment {
    let mut opened = payment(n);
    opened.order.details =
        Details::new(number.to_owned(), String::new(), BTreeMap::new()).expect("details");
    opened
}

/// A payment to this account that is not stored yet.
fn to_account(n: u32, account: &str) -> Payment {
    let mut opened = payment(n);
    opened.order.details =
        Details::new(String::new(), account.to_owned(), BTreeMap::new()).expect("details");
    opened
}

fn changed(payment: &Payment) -> Change {
    Change::Changed(Box::new(payment.clone()))
}

fn answered(attempt: AttemptId, evidence: &[u8]) -> Change {
    Change::AttemptClosed {
        attempt,
        at: at(2),
        why: None,
        evidence: Some(evidence.to_vec()),
    }
}

fn entry(seq: u64, kind: JournalKind, text: &'static str) -> Change {
    Change::Journal(JournalEntry {
        seq,
        at: at(i64::try_from(seq).expect("small")),
        kind,
        payment: None,
        text: text.into(),
    })
}
