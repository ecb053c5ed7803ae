//! Hands in a till's public key under a one-time login, as the dealer protocol has it.
//!
//! Source: dealer protocol, key registration. The exchanges are unsigned; the line's certificate and the login are what
//! both sides trust, and people compare fingerprints afterwards.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use paydesk_cyberplat::ipriv::{IprivError, KeyCard, KeyPolicy, KeyRing, PublicKey};
use paydesk_cyberplat::messages::form::{decode_form, encode_form};
use paydesk_domain::exchange::Why;
use paydesk_domain::ids::{BadId, CashierCode, DealerCode, PointCode};
use zeroize::Zeroizing;

use crate::https::Line;

/// The hub's page. A plain server may have it elsewhere.
pub const PAGE: &str = "/cgi-bin/keys/register_key.cgi";

/// A one-time login.
#[derive(Debug, Clone)]
pub struct Login {
    /// UserID.
    pub user: String,
    /// Password.
    pub password: Zeroizing<String>,
}

/// Why a registration did not come about.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    /// No answer that can be read. The server may have the key.
    #[error("no answer: {0:?}")]
    Silence(Why),
    /// The server said no, in its words.
    #[error("the server refuses: {0}")]
    Refused(String),
    /// An answer with something else in it than what was asked for.
    #[error("the answer lacks {0}")]
    Lacks(&'static str),
    /// Codes that are none.
    #[error(transparent)]
    Code(#[from] BadId),
    /// Key or card do not open.
    #[error(transparent)]
    Key(#[from] IprivError),
}

/// What a login is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// SD.
    pub dealer: DealerCode,
    /// AP.
    pub point: PointCode,
    /// OP.
    pub cashier: CashierCode,
    /// Serial and user id that the key must have.
    pub card: KeyCard,
}

/// Asks what the login is good for.
///
/// # Errors
/// [`RegistrationError`].
pub fn card(line: &Line, page: &str, login: &Login) -> Result<Place, RegistrationError> {
    let answer = ask(line, page, form(login, "getcard&accept_keys=1"))?;
    let code = |name| field(&answer, name).ok_or(RegistrationError::Lacks(name));
    let card = bytes(code("KeyCard")?).ok_or(RegistrationError::Lacks("KeyCard"))?;
    Ok(Place {
        dealer: DealerCode::parse(code("SD")?)?,
        point: PointCode::parse(code("AP")?)?,
        cashier: CashierCode::parse(code("OP")?)?,
        card: KeyCard::read(&card)?,
    })
}

/// Hands in a public key document; returns the server's. The same document may be handed in again.
///
/// # Errors
/// [`RegistrationError`].
pub fn hand_in(
    line: &Line,
    (page, login): (&str, &Login),
    (serial, document): (u32, &[u8]),
) -> Result<(PublicKey, Vec<u8>), RegistrationError> {
    let rest = format!("putpublickey&phrase={serial}&accept_keys=2048&key=");
    let form = [form(login, &rest), value(document)].concat();
    let answer = ask(line, page, form)?;
    let theirs = field(&answer, "PublicKey").and_then(bytes);
    let theirs = theirs.ok_or(RegistrationError::Lacks("PublicKey"))?;
    let key = KeyRing::read(&theirs).open(0, KeyPolicy::Modern)?;
    Ok((key, theirs))
}

fn form(login: &Login, rest: &str) -> Vec<u8> {
    let user = value(login.user.as_bytes());
    let password = value(login.password.as_bytes());
    let parts: [&[u8]; 6] = [
        b"UserID=",
        &user,
        b"&Password=",
        &password,
        b"&query=",
        rest.as_bytes(),
    ];
    parts.concat()
}

/// A value as forms have it.
fn value(bytes: &[u8]) -> Vec<u8> {
    let form = encode_form(bytes);
    form.strip_prefix(b"inputmessage=")
        .unwrap_or(&form)
        .to_vec()
}

fn ask(line: &Line, page: &str, form: Vec<u8>) -> Result<String, RegistrationError> {
    let answer = line.post(page, form).map_err(RegistrationError::Silence)?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let said = field(&answer, "Error").ok_or(RegistrationError::Lacks("Error"))?;
    let said = decode_form(format!("inputmessage={said}").as_bytes());
    let said = String::from_utf8_lossy(&said.unwrap_or_default())
        .trim()
        .to_owned();
    if said == "0" || said.starts_with("0 ") {
        Ok(answer)
    } else {
        // A sentence of a stranger goes to the screen: a line of letters and nothing else.
        let said = said.chars().filter(|letter| !letter.is_control()).take(80);
        Err(RegistrationError::Refused(said.collect()))
    }
}

fn field<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let mut pairs = answer
        .trim()
        .split('&')
        .filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// The bytes of percent-encoded base64.
fn bytes(value: &str) -> Option<Vec<u8>> {
    let text = decode_form(format!("inputmessage={value}").as_bytes()).ok()?;
    // A plus that was not encoded reads as a blank in a form; base64 has none.
    let text: Vec<u8> = text
        .iter()
        .map(|byte| if *byte == b' ' { b'+' } else { *byte })
        .collect();
    STANDARD.decode(text).ok()
}
