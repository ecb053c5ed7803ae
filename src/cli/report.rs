//! What commands write: JSON for programs, sentences for people.

use std::io::{self, Write};
use std::path::Path;

use paydesk_adapters::lock::LockError;
use paydesk_adapters::serial::{DeviceState, SerialFault};
use paydesk_adapters::sqlite::OpenError;
use paydesk_domain::exchange::Why;
use paydesk_domain::ids::{PointCode, claim_number};
use paydesk_domain::language::Language;
use paydesk_domain::payment::{
    FailGround, NoConsent, PrintStage, ReturnStage, Stage, State, Unsure,
};
use paydesk_domain::provider::{Catalogue, Provider};
use paydesk_domain::refusal::Refusal;
use paydesk_till::payment::Payment;
use paydesk_till::world::Rejection;
use serde_json::{Value, json};

use crate::desk::DeskError;
use crate::text::Texts;

/// The two streams. A reader that goes away ends nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Out {
    json: bool,
}

impl Out {
    pub(crate) const fn new(json: bool) -> Self {
        Self { json }
    }

    /// A line of the result, for people.
    pub(crate) fn line(self, text: &str) {
        if !self.json {
            drop(writeln!(io::stdout(), "{text}"));
        }
    }

    /// The result, for programs.
    pub(crate) fn value(self, value: &Value) {
        if self.json {
            drop(writeln!(io::stdout(), "{value}"));
        }
    }

    /// What stands in the way. Goes to standard error in either form.
    pub(crate) fn problem(self, text: &str) {
        drop(writeln!(io::stderr(), "{text}"));
    }
}

/// The names by which payments are shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct View {
    pub(crate) catalogue: Catalogue,
    pub(crate) point: Option<PointCode>,
    pub(crate) utc_offset_minutes: i16,
}

impl View {
    /// The names together with the texts of a language.
    pub(crate) const fn shown<'a>(&'a self, texts: &'a Texts) -> Shown<'a> {
        Shown {
            texts,
            catalogue: &self.catalogue,
            point: self.point.as_ref(),
            utc_offset_minutes: self.utc_offset_minutes,
        }
    }
}

/// What a face must know to show payments.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) texts: &'a Texts,
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) point: Option<&'a PointCode>,
    pub(crate) utc_offset_minutes: i16,
}

impl Shown<'_> {
    fn language(&self) -> Language {
        self.texts.language()
    }

    fn provider(&self, payment: &Payment) -> Option<&Provider> {
        self.catalogue.provider(&payment.order.provider)
    }

    /// The provider's name.
    pub(crate) fn provider_name(&self, payment: &Payment) -> String {
        let known = self
            .provider(payment)
            .map(|provider| provider.name(self.language()).to_owned());
        known.unwrap_or_else(|| payment.order.provider.to_string())
    }

    /// Number, account and fields, grouped for reading.
    pub(crate) fn details(&self, payment: &Payment) -> String {
        let details = &payment.order.details;
        let Some(provider) = self.provider(payment) else {
            return format!("{} {}", details.number.expose(), details.account.expose())
                .trim()
                .to_owned();
        };
        let values = provider.fields.iter().filter_map(|field| {
            let stored = match field.id.as_str() {
                "NUMBER" => Some(&details.number),
                "ACCOUNT" => Some(&details.account),
                other => details.extra.get(other),
            };
            let value = stored
                .map(|value| value.expose().as_str())
                .filter(|value| !value.is_empty())?;
            Some(field.shown(value, provider.region, self.language()))
        });
        values.collect::<Vec<_>>().join(", ")
    }

    /// What a customer quotes.
    pub(crate) fn claim(&self, payment: &Payment) -> String {
        self.point.map_or_else(
            || payment.id.to_string(),
            |point| claim_number(point, payment.id),
        )
    }

    /// The state in words, with what is still to be done.
    pub(crate) fn state(&self, payment: &Payment) -> String {
        let texts = self.texts;
        let mut words = vec![texts.get(&format!(
            "state-{}",
            payment.stage().as_key().replace('_', "-")
        ))];
        match payment.return_stage {
            Some(ReturnStage::Due) => {
                let taken = payment.order.taken.to_text(self.language());
                words.push(texts.with("state-return-due", &[("taken", &taken)]));
            }
            Some(ReturnStage::Returned) => words.push(texts.get("state-returned")),
            Some(_) | None => {}
        }
        match payment.cheque() {
            Some(PrintStage::Due) => words.push(texts.get("state-print-due")),
            // Nobody who only reads the books can tell a print that goes on from one that broke off.
            Some(PrintStage::Printing(_)) => words.push(texts.get("state-print-begun")),
            Some(PrintStage::Uncertain) => words.push(texts.get("state-print-uncertain")),
            Some(PrintStage::Printed | PrintStage::Sent) | None => {}
        }
        if payment.stage() == Stage::Paid && payment.absent_at.is_some() {
            words.push(texts.get("state-unknown-to-server"));
        }
        words.join("; ")
    }

    /// One line of a list.
    pub(crate) fn list_line(&self, payment: &Payment) -> String {
        let when = payment.tender.map_or(payment.opened_at, |tender| tender.at);
        let when = when.dotted(self.utc_offset_minutes);
        let parameters = [
            ("id", payment.id.to_string()),
            ("when", when),
            ("provider", self.provider_name(payment)),
            ("details", self.details(payment)),
            ("taken", payment.order.taken.to_text(self.language())),
            ("state", self.state(payment)),
        ];
        let parameters: Vec<(&str, &str)> = parameters
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        self.texts.with("queue-line", &parameters)
    }

    /// A payment for programs.
    pub(crate) fn json(&self, payment: &Payment) -> Value {
        let details = &payment.order.details;
        let extra: serde_json::Map<String, Value> = details
            .extra
            .iter()
            .map(|(name, value)| (name.clone(), json!(value.expose())))
            .collect();
        json!({
            "payment": payment.id.get(),
            "claim": self.claim(payment),
            "session": payment.session.as_wire(),
            "state": payment.stage().as_key(),
            "transid": payment.transid,
            "error": error_key(payment),
            "provider": payment.order.provider.as_str(),
            "number": details.number.expose(),
            "account": details.account.expose(),
            "fields": extra,
            "currency": payment.order.credited.currency().code(),
            "credited": payment.order.credited.as_wire(),
            "taken": payment.order.taken.as_wire(),
            "opened_at": payment.opened_at.iso(),
            "taken_at": payment.tender.map(|tender| tender.at.iso()),
            "return": payment.return_stage.map(ReturnStage::as_key),
            "print": payment.print.map(|job| job.stage.as_key()),
        })
    }
}

/// A refusal in words, with the server's number at the end for the support line.
pub(crate) fn refusal(texts: &Texts, refusal: Refusal) -> String {
    let reason = texts.get(&format!("refusal-{}", refusal.kind.as_key()));
    if refusal.code == 0 {
        return reason;
    }
    format!(
        "{reason} {}",
        texts.with("refusal-code", &[("code", &refusal.code.to_string())])
    )
}

/// Above this no new payment is taken.
const CLOCK_OFF_SECONDS: u64 = 300;

/// A silence in words.
pub(crate) fn why(texts: &Texts, why: Why) -> String {
    texts.get(&format!("why-{}", why.as_key()))
}

/// The word and number of what went wrong with a payment, if anything did.
pub(crate) fn error_key(payment: &Payment) -> Option<String> {
    match payment.state {
        State::Draft(Some(NoConsent::Refused(refusal)))
        | State::Unknown(Unsure::Answered(refusal))
        | State::Failed(
            FailGround::Refused(refusal)
            | FailGround::Tombstone(refusal)
            | FailGround::Quarantine(refusal),
        ) => Some(refusal.kind.as_key().to_owned()),
        State::Draft(Some(NoConsent::NoAnswer(why))) | State::Unknown(Unsure::NoAnswer(why)) => {
            Some(why.as_key().to_owned())
        }
        State::Review(ground) => Some(ground.as_key().to_owned()),
        State::Draft(_)
        | State::Checking
        | State::Checked
        | State::Queued
        | State::Sending
        | State::InProgress
        | State::Paid(_)
        | State::Failed(FailGround::Decided)
        | State::Cancelled => None,
    }
}

/// That this computer's clock is away from the server's, in words.
pub(crate) fn clock(texts: &Texts, seconds: i64) -> String {
    let seconds = seconds.unsigned_abs();
    let id = if seconds > CLOCK_OFF_SECONDS {
        "alarm-clock-off"
    } else {
        "alarm-clock"
    };
    texts.with(id, &[("seconds", &seconds.to_string())])
}

/// Why a command was not accepted, in words.
pub(crate) fn rejection(texts: &Texts, rejection: Rejection) -> String {
    let id = format!("rejection-{}", rejection_key(rejection));
    match rejection {
        Rejection::Repeat(payment) => texts.with(&id, &[("id", &payment.to_string())]),
        Rejection::NoSuchPayment
        | Rejection::WrongState
        | Rejection::ConsentTooOld
        | Rejection::BadOrder
        | Rejection::NotOffline
        | Rejection::OfflineLimit
        | Rejection::TooLittleCash
        | Rejection::CannotClose
        | Rejection::Storage
        | Rejection::StorageUnsure
        | Rejection::Reconcile
        | Rejection::OtherCopy
        | Rejection::OldEpoch
        | Rejection::ClockOff
        | Rejection::ShiftOpen
        | Rejection::NoShift
        | Rejection::BadSum
        | Rejection::NoReason
        | Rejection::NoDrawer
        | Rejection::CorrectionOpen
        | Rejection::Stopping => texts.get(&id),
    }
}

/// Why a command was not accepted, for programs.
pub(crate) const fn rejection_key(rejection: Rejection) -> &'static str {
    match rejection {
        Rejection::NoSuchPayment => "no-such-payment",
        Rejection::WrongState => "wrong-state",
        Rejection::ConsentTooOld => "consent-too-old",
        Rejection::BadOrder => "bad-order",
        Rejection::NotOffline => "not-offline",
        Rejection::OfflineLimit => "offline-limit",
        Rejection::TooLittleCash => "too-little-cash",
        Rejection::CannotClose => "cannot-close",
        Rejection::Storage => "storage",
        Rejection::StorageUnsure => "storage-unsure",
        Rejection::Reconcile => "reconcile",
        Rejection::OtherCopy => "other-copy",
        Rejection::OldEpoch => "old-epoch",
        Rejection::ClockOff => "clock-off",
        Rejection::Repeat(_) => "repeat",
        Rejection::ShiftOpen => "shift-open",
        Rejection::NoShift => "no-shift",
        Rejection::BadSum => "bad-sum",
        Rejection::NoReason => "no-reason",
        Rejection::NoDrawer => "no-drawer",
        Rejection::CorrectionOpen => "correction-open",
        Rejection::Stopping => "stopping",
    }
}

/// How a device beside the till stands, in words.
pub(crate) fn device(texts: &Texts, port: &str, state: DeviceState) -> String {
    let id = match state {
        DeviceState::Untried => "device-untried",
        DeviceState::Works => "device-works",
        DeviceState::Fault(SerialFault::Missing) => "device-missing",
        DeviceState::Fault(SerialFault::Denied) => "device-denied",
        DeviceState::Fault(SerialFault::Busy) => "device-busy",
        DeviceState::Fault(SerialFault::Broken) => "device-broken",
    };
    texts.with(id, &[("port", port)])
}

/// Why the data cannot be used, in words.
pub(crate) fn desk_error(texts: &Texts, folder: &Path, error: &DeskError) -> String {
    let folder = folder.display().to_string();
    let folder = ("folder", folder.as_str());
    match error {
        DeskError::Lock(LockError::Held) => texts.with("storage-held", &[folder]),
        DeskError::Open(error) => open_error(texts, folder.1, error),
        DeskError::Lock(LockError::Io(error)) | DeskError::Folder(error) => {
            texts.with("storage-folder", &[folder, ("what", &error.to_string())])
        }
        DeskError::Thread(_) => {
            texts.with("storage-folder", &[folder, ("what", &error.to_string())])
        }
    }
}

/// Why the database cannot be used, in words.
pub(crate) fn open_error(texts: &Texts, folder: &str, error: &OpenError) -> String {
    let folder = ("folder", folder);
    let cause =
        std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    match error {
        OpenError::Newer { found, known } => {
            let versions = [
                folder,
                ("found", &found.to_string()),
                ("known", &known.to_string()),
            ];
            texts.with("storage-newer", &versions)
        }
        OpenError::Damaged(what) => texts.with("storage-damaged", &[folder, ("what", what)]),
        OpenError::OldSqlite(version) => texts.with("storage-old-sqlite", &[("what", version)]),
        OpenError::Missing => texts.with("storage-missing", &[folder]),
        OpenError::Sqlite(_) | OpenError::Io(_) => {
            texts.with("storage-folder", &[folder, ("what", &cause)])
        }
    }
}

/// The state of a sale for programs: five words, whatever the till's own states are.
pub(crate) const fn sale_state(stage: Stage) -> &'static str {
    match stage {
        Stage::Paid => "paid",
        Stage::Draft | Stage::Checking | Stage::Checked | Stage::Failed | Stage::Cancelled => {
            "refused"
        }
        Stage::Queued => "queued",
        Stage::InProgress => "in_progress",
        Stage::Sending | Stage::Unknown | Stage::Review => "unknown",
    }
}
