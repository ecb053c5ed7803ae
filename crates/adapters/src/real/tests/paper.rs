//! The whole till at a printer that fails at every byte: real database, real socket.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpStream};

use paydesk_domain::payment::PrintStage;
use paydesk_domain::printer::{PrinterFault, PrinterState};
use socket2::{Domain, Socket, Type};

use super::{
    BOOT, LastSession, Running, catalogue, hub, open_reader, paid, settings, signed_reply_of,
};
use crate::clock;
use crate::printer::fake::{Fake, Manner, Trouble};
use crate::printer::{EscPosPrinter, Habits, Patience, PrintDesk};
use crate::samples::at;
use crate::sqlite::{Filter, Store};
use paydesk_cheque::profile::PrinterProfile;
use paydesk_cheque::{escpos, layout};
use paydesk_domain::ids::PaymentId;
use paydesk_till::paper;
use paydesk_till::payment::Payment;
use paydesk_till::world::{Command, Event, Outcome};
use std::time::Duration;
use tempfile::TempDir;

const PATIENCE: Patience = Patience {
    opening: Duration::from_secs(20),
    answer: Duration::from_secs(20),
    writing: Duration::from_secs(20),
    coming_out: Duration::from_millis(1),
};

fn profile() -> PrinterProfile {
    PrinterProfile::builtin("generic-80").expect("profile")
}

fn desk(fake: &Fake, habits: Habits) -> PrintDesk {
    let address = fake.address.clone();
    PrintDesk::start(move || {
        let address = address.parse().expect("an address");
        Box::new(EscPosPrinter::new(address, profile(), (habits, PATIENCE)))
    })
}

/// The bytes of a payment's cheque; 0 is the unmarked one.
fn bytes_of(payment: &Payment) -> Vec<u8> {
    let settings = settings();
    let catalogue = catalogue();
    let provider = catalogue.provider(&payment.order.provider);
    let place = (&settings.point, 0, at(0));
    let document = paper::cheque(payment, provider, &settings.shop, place);
    escpos::encode(&layout::lay_out_for(&document, &profile()), &profile())
}

/// A folder with so many paid payments whose cheques are due.
fn many_paid(count: u32) -> TempDir {
    let folder = TempDir::new().expect("folder");
    let mut store = Store::open(folder.path(), BOOT, at(0)).expect("store");
    for n in 1..=count {
        paid(&mut store, n, signed_reply_of(n));
    }
    folder
}

fn stored(folder: &TempDir) -> BTreeMap<PaymentId, Payment> {
    let all = Filter {
        limit: 10_000,
        ..Filter::default()
    };
    let books = open_reader(folder.path()).expect("books");
    let found = books.find(&all).expect("found");
    found
        .into_iter()
        .map(|payment| (payment.id, payment))
        .collect()
}

/// Runs the till until none of these cheques is on its way.
fn until_done(till: &Running, mut waiting: usize) {
    while waiting > 0 {
        waiting -= till.hear(|event| {
            let Event::Payment(payment) = event else {
                return None;
            };
            let stage = payment.print?.stage;
            (!stage.is_on_its_way()).then_some(1)
        });
    }
}

fn stage(payment: &Payment) -> PrintStage {
    payment.print.expect("a job").stage
}

/// So many of the cheques that did not come out whole are printed again.
const COPIES: usize = 24;

/// One till, one payment for each of these bytes of its cheque; each is hit after that byte.
fn assert_every_byte(trouble: Trouble, (manner, habits): (Manner, Habits), step: usize) {
    let whole = bytes_of(&stored(&many_paid(1))[&PaymentId::new(1)]).len();
    let hits: Vec<usize> = (0..=whole).step_by(step).collect();
    let count = u32::try_from(hits.len()).expect("few");
    let folder = many_paid(count);
    let fake = Fake::tcp(manner);
    for (job, after) in hits.iter().enumerate() {
        fake.will_fall(job, *after, trouble);
    }
    let store = Store::open(folder.path(), BOOT, clock::now()).expect("store");
    let server = hub(&LastSession::default());
    let printer = desk(&fake, habits);
    let till = Running::with(store, folder.path(), (&server.address, printer));
    until_done(&till, hits.len());
    let first = fake.papers();
    let payments = stored(&folder);
    assert_eq!(first.len(), hits.len(), "one print start for each payment");
    for ((payment, got), after) in payments.values().zip(&first).zip(&hits) {
        let is_whole = *got == bytes_of(payment);
        let asked = stage(payment) == PrintStage::Uncertain;
        assert!(
            is_whole || asked,
            "{trouble:?} after {after}: {:?}",
            stage(payment)
        );
        assert!(asked || *after >= whole, "{trouble:?} after {after}");
    }
    let copies = cashier_looks(&till, &payments, &first);
    till.stop();
    let all = fake.papers();
    assert_eq!(all.len(), first.len() + copies);
    let mark = mark_of_a_copy();
    for copy in all.get(first.len()..).expect("copies") {
        assert!(
            contains(copy, &mark),
            "a second print says that it is a copy"
        );
    }
    assert!(first.iter().all(|paper| !contains(paper, &mark)));
    let asked = stored(&folder)
        .values()
        .filter(|payment| stage(payment) != PrintStage::Printed)
        .count();
    let incomplete = first
        .iter()
        .zip(payments.values())
        .filter(|(got, payment)| **got != bytes_of(payment))
        .count();
    assert_eq!(asked, incomplete - copies, "the rest is still asked about");
}

/// The cashier looks at each paper and says what is there; how many copies that led to.
fn cashier_looks(
    till: &Running,
    payments: &BTreeMap<PaymentId, Payment>,
    papers: &[Vec<u8>],
) -> usize {
    let mut copies = 0;
    for (payment, got) in payments.values().zip(papers) {
        if stage(payment) != PrintStage::Uncertain {
            continue;
        }
        let complete = *got == bytes_of(payment);
        if !complete && copies == COPIES {
            continue;
        }
        let answer = Command::ChequeCameOut {
            payment: payment.id,
            complete,
        };
        assert_eq!(till.give(answer), Outcome::Done);
        if !complete {
            copies += 1;
            till.hear(|event| {
                let Event::Payment(told) = event else {
                    return None;
                };
                let is_it = told.id == payment.id && stage(told) == PrintStage::Printed;
                is_it.then_some(())
            });
        }
    }
    copies
}

/// "КОПИЯ" in windows-1251.
fn mark_of_a_copy() -> Vec<u8> {
    vec![0xca, 0xce, 0xcf, 0xc8, 0xdf]
}

fn contains(paper: &[u8], words: &[u8]) -> bool {
    paper.windows(words.len()).any(|window| window == words)
}

const FENCE: (Manner, Habits) = (
    Manner::Fence,
    Habits {
        answers: Some(true),
        fence: true,
    },
);
const ANSWERS: (Manner, Habits) = (
    Manner::Honest,
    Habits {
        answers: Some(true),
        fence: false,
    },
);

#[test]
fn paper_that_ends_at_any_byte_is_asked_about_and_the_second_print_is_marked() {
    assert_every_byte(Trouble::NoPaper, FENCE, 1);
}

#[test]
fn a_cover_opened_in_the_middle_is_asked_about() {
    assert_every_byte(Trouble::Cover, ANSWERS, 11);
}

#[test]
fn a_line_cut_in_the_middle_is_asked_about() {
    assert_every_byte(Trouble::HangsUp, FENCE, 11);
}

#[test]
fn power_lost_in_the_middle_is_asked_about() {
    assert_every_byte(Trouble::PowerOff, ANSWERS, 23);
}

#[test]
fn a_printer_that_talks_rubbish_in_the_middle_is_asked_about() {
    assert_every_byte(Trouble::Garbage, FENCE, 23);
}

#[test]
fn a_printer_that_keeps_the_rest_prints_one_unmarked_cheque_and_is_asked_about() {
    assert_every_byte(Trouble::NoPaperKeeps, ANSWERS, 41);
}

#[test]
fn a_cheque_waits_for_its_printer_and_comes_by_itself() {
    for trouble in [Trouble::NoPaper, Trouble::Cover, Trouble::Offline] {
        let folder = many_paid(1);
        let fake = Fake::tcp(Manner::Fence);
        fake.falls(trouble);
        let store = Store::open(folder.path(), BOOT, clock::now()).expect("store");
        let server = hub(&LastSession::default());
        let printer = desk(&fake, FENCE.1);
        let till = Running::with(store, folder.path(), (&server.address, printer.clone()));
        let (say, said) = std::sync::mpsc::channel();
        printer.look(move |state| say.send(state).expect("heard"));
        said.recv().expect("a state");
        let before = stage(&stored(&folder)[&PaymentId::new(1)]);
        assert_eq!(
            before,
            PrintStage::Due,
            "nothing begins while it is not ready"
        );
        fake.is_put_right();
        let printed = till.hear_print(PrintStage::Printed);
        assert_eq!(fake.papers(), [bytes_of(&printed)]);
        till.stop();
    }
}

#[test]
fn the_next_cheque_waits_for_a_printer_that_was_pulled_out_and_comes_by_itself() {
    let folder = many_paid(2);
    let fake = Fake::pty(Manner::Honest);
    fake.will_fall(0, 500, Trouble::PowerOff);
    let store = Store::open(folder.path(), BOOT, clock::now()).expect("store");
    let server = hub(&LastSession::default());
    let printer = desk(&fake, ANSWERS.1);
    let till = Running::with(store, folder.path(), (&server.address, printer.clone()));
    let half = till.hear_print(PrintStage::Uncertain);
    let (say, said) = std::sync::mpsc::channel();
    printer.look(move |state| say.send(state).expect("heard"));
    let missing = PrinterState::NotReady(PrinterFault::Missing);
    assert_eq!(said.recv(), Ok(missing));
    fake.is_put_right();
    let printed = till.hear_print(PrintStage::Printed);
    assert_ne!(half.id, printed.id);
    let papers = fake.papers();
    assert_eq!(
        papers,
        [bytes_of(&half)[..500].to_vec(), bytes_of(&printed)]
    );
    till.stop();
}

/// A port whose machine never answers a call: its queue of calls is full, so the system drops the next one.
fn dead_port() -> (Socket, Vec<TcpStream>, SocketAddr) {
    let listener = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    let any = SocketAddr::from(([127, 0, 0, 1], 0));
    listener.bind(&any.into()).expect("a port");
    listener.listen(0).expect("a queue");
    let place = listener.local_addr().expect("an address");
    let place = place.as_socket().expect("an address");
    let mut callers = Vec::new();
    while let Ok(caller) = TcpStream::connect_timeout(&place, Duration::from_millis(200)) {
        callers.push(caller);
    }
    (listener, callers, place)
}

#[test]
fn a_printer_at_a_dead_address_holds_up_neither_the_window_nor_the_next_payment() {
    let (_listener, _callers, place) = dead_port();
    let folder = TempDir::new().expect("folder");
    let server = hub(&LastSession::default());
    let patience = Patience {
        opening: Duration::from_secs(600),
        ..PATIENCE
    };
    let printer = PrintDesk::start(move || {
        let address = format!("tcp:{place}").parse().expect("an address");
        Box::new(EscPosPrinter::new(
            address,
            profile(),
            (ANSWERS.1, patience),
        ))
    });
    let till = Running::start(folder.path(), &server.address, printer.clone());
    let (say, said) = std::sync::mpsc::channel();
    printer.look(move |state| say.send(state).expect("heard"));
    for _ in 0..3 {
        let Outcome::Consent(checked) = till.check() else {
            panic!("no consent");
        };
        let confirmed = till.give(Command::Confirm {
            payment: checked.id,
            handed: None,
        });
        assert!(matches!(confirmed, Outcome::Accepted(_)));
        let due = till.hear(|event| {
            let Event::Payment(payment) = event else {
                return None;
            };
            (payment.id == checked.id).then_some(payment.print?.stage)
        });
        assert_eq!(due, PrintStage::Due, "no byte was ever sent");
    }
    till.stop();
    let still_calls = said.try_recv();
    assert_eq!(still_calls, Err(std::sync::mpsc::TryRecvError::Empty));
}
