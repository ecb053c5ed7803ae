//! The hub's books against those of others.

pub mod bank;
pub(crate) mod provider;
