//! The web form `inputmessage=...` in which a signed document travels.
//!
//! Source: dealer protocol, part 3; dealer clients in the field, list 1, items 1 to 3 and 5.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode, percent_encode};

use super::MAX_BODY;

const FIELD: &[u8] = b"inputmessage=";

/// Why a form holds no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// No field `inputmessage`, or nothing in it.
    #[error("the form has no inputmessage")]
    Missing,
    /// Larger than any document, even with every byte percent-encoded.
    #[error("the form has {0} bytes")]
    TooLarge(usize),
}

/// Takes the document out of the body of a POST or the query of a GET.
///
/// Plus or blank: a value with `%20` in it comes from an encoder that writes blanks so, and its
/// bare `+` is a plus of the armour; in any other value `+` is a blank. Every document has runs of
/// blanks, so one of the two is always there. A `%` without two hex digits stays what it is; the
/// signature judges the result.
///
/// # Errors
/// [`FormError`] when there is no document.
pub fn decode_form(raw: &[u8]) -> Result<Vec<u8>, FormError> {
    if raw.len() > MAX_BODY.saturating_mul(3) {
        return Err(FormError::TooLarge(raw.len()));
    }
    let value = raw
        .split(|byte| *byte == b'&')
        .find_map(|pair| pair.strip_prefix(FIELD))
        .filter(|value| !value.is_empty())
        .ok_or(FormError::Missing)?;
    if value.windows(3).any(|part| part == b"%20") {
        return Ok(percent_decode(value).collect());
    }
    let blanks: Vec<u8> = value
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    Ok(percent_decode(&blanks).collect())
}

/// Writes the body of a POST. Every byte that is neither letter nor digit is encoded, a blank as
/// `%20`.
#[must_use]
pub fn encode_form(document: &[u8]) -> Vec<u8> {
    let mut form = FIELD.to_vec();
    form.extend(
        percent_encode(document, NON_ALPHANUMERIC)
            .to_string()
            .into_bytes(),
    );
    form
}

#[cfg(test)]
mod tests {
    use super::{FormError, decode_form, encode_form};

    const DOCUMENT: &[u8] = b"0000  01SM\r\nCOMMENT=a+b %\xcf\r\n=qR+r/g==";

    #[test]
    fn our_own_form_is_read_back() {
        let form = encode_form(DOCUMENT);
        assert!(
            form.starts_with(b"inputmessage=0000%20%2001SM%0D%0ACOMMENT%3Da%2Bb%20%25%CF%0D%0A")
        );
        assert_eq!(decode_form(&form).as_deref(), Ok(DOCUMENT));
    }

    #[test]
    fn a_bare_plus_is_a_plus_beside_an_encoded_blank_and_a_blank_otherwise() {
        assert_eq!(
            decode_form(b"inputmessage=a%20b+c").as_deref(),
            Ok(&b"a b+c"[..])
        );
        assert_eq!(
            decode_form(b"inputmessage=a+b%2Bc").as_deref(),
            Ok(&b"a b+c"[..])
        );
    }

    #[test]
    fn bare_equals_signs_and_slashes_are_part_of_the_value() {
        assert_eq!(
            decode_form(b"inputmessage=A=1%0d%0a=qR/g").as_deref(),
            Ok(&b"A=1\r\n=qR/g"[..])
        );
    }

    #[test]
    fn hex_may_be_upper_or_lower_case() {
        assert_eq!(
            decode_form(b"inputmessage=%0D%0a%cF").as_deref(),
            Ok(&b"\r\n\xcf"[..])
        );
    }

    #[test]
    fn other_form_fields_may_stand_beside_it() {
        assert_eq!(
            decode_form(b"x=1&inputmessage=ab&submit=Go").as_deref(),
            Ok(&b"ab"[..])
        );
    }

    #[test]
    fn a_percent_sign_without_hex_stays() {
        assert_eq!(
            decode_form(b"inputmessage=5%+%zz%4").as_deref(),
            Ok(&b"5% %zz%4"[..])
        );
    }

    #[test]
    fn a_form_without_a_document_is_refused() {
        for raw in [
            &b""[..],
            b"inputmessage=",
            b"message=1",
            b"xinputmessage=1",
            b"inputmessage",
        ] {
            assert_eq!(decode_form(raw), Err(FormError::Missing));
        }
        assert_eq!(
            decode_form(&vec![b'a'; 200_000]),
            Err(FormError::TooLarge(200_000))
        );
    }
}
