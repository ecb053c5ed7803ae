//! Packed replies, whole and damaged.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use paydesk_domain::exchange::Why;
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use super::{MAX_REPLY, unpack};

fn packed(reply: &[u8], length: [u8; 4]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(length.to_vec(), Compression::default());
    encoder.write_all(reply).expect("into memory");
    encoder.finish().expect("into memory")
}

proptest! {
    #[test]
    fn what_is_packed_is_unpacked_whatever_length_is_told(
        reply in proptest::collection::vec(any::<u8>(), 0..2_000),
        length: [u8; 4],
    ) {
        prop_assert_eq!(unpack(MAX_REPLY, &packed(&reply, length)), Ok(reply));
    }

    #[test]
    fn a_packed_reply_cut_anywhere_is_none(
        reply in proptest::collection::vec(any::<u8>(), 1..500),
        at in 0..10_000_usize,
    ) {
        let whole = packed(&reply, [0; 4]);
        prop_assert_eq!(unpack(MAX_REPLY, &whole[..at % whole.len()]), Err(Why::BadSize));
    }

    #[test]
    fn one_changed_byte_never_gives_another_reply(
        reply in proptest::collection::vec(any::<u8>(), 1..500),
        at in 4..10_000_usize,
        byte: u8,
    ) {
        let mut whole = packed(&reply, [0; 4]);
        let at = 4 + (at - 4) % (whole.len() - 4);
        whole[at] = byte;
        if let Ok(other) = unpack(MAX_REPLY, &whole) {
            prop_assert_eq!(other, reply);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let head = packed(b"a reply", [0; 4]);
        for bytes in [bytes.clone(), [&head[..6], &bytes[..]].concat()] {
            prop_assert!(unpack(MAX_REPLY, &bytes).map_or(true, |reply| reply.len() <= MAX_REPLY));
        }
    }
}

#[test]
fn a_small_reply_that_unpacks_into_a_large_one_is_refused() {
    let fits = packed(&vec![b' '; MAX_REPLY], [0; 4]);
    assert_eq!(
        unpack(MAX_REPLY, &fits).map(|reply| reply.len()),
        Ok(MAX_REPLY)
    );
    let bomb = packed(&vec![b' '; MAX_REPLY + 1], [0; 4]);
    assert!(bomb.len() < 1_000);
    assert_eq!(unpack(MAX_REPLY, &bomb), Err(Why::BadSize));
}
