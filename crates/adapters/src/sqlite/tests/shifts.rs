//! A shift in figures: what it took and gave back, and what it left behind as it was then.

use paydesk_domain::ids::PaymentId;
use paydesk_domain::journal::{JournalEntry, JournalKind, deed_text};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::payment::{Finality, ReturnStage, State};
use paydesk_domain::shift::{CashDirection, CashMove, Left, Shift, ShiftTally};
use paydesk_till::payment::Payment;
use paydesk_till::world::Change;

use super::{Till, answered, changed};
use crate::samples::{at, becomes, payment, rub};

const ANNA: &str = "Иванова Анна Петровна";

struct Shop {
    till: Till,
    seq: u64,
}

impl Shop {
    fn new() -> Self {
        Self {
            till: Till::new(),
            seq: 0,
        }
    }

    fn entry(&mut self, kind: JournalKind, text: &str, about: Option<i64>) -> Change {
        self.seq += 1;
        Change::Journal(JournalEntry {
            seq: self.seq,
            at: at(0),
            kind,
            payment: about.map(PaymentId::new),
            text: text.to_owned().into(),
        })
    }

    fn note(&mut self, kind: JournalKind, text: &str, about: Option<i64>) {
        let entry = self.entry(kind, text, about);
        self.till.must(vec![entry]);
    }

    /// An entry that somebody stands behind, with what belongs to it.
    fn deed(&mut self, kind: JournalKind, word: &str, then: impl FnOnce(u64) -> Option<Change>) {
        let text = deed_text(word, ANNA, "");
        let entry = self.entry(kind, &text, None);
        let deed = Change::Deed {
            seq: self.seq,
            person: ANNA.to_owned(),
            reason: String::new(),
        };
        let mut changes = vec![entry, deed];
        changes.extend(then(self.seq));
        self.till.must(changes);
    }

    fn opens(&mut self, number: u32) {
        let shift = Shift {
            number,
            opened_at: at(5),
            opened_by: ANNA.to_owned(),
            float: rub(100_000),
        };
        let kind = JournalKind::ShiftOpened;
        self.deed(kind, "1000", |seq| Some(Change::ShiftOpened { seq, shift }));
    }

    fn closes(&mut self, number: u32, counted: Option<Money>) {
        self.deed(JournalKind::ShiftClosed, "", |seq| {
            Some(Change::ShiftClosed {
                seq,
                number,
                at: at(9),
                by: ANNA.to_owned(),
                counted,
            })
        });
    }

    fn moves(&mut self, direction: CashDirection, sum: Money, shift: u32) {
        let kind = match direction {
            CashDirection::In => JournalKind::CashIn,
            CashDirection::Out => JournalKind::CashOut,
        };
        self.deed(kind, "", |seq| {
            let moved = CashMove {
                shift,
                at: at(7),
                by: ANNA.to_owned(),
                direction,
                sum,
                reason: "to the bank".to_owned(),
            };
            Some(Change::CashMoved { seq, moved })
        });
    }

    /// Cash is taken; 510.00 of a customer, 500.00 of it for the provider.
    fn takes(&mut self, n: u32) -> Payment {
        let queued = self.till.sold(payment(n), 6);
        self.note(JournalKind::Tendered, "", Some(n.into()));
        queued
    }

    fn pays(&mut self, queued: &Payment) {
        let n = u32::try_from(queued.id.get()).expect("small");
        let sending = Payment {
            pays: 1,
            ..becomes(queued, State::Sending)
        };
        let pay = super::request(super::Ask::Pay, n);
        let attempt = pay.attempt;
        self.till.must(vec![
            changed(&sending),
            Change::AttemptOpened(Box::new(pay)),
        ]);
        let paid = becomes(&sending, State::Paid(Finality::Final));
        let became = self.entry(JournalKind::Became, "paid", Some(n.into()));
        self.till.must(vec![
            answered(attempt, b"a signed reply"),
            changed(&paid),
            became,
        ]);
    }

    fn owes(&mut self, queued: &Payment) -> Payment {
        let due = Payment {
            return_stage: Some(ReturnStage::Due),
            ..becomes(queued, State::Cancelled)
        };
        let about = Some(queued.id.get());
        let became = self.entry(JournalKind::Became, "cancelled", about);
        let owed = self.entry(JournalKind::ReturnDue, "", about);
        self.till.must(vec![changed(&due), became, owed]);
        due
    }

    fn hands_back(&mut self, due: &Payment) {
        let returned = Payment {
            return_stage: Some(ReturnStage::Returned),
            ..due.clone()
        };
        let entry = self.entry(JournalKind::Returned, "", Some(due.id.get()));
        self.till.must(vec![changed(&returned), entry]);
    }

    fn tally(&self, number: Option<u32>) -> ShiftTally {
        let read = self.till.books().shift_tally(number).expect("read");
        read.expect("a shift")
    }
}

fn left(numbers: &[i64]) -> Vec<Left> {
    let lines = numbers.iter();
    lines
        .map(|n| Left {
            payment: PaymentId::new(*n),
            taken: rub(51_000),
        })
        .collect()
}

#[test]
fn a_shift_has_the_cash_that_was_taken_handed_back_and_moved_in_it() {
    let mut shop = Shop::new();
    shop.takes(1);
    shop.opens(1);
    let second = shop.takes(2);
    shop.pays(&second);
    let third = shop.takes(3);
    let due = shop.owes(&third);
    shop.hands_back(&due);
    shop.moves(CashDirection::In, rub(7_000), 1);
    shop.moves(CashDirection::Out, rub(50_000), 1);
    shop.note(JournalKind::Reprinted, "", Some(2));
    shop.note(JournalKind::DrawerOpened, "sale", Some(2));
    shop.note(JournalKind::DrawerOpened, "asked#0123456789abcdef", None);
    let tally = shop.tally(None);
    let [cash] = tally.cash[..] else {
        panic!("one currency");
    };
    assert_eq!(
        (cash.payments, cash.taken),
        (2, rub(102_000)),
        "not the one before"
    );
    assert_eq!(cash.credited, rub(100_000));
    assert_eq!(cash.returned, (1, rub(51_000)));
    assert_eq!((cash.moved_in, cash.moved_out), (rub(7_000), rub(50_000)));
    assert_eq!(cash.expected(), Ok(rub(108_000)));
    assert_eq!((tally.reprints, tally.openings), (1, (2, 1)));
    assert_eq!(tally.head.seq, shop.seq);
    assert_eq!(tally.end, None);
}

#[test]
fn payments_of_any_shift_that_are_open_or_owed_are_named() {
    let mut shop = Shop::new();
    shop.takes(1);
    let owed = shop.takes(2);
    shop.owes(&owed);
    shop.opens(1);
    let paid = shop.takes(3);
    shop.pays(&paid);
    shop.takes(4);
    let tally = shop.tally(Some(1));
    assert_eq!(tally.still_open, left(&[1, 4]));
    assert_eq!(tally.owed, left(&[2]));
}

#[test]
fn a_closed_shift_says_for_ever_what_it_said_when_it_was_closed() {
    let mut shop = Shop::new();
    shop.opens(1);
    let first = shop.takes(1);
    let second = shop.takes(2);
    let due = shop.owes(&second);
    shop.closes(1, Some(rub(202_500)));
    let closed = shop.tally(None);
    assert_eq!(closed.still_open, left(&[1]));
    assert_eq!(closed.owed, left(&[2]));
    assert_eq!(closed.difference(), Ok(Some(rub(500))));
    shop.opens(2);
    shop.pays(&first);
    shop.hands_back(&due);
    shop.takes(3);
    shop.moves(CashDirection::Out, rub(1_000), 2);
    shop.note(JournalKind::DrawerOpened, "sale", Some(3));
    assert_eq!(shop.tally(Some(1)), closed);
    let second = shop.tally(None);
    assert_eq!((second.shift.number, second.still_open), (2, left(&[3])));
    assert_eq!((second.owed, second.cash[0].returned.0), (vec![], 1));
}

#[test]
fn sums_of_two_currencies_are_never_added_up() {
    let mut shop = Shop::new();
    shop.opens(1);
    let mut foreign = payment(1);
    foreign.order.credited = Money::new(1_000, Currency::EUR);
    foreign.order.taken = Money::new(1_100, Currency::EUR);
    shop.till.sold(foreign, 6);
    shop.note(JournalKind::Tendered, "", Some(1));
    shop.takes(2);
    let tally = shop.tally(None);
    let sums: Vec<_> = tally
        .cash
        .iter()
        .map(|cash| (cash.float, cash.taken))
        .collect();
    let euro = |minor| Money::new(minor, Currency::EUR);
    assert_eq!(sums, [(rub(100_000), rub(51_000)), (euro(0), euro(1_100))]);
}

#[test]
fn a_shift_that_is_not_there_is_none() {
    let mut shop = Shop::new();
    assert_eq!(shop.till.books().shift_tally(None).expect("read"), None);
    shop.opens(1);
    assert_eq!(shop.till.books().shift_tally(Some(2)).expect("read"), None);
}
