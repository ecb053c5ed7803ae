//! The runner: gives the till its inputs and performs its effects in order, the durable write first.
//!
//! A failed commit is not a rollback: what was being stored may be there after all. So after a fault the
//! runner performs nothing more, drops the till, reads the disk again and lets that decide.

use paydesk_domain::payment::ReturnStage;

use crate::payment::Payment;
use crate::till::{Settings, Till};
use crate::world::{
    Change, ChangeSet, Effect, Env, Event, Input, Outcome, Rejection, Saved, StoreFault, Ticket,
    World,
};

/// The longest wait, so that a clock that is set back while nothing happens cannot put off what is planned.
const LONGEST_WAIT_MS: i64 = 60_000;

/// Runs the till until it is told to stop and nothing is on the wire or printing. A till that was stopping
/// when the disk failed ends at once: what is on the wire is asked about at the next start.
///
/// # Errors
/// [`StoreFault`] when the store cannot be read, at the start or after a fault.
pub fn run(world: &mut dyn World, settings: &Settings) -> Result<(), StoreFault> {
    let saved = world.load()?;
    let mut till = open(world, settings, saved)?;
    while !(till.is_stopping() && till.is_quiet()) {
        let latest = world.now().plus_ms(LONGEST_WAIT_MS);
        let input = world.wait(till.next_due().map(|due| due.min(latest)));
        recall(world, &mut till, &input);
        let now = world.now();
        let has_drawer = world.has_drawer();
        let effects = till.step(
            &mut Env {
                now,
                entropy: world.entropy(),
                has_drawer,
            },
            input,
        );
        if let Err(mut unperformed) = perform(world, effects) {
            let waiting = till
                .waiting()
                .map(|ticket| (ticket, Outcome::NotAccepted(Rejection::Storage)));
            unperformed.replies.extend(waiting);
            let saved = read_back(world, unperformed)?;
            if till.is_stopping() {
                return Ok(());
            }
            till = open(world, settings, saved).inspect_err(|_| world.tell(Event::ReadOnly))?;
            till.refuse_new(Rejection::Storage);
            // What was told before the fault may not be what the disk has.
            for payment in till.payments() {
                world.tell(Event::Payment(Box::new(payment.clone())));
            }
        }
    }
    Ok(())
}

/// Reads the settled payment that a command names, so that the till has it for this step.
fn recall(world: &mut dyn World, till: &mut Till, input: &Input) {
    let Input::Command(_, command) = input else {
        return;
    };
    let wanted = command.settled_payment();
    let missing = wanted.filter(|id| till.payment(*id).is_none());
    if let Some(payment) = missing.and_then(|id| world.recall(id)) {
        till.recall(payment);
    }
}

fn open(world: &mut dyn World, settings: &Settings, saved: Saved) -> Result<Till, StoreFault> {
    let now = world.now();
    let has_drawer = world.has_drawer();
    let env = &mut Env {
        now,
        entropy: world.entropy(),
        has_drawer,
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
    /// The last entry of the journal in what was to be stored.
    entry: Option<u64>,
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
                        | Effect::LookAtPrinter
                        | Effect::OpenDrawer
                        | Effect::Print(_)
                        | Effect::Tell(_) => None,
                    });
                    return Err(Unperformed {
                        fault,
                        replies: replies.collect(),
                        entry: last_entry(&changes),
                    });
                }
            }
            Effect::Post(request) => world.post(*request),
            Effect::LookAtPrinter => world.look_at_printer(),
            Effect::OpenDrawer => world.open_drawer(),
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
fn read_back(world: &mut dyn World, unperformed: Unperformed) -> Result<Saved, StoreFault> {
    world.tell(Event::StorageFault);
    let loaded = world.load();
    let entry = unperformed.entry;
    let is_kept = |saved: &Saved| {
        let newest = saved.head.map(|head| head.seq);
        entry.is_some_and(|entry| newest >= Some(entry))
    };
    for (ticket, meant) in unperformed.replies {
        let outcome = match (&loaded, meant) {
            (Ok(saved), Outcome::Accepted(payment)) => on_disk(saved, *payment),
            // What was written may be there after all; nobody can look now.
            (Err(_), Outcome::Accepted(_) | Outcome::Shift(_) | Outcome::Correction(_)) => {
                Outcome::NotAccepted(Rejection::StorageUnsure)
            }
            // These stand in one transaction with an entry of the journal.
            (Ok(saved), outcome @ (Outcome::Shift(_) | Outcome::Correction(_)))
                if is_kept(saved) =>
            {
                outcome
            }
            (Ok(_) | Err(_), _) => Outcome::NotAccepted(Rejection::Storage),
        };
        world.reply(ticket, outcome);
    }
    if loaded.is_err() {
        world.tell(Event::ReadOnly);
    }
    loaded
}

/// Whether the change of a payment that was to be accepted is on the disk after all.
fn on_disk(saved: &Saved, meant: Payment) -> Outcome {
    let found = saved.payments.iter().find(|payment| payment.id == meant.id);
    match found {
        Some(found)
            if found.tender == meant.tender
                && found.cancel == meant.cancel
                && found.return_stage == meant.return_stage =>
        {
            Outcome::Accepted(Box::new(found.clone()))
        }
        // Only payments to which something still has to happen are read: this one is settled.
        None if meant.return_stage == Some(ReturnStage::Returned) => {
            Outcome::Accepted(Box::new(meant))
        }
        Some(_) | None => Outcome::NotAccepted(Rejection::Storage),
    }
}

fn last_entry(changes: &ChangeSet) -> Option<u64> {
    let entries = changes.0.iter().filter_map(|change| match change {
        Change::Journal(entry) => Some(entry.seq),
        Change::Opened(_)
        | Change::Changed(_)
        | Change::NewSession(..)
        | Change::AttemptOpened(_)
        | Change::AttemptClosed { .. }
        | Change::Deed { .. }
        | Change::ShiftOpened { .. }
        | Change::ShiftClosed { .. }
        | Change::CashMoved { .. }
        | Change::CorrectionOpened { .. } => None,
    });
    entries.max()
}
