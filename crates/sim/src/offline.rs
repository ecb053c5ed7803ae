//! Days without a line: everything is taken offline, and goes out when the line is back.

use std::collections::BTreeSet;

use crate::BenchError;
use crate::faults::Swarm;
use crate::run::{self, Plan};
use crate::shop::{DAY, Happening, MINUTE};

/// What days without a line showed.
#[derive(Debug, Clone, Default)]
pub struct Drained {
    /// Payments accepted without a check.
    pub taken: u64,
    /// Of them paid.
    pub paid: u64,
    /// Milliseconds from the return of the line to the end of the last one.
    pub drained_after: i64,
    /// What must not be.
    pub findings: Vec<String>,
}

/// Sells to so many customers on each of so many days while the line is down, and mends it on the last evening. A
/// message travels 50 milliseconds each way.
///
/// # Errors
/// [`BenchError`].
pub fn run(days: u32, customers: u32) -> Result<Drained, BenchError> {
    let plan = Plan {
        customers,
        swarm: Swarm::none(),
        profile: paydesk_cyberplat::profile::Profile::Paydesk,
        ..Plan::of_seed(1, &BTreeSet::new())
    };
    let fresh = run::fresh(plan.strength, plan.profile)?;
    let mut shop = run::shop(&plan, &fresh)?;
    shop.settings.policy.offline_count = usize::MAX;
    shop.settings.policy.offline_sum_minor = i64::MAX;
    shop.settings.policy.repeat_within_ms = 0;
    shop.line.travel_ms = Some(50);
    let last = i64::from(days.saturating_sub(1)) * DAY;
    shop.line_is_down_for(last + DAY);
    for day in 0..days {
        shop.plan_day(day, customers);
    }
    shop.plan(last + 21 * 60 * MINUTE, Happening::Heal);
    shop.plan(last + 2 * DAY, Happening::Over);
    let outcome = run::finish(shop);
    Ok(Drained {
        taken: outcome.counts.of("move", "draft to queued"),
        paid: outcome.counts.of("state", "paid"),
        drained_after: outcome.last_paid_after,
        findings: outcome.findings,
    })
}
