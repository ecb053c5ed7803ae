use iced::Color;

use super::{CONTRAST, DARK, LIGHT, Tokens, Tone};

/// Relative luminance and contrast ratio by WCAG 2.2.
fn ratio(a: Color, b: Color) -> f32 {
    let luminance = |colour: Color| {
        let [red, green, blue, _] = colour.into_linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn tones(t: &Tokens) -> [(&'static str, Tone); 8] {
    [
        ("paid", t.paid),
        ("progress", t.progress),
        ("queued", t.queued),
        ("unknown", t.unknown),
        ("refused", t.refused),
        ("owed", t.owed),
        ("training", t.training),
        ("offline", t.offline),
    ]
}

#[test]
fn everything_written_can_be_read_in_every_theme() {
    for (name, t) in [("light", LIGHT), ("dark", DARK), ("contrast", CONTRAST)] {
        let mut pairs = vec![
            ("text on sheet", t.ink, t.sheet, 7.0),
            ("text on counter", t.ink, t.counter, 7.0),
            ("text on well", t.ink, t.well, 7.0),
            ("text on key", t.ink, t.key, 7.0),
            ("text on what is chosen", t.ink, t.accent_tint, 7.0),
            ("second text on sheet", t.ink2, t.sheet, 4.5),
            ("second text on counter", t.ink2, t.counter, 4.5),
            ("second text on what is chosen", t.ink2, t.accent_tint, 4.5),
            ("hint on sheet", t.ink3, t.sheet, 4.5),
            ("hint on counter", t.ink3, t.counter, 4.5),
            ("hint on well", t.ink3, t.well, 4.5),
            ("the action", t.on_accent, t.accent, 7.0),
            ("the action, pressed", t.on_accent, t.accent_down, 7.0),
            ("quiet button", t.accent, t.sheet, 4.5),
            ("border on sheet", t.edge, t.sheet, 3.0),
            ("border on well", t.edge, t.well, 3.0),
            ("border on counter", t.edge, t.counter, 3.0),
            ("focus on sheet", t.focus, t.sheet, 3.0),
            ("focus on counter", t.focus, t.counter, 3.0),
            ("paper", t.on_paper, t.paper, 7.0),
            ("chosen section", t.sheet, t.ink, 7.0),
        ];
        for (_, tone) in tones(&t) {
            pairs.push(("state on its tint", tone.word, tone.tint, 4.5));
            pairs.push(("state on sheet", tone.word, t.sheet, 4.5));
            pairs.push(("state on counter", tone.word, t.counter, 4.5));
            pairs.push(("text on a state's tint", t.ink, tone.tint, 7.0));
            pairs.push(("text on a solid state", tone.on, tone.word, 4.5));
        }
        for (pair, front, ground, needed) in pairs {
            let found = ratio(front, ground);
            assert!(found >= needed, "{name}, {pair}: {found} < {needed}");
        }
    }
}

#[test]
fn no_two_states_share_their_colour() {
    for t in [LIGHT, DARK] {
        let tones = tones(&t);
        for (index, (name, one)) in tones.iter().enumerate() {
            for (other_name, other) in &tones[index + 1..] {
                assert_ne!(one.word, other.word, "{name} and {other_name}");
            }
        }
    }
}
