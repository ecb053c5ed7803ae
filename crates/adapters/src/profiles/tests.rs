use tempfile::TempDir;

use super::{Origin, ProfileError, Profiles};
use crate::paths::private_file;

fn shop(files: &[(&str, &str)]) -> (TempDir, Profiles) {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        private_file(&folder.path().join(name), text.as_bytes()).unwrap();
    }
    let profiles = Profiles::new(folder.path().to_owned());
    (folder, profiles)
}

#[test]
fn a_shop_without_a_folder_has_the_profiles_of_the_program() {
    let (folder, _) = shop(&[]);
    let profiles = Profiles::new(folder.path().join("nothing-here"));
    assert_eq!(profiles.load("epson-t20").unwrap().columns, 48);
    assert!(
        profiles
            .list()
            .iter()
            .all(|listed| listed.origin == Origin::Program && listed.profile.is_ok())
    );
}

#[test]
fn a_file_of_the_shop_comes_before_the_program_and_may_be_like_it() {
    let (folder, profiles) =
        shop(&[("epson-t20.toml", "inherits = \"epson-t20\"\ncolumns = 42\n")]);
    let profile = profiles.load("epson-t20").unwrap();
    assert_eq!((profile.columns, profile.page()), (42, Some(46)));
    let list = profiles.list();
    assert_eq!(
        list[0].origin,
        Origin::File(folder.path().join("epson-t20.toml"))
    );
    let named = list.iter().filter(|listed| listed.name == "epson-t20");
    assert_eq!(named.count(), 1);
}

#[test]
fn a_wrong_file_is_told_with_its_line_and_never_passed_over() {
    let (_folder, profiles) = shop(&[("epson-t20.toml", "columns = 42\ncolums = 48\n")]);
    let error = profiles.load("epson-t20").unwrap_err().to_string();
    assert!(error.contains("epson-t20.toml:2: "), "{error}");
    assert!(error.contains("colums"), "{error}");
}

#[test]
fn a_name_leads_nowhere_but_into_the_folder() {
    let (_folder, profiles) = shop(&[]);
    for name in ["../secret", "", "a/b", "C:x", "Ä", "a.b"] {
        let refused = matches!(profiles.load(name), Err(ProfileError::Name(_)));
        assert!(refused, "{name:?}");
    }
    let unknown = profiles.load("no-such").unwrap_err().to_string();
    assert!(unknown.contains("generic-58, generic-80"), "{unknown}");
}

#[test]
fn what_cannot_be_read_is_not_kept() {
    let (_folder, profiles) = shop(&[("mine.toml", "columns = 42\n")]);
    assert!(profiles.keep("mine", "columns = 4\n").is_err());
    assert_eq!(profiles.load("mine").unwrap().columns, 42);
    profiles.keep("mine", "columns = 48\n").unwrap();
    assert_eq!(profiles.load("mine").unwrap().columns, 48);
}
