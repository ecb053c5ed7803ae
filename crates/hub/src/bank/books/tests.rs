use paydesk_domain::time::Timestamp;
use rusqlite::Connection;

use super::{Books, BooksError, DATABASE, capture, reserve, void};
use crate::bank::wire::{Account, Refusal, Said};
use crate::connectors::bank::BankOrder;
use crate::core::minor::Minor;

fn order(reference: &str, amount: i64) -> BankOrder {
    BankOrder {
        reference: reference.to_owned(),
        dealer: "1000001".to_owned(),
        currency: "RUB".to_owned(),
        amount: Minor::new(amount),
    }
}

const NOW: Timestamp = Timestamp::from_unix_ms(1_795_000_000_000);

#[test]
fn the_books_of_an_earlier_demo_are_carried_over() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(DATABASE);
    Connection::open(&file)
        .unwrap()
        .execute_batch(
            "CREATE TABLE account (dealer TEXT NOT NULL, currency TEXT NOT NULL,
               balance INTEGER NOT NULL CHECK (balance >= 0), PRIMARY KEY (dealer, currency)) STRICT;
             CREATE TABLE reservation (reference TEXT PRIMARY KEY, dealer TEXT NOT NULL, currency TEXT NOT NULL,
               amount INTEGER NOT NULL CHECK (amount >= 0),
               state TEXT NOT NULL CHECK (state IN ('HELD','CAPTURED','VOID'))) STRICT;
             INSERT INTO account VALUES ('1000001', 'RUB', 700);
             INSERT INTO reservation VALUES ('1', '1000001', 'RUB', 200, 'HELD'),
               ('2', '1000001', 'RUB', 100, 'CAPTURED'), ('3', '1000001', 'RUB', 50, 'VOID'),
               ('4', '', '', 0, 'VOID');",
        )
        .unwrap();
    let books = Books::open(&file).unwrap();
    let sums = |books: &Books| {
        let found = books.write(|books| super::account(books, "1000001", "RUB"));
        found.unwrap().unwrap().1
    };
    let before = Account {
        credited: Minor::new(1_000),
        captured: Minor::new(100),
        held: Minor::new(200),
    };
    assert_eq!(sums(&books), before);
    let said = books.write(|books| {
        Ok([
            capture(books, &order("1", 200), NOW)?,
            capture(books, &order("2", 100), NOW)?,
            reserve(books, &order("3", 50), NOW)?,
            reserve(books, &order("4", 9), NOW)?,
            void(books, &order("2", 100), NOW)?,
        ])
    });
    let no = Said::Refused;
    let expected = [
        Said::Done,
        Said::Done,
        no(Refusal::Closed),
        no(Refusal::OtherContent),
        no(Refusal::Captured),
    ];
    assert_eq!(said.unwrap(), expected);
    assert_eq!(sums(&books).available(), Minor::new(700));
}

#[test]
fn work_that_fails_leaves_nothing_and_the_next_work_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let books = Books::create(&folder.path().join(DATABASE)).unwrap();
    let account = ("1000001", "RUB");
    books
        .write(|books| super::credit(books, account, (Minor::new(500), "cash"), NOW))
        .unwrap();
    let failed = books.write(|books| {
        assert_eq!(reserve(books, &order("1", 200), NOW)?, Said::Done);
        Err::<(), _>(BooksError::NotSigned)
    });
    assert!(matches!(failed, Err(BooksError::NotSigned)));
    let said = books.write(|books| capture(books, &order("1", 200), NOW));
    assert_eq!(said.unwrap(), Said::Refused(Refusal::Unknown));
    let none = books.write(|books| super::credit(books, account, (Minor::ZERO, ""), NOW));
    assert!(matches!(none, Err(BooksError::Sqlite(_))));
}

#[test]
fn newer_books_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(DATABASE);
    Books::create(&file).unwrap();
    let raw = Connection::open(&file).unwrap();
    raw.pragma_update(None, "user_version", 9).unwrap();
    let refused = Books::open(&file);
    assert!(matches!(refused, Err(BooksError::Newer { found: 9 })));
    let nothing = Books::open(&folder.path().join("nowhere.sqlite"));
    assert!(matches!(nothing, Err(BooksError::NoBooks(_))));
}
