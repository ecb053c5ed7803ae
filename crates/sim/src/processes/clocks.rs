//! Clocks that are off, and clocks that jump during a payment (F40, F41), by libfaketime: whatever the clocks said,
//! once they are right again each payment has ended, once.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::rig::{Rig, Wrap, write};
use super::run::{LIMIT, Running, Told};
use super::{Options, Outcome, Trouble};

const LIBRARIES: [&str; 4] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
    "/usr/lib/faketime/libfaketimeMT.so.1",
    "/usr/lib64/faketime/libfaketimeMT.so.1",
];

/// Off by so much; of both sides, or of one.
const OFFSETS: [&str; 12] = [
    "+1m", "-1m", "+4m", "-4m", "+6m", "-6m", "+1h", "-1h", "+1d", "-1d", "+10y", "-10y",
];
/// Moments at which clocks of computers have trouble.
const MOMENTS: [&str; 6] = [
    "@2038-01-19 03:14:05",
    "@2100-02-28 23:59:58",
    "@2027-03-28 00:59:58",
    "@2027-10-31 00:59:58",
    "@2028-02-29 23:59:58",
    "@2026-12-31 23:59:58",
];
const ZONES: [&str; 3] = ["Europe/Sofia", "America/New_York", "Asia/Kathmandu"];
const JUMPS: [&str; 6] = ["+1m", "-1m", "+1h", "-1h", "+10y", "-10y"];
const JUMP_ROUNDS: usize = 10;

/// A clock that is not the computer's.
#[derive(Debug, Clone)]
pub(super) struct Clock(Vec<(OsString, OsString)>);

impl Clock {
    fn library() -> Option<&'static str> {
        LIBRARIES.into_iter().find(|path| Path::new(path).exists())
    }

    /// Whether clocks can be changed here.
    pub(super) fn is_there() -> bool {
        Self::library().is_some()
    }

    fn with(name: &str, value: impl Into<OsString>) -> Self {
        let library = Self::library().unwrap_or_default();
        // Durations are measured by the other clock, which no one sets.
        let all = [
            ("LD_PRELOAD", library),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            ("FAKETIME_NO_CACHE", "1"),
        ];
        let mut all: Vec<(OsString, OsString)> = all
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        all.push((name.into(), value.into()));
        Self(all)
    }

    /// A clock that is off by so much, or begins at a moment.
    pub(super) fn off_by(offset: &str) -> Self {
        Self::with("FAKETIME", offset)
    }

    /// A clock whose offset stands in a file.
    fn by_file(file: &Path) -> Self {
        Self::with("FAKETIME_TIMESTAMP_FILE", file)
    }

    fn in_zone(mut self, zone: &str) -> Self {
        self.0.push(("TZ".into(), zone.into()));
        self
    }

    /// Sets it for programs that are started from now on.
    pub(super) fn set(&self, environment: &mut Vec<(OsString, OsString)>) {
        environment.clone_from(&self.0);
    }
}

/// Clocks.
pub(super) fn section(options: &Options) -> Result<Outcome, Trouble> {
    if !Clock::is_there() {
        return Err(Trouble::new(
            "libfaketime is needed for this section and is not there (Debian: faketime)",
        ));
    }
    let mut outcome = Outcome::default();
    let step = if options.quick { 4 } else { 1 };
    let mut random = ChaCha8Rng::seed_from_u64(options.seed);
    let mut cases = 0;
    for offset in OFFSETS.into_iter().step_by(step) {
        for side in ["till", "hub"] {
            off(
                options,
                (side, offset, &Clock::off_by(offset)),
                &mut outcome,
            )?;
            cases += 1;
        }
        (options.tell)(&format!("clocks: {offset} done"));
    }
    for (n, moment) in MOMENTS.into_iter().enumerate().step_by(step) {
        let zone = ZONES[n % ZONES.len()];
        off(
            options,
            ("both", moment, &Clock::off_by(moment).in_zone(zone)),
            &mut outcome,
        )?;
        cases += 1;
    }
    outcome.row("clocks that are off", format!("{cases} cases"));
    let mut jumps = 0;
    for jump in JUMPS.into_iter().step_by(step) {
        for side in ["till", "hub"] {
            jumps += jumping(options, (side, jump), &mut random, &mut outcome)?;
        }
        (options.tell)(&format!("clocks: jumps of {jump} done"));
    }
    outcome.row("jumps during a sale", jumps);
    Ok(outcome)
}

/// A sale and an offline sale by clocks that are off; then the clocks are put right.
fn off(
    options: &Options,
    (side, what, clock): (&str, &str, &Clock),
    outcome: &mut Outcome,
) -> Result<(), Trouble> {
    let mut rig = Rig::new(options)?;
    rig.sell(&Wrap::new())?;
    if side != "hub" {
        clock.set(&mut rig.till_env);
    }
    if side != "till" {
        clock.set(&mut rig.hub_env);
    }
    let mut told = Vec::new();
    for hub_is_there in [true, false, true] {
        if hub_is_there {
            rig.start_hub()?;
        } else {
            rig.kill_hub()?;
        }
        let (word, ran) = rig.sell(&Wrap::new())?;
        told.push(match word {
            Told::NotTaken => format!("not taken ({})", ran.brief()),
            _ => word.as_word().to_owned(),
        });
    }
    let left = rig.settle()?.is_some();
    let open = if left {
        "; open until the clock is right"
    } else {
        ""
    };
    outcome.row(
        format!("{side} {what}"),
        format!("{}{open}", told.join(", ")),
    );
    rig.till_env.clear();
    rig.hub_env.clear();
    rig.start_hub()?;
    let verdict = rig.judge(0)?;
    outcome.findings.extend(
        verdict
            .findings
            .into_iter()
            .map(|found| format!("{side} {what}: {found}")),
    );
    Ok(())
}

/// Sales in the middle of which a clock jumps there and at the next one back.
fn jumping(
    options: &Options,
    (side, jump): (&str, &str),
    random: &mut ChaCha8Rng,
    outcome: &mut Outcome,
) -> Result<usize, Trouble> {
    let mut rig = Rig::new(options)?;
    let file: PathBuf = rig.folder.path().join("clock");
    write(&file, b"+0")?;
    let clock = Clock::by_file(&file);
    if side == "till" {
        clock.set(&mut rig.till_env);
    } else {
        clock.set(&mut rig.hub_env);
    }
    rig.start_hub()?;
    let (_, ran) = rig.sell(&Wrap::new())?;
    let whole_ms = u64::try_from(ran.took_ms).unwrap_or(0);
    let rounds = if options.quick { 2 } else { JUMP_ROUNDS };
    for round in 0..rounds {
        let number = rig.next_number();
        let running = Running::start(&mut rig.sale(&Wrap::new(), &number))?;
        thread::sleep(Duration::from_millis(random.gen_range(0..=whole_ms)));
        write(
            &file,
            if round % 2 == 0 {
                jump.as_bytes()
            } else {
                b"+0"
            },
        )?;
        let ran = running.finish(LIMIT)?;
        rig.note(number, &ran);
    }
    rig.till_env.clear();
    rig.hub_env.clear();
    rig.start_hub()?;
    let verdict = rig.judge(0)?;
    outcome.row(format!("{side} jumps by {jump}"), &verdict);
    outcome.findings.extend(
        verdict
            .findings
            .into_iter()
            .map(|found| format!("{side} jumps by {jump}: {found}")),
    );
    Ok(rounds)
}
