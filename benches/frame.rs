//! From a key press to a finished frame of 1280 x 800 in the software renderer, two ways: only what changed, as the
//! window presents it, and every pixel, as after another window has lain over it.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark measures and tells, and ends when it cannot"
)]

use std::time::{Duration, Instant};

use iced::advanced::graphics::{Viewport, damage};
use iced::{Rectangle, Size};
use iced_tiny_skia::Layer;
use paydesk::Typist;
use tiny_skia::{Mask, Pixmap};

const LIMIT_MS: f64 = 16.0;
const MILLION: u32 = 1_000_000;
const FRAMES: usize = 400;

fn main() {
    let sale = [
        "9", "1", "6", "1", "2", "3", "4", "5", "6", "7", "5", "0", "0", "Enter", "Esc", "Esc",
    ];
    report("sale, digit by digit", ("sale-empty", 0), &sale);
    let search = [
        "9", "1", "6", "?", "2", "Down", "Down", "PageDown", "PageDown", "Esc",
    ];
    report(
        "history of 1,000,000 rows",
        ("history-search", MILLION),
        &search,
    );
    report(
        "queue, up and down",
        ("outbox", 0),
        &["Down", "F2", "F8", "Down"],
    );
}

/// A screen of the memory that a window has.
struct Screen {
    pixels: Pixmap,
    mask: Mask,
    viewport: Viewport,
    /// What stands on it.
    shown: Option<Vec<Layer>>,
}

impl Screen {
    fn new() -> Self {
        Self {
            pixels: Pixmap::new(1280, 800).expect("the size is none"),
            mask: Mask::new(1280, 800).expect("the size is none"),
            viewport: Viewport::with_physical_size(Size::new(1280, 800), 1.0),
            shown: None,
        }
    }

    /// As the toolkit presents a window.
    fn present(&mut self, typist: &mut Typist, is_whole: bool) {
        let ground = typist.ground();
        let renderer = typist.renderer();
        let all = Rectangle::with_size(self.viewport.logical_size());
        let changed = match self.shown.as_deref().filter(|_| !is_whole) {
            None => vec![all],
            Some(shown) => damage::diff(
                shown,
                renderer.layers(),
                |layer| vec![layer.bounds],
                Layer::damage,
            ),
        };
        if changed.is_empty() {
            return;
        }
        self.shown = Some(renderer.layers().to_vec());
        let changed = damage::group(changed, all);
        renderer.draw(
            &mut self.pixels.as_mut(),
            &mut self.mask,
            &self.viewport,
            &changed,
            ground,
        );
    }
}

fn report(what: &str, (screen, payments): (&str, u32), keys: &[&str]) {
    for (how, is_whole) in [("what changed", false), ("every pixel", true)] {
        let mut typist = Typist::at(screen, payments);
        let mut screen = Screen::new();
        let mut press = |key: &str| -> Duration {
            let begun = Instant::now();
            typist.press(key);
            screen.present(&mut typist, is_whole);
            begun.elapsed()
        };
        // The first frames rasterise the glyphs; a till has drawn them long before the first customer.
        for key in keys {
            let _ = press(key);
        }
        let mut times: Vec<Duration> = Vec::new();
        while times.len() < FRAMES {
            times.extend(keys.iter().map(|key| press(key)));
        }
        times.sort_unstable();
        let at = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1000.0;
        let (median, p99) = (at(50), at(99));
        let verdict = if p99 <= LIMIT_MS { "within" } else { "ABOVE" };
        println!(
            "FIGURE {what}, {how}: median {median:.1} ms, p99 {p99:.1} ms, {verdict} {LIMIT_MS} ms, {} frames",
            times.len()
        );
    }
}
