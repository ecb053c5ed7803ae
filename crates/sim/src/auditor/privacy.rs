//! O7: no customer's number in any line of a log.

use super::finding::{Oracle, Verdict};

/// Judges one line; `number` counts from 1.
pub(super) fn judge(line: &str, number: usize, canaries: &[String], verdict: &mut Verdict) {
    if !canaries.is_empty() {
        verdict.saw(Oracle::O7);
    }
    for (index, canary) in canaries.iter().enumerate() {
        if !canary.is_empty() && line.contains(canary.as_str()) {
            let masked = line.replace(canary.as_str(), "[...]");
            let text = format!("line {number} of the log holds canary {index}: {masked}");
            verdict.whole(Oracle::O7, text);
        }
    }
}
