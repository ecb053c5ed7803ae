//! Stored replies: unpacked and read for whether they say "paid".
//!
//! Written from the form in which replies are kept (a raw deflate stream behind a dictionary) and from the tables of
//! replies in payment safety, 7.2, 7.3 and 9.4.

use std::io::Read;

use flate2::read::DeflateDecoder;

use super::case::Proof;

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
    let Some(fields) = Fields::about(body, ask, session) else {
        return Proof::None;
    };
    if !fields.is("ERROR", "0") {
        return Proof::None;
    }
    let state = |state: &str| fields.is_plain() || fields.is("STATE", state);
    match ask {
        "pay" if fields.is("RESULT", "0") && fields.is("STATE", "DONE") => Proof::Final,
        "pay" if fields.is("RESULT", "0") && state("INWORK") => Proof::Accepted,
        "status" | "cancel" if fields.is("RESULT", "7") && state("DONE") => Proof::Final,
        _ => Proof::None,
    }
}

/// Whether a body that answered `ask` refuses a SESSION.
pub(super) fn refuses(body: &[u8], ask: &str, session: &str) -> bool {
    Fields::about(body, ask, session).is_some_and(|fields| {
        if fields.is_plain() {
            !fields.is("ERROR", "0")
        } else {
            fields.is("STATE", "REFUSED") || fields.is("STATE", "CANCELLED")
        }
    })
}

/// The lines `NAME=value` of a body.
struct Fields<'a>(Vec<(&'a [u8], &'a [u8])>);

impl<'a> Fields<'a> {
    /// The fields of a reply to `ask` about a SESSION; nothing where it answers something else.
    fn about(body: &'a [u8], ask: &str, session: &str) -> Option<Self> {
        let fields = Self::read(body)?;
        let is_ours = fields.is("SESSION", session) && fields.get("ERROR").is_some();
        let answers = fields.is_plain() || fields.is("MSG", &ask.to_ascii_uppercase());
        (is_ours && answers).then_some(fields)
    }

    /// Nothing where a name comes twice or a line has none.
    fn read(body: &'a [u8]) -> Option<Self> {
        let mut fields = Self(Vec::new());
        for line in body.split(|byte| *byte == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() {
                continue;
            }
            let equals = line.iter().position(|byte| *byte == b'=')?;
            let (name, value) = line.split_at_checked(equals)?;
            if fields.0.iter().any(|(known, _)| *known == name) {
                return None;
            }
            fields.0.push((name, value.get(1..)?));
        }
        Some(fields)
    }

    fn get(&self, name: &str) -> Option<&'a [u8]> {
        let mut found = self.0.iter().filter(|(known, _)| *known == name.as_bytes());
        found.next().map(|(_, value)| *value)
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == Some(value.as_bytes())
    }

    /// It has none of the additions of our own hub.
    fn is_plain(&self) -> bool {
        self.get("PROFILE").is_none()
    }
}
