//! The web form around a signed document.

use paydesk_cyberplat::messages::form::{decode_form, encode_form};

use crate::{Target, Verdict};

pub(crate) const TARGET: Target = Target {
    name: "form",
    run,
    words: &[
        "inputmessage=",
        "&",
        "%20",
        "+",
        "%",
        "%0D%0A",
        "%2B",
        "%zz",
        "=",
        "&inputmessage=",
    ],
    runs: 8_000,
};

fn run(bytes: &[u8]) -> Verdict {
    if !bytes.is_empty() {
        // Whatever is sent arrives, byte for byte.
        let form = encode_form(bytes);
        assert!(form.is_ascii());
        if form.len() <= 64 * 1024 * 3 {
            assert_eq!(decode_form(&form).as_deref(), Ok(bytes));
            let beside = [b"a=1&", form.as_slice(), b"&b=%20"].concat();
            assert_eq!(decode_form(&beside).as_deref(), Ok(bytes));
        }
    }
    let Ok(document) = decode_form(bytes) else {
        return Verdict::Refused;
    };
    assert!(!document.is_empty() && document.len() < bytes.len());
    assert_eq!(
        decode_form(&encode_form(&document)).as_ref(),
        Ok(&document),
        "what was read is written and read alike"
    );
    Verdict::Taken
}
