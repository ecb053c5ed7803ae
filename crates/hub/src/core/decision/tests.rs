use paydesk_domain::ids::{Fingerprint, SessionId};
use paydesk_domain::time::Timestamp;

use super::{
    CancelDecision, CheckDecision, PayDecision, PayRequest, Profile, StatusDecision, covers,
    decide_cancel, decide_check, decide_pay, decide_status,
};
use crate::core::minor::Minor;
use crate::core::outcome::{Outcome, Shown};
use crate::core::payment::{KeyId, PartyId, Payment, State, Terms, TransId};
use crate::core::posting::Tariff;

const CHECKED_AT: i64 = 1_000_000;
const HOUR: i64 = 60 * 60 * 1000;
const SAME: Fingerprint = Fingerprint::new([7; 32]);
const OTHER: Fingerprint = Fingerprint::new([8; 32]);

fn terms() -> Terms {
    Terms {
        provider: 227,
        number: "9161234567".to_owned(),
        account: String::new(),
        amount: Minor::new(50_000),
        taken: Minor::new(51_000),
    }
}

fn payment(state: State) -> Payment {
    Payment {
        id: TransId::new(1),
        point: PartyId::new(1),
        session: SessionId::parse("A1").unwrap(),
        opened_by: KeyId::new(1),
        fingerprint: SAME,
        terms: Some(terms()),
        tariff: Tariff {
            commission_ppm: 30_000,
            hub_ppm: 0,
            bank_ppm: 0,
            sub: None,
        },
        state,
        tombstone: false,
        void_code: (state == State::Void).then_some(38),
        pay_seen: false,
        version: 3,
        created_at: Timestamp::from_unix_ms(CHECKED_AT),
        consented_at: Some(Timestamp::from_unix_ms(CHECKED_AT)),
        hold_until: Timestamp::from_unix_ms(CHECKED_AT + 70 * 60_000),
        bank_ref: None,
        provider_ref: None,
        facts: None,
        business_date: None,
    }
}

fn after(ms: i64) -> Timestamp {
    Timestamp::from_unix_ms(CHECKED_AT + ms)
}

fn asked(terms: &Terms) -> PayRequest<'_> {
    PayRequest {
        profile: Profile::Cyberplat,
        fingerprint: SAME,
        terms,
        taken_given: true,
        not_after: None,
        needs_check: true,
    }
}

#[test]
fn a_check_fills_an_empty_slot_once() {
    assert_eq!(decide_check(None, SAME), CheckDecision::Claim);
    for state in State::ALL {
        let slot = payment(state);
        let expected = match state {
            State::Checked | State::Reserved => CheckDecision::Resume,
            State::Consented | State::Capturing | State::Captured | State::Void => {
                CheckDecision::Repeat
            }
        };
        assert_eq!(decide_check(Some(&slot), SAME), expected, "{state:?}");
        assert_eq!(
            decide_check(Some(&slot), OTHER),
            CheckDecision::OtherContent,
            "{state:?}"
        );
    }
}

#[test]
fn a_pay_is_taken_within_an_hour_of_its_check_and_never_later() {
    let (slot, terms) = (payment(State::Consented), terms());
    assert_eq!(
        decide_pay(Some(&slot), &asked(&terms), after(HOUR)),
        PayDecision::Capture
    );
    let late = decide_pay(Some(&slot), &asked(&terms), after(HOUR + 1));
    assert_eq!(late, PayDecision::Close { code: 38 });
}

#[test]
fn not_after_stops_a_first_execution_but_not_a_repeat() {
    let terms = terms();
    let over = PayRequest {
        not_after: Some(after(10)),
        ..asked(&terms)
    };
    for (slot, expected) in [
        (None, PayDecision::StoreRefusal { code: 38 }),
        (
            Some(payment(State::Consented)),
            PayDecision::Close { code: 38 },
        ),
        (Some(payment(State::Capturing)), PayDecision::Repeat),
        (Some(payment(State::Captured)), PayDecision::Repeat),
    ] {
        assert_eq!(decide_pay(slot.as_ref(), &over, after(11)), expected);
    }
}

#[test]
fn a_pay_without_a_check_is_absent_unless_the_provider_needs_none() {
    let terms = terms();
    let absent = decide_pay(None, &asked(&terms), after(0));
    assert_eq!(absent, PayDecision::Absent { code: 11 });
    let unchecked = PayRequest {
        needs_check: false,
        ..asked(&terms)
    };
    assert_eq!(
        decide_pay(None, &unchecked, after(0)),
        PayDecision::ClaimAndCapture
    );
}

type Change = (u16, fn(&mut Terms));

#[test]
fn a_changed_pay_is_refused_whatever_the_state() {
    let changes: [Change; 5] = [
        (37, |terms| terms.provider = 71),
        (17, |terms| terms.number.push('0')),
        (18, |terms| terms.amount = Minor::new(1)),
        (18, |terms| terms.taken = Minor::new(99_000)),
        (19, |terms| terms.account.push('1')),
    ];
    for state in State::ALL {
        for (code, change) in changes {
            let mut changed = terms();
            change(&mut changed);
            let decision = decide_pay(Some(&payment(state)), &asked(&changed), after(1));
            assert_eq!(decision, PayDecision::Mismatch { code }, "{state:?}");
        }
    }
}

#[test]
fn a_plain_client_may_leave_the_taken_sum_out_of_its_pay() {
    let mut short = terms();
    short.taken = short.amount;
    let request = PayRequest {
        taken_given: false,
        fingerprint: OTHER,
        ..asked(&short)
    };
    let slot = payment(State::Consented);
    assert_eq!(
        decide_pay(Some(&slot), &request, after(1)),
        PayDecision::Capture
    );
    let strict = PayRequest {
        profile: Profile::Paydesk,
        ..request
    };
    assert_eq!(
        decide_pay(Some(&slot), &strict, after(1)),
        PayDecision::Mismatch { code: 18 }
    );
}

#[test]
fn a_refused_payment_remembers_that_a_pay_came() {
    let terms = terms();
    let mut slot = payment(State::Void);
    assert_eq!(
        decide_pay(Some(&slot), &asked(&terms), after(1)),
        PayDecision::MarkSeen
    );
    assert_eq!(Outcome::of_status(Some(&slot)).result, Some(1));
    slot.pay_seen = true;
    assert_eq!(
        decide_pay(Some(&slot), &asked(&terms), after(1)),
        PayDecision::Repeat
    );
    assert_eq!(Outcome::of_status(Some(&slot)).result, Some(7));
}

#[test]
fn a_plain_status_closes_an_unpaid_session_after_a_minute() {
    let close = StatusDecision::Close { code: 38 };
    for (state, profile, ms, expected) in [
        (
            State::Consented,
            Profile::Cyberplat,
            59_999,
            StatusDecision::Report,
        ),
        (State::Consented, Profile::Cyberplat, 60_000, close),
        (
            State::Consented,
            Profile::Paydesk,
            60_000,
            StatusDecision::Report,
        ),
        (
            State::Capturing,
            Profile::Cyberplat,
            60_000,
            StatusDecision::Report,
        ),
        (
            State::Captured,
            Profile::Cyberplat,
            60_000,
            StatusDecision::Report,
        ),
    ] {
        let decision = decide_status(Some(&payment(state)), profile, None, after(ms));
        assert_eq!(decision, expected, "{state:?} {profile:?} {ms}");
    }
    assert_eq!(
        decide_status(None, Profile::Cyberplat, None, after(0)),
        StatusDecision::Report
    );
}

#[test]
fn a_cancel_buries_withdraws_or_reports() {
    assert_eq!(decide_cancel(None, SAME, true), CancelDecision::Bury);
    for state in State::ALL {
        let slot = payment(state);
        let expected = match state {
            State::Checked | State::Reserved | State::Consented => CancelDecision::Withdraw,
            State::Capturing | State::Captured | State::Void => CancelDecision::Report,
        };
        assert_eq!(
            decide_cancel(Some(&slot), SAME, true),
            expected,
            "{state:?}"
        );
        let foreign = decide_cancel(Some(&slot), OTHER, true);
        assert_eq!(foreign, CancelDecision::Foreign { code: 18 });
        let no_right = decide_cancel(Some(&slot), SAME, false);
        assert_eq!(no_right, CancelDecision::Foreign { code: 45 });
    }
}

#[test]
fn a_deposit_covers_a_sum_to_the_last_kopeck() {
    assert!(covers(Minor::new(100), Minor::new(100)));
    assert!(!covers(Minor::new(100), Minor::new(101)));
    assert!(!covers(Minor::new(i64::MIN), Minor::new(1)));
}

/// Source: `paydesk` profile, table of STATE and the plain fields.
#[test]
fn state_and_plain_fields_say_the_same() {
    let mut buried = payment(State::Void);
    (buried.tombstone, buried.void_code) = (true, Some(123));
    let mut refused = payment(State::Void);
    refused.pay_seen = true;
    let rows = [
        (
            payment(State::Consented),
            Shown::Checked,
            (50, Some(1)),
            (0, Some(1)),
        ),
        (
            payment(State::Capturing),
            Shown::InWork,
            (20, Some(1)),
            (0, Some(3)),
        ),
        (
            payment(State::Captured),
            Shown::Done,
            (0, Some(0)),
            (0, Some(7)),
        ),
        (refused, Shown::Refused, (38, Some(1)), (38, Some(7))),
        (buried, Shown::Cancelled, (123, Some(1)), (123, Some(7))),
    ];
    for (slot, shown, pay, status) in rows {
        let told = Outcome::of_pay(&slot, false);
        assert_eq!(
            ((told.error, told.result), told.shown),
            (pay, Some((shown, 3)))
        );
        let told = Outcome::of_status(Some(&slot));
        assert_eq!(
            ((told.error, told.result), told.shown),
            (status, Some((shown, 3)))
        );
    }
    let none = Outcome::of_status(None);
    assert_eq!(
        (none.error, none.result, none.shown),
        (11, None, Some((Shown::None, 0)))
    );
    assert_eq!(Outcome::absent_pay().result, Some(1));
}

#[test]
fn no_answer_to_check_or_pay_pairs_error_0_with_result_1() {
    for state in State::ALL {
        for (tombstone, pay_seen) in [(false, false), (true, false), (false, true)] {
            let slot = Payment {
                tombstone,
                pay_seen,
                ..payment(state)
            };
            for told in [
                Outcome::of_check(&slot, Profile::Cyberplat),
                Outcome::of_check(&slot, Profile::Paydesk),
                Outcome::of_pay(&slot, false),
                Outcome::of_pay(&slot, true),
            ] {
                assert_eq!(
                    told.error == 0,
                    told.result == Some(0),
                    "{state:?} {told:?}"
                );
            }
        }
    }
}
