//! Why a server said no, in the trade's words.

/// A refusal that stood under a valid signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Refusal {
    /// What it means.
    pub kind: RefusalKind,
    /// The server's number, shown small at the end of a text for the support line; nothing is decided by it.
    pub code: u16,
}

/// What a refusal means to the people at the till.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefusalKind {
    /// The provider does not know this number or account.
    UnknownNumber,
    /// Number, account or another field has the wrong form.
    BadInput,
    /// The sum has the wrong form or lies outside the limits.
    BadSum,
    /// Number, account or sum differ from what was checked.
    ChangedData,
    /// The dealer's deposit does not cover the sum.
    DepositShort,
    /// A limit of dealer, point or provider group is reached.
    LimitReached,
    /// Payments of this dealer are blocked or suspended.
    DealerBlocked,
    /// Dealer, point, cashier, key or contract do not allow this.
    NotAllowed,
    /// The provider is not served here.
    ProviderNotServed,
    /// The provider's side cannot be reached now.
    ProviderDown,
    /// The server is busy or has stopped for now.
    ServerBusy,
    /// The same details were paid within the last hour.
    RepeatWithinHour,
    /// These details are on a black list, or monitoring refused them.
    BlackListed,
    /// The check is older than the server allows.
    CheckExpired,
    /// This SESSION is known to the server already.
    SessionExists,
    /// The server does not know this SESSION.
    SessionUnknown,
    /// The payment was withdrawn before it was made.
    Withdrawn,
    /// The payment is in work, or its state is not clear to the server itself.
    StateUnclear,
    /// The request's form, signature or address was not accepted.
    RequestRefused,
    /// A number without a known meaning.
    Other,
}

impl RefusalKind {
    /// Every kind, for tests that need a text for each.
    pub const ALL: [Self; 20] = [
        Self::UnknownNumber,
        Self::BadInput,
        Self::BadSum,
        Self::ChangedData,
        Self::DepositShort,
        Self::LimitReached,
        Self::DealerBlocked,
        Self::NotAllowed,
        Self::ProviderNotServed,
        Self::ProviderDown,
        Self::ServerBusy,
        Self::RepeatWithinHour,
        Self::BlackListed,
        Self::CheckExpired,
        Self::SessionExists,
        Self::SessionUnknown,
        Self::Withdrawn,
        Self::StateUnclear,
        Self::RequestRefused,
        Self::Other,
    ];

    /// The name in stored rows, JSON output and text keys.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::UnknownNumber => "unknown-number",
            Self::BadInput => "bad-input",
            Self::BadSum => "bad-sum",
            Self::ChangedData => "changed-data",
            Self::DepositShort => "deposit-short",
            Self::LimitReached => "limit-reached",
            Self::DealerBlocked => "dealer-blocked",
            Self::NotAllowed => "not-allowed",
            Self::ProviderNotServed => "provider-not-served",
            Self::ProviderDown => "provider-down",
            Self::ServerBusy => "server-busy",
            Self::RepeatWithinHour => "repeat-within-hour",
            Self::BlackListed => "black-listed",
            Self::CheckExpired => "check-expired",
            Self::SessionExists => "session-exists",
            Self::SessionUnknown => "session-unknown",
            Self::Withdrawn => "withdrawn",
            Self::StateUnclear => "state-unclear",
            Self::RequestRefused => "request-refused",
            Self::Other => "other",
        }
    }

    /// Reads [`RefusalKind::as_key`] back.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_key() == key)
    }
}
