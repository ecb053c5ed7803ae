//! The door of a running till: how faces give commands to it and hear from it, and how nobody waits for ever.
//!
//! Whoever waits is kept in something that speaks when it is dropped, so the end of the till is heard however it
//! comes, by a panic of its thread too.

use std::fmt::{self, Debug, Formatter};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};

use paydesk_till::world::{Command, Event, Outcome};

use super::{Mail, locked};

/// The door through which faces give commands to a till. Cheap to clone; works from any thread.
#[derive(Clone)]
pub struct Door {
    letters: Sender<Mail>,
    watchers: Watchers,
}

impl Debug for Door {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("Door")
    }
}

impl Door {
    pub(super) const fn new(letters: Sender<Mail>, watchers: Watchers) -> Self {
        Self { letters, watchers }
    }

    /// Gives a command. `reply` is called once: with the outcome, or with none when the till has ended or ends before
    /// it answers. It runs on the till's thread or on the caller's, so it must be quick and must not panic.
    pub fn send(&self, command: Command, reply: impl FnOnce(Option<Outcome>) + Send + 'static) {
        let reply = Reply(Some(Box::new(reply)));
        // Where nobody is behind the door any more, the reply comes back unsaid and is dropped here.
        drop(self.letters.send(Mail::Command(command, reply)));
    }

    /// Gives a command. The outcome comes through the channel; the channel breaks when the till has ended.
    #[must_use]
    pub fn give(&self, command: Command) -> Receiver<Outcome> {
        let (reply, outcome) = mpsc::channel();
        self.send(command, move |said| {
            if let Some(said) = said {
                drop(reply.send(said));
            }
        });
        outcome
    }

    /// Calls `hear` for everything that happens from now on, and with none once when the till ends or has ended. Where
    /// `hear` gives `false` it is not called again. It runs on the till's thread, so it must be quick and must not
    /// panic.
    pub fn watch_with(&self, hear: impl FnMut(Option<Event>) -> bool + Send + 'static) {
        self.watchers.add(Watcher(Some(Box::new(hear))));
    }

    /// Hears everything that happens from now on. The channel breaks when the till has ended.
    #[must_use]
    pub fn watch(&self) -> Receiver<Event> {
        let (watcher, events) = mpsc::channel();
        self.watch_with(move |event| event.is_some_and(|event| watcher.send(event).is_ok()));
        events
    }
}

type SayOutcome = Box<dyn FnOnce(Option<Outcome>) + Send>;
type HearEvent = Box<dyn FnMut(Option<Event>) -> bool + Send>;

/// Somebody waits for the outcome of a command. Dropped unsaid, it says that there is none.
pub(super) struct Reply(Option<SayOutcome>);

impl Reply {
    pub(super) fn say(mut self, outcome: Outcome) {
        if let Some(say) = self.0.take() {
            say(Some(outcome));
        }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if let Some(say) = self.0.take() {
            say(None);
        }
    }
}

/// Somebody watches. Dropped, it says that the till has ended.
struct Watcher(Option<HearEvent>);

impl Watcher {
    /// Whether it wants to hear more.
    fn hear(&mut self, event: Event) -> bool {
        // Out of its place while it runs: one that breaks down is not called again.
        let Some(mut hear) = self.0.take() else {
            return false;
        };
        let goes_on = hear(Some(event));
        if goes_on {
            self.0 = Some(hear);
        }
        goes_on
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        if let Some(mut hear) = self.0.take() {
            hear(None);
        }
    }
}

/// Whoever watches; none once the till has ended. Not a mail: what happens before the inbox is opened for the first
/// time is heard as well.
#[derive(Clone)]
pub(super) struct Watchers(Arc<Mutex<Option<Vec<Watcher>>>>);

impl Watchers {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(Some(Vec::new()))))
    }

    fn add(&self, watcher: Watcher) {
        let refused = match locked(&self.0).as_mut() {
            Some(watchers) => {
                watchers.push(watcher);
                None
            }
            None => Some(watcher),
        };
        // Out here the lock is free again: whoever hears the end may use the door.
        drop(refused);
    }

    /// Tells everybody. The lock is free meanwhile, for the same reason; only the till's thread tells.
    pub(super) fn tell(&self, event: &Event) {
        let taken = locked(&self.0).as_mut().map(std::mem::take);
        let Some(mut watchers) = taken else {
            return;
        };
        watchers.retain_mut(|watcher| watcher.hear(event.clone()));
        if let Some(newer) = locked(&self.0).as_mut() {
            watchers.append(newer);
            *newer = watchers;
        }
    }

    /// The till has ended.
    pub(super) fn end(&self) {
        let watchers = locked(&self.0).take();
        drop(watchers);
    }
}
