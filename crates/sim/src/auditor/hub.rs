//! Reads what is new in the hub's database.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Row};

use super::chain::Head;
use super::finding::{AuditError, Oracle, Verdict};
use super::ledger::{self, Ledger, Line};
use super::moved::Moved;
use super::stage::HubState;

/// Every so many readings all payments are read, so that one that changed without a trace shows.
const READ_ALL_EVERY: u32 = 64;

/// The stored row of one payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HubRow {
    pub(super) point: i64,
    pub(super) session: String,
    pub(super) deposit: i64,
    pub(super) provider: Option<i64>,
    pub(super) number: String,
    pub(super) account: String,
    pub(super) amount: i64,
    pub(super) taken: i64,
    pub(super) state: HubState,
    pub(super) is_tombstone: bool,
    pub(super) pay_seen: bool,
    pub(super) version: i64,
}

impl HubRow {
    /// A pay was taken under it and was not refused.
    pub(super) const fn is_paying(&self) -> bool {
        self.state.is_paying()
    }
}

/// One payment of the hub with its entries.
#[derive(Debug, Default)]
pub(super) struct HubCase {
    pub(super) id: i64,
    pub(super) row: Option<HubRow>,
    /// The till's payment, if the SESSION is one of this till's.
    pub(super) payment: Option<i64>,
    pub(super) holds: Vec<i64>,
    pub(super) releases: Vec<i64>,
    /// Debited account, credited account, minor units.
    pub(super) posts: Vec<(i64, i64, i64)>,
    /// Minor units that the provider has credited under this number.
    pub(super) credits: Vec<i64>,
}

pub(super) type HubCases = BTreeMap<i64, HubCase>;

/// How far the hub's database has been read.
#[derive(Debug, Default)]
pub(super) struct HubReader {
    pub(super) moved: Moved,
    pub(super) payments: HubCases,
    pub(super) ledger: Ledger,
    last_payment: i64,
    last_message: i64,
    last_entry: i64,
    audit: Head,
    readings: u32,
}

impl HubReader {
    /// Forgets what is read again from the beginning; the rows stay, to see what became of them.
    pub(super) fn begin_again(&mut self) {
        let mut payments = std::mem::take(&mut self.payments);
        for (id, case) in &mut payments {
            *case = HubCase {
                id: *id,
                row: case.row.take(),
                payment: case.payment,
                ..HubCase::default()
            };
        }
        *self = Self {
            payments,
            ..Self::default()
        };
    }

    /// One payment, new or known.
    pub(super) fn case(&mut self, id: i64) -> &mut HubCase {
        self.payments.entry(id).or_insert_with(|| HubCase {
            id,
            ..HubCase::default()
        })
    }

    /// Reads new payments, entries, messages and audit records; gives the payments that they touch.
    pub(super) fn read_new(
        &mut self,
        hub: &Connection,
        verdict: &mut Verdict,
    ) -> Result<BTreeSet<i64>, AuditError> {
        let mut touched = BTreeSet::new();
        let mut statement =
            hub.prepare_cached("SELECT id FROM payment WHERE id > ?1 ORDER BY id")?;
        for id in statement.query_map([self.last_payment], |row| row.get(0))? {
            self.last_payment = id?;
            touched.insert(self.last_payment);
        }
        self.read_entries(hub, &mut touched, verdict)?;
        let mut statement =
            hub.prepare_cached("SELECT id, payment_id FROM message WHERE id > ?1 ORDER BY id")?;
        for row in statement.query_map([self.last_message], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (id, payment): (i64, Option<i64>) = row?;
            self.last_message = id;
            touched.extend(payment);
        }
        self.read_audit(hub, verdict)?;
        self.readings = self.readings.wrapping_add(1);
        let stored: i64 = hub
            .prepare_cached("SELECT count(*) FROM payment")?
            .query_row([], |row| row.get(0))?;
        let new = touched.iter().filter(|id| !self.payments.contains_key(id));
        let known = self.payments.len().saturating_add(new.count());
        let is_short = usize::try_from(stored).unwrap_or(0) < known;
        if is_short || self.readings.is_multiple_of(READ_ALL_EVERY) {
            touched.extend(self.payments.keys());
        }
        Ok(touched)
    }

    fn read_entries(
        &mut self,
        hub: &Connection,
        touched: &mut BTreeSet<i64>,
        verdict: &mut Verdict,
    ) -> Result<(), AuditError> {
        let mut statement = hub.prepare_cached(
            "SELECT seq, payment_id, kind, debit_account, credit_account, amount FROM entry \
             WHERE seq > ?1 ORDER BY seq",
        )?;
        let mut rows = statement.query([self.last_entry])?;
        let mut lines: Vec<Line> = Vec::new();
        while let Some(row) = rows.next()? {
            let line = line(row)?;
            if line.seq != self.last_entry.saturating_add(1) {
                let (last, seq) = (self.last_entry, line.seq);
                let text = format!("the ledger goes from entry {last} to entry {seq}");
                verdict.whole(Oracle::O5, text);
            }
            self.last_entry = line.seq;
            if let Some(id) = line.payment {
                touched.insert(id);
                let case = self.case(id);
                match line.kind.as_str() {
                    "hold" => case.holds.push(line.amount),
                    "release" => case.releases.push(line.amount),
                    _ => case.posts.push((line.debit, line.credit, line.amount)),
                }
            }
            lines.push(line);
        }
        // Stored sums change with entries only; a change without any shows at the next one.
        if lines.is_empty() && self.last_entry > 0 {
            return Ok(());
        }
        self.ledger.read(hub)?;
        for line in &lines {
            self.ledger.fold(line, verdict);
        }
        self.ledger.judge(verdict);
        Ok(())
    }

    fn read_audit(&mut self, hub: &Connection, verdict: &mut Verdict) -> Result<(), AuditError> {
        let mut statement = hub.prepare_cached(
            "SELECT n, at, what, record, prev, hash FROM audit WHERE n > ?1 ORDER BY n",
        )?;
        let mut rows = statement.query([self.audit.seq])?;
        while let Some(row) = rows.next()? {
            let record = ledger::Record {
                n: row.get(0)?,
                at: row.get(1)?,
                what: row.get(2)?,
                record: row.get(3)?,
                prev: row.get(4)?,
                hash: row.get(5)?,
            };
            record.judge(&self.audit, verdict);
            self.audit = Head {
                seq: record.n,
                hash: record.hash,
            };
        }
        Ok(())
    }

    /// Reads one payment again and judges what became of it.
    pub(super) fn refresh(
        &mut self,
        hub: &Connection,
        id: i64,
        verdict: &mut Verdict,
    ) -> Result<&mut HubCase, AuditError> {
        let now = payment(hub, id)?;
        let case = self.case(id);
        if let Some(before) = &case.row {
            judge_move(id, (before, now.as_ref()), verdict);
        }
        let is_new =
            now.as_ref().map(|row| row.version) != case.row.as_ref().map(|row| row.version);
        if let Some(row) = now.as_ref().filter(|_| is_new) {
            ledger::judge_history(hub, (id, row), verdict)?;
        }
        case.row = now;
        Ok(case)
    }
}

fn judge_move(id: i64, (before, now): (&HubRow, Option<&HubRow>), verdict: &mut Verdict) {
    let Some(now) = now else {
        let text = format!("hub payment {id}: the slot of its SESSION is gone");
        return verdict.whole(Oracle::O2, text);
    };
    let (was, is) = (before.state, now.state);
    let is_same = was == is && before.pay_seen == now.pay_seen;
    let counts = if is_same {
        now.version == before.version
    } else {
        now.version > before.version
    };
    if !was.may_lead_to(is) || !counts {
        let (old, new) = (before.version, now.version);
        let text = format!("hub payment {id}: from {was:?} version {old} to {is:?} version {new}");
        verdict.whole(Oracle::O5, text);
    }
    if (&before.session, before.point, before.amount) != (&now.session, now.point, now.amount) {
        let text = format!("hub payment {id}: its slot was given to something else");
        verdict.whole(Oracle::O2, text);
    }
}

fn line(row: &Row<'_>) -> Result<Line, rusqlite::Error> {
    Ok(Line {
        seq: row.get(0)?,
        payment: row.get(1)?,
        kind: row.get(2)?,
        debit: row.get(3)?,
        credit: row.get(4)?,
        amount: row.get(5)?,
    })
}

fn payment(hub: &Connection, id: i64) -> Result<Option<HubRow>, AuditError> {
    let mut statement = hub.prepare_cached(
        "SELECT point, session, deposit, provider, coalesce(number, ''), coalesce(account, ''), \
         coalesce(amount, 0), coalesce(taken, 0), state, tombstone, pay_seen, version \
         FROM payment WHERE id = ?1",
    )?;
    let mut rows = statement.query([id])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let word: String = row.get(8)?;
    let state = HubState::read(&word).ok_or(AuditError::Word {
        table: "hub payment",
        row: id,
        word,
    })?;
    Ok(Some(HubRow {
        point: row.get(0)?,
        session: row.get(1)?,
        deposit: row.get(2)?,
        provider: row.get(3)?,
        number: row.get(4)?,
        account: row.get(5)?,
        amount: row.get(6)?,
        taken: row.get(7)?,
        state,
        is_tombstone: row.get(9)?,
        pay_seen: row.get(10)?,
        version: row.get(11)?,
    }))
}
