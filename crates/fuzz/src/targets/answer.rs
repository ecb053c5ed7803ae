//! What the till reads out of a signed reply: a payment's, a balance, top-ups.
//!
//! The first byte chooses what was asked of which server; the rest is the body under a signature that holds. That the
//! money is there is believed only where the body says so in so many words, read here in another way.

use paydesk_cyberplat::messages::account::{
    AccountRequest, AccountSent, encode_rest, read_refills, read_rest,
};
use paydesk_cyberplat::messages::answer::{Received, Sent, proves_payment, read_answer};
use paydesk_cyberplat::messages::fields::read_strict;
use paydesk_cyberplat::messages::request::{ServerTerms, encode_request, fingerprint_of};
use paydesk_cyberplat::profile::Profile;
use paydesk_domain::exchange::{Answer, Ask, Meaning, Request, Why};
use paydesk_domain::money::{Currency, Money};
use sha2::{Digest as _, Sha256};

use crate::input::Input;
use crate::samples::{ASKS, NOW, SESSION, request, terms, verified};
use crate::{Target, Verdict};

pub(crate) const TARGET: Target = Target {
    name: "answer",
    run,
    words: &[
        "SESSION=",
        "ERROR=",
        "RESULT=",
        "STATE=",
        "VERSION=",
        "\r\n",
        "\n",
        "\r",
        "=",
        "0",
        "1",
        "3",
        "7",
        "11",
        "18446744073709551616",
        "-1",
        "+1",
        "DONE",
        "INWORK",
        "NONE",
        "CHECKED",
        "REFUSED",
        "CANCELLED",
        "PAYDESK1",
        "PROFILE=",
        "FINGERPRINT=",
        "NONCE=",
        "REQ_HASH=",
        "EPOCH=",
        "SERVER_TIME=",
        "LAST_SESSION=",
        "PRICE=",
        "REST=",
        "DATA=",
        "SUM_ALL=",
        "9999-12-31T23:59:59.999Z",
        "0000-01-01T00:00:00.000Z",
        "999999999999999.99",
        SESSION,
    ],
    runs: 6_000,
};

/// What was asked, as the first byte says.
pub(crate) struct Asked {
    pub(crate) request: Request,
    pub(crate) terms: ServerTerms,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    pub(crate) fn of(choice: u8) -> Self {
        let terms = terms(if choice & 4 == 0 {
            Profile::Paydesk
        } else {
            Profile::Cyberplat
        });
        let ask = ASKS[usize::from(choice & 3)];
        // A plain server has no cancel.
        let is_cancel = matches!(ask, Ask::Cancel(_));
        let ask = if is_cancel && terms.profile == Profile::Cyberplat {
            Ask::Status
        } else {
            ask
        };
        let mut request = request(ask);
        request.known_version = (choice & 8 != 0).then_some(2);
        let body = encode_request(&request, &terms).expect("a sound request");
        Self {
            request,
            terms,
            body,
        }
    }

    fn read(&self, body: &[u8]) -> Result<Answer, Why> {
        let verified = verified(body);
        let received = Received {
            verified: &verified,
            document: body,
        };
        let sent = Sent {
            request: &self.request,
            body: &self.body,
        };
        read_answer(&received, &sent, &self.terms)
    }
}

fn run(bytes: &[u8]) -> Verdict {
    let mut input = Input::new(bytes);
    let asked = Asked::of(input.byte());
    let body = input.rest();
    account(&asked, body);
    let answer = asked.read(body);
    assert_eq!(answer, asked.read(body), "one body, two readings");
    let Ok(answer) = answer else {
        return Verdict::Refused;
    };
    assert_eq!(answer.evidence, body);
    for sum in [answer.facts.price, answer.facts.rest]
        .into_iter()
        .flatten()
    {
        assert!(sum.minor().unsigned_abs() < 10_u64.pow(17), "{sum}");
        assert_eq!(sum.currency(), Currency::RUB);
    }
    if let Some(time) = answer.facts.server_time {
        // Shown at the till in its own time.
        let _ = (time.dotted(840), time.dotted(-720), time.iso());
    }
    if matches!(answer.meaning, Meaning::Accepted { .. } | Meaning::Done) {
        assert_is_said(&asked, body);
    }
    same_meaning_when_written_again(&asked, body, &answer);
    Verdict::Taken
}

/// Success is believed: then the lines must say it, read here as plainly as can be.
fn assert_is_said(asked: &Asked, body: &[u8]) {
    let has = |line: &str| {
        let mut lines = body.split(|byte| *byte == b'\n');
        lines.any(|found| found.strip_suffix(b"\r").unwrap_or(found) == line.as_bytes())
    };
    let number = |name: &str, value: u32| {
        (0..8).any(|zeros| has(&format!("{name}={}{value}", "0".repeat(zeros))))
    };
    assert!(has(&format!("SESSION={SESSION}")), "another SESSION");
    assert!(number("ERROR", 0), "no ERROR=0");
    let ask = asked.request.ask;
    assert!(!matches!(ask, Ask::Check), "a check pays nothing");
    let is_pay = matches!(ask, Ask::Pay);
    assert!(number("RESULT", if is_pay { 0 } else { 7 }), "no success");
    let session = &asked.request.session;
    assert!(proves_payment(&verified(body), ask, session));
    if asked.terms.profile == Profile::Paydesk {
        let hash = Sha256::digest(&asked.body);
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let print = fingerprint_of(&asked.request, &asked.terms).expect("a sound order");
        assert!(has(&format!("NONCE={}", asked.request.attempt)), "NONCE");
        assert!(has(&format!("REQ_HASH={hash}")), "REQ_HASH");
        assert!(has(&format!("FINGERPRINT={print}")), "FINGERPRINT");
        assert!(number("EPOCH", asked.request.epoch), "EPOCH");
        assert!(
            has("STATE=DONE") || (is_pay && has("STATE=INWORK")),
            "STATE"
        );
    }
}

/// The fields that were read, written again, say the same; so do they with a field nobody knows behind them.
fn same_meaning_when_written_again(asked: &Asked, body: &[u8], answer: &Answer) {
    let fields = read_strict(body).expect("it was read before");
    let mut again = Vec::new();
    for (name, value) in fields.iter() {
        let (value, _, _) = encoding_rs::WINDOWS_1251.encode(value);
        again.extend_from_slice(name.as_bytes());
        again.push(b'=');
        again.extend_from_slice(&value);
        again.extend_from_slice(b"\r\n");
    }
    let same = |body: &[u8]| match asked.read(body) {
        Ok(other) => other.meaning == answer.meaning && other.facts == answer.facts,
        Err(_) => false,
    };
    assert!(same(&again), "written again it says something else");
    if fields.raw("X_NOBODY").is_none() && fields.names().count() < 200 && again.len() < 60_000 {
        again.extend_from_slice(b"X_NOBODY=ERROR=1\r\n");
        assert!(same(&again), "an unknown field changes the meaning");
    }
}

fn account(asked: &Asked, body: &[u8]) {
    let request = AccountRequest {
        attempt: asked.request.attempt,
        session: None,
        sent_at: NOW,
        epoch: asked.request.epoch,
        audit: asked.request.audit,
        currency: Currency::RUB,
    };
    let verified = verified(body);
    let received = Received {
        verified: &verified,
        document: body,
    };
    let sent = AccountSent {
        request: &request,
        body: &encode_rest(&request, &asked.terms).expect("a sound request"),
    };
    if let Ok(deposit) = read_rest(&received, &sent, &asked.terms) {
        let text = deposit.available.as_wire();
        let again = Money::balance_from_wire(&text, Currency::RUB);
        assert_eq!(again, Ok(deposit.available));
    }
    if let Ok(refills) = read_refills(&received, &sent, &asked.terms) {
        for refill in refills {
            assert!(refill.sum.minor() >= 0, "a top-up takes nothing away");
            assert!(!refill.id.contains(';'));
        }
    }
}
