//! `paydesk sell`: one payment from the form to the cheque.

use std::fs;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use clap::Args;
use paydesk_adapters::clock;
use paydesk_adapters::printer::PaperFiles;
use paydesk_adapters::sqlite::{self, Filter};
use paydesk_cheque::document::Document;
use paydesk_cheque::text::plain_text;
use paydesk_domain::exchange::Why;
use paydesk_domain::money::Money;
use paydesk_domain::payment::{FailGround, NoConsent, PrintStage, Stage, State};
use paydesk_domain::time::Timestamp;
use paydesk_till::paper;
use paydesk_till::payment::Payment;
use paydesk_till::world::{Command, Event, Outcome, Rejection};
use serde_json::{Value, json};

use super::report::{self, Shown};
use super::{Exit, Session, typed};
use crate::desk::{Desk, Ended};
use crate::setup::Setup;

/// After this the cashier is free for the next customer.
const PATIENCE_SECONDS: u64 = 20;
/// How long a request on the wire is waited for when the command ends.
const CLOSING: Duration = Duration::from_secs(1);

/// What is to be paid.
#[derive(Debug, Args)]
pub(crate) struct SellArgs {
    /// The provider's id or number in the catalogue.
    #[arg(long)]
    pub(super) provider: String,
    /// Telephone number.
    #[arg(long)]
    pub(super) number: Option<String>,
    /// Account.
    #[arg(long)]
    pub(super) account: Option<String>,
    /// Another field of the provider; may be given several times.
    #[arg(long, value_name = "FIELD=VALUE")]
    pub(super) field: Vec<String>,
    /// The sum to credit; the fee is taken on top of it.
    #[arg(long)]
    pub(super) amount: Option<String>,
    /// The cash to take; the fee comes out of it.
    #[arg(long)]
    pub(super) cash: Option<String>,
    /// The cash that the customer hands over, for the change.
    #[arg(long)]
    pub(super) handed: Option<String>,
    /// Full name of the cashier, instead of the one in the settings.
    #[arg(long)]
    cashier: Option<String>,
    /// Seconds to wait for the outcome before the command ends and the payment goes on in the outbox.
    #[arg(long, default_value_t = PATIENCE_SECONDS)]
    wait: u64,
}

/// Runs the command.
pub(super) fn run(session: &Session, args: &SellArgs) -> Exit {
    let mut setup = match session.setup() {
        Ok(setup) => setup,
        Err(exit) => return exit,
    };
    // The sale itself shows the paper's text.
    setup.print_to_files();
    let (order, handed) = match typed::order(&setup, &session.texts, args) {
        Ok(typed) => typed,
        Err(sentence) => {
            session.out.problem(&sentence);
            session
                .out
                .value(&nothing("refused", "bad-input", &sentence));
            return Exit::BadInput;
        }
    };
    let desk = match Desk::open(&setup) {
        Ok(desk) => desk,
        Err(error) => {
            let exit = session.tell_desk(&error);
            let sentence = report::desk_error(&session.texts, &session.data(), &error);
            session.out.value(&nothing("refused", "storage", &sentence));
            return exit;
        }
    };
    let sale = Sale {
        session,
        setup: &setup,
        desk: &desk,
        handed,
    };
    let cashier = args
        .cashier
        .clone()
        .unwrap_or_else(|| setup.cashier.clone());
    let exit = sale.run(order, cashier, Duration::from_secs(args.wait));
    desk.close(CLOSING);
    exit
}

struct Sale<'a> {
    session: &'a Session,
    setup: &'a Setup,
    desk: &'a Desk,
    handed: Option<Money>,
}

impl Sale<'_> {
    fn run(
        &self,
        order: paydesk_domain::order::Order,
        cashier: String,
        patience: Duration,
    ) -> Exit {
        let events = self.desk.watch();
        self.take(&events, (order, cashier), patience)
            .unwrap_or_else(|Ended| self.storage_failed())
    }

    fn take(
        &self,
        events: &Receiver<Event>,
        (order, cashier): (paydesk_domain::order::Order, String),
        patience: Duration,
    ) -> Result<Exit, Ended> {
        let Outcome::Form(intent) = self.desk.ask(Command::OpenForm)? else {
            return Ok(self.storage_failed());
        };
        let accepted = match self.desk.ask(Command::Check {
            intent,
            order,
            cashier,
        })? {
            Outcome::Consent(payment) => {
                self.show_terms(&payment);
                self.desk.ask(Command::Confirm {
                    payment: payment.id,
                    handed: self.handed,
                })?
            }
            Outcome::NoConsent(payment, reason) => match reason {
                NoConsent::NoAnswer(why) if self.may_be_offline(&payment) => {
                    let offline = Command::AcceptOffline {
                        payment: payment.id,
                        handed: self.handed,
                    };
                    match self.desk.ask(offline)? {
                        Outcome::Accepted(payment) => return Ok(self.queued(&payment, why)),
                        other => other,
                    }
                }
                NoConsent::NoAnswer(_) | NoConsent::Refused(_) | NoConsent::GivenUp => {
                    return Ok(self.not_taken(&payment, reason));
                }
            },
            other => other,
        };
        match accepted {
            Outcome::Accepted(payment) => Ok(self.follow(events, *payment, patience)),
            Outcome::NotAccepted(rejection) => Ok(self.not_accepted(rejection)),
            Outcome::Form(_) | Outcome::Consent(_) | Outcome::NoConsent(..) | Outcome::Done => {
                Ok(self.storage_failed())
            }
        }
    }

    fn shown(&self) -> Shown<'_> {
        Shown {
            texts: &self.session.texts,
            catalogue: &self.setup.settings.catalogue,
            point: Some(&self.setup.settings.point),
            utc_offset_minutes: self.setup.settings.shop.utc_offset_minutes,
        }
    }

    fn may_be_offline(&self, payment: &Payment) -> bool {
        let provider = self
            .setup
            .settings
            .catalogue
            .provider(&payment.order.provider);
        provider.is_some_and(|provider| provider.offline_allowed)
    }

    fn show_terms(&self, payment: &Payment) {
        let (texts, shown) = (&self.session.texts, self.shown());
        let language = texts.language();
        let order = &payment.order;
        let fee = order
            .fee()
            .map(|fee| fee.to_text(language))
            .unwrap_or_default();
        self.session.out.line(&texts.with(
            "ask-terms",
            &[
                ("provider", &shown.provider_name(payment)),
                ("details", &shown.details(payment)),
                ("credited", &order.credited.to_text(language)),
                ("fee", &fee),
                ("taken", &order.taken.to_text(language)),
            ],
        ));
        if let Some(info) = payment
            .grant
            .as_ref()
            .and_then(|grant| grant.info.as_deref())
        {
            self.session
                .out
                .line(&texts.with("ask-info", &[("info", info)]));
        }
    }

    /// Waits until the payment has come to its end and its cheque is out, or patience ends.
    fn follow(&self, events: &Receiver<Event>, accepted: Payment, patience: Duration) -> Exit {
        let until = clock::now().plus_ms(i64::try_from(patience.as_millis()).unwrap_or(i64::MAX));
        let mut payment = accepted;
        while !is_settled(&payment) {
            match next(events, until) {
                // What was told before the cash was taken still waits in the channel.
                Ok(Event::Payment(told)) if told.id == payment.id && told.tender.is_some() => {
                    payment = *told;
                }
                Ok(Event::Payment(_) | Event::Link(_) | Event::Deposit(_) | Event::Alarm(_)) => {}
                Err(RecvTimeoutError::Timeout) => {
                    payment = self.on_disk(&payment).unwrap_or(payment);
                    break;
                }
                Ok(Event::ReadOnly | Event::StorageFault) | Err(RecvTimeoutError::Disconnected) => {
                    return self.storage_unsure(&payment);
                }
            }
        }
        self.finish(&payment)
    }

    /// A payment as it stands on the disk now: that it was sent is not told.
    fn on_disk(&self, payment: &Payment) -> Option<Payment> {
        let wanted = Filter {
            payment: Some(payment.id.get()),
            limit: 1,
            ..Filter::default()
        };
        let books = sqlite::open_reader(&self.session.data()).ok()?;
        books.find(&wanted).ok()?.pop()
    }

    /// The disk failed after the cash was taken: what became of the payment is read at the next start.
    fn storage_unsure(&self, payment: &Payment) -> Exit {
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

    fn finish(&self, payment: &Payment) -> Exit {
        let (texts, shown) = (&self.session.texts, self.shown());
        let claim = shown.claim(payment);
        let claim = ("claim", claim.as_str());
        let taken = payment.order.taken.to_text(texts.language());
        match payment.state {
            State::Paid(_) => {
                let paper = self.printed_cheque(payment);
                let id = if paper.is_some() {
                    "sale-paid"
                } else {
                    "sale-paid-no-paper"
                };
                self.show(payment, &texts.with(id, &[claim]), paper);
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

    fn queued(&self, payment: &Payment, why: Why) -> Exit {
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

    fn not_taken(&self, payment: &Payment, reason: NoConsent) -> Exit {
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

    fn not_accepted(&self, rejection: Rejection) -> Exit {
        let texts = &self.session.texts;
        let sentence = match rejection {
            Rejection::Reconcile => texts.get("sale-reconcile"),
            Rejection::Storage => texts.get("storage-full"),
            other => texts.with(
                "sale-not-accepted",
                &[("reason", &report::rejection(texts, other))],
            ),
        };
        self.session.out.problem(&sentence);
        self.session.out.value(&nothing(
            "refused",
            report::rejection_key(rejection),
            &sentence,
        ));
        match rejection {
            Rejection::Storage => Exit::Storage,
            Rejection::TooLittleCash | Rejection::BadOrder => Exit::BadInput,
            _ => Exit::Refused,
        }
    }

    fn storage_failed(&self) -> Exit {
        let sentence = self.session.texts.get("storage-full");
        self.session.out.problem(&sentence);
        self.session
            .out
            .value(&nothing("refused", "storage", &sentence));
        Exit::Storage
    }

    /// The cheque that the printer wrote, read back from where it wrote it.
    fn printed_cheque(&self, payment: &Payment) -> Option<(String, PaperFiles)> {
        let settings = &self.setup.settings;
        let provider = settings.catalogue.provider(&payment.order.provider);
        let document = paper::cheque(
            payment,
            provider,
            &settings.shop,
            (&settings.point, 0, Timestamp::default()),
        );
        let printer = self.setup.file_printer();
        let files = printer.files(&document);
        let text = fs::read_to_string(&files.text).ok()?;
        Some((text, files))
    }

    /// The paper for a payment that has no cheque yet, or never will.
    fn write_slip(&self, payment: &Payment) -> Option<(String, PaperFiles)> {
        let settings = &self.setup.settings;
        let provider = settings.catalogue.provider(&payment.order.provider);
        let document: Document = paper::slip(payment, provider, &settings.shop, &settings.point)?;
        match self.setup.file_printer().write(&document) {
            Ok(files) => Some((plain_text(&document, self.setup.profile.columns), files)),
            Err(error) => {
                tracing::error!(%error, "a slip could not be written");
                None
            }
        }
    }

    fn show(&self, payment: &Payment, sentence: &str, paper: Option<(String, PaperFiles)>) {
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
                Some((text, files)) => (json!(text), json!(files.escpos)),
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
        if let Some((text, files)) = paper {
            out.line("");
            out.line(&text);
            out.line(&files.escpos.display().to_string());
        }
    }
}

/// The result of a sale that never became a payment.
fn nothing(state: &str, error: &str, sentence: &str) -> Value {
    json!({
        "payment": null, "session": null, "state": state, "transid": null, "error": error,
        "message": sentence, "cheque": null, "paper": null, "escpos": null,
    })
}

/// Whether nothing is left to wait for at the counter: refused, for a person, or paid with its cheque out.
fn is_settled(payment: &Payment) -> bool {
    match payment.state {
        State::Failed(_) | State::Review(_) | State::Cancelled => true,
        State::Paid(_) => payment.print.is_none_or(|job| match job.stage {
            PrintStage::Due | PrintStage::Printing(_) => false,
            PrintStage::Printed | PrintStage::Sent | PrintStage::Uncertain => true,
        }),
        State::Draft(_)
        | State::Checking
        | State::Checked
        | State::Queued
        | State::Sending
        | State::Unknown(_)
        | State::InProgress => false,
    }
}

/// The next event before a moment.
fn next(events: &Receiver<Event>, until: Timestamp) -> Result<Event, RecvTimeoutError> {
    let left = u64::try_from(until.ms_since(clock::now())).unwrap_or(0);
    events.recv_timeout(Duration::from_millis(left))
}
