//! Who works here, and their PINs, on a thread of its own: hashing is slow on purpose.

use super::super::handle::{Answer, Ask, Secret};
use paydesk_adapters::clock;
use paydesk_adapters::people::{People, PeopleError, SignIn};
use paydesk_domain::people::{Person, PersonId, Pin, Right, Role};
use paydesk_domain::time::Timestamp;
use std::path::Path;

impl Staff {
    pub(super) fn answer(&mut self, question: Ask) -> Answer {
        let now = clock::now();
        let people = match &mut self.people {
            Ok(people) => people,
            Err(error) => {
                tracing::error!(%error, "the people's file cannot be used");
                return Answer::Failed;
            }
        };
        match question {
            Ask::People => people.list().map_or(Answer::Failed, Answer::People),
            Ask::SignIn { person, pin } | Ask::Prove { person, pin } => {
                sign_in(people, (person, &pin), now)
            }
            Ask::ChangePin { person, old, new } => kept(change(people, (person, &old, &new), now)),
            Ask::AddPerson {
                full_name,
                role,
                pin,
                by,
            } => kept(add(people, (&full_name, role, &pin), by)),
            Ask::ResetPin { person, pin, by } => kept(reset(people, (person, &pin), by)),
            Ask::SetActive {
                person,
                is_active,
                by,
            } => kept(set_active(people, (person, is_active), by)),
            Ask::LastNumbers
            | Ask::Day { .. }
            | Ask::ByUse { .. }
            | Ask::Similar { .. }
            | Ask::Page { .. }
            | Ask::Count { .. }
            | Ask::Details(_)
            | Ask::Deposit
            | Ask::Printer
            | Ask::FindPrinters
            | Ask::ChoosePrinter(_)
            | Ask::Drive(_)
            | Ask::PrintSlip(_)
            | Ask::PrintShift { .. }
            | Ask::Print(_)
            | Ask::Prefer(_) => Answer::Failed,
        }
    }
}

/// Who works here, and their PINs.
pub(super) struct Staff {
    pub(super) people: Result<People, PeopleError>,
}

pub(super) fn sign_in(
    people: &mut People,
    (person, pin): (PersonId, &Secret),
    now: Timestamp,
) -> Answer {
    people
        .sign_in(person, &pin.0, now)
        .map_or(Answer::Failed, Answer::SignIn)
}

pub(super) fn change(
    people: &mut People,
    (person, old, new): (PersonId, &Secret, &Secret),
    now: Timestamp,
) -> Result<(), &'static str> {
    let new = Pin::parse(&new.0).map_err(|_| "pin-bad")?;
    match people.change_pin(person, &old.0, &new, now) {
        Ok(SignIn::Ok(_)) => Ok(()),
        Ok(SignIn::MustChange(_) | SignIn::Wrong { .. }) => Err("pin-old-wrong"),
        Ok(SignIn::LockedUntil(_) | SignIn::NeedsSupervisor) => Err("pin-old-locked"),
        Err(error) => Err(refused(error)),
    }
}

pub(super) fn add(
    people: &mut People,
    (full_name, role, pin): (&str, Role, &Secret),
    by: Option<PersonId>,
) -> Result<(), &'static str> {
    let pin = Pin::parse(&pin.0).map_err(|_| "pin-bad")?;
    if role == Role::Owner && people.list().map_err(refused)?.is_empty() {
        return people.found(full_name, &pin).map(drop).map_err(refused);
    }
    may_manage(people, by, role)?;
    people.add(full_name, role, &pin).map(drop).map_err(refused)
}

fn set_active(
    people: &mut People,
    (person, is_active): (PersonId, bool),
    by: PersonId,
) -> Result<(), &'static str> {
    let all = people.list().map_err(refused)?;
    let whose = all.iter().find(|one| one.id == person);
    may_manage(people, Some(by), whose.ok_or("people-gone")?.role)?;
    people.set_active(person, is_active).map_err(refused)
}

/// Whoever manages people works here, may do it, and can do no less than they can. The window does not offer the
/// rest; this is the lock behind it.
fn may_manage(people: &People, by: Option<PersonId>, role: Role) -> Result<(), &'static str> {
    let all = people.list().map_err(refused)?;
    let by = all.iter().find(|one| Some(one.id) == by);
    let may = by.is_some_and(|by| by.active && by.role.may(Right::AddPeople) && by.role >= role);
    if may {
        Ok(())
    } else {
        Err("people-not-allowed")
    }
}

pub(super) fn reset(
    people: &mut People,
    (person, pin): (PersonId, &Secret),
    by: PersonId,
) -> Result<(), &'static str> {
    let pin = Pin::parse(&pin.0).map_err(|_| "pin-bad")?;
    people.reset_pin(person, &pin, by).map_err(refused)
}

pub(super) const fn kept(done: Result<(), &'static str>) -> Answer {
    match done {
        Ok(()) => Answer::PinKept,
        Err(id) => Answer::PinRefused(id),
    }
}

pub(super) fn refused(error: PeopleError) -> &'static str {
    match error {
        PeopleError::PinUsed => "pin-used",
        PeopleError::NameTaken => "people-name-taken",
        PeopleError::BadName => "people-name-bad",
        PeopleError::NotAllowed => "people-not-allowed",
        PeopleError::LastOwner => "people-last-owner",
        PeopleError::NoSuchPerson | PeopleError::Inactive => "people-gone",
        PeopleError::NoPepper => "people-no-pepper",
        PeopleError::Newer { .. }
        | PeopleError::Damaged
        | PeopleError::Hash
        | PeopleError::Sqlite(_)
        | PeopleError::Io(_) => {
            tracing::error!(%error, "the people's file cannot be used");
            "pin-unreadable"
        }
    }
}

/// Whether anybody may work here already.
pub(crate) fn staff(data: &Path, config: &Path) -> Vec<Person> {
    let list = People::open(data, config).and_then(|people| people.list());
    list.unwrap_or_default()
}
