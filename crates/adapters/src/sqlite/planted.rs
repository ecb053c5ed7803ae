//! What the database would stop, it lets through when a mistake is planted: a second line of defence would hide the
//! first one's absence from whoever looks for it.

use paydesk_domain::journal::JournalEntry;
use paydesk_domain::planted::{self, Bug};
use paydesk_till::world::{Change, ChangeSet};
use rusqlite::Connection;

/// Takes away the rules that stand behind the planted mistake.
pub(super) fn disarm(connection: &Connection) -> Result<(), rusqlite::Error> {
    if planted::is(Bug::NewSessionOnTimeout) {
        connection.execute_batch(
            "DROP TRIGGER IF EXISTS payment_transition; DROP TRIGGER IF EXISTS payment_session_fixed;
             DROP TRIGGER IF EXISTS payment_withdrawn;",
        )?;
    }
    if planted::is(Bug::VersionMayFall) {
        connection.execute_batch("DROP TRIGGER IF EXISTS payment_transition;")?;
    }
    Ok(())
}

/// The same changes behind the newest entry of the journal. Two processes on one database number their entries alike,
/// and the journal would refuse the second one's.
pub(super) fn rebased(
    connection: &Connection,
    changes: &ChangeSet,
) -> Result<ChangeSet, rusqlite::Error> {
    let mut changes = changes.clone();
    if !planted::is(Bug::NoInstanceLock) {
        return Ok(changes);
    }
    let first = changes.0.iter().find_map(|change| {
        if let Change::Journal(entry) = change {
            return Some(entry.seq);
        }
        None
    });
    let newest: i64 =
        connection.query_row("SELECT COALESCE(MAX(seq), 0) FROM journal", [], |row| {
            row.get(0)
        })?;
    let moved = |seq: u64| {
        seq.wrapping_sub(first.unwrap_or(seq))
            .wrapping_add(newest.unsigned_abs())
            .wrapping_add(1)
    };
    for change in &mut changes.0 {
        match change {
            Change::Journal(JournalEntry { seq, .. })
            | Change::Deed { seq, .. }
            | Change::ShiftOpened { seq, .. }
            | Change::ShiftClosed { seq, .. }
            | Change::CashMoved { seq, .. }
            | Change::CorrectionOpened { seq, .. } => *seq = moved(*seq),
            Change::Opened(_)
            | Change::Changed(_)
            | Change::NewSession(..)
            | Change::AttemptOpened(_)
            | Change::AttemptClosed { .. } => {}
        }
    }
    Ok(changes)
}
