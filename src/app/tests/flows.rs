use paydesk_domain::language::Language;
use paydesk_domain::payment::{ReturnStage, Stage as PaymentStage};
use paydesk_till::payment::Payment;
use paydesk_till::world::{Event, Outcome};

use super::{click, selling, shows, touch};
use crate::app::Message;
use crate::app::counter::Origin;
use crate::app::preset::{Stage, named, scene};
use crate::desk::handle::Word;
use crate::desk::simulated::PIN;
use crate::screen::Place;
use crate::ui::keyboard::Press;

fn keys_of(text: &str) -> Vec<Press> {
    text.chars().map(Press::Char).collect()
}

/// What the sale screen shows of its payment.
fn payment(stage: &Stage) -> Option<Payment> {
    let counter = stage.app.counter.as_ref()?;
    counter.sale.payment_shown().cloned()
}

fn place(stage: &Stage) -> Place {
    stage.app.place
}

#[test]
fn a_new_number_is_paid_with_fifteen_keys_and_no_mouse() {
    let mut stage = selling();
    let mut keys = keys_of("9161234567");
    keys.extend(keys_of("500"));
    keys.push(Press::Enter);
    keys.push(Press::F(10));
    assert_eq!(keys.len(), 15);
    for key in keys {
        stage.press(key);
        // Nobody types faster than this.
        stage.wait_ms(300);
    }
    let payment = payment(&stage).expect("a payment is shown");
    assert_eq!(payment.stage(), PaymentStage::Paid);
    assert!(shows(&stage, "Оплачено"));
}

#[test]
fn the_whole_sale_goes_by_touch_as_well() {
    let mut stage = selling();
    click(&mut stage, "цифры");
    for digit in ["9", "1", "6", "1", "2", "3", "4", "5", "6", "7"] {
        touch(&mut stage, digit);
    }
    click(&mut stage, "500");
    click(&mut stage, "Спросить поставщика");
    stage.wait_ms(1_000);
    assert!(shows(&stage, "Прочитайте номер клиенту"));
    // The button in the sheet stands before the key in the bar.
    click(&mut stage, "510,00\u{a0}₽ приняты");
    assert!(shows(&stage, "Оплачено"));
}

#[test]
fn a_second_enter_is_never_confirm() {
    let mut stage = selling();
    stage.ask("9161234567", "500").wait_ms(1_000);
    for _ in 0..50 {
        stage.press(Press::Enter);
    }
    let payment = payment(&stage).expect("a payment is shown");
    assert_eq!(payment.stage(), PaymentStage::Checked);
}

#[test]
fn a_key_that_bounces_on_the_echo_screen_does_not_confirm() {
    let mut stage = selling();
    stage.ask("9161234567", "500").press(Press::F(10));
    let payment = payment(&stage).expect("a payment is shown");
    assert_eq!(payment.stage(), PaymentStage::Checked);
}

#[test]
fn confirming_fifty_times_makes_one_payment() {
    let mut stage = selling();
    stage.ask("9161234567", "500").wait_ms(1_000);
    for _ in 0..50 {
        stage.press(Press::F(10));
    }
    stage.press(Press::F(7)).type_text("9161234567");
    let counter = stage.app.counter.as_ref().expect("a till is open");
    assert!(shows(&stage, "Найдено 1 из 8"), "{:?}", counter.history);
}

#[test]
fn esc_on_the_echo_screen_keeps_number_and_sum() {
    let mut stage = selling();
    stage
        .ask("9161234567", "500")
        .wait_ms(1_000)
        .press(Press::Esc);
    let counter = stage.app.counter.as_ref().expect("a till is open");
    assert_eq!(counter.sale.form.number.digits(), "9161234567");
    assert_eq!(counter.sale.form.sum.text(), "500");
    // And the same may be asked again.
    stage.press(Press::Enter).wait_ms(1_000);
    assert!(shows(&stage, "Прочитайте номер клиенту"));
}

#[test]
fn esc_after_confirming_cancels_nothing() {
    let mut stage = selling();
    stage.sell("9990000099", "500");
    let before = payment(&stage).expect("a payment is shown");
    stage.press(Press::Esc).press(Press::Esc);
    let counter = stage.app.counter.as_ref().expect("a till is open");
    let open = counter
        .model
        .facts
        .open
        .get(&before.id)
        .expect("it stays open");
    assert_eq!(open.stage(), PaymentStage::Unknown);
    assert_eq!(open.cancel, None);
}

#[test]
fn less_cash_than_the_sum_is_refused_before_anything_is_stored() {
    let mut stage = selling();
    stage
        .ask("9161234567", "500")
        .wait_ms(1_000)
        .type_text("400")
        .press(Press::F(10));
    let payment = payment(&stage).expect("a payment is shown");
    assert_eq!(payment.stage(), PaymentStage::Checked);
    assert!(shows(&stage, "Получено меньше, чем к оплате"));
}

#[test]
fn the_change_is_shown_once_the_payment_is_stored() {
    let mut stage = selling();
    stage
        .ask("9161234567", "500")
        .wait_ms(1_000)
        .type_text("1000")
        .press(Press::F(10));
    assert!(shows(&stage, "490,00\u{a0}₽"));
}

#[test]
fn a_refused_check_says_that_no_money_was_taken() {
    let mut stage = selling();
    stage.ask("9990000023", "500");
    for text in ["Отказ", "Деньги не взяты.", "Прочитайте номер клиенту: Esc"]
    {
        assert!(shows(&stage, text), "{text}");
    }
    stage.press(Press::Esc);
    let counter = stage.app.counter.as_ref().expect("a till is open");
    assert_eq!(counter.sale.form.number.digits(), "9990000023");
}

#[test]
fn without_a_line_the_cash_goes_into_the_queue_and_drains_by_itself() {
    let mut offline = scene();
    offline.is_up = false;
    let mut stage = Stage::selling(offline, Language::Ru);
    stage.ask("9161234567", "500");
    assert!(shows(&stage, "без проверки: нет связи"));
    stage.wait_ms(1_000).press(Press::F(10));
    assert!(shows(&stage, "В очереди"));
    let tally = stage.app.model().facts.tally();
    assert_eq!(tally.count, 1);
    stage
        .press(Press::Enter)
        .press(Press::F(8))
        .press(Press::CtrlEnter);
    assert_eq!(stage.app.model().facts.tally().count, 0);
    assert!(shows(&stage, "Очередь пуста"));
}

#[test]
fn the_same_payment_again_takes_a_reason_and_a_chord() {
    let mut stage = selling();
    stage
        .sell("9161234567", "500")
        .press(Press::Enter)
        .wait_ms(10 * 60_000);
    stage.ask("9161234567", "500");
    assert!(shows(&stage, "Такой платёж уже был 10 минут назад"));
    // The chord alone is not enough, nor is the reason.
    stage.press(Press::CtrlF(10));
    assert!(shows(&stage, "Не платить"));
    stage
        .press(Press::Char('2'))
        .press(Press::F(10))
        .press(Press::Enter);
    assert!(shows(&stage, "Не платить"));
    stage.press(Press::CtrlF(10)).wait_ms(1_000);
    assert!(shows(&stage, "Прочитайте номер клиенту"));
}

#[test]
fn esc_at_the_repeat_guard_pays_nothing() {
    let mut stage = selling();
    stage
        .sell("9161234567", "500")
        .press(Press::Enter)
        .wait_ms(10 * 60_000);
    stage.ask("9161234567", "500").press(Press::Esc);
    assert!(payment(&stage).is_none());
    assert_eq!(stage.app.model().facts.tally().count, 0);
}

#[test]
fn owed_cash_is_handed_back_with_a_pin_and_stays_on_screen_until_then() {
    let mut stage = selling();
    stage.sell("9990000079", "500");
    assert!(shows(&stage, "Верните 510,00\u{a0}₽"));
    stage.press(Press::F(7));
    let strip = "Верните клиенту 510,00\u{a0}₽: деньги в кассе и принадлежат клиенту.";
    assert!(shows(&stage, strip));
    stage
        .press(Press::F(8))
        .press(Press::F(10))
        .type_text("111111")
        .press(Press::Enter);
    assert!(shows(&stage, "ПИН не подошёл, осталось 4 попытки."));
    stage.type_text(PIN).press(Press::Enter);
    assert_eq!(stage.app.model().facts.tally().owed, 0);
    assert!(!shows(&stage, strip));
}

#[test]
fn a_queued_payment_is_withdrawn_only_after_a_second_del() {
    let mut offline = scene();
    offline.is_up = false;
    let mut stage = Stage::selling(offline, Language::Ru);
    stage
        .sell("9161234567", "500")
        .press(Press::Enter)
        .press(Press::F(8));
    stage
        .press(Press::Delete)
        .press(Press::Up)
        .press(Press::Delete);
    assert_eq!(stage.app.model().facts.tally().count, 1);
    stage.press(Press::Delete);
    let facts = &stage.app.model().facts;
    assert_eq!((facts.tally().count, facts.tally().owed), (0, 1));
    let owed = facts.outbox().first().map(|payment| payment.return_stage);
    assert_eq!(owed, Some(Some(ReturnStage::Due)));
}

#[test]
fn locking_hides_a_half_typed_payment_from_the_next_cashier_and_keeps_it() {
    let mut stage = selling();
    stage.type_text("916123").press(Press::Ctrl('l'));
    assert_eq!(place(&stage), Place::SignIn);
    assert!(!shows(&stage, "Депозит"));
    // Somebody else works in between.
    stage
        .press(Press::Ctrl('2'))
        .type_text(PIN)
        .press(Press::Enter);
    let counter = stage.app.counter.as_ref().expect("a till is open");
    assert_eq!(counter.sale.form.number.digits(), "");
    stage
        .press(Press::Ctrl('l'))
        .press(Press::Ctrl('1'))
        .type_text(PIN)
        .press(Press::Enter);
    let counter = stage.app.counter.as_ref().expect("a till is open");
    assert_eq!(counter.sale.form.number.digits(), "916123");
}

#[test]
fn an_idle_till_locks_itself_but_never_while_cash_is_in_hand() {
    let mut stage = selling();
    stage.wait_ms(4 * 60_000);
    stage.feed(Message::Tick);
    assert_eq!(place(&stage), Place::SignIn);
    stage
        .type_text(PIN)
        .press(Press::Enter)
        .ask("9161234567", "500");
    stage.wait_ms(10 * 60_000);
    stage.feed(Message::Tick);
    assert_eq!(place(&stage), Place::Sale);
}

#[test]
fn a_wrong_pin_opens_nothing() {
    let mut stage = Stage::signed_out(scene(), Language::Ru);
    stage.type_text("111222").press(Press::Enter);
    assert_eq!(place(&stage), Place::SignIn);
    assert!(shows(&stage, "ПИН не подошёл, осталось 4 попытки."));
    stage.type_text(PIN).press(Press::Enter);
    assert_ne!(place(&stage), Place::SignIn);
}

#[test]
fn a_till_that_breaks_down_says_so_and_stays() {
    let mut stage = selling();
    stage.type_text("916123");
    stage.feed(Message::Told(None));
    assert_eq!(place(&stage), Place::Fault);
    assert!(shows(&stage, "Касса остановилась"));
}

#[test]
fn closing_the_window_with_open_payments_says_what_is_kept() {
    let mut stage = selling();
    stage.sell("9990000099", "500").press(Press::Enter);
    stage.feed(Message::CloseAsked(iced::window::Id::unique()));
    assert!(shows(&stage, "Закрыть кассу?"));
    assert!(shows(&stage, "1 платёж ещё открыт"));
    stage.press(Press::Esc);
    assert!(!shows(&stage, "Закрыть кассу?"));
}

#[test]
fn a_copy_is_asked_for_from_the_history() {
    let mut stage = selling();
    stage.press(Press::F(7)).press(Press::Enter);
    assert_eq!(place(&stage), Place::Details);
    stage.press(Press::F(9));
    assert!(shows(&stage, "Копия печатается"));
}

#[test]
fn a_correction_is_stored_and_printed() {
    let mut stage = selling();
    stage
        .press(Press::F(7))
        .press(Press::Enter)
        .press(Press::Ctrl('i'));
    stage
        .type_text("1")
        .type_text("9161284567")
        .press(Press::Enter);
    // Without a word of how it came about nothing is stored.
    stage.press(Press::Enter);
    assert!(shows(&stage, "Напишите, как это вышло."));
    stage.type_text("ошибся").press(Press::Enter);
    assert!(shows(
        &stage,
        "Заявление записано и напечатано. Дайте его на подпись."
    ));
}

#[test]
fn the_language_changes_while_the_window_runs() {
    let mut stage = selling();
    assert!(shows(&stage, "Спросить поставщика"));
    stage
        .press(Press::Ctrl('o'))
        .press(Press::Tab)
        .press(Press::Char('3'));
    stage.press(Press::F(2));
    assert!(shows(&stage, "Ask provider"));
}

#[test]
fn a_paid_payment_is_green_and_nothing_unsent_is() {
    let mut stage = selling();
    stage.sell("9990000099", "500").press(Press::Enter);
    assert!(!shows(&stage, "пусто"));
    let tally = stage.app.model().facts.tally();
    assert_eq!((tally.count, tally.unknown), (1, 1));
}

#[test]
fn an_answer_that_is_faster_than_the_tills_own_word_is_shown_at_once() {
    let mut other = selling();
    other.sell("9161234567", "500");
    let paid = payment(&other).expect("a payment is shown");
    let mut stage = selling();
    stage.ask("9161234567", "500").wait_ms(1_000);
    // The words of the till are on their way while its events are here already.
    drop(stage.app.update(Message::Press(Press::F(10))));
    let checked = payment(&stage).expect("a payment is shown");
    assert_eq!(checked.id, paid.id);
    stage.feed(Message::Told(Some(Box::new(Event::Payment(Box::new(
        paid,
    ))))));
    // Before the till has said that it is stored, nothing says that the cash may be kept.
    assert!(!shows(&stage, "Оплачено"));
    let accepted = Word::Outcome(Some(Outcome::Accepted(Box::new(checked))));
    stage.feed(Message::Said(
        Origin::Screen(Place::Sale),
        Box::new(accepted),
    ));
    assert!(shows(&stage, "Оплачено"));
}

#[test]
fn the_earlier_number_is_taken_from_the_guard_with_its_key() {
    let mut stage = named("neighbour-guard", Language::Ru);
    let typed = |stage: &Stage| {
        let counter = stage.app.counter.as_ref().expect("a till is open");
        counter.sale.form.number.digits().to_owned()
    };
    assert_eq!(typed(&stage), "9161234567");
    stage.press(Press::F(6));
    assert_eq!(typed(&stage), "9161284567");
}

#[test]
fn after_a_refused_check_another_number_from_the_history_can_be_paid() {
    let mut stage = selling();
    stage.ask("9990000023", "500");
    assert!(!shows(&stage, "Прочитайте номер клиенту"));
    stage.press(Press::F(7)).press(Press::Ctrl('r'));
    stage.type_text("200").press(Press::Enter);
    stage.wait_ms(1_000).press(Press::Enter);
    assert!(shows(&stage, "Прочитайте номер клиенту"));
}

#[test]
fn the_till_is_not_locked_while_the_server_is_asked_or_cash_is_in_hand() {
    let mut stage = selling();
    stage.type_text("9161234567").type_text("500");
    // The answer is on its way.
    drop(stage.app.update(Message::Press(Press::Enter)));
    stage.press(Press::Ctrl('l'));
    assert_eq!(place(&stage), Place::Sale);
    let mut stage = selling();
    stage.ask("9161234567", "500").press(Press::Ctrl('l'));
    assert_eq!(place(&stage), Place::Sale);
}

#[test]
fn closing_the_window_over_an_echo_asks_and_enter_stays() {
    let mut stage = selling();
    stage.ask("9161234567", "500").wait_ms(1_000);
    stage.feed(Message::CloseAsked(iced::window::Id::unique()));
    assert!(shows(&stage, "Закрыть кассу?"));
    stage.press(Press::Enter);
    assert!(!shows(&stage, "Закрыть кассу?"));
    assert!(shows(&stage, "Прочитайте номер клиенту"));
}
