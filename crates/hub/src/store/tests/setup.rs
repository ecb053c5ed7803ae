//! A hub with one dealer in a folder of its own.

use std::sync::atomic::{AtomicU64, Ordering};

use paydesk_domain::ids::{AttemptId, CashierCode, DealerCode, Fingerprint, PointCode, SessionId};
use paydesk_domain::time::Timestamp;
use tempfile::TempDir;

use crate::core::decision::Profile;
use crate::core::minor::Minor;
use crate::core::payment::{Payment, Terms, TransId};
use crate::core::posting::Tariff;
use crate::store::checks::{
    CheckRequest, CheckStep, RefusedBy, Rules, check, check_refused, consented, reserved,
};
use crate::store::closing::{Cancel, Found, Status, cancel, status};
use crate::store::evidence::{MessageKind, Received, Step, Taken};
use crate::store::ledger::{Deposit, deposit, refill};
use crate::store::parties::{KeyRecord, NewKey, Place, add_key, found_hub, key_of};
use crate::store::pays::{Pay, PayStep, ProviderEnd, pay, provider_answered};
use crate::store::verify::{Report, verify};
use crate::store::{Store, create, transact};

pub(super) const NOW: i64 = 1_795_536_127_045;
pub(super) const TARIFF: Tariff = Tariff {
    commission_ppm: 30_000,
    hub_ppm: 7_000,
    bank_ppm: 3_000,
    sub: None,
};

pub(super) struct Hub {
    pub(super) folder: TempDir,
    pub(super) store: Store,
    pub(super) key: KeyRecord,
    pub(super) rules: Rules,
    nonces: AtomicU64,
}

pub(super) fn at(ms: i64) -> Timestamp {
    Timestamp::from_unix_ms(NOW + ms)
}

pub(super) fn session(text: &str) -> SessionId {
    SessionId::parse(text).unwrap()
}

pub(super) fn done<T>(taken: Taken<T>) -> T {
    match taken.step {
        Step::Done(step) => step,
        Step::Replayed => panic!("the NONCE was fresh"),
    }
}

pub(super) fn provider_done() -> ProviderEnd {
    ProviderEnd::Done {
        provider_ref: Some("p1".to_owned()),
    }
}

impl Hub {
    pub(super) fn with_deposit(minor: i64) -> Self {
        Self::new(minor, Profile::Paydesk)
    }

    pub(super) fn new(minor: i64, profile: Profile) -> Self {
        let folder = TempDir::new().unwrap();
        let (dealer, point) = (
            DealerCode::parse("17031").unwrap(),
            PointCode::parse("17032").unwrap(),
        );
        let cashier = CashierCode::parse("17034").unwrap();
        let place = Place {
            dealer: &dealer,
            point: &point,
            cashier: &cashier,
            currency: "RUB",
        };
        let connection = create(folder.path()).unwrap();
        let key = transact(&connection, |books| {
            let hub = NewKey {
                serial: 1,
                document: b"hub",
                profile: Profile::Paydesk,
                is_legacy: false,
            };
            found_hub(books, &hub, at(0))?;
            let key = NewKey {
                serial: 2,
                document: b"key",
                profile,
                is_legacy: false,
            };
            add_key(books, &place, &key, at(0))?;
            let key = key_of(books, 2)?.unwrap();
            if minor > 0 {
                refill(books, key.deposit, (Minor::new(minor), "first"), at(0))?;
            }
            Ok::<_, crate::store::StoreError>(key)
        })
        .unwrap();
        let store = Store::open(folder.path()).unwrap();
        Self {
            folder,
            store,
            key,
            rules: Rules::default(),
            nonces: AtomicU64::new(1),
        }
    }

    /// Drops the store as a killed process would, without any of its objects surviving, and opens it again.
    pub(super) fn restarted(self) -> Self {
        let Self {
            folder,
            store,
            key,
            rules,
            nonces,
        } = self;
        drop(store);
        let store = Store::open(folder.path()).unwrap();
        Self {
            folder,
            store,
            key,
            rules,
            nonces,
        }
    }

    pub(super) fn received(&self, kind: MessageKind, ms: i64) -> Received {
        let nonce = self.nonces.fetch_add(1, Ordering::Relaxed);
        Received {
            key: self.key.key,
            point: self.key.point,
            profile: self.key.profile,
            epoch: 1,
            kind,
            document: format!("{} {nonce}", kind.as_key()).into_bytes(),
            at: at(ms),
            nonce: Some(AttemptId::new(u128::from(nonce))),
            audit: None,
        }
    }

    pub(super) fn request(
        &self,
        kind: MessageKind,
        name: &str,
        (minor, ms): (i64, i64),
    ) -> CheckRequest {
        let mut fingerprint = [0; 32];
        fingerprint[..8].copy_from_slice(&minor.to_be_bytes());
        CheckRequest {
            received: self.received(kind, ms),
            session: session(name),
            fingerprint: Fingerprint::new(fingerprint),
            terms: Terms {
                provider: 227,
                number: "9161234567".to_owned(),
                account: String::new(),
                amount: Minor::new(minor),
                taken: Minor::new(minor + 100),
            },
            tariff: TARIFF,
            deposit: self.key.deposit,
            rules: self.rules,
        }
    }

    pub(super) fn check(&self, name: &str, minor_at: (i64, i64)) -> CheckStep {
        let request = self.request(MessageKind::Check, name, minor_at);
        done(
            self.store
                .write_blocking(move |books| check(books, &request))
                .unwrap(),
        )
    }

    pub(super) fn pay_request(&self, name: &str, minor_at: (i64, i64)) -> Pay {
        Pay {
            request: self.request(MessageKind::Pay, name, minor_at),
            taken_given: true,
            not_after: None,
            needs_check: true,
            refused: None,
            lease_ms: 20_000,
        }
    }

    pub(super) fn pay(&self, name: &str, minor_at: (i64, i64)) -> PayStep {
        let asked = self.pay_request(name, minor_at);
        done(
            self.store
                .write_blocking(move |books| pay(books, &asked))
                .unwrap(),
        )
    }

    pub(super) fn reserved(&self, id: TransId) -> Payment {
        self.store
            .write_blocking(move |books| reserved(books, id, None, at(1)))
            .unwrap()
    }

    pub(super) fn consented(&self, id: TransId) -> Payment {
        self.store
            .write_blocking(move |books| consented(books, id, None, at(2)))
            .unwrap()
    }

    pub(super) fn check_refused(&self, id: TransId, code: u16) -> Payment {
        let by = RefusedBy::Provider;
        self.store
            .write_blocking(move |books| check_refused(books, id, (by, code), at(2)))
            .unwrap()
    }

    pub(super) fn answered(&self, id: TransId, end: ProviderEnd) -> Payment {
        self.store
            .write_blocking(move |books| provider_answered(books, id, &end, at(3)))
            .unwrap()
    }

    /// A check up to the consent.
    pub(super) fn consent(&self, name: &str, minor: i64) -> Payment {
        let CheckStep::GoOn(payment) = self.check(name, (minor, 0)) else {
            panic!("not claimed")
        };
        self.reserved(payment.id);
        self.consented(payment.id)
    }

    /// Check and pay up to the provider's yes.
    pub(super) fn paid(&self, name: &str, minor: i64) -> Payment {
        self.consent(name, minor);
        let PayStep::Capture { payment, .. } = self.pay(name, (minor, 10)) else {
            panic!("not taken")
        };
        self.answered(payment.id, provider_done())
    }

    pub(super) fn status(&self, name: &str, ms: i64) -> Found {
        let asked = Status {
            received: self.received(MessageKind::Status, ms),
            session: session(name),
            fingerprint: None,
        };
        done(
            self.store
                .write_blocking(move |books| status(books, &asked))
                .unwrap(),
        )
    }

    pub(super) fn cancel(&self, name: &str, (minor, ms): (i64, i64)) -> Found {
        let asked = Cancel {
            received: self.received(MessageKind::Cancel, ms),
            session: session(name),
            fingerprint: self
                .request(MessageKind::Check, name, (minor, ms))
                .fingerprint,
            deposit: self.key.deposit,
        };
        done(
            self.store
                .write_blocking(move |books| cancel(books, &asked))
                .unwrap(),
        )
    }

    pub(super) fn deposit(&self) -> Deposit {
        self.store
            .read_blocking(|books| deposit(books, self.key.deposit))
            .unwrap()
    }

    pub(super) fn number(&self, query: &str) -> i64 {
        self.store
            .read_blocking(|books| Ok(books.query_row(query, [], |row| row.get(0))?))
            .unwrap()
    }

    pub(super) fn report(&self) -> Report {
        self.store
            .read_blocking(|books| verify(books, |_| true))
            .unwrap()
    }

    pub(super) fn assert_sound(&self) {
        assert_eq!(self.report().violations, vec![]);
    }
}
