//! How the sign-in is shown: who at the left, the PIN at the right.

use super::{Entry, LEAST, Message, SignIn, active};
use crate::model::Model;
use crate::ui::button::{Kind, area, cap, push};
use crate::ui::field::{Line, Stand, labelled, line, wrong};
use crate::ui::mark::{Mark, notice};
use crate::ui::pad::{Pad, pad, rings};
use crate::ui::sheet::{below, gap, sheet, surface};
use crate::ui::words::{HEAD, LEAD, SMALL, bold, say};
use crate::ui::{El, Ui};
use iced::widget::button::Style;
use iced::widget::{Column, column, container, row};
use iced::{Border, Center, Fill, Length};
use paydesk_domain::people::{Person, Role};

impl SignIn {
    pub(crate) fn view<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let right = container(self.right(ui, model)).width(if ui.m.is_small { 400 } else { 520 });
        row![self.left(ui, model), right]
            .spacing(ui.m.gap * 2.0)
            .into()
    }

    pub(super) fn left<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let t = ui.t;
        let heading = &model.shop.settings.shop.heading;
        let place = ui.with(
            "sign-in-place",
            &[("point", &heading.point_name), ("till", &heading.till)],
        );
        let title = if Self::is_first(model) {
            "sign-in-first"
        } else {
            "sign-in-title"
        };
        let mut people: Column<'a, Message> = Column::new().spacing(14);
        for (index, person) in active(model).enumerate() {
            people = people.push(self.person(ui, (model, person), index));
        }
        let mut page = column![
            say(place, SMALL, t.ink2),
            gap(6.0),
            bold(ui.say(title), HEAD, t.ink),
            gap(20.0),
            crate::ui::sheet::scroll(ui, people).height(Length::Fill),
        ];
        if Self::is_first(model) {
            page = page
                .push(say(ui.say("sign-in-first-why"), SMALL, t.ink2))
                .push(below());
        }
        if model.shop.settings.shop.training {
            page = page.push(notice(
                ui,
                Mark::Training,
                (ui.say("sign-in-demo"), vec![ui.say("sign-in-demo-do")]),
            ));
            page = page.push(gap(12.0));
        }
        let tally = model.facts.tally();
        if tally.count > 0 {
            let sums: Vec<String> = tally
                .sums
                .iter()
                .map(|sum| sum.to_text(ui.language()))
                .collect();
            let age = tally
                .oldest
                .map(|oldest| model.age(ui.texts, oldest))
                .unwrap_or_default();
            page = page.push(notice(
                ui,
                Mark::Queued,
                (
                    ui.texts.counted("sign-in-open", tally.count),
                    vec![ui.with(
                        "sign-in-open-why",
                        &[("sum", &sums.join(" + ")), ("age", &age)],
                    )],
                ),
            ));
        }
        page.width(Fill).height(Fill).padding([8, 16]).into()
    }

    pub(super) fn person<'a>(
        &'a self,
        ui: &Ui<'a>,
        (model, person): (&'a Model, &'a Person),
        index: usize,
    ) -> El<'a, Message> {
        let t = ui.t;
        let is_chosen = index == self.chosen;
        let initial: String = person.full_name.chars().take(1).collect();
        let (back, ink, edge) = if is_chosen {
            (t.ink, t.sheet, t.ink)
        } else {
            (t.well, t.ink, t.edge)
        };
        let badge = surface(bold(initial, LEAD, ink), (back, edge, 2.0), 12.0)
            .width(48)
            .height(48)
            .align_x(Center)
            .align_y(Center);
        let role = match person.role {
            Role::Cashier => "role-cashier",
            Role::Supervisor => "role-supervisor",
            Role::Owner => "role-owner",
        };
        let under = match (person.role, person.last_in) {
            (Role::Cashier, Some(at)) => {
                ui.with("sign-in-last", &[("when", &model.when(ui.texts, at))])
            }
            (Role::Cashier, None) => ui.say("sign-in-never"),
            (Role::Supervisor | Role::Owner, _) => ui.say(role),
        };
        let inside = row![
            badge,
            column![
                bold(person.full_name.clone(), LEAD, t.ink),
                say(under, SMALL, t.ink2)
            ]
            .width(Fill),
            cap(ui, format!("Ctrl {}", index + 1)),
        ]
        .spacing(16)
        .align_y(Center)
        .padding([0, 20])
        .height(82);
        area(inside, Some(Message::Choose(index)), move |_| Style {
            background: Some(if is_chosen { t.accent_tint } else { t.sheet }.into()),
            border: Border {
                color: if is_chosen { t.accent } else { t.line },
                width: if is_chosen { 3.0 } else { 1.0 },
                radius: 16.0.into(),
            },
            text_color: t.ink,
            ..Style::default()
        })
        .width(Fill)
        .into()
    }

    pub(super) fn right<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        let t = ui.t;
        let is_first = Self::is_first(model);
        let name = self
            .chosen(model)
            .map(|person| person.full_name.clone())
            .unwrap_or_default();
        let entry = if is_first && self.entry == Entry::Pin {
            Entry::Name
        } else {
            self.entry
        };
        let (title, typed) = match entry {
            Entry::Name => (ui.say("pin-owner"), 0),
            Entry::Pin => (ui.with("pin-for", &[("name", &name)]), self.pin.0.len()),
            Entry::New => (ui.say("pin-new"), self.new.0.len()),
            Entry::Once => (ui.say("pin-once"), self.once.0.len()),
        };
        let mut page: Column<'a, Message> = Column::new()
            .align_x(Center)
            .spacing(if ui.m.is_small { 12 } else { 22 });
        page = page.push(bold(title, LEAD, t.ink).align_x(Center));
        if is_first {
            page = page.push(labelled(
                ui,
                (ui.say("pin-owner-name"), String::new()),
                line(
                    ui,
                    Line {
                        before: self.name.clone(),
                        after: String::new(),
                        rest: String::new(),
                        hint: ui.say("pin-owner-hint"),
                        stand: Stand::of(
                            entry == Entry::Name,
                            self.name.trim().chars().count() >= 3,
                            false,
                        ),
                    },
                    (None, Message::Focus(Entry::Name)),
                ),
            ));
        }
        page = page.push(rings(ui, typed, LEAST));
        page = page.push(match &self.refused {
            None if self.is_asking => say(ui.say("pin-asking"), SMALL, t.ink2).into(),
            None => El::from(say(" ", SMALL, t.ink2)),
            Some(refused) => wrong(ui, refused.words(ui, model)),
        });
        let (width, height) = if ui.m.is_small {
            (96.0, 56.0)
        } else {
            (112.0, 80.0)
        };
        page = page.push(pad(ui, (Pad::Pin, width, height), Message::Press));
        page = page.push(say(ui.say("pin-how"), SMALL, t.ink2).align_x(Center));
        if entry != Entry::Pin {
            page = page.push(
                push(Kind::Primary, ui.say("next-step"))
                    .cap("Enter")
                    .on(ui, (!self.is_asking).then_some(Message::Enter)),
            );
        }
        sheet(ui, container(page).width(Fill).align_x(Center))
            .padding(if ui.m.is_small { 16 } else { 32 })
            .width(Fill)
            .height(Fill)
            .into()
    }
}
