//! A counter to measure at: demo hub, keys, wire and till, as the product puts them together.
#![allow(dead_code, reason = "each benchmark uses a part of the counter")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use paydesk_adapters::clock;
use paydesk_adapters::entropy::OsEntropy;
use paydesk_adapters::https::{Address, Line};
use paydesk_adapters::wire::{Keys, Wire};
use paydesk_cheque::document::Heading;
use paydesk_cyberplat::ipriv::{
    BlindedSigner, FastSigner, Hash, KeyPolicy, KeyRing, NewKey, SecretKey,
};
use paydesk_cyberplat::messages::request::{Identity, ServerTerms};
use paydesk_cyberplat::profile::Profile;
use paydesk_domain::details::Details;
use paydesk_domain::ids::{CashierCode, DealerCode, PointCode};
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::order::Order;
use paydesk_domain::provider::{Catalogue, DEMO_CATALOGUE, ProviderId, ProviderNumber};
use paydesk_hub::demo::{self, DemoHub};
use paydesk_till::paper::Shop;
use paydesk_till::policy::Policy;
use paydesk_till::till::Settings;
use paydesk_till::world::Entropy;
use rand::rngs::OsRng;

/// A key of 2048 bits, made anew.
pub(crate) fn secret_key() -> SecretKey {
    let wanted = NewKey {
        serial: 1_000_002,
        user_id: b"bench".to_vec(),
        bits: 2048,
        made_at: clock::now().unix_seconds(),
        policy: KeyPolicy::Modern,
    };
    SecretKey::generate(&mut OsRng, &wanted).expect("a key")
}

pub(crate) fn catalogue() -> Catalogue {
    Catalogue::parse([("demo", DEMO_CATALOGUE)]).expect("the demo's catalogue")
}

/// A demo hub that admits `key`.
pub(crate) fn hub(folder: &Path, key: &SecretKey) -> DemoHub {
    let signer = BlindedSigner::new(key, Box::new(OsRng));
    let public = key
        .write_public(&signer, clock::now().unix_seconds())
        .expect("a public key");
    demo::start_demo(folder, &String::from_utf8_lossy(&public)).expect("a hub")
}

pub(crate) fn wire(hub: &DemoHub, key: &SecretKey) -> Wire {
    let address = Address::parse(&format!("http://{}", hub.addr())).expect("an address");
    let terms = ServerTerms {
        identity: Identity {
            dealer: DealerCode::parse(demo::DEALER).expect("SD"),
            point: PointCode::parse(demo::POINT).expect("AP"),
            cashier: CashierCode::parse(demo::CASHIER).expect("OP"),
        },
        profile: Profile::Paydesk,
        server_serial: hub.hub_serial(),
        hash: Hash::Sha256,
        pay_tool: 0,
        term_id: None,
    };
    let keys = Keys {
        signer: Box::new(FastSigner::new(key, Box::new(OsRng)).expect("a signer")),
        ring: KeyRing::read(hub.hub_pubkeys().as_bytes()),
        policy: KeyPolicy::Modern,
    };
    let line = Line::new(address, None).expect("a line");
    Wire::new(line, keys, terms, catalogue()).expect("a wire")
}

pub(crate) fn settings() -> Settings {
    Settings {
        catalogue: catalogue(),
        // One order is made over and over here.
        policy: Policy {
            repeat_within_ms: 0,
            ..Policy::paydesk()
        },
        shop: Shop {
            heading: Heading::default(),
            language: Language::Ru,
            utc_offset_minutes: 180,
            training: true,
            seal: None,
            template: Default::default(),
        },
        point: PointCode::parse(demo::POINT).expect("AP"),
        first_questions_after_ms: 0,
    }
}

/// 10 roubles to a random number of the demo's first provider.
pub(crate) fn order() -> Order {
    let number = format!("91{:08}", OsEntropy.next_u64() % 100_000_000);
    let details = Details::new(number, String::new(), BTreeMap::new()).expect("details");
    Order {
        provider: ProviderId::parse("demo-mobile").expect("an id"),
        provider_number: ProviderNumber::new(227).expect("a number"),
        details,
        credited: Money::new(1_000, Currency::RUB),
        taken: Money::new(1_500, Currency::RUB),
    }
}

/// How long something takes.
#[expect(clippy::disallowed_methods, reason = "benchmarks read the clock")]
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let begun = Instant::now();
    black_box(work());
    begun.elapsed()
}

/// Medians of two things measured in turn, so that both meet the same noise.
pub(crate) fn medians(
    rounds: usize,
    mut first: impl FnMut() -> Duration,
    mut second: impl FnMut() -> Duration,
) -> (Duration, Duration) {
    let (mut firsts, mut seconds) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        firsts.push(first());
        seconds.push(second());
    }
    (median(firsts), median(seconds))
}

pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// One line of `docs/benchmarks.md`.
#[expect(clippy::print_stdout, reason = "benchmarks print their figures")]
pub(crate) fn report(what: &str, figure: &str) {
    println!("FIGURE {what}: {figure}");
}
