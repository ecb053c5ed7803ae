//! The customer's display: what stands there while a cashier works.

use paydesk_adapters::display::{COLUMNS, Rows};
use paydesk_adapters::serial::{DeviceState, SerialFault};
use paydesk_domain::language::Language;

use super::{selling, shows};
use crate::app::preset::{NAMED, Stage, named, scene, shop};
use crate::customer::rows;
use crate::screen::Place;
use crate::text::Texts;
use crate::ui::keyboard::Press;

/// Both rows as a person reads them.
fn shown(stage: &Stage) -> [String; 2] {
    let rows = stage.app.shown.as_ref().expect("something is shown");
    read(rows)
}

fn read(rows: &Rows) -> [String; 2] {
    let read = |place: usize| {
        let row = &rows.rows[place];
        format!("{} {}", row.left, row.right)
            .replace('\u{a0}', " ")
            .trim()
            .to_owned()
    };
    [read(0), read(1)]
}

fn assert_shown(stage: &Stage, upper: &str, lower: &str) {
    assert_eq!(shown(stage), [upper, lower]);
}

#[test]
fn the_customer_reads_the_sum_then_the_change_then_a_welcome() {
    let mut stage = Stage::signed_out(scene(), Language::Ru);
    assert_shown(&stage, "КАССА ЗАКРЫТА", "");
    stage = selling();
    assert_shown(&stage, "ДОБРО ПОЖАЛОВАТЬ", "");
    stage.type_text("9161234567").type_text("500");
    assert_shown(&stage, "ДОБРО ПОЖАЛОВАТЬ", "");
    stage.press(Press::Enter);
    assert_shown(&stage, "К ОПЛАТЕ", "510,00 ₽");
    stage.wait_ms(1_000).type_text("1000").press(Press::F(10));
    assert_shown(&stage, "ПОЛУЧЕНО 1 000,00 ₽", "СДАЧА 490,00 ₽");
    stage.press(Press::Enter);
    assert_shown(&stage, "ДОБРО ПОЖАЛОВАТЬ", "");
    stage.press(Press::Ctrl('l'));
    assert_shown(&stage, "КАССА ЗАКРЫТА", "");
}

#[test]
fn the_exact_sum_has_no_change_and_paid_is_said_only_then() {
    let mut stage = selling();
    stage.sell("9161234567", "500");
    assert_shown(&stage, "ОПЛАЧЕНО 510,00 ₽", "СПАСИБО");
    let mut stage = selling();
    stage.sell("9990000099", "500");
    assert_shown(&stage, "ПРИНЯТО 510,00 ₽", "ЖДЁМ ОТВЕТА");
}

#[test]
fn a_payment_that_was_refused_is_nobodys_thanks() {
    assert_shown(
        &named("result-refused", Language::Ru),
        "ДОБРО ПОЖАЛОВАТЬ",
        "",
    );
    assert_shown(
        &named("result-cash-back", Language::Ru),
        "ДОБРО ПОЖАЛОВАТЬ",
        "",
    );
}

#[test]
fn no_number_and_no_name_ever_stands_there() {
    for (name, make) in NAMED {
        let Some(rows) = make(Language::Ru).app.shown else {
            continue;
        };
        let [upper, lower] = read(&rows);
        for word in ["916", "441", "Иванова", "Мария"] {
            assert!(
                !upper.contains(word) && !lower.contains(word),
                "{name}: {upper} {lower}"
            );
        }
    }
}

#[test]
fn a_window_that_closes_leaves_the_word_that_nobody_serves() {
    let mut stage = selling();
    drop(stage.app.leave());
    stage.wait_ms(1);
    assert_shown(&stage, "КАССА ЗАКРЫТА", "");
}

#[test]
fn every_word_fits_in_every_language() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        for id in [
            "closed",
            "welcome",
            "to-pay",
            "thanks",
            "wait",
            "test-upper",
            "test-lower",
        ] {
            let word = texts.get(&format!("display-{id}"));
            assert!(word.chars().count() <= COLUMNS, "{word}");
        }
        // A sum of 10,000 with its currency has room beside these.
        for id in ["received", "change", "paid", "accepted"] {
            let word = texts.get(&format!("display-{id}"));
            assert!(word.chars().count() <= 8, "{word}");
        }
        assert_eq!(rows::test(&texts).rows[0].right, "");
    }
}

#[test]
fn the_settings_say_how_display_and_scanner_stand() {
    let mut scene = scene();
    scene.devices.display = DeviceState::Fault(SerialFault::Missing);
    scene.devices.scanner = DeviceState::Works;
    let mut stage = Stage::selling(scene.clone(), Language::En);
    let mut devices = (*shop(&scene.settings)).clone();
    devices.display = Some("/dev/ttyUSB1".to_owned());
    devices.scanner = Some("/dev/ttyACM0".to_owned());
    let counter = stage.app.counter.as_mut().expect("a till is open");
    counter.model.shop = std::sync::Arc::new(devices);
    stage.press(Press::Ctrl('o'));
    for _ in 0..4 {
        stage.press(Press::Down);
    }
    assert_eq!(stage.app.place, Place::Settings);
    assert!(shows(&stage, "Customer display"));
    let texts = Texts::new(Language::En);
    let port = [("port", "/dev/ttyUSB1")];
    assert!(shows(&stage, &texts.with("device-missing", &port)));
    let port = [("port", "/dev/ttyACM0")];
    assert!(shows(&stage, &texts.with("device-works", &port)));
}
