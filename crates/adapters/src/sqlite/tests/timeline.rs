//! Steps of a payment in their order, and the documents that were sent and heard.

use paydesk_domain::exchange::{Ask, CancelReason, Why};
use paydesk_domain::ids::PaymentId;
use paydesk_domain::journal::{JournalEntry, JournalKind};
use paydesk_domain::payment::{Finality, NoConsent, State};
use paydesk_domain::refusal::{Refusal, RefusalKind};
use paydesk_till::payment::{Grant, Payment};
use paydesk_till::world::Change;

use super::{Till, answered, changed};
use crate::samples::{at, becomes, payment, request};

struct Diary {
    till: Till,
    seq: u64,
}

impl Diary {
    fn new() -> Self {
        Self {
            till: Till::new(),
            seq: 0,
        }
    }

    fn note(&mut self, n: i64, kind: JournalKind, text: &'static str) -> Change {
        self.seq += 1;
        // One moment for all: only the order on disk tells them apart.
        Change::Journal(JournalEntry {
            seq: self.seq,
            at: at(0),
            kind,
            payment: Some(PaymentId::new(n)),
            text: text.into(),
        })
    }

    fn steps(&self, n: i64) -> Vec<String> {
        let steps = self.till.books().timeline(PaymentId::new(n)).expect("read");
        let line = |step: &super::super::Step| format!("{:?} {}", step.what, step.detail);
        steps
            .iter()
            .map(|step| line(step).trim_end().to_owned())
            .collect()
    }

    /// Checked, taken, asked in vain, asked for the status, paid and printed.
    fn paid(&mut self) -> Payment {
        let opened = payment(1);
        let check = request(Ask::Check, 1);
        self.till.must(vec![
            Change::Opened(Box::new(opened.clone())),
            Change::AttemptOpened(Box::new(check.clone())),
        ]);
        let granted = Payment {
            grant: Some(Grant {
                signed_at: 1,
                server_time: at(0),
                heard_at: at(0),
                info: None,
            }),
            ..becomes(&opened, State::Checked)
        };
        self.till
            .must(vec![answered(check.attempt, b"consent"), changed(&granted)]);
        let queued = becomes(&granted, State::Queued);
        let tendered = self.note(1, JournalKind::Tendered, "");
        self.till.must(vec![changed(&queued), tendered]);
        let sending = Payment {
            pays: 1,
            ..becomes(&queued, State::Sending)
        };
        let pay = request(Ask::Pay, 1);
        self.till.must(vec![
            changed(&sending),
            Change::AttemptOpened(Box::new(pay.clone())),
        ]);
        let status = request(Ask::Status, 1);
        self.till.must(vec![
            Change::AttemptClosed {
                attempt: pay.attempt,
                at: at(0),
                why: Some(Why::TimedOut),
                evidence: None,
            },
            Change::AttemptOpened(Box::new(status.clone())),
        ]);
        let paid = becomes(&sending, State::Paid(Finality::Final));
        let became = self.note(1, JournalKind::Became, "paid");
        let started = self.note(1, JournalKind::PrintStarted, "0");
        self.till.must(vec![
            answered(status.attempt, b"a signed reply"),
            changed(&paid),
            became,
            started,
        ]);
        let ended = self.note(1, JournalKind::PrintEnded, "printed");
        self.till.must(vec![ended]);
        paid
    }
}

const OF_PAID: [&str; 10] = [
    "CheckSent",
    "Consent",
    "Tendered",
    "PaySent",
    "NoAnswer timed-out",
    "StatusAsked",
    "Answered",
    "Paid final",
    "PrintStarted 0",
    "PrintEnded printed",
];

#[test]
fn the_steps_of_a_payment_are_told_in_the_order_in_which_they_became_durable() {
    let mut diary = Diary::new();
    diary.paid();
    assert_eq!(diary.steps(1), OF_PAID);
    assert!(diary.steps(2).is_empty(), "no such payment");
}

#[test]
fn what_belongs_to_another_payment_is_not_told() {
    let mut diary = Diary::new();
    diary.paid();
    diary.till.open(2);
    let alarm = diary.note(2, JournalKind::Alarm, "contradiction");
    diary.till.must(vec![alarm]);
    assert_eq!(diary.steps(1), OF_PAID);
    assert_eq!(diary.steps(2), ["Alarm contradiction"]);
}

#[test]
fn a_refused_check_says_why() {
    let mut diary = Diary::new();
    let opened = diary.till.open(1);
    let check = request(Ask::Check, 1);
    diary
        .till
        .must(vec![Change::AttemptOpened(Box::new(check.clone()))]);
    let refusal = Refusal {
        kind: RefusalKind::ALL[0],
        code: 23,
    };
    let refused = becomes(&opened, State::Draft(Some(NoConsent::Refused(refusal))));
    let closed = Change::AttemptClosed {
        attempt: check.attempt,
        at: at(1),
        why: None,
        evidence: None,
    };
    diary.till.must(vec![closed, changed(&refused)]);
    let why = format!("CheckRefused refused:{}:23", RefusalKind::ALL[0].as_key());
    assert_eq!(diary.steps(1), ["CheckSent".to_owned(), why]);
}

#[test]
fn a_payment_at_work_ends_so() {
    let mut diary = Diary::new();
    let (sending, pay) = diary.till.sending(1);
    let at_work = becomes(&sending, State::InProgress);
    diary
        .till
        .must(vec![answered(pay.attempt, b"reply"), changed(&at_work)]);
    assert_eq!(diary.steps(1), ["PaySent", "InProgress"]);
}

/// Rows of an earlier version do not tell the journal's head.
#[test]
fn old_rows_are_placed_by_their_times() {
    let mut diary = Diary::new();
    diary.paid();
    let intruder = diary.till.intruder();
    intruder
        .execute_batch(
            "DROP TRIGGER attempt_fixed; DROP TRIGGER attempt_end_fixed; DROP TRIGGER journal_fixed; \
             UPDATE attempt SET journal_seq = NULL, at = at + id * 1000; \
             UPDATE attempt_end SET journal_seq = NULL, at = at + attempt * 1000 + 1; \
             UPDATE journal SET at = at + 1500 WHERE seq = 1; UPDATE journal SET at = at + 9000 WHERE seq > 1;",
        )
        .expect("old rows");
    assert_eq!(diary.steps(1), OF_PAID);
}

#[test]
fn every_signed_document_is_kept_in_its_order() {
    let mut diary = Diary::new();
    let paid = diary.paid();
    let messages = diary.till.books().messages(paid.id).expect("read");
    let shown: Vec<_> = messages
        .iter()
        .map(|one| (one.ask, one.from_us, one.document.as_slice()))
        .collect();
    assert_eq!(
        shown,
        [
            (Ask::Pay, true, &b"a signed request"[..]),
            (Ask::Status, false, b"a signed reply"),
        ]
    );
    assert!(
        !format!("{messages:?}").contains("document"),
        "no log names a number"
    );
}

#[test]
fn a_cancel_is_told_with_its_reason() {
    let mut diary = Diary::new();
    let (sending, pay) = diary.till.sending(1);
    let unknown = Payment {
        cancel: Some(CancelReason::Reissue),
        ..becomes(&sending, State::Sending)
    };
    let cancel = request(Ask::Cancel(CancelReason::Reissue), 1);
    diary.till.must(vec![
        answered(pay.attempt, b"reply"),
        changed(&unknown),
        Change::AttemptOpened(Box::new(cancel)),
    ]);
    let messages = diary.till.books().messages(unknown.id).expect("read");
    let last = messages.last().expect("a message");
    assert_eq!(
        (last.ask, last.from_us),
        (Ask::Cancel(CancelReason::Reissue), true)
    );
    assert_eq!(diary.steps(1), ["PaySent", "Answered", "CancelSent"]);
}

#[test]
fn a_damaged_document_is_an_error_and_not_an_empty_place() {
    let mut diary = Diary::new();
    let paid = diary.paid();
    let intruder = diary.till.intruder();
    intruder
        .execute_batch("DROP TRIGGER attempt_fixed; UPDATE attempt SET request = x'09'")
        .expect("damaged");
    assert!(diary.till.books().messages(paid.id).is_err());
}
