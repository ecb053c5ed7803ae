//! What the bank does with orders, whoever sends them and however often.

use paydesk_cyberplat::ipriv::{Hash, KeyPolicy, KeyRing, verify_document};
use paydesk_domain::ids::AttemptId;
use paydesk_hub::bank::folder;
use paydesk_hub::bank::wire::{Answer, Ask, Echo, NotRead, Request, Said, request_hash};
use paydesk_hub::connectors::bank::{Bank as _, BankRefusal, ReserveAnswer, SettleAnswer};
use paydesk_hub::core::decision::Profile;
use paydesk_hub::serve::clock;

use super::bankside::{Bank, OPENING, Process, body_at, forward, order, way};
use super::hub::{Hub, Pen, other_pen, pen};

const TAKEN: ReserveAnswer = ReserveAnswer::Refused(BankRefusal::ReferenceTaken);

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_gets_the_first_result_and_other_content_is_refused() {
    let hub = Hub::idle(Profile::Cyberplat);
    let bank = Bank::behind(&hub);
    let way = way(&hub).await;
    for _ in 0..3 {
        assert_eq!(way.reserve(&order("1", 500)).await, ReserveAnswer::Reserved);
    }
    let mut others = [order("1", 501), order("1", 500), order("1", 500)];
    others[1].dealer = "17999".to_owned();
    others[2].currency = "KZT".to_owned();
    for other in &others {
        assert_eq!(way.reserve(other).await, TAKEN);
        assert_eq!(way.capture(other).await, SettleAnswer::Refused);
        assert_eq!(way.void(other).await, SettleAnswer::Refused);
    }
    for _ in 0..3 {
        assert_eq!(way.capture(&order("1", 500)).await, SettleAnswer::Done);
    }
    assert_eq!(way.reserve(&order("1", 500)).await, ReserveAnswer::Reserved);
    assert_eq!(way.void(&order("1", 500)).await, SettleAnswer::Refused);
    let sums = bank.account();
    assert_eq!((sums.captured.get(), sums.held.get()), (500, 0));
    assert_eq!(way.balance("17031", "RUB").await, Some(sums.available()));
    bank.assert_sound();
    hub.assert_sound();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_stays_though_money_came_in_and_a_void_before_its_reserve_closes_the_reference() {
    let hub = Hub::idle(Profile::Cyberplat);
    let bank = Bank::behind(&hub);
    let way = way(&hub).await;
    let short = ReserveAnswer::Refused(BankRefusal::NotEnoughMoney);
    assert_eq!(way.reserve(&order("1", OPENING + 1)).await, short);
    bank.credit(OPENING);
    assert_eq!(way.reserve(&order("1", OPENING + 1)).await, short);
    assert_eq!(
        way.capture(&order("1", OPENING + 1)).await,
        SettleAnswer::Refused
    );
    assert_eq!(way.void(&order("1", OPENING + 1)).await, SettleAnswer::Done);
    assert_eq!(way.reserve(&order("1", OPENING + 1)).await, TAKEN);
    let mut stranger = order("2", 5);
    stranger.dealer = "17999".to_owned();
    let none = ReserveAnswer::Refused(BankRefusal::NoAccount);
    assert_eq!(way.reserve(&stranger).await, none);
    for _ in 0..2 {
        assert_eq!(way.void(&order("3", 500)).await, SettleAnswer::Done);
        assert_eq!(way.reserve(&order("3", 500)).await, TAKEN);
    }
    assert_eq!(way.capture(&order("4", 500)).await, SettleAnswer::Refused);
    assert_eq!(bank.account().available().get(), 2 * OPENING);
    bank.assert_sound();
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_reserves_at_once_under_one_reference_hold_once() {
    let hub = Hub::idle(Profile::Cyberplat);
    let bank = Bank::behind(&hub);
    let way = way(&hub).await;
    let asked: Vec<_> = (0..64)
        .map(|n| {
            let way = way.clone();
            // Every eighth asks for another sum: whichever is first wins.
            let order = order("1", if n % 8 == 0 { 700 } else { 500 });
            tokio::spawn(async move { (order.amount, way.reserve(&order).await) })
        })
        .collect();
    let mut reserved = Vec::new();
    for answer in asked {
        match answer.await.unwrap() {
            (amount, ReserveAnswer::Reserved) => reserved.push(amount),
            (_, said) => assert_eq!(said, TAKEN),
        }
    }
    assert!(reserved.iter().all(|amount| *amount == reserved[0]));
    assert_eq!(bank.account().held, reserved[0]);
    assert_eq!(
        bank.number("SELECT count(*) FROM entry WHERE kind = 'hold'"),
        1
    );
    assert_eq!(bank.number("SELECT count(*) FROM exchange"), 64);
    bank.assert_sound();
    hub.assert_sound();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bank_killed_under_load_has_doubled_and_lost_nothing() {
    let hub = Hub::idle(Profile::Cyberplat);
    let bank = Bank::idle(&hub);
    let mut process = Process::start(bank.folder.path(), "127.0.0.1:0");
    bank.name_in(&hub, process.address);
    let way = way(&hub).await;
    let sales: Vec<_> = (0..6)
        .map(|lane| {
            let way = way.clone();
            tokio::spawn(async move {
                for n in 0..20 {
                    let order = order(&format!("{}", 1_000 * lane + n), 100 + n);
                    while way.reserve(&order).await != ReserveAnswer::Reserved {}
                    if n % 4 == 3 {
                        while way.void(&order).await != SettleAnswer::Done {}
                    } else {
                        while way.capture(&order).await != SettleAnswer::Done {}
                    }
                }
            })
        })
        .collect();
    let mut kills = 0;
    while sales.iter().any(|sale| !sale.is_finished()) {
        let before = bank.number("SELECT count(*) FROM exchange");
        // Some orders further, the next kill.
        while bank.number("SELECT count(*) FROM exchange") < before + 5
            && sales.iter().any(|sale| !sale.is_finished())
        {
            tokio::task::yield_now().await;
        }
        process.kill_and_restart();
        kills += 1;
    }
    for sale in sales {
        sale.await.unwrap();
    }
    assert!(kills >= 5, "{kills}");
    let kept: i64 = (0..20).filter(|n| n % 4 != 3).map(|n| 100 + n).sum();
    let sums = bank.account();
    assert_eq!((sums.captured.get(), sums.held.get()), (6 * kept, 0));
    assert_eq!(
        bank.number("SELECT count(*) FROM entry WHERE kind = 'capture'"),
        6 * 15
    );
    assert_eq!(
        bank.number("SELECT count(*) FROM entry WHERE kind = 'release'"),
        6 * 5
    );
    bank.assert_sound();
    hub.assert_sound();
}

/// A reservation signed with this pen, for the bank with that serial.
fn letter(pen: &Pen, bank: u32, skew_ms: i64) -> Vec<u8> {
    let request = Request {
        nonce: AttemptId::new(u128::from(rand::random::<u64>())),
        sent_at: clock::now().plus_ms(skew_ms),
        bank,
        ask: Ask::Reserve(order("1", 500)),
    };
    pen.sign(Hash::Sha256, &request.body())
}

fn bank_serial(bank: &Bank) -> u32 {
    let pubkeys = folder::pubkeys(bank.folder.path()).unwrap();
    KeyRing::read(&pubkeys).serials().next().unwrap()
}

fn status(answer: &[u8]) -> String {
    String::from_utf8_lossy(&answer[9..12]).into_owned()
}

#[test]
fn the_key_of_a_dealer_a_provider_or_the_bank_itself_may_not_ask() {
    let hub = Hub::idle(Profile::Cyberplat);
    let bank = Bank::behind(&hub);
    let serial = bank_serial(&bank);
    let hub_serial = paydesk_hub::admin::hub_serial(hub.folder.path()).unwrap();
    // A dealer's point that the hub knows, some provider, and twins of the hub's and the bank's keys.
    let twins = [
        Pen::named(hub_serial, 2048, b"paydesk-hub"),
        Pen::named(serial, 2048, b"paydesk-bank"),
    ];
    for pen in [pen(), other_pen(), &twins[0], &twins[1]] {
        let answer = forward(bank.addr(), &letter(pen, serial, 0));
        assert_eq!(status(&answer), "403");
        assert!(answer.ends_with(b"not accepted\r\n"));
    }
    assert_eq!(bank.number("SELECT count(*) FROM exchange"), 0);
    assert_eq!(bank.account().held.get(), 0);
}

/// What the bank says to a document signed by `pen`, which it admitted as its hub.
fn said(bank: &Bank, document: &[u8], pen: &Pen) -> Said {
    let answer = forward(bank.addr(), document);
    assert_eq!(status(&answer), "200");
    let pubkeys = folder::pubkeys(bank.folder.path()).unwrap();
    let key = KeyRing::read(&pubkeys).open(0, KeyPolicy::Modern).unwrap();
    let hub = KeyRing::read(&pen.pubkeys)
        .open(0, KeyPolicy::Modern)
        .unwrap();
    let asked = verify_document(document, &hub).unwrap().body;
    let request = Request::read(asked).unwrap();
    let echo = Echo {
        word: request.ask.word(),
        nonce: request.nonce,
        request_hash: request_hash(asked),
        hub: hub.serial(),
    };
    let letter = verify_document(&answer[body_at(&answer)..], &key).unwrap();
    Answer::read(letter.body, &echo).unwrap().said
}

#[test]
fn a_request_that_is_replayed_late_or_meant_for_another_bank_is_not_looked_at() {
    let hub = Hub::idle(Profile::Cyberplat);
    let bank = Bank::behind(&hub);
    let serial = bank_serial(&bank);
    folder::admit(bank.folder.path(), &other_pen().pubkeys).unwrap();
    let first = letter(other_pen(), serial, 0);
    assert_eq!(said(&bank, &first, other_pen()), Said::Done);
    for _ in 0..2 {
        let replayed = said(&bank, &first, other_pen());
        assert_eq!(replayed, Said::NotRead(NotRead::Nonce));
    }
    for (document, why) in [
        (letter(other_pen(), serial, -301_000), NotRead::Time),
        (letter(other_pen(), serial, 301_000), NotRead::Time),
        (letter(other_pen(), serial + 1, 0), NotRead::OtherBank),
    ] {
        assert_eq!(said(&bank, &document, other_pen()), Said::NotRead(why));
    }
    assert_eq!(bank.number("SELECT count(*) FROM exchange"), 1);
    folder::revoke(bank.folder.path(), 4_100_002).unwrap();
    let answer = forward(bank.addr(), &letter(other_pen(), serial, 0));
    assert_eq!(status(&answer), "403", "from the next request on");
    assert!(folder::admit(bank.folder.path(), &other_pen().pubkeys).is_err());
    bank.assert_sound();
}

#[test]
fn what_is_no_request_gets_no_signature_and_leaves_no_trace() {
    let hub = Hub::idle(Profile::Cyberplat);
    let bank = Bank::behind(&hub);
    folder::admit(bank.folder.path(), &other_pen().pubkeys).unwrap();
    let signed = letter(other_pen(), bank_serial(&bank), 0);
    for at in (0..signed.len()).step_by(7) {
        let mut changed = signed.clone();
        changed[at] ^= 0x04;
        assert_eq!(status(&forward(bank.addr(), &changed)), "403", "byte {at}");
    }
    let word = other_pen().sign(Hash::Sha256, b"MSG=RESERVE\r\n");
    assert_eq!(status(&forward(bank.addr(), &word)), "400");
    assert_eq!(status(&forward(bank.addr(), b"")), "403");
    assert_eq!(status(&forward(bank.addr(), &[b'x'; 16 * 1024 + 1])), "413");
    assert_eq!(bank.number("SELECT count(*) FROM exchange"), 0);
    let md5 = {
        let body = Request {
            nonce: AttemptId::new(1),
            sent_at: clock::now(),
            bank: bank_serial(&bank),
            ask: Ask::Reserve(order("1", 500)),
        };
        other_pen().sign(Hash::Md5, &body.body())
    };
    assert_eq!(said(&bank, &md5, other_pen()), Said::NotRead(NotRead::Form));
}
