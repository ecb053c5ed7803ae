//! A hostile line between tills and a hub, on loopback: it passes, loses, doubles, delays and spoils what goes
//! through, by a seed or by a script, counts what it did, and remembers exchanges so that it can repeat them.
//!
//! It knows HTTP and the shape of a dealer's form, and nothing of what a payment is: no key of till or hub is here,
//! so whatever it changes, it changes as a stranger would.

mod carry;
mod certificates;
mod chaos;
mod fault;
mod http;
mod memory;
mod proxy;
mod shared;
mod side;

pub use certificates::{CertificateError, Certificates, Wrong};
pub use chaos::{Chaos, Plan};
pub use fault::{Fault, Instead, Kind};
pub use memory::Exchange;
pub use proxy::{Proxy, TillSide};
pub use shared::Tally;

#[cfg(test)]
mod tests;
