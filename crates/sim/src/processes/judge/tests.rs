//! The judge sees what is wrong, and nothing where all is well.

use std::collections::BTreeMap;

use super::{
    AtHub, AtTill, CREDITED, Evidence, Sold, Told, Verdict, cheque_of, holders, judge_sale,
};
use crate::processes::rig::write;

const NUMBER: &str = "9100000001";

fn at_till(stage: &str) -> AtTill {
    AtTill {
        id: 1,
        session: "01M8B2JXME5HYYEF2XXD".to_owned(),
        number: NUMBER.to_owned(),
        stage: stage.to_owned(),
        is_tendered: !matches!(stage, "draft" | "checking" | "checked"),
        print: (stage == "paid").then(|| "printed".to_owned()),
        return_stage: (stage == "failed").then(|| "due".to_owned()),
        has_pay: true,
        has_evidence: true,
        unmarked: 1,
    }
}

/// Books in which a sale is paid everywhere.
fn paid() -> Evidence {
    let at_hub = AtHub {
        id: 7,
        session: "01M8B2JXME5HYYEF2XXD".to_owned(),
        number: NUMBER.to_owned(),
        is_captured: true,
        provider_posts: 1,
        posted_off: 0,
    };
    Evidence {
        till: vec![at_till("paid")],
        hub: [(NUMBER.to_owned(), vec![at_hub])].into(),
        provider: [(NUMBER.to_owned(), (1, CREDITED))].into(),
        bank: [("7".to_owned(), 1)].into(),
    }
}

fn judged(told: Told, evidence: &Evidence) -> [usize; 3] {
    let sold = Sold {
        number: NUMBER.to_owned(),
        told,
        brief: String::new(),
    };
    let mut verdict = Verdict::default();
    judge_sale(&sold, evidence, &mut verdict);
    [
        verdict.lost.min(1),
        verdict.doubled.min(1),
        verdict.false_cheques.min(1),
    ]
}

fn nowhere(stage: &str) -> Evidence {
    Evidence {
        till: vec![at_till(stage)],
        hub: BTreeMap::new(),
        provider: BTreeMap::new(),
        bank: BTreeMap::new(),
    }
}

#[test]
fn books_that_agree_are_well() {
    for told in [Told::Paid, Told::Open, Told::Unsure, Told::Nothing] {
        assert_eq!(judged(told, &paid()), [0, 0, 0], "{told:?}");
    }
    assert_eq!(judged(Told::CashBack, &nowhere("failed")), [0, 0, 0]);
    assert_eq!(judged(Told::NotTaken, &nowhere("draft")), [0, 0, 0]);
}

#[test]
fn a_second_charge_anywhere_is_a_double() {
    let mut evidence = paid();
    evidence
        .provider
        .insert(NUMBER.to_owned(), (2, 2 * CREDITED));
    assert_eq!(judged(Told::Paid, &evidence)[1], 1);
    let mut evidence = paid();
    let hub = evidence.hub.get_mut(NUMBER).expect("the hub's payments");
    hub.push(hub[0].clone());
    assert_eq!(judged(Told::Paid, &evidence)[1], 1);
    let mut evidence = paid();
    evidence.till.push(at_till("paid"));
    assert_eq!(judged(Told::Paid, &evidence)[1], 1);
}

#[test]
fn what_one_side_does_not_know_is_lost() {
    let mut evidence = paid();
    evidence.till.clear();
    assert_eq!(
        judged(Told::Nothing, &evidence)[0],
        1,
        "charged, and the till forgot"
    );
    let mut evidence = paid();
    evidence.bank.clear();
    assert_eq!(judged(Told::Paid, &evidence)[0], 1, "the bank never paid");
    let mut evidence = paid();
    evidence
        .provider
        .insert(NUMBER.to_owned(), (1, CREDITED + 1));
    assert_eq!(judged(Told::Paid, &evidence)[0], 1, "another sum");
    assert_eq!(
        judged(Told::Open, &nowhere("unknown"))[0],
        1,
        "not at its end"
    );
    assert_eq!(
        judged(Told::Open, &nowhere("draft"))[0],
        1,
        "accepted and not there"
    );
    assert_eq!(
        judged(Told::NotStored, &paid())[0],
        1,
        "cash returned, and charged"
    );
    let mut evidence = nowhere("failed");
    evidence.till[0].return_stage = None;
    assert_eq!(
        judged(Told::CashBack, &evidence)[0],
        1,
        "nobody owes the cash"
    );
}

#[test]
fn a_success_without_proof_is_a_false_cheque() {
    assert_eq!(judged(Told::Paid, &nowhere("failed"))[2], 1);
    let mut evidence = paid();
    evidence.till[0].has_evidence = false;
    assert_eq!(judged(Told::Paid, &evidence)[2], 1);
    let mut evidence = paid();
    evidence.till[0].unmarked = 2;
    assert_eq!(judged(Told::Paid, &evidence)[2], 1);
}

#[test]
fn only_finished_cheques_count_as_cheques() {
    assert_eq!(cheque_of("cheque-1000002-12.txt"), Some(12));
    assert_eq!(cheque_of("cheque-1000002-12-copy-1.escpos"), Some(12));
    for other in ["cheque-1000002-12.txt.new", "slip-1000002-12.txt", "trial"] {
        assert_eq!(cheque_of(other), None, "{other}");
    }
}

#[test]
fn a_phrase_is_found_in_whichever_file_it_lies() {
    let folder = tempfile::tempdir().unwrap();
    let below = folder.path().join("logs").join("old");
    std::fs::create_dir_all(&below).unwrap();
    write(&folder.path().join("till.sqlite"), b"\0pages\0").unwrap();
    assert!(holders(folder.path(), b"the phrase").unwrap().is_empty());
    let file = below.join("till.log");
    write(&file, b"\xff opened by the phrase.").unwrap();
    assert_eq!(holders(folder.path(), b"the phrase").unwrap(), [file]);
}
