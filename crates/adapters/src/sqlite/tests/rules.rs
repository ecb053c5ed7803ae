//! What the database refuses, whoever asks: the second line of defence behind the types.

use paydesk_domain::exchange::{Ask, CancelReason};
use paydesk_domain::journal::JournalKind;
use paydesk_domain::payment::{
    FailGround, Finality, PrintStage, ReturnStage, ReviewGround, Stage, State, Unsure,
};
use paydesk_till::payment::{Payment, PrintJob, Tender};
use paydesk_till::world::{Change, StoreFault};
use rusqlite::Connection;

use super::{Till, answered, changed, entry};
use crate::samples::{at, becomes, request, session};

fn assert_refused(connection: &Connection, sql: &str, rule: &str) {
    let refused = connection.execute(sql, []).expect_err(sql);
    assert!(refused.to_string().contains(rule), "{sql}: {refused}");
}

fn assert_fault(stored: Result<(), StoreFault>, rule: &str) {
    match stored {
        Err(StoreFault::Refused(text)) => assert!(text.contains(rule), "{text}"),
        other => panic!("expected {rule:?}, got {other:?}"),
    }
}

/// A database whose only rule about payments is the table of transitions.
fn only_transitions() -> Connection {
    let connection = Connection::open_in_memory().expect("memory");
    connection
        .execute_batch(super::super::MIGRATIONS[0])
        .expect("schema");
    let others: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name <> 'payment_transition'")
        .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
        .expect("names");
    for name in others {
        connection
            .execute_batch(&format!("DROP TRIGGER {name}"))
            .expect("dropped");
    }
    connection
        .execute("INSERT INTO cashier VALUES (1, 'Иванова')", [])
        .expect("cashier");
    connection
}

#[test]
fn the_database_allows_exactly_the_transitions_of_the_trade() {
    let connection = only_transitions();
    let mut id = 0;
    for from in Stage::ALL {
        for to in Stage::ALL {
            id += 1;
            connection
                .execute(
                    "INSERT INTO payment (id, intent, provider, provider_number, number, account, \
                     credited, taken, \
                     currency, cashier, opened_at, session, stage, tender_at, return_stage, live) \
                     VALUES (?1, randomblob(16), 'p', 1, '', '', 1, 1, 'RUB', 1, 0, ?1, ?2, ?3, 'due', 0)",
                    (id, from.as_key(), from.is_tendered().then_some(1)),
                )
                .expect("row");
            let moved = connection.execute(
                "UPDATE payment SET stage = ?2, tender_at = ?3 WHERE id = ?1",
                (id, to.as_key(), to.is_tendered().then_some(1)),
            );
            let allowed = from == to || from.may_become(to);
            assert_eq!(moved.is_ok(), allowed, "{from:?} -> {to:?}: {moved:?}");
            if let Err(refused) = moved {
                assert!(
                    refused.to_string().contains("illegal transition"),
                    "{refused}"
                );
            }
        }
    }
}

#[test]
fn the_till_itself_cannot_store_an_illegal_transition() {
    let mut till = Till::new();
    let (sending, _) = till.sending(1);
    let back = becomes(&sending, State::Queued);
    assert_fault(till.put(vec![changed(&back)]), "illegal transition");
    let unsure = becomes(
        &sending,
        State::Unknown(Unsure::NoAnswer(paydesk_domain::exchange::Why::TimedOut)),
    );
    till.must(vec![changed(&unsure)]);
}

#[test]
fn a_payment_that_may_have_been_sent_is_not_withdrawn() {
    let mut till = Till::new();
    let (sending, _) = till.sending(1);
    let review = becomes(&sending, State::Review(ReviewGround::TooOld));
    till.must(vec![changed(&review)]);
    let withdrawn = Payment {
        return_stage: Some(ReturnStage::Due),
        ..becomes(&review, State::Cancelled)
    };
    assert_fault(till.put(vec![changed(&withdrawn)]), "cannot be withdrawn");
    // Not even when the count of pays is set back first: the attempts are there.
    let intruder = till.intruder();
    intruder
        .execute("UPDATE payment SET pays = 0", [])
        .expect("a count");
    let sql = "UPDATE payment SET stage = 'cancelled', return_stage = 'due'";
    assert_refused(&intruder, sql, "cannot be withdrawn");
}

#[test]
fn a_payment_that_was_never_sent_can_be_withdrawn() {
    let mut till = Till::new();
    let queued = till.queued(1);
    let withdrawn = Payment {
        return_stage: Some(ReturnStage::Due),
        ..becomes(&queued, State::Cancelled)
    };
    till.must(vec![changed(&withdrawn)]);
}

#[test]
fn nothing_is_paid_without_a_stored_signed_reply() {
    let mut till = Till::new();
    let (sending, pay) = till.sending(1);
    let paid = becomes(&sending, State::Paid(Finality::Accepted));
    let silent = Change::AttemptClosed {
        attempt: pay.attempt,
        at: at(2),
        why: None,
        evidence: None,
    };
    let rule = "paid without a stored signed reply";
    assert_fault(till.put(vec![changed(&paid)]), rule);
    assert_fault(till.put(vec![silent, changed(&paid)]), rule);
    till.must(vec![answered(pay.attempt, b"signed"), changed(&paid)]);
}

#[test]
fn the_reply_to_a_check_proves_no_payment() {
    let mut till = Till::new();
    let check = request(Ask::Check, 1);
    till.open(1);
    till.must(vec![
        Change::AttemptOpened(Box::new(check.clone())),
        answered(check.attempt, b"consent"),
    ]);
    let opened = crate::samples::payment(1);
    till.must(vec![changed(&becomes(&opened, State::Checked))]);
    till.must(vec![changed(&becomes(&opened, State::Queued))]);
    till.must(vec![changed(&becomes(&opened, State::Sending))]);
    let paid = becomes(&opened, State::Paid(Finality::Final));
    let rule = "paid without a stored signed reply";
    assert_fault(till.put(vec![changed(&paid)]), rule);
}

#[test]
fn what_a_payment_is_about_never_changes() {
    let mut till = Till::new();
    till.open(1);
    let intruder = till.intruder();
    for change in [
        "credited = 1",
        "taken = 99000",
        "number = '9160000000'",
        "account = '1'",
        "extra = '{}'",
        "provider = 'demo-mobile-2'",
        "provider_number = 71",
        "currency = 'USD'",
        "intent = randomblob(16)",
        "opened_at = 0",
        "id = 2",
    ] {
        let sql = format!("UPDATE payment SET {change}");
        assert_refused(&intruder, &sql, "never changes");
    }
}

#[test]
fn cash_is_booked_once() {
    let mut till = Till::new();
    let queued = till.queued(1);
    let intruder = till.intruder();
    for change in ["tender_at = 5", "handed = 100000", "tender_at = NULL"] {
        assert_refused(
            &intruder,
            &format!("UPDATE payment SET {change}"),
            "cash is booked once",
        );
    }
    let again = Payment {
        tender: Some(Tender {
            at: at(9),
            handed: None,
            unchecked: false,
        }),
        ..queued
    };
    assert_fault(till.put(vec![changed(&again)]), "cash is booked once");
}

#[test]
fn cash_stands_exactly_where_a_stage_says_so() {
    let mut till = Till::new();
    let opened = till.open(1);
    let too_early = Payment {
        tender: becomes(&opened, State::Queued).tender,
        ..opened.clone()
    };
    assert_fault(till.put(vec![changed(&too_early)]), "CHECK");
    let checked = becomes(&opened, State::Checked);
    till.must(vec![changed(&checked)]);
    let without = Payment {
        state: State::Queued,
        ..checked
    };
    assert_fault(till.put(vec![changed(&without)]), "CHECK");
}

#[test]
fn sums_that_make_no_sense_are_refused() {
    let mut till = Till::new();
    for (credited, taken) in [(0, 0), (-5, 5), (100, 99)] {
        let mut odd = crate::samples::payment(1);
        odd.order.credited = crate::samples::rub(credited);
        odd.order.taken = crate::samples::rub(taken);
        assert_fault(till.put(vec![Change::Opened(Box::new(odd))]), "CHECK");
    }
}

#[test]
fn a_session_is_changed_before_the_first_pay_and_never_after() {
    let mut till = Till::new();
    let opened = till.open(1);
    let renewed = Payment {
        session: session(1001),
        ..opened.clone()
    };
    till.must(vec![
        Change::NewSession(opened.id, session(1001)),
        changed(&renewed),
    ]);
    let (sending, _) = till.sending(2);
    let other = Payment {
        session: session(1002),
        ..sending
    };
    let rule = "after a pay attempt the SESSION stays";
    assert_fault(till.put(vec![changed(&other)]), rule);
    let intruder = till.intruder();
    intruder
        .execute("UPDATE payment SET pays = 0", [])
        .expect("a count");
    assert_refused(
        &intruder,
        "UPDATE payment SET session = 'X' WHERE id = 2",
        rule,
    );
}

#[test]
fn a_session_serves_one_payment_for_ever() {
    let mut till = Till::new();
    till.open(1);
    let twin = Payment {
        session: session(1),
        first_session: session(1),
        ..crate::samples::payment(2)
    };
    assert_fault(till.put(vec![Change::Opened(Box::new(twin))]), "UNIQUE");
    let same_intent = Payment {
        intent: crate::samples::payment(1).intent,
        ..crate::samples::payment(3)
    };
    assert_fault(
        till.put(vec![Change::Opened(Box::new(same_intent))]),
        "UNIQUE",
    );
}

#[test]
fn a_payment_begins_before_its_cash_is_taken() {
    let mut till = Till::new();
    for state in [
        State::Queued,
        State::Sending,
        State::Failed(FailGround::Decided),
        State::Paid(Finality::Final),
    ] {
        let sudden = Payment {
            return_stage: Some(ReturnStage::Due),
            ..becomes(&crate::samples::payment(1), state)
        };
        assert_fault(
            till.put(vec![Change::Opened(Box::new(sudden))]),
            "begins before",
        );
    }
}

fn printing(payment: &Payment, stage: PrintStage, started: u32) -> Change {
    changed(&Payment {
        print: Some(PrintJob { stage, started }),
        ..payment.clone()
    })
}

#[test]
fn a_second_unmarked_print_never_starts() {
    for (ended, started) in [
        (PrintStage::Printed, 1),
        (PrintStage::Sent, 1),
        (PrintStage::Uncertain, 1),
    ] {
        let mut till = Till::new();
        let paid = till.paid(1);
        till.must(vec![printing(&paid, PrintStage::Printing(0), 1)]);
        till.must(vec![printing(&paid, ended, started)]);
        let rule = "only a due cheque is printed unmarked";
        assert_fault(
            till.put(vec![printing(&paid, PrintStage::Printing(0), 2)]),
            rule,
        );
        // A reprint is due again, but its start is counted: only a copy may follow.
        till.must(vec![printing(&paid, PrintStage::Due, 1)]);
        assert_fault(
            till.put(vec![printing(&paid, PrintStage::Printing(0), 2)]),
            rule,
        );
        let counted = "a started print stays counted";
        assert_fault(till.put(vec![printing(&paid, PrintStage::Due, 0)]), counted);
        till.must(vec![printing(&paid, PrintStage::Printing(1), 2)]);
        assert_fault(
            till.put(vec![printing(&paid, PrintStage::Printing(0), 2)]),
            rule,
        );
    }
}

#[test]
fn a_print_that_sent_nothing_may_start_unmarked_again() {
    let mut till = Till::new();
    let paid = till.paid(1);
    till.must(vec![printing(&paid, PrintStage::Printing(0), 1)]);
    till.must(vec![printing(&paid, PrintStage::Due, 0)]);
    till.must(vec![printing(&paid, PrintStage::Printing(0), 1)]);
    till.must(vec![printing(&paid, PrintStage::Printed, 1)]);
}

#[test]
fn news_of_a_payment_is_stored_while_its_first_cheque_prints() {
    let mut till = Till::new();
    let paid = till.paid(1);
    till.must(vec![printing(&paid, PrintStage::Printing(0), 1)]);
    let firm = becomes(&paid, State::Paid(Finality::Final));
    till.must(vec![printing(&firm, PrintStage::Printing(0), 1)]);
}

#[test]
fn only_a_paid_payment_has_a_cheque() {
    let mut till = Till::new();
    let queued = till.queued(1);
    assert_fault(
        till.put(vec![printing(&queued, PrintStage::Due, 0)]),
        "CHECK",
    );
}

#[test]
fn cash_is_handed_back_once() {
    let mut till = Till::new();
    let queued = till.queued(1);
    let due = Payment {
        return_stage: Some(ReturnStage::Due),
        ..becomes(&queued, State::Cancelled)
    };
    let returned = Payment {
        return_stage: Some(ReturnStage::Returned),
        ..due.clone()
    };
    let forgotten = "UPDATE payment SET return_stage = NULL";
    till.must(vec![changed(&due)]);
    assert_refused(&till.intruder(), forgotten, "handed back once");
    till.must(vec![changed(&returned)]);
    assert_fault(till.put(vec![changed(&due)]), "handed back once");
}

#[test]
fn a_pay_leaves_only_from_sending_and_never_after_a_cancel() {
    let mut till = Till::new();
    let queued = till.queued(1);
    let pay = || Change::AttemptOpened(Box::new(request(Ask::Pay, 1)));
    let cancel = Change::AttemptOpened(Box::new(request(Ask::Cancel(CancelReason::Return), 1)));
    assert_fault(till.put(vec![pay()]), "leaves only from sending");
    assert_fault(till.put(vec![cancel.clone()]), "leaves only from sending");
    let closing = Payment {
        cancel: Some(CancelReason::Return),
        ..becomes(&queued, State::Sending)
    };
    till.must(vec![changed(&closing), cancel]);
    assert_fault(till.put(vec![pay()]), "no pay after a cancel");
}

#[test]
fn history_is_neither_changed_nor_deleted() {
    let mut till = Till::new();
    till.paid(1);
    till.must(vec![entry(1, JournalKind::Tendered, "")]);
    let intruder = till.intruder();
    for (sql, rule) in [
        ("DELETE FROM payment", "payments are kept"),
        ("DELETE FROM session", "sessions are kept"),
        ("UPDATE session SET payment = 1", "sessions are kept"),
        ("DELETE FROM attempt", "attempts are kept"),
        ("UPDATE attempt SET at = 0", "attempts are kept"),
        ("UPDATE attempt SET ask = 'status'", "attempts are kept"),
        ("DELETE FROM attempt_end", "replies are kept"),
        ("UPDATE attempt_end SET evidence = NULL", "replies are kept"),
        ("UPDATE attempt_end SET why = 'stale'", "replies are kept"),
        ("DELETE FROM journal", "append-only"),
        ("UPDATE journal SET text = 'x'", "append-only"),
        (
            "INSERT INTO journal VALUES (3, 0, 'alarm', NULL, '', randomblob(32))",
            "no gaps",
        ),
    ] {
        assert_refused(&intruder, sql, rule);
    }
}

#[test]
fn an_attempt_ends_once_and_only_if_it_began() {
    let mut till = Till::new();
    let (_, pay) = till.sending(1);
    let stranger = request(Ask::Pay, 9).attempt;
    assert_fault(till.put(vec![answered(stranger, b"x")]), "never began");
    till.must(vec![answered(pay.attempt, b"x")]);
    assert_fault(till.put(vec![answered(pay.attempt, b"y")]), "never began");
}
