//! Named states of the window: one for each picture in the documentation, and where the cashier's flows in tests
//! begin. All of them stand on a simulated till.

mod pictures;
pub(crate) mod scene;
mod typist;

#[cfg(test)]
pub(crate) use pictures::load_fonts;
pub(crate) use pictures::{Picture, pictures};
pub use typist::Typist;

use super::{App, Clock, Launch, Message, Source};
use crate::app::boot::Opened;
use crate::desk::simulated::{Scene, Simulated};
use crate::screen::setup::Trouble;
use crate::ui::keyboard::Press;
use iced::Task;
use iced::futures::StreamExt;
use iced::futures::executor::block_on;
use iced_test::runtime::{Action as Runtime, task};
use paydesk_adapters::preferences::ThemeChoice;
use paydesk_domain::language::Language;
pub(crate) use scene::{scene, shop};

/// A window on a simulated till, driven without a display.
pub(crate) struct Stage {
    pub(crate) app: App,
}

impl Stage {
    /// A till at the sign-in screen.
    pub(crate) fn signed_out(scene: Scene, language: Language) -> Self {
        let now = scene.now;
        let opened = Opened {
            shop: shop(&scene.settings),
            live: Vec::new(),
            people: scene.people.clone(),
            preferences: paydesk_adapters::preferences::Preferences {
                language: Some(language),
                ..Default::default()
            },
            shift: None,
            handle: Simulated::open(scene),
        };
        let mut app = App::new(Launch {
            paths: paydesk_adapters::paths::Paths {
                data: std::path::PathBuf::new(),
                config: std::path::PathBuf::new(),
            },
            language,
            is_language_given: false,
            source: Source::Demo,
            is_small_screen: false,
        });
        app.clock = Clock::Still(now);
        let mut stage = Self { app };
        stage.feed(Message::Opened(std::sync::Arc::new(Ok(opened))));
        stage
    }

    /// A till with its first cashier signed in and a shift open.
    pub(crate) fn selling(scene: Scene, language: Language) -> Self {
        let mut stage = Self::signed_in(scene, language);
        stage.open_shift();
        stage
    }

    /// Somebody has given the PIN and done nothing else.
    pub(crate) fn signed_in(scene: Scene, language: Language) -> Self {
        let mut stage = Self::signed_out(scene, language);
        stage.type_text(crate::desk::simulated::PIN);
        stage.press(Press::Enter);
        stage
    }

    fn open_shift(&mut self) {
        let is_open = self
            .app
            .counter
            .as_ref()
            .is_some_and(|counter| counter.model.facts.shift.is_some());
        if !is_open {
            self.type_text("3000");
            self.press(Press::Enter);
        }
        self.press(Press::F(2));
    }

    /// Gives a message and everything that follows from it.
    pub(crate) fn feed(&mut self, message: Message) {
        let task = self.app.update(message);
        self.follow(task);
    }

    fn follow(&mut self, task: Task<Message>) {
        let Some(mut actions) = task::into_stream(task) else {
            return;
        };
        let mut messages = Vec::new();
        block_on(async {
            while let Some(action) = actions.next().await {
                // Windows, clipboards and the like are not here.
                if let Runtime::Output(message) = action {
                    messages.push(message);
                }
            }
        });
        for message in messages {
            self.feed(message);
        }
    }

    /// Presses a key.
    pub(crate) fn press(&mut self, press: Press) -> &mut Self {
        self.feed(Message::Press(press));
        self
    }

    /// Types a text.
    pub(crate) fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.press(Press::Char(c));
        }
        self
    }

    /// A scanner types a code: its keys come faster than anybody's, and Enter ends them.
    #[cfg(test)]
    pub(crate) fn scan(&mut self, code: &str) -> &mut Self {
        self.keys_at_once(code);
        self.key(Press::Enter)
    }

    /// Keys a few milliseconds apart.
    #[cfg(test)]
    pub(crate) fn keys_at_once(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.key(Press::Char(c));
        }
        self
    }

    #[cfg(test)]
    fn key(&mut self, press: Press) -> &mut Self {
        let latin = match press {
            Press::Char(c) if c.is_ascii() => Some(c),
            _ => None,
        };
        if let Clock::Still(at) = self.app.clock {
            self.app.clock = Clock::Still(at.plus_ms(4));
        }
        self.feed(Message::Key(crate::ui::keyboard::Key { press, latin }));
        self
    }

    /// Lets time pass; what is due by then is not done by itself.
    pub(crate) fn wait_ms(&mut self, ms: i64) -> &mut Self {
        if let Clock::Still(at) = self.app.clock {
            self.app.clock = Clock::Still(at.plus_ms(ms));
        }
        self.feed(Message::WindowOpened);
        self
    }

    /// Colours.
    pub(crate) fn theme(&mut self, theme: ThemeChoice) -> &mut Self {
        if let Some(counter) = &mut self.app.counter {
            counter.model.prefs.theme = theme;
        }
        self
    }

    /// Types a number and a sum, and asks.
    pub(crate) fn ask(&mut self, number: &str, sum: &str) -> &mut Self {
        self.type_text(number).type_text(sum).press(Press::Enter)
    }

    /// The same, and the cash is taken.
    pub(crate) fn sell(&mut self, number: &str, sum: &str) -> &mut Self {
        self.ask(number, sum).wait_ms(1_000).press(Press::F(10))
    }
}

/// A scene by its name.
pub(crate) fn named(name: &str, language: Language) -> Stage {
    let make = NAMED
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, make)| make);
    match make {
        Some(make) => make(language),
        None => Stage::signed_out(scene(), language),
    }
}

type Make = fn(Language) -> Stage;

/// In the settings of an owner, with the section of the printer open.
fn at_the_printer(language: Language) -> Stage {
    let mut stage = Stage::signed_in(scene::owners(), language);
    stage.press(Press::Ctrl('o'));
    for _ in 0..3 {
        stage.press(Press::Down);
    }
    stage.press(Press::Tab);
    stage
}

/// Every screen, by name.
pub(crate) const NAMED: &[(&str, Make)] = &[
    ("sign-in", |language| {
        let mut stage = Stage::selling(scene::quiet(), language);
        stage.sell("9990000099", "500").press(Press::Enter);
        stage.press(Press::Ctrl('l')).type_text("482");
        stage
    }),
    ("sale-empty", |language| Stage::selling(scene(), language)),
    ("sale-filled", |language| {
        let mut stage = Stage::selling(scene::in_language(language), language);
        match language {
            Language::Bg => stage.type_text("881234567").type_text("20"),
            Language::Ru | Language::En => stage.type_text("9161234567").type_text("500"),
        };
        stage
    }),
    ("sale-bill", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage
            .press(Press::F(3))
            .type_text("4410209377")
            .press(Press::Enter);
        stage
            .type_text("112026")
            .press(Press::Enter)
            .type_text("20418");
        stage.press(Press::Enter).type_text("1500");
        stage
    }),
    ("sale-refused-key", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage.type_text("1");
        stage
    }),
    ("sale-unusual", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage
            .type_text("9161234567")
            .type_text("15000")
            .press(Press::Enter);
        stage
    }),
    ("provider-picker", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage.press(Press::Ctrl('p')).type_text("дем");
        stage
    }),
    ("confirm-echo", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage
            .ask("9161234567", "500")
            .wait_ms(1_000)
            .type_text("1000");
        stage
    }),
    ("result-paid", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage
            .ask("9161234567", "500")
            .wait_ms(1_000)
            .type_text("1000")
            .press(Press::F(10));
        stage
    }),
    ("result-unknown", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage
            .sell("9990000099", "500")
            .press(Press::F(9))
            .wait_ms(9_000);
        stage
    }),
    ("result-in-progress", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage.sell("9990000020", "500").wait_ms(3_000);
        stage
    }),
    ("result-cash-back", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage.sell("9990000079", "500");
        stage
    }),
    ("result-refused", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage.ask("9990000023", "500");
        stage
    }),
    ("result-offline", |language| {
        let mut stage = Stage::selling(scene::offline(), language);
        stage.sell("9161234567", "500");
        stage
    }),
    ("sold-before", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage
            .sell("9161234567", "500")
            .press(Press::Enter)
            .wait_ms(10 * 60_000);
        stage
    }),
    ("return-pin", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage
            .sell("9990000079", "500")
            .press(Press::F(10))
            .type_text("482");
        stage
    }),
    ("repeat-guard", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage
            .sell("9161234567", "500")
            .press(Press::Enter)
            .wait_ms(30 * 60_000);
        stage.ask("9161234567", "500").press(Press::Char('1'));
        stage
    }),
    ("neighbour-guard", |language| {
        let mut stage = Stage::selling(scene::with_neighbour(), language);
        stage.ask("9161234567", "500");
        stage
    }),
    ("outbox", scene::outbox),
    ("outbox-empty", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage.press(Press::F(8));
        stage
    }),
    ("history-search", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage.press(Press::F(7)).type_text("916?2???67");
        stage
    }),
    ("payment-details", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage.press(Press::F(7)).press(Press::Enter);
        stage
    }),
    ("correction", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage
            .press(Press::F(7))
            .press(Press::Enter)
            .press(Press::Ctrl('i'));
        stage
            .type_text("1")
            .type_text("9161284567")
            .press(Press::Enter);
        stage
    }),
    ("shift", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage.press(Press::F(12));
        stage
    }),
    ("shift-opening", |language| {
        let mut stage = Stage::signed_out(scene(), language);
        stage
            .type_text(crate::desk::simulated::PIN)
            .press(Press::Enter)
            .type_text("3000");
        stage
    }),
    ("settings", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage.press(Press::Ctrl('o'));
        stage
    }),
    ("settings-printer", |language| {
        let mut stage = at_the_printer(language);
        stage
            .press(Press::Ctrl('f'))
            .press(Press::F(9))
            .type_text("192.168.1.5");
        stage
    }),
    ("settings-profiles", |language| {
        let mut stage = at_the_printer(language);
        stage.press(Press::Ctrl('p')).press(Press::Down);
        stage
    }),
    ("settings-slip", |language| {
        let mut stage = at_the_printer(language);
        stage
            .press(Press::Ctrl('t'))
            .type_text("8")
            .press(Press::Enter)
            .type_text("3")
            .press(Press::Enter)
            .press(Press::Right)
            .press(Press::Down);
        stage
    }),
    ("help", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage.press(Press::F(1));
        stage
    }),
    ("training", |language| {
        Stage::selling(scene::training(), language)
    }),
    ("setup", |language| {
        let mut stage = Stage::signed_out(scene(), language);
        stage.feed(Message::Opened(std::sync::Arc::new(Err(
            Trouble::Missing {
                file: "config.toml".to_owned(),
            },
        ))));
        stage
    }),
    ("fault", |language| {
        let mut stage = Stage::selling(scene(), language);
        stage.feed(Message::Told(None));
        stage
    }),
];
