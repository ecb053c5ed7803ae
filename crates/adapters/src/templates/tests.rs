use std::fs;

use paydesk_domain::provider::Catalogue;
use tempfile::TempDir;

use super::{Template, TemplateError, read};
use crate::paths::private_file;

fn told(folder: &TempDir, text: &[u8]) -> String {
    let file = folder.path().join("template.toml");
    private_file(&file, text).unwrap();
    let error: TemplateError = read(&file, Some(&Catalogue::default())).unwrap_err();
    let told = error.to_string();
    let begins = file.display().to_string();
    let rest = told
        .strip_prefix(&begins)
        .unwrap_or_else(|| panic!("{told}"));
    rest.to_owned()
}

#[test]
fn a_shop_without_a_template_has_the_papers_of_the_program() {
    let folder = TempDir::new().unwrap();
    assert_eq!(read(&folder.path().join("template.toml"), None), Ok(None));
}

#[test]
fn a_template_that_cannot_be_used_is_told_with_file_and_line() {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    fs::create_dir(path.join("folder.png")).unwrap();
    private_file(&path.join("big.png"), &vec![0; 262_145]).unwrap();
    private_file(&path.join("words.png"), b"words").unwrap();
    for (text, wanted) in [
        ("[header]\nru = [1]", ":2: "),
        ("[provider.beeline]\nru = []", ":1: there is no provider"),
        (
            "[logo]\nfile = 'folder.png'",
            ":2: the logo \"folder.png\" cannot be used: it is no file",
        ),
        (
            "[logo]\nfile = 'big.png'",
            ":2: the logo \"big.png\" cannot be used: it is larger",
        ),
        (
            "[logo]\nfile = 'words.png'",
            ":2: the logo \"words.png\" cannot be used: it is no PNG",
        ),
        (
            "[logo]\nfile = 'none.png'",
            ":2: the logo \"none.png\" cannot be used",
        ),
    ] {
        let told = told(&folder, text.as_bytes());
        assert!(told.starts_with(wanted), "{told}");
    }
    assert!(told(&folder, &[b'#', 0xff]).contains("UTF-8"));
    assert!(told(&folder, "#".repeat(65_537).as_bytes()).contains("65536"));
}

#[test]
fn without_a_catalogue_any_provider_may_be_named() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("template.toml");
    private_file(&file, b"[provider.beeline]\nru = ['x']").unwrap();
    let template = read(&file, None).unwrap().unwrap();
    assert_ne!(template, Template::default());
    assert!(read(&file, Some(&Catalogue::default())).is_err());
}
