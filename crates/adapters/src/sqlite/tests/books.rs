//! Reading beside the writer, and searches that stay quick with a million payments.

use paydesk_domain::exchange::Ask;
use paydesk_domain::ids::PaymentId;
use paydesk_domain::journal::{JournalKind, RECONCILE, RECONCILED};
use paydesk_domain::payment::{ReturnStage, State};
use paydesk_till::payment::Payment;
use paydesk_till::world::Change;
use rusqlite::params_from_iter;
use tempfile::TempDir;

use super::super::{Filter, MIGRATIONS, OpenError, StepKind, Store, open_reader};
use super::{Till, answered, changed, entry};
use crate::samples::{BOOT, at, becomes, payment, request, session};

fn filter() -> Filter {
    Filter {
        limit: 10,
        ..Filter::default()
    }
}

fn ids(till: &Till, filter: &Filter) -> Vec<i64> {
    let books = open_reader(till.path()).expect("books");
    let found = books.find(filter).expect("found");
    found.iter().map(|payment| payment.id.get()).collect()
}

#[test]
fn a_reader_sees_each_commit_of_the_writer_beside_it() {
    let mut till = Till::new();
    let books = open_reader(till.path()).expect("books");
    for n in 1..=3 {
        till.open(n);
        assert_eq!(books.find(&filter()).expect("found").len(), n as usize);
    }
    assert_eq!(books.live().expect("live").len(), 3);
}

#[test]
fn a_reader_makes_no_database() {
    let empty = TempDir::new().expect("folder");
    assert!(matches!(open_reader(empty.path()), Err(OpenError::Missing)));
    assert!(!super::super::database(empty.path()).exists());
}

#[test]
fn a_reader_cannot_write() {
    let till = Till::new();
    let books = open_reader(till.path()).expect("books");
    let written = books
        .connection_for_tests()
        .execute("INSERT INTO meta VALUES ('a', 'b')", []);
    assert!(written.is_err(), "{written:?}");
}

#[test]
fn searches_find_by_number_account_session_and_payment() {
    let mut till = Till::new();
    for n in 1..=4 {
        till.open(n);
    }
    let mut with_account = payment(5);
    with_account.order.details = paydesk_domain::details::Details::new(
        String::new(),
        "775".to_owned(),
        std::collections::BTreeMap::new(),
    )
    .expect("details");
    till.must(vec![Change::Opened(Box::new(with_account))]);
    let mut renewed = payment(4);
    renewed.session = session(1004);
    till.must(vec![
        Change::NewSession(renewed.id, session(1004)),
        changed(&renewed),
    ]);

    let number = |text: &str| Filter {
        number: Some(text.to_owned()),
        ..filter()
    };
    assert_eq!(ids(&till, &number("9161234567")), [4, 3, 2, 1]);
    assert_eq!(ids(&till, &number("775")), [5]);
    assert_eq!(ids(&till, &number("")), [0_i64; 0]);
    assert_eq!(ids(&till, &filter()), [5, 4, 3, 2, 1]);
    let two = Filter {
        limit: 2,
        ..filter()
    };
    assert_eq!(ids(&till, &two), [5, 4]);
    for n in [4, 1004] {
        let by_session = Filter {
            session: Some(session(n).as_wire().to_owned()),
            ..filter()
        };
        assert_eq!(ids(&till, &by_session), [4], "session {n}");
    }
    let both = |id| Filter {
        number: Some("775".to_owned()),
        payment: Some(id),
        ..filter()
    };
    assert_eq!(ids(&till, &both(5)), [5]);
    assert_eq!(
        ids(&till, &both(4)),
        [0_i64; 0],
        "all conditions hold together"
    );
}

#[test]
fn no_search_reads_the_whole_table() {
    let mut till = Till::new();
    till.open(1);
    let connection = till.intruder();
    let text = Some("1".to_owned());
    let searches = [
        Filter {
            number: text.clone(),
            ..filter()
        },
        Filter {
            session: text.clone(),
            ..filter()
        },
        Filter {
            payment: Some(1),
            ..filter()
        },
        Filter {
            number: text.clone(),
            session: text,
            payment: Some(1),
            ..filter()
        },
    ];
    let mut queries: Vec<_> = searches.iter().map(Filter::query).collect();
    queries.push(("WHERE p.live = 1 ORDER BY p.id".to_owned(), Vec::new()));
    for (tail, params) in queries {
        let sql = format!(
            "EXPLAIN QUERY PLAN SELECT * FROM payment p JOIN cashier c ON c.id = p.cashier {tail}"
        );
        let plan: Vec<String> = connection
            .prepare(&sql)
            .and_then(|mut statement| {
                statement
                    .query_map(params_from_iter(params), |row| row.get(3))?
                    .collect()
            })
            .expect("plan");
        let scans = plan
            .iter()
            .any(|step| step.starts_with("SCAN") && !step.contains("INDEX payment_live"));
        assert!(!scans, "{tail}: {plan:?}");
    }
}

#[test]
fn totals_count_the_outbox_and_the_cash_owed() {
    let mut till = Till::new();
    till.paid(1);
    till.queued(2);
    till.sending(3);
    let queued = till.queued(4);
    let owed = Payment {
        return_stage: Some(ReturnStage::Due),
        ..becomes(&queued, State::Cancelled)
    };
    till.must(vec![changed(&owed)]);
    let totals = open_reader(till.path())
        .expect("books")
        .totals()
        .expect("totals");
    assert_eq!((totals.open, totals.owed), (2, 1));
    assert_eq!(totals.oldest, Some(at(1)));
}

#[test]
fn attempts_are_listed_with_their_ends() {
    let mut till = Till::new();
    let paid = till.paid(1);
    let books = open_reader(till.path()).expect("books");
    let attempts = books.attempts(paid.id).expect("attempts");
    assert_eq!(attempts.len(), 1);
    assert_eq!((attempts[0].ask.as_str(), attempts[0].ended), ("pay", true));
    let proofs = till.store.proofs(paid.id).expect("proofs");
    assert_eq!(proofs[0].document, b"a signed reply");
    assert_eq!(proofs[0].session, session(1));
}

/// In the plain protocol both say SESSION, ERROR=0 and RESULT=0.
#[test]
fn a_consent_sent_again_is_known_and_never_the_reply_to_a_pay() {
    let mut till = Till::new();
    let opened = till.open(1);
    let check = request(Ask::Check, 1);
    till.must(vec![Change::AttemptOpened(Box::new(check.clone()))]);
    till.must(vec![
        answered(check.attempt, b"consent"),
        changed(&becomes(&opened, State::Checked)),
    ]);
    till.must(vec![changed(&becomes(&opened, State::Queued))]);
    let sending = Payment {
        pays: 1,
        ..becomes(&opened, State::Sending)
    };
    let pay = request(Ask::Pay, 1);
    till.must(vec![
        changed(&sending),
        Change::AttemptOpened(Box::new(pay.clone())),
    ]);
    let is_known = |reply: &[u8]| {
        till.store
            .is_reply_to_check(pay.attempt, reply)
            .expect("read")
    };
    assert!(is_known(b"consent"));
    assert!(!is_known(b"paid"));
}

#[test]
fn that_the_data_do_not_agree_with_the_servers_is_known_until_somebody_compared_them() {
    let mut till = Till::new();
    let is_blocked = |till: &mut Till| till.store.load().expect("saved").reconcile;
    assert!(!is_blocked(&mut till));
    till.must(vec![entry(1, JournalKind::Alarm, RECONCILE)]);
    till.must(vec![entry(2, JournalKind::Alarm, "stale")]);
    assert!(is_blocked(&mut till));
    till.must(vec![entry(3, JournalKind::Alarm, RECONCILED)]);
    assert!(!is_blocked(&mut till));
}

/// A till of version 1 with one payment in its outbox.
fn version_1(folder: &std::path::Path) {
    crate::paths::private_file(&super::super::database(folder), b"").expect("file");
    let old = rusqlite::Connection::open(super::super::database(folder)).expect("connection");
    old.execute_batch(MIGRATIONS[0]).expect("version 1");
    old.execute_batch(&format!(
        "PRAGMA user_version = 1;
         INSERT INTO cashier VALUES (1, 'Иванова Мария Петровна');
         INSERT INTO boot VALUES (1, zeroblob(16), 0);
         INSERT INTO payment (id, intent, provider, provider_number, number, account, credited, taken, currency,
           cashier, opened_at, session, stage, live)
           VALUES (1, zeroblob(16), 'demo-mobile', 227, '9161234567', '', 50000, 51000, 'RUB', 1, {0}, '{1}',
                   'draft', 1);
         INSERT INTO session VALUES ('{1}', 1);
         INSERT INTO attempt VALUES (1, 1, zeroblob(16), 'check', {0}, 1, zeroblob(32));
         INSERT INTO attempt_end VALUES (1, {0} + 1, 'timed-out', NULL, NULL);
         UPDATE payment SET stage = 'queued', tender_at = {0} + 2, unchecked = 1;
         INSERT INTO journal VALUES (1, {0} + 2, 'tendered', 1, '', zeroblob(32));",
        at(0).unix_ms(),
        session(1).as_wire()
    ))
    .expect("one payment");
}

#[test]
fn a_till_of_the_first_version_keeps_everything_and_is_searched_like_a_new_one() {
    let folder = TempDir::new().expect("folder");
    version_1(folder.path());
    let mut store = Store::open(folder.path(), BOOT, at(9)).expect("brought up");
    assert_eq!(store.load().expect("saved").payments.len(), 1);
    let books = open_reader(folder.path()).expect("books");
    let wanted = Filter {
        pattern: Some("916*".to_owned()),
        ..Filter::default()
    };
    assert_eq!(books.page(&wanted, 0, 10).expect("page").len(), 1);
    let steps = books.timeline(PaymentId::new(1)).expect("steps");
    let steps: Vec<StepKind> = steps.iter().map(|step| step.what).collect();
    let expected = [StepKind::CheckSent, StepKind::NoAnswer, StepKind::Tendered];
    assert_eq!(steps, expected);
    assert!(books.messages(PaymentId::new(1)).expect("kept").is_empty());
    let name = format!("till-before-version-{}.sqlite", MIGRATIONS.len());
    assert!(folder.path().join(name).exists(), "a copy of before");
}
