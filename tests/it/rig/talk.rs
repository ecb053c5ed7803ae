//! The till's own wire without a till: requests written, signed and read by the product, one at a time.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use paydesk_adapters::config::Config;
use paydesk_adapters::https::{Address, Deadlines, Line};
use paydesk_adapters::wire::{Keys, Sealed, Wire};
use paydesk_adapters::{clock, keys};
use paydesk_cyberplat::ipriv::{FastSigner, Hash, KeyPolicy, PublicKey, sign_full_document};
use paydesk_cyberplat::messages::form::encode_form;
use paydesk_cyberplat::messages::request::{ServerTerms, encode_request};
use paydesk_domain::exchange::{Answer, Ask, AuditHead, Request, Why};
use paydesk_domain::ids::{AttemptId, PaymentId, SessionId};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::order::Order;
use paydesk_domain::provider::{Addresses, ProviderId};
use rand::RngCore;
use rand::rngs::OsRng;

use super::Rig;

/// Short enough for a test, long enough for a busy computer.
const DEADLINES: Deadlines = Deadlines {
    connect: Duration::from_secs(5),
    exchange: Duration::from_secs(10),
};

/// What a till needs to speak to a server, as its settings say it.
pub(crate) struct Talk {
    pub(crate) terms: ServerTerms,
    pub(crate) server_key: PublicKey,
    config: Config,
    signer: FastSigner,
}

impl Talk {
    pub(crate) fn of(rig: &Rig) -> Self {
        let config = Config::read(&rig.till.folder.join("config.toml")).unwrap();
        let signer = keys::signer(&config.key, &config.pass_phrase, KeyPolicy::Modern).unwrap();
        let ring = keys::ring(&config.server_keys).unwrap();
        let serial = config.terms.server_serial;
        Self {
            terms: config.terms.clone(),
            server_key: ring.open(serial, KeyPolicy::Modern).unwrap(),
            config,
            signer,
        }
    }

    /// The product's wire to an address.
    pub(crate) fn wire(&self, address: &str, authority: Option<&Path>) -> Wire {
        let address = Address::parse(address).unwrap();
        let line = Line::within(DEADLINES, address, authority).unwrap();
        let keys = Keys {
            signer: Box::new(
                keys::signer(
                    &self.config.key,
                    &self.config.pass_phrase,
                    KeyPolicy::Modern,
                )
                .unwrap(),
            ),
            ring: keys::ring(&self.config.server_keys).unwrap(),
            policy: KeyPolicy::Modern,
        };
        let catalogue = self.config.catalogue.clone();
        Wire::new(line, keys, self.terms.clone(), catalogue).unwrap()
    }

    /// A payment of 500 roubles to a number.
    pub(crate) fn order(&self, number: &str) -> Order {
        let id = ProviderId::parse("demo-mobile").unwrap();
        let provider = self.config.catalogue.provider(&id).unwrap();
        let typed = BTreeMap::from([("NUMBER".to_owned(), number.to_owned())]);
        Order {
            provider: id,
            provider_number: provider.number,
            details: provider.accept(&typed).unwrap(),
            credited: Money::new(50_000, Currency::RUB),
            taken: Money::new(51_000, Currency::RUB),
        }
    }

    /// A new attempt about a payment.
    pub(crate) fn request(&self, ask: Ask, order: &Order, session: &SessionId) -> Request {
        let now = clock::now();
        Request {
            attempt: AttemptId::new(
                u128::from(OsRng.next_u64()) << 64 | u128::from(OsRng.next_u64()),
            ),
            ask,
            payment: PaymentId::new(1),
            session: session.clone(),
            first_session: session.clone(),
            order: order.clone(),
            sent_at: now,
            not_after: (ask == Ask::Pay).then(|| now.plus_ms(3_000_000)),
            epoch: 1,
            audit: AuditHead {
                seq: 0,
                hash: [0; 32],
            },
            known_version: None,
        }
    }

    pub(crate) fn body(&self, request: &Request) -> Vec<u8> {
        encode_request(request, &self.terms).unwrap()
    }

    /// A form with this body under the till's own signature.
    pub(crate) fn form(&self, body: &[u8]) -> Vec<u8> {
        let at = clock::now().unix_seconds();
        encode_form(&sign_full_document(&self.signer, Hash::Sha256, at, body).unwrap())
    }

    /// The pages of the payment's provider.
    pub(crate) fn pages(&self, order: &Order) -> &Addresses {
        &self
            .config
            .catalogue
            .provider(&order.provider)
            .unwrap()
            .addresses
    }
}

pub(crate) fn session() -> SessionId {
    SessionId::make(clock::now(), OsRng.next_u64())
}

/// Asks as the till does: a pay or cancel is sealed before it leaves.
pub(crate) fn send(wire: &Wire, request: &Request) -> Result<Answer, Why> {
    let Sealed { document, .. } = wire.seal(request);
    wire.send(request, document).map_err(|silence| silence.why)
}

/// What the wire has to say about a reply's bytes.
pub(crate) fn gate(
    talk: &Talk,
    (request, body): (&Request, &[u8]),
    reply: &[u8],
) -> Result<Answer, Why> {
    use paydesk_cyberplat::ipriv::verify_document;
    use paydesk_cyberplat::messages::answer::{Received, Sent, read_answer};
    let verified = verify_document(reply, &talk.server_key).map_err(|_| Why::NotSigned)?;
    let received = Received {
        verified: &verified,
        document: reply,
    };
    read_answer(&received, &Sent { request, body }, &talk.terms)
}
