//! Addresses from which a party may ask.

use std::fmt::{self, Display, Formatter};
use std::net::IpAddr;

/// One address, or all that begin with the same bits: `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    bits: u8,
}

/// All bits of an address, on the left of a number, and how many there are.
fn number(address: IpAddr) -> (u128, u8) {
    match address.to_canonical() {
        IpAddr::V4(address) => (u128::from(address.to_bits()) << 96, 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    }
}

impl Network {
    /// Reads a network; an address without a length is that address alone. Bits behind the length must be zero, so that
    /// a slip of the pen is seen.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let first: IpAddr = address.parse().ok()?;
        let (value, most) = number(first);
        let bits = match length {
            Some(length) => length.parse().ok().filter(|bits| *bits <= most)?,
            None => most,
        };
        let network = Self { first, bits };
        (value & !network.mask() == 0 || bits == most).then_some(network)
    }

    fn mask(self) -> u128 {
        let behind = 128_u32.saturating_sub(u32::from(self.bits));
        u128::MAX.checked_shl(behind).unwrap_or(0)
    }

    /// Whether it holds this address. One of the old kind inside one of the new kind is of the old kind.
    #[must_use]
    pub fn holds(self, address: IpAddr) -> bool {
        let ((first, kind), (other, other_kind)) = (number(self.first), number(address));
        kind == other_kind && (first ^ other) & self.mask() == 0
    }
}

impl Display for Network {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(network: &str, address: &str) -> bool {
        let network = Network::parse(network).unwrap();
        network.holds(address.parse().unwrap())
    }

    #[test]
    fn a_network_holds_what_begins_alike_and_nothing_else() {
        for (network, address, expected) in [
            ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false),
            ("192.0.2.0/24", "192.0.2.255", true),
            ("192.0.2.0/24", "192.0.3.0", false),
            ("10.0.0.0/9", "10.127.1.1", true),
            ("10.0.0.0/9", "10.128.0.0", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("192.0.2.0/24", "::ffff:192.0.2.1", true),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("::1", "::1", true),
        ] {
            assert_eq!(holds(network, address), expected, "{network} {address}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_no_network() {
        for text in [
            "",
            "x",
            "10.0.0.1/8",
            "10.0.0.0/33",
            "10.0.0.0/",
            "10.0.0.0/-1",
            "10.0.0",
            "::/129",
        ] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }
}
