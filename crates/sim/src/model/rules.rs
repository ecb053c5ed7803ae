//! What must always hold, and what must be seen to happen at least once.

use paydesk_domain::payment::{ReturnStage, Stage};
use stateright::Property;

use super::Profile;
use super::state::{Effect, Lane, Past, Print, Provided, State, Word};
use super::world::World;

/// A rule about steps rather than states. Its breach is noted in the lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// No byte of a request leaves before its attempt row is durable.
    NoByteBeforeItsRow,
    /// Once a cancel attempt row exists, no pay of that SESSION is sent.
    NoPayAfterCancel,
    /// After silence: status first, always.
    StatusBeforePayAgain,
    /// A payment with a pay attempt row gets no new SESSION unless FAILED.
    NoNewSessionOverAPay,
    /// Every move of a payment stands in the product's own table; PAID, FAILED and CANCELLED are never left.
    StagesMoveByTheTable,
    /// A slot moves one way.
    SlotMovesOneWay,
    /// No signed reply takes a final success back.
    RepliesAgree,
}

impl Rule {
    /// Its place in [`Lane::broken`].
    pub(super) const fn bit(self) -> u16 {
        1 << (self as u16)
    }
}

/// Something worth seeing that no single state shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Witness {
    /// A delayed pay met a tombstone.
    PayMetTombstone,
    /// A cancel found the pay taken.
    CancelLostTheRace,
    /// A cancel was sent again after silence.
    CancelRepeated,
    /// A tombstone took an empty slot.
    TombstoneInEmptySlot,
    /// A tombstone closed a check.
    TombstoneOverCheck,
    /// A pay came after its last moment and was refused for good.
    PayCameTooLate,
    /// The hub met the same pay of a second attempt.
    PayRepeated,
    /// A quarantine passed.
    QuarantinePassed,
    /// After the fence the cash went on into a new payment.
    ReissuedAfterFence,
    /// Cash went on into a new payment in any other way.
    Reissued,
    /// A person's case was settled by a signed answer.
    ReviewSettled,
    /// The hub crashed with a provider at work.
    HubCrashedInWork,
    /// A cheque said COPY.
    CopyPrinted,
    /// "No pay known" was overtaken by "in work" and went to a person.
    Contradicted,
    /// The status of a plain client closed its unpaid check.
    StatusClosedCheck,
}

impl Witness {
    /// What a profile must show.
    pub(super) const fn of(profile: Profile) -> &'static [(Self, &'static str)] {
        match profile {
            Profile::Paydesk => &[
                (Self::PayMetTombstone, "a late pay meets a tombstone"),
                (Self::CancelLostTheRace, "a cancel loses the race"),
                (Self::CancelRepeated, "a cancel is repeated"),
                (
                    Self::TombstoneInEmptySlot,
                    "a tombstone takes an empty slot",
                ),
                (Self::TombstoneOverCheck, "a tombstone closes a check"),
                (Self::PayCameTooLate, "a pay comes after its last moment"),
                (Self::PayRepeated, "a pay is repeated under its SESSION"),
                (Self::QuarantinePassed, "a review ends by time"),
                (Self::Reissued, "cash goes on into a new payment"),
                (Self::ReviewSettled, "a review ends by a signed answer"),
                (Self::HubCrashedInWork, "the hub crashes in work"),
                (Self::CopyPrinted, "a cheque says COPY"),
            ],
            Profile::Cyberplat => &[
                (Self::PayCameTooLate, "a pay comes after the hour"),
                (Self::StatusClosedCheck, "a plain status closes a check"),
                (Self::Contradicted, "an overtaken reply goes to a person"),
                (Self::QuarantinePassed, "a quarantine passes"),
                (Self::ReissuedAfterFence, "after it the cash is reissued"),
                (Self::Reissued, "cash goes on into a new payment"),
                (Self::ReviewSettled, "a review ends by a signed answer"),
                (Self::HubCrashedInWork, "the hub crashes in work"),
                (Self::CopyPrinted, "a cheque says COPY"),
            ],
        }
    }

    /// Its place among what was seen.
    pub(super) const fn bit(self) -> u32 {
        1 << (self as u32)
    }
}

/// Everything that the checker is asked to prove or to find.
pub(super) fn properties() -> Vec<Property<World>> {
    let mut all = always();
    all.extend(steps());
    all.extend(stages());
    all.extend(sightings());
    all
}

fn always() -> Vec<Property<World>> {
    vec![
        Property::always("executed at most once per payment", |_, s| every(s, once)),
        Property::always(
            "failed, withdrawn or handed back is never executed",
            |_, s| every(s, not_both),
        ),
        Property::always("PAID rests on what the hub took", |w: &World, s: &State| {
            s.lanes.iter().all(|lane| is_backed(w.profile, lane))
        }),
        Property::always("a provider is paid only for a slot in work", |_, s| {
            every(s, |lane| {
                lane.sessions.iter().all(|session| {
                    session.executed() == 0 || matches!(session.slot, Word::InWork | Word::Done)
                })
            })
        }),
        Property::always("a cheque comes only from PAID", |_, s| {
            every(s, |lane| lane.cheques == 0 || lane.row.stage == Stage::Paid)
        }),
        Property::always("at most one cheque is unmarked", |_, s| {
            every(s, |lane| lane.cheques <= 1)
        }),
        Property::always("cash is taken only for a durable payment", |_, s| {
            every(s, |lane| !lane.cash.taken || lane.row.is_tendered)
        }),
        Property::always("the drawer agrees with the books", |_, s| every(s, is_even)),
        Property::always("a withdrawn payment was never sent", |_, s| {
            every(s, |lane| {
                let row = &lane.row;
                row.stage != Stage::Cancelled || (row.pays == 0 && lane.session().pay.is_none())
            })
        }),
        Property::always("cash is owed only where nothing was paid", |_, s| {
            every(s, |lane| match lane.row.stage {
                Stage::Failed | Stage::Cancelled => lane.row.owed.is_some(),
                Stage::Paid => lane.row.owed.is_none() || lane.session().slot == Word::Refused,
                Stage::Draft
                | Stage::Checking
                | Stage::Checked
                | Stage::Queued
                | Stage::Sending
                | Stage::Unknown
                | Stage::InProgress
                | Stage::Review => lane.row.owed.is_none(),
            })
        }),
    ]
}

fn steps() -> Vec<Property<World>> {
    vec![
        Property::always("no byte leaves before its row", |_, s| {
            kept(s, Rule::NoByteBeforeItsRow)
        }),
        Property::always("no pay follows a cancel", |_, s| {
            kept(s, Rule::NoPayAfterCancel)
        }),
        Property::always("status comes before pay again", |_, s| {
            kept(s, Rule::StatusBeforePayAgain)
        }),
        Property::always("no new SESSION over a pay", |_, s| {
            kept(s, Rule::NoNewSessionOverAPay)
        }),
        Property::always(
            "payments move by the table, PAID and FAILED never",
            |_, s| kept(s, Rule::StagesMoveByTheTable),
        ),
        Property::always("a slot moves one way", |_, s| {
            kept(s, Rule::SlotMovesOneWay)
        }),
        Property::always("no reply takes a final success back", |_, s| {
            kept(s, Rule::RepliesAgree)
        }),
    ]
}

fn stages() -> Vec<Property<World>> {
    vec![
        Property::sometimes("DRAFT", |_, s| {
            any(s, |lane| lane.row.stage == Stage::Draft)
        }),
        Property::sometimes("CHECKING", |_, s| {
            any(s, |lane| lane.row.stage == Stage::Checking)
        }),
        Property::sometimes("CHECKED", |_, s| {
            any(s, |lane| lane.row.stage == Stage::Checked)
        }),
        Property::sometimes("QUEUED", |_, s| {
            any(s, |lane| lane.row.stage == Stage::Queued)
        }),
        Property::sometimes("SENDING", |_, s| {
            any(s, |lane| lane.row.stage == Stage::Sending)
        }),
        Property::sometimes("UNKNOWN", |_, s| {
            any(s, |lane| lane.row.stage == Stage::Unknown)
        }),
        Property::sometimes("IN_PROGRESS", |_, s| {
            any(s, |lane| lane.row.stage == Stage::InProgress)
        }),
        Property::sometimes("PAID", |_, s| any(s, |lane| lane.row.stage == Stage::Paid)),
        Property::sometimes("FAILED", |_, s| {
            any(s, |lane| lane.row.stage == Stage::Failed)
        }),
        Property::sometimes("CANCELLED", |_, s| {
            any(s, |lane| lane.row.stage == Stage::Cancelled)
        }),
        Property::sometimes("REVIEW", |_, s| {
            any(s, |lane| lane.row.stage == Stage::Review)
        }),
        Property::sometimes("RETURN_DUE", |_, s| {
            any(s, |lane| lane.row.owed == Some(ReturnStage::Due))
        }),
        Property::sometimes("RETURNED", |_, s| {
            any(s, |lane| lane.row.owed == Some(ReturnStage::Returned))
        }),
        Property::sometimes("REISSUED", |_, s| {
            any(s, |lane| lane.past == Past::Reissued)
        }),
    ]
}

fn sightings() -> Vec<Property<World>> {
    vec![
        Property::sometimes("STATE=NONE", |_, s| any(s, |lane| holds(lane, Word::None))),
        Property::sometimes("STATE=CHECKED", |_, s| {
            any(s, |lane| holds(lane, Word::Checked))
        }),
        Property::sometimes("STATE=INWORK", |_, s| {
            any(s, |lane| holds(lane, Word::InWork))
        }),
        Property::sometimes("STATE=DONE", |_, s| any(s, |lane| holds(lane, Word::Done))),
        Property::sometimes("STATE=REFUSED", |_, s| {
            any(s, |lane| holds(lane, Word::Refused))
        }),
        Property::sometimes("a provider refuses", |_, s| {
            any(s, |lane| lane.session().provided == Provided::Refused)
        }),
        Property::sometimes("a cheque is printed and confirmed", |_, s| {
            any(s, |lane| {
                lane.row.print == Print::Printed && lane.cheques == 1
            })
        }),
        Property::sometimes("a cheque is asked about", |_, s| {
            any(s, |lane| lane.row.print == Print::Uncertain)
        }),
        Property::sometimes("all is settled and even", |_, s| {
            any(s, |lane| lane.row.is_settled())
        }),
    ]
}

fn every(state: &State, holds: fn(&Lane) -> bool) -> bool {
    state.lanes.iter().all(holds)
}

fn any(state: &State, shows: fn(&Lane) -> bool) -> bool {
    state.lanes.iter().any(shows)
}

fn kept(state: &State, rule: Rule) -> bool {
    state.lanes.iter().all(|lane| lane.broken & rule.bit() == 0)
}

fn holds(lane: &Lane, word: Word) -> bool {
    lane.session().slot == word
}

/// One payment, whatever number of SESSIONs: at most one credit.
fn once(lane: &Lane) -> bool {
    let [first, second] = lane.sessions.map(|session| session.executed());
    match lane.past {
        Past::Renewed | Past::Reissued => first + second <= 1,
        Past::None | Past::Sold | Past::GaveBack => first <= 1 && second <= 1,
    }
}

/// No cash back, and none on its way back, for what was credited; now and whatever still arrives.
fn not_both(lane: &Lane) -> bool {
    let current = lane.session().executed();
    let is_lost = matches!(lane.row.stage, Stage::Failed | Stage::Cancelled) || lane.cash.handed;
    let past_is_clean = match lane.past {
        Past::Renewed | Past::Reissued | Past::GaveBack => lane.sessions[0].executed() == 0,
        Past::None | Past::Sold => true,
    };
    !(is_lost && current > 0) && past_is_clean
}

/// PAID for good: executed. A plain server's acceptance: taken, executed, or refused late and the cash owed again.
fn is_backed(profile: Profile, lane: &Lane) -> bool {
    let session = lane.session();
    if lane.row.stage != Stage::Paid {
        return true;
    }
    if lane.row.is_final {
        return session.slot == Word::Done && session.executed() == 1;
    }
    let is_late_refusal = session.slot == Word::Refused && session.provided == Provided::Refused;
    let is_taken = matches!(session.slot, Word::InWork | Word::Done) || is_late_refusal;
    profile == Profile::Cyberplat && is_taken
}

/// What lies in the drawer is what the books say: paid or open. Between "durable" and "shown", and between "handed
/// over" and "confirmed", the one step in between is on the cashier's hands.
fn is_even(lane: &Lane) -> bool {
    let row = &lane.row;
    let in_drawer = lane.cash.taken && !lane.cash.handed;
    let in_books = row.is_tendered && row.owed != Some(ReturnStage::Returned);
    let is_being_shown = lane.then == Some(Effect::Accept);
    let is_being_confirmed = row.owed == Some(ReturnStage::Due) && lane.cash.handed;
    in_drawer == in_books || is_being_shown || is_being_confirmed
}
