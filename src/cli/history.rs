//! `paydesk history`: payments by number, account, SESSION or payment number.

use clap::Args;
use paydesk_adapters::sqlite::{self, Books, Filter, OpenError};
use paydesk_domain::phone::{Phone, Region};
use paydesk_till::payment::Payment;
use serde_json::json;

use super::{Exit, Session, report};

/// What to look for; without a condition the newest payments are shown.
#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    /// Telephone number or account.
    #[arg(long)]
    number: Option<String>,
    /// SESSION of a payment, also an earlier one.
    #[arg(long)]
    session: Option<String>,
    /// Number of a payment, or the claim number on a paper.
    #[arg(long)]
    payment: Option<String>,
    /// At most so many.
    #[arg(long, default_value_t = 20)]
    limit: u32,
}

/// Runs the command.
pub(super) fn run(session: &Session, args: &HistoryArgs) -> Exit {
    let folder = session.data();
    let found = match sqlite::open_reader(&folder) {
        Ok(books) => find(&books, args).map_err(|error| error.to_string()),
        Err(OpenError::Missing) => Ok(Vec::new()),
        Err(error) => {
            let folder = folder.display().to_string();
            session
                .out
                .problem(&report::open_error(&session.texts, &folder, &error));
            return Exit::Storage;
        }
    };
    let payments = match found {
        Ok(payments) => payments,
        Err(what) => {
            let folder = folder.display().to_string();
            let parameters = [("folder", folder.as_str()), ("what", what.as_str())];
            session
                .out
                .problem(&session.texts.with("storage-damaged", &parameters));
            return Exit::Storage;
        }
    };
    let view = session.view();
    let shown = view.shown(&session.texts);
    let listed: Vec<_> = payments.iter().map(|payment| shown.json(payment)).collect();
    session.out.value(&json!({ "payments": listed }));
    if payments.is_empty() {
        session.out.line(&session.texts.get("history-empty"));
    }
    for payment in &payments {
        session.out.line(&shown.list_line(payment));
    }
    Exit::Done
}

fn find(books: &Books, args: &HistoryArgs) -> Result<Vec<Payment>, sqlite::BadRow> {
    // A claim number is the point's code, a hyphen and the number of the payment.
    let payment = args
        .payment
        .as_deref()
        .and_then(|text| text.rsplit('-').next()?.trim().parse().ok());
    if args.payment.is_some() && payment.is_none() {
        return Ok(Vec::new());
    }
    let Some(typed) = &args.number else {
        let filter = Filter {
            session: args.session.clone(),
            payment,
            limit: args.limit,
            ..Filter::default()
        };
        return books.find(&filter);
    };
    // Numbers are stored without their country's prefix; what is typed may have any.
    let readings = [Region::Ru, Region::Bg, Region::Kz]
        .into_iter()
        .filter_map(|region| Phone::parse(typed, region).ok())
        .map(|phone| phone.national().to_owned());
    let digits: String = typed.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut sought: Vec<String> = readings.chain([digits, typed.trim().to_owned()]).collect();
    sought.sort_unstable();
    sought.dedup();
    let mut found = Vec::new();
    for number in sought {
        let filter = Filter {
            number: Some(number),
            limit: args.limit,
            ..Filter::default()
        };
        found.extend(books.find(&filter)?);
    }
    found.sort_by_key(|payment| std::cmp::Reverse(payment.id));
    found.dedup_by_key(|payment| payment.id);
    found.truncate(usize::try_from(args.limit).unwrap_or(usize::MAX));
    Ok(found)
}
