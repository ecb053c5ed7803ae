//! What a long run must have seen before it proves anything, by full lists: what never came up is in no count.

use paydesk_domain::exchange::Why;
use paydesk_domain::payment::Stage;

use crate::auditor::Oracle;
use crate::counts::Counts;
use crate::disk::Loss;
use crate::faults::Fault;

/// So many seeds give every oracle something to look at.
pub const SEEDS_FOR_EVERY_ORACLE: u64 = 20;

/// Moves that the table allows and no till-day leads to.
const UNREACHED_MOVES: [(Stage, Stage); 4] = [
    // A hub that contradicts itself or runs on other data; the bench's is honest and keeps what it has synced.
    (Stage::Queued, Stage::Review),
    (Stage::Sending, Stage::Review),
    // A person decides so, and the bench's cashier decides nothing that is in review.
    (Stage::Review, Stage::Queued),
    (Stage::Review, Stage::Cancelled),
];

/// Reasons for no answer that the bench's line cannot give.
const UNREACHED_WHYS: [Why; 8] = [
    // There is no TLS on it.
    Why::CertificateName,
    Why::CertificateTime,
    Why::CertificateIssuer,
    // The bench's hub signs only what can be read, keeps its data, and knows one copy of the till, whose key is there.
    Why::BadFields,
    Why::EpochAhead,
    Why::ServerWentBack,
    Why::CannotSign,
    // The till says so to itself at its start; no line carries it.
    Why::Interrupted,
];

/// What replies say. Left out: SessionExists, Mismatch, Unsure and Contradiction, which an honest hub says to no till
/// that keeps its own rows.
const ANSWERS: [&str; 18] = [
    "cancel: Done",
    "cancel: NotLooked",
    "cancel: Tombstone",
    "check: CheckRefused",
    "check: Granted",
    "check: NotLooked",
    "pay: Accepted",
    "pay: Expired",
    "pay: Here",
    "pay: InWork",
    "pay: Refused",
    "pay: RefusedForGood",
    "status: Absent",
    "status: Done",
    "status: InWork",
    "status: NotLooked",
    "status: OnlyChecked",
    "status: RefusedForGood",
];

/// Oracles that had nothing to look at.
#[must_use]
pub fn blind(counts: &Counts) -> Vec<Oracle> {
    let is_blind = |oracle: &Oracle| counts.of("oracle", &oracle.to_string()) == 0;
    Oracle::ALL.into_iter().filter(is_blind).collect()
}

/// What came up less often than it must: faults, stages, moves, oracles, losses and prints so often; what replies say
/// and why there was none, once.
#[must_use]
pub fn missing(counts: &Counts, enough: u64) -> Vec<String> {
    let often = wanted().into_iter().map(|wanted| (wanted, enough));
    let whys = Why::ALL
        .into_iter()
        .filter(|why| !UNREACHED_WHYS.contains(why))
        .map(|why| ("why", why.as_key().to_owned()));
    let answers = ANSWERS.map(|answer| ("answer", answer.to_owned()));
    let once = whys.chain(answers).map(|wanted| (wanted, 1));
    let rare = often.chain(once).filter_map(|((kind, name), least)| {
        let times = counts.of(kind, &name);
        (times < least).then(|| format!("{kind} {name} came {times} times, not {least}"))
    });
    rare.collect()
}

fn wanted() -> Vec<(&'static str, String)> {
    let mut wanted: Vec<(&str, String)> = Vec::new();
    wanted.extend(Fault::ALL.map(|fault| ("fault", fault.name())));
    for from in Stage::ALL {
        wanted.push(("state", from.as_key().to_owned()));
        let reached = Stage::ALL
            .into_iter()
            .filter(|to| from.may_become(*to) && !UNREACHED_MOVES.contains(&(from, *to)));
        wanted.extend(reached.map(|to| {
            let step = format!("{} to {}", from.as_key(), to.as_key());
            ("move", step)
        }));
    }
    wanted.extend(Oracle::ALL.map(|oracle| ("oracle", oracle.to_string())));
    for loss in Loss::ALL {
        wanted.push(("loss", format!("till {loss:?}")));
        wanted.push(("loss", format!("hub {loss:?}")));
    }
    let prints = ["NotReady", "Printed", "Sent", "Uncertain", "first", "copy"];
    wanted.extend(prints.map(|print| ("print", print.to_owned())));
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Counts {
        let mut counts = Counts::default();
        for (kind, name) in wanted() {
            counts.add_many(kind, name, 5);
        }
        for why in Why::ALL {
            counts.add("why", why.as_key());
        }
        for answer in ANSWERS {
            counts.add("answer", answer);
        }
        counts
    }

    #[test]
    fn what_never_came_up_is_missing() {
        assert_eq!(missing(&all(), 5), [""; 0]);
        assert_eq!(missing(&all(), 6).len(), wanted().len());
        let nothing = missing(&Counts::default(), 5);
        for rule in [
            "fault regret came 0 times, not 5",
            "state review came 0 times, not 5",
            "move unknown to review came 0 times, not 5",
            "oracle O6 came 0 times, not 5",
            "loss hub Torn came 0 times, not 5",
            "print Uncertain came 0 times, not 5",
            "answer cancel: Done came 0 times, not 1",
            "why wrong-key came 0 times, not 1",
        ] {
            assert!(nothing.iter().any(|line| line == rule), "{rule}");
        }
    }

    #[test]
    fn an_oracle_that_saw_nothing_is_named() {
        assert_eq!(blind(&Counts::default()), Oracle::ALL);
        let mut counts = all();
        assert_eq!(blind(&counts), []);
        counts = Counts::default();
        counts.add("oracle", "O3");
        assert!(!blind(&counts).contains(&Oracle::O3) && blind(&counts).len() == 7);
    }

    #[test]
    fn what_is_left_out_of_the_table_stands_in_it() {
        for (from, to) in UNREACHED_MOVES {
            assert!(from.may_become(to), "{from:?} to {to:?}");
        }
    }
}
