//! The hub's way to the outside: the settlement bank and the providers' billing systems.
//!
//! A connector carries one order to one party and says what that party answered. It must not know dealers'
//! messages, the ledger's tables or HTTP status codes of the hub's own pages. Every order has a stable
//! reference, so that asking again can never move money twice, and silence is a value of its own: nobody here
//! turns "no answer" into "no".

pub mod bank;
pub mod providers;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use paydesk_domain::time::Timestamp;

/// The answer of a connector, boxed so that connectors can be chosen while the program runs.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where a connector's own books take the time from.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;
