//! What the auditor is shown: logs kept by the bench itself, beside the databases.
//!
//! Plain numbers and texts only, so that whoever judges needs no type of the product. Times are milliseconds since
//! 1970 of the bench's own clock, which neither till nor hub can see; sums are minor units.

/// A request whose bytes left the till.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// When.
    pub at: i64,
    /// The till's number of the payment.
    pub payment: i64,
    /// SESSION.
    pub session: String,
    /// `check`, `pay`, `status` or `cancel`.
    pub ask: &'static str,
    /// NONCE of the attempt, 32 hex digits.
    pub nonce: String,
    /// The newest number in the till's `attempt` table at this instant, 0 for none; read by the bench itself.
    pub newest_attempt: i64,
    /// The till's disk held bytes at this instant that a power cut could take away.
    pub disk_was_dirty: bool,
}

/// The bytes of a request that left the till.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The till's number of the payment.
    pub payment: i64,
    /// Path and query of the address.
    pub path: String,
    /// The body of the POST.
    pub form: Vec<u8>,
}

/// A paper that began to leave the printer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// When.
    pub at: i64,
    /// The till's number of the payment.
    pub payment: i64,
    /// What was to come out, as plain text.
    pub text: String,
    /// All of it came out.
    pub is_whole: bool,
    /// The newest number in the till's `journal` table at this instant, 0 for none; read by the bench itself.
    pub newest_entry: i64,
    /// The till's disk held bytes at this instant that a power cut could take away.
    pub disk_was_dirty: bool,
}

/// Cash that crossed the counter, as the cashier remembers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CashStep {
    /// Into the drawer, for a payment that the screen called accepted.
    Taken,
    /// Out of the drawer, because the screen said that it is owed.
    Returned,
}

/// One movement of cash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cash {
    /// When.
    pub at: i64,
    /// The till's number of the payment.
    pub payment: i64,
    /// Which way.
    pub step: CashStep,
    /// How much, minor units.
    pub minor: i64,
    /// ISO 4217.
    pub currency: String,
}

/// What the cashier was shown about one payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// When.
    pub at: i64,
    /// The till's number of the payment.
    pub payment: i64,
    /// Its stage in the words of the till's database: `queued`, `paid` ...
    pub stage: String,
    /// It was called accepted in answer to the cashier's own key.
    pub as_accepted: bool,
    /// The newest number in the till's `journal` table at this instant, 0 for none; read by the bench itself.
    pub newest_entry: i64,
    /// The till's disk held bytes at this instant that a power cut could take away.
    pub disk_was_dirty: bool,
}

/// What a provider's own books say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credited {
    /// When.
    pub at: i64,
    /// The hub's number under which it was ordered.
    pub transid: i64,
    /// Account or telephone number.
    pub account: String,
    /// Minor units.
    pub minor: i64,
}

/// Everything that the bench wrote down. Lists only grow.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// Bytes that left.
    pub sent: Vec<Sent>,
    /// The same bytes themselves.
    pub left: Vec<Left>,
    /// Papers.
    pub paper: Vec<Paper>,
    /// The bytes that the printer got for each of them, in the same order.
    pub printed: Vec<Vec<u8>>,
    /// The cashier's cash.
    pub cash: Vec<Cash>,
    /// The cashier's screen.
    pub shown: Vec<Shown>,
    /// The providers' books.
    pub credited: Vec<Credited>,
    /// Lines that till and hub wrote to their logs.
    pub log: Vec<String>,
    /// Texts that no log may hold: the customers' numbers.
    pub canaries: Vec<String>,
    /// Bytes that may stand nowhere: the numbers of private keys.
    pub secrets: Vec<Vec<u8>>,
}
