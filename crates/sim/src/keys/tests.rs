//! A pay that was altered is signed all the same, and asks for another sum.

use super::{Strength, pair};
use paydesk_cyberplat::ipriv::{Document, FastSigner, Hash, sign_full_document, verify};
use paydesk_cyberplat::messages::form::{decode_form, encode_form};
use rand::rngs::OsRng;

fn signed(body: &str) -> Vec<u8> {
    let pair = pair(Strength::Short).unwrap();
    let signer = FastSigner::new(&pair.till, Box::new(OsRng)).unwrap();
    encode_form(&sign_full_document(&signer, Hash::Sha256, 1, body.as_bytes()).unwrap())
}

#[test]
fn an_altered_pay_asks_for_a_higher_sum_under_the_tills_own_signature() {
    let pair = pair(Strength::Short).unwrap();
    let form = signed("SESSION=01ABCDEF\r\nAMOUNT=300.00\r\nAMOUNT_ALL=310.00\r\nNONCE=0a1b\r\n");
    let altered = pair.alter(&form).unwrap();
    let document = decode_form(&altered).unwrap();
    let read = Document::read(&document).unwrap();
    let verified = verify(&read, &pair.till.public()).unwrap();
    let expected = "SESSION=01ABCDEF\r\nAMOUNT=1300.00\r\nAMOUNT_ALL=1310.00\r\nNONCE=b1a0\r\n";
    assert_eq!(String::from_utf8_lossy(verified.body), expected);
}

#[test]
fn what_holds_no_sum_or_is_not_signed_stays_as_it_is() {
    let pair = pair(Strength::Short).unwrap();
    assert_eq!(pair.alter(&signed("SESSION=01ABCDEF\r\n")), None);
    assert_eq!(pair.alter(b"inputmessage=rubbish"), None);
}
