//! TLS of the hub's own: new and old versions, and a staff page whose cookies are for this host alone.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use paydesk_cyberplat::ipriv::Hash;
use paydesk_hub::core::decision::Profile;
use paydesk_hub::serve::{self, Doors, Running};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use reqwest::blocking::Client;
use reqwest::tls::Version;

use super::bodies::{REST, STATUS, plain_status};
use super::hub::{Hub, pen};
use super::wire;

struct Secured {
    hub: Hub,
    running: Running,
    certificate: String,
}

fn secured() -> Secured {
    let hub = Hub::idle(Profile::Cyberplat);
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let data = hub.folder.path();
    super::hub::write(&data.join("hub.crt"), cert.pem().as_bytes());
    super::hub::write(
        &data.join("hub.key"),
        signing_key.serialize_pem().as_bytes(),
    );
    let file = data.join("hub.toml");
    let settings = std::fs::read_to_string(&file).unwrap();
    let settings = format!("tls_certificate = \"hub.crt\"\ntls_key = \"hub.key\"\n{settings}");
    super::hub::write(&file, settings.as_bytes());
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let doors = Doors {
        listen: free,
        watch: None,
        staff: Some(free),
    };
    let running = serve::start_at(data, doors).unwrap();
    Secured {
        hub,
        running,
        certificate: cert.pem(),
    }
}

fn client(certificate: &str, versions: (Version, Version)) -> Client {
    drop(rustls::crypto::ring::default_provider().install_default());
    let authority = reqwest::Certificate::from_pem(certificate.as_bytes()).unwrap();
    Client::builder()
        .tls_certs_only([authority])
        .tls_version_min(versions.0)
        .tls_version_max(versions.1)
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap()
}

const BOTH: (Version, Version) = (Version::TLS_1_2, Version::TLS_1_3);

#[test]
fn programs_of_today_and_of_years_ago_are_answered_and_nobody_without_tls() {
    let Secured {
        hub,
        running,
        certificate,
    } = secured();
    let port = running.addr().port();
    for version in [Version::TLS_1_2, Version::TLS_1_3] {
        let client = client(&certificate, (version, version));
        for (path, body) in [
            (STATUS, plain_status("NONE")),
            (REST, "SESSION=".to_owned()),
        ] {
            let form = wire::form(&pen().sign(Hash::Sha256, body.as_bytes()));
            let sent = client
                .post(format!("https://localhost:{port}{path}"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .body(form)
                .send();
            let answer = sent.unwrap();
            assert_eq!(answer.status().as_u16(), 200, "{version:?}");
            let document = answer.bytes().unwrap();
            paydesk_cyberplat::ipriv::verify_document(&document, &hub.key).unwrap();
        }
    }
    let bare = wire::post(STATUS, b"inputmessage=x");
    assert_eq!(wire::exchange(running.addr(), &bare), None);
    // Another certificate is no proof: a client that does not know this one sends nothing.
    let stranger = client(&secured().certificate, BOTH);
    assert!(
        stranger
            .get(format!("https://localhost:{port}/"))
            .send()
            .is_err()
    );
}

#[test]
fn behind_tls_the_pages_cookies_are_for_this_host_alone() {
    let secured = secured();
    let port = secured.running.staff().unwrap().port();
    let client = client(&secured.certificate, BOTH);
    let answer = client
        .get(format!("https://localhost:{port}/"))
        .send()
        .unwrap();
    let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
    assert!(header("set-cookie").starts_with("__Host-door="));
    assert!(header("set-cookie").contains("; Secure"));
    assert!(header("strict-transport-security").starts_with("max-age="));
}

#[test]
fn a_certificate_without_its_key_is_told_before_anything_is_served() {
    let hub = Hub::idle(Profile::Cyberplat);
    let file = hub.folder.path().join("hub.toml");
    let settings = std::fs::read_to_string(&file).unwrap();
    super::hub::write(
        &file,
        format!("tls_certificate = \"hub.crt\"\n{settings}").as_bytes(),
    );
    let free = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let error = serve::start(hub.folder.path(), free)
        .unwrap_err()
        .to_string();
    assert!(error.contains("belong together"), "{error}");
    let both = format!("tls_key = \"hub.key\"\ntls_certificate = \"hub.crt\"\n{settings}");
    super::hub::write(&file, both.as_bytes());
    let error = serve::start(hub.folder.path(), free)
        .unwrap_err()
        .to_string();
    assert!(error.contains("hub.crt"), "{error}");
}
