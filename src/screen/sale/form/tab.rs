//! The kinds of payments, as keys and tabs name them.

use paydesk_domain::provider::Provider;

impl Tab {
    pub(crate) const ALL: [Self; 6] = [
        Self::Mobile,
        Self::Bills,
        Self::Internet,
        Self::Telephony,
        Self::Vouchers,
        Self::Code,
    ];

    /// The catalogue's word for the group.
    pub(crate) const fn group(self) -> &'static str {
        match self {
            Self::Mobile => "mobile",
            Self::Bills => "bills",
            Self::Internet => "internet",
            Self::Telephony => "telephony",
            Self::Vouchers => "vouchers",
            Self::Code => "code",
        }
    }

    /// The text that names it.
    pub(crate) const fn word_id(self) -> &'static str {
        match self {
            Self::Mobile => "tab-mobile",
            Self::Bills => "tab-bills",
            Self::Internet => "tab-internet",
            Self::Telephony => "tab-telephony",
            Self::Vouchers => "tab-vouchers",
            Self::Code => "tab-code",
        }
    }

    pub(super) fn of(provider: &Provider) -> Self {
        let known = Self::ALL
            .into_iter()
            .find(|tab| tab.group() == provider.group);
        known.unwrap_or(Self::Bills)
    }
}

/// The kinds of payments, as the keys F2 to F5 and the tabs name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Tab {
    Mobile,
    Bills,
    Internet,
    Telephony,
    Vouchers,
    /// One-time codes: the place is kept, they come with the hub's subscribers.
    Code,
}
