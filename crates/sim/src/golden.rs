//! The scenarios that everybody agrees on, as scripts: each is played whole, and then once for every storage call at
//! which the power can go.

use paydesk_cyberplat::profile::Profile;

use crate::BenchError;
use crate::faults::{Fault, Swarm};
use crate::keys::Strength;
use crate::parties::Word;
use crate::run::{self, Fresh, Plan};
use crate::shop::{Chore, HOUR, Happening, MINUTE, Mood, SECOND, Scripted, Shop, Wanted};

/// One script.
#[derive(Debug, Clone, Copy)]
pub struct Scenario {
    /// Its name on the command line.
    pub name: &'static str,
    /// What happens in it.
    pub story: &'static str,
    /// What till and hub speak.
    pub profile: Profile,
    /// What must have been seen when nothing else goes wrong: kind, name, how often at least.
    pub expected: &'static [(&'static str, &'static str, u64)],
    play: fn(&mut Shop),
}

const fn paydesk(
    (name, story): (&'static str, &'static str),
    expected: &'static [(&'static str, &'static str, u64)],
    play: fn(&mut Shop),
) -> Scenario {
    Scenario {
        name,
        story,
        profile: Profile::Paydesk,
        expected,
        play,
    }
}

/// All of them.
pub const ALL: [Scenario; 12] = [
    paydesk(
        ("sale", "check, pay, cheque, status final"),
        &[("state", "paid", 1), ("print", "first", 1)],
        |shop| shop.sell(MINUTE, customer("demo-mobile")),
    ),
    paydesk(
        (
            "pay-reply-lost",
            "the reply to the pay is lost, status says done",
        ),
        &[
            ("state", "unknown", 1),
            ("state", "paid", 1),
            ("answer", "status: Done", 1),
        ],
        |shop| {
            shop.sell(MINUTE, customer("demo-mobile"));
            shop.on_line(&[("pay", 1, Fault::ReplyLost)]);
        },
    ),
    paydesk(
        (
            "pay-lost",
            "the pay is lost and repeated under the same SESSION",
        ),
        &[
            ("state", "unknown", 1),
            ("state", "paid", 1),
            ("asked", "pay", 2),
        ],
        |shop| {
            // Seventy questions that are answered alike would make the sweep long and prove no more than seven.
            shop.settings.policy.polling_ms = [10 * MINUTE; 6];
            shop.sell(MINUTE, customer("demo-mobile"));
            shop.on_line(&[("pay", 1, Fault::RequestLost)]);
        },
    ),
    paydesk(
        ("refused", "the provider refuses, the cash goes back"),
        &[("state", "failed", 1), ("return", "returned", 1)],
        |shop| {
            shop.plan(0, Happening::Says(Some(Word::Refuse)));
            shop.sell(MINUTE, customer("demo-mobile"));
        },
    ),
    paydesk(
        (
            "cancel-wins",
            "the pay is lost, the customer wants the cash, CANCEL places a tombstone",
        ),
        &[
            ("state", "failed", 1),
            ("answer", "cancel: Tombstone", 1),
            ("return", "returned", 1),
        ],
        |shop| {
            shop.sell(MINUTE, regretting("demo-mobile"));
            shop.on_line(&[("pay", 1, Fault::RequestLost)]);
        },
    ),
    paydesk(
        (
            "cancel-loses",
            "the pay arrives, its reply is late, CANCEL is too late",
        ),
        &[("state", "paid", 1), ("answer", "cancel: Done", 1)],
        |shop| {
            shop.sell(MINUTE, regretting("demo-mobile"));
            shop.on_line(&[("pay", 1, Fault::ReplyLost)]);
        },
    ),
    Scenario {
        name: "quarantine",
        story: "a plain server does not know the SESSION: 70 minutes pass, the cash goes back",
        profile: Profile::Cyberplat,
        expected: &[
            ("state", "failed", 1),
            ("answer", "status: OnlyChecked", 1),
            ("return", "returned", 1),
        ],
        play: |shop| {
            shop.sell(MINUTE, customer("demo-mobile"));
            shop.on_line(&[("pay", 1, Fault::RequestLost)]);
        },
    },
    paydesk(
        (
            "offline",
            "twenty payments while the line is down, one of them is refused afterwards",
        ),
        &[
            ("state", "paid", 19),
            ("state", "failed", 1),
            ("return", "returned", 1),
        ],
        |shop| {
            shop.line_is_down_for(15 * MINUTE);
            for n in 0..20 {
                let number = format!("91000000{n:02}");
                shop.sell(
                    MINUTE + n * 20 * SECOND,
                    Wanted {
                        number,
                        ..customer("demo-mobile")
                    },
                );
            }
            shop.parties.refuse("9100000013");
        },
    ),
    paydesk(
        (
            "paper-out",
            "the paper ends in the middle of the cheque, a copy is printed",
        ),
        &[("state", "paid", 1), ("print", "copy", 1)],
        |shop| {
            shop.sell(MINUTE, customer("demo-mobile"));
            shop.printer.script = Some(vec![Some(Fault::PrintBroken)]);
        },
    ),
    paydesk(
        (
            "shift",
            "the shift is closed over an open payment, the next one sees it to its end",
        ),
        &[
            ("state", "in_progress", 1),
            ("state", "paid", 1),
            ("journal", "shift-opened", 2),
        ],
        |shop| {
            shop.plan(0, Happening::Says(Some(Word::Busy)));
            shop.sell(MINUTE, customer("demo-mobile"));
            shop.plan(5 * MINUTE, Happening::Chore(Chore::CloseShift));
            shop.plan(6 * MINUTE, Happening::Chore(Chore::OpenShift));
            shop.plan(8 * MINUTE, Happening::Says(None));
        },
    ),
    paydesk(
        (
            "old-consent",
            "the customer looks for the money for an hour: a new check, a new SESSION",
        ),
        &[
            ("cashier", "consent too old", 1),
            ("asked", "check", 2),
            ("state", "paid", 1),
        ],
        |shop| {
            let mood = Mood::Dawdles(61 * MINUTE);
            shop.sell(
                MINUTE,
                Wanted {
                    mood,
                    ..customer("demo-mobile")
                },
            );
        },
    ),
    paydesk(
        (
            "late-refusal",
            "called accepted, the cheque is out, then the provider refuses",
        ),
        &[
            ("state", "paid", 1),
            ("alarm", "LateRefusal", 1),
            ("return", "returned", 1),
        ],
        |shop| {
            shop.plan(0, Happening::Says(Some(Word::Busy)));
            shop.sell(MINUTE, customer("demo-mobile-3"));
            shop.plan(5 * MINUTE, Happening::Says(Some(Word::Refuse)));
        },
    ),
];

fn customer(provider: &'static str) -> Wanted {
    Wanted {
        provider,
        number: "9161234567".to_owned(),
        credited: 50_000,
        mood: Mood::Pays,
    }
}

fn regretting(provider: &'static str) -> Wanted {
    Wanted {
        mood: Mood::Regrets(66 * SECOND),
        ..customer(provider)
    }
}

impl Shop {
    fn sell(&mut self, at: i64, wanted: Wanted) {
        self.cashier
            .wanted
            .get_or_insert_default()
            .push_back(wanted);
        let who = self.invite();
        self.plan(at, Happening::Customer(who));
    }

    fn on_line(&mut self, script: &[(&'static str, u32, Fault)]) {
        let line = |(ask, nth, fault): &(&'static str, u32, Fault)| Scripted {
            ask,
            nth: *nth,
            fault: *fault,
        };
        self.line.script = Some(script.iter().map(line).collect());
    }
}

/// A shop in which a scenario is about to be played.
///
/// # Errors
/// [`BenchError`].
pub fn stage(scenario: &Scenario, fresh: &Fresh) -> Result<Shop, BenchError> {
    let plan = Plan {
        seed: 1,
        days: 1,
        customers: 0,
        strength: Strength::Short,
        profile: scenario.profile,
        swarm: Swarm::none(),
        writes_log: false,
    };
    let mut shop = run::shop(&plan, fresh)?;
    shop.line.script = Some(Vec::new());
    shop.plan(0, Happening::Chore(Chore::OpenShift));
    (scenario.play)(&mut shop);
    shop.plan(90 * MINUTE, Happening::Heal);
    shop.plan(28 * HOUR, Happening::Over);
    Ok(shop)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often a fault strikes in a scenario of one sale.
    fn struck(play: fn(&mut Shop), fault: Fault) -> Result<u64, BenchError> {
        let fresh = run::fresh(Strength::Short, Profile::Paydesk)?;
        let scenario = paydesk(("one", "one fault"), &[], play);
        let outcome = run::finish(stage(&scenario, &fresh)?);
        assert_eq!(outcome.findings, [""; 0]);
        Ok(outcome.counts.of("fault", &fault.name()))
    }

    #[test]
    fn a_fault_that_strikes_is_counted() -> Result<(), BenchError> {
        let cut = |shop: &mut Shop| {
            shop.sell(MINUTE, customer("demo-mobile"));
            shop.on_line(&[("pay", 1, Fault::ReplyCut)]);
        };
        assert_eq!(struck(cut, Fault::ReplyCut)?, 1);
        let altered = |shop: &mut Shop| {
            shop.sell(MINUTE, customer("demo-mobile"));
            shop.on_line(&[("pay", 1, Fault::Altered)]);
        };
        assert_eq!(struck(altered, Fault::Altered)?, 1);
        let regret = |shop: &mut Shop| {
            shop.sell(MINUTE, regretting("demo-mobile"));
            shop.on_line(&[("pay", 1, Fault::RequestLost)]);
        };
        assert_eq!(struck(regret, Fault::Regret)?, 1);
        Ok(())
    }

    #[test]
    fn a_fault_that_is_planned_and_meets_nothing_is_not_counted() -> Result<(), BenchError> {
        let hub_is_down = |shop: &mut Shop| {
            shop.sell(MINUTE, customer("demo-mobile"));
            shop.plan(MINUTE, Happening::Chaos(Fault::HubRestarted));
            shop.on_line(&[("check", 1, Fault::ReplyFlipped)]);
        };
        assert_eq!(struck(hub_is_down, Fault::ReplyFlipped)?, 0);
        assert_eq!(struck(hub_is_down, Fault::HubRestarted)?, 1);
        let nothing_was_heard = |shop: &mut Shop| {
            shop.sell(MINUTE, customer("demo-mobile"));
            shop.on_line(&[("check", 1, Fault::Swapped)]);
        };
        assert_eq!(struck(nothing_was_heard, Fault::Swapped)?, 0);
        let no_check_stands_before = |shop: &mut Shop| {
            shop.sell(MINUTE, customer("blind"));
            shop.on_line(&[("pay", 1, Fault::Altered)]);
        };
        assert_eq!(struck(no_check_stands_before, Fault::Altered)?, 0);
        let paid_before_the_regret = |shop: &mut Shop| {
            shop.sell(MINUTE, regretting("demo-mobile"));
        };
        assert_eq!(struck(paid_before_the_regret, Fault::Regret)?, 0);
        Ok(())
    }
}
