//! `paydesk-hub key invite`: a one-time login for a point that hands in its key itself.

use clap::Args;
use paydesk_domain::ids::{CashierCode, DealerCode, PointCode};
use paydesk_domain::money::Currency;

use super::{
    Data, Failure, ProfileWord, cashier_code, currency_code, dealer_code, point_code, say,
};
use crate::admin::invite::{Wish, invite};

/// Whose key is expected.
#[derive(Debug, Args)]
pub(super) struct InviteArgs {
    #[command(flatten)]
    data: Data,
    /// The dealer's code.
    #[arg(long, value_name = "SD", value_parser = dealer_code)]
    dealer: DealerCode,
    /// The point's code.
    #[arg(long, value_name = "AP", value_parser = point_code)]
    point: PointCode,
    /// The cashier's code.
    #[arg(long, value_name = "OP", value_parser = cashier_code)]
    cashier: CashierCode,
    /// Keys under 2048 bits, MD5 and GET are allowed.
    #[arg(long)]
    legacy: bool,
    /// What the key will speak.
    #[arg(long, value_enum, default_value = "cyberplat")]
    profile: ProfileWord,
    /// Currency of the deposit, if the dealer is new.
    #[arg(long, default_value = "RUB", value_parser = currency_code)]
    currency: Currency,
    /// For how many hours the login holds.
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u8).range(1..=72))]
    hours: u8,
    /// Name of who decides this.
    #[arg(long, value_name = "NAME")]
    by: String,
}

pub(super) fn run(args: &InviteArgs) -> Result<(), Failure> {
    let wish = Wish {
        dealer: args.dealer.clone(),
        point: args.point.clone(),
        cashier: args.cashier.clone(),
        profile: args.profile.into(),
        is_legacy: args.legacy,
        currency: args.currency,
        hours: args.hours,
    };
    let given = invite(&args.data.data, &wish, &args.by)?;
    let text = format!(
        "UserID:   {}\nPassword: {}\nfor one key of point {} (serial {}), until {}; it is shown this once\n\
         at the till: paydesk enrol --server ADDRESS --user {}\n",
        given.login,
        given.password,
        args.point,
        given.serial,
        given.expires_at.iso(),
        given.login
    );
    say(text.as_bytes())
}
