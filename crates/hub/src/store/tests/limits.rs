//! What dealers and points may do, asked of real books.

use super::setup::{Hub, at};
use crate::core::limits::{Cap, Hours, Repeats, Standing};
use crate::core::minor::Minor;
use crate::core::payment::{PartyId, State, Terms};
use crate::store::StoreError;
use crate::store::checks::CheckStep;
use crate::store::limits::refusal_of_number;
use crate::store::pays::ProviderEnd;
use crate::store::terms::{self, Hand, Listed, Permission};

const HAND: Hand<'static> = Hand {
    by: "Петров",
    at: at_zero(),
};
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

const fn at_zero() -> paydesk_domain::time::Timestamp {
    paydesk_domain::time::Timestamp::from_unix_ms(super::setup::NOW)
}

fn rich() -> Hub {
    Hub::with_deposit(10_000_000)
}

impl Hub {
    fn dealer(&self) -> PartyId {
        PartyId::new(self.number("SELECT id FROM party WHERE kind = 'dealer'"))
    }

    fn set(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> Result<(), StoreError> + Send + 'static,
    ) {
        self.store.write_blocking(work).unwrap();
    }

    /// The error number of a check, 0 when it was let through.
    fn told(&self, name: &str, minor_at: (i64, i64)) -> u16 {
        match self.check(name, minor_at) {
            CheckStep::GoOn(_) => 0,
            CheckStep::Known(payment) | CheckStep::OtherContent(payment) => {
                payment.void_code.unwrap_or(0)
            }
        }
    }

    fn cap(
        &self,
        party: PartyId,
        provider: u32,
        (per_payment, per_day): (Option<i64>, Option<i64>),
    ) {
        let cap = Cap {
            per_payment: per_payment.map(Minor::new),
            per_day: per_day.map(Minor::new),
        };
        self.set(move |books| terms::set_cap(books, (party, provider, "RUB"), cap, &HAND));
    }
}

#[test]
fn a_blocked_dealer_and_a_blocked_point_check_nothing_and_are_let_in_again() {
    let hub = rich();
    let (dealer, point) = (hub.dealer(), hub.key.point);
    let stand = |party, standing| {
        hub.set(move |books| terms::set_standing(books, party, (standing, "test"), &HAND));
    };
    stand(dealer, Standing::Suspended);
    assert_eq!(hub.told("A1", (100, 0)), 27);
    stand(dealer, Standing::Blocked);
    assert_eq!(hub.told("A2", (100, 0)), 26);
    stand(dealer, Standing::Active);
    stand(point, Standing::Blocked);
    assert_eq!(hub.told("A3", (100, 0)), 53);
    stand(point, Standing::Active);
    assert_eq!(hub.told("A4", (100, 0)), 0);
    assert_eq!(hub.deposit().debit_pending, Minor::new(100));
    hub.assert_sound();
}

#[test]
fn what_was_consented_to_is_paid_although_the_dealer_is_blocked_since() {
    let hub = rich();
    hub.consent("A1", 100);
    let dealer = hub.dealer();
    hub.set(move |books| terms::set_standing(books, dealer, (Standing::Blocked, "test"), &HAND));
    let crate::store::pays::PayStep::Capture { payment, .. } = hub.pay("A1", (100, 10)) else {
        panic!("not taken")
    };
    let ended = hub.answered(payment.id, super::setup::provider_done());
    assert_eq!(ended.state, State::Captured);
    hub.assert_sound();
}

#[test]
fn the_day_of_a_dealer_ends_at_its_limit_and_begins_anew_at_its_midnight() {
    let hub = rich();
    hub.cap(hub.dealer(), 0, (Some(600), Some(1_000)));
    assert_eq!(hub.told("A1", (601, 0)), 81);
    assert_eq!(hub.told("A2", (600, 0)), 0);
    assert_eq!(hub.told("A3", (401, 0)), 82);
    assert_eq!(hub.told("A4", (400, 0)), 0);
    assert_eq!(hub.told("A5", (1, 0)), 82);
    assert_eq!(hub.told("A6", (1, DAY)), 0);
    hub.assert_sound();
}

#[test]
fn a_point_has_limits_of_its_own_for_everything_and_for_one_provider() {
    let hub = rich();
    hub.cap(hub.key.point, 0, (Some(900), Some(1_000)));
    assert_eq!(hub.told("A1", (901, 0)), 83);
    assert_eq!(hub.told("A2", (900, 0)), 0);
    assert_eq!(hub.told("A3", (101, 0)), 84);
    hub.cap(hub.key.point, 0, (None, None));
    hub.cap(hub.key.point, 227, (Some(500), Some(1_000)));
    assert_eq!(hub.told("A4", (501, 0)), 136);
    assert_eq!(hub.told("A5", (101, 0)), 137);
    assert_eq!(hub.told("A6", (100, 0)), 0);
    hub.assert_sound();
}

#[test]
fn what_ends_without_money_is_given_back_to_the_day_of_its_check() {
    let hub = rich();
    hub.cap(hub.dealer(), 0, (None, Some(1_000)));
    hub.consent("A1", 1_000);
    assert_eq!(hub.told("A2", (1, 0)), 82);
    hub.cancel("A1", (1_000, 20));
    assert_eq!(hub.told("A3", (1_000, 30)), 0);
    let expired = hub
        .store
        .write_blocking(|books| crate::store::closing::expire(books, at(2 * HOUR)));
    assert_eq!(expired.unwrap(), 1);
    hub.consent("A4", 1_000);
    hub.pay("A4", (1_000, 10));
    let id = hub.number("SELECT id FROM payment WHERE session = 'A4'");
    let refused = ProviderEnd::Refused { code: 23 };
    hub.answered(crate::core::payment::TransId::new(id), refused);
    assert_eq!(hub.told("A5", (1_000, 40)), 0);
    assert_eq!(
        hub.number("SELECT sum(amount) FROM spent WHERE provider = 0"),
        2_000
    );
    hub.assert_sound();
}

#[test]
fn the_same_sum_for_the_same_number_waits_an_hour_another_sum_does_not() {
    let mut hub = rich();
    hub.rules.repeats = Repeats {
        within_ms: HOUR,
        per_day: 0,
    };
    // A check that nobody paid is no payment.
    hub.consent("A0", 500);
    hub.paid("A1", 500);
    assert_eq!(hub.told("A2", (500, HOUR - 1)), 32);
    assert_eq!(hub.told("A3", (501, HOUR - 1)), 0);
    assert_eq!(hub.told("A4", (500, HOUR + 1)), 0);
    hub.assert_sound();
}

#[test]
fn details_that_had_their_payments_of_the_day_have_no_more_until_midnight() {
    let mut hub = rich();
    hub.rules.repeats = Repeats {
        within_ms: 0,
        per_day: 2,
    };
    hub.paid("A1", 500);
    hub.paid("A2", 600);
    assert_eq!(hub.told("A3", (700, 60)), 135);
    assert_eq!(hub.told("A4", (700, DAY)), 0);
    hub.assert_sound();
}

#[test]
fn the_day_of_the_details_begins_at_the_dealers_midnight_and_not_a_moment_before() {
    let mut hub = rich();
    hub.rules.repeats = Repeats {
        within_ms: 0,
        per_day: 1,
    };
    let into_day = (super::setup::NOW + 3 * HOUR) % DAY;
    let midnight = DAY - into_day;
    let CheckStep::GoOn(last) = hub.check("A1", (500, midnight - 1)) else {
        panic!("not claimed")
    };
    hub.reserved(last.id);
    hub.consented(last.id);
    hub.pay("A1", (500, 10));
    assert_eq!(hub.told("A2", (700, midnight - 1)), 135);
    assert_eq!(hub.told("A3", (700, midnight)), 0);
}

#[test]
fn permissions_registration_hours_and_black_list_have_their_numbers() {
    let mut hub = rich();
    let (dealer, point) = (hub.dealer(), hub.key.point);
    let permit = |party, permission, holds| {
        hub.set(move |books| {
            terms::set_permission(books, (party, 227), (permission, holds), &HAND)
        });
    };
    for party in [dealer, point] {
        permit(party, Permission::Denied, true);
        assert_eq!(hub.told(&format!("D{}", party.get()), (100, 0)), 45);
        permit(party, Permission::Denied, false);
    }
    let hours = |hours| hub.set(move |books| terms::set_hours(books, point, hours, &HAND));
    let minute = crate::core::limits::minute_of_day(at(0), 180);
    hours(Some(Hours {
        opens: minute + 1,
        closes: minute,
    }));
    assert_eq!(hub.told("H1", (100, 0)), 47);
    hours(None);
    let list = |number: &str, provider, reason: Option<&'static str>| {
        let details = Listed {
            number: number.to_owned(),
            account: String::new(),
            provider,
        };
        hub.set(move |books| terms::set_listed(books, &details, reason, &HAND).map(drop));
    };
    list("9161234567", 300, Some("fraud"));
    assert_eq!(hub.told("B1", (100, 0)), 0);
    list("9161234567", 0, Some("fraud"));
    assert_eq!(hub.told("B2", (100, 0)), 87);
    let terms = Terms {
        provider: 227,
        number: "9161234567".to_owned(),
        account: String::new(),
        amount: Minor::new(1),
        taken: Minor::new(1),
    };
    let whose = (point, hub.key.deposit);
    let number = hub
        .store
        .read_blocking(|books| refusal_of_number(books, whose, (&terms, false), at(0)));
    assert_eq!(number.unwrap(), Some(87));
    list("9161234567", 0, None);
    hub.rules.wants_registration = true;
    assert_eq!(hub.told("R1", (100, 0)), 13);
    let told = move |books: &rusqlite::Connection| {
        terms::set_permission(
            books,
            (PartyId::new(point.get()), 227),
            (Permission::Registered, true),
            &HAND,
        )
    };
    hub.store.write_blocking(move |books| told(books)).unwrap();
    assert_eq!(hub.told("R2", (100, 0)), 0);
    hub.assert_sound();
}

#[test]
fn a_credit_limit_is_the_depth_that_a_deposit_may_fall_to() {
    let hub = Hub::with_deposit(1_000);
    let dealer = hub.dealer();
    assert_eq!(hub.told("A1", (1_500, 0)), 21);
    hub.set(move |books| {
        terms::set_credit(books, (dealer, "RUB"), Minor::new(500), &HAND).map(drop)
    });
    assert_eq!(hub.told("A2", (1_501, 0)), 21);
    assert_eq!(hub.told("A3", (1_500, 0)), 0);
    // What is owed already cannot be forbidden afterwards.
    let refused = hub.store.write_blocking(move |books| {
        terms::set_credit(books, (dealer, "RUB"), Minor::new(499), &HAND)
    });
    assert!(refused.is_err());
    hub.assert_sound();
}

#[test]
fn the_audit_chain_names_who_changed_a_term_and_no_subscriber() {
    let hub = rich();
    hub.cap(hub.dealer(), 0, (Some(1), None));
    let details = Listed {
        number: "9161234567".to_owned(),
        account: String::new(),
        provider: 0,
    };
    hub.set(move |books| terms::set_listed(books, &details, Some("fraud"), &HAND).map(drop));
    let named = "SELECT count(*) FROM audit WHERE record LIKE '%by=Петров%'";
    assert_eq!(hub.number(named), 2);
    assert_eq!(
        hub.number("SELECT count(*) FROM audit WHERE record LIKE '%916%'"),
        0
    );
}
