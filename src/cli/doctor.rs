//! `paydesk doctor`: whether this till is ready to take payments, and what is wrong if it is not.

use paydesk_adapters::clock;
use paydesk_adapters::serial::DeviceState;
use paydesk_adapters::sqlite::{self, OpenError};
use paydesk_adapters::{display, scanner};
use serde_json::{Value, json};

use super::{Exit, Session, deposit, report};
use crate::desk::Desk;
use crate::setup::Setup;

/// A clock that is further away than this is worth a word.
const CLOCK_OFF_SECONDS: u64 = 60;

/// The findings so far.
struct Findings<'a> {
    session: &'a Session,
    all_well: bool,
    values: Vec<Value>,
}

impl Findings<'_> {
    fn note(&mut self, part: &str, is_well: bool, text: &str) {
        let texts = &self.session.texts;
        let verdict = texts.get(if is_well { "doctor-ok" } else { "doctor-wrong" });
        self.session.out.line(&format!(
            "{}: {verdict}: {text}",
            texts.get(&format!("doctor-{part}"))
        ));
        self.values
            .push(json!({ "part": part, "ok": is_well, "text": text }));
        self.all_well &= is_well;
    }

    fn end(self) -> Exit {
        self.session
            .out
            .value(&json!({ "ok": self.all_well, "findings": self.values }));
        if self.all_well {
            Exit::Done
        } else {
            Exit::Refused
        }
    }
}

/// Runs the command.
pub(super) fn run(session: &Session) -> Exit {
    let mut findings = Findings {
        session,
        all_well: true,
        values: Vec::new(),
    };
    let is_readable = data(&mut findings);
    let setup = match prepare(session) {
        Ok(setup) => setup,
        Err((part, what)) => {
            findings.note(part, false, &what);
            return findings.end();
        }
    };
    let file = session.settings_file().display().to_string();
    findings.note(
        "settings",
        true,
        &session.texts.with("doctor-settings-ok", &[("file", &file)]),
    );
    let serial = setup.wire.server_serial().to_string();
    findings.note(
        "keys",
        true,
        &session.texts.with("doctor-keys-ok", &[("serial", &serial)]),
    );
    if is_readable {
        folder(&mut findings, &setup);
    }
    server(&mut findings, &setup);
    devices(&mut findings, &setup);
    template(&mut findings, &setup);
    findings.end()
}

fn prepare(session: &Session) -> Result<Setup, (&'static str, String)> {
    use crate::setup::SetupError;

    let setup = session.try_setup();
    setup.map_err(|error| {
        let part = match &error {
            SetupError::Config(_)
            | SetupError::Profile(_)
            | SetupError::Choice(_)
            | SetupError::Demo(_) => "settings",
            SetupError::Key(_) | SetupError::ServerKey { .. } => "keys",
            SetupError::Line(_) => "server",
            SetupError::Folder(_) | SetupError::Busy(_) => "data",
        };
        (part, error.to_string())
    })
}

/// What is on disk already, without touching it; false where it cannot be read, which has been told then.
fn data(findings: &mut Findings<'_>) -> bool {
    let session = findings.session;
    let texts = &session.texts;
    let folder = session.data().display().to_string();
    let books = match sqlite::open_reader(&session.data()) {
        Ok(books) => books,
        Err(OpenError::Missing) => return true,
        Err(error) => {
            findings.note("data", false, &report::open_error(texts, &folder, &error));
            return false;
        }
    };
    let damaged =
        |what: String| texts.with("storage-damaged", &[("folder", &folder), ("what", &what)]);
    match books.first_break() {
        Ok(None) => findings.note("journal", true, &texts.get("doctor-journal-ok")),
        Ok(Some(entry)) => {
            let text = texts.with("doctor-journal-broken", &[("entry", &entry.to_string())]);
            findings.note("journal", false, &text);
        }
        Err(error) => findings.note("journal", false, &damaged(error.to_string())),
    }
    match books.totals() {
        Ok(totals) => {
            let open = usize::try_from(totals.open).unwrap_or(usize::MAX);
            findings.note("outbox", true, &texts.counted("queue-open", open));
        }
        Err(error) => findings.note("outbox", false, &damaged(error.to_string())),
    }
    true
}

/// Whether the till could open its data now.
fn folder(findings: &mut Findings<'_>, setup: &Setup) {
    let session = findings.session;
    let texts = &session.texts;
    let folder = setup.data.display().to_string();
    match Desk::look(setup) {
        Ok(()) => findings.note(
            "data",
            true,
            &texts.with("doctor-data-ok", &[("folder", &folder)]),
        ),
        Err(error) => findings.note(
            "data",
            false,
            &report::desk_error(texts, &setup.data, &error),
        ),
    }
}

/// Whether the devices that the settings name can be opened. No sale needs them; who has one wants it to work.
fn devices(findings: &mut Findings<'_>, setup: &Setup) {
    let looks = [
        setup
            .display
            .as_ref()
            .map(|config| ("display", &config.port, display::look(config))),
        setup
            .scanner
            .as_ref()
            .map(|config| ("scanner", &config.port, scanner::look(config))),
    ];
    for (part, port, look) in looks.into_iter().flatten() {
        let texts = &findings.session.texts;
        let text = match look {
            Ok(()) => texts.with("doctor-device-ok", &[("port", port)]),
            Err(fault) => report::device(texts, port, DeviceState::Fault(fault)),
        };
        findings.note(part, look.is_ok(), &text);
    }
}

/// Whether papers carry what the dealer wrote. No sale needs it; who has a template wants to see it.
fn template(findings: &mut Findings<'_>, setup: &Setup) {
    match &setup.template_fault {
        Some(fault) => findings.note("template", false, &fault.to_string()),
        None if setup.settings.shop.template.is_empty() => {}
        None => findings.note("template", true, &setup.template.display().to_string()),
    }
}

/// A signed question about the deposit: address, keys, codes and clock are all in its answer.
fn server(findings: &mut Findings<'_>, setup: &Setup) {
    let texts = &findings.session.texts;
    let address = setup.wire.address();
    let address = ("address", address.as_str());
    match setup.wire.rest(&deposit::request(setup)) {
        Ok((deposit, signed_at)) => {
            let rest = deposit.available.to_text(texts.language());
            findings.note(
                "server",
                true,
                &texts.with("doctor-server-ok", &[address, ("rest", &rest)]),
            );
            let seconds = u64::from(signed_at).abs_diff(u64::from(clock::now().unix_seconds()));
            if seconds > CLOCK_OFF_SECONDS {
                let text = texts.with("doctor-clock-off", &[("seconds", &seconds.to_string())]);
                findings.note("clock", false, &text);
            } else {
                findings.note("clock", true, &texts.get("doctor-clock-ok"));
            }
        }
        Err(fault) => {
            findings.note(
                "server",
                false,
                &deposit::fault_text(findings.session, setup, &fault),
            );
        }
    }
}
