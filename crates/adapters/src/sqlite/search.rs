//! Searching the books: what a person typed becomes a filter, and a filter becomes one query.

mod typed;

use paydesk_domain::payment::Stage;
use paydesk_domain::time::Timestamp;
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::read::{BadRow, Books, BooksRef, Row};

/// Payments that a list shows together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StageGroup {
    /// Paid.
    Paid,
    /// Failed or withdrawn.
    Refused,
    /// The cash is in the drawer and the outcome is open.
    Open,
    /// Cash is to be handed back.
    Owed,
}

/// What to look for. All given conditions hold together.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Exactly this telephone number or account, as stored.
    pub number: Option<String>,
    /// This SESSION, also an earlier one of the payment.
    pub session: Option<String>,
    /// This payment number.
    pub payment: Option<i64>,
    /// At most so many, the newest first; [`Books::page`] and [`Books::count`] do not read it.
    pub limit: u32,
    /// Number or account of this form: digits, `?` for one digit, `*` for any run of digits. Any other character
    /// fits no payment.
    pub pattern: Option<String>,
    /// This TRANSID. With the same text in `number` either of the two is enough: what was typed does not tell.
    pub transid: Option<String>,
    /// Taken exactly so many minor units.
    pub taken_minor: Option<i64>,
    /// Cash taken then or later.
    pub from: Option<Timestamp>,
    /// Cash taken before then.
    pub until: Option<Timestamp>,
    /// Standing so.
    pub group: Option<StageGroup>,
    /// Taken by the cashier of this full name.
    pub cashier: Option<String>,
}

/// Without what tells who somebody is.
impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Filter")
            .field("payment", &self.payment)
            .field("limit", &self.limit)
            .field("taken_minor", &self.taken_minor)
            .field("from", &self.from)
            .field("until", &self.until)
            .field("group", &self.group)
            .finish_non_exhaustive()
    }
}

/// Conditions of a query with their parameters.
#[derive(Default)]
struct Conditions {
    wanted: Vec<String>,
    params: Vec<Value>,
}

impl Conditions {
    fn and(&mut self, wanted: &str, params: impl IntoIterator<Item = Value>) {
        self.wanted.push(wanted.to_owned());
        self.params.extend(params);
    }

    fn text(&self) -> String {
        self.wanted.join(" AND ")
    }
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

impl Filter {
    /// The end of the query and its parameters. Every condition is one search in an index.
    pub(super) fn query(&self) -> (String, Vec<Value>) {
        let mut found = self.conditions();
        let wanted = if found.wanted.is_empty() {
            String::new()
        } else {
            format!("WHERE {} ", found.text())
        };
        found.params.push(Value::Integer(i64::from(self.limit)));
        (format!("{wanted}ORDER BY p.id DESC LIMIT ?"), found.params)
    }

    /// A query of the ids of every fitting payment for which cash was taken.
    pub(super) fn keys(&self) -> (String, Vec<Value>) {
        if let Some(pattern) = self.only_pattern() {
            return self.keys_by_pattern(pattern);
        }
        let mut found = Conditions::default();
        found.and("p.tender_at IS NOT NULL", []);
        let more = self.conditions();
        found.wanted.extend(more.wanted);
        found.params.extend(more.params);
        // Sums and cashiers have no index of their own; this one holds both and is a quarter of the table.
        let hint = if self.needs_a_scan() {
            "INDEXED BY payment_tender "
        } else {
            ""
        };
        let sql = format!("SELECT p.id FROM payment p {hint}WHERE {}", found.text());
        (sql, found.params)
    }

    fn conditions(&self) -> Conditions {
        let mut found = Conditions::default();
        if let Some(id) = self.payment {
            found.and("p.id = ?", [Value::Integer(id)]);
        }
        if let Some(session) = &self.session {
            let wanted = "p.id = (SELECT payment FROM session WHERE session = ?)";
            found.and(wanted, [text(session)]);
        }
        self.by_number(&mut found);
        if let Some(pattern) = &self.pattern {
            by_pattern(&mut found, pattern);
        }
        if let Some(taken) = self.taken_minor {
            found.and("p.taken = ?", [Value::Integer(taken)]);
        }
        self.by_time("p.", &mut found);
        if let Some(group) = self.group {
            found.and(&group.condition(), []);
        }
        if let Some(cashier) = &self.cashier {
            let wanted = "p.cashier = (SELECT id FROM cashier WHERE full_name = ?)";
            found.and(wanted, [text(cashier)]);
        }
        found
    }

    /// Each part is an indexed search; an OR over two columns would read the whole table.
    fn by_number(&self, found: &mut Conditions) {
        const BY_NUMBER: &str = "SELECT id FROM payment WHERE number = ? AND number <> '' \
             UNION ALL SELECT id FROM payment WHERE account = ? AND account <> ''";
        const BY_TRANSID: &str = "SELECT id FROM payment WHERE transid = ?";
        match (&self.number, &self.transid) {
            (Some(number), Some(transid)) if number == transid => {
                let wanted = format!("p.id IN ({BY_NUMBER} UNION ALL {BY_TRANSID})");
                found.and(&wanted, [text(number), text(number), text(transid)]);
            }
            (number, transid) => {
                if let Some(number) = number {
                    let wanted = format!("p.id IN ({BY_NUMBER})");
                    found.and(&wanted, [text(number), text(number)]);
                }
                if let Some(transid) = transid {
                    found.and("p.transid = ?", [text(transid)]);
                }
            }
        }
    }

    fn by_time(&self, table: &str, found: &mut Conditions) {
        if let Some(from) = self.from {
            let wanted = format!("{table}tender_at >= ?");
            found.and(&wanted, [Value::Integer(from.unix_ms())]);
        }
        if let Some(until) = self.until {
            let wanted = format!("{table}tender_at < ?");
            found.and(&wanted, [Value::Integer(until.unix_ms())]);
        }
    }

    /// Whether nothing but the group is asked, and it is nearly all payments: they are counted in blocks.
    fn is_nearly_all(&self) -> bool {
        let open = Self {
            limit: self.limit,
            group: self.group.filter(|group| *group == StageGroup::Paid),
            ..Self::default()
        };
        *self == open
    }

    fn needs_a_scan(&self) -> bool {
        let is_narrow = self.number.is_some()
            || self.session.is_some()
            || self.payment.is_some()
            || self.pattern.is_some()
            || self.transid.is_some()
            || self.group.is_some_and(|group| group != StageGroup::Paid);
        !is_narrow && (self.taken_minor.is_some() || self.cashier.is_some())
    }

    /// The pattern, where it stands alone or with times: then two indices hold all that is asked.
    fn only_pattern(&self) -> Option<&str> {
        let alone = self.number.is_none()
            && self.session.is_none()
            && self.payment.is_none()
            && self.transid.is_none()
            && self.taken_minor.is_none()
            && self.group.is_none()
            && self.cashier.is_none();
        self.pattern.as_deref().filter(|_| alone)
    }

    fn keys_by_pattern(&self, pattern: &str) -> (String, Vec<Value>) {
        let Some(glob) = Glob::read(pattern) else {
            return ("SELECT id FROM payment WHERE 0".to_owned(), Vec::new());
        };
        let mut parts = Vec::new();
        let mut params = Vec::new();
        for column in ["number", "account"] {
            let mut found = Conditions::default();
            found.and("tender_at IS NOT NULL", []);
            glob.condition(column, &mut found);
            self.by_time("", &mut found);
            parts.push(format!("SELECT id FROM payment WHERE {}", found.text()));
            params.extend(found.params);
        }
        (parts.join(" UNION "), params)
    }
}

fn by_pattern(found: &mut Conditions, pattern: &str) {
    let Some(glob) = Glob::read(pattern) else {
        return found.and("0", []);
    };
    let mut parts = Vec::new();
    let mut params = Vec::new();
    for column in ["number", "account"] {
        let mut part = Conditions::default();
        glob.condition(column, &mut part);
        parts.push(format!("SELECT id FROM payment WHERE {}", part.text()));
        params.extend(part.params);
    }
    found.and(&format!("p.id IN ({})", parts.join(" UNION ALL ")), params);
}

/// A pattern in the words of SQLite.
struct Glob(String);

/// Longest pattern that is looked at; numbers and accounts are shorter.
const MAX_PATTERN: usize = 40;

impl Glob {
    fn read(pattern: &str) -> Option<Self> {
        let known = |byte: u8| byte.is_ascii_digit() || byte == b'?' || byte == b'*';
        if pattern.is_empty() || pattern.len() > MAX_PATTERN || !pattern.bytes().all(known) {
            return None;
        }
        let mut text = String::new();
        for c in pattern.chars() {
            match c {
                '?' => text.push_str("[0-9]"),
                '*' if text.ends_with('*') => {}
                other => text.push(other),
            }
        }
        Some(Self(text))
    }

    fn condition(&self, column: &str, found: &mut Conditions) {
        found.and(&format!("{column} <> ''"), []);
        // SQLite itself makes a range of the index of the digits before the first mark.
        found.and(&format!("{column} GLOB ?"), [text(&self.0)]);
        // A run is one of digits: accounts may have letters.
        if self.0.contains('*') {
            found.and(&format!("{column} NOT GLOB '*[^0-9]*'"), []);
        }
    }
}

impl StageGroup {
    /// Whether a stage belongs to it; whether cash is owed stands beside the stage.
    #[must_use]
    pub const fn holds(self, stage: Stage) -> bool {
        match self {
            Self::Paid => matches!(stage, Stage::Paid),
            Self::Refused => matches!(stage, Stage::Failed | Stage::Cancelled),
            Self::Open => stage.is_open(),
            Self::Owed => stage.is_tendered(),
        }
    }

    fn condition(self) -> String {
        match self {
            Self::Paid => "p.stage = 'paid'".to_owned(),
            Self::Refused | Self::Open | Self::Owed => format!("p.id IN ({})", self.ids()),
        }
    }

    /// A query of its payments. Of all but the paid ones there are few: each has a small index, named here because
    /// the planner knows no numbers.
    const fn ids(self) -> &'static str {
        match self {
            Self::Paid => "SELECT id FROM payment WHERE stage = 'paid'",
            Self::Refused => {
                "SELECT id FROM payment INDEXED BY payment_refused WHERE stage IN ('failed','cancelled')"
            }
            Self::Open => {
                "SELECT id FROM payment INDEXED BY payment_live WHERE live = 1 \
                 AND stage IN ('queued','sending','unknown','in_progress','review')"
            }
            Self::Owed => {
                "SELECT id FROM payment INDEXED BY payment_live WHERE live = 1 AND return_stage = 'due'"
            }
        }
    }
}

/// A query of the blocks of 1024 payment numbers and how many payments with cash each holds; of a group those that
/// are paid: all but the few that are refused or open.
fn blocks(group: Option<StageGroup>) -> String {
    if group.is_none() {
        return "SELECT block, payments FROM taken_block".to_owned();
    }
    let [refused, open] = [StageGroup::Refused, StageGroup::Open].map(StageGroup::ids);
    format!(
        "SELECT t.block, t.payments - COALESCE(o.others, 0) AS payments FROM taken_block t LEFT JOIN \
         (SELECT id >> 10 AS block, count(*) AS others FROM ({refused} UNION ALL {open}) GROUP BY 1) o \
         ON o.block = t.block"
    )
}

impl Books {
    /// Payments that fit a filter, the newest first; also those for which no cash was taken.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn find(&self, filter: &Filter) -> Result<Vec<Row>, BadRow> {
        let (tail, params) = filter.query();
        BooksRef(&self.connection).select(&tail, params_from_iter(params))
    }

    /// One page of the payments for which cash was taken and that fit a filter, the newest first.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn page(&self, filter: &Filter, offset: u32, limit: u32) -> Result<Vec<Row>, BadRow> {
        let books = BooksRef(&self.connection);
        if filter.is_nearly_all() {
            let Some((end, skipped)) = self.block_of(filter, offset)? else {
                return Ok(Vec::new());
            };
            let is_wanted = filter.group.map_or("1".to_owned(), StageGroup::condition);
            let tail = format!(
                "WHERE p.id < ?1 AND +p.tender_at IS NOT NULL AND {is_wanted} ORDER BY p.id DESC LIMIT ?2 OFFSET ?3"
            );
            return books.select(&tail, (end, limit, skipped));
        }
        let (keys, mut params) = filter.keys();
        params.extend([limit, offset].map(|n| Value::Integer(i64::from(n))));
        let tail = format!(
            "WHERE p.id IN (SELECT id FROM ({keys} ORDER BY 1 DESC LIMIT ? OFFSET ?)) ORDER BY p.id DESC"
        );
        books.select(&tail, params_from_iter(params))
    }

    /// How many payments all pages together have.
    ///
    /// # Errors
    /// [`BadRow`] when the database cannot be read.
    pub fn count(&self, filter: &Filter) -> Result<u32, BadRow> {
        let (sql, params) = if filter.is_nearly_all() {
            let blocks = blocks(filter.group);
            (
                format!("SELECT COALESCE(SUM(payments), 0) FROM ({blocks})"),
                Vec::new(),
            )
        } else {
            let (keys, params) = filter.keys();
            (format!("SELECT count(*) FROM ({keys})"), params)
        };
        let mut statement = self.connection.prepare_cached(&sql)?;
        Ok(statement.query_row(params_from_iter(params), |row| row.get(0))?)
    }

    /// Where the block ends in which a page of all payments begins, and how many of its payments come before the
    /// page.
    fn block_of(&self, filter: &Filter, offset: u32) -> Result<Option<(i64, u32)>, BadRow> {
        let blocks = blocks(filter.group);
        let sql = format!("SELECT (block + 1) << 10, payments FROM ({blocks}) ORDER BY block DESC");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        let mut left = offset;
        while let Some(row) = rows.next()? {
            let payments: u32 = row.get(1)?;
            if left < payments {
                return Ok(Some((row.get(0)?, left)));
            }
            left = left.saturating_sub(payments);
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests;
