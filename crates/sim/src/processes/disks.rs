//! Disks that fill up (F7) and disks that turn read-only (F8).
//!
//! A small tmpfs is mounted where that is allowed. Where it is not, a limit on the size of files stands for a full
//! disk and lost permissions for a read-only one, and the report says so.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use paydesk_adapters::clock;

use super::rig::{Rig, Wrap, system};
use super::run::{Told, run};
use super::{Options, Outcome, Trouble};

/// Room for the till's reserve of 16 MiB, its database and some papers.
const TILL_SIZE: &str = "size=20m";
/// Room for the logs of the hub, its bank and its provider, which grow to 4 MiB each.
const HUB_SIZE: &str = "size=32m";
const BLOCK: u64 = 4096;
/// The most that is left free: more than a sale needs.
const MOST_FREE: u64 = 96 * BLOCK;
const STEPS: u64 = 48;
const QUICK_STEPS: u64 = 8;
const FILLER: &str = "filler";

/// A file system of our own; taken down when dropped.
#[derive(Debug)]
struct Mount(PathBuf);

impl Mount {
    /// Mounts; none where that is not allowed.
    fn new(folder: &Path, size: &str) -> Result<Option<Self>, Trouble> {
        fs::create_dir_all(folder)?;
        let path = folder.display().to_string();
        let mounted = system(&["mount", "-t", "tmpfs", "-o", size, "tmpfs", &path]);
        Ok(mounted.is_ok().then(|| Self(folder.to_owned())))
    }

    fn remount(&self, how: &str) -> Result<(), Trouble> {
        system(&[
            "mount",
            "-o",
            &format!("remount,{how}"),
            &self.0.display().to_string(),
        ])
    }

    /// Fills it up and leaves so many bytes free.
    fn fill(&self, free: u64) -> Result<(), Trouble> {
        let path = self.0.join(FILLER);
        let mut file = File::create(&path)?;
        let block = [0x5A_u8; 4096];
        let mut written = 0_u64;
        while file.write_all(&block).is_ok() {
            written += BLOCK;
        }
        // What did not fit as a whole may have fitted in part.
        file.set_len(written.saturating_sub(free))?;
        Ok(())
    }

    fn empty(&self) -> Result<(), Trouble> {
        Ok(fs::remove_file(self.0.join(FILLER))?)
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        drop(system(&["umount", "-l", &self.0.display().to_string()]));
    }
}

/// A rig whose till or hub lives on a small file system of its own.
fn small(options: &Options, side: &str, size: &str) -> Result<(Rig, Option<Mount>), Trouble> {
    let mut mount = None;
    let rig = Rig::prepared(options, |folder| {
        mount = Mount::new(&folder.join(side), size)?;
        Ok(())
    })?;
    Ok((rig, mount))
}

/// Small disks that fill up.
pub(super) fn full_section(options: &Options) -> Result<Outcome, Trouble> {
    let mut outcome = Outcome::default();
    let steps = if options.quick { QUICK_STEPS } else { STEPS };
    let (mut rig, mount) = small(options, "till", TILL_SIZE)?;
    rig.sell(&Wrap::new())?;
    let Some(mount) = mount else {
        outcome.row(
            "mount",
            "not permitted here: a limit on the size of files instead",
        );
        limited(&mut rig, steps, &mut outcome)?;
        return Ok(outcome);
    };
    let mut tolds = BTreeMap::<&str, u64>::new();
    for step in 0..steps {
        let from = rig.sold.len();
        mount.fill(step * MOST_FREE / steps)?;
        let (told, ran) = rig.sell(&Wrap::new())?;
        *tolds.entry(told.as_word()).or_default() += 1;
        if matches!(told, Told::NotStored | Told::Unsure) {
            outcome.expect(is_about_the_disk(&ran.err), || {
                format!("no clear message: {}", ran.brief())
            });
        }
        mount.empty()?;
        outcome.findings.extend(rig.judge(from)?.findings);
    }
    outcome.row("sales on a till's disk with 0 to 96 blocks left", steps);
    outcome.row("told", format!("{tolds:?}"));
    let refused = tolds.get("not stored").copied().unwrap_or_default();
    outcome.expect(refused > 0, || {
        format!("no sale was refused on a full disk: {tolds:?}")
    });
    open_ones_finish(&mut rig, &mount, &mut outcome)?;
    rig.judge(0)?.report(&mut outcome, "full disk, till");
    drop(rig);
    drop(mount);
    full_hub(options, steps.div_ceil(4), &mut outcome)?;
    Ok(outcome)
}

fn is_about_the_disk(text: &str) -> bool {
    ["disk", "Take no money"]
        .iter()
        .any(|word| text.contains(word))
}

/// Payments accepted offline come to their end on a disk that is full: the reserve makes room.
fn open_ones_finish(rig: &mut Rig, mount: &Mount, outcome: &mut Outcome) -> Result<(), Trouble> {
    rig.kill_hub()?;
    let from = rig.sold.len();
    for _ in 0..3 {
        let (told, ran) = rig.sell(&Wrap::new())?;
        outcome.expect(told == Told::Open, || {
            format!("not accepted offline: {}", ran.brief())
        });
    }
    mount.fill(0)?;
    let (told, ran) = rig.sell(&Wrap::new())?;
    outcome.expect(told == Told::NotStored, || {
        format!("full, and yet {}: {}", told.as_word(), ran.brief())
    });
    rig.start_hub()?;
    let left = rig.settle()?;
    outcome.expect(left.is_none(), || {
        format!(
            "open payments do not finish on a full disk: {}",
            left.map(|ran| ran.brief()).unwrap_or_default()
        )
    });
    outcome.row(
        "open payments on a full disk",
        if left_word(rig)? {
            "finish"
        } else {
            "stay open"
        },
    );
    mount.empty()?;
    outcome.findings.extend(rig.judge(from)?.findings);
    let (told, ran) = rig.sell(&Wrap::new())?;
    outcome.expect(told == Told::Paid, || {
        format!("with room again: {}", ran.brief())
    });
    Ok(())
}

fn left_word(rig: &Rig) -> Result<bool, Trouble> {
    let ran = rig.till_does(&["queue", "--json"])?;
    Ok(ran.out.contains("\"open\":0"))
}

/// Where nothing may be mounted: no file may grow beyond so many half-kilobytes.
fn limited(rig: &mut Rig, steps: u64, outcome: &mut Outcome) -> Result<(), Trouble> {
    let mut tolds = BTreeMap::<&str, u64>::new();
    for step in 0..steps {
        let from = rig.sold.len();
        let limit = format!("trap '' XFSZ; ulimit -f {}; exec \"$@\"", step * 16);
        let wrap: Wrap = ["sh", "-c", &limit, "sh"].map(Into::into).into();
        let (told, _) = rig.sell(&wrap)?;
        *tolds.entry(told.as_word()).or_default() += 1;
        outcome.findings.extend(rig.judge(from)?.findings);
    }
    outcome.row("sales with a limit on the size of files", steps);
    outcome.row("told", format!("{tolds:?}"));
    rig.judge(0)?.report(outcome, "full disk");
    Ok(())
}

/// The hub's disk fills up while it serves.
fn full_hub(options: &Options, steps: u64, outcome: &mut Outcome) -> Result<(), Trouble> {
    let (mut rig, mount) = small(options, "hub", HUB_SIZE)?;
    let Some(mount) = mount else {
        return Ok(());
    };
    let mut tolds = BTreeMap::<&str, u64>::new();
    let mut slowest_ms = 0;
    for step in 0..steps {
        let from = rig.sold.len();
        rig.sell(&Wrap::new())?;
        mount.fill(step * MOST_FREE / steps)?;
        for _ in 0..2 {
            let (told, _) = rig.sell(&Wrap::new())?;
            *tolds.entry(told.as_word()).or_default() += 1;
        }
        mount.empty()?;
        let ended = rig.stop_hub()?;
        outcome.expect(ended.as_ref().is_none_or(|ran| !ran.was_hung), || {
            "a hub on a full disk hangs".to_owned()
        });
        rig.start_hub()?;
        let begun = clock::now();
        outcome.findings.extend(rig.judge(from)?.findings);
        let took = clock::now().ms_since(begun);
        slowest_ms = slowest_ms.max(took);
        (options.tell)(&format!(
            "full-disk: hub, step {} of {steps}, healed in {took} ms",
            step + 1
        ));
    }
    outcome.row(
        "slowest healing after a hub's full disk",
        format!("{slowest_ms} ms"),
    );
    outcome.row("sales at a hub whose disk is full", steps * 2);
    outcome.row("told at a full hub", format!("{tolds:?}"));
    rig.judge(0)?.report(outcome, "full disk, hub");
    Ok(())
}

/// Disks that turn read-only, and permissions that are lost.
pub(super) fn read_only_section(options: &Options) -> Result<Outcome, Trouble> {
    let mut outcome = Outcome::default();
    let (mut rig, mount) = small(options, "till", TILL_SIZE)?;
    rig.sell(&Wrap::new())?;
    rig.kill_hub()?;
    rig.sell(&Wrap::new())?;
    rig.start_hub()?;
    match &mount {
        None => outcome.row("remount", "not permitted here: permissions only"),
        Some(mount) => {
            mount.remount("ro")?;
            refused(&mut rig, &Wrap::new(), &mut outcome)?;
            mount.remount("rw")?;
            outcome.row("till's disk remounted read-only", "refused, open ones kept");
        }
    }
    permissions(&mut rig, &mut outcome)?;
    let (told, ran) = rig.sell(&Wrap::new())?;
    outcome.expect(told == Told::Paid, || {
        format!("writable again: {}", ran.brief())
    });
    rig.judge(0)?.report(&mut outcome, "read-only, till");
    drop(rig);
    drop(mount);
    read_only_hub(options, &mut outcome)?;
    Ok(outcome)
}

/// A sale is refused with a message that names the folder; what is open can be seen.
fn refused(rig: &mut Rig, wrap: &Wrap, outcome: &mut Outcome) -> Result<(), Trouble> {
    let (told, ran) = rig.sell(wrap)?;
    let folder = rig.till_folder().display().to_string();
    outcome.expect(told == Told::NotStored, || {
        format!("read-only, and yet {}: {}", told.as_word(), ran.brief())
    });
    outcome.expect(ran.err.contains(&folder), || {
        format!("the message names no folder: {}", ran.brief())
    });
    let queue = run(&mut rig.till(wrap, &["queue", "--json", "--lang", "en"]))?;
    outcome.expect(
        queue.code == Some(0) && queue.out.contains("\"open\":1"),
        || {
            format!(
                "what is open is not shown on a read-only disk: {}",
                queue.brief()
            )
        },
    );
    let retry = run(&mut rig.till(wrap, &["retry", "--lang", "en"]))?;
    outcome.expect(retry.code == Some(4), || {
        format!("retry on a read-only disk: {}", retry.brief())
    });
    Ok(())
}

/// Folder and database lose their permission to be written; root is put under them first.
fn permissions(rig: &mut Rig, outcome: &mut Outcome) -> Result<(), Trouble> {
    use std::os::unix::fs::PermissionsExt as _;

    let bound: Wrap = ["setpriv", "--inh-caps=-all", "--bounding-set=-all", "--"]
        .map(Into::into)
        .into();
    let probe = rig.folder.path().join("probe");
    fs::create_dir(&probe)?;
    fs::set_permissions(&probe, fs::Permissions::from_mode(0o555))?;
    let is_root = File::create(probe.join("file")).is_ok();
    if is_root && run(Command::new("setpriv").arg("--version")).is_err() {
        return Err(Trouble::new(
            "this is root, and there is no setpriv to take that away",
        ));
    }
    let wrap = if is_root { bound } else { Wrap::new() };
    let folder = rig.till_folder();
    let set = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode));
    set(&rig.till_database(), 0o444)?;
    set(&folder, 0o555)?;
    let refused = refused(rig, &wrap, outcome);
    set(&folder, 0o755)?;
    set(&rig.till_database(), 0o600)?;
    refused?;
    outcome.row(
        "till's folder without permission to write",
        "refused, open ones kept",
    );
    Ok(())
}

fn read_only_hub(options: &Options, outcome: &mut Outcome) -> Result<(), Trouble> {
    let (mut rig, mount) = small(options, "hub", HUB_SIZE)?;
    let Some(mount) = mount else {
        return Ok(());
    };
    rig.sell(&Wrap::new())?;
    rig.stop_hub()?;
    mount.remount("ro")?;
    let ran = rig.start_hub_under(&Wrap::new())?;
    match ran {
        Some(ran) => {
            outcome.expect(ran.code == Some(4), || {
                format!("a hub on a read-only disk: {}", ran.brief())
            });
            outcome.row("hub on a read-only disk", format!("ends: {}", ran.brief()));
        }
        None => outcome.find("a hub starts on a read-only disk"),
    }
    let (told, _) = rig.sell(&Wrap::new())?;
    outcome.row("sale without that hub", told.as_word());
    mount.remount("rw")?;
    rig.start_hub()?;
    rig.judge(0)?.report(outcome, "read-only, hub");
    Ok(())
}
