//! What happened to one payment, step by step, and the signed documents that prove it.

use paydesk_domain::exchange::{Ask, CancelReason};
use paydesk_domain::ids::PaymentId;
use paydesk_domain::payment::{NoConsent, Stage, State};
use paydesk_domain::time::Timestamp;
use paydesk_till::payment::Payment;
use rusqlite::{Connection, params};

use super::read::{BadRow, Books, BooksRef, ask};
use super::{codec, packing, requests};

/// One thing that happened to a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When. What left for the server carries the estimate of the server's clock.
    pub at: Timestamp,
    /// What.
    pub what: StepKind,
    /// A word or number of our own vocabulary that says more: why no answer came, on what ground it failed, which
    /// copy was printed. Never a number, account or name; empty where there is nothing to say.
    pub detail: String,
}

/// What may happen to a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepKind {
    /// A check may have left.
    CheckSent,
    /// The server consented.
    Consent,
    /// The server did not consent.
    CheckRefused,
    /// Cash was taken.
    Tendered,
    /// A pay may have left.
    PaySent,
    /// The server was asked what became of it.
    StatusAsked,
    /// A cancel may have left.
    CancelSent,
    /// A reply passed the gate.
    Answered,
    /// No answer that can be trusted; the detail is the reason.
    NoAnswer,
    /// The server is at work.
    InProgress,
    /// Paid.
    Paid,
    /// Failed for good.
    Failed,
    /// Withdrawn.
    Cancelled,
    /// A person must look.
    Review,
    /// Cash is owed to the customer.
    ReturnDue,
    /// Cash was handed back.
    Returned,
    /// The drawer was told to open; of a sale or of cash that went back.
    DrawerOpened,
    /// A print was started; the detail is the number of the copy, 0 for the unmarked one.
    PrintStarted,
    /// A print ended; the detail says how.
    PrintEnded,
    /// Something that a person must see.
    Alarm,
    /// An entry of the journal that has no kind of its own here; the detail names it.
    Other,
}

/// A stored signed document.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedMessage {
    /// When it left or came.
    pub at: Timestamp,
    /// What was asked.
    pub ask: Ask,
    /// A request of ours; a reply otherwise.
    pub from_us: bool,
    /// The document, byte for byte.
    pub document: Vec<u8>,
}

/// Without the document: it names the customer's number.
impl std::fmt::Debug for SignedMessage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedMessage")
            .field("at", &self.at)
            .field("ask", &self.ask)
            .field("from_us", &self.from_us)
            .finish_non_exhaustive()
    }
}

impl Books {
    /// What happened to a payment, in the order in which it became durable. Empty where there is no such payment.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn timeline(&self, id: PaymentId) -> Result<Vec<Step>, BadRow> {
        let by_id = BooksRef(&self.connection).select("WHERE p.id = ?1", [id.get()])?;
        let Some(payment) = by_id.into_iter().next() else {
            return Ok(Vec::new());
        };
        let mut placed = journal_steps(&self.connection, &payment)?;
        let entries = placed.len();
        for attempt in attempts(&self.connection, id)? {
            let journal = placed.get(..entries).unwrap_or_default();
            let opened = place(journal, attempt.opened_after, attempt.at);
            let closed = attempt.end.as_ref().map(|end| {
                (
                    place(journal, end.after, end.at),
                    end.step(&attempt, &payment),
                )
            });
            let row = attempt.row;
            placed.push(((opened, row, 0), attempt.step()));
            if let Some((after, step)) = closed {
                placed.push(((after.max(opened), row, 1), step));
            }
        }
        placed.sort_by_key(|(place, _)| *place);
        let mut steps: Vec<Step> = placed.into_iter().map(|(_, step)| step).collect();
        if payment.stage() == Stage::InProgress
            && let Some(last) = steps
                .iter_mut()
                .rfind(|step| step.what == StepKind::Answered)
        {
            last.what = StepKind::InProgress;
        }
        Ok(steps)
    }

    /// The stored signed documents of a payment, requests and replies in their order. Requests are kept where they
    /// may move money: pay and cancel; of a consent before any cash only the hash is kept.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read or a document in it is damaged.
    pub fn messages(&self, id: PaymentId) -> Result<Vec<SignedMessage>, BadRow> {
        let sql = format!(
            "SELECT a.ask, a.at, a.request, e.at AS heard_at, e.evidence, p.cancel, {} FROM attempt a \
             JOIN payment p ON p.id = a.payment LEFT JOIN attempt_end e ON e.attempt = a.id \
             LEFT JOIN journal j ON j.seq = a.journal_seq WHERE a.payment = ?1 ORDER BY a.id",
            requests::COLUMNS
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([id.get()])?;
        let mut messages = Vec::new();
        while let Some(row) = rows.next()? {
            let cancel: Option<String> = row.get("cancel")?;
            let ask = asked(&row.get::<_, String>("ask")?, cancel.as_deref());
            let damaged = |column| BadRow::Column {
                payment: id.get(),
                column,
            };
            if let Some(packed) = row.get::<_, Option<Vec<u8>>>("request")? {
                let draft = requests::Draft::read(row)?;
                messages.push(SignedMessage {
                    at: draft.sent_at,
                    ask,
                    from_us: true,
                    document: requests::unpack(&packed, &draft).ok_or(damaged("request"))?,
                });
            }
            if let Some(packed) = row.get::<_, Option<Vec<u8>>>("evidence")? {
                messages.push(SignedMessage {
                    at: Timestamp::from_unix_ms(row.get("heard_at")?),
                    ask,
                    from_us: false,
                    document: packing::unpack(&packed).ok_or(damaged("evidence"))?,
                });
            }
        }
        Ok(messages)
    }
}

/// A stored word; why a cancel was sent stands in the payment.
fn asked(word: &str, cancel: Option<&str>) -> Ask {
    let reason = cancel.and_then(codec::cancel_from);
    match ask(word) {
        Ask::Cancel(_) => Ask::Cancel(reason.unwrap_or(CancelReason::Return)),
        other @ (Ask::Check | Ask::Pay | Ask::Status) => other,
    }
}

/// Where a step stands: after this entry of the journal, in the order of attempts, the end after the beginning.
type Place = (i64, i64, u8);

fn journal_steps(connection: &Connection, payment: &Payment) -> Result<Vec<(Place, Step)>, BadRow> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, at, kind, text FROM journal WHERE payment = ?1 ORDER BY seq",
    )?;
    let rows = statement.query_map(params![payment.id.get()], |row| {
        let (kind, text): (String, String) = (row.get(2)?, row.get(3)?);
        let (what, detail) = entry(&kind, text, payment);
        let at = Timestamp::from_unix_ms(row.get(1)?);
        Ok(((row.get(0)?, 0, 0), Step { at, what, detail }))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn entry(kind: &str, text: String, payment: &Payment) -> (StepKind, String) {
    let ground = || codec::detail(&payment.state).unwrap_or_default();
    let became = |what, stage| {
        let is_present = payment.stage() == stage;
        (what, if is_present { ground() } else { String::new() })
    };
    match (kind, text.as_str()) {
        ("tendered", _) => (StepKind::Tendered, String::new()),
        ("became", "paid") => became(StepKind::Paid, Stage::Paid),
        ("became", "failed") => became(StepKind::Failed, Stage::Failed),
        ("became", "cancelled") => became(StepKind::Cancelled, Stage::Cancelled),
        ("became", "review") => became(StepKind::Review, Stage::Review),
        ("became", "in_progress") => became(StepKind::InProgress, Stage::InProgress),
        ("became", _) => (StepKind::Other, text),
        ("print-started", _) => (StepKind::PrintStarted, text),
        ("print-ended", _) => (StepKind::PrintEnded, text),
        ("drawer-opened", _) => (StepKind::DrawerOpened, String::new()),
        ("return-due", _) => (StepKind::ReturnDue, String::new()),
        ("returned", _) => (StepKind::Returned, String::new()),
        ("alarm", _) => (StepKind::Alarm, text),
        (other, _) => (StepKind::Other, other.to_owned()),
    }
}

/// The entry of the journal behind which something stands. Rows of before version 3 do not tell; their time does,
/// as well as two clocks allow.
fn place(journal: &[(Place, Step)], stored: Option<i64>, at: Timestamp) -> i64 {
    stored.unwrap_or_else(|| {
        let earlier = journal.iter().rfind(|(_, step)| step.at <= at);
        earlier.map_or(0, |((seq, ..), _)| *seq)
    })
}

struct Attempt {
    row: i64,
    ask: Ask,
    at: Timestamp,
    opened_after: Option<i64>,
    is_last_check: bool,
    end: Option<End>,
}

struct End {
    at: Timestamp,
    after: Option<i64>,
    why: Option<String>,
    has_consent: bool,
}

impl Attempt {
    fn step(&self) -> Step {
        let what = match self.ask {
            Ask::Check => StepKind::CheckSent,
            Ask::Pay => StepKind::PaySent,
            Ask::Status => StepKind::StatusAsked,
            Ask::Cancel(_) => StepKind::CancelSent,
        };
        Step {
            at: self.at,
            what,
            detail: String::new(),
        }
    }
}

impl End {
    fn step(&self, attempt: &Attempt, payment: &Payment) -> Step {
        let (what, detail) = match (&self.why, attempt.ask) {
            (Some(why), _) => (StepKind::NoAnswer, why.clone()),
            (None, Ask::Check) if self.has_consent && payment.grant.is_some() => {
                (StepKind::Consent, String::new())
            }
            (None, Ask::Check) if self.has_consent => (StepKind::Answered, String::new()),
            (None, Ask::Check) => (StepKind::CheckRefused, refusal(attempt, payment)),
            (None, Ask::Pay | Ask::Status | Ask::Cancel(_)) => (StepKind::Answered, String::new()),
        };
        Step {
            at: self.at,
            what,
            detail,
        }
    }
}

/// Why the newest check was refused; of earlier ones it is not kept.
fn refusal(attempt: &Attempt, payment: &Payment) -> String {
    let is_refused = matches!(payment.state, State::Draft(Some(NoConsent::Refused(_))));
    if attempt.is_last_check && is_refused {
        codec::detail(&payment.state).unwrap_or_default()
    } else {
        String::new()
    }
}

fn attempts(connection: &Connection, id: PaymentId) -> Result<Vec<Attempt>, BadRow> {
    let mut statement = connection.prepare_cached(
        "SELECT a.id, a.ask, a.at, a.journal_seq, e.at, e.journal_seq, e.why, \
         e.evidence IS NOT NULL OR e.consent_hash IS NOT NULL, \
         NOT EXISTS (SELECT 1 FROM attempt o WHERE o.payment = a.payment AND o.ask = 'check' AND o.id > a.id) \
         FROM attempt a LEFT JOIN attempt_end e ON e.attempt = a.id WHERE a.payment = ?1 ORDER BY a.id",
    )?;
    let rows = statement.query_map([id.get()], |row| {
        let end = row
            .get::<_, Option<i64>>(4)?
            .map(|at| -> rusqlite::Result<End> {
                Ok(End {
                    at: Timestamp::from_unix_ms(at),
                    after: row.get(5)?,
                    why: row.get(6)?,
                    has_consent: row.get(7)?,
                })
            });
        Ok(Attempt {
            row: row.get(0)?,
            ask: ask(&row.get::<_, String>(1)?),
            at: Timestamp::from_unix_ms(row.get(2)?),
            opened_after: row.get(3)?,
            is_last_check: row.get(8)?,
            end: end.transpose()?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
