//! The auditor must find what is planted: each case begins with a clean sale and changes one thing.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    AtHub, AtProvider, AtTill, Behind, CAPTURED, Cash, Fault, Findings, Paper, Till, judge,
};

const POINT: &str = "2000001";

fn payment(id: i64) -> AtTill {
    AtTill {
        id,
        stage: "paid".to_owned(),
        is_tendered: true,
        account: "9161234567".to_owned(),
        credited: 50_000,
        taken: 51_000,
        is_return: false,
        unmarked: 1,
        sessions: BTreeSet::from([format!("S{id}")]),
    }
}

fn order(id: i64, session: &str) -> AtHub {
    AtHub {
        id,
        point: POINT.to_owned(),
        session: session.to_owned(),
        state: CAPTURED.to_owned(),
        amount: 50_000,
        posted: 50_000,
        credits: 1,
    }
}

fn credit(order: i64) -> AtProvider {
    AtProvider {
        order,
        account: "9161234567".to_owned(),
        sum: 50_000,
    }
}

fn cheque(payment: i64, order: i64) -> Paper {
    Paper {
        payment,
        is_cheque: true,
        text: format!(
            "PAYMENT RECEIPT\nTRANSID      {order}\nCredited 500.00 RUB\nTOTAL 510.00 RUB\n"
        ),
    }
}

/// One payment that went as it should: the till's number 1, the hub's 7.
fn clean() -> (Till, Behind) {
    let cash = Cash {
        taken: 51_000,
        returned: 0,
    };
    let till = Till {
        point: POINT.to_owned(),
        payments: vec![payment(1)],
        papers: vec![cheque(1, 7)],
        cash: BTreeMap::from([(1, cash)]),
    };
    let behind = Behind {
        hub: vec![order(7, "S1")],
        provider: vec![credit(7)],
        charged: 50_000,
    };
    (till, behind)
}

fn judged(change: impl FnOnce(&mut Till, &mut Behind)) -> Findings {
    let (mut till, mut behind) = clean();
    change(&mut till, &mut behind);
    judge(&[till], &behind)
}

fn assert_found(faults: &[Fault], change: impl FnOnce(&mut Till, &mut Behind)) {
    let findings = judged(change);
    let found: Vec<Fault> = findings.found.iter().map(|found| found.fault).collect();
    assert_eq!(found, faults, "{findings:?}");
}

/// The payment failed, and the customer has the cash again.
fn handed_back(till: &mut Till, behind: &mut Behind) {
    till.payments[0].stage = "failed".to_owned();
    till.payments[0].is_return = true;
    till.payments[0].unmarked = 0;
    till.papers.clear();
    till.cash.get_mut(&1).unwrap().returned = 51_000;
    behind.hub[0].state = "VOID".to_owned();
    behind.hub[0].posted = 0;
    behind.hub[0].credits = 0;
    behind.provider.clear();
    behind.charged = 0;
}

#[test]
fn what_went_as_it_should_is_clean() {
    let findings = judged(|_, _| ());
    assert_eq!(findings.found, []);
    assert!(!findings.is_unbalanced);
    assert_eq!((findings.taken, findings.paid, findings.cheques), (1, 1, 1));
    let findings = judged(handed_back);
    assert_eq!(findings.found, []);
    assert!(!findings.is_unbalanced);
    assert_eq!(
        (findings.taken, findings.handed_back, findings.cash_back),
        (1, 1, 51_000)
    );
}

#[test]
fn an_open_payment_is_open_and_nothing_else() {
    for stage in ["queued", "sending", "unknown", "in_progress", "review"] {
        let findings = judged(|till, _| {
            till.payments[0].stage = stage.to_owned();
            till.papers.clear();
        });
        assert_eq!((findings.found.len(), findings.open), (0, 1), "{stage}");
    }
}

#[test]
fn cash_that_led_to_nothing_is_lost() {
    // The till has no row, or forgot the tender, or has another sum.
    assert_found(&[Fault::Lost, Fault::FalseCheque], |till, behind| {
        till.payments.clear();
        behind.hub.clear();
        behind.provider.clear();
    });
    assert_found(&[Fault::Lost], |till, _| {
        till.payments[0].is_tendered = false
    });
    assert_found(&[Fault::Lost], |till, _| {
        till.cash.get_mut(&1).unwrap().taken = 51_100
    });
    // The till says paid, the provider knows nothing.
    assert_found(&[Fault::Lost, Fault::FalseCheque], |_, behind| {
        behind.provider.clear()
    });
    assert_found(&[Fault::Lost, Fault::FalseCheque], |_, behind| {
        behind.provider[0].sum = 49_999
    });
    assert_found(&[Fault::Lost], |_, behind| {
        behind.provider[0].account = "9161234568".to_owned()
    });
    // Failed, and nobody hands anything back.
    assert_found(&[Fault::Lost], |till, behind| {
        handed_back(till, behind);
        till.payments[0].is_return = false;
        till.cash.get_mut(&1).unwrap().returned = 0;
    });
}

#[test]
fn credited_twice_or_for_nothing_is_doubled() {
    assert_found(&[Fault::Doubled], |_, behind| {
        behind.provider.push(credit(7))
    });
    assert_found(&[Fault::Doubled], |till, behind| {
        till.payments[0].sessions.insert("S2".to_owned());
        behind.hub.push(order(8, "S2"));
        behind.provider.push(credit(8));
    });
    assert_found(&[Fault::Doubled], |_, behind| behind.hub[0].credits = 2);
    assert_found(&[Fault::Doubled], |till, _| {
        till.cash.get_mut(&1).unwrap().returned = 51_000;
    });
    assert_found(&[Fault::Doubled], |till, behind| {
        handed_back(till, behind);
        till.cash.get_mut(&1).unwrap().returned = 102_000;
    });
    // Credited, and the cashier never got the cash.
    assert_found(&[Fault::Doubled], |till, _| till.cash.clear());
}

#[test]
fn what_no_till_ordered_is_doubled_as_well() {
    let findings = judged(|_, behind| behind.hub.push(order(9, "STRANGE")));
    assert_eq!(
        (findings.count(Fault::Doubled), findings.found[0].payment),
        (1, 0)
    );
    assert_found(&[Fault::Doubled], |_, behind| {
        behind.provider.push(credit(99))
    });
}

#[test]
fn a_cheque_that_says_what_is_not_so_is_false() {
    let without = |text: &'static str, instead: &'static str| {
        move |till: &mut Till, _: &mut Behind| {
            till.papers[0].text = till.papers[0].text.replace(text, instead);
        }
    };
    assert_found(&[Fault::FalseCheque], without("500.00", "600.00"));
    assert_found(&[Fault::FalseCheque], without("510.00", "610.00"));
    assert_found(&[Fault::FalseCheque], without("7", "8"));
    assert_found(&[Fault::FalseCheque], without("TRANSID", "NOTHING"));
    assert_found(&[Fault::FalseCheque], |till, _| {
        till.payments[0].unmarked = 2
    });
    assert_found(&[Fault::FalseCheque], |till, _| till.papers[0].payment = 5);
    assert_found(&[Fault::FalseCheque], |till, behind| {
        let papers = till.papers.clone();
        handed_back(till, behind);
        till.papers = papers;
    });
    // A slip with the number of a paid payment passes for a cheque.
    assert_found(&[Fault::FalseCheque], |till, _| {
        till.papers[0].is_cheque = false
    });
    assert_eq!(
        judged(without("500.00", "500,00")).found,
        [],
        "a comma is no lie"
    );
}

#[test]
fn books_that_do_not_add_up_are_told() {
    for spoil in [
        (|behind: &mut Behind| behind.charged += 1) as fn(&mut Behind),
        |behind| behind.hub[0].posted -= 1,
    ] {
        assert!(judged(|_, behind| spoil(behind)).is_unbalanced);
    }
}
