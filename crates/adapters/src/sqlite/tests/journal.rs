//! The chain of the journal: whatever is done to it, it shows.

use paydesk_domain::journal::JournalKind;

use super::super::open_reader;
use super::{Till, entry};

const LENGTH: u64 = 6;

fn with_journal() -> Till {
    let mut till = Till::new();
    till.open(1);
    for seq in 1..=LENGTH {
        till.must(vec![entry(seq, JournalKind::Became, "queued")]);
    }
    till
}

/// Where the chain breaks after somebody who can switch the rules off has been at it.
fn broken_by(sql: &str) -> Option<u64> {
    let till = with_journal();
    let intruder = till.intruder();
    intruder
        .execute_batch(
            "DROP TRIGGER journal_fixed; DROP TRIGGER journal_kept; DROP TRIGGER journal_in_order;",
        )
        .expect("rules off");
    intruder.execute_batch(sql).expect(sql);
    let books = open_reader(till.path()).expect("books");
    books.first_break().expect("readable")
}

#[test]
fn a_whole_journal_has_no_break() {
    assert_eq!(broken_by(""), None);
}

#[test]
fn an_edited_entry_shows_whatever_field_was_edited() {
    for edit in [
        "at = at + 1",
        "kind = 'alarm'",
        "payment = 1",
        "text = 'paid'",
        "hash = zeroblob(32)",
    ] {
        let sql = format!("UPDATE journal SET {edit} WHERE seq = 3");
        assert_eq!(broken_by(&sql), Some(3), "{edit}");
    }
}

#[test]
fn a_removed_entry_shows() {
    assert_eq!(broken_by("DELETE FROM journal WHERE seq = 1"), Some(1));
    assert_eq!(broken_by("DELETE FROM journal WHERE seq = 4"), Some(4));
    let closed_up = "DELETE FROM journal WHERE seq = 4; \
                     UPDATE journal SET seq = 4 WHERE seq = 5; UPDATE journal SET seq = 5 WHERE seq = 6;";
    assert_eq!(broken_by(closed_up), Some(4));
}

#[test]
fn an_inserted_entry_shows() {
    let pushed_in = "UPDATE journal SET seq = 7 WHERE seq = 6; UPDATE journal SET seq = 6 WHERE seq = 5; \
                     INSERT INTO journal SELECT 5, at, kind, payment, text, hash FROM journal WHERE seq = 4;";
    assert_eq!(broken_by(pushed_in), Some(5));
    let appended = "INSERT INTO journal VALUES (7, 0, 'alarm', NULL, '', randomblob(32))";
    assert_eq!(broken_by(appended), Some(7));
}

#[test]
fn the_head_that_is_read_back_is_the_one_the_till_computed() {
    use paydesk_domain::exchange::AuditHead;
    use paydesk_till::world::Change;

    let mut till = with_journal();
    let mut head = AuditHead {
        seq: 0,
        hash: [0; 32],
    };
    for seq in 1..=LENGTH {
        let Change::Journal(entry) = entry(seq, JournalKind::Became, "queued") else {
            unreachable!()
        };
        head = entry.chained(&head);
    }
    assert_eq!(till.store.load().expect("saved").head, Some(head));
}
