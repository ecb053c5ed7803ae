//! Processor time of a process, where the system tells it.

use std::time::Duration;

/// A tick of the process table: a hundredth of a second on every Linux.
const TICK: Duration = Duration::from_millis(10);

/// What a process has used so far; zero where that is not to be had.
pub(super) fn of(process: u32) -> Duration {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name in brackets may hold blanks; user and system time are the 12th and 13th field behind it.
    let fields = text.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks: u32 = fields
        .split_ascii_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u32>().ok())
        .fold(0, u32::saturating_add);
    TICK.saturating_mul(ticks)
}
