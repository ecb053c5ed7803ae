//! The whole till on a thread: real database, real line to a small signing hub, real papers.

mod door;
mod kept;
#[cfg(unix)]
mod paper;

use std::path::Path;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use paydesk_cheque::document::{Document, Heading};
use paydesk_cheque::profile::PrinterProfile;
use paydesk_cyberplat::ipriv::{Hash, KeyPolicy, sign_document, verify_document};
use paydesk_cyberplat::messages::Kind;
use paydesk_cyberplat::messages::form::decode_form;
use paydesk_cyberplat::messages::incoming::read_incoming;
use paydesk_cyberplat::messages::outgoing::{Outgoing, PaydeskReply, ReplyFields, StoredState};
use paydesk_cyberplat::messages::state::State as HubState;
use paydesk_cyberplat::profile::Profile;
use paydesk_domain::exchange::{Ask, Why};
use paydesk_domain::ids::{PaymentId, PointCode, SessionId};
use paydesk_domain::language::Language;
use paydesk_domain::payment::{Finality, NoConsent, PrintStage, Stage, State};
use paydesk_domain::printer::PrinterState;
use paydesk_domain::provider::{Catalogue, DEMO_CATALOGUE};
use paydesk_till::paper::Shop;
use paydesk_till::payment::{Payment, PrintJob};
use paydesk_till::policy::Policy;
use paydesk_till::runner::run;
use paydesk_till::till::Settings;
use paydesk_till::world::{
    Alarm, Change, ChangeSet, Command, Event, Outcome, PrintOutcome, Rejection, StoreFault,
};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::{Door, Parts, RealWorld};
use crate::clock;
use crate::https::{Address, Line};
use crate::printer::{FilePrinter, Permit, PrintDesk, Printer};
use crate::samples::{
    BOOT, Post, Server, at, becomes, order, payment, request, respond, ring, sealed, server_key,
    session, signer, terms, till_key,
};
use crate::sqlite::{Books, Filter, Store, open_reader};
use crate::wire::{Keys, Wire};

/// The newest other SESSION that the hub claims to have of this till.
type LastSession = Arc<Mutex<Option<SessionId>>>;

fn kind_of_page(path: &str) -> Kind {
    if path.contains("_check.") {
        Kind::Check
    } else if path.contains("_status.") {
        Kind::Status
    } else {
        Kind::Pay
    }
}

/// What an honest hub answers when the provider takes every payment at once.
fn honest(post: &Post, last: &LastSession) -> Vec<u8> {
    let kind = kind_of_page(&post.path);
    let document = decode_form(&post.body).expect("form");
    let verified = verify_document(&document, &till_key().public()).expect("signature");
    let asked = read_incoming(kind, verified.body).expect("request");
    let additions = asked.paydesk.clone().expect("additions");
    let (state, result) = match kind {
        Kind::Check => (HubState::Checked, 0),
        Kind::Status => (HubState::Done, 7),
        Kind::Pay | Kind::Cancel | Kind::Rest | Kind::Refill => (HubState::Done, 0),
    };
    let body = Outgoing {
        kind,
        date: clock::now(),
        session: asked.session.clone(),
        error: 0,
        result: Some(result),
        facts: ReplyFields {
            transid: Some("900017".to_owned()),
            ..ReplyFields::default()
        },
        paydesk: Some(PaydeskReply {
            nonce: additions.nonce,
            request_hash: Sha256::digest(verified.body).into(),
            epoch: additions.epoch,
            server_time: clock::now(),
            last_session: last.lock().expect("last").clone(),
            stored: Some(StoredState {
                state,
                version: if kind == Kind::Check { 1 } else { 2 },
                fingerprint: additions.fingerprint,
            }),
        }),
    };
    let key = signer(&server_key());
    sign_document(
        &key,
        Hash::Sha256,
        clock::now().unix_seconds(),
        &body.encode(),
    )
    .expect("signed")
}

fn hub(last: &LastSession) -> Server {
    let last = Arc::clone(last);
    Server::start(move |stream, post| respond(stream, "200 OK", "", &honest(post, &last)))
}

fn catalogue() -> Catalogue {
    Catalogue::parse([("demo.toml", DEMO_CATALOGUE)]).expect("catalogue")
}

fn wire(address: &str) -> Wire {
    let line = Line::new(Address::parse(address).expect("address"), None).expect("line");
    let keys = Keys {
        signer: Box::new(signer(&till_key())),
        ring: ring(),
        policy: KeyPolicy::Modern,
    };
    Wire::new(line, keys, terms(Profile::Paydesk), catalogue()).expect("wire")
}

fn settings() -> Settings {
    Settings {
        catalogue: catalogue(),
        policy: Policy::paydesk(),
        shop: Shop {
            heading: Heading::default(),
            language: Language::default(),
            utc_offset_minutes: 180,
            training: false,
            seal: None,
            template: Default::default(),
        },
        point: PointCode::parse("17032").expect("AP"),
        first_questions_after_ms: 0,
    }
}

fn papers(folder: &Path) -> PrintDesk {
    let profile = PrinterProfile::builtin("generic-80").expect("profile");
    let folder = folder.join("cheques");
    PrintDesk::start(move || Box::new(FilePrinter::new(folder.clone(), profile.clone())))
}

/// A till at work on a thread of its own.
struct Running {
    door: Door,
    events: Receiver<Event>,
    thread: JoinHandle<Result<(), StoreFault>>,
}

impl Running {
    fn start(folder: &Path, address: &str, printer: PrintDesk) -> Self {
        let store = Store::open(folder, BOOT, clock::now()).expect("store");
        Self::with(store, folder, (address, printer))
    }

    fn with(store: Store, folder: &Path, (address, printer): (&str, PrintDesk)) -> Self {
        let (mut world, door) = RealWorld::new(Parts {
            folder: folder.to_owned(),
            wire: wire(address),
            printer,
            store,
            boot: BOOT,
        });
        let events = door.watch();
        let thread = thread::spawn(move || run(&mut world, &settings()));
        Self {
            door,
            events,
            thread,
        }
    }

    fn give(&self, command: Command) -> Outcome {
        let outcome = self.door.give(command);
        outcome
            .recv_timeout(Duration::from_secs(20))
            .expect("an outcome")
    }

    fn check(&self) -> Outcome {
        let Outcome::Form(intent) = self.give(Command::OpenForm) else {
            panic!("no form");
        };
        self.give(Command::Check {
            intent,
            order: order(),
            cashier: "Иванова Мария Петровна".to_owned(),
            again: Some("клиент просит ещё раз".to_owned()),
        })
    }

    /// The first event for which `pick` finds something, within 20 seconds.
    fn hear<T>(&self, pick: impl Fn(&Event) -> Option<T>) -> T {
        let until = clock::now().plus_ms(20_000);
        loop {
            let left = u64::try_from(until.ms_since(clock::now())).unwrap_or(0);
            let event = self.events.recv_timeout(Duration::from_millis(left));
            if let Some(found) = pick(&event.expect("an event in time")) {
                return found;
            }
            assert!(left > 0, "many events, but not this one");
        }
    }

    fn hear_print(&self, stage: PrintStage) -> Payment {
        self.hear(|event| {
            let Event::Payment(payment) = event else {
                return None;
            };
            let is_there = payment.print.is_some_and(|job| job.stage == stage);
            is_there.then(|| (**payment).clone())
        })
    }

    fn hear_alarm(&self) -> Alarm {
        self.hear(|event| {
            let Event::Alarm(alarm) = event else {
                return None;
            };
            Some(*alarm)
        })
    }

    fn stop(self) {
        assert_eq!(self.give(Command::Stop), Outcome::Done);
        self.thread.join().expect("no panic").expect("no fault");
        // Whoever still holds the door hears that nobody is behind it.
        assert!(self.events.into_iter().count() < 1000);
        assert!(self.door.watch().recv().is_err());
        assert!(self.door.give(Command::OpenForm).recv().is_err());
    }
}

fn books(folder: &Path) -> Books {
    open_reader(folder).expect("books")
}

fn stored(folder: &Path) -> Vec<Payment> {
    let all = Filter {
        limit: 100,
        ..Filter::default()
    };
    books(folder).find(&all).expect("found")
}

#[test]
fn a_payment_goes_from_the_first_question_to_the_cheque() {
    let folder = TempDir::new().expect("folder");
    let hub = hub(&LastSession::default());
    let till = Running::start(folder.path(), &hub.address, papers(folder.path()));
    let Outcome::Consent(checked) = till.check() else {
        panic!("no consent");
    };
    assert_eq!(
        stored(folder.path())[0].stage(),
        Stage::Checked,
        "durable before it is shown"
    );
    let confirm = || Command::Confirm {
        payment: checked.id,
        handed: Some(crate::samples::rub(100_000)),
    };
    let Outcome::Accepted(accepted) = till.give(confirm()) else {
        panic!("not accepted");
    };
    // The bounced key: the same payment once more, not another one.
    assert!(matches!(till.give(confirm()), Outcome::Accepted(same) if same.id == accepted.id));
    let printed = till.hear_print(PrintStage::Printed);
    assert!(
        matches!(printed.state, State::Paid(_)),
        "{:?}",
        printed.state
    );
    till.stop();

    let found = stored(folder.path());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].stage(), Stage::Paid);
    assert_eq!(found[0].transid.as_deref(), Some("900017"));
    assert_eq!(found[0].print.map(|job| job.started), Some(1));
    assert_eq!(books(folder.path()).first_break().expect("journal"), None);
    let pages: Vec<String> = hub.posts().into_iter().map(|post| post.path).collect();
    let paid = pages
        .iter()
        .filter(|path| path.contains("es_pay.cgi"))
        .count();
    assert_eq!(paid, 1, "{pages:?}");
    let attempts = books(folder.path())
        .attempts(found[0].id)
        .expect("attempts");
    let asks: Vec<&str> = attempts
        .iter()
        .map(|attempt| attempt.ask.as_str())
        .collect();
    assert_eq!(asks[..2], ["check", "pay"]);
    assert!(attempts.iter().all(|attempt| attempt.ended));
    let cheque = folder.path().join("cheques/cheque-17032-1.txt");
    let text = std::fs::read_to_string(cheque).expect("cheque");
    assert!(
        text.contains("900017") && text.contains(found[0].session.as_wire()),
        "{text}"
    );
}

#[test]
fn a_hub_that_is_not_there_means_no_consent_and_no_money() {
    let folder = TempDir::new().expect("folder");
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("port");
    let address = format!("http://{}", listener.local_addr().expect("address"));
    drop(listener);
    let till = Running::start(folder.path(), &address, papers(folder.path()));
    let Outcome::NoConsent(_, reason) = till.check() else {
        panic!("consent from nobody");
    };
    assert_eq!(reason, NoConsent::NoAnswer(Why::Unreachable));
    till.stop();
    assert_eq!(stored(folder.path())[0].tender, None);
}

/// A folder with one paid payment whose cheque is due and which rests on this stored reply.
fn paid_by(evidence: Vec<u8>) -> (TempDir, Store) {
    let folder = TempDir::new().expect("folder");
    let mut store = Store::open(folder.path(), BOOT, at(0)).expect("store");
    paid(&mut store, 1, evidence);
    (folder, store)
}

/// Stores the paid payment of this number, which rests on this reply.
fn paid(store: &mut Store, n: u32, evidence: Vec<u8>) {
    let opened = payment(n);
    let pay = request(Ask::Pay, n);
    let changed = |payment: &Payment| Change::Changed(Box::new(payment.clone()));
    let sending = Payment {
        pays: 1,
        ..becomes(&opened, State::Sending)
    };
    let paid = Payment {
        print: Some(PrintJob {
            stage: PrintStage::Due,
            started: 0,
        }),
        ..becomes(&sending, State::Paid(Finality::Final))
    };
    let changes = vec![
        Change::Opened(Box::new(opened.clone())),
        changed(&becomes(&opened, State::Checked)),
        changed(&becomes(&opened, State::Queued)),
        changed(&sending),
        Change::AttemptOpened(Box::new(pay.clone())),
        Change::AttemptClosed {
            attempt: pay.attempt,
            at: at(1),
            why: None,
            evidence: Some(evidence),
        },
        changed(&paid),
    ];
    store
        .persist(&ChangeSet(changes), &mut sealed)
        .expect("stored");
}

fn signed_reply(error: u16, result: u8) -> Vec<u8> {
    signed(1, (error, result))
}

/// The server says that the payment of this number is paid.
fn signed_reply_of(n: u32) -> Vec<u8> {
    signed(n, (0, 0))
}

fn signed(n: u32, (error, result): (u16, u8)) -> Vec<u8> {
    let session = session(n);
    let body = format!(
        "SESSION={}\r\nERROR={error}\r\nRESULT={result}\r\nTRANSID=1\r\n",
        session.as_wire()
    );
    let key = signer(&server_key());
    sign_document(&key, Hash::Sha256, at(0).unix_seconds(), body.as_bytes()).expect("signed")
}

fn tampered() -> Vec<u8> {
    let refused = String::from_utf8(signed_reply(7, 1)).expect("ascii");
    refused
        .replace("ERROR=7", "ERROR=0")
        .replace("RESULT=1", "RESULT=0")
        .into_bytes()
}

#[test]
fn a_due_cheque_with_a_whole_proof_is_printed_after_a_restart() {
    let (folder, store) = paid_by(signed_reply(0, 0));
    let server = hub(&LastSession::default());
    let printer = papers(folder.path());
    let till = Running::with(store, folder.path(), (&server.address, printer));
    till.hear_print(PrintStage::Printed);
    till.stop();
    assert!(folder.path().join("cheques/cheque-17032-1.txt").exists());
}

#[test]
fn a_payment_whose_stored_proof_does_not_hold_is_not_printed() {
    for evidence in [tampered(), signed_reply(7, 1), b"paid, honestly".to_vec()] {
        let (folder, store) = paid_by(evidence);
        let server = hub(&LastSession::default());
        let printer = papers(folder.path());
        let till = Running::with(store, folder.path(), (&server.address, printer));
        let alarm = till.hear_alarm();
        assert_eq!(alarm, Alarm::StrangeReply(Why::BadSignature));
        till.hear_print(PrintStage::Uncertain);
        till.stop();
        let papers = std::fs::read_dir(folder.path().join("cheques")).expect("papers");
        assert_eq!(papers.count(), 0, "something was printed");
    }
}

/// A printer whose driver breaks down.
struct Broken;

impl Printer for Broken {
    fn print(&mut self, _: &Document, permit: &Permit) -> PrintOutcome {
        assert!(!permit.begin(), "the driver broke down");
        PrintOutcome::NotReady
    }

    fn state(&mut self) -> PrinterState {
        PrinterState::Unknown
    }

    fn longest(&self, _: Option<&Document>) -> Duration {
        Duration::from_secs(20)
    }
}

#[test]
fn a_printer_that_breaks_down_leaves_a_question_and_not_a_silence() {
    let (folder, store) = paid_by(signed_reply(0, 0));
    let server = hub(&LastSession::default());
    let broken = PrintDesk::start(|| Box::new(Broken));
    let till = Running::with(store, folder.path(), (&server.address, broken));
    let uncertain = till.hear_print(PrintStage::Uncertain);
    assert_eq!(uncertain.id, PaymentId::new(1));
    till.stop();
}

#[test]
fn a_session_that_the_hub_knows_and_we_do_not_stops_new_payments() {
    let folder = TempDir::new().expect("folder");
    let last = LastSession::default();
    let hub = hub(&last);
    let till = Running::start(folder.path(), &hub.address, papers(folder.path()));
    assert!(matches!(till.check(), Outcome::Consent(_)));
    // One of ours is no reason to stop.
    *last.lock().expect("last") = Some(stored(folder.path())[0].session.clone());
    assert!(matches!(till.check(), Outcome::Consent(_)));
    *last.lock().expect("last") = Some(session(77));
    drop(till.check());
    let alarm = till.hear_alarm();
    assert_eq!(alarm, Alarm::Reconcile);
    assert_eq!(till.check(), Outcome::NotAccepted(Rejection::Reconcile));
    till.stop();
}

#[test]
fn a_full_disk_takes_no_money_and_frees_its_reserve() {
    let folder = TempDir::new().expect("folder");
    let server = hub(&LastSession::default());
    let store = Store::open(folder.path(), BOOT, clock::now()).expect("store");
    store.fill_disk_for_tests();
    let printer = papers(folder.path());
    let till = Running::with(store, folder.path(), (&server.address, printer));
    let mut consents = Vec::new();
    let refused = loop {
        let outcome = till.check();
        let Outcome::Consent(payment) = outcome else {
            break outcome;
        };
        consents.push(payment.id);
        assert!(consents.len() < 500, "the disk never became full");
    };
    assert_eq!(refused, Outcome::NotAccepted(Rejection::Storage));
    till.hear(|event| matches!(event, Event::StorageFault).then_some(()));
    let reserve = folder.path().join("reserve");
    assert!(!reserve.exists(), "the reserve was not freed");
    assert_eq!(till.check(), Outcome::NotAccepted(Rejection::Storage));
    till.stop();
    // Nothing half: every stored payment has its SESSION and whole rows.
    let found = stored(folder.path());
    assert!(found.len() >= consents.len());
    assert!(found.iter().all(|payment| payment.tender.is_none()));
}
