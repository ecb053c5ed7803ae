use std::sync::Arc;

use paydesk_cheque::document::{Body, Cheque, CopyMark, Document, Heading};
use paydesk_cheque::layout::{Layout, lay_out};
use paydesk_cheque::qr::Modules;
use paydesk_cheque::seal::{Facts, SealKey, SealedState};
use paydesk_cheque::template::{Logo, Notices, Shown};
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::time::Timestamp;
use tiny_skia::{Pixmap, PremultipliedColorU8};

use crate::font::Font;
use crate::page::{Page, Weight};
use crate::{pdf, png};

const MADE_AT: Timestamp = Timestamp::from_unix_ms(1_795_536_127_045);

fn rub(minor: i64) -> Money {
    Money::new(minor, Currency::RUB)
}

/// A copy with a code: every look and every kind of line.
fn paper(columns: usize) -> (Layout, String) {
    let session = "A1B2C3D4E5F6G7H8J9K0".to_owned();
    let facts = Facts {
        session: session.clone(),
        last_four: "3004".to_owned(),
        taken: rub(125_308),
        made_at: MADE_AT,
        state: SealedState::Credited,
    };
    let seal = SealKey::from_seed(&[7; 32]).unwrap().seal(&facts).unwrap();
    let code = seal.as_str().to_owned();
    let body = Body {
        provider: "Водоканал (питьевая вода)".to_owned(),
        fields: vec![("Лицевой счёт".to_owned(), "1002003004".to_owned())],
        supplier: None,
        credited: rub(123_456),
        taken: rub(125_308),
        fee: rub(1_852),
        tendered: None,
        change: None,
        cashier_full_name: "Иванова Анна Петровна".to_owned(),
        made_at: MADE_AT,
        utc_offset_minutes: 180,
        session,
        transid: None,
        authcode: None,
        claim_number: "00417-000123".to_owned(),
    };
    let document = Document::Cheque(Cheque {
        heading: Heading {
            dealer_name: "ООО «Салон связи “Радуга”»".to_owned(),
            notices: Notices {
                logo: Some(Shown {
                    logo: Arc::new(logo()),
                    title: "Радуга".to_owned(),
                }),
                ..Notices::default()
            },
            ..Heading::default()
        },
        body,
        number: "00417-000123".to_owned(),
        state_final: true,
        seal: Some(seal),
        copy: Some(CopyMark { n: 2, at: MADE_AT }),
        training: false,
        language: Language::Ru,
    });
    (lay_out(&document, columns), code)
}

/// A cross of 30 by 20 dots.
fn logo() -> Logo {
    let mut picture = Pixmap::new(30, 20).unwrap();
    for (place, pixel) in picture.pixels_mut().iter_mut().enumerate() {
        let is_black = place % 30 == 7 || place / 30 == 11;
        let shade = if is_black { 0 } else { 255 };
        *pixel = PremultipliedColorU8::from_rgba(shade, shade, shade, 255).unwrap();
    }
    Logo::from_png(&picture.encode_png().unwrap()).unwrap()
}

fn is_black(pixel: PremultipliedColorU8) -> bool {
    pixel.red() < 0x40
}

#[test]
fn every_character_of_a_paper_has_its_picture() {
    for weight in [Weight::Regular, Weight::Bold] {
        let font = Font::of(weight).unwrap();
        let letters = ('А'..='я').chain("ЁёЂђЄєЇї№«»—–“”„…•°±".chars());
        for ch in (' '..='~').chain(letters) {
            assert!(font.face.glyph_index(ch).is_some(), "{ch} in {weight:?}");
            let advance = font.face.glyph_hor_advance(font.glyph(ch));
            assert_eq!(advance, Some(600), "{ch}: columns must stay columns");
        }
    }
}

#[test]
fn the_picture_shows_the_code_module_by_module() {
    let (layout, code) = paper(32);
    let picture = Pixmap::decode_png(&png(&layout).unwrap()).unwrap();
    let modules = Modules::of(&code).unwrap();
    let first = Page::of(&layout)
        .bars
        .into_iter()
        .find(|bar| bar.height == 5);
    let first = first.unwrap();
    for y in 0..modules.size() {
        for x in 0..modules.size() {
            let at = |place: usize, n: usize| u32::try_from((place + n * 5 + 2) * 2).unwrap();
            let pixel = picture.pixel(at(first.x, x), at(first.y, y)).unwrap();
            assert_eq!(is_black(pixel), modules.is_dark(x, y), "{x} {y}");
        }
    }
}

#[test]
fn the_picture_shows_the_logo_dot_by_dot_in_the_middle() {
    for columns in [32, 42, 48] {
        let picture = Pixmap::decode_png(&png(&paper(columns).0).unwrap()).unwrap();
        // Below the two lines that mark a copy.
        let (left, top) = ((columns * 12 + 80 - 30) / 2, 100);
        for y in 0..20 {
            for x in 0..30 {
                let at = |dots: usize| u32::try_from(dots * 2).unwrap();
                let pixel = picture.pixel(at(left + x), at(top + y)).unwrap();
                assert_eq!(is_black(pixel), x == 7 || y == 11, "{x} {y}");
            }
        }
    }
}

#[test]
fn nothing_stands_outside_the_margins() {
    for columns in [32, 42, 48] {
        let page = Page::of(&paper(columns).0);
        assert_eq!(page.width, columns * 12 + 80);
        let inside = 40..=page.width - 40;
        for text in &page.texts {
            let end = text.x + text.text.chars().count() * 12;
            assert!(
                inside.contains(&text.x) && inside.contains(&end),
                "{}",
                text.text
            );
        }
        for bar in &page.bars {
            assert!(inside.contains(&bar.x) && inside.contains(&(bar.x + bar.width)));
            assert!(bar.y + bar.height <= page.height - 40);
        }
    }
}

#[test]
fn the_same_paper_is_the_same_file_and_a_small_one() {
    let (layout, _) = paper(48);
    for (name, bytes, again) in [
        ("png", png(&layout).unwrap(), png(&layout).unwrap()),
        ("pdf", pdf(&layout).unwrap(), pdf(&layout).unwrap()),
    ] {
        assert!(bytes == again, "{name}");
        assert!(bytes.len() < 100_000, "{name}: {}", bytes.len());
    }
}

#[test]
fn the_pdf_is_as_wide_as_the_paper() {
    let bytes = pdf(&paper(32).0).unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
    let text = String::from_utf8_lossy(&bytes);
    // 464 dots at eight to a millimetre are 58 mm.
    assert!(
        text.contains("/MediaBox [0 0 164.4"),
        "{}",
        &text[..600.min(text.len())]
    );
}
