//! The pay: taken in one commit together with the work it causes, ended by the provider's word alone.

use paydesk_domain::planted::{self, Bug};
use paydesk_domain::time::Timestamp;
use rusqlite::Connection;

use super::change::{self, Cause, End};
use super::checks::{self, CheckRequest};
use super::evidence::{AuditNote, Taken, note, taking};
use super::outbox::{self, Task, Work};
use super::{Store, StoreError, books, rows};
use crate::core::decision::{PayDecision, PayRequest, decide_pay};
use crate::core::payment::{MessageId, Payment, State, TransId};

/// A pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pay {
    /// The same facts as in a check; the tariff counts only where the provider needs no check.
    pub request: CheckRequest,
    /// Whether AMOUNT_ALL was in it.
    pub taken_given: bool,
    /// NOT_AFTER, `paydesk` profile only.
    pub not_after: Option<Timestamp>,
    /// Whether this provider is paid only after a check.
    pub needs_check: bool,
    /// The rules refuse it under this error number: an empty slot is filled with the refusal, an unpaid
    /// payment is closed, and what is being paid or has its end stays as it is.
    pub refused: Option<u16>,
    /// How long the caller keeps the work of paying the provider to itself before a worker takes it over.
    pub lease_ms: i64,
}

/// What follows from a pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayStep {
    /// Taken: pay the provider now. Where the provider needs no check, the bank has not been asked yet.
    Capture {
        /// The payment, CAPTURING.
        payment: Payment,
        /// The work, leased to the caller.
        work: Work,
    },
    /// Known, too late or short of money: answer from the payment.
    Known(Payment),
    /// The check has not come to its end.
    NotYet(Payment),
    /// It differs from what was checked: nothing was executed and the alarm is noted.
    Mismatch {
        /// What fills the slot.
        payment: Payment,
        /// 17, 18, 19 or 37.
        code: u16,
    },
    /// There was no check; nothing is stored.
    Absent,
}

/// The provider's certain word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProviderEnd {
    /// Credited.
    Done {
        /// The provider's own number.
        provider_ref: Option<String>,
    },
    /// Refused for good.
    Refused {
        /// The error number towards the dealer.
        code: u16,
    },
}

/// Performs a pay in the caller's transaction.
///
/// # Errors
/// [`StoreError`] when the books cannot be read or written.
pub fn pay(connection: &Connection, pay: &Pay) -> Result<Taken<PayStep>, StoreError> {
    let request = &pay.request;
    taking(connection, &request.received, |message| {
        let slot = rows::by_slot(connection, request.received.point, &request.session)?;
        let asked = PayRequest {
            profile: request.received.profile,
            fingerprint: request.fingerprint,
            terms: &request.terms,
            taken_given: pay.taken_given,
            not_after: pay.not_after,
            needs_check: pay.needs_check,
        };
        let decision = decide_pay(slot.as_ref(), &asked, request.received.at);
        let decision = match (decision, pay.refused) {
            (PayDecision::ClaimAndCapture, Some(code)) => PayDecision::StoreRefusal { code },
            (PayDecision::Capture, Some(code)) => PayDecision::Close { code },
            (decision, _) => decision,
        };
        match (decision, slot) {
            (PayDecision::Absent { .. }, _) => Ok(PayStep::Absent),
            (PayDecision::ClaimAndCapture, _) => claim_and_capture(connection, pay, message),
            (PayDecision::StoreRefusal { code }, _) => {
                store_refusal(connection, request, (code, message)).map(PayStep::Known)
            }
            (decision, Some(payment)) => act(connection, pay, (decision, payment, message)),
            // Every other decision speaks of a payment that is there.
            (_, None) => Ok(PayStep::Absent),
        }
    })
}

fn act(
    connection: &Connection,
    pay: &Pay,
    (decision, payment, message): (PayDecision, Payment, MessageId),
) -> Result<PayStep, StoreError> {
    let cause = Cause::Message(message);
    let now = pay.request.received.at;
    let mut payment = payment;
    if planted::is(Bug::OtherBodyAccepted) && decision == PayDecision::Capture {
        payment.terms = Some(pay.request.terms.clone());
    }
    match decision {
        PayDecision::Capture => capture(connection, payment, pay, message),
        PayDecision::Close { code } => {
            let end = End {
                code,
                tombstone: false,
                pay_seen: true,
            };
            change::end(connection, payment, end, (cause, now)).map(PayStep::Known)
        }
        PayDecision::MarkSeen => {
            let seen = Payment {
                pay_seen: true,
                ..payment
            };
            change::advance(connection, seen, cause, now).map(PayStep::Known)
        }
        PayDecision::Mismatch { code } => {
            checks::alarm(connection, &payment, now)?;
            Ok(PayStep::Mismatch { payment, code })
        }
        PayDecision::NotYet { .. } => Ok(PayStep::NotYet(payment)),
        PayDecision::Repeat
        | PayDecision::ClaimAndCapture
        | PayDecision::StoreRefusal { .. }
        | PayDecision::Absent { .. } => Ok(PayStep::Known(payment)),
    }
}

fn capture(
    connection: &Connection,
    payment: Payment,
    pay: &Pay,
    message: MessageId,
) -> Result<PayStep, StoreError> {
    let now = pay.request.received.at;
    let next = Payment {
        state: State::Capturing,
        pay_seen: true,
        ..payment
    };
    let payment = change::advance(connection, next, Cause::Message(message), now)?;
    let leased = now.plus_ms(pay.lease_ms);
    let work = outbox::add(connection, payment.id, Task::ProviderPay, (now, leased))?;
    Ok(PayStep::Capture { payment, work })
}

/// The steps of a check and a pay at once, each with its own version.
fn claim_and_capture(
    connection: &Connection,
    pay: &Pay,
    message: MessageId,
) -> Result<PayStep, StoreError> {
    let now = pay.request.received.at;
    let claimed = checks::claim(connection, &pay.request, message)?;
    if claimed.state == State::Void {
        return Ok(PayStep::Known(claimed));
    }
    let cause = Cause::Message(message);
    let reserved = Payment {
        state: State::Reserved,
        ..claimed
    };
    let reserved = change::advance(connection, reserved, cause, now)?;
    let consented = Payment {
        state: State::Consented,
        consented_at: Some(now),
        ..reserved
    };
    let consented = change::advance(connection, consented, cause, now)?;
    capture(connection, consented, pay, message)
}

fn store_refusal(
    connection: &Connection,
    request: &CheckRequest,
    (code, message): (u16, MessageId),
) -> Result<Payment, StoreError> {
    let mut payment = checks::fresh(connection, request)?;
    payment.state = State::Void;
    payment.void_code = Some(code);
    payment.pay_seen = true;
    change::insert(connection, &payment, request.deposit, message)?;
    Ok(payment)
}

/// The provider has decided: all shares are posted, or the hold is freed; the bank is told through the
/// outbox.
///
/// A second word about a payment that is decided changes nothing; if it contradicts the first, a person is
/// told.
///
/// # Errors
/// [`StoreError`] when the payment is not there or the books cannot be written.
pub fn provider_answered(
    connection: &Connection,
    id: TransId,
    end: &ProviderEnd,
    now: Timestamp,
) -> Result<Payment, StoreError> {
    let payment = rows::by_id(connection, id)?;
    match payment.state {
        State::Capturing => decided(connection, payment, end, (Cause::Provider, now)),
        State::Captured | State::Void => {
            contradiction(connection, &payment, end, now).map(|()| payment)
        }
        State::Checked | State::Reserved | State::Consented => Ok(payment),
    }
}

/// Ends a payment in work by whatever decides it.
pub(super) fn decided(
    connection: &Connection,
    payment: Payment,
    end: &ProviderEnd,
    (cause, now): (Cause, Timestamp),
) -> Result<Payment, StoreError> {
    let id = payment.id;
    outbox::finish(connection, (id, Task::ProviderPay), now)?;
    match end {
        ProviderEnd::Refused { code } => {
            let end = End {
                code: *code,
                tombstone: false,
                pay_seen: true,
            };
            change::end(connection, payment, end, (cause, now))
        }
        ProviderEnd::Done { provider_ref } => {
            let business_date = Some(books::capture(connection, &payment, now)?);
            outbox::add(connection, id, Task::BankCapture, (now, now))?;
            let provider_ref = provider_ref.clone();
            let next = Payment {
                state: State::Captured,
                provider_ref,
                business_date,
                ..payment
            };
            change::advance(connection, next, cause, now)
        }
    }
}

/// The bank refused before any order left for the provider: the payment ends refused. Where an order has
/// left, or somebody else has the work now, nothing changes.
///
/// # Errors
/// As [`provider_answered`].
pub fn bank_refused(
    connection: &Connection,
    work: Work,
    code: u16,
    now: Timestamp,
) -> Result<Payment, StoreError> {
    let payment = rows::by_id(connection, work.payment)?;
    if payment.state != State::Capturing || !outbox::is_unsent(connection, work)? {
        return Ok(payment);
    }
    outbox::finish(connection, (payment.id, Task::ProviderPay), now)?;
    let end = End {
        code,
        tombstone: false,
        pay_seen: true,
    };
    change::end(connection, payment, end, (Cause::Bank, now))
}

fn contradiction(
    connection: &Connection,
    payment: &Payment,
    end: &ProviderEnd,
    at: Timestamp,
) -> Result<(), StoreError> {
    let agrees = match end {
        ProviderEnd::Done { .. } => payment.state == State::Captured,
        ProviderEnd::Refused { .. } => payment.state == State::Void,
    };
    if agrees {
        return Ok(());
    }
    tracing::error!(
        payment = payment.id.get(),
        "the provider contradicts its first word"
    );
    let record = format!("payment={}", payment.id.get());
    note(
        connection,
        &AuditNote {
            what: "alarm: provider contradicts itself",
            record: &record,
            at,
        },
    )
}

impl Store {
    /// See [`pay`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written; nothing may be sent or answered then.
    pub async fn pay(&self, asked: Pay) -> Result<Taken<PayStep>, StoreError> {
        self.write(move |connection| pay(connection, &asked)).await
    }

    /// See [`provider_answered`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written.
    pub async fn provider_answered(
        &self,
        id: TransId,
        end: ProviderEnd,
        now: Timestamp,
    ) -> Result<Payment, StoreError> {
        self.write(move |connection| provider_answered(connection, id, &end, now))
            .await
    }

    /// See [`bank_refused`].
    ///
    /// # Errors
    /// [`StoreError`] when the books cannot be written.
    pub async fn bank_refused(
        &self,
        work: Work,
        code: u16,
        now: Timestamp,
    ) -> Result<Payment, StoreError> {
        self.write(move |connection| bank_refused(connection, work, code, now))
            .await
    }
}
