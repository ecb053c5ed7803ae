//! Our till's own writer and reader against the demo hub.

use std::collections::BTreeMap;

use paydesk_cyberplat::ipriv::{Hash, KeyPolicy, KeyRing, verify_document};
use paydesk_cyberplat::messages::answer::{Received, Sent, read_answer};
use paydesk_cyberplat::messages::request::{Identity, ServerTerms, encode_request};
use paydesk_cyberplat::profile::Profile;
use paydesk_domain::exchange::{Answer, Ask, AuditHead, CancelReason, Meaning, Request};
use paydesk_domain::ids::{AttemptId, CashierCode, DealerCode, PaymentId, PointCode, SessionId};
use paydesk_domain::money::Money;
use paydesk_domain::order::Order;
use paydesk_domain::provider::{Catalogue, DEMO_CATALOGUE, Provider, ProviderId};
use paydesk_hub::admin;
use paydesk_hub::demo::{CASHIER, DEALER, DemoHub, POINT, start_demo};
use paydesk_hub::serve::clock;
use tempfile::TempDir;

use super::hub::{Pen, pen};
use super::wire;

struct Till<'a> {
    hub: &'a DemoHub,
    pen: &'a Pen,
    catalogue: Catalogue,
}

fn text(pen: &Pen) -> String {
    String::from_utf8(pen.pubkeys.clone()).unwrap()
}

impl<'a> Till<'a> {
    fn new(hub: &'a DemoHub, pen: &'a Pen) -> Self {
        let catalogue = Catalogue::parse([("demo.toml", DEMO_CATALOGUE)]).unwrap();
        Self {
            hub,
            pen,
            catalogue,
        }
    }

    fn provider(&self, id: &str) -> &Provider {
        self.catalogue
            .provider(&ProviderId::parse(id).unwrap())
            .unwrap()
    }

    fn terms(&self) -> ServerTerms {
        ServerTerms {
            identity: Identity {
                dealer: DealerCode::parse(DEALER).unwrap(),
                point: PointCode::parse(POINT).unwrap(),
                cashier: CashierCode::parse(CASHIER).unwrap(),
            },
            profile: Profile::Paydesk,
            server_serial: self.hub.hub_serial(),
            hash: Hash::Sha256,
            pay_tool: 0,
            term_id: None,
        }
    }

    fn order(&self, id: &str, fields: &[(&str, &str)]) -> Order {
        let provider = self.provider(id);
        let typed: BTreeMap<String, String> = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let credited = provider.min;
        Order {
            provider: provider.id.clone(),
            provider_number: provider.number,
            details: provider.accept(&typed).unwrap(),
            credited,
            taken: credited
                .checked_add(Money::new(100, provider.currency))
                .unwrap(),
        }
    }

    fn ask(&self, ask: Ask, order: &Order, session: &str) -> Answer {
        let mut random = [0; 16];
        getrandom::fill(&mut random).unwrap();
        let now = clock::now();
        let session = SessionId::parse(session).unwrap();
        let request = Request {
            attempt: AttemptId::new(u128::from_be_bytes(random)),
            ask,
            payment: PaymentId::new(1),
            session: session.clone(),
            first_session: session,
            order: order.clone(),
            sent_at: now,
            not_after: (ask == Ask::Pay).then(|| now.plus_ms(3_000_000)),
            epoch: 1,
            audit: AuditHead {
                seq: 0,
                hash: [0; 32],
            },
            known_version: None,
        };
        let terms = self.terms();
        let body = encode_request(&request, &terms).unwrap();
        let document = self.pen.sign(Hash::Sha256, &body);
        let addresses = &self.provider(order.provider.as_str()).addresses;
        let path = match ask {
            Ask::Check => &addresses.check,
            Ask::Pay => &addresses.pay,
            Ask::Status => &addresses.status,
            Ask::Cancel(_) => &addresses.cancel,
        };
        let answer =
            wire::exchange(self.hub.addr(), &wire::post(path, &wire::form(&document))).unwrap();
        let ring = KeyRing::read(self.hub.hub_pubkeys().as_bytes());
        let key = ring.open(self.hub.hub_serial(), KeyPolicy::Modern).unwrap();
        let verified = verify_document(&answer.body, &key).unwrap();
        let received = Received {
            verified: &verified,
            document: &answer.body,
        };
        read_answer(
            &received,
            &Sent {
                request: &request,
                body: &body,
            },
            &terms,
        )
        .unwrap()
    }

    fn sell(&self, order: &Order, session: &str) {
        assert_eq!(
            self.ask(Ask::Check, order, session).meaning,
            Meaning::Granted
        );
        let pay = self.ask(Ask::Pay, order, session);
        assert_eq!(pay.meaning, Meaning::Accepted { is_final: true });
        assert_eq!(self.ask(Ask::Status, order, session).meaning, Meaning::Done);
    }
}

#[test]
fn the_till_sells_for_every_kind_of_provider_of_the_demo() {
    let folder = TempDir::new().unwrap();
    let hub = start_demo(folder.path(), &text(pen())).unwrap();
    let till = Till::new(&hub, pen());
    let orders = [
        ("demo-mobile", &[("NUMBER", "9161234567")][..]),
        (
            "demo-internet",
            &[("ACCOUNT", "12345678"), ("SERVICE", "INTERNET")],
        ),
        ("demo-mobile-bg", &[("NUMBER", "888123456")]),
        ("demo-mobile-kz", &[("NUMBER", "7011234567")]),
    ];
    for (n, (provider, fields)) in orders.into_iter().enumerate() {
        let order = till.order(provider, fields);
        till.sell(&order, &format!("SALE{n}"));
    }
    let withdrawn = till.order("demo-mobile", &[("NUMBER", "9161234567")]);
    assert_eq!(
        till.ask(Ask::Check, &withdrawn, "GONE").meaning,
        Meaning::Granted
    );
    let cancel = till
        .ask(Ask::Cancel(CancelReason::Return), &withdrawn, "GONE")
        .meaning;
    assert!(matches!(cancel, Meaning::Tombstone(_)), "{cancel:?}");
    hub.stop();
    assert_eq!(
        admin::ledger_check(folder.path()).unwrap().violations,
        vec![]
    );
}

#[test]
fn the_demo_keeps_its_books_and_takes_a_new_key_of_its_till() {
    let folder = TempDir::new().unwrap();
    let first = Pen::new(7, 2048);
    let hub = start_demo(folder.path(), &text(&first)).unwrap();
    let serial = hub.hub_serial();
    let till = Till::new(&hub, &first);
    let order = till.order("demo-mobile", &[("NUMBER", "9161234567")]);
    till.sell(&order, "OLD1");
    let rest = till.ask(Ask::Check, &order, "OLD2").facts.rest.unwrap();
    assert_eq!(rest.minor(), 10_000_000 - 2_000);
    hub.stop();
    let second = Pen::new(7, 2048);
    let hub = start_demo(folder.path(), &text(&second)).unwrap();
    assert_eq!(hub.hub_serial(), serial);
    let till = Till::new(&hub, &second);
    assert_eq!(till.ask(Ask::Status, &order, "OLD1").meaning, Meaning::Done);
    let cancel = till
        .ask(Ask::Cancel(CancelReason::Return), &order, "OLD2")
        .meaning;
    assert!(
        matches!(cancel, Meaning::Tombstone(_)),
        "the successor may close what the old key opened"
    );
    let rest = till.ask(Ask::Check, &order, "NEW1").facts.rest.unwrap();
    assert_eq!(
        rest.minor(),
        10_000_000 - 2_000,
        "the deposit is filled once"
    );
    hub.stop();
    assert_eq!(
        admin::ledger_check(folder.path()).unwrap().violations,
        vec![]
    );
}
