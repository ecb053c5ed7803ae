//! Sizes that follow from the room there is. All in logical pixels.

use iced::Size;

/// The layout for one size of window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Metrics {
    /// The window.
    pub(crate) size: Size,
    /// Under 1200 wide or 780 high: no icons in keys and tabs, no small labels in the status bar.
    pub(crate) is_small: bool,
    /// Under 960 wide or 640 high, as at 200 % text: one column, what it comes to in a strip below.
    pub(crate) is_narrow: bool,
    /// Margin of the work area.
    pub(crate) margin: f32,
    /// Between sheets.
    pub(crate) gap: f32,
    /// Width of the right column.
    pub(crate) right: f32,
    /// Height of the status bar.
    pub(crate) status: f32,
    /// Height of the key bar.
    pub(crate) keys: f32,
    /// Height of number and money fields.
    pub(crate) field: f32,
    /// Type in number and money fields.
    pub(crate) hero: f32,
    /// Type of the number that is read back.
    pub(crate) echo: f32,
    /// Padding inside a sheet.
    pub(crate) pad: f32,
    /// Height of the primary button.
    pub(crate) primary: f32,
    /// The content is never wider; the rest becomes margin.
    pub(crate) most: f32,
}

impl Metrics {
    /// The layout for a window.
    pub(crate) fn of(size: Size) -> Self {
        let is_small = size.width < 1200.0 || size.height < 780.0;
        let is_narrow = size.width < 960.0 || size.height < 640.0;
        let is_large = size.width >= 1900.0 && size.height >= 1000.0;
        Self {
            size,
            is_small,
            is_narrow,
            margin: if is_small { 16.0 } else { 24.0 },
            gap: if is_small { 12.0 } else { 16.0 },
            right: match size.width {
                wide if wide >= 1366.0 => 480.0,
                wide if wide >= 1200.0 => 424.0,
                _ => 360.0,
            },
            status: if is_small { 56.0 } else { 64.0 },
            keys: if is_small { 68.0 } else { 80.0 },
            field: match (is_narrow, is_small, is_large) {
                (true, _, _) => 68.0,
                (_, true, _) => 84.0,
                (_, _, true) => 136.0,
                _ => 112.0,
            },
            hero: match (is_narrow, is_small, is_large) {
                (true, _, _) => 40.0,
                (_, true, _) => 48.0,
                (_, _, true) => 80.0,
                _ => 64.0,
            },
            echo: match (is_narrow, is_small, is_large) {
                (true, _, _) => 48.0,
                (_, true, _) => 60.0,
                (_, _, true) => 104.0,
                _ => 80.0,
            },
            pad: if is_small { 20.0 } else { 28.0 },
            primary: if is_small { 64.0 } else { 72.0 },
            most: 1600.0,
        }
    }
}
