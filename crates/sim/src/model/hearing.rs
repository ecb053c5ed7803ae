//! How the till reads a reply, or its absence.

use paydesk_domain::payment::{ReturnStage, Stage};

use super::Profile;
use super::mistake::Mistake;
use super::rules::{Rule, Witness};
use super::state::{Ask, Lane, Past, Print, Reply, Row, Word};
use super::world::World;

impl World {
    /// Nothing came that passes the gate. Silence is not refusal.
    pub(super) fn no_answer(&self, lane: &mut Lane) -> Option<()> {
        let mut row = lane.row;
        row.attempt.take()?;
        match row.stage {
            Stage::Checking => row.stage = Stage::Draft,
            Stage::Sending if self.errs(Mistake::ServerErrorIsFailed) => fail(&mut row),
            Stage::Sending => row.stage = Stage::Unknown,
            Stage::Draft
            | Stage::Checked
            | Stage::Queued
            | Stage::Unknown
            | Stage::InProgress
            | Stage::Paid
            | Stage::Failed
            | Stage::Cancelled
            | Stage::Review => {}
        }
        lane.reply = None;
        self.write(lane, row);
        Some(())
    }

    /// The reply to the open attempt.
    pub(super) fn hear(&self, lane: &mut Lane, now: u8) -> Option<()> {
        let reply = lane.reply.take()?;
        let mut row = lane.row;
        let ask = row.attempt.take()?;
        match ask {
            Ask::Check => hear_check(&mut row, reply),
            Ask::Pay | Ask::Status | Ask::Cancel => {
                self.hear_outcome(lane, &mut row, (ask, reply, now))
            }
        }
        self.write(lane, row);
        Some(())
    }

    /// The late check of an offline sale grants, at another price: the cashier decides.
    pub(super) fn hear_other_terms(&self, lane: &mut Lane) -> Option<()> {
        let reply = lane.reply.take()?;
        let mut row = lane.row;
        let is_late_check = row.attempt.take() == Some(Ask::Check) && row.stage == Stage::Queued;
        if !is_late_check || reply.word != Word::Checked {
            return None;
        }
        row.stage = Stage::Review;
        row.granted_at = Some(reply.signed_at);
        self.write(lane, row);
        Some(())
    }

    /// A reply to an attempt that was given up. It may say what the slot once was; a negative one counts only for the
    /// newest attempt, so it is not heard at all.
    pub(super) fn hear_late(&self, lane: &mut Lane, word: Word) -> Option<()> {
        let mut row = lane.row;
        let was_in_work = matches!(
            lane.session().slot,
            Word::InWork | Word::Done | Word::Refused
        );
        if word == Word::InWork && !was_in_work {
            return None;
        }
        let has_earlier = match row.stage {
            Stage::Sending => row.pays > 1 || (row.pays > 0 && row.attempt != Some(Ask::Pay)),
            Stage::Unknown | Stage::InProgress | Stage::Review => row.pays > 0,
            Stage::Paid => !row.is_final,
            Stage::Draft
            | Stage::Checking
            | Stage::Checked
            | Stage::Queued
            | Stage::Failed
            | Stage::Cancelled => false,
        };
        if !has_earlier {
            return None;
        }
        self.hear_word(lane, &mut row, word);
        self.write(lane, row);
        Some(())
    }

    fn hear_outcome(&self, lane: &mut Lane, row: &mut Row, (ask, reply, now): (Ask, Reply, u8)) {
        if ask == Ask::Cancel && matches!(reply.word, Word::InWork | Word::Done) {
            self.saw(Witness::CancelLostTheRace);
        }
        let is_accepted = ask == Ask::Pay && matches!(reply.word, Word::InWork | Word::Done);
        if is_accepted && self.profile == Profile::Cyberplat {
            // A plain server says 0/0 before the provider is final; the cheque may be printed.
            self.paid(row, false);
        } else if reply.word.is_absent() {
            self.no_pay_known(lane, row, (ask, reply, now));
        } else {
            self.hear_word(lane, row, reply.word);
        }
    }

    /// What a word of the hub about a pay means in any reply.
    fn hear_word(&self, lane: &mut Lane, row: &mut Row, word: Word) {
        match (row.stage, word) {
            (Stage::Paid, Word::Done) => row.is_final = true,
            (Stage::Paid, Word::Refused | Word::Cancelled) => {
                if row.is_final {
                    lane.broken |= Rule::RepliesAgree.bit();
                } else if self.errs(Mistake::LateRefusalUndoesPaid) {
                    fail(row);
                } else {
                    row.owed = Some(ReturnStage::Due);
                }
            }
            (Stage::Sending | Stage::Unknown | Stage::InProgress | Stage::Review, Word::Done) => {
                if row.stage == Stage::Review {
                    self.saw(Witness::ReviewSettled);
                }
                self.paid(row, true);
            }
            (
                Stage::Sending | Stage::Unknown | Stage::InProgress | Stage::Review,
                Word::Refused,
            )
            | (
                Stage::Sending | Stage::Unknown | Stage::InProgress | Stage::Review,
                Word::Cancelled,
            ) => {
                fail(row);
            }
            (Stage::Sending | Stage::Unknown, Word::InWork) => {
                if self.errs(Mistake::InWorkIsPaid) {
                    self.paid(row, true);
                } else {
                    row.stage = Stage::InProgress;
                }
            }
            (_, _) => {}
        }
    }

    /// The hub knows no pay under this SESSION. A delayed one may still arrive: the fence decides.
    fn no_pay_known(&self, lane: &mut Lane, row: &mut Row, (ask, reply, now): (Ask, Reply, u8)) {
        match row.stage {
            Stage::Sending => row.stage = Stage::Unknown,
            // Overtaken by a late reply. Our hub's VERSION tells; a plain server's word goes to a person.
            Stage::InProgress if self.profile == Profile::Cyberplat => {
                self.saw(Witness::Contradicted);
                row.stage = Stage::Review;
                return;
            }
            Stage::Unknown | Stage::Review => {}
            Stage::InProgress
            | Stage::Paid
            | Stage::Draft
            | Stage::Checking
            | Stage::Checked
            | Stage::Queued
            | Stage::Failed
            | Stage::Cancelled => return,
        }
        if ask != Ask::Status {
            return;
        }
        if row.stage == Stage::Unknown && self.errs(Mistake::NewSessionOnAbsent) {
            if self.renew(lane, Past::Renewed).is_some() {
                lane.row = Row::UNCHECKED;
                *row = Row::UNCHECKED;
            }
            return;
        }
        let waits_for_time = self.profile == Profile::Cyberplat || row.stage == Stage::Review;
        if !waits_for_time {
            lane.told_absent = true;
            return;
        }
        let signed_at = if self.errs(Mistake::AbsentByArrival) {
            now
        } else {
            reply.signed_at
        };
        if self.has_passed_quarantine(row, signed_at) {
            self.saw(Witness::QuarantinePassed);
            fail(row);
        }
    }

    /// State, evidence and print job in one transaction.
    fn paid(&self, row: &mut Row, is_final: bool) {
        row.stage = Stage::Paid;
        row.is_final = is_final;
        row.attempt = None;
        if row.print == Print::NotDue {
            row.print = Print::Due(0);
        }
    }

    /// Two signed "no pay known", well apart, the later one signed after the quarantine.
    fn has_passed_quarantine(&self, row: &mut Row, signed_at: u8) -> bool {
        let clock = &self.scope.clock;
        let quarantine = if self.errs(Mistake::ShortQuarantine) {
            clock.hour.saturating_sub(1)
        } else {
            clock.quarantine
        };
        let Some(granted) = (match self.profile {
            Profile::Paydesk => row.not_after,
            Profile::Cyberplat => row.granted_at,
        }) else {
            return false;
        };
        let first = *row.absent_at.get_or_insert(signed_at);
        signed_at >= first + clock.apart && signed_at > granted + quarantine
    }
}

fn hear_check(row: &mut Row, reply: Reply) {
    match (row.stage, reply.word) {
        (Stage::Checking, Word::Checked) => {
            row.stage = Stage::Checked;
            row.granted_at = Some(reply.signed_at);
        }
        (Stage::Queued, Word::Checked) => row.granted_at = Some(reply.signed_at),
        (Stage::Checking, _) => {
            row.stage = Stage::Draft;
            row.is_spent = true;
        }
        // The late check of an offline sale is refused: cash to return.
        (Stage::Queued, Word::Refused | Word::Cancelled) => fail(row),
        (_, _) => {}
    }
}

/// State, evidence and return row in one transaction.
fn fail(row: &mut Row) {
    row.stage = Stage::Failed;
    row.owed = Some(ReturnStage::Due);
    row.attempt = None;
}
