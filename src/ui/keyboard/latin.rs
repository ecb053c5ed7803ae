//! What a key is on a Latin keyboard, by its place, whatever the layout makes of it.

use iced::keyboard::key::Code;

/// The character of a key on a US keyboard.
pub(super) const fn latin(code: Code, shift: bool) -> Option<char> {
    let (plain, shifted) = match pair(code) {
        Some(pair) => pair,
        None => return None,
    };
    Some(if shift { shifted } else { plain })
}

const fn pair(code: Code) -> Option<(char, char)> {
    Some(match code {
        Code::KeyA => ('a', 'A'),
        Code::KeyB => ('b', 'B'),
        Code::KeyC => ('c', 'C'),
        Code::KeyD => ('d', 'D'),
        Code::KeyE => ('e', 'E'),
        Code::KeyF => ('f', 'F'),
        Code::KeyG => ('g', 'G'),
        Code::KeyH => ('h', 'H'),
        Code::KeyI => ('i', 'I'),
        Code::KeyJ => ('j', 'J'),
        Code::KeyK => ('k', 'K'),
        Code::KeyL => ('l', 'L'),
        Code::KeyM => ('m', 'M'),
        Code::KeyN => ('n', 'N'),
        Code::KeyO => ('o', 'O'),
        Code::KeyP => ('p', 'P'),
        Code::KeyQ => ('q', 'Q'),
        Code::KeyR => ('r', 'R'),
        Code::KeyS => ('s', 'S'),
        Code::KeyT => ('t', 'T'),
        Code::KeyU => ('u', 'U'),
        Code::KeyV => ('v', 'V'),
        Code::KeyW => ('w', 'W'),
        Code::KeyX => ('x', 'X'),
        Code::KeyY => ('y', 'Y'),
        Code::KeyZ => ('z', 'Z'),
        other => return sign(other),
    })
}

const fn sign(code: Code) -> Option<(char, char)> {
    Some(match code {
        Code::Digit1 => ('1', '!'),
        Code::Digit2 => ('2', '@'),
        Code::Digit3 => ('3', '#'),
        Code::Digit4 => ('4', '$'),
        Code::Digit5 => ('5', '%'),
        Code::Digit6 => ('6', '^'),
        Code::Digit7 => ('7', '&'),
        Code::Digit8 => ('8', '*'),
        Code::Digit9 => ('9', '('),
        Code::Digit0 => ('0', ')'),
        Code::Numpad0 => ('0', '0'),
        Code::Numpad1 => ('1', '1'),
        Code::Numpad2 => ('2', '2'),
        Code::Numpad3 => ('3', '3'),
        Code::Numpad4 => ('4', '4'),
        Code::Numpad5 => ('5', '5'),
        Code::Numpad6 => ('6', '6'),
        Code::Numpad7 => ('7', '7'),
        Code::Numpad8 => ('8', '8'),
        Code::Numpad9 => ('9', '9'),
        Code::Minus => ('-', '_'),
        Code::Equal => ('=', '+'),
        Code::BracketLeft => ('[', '{'),
        Code::BracketRight => (']', '}'),
        Code::Backslash => ('\\', '|'),
        Code::Semicolon => (';', ':'),
        Code::Quote => ('\'', '"'),
        Code::Backquote => ('`', '~'),
        Code::Comma => (',', '<'),
        Code::Period => ('.', '>'),
        Code::Slash => ('/', '?'),
        Code::Space => (' ', ' '),
        _ => return None,
    })
}
