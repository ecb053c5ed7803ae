//! The CyberPlat dealer protocol: IPRIV containers and messages.
//!
//! A pure crate: time, entropy and bytes come in as arguments. It must not know files, sockets,
//! clocks or the rules of payments.
#![warn(
    missing_docs,
    clippy::float_arithmetic,
    clippy::wildcard_enum_match_arm
)]
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

pub mod ipriv;
pub mod messages;
pub mod profile;
