//! The hub's rules, pure: what a request may do to a payment, which entries follow, what the answer says.
//!
//! Nothing here knows a clock, a database, a socket or a thread; time comes in as an argument and the store
//! performs what is decided. Sums are minor units in the currency of the dealer's deposit.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

pub mod decision;
pub mod limits;
pub mod minor;
pub mod network;
pub mod outcome;
pub mod payment;
pub mod posting;
