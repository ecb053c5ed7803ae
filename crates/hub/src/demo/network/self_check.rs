//! One payment through every party, made as a dealer's program makes it, and what stands in each party's books then.

use std::time::Duration;

use paydesk_cyberplat::ipriv::{
    FastSigner, Hash, KeyPolicy, KeyRing, PublicKey, sign_document, verify_document,
};
use paydesk_cyberplat::messages::fields::{Fields, read_strict};
use paydesk_cyberplat::messages::form::encode_form;
use paydesk_domain::ids::SessionId;
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::time::Timestamp;
use rand::RngCore;
use rand::rngs::OsRng;

use super::super::{CASHIER, DEALER};
use super::{Network, OFFSET_MINUTES, point};
use crate::admin::{self, AdminError};
use crate::bank::check::check as check_bank;
use crate::bank::folder::{self, BankError};
use crate::bank::wire::Account;
use crate::connectors::providers::osmp_server::OsmpServer;
use crate::core::payment::State;
use crate::reconcile::bank::{self as reconcile, Comparison, ReconcileError};
use crate::serve::clock;
use crate::store::settled::{self, Settled};
use crate::store::{self, StoreError};

const NUMBER: &str = "9161234567";
const MINOR: i64 = 10_000;
const CHECK: (&str, &str) = ("check", "/cgi-bin/es/es_pay_check.cgi/227");
const PAY: (&str, &str) = ("pay", "/cgi-bin/es/es_pay.cgi/227");
const STATUS: (&str, &str) = ("status", "/cgi-bin/es/es_pay_status.cgi/227");
/// The bank is told at once; each look takes the time below.
const LOOKS: u32 = 200;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// The check could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// A folder or key.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// The bank's books.
    #[error(transparent)]
    Bank(#[from] BankError),
    /// The hub's books.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A provider's books.
    #[error("a provider's books: {0}")]
    Provider(#[from] rusqlite::Error),
    /// The comparison of hub and bank.
    #[error(transparent)]
    Reconcile(#[from] ReconcileError),
    /// The HTTP client could not be made.
    #[error("HTTP client: {0}")]
    Client(#[from] reqwest::Error),
    /// No reply that the hub signed.
    #[error("the hub gave no signed reply to {0}")]
    NoReply(&'static str),
}

/// Number and sum of a provider's credits.
type Credits = (i64, i64);

/// What the parties outside the hub have booked.
#[derive(Debug, Clone, Copy)]
struct Outside {
    bank: Account,
    mobile: Credits,
    bills: Credits,
}

/// What the books say.
#[derive(Debug)]
pub struct Books {
    session: String,
    /// ERROR and RESULT of check, pay and status.
    said: Vec<String>,
    payment: Option<Settled>,
    hub_faults: usize,
    bank_faults: usize,
    before: Outside,
    after: Outside,
    comparison: Comparison,
}

pub(super) async fn run(network: &Network) -> Result<Books, CheckError> {
    let (hub, bank) = (network.folder.join("hub"), network.folder.join("bank"));
    let client = client(network)?;
    let before = outside(network)?;
    let session = SessionId::make(clock::now(), OsRng.next_u64());
    let session = session.as_wire().to_owned();
    let keys = format!("ACCEPT_KEYS={}-sha256", network.serials.hub);
    let sum = format!("{}.{:02}", MINOR / 100, MINOR % 100);
    let order = format!(
        "SD={DEALER}\r\nAP={}\r\nOP={CASHIER}\r\nDATE={}\r\nSESSION={session}\r\nNUMBER={NUMBER}\r\n\
         ACCOUNT=\r\nAMOUNT={sum}\r\nAMOUNT_ALL={sum}\r\nREQ_TYPE=0\r\nCOMMENT={session}\r\n{keys}\r\nNO_ROUTE=0",
        point::CHECKER,
        clock::now().dotted(OFFSET_MINUTES)
    );
    let question = format!("SESSION={session}\r\n{keys}");
    let mut said = Vec::new();
    let mut number = String::new();
    for (what, body) in [(CHECK, &order), (PAY, &order), (STATUS, &question)] {
        let fields = client.ask(what, body).await?;
        let [error, result] = ["ERROR", "RESULT"].map(|name| fields.get(name).unwrap_or("-"));
        said.push(format!("{error}/{result}"));
        if let Some(told) = fields.get("TRANSID") {
            told.clone_into(&mut number);
        }
    }
    let payment = settled(network, &number).await?;
    let today = clock::now().plus_ms(i64::from(OFFSET_MINUTES).saturating_mul(60_000));
    Ok(Books {
        session,
        said,
        payment,
        hub_faults: admin::ledger_check(&hub)?.violations.len(),
        bank_faults: check_bank(&bank)?.broken.len(),
        before,
        after: outside(network)?,
        comparison: reconcile::reconcile(&hub, midnight(today)).await?,
    })
}

/// The first moment, in UTC, of the day of `at`.
fn midnight(at: Timestamp) -> Timestamp {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    at.plus_ms(at.unix_ms().rem_euclid(DAY_MS).saturating_neg())
}

/// A dealer's program of the plain protocol.
struct Client {
    signer: FastSigner,
    hub: PublicKey,
    http: reqwest::Client,
    address: String,
}

fn client(network: &Network) -> Result<Client, CheckError> {
    let keys = KeyRing::read(&admin::pubkeys(&network.folder.join("hub"))?);
    let hub = keys.open(network.serials.hub, KeyPolicy::Modern);
    let http = reqwest::Client::builder()
        .timeout(Duration::from_secs(65))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()?;
    Ok(Client {
        signer: point::checker(&network.folder)?,
        hub: hub.map_err(AdminError::Key)?,
        http,
        address: format!("http://{}", network.hub.addr()),
    })
}

impl Client {
    /// Signs, posts, and reads the reply once its signature held.
    async fn ask(
        &self,
        (what, path): (&'static str, &str),
        body: &str,
    ) -> Result<Fields, CheckError> {
        let none = CheckError::NoReply(what);
        let at = clock::now().unix_seconds();
        let document = sign_document(&self.signer, Hash::Sha256, at, body.as_bytes());
        let request = self
            .http
            .post(format!("{}{path}", self.address))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(encode_form(&document.map_err(AdminError::Key)?));
        let Ok(reply) = request.send().await else {
            return Err(none);
        };
        let Ok(reply) = reply.bytes().await else {
            return Err(none);
        };
        let Ok(letter) = verify_document(&reply, &self.hub) else {
            return Err(none);
        };
        read_strict(letter.body).map_err(|_| none)
    }
}

fn outside(network: &Network) -> Result<Outside, CheckError> {
    let accounts = folder::accounts(&network.folder.join("bank"))?;
    let own = accounts
        .into_iter()
        .find(|(dealer, currency, _)| dealer == DEALER && currency == Currency::RUB.code());
    let [mobile, bills] = network.providers.each_ref().map(OsmpServer::credited);
    Ok(Outside {
        bank: own.map(|(_, _, sums)| sums).unwrap_or_default(),
        mobile: mobile?,
        bills: bills?,
    })
}

/// The payment in the hub's books, once the bank has confirmed what became of it.
async fn settled(network: &Network, number: &str) -> Result<Option<Settled>, CheckError> {
    let hub = network.folder.join("hub");
    let mut found = None;
    for _ in 0..LOOKS {
        found = settled::by_reference(&store::connect(&hub)?, number)?;
        if found.as_ref().is_none_or(|payment| !payment.is_under_way) {
            break;
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    Ok(found)
}

const fn more(before: Credits, after: Credits) -> Credits {
    let (number, sum) = after;
    (
        number.saturating_sub(before.0),
        sum.saturating_sub(before.1),
    )
}

impl Books {
    /// What the bank took since the beginning.
    const fn taken(&self) -> i64 {
        let (before, after) = (self.before.bank.captured, self.after.bank.captured);
        after.get().saturating_sub(before.get())
    }

    /// Whether every party's books say that the payment was made, once.
    #[must_use]
    pub fn agree(&self) -> bool {
        let (before, after) = (self.before, self.after);
        let is_captured = self.payment.as_ref().is_some_and(|payment| {
            let is_settled = payment.state == State::Captured && !payment.is_under_way;
            is_settled && payment.amount.get() == MINOR
        });
        self.said == ["0/0", "0/0", "0/7"]
            && is_captured
            && self.taken() == MINOR
            && after.bank.held == before.bank.held
            && more(before.mobile, after.mobile) == (1, MINOR)
            && before.bills == after.bills
            && (self.hub_faults, self.bank_faults) == (0, 0)
            && self.comparison.differences.is_empty()
    }

    /// What each party's books say, a line each.
    #[must_use]
    pub fn text(&self) -> String {
        let roubles = |minor: i64| Money::new(minor, Currency::RUB).to_text(Language::En);
        let payment = self.payment.as_ref().map_or_else(
            || "no payment".to_owned(),
            |payment| {
                let (number, state) = (&payment.reference, payment.state.as_key());
                format!(
                    "payment {number} {state}, {}",
                    roubles(payment.amount.get())
                )
            },
        );
        let credits = |before, after| {
            let (number, sum) = more(before, after);
            format!("{number} credited, {}", roubles(sum))
        };
        let (before, after) = (self.before, self.after);
        format!(
            "Self-check: {} to {NUMBER}, by a second point of the dealer, SESSION {}\n\
             point      signed replies to check, pay, status: {} (ERROR/RESULT)\n\
             hub        {payment}; faults in books and stored signatures: {}\n\
             bank       {} taken, {} held, {} left; faults in books and stored signatures: {}\n\
             provider   mobile: {}\n\
             provider   bills: {}\n\
             hub, bank  differences between ledger and signed statement: {}\n",
            roubles(MINOR),
            self.session,
            self.said.join(" "),
            self.hub_faults,
            roubles(self.taken()),
            roubles(after.bank.held.get()),
            roubles(after.bank.available().get()),
            self.bank_faults,
            credits(before.mobile, after.mobile),
            credits(before.bills, after.bills),
            self.comparison.differences.len()
        )
    }
}
