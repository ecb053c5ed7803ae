//! What a sale came to: sentence, JSON and paper.

use std::fs;
use std::path::PathBuf;
use std::sync::mpsc;

use paydesk_cheque::document::Document;
use paydesk_cheque::text::plain_text;
use paydesk_domain::exchange::Why;
use paydesk_domain::payment::{FailGround, NoConsent, PrintStage, Stage, State};
use paydesk_domain::time::Timestamp;
use paydesk_till::paper;
use paydesk_till::payment::Payment;
use paydesk_till::world::{PrintOutcome, Rejection};
use serde_json::{Value, json};

use super::super::{Exit, report};
use super::Sale;
use crate::customer::rows;

/// A paper that came out, or should have.
struct Paper {
    text: String,
    /// Its bytes, where papers are files.
    file: Option<PathBuf>,
    /// What a person must know about it: a text id.
    note: Option<&'static str>,
}

impl Sale<'_> {
    /// The disk failed after the cash was taken: what became of the payment is read at the next start.
    pub(super) fn storage_unsure(&self, payment: &Payment) -> Exit {
        let sentence = self.session.texts.get("storage-unsure");
        self.session.out.problem(&sentence);
        let mut value = nothing("unknown", "storage", &sentence);
        if let Value::Object(fields) = &mut value {
            fields.insert("payment".to_owned(), json!(payment.id.get()));
            fields.insert("session".to_owned(), json!(payment.session.as_wire()));
        }
        self.session.out.value(&value);
        Exit::Storage
    }

    pub(super) fn finish(&self, payment: &Payment) -> Exit {
        self.show_customer(&rows::taken(&self.session.texts, payment));
        let (texts, shown) = (&self.session.texts, self.shown());
        let claim = shown.claim(payment);
        let claim = ("claim", claim.as_str());
        let taken = payment.order.taken.to_text(texts.language());
        match payment.state {
            State::Paid(_) => {
                let paper = self.printed_cheque(payment);
                let id = match payment.print.map(|job| job.stage) {
                    Some(PrintStage::Uncertain) => "sale-paid-unsure",
                    Some(PrintStage::Sent) if paper.is_some() => "sale-paid-sent",
                    Some(PrintStage::Printed) if paper.is_some() => "sale-paid",
                    Some(_) | None => "sale-paid-no-paper",
                };
                let number = payment.id.to_string();
                let sentence = texts.with(id, &[claim, ("id", &number)]);
                self.show(payment, &sentence, paper);
                Exit::Done
            }
            State::Failed(ground) => {
                let reason = match ground {
                    FailGround::Refused(refusal)
                    | FailGround::Tombstone(refusal)
                    | FailGround::Quarantine(refusal) => report::refusal(texts, refusal),
                    FailGround::Decided => String::new(),
                };
                let id = payment.id.to_string();
                let parameters = [
                    ("reason", reason.as_str()),
                    ("taken", taken.as_str()),
                    ("id", id.as_str()),
                ];
                self.show(
                    payment,
                    &texts.with("sale-failed", &parameters),
                    self.write_slip(payment),
                );
                Exit::Refused
            }
            State::InProgress => {
                self.show(
                    payment,
                    &texts.with("sale-in-progress", &[claim]),
                    self.write_slip(payment),
                );
                Exit::Open
            }
            State::Review(ground) => {
                let reason = texts.get(&format!("review-{}", ground.as_key()));
                let sentence = texts.with("sale-review", &[("reason", &reason), claim]);
                self.show(payment, &sentence, self.write_slip(payment));
                Exit::Open
            }
            State::Queued => self.queued(payment, Why::TimedOut),
            State::Draft(_)
            | State::Checking
            | State::Checked
            | State::Sending
            | State::Unknown(_)
            | State::Cancelled => {
                self.show(
                    payment,
                    &texts.with("sale-unknown", &[claim]),
                    self.write_slip(payment),
                );
                Exit::Open
            }
        }
    }

    pub(super) fn queued(&self, payment: &Payment, why: Why) -> Exit {
        self.show_customer(&rows::taken(&self.session.texts, payment));
        let texts = &self.session.texts;
        let parameters = [
            ("why", report::why(texts, why)),
            ("claim", self.shown().claim(payment)),
        ];
        let parameters: Vec<(&str, &str)> = parameters
            .iter()
            .map(|(name, v)| (*name, v.as_str()))
            .collect();
        self.show(
            payment,
            &texts.with("sale-queued", &parameters),
            self.write_slip(payment),
        );
        Exit::Open
    }

    pub(super) fn not_taken(&self, payment: &Payment, reason: NoConsent) -> Exit {
        let texts = &self.session.texts;
        let sentence = match reason {
            NoConsent::Refused(refusal) => texts.with(
                "sale-refused",
                &[("reason", &report::refusal(texts, refusal))],
            ),
            NoConsent::NoAnswer(why) => {
                texts.with("sale-no-answer", &[("why", &report::why(texts, why))])
            }
            NoConsent::GivenUp => texts.with("sale-not-accepted", &[("reason", "")]),
        };
        self.show(payment, &sentence, None);
        Exit::Refused
    }

    pub(super) fn not_accepted(&self, rejection: Rejection) -> Exit {
        let texts = &self.session.texts;
        let sentence = match rejection {
            Rejection::Reconcile => texts.get("sale-reconcile"),
            Rejection::OtherCopy => texts.get("sale-other-copy"),
            Rejection::Storage => texts.get("storage-full"),
            Rejection::StorageUnsure => texts.get("storage-unsure"),
            other => texts.with(
                "sale-not-accepted",
                &[("reason", &report::rejection(texts, other))],
            ),
        };
        self.session.out.problem(&sentence);
        let mut value = nothing("refused", report::rejection_key(rejection), &sentence);
        if let (Value::Object(fields), Rejection::Repeat(payment)) = (&mut value, rejection) {
            fields.insert("repeats".to_owned(), json!(payment.get()));
        }
        self.session.out.value(&value);
        match rejection {
            Rejection::Storage | Rejection::StorageUnsure => Exit::Storage,
            Rejection::TooLittleCash | Rejection::BadOrder => Exit::BadInput,
            _ => Exit::Refused,
        }
    }

    pub(super) fn storage_failed(&self) -> Exit {
        let sentence = self.session.texts.get("storage-full");
        self.session.out.problem(&sentence);
        self.session
            .out
            .value(&nothing("refused", "storage", &sentence));
        Exit::Storage
    }

    /// The cheque that came out of the printer; where papers are files, read back from there.
    fn printed_cheque(&self, payment: &Payment) -> Option<Paper> {
        let settings = &self.setup.settings;
        let provider = settings.catalogue.provider(&payment.order.provider);
        let document = paper::cheque(
            payment,
            provider,
            &settings.shop,
            (&settings.point, 0, Timestamp::default()),
        );
        // A file of that name may be older than this payment, unless this print is known to have ended.
        if !matches!(payment.print?.stage, PrintStage::Printed | PrintStage::Sent) {
            return None;
        }
        if !self.setup.prints_to_files() {
            return Some(self.paper(&document, None));
        }
        let files = self.setup.file_printer().files(&document);
        let text = fs::read_to_string(&files.text).ok()?;
        Some(Paper {
            text,
            file: Some(files.escpos),
            note: None,
        })
    }

    fn paper(&self, document: &Document, note: Option<&'static str>) -> Paper {
        Paper {
            text: plain_text(document, self.setup.profile.columns),
            file: None,
            note,
        }
    }

    /// The paper for a payment that has no cheque yet, or never will.
    fn write_slip(&self, payment: &Payment) -> Option<Paper> {
        let settings = &self.setup.settings;
        let provider = settings.catalogue.provider(&payment.order.provider);
        let document: Document = paper::slip(payment, provider, &settings.shop, &settings.point)?;
        if !self.setup.prints_to_files() {
            let (say, said) = mpsc::channel();
            self.desk.printer().print(document.clone(), move |outcome| {
                let _ = say.send(outcome);
            });
            let note = match said.recv().unwrap_or(PrintOutcome::Uncertain) {
                PrintOutcome::Printed => None,
                PrintOutcome::Sent => Some("paper-sent"),
                PrintOutcome::Uncertain => Some("paper-unsure"),
                PrintOutcome::NotReady => Some("paper-not-out"),
            };
            return Some(self.paper(&document, note));
        }
        match self.setup.file_printer().write(&document) {
            Ok(files) => Some(Paper {
                file: Some(files.escpos),
                ..self.paper(&document, None)
            }),
            Err(error) => {
                tracing::error!(%error, "a slip could not be written");
                None
            }
        }
    }

    fn show(&self, payment: &Payment, sentence: &str, paper: Option<Paper>) {
        let out = self.session.out;
        out.line(sentence);
        let mut value = self.shown().json(payment);
        if let Value::Object(fields) = &mut value {
            fields.insert(
                "state".to_owned(),
                json!(report::sale_state(payment.stage())),
            );
            fields.insert("stage".to_owned(), json!(payment.stage().as_key()));
            fields.insert("message".to_owned(), json!(sentence));
            let (text, file) = match &paper {
                None => (Value::Null, Value::Null),
                Some(paper) => (json!(paper.text), json!(paper.file)),
            };
            fields.insert(
                "cheque".to_owned(),
                if payment.stage() == Stage::Paid {
                    text.clone()
                } else {
                    Value::Null
                },
            );
            fields.insert("paper".to_owned(), text);
            fields.insert("escpos".to_owned(), file);
        }
        out.value(&value);
        if let Some(paper) = paper {
            out.line("");
            out.line(&paper.text);
            if let Some(file) = paper.file {
                out.line(&file.display().to_string());
            }
            if let Some(note) = paper.note {
                out.problem(&self.session.texts.get(note));
            }
        }
    }
}

/// The result of a sale that never became a payment.
pub(super) fn nothing(state: &str, error: &str, sentence: &str) -> Value {
    json!({
        "payment": null, "session": null, "state": state, "transid": null, "error": error,
        "message": sentence, "cheque": null, "paper": null, "escpos": null,
    })
}
