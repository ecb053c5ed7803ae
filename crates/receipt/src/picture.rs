//! A page as a picture of two pixels to a dot.

use paydesk_cheque::layout::Layout;
use tiny_skia::{Color, FillRule, Paint, PathBuilder, Pixmap, Rect, Transform};
use ttf_parser::OutlineBuilder;

use crate::DrawFault;
use crate::font::Font;
use crate::page::{COLUMN, Page, SIZE, Text, Weight};

/// Pixels to a dot.
const SCALE: f32 = 2.0;

/// The paper as a PNG picture.
///
/// # Errors
/// [`DrawFault`].
pub fn png(layout: &Layout) -> Result<Vec<u8>, DrawFault> {
    let page = Page::of(layout);
    let pixels = |dots: usize| u32::try_from(dots * 2).map_err(|_| DrawFault::Size);
    let mut picture =
        Pixmap::new(pixels(page.width)?, pixels(page.height)?).ok_or(DrawFault::Size)?;
    picture.fill(Color::WHITE);
    for bar in &page.bars {
        let [x, y, width, height] = [bar.x, bar.y, bar.width, bar.height].map(scaled);
        let bar = Rect::from_xywh(x, y, width, height).ok_or(DrawFault::Size)?;
        picture.fill_rect(bar, &ink(Color::BLACK, false), Transform::identity(), None);
    }
    let (regular, bold) = (Font::of(Weight::Regular)?, Font::of(Weight::Bold)?);
    for text in &page.texts {
        let font = match text.weight {
            Weight::Regular => &regular,
            Weight::Bold => &bold,
        };
        write(&mut picture, font, text);
    }
    packed(&picture).map_err(|_| DrawFault::Packing)
}

/// One byte a pixel: paper has no colours, and a picture that is sent by telephone should be small.
fn packed(picture: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let shades: Vec<u8> = picture.pixels().iter().map(|pixel| pixel.red()).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width(), picture.height());
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_compression(png::Compression::High);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&shades)?;
    writer.finish()?;
    Ok(bytes)
}

fn write(picture: &mut Pixmap, font: &Font, text: &Text) {
    let across = scaled(SIZE) / font.units();
    let down = if text.is_tall { 2.0 * across } else { across };
    let colour = if text.is_white {
        Color::WHITE
    } else {
        Color::BLACK
    };
    for (column, ch) in text.text.chars().enumerate() {
        let mut pen = Pen(PathBuilder::new());
        if !font.outline(font.glyph(ch), &mut pen) {
            continue;
        }
        let Some(path) = pen.0.finish() else { continue };
        let (x, y) = (scaled(text.x + column * COLUMN), scaled(text.feet));
        // Letters of a font stand upwards, pixels count downwards.
        let place = Transform::from_row(across, 0.0, 0.0, -down, x, y);
        picture.fill_path(&path, &ink(colour, true), FillRule::Winding, place, None);
    }
}

fn ink(colour: Color, is_smooth: bool) -> Paint<'static> {
    let mut paint = Paint {
        anti_alias: is_smooth,
        ..Paint::default()
    };
    paint.set_color(colour);
    paint
}

/// Dots as pixels. A paper has far fewer dots than a float can count.
fn scaled(dots: usize) -> f32 {
    dots as f32 * SCALE
}

/// The path of a glyph.
struct Pen(PathBuilder);

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}
