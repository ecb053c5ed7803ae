//! The line between till and hub: carries forms and replies as bytes, and spoils them.

use std::collections::BTreeMap;

use paydesk_adapters::wire::Dispatch;
use paydesk_domain::exchange::{Ask, Request, Why};
use paydesk_domain::ids::AttemptId;

use super::{Happening, MINUTE, SECOND, Shop};
use crate::dice::Dice;
use crate::evidence::Sent;
use crate::faults::Fault;

/// The till's client waits so long.
const EXCHANGE: i64 = 65 * SECOND;
/// A connection is waited for so long.
const CONNECT: i64 = 10 * SECOND;
/// Replies kept for a replay.
const KEPT: usize = 64;

/// A reply as the client gets it.
#[derive(Debug, Clone)]
pub(crate) struct Raw {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// What has made it another one than the hub's; it strikes once the till reads it.
    pub(crate) fault: Option<Fault>,
}

/// A request on its way to the hub.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    attempt: AttemptId,
    session: String,
    ask: &'static str,
    path: String,
    form: Vec<u8>,
    /// What happens to the reply.
    back: Back,
    /// What has happened to the request; it strikes once the hub works on it.
    fault: Option<Fault>,
}

#[derive(Debug, Clone, Copy)]
enum Back {
    Comes(i64),
    /// After the till has stopped waiting.
    Late(i64),
    Lost,
    /// By something else than the reply: the till does not wait for one.
    Nobody,
    Breaks,
    Spoilt(Fault, u64),
}

/// A reply that somebody on the line remembers.
#[derive(Debug, Clone)]
struct Heard {
    session: String,
    ask: &'static str,
    body: Vec<u8>,
}

/// One request of a script that meets a fault: the n-th of its kind, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scripted {
    /// `check`, `pay`, `status` or `cancel`.
    pub ask: &'static str,
    /// Which of them.
    pub nth: u32,
    /// What happens.
    pub fault: Fault,
}

/// See the module.
#[derive(Debug, Default)]
pub struct LineSide {
    flights: BTreeMap<AttemptId, Request>,
    heard: Vec<Heard>,
    /// Nothing passes until then.
    pub(super) down_until: i64,
    /// Faults of a script; with one the swarm is not asked.
    pub(crate) script: Option<Vec<Scripted>>,
    asked: BTreeMap<&'static str, u32>,
    replayed: bool,
    /// How long a message travels, where it is always the same.
    pub(crate) travel_ms: Option<i64>,
}

impl LineSide {
    pub(super) fn awaits(&self, attempt: AttemptId) -> bool {
        self.flights.contains_key(&attempt)
    }

    pub(super) fn forget(&mut self, attempt: AttemptId) -> bool {
        self.flights.remove(&attempt).is_some()
    }

    /// The request that an attempt sent; it is not awaited any more.
    pub(crate) fn take(&mut self, attempt: AttemptId) -> Option<Request> {
        self.flights.remove(&attempt)
    }

    /// Somebody on the line has repeated a signed reply.
    pub(super) const fn was_replayed(&self) -> bool {
        self.replayed
    }

    /// The till's process is gone, and its sockets with it.
    pub(crate) fn hang_up(&mut self) {
        self.flights.clear();
    }
}

/// The word of an [`Ask`] in evidence and scripts.
pub(crate) const fn word(ask: Ask) -> &'static str {
    match ask {
        Ask::Check => "check",
        Ask::Pay => "pay",
        Ask::Status => "status",
        Ask::Cancel(_) => "cancel",
    }
}

impl Shop {
    /// Nothing passes for so many milliseconds.
    pub(crate) fn line_is_down_for(&mut self, ms: i64) {
        self.line.down_until = self.now.saturating_add(ms);
    }

    /// The till sends a request.
    pub(crate) fn send(&mut self, request: Request, dispatched: Result<Dispatch, Why>) {
        let ask = word(request.ask);
        let attempt = request.attempt;
        let session = request.session.as_wire().to_owned();
        self.say(&format!("{} asks {ask} under {session}", request.payment));
        self.counts.add("asked", ask);
        let dispatch = match dispatched {
            Ok(dispatch) => dispatch,
            Err(why) => {
                self.line.flights.insert(attempt, request);
                return self.plan(0, Happening::GivesUp(attempt, why));
            }
        };
        let (newest_attempt, _) = self.newest_rows();
        self.evidence.sent.push(Sent {
            newest_attempt,
            at: self.now,
            payment: request.payment.get(),
            session: session.clone(),
            ask,
            nonce: attempt.to_string(),
            disk_was_dirty: self.till.disk.is_dirty(),
        });
        self.line.flights.insert(attempt, request);
        let fault = self.fate(ask);
        let arrival = Arrival {
            attempt,
            session,
            ask,
            path: dispatch.path,
            form: dispatch.form,
            back: Back::Comes(0),
            fault: None,
        };
        self.travel(arrival, fault);
        self.plan(EXCHANGE, Happening::GivesUp(attempt, Why::TimedOut));
    }

    fn fate(&mut self, ask: &'static str) -> Option<Fault> {
        if self.now < self.line.down_until {
            return Some(Fault::LineDown);
        }
        let nth = self.line.asked.entry(ask).or_default();
        *nth += 1;
        let nth = *nth;
        let fault = match &self.line.script {
            Some(script) => script
                .iter()
                .find(|line| line.ask == ask && line.nth == nth)
                .map(|line| line.fault),
            None if self.healed_at.is_some() => None,
            None => self.swarm.on_the_line(&mut self.dice),
        };
        // Only what asks for money is worth another one in front of it.
        let fault = fault.filter(|fault| *fault != Fault::Altered || ask == "pay");
        if let Some(fault) = fault {
            self.say(&format!("it meets {}", fault.name()));
        }
        fault
    }

    fn travel(&mut self, mut arrival: Arrival, fault: Option<Fault>) {
        let thrown = (self.dice.between(20, 400), self.dice.between(20, 400));
        let (quick, back) = self.line.travel_ms.map_or(thrown, |ms| (ms, ms));
        arrival.back = Back::Comes(back);
        let Some(fault) = fault else {
            return self.plan(quick, Happening::Arrives(arrival));
        };
        match fault {
            Fault::Unreachable | Fault::LineDown => {
                self.fired(fault);
                let gone = Happening::GivesUp(arrival.attempt, Why::Unreachable);
                let after = self.dice.between(0, CONNECT);
                return self.plan(after, gone);
            }
            Fault::RequestLost => return self.fired(fault),
            Fault::ReplyLost => arrival.back = Back::Lost,
            Fault::Reset => arrival.back = Back::Breaks,
            Fault::Doubled => {
                let later = self.later();
                let mut second = arrival.clone();
                (second.back, second.fault) = (Back::Nobody, Some(fault));
                self.plan(later, Happening::Arrives(second));
            }
            Fault::Held => {
                let later = self.later();
                arrival.fault = Some(fault);
                return self.plan(later, Happening::Arrives(arrival));
            }
            Fault::ReplyLate => {
                let late = self.dice.between(66 * SECOND, 10 * MINUTE);
                arrival.back = Back::Late(late);
            }
            Fault::ProxyStatus => {
                let status = self.dice.one_of(&[500, 502, 503, 504, 429, 302]);
                let body = b"<h1>busy</h1>".to_vec();
                return self.answer_instead(arrival.attempt, fault, (status, body));
            }
            Fault::Page => {
                let page = b"<html><body>Welcome to the free network</body></html>".to_vec();
                return self.answer_instead(arrival.attempt, fault, (200, page));
            }
            Fault::Unsigned => {
                let text = "DATE=02.03.2026 10:00:00\r\nSESSION=%\r\nERROR=7\r\nRESULT=1\r\n";
                let text = text.replace('%', &arrival.session).into_bytes();
                return self.answer_instead(arrival.attempt, fault, (200, text));
            }
            Fault::Endless => {
                return self.answer_instead(arrival.attempt, fault, (200, vec![b'x'; 70_000]));
            }
            Fault::Altered => {
                // A pay that no check stands before says by itself what is to be paid.
                if arrival.ask == "pay"
                    && !arrival.path.ends_with(crate::run::UNCHECKED)
                    && let Some(form) = self.hub.keys().alter(&arrival.form)
                {
                    let mut other = arrival.clone();
                    (other.form, other.back) = (form, Back::Nobody);
                    other.fault = Some(fault);
                    self.plan(quick / 2, Happening::Arrives(other));
                }
            }
            Fault::RequestFlipped => {
                flip(&mut arrival.form, self.dice.bits());
                arrival.fault = Some(fault);
            }
            other => arrival.back = Back::Spoilt(other, self.dice.bits()),
        }
        self.plan(quick, Happening::Arrives(arrival));
    }

    fn later(&mut self) -> i64 {
        let most = self
            .dice
            .one_of(&[2 * SECOND, 2 * MINUTE, 30 * MINUTE, 120 * MINUTE]);
        self.dice.between(100, most)
    }

    fn answer_instead(&mut self, attempt: AttemptId, fault: Fault, (status, body): (u16, Vec<u8>)) {
        let fault = Some(fault);
        let raw = Raw {
            status,
            body,
            fault,
        };
        let after = self.dice.between(20, 2 * SECOND);
        self.plan(after, Happening::Reply(attempt, raw));
    }

    pub(super) fn arrives(&mut self, arrival: Arrival) {
        let Some(said) = self.ask_hub(&arrival.path, &arrival.form) else {
            let why = if self.hub.is_up() {
                Why::TimedOut
            } else {
                Why::Unreachable
            };
            return self.plan(200, Happening::GivesUp(arrival.attempt, why));
        };
        self.counts.add("hub status", said.status.to_string());
        let raw = Raw {
            status: said.status,
            body: said.body,
            fault: None,
        };
        if let Some(fault) = arrival.fault {
            self.fired(fault);
        }
        let heard = Heard {
            session: arrival.session.clone(),
            ask: arrival.ask,
            body: raw.body.clone(),
        };
        let attempt = arrival.attempt;
        match arrival.back {
            Back::Nobody => {}
            Back::Lost => self.reply_misses(attempt, Fault::ReplyLost),
            Back::Breaks => {
                self.reply_misses(attempt, Fault::Reset);
                self.plan(50, Happening::GivesUp(attempt, Why::TimedOut));
            }
            Back::Late(after) => {
                self.reply_misses(attempt, Fault::ReplyLate);
                self.plan(after, Happening::Reply(attempt, raw));
            }
            Back::Comes(after) => self.plan(after, Happening::Reply(attempt, raw)),
            Back::Spoilt(fault, luck) => {
                let raw = self.spoil(raw, (fault, luck), &arrival);
                let after = self.dice.between(20, 400);
                self.plan(after, Happening::Reply(attempt, raw));
            }
        }
        if said.status == 200 {
            if self.line.heard.len() == KEPT {
                self.line.heard.remove(0);
            }
            self.line.heard.push(heard);
        }
    }

    /// A reply will not reach the till that waits for it.
    fn reply_misses(&mut self, attempt: AttemptId, fault: Fault) {
        if self.till.is_up && self.line.awaits(attempt) {
            self.fired(fault);
        }
    }

    fn spoil(&mut self, mut raw: Raw, (fault, luck): (Fault, u64), arrival: &Arrival) -> Raw {
        let mut dice = Dice::new(luck, 0);
        let (status, body) = (raw.status, raw.body.clone());
        match fault {
            Fault::ProxyStatusAfter => raw.status = dice.one_of(&[500, 502, 503, 504]),
            Fault::ReplyCut => {
                let keep = dice.below(raw.body.len() as u64);
                raw.body.truncate(usize::try_from(keep).unwrap_or(0));
            }
            Fault::ReplyFlipped => flip(&mut raw.body, dice.bits()),
            Fault::Replayed | Fault::Swapped => {
                let same = fault == Fault::Replayed;
                let fits = |heard: &&Heard| {
                    (heard.session == arrival.session) == same && (same || heard.ask == arrival.ask)
                };
                let mut candidates: Vec<&Heard> = self.line.heard.iter().filter(fits).collect();
                // The newest are the likeliest to pass for the right one.
                candidates.reverse();
                candidates.truncate(6);
                if !candidates.is_empty() {
                    self.line.replayed = true;
                    raw.body.clone_from(&dice.one_of(&candidates).body);
                }
            }
            _ => {}
        }
        // Where nothing fits to be put in its place, it comes as it was.
        raw.fault = (raw.status != status || raw.body != body).then_some(fault);
        raw
    }
}

fn flip(bytes: &mut [u8], luck: u64) {
    let bits = (bytes.len() as u64).saturating_mul(8);
    if let Some(bit) = luck.checked_rem(bits)
        && let Some(byte) = bytes.get_mut(usize::try_from(bit / 8).unwrap_or(0))
    {
        *byte ^= 1 << (bit % 8);
    }
}
