//! The till's books against the server's registry.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use paydesk_cyberplat::messages::account::Day;
use paydesk_cyberplat::messages::registry::{BadLine, Registry};
use paydesk_domain::exchange::Why;
use paydesk_domain::money::Currency;
use paydesk_domain::payment::{ReturnStage, State, Unsure};
use paydesk_till::payment::Payment;

use super::{Till, changed, to_number};
use crate::reconcile::{Kind, Period, ReconcileError, Reconciled, Reconciliation};
use crate::samples::{at, becomes, rub, session};

const POINT: &str = "1000002";
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// A row as our hub writes it, for the payment of the samples.
fn row(n: u32) -> String {
    format!(
        "{n}|15:22:07||{POINT}|||91612345{n:02}|500.00|0||227|7||510.00|{}|24.11.2026 15:22:07|15.00|P{n}",
        session(n).as_wire()
    )
}

fn packed(rows: &[String]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    for row in rows {
        gzip.write_all(row.as_bytes()).unwrap();
        gzip.write_all(b"\n").unwrap();
    }
    gzip.finish().unwrap()
}

fn registry(content: &[u8]) -> Registry<'_> {
    Registry {
        day: Day {
            year: 2026,
            month: 11,
            day: 24,
        },
        signed_at: 0,
        rows: None,
        total: None,
        is_sealed: true,
        content,
    }
}

fn compared(till: &Till, registry: &Registry<'_>) -> Result<Reconciled, ReconcileError> {
    let books = till.books();
    let period = Period {
        point: POINT,
        currency: Currency::RUB,
        from: at(0),
        until: at(DAY),
    };
    let mut comparison = Reconciliation::new(&books, period);
    comparison.registry(registry)?;
    comparison.finish()
}

fn found(till: &Till, rows: &[String]) -> Reconciled {
    compared(till, &registry(&packed(rows))).unwrap()
}

fn kinds(found: &Reconciled) -> Vec<(Kind, Option<i64>)> {
    let differences = found.differences.iter();
    differences
        .map(|one| {
            (
                one.kind,
                one.payment.map(paydesk_domain::ids::PaymentId::get),
            )
        })
        .collect()
}

fn number(n: u32) -> Payment {
    to_number(n, &format!("91612345{n:02}"))
}

impl Till {
    /// Paid, and known to be paid, at these moments.
    fn paid_at(&mut self, n: u32, (taken, ended): (i64, i64)) -> Payment {
        let opened = Payment {
            closed_at: Some(at(ended)),
            ..number(n)
        };
        self.sold_and_paid(opened, taken)
    }
}

#[test]
fn a_day_on_which_both_agree_has_no_differences_and_adds_up() {
    let mut till = Till::new();
    for n in 1..=3 {
        till.paid_at(n, (HOUR, HOUR + 1));
    }
    let other = row(9).replace(POINT, "1000003");
    let found = found(&till, &[row(1), row(2), other, row(3)]);
    assert_eq!(kinds(&found), []);
    assert_eq!((found.rows, found.others, found.matched), (4, 1, 3));
    assert_eq!((found.credited, found.taken), (rub(150_000), rub(153_000)));
    assert_eq!(found.commission, rub(4_500));
    assert_eq!(found.at_the_ends, 0);
}

#[test]
fn what_only_one_side_knows_is_named() {
    let mut till = Till::new();
    till.paid_at(1, (HOUR, HOUR + 1));
    let found = found(&till, &[row(7)]);
    assert_eq!(
        kinds(&found),
        [(Kind::MissingHere, None), (Kind::MissingThere, Some(1))]
    );
    let [there, here] = found.differences.as_slice() else {
        panic!("two differences");
    };
    assert_eq!(there.there, Some((rub(50_000), rub(51_000))));
    assert_eq!(here.session.as_deref(), Some(session(1).as_wire()));
}

#[test]
fn a_payment_around_midnight_is_not_called_missing() {
    let mut till = Till::new();
    // Captured before midnight or after it: the server may have booked each on the other day.
    till.paid_at(1, (-HOUR, HOUR));
    till.paid_at(2, (DAY - HOUR, DAY + 1));
    // The day before, and none of this registry's business.
    till.paid_at(3, (-2 * HOUR, -HOUR));
    let found = found(&till, &[]);
    assert_eq!(kinds(&found), []);
    assert_eq!(found.at_the_ends, 2);
}

#[test]
fn a_payment_of_the_day_before_that_the_server_booked_today_agrees() {
    let mut till = Till::new();
    till.paid_at(1, (-HOUR, HOUR));
    let found = found(&till, &[row(1)]);
    assert_eq!((found.matched, found.at_the_ends), (1, 0));
}

#[test]
fn sums_details_and_a_second_row_are_compared() {
    let mut till = Till::new();
    for n in 1..=4 {
        till.paid_at(n, (HOUR, HOUR + 1));
    }
    let credited = row(1).replace("|500.00|", "|5000.00|");
    let taken = row(2).replace("|510.00|", "|501.00|");
    let details = row(3).replace("9161234503", "9161234530");
    let found = found(&till, &[credited, taken, details, row(4), row(4)]);
    let expected = [
        (Kind::Twice, Some(4)),
        (Kind::Sum, Some(1)),
        (Kind::Sum, Some(2)),
        (Kind::Details, Some(3)),
    ];
    assert_eq!(kinds(&found), expected);
    assert_eq!(found.matched, 1);
}

#[test]
fn what_the_server_paid_and_the_till_did_not_is_the_gravest() {
    let mut till = Till::new();
    till.withdrawn(number(1), HOUR, ReturnStage::Returned);
    let sold = till.sold(number(2), HOUR);
    till.must(vec![changed(&becomes(&sold, State::Sending))]);
    till.must(vec![changed(&becomes(
        &sold,
        State::Unknown(Unsure::NoAnswer(Why::TimedOut)),
    ))]);
    let found = found(&till, &[row(2), row(1)]);
    let expected = [(Kind::PaidThere, Some(1)), (Kind::OpenHere, Some(2))];
    assert_eq!(kinds(&found), expected);
}

#[test]
fn a_row_that_has_not_ended_says_so_only_of_what_is_paid_here() {
    let mut till = Till::new();
    till.paid_at(1, (HOUR, HOUR + 1));
    till.sold(number(2), HOUR);
    let open = |n| row(n).replace("|227|7|", "|227|3|");
    let found = found(&till, &[open(1), open(2), open(3)]);
    assert_eq!(kinds(&found), [(Kind::NotEnded, Some(1))]);
    assert_eq!(found.matched, 0);
}

#[test]
fn a_row_without_a_session_is_found_by_the_servers_number() {
    let mut till = Till::new();
    let paid = Payment {
        transid: Some("17".to_owned()),
        closed_at: Some(at(HOUR + 1)),
        ..number(1)
    };
    till.sold_and_paid(paid, HOUR);
    let bare = |number: &str| format!("17|15:22:07||{POINT}|||{number}|500.00|0||227|7||510.00");
    assert_eq!(found(&till, &[bare("9161234501")]).matched, 1);
    // Numbers of another server may be the same.
    let other = found(&till, &[bare("9161234509")]);
    assert_eq!(
        kinds(&other),
        [(Kind::MissingHere, None), (Kind::MissingThere, Some(1))]
    );
}

#[test]
fn a_registry_that_is_cut_or_does_not_add_up_says_nothing() {
    let mut till = Till::new();
    till.paid_at(1, (HOUR, HOUR + 1));
    let content = packed(&[row(1), row(2)]);
    for length in 1..content.len() {
        let cut = compared(&till, &registry(&content[..length]));
        assert!(
            matches!(cut, Err(ReconcileError::Packed(_))),
            "{length} bytes: {cut:?}"
        );
    }
    let rows = |told| Registry {
        rows: Some(told),
        ..registry(&content)
    };
    assert!(matches!(
        compared(&till, &rows(3)),
        Err(ReconcileError::Rows { told: 3, got: 2 })
    ));
    assert!(compared(&till, &rows(2)).is_ok());
    let total = Registry {
        total: Some("1000.01".to_owned()),
        ..registry(&content)
    };
    assert!(matches!(
        compared(&till, &total),
        Err(ReconcileError::Total { .. })
    ));
    let bad = packed(&[row(1), row(2).replace('|', ";")]);
    assert!(matches!(
        compared(&till, &registry(&bad)),
        Err(ReconcileError::Line {
            line: 2,
            what: BadLine::Short(1)
        })
    ));
    let endless = packed(&["x".repeat(100_000)]);
    assert!(matches!(
        compared(&till, &registry(&endless)),
        Err(ReconcileError::LongLine(1))
    ));
}

#[test]
fn nothing_in_the_books_moves() {
    let mut till = Till::new();
    till.paid_at(1, (HOUR, HOUR + 1));
    let before = till.store.payment(number(1).id).unwrap();
    found(&till, &[row(1).replace("|500.00|", "|1.00|"), row(2)]);
    assert_eq!(till.store.payment(number(1).id).unwrap(), before);
}
