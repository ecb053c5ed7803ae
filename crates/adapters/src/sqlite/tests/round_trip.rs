//! Every column survives: a payment that was stored is the payment that is read.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

use paydesk_domain::exchange::{Ask, CancelReason, Why};
use paydesk_domain::ids::{IntentKey, PaymentId, SessionId};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::order::Order;
use paydesk_domain::payment::{
    FailGround, Finality, NoConsent, PrintStage, ReturnStage, ReviewGround, Stage, State, Unsure,
};
use paydesk_domain::pii::Pii;
use paydesk_domain::provider::{ProviderId, ProviderNumber};
use paydesk_domain::refusal::{Refusal, RefusalKind};
use paydesk_domain::time::Timestamp;
use paydesk_till::payment::{Grant, Payment, PrintJob, Tender};
use paydesk_till::world::Change;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::super::{Filter, Store, open_reader};
use super::{Till, answered, changed};
use crate::samples::{BOOT, at};

fn refusal() -> impl Strategy<Value = Refusal> {
    (select(RefusalKind::ALL.to_vec()), any::<u16>())
        .prop_map(|(kind, code)| Refusal { kind, code })
}

fn why() -> impl Strategy<Value = Why> {
    select(Why::ALL.to_vec())
}

fn state() -> impl Strategy<Value = State> {
    prop_oneof![
        Just(State::Draft(None)),
        Just(State::Draft(Some(NoConsent::GivenUp))),
        refusal().prop_map(|refusal| State::Draft(Some(NoConsent::Refused(refusal)))),
        why().prop_map(|why| State::Draft(Some(NoConsent::NoAnswer(why)))),
        Just(State::Checking),
        Just(State::Checked),
        Just(State::Queued),
        Just(State::Sending),
        Just(State::InProgress),
        Just(State::Cancelled),
        refusal().prop_map(|refusal| State::Unknown(Unsure::Answered(refusal))),
        why().prop_map(|why| State::Unknown(Unsure::NoAnswer(why))),
        Just(State::Paid(Finality::Accepted)),
        Just(State::Paid(Finality::Final)),
        refusal().prop_map(|refusal| State::Failed(FailGround::Refused(refusal))),
        refusal().prop_map(|refusal| State::Failed(FailGround::Tombstone(refusal))),
        refusal().prop_map(|refusal| State::Failed(FailGround::Quarantine(refusal))),
        Just(State::Failed(FailGround::Decided)),
        select(vec![
            ReviewGround::Contradiction,
            ReviewGround::TooOld,
            ReviewGround::TermsChanged,
            ReviewGround::SessionKnown,
        ])
        .prop_map(State::Review),
    ]
}

fn moment() -> impl Strategy<Value = Timestamp> {
    any::<i64>().prop_map(Timestamp::from_unix_ms)
}

fn new_session() -> impl Strategy<Value = SessionId> {
    "[0-9A-Za-z]{16,20}".prop_map(|text| SessionId::parse(&text).expect("session"))
}

fn an_order() -> impl Strategy<Value = Order> {
    let sums = (1..=i64::MAX)
        .prop_flat_map(|credited| (Just(credited), credited..=i64::MAX))
        .boxed();
    let currency = select(vec![
        Currency::RUB,
        Currency::EUR,
        Currency::BGN,
        Currency::USD,
        Currency::KZT,
        Currency::INR,
    ]);
    let extra = proptest::collection::btree_map("[A-Z][A-Z0-9_]{0,9}", ".{0,12}", 0..4);
    let details = ("[0-9]{0,20}", ".{0,20}", extra);
    (
        "[a-z][a-z0-9]{0,12}",
        1..=999_999_999_u32,
        details,
        sums,
        currency,
    )
        .prop_map(
            |(provider, number, (phone, account, extra), (credited, taken), currency)| Order {
                provider: ProviderId::parse(&provider).expect("provider"),
                provider_number: ProviderNumber::new(number).expect("number"),
                details: paydesk_domain::details::Details {
                    number: Pii::new(phone),
                    account: Pii::new(account),
                    extra: extra
                        .into_iter()
                        .map(|(name, value)| (name, Pii::new(value)))
                        .collect::<BTreeMap<_, _>>(),
                },
                credited: Money::new(credited, currency),
                taken: Money::new(taken, currency),
            },
        )
}

fn grant() -> impl Strategy<Value = Grant> {
    (any::<u32>(), moment(), moment(), option::of(".{0,30}")).prop_map(
        |(signed_at, server_time, heard_at, info)| Grant {
            signed_at,
            server_time,
            heard_at,
            info,
        },
    )
}

fn print() -> impl Strategy<Value = PrintJob> {
    prop_oneof![
        Just((PrintStage::Due, 0)),
        (0..u32::MAX).prop_map(|copy| (PrintStage::Printing(copy), copy + 1)),
        (1..=u32::MAX).prop_map(|started| (PrintStage::Printed, started)),
        (1..=u32::MAX).prop_map(|started| (PrintStage::Sent, started)),
        (1..=u32::MAX).prop_map(|started| (PrintStage::Uncertain, started)),
    ]
    .prop_map(|(stage, started)| PrintJob { stage, started })
}

#[expect(clippy::too_many_lines, reason = "every column once")]
fn a_payment() -> impl Strategy<Value = Payment> {
    let who = (
        1..=i64::MAX,
        any::<u128>(),
        an_order(),
        "[А-Яа-я ]{1,30}",
        moment(),
    );
    let cash = (moment(), option::of(0..=i64::MAX), any::<bool>());
    let names = (
        new_session(),
        option::of(new_session()),
        state(),
        option::of(grant()),
        cash,
    );
    let cancel = option::of(select(vec![
        CancelReason::Return,
        CancelReason::Reissue,
        CancelReason::Expired,
    ]));
    let sent = (
        any::<u32>(),
        any::<u32>(),
        cancel,
        option::of(moment()),
        option::of(any::<u32>()),
    );
    let heard = (
        option::of(".{0,20}"),
        option::of(".{0,20}"),
        option::of(any::<u32>()),
    );
    let back = select(vec![
        ReturnStage::Due,
        ReturnStage::Returned,
        ReturnStage::Reissued,
    ]);
    let rest = (
        any::<u32>(),
        option::of(moment()),
        back,
        any::<bool>(),
        option::of(print()),
    );
    (who, names, sent, heard, rest).prop_map(
        |(
            (id, intent, order, cashier, opened_at),
            (session, first, state, grant, (cash_at, handed, unchecked)),
            (pays, pays_never_left, cancel, not_after, version),
            (transid, authcode, absent_at),
            (asks, closed_at, back, owes, print),
        )| {
            let stage = state.stage();
            let currency = order.credited.currency();
            let was_sent =
                stage.is_tendered() && !matches!(stage, Stage::Queued | Stage::Cancelled);
            let must_return = matches!(stage, Stage::Failed | Stage::Cancelled);
            Payment {
                id: PaymentId::new(id),
                intent: IntentKey::new(intent),
                order,
                cashier,
                opened_at,
                first_session: first.unwrap_or_else(|| session.clone()),
                session,
                state,
                grant,
                tender: stage.is_tendered().then_some(Tender {
                    at: cash_at,
                    handed: handed.map(|minor| Money::new(minor, currency)),
                    unchecked,
                }),
                pays: if was_sent { pays } else { 0 },
                pays_never_left,
                cancel,
                not_after,
                version,
                transid,
                authcode,
                absent_at,
                asks,
                closed_at,
                return_stage: (must_return || (owes && stage == Stage::Paid)).then_some(back),
                print: print.filter(|_| stage == Stage::Paid),
            }
        },
    )
}

/// The stages between the opening of a payment and its last one, by the shortest legal way.
fn way_to(last: Stage) -> Vec<Stage> {
    let mut ways = VecDeque::from([vec![Stage::Checking]]);
    while let Some(way) = ways.pop_front() {
        let end = *way.last().expect("never empty");
        if end == last {
            return way;
        }
        for next in Stage::ALL.into_iter().filter(|next| end.may_become(*next)) {
            if !way.contains(&next) {
                ways.push_back([&way[..], &[next]].concat());
            }
        }
    }
    unreachable!("no way to {last:?}")
}

fn some_state(stage: Stage) -> State {
    match stage {
        Stage::Draft => State::Draft(None),
        Stage::Checking => State::Checking,
        Stage::Checked => State::Checked,
        Stage::Queued => State::Queued,
        Stage::Sending => State::Sending,
        Stage::Unknown => State::Unknown(Unsure::NoAnswer(Why::TimedOut)),
        Stage::InProgress => State::InProgress,
        Stage::Paid => State::Paid(Finality::Accepted),
        Stage::Failed => State::Failed(FailGround::Decided),
        Stage::Cancelled => State::Cancelled,
        Stage::Review => State::Review(ReviewGround::TooOld),
    }
}

/// The payment before anything that may change had changed: so every column is written by an update as well.
fn as_opened(last: &Payment) -> Payment {
    Payment {
        id: last.id,
        intent: last.intent,
        order: last.order.clone(),
        cashier: last.cashier.clone(),
        opened_at: last.opened_at,
        session: last.session.clone(),
        first_session: last.first_session.clone(),
        ..crate::samples::payment(1)
    }
}

/// Leads a payment through its life up to `last`.
fn store(till: &mut Till, last: &Payment) {
    let mut pay = crate::samples::request(Ask::Pay, 1);
    pay.payment = last.id;
    for (step, stage) in way_to(last.stage()).into_iter().enumerate() {
        let now = Payment {
            state: some_state(stage),
            tender: last.tender.filter(|_| stage.is_tendered()),
            return_stage: last.return_stage.map(|_| ReturnStage::Due),
            ..as_opened(last)
        };
        if step == 0 {
            let session = last.first_session.clone();
            let opened = Payment {
                session,
                ..now.clone()
            };
            till.must(vec![Change::Opened(Box::new(opened))]);
            if last.session != last.first_session {
                let renewed = Change::NewSession(last.id, last.session.clone());
                till.must(vec![renewed, changed(&now)]);
            }
            continue;
        }
        let mut changes = Vec::new();
        if stage == Stage::Paid {
            changes.push(answered(pay.attempt, b"signed"));
        }
        changes.push(changed(&now));
        if stage == Stage::Sending {
            changes.push(Change::AttemptOpened(Box::new(pay.clone())));
        }
        till.must(changes);
        if stage == Stage::Paid && last.print.is_some() {
            let due = PrintJob {
                stage: PrintStage::Due,
                started: 0,
            };
            till.must(vec![changed(&Payment {
                print: Some(due),
                ..now
            })]);
        }
    }
    till.must(vec![changed(last)]);
}

#[test]
fn every_column_of_a_payment_survives() {
    let till = RefCell::new(Till::new());
    proptest!(ProptestConfig::with_cases(150), |(last in a_payment())| {
        let mut till = till.borrow_mut();
        store(&mut till, &last);
        let by_id = Filter { payment: Some(last.id.get()), limit: 1, ..Filter::default() };
        let books = open_reader(till.path()).expect("books");
        let found = books.find(&by_id).expect("readable");
        prop_assert_eq!(&found[..], std::slice::from_ref(&last));
        let saved = till.store.load().expect("readable");
        prop_assert_eq!(saved.payments.contains(&last), last.is_live());
        prop_assert!(till.store.knows_session(&last.session).expect("readable"));
    });
}

#[test]
fn what_is_open_is_read_back_after_a_restart_with_its_attempts() {
    let mut till = Till::new();
    till.paid(1);
    let (sending, pay) = till.sending(2);
    let queued = till.queued(3);
    let Till { folder, store } = till;
    drop(store);
    let mut store = Store::open(folder.path(), BOOT, at(5)).expect("again");
    let saved = store.load().expect("saved");
    assert_eq!(saved.last_payment, 3);
    assert_eq!(saved.payments[1..], [sending, queued]);
    assert_eq!(
        saved.open_attempts,
        [(pay.attempt, PaymentId::new(2), Ask::Pay)]
    );
    // Ended by the next start, in a change set of its own.
    let mut till = Till { folder, store };
    till.must(vec![answered(pay.attempt, b"late")]);
    assert_eq!(till.store.load().expect("saved").open_attempts, []);
}

#[test]
fn a_reply_is_stored_byte_for_byte() {
    let mut till = Till::new();
    let (_, pay) = till.sending(1);
    let document: Vec<u8> = (0..64 * 1024_u32)
        .map(|n| (n % 251).to_le_bytes()[0])
        .collect();
    till.must(vec![answered(pay.attempt, &document)]);
    let proofs = till.store.proofs(PaymentId::new(1)).expect("proofs");
    assert!(proofs[0].document == document, "changed on the way");
}

#[test]
fn a_row_that_means_nothing_is_an_error_and_never_a_guess() {
    for damage in [
        "detail = 'nonsense:1'",
        "detail = 'accepted'",
        "currency = 'QQQ'",
        "provider = 'UPPER CASE'",
        "session = '---'",
        "extra = 'not json'",
        "cancel = 'why not'",
        "provider_number = 0",
    ] {
        let mut till = Till::new();
        till.queued(1);
        let intruder = till.intruder();
        intruder
            .execute_batch("DROP TRIGGER payment_fixed")
            .and_then(|()| intruder.execute_batch(&format!("UPDATE payment SET {damage}")))
            .expect(damage);
        assert!(till.store.load().is_err(), "{damage}");
    }
}
