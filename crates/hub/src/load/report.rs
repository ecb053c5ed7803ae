//! What was measured, for people and for programs.
#![expect(
    clippy::float_arithmetic,
    reason = "rates and shares for people; no money is counted here"
)]

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::drive::{Driven, Sale};
use super::judge::Books;
use super::limits::{Limits, cores};
use super::proof::Verdict;
use super::{Volume, Wish};
use crate::core::decision::Profile;

/// So many per second.
pub(super) fn rate(count: u64, time: Duration) -> f64 {
    let seconds = time.as_secs_f64();
    if seconds > 0.0 {
        count as f64 / seconds
    } else {
        0.0
    }
}

/// Two digits behind the point are enough.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Percentiles of times, in microseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Spread {
    /// Half of them took no longer.
    pub p50: u64,
    /// 95 of 100 took no longer.
    pub p95: u64,
    /// 99 of 100 took no longer.
    pub p99: u64,
    /// None took longer.
    pub max: u64,
}

impl Spread {
    /// Exact: all of them are sorted.
    pub(super) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        let at = |percent: usize| {
            let place = times.len().saturating_mul(percent).div_ceil(100);
            let time = times
                .get(place.saturating_sub(1))
                .copied()
                .unwrap_or_default();
            u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
        };
        Self {
            p50: at(50),
            p95: at(95),
            p99: at(99),
            max: at(100),
        }
    }
}

/// Answers and times of all rounds.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// By check, pay, status.
    times: [Vec<Duration>; 3],
    payments: Vec<Duration>,
    verdicts: BTreeMap<Verdict, u64>,
    acknowledged: u64,
    broken_off: u64,
}

impl Tally {
    pub(super) fn add(&mut self, sale: &Sale, verdicts: &[Verdict]) {
        self.payments.push(sale.took);
        for (times, shot) in self.times.iter_mut().zip(&sale.shots) {
            times.push(shot.took);
        }
        for verdict in verdicts {
            let count = self.verdicts.entry(*verdict).or_default();
            *count = count.saturating_add(1);
        }
        // A payment is acknowledged when its pay was, whatever its status says.
        let is_paid = verdicts.get(1) == Some(&Verdict::Good);
        self.acknowledged = self.acknowledged.saturating_add(u64::from(is_paid));
        let is_whole = verdicts.len() == self.times.len();
        self.broken_off = self.broken_off.saturating_add(u64::from(!is_whole));
    }

    fn count(&self, verdict: Verdict) -> u64 {
        self.verdicts.get(&verdict).copied().unwrap_or(0)
    }

    fn answers(&self) -> u64 {
        self.verdicts.values().sum()
    }
}

/// The rounds by the clock.
#[derive(Debug, Default)]
pub(super) struct Course {
    pub(super) took: Duration,
    /// How long the hub worked on after the last answer.
    pub(super) drained: Option<Duration>,
    /// Processor time of the hub and of this program.
    pub(super) used: [Duration; 2],
}

impl Course {
    pub(super) fn add(&mut self, driven: &Driven, used: [Duration; 2]) {
        self.took = self.took.saturating_add(driven.took);
        for (sum, used) in self.used.iter_mut().zip(used) {
            *sum = sum.saturating_add(used);
        }
    }
}

/// Times of each kind of request, and of whole payments.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Latency {
    /// REQ_TYPE 0.
    pub check: Spread,
    /// The pay.
    pub pay: Spread,
    /// The status.
    pub status: Spread,
    /// All three of one payment.
    pub payment: Spread,
}

/// What the machine could do in the same minute.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct LimitsTold {
    /// Cores this program may use.
    pub cores: usize,
    /// RSA signatures with the hub's key on all of them, the mean of before and after.
    pub signs_per_second: f64,
    /// A sync of 16 KB in the data folder.
    pub sync_us: Spread,
}

/// The books afterwards.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct BooksTold {
    /// Payments that stood in them before.
    pub stored_before: u64,
    /// Payments of this load that are captured.
    pub captured: u64,
    /// Payments of this load that are not.
    pub not_captured: u64,
    /// Captured payments that the provider has credited with the same sum.
    pub credited: u64,
    /// What the provider credited beside that: money paid twice.
    pub credited_besides: u64,
    /// Orders to bank and provider that are still open.
    pub orders_open: u64,
    /// Rules that are broken.
    pub broken_rules: u64,
    /// What the check of all rules and all signatures took.
    pub check_ms: u64,
}

/// The whole result.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// What the points spoke.
    pub profile: &'static str,
    /// Connections.
    pub clients: u16,
    /// Dealers.
    pub points: u16,
    /// Payments begun per second; none where clients began one when they had ended the last.
    pub rate: Option<u32>,
    /// Payments that were to be made.
    pub payments: u64,
    /// Pays that were accepted under a signature that holds.
    pub acknowledged: u64,
    /// From the first request to the last answer.
    pub seconds: f64,
    /// Acknowledged payments per second.
    pub payments_per_second: f64,
    /// Signed answers per second.
    pub replies_per_second: f64,
    /// Those as a share of the signing limit.
    pub share_of_signing: f64,
    /// In microseconds.
    pub latency_us: Latency,
    /// Answers that were not what they must be, and payments that broke off.
    pub errors: u64,
    /// The same by kind.
    pub error_kinds: BTreeMap<String, u64>,
    /// Answers whose signature holds.
    pub signatures_good: u64,
    /// Signed answers whose signature does not.
    pub signatures_bad: u64,
    /// The limits of the same minute.
    pub limits: LimitsTold,
    /// Processor milliseconds per payment: of the hub, and of this program as its clients.
    pub processor_ms_per_payment: [f64; 2],
    /// Until the bank had all its orders after the last answer; none where it did not get them.
    pub drained_ms: Option<u64>,
    /// The books.
    pub books: BooksTold,
}

impl Report {
    pub(super) fn new(
        wish: &Wish,
        (tally, course): (Tally, Course),
        limits: Limits,
        books: Books,
    ) -> Self {
        let good = tally.count(Verdict::Good);
        let unsigned = tally.count(Verdict::Unsigned);
        let refused = tally
            .count(Verdict::Refused)
            .saturating_add(tally.count(Verdict::NoAnswer));
        let signed = good.saturating_add(refused);
        let error_kinds: BTreeMap<String, u64> = tally
            .verdicts
            .iter()
            .filter(|(verdict, _)| **verdict != Verdict::Good)
            .map(|(verdict, count)| (verdict.text(), *count))
            .collect();
        let signs = limits.signs.iter().sum::<f64>() / (limits.signs.len().max(1) as f64);
        let replies = rate(signed, course.took);
        let payments = wish.payments();
        let made = tally.payments.len() as u64;
        let per_payment =
            |used: Duration| rounded(used.as_secs_f64() * 1000.0 / (made.max(1) as f64));
        let [check, pay, status] = tally.times.clone().map(Spread::of);
        Self {
            profile: match wish.profile {
                Profile::Cyberplat => "cyberplat",
                Profile::Paydesk => "paydesk",
            },
            clients: wish.clients,
            points: wish.points,
            rate: match wish.volume {
                Volume::Closed { .. } => None,
                Volume::Open { per_second, .. } => Some(per_second),
            },
            payments,
            acknowledged: tally.acknowledged,
            seconds: rounded(course.took.as_secs_f64()),
            payments_per_second: rounded(rate(tally.acknowledged, course.took)),
            replies_per_second: rounded(replies),
            share_of_signing: rounded(if signs > 0.0 { replies / signs } else { 0.0 }),
            latency_us: Latency {
                check,
                pay,
                status,
                payment: Spread::of(tally.payments.clone()),
            },
            errors: tally
                .answers()
                .saturating_sub(good)
                .max(tally.broken_off)
                .max(payments.saturating_sub(made)),
            error_kinds,
            signatures_good: signed,
            signatures_bad: unsigned,
            limits: LimitsTold {
                cores: cores(),
                signs_per_second: rounded(signs),
                sync_us: limits.syncs(),
            },
            processor_ms_per_payment: course.used.map(per_payment),
            drained_ms: course.drained.map(ms),
            books: BooksTold::of(&books),
        }
    }

    /// No error, all signatures hold, every acknowledged payment is captured and credited exactly once, and no rule
    /// of the books is broken.
    #[must_use]
    pub const fn is_good(&self) -> bool {
        let books = &self.books;
        self.errors == 0
            && self.signatures_bad == 0
            && self.acknowledged == self.payments
            && books.captured == self.acknowledged
            && books.not_captured == 0
            && books.credited == books.captured
            && books.credited_besides == 0
            && books.orders_open == 0
            && books.broken_rules == 0
    }

    /// One JSON object and a line feed.
    #[must_use]
    pub fn json(&self) -> String {
        let mut text = serde_json::to_value(self).unwrap_or_default();
        if let Some(object) = text.as_object_mut() {
            object.insert("good".to_owned(), self.is_good().into());
        }
        format!("{text:#}\n")
    }
}

impl BooksTold {
    fn of(books: &Books) -> Self {
        Self {
            stored_before: books.stored_before,
            captured: books.captured,
            not_captured: books.not_captured,
            credited: books.credited,
            credited_besides: books.credited_besides,
            orders_open: books.orders_open,
            broken_rules: books.broken,
            check_ms: ms(books.check_took),
        }
    }
}

fn ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
