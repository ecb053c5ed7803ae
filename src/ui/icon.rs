//! Line icons on a 24 grid. An icon never stands without its word.

use std::sync::LazyLock;

use iced::Color;
use iced::widget::svg::{Handle, Style};
use iced::widget::{Svg, svg};

macro_rules! icons {
    ($($name:ident = $file:literal),+ $(,)?) => {
        /// Every icon.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Icon { $($name),+ }

        static HANDLES: LazyLock<Vec<Handle>> = LazyLock::new(|| vec![
            $(Handle::from_memory(include_bytes!(concat!("../../assets/icons/", $file, ".svg")).as_slice())),+
        ]);
    };
}

icons! {
    Link = "link", Unlink = "unlink", Tray = "tray", Wallet = "wallet", Printer = "printer", User = "user",
    Phone = "phone", House = "house", Tv = "tv", Handset = "handset", Ticket = "ticket", Code = "code", Help = "help",
    History = "history", Last = "last", Copy = "copy", Drawer = "drawer", Shift = "shift", Yes = "yes",
    Back = "back", Next = "next", Search = "search", Clock = "clock", Again = "again", Erase = "erase",
    Pen = "pen", Globe = "globe", Sun = "sun", Text = "text", Sound = "sound", Hub = "hub", Key = "key",
    Screen = "screen", Chart = "chart",
}

/// An icon of so many pixels.
pub(crate) fn icon<'a>(which: Icon, size: f32, colour: Color) -> Svg<'a> {
    coloured(HANDLES[which as usize].clone(), size, colour)
}

/// A one-coloured drawing.
pub(super) fn coloured<'a>(handle: Handle, size: f32, colour: Color) -> Svg<'a> {
    svg(handle)
        .width(size)
        .height(size)
        .style(move |_, _| Style {
            color: Some(colour),
        })
}
