//! The hub's replies, in the form that dealer clients in the field can read.
//!
//! Source: dealer clients in the field, list 2; payment safety, 9.2 and 9.4.

use paydesk_domain::ids::{AttemptId, Fingerprint, SessionId};
use paydesk_domain::money::Money;
use paydesk_domain::time::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

use super::account::Refill;
use super::codes;
use super::fields::{Writer, to_windows_1251_or_marks};
use super::fingerprint::digest_to_hex;
use super::state::State;
use super::{Kind, PROFILE_WORD};

/// Reply dates are the server's local time, Moscow. Source: dealer protocol, part 3.
const MOSCOW_MINUTES: i16 = 180;

/// A reply before it is signed.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The request it answers.
    pub kind: Kind,
    /// DATE: for check and pay the moment of the result, for status the start of the payment.
    pub date: Timestamp,
    /// SESSION of the request; written empty where it had none that could be read.
    pub session: Option<SessionId>,
    /// ERROR.
    pub error: u16,
    /// RESULT; written empty when unknown. Account replies have none.
    pub result: Option<u8>,
    /// What else is told.
    pub facts: ReplyFields,
    /// The additions, for a request that carried them.
    pub paydesk: Option<PaydeskReply>,
}

/// Fields beside DATE, SESSION, ERROR and RESULT. What is not set is not written, but for those
/// that the vendor writes empty.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ReplyFields {
    /// OPNAME, cut to 20 letters.
    pub provider_name: Option<String>,
    /// ACCOUNT.
    pub account: Option<String>,
    /// ERRMSG.
    pub error_text: Option<String>,
    /// AUTHCODE.
    pub authcode: Option<String>,
    /// TRANSID.
    pub transid: Option<String>,
    /// ADDINFO: text to show before paying.
    pub info: Option<String>,
    /// PRICE: the fixed sum that the provider expects.
    pub price: Option<Money>,
    /// REST: what is left of the deposit, limits included.
    pub rest: Option<Money>,
    /// REST_WO_LIMIT: the bare balance.
    pub rest_without_limit: Option<Money>,
    /// AP_DAILY_LIMIT.
    pub point_daily_limit: Option<Money>,
    /// AP_PAYMENT_LIMIT.
    pub point_payment_limit: Option<Money>,
    /// GATEWAY_IN.
    pub gateway_in: Option<u32>,
    /// GATEWAY_OUT.
    pub gateway_out: Option<u32>,
    /// SUM_ALL of the top-ups.
    pub refill_total: Option<Money>,
    /// DATA: the top-ups.
    pub refills: Vec<Refill>,
}

/// Shows no account and no text.
impl std::fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outgoing")
            .field("kind", &self.kind)
            .field("session", &self.session)
            .field("error", &self.error)
            .field("result", &self.result)
            .finish_non_exhaustive()
    }
}

/// Shows no account and no text.
impl std::fmt::Debug for ReplyFields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReplyFields")
            .field("transid", &self.transid)
            .finish_non_exhaustive()
    }
}

/// Where the payment stands; absent when the hub did not look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredState {
    /// STATE.
    pub state: State,
    /// VERSION: 0 for [`State::None`], one more at every durable change.
    pub version: u32,
    /// FINGERPRINT that is stored; nothing for [`State::None`].
    pub fingerprint: Option<Fingerprint>,
}

/// Additions of the `paydesk` profile.
///
/// Source: payment safety, 9.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaydeskReply {
    /// NONCE of the request.
    pub nonce: AttemptId,
    /// SHA-256 of the request's body bytes.
    pub request_hash: [u8; 32],
    /// The key's epoch at the hub.
    pub epoch: u32,
    /// The hub's clock.
    pub server_time: Timestamp,
    /// The newest other SESSION of this key.
    pub last_session: Option<SessionId>,
    /// STATE, VERSION and FINGERPRINT.
    pub stored: Option<StoredState>,
}

impl Outgoing {
    /// The body: windows-1251, every line closed by CR LF and with exactly one `=`.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut reply = Reply::default();
        if self.paydesk.is_some() {
            reply.put("PROFILE", PROFILE_WORD);
            reply.put("MSG", self.kind.as_wire());
        }
        match self.kind {
            Kind::Check | Kind::Pay | Kind::Status | Kind::Cancel => self.payment(&mut reply),
            Kind::Rest => {
                reply.put("ERROR", &self.error.to_string());
                self.deposit(&mut reply);
            }
            Kind::Refill => self.refill(&mut reply),
        }
        if let Some(paydesk) = &self.paydesk {
            paydesk.put(&mut reply);
        }
        reply.writer.closed()
    }

    /// One client reads ERROR alone and calls 0 a success, so a check or pay that was not executed
    /// never says 0.
    fn truthful_error(&self) -> u16 {
        let misleads = self.error == 0
            && self.result != Some(0)
            && matches!(self.kind, Kind::Check | Kind::Pay);
        debug_assert!(!misleads, "a check or pay says ERROR=0 without RESULT=0");
        if misleads {
            codes::GENERAL_ERROR
        } else {
            self.error
        }
    }

    fn head(&self, reply: &mut Reply) {
        reply.put("DATE", &self.date.dotted(MOSCOW_MINUTES));
        reply.put(
            "SESSION",
            self.session.as_ref().map_or("", SessionId::as_wire),
        );
        reply.put("ERROR", &self.truthful_error().to_string());
        reply.put(
            "RESULT",
            &self
                .result
                .map(|result| result.to_string())
                .unwrap_or_default(),
        );
    }

    fn payment(&self, reply: &mut Reply) {
        self.head(reply);
        let facts = &self.facts;
        let is_check = self.kind == Kind::Check;
        let name = facts
            .provider_name
            .as_ref()
            .map(|name| name.chars().take(20).collect());
        reply.text("OPNAME", name.as_ref(), is_check);
        reply.text("ACCOUNT", facts.account.as_ref(), is_check);
        reply.text("ERRMSG", facts.error_text.as_ref(), is_check);
        reply.text("AUTHCODE", facts.authcode.as_ref(), self.kind != Kind::Pay);
        reply.text("TRANSID", facts.transid.as_ref(), true);
        reply.text("ADDINFO", facts.info.as_ref(), false);
        reply.money("PRICE", facts.price);
        self.deposit(reply);
        for (name, gateway) in [
            ("GATEWAY_IN", facts.gateway_in),
            ("GATEWAY_OUT", facts.gateway_out),
        ] {
            if let Some(number) = gateway {
                reply.put(name, &number.to_string());
            }
        }
    }

    /// A limit that is not set is left out: an empty value makes one client throw.
    fn deposit(&self, reply: &mut Reply) {
        reply.money("REST", self.facts.rest);
        reply.money("REST_WO_LIMIT", self.facts.rest_without_limit);
        reply.money("AP_DAILY_LIMIT", self.facts.point_daily_limit);
        reply.money("AP_PAYMENT_LIMIT", self.facts.point_payment_limit);
    }

    fn refill(&self, reply: &mut Reply) {
        self.head(reply);
        reply.money("SUM_ALL", self.facts.refill_total);
        let rows: Vec<String> = self.facts.refills.iter().map(row).collect();
        let data = to_windows_1251_or_marks(&rows.join("\n"));
        let mut data = percent_encode(&data, NON_ALPHANUMERIC).to_string();
        if data.ends_with("END") {
            data.truncate(data.len().saturating_sub(1));
            data.push_str("%44");
        }
        reply.put("DATA", &data);
    }
}

/// `id;sum;description`, with no separator inside a column.
fn row(refill: &Refill) -> String {
    let clean = |text: &str| text.replace([';', '\r', '\n'], " ");
    format!(
        "{};{};{}",
        clean(&refill.id),
        refill.sum.as_wire(),
        clean(&refill.description)
    )
}

impl PaydeskReply {
    fn put(&self, reply: &mut Reply) {
        reply.put("NONCE", &self.nonce.to_string());
        reply.put("REQ_HASH", &digest_to_hex(&self.request_hash));
        reply.put("EPOCH", &self.epoch.to_string());
        reply.put("SERVER_TIME", &self.server_time.iso());
        let last = self.last_session.as_ref().map_or("", SessionId::as_wire);
        reply.put("LAST_SESSION", last);
        if let Some(stored) = &self.stored {
            reply.put("STATE", stored.state.as_wire());
            reply.put("VERSION", &stored.version.to_string());
            let fingerprint = stored.fingerprint.map(|told| told.to_string());
            reply.put("FINGERPRINT", &fingerprint.unwrap_or_default());
        }
    }
}

/// Lines of a reply. Each name is written by one statement only, so none can stand twice.
#[derive(Default)]
struct Reply {
    writer: Writer,
}

impl Reply {
    fn put(&mut self, name: &str, value: &str) {
        self.writer.line(name, &to_windows_1251_or_marks(value));
    }

    fn money(&mut self, name: &str, money: Option<Money>) {
        if let Some(money) = money {
            self.put(name, &money.as_wire());
        }
    }

    /// Free text: one `=` per line, no line break, and never `END` at the end of a line, where
    /// readers of the field look for the end of the body.
    fn text(&mut self, name: &str, text: Option<&String>, also_empty: bool) {
        let mut value: String = text
            .map(String::as_str)
            .unwrap_or_default()
            .chars()
            .map(|letter| match letter {
                '=' => ':',
                letter if letter.is_control() => ' ',
                letter => letter,
            })
            .collect();
        if value.ends_with("END") {
            value.push('.');
        }
        if also_empty || !value.is_empty() {
            self.put(name, &value);
        }
    }
}

#[cfg(test)]
mod tests;
