//! Keys of the bench: made once for each length, from fixed dice, so that every run signs with the same ones.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use paydesk_adapters::https::{Address, Line};
use paydesk_adapters::wire::{Keys, Wire};
use paydesk_cyberplat::ipriv::{
    BlindedSigner, Document, FastSigner, Hash, KeyPolicy, KeyRing, NewKey, SecretKey, Signer,
    sign_full_document, verify,
};
use paydesk_cyberplat::messages::form::{decode_form, encode_form};
use paydesk_cyberplat::messages::request::{Identity, ServerTerms};
use paydesk_cyberplat::profile::Profile;
use paydesk_domain::ids::{CashierCode, DealerCode, PointCode};
use paydesk_domain::provider::Catalogue;
use paydesk_hub::inside::Point;
use rand::rngs::OsRng;
use rand::{CryptoRng, RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;

use crate::BenchError;
use crate::auditor::{ServerKeys, Signatures, secret_numbers};

/// SD of the bench's dealer.
pub const DEALER: &str = "1000001";
/// AP of its point.
pub const POINT: &str = "1000002";
/// OP of its cashier.
pub const CASHIER: &str = "1000003";

const HUB_SERIAL: u32 = 10_000_001;
const TILL_SERIAL: u32 = 10_000_002;
const MADE_AT: u32 = 1_767_225_600;

/// How long the keys are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// 512 bits: every message is encoded, signed, verified and parsed as in the field, thirty times faster.
    Short,
    /// 2048 bits, as in the field.
    Field,
}

/// The two parties' keys.
pub struct Pair {
    hub: SecretKey,
    till: SecretKey,
    hub_document: Vec<u8>,
    till_document: Vec<u8>,
}

impl std::fmt::Debug for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pair")
    }
}

static SHORT: OnceLock<Pair> = OnceLock::new();
static FIELD: OnceLock<Pair> = OnceLock::new();

/// The numbers of all private keys that were made so far, for whoever looks whether one slipped out.
#[must_use]
pub fn secrets() -> Vec<Vec<u8>> {
    let pairs = [&SHORT, &FIELD].into_iter().filter_map(OnceLock::get);
    let documents =
        pairs.flat_map(|pair| [&pair.hub, &pair.till].map(|key| key.write(b"", [0; 8])));
    documents
        .flat_map(|document| secret_numbers(&document))
        .collect()
}

/// The keys of a strength.
///
/// # Errors
/// [`BenchError`] when the library cannot make them.
pub fn pair(strength: Strength) -> Result<&'static Pair, BenchError> {
    let (cell, bits) = match strength {
        Strength::Short => (&SHORT, 512),
        Strength::Field => (&FIELD, 2_048),
    };
    if let Some(pair) = cell.get() {
        return Ok(pair);
    }
    let made = make(bits)?;
    Ok(cell.get_or_init(|| made))
}

fn make(bits: usize) -> Result<Pair, BenchError> {
    let key = |serial: u32, user: &str| {
        let wish = NewKey {
            serial,
            user_id: user.as_bytes().to_vec(),
            bits,
            made_at: MADE_AT,
            policy: KeyPolicy::Legacy,
        };
        SecretKey::generate(&mut ChaCha20Rng::seed_from_u64(u64::from(serial)), &wish)
    };
    let (hub, till) = (key(HUB_SERIAL, "hub")?, key(TILL_SERIAL, "till")?);
    let document = |key: &SecretKey| {
        let signer = BlindedSigner::new(key, Box::new(OsRng));
        key.write_public(&signer, MADE_AT)
    };
    let (hub_document, till_document) = (document(&hub)?, document(&till)?);
    Ok(Pair {
        hub,
        till,
        hub_document,
        till_document,
    })
}

impl Pair {
    /// The hub's serial and public key document.
    #[must_use]
    pub fn hub_key(&self) -> (u32, &[u8]) {
        (HUB_SERIAL, &self.hub_document)
    }

    /// What signs the hub's answers.
    ///
    /// # Errors
    /// [`BenchError`].
    pub fn hub_signer(&self) -> Result<Box<dyn Signer>, BenchError> {
        Ok(Box::new(FastSigner::new(&self.hub, Box::new(OsRng))?))
    }

    /// A form like this one for ten times the sum, signed by the till's key: what a fault of the till's own could send.
    /// None where the form holds no sum.
    #[must_use]
    pub fn alter(&self, form: &[u8]) -> Option<Vec<u8>> {
        let document = decode_form(form).ok()?;
        let read = Document::read(&document).ok()?;
        let verified = verify(&read, &self.till.public()).ok()?;
        let text = String::from_utf8_lossy(verified.body);
        let lines = text.split("\r\n").map(|line| match line.split_once('=') {
            Some((name @ "AMOUNT", value)) => format!("{name}=1{value}"),
            Some((name @ "AMOUNT_ALL", value)) => format!("{name}=1{value}"),
            Some((name @ "NONCE", value)) => {
                format!("{name}={}", value.chars().rev().collect::<String>())
            }
            _ => line.to_owned(),
        });
        let altered = lines.collect::<Vec<_>>().join("\r\n");
        if altered == text {
            return None;
        }
        let signer = FastSigner::new(&self.till, Box::new(OsRng)).ok()?;
        let signed =
            sign_full_document(&signer, Hash::Sha256, read.signed_at(), altered.as_bytes());
        Some(encode_form(&signed.ok()?))
    }

    /// The hub's public keys.
    #[must_use]
    pub fn ring(&self) -> KeyRing {
        KeyRing::read(&self.hub_document)
    }

    /// The hub's keys, for whoever judges signed replies.
    ///
    /// # Errors
    /// [`BenchError`].
    pub fn signatures(&self) -> Result<Box<dyn Signatures>, BenchError> {
        let keys = ServerKeys::read(&self.hub_document);
        if keys.is_empty() {
            return Err(BenchError::NoKey);
        }
        Ok(Box::new(keys))
    }

    /// The point as the hub admits it.
    ///
    /// # Errors
    /// [`BenchError`].
    pub fn point(
        &self,
        profile: paydesk_hub::core::decision::Profile,
        opening: paydesk_domain::money::Money,
    ) -> Result<Point, BenchError> {
        let identity = identity()?;
        Ok(Point {
            dealer: identity.dealer,
            point: identity.point,
            cashier: identity.cashier,
            serial: TILL_SERIAL,
            key: self.till_document.clone(),
            profile,
            opening,
        })
    }

    /// The till's way of writing requests and reading replies, and how often its signatures drew randomness to blind
    /// the key. Its line is never used.
    ///
    /// # Errors
    /// [`BenchError`].
    pub fn wire(
        &self,
        profile: Profile,
        catalogue: Catalogue,
    ) -> Result<(Wire, Arc<AtomicU64>), BenchError> {
        let terms = ServerTerms {
            identity: identity()?,
            profile,
            server_serial: HUB_SERIAL,
            hash: Hash::Sha256,
            pay_tool: 0,
            term_id: None,
        };
        let drawn = Arc::new(AtomicU64::new(0));
        let signer = BlindedSigner::new(&self.till, Box::new(Watched(Arc::clone(&drawn))));
        let keys = Keys {
            signer: Box::new(signer),
            ring: self.ring(),
            policy: KeyPolicy::Legacy,
        };
        let nowhere = Address::parse("http://127.0.0.1:9").map_err(|_| BenchError::Address)?;
        let line = Line::new(nowhere, None)?;
        Ok((Wire::new(line, keys, terms, catalogue)?, drawn))
    }
}

/// The system's randomness, counted.
struct Watched(Arc<AtomicU64>);

impl RngCore for Watched {
    fn next_u32(&mut self) -> u32 {
        self.0.fetch_add(1, Ordering::Relaxed);
        OsRng.next_u32()
    }

    fn next_u64(&mut self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed);
        OsRng.next_u64()
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fetch_add(1, Ordering::Relaxed);
        OsRng.fill_bytes(bytes);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Watched {}

fn identity() -> Result<Identity, BenchError> {
    Ok(Identity {
        dealer: DealerCode::parse(DEALER)?,
        point: PointCode::parse(POINT)?,
        cashier: CashierCode::parse(CASHIER)?,
    })
}

#[cfg(test)]
mod tests;
