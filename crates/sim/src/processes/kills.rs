//! Kill loops (F1, F34, F51): till, hub and both, at random moments and at the n-th storage call.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::books::{self, Copy, till_payments};
use super::judge::Verdict;
use super::rig::{Rig, Wrap};
use super::run::{LIMIT, Ran, Running};
use super::{Options, Outcome, Trouble, strace};

const SHOPS: u64 = 2;
/// So many rounds at most for each kill that is wanted: in some the process ends before the kill comes.
const ROUNDS_FOR_A_KILL: u64 = 3;
/// All books are compared after so many rounds; until then payments pile up as in a shop.
const JUDGED_EVERY: u64 = 25;
/// Storage calls of a sale, a little more than there are.
const TILL_CALLS: [(&str, u64); 6] = [
    ("pwrite64", 128),
    ("fsync", 10),
    ("openat", 30),
    ("unlink", 3),
    ("rename", 2),
    ("write", 2),
];
const HUB_CALLS: [(&str, u64); 5] = [
    ("pwrite64", 100),
    ("fsync", 9),
    ("write", 20),
    ("openat", 16),
    ("ftruncate", 3),
];

/// What dies in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Plan {
    Till,
    TillAtCall,
    Hub,
    HubAtCall,
    Both,
    /// The hub is down, and the till dies while it accepts offline.
    TillOffline,
    /// The till dies while it asks about what is open.
    TillAsking,
}

impl Plan {
    const fn of(round: u64) -> Self {
        match round % 12 {
            1 | 4 | 8 => Self::TillAtCall,
            2 => Self::Hub,
            5 => Self::Both,
            6 => Self::TillOffline,
            9 => Self::TillAsking,
            10 => Self::HubAtCall,
            _ => Self::Till,
        }
    }

    const fn as_word(self) -> &'static str {
        match self {
            Self::Till => "till at a random moment",
            Self::TillAtCall => "till at its n-th storage call",
            Self::Hub => "hub at a random moment",
            Self::HubAtCall => "hub at its n-th storage call",
            Self::Both => "both at random moments",
            Self::TillOffline => "till without a hub",
            Self::TillAsking => "till while it asks",
        }
    }
}

/// Whether everything that was to be killed died by the signal, and not by itself before.
fn has_struck(plan: Plan, ends: &[Ran]) -> bool {
    let processes = if plan == Plan::Both { 2 } else { 1 };
    ends.len() == processes && ends.iter().all(Ran::was_killed)
}

struct Shop {
    rig: Rig,
    random: ChaCha8Rng,
    sale_ms: u64,
    rounds: u64,
    kills: BTreeMap<Plan, u64>,
    stages: BTreeMap<String, u64>,
    findings: Vec<String>,
    report: Outcome,
}

/// Kills till and hub, and compares the books.
pub(super) fn section(options: &Options) -> Result<Outcome, Trouble> {
    strace::assert_there()?;
    let wanted = options.kills.div_ceil(SHOPS);
    let shops: Vec<Result<Shop, Trouble>> = thread::scope(|scope| {
        let shops = (0..SHOPS).map(|shop| scope.spawn(move || work(options, shop, wanted)));
        let shops: Vec<_> = shops.collect();
        let broken = |_| Err(Trouble::new("a shop of the bench broke down"));
        shops
            .into_iter()
            .map(|shop| shop.join().unwrap_or_else(broken))
            .collect()
    });
    let mut outcome = Outcome::default();
    let (mut kills, mut stages) = (BTreeMap::<Plan, u64>::new(), BTreeMap::<String, u64>::new());
    let mut rounds = 0;
    for shop in shops {
        let shop = shop?;
        rounds += shop.rounds;
        shop.kills
            .into_iter()
            .for_each(|(plan, count)| *kills.entry(plan).or_default() += count);
        shop.stages
            .into_iter()
            .for_each(|(stage, count)| *stages.entry(stage).or_default() += count);
        outcome.findings.extend(shop.findings);
        outcome.rows.extend(shop.report.rows);
        outcome.findings.extend(shop.report.findings);
    }
    let total: u64 = kills.values().sum();
    let row = format!("{total} in {rounds} rounds (seed {})", options.seed);
    outcome.row("kills", row);
    outcome.expect(total >= wanted * SHOPS, || {
        format!("only {total} kills struck in {rounds} rounds")
    });
    for (plan, count) in kills {
        outcome.row(format!("killed: {}", plan.as_word()), count);
    }
    outcome.expect(options.kills < 40 || stages.len() >= 5, || {
        format!("the kills did not spread over the states: {stages:?}")
    });
    for (stage, count) in stages {
        outcome.row(format!("payment at the kill: {stage}"), count);
    }
    Ok(outcome)
}

fn work(options: &Options, shop: u64, wanted: u64) -> Result<Shop, Trouble> {
    let mut shop = Shop {
        rig: Rig::new(options)?,
        random: ChaCha8Rng::seed_from_u64(options.seed.wrapping_add(shop)),
        sale_ms: 0,
        rounds: 0,
        kills: BTreeMap::new(),
        stages: BTreeMap::new(),
        findings: Vec::new(),
        report: Outcome::default(),
    };
    for _ in 0..3 {
        shop.measure()?;
    }
    while shop.struck() < wanted && shop.rounds < wanted * ROUNDS_FOR_A_KILL {
        shop.round(Plan::of(shop.rounds))?;
        shop.rounds += 1;
        if shop.rounds.is_multiple_of(JUDGED_EVERY) {
            let verdict = shop.judge()?;
            let (struck, rounds) = (shop.struck(), shop.rounds);
            (options.tell)(&format!(
                "kills: {struck} of {wanted} in {rounds} rounds: {verdict}"
            ));
        }
    }
    let verdict = shop.judge()?;
    verdict.report(&mut shop.report, "kills");
    Ok(shop)
}

impl Shop {
    /// Rounds in which everything died that was to be killed.
    fn struck(&self) -> u64 {
        self.kills.values().sum()
    }

    /// A sale that goes well, for the time it takes.
    fn measure(&mut self) -> Result<(), Trouble> {
        let (_, ran) = self.rig.sell(&Wrap::new())?;
        let took = u64::try_from(ran.took_ms).unwrap_or(0);
        self.sale_ms = if self.sale_ms == 0 {
            took
        } else {
            (self.sale_ms + took) / 2
        };
        Ok(())
    }

    fn wait_within(&mut self, whole_ms: u64) {
        let moment = self.random.gen_range(0..=whole_ms * 1000);
        thread::sleep(Duration::from_micros(moment));
    }

    fn at_a_call(&mut self, calls: &[(&str, u64)]) -> Wrap {
        let (call, count) = calls[self.random.gen_range(0..calls.len())];
        let n = self.random.gen_range(1..=count);
        let log = self.rig.folder.path().join("strace.txt");
        strace::injecting(&log, call, &[], &format!("signal=KILL:when={n}"))
    }

    fn round(&mut self, plan: Plan) -> Result<(), Trouble> {
        if self.random.gen_range(0..10) == 0 {
            self.measure()?;
        }
        // How the processes ended that this round is to kill.
        let mut ends = Vec::new();
        match plan {
            Plan::TillOffline => {
                self.rig.kill_hub()?;
            }
            Plan::HubAtCall => {
                let wrap = self.at_a_call(&HUB_CALLS);
                // It may die before it listens; then the sale meets no hub.
                ends.extend(self.rig.start_hub_under(&wrap)?);
            }
            Plan::Till | Plan::TillAtCall | Plan::Hub | Plan::Both | Plan::TillAsking => {}
        }
        if plan == Plan::TillAsking {
            let mut till = Running::start(&mut self.rig.till(&Wrap::new(), &["retry"]))?;
            self.wait_within(self.sale_ms / 2);
            till.kill()?;
            ends.push(till.finish(LIMIT)?);
            self.count(plan, &ends);
            return Ok(());
        }
        let wrap = if plan == Plan::TillAtCall {
            self.at_a_call(&TILL_CALLS)
        } else {
            Wrap::new()
        };
        let number = self.rig.next_number();
        let mut till = Running::start(&mut self.rig.sale(&wrap, &number))?;
        match plan {
            Plan::Till | Plan::TillOffline => {
                self.wait_within(self.sale_ms * 5 / 4);
                till.kill()?;
            }
            Plan::Hub => {
                self.wait_within(self.sale_ms);
                ends.extend(self.rig.kill_hub()?);
            }
            Plan::Both => {
                self.wait_within(self.sale_ms);
                ends.extend(self.rig.kill_hub()?);
                self.wait_within(self.sale_ms / 2);
                till.kill()?;
            }
            Plan::TillAtCall | Plan::HubAtCall | Plan::TillAsking => {}
        }
        let ran = till.finish(LIMIT)?;
        self.rig.note(number.clone(), &ran);
        match plan {
            Plan::Hub => {}
            Plan::HubAtCall => ends.extend(self.rig.ended_hub()?),
            _ => ends.push(ran),
        }
        let stage = self.look(plan, &number)?;
        if self.count(plan, &ends) {
            *self.stages.entry(stage).or_default() += 1;
        }
        if matches!(
            plan,
            Plan::Hub | Plan::HubAtCall | Plan::Both | Plan::TillOffline
        ) {
            self.rig.start_hub()?;
        }
        Ok(())
    }

    /// Counts the round as a kill if everything that it was to kill died by the signal.
    fn count(&mut self, plan: Plan, ends: &[Ran]) -> bool {
        let has_struck = has_struck(plan, ends);
        if has_struck {
            *self.kills.entry(plan).or_default() += 1;
        }
        has_struck
    }

    /// Where the payment stood, and whether a pay was on the wire before its row was on disk (O4).
    fn look(&mut self, plan: Plan, number: &str) -> Result<String, Trouble> {
        let mut found = None;
        if let Some(copy) = Copy::of(&self.rig.till_database())? {
            let payments = till_payments(&copy.books)?;
            found = payments
                .into_iter()
                .find(|payment| payment.number == number);
        }
        let stage = found
            .as_ref()
            .map_or_else(|| "before".to_owned(), |found| found.word());
        let hub = books::read_only(&self.rig.hub_folder().join("hub.sqlite"))?;
        let sql =
            format!("SELECT count(*) FROM payment WHERE pay_seen = 1 AND number = '{number}'");
        let is_written = found.as_ref().is_some_and(|found| found.has_pay);
        if books::number(&hub, &sql)? > 0 && !is_written {
            self.findings.push(format!(
                "SENT BEFORE IT WAS WRITTEN: {number}, {plan:?}, {stage}"
            ));
        }
        Ok(stage)
    }

    fn judge(&mut self) -> Result<Verdict, Trouble> {
        self.rig.judge(0)
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::{LIMIT, Plan, Ran, Running, has_struck};

    fn ended(command: &str) -> Ran {
        let mut command = Command::new(command);
        let mut process = Running::start(command.arg("600")).unwrap();
        // `true` takes no notice of its word and ends by itself.
        while command.get_program() == "true" && !process.has_ended().unwrap() {
            std::thread::yield_now();
        }
        process.kill().unwrap();
        process.finish(LIMIT).unwrap()
    }

    #[test]
    fn a_round_counts_when_everything_that_was_to_die_died_by_the_signal() {
        let (killed, itself) = (ended("sleep"), ended("true"));
        for plan in [Plan::Till, Plan::Hub, Plan::HubAtCall] {
            assert!(has_struck(plan, std::slice::from_ref(&killed)));
            assert!(!has_struck(plan, std::slice::from_ref(&itself)));
            assert!(!has_struck(plan, &[]), "nothing ended");
        }
        let both = |a: &Ran, b: &Ran| has_struck(Plan::Both, &[a.clone(), b.clone()]);
        assert!(both(&killed, &killed));
        assert!(!both(&killed, &itself) && !both(&itself, &killed));
        assert!(!has_struck(Plan::Both, &[killed]), "only one died");
    }
}
