//! The till's journal: its chain of hashes, and what its entries say about payments.
//!
//! The form of the chain: SHA-256 over the hash before (zeros for the first entry) and the lines seq, time, kind,
//! payment (0 for none) and text, each ended by a line feed. An entry that a person stands behind ends with `#` and
//! the first 16 hexadecimal digits of SHA-256 over person, line feed, reason.

use sha2::{Digest, Sha256};

use super::case::{Case, Owed};
use super::finding::{Oracle, Verdict};
use super::stage::Stage;

/// The newest entry that was read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Head {
    pub(super) seq: i64,
    pub(super) hash: [u8; 32],
}

/// One entry as it is stored; `payment` is 0 for none.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) seq: i64,
    pub(super) at: i64,
    pub(super) kind: String,
    pub(super) payment: i64,
    pub(super) text: String,
    pub(super) hash: [u8; 32],
    /// Person and reason.
    pub(super) deed: Option<(String, String)>,
}

impl Entry {
    pub(super) const fn head(&self) -> Head {
        Head {
            seq: self.seq,
            hash: self.hash,
        }
    }

    /// The hash that this entry must have.
    pub(super) fn due_hash(&self, before: &[u8; 32]) -> [u8; 32] {
        let Self {
            seq,
            at,
            kind,
            payment,
            text,
            ..
        } = self;
        link(before, &format!("{seq}\n{at}\n{kind}\n{payment}\n{text}\n"))
    }

    fn fits_deed(&self) -> bool {
        match (self.text.rsplit_once('#'), &self.deed) {
            (None, None) => true,
            (Some((_, mark)), Some((person, reason))) => mark == deed_mark(person, reason),
            (None, Some(_)) | (Some(_), None) => false,
        }
    }
}

/// One link of a chain of hashes.
pub(super) fn link(before: &[u8; 32], lines: &str) -> [u8; 32] {
    let hash = Sha256::new().chain_update(before).chain_update(lines);
    hash.finalize().into()
}

/// The mark of who did something and why.
pub(super) fn deed_mark(person: &str, reason: &str) -> String {
    let hash = Sha256::digest(format!("{person}\n{reason}"));
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Judges an entry behind the one before it.
pub(super) fn judge_entry(before: &Head, entry: &Entry, verdict: &mut Verdict) {
    verdict.saw(Oracle::O5);
    let Entry { seq, kind, .. } = entry;
    if kind == "tendered" {
        verdict.saw(Oracle::O1);
    }
    if *seq != before.seq.saturating_add(1) {
        let text = format!("the journal goes from entry {} to entry {seq}", before.seq);
        verdict.whole(Oracle::O5, text);
    } else if entry.hash != entry.due_hash(&before.hash) {
        let text = format!("journal entry {seq} ({kind}) breaks the chain");
        verdict.whole(Oracle::O5, text);
    }
    if !entry.fits_deed() {
        let text = format!("journal entry {seq} ({kind}) and who stands behind it do not fit");
        verdict.whole(Oracle::O5, text);
    }
}

/// Adds what an entry says about its payment.
pub(super) fn note(case: &mut Case, entry: &Entry) {
    let entries = &mut case.entries;
    match entry.kind.as_str() {
        "tendered" => entries.tendered.push(entry.seq),
        "return-due" => entries.return_due.push(entry.seq),
        "returned" => entries.returned.push(entry.seq),
        "became" => {
            let stage = Stage::read(&entry.text);
            entries.ended.extend(stage.filter(|stage| stage.is_end()));
        }
        "print-started" => entries.prints = entries.prints.saturating_add(1),
        "print-ended" if entry.text == "not ready" => {
            entries.prints = entries.prints.saturating_sub(1);
        }
        _ => {}
    }
}

/// Whether the row of a payment says what the journal says.
pub(super) fn judge_case(case: &Case, verdict: &mut Verdict) {
    let (Some(row), entries) = (&case.row, &case.entries) else {
        return;
    };
    let mut counts = |what: &str, entries: usize, rows: bool| {
        if entries != usize::from(rows) {
            let (oracle, rows) = (Oracle::O1, usize::from(rows));
            let text = format!("the journal says \"{what}\" {entries} times, the row {rows}");
            verdict.about(oracle, case.id, text);
        }
    };
    counts("tendered", entries.tendered.len(), row.is_tendered);
    counts("return due", entries.return_due.len(), row.owed.is_some());
    let is_returned = row.owed == Some(Owed::Returned);
    counts("returned", entries.returned.len(), is_returned);
    let ended: Vec<&str> = entries.ended.iter().map(|stage| stage.word()).collect();
    let stage = row.stage;
    let fits = match entries.ended.as_slice() {
        [] => !stage.is_end(),
        [end] => *end == stage,
        _ => false,
    };
    if !fits {
        let text = format!(
            "it is {}, the journal let it end as {ended:?}",
            stage.word()
        );
        verdict.about(Oracle::O8, case.id, text);
    }
    if entries.prints != row.prints_started {
        let text = format!(
            "the journal counts {} prints begun, the row {}",
            entries.prints, row.prints_started
        );
        verdict.about(Oracle::O3, case.id, text);
    }
}
