//! `paydesk printer list`: every profile by its name.

use paydesk_adapters::profiles::{Listed, Origin};
use paydesk_cheque::profile::PrinterProfile;
use serde_json::{Value, json};

use crate::cli::{Exit, Session};

/// Runs the command.
pub(super) fn run(session: &Session) -> Exit {
    let list = session.profiles().list();
    let values: Vec<Value> = list.iter().map(value).collect();
    session.out.value(&json!({ "profiles": values }));
    let mut exit = Exit::Done;
    for listed in &list {
        match &listed.profile {
            Ok(profile) => session.out.line(&line(session, listed, profile)),
            Err(error) => {
                let parameters = [("name", listed.name.as_str()), ("what", &error.to_string())];
                session
                    .out
                    .problem(&session.texts.with("printer-bad", &parameters));
                exit = Exit::Refused;
            }
        }
    }
    exit
}

fn line(session: &Session, listed: &Listed, profile: &PrinterProfile) -> String {
    let origin = match &listed.origin {
        Origin::Program => String::new(),
        Origin::File(file) => format!(" ({})", file.display()),
    };
    let page = profile.page().map_or_else(
        || profile.encoding.name().to_owned(),
        |page| format!("{} {page}", profile.encoding),
    );
    let parameters = [
        ("name", format!("{:<13}", listed.name)),
        ("title", profile.title.clone()),
        ("columns", profile.columns.to_string()),
        ("page", page),
        ("cutter", profile.cutter.name().to_owned()),
        ("qr", profile.qr.name().to_owned()),
        ("status", profile.status.name().to_owned()),
        ("origin", origin),
    ];
    let parameters: Vec<(&str, &str)> = parameters
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    session.texts.with("printer-line", &parameters)
}

fn value(listed: &Listed) -> Value {
    let file = match &listed.origin {
        Origin::Program => None,
        Origin::File(file) => Some(file.display().to_string()),
    };
    match &listed.profile {
        Ok(profile) => json!({
            "name": listed.name,
            "file": file,
            "title": profile.title,
            "columns": profile.columns,
            "dots": profile.dots,
            "encoding": profile.encoding.name(),
            "page": profile.page(),
            "cutter": profile.cutter.name(),
            "drawer": profile.drawer.map(|drawer| drawer.pin),
            "qr": profile.qr.name(),
            "status": profile.status.name(),
        }),
        Err(error) => json!({ "name": listed.name, "file": file, "error": error.to_string() }),
    }
}
