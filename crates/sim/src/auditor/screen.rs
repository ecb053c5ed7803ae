//! O8: the cashier is shown what the disk says, and what has ended stays ended.

use super::case::{Case, TillRow};
use super::finding::{AuditError, Oracle, Verdict};
use super::stage::Stage;
use crate::evidence::Shown;

/// How a shown stage and the stored one must fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// The newest of this event: it is what is stored.
    Same,
    /// An older one of this event: what is stored can follow it.
    Older,
    /// Looked at again after a restart: people may have decided a review since.
    MuchOlder,
}

/// Judges what was shown about a payment.
pub(super) fn judge(
    shown: &Shown,
    case: &Case,
    fit: Fit,
    verdict: &mut Verdict,
) -> Result<(), AuditError> {
    verdict.saw(Oracle::O8);
    let Shown { payment, stage, .. } = shown;
    let said = Stage::read(stage).ok_or_else(|| AuditError::Word {
        table: "shown",
        row: *payment,
        word: stage.clone(),
    })?;
    let tender = case.row.as_ref().is_some_and(|row| row.is_tendered);
    if shown.as_accepted && !tender {
        let text = "it was called accepted, the till has no tender of it";
        verdict.about(Oracle::O8, *payment, text);
    }
    // Whoever was told of cash or of an end acts on it: neither may hang on what a power cut can take away. Before any
    // cash is taken a payment may vanish.
    let is_relied_on = said.is_tendered() || shown.as_accepted;
    if shown.disk_was_dirty {
        if !is_relied_on {
            return Ok(());
        }
        let text = format!("it was shown as {stage} while a power cut could take that away");
        verdict.about(Oracle::O8, *payment, text);
    }
    let Some(row) = &case.row else {
        let text = format!("it was shown as {stage}, the till has no such payment");
        verdict.about(Oracle::O8, *payment, text);
        return Ok(());
    };
    let fits = match fit {
        Fit::Same => said == row.stage,
        Fit::Older => said.may_lead_to(row.stage, false),
        Fit::MuchOlder => said.may_lead_to(row.stage, true),
    };
    if !fits {
        let text = format!("it was shown as {stage}, stored is {}", row.stage.word());
        verdict.about(Oracle::O8, *payment, text);
    }
    Ok(())
}

/// Judges what became of a row since it was last read.
pub(super) fn judge_move(
    (case, is_again): (&Case, bool),
    now: Option<&TillRow>,
    verdict: &mut Verdict,
) {
    let Some(before) = &case.row else {
        return;
    };
    let Some(now) = now else {
        let text = format!("its row, {}, is gone", before.stage.word());
        return verdict.about(Oracle::O1, case.id, text);
    };
    let (was, is) = (before.stage, now.stage);
    // What was sent is never where nothing was sent yet.
    let is_unsent = matches!(is, Stage::Queued | Stage::Cancelled) && was != is;
    if !was.may_lead_to(is, is_again) || is_unsent && case.pay_rows > 0 {
        let (was, is, pays) = (was.word(), is.word(), case.pay_rows);
        let text = format!("from {was} to {is} with {pays} pay attempts");
        verdict.about(Oracle::O8, case.id, text);
    }
    let is_same_session = before.session == now.session;
    if is_same_session && now.version < before.version {
        let (old, new) = (before.version, now.version);
        let text = format!("the server's VERSION fell from {old:?} to {new:?}");
        verdict.about(Oracle::O8, case.id, text);
    }
    if !is_same_session && case.pay_rows > 0 {
        let (old, new) = (&before.session, &now.session);
        let text = format!("SESSION {old} became {new} after a pay attempt");
        verdict.about(Oracle::O2, case.id, text);
    }
    let fixed = |row: &TillRow| (row.credited, row.taken, row.currency.clone());
    if fixed(before) != fixed(now) || before.is_tendered && !now.is_tendered {
        let text = "its sums or its tender changed".to_owned();
        verdict.about(Oracle::O1, case.id, text);
    }
    let undone = match (before.owed, now.owed) {
        (Some(was), is) => is.is_none_or(|is| is != was && was != super::case::Owed::Due),
        (None, _) => false,
    };
    if undone {
        let (was, is) = (before.owed, now.owed);
        let text = format!("its return row went from {was:?} to {is:?}");
        verdict.about(Oracle::O1, case.id, text);
    }
}
