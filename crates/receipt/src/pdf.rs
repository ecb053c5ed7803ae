//! A page as PDF of the size of the paper, with text that can be searched and copied.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use paydesk_cheque::layout::Layout;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str};
use subsetter::GlyphRemapper;

use crate::DrawFault;
use crate::font::Font;
use crate::page::{Page, SIZE, Text, Weight};

/// Points to a dot: eight dots are a millimetre.
const POINTS: f32 = 72.0 / 25.4 / 8.0;
const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const PAGE: Ref = Ref::new(3);
const CONTENT: Ref = Ref::new(4);
/// Five objects for each font.
const FONTS: [i32; 2] = [10, 20];
const WEIGHTS: [Weight; 2] = [Weight::Regular, Weight::Bold];
const NAMES: [&[u8]; 2] = [b"F0", b"F1"];
/// How glyphs are numbered.
const SYSTEM: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// The paper as PDF.
///
/// # Errors
/// [`DrawFault`].
pub fn pdf(layout: &Layout) -> Result<Vec<u8>, DrawFault> {
    let page = Page::of(layout);
    let mut fonts = [Subset::new(WEIGHTS[0])?, Subset::new(WEIGHTS[1])?];
    let content = content(&page, &mut fonts);
    let mut pdf = Pdf::new();
    pdf.catalog(CATALOG).pages(PAGES);
    pdf.pages(PAGES).kids([PAGE]).count(1);
    let mut sheet = pdf.page(PAGE);
    sheet
        .media_box(Rect::new(0.0, 0.0, points(page.width), points(page.height)))
        .parent(PAGES)
        .contents(CONTENT);
    let mut resources = sheet.resources();
    let mut named = resources.fonts();
    for (name, first) in NAMES.iter().zip(FONTS) {
        named.pair(Name(name), Ref::new(first));
    }
    named.finish();
    resources.finish();
    sheet.finish();
    let packed = packed(&content)?;
    pdf.stream(CONTENT, &packed).filter(Filter::FlateDecode);
    for (font, first) in fonts.into_iter().zip(FONTS) {
        font.write(&mut pdf, first)?;
    }
    Ok(pdf.finish())
}

/// Bars, then texts; PDF counts upwards from the lower edge.
fn content(page: &Page, fonts: &mut [Subset; 2]) -> Vec<u8> {
    let mut content = Content::new();
    content.set_fill_gray(0.0);
    for bar in &page.bars {
        let below = page.height - bar.y - bar.height;
        content.rect(
            points(bar.x),
            points(below),
            points(bar.width),
            points(bar.height),
        );
    }
    if !page.bars.is_empty() {
        content.fill_nonzero();
    }
    content.begin_text();
    for text in &page.texts {
        let which = match text.weight {
            Weight::Regular => 0,
            Weight::Bold => 1,
        };
        let glyphs = fonts[which].glyphs(text);
        content.set_fill_gray(if text.is_white { 1.0 } else { 0.0 });
        content.set_font(Name(NAMES[which]), points(SIZE));
        let down = if text.is_tall { 2.0 } else { 1.0 };
        let feet = points(page.height - text.feet);
        content.set_text_matrix([1.0, 0.0, 0.0, down, points(text.x), feet]);
        content.show(Str(&glyphs));
    }
    content.end_text();
    content.finish().to_vec()
}

/// A font with the glyphs that are used, and what they mean.
struct Subset {
    font: Font,
    weight: Weight,
    glyphs: GlyphRemapper,
    meanings: UnicodeCmap,
}

impl Subset {
    fn new(weight: Weight) -> Result<Self, DrawFault> {
        Ok(Self {
            font: Font::of(weight)?,
            weight,
            glyphs: GlyphRemapper::new(),
            meanings: UnicodeCmap::new(Name(b"Custom"), SYSTEM),
        })
    }

    /// The numbers of a line's glyphs, two bytes each.
    fn glyphs(&mut self, text: &Text) -> Vec<u8> {
        let mut numbers = Vec::with_capacity(text.text.len() * 2);
        for ch in text.text.chars() {
            let number = self.glyphs.remap(self.font.glyph(ch).0);
            self.meanings.pair(number, ch);
            numbers.extend(number.to_be_bytes());
        }
        numbers
    }

    fn write(self, pdf: &mut Pdf, first: i32) -> Result<(), DrawFault> {
        let [whole, glyphs, about, meanings, file] = [0, 1, 2, 3, 4].map(|n| Ref::new(first + n));
        let name: &[u8] = match self.weight {
            Weight::Regular => b"PAYDSK+NotoSansMono-Regular",
            Weight::Bold => b"PAYDSK+NotoSansMono-Bold",
        };
        pdf.type0_font(whole)
            .base_font(Name(name))
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(glyphs)
            .to_unicode(meanings);
        pdf.cid_font(glyphs)
            .subtype(CidFontType::Type2)
            .base_font(Name(name))
            .system_info(SYSTEM)
            .font_descriptor(about)
            .default_width(600.0)
            .cid_to_gid_map_predefined(Name(b"Identity"));
        let face = &self.font.face;
        let thousandths = |units: i16| f32::from(units) * 1000.0 / self.font.units();
        let bounds = face.global_bounding_box();
        pdf.font_descriptor(about)
            .name(Name(name))
            .flags(FontFlags::FIXED_PITCH | FontFlags::SYMBOLIC)
            .bbox(Rect::new(
                thousandths(bounds.x_min),
                thousandths(bounds.y_min),
                thousandths(bounds.x_max),
                thousandths(bounds.y_max),
            ))
            .italic_angle(0.0)
            .ascent(thousandths(face.ascender()))
            .descent(thousandths(face.descender()))
            .cap_height(thousandths(face.capital_height().unwrap_or(714)))
            .stem_v(80.0)
            .font_file2(file);
        let map = packed(&self.meanings.finish())?;
        pdf.stream(meanings, &map).filter(Filter::FlateDecode);
        let cut = subsetter::subset(self.font.bytes, 0, &self.glyphs);
        let cut = packed(&cut.map_err(|_| DrawFault::Font)?)?;
        pdf.stream(file, &cut).filter(Filter::FlateDecode);
        Ok(())
    }
}

fn packed(bytes: &[u8]) -> Result<Vec<u8>, DrawFault> {
    let mut packing = ZlibEncoder::new(Vec::new(), Compression::default());
    packing.write_all(bytes).map_err(|_| DrawFault::Packing)?;
    packing.finish().map_err(|_| DrawFault::Packing)
}

fn points(dots: usize) -> f32 {
    dots as f32 * POINTS
}
