//! Check, pay and status at a hub: one connection and 64, beside the signing limit of the same run.
#![expect(clippy::expect_used, reason = "a benchmark that cannot go on ends")]

mod counter;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use paydesk_adapters::clock;
use paydesk_adapters::entropy::OsEntropy;
use paydesk_adapters::wire::Wire;
use paydesk_cyberplat::ipriv::{FastSigner, Hash, Signer};
use paydesk_domain::exchange::{Ask, AuditHead, Meaning, Request};
use paydesk_domain::ids::{AttemptId, PaymentId, SessionId};
use paydesk_till::world::Entropy;
use rand::rngs::OsRng;

const MANY: usize = 64;
const PAYMENTS: usize = 640;

/// Check, pay and status of one payment.
fn one_payment(wire: &Wire) {
    let now = clock::now();
    let session = SessionId::make(now, OsEntropy.next_u64());
    let order = counter::order();
    for ask in [Ask::Check, Ask::Pay, Ask::Status] {
        let request = Request {
            attempt: AttemptId::new(OsEntropy.next_u128()),
            ask,
            payment: PaymentId::new(1),
            session: session.clone(),
            first_session: session.clone(),
            order: order.clone(),
            sent_at: clock::now(),
            not_after: (ask == Ask::Pay).then(|| now.plus_ms(55 * 60_000)),
            epoch: 1,
            audit: AuditHead {
                seq: 0,
                hash: [0; 32],
            },
            known_version: None,
        };
        let answer = wire
            .send(&request, wire.seal(&request).document)
            .expect("an answer");
        assert!(
            matches!(
                answer.meaning,
                Meaning::Granted | Meaning::Accepted { .. } | Meaning::Done
            ),
            "{ask:?}: {:?}",
            answer.meaning
        );
    }
}

/// Many connections, each with one payment after another, until all are made.
fn many_payments(wire: &Wire, connections: usize, payments: usize) -> Duration {
    let taken = AtomicUsize::new(0);
    counter::timed(|| {
        thread::scope(|scope| {
            for _ in 0..connections {
                scope.spawn(|| {
                    while taken.fetch_add(1, Ordering::Relaxed) < payments {
                        one_payment(wire);
                    }
                });
            }
        });
    })
}

/// Signatures per second on all cores: no hub that signs every answer is faster.
fn signing_limit(signer: &dyn Signer) -> f64 {
    const EACH: u32 = 500;
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let time = counter::timed(|| {
        thread::scope(|scope| {
            for _ in 0..cores {
                scope.spawn(|| {
                    (0..EACH).for_each(|_| drop(signer.sign(Hash::Sha256, &[&[7; 400]])))
                });
            }
        });
    });
    f64::from(EACH) * cores as f64 / time.as_secs_f64()
}

fn hub(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let key = counter::secret_key();
    let hub = counter::hub(folder.path(), &key);
    let wire = counter::wire(&hub, &key);
    let mut group = c.benchmark_group("hub");
    group.sample_size(20);
    group.bench_function("check, pay, status on one connection", |b| {
        b.iter(|| one_payment(&wire))
    });
    group.finish();
    let signer = FastSigner::new(&key, Box::new(OsRng)).expect("a signer");
    let limit = signing_limit(&signer);
    for connections in [1, MANY] {
        let time = many_payments(&wire, connections, PAYMENTS);
        let rate = PAYMENTS as f64 / time.as_secs_f64();
        // Three answers of the hub and three requests of the till are signed on the same cores.
        let share = 6.0 * rate / limit;
        let figure = format!(
            "{rate:.0} payments/s ({:.0} requests/s); signing limit {limit:.0}/s, of which {:.0} % used",
            rate * 3.0,
            share * 100.0
        );
        counter::report(&format!("hub, {connections} connections"), &figure);
    }
}

criterion_group!(benches, hub);
criterion_main!(benches);
