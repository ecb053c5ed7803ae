//! O5: the hub's books balance, nothing passes a floor, holds and chains are whole.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::case::sum;
use super::chain::{Head, link};
use super::finding::{AuditError, Oracle, Verdict};
use super::hub::{HubCase, HubRow};
use super::stage::HubState;

/// One entry.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) seq: i64,
    pub(super) payment: Option<i64>,
    pub(super) kind: String,
    pub(super) debit: i64,
    pub(super) credit: i64,
    pub(super) amount: i64,
}

#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Sums {
    credited: i64,
    debited: i64,
    pending: i64,
}

#[derive(Debug)]
struct Account {
    kind: String,
    currency: String,
    floor: Option<i64>,
    stored: Sums,
}

/// All accounts: what is stored, and what their entries add up to.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    accounts: BTreeMap<i64, Account>,
    folded: BTreeMap<i64, Sums>,
}

impl Ledger {
    pub(super) fn read(&mut self, hub: &Connection) -> Result<(), AuditError> {
        let mut statement = hub.prepare_cached(
            "SELECT id, kind, currency, floor, credit_posted, debit_posted, debit_pending FROM account",
        )?;
        let rows = statement.query_map([], |row| {
            let account = Account {
                kind: row.get(1)?,
                currency: row.get(2)?,
                floor: row.get(3)?,
                stored: Sums {
                    credited: row.get(4)?,
                    debited: row.get(5)?,
                    pending: row.get(6)?,
                },
            };
            Ok((row.get(0)?, account))
        })?;
        self.accounts = rows.collect::<Result<_, _>>()?;
        Ok(())
    }

    /// What kind of account it is; nothing for an unknown one.
    pub(super) fn kind(&self, account: i64) -> &str {
        self.accounts
            .get(&account)
            .map_or("", |account| account.kind.as_str())
    }

    /// Adds an entry to the sums of its accounts.
    pub(super) fn fold(&mut self, line: &Line, verdict: &mut Verdict) {
        verdict.saw(Oracle::O5);
        let Line {
            seq, kind, amount, ..
        } = line;
        if kind == "post" && line.payment.is_some() {
            verdict.saw(Oracle::O2);
        }
        let currency = |id| {
            let account: Option<&Account> = self.accounts.get(id);
            account.map(|account| account.currency.as_str())
        };
        let (debit, credit) = (currency(&line.debit), currency(&line.credit));
        if debit.is_none() || debit != credit || *amount <= 0 {
            let text = format!(
                "entry {seq}: {kind} of {} from {debit:?} to {credit:?} does not balance",
                sum(*amount)
            );
            verdict.whole(Oracle::O5, text);
        }
        let debit = self.folded.entry(line.debit).or_default();
        match kind.as_str() {
            "hold" => debit.pending = debit.pending.saturating_add(*amount),
            "release" => debit.pending = debit.pending.saturating_sub(*amount),
            _ => {
                debit.debited = debit.debited.saturating_add(*amount);
                let credit = self.folded.entry(line.credit).or_default();
                credit.credited = credit.credited.saturating_add(*amount);
            }
        }
    }

    /// The stored sums of deposits are the fold of their entries; the other accounts store none.
    pub(super) fn judge(&self, verdict: &mut Verdict) {
        for (id, account) in &self.accounts {
            let Some(floor) = account.floor else {
                continue;
            };
            let folded = self.folded.get(id).cloned().unwrap_or_default();
            let stored = &account.stored;
            if *stored != folded {
                let told = |sums: &Sums| {
                    let sums = [sums.credited, sums.debited, sums.pending].map(sum);
                    sums.join(" / ")
                };
                let text = format!(
                    "deposit {id}: stored credited / debited / pending {}, the entries say {}",
                    told(stored),
                    told(&folded)
                );
                verdict.whole(Oracle::O5, text);
            }
            let free = folded.credited - folded.debited - folded.pending;
            if free < floor || folded.pending < 0 {
                let (free, floor, pending) = (sum(free), sum(floor), sum(folded.pending));
                let text = format!(
                    "deposit {id}: {free} is free with {pending} held, its floor is {floor}"
                );
                verdict.whole(Oracle::O5, text);
            }
        }
    }
}

/// The entries of one payment fit its state.
pub(super) fn judge_case(case: &HubCase, ledger: &Ledger, verdict: &mut Verdict) {
    let Some(row) = &case.row else {
        return;
    };
    let (id, state) = (case.id, row.state);
    let held: i64 = case.holds.iter().sum::<i64>() - case.releases.iter().sum::<i64>();
    let due = if state.is_end() { 0 } else { row.amount };
    if held != due || case.holds.len() > 1 || case.releases.len() > 1 {
        let (holds, releases) = (case.holds.len(), case.releases.len());
        let text = format!(
            "hub payment {id} is {state:?}: held {} instead of {} ({holds} holds, {releases} releases)",
            sum(held),
            sum(due)
        );
        verdict.whole(Oracle::O5, text);
    }
    let posted: i64 = case.posts.iter().map(|(_, _, amount)| amount).sum();
    let due = if state == HubState::Captured {
        row.amount
    } else {
        0
    };
    let is_elsewhere = case.posts.iter().any(|(debit, _, _)| *debit != row.deposit);
    if posted != due || is_elsewhere {
        let text = format!(
            "hub payment {id} is {state:?}: posted {} instead of {}, from another deposit: {is_elsewhere}",
            sum(posted),
            sum(due)
        );
        verdict.whole(Oracle::O5, text);
    }
    let mut accounts: Vec<i64> = case.posts.iter().map(|(_, credit, _)| *credit).collect();
    let to_provider = accounts
        .iter()
        .filter(|account| ledger.kind(**account) == "provider");
    let to_provider = to_provider.count();
    accounts.sort_unstable();
    let is_double = accounts.windows(2).any(|pair| pair.first() == pair.last());
    if is_double || to_provider > 1 {
        let text = format!("hub payment {id}: posted more than once to the same account");
        verdict.whole(Oracle::O2, text);
    }
}

/// The line of states behind a payment has no gap, ends where the payment is, and each step had its ground. A consent
/// is not paid on when its hour is over.
pub(super) fn judge_history(
    hub: &Connection,
    (id, row): (i64, &HubRow),
    verdict: &mut Verdict,
) -> Result<(), AuditError> {
    let mut statement = hub.prepare_cached(
        "SELECT s.version, s.state, s.cause, coalesce(m.direction || ' ' || m.verdict, ''), \
         coalesce(m.kind, ''), s.at \
         FROM state_change s LEFT JOIN message m ON m.id = s.message_id \
         WHERE s.payment_id = ?1 ORDER BY s.version",
    )?;
    let mut rows = statement.query([id])?;
    let (mut versions, mut last) = (0, None);
    let mut consented: Option<i64> = None;
    while let Some(step) = rows.next()? {
        let version: i64 = step.get(0)?;
        let (word, cause): (String, String) = (step.get(1)?, step.get(2)?);
        let (message, kind): (String, String) = (step.get(3)?, step.get(4)?);
        let state = HubState::read(&word);
        let by_message = cause == "message";
        let is_grounded = !by_message || message == "in valid";
        let is_pay = by_message && kind == "pay";
        if version != versions + 1 || !is_grounded {
            let text = format!(
                "hub payment {id}: version {version} ({word}, by {cause} {message}) has no ground or leaves a gap"
            );
            verdict.whole(Oracle::O5, text);
        }
        if state == Some(HubState::Capturing) && !is_pay {
            let text = format!("hub payment {id}: the provider is paid without a signed pay");
            verdict.whole(Oracle::O5, text);
        }
        let at: i64 = step.get(5)?;
        if state == Some(HubState::Consented) {
            consented = Some(at);
        }
        // An hour is the rule of the wire; a minute more for the work between reading and writing.
        let is_late = consented.is_some_and(|since| at.saturating_sub(since) > 61 * 60_000);
        if state == Some(HubState::Capturing) && is_late {
            let text =
                format!("hub payment {id}: taken for paying more than an hour after its check");
            verdict.whole(Oracle::O2, text);
        }
        versions = version;
        last = state;
    }
    if versions != row.version || last != Some(row.state) {
        let (version, state) = (row.version, row.state);
        let text = format!(
            "hub payment {id} is {state:?} version {version}, its history ends with {last:?} version {versions}"
        );
        verdict.whole(Oracle::O5, text);
    }
    Ok(())
}

/// One record of the hub's audit chain.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) n: i64,
    pub(super) at: i64,
    pub(super) what: String,
    pub(super) record: String,
    pub(super) prev: [u8; 32],
    pub(super) hash: [u8; 32],
}

impl Record {
    pub(super) fn judge(&self, before: &Head, verdict: &mut Verdict) {
        verdict.saw(Oracle::O5);
        let Self {
            n,
            at,
            what,
            record,
            ..
        } = self;
        let due = link(&self.prev, &format!("{n}\n{at}\n{what}\n{record}\n"));
        let follows = *n == before.seq.saturating_add(1) && self.prev == before.hash;
        if !follows || self.hash != due {
            let text = format!("audit record {n} ({what}) breaks the hub's chain");
            verdict.whole(Oracle::O5, text);
        }
    }
}
