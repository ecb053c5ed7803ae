use std::sync::Arc;

use super::{
    Bank, BankOrder, BankRefusal, DEMO_OPENING, DemoBank, LedgerBank, ReserveAnswer, SettleAnswer,
};
use crate::core::minor::Minor;

fn order(reference: &str, amount: i64) -> BankOrder {
    BankOrder {
        reference: reference.to_owned(),
        dealer: "1000001".to_owned(),
        currency: "RUB".to_owned(),
        amount: Minor::new(amount),
    }
}

fn open(file: &std::path::Path) -> DemoBank {
    DemoBank::open(file, Arc::new(crate::serve::clock::now)).unwrap()
}

#[tokio::test]
async fn a_reservation_is_made_once_and_taken_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bank.sqlite");
    let bank = open(&file);
    for _ in 0..3 {
        assert_eq!(
            bank.reserve(&order("p1", 50_000)).await,
            ReserveAnswer::Reserved
        );
    }
    assert_eq!(
        bank.balance("1000001", "RUB").await,
        Some(Minor::new(DEMO_OPENING.get() - 50_000))
    );
    drop(bank);
    let bank = open(&file);
    for _ in 0..3 {
        assert_eq!(bank.capture(&order("p1", 50_000)).await, SettleAnswer::Done);
    }
    assert_eq!(
        bank.balance("1000001", "RUB").await,
        Some(Minor::new(DEMO_OPENING.get() - 50_000))
    );
    assert_eq!(bank.void(&order("p1", 50_000)).await, SettleAnswer::Refused);
}

#[tokio::test]
async fn a_void_gives_back_once_and_closes_the_reference() {
    let folder = tempfile::tempdir().unwrap();
    let bank = open(&folder.path().join("bank.sqlite"));
    bank.reserve(&order("p1", 50_000)).await;
    for _ in 0..3 {
        assert_eq!(bank.void(&order("p1", 50_000)).await, SettleAnswer::Done);
    }
    assert_eq!(bank.balance("1000001", "RUB").await, Some(DEMO_OPENING));
    let taken = ReserveAnswer::Refused(BankRefusal::ReferenceTaken);
    assert_eq!(bank.reserve(&order("p1", 50_000)).await, taken);
    assert_eq!(
        bank.capture(&order("p1", 50_000)).await,
        SettleAnswer::Refused
    );
    assert_eq!(bank.void(&order("never-seen", 1)).await, SettleAnswer::Done);
    assert_eq!(bank.reserve(&order("never-seen", 1)).await, taken);
}

#[tokio::test]
async fn other_content_under_a_reference_and_too_little_money_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let bank = open(&folder.path().join("bank.sqlite"));
    bank.reserve(&order("p1", 50_000)).await;
    let taken = ReserveAnswer::Refused(BankRefusal::ReferenceTaken);
    assert_eq!(bank.reserve(&order("p1", 60_000)).await, taken);
    let short = ReserveAnswer::Refused(BankRefusal::NotEnoughMoney);
    assert_eq!(bank.reserve(&order("p2", DEMO_OPENING.get())).await, short);
    assert_eq!(
        bank.balance("1000001", "RUB").await,
        Some(Minor::new(DEMO_OPENING.get() - 50_000))
    );
}

#[tokio::test]
async fn the_ledger_bank_leaves_the_deposit_to_the_ledger() {
    assert_eq!(
        LedgerBank.reserve(&order("p1", 1)).await,
        ReserveAnswer::Reserved
    );
    assert_eq!(
        LedgerBank.capture(&order("p1", 1)).await,
        SettleAnswer::Done
    );
    assert_eq!(LedgerBank.void(&order("p1", 1)).await, SettleAnswer::Done);
    assert_eq!(LedgerBank.balance("1000001", "RUB").await, None);
}
