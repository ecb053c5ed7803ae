//! What the error numbers of the dealer protocol mean, and what each says about a pay.
//!
//! The only place where wire numbers become words of the trade. The hub sends the same numbers by
//! name.

use paydesk_domain::refusal::{Refusal, RefusalKind};

mod table;

/// What a code says when it answers a pay. A class, not a state: whether an earlier attempt may
/// live is decided by the till.
///
/// Source: payment safety, 7.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayClass {
    /// Success, together with RESULT=0.
    Accepted,
    /// A definite refusal.
    Refused,
    /// The payment is there already or in work.
    Here,
    /// Our fields differ from those checked.
    Mismatch,
    /// The server does not know the SESSION.
    Absent,
    /// Too late after the check.
    Expired,
    /// Nothing definite.
    Unsure,
}

/// What people should do about a code.
///
/// Source: dealer protocol, part 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Advice {
    /// Ask the customer.
    Input,
    /// Stop and call support: configuration or rights.
    Configuration,
    /// Try again later.
    Temporary,
    /// Ask for the status.
    State,
    /// Money or a limit of dealer or point.
    Money,
}

/// One code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The number on the wire.
    pub code: u16,
    /// Its meaning in the protocol's list, for logs and ERRMSG.
    pub meaning: &'static str,
    /// Its meaning at the till.
    pub kind: RefusalKind,
    /// What it says about a pay.
    pub on_pay: PayClass,
    /// What to do; empty for success and unlisted numbers.
    pub advice: &'static [Advice],
}

/// Session id already exists.
pub const SESSION_EXISTS: u16 = 1;
/// Wrong dealer code.
pub const DEALER_CODE: u16 = 2;
/// Wrong point code.
pub const POINT_CODE: u16 = 3;
/// Wrong cashier code.
pub const CASHIER_CODE: u16 = 4;
/// Wrong session format.
pub const SESSION_FORMAT: u16 = 5;
/// Wrong signature.
pub const SIGNATURE: u16 = 6;
/// Amount: wrong format or out of range.
pub const AMOUNT: u16 = 7;
/// Phone number: wrong format.
pub const NUMBER_FORMAT: u16 = 8;
/// Account number: wrong format.
pub const ACCOUNT_FORMAT: u16 = 9;
/// Wrong request format.
pub const REQUEST_FORMAT: u16 = 10;
/// No such session.
pub const NO_SUCH_SESSION: u16 = 11;
/// Request from an unregistered address.
pub const ADDRESS: u16 = 12;
/// Point not registered with the provider.
pub const POINT_NOT_REGISTERED: u16 = 13;
/// Provider not supported.
pub const PROVIDER_NOT_SERVED: u16 = 15;
/// Phone differs from the one checked.
pub const NUMBER_CHANGED: u16 = 17;
/// Amount differs from the one checked.
pub const AMOUNT_CHANGED: u16 = 18;
/// Account differs from the one checked.
pub const ACCOUNT_CHANGED: u16 = 19;
/// Payment is being completed.
pub const IN_WORK: u16 = 20;
/// Not enough money of the dealer.
pub const DEPOSIT_SHORT: u16 = 21;
/// Not accepted, error in moving funds.
pub const FUNDS_NOT_MOVED: u16 = 22;
/// Wrong phone or account, refused by the provider.
pub const UNKNOWN_NUMBER: u16 = 23;
/// No connection with the provider's server.
pub const PROVIDER_DOWN: u16 = 24;
/// Gateway stopped.
pub const GATEWAY_STOPPED: u16 = 25;
/// Payments of this dealer blocked for now.
pub const DEALER_BLOCKED: u16 = 26;
/// Account operations suspended.
pub const ACCOUNT_SUSPENDED: u16 = 27;
/// General system error.
pub const GENERAL_ERROR: u16 = 30;
/// Too many simultaneous requests.
pub const BUSY: u16 = 31;
/// Same details already taken in the last hour.
pub const REPEAT_WITHIN_HOUR: u16 = 32;
/// Another gateway than in the step before.
pub const GATEWAY_CHANGED: u16 = 37;
/// More than one hour between check and pay.
pub const CHECK_EXPIRED: u16 = 38;
/// Login of the user expired.
pub const EPOCH: u16 = 43;
/// No permission for this provider.
pub const PROVIDER_NOT_PERMITTED: u16 = 45;
/// Outside the point's timetable.
pub const OUTSIDE_TIMETABLE: u16 = 47;
/// Payments not possible for now.
pub const NOT_POSSIBLE_NOW: u16 = 50;
/// Dealer perhaps blocked.
pub const DEALER_PERHAPS_BLOCKED: u16 = 52;
/// Point perhaps blocked.
pub const POINT_BLOCKED: u16 = 53;
/// Cashier perhaps blocked.
pub const CASHIER_BLOCKED: u16 = 54;
/// Dealer: maximum payment exceeded.
pub const DEALER_MAXIMUM: u16 = 81;
/// Dealer: daily total exceeded.
pub const DEALER_DAILY: u16 = 82;
/// Point: maximum payment exceeded.
pub const POINT_MAXIMUM: u16 = 83;
/// Point: daily total exceeded.
pub const POINT_DAILY: u16 = 84;
/// Taken sum: wrong format or out of range.
pub const TAKEN_SUM: u16 = 85;
/// Payment details black-listed.
pub const BLACK_LISTED: u16 = 87;
/// Wrong date.
pub const WRONG_DATE: u16 = 112;
/// Cancellation exists.
pub const CANCELLED: u16 = 123;
/// Too many payments to these details today.
pub const TOO_MANY_TODAY: u16 = 135;
/// Refused by financial monitoring.
pub const MONITORING: u16 = 270;

/// The whole table in ascending order.
#[must_use]
pub const fn all() -> &'static [Row] {
    &table::TABLE
}

/// What a number means. Total: a number outside the table says nothing definite.
#[must_use]
pub fn explain(code: u16) -> Row {
    let listed = table::TABLE.binary_search_by_key(&code, |row| row.code);
    let row = listed
        .ok()
        .and_then(|index| table::TABLE.get(index))
        .copied();
    row.unwrap_or(Row {
        code,
        meaning: "unlisted code",
        kind: RefusalKind::Other,
        on_pay: PayClass::Unsure,
        advice: &[],
    })
}

/// The refusal that a number stands for.
#[must_use]
pub fn refusal(code: u16) -> Refusal {
    Refusal {
        kind: explain(code).kind,
        code,
    }
}

#[cfg(test)]
mod tests;
