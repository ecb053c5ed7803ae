//! Payments as rows and back. A row that does not read back is an error, never a guess.

use std::collections::BTreeMap;

use paydesk_domain::details::Details;
use paydesk_domain::exchange::{CancelReason, Why};
use paydesk_domain::ids::{IntentKey, PaymentId, SessionId};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::order::Order;
use paydesk_domain::payment::{
    FailGround, Finality, NoConsent, PrintStage, ReturnStage, ReviewGround, Stage, State, Unsure,
};
use paydesk_domain::pii::Pii;
use paydesk_domain::provider::{ProviderId, ProviderNumber};
use paydesk_domain::refusal::{Refusal, RefusalKind};
use paydesk_domain::time::Timestamp;
use paydesk_till::payment::{Grant, Payment, PrintJob, Tender};
use rusqlite::Row;

/// A stored row does not mean anything this program knows.
#[derive(Debug, thiserror::Error)]
pub enum BadRow {
    /// SQLite refused a column.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    /// A column holds a word this program does not know.
    #[error("payment {payment}: column {column} cannot be read")]
    Column {
        /// The payment.
        payment: i64,
        /// The column.
        column: &'static str,
    },
    /// A shift of a currency this program does not know.
    #[error("shift {0}: its currency cannot be read")]
    Shift(u32),
    /// An enrolment whose epoch is no number.
    #[error("the epoch of this copy cannot be read")]
    Epoch,
}

/// The columns of a payment in the order in which [`payment`] reads them.
pub(super) const COLUMNS: &str = "p.id, p.intent, p.provider, p.provider_number, p.number, p.account, \
 p.extra, p.credited, p.taken, p.currency, c.full_name, p.opened_at, p.session, p.first_session, p.stage, \
 p.detail, p.grant_signed_s, p.grant_server, p.grant_heard, p.grant_info, p.tender_at, p.handed, \
 p.unchecked, p.pays, p.pays_never_left, p.cancel, p.not_after, p.version, p.transid, p.authcode, \
 p.absent_s, p.asks, p.closed_at, p.return_stage, p.print_stage, p.print_copy, p.print_started";

pub(super) fn payment(row: &Row<'_>) -> Result<Payment, BadRow> {
    let id: i64 = row.get("id")?;
    let bad = |column| BadRow::Column {
        payment: id,
        column,
    };
    let order = order(row, id)?;
    let currency = order.credited.currency();
    let session =
        SessionId::parse(&row.get::<_, String>("session")?).map_err(|_| bad("session"))?;
    let first_session = match row.get::<_, Option<String>>("first_session")? {
        Some(text) => SessionId::parse(&text).map_err(|_| bad("first_session"))?,
        None => session.clone(),
    };
    let stage = Stage::from_key(&row.get::<_, String>("stage")?).ok_or(bad("stage"))?;
    let detail: Option<String> = row.get("detail")?;
    let cancel: Option<String> = row.get("cancel")?;
    let returned: Option<String> = row.get("return_stage")?;
    Ok(Payment {
        id: PaymentId::new(id),
        intent: IntentKey::new(u128::from_be_bytes(row.get("intent")?)),
        order,
        cashier: row.get("full_name")?,
        opened_at: Timestamp::from_unix_ms(row.get("opened_at")?),
        session,
        first_session,
        state: state_from(stage, detail.as_deref().unwrap_or("")).ok_or(bad("detail"))?,
        grant: grant(row)?,
        tender: row
            .get::<_, Option<i64>>("tender_at")?
            .map(|at| -> Result<Tender, BadRow> {
                Ok(Tender {
                    at: Timestamp::from_unix_ms(at),
                    handed: row
                        .get::<_, Option<i64>>("handed")?
                        .map(|sum| Money::new(sum, currency)),
                    unchecked: row.get("unchecked")?,
                })
            })
            .transpose()?,
        pays: row.get("pays")?,
        pays_never_left: row.get("pays_never_left")?,
        cancel: cancel
            .map(|key| cancel_from(&key).ok_or(bad("cancel")))
            .transpose()?,
        not_after: row
            .get::<_, Option<i64>>("not_after")?
            .map(Timestamp::from_unix_ms),
        version: row.get("version")?,
        transid: row.get("transid")?,
        authcode: row.get("authcode")?,
        absent_at: row.get("absent_s")?,
        asks: row.get("asks")?,
        closed_at: row
            .get::<_, Option<i64>>("closed_at")?
            .map(Timestamp::from_unix_ms),
        return_stage: returned
            .map(|key| ReturnStage::from_key(&key).ok_or(bad("return_stage")))
            .transpose()?,
        print: print(row).map_err(|error| error.unwrap_or(bad("print_stage")))?,
    })
}

pub(super) fn order(row: &Row<'_>, id: i64) -> Result<Order, BadRow> {
    let bad = |column| BadRow::Column {
        payment: id,
        column,
    };
    let code: String = row.get("currency")?;
    let currency = Currency::from_code(&code).ok_or(bad("currency"))?;
    let extra: Option<String> = row.get("extra")?;
    let extra: BTreeMap<String, String> = extra
        .map(|text| serde_json::from_str(&text).map_err(|_| bad("extra")))
        .transpose()?
        .unwrap_or_default();
    Ok(Order {
        provider: ProviderId::parse(&row.get::<_, String>("provider")?)
            .map_err(|_| bad("provider"))?,
        provider_number: ProviderNumber::new(row.get("provider_number")?)
            .map_err(|_| bad("provider_number"))?,
        details: Details {
            number: Pii::new(row.get("number")?),
            account: Pii::new(row.get("account")?),
            extra: extra
                .into_iter()
                .map(|(name, value)| (name, Pii::new(value)))
                .collect(),
        },
        credited: Money::new(row.get("credited")?, currency),
        taken: Money::new(row.get("taken")?, currency),
    })
}

/// A provider's own fields as they are stored; none where there are none.
pub(super) fn extra(details: &Details) -> Option<String> {
    let extra: BTreeMap<&str, &str> = details
        .extra
        .iter()
        .map(|(name, value)| (name.as_str(), value.expose().as_str()))
        .collect();
    (!extra.is_empty()).then(|| serde_json::json!(extra).to_string())
}

fn grant(row: &Row<'_>) -> Result<Option<Grant>, BadRow> {
    let Some(signed_at) = row.get::<_, Option<u32>>("grant_signed_s")? else {
        return Ok(None);
    };
    Ok(Some(Grant {
        signed_at,
        server_time: Timestamp::from_unix_ms(row.get("grant_server")?),
        heard_at: Timestamp::from_unix_ms(row.get("grant_heard")?),
        info: row.get("grant_info")?,
    }))
}

fn print(row: &Row<'_>) -> Result<Option<PrintJob>, Option<BadRow>> {
    let read = || -> Result<Option<(String, u32, u32)>, rusqlite::Error> {
        let Some(key) = row.get::<_, Option<String>>("print_stage")? else {
            return Ok(None);
        };
        let copy: Option<u32> = row.get("print_copy")?;
        let started: Option<u32> = row.get("print_started")?;
        Ok(Some((key, copy.unwrap_or(0), started.unwrap_or(0))))
    };
    let Some((key, copy, started)) = read().map_err(|error| Some(error.into()))? else {
        return Ok(None);
    };
    let stage = PrintStage::from_key(&key, copy).ok_or(None)?;
    Ok(Some(PrintJob { stage, started }))
}

/// What a stage says further, as one short text.
pub(super) fn detail(state: &State) -> Option<String> {
    match state {
        State::Draft(None)
        | State::Checking
        | State::Checked
        | State::Queued
        | State::Sending
        | State::InProgress
        | State::Cancelled => None,
        State::Draft(Some(NoConsent::GivenUp)) => Some("given-up".to_owned()),
        State::Draft(Some(NoConsent::Refused(refusal)))
        | State::Unknown(Unsure::Answered(refusal)) => Some(refusal_text("refused", refusal)),
        State::Draft(Some(NoConsent::NoAnswer(why))) | State::Unknown(Unsure::NoAnswer(why)) => {
            Some(format!("no-answer:{}", why.as_key()))
        }
        State::Paid(Finality::Accepted) => Some("accepted".to_owned()),
        State::Paid(Finality::Final) => Some("final".to_owned()),
        State::Failed(FailGround::Refused(refusal)) => Some(refusal_text("refused", refusal)),
        State::Failed(FailGround::Tombstone(refusal)) => Some(refusal_text("tombstone", refusal)),
        State::Failed(FailGround::Quarantine(refusal)) => Some(refusal_text("quarantine", refusal)),
        State::Failed(FailGround::Decided) => Some("decided".to_owned()),
        State::Review(ground) => Some(ground.as_key().to_owned()),
    }
}

fn refusal_text(word: &str, refusal: &Refusal) -> String {
    format!("{word}:{}:{}", refusal.kind.as_key(), refusal.code)
}

fn state_from(stage: Stage, detail: &str) -> Option<State> {
    let mut parts = detail.splitn(3, ':');
    let word = parts.next().unwrap_or("");
    let key = parts.next().unwrap_or("");
    let code = parts.next();
    let refusal = || -> Option<Refusal> {
        Some(Refusal {
            kind: RefusalKind::from_key(key)?,
            code: code?.parse().ok()?,
        })
    };
    Some(match (stage, word) {
        (Stage::Draft, "") => State::Draft(None),
        (Stage::Draft, "given-up") => State::Draft(Some(NoConsent::GivenUp)),
        (Stage::Draft, "refused") => State::Draft(Some(NoConsent::Refused(refusal()?))),
        (Stage::Draft, "no-answer") => State::Draft(Some(NoConsent::NoAnswer(Why::from_key(key)?))),
        (Stage::Checking, "") => State::Checking,
        (Stage::Checked, "") => State::Checked,
        (Stage::Queued, "") => State::Queued,
        (Stage::Sending, "") => State::Sending,
        (Stage::InProgress, "") => State::InProgress,
        (Stage::Cancelled, "") => State::Cancelled,
        (Stage::Unknown, "refused") => State::Unknown(Unsure::Answered(refusal()?)),
        (Stage::Unknown, "no-answer") => State::Unknown(Unsure::NoAnswer(Why::from_key(key)?)),
        (Stage::Paid, "accepted") => State::Paid(Finality::Accepted),
        (Stage::Paid, "final") => State::Paid(Finality::Final),
        (Stage::Failed, "refused") => State::Failed(FailGround::Refused(refusal()?)),
        (Stage::Failed, "tombstone") => State::Failed(FailGround::Tombstone(refusal()?)),
        (Stage::Failed, "quarantine") => State::Failed(FailGround::Quarantine(refusal()?)),
        (Stage::Failed, "decided") => State::Failed(FailGround::Decided),
        (Stage::Review, ground) => State::Review(ReviewGround::from_key(ground)?),
        _ => return None,
    })
}

pub(super) const fn cancel_key(reason: CancelReason) -> &'static str {
    match reason {
        CancelReason::Return => "return",
        CancelReason::Reissue => "reissue",
        CancelReason::Expired => "expired",
    }
}

pub(super) fn cancel_from(key: &str) -> Option<CancelReason> {
    [
        CancelReason::Return,
        CancelReason::Reissue,
        CancelReason::Expired,
    ]
    .into_iter()
    .find(|reason| cancel_key(*reason) == key)
}
