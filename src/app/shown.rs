//! How the window is shown: its title, its colours, its scale, and what stands in it.

use super::{App, Message, boot, frame};
use crate::theme::{CONTRAST, DARK, LIGHT, Tokens};
use crate::ui::keyboard::listener;
use crate::ui::whole::whole;
use crate::ui::{El, Ui};
use iced::{Element, Size, Theme, window};
use paydesk_adapters::preferences::ThemeChoice;

impl App {
    pub(crate) fn title(&self, id: window::Id) -> String {
        if self.customer == Some(id) {
            return self.texts.get("title-customer");
        }
        self.texts.get("title")
    }

    pub(super) fn tokens(&self) -> &'static Tokens {
        match self
            .counter
            .as_ref()
            .map(|counter| counter.model.prefs.theme)
        {
            None | Some(ThemeChoice::Light) => &LIGHT,
            Some(ThemeChoice::Dark) => &DARK,
            Some(ThemeChoice::Contrast) => &CONTRAST,
        }
    }

    pub(crate) fn theme(&self) -> Theme {
        boot::theme(self.tokens())
    }

    pub(crate) fn scale(&self, id: window::Id) -> f32 {
        if self.customer == Some(id) {
            return 1.0;
        }
        let percent = self
            .counter
            .as_ref()
            .map_or(100, |counter| counter.model.prefs.text_percent);
        f32::from(percent) / 100.0
    }

    pub(crate) fn view(&self, id: window::Id) -> Element<'_, Message> {
        let is_customer = self.customer == Some(id);
        iced::widget::responsive(move |size| {
            if is_customer {
                self.customers(size)
            } else {
                self.window(size)
            }
        })
        .into()
    }

    /// The cashier's window at some size.
    pub(crate) fn window(&self, size: Size) -> Element<'_, Message> {
        let ui = Ui::new(self.tokens(), &self.texts, frame::inside(self, size));
        whole(listener(frame::view(self, &ui), Message::Key))
    }

    /// The customer's window at some size; always light.
    pub(crate) fn customers(&self, size: Size) -> Element<'_, Message> {
        let ui = Ui::new(&LIGHT, &self.texts, size);
        match &self.counter {
            None => El::from(iced::widget::Space::new()),
            Some(counter) => {
                crate::customer::view(&ui, (&counter.model, &counter.sale, self.place))
            }
        }
    }

    pub(super) fn is_training(&self) -> bool {
        self.counter
            .as_ref()
            .is_some_and(|counter| counter.model.shop.settings.shop.training)
    }
}
