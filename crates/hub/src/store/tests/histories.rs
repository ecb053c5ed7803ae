//! Random histories: whatever is asked in whatever order, the books stay sound.

use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, prop_oneof, proptest};

use super::setup::{Hub, at, provider_done, session};
use crate::core::decision::Profile;
use crate::core::payment::{State, TransId};
use crate::store::closing::expire;
use crate::store::pays::ProviderEnd;
use crate::store::rows::by_slot;

#[derive(Debug, Clone, Copy)]
enum Move {
    Check,
    OtherCheck,
    Reserve,
    Consent,
    Refuse,
    Pay,
    LatePay,
    OtherPay,
    Credited,
    Rejected,
    Status,
    Cancel,
    Clock,
    Restart,
}

fn moves() -> impl Strategy<Value = Vec<(Move, u8)>> {
    let one = prop_oneof![
        4 => Just(Move::Check),
        4 => Just(Move::Reserve),
        4 => Just(Move::Consent),
        4 => Just(Move::Pay),
        3 => Just(Move::Credited),
        1 => Just(Move::OtherCheck),
        1 => Just(Move::Refuse),
        1 => Just(Move::LatePay),
        1 => Just(Move::OtherPay),
        1 => Just(Move::Rejected),
        2 => Just(Move::Status),
        1 => Just(Move::Cancel),
        1 => Just(Move::Clock),
        1 => Just(Move::Restart),
    ];
    vec((one, 0..4_u8), 1..40)
}

fn perform(hub: &Hub, what: Move, name: &str) {
    let found = hub
        .store
        .read_blocking(|books| by_slot(books, hub.key.point, &session(name)))
        .unwrap()
        .map_or(TransId::new(0), |payment| payment.id);
    let is_known = found != TransId::new(0);
    match what {
        Move::Check => drop(hub.check(name, (700, 0))),
        Move::OtherCheck => drop(hub.check(name, (800, 0))),
        Move::Pay => drop(hub.pay(name, (700, 5))),
        Move::LatePay => drop(hub.pay(name, (700, 2 * 60 * 60_000))),
        Move::OtherPay => drop(hub.pay(name, (800, 5))),
        Move::Status => drop(hub.status(name, 90_000)),
        Move::Cancel => drop(hub.cancel(name, (700, 5))),
        Move::Clock => {
            hub.store
                .write_blocking(|books| expire(books, at(71 * 60_000)))
                .unwrap();
        }
        Move::Reserve if is_known => drop(hub.reserved(found)),
        Move::Consent if is_known => drop(hub.consented(found)),
        Move::Refuse if is_known => drop(hub.check_refused(found, 23)),
        Move::Credited if is_known => drop(hub.answered(found, provider_done())),
        Move::Rejected if is_known => {
            drop(hub.answered(found, ProviderEnd::Refused { code: 23 }));
        }
        Move::Reserve
        | Move::Consent
        | Move::Refuse
        | Move::Credited
        | Move::Rejected
        | Move::Restart => {}
    }
}

fn play(profile: Profile, history: Vec<(Move, u8)>) {
    let mut hub = Hub::new(2_000, profile);
    let mut finished = [false; 4];
    for (what, slot) in history {
        if matches!(what, Move::Restart) {
            hub = hub.restarted();
        }
        let name = format!("S{slot}");
        perform(&hub, what, &name);
        let state = hub
            .store
            .read_blocking(|books| by_slot(books, hub.key.point, &session(&name)))
            .unwrap()
            .map(|payment| payment.state);
        let finished = &mut finished[usize::from(slot)];
        assert!(
            !*finished || state == Some(State::Captured),
            "CAPTURED is never left"
        );
        *finished = state == Some(State::Captured);
    }
    hub.assert_sound();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn invariants_hold_after_any_history(history in moves()) {
        play(Profile::Paydesk, history);
    }

    #[test]
    fn invariants_hold_after_any_history_of_a_plain_client(history in moves()) {
        play(Profile::Cyberplat, history);
    }
}
