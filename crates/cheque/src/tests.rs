//! Tests of whole papers: golden files, a little printer, random texts.

mod golden;
pub(crate) mod printer;
mod random;
pub(crate) mod samples;
