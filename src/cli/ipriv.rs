//! `paydesk ipriv`: signed messages and keys in the format of the dealer protocol, for people and programs.
//!
//! Bytes in, bytes out: nothing is added to what stands on standard output.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use paydesk_adapters::clock;
use paydesk_adapters::keys::{self, KeyError};
use paydesk_adapters::paths::private_file;
use paydesk_cyberplat::ipriv::{
    BlindedSigner, Document, FastSigner, Hash, IprivError, KeyCard, KeyPolicy, KeyRing, NewKey,
    PublicKey, SecretKey, Signer, certify, sign_detached, sign_document, sign_text, verify,
    verify_detached, verify_text,
};
use rand::RngCore;
use rand::rngs::OsRng;
use serde_json::json;
use zeroize::Zeroizing;

use super::{Common, Exit};

/// Longest text that is signed or verified here.
const MAX_INPUT: u64 = 100 * 1024 * 1024;

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum IprivCommand {
    /// Sign standard input; the document goes to standard output.
    Sign(SignArgs),
    /// Verify the document on standard input; its body goes to standard output.
    Verify(VerifyArgs),
    /// Show what is in a key file, as JSON.
    KeyInfo(KeyInfoArgs),
    /// Make a key.
    Keygen(KeygenArgs),
    /// Certify somebody's public key; the certified key goes to standard output.
    Certify(CertifyArgs),
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum HashName {
    Md5,
    Sha256,
}

impl From<HashName> for Hash {
    fn from(name: HashName) -> Self {
        match name {
            HashName::Md5 => Self::Md5,
            HashName::Sha256 => Self::Sha256,
        }
    }
}

/// How text and signature belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A framed document, as requests and replies are.
    Document,
    /// A readable text with its signature below.
    Text,
    /// The signature alone.
    Detached,
}

/// A secret key file.
#[derive(Debug, Args)]
struct SecretArgs {
    /// File of the secret key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// File with the pass phrase; one final line end does not belong to it.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct SignArgs {
    #[command(flatten)]
    secret: SecretArgs,
    /// Hash under the signature.
    #[arg(long, value_enum, default_value = "sha256")]
    hash: HashName,
    /// Time under the signature in Unix seconds, instead of now.
    #[arg(long, value_name = "UNIX_SECONDS")]
    at: Option<u32>,
    /// What is written.
    #[arg(long, value_enum, default_value = "document")]
    form: Form,
    /// Accept keys under 2048 bits.
    #[arg(long)]
    legacy: bool,
}

/// A public key in a file of keys, and who certified it.
#[derive(Debug, Args)]
struct CertifiedArgs {
    /// File with the keys of certifiers.
    #[arg(long, value_name = "FILE", requires = "ca_serial")]
    ca_pubkeys: Option<PathBuf>,
    /// Serial of the certifier's key.
    #[arg(long, value_name = "N", requires = "ca_pubkeys")]
    ca_serial: Option<u32>,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// File with the public keys.
    #[arg(long, value_name = "FILE")]
    pubkeys: PathBuf,
    /// Serial of the key that must have signed; the one that the document names otherwise. The other forms
    /// need it.
    #[arg(long, value_name = "N", required_if_eq_any = [("form", "text"), ("form", "detached")])]
    serial: Option<u32>,
    /// What is read.
    #[arg(long, value_enum, default_value = "document")]
    form: Form,
    /// File with the signature, for the detached form.
    #[arg(long, value_name = "FILE", required_if_eq("form", "detached"))]
    signature: Option<PathBuf>,
    #[command(flatten)]
    certified: CertifiedArgs,
    /// Accept keys under 2048 bits.
    #[arg(long)]
    legacy: bool,
}

#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct KeyInfoArgs {
    /// File of a secret key.
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "pubkeys",
        conflicts_with = "pubkeys"
    )]
    key: Option<PathBuf>,
    /// File with the pass phrase of the secret key.
    #[arg(long, value_name = "FILE", requires = "key")]
    passphrase_file: Option<PathBuf>,
    /// File with public keys.
    #[arg(long, value_name = "FILE", requires = "serial")]
    pubkeys: Option<PathBuf>,
    /// Serial of the public key.
    #[arg(long, value_name = "N", requires = "pubkeys")]
    serial: Option<u32>,
    #[command(flatten)]
    certified: CertifiedArgs,
    /// Accept keys under 2048 bits.
    #[arg(long)]
    legacy: bool,
}

#[derive(Debug, Args)]
pub(crate) struct KeygenArgs {
    /// Key card that names serial and user id.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["serial", "user_id"])]
    card: Option<PathBuf>,
    /// Serial of the key, 1 to 99999999.
    #[arg(long, value_name = "N", required_unless_present = "card")]
    serial: Option<u32>,
    /// User id of the key, 1 to 20 bytes.
    #[arg(long, value_name = "TEXT", required_unless_present = "card")]
    user_id: Option<String>,
    /// Length, 2048 to 4096; plain servers take 2048 at most.
    #[arg(long, default_value_t = 2048)]
    bits: usize,
    /// New file for the secret key.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// New file for the public key, certified by itself.
    #[arg(long, value_name = "FILE")]
    pubkey: PathBuf,
    /// File with the pass phrase; without it the secret key is not encrypted.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Accept keys under 2048 bits.
    #[arg(long)]
    legacy: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CertifyArgs {
    /// File with the public key to certify.
    #[arg(long, value_name = "FILE")]
    pubkeys: PathBuf,
    /// Its serial.
    #[arg(long, value_name = "N")]
    serial: u32,
    #[command(flatten)]
    secret: SecretArgs,
    /// Time under the certificate in Unix seconds, instead of now.
    #[arg(long, value_name = "UNIX_SECONDS")]
    at: Option<u32>,
    /// Accept keys under 2048 bits.
    #[arg(long)]
    legacy: bool,
}

/// Why a command ends without a result.
#[derive(Debug, thiserror::Error)]
enum Failed {
    /// A file or stream.
    #[error(transparent)]
    File(#[from] KeyError),
    /// Standard input or output, or a file to be written.
    #[error("{0}")]
    Stream(#[from] io::Error),
    /// Key or document are not what they must be.
    #[error("{0}")]
    Ipriv(#[from] IprivError),
    /// A file exists already.
    #[error("{} exists already; a key is never overwritten", .0.display())]
    Exists(PathBuf),
}

impl Failed {
    const fn exit(&self) -> Exit {
        match self {
            Self::File(KeyError::Key { .. }) | Self::Ipriv(_) => Exit::Refused,
            Self::File(KeyError::File { .. } | KeyError::NoVariable(_))
            | Self::Stream(_)
            | Self::Exists(_) => Exit::BadInput,
        }
    }
}

/// Runs the command.
pub(super) fn run(command: &IprivCommand, _common: &Common) -> Exit {
    let result = match command {
        IprivCommand::Sign(args) => sign(args),
        IprivCommand::Verify(args) => verify_input(args),
        IprivCommand::KeyInfo(args) => key_info(args),
        IprivCommand::Keygen(args) => keygen(args),
        IprivCommand::Certify(args) => certify_key(args),
    };
    let written = result.and_then(|bytes| Ok(io::stdout().write_all(&bytes)?));
    match written {
        Ok(()) => Exit::Done,
        Err(failed) => {
            drop(writeln!(io::stderr(), "{failed}"));
            failed.exit()
        }
    }
}

/// One way of signing: with a key, a hash, a time and the bytes.
type Sign = fn(&dyn Signer, Hash, u32, &[u8]) -> Result<Vec<u8>, IprivError>;

fn sign(args: &SignArgs) -> Result<Vec<u8>, Failed> {
    let policy = policy(args.legacy);
    let key = open_secret(
        &args.secret.key,
        args.secret.passphrase_file.as_deref(),
        policy,
    )?;
    let signer = FastSigner::new(&key, Box::new(OsRng))?;
    let at = args.at.unwrap_or_else(|| clock::now().unix_seconds());
    let sign_as: Sign = match args.form {
        Form::Document => sign_document,
        Form::Text => sign_text,
        Form::Detached => sign_detached,
    };
    Ok(sign_as(&signer, args.hash.into(), at, &input()?)?)
}

fn verify_input(args: &VerifyArgs) -> Result<Vec<u8>, Failed> {
    let ring = keys::ring(&args.pubkeys)?;
    let certifier = certifier(&args.certified, policy(args.legacy))?;
    let open = |serial| open_public(&ring, serial, (certifier.as_ref(), policy(args.legacy)));
    let bytes = input()?;
    match (args.form, &args.signature) {
        (Form::Document, _) => {
            let document = Document::read(&bytes)?;
            let key = open(args.serial.unwrap_or_else(|| document.signer_serial()))?;
            Ok(verify(&document, &key)?.body.to_vec())
        }
        (Form::Text, _) => Ok(verify_text(&bytes, &open(args.serial.unwrap_or_default())?)?.text),
        (Form::Detached, Some(file)) => {
            let signature = keys::read(file)?;
            verify_detached(&bytes, &signature, &open(args.serial.unwrap_or_default())?)?;
            Ok(bytes)
        }
        (Form::Detached, None) => Err(io::Error::from(io::ErrorKind::InvalidInput).into()),
    }
}

fn key_info(args: &KeyInfoArgs) -> Result<Vec<u8>, Failed> {
    let policy = policy(args.legacy);
    let key = match (&args.key, &args.pubkeys, args.serial) {
        (Some(file), _, _) => open_secret(file, args.passphrase_file.as_deref(), policy)?.public(),
        (None, Some(file), Some(serial)) => {
            let certifier = certifier(&args.certified, policy)?;
            open_public(&keys::ring(file)?, serial, (certifier.as_ref(), policy))?
        }
        (None, _, _) => return Err(io::Error::from(io::ErrorKind::InvalidInput).into()),
    };
    let info = json!({
        "serial": key.serial(),
        "user_id": String::from_utf8_lossy(key.user_id()),
        "bits": key.bits(),
        "n": key.n_hex(),
        "e": key.e_hex(),
    });
    Ok(format!("{info}\n").into_bytes())
}

fn keygen(args: &KeygenArgs) -> Result<Vec<u8>, Failed> {
    for file in [&args.key, &args.pubkey] {
        if file.exists() {
            return Err(Failed::Exists(file.clone()));
        }
    }
    let (serial, user_id) = match &args.card {
        Some(file) => {
            let card = KeyCard::read(&keys::read(file)?)?;
            (card.serial, card.user_id)
        }
        None => (
            args.serial.unwrap_or_default(),
            args.user_id.clone().unwrap_or_default().into_bytes(),
        ),
    };
    let made_at = clock::now().unix_seconds();
    let wanted = NewKey {
        serial,
        user_id,
        bits: args.bits,
        made_at,
        policy: policy(args.legacy),
    };
    let pass_phrase = pass_phrase(args.passphrase_file.as_deref())?;
    let key = SecretKey::generate(&mut OsRng, &wanted)?;
    let public = key.write_public(&BlindedSigner::new(&key, Box::new(OsRng)), made_at)?;
    private_file(
        &args.key,
        &key.write(&pass_phrase, OsRng.next_u64().to_be_bytes()),
    )?;
    private_file(&args.pubkey, &public)?;
    Ok(Vec::new())
}

fn certify_key(args: &CertifyArgs) -> Result<Vec<u8>, Failed> {
    let policy = policy(args.legacy);
    let public = keys::ring(&args.pubkeys)?.open(args.serial, policy)?;
    let secret = open_secret(
        &args.secret.key,
        args.secret.passphrase_file.as_deref(),
        policy,
    )?;
    let signer = BlindedSigner::new(&secret, Box::new(OsRng));
    Ok(certify(
        &public,
        &signer,
        args.at.unwrap_or_else(|| clock::now().unix_seconds()),
    )?)
}

const fn policy(legacy: bool) -> KeyPolicy {
    if legacy {
        KeyPolicy::Legacy
    } else {
        KeyPolicy::Modern
    }
}

fn pass_phrase(file: Option<&Path>) -> Result<Zeroizing<Vec<u8>>, Failed> {
    match file {
        None => Ok(Zeroizing::default()),
        Some(file) => Ok(keys::without_line_end(keys::read(file)?)),
    }
}

fn open_secret(
    file: &Path,
    passphrase_file: Option<&Path>,
    policy: KeyPolicy,
) -> Result<SecretKey, Failed> {
    let bytes = Zeroizing::new(keys::read(file)?);
    Ok(SecretKey::open(
        &bytes,
        &pass_phrase(passphrase_file)?,
        policy,
    )?)
}

fn certifier(args: &CertifiedArgs, policy: KeyPolicy) -> Result<Option<PublicKey>, Failed> {
    match (&args.ca_pubkeys, args.ca_serial) {
        (Some(file), Some(serial)) => Ok(Some(keys::ring(file)?.open(serial, policy)?)),
        (None, _) | (Some(_), None) => Ok(None),
    }
}

fn open_public(
    ring: &KeyRing,
    serial: u32,
    (certifier, policy): (Option<&PublicKey>, KeyPolicy),
) -> Result<PublicKey, IprivError> {
    match certifier {
        None => ring.open(serial, policy),
        Some(certifier) => ring.open_certified(serial, certifier, policy),
    }
}

fn input() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().take(MAX_INPUT).read_to_end(&mut bytes)?;
    Ok(bytes)
}
