//! Two servers made of memory: our hub with its slots and tombstones, and a plain one that is as nasty as its
//! rules allow: a second pay under one SESSION is a second payment there.

use std::collections::{BTreeMap, BTreeSet};

use paydesk_domain::exchange::{Answer, Ask, Meaning, ReplyFacts, Request};
use paydesk_domain::ids::{AttemptId, PaymentId, SessionId};
use paydesk_domain::refusal::{Refusal, RefusalKind};
use paydesk_domain::time::Timestamp;

use super::rig::{
    ABSENT, ACCEPTED, Dice, EXISTS, HOUR, MINUTE, REFUSED, REFUSED_FOR_GOOD, TOMBSTONE, refusal,
};
use crate::world::Entropy;

/// Which rules the server keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Hub,
    Plain,
}

/// What the server has under one SESSION.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Checked,
    InWork,
    Done,
    Refused,
    Cancelled,
}

#[derive(Debug, Clone)]
pub(super) struct Slot {
    pub(super) payment: PaymentId,
    pub(super) word: Word,
    /// How often the provider was paid.
    pub(super) executed: u32,
    /// Said "accepted" before it was done.
    pub(super) promised: bool,
    checked_at: Option<Timestamp>,
    version: u32,
    heard: BTreeMap<AttemptId, Meaning>,
}

#[derive(Debug, Clone)]
pub(super) struct Server {
    pub(super) slots: BTreeMap<SessionId, Slot>,
    pub(super) offset_ms: i64,
    /// From now on it answers as well as it can.
    pub(super) healed: bool,
    kind: Kind,
    luck: Dice,
    /// Sessions whose check met a provider that was down: the hub keeps that answer.
    down: BTreeSet<SessionId>,
}

const DOWN: Refusal = refusal(RefusalKind::ProviderDown, 24);
const LATE: Refusal = refusal(RefusalKind::CheckExpired, 38);
const WORKING: Refusal = refusal(RefusalKind::StateUnclear, 20);
const BUSY: Refusal = refusal(RefusalKind::ServerBusy, 31);
const CLOCK: Refusal = refusal(RefusalKind::RequestRefused, 112);

impl Server {
    pub(super) const fn new(kind: Kind, offset_ms: i64, luck: Dice) -> Self {
        Self {
            slots: BTreeMap::new(),
            down: BTreeSet::new(),
            offset_ms,
            healed: false,
            kind,
            luck,
        }
    }

    /// A request arrives; `now` is the true time.
    pub(super) fn handle(&mut self, request: &Request, now: Timestamp) -> Answer {
        let here = now.plus_ms(self.offset_ms);
        let skew = request.sent_at.ms_since(here).abs();
        let is_hub = self.kind == Kind::Hub;
        let meaning = if is_hub && request.ask != Ask::Pay && skew > 5 * MINUTE {
            Meaning::NotLooked(CLOCK)
        } else if !self.healed && self.in_hundred(4) {
            Meaning::NotLooked(BUSY)
        } else {
            match request.ask {
                Ask::Check => self.check(request, here),
                Ask::Pay if is_hub => self.hub_pay(request, here),
                Ask::Pay => self.plain_pay(request, here),
                Ask::Status => self.status(request),
                Ask::Cancel(_) => self.cancel(request),
            }
        };
        let is_odd = meaning == Meaning::Granted && !self.healed && self.in_hundred(4);
        let slot = self.slots.get(&request.session);
        Answer {
            meaning,
            facts: ReplyFacts {
                server_time: is_hub.then_some(here),
                version: slot.filter(|_| is_hub).map(|slot| slot.version),
                routed_to: is_odd.then_some(71),
                ..ReplyFacts::default()
            },
            signed_at: here.unix_seconds(),
            evidence: vec![1],
        }
    }

    fn in_hundred(&mut self, percent: u64) -> bool {
        self.luck.next_u64() % 100 < percent
    }

    fn put(&mut self, request: &Request, word: Word, checked_at: Option<Timestamp>) {
        let slot = Slot {
            payment: request.payment,
            word,
            executed: 0,
            promised: false,
            checked_at,
            version: 1,
            heard: BTreeMap::new(),
        };
        let taken = self.slots.insert(request.session.clone(), slot);
        assert!(taken.is_none(), "a slot is taken once");
    }

    fn slot(&mut self, request: &Request) -> &mut Slot {
        self.slots.get_mut(&request.session).expect("a slot")
    }

    fn turn_to(&mut self, request: &Request, word: Word) {
        let slot = self.slot(request);
        assert!(
            !matches!(slot.word, Word::Done | Word::Refused | Word::Cancelled),
            "the server keeps its word"
        );
        slot.word = word;
        slot.version += 1;
        slot.executed += u32::from(word == Word::Done);
    }

    fn word(&self, request: &Request) -> Option<Word> {
        self.slots.get(&request.session).map(|slot| slot.word)
    }

    fn check(&mut self, request: &Request, here: Timestamp) -> Meaning {
        let refuses = self.in_hundred(8);
        let is_down = !self.healed && self.in_hundred(8);
        match (self.word(request), self.kind) {
            (None, Kind::Hub) if is_down => {
                self.down.insert(request.session.clone());
                self.put(request, Word::Refused, None);
                Meaning::CheckRefused(DOWN)
            }
            (None, Kind::Plain) if is_down => Meaning::CheckRefused(DOWN),
            (None, _) if refuses => {
                if self.kind == Kind::Hub {
                    self.put(request, Word::Refused, None);
                }
                Meaning::CheckRefused(refusal(RefusalKind::UnknownNumber, 23))
            }
            (None, _) => {
                self.put(request, Word::Checked, Some(here));
                Meaning::Granted
            }
            (Some(_), Kind::Plain) => EXISTS,
            (Some(Word::Checked), Kind::Hub) => Meaning::Granted,
            (Some(Word::InWork | Word::Done), Kind::Hub) => EXISTS,
            (Some(Word::Refused), Kind::Hub) if self.down.contains(&request.session) => {
                Meaning::CheckRefused(DOWN)
            }
            (Some(Word::Refused | Word::Cancelled), Kind::Hub) => {
                Meaning::CheckRefused(refusal(RefusalKind::Other, 23))
            }
        }
    }

    fn hub_pay(&mut self, request: &Request, here: Timestamp) -> Meaning {
        let is_blind = request.order.provider.as_str() == "blind";
        match self.word(request) {
            None if !is_blind => return ABSENT,
            None => self.put(request, Word::Checked, None),
            Some(Word::Checked) => {}
            Some(Word::InWork) => return Meaning::InWork,
            Some(Word::Done) => return Meaning::Accepted { is_final: true },
            Some(Word::Refused) => return REFUSED_FOR_GOOD,
            Some(Word::Cancelled) => return TOMBSTONE,
        }
        let last = request.not_after.expect("a pay has its deadline");
        if here > last || self.in_hundred(8) {
            self.turn_to(request, Word::Refused);
            return REFUSED_FOR_GOOD;
        }
        if !self.healed && self.in_hundred(10) {
            return Meaning::Unsure(DOWN);
        }
        if self.in_hundred(50) {
            self.turn_to(request, Word::Done);
            return Meaning::Accepted { is_final: true };
        }
        self.turn_to(request, Word::InWork);
        if self.in_hundred(30) {
            self.slot(request).promised = true;
            return ACCEPTED;
        }
        Meaning::InWork
    }

    fn plain_pay(&mut self, request: &Request, here: Timestamp) -> Meaning {
        let is_blind = request.order.provider.as_str() == "blind";
        if self.word(request).is_none() {
            if !is_blind {
                return ABSENT;
            }
            self.put(request, Word::Checked, None);
        }
        let slot = self.slot(request);
        if let Some(said) = slot.heard.get(&request.attempt) {
            return *said;
        }
        let checked_at = slot.checked_at;
        let said = match slot.word {
            _ if checked_at.is_some_and(|at| here.ms_since(at) > HOUR) => Meaning::Expired(LATE),
            Word::Refused | Word::Cancelled => REFUSED,
            Word::InWork | Word::Done => {
                slot.executed += 1;
                Meaning::Here(WORKING)
            }
            Word::Checked => self.first_plain_pay(request),
        };
        self.slot(request).heard.insert(request.attempt, said);
        said
    }

    fn first_plain_pay(&mut self, request: &Request) -> Meaning {
        if self.in_hundred(10) {
            self.turn_to(request, Word::Refused);
            return REFUSED;
        }
        if !self.healed && self.in_hundred(10) {
            return Meaning::Unsure(DOWN);
        }
        self.turn_to(request, Word::InWork);
        if self.in_hundred(20) {
            return Meaning::Here(WORKING);
        }
        self.slot(request).promised = true;
        ACCEPTED
    }

    fn status(&mut self, request: &Request) -> Meaning {
        self.provider_works(request);
        match self.word(request) {
            None => ABSENT,
            Some(Word::Checked) => Meaning::OnlyChecked,
            Some(Word::InWork) => Meaning::InWork,
            Some(Word::Done) => Meaning::Done,
            Some(Word::Refused) => REFUSED_FOR_GOOD,
            Some(Word::Cancelled) => TOMBSTONE,
        }
    }

    fn cancel(&mut self, request: &Request) -> Meaning {
        assert_eq!(self.kind, Kind::Hub, "a plain server knows no cancel");
        match self.word(request) {
            None => self.put(request, Word::Cancelled, None),
            Some(Word::Checked) => self.turn_to(request, Word::Cancelled),
            Some(Word::InWork | Word::Done | Word::Refused | Word::Cancelled) => {}
        }
        self.status(request)
    }

    /// Now and then the provider comes to an end with what is in work.
    fn provider_works(&mut self, request: &Request) {
        if self.word(request) == Some(Word::InWork) && (self.healed || self.in_hundred(30)) {
            let refuses = self.in_hundred(15);
            let word = if refuses { Word::Refused } else { Word::Done };
            self.turn_to(request, word);
        }
    }
}
