//! What the till asks a server and what it hears, without a word of the wire.
//!
//! The core of the till speaks these types; the protocol crate turns them into signed messages and back. No
//! field name, error number or HTTP status is known here; [`Refusal::code`] travels for display only.

use crate::ids::{AttemptId, PaymentId, SessionId};
use crate::money::Money;
use crate::order::Order;
use crate::refusal::Refusal;
use crate::time::Timestamp;

/// One of the requests about a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ask {
    /// May this payment be made? Moves no money.
    Check,
    /// Make it.
    Pay,
    /// What became of it?
    Status,
    /// Close it for ever if it has not been made (`paydesk` profile only).
    Cancel(CancelReason),
}

/// Why a SESSION is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CancelReason {
    /// The customer wants the cash back.
    Return,
    /// The cash goes into a corrected payment.
    Reissue,
    /// The time in which the payment could be made has passed.
    Expired,
}

/// The head of the till's audit chain, sent along so that the server witnesses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditHead {
    /// Number of the newest entry, from 1; 0 before the first.
    pub seq: u64,
    /// Its hash.
    pub hash: [u8; 32],
}

/// One attempt to ask a server about one payment. Everything the signed message will say follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// This attempt; the NONCE where the profile has one.
    pub attempt: AttemptId,
    /// What is asked.
    pub ask: Ask,
    /// The till's number of the payment.
    pub payment: PaymentId,
    /// The SESSION asked about.
    pub session: SessionId,
    /// The payment's first SESSION, which ties reissues together.
    pub first_session: SessionId,
    /// What the payment is about.
    pub order: Order,
    /// The till's estimate of the server's time.
    pub sent_at: Timestamp,
    /// The last moment at which the server may first execute the payment; with [`Ask::Pay`] only.
    pub not_after: Option<Timestamp>,
    /// The epoch of this copy of the till's data.
    pub epoch: u32,
    /// Head of the audit chain.
    pub audit: AuditHead,
    /// The newest VERSION heard of for this SESSION; a reply below it comes from a server that went back.
    pub known_version: Option<u32>,
}

/// What a verified reply says about the payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Check: the payment may be made.
    Granted,
    /// Check: it may not; nothing was paid.
    CheckRefused(Refusal),
    /// Check: the server has this SESSION already. Status decides.
    SessionExists(Refusal),
    /// Pay: accepted; `is_final` when the server vouches that the provider has it.
    Accepted {
        /// Nothing can change any more.
        is_final: bool,
    },
    /// Pay: a definite refusal, final if it answers the only attempt.
    Refused(Refusal),
    /// Pay: it is there already, or in work. Status decides.
    Here(Refusal),
    /// Pay: our fields differ from those checked: our mistake or an attack.
    Mismatch(Refusal),
    /// Pay and status: the server does not know the SESSION.
    Absent(Refusal),
    /// Status: only the check was made.
    OnlyChecked,
    /// Pay: later than the server allows after the check.
    Expired(Refusal),
    /// The state is unclear even to the server, or the number says nothing definite.
    Unsure(Refusal),
    /// Status: the provider is at work.
    InWork,
    /// Status: done, final.
    Done,
    /// Status: refused for good in this SESSION.
    RefusedForGood(Refusal),
    /// Status and cancel: closed by a tombstone, no payment can be made under this SESSION any more.
    Tombstone(Refusal),
    /// The server did not look at the payment (busy, clock, epoch); nothing is known.
    NotLooked(Refusal),
    /// The signed fields contradict each other or what was known before. A person decides.
    Contradiction(Refusal),
}

/// Further facts of a verified reply; all may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReplyFacts {
    /// TRANSID: the server's number of the payment.
    pub transid: Option<String>,
    /// AUTHCODE of the provider.
    pub authcode: Option<String>,
    /// Name of the provider as the server gives it.
    pub provider_name: Option<String>,
    /// Text to show before paying.
    pub info: Option<String>,
    /// Fixed sum that the provider expects.
    pub price: Option<Money>,
    /// What is left of the dealer's deposit, limits included.
    pub rest: Option<Money>,
    /// Number of the provider that really serves a ported number.
    pub routed_to: Option<u32>,
    /// The server's clock (`paydesk` profile).
    pub server_time: Option<Timestamp>,
    /// The server's count of durable changes of this SESSION (`paydesk` profile).
    pub version: Option<u32>,
    /// The newest other SESSION the server has of this till (`paydesk` profile).
    pub last_session: Option<SessionId>,
}

/// A reply that passed the gate: size, signature, strict parse, echoes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What it says.
    pub meaning: Meaning,
    /// What else it says.
    pub facts: ReplyFacts,
    /// The server's time under the signature, Unix seconds.
    pub signed_at: u32,
    /// The signed document, byte for byte: the evidence that a cheque rests on.
    pub evidence: Vec<u8>,
}

/// Why there is no answer. None of these says anything about the payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// No connection could be made; the request has surely not left.
    Unreachable,
    /// The server's certificate is for another name; nothing was sent to it.
    CertificateName,
    /// The server's certificate is not valid now, or this computer's date is wrong; nothing was sent to it.
    CertificateTime,
    /// The server's certificate is not from an authority that is trusted here; nothing was sent to it.
    CertificateIssuer,
    /// No whole reply inside the deadline, or the connection broke.
    TimedOut,
    /// The server answered with another HTTP status than 200.
    NotAccepted,
    /// The reply is empty or larger than the cap.
    BadSize,
    /// The reply is not one well-formed signed document (for instance a proxy's page).
    NotSigned,
    /// The reply is signed by a key that we did not name, or with another hash than the profile demands.
    WrongKey,
    /// The signature does not hold.
    BadSignature,
    /// Signed, but its fields cannot be read.
    BadFields,
    /// Signed, but for another SESSION.
    OtherSession,
    /// Signed, but too old or not the echo of this attempt.
    Stale,
    /// The server holds a newer epoch: another copy of this till lives.
    EpochAhead,
    /// The server holds an older epoch or version than we have seen: it runs on old data.
    ServerWentBack,
    /// The request could not be signed: the key cannot be used.
    CannotSign,
    /// The process ended while the request was on the wire.
    Interrupted,
}

impl Why {
    /// Every reason, for tests and stored rows.
    pub const ALL: [Self; 17] = [
        Self::Unreachable,
        Self::CertificateName,
        Self::CertificateTime,
        Self::CertificateIssuer,
        Self::TimedOut,
        Self::NotAccepted,
        Self::BadSize,
        Self::NotSigned,
        Self::WrongKey,
        Self::BadSignature,
        Self::BadFields,
        Self::OtherSession,
        Self::Stale,
        Self::EpochAhead,
        Self::ServerWentBack,
        Self::CannotSign,
        Self::Interrupted,
    ];

    /// The name in stored rows, JSON output and text keys.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::CertificateName => "certificate-name",
            Self::CertificateTime => "certificate-time",
            Self::CertificateIssuer => "certificate-issuer",
            Self::TimedOut => "timed-out",
            Self::NotAccepted => "not-accepted",
            Self::BadSize => "bad-size",
            Self::NotSigned => "not-signed",
            Self::WrongKey => "wrong-key",
            Self::BadSignature => "bad-signature",
            Self::BadFields => "bad-fields",
            Self::OtherSession => "other-session",
            Self::Stale => "stale",
            Self::EpochAhead => "epoch-ahead",
            Self::ServerWentBack => "server-went-back",
            Self::CannotSign => "cannot-sign",
            Self::Interrupted => "interrupted",
        }
    }

    /// Reads [`Why::as_key`] back.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.as_key() == key)
    }

    /// Whether the request has surely not left.
    #[must_use]
    pub const fn is_unsent(self) -> bool {
        match self {
            Self::Unreachable
            | Self::CertificateName
            | Self::CertificateTime
            | Self::CertificateIssuer
            | Self::CannotSign => true,
            Self::TimedOut
            | Self::NotAccepted
            | Self::BadSize
            | Self::NotSigned
            | Self::WrongKey
            | Self::BadSignature
            | Self::BadFields
            | Self::OtherSession
            | Self::Stale
            | Self::EpochAhead
            | Self::ServerWentBack
            | Self::Interrupted => false,
        }
    }

    /// Whether a person must be told that somebody or something is wrong, not just the line.
    #[must_use]
    pub const fn is_alarming(self) -> bool {
        match self {
            Self::CertificateName
            | Self::CertificateTime
            | Self::CertificateIssuer
            | Self::WrongKey
            | Self::BadSignature
            | Self::OtherSession
            | Self::Stale
            | Self::EpochAhead
            | Self::ServerWentBack => true,
            Self::Unreachable
            | Self::TimedOut
            | Self::NotAccepted
            | Self::BadSize
            | Self::NotSigned
            | Self::BadFields
            | Self::CannotSign
            | Self::Interrupted => false,
        }
    }
}

/// The dealer's money at the settlement bank, as the server reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deposit {
    /// What may still be spent, limits included (REST).
    pub available: Money,
    /// The bare balance of the account (REST_WO_LIMIT), where it is told.
    pub balance: Option<Money>,
}
