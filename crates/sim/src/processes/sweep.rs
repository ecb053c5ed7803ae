//! Each storage call of one sale fails once, in each way (F1, F4-F8, F16): first the calls are counted, then every n of
//! every call about every file is made to fail, the program is started again as usual, and the books are compared.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::books::{self, Copy, till_payments};
use super::rig::{Rig, Wrap, write};
use super::run::{Ran, run};
use super::strace::{self, Site};
use super::{Options, Outcome, Trouble};

/// A tenth of a second would be slow for a disk; a whole one is what a dying one takes.
const DELAY: &str = "delay_enter=1000000";
/// In a quick run every so many-th n.
const QUICK_TILL: usize = 16;
const QUICK_HUB: usize = 40;
/// Delays are few: they only cost time.
const DELAYED: usize = 24;
/// Where the till's next payment stands in a file's name.
const ID: &str = "{id}";

/// Which of the two is made to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Till,
    Hub,
}

/// One fault of the sweep.
#[derive(Debug, Clone)]
struct Point {
    call: String,
    /// Files that count; of more than one for a disk that is full for all of them.
    files: Vec<String>,
    what: &'static str,
    n: u64,
}

impl Point {
    fn inject(&self) -> String {
        match self.what {
            "KILL" => format!("signal=KILL:when={}", self.n),
            "ENOSPC" => format!("error=ENOSPC:when={}+", self.n),
            "DELAY" => format!("{DELAY}:when={}", self.n),
            error => format!("error={error}:when={}", self.n),
        }
    }

    fn kind(&self) -> String {
        format!("{} {}", self.call, self.what)
    }
}

/// What a kind of fault did.
#[derive(Debug, Default)]
struct Tally {
    points: usize,
    fired: usize,
    told: BTreeMap<&'static str, usize>,
    before: BTreeSet<String>,
}

/// The till's calls.
pub(super) fn till_section(options: &Options) -> Result<Outcome, Trouble> {
    section(options, Side::Till)
}

/// The hub's calls.
impl Tally {
    /// As it stands in the report.
    fn line(&self) -> String {
        let told: Vec<String> = self
            .told
            .iter()
            .map(|(told, count)| format!("{told} {count}"))
            .collect();
        let (points, fired, before) = (self.points, self.fired, self.before.len());
        format!(
            "{points} ({fired} fired), {before} states; told: {}",
            told.join(", ")
        )
    }
}

pub(super) fn hub_section(options: &Options) -> Result<Outcome, Trouble> {
    section(options, Side::Hub)
}

fn section(options: &Options, side: Side) -> Result<Outcome, Trouble> {
    strace::assert_there()?;
    let mut rig = Rig::new(options)?;
    let mut outcome = Outcome::default();
    let name = match side {
        Side::Till => "sweep-till",
        Side::Hub => "sweep-hub",
    };
    for _ in 0..2 {
        rig.sell(&Wrap::new())?;
    }
    let sites = count(&mut rig, side)?;
    report_sites(&sites, &mut outcome);
    let points = points(&sites);
    let total = points.len();
    let step = match (options.quick, side) {
        (false, _) => 1,
        (true, Side::Till) => QUICK_TILL,
        (true, Side::Hub) => QUICK_HUB,
    };
    // Another part of them for each seed.
    let first = usize::try_from(options.seed).unwrap_or(0) % step;
    let points: Vec<Point> = points.into_iter().skip(first).step_by(step).collect();
    outcome.row("points", format!("{} of {total}", points.len()));
    let (mut tallies, mut list) = (BTreeMap::<String, Tally>::new(), String::new());
    for (done, point) in points.iter().enumerate() {
        let tally = tallies.entry(point.kind()).or_default();
        strike(&mut rig, side, point, (tally, &mut list, &mut outcome))?;
        if done % 50 == 49 {
            (options.tell)(&format!("{name}: {} of {}", done + 1, points.len()));
        }
    }
    rig.judge(0)?.report(&mut outcome, name);
    let fired: usize = tallies.values().map(|tally| tally.fired).sum();
    outcome.row("points at which the fault came", fired);
    // The last few n may be missed where a sale writes a little less; more is a fault of the bench.
    outcome.expect(fired * 10 >= points.len() * 9, || {
        format!(
            "only {fired} of {} faults came: nothing was proved",
            points.len()
        )
    });
    report_tallies(tallies, &mut outcome);
    if let Some(folder) = &options.report {
        write(&folder.join(format!("{name}.tsv")), list.as_bytes())?;
    }
    Ok(outcome)
}

fn report_sites(sites: &[Site], outcome: &mut Outcome) {
    // The same n of two threads: the first thread dies before the second one comes to it.
    for site in sites.iter().filter(|site| site.most < site.all) {
        let (all, most) = (site.all, site.most);
        outcome.row(
            format!("{} {}", site.call, site.file),
            format!("{all} calls, {most} in one thread"),
        );
    }
    let all: u64 = sites.iter().map(|site| site.all).sum();
    let reached: u64 = sites.iter().map(|site| site.most).sum();
    outcome.row(
        "storage calls of a sale",
        format!("{all}, of them {reached} apart by file and thread"),
    );
}

fn report_tallies(tallies: BTreeMap<String, Tally>, outcome: &mut Outcome) {
    for (kind, tally) in tallies {
        outcome.row(kind, tally.line());
    }
}

/// Runs one sale and counts the calls.
fn count(rig: &mut Rig, side: Side) -> Result<Vec<Site>, Trouble> {
    let log = rig.folder.path().join("count.txt");
    let wrap = strace::counting(&log);
    let id = next_payment(rig)?;
    let folder = match side {
        Side::Till => {
            rig.sell(&wrap)?;
            rig.till_folder()
        }
        Side::Hub => {
            rig.stop_hub()?;
            if let Some(ran) = rig.start_hub_under(&wrap)? {
                return Err(Trouble::new(format!(
                    "the hub does not start under strace: {}",
                    ran.brief()
                )));
            }
            rig.sell(&Wrap::new())?;
            rig.stop_hub()?;
            rig.start_hub()?;
            rig.hub_folder()
        }
    };
    let mut sites = strace::sites(&log, &folder)?;
    for site in &mut sites {
        site.file = site.file.replace(&format!("-{id}."), &format!("-{ID}."));
    }
    if sites.is_empty() {
        return Err(Trouble::new("strace saw no storage call"));
    }
    Ok(sites)
}

/// Number of the till's next payment.
fn next_payment(rig: &Rig) -> Result<i64, Trouble> {
    let Some(copy) = Copy::of(&rig.till_database())? else {
        return Ok(1);
    };
    books::number(&copy.books, "SELECT coalesce(max(id), 0) + 1 FROM payment")
}

/// Every fault that the calls allow.
fn points(sites: &[Site]) -> Vec<Point> {
    let mut points = Vec::new();
    for site in sites {
        let faults: &[&'static str] = match site.call.as_str() {
            "openat" => &["EROFS", "EIO", "KILL"],
            _ => &["EIO", "KILL"],
        };
        for what in faults {
            points.extend((1..=site.most).map(|n| Point {
                call: site.call.clone(),
                files: vec![site.file.clone()],
                what,
                n,
            }));
        }
    }
    // A full disk is full for every file, and stays so.
    for call in ["pwrite64", "write"] {
        let of_call: Vec<&Site> = sites.iter().filter(|site| site.call == call).collect();
        let most = of_call.iter().map(|site| site.most).sum();
        let files: Vec<String> = of_call.iter().map(|site| site.file.clone()).collect();
        let full = (1..=most).map(|n| Point {
            call: call.to_owned(),
            files: files.clone(),
            what: "ENOSPC",
            n,
        });
        points.extend(full);
    }
    let syncs = sites
        .iter()
        .filter(|site| matches!(site.call.as_str(), "fsync" | "fdatasync"));
    let delays = syncs.flat_map(|site| {
        (1..=site.most).map(|n| Point {
            call: site.call.clone(),
            files: vec![site.file.clone()],
            what: "DELAY",
            n,
        })
    });
    points.extend(delays.take(DELAYED));
    points
}

fn strike(
    rig: &mut Rig,
    side: Side,
    point: &Point,
    (tally, list, outcome): (&mut Tally, &mut String, &mut Outcome),
) -> Result<(), Trouble> {
    let log = rig.folder.path().join("strace.txt");
    write(&log, b"")?;
    let id = next_payment(rig)?;
    let folder = match side {
        Side::Till => rig.till_folder(),
        Side::Hub => rig.hub_folder(),
    };
    let files: Vec<PathBuf> = point
        .files
        .iter()
        .map(|file| folder.join(file.replace(ID, &id.to_string())))
        .collect();
    let wrap = strace::injecting(&log, &point.call, &files, &point.inject());
    let from = rig.sold.len();
    let number = rig.next_number();
    let ran = match side {
        Side::Till => run(&mut rig.sale(&wrap, &number))?,
        Side::Hub => under_a_failing_hub(rig, &wrap, &number)?,
    };
    let told = rig.note(number.clone(), &ran);
    let before = state(rig, &number)?;
    if side == Side::Hub {
        rig.start_hub()?;
    }
    let verdict = rig.judge(from)?;
    let after = state(rig, &number)?;
    let fired = strace::has_fired(&log);
    tally.points += 1;
    tally.fired += usize::from(fired);
    *tally.told.entry(told.as_word()).or_default() += 1;
    tally.before.insert(before.clone());
    let judged = if verdict.findings.is_empty() {
        "well".to_owned()
    } else {
        verdict.findings.join("; ")
    };
    let (n, call, what, file) = (point.n, &point.call, point.what, shown(&files, &folder));
    let told = told.as_word();
    let line = format!(
        "{call}\t{what}\t{n}\t{file}\tfired {fired}\ttold {told}\t{before}\t{after}\t{judged}"
    );
    list.push_str(&line);
    list.push('\n');
    outcome.findings.extend(
        verdict
            .findings
            .into_iter()
            .map(|found| format!("{line}: {found}")),
    );
    Ok(())
}

fn shown(files: &[PathBuf], folder: &Path) -> String {
    let names = files.iter().map(|file| {
        file.strip_prefix(folder)
            .unwrap_or(file)
            .display()
            .to_string()
    });
    names.collect::<Vec<_>>().join(" ")
}

/// A sale while the hub's disk fails; then the hub is told to end.
fn under_a_failing_hub(rig: &mut Rig, wrap: &Wrap, number: &str) -> Result<Ran, Trouble> {
    rig.stop_hub()?;
    rig.start_hub_under(wrap)?;
    let ran = run(&mut rig.sale(&Wrap::new(), number))?;
    // Closing has storage calls of its own.
    rig.stop_hub()?;
    Ok(ran)
}

fn state(rig: &Rig, number: &str) -> Result<String, Trouble> {
    let Some(copy) = Copy::of(&rig.till_database())? else {
        return Ok("no database".to_owned());
    };
    let payments = till_payments(&copy.books)?;
    let found = payments
        .into_iter()
        .find(|payment| payment.number == number);
    Ok(found.map_or_else(|| "before".to_owned(), |found| found.word()))
}
