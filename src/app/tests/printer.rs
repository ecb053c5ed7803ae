//! The printer in the window: finding, choosing, trying, and a cheque that waits for it.

use paydesk_domain::language::Language;
use paydesk_domain::people::Role;
use paydesk_domain::printer::{PrinterFault, PrinterState};

use super::shows;
use crate::app::preset::{Stage, scene};
use crate::desk::simulated::Scene;
use crate::ui::keyboard::Press;

/// In the settings, with the section of the printer open.
fn at_the_printer(scene: Scene) -> Stage {
    let mut stage = Stage::signed_in(scene, Language::Ru);
    stage.press(Press::Ctrl('o'));
    for _ in 0..3 {
        stage.press(Press::Down);
    }
    stage.press(Press::Tab);
    stage
}

fn printer_at(stage: &Stage) -> Option<&str> {
    let counter = stage.app.counter.as_ref()?;
    Some(counter.model.printer_at.as_str())
}

#[test]
fn an_owner_finds_a_printer_takes_it_and_tries_it_while_the_till_runs() {
    let mut stage = at_the_printer(scene::owners());
    stage.press(Press::Ctrl('f'));
    assert!(shows(&stage, "EPSON TM-T20III — usb:/dev/usb/lp0"));
    stage.press(Press::Ctrl('1'));
    assert_eq!(printer_at(&stage), Some("usb:/dev/usb/lp0"));
    stage.press(Press::F(9));
    let out = "Проверочная бумага вышла целиком, говорит принтер. \
               Посмотрите, верны ли буквы и не обрезаны ли строки.";
    assert!(shows(&stage, out));
}

#[test]
fn a_printer_in_the_network_is_taken_by_its_number_and_a_wrong_one_is_refused_with_why() {
    let mut stage = at_the_printer(scene::owners());
    stage.type_text("192.168.1.50:x").press(Press::Enter);
    assert!(shows(
        &stage,
        "Это не адрес: \"x\" is no port between 1 and 65535"
    ));
    assert_eq!(printer_at(&stage), Some("cheques"));
    stage.press(Press::Delete);
    stage.type_text("192.168.1.50").press(Press::Enter);
    assert_eq!(printer_at(&stage), Some("tcp:192.168.1.50:9100"));
}

fn profile(stage: &Stage) -> Option<(&str, usize)> {
    let model = &stage.app.counter.as_ref()?.model;
    Some((model.profile.as_str(), model.columns))
}

#[test]
fn an_owner_chooses_a_profile_by_keys_and_the_papers_on_the_screen_become_as_wide() {
    let mut stage = at_the_printer(scene::owners());
    assert_eq!(profile(&stage), Some(("epson-generic", 42)));
    stage.press(Press::Ctrl('p'));
    assert!(shows(&stage, "Какой это принтер?"));
    stage.press(Press::Esc);
    assert!(!shows(&stage, "Какой это принтер?"));
    assert_eq!(
        profile(&stage),
        Some(("epson-generic", 42)),
        "nothing was chosen"
    );
    stage
        .press(Press::Ctrl('p'))
        .press(Press::Down)
        .press(Press::Enter);
    assert_eq!(profile(&stage), Some(("epson-t20", 48)));
    assert!(shows(
        &stage,
        "Профиль epson-t20, 48 знаков в строке. Нажмите F9 и посмотрите на проверочную бумагу."
    ));
}

#[test]
fn what_was_seen_on_the_slip_becomes_the_profile_in_use_without_a_mouse() {
    let mut stage = at_the_printer(scene::owners());
    stage.press(Press::Ctrl('t'));
    assert!(shows(&stage, "Что видно на листе?"));
    stage.press(Press::F(10));
    assert!(shows(
        &stage,
        "На листе строки от 1 до 17. Ничего не изменено; укажите одну из них или 0."
    ));
    stage.type_text("18").press(Press::F(10));
    assert_eq!(
        profile(&stage),
        Some(("epson-generic", 42)),
        "no slip has row 18"
    );
    stage
        .press(Press::Delete)
        .type_text("8")
        .press(Press::Enter);
    stage.type_text("3").press(Press::Enter);
    stage
        .press(Press::Right)
        .press(Press::Down)
        .type_text("2")
        .press(Press::F(10));
    assert_eq!(profile(&stage), Some(("counter", 48)));
    assert!(!shows(&stage, "Что видно на листе?"));
}

#[test]
fn a_slip_that_was_not_sent_asks_nothing() {
    let mut owners = scene::owners();
    owners.print = paydesk_till::world::PrintOutcome::NotReady;
    let mut stage = at_the_printer(owners);
    stage.press(Press::Ctrl('t'));
    assert!(!shows(&stage, "Что видно на листе?"));
    assert!(shows(
        &stage,
        "Лист не отправлен: принтер не был готов. Платежи не затронуты. \
        Проверьте питание, бумагу и кабель и нажмите Ctrl T."
    ));
}

#[test]
fn papers_without_their_template_are_told_in_the_settings() {
    let mut stage = at_the_printer(scene::owners());
    let counter = stage.app.counter.as_mut().unwrap();
    let mut shop = (*counter.model.shop).clone();
    shop.template_fault = Some("template.toml:3: no such key".to_owned());
    counter.model.shop = std::sync::Arc::new(shop);
    assert!(shows(&stage, "Бумаги печатаются без шаблона дилера."));
    assert!(shows(&stage, "template.toml:3: no such key"));
}

#[test]
fn a_cashier_may_look_and_try_and_not_change_the_printer() {
    let mut cashiers = scene::owners();
    for person in &mut cashiers.people {
        person.role = Role::Cashier;
    }
    let mut stage = at_the_printer(cashiers);
    stage.press(Press::Ctrl('f')).press(Press::Ctrl('1'));
    stage.type_text("192.168.1.50").press(Press::Enter);
    assert_eq!(printer_at(&stage), Some("cheques"));
    stage.press(Press::Ctrl('p')).press(Press::Ctrl('t'));
    assert!(!shows(&stage, "Какой это принтер?"));
    assert!(
        !shows(&stage, "Что видно на листе?"),
        "the slip opens the drawer"
    );
}

#[test]
fn a_cheque_that_waits_says_for_what() {
    let mut scene = scene::quiet();
    let fault = PrinterFault::NoPaper;
    scene.printer = PrinterState::NotReady(fault);
    let mut stage = Stage::selling(scene, Language::Ru);
    stage.sell("9161234567", "500");
    stage.wait_ms(3_000);
    assert!(shows(&stage, "Оплачено"));
    assert!(shows(&stage, "принтер: нет бумаги; чек выйдет сам"));
}
