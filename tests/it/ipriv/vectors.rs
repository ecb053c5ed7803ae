//! The vectors' files, and the program that is asked about them.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::super::rig::till::PROGRAM;
use super::super::rig::write;

/// A command that has ended, with the bytes that it wrote.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) code: i32,
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: String,
}

impl Ended {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout).unwrap()
    }

    /// Refused: the reason on standard error, nothing on standard output.
    pub(super) fn assert_refused(&self, code: i32, what: &str) {
        assert_eq!(
            (self.code, self.stdout.len()),
            (code, 0),
            "{what}: {self:?}"
        );
        assert!(!self.stderr.trim().is_empty(), "{what}: no reason");
    }
}

pub(super) fn ipriv(words: &[&str], input: &[u8]) -> Ended {
    let mut child = Command::new(PROGRAM)
        .arg("ipriv")
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that needs no input may have closed it.
    drop(child.stdin.take().unwrap().write_all(input));
    let output = child.wait_with_output().unwrap();
    Ended {
        code: output.status.code().unwrap_or(-1),
        stdout: output.stdout,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

pub(super) struct Vectors {
    root: PathBuf,
    pub(super) manifest: Value,
    phrases: TempDir,
}

impl Vectors {
    pub(super) fn open() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ipriv-vectors/own");
        let manifest =
            serde_json::from_slice(&fs::read(root.join("manifest.json")).unwrap()).unwrap();
        Self {
            root,
            manifest,
            phrases: TempDir::new().unwrap(),
        }
    }

    pub(super) fn cases(&self, list: &str) -> &[Value] {
        self.manifest[list].as_array().unwrap()
    }

    pub(super) fn path(&self, name: &Value) -> String {
        self.root
            .join(name.as_str().unwrap())
            .to_str()
            .unwrap()
            .to_owned()
    }

    pub(super) fn bytes(&self, name: &Value) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    pub(super) fn key<'a>(&'a self, case: &'a Value) -> &'a Value {
        &self.manifest["keys"][case["key"].as_str().unwrap()]
    }

    /// A file with a pass phrase, as an editor leaves it.
    pub(super) fn phrase(&self, hex: &Value) -> String {
        let hex = hex.as_str().unwrap();
        let file = self.phrases.path().join(format!("p{hex}"));
        let digits = hex
            .as_bytes()
            .chunks(2)
            .map(|two| std::str::from_utf8(two).unwrap());
        let mut bytes: Vec<u8> = digits
            .map(|two| u8::from_str_radix(two, 16).unwrap())
            .collect();
        bytes.push(b'\n');
        write(&file, &bytes);
        file.to_str().unwrap().to_owned()
    }
}

pub(super) fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

pub(super) fn name(case: &Value) -> String {
    format!("{} {}", case["id"], case["note"])
}
