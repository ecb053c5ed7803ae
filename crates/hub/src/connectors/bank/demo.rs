//! A bank inside the hub's process: the core of [`crate::bank`] without a door, books in a file of their own.
//!
//! Each dealer gets an account with [`DEMO_OPENING`] in each currency when it is first seen, so that the
//! demo's limit is the deposit at the hub.

use std::path::Path;
use std::sync::Arc;

use paydesk_domain::time::Timestamp;
use rusqlite::Connection;

use super::{Bank, BankOrder, ReserveAnswer, SettleAnswer};
use crate::bank::books::{self, BooksError};
use crate::bank::wire::Said;
use crate::connectors::{Answer, Now};
use crate::core::minor::Minor;
use crate::store::group::Group;

/// What a dealer's account at the demo bank opens with: ten million in main units.
pub const DEMO_OPENING: Minor = Minor::new(1_000_000_000);

/// The demo's bank. Any fault of its file is silence, as with a bank that cannot be reached.
#[derive(Clone)]
pub struct DemoBank {
    books: Arc<Group>,
    now: Now,
}

impl std::fmt::Debug for DemoBank {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DemoBank").finish_non_exhaustive()
    }
}

impl DemoBank {
    /// Opens the bank's books, or begins them.
    ///
    /// # Errors
    /// Whatever is wrong with the file.
    pub fn open(file: &Path, now: Now) -> Result<Self, BooksError> {
        Ok(Self {
            books: Arc::new(books::group(file, "demo-bank")?),
            now,
        })
    }

    /// Works in the books and returns once that is durable; `None` when it is not.
    async fn durably<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection, Timestamp) -> Result<T, BooksError> + Send + 'static,
    ) -> Option<T> {
        let now = (self.now)();
        match self.books.run(move |books| work(books, now)).await {
            Ok(done) => Some(done),
            Err(error) => {
                tracing::warn!(%error, "the demo's bank is silent");
                None
            }
        }
    }
}

fn reserve(books: &Connection, order: &BankOrder, now: Timestamp) -> Result<Said, BooksError> {
    if books::account(books, &order.dealer, &order.currency)?.is_none() {
        let account = (order.dealer.as_str(), order.currency.as_str());
        books::credit(books, account, (DEMO_OPENING, "opening"), now)?;
    }
    books::reserve(books, order, now)
}

impl Bank for DemoBank {
    fn reserve<'a>(&'a self, order: &'a BankOrder) -> Answer<'a, ReserveAnswer> {
        let order = order.clone();
        Box::pin(async move {
            let said = self.durably(move |books, now| reserve(books, &order, now));
            ReserveAnswer::of(said.await)
        })
    }

    fn capture<'a>(&'a self, order: &'a BankOrder) -> Answer<'a, SettleAnswer> {
        let order = order.clone();
        Box::pin(async move {
            let said = self.durably(move |books, now| books::capture(books, &order, now));
            SettleAnswer::of(said.await)
        })
    }

    fn void<'a>(&'a self, order: &'a BankOrder) -> Answer<'a, SettleAnswer> {
        let order = order.clone();
        Box::pin(async move {
            let said = self.durably(move |books, now| books::void(books, &order, now));
            SettleAnswer::of(said.await)
        })
    }

    fn balance<'a>(&'a self, dealer: &'a str, currency: &'a str) -> Answer<'a, Option<Minor>> {
        let (dealer, currency) = (dealer.to_owned(), currency.to_owned());
        Box::pin(async move {
            let found = self.durably(move |found, _| books::account(found, &dealer, &currency));
            found.await?.map(|(_, sums)| sums.available())
        })
    }
}
