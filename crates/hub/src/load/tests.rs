//! The second pass finds what the hub must never answer, and the verdict follows from it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};

use tempfile::TempDir;

use super::drive::{Answer, Driven, Sale, drive};
use super::judge::Books;
use super::limits::Limits;
use super::plan::Round;
use super::proof::{Verdict, judge, prove};
use super::report::{Course, Report, Tally};
use super::site::{Points, Site};
use super::{Volume, Wish};
use crate::core::decision::Profile;

/// Two payments that were really made.
struct Made {
    wish: Wish,
    points: Points,
    round: Arc<Round>,
    driven: Driven,
}

fn wish(folder: &TempDir, profile: Profile) -> Wish {
    Wish {
        volume: Volume::Closed { payments: 2 },
        clients: 2,
        points: 1,
        profile,
        data: Some(folder.path().join("hub")),
        fill: None,
        keep: false,
    }
}

fn make(profile: Profile) -> Made {
    let folder = TempDir::new().unwrap();
    let wish = wish(&folder, profile);
    let site = Site::prepare(&wish).unwrap();
    let points = Points::admit(&site, &wish).unwrap();
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let running = crate::serve::start(site.data(), listen).unwrap();
    let round = Arc::new(Round::sign(&points, 0, 2).unwrap());
    let driven = drive(&round, &wish, running.addr()).unwrap();
    running.stop();
    Made {
        wish,
        points,
        round,
        driven,
    }
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| make(Profile::Paydesk))
}

impl Made {
    /// The sales with one answer changed.
    fn with(&self, turn: usize, answer: Answer) -> Vec<Sale> {
        let mut sales = self.driven.sales.clone();
        sales[0].shots[turn].answer = answer;
        sales
    }

    fn document(&self, sale: usize, turn: usize) -> Vec<u8> {
        match &self.driven.sales[sale].shots[turn].answer {
            Answer::Http(200, document) => document.clone(),
            other @ (Answer::Http(..) | Answer::Nothing) => panic!("{other:?}"),
        }
    }

    fn verdict(&self, turn: usize, answer: Answer) -> Verdict {
        judge(
            &self.round,
            &self.points,
            (&self.with(turn, answer)[0], turn),
        )
    }

    fn report(&self, sales: Vec<Sale>) -> Report {
        let mut tally = Tally::default();
        let driven = Driven {
            sales,
            took: self.driven.took,
        };
        prove(&self.round, &driven, &self.points, &mut tally);
        let books = Books {
            captured: 2,
            credited: 2,
            ..Books::default()
        };
        let course = Course::default();
        Report::new(&self.wish, (tally, course), Limits::default(), books)
    }
}

#[test]
fn every_true_answer_is_good_in_both_profiles() {
    assert!(made().report(made().driven.sales.clone()).is_good());
    let plain = make(Profile::Cyberplat);
    assert!(plain.report(plain.driven.sales.clone()).is_good());
}

#[test]
fn a_byte_that_was_changed_on_the_way_is_found() {
    for turn in 0..3 {
        let mut document = made().document(0, turn);
        let place = document
            .windows(6)
            .position(|part| part == b"ERROR=")
            .unwrap();
        document[place + 6] = b'9';
        let changed = Answer::Http(200, document);
        assert_eq!(made().verdict(turn, changed.clone()), Verdict::Unsigned);
        let report = made().report(made().with(turn, changed));
        assert!(!report.is_good());
        assert_eq!((report.errors, report.signatures_bad), (1, 1));
    }
}

#[test]
fn an_answer_to_another_payment_does_not_count() {
    for turn in 0..3 {
        let foreign = Answer::Http(200, made().document(1, turn));
        assert_eq!(made().verdict(turn, foreign), Verdict::NoAnswer);
    }
}

#[test]
fn an_answer_to_another_question_does_not_count() {
    let check = made().document(0, 0);
    let said = made().verdict(1, Answer::Http(200, check));
    assert_eq!(said, Verdict::NoAnswer, "a consent is no payment");
}

#[test]
fn silence_and_unsigned_pages_are_errors() {
    assert_eq!(made().verdict(2, Answer::Nothing), Verdict::Silence);
    let busy = Answer::Http(503, b"not available\r\n".to_vec());
    assert_eq!(made().verdict(2, busy), Verdict::Status(503));
    let mut short = made().driven.sales.clone();
    short[1].shots.truncate(1);
    let report = made().report(short);
    assert!(!report.is_good());
    assert_eq!((report.errors, report.acknowledged), (1, 1));
}

#[test]
fn the_verdict_needs_books_that_agree() {
    let told = made().report(made().driven.sales.clone());
    let spoil: [fn(&mut super::report::BooksTold); 6] = [
        |books| books.captured = 1,
        |books| books.not_captured = 1,
        |books| books.credited = 1,
        |books| books.credited_besides = 1,
        |books| books.orders_open = 1,
        |books| books.broken_rules = 1,
    ];
    for (turn, spoil) in spoil.into_iter().enumerate() {
        let mut spoilt = told.clone();
        spoil(&mut spoilt.books);
        assert!(!spoilt.is_good(), "{turn}");
    }
}

#[test]
fn a_hub_with_real_providers_is_never_loaded() {
    let folder = TempDir::new().unwrap();
    let wish = wish(&folder, Profile::Paydesk);
    crate::admin::init(wish.data.as_ref().unwrap(), false).unwrap();
    let refused = Site::prepare(&wish).unwrap_err().to_string();
    assert!(refused.contains("is no demo hub"), "{refused}");
}
