use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};

use crate::document::{Body, Cheque, CopyMark, Document, Heading, Slip, SlipReason};
use crate::tests::samples::{cheque, papers};
use crate::text::plain_text;

fn at_32(cheque: Cheque) -> String {
    plain_text(&Document::Cheque(cheque), 32)
}

#[test]
fn a_cheque_shows_all_that_a_customer_may_be_asked_for() {
    for columns in [32, 42, 48] {
        let text = plain_text(&Document::Cheque(cheque(Language::Ru)), columns);
        for fact in [
            "Квитанция №",
            "00417-000123",
            "Водоканал",
            "1002003004",
            "+7 900 000-00-00",
            "1 234,56 руб.",
            "18,52 руб.",
            "1 253,08 руб.",
            "2 000,00 руб.",
            "746,92 руб.",
            "Иванова Анна Петровна",
            "24.11.2026 19:02:07 +03:00",
            "A1B2C3D4E5F6G7H8J9K0",
            "1234567890123456",
            "AC-778",
            "АО «Горводоканал»",
            "7700000001",
            "+7 495 000-00-03",
            "7700000000",
            "НЕФИСКАЛЬНЫЙ",
        ] {
            assert!(text.contains(fact), "{fact} at {columns} in\n{text}");
        }
    }
}

#[test]
fn a_fee_of_nothing_is_said_too() {
    let mut cheque = cheque(Language::Bg);
    cheque.body.fee = Money::zero(Currency::EUR);
    let text = at_32(cheque);
    let line = text.lines().find(|line| line.starts_with("Такса")).unwrap();
    assert!(line.ends_with(" 0,00 EUR"), "{line}");
}

#[test]
fn a_payment_that_is_not_final_says_that_it_is_being_credited() {
    for (language, words) in [
        (Language::Ru, "деньги зачисляются"),
        (Language::Bg, "сумата се зачислява"),
        (Language::En, "it is being credited"),
    ] {
        for is_final in [true, false] {
            let paper = Cheque {
                state_final: is_final,
                ..cheque(language)
            };
            let text = at_32(paper)
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            assert_eq!(text.contains(words), !is_final, "{text}");
        }
    }
}

#[test]
fn a_copy_and_a_training_paper_are_marked_at_both_ends() {
    let (first, last) = ("*** КОПИЯ 3 ***", "24.11.2026 19:02:07 +03:00");
    let at = cheque(Language::Ru).body.made_at;
    let text = at_32(Cheque {
        copy: Some(CopyMark { n: 3, at }),
        ..cheque(Language::Ru)
    });
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    assert_eq!((lines[0], lines[1]), (first, last));
    assert_eq!(
        (lines[lines.len() - 2], lines[lines.len() - 1]),
        (first, last)
    );

    let text = at_32(Cheque {
        training: true,
        ..cheque(Language::Ru)
    });
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    assert_eq!(lines[0], "УЧЕБНЫЙ РЕЖИМ: НЕ ДОКУМЕНТ");
    assert_eq!(lines[lines.len() - 1], lines[0]);
    let unmarked = lines
        .split(|line| line.contains("УЧЕБН"))
        .map(<[&str]>::len)
        .max()
        .unwrap();
    assert!(unmarked <= 14, "{unmarked} lines without a mark in\n{text}");
    assert!(!at_32(cheque(Language::Ru)).contains("УЧЕБН"));
}

#[test]
fn an_acceptance_slip_is_never_called_a_cheque_and_has_no_number_of_one() {
    for (name, document) in papers() {
        let Document::AcceptanceSlip(slip) = &document else {
            continue;
        };
        let text = plain_text(&document, 48);
        for title in [
            "КВИТАНЦИЯ ОБ ОПЛАТЕ",
            "Квитанция №",
            "РАЗПИСКА ЗА",
            "Разписка №",
            "Receipt no.",
        ] {
            assert!(!text.contains(title), "{name}: {title}");
        }
        let denial = match slip.language {
            Language::Ru => "ЭТО НЕ ЧЕК",
            Language::Bg => "ТОВА НЕ Е РАЗПИСКА",
            Language::En => "THIS IS NOT A RECEIPT",
        };
        assert!(
            text.contains(denial) && text.contains(&slip.body.claim_number),
            "{name}"
        );
    }
}

#[test]
fn a_paper_about_a_refused_payment_never_says_accepted() {
    for (name, document) in papers() {
        if let Document::ReturnSlip(_) = document {
            let text = plain_text(&document, 42).to_lowercase();
            // The heading names the operator who accepts payments; the word of the payment is what counts.
            for word in ["принято", "принят ", "прието", "приет ", "accepted"]
            {
                assert!(!text.contains(word), "{name}: {word}");
            }
        }
    }
}

#[test]
fn a_slip_says_where_the_money_is() {
    let Cheque { heading, body, .. } = cheque(Language::En);
    for (why, place) in [
        (SlipReason::Offline, "in the drawer of this shop"),
        (SlipReason::NoAnswer, "in the drawer of this shop"),
        (SlipReason::InProgress, "on its way to the provider"),
    ] {
        let (heading, body) = (heading.clone(), body.clone());
        let language = Language::En;
        let slip = Document::AcceptanceSlip(Slip {
            heading,
            body,
            training: false,
            language,
            why,
        });
        let text = plain_text(&slip, 32)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(text.contains(place), "{text}");
    }
}

#[test]
fn a_value_without_room_goes_under_its_label_whole() {
    let mut cheque = cheque(Language::Ru);
    cheque.body.fields = vec![
        (
            "Номер договора и приложения".to_owned(),
            "12345678901234567890123456789012".to_owned(),
        ),
        (
            "Адрес".to_owned(),
            "Санкт-Петербург, наб. канала Грибоедова, д. 1".to_owned(),
        ),
    ];
    let text = at_32(cheque);
    let wanted = "\
Номер договора и приложения
12345678901234567890123456789012
Адрес
  Санкт-Петербург, наб. канала
  Грибоедова, д. 1
";
    assert!(text.contains(wanted), "{text}");
}

#[test]
fn the_largest_sum_still_stands_in_one_line() {
    let mut cheque = cheque(Language::Ru);
    cheque.body.tendered = Some(Money::new(i64::MIN, Currency::RUB));
    let text = at_32(cheque);
    assert!(
        text.contains("\n -92 233 720 368 547 758,08 руб.\n"),
        "{text}"
    );
}

#[test]
fn lines_without_facts_are_left_out() {
    let mut cheque = cheque(Language::Ru);
    cheque.heading = Heading {
        dealer_name: "ООО".to_owned(),
        ..Heading::default()
    };
    cheque.body = Body {
        supplier: None,
        transid: None,
        authcode: Some("\u{7}".to_owned()),
        ..cheque.body
    };
    let text = at_32(cheque);
    for label in [
        "ИНН",
        "Точка",
        "Поставщик",
        "TRANSID",
        "AUTHCODE",
        "Претензии",
    ] {
        assert!(!text.contains(label), "{label} in\n{text}");
    }
}
