//! What there is to set, in the order of the menu.

use crate::ui::icon::Icon;

/// An entry of the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Section {
    #[default]
    Language,
    Colours,
    TextSize,
    Printer,
    Customer,
    Sounds,
    Server,
    Keys,
    People,
    Lock,
    Sums,
}

impl Section {
    /// Every section, in the order of the menu.
    pub(crate) const ALL: [Self; 11] = [
        Self::Language,
        Self::Colours,
        Self::TextSize,
        Self::Printer,
        Self::Customer,
        Self::Sounds,
        Self::Server,
        Self::Keys,
        Self::People,
        Self::Lock,
        Self::Sums,
    ];

    /// Its texts: what it is called, its title and what it is for.
    pub(super) const fn texts(self) -> [&'static str; 3] {
        match self {
            Self::Language => [
                "settings-language",
                "settings-language-title",
                "settings-language-why",
            ],
            Self::Colours => [
                "settings-colours",
                "settings-colours-title",
                "settings-colours-why",
            ],
            Self::TextSize => ["settings-size", "settings-size-title", "settings-size-why"],
            Self::Printer => [
                "settings-printer",
                "settings-printer-title",
                "settings-printer-why",
            ],
            Self::Customer => [
                "settings-customer",
                "settings-customer-title",
                "settings-customer-why",
            ],
            Self::Sounds => [
                "settings-sounds",
                "settings-sounds-title",
                "settings-sounds-why",
            ],
            Self::Server => [
                "settings-server",
                "settings-server-title",
                "settings-server-why",
            ],
            Self::Keys => ["settings-keys", "settings-keys-title", "settings-keys-why"],
            Self::People => [
                "settings-people",
                "settings-people-title",
                "settings-people-why",
            ],
            Self::Lock => ["settings-lock", "settings-lock-title", "settings-lock-why"],
            Self::Sums => ["settings-sums", "settings-sums-title", "settings-sums-why"],
        }
    }

    /// Its icon in the menu.
    pub(super) const fn icon(self) -> Icon {
        match self {
            Self::Language => Icon::Globe,
            Self::Colours => Icon::Sun,
            Self::TextSize => Icon::Text,
            Self::Printer => Icon::Printer,
            Self::Customer => Icon::Screen,
            Self::Sounds => Icon::Sound,
            Self::Server => Icon::Hub,
            Self::Keys => Icon::Key,
            Self::People => Icon::User,
            Self::Lock => Icon::Clock,
            Self::Sums => Icon::Wallet,
        }
    }

    /// Whether there is anything to do in it.
    pub(super) const fn takes_keys(self) -> bool {
        match self {
            Self::Language
            | Self::Colours
            | Self::TextSize
            | Self::Printer
            | Self::Customer
            | Self::Sounds
            | Self::Server
            | Self::People
            | Self::Lock
            | Self::Sums => true,
            Self::Keys => false,
        }
    }

    /// Whether only somebody with `Right::Settings` may change it.
    pub(super) const fn is_guarded(self) -> bool {
        match self {
            Self::Customer | Self::Lock | Self::Sums => true,
            Self::Language
            | Self::Colours
            | Self::TextSize
            | Self::Printer
            | Self::Sounds
            | Self::Server
            | Self::Keys
            | Self::People => false,
        }
    }
}
