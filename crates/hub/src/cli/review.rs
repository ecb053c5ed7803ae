//! `review`: payments in work, and what two persons decide about them.

use std::path::Path;

use clap::{Args, Subcommand, ValueEnum};
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};

use super::{Data, Failure, say};
use crate::admin::review;
use crate::core::payment::TransId;
use crate::serve::clock;
use crate::store::outbox::review::Why;
use crate::store::proposals::Wish;

#[derive(Debug, Subcommand)]
pub(super) enum ReviewCommand {
    /// Payments that the provider has not decided, and proposals that wait for a second person.
    List {
        #[command(flatten)]
        data: Data,
    },
    /// Propose what became of a payment; it happens when a second person agrees.
    Propose(Propose),
    /// Agree to a proposal that somebody else made.
    Agree(Decide),
    /// Reject a proposal; nothing happens to the payment.
    Reject(Decide),
}

#[derive(Debug, Args)]
pub(super) struct Propose {
    #[command(flatten)]
    data: Data,
    /// TRANSID of the payment.
    #[arg(long, value_name = "TRANSID")]
    payment: i64,
    /// What became of it.
    #[arg(long = "as", value_enum)]
    wish: WishWord,
    /// The provider's own number, with `--as paid`.
    #[arg(long, value_name = "NUMBER", required_if_eq("wish", "paid"))]
    provider_ref: Option<String>,
    /// How that is known.
    #[arg(long)]
    reason: String,
    /// Name of who proposes it.
    #[arg(long, value_name = "NAME")]
    by: String,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum WishWord {
    /// In work: the provider has credited it.
    Paid,
    /// In work: the provider has not credited it and never will.
    Refused,
    /// Paid: it is taken back, the deposit gets its sum again.
    Refund,
}

#[derive(Debug, Args)]
pub(super) struct Decide {
    #[command(flatten)]
    data: Data,
    /// Number of the proposal.
    #[arg(long)]
    proposal: i64,
    /// Name of who decides.
    #[arg(long, value_name = "NAME")]
    by: String,
}

pub(super) fn run(command: ReviewCommand) -> Result<(), Failure> {
    match command {
        ReviewCommand::List { data } => list(&data.data),
        ReviewCommand::Propose(wanted) => {
            let wish = match (wanted.wish, wanted.provider_ref) {
                (WishWord::Paid, Some(provider_ref)) => Wish::Paid { provider_ref },
                (WishWord::Paid, None) => {
                    return Err(Failure::Input("--provider-ref is missing".to_owned()));
                }
                (WishWord::Refused, _) => Wish::Refused,
                (WishWord::Refund, _) => Wish::Refund,
            };
            let payment = TransId::new(wanted.payment);
            let number = review::propose(
                &wanted.data.data,
                payment,
                (&wish, &wanted.reason),
                &wanted.by,
            )?;
            let text = format!(
                "proposal {number}: payment {} {}; nothing has happened yet\n\
                 a second person: paydesk-hub review agree --proposal {number} --by NAME\n",
                payment.get(),
                wish.as_key()
            );
            say(text.as_bytes())
        }
        ReviewCommand::Agree(wanted) => decide(&wanted, true),
        ReviewCommand::Reject(wanted) => decide(&wanted, false),
    }
}

fn decide(wanted: &Decide, agrees: bool) -> Result<(), Failure> {
    let payment = review::decide(&wanted.data.data, (wanted.proposal, agrees), &wanted.by)?;
    let (id, state) = (payment.id.get(), payment.state.as_key());
    let done = if agrees { "done" } else { "rejected" };
    say(format!(
        "proposal {}: {done}; payment {id} is {state}\n",
        wanted.proposal
    )
    .as_bytes())
}

fn list(data: &Path) -> Result<(), Failure> {
    let (in_work, open) = review::waiting(data)?;
    let now = clock::now();
    let mut text = String::new();
    for row in &in_work {
        let sum = match Currency::from_code(&row.currency) {
            Some(currency) => Money::new(row.amount, currency).to_text(Language::En),
            None => format!("{} {}", row.amount, row.currency),
        };
        let minutes = now.ms_since(row.since) / 60_000;
        let sent = match (row.review, row.is_sent) {
            (Some(Why::Once), _) => {
                "the provider may have it and is not asked again: a person decides"
            }
            (Some(Why::Day), true) => {
                "the provider may have it and is silent for a day: a person decides"
            }
            (Some(Why::Day), false) => "no order has left for a day: a person decides",
            (None, true) => "the provider may have it",
            (None, false) => "no order has left",
        };
        text.push_str(&format!(
            "payment {}: {sum} to provider {}, dealer {} point {} SESSION {}, in work for {minutes} min, \
             tried {} times, {sent}\n",
            row.payment.get(),
            row.provider,
            row.dealer,
            row.point,
            row.session,
            row.attempts
        ));
    }
    for row in &open {
        text.push_str(&format!(
            "proposal {}: payment {} {}, by {} at {}: {}\n",
            row.number,
            row.payment.get(),
            row.wish.as_key(),
            row.asked_by,
            row.asked_at.iso(),
            row.reason
        ));
    }
    if text.is_empty() {
        text.push_str("nothing is in work and nothing is proposed\n");
    }
    say(text.as_bytes())
}
