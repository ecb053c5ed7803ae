//! `party`, `key` and `black-list`: who may do what.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use paydesk_cyberplat::ipriv::{KeyPolicy, KeyRing};
use paydesk_domain::ids::{DealerCode, PointCode};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::time::Timestamp;

use super::{Data, Failure, currency_code, dealer_code, point_code, say};
use crate::admin::registry;
use crate::admin::terms::{self, Change, Whose};
use crate::core::limits::{Hours, Standing};
use crate::core::network::Network;
use crate::store::terms::{Listed, Permission};

/// A dealer or a point, and who changes it.
#[derive(Debug, Args)]
pub(super) struct Party {
    #[command(flatten)]
    data: Data,
    /// The dealer's code.
    #[arg(long, value_name = "SD", value_parser = dealer_code)]
    dealer: DealerCode,
    /// The point's code; the dealer itself without it.
    #[arg(long, value_name = "AP", value_parser = point_code)]
    point: Option<PointCode>,
    /// Name of who decides this; it stays in the audit chain.
    #[arg(long, value_name = "NAME")]
    by: String,
}

#[derive(Debug, Subcommand)]
pub(super) enum PartyCommand {
    /// Every dealer with its points.
    List {
        #[command(flatten)]
        data: Data,
    },
    /// Take no new checks of it; what was consented to is still paid.
    Block {
        #[command(flatten)]
        party: Party,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// The same for a dealer whose account is in dispute (error 27 instead of 26).
    Suspend {
        #[command(flatten)]
        party: Party,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Let it work again.
    Unblock {
        #[command(flatten)]
        party: Party,
    },
    /// The most in one payment and in one day; a sum left out is not limited.
    Limit {
        #[command(flatten)]
        party: Party,
        /// The most in one payment.
        #[arg(long, value_name = "SUM")]
        payment: Option<String>,
        /// The most in one day.
        #[arg(long, value_name = "SUM")]
        day: Option<String>,
        /// For one provider alone: its number.
        #[arg(long, value_name = "NUMBER", default_value_t = 0)]
        provider: u32,
        /// Currency of the deposit.
        #[arg(long, default_value = "RUB", value_parser = currency_code)]
        currency: Currency,
    },
    /// So far below zero a dealer's deposit may go.
    Credit {
        #[command(flatten)]
        party: Party,
        /// The credit limit; 0 ends it.
        #[arg(long, value_name = "SUM")]
        limit: String,
        /// Currency of the deposit.
        #[arg(long, default_value = "RUB", value_parser = currency_code)]
        currency: Currency,
    },
    /// When a point works, in its local time.
    Hours {
        #[command(flatten)]
        party: Party,
        /// From, for instance 09:00; always without both.
        #[arg(long, requires = "to", value_parser = minute)]
        from: Option<u16>,
        /// To, for instance 22:00; before --from for a point that works over midnight.
        #[arg(long, requires = "from", value_parser = minute)]
        to: Option<u16>,
    },
    /// From where its requests may come: a point's own list counts alone, without one its dealer's.
    Addresses {
        #[command(flatten)]
        party: Party,
        /// An address or network, for instance 192.0.2.0/24; several times for several, from anywhere without.
        #[arg(long, value_name = "NETWORK", value_parser = network)]
        from: Vec<Network>,
    },
    /// Forbid it a provider.
    Deny(OfProvider),
    /// Allow it again.
    Allow(OfProvider),
    /// The provider knows this point now.
    Register(OfProvider),
    /// The provider knows this point no longer.
    Unregister(OfProvider),
}

#[derive(Debug, Args)]
pub(super) struct OfProvider {
    #[command(flatten)]
    party: Party,
    /// The provider's number.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    provider: u32,
}

#[derive(Debug, Subcommand)]
pub(super) enum KeyCommand {
    /// Every key that signs or signed here.
    List {
        #[command(flatten)]
        data: Data,
    },
    /// Give out a one-time login under which a point hands in its key itself.
    Invite(super::invite::InviteArgs),
    /// Admit a dealer's statistics key: it asks for registries and for nothing else.
    Statistics {
        #[command(flatten)]
        data: Data,
        /// The dealer's code.
        #[arg(long, value_name = "SD", value_parser = dealer_code)]
        dealer: DealerCode,
        /// The public key file; the first key in it counts.
        #[arg(long, value_name = "FILE")]
        pubkey: PathBuf,
        /// Keys under 2048 bits and MD5 are allowed.
        #[arg(long)]
        legacy: bool,
        /// Name of who decides this.
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// End the use of a point's key: it signs nothing new, and what it signed still verifies.
    Revoke {
        #[command(flatten)]
        data: Data,
        /// Serial of the key.
        #[arg(long)]
        serial: u32,
        /// Name of who decides this.
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// From when to when a point's key holds; without both, for ever.
    Valid {
        #[command(flatten)]
        data: Data,
        /// Serial of the key.
        #[arg(long)]
        serial: u32,
        /// First day, YYYY-MM-DD, UTC.
        #[arg(long, value_name = "DATE", value_parser = day)]
        from: Option<Timestamp>,
        /// Last day, YYYY-MM-DD, UTC.
        #[arg(long, value_name = "DATE", value_parser = day)]
        until: Option<Timestamp>,
        /// Name of who decides this.
        #[arg(long, value_name = "NAME")]
        by: String,
    },
}

/// Details on the black list.
#[derive(Debug, Args)]
pub(super) struct Details {
    #[command(flatten)]
    data: Data,
    /// Telephone number; any with that account without it.
    #[arg(long, default_value = "")]
    number: String,
    /// Account; any with that number without it.
    #[arg(long, default_value = "")]
    account: String,
    /// For one provider alone: its number.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    provider: u32,
    /// Name of who decides this.
    #[arg(long, value_name = "NAME")]
    by: String,
}

#[derive(Debug, Subcommand)]
pub(super) enum BlackListCommand {
    /// Nobody may pay to these details (error 87).
    Add {
        #[command(flatten)]
        details: Details,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Let them be paid to again.
    Remove(Details),
}

fn network(text: &str) -> Result<Network, String> {
    let read = Network::parse(text);
    read.ok_or_else(|| format!("{text:?} is no address or network, for instance 192.0.2.0/24"))
}

fn minute(text: &str) -> Result<u16, String> {
    let parts = text.split_once(':').and_then(|(hour, minute)| {
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour < 24 && minute < 60).then(|| hour.saturating_mul(60).saturating_add(minute))
    });
    parts.ok_or_else(|| format!("{text:?} is no time of the day, for instance 09:00"))
}

pub(super) fn day(text: &str) -> Result<Timestamp, String> {
    let stamp = Timestamp::parse_iso(&format!("{text}T00:00:00.000Z"));
    stamp.map_err(|_| format!("{text:?} is no day, for instance 2026-12-31"))
}

fn sum(text: &str, currency: Currency) -> Result<Money, Failure> {
    Money::parse(text, currency).map_err(|error| Failure::Input(format!("{text}: {error}")))
}

fn change(party: &Party, wish: &Change) -> Result<(), Failure> {
    let whose = Whose {
        dealer: party.dealer.clone(),
        point: party.point.clone(),
    };
    terms::change(&party.data.data, &whose, wish, &party.by)?;
    let name = match &party.point {
        Some(point) => format!("point {point} of dealer {}", party.dealer),
        None => format!("dealer {}", party.dealer),
    };
    say(format!("{name}: done; it holds from the next check on\n").as_bytes())
}

pub(super) fn party(command: PartyCommand) -> Result<(), Failure> {
    let standing = |party: &Party, standing, reason: &str| {
        change(party, &Change::Standing(standing, reason.to_owned()))
    };
    match command {
        PartyCommand::List { data } => list(&data.data),
        PartyCommand::Block { party, reason } => standing(&party, Standing::Blocked, &reason),
        PartyCommand::Suspend { party, reason } => standing(&party, Standing::Suspended, &reason),
        PartyCommand::Unblock { party } => standing(&party, Standing::Active, ""),
        PartyCommand::Limit {
            party,
            payment,
            day,
            provider,
            currency,
        } => {
            let read = |text: Option<String>| text.map(|text| sum(&text, currency)).transpose();
            let wish = Change::Limit {
                provider,
                per_payment: read(payment)?,
                per_day: read(day)?,
                currency,
            };
            change(&party, &wish)
        }
        PartyCommand::Credit {
            party,
            limit,
            currency,
        } => change(&party, &Change::Credit(sum(&limit, currency)?)),
        PartyCommand::Hours { party, from, to } => {
            let hours = from.zip(to).map(|(opens, closes)| Hours { opens, closes });
            change(&party, &Change::Hours(hours))
        }
        PartyCommand::Addresses { party, from } => change(&party, &Change::Addresses(from)),
        PartyCommand::Deny(of) => permit(&of, Permission::Denied, true),
        PartyCommand::Allow(of) => permit(&of, Permission::Denied, false),
        PartyCommand::Register(of) => permit(&of, Permission::Registered, true),
        PartyCommand::Unregister(of) => permit(&of, Permission::Registered, false),
    }
}

fn permit(of: &OfProvider, permission: Permission, holds: bool) -> Result<(), Failure> {
    let wish = Change::Permission(of.provider, permission, holds);
    change(&of.party, &wish)
}

fn list(data: &Path) -> Result<(), Failure> {
    let mut text = String::new();
    for row in terms::parties(data)? {
        let name = if row.point.is_empty() {
            format!("dealer {}", row.dealer)
        } else {
            format!("  point {}", row.point)
        };
        let seen = row.last_seen.map_or("never".to_owned(), |at| at.iso());
        let hours = row.hours.map_or(String::new(), |hours| {
            let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
            format!(", works {} to {}", clock(hours.opens), clock(hours.closes))
        });
        let keys = if row.point.is_empty() {
            String::new()
        } else {
            format!(", {} keys, last seen {seen}", row.keys)
        };
        let standing = row.standing.as_key();
        text.push_str(&format!(
            "{name}: {standing}{hours}{keys}
"
        ));
    }
    if text.is_empty() {
        text.push_str("no dealers yet: paydesk-hub point add\n");
    }
    say(text.as_bytes())
}

pub(super) fn key(command: KeyCommand) -> Result<(), Failure> {
    match command {
        KeyCommand::List { data } => {
            let mut text = String::new();
            for row in terms::keys(&data.data)? {
                let whose = if row.dealer.is_empty() {
                    row.kind
                } else {
                    format!(
                        "dealer {} point {} cashier {}",
                        row.dealer, row.point, row.cashier
                    )
                };
                let until = match (row.revoked_at, row.not_after) {
                    (Some(at), _) => format!("revoked {}", at.iso()),
                    (None, Some(at)) => format!("until {}", at.iso()),
                    (None, None) => "in use".to_owned(),
                };
                let from = row.not_before.unwrap_or(row.added_at).iso();
                let old = if row.is_legacy {
                    ", old ways allowed"
                } else {
                    ""
                };
                let (serial, profile, epoch) = (row.serial, row.profile, row.epoch);
                let print = fingerprint(serial, &row.document);
                text.push_str(&format!(
                    "{serial}: {whose}, {profile}, epoch {epoch}, from {from}, {until}{old}, {print}\n"
                ));
            }
            say(text.as_bytes())
        }
        KeyCommand::Invite(args) => super::invite::run(&args),
        KeyCommand::Statistics {
            data,
            dealer,
            pubkey,
            legacy,
            by,
        } => {
            let text = std::fs::read(&pubkey)
                .map_err(|error| Failure::Input(format!("{}: {error}", pubkey.display())))?;
            let serial = registry::admit_statistics_key(&data.data, &dealer, (&text, legacy), &by)?;
            say(format!("dealer {dealer}: key {serial} may ask for registries\n").as_bytes())
        }
        KeyCommand::Revoke { data, serial, by } => {
            terms::revoke(&data.data, serial, &by)?;
            say(format!("key {serial} signs nothing new from now on\n").as_bytes())
        }
        KeyCommand::Valid {
            data,
            serial,
            from,
            until,
            by,
        } => {
            const LAST_MOMENT_MS: i64 = 24 * 60 * 60 * 1000 - 1;
            let until = until.map(|day| day.plus_ms(LAST_MOMENT_MS));
            terms::set_validity(&data.data, serial, (from, until), &by)?;
            say(format!("key {serial}: done\n").as_bytes())
        }
    }
}

/// What two people compare.
fn fingerprint(serial: u32, document: &[u8]) -> String {
    let opened = KeyRing::read(document).open(serial, KeyPolicy::Legacy);
    opened.map_or("does not open".to_owned(), |key| key.fingerprint_text())
}

pub(super) fn black_list(command: BlackListCommand) -> Result<(), Failure> {
    let (details, reason) = match command {
        BlackListCommand::Add { details, reason } => (details, Some(reason)),
        BlackListCommand::Remove(details) => (details, None),
    };
    let listed = Listed {
        number: details.number,
        account: details.account,
        provider: details.provider,
    };
    let changed = terms::list(&details.data.data, &listed, reason.as_deref(), &details.by)?;
    let text = match (changed, reason.is_some()) {
        (true, true) => "nobody may pay to these details from the next check on\n",
        (true, false) => "these details may be paid to again\n",
        (false, true) => "they were on the list already\n",
        (false, false) => "they were not on the list\n",
    };
    say(text.as_bytes())
}
