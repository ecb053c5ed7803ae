//! The whole way of a payment on one computer, each party for itself: a settlement bank, two providers, a hub, and a
//! dealer's point. Each has its own folder, its own books, its own port and, where its protocol knows keys, its own
//! key; they meet on sockets only. No real money moves.

mod point;
mod self_check;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use paydesk_domain::ids::DealerCode;
use paydesk_domain::money::Money;
use paydesk_domain::provider::{Catalogue, DEMO_CATALOGUE};

use super::{CURRENCIES, DEALER, OPENING_MINOR};
use crate::admin::{self, AdminError};
use crate::bank::{self, folder::BankError};
use crate::connectors::providers::osmp_server::{OsmpServer, OsmpServerError, Shop};
use crate::serve::{self, ServeError, clock};
use crate::settings;
pub use self_check::{Books, CheckError};

/// Minutes east of UTC in which both providers keep their books.
const OFFSET_MINUTES: i16 = 180;
/// Folders of the two providers.
const PROVIDERS: [&str; 2] = ["provider-mobile", "provider-bills"];

/// Why the parties do not start.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// A folder or key of hub or point.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// The bank.
    #[error(transparent)]
    Bank(#[from] BankError),
    /// A provider.
    #[error(transparent)]
    Provider(#[from] OsmpServerError),
    /// The hub.
    #[error(transparent)]
    Serve(#[from] ServeError),
}

/// All parties, running. Dropping it stops them, the hub first.
#[derive(Debug)]
pub struct Network {
    hub: serve::Running,
    bank: bank::serve::Running,
    providers: [OsmpServer; 2],
    folder: PathBuf,
    serials: Serials,
}

#[derive(Debug, Clone, Copy)]
struct Serials {
    bank: u32,
    hub: u32,
    till: u32,
}

/// Makes what is missing in `folder` and starts every party on a free loopback port.
///
/// # Errors
/// [`NetworkError`] when a folder or a port cannot be used.
pub async fn start(folder: &Path) -> Result<Network, NetworkError> {
    let at = |name: &str| folder.join(name);
    settings::make_folder(folder).map_err(AdminError::File)?;
    let serials = Serials {
        bank: bank::folder::init(&at("bank"))?,
        hub: admin::init(&at("hub"), false)?,
        till: point::make(folder)?,
    };
    bank::folder::admit(&at("bank"), &admin::pubkeys(&at("hub"))?)?;
    fill(folder)?;
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let bank = bank::serve::start(&at("bank"), any)?;
    let providers = [provider(folder, 0).await?, provider(folder, 1).await?];
    write_hub_settings(folder, &bank, &providers)?;
    let hub = serve::start(&at("hub"), any)?;
    point::write_config(folder, hub.addr(), serials.hub)?;
    Ok(Network {
        hub,
        bank,
        providers,
        folder: folder.to_owned(),
        serials,
    })
}

async fn provider(folder: &Path, index: usize) -> Result<OsmpServer, NetworkError> {
    let own = folder.join(PROVIDERS.get(index).copied().unwrap_or_default());
    let books = own.join("provider.sqlite");
    let made = settings::make_folder(&own).and_then(|()| settings::make_private(&books));
    made.map_err(AdminError::File)?;
    let shop = Shop::demo(&books).map_err(AdminError::Input)?;
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Ok(OsmpServer::start(shop, any, Arc::new(clock::now)).await?)
}

/// The dealer's money: at the bank, and as the hub was told of it.
fn fill(folder: &Path) -> Result<(), NetworkError> {
    let (bank, hub) = (folder.join("bank"), folder.join("hub"));
    let dealer = DealerCode::parse(DEALER).map_err(|bad| AdminError::Input(bad.to_string()))?;
    let known = bank::folder::accounts(&bank)?;
    for currency in CURRENCIES {
        let sum = Money::new(OPENING_MINOR, currency);
        if known.iter().all(|(_, code, _)| code != currency.code()) {
            bank::folder::credit(&bank, &dealer, sum, "opening")?;
        }
        super::fill_once(&hub, &dealer, sum)?;
    }
    Ok(())
}

/// The ports are new in each run, so the hub's settings are written anew.
fn write_hub_settings(
    folder: &Path,
    bank: &bank::serve::Running,
    providers: &[OsmpServer; 2],
) -> Result<(), NetworkError> {
    let data = folder.join("hub");
    let catalogue = Catalogue::parse([("demo.toml", DEMO_CATALOGUE)])
        .map_err(|error| AdminError::Input(error.to_string()))?;
    let mut text = format!(
        "# Written by `paydesk-hub demo`; its next start writes it anew.\n\
         hub_ppm = 7000\nbank_ppm = 3000\n\
         # The same number and sum is tried again and again here.\n\
         repeat_minutes = 0\n\n\
         [bank]\nurl = \"http://{}\"\nkey = \"bank.public.key\"\n",
        bank.addr()
    );
    let [mobile, bills] = providers;
    for provider in catalogue.providers() {
        let id = provider.id.as_str();
        let url = if is_mobile(id) { mobile } else { bills }.url();
        text.push_str(&format!(
            "\n[[gateway]]\nprovider = \"{id}\"\nurl = \"{url}\"\nrepeat_safe = true\n\
             fatal_on_repeat = true\nutc_offset_minutes = {OFFSET_MINUTES}\n"
        ));
    }
    let pubkeys = bank::folder::pubkeys(&folder.join("bank"))?;
    let files = [
        (data.join("bank.public.key"), pubkeys),
        (data.join("providers/demo.toml"), DEMO_CATALOGUE.into()),
        (data.join(settings::CONFIG), text.into_bytes()),
    ];
    for (file, bytes) in files {
        settings::write_durably(&file, &bytes).map_err(AdminError::File)?;
    }
    Ok(())
}

fn is_mobile(id: &str) -> bool {
    id.starts_with("demo-mobile")
}

/// The two programs, as they are called in the commands that are shown.
#[derive(Debug, Clone)]
pub struct Programs {
    /// The till.
    pub till: String,
    /// This program.
    pub hub: String,
}

impl Network {
    /// One screen: who listens where, where each party's things are, and what to type.
    #[must_use]
    pub fn screen(&self, programs: &Programs) -> String {
        let folder = self.folder.display();
        let [mobile, bills] = PROVIDERS;
        let [mobile_url, bills_url] = [&self.providers[0], &self.providers[1]].map(OsmpServer::url);
        let (bank, hub) = (self.bank.addr(), self.hub.addr());
        let Serials {
            bank: bank_key,
            hub: hub_key,
            till,
        } = self.serials;
        let today = clock::now().plus_ms(i64::from(OFFSET_MINUTES).saturating_mul(60_000));
        let today: String = today.iso().chars().take(10).collect();
        let (sell, tool) = (&programs.till, &programs.hub);
        format!(
            "Five parties run here and meet on sockets only. No real money moves.\n\
             Everything is in {folder}\n\
             \n\
             bank       http://{bank}  bank/  own key {bank_key} in bank/keys/; only the hub's key may ask\n\
             provider   {mobile_url}  {mobile}/  mobile; OSMP signs nothing, so it has no key\n\
             provider   {bills_url}  {bills}/  utilities, internet and the rest\n\
             hub        http://{hub}  hub/  own key {hub_key} in hub/keys/; hub/hub.toml names bank and providers\n\
             point      dealer {DEALER}, point {}  point/  own key {till} in point/keys/; point/config.toml\n\
             \n\
             Sell at the point's till, on the command line or in its window:\n\
             \n  {sell} sell --data {folder}/point --provider demo-mobile \
             --number 9161234567 --amount 500 --handed 1000\n  \
             {sell} --data {folder}/point\n\
             \n\
             What each party knows of it:\n\
             \n  {tool} bank statement --data {folder}/bank\n  {tool} bank account --data {folder}/bank\n  \
             {tool} bank check --data {folder}/bank\n  {tool} ledger check --data {folder}/hub\n  \
             {tool} bank reconcile --data {folder}/hub --date {today}\n",
            super::POINT
        )
    }

    /// Makes one payment through all parties and reads what their books say about it.
    ///
    /// # Errors
    /// [`CheckError`] when no signed reply comes or books cannot be read.
    pub async fn check(&self) -> Result<Books, CheckError> {
        self_check::run(self).await
    }
}
