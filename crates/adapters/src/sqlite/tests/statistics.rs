//! What the sale screen knows from earlier payments.

use paydesk_domain::money::Currency;
use paydesk_domain::neighbour::Difference;
use paydesk_domain::payment::ReturnStage;
use paydesk_domain::pii::Pii;
use paydesk_domain::provider::ProviderId;
use paydesk_domain::time::Timestamp;
use paydesk_till::payment::Payment;

use super::{Till, to_account, to_number};
use crate::samples::{at, order, payment, rub};

const DAY: i64 = 86_400_000;

fn provider(id: &str) -> ProviderId {
    ProviderId::parse(id).expect("provider")
}

fn of(mut payment: Payment, id: &str, credited: i64) -> Payment {
    payment.order.provider = provider(id);
    payment.order.credited = rub(credited);
    payment.order.taken = rub(credited + 1_000);
    payment
}

#[test]
fn the_last_numbers_come_once_each_with_what_was_paid_last() {
    let mut till = Till::new();
    till.sold(of(to_number(1, "9161234501"), "demo-mobile", 100), 1);
    till.sold(of(to_number(2, "9161234502"), "demo-mobile", 200), 2);
    till.sold(of(to_number(3, "9161234501"), "demo-mobile", 300), 3);
    till.sold(of(to_number(4, "9161234501"), "demo-other", 400), 4);
    till.open(5);
    let books = till.books();
    let last = |limit| -> Vec<(String, i64, i64)> {
        let found = books.last_numbers(limit).expect("read");
        let line = |one: &super::super::LastNumber| {
            let number = one.details.number.expose().clone();
            (number, one.credited.minor(), one.at.ms_since(at(0)))
        };
        found.iter().map(line).collect()
    };
    let expected = [
        ("9161234501".to_owned(), 400, 4),
        ("9161234501".to_owned(), 300, 3),
        ("9161234502".to_owned(), 200, 2),
    ];
    assert_eq!(last(9), expected);
    assert_eq!(last(2), expected[..2]);
    assert!(last(0).is_empty());
}

#[test]
fn times_paid_counts_the_same_details_at_the_same_provider() {
    let mut till = Till::new();
    let mobile = provider("demo-mobile");
    till.sold_and_paid(of(to_number(1, "9161234501"), "demo-mobile", 100), 1);
    till.sold(of(to_number(2, "9161234501"), "demo-mobile", 200), 2);
    till.sold(of(to_number(3, "9161234501"), "demo-other", 300), 3);
    till.withdrawn(
        of(to_number(4, "9161234501"), "demo-mobile", 400),
        4,
        ReturnStage::Due,
    );
    let mut with_extra = of(to_number(5, "9161234501"), "demo-mobile", 500);
    let period = ("PERIOD".to_owned(), Pii::new("112026".to_owned()));
    with_extra.order.details.extra.extend([period.clone()]);
    till.sold(with_extra.clone(), 5);
    let mut only_extra = of(to_number(6, ""), "demo-mobile", 600);
    only_extra.order.details.extra.extend([period]);
    till.sold(only_extra.clone(), 6);
    till.sold(of(to_account(7, "775"), "demo-mobile", 700), 7);
    let books = till.books();
    let paid = |payment: &Payment| {
        let paid = books
            .times_paid(&mobile, &payment.order.details)
            .expect("read");
        let last = paid
            .last
            .map(|(when, sum)| (when.ms_since(at(0)), sum.minor()));
        (paid.times, last)
    };
    assert_eq!(paid(&to_number(1, "9161234501")), (2, Some((2, 200))));
    assert_eq!(paid(&with_extra), (1, Some((5, 500))));
    assert_eq!(paid(&only_extra), (1, Some((6, 600))));
    assert_eq!(paid(&to_account(7, "775")), (1, Some((7, 700))));
    assert_eq!(paid(&to_number(1, "9161234502")), (0, None));
}

#[test]
fn a_slip_of_the_finger_is_found_next_to_the_number_that_is_paid_most() {
    let mut till = Till::new();
    for n in 1..=3 {
        till.sold(to_number(n, "9161234567"), i64::from(n));
    }
    till.sold(to_number(4, "9161234569"), 4);
    till.sold(to_account(5, "7751"), 5);
    for n in 6..=9 {
        till.withdrawn(to_number(n, "9161234560"), 6, ReturnStage::Due);
    }
    let books = till.books();
    let neighbour = |typed: &str, since: Timestamp| books.neighbour(typed, since).expect("read");
    let found = neighbour("9161234568", at(0)).expect("a neighbour");
    assert_eq!(found.number, "9161234567");
    assert_eq!(
        (found.times, found.last_at, found.last_taken),
        (3, at(3), rub(51_000))
    );
    let one_digit = Difference::OneDigit {
        position: 9,
        typed: '8',
        earlier: '7',
    };
    assert_eq!(found.difference, one_digit);
    let swapped = neighbour("9161234576", at(0)).expect("a neighbour");
    assert_eq!(swapped.difference, Difference::Swapped { position: 8 });
    assert_eq!(neighbour("7752", at(0)).expect("an account").number, "7751");
    let later = neighbour("9161234568", at(4)).expect("a neighbour");
    assert_eq!(later.number, "9161234569", "only what was paid since then");
    assert!(neighbour("9161234568", at(5)).is_none());
    assert!(
        neighbour("9161234569", at(0)).is_none(),
        "it was paid here before"
    );
    for typed in ["", "9161234", "91612345680", &"9".repeat(1 << 20), "ж"] {
        assert!(neighbour(typed, at(0)).is_none(), "{typed:.20}");
    }
}

#[test]
fn a_usual_range_needs_twenty_payments_and_leaves_the_odd_ones_out() {
    let mut till = Till::new();
    let mobile = provider("demo-mobile");
    for n in 1..=19_i64 {
        let n_32 = u32::try_from(n).expect("small");
        till.sold_and_paid(of(payment(n_32), "demo-mobile", 10_000 * n), n);
    }
    till.sold(of(payment(20), "demo-mobile", 1), 20);
    till.sold_and_paid(of(payment(21), "demo-other", 1), 21);
    assert_eq!(till.books().usual_range(&mobile).expect("read"), None);
    for n in 22..=101_u32 {
        till.sold_and_paid(of(payment(n), "demo-mobile", 50_000), i64::from(n));
    }
    till.sold_and_paid(of(payment(102), "demo-mobile", 9_000_000), 102);
    let range = till.books().usual_range(&mobile).expect("read");
    assert_eq!(range, Some((rub(50_000), rub(160_000))));
}

#[test]
fn providers_are_ordered_by_how_much_they_are_used() {
    let mut till = Till::new();
    for (n, id) in [(1, "a"), (2, "b"), (3, "b"), (4, "c"), (5, "c"), (6, "c")] {
        till.sold(of(payment(n), id, 100), i64::from(n));
    }
    till.withdrawn(of(payment(7), "a", 100), 7, ReturnStage::Returned);
    let books = till.books();
    let used = |since| books.providers_by_use(since).expect("read");
    assert_eq!(
        used(at(0)),
        [(provider("c"), 3), (provider("b"), 2), (provider("a"), 1)]
    );
    assert_eq!(used(at(3)), [(provider("c"), 3), (provider("b"), 1)]);
    assert!(used(at(8)).is_empty());
}

#[test]
fn a_days_sums_leave_out_what_failed_and_keep_currencies_apart() {
    let mut till = Till::new();
    till.sold(of(payment(1), "b", 100), 10);
    till.sold_and_paid(of(payment(2), "b", 200), 19);
    till.sold(of(payment(3), "a", 400), 15);
    till.withdrawn(of(payment(4), "a", 800), 15, ReturnStage::Due);
    till.sold(of(payment(5), "a", 1_600), 9);
    till.sold(of(payment(6), "a", 3_200), 20);
    let mut euro = payment(7);
    euro.order.provider = provider("a");
    euro.order.credited = paydesk_domain::money::Money::new(7, Currency::EUR);
    euro.order.taken = paydesk_domain::money::Money::new(8, Currency::EUR);
    till.sold(euro, 12);
    let lines = till.books().day(at(10), at(20)).expect("read");
    let shown: Vec<String> = lines
        .iter()
        .map(|line| {
            format!(
                "{} {} {} {}",
                line.provider, line.payments, line.credited, line.taken
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "a 1 0.07 EUR 0.08 EUR",
            "a 1 4.00 RUB 14.00 RUB",
            "b 2 3.00 RUB 23.00 RUB"
        ]
    );
}

#[test]
fn an_average_day_is_one_of_the_last_seven_with_payments() {
    let mut till = Till::new();
    let spent = |till: &Till| {
        let spent = till
            .books()
            .spent_per_day(Currency::RUB, at(0))
            .expect("read");
        spent.map(paydesk_domain::money::Money::minor)
    };
    assert_eq!(spent(&till), None);
    // Today 300 in two payments, every other day before 100, the eighth day with payments 5000.
    till.sold(of(payment(1), "a", 100), -1);
    till.sold(of(payment(2), "a", 200), -DAY + 1);
    for n in 1..=6 {
        let id = u32::try_from(n + 2).expect("small");
        till.sold(of(payment(id), "a", 100), -2 * n * DAY - 1);
    }
    assert_eq!(spent(&till), Some(900 / 7));
    till.sold(of(payment(9), "a", 5_000), -20 * DAY);
    till.withdrawn(of(payment(10), "a", 5_000), -1, ReturnStage::Due);
    till.sold(of(payment(11), "a", 5_000), 1);
    assert_eq!(spent(&till), Some(900 / 7));
    let dollars = till.books().spent_per_day(Currency::USD, at(0));
    assert_eq!(dollars.expect("read"), None);
}

/// With a million rows a step over the table costs seconds.
#[test]
fn habits_are_read_from_indices() {
    let mut till = Till::new();
    till.sold(payment(1), 1);
    let connection = till.intruder();
    for (tail, index) in [
        (
            "number = '1' AND number <> '' AND tender_at IS NOT NULL ORDER BY tender_at DESC",
            "payment_number",
        ),
        (
            "account = '1' AND account <> '' AND tender_at >= 5 ORDER BY tender_at DESC",
            "payment_account",
        ),
        (
            "tender_at IS NOT NULL ORDER BY tender_at DESC LIMIT 5",
            "payment_tender",
        ),
        (
            "tender_at >= 1 AND tender_at < 5 AND stage NOT IN ('failed')",
            "payment_tender",
        ),
    ] {
        let sql = format!("EXPLAIN QUERY PLAN SELECT credited FROM payment WHERE {tail}");
        let plan: Vec<String> = connection
            .prepare(&sql)
            .and_then(|mut statement| statement.query_map([], |row| row.get(3))?.collect())
            .expect("plan");
        assert!(plan[0].contains(index), "{tail}: {plan:?}");
        assert!(
            !plan.iter().any(|step| step.contains("TEMP B-TREE")),
            "{plan:?}"
        );
    }
    assert_eq!(order().provider, provider("demo-mobile"));
}
