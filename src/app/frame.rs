//! The window around every screen: training band, status bar, what must be seen at once, key bar, and what stands
//! over all of it.

mod status;

use status::status;

use super::counter::{Counter, Over};
use super::{App, Message};
use crate::cli::report;
use crate::screen::{Place, fault, help, setup};
use crate::ui::button::{Kind, push};
use crate::ui::dialog::{over, warning};
use crate::ui::key_bar::{Keys, key_bar};
use crate::ui::keyboard::Press;
use crate::ui::mark::{Ground, Mark, mark, notice};
use crate::ui::sheet::{apart, ground, rule};
use crate::ui::states::{Bare, bare};
use crate::ui::status_bar::{no_bar, status_bar};
use crate::ui::words::{BODY, SMALL, bold, say};
use crate::ui::{El, Ui};
use iced::widget::text::Wrapping;
use iced::widget::{Column, column, container, row};
use iced::{Center, Fill, Length, Size};
use paydesk_domain::payment::ReturnStage;
use paydesk_till::facts::StorageState;
use paydesk_till::world::Alarm;

/// The band on top in training.
const BAND: f32 = 32.0;

/// The frame round the window in training.
const EDGE: f32 = 6.0;

/// What the strip takes, in one line.
const STRIP: f32 = 44.0;

/// The room that screens have: without the training frame and the strip.
pub(super) fn inside(app: &App, size: Size) -> Size {
    let mut room = size;
    if app.is_training() {
        room = Size::new(room.width - 2.0 * EDGE, room.height - BAND - EDGE);
    }
    let strip = app
        .counter
        .as_ref()
        .and_then(|counter| strip_of(counter, app.place));
    if strip.is_some() {
        room.height -= STRIP;
    }
    room
}

/// The whole window.
pub(super) fn view<'a>(app: &'a App, ui: &Ui<'a>) -> El<'a, Message> {
    let page = match &app.counter {
        Some(counter) if app.place != Place::Fault && app.place != Place::Setup => {
            at_counter(app, ui, counter)
        }
        Some(_) | None => alone(app, ui),
    };
    let page = if app.is_leaving {
        leaving(app, ui, page)
    } else {
        page
    };
    let page = if app.shows_help {
        help::help(ui, (app.place, Message::CloseHelp), page)
    } else {
        page
    };
    // No ground of its own: the window has it already, and whatever is as large as the window is drawn whole by the
    // software renderer for every digit that changes.
    let page = container(page).width(Fill).height(Fill).align_x(Center);
    if app.is_training() {
        training(ui, page.into())
    } else {
        page.into()
    }
}

/// Screens that need no till.
fn alone<'a>(app: &'a App, ui: &Ui<'a>) -> El<'a, Message> {
    let (content, keys): (El<'a, Message>, Keys) = match app.place {
        Place::Setup => (app.setup.view(ui).map(Message::Setup), setup::Setup::keys()),
        Place::Fault => (
            fault::Fault::view(ui).map(Message::Fault),
            fault::Fault::keys(),
        ),
        Place::Starting
        | Place::SignIn
        | Place::Sale
        | Place::Outbox
        | Place::History
        | Place::Details
        | Place::Settings
        | Place::Shift => (
            bare(
                ui,
                Bare::Loading,
                (ui.say("starting"), ui.say("starting-why")),
            ),
            Keys::live(&[1]),
        ),
    };
    lay_out(ui, (no_bar(ui), None), content, keys)
}

fn at_counter<'a>(app: &'a App, ui: &Ui<'a>, counter: &'a Counter) -> El<'a, Message> {
    let model = &counter.model;
    let content: El<'a, Message> = match app.place {
        Place::SignIn => counter.sign_in.view(ui, model).map(Message::SignIn),
        Place::Sale => counter.sale.view(ui, model).map(Message::Sale),
        Place::Outbox => counter.outbox.view(ui, model).map(Message::Outbox),
        Place::History => counter.history.view(ui, model).map(Message::History),
        Place::Details => counter.details.view(ui, model).map(Message::Details),
        Place::Settings => counter.settings.view(ui, model).map(Message::Settings),
        Place::Shift => counter.shift.view(ui, model).map(Message::Shift),
        Place::Starting | Place::Setup | Place::Fault => bare(
            ui,
            Bare::Loading,
            (ui.say("starting"), ui.say("starting-why")),
        ),
    };
    let bar = status_bar(ui, status(ui, model, app.place));
    let strip = strip(ui, (counter, app.place));
    let page = lay_out(ui, (bar, strip), content, counter.keys(app.place));
    let dialog = if app.place == Place::Sale {
        counter.sale.dialog(ui, model)
    } else {
        None
    };
    let page = match dialog {
        Some(dialog) => over(ui, page, (dialog.map(Message::Sale), 960.0)),
        None => page,
    };
    match &counter.over {
        None => page,
        Some(Over::HandBack(dialog)) => {
            // What is behind a dialog is not to be pressed, so its messages go nowhere.
            dialog
                .over(
                    ui,
                    model,
                    page.map(|_| crate::screen::hand_back::Message::Nothing),
                )
                .map(Message::HandBack)
        }
        Some(Over::Correction(dialog)) => dialog
            .over(
                ui,
                model,
                page.map(|_| crate::screen::correction::Message::Nothing),
            )
            .map(Message::Correction),
    }
}

fn lay_out<'a>(
    ui: &Ui<'a>,
    (bar, strip): (El<'a, Message>, Option<El<'a, Message>>),
    content: El<'a, Message>,
    keys: Keys,
) -> El<'a, Message> {
    let work = container(content)
        .padding(if ui.m.is_small {
            iced::padding::horizontal(ui.m.margin).top(4).bottom(12)
        } else {
            iced::padding::horizontal(ui.m.margin).top(8).bottom(16)
        })
        .max_width(ui.m.most)
        .width(Fill)
        .height(Fill);
    let mut page: Column<'a, Message> = column![bar].align_x(Center);
    if ui.t.is_contrast {
        page = page.push(rule(ui));
    }
    if let Some(strip) = strip {
        page = page.push(strip);
    }
    page.push(work)
        .push(key_bar(ui, keys, Message::Press))
        .width(Fill)
        .height(Fill)
        .into()
}

/// What must be seen wherever one is.
enum Strip {
    /// The disk failed: nothing new is taken.
    Storage,
    Alarm(Alarm),
    /// Cash is to be handed back.
    Owed,
}

fn strip_of(counter: &Counter, place: Place) -> Option<Strip> {
    let facts = &counter.model.facts;
    match facts.storage {
        StorageState::Sound => {}
        StorageState::Failed | StorageState::ReadOnly | StorageState::Ended => {
            return Some(Strip::Storage);
        }
    }
    let new = facts.alarms.get(counter.seen_alarms..);
    if let Some(alarm) = new.and_then(|new| new.last()) {
        return Some(Strip::Alarm(*alarm));
    }
    let shows_it = matches!(place, Place::Outbox | Place::SignIn)
        || (place == Place::Sale && counter.sale.shows_owed());
    (facts.tally().owed > 0 && !shows_it).then_some(Strip::Owed)
}

/// The same, drawn.
fn strip<'a>(ui: &Ui<'a>, (counter, place): (&'a Counter, Place)) -> Option<El<'a, Message>> {
    let t = ui.t;
    let model = &counter.model;
    let line = |which: Mark, words: String, key: &'static str| -> El<'a, Message> {
        let tone = which.tone(t);
        let content = row![
            mark(t, which, 28.0, Ground::Solid),
            bold(words, BODY, tone.on)
                .width(Fill)
                .wrapping(Wrapping::WordOrGlyph),
            bold(key, SMALL, tone.on),
        ]
        .spacing(14)
        .align_y(Center);
        ground(content, tone.word)
            .padding([8.0, ui.m.margin])
            .width(Fill)
            .into()
    };
    Some(match strip_of(counter, place)? {
        Strip::Storage => line(Mark::Owed, ui.say("storage-strip"), ""),
        Strip::Alarm(alarm) => line(Mark::Warn, alarm_words(ui, alarm), "Ctrl A"),
        Strip::Owed => {
            let owed: Vec<String> = model
                .facts
                .outbox()
                .iter()
                .filter(|payment| payment.return_stage == Some(ReturnStage::Due))
                .map(|payment| payment.order.taken.to_text(ui.language()))
                .collect();
            let words = ui.with("owed-strip", &[("sum", &owed.join(" + "))]);
            line(Mark::Owed, words, "F8")
        }
    })
}

fn alarm_words(ui: &Ui<'_>, alarm: Alarm) -> String {
    match alarm {
        Alarm::StrangeReply(why) => ui.with(
            "alarm-strange-reply",
            &[("why", &report::why(ui.texts, why))],
        ),
        Alarm::Contradiction(id) => ui.with("alarm-contradiction", &[("id", &id.to_string())]),
        Alarm::LateRefusal(id) => ui.with("alarm-late-refusal", &[("id", &id.to_string())]),
        Alarm::Reconcile => ui.say("sale-reconcile"),
        Alarm::OtherCopy => ui.say("sale-other-copy"),
        Alarm::Clock { seconds } => report::clock(ui.texts, seconds),
    }
}

/// The question before the window closes.
fn leaving<'a>(app: &'a App, ui: &Ui<'a>, behind: El<'a, Message>) -> El<'a, Message> {
    let Some(counter) = &app.counter else {
        return behind;
    };
    let tally = counter.model.facts.tally();
    let sums: Vec<String> = tally
        .sums
        .iter()
        .map(|sum| sum.to_text(ui.language()))
        .collect();
    let mut page = column![warning(ui, ui.say("leave-title"), ui.say("leave-why"))].spacing(18);
    if tally.count > 0 {
        page = page.push(notice(
            ui,
            Mark::Queued,
            (
                ui.texts.counted("leave-open", tally.count),
                vec![ui.with("leave-kept", &[("sum", &sums.join(" + "))])],
            ),
        ));
    }
    if tally.owed > 0 {
        page = page.push(notice(
            ui,
            Mark::Owed,
            (
                ui.texts.counted("leave-owed", tally.owed),
                vec![ui.say("leave-owed-do")],
            ),
        ));
    }
    page = page.push(
        row![
            push(Kind::Primary, ui.say("leave-stay"))
                .cap("Esc")
                .on(ui, Some(Message::Press(Press::Esc))),
            apart(),
            push(Kind::Secondary, ui.say("leave-go"))
                .cap("Ctrl F10")
                .tall(ui.m.primary)
                .on(ui, Some(Message::Press(Press::CtrlF(10)))),
        ]
        .spacing(12),
    );
    over(ui, behind, (page.into(), 860.0))
}

/// Band and frame that no screen can hide: money does not move.
fn training<'a>(ui: &Ui<'a>, page: El<'a, Message>) -> El<'a, Message> {
    let tone = ui.t.training;
    let band = row![
        mark(ui.t, Mark::Training, 22.0, Ground::Solid),
        bold(ui.say("training"), SMALL, tone.on),
        say(ui.say("training-why"), SMALL, tone.on),
    ]
    .spacing(10)
    .align_y(Center);
    let band = container(band)
        .width(Fill)
        .height(BAND)
        .align_x(Center)
        .align_y(Center)
        .style(move |_| container::Style {
            background: Some(tone.word.into()),
            ..container::Style::default()
        });
    // Four strips and no frame: a frame is as large as the window, and would be drawn whole for every digit.
    let strip = |width: Length, height: Length| {
        ground(
            iced::widget::Space::new().width(width).height(height),
            tone.word,
        )
    };
    let edge = Length::Fixed(EDGE);
    let middle = row![strip(edge, Fill), page, strip(edge, Fill)].height(Fill);
    column![band, middle, strip(Fill, edge)].into()
}
