//! The shift's screen: a drawer that opens for a reason, reports on paper, and a drawer that stays shut.

use paydesk_domain::language::Language;
use paydesk_till::world::{Event, PrintOutcome};

use super::{selling, shows};
use crate::app::Message;
use crate::app::preset::{Stage, scene};
use crate::desk::simulated::Scene;
use crate::ui::keyboard::Press;

fn at_the_shift() -> Stage {
    let mut stage = selling();
    stage.press(Press::F(12));
    stage
}

#[test]
fn the_drawer_opens_for_a_reason_alone() {
    let mut stage = at_the_shift();
    stage.press(Press::Ctrl('0')).press(Press::F(10));
    assert!(shows(&stage, "Напишите причину словами."));
    stage.type_text("разменять купюру").press(Press::Enter);
    assert!(shows(&stage, "Ящик открыт."));
}

#[test]
fn a_drawer_that_just_opens_is_asked_for_no_sum() {
    let mut stage = at_the_shift();
    stage.press(Press::F(11)).press(Press::Char('3'));
    stage.type_text("проверка").press(Press::F(10));
    assert!(shows(&stage, "Ящик открыт."));
}

#[test]
fn the_report_of_the_shift_is_printed_and_what_came_of_it_is_said() {
    for (print, said) in [
        (PrintOutcome::Printed, "Отчёт напечатан."),
        (
            PrintOutcome::NotReady,
            "Принтер не готов, отчёт не напечатан. Цифры в журнале целы.",
        ),
    ] {
        let scene = Scene {
            print,
            ..scene::scene()
        };
        let mut stage = Stage::selling(scene, Language::Ru);
        stage.press(Press::F(12)).press(Press::F(9));
        assert!(shows(&stage, said), "{print:?}");
    }
}

#[test]
fn a_closed_shift_says_so_while_its_paper_comes_out() {
    let mut stage = at_the_shift();
    stage.press(Press::F(10)).press(Press::F(10));
    assert!(shows(&stage, "Смена 1 закрыта."));
}

#[test]
fn a_drawer_that_got_no_signal_is_said_on_the_result_until_the_next_cash() {
    let shut = "Денежный ящик не получил сигнала. Откройте его ключом; платежа это не касается.";
    let mut stage = selling();
    stage.ask("9161234567", "500").wait_ms(1_000);
    stage.press(Press::F(10));
    assert!(!shows(&stage, shut));
    stage.feed(Message::Told(Some(Box::new(Event::DrawerShut))));
    assert!(shows(&stage, shut));
    assert!(shows(&stage, "Оплачено"));
}
