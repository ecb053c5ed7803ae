//! Why a container was refused, with the vendor's error numbers.

use thiserror::Error;

/// Everything that can go wrong in the container layer. No variant carries bytes of a key or of a
/// message.
///
/// Source: dealer protocol, part 1.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IprivError {
    /// The caller asked for something the format cannot express.
    #[error("cannot be written in this format: {0}")]
    Argument(#[from] ArgumentFault),
    /// The text frame is not as it must be.
    #[error("not a proper document: {0}")]
    Frame(#[from] FrameFault),
    /// The binary packets inside the armour are not as they must be.
    #[error("not a proper packet: {0}")]
    Packet(#[from] PacketFault),
    /// A hash, cipher or key algorithm nobody uses here.
    #[error("unknown algorithm number {number}")]
    Algorithm {
        /// The number as it stands in the packet.
        number: u8,
    },
    /// A key shorter or longer than the policy allows.
    #[error("a key of {bits} bits is not accepted here")]
    KeyLength {
        /// Length of the modulus.
        bits: usize,
    },
    /// Wrong pass phrase, none where one is needed, or one where none belongs.
    #[error("the pass phrase does not open the key")]
    PassPhrase,
    /// A secret key where a message should be, and so on.
    #[error("another type of document is expected here")]
    DocumentType,
    /// The base64 armour or its checksum is damaged.
    #[error("the armour is damaged: {0}")]
    Armour(#[from] ArmourFault),
    /// The numbers of the key do not belong together.
    #[error("the key cannot be used: {0}")]
    KeyUnusable(#[from] KeyFault),
    /// The signature could not be made.
    #[error("signing failed")]
    Signing,
    /// The ring holds no key with this serial.
    #[error("no public key with serial {serial}")]
    NoSuchKey {
        /// The serial asked for; 0 stands for the first key.
        serial: u32,
    },
    /// The signature is not the key's signature of these bytes.
    #[error("the signature does not match")]
    SignatureMismatch,
    /// The signature names another key than the one it is checked with.
    #[error("signed by key {signed_by}, checked with key {checked_with}")]
    OtherSigner {
        /// The serial inside the signature.
        signed_by: u32,
        /// The serial of the key at hand.
        checked_with: u32,
    },
    /// The user id in the frame is not the one of the key.
    #[error("the user id of the document is not the one of key {serial}")]
    OtherUser {
        /// The serial of the key at hand.
        serial: u32,
    },
    /// The key card is damaged.
    #[error("the key card is damaged")]
    KeyCard,
    /// No key could be made.
    #[error("no key could be made")]
    KeyGeneration,
    /// The field does not fit the key.
    #[error("the field cannot be encrypted with this key")]
    Encryption,
}

impl IprivError {
    /// The number the vendor's library gives for this kind of failure.
    #[must_use]
    pub fn code(&self) -> i32 {
        match self {
            Self::Argument(_) => -1,
            Self::Frame(_) => -3,
            Self::Packet(_) => -5,
            Self::Algorithm { .. } => -6,
            Self::KeyLength { .. } => -7,
            Self::PassPhrase => -8,
            Self::DocumentType => -9,
            Self::Armour(_) => -10,
            Self::KeyUnusable(_) => -17,
            Self::Signing => -18,
            Self::NoSuchKey { .. } => -19,
            Self::SignatureMismatch | Self::OtherSigner { .. } => -20,
            Self::KeyCard => -23,
            Self::KeyGeneration => -24,
            Self::Encryption => -25,
            Self::OtherUser { .. } => -27,
        }
    }
}

/// What does not fit the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ArgumentFault {
    /// 1 to 20 bytes, none below 0x20, no space at either end.
    #[error("the user id")]
    UserId,
    /// 1 to 99999999: eight columns, and 0 means "the first key".
    #[error("the serial")]
    Serial,
    /// The length columns have eight digits.
    #[error("the length of the body")]
    BodyLength,
    /// A text that holds its own signature line could be cut in two places.
    #[error("a signature line inside the text")]
    SignatureLine,
}

/// What is wrong with the text frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FrameFault {
    /// Nothing but white space.
    #[error("nothing there")]
    Nothing,
    /// Ends too early.
    #[error("cut short")]
    CutShort,
    /// A number in fixed columns holds something else than digits.
    #[error("a number is not written in digits")]
    Digits,
    /// The version is not 01.
    #[error("unknown version")]
    Version,
    /// The total length is not the sum of the parts.
    #[error("wrong total length")]
    TotalLength,
    /// An empty message can be signed but never read.
    #[error("empty body")]
    EmptyBody,
    /// The length of the body before armouring is wrong.
    #[error("wrong stripped length")]
    StrippedLength,
    /// A frame line does not end in CRLF or is not the word it must be.
    #[error("a frame line is damaged")]
    Line,
    /// Line 2 names no proper key.
    #[error("the line of the owner is damaged")]
    Owner,
    /// Line 3 names a certifier where none belongs, or none where one is needed.
    #[error("the line of the certifier is damaged")]
    Certifier,
    /// The serial in the frame is not the serial inside the packet.
    #[error("the frame names another key than its content")]
    Serial,
    /// The user id in the frame is not the user id inside the packet.
    #[error("the frame names another user than its content")]
    UserId,
    /// A key file holds something after the document.
    #[error("something follows the document")]
    After,
}

/// What is wrong with the packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PacketFault {
    /// Ends too early.
    #[error("cut short")]
    CutShort,
    /// Not the packet that belongs here, or not in the writer's own form.
    #[error("wrong packet header")]
    Header,
    /// The packet version is not 3.
    #[error("wrong packet version")]
    Version,
    /// A fixed field (length of the signed part, validity) has another value.
    #[error("a fixed field has another value")]
    FixedField,
    /// The signature is of another class: a certificate is no message signature.
    #[error("signature of another class")]
    Class,
    /// A long number is not written in its shortest form.
    #[error("a number is not in its shortest form")]
    Number,
    /// The trust packet is missing or different.
    #[error("wrong trust packet")]
    Trust,
    /// Bytes are left over.
    #[error("bytes left over")]
    After,
}

/// What is wrong with the armour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ArmourFault {
    /// Lines of 64 characters ending in CRLF, then the checksum: it is laid out otherwise.
    #[error("its lines")]
    Lines,
    /// A character outside base64, or padding in the wrong place.
    #[error("its characters")]
    Characters,
    /// The CRC-24 does not fit.
    #[error("its checksum")]
    Checksum,
}

/// What is wrong with the numbers of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyFault {
    /// The modulus is even, or the exponent even, too small or too large.
    #[error("modulus or exponent")]
    Public,
    /// p * q is not n, or d does not undo e, or p is not the smaller prime.
    #[error("its numbers do not belong together")]
    Numbers,
    /// p and q differ too little: n can be factored.
    #[error("its primes are too close")]
    ClosePrimes,
    /// The fast back end does not take the key.
    #[error("refused by the signing library")]
    BackEnd,
}
