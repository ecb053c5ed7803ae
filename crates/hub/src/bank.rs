//! A settlement bank: dealers' accounts, reservations, a signed door for the hub.
//!
//! It is a party of its own, with its own folder, key and books. It knows dealers' codes, sums and the hub's
//! references, and must not know payments, providers or subscribers. Its core has two doors: [`serve`] for signed
//! requests over HTTP, and [`crate::connectors::bank::DemoBank`] for a hub that has its bank in its own process.

pub mod books;
pub mod check;
mod desk;
pub mod folder;
pub mod serve;
pub mod wire;
