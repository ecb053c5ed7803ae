//! The runner: gives the till its inputs and performs its effects in order, the durable write first.
//!
//! A failed commit is not a rollback: what was being stored may be there after all. So after a fault the runner
//! performs nothing more, drops the till, reads the disk again and lets that decide.

use crate::payment::Payment;
use crate::till::{Settings, Till};
use crate::world::{ChangeSet, Effect, Env, Event, Outcome, Rejection, StoreFault, Ticket, World};

/// Runs the till until it is told to stop and nothing is on the wire or printing.
///
/// # Errors
/// [`StoreFault`] when the store cannot be read, at the start or after a fault.
pub fn run(world: &mut dyn World, settings: &Settings) -> Result<(), StoreFault> {
    let mut till = open(world, settings)?;
    while !(till.is_stopping() && till.is_quiet()) {
        let input = world.wait(till.next_due());
        let now = world.now();
        let effects = till.step(
            &mut Env {
                now,
                entropy: world.entropy(),
            },
            input,
        );
        if let Err(mut unperformed) = perform(world, effects) {
            let waiting = till
                .waiting()
                .map(|ticket| (ticket, Outcome::NotAccepted(Rejection::Storage)));
            unperformed.replies.extend(waiting);
            till = reload(world, settings, unperformed)?;
        }
    }
    Ok(())
}

fn open(world: &mut dyn World, settings: &Settings) -> Result<Till, StoreFault> {
    let saved = world.load()?;
    let now = world.now();
    let env = &mut Env {
        now,
        entropy: world.entropy(),
    };
    let (till, effects) = Till::open(settings.clone(), saved, env);
    match perform(world, effects) {
        Ok(()) => Ok(till),
        Err(Unperformed { fault, .. }) => Err(fault),
    }
}

/// What was not done because the store failed.
struct Unperformed {
    fault: StoreFault,
    replies: Vec<(Ticket, Outcome)>,
}

fn perform(world: &mut dyn World, effects: Vec<Effect>) -> Result<(), Unperformed> {
    let mut effects = effects.into_iter();
    while let Some(effect) = effects.next() {
        match effect {
            Effect::Persist(changes) => {
                if let Err(fault) = persist(world, &changes) {
                    let replies = effects.filter_map(|effect| match effect {
                        Effect::Reply(ticket, outcome) => Some((ticket, outcome)),
                        Effect::Persist(_)
                        | Effect::Post(_)
                        | Effect::Print(_)
                        | Effect::Tell(_) => None,
                    });
                    return Err(Unperformed {
                        fault,
                        replies: replies.collect(),
                    });
                }
            }
            Effect::Post(request) => world.post(*request),
            Effect::Print(job) => world.print(*job),
            Effect::Reply(ticket, outcome) => world.reply(ticket, outcome),
            Effect::Tell(event) => world.tell(event),
        }
    }
    Ok(())
}

fn persist(world: &mut dyn World, changes: &ChangeSet) -> Result<(), StoreFault> {
    debug_assert!(!changes.0.is_empty(), "an empty change set is not sealed");
    world.persist(changes)
}

/// The store failed. Reads it again; whoever waits is told what the disk says, not what was meant.
fn reload(
    world: &mut dyn World,
    settings: &Settings,
    unperformed: Unperformed,
) -> Result<Till, StoreFault> {
    world.tell(Event::StorageFault);
    let opened = open(world, settings);
    let mut till = match opened {
        Ok(till) => till,
        Err(fault) => {
            world.tell(Event::ReadOnly);
            for (ticket, _) in unperformed.replies {
                world.reply(ticket, Outcome::NotAccepted(Rejection::Storage));
            }
            return Err(fault);
        }
    };
    till.refuse_new(Rejection::Storage);
    for (ticket, meant) in unperformed.replies {
        let on_disk = match &meant {
            Outcome::Accepted(payment) => till
                .payment(payment.id)
                .filter(|found| found.tender.is_some()),
            Outcome::Form(_)
            | Outcome::Consent(_)
            | Outcome::NoConsent(..)
            | Outcome::NotAccepted(_)
            | Outcome::Done => None,
        };
        let outcome = on_disk.map_or(
            Outcome::NotAccepted(Rejection::Storage),
            |payment: &Payment| Outcome::Accepted(Box::new(payment.clone())),
        );
        world.reply(ticket, outcome);
    }
    Ok(till)
}
