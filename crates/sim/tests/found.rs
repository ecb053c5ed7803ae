//! What the bench once found by a seed, held by a seed: the day must still lead to the situation, and find nothing.
//!
//! Each day is a short one with the few faults that it takes. Every one was seen to fail with the change undone that
//! the finding brought about. What was found in other ways is held by tests beside the changed code; the list of all
//! is in `docs/reliability.md`.

use paydesk_cyberplat::profile::Profile;
use paydesk_sim::BenchError;
use paydesk_sim::faults::Fault;
use paydesk_sim::run::{Outcome, Plan, fresh, run};

/// Kind and name of something that is counted, and how often it was seen at least.
type Seen = (&'static str, &'static str, u64);

/// A day with these faults, as `cargo sim --seed` with `--customers` and `--faults` plays it.
#[track_caller]
fn assert_sound_day(
    (seed, customers): (u64, u32),
    faults: &[Fault],
    happened: &[Seen],
) -> Result<Profile, BenchError> {
    let plan = Plan {
        customers,
        ..Plan::of_seed(seed, &faults.iter().copied().collect())
    };
    let fresh = fresh(plan.strength, plan.profile)?;
    let Outcome {
        findings, counts, ..
    } = run(&plan, &fresh)?;
    assert_eq!(findings, [""; 0], "seed {seed}, {}", plan.swarm);
    for (kind, name, least) in happened {
        let seen = counts.of(kind, name);
        assert!(
            seen >= *least,
            "{kind} {name} was seen {seen} times, not {least}: look for another seed"
        );
    }
    Ok(plan.profile)
}

/// A row whose sync had failed could be read, was shown as paid, and a power cut took it away.
#[test]
fn seed_80_nothing_is_paid_by_a_row_whose_sync_failed() -> Result<(), BenchError> {
    assert_sound_day(
        (80, 30),
        &[Fault::TillDiskFails, Fault::TillPower],
        &[
            ("fault", "till-disk-fails", 1),
            ("event", "storage fault", 1),
            ("state", "paid", 1),
        ],
    )?;
    Ok(())
}

/// Orders that were put off under a clock a month ahead were due in a month. With the change undone this takes minutes
/// to fail.
#[test]
fn seed_58_orders_put_off_by_a_clock_that_ran_ahead_are_made_once_it_is_set_right()
-> Result<(), BenchError> {
    assert_sound_day(
        (58, 20),
        &[
            Fault::HubClock,
            Fault::ProviderBusy,
            Fault::ProviderSilent,
            Fault::BankTrouble,
        ],
        &[("fault", "hub-clock", 1), ("fault", "provider-busy", 1)],
    )?;
    Ok(())
}

/// Under a clock that had jumped every reply of a plain server was too old to be heard, and a payment was asked about
/// for ever. With the change undone this takes minutes to fail.
#[test]
fn seed_20_a_plain_servers_reply_to_a_check_is_heard_under_a_clock_that_jumped()
-> Result<(), BenchError> {
    let profile = assert_sound_day(
        (20, 4),
        &[
            Fault::RequestLost,
            Fault::ReplyLost,
            Fault::Held,
            Fault::LineDown,
            Fault::TillClock,
        ],
        &[("fault", "till-clock", 1), ("state", "paid", 1)],
    )?;
    assert_eq!(profile, Profile::Cyberplat);
    Ok(())
}

/// The day was called over while a paid payment, whose cheque was out, still waited for the hub's last word: the bench
/// then judged cash of which the till was about to hear that it is owed.
#[test]
fn seed_23_a_promised_payment_hears_its_late_refusal_before_the_day_is_over()
-> Result<(), BenchError> {
    assert_sound_day(
        (23, 3),
        &[Fault::LateRefusal, Fault::ProviderBusy, Fault::TillClock],
        &[("alarm", "LateRefusal", 1), ("return", "returned", 1)],
    )?;
    Ok(())
}

/// A hub whose clock was set back dates its replies by the time at which its books stand still: to a plain till every
/// one of them was too old, and a late refusal was never heard.
#[test]
fn seed_1484_a_plain_till_hears_a_hub_whose_clock_was_set_back() -> Result<(), BenchError> {
    let profile = assert_sound_day(
        (1484, 25),
        &Fault::ALL,
        &[
            ("fault", "hub-clock", 1),
            ("why", "stale", 1),
            ("move", "in_progress to failed", 1),
        ],
    )?;
    assert_eq!(profile, Profile::Cyberplat, "look for another seed");
    Ok(())
}

/// A till that had learnt a plain server's clock under a wrong one of its own heard nothing after that was set right,
/// as nobody sold anything that is checked.
#[test]
fn seed_1317_a_plain_server_is_heard_after_the_tills_clock_was_set_right() -> Result<(), BenchError>
{
    let profile = assert_sound_day(
        (1317, 25),
        &Fault::ALL,
        &[
            ("fault", "till-clock", 1),
            ("why", "stale", 1),
            ("alarm", "LateRefusal", 1),
        ],
    )?;
    assert_eq!(profile, Profile::Cyberplat, "look for another seed");
    Ok(())
}

/// Replies dated by the hub's clock while its books stood still: the till counted its quarantine by them to the end and
/// handed the cash back, and the hub took the pay, which had been held on its way, for a fresh one.
#[test]
fn seed_1220_a_hub_counts_and_signs_by_one_time() -> Result<(), BenchError> {
    let profile = assert_sound_day(
        (1220, 25),
        &Fault::ALL,
        &[("fault", "hub-clock", 1), ("fault", "held", 1)],
    )?;
    assert_eq!(profile, Profile::Cyberplat, "look for another seed");
    Ok(())
}
