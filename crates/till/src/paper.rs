//! Fills the papers of a payment: which facts stand on a cheque, a slip and a return slip.
//!
//! Nothing is computed here but the change; sums come from the order, words from the cheque crate.

use std::sync::Arc;

use paydesk_cheque::document::{
    Body, Cheque, CopyMark, CorrectionRequest, Document, Heading, Return, ShiftReport, Slip,
    SlipReason, SupplierLines, Wanted,
};
use paydesk_cheque::seal::{Facts, Seal, SealKey, SealedState};
use paydesk_cheque::template::{About, PaperKind, Template};
use paydesk_domain::correction::{CorrectionRecord, CorrectionWish};
use paydesk_domain::ids::{PointCode, claim_number};
use paydesk_domain::language::Language;
use paydesk_domain::money::Money;
use paydesk_domain::payment::{Finality, ReturnStage, Stage, State};
use paydesk_domain::provider::{Field, Provider};
use paydesk_domain::shift::{Left, ShiftTally};
use paydesk_domain::time::Timestamp;

use crate::payment::Payment;

/// What stands at the top of every paper, and in which language it is written.
#[derive(Debug, Clone)]
pub struct Shop {
    /// Dealer, point and till.
    pub heading: Heading,
    /// Language of the paper.
    pub language: Language,
    /// Minutes east of UTC.
    pub utc_offset_minutes: i16,
    /// Every paper says that it is not a real one.
    pub training: bool,
    /// The till's key for the codes on cheques; without it they have none.
    pub seal: Option<Arc<SealKey>>,
    /// What the dealer adds to the papers of payments.
    pub template: Arc<Template>,
}

/// The cheque of a paid payment; `copy` is 0 for the only unmarked one.
#[must_use]
pub fn cheque(
    payment: &Payment,
    provider: Option<&Provider>,
    shop: &Shop,
    (point, copy, now): (&PointCode, u32, Timestamp),
) -> Document {
    let is_final = match payment.state {
        State::Paid(Finality::Final) => true,
        State::Paid(Finality::Accepted)
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
    let body = body(payment, provider, shop, point);
    Document::Cheque(Cheque {
        heading: heading((payment, &body), shop, PaperKind::Cheque),
        number: body.claim_number.clone(),
        body,
        state_final: is_final,
        seal: seal(payment, shop, is_final),
        copy: (copy > 0).then_some(CopyMark { n: copy, at: now }),
        training: shop.training,
        language: shop.language,
    })
}

/// The facts of a paid payment under the till's signature. A copy has the same as the first print, unless the provider
/// has credited the sum in the meantime.
fn seal(payment: &Payment, shop: &Shop, is_final: bool) -> Option<Seal> {
    let details = &payment.order.details;
    let paid_to = [&details.number, &details.account]
        .map(|value| value.expose().to_ascii_uppercase())
        .into_iter()
        .find(|value| !value.is_empty())
        .unwrap_or_default();
    let mut last_four: Vec<char> = paid_to
        .chars()
        .rev()
        .filter(char::is_ascii_alphanumeric)
        .take(4)
        .collect();
    last_four.reverse();
    let state = match (shop.training, is_final) {
        (true, _) => SealedState::Training,
        (false, true) => SealedState::Credited,
        (false, false) => SealedState::Accepted,
    };
    shop.seal.as_ref()?.seal(&Facts {
        session: payment.session.as_wire().to_owned(),
        last_four: last_four.into_iter().collect(),
        taken: payment.order.taken,
        made_at: payment.tender.map_or(payment.opened_at, |tender| tender.at),
        state,
    })
}

/// The paper for a payment that is not paid: an acceptance slip while it is open, a return slip once cash is
/// owed. Nothing for a payment that is paid, or for which no cash was taken.
#[must_use]
pub fn slip(
    payment: &Payment,
    provider: Option<&Provider>,
    shop: &Shop,
    point: &PointCode,
) -> Option<Document> {
    let body = body(payment, provider, shop, point);
    let (training, language) = (shop.training, shop.language);
    if let Some(stage) = payment.return_stage {
        let heading = heading((payment, &body), shop, PaperKind::Return);
        let returned = stage != ReturnStage::Due;
        return Some(Document::ReturnSlip(Return {
            heading,
            body,
            training,
            language,
            returned,
        }));
    }
    let why = match payment.stage() {
        Stage::Queued => SlipReason::Offline,
        Stage::Sending | Stage::Unknown | Stage::Review => SlipReason::NoAnswer,
        Stage::InProgress => SlipReason::InProgress,
        Stage::Draft
        | Stage::Checking
        | Stage::Checked
        | Stage::Paid
        | Stage::Failed
        | Stage::Cancelled => return None,
    };
    Some(Document::AcceptanceSlip(Slip {
        heading: heading((payment, &body), shop, PaperKind::Slip),
        body,
        training,
        language,
        why,
    }))
}

/// The customer's written request about a paid payment, to be signed.
#[must_use]
pub fn correction(
    payment: &Payment,
    provider: Option<&Provider>,
    shop: &Shop,
    (point, record): (&PointCode, &CorrectionRecord),
) -> Document {
    let details = &payment.order.details;
    let wanted = match &record.wish {
        CorrectionWish::Number { right, .. } => {
            let (id, paid) = if details.number.expose().is_empty() {
                ("ACCOUNT", &details.account)
            } else {
                ("NUMBER", &details.number)
            };
            let shown = |value: &str| {
                let known = provider.and_then(|provider| {
                    let field = provider.fields.iter().find(|field| field.id == id)?;
                    Some(field.shown(value, provider.region, shop.language))
                });
                known.unwrap_or_else(|| value.to_owned())
            };
            Wanted::Number {
                paid: shown(paid.expose()),
                meant: shown(right.expose()),
            }
        }
        CorrectionWish::Sum { right, .. } => Wanted::Sum {
            paid: payment.order.credited,
            meant: *right,
        },
        CorrectionWish::Return { .. } => Wanted::Return,
    };
    let body = body(payment, provider, shop, point);
    Document::CorrectionRequest(CorrectionRequest {
        heading: heading((payment, &body), shop, PaperKind::Request),
        body,
        number: record.number.to_string(),
        at: record.at,
        taken_by: record.by.clone(),
        wanted,
        reason: record.wish.reason().to_owned(),
        training: shop.training,
        language: shop.language,
    })
}

/// Dealer, point and till, and what the dealer's template adds to this paper.
fn heading((payment, body): (&Payment, &Body), shop: &Shop, kind: PaperKind) -> Heading {
    let about = About {
        kind,
        language: shop.language,
        heading: &shop.heading,
        provider: payment.order.provider.as_str(),
        body,
    };
    Heading {
        notices: shop.template.notices(&about),
        ..shop.heading.clone()
    }
}

fn body(payment: &Payment, provider: Option<&Provider>, shop: &Shop, point: &PointCode) -> Body {
    let order = &payment.order;
    let handed = payment.tender.and_then(|tender| tender.handed);
    let zero = Money::zero(order.credited.currency());
    Body {
        provider: provider.map_or_else(
            || order.provider.to_string(),
            |provider| provider.name(shop.language).to_owned(),
        ),
        fields: provider.map_or_else(Vec::new, |provider| {
            fields(payment, provider, shop.language)
        }),
        supplier: provider.map(|provider| SupplierLines {
            name: provider.supplier.name.clone(),
            tax_number: provider.supplier.tax_number.clone(),
            phone: provider.supplier.phone.clone(),
        }),
        credited: order.credited,
        taken: order.taken,
        fee: order.fee().unwrap_or(zero),
        tendered: handed,
        change: handed.and_then(|cash| cash.checked_sub(order.taken).ok()),
        cashier_full_name: payment.cashier.clone(),
        made_at: payment.tender.map_or(payment.opened_at, |tender| tender.at),
        utc_offset_minutes: shop.utc_offset_minutes,
        session: payment.session.as_wire().to_owned(),
        transid: payment.transid.clone(),
        authcode: payment.authcode.clone(),
        claim_number: claim_number(point, payment.id),
    }
}

/// What the customer typed, with the provider's labels, grouped for reading.
fn fields(payment: &Payment, provider: &Provider, language: Language) -> Vec<(String, String)> {
    let details = &payment.order.details;
    let value_of = |field: &Field| -> String {
        let stored = match field.id.as_str() {
            "NUMBER" => Some(&details.number),
            "ACCOUNT" => Some(&details.account),
            other => details.extra.get(other),
        };
        let value = stored
            .map(|value| value.expose().as_str())
            .unwrap_or_default();
        field.shown(value, provider.region, language)
    };
    provider
        .fields
        .iter()
        .map(|field| (field.label(language).to_owned(), value_of(field)))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// The report of a shift: an X while it is open, the Z once it is closed.
#[must_use]
pub fn shift_report(
    tally: ShiftTally,
    shop: &Shop,
    (point, by, now): (&PointCode, &str, Timestamp),
) -> Document {
    let named = |all: &[Left]| {
        let lines = all.iter();
        lines
            .map(|left| (claim_number(point, left.payment), left.taken))
            .collect()
    };
    Document::Shift(Box::new(ShiftReport {
        heading: shop.heading.clone(),
        still_open: named(&tally.still_open),
        owed: named(&tally.owed),
        tally,
        made_at: now,
        made_by: by.to_owned(),
        utc_offset_minutes: shop.utc_offset_minutes,
        training: shop.training,
        language: shop.language,
    }))
}
