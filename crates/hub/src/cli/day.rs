//! `day`: the close of a business day, and the signed head of the books.

use clap::Subcommand;
use paydesk_cyberplat::messages::account::Day;
use paydesk_domain::ids::DealerCode;

use super::registry::day;
use super::{Data, Failure, dealer_code, say};
use crate::admin::days;

#[derive(Debug, Subcommand)]
pub(super) enum DayCommand {
    /// Close a day that is over: its registry never changes any more, and the head of the books is signed.
    Close {
        #[command(flatten)]
        data: Data,
        /// The business day, YYYY-MM-DD.
        #[arg(long, value_parser = day)]
        date: Day,
        /// The dealer's code; every dealer without it.
        #[arg(long, value_name = "SD", value_parser = dealer_code)]
        dealer: Option<DealerCode>,
        /// Name of who closes it.
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// Print the signed head of the books, to be kept where the hub's keeper cannot change it.
    Head {
        #[command(flatten)]
        data: Data,
        /// The day; the newest head without it.
        #[arg(long, value_parser = day)]
        date: Option<Day>,
    },
}

pub(super) fn run(command: DayCommand) -> Result<(), Failure> {
    match command {
        DayCommand::Head { data, date } => {
            let document = days::head(&data.data, date)?;
            say(&[document.as_slice(), b"\r\n"].concat())
        }
        DayCommand::Close {
            data,
            date,
            dealer,
            by,
        } => {
            let (rows, document) = days::close(&data.data, (date, dealer.as_ref()), &by)?;
            let mut text = String::new();
            for row in rows {
                let (dealer, currency, closed) = (row.dealer, row.currency, row.closed);
                let sum = |minor: i64| format!("{}.{:02}", minor / 100, minor % 100);
                let (credited, taken) = (closed.credited.get(), closed.taken.get());
                text.push_str(&format!(
                    "dealer {dealer} {currency}: {} payments, credited {}, taken {}\n",
                    closed.payments,
                    sum(credited),
                    sum(taken)
                ));
            }
            say(text.as_bytes())?;
            say(&[document.as_slice(), b"\r\n"].concat())
        }
    }
}
