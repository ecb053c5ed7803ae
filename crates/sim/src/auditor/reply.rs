//! Stored replies: unpacked and read for whether they say "paid".
//!
//! Written from the form in which replies are kept (a raw deflate stream behind a dictionary) and from the tables of
//! replies in payment safety, 7.2, 7.3 and 9.4.

use std::fmt::Debug;
use std::io::Read;

use flate2::read::DeflateDecoder;
use paydesk_cyberplat::ipriv::{PublicKey, verify_document};

use super::case::Proof;

/// Whose word a stored reply is. The bench passes its own where it signs nothing.
pub trait Signatures: Debug {
    /// What the server signed, if its signature over this document holds.
    fn signed_body(&self, document: &[u8]) -> Option<Vec<u8>>;
}

/// The server's public keys, for signed documents as they are on the wire.
#[derive(Debug)]
pub struct ServerKeys(pub Vec<PublicKey>);

impl Signatures for ServerKeys {
    fn signed_body(&self, document: &[u8]) -> Option<Vec<u8>> {
        let bodies = self.0.iter();
        let mut bodies = bodies.filter_map(|key| verify_document(document, key).ok());
        bodies.next().map(|verified| verified.body.to_vec())
    }
}

/// The first byte of a packed reply names its dictionary.
const PACKED: u8 = 1;
/// A reply is never larger than this.
const MOST: u64 = 64 * 1024;
pub(super) const DICTIONARY: &[u8] = b"STATE=REFUSED\r\nSTATE=CANCELLED\r\nSTATE=NONE\r\nMSG=CANCEL\r\nMSG=STATUS\r\n\
TRNXSTATUS=\r\nPRICE=\r\nRESULT=7\r\nSTATE=INWORK\r\n\
0000105001SM000005250000052500000389\r\npaydesk-hub         83693322\r\n                    00000000\r\nBEGIN\r\n\
PROFILE=PAYDESK1\r\nMSG=CHECK\r\nMSG=PAY\r\nDATE=25.11.2026 05:35:42\r\nSESSION=01M888\r\nERROR=0\r\nRESULT=0\r\n\
OPNAME=\r\nACCOUNT=\r\nERRMSG=\r\nAUTHCODE=\r\nTRANSID=17955741\r\nADDINFO=\r\nREST=\r\nGATEWAY_IN=\r\n\
GATEWAY_OUT=\r\nNONCE=\r\nREQ_HASH=\r\nEPOCH=1\r\nSERVER_TIME=2026-11-25T02:35:42.822Z\r\nLAST_SESSION=\r\n\
STATE=CHECKED\r\nVERSION=3\r\nSTATE=DONE\r\nVERSION=5\r\nFINGERPRINT=\r\n\r\nEND\r\nBEGIN SIGNATURE\r\niQERAwkBB\r\n\
=\r\nEND SIGNATURE\r\n";

/// The document in a stored reply; nothing where it is damaged.
pub(super) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let stream = packed.strip_prefix(&[PACKED])?;
    let length = u16::try_from(DICTIONARY.len()).ok()?;
    // A stored block puts the dictionary into the window.
    let mut whole = vec![0];
    whole.extend_from_slice(&length.to_le_bytes());
    whole.extend_from_slice(&(!length).to_le_bytes());
    whole.extend_from_slice(DICTIONARY);
    whole.extend_from_slice(stream);
    let mut bytes = Vec::new();
    let most = MOST.saturating_add(u64::from(length));
    let mut reader = DeflateDecoder::new(whole.as_slice()).take(most.saturating_add(1));
    reader.read_to_end(&mut bytes).ok()?;
    let document = bytes.get(DICTIONARY.len()..)?;
    (u64::try_from(document.len()).ok()? <= MOST).then(|| document.to_vec())
}

/// What a body that answered `ask` proves about a SESSION.
pub(super) fn proves(body: &[u8], ask: &str, session: &str) -> Proof {
    let Some(fields) = fields(body) else {
        return Proof::None;
    };
    let field = |name: &str| {
        let found = fields.iter().find(|(known, _)| *known == name.as_bytes());
        found.map(|(_, value)| *value)
    };
    let is = |name: &str, value: &str| field(name) == Some(value.as_bytes());
    if !is("SESSION", session) || !is("ERROR", "0") {
        return Proof::None;
    }
    let (done, pay) = (is("RESULT", "7"), is("RESULT", "0"));
    if field("PROFILE").is_none() {
        return match ask {
            "pay" if pay => Proof::Accepted,
            "status" | "cancel" if done => Proof::Final,
            _ => Proof::None,
        };
    }
    if !is("MSG", &ask.to_ascii_uppercase()) {
        return Proof::None;
    }
    match ask {
        "pay" if pay && is("STATE", "DONE") => Proof::Final,
        "pay" if pay && is("STATE", "INWORK") => Proof::Accepted,
        "status" | "cancel" if done && is("STATE", "DONE") => Proof::Final,
        _ => Proof::None,
    }
}

/// `NAME=value` lines; nothing where a name comes twice or a line has none.
fn fields(body: &[u8]) -> Option<Vec<(&[u8], &[u8])>> {
    let mut fields: Vec<(&[u8], &[u8])> = Vec::new();
    for line in body.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        let equals = line.iter().position(|byte| *byte == b'=')?;
        let (name, value) = line.split_at_checked(equals)?;
        if fields.iter().any(|(known, _)| *known == name) {
            return None;
        }
        fields.push((name, value.get(1..)?));
    }
    Some(fields)
}
