//! The hub's reading of a request: tolerant to what dealer clients in the field send, strict where
//! money, a number, an account or a SESSION is concerned, and strict throughout for the `paydesk`
//! profile.
//!
//! The address decides which request it is. Whether the key may say these things is the hub's
//! business.
//!
//! Source: dealer protocol, part 4; dealer clients in the field, list 1; payment safety, 9.1.

use std::collections::BTreeMap;

use paydesk_domain::exchange::{AuditHead, CancelReason};
use paydesk_domain::ids::{AttemptId, CashierCode, DealerCode, Fingerprint, PointCode, SessionId};
use paydesk_domain::time::Timestamp;

use super::account::Day;
use super::codes;
use super::fields::{Fields, FieldsError, read_tolerant, salvage, to_windows_1251};
use super::fingerprint::{fingerprint, is_business, plain_content};
use super::{Kind, WireAmount};

mod paydesk;

/// Whom the reply must be signed for: ACCEPT_KEYS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Accept {
    /// Serial of the hub's key; nothing when absent or rubbish, then the default key signs.
    pub serial: Option<u32>,
    /// The reply must be signed with SHA-256; otherwise MD5.
    pub sha256: bool,
}

/// What can be repeated in a refusal of a request that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Echo {
    /// SESSION, when it has the form of one.
    pub session: Option<SessionId>,
    /// Key and hash of the reply.
    pub accept: Accept,
    /// Whether a field PROFILE stood in the request.
    pub is_paydesk: bool,
    /// NONCE, when it has the form of one; without it the refusal can only be a plain one.
    pub nonce: Option<AttemptId>,
}

/// Why a request is refused by its form. Holds no value: values are personal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("code {code}: field {field}")]
pub struct RequestFault {
    /// The wire code to answer.
    pub code: u16,
    /// The field that is to blame; `body` for the whole.
    pub field: &'static str,
    /// What the answer can repeat.
    pub echo: Echo,
}

/// The additions of the `paydesk` profile.
///
/// Source: payment safety, 9.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaydeskFields {
    /// The attempt.
    pub nonce: AttemptId,
    /// Epoch of the till's data.
    pub epoch: u32,
    /// The till's estimate of the hub's time.
    pub sent_at: Timestamp,
    /// Head of the till's audit chain.
    pub audit: AuditHead,
    /// Catalogue number; with check, pay, status and cancel.
    pub provider: Option<u32>,
    /// ISO 4217 code, three capitals; with check and pay.
    pub currency: Option<String>,
    /// What the payment is about; with check, pay, status and cancel. Recomputed already for check
    /// and pay.
    pub fingerprint: Option<Fingerprint>,
    /// The last moment of a first execution; with pay.
    pub not_after: Option<Timestamp>,
    /// Why the SESSION is closed; with cancel.
    pub reason: Option<CancelReason>,
}

/// A request as it was said.
#[derive(Clone, PartialEq, Eq)]
pub struct Incoming {
    /// By the address.
    pub kind: Kind,
    /// SD; always there in check, pay and cancel.
    pub dealer: Option<DealerCode>,
    /// AP; always there in check, pay and cancel.
    pub point: Option<PointCode>,
    /// OP; always there in check, pay and cancel.
    pub cashier: Option<CashierCode>,
    /// SESSION; always there in check, pay, status and cancel.
    pub session: Option<SessionId>,
    /// DATE as it was written; nothing may be refused for it.
    pub date: String,
    /// NUMBER, may be empty.
    pub number: String,
    /// ACCOUNT, may be empty.
    pub account: String,
    /// AMOUNT; always there in check and pay.
    pub amount: Option<WireAmount>,
    /// AMOUNT_ALL, and AMOUNT where it is absent.
    pub amount_all: Option<WireAmount>,
    /// REQ_TYPE=1 in a check: of the number only, no payment follows.
    pub req_type_check_only: bool,
    /// PAY_TOOL, 0 where absent.
    pub pay_tool: u8,
    /// TERM_ID.
    pub term_id: Option<String>,
    /// COMMENT, may be empty.
    pub comment: String,
    /// ACCEPT_KEYS.
    pub accept: Accept,
    /// NO_ROUTE=1: ported numbers are not to be re-routed.
    pub no_route: bool,
    /// RRN: the dealer's own number of the payment.
    pub rrn: Option<String>,
    /// TRANSID as old clients repeat it; may be unknown, SESSION decides.
    pub transid: Option<String>,
    /// The provider's own fields, by name; empty ones are left out.
    pub extra: BTreeMap<String, String>,
    /// ON_DATE of a request for top-ups.
    pub on_date: Option<Day>,
    /// The additions, when PROFILE stood in the request.
    pub paydesk: Option<PaydeskFields>,
    content: Fingerprint,
}

/// Shows no number, account or other value.
impl std::fmt::Debug for Incoming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Incoming")
            .field("kind", &self.kind)
            .field("point", &self.point)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

impl Incoming {
    /// What a check or pay is about, computed from its fields. In the `paydesk` profile it is the
    /// fingerprint over the values as they stand; for plain requests a digest over values brought
    /// to one form, so that check and pay of one SESSION agree: absent is empty, sums have two
    /// decimals, AMOUNT_ALL is AMOUNT where absent, PAY_TOOL is 0 where absent. Says nothing for
    /// other requests.
    #[must_use]
    pub const fn fingerprint_of_fields(&self) -> Fingerprint {
        self.content
    }
}

/// Reads the body of a request that came to the address of `kind`.
///
/// # Errors
/// [`RequestFault`] with the wire code to answer.
pub fn read_incoming(kind: Kind, body: &[u8]) -> Result<Incoming, RequestFault> {
    let fields = read_tolerant(body).map_err(|fault| {
        let (code, field) = blame(&fault);
        let fields = salvage(body);
        RequestFault {
            code,
            field,
            echo: Reader {
                kind,
                fields: &fields,
            }
            .echo(),
        }
    })?;
    let reader = Reader {
        kind,
        fields: &fields,
    };
    reader.read().map_err(|(code, field)| RequestFault {
        code,
        field,
        echo: reader.echo(),
    })
}

/// The code of the field in which the damage is, so that the cashier hears what to look at.
fn blame(fault: &FieldsError) -> Fault {
    const BY_FIELD: [Fault; 8] = [
        (codes::DEALER_CODE, "SD"),
        (codes::POINT_CODE, "AP"),
        (codes::CASHIER_CODE, "OP"),
        (codes::SESSION_FORMAT, "SESSION"),
        (codes::AMOUNT, "AMOUNT"),
        (codes::TAKEN_SUM, "AMOUNT_ALL"),
        (codes::NUMBER_FORMAT, "NUMBER"),
        (codes::ACCOUNT_FORMAT, "ACCOUNT"),
    ];
    let whole = (codes::REQUEST_FORMAT, "body");
    match fault {
        FieldsError::ControlCharacter(name) => BY_FIELD
            .into_iter()
            .find(|(_, field)| field == name)
            .unwrap_or(whole),
        FieldsError::TooLarge(_)
        | FieldsError::TooMany
        | FieldsError::BadLine(_)
        | FieldsError::BadLineEnd(_)
        | FieldsError::Twice(_) => whole,
    }
}

/// Wire code and field to blame.
type Fault = (u16, &'static str);

struct Reader<'a> {
    kind: Kind,
    fields: &'a Fields,
}

impl Reader<'_> {
    fn echo(&self) -> Echo {
        Echo {
            session: self
                .fields
                .get("SESSION")
                .and_then(|text| SessionId::parse(text).ok()),
            accept: self.accept(),
            is_paydesk: self.fields.raw("PROFILE").is_some(),
            nonce: self
                .fields
                .get("NONCE")
                .and_then(|text| AttemptId::parse(text).ok()),
        }
    }

    fn read(&self) -> Result<Incoming, Fault> {
        let paydesk = paydesk::read(self.kind, self.fields)?;
        let amount = self.amount()?;
        let amount_all = self.amount_all(amount)?;
        let mut incoming = Incoming {
            kind: self.kind,
            dealer: self.code("SD", codes::DEALER_CODE, DealerCode::parse)?,
            point: self.code("AP", codes::POINT_CODE, PointCode::parse)?,
            cashier: self.code("OP", codes::CASHIER_CODE, CashierCode::parse)?,
            session: self.session()?,
            date: self.text("DATE"),
            number: self.number()?,
            account: self.account()?,
            amount,
            amount_all,
            req_type_check_only: self.is_check_only()?,
            pay_tool: self.pay_tool()?,
            term_id: self.fields.get("TERM_ID").map(str::to_owned),
            comment: self.text("COMMENT"),
            accept: self.accept(),
            no_route: self.text("NO_ROUTE").starts_with('1'),
            rrn: self.fields.get("RRN").map(str::to_owned),
            transid: self.fields.get("TRANSID").map(str::to_owned),
            extra: self.extra(),
            on_date: self.on_date()?,
            paydesk,
            content: Fingerprint::new([0; 32]),
        };
        incoming.content = self.content(&incoming);
        self.compare_fingerprint(&incoming)?;
        Ok(incoming)
    }

    fn text(&self, name: &str) -> String {
        self.fields.get(name).unwrap_or_default().to_owned()
    }

    /// Status and account requests may leave the codes out: the signing key has its point.
    fn code<T, E>(
        &self,
        name: &'static str,
        code: u16,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Fault> {
        match (self.fields.get(name), self.kind) {
            (Some(text), _) => parse(text).map(Some).map_err(|_| (code, name)),
            (None, Kind::Check | Kind::Pay | Kind::Cancel) => Err((code, name)),
            (None, Kind::Status | Kind::Rest | Kind::Refill) => Ok(None),
        }
    }

    fn session(&self) -> Result<Option<SessionId>, Fault> {
        let fault = (codes::SESSION_FORMAT, "SESSION");
        match self.fields.get("SESSION") {
            Some(text) => SessionId::parse(text).map(Some).map_err(|_| fault),
            None if self.kind.is_about_a_payment() => Err(fault),
            None => Ok(None),
        }
    }

    fn number(&self) -> Result<String, Fault> {
        let number = self.text("NUMBER");
        let fits = number.chars().count() <= 20 && !number.contains(['-', '\t']);
        if fits {
            Ok(number)
        } else {
            Err((codes::NUMBER_FORMAT, "NUMBER"))
        }
    }

    fn account(&self) -> Result<String, Fault> {
        let account = self.text("ACCOUNT");
        let fits = account.chars().count() <= 100 && !account.contains(['-', '\t']);
        if fits {
            Ok(account)
        } else {
            Err((codes::ACCOUNT_FORMAT, "ACCOUNT"))
        }
    }

    /// A check of the number only may name no sum.
    fn amount(&self) -> Result<Option<WireAmount>, Fault> {
        let fault = (codes::AMOUNT, "AMOUNT");
        let is_payment = self.kind.carries_an_order() && !self.is_check_only()?;
        match self.fields.get("AMOUNT") {
            None if is_payment => Err(fault),
            None => Ok(None),
            Some(text) => match WireAmount::parse(text) {
                Some(amount) if amount.minor() > 0 || !is_payment => Ok(Some(amount)),
                Some(_) | None => Err(fault),
            },
        }
    }

    fn amount_all(&self, amount: Option<WireAmount>) -> Result<Option<WireAmount>, Fault> {
        let Some(text) = self.fields.get("AMOUNT_ALL") else {
            return Ok(amount);
        };
        let taken = WireAmount::parse(text).ok_or((codes::TAKEN_SUM, "AMOUNT_ALL"))?;
        let is_payment = self.kind.carries_an_order() && !self.is_check_only()?;
        if is_payment && amount.is_some_and(|credited| taken < credited) {
            return Err((codes::TAKEN_SUM, "AMOUNT_ALL"));
        }
        Ok(Some(taken))
    }

    /// A document made for the check may come to the pay address as well; REQ_TYPE counts in a
    /// check only.
    fn is_check_only(&self) -> Result<bool, Fault> {
        match self.fields.get("REQ_TYPE") {
            None | Some("0") => Ok(false),
            Some("1") => Ok(self.kind == Kind::Check),
            Some(_) => Err((codes::REQUEST_FORMAT, "REQ_TYPE")),
        }
    }

    fn pay_tool(&self) -> Result<u8, Fault> {
        match self.fields.get("PAY_TOOL") {
            None => Ok(0),
            Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text
                .parse()
                .map_err(|_| (codes::REQUEST_FORMAT, "PAY_TOOL")),
            Some(_) => Err((codes::REQUEST_FORMAT, "PAY_TOOL")),
        }
    }

    /// Digits, and `-sha256` after them; whatever else stands there is ignored.
    fn accept(&self) -> Accept {
        let text = self.fields.get("ACCEPT_KEYS").unwrap_or_default();
        let end = text.bytes().take_while(u8::is_ascii_digit).count();
        let (serial, rest) = text.split_at_checked(end).unwrap_or_default();
        let sha256 = rest
            .get(..7)
            .is_some_and(|word| word.eq_ignore_ascii_case("-sha256"));
        Accept {
            serial: serial.parse().ok(),
            sha256,
        }
    }

    fn on_date(&self) -> Result<Option<Day>, Fault> {
        match (self.kind, self.fields.get("ON_DATE")) {
            (Kind::Refill, Some(text)) => Day::from_wire(text)
                .map(Some)
                .ok_or((codes::WRONG_DATE, "ON_DATE")),
            (Kind::Refill, None) => Err((codes::WRONG_DATE, "ON_DATE")),
            (Kind::Check | Kind::Pay | Kind::Status | Kind::Cancel | Kind::Rest, _) => Ok(None),
        }
    }

    fn extra(&self) -> BTreeMap<String, String> {
        const KNOWN: [&str; 11] = [
            "SD",
            "AP",
            "NUMBER",
            "ACCOUNT",
            "AMOUNT",
            "AMOUNT_ALL",
            "PAY_TOOL",
            "TERM_ID",
            "PROVIDER",
            "CURRENCY",
            "ON_DATE",
        ];
        self.fields
            .iter()
            .filter(|(name, value)| is_business(name) && !KNOWN.contains(name) && !value.is_empty())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    /// Every byte of windows-1251 has a letter and back, so the encoded value is the one that came.
    fn content(&self, incoming: &Incoming) -> Fingerprint {
        let mut fields: BTreeMap<&str, Vec<u8>> = self
            .fields
            .iter()
            .map(|(name, value)| (name, to_windows_1251(value).unwrap_or_default()))
            .collect();
        if incoming.paydesk.is_none() {
            // A plain request has no such additions: should the names occur, they are the
            // provider's own.
            for (name, sum) in [
                ("AMOUNT", incoming.amount),
                ("AMOUNT_ALL", incoming.amount_all),
            ] {
                let text = sum.map(|sum| sum.to_string()).unwrap_or_default();
                fields.insert(name, text.into_bytes());
            }
            fields.insert("PAY_TOOL", incoming.pay_tool.to_string().into_bytes());
        }
        let fields = fields.iter().map(|(name, value)| (*name, value.as_slice()));
        if incoming.paydesk.is_some() {
            fingerprint(fields)
        } else {
            plain_content(fields)
        }
    }

    /// A check or pay whose FINGERPRINT is not that of its fields is damaged in the making.
    fn compare_fingerprint(&self, incoming: &Incoming) -> Result<(), Fault> {
        let told = incoming
            .paydesk
            .as_ref()
            .and_then(|paydesk| paydesk.fingerprint);
        let differs = told.is_some_and(|told| told != incoming.content);
        if self.kind.carries_an_order() && differs {
            return Err((codes::REQUEST_FORMAT, "FINGERPRINT"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
