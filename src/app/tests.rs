//! The window as cashiers use it: keys in, screens out, on a simulated till with the real core.

mod display;
mod drawer;
mod flows;
mod ice;
mod pictures;
mod printer;
mod scans;
mod words;

use iced_test::selector::Candidate;
use iced_test::simulator::Simulator;
use paydesk_domain::language::Language;

use super::Message;
use super::preset::{Stage, load_fonts, scene};
use crate::ui::words::{FILES, REGULAR};

/// The window at its usual size, ready to be clicked and read.
fn simulator(stage: &Stage) -> Simulator<'_, Message> {
    load_fonts();
    let settings = iced::Settings {
        fonts: FILES.iter().map(|file| (*file).into()).collect(),
        default_font: REGULAR,
        ..iced::Settings::default()
    };
    let size = iced::Size::new(1280.0, 800.0);
    Simulator::with_size(settings, size, stage.app.window(size))
}

/// Whether a text stands somewhere in the window.
fn shows(stage: &Stage, text: &str) -> bool {
    simulator(stage).find(text).is_ok()
}

/// Clicks a text and gives the window what that led to.
fn click(stage: &mut Stage, text: &str) {
    let messages: Vec<Message> = {
        let mut simulator = simulator(stage);
        assert!(simulator.click(text).is_ok(), "{text} is not there");
        simulator.into_messages().collect()
    };
    for message in messages {
        stage.feed(message);
    }
}

/// Clicks a key of the pad in the right column: the typed digits stand in the left one as well.
fn touch(stage: &mut Stage, key: &str) {
    let messages: Vec<Message> = {
        let mut simulator = simulator(stage);
        let on_pad = |candidate: Candidate<'_>| match candidate {
            Candidate::Text {
                content, bounds, ..
            } if content == key && bounds.x > 840.0 && bounds.y > 300.0 => Some(bounds.center()),
            _ => None,
        };
        let place = simulator.find(on_pad).expect("the key is on the pad");
        simulator.point_at(place);
        let _ = simulator.simulate(iced_test::simulator::click());
        simulator.into_messages().collect()
    };
    for message in messages {
        stage.feed(message);
    }
}

fn selling() -> Stage {
    Stage::selling(scene(), Language::Ru)
}
