//! What the hub and the provider do.

use sha2::{Digest, Sha256};

use super::{COMMISSION, CREDITED, Rig, TAKEN, session, transid};
use crate::evidence::Credited;

impl Rig {
    pub(super) fn entry(
        &self,
        payment: Option<i64>,
        kind: &str,
        (debit, credit, amount): (i64, i64, i64),
    ) {
        self.hub
            .execute(
                "INSERT INTO entry (payment_id, kind, debit_account, credit_account, amount, business_date, at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, '2026-11-25', ?6)",
                (payment.map(transid), kind, debit, credit, amount, self.now),
            )
            .expect("entry");
    }

    pub(in crate::auditor::tests) fn audit(&self, what: &str, record: &str) {
        let last = self.hub.query_row(
            "SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1",
            [],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 32]>(1)?)),
        );
        let (n, prev) = last.map_or((1, [0; 32]), |(n, hash)| (n + 1, hash));
        let at = self.now;
        let lines = format!("{n}\n{at}\n{what}\n{record}\n");
        let hash: [u8; 32] = Sha256::new()
            .chain_update(prev)
            .chain_update(lines)
            .finalize()
            .into();
        self.hub
            .execute(
                "INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (n, at, what, record, prev, hash),
            )
            .expect("audit");
    }

    /// A valid signed request; gives its number.
    fn message(&self, kind: &str) -> i64 {
        let sql = "INSERT INTO message (at, direction, kind, key, verdict, document) \
                   VALUES (?1, 'in', ?2, 1, 'valid', x'')";
        self.hub.execute(sql, (self.now, kind)).expect("message");
        self.hub.last_insert_rowid()
    }

    /// The reply to the newest request.
    fn answer(&self, id: i64) {
        let sql = "INSERT INTO message (at, direction, kind, key, payment_id, answers, verdict, document) \
                   SELECT ?1, 'out', kind, 1, ?2, id, 'valid', x'' FROM message ORDER BY id DESC LIMIT 1";
        self.hub
            .execute(sql, (self.now, transid(id)))
            .expect("answer");
    }

    fn change(&self, id: i64, (version, state): (i64, &str), by: Option<i64>) {
        let cause = if by.is_some() { "message" } else { "provider" };
        self.hub
            .execute(
                "INSERT INTO state_change VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (transid(id), version, state, cause, by, self.now),
            )
            .expect("change");
    }

    /// Moves a payment on, with its line of history.
    pub(in crate::auditor::tests) fn advance(
        &self,
        id: i64,
        (state, more): (&str, &str),
        by: Option<i64>,
    ) {
        let number = transid(id);
        self.hub(&format!(
            "UPDATE payment SET state = '{state}', version = version + 1{more} WHERE id = {number}"
        ));
        let version = "SELECT version FROM payment WHERE id = ?1";
        let version = Self::number(&self.hub, version, [number]);
        self.change(id, (version, state), by);
    }

    pub(in crate::auditor::tests) fn hub_row(&self, id: i64, session: &str) {
        self.hub
            .execute(
                "INSERT INTO payment (id, point, session, opened_by, fingerprint, deposit, provider, number, \
                 account, amount, taken, tariff, state, tombstone, pay_seen, version, created_at, hold_until) \
                 VALUES (?1, 4, ?2, 1, zeroblob(32), 1, 227, '9161234567', '', ?3, ?4, '{}', 'CHECKED', 0, 0, \
                 1, ?5, ?5)",
                (transid(id), session, CREDITED, TAKEN, self.now),
            )
            .expect("slot");
    }

    pub(super) fn hub_consents(&self, id: i64) {
        let message = self.message("check");
        self.hub_row(id, &session(id));
        self.change(id, (1, "CHECKED"), Some(message));
        self.entry(Some(id), "hold", (1, 2, CREDITED));
        self.pending(CREDITED);
        self.advance(id, ("RESERVED", ""), None);
        self.advance(id, ("CONSENTED", ""), None);
        self.answer(id);
    }

    fn pending(&self, by: i64) {
        self.hub(&format!(
            "UPDATE account SET debit_pending = debit_pending + ({by}) WHERE id = 1"
        ));
    }

    pub(in crate::auditor::tests) fn hub_takes_pay(&self, id: i64) {
        let message = self.message("pay");
        self.advance(id, ("CAPTURING", ", pay_seen = 1"), Some(message));
        let (number, now) = (transid(id), self.now);
        self.hub(&format!(
            "INSERT INTO outbox (payment_id, gateway, job, added_at, next_at, sent_at) \
             VALUES ({number}, 'provider', 'pay', {now}, {now}, {now})"
        ));
        self.answer(id);
    }

    pub(in crate::auditor::tests) fn hub_posts(&self, id: i64) {
        self.entry(Some(id), "post", (1, 2, CREDITED - COMMISSION));
        self.entry(Some(id), "post", (1, 3, COMMISSION));
        self.hub(&format!(
            "UPDATE account SET debit_posted = debit_posted + {CREDITED} WHERE id = 1"
        ));
    }

    pub(in crate::auditor::tests) fn hub_releases(&self, id: i64) {
        self.entry(Some(id), "release", (1, 2, CREDITED));
        self.pending(-CREDITED);
    }

    pub(in crate::auditor::tests) fn hub_captures(&mut self, id: i64) {
        self.credited(id);
        self.hub_releases(id);
        self.hub_posts(id);
        self.advance(id, ("CAPTURED", ", business_date = '2026-11-25'"), None);
    }

    /// Ends a payment unpaid; `tombstone` 1 for a withdrawn one.
    pub(in crate::auditor::tests) fn hub_voids(&self, id: i64, tombstone: i64) {
        self.hub_releases(id);
        let more = format!(", void_code = 23, tombstone = {tombstone}");
        self.advance(id, ("VOID", &more), None);
    }

    /// The provider's own books.
    pub(in crate::auditor::tests) fn credited(&mut self, id: i64) {
        let credited = Credited {
            at: self.now,
            transid: transid(id),
            account: "9161234567".to_owned(),
            minor: CREDITED,
        };
        self.evidence.credited.push(credited);
    }
}
