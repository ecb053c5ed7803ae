//! What the till and the cashier do.

use paydesk_domain::journal::{chain_hash, deed_text};
use paydesk_domain::time::Timestamp;

use super::{CREDITED, Rig, TAKEN, cheque, done, pack, printer_bytes, refusal, session};
use crate::evidence::{Cash, CashStep, Paper, Sent, Shown};

impl Rig {
    pub(in crate::auditor::tests) fn journal(&mut self, kind: &str, payment: i64, text: &str) {
        let seq = self.head.0 + 1;
        let at = Timestamp::from_unix_ms(self.now);
        let hash = chain_hash(&self.head.1, seq.unsigned_abs(), at, kind, payment, text);
        let of = (payment != 0).then_some(payment);
        self.till
            .execute(
                "INSERT INTO journal (seq, at, kind, payment, text, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (seq, self.now, kind, of, text, hash),
            )
            .expect("journal");
        self.head = (seq, hash);
    }

    pub(in crate::auditor::tests) fn deed(&mut self, kind: &str, payment: i64) {
        self.journal(kind, payment, &deed_text("", "Anna", ""));
        self.till("INSERT INTO deed SELECT max(seq), 'Anna', '' FROM journal");
    }

    pub(in crate::auditor::tests) fn shown(&mut self, id: i64, stage: &str) {
        let shown = Shown {
            at: self.now,
            payment: id,
            stage: stage.to_owned(),
            as_accepted: false,
            newest_entry: self.newest("journal", "seq"),
            disk_was_dirty: false,
        };
        self.evidence.shown.push(shown);
    }

    pub(in crate::auditor::tests) fn cash(&mut self, id: i64, step: CashStep) {
        let cash = Cash {
            at: self.now,
            payment: id,
            step,
            minor: TAKEN,
            currency: "RUB".to_owned(),
        };
        self.evidence.cash.push(cash);
    }

    fn nonce(id: i64, attempt: i64) -> [u8; 16] {
        let number = (id << 32) | attempt;
        u128::from(number.unsigned_abs()).to_be_bytes()
    }

    /// Stores an attempt and sends it.
    pub(in crate::auditor::tests) fn attempt(&mut self, id: i64, ask: &'static str) -> i64 {
        let attempt = self.newest("attempt", "id") + 1;
        let nonce = Self::nonce(id, attempt);
        self.till
            .execute(
                "INSERT INTO attempt (id, payment, nonce, ask, at, boot, request_hash) \
                 VALUES (?1, ?2, ?3, ?4, ?5, 1, zeroblob(32))",
                (attempt, id, nonce, ask, self.now),
            )
            .expect("attempt");
        self.evidence.sent.push(Sent {
            at: self.now,
            payment: id,
            session: session(id),
            ask,
            nonce: nonce.iter().map(|byte| format!("{byte:02x}")).collect(),
            newest_attempt: attempt,
            disk_was_dirty: false,
        });
        attempt
    }

    /// Stores the end of the newest attempt.
    pub(in crate::auditor::tests) fn ended(&self, reply: Option<&[u8]>) {
        let attempt = self.newest("attempt", "id");
        self.till
            .execute(
                "INSERT INTO attempt_end (attempt, at, why, evidence) VALUES (?1, ?2, ?3, ?4)",
                (
                    attempt,
                    self.now,
                    reply.is_none().then_some("timed-out"),
                    reply.map(pack),
                ),
            )
            .expect("end");
    }

    pub(in crate::auditor::tests) fn set(&self, id: i64, columns: &str) {
        self.till(&format!("UPDATE payment SET {columns} WHERE id = {id}"));
    }

    pub(in crate::auditor::tests) fn opened(&mut self, id: i64) {
        let session = session(id);
        self.till
            .execute(
                "INSERT INTO payment (id, intent, provider, provider_number, number, account, credited, taken, \
                 currency, cashier, opened_at, session, stage, live) \
                 VALUES (?1, ?2, 'mts', 227, '9161234567', '', ?3, ?4, 'RUB', 1, ?5, ?6, 'checking', 1)",
                (id, Self::nonce(id, 0), CREDITED, TAKEN, self.now, &session),
            )
            .expect("payment");
        self.till(&format!("INSERT INTO session VALUES ('{session}', {id})"));
        self.attempt(id, "check");
        self.shown(id, "checking");
    }

    pub(in crate::auditor::tests) fn checked(&mut self, id: i64) {
        self.opened(id);
        self.hub_consents(id);
        self.ended(None);
        self.set(id, "stage = 'checked', version = 3");
        self.shown(id, "checked");
    }

    pub(in crate::auditor::tests) fn tendered(&mut self, id: i64) {
        self.checked(id);
        let now = self.now;
        self.set(id, &format!("stage = 'queued', tender_at = {now}"));
        self.journal("tendered", id, "");
        self.shown(id, "queued");
        let accepted = Shown {
            as_accepted: true,
            ..self.evidence.shown.last().expect("shown").clone()
        };
        self.evidence.shown.push(accepted);
        self.cash(id, CashStep::Taken);
    }

    pub(in crate::auditor::tests) fn sending(&mut self, id: i64) {
        self.tendered(id);
        self.set(id, "stage = 'sending', pays = 1");
        self.attempt(id, "pay");
        self.shown(id, "sending");
        self.hub_takes_pay(id);
    }

    /// The pay was done at the hub, the reply is lost.
    pub(in crate::auditor::tests) fn unknown(&mut self, id: i64) {
        self.sending(id);
        self.hub_captures(id);
        self.ended(None);
        self.set(id, "stage = 'unknown', detail = 'no-answer:timed-out'");
        self.shown(id, "unknown");
    }

    pub(in crate::auditor::tests) fn paid(&mut self, id: i64) {
        self.sending(id);
        self.hub_captures(id);
        self.is_paid(id, done(id).as_bytes());
    }

    /// A reply came that the till takes for a success.
    pub(in crate::auditor::tests) fn is_paid(&mut self, id: i64, reply: &[u8]) {
        self.ended(Some(reply));
        self.set(
            id,
            "stage = 'paid', detail = 'final', version = 5, print_stage = 'due', print_started = 0",
        );
        self.journal("became", id, "paid");
        self.shown(id, "paid");
    }

    pub(in crate::auditor::tests) fn failed(&mut self, id: i64, detail: &str) {
        self.failed_on(id, detail, Some(refusal(id).as_bytes()));
    }

    /// The till takes a reply, or silence, for the end.
    pub(in crate::auditor::tests) fn failed_on(
        &mut self,
        id: i64,
        detail: &str,
        reply: Option<&[u8]>,
    ) {
        self.ended(reply);
        self.set(
            id,
            &format!("stage = 'failed', detail = '{detail}', return_stage = 'due'"),
        );
        self.journal("return-due", id, "");
        self.journal("became", id, "failed");
        self.shown(id, "failed");
    }

    /// A pay that the hub refused; the cash is owed.
    pub(in crate::auditor::tests) fn refused(&mut self, id: i64) {
        self.sending(id);
        self.hub_voids(id, 0);
        self.failed(id, "refused:other:23");
    }

    pub(in crate::auditor::tests) fn returned(&mut self, id: i64) {
        self.set(id, "return_stage = 'returned'");
        self.deed("returned", id);
        self.shown(id, "failed");
        self.cash(id, CashStep::Returned);
    }

    /// A paper begins; the rows are as they are.
    pub(in crate::auditor::tests) fn paper(&mut self, id: i64, text: String) {
        self.evidence.printed.push(printer_bytes(&text));
        let paper = Paper {
            at: self.now,
            payment: id,
            text,
            is_whole: true,
            newest_entry: self.newest("journal", "seq"),
            disk_was_dirty: false,
        };
        self.evidence.paper.push(paper);
    }

    /// Another text stood on a paper.
    pub(in crate::auditor::tests) fn stood_on(&mut self, paper: usize, text: String) {
        self.evidence.printed[paper] = printer_bytes(&text);
        self.evidence.paper[paper].text = text;
    }

    /// Prints a cheque as the till does.
    pub(in crate::auditor::tests) fn printed(&mut self, id: i64) {
        let started = "SELECT print_started FROM payment WHERE id = ?1";
        let copy = Self::number(&self.till, started, [id]);
        let begun = copy + 1;
        let text = if copy == 0 { "first" } else { "copy" };
        self.journal("print-started", id, text);
        self.set(
            id,
            &format!("print_stage = 'printing', print_copy = {copy}, print_started = {begun}"),
        );
        self.shown(id, "paid");
        self.paper(id, cheque(id, copy));
        self.journal("print-ended", id, "printed");
        self.set(id, "print_stage = 'printed', print_copy = NULL");
        self.shown(id, "paid");
    }

    pub(in crate::auditor::tests) fn reprint(&mut self, id: i64) {
        self.deed("reprinted", id);
        self.set(id, "print_stage = 'due'");
        self.shown(id, "paid");
        self.printed(id);
    }
}
