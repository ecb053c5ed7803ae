//! The second pass: every answer's signature, echoes and meaning, after the clock has stopped.

use paydesk_cyberplat::ipriv::verify_document;
use paydesk_cyberplat::messages::answer::{Received, Sent, read_answer};
use paydesk_domain::exchange::{Ask, Meaning};

use super::drive::{Answer, Driven, Sale};
use super::limits::on_all_cores;
use super::plan::{ASKS, Round};
use super::report::Tally;
use super::site::Points;

/// What an answer was worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// Its signature holds, it answers this request, and it says what it must.
    Good,
    /// Nothing came.
    Silence,
    /// Another status line than 200; nothing of it is signed.
    Status(u16),
    /// The signature does not hold.
    Unsigned,
    /// Signed, but no answer to this request.
    NoAnswer,
    /// It says something else than that the payment goes on or is made.
    Refused,
}

impl Verdict {
    /// For people.
    pub(super) fn text(self) -> String {
        match self {
            Self::Good => "good".to_owned(),
            Self::Silence => "no answer".to_owned(),
            Self::Status(number) => format!("HTTP {number}"),
            Self::Unsigned => "wrong signature".to_owned(),
            Self::NoAnswer => "answers another request".to_owned(),
            Self::Refused => "refused".to_owned(),
        }
    }
}

/// Judges the answers of a round and adds them to the tally.
pub(super) fn prove(round: &Round, driven: &Driven, points: &Points, tally: &mut Tally) {
    let judged = on_all_cores(&driven.sales, |sale| {
        (0..sale.shots.len())
            .map(|turn| judge(round, points, (sale, turn)))
            .collect::<Vec<_>>()
    });
    for (sale, verdicts) in driven.sales.iter().zip(judged) {
        tally.add(sale, &verdicts);
    }
}

/// Judges one answer of a sale.
pub(super) fn judge(round: &Round, points: &Points, (sale, turn): (&Sale, usize)) -> Verdict {
    let document = match sale.shots.get(turn).map(|shot| &shot.answer) {
        Some(Answer::Http(200, document)) => document,
        Some(Answer::Http(status, _)) => return Verdict::Status(*status),
        Some(Answer::Nothing) | None => return Verdict::Silence,
    };
    let number = round.number(sale.place);
    let Some(point) = points.of(number) else {
        return Verdict::NoAnswer;
    };
    let Ok((request, body)) = round.request(point, number, turn) else {
        return Verdict::NoAnswer;
    };
    let Ok(verified) = verify_document(document, &points.hub_key) else {
        return Verdict::Unsigned;
    };
    let received = Received {
        verified: &verified,
        document,
    };
    let sent = Sent {
        request: &request,
        body: &body,
    };
    match read_answer(&received, &sent, &point.terms) {
        Ok(answer) if is_meant(ASKS.get(turn).copied(), answer.meaning) => Verdict::Good,
        Ok(_) => Verdict::Refused,
        Err(_) => Verdict::NoAnswer,
    }
}

/// The plain protocol's acceptance of a pay is not final by itself; its status is.
fn is_meant(ask: Option<Ask>, meaning: Meaning) -> bool {
    matches!(
        (ask, meaning),
        (Some(Ask::Check), Meaning::Granted)
            | (Some(Ask::Pay), Meaning::Accepted { .. })
            | (Some(Ask::Status), Meaning::Done)
    )
}
