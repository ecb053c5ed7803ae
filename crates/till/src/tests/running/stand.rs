//! A world that follows a script.

use std::collections::VecDeque;

use paydesk_domain::exchange::{Answer, ReplyFacts, Request};
use paydesk_domain::ids::{BootId, PaymentId};
use paydesk_domain::printer::PrinterState;
use paydesk_domain::time::Timestamp;

use super::{Fault, Line};
use crate::payment::Payment;
use crate::tests::disk::Disk;
use crate::tests::rig::Dice;
use crate::world::{
    ChangeSet, Entropy, Event, Input, Outcome, PrintRequest, Saved, StoreFault, Ticket, World,
};

#[derive(Debug)]
pub(super) struct Stand {
    pub(super) script: VecDeque<Line>,
    pub(super) disk: Disk,
    pub(super) now: Timestamp,
    pub(super) dice: Dice,
    pub(super) fault: Option<(usize, Fault)>,
    pub(super) load_fails: bool,
    pub(super) posted: Vec<Request>,
    pub(super) printed: Vec<PrintRequest>,
    pub(super) is_looked_at: bool,
    pub(super) replies: Vec<(Ticket, Outcome)>,
    pub(super) events: Vec<Event>,
}

impl World for Stand {
    fn now(&self) -> Timestamp {
        self.now
    }

    fn entropy(&mut self) -> &mut dyn Entropy {
        &mut self.dice
    }

    fn boot(&self) -> BootId {
        BootId::new(1)
    }

    fn load(&mut self) -> Result<Saved, StoreFault> {
        if self.load_fails {
            return Err(StoreFault::Disk("unreadable".to_owned()));
        }
        Ok(self.disk.saved())
    }

    fn recall(&mut self, id: PaymentId) -> Option<Payment> {
        self.disk.payments.get(&id).cloned()
    }

    fn persist(&mut self, changes: &ChangeSet) -> Result<(), StoreFault> {
        match self.fault.take() {
            Some((0, fault)) => {
                if fault == Fault::Kept {
                    self.disk.commit(changes);
                }
                return Err(StoreFault::Disk("EIO".to_owned()));
            }
            Some((left, fault)) => self.fault = Some((left - 1, fault)),
            None => {}
        }
        self.disk.commit(changes);
        Ok(())
    }

    fn post(&mut self, request: Request) {
        assert!(self.disk.attempts.contains_key(&request.attempt));
        self.posted.push(request);
    }

    fn look_at_printer(&mut self) {
        self.is_looked_at = true;
    }

    fn has_drawer(&self) -> bool {
        true
    }

    fn open_drawer(&mut self) {
        panic!("in training the drawer stays shut");
    }

    fn print(&mut self, job: PrintRequest) {
        self.printed.push(job);
    }

    fn reply(&mut self, ticket: Ticket, outcome: Outcome) {
        self.replies.push((ticket, outcome));
    }

    fn tell(&mut self, event: Event) {
        self.events.push(event);
    }

    fn wait(&mut self, until: Option<Timestamp>) -> Input {
        if std::mem::take(&mut self.is_looked_at) {
            return Input::Printer(PrinterState::Ready);
        }
        let id = self.disk.payments.keys().last().copied();
        match self
            .script
            .pop_front()
            .expect("the runner should have ended")
        {
            Line::Do(ticket, make) => Input::Command(ticket, make(id.unwrap_or(PaymentId::new(0)))),
            Line::Hear(meaning) => Input::Answered {
                attempt: self.posted.last().expect("a request").attempt,
                answer: Box::new(Answer {
                    meaning,
                    facts: ReplyFacts::default(),
                    signed_at: self.now.unix_seconds(),
                    evidence: vec![1],
                }),
                knows_last_session: true,
            },
            Line::Silence(why) => {
                Input::Unanswered(self.posted.last().expect("a request").attempt, why)
            }
            Line::Print(outcome) => Input::Printed(id.expect("a payment"), outcome),
            Line::Fail(nth, fault) => {
                self.fault = Some((nth, fault));
                self.wait(until)
            }
            Line::LoadFails => {
                self.load_fails = true;
                self.wait(until)
            }
            Line::Tick => {
                self.now = until.unwrap_or(self.now).max(self.now);
                Input::Tick
            }
        }
    }
}
