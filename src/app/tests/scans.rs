//! Codes in the window: what they fill in, and what they never do.

use paydesk_domain::payment::Stage as PaymentStage;
use paydesk_domain::shift::Shift;

use super::{selling, shows};
use crate::app::Message;
use crate::app::preset::{Stage, named, scene};
use crate::desk::simulated::PIN;
use crate::screen::Place;
use crate::screen::sale::Sale;
use crate::screen::sale::form::Focus;
use crate::ui::keyboard::Press;
use paydesk_adapters::scanner::Scan;
use paydesk_domain::language::Language;

const BILL: &str = "ST00012|Name=АО «Демо-Сбыт»|PersonalAcc=40702810138250123017|BankName=Банк|BIC=044525225|\
                    CorrespAcc=30101810400000000225|PayeeINN=7700000001|PersAcc=4410209377|\
                    PaymPeriod=112026|Sum=150050";

fn sale(stage: &Stage) -> &Sale {
    let counter = stage.app.counter.as_ref();
    &counter.expect("a till is open").sale
}

fn shift(stage: &Stage) -> Option<&Shift> {
    stage.app.model().facts.shift.as_ref()
}

/// The same code from a scanner that types and from one on a serial line.
fn each_way(make: impl Fn() -> Stage, code: &str, check: impl Fn(&Stage, &str)) {
    let mut typed = make();
    typed.wait_ms(1_000).scan(code);
    check(&typed, "typed");
    let mut sent = make();
    sent.wait_ms(1_000)
        .feed(Message::Scanned(Scan::Text(code.to_owned())));
    check(&sent, "sent");
}

#[test]
fn a_scanned_number_is_the_number_and_asks_nobody() {
    each_way(selling, "+79161234567", |stage, how| {
        let sale = sale(stage);
        assert_eq!(sale.form.number.digits(), "9161234567", "{how}");
        assert_eq!(sale.form.focus, Focus::Sum, "{how}");
        assert!(sale.form.sum.is_empty(), "{how}");
    });
}

#[test]
fn a_scanned_bill_fills_the_form_and_enter_is_still_the_cashiers() {
    each_way(selling, BILL, |stage, how| {
        let sale = sale(stage);
        assert!(sale.is_being_typed(), "{how}");
        assert_eq!(sale.form.sum.text(), "1500.50", "{how}");
        let order = sale.form.order(stage.app.model());
        let account = order.map(|order| order.details.account.expose().clone());
        assert_eq!(account, Ok("4410209377".to_owned()), "{how}");
    });
}

#[test]
fn a_code_is_never_a_sum_and_replaces_no_number() {
    let filled = || {
        let mut stage = selling();
        stage.type_text("9161234567");
        stage
    };
    each_way(filled, "4607001234567", |stage, how| {
        let sale = sale(stage);
        assert!(sale.form.sum.is_empty(), "{how}");
        assert_eq!(sale.form.number.digits(), "9161234567", "{how}");
        assert!(
            shows(stage, "Номер уже набран: код его не заменяет. Esc очищает"),
            "{how}"
        );
    });
}

#[test]
fn a_code_takes_none_of_the_last_numbers() {
    let picking = || {
        let mut stage = selling();
        stage.sell("9161234567", "500").press(Press::Enter);
        stage.press(Press::F(6));
        stage
    };
    each_way(picking, "9031234567", |stage, how| {
        assert_eq!(sale(stage).form.number.digits(), "9031234567", "{how}");
    });
}

#[test]
fn a_code_never_confirms() {
    let echo = || {
        let mut stage = selling();
        stage.ask("9161234567", "500");
        stage
    };
    for code in ["+79161234567", "++++", "1000+", "4410209377"] {
        each_way(echo, code, |stage, how| {
            let payment = sale(stage).payment_shown().expect("a payment");
            assert_eq!(payment.stage(), PaymentStage::Checked, "{code} {how}");
            assert!(payment.tender.is_none(), "{code} {how}");
        });
    }
    // No code that ended in the middle of a key does, either.
    let mut stage = echo();
    stage
        .wait_ms(1_000)
        .keys_at_once("+++++")
        .press(Press::Left);
    assert!(
        sale(&stage)
            .payment_shown()
            .is_some_and(|payment| payment.tender.is_none())
    );
}

#[test]
fn a_code_answers_no_guard() {
    let guards = ["repeat-guard", "neighbour-guard", "provider-picker"];
    for name in guards {
        let guard = || named(name, Language::Ru);
        let before = format!("{:?}", sale(&guard()));
        each_way(guard, "1234", |stage, how| {
            assert_eq!(format!("{:?}", sale(stage)), before, "{name} {how}");
        });
    }
}

#[test]
fn a_code_signs_nobody_in() {
    let locked = || Stage::signed_out(scene(), Language::Ru);
    each_way(locked, PIN, |stage, how| {
        assert_eq!(stage.app.place, Place::SignIn, "{how}");
        assert!(stage.app.model().person.is_none(), "{how}");
    });
    // The same keys from a person do.
    let mut stage = locked();
    stage.type_text(PIN).press(Press::Enter);
    assert!(stage.app.model().person.is_some());
}

#[test]
fn a_code_hands_no_cash_back_and_opens_no_shift() {
    let owed = || named("return-pin", Language::Ru);
    let before = format!("{:?}", owed().app.counter.as_ref().map(|c| c.over.clone()));
    each_way(owed, PIN, |stage, how| {
        let over = stage.app.counter.as_ref().map(|c| c.over.clone());
        assert_eq!(format!("{over:?}"), before, "{how}");
    });
    let opening = || named("shift-opening", Language::Ru);
    each_way(opening, "3000", |stage, how| {
        assert!(shift(stage).is_none(), "{how}");
    });
}

#[test]
fn a_code_changes_no_setting_and_closes_no_help() {
    let settings = || {
        let mut stage = selling();
        stage.press(Press::Ctrl('o'));
        stage
    };
    let before = settings().app.model().prefs.clone();
    each_way(settings, "2222", |stage, how| {
        assert_eq!(stage.app.model().prefs, before, "{how}");
    });
    let help = || {
        let mut stage = selling();
        stage.press(Press::F(1));
        stage
    };
    each_way(help, "4410209377", |stage, how| {
        assert!(stage.app.shows_help, "{how}");
        assert!(sale(stage).form.number.digits().is_empty(), "{how}");
    });
}

#[test]
fn a_code_searches_the_history_as_a_paste_does() {
    let history = || {
        let mut stage = selling();
        stage.sell("9161234567", "500").press(Press::F(7));
        stage
    };
    each_way(history, "9161234567", |stage, how| {
        assert!(shows(stage, "Найдено 1 из 8"), "{how}");
    });
}

#[test]
fn what_was_not_read_whole_is_said_and_changes_nothing() {
    let mut stage = selling();
    stage
        .type_text("916")
        .feed(Message::Scanned(Scan::Unreadable));
    assert_eq!(sale(&stage).form.number.digits(), "916");
    assert!(shows(&stage, "Код считан не целиком"));
}

#[test]
fn a_fast_cashier_is_no_scanner() {
    let mut stage = selling();
    // Two fingers at once, time and again: the keys come in their order.
    for two in ["91", "61", "23", "45", "67", "50"] {
        stage.wait_ms(80).keys_at_once(two);
    }
    stage
        .wait_ms(80)
        .keys_at_once("0")
        .wait_ms(80)
        .press(Press::Left);
    let sale = sale(&stage);
    assert_eq!(sale.form.number.digits(), "9161234567");
    assert_eq!(sale.form.sum.text(), "500");
}
