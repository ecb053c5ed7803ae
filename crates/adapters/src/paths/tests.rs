//! Private files and the places of a till.

use std::fs;

use tempfile::TempDir;

use super::{Paths, private_file, private_folder};

#[test]
fn a_file_is_replaced_whole_and_leaves_nothing_beside_it() {
    let folder = TempDir::new().expect("folder");
    let path = folder.path().join("a.txt");
    private_file(&path, b"a long first text").expect("first");
    private_file(&path, b"second").expect("second");
    assert_eq!(fs::read(&path).expect("file"), b"second");
    assert_eq!(fs::read_dir(folder.path()).expect("list").count(), 1);
}

#[test]
fn a_file_that_cannot_take_its_name_leaves_no_half() {
    let folder = TempDir::new().expect("folder");
    let path = folder.path().join("a.txt");
    fs::create_dir(&path).expect("in the way");
    fs::create_dir(path.join("full")).expect("not empty");
    assert!(private_file(&path, b"text").is_err());
    assert!(!folder.path().join("a.txt.new").exists());
}

#[cfg(unix)]
#[test]
fn files_and_folders_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;

    let mode =
        |path: &std::path::Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    let outside = TempDir::new().expect("folder");
    let folder = outside.path().join("data/papers");
    private_folder(&folder).expect("folder");
    private_folder(&folder).expect("again");
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&outside.path().join("data")), 0o700);
    let path = folder.join("a.txt");
    // A left-over that everybody can read must not become the file.
    fs::File::create(folder.join("a.txt.new")).expect("left over");
    fs::set_permissions(folder.join("a.txt.new"), fs::Permissions::from_mode(0o666)).expect("mode");
    private_file(&path, b"x").expect("file");
    assert_eq!(mode(&path), 0o600);
}

#[test]
fn a_given_data_folder_is_taken_and_the_demo_lies_apart() {
    let folder = TempDir::new().expect("folder");
    let paths = Paths::find(Some(folder.path())).expect("paths");
    assert_eq!(paths.data, folder.path());
    assert_eq!(paths.demo(), folder.path().join("demo"));
}

#[test]
fn settings_beside_the_data_come_first() {
    let folder = TempDir::new().expect("folder");
    let paths = Paths {
        data: folder.path().join("data"),
        config: folder.path().join("config"),
    };
    assert_eq!(
        paths.config_file(),
        folder.path().join("config/config.toml")
    );
    private_folder(&paths.data).expect("folder");
    private_file(&paths.data.join("config.toml"), b"").expect("file");
    assert_eq!(paths.config_file(), folder.path().join("data/config.toml"));
}
