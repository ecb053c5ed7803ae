//! From the command line to an open till: what is read, on which thread, and what stands in the way.

use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use iced::futures::channel::{mpsc, oneshot};
use iced::futures::{Stream, StreamExt};
use iced::theme::Palette;
use iced::{Size, Theme, window};
use paydesk_adapters::config::ConfigError;
use paydesk_adapters::lock::LockError;
use paydesk_adapters::paths::{Paths, private_file, private_folder};
use paydesk_adapters::preferences::{self, Preferences};
use paydesk_adapters::printer::PrinterAddress;
use paydesk_adapters::sqlite;
use paydesk_domain::language::Language;
use paydesk_domain::people::Person;
use paydesk_domain::shift::Shift;
use paydesk_till::payment::Payment;

use super::{App, Message};
use crate::cli::report;
use crate::desk::handle::Handle;
use crate::desk::{self, Desk, DeskError};
use crate::model::Shop;
use crate::screen::setup::Trouble;
use crate::setup::{Setup, SetupError};
use crate::text::Texts;
use crate::theme::Tokens;
use crate::ui::words::{FILES, REGULAR};

/// The example that the set-up screen can write.
const EXAMPLE: &str = include_str!("../../installer/till.toml");

/// Where the till comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The settings file.
    Settings,
    /// The demo: hub, bank and provider inside this process.
    Demo,
}

/// How the program was started.
#[derive(Debug, Clone)]
pub(crate) struct Launch {
    pub(crate) paths: Paths,
    /// Of texts, until somebody prefers another.
    pub(crate) language: Language,
    /// It was asked for on the command line.
    pub(crate) is_language_given: bool,
    pub(crate) source: Source,
    /// The window begins at the smallest size.
    pub(crate) is_small_screen: bool,
}

impl Launch {
    /// The language of the screen: as asked for at the start, else as preferred, else the system's.
    pub(crate) fn language_of(&self, preferences: &Preferences) -> Language {
        match preferences.language {
            Some(language) if !self.is_language_given => language,
            Some(_) | None => self.language,
        }
    }
}

/// A till that is open.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    pub(crate) handle: Handle,
    pub(crate) shop: Arc<Shop>,
    pub(crate) live: Vec<Payment>,
    pub(crate) people: Vec<Person>,
    pub(crate) preferences: Preferences,
    pub(crate) shift: Option<Shift>,
}

/// The window cannot be shown: there is no screen, or a library of the system is missing.
#[derive(Debug)]
pub(crate) struct NoWindow;

/// Shows the window until it is closed.
///
/// # Errors
/// [`NoWindow`].
pub(crate) fn run(launch: Launch) -> Result<(), NoWindow> {
    let program = program(move || App::boot(launch.clone()));
    // Without a screen the library panics instead of returning; that is no fault of the program.
    panic::set_hook(Box::new(
        |panic| tracing::error!(at = ?panic.location(), "the window broke"),
    ));
    match panic::catch_unwind(AssertUnwindSafe(|| program.run())) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => {
            tracing::error!(%error, "the window ended");
            Err(NoWindow)
        }
        Err(_) => Err(NoWindow),
    }
}

/// The program as one value, the same for the window and for tests.
pub(crate) fn program(
    boot: impl Fn() -> (App, iced::Task<Message>) + 'static,
) -> iced::Daemon<impl iced::Program<State = App, Message = Message, Theme = Theme>> {
    let mut daemon = iced::daemon(boot, App::update, App::view)
        .title(|app: &App, id| app.title(id))
        .subscription(App::subscription)
        .theme(|app: &App, _| app.theme())
        .scale_factor(|app: &App, id| app.scale(id))
        .default_font(REGULAR);
    for file in FILES {
        daemon = daemon.font(file);
    }
    daemon
}

pub(super) fn window(is_small: bool) -> window::Settings {
    window::Settings {
        size: if is_small {
            Size::new(1024.0, 700.0)
        } else {
            // Smaller than the smallest screen: the window opens filled, and must fit when it is not.
            Size::new(1200.0, 700.0)
        },
        maximized: !is_small,
        min_size: Some(Size::new(960.0, 600.0)),
        exit_on_close_request: false,
        platform_specific: platform(),
        ..window::Settings::default()
    }
}

pub(super) fn customer_window() -> window::Settings {
    window::Settings {
        size: Size::new(1024.0, 640.0),
        exit_on_close_request: false,
        platform_specific: platform(),
        ..window::Settings::default()
    }
}

#[cfg(target_os = "linux")]
fn platform() -> window::settings::PlatformSpecific {
    window::settings::PlatformSpecific {
        application_id: "paydesk".to_owned(),
        ..window::settings::PlatformSpecific::default()
    }
}

#[cfg(not(target_os = "linux"))]
fn platform() -> window::settings::PlatformSpecific {
    window::settings::PlatformSpecific::default()
}

/// The toolkit's own colours, for what no token reaches.
pub(super) fn theme(t: &Tokens) -> Theme {
    Theme::custom(
        "Paydesk",
        Palette {
            background: t.counter,
            text: t.ink,
            primary: t.accent,
            success: t.paid.word,
            warning: t.queued.word,
            danger: t.refused.word,
        },
    )
}

/// Opens the till on a thread of its own: keys, database and lock are slow.
pub(super) async fn open(launch: Launch) -> Result<Opened, Trouble> {
    let (say, opened) = oneshot::channel();
    let started = thread::Builder::new()
        .name("opening".to_owned())
        .spawn(move || {
            drop(say.send(open_patiently(&launch)));
        });
    if let Err(error) = started {
        return Err(Trouble::Storage {
            what: error.to_string(),
        });
    }
    opened.await.unwrap_or_else(|_| {
        Err(Trouble::Storage {
            what: String::new(),
        })
    })
}

/// A till that has just broken down may hold its folder for a moment yet.
fn open_patiently(launch: &Launch) -> Result<Opened, Trouble> {
    for _ in 0..20 {
        match open_now(launch) {
            Err(Trouble::Busy { .. }) => thread::sleep(Duration::from_millis(150)),
            opened => return opened,
        }
    }
    open_now(launch)
}

fn open_now(launch: &Launch) -> Result<Opened, Trouble> {
    let texts = Texts::new(launch.language);
    let setup = set_up(launch).map_err(|error| trouble(&texts, launch, &error))?;
    let (preferences, fault) = preferences::read(&setup.data);
    if let Some(fault) = fault {
        tracing::warn!(fault, "the preferences cannot be read");
    }
    let config = config_folder(launch, &setup);
    let people = staff(launch, &setup, &config);
    let handle = Desk::open_handle(&setup, &config).map_err(|error| {
        let what = report::desk_error(&texts, &setup.data, &error);
        match error {
            DeskError::Lock(LockError::Held) => Trouble::Busy { what },
            DeskError::Lock(LockError::Io(_))
            | DeskError::Folder(_)
            | DeskError::Open(_)
            | DeskError::Thread(_) => Trouble::Storage { what },
        }
    })?;
    let live = sqlite::open_reader(&setup.data)
        .ok()
        .and_then(|books| books.live().ok())
        .unwrap_or_default();
    let shop = Arc::new(Shop {
        columns: setup.profile.columns,
        profile: setup.printer.profile.clone(),
        server: setup.wire.address(),
        printer: where_papers_go(&setup),
        server_serial: setup.wire.server_serial(),
        settings: setup.settings.clone(),
        display: setup.display.as_ref().map(|display| display.port.clone()),
        scanner: setup.scanner.as_ref().map(|scanner| scanner.port.clone()),
        template_fault: setup.template_fault.as_ref().map(ToString::to_string),
    });
    handle.keep(setup);
    Ok(Opened {
        handle,
        shop,
        live,
        people,
        preferences,
        shift: None,
    })
}

/// A folder by its full path, any other printer by its address.
fn where_papers_go(setup: &Setup) -> String {
    match &setup.printer.address {
        PrinterAddress::Folder(_) => setup.papers.display().to_string(),
        other => other.to_string(),
    }
}

fn set_up(launch: &Launch) -> Result<Setup, SetupError> {
    match launch.source {
        Source::Settings => Setup::from_config(&launch.paths, None),
        #[cfg(feature = "training")]
        Source::Demo => crate::demo::setup(&launch.paths, launch.language),
        #[cfg(not(feature = "training"))]
        Source::Demo => Err(SetupError::Demo(
            "this program was built without it".to_owned(),
        )),
    }
}

/// Where the pepper of the PINs lies: apart from the database.
fn config_folder(launch: &Launch, setup: &Setup) -> PathBuf {
    match launch.source {
        Source::Settings => launch
            .paths
            .config_file()
            .parent()
            .map_or_else(|| setup.data.clone(), ToOwned::to_owned),
        Source::Demo => setup.data.join("settings"),
    }
}

fn staff(launch: &Launch, setup: &Setup, config: &std::path::Path) -> Vec<Person> {
    if let Err(error) = private_folder(config) {
        tracing::error!(%error, "the settings folder cannot be made");
    }
    #[cfg(feature = "training")]
    if launch.source == Source::Demo {
        crate::demo::people(&setup.data, config);
    }
    let _ = launch;
    desk::staff(&setup.data, config)
}

fn trouble(texts: &Texts, launch: &Launch, error: &SetupError) -> Trouble {
    match error {
        SetupError::Config(ConfigError::Missing(file)) => Trouble::Missing {
            file: file.display().to_string(),
        },
        SetupError::Busy(LockError::Held) => {
            let folder = launch.paths.data.display().to_string();
            Trouble::Busy {
                what: texts.with("storage-held", &[("folder", &folder)]),
            }
        }
        SetupError::Folder(error) | SetupError::Busy(LockError::Io(error)) => Trouble::Storage {
            what: error.to_string(),
        },
        SetupError::Config(_)
        | SetupError::Key(_)
        | SetupError::ServerKey { .. }
        | SetupError::Line(_)
        | SetupError::Profile(_)
        | SetupError::Choice(_)
        | SetupError::Demo(_) => Trouble::Wrong {
            what: error.to_string(),
        },
    }
}

/// Writes the example of a settings file where none is.
pub(super) fn write_example(launch: &Launch) -> Result<String, String> {
    let file = launch.paths.config_file();
    if file.exists() {
        return Err(file.display().to_string());
    }
    let written = file
        .parent()
        .map_or(Ok(()), private_folder)
        .and_then(|()| private_file(&file, EXAMPLE.as_bytes()));
    match written {
        Ok(()) => Ok(file.display().to_string()),
        Err(error) => Err(error.to_string()),
    }
}

/// What happens at the till, as messages.
pub(super) fn events(handle: &Handle) -> impl Stream<Item = Message> + use<> {
    handle
        .events()
        .map(|event| Message::Told(event.map(Box::new)))
}

/// What the scanner on a serial line brings, as messages.
pub(super) fn scans(handle: &Handle) -> impl Stream<Item = Message> + use<> {
    handle.scans().map(Message::Scanned)
}

/// One message after each pause, for as long as the window listens.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the library hands over what it was given"
)]
pub(super) fn ticks(pause_ms: &u64) -> impl Stream<Item = Message> + use<> {
    let (say, ticks) = mpsc::unbounded();
    let pause = Duration::from_millis(*pause_ms);
    let beat = move || {
        loop {
            thread::sleep(pause);
            if say.unbounded_send(Message::Tick).is_err() {
                return;
            }
        }
    };
    if let Err(error) = thread::Builder::new().name("clock".to_owned()).spawn(beat) {
        tracing::error!(%error, "the window has no clock");
    }
    ticks
}
