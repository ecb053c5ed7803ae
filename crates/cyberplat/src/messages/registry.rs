//! The registry of a day as a dealer's program asks for it and reads it.
//!
//! Source: dealer protocol, part 7, known from one public gateway: CLI_SERIAL and DATE under a statistics key; a signed
//! document with ERROR, SIZE and DATE, then a line `CONTENT` and SIZE bytes of gzip. Our hub also signs ROWS, TOTAL and
//! SHA256; at a server that does not, the rows themselves stand under no signature, and whoever reads them is told so.

mod row;

use paydesk_domain::ids::DealerCode;
use paydesk_domain::refusal::Refusal;
use sha2::{Digest, Sha256};

pub use row::{BadLine, Row};

use super::account::{DateForm, Day};
use super::codes;
use super::fields::read_strict;
use super::fingerprint::digest_to_hex;
use crate::ipriv::{Document, IprivError, KeyPolicy, KeyRing, verify};

/// There were no payments on that day. Source: dealer protocol, part 7.
const NO_DATA: u16 = 23;
/// The line after which the content begins.
const CONTENT: &[u8] = b"CONTENT\r\n";
const END: &[u8] = b"END SIGNATURE";

/// The body of the question for the registry of a day.
#[must_use]
pub fn encode(dealer: &DealerCode, day: Day) -> Vec<u8> {
    let date = day.as_wire(DateForm::Dotted);
    format!("CLI_SERIAL={}\r\nDATE={date}\r\n", dealer.as_wire()).into_bytes()
}

/// A registry whose header is signed by the server.
#[derive(Clone, PartialEq, Eq)]
pub struct Registry<'a> {
    /// The business day.
    pub day: Day,
    /// When the server signed, Unix seconds.
    pub signed_at: u32,
    /// How many rows there are, where the server signs that.
    pub rows: Option<u64>,
    /// What they add up to as the server writes it, where it signs that.
    pub total: Option<String>,
    /// Whether the content itself stands under the signature.
    pub is_sealed: bool,
    /// The rows, gzip; empty where nothing was paid on that day.
    pub content: &'a [u8],
}

/// Without the content: it names customers' numbers.
impl std::fmt::Debug for Registry<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registry")
            .field("day", &self.day)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

/// Why a reply is no registry of that day. Nothing of it is used then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistryFault {
    /// It is not signed, or not by a key of the server.
    #[error("it is not signed by the server: {0}")]
    Signature(#[from] IprivError),
    /// A field is missing or does not read.
    #[error("field {0} cannot be read")]
    Field(&'static str),
    /// The server refused, under its signature.
    #[error("the server refused with code {}", .0.code)]
    Refused(Refusal),
    /// It is the registry of another day.
    #[error("it is the registry of {}", .0.as_wire(DateForm::Dotted))]
    OtherDay(Day),
    /// The content is shorter or longer than the signed header says.
    #[error("{told} bytes are announced, and there are {got}")]
    Size {
        /// What the header says.
        told: usize,
        /// What came.
        got: usize,
    },
    /// The content is not the one that was signed.
    #[error("the content is not the one that was signed")]
    Digest,
}

/// Reads the reply about a day. Keys of the server that are past count as well: an old file stays readable.
///
/// # Errors
/// [`RegistryFault`].
pub fn read<'a>(
    reply: &'a [u8],
    (ring, policy): (&KeyRing, KeyPolicy),
    day: Day,
) -> Result<Registry<'a>, RegistryFault> {
    let document = Document::read(reply)?;
    let key = ring.open(document.signer_serial(), policy)?;
    let verified = verify(&document, &key)?;
    let fields = read_strict(verified.body).map_err(|_| RegistryFault::Field("ERROR"))?;
    let number = |name: &'static str| {
        let value = fields.get(name).map(str::parse::<u64>).transpose();
        value.map_err(|_| RegistryFault::Field(name))
    };
    let error = number("ERROR")?.ok_or(RegistryFault::Field("ERROR"))?;
    let error = u16::try_from(error).map_err(|_| RegistryFault::Field("ERROR"))?;
    if error != 0 && error != NO_DATA {
        return Err(RegistryFault::Refused(codes::refusal(error)));
    }
    let told = fields.get("DATE").and_then(Day::from_wire);
    match told.ok_or(RegistryFault::Field("DATE"))? {
        told if told == day => {}
        other => return Err(RegistryFault::OtherDay(other)),
    }
    let empty = Registry {
        day,
        signed_at: verified.signed_at,
        rows: Some(0),
        total: None,
        is_sealed: true,
        content: &[],
    };
    if error == NO_DATA {
        return Ok(empty);
    }
    let size = number("SIZE")?.ok_or(RegistryFault::Field("SIZE"))?;
    let size = usize::try_from(size).map_err(|_| RegistryFault::Field("SIZE"))?;
    let content = content(reply);
    if content.len() != size {
        let got = content.len();
        return Err(RegistryFault::Size { told: size, got });
    }
    let digest = fields.get("SHA256");
    let got: [u8; 32] = Sha256::digest(content).into();
    if digest.is_some_and(|digest| !digest.eq_ignore_ascii_case(&digest_to_hex(&got))) {
        return Err(RegistryFault::Digest);
    }
    Ok(Registry {
        rows: number("ROWS")?,
        total: fields.get("TOTAL").map(str::to_owned),
        is_sealed: digest.is_some(),
        content,
        ..empty
    })
}

/// What follows the line `CONTENT` after the signed document.
fn content(reply: &[u8]) -> &[u8] {
    let after = |bytes: &[u8], mark: &[u8]| {
        let at = bytes.windows(mark.len()).position(|part| part == mark);
        at.map(|at| at.saturating_add(mark.len()))
    };
    let rest = after(reply, END).and_then(|end| reply.get(end..));
    let content = rest.and_then(|rest| rest.get(after(rest, CONTENT)?..));
    content.unwrap_or_default()
}

#[cfg(test)]
mod tests;
