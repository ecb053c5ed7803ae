//! The window: which screen is shown, where messages go, and the one place where an action becomes a task.

mod boot;
mod counter;
mod frame;
mod keys;
#[cfg(feature = "training")]
pub(crate) mod preset;
mod shown;
#[cfg(test)]
mod tests;
mod wedge;

use std::sync::Arc;

use iced::{Subscription, Task, window};
use paydesk_adapters::clock;
use paydesk_domain::language::Language;
use paydesk_domain::time::Timestamp;
use paydesk_till::world::{Command, Event};

pub(crate) use boot::{Launch, Opened, Source, run};
use counter::{Counter, Origin};

use crate::customer;
use crate::desk::handle::{Answer, Ask, Handle, Word};
use crate::model::Model;
use crate::screen::setup::{Setup, Trouble};
use crate::screen::{
    Action, Place, correction, details, fault, hand_back, history, outbox, sale, settings, setup,
    shift, sign_in,
};
use crate::text::Texts;
use crate::ui::keyboard::{Key, Press};
use paydesk_adapters::display::Rows;
use paydesk_adapters::scanner::Scan;
use wedge::Wedge;

/// Everything that reaches the window.
#[derive(Debug, Clone)]
pub(crate) enum Message {
    /// A key as it came; who typed it is not known yet.
    Key(Key),
    /// No key came for a moment after the one with this number.
    Settle(u64),
    /// A key that a person typed.
    Press(Press),
    /// A code that was scanned.
    Scanned(Scan),
    SignIn(sign_in::Message),
    Sale(sale::Message),
    Outbox(outbox::Message),
    History(history::Message),
    Details(details::Message),
    Settings(settings::Message),
    Shift(shift::Message),
    Setup(setup::Message),
    Fault(fault::Message),
    HandBack(hand_back::Message),
    Correction(correction::Message),
    CloseHelp,
    /// The till is open, or why it is not.
    Opened(Arc<Result<Opened, Trouble>>),
    /// A command's outcome, or what followed from it.
    Said(Origin, Box<Word>),
    Answered(Origin, Box<Answer>),
    /// What happened at the till; none once it has ended.
    Told(Option<Box<Event>>),
    Pasted(Option<String>),
    Tick,
    WindowOpened,
    CloseAsked(window::Id),
    WindowClosed(window::Id),
    /// The till has let go of its data: the program may end.
    Closed,
}

/// Where the time comes from: the computer, or a moment that stands still for pictures and tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clock {
    Real,
    #[cfg(feature = "training")]
    Still(Timestamp),
    /// Half a second passes with every message: nobody is faster at the keys.
    #[cfg(test)]
    Steps(Timestamp),
}

impl Clock {
    fn now(&mut self) -> Timestamp {
        match self {
            Self::Real => clock::now(),
            #[cfg(feature = "training")]
            Self::Still(at) => *at,
            #[cfg(test)]
            Self::Steps(at) => {
                *at = at.plus_ms(500);
                *at
            }
        }
    }
}

/// The state of the whole window.
#[derive(Debug)]
pub(crate) struct App {
    launch: Launch,
    texts: Texts,
    clock: Clock,
    place: Place,
    /// The till, once it is open.
    counter: Option<Box<Counter>>,
    setup: Setup,
    main: Option<window::Id>,
    customer: Option<window::Id>,
    wedge: Wedge,
    /// The sale as it was before a key that may begin a code.
    before_code: Option<sale::Sale>,
    /// What stands on the customer's display.
    shown: Option<Rows>,
    shows_help: bool,
    /// The window was asked to close while something is open.
    is_leaving: bool,
    /// It closes: nobody is served here any more.
    is_closing: bool,
}

impl App {
    pub(crate) fn new(launch: Launch) -> Self {
        let language = launch.language;
        Self {
            launch,
            texts: Texts::new(language),
            clock: Clock::Real,
            place: Place::Starting,
            counter: None,
            setup: Setup::new(
                Trouble::Missing {
                    file: String::new(),
                },
                language,
            ),
            main: None,
            customer: None,
            wedge: Wedge::default(),
            before_code: None,
            shown: None,
            shows_help: false,
            is_leaving: false,
            is_closing: false,
        }
    }

    /// What the program does first: a window, and the till behind it.
    pub(crate) fn boot(launch: Launch) -> (Self, Task<Message>) {
        let mut app = Self::new(launch);
        let (id, open) = window::open(boot::window(app.launch.is_small_screen));
        app.main = Some(id);
        let open = open.map(|_| Message::WindowOpened);
        let till = app.open_till();
        (app, Task::batch([open, till]))
    }

    fn open_till(&mut self) -> Task<Message> {
        self.place = Place::Starting;
        self.counter = None;
        Task::perform(boot::open(self.launch.clone()), |opened| {
            Message::Opened(Arc::new(opened))
        })
    }

    pub(crate) fn update(&mut self, message: Message) -> Task<Message> {
        let now = self.clock.now();
        if let Some(counter) = &mut self.counter {
            counter.model.now = now;
            counter.model.devices = counter.handle.devices();
        }
        let task = self.take(message);
        self.show_customer();
        task
    }

    fn take(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Key(key) => self.key(key),
            Message::Settle(turn) => self.settle(turn),
            Message::Scanned(scan) => self.scanned(scan),
            Message::Opened(opened) => self.opened(&opened),
            Message::WindowOpened => Task::none(),
            Message::CloseAsked(id) => self.close_asked(id),
            Message::WindowClosed(id) => {
                if self.customer == Some(id) {
                    self.customer = None;
                }
                Task::none()
            }
            Message::Closed => iced::exit(),
            Message::CloseHelp => {
                self.shows_help = false;
                self.is_leaving = false;
                Task::none()
            }
            Message::Press(press) => self.press(press),
            Message::Tick => self.tick(),
            Message::Setup(message) => {
                let action = self.setup.update(message);
                self.perform_alone(action)
            }
            Message::Fault(message) => {
                let action = fault::Fault::update(&message);
                self.perform_alone(action)
            }
            Message::Told(None) => {
                if let Some(counter) = &mut self.counter {
                    counter.model.facts.end();
                }
                // A window that is closing has ended the till itself.
                if !self.is_leaving {
                    self.place = Place::Fault;
                }
                Task::none()
            }
            other => self.at_counter(other),
        }
    }

    /// Messages that need an open till.
    fn at_counter(&mut self, message: Message) -> Task<Message> {
        let Some(counter) = &mut self.counter else {
            return Task::none();
        };
        let (action, origin) = counter.update(&mut self.place, &self.texts, message);
        self.perform(action, origin)
    }

    fn opened(&mut self, opened: &Result<Opened, Trouble>) -> Task<Message> {
        match opened {
            Ok(opened) => {
                let mut model = Model::new(
                    Arc::clone(&opened.shop),
                    paydesk_till::facts::Facts::start(opened.live.clone()),
                    self.clock.now(),
                );
                model.prefs.clone_from(&opened.preferences);
                model.people.clone_from(&opened.people);
                model.facts.shift.clone_from(&opened.shift);
                let language = self.launch.language_of(&model.prefs);
                model.prefs.language = Some(language);
                self.speak(language);
                let wants_window = model.prefs.customer_window;
                let counter = Counter::new(opened.handle.clone(), model);
                self.counter = Some(Box::new(counter));
                self.shown = None;
                self.place = Place::SignIn;
                let ask = Action::Ask(Ask::People)
                    .then(Action::Ask(Ask::Deposit))
                    .then(Action::Ask(Ask::Printer))
                    .then(Action::Ask(Ask::ByUse {
                        since: self.clock.now().plus_ms(-30 * crate::model::DAY_MS),
                    }));
                let ask = if wants_window {
                    ask.then(Action::CustomerWindow(true))
                } else {
                    ask
                };
                self.perform(ask, Origin::Program)
            }
            Err(trouble) => {
                self.setup = Setup::new(trouble.clone(), self.texts.language());
                self.place = Place::Setup;
                Task::none()
            }
        }
    }

    fn speak(&mut self, language: Language) {
        if self.texts.language() != language {
            self.texts = Texts::new(language);
        }
    }

    /// A key that no widget has taken.
    fn press(&mut self, press: Press) -> Task<Message> {
        if self.is_leaving {
            return self.press_leaving(&press);
        }
        if self.shows_help || press == Press::F(1) {
            self.shows_help = !self.shows_help;
            return Task::none();
        }
        match self.place {
            Place::Starting => Task::none(),
            Place::Setup => self.update(Message::Setup(setup::Message::Press(press))),
            Place::Fault => self.update(Message::Fault(fault::Message::Press(press))),
            Place::SignIn
            | Place::Sale
            | Place::Outbox
            | Place::History
            | Place::Details
            | Place::Settings
            | Place::Shift => self.at_counter(Message::Press(press)),
        }
    }

    /// The question before the window closes: Enter, pressed by habit, stays. What is open is kept either way.
    fn press_leaving(&mut self, press: &Press) -> Task<Message> {
        match press {
            Press::Esc | Press::Enter => {
                self.is_leaving = false;
                Task::none()
            }
            Press::CtrlF(10) => self.leave(),
            _ => Task::none(),
        }
    }

    fn tick(&mut self) -> Task<Message> {
        let mut asks = Task::none();
        if self.counter.is_some() {
            asks = self.at_counter(Message::Tick);
        }
        asks
    }

    fn close_asked(&mut self, id: window::Id) -> Task<Message> {
        if self.customer == Some(id) {
            self.customer = None;
            return window::close(id);
        }
        let is_open = self
            .counter
            .as_ref()
            .is_some_and(|counter| counter.keeps_something());
        if is_open && !self.is_leaving {
            self.is_leaving = true;
            return Task::none();
        }
        self.leave()
    }

    /// Keeps the customer's display as the window is.
    fn show_customer(&mut self) {
        let Some(counter) = &self.counter else {
            return;
        };
        let rows = if self.is_closing {
            customer::rows::closed(&self.texts)
        } else {
            customer::rows::rows(&self.texts, (&counter.sale, self.place))
        };
        if self.shown.as_ref() != Some(&rows) {
            counter.handle.show(&rows);
            self.shown = Some(rows);
        }
    }

    fn leave(&mut self) -> Task<Message> {
        self.is_leaving = true;
        self.is_closing = true;
        match &self.counter {
            None => iced::exit(),
            Some(counter) => Task::perform(counter.handle.close(), |()| Message::Closed),
        }
    }

    /// Actions of the screens that need no till.
    fn perform_alone(&mut self, action: Action) -> Task<Message> {
        match action {
            Action::TryDemo => {
                self.launch.source = Source::Demo;
                self.open_till()
            }
            Action::Again => self.open_till(),
            Action::WriteExample => {
                let written = boot::write_example(&self.launch);
                self.setup.wrote(written);
                Task::none()
            }
            Action::Speak(language) => {
                self.launch.language = language;
                self.launch.is_language_given = true;
                self.speak(language);
                Task::none()
            }
            _ => Task::none(),
        }
    }

    /// The only place where an action becomes a task.
    fn perform(&mut self, action: Action, origin: Origin) -> Task<Message> {
        let Some(counter) = &mut self.counter else {
            return Task::none();
        };
        let handle: Handle = counter.handle.clone();
        match action {
            Action::None => Task::none(),
            Action::All(actions) => {
                let tasks: Vec<Task<Message>> = actions
                    .into_iter()
                    .map(|action| self.perform(action, origin))
                    .collect();
                Task::batch(tasks)
            }
            Action::Send(command) => send(&handle, command, origin),
            Action::Ask(question) => {
                if let Ask::Prefer(preferences) = &question {
                    counter.model.prefs = preferences.clone();
                    // What is chosen now counts more than what the program was started with.
                    self.launch.is_language_given = false;
                    let language = self.launch.language_of(preferences);
                    self.speak(language);
                }
                Task::perform(handle.ask(question), move |answer| {
                    Message::Answered(origin, Box::new(answer))
                })
            }
            Action::Play(sound) => {
                if counter.model.prefs.sounds {
                    handle.play(sound);
                }
                Task::none()
            }
            Action::Paste => iced::clipboard::read().map(Message::Pasted),
            Action::CustomerWindow(is_wanted) => self.customer_window(is_wanted),
            Action::Go(place) => {
                let (action, origin) = counter.go(&mut self.place, place);
                self.perform(action, origin)
            }
            Action::Open(_)
            | Action::Repeat(_)
            | Action::HandBack(_)
            | Action::Correct(_)
            | Action::Copy(_)
            | Action::Lock => {
                let (action, origin) = counter.take(&mut self.place, action);
                self.perform(action, origin)
            }
            Action::TryDemo | Action::Again | Action::WriteExample | Action::Speak(_) => {
                self.perform_alone(action)
            }
        }
    }

    fn customer_window(&mut self, is_wanted: bool) -> Task<Message> {
        match (is_wanted, self.customer) {
            (true, None) => {
                let (id, open) = window::open(boot::customer_window());
                self.customer = Some(id);
                open.map(|_| Message::WindowOpened)
            }
            (false, Some(id)) => {
                self.customer = None;
                window::close(id)
            }
            (true, Some(_)) | (false, None) => Task::none(),
        }
    }

    pub(crate) fn subscription(&self) -> Subscription<Message> {
        let mut all = vec![
            window::close_requests().map(Message::CloseAsked),
            window::close_events().map(Message::WindowClosed),
        ];
        if let Some(counter) = &self.counter {
            all.push(Subscription::run_with(counter.handle.clone(), boot::events));
            all.push(Subscription::run_with(counter.handle.clone(), boot::scans));
            // A window that counts nothing wakes up rarely: old computers have better things to do.
            let pause_ms: u64 = if counter.ticks(self.place) {
                250
            } else {
                5_000
            };
            all.push(Subscription::run_with(pause_ms, boot::ticks));
        }
        Subscription::batch(all)
    }

    /// What the screens of an open till read.
    #[cfg(test)]
    pub(crate) fn model(&self) -> &Model {
        let counter = self.counter.as_ref();
        &counter.expect("a till is open").model
    }
}

fn send(handle: &Handle, command: Command, origin: Origin) -> Task<Message> {
    Task::run(handle.send(command), move |word| {
        Message::Said(origin, Box::new(word))
    })
}
