//! Confirm to the first byte of the cheque, over loopback, with everything real but paper.
#![expect(clippy::expect_used, reason = "a benchmark that cannot go on ends")]

mod counter;

use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use paydesk_adapters::clock;
use paydesk_adapters::entropy::OsEntropy;
use paydesk_adapters::printer::{Permit, PrintDesk, Printer};
use paydesk_adapters::real::{Door, Parts, RealWorld};
use paydesk_adapters::sqlite::Store;
use paydesk_cheque::document::Document;
use paydesk_cheque::profile::PrinterProfile;
use paydesk_cheque::{escpos, layout};
use paydesk_domain::ids::BootId;
use paydesk_domain::printer::PrinterState;
use paydesk_hub::demo::DemoHub;
use paydesk_till::runner;
use paydesk_till::world::{Command, Entropy, Outcome, PrintOutcome};

const ROUNDS: usize = 100;

/// A printer that tells when the first byte would leave.
struct FirstByte(Sender<usize>, PrinterProfile);

impl Printer for FirstByte {
    fn print(&mut self, document: &Document, _permit: &Permit) -> PrintOutcome {
        let bytes = escpos::encode(&layout::lay_out(document, self.1.columns), &self.1);
        let is_heard = self.0.send(bytes.len()).is_ok();
        debug_assert!(is_heard, "the counter waits for every cheque");
        PrintOutcome::Printed
    }

    fn state(&mut self) -> PrinterState {
        PrinterState::Ready
    }

    fn longest(&self, _document: Option<&Document>) -> Duration {
        Duration::from_secs(60)
    }
}

struct Counter {
    door: Door,
    papers: Receiver<usize>,
    _hub: DemoHub,
    _folder: tempfile::TempDir,
}

impl Counter {
    fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let key = counter::secret_key();
        let hub_folder = folder.path().join("hub");
        std::fs::create_dir(&hub_folder).expect("a folder");
        let hub = counter::hub(&hub_folder, &key);
        let boot = BootId::new(OsEntropy.next_u128());
        let (paper, papers) = mpsc::channel();
        let profile = PrinterProfile::builtin("generic-58").expect("a profile");
        let (mut world, door) = RealWorld::new(Parts {
            folder: folder.path().to_owned(),
            wire: counter::wire(&hub, &key),
            printer: PrintDesk::start(move || Box::new(FirstByte(paper.clone(), profile.clone()))),
            store: Store::open(folder.path(), boot, clock::now()).expect("a database"),
            boot,
        });
        std::thread::spawn(move || runner::run(&mut world, &counter::settings()));
        Self {
            door,
            papers,
            _hub: hub,
            _folder: folder,
        }
    }

    fn ask(&self, command: Command) -> Outcome {
        self.door.give(command).recv().expect("an outcome")
    }

    fn confirm_to_cheque(&self) -> Duration {
        let Outcome::Form(intent) = self.ask(Command::OpenForm) else {
            panic!("no form")
        };
        let check = Command::Check {
            intent,
            order: counter::order(),
            cashier: "Bench".to_owned(),
            again: None,
        };
        let Outcome::Consent(payment) = self.ask(check) else {
            panic!("no consent")
        };
        counter::timed(|| {
            let accepted = self.ask(Command::Confirm {
                payment: payment.id,
                handed: None,
            });
            assert!(matches!(accepted, Outcome::Accepted(_)), "{accepted:?}");
            self.papers.recv().expect("a cheque")
        })
    }
}

fn sale(c: &mut Criterion) {
    let counter = Counter::open();
    let mut group = c.benchmark_group("sale");
    group.sample_size(20);
    group.bench_function("confirm to first cheque byte", |b| {
        b.iter_custom(|rounds| (0..rounds).map(|_| counter.confirm_to_cheque()).sum());
    });
    group.finish();
    let median = counter::median((0..ROUNDS).map(|_| counter.confirm_to_cheque()).collect());
    counter::report(
        "confirm to first cheque byte",
        &format!("median {median:?} (limit 60 ms)"),
    );
}

criterion_group!(benches, sale);
criterion_main!(benches);
