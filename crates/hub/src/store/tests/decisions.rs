//! What persons decide: tariffs, sub-dealers, payments in work, refunds.

use paydesk_domain::commission::Ppm;
use rusqlite::Connection;

use super::setup::{Hub, at};
use crate::core::minor::Minor;
use crate::core::payment::{PartyId, Payment, State, TransId};
use crate::store::StoreError;
use crate::store::pays::PayStep;
use crate::store::proposals::{self, Unfit, Wish};
use crate::store::tariffs::{self, Place};
use crate::store::terms::Hand;

fn hand(by: &str) -> Hand<'_> {
    Hand { by, at: at(50) }
}

impl Hub {
    fn in_work(&self, name: &str, minor: i64) -> TransId {
        self.consent(name, minor);
        let PayStep::Capture { payment, .. } = self.pay(name, (minor, 10)) else {
            panic!("not taken")
        };
        payment.id
    }

    fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.store.write_blocking(work).unwrap()
    }

    fn proposed(&self, id: TransId, wish: Wish) -> Result<i64, Unfit> {
        self.write(move |books| {
            proposals::propose(books, (id, &wish), "the register says so", &hand("Анна"))
        })
    }

    fn decided(&self, number: i64, agrees: bool, by: &'static str) -> Result<Payment, Unfit> {
        self.write(move |books| proposals::decide(books, (number, agrees), &hand(by)))
    }

    fn earned(&self, owner: &str) -> i64 {
        self.number(&format!(
            "SELECT coalesce(sum(e.amount), 0) FROM entry e JOIN account a ON a.id = e.credit_account
               JOIN party p ON p.id = a.owner WHERE a.kind = 'commission' AND p.kind = '{owner}'"
        ))
    }

    fn rule(&self, of_dealer: bool, provider: u32, (from_volume, ppm): (i64, Option<u32>)) {
        let dealer = PartyId::new(self.number("SELECT id FROM party WHERE kind = 'dealer'"));
        self.write(move |books| {
            let place = Place {
                dealer: of_dealer.then_some(dealer),
                provider,
                currency: "RUB",
                from_volume: Minor::new(from_volume),
            };
            tariffs::add_rule(
                books,
                &place,
                (ppm.and_then(Ppm::new), at(-1)),
                &hand("Анна"),
            )
        });
    }
}

#[test]
fn a_payment_in_work_is_ended_by_two_persons_and_by_no_single_one() {
    let hub = Hub::with_deposit(1_000_000);
    let paid = hub.in_work("A1", 10_000);
    let number = hub
        .proposed(
            paid,
            Wish::Paid {
                provider_ref: "p77".to_owned(),
            },
        )
        .unwrap();
    assert_eq!(hub.proposed(paid, Wish::Refused), Err(Unfit::Proposed));
    assert_eq!(hub.decided(number, true, "анна "), Err(Unfit::SamePerson));
    let ended = hub.decided(number, true, "Борис").unwrap();
    assert_eq!(
        (ended.state, ended.provider_ref.as_deref()),
        (State::Captured, Some("p77"))
    );
    assert_eq!(hub.decided(number, true, "Борис"), Err(Unfit::NoProposal));
    let refused = hub.in_work("A2", 20_000);
    let number = hub.proposed(refused, Wish::Refused).unwrap();
    hub.decided(number, false, "Анна").unwrap();
    let number = hub.proposed(refused, Wish::Refused).unwrap();
    let ended = hub.decided(number, true, "Борис").unwrap();
    assert_eq!((ended.state, ended.void_code), (State::Void, Some(23)));
    assert_eq!(hub.deposit().available(), Ok(Minor::new(990_000)));
    hub.assert_sound();
}

#[test]
fn what_the_provider_says_meanwhile_goes_before_what_a_person_wanted() {
    let hub = Hub::with_deposit(1_000_000);
    let id = hub.in_work("A1", 10_000);
    let number = hub.proposed(id, Wish::Refused).unwrap();
    hub.answered(id, super::setup::provider_done());
    assert_eq!(
        hub.decided(number, true, "Борис"),
        Err(Unfit::State(State::Captured))
    );
    hub.decided(number, false, "Борис").unwrap();
    hub.assert_sound();
}

#[test]
fn a_refund_returns_every_share_to_the_deposit_once() {
    let hub = Hub::with_deposit(1_000_000);
    let id = hub.paid("A1", 10_001).id;
    assert_eq!(hub.deposit().available(), Ok(Minor::new(989_999)));
    assert_eq!(
        hub.proposed(id, Wish::Refused),
        Err(Unfit::State(State::Captured))
    );
    let number = hub.proposed(id, Wish::Refund).unwrap();
    hub.decided(number, true, "Борис").unwrap();
    assert_eq!(hub.deposit().available(), Ok(Minor::new(1_000_000)));
    assert_eq!(hub.proposed(id, Wish::Refund), Err(Unfit::Refunded));
    let left = "SELECT count(*) FROM (SELECT a.id FROM account a JOIN entry e
                    ON a.id IN (e.credit_account, e.debit_account)
                  WHERE e.kind = 'post' AND a.kind NOT IN ('deposit', 'settlement') GROUP BY a.id
                 HAVING sum(CASE a.id WHEN e.credit_account THEN e.amount ELSE -e.amount END) <> 0)";
    assert_eq!(hub.number(left), 0);
    // Refills are what the bank received; a refund is none.
    let refills = hub.store.read_blocking(|books| {
        crate::store::ledger::refills(books, hub.key.deposit, (at(-1), at(1_000_000)))
    });
    assert_eq!(refills.unwrap().len(), 1);
    hub.assert_sound();
}

#[test]
fn the_most_particular_rule_says_the_commission_and_a_band_begins_at_its_volume() {
    let hub = Hub::with_deposit(10_000_000);
    let ppm = |name: &str| hub.paid(name, 100_000).tariff.commission_ppm;
    assert_eq!(ppm("A1"), 30_000);
    hub.rule(false, 0, (0, Some(25_000)));
    assert_eq!(ppm("A2"), 25_000);
    hub.rule(true, 0, (300_000, Some(35_000)));
    assert_eq!(ppm("A3"), 25_000);
    assert_eq!(ppm("A4"), 35_000);
    hub.rule(true, 227, (0, Some(10_000)));
    assert_eq!(
        ppm("A5"),
        10_000,
        "a dealer's rule for the provider is the more particular one"
    );
}

#[test]
fn a_rule_that_is_ended_gives_way_and_old_payments_keep_theirs() {
    let hub = Hub::with_deposit(10_000_000);
    hub.rule(true, 227, (0, Some(10_000)));
    assert_eq!(hub.paid("A1", 100_000).tariff.commission_ppm, 10_000);
    hub.rule(true, 227, (0, None));
    assert_eq!(hub.paid("A2", 100_000).tariff.commission_ppm, 30_000);
    assert_eq!(hub.earned("dealer"), 1_000 + 3_000);
    hub.assert_sound();
}

#[test]
fn a_sub_dealer_earns_its_part_of_what_its_points_sell() {
    let hub = Hub::with_deposit(10_000_000);
    let (point, dealer) = (
        hub.key.point,
        PartyId::new(hub.number("SELECT id FROM party WHERE kind = 'dealer'")),
    );
    hub.paid("A1", 100_000);
    hub.write(move |books| {
        let sub = tariffs::subdealer(books, dealer, "north", at(0))?;
        assert_eq!(tariffs::subdealer(books, dealer, "north", at(1))?, sub);
        tariffs::set_share(books, (sub, 0), Ppm::new(20_000).unwrap(), &hand("Анна"))?;
        tariffs::assign(books, (point, Some(sub)), &hand("Анна"))
    });
    hub.paid("A2", 100_000);
    assert_eq!(
        (hub.earned("dealer"), hub.earned("subdealer")),
        (3_000 + 1_000, 2_000)
    );
    hub.write(move |books| tariffs::assign(books, (point, None), &hand("Анна")));
    hub.paid("A3", 100_000);
    assert_eq!(
        (hub.earned("dealer"), hub.earned("subdealer")),
        (3_000 + 1_000 + 3_000, 2_000)
    );
    hub.assert_sound();
}

#[test]
fn the_books_themselves_keep_the_four_eyes() {
    let hub = Hub::with_deposit(1_000_000);
    let id = hub.in_work("A1", 10_000);
    let number = hub.proposed(id, Wish::Refused).unwrap();
    for (damage, said) in [
        (
            format!(
                "UPDATE proposal SET decided_by = asked_by, decided_at = 1, agreed = 1 WHERE id = {number}"
            ),
            "CHECK",
        ),
        (
            format!("UPDATE proposal SET reason = 'x' WHERE id = {number}"),
            "decided once",
        ),
        ("DELETE FROM proposal".to_owned(), "kept for ever"),
        (
            "INSERT INTO proposal (payment_id, kind, reason, asked_by, asked_at)
            SELECT payment_id, 'refund', 'x', 'c', 0 FROM proposal"
                .to_owned(),
            "UNIQUE",
        ),
    ] {
        let refused = hub
            .store
            .write_blocking(move |books| Ok(books.execute_batch(&damage)?));
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains(said), "{said}: {refused}");
    }
}
