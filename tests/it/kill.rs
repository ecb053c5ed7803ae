//! Processes that are killed at any moment: afterwards till, hub and provider agree, and each payment was made
//! exactly once.
//!
//! `PAYDESK_KILLS` sets the number of rounds, `PAYDESK_KILLS_SEED` repeats the moments of an earlier run.

use std::collections::BTreeMap;
use std::env;
use std::process::Child;
use std::thread;
use std::time::Duration;

use paydesk_adapters::clock;
use rand::rngs::StdRng;
use rand::{Rng, RngCore, SeedableRng};

use super::rig::Rig;

const ROUNDS: u64 = 200;
const SHOPS: u64 = 2;
const OFFLINE: &str = "accepted offline";
/// Where a sale was when its till died.
type Stages = BTreeMap<&'static str, u32>;

fn setting(name: &str) -> Option<u64> {
    env::var_os(name)?.to_str()?.parse().ok()
}

/// What becomes of the processes in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plan {
    /// The till dies while it sells.
    Sell,
    /// The hub dies too, at a moment of its own.
    SellBothDie,
    /// The hub is down; the till dies while it accepts offline.
    SellOffline,
    /// The till dies while it asks about what is open.
    Retry,
}

impl Plan {
    const fn of(round: u64) -> Self {
        match round % 8 {
            2 => Self::SellBothDie,
            4 => Self::SellOffline,
            6 => Self::Retry,
            _ => Self::Sell,
        }
    }
}

struct Shop {
    rig: Rig,
    random: StdRng,
    prefix: u64,
    /// How long a sale and an offline sale take, in microseconds.
    sale_us: u64,
    offline_us: u64,
    stages: Stages,
}

impl Shop {
    fn open(shop: u64, seed: u64) -> Self {
        let mut opened = Self {
            rig: Rig::new(),
            random: StdRng::seed_from_u64(seed.wrapping_add(shop)),
            prefix: 9_160_000_000 + shop * 1_000_000,
            sale_us: 0,
            offline_us: 0,
            stages: Stages::new(),
        };
        opened.sale_us = opened.measure(900_000, 5);
        opened.rig.hub.kill();
        opened.offline_us = opened.measure(910_000, 5);
        opened.rig.hub.start();
        opened.rig.settle();
        opened
    }

    /// Microseconds of the middle one of some sales.
    fn measure(&self, first: u64, sales: usize) -> u64 {
        let took = |n: u64| {
            let begun = clock::now();
            let code = self.sell(n).wait().unwrap().code();
            assert!(matches!(code, Some(0 | 3)), "{code:?}");
            u64::try_from(clock::now().ms_since(begun)).unwrap() * 1_000
        };
        let mut took: Vec<u64> = (first..).take(sales).map(took).collect();
        took.sort_unstable();
        took[sales / 2]
    }

    /// Begins a sale of 10 to a number that is used once only.
    fn sell(&self, n: u64) -> Child {
        let number = (self.prefix + n).to_string();
        let words = [
            "sell",
            "--provider",
            "demo-mobile",
            "--amount",
            "10",
            "--number",
        ];
        self.rig.till.spawn(&[&words[..], &[&number]].concat())
    }

    fn wait_a_part_of(&mut self, whole_us: u64) {
        let moment = self.random.gen_range(0..=whole_us);
        thread::sleep(Duration::from_micros(moment));
    }

    fn round(&mut self, round: u64, plan: Plan) {
        // What else runs on this computer changes; a sale is measured anew now and then.
        if round % 10 == 9 {
            self.sale_us = (self.sale_us + self.measure(500_000 + round, 1)) / 2;
        }
        let mut till = if plan == Plan::Retry {
            self.rig.till.spawn(&["retry"])
        } else {
            if plan == Plan::SellOffline {
                self.rig.hub.kill();
            }
            self.sell(round)
        };
        match plan {
            Plan::Sell | Plan::Retry => self.wait_a_part_of(self.sale_us),
            Plan::SellOffline => self.wait_a_part_of(self.offline_us * 5 / 4),
            Plan::SellBothDie => {
                self.wait_a_part_of(self.sale_us);
                if self.random.next_u32().is_multiple_of(2) {
                    self.rig.hub.kill();
                    self.wait_a_part_of(self.sale_us / 2);
                }
            }
        }
        till.kill().unwrap();
        till.wait().unwrap();
        if plan == Plan::SellBothDie {
            self.rig.hub.kill();
        }
        if matches!(plan, Plan::SellBothDie | Plan::SellOffline) {
            self.rig.hub.start();
        }
        if plan != Plan::Retry {
            let number = (self.prefix + round).to_string();
            let hit = self.rig.till.stage_in_copy(&number);
            let has_pay = hit.as_ref().is_some_and(|hit| hit.has_pay);
            assert!(
                has_pay || !self.rig.hub.has_pay(&number),
                "sent before it was written: {hit:?}"
            );
            let hit = hit.map_or("before", |hit| named(&hit.stage, hit.print.as_deref()));
            let hit = match (plan, hit) {
                (Plan::SellOffline, "queued" | "sending" | "unknown") => OFFLINE,
                _ => hit,
            };
            *self.stages.entry(hit).or_default() += 1;
        }
    }

    /// Lets the till ask until nothing is open, and compares everybody's books.
    fn judge(&self) {
        self.rig.settle();
        self.rig.hub.assert_sound();
        let payments = self.rig.till.payments();
        let mut captured: BTreeMap<String, i64> = BTreeMap::new();
        for payment in self.rig.hub.captured() {
            *captured.entry(payment.session).or_default() += 1;
        }
        let mut credits = self.rig.hub.credits();
        for payment in &payments {
            let is_paid = payment.stage == "paid";
            assert_eq!(
                payment.is_tendered, is_paid,
                "every taken sum is paid: {payment:?}"
            );
            let at_hub = captured.remove(&payment.session).unwrap_or_default();
            assert_eq!(
                at_hub,
                i64::from(is_paid),
                "the hub has it once if paid: {payment:?}"
            );
            let number = &payment.number;
            let credited = credits.remove(number).unwrap_or_default();
            assert_eq!(
                credited,
                i64::from(is_paid),
                "the provider credited it once: {payment:?}"
            );
            assert!(
                payment.unmarked <= 1,
                "one cheque without a mark: {payment:?}"
            );
            if is_paid {
                let print = payment.print.as_deref();
                assert!(
                    matches!(print, Some("printed" | "uncertain")),
                    "{payment:?}"
                );
            }
        }
        assert_eq!(
            captured,
            BTreeMap::new(),
            "the hub made what the till does not know"
        );
        assert_eq!(
            credits,
            BTreeMap::new(),
            "the provider credited what the till does not know"
        );
    }
}

/// Where a payment stands, in the words of a sale's way.
fn named(stage: &str, print: Option<&str>) -> &'static str {
    match (stage, print) {
        ("draft" | "checking", _) => "checking",
        ("checked", _) => "checked",
        ("queued", _) => "queued",
        ("sending", _) => "sending",
        ("unknown", _) => "unknown",
        ("in_progress", _) => "in work",
        ("paid", Some("due")) => "paid",
        ("paid", Some("printing")) => "printing",
        ("paid", _) => "printed",
        _ => "elsewhere",
    }
}

#[test]
fn a_till_that_is_killed_at_any_moment_pays_each_payment_exactly_once() {
    let rounds = setting("PAYDESK_KILLS").unwrap_or(ROUNDS);
    let seed = setting("PAYDESK_KILLS_SEED").unwrap_or_else(|| rand::thread_rng().next_u64());
    let shops: Vec<Stages> = thread::scope(|scope| {
        let shops = (0..SHOPS).map(|shop| {
            scope.spawn(move || {
                let mut shop = Shop::open(shop, seed);
                let rounds = rounds.div_ceil(SHOPS);
                for round in 0..rounds {
                    shop.round(round, Plan::of(round));
                }
                // The moment between taking cash offline and the end is short: until it was hit once.
                for round in rounds..rounds + 100 {
                    if shop.stages.contains_key(OFFLINE) {
                        break;
                    }
                    shop.round(round, Plan::SellOffline);
                }
                shop.judge();
                shop.stages
            })
        });
        let shops: Vec<_> = shops.collect();
        shops.into_iter().map(|shop| shop.join().unwrap()).collect()
    });
    let mut hits = Stages::new();
    for (stage, count) in shops.into_iter().flatten() {
        *hits.entry(stage).or_default() += count;
    }
    println!("{rounds} kills, seed {seed}, by stage: {hits:?}");
    let on_the_way = [
        "checking", "checked", "queued", "sending", "paid", "printing",
    ];
    let kinds = on_the_way
        .iter()
        .filter(|stage| hits.contains_key(*stage))
        .count();
    assert!(kinds >= 3, "the kills did not spread: {hits:?}");
    let offline = hits.get(OFFLINE);
    assert!(
        offline.is_some(),
        "none died after it had accepted offline: {hits:?}"
    );
}
