//! A PNG picture as dots of a printer.

use std::fmt::{self, Debug, Formatter};
use std::io::Cursor;

use png::{ColorType, Decoder, Limits, Transformations};

use crate::qr::Bitmap;

/// The widest picture: the paper of 58 mm, so that every printer has room for it.
pub const LOGO_WIDTH_MAX: u32 = 384;
/// The highest one: twenty millimetres.
pub const LOGO_HEIGHT_MAX: u32 = 160;
/// The largest file.
pub const LOGO_BYTES_MAX: usize = 262_144;
/// Darker than this is black.
const BLACK_BELOW: u32 = 128;

/// A picture in black and white.
#[derive(Clone, PartialEq, Eq)]
pub struct Logo {
    dots: Bitmap,
}

/// A picture cannot be a logo.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadLogo {
    /// The file cannot be read.
    #[error("{0}")]
    Unread(String),
    /// The file is too large.
    #[error("it is larger than {LOGO_BYTES_MAX} bytes")]
    TooManyBytes,
    /// It is not a picture of the kind.
    #[error("it is no PNG picture: {0}")]
    NotPng(String),
    /// Paper has no room for it.
    #[error(
        "it is {width} by {height} dots, no more than {LOGO_WIDTH_MAX} by {LOGO_HEIGHT_MAX} are allowed"
    )]
    TooLarge {
        /// Dots in a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// Nothing would be seen.
    #[error("nothing on it is dark enough to be printed")]
    White,
}

impl Logo {
    /// Reads a PNG picture: darker than half is black, and what is transparent is paper.
    ///
    /// # Errors
    /// [`BadLogo`].
    pub fn from_png(bytes: &[u8]) -> Result<Self, BadLogo> {
        if bytes.len() > LOGO_BYTES_MAX {
            return Err(BadLogo::TooManyBytes);
        }
        let not_png = |error: png::DecodingError| BadLogo::NotPng(error.to_string());
        let limits = Limits { bytes: 8 << 20 };
        let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
        decoder.set_transformations(Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().map_err(not_png)?;
        let (width, height) = (reader.info().width, reader.info().height);
        // Before room is made for it: a file of a hundred bytes may claim to be a hundred million dots.
        if width > LOGO_WIDTH_MAX || height > LOGO_HEIGHT_MAX {
            return Err(BadLogo::TooLarge { width, height });
        }
        let size = reader.output_buffer_size().unwrap_or(0);
        let mut samples = vec![0; size];
        let frame = reader.next_frame(&mut samples).map_err(not_png)?;
        let of_dot = frame.color_type.samples();
        let (across, down) = (width as usize, height as usize);
        let is_black = |x: usize, y: usize| {
            let row = y.saturating_mul(frame.line_size);
            let first = row.saturating_add(x.saturating_mul(of_dot));
            let dot = samples.get(first..).and_then(|dots| dots.get(..of_dot));
            dot.is_some_and(|dot| luma(frame.color_type, dot) < BLACK_BELOW)
        };
        let dots = Bitmap::draw((across, down), is_black);
        if dots.rows().iter().flatten().all(|byte| *byte == 0) {
            return Err(BadLogo::White);
        }
        Ok(Self { dots })
    }

    /// The picture.
    #[must_use]
    pub const fn dots(&self) -> &Bitmap {
        &self.dots
    }

    /// The picture on paper of so many dots: as it is, or smaller where it has no room.
    #[must_use]
    pub fn within(&self, room: usize) -> Bitmap {
        let (width, height) = (self.dots.width(), self.dots.rows().len());
        if width <= room || room == 0 {
            return self.dots.clone();
        }
        let old = |new: usize| new.saturating_mul(width).checked_div(room).unwrap_or(0);
        let rows = height.saturating_mul(room).checked_div(width).unwrap_or(0);
        // A thin line must not fall between two dots: one black dot among those that become one is enough.
        Bitmap::draw((room, rows.max(1)), |x, y| {
            let (left, right) = (old(x), old(x.saturating_add(1)));
            let (top, below) = (old(y), old(y.saturating_add(1)));
            (top..below).any(|y| (left..right).any(|x| self.dots.is_black(x, y)))
        })
    }

    /// The rows as runs of black dots: row, first dot, dots.
    pub fn runs(&self) -> impl Iterator<Item = (usize, usize, usize)> + '_ {
        let width = self.dots.width();
        (0..self.dots.rows().len()).flat_map(move |y| {
            let mut x = 0;
            std::iter::from_fn(move || {
                x = (x..width).find(|x| self.dots.is_black(*x, y))?;
                let first = x;
                let end = (x..width).find(|x| !self.dots.is_black(*x, y));
                x = end.unwrap_or(width);
                Some((y, first, x.saturating_sub(first)))
            })
        })
    }
}

/// The size alone.
impl Debug for Logo {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Logo({} by {})",
            self.dots.width(),
            self.dots.rows().len()
        )
    }
}

/// How bright a dot is on white paper. Weights: ITU-R BT.601.
fn luma(kind: ColorType, dot: &[u8]) -> u32 {
    let (colours, alpha) = match (kind, dot) {
        (ColorType::Grayscale | ColorType::Indexed, [grey]) => ([grey; 3], 255),
        (ColorType::GrayscaleAlpha, [grey, alpha]) => ([grey; 3], *alpha),
        (ColorType::Rgb, [red, green, blue]) => ([red, green, blue], 255),
        (ColorType::Rgba, [red, green, blue, alpha]) => ([red, green, blue], *alpha),
        // A shape that the decoder never gives.
        _ => return 255,
    };
    let weighed = colours.into_iter().zip([299_u32, 587, 114]);
    let bright = weighed.map(|(colour, weight)| u32::from(*colour).saturating_mul(weight));
    let bright = bright.fold(0_u32, u32::saturating_add) / 1_000;
    let alpha = u32::from(alpha);
    let ink = bright.saturating_mul(alpha);
    let paper = 255_u32.saturating_mul(255_u32.saturating_sub(alpha));
    ink.saturating_add(paper) / 255
}
