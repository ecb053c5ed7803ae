//! Each mistake of the till's core, planted, in the smallest setting in which it shows; and none of it without.

use paydesk_cheque::document::Document;
use paydesk_domain::exchange::{Answer, Ask, Meaning, ReplyFacts, Why};
use paydesk_domain::ids::PaymentId;
use paydesk_domain::payment::{ReturnStage, Stage};
use paydesk_domain::planted::{Bug, hold};
use paydesk_domain::printer::PrinterState;
use paydesk_domain::refusal::RefusalKind;

use super::rig::{ABSENT, ANNA, HOUR, Rig, SECOND, order, refusal};
use crate::world::{Change, Command, Effect, Input, PrintOutcome};

/// Runs a story without the mistake and with it, and gives both outcomes.
fn without_and_with<T>(bug: Bug, story: impl Fn() -> T) -> (T, T) {
    let sound = {
        let _none = hold(None);
        story()
    };
    let _planted = hold(Some(bug));
    (sound, story())
}

/// The effects of a step by name; `Row` for a `Persist` with the row of a pay.
fn names(effects: &[Effect]) -> Vec<&'static str> {
    let is_row =
        |change: &Change| matches!(change, Change::AttemptOpened(row) if row.ask == Ask::Pay);
    let name = |effect: &Effect| match effect {
        Effect::Persist(changes) if changes.0.iter().any(is_row) => Some("Row"),
        Effect::Persist(_) => Some("Persist"),
        Effect::Post(request) if request.ask == Ask::Pay => Some("Pay"),
        Effect::Post(_) => Some("Post"),
        Effect::Print(_) => Some("Print"),
        Effect::LookAtPrinter | Effect::OpenDrawer | Effect::Reply(..) | Effect::Tell(_) => None,
    };
    effects.iter().filter_map(name).collect()
}

/// What the till does when the cash is confirmed.
fn confirming() -> Vec<&'static str> {
    let mut rig = Rig::paydesk();
    let payment = rig.checked(order());
    let ticket = rig.ticket();
    let handed = None;
    names(&rig.decide(Input::Command(ticket, Command::Confirm { payment, handed })))
}

#[test]
fn a_pay_leaves_before_its_row() {
    let (sound, planted) = without_and_with(Bug::SendBeforeCommit, confirming);
    assert_eq!(sound, ["Persist", "Row", "Pay"]);
    assert_eq!(planted, ["Persist", "Pay", "Row"]);
}

#[test]
fn the_row_is_written_after_the_pay() {
    let (sound, planted) = without_and_with(Bug::MarkAfterSend, confirming);
    assert_eq!(sound, ["Persist", "Row", "Pay"]);
    assert_eq!(planted, ["Persist", "Persist", "Pay", "Row"]);
}

#[test]
fn a_cheque_is_printed_before_the_pay() {
    let (sound, planted) = without_and_with(Bug::PrintWhenQueued, confirming);
    assert_eq!(sound, ["Persist", "Row", "Pay"]);
    assert_eq!(planted, ["Persist", "Print", "Row", "Pay"]);
}

/// Where a payment stands after a pay without an answer, and whether its SESSION is another one.
fn after_silence(why: Why) -> (Stage, bool) {
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    rig.decide(Input::Unanswered(pay.attempt, why));
    let payment = rig.till.payment(pay.payment).expect("it lives");
    (payment.stage(), payment.session != pay.session)
}

#[test]
fn a_timeout_opens_a_new_session() {
    let (sound, planted) =
        without_and_with(Bug::NewSessionOnTimeout, || after_silence(Why::TimedOut));
    assert_eq!(sound, (Stage::Unknown, false));
    assert_eq!(planted, (Stage::Queued, true));
}

#[test]
fn the_new_session_is_checked_and_paid() {
    let _planted = hold(Some(Bug::NewSessionOnTimeout));
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    rig.decide(Input::Unanswered(pay.attempt, Why::TimedOut));
    rig.now = rig.till.next_due().expect("a question");
    let asked = rig.decide(Input::Tick);
    let check = asked.iter().find_map(|effect| match effect {
        Effect::Post(request) => Some(request.clone()),
        Effect::Persist(_)
        | Effect::LookAtPrinter
        | Effect::OpenDrawer
        | Effect::Print(_)
        | Effect::Reply(..)
        | Effect::Tell(_) => None,
    });
    let check = check.expect("a check");
    assert_eq!(
        (check.ask, check.session == pay.session),
        (Ask::Check, false)
    );
    let answer = Box::new(Answer {
        meaning: Meaning::Granted,
        facts: ReplyFacts::default(),
        signed_at: rig.now.unix_seconds(),
        evidence: vec![1],
    });
    let input = Input::Answered {
        attempt: check.attempt,
        answer,
        knows_last_session: true,
    };
    assert!(names(&rig.decide(input)).contains(&"Pay"));
}

#[test]
fn an_http_error_ends_a_payment() {
    let story = || after_silence(Why::NotAccepted);
    let (sound, planted) = without_and_with(Bug::ServerErrorIsFailed, story);
    assert_eq!((sound.0, planted.0), (Stage::Unknown, Stage::Failed));
}

#[test]
fn an_unsigned_reply_ends_a_payment() {
    let story = || after_silence(Why::NotSigned);
    let (sound, planted) = without_and_with(Bug::UnsignedErrorTrusted, story);
    assert_eq!((sound.0, planted.0), (Stage::Unknown, Stage::Failed));
}

/// Where a payment stands once status knows no pay, and whether its cash is owed.
fn status_says(meaning: Meaning) -> (Stage, Option<ReturnStage>) {
    let mut rig = Rig::paydesk();
    let id = rig.unknown();
    let status = rig.next_is(Ask::Status);
    rig.answer(&status, meaning);
    (rig.stage(id), rig.stored(id).return_stage)
}

#[test]
fn an_unknown_session_ends_a_payment_at_once() {
    for meaning in [ABSENT, Meaning::OnlyChecked] {
        let story = || status_says(meaning);
        let (sound, planted) = without_and_with(Bug::UnknownSessionIsFinal, story);
        assert_eq!(sound, (Stage::Sending, None), "paid again");
        assert_eq!(planted, (Stage::Failed, Some(ReturnStage::Due)));
    }
}

#[test]
fn a_stale_status_closes_what_was_to_be_cancelled() {
    let story = || {
        let mut rig = Rig::paydesk();
        let id = rig.unknown();
        rig.withdraw(id);
        let cancel = rig.sent();
        assert!(matches!(cancel.ask, Ask::Cancel(_)));
        rig.answer(&cancel, Meaning::OnlyChecked);
        rig.stage(id)
    };
    let (sound, planted) = without_and_with(Bug::NoNonceCheck, story);
    assert_eq!((sound, planted), (Stage::Unknown, Stage::Failed));
}

#[test]
fn an_older_reply_overwrites_a_newer_state() {
    let version = |version| ReplyFacts {
        version: Some(version),
        ..ReplyFacts::default()
    };
    let story = || {
        let mut rig = Rig::paydesk();
        let id = rig.unknown();
        let status = rig.next_is(Ask::Status);
        rig.answer_with(&status, Meaning::InWork, version(4));
        let status = rig.next_is(Ask::Status);
        let answer = Box::new(Answer {
            meaning: Meaning::OnlyChecked,
            facts: version(3),
            signed_at: 0,
            evidence: vec![1],
        });
        rig.decide(Input::Answered {
            attempt: status.attempt,
            answer,
            knows_last_session: true,
        });
        let payment = rig.till.payment(id).expect("it lives");
        (payment.stage(), payment.version)
    };
    let (sound, planted) = without_and_with(Bug::VersionMayFall, story);
    assert_eq!(sound, (Stage::Review, Some(4)));
    assert_eq!(planted, (Stage::Sending, Some(3)), "paid again");
}

#[test]
fn some_silences_end_a_payment() {
    let story = || {
        let mut rig = Rig::paydesk();
        let id = rig.unknown();
        for _ in 0..6 {
            if rig.stage(id) == Stage::Unknown {
                let status = rig.next_is(Ask::Status);
                rig.silence(&status, Why::Unreachable);
            }
        }
        rig.stage(id)
    };
    let (sound, planted) = without_and_with(Bug::GiveUpAfterN, story);
    assert_eq!((sound, planted), (Stage::Unknown, Stage::Failed));
}

#[test]
fn a_second_print_does_not_say_copy() {
    let story = || {
        let mut rig = Rig::paydesk();
        let id = rig.paid();
        rig.print_ends(id, PrintOutcome::Printed);
        let ticket = rig.ticket();
        let reprint = Command::Reprint {
            payment: id,
            by: ANNA.to_owned(),
            reason: "torn".to_owned(),
        };
        rig.decide(Input::Command(ticket, reprint));
        let effects = rig.decide(Input::Printer(PrinterState::Ready));
        effects.into_iter().find_map(|effect| match effect {
            Effect::Print(job) => {
                let Document::Cheque(cheque) = job.document else {
                    panic!("not a cheque");
                };
                Some(cheque.copy.is_some())
            }
            Effect::Persist(_)
            | Effect::Post(_)
            | Effect::LookAtPrinter
            | Effect::OpenDrawer
            | Effect::Reply(..)
            | Effect::Tell(_) => None,
        })
    };
    let (sound, planted) = without_and_with(Bug::UnmarkedReprint, story);
    assert_eq!((sound, planted), (Some(true), Some(false)));
}

#[test]
fn a_clock_that_is_set_back_puts_questions_off() {
    let story = || {
        let mut rig = Rig::paydesk();
        rig.unknown();
        rig.now = rig.now.plus_ms(-HOUR);
        rig.step(Input::Tick);
        let due = rig.till.next_due().expect("a question");
        due.ms_since(rig.now) > 60 * SECOND
    };
    let (sound, planted) = without_and_with(Bug::WallClockTimeout, story);
    assert_eq!((sound, planted), (false, true));
}

/// With the feature and nothing planted the till is the product's.
#[test]
fn nothing_planted_changes_nothing() {
    let _none = hold(None);
    let mut rig = Rig::paydesk();
    let pay = rig.paying(order());
    rig.answer(
        &pay,
        Meaning::Refused(refusal(RefusalKind::DepositShort, 21)),
    );
    assert_eq!(rig.stage(pay.payment), Stage::Failed);
    assert_eq!(rig.paid(), PaymentId::new(2));
}
