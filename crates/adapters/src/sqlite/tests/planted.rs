//! The mistakes of the database, planted; and that it stands by its rules without them.

use std::sync::{Arc, Mutex};

use paydesk_domain::exchange::{Ask, Why};
use paydesk_domain::journal::JournalKind;
use paydesk_domain::payment::{State, Unsure};
use paydesk_domain::planted::{Bug, hold};
use paydesk_till::payment::Payment;
use paydesk_till::world::{Change, ChangeSet, StoreFault};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::{BOOT, Store, Till, at, becomes, changed, entry, payment, request, sealed};
use crate::lock::{Lock, LockError};
use crate::samples::session;

/// Runs a story without the mistake and with it, each in a folder of its own.
fn without_and_with<T>(bug: Bug, story: impl Fn(&mut Till) -> T) -> (T, T) {
    let run = |planted| {
        let _planting = hold(planted);
        story(&mut Till::new())
    };
    (run(None), run(Some(bug)))
}

#[test]
fn a_payment_on_the_wire_gets_a_new_session() {
    let (sound, planted) = without_and_with(Bug::NewSessionOnTimeout, |till| {
        let (sending, _) = till.sending(1);
        let again = Payment {
            pays: 0,
            session: session(2),
            ..becomes(&sending, State::Queued)
        };
        let session = Change::NewSession(again.id, again.session.clone());
        till.put(vec![session, changed(&again)]).is_ok()
    });
    assert_eq!((sound, planted), (false, true));
}

#[test]
fn a_payment_in_work_becomes_unknown_again() {
    let (sound, planted) = without_and_with(Bug::VersionMayFall, |till| {
        let (sending, _) = till.sending(1);
        let in_work = becomes(&sending, State::InProgress);
        till.must(vec![changed(&in_work)]);
        let unknown = State::Unknown(Unsure::NoAnswer(Why::TimedOut));
        till.put(vec![changed(&becomes(&in_work, unknown))]).is_ok()
    });
    assert_eq!((sound, planted), (false, true));
}

#[test]
fn a_commit_that_failed_counts_as_done() {
    let (sound, planted) = without_and_with(Bug::IgnoreCommitError, |till| {
        till.intruder()
            .execute_batch(
                "CREATE TABLE spoilt (x INTEGER REFERENCES payment(id) DEFERRABLE INITIALLY DEFERRED);
                 CREATE TRIGGER spoil AFTER INSERT ON payment BEGIN INSERT INTO spoilt VALUES (-1); END;",
            )
            .expect("a commit that fails");
        let opened = payment(1);
        let said = till.put(vec![Change::Opened(Box::new(opened.clone()))]);
        let stored = till.store.payment(opened.id).expect("read");
        (said.is_ok(), stored.is_some())
    });
    assert_eq!(sound, (false, false));
    assert_eq!(planted, (true, false));
}

#[test]
fn commits_are_not_synced() {
    let (sound, planted) = without_and_with(Bug::SynchronousNormal, |till| {
        let level = till
            .store
            .connection
            .pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0));
        level.expect("level")
    });
    assert_eq!((sound, planted), (2, 1));
}

#[test]
fn a_second_till_works_on_the_same_folder() {
    let (sound, planted) = without_and_with(Bug::NoInstanceLock, |till| {
        let _first = Lock::take(till.path()).expect("first");
        let second = match Lock::take(till.path()) {
            Ok(_) => true,
            Err(LockError::Held) => false,
            Err(error) => panic!("{error}"),
        };
        // Both number their next entry alike.
        let mut other = Store::open(till.path(), BOOT, at(1)).expect("second store");
        let first_entry = || vec![entry(1, JournalKind::PrintStarted, "first")];
        till.must(first_entry());
        let stored = other.persist(&ChangeSet(first_entry()), &mut sealed);
        assert!(!matches!(stored, Err(StoreFault::Disk(_))), "{stored:?}");
        (second, stored.is_ok())
    });
    assert_eq!(sound, (false, false));
    assert_eq!(planted, (true, true));
}

#[test]
fn a_payment_without_a_reply_is_proven() {
    let (sound, planted) = without_and_with(Bug::PrintWhenQueued, |till| {
        let queued = till.queued(1);
        till.store.proofs(queued.id).expect("proofs").len()
    });
    assert_eq!((sound, planted), (0, 1));
}

/// Keeps every field of every event as text.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<String>>);

impl Visit for Lines {
    fn record_debug(&mut self, _: &Field, value: &dyn std::fmt::Debug) {
        self.0
            .lock()
            .expect("lines")
            .push_str(&format!("{value:?} "));
    }
}

impl Subscriber for Lines {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[test]
fn a_number_stands_in_the_log() {
    let (sound, planted) = without_and_with(Bug::NumberInLog, |till| {
        let lines = Lines::default();
        tracing::subscriber::with_default(lines.clone(), || {
            till.open(1);
            let check = request(Ask::Check, 1);
            till.must(vec![Change::AttemptOpened(Box::new(check))]);
        });
        let text = lines.0.lock().expect("lines").clone();
        text.contains("9161234567")
    });
    assert_eq!((sound, planted), (false, true));
}
