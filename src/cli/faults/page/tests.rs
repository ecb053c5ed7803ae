use paydesk_domain::language::Language;
use paydesk_proxy::Kind;

use super::super::audit::{Fault, Findings, Found};
use super::super::bench::{Healing, Report};
use super::{COLUMNS, Exit, exit, json, page};
use crate::text::Texts;

/// A run with figures as large as a week gives.
fn report() -> Report {
    let mut report = Report {
        seed: u64::from(u32::MAX),
        tills: 50,
        sold_ms: 604_800_000,
        left: 1_000_000,
        findings: Findings {
            taken: 10_000_000,
            paid: 9_000_000,
            handed_back: 1_000_000,
            cheques: 9_000_000,
            cash_taken: 500_000_000_000,
            cash_back: 50_000_000_000,
            ..Findings::default()
        },
        healing: Healing {
            took: (1..=200).map(|n| n * 100).collect(),
            all: 20_500,
            due: 0,
        },
        ..Report::default()
    };
    report.tally.exchanges = 90_000_000;
    report.tally.faults = Kind::ALL.iter().map(|kind| (*kind, 9_999_999)).collect();
    report
}

fn found(fault: Fault) -> Found {
    Found {
        fault,
        point: "2000001".to_owned(),
        payment: 17,
    }
}

#[test]
fn only_a_clean_run_with_nothing_open_is_good() {
    assert_eq!(exit(&report()), Exit::Done);
    for fault in [Fault::Lost, Fault::Doubled, Fault::FalseCheque] {
        let mut bad = report();
        bad.findings.found.push(found(fault));
        assert_eq!(exit(&bad), Exit::Refused, "{fault:?}");
    }
    let mut bad = report();
    bad.findings.is_unbalanced = true;
    assert_eq!(exit(&bad), Exit::Refused);
    let mut bad = report();
    bad.panics = 1;
    assert_eq!(exit(&bad), Exit::Refused);
    let mut bad = report();
    bad.tally.leaked = 1;
    assert_eq!(exit(&bad), Exit::Refused);
    assert!(page(&Texts::new(Language::En), &bad).contains("Bytes read by a stranger"));
    for unfinished in [
        |report: &mut Report| report.findings.open = 1,
        |report: &mut Report| report.healing.due = 1,
        |report: &mut Report| report.blocked = 1,
    ] {
        let mut open = report();
        unfinished(&mut open);
        assert_eq!(exit(&open), Exit::Open);
        let shown = page(&Texts::new(Language::En), &open);
        assert!(!shown.contains("Good:"), "{shown}");
    }
}

#[test]
fn figures_fit_on_the_page_in_every_language() {
    for language in Language::ALL {
        let shown = page(&Texts::new(language), &report());
        for line in shown.lines().filter(|line| line.contains(" .")) {
            assert!(line.chars().count() <= COLUMNS, "{language:?}: {line}");
        }
        assert!(shown.lines().count() < 60, "{language:?}: more than a page");
    }
}

#[test]
fn what_is_wrong_is_named_and_so_is_the_place_of_its_evidence() {
    let mut bad = report();
    bad.findings.found = vec![found(Fault::Lost); 30];
    bad.evidence = Some("/tmp/evidence".into());
    let shown = page(&Texts::new(Language::En), &bad);
    assert_eq!(shown.matches("point 2000001, payment 17").count(), 20);
    assert!(
        shown.contains("BAD:") && shown.contains("/tmp/evidence"),
        "{shown}"
    );
    assert_eq!(json(&bad)["lost"], 30);
}

#[test]
fn a_run_that_sold_nothing_proves_nothing() {
    let mut nothing = report();
    nothing.findings.taken = 0;
    assert_eq!(exit(&nothing), Exit::Open);
    let shown = page(&Texts::new(Language::En), &nothing);
    assert!(shown.contains("nothing is proved"), "{shown}");
}

#[test]
fn of_two_hundred_the_hundredth_is_half_and_the_hundred_and_ninety_eighth_is_most() {
    let healing = report().healing;
    let figures = [50, 99, 100].map(|percent| healing.within(percent));
    assert_eq!(figures, [10_000, 19_800, 20_000]);
    assert_eq!(Healing::default().within(99), 0);
}
