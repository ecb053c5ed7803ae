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
