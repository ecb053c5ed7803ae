//! How the history is shown: only the rows that are seen.

use super::{History, Message, Period, ROW, Reading};
use crate::model::Model;
use crate::screen::sale::outcome::mark_of;
use crate::ui::button::{Kind, area, push};
use crate::ui::field::{Line, Stand, search as field};
use crate::ui::icon::Icon;
use crate::ui::list::{head, left, line, right};
use crate::ui::mark::chip;
use crate::ui::sheet::{apart, ground, rule, sheet, surface};
use crate::ui::states::{Bare, bare};
use crate::ui::words::{BODY, CAP, LEAD, SMALL, bold, say};
use crate::ui::{El, Ui};
use iced::widget::button::Style;
use iced::widget::text::Wrapping;
use iced::widget::{Column, Row, column, container, mouse_area, row};
use iced::{Alignment, Border, Center, Color, Fill, Length};
use paydesk_adapters::sqlite::StageGroup;
use paydesk_domain::payment::Stage;
use paydesk_till::payment::Payment;

impl History {
    pub(crate) fn view<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let search = field(
            ui,
            Line {
                before: self.typed.clone(),
                after: String::new(),
                rest: String::new(),
                hint: ui.say("history-hint"),
                stand: Stand::Focused,
            },
            Message::FocusSearch,
        );
        let top = column![search, self.chips(ui)].spacing(12).padding(
            iced::padding::all(24)
                .top(if ui.m.is_small { 14 } else { 20 })
                .bottom(12),
        );
        let mut page = column![top, rule(ui)];
        page = match (self.reading, self.found) {
            (Reading::Failed, _) => page.push(bare(
                ui,
                Bare::Failed,
                (ui.say("list-failed"), ui.say("list-failed-do")),
            )),
            (Reading::Under, 0) if self.rows.is_empty() => page.push(bare(
                ui,
                Bare::Loading,
                (
                    ui.texts
                        .counted("history-loading", usize::try_from(self.all).unwrap_or(0)),
                    ui.say("history-loading-do"),
                ),
            )),
            (Reading::Done { .. }, 0) => page.push(bare(
                ui,
                Bare::Empty(Icon::Search),
                (ui.say("history-none"), ui.say("history-none-do")),
            )),
            (Reading::Done { .. } | Reading::Under, _) => page
                .push(row![
                    container(head(ui, columns(ui))).width(Fill),
                    iced::widget::Space::new().width(6)
                ])
                .push(self.list(ui, model)),
        };
        page = page.push(rule(ui)).push(self.actions(ui));
        sheet(ui, page).width(Fill).height(Fill).clip(true).into()
    }

    pub(super) fn chips<'a>(&'a self, ui: &Ui<'a>) -> El<'a, Message> {
        let t = ui.t;
        let chip = |word: String, is_on: bool, message: Message| -> El<'a, Message> {
            let ink = if is_on { t.sheet } else { t.ink };
            let word = if is_on {
                bold(word, SMALL, ink)
            } else {
                say(word, SMALL, ink)
            };
            let inside = container(word.wrapping(Wrapping::None))
                .padding([0, 14])
                .height(48)
                .align_y(Center);
            area(inside, Some(message), move |_| Style {
                background: Some(if is_on { t.ink } else { t.key }.into()),
                border: Border {
                    color: if is_on { t.ink } else { t.line },
                    width: 2.0,
                    radius: 10.0.into(),
                },
                text_color: t.ink,
                ..Style::default()
            })
            .into()
        };
        let mut line: Row<'a, Message> = Row::new().spacing(8).align_y(Center);
        for period in Period::ALL {
            line = line.push(chip(
                ui.say(period.word_id()),
                self.period == period,
                Message::Period(period),
            ));
        }
        let state = match self.group {
            None => "state-any",
            Some(StageGroup::Paid) => "mark-paid",
            Some(StageGroup::Refused) => "mark-refused",
            Some(StageGroup::Open) => "state-open",
            Some(StageGroup::Owed) => "mark-owed",
        };
        line = line.push(iced::widget::Space::new().width(16));
        line = line.push(chip(ui.say(state), self.group.is_some(), Message::State));
        let (found, took) = match self.reading {
            Reading::Done { took_ms } => (
                ui.with(
                    "history-found",
                    &[
                        ("found", &self.found.to_string()),
                        ("all", &self.all.max(self.found).to_string()),
                    ],
                ),
                ui.with("history-took", &[("seconds", &seconds(took_ms, ui))]),
            ),
            Reading::Under => (ui.say("history-reading"), String::new()),
            Reading::Failed => (String::new(), String::new()),
        };
        line = line.push(apart());
        line = line
            .push(column![bold(found, BODY, t.ink), say(took, CAP, t.ink2)].align_x(iced::Right));
        line.into()
    }

    pub(super) fn list<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let room = ui.m.size.height - ui.m.status - ui.m.keys - 24.0 - 260.0;
        let seen = (room / ROW).ceil().max(3.0) as u32 + 1;
        let mut list: Column<'a, Message> = Column::new();
        for place in self.top..(self.top + seen).min(self.found) {
            list = match self.row(place) {
                Some(payment) => list.push(self.line(ui, (model, payment), place)),
                None => list.push(container(rule(ui)).height(ROW)),
            };
        }
        // A thin mark at the right says where in the list this is.
        let share = f64::from(self.top) / f64::from(self.found.max(1));
        let above = (share * 1000.0) as u16;
        let bar = column![
            iced::widget::Space::new().height(Length::FillPortion(above.max(1))),
            ground(iced::widget::Space::new().width(6).height(48), ui.t.edge),
            iced::widget::Space::new().height(Length::FillPortion((1001 - above).max(1))),
        ]
        .width(6);
        mouse_area(
            container(row![container(list).width(Fill), bar])
                .height(Fill)
                .clip(true),
        )
        .on_scroll(Message::Scroll)
        .into()
    }

    pub(super) fn line<'a>(
        &'a self,
        ui: &Ui<'a>,
        (model, payment): (&'a Model, &'a Payment),
        place: u32,
    ) -> El<'a, Message> {
        let t = ui.t;
        let shown = model.shown(ui.texts);
        let at = payment.tender.map_or(payment.opened_at, |tender| tender.at);
        let when = format!("{} {}", model.day_of(ui.texts, at), model.clock(at));
        let cheque = if payment.stage() == Stage::Paid {
            shown.claim(payment)
        } else {
            "—".to_owned()
        };
        let [w_when, w_number, w_provider, w_state, w_cheque, w_sum] = widths(ui);
        line(
            ui,
            vec![
                left(w_when, say(when, SMALL, t.ink).wrapping(Wrapping::None)),
                left(w_number, self.number(ui, shown.details(payment))),
                left(
                    w_provider,
                    container(
                        say(shown.provider_name(payment), SMALL, t.ink2).wrapping(Wrapping::None),
                    )
                    .clip(true),
                ),
                left(w_state, chip(ui, mark_of(payment))),
                left(
                    w_cheque,
                    say(cheque, SMALL, t.ink2).wrapping(Wrapping::None),
                ),
                right(
                    w_sum,
                    bold(payment.order.taken.to_text(ui.language()), BODY, t.ink)
                        .wrapping(Wrapping::None),
                ),
            ],
            (ROW, place == self.chosen, Message::Choose(place)),
        )
    }

    /// The number; digits that were searched for stand out.
    pub(super) fn number<'a>(&self, ui: &Ui<'a>, shown: String) -> El<'a, Message> {
        let t = ui.t;
        let step = if ui.m.is_small { BODY } else { LEAD };
        let wanted: Vec<char> = self
            .typed
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '?')
            .collect();
        let digits = shown.chars().filter(char::is_ascii_digit).count();
        let has_wish = wanted.iter().any(char::is_ascii_digit) && wanted.len() >= 3;
        if !has_wish || wanted.len() > digits {
            return container(bold(shown, step, t.ink).wrapping(Wrapping::None))
                .clip(true)
                .into();
        }
        let skipped = digits - wanted.len();
        let mut parts: Row<'a, Message> = Row::new();
        let mut places = 0..;
        let mut run = String::new();
        let mut is_lit = false;
        for c in shown.chars() {
            let place = if c.is_ascii_digit() {
                places.next()
            } else {
                None
            };
            let lit = place
                .and_then(|place: usize| wanted.get(place.checked_sub(skipped)?))
                .is_some_and(|wish| *wish == c);
            if lit != is_lit && !run.is_empty() {
                parts = parts.push(piece(ui, (std::mem::take(&mut run), is_lit), step));
            }
            is_lit = lit;
            run.push(c);
        }
        parts = parts.push(piece(ui, (run, is_lit), step));
        container(parts).clip(true).into()
    }

    pub(super) fn actions<'a>(&'a self, ui: &Ui<'a>) -> El<'a, Message> {
        let row_ = self.chosen_row();
        let is_paid = row_.is_some_and(|payment| payment.stage() == Stage::Paid);
        row![
            push(Kind::Secondary, ui.say("open"))
                .cap("Enter")
                .on(ui, row_.map(|_| Message::Open)),
            push(Kind::Secondary, ui.say("copy-cheque"))
                .cap("F9")
                .on(ui, is_paid.then_some(Message::Copy)),
            push(Kind::Secondary, ui.say("repeat"))
                .cap("Ctrl R")
                .on(ui, row_.map(|_| Message::Again)),
            apart(),
            say(ui.say("history-also"), SMALL, ui.t.ink2),
        ]
        .spacing(12)
        .align_y(Center)
        .padding([10, 24])
        .into()
    }
}

pub(super) fn piece<'a>(
    ui: &Ui<'a>,
    (words, is_lit): (String, bool),
    step: (f32, f32),
) -> El<'a, Message> {
    let t = ui.t;
    let words = bold(words, step, if is_lit { t.accent } else { t.ink }).wrapping(Wrapping::None);
    let back = if is_lit {
        t.accent_tint
    } else {
        Color::TRANSPARENT
    };
    surface(words, (back, back, 0.0), 4.0).into()
}

pub(super) fn seconds(ms: i64, ui: &Ui<'_>) -> String {
    let text = format!("{}.{:02}", ms / 1000, (ms % 1000) / 10);
    match ui.language() {
        paydesk_domain::language::Language::En => text,
        paydesk_domain::language::Language::Ru | paydesk_domain::language::Language::Bg => {
            text.replace('.', ",")
        }
    }
}

pub(super) fn widths(ui: &Ui<'_>) -> [Length; 6] {
    if ui.m.is_small {
        return [
            120.0.into(),
            200.0.into(),
            Fill,
            150.0.into(),
            110.0.into(),
            110.0.into(),
        ];
    }
    [
        150.0.into(),
        240.0.into(),
        Fill,
        180.0.into(),
        130.0.into(),
        140.0.into(),
    ]
}

pub(super) fn columns(ui: &Ui<'_>) -> Vec<(String, Length, Alignment)> {
    let ids = [
        "column-when",
        "column-number",
        "column-provider",
        "column-state",
        "column-cheque",
        "column-taken",
    ];
    let mut columns: Vec<(String, Length, Alignment)> = ids
        .iter()
        .zip(widths(ui))
        .map(|(id, width)| (ui.say(id), width, Alignment::Start))
        .collect();
    if let Some(last) = columns.last_mut() {
        last.2 = Alignment::End;
    }
    columns
}
