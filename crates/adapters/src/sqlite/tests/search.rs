//! Pages, counts and patterns.

use paydesk_domain::payment::ReturnStage;
use rusqlite::params_from_iter;

use super::super::{Filter, StageGroup};
use super::{Till, changed, to_account, to_number};
use crate::samples::{at, payment, rub};

/// Six payments: 1 open, 2 paid, 3 withdrawn, 4 owed, 5 by another cashier to an account, 6 without cash.
fn six() -> Till {
    let mut till = Till::new();
    till.sold(to_number(1, "9161234501"), 1_000);
    let mut paid = till.sold_and_paid(to_number(2, "9161234512"), 2_000);
    paid.transid = Some("1795533727045".to_owned());
    till.must(vec![changed(&paid)]);
    till.withdrawn(to_number(3, "9261234513"), 3_000, ReturnStage::Returned);
    till.withdrawn(to_number(4, "9161299999"), 4_000, ReturnStage::Due);
    let mut fifth = to_account(5, "775");
    fifth.cashier = "Петрова Анна Ивановна".to_owned();
    fifth.order.credited = rub(60_000);
    fifth.order.taken = rub(61_000);
    till.sold_and_paid(fifth, 5_000);
    till.open(6);
    till
}

/// Pages through everything, two at a time, and compares with the count.
fn assert_fits(till: &Till, filter: &Filter, expected: &[i64]) {
    let books = till.books();
    let mut found = Vec::new();
    for offset in (0..14).step_by(2) {
        let page = books.page(filter, offset, 2).expect("page");
        found.extend(page.iter().map(|payment| payment.id.get()));
    }
    assert_eq!(found, expected, "{filter:?}");
    let count = books.count(filter).expect("count");
    assert_eq!(count as usize, expected.len(), "{filter:?}");
}

fn pattern(text: &str) -> Filter {
    Filter {
        pattern: Some(text.to_owned()),
        ..Filter::default()
    }
}

fn group(group: StageGroup) -> Filter {
    Filter {
        group: Some(group),
        ..Filter::default()
    }
}

#[test]
fn pages_hold_every_payment_with_cash_once_the_newest_first() {
    let till = six();
    assert_fits(&till, &Filter::default(), &[5, 4, 3, 2, 1]);
    let beyond = till.books().page(&Filter::default(), u32::MAX, 20);
    assert!(beyond.expect("page").is_empty());
}

#[test]
fn pages_far_back_leave_nothing_out_and_show_nothing_twice() {
    let mut till = Till::new();
    let numbers = [1, 1_023, 1_024, 1_025, 2_047, 2_048, 5_000, 5_001];
    for n in numbers {
        till.sold(payment(n), 1);
        // Between them are some that came to nothing.
        till.open(n + 10_000);
    }
    let expected: Vec<i64> = numbers.iter().rev().map(|n| i64::from(*n)).collect();
    assert_fits(&till, &Filter::default(), &expected);
    assert_fits(&till, &group(StageGroup::Open), &expected);
    assert_fits(&till, &group(StageGroup::Paid), &[]);
    till.sold_and_paid(payment(1_026), 1);
    till.sold_and_paid(payment(4_999), 1);
    till.withdrawn(payment(5_002), 1, ReturnStage::Due);
    assert_fits(&till, &group(StageGroup::Paid), &[4_999, 1_026]);
    let expected = [
        5_002, 5_001, 5_000, 4_999, 2_048, 2_047, 1_026, 1_025, 1_024, 1_023, 1,
    ];
    let books = till.books();
    for (offset, limit) in [(0, 11), (1, 7), (3, 3), (7, 5), (11, 5), (2, 0)] {
        let page = books.page(&Filter::default(), offset, limit).expect("page");
        let found: Vec<i64> = page.iter().map(|payment| payment.id.get()).collect();
        let wanted = expected.iter().skip(offset as usize).take(limit as usize);
        assert!(found.iter().eq(wanted), "{offset} {limit}: {found:?}");
    }
}

#[test]
fn a_pattern_fits_numbers_and_accounts() {
    let till = six();
    for (text, expected) in [
        ("916*", &[4, 2, 1][..]),
        ("9?61234513", &[3]),
        ("91612345??", &[2, 1]),
        ("91612345?", &[]),
        ("*5*1*", &[3, 2, 1]),
        ("7*", &[5]),
        ("??5", &[5]),
        ("*", &[5, 4, 3, 2, 1]),
        ("9161234512", &[2]),
        ("", &[]),
        ("91612345[12]", &[]),
        ("9161' OR 1", &[]),
    ] {
        assert_fits(&till, &pattern(text), expected);
    }
    let longest = "?".repeat(1 << 20);
    assert_fits(&till, &pattern(&longest), &[]);
}

#[test]
fn a_question_mark_is_a_digit_and_a_star_a_run_of_digits() {
    let mut till = Till::new();
    till.sold(to_account(1, "12A4"), 1_000);
    till.sold(to_account(2, "1234"), 2_000);
    assert_fits(&till, &pattern("12?4"), &[2]);
    assert_fits(&till, &pattern("12*"), &[2]);
}

#[test]
fn every_group_holds_what_it_says() {
    let till = six();
    assert_fits(&till, &group(StageGroup::Paid), &[5, 2]);
    assert_fits(&till, &group(StageGroup::Refused), &[4, 3]);
    assert_fits(&till, &group(StageGroup::Open), &[1]);
    assert_fits(&till, &group(StageGroup::Owed), &[4]);
}

#[test]
fn transid_sum_time_and_cashier_are_searched() {
    let till = six();
    let transid = |number: Option<&str>| Filter {
        transid: Some("1795533727045".to_owned()),
        number: number.map(str::to_owned),
        ..Filter::default()
    };
    assert_fits(&till, &transid(None), &[2]);
    assert_fits(&till, &transid(Some("9161234501")), &[]);
    assert_fits(&till, &transid(Some("1795533727045")), &[2]);
    let taken = |minor| Filter {
        taken_minor: Some(minor),
        ..Filter::default()
    };
    assert_fits(&till, &taken(61_000), &[5]);
    assert_fits(&till, &taken(51_000), &[4, 3, 2, 1]);
    assert_fits(&till, &taken(1), &[]);
    let times = Filter {
        from: Some(at(2_000)),
        until: Some(at(4_000)),
        ..Filter::default()
    };
    assert_fits(&till, &times, &[3, 2]);
    let cashier = |name: &str| Filter {
        cashier: Some(name.to_owned()),
        ..Filter::default()
    };
    assert_fits(&till, &cashier("Петрова Анна Ивановна"), &[5]);
    assert_fits(&till, &cashier("Nobody"), &[]);
}

#[test]
fn all_conditions_hold_together() {
    let till = six();
    let with = |change: &dyn Fn(&mut Filter)| {
        let mut filter = pattern("916*");
        change(&mut filter);
        filter
    };
    assert_fits(&till, &with(&|f| f.group = Some(StageGroup::Refused)), &[4]);
    assert_fits(&till, &with(&|f| f.from = Some(at(2_000))), &[4, 2]);
    assert_fits(&till, &with(&|f| f.until = Some(at(2_000))), &[1]);
    assert_fits(&till, &with(&|f| f.payment = Some(2)), &[2]);
    assert_fits(
        &till,
        &with(&|f| f.number = Some("9261234513".to_owned())),
        &[],
    );
    assert_fits(&till, &with(&|f| f.taken_minor = Some(61_000)), &[]);
}

#[test]
fn what_is_typed_finds_the_payment_on_the_screen() {
    let till = six();
    let session = crate::samples::session(3).as_wire().to_ascii_lowercase();
    for (typed, expected) in [
        ("8 (916) 123-45-12", &[2][..]),
        ("+7 916 123 45 01", &[1]),
        ("775", &[5]),
        ("610,00", &[5]),
        ("17032-4", &[4]),
        ("1795533727045", &[2]),
        (&session, &[3]),
        ("926*", &[3]),
        ("", &[5, 4, 3, 2, 1]),
        ("nonsense!", &[]),
    ] {
        assert_fits(&till, &Filter::from_text(typed, "17032"), expected);
    }
}

/// With a million rows a step over the table costs seconds.
#[test]
fn no_page_reads_the_whole_table() {
    let mut till = Till::new();
    till.open(1);
    let connection = till.intruder();
    let everything = |group| Filter {
        number: Some("1".to_owned()),
        transid: Some("1".to_owned()),
        session: Some("1".to_owned()),
        payment: Some(1),
        from: Some(at(0)),
        until: Some(at(1)),
        group,
        ..pattern("916*")
    };
    let mut filters = vec![
        pattern("916???"),
        everything(None),
        everything(Some(StageGroup::Paid)),
        Filter {
            number: Some("1".to_owned()),
            transid: Some("1".to_owned()),
            ..Filter::default()
        },
        Filter {
            transid: Some("1".to_owned()),
            ..Filter::default()
        },
        Filter {
            cashier: Some("A".to_owned()),
            taken_minor: Some(5),
            ..Filter::default()
        },
    ];
    for one in [StageGroup::Refused, StageGroup::Open, StageGroup::Owed] {
        filters.push(group(one));
    }
    for filter in filters {
        let (keys, params) = filter.keys();
        let sql = format!("EXPLAIN QUERY PLAN SELECT id FROM ({keys} ORDER BY 1 DESC LIMIT 5)");
        let plan: Vec<String> = connection
            .prepare(&sql)
            .and_then(|mut statement| {
                statement
                    .query_map(params_from_iter(params), |row| row.get(3))?
                    .collect()
            })
            .expect("plan");
        let is_read = |step: &String| {
            let table = ["SCAN payment", "SCAN p"]
                .iter()
                .any(|scan| step.starts_with(scan));
            table && !step.contains(" INDEX ")
        };
        assert!(!plan.iter().any(is_read), "{filter:?}: {plan:#?}");
        if filter == pattern("916???") {
            let is_range = |step: &&String| step.contains("number>? AND number<?");
            assert_eq!(plan.iter().filter(is_range).count(), 1, "{plan:#?}");
        }
    }
}
