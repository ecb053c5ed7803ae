//! A layout as bytes for a printer: one vector, sent in one write by somebody else.
//!
//! Commands come from the `escpos` crate, which writes them into memory; text does not, because that crate
//! sends raw UTF-8 for what a page lacks. Its calls that are known to be wrong (drawer, partial cut, status)
//! are not used: their bytes stand here, and a test pins those that are.

use std::cell::Cell;
use std::rc::Rc;

use escpos::driver::Driver;
use escpos::printer::Printer;
use escpos::utils::{JustifyMode, Protocol, QRCodeCorrectionLevel, QRCodeModel, QRCodeOption};

use crate::charset::bytes;
use crate::layout::{Align, Layout, Line, Look, wrapped};
use crate::profile::{Cutter, Drawer, Encoding, LogoWay, PrinterProfile, QrWay};
use crate::qr::{Bitmap, Modules};
use crate::self_test::Piece;
use crate::template::Logo;

const LF: u8 = 0x0a;
/// `FS .`: leave the Chinese mode, in which cheap printers start.
const CANCEL_KANJI: [u8; 2] = [0x1c, 0x2e];
/// `ESC t`: select a page; its number follows.
const SELECT_PAGE: [u8; 2] = [0x1b, 0x74];
/// `GS V B 0`: feed to the knife and cut, leaving a point. The crate's own partial cut is a full one.
const CUT_PARTIAL: [u8; 4] = [0x1d, 0x56, 0x42, 0x00];
/// `ESC p`: pulse on the drawer's contact. The crate's own lacks the two times and eats the next two bytes.
const DRAWER_PULSE: [u8; 2] = [0x1b, 0x70];

/// Dots of a module of a QR code that the printer draws, and of one that is sent dot by dot: that one takes a line of
/// 9600 baud six seconds.
const QR_DOTS: u8 = 5;
const RASTER_DOTS: u8 = 4;
/// Smaller modules are not read by telephones.
const QR_DOTS_MIN: u8 = 3;
/// `GS v 0 0`: a strip of dots at the printer's own density; bytes in a row and rows follow, low byte first.
const RASTER: [u8; 4] = [0x1d, 0x76, 0x30, 0x00];
/// Lines between the print head and the edge by which paper is torn.
const FEED_TO_TEAR: u8 = 5;

/// The whole paper: reset, page, lines, feed, cut. The drawer is never part of it.
#[must_use]
pub fn encode(layout: &Layout, profile: &PrinterProfile) -> Vec<u8> {
    let mut tape = Tape::new(profile);
    tape.start();
    for line in layout.lines() {
        match line {
            Line::Text { text, align, look } => tape.text(text, (*align, layout.columns()), *look),
            Line::Qr(text) => tape.qr(text, layout.columns()),
            Line::Logo { logo, title } => tape.logo(logo, (title, layout.columns())),
            Line::Blank => tape.bytes.push(LF),
            Line::Cut => tape.finish(layout.columns()),
        }
    }
    tape.bytes
}

/// The self-test slip: it tries what the profile does not know of as well.
pub(crate) fn test_bytes(pieces: &[Piece], profile: &PrinterProfile) -> Vec<u8> {
    let mut tape = Tape::new(profile);
    let reset = |tape: &mut Tape<'_>| {
        tape.command(|printer| printer.init().map(drop));
        tape.bytes.extend(CANCEL_KANJI);
    };
    reset(&mut tape);
    for piece in pieces {
        match piece {
            Piece::Plain(line) => {
                tape.bytes.extend(bytes(line, Encoding::Ascii));
                tape.bytes.push(LF);
            }
            Piece::Sample {
                encoding,
                page,
                text,
            } => {
                // A number that the printer does not know leaves the page of the row before: reset first, or two
                // rows would be readable and one of them would be wrong after the next reset.
                reset(&mut tape);
                tape.bytes.extend(SELECT_PAGE);
                tape.bytes.push(*page);
                tape.bytes.extend(bytes(text, *encoding));
                tape.bytes.push(LF);
                reset(&mut tape);
            }
            Piece::Qr(content) => tape.native_qr(content, QR_DOTS),
            Piece::Cut => {
                tape.command(|printer| printer.feeds(FEED_TO_TEAR).map(drop));
                tape.bytes.extend(CUT_PARTIAL);
            }
            Piece::Drawer => tape.bytes.extend(pulse(profile.drawer.unwrap_or(Drawer {
                pin: 2,
                on_ms: 50,
                off_ms: 500,
            }))),
        }
    }
    tape.bytes
}

/// Opens the drawer: a job of its own, sent once for cash and never with a copy. Empty without a drawer.
#[must_use]
pub fn drawer_kick(profile: &PrinterProfile) -> Vec<u8> {
    let Some(drawer) = profile.drawer.filter(|_| profile.commands) else {
        return Vec::new();
    };
    pulse(drawer).to_vec()
}

fn pulse(drawer: Drawer) -> [u8; 5] {
    let contact = u8::from(drawer.pin == 5);
    let units = |ms: u16| u8::try_from(ms / 2).unwrap_or(u8::MAX);
    let [esc, p] = DRAWER_PULSE;
    [esc, p, contact, units(drawer.on_ms), units(drawer.off_ms)]
}

struct Tape<'profile> {
    profile: &'profile PrinterProfile,
    bytes: Vec<u8>,
    vocabulary: Printer<Memory>,
    memory: Memory,
    align: Align,
    look: Look,
}

impl<'profile> Tape<'profile> {
    fn new(profile: &'profile PrinterProfile) -> Self {
        let memory = Memory::default();
        let vocabulary = Printer::new(memory.clone(), Protocol::default(), None);
        let (align, look) = (Align::Left, Look::Plain);
        Self {
            profile,
            bytes: Vec::with_capacity(2048),
            vocabulary,
            memory,
            align,
            look,
        }
    }

    fn start(&mut self) {
        if !self.profile.commands {
            return;
        }
        self.command(|printer| printer.init().map(drop));
        if self.profile.cancel_kanji {
            self.bytes.extend(CANCEL_KANJI);
        }
        if let Some(page) = self.profile.page() {
            self.bytes.extend(SELECT_PAGE);
            self.bytes.push(page);
        }
    }

    fn text(&mut self, text: &str, (align, columns): (Align, usize), look: Look) {
        if self.profile.commands {
            self.set_align(align);
        } else if align == Align::Centre {
            let spare = columns.saturating_sub(text.chars().count());
            self.bytes.extend(vec![b' '; spare / 2]);
        }
        self.set_look(look);
        self.bytes.extend(bytes(text, self.profile.encoding));
        // Back to plain before the line feed: a reversed or tall feed leaves a black or double gap on some.
        self.set_look(Look::Plain);
        let fills_the_width = text.chars().count() >= self.profile.columns;
        if !(fills_the_width && self.profile.exact_width_wraps) {
            self.bytes.push(LF);
        }
    }

    fn finish(&mut self, columns: usize) {
        self.set_align(Align::Left);
        if self.profile.cutter == Cutter::None {
            self.text(
                &". ".repeat(columns / 2),
                (Align::Left, columns),
                Look::Plain,
            );
        }
        let lines = self.profile.feed_lines;
        if lines > 0 && self.profile.commands {
            self.command(|printer| printer.feeds(lines).map(drop));
        } else {
            self.bytes.extend(vec![LF; usize::from(lines)]);
        }
        if !self.profile.commands {
            return;
        }
        match self.profile.cutter {
            Cutter::None => {}
            Cutter::Partial => self.bytes.extend(CUT_PARTIAL),
            Cutter::Full => self.command(|printer| printer.cut().map(drop)),
        }
    }

    /// A QR code as the printer can, its modules as large as the paper lets them be.
    fn qr(&mut self, text: &str, columns: usize) {
        let way = if self.profile.commands {
            self.profile.qr
        } else {
            QrWay::None
        };
        let fitting = |full_size: usize, most: u8| {
            let room = usize::from(self.profile.dots).checked_div(full_size);
            let dots = u8::try_from(room?).unwrap_or(most).min(most);
            (dots >= QR_DOTS_MIN).then_some(dots)
        };
        match way {
            QrWay::Native => {
                let size = Modules::full_size_of(text);
                if let Some(dots) = size.and_then(|size| fitting(size, QR_DOTS)) {
                    self.native_qr(text, dots);
                    return;
                }
            }
            QrWay::Raster => {
                let code = Modules::of(text);
                let dots = code
                    .as_ref()
                    .and_then(|code| fitting(code.full_size(), RASTER_DOTS));
                if let Some((code, dots)) = code.zip(dots) {
                    self.set_align(Align::Centre);
                    self.raster(&code.bitmap(usize::from(dots)));
                    self.set_align(Align::Left);
                    return;
                }
            }
            QrWay::None => {}
        }
        for line in wrapped(text, columns) {
            self.text(&line, (Align::Left, columns), Look::Plain);
        }
    }

    /// The dealer's picture, or its words where the printer has no pictures.
    fn logo(&mut self, logo: &Logo, (title, columns): (&str, usize)) {
        if self.profile.commands && self.profile.logo == LogoWay::Raster {
            self.set_align(Align::Centre);
            self.raster(&logo.within(usize::from(self.profile.dots)));
            self.set_align(Align::Left);
        } else if !title.is_empty() {
            self.text(title, (Align::Centre, columns), Look::Plain);
        }
    }

    /// A picture in strips that fit the printer's buffer.
    fn raster(&mut self, picture: &Bitmap) {
        for strip in picture.rows().chunks(usize::from(self.profile.strip_rows)) {
            let across = strip.first().map_or(0, Vec::len);
            let sizes = (u16::try_from(across), u16::try_from(strip.len()));
            let (Ok(across), Ok(down)) = sizes else {
                return;
            };
            self.bytes.extend(RASTER);
            self.bytes.extend(across.to_le_bytes());
            self.bytes.extend(down.to_le_bytes());
            self.bytes.extend(strip.iter().flatten());
        }
    }

    /// A QR code that the printer draws, in the middle. Model 2, level M: some telephones refuse model 1.
    fn native_qr(&mut self, content: &str, module_dots: u8) {
        self.set_align(Align::Centre);
        let option = QRCodeOption::new(QRCodeModel::Model2, module_dots, QRCodeCorrectionLevel::M);
        self.command(|printer| printer.qrcode_option(content, option).map(drop));
        self.set_align(Align::Left);
    }

    fn set_align(&mut self, align: Align) {
        if self.align == align || !self.profile.commands {
            return;
        }
        self.align = align;
        let mode = match align {
            Align::Left => JustifyMode::LEFT,
            Align::Centre => JustifyMode::CENTER,
        };
        self.command(|printer| printer.justify(mode).map(drop));
    }

    fn set_look(&mut self, look: Look) {
        if self.look == look {
            return;
        }
        let before = std::mem::replace(&mut self.look, look);
        self.switch(before, false);
        self.switch(look, true);
    }

    fn switch(&mut self, look: Look, on: bool) {
        match look {
            Look::Plain => {}
            Look::Bold => self.command(|printer| printer.bold(on).map(drop)),
            Look::Tall => {
                self.command(|printer| printer.bold(on).map(drop));
                self.command(|printer| printer.size(1, if on { 2 } else { 1 }).map(drop));
            }
            Look::Reverse => self.command(|printer| printer.reverse(on).map(drop)),
        }
    }

    /// Takes the bytes of one command out of the vocabulary.
    ///
    /// A command that the crate refuses is left out: a paper may lose emphasis, never a line.
    fn command(&mut self, say: impl FnOnce(&mut Printer<Memory>) -> escpos::errors::Result<()>) {
        if !self.profile.commands {
            return;
        }
        let spoken = say(&mut self.vocabulary);
        if spoken.is_ok() && self.vocabulary.print().is_ok() {
            self.bytes.extend(self.memory.take());
        }
    }
}

/// The crate's driver into memory.
#[derive(Clone, Default)]
struct Memory(Rc<Cell<Vec<u8>>>);

impl Memory {
    fn take(&self) -> Vec<u8> {
        self.0.take()
    }
}

impl Driver for Memory {
    fn name(&self) -> String {
        "memory".to_owned()
    }

    fn write(&self, data: &[u8]) -> escpos::errors::Result<()> {
        let mut bytes = self.0.take();
        bytes.extend_from_slice(data);
        self.0.set(bytes);
        Ok(())
    }

    fn read(&self, _buffer: &mut [u8]) -> escpos::errors::Result<usize> {
        Ok(0)
    }

    fn flush(&self) -> escpos::errors::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
