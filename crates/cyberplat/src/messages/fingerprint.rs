//! What a payment is about, as one digest that till and hub compute alike.

use std::collections::BTreeMap;

use paydesk_domain::ids::Fingerprint;
use sha2::{Digest, Sha256};

/// Fields of a check or pay that say how it is asked, not what is paid.
const NOT_BUSINESS: [&str; 22] = [
    "DATE",
    "SESSION",
    "OP",
    "COMMENT",
    "RRN",
    "TRANSID",
    "REQ_TYPE",
    "ACCEPT_KEYS",
    "NO_ROUTE",
    "CODE_KEY",
    "CODE_ENC",
    "CODE_TOKEN",
    "PROFILE",
    "MSG",
    "NONCE",
    "EPOCH",
    "SENT_AT",
    "AUDIT",
    "FINGERPRINT",
    "NOT_AFTER",
    "REASON",
    "SINCE",
];

/// Whether a field is part of what the payment is about.
///
/// Source: payment safety, 9.3.
#[must_use]
pub fn is_business(name: &str) -> bool {
    !NOT_BUSINESS.contains(&name)
}

/// The fingerprint of the `paydesk` profile over the fields as they stand on the wire. Fields that
/// are empty or no business of the payment are left out here, so a caller may pass all of them.
///
/// Source: payment safety, 9.3.
#[must_use]
pub fn fingerprint<'a>(fields: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Fingerprint {
    digest("paydesk fingerprint 1\n", fields)
}

/// The same for a plain request whose values have been brought to one form, so that check and pay
/// of old clients agree. Never equal to a fingerprint of the `paydesk` profile.
#[must_use]
pub(crate) fn plain_content<'a>(
    fields: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> Fingerprint {
    digest("paydesk plain content 1\n", fields)
}

fn digest<'a>(heading: &str, fields: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Fingerprint {
    let sorted: BTreeMap<&str, &[u8]> = fields
        .into_iter()
        .filter(|(name, value)| is_business(name) && !value.is_empty())
        .collect();
    let mut hasher = Sha256::new();
    hasher.update(heading);
    for (name, value) in sorted {
        hasher.update(name);
        hasher.update(b"=");
        hasher.update(value);
        hasher.update(b"\n");
    }
    Fingerprint::new(hasher.finalize().into())
}

/// Reads 64 lower-case hex digits.
#[must_use]
pub(crate) fn digest_from_hex(text: &str) -> Option<[u8; 32]> {
    let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.len() != 64 || !text.bytes().all(is_hex) {
        return None;
    }
    let mut digest = [0_u8; 32];
    for (place, pair) in digest.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *place = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(digest)
}

/// 64 lower-case hex digits.
#[must_use]
pub(crate) fn digest_to_hex(digest: &[u8; 32]) -> String {
    Fingerprint::new(*digest).to_string()
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::{digest_from_hex, digest_to_hex, fingerprint, plain_content};

    #[test]
    fn it_is_sha_256_over_the_sorted_business_fields() {
        let fields: [(&str, &[u8]); 9] = [
            ("SD", b"17031"),
            ("NUMBER", b"9261112233"),
            ("AP", b"17032"),
            ("ACCOUNT", b""),
            ("AMOUNT", b"100.00"),
            ("SESSION", b"0123"),
            ("OP", b"17034"),
            ("PROVIDER", b"227"),
            ("CURRENCY", b"RUB"),
        ];
        let text = "paydesk fingerprint 1\nAMOUNT=100.00\nAP=17032\nCURRENCY=RUB\nNUMBER=9261112233\n\
                    PROVIDER=227\nSD=17031\n";
        let expected: [u8; 32] = Sha256::digest(text).into();
        assert_eq!(fingerprint(fields).bytes(), &expected);
        assert_ne!(fingerprint(fields), plain_content(fields));
    }

    #[test]
    fn a_digest_is_64_lower_case_hex_digits() {
        let digest = [0xa5; 32];
        assert_eq!(digest_from_hex(&digest_to_hex(&digest)), Some(digest));
        for bad in [
            "",
            "a5",
            &"A5".repeat(32),
            &"+5".repeat(32),
            &"a5".repeat(33),
        ] {
            assert_eq!(digest_from_hex(bad), None);
        }
    }
}
