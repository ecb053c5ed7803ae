//! Two to ten instances at once on one folder (F12): one works, the others end with a message.

use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::rig::{Rig, Wrap, free_address};
use super::run::{LIMIT, Ran, Running, Told};
use super::{Options, Outcome, Trouble};

const ROUNDS: u64 = 200;
const QUICK_ROUNDS: u64 = 10;
const MOST: usize = 10;
const PATIENCE_MS: u32 = 20_000;

/// Tills and hubs started at once.
pub(super) fn section(options: &Options) -> Result<Outcome, Trouble> {
    let mut outcome = Outcome::default();
    let mut random = ChaCha8Rng::seed_from_u64(options.seed);
    let mut rig = Rig::new(options)?;
    rig.sell(&Wrap::new())?;
    let rounds = if options.quick { QUICK_ROUNDS } else { ROUNDS };
    let (mut tills, mut hubs, mut live) = (0, 0, 0);
    for round in 0..rounds {
        let many = random.gen_range(2..=MOST);
        match round % 3 {
            0 => {
                silent_server(&mut rig, many, &mut outcome)?;
                tills += 1;
            }
            1 => {
                real_server(&mut rig, many, &mut outcome)?;
                live += 1;
            }
            _ => {
                hub_twins(&mut rig, many, &mut outcome)?;
                hubs += 1;
            }
        }
        if round % 20 == 19 {
            (options.tell)(&format!("twins: {} of {rounds}", round + 1));
        }
    }
    outcome.row("rounds of 2 to 10 tills at a server that is silent", tills);
    outcome.row("rounds of 2 to 10 tills at the hub", live);
    outcome.row("rounds of 2 to 10 hubs", hubs);
    rig.judge(0)?.report(&mut outcome, "twins");
    Ok(outcome)
}

fn start(rig: &mut Rig, many: usize) -> Result<Vec<(String, Running)>, Trouble> {
    let mut started = Vec::new();
    for _ in 0..many {
        let number = rig.next_number();
        let running = Running::start(&mut rig.sale(&Wrap::new(), &number))?;
        started.push((number, running));
    }
    Ok(started)
}

fn is_turned_away(ran: &Ran) -> bool {
    ran.code == Some(4) && ran.err.contains("Another till works on this data folder")
}

/// The server takes connections and says nothing, so the one till that works keeps the folder until it is killed.
fn silent_server(rig: &mut Rig, many: usize, outcome: &mut Outcome) -> Result<(), Trouble> {
    let address = free_address()?;
    let silent = TcpListener::bind(address)?;
    let folder = rig.till_folder();
    rig.point_at(&folder, address)?;
    let mut running = start(rig, many)?;
    let mut ended = Vec::new();
    let mut waited = 0;
    while running.len() > 1 && waited < PATIENCE_MS {
        let (mut still, mut gone) = (Vec::new(), Vec::new());
        for (number, mut till) in running {
            if till.has_ended()? {
                gone.push((number, till));
            } else {
                still.push((number, till));
            }
        }
        running = still;
        ended.extend(gone);
        thread::sleep(Duration::from_millis(10));
        waited += 10;
    }
    outcome.expect(running.len() == 1, || {
        format!("{} of {many} tills work at once", running.len())
    });
    for (number, mut till) in running {
        till.kill()?;
        let ran = till.finish(LIMIT)?;
        rig.note(number, &ran);
    }
    for (number, till) in ended {
        let ran = till.finish(LIMIT)?;
        outcome.expect(is_turned_away(&ran), || {
            format!("no message for a second till: {}", ran.brief())
        });
        rig.note(number, &ran);
    }
    drop(silent);
    rig.point_at(&folder, rig.address())
}

/// Whoever comes while another one works is turned away; whoever comes later works.
fn real_server(rig: &mut Rig, many: usize, outcome: &mut Outcome) -> Result<(), Trouble> {
    let mut paid = 0;
    for (number, till) in start(rig, many)? {
        let ran = till.finish(LIMIT)?;
        let told = rig.note(number, &ran);
        paid += u32::from(told == Told::Paid);
        let is_well = told == Told::Paid || is_turned_away(&ran);
        outcome.expect(is_well, || {
            format!("one of {many} tills at once: {}", ran.brief())
        });
    }
    outcome.expect(paid > 0, || format!("none of {many} tills worked"));
    Ok(())
}

/// Hubs on one folder, each with a port of its own.
fn hub_twins(rig: &mut Rig, many: usize, outcome: &mut Outcome) -> Result<(), Trouble> {
    rig.kill_hub()?;
    let any_port = ([127, 0, 0, 1], 0).into();
    let mut running = Vec::new();
    for _ in 0..many {
        running.push(Running::start(
            &mut rig.hub_command(&Wrap::new(), any_port),
        )?);
    }
    let mut waited = 0;
    let (mut listening, mut ended) = (0, 0);
    while waited < PATIENCE_MS && listening + ended < many {
        (listening, ended) = (0, 0);
        for hub in &mut running {
            let has_ended = hub.has_ended()?;
            ended += usize::from(has_ended);
            listening += usize::from(!has_ended && hub.said()?.contains("listening on "));
        }
        thread::sleep(Duration::from_millis(10));
        waited += 10;
    }
    outcome.expect(listening == 1, || {
        format!("{listening} of {many} hubs serve one folder, {ended} ended")
    });
    for mut hub in running {
        let was_alive = !hub.has_ended()?;
        if was_alive {
            hub.kill()?;
        }
        let ran = hub.finish(LIMIT)?;
        let is_turned_away = ran.code == Some(4) && ran.err.contains("another hub serves");
        outcome.expect(was_alive || is_turned_away, || {
            format!("no message for a second hub: {}", ran.brief())
        });
    }
    rig.start_hub()
}
