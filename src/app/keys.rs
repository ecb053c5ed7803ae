//! From keys to presses and codes: who typed them is decided before any screen hears of them.

use iced::Task;
use iced::futures::channel::oneshot;
use paydesk_adapters::scanner::Scan;

use super::wedge::{GAP_MS, Heard};
use super::{App, Clock, Message};
use crate::screen::Place;
use crate::screen::sale::Sale;
use crate::ui::keyboard::Key;

impl App {
    /// A key that no widget has taken, at its moment.
    pub(super) fn key(&mut self, key: Key) -> Task<Message> {
        let at = self.clock.now();
        let may_undo = self.typed_sale().is_some();
        let heard = self.wedge.key(key, (at, may_undo));
        let acted = self.heard(heard);
        Task::batch([acted, self.pause()])
    }

    /// Nothing came for so long.
    pub(super) fn settle(&mut self, turn: u64) -> Task<Message> {
        let heard = self.wedge.settle(turn);
        let acted = self.heard(heard);
        Task::batch([acted, self.pause()])
    }

    fn pause(&mut self) -> Task<Message> {
        match self.wedge.arm() {
            Some(turn) => self.clock.pause(turn),
            None => Task::none(),
        }
    }

    fn heard(&mut self, heard: Vec<Heard>) -> Task<Message> {
        let tasks: Vec<Task<Message>> = heard.into_iter().map(|one| self.hear(one)).collect();
        Task::batch(tasks)
    }

    fn hear(&mut self, heard: Heard) -> Task<Message> {
        match heard {
            Heard::Press(press) => self.press(press),
            Heard::First(press) => {
                self.before_code = self.typed_sale().cloned();
                self.press(press)
            }
            Heard::TakeBack => {
                if let (Some(counter), Some(before)) = (&mut self.counter, self.before_code.take())
                {
                    counter.sale = before;
                }
                Task::none()
            }
            Heard::Scan(scan) => self.scanned(scan),
        }
    }

    /// The form of a sale where it is what keys go to: whatever is typed there is no deed and can be undone.
    fn typed_sale(&self) -> Option<&Sale> {
        let counter = self.counter.as_ref()?;
        let is_open = self.place == Place::Sale
            && counter.over.is_none()
            && !self.shows_help
            && !self.is_leaving;
        (is_open && counter.sale.is_being_typed()).then_some(&counter.sale)
    }

    /// A code, from whichever scanner. It closes no help and answers no question.
    pub(super) fn scanned(&mut self, scan: Scan) -> Task<Message> {
        if self.shows_help || self.is_leaving {
            return Task::none();
        }
        self.at_counter(Message::Scanned(scan))
    }
}

impl Clock {
    /// A pause between two keys of a scanner.
    fn pause(self, turn: u64) -> Task<Message> {
        match self {
            Self::Real => Task::perform(pause(), move |()| Message::Settle(turn)),
            // Time stands still: what is held waits for the next key.
            #[cfg(feature = "training")]
            Self::Still(_) => Task::none(),
            #[cfg(test)]
            Self::Steps(_) => Task::done(Message::Settle(turn)),
        }
    }
}

/// Over after a moment; at once where there is no thread for it, so that no key is held for ever.
async fn pause() {
    let (say, over) = oneshot::channel::<()>();
    let wait = move || {
        std::thread::sleep(std::time::Duration::from_millis(GAP_MS.unsigned_abs()));
        drop(say);
    };
    if let Err(error) = std::thread::Builder::new()
        .name("keys".to_owned())
        .spawn(wait)
    {
        tracing::error!(%error, "there is no pause between keys");
    }
    // Its end is all that is waited for.
    let _ = over.await;
}
