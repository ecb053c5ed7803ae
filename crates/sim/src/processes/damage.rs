//! Damaged databases (F9) and logs that are gone or stale (F10): noticed or harmless, never an empty start in silence.

use std::fs::{self, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::books::{self, AtTill};
use super::judge::Verdict;
use super::rig::{Rig, Wrap, copy_folder};
use super::run::{Told, run};
use super::{Options, Outcome, Trouble, strace};

const TRIALS: usize = 150;
const QUICK_TRIALS: usize = 12;
const PAGE: u64 = 4096;
const SYNCS: std::ops::RangeInclusive<u64> = 2..=7;

/// Damage.
pub(super) fn section(options: &Options) -> Result<Outcome, Trouble> {
    strace::assert_there()?;
    let mut outcome = Outcome::default();
    files(options, &mut outcome)?;
    logs(options, &mut outcome)?;
    stale_log(options, &mut outcome)?;
    Ok(outcome)
}

/// What is done to the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Harm {
    Bit(u64, u8),
    Page(u64),
    Cut(u64),
}

impl Harm {
    fn random(random: &mut ChaCha8Rng, length: u64, trial: usize) -> Self {
        let pages = length / PAGE;
        match trial % 4 {
            0 | 1 => Self::Bit(random.gen_range(0..length), random.gen_range(0..8)),
            2 => Self::Page(random.gen_range(0..pages)),
            _ => Self::Cut(random.gen_range(0..length)),
        }
    }

    fn inflict(self, file: &Path) -> Result<(), Trouble> {
        let mut open = OpenOptions::new().write(true).open(file)?;
        match self {
            Self::Bit(at, bit) => {
                let byte = fs::read(file)?
                    .get(usize::try_from(at).unwrap_or(0))
                    .copied()
                    .unwrap_or(0);
                open.seek(SeekFrom::Start(at))?;
                open.write_all(&[byte ^ (1 << bit)])?;
            }
            Self::Page(page) => {
                open.seek(SeekFrom::Start(page * PAGE))?;
                open.write_all(&[0; PAGE as usize])?;
            }
            Self::Cut(length) => open.set_len(length)?,
        }
        Ok(())
    }

    const fn as_word(self) -> &'static str {
        match self {
            Self::Bit(..) => "one bit",
            Self::Page(_) => "a page of zeros",
            Self::Cut(_) => "cut off",
        }
    }
}

/// How a harm ended, by kind: noticed at once, by `doctor`, harmless, and neither.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    trials: u32,
    at_start: u32,
    by_doctor: u32,
    harmless: u32,
    unseen: u32,
}

/// Harm to the database of a till that was closed in peace. There is no hub: nothing can be charged by mistake.
fn files(options: &Options, outcome: &mut Outcome) -> Result<(), Trouble> {
    let mut random = ChaCha8Rng::seed_from_u64(options.seed);
    let mut rig = Rig::new(options)?;
    for _ in 0..4 {
        rig.sell(&Wrap::new())?;
    }
    rig.kill_hub()?;
    rig.sell(&Wrap::new())?;
    let before = books::till_payments(&books::read_only(&rig.till_database())?)?;
    let length = fs::metadata(rig.till_database())?.len();
    let mut counts = [
        ("one bit", Count::default()),
        ("a page of zeros", Count::default()),
        ("cut off", Count::default()),
    ];
    let trials = if options.quick { QUICK_TRIALS } else { TRIALS };
    for trial in 0..trials {
        let folder = rig.folder.path().join("harmed");
        copy_folder(&rig.till_folder(), &folder)?;
        let harm = Harm::random(&mut random, length, trial);
        harm.inflict(&folder.join("till.sqlite"))?;
        let doctor = run(&mut rig.till_in(&folder, &Wrap::new(), &["doctor", "--lang", "en"]))?;
        let doctor_saw = ["Journal: WRONG", "Outbox: WRONG", "Data folder: WRONG"]
            .iter()
            .any(|w| doctor.out.contains(w));
        let number = rig.next_number();
        let ran = run(&mut rig.till_in(&folder, &Wrap::new(), &super::rig::sale_words(&number)))?;
        let told = Told::of(&ran);
        let after = books::read_only(&folder.join("till.sqlite"))
            .and_then(|books| books::till_payments(&books));
        let is_same = after.as_ref().is_ok_and(|after| is_kept(&before, after));
        let is_empty = after.as_ref().is_ok_and(|after| after.len() <= 1);
        outcome.expect(
            !matches!(told, Told::Odd | Told::Nothing | Told::Paid),
            || format!("{harm:?}: {} {}", told.as_word(), ran.brief()),
        );
        outcome.expect(told != Told::Open || !is_empty, || {
            format!("{harm:?}: an empty start in silence")
        });
        let Some((_, count)) = counts.iter_mut().find(|(word, _)| *word == harm.as_word()) else {
            continue;
        };
        count.trials += 1;
        match told {
            Told::NotStored | Told::Unsure => count.at_start += 1,
            _ if doctor_saw => count.by_doctor += 1,
            _ if is_same => count.harmless += 1,
            _ => {
                count.unseen += 1;
                (options.tell)(&format!("damage: not noticed: {harm:?}"));
            }
        }
        fs::remove_dir_all(&folder)?;
    }
    for (word, count) in counts {
        let Count {
            trials,
            at_start,
            by_doctor,
            harmless,
            unseen,
        } = count;
        outcome.row(
            format!("database, {word}"),
            format!("{trials}: {at_start} stop the till, {by_doctor} only seen by doctor, {harmless} change nothing, \
                     {unseen} change a payment unseen"),
        );
    }
    Ok(())
}

/// Whether all payments are there as they were; later ones may have joined them.
fn is_kept(before: &[AtTill], after: &[AtTill]) -> bool {
    before.iter().all(|payment| {
        after.iter().any(|now| {
            now.id == payment.id
                && now.number == payment.number
                && now.session == payment.session
                && now.is_tendered == payment.is_tendered
        })
    })
}

/// A till that died in a sale loses its log, or the index of it.
fn logs(options: &Options, outcome: &mut Outcome) -> Result<(), Trouble> {
    let step = if options.quick { 3 } else { 1 };
    for sync in SYNCS.step_by(step) {
        for endings in [&["-wal"][..], &["-shm"], &["-wal", "-shm"]] {
            let mut rig = Rig::new(options)?;
            rig.sell(&Wrap::new())?;
            cut_off(&mut rig, sync)?;
            let whole = rig.folder.path().join("whole");
            copy_folder(&rig.till_folder(), &whole)?;
            for ending in endings {
                fs::remove_file(rig.till_folder().join(format!("till.sqlite{ending}")))?;
            }
            let name = format!(
                "killed at sync {sync}, then without {}",
                endings.join(" and ")
            );
            next_sale(
                &mut rig,
                &whole,
                (&name, endings.contains(&"-wal")),
                outcome,
            )?;
        }
    }
    Ok(())
}

fn cut_off(rig: &mut Rig, sync: u64) -> Result<(), Trouble> {
    let log = rig.folder.path().join("strace.txt");
    let files = [rig.till_folder().join("till.sqlite-wal")];
    let wrap = strace::injecting(&log, "fsync", &files, &format!("signal=KILL:when={sync}"));
    rig.sell(&wrap)?;
    Ok(())
}

/// The next sale: either all is there, or the till notices and takes no money.
fn next_sale(
    rig: &mut Rig,
    whole: &Path,
    (name, is_log_gone): (&str, bool),
    outcome: &mut Outcome,
) -> Result<(), Trouble> {
    let (told, ran) = rig.sell(&Wrap::new())?;
    let known = books::till_payments(&books::read_only(&rig.till_database())?)?.len();
    let complete = books::till_payments(&books::read_only(&whole.join("till.sqlite"))?)?.len();
    // The sale just made may be there beside them.
    let has_lost = known < complete + usize::from(told == Told::Paid);
    outcome.row(
        name.to_owned(),
        format!(
            "{}{}",
            told.as_word(),
            if has_lost { ", a payment is gone" } else { "" }
        ),
    );
    outcome.expect(!has_lost || told != Told::Paid, || {
        format!(
            "{name}: a payment is gone, and the till sells: {}",
            ran.brief()
        )
    });
    outcome.expect(is_log_gone || !has_lost, || {
        format!("{name}: a payment is gone")
    });
    run(&mut rig.till_in(whole, &Wrap::new(), &["retry"]))?;
    rig.copies.push(whole.to_owned());
    let mut verdict = Verdict::default();
    rig.settle()?;
    rig.judge_as_it_is(0, &mut verdict)?;
    outcome.findings.extend(
        verdict
            .findings
            .into_iter()
            .map(|found| format!("{name}: {found}")),
    );
    Ok(())
}

/// The log of an earlier crash is put back beside a database that has gone on.
fn stale_log(options: &Options, outcome: &mut Outcome) -> Result<(), Trouble> {
    let mut rig = Rig::new(options)?;
    rig.sell(&Wrap::new())?;
    cut_off(&mut rig, 6)?;
    let log = rig.till_folder().join("till.sqlite-wal");
    let stale = fs::read(&log)?;
    rig.settle()?;
    rig.sell(&Wrap::new())?;
    let whole = rig.folder.path().join("whole");
    copy_folder(&rig.till_folder(), &whole)?;
    super::rig::write(&log, &stale)?;
    next_sale(&mut rig, &whole, ("a stale log put back", true), outcome)
}
