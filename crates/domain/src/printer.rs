//! How a printer is, in words that a cashier can act on.

/// Whether a paper would come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrinterState {
    /// It would, as far as the printer can tell.
    Ready,
    /// It cannot tell.
    Unknown,
    /// It would not, for this reason.
    NotReady(PrinterFault),
}

/// Why no paper would come out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrinterFault {
    /// There is no printer, or it is switched off.
    Missing,
    /// It is there and does not answer as it usually does.
    Silent,
    /// Another program or another till holds it.
    Busy,
    /// This computer's user may not use it.
    Forbidden,
    /// It says that it is offline, and not why.
    Offline,
    /// The paper is at its end.
    NoPaper,
    /// The cover is open.
    Cover,
    /// The knife is stuck.
    Cutter,
    /// It reports a fault that needs a service or a restart.
    Broken,
    /// Its driver does not return from a call.
    Stuck,
    /// Nothing can be written where papers go.
    NotWritable,
}

impl PrinterFault {
    /// Every fault.
    pub const ALL: [Self; 11] = [
        Self::Missing,
        Self::Silent,
        Self::Busy,
        Self::Forbidden,
        Self::Offline,
        Self::NoPaper,
        Self::Cover,
        Self::Cutter,
        Self::Broken,
        Self::Stuck,
        Self::NotWritable,
    ];

    /// Its name in keys of texts and for programs.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Silent => "silent",
            Self::Busy => "busy",
            Self::Forbidden => "forbidden",
            Self::Offline => "offline",
            Self::NoPaper => "no-paper",
            Self::Cover => "cover",
            Self::Cutter => "cutter",
            Self::Broken => "broken",
            Self::Stuck => "stuck",
            Self::NotWritable => "not-writable",
        }
    }
}
