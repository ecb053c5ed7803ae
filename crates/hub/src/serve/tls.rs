//! TLS of one's own, with a certificate that lies in the data folder.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::version::{TLS12, TLS13};
use rustls::{ServerConfig, crypto::ring};
use tokio_rustls::TlsAcceptor;

use super::ServeError;
use crate::settings::Settings;

/// What answers handshakes; none where the settings name no certificate.
///
/// TLS 1.2 stays beside 1.3 for programs of dealers that were written years ago.
pub(super) fn acceptor(
    data: &Path,
    settings: &Settings,
) -> Result<Option<TlsAcceptor>, ServeError> {
    let (certificate, key) = match (&settings.tls_certificate, &settings.tls_key) {
        (None, None) => return Ok(None),
        (Some(certificate), Some(key)) => (data.join(certificate), data.join(key)),
        (Some(_), None) | (None, Some(_)) => {
            let text = "hub.toml: tls_certificate and tls_key belong together";
            return Err(ServeError::Setup(text.to_owned()));
        }
    };
    let unusable = |file: &Path, why: &dyn std::fmt::Display| {
        ServeError::Setup(format!("{}: {why}", file.display()))
    };
    let chain = CertificateDer::pem_file_iter(&certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unusable(&certificate, &error))?;
    let secret = PrivateKeyDer::from_pem_file(&key).map_err(|error| unusable(&key, &error))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .and_then(|builder| {
            builder
                .with_no_client_auth()
                .with_single_cert(chain, secret)
        })
        .map_err(|error| unusable(&certificate, &error))?;
    Ok(Some(TlsAcceptor::from(Arc::new(config))))
}
