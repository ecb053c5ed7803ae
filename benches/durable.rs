//! Confirm to durable: one commit of the till's database beside a bare fsync of as many bytes.
#![expect(clippy::expect_used, reason = "a benchmark that cannot go on ends")]

mod counter;

use std::fs::{File, OpenOptions};
use std::io::{Seek, Write};
use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use paydesk_adapters::clock;
use paydesk_adapters::entropy::OsEntropy;
use paydesk_adapters::sqlite::Store;
use paydesk_adapters::wire::Sealed;
use paydesk_domain::exchange::{Answer, Meaning, ReplyFacts};
use paydesk_domain::ids::BootId;
use paydesk_till::till::Till;
use paydesk_till::world::{
    ChangeSet, Command, Effect, Entropy, Env, Input, Outcome, Saved, Ticket,
};

const ROUNDS: usize = 400;
const LOG_BYTES: u64 = 4 * 1024 * 1024;

/// A till whose effects are performed by hand, so that one commit can be measured alone.
struct Bench {
    till: Till,
    store: Store,
    tickets: u64,
}

/// As large as a signed pay.
fn sealed() -> Sealed {
    Sealed {
        body_hash: [7; 32],
        document: Some(vec![b'x'; 900]),
    }
}

impl Bench {
    fn new(folder: &Path) -> Self {
        let boot = BootId::new(OsEntropy.next_u128());
        let store = Store::open(folder, boot, clock::now()).expect("a database");
        let env = &mut Env {
            now: clock::now(),
            entropy: &mut OsEntropy,
            has_drawer: false,
        };
        let (till, _) = Till::open(counter::settings(), Saved::default(), env);
        Self {
            till,
            store,
            tickets: 0,
        }
    }

    fn step(&mut self, input: Input) -> Vec<Effect> {
        self.till.step(
            &mut Env {
                now: clock::now(),
                entropy: &mut OsEntropy,
                has_drawer: false,
            },
            input,
        )
    }

    fn command(&mut self, command: Command) -> Vec<Effect> {
        self.tickets += 1;
        self.step(Input::Command(Ticket(self.tickets), command))
    }

    fn persist(&mut self, changes: &ChangeSet) {
        self.store
            .persist(changes, &mut |_| sealed())
            .expect("stored");
    }

    fn perform(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Persist(changes) = effect {
                self.persist(changes);
            }
        }
    }

    /// Brings a new payment to the server's consent.
    fn checked(&mut self) -> paydesk_domain::ids::PaymentId {
        let effects = self.command(Command::OpenForm);
        let intent = effects
            .iter()
            .find_map(|effect| match effect {
                Effect::Reply(_, Outcome::Form(intent)) => Some(*intent),
                _ => None,
            })
            .expect("a form");
        let check = Command::Check {
            intent,
            order: counter::order(),
            cashier: "Bench".to_owned(),
            again: None,
        };
        let effects = self.command(check);
        self.perform(&effects);
        let request = effects
            .iter()
            .find_map(|effect| match effect {
                Effect::Post(request) => Some(request.clone()),
                _ => None,
            })
            .expect("a check");
        let answer = Answer {
            meaning: Meaning::Granted,
            facts: ReplyFacts::default(),
            signed_at: clock::now().unix_seconds(),
            evidence: vec![b'x'; 900],
        };
        let answered = Input::Answered {
            attempt: request.attempt,
            answer: Box::new(answer),
            knows_last_session: true,
        };
        let effects = self.step(answered);
        self.perform(&effects);
        request.payment
    }

    /// The time from the cashier's confirmation until the payment is safe; the send that follows is not made.
    fn confirm(&mut self) -> Duration {
        let payment = self.checked();
        let mut effects = Vec::new();
        let decided = counter::timed(|| {
            effects = self.command(Command::Confirm {
                payment,
                handed: None,
            })
        });
        let mut persists = effects.iter().filter_map(|effect| match effect {
            Effect::Persist(changes) => Some(changes.clone()),
            _ => None,
        });
        let first = persists.next().expect("the outbox row");
        let stored = counter::timed(|| self.persist(&first));
        for changes in persists {
            self.persist(&changes);
        }
        // The pay is left unanswered: the till forgets this payment as a crash would.
        let env = &mut Env {
            now: clock::now(),
            entropy: &mut OsEntropy,
            has_drawer: false,
        };
        self.till = Till::open(counter::settings(), self.saved(), env).0;
        decided + stored
    }

    fn saved(&mut self) -> Saved {
        let saved = self.store.load().expect("read back");
        Saved {
            payments: Vec::new(),
            open_attempts: Vec::new(),
            ..saved
        }
    }
}

/// Writes and syncs as many bytes as a commit of one confirmation writes into the log, over bytes that are on disk
/// already, as SQLite uses its log again: a file that grows costs a second write of the file system.
fn bare_sync(file: &mut File, bytes: &[u8]) -> Duration {
    counter::timed(|| {
        if file.stream_position().expect("a position") >= LOG_BYTES {
            file.rewind().expect("rewound");
        }
        file.write_all(bytes).expect("written");
        file.sync_data().expect("synced");
    })
}

fn confirm_to_durable(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut bench = Bench::new(folder.path());
    let path = folder.path().join("bare");
    let mut file = OpenOptions::new()
        .create_new(true)
        .write(true)
        .open(path)
        .expect("a file");
    let log = usize::try_from(LOG_BYTES).expect("small");
    file.write_all(&vec![0; log])
        .and_then(|()| file.sync_all())
        .expect("written");
    let page = vec![7_u8; 4 * 4096];
    let mut group = c.benchmark_group("confirm to durable");
    group.sample_size(20);
    group.bench_function("commit", |b| {
        b.iter_custom(|rounds| (0..rounds).map(|_| bench.confirm()).sum());
    });
    group.bench_function("bare fsync", |b| {
        b.iter_custom(|rounds| (0..rounds).map(|_| bare_sync(&mut file, &page)).sum());
    });
    group.finish();
    let (bare, commit) =
        counter::medians(ROUNDS, || bare_sync(&mut file, &page), || bench.confirm());
    let ratio = commit.as_secs_f64() / bare.as_secs_f64();
    let figure = format!("bare fsync {bare:?}, commit {commit:?}, ratio {ratio:.2} (limit 1.5)");
    counter::report("confirm to durable", &figure);
}

criterion_group!(benches, confirm_to_durable);
criterion_main!(benches);
