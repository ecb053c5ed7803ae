//! The course of the bench: chaos, healing, and the evidence laid before the auditor.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, ScopedJoinHandle};
use std::time::Duration;

use paydesk_domain::language::Language;
use paydesk_proxy::{Chaos, Plan, Proxy, Tally};

use super::audit::{self, Behind, Findings, Till};
use super::books;
use super::cashier::{Cashier, Hours, Told};
use super::stand::{Stall, Stand, StandError};
use crate::deadline::Stopwatch;

/// A little longer than the tills of the bench wait, so that some replies come too late.
const LONGEST_FAULT: Duration = Duration::from_millis(3_000);
/// How often the bench looks whether it is time to stop.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// Within this every payment must be at its end once the line is honest.
const HEAL_WITHIN: Duration = Duration::from_secs(120);
/// A till that closes waits so long for what is on the wire.
const CLOSING: Duration = Duration::from_secs(3);

/// When selling ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    pub(super) time: Option<Duration>,
    /// Exchanges with a fault.
    pub(super) faulted: Option<u64>,
}

/// What is to be done.
#[derive(Debug)]
pub(super) struct Course {
    pub(super) seed: u64,
    pub(super) tills: u32,
    pub(super) limit: Limit,
    pub(super) language: Language,
    /// Why the same number is paid once more.
    pub(super) again: String,
}

/// What a person hears while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// Tills sell.
    Selling,
    /// The line is honest; so many payments are open.
    Healing(usize),
}

/// Somebody wants it to end.
#[derive(Debug, Default)]
pub(super) struct Interrupt(AtomicU32);

impl Interrupt {
    pub(super) fn press(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    fn pressed(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }
}

/// How long it took until everything was at its end, in milliseconds after the line was mended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Healing {
    /// One figure for each payment that was open then and came to its end, in order of size.
    pub(super) took: Vec<u64>,
    /// Until no payment, no paper and no cash was due.
    pub(super) all: u64,
    /// Papers and cash that were still due when it was given up.
    pub(super) due: i64,
}

impl Healing {
    /// The time within which so many out of a hundred were at their end.
    pub(super) fn within(&self, percent: usize) -> u64 {
        let rank = self.took.len().saturating_mul(percent).div_ceil(100);
        let at = rank.saturating_sub(1);
        self.took.get(at).copied().unwrap_or(0)
    }
}

/// The result.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) seed: u64,
    pub(super) tills: u32,
    pub(super) sold_ms: u64,
    pub(super) tally: Tally,
    pub(super) findings: Findings,
    pub(super) healing: Healing,
    pub(super) left: u64,
    /// Tills that stopped taking money.
    pub(super) blocked: usize,
    pub(super) panics: u64,
    pub(super) was_interrupted: bool,
    /// Where the evidence lies, where there is something to be looked at.
    pub(super) evidence: Option<PathBuf>,
}

/// Without a time to sell, so long without a fault on the line ends the selling.
const NOTHING_WITHIN: Duration = Duration::from_secs(120);

impl Report {
    /// Whether nothing was lost, doubled or falsely printed, no book disagrees, and no stranger read anything.
    pub(super) fn is_clean(&self) -> bool {
        let findings = &self.findings;
        let is_tight = self.tally.leaked == 0;
        findings.found.is_empty() && !findings.is_unbalanced && self.panics == 0 && is_tight
    }

    /// Whether everything came to its end: no payment is open, no paper and no cash is due, and every till still sells.
    pub(super) const fn is_whole(&self) -> bool {
        self.findings.open == 0 && self.healing.due == 0 && self.blocked == 0
    }
}

/// Runs it.
///
/// # Errors
/// [`StandError`] when the bench cannot be put up or its books cannot be read; of the payments nothing is said then.
pub(super) fn run(
    course: &Course,
    interrupt: &Interrupt,
    mut tell: impl FnMut(Moment),
) -> Result<Report, StandError> {
    let stand = Stand::build(course.tills, course.language)?;
    tell(Moment::Selling);
    let run = Run {
        course,
        interrupt,
        stand: &stand,
        hours: Hours::default(),
    };
    let (mut report, told) = run.through(&mut tell)?;
    report.was_interrupted = interrupt.pressed() > 0;
    let Stand {
        stalls,
        proxy,
        hub,
        hub_folder,
        folder,
    } = stand;
    report.tally = proxy.tally();
    proxy.stop();
    let stalls: Vec<_> = stalls.into_iter().map(closed).collect();
    hub.stop();
    let tills = stalls.into_iter().zip(&told);
    let tills: Vec<Till> = tills
        .map(|((point, data, papers), told)| {
            Ok(Till {
                payments: books::till(&data)?,
                papers: books::papers(&papers)?,
                cash: told.cash.clone(),
                point,
            })
        })
        .collect::<Result<_, StandError>>()?;
    let behind = Behind {
        hub: books::hub(&hub_folder)?,
        provider: books::provider(&hub_folder)?,
        charged: books::charged(&hub_folder)?,
    };
    report.findings = audit::judge(&tills, &behind);
    if !report.is_clean() || report.findings.open > 0 {
        report.evidence = Some(folder.keep());
    }
    Ok(report)
}

/// Closes a till; leaves its point, its data and its papers.
fn closed(stall: Stall) -> (String, PathBuf, PathBuf) {
    let Stall { point, setup, desk } = stall;
    desk.close(CLOSING);
    (point, setup.data, setup.papers)
}

struct Run<'a> {
    course: &'a Course,
    interrupt: &'a Interrupt,
    stand: &'a Stand,
    hours: Hours,
}

impl Run<'_> {
    fn through(&self, tell: &mut impl FnMut(Moment)) -> Result<(Report, Vec<Told>), StandError> {
        let Course { seed, tills, .. } = *self.course;
        thread::scope(|scope| {
            let cashiers = self.cashiers(scope);
            let proxy = &self.stand.proxy;
            proxy.set(Plan::Seeded(Chaos::of_everything(seed, LONGEST_FAULT)));
            let begun = Stopwatch::start();
            self.sell(proxy, &begun);
            let sold_ms = begun.ms();
            self.hours.end_selling();
            proxy.set(Plan::Honest);
            let healing = self.heal(tell);
            self.hours.end();
            let told = cashiers.into_iter().map(ScopedJoinHandle::join);
            let told: Vec<Told> = told
                .map(|told| told.map_err(|_| StandError::Thread))
                .collect::<Result<_, _>>()?;
            let report = Report {
                seed,
                tills,
                sold_ms,
                healing: healing?,
                left: told.iter().map(|told| told.left).sum(),
                blocked: told.iter().filter(|told| told.is_blocked).count(),
                ..Report::default()
            };
            Ok((report, told))
        })
    }

    fn cashiers<'s, 'e>(
        &'e self,
        scope: &'s thread::Scope<'s, 'e>,
    ) -> Vec<ScopedJoinHandle<'s, Told>> {
        let numbered = (0..).zip(&self.stand.stalls);
        let cashiers = numbered.map(|(n, stall)| {
            scope.spawn(move || {
                let cashier = Cashier::new(stall, (n, self.course.seed), &self.course.again);
                cashier.work(&self.hours)
            })
        });
        cashiers.collect()
    }

    /// Waits until enough was sold.
    fn sell(&self, proxy: &Proxy, begun: &Stopwatch) {
        let Limit { time, faulted } = self.course.limit;
        let mut newest = (0, Stopwatch::start());
        loop {
            let is_late = time.is_some_and(|time| begun.ms() >= ms(time));
            let so_far = proxy.tally().faulted();
            let is_enough = faulted.is_some_and(|faulted| so_far >= faulted);
            if so_far > newest.0 {
                newest = (so_far, Stopwatch::start());
            }
            // Tills that have all stopped never come to the number that was asked for.
            let is_stuck = time.is_none() && newest.1.ms() >= ms(NOTHING_WITHIN);
            if is_late || is_enough || is_stuck || self.interrupt.pressed() > 0 {
                return;
            }
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// Waits until every payment is at its end, and takes the time of each.
    fn heal(&self, tell: &mut impl FnMut(Moment)) -> Result<Healing, StandError> {
        let begun = Stopwatch::start();
        let (mut open, _) = self.unfinished()?;
        tell(Moment::Healing(open.len()));
        let mut healing = Healing::default();
        loop {
            // A cashier who still serves somebody may open another payment: that is asked first.
            let is_idle = self.hours.idle() >= self.stand.stalls.len();
            let (now, due) = self.unfinished()?;
            healing.all = begun.ms();
            healing.due = due;
            open.retain(|payment| {
                let is_open = now.contains(payment);
                if !is_open {
                    healing.took.push(healing.all);
                }
                is_open
            });
            let is_quiet = is_idle && self.stand.proxy.wait_idle(Duration::ZERO);
            let is_whole = is_quiet && now.is_empty() && due == 0;
            let is_late = healing.all >= ms(HEAL_WITHIN);
            if is_whole || is_late || self.interrupt.pressed() > 1 {
                return Ok(healing);
            }
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// Payments whose outcome is open, by till, and how much else is due.
    fn unfinished(&self) -> Result<(BTreeSet<(usize, i64)>, i64), StandError> {
        let mut open = BTreeSet::new();
        let mut due = 0;
        for (n, stall) in self.stand.stalls.iter().enumerate() {
            let (payments, further) = books::unfinished(&stall.setup.data)?;
            open.extend(payments.into_iter().map(|payment| (n, payment)));
            due += further;
        }
        Ok((open, due))
    }
}

fn ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
