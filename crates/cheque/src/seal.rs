//! The facts of a cheque under a signature, in a QR code: whoever holds the till's public key can check a cheque
//! without a line, on paper, on a photograph or read out.
//!
//! `PD1/SESSION/last four/minor units and currency/Unix seconds/state/key/signature`. All of it is in the alphabet of
//! capitals, digits and a few signs that a QR code packs into 5.5 bits, so that a whole Ed25519 signature fits on
//! paper of 58 mm.

use std::fmt::{self, Debug, Display, Formatter};
use std::str::FromStr;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use data_encoding::BASE32_NOPAD;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::time::Timestamp;

/// The first field: what this is, and in which version.
const MARK: &str = "PD1";
/// Bytes of a public key and of a seed.
const KEY_BYTES: usize = 32;
/// Characters of a public key that name it.
const NAME_CHARACTERS: usize = 4;
/// A text longer than this is not looked at.
const TEXT_MAX: usize = 400;

/// A till's secret key for cheques, and for nothing else.
pub struct SealKey {
    pair: Ed25519KeyPair,
    public: PublicSealKey,
}

/// The key by which a till's cheques are checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicSealKey([u8; KEY_BYTES]);

/// What a seal vouches for.
#[derive(Clone, PartialEq, Eq)]
pub struct Facts {
    /// SESSION.
    pub session: String,
    /// The last four characters of the number or account that was paid to.
    pub last_four: String,
    /// What the payer gave (AMOUNT_ALL).
    pub taken: Money,
    /// When the money was taken, in whole seconds.
    pub made_at: Timestamp,
    /// How the payment stood when the cheque was made.
    pub state: SealedState,
}

/// How a payment stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SealedState {
    /// The provider has credited it.
    Credited,
    /// The provider has accepted it.
    Accepted,
    /// It was made in training: no money was paid.
    Training,
}

/// Sealed facts as text, ready for a QR code.
#[derive(Clone, PartialEq, Eq)]
pub struct Seal(String);

/// A text does not vouch for anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSeal {
    /// It is not the code of a cheque.
    #[error("this is not the code of a cheque of Paydesk")]
    Shape,
    /// It names a key that is not at hand.
    #[error("the code was made with a key that is not known here")]
    UnknownKey,
    /// The signature does not fit the facts.
    #[error("the code is forged or damaged: its signature does not fit")]
    Forged,
}

/// Not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no key for cheques")]
pub struct BadSealKey;

impl SealKey {
    /// The key that grows from 32 bytes of chance.
    ///
    /// # Errors
    /// [`BadSealKey`] if there are not 32 bytes.
    pub fn from_seed(seed: &[u8]) -> Result<Self, BadSealKey> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| BadSealKey)?;
        let public = pair.public_key().as_ref().try_into();
        let public = PublicSealKey(public.map_err(|_| BadSealKey)?);
        Ok(Self { pair, public })
    }

    /// The key by which others check.
    #[must_use]
    pub const fn public(&self) -> PublicSealKey {
        self.public
    }

    /// Seals facts; nothing if one of them holds what the code cannot.
    #[must_use]
    pub fn seal(&self, facts: &Facts) -> Option<Seal> {
        if !facts.is_writable() {
            return None;
        }
        let signed = format!(
            "{MARK}/{}/{}/{}{}/{}/{}/{}",
            facts.session,
            facts.last_four,
            facts.taken.minor(),
            facts.taken.currency().code(),
            facts.made_at.unix_ms().div_euclid(1000),
            facts.state.letter(),
            self.public.name(),
        );
        let signature = self.pair.sign(signed.as_bytes());
        Some(Seal(format!(
            "{signed}/{}",
            BASE32_NOPAD.encode(signature.as_ref())
        )))
    }
}

/// The public half alone.
impl Debug for SealKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SealKey").field(&self.public).finish()
    }
}

impl PublicSealKey {
    /// What codes call this key.
    #[must_use]
    pub fn name(&self) -> String {
        self.to_string().chars().take(NAME_CHARACTERS).collect()
    }
}

impl Display for PublicSealKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE32_NOPAD.encode(&self.0))
    }
}

impl Debug for PublicSealKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "PublicSealKey({self})")
    }
}

impl FromStr for PublicSealKey {
    type Err = BadSealKey;

    fn from_str(text: &str) -> Result<Self, BadSealKey> {
        let bytes = BASE32_NOPAD.decode(text.trim().as_bytes());
        let bytes = bytes.map_err(|_| BadSealKey)?;
        bytes.try_into().map(Self).map_err(|_| BadSealKey)
    }
}

impl Facts {
    /// Letters and digits alone: a slash would make two fields of one.
    fn is_writable(&self) -> bool {
        let is_plain = |text: &str| {
            text.bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        };
        !self.session.is_empty()
            && self.session.len() <= 40
            && is_plain(&self.session)
            && self.last_four.len() <= 4
            && is_plain(&self.last_four)
    }

    fn read(signed: &str) -> Option<Self> {
        let mut fields = signed.split('/');
        let (MARK, session, last_four) = (fields.next()?, fields.next()?, fields.next()?) else {
            return None;
        };
        let sum = fields.next()?;
        let (minor, currency) = sum.split_at_checked(sum.len().checked_sub(3)?)?;
        let seconds: i64 = fields.next()?.parse().ok()?;
        let facts = Self {
            session: session.to_owned(),
            last_four: last_four.to_owned(),
            taken: Money::new(minor.parse().ok()?, Currency::from_code(currency)?),
            made_at: Timestamp::from_unix_ms(seconds.checked_mul(1000)?),
            state: SealedState::from_letter(fields.next()?)?,
        };
        let _key_name = fields.next()?;
        (fields.next().is_none() && facts.is_writable()).then_some(facts)
    }
}

/// The session alone: digits of a customer's number stay out of logs.
impl Debug for Facts {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Facts")
            .field("session", &self.session)
            .field("taken", &self.taken)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl SealedState {
    const ALL: [Self; 3] = [Self::Credited, Self::Accepted, Self::Training];

    const fn letter(self) -> &'static str {
        match self {
            Self::Credited => "P",
            Self::Accepted => "A",
            Self::Training => "T",
        }
    }

    fn from_letter(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.letter() == letter)
    }

    /// The name in texts and for programs.
    #[must_use]
    pub const fn as_key(self) -> &'static str {
        match self {
            Self::Credited => "credited",
            Self::Accepted => "accepted",
            Self::Training => "training",
        }
    }
}

impl Seal {
    /// The text of the QR code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The size alone, for the same reason as in [`Facts`].
impl Debug for Seal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "Seal({} characters)", self.0.len())
    }
}

/// Checks the text of a QR code with the keys at hand. Blanks and line ends in it count for nothing: it may have been
/// copied from a broken line.
///
/// # Errors
/// [`BadSeal`].
pub fn verify(text: &str, keys: &[PublicSealKey]) -> Result<Facts, BadSeal> {
    if text.len() > TEXT_MAX {
        return Err(BadSeal::Shape);
    }
    let text: String = text.split_whitespace().collect();
    let (signed, signature) = text.rsplit_once('/').ok_or(BadSeal::Shape)?;
    let facts = Facts::read(signed).ok_or(BadSeal::Shape)?;
    let signature = BASE32_NOPAD.decode(signature.as_bytes());
    let signature = signature.map_err(|_| BadSeal::Shape)?;
    let (_, name) = signed.rsplit_once('/').ok_or(BadSeal::Shape)?;
    let mut of_that_name = keys.iter().filter(|key| key.name() == name).peekable();
    if of_that_name.peek().is_none() {
        return Err(BadSeal::UnknownKey);
    }
    let fits = |key: &PublicSealKey| {
        let key = UnparsedPublicKey::new(&ED25519, key.0);
        key.verify(signed.as_bytes(), &signature).is_ok()
    };
    if of_that_name.any(fits) {
        Ok(facts)
    } else {
        Err(BadSeal::Forged)
    }
}

#[cfg(test)]
mod tests;
