//! A typist for the benchmark of the window: presses keys and lays out a frame after each, without a display.

use std::time::Instant;

use iced::advanced::renderer::Headless;
use iced::advanced::{clipboard, mouse};
use iced::futures::executor::block_on;
use iced::keyboard::{self, Key, Modifiers, key};
use iced::{Event, Size};
use iced_test::runtime::user_interface::{Cache, UserInterface};
use paydesk_domain::language::Language;

use super::pictures::load_fonts;
use super::{Stage, named};
use crate::app::Message;
use crate::ui::words::REGULAR;

const SIZE: Size = Size::new(1280.0, 800.0);

/// A window on a simulated till, the renderer it draws with, and what the toolkit keeps between frames.
#[expect(missing_debug_implementations, reason = "only the benchmark holds one")]
pub struct Typist {
    stage: Stage,
    renderer: iced::Renderer,
    cache: Option<Cache>,
}

impl Typist {
    /// A typist at a named screen, see `paydesk screenshots`. With `payments` it stands in a history of so many rows.
    #[must_use]
    pub fn at(screen: &str, payments: u32) -> Self {
        load_fonts();
        let stage = if payments > 0 {
            let mut stage = Stage::selling(super::scene::repeated(payments), Language::Ru);
            stage.press(crate::ui::keyboard::Press::F(7));
            stage
        } else {
            named(screen, Language::Ru)
        };
        let renderer = block_on(<iced::Renderer as Headless>::new(
            REGULAR,
            16.0.into(),
            Some("tiny-skia"),
        ));
        Self {
            stage,
            renderer: renderer
                .unwrap_or_else(|| unreachable!("the software renderer needs nothing")),
            cache: Some(Cache::default()),
        }
    }

    /// One key: event, update, view and layout; the pixels are still to be drawn by [`Typist::renderer`]. A character,
    /// or `Enter`, `Esc`, `Down`, `PageDown`, `F2` to `F12`.
    #[expect(clippy::disallowed_methods, reason = "this is what measures")]
    pub fn press(&mut self, name: &str) {
        let event = pressed(name);
        let now = Instant::now();
        let mut messages = Vec::new();
        self.with_interface(|interface, renderer| {
            let _ = interface.update(
                &[event],
                mouse::Cursor::Unavailable,
                renderer,
                &mut clipboard::Null,
                &mut messages,
            );
        });
        for message in messages {
            // Keys that are so fast would be a scanner's; these stand for a person's.
            let message = match message {
                Message::Key(key) => Message::Press(key.press),
                other => other,
            };
            self.stage.feed(message);
        }
        let t = self.stage.app.tokens();
        let theme = self.stage.app.theme();
        self.with_interface(|interface, renderer| {
            let redraw = Event::Window(iced::window::Event::RedrawRequested(now));
            let _ = interface.update(
                &[redraw],
                mouse::Cursor::Unavailable,
                renderer,
                &mut clipboard::Null,
                &mut Vec::new(),
            );
            let style = iced::advanced::renderer::Style { text_color: t.ink };
            interface.draw(renderer, &theme, &style, mouse::Cursor::Unavailable);
        });
    }

    /// What draws the frame, with its layers as they are to be now.
    pub const fn renderer(&mut self) -> &mut iced::Renderer {
        &mut self.renderer
    }

    /// The colour behind everything.
    #[must_use]
    pub fn ground(&self) -> iced::Color {
        self.stage.app.tokens().counter
    }

    fn with_interface(
        &mut self,
        act: impl FnOnce(
            &mut UserInterface<'_, Message, iced::Theme, iced::Renderer>,
            &mut iced::Renderer,
        ),
    ) {
        let element = self.stage.app.window(SIZE);
        let cache = self.cache.take().unwrap_or_default();
        let mut interface = UserInterface::build(element, SIZE, cache, &mut self.renderer);
        act(&mut interface, &mut self.renderer);
        self.cache = Some(interface.into_cache());
    }
}

fn pressed(name: &str) -> Event {
    let named = match name {
        "Enter" => Some(key::Named::Enter),
        "Esc" => Some(key::Named::Escape),
        "Down" => Some(key::Named::ArrowDown),
        "PageDown" => Some(key::Named::PageDown),
        "F2" => Some(key::Named::F2),
        "F7" => Some(key::Named::F7),
        "F8" => Some(key::Named::F8),
        "F10" => Some(key::Named::F10),
        "F12" => Some(key::Named::F12),
        _ => None,
    };
    let key = named.map_or_else(|| Key::Character(name.into()), Key::Named);
    let text = named.is_none().then(|| name.into());
    Event::Keyboard(keyboard::Event::KeyPressed {
        key: key.clone(),
        modified_key: key,
        physical_key: key::Physical::Unidentified(key::NativeCode::Unidentified),
        location: keyboard::Location::Standard,
        modifiers: Modifiers::default(),
        repeat: false,
        text,
    })
}
