//! The central server: ledger, dealer protocol, bank and provider connectors.
//!
//! [`core`] decides, [`store`] makes it durable, [`http`] speaks to dealers, [`connectors`] to bank and
//! providers; [`bank`] is a settlement bank, a party of its own. The till's crates are not known here; hub and till
//! share only the domain and the wire.
#![warn(
    missing_docs,
    clippy::float_arithmetic,
    clippy::wildcard_enum_match_arm
)]

pub mod admin;
pub mod bank;
pub mod cli;
pub mod connectors;
pub mod core;
pub mod demo;
pub mod http;
pub mod inside;
pub mod load;
mod orders;
pub mod reconcile;
pub mod registry;
pub mod serve;
mod settings;
mod staff;
pub mod store;
