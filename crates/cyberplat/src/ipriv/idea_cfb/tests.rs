use super::IdeaCfb;

const PLAIN: &[u8] = b"the numbers of a key, one after the other";

fn cipher() -> IdeaCfb {
    IdeaCfb::from_pass_phrase(b"two thousand forty-eight")
}

#[test]
fn pieces_without_resync_are_one_stream() {
    let mut whole = PLAIN.to_vec();
    cipher().encrypt(&mut whole);
    for at in 0..PLAIN.len() {
        let mut parts = PLAIN.to_vec();
        let (one, other) = parts.split_at_mut(at);
        let mut cipher = cipher();
        cipher.encrypt(one);
        cipher.encrypt(other);
        assert_eq!(parts, whole);
    }
}

#[test]
fn a_resync_starts_a_new_block_from_the_last_eight_bytes_seen() {
    let with_resync_at = |at: usize| {
        let mut bytes = PLAIN.to_vec();
        let (one, other) = bytes.split_at_mut(at);
        let mut cipher = cipher();
        cipher.encrypt(one);
        cipher.resync();
        cipher.encrypt(other);
        bytes
    };
    let mut plain = PLAIN.to_vec();
    cipher().encrypt(&mut plain);
    // On the edge of a block it changes nothing, inside one it changes all that follows.
    assert_eq!(with_resync_at(16), plain);
    assert_eq!(with_resync_at(13)[..13], plain[..13]);
    assert_ne!(with_resync_at(13)[13..], plain[13..]);

    let mut bytes = with_resync_at(13);
    let (one, other) = bytes.split_at_mut(13);
    let mut cipher = cipher();
    cipher.decrypt(one);
    cipher.resync();
    cipher.decrypt(other);
    assert_eq!(bytes, PLAIN);
}

#[test]
fn a_running_cipher_is_never_shown() {
    assert_eq!(format!("{:?}", cipher()), "IdeaCfb { .. }");
}
