//! Nobody who waits at the door waits for ever, however the till ends.

use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use paydesk_domain::money::{Currency, Money};
use paydesk_till::world::{Command, Event, NoteKind, Outcome, World};
use tempfile::TempDir;

use super::{LastSession, Running, hub, papers, wire};
use crate::clock;
use crate::real::{Door, Parts, RealWorld};
use crate::samples::BOOT;
use crate::sqlite::Store;

const SOON: Duration = Duration::from_secs(20);

fn world(folder: &TempDir) -> (RealWorld, Door) {
    RealWorld::new(Parts {
        folder: folder.path().to_owned(),
        wire: wire("http://127.0.0.1:1"),
        printer: papers(folder.path()),
        store: Store::open(folder.path(), BOOT, clock::now()).expect("store"),
        boot: BOOT,
    })
}

/// Gives a command; what the face hears.
fn sent(door: &Door, command: Command) -> Receiver<Option<Outcome>> {
    let (heard, reply) = mpsc::channel();
    door.send(command, move |outcome| heard.send(outcome).expect("a face"));
    reply
}

/// Watches until the end or until so many events were heard.
fn watched(door: &Door, most: usize) -> Receiver<Option<Event>> {
    let (heard, events) = mpsc::channel();
    let mut left = most;
    door.watch_with(move |event| {
        left -= 1;
        heard.send(event).is_ok() && left > 0
    });
    events
}

#[test]
fn a_face_is_called_with_the_outcome_once() {
    let folder = TempDir::new().expect("folder");
    let server = hub(&LastSession::default());
    let till = Running::start(folder.path(), &server.address, papers(folder.path()));
    let reply = sent(&till.door, Command::OpenForm);
    let outcome = reply.recv_timeout(SOON).expect("called");
    assert!(matches!(outcome, Some(Outcome::Form(_))), "{outcome:?}");
    let again = reply.recv_timeout(Duration::from_millis(50));
    assert_eq!(again, Err(RecvTimeoutError::Disconnected), "called once");
    till.stop();
}

#[test]
fn a_watcher_hears_the_events_and_the_end_once() {
    let folder = TempDir::new().expect("folder");
    let server = hub(&LastSession::default());
    let till = Running::start(folder.path(), &server.address, papers(folder.path()));
    let events = watched(&till.door, 1_000);
    let float = Money::new(0, Currency::RUB);
    let cashier = "Иванова Мария Петровна".to_owned();
    let opened = till.give(Command::OpenShift { cashier, float });
    let Outcome::Shift(shift) = opened else {
        panic!("no shift");
    };
    till.stop();
    let heard: Vec<Option<Event>> = events.into_iter().collect();
    assert!(heard.contains(&Some(Event::Shift(shift))));
    let ends = heard.iter().filter(|event| event.is_none()).count();
    assert_eq!((ends, heard.last()), (1, Some(&None)), "{heard:?}");
}

#[test]
fn a_watcher_that_has_heard_enough_is_not_called_again_and_hears_no_end() {
    let folder = TempDir::new().expect("folder");
    let (mut world, door) = world(&folder);
    let events = watched(&door, 2);
    for _ in 0..3 {
        world.tell(Event::Link(true));
    }
    drop(world);
    assert_eq!(events.into_iter().count(), 2);
}

#[test]
fn who_comes_after_the_end_hears_it_at_once() {
    let folder = TempDir::new().expect("folder");
    let (world, door) = world(&folder);
    drop(world);
    assert_eq!(sent(&door, Command::OpenForm).recv(), Ok(None));
    assert_eq!(watched(&door, 9).recv(), Ok(None));
    assert!(door.give(Command::OpenForm).recv().is_err());
    assert!(door.watch().recv().is_err());
}

#[test]
fn when_the_tills_thread_breaks_down_everybody_hears_the_end() {
    let folder = TempDir::new().expect("folder");
    let (mut world, door) = world(&folder);
    let events = watched(&door, 9);
    let channel = door.watch();
    // The till has taken one command up and another waits in its inbox.
    let taken_up = sent(&door, Command::OpenForm);
    let waiting = sent(&door, Command::RetryAll);
    let given = door.give(Command::RetryAll);
    let broken = thread::spawn(move || {
        let input = world.wait(None);
        panic!("broke down over {input:?}");
    });
    assert!(broken.join().is_err());
    for reply in [taken_up, waiting] {
        assert_eq!(reply.recv_timeout(SOON), Ok(None));
    }
    assert_eq!(events.recv_timeout(SOON), Ok(None));
    assert!(channel.recv_timeout(SOON) == Err(RecvTimeoutError::Disconnected));
    assert!(given.recv_timeout(SOON) == Err(RecvTimeoutError::Disconnected));
}

#[test]
fn a_watcher_may_use_the_door_while_it_hears() {
    let folder = TempDir::new().expect("folder");
    let (mut world, door) = world(&folder);
    let (heard, events) = mpsc::channel();
    let inner = door.clone();
    door.watch_with(move |_| {
        let heard = heard.clone();
        inner.watch_with(move |event| heard.send(event).is_ok());
        false
    });
    world.tell(Event::Link(true));
    world.tell(Event::Link(false));
    drop(world);
    let heard: Vec<_> = events.into_iter().collect();
    assert_eq!(heard, [Some(Event::Link(false)), None]);
}

#[test]
fn what_people_do_is_kept_and_the_chain_covers_it() {
    let folder = TempDir::new().expect("folder");
    let server = hub(&LastSession::default());
    let till = Running::start(folder.path(), &server.address, papers(folder.path()));
    let done = till.give(Command::Note {
        kind: NoteKind::SignedIn,
        person: "Иванова Мария Петровна".to_owned(),
        reason: String::new(),
    });
    assert_eq!(done, Outcome::Done);
    till.stop();
    assert_eq!(
        super::books(folder.path()).first_break().expect("journal"),
        None
    );
}
