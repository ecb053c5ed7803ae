//! Cloned and stale data folders (F11, F69): the same till twice, or an older one under a key that has gone on.

use std::fs;
use std::path::{Path, PathBuf};

use super::clocks::Clock;
use super::judge::Verdict;
use super::rig::{Rig, Wrap, copy_folder};
use super::run::{LIMIT, Ran, Running, Told, run};
use super::{Options, Outcome, Trouble, strace};

const RACES: u64 = 20;
const QUICK_RACES: u64 = 3;
/// Syncs of the till's log by its own thread: consent, cash and pay, answer, print, printed.
const SYNCS: std::ops::RangeInclusive<u64> = 2..=6;

/// Copies of a till.
pub(super) fn section(options: &Options) -> Result<Outcome, Trouble> {
    let mut outcome = Outcome::default();
    clone_works_beside(options, &mut outcome)?;
    old_copy_is_put_back(options, &mut outcome)?;
    open_payment_in_an_old_copy(options, &mut outcome)?;
    two_copies_ask_at_once(options, &mut outcome)?;
    copy_between_check_and_pay(options, &mut outcome)?;
    old_hub(options, &mut outcome)?;
    Ok(outcome)
}

fn is_reconcile(told: Told, ran: &Ran) -> bool {
    told == Told::NotTaken && ran.err.contains("Take no money")
}

fn aside(rig: &Rig, name: &str) -> Result<PathBuf, Trouble> {
    let folder = rig.folder.path().join(name);
    copy_folder(&rig.till_folder(), &folder)?;
    Ok(folder)
}

/// Puts an old copy in the till's place; what was there stays beside as evidence.
fn put_back(rig: &mut Rig, old: &Path) -> Result<(), Trouble> {
    let newer = rig
        .folder
        .path()
        .join(format!("newer-{}", rig.copies.len()));
    fs::rename(rig.till_folder(), &newer)?;
    fs::rename(old, rig.till_folder())?;
    rig.copies.push(newer);
    Ok(())
}

fn word(is_noticed: bool) -> &'static str {
    if is_noticed {
        "noticed, no money taken"
    } else {
        "NOT noticed"
    }
}

fn clone_works_beside(options: &Options, outcome: &mut Outcome) -> Result<(), Trouble> {
    let mut rig = Rig::new(options)?;
    rig.sell(&Wrap::new())?;
    let clone = aside(&rig, "clone")?;
    rig.copies.push(clone.clone());
    rig.sell(&Wrap::new())?;
    let (told, ran) = rig.sell_in(&clone)?;
    outcome.row(
        "clone sells after the other one",
        word(is_reconcile(told, &ran)),
    );
    outcome.expect(is_reconcile(told, &ran), || {
        format!("a clone sells: {} {}", told.as_word(), ran.brief())
    });
    let (again, ran) = rig.sell_in(&clone)?;
    outcome.expect(again == Told::NotTaken, || {
        format!("a clone sells at its next start: {}", ran.brief())
    });
    let (told, ran) = rig.sell(&Wrap::new())?;
    outcome.row(
        "the other one after the clone has asked",
        match told {
            Told::Paid => "sells on".to_owned(),
            _ => format!("{}: {}", told.as_word(), word(is_reconcile(told, &ran))),
        },
    );
    rig.judge(0)?.report(outcome, "clone");
    Ok(())
}

fn old_copy_is_put_back(options: &Options, outcome: &mut Outcome) -> Result<(), Trouble> {
    let mut rig = Rig::new(options)?;
    rig.sell(&Wrap::new())?;
    let old = aside(&rig, "old")?;
    for _ in 0..3 {
        rig.sell(&Wrap::new())?;
    }
    put_back(&mut rig, &old)?;
    let (told, ran) = rig.sell(&Wrap::new())?;
    outcome.row("old copy put back", word(is_reconcile(told, &ran)));
    outcome.expect(is_reconcile(told, &ran), || {
        format!("an old copy sells: {} {}", told.as_word(), ran.brief())
    });
    run(&mut rig.till(&Wrap::new(), &["queue", "reconciled"]))?;
    let (told, ran) = rig.sell(&Wrap::new())?;
    outcome.expect(told == Told::Paid, || {
        format!("reconciled, and yet {}: {}", told.as_word(), ran.brief())
    });
    report(&rig, outcome, "old copy")
}

/// Judges and reports. Papers of all copies lie apart, so only the ones in place are looked at.
fn report(rig: &Rig, outcome: &mut Outcome, name: &str) -> Result<(), Trouble> {
    rig.judge(0)?.report(outcome, name);
    Ok(())
}

/// Accepted offline, copied, paid; then the copy, in which it is still open, is put back.
fn open_payment_in_an_old_copy(options: &Options, outcome: &mut Outcome) -> Result<(), Trouble> {
    let mut rig = Rig::new(options)?;
    rig.kill_hub()?;
    rig.sell(&Wrap::new())?;
    let old = aside(&rig, "old")?;
    rig.start_hub()?;
    rig.settle()?;
    put_back(&mut rig, &old)?;
    let left = rig.settle()?;
    outcome.row(
        "old copy with a payment that was paid since",
        match &left {
            None => "finishes it".to_owned(),
            Some(ran) => format!("keeps it open: {}", ran.brief()),
        },
    );
    let mut verdict = Verdict::default();
    rig.judge_as_it_is(0, &mut verdict)?;
    verdict.report(outcome, "open payment in an old copy");
    Ok(())
}

/// Two copies with the same open payment ask at the same time: it is made once.
fn two_copies_ask_at_once(options: &Options, outcome: &mut Outcome) -> Result<(), Trouble> {
    let mut rig = Rig::new(options)?;
    let races = if options.quick { QUICK_RACES } else { RACES };
    for race in 0..races {
        rig.kill_hub()?;
        rig.sell(&Wrap::new())?;
        let clone = aside(&rig, &format!("clone-{race}"))?;
        rig.start_hub()?;
        let words = ["retry", "--wait", "5"];
        let ours = Running::start(&mut rig.till(&Wrap::new(), &words))?;
        let theirs = Running::start(&mut rig.till_in(&clone, &Wrap::new(), &words))?;
        ours.finish(LIMIT)?;
        theirs.finish(LIMIT)?;
        rig.copies.push(clone);
        // Whichever came second is asked to compare its data; the next race begins well.
        run(&mut rig.till(&Wrap::new(), &["queue", "reconciled"]))?;
    }
    outcome.row(
        "two copies ask about the same payment at once",
        format!("{races} races"),
    );
    let mut verdict = Verdict::default();
    rig.settle()?;
    rig.judge_as_it_is(0, &mut verdict)?;
    verdict.report(outcome, "two copies at once");
    Ok(())
}

/// A copy is made when a sale was cut off at each of its commits, and is put back two hours later, when a check is too
/// old and may be made anew.
fn copy_between_check_and_pay(options: &Options, outcome: &mut Outcome) -> Result<(), Trouble> {
    if strace::assert_there().is_err() || !Clock::is_there() {
        outcome.find("strace and faketime are needed for old copies with open payments");
        return Ok(());
    }
    for sync in SYNCS {
        for offline in [false, true] {
            let mut rig = Rig::new(options)?;
            // The first start of all has more syncs: it makes the tables.
            rig.sell(&Wrap::new())?;
            cut_off(&mut rig, sync, offline)?;
            let old = aside(&rig, "old")?;
            rig.settle()?;
            put_back(&mut rig, &old)?;
            let later = Clock::off_by("+2h");
            later.set(&mut rig.till_env);
            later.set(&mut rig.hub_env);
            rig.start_hub()?;
            rig.settle()?;
            let mut verdict = Verdict::default();
            rig.judge_as_it_is(0, &mut verdict)?;
            let how = if offline { "retry" } else { "sale" };
            let name = format!("{how} cut off at sync {sync}, copied, put back after 2 h");
            outcome.findings.extend(
                verdict
                    .findings
                    .iter()
                    .map(|found| format!("{name}: {found}")),
            );
            outcome.row(name, verdict);
        }
    }
    Ok(())
}

/// A till that dies at the n-th sync of its log, while it sells or while it sends what it took offline.
fn cut_off(rig: &mut Rig, sync: u64, offline: bool) -> Result<(), Trouble> {
    let log = rig.folder.path().join("strace.txt");
    let files = [rig.till_folder().join("till.sqlite-wal")];
    let wrap = strace::injecting(&log, "fsync", &files, &format!("signal=KILL:when={sync}"));
    if !offline {
        rig.sell(&wrap)?;
        return Ok(());
    }
    rig.kill_hub()?;
    rig.sell(&Wrap::new())?;
    rig.start_hub()?;
    run(&mut rig.till(&wrap, &["retry"]))?;
    Ok(())
}

/// The hub itself works on an old copy of its books. What it forgot it cannot know; whether anybody notices is shown.
fn old_hub(options: &Options, outcome: &mut Outcome) -> Result<(), Trouble> {
    let mut rig = Rig::new(options)?;
    rig.sell(&Wrap::new())?;
    rig.stop_hub()?;
    let old = rig.folder.path().join("old-hub");
    copy_folder(&rig.hub_folder(), &old)?;
    rig.start_hub()?;
    for _ in 0..2 {
        rig.sell(&Wrap::new())?;
    }
    rig.stop_hub()?;
    fs::rename(rig.hub_folder(), rig.folder.path().join("newer-hub"))?;
    fs::rename(&old, rig.hub_folder())?;
    rig.start_hub()?;
    let (told, ran) = rig.sell(&Wrap::new())?;
    let says = if ran.err.is_empty() {
        String::new()
    } else {
        format!(" ({})", ran.brief())
    };
    outcome.row(
        "sale at a hub with old books (not judged)",
        format!("{}{says}", told.as_word()),
    );
    Ok(())
}
