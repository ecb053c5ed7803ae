//! `paydesk cheque show`: the paper of a payment as text, picture, PDF or printer bytes, from the lines of the print.

use std::path::PathBuf;

use clap::Args;
use paydesk_adapters::clock;
use paydesk_adapters::sqlite::{self, Filter};
use paydesk_cheque::document::Document;
use paydesk_domain::payment::Stage;
use paydesk_till::paper as papers;
use paydesk_till::payment::Payment;

use super::first_of_books;
use crate::cli::paper::{self, Format};
use crate::cli::{Exit, Session, printer};
use crate::setup::PaperFacts;

/// Which paper, and how.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Number of a payment, or the claim number on a paper.
    #[arg(long, value_name = "N")]
    payment: String,
    /// What to make of it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Printer profile; the one of the settings otherwise.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// File to write; text goes to standard output without it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn run(session: &Session, args: &ShowArgs) -> Exit {
    let facts = match session.paper_facts() {
        Ok(facts) => facts,
        Err(exit) => return exit,
    };
    session.tell_template(facts.template_fault.as_ref());
    let name = args.profile.as_deref().unwrap_or(&facts.profile);
    let profile = match session.profiles().load(name) {
        Ok(profile) => profile,
        Err(error) => return printer::tell_profile(session, &error),
    };
    let payment = match find(session, &args.payment) {
        Ok(payment) => payment,
        Err(exit) => return exit,
    };
    let document = payment.and_then(|payment| document(&payment, &facts));
    let Some(document) = document else {
        let parameters = [("payment", args.payment.as_str())];
        let sentence = session.texts.with("cheque-no-paper", &parameters);
        session.out.problem(&sentence);
        return Exit::Refused;
    };
    paper::give(
        session,
        (&document, &profile),
        (args.format, args.out.as_deref()),
    )
}

/// The paper of a payment as it stands now. A cheque is always marked as a copy: only the printer's first is not.
fn document(payment: &Payment, facts: &PaperFacts) -> Option<Document> {
    let provider = facts.catalogue.provider(&payment.order.provider);
    let slip = papers::slip(payment, provider, &facts.shop, &facts.point);
    if slip.is_some() || payment.stage() != Stage::Paid {
        return slip;
    }
    let copy = payment.print.map_or(1, |job| job.started.max(1));
    let which = (&facts.point, copy, clock::now());
    Some(papers::cheque(payment, provider, &facts.shop, which))
}

fn find(session: &Session, typed: &str) -> Result<Option<Payment>, Exit> {
    // A claim number is the point's code, a hyphen and the number of the payment.
    let number = typed.rsplit('-').next().and_then(|n| n.trim().parse().ok());
    let Some(payment) = number else {
        return Ok(None);
    };
    let filter = Filter {
        payment: Some(payment),
        limit: 1,
        ..Filter::default()
    };
    let books = sqlite::open_reader(&session.data());
    first_of_books(session, books, &filter)
}
