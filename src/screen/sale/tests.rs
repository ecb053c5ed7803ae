//! The sale, by what its screen answers: actions are data, so nothing is drawn and nothing is sent here.

use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_till::world::Command;

use super::form::{Focus, Tab};
use super::{Hint, Message, Sale, Step};
use crate::app::preset::{Stage, scene};
use crate::desk::handle::{Answer, Ask, Similar};
use crate::model::Model;
use crate::screen::Action;
use crate::ui::keyboard::Press;

/// A till with a cashier and an open shift, its model alone.
fn model() -> Model {
    let stage = Stage::selling(scene(), Language::Ru);
    stage.app.model().clone()
}

fn type_text(sale: &mut Sale, model: &Model, text: &str) -> Action {
    let mut last = Action::None;
    for c in text.chars() {
        last = sale.update(Message::Press(Press::Char(c)), model);
    }
    last
}

/// The books know nothing remarkable about what is typed.
fn nothing_remarkable(sale: &mut Sale, model: &Model) {
    let number = sale.form.number.digits().to_owned();
    let similar = Similar {
        number,
        ..Similar::default()
    };
    let _ = sale.learn(&Answer::Similar(Box::new(similar)), model);
}

fn open_form(sale: &mut Sale, model: &Model) {
    let intent = paydesk_domain::ids::IntentKey::new(7);
    let _ = sale.hear(Some(paydesk_till::world::Outcome::Form(intent)), model);
}

#[test]
fn ten_digits_lead_to_the_sum_by_themselves() {
    let model = model();
    let mut sale = Sale::new(&model);
    type_text(&mut sale, &model, "916123456");
    assert_eq!(sale.form.focus, Focus::Number);
    let action = type_text(&mut sale, &model, "7");
    assert_eq!(sale.form.focus, Focus::Sum);
    assert!(
        matches!(action, Action::Ask(Ask::Similar { ref number, .. }) if number == "9161234567"),
        "{action:?}"
    );
}

#[test]
fn the_provider_shows_from_the_third_digit_on() {
    let model = model();
    let mut sale = Sale::new(&model);
    type_text(&mut sale, &model, "91");
    assert!(sale.form.provider(&model).is_none());
    type_text(&mut sale, &model, "6");
    let provider = sale
        .form
        .provider(&model)
        .map(|provider| provider.id.to_string());
    assert_eq!(provider.as_deref(), Some("demo-mobile"));
}

#[test]
fn an_impossible_digit_is_not_there_and_is_named() {
    let model = model();
    let mut sale = Sale::new(&model);
    type_text(&mut sale, &model, "1");
    assert_eq!(sale.form.number.digits(), "");
    assert!(sale.form.refused.is_some());
    type_text(&mut sale, &model, "9");
    assert_eq!(sale.form.number.digits(), "9");
    assert!(sale.form.refused.is_none());
}

#[test]
fn digits_of_other_scripts_and_control_characters_are_never_taken() {
    let model = model();
    for strange in [
        '٣', '９', '\u{202e}', '\u{200f}', '\u{7}', 'О', '\u{0}', '१',
    ] {
        let mut sale = Sale::new(&model);
        type_text(&mut sale, &model, "916");
        let _ = sale.update(Message::Press(Press::Char(strange)), &model);
        assert_eq!(sale.form.number.digits(), "916", "{strange:?}");
    }
}

#[test]
fn pasted_numbers_are_normalised_and_garbage_changes_nothing() {
    let model = model();
    for good in [
        "+7 (916) 123-45-67",
        "8 916 123 45 67",
        "9161234567",
        " 7-916-123-45-67 ",
    ] {
        let mut sale = Sale::new(&model);
        let _ = sale.pasted(Some(good.to_owned()), &model);
        assert_eq!(sale.form.number.digits(), "9161234567", "{good}");
        assert_eq!(sale.form.focus, Focus::Sum, "{good}");
    }
    let long = "9".repeat(1024 * 1024);
    for bad in [
        "",
        "abc",
        "9161234567 или 9161234568",
        "\u{202e}9161234567",
        "916\r\n123",
        &long,
    ] {
        let mut sale = Sale::new(&model);
        type_text(&mut sale, &model, "903");
        let _ = sale.pasted(Some(bad.to_owned()), &model);
        assert_eq!(sale.form.number.digits(), "903", "{} bytes", bad.len());
    }
}

#[test]
fn enter_asks_the_server_once_everything_fits() {
    let model = model();
    let mut sale = Sale::new(&model);
    open_form(&mut sale, &model);
    type_text(&mut sale, &model, "9161234567");
    nothing_remarkable(&mut sale, &model);
    type_text(&mut sale, &model, "500");
    let action = sale.update(Message::Press(Press::Enter), &model);
    let Action::Send(Command::Check {
        order,
        cashier,
        again,
        ..
    }) = action
    else {
        panic!("{action:?}");
    };
    assert_eq!(order.credited, Money::new(50_000, Currency::RUB));
    assert_eq!(order.taken, Money::new(51_000, Currency::RUB));
    assert_eq!(cashier, "Иванова Мария Андреевна");
    assert_eq!(again, None);
    assert!(matches!(sale.step, Step::Asking { .. }));
    // The same key once more finds nothing to do.
    assert_eq!(
        sale.update(Message::Press(Press::Enter), &model),
        Action::None
    );
}

#[test]
fn enter_before_the_books_have_answered_waits_for_them() {
    let model = model();
    let mut sale = Sale::new(&model);
    open_form(&mut sale, &model);
    type_text(&mut sale, &model, "9161234567500");
    let action = sale.update(Message::Press(Press::Enter), &model);
    assert!(
        matches!(action, Action::Ask(Ask::Similar { .. })),
        "{action:?}"
    );
    let similar = Similar {
        number: "9161234567".to_owned(),
        ..Similar::default()
    };
    let action = sale.learn(&Answer::Similar(Box::new(similar)), &model);
    assert!(
        matches!(action, Action::Send(Command::Check { .. })),
        "{action:?}"
    );
}

#[test]
fn books_that_cannot_be_read_do_not_stop_a_sale() {
    let model = model();
    let mut sale = Sale::new(&model);
    open_form(&mut sale, &model);
    type_text(&mut sale, &model, "9161234567500");
    let _ = sale.update(Message::Press(Press::Enter), &model);
    let action = sale.learn(&Answer::Failed, &model);
    assert!(
        matches!(action, Action::Send(Command::Check { .. })),
        "{action:?}"
    );
}

#[test]
fn a_hundredfold_sum_asks_for_enter_once_more() {
    let model = model();
    let mut sale = Sale::new(&model);
    open_form(&mut sale, &model);
    type_text(&mut sale, &model, "9161234567");
    let similar = Similar {
        number: "9161234567".to_owned(),
        neighbour: None,
        usual: Some((
            Money::new(10_000, Currency::RUB),
            Money::new(100_000, Currency::RUB),
        )),
    };
    let _ = sale.learn(&Answer::Similar(Box::new(similar)), &model);
    type_text(&mut sale, &model, "15000");
    let first = sale.update(Message::Press(Press::Enter), &model);
    assert!(matches!(first, Action::Play(_)), "{first:?}");
    assert_eq!(sale.hint, Some(Hint::Hundredfold));
    let second = sale.update(Message::Press(Press::Enter), &model);
    assert!(
        matches!(second, Action::Send(Command::Check { .. })),
        "{second:?}"
    );
}

#[test]
fn a_missing_sum_is_named_and_gets_the_keyboard() {
    let model = model();
    let mut sale = Sale::new(&model);
    open_form(&mut sale, &model);
    type_text(&mut sale, &model, "9161234567");
    let action = sale.update(Message::Press(Press::Enter), &model);
    assert!(matches!(action, Action::Play(_)), "{action:?}");
    assert!(matches!(sale.hint, Some(Hint::NoOrder(_))));
    assert_eq!(sale.form.focus, Focus::Sum);
}

#[test]
fn a_bill_code_fills_the_whole_form() {
    let model = model();
    let mut sale = Sale::new(&model);
    let code = "ST00012|Name=АО «Демо-Сбыт»|PersonalAcc=40702810138250123017|BankName=Банк|BIC=044525225|\
                CorrespAcc=30101810400000000225|PayeeINN=7700000001|PersAcc=4410209377|PaymPeriod=112026|Sum=150050";
    let _ = sale.pasted(Some(code.to_owned()), &model);
    assert_eq!(sale.form.tab, Tab::Bills);
    let split = sale.form.split(&model).map(|split| split.credited);
    assert_eq!(split, Ok(Money::new(150_050, Currency::RUB)));
    let order = sale
        .form
        .order(&model)
        .map(|order| order.details.account.expose().clone());
    assert_eq!(order, Ok("4410209377".to_owned()));
}

#[test]
fn a_bill_code_that_is_cut_changes_nothing_and_says_so() {
    let model = model();
    let mut sale = Sale::new(&model);
    type_text(&mut sale, &model, "916");
    let _ = sale.pasted(Some("ST00012|Name=АО|PersonalAcc=1".to_owned()), &model);
    assert_eq!(sale.form.number.digits(), "916");
    assert!(matches!(sale.hint, Some(Hint::Bill(_))), "{:?}", sale.hint);
}

#[test]
fn the_comma_and_the_point_both_part_kopecks() {
    let model = model();
    for typed in ["12,50", "12.50"] {
        let mut sale = Sale::new(&model);
        type_text(&mut sale, &model, "9161234567");
        type_text(&mut sale, &model, typed);
        let credited = sale.form.split(&model).map(|split| split.credited.minor());
        assert_eq!(credited, Ok(1_250), "{typed}");
    }
}

#[test]
fn every_field_is_reached_by_enter_and_tab() {
    let model = model();
    let mut sale = Sale::new(&model);
    let _ = sale.update(Message::Press(Press::F(3)), &model);
    let mut seen = vec![sale.form.focus];
    for _ in 0..3 {
        let _ = sale.update(Message::Press(Press::Tab), &model);
        seen.push(sale.form.focus);
    }
    let expected = [
        Focus::Field(0),
        Focus::Field(1),
        Focus::Field(2),
        Focus::Sum,
    ];
    assert_eq!(seen, expected);
    let _ = sale.update(Message::Press(Press::BackTab), &model);
    assert_eq!(sale.form.focus, Focus::Field(2));
}
