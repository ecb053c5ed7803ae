//! A little printer: reads the bytes as one does, and refuses what we never meant to send.

use std::collections::HashSet;

use super::samples;
use crate::charset;
use crate::document::Document;
use crate::escpos::encode;
use crate::layout::{Layout, Line, lay_out_for, wrapped};
use crate::profile::{Cutter, Encoding, LogoWay, PrinterProfile, QrWay};
use crate::qr::Modules;
use crate::template::Logo;
use crate::text::of_layout;

/// What came out.
#[derive(Debug, Default)]
pub(super) struct Printed {
    /// Lines with the blanks that the alignment puts before them.
    pub(super) lines: Vec<String>,
    /// Lines in reverse, in double height.
    pub(super) reversed: Vec<String>,
    pub(super) tall: Vec<String>,
    pub(super) cuts: usize,
    /// Texts of the codes that the printer drew.
    pub(super) codes: Vec<String>,
    /// Rows of dots that were sent.
    pub(super) dots: Vec<Vec<u8>>,
}

struct Head<'bytes> {
    rest: &'bytes [u8],
    line: Vec<u8>,
    is_centred: bool,
    is_reversed: bool,
    is_tall: bool,
    page: Option<u8>,
    is_chinese: bool,
    printed: Printed,
}

/// Prints, or says at which bytes it stopped.
pub(super) fn print(bytes: &[u8], profile: &PrinterProfile) -> Result<Printed, String> {
    let mut head = Head {
        rest: bytes,
        line: Vec::new(),
        is_centred: false,
        is_reversed: false,
        is_tall: false,
        page: None,
        is_chinese: true,
        printed: Printed::default(),
    };
    while !head.rest.is_empty() {
        head.step(profile)?;
    }
    if !head.line.is_empty() {
        return Err("a line without its end".to_owned());
    }
    Ok(head.printed)
}

impl Head<'_> {
    fn step(&mut self, profile: &PrinterProfile) -> Result<(), String> {
        if self.printed.cuts > 0 {
            return Err("bytes after the cut".to_owned());
        }
        let length = match *self.rest {
            [0x1b, b'@', ..] => 2,
            [0x1c, b'.', ..] => {
                self.is_chinese = false;
                2
            }
            [0x1b, b't', page, ..] => {
                self.page = Some(page);
                3
            }
            [0x1b, b'a', mode @ 0..=1, ..] if self.line.is_empty() => {
                self.is_centred = mode == 1;
                3
            }
            [0x1b, b'E', 0..=1, ..] => 3,
            [0x1d, b'B', on @ 0..=1, ..] => {
                self.is_reversed |= on == 1;
                3
            }
            [0x1d, b'!', size @ 0..=1, ..] => {
                self.is_tall |= size == 1;
                3
            }
            [0x1b, b'd', 1..=20, ..] if self.line.is_empty() => 3,
            [0x1d, b'V', b'A' | b'B', 0, ..] if self.line.is_empty() => {
                self.printed.cuts += 1;
                4
            }
            [0x1d, b'(', b'k', ..] | [0x1d, b'v', b'0', ..] if self.line.is_empty() => {
                self.drawing(profile)?
            }
            [0x0a, ..] => {
                self.end_line(profile)?;
                1
            }
            [letter @ (0x20..=0x7e | 0x80..=0xff), ..] => {
                if self.page != profile.page() || (self.is_chinese && profile.commands) {
                    return Err("text before the page was selected".to_owned());
                }
                self.line.push(letter);
                if self.line.len() == profile.columns && profile.exact_width_wraps {
                    self.end_line(profile)?;
                }
                1
            }
            _ => {
                return Err(format!(
                    "unknown: {:02x?}",
                    self.rest.get(..4).unwrap_or(self.rest)
                ));
            }
        };
        self.rest = &self.rest[length..];
        Ok(())
    }

    /// A QR code or a picture: how many bytes it takes.
    fn drawing(&mut self, profile: &PrinterProfile) -> Result<usize, String> {
        Ok(match *self.rest {
            // The code: model 2, modules of 3 to 8 dots, level M, its text, print.
            [0x1d, b'(', b'k', low, high, 0x31, function, ..] => {
                let length = usize::from(low) + usize::from(high) * 256;
                let content = self.rest.get(8..5 + length).unwrap_or_default();
                match (function, content) {
                    (b'A', [0]) => assert_eq!(self.rest[7], b'2'),
                    (b'C' | b'E' | b'Q', []) => {}
                    (b'P', text) => {
                        let text = String::from_utf8(text.to_vec()).map_err(|e| e.to_string())?;
                        self.printed.codes.push(text);
                    }
                    _ => return Err("an odd QR code".to_owned()),
                }
                5 + length
            }
            [0x1d, b'v', b'0', 0, x_low, x_high, y_low, y_high, ..] => {
                let across = usize::from(x_low) + usize::from(x_high) * 256;
                let down = usize::from(y_low) + usize::from(y_high) * 256;
                if across * 8 > usize::from(profile.dots) || down > usize::from(profile.strip_rows)
                {
                    return Err("a picture wider than the paper or higher than a strip".to_owned());
                }
                let dots = self
                    .rest
                    .get(8..8 + across * down)
                    .ok_or("half a picture")?;
                let rows = dots.chunks(across).map(<[u8]>::to_vec);
                self.printed.dots.extend(rows);
                8 + across * down
            }
            _ => return Err("an odd drawing".to_owned()),
        })
    }

    fn end_line(&mut self, profile: &PrinterProfile) -> Result<(), String> {
        let line = std::mem::take(&mut self.line);
        let text = shown(&line, profile.encoding)?;
        if line.len() > profile.columns {
            return Err(format!("a bad line: {text}"));
        }
        let indent = if self.is_centred && !line.is_empty() {
            (profile.columns - line.len()) / 2
        } else {
            0
        };
        if self.is_reversed {
            self.printed.reversed.push(text.to_string());
        }
        if self.is_tall {
            self.printed.tall.push(text.to_string());
        }
        (self.is_reversed, self.is_tall) = (false, false);
        self.printed
            .lines
            .push(format!("{}{text}", " ".repeat(indent)));
        Ok(())
    }
}

/// What a page shows for bytes, by the tables that Python made.
pub(crate) fn shown(bytes: &[u8], encoding: Encoding) -> Result<String, String> {
    let table = charset::tests::python(encoding);
    let letter = |byte: &u8| match byte {
        0x20..=0x7e => Some(char::from(*byte)),
        _ => table.get(usize::from(*byte).checked_sub(0x80)?)?.1,
    };
    let letters: Option<String> = bytes.iter().map(letter).collect();
    letters.ok_or_else(|| format!("not on {encoding}: {bytes:02x?}"))
}

/// What paper shows of the plain text: the same, but for signs that a poorer page has not.
fn expected(layout: &Layout, profile: &PrinterProfile) -> Vec<String> {
    let table = charset::tests::python(profile.encoding);
    let letters: HashSet<char> = table.iter().filter_map(|row| row.1).collect();
    let is_there = |ch: char| ch.is_ascii() || letters.contains(&ch);
    let fitted = |ch: char| {
        if is_there(ch) {
            ch
        } else {
            charset::narrowed(ch).unwrap()
        }
    };
    // What the printer draws is not among its lines.
    let drawn = if profile.qr == QrWay::None || !profile.commands {
        None
    } else {
        code_of(layout)
    };
    let text = of_layout(layout);
    let text = drawn.map_or_else(
        || text.clone(),
        |code| text.replacen(&wrapped(code, layout.columns()).join("\n"), "\u{0}", 1),
    );
    let text = drawn_logo(layout, profile).map_or_else(
        || text.clone(),
        |(_, title)| text.replacen(title, "\u{0}", 1),
    );
    let mut lines: Vec<String> = text
        .lines()
        .filter(|line| line.trim() != "\u{0}")
        .map(|line| line.chars().map(fitted).collect())
        .collect();
    if profile.cutter == Cutter::None {
        lines.push(". ".repeat(profile.columns / 2));
    }
    if !profile.commands {
        lines.extend(vec![String::new(); usize::from(profile.feed_lines)]);
    }
    lines
}

pub(super) fn assert_paper_shows_the_text(document: &Document, profile: &PrinterProfile) {
    let layout = lay_out_for(document, profile);
    let printed = print(&encode(&layout, profile), profile).unwrap();
    assert_eq!(printed.lines, expected(&layout, profile));
    assert_eq!(printed.cuts, usize::from(profile.cutter != Cutter::None));
    let code = code_of(&layout).filter(|_| profile.commands);
    let drawn: Vec<&str> = code
        .into_iter()
        .filter(|_| profile.qr == QrWay::Native)
        .collect();
    assert_eq!(printed.codes, drawn);
    let dots = code.filter(|_| profile.qr == QrWay::Raster).map(|code| {
        let code = Modules::of(code).unwrap();
        code.bitmap(4).rows().to_vec()
    });
    let logo = drawn_logo(&layout, profile).map(|(logo, _)| logo.dots().rows().to_vec());
    let dots = [logo, dots].into_iter().flatten().flatten();
    assert_eq!(printed.dots, dots.collect::<Vec<_>>());
}

fn code_of(layout: &Layout) -> Option<&str> {
    layout.lines().iter().find_map(|line| match line {
        Line::Qr(text) => Some(text.as_str()),
        Line::Text { .. } | Line::Logo { .. } | Line::Blank | Line::Cut => None,
    })
}

/// The picture of a layout with its words, where this printer draws it.
fn drawn_logo<'a>(layout: &'a Layout, profile: &PrinterProfile) -> Option<(&'a Logo, &'a str)> {
    let draws = profile.commands && profile.logo == LogoWay::Raster;
    layout.lines().iter().find_map(|line| match line {
        Line::Logo { logo, title } if draws => Some((&**logo, title.as_str())),
        Line::Logo { .. } | Line::Text { .. } | Line::Qr(_) | Line::Blank | Line::Cut => None,
    })
}

#[test]
fn paper_shows_what_the_screen_shows_on_every_printer_with_each_of_its_pages() {
    for name in PrinterProfile::builtin_names() {
        let profile = PrinterProfile::builtin(name).unwrap();
        for encoding in profile.pages.keys().copied().chain([Encoding::Ascii]) {
            for wraps in [false, true] {
                let profile = PrinterProfile {
                    exact_width_wraps: wraps,
                    encoding,
                    ..profile.clone()
                };
                for (_, document) in samples::papers() {
                    assert_paper_shows_the_text(&document, &profile);
                }
            }
        }
    }
}

#[test]
fn a_printer_that_takes_no_commands_is_sent_none() {
    let profile = PrinterProfile::builtin("text-only").unwrap();
    for (name, document) in samples::papers() {
        let bytes = encode(&lay_out_for(&document, &profile), &profile);
        assert!(
            bytes.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\n')),
            "{name}"
        );
    }
}

#[test]
fn the_sum_is_tall_and_marks_are_reversed() {
    let profile = PrinterProfile::builtin("generic-58").unwrap();
    for (name, document) in samples::papers() {
        let printed = print(
            &encode(&lay_out_for(&document, &profile), &profile),
            &profile,
        )
        .unwrap();
        // A shift has many sums, and none is a customer's.
        let sums = usize::from(!name.contains("shift"));
        assert_eq!(printed.tall.len(), sums, "{name}");
        let marks = if name.contains("copy") {
            4
        } else if name.contains("training") {
            2
        } else {
            0
        };
        assert_eq!(printed.reversed.len(), marks, "{name}");
    }
}
