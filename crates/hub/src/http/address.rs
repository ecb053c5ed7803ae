//! Which request an address asks for, and which provider it names.
//!
//! The catalogue decides first. Old clients add a provider's number to an address that stands there without
//! one, leave it out where it stands, or write it behind a `$`; all of them are understood as long as one
//! provider alone can be meant.

use paydesk_cyberplat::messages::Kind;
use paydesk_domain::provider::{AddressKind, Catalogue, Provider};

const REST: [&str; 2] = ["get_rest.cgi", "mtspay_rest.cgi"];
const REFILL: &str = "refill_info.cgi";

/// What an address means.
#[derive(Debug, Clone, Copy)]
pub(super) struct Address<'a> {
    pub(super) kind: Kind,
    /// None for an address of the deposit, and for one that names no provider of the catalogue.
    pub(super) provider: Option<&'a Provider>,
}

/// Reads an address; `None` when the hub has no such page.
pub(super) fn read<'a>(catalogue: &'a Catalogue, path: &str) -> Option<Address<'a>> {
    let path = path.trim_end_matches(['/', ' ']);
    if let Some((provider, kind)) = catalogue.by_address(path) {
        return Some(Address {
            kind: kind_of(kind),
            provider: Some(provider),
        });
    }
    let (page, number) = split(path);
    let file = page.rsplit('/').next().unwrap_or_default();
    if REST.contains(&file) {
        return Some(Address {
            kind: Kind::Rest,
            provider: None,
        });
    }
    if file == REFILL {
        return Some(Address {
            kind: Kind::Refill,
            provider: None,
        });
    }
    let kind = kind_by_name(file)?;
    let provider = match number {
        Some(number) => catalogue.by_number(number),
        None => sole(catalogue, page, kind),
    };
    Some(Address { kind, provider })
}

const fn kind_of(kind: AddressKind) -> Kind {
    match kind {
        AddressKind::Check => Kind::Check,
        AddressKind::Pay => Kind::Pay,
        AddressKind::Status => Kind::Status,
        AddressKind::Cancel => Kind::Cancel,
    }
}

/// The vendor's programs end every page in one of these; `_status.cgi` alone occurs too.
fn kind_by_name(file: &str) -> Option<Kind> {
    let endings = [
        ("_pay_check.cgi", Kind::Check),
        ("_pay_status.cgi", Kind::Status),
        ("_status.cgi", Kind::Status),
        ("_pay_cancel.cgi", Kind::Cancel),
        ("_pay.cgi", Kind::Pay),
    ];
    endings
        .into_iter()
        .find(|(ending, _)| file.ends_with(ending))
        .map(|(_, kind)| kind)
}

/// The page, and the provider's number behind it: `.cgi/227` or `.cgi/es$227`.
fn split(path: &str) -> (&str, Option<u32>) {
    let Some((page, tail)) = path.split_once(".cgi/") else {
        return (path, None);
    };
    let digits = tail.rsplit('$').next().unwrap_or_default();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    // A tail that is no number names a provider that nobody has.
    let number = if is_number {
        digits.parse().unwrap_or(0)
    } else {
        0
    };
    let end = page.len().saturating_add(".cgi".len());
    (path.get(..end).unwrap_or(path), Some(number))
}

/// The only provider that has this page, if just one has.
fn sole<'a>(catalogue: &'a Catalogue, page: &str, kind: Kind) -> Option<&'a Provider> {
    let mut having = catalogue.providers().filter(|provider| {
        let own = match kind {
            Kind::Check => &provider.addresses.check,
            Kind::Pay => &provider.addresses.pay,
            Kind::Status => &provider.addresses.status,
            Kind::Cancel => &provider.addresses.cancel,
            Kind::Rest | Kind::Refill => return false,
        };
        split(own).0 == page
    });
    let first = having.next()?;
    having.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests;
