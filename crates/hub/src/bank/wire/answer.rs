//! What the bank answers.

use paydesk_domain::time::Timestamp;

use super::lines::{Reader, Writer, number};
use super::{BadMessage, Echo, PAGE_ROWS, Word, is_currency, is_dealer, is_reference};
use crate::core::minor::Minor;

/// Why the bank says no for good. Each word is final for its reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// The dealer's money does not cover the sum.
    Funds,
    /// The dealer has no account in that currency.
    Account,
    /// The reference is known with another dealer, currency or sum.
    OtherContent,
    /// The reference was given back or refused before.
    Closed,
    /// The reference was taken before.
    Captured,
    /// Nothing was ever set aside under the reference.
    Unknown,
}

impl Refusal {
    const ALL: [Self; 6] = [
        Self::Funds,
        Self::Account,
        Self::OtherContent,
        Self::Closed,
        Self::Captured,
        Self::Unknown,
    ];

    /// As it stands in WHY.
    #[must_use]
    pub const fn as_wire(self) -> &'static str {
        match self {
            Self::Funds => "FUNDS",
            Self::Account => "ACCOUNT",
            Self::OtherContent => "OTHER_CONTENT",
            Self::Closed => "CLOSED",
            Self::Captured => "CAPTURED",
            Self::Unknown => "UNKNOWN",
        }
    }

    pub(crate) fn from_wire(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.as_wire() == text)
    }
}

/// Why the bank did not look at a request. It says nothing about the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotRead {
    /// SENT_AT is too far from the bank's clock.
    Time,
    /// The NONCE was seen before.
    Nonce,
    /// The request names another bank's key.
    OtherBank,
    /// The body is no request of this profile, or not signed with SHA-256.
    Form,
}

impl NotRead {
    const ALL: [Self; 4] = [Self::Time, Self::Nonce, Self::OtherBank, Self::Form];

    /// As it stands in WHY.
    #[must_use]
    pub const fn as_wire(self) -> &'static str {
        match self {
            Self::Time => "TIME",
            Self::Nonce => "NONCE",
            Self::OtherBank => "BANK",
            Self::Form => "FORM",
        }
    }

    fn from_wire(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.as_wire() == text)
    }
}

/// The sums of a dealer's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Account {
    /// All money that came in.
    pub credited: Minor,
    /// All that was taken.
    pub captured: Minor,
    /// What is set aside.
    pub held: Minor,
}

impl Account {
    /// What may still be set aside.
    #[must_use]
    pub const fn available(&self) -> Minor {
        let gone = self.captured.get().saturating_add(self.held.get());
        Minor::new(self.credited.get().saturating_sub(gone))
    }
}

/// What an entry of the bank did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Movement {
    /// Money came in for the dealer.
    Credit,
    /// A sum was set aside.
    Hold,
    /// It was given back.
    Release,
    /// It was taken.
    Capture,
}

impl Movement {
    const ALL: [Self; 4] = [Self::Credit, Self::Hold, Self::Release, Self::Capture];

    /// The word in rows, stored and sent.
    #[must_use]
    pub const fn as_wire(self) -> &'static str {
        match self {
            Self::Credit => "credit",
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Capture => "capture",
        }
    }

    pub(crate) fn from_wire(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_wire() == text)
    }
}

/// One entry of the bank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number; grows.
    pub seq: i64,
    /// When it was booked, by the bank's clock.
    pub at: Timestamp,
    /// What it did.
    pub movement: Movement,
    /// The hub's reference; empty for a credit.
    pub reference: String,
    /// SD.
    pub dealer: String,
    /// ISO 4217.
    pub currency: String,
    /// Above zero.
    pub amount: Minor,
}

impl Row {
    fn text(&self) -> String {
        format!(
            "{};{};{};{};{};{};{}",
            self.seq,
            self.at.iso(),
            self.movement.as_wire(),
            self.reference,
            self.dealer,
            self.currency,
            self.amount.get()
        )
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';');
        let mut next = || parts.next();
        let row = Self {
            seq: number(next()?)?,
            at: Timestamp::parse_iso(next()?).ok()?,
            movement: Movement::from_wire(next()?)?,
            reference: next()?.to_owned(),
            dealer: next()?.to_owned(),
            currency: next()?.to_owned(),
            amount: Minor::new(number(next()?)?),
        };
        let has_reference = match row.movement {
            Movement::Credit => row.reference.is_empty(),
            Movement::Hold | Movement::Release | Movement::Capture => is_reference(&row.reference),
        };
        let fits = has_reference && is_dealer(&row.dealer) && is_currency(&row.currency);
        (fits && row.amount > Minor::ZERO && next().is_none()).then_some(row)
    }
}

/// A part of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// In the order of their numbers.
    pub rows: Vec<Row>,
    /// There are more after the last one.
    pub has_more: bool,
}

/// The bank's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Done now, or by an earlier request with this reference and content.
    Done,
    /// No, for good.
    Refused(Refusal),
    /// Not looked at.
    NotRead(NotRead),
    /// What a dealer has.
    Balance(Account),
    /// What moved.
    Statement(Page),
}

/// An answer before it is signed, or after its signature held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Which request it belongs to.
    pub echo: Echo,
    /// By the bank's clock.
    pub server_time: Timestamp,
    /// The bank's word.
    pub said: Said,
}

impl Answer {
    /// The bytes to sign.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        let mut writer = Writer::begin(self.echo.word);
        writer.line("NONCE", &self.echo.nonce.to_string());
        writer.line("REQ_HASH", &self.echo.request_hash);
        writer.number("HUB", self.echo.hub.into());
        writer.line("SERVER_TIME", &self.server_time.iso());
        match &self.said {
            Said::Done => writer.line("RESULT", "DONE"),
            Said::Refused(why) => {
                writer.line("RESULT", "REFUSED");
                writer.line("WHY", why.as_wire());
            }
            Said::NotRead(why) => {
                writer.line("RESULT", "NOT_READ");
                writer.line("WHY", why.as_wire());
            }
            Said::Balance(account) => {
                writer.line("RESULT", "DONE");
                writer.number("CREDITED", account.credited.get());
                writer.number("CAPTURED", account.captured.get());
                writer.number("HELD", account.held.get());
            }
            Said::Statement(page) => {
                writer.line("RESULT", "DONE");
                writer.line("MORE", if page.has_more { "1" } else { "0" });
                for (index, row) in page.rows.iter().enumerate() {
                    writer.line(&row_name(index), &row.text());
                }
            }
        }
        writer.finish()
    }

    /// Reads the signed bytes.
    ///
    /// # Errors
    /// [`BadMessage`] for anything but one whole answer to the request of `echo`.
    pub fn read(body: &[u8], echo: &Echo) -> Result<Self, BadMessage> {
        let (mut reader, word) = Reader::begin(body)?;
        if word != echo.word {
            return Err(BadMessage("MSG"));
        }
        if reader.nonce()? != echo.nonce {
            return Err(BadMessage("NONCE"));
        }
        reader.fitting("REQ_HASH", |hash| hash == echo.request_hash)?;
        if reader.serial("HUB")? != echo.hub {
            return Err(BadMessage("HUB"));
        }
        let server_time = reader.time("SERVER_TIME")?;
        let said = match reader.text("RESULT")?.as_str() {
            "DONE" => done(word, &mut reader)?,
            "REFUSED" => {
                let why = Refusal::from_wire(&reader.text("WHY")?);
                Said::Refused(why.ok_or(BadMessage("WHY"))?)
            }
            "NOT_READ" => {
                let why = NotRead::from_wire(&reader.text("WHY")?);
                Said::NotRead(why.ok_or(BadMessage("WHY"))?)
            }
            _ => return Err(BadMessage("RESULT")),
        };
        reader.end()?;
        Ok(Self {
            echo: echo.clone(),
            server_time,
            said,
        })
    }
}

fn done(word: Word, reader: &mut Reader) -> Result<Said, BadMessage> {
    match word {
        Word::Reserve | Word::Capture | Word::Void => Ok(Said::Done),
        Word::Balance => Ok(Said::Balance(Account {
            credited: Minor::new(reader.number("CREDITED")?),
            captured: Minor::new(reader.number("CAPTURED")?),
            held: Minor::new(reader.number("HELD")?),
        })),
        Word::Statement => {
            let more = reader.fitting("MORE", |text| matches!(text, "0" | "1"))?;
            let mut rows: Vec<Row> = Vec::new();
            while let Ok(text) = reader.named(&row_name(rows.len()), "R1") {
                let row = Row::parse(&text).ok_or(BadMessage("R1"))?;
                let is_in_order = rows.last().is_none_or(|last| last.seq < row.seq);
                if !is_in_order || rows.len() >= PAGE_ROWS {
                    return Err(BadMessage("R1"));
                }
                rows.push(row);
            }
            let has_more = more == "1";
            if has_more && rows.is_empty() {
                return Err(BadMessage("MORE"));
            }
            Ok(Said::Statement(Page { rows, has_more }))
        }
    }
}

fn row_name(index: usize) -> String {
    format!("R{}", index.saturating_add(1))
}
