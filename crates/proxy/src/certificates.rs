//! Certificates for a line on this computer: one that is right, and the ways in which one can be wrong.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

const HERE: &str = "127.0.0.1";

/// What is wrong with a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wrong {
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYet,
    /// It is for another host.
    OtherHost,
    /// An authority that nobody trusts has signed it.
    OtherAuthority,
    /// It has signed itself.
    SelfSigned,
}

impl Wrong {
    /// Every way.
    pub const ALL: [Self; 5] = [
        Self::Expired,
        Self::NotYet,
        Self::OtherHost,
        Self::OtherAuthority,
        Self::SelfSigned,
    ];
}

/// Why there are no certificates.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// They could not be made.
    #[error("test certificates cannot be made: {0}")]
    Made(#[from] rcgen::Error),
    /// They could not be used.
    #[error("test certificates cannot be used: {0}")]
    Used(#[from] rustls::Error),
}

/// A test authority, a certificate of it for this computer, and wrong ones. All keys are made anew and forgotten
/// with it.
#[derive(Debug, Clone)]
pub struct Certificates {
    authority: String,
    honest: Arc<ServerConfig>,
    wrong: Vec<Arc<ServerConfig>>,
}

type Issuer = CertifiedIssuer<'static, KeyPair>;

impl Certificates {
    /// Makes them.
    ///
    /// # Errors
    /// [`CertificateError`].
    pub fn make() -> Result<Self, CertificateError> {
        let ours = authority("Paydesk test authority")?;
        let foreign = authority("Somebody else's authority")?;
        let wrong = Wrong::ALL.iter().map(|wrong| match wrong {
            Wrong::Expired => signed(dated(HERE, (2001, 2002))?, Some(&ours)),
            Wrong::NotYet => signed(dated(HERE, (3001, 3002))?, Some(&ours)),
            Wrong::OtherHost => signed(leaf("pay.example.org")?, Some(&ours)),
            Wrong::OtherAuthority => signed(leaf(HERE)?, Some(&foreign)),
            Wrong::SelfSigned => signed(leaf(HERE)?, None),
        });
        Ok(Self {
            wrong: wrong.collect::<Result<_, _>>()?,
            honest: signed(leaf(HERE)?, Some(&ours))?,
            authority: ours.pem(),
        })
    }

    /// The authority that a till must be told to trust, as a PEM file.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    pub(crate) fn honest(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.honest)
    }

    /// One of the wrong ones; [`Wrong::ALL`] names them in this order.
    pub(crate) fn wrong(&self, n: usize) -> Arc<ServerConfig> {
        let at = n % self.wrong.len().max(1);
        self.wrong.get(at).unwrap_or(&self.honest).clone()
    }
}

fn authority(name: &str) -> Result<Issuer, rcgen::Error> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}

fn leaf(host: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(vec![host.to_owned()])?;
    params.distinguished_name.push(DnType::CommonName, host);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params)
}

fn dated(host: &str, (from, until): (i32, i32)) -> Result<CertificateParams, rcgen::Error> {
    let mut params = leaf(host)?;
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(until, 1, 1);
    Ok(params)
}

fn signed(
    params: CertificateParams,
    issuer: Option<&Issuer>,
) -> Result<Arc<ServerConfig>, CertificateError> {
    let key = KeyPair::generate()?;
    let certificate = match issuer {
        Some(issuer) => params.signed_by(&key, issuer)?,
        None => params.self_signed(&key)?,
    };
    let chain: Vec<CertificateDer<'static>> = vec![certificate.der().clone()];
    let secret = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, secret)?;
    Ok(Arc::new(config))
}
