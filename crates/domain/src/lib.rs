//! Pure rules of the trade: money, numbers, providers, fees and the states of a payment.
//!
//! This crate must not know a clock, a file, a socket, a generator of random numbers, a wire field or a
//! database row. Time and randomness come in as arguments. The till and the hub share it, so that both
//! compute one fee and read one catalogue.
#![warn(
    missing_docs,
    clippy::float_arithmetic,
    clippy::wildcard_enum_match_arm
)]
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

pub mod bill;
pub mod commission;
pub mod correction;
pub mod details;
pub mod exchange;
pub mod fee;
pub mod ids;
pub mod journal;
pub mod language;
pub mod money;
pub mod neighbour;
pub mod order;
pub mod payment;
pub mod people;
pub mod phone;
pub mod pii;
pub mod planted;
pub mod printer;
pub mod provider;
pub mod refusal;
pub mod shift;
pub mod time;
pub mod typing;
