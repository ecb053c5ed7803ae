//! Who works at a till, what each may do, which PINs are good enough, and how long wrong ones lock out.
//!
//! How a PIN is stored and where the people are kept is not known here.

mod pin;
#[cfg(test)]
mod tests;

use std::fmt::{self, Debug, Formatter};

use crate::time::Timestamp;

pub use pin::{BadPin, Lockout, Pin, lockout};

/// What somebody is at a till.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Sells.
    Cashier,
    /// Sells, and helps cashiers who are stuck.
    Supervisor,
    /// Sets the till up.
    Owner,
}

impl Role {
    /// Every role, the least powerful first.
    pub const ALL: [Self; 3] = [Self::Cashier, Self::Supervisor, Self::Owner];

    /// The name in stored rows and text keys.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::Cashier => "cashier",
            Self::Supervisor => "supervisor",
            Self::Owner => "owner",
        }
    }

    /// Reads [`Role::as_key`] back.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_key() == key)
    }

    /// Whether this role may do so. Whether a reason or a PIN is asked for it is the face's business.
    #[must_use]
    pub const fn may(self, right: Right) -> bool {
        match right {
            // The owner sets up and is no seller: whoever sells signs in as such.
            Right::Sell | Right::Reprint | Right::MoveCash | Right::OpenDrawer => match self {
                Self::Cashier | Self::Supervisor => true,
                Self::Owner => false,
            },
            Right::ReturnCash | Right::Shift => match self {
                Self::Cashier | Self::Supervisor | Self::Owner => true,
            },
            Right::AddPeople | Right::Enrol => match self {
                Self::Supervisor | Self::Owner => true,
                Self::Cashier => false,
            },
            Right::Settings => match self {
                Self::Owner => true,
                Self::Cashier | Self::Supervisor => false,
            },
        }
    }
}

/// What somebody may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// Take payments, and print an uncertain cheque again.
    Sell,
    /// Hand owed cash back.
    ReturnCash,
    /// Print a cheque again that is out already.
    Reprint,
    /// Put cash into the drawer and take it out, without a payment.
    MoveCash,
    /// Open the drawer with nothing to put in or take out.
    OpenDrawer,
    /// Open and close a shift and see its totals.
    Shift,
    /// Add people and unlock PINs.
    AddPeople,
    /// Change how the till is set up.
    Settings,
    /// Enrol this copy of the till's data at the server, so that it is the only one.
    Enrol,
}

impl Right {
    /// Every right.
    pub const ALL: [Self; 9] = [
        Self::Sell,
        Self::ReturnCash,
        Self::Reprint,
        Self::MoveCash,
        Self::OpenDrawer,
        Self::Shift,
        Self::AddPeople,
        Self::Settings,
        Self::Enrol,
    ];
}

/// The till's own number of a person, never given to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(i64);

impl PersonId {
    /// The person with this number.
    #[must_use]
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

/// Somebody who works at this till. Shows itself without the name.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// Full name, as it stands on papers.
    pub full_name: String,
    /// What they are.
    pub role: Role,
    /// Somebody else chose the PIN: an own one must be chosen before anything else.
    pub must_change: bool,
    /// Whether they work here still.
    pub active: bool,
    /// When they last signed in.
    pub last_in: Option<Timestamp>,
}

impl Debug for Person {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("id", &self.id)
            .field("role", &self.role)
            .field("must_change", &self.must_change)
            .field("active", &self.active)
            .field("last_in", &self.last_in)
            .finish_non_exhaustive()
    }
}
