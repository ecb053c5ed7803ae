//! Secret keys: made, read from the vendor's key file and written to it.
//!
//! The file protects the key by IDEA under an unsalted MD5 of the pass phrase. That is the vendor's
//! format, for exchange with dealer programs; it is not how the till keeps its own key.
//!
//! Source: dealer protocol, parts 1.3 and 1.4.

use std::fmt::{self, Debug, Formatter};

use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};
use rsa::{BigUint, RsaPrivateKey};
use zeroize::Zeroizing;

use super::error::{FrameFault, IprivError, KeyFault, PacketFault};
use super::frame::{Frame, Kind, Party, without_leading_blanks};
use super::idea_cfb::IdeaCfb;
use super::key_ring::certify;
use super::packet::{self, Reader};
use super::public_key::{KeyFields, PublicKey, same_party};
use super::signer::Signer;
use super::{KeyPolicy, armour};

/// The vendor's programs read no more than this.
const LARGEST_FILE: usize = 4096;
const CIPHER_NONE: u8 = 0;
const CIPHER_IDEA: u8 = 1;
const IV: usize = 8;
/// FIPS 186-5: the primes must differ within their upper 100 bits, else n is easy to factor.
const DIFFERENT_BITS: usize = 100;
const EXPONENT: u32 = 65_537;

/// What a new key shall be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// From the key card, 1 to 99999999.
    pub serial: u32,
    /// From the key card, 1 to 20 bytes.
    pub user_id: Vec<u8>,
    /// 2048 to 4096; a plain server takes at most 2048.
    pub bits: usize,
    /// Unix seconds.
    pub made_at: u32,
    /// `Modern`, except for the keys of tests.
    pub policy: KeyPolicy,
}

/// A secret key. Its numbers are wiped when it is dropped and never shown.
pub struct SecretKey {
    public: PublicKey,
    /// Primes with the larger one first: the coefficient of this order is the file's u.
    numbers: RsaPrivateKey,
}

impl SecretKey {
    /// Opens a key file. An empty pass phrase opens unencrypted keys only, and only it does.
    ///
    /// # Errors
    /// `PassPhrase`; `KeyLength`; `KeyUnusable` if the numbers do not belong together; whatever is
    /// wrong with the document.
    pub fn open(file: &[u8], pass_phrase: &[u8], policy: KeyPolicy) -> Result<Self, IprivError> {
        if file.len() > LARGEST_FILE {
            return Err(FrameFault::After.into());
        }
        let (frame, after) = Frame::read(file)?;
        if frame.kind != Kind::SecretKey {
            return Err(IprivError::DocumentType);
        }
        if !without_leading_blanks(after).is_empty() || !frame.signature.is_empty() {
            return Err(FrameFault::After.into());
        }
        let packets = Zeroizing::new(armour::decode(frame.body)?);
        if packets.len() != frame.stripped {
            return Err(FrameFault::StrippedLength.into());
        }
        let mut reader = Reader::new(&packets);
        let mut body = reader.packet(packet::SECRET_KEY)?;
        let fields = KeyFields::read(&mut body)?;
        let user_id = reader.user_id()?;
        reader.end()?;
        same_party(
            Party {
                user_id,
                serial: fields.serial,
            },
            frame.owner,
        )?;
        let public = PublicKey::new(fields, user_id, policy)?;
        let numbers = open_numbers(body, pass_phrase)?;
        Self::new(public, &numbers)
    }

    /// Makes a key with e = 65537 and p < q.
    ///
    /// # Errors
    /// `KeyLength`, `Argument` for a wish that cannot be fulfilled; `KeyGeneration`.
    pub fn generate(
        rng: &mut (impl rand::CryptoRng + rand::RngCore),
        spec: &NewKey,
    ) -> Result<Self, IprivError> {
        spec.policy.check(spec.bits)?;
        Party {
            user_id: &spec.user_id,
            serial: spec.serial,
        }
        .check()?;
        let exponent = BigUint::from(EXPONENT);
        loop {
            let made = RsaPrivateKey::new_with_exp(rng, spec.bits, &exponent)
                .map_err(|_| IprivError::KeyGeneration)?;
            let numbers = larger_prime_first(&made)?;
            if check_distance(&numbers).is_err() {
                continue;
            }
            let (n, e) = (numbers.n().to_bytes_be(), numbers.e().to_bytes_be());
            let fields = KeyFields {
                serial: spec.serial,
                made_at: spec.made_at,
                n: &n,
                e: &e,
            };
            let public = PublicKey::new(fields, &spec.user_id, spec.policy)?;
            return Ok(Self { public, numbers });
        }
    }

    /// The public side.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        self.public.clone()
    }

    /// The key file with its final CRLF. `iv_plain`: eight random bytes, new for every file. An
    /// empty pass phrase writes the key unencrypted. The text is wiped when it is dropped.
    #[must_use]
    pub fn write(&self, pass_phrase: &[u8], iv_plain: [u8; IV]) -> Zeroizing<Vec<u8>> {
        let mut body = Zeroizing::new(Vec::with_capacity(LARGEST_FILE));
        self.public.fields().push(&mut body);
        let mut cipher = if pass_phrase.is_empty() {
            body.push(CIPHER_NONE);
            None
        } else {
            body.push(CIPHER_IDEA);
            let mut cipher = IdeaCfb::from_pass_phrase(pass_phrase);
            let mut iv = iv_plain;
            cipher.encrypt(&mut iv);
            body.extend_from_slice(&iv);
            Some(cipher)
        };
        let mut checksum = 0;
        for number in self.secret_numbers() {
            let mut plain = Zeroizing::new(Vec::with_capacity(number.len().saturating_add(2)));
            packet::push_mpi(&mut plain, &number);
            checksum = sum(checksum, &plain);
            let (_, value) = plain.split_at_mut(2);
            if let Some(cipher) = &mut cipher {
                cipher.resync();
                cipher.encrypt(value);
            }
            body.extend_from_slice(&plain);
        }
        body.extend_from_slice(&checksum.to_be_bytes());
        let mut packets = Zeroizing::new(Vec::with_capacity(LARGEST_FILE));
        packet::push_packet(&mut packets, packet::SECRET_KEY, &body);
        packet::push_user_id(&mut packets, self.public.user_id());
        self.frame(&packets)
    }

    fn frame(&self, packets: &[u8]) -> Zeroizing<Vec<u8>> {
        let armoured = Zeroizing::new(armour::encode(packets));
        let frame = Frame {
            kind: Kind::SecretKey,
            owner: self.public.party(),
            certifier: None,
            body: armoured.as_bytes(),
            stripped: packets.len(),
            signature: b"",
        };
        #[expect(
            clippy::expect_used,
            reason = "the party was checked when the key was made"
        )]
        let mut text = frame.write().expect("a checked key fits the frame");
        text.extend_from_slice(b"\r\n");
        Zeroizing::new(text)
    }

    /// The public key document certified by `certifier` (the key itself, or the one it is to be
    /// trusted by), with its final CRLF; `certified_at` in Unix seconds.
    ///
    /// # Errors
    /// `Signing`.
    pub fn write_public(
        &self,
        certifier: &dyn Signer,
        certified_at: u32,
    ) -> Result<Vec<u8>, IprivError> {
        certify(&self.public, certifier, certified_at)
    }

    pub(super) fn numbers(&self) -> &RsaPrivateKey {
        &self.numbers
    }

    /// Checks that everything belongs together: p * q = n, p < q, d undoes e, u = p^-1 mod q.
    fn new(public: PublicKey, secret: &SecretNumbers) -> Result<Self, IprivError> {
        let number = |value: &Zeroizing<Vec<u8>>| Zeroizing::new(BigUint::from_bytes_be(value));
        let fields = public.fields();
        let (p, q) = (number(&secret.p), number(&secret.q));
        if *p >= *q {
            return Err(KeyFault::Numbers.into());
        }
        let (n, e) = (
            BigUint::from_bytes_be(fields.n),
            BigUint::from_bytes_be(fields.e),
        );
        let d = number(&secret.d);
        // The library wipes what it takes over, also when it refuses it.
        let primes = vec![(*q).clone(), (*p).clone()];
        let numbers = RsaPrivateKey::from_components(n, e, (*d).clone(), primes)
            .map_err(|_| KeyFault::Numbers)?;
        check_distance(&numbers)?;
        let u = numbers.crt_coefficient().map(Zeroizing::new);
        if u.is_none_or(|ours| *ours != *number(&secret.u)) {
            return Err(KeyFault::Numbers.into());
        }
        Ok(Self { public, numbers })
    }

    /// d, p, q, u as the file has them.
    fn secret_numbers(&self) -> [Zeroizing<Vec<u8>>; 4] {
        let bytes = |number: &BigUint| Zeroizing::new(number.to_bytes_be());
        let prime = |at: usize| self.numbers.primes().get(at).map(bytes).unwrap_or_default();
        let u = self.numbers.crt_coefficient().map(Zeroizing::new);
        let u = u.map(|u| bytes(&u)).unwrap_or_default();
        [bytes(self.numbers.d()), prime(1), prime(0), u]
    }
}

struct SecretNumbers {
    d: Zeroizing<Vec<u8>>,
    p: Zeroizing<Vec<u8>>,
    q: Zeroizing<Vec<u8>>,
    u: Zeroizing<Vec<u8>>,
}

/// Decrypts the four numbers behind the public fields and checks their sum.
fn open_numbers(mut body: Reader<'_>, pass_phrase: &[u8]) -> Result<SecretNumbers, IprivError> {
    let mut cipher = match (body.byte()?, pass_phrase) {
        (CIPHER_IDEA, []) | (CIPHER_NONE, [_, ..]) => return Err(IprivError::PassPhrase),
        (CIPHER_NONE, []) => None,
        (CIPHER_IDEA, _) => {
            let mut cipher = IdeaCfb::from_pass_phrase(pass_phrase);
            let mut iv = body.array::<IV>()?;
            cipher.decrypt(&mut iv);
            Some(cipher)
        }
        (number, _) => return Err(IprivError::Algorithm { number }),
    };
    let mut checksum = 0;
    let mut shortest = true;
    let mut next = || {
        let (bits, value) = body.mpi_unchecked()?;
        let mut value = Zeroizing::new(value.to_vec());
        if let Some(cipher) = &mut cipher {
            cipher.resync();
            cipher.decrypt(&mut value);
        }
        checksum = sum(sum(checksum, &bits.to_be_bytes()), &value);
        shortest &= packet::bit_length(&value) == usize::from(bits);
        Ok::<_, PacketFault>(value)
    };
    let numbers = SecretNumbers {
        d: next()?,
        p: next()?,
        q: next()?,
        u: next()?,
    };
    let stored = body.u16()?;
    body.end()?;
    if stored != checksum {
        return Err(IprivError::PassPhrase);
    }
    if !shortest {
        return Err(PacketFault::Number.into());
    }
    Ok(numbers)
}

fn sum(start: u16, bytes: &[u8]) -> u16 {
    bytes
        .iter()
        .fold(start, |sum, byte| sum.wrapping_add(u16::from(*byte)))
}

fn larger_prime_first(made: &RsaPrivateKey) -> Result<RsaPrivateKey, IprivError> {
    let mut primes = made.primes().to_vec();
    primes.sort_by(|one, other| other.cmp(one));
    RsaPrivateKey::from_components(made.n().clone(), made.e().clone(), made.d().clone(), primes)
        .map_err(|_| IprivError::KeyGeneration)
}

fn check_distance(numbers: &RsaPrivateKey) -> Result<(), KeyFault> {
    let [larger, smaller] = numbers.primes() else {
        return Err(KeyFault::Numbers);
    };
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "the larger prime stands first"
    )]
    let distance = Zeroizing::new(larger - smaller);
    let least = (numbers.n().bits() / 2).saturating_sub(DIFFERENT_BITS);
    if larger > smaller && distance.bits() > least {
        Ok(())
    } else {
        Err(KeyFault::ClosePrimes)
    }
}

impl Debug for SecretKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretKey").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
