//! The cashier's flows as scripts: `tests/ice/*.ice`, each from a named state.

use iced::Preset;
use paydesk_domain::language::Language;

use crate::app::boot::program;
use crate::app::preset::{NAMED, named, scene};
use crate::app::{App, Clock, Message};

/// The named states, by names that a script can say: no hyphen may stand there.
fn presets() -> Vec<Preset<App, Message>> {
    let preset = |name: &'static str| {
        Preset::new(name.replace('-', " "), move || {
            let mut app = named(name, Language::Ru).app;
            if let Clock::Still(at) = app.clock {
                app.clock = Clock::Steps(at);
            }
            (app, iced::Task::none())
        })
    };
    NAMED.iter().map(|(name, _)| preset(name)).collect()
}

#[test]
fn cashiers_do_what_the_scripts_say() {
    let boot = || {
        let stage = crate::app::preset::Stage::signed_out(scene(), Language::Ru);
        (stage.app, iced::Task::none())
    };
    let scripts = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ice");
    let found = std::fs::read_dir(scripts).unwrap().count();
    assert_eq!(found, 5, "sale, refusal, offline, repeat, reprint");
    iced_test::run(program(boot).presets(presets()), scripts).unwrap();
}
