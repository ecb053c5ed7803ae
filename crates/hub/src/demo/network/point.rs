//! The dealer's side: a till's folder with its own key and settings, and a second point that only checks the demo.

use std::net::SocketAddr;
use std::path::Path;

use paydesk_cyberplat::ipriv::{FastSigner, Signer as _, certify};
use paydesk_domain::ids::{BadId, CashierCode, DealerCode, PointCode};
use paydesk_domain::money::Currency;
use paydesk_domain::provider::DEMO_CATALOGUE;
use rand::rngs::OsRng;

use super::super::{CASHIER, DEALER, POINT};
use super::NetworkError;
use crate::admin::{self, AdminError, PointKey};
use crate::core::decision::Profile;
use crate::serve::clock;
use crate::settings;

/// AP of the point that checks the demo. A till knows every SESSION under its key, so the check has a key of its own.
pub(super) const CHECKER: &str = "1000009";
const CHECKER_FOLDER: &str = "self-check";

/// Makes both points' keys and admits them at the hub. Returns the serial of the till's key.
pub(super) fn make(folder: &Path) -> Result<u32, NetworkError> {
    let till = signer(&folder.join("point"))?;
    admit(folder, (&till, POINT), Profile::Paydesk)?;
    admit(folder, (&checker(folder)?, CHECKER), Profile::Cyberplat)?;
    Ok(till.public().serial())
}

/// The key that checks the demo.
pub(super) fn checker(folder: &Path) -> Result<FastSigner, AdminError> {
    signer(&folder.join(CHECKER_FOLDER))
}

fn signer(own: &Path) -> Result<FastSigner, AdminError> {
    settings::make_folder(own)?;
    let key = admin::own_key(own, "till", clock::now())?;
    Ok(FastSigner::new(&key, Box::new(OsRng))?)
}

fn admit(
    folder: &Path,
    (signer, point): (&FastSigner, &str),
    profile: Profile,
) -> Result<(), AdminError> {
    let code = |error: BadId| AdminError::Input(error.to_string());
    let at = clock::now().unix_seconds();
    let key = PointKey {
        dealer: DealerCode::parse(DEALER).map_err(code)?,
        point: PointCode::parse(point).map_err(code)?,
        cashier: CashierCode::parse(CASHIER).map_err(code)?,
        pubkeys: certify(signer.public(), signer, at)?,
        profile,
        is_legacy: false,
        currency: Currency::RUB,
    };
    admin::add_point(&folder.join("hub"), &key).map(drop)
}

/// Writes what the till needs to know of the hub: its address, its keys, the providers.
pub(super) fn write_config(
    folder: &Path,
    hub: SocketAddr,
    hub_serial: u32,
) -> Result<(), NetworkError> {
    let own = folder.join("point");
    let text = format!(
        r#"# Written by `paydesk-hub demo`; its next start writes it anew.
providers = ["providers.toml"]

[server]
address = "http://{hub}"
profile = "paydesk"
serial = {hub_serial}
keys = "hub.public.key"

[point]
dealer = "{DEALER}"
point = "{POINT}"
cashier = "{CASHIER}"
key = "keys/till.secret.key"
pass_phrase_file = "keys/till.pass"

[cashier]
full_name = "Иванова Анна Петровна"

[paper]
language = "ru"
utc_offset = "+03:00"
training = true
dealer_name = "ООО «Демо-Дилер»"
dealer_tax_number = "7700000099"
dealer_address = "Москва, ул. Примерная, 1"
point_name = "Салон связи «Демо»"
point_address = "Москва, ул. Примерная, 1"
till = "1"
claims_phone = "+7 800 000-00-00"
operator_phone = "+7 800 000-00-01"

[printer]
address = "file"
profile = "generic-58"
"#
    );
    let files = [
        ("hub.public.key", admin::pubkeys(&folder.join("hub"))?),
        ("providers.toml", DEMO_CATALOGUE.into()),
        ("config.toml", text.into_bytes()),
    ];
    for (name, bytes) in files {
        settings::write_durably(&own.join(name), &bytes).map_err(AdminError::File)?;
    }
    Ok(())
}
