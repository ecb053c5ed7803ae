//! O4: nothing leaves, and nothing is called accepted, before it is on the disk.

use rusqlite::{Connection, OptionalExtension};

use super::case::Case;
use super::finding::{AuditError, Oracle, Verdict};
use super::till::Attempt;
use crate::evidence::{Sent, Shown};

/// Judges bytes that left, and adds them to what is known of their payment.
pub(super) fn judge(
    sent: &Sent,
    case: &mut Case,
    (attempt, listed): (Option<&Attempt>, bool),
    verdict: &mut Verdict,
) {
    let Sent {
        payment,
        session,
        ask,
        nonce,
        ..
    } = sent;
    let mut wrong = |text: String| verdict.about(Oracle::O4, *payment, text);
    match attempt {
        None => wrong(format!("a {ask} left without an attempt row ({nonce})")),
        Some(row) if row.payment != *payment || row.ask != *ask => {
            let (of, stored) = (row.payment, &row.ask);
            wrong(format!(
                "a {ask} left, its attempt row {} is a {stored} of payment {of}",
                row.id
            ));
        }
        Some(row) if row.id > sent.newest_attempt => {
            let (row, newest) = (row.id, sent.newest_attempt);
            wrong(format!(
                "a {ask} left before its attempt row {row} was stored: the newest was {newest}"
            ));
        }
        Some(_) => {}
    }
    if !listed {
        wrong(format!(
            "a {ask} left under SESSION {session}, which is not in the till's list"
        ));
    }
    if !matches!(*ask, "pay" | "cancel") {
        return;
    }
    let stored = case.row.as_ref().map(|row| row.session.as_str());
    if stored != Some(session.as_str()) {
        wrong(format!(
            "a {ask} left under SESSION {session}, stored is {stored:?}"
        ));
    }
    if sent.disk_was_dirty {
        wrong(format!(
            "a {ask} left while a power cut could take away what it rests on"
        ));
    }
    if *ask == "cancel" {
        case.cancelled_under.insert(session.clone());
    } else {
        if case.cancelled_under.contains(session) {
            wrong(format!("a pay left after a cancel of SESSION {session}"));
        }
        case.paid_under.insert(session.clone());
    }
    verdict.saw(Oracle::O4);
}

/// Judges what the cashier was told in answer to the own key.
pub(super) fn judge_accepted(shown: &Shown, case: &Case, verdict: &mut Verdict) {
    if !shown.as_accepted {
        return;
    }
    verdict.saw(Oracle::O4);
    if shown.disk_was_dirty {
        let text = "it was called accepted while a power cut could take its row away";
        verdict.about(Oracle::O4, shown.payment, text);
    }
    let newest = shown.newest_entry;
    if let Some(entry) = case.entries.tendered.first().filter(|seq| **seq > newest) {
        let text = format!(
            "it was called accepted before its journal entry {entry} was stored: the newest was {newest}"
        );
        verdict.about(Oracle::O4, shown.payment, text);
    }
}

/// An order that a provider carried out was written down before it left the hub.
pub(super) fn judge_order(
    hub: &Connection,
    transid: i64,
    verdict: &mut Verdict,
) -> Result<(), AuditError> {
    let sent: Option<bool> = hub
        .prepare_cached(
            "SELECT sent_at IS NOT NULL FROM outbox \
             WHERE payment_id = ?1 AND gateway = 'provider' AND job = 'pay'",
        )?
        .query_row([transid], |row| row.get(0))
        .optional()?;
    if sent != Some(true) {
        let text = format!(
            "the provider was paid for hub payment {transid} without an outbox row that says so"
        );
        verdict.whole(Oracle::O4, text);
    }
    Ok(())
}
