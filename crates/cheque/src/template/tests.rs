use paydesk_domain::language::Language;

use super::{
    About, Around, BadLogo, BadTemplate, BadTemplateReason as Bad, FACTS, Logo, Notices, PaperKind,
    Template,
};
use crate::document::{Cheque, Document, Heading};
use crate::escpos::encode;
use crate::layout::lay_out;
use crate::profile::{LogoWay, PrinterProfile};
use crate::tests::samples::{self, TEMPLATE, cheque, ornate, picture, ring};
use crate::text::plain_text;

fn read(text: &str) -> Result<Template, BadTemplate> {
    let around = Around {
        read: &|file| match file {
            "ring.png" => Ok(ring()),
            "words.png" => Ok(b"this is no picture".to_vec()),
            "wide.png" => Ok(picture((385, 10), |_, _| true)),
            "high.png" => Ok(picture((10, 161), |_, _| true)),
            "white.png" => Ok(picture((10, 10), |_, _| false)),
            "heavy.png" => Ok(vec![0; 262_145]),
            _ => Err(BadLogo::Unread("there is no such file".to_owned())),
        },
        has_provider: &|id| id == "vodokanal",
    };
    Template::from_toml(text, &around)
}

fn adorned(template: &Template, cheque: Cheque) -> Cheque {
    let about = About {
        kind: PaperKind::Cheque,
        language: cheque.language,
        heading: &cheque.heading,
        provider: "vodokanal",
        body: &cheque.body,
    };
    let notices = template.notices(&about);
    Cheque {
        heading: Heading {
            notices,
            ..cheque.heading.clone()
        },
        ..cheque
    }
}

fn text(cheque: Cheque, columns: usize) -> String {
    plain_text(&Document::Cheque(cheque), columns)
}

#[test]
fn a_template_that_is_wrong_is_refused_with_its_line() {
    for (text, line, reason) in [
        ("\nheadr = 1", 2, "unknown field"),
        ("[header]\nde = []", 2, "unknown field"),
        ("papers = [\"cheque\", \"z\"]", 1, "unknown variant"),
        ("[header]\nru = \"one\"", 2, "invalid type"),
        ("[header]\nru = [\n'а',\n'{account}']", 4, "{account}"),
        ("[header]\nru = ['a { b']", 2, "brace"),
        ("[header]\nru = ['a } b']", 2, "brace"),
        (
            "[footer]\nen = ['ok',\n\"\\u001Bp\"]",
            3,
            "control character (code 27)",
        ),
        (
            "[footer]\nen = [\"a\\tb\"]",
            2,
            "control character (code 9)",
        ),
        ("[footer]\nen = ['Hi 😀']", 2, "😀"),
        ("[provider.nobody]\nru = ['x']", 1, "nobody"),
        ("[logo]\nfile = 'none.png'", 2, "no such file"),
        ("[logo]\nfile = '../ring.png'", 2, "beside the template"),
        ("[logo]\nfile = 'words.png'", 2, "no PNG picture"),
        ("[logo]\nfile = 'wide.png'", 2, "385 by 10"),
        ("[logo]\nfile = 'high.png'", 2, "10 by 161"),
        ("[logo]\nfile = 'white.png'", 2, "dark enough"),
        ("[logo]\nfile = 'heavy.png'", 2, "262144 bytes"),
        ("[logo]\ntitle = 'x'", 1, "missing field"),
        (
            "[logo]\nfile = 'ring.png'\ntitle = 'Радуга на мосту у старого вокзала'",
            3,
            "title has 2",
        ),
        (
            "[header]\nru = ['1','2','3','4','5','6','7','8','9']",
            2,
            "header has 9 lines",
        ),
        (
            "[provider.vodokanal]\nru = ['','','','','']",
            2,
            "provider has 5 lines",
        ),
    ] {
        let error = read(text).unwrap_err();
        assert_eq!(error.line, line, "{text}: {error}");
        assert!(error.to_string().contains(reason), "{text}: {error}");
    }
    let long = format!("[footer]\n\nbg = ['{}']", "я".repeat(121));
    let error = read(&long).unwrap_err();
    let reason = Bad::TextTooLong {
        found: 121,
        most: 120,
    };
    assert_eq!(error, BadTemplate { line: 3, reason });
}

#[test]
fn a_template_may_not_say_what_the_till_itself_says() {
    for words in [
        "КВИТАНЦИЯ ОБ ОПЛАТЕ",
        "Ваша квитанция   об оплате",
        "КВИTAHЦИЯ OБ OПЛATE",
        "к-в-и-т-а-н-ц-и-я об оплате",
        "Payment receipt",
        "Разписка за плащане",
        "ФИСКАЛЬНЫЙ ЧЕК",
        "Fiscal receipt",
        "деньги возвращены",
        "Платеж не проведен",
        "ИТОГО 1 000,00",
        "Итого: 1000",
        "Сдача 5,00",
        "Total: 12.00",
    ] {
        let file = format!("[header]\nru = ['{words}']");
        let error = read(&file).unwrap_err();
        assert_eq!(error.line, 2, "{words}");
        assert!(matches!(error.reason, Bad::TillsOwn(_)), "{words}: {error}");
    }
    let broken = read("[header]\nru = ['КВИТАНЦИЯ', 'ОБ ОПЛАТЕ']").unwrap_err();
    assert!(matches!(broken.reason, Bad::TillsOwn(_)), "{broken}");
    for words in [
        "Итоговая распродажа до 31.12",
        "Назовите номер обращения {claim}",
        "Комиссия 0 % на связь",
        "Сохраняйте эту бумагу",
    ] {
        read(&format!("[header]\nru = ['{words}']")).unwrap();
    }
}

#[test]
fn what_became_of_a_payment_and_which_copy_it_is_are_said_by_the_till_alone() {
    for words in [
        "Ваш платёж принят и зачислен",
        "ОПЛАЧЕНО: 500,00 руб.",
        "PAID 500.00",
        "Payment successful",
        "*** КОПИЯ 2 ***",
        "Деньги у поставщика. Состояние зачислено",
        "Плащането е прието",
    ] {
        let refused = read(&format!("[header]\nru = ['{words}']"));
        assert!(refused.is_err(), "{words}");
    }
    for words in [
        "Копии документов от 5 руб.",
        "Принимаем платежи до 22:00",
        "Наличные до 15 000 руб.",
        "Платежи принимаются ежедневно",
    ] {
        read(&format!("[header]\nru = ['{words}']")).unwrap();
    }
}

#[test]
fn no_line_of_a_template_looks_like_a_fact() {
    let spread =
        "[footer]\nru = ['Скидка              1 000,00', 'Код\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}77']";
    let paper = text(adorned(&read(spread).unwrap(), cheque(Language::Ru)), 32);
    for line in ["Скидка 1 000,00", "Код 77"] {
        let found = paper.lines().find(|shown| shown.trim() == line);
        let found = found.unwrap_or_else(|| panic!("{line} in\n{paper}"));
        let before = found.len() - found.trim_start().len();
        assert_eq!(
            before,
            (32 - line.chars().count()) / 2,
            "{line} is in the middle"
        );
    }
}

#[test]
fn a_template_adds_to_a_cheque_and_takes_nothing_away() {
    for columns in [32, 42, 48] {
        let plain = text(cheque(Language::Ru), columns);
        let rich = text(ornate(Language::Ru), columns);
        let mut rest = rich.lines();
        for line in plain.lines() {
            assert!(rest.any(|shown| shown == line), "{line} in\n{rich}");
        }
        let places = [
            "О Радуга О",
            "Ежедневно",
            "ООО",
            "Аварийная",
            "К зачислению",
            "raduga",
        ];
        let places = places.map(|part| rich.find(part).unwrap());
        assert!(places.is_sorted(), "{places:?} in\n{rich}");
    }
}

#[test]
fn each_language_has_its_own_words_or_those_of_all() {
    let template = read(TEMPLATE).unwrap();
    for (language, own) in [
        (Language::Ru, true),
        (Language::Bg, false),
        (Language::En, false),
    ] {
        let paper = text(adorned(&template, cheque(language)), 80);
        assert_eq!(
            paper.contains("назовите номер 00417-000123"),
            own,
            "{paper}"
        );
        assert!(paper.contains("raduga.example"), "{paper}");
    }
}

#[test]
fn a_line_without_its_fact_is_left_out_and_double_braces_are_braces() {
    let template = read("[header]\nany = ['Тел. {phone}', '{{{till}}}', 'конец']").unwrap();
    let mut cheque = cheque(Language::Ru);
    cheque.heading.claims_phone = " ".to_owned();
    cheque.heading.till = "{phone}".to_owned();
    let paper = text(adorned(&template, cheque), 32);
    assert!(!paper.contains("Тел. \n") && paper.contains("конец"));
    assert!(
        paper.contains("{{phone}}"),
        "a fact is no template: {paper}"
    );
}

#[test]
fn every_placeholder_is_known_and_none_is_the_customers() {
    let all: Vec<String> = FACTS
        .iter()
        .map(|(name, _)| format!("'{{{name}}}'"))
        .collect();
    let template = read(&format!("[footer]\nany = [{}]", all.join(", "))).unwrap();
    let cheque = cheque(Language::Ru);
    let facts = cheque.body.fields.clone();
    let notices = adorned(&template, cheque).heading.notices;
    assert_eq!(notices.footer.len(), FACTS.len());
    for (label, value) in facts {
        assert!(!notices.footer.contains(&value), "{label}");
    }
}

#[test]
fn a_template_is_for_the_papers_it_names() {
    let template = read("papers = ['slip']\n[footer]\nany = ['x']").unwrap();
    let cheque = cheque(Language::Ru);
    let about = |kind| About {
        kind,
        language: Language::Ru,
        heading: &cheque.heading,
        provider: "vodokanal",
        body: &cheque.body,
    };
    assert_eq!(template.notices(&about(PaperKind::Slip)).footer, ["x"]);
    for kind in [PaperKind::Cheque, PaperKind::Return, PaperKind::Request] {
        assert_eq!(template.notices(&about(kind)), Notices::default());
    }
    assert!(Template::default().is_empty() && !template.is_empty());
}

/// The reader refuses commands; even if one came past it, the layout would not let it through.
#[test]
fn printer_commands_in_the_words_of_a_template_are_letters_or_nothing() {
    let mut cheque = cheque(Language::Ru);
    let command = "\u{1b}@\u{1d}V\u{0}\u{10}\u{4}\u{1}x".to_owned();
    cheque.heading.notices = Notices {
        logo: None,
        header: vec![command.clone()],
        footer: vec![command.clone()],
        provider: vec![command],
    };
    let profile = PrinterProfile::builtin("generic-58").unwrap();
    let bytes = encode(&lay_out(&Document::Cheque(cheque), 32), &profile);
    let has = |wanted: &[u8]| bytes.windows(wanted.len()).any(|window| window == wanted);
    assert!(has(b"@Vx\n"), "the letters are letters");
    assert!(!has(&[0x1d, b'V']) && !has(&[0x10, 0x04]));
    let resets = bytes.windows(2).filter(|window| window == &[0x1b, b'@']);
    assert_eq!(resets.count(), 1, "the one at the beginning");
}

#[test]
fn a_logo_is_sent_in_strips_and_never_wider_than_the_paper() {
    let wide = Logo::from_png(&picture((384, 160), |x, y| x == y || x == 383)).unwrap();
    assert_eq!(wide.within(384), *wide.dots());
    let small = wide.within(200);
    assert_eq!((small.width(), small.rows().len()), (200, 83));
    assert!((0..83).all(|y| small.is_black(199, y)), "a thin line stays");
    let profile = PrinterProfile {
        strip_rows: 16,
        ..PrinterProfile::builtin("generic-58").unwrap()
    };
    let bytes = encode(
        &lay_out(&Document::Cheque(ornate(Language::Ru)), 32),
        &profile,
    );
    let strips = bytes
        .windows(8)
        .filter(|window| window.starts_with(&[0x1d, b'v', b'0', 0]));
    let sizes: Vec<[u8; 4]> = strips
        .map(|strip| strip[4..8].try_into().unwrap())
        .collect();
    assert_eq!(sizes, [[3, 0, 16, 0], [3, 0, 4, 0]]);
}

#[test]
fn a_printer_without_pictures_prints_the_words_of_the_logo() {
    let template = read("[logo]\nfile = 'ring.png'\ntitle = 'RADUGA'").unwrap();
    let cheque = adorned(&template, cheque(Language::Ru));
    let layout = lay_out(&Document::Cheque(cheque), 32);
    let usual = PrinterProfile::builtin("generic-58").unwrap();
    let profiles = [
        PrinterProfile {
            logo: LogoWay::None,
            ..usual.clone()
        },
        PrinterProfile::builtin("text-only").unwrap(),
        usual,
    ];
    let shows = profiles.map(|profile| {
        let bytes = encode(&layout, &profile);
        let is_drawn = bytes.windows(3).any(|window| window == [0x1d, b'v', b'0']);
        let has_words = bytes.windows(6).any(|window| window == b"RADUGA");
        (is_drawn, has_words)
    });
    assert_eq!(shows, [(false, true), (false, true), (true, false)]);
}

#[test]
fn transparent_is_paper_and_colours_are_as_dark_as_they_look() {
    let dots = |kind, samples: &[u8]| {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 2, 1);
        encoder.set_color(kind);
        encoder
            .write_header()
            .unwrap()
            .write_image_data(samples)
            .unwrap();
        let logo = Logo::from_png(&bytes).unwrap();
        [0, 1].map(|x| logo.dots().is_black(x, 0))
    };
    assert_eq!(
        dots(png::ColorType::Rgba, &[0, 0, 0, 0, 0, 0, 0, 255]),
        [false, true]
    );
    assert_eq!(
        dots(png::ColorType::Rgb, &[255, 255, 0, 0, 0, 255]),
        [false, true]
    );
    assert_eq!(
        dots(png::ColorType::GrayscaleAlpha, &[0, 255, 0, 60]),
        [true, false]
    );
    assert_eq!(dots(png::ColorType::Grayscale, &[127, 128]), [true, false]);
}

#[test]
fn the_sample_of_the_golden_papers_is_read() {
    assert!(samples::template().logo().is_some());
}
