//! Requests as a plain client and as our till write them.

use std::sync::atomic::{AtomicU64, Ordering};

use paydesk_cyberplat::messages::fingerprint::fingerprint;
use paydesk_hub::serve::clock;

pub(crate) const CHECK: &str = "/cgi-bin/es/es_pay_check.cgi/227";
pub(crate) const PAY: &str = "/cgi-bin/es/es_pay.cgi/227";
pub(crate) const STATUS: &str = "/cgi-bin/es/es_pay_status.cgi/227";
pub(crate) const CANCEL: &str = "/cgi-bin/es/es_pay_cancel.cgi/227";
pub(crate) const REST: &str = "/cgi-bin/status/get_rest.cgi";
pub(crate) const REFILL: &str = "/cgi-bin/misc/refill_info.cgi";

pub(crate) const GOOD: &str = "9161234567";

/// A check or pay of an old client.
pub(crate) fn plain(session: &str, number: &str, amount: &str) -> String {
    format!(
        "SD=17031\r\nAP=17032\r\nOP=17034\r\nDATE=25.11.2026 10:00:00\r\nSESSION={session}\r\n\
         NUMBER={number}\r\nACCOUNT=\r\nAMOUNT={amount}\r\nAMOUNT_ALL={amount}\r\nREQ_TYPE=0\r\n\
         COMMENT={session}\r\nACCEPT_KEYS=1-sha256\r\nNO_ROUTE=0"
    )
}

pub(crate) fn plain_status(session: &str) -> String {
    format!("SESSION={session}\r\nACCEPT_KEYS=1-sha256")
}

/// A payment as our till speaks of it; change a field to see what the hub says.
#[derive(Debug, Clone)]
pub(crate) struct Sale {
    pub(crate) session: &'static str,
    pub(crate) number: &'static str,
    pub(crate) amount: &'static str,
    pub(crate) provider: u32,
    pub(crate) epoch: u32,
    /// How far the till's clock is from the hub's.
    pub(crate) skew_ms: i64,
    /// NOT_AFTER from now.
    pub(crate) not_after_ms: i64,
}

pub(crate) fn sale(session: &'static str) -> Sale {
    Sale {
        session,
        number: GOOD,
        amount: "500.00",
        provider: 227,
        epoch: 1,
        skew_ms: 0,
        not_after_ms: 3_000_000,
    }
}

impl Sale {
    fn order(&self) -> String {
        format!(
            "NUMBER={}\r\nACCOUNT=\r\nAMOUNT={}\r\nAMOUNT_ALL=510.00\r\nPAY_TOOL=0",
            self.number, self.amount
        )
    }

    fn digest(&self) -> String {
        let fields = [
            ("SD", "17031".to_owned()),
            ("AP", "17032".to_owned()),
            ("NUMBER", self.number.to_owned()),
            ("AMOUNT", self.amount.to_owned()),
            ("AMOUNT_ALL", "510.00".to_owned()),
            ("PAY_TOOL", "0".to_owned()),
            ("PROVIDER", self.provider.to_string()),
            ("CURRENCY", "RUB".to_owned()),
        ];
        fingerprint(fields.iter().map(|(name, value)| (*name, value.as_bytes()))).to_string()
    }

    fn head(&self, msg: &str) -> String {
        format!(
            "PROFILE=PAYDESK1\r\nMSG={msg}\r\nSD=17031\r\nAP=17032\r\nOP=17034\r\nSESSION={}\r\n\
             DATE=25.11.2026 10:00:00",
            self.session
        )
    }

    fn tail(&self) -> String {
        format!(
            "PROVIDER={}\r\nFINGERPRINT={}\r\n{}",
            self.provider,
            self.digest(),
            attempt(self.epoch, self.skew_ms)
        )
    }

    pub(crate) fn check(&self) -> String {
        format!(
            "{}\r\n{}\r\nCURRENCY=RUB\r\n{}",
            self.head("CHECK"),
            self.order(),
            self.tail()
        )
    }

    pub(crate) fn pay(&self) -> String {
        let limit = clock::now().plus_ms(self.not_after_ms).iso();
        format!(
            "{}\r\n{}\r\nCURRENCY=RUB\r\nRRN=7\r\nNOT_AFTER={limit}\r\n{}",
            self.head("PAY"),
            self.order(),
            self.tail()
        )
    }

    pub(crate) fn status(&self) -> String {
        format!("{}\r\n{}", self.head("STATUS"), self.tail())
    }

    pub(crate) fn cancel(&self) -> String {
        format!(
            "{}\r\nREASON=RETURN\r\n{}",
            self.head("CANCEL"),
            self.tail()
        )
    }
}

/// NONCE, EPOCH, SENT_AT, AUDIT and ACCEPT_KEYS of one attempt.
pub(crate) fn attempt(epoch: u32, skew_ms: i64) -> String {
    static NONCES: AtomicU64 = AtomicU64::new(1);
    let nonce = NONCES.fetch_add(1, Ordering::Relaxed);
    format!(
        "NONCE={nonce:032x}\r\nEPOCH={epoch}\r\nSENT_AT={}\r\nAUDIT=0:{}\r\nACCEPT_KEYS=1-sha256",
        clock::now().plus_ms(skew_ms).iso(),
        "00".repeat(32)
    )
}

/// A request about the deposit by our till.
pub(crate) fn account(msg: &str, more: &str) -> String {
    format!(
        "PROFILE=PAYDESK1\r\nMSG={msg}\r\nSD=17031\r\nAP=17032\r\nOP=17034\r\nSESSION=\r\n{more}{}",
        attempt(1, 0)
    )
}
