//! The board: a window that shows what is open and what was paid last. It only reads, so it can stay open while
//! payments are taken.
//!
//! The database is read on a thread of its own; the window is given what that thread found.

use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use iced::futures::channel::mpsc::{UnboundedReceiver, unbounded};
use iced::widget::{Column, column, container, row, scrollable, text};
use iced::{Color, Element, Fill, Font, Subscription, Theme};
use paydesk_adapters::sqlite::{self, Filter, OpenError};
use paydesk_domain::language::Language;
use paydesk_till::payment::Payment;

use crate::cli::report::View;
use crate::text::Texts;

const REGULAR: &[u8] = include_bytes!("../assets/fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../assets/fonts/NotoSans-Bold.ttf");
const FONT: Font = Font::with_name("Noto Sans");
const STRONG: Font = Font {
    weight: iced::font::Weight::Bold,
    ..FONT
};

const LOOK_AGAIN: Duration = Duration::from_secs(1);
const LATEST: u32 = 50;
const CALM: Color = Color::from_rgb(0.10, 0.45, 0.20);
const WAITING: Color = Color::from_rgb(0.70, 0.35, 0.00);
const WRONG: Color = Color::from_rgb(0.75, 0.10, 0.10);

/// What the database holds at a moment.
#[derive(Debug, Clone, Default)]
struct Snapshot {
    open: Vec<Payment>,
    latest: Vec<Payment>,
    fault: Option<String>,
}

struct Board {
    texts: Texts,
    view: View,
    folder: PathBuf,
    snapshot: Snapshot,
}

/// The window cannot be shown: there is no screen, or a library of the system is missing.
#[derive(Debug)]
pub(crate) struct NoWindow;

/// Shows the board until its window is closed.
///
/// # Errors
/// [`NoWindow`].
pub(crate) fn run(folder: PathBuf, language: Language, view: View) -> Result<(), NoWindow> {
    let boot = move || Board {
        texts: Texts::new(language),
        view: view.clone(),
        folder: folder.clone(),
        snapshot: Snapshot::default(),
    };
    let application = iced::application(boot, update, screen)
        .title(|board: &Board| board.texts.get("board-title"))
        .subscription(|board| Subscription::run_with(board.folder.clone(), snapshots))
        .theme(|_: &Board| Theme::Light)
        .font(REGULAR)
        .font(BOLD)
        .default_font(FONT)
        .window_size((900.0, 600.0));
    // Without a screen the library panics instead of returning; that is no fault of the program.
    panic::set_hook(Box::new(
        |panic| tracing::info!(at = ?panic.location(), "the window broke"),
    ));
    let shown = panic::catch_unwind(AssertUnwindSafe(|| application.run()));
    match shown {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => {
            tracing::error!(%error, "the window ended");
            Err(NoWindow)
        }
        Err(_) => Err(NoWindow),
    }
}

fn update(board: &mut Board, snapshot: Snapshot) {
    board.snapshot = snapshot;
}

/// Reads again and again, for as long as the window listens.
#[expect(clippy::ptr_arg, reason = "the library hands over what it was given")]
fn snapshots(folder: &PathBuf) -> UnboundedReceiver<Snapshot> {
    let (sender, receiver) = unbounded();
    let folder = folder.clone();
    let read_on = move || {
        while sender.unbounded_send(read(&folder)).is_ok() {
            thread::sleep(LOOK_AGAIN);
        }
    };
    if let Err(error) = thread::Builder::new()
        .name("board".to_owned())
        .spawn(read_on)
    {
        tracing::error!(%error, "the board cannot read");
    }
    receiver
}

fn read(folder: &Path) -> Snapshot {
    let latest = Filter {
        limit: LATEST,
        ..Filter::default()
    };
    let read = sqlite::open_reader(folder).map(|books| Ok((books.live()?, books.find(&latest)?)));
    match read {
        Ok(Ok((open, latest))) => Snapshot {
            open,
            latest,
            fault: None,
        },
        Err(OpenError::Missing) => Snapshot::default(),
        Ok::<Result<_, sqlite::BadRow>, _>(Err(error)) => Snapshot {
            fault: Some(error.to_string()),
            ..Snapshot::default()
        },
        Err(error) => Snapshot {
            fault: Some(error.to_string()),
            ..Snapshot::default()
        },
    }
}

fn screen(board: &Board) -> Element<'_, Snapshot> {
    let Board {
        texts, snapshot, ..
    } = board;
    let open: Vec<&Payment> = snapshot
        .open
        .iter()
        .filter(|payment| payment.stage().is_open() || payment.return_stage.is_some())
        .collect();
    let (headline, colour) = match (&snapshot.fault, open.len()) {
        (Some(fault), _) => (fault.clone(), WRONG),
        (None, 0) => (texts.get("queue-empty"), CALM),
        (None, count) => (texts.counted("queue-open", count), WAITING),
    };
    let mut content = column![text(headline).size(30).font(STRONG).color(colour)]
        .spacing(16)
        .padding(20);
    if !open.is_empty() {
        content = content.push(lines(board, &open));
    }
    let latest: Vec<&Payment> = snapshot
        .latest
        .iter()
        .filter(|payment| payment.tender.is_some())
        .collect();
    if !latest.is_empty() {
        content = content.push(text(texts.get("board-latest")).size(20).font(STRONG));
        content = content.push(lines(board, &latest));
    }
    container(scrollable(content).width(Fill).height(Fill)).into()
}

fn lines<'a>(board: &'a Board, payments: &[&Payment]) -> Element<'a, Snapshot> {
    let shown = board.view.shown(&board.texts);
    let rows = payments.iter().map(|payment| {
        let when = payment.tender.map_or(payment.opened_at, |tender| tender.at);
        let when = when.dotted(board.view.utc_offset_minutes);
        let colour = if payment.stage().is_open() {
            WAITING
        } else {
            Color::BLACK
        };
        row![
            text(when).width(190),
            text(shown.details(payment)).width(210),
            text(payment.order.taken.to_text(board.texts.language()))
                .font(STRONG)
                .width(130),
            text(shown.state(payment)).color(colour).width(Fill),
        ]
        .spacing(12)
        .into()
    });
    Column::with_children(rows).spacing(6).into()
}
