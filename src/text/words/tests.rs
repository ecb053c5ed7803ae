use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency as C, Money};

use super::in_words;
use crate::text::Texts;

/// Minor units, currency, words.
type Case = (i64, C, &'static str);

fn assert_words(language: Language, cases: &[Case]) {
    let texts = Texts::new(language);
    for (minor, currency, words) in cases {
        let sum = Money::new(*minor, *currency);
        assert_eq!(in_words(&texts, sum), *words, "{sum}");
    }
}

#[test]
fn russian_sums_agree_with_what_they_count() {
    assert_words(Language::Ru, RUSSIAN);
}

#[test]
fn bulgarian_sums_have_the_genders_and_their_and_in_its_place() {
    assert_words(Language::Bg, BULGARIAN);
}

#[test]
fn english_sums_have_hyphens_and_their_and() {
    assert_words(Language::En, ENGLISH);
}

#[test]
fn what_no_payment_can_be_stays_in_digits() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        for minor in [-1, 10_000_000_000, i64::MIN, i64::MAX] {
            let sum = Money::new(minor, C::RUB);
            assert_eq!(in_words(&texts, sum), sum.to_text(language));
        }
    }
}

#[test]
fn no_two_sums_have_the_same_words() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        let mut seen = std::collections::BTreeSet::new();
        let whole = (0..3_000).chain((0..3_000).map(|n| n * 1_000 + 7));
        let distinct: std::collections::BTreeSet<i64> = whole.collect();
        for whole in &distinct {
            let words = in_words(&texts, Money::new(whole * 100, C::RUB));
            assert!(!words.contains("words-"), "{words}");
            assert!(seen.insert(words.clone()), "{language:?}: {words}");
        }
    }
}

const RUSSIAN: &[Case] = &[
    (0, C::RUB, "ноль рублей 00 копеек"),
    (1, C::RUB, "ноль рублей 01 копейка"),
    (100, C::RUB, "один рубль 00 копеек"),
    (202, C::RUB, "два рубля 02 копейки"),
    (305, C::RUB, "три рубля 05 копеек"),
    (411, C::RUB, "четыре рубля 11 копеек"),
    (521, C::RUB, "пять рублей 21 копейка"),
    (1_012, C::RUB, "десять рублей 12 копеек"),
    (1_122, C::RUB, "одиннадцать рублей 22 копейки"),
    (1_200, C::RUB, "двенадцать рублей 00 копеек"),
    (1_400, C::RUB, "четырнадцать рублей 00 копеек"),
    (1_999, C::RUB, "девятнадцать рублей 99 копеек"),
    (2_000, C::RUB, "двадцать рублей 00 копеек"),
    (2_100, C::RUB, "двадцать один рубль 00 копеек"),
    (4_200, C::RUB, "сорок два рубля 00 копеек"),
    (9_000, C::RUB, "девяносто рублей 00 копеек"),
    (10_000, C::RUB, "сто рублей 00 копеек"),
    (10_100, C::RUB, "сто один рубль 00 копеек"),
    (11_100, C::RUB, "сто одиннадцать рублей 00 копеек"),
    (22_300, C::RUB, "двести двадцать три рубля 00 копеек"),
    (50_000, C::RUB, "пятьсот рублей 00 копеек"),
    (68_700, C::RUB, "шестьсот восемьдесят семь рублей 00 копеек"),
    (100_000, C::RUB, "одна тысяча рублей 00 копеек"),
    (100_100, C::RUB, "одна тысяча один рубль 00 копеек"),
    (200_000, C::RUB, "две тысячи рублей 00 копеек"),
    (200_200, C::RUB, "две тысячи два рубля 00 копеек"),
    (500_000, C::RUB, "пять тысяч рублей 00 копеек"),
    (1_100_000, C::RUB, "одиннадцать тысяч рублей 00 копеек"),
    (2_100_000, C::RUB, "двадцать одна тысяча рублей 00 копеек"),
    (2_200_000, C::RUB, "двадцать две тысячи рублей 00 копеек"),
    (10_000_000, C::RUB, "сто тысяч рублей 00 копеек"),
    (11_200_000, C::RUB, "сто двенадцать тысяч рублей 00 копеек"),
    (100_000_000, C::RUB, "один миллион рублей 00 копеек"),
    (
        200_100_100,
        C::RUB,
        "два миллиона одна тысяча один рубль 00 копеек",
    ),
    (500_000_000, C::RUB, "пять миллионов рублей 00 копеек"),
    (
        2_100_000_000,
        C::RUB,
        "двадцать один миллион рублей 00 копеек",
    ),
    (
        9_999_999_999,
        C::RUB,
        "девяносто девять миллионов девятьсот девяносто девять тысяч \
                 девятьсот девяносто девять рублей 99 копеек",
    ),
    (100, C::EUR, "один евро 00 центов"),
    (201, C::EUR, "два евро 01 цент"),
    (2_103, C::USD, "двадцать один доллар 03 цента"),
    (500, C::USD, "пять долларов 00 центов"),
    (101, C::KZT, "один тенге 01 тиын"),
    (100, C::INR, "одна рупия 00 пайс"),
    (202, C::INR, "две рупии 02 пайсы"),
    (2_101, C::INR, "двадцать одна рупия 01 пайса"),
    (4_000, C::INR, "сорок рупий 00 пайс"),
    (201, C::BGN, "два лева 01 стотинка"),
    (500, C::BGN, "пять левов 00 стотинок"),
];

const BULGARIAN: &[Case] = &[
    (0, C::EUR, "нула евро и 00 цента"),
    (1, C::EUR, "нула евро и 01 цент"),
    (100, C::EUR, "едно евро и 00 цента"),
    (202, C::EUR, "две евро и 02 цента"),
    (300, C::EUR, "три евро и 00 цента"),
    (1_000, C::EUR, "десет евро и 00 цента"),
    (1_150, C::EUR, "единадесет евро и 50 цента"),
    (1_400, C::EUR, "четиринадесет евро и 00 цента"),
    (1_600, C::EUR, "шестнадесет евро и 00 цента"),
    (2_000, C::EUR, "двадесет евро и 00 цента"),
    (2_100, C::EUR, "двадесет и едно евро и 00 цента"),
    (3_200, C::EUR, "тридесет и две евро и 00 цента"),
    (9_999, C::EUR, "деветдесет и девет евро и 99 цента"),
    (10_000, C::EUR, "сто евро и 00 цента"),
    (10_500, C::EUR, "сто и пет евро и 00 цента"),
    (11_200, C::EUR, "сто и дванадесет евро и 00 цента"),
    (12_000, C::EUR, "сто и двадесет евро и 00 цента"),
    (12_100, C::EUR, "сто двадесет и едно евро и 00 цента"),
    (20_000, C::EUR, "двеста евро и 00 цента"),
    (
        45_600,
        C::EUR,
        "четиристотин петдесет и шест евро и 00 цента",
    ),
    (60_600, C::EUR, "шестстотин и шест евро и 00 цента"),
    (100_000, C::EUR, "хиляда евро и 00 цента"),
    (100_100, C::EUR, "хиляда и едно евро и 00 цента"),
    (102_000, C::EUR, "хиляда и двадесет евро и 00 цента"),
    (102_100, C::EUR, "хиляда двадесет и едно евро и 00 цента"),
    (120_000, C::EUR, "хиляда и двеста евро и 00 цента"),
    (120_500, C::EUR, "хиляда двеста и пет евро и 00 цента"),
    (
        112_100,
        C::EUR,
        "хиляда сто двадесет и едно евро и 00 цента",
    ),
    (200_000, C::EUR, "две хиляди евро и 00 цента"),
    (2_100_000, C::EUR, "двадесет и една хиляди евро и 00 цента"),
    (10_000_000, C::EUR, "сто хиляди евро и 00 цента"),
    (10_100_000, C::EUR, "сто и една хиляди евро и 00 цента"),
    (
        12_530_000,
        C::EUR,
        "сто двадесет и пет хиляди и триста евро и 00 цента",
    ),
    (100_000_000, C::EUR, "един милион евро и 00 цента"),
    (100_000_500, C::EUR, "един милион и пет евро и 00 цента"),
    (100_100_000, C::EUR, "един милион и хиляда евро и 00 цента"),
    (
        120_000_000,
        C::EUR,
        "един милион и двеста хиляди евро и 00 цента",
    ),
    (
        120_000_500,
        C::EUR,
        "един милион двеста хиляди и пет евро и 00 цента",
    ),
    (200_000_000, C::EUR, "два милиона евро и 00 цента"),
    (
        2_100_000_000,
        C::EUR,
        "двадесет и един милиона евро и 00 цента",
    ),
    (
        9_999_999_999,
        C::EUR,
        "деветдесет и девет милиона деветстотин деветдесет и девет хиляди \
                 деветстотин деветдесет и девет евро и 99 цента",
    ),
    (101, C::BGN, "един лев и 01 стотинка"),
    (202, C::BGN, "два лева и 02 стотинки"),
    (2_100, C::BGN, "двадесет и един лева и 00 стотинки"),
    (100, C::RUB, "една рубла и 00 копейки"),
    (2_101, C::RUB, "двадесет и една рубли и 01 копейка"),
    (200, C::USD, "два долара и 00 цента"),
    (100, C::KZT, "едно тенге и 00 тиина"),
    (200, C::INR, "две рупии и 00 пайси"),
];

const ENGLISH: &[Case] = &[
    (0, C::RUB, "zero roubles 00 kopecks"),
    (1, C::RUB, "zero roubles 01 kopeck"),
    (100, C::RUB, "one rouble 00 kopecks"),
    (202, C::RUB, "two roubles 02 kopecks"),
    (311, C::RUB, "three roubles 11 kopecks"),
    (821, C::RUB, "eight roubles 21 kopecks"),
    (1_000, C::RUB, "ten roubles 00 kopecks"),
    (1_100, C::RUB, "eleven roubles 00 kopecks"),
    (1_200, C::RUB, "twelve roubles 00 kopecks"),
    (1_300, C::RUB, "thirteen roubles 00 kopecks"),
    (1_500, C::RUB, "fifteen roubles 00 kopecks"),
    (1_800, C::RUB, "eighteen roubles 00 kopecks"),
    (2_000, C::RUB, "twenty roubles 00 kopecks"),
    (2_100, C::RUB, "twenty-one roubles 00 kopecks"),
    (4_000, C::RUB, "forty roubles 00 kopecks"),
    (4_400, C::RUB, "forty-four roubles 00 kopecks"),
    (9_999, C::RUB, "ninety-nine roubles 99 kopecks"),
    (10_000, C::RUB, "one hundred roubles 00 kopecks"),
    (10_100, C::RUB, "one hundred and one roubles 00 kopecks"),
    (11_500, C::RUB, "one hundred and fifteen roubles 00 kopecks"),
    (12_000, C::RUB, "one hundred and twenty roubles 00 kopecks"),
    (
        12_100,
        C::RUB,
        "one hundred and twenty-one roubles 00 kopecks",
    ),
    (50_000, C::RUB, "five hundred roubles 00 kopecks"),
    (
        99_900,
        C::RUB,
        "nine hundred and ninety-nine roubles 00 kopecks",
    ),
    (100_000, C::RUB, "one thousand roubles 00 kopecks"),
    (100_500, C::RUB, "one thousand and five roubles 00 kopecks"),
    (
        102_100,
        C::RUB,
        "one thousand and twenty-one roubles 00 kopecks",
    ),
    (
        120_000,
        C::RUB,
        "one thousand two hundred roubles 00 kopecks",
    ),
    (
        120_500,
        C::RUB,
        "one thousand two hundred and five roubles 00 kopecks",
    ),
    (200_000, C::RUB, "two thousand roubles 00 kopecks"),
    (2_100_000, C::RUB, "twenty-one thousand roubles 00 kopecks"),
    (
        10_000_000,
        C::RUB,
        "one hundred thousand roubles 00 kopecks",
    ),
    (
        10_100_000,
        C::RUB,
        "one hundred and one thousand roubles 00 kopecks",
    ),
    (100_000_000, C::RUB, "one million roubles 00 kopecks"),
    (
        100_000_500,
        C::RUB,
        "one million and five roubles 00 kopecks",
    ),
    (
        100_500_000,
        C::RUB,
        "one million five thousand roubles 00 kopecks",
    ),
    (
        9_999_999_999,
        C::RUB,
        "ninety-nine million nine hundred and ninety-nine thousand \
                 nine hundred and ninety-nine roubles 99 kopecks",
    ),
    (101, C::EUR, "one euro 01 cent"),
    (202, C::EUR, "two euros 02 cents"),
    (101, C::USD, "one dollar 01 cent"),
    (2_100, C::KZT, "twenty-one tenge 00 tiyn"),
    (101, C::INR, "one rupee 01 paisa"),
    (202, C::INR, "two rupees 02 paise"),
    (101, C::BGN, "one lev 01 stotinka"),
    (202, C::BGN, "two leva 02 stotinki"),
];
