//! A payment as the till holds it: everything that is durable about it but the signed replies themselves.

use paydesk_domain::exchange::{Ask, CancelReason};
use paydesk_domain::ids::{IntentKey, PaymentId, SessionId};
use paydesk_domain::money::Money;
use paydesk_domain::order::Order;
use paydesk_domain::payment::{PrintStage, ReturnStage, Stage, State};
use paydesk_domain::time::Timestamp;

/// The server's consent to a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The server's time under the signature, Unix seconds: the quarantine counts from it.
    pub signed_at: u32,
    /// The server's own clock, where it is told; NOT_AFTER counts from it.
    pub server_time: Timestamp,
    /// When the consent came, by the till's clock.
    pub heard_at: Timestamp,
    /// Text to show before paying.
    pub info: Option<String>,
}

/// The cash that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tender {
    /// When the cashier confirmed.
    pub at: Timestamp,
    /// What the customer handed over, where it was typed; the rest is change.
    pub handed: Option<Money>,
    /// Accepted without a check.
    pub unchecked: bool,
}

/// The only print job of a paid payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrintJob {
    /// Where it stands.
    pub stage: PrintStage,
    /// Prints started so far; the first one is unmarked.
    pub started: u32,
}

/// One payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Our number.
    pub id: PaymentId,
    /// The cashier's intent that it serves.
    pub intent: IntentKey,
    /// What is to be paid.
    pub order: Order,
    /// Full name of the cashier, as it stands on the cheque.
    pub cashier: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The SESSION in use.
    pub session: SessionId,
    /// The first SESSION of this payment.
    pub first_session: SessionId,
    /// Where it stands.
    pub state: State,
    /// The consent, if one came.
    pub grant: Option<Grant>,
    /// The cash, once it was taken.
    pub tender: Option<Tender>,
    /// Pay attempts under the present SESSION.
    pub pays: u32,
    /// Those of them that surely never left: no connection could be made.
    pub pays_never_left: u32,
    /// A cancel is wanted or was sent, and why: no pay of this SESSION may follow.
    pub cancel: Option<CancelReason>,
    /// The last moment at which the server may first execute the pay; the same in every attempt.
    pub not_after: Option<Timestamp>,
    /// The newest VERSION heard.
    pub version: Option<u32>,
    /// TRANSID of the server.
    pub transid: Option<String>,
    /// AUTHCODE of the provider.
    pub authcode: Option<String>,
    /// When the server first said, signed, that no pay is known; Unix seconds.
    pub absent_at: Option<u32>,
    /// Questions since the last change.
    pub asks: u32,
    /// When it came to its end.
    pub closed_at: Option<Timestamp>,
    /// Cash owed to the customer.
    pub return_stage: Option<ReturnStage>,
    /// The cheque.
    pub print: Option<PrintJob>,
}

impl Payment {
    /// The bare name of its state.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.state.stage()
    }

    /// Whether a pay of this SESSION may have reached the server.
    #[must_use]
    pub const fn pay_may_have_left(&self) -> bool {
        self.pays > self.pays_never_left
    }

    /// Whether something still has to happen to it, by the till or by a person.
    #[must_use]
    pub fn is_live(&self) -> bool {
        use paydesk_domain::payment::Finality;
        let waits_for_status = match self.state {
            State::Paid(Finality::Accepted) => self.return_stage.is_none(),
            State::Paid(Finality::Final)
            | State::Draft(_)
            | State::Checking
            | State::Checked
            | State::Queued
            | State::Sending
            | State::Unknown(_)
            | State::InProgress
            | State::Failed(_)
            | State::Cancelled
            | State::Review(_) => false,
        };
        let prints = self.cheque().is_some_and(PrintStage::is_pending);
        let before_money = matches!(self.stage(), Stage::Checking | Stage::Checked);
        let owed = self.return_stage == Some(ReturnStage::Due);
        self.stage().is_open() || waits_for_status || prints || before_money || owed
    }

    /// Whether a cheque is to be printed. None is once the cash is owed back: after a late refusal it would say what
    /// is known to be wrong.
    #[must_use]
    pub fn cheque_is_due(&self) -> bool {
        self.cheque() == Some(PrintStage::Due)
    }

    /// Where its cheque stands; none where there is none, or where it is kept back because the cash is owed back.
    #[must_use]
    pub fn cheque(&self) -> Option<PrintStage> {
        let stage = self.print?.stage;
        let is_kept_back = stage == PrintStage::Due && self.return_stage.is_some();
        (!is_kept_back).then_some(stage)
    }

    /// Whether both payments go to the same number or account of one provider.
    #[must_use]
    pub fn same_details(&self, other: &Self) -> bool {
        self.order.provider == other.order.provider && self.order.details == other.order.details
    }
}

/// What the till will ask next about a payment, once it is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The question.
    pub ask: Ask,
    /// When.
    pub at: Timestamp,
}
