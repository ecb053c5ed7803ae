//! Tests of whole papers: golden files, a little printer, random texts.

mod golden;
mod printer;
mod random;
pub(crate) mod samples;
