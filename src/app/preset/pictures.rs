//! The pictures of the documentation.

pub(crate) use super::{NAMED, Stage, named};
use crate::ui::words::{FILES, REGULAR};
use iced::Size;
use iced::advanced::renderer::Headless;
use iced::advanced::{clipboard, mouse};
use iced::futures::executor::block_on;
use iced_test::runtime::user_interface::{self, UserInterface};
use paydesk_adapters::preferences::ThemeChoice;
use paydesk_domain::language::Language;

impl Picture {
    /// A scene at the usual size.
    #[cfg(test)]
    pub(crate) fn of(stage: Stage) -> Self {
        Self {
            name: String::new(),
            size: USUAL,
            stage,
            is_customers: false,
        }
    }

    /// Draws it as the window would, with the software renderer: size in points, and four bytes for each.
    pub(crate) fn draw(&self) -> (Size<u32>, Vec<u8>) {
        load_fonts();
        let percent = self
            .stage
            .app
            .counter
            .as_ref()
            .map_or(100, |c| c.model.prefs.text_percent);
        let scale = if self.is_customers {
            1.0
        } else {
            f32::from(percent) / 100.0
        };
        let logical = Size::new(self.size.width / scale, self.size.height / scale);
        let mut renderer = block_on(<iced::Renderer as Headless>::new(
            REGULAR,
            16.0.into(),
            Some("tiny-skia"),
        ))
        .unwrap_or_else(|| unreachable!("the software renderer needs nothing"));
        let element = if self.is_customers {
            self.stage.app.customers(logical)
        } else {
            self.stage.app.window(logical)
        };
        let mut interface = UserInterface::build(
            element,
            logical,
            user_interface::Cache::default(),
            &mut renderer,
        );
        let theme = self.stage.app.theme();
        let redraw = iced::Event::Window(iced::window::Event::RedrawRequested(first_instant()));
        let mut messages = Vec::new();
        let _ = interface.update(
            &[redraw],
            mouse::Cursor::Unavailable,
            &mut renderer,
            &mut clipboard::Null,
            &mut messages,
        );
        let text_color = self.stage.app.tokens().ink;
        interface.draw(
            &mut renderer,
            &theme,
            &iced::advanced::renderer::Style { text_color },
            mouse::Cursor::Unavailable,
        );
        let physical = Size::new(self.size.width as u32, self.size.height as u32);
        let rgba = renderer.screenshot(physical, scale, self.stage.app.tokens().counter);
        (physical, rgba)
    }
}

/// One picture.
pub(crate) struct Picture {
    /// Its file is named so.
    pub(crate) name: String,
    size: Size,
    stage: Stage,
    is_customers: bool,
}

/// Pictures do not move, so any moment does.
#[expect(
    clippy::disallowed_methods,
    reason = "the toolkit asks for a moment and uses none here"
)]
fn first_instant() -> std::time::Instant {
    std::time::Instant::now()
}

/// The fonts of the program, in the toolkit's own store.
pub(crate) fn load_fonts() {
    use std::sync::Once;
    static LOADED: Once = Once::new();
    LOADED.call_once(|| {
        let mut system = iced::advanced::graphics::text::font_system()
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        for file in FILES {
            system.load_font(std::borrow::Cow::Borrowed(file));
        }
    });
}

const USUAL: Size = Size::new(1280.0, 800.0);

/// Every picture of the documentation.
pub(crate) fn pictures() -> Vec<Picture> {
    let mut all = Vec::new();
    let mut add = |name: &str, size: Size, stage: Stage| {
        all.push(Picture {
            name: name.to_owned(),
            size,
            stage,
            is_customers: false,
        });
    };
    let ru = Language::Ru;
    for named in NAMED {
        add(named.0, USUAL, (named.1)(ru));
    }
    for (name, theme) in [
        ("dark", ThemeChoice::Dark),
        ("contrast", ThemeChoice::Contrast),
    ] {
        for screen in ["sale-filled", "outbox"] {
            let mut stage = named(screen, ru);
            stage.theme(theme);
            add(&format!("{screen}-{name}"), USUAL, stage);
        }
    }
    for screen in ["settings-profiles", "settings-slip"] {
        let mut stage = named(screen, Language::Bg);
        stage.theme(ThemeChoice::Dark);
        add(&format!("{screen}-dark"), USUAL, stage);
    }
    add(
        "settings-slip-1024",
        Size::new(1024.0, 600.0),
        named("settings-slip", Language::En),
    );
    for (tag, language) in [("bg", Language::Bg), ("en", Language::En)] {
        add(
            &format!("sale-filled-{tag}"),
            USUAL,
            named("sale-filled", language),
        );
    }
    add(
        "sale-filled-1024",
        Size::new(1024.0, 700.0),
        named("sale-filled", ru),
    );
    add(
        "sale-filled-1920",
        Size::new(1920.0, 1080.0),
        named("sale-filled", ru),
    );
    let mut large = named("sale-filled", ru);
    if let Some(counter) = &mut large.app.counter {
        counter.model.prefs.text_percent = 200;
    }
    add("sale-filled-200", Size::new(1920.0, 1080.0), large);
    all.push(Picture {
        name: "customer-display".to_owned(),
        size: USUAL,
        stage: named("confirm-echo", ru),
        is_customers: true,
    });
    all
}
