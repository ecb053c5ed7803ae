//! Status and cancel.

use paydesk_cyberplat::messages::codes;

use super::asked::Asked;
use super::desk::Desk;
use super::intake::Turned;
use super::reply::{Answer, Told, refuse, replayed, unavailable};
use crate::core::outcome::Outcome;
use crate::store::closing::{Cancel, Found, Status};
use crate::store::evidence::{Step, Taken};

/// Answers a status.
pub(super) async fn status(desk: &Desk, asked: &Asked<'_>) -> Result<Told, Turned> {
    let Some(session) = asked.incoming.session.clone() else {
        return refuse(desk, &asked.envelope, codes::SESSION_FORMAT).await;
    };
    let fingerprint = asked
        .incoming
        .paydesk
        .as_ref()
        .and_then(|additions| additions.fingerprint);
    let received = asked.envelope.received();
    let taken = desk
        .store
        .status(Status {
            received,
            session,
            fingerprint,
        })
        .await;
    Ok(tell(asked, taken.map_err(unavailable)?))
}

/// Answers a cancel.
pub(super) async fn cancel(desk: &Desk, asked: &Asked<'_>) -> Result<Told, Turned> {
    let additions = asked.incoming.paydesk.as_ref();
    let fingerprint = additions.and_then(|additions| additions.fingerprint);
    let (Some(session), Some(fingerprint)) = (asked.incoming.session.clone(), fingerprint) else {
        return refuse(desk, &asked.envelope, codes::REQUEST_FORMAT).await;
    };
    let received = asked.envelope.received();
    let deposit = asked.envelope.letter.key.deposit;
    let taken = desk
        .store
        .cancel(Cancel {
            received,
            session,
            fingerprint,
            deposit,
        })
        .await;
    Ok(tell(asked, taken.map_err(unavailable)?))
}

fn tell(asked: &Asked<'_>, taken: Taken<Found>) -> Told {
    let message = taken.message;
    match taken.step {
        Step::Replayed => replayed(&asked.envelope, message),
        Step::Done(Found::Slot(payment)) => {
            let outcome = Outcome::of_status(payment.as_ref());
            Answer::about(message, outcome, payment).told()
        }
        Step::Done(Found::Foreign { payment, code }) => {
            let outcome = Outcome::of_foreign(&payment, code);
            Answer::about(message, outcome, Some(payment)).told()
        }
    }
}
