//! The screens. Each keeps its state, reads the model, and answers a message with an action; what an action does is
//! performed in one place, by the program.

pub(crate) mod correction;
pub(crate) mod details;
pub(crate) mod fault;
pub(crate) mod hand_back;
pub(crate) mod help;
pub(crate) mod history;
pub(crate) mod outbox;
pub(crate) mod sale;
pub(crate) mod settings;
pub(crate) mod setup;
pub(crate) mod shift;
pub(crate) mod sign_in;

use paydesk_adapters::sound::Sound;
use paydesk_domain::ids::PaymentId;
use paydesk_domain::language::Language;
use paydesk_till::payment::Payment;
use paydesk_till::world::Command;

use crate::desk::handle::Ask;

/// Where the window is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// Data is being opened.
    Starting,
    /// There are no settings yet, or they cannot be used.
    Setup,
    /// Nobody is signed in.
    SignIn,
    Sale,
    Outbox,
    History,
    Details,
    Settings,
    Shift,
    /// The till itself has ended.
    Fault,
}

/// What a screen wants done.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Action {
    None,
    /// Give the till a command; its outcome comes back to this screen.
    Send(Command),
    /// Ask the books or the people; the answer comes back to this screen.
    Ask(Ask),
    /// Show another screen.
    Go(Place),
    /// Show everything about a payment.
    Open(PaymentId),
    /// Begin a sale with this payment's number.
    Repeat(Box<Payment>),
    /// Ask for a PIN and report the cash of this payment as handed back.
    HandBack(Box<Payment>),
    /// Fill in a request to correct this payment.
    Correct(Box<Payment>),
    /// Print a marked copy of this payment's cheque.
    Copy(PaymentId),
    /// Fetch what was copied; it comes back to this screen.
    Paste,
    /// Play a sound.
    Play(Sound),
    /// Show what the customer sees in a window of its own, or close it.
    CustomerWindow(bool),
    /// Lock the screen; half-typed work is kept for whoever did it.
    Lock,
    /// Open the till of the demo.
    TryDemo,
    /// Read the settings again, or start the till again.
    Again,
    /// Write an example of a settings file where none is.
    WriteExample,
    /// Speak another language, before anything is set up.
    Speak(Language),
    /// Several, in order.
    All(Vec<Action>),
}

impl Action {
    /// This one, and another one after it.
    #[must_use]
    pub(crate) fn then(self, next: Self) -> Self {
        match (self, next) {
            (Self::None, next) => next,
            (first, Self::None) => first,
            (Self::All(mut all), next) => {
                all.push(next);
                Self::All(all)
            }
            (first, next) => Self::All(vec![first, next]),
        }
    }
}
