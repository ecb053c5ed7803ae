//! QR codes as modules and as rows of dots, for paper, screen and files.

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

/// Light modules around a code, on every side. Source: ISO/IEC 18004.
pub const QUIET: usize = 4;

/// The bits of a byte from the left.
const BITS: [u8; 8] = [0x80, 0x40, 0x20, 0x10, 0x08, 0x04, 0x02, 0x01];

/// A code: dark and light squares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modules {
    size: usize,
    dark: Vec<bool>,
}

/// One-bit picture: rows of bytes, the leftmost dot in the highest bit, 1 is black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    width: usize,
    rows: Vec<Vec<u8>>,
}

impl Modules {
    /// The code of a text at level M; nothing if it is too long for any.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
        let size = code.size();
        let dark = (0..size)
            .flat_map(|y| (0..size).map(move |x| (x, y)))
            .map(|(x, y)| code.get_module(x, y))
            .collect();
        let size = usize::try_from(size).ok()?;
        Some(Self { size, dark })
    }

    /// Modules along a side of the code of a text, with the quiet zone, without choosing the mask: that is most of the
    /// work, and it does not change the size. For printers that draw the code themselves.
    #[must_use]
    pub fn full_size_of(text: &str) -> Option<usize> {
        let segments = QrSegment::make_segments(text);
        let (level, mask) = (QrCodeEcc::Medium, Some(Mask::new(0)));
        let (least, most) = (Version::MIN, Version::MAX);
        let code = QrCode::encode_segments_advanced(&segments, level, least, most, mask, true);
        let size = usize::try_from(code.ok()?.size()).ok()?;
        Some(size.saturating_add(QUIET.saturating_mul(2)))
    }

    /// Modules along a side, without the quiet zone.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.size
    }

    /// Whether a module is dark; outside everything is light.
    #[must_use]
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        let place = y.checked_mul(self.size).and_then(|row| row.checked_add(x));
        x < self.size && place.is_some_and(|place| self.dark.get(place) == Some(&true))
    }

    /// Modules along a side with the quiet zone.
    #[must_use]
    pub const fn full_size(&self) -> usize {
        self.size.saturating_add(QUIET.saturating_mul(2))
    }

    /// As dots with the quiet zone, each module so many dots wide and high.
    #[must_use]
    pub fn bitmap(&self, dots: usize) -> Bitmap {
        let width = self.full_size().saturating_mul(dots);
        let is_dark = |x: usize, y: usize| {
            let module = |dot: usize| dot.checked_div(dots)?.checked_sub(QUIET);
            module(x)
                .zip(module(y))
                .is_some_and(|(x, y)| self.is_dark(x, y))
        };
        Bitmap::draw((width, width), is_dark)
    }
}

impl Bitmap {
    /// A picture whose dots are black where the function says so.
    #[must_use]
    pub fn draw((width, height): (usize, usize), is_black: impl Fn(usize, usize) -> bool) -> Self {
        let byte = |y: usize, first: usize| {
            (0..8_usize).fold(0_u8, |byte, bit| {
                let x = first.saturating_add(bit);
                byte << 1 | u8::from(x < width && is_black(x, y))
            })
        };
        let row = |y| (0..width).step_by(8).map(|first| byte(y, first)).collect();
        Self {
            width,
            rows: (0..height).map(row).collect(),
        }
    }

    /// Dots in a row.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Rows from the top.
    #[must_use]
    pub fn rows(&self) -> &[Vec<u8>] {
        &self.rows
    }

    /// Whether a dot is black; outside everything is white.
    #[must_use]
    pub fn is_black(&self, x: usize, y: usize) -> bool {
        let byte = self.rows.get(y).and_then(|row| row.get(x / 8));
        let bit = BITS.get(x % 8);
        x < self.width && byte.zip(bit).is_some_and(|(byte, bit)| byte & bit != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Bitmap, Modules, QUIET};

    #[test]
    fn a_sealed_cheque_fits_58_mm_with_modules_that_a_telephone_can_read() {
        let text = "PD1/A1B2C3D4E5F6G7H8J9K0/".to_owned() + &"A".repeat(136);
        let code = Modules::of(&text).unwrap();
        assert_eq!(code.size(), 45, "version 7");
        assert!(code.full_size() * 5 <= 384);
    }

    #[test]
    fn the_size_that_is_told_is_that_of_the_drawn_code() {
        for length in (0..400).step_by(7).chain([8_000]) {
            for letter in ["7", "A", "a", "я"] {
                let text = letter.repeat(length);
                let drawn = Modules::of(&text).map(|code| code.full_size());
                assert_eq!(
                    Modules::full_size_of(&text),
                    drawn,
                    "{length} times {letter}"
                );
            }
        }
    }

    #[test]
    fn dots_are_modules_with_a_quiet_zone_around_them() {
        let code = Modules::of("PAYDESK").unwrap();
        let picture = code.bitmap(3);
        assert_eq!(picture.width(), (code.size() + 8) * 3);
        for y in 0..picture.rows().len() {
            for x in 0..picture.width() {
                let inside = (x / 3).checked_sub(QUIET).zip((y / 3).checked_sub(QUIET));
                let dark = inside.is_some_and(|(x, y)| code.is_dark(x, y));
                assert_eq!(picture.is_black(x, y), dark, "{x} {y}");
            }
        }
        assert!(code.is_dark(0, 0) && !code.is_dark(7, 7) && !code.is_dark(code.size(), 0));
    }

    #[test]
    fn a_picture_ends_with_white_bits_and_a_text_too_long_is_no_code() {
        let picture = Bitmap::draw((10, 1), |_, _| true);
        assert_eq!(picture.rows(), [vec![0xff, 0xc0]]);
        assert!(!picture.is_black(10, 0) && !picture.is_black(0, 1));
        assert_eq!(Modules::of(&"a".repeat(8_000)), None);
    }
}
