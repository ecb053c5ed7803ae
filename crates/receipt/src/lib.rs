//! Papers as files for people: PNG and PDF of the very lines that are printed.
//!
//! Both are drawn from one page of text and bars, measured in dots of a printer (eight to a millimetre), in an open
//! font of fixed pitch that is part of the program. This crate knows neither payments nor files.
#![warn(missing_docs, clippy::wildcard_enum_match_arm)]

mod font;
mod page;
mod pdf;
mod picture;

pub use pdf::pdf;
pub use picture::png;

/// A paper could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawFault {
    /// The font of the program cannot be read.
    #[error("the font cannot be read")]
    Font,
    /// The paper is too long for a picture.
    #[error("the paper is too long for a picture")]
    Size,
    /// The picture cannot be packed.
    #[error("the picture cannot be packed")]
    Packing,
}

#[cfg(test)]
mod tests;
