use std::collections::{BTreeMap, BTreeSet};

use paydesk_domain::exchange::Why;
use paydesk_domain::language::Language;
use paydesk_domain::payment::{ReviewGround, Stage};
use paydesk_domain::refusal::RefusalKind;

use super::{FILES, Texts};

/// Ids of a file with the parameters that each text uses.
fn ids(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((id, _)) = line.split_once(" =")
            && line.starts_with(|c: char| c.is_ascii_lowercase())
        {
            current = id.to_owned();
        }
        for part in line.split('$').skip(1) {
            let name: String = part
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric())
                .collect();
            found.entry(current.clone()).or_default().insert(name);
        }
        if !current.is_empty() {
            found.entry(current.clone()).or_default();
        }
    }
    found
}

/// A language's texts of all files.
fn all_ids(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    FILES
        .iter()
        .flatten()
        .filter(|(of, _)| *of == language)
        .flat_map(|(_, text)| ids(text))
        .collect()
}

#[test]
fn the_three_languages_have_the_same_texts_with_the_same_parameters() {
    for file in FILES {
        let [russian, bulgarian, english] = file.map(|(_, text)| ids(text));
        assert_eq!(russian, english);
        assert_eq!(bulgarian, english);
    }
    let english = all_ids(Language::En);
    assert!(english.len() > 100, "{}", english.len());
    let in_files: usize = FILES.iter().map(|[.., (_, text)]| ids(text).len()).sum();
    assert_eq!(english.len(), in_files, "an id stands in two files");
}

#[test]
fn every_text_reads_in_every_language() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        for (id, parameters) in all_ids(language) {
            let values: Vec<(&str, &str)> =
                parameters.iter().map(|name| (name.as_str(), "7")).collect();
            let shown = texts.with(&id, &values);
            assert!(
                !shown.is_empty() && shown != id && !shown.contains('{'),
                "{language:?} {id}: {shown}"
            );
        }
    }
}

#[test]
fn whatever_can_happen_to_a_payment_has_a_text() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        let reasons = RefusalKind::ALL
            .iter()
            .map(|kind| format!("refusal-{}", kind.as_key()));
        let silences = Why::ALL.iter().map(|why| format!("why-{}", why.as_key()));
        let stages = Stage::ALL
            .iter()
            .map(|stage| format!("state-{}", stage.as_key().replace('_', "-")));
        let grounds = [
            ReviewGround::Contradiction,
            ReviewGround::TooOld,
            ReviewGround::TermsChanged,
            ReviewGround::SessionKnown,
        ];
        let grounds = grounds
            .iter()
            .map(|ground| format!("review-{}", ground.as_key()));
        let rejections = [
            "no-such-payment",
            "wrong-state",
            "reconcile",
            "other-copy",
            "old-epoch",
            "clock-off",
            "repeat",
            "shift-open",
            "no-shift",
            "bad-sum",
            "no-reason",
            "correction-open",
        ];
        let rejections = rejections.iter().map(|key| format!("rejection-{key}"));
        let all = reasons.chain(silences).chain(stages).chain(grounds);
        for id in all.chain(rejections) {
            assert_ne!(texts.get(&id), id, "{language:?}");
        }
    }
}

#[test]
fn counted_things_have_the_forms_of_their_language() {
    let russian = Texts::new(Language::Ru);
    let counted: Vec<String> = [1, 2, 5]
        .iter()
        .map(|n| russian.counted("queue-open", *n))
        .collect();
    assert_eq!(
        counted.iter().collect::<BTreeSet<_>>().len(),
        3,
        "{counted:?}"
    );
}
