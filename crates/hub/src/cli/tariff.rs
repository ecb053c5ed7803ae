//! `tariff`: what dealers and sub-dealers earn.

use std::path::Path;

use clap::{Args, Subcommand};
use paydesk_domain::commission::Ppm;
use paydesk_domain::ids::{DealerCode, PointCode};
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::time::Timestamp;

use super::terms::day;
use super::{Data, Failure, currency_code, dealer_code, point_code, say};
use crate::admin::tariffs::{self, Rule, Share};

#[derive(Debug, Subcommand)]
pub(super) enum TariffCommand {
    /// Every rule about the commission; where none holds, the catalogue does.
    List {
        #[command(flatten)]
        data: Data,
    },
    /// Set a commission: for one dealer or all, one provider or all, from a volume of the month on.
    Set {
        #[command(flatten)]
        place: RulePlace,
        /// Percent of the credited sum, for instance 3 or 2.75.
        #[arg(long, value_name = "PERCENT", value_parser = percent)]
        commission: Ppm,
    },
    /// End the rule of that place.
    End(RulePlace),
    /// Set what a sub-dealer has of its dealer's commission; the sub-dealer is made where it is missing.
    Share {
        #[command(flatten)]
        data: Data,
        /// The dealer's code.
        #[arg(long, value_name = "SD", value_parser = dealer_code)]
        dealer: DealerCode,
        /// The sub-dealer's code within the dealer's network.
        #[arg(long, value_name = "CODE")]
        subdealer: String,
        /// For one provider alone: its number.
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        provider: u32,
        /// Percent of the credited sum, out of the dealer's commission.
        #[arg(long, value_name = "PERCENT", value_parser = percent)]
        share: Ppm,
        /// Name of who decides this.
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// Put a point under a sub-dealer; without one, directly under its dealer.
    Assign {
        #[command(flatten)]
        data: Data,
        /// The dealer's code.
        #[arg(long, value_name = "SD", value_parser = dealer_code)]
        dealer: DealerCode,
        /// The point's code.
        #[arg(long, value_name = "AP", value_parser = point_code)]
        point: PointCode,
        /// The sub-dealer's code.
        #[arg(long, value_name = "CODE")]
        subdealer: Option<String>,
        /// Name of who decides this.
        #[arg(long, value_name = "NAME")]
        by: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct RulePlace {
    #[command(flatten)]
    data: Data,
    /// The dealer's code; every dealer without it.
    #[arg(long, value_name = "SD", value_parser = dealer_code)]
    dealer: Option<DealerCode>,
    /// For one provider alone: its number.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    provider: u32,
    /// From this volume of the dealer's month on.
    #[arg(long, value_name = "SUM", default_value = "0")]
    from_volume: String,
    /// Currency of the deposit.
    #[arg(long, default_value = "RUB", value_parser = currency_code)]
    currency: Currency,
    /// From this day on, YYYY-MM-DD, UTC; from now on without it.
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Option<Timestamp>,
    /// Name of who decides this.
    #[arg(long, value_name = "NAME")]
    by: String,
}

fn percent(text: &str) -> Result<Ppm, String> {
    Ppm::from_percent(text).ok_or_else(|| format!("{text:?} is no percentage from 0 to 100"))
}

pub(super) fn run(command: TariffCommand) -> Result<(), Failure> {
    match command {
        TariffCommand::List { data } => list(&data.data),
        TariffCommand::Set { place, commission } => add(place, Some(commission)),
        TariffCommand::End(place) => add(place, None),
        TariffCommand::Share {
            data,
            dealer,
            subdealer,
            provider,
            share,
            by,
        } => {
            let share = Share {
                dealer,
                subdealer,
                provider,
                share,
            };
            tariffs::set_share(&data.data, &share, &by)?;
            say(format!("sub-dealer {}: done\n", share.subdealer).as_bytes())
        }
        TariffCommand::Assign {
            data,
            dealer,
            point,
            subdealer,
            by,
        } => {
            tariffs::assign(&data.data, (&dealer, &point), subdealer.as_deref(), &by)?;
            let under =
                subdealer.map_or("its dealer".to_owned(), |code| format!("sub-dealer {code}"));
            say(format!("point {point}: under {under} from the next check on\n").as_bytes())
        }
    }
}

fn add(place: RulePlace, commission: Option<Ppm>) -> Result<(), Failure> {
    let volume = Money::parse(&place.from_volume, place.currency);
    let rule = Rule {
        dealer: place.dealer,
        provider: place.provider,
        from_volume: volume.map_err(|error| {
            Failure::Input(format!("--from-volume {}: {error}", place.from_volume))
        })?,
        commission,
        from: place.from,
    };
    tariffs::add_rule(&place.data.data, &rule, &place.by)?;
    say(b"done; payments that were checked before keep their tariff\n")
}

fn list(data: &Path) -> Result<(), Failure> {
    let mut text = String::new();
    for row in tariffs::rules(data)? {
        let dealer = if row.dealer.is_empty() {
            "every dealer".to_owned()
        } else {
            format!("dealer {}", row.dealer)
        };
        let provider = if row.provider == 0 {
            "every provider".to_owned()
        } else {
            format!("provider {}", row.provider)
        };
        let volume = Currency::from_code(&row.currency).map_or(row.currency.clone(), |currency| {
            Money::new(row.from_volume.get(), currency).to_text(Language::En)
        });
        let commission = row.commission.map_or("ended".to_owned(), |ppm| {
            let (whole, rest) = (ppm.get() / 10_000, ppm.get() % 10_000);
            format!("{whole}.{rest:04} %")
        });
        text.push_str(&format!(
            "{dealer}, {provider}, from {volume} a month: {commission}, from {}\n",
            row.valid_from.iso()
        ));
    }
    if text.is_empty() {
        text.push_str("no rules: the commission is that of the catalogue\n");
    }
    say(text.as_bytes())
}
