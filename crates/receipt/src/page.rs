//! A page: texts and black bars at places in dots, from the upper left corner.

use paydesk_cheque::layout::{Align, Layout, Line, Look};
use paydesk_cheque::qr::Modules;
use paydesk_cheque::template::Logo;

/// Width of a character.
pub(crate) const COLUMN: usize = 12;
/// Size of the font: 0.6 of it is a column.
pub(crate) const SIZE: usize = 20;
/// Height of a line, and of one of double height.
const LINE: usize = 30;
const TALL_LINE: usize = 54;
/// From the top of a line to the feet of its letters.
const FEET: usize = 22;
const TALL_FEET: usize = 42;
/// White around the page.
const MARGIN: usize = 40;
/// Sides of a module of a QR code.
const MODULE: usize = 5;

/// A page of marks.
pub(crate) struct Page {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) bars: Vec<Bar>,
    pub(crate) texts: Vec<Text>,
}

/// A black rectangle.
pub(crate) struct Bar {
    pub(crate) x: usize,
    pub(crate) y: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// A line of characters.
pub(crate) struct Text {
    pub(crate) x: usize,
    /// Where the letters stand.
    pub(crate) feet: usize,
    pub(crate) text: String,
    pub(crate) weight: Weight,
    pub(crate) is_tall: bool,
    /// White on a bar.
    pub(crate) is_white: bool,
}

/// How strong letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

impl Page {
    pub(crate) fn of(layout: &Layout) -> Self {
        let mut page = Self {
            width: layout.columns() * COLUMN + 2 * MARGIN,
            height: MARGIN,
            bars: Vec::new(),
            texts: Vec::new(),
        };
        for line in layout.lines() {
            match line {
                Line::Text { text, align, look } => {
                    let indent = match align {
                        Align::Left => 0,
                        Align::Centre => line.indent(layout.columns()),
                    };
                    page.text(text, MARGIN + indent * COLUMN, *look);
                }
                Line::Qr(text) => page.code(text),
                Line::Logo { logo, .. } => page.logo(logo),
                Line::Blank => page.height += LINE,
                Line::Cut => {}
            }
        }
        page.height += MARGIN;
        page
    }

    fn text(&mut self, text: &str, x: usize, look: Look) {
        let is_tall = look == Look::Tall;
        let (height, feet) = if is_tall {
            (TALL_LINE, TALL_FEET)
        } else {
            (LINE, FEET)
        };
        if look == Look::Reverse {
            self.bars.push(Bar {
                x,
                y: self.height,
                width: text.chars().count() * COLUMN,
                height,
            });
        }
        self.texts.push(Text {
            x,
            feet: self.height + feet,
            text: text.to_owned(),
            weight: match look {
                Look::Plain | Look::Reverse => Weight::Regular,
                Look::Bold | Look::Tall => Weight::Bold,
            },
            is_tall,
            is_white: look == Look::Reverse,
        });
        self.height += height;
    }

    /// A picture in the middle, a bar for each run of black dots.
    fn logo(&mut self, logo: &Logo) {
        let left = self.width.saturating_sub(logo.dots().width()) / 2;
        let top = self.height;
        for (y, x, width) in logo.runs() {
            self.bars.push(Bar {
                x: left + x,
                y: top + y,
                width,
                height: 1,
            });
        }
        self.height = top + logo.dots().rows().len() + LINE / 2;
    }

    /// A QR code in the middle, a bar for each run of dark modules.
    fn code(&mut self, text: &str) {
        let Some(code) = Modules::of(text) else {
            return;
        };
        let side = code.size() * MODULE;
        let left = self.width.saturating_sub(side) / 2;
        let top = self.height + LINE / 2;
        for y in 0..code.size() {
            let mut x = 0;
            while x < code.size() {
                let run = (x..code.size()).take_while(|x| code.is_dark(*x, y)).count();
                if run > 0 {
                    self.bars.push(Bar {
                        x: left + x * MODULE,
                        y: top + y * MODULE,
                        width: run * MODULE,
                        height: MODULE,
                    });
                }
                x += run.max(1);
            }
        }
        self.height = top + side + LINE / 2;
    }
}
