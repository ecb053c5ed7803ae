//! One run: a shop for some days, then everything is mended, then it must all have come to its end.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;

use paydesk_adapters::lock::Lock;
use paydesk_cheque::document::Heading;
use paydesk_cyberplat::profile::Profile;
use paydesk_domain::ids::PointCode;
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::provider::{Catalogue, DEMO_CATALOGUE};
use paydesk_domain::time::Timestamp;
use paydesk_hub::core::decision::Profile as KeyProfile;
use paydesk_hub::inside;
use paydesk_till::paper::Shop as ShopFacts;
use paydesk_till::policy::Policy;
use paydesk_till::runner;
use paydesk_till::till::Settings;

use crate::BenchError;
use crate::auditor::Auditor;
use crate::counts::Counts;
use crate::dice::Dice;
use crate::disk::{Disk, Image};
use crate::faults::{Fault, Swarm};
use crate::keys::{self, POINT, Strength};
use crate::listening;
use crate::parties::Parties;
use crate::shop::{BEGINNING, HOUR, HubSide, MINUTE, Parts, SECOND, Shop, Wait};
use crate::till_side::{Died, TillProcess};

/// Numbers of the providers whose pays are called accepted before they have confirmed them. For the second one that is
/// not enough for a cheque.
pub const PROMISES: [u32; 2] = [3_926, 5_003];

/// The second of them, by its name in the catalogue.
const FINAL: &str = "demo-final";

/// How the pages of the provider end that is paid without a check.
pub(crate) const UNCHECKED: &str = "/9001";

/// That provider.
const BLIND: &str = r#"
[[provider]]
id = "blind"
number = 9001
name = { ru = "Без проверки", bg = "Без проверка", en = "Unchecked" }
group = "mobile"
currency = "RUB"
min = "10.00"
max = "15000.00"
offline = true
check = false
supplier = { name = "ООО «Никто»", tax_number = "7700000000", phone = "+78000000000" }

[provider.addresses]
check = "/cgi-bin/bl/bl_pay_check.cgi/9001"
pay = "/cgi-bin/bl/bl_pay.cgi/9001"
status = "/cgi-bin/bl/bl_pay_status.cgi/9001"
cancel = "/cgi-bin/bl/bl_pay_cancel.cgi/9001"

[[provider.field]]
id = "NUMBER"
label = { ru = "Номер", bg = "Номер", en = "Number" }
kind = "phone"
"#;

/// What a run is.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its seed.
    pub seed: u64,
    /// Days of trade.
    pub days: u32,
    /// Customers of a day.
    pub customers: u32,
    /// Length of the keys.
    pub strength: Strength,
    /// What till and hub speak.
    pub profile: Profile,
    /// What goes wrong.
    pub swarm: Swarm,
    /// The event log is written to standard error as it grows.
    pub writes_log: bool,
}

impl Plan {
    /// What a seed makes of the faults that are allowed.
    #[must_use]
    pub fn of_seed(seed: u64, allowed: &BTreeSet<Fault>) -> Self {
        let mut dice = Dice::new(seed, 0);
        let profile = if dice.per_mille(300) {
            Profile::Cyberplat
        } else {
            Profile::Paydesk
        };
        Self {
            seed,
            days: 1,
            customers: 200,
            strength: Strength::Short,
            profile,
            swarm: Swarm::of_seed(&mut dice, allowed),
            writes_log: false,
        }
    }
}

/// What a run showed.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What must not be; empty for a good run.
    pub findings: Vec<String>,
    /// How often everything was seen.
    pub counts: Counts,
    /// Fingerprint of the event log.
    pub digest: String,
    /// Lines of the event log.
    pub events: u64,
    /// The end of the event log.
    pub log: Vec<String>,
    /// Milliseconds from the mending to the end of each payment that was open then, and what it waited for.
    pub settled_after: Vec<(Wait, i64)>,
    /// Milliseconds from the mending to the newest payment that became paid.
    pub last_paid_after: i64,
    /// Storage calls of till and hub.
    pub calls: (u64, u64),
}

/// Both disks before the first customer: a till's and a hub's that were just set up.
#[derive(Debug, Clone)]
pub struct Fresh {
    till: Image,
    hub: Image,
}

/// The providers of the bench.
///
/// # Errors
/// [`BenchError`].
pub fn catalogue() -> Result<Catalogue, BenchError> {
    Ok(Catalogue::parse([
        ("demo", DEMO_CATALOGUE),
        ("blind", BLIND),
    ])?)
}

/// Disks as they are after set-up.
///
/// # Errors
/// [`BenchError`].
pub fn fresh(strength: Strength, profile: Profile) -> Result<Fresh, BenchError> {
    let keys = keys::pair(strength)?;
    let (till, hub) = (Disk::new()?, Disk::new()?);
    let key_profile = match profile {
        Profile::Cyberplat => KeyProfile::Cyberplat,
        Profile::Paydesk => KeyProfile::Paydesk,
    };
    let point = keys.point(key_profile, Money::new(100_000_000_000, Currency::RUB))?;
    let at = Timestamp::from_unix_ms(BEGINNING);
    inside::found(hub.vfs_name(), keys.hub_key(), &point, at)?;
    let boot = paydesk_domain::ids::BootId::new(1);
    drop(paydesk_adapters::sqlite::Store::open_on(
        till.vfs_name(),
        boot,
        at,
    )?);
    Ok(Fresh {
        till: till.snapshot(),
        hub: hub.snapshot(),
    })
}

fn settings(profile: Profile, catalogue: Catalogue) -> Result<Settings, BenchError> {
    Ok(Settings {
        catalogue,
        policy: match profile {
            Profile::Cyberplat => Policy::cyberplat(),
            Profile::Paydesk => Policy::paydesk(),
        },
        shop: ShopFacts {
            heading: Heading::default(),
            language: Language::En,
            utc_offset_minutes: 180,
            training: false,
            seal: None,
            template: Default::default(),
        },
        point: PointCode::parse(POINT)?,
        first_questions_after_ms: 0,
    })
}

/// A shop on fresh disks.
///
/// # Errors
/// [`BenchError`].
pub fn shop(plan: &Plan, fresh: &Fresh) -> Result<Shop, BenchError> {
    listening::listen();
    drop(listening::heard());
    let keys = keys::pair(plan.strength)?;
    let catalogue = catalogue()?;
    let (till_disk, hub_disk) = (Disk::new()?, Disk::new()?);
    till_disk.restore(&fresh.till);
    hub_disk.restore(&fresh.hub);
    let parties = Parties::new(plan.seed, plan.swarm.clone());
    let mut auditor = Auditor::new(keys.signatures()?);
    auditor.final_only([FINAL.to_owned()]);
    Ok(Shop::new(Parts {
        seed: plan.seed,
        till_disk,
        hub: HubSide::new(hub_disk, keys, catalogue.clone(), parties.clone()),
        parties,
        swarm: plan.swarm.clone(),
        folder: tempfile::tempdir()?,
        wire: keys.wire(plan.profile, catalogue.clone())?,
        settings: settings(plan.profile, catalogue)?,
        auditor,
        writes_log: plan.writes_log,
    }))
}

/// Runs a plan from its first day to its end.
///
/// # Errors
/// [`BenchError`] when the bench itself cannot work.
pub fn run(plan: &Plan, fresh: &Fresh) -> Result<Outcome, BenchError> {
    let mut shop = shop(plan, fresh)?;
    for day in 0..plan.days {
        shop.plan_day(day, plan.customers);
    }
    shop.plan_end(plan.days);
    Ok(finish(shop))
}

/// Runs a shop whose events are planned until it is done, and judges it.
#[must_use]
pub fn finish(mut shop: Shop) -> Outcome {
    let calls_before = (shop.till.disk.calls(), shop.hub.disk.calls());
    shop.hub_starts();
    while !shop.is_done() {
        one_process(&mut shop);
    }
    shop.till.is_up = false;
    let signed = shop.counts.sum("asked");
    if signed > 0 && shop.drawn.load(Ordering::Relaxed) < signed {
        shop.find(format!(
            "O9: {signed} signatures were made and not all of them blinded"
        ));
    }
    shop.judge_all();
    if shop.is_healing() {
        shop.judge_end();
    }
    shop.outcome(calls_before)
}

/// One process of the till from its start to its end, and the time until the next one starts.
fn one_process(shop: &mut Shop) {
    shop.till.starts += 1;
    shop.till.started_at = shop.now;
    shop.till.is_up = true;
    shop.say("the till starts");
    // Held for the life of the process, as the product does; a second one may not have it.
    let lock = Lock::take(shop.folder.path());
    if lock.is_err() {
        shop.find("O2: the lock of the data folder is held after its process has ended".to_owned());
    }
    if Lock::take(shop.folder.path()).is_ok() {
        shop.find("O2: a second process got the data folder of the first".to_owned());
    }
    let settings = shop.settings.clone();
    let mut process = TillProcess::new(shop);
    let ended = catch_unwind(AssertUnwindSafe(|| runner::run(&mut process, &settings)));
    drop(process);
    drop(lock);
    shop.till.is_up = false;
    shop.line.hang_up();
    shop.forget_till_reader();
    match ended {
        Ok(Ok(())) if shop.is_done() => return,
        Ok(Ok(())) => {
            shop.till.is_ended = false;
            shop.counts.add("till", "restarted by the cashier");
            let until = shop.now + shop.dice.between(5 * SECOND, MINUTE);
            return shop.pass(until);
        }
        Ok(Err(fault)) => {
            shop.say(&format!("the till ended: {fault}"));
            shop.counts.add("till", "ended by a storage fault");
        }
        Err(cause) if cause.is::<Died>() => shop.till_died(),
        Err(cause) => {
            let text = cause
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| cause.downcast_ref::<&str>().copied());
            shop.find(format!("O9: the till panicked: {}", text.unwrap_or("?")));
        }
    }
    let longest = shop
        .dice
        .one_of(&[5 * MINUTE, 5 * MINUTE, 5 * MINUTE, 3 * HOUR]);
    let down = shop.dice.between(5 * SECOND, longest);
    let until = shop.now + down;
    shop.pass(until);
}

impl Shop {
    fn till_died(&mut self) {
        let had_power = !self.till.disk.is_dead();
        let loss = if had_power {
            crate::disk::Loss::Keep
        } else {
            self.till.loss
        };
        let dice = &mut self.dice;
        self.till.disk.power_cut(loss, &mut || dice.bits());
        self.till.dies_after = None;
        self.auditor.restarted();
        let how = if had_power { "killed" } else { "without power" };
        self.say(&format!("the till died, {how}: {loss:?}"));
        self.counts.add("loss", format!("till {loss:?}"));
    }

    fn outcome(mut self, calls_before: (u64, u64)) -> Outcome {
        self.count_disk_faults();
        for (oracle, seen) in self.oracles().clone() {
            self.counts.add_many("oracle", format!("{oracle:?}"), seen);
        }
        Outcome {
            digest: self.log.digest(),
            events: self.log.count(),
            log: self.log.tail(),
            last_paid_after: self.last_paid_at - self.healed_at.unwrap_or(self.last_paid_at),
            calls: (
                self.till.disk.calls() - calls_before.0,
                self.hub.disk.calls() - calls_before.1,
            ),
            findings: std::mem::take(&mut self.findings),
            counts: std::mem::take(&mut self.counts),
            settled_after: std::mem::take(&mut self.settled_after),
        }
    }
}
