//! What a printer makes of the bytes it gets: a small printer, written from the makers' command references.
//!
//! It is as strict as the cheapest one in the field: letters above ASCII are Chinese until `FS .`, and nobody's
//! alphabet until a page is selected; only lines that were fed stand on the paper.

/// The alphabet behind a byte above 0x7f.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Page {
    /// None that the trade's languages are written in.
    Foreign,
    Windows1251,
    Dos866,
}

impl Page {
    /// By its number in `ESC t`: 17 and 46 are Epson's, 6 was Epson's once; the others are those of Rongta, Kefar and
    /// the clones.
    const fn numbered(number: u8) -> Self {
        match number {
            7 | 12 | 17 | 59 => Self::Dos866,
            6 | 46 | 51 | 73 => Self::Windows1251,
            _ => Self::Foreign,
        }
    }

    fn letter(self, byte: u8) -> char {
        let from = |first: char, offset: u8| {
            char::from_u32(u32::from(first).saturating_add(u32::from(offset))).unwrap_or(GAP)
        };
        match (self, byte) {
            (_, 0x20..=0x7e) => char::from(byte),
            (Self::Windows1251, 0xc0..=0xff) => from('А', byte.saturating_sub(0xc0)),
            (Self::Windows1251, 0xa8) | (Self::Dos866, 0xf0) => 'Ё',
            (Self::Windows1251, 0xb8) | (Self::Dos866, 0xf1) => 'ё',
            (Self::Windows1251, 0xb9) | (Self::Dos866, 0xfc) => '№',
            (Self::Windows1251, 0xab) => '«',
            (Self::Windows1251, 0xbb) => '»',
            (Self::Windows1251, 0x84) => '„',
            (Self::Windows1251, 0x93) => '“',
            (Self::Windows1251, 0x94) => '”',
            (Self::Windows1251, 0x96) => '–',
            (Self::Windows1251, 0x97) => '—',
            (Self::Dos866, 0x80..=0xaf) => from('А', byte.saturating_sub(0x80)),
            (Self::Dos866, 0xe0..=0xef) => from('р', byte.saturating_sub(0xe0)),
            _ => GAP,
        }
    }
}

/// Something that nobody can read.
const GAP: char = '\u{fffd}';

/// What lies in the hand afterwards.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Printout {
    /// The lines that were fed, from the top.
    pub(super) text: String,
    /// What a printer does not understand, or must not get with a paper.
    pub(super) faults: Vec<String>,
    /// The paper was fed out of the printer, or cut.
    pub(super) is_out: bool,
}

/// Prints.
pub(super) fn print(bytes: &[u8]) -> Printout {
    let mut head = Head {
        rest: bytes,
        page: Page::Foreign,
        is_chinese: true,
        line: String::new(),
        paper: Printout::default(),
    };
    while let Some(byte) = head.byte() {
        head.takes(byte);
    }
    head.paper
}

struct Head<'a> {
    rest: &'a [u8],
    page: Page,
    is_chinese: bool,
    line: String,
    paper: Printout,
}

impl Head<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*byte)
    }

    /// A parameter; a command that is cut off does nothing.
    fn parameter(&mut self) -> u8 {
        self.byte().unwrap_or(0)
    }

    fn skip(&mut self, length: usize) {
        self.rest = self.rest.get(length..).unwrap_or_default();
    }

    fn takes(&mut self, byte: u8) {
        match byte {
            0x0a => self.feed(),
            0x0d => {}
            0x1b => self.escape(),
            0x1c => self.chinese(),
            0x1d => self.group(),
            0x20..=0x7e => self.line.push(char::from(byte)),
            0x80.. if self.is_chinese => self.line.push(GAP),
            0x80.. => self.line.push(self.page.letter(byte)),
            _ => self.fault(&[byte]),
        }
    }

    fn feed(&mut self) {
        self.paper.is_out = false;
        self.paper.text.push_str(&self.line);
        self.paper.text.push('\n');
        self.line.clear();
    }

    fn escape(&mut self) {
        match self.byte() {
            Some(b'@') => {
                (self.page, self.is_chinese) = (Page::Foreign, true);
                self.line.clear();
            }
            Some(b't') => self.page = Page::numbered(self.parameter()),
            Some(b'd') => {
                let lines = self.parameter();
                if !self.line.is_empty() {
                    self.feed();
                }
                self.paper.is_out |= lines > 1;
            }
            // Emphasis, alignment, line spacing, height and underline.
            Some(b'E' | b'G' | b'a' | b'3' | b'!' | b'-') => drop(self.byte()),
            Some(b'2') | None => {}
            Some(b'p') => {
                self.skip(3);
                let text = "the drawer opens with the paper";
                self.paper.faults.push(text.to_owned());
            }
            Some(other) => self.fault(&[0x1b, other]),
        }
    }

    fn chinese(&mut self) {
        match self.byte() {
            Some(b'.') => self.is_chinese = false,
            Some(b'&') => self.is_chinese = true,
            Some(other) => self.fault(&[0x1c, other]),
            None => {}
        }
    }

    fn group(&mut self) {
        match self.byte() {
            // Size, reverse, smoothing, and how bar codes look.
            Some(b'!' | b'B' | b'b' | b'h' | b'w' | b'H' | b'f') => drop(self.byte()),
            Some(b'V') => {
                if self.parameter() >= 65 {
                    self.skip(1);
                }
                self.paper.is_out = true;
            }
            // Bar codes of two dimensions and the like: their length stands in front.
            Some(b'(') => {
                self.skip(1);
                let length = self.length();
                self.skip(length);
            }
            // A picture, row by row.
            Some(b'v') => {
                self.skip(2);
                let (columns, rows) = (self.length(), self.length());
                self.skip(columns.saturating_mul(rows));
            }
            Some(other) => self.fault(&[0x1d, other]),
            None => {}
        }
    }

    /// Two bytes, the lower one first.
    fn length(&mut self) -> usize {
        let (low, high) = (self.parameter(), self.parameter());
        usize::from(u16::from_le_bytes([low, high]))
    }

    fn fault(&mut self, bytes: &[u8]) {
        let text = format!("the printer does not understand {bytes:02x?}");
        self.paper.faults.push(text);
    }
}
