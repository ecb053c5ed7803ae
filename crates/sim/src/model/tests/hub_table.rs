//! The model's hub against the product's own decisions: one table, two writers.

use paydesk_domain::ids::{Fingerprint, SessionId};
use paydesk_domain::time::Timestamp;
use paydesk_hub::core::decision::{
    self, CancelDecision, CheckDecision, PayDecision, PayRequest, StatusDecision,
};
use paydesk_hub::core::minor::Minor;
use paydesk_hub::core::outcome::Shown;
use paydesk_hub::core::payment::{KeyId, PartyId, Payment, State, Terms, TransId};
use paydesk_hub::core::posting::Tariff;

use crate::model::Profile;
use crate::model::hub::Work;
use crate::model::state::{Call, Lane, Session, Word};
use crate::model::walk::alone;
use crate::model::world::World;

const WORDS: [Word; 6] = [
    Word::None,
    Word::Checked,
    Word::InWork,
    Word::Done,
    Word::Refused,
    Word::Cancelled,
];
const SAME: Fingerprint = Fingerprint::new([7; 32]);
const CHECKED_AT: i64 = 1_000_000;

fn terms() -> Terms {
    Terms {
        provider: 227,
        number: "9161234567".to_owned(),
        account: String::new(),
        amount: Minor::new(50_000),
        taken: Minor::new(51_000),
    }
}

/// What fills the product's slot where the model says this word.
fn slot(word: Word) -> Option<Payment> {
    let state = match word {
        Word::None => return None,
        Word::Checked => State::Consented,
        Word::InWork => State::Capturing,
        Word::Done => State::Captured,
        Word::Refused | Word::Cancelled => State::Void,
    };
    Some(Payment {
        id: TransId::new(1),
        point: PartyId::new(1),
        session: SessionId::parse("A1").unwrap(),
        opened_by: KeyId::new(1),
        fingerprint: SAME,
        terms: Some(terms()),
        tariff: Tariff {
            commission_ppm: 30_000,
            hub_ppm: 0,
            bank_ppm: 0,
            sub: None,
        },
        state,
        tombstone: word == Word::Cancelled,
        void_code: (state == State::Void).then_some(38),
        pay_seen: false,
        version: 3,
        created_at: Timestamp::from_unix_ms(CHECKED_AT),
        consented_at: Some(Timestamp::from_unix_ms(CHECKED_AT)),
        hold_until: Timestamp::from_unix_ms(CHECKED_AT + decision::HOLD_MS),
        bank_ref: None,
        provider_ref: None,
        facts: None,
        business_date: None,
    })
}

/// The model's slot after this work; everything is on the line, and the check was made at tick 0.
fn modelled(profile: Profile, word: Word, (work, now): (Work, u8)) -> Word {
    let session = Session {
        slot: word,
        checked_at: (profile == Profile::Cyberplat).then_some(0),
        check: true,
        pay: Some(if profile == Profile::Paydesk {
            0
        } else {
            u8::MAX
        }),
        cancel: true,
        call: Call::Idle,
        ..Session::FREE
    };
    let mut lane = Lane::OPEN;
    lane.sessions[0] = session;
    let world = World::new(profile, alone(profile), None);
    let after = world.work(now, &lane, (0, work));
    let slot = after.map_or(word, |lane| lane.sessions[0].slot);
    assert!(
        after.is_none_or(|lane| lane.broken == 0),
        "{word:?} {work:?}"
    );
    slot
}

/// The word of a slot that the model and the product share.
fn shown(word: Word) -> Shown {
    match word {
        Word::None => Shown::None,
        Word::Checked => Shown::Checked,
        Word::InWork => Shown::InWork,
        Word::Done => Shown::Done,
        Word::Refused => Shown::Refused,
        Word::Cancelled => Shown::Cancelled,
    }
}

fn product_after_pay(word: Word, (profile, is_late): (Profile, bool)) -> Word {
    let (terms, limit) = (terms(), Timestamp::from_unix_ms(CHECKED_AT + 1));
    let request = PayRequest {
        profile: match profile {
            Profile::Paydesk => decision::Profile::Paydesk,
            Profile::Cyberplat => decision::Profile::Cyberplat,
        },
        fingerprint: SAME,
        terms: &terms,
        taken_given: true,
        not_after: (profile == Profile::Paydesk).then_some(limit),
        needs_check: false,
    };
    let late_ms = match profile {
        Profile::Paydesk => 2,
        Profile::Cyberplat => decision::PAY_WITHIN_MS + 1,
    };
    let now = Timestamp::from_unix_ms(CHECKED_AT + if is_late { late_ms } else { 1 });
    match decision::decide_pay(slot(word).as_ref(), &request, now) {
        PayDecision::Capture | PayDecision::ClaimAndCapture => Word::InWork,
        PayDecision::Close { .. } | PayDecision::StoreRefusal { .. } => Word::Refused,
        PayDecision::Repeat
        | PayDecision::MarkSeen
        | PayDecision::Mismatch { .. }
        | PayDecision::NotYet { .. }
        | PayDecision::Absent { .. } => word,
    }
}

#[test]
fn words_mean_the_same() {
    for word in WORDS {
        let real = slot(word).map_or(Shown::None, |payment| Shown::of(&payment));
        assert_eq!(real, shown(word));
    }
}

#[test]
fn a_pay_moves_the_slot_as_in_the_product() {
    for profile in [Profile::Paydesk, Profile::Cyberplat] {
        for word in WORDS {
            // A plain server is never asked to pay what it has not checked.
            if profile == Profile::Cyberplat && word == Word::None {
                continue;
            }
            for is_late in [false, true] {
                let now = if is_late { 2 } else { 0 };
                assert_eq!(
                    modelled(profile, word, (Work::Pay, now)),
                    product_after_pay(word, (profile, is_late)),
                    "{profile:?} {word:?} late: {is_late}"
                );
            }
        }
    }
}

#[test]
fn a_cancel_moves_the_slot_as_in_the_product() {
    for word in WORDS {
        let real = match decision::decide_cancel(slot(word).as_ref(), SAME, true) {
            CancelDecision::Bury | CancelDecision::Withdraw => Word::Cancelled,
            CancelDecision::Report | CancelDecision::Foreign { .. } => word,
        };
        assert_eq!(
            modelled(Profile::Paydesk, word, (Work::Cancel, 0)),
            real,
            "{word:?}"
        );
    }
}

#[test]
fn a_check_moves_the_slot_as_in_the_product() {
    for word in WORDS {
        let real = match decision::decide_check(slot(word).as_ref(), SAME) {
            CheckDecision::Claim => Word::Checked,
            CheckDecision::Resume | CheckDecision::Repeat | CheckDecision::OtherContent => word,
        };
        assert_eq!(
            modelled(Profile::Paydesk, word, (Work::Grant, 0)),
            real,
            "{word:?}"
        );
    }
}

#[test]
fn a_status_writes_only_where_the_product_does() {
    let later = Timestamp::from_unix_ms(CHECKED_AT + decision::CLOSE_ON_STATUS_MS);
    for word in WORDS {
        let (slot, seen) = (slot(word), Some(SAME));
        let ours = decision::decide_status(slot.as_ref(), decision::Profile::Paydesk, seen, later);
        assert_eq!(ours, StatusDecision::Report, "{word:?}");
        let plain =
            decision::decide_status(slot.as_ref(), decision::Profile::Cyberplat, None, later);
        let closes = matches!(plain, StatusDecision::Close { .. });
        assert_eq!(closes, word == Word::Checked, "{word:?}");
    }
}
