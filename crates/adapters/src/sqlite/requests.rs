//! How signed requests are stored: deflated against a draft of the same request.
//!
//! Most of a request follows from rows that never change. The draft is written anew from them at every reading, so
//! that little more than the signature is kept. Stored requests rest on [`Draft::text`] byte for byte: it must never
//! change, or they could not be read any more.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use paydesk_domain::exchange::{Ask, Request};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::time::Timestamp;
use rusqlite::Row;
use sha2::{Digest, Sha256};

use super::packing;

const VERSION: u8 = 1;
/// Bytes of the SHA-256 of the whole document that tell whether it was put together rightly.
const CHECKED: usize = 4;

/// What stored rows say about a request.
pub(super) struct Draft {
    pub(super) is_pay: bool,
    pub(super) payment: i64,
    pub(super) session: String,
    pub(super) first_session: String,
    pub(super) provider_number: u32,
    pub(super) number: String,
    pub(super) account: String,
    pub(super) sums: (i64, i64),
    pub(super) currency: String,
    pub(super) nonce: [u8; 16],
    pub(super) sent_at: Timestamp,
    /// Head of the journal beside the attempt.
    pub(super) head: (i64, [u8; 32]),
}

/// The columns that [`Draft::read`] reads, of `attempt a JOIN payment p` and `LEFT JOIN journal j` at the attempt's
/// journal_seq.
pub(super) const COLUMNS: &str = "a.ask = 'pay' AS is_pay, p.id, p.session, p.first_session, p.provider_number, \
 p.number, p.account, p.credited, p.taken, p.currency, a.nonce, a.at AS sent_at, a.journal_seq, j.hash";

impl Draft {
    pub(super) fn of(request: &Request, head: (i64, [u8; 32])) -> Self {
        let order = &request.order;
        Self {
            is_pay: request.ask == Ask::Pay,
            payment: request.payment.get(),
            session: request.session.as_wire().to_owned(),
            first_session: request.first_session.as_wire().to_owned(),
            provider_number: order.provider_number.get(),
            number: order.details.number.expose().clone(),
            account: order.details.account.expose().clone(),
            sums: (order.credited.minor(), order.taken.minor()),
            currency: order.credited.currency().code().to_owned(),
            nonce: request.attempt.get().to_be_bytes(),
            sent_at: request.sent_at,
            head,
        }
    }

    pub(super) fn read(row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        let session: String = row.get("session")?;
        let first: Option<String> = row.get("first_session")?;
        let seq: Option<i64> = row.get("journal_seq")?;
        let hash: Option<[u8; 32]> = row.get("hash")?;
        Ok(Self {
            is_pay: row.get("is_pay")?,
            payment: row.get("id")?,
            first_session: first.unwrap_or_else(|| session.clone()),
            session,
            provider_number: row.get("provider_number")?,
            number: row.get("number")?,
            account: row.get("account")?,
            sums: (row.get("credited")?, row.get("taken")?),
            currency: row.get("currency")?,
            nonce: row.get("nonce")?,
            sent_at: Timestamp::from_unix_ms(row.get("sent_at")?),
            head: (seq.unwrap_or(0), hash.unwrap_or([0; 32])),
        })
    }

    /// Reads like the request as far as it is known. Wrong guesses only cost bytes.
    fn text(&self) -> Vec<u8> {
        let sum = |minor| Money::new(minor, Currency::RUB).as_wire();
        let (credited, taken) = (sum(self.sums.0), sum(self.sums.1));
        let (seq, hash) = (self.head.0, hex(&self.head.1));
        let Self {
            payment,
            session,
            first_session,
            provider_number,
            number,
            account,
            currency,
            ..
        } = self;
        let (dotted, iso) = (self.sent_at.dotted(0), self.sent_at.iso());
        let nonce = hex(&self.nonce);
        let msg = if self.is_pay { "PAY" } else { "CANCEL" };
        let day = iso.get(..11).unwrap_or_default();
        format!(
            "REASON=RETURN\r\nREASON=REISSUE\r\nREASON=EXPIRED\r\nLAST_VERSION=1\r\nPAY_TOOL=0\r\nTERM_ID=\r\n\
             0000108801SM000005630000056300000389\r\n                    00000000\r\nBEGIN\r\nPROFILE=PAYDESK1\r\n\
             MSG={msg}\r\nSD=17031\r\nAP=17032\r\nOP=17034\r\nDATE={dotted}\r\nSESSION={session}\r\nNUMBER={number}\r\n\
             ACCOUNT={account}\r\nAMOUNT={credited}\r\nAMOUNT_ALL={taken}\r\nPAY_TOOL=0\r\nCOMMENT={first_session}\r\n\
             RRN={payment}\r\nPROVIDER={provider_number}\r\nCURRENCY={currency}\r\nFINGERPRINT=\r\nNOT_AFTER={day}\
             \r\nNONCE={nonce}\r\nEPOCH=1\r\nSENT_AT={iso}\r\nAUDIT={seq}:{hash}\r\nACCEPT_KEYS=-sha256\r\nNO_ROUTE=0\
             \r\nEND\r\nBEGIN SIGNATURE\r\niQERAwkBAACdEm=\r\nEND SIGNATURE\r\n"
        )
        .into_bytes()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Packs a signed request.
pub(super) fn pack(document: &[u8], draft: &Draft) -> io::Result<Vec<u8>> {
    let (rest, signature) = unarmoured(document);
    let stream = packing::deflate(&rest, &draft.text())?;
    let mut packed = vec![VERSION];
    packed.extend(Sha256::digest(document).iter().take(CHECKED));
    packed.extend(u16::try_from(signature.len()).unwrap_or(0).to_be_bytes());
    packed.extend(signature);
    packed.extend(stream);
    Ok(packed)
}

/// Unpacks a stored request; nothing where it, or a row that it rests on, is not what it was.
pub(super) fn unpack(packed: &[u8], draft: &Draft) -> Option<Vec<u8>> {
    let (check, packed) = packed.strip_prefix(&[VERSION])?.split_at_checked(CHECKED)?;
    let (length, packed) = packed.split_first_chunk::<2>()?;
    let (signature, stream) = packed.split_at_checked(u16::from_be_bytes(*length).into())?;
    let rest = packing::inflate(stream, &draft.text())?;
    let document = armoured(&rest, signature);
    Sha256::digest(&document)
        .starts_with(check)
        .then_some(document)
}

const BEGIN: &[u8] = b"\r\nBEGIN SIGNATURE\r\n";
/// Characters of a line of an armoured signature.
const LINE: usize = 64;

/// Where the armoured signature of a document would stand.
fn place(document: &[u8]) -> Option<usize> {
    let before = document
        .windows(BEGIN.len())
        .rposition(|part| part == BEGIN)?;
    before.checked_add(BEGIN.len())
}

/// A document without its armoured signature, and the bytes of that: random bytes written as letters cost a third
/// more. The document as it is where it is not in the usual form.
fn unarmoured(document: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let taken_out = || {
        let (before, block) = document.split_at_checked(place(document)?)?;
        let end = block.windows(3).position(|part| part == b"\r\n=")?;
        let (lines, after) = block.split_at_checked(end)?;
        let letters: Vec<u8> = lines
            .iter()
            .copied()
            .filter(|byte| !b"\r\n".contains(byte))
            .collect();
        let signature = STANDARD.decode(letters).ok()?;
        u16::try_from(signature.len()).ok()?;
        let rest = [before, after].concat();
        (!signature.is_empty() && armoured(&rest, &signature) == document)
            .then_some((rest, signature))
    };
    taken_out().unwrap_or_else(|| (document.to_vec(), Vec::new()))
}

fn armoured(rest: &[u8], signature: &[u8]) -> Vec<u8> {
    let (false, Some(place)) = (signature.is_empty(), place(rest)) else {
        return rest.to_vec();
    };
    let (before, after) = rest.split_at(place);
    let letters = STANDARD.encode(signature);
    let lines: Vec<&[u8]> = letters.as_bytes().chunks(LINE).collect();
    [before, &lines.join(&b"\r\n"[..]), after].concat()
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::{Draft, hex, pack, unpack};
    use crate::samples::at;

    fn draft() -> Draft {
        Draft {
            is_pay: true,
            payment: 17,
            session: "01K0ABCDEF0000000001".to_owned(),
            first_session: "01K0ABCDEF0000000000".to_owned(),
            provider_number: 227,
            number: "9161234567".to_owned(),
            account: "775".to_owned(),
            sums: (50_000, 51_000),
            currency: "RUB".to_owned(),
            nonce: [0x5A; 16],
            sent_at: at(0),
            head: (1_001, [0xA5; 32]),
        }
    }

    #[test]
    fn a_stored_request_comes_back_byte_for_byte() {
        for document in [b"".to_vec(), draft().text(), vec![0xFF; 5_000]] {
            let packed = pack(&document, &draft()).expect("packed");
            assert!(unpack(&packed, &draft()) == Some(document));
        }
    }

    /// As it is sent: signed by a real key.
    fn signed() -> Vec<u8> {
        use paydesk_cyberplat::ipriv::{Hash, sign_full_document};
        let key = crate::samples::signer(&crate::samples::till_key());
        let body = draft().text();
        sign_full_document(&key, Hash::Sha256, at(0).unix_seconds(), &body).expect("signed")
    }

    #[test]
    fn a_signature_is_stored_as_bytes_and_comes_back_as_letters() {
        let document = signed();
        let packed = pack(&document, &draft()).expect("packed");
        assert!(packed.len() < 380, "{}", packed.len());
        assert!(unpack(&packed, &draft()) == Some(document));
    }

    #[test]
    fn an_unusual_armour_is_kept_as_it_is() {
        for armour in [
            "AAAA\n=x",
            "AAAA",
            "====\r\n=x",
            "AA AA\r\n=x",
            "\r\n=x",
            "AB==\r\n=x",
            "Ж\r\n=x",
        ] {
            let text = format!("END\r\nBEGIN SIGNATURE\r\n{armour}");
            let packed = pack(text.as_bytes(), &draft()).expect("packed");
            assert!(
                unpack(&packed, &draft()) == Some(text.into_bytes()),
                "{armour}"
            );
        }
    }

    #[test]
    fn what_the_rows_tell_costs_next_to_nothing() {
        assert!(pack(&draft().text(), &draft()).expect("packed").len() < 40);
    }

    #[test]
    fn a_request_whose_rows_were_changed_is_not_put_together_wrongly() {
        let packed = pack(&draft().text(), &draft()).expect("packed");
        let changed = Draft {
            number: "9161234568".to_owned(),
            ..draft()
        };
        assert_eq!(unpack(&packed, &changed), None);
        let newer = [&[2], &packed[1..]].concat();
        assert_eq!(unpack(&newer, &draft()), None);
        assert_eq!(unpack(&packed[..3], &draft()), None);
        assert_eq!(unpack(&[], &draft()), None);
    }

    /// Requests of years ago were packed against this very text.
    #[test]
    fn the_draft_never_changes() {
        let cancel = Draft {
            is_pay: false,
            ..draft()
        };
        let both = [draft().text(), cancel.text()].concat();
        assert_eq!(
            hex(&Sha256::digest(both)),
            "4f0d1645dbfe8793be82deee52040004764472fe8fb48c84d7e797565c0b0f43"
        );
    }
}
