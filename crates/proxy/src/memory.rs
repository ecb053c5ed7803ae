//! What went over the line: exchanges to be repeated, and replies that wait to be swapped.

use std::collections::VecDeque;

/// How many exchanges are remembered.
const REMEMBERED: usize = 512;

/// An exchange as it went over the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The page that was asked for.
    pub path: String,
    /// SESSION in the request; may be empty.
    pub session: String,
    /// The body of the request as the till sent it.
    pub request: Vec<u8>,
    /// The body of the hub's reply as the hub sent it.
    pub reply: Vec<u8>,
}

/// The last exchanges, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Memory(VecDeque<Exchange>);

impl Memory {
    pub(crate) fn keep(&mut self, exchange: Exchange) {
        if self.0.len() >= REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(exchange);
    }

    pub(crate) fn all(&self) -> Vec<Exchange> {
        self.0.iter().cloned().collect()
    }

    /// An earlier reply about the same SESSION, the oldest one.
    pub(crate) fn own(&self, now: &Exchange) -> Option<Vec<u8>> {
        let mut earlier = self
            .0
            .iter()
            .filter(|past| past.session == now.session && past.request != now.request);
        earlier.next().map(|past| past.reply.clone())
    }

    /// The newest reply about another SESSION, to the same page where there is one.
    pub(crate) fn other(&self, now: &Exchange) -> Option<Vec<u8>> {
        let others = || {
            self.0
                .iter()
                .rev()
                .filter(|past| past.session != now.session)
        };
        let found = others()
            .find(|past| past.path == now.path)
            .or_else(|| others().next());
        found.map(|past| past.reply.clone())
    }
}

/// Where a reply waits for another one to change places with.
#[derive(Debug, Default)]
pub(crate) enum Swap {
    #[default]
    Empty,
    /// Somebody waits.
    Waiting { ticket: u64, reply: Vec<u8> },
    /// Somebody's partner has come.
    Done { ticket: u64, reply: Vec<u8> },
}

impl Swap {
    /// Changes places with the reply that waits, if one does.
    pub(crate) fn offer(&mut self, mine: &[u8]) -> Option<Vec<u8>> {
        let Self::Waiting { ticket, reply } = self else {
            return None;
        };
        let (ticket, theirs) = (*ticket, std::mem::take(reply));
        *self = Self::Done {
            ticket,
            reply: mine.to_vec(),
        };
        Some(theirs)
    }

    /// Begins to wait, if nobody does.
    pub(crate) fn wait(&mut self, ticket: u64, mine: &[u8]) -> bool {
        let is_free = matches!(self, Self::Empty);
        if is_free {
            *self = Self::Waiting {
                ticket,
                reply: mine.to_vec(),
            };
        }
        is_free
    }

    pub(crate) const fn is_done(&self, of: u64) -> bool {
        matches!(self, Self::Done { ticket, .. } if *ticket == of)
    }

    /// Ends the wait, with the partner's reply where one came.
    pub(crate) fn end(&mut self) -> Option<Vec<u8>> {
        match std::mem::take(self) {
            Self::Done { reply, .. } => Some(reply),
            Self::Waiting { .. } | Self::Empty => None,
        }
    }
}
