//! The payment, the keys and the demo that several targets speak of.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use paydesk_cyberplat::ipriv::{FastSigner, Hash, KeyPolicy, SecretKey, Verified};
use paydesk_cyberplat::messages::request::{Identity, ServerTerms};
use paydesk_cyberplat::profile::Profile;
use paydesk_domain::details::Details;
use paydesk_domain::exchange::{Ask, AuditHead, CancelReason, Request};
use paydesk_domain::ids::{AttemptId, CashierCode, DealerCode, PaymentId, PointCode, SessionId};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::order::Order;
use paydesk_domain::provider::{Catalogue, DEMO_CATALOGUE, ProviderId, ProviderNumber};
use paydesk_domain::time::Timestamp;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

macro_rules! own {
    ($name:literal) => {
        include_bytes!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../tests/ipriv-vectors/own/",
            $name
        ))
    };
}
pub(crate) use own;

/// Serial of the server's key in the terms.
pub(crate) const SERVER: u32 = 70_555;
/// The SESSION of the payment.
pub(crate) const SESSION: &str = "01K0ABCDEFGHJKMNPQRS";

/// 2026-11-24T15:22:07.045Z
pub(crate) const NOW: Timestamp = Timestamp::from_unix_ms(1_795_533_727_045);

pub(crate) const ASKS: [Ask; 4] = [
    Ask::Check,
    Ask::Pay,
    Ask::Status,
    Ask::Cancel(CancelReason::Return),
];

/// The demo's catalogue.
pub(crate) static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::parse([("demo.toml", DEMO_CATALOGUE)]).expect("the demo's catalogue")
});

pub(crate) fn terms(profile: Profile) -> ServerTerms {
    ServerTerms {
        identity: Identity {
            dealer: DealerCode::parse("17031").expect("a dealer"),
            point: PointCode::parse("17032").expect("a point"),
            cashier: CashierCode::parse("17034").expect("a cashier"),
        },
        profile,
        server_serial: SERVER,
        hash: Hash::Sha256,
        pay_tool: 0,
        term_id: None,
    }
}

pub(crate) fn session() -> SessionId {
    SessionId::parse(SESSION).expect("a SESSION")
}

pub(crate) fn request(ask: Ask) -> Request {
    let rub = |minor| Money::new(minor, Currency::RUB);
    let details = Details::new("9161234567".to_owned(), String::new(), BTreeMap::new());
    Request {
        attempt: AttemptId::new(0xa5a5_0000_0000_0000_0000_0000_0000_0001),
        ask,
        payment: PaymentId::new(815),
        session: session(),
        first_session: session(),
        order: Order {
            provider: ProviderId::parse("demo-mobile").expect("a provider"),
            provider_number: ProviderNumber::new(227).expect("its number"),
            details: details.expect("a number"),
            credited: rub(48_500),
            taken: rub(50_000),
        },
        sent_at: NOW,
        not_after: (ask == Ask::Pay).then(|| NOW.plus_ms(55 * 60_000)),
        epoch: 3,
        audit: AuditHead {
            seq: 42,
            hash: [0x5a; 32],
        },
        known_version: None,
    }
}

/// What a signature of the server would have proven.
pub(crate) const fn verified(body: &[u8]) -> Verified<'_> {
    Verified {
        body,
        serial: SERVER,
        signed_at: 1_795_533_727,
        hash: Hash::Sha256,
    }
}

/// Pass phrases of the vectors' keys, in the order of [`secret_keys`].
pub(crate) const PHRASES: [&[u8]; 4] = [
    b"own-512-phrase",
    b"\xca\xeb\xfe\xf7 \xea\xe0\xf1\xf1\xfb \xb95",
    b"two thousand forty-eight",
    b"ServerSide/2048",
];

/// The secret keys of the vectors: files as they are.
pub(crate) const SECRET_FILES: [&[u8]; 4] = [
    own!("keys/o512.secret.key"),
    own!("keys/o1024.secret.key"),
    own!("keys/o2048.secret.key"),
    own!("keys/o2048b.secret.key"),
];

/// The secret keys of the vectors, open.
pub(crate) fn secret_keys() -> Vec<SecretKey> {
    let files = SECRET_FILES.into_iter().zip(PHRASES);
    files
        .map(|(file, phrase)| SecretKey::open(file, phrase, KeyPolicy::Legacy).expect("a key"))
        .collect()
}

/// Signs with a key of the vectors, the same each time.
pub(crate) fn signer(key: &SecretKey) -> FastSigner {
    FastSigner::new(key, Box::new(ChaCha20Rng::seed_from_u64(1))).expect("a signer")
}
