//! The steps of type. Two faces only; labels are small and grey, numbers bold.

use iced::font::Weight;
use iced::widget::text::{Fragment, IntoFragment, LineHeight};
use iced::widget::{Text, text};
use iced::{Color, Font};

/// The face of everything but papers: Noto Sans. Embedded, so that a computer without fonts shows Cyrillic, and under
/// a name of its own: a computer that has the font would give its own copy, whose hints take longer to follow than all
/// the rest of a frame takes to draw.
pub(crate) const REGULAR: Font = Font::with_name("Paydesk Sans");
/// Numbers, titles, buttons.
pub(crate) const BOLD: Font = Font {
    weight: Weight::Bold,
    ..REGULAR
};
/// Papers.
pub(crate) const MONO: Font = Font::with_name("Paydesk Mono");

/// The font files of the program.
pub(crate) const FILES: [&[u8]; 4] = [
    include_bytes!("../../assets/fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../assets/fonts/NotoSans-Bold.ttf"),
    include_bytes!("../../assets/fonts/NotoSansMono-Regular.ttf"),
    include_bytes!("../../assets/fonts/NotoSansMono-Bold.ttf"),
];

/// Size and height of a line, in logical pixels.
pub(crate) type Step = (f32, f32);

/// Key caps, table heads, codes.
pub(crate) const CAP: Step = (14.0, 20.0);
/// Labels, second lines.
pub(crate) const SMALL: Step = (16.0, 22.0);
/// Rows, secondary buttons.
pub(crate) const BODY: Step = (18.0, 26.0);
/// Numbers in lists, primary buttons.
pub(crate) const LEAD: Step = (22.0, 30.0);
/// Titles, what to do.
pub(crate) const TITLE: Step = (28.0, 36.0);
/// Totals in reports.
pub(crate) const HEAD: Step = (36.0, 44.0);
/// Sums on the echo screen, change, the word of a state.
pub(crate) const SUM: Step = (48.0, 58.0);

/// A size outside the steps, with its natural line.
pub(crate) fn sized(size: f32) -> Step {
    (size, (size * 1.19).round())
}

/// A text at a step of type.
pub(crate) fn say<'a>(words: impl IntoFragment<'a>, step: Step, colour: Color) -> Text<'a> {
    let words: Fragment<'a> = words.into_fragment();
    text(words)
        .size(step.0)
        .line_height(LineHeight::Absolute(step.1.into()))
        .font(REGULAR)
        .color(colour)
}

/// The same in bold.
pub(crate) fn bold<'a>(words: impl IntoFragment<'a>, step: Step, colour: Color) -> Text<'a> {
    say(words, step, colour).font(BOLD)
}
