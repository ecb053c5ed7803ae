//! Why the bench itself cannot work. None of this says anything about the product.

use paydesk_adapters::https::LineError;
use paydesk_adapters::sqlite::OpenError;
use paydesk_cyberplat::ipriv::IprivError;
use paydesk_domain::ids::BadId;
use paydesk_domain::provider::CatalogueError;
use paydesk_hub::store::StoreError;

use crate::disk::DiskError;

/// See the module.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// A key cannot be made or used.
    #[error("keys: {0}")]
    Key(#[from] IprivError),
    /// The auditor cannot read the hub's key.
    #[error("keys: the auditor cannot read the hub's public key")]
    NoKey,
    /// An invented code does not read.
    #[error("codes: {0}")]
    Code(#[from] BadId),
    /// The providers do not read.
    #[error("providers: {0}")]
    Catalogue(#[from] CatalogueError),
    /// The invented address does not read.
    #[error("the address of nowhere does not read")]
    Address,
    /// No HTTP client can be made.
    #[error("line: {0}")]
    Line(#[from] LineError),
    /// SQLite takes no disk.
    #[error("disk: {0}")]
    Disk(#[from] DiskError),
    /// A till's database cannot be made.
    #[error("till: {0}")]
    Till(#[from] OpenError),
    /// A hub's books cannot be made.
    #[error("hub: {0}")]
    Hub(#[from] StoreError),
    /// A hub cannot be opened.
    #[error("hub: {0}")]
    Inside(#[from] paydesk_hub::inside::InsideError),
    /// No temporary folder can be made.
    #[error("folder: {0}")]
    Folder(#[from] std::io::Error),
    /// A database cannot be read.
    #[error("database: {0}")]
    Sqlite(#[from] rusqlite::Error),
}
