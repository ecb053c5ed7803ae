//! The font of papers: every character is 0.6 of its size wide.

use ttf_parser::{Face, GlyphId, OutlineBuilder};

use crate::DrawFault;
use crate::page::Weight;

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/NotoSansMono-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../assets/fonts/NotoSansMono-Bold.ttf");

/// Stands for a character that the font lacks, as it does on paper.
const SPARE: char = '_';

/// One weight of the font.
pub(crate) struct Font {
    pub(crate) face: Face<'static>,
    pub(crate) bytes: &'static [u8],
}

impl Font {
    pub(crate) fn of(weight: Weight) -> Result<Self, DrawFault> {
        let bytes = match weight {
            Weight::Regular => REGULAR,
            Weight::Bold => BOLD,
        };
        let face = Face::parse(bytes, 0).map_err(|_| DrawFault::Font)?;
        Ok(Self { face, bytes })
    }

    pub(crate) fn glyph(&self, ch: char) -> GlyphId {
        let glyph = |ch| self.face.glyph_index(ch);
        glyph(ch).or_else(|| glyph(SPARE)).unwrap_or(GlyphId(0))
    }

    /// Units of the font in its size.
    pub(crate) fn units(&self) -> f32 {
        f32::from(self.face.units_per_em())
    }

    /// Draws a glyph; false for a blank.
    pub(crate) fn outline(&self, glyph: GlyphId, pen: &mut dyn OutlineBuilder) -> bool {
        self.face.outline_glyph(glyph, pen).is_some()
    }
}
