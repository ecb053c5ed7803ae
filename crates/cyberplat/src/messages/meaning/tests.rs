use paydesk_domain::exchange::{Ask, CancelReason, Meaning};

use super::{Said, paydesk, plain};
use crate::messages::codes::{self, PayClass, refusal};
use crate::messages::state::State;

const CANCEL: Ask = Ask::Cancel(CancelReason::Return);
const RESULTS: [Option<u16>; 10] = [
    None,
    Some(0),
    Some(1),
    Some(2),
    Some(3),
    Some(4),
    Some(5),
    Some(6),
    Some(7),
    Some(8),
];

fn said(error: u16, result: Option<u16>) -> Said {
    Said { error, result }
}

fn every_code() -> impl Iterator<Item = u16> {
    codes::all()
        .iter()
        .map(|row| row.code)
        .chain([14, 99, 500, u16::MAX])
}

#[test]
fn a_plain_check_is_granted_by_both_zeros_alone() {
    for error in every_code() {
        for result in RESULTS {
            let found = plain(Ask::Check, said(error, result));
            let expected = match (error, result) {
                (0, Some(0)) => Meaning::Granted,
                (1, _) => Meaning::SessionExists(refusal(1)),
                _ => Meaning::CheckRefused(refusal(error)),
            };
            assert_eq!(found, expected, "{error} {result:?}");
        }
    }
}

#[test]
fn a_plain_pay_is_accepted_by_both_zeros_alone() {
    for error in every_code() {
        for result in RESULTS {
            let found = plain(Ask::Pay, said(error, result));
            let is_accepted = found == Meaning::Accepted { is_final: false };
            assert_eq!(
                is_accepted,
                (error, result) == (0, Some(0)),
                "{error} {result:?}"
            );
        }
    }
}

#[test]
fn a_plain_pay_refused_by_its_code_needs_a_result_that_agrees() {
    for error in every_code().filter(|code| *code != 0) {
        let refusal = refusal(error);
        let by_class = match codes::explain(error).on_pay {
            PayClass::Accepted => panic!("only 0 is success"),
            PayClass::Refused => Meaning::Refused(refusal),
            PayClass::Here => Meaning::Here(refusal),
            PayClass::Mismatch => Meaning::Mismatch(refusal),
            PayClass::Absent => Meaning::Absent(refusal),
            PayClass::Expired => Meaning::Expired(refusal),
            PayClass::Unsure => Meaning::Unsure(refusal),
        };
        for result in RESULTS {
            let agrees = matches!(result, None | Some(1));
            let expected = if agrees {
                by_class
            } else {
                Meaning::Unsure(refusal)
            };
            assert_eq!(
                plain(Ask::Pay, said(error, result)),
                expected,
                "{error} {result:?}"
            );
        }
    }
    for result in [None, Some(1), Some(7)] {
        assert_eq!(
            plain(Ask::Pay, said(0, result)),
            Meaning::Unsure(refusal(0))
        );
    }
}

#[test]
fn a_plain_status_is_read_from_its_result() {
    for error in every_code() {
        for result in RESULTS {
            let expected = match (result, error) {
                (None, 11 | 34) => Meaning::Absent(refusal(error)),
                (None, _) => Meaning::Unsure(refusal(error)),
                (Some(0 | 1), _) => Meaning::OnlyChecked,
                (Some(2..=6), _) => Meaning::InWork,
                (Some(7), 0) => Meaning::Done,
                (Some(7), _) => Meaning::RefusedForGood(refusal(error)),
                (Some(_), _) => Meaning::Unsure(refusal(error)),
            };
            assert_eq!(
                plain(Ask::Status, said(error, result)),
                expected,
                "{error} {result:?}"
            );
        }
    }
}

/// Every combination of the `paydesk` profile that means something; whatever is not here is a
/// contradiction.
fn meant(ask: Ask, state: State, error: u16, result: Option<u16>) -> Option<Meaning> {
    let refusal = refusal(error);
    match (ask, state, error, result) {
        (Ask::Check, _, 1, Some(1)) => Some(Meaning::SessionExists(refusal)),
        (Ask::Check, State::Checked, 0, Some(0)) => Some(Meaning::Granted),
        (Ask::Check, State::InWork | State::Done, 0, Some(0)) => {
            Some(Meaning::SessionExists(codes::refusal(1)))
        }
        (Ask::Check, State::None | State::Refused | State::Cancelled, 2.., Some(1)) => {
            Some(Meaning::CheckRefused(refusal))
        }
        (Ask::Pay, State::None, 11, Some(1)) => Some(Meaning::Absent(refusal)),
        (Ask::Pay, State::Checked, 1.., Some(1)) => Some(Meaning::Unsure(refusal)),
        (Ask::Pay, State::InWork, 20, Some(1)) => Some(Meaning::InWork),
        (Ask::Pay, State::InWork, 0, Some(0)) => Some(Meaning::Accepted { is_final: false }),
        (Ask::Pay, State::Done, 0, Some(0)) => Some(Meaning::Accepted { is_final: true }),
        (Ask::Pay, State::Refused, 1.., Some(1)) => Some(Meaning::RefusedForGood(refusal)),
        (Ask::Pay, State::Cancelled, 123, Some(1)) => Some(Meaning::Tombstone(refusal)),
        (Ask::Check | Ask::Pay, ..) => None,
        (_, State::None, 11, None) => Some(Meaning::Absent(refusal)),
        (_, State::Checked, 0, Some(1)) => Some(Meaning::OnlyChecked),
        (_, State::InWork, 0, Some(3)) => Some(Meaning::InWork),
        (_, State::Done, 0, Some(7)) => Some(Meaning::Done),
        (_, State::Refused, 1.., Some(1 | 7)) => Some(Meaning::RefusedForGood(refusal)),
        (_, State::Cancelled, 123, Some(7)) => Some(Meaning::Tombstone(refusal)),
        (Ask::Status | Ask::Cancel(_), ..) => None,
    }
}

#[test]
fn state_is_the_truth_and_error_and_result_must_agree_with_it() {
    for ask in [Ask::Check, Ask::Pay, Ask::Status, CANCEL] {
        for state in State::ALL {
            for error in every_code() {
                for result in RESULTS {
                    let expected = meant(ask, state, error, result)
                        .unwrap_or(Meaning::Contradiction(refusal(error)));
                    let found = paydesk(ask, state, said(error, result));
                    assert_eq!(found, expected, "{ask:?} {state:?} {error} {result:?}");
                }
            }
        }
    }
}

#[test]
fn a_cancel_is_read_as_a_status() {
    for state in State::ALL {
        for error in every_code() {
            for result in RESULTS {
                let said = said(error, result);
                assert_eq!(
                    paydesk(CANCEL, state, said),
                    paydesk(Ask::Status, state, said)
                );
                assert_eq!(plain(CANCEL, said), plain(Ask::Status, said));
            }
        }
    }
}
