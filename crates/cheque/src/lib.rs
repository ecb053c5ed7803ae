//! Cheques and slips: documents, their layout, plain text and ESC/POS bytes.
//!
//! One document becomes one [`layout::Layout`]; the screen, the log and the printer show that same layout, so
//! that paper and screen cannot differ. This crate must not know a transport, a clock or a file: whoever
//! sends the bytes lives elsewhere, and printing never decides a payment.
//!
//! ```text
//! Document --lay_out--> Layout --plain_text--> text for screen and log
//!                              --encode-----> bytes for the printer of a PrinterProfile
//! ```
#![warn(
    missing_docs,
    clippy::float_arithmetic,
    clippy::wildcard_enum_match_arm
)]
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::indexing_slicing)
)]

pub mod document;
pub mod escpos;
pub mod layout;
pub mod profile;
pub mod qr;
pub mod seal;
pub mod self_test;
pub mod template;
pub mod text;

pub mod charset;
mod words;

#[cfg(test)]
mod tests;
