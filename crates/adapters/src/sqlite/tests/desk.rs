//! Deeds, shifts, moves of cash and corrections: what is stored, read back and refused.

use paydesk_domain::correction::{CorrectionRecord, CorrectionWish};
use paydesk_domain::ids::PaymentId;
use paydesk_domain::journal::{JournalEntry, JournalKind, deed_text};
use paydesk_domain::payment::{ReturnStage, State};
use paydesk_domain::pii::Pii;
use paydesk_domain::shift::{CashDirection, CashMove, Shift};
use paydesk_till::payment::{Payment, Tender};
use paydesk_till::world::{Change, StoreFault};

use super::super::open_reader;
use super::{Till, changed};
use crate::samples::{at, becomes, payment, rub};

const ANNA: &str = "Иванова Анна Петровна";
const HOUR: i64 = 3_600_000;

/// An entry of the journal that somebody stands behind.
fn deed(seq: u64, kind: JournalKind, (about, reason): (Option<i64>, &str)) -> [Change; 2] {
    let entry = Change::Journal(JournalEntry {
        seq,
        at: at(0),
        kind,
        payment: about.map(PaymentId::new),
        text: deed_text("word", ANNA, reason).into(),
    });
    let deed = Change::Deed {
        seq,
        person: ANNA.to_owned(),
        reason: reason.to_owned(),
    };
    [entry, deed]
}

fn shift(number: u32) -> Shift {
    Shift {
        number,
        opened_at: at(5),
        opened_by: ANNA.to_owned(),
        float: rub(100_000),
    }
}

fn open(seq: u64, number: u32) -> Vec<Change> {
    let mut changes = deed(seq, JournalKind::ShiftOpened, (None, "")).to_vec();
    let shift = shift(number);
    changes.push(Change::ShiftOpened { seq, shift });
    changes
}

fn close(seq: u64, number: u32) -> Vec<Change> {
    let mut changes = deed(seq, JournalKind::ShiftClosed, (None, "")).to_vec();
    changes.push(Change::ShiftClosed {
        seq,
        number,
        at: at(9),
        by: ANNA.to_owned(),
        counted: Some(rub(99_000)),
    });
    changes
}

fn moved(seq: u64, shift: u32, kind: JournalKind) -> Vec<Change> {
    let mut changes = deed(seq, kind, (None, "to the bank")).to_vec();
    let moved = CashMove {
        shift,
        at: at(7),
        by: ANNA.to_owned(),
        direction: CashDirection::Out,
        sum: rub(5_000),
        reason: "to the bank".to_owned(),
    };
    changes.push(Change::CashMoved { seq, moved });
    changes
}

fn correction(seq: u64, number: u32, (payment, wish): (i64, CorrectionWish)) -> Vec<Change> {
    let about = (Some(payment), wish.reason());
    let mut changes = deed(seq, JournalKind::Correction, about).to_vec();
    let record = Box::new(CorrectionRecord {
        number,
        payment: PaymentId::new(payment),
        at: at(8),
        by: ANNA.to_owned(),
        wish,
    });
    changes.push(Change::CorrectionOpened { seq, record });
    changes
}

fn give_back() -> CorrectionWish {
    CorrectionWish::Return {
        reason: "by mistake".to_owned(),
    }
}

fn assert_refused(stored: Result<(), StoreFault>, rule: &str) {
    match stored {
        Err(StoreFault::Refused(text)) => assert!(text.contains(rule), "{text}"),
        other => panic!("expected {rule:?}, got {other:?}"),
    }
}

/// Somebody with all rights tries these; each must meet the rule.
fn assert_rules(till: &Till, tries: &[(&str, &str)]) {
    let intruder = till.intruder();
    for (sql, rule) in tries {
        let refused = intruder.execute(sql, []).expect_err(sql);
        assert!(refused.to_string().contains(rule), "{sql}: {refused}");
    }
}

#[test]
fn an_open_shift_is_read_back_until_it_is_closed_and_numbers_go_on() {
    let mut till = Till::new();
    let saved = till.store.load().expect("saved");
    assert_eq!((saved.shift, saved.last_shift), (None, 0));
    till.must(open(1, 1));
    let saved = till.store.load().expect("saved");
    assert_eq!((saved.shift, saved.last_shift), (Some(shift(1)), 1));
    till.must(close(2, 1));
    let saved = till.store.load().expect("saved");
    assert_eq!((saved.shift, saved.last_shift), (None, 1));
    till.must(open(3, 2));
    assert_eq!(till.store.load().expect("saved").shift, Some(shift(2)));
}

#[test]
fn the_bracket_of_a_shift_is_stored_with_what_was_counted() {
    let mut till = Till::new();
    till.must(open(1, 1));
    till.must(close(2, 1));
    let row: (i64, i64, i64, String, i64, i64) = till
        .intruder()
        .query_row(
            "SELECT opened_seq, closed_seq, closed_at, closed_by, counted, float FROM shift",
            [],
            |row| {
                let closed = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok((
                    closed.0,
                    closed.1,
                    closed.2,
                    row.get(3)?,
                    row.get(4)?,
                    row.get(5)?,
                ))
            },
        )
        .expect("a shift");
    let closed_at = at(9).unix_ms();
    assert_eq!(row, (1, 2, closed_at, ANNA.to_owned(), 99_000, 100_000));
}

#[test]
fn a_second_shift_cannot_be_opened_and_numbers_have_no_gaps() {
    let mut till = Till::new();
    assert_refused(till.put(open(1, 2)), "numbers of shifts have no gaps");
    till.must(open(1, 1));
    assert_refused(till.put(open(2, 2)), "a shift begins open");
    till.must(close(2, 1));
    assert_refused(till.put(open(3, 1)), "numbers of shifts have no gaps");
}

#[test]
fn a_shift_is_closed_once_and_its_opening_never_changes() {
    let mut till = Till::new();
    till.must(open(1, 1));
    let fixed = "how a shift began never changes";
    let as_closed = "closed_seq = 2, closed_at = 1, closed_by = 'x'";
    till.must(deed(2, JournalKind::ShiftClosed, (None, "")).to_vec());
    for column in [
        "float = 1",
        "opened_by = 'x'",
        "opened_at = 1",
        "currency = 'EUR'",
    ] {
        let sql = format!("UPDATE shift SET {as_closed}, {column}");
        assert_rules(&till, &[(&sql, fixed)]);
    }
    assert_rules(
        &till,
        &[
            ("UPDATE shift SET counted = 1", "a shift is closed once"),
            ("UPDATE shift SET float = 1", fixed),
            ("UPDATE shift SET closed_seq = 2", "CHECK"),
            (
                "UPDATE shift SET closed_seq = 1, closed_at = 1, closed_by = 'x'",
                "a shift ends with its entry",
            ),
            ("DELETE FROM shift", "shifts are kept"),
        ],
    );
    till.must(close(3, 1));
    assert_refused(till.put(close(4, 1)), "a shift is closed once");
    assert_rules(
        &till,
        &[("UPDATE shift SET counted = 0", "a shift is closed once")],
    );
}

#[test]
fn a_shift_begins_with_an_entry_of_its_own() {
    let mut till = Till::new();
    let mut changes = deed(1, JournalKind::SignedIn, (None, "")).to_vec();
    let shift = shift(1);
    changes.push(Change::ShiftOpened { seq: 1, shift });
    assert_refused(till.put(changes), "a shift begins with its entry");
}

#[test]
fn cash_moves_in_an_open_shift_and_stays_as_it_was_written() {
    let mut till = Till::new();
    let out = JournalKind::CashOut;
    till.must(open(1, 1));
    till.must(moved(2, 1, out));
    let wrong = moved(3, 1, JournalKind::CashIn);
    assert_refused(till.put(wrong), "cash moves with its entry");
    assert_rules(
        &till,
        &[
            ("UPDATE cash_move SET sum = 1", "moves of cash are kept"),
            ("DELETE FROM cash_move", "moves of cash are kept"),
            (
                "REPLACE INTO cash_move SELECT seq, shift, at, by, direction, 1, currency, reason \
                 FROM cash_move",
                "cash moves in an open shift, once",
            ),
        ],
    );
    till.must(close(3, 1));
    assert_refused(till.put(moved(4, 1, out)), "cash moves in an open shift");
}

#[test]
fn deeds_are_kept_and_stand_beside_the_newest_entry() {
    let mut till = Till::new();
    till.must(deed(1, JournalKind::SignedIn, (None, "")).to_vec());
    till.must(deed(2, JournalKind::Setting, (None, "sounds off")).to_vec());
    let beside = "a deed stands beside the newest entry";
    assert_rules(
        &till,
        &[
            ("UPDATE deed SET person = 'x'", "deeds are kept"),
            ("DELETE FROM deed", "deeds are kept"),
            ("REPLACE INTO deed VALUES (1, 'x', '')", beside),
            ("REPLACE INTO deed VALUES (2, 'x', '')", beside),
            ("INSERT INTO deed VALUES (3, 'x', '')", beside),
        ],
    );
    let [entry, deed] = deed(3, JournalKind::Alarm, (None, ""));
    let Change::Journal(entry) = entry else {
        unreachable!()
    };
    let bare = Change::Journal(JournalEntry {
        text: "alarm".into(),
        ..entry
    });
    assert_refused(till.put(vec![bare, deed]), beside);
}

#[test]
fn an_edited_or_missing_deed_shows_as_a_break_of_the_chain() {
    let edits = [
        ("", None),
        ("UPDATE deed SET person = 'Петрова' WHERE seq = 2", Some(2)),
        ("UPDATE deed SET reason = 'other' WHERE seq = 2", Some(2)),
        ("DELETE FROM deed WHERE seq = 2", Some(2)),
    ];
    for (sql, broken) in edits {
        let mut till = Till::new();
        till.must(deed(1, JournalKind::SignedIn, (None, "")).to_vec());
        till.must(deed(2, JournalKind::Setting, (None, "sounds off")).to_vec());
        let rules_off = "DROP TRIGGER deed_fixed; DROP TRIGGER deed_kept;";
        let intruder = till.intruder();
        intruder.execute_batch(rules_off).expect("rules off");
        intruder.execute_batch(sql).expect(sql);
        let books = open_reader(till.path()).expect("books");
        assert_eq!(books.first_break().expect("readable"), broken, "{sql}");
    }
}

#[test]
fn corrections_are_for_paid_payments_one_for_each_and_kept() {
    let mut till = Till::new();
    till.queued(1);
    till.paid(2);
    till.paid(3);
    let rule = "a paid payment has one correction";
    assert_refused(till.put(correction(1, 1, (1, give_back()))), rule);
    let number = CorrectionWish::Number {
        right: Pii::new("9161234576".to_owned()),
        reason: "mixed up".to_owned(),
    };
    till.must(correction(1, 1, (2, number)));
    assert_refused(till.put(correction(2, 2, (2, give_back()))), rule);
    let sum = CorrectionWish::Sum {
        right: rub(5_000),
        reason: "a nought too many".to_owned(),
    };
    till.must(correction(2, 2, (3, sum)));
    let saved = till.store.load().expect("saved");
    assert_eq!(saved.corrections, [2, 3].map(PaymentId::new).into());
    assert_eq!(saved.last_correction, 2);
    assert_rules(
        &till,
        &[
            ("UPDATE correction SET reason = ''", "corrections are kept"),
            ("DELETE FROM correction", "corrections are kept"),
            (
                "REPLACE INTO correction SELECT number, seq, payment, at, by, wish, '1', NULL, '' \
                 FROM correction WHERE number = 1",
                rule,
            ),
        ],
    );
    let stored: (String, Option<String>, Option<i64>) = till
        .intruder()
        .query_row(
            "SELECT wish, right_number, right_sum FROM correction WHERE payment = 3",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .expect("a correction");
    assert_eq!(stored, ("sum".to_owned(), None, Some(5_000)));
}

/// A payment whose cash is taken so many milliseconds after the others' time.
fn tender(till: &mut Till, (seq, n): (u64, u32), ms: i64) -> Payment {
    let opened = till.open(n);
    till.must(vec![changed(&becomes(&opened, State::Checked))]);
    let queued = Payment {
        tender: Some(Tender {
            at: at(ms),
            handed: None,
            unchecked: false,
        }),
        ..becomes(&opened, State::Queued)
    };
    let entry = Change::Journal(JournalEntry {
        seq,
        at: at(ms),
        kind: JournalKind::Tendered,
        payment: Some(queued.id),
        text: "".into(),
    });
    till.must(vec![entry, changed(&queued)]);
    queued
}

#[test]
fn cash_of_the_last_hour_that_is_not_owed_back_is_remembered_at_a_start() {
    let mut till = Till::new();
    tender(&mut till, (1, 1), 0);
    tender(&mut till, (2, 2), 1_000);
    let back = tender(&mut till, (3, 3), 2_000);
    let cancelled = Payment {
        return_stage: Some(ReturnStage::Due),
        ..becomes(&back, State::Cancelled)
    };
    till.must(vec![changed(&cancelled)]);
    tender(&mut till, (4, 4), HOUR + 1_000);
    let recent = till.store.load().expect("saved").recent;
    let mut found: Vec<_> = recent
        .iter()
        .map(|one| (one.payment.get(), one.at))
        .collect();
    found.sort_unstable();
    assert_eq!(found, [(2, at(1_000)), (4, at(HOUR + 1_000))]);
    let likeness = payment(1).order.likeness();
    assert!(recent.iter().all(|one| one.likeness == likeness));
}

#[test]
fn one_payment_is_read_settled_or_not() {
    let mut till = Till::new();
    let paid = till.paid(1);
    let read = |n| till.store.payment(PaymentId::new(n)).expect("readable");
    assert_eq!(read(1), Some(paid));
    assert_eq!(read(2), None);
}

#[test]
fn a_shift_of_a_currency_that_nobody_knows_is_an_error_and_not_a_guess() {
    let mut till = Till::new();
    till.must(open(1, 1));
    let intruder = till.intruder();
    intruder
        .execute_batch("DROP TRIGGER shift_closed_once; DROP TRIGGER shift_fixed; DROP TRIGGER shift_closed_by_entry;")
        .and_then(|()| intruder.execute_batch("UPDATE shift SET currency = 'XXX'"))
        .expect("rules off");
    assert!(matches!(till.store.load(), Err(StoreFault::Disk(_))));
}
