//! Confirm to the first byte of the cheque, over loopback, with everything real but paper; and from the commit of
//! "paid" to that byte at a printer's port.
#![expect(clippy::expect_used, reason = "a benchmark that cannot go on ends")]

mod counter;

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use paydesk_adapters::clock;
use paydesk_adapters::entropy::OsEntropy;
use paydesk_adapters::printer::{
    EscPosPrinter, Habits, Patience, Permit, PrintDesk, Printer, PrinterAddress,
};
use paydesk_adapters::real::{Door, Parts, RealWorld};
use paydesk_adapters::sqlite::Store;
use paydesk_cheque::document::Document;
use paydesk_cheque::profile::PrinterProfile;
use paydesk_cheque::{escpos, layout};
use paydesk_domain::ids::{BootId, PaymentId};
use paydesk_domain::payment::{PrintStage, Stage};
use paydesk_domain::printer::PrinterState;
use paydesk_hub::demo::DemoHub;
use paydesk_till::runner;
use paydesk_till::world::{Command, Entropy, Event, Outcome, PrintOutcome};

const ROUNDS: usize = 100;
const PORT_ROUNDS: usize = 400;

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

/// A printer at a port, which answers at once and tells when the first byte of a paper came.
#[expect(clippy::disallowed_methods, reason = "benchmarks read the clock")]
fn listen(papers: Sender<Instant>) -> PrinterAddress {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            stream.set_nodelay(true).expect("a socket");
            serve(stream, || papers.send(Instant::now()).is_ok());
        }
    });
    let host = "127.0.0.1".to_owned();
    PrinterAddress::Tcp { host, port }
}

/// One job: questions are answered with "all is well", the fence at its end too.
fn serve(mut stream: TcpStream, tell: impl Fn() -> bool) {
    let mut some = [0; 4_096];
    let mut has_begun = false;
    while let Ok(count @ 1..) = stream.read(&mut some) {
        let came = some.get(..count).unwrap_or_default();
        let answer: &[u8] = match came {
            [0x10, 0x04, _] => &[0x12],
            [.., 0x1d, 0x72, 1] => &[0],
            _ => &[],
        };
        // The drawer's pulse is no paper.
        if !has_begun && !matches!(came, [0x10, 0x04, _] | [0x1b, 0x70, ..]) {
            has_begun = true;
            assert!(tell(), "the benchmark waits for every paper");
        }
        if stream.write_all(answer).is_err() {
            return;
        }
    }
}

struct Counter<T> {
    door: Door,
    papers: Receiver<T>,
    _hub: DemoHub,
    _folder: tempfile::TempDir,
}

impl<T: Send + 'static> Counter<T> {
    fn open(make: impl FnOnce(Sender<T>) -> PrintDesk) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let key = counter::secret_key();
        let hub_folder = folder.path().join("hub");
        std::fs::create_dir(&hub_folder).expect("a folder");
        let hub = counter::hub(&hub_folder, &key);
        let boot = BootId::new(OsEntropy.next_u128());
        let (paper, papers) = mpsc::channel();
        let (mut world, door) = RealWorld::new(Parts {
            folder: folder.path().to_owned(),
            wire: counter::wire(&hub, &key),
            printer: make(paper),
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

    fn check(&self) -> PaymentId {
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
        payment.id
    }

    fn confirm(&self, payment: PaymentId) {
        let accepted = self.ask(Command::Confirm {
            payment,
            handed: None,
        });
        assert!(matches!(accepted, Outcome::Accepted(_)), "{accepted:?}");
    }

    fn confirm_to_cheque(&self) -> Duration {
        let payment = self.check();
        counter::timed(|| {
            self.confirm(payment);
            self.papers.recv().expect("a cheque")
        })
    }
}

impl Counter<Instant> {
    /// From the moment in which "paid" is on disk to the first byte at the port: connecting and three questions to
    /// the printer, twice, and the commit of "printing" lie between them.
    #[expect(clippy::disallowed_methods, reason = "benchmarks read the clock")]
    fn paid_to_first_byte(&self, events: &Receiver<Event>) -> Duration {
        let payment = self.check();
        self.confirm(payment);
        let mut paid = None;
        loop {
            if let Event::Payment(told) = events.recv().expect("an event")
                && told.id == payment
                && told.stage() == Stage::Paid
            {
                let at = *paid.get_or_insert_with(Instant::now);
                // The next payment begins when this one is over: nothing of it delays the next.
                if told.print.map(|job| job.stage) == Some(PrintStage::Printed) {
                    let byte = self.papers.recv().expect("a paper");
                    return byte.saturating_duration_since(at);
                }
            }
        }
    }
}

fn at_a_port() {
    let counter = Counter::open(|papers| {
        let address = listen(papers);
        PrintDesk::start(move || {
            let profile = PrinterProfile::builtin("epson-t20").expect("a profile");
            let habits = Habits {
                answers: Some(true),
                fence: true,
            };
            let known = (habits, Patience::TRADE);
            Box::new(EscPosPrinter::new(address.clone(), profile, known))
        })
    });
    let events = counter.door.watch();
    let mut times: Vec<Duration> = (0..PORT_ROUNDS)
        .map(|_| counter.paid_to_first_byte(&events))
        .collect();
    times.sort_unstable();
    let at = |place: usize| times.get(place).copied().unwrap_or_default();
    let (median, p99) = (at(PORT_ROUNDS / 2), at(PORT_ROUNDS * 99 / 100));
    counter::report(
        "paid on disk to the first byte at a printer's port",
        &format!("median {median:?}, p99 {p99:?} (limits 5 ms, 30 ms)"),
    );
}

fn sale(c: &mut Criterion) {
    at_a_port();
    let counter = Counter::open(|papers| {
        let profile = PrinterProfile::builtin("generic-58").expect("a profile");
        PrintDesk::start(move || Box::new(FirstByte(papers.clone(), profile.clone())))
    });
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
