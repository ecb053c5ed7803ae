//! `paydesk sell`: one payment from the form to the cheque.

mod outcome;

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use clap::Args;
use paydesk_adapters::display::{Display, Rows};
use paydesk_adapters::sqlite::{self, Filter};
use paydesk_domain::money::Money;
use paydesk_domain::payment::{NoConsent, PrintStage, State};
use paydesk_till::payment::Payment;
use paydesk_till::world::{Command, Event, Outcome, Rejection};

use super::report::{self, Shown};
use super::{Exit, Session, typed};
use crate::customer::rows;
use crate::deadline::Deadline;
use crate::desk::{Desk, Ended};
use crate::setup::Setup;
use outcome::nothing;

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
    #[arg(long, allow_hyphen_values = true)]
    pub(super) amount: Option<String>,
    /// The cash to take; the fee comes out of it.
    #[arg(long, allow_hyphen_values = true)]
    pub(super) cash: Option<String>,
    /// The cash that the customer hands over, for the change.
    #[arg(long, allow_hyphen_values = true)]
    pub(super) handed: Option<String>,
    /// Full name of the cashier, instead of the one in the settings.
    #[arg(long)]
    cashier: Option<String>,
    /// Why the same sum is paid to the same number once more within an hour.
    #[arg(long, value_name = "REASON")]
    again: Option<String>,
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
    setup.keep_stdout_free();
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
    // It holds nothing up: a display that is not there shows nothing.
    let display = setup.display.clone().map(Display::start);
    let sale = Sale {
        display,
        session,
        setup: &setup,
        desk: &desk,
        handed,
        again: args.again.clone(),
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
    display: Option<Display>,
    session: &'a Session,
    setup: &'a Setup,
    desk: &'a Desk,
    handed: Option<Money>,
    again: Option<String>,
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
            again: self.again.clone(),
        })? {
            Outcome::Consent(payment) => {
                self.show_terms(&payment);
                let confirm = Command::Confirm {
                    payment: payment.id,
                    handed: self.handed,
                };
                match self.desk.ask(confirm) {
                    Ok(Outcome::NotAccepted(Rejection::StorageUnsure)) | Err(Ended) => {
                        return Ok(self.storage_unsure(&payment));
                    }
                    Ok(outcome) => outcome,
                }
            }
            Outcome::NoConsent(payment, reason) => match reason {
                NoConsent::NoAnswer(why) if self.may_be_offline(&payment) => {
                    let offline = Command::AcceptOffline {
                        payment: payment.id,
                        handed: self.handed,
                    };
                    match self.desk.ask(offline) {
                        Ok(Outcome::Accepted(payment)) => return Ok(self.queued(&payment, why)),
                        Ok(Outcome::NotAccepted(Rejection::StorageUnsure)) | Err(Ended) => {
                            return Ok(self.storage_unsure(&payment));
                        }
                        Ok(other) => other,
                    }
                }
                NoConsent::NoAnswer(_) | NoConsent::Refused(_) | NoConsent::GivenUp => {
                    return Ok(self.not_taken(&payment, reason));
                }
            },
            other => other,
        };
        match accepted {
            Outcome::Accepted(payment) => {
                self.show_customer(&rows::taken(&self.session.texts, &payment));
                Ok(self.follow(events, *payment, patience))
            }
            Outcome::NotAccepted(rejection) => {
                self.show_customer(&rows::welcome(&self.session.texts));
                Ok(self.not_accepted(rejection))
            }
            Outcome::Form(_)
            | Outcome::Consent(_)
            | Outcome::NoConsent(..)
            | Outcome::Shift(_)
            | Outcome::Correction(_)
            | Outcome::DrawerOpened
            | Outcome::Done => Ok(self.storage_failed()),
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

    fn show_customer(&self, rows: &Rows) {
        if let Some(display) = &self.display {
            display.show(rows);
        }
    }

    fn show_terms(&self, payment: &Payment) {
        self.show_customer(&rows::to_pay(&self.session.texts, payment));
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
        let until = Deadline::after(patience);
        let mut payment = accepted;
        while !is_settled(&payment) {
            match events.recv_timeout(until.left()) {
                // What was told before the cash was taken still waits in the channel.
                Ok(Event::Payment(told)) if told.id == payment.id && told.tender.is_some() => {
                    payment = *told;
                }
                Ok(Event::DrawerShut) => self
                    .session
                    .out
                    .problem(&self.session.texts.get("drawer-shut")),
                Ok(Event::Alarm(alarm)) => self.session.tell_alarm(alarm),
                Ok(Event::Payment(_) | Event::Link(_) | Event::Deposit(_) | Event::Shift(_)) => {}
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
}

/// Whether nothing is left to wait for at the counter: refused, for a person, or paid with its cheque out.
fn is_settled(payment: &Payment) -> bool {
    match payment.state {
        State::Failed(_) | State::Review(_) | State::Cancelled => true,
        State::Paid(_) => !payment.cheque().is_some_and(PrintStage::is_on_its_way),
        State::Draft(_)
        | State::Checking
        | State::Checked
        | State::Queued
        | State::Sending
        | State::Unknown(_)
        | State::InProgress => false,
    }
}
