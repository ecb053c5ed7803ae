//! `paydesk template`: whether the dealer's template can be used, and how papers look with it.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use paydesk_adapters::config::Config;
use paydesk_adapters::templates;
use paydesk_cheque::document::Heading;
use paydesk_cheque::profile::PrinterProfile;
use paydesk_cheque::template::{PaperKind, Template};
use paydesk_domain::provider::Catalogue;
use serde_json::json;

use super::paper::{self, Format};
use super::{Exit, Session};
use crate::setup::PaperFacts;
use crate::trial;

/// What to do about templates.
#[derive(Debug, Subcommand)]
pub(crate) enum TemplateCommand {
    /// Say whether a template can be used, and if not, in which line and why.
    Check(CheckArgs),
    /// Show a sample paper, marked as training, with a template.
    Show(ShowArgs),
}

/// Which template.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The file; the one beside the settings otherwise.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Which template, on which paper, and how.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The file; the one beside the settings otherwise.
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// The paper.
    #[arg(long, value_enum, default_value_t = Paper::Cheque)]
    paper: Paper,
    /// Id of a provider, to see the lines about it.
    #[arg(long, value_name = "ID", default_value = "")]
    provider: String,
    /// What to make of it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Printer profile; that of this till otherwise.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Characters in a line; those of the profile otherwise.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(32..=80))]
    columns: Option<u8>,
    /// File to write; text goes to standard output without it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// A paper to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Paper {
    /// For a paid payment.
    Cheque,
    /// For an accepted payment.
    Slip,
    /// For a payment that was not made.
    Return,
}

/// What is known of the shop. A computer that is not set up yet can look at a template, too.
struct Around {
    heading: Heading,
    catalogue: Option<Catalogue>,
    template: PathBuf,
    profile: String,
}

/// Runs the command.
pub(super) fn run(session: &Session, command: &TemplateCommand) -> Exit {
    match command {
        TemplateCommand::Check(args) => check(session, args),
        TemplateCommand::Show(args) => show(session, args),
    }
}

fn check(session: &Session, args: &CheckArgs) -> Exit {
    let around = around(session);
    let file = args.file.as_ref().unwrap_or(&around.template);
    if let Err(exit) = read(session, &around, file) {
        return exit;
    }
    let shown = file.display().to_string();
    let has_catalogue = around.catalogue.is_some();
    session
        .out
        .value(&json!({ "file": shown, "ok": true, "providers_checked": has_catalogue }));
    let parameters = [("file", shown.as_str())];
    session
        .out
        .line(&session.texts.with("template-good", &parameters));
    if !has_catalogue {
        let sentence = session.texts.get("template-no-catalogue");
        session.out.line(&sentence);
    }
    Exit::Done
}

fn show(session: &Session, args: &ShowArgs) -> Exit {
    let around = around(session);
    let file = args.file.as_ref().unwrap_or(&around.template);
    let template = match read(session, &around, file) {
        Ok(template) => template,
        Err(exit) => return exit,
    };
    let name = args.profile.as_ref().unwrap_or(&around.profile);
    let profile = match super::printer::profile(session, name) {
        Ok(profile) => profile,
        Err(exit) => return exit,
    };
    let profile = PrinterProfile {
        columns: args.columns.map_or(profile.columns, usize::from),
        ..profile
    };
    let kind = match args.paper {
        Paper::Cheque => PaperKind::Cheque,
        Paper::Slip => PaperKind::Slip,
        Paper::Return => PaperKind::Return,
    };
    let document = trial::sample(
        (kind, &args.provider),
        (around.heading, &template),
        &session.texts,
    );
    let wanted = (args.format, args.out.as_deref());
    paper::give(session, (&document, &profile), wanted)
}

fn read(session: &Session, around: &Around, file: &Path) -> Result<Template, Exit> {
    let what = match templates::read(file, around.catalogue.as_ref()) {
        Ok(Some(template)) => return Ok(template),
        Ok(None) => {
            let file = file.display().to_string();
            session.texts.with("template-missing", &[("file", &file)])
        }
        Err(error) => {
            let what = error.to_string();
            session.texts.with("template-refused", &[("what", &what)])
        }
    };
    session.out.problem(&what);
    Err(Exit::BadInput)
}

fn around(session: &Session) -> Around {
    let settings = session.settings_file();
    let facts = if session.is_demo() {
        session.paper_facts().ok()
    } else {
        let config = Config::read(&settings).ok();
        config.and_then(|config| PaperFacts::new(&session.data(), config, None).ok())
    };
    let Some(facts) = facts else {
        let folder = settings.parent().unwrap_or(Path::new("."));
        return Around {
            heading: Heading::default(),
            catalogue: None,
            template: folder.join("template.toml"),
            profile: "generic-58".to_owned(),
        };
    };
    Around {
        heading: facts.shop.heading,
        catalogue: Some(facts.catalogue),
        template: facts.template,
        profile: facts.profile,
    }
}
