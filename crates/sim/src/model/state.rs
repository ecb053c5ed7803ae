//! What there is: rows on two disks, memories that a crash empties, messages on the line, cash and paper.
//!
//! Nothing here knows a rule. Every field is bounded without a counter, so that the line may lose, double, reorder and
//! hold back, and till and hub may crash, without any limit: a message that was sent stays on the line and may arrive
//! at any later moment, again and again or never.

use paydesk_domain::payment::{ReturnStage, Stage};

/// Lanes of the model: each sells one payment after another.
pub(super) const LANES: usize = 2;
/// Conversations with the hub that one lane may open.
pub(super) const SESSIONS: usize = 2;

/// The whole world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct State {
    /// The coarse clock.
    pub(super) now: u8,
    /// What happens side by side.
    pub(super) lanes: [Lane; LANES],
}

/// One payment at a till, its SESSIONs at the hub and everything between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Lane {
    /// The till's disk.
    pub(super) row: Row,
    /// The till's memory: what its runner has yet to do of the last step.
    pub(super) then: Option<Effect>,
    /// The till's memory: a status said that no pay is known.
    pub(super) told_absent: bool,
    /// The reply on its way to the open attempt.
    pub(super) reply: Option<Reply>,
    /// The hub's rows and memory, and the line to it.
    pub(super) sessions: [Session; SESSIONS],
    /// The session in use.
    pub(super) current: u8,
    /// What the earlier session was.
    pub(super) past: Past,
    /// Cash in the drawer and handed out of it.
    pub(super) cash: Cash,
    /// Unmarked cheques that left the printer; counted up to two.
    pub(super) cheques: u8,
    /// Rules of order that were broken on the way, a bit each.
    pub(super) broken: u16,
}

/// A payment as the till's disk holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Row {
    /// Where it stands.
    pub(super) stage: Stage,
    /// The attempt row that is open.
    pub(super) attempt: Option<Ask>,
    /// Pay attempt rows under the present SESSION; two stands for more.
    pub(super) pays: u8,
    /// A cancel attempt row exists.
    pub(super) cancel: bool,
    /// The cash was booked.
    pub(super) is_tendered: bool,
    /// PAID for good.
    pub(super) is_final: bool,
    /// The next check needs a new SESSION.
    pub(super) is_spent: bool,
    /// Signature time of the consent.
    pub(super) granted_at: Option<u8>,
    /// The last moment at which the hub may first execute the pay.
    pub(super) not_after: Option<u8>,
    /// Signature time of the first "no pay known".
    pub(super) absent_at: Option<u8>,
    /// Cash that is owed.
    pub(super) owed: Option<ReturnStage>,
    /// The print job.
    pub(super) print: Print,
}

/// A request of the till.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Ask {
    /// May it be paid?
    Check,
    /// Pay it.
    Pay,
    /// What became of it?
    Status,
    /// Close the SESSION.
    Cancel,
}

/// What a runner does after the step; a crash forgets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Effect {
    /// Make the row durable.
    Persist(Row),
    /// Let the bytes go.
    Post(Ask),
    /// Show "accepted": the cash goes into the drawer and change may be given.
    Accept,
    /// Send the cheque to the printer; 0 is unmarked, 1 says COPY.
    Print(u8),
}

/// The print job of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Print {
    /// Nothing may be printed.
    NotDue,
    /// To be printed.
    Due(u8),
    /// Bytes may be on their way.
    Printing(u8),
    /// A complete cheque came out.
    Printed,
    /// A person is asked.
    Uncertain,
}

/// STATE, as the hub tells it and holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Word {
    /// Nothing stored.
    None,
    /// Consent, no pay taken.
    Checked,
    /// Pay taken.
    InWork,
    /// Final success.
    Done,
    /// Final refusal.
    Refused,
    /// Tombstone.
    Cancelled,
}

/// A signed reply to the open attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Reply {
    /// What it says.
    pub(super) word: Word,
    /// When it was signed; zero where nothing depends on it.
    pub(super) signed_at: u8,
}

/// One slot of the hub, and the requests under its SESSION that may still arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Session {
    /// The hub's disk: what fills the slot.
    pub(super) slot: Word,
    /// The hub's disk: when it consented.
    pub(super) checked_at: Option<u8>,
    /// The hub's memory: the call to the provider.
    pub(super) call: Call,
    /// The hub's memory: a handler read the slot as free and has not written yet. Only by mistake.
    pub(super) read_free: bool,
    /// The provider's books.
    pub(super) provided: Provided,
    /// A check is on the line.
    pub(super) check: bool,
    /// A pay is on the line, with its NOT_AFTER.
    pub(super) pay: Option<u8>,
    /// A cancel is on the line.
    pub(super) cancel: bool,
}

/// What the hub's process knows of its call to the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Call {
    /// Not made.
    Idle,
    /// Made; the outcome is to be stored.
    Made,
    /// Perhaps made before a crash: the provider is asked first.
    Unsure,
}

/// What the provider did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Provided {
    /// Nothing.
    Nothing,
    /// Credited the customer so many times.
    Executed(u8),
    /// Refused.
    Refused,
}

/// What the first session of a lane was to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Past {
    /// There is no second yet.
    None,
    /// Another SESSION of the same payment.
    Renewed,
    /// A payment that failed or was withdrawn; its cash went on into this one.
    Reissued,
    /// Another customer's payment, paid.
    Sold,
    /// Another customer's payment, cash returned.
    GaveBack,
}

/// The cash of the present payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Cash {
    /// It went into the drawer.
    pub(super) taken: bool,
    /// It was handed back.
    pub(super) handed: bool,
}

impl State {
    /// The same with another lane.
    pub(super) fn with(&self, index: usize, lane: Lane) -> Self {
        let mut next = *self;
        next.lanes[index] = lane;
        next
    }
}

impl Row {
    /// An open form.
    pub(super) const DRAFT: Self = Self {
        stage: Stage::Draft,
        attempt: None,
        pays: 0,
        cancel: false,
        is_tendered: false,
        is_final: false,
        is_spent: false,
        granted_at: None,
        not_after: None,
        absent_at: None,
        owed: None,
        print: Print::NotDue,
    };

    /// Cash in the drawer, nothing asked yet: an offline sale, or a sale that continues under a new SESSION.
    pub(super) const UNCHECKED: Self = Self {
        stage: Stage::Queued,
        is_tendered: true,
        ..Self::DRAFT
    };

    /// Nothing a server says can change it any more.
    pub(super) fn is_closed(&self) -> bool {
        match self.stage {
            Stage::Paid => self.is_final || self.owed.is_some(),
            Stage::Failed | Stage::Cancelled => true,
            Stage::Draft
            | Stage::Checking
            | Stage::Checked
            | Stage::Queued
            | Stage::Sending
            | Stage::Unknown
            | Stage::InProgress
            | Stage::Review => false,
        }
    }

    /// Nothing at all will happen to it any more.
    pub(super) fn is_settled(&self) -> bool {
        let is_printed = matches!(self.print, Print::NotDue | Print::Printed);
        let is_even = match self.owed {
            Some(ReturnStage::Due) => false,
            None => self.stage == Stage::Paid,
            Some(ReturnStage::Returned | ReturnStage::Reissued) => true,
        };
        self.is_closed() && is_printed && is_even
    }
}

impl Word {
    /// Never left.
    pub(super) const fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Refused | Self::Cancelled)
    }

    /// No pay is known.
    pub(super) const fn is_absent(self) -> bool {
        matches!(self, Self::None | Self::Checked)
    }

    /// The moves that the hub's slot allows.
    pub(super) const fn may_become(self, next: Self) -> bool {
        match self {
            Self::None => !matches!(next, Self::None | Self::Done),
            Self::Checked => matches!(next, Self::InWork | Self::Refused | Self::Cancelled),
            Self::InWork => matches!(next, Self::Done | Self::Refused),
            Self::Done | Self::Refused | Self::Cancelled => false,
        }
    }
}

impl Session {
    /// Never used.
    pub(super) const FREE: Self = Self {
        slot: Word::None,
        checked_at: None,
        call: Call::Idle,
        read_free: false,
        provided: Provided::Nothing,
        check: false,
        pay: None,
        cancel: false,
    };

    /// Closed without a payment, and nothing of it on the line: one stands for all of them.
    pub(super) const SPENT: Self = Self {
        slot: Word::Refused,
        ..Self::FREE
    };

    /// How often the provider credited the customer.
    pub(super) const fn executed(&self) -> u8 {
        match self.provided {
            Provided::Executed(times) => times,
            Provided::Nothing | Provided::Refused => 0,
        }
    }

    /// Nothing that is still to come can pay it.
    pub(super) fn is_inert(&self) -> bool {
        self.pay.is_none() && !self.read_free && self.slot != Word::InWork && self.executed() == 0
    }
}

impl Lane {
    /// Before the first customer.
    pub(super) const OPEN: Self = Self {
        row: Row::DRAFT,
        then: None,
        told_absent: false,
        reply: None,
        sessions: [Session::FREE; SESSIONS],
        current: 0,
        past: Past::None,
        cash: Cash {
            taken: false,
            handed: false,
        },
        cheques: 0,
        broken: 0,
    };

    /// The slot of the session in use.
    pub(super) fn session(&self) -> &Session {
        &self.sessions[usize::from(self.current)]
    }

    /// The till waits for a reply to this request.
    pub(super) fn listens_for(&self, ask: Ask) -> bool {
        self.row.attempt == Some(ask) && self.then != Some(Effect::Post(ask))
    }

    /// Forgets what can make no difference any more, so that one state stands for all that behave alike.
    pub(super) fn tidy(mut self) -> Self {
        let row = &mut self.row;
        if row.stage != Stage::Unknown {
            self.told_absent = false;
        }
        if row.is_closed() || row.stage == Stage::Paid {
            row.granted_at = None;
            row.not_after = None;
            row.absent_at = None;
            row.cancel = false;
            row.pays = if row.stage == Stage::Cancelled {
                row.pays
            } else {
                0
            };
        }
        if row.is_closed() {
            row.attempt = None;
        }
        if row.attempt.is_none() {
            self.reply = None;
        }
        let is_closed = row.is_closed();
        for (index, session) in self.sessions.iter_mut().enumerate() {
            let is_current = index == usize::from(self.current);
            let awaits = if is_current { row.attempt } else { None };
            if session.slot != Word::None && awaits != Some(Ask::Check) {
                session.check = false;
            }
            if !session.slot.is_absent() && awaits != Some(Ask::Cancel) {
                session.cancel = false;
            }
            if session.slot != Word::Checked {
                session.checked_at = None;
            }
            if session.slot.is_final() {
                session.call = Call::Idle;
            }
            // A tombstone keeps it until it came: that meeting is worth seeing.
            let meets_nothing_new = matches!(session.slot, Word::Done | Word::Refused);
            if meets_nothing_new && awaits != Some(Ask::Pay) {
                session.pay = None;
            }
            let is_over = (is_current && is_closed) || index < usize::from(self.current);
            // What a plain server accepted and then refused stays to be seen beside its cheque.
            let is_lost = !(is_current && row.stage == Stage::Paid);
            if is_over && is_lost && session.is_inert() {
                *session = Session::SPENT;
            }
        }
        self
    }
}
