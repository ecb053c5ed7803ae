//! The sale: from the first digit to the cheque.
//!
//! The screen never decides about a payment. It gives commands, shows what the till says, and keeps what was typed.

mod echo;
pub(crate) mod form;
mod form_view;
mod guards;
mod hearing;
pub(crate) mod outcome;
mod picker;
#[cfg(test)]
mod tests;
mod typing;

use crate::desk::handle::{Ask, Similar};
use crate::model::{DAY_MS, Model};
use crate::screen::Action;
use crate::ui::key_bar::Keys;
use crate::ui::keyboard::Press;
use crate::ui::{El, Ui};
use echo::Echo;
use form::{Edit, Focus, Form, NoOrder, Tab};
use guards::Guard;
use outcome::Shown;
use paydesk_domain::ids::{IntentKey, PaymentId};
use paydesk_domain::provider::ProviderId;
use paydesk_domain::time::Timestamp;
use paydesk_till::payment::Payment;
use paydesk_till::world::{Command, Rejection};
use picker::Picker;
pub(crate) use typing::presets;

/// Numbers paid within so many days are compared with a new one.
const NEIGHBOUR_DAYS: i64 = 30;

/// Where the sale stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    /// Number and sum are typed.
    Form,
    /// The server is being asked.
    Asking { since: Timestamp },
    /// The customer reads the number; the cash is taken.
    Echo(Box<Echo>),
    /// What came of it.
    Result(Box<Shown>),
}

/// Why nothing goes on, said in the free line of the form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Hint {
    NoOrder(NoOrder),
    /// The sum is outside what is usual; Enter once more goes on.
    Unusual,
    /// A hundredth of the sum would be usual.
    Hundredfold,
    /// The till did not take the command.
    Rejected(Rejection),
    /// A bill's code that cannot be used.
    Bill(&'static str),
    /// Nobody answered.
    Ended,
}

/// What the cashier does.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Message {
    Press(Press),
    Tab(Tab),
    Focus(Focus),
    Caret(usize),
    Preset(usize),
    Ask,
    Confirm,
    Back,
    Next,
    Again,
    AskNow,
    PickProvider,
    Picked(ProviderId),
    Last(usize),
    Item(usize, usize),
    /// Shows digits to touch in place of the last numbers.
    Pad(bool),
    Reason(usize),
    GoOn,
    TakeEarlier,
    PrintSlip,
    HandBack,
    CameOut(bool),
    CloseDialog,
}

/// The screen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sale {
    pub(crate) form: Form,
    pub(crate) step: Step,
    pub(crate) hint: Option<Hint>,
    guard: Option<Guard>,
    picker: Option<Picker>,
    pub(crate) shows_pad: bool,
    /// Last numbers have the keyboard: a digit takes one.
    pub(crate) picks_last: bool,
    /// What is remarkable about the number as typed.
    similar: Option<Similar>,
    /// The cashier has seen the remark about this number or sum and goes on.
    passed: Passed,
    intent: Option<IntentKey>,
    /// Enter was pressed before everything needed had come.
    wants_to_ask: bool,
    /// The payment that the till made of this form.
    payment: Option<PaymentId>,
    /// How that payment went on before the till's word that it took it came here: words and events go two ways.
    early: Option<Payment>,
    reason: Option<String>,
    /// What a scanner has typed of a bill's code so far: it ends with Enter, as a paste would end at once.
    scanned: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Passed {
    sum: bool,
    neighbour: bool,
}

impl Sale {
    /// An empty sale.
    pub(crate) fn new(model: &Model) -> Self {
        Self {
            form: Form::new(Tab::Mobile, model),
            step: Step::Form,
            hint: None,
            guard: None,
            picker: None,
            shows_pad: false,
            picks_last: false,
            similar: None,
            passed: Passed::default(),
            intent: None,
            wants_to_ask: false,
            payment: None,
            early: None,
            reason: None,
            scanned: None,
        }
    }

    /// What must be asked once the screen is opened.
    pub(crate) fn open(&self) -> Action {
        let form = match self.intent {
            None => Action::Send(Command::OpenForm),
            Some(_) => Action::None,
        };
        form.then(Action::Ask(Ask::LastNumbers))
    }

    /// Whether cash may be in the customer's or the cashier's hand: leaving must not hide that.
    pub(crate) const fn is_busy(&self) -> bool {
        match self.step {
            Step::Form | Step::Result(_) => false,
            Step::Asking { .. } | Step::Echo(_) => true,
        }
    }

    /// Begins with a number that was paid before. A form that was asked about is never used twice.
    pub(crate) fn begin_with(&mut self, payment: &Payment, model: &Model) -> Action {
        let before = match &self.step {
            Step::Result(shown) if shown.is_refused_check() => shown.give_up(),
            Step::Form | Step::Asking { .. } | Step::Echo(_) | Step::Result(_) => Action::None,
        };
        *self = Self::new(model);
        self.fill(
            &payment.order.provider.clone(),
            &payment.order.details,
            model,
        );
        self.form.focus = Focus::Sum;
        before.then(self.open()).then(self.look_at_number(model))
    }

    /// Whether keys go into the form and nowhere else.
    pub(crate) const fn is_being_typed(&self) -> bool {
        matches!(self.step, Step::Form) && !self.has_dialog()
    }

    /// Whether a question or a list stands over the form.
    pub(crate) const fn has_dialog(&self) -> bool {
        self.guard.is_some() || self.picker.is_some()
    }

    /// Whether the payment shown has a slip in place of a cheque.
    pub(crate) fn prints_slip(&self) -> bool {
        matches!(&self.step, Step::Result(shown) if shown.has_slip())
    }

    /// Whether owed cash is what this screen is about.
    pub(crate) fn shows_owed(&self) -> bool {
        matches!(&self.step, Step::Result(shown) if shown.is_owed())
    }

    /// Whether a result is shown that may be left for the next sale.
    pub(crate) fn may_leave(&self, model: &Model) -> bool {
        matches!(&self.step, Step::Result(shown) if shown.may_leave(model))
    }

    pub(crate) fn update(&mut self, message: Message, model: &Model) -> Action {
        match message {
            Message::Press(press) => self.press(&press, model),
            Message::Tab(tab) => self.take_tab(tab, model),
            Message::Focus(focus) => {
                self.form.focus = focus;
                Action::None
            }
            Message::Caret(place) => {
                self.form.focus = Focus::Number;
                self.form.edit(Edit::Caret(place));
                Action::None
            }
            Message::Preset(index) => self.take_preset(index, model),
            Message::Ask => self.enter(model),
            Message::Confirm => self.confirm(model),
            Message::Back => self.back(model),
            Message::Next => self.next_customer(model),
            Message::Again => self.again(model),
            Message::AskNow => self.ask_now(),
            Message::PickProvider => {
                self.picker = Some(Picker::new());
                Action::None
            }
            Message::Picked(id) => self.pick(id, model),
            Message::Last(index) => self.take_last(index, model),
            Message::Item(field, item) => {
                if let Some((_, form::Entry::Chosen(chosen))) = self.form.fields.get_mut(field) {
                    *chosen = item;
                }
                self.form.focus = Focus::Field(field);
                Action::None
            }
            Message::Pad(is_shown) => {
                self.shows_pad = is_shown;
                Action::None
            }
            Message::Reason(reason) => {
                if let Some(Guard::Repeat(repeat)) = &mut self.guard {
                    repeat.choose(reason);
                }
                Action::None
            }
            Message::GoOn => self.pass_guard(model),
            Message::TakeEarlier => self.take_earlier(model),
            Message::PrintSlip => self.print_slip(),
            Message::HandBack => self.hand_back(),
            Message::CameOut(complete) => self.came_out(complete),
            Message::CloseDialog => self.close_dialog(),
        }
    }

    fn hand_back(&self) -> Action {
        match &self.step {
            Step::Result(shown) => shown.hand_back(),
            Step::Form | Step::Asking { .. } | Step::Echo(_) => Action::None,
        }
    }

    /// Whether a whole cheque came out, where the printer could not say.
    fn came_out(&self, complete: bool) -> Action {
        match &self.step {
            Step::Result(shown) => shown.came_out(complete),
            Step::Form | Step::Asking { .. } | Step::Echo(_) => Action::None,
        }
    }

    fn confirm(&mut self, model: &Model) -> Action {
        let Step::Echo(echo) = &mut self.step else {
            return Action::None;
        };
        echo.confirm(model)
    }

    /// Back to what was typed. The server's consent is given back; nothing was paid.
    fn back(&mut self, model: &Model) -> Action {
        match &self.step {
            Step::Echo(echo) if !echo.is_given() => {
                let payment = echo.payment.id;
                self.return_to_form();
                Action::Send(Command::GiveUp { payment }).then(Action::Send(Command::OpenForm))
            }
            Step::Result(_) => self.next_customer(model),
            Step::Form | Step::Asking { .. } | Step::Echo(_) => Action::None,
        }
    }

    fn return_to_form(&mut self) {
        self.step = Step::Form;
        self.intent = None;
        self.payment = None;
        self.early = None;
        self.reason = None;
        self.form.focus = Focus::Sum;
    }

    /// The next customer. What is open goes on by itself and stays in the queue.
    fn next_customer(&mut self, model: &Model) -> Action {
        let Step::Result(shown) = &self.step else {
            return Action::None;
        };
        if !shown.may_leave(model) {
            return Action::None;
        }
        if shown.is_refused_check() {
            // Number and sum stay: the cashier reads the number back.
            let give_up = shown.give_up();
            self.return_to_form();
            self.form.focus = Focus::Number;
            return give_up.then(Action::Send(Command::OpenForm));
        }
        let tab = self.form.tab;
        let shows_pad = self.shows_pad;
        *self = Self::new(model);
        self.form = Form::new(tab, model);
        self.shows_pad = shows_pad;
        Action::Send(Command::OpenForm)
            .then(Action::Ask(Ask::LastNumbers))
            .then(Action::Ask(Ask::Day {
                from: model.today(),
                until: model.today().plus_ms(DAY_MS),
            }))
    }

    /// The same number once more.
    fn again(&mut self, model: &Model) -> Action {
        let Step::Result(shown) = &self.step else {
            return Action::None;
        };
        let Some(payment) = shown.payment().cloned() else {
            return Action::None;
        };
        if !shown.may_leave(model) {
            return Action::None;
        }
        self.intent = None;
        self.begin_with(&payment, model)
    }

    fn ask_now(&self) -> Action {
        match &self.step {
            Step::Result(shown) => shown.payment().map_or(Action::None, |payment| {
                Action::Send(Command::Retry {
                    payment: payment.id,
                })
            }),
            Step::Form | Step::Asking { .. } | Step::Echo(_) => Action::None,
        }
    }

    fn print_slip(&mut self) -> Action {
        let Step::Result(shown) = &mut self.step else {
            return Action::None;
        };
        shown.print()
    }

    /// Whether something on this screen counts by the second.
    pub(crate) fn ticks(&self) -> bool {
        match &self.step {
            Step::Form => false,
            Step::Asking { .. } => true,
            Step::Echo(echo) => echo.is_given(),
            Step::Result(shown) => shown.ticks(),
        }
    }

    /// What the keys do here.
    pub(crate) fn keys(&self, model: &Model) -> Keys {
        if self.guard.is_some() || self.picker.is_some() {
            return Keys::live(&[1]);
        }
        match &self.step {
            Step::Form => {
                Keys::live(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12]).on(match self.form.tab {
                    Tab::Mobile | Tab::Telephony | Tab::Vouchers => 2,
                    Tab::Bills => 3,
                    Tab::Internet => 4,
                    Tab::Code => 5,
                })
            }
            Step::Asking { .. } => Keys::live(&[1]),
            Step::Echo(echo) if echo.is_given() => Keys::live(&[1]),
            Step::Echo(_) => Keys::live(&[1]).go(10),
            Step::Result(shown) => shown.keys(model),
        }
    }

    pub(crate) fn view<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        match &self.step {
            Step::Form => form_view::view(self, ui, model),
            Step::Asking { since } => form_view::asking(self, ui, (model, *since)),
            Step::Echo(echo) => echo.view(ui, model),
            Step::Result(shown) => shown.view(ui, model),
        }
    }

    /// The dialog over the window, if there is one.
    pub(crate) fn dialog<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> Option<El<'a, Message>> {
        match (&self.guard, &self.picker) {
            (Some(guard), _) => Some(guard.view(ui, (self, model))),
            (None, Some(picker)) => Some(picker.view(ui, model)),
            (None, None) => None,
        }
    }

    /// The payment on the echo screen, for the customer's window.
    pub(crate) fn payment_shown(&self) -> Option<&Payment> {
        match &self.step {
            Step::Echo(echo) => Some(&echo.payment),
            Step::Result(shown) => shown.payment(),
            Step::Form | Step::Asking { .. } => None,
        }
    }

    /// Cash to give, once the payment is on disk.
    pub(crate) fn change(&self) -> Option<paydesk_domain::money::Money> {
        match &self.step {
            Step::Result(shown) => shown.change(),
            Step::Form | Step::Asking { .. } | Step::Echo(_) => None,
        }
    }
}
