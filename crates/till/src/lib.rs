//! The till's core: decides what happens to each payment, and the runner that performs it.
//!
//! [`till::Till::step`] is pure: it sees no clock, no disk, no network and no window. The runner gives it
//! inputs and performs its effects in order, the durable write first. Nothing here knows a wire field or a
//! database.
#![warn(
    missing_docs,
    clippy::float_arithmetic,
    clippy::wildcard_enum_match_arm
)]
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

pub mod facts;
pub mod paper;
pub mod payment;
pub mod policy;
pub mod runner;
#[cfg(test)]
mod tests;
pub mod till;
pub mod world;
