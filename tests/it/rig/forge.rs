//! Answers that no honest server gives.

use std::fs;

use paydesk_cyberplat::ipriv::{
    BlindedSigner, Document, Hash, KeyPolicy, NewKey, SecretKey, sign_document, verify_document,
};
use rand::rngs::OsRng;

use super::hub::Hub;

/// Signs answers, with the hub's own key or with one that only calls itself so.
#[derive(Debug)]
pub(crate) struct Forger {
    key: SecretKey,
}

impl Forger {
    /// Somebody who has the hub's key.
    pub(crate) fn with_key_of(hub: &Hub) -> Self {
        let read = |name: &str| fs::read(hub.folder.join("keys").join(name)).unwrap();
        let phrase = read("hub.pass");
        let key = SecretKey::open(&read("hub.secret.key"), &phrase, KeyPolicy::Modern).unwrap();
        Self { key }
    }

    /// Somebody who made a key with the hub's name and number.
    pub(crate) fn in_the_name_of(hub: &Hub) -> Self {
        let wanted = NewKey {
            serial: hub.serial(),
            user_id: b"paydesk-hub".to_vec(),
            bits: 2048,
            made_at: 0,
            policy: KeyPolicy::Modern,
        };
        Self {
            key: SecretKey::generate(&mut OsRng, &wanted).unwrap(),
        }
    }

    /// The same answer under this forger's signature, with a field changed.
    pub(crate) fn sign_anew(&self, document: &[u8], field: Option<(&str, &str)>) -> Vec<u8> {
        let read = Document::read(document).unwrap();
        let body = body_of_document(document);
        let body = field.map_or_else(|| body.clone(), |field| with_field(&body, field));
        let signer = BlindedSigner::new(&self.key, Box::new(OsRng));
        sign_document(&signer, Hash::Sha256, read.signed_at(), &body).unwrap()
    }

    /// Whether this forger's key is under the document.
    pub(crate) fn has_signed(&self, document: &[u8]) -> bool {
        verify_document(document, &self.key.public()).is_ok()
    }
}

/// What stands between BEGIN and END of a document.
fn body_of_document(document: &[u8]) -> Vec<u8> {
    let between = |mark: &[u8]| document.windows(mark.len()).position(|part| part == mark);
    let begin = between(b"\r\nBEGIN\r\n").expect("a body") + 9;
    let end = between(b"\r\nEND\r\nBEGIN SIGNATURE").expect("a signature");
    document[begin..end].to_vec()
}

fn with_field(body: &[u8], (name, value): (&str, &str)) -> Vec<u8> {
    let mark = format!("{name}=");
    let lines = body.split(|byte| *byte == b'\n').map(|line| {
        if line.starts_with(mark.as_bytes()) {
            [mark.as_bytes(), value.as_bytes(), b"\r"].concat()
        } else {
            line.to_vec()
        }
    });
    let changed = lines.collect::<Vec<_>>().join(&b'\n');
    assert_ne!(
        changed, body,
        "{name} is not in the answer, or has that value"
    );
    changed
}
