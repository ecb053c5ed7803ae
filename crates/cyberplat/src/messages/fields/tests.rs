use proptest::prelude::{any, prop_assert_eq, proptest};

use super::{
    FieldsError, MAX_FIELDS, MAX_NAME, from_windows_1251, read_strict, read_tolerant, salvage,
    to_windows_1251, to_windows_1251_or_marks,
};
use crate::messages::MAX_BODY;

fn pairs(fields: &super::Fields) -> Vec<(&str, &str)> {
    fields.iter().collect()
}

#[test]
fn a_reply_is_split_at_line_ends_and_at_the_first_equals_sign() {
    let body = b"ERROR=0\r\nRESULT=\r\nADDINFO=a=b==\r\nOPNAME=\xcc\xd2\xd1\tx\r\n";
    let fields = read_strict(body).expect("fields");
    let expected = [
        ("ERROR", "0"),
        ("RESULT", ""),
        ("ADDINFO", "a=b=="),
        ("OPNAME", "МТС\tx"),
    ];
    assert_eq!(pairs(&fields), expected);
    assert_eq!(fields.get("RESULT"), None, "empty is like absent");
    assert_eq!(fields.raw("RESULT"), Some(""));
    assert_eq!(fields.raw("REST"), None);
    assert_eq!(fields.at(0), Some(("ERROR", "0")));
    let open = read_strict(&body[..body.len() - 2]).expect("the last line end may be missing");
    assert_eq!(open, fields);
}

#[test]
fn a_reply_with_other_line_ends_or_empty_lines_is_refused() {
    for (body, fault) in [
        (&b"A=1\nB=2\r\n"[..], FieldsError::BadLineEnd(1)),
        (b"A=1\r\nB=2\n", FieldsError::BadLineEnd(2)),
        (b"A=1\rB=2", FieldsError::BadLineEnd(1)),
        (b"A=1\r\r\n", FieldsError::BadLineEnd(1)),
        (b"A=1\r\n\r\nB=2\r\n", FieldsError::BadLine(2)),
        (b"A=1\r\n\r\n", FieldsError::BadLine(2)),
        (b"\r\nA=1", FieldsError::BadLine(1)),
        (b"", FieldsError::BadLine(1)),
        (b"<html>", FieldsError::BadLine(1)),
    ] {
        assert_eq!(
            read_strict(body),
            Err(fault),
            "{}",
            String::from_utf8_lossy(body)
        );
    }
}

#[test]
fn a_field_name_has_word_characters_only() {
    for bad in ["=1", " A=1", "A =1", "A-B=1", "A.B=1", "\u{410}=1", "A"] {
        assert_eq!(
            read_strict(bad.as_bytes()),
            Err(FieldsError::BadLine(1)),
            "{bad}"
        );
        assert_eq!(
            read_tolerant(bad.as_bytes()),
            Err(FieldsError::BadLine(1)),
            "{bad}"
        );
    }
    let name = "N".repeat(MAX_NAME);
    assert!(read_strict(format!("{name}=1").as_bytes()).is_ok());
    assert!(read_strict(format!("{name}N=1").as_bytes()).is_err());
    assert!(read_strict(b"a_1=1").is_ok());
}

#[test]
fn a_field_that_stands_twice_is_refused_even_with_the_same_value() {
    let twice = Err(FieldsError::Twice("ERROR".to_owned()));
    assert_eq!(read_strict(b"ERROR=0\r\nERROR=0\r\n"), twice);
    assert_eq!(read_strict(b"ERROR=1\r\nRESULT=0\r\nERROR=0\r\n"), twice);
    assert!(
        read_strict(b"ERROR=0\r\nerror=0\r\n").is_ok(),
        "case matters"
    );
}

#[test]
fn control_characters_are_refused_and_a_tab_is_not() {
    // 0x98 is the one byte that windows-1251 leaves to a control character.
    for byte in (0_u8..32).chain([0x7f, 0x98]) {
        let body = [b"ADDINFO=a", &[byte][..], b"b\r\n"].concat();
        match byte {
            b'\t' => assert!(read_strict(&body).is_ok()),
            b'\r' | b'\n' => assert_eq!(read_strict(&body), Err(FieldsError::BadLineEnd(1))),
            _ => {
                let expected = Err(FieldsError::ControlCharacter("ADDINFO".to_owned()));
                assert_eq!(read_strict(&body), expected, "{byte}");
            }
        }
    }
}

#[test]
fn a_body_has_at_most_64_kib_and_256_fields() {
    let most = format!("A={}", "x".repeat(MAX_BODY - 2));
    assert!(read_strict(most.as_bytes()).is_ok());
    assert!(read_tolerant(most.as_bytes()).is_ok());
    let more = format!("{most}x");
    let refused = Err(FieldsError::TooLarge(MAX_BODY + 1));
    assert_eq!(read_strict(more.as_bytes()), refused);
    assert_eq!(read_tolerant(more.as_bytes()), refused);

    let lines = |count: usize| {
        (0..count)
            .map(|n| format!("F{n}=1\r\n"))
            .collect::<String>()
    };
    assert!(read_strict(lines(MAX_FIELDS).as_bytes()).is_ok());
    assert!(read_tolerant(lines(MAX_FIELDS).as_bytes()).is_ok());
    let refused = Err(FieldsError::TooMany);
    assert_eq!(read_strict(lines(MAX_FIELDS + 1).as_bytes()), refused);
    assert_eq!(read_tolerant(lines(MAX_FIELDS + 1).as_bytes()), refused);
}

#[test]
fn every_byte_of_windows_1251_is_a_letter_and_comes_back() {
    for byte in 0_u8..=255 {
        let text = from_windows_1251(&[byte]);
        assert_eq!(text.chars().count(), 1);
        assert_eq!(to_windows_1251(&text), Some(vec![byte]));
    }
    assert_eq!(
        from_windows_1251(b"\xcf\xf0\xe8\xe2\xe5\xf2 \xb9"),
        "Привет №"
    );
    assert_eq!(
        from_windows_1251(b"\xef\xbb\xbfA"),
        "п»їA",
        "no byte order mark here"
    );
}

#[test]
fn a_letter_without_a_place_in_windows_1251_is_no_silent_question_mark() {
    assert_eq!(to_windows_1251("₽"), None);
    assert_eq!(to_windows_1251("наличные 💰"), None);
    assert_eq!(to_windows_1251_or_marks("5 ₽ €"), b"5 ? \x88");
    assert_eq!(to_windows_1251_or_marks("&#8381; ?"), b"&#8381; ?");
}

#[test]
fn a_request_may_use_any_line_ends_of_the_field() {
    for body in [
        &b"SD=1\r\nAP=2\r\n"[..],
        b"SD=1\r\nAP=2",
        b"SD=1\nAP=2\n",
        b"SD=1\n\rAP=2\n\r",
        b"SD=1\rAP=2",
        b"\r\n\nSD=1\n\n\r\nAP=2\r\n\r\n",
    ] {
        let fields = read_tolerant(body).expect("tolerant");
        assert_eq!(pairs(&fields), [("SD", "1"), ("AP", "2")]);
    }
}

#[test]
fn stray_bytes_count_for_nothing_in_three_fields_and_nowhere_else() {
    for name in ["NO_ROUTE", "ACCEPT_KEYS", "COMMENT"] {
        let body = format!("SD=1\r\n{name}=1\u{0}\u{3}\r\n\u{1}rest\r\nmore");
        let fields = read_tolerant(body.as_bytes()).expect("tolerant");
        assert_eq!(pairs(&fields), [("SD", "1"), (name, "1")]);
    }
    for name in ["AMOUNT", "NUMBER", "ACCOUNT", "SESSION", "SD"] {
        let body = format!("COMMENT=x\r\n{name}=1\u{0}\r\n");
        let expected = Err(FieldsError::ControlCharacter(name.to_owned()));
        assert_eq!(read_tolerant(body.as_bytes()), expected);
        let body = format!("{name}=1\r\nrest");
        assert_eq!(read_tolerant(body.as_bytes()), Err(FieldsError::BadLine(2)));
    }
}

#[test]
fn a_request_may_repeat_only_what_says_nothing_about_the_payment() {
    let fields = read_tolerant(b"DATE=1\nDATE=2\nCOMMENT=a\nCOMMENT=b\n").expect("tolerant");
    assert_eq!(
        pairs(&fields),
        [("DATE", "1"), ("COMMENT", "a")],
        "the first stands"
    );
    for name in ["AMOUNT", "NUMBER", "SESSION", "REQ_TYPE", "PROFILE"] {
        let body = format!("{name}=1\r\n{name}=1\r\n");
        assert_eq!(
            read_tolerant(body.as_bytes()),
            Err(FieldsError::Twice(name.to_owned()))
        );
    }
    let strict = read_tolerant(b"PROFILE=PAYDESK1\nDATE=1\nDATE=2\n");
    assert_eq!(strict, Err(FieldsError::Twice("DATE".to_owned())));
}

#[test]
fn of_a_damaged_request_only_what_stands_once_is_salvaged() {
    let fields = salvage(b"SESSION=A1\r\nrubbish\r\nAMOUNT=1\nAMOUNT=2\r\nACCEPT_KEYS=5\r\n");
    assert_eq!(fields.get("SESSION"), Some("A1"));
    assert_eq!(fields.get("ACCEPT_KEYS"), Some("5"));
    assert_eq!(fields.raw("AMOUNT"), None);
}

#[test]
fn fields_and_their_faults_show_no_value() {
    let fields = read_strict(b"NUMBER=9161234567\r\nACCOUNT=4455\r\n").expect("fields");
    assert_eq!(format!("{fields:?}"), r#"["NUMBER", "ACCOUNT"]"#);
    let fault = read_strict(b"NUMBER=9161234567\0").expect_err("refused");
    assert!(!format!("{fault} {fault:?}").contains("916"));
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_of_fields_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let _ = (read_strict(&bytes), read_tolerant(&bytes), salvage(&bytes));
    }

    #[test]
    fn what_the_till_can_read_the_hub_reads_alike(body in "([A-C]{1,2}=[ -~а-я]{0,6}\r\n){1,8}") {
        let body = to_windows_1251(&body).expect("windows-1251");
        if let Ok(strict) = read_strict(&body) {
            prop_assert_eq!(read_tolerant(&body), Ok(strict));
        }
    }
}
