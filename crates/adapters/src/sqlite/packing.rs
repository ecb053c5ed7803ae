//! How signed replies are stored: deflated, with the words that every reply has known beforehand.
//!
//! A dictionary halves what two replies cost per payment. Packed replies name the dictionary they were made
//! with; [`DICTIONARY_1`] must never change, or stored proofs could not be read any more.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// The largest signed document that is ever stored.
const MAX_REPLY: usize = 64 * 1024;
const VERSION: u8 = 1;

/// The rarest words first: near ones cost less to point at.
const DICTIONARY_1: &[u8] = b"STATE=REFUSED\r\nSTATE=CANCELLED\r\nSTATE=NONE\r\nMSG=CANCEL\r\nMSG=STATUS\r\n\
TRNXSTATUS=\r\nPRICE=\r\nRESULT=7\r\nSTATE=INWORK\r\n\
0000105001SM000005250000052500000389\r\npaydesk-hub         83693322\r\n                    00000000\r\nBEGIN\r\n\
PROFILE=PAYDESK1\r\nMSG=CHECK\r\nMSG=PAY\r\nDATE=25.11.2026 05:35:42\r\nSESSION=01M888\r\nERROR=0\r\nRESULT=0\r\n\
OPNAME=\r\nACCOUNT=\r\nERRMSG=\r\nAUTHCODE=\r\nTRANSID=17955741\r\nADDINFO=\r\nREST=\r\nGATEWAY_IN=\r\n\
GATEWAY_OUT=\r\nNONCE=\r\nREQ_HASH=\r\nEPOCH=1\r\nSERVER_TIME=2026-11-25T02:35:42.822Z\r\nLAST_SESSION=\r\n\
STATE=CHECKED\r\nVERSION=3\r\nSTATE=DONE\r\nVERSION=5\r\nFINGERPRINT=\r\n\r\nEND\r\nBEGIN SIGNATURE\r\niQERAwkBB\r\n\
=\r\nEND SIGNATURE\r\n";

/// Packs a reply.
pub(super) fn pack(reply: &[u8]) -> io::Result<Vec<u8>> {
    let stream = deflate(reply, DICTIONARY_1)?;
    let mut packed = vec![VERSION];
    packed.extend(stream);
    Ok(packed)
}

/// Unpacks a stored reply; nothing where it is damaged or was packed with a dictionary nobody knows here.
pub(super) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    inflate(packed.strip_prefix(&[VERSION])?, DICTIONARY_1)
}

/// Deflates a document behind a dictionary, which is not kept.
pub(super) fn deflate(document: &[u8], dictionary: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(dictionary)?;
    // After a flush the stream stands at a byte's border: what follows can be kept alone.
    encoder.flush()?;
    let begun = encoder.get_ref().len();
    encoder.write_all(document)?;
    let stream = encoder.finish()?;
    Ok(stream.get(begun..).unwrap_or_default().to_vec())
}

/// Inflates what was deflated behind the same dictionary; nothing where it is damaged.
pub(super) fn inflate(stream: &[u8], dictionary: &[u8]) -> Option<Vec<u8>> {
    // The dictionary goes in front as one block that is not compressed.
    let length = u16::try_from(dictionary.len()).ok()?;
    let mut whole = vec![0];
    whole.extend_from_slice(&length.to_le_bytes());
    whole.extend_from_slice(&(!length).to_le_bytes());
    whole.extend_from_slice(dictionary);
    whole.extend_from_slice(stream);
    let most = dictionary.len().saturating_add(MAX_REPLY).saturating_add(1);
    let mut bytes = Vec::new();
    let most = u64::try_from(most).ok()?;
    DeflateDecoder::new(whole.as_slice())
        .take(most)
        .read_to_end(&mut bytes)
        .ok()?;
    let document = bytes.strip_prefix(dictionary)?;
    (document.len() <= MAX_REPLY).then(|| document.to_vec())
}

#[cfg(test)]
mod tests {
    use super::{DICTIONARY_1, MAX_REPLY, pack, unpack};
    use sha2::{Digest, Sha256};

    #[test]
    fn a_stored_reply_comes_back_byte_for_byte() {
        let every_byte: Vec<u8> = (0..=255).cycle().take(5_000).collect();
        for reply in [
            b"".as_slice(),
            b"x",
            DICTIONARY_1,
            &every_byte,
            &vec![b'7'; MAX_REPLY],
        ] {
            assert_eq!(unpack(&pack(reply).unwrap()).as_deref(), Some(reply));
        }
    }

    #[test]
    fn a_usual_reply_costs_little_more_than_what_is_random_in_it() {
        let reply = DICTIONARY_1.to_vec();
        assert!(pack(&reply).unwrap().len() < 50);
    }

    #[test]
    fn what_was_not_packed_here_is_not_guessed() {
        let mut packed = pack(b"ERROR=0").unwrap();
        packed[0] = 2;
        assert_eq!(unpack(&packed), None);
        assert_eq!(unpack(&[]), None);
        assert_eq!(unpack(&[1, 0xFF, 0xFF]), None);
    }

    /// Proofs of years ago were packed with these very bytes.
    #[test]
    fn the_first_dictionary_never_changes() {
        let digest: String = Sha256::digest(DICTIONARY_1)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        assert_eq!(
            digest,
            "8353595001cf11ecdd8e2b07cd79f043c6093b53cd761145cb7bfeb5b7408367"
        );
    }
}
