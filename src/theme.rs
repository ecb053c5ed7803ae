//! The colours of the till, by meaning. Light, dark and high contrast carry the same names; a test measures every
//! pair that text or a border rests on.

use iced::Color;

/// The three colours of one state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tone {
    /// Word, mark and border.
    pub(crate) word: Color,
    /// Ground.
    pub(crate) tint: Color,
    /// Text on a solid ground of `word`.
    pub(crate) on: Color,
}

/// Every colour of one theme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tokens {
    /// Window ground.
    pub(crate) counter: Color,
    /// Surfaces.
    pub(crate) sheet: Color,
    /// Fields not in focus.
    pub(crate) well: Color,
    /// Things that can be pressed.
    pub(crate) key: Color,
    /// Decoration.
    pub(crate) line: Color,
    /// Borders that carry meaning.
    pub(crate) edge: Color,
    /// Text.
    pub(crate) ink: Color,
    /// Second text.
    pub(crate) ink2: Color,
    /// Hints.
    pub(crate) ink3: Color,
    /// The one action, what is chosen.
    pub(crate) accent: Color,
    /// The action while it is pressed.
    pub(crate) accent_down: Color,
    /// Ground of what is chosen.
    pub(crate) accent_tint: Color,
    /// Text on the action.
    pub(crate) on_accent: Color,
    /// The ring around what has the keyboard.
    pub(crate) focus: Color,
    /// Over the window behind a dialog.
    pub(crate) veil: Color,
    /// Final and agreed. Nothing else is green.
    pub(crate) paid: Tone,
    /// Accepted by the server.
    pub(crate) progress: Tone,
    /// Waiting; also "look here".
    pub(crate) queued: Tone,
    /// No answer.
    pub(crate) unknown: Tone,
    /// Refused, danger, wrong input.
    pub(crate) refused: Tone,
    /// Cash to return: the only state with a solid head.
    pub(crate) owed: Tone,
    /// Training and demo.
    pub(crate) training: Tone,
    /// No connection.
    pub(crate) offline: Tone,
    /// Paper is paper in every theme.
    pub(crate) paper: Color,
    /// Ink on paper.
    pub(crate) on_paper: Color,
    /// Grounds are black: borders must say what tints cannot.
    pub(crate) is_contrast: bool,
}

const fn rgb(hex: u32) -> Color {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color::from_rgb8(red, green, blue)
}

const fn tone(word: u32, tint: u32, on: u32) -> Tone {
    Tone {
        word: rgb(word),
        tint: rgb(tint),
        on: rgb(on),
    }
}

/// White sheets on a warm grey counter.
pub(crate) static LIGHT: Tokens = Tokens {
    counter: rgb(0xEEEBE4),
    sheet: rgb(0xFFFFFF),
    well: rgb(0xF6F4EF),
    key: rgb(0xFFFFFF),
    line: rgb(0xDCD7CC),
    edge: rgb(0x847D70),
    ink: rgb(0x16181C),
    ink2: rgb(0x4B4A45),
    ink3: rgb(0x66625A),
    accent: rgb(0x1E40AF),
    accent_down: rgb(0x15307F),
    accent_tint: rgb(0xE5EAFA),
    on_accent: rgb(0xFFFFFF),
    focus: rgb(0x1E40AF),
    veil: Color::from_rgba8(0x16, 0x18, 0x1C, 0.6),
    paid: tone(0x0B6638, 0xE1F2E7, 0xFFFFFF),
    progress: tone(0x075E73, 0xDEF0F5, 0xFFFFFF),
    queued: tone(0x7F4B00, 0xFCEFD2, 0xFFFFFF),
    unknown: tone(0x6428A8, 0xEFE7FA, 0xFFFFFF),
    refused: tone(0xA8231B, 0xFBE7E4, 0xFFFFFF),
    owed: tone(0x9B1510, 0xFBE7E4, 0xFFFFFF),
    training: tone(0x9A1463, 0xFBE5F1, 0xFFFFFF),
    offline: tone(0x3C4654, 0xE3E7EC, 0xFFFFFF),
    paper: rgb(0xFFFFFF),
    on_paper: rgb(0x16181C),
    is_contrast: false,
};

/// For dim shops.
pub(crate) static DARK: Tokens = Tokens {
    counter: rgb(0x131518),
    sheet: rgb(0x1E2125),
    well: rgb(0x16181C),
    key: rgb(0x2A2E34),
    line: rgb(0x353A41),
    edge: rgb(0x7F8792),
    ink: rgb(0xF3F2EE),
    ink2: rgb(0xBFC2C7),
    ink3: rgb(0x9CA2AA),
    accent: rgb(0x9DB4FF),
    accent_down: rgb(0xC3D1FF),
    accent_tint: rgb(0x262F4E),
    on_accent: rgb(0x0D1430),
    focus: rgb(0x9DB4FF),
    veil: Color::from_rgba8(0, 0, 0, 0.7),
    paid: tone(0x72D79C, 0x16331F, 0x06210F),
    progress: tone(0x6FCBE2, 0x12313A, 0x04212A),
    queued: tone(0xF2BB60, 0x392A0F, 0x271A02),
    unknown: tone(0xCBA9FF, 0x32254A, 0x1E0B3A),
    refused: tone(0xFF9F94, 0x421F1C, 0x330805),
    owed: tone(0xFF8F82, 0x421F1C, 0x330805),
    training: tone(0xF593CC, 0x431C34, 0x35061F),
    offline: tone(0xB4BECB, 0x2B3138, 0x10151B),
    paper: rgb(0xF4F2EC),
    on_paper: rgb(0x16181C),
    is_contrast: false,
};

/// Black grounds, white and yellow.
pub(crate) static CONTRAST: Tokens = Tokens {
    counter: rgb(0x000000),
    sheet: rgb(0x000000),
    well: rgb(0x000000),
    key: rgb(0x000000),
    line: rgb(0xFFFFFF),
    edge: rgb(0xFFFFFF),
    ink: rgb(0xFFFFFF),
    ink2: rgb(0xFFFFFF),
    ink3: rgb(0xD6D6D6),
    accent: rgb(0xFFE100),
    accent_down: rgb(0xFFF08A),
    accent_tint: rgb(0x000000),
    on_accent: rgb(0x000000),
    focus: rgb(0xFFE100),
    veil: Color::from_rgba8(0, 0, 0, 0.85),
    paid: tone(0x4DFF9A, 0x000000, 0x000000),
    progress: tone(0x5CE1FF, 0x000000, 0x000000),
    queued: tone(0xFFC04D, 0x000000, 0x000000),
    unknown: tone(0xDFB5FF, 0x000000, 0x000000),
    refused: tone(0xFFA39A, 0x000000, 0x000000),
    owed: tone(0xFFA39A, 0x000000, 0x000000),
    training: tone(0xFF9EDB, 0x000000, 0x000000),
    offline: tone(0xFFFFFF, 0x000000, 0x000000),
    paper: rgb(0xFFFFFF),
    on_paper: rgb(0x000000),
    is_contrast: true,
};

#[cfg(test)]
mod tests;
