//! Work for a bank and a provider that answer as each test says.

mod waits;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use paydesk_cyberplat::ipriv::{Document, FastSigner, Hash, KeyPolicy, SecretKey};
use paydesk_domain::ids::{CashierCode, DealerCode, Fingerprint, PointCode, SessionId};
use paydesk_domain::provider::{Catalogue, DEMO_CATALOGUE};
use rand::rngs::OsRng;
use tempfile::TempDir;

use super::pay_provider;
use crate::connectors::Answer;
use crate::connectors::bank::{Bank, BankOrder, BankRefusal, ReserveAnswer, SettleAnswer};
use crate::connectors::providers::places::{self, Places};
use crate::connectors::providers::{CheckOutcome, PayOutcome, ProviderCall, ProviderGate};
use crate::core::decision::Profile;
use crate::core::minor::Minor;
use crate::core::payment::{Payment, State, Terms};
use crate::core::posting::Tariff;
use crate::http::desk::{Desk, Parts, Way};
use crate::serve::workers::{self, Bench};
use crate::store::checks::CheckRequest;
use crate::store::evidence::{MessageKind, Received, Step};
use crate::store::ledger::refill;
use crate::store::outbox::Work;
use crate::store::outbox::review::{self, Review};
use crate::store::parties::{NewKey, Place, add_key, key_of};
use crate::store::pays::{Pay, PayStep};
use crate::store::{Store, StoreError, transact};
use crate::{admin, settings, store};

/// Answers in turn, the last one for ever.
struct Script {
    bank: Mutex<Vec<ReserveAnswer>>,
    provider: Mutex<Vec<PayOutcome>>,
    repeats: Mutex<Vec<bool>>,
    repeat_safe: bool,
}

/// The number of a provider that never answers.
const SILENT: u32 = 900;

struct Silent;

impl ProviderGate for Silent {
    fn check<'a>(&'a self, _call: &'a ProviderCall) -> Answer<'a, CheckOutcome> {
        Box::pin(std::future::pending())
    }

    fn pay<'a>(&'a self, _call: &'a ProviderCall) -> Answer<'a, PayOutcome> {
        Box::pin(std::future::pending())
    }
}

fn next<T: Clone>(answers: &Mutex<Vec<T>>) -> T {
    let mut answers = answers.lock().unwrap();
    if answers.len() > 1 {
        answers.remove(0)
    } else {
        answers[0].clone()
    }
}

impl Bank for Script {
    fn reserve<'a>(&'a self, _order: &'a BankOrder) -> Answer<'a, ReserveAnswer> {
        Box::pin(async { next(&self.bank) })
    }

    fn capture<'a>(&'a self, _order: &'a BankOrder) -> Answer<'a, SettleAnswer> {
        Box::pin(async { SettleAnswer::Done })
    }

    fn void<'a>(&'a self, _order: &'a BankOrder) -> Answer<'a, SettleAnswer> {
        Box::pin(async { SettleAnswer::Done })
    }

    fn balance<'a>(&'a self, _dealer: &'a str, _currency: &'a str) -> Answer<'a, Option<Minor>> {
        Box::pin(async { None })
    }
}

impl ProviderGate for Script {
    fn check<'a>(&'a self, _call: &'a ProviderCall) -> Answer<'a, CheckOutcome> {
        Box::pin(async { CheckOutcome::Unknown })
    }

    fn pay<'a>(&'a self, call: &'a ProviderCall) -> Answer<'a, PayOutcome> {
        self.repeats.lock().unwrap().push(call.repeat);
        Box::pin(async { next(&self.provider) })
    }
}

struct Counter {
    folder: TempDir,
    desk: Desk,
    script: Arc<Script>,
    ahead: Arc<AtomicI64>,
}

fn paid() -> PayOutcome {
    PayOutcome::Done {
        provider_ref: "P1".to_owned(),
    }
}

fn counter(bank: &[ReserveAnswer], provider: &[PayOutcome]) -> Counter {
    counter_with(bank, provider, true)
}

fn counter_with(bank: &[ReserveAnswer], provider: &[PayOutcome], repeat_safe: bool) -> Counter {
    let folder = TempDir::new().unwrap();
    admin::init(folder.path(), false).unwrap();
    let (dealer, point) = (
        DealerCode::parse("17031").unwrap(),
        PointCode::parse("17032").unwrap(),
    );
    let cashier = CashierCode::parse("17034").unwrap();
    let now = crate::serve::clock::now();
    let books = store::create(folder.path()).unwrap();
    transact(&books, |books| {
        let place = Place {
            dealer: &dealer,
            point: &point,
            cashier: &cashier,
            currency: "RUB",
        };
        let key = NewKey {
            serial: 2,
            document: b"key",
            profile: Profile::Paydesk,
            is_legacy: false,
        };
        add_key(books, &place, &key, now)?;
        let key = key_of(books, 2)?.unwrap();
        refill(books, key.deposit, (Minor::new(1_000_000), "first"), now)?;
        Ok::<_, StoreError>(())
    })
    .unwrap();
    let script = Arc::new(Script {
        bank: Mutex::new(bank.to_vec()),
        provider: Mutex::new(provider.to_vec()),
        repeats: Mutex::default(),
        repeat_safe,
    });
    let ahead = Arc::new(AtomicI64::new(0));
    let desk = desk(&folder, &script, &ahead);
    Counter {
        folder,
        desk,
        script,
        ahead,
    }
}

fn desk(folder: &TempDir, script: &Arc<Script>, ahead: &Arc<AtomicI64>) -> Desk {
    let (file, phrase) = settings::secret_key(folder.path(), settings::HUB).unwrap();
    let secret = SecretKey::open(&file, &phrase, KeyPolicy::Modern).unwrap();
    let way = Way {
        gate: Arc::clone(script) as Arc<dyn ProviderGate>,
        repeat_safe: script.repeat_safe,
        places: Arc::new(Places::new(places::USUAL)),
        answers_accepted: false,
        wants_registration: false,
    };
    let silent = Way {
        gate: Arc::new(Silent),
        places: Arc::new(Places::new(places::USUAL)),
        ..way.clone()
    };
    let ahead = Arc::clone(ahead);
    let store = Store::open(folder.path()).unwrap();
    let newest = store.read_blocking(crate::store::closing::newest).unwrap();
    let signing_key = store
        .read_blocking(|books| Ok(key_of(books, 2)?.unwrap().key))
        .unwrap();
    Desk::new(Parts {
        data: None,
        proxy: None,
        newest,
        store,
        catalogue: Catalogue::parse([("demo.toml", DEMO_CATALOGUE)]).unwrap(),
        signer: Box::new(FastSigner::new(&secret, Box::new(OsRng)).unwrap()),
        signing_key,
        bank: Arc::clone(script) as Arc<dyn Bank>,
        ways: Box::new(move |number| Some(if number == SILENT { &silent } else { &way }.clone())),
        hub_ppm: 0,
        bank_ppm: 0,
        repeats: Default::default(),
        pay_wait: Duration::from_secs(1),
        rest: Box::new(|wait| Box::pin(tokio::time::sleep(wait))),
        clock: Arc::new(move || crate::serve::clock::now().plus_ms(ahead.load(Ordering::SeqCst))),
    })
}

impl Counter {
    /// A pay for a provider without a check, as the request takes it.
    async fn take(&self) -> (Work, Payment) {
        self.take_as("A1").await
    }

    async fn take_as(&self, session: &str) -> (Work, Payment) {
        self.take_for(227, session).await
    }

    async fn take_for(&self, provider: u32, session: &str) -> (Work, Payment) {
        let key = self
            .desk
            .store
            .read(|books| Ok(key_of(books, 2)?.unwrap()))
            .await
            .unwrap();
        let taken = self.desk.store.pay(Pay {
            request: CheckRequest {
                received: Received {
                    key: key.key,
                    point: key.point,
                    profile: Profile::Paydesk,
                    epoch: 1,
                    kind: MessageKind::Pay,
                    document: b"pay".to_vec(),
                    at: self.desk.now(),
                    nonce: None,
                    audit: None,
                },
                session: SessionId::parse(session).unwrap(),
                fingerprint: Fingerprint::new([7; 32]),
                terms: Terms {
                    provider,
                    number: "9161234567".to_owned(),
                    account: String::new(),
                    amount: Minor::new(5_000),
                    taken: Minor::new(5_100),
                },
                tariff: Tariff {
                    commission_ppm: 0,
                    hub_ppm: 0,
                    bank_ppm: 0,
                    sub: None,
                },
                deposit: key.deposit,
                rules: Default::default(),
            },
            taken_given: true,
            not_after: None,
            needs_check: false,
            refused: None,
            lease_ms: super::LEASE_MS,
        });
        let Step::Done(PayStep::Capture { payment, work }) = taken.await.unwrap().step else {
            panic!("not taken")
        };
        (work, payment)
    }

    /// The worker's turn after every lease has run out; how many orders it sent to the provider.
    async fn turn(&self) -> usize {
        self.ahead.fetch_add(200_000, Ordering::SeqCst);
        let before = self.repeats().len();
        let mut bench = Bench::new();
        workers::turn(&self.desk, &mut bench).await.unwrap();
        bench.finish().await;
        self.repeats().len() - before
    }

    fn later(&self, ms: i64) {
        self.ahead.fetch_add(ms, Ordering::SeqCst);
    }

    async fn reviews(&self) -> Vec<Review> {
        self.desk.store.read(review::list).await.unwrap()
    }

    /// How often a person was told.
    async fn alarms(&self) -> i64 {
        let sql = "SELECT count(*) FROM audit WHERE what = 'alarm: a payment waits for a person'";
        let counted = self
            .desk
            .store
            .read(|books| Ok(books.query_row(sql, [], |row| row.get(0))?));
        counted.await.unwrap()
    }

    async fn end(&self, payment: &Payment) -> (State, Option<u16>) {
        let now = self.desk.store.payment_by_id(payment.id).await.unwrap();
        (now.state, now.void_code)
    }

    fn repeats(&self) -> Vec<bool> {
        self.script.repeats.lock().unwrap().clone()
    }
}

const NO_MONEY: ReserveAnswer = ReserveAnswer::Refused(BankRefusal::NotEnoughMoney);

#[tokio::test]
async fn what_the_bank_refuses_after_its_silence_is_never_paid() {
    let counter = counter(&[ReserveAnswer::Silent, NO_MONEY], &[paid()]);
    let (leased, payment) = counter.take().await;
    pay_provider(&counter.desk, &payment, leased).await.unwrap();
    assert_eq!(counter.end(&payment).await, (State::Capturing, None));
    counter.turn().await;
    assert_eq!(counter.end(&payment).await, (State::Void, Some(21)));
    counter.turn().await;
    assert_eq!(
        counter.repeats(),
        Vec::<bool>::new(),
        "the provider was never asked"
    );
}

#[tokio::test]
async fn what_the_bank_refuses_after_a_crash_is_never_paid() {
    let counter = counter(&[NO_MONEY], &[paid()]);
    let (_, payment) = counter.take().await;
    counter.turn().await;
    assert_eq!(counter.end(&payment).await, (State::Void, Some(21)));
    assert_eq!(counter.repeats(), Vec::<bool>::new());
}

#[tokio::test]
async fn the_first_order_after_a_crash_is_no_repeat_and_the_next_one_is() {
    let counter = counter(&[ReserveAnswer::Reserved], &[PayOutcome::Unknown, paid()]);
    let (_, payment) = counter.take().await;
    counter.turn().await;
    assert_eq!(counter.end(&payment).await, (State::Capturing, None));
    counter.turn().await;
    assert_eq!(counter.end(&payment).await, (State::Captured, None));
    assert_eq!(counter.repeats(), [false, true]);
}

#[tokio::test]
async fn whose_lease_is_over_sends_nothing() {
    let counter = counter(&[ReserveAnswer::Reserved], &[paid()]);
    let (late, payment) = counter.take().await;
    counter.turn().await;
    pay_provider(&counter.desk, &payment, late).await.unwrap();
    assert_eq!(counter.repeats(), [false]);
}

#[tokio::test]
async fn a_bank_that_changes_its_mind_after_the_order_left_does_not_undo_it() {
    let counter = counter(
        &[ReserveAnswer::Reserved, NO_MONEY],
        &[PayOutcome::Unknown, paid()],
    );
    let (leased, payment) = counter.take().await;
    pay_provider(&counter.desk, &payment, leased).await.unwrap();
    counter.turn().await;
    assert_eq!(counter.end(&payment).await, (State::Captured, None));
}

#[tokio::test]
async fn the_providers_word_is_kept_until_the_books_take_it() {
    let counter = counter(&[ReserveAnswer::Reserved], &[paid()]);
    let (leased, payment) = counter.take().await;
    let file = counter.folder.path().join(store::DATABASE);
    let books = rusqlite::Connection::open(file).unwrap();
    books
        .execute_batch(
            "CREATE TRIGGER refuse BEFORE UPDATE ON payment WHEN new.state = 'CAPTURED'
             BEGIN SELECT raise(ABORT, 'not now'); END;",
        )
        .unwrap();
    let desk = counter.desk.clone();
    let taken = payment.clone();
    let paying = tokio::spawn(async move { pay_provider(&desk, &taken, leased).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    books.execute_batch("DROP TRIGGER refuse").unwrap();
    paying.await.unwrap().unwrap();
    assert_eq!(counter.end(&payment).await, (State::Captured, None));
    assert_eq!(counter.repeats(), [false], "asked once");
}

#[tokio::test]
async fn a_clock_that_is_set_back_between_two_runs_stands_still() {
    let counter = counter(&[ReserveAnswer::Reserved], &[paid()]);
    counter.ahead.store(7_200_000, Ordering::SeqCst);
    let (_, payment) = counter.take().await;
    counter.ahead.store(0, Ordering::SeqCst);
    let later = desk(&counter.folder, &counter.script, &counter.ahead);
    assert!(later.now() >= payment.created_at);
}

/// A plain till counts by these dates until the hub can no longer take a pay, and the hub counts by its books.
#[tokio::test]
async fn a_reply_is_dated_by_the_time_of_the_books() {
    let counter = counter(&[], &[]);
    counter.ahead.store(MONTH_MS, Ordering::SeqCst);
    let ahead = counter.desk.now();
    counter.ahead.store(0, Ordering::SeqCst);
    let signed = counter
        .desk
        .sign(Hash::Sha256, b"ERROR=0\r\n".to_vec())
        .await;
    let signed = Document::read(&signed.unwrap()).unwrap().signed_at();
    assert!(signed >= ahead.unix_seconds());
}

const MONTH_MS: i64 = 30 * 24 * 3_600_000;

#[tokio::test]
async fn an_order_put_off_under_a_clock_that_ran_ahead_is_due_once_it_is_set_right() {
    let counter = counter(&[ReserveAnswer::Reserved], &[PayOutcome::Unknown, paid()]);
    counter.ahead.store(MONTH_MS, Ordering::SeqCst);
    let (leased, payment) = counter.take().await;
    pay_provider(&counter.desk, &payment, leased).await.unwrap();
    counter.ahead.store(0, Ordering::SeqCst);
    assert_eq!(counter.turn().await, 1, "in minutes, not in a month");
    assert_eq!(counter.end(&payment).await, (State::Captured, None));
    assert_eq!(counter.repeats(), [false, true]);
}

/// The books' time stands still then, and a wait by it would never end.
#[tokio::test]
async fn an_order_put_off_after_a_clock_was_set_right_waits_by_the_clock() {
    let unknown = [PayOutcome::Unknown, PayOutcome::Unknown, paid()];
    let counter = counter(&[ReserveAnswer::Reserved], &unknown);
    counter.ahead.store(MONTH_MS, Ordering::SeqCst);
    counter.desk.now();
    counter.ahead.store(0, Ordering::SeqCst);
    let (leased, payment) = counter.take().await;
    pay_provider(&counter.desk, &payment, leased).await.unwrap();
    for outcome in [State::Capturing, State::Captured] {
        assert_eq!(counter.turn().await, 1);
        assert_eq!(counter.end(&payment).await, (outcome, None));
    }
    assert_eq!(counter.repeats(), [false, true, true]);
}

#[tokio::test]
async fn a_row_that_does_not_read_does_not_stop_the_work_of_the_others() {
    let counter = counter(&[ReserveAnswer::Reserved], &[paid()]);
    let (_, broken) = counter.take_as("A1").await;
    let (_, sound) = counter.take_as("B2").await;
    let file = counter.folder.path().join(store::DATABASE);
    let books = rusqlite::Connection::open(file).unwrap();
    let damage = format!(
        "DROP TRIGGER payment_facts_of_the_request; DROP TRIGGER payment_moves;
         UPDATE payment SET tariff = 'no tariff' WHERE id = {}",
        broken.id.get()
    );
    books.execute_batch(&damage).unwrap();
    counter.turn().await;
    assert_eq!(counter.end(&sound).await, (State::Captured, None));
}
