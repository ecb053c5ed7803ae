//! `paydesk printer detect`.

use paydesk_adapters::printer::detect;
use serde_json::json;

use super::super::{Exit, Session};

pub(super) fn run(session: &Session) -> Exit {
    let (texts, found) = (&session.texts, detect());
    let listed: Vec<_> = found
        .iter()
        .map(|one| json!({ "address": one.address.to_string(), "title": one.title }))
        .collect();
    session.out.value(&json!({ "found": listed }));
    if found.is_empty() {
        session.out.line(&texts.get("printer-none-found"));
    }
    for one in &found {
        session.out.line(&format!("{}  {}", one.address, one.title));
    }
    session.out.line(&texts.get("printer-set-hint"));
    Exit::Done
}
