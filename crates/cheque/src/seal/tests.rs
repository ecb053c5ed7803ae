use paydesk_domain::money::{Currency, Money};
use paydesk_domain::time::Timestamp;

use super::{BadSeal, Facts, PublicSealKey, SealKey, SealedState, verify};

fn key(seed: u8) -> SealKey {
    SealKey::from_seed(&[seed; 32]).unwrap()
}

fn facts() -> Facts {
    Facts {
        session: "A1B2C3D4E5F6G7H8J9K0".to_owned(),
        last_four: "3004".to_owned(),
        taken: Money::new(125_308, Currency::RUB),
        made_at: Timestamp::from_unix_ms(1_795_536_127_000),
        state: SealedState::Credited,
    }
}

fn sealed() -> String {
    key(1).seal(&facts()).unwrap().as_str().to_owned()
}

#[test]
fn a_cheque_is_checked_with_the_public_key_alone() {
    let public: PublicSealKey = key(1).public().to_string().parse().unwrap();
    assert_eq!(verify(&sealed(), &[public]), Ok(facts()));
    assert_eq!(
        verify(&sealed(), &[key(2).public(), public]),
        Ok(facts()),
        "any key at hand may fit"
    );
}

#[test]
fn no_character_of_the_code_can_be_changed() {
    let (text, keys) = (sealed(), [key(1).public()]);
    for place in 0..text.len() {
        for other in ["0", "7", "A", "Z", "/", "a", ""] {
            let mut forged = text.clone();
            forged.replace_range(place..=place, other);
            if forged != text {
                assert!(verify(&forged, &keys).is_err(), "{forged}");
            }
        }
    }
    for forged in [text.replace("125308", "925308"), text.replace("/P/", "/A/")] {
        assert_eq!(verify(&forged, &keys), Err(BadSeal::Forged));
    }
}

#[test]
fn the_code_of_another_till_is_not_called_forged() {
    assert_eq!(
        verify(&sealed(), &[key(2).public()]),
        Err(BadSeal::UnknownKey)
    );
    assert_eq!(verify(&sealed(), &[]), Err(BadSeal::UnknownKey));
}

#[test]
fn what_is_no_code_is_called_so() {
    for text in [
        "",
        "PD1",
        "https://example.org/",
        "PD2/A/1/1RUB/1/P/AAAA/AAAA",
        "/////////",
    ] {
        assert_eq!(
            verify(text, &[key(1).public()]),
            Err(BadSeal::Shape),
            "{text}"
        );
    }
    assert_eq!(verify(&"A/".repeat(300), &[]), Err(BadSeal::Shape));
}

#[test]
fn a_code_copied_from_broken_lines_is_still_one() {
    let text = sealed();
    let (head, tail) = text.split_at(40);
    let copied = format!(" {head}\r\n{tail}\n");
    assert_eq!(verify(&copied, &[key(1).public()]), Ok(facts()));
}

#[test]
fn a_training_cheque_never_passes_for_a_paid_one() {
    let training = Facts {
        state: SealedState::Training,
        ..facts()
    };
    let text = key(1).seal(&training).unwrap();
    let read = verify(text.as_str(), &[key(1).public()]).unwrap();
    assert_eq!(read.state, SealedState::Training);
}

#[test]
fn facts_that_would_make_two_fields_of_one_are_not_sealed() {
    for (session, last_four) in [
        ("A/1", "3004"),
        ("", "3004"),
        ("A1", "30/4"),
        ("a1", ""),
        ("A1", "12345"),
    ] {
        let odd = Facts {
            session: session.to_owned(),
            last_four: last_four.to_owned(),
            ..facts()
        };
        assert_eq!(key(1).seal(&odd), None, "{session} {last_four}");
    }
}

#[test]
fn the_code_stays_in_the_small_alphabet_and_as_short_as_paper_needs() {
    let text = sealed();
    let is_small = |ch: char| ch.is_ascii_uppercase() || ch.is_ascii_digit() || ch == '/';
    assert!(text.chars().all(is_small), "{text}");
    // 178 such characters fit into version 7 at level M, as large as 122 bytes of any kind.
    assert!(text.len() <= 170, "{}", text.len());
}

#[test]
fn keys_and_facts_keep_secrets_out_of_logs() {
    assert!(!format!("{:?}", facts()).contains("3004"));
    assert_eq!(
        format!("{:?}", key(1).seal(&facts()).unwrap()),
        "Seal(161 characters)"
    );
    assert!(SealKey::from_seed(&[1; 31]).is_err());
    assert!("ABC".parse::<PublicSealKey>().is_err());
}
