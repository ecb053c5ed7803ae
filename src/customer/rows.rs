//! What the customer reads on a display of two rows: the same facts as in the window, in a word and a sum. Never a
//! number, never a name.

use paydesk_adapters::display::{Row, Rows};
use paydesk_domain::money::Money;
use paydesk_domain::payment::Stage;
use paydesk_till::payment::Payment;

use super::Telling;
use crate::screen::Place;
use crate::screen::sale::Sale;
use crate::text::Texts;

/// What stands there while the window is like this.
pub(crate) fn rows(texts: &Texts, (sale, place): (&Sale, Place)) -> Rows {
    match (Telling::of(sale, place), sale.payment_shown()) {
        (Telling::Closed, _) => closed(texts),
        (Telling::Check, Some(payment)) => to_pay(texts, payment),
        (Telling::Change | Telling::Thanks | Telling::Wait, Some(payment)) => taken(texts, payment),
        // A sum that is still being typed says nothing.
        (Telling::Welcome | Telling::Typing, _)
        | (Telling::Check | Telling::Change | Telling::Thanks | Telling::Wait, None) => {
            welcome(texts)
        }
    }
}

/// Nobody is served here.
pub(crate) fn closed(texts: &Texts) -> Rows {
    of(texts, [words(texts, "display-closed"), Row::default()])
}

/// Between two customers.
pub(crate) fn welcome(texts: &Texts) -> Rows {
    of(texts, [words(texts, "display-welcome"), Row::default()])
}

/// The sum that the customer is asked for.
pub(crate) fn to_pay(texts: &Texts, payment: &Payment) -> Rows {
    let sum = Row {
        left: String::new(),
        right: payment.order.taken.to_text(texts.language()),
    };
    of(texts, [words(texts, "display-to-pay"), sum])
}

/// Cash that was taken: what was handed over and the change, or that it was the exact sum.
pub(crate) fn taken(texts: &Texts, payment: &Payment) -> Rows {
    let is_paid = payment.stage() == Stage::Paid;
    if !(is_paid || payment.stage().is_open()) || payment.return_stage.is_some() {
        return welcome(texts);
    }
    let handed = payment.tender.and_then(|tender| tender.handed);
    let change = handed.and_then(|handed| handed.checked_sub(payment.order.taken).ok());
    if let (Some(handed), Some(change)) = (handed, change.filter(|change| change.is_positive())) {
        let rows = [
            sum(texts, "display-received", handed),
            sum(texts, "display-change", change),
        ];
        return of(texts, rows);
    }
    let (word, rest) = if is_paid {
        ("display-paid", "display-thanks")
    } else {
        ("display-accepted", "display-wait")
    };
    let first = sum(texts, word, payment.order.taken);
    of(texts, [first, words(texts, rest)])
}

/// Both alphabets, digits and signs: whoever reads this sees whether the characters are set right.
pub(crate) fn test(texts: &Texts) -> Rows {
    of(
        texts,
        [
            words(texts, "display-test-upper"),
            words(texts, "display-test-lower"),
        ],
    )
}

fn words(texts: &Texts, id: &str) -> Row {
    Row {
        left: texts.get(id),
        right: String::new(),
    }
}

fn sum(texts: &Texts, id: &str, sum: Money) -> Row {
    Row {
        left: texts.get(id),
        right: sum.to_text(texts.language()),
    }
}

fn of(texts: &Texts, rows: [Row; 2]) -> Rows {
    Rows {
        rows,
        language: texts.language(),
    }
}
