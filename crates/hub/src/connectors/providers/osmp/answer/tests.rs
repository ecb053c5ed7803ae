//! Whatever a provider sends, and whatever lies between it and the hub does to it.

use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use quick_xml::escape::escape;

use super::{AnswerNames, OsmpAnswer};

fn parse(bytes: &[u8]) -> Option<OsmpAnswer> {
    OsmpAnswer::parse(bytes, &AnswerNames::default())
}

fn written(answer: &OsmpAnswer) -> String {
    let sum = answer.sum_minor.map_or_else(String::new, |minor| {
        format!("<sum>{}.{:02}</sum>", minor / 100, minor % 100)
    });
    let reference = answer.provider_ref.as_deref().unwrap_or_default();
    format!(
        "<?xml version=\"1.0\"?><response><osmp_txn_id>{}</osmp_txn_id><prv_txn>{}</prv_txn>{sum}\
         <result>{}</result><fields><field1 name=\"a\">{}</field1></fields></response>",
        answer.txn_id.unwrap_or_default(),
        escape(reference),
        answer.result,
        escape(&answer.info),
    )
}

fn answer() -> impl Strategy<Value = OsmpAnswer> {
    let text = "[!-~А-я]([ -~А-я]{0,30}[!-~А-я])?";
    let sum = proptest::option::of(0..1_000_000_000_000_i64);
    let reference = proptest::option::of(text);
    (any::<i64>(), reference, sum, any::<u32>(), text).prop_map(
        |(txn_id, provider_ref, sum_minor, result, info)| OsmpAnswer {
            txn_id: Some(txn_id),
            provider_ref,
            sum_minor,
            result: result.to_string(),
            info,
        },
    )
}

#[test]
fn a_field_that_decides_holds_one_text_and_nothing_else() {
    for result in [
        "5<x/>0",
        "<x/>0",
        "0<x/>",
        "<x>0</x>",
        "<result>0</result>",
        "5<x>1</x>0",
    ] {
        let text = format!(
            "<response><osmp_txn_id>7</osmp_txn_id><prv_txn>1</prv_txn><result>{result}</result></response>"
        );
        assert_eq!(parse(text.as_bytes()), None, "{result}");
    }
}

proptest! {
    #[test]
    fn what_a_provider_writes_is_read_back(answer in answer()) {
        prop_assert_eq!(parse(written(&answer).as_bytes()), Some(answer));
    }

    #[test]
    fn an_answer_cut_anywhere_is_none(answer in answer(), at in 0..10_000_usize) {
        let text = written(&answer);
        let at = at % text.len();
        prop_assert_eq!(parse(&text.as_bytes()[..at]), None);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        pieces in proptest::collection::vec(
            prop_oneof![
                "<(/)?(response|result|osmp_txn_id|prv_txn|sum|fields|x)(/)?>",
                "[0-9]{1,20}",
                "<!--.{0,3}-->|<!\\[CDATA\\[.{0,3}\\]\\]>|<\\?x\\?>|&[a-z#0-9]{1,5};",
                ".{0,3}",
            ],
            0..20,
        ),
    ) {
        prop_assert_eq!(parse(&bytes), None);
        if let Some(answer) = parse(pieces.concat().as_bytes()) {
            prop_assert!(answer.sum_minor.is_none_or(|sum| sum >= 0));
            prop_assert!(answer.info.chars().count() <= 200);
        }
    }
}
