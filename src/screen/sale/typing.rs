//! Keys and touches of the form: what is typed, taken from a list, or asked.

use super::form::{Edit, Focus, Form, NoOrder, Tab};
use super::guards::Guard;
use super::picker::{self};
use super::{Hint, Message, NEIGHBOUR_DAYS, Passed, Sale, Step};
use crate::desk::handle::Ask;
use crate::model::{DAY_MS, Model};
use crate::screen::Action;
use crate::ui::keyboard::Press;
use paydesk_adapters::sound::Sound;
use paydesk_domain::provider::ProviderId;
use paydesk_domain::typing::{hundredfold, is_unusual};
use paydesk_till::world::Command;

impl Sale {
    pub(super) fn fill(
        &mut self,
        provider: &ProviderId,
        details: &paydesk_domain::details::Details,
        model: &Model,
    ) {
        self.form.choose(provider.clone(), model);
        let number = details.number.expose();
        for digit in number.chars() {
            self.form.focus = Focus::Number;
            if self.form.number.is_complete() {
                break;
            }
            self.form.type_char(digit, model);
        }
        let stored: Vec<(String, String)> = self
            .form
            .fields
            .iter()
            .map(|(id, _)| {
                let value = match id.as_str() {
                    "ACCOUNT" => details.account.expose().clone(),
                    other => details
                        .extra
                        .get(other)
                        .map(|value| value.expose().clone())
                        .unwrap_or_default(),
                };
                (id.clone(), value)
            })
            .collect();
        for (at, (_, value)) in stored.iter().enumerate() {
            self.form.focus = Focus::Field(at);
            for c in value.chars() {
                self.form.type_char(c, model);
            }
        }
        self.form.refused = None;
    }

    pub(super) fn press(&mut self, press: &Press, model: &Model) -> Action {
        if self.guard.is_some() {
            return self.press_in_guard(press, model);
        }
        if self.picker.is_some() {
            return self.press_in_picker(press, model);
        }
        match &mut self.step {
            Step::Form => self.press_in_form(press, model),
            // Nothing is to be done while the server is asked; Esc must not seem to stop it.
            Step::Asking { .. } => Action::None,
            Step::Echo(echo) => match press {
                Press::F(10) | Press::Char('+') => self.confirm(model),
                Press::Esc => self.back(model),
                Press::Char(c) => {
                    echo.type_char(*c);
                    Action::None
                }
                Press::Backspace => {
                    echo.backspace();
                    Action::None
                }
                // A bounced Enter must not pay.
                Press::Enter => {
                    echo.exact();
                    Action::None
                }
                _ => Action::None,
            },
            Step::Result(_) => match press {
                Press::Enter | Press::Esc => self.next_customer(model),
                Press::Ctrl('r') => self.ctrl_r(model),
                Press::F(9) => self.print_slip(),
                Press::F(10) => self.hand_back(),
                // A bare digit may be the next customer's number.
                Press::Ctrl(c @ ('1' | '2')) => self.came_out(*c == '1'),
                _ => Action::None,
            },
        }
    }

    pub(super) fn ctrl_r(&mut self, model: &Model) -> Action {
        match &self.step {
            Step::Result(shown) if shown.payment().is_some_and(|p| p.stage().is_open()) => {
                self.ask_now()
            }
            Step::Result(_) | Step::Form | Step::Asking { .. } | Step::Echo(_) => self.again(model),
        }
    }

    pub(super) fn press_in_form(&mut self, press: &Press, model: &Model) -> Action {
        if let Some(action) = self.press_of_scanner(press, model) {
            return action;
        }
        if self.picks_last {
            self.picks_last = false;
            if let Press::Char(c) = press
                && let Some(index) = c.to_digit(10).and_then(|n| usize::try_from(n).ok())
            {
                return match index.checked_sub(1) {
                    Some(index) => self.take_last(index, model),
                    None => Action::None,
                };
            }
        }
        match press {
            Press::F(2) => self.take_tab(Tab::Mobile, model),
            Press::F(3) => self.take_tab(Tab::Bills, model),
            Press::F(4) => self.take_tab(Tab::Internet, model),
            Press::F(5) => self.take_tab(Tab::Code, model),
            Press::F(6) => {
                self.picks_last = !model.last.is_empty();
                self.shows_pad = false;
                Action::None
            }
            Press::Ctrl('p') => self.update(Message::PickProvider, model),
            Press::Ctrl('v') => Action::Paste,
            Press::Ctrl(c @ '1'..='4') => {
                let index = c.to_digit(10).and_then(|n| usize::try_from(n).ok());
                self.take_preset(index.unwrap_or(1) - 1, model)
            }
            Press::PageDown => self.step_tab(true, model),
            Press::PageUp => self.step_tab(false, model),
            Press::Enter => self.enter(model),
            Press::Tab => {
                self.form.forward(model);
                Action::None
            }
            Press::BackTab => {
                self.form.backward(model);
                Action::None
            }
            Press::Esc => self.clear(model),
            Press::Up | Press::Down if self.form.step_item(*press == Press::Down, model) => {
                Action::None
            }
            Press::Down => {
                self.form.forward(model);
                Action::None
            }
            Press::Up => {
                self.form.backward(model);
                Action::None
            }
            _ => self.type_in_form(press, model),
        }
    }

    /// A scanner types the code of a bill faster than anybody, letters first. No number, account of digits or sum
    /// begins so; what does not go on like a code is dropped, as its letters would have been.
    fn press_of_scanner(&mut self, press: &Press, model: &Model) -> Option<Action> {
        const HEAD: &str = "ST0001";
        let mut scanned = match (self.scanned.take(), press) {
            (Some(scanned), _) => scanned,
            (None, Press::Char('S' | 's')) if !self.form.takes_letters(model) => String::new(),
            (None, _) => return None,
        };
        match press {
            Press::Char(c) => scanned.push(*c),
            Press::Enter => return Some(self.pasted(Some(scanned), model)),
            _ => return None,
        }
        let begun = scanned.len().min(HEAD.len());
        let is_code = scanned.is_char_boundary(begun)
            && scanned[..begun].eq_ignore_ascii_case(&HEAD[..begun])
            && scanned.len() <= paydesk_domain::bill::MAX_BILL;
        self.scanned = is_code.then_some(scanned);
        is_code.then_some(Action::None)
    }

    /// The next tab, or the one before.
    fn step_tab(&mut self, forward: bool, model: &Model) -> Action {
        let tabs = &Tab::ALL[..5];
        let here = tabs
            .iter()
            .position(|tab| *tab == self.form.tab)
            .unwrap_or(0);
        let next = if forward {
            here + 1
        } else {
            here + tabs.len() - 1
        };
        self.take_tab(tabs[next % tabs.len()], model)
    }

    pub(super) fn type_in_form(&mut self, press: &Press, model: &Model) -> Action {
        let before = (self.form.number.digits().to_owned(), self.form.sum.clone());
        match press {
            Press::Char(c) => self.form.type_char(*c, model),
            Press::Backspace => self.form.edit(Edit::Backspace),
            Press::Delete => self.form.edit(Edit::Delete),
            Press::Left => self.form.edit(Edit::Left),
            Press::Right => self.form.edit(Edit::Right),
            Press::Home => self.form.edit(Edit::Home),
            Press::End => self.form.edit(Edit::End),
            _ => return Action::None,
        }
        self.changed(&before, model)
    }

    /// What was agreed for one number or sum does not hold for another one.
    pub(super) fn changed(
        &mut self,
        before: &(String, paydesk_domain::typing::SumTyping),
        model: &Model,
    ) -> Action {
        self.hint = None;
        if before.1 != self.form.sum {
            self.passed.sum = false;
            self.reason = None;
        }
        if before.0 != self.form.number.digits() {
            self.passed = Passed::default();
            self.reason = None;
            self.similar = None;
            return self.look_at_number(model);
        }
        Action::None
    }

    /// Asks the books about a number as soon as it is whole, so that Enter need not wait.
    pub(super) fn look_at_number(&self, model: &Model) -> Action {
        let Some(provider) = self.form.provider(model) else {
            return Action::None;
        };
        let has_number = !self.form.number.digits().is_empty();
        if has_number && !self.form.number.is_complete() {
            return Action::None;
        }
        Action::Ask(Ask::Similar {
            provider: provider.id.clone(),
            number: self.form.number.digits().to_owned(),
            since: model.now.plus_ms(-NEIGHBOUR_DAYS * DAY_MS),
        })
    }

    pub(super) fn take_tab(&mut self, tab: Tab, model: &Model) -> Action {
        if !matches!(self.step, Step::Form) {
            return Action::None;
        }
        self.hint = None;
        if self.form.tab != tab {
            self.form = Form::new(tab, model);
            self.similar = None;
            self.passed = Passed::default();
            self.reason = None;
            return self.look_at_number(model);
        }
        Action::None
    }

    pub(super) fn take_preset(&mut self, index: usize, model: &Model) -> Action {
        let currency = self.form.currency(model);
        let presets = presets(model);
        let Some(sum) = presets
            .get(index)
            .and_then(|text| paydesk_domain::money::Money::parse(text, currency).ok())
        else {
            return Action::None;
        };
        self.form.sum.set(sum);
        self.form.focus = Focus::Sum;
        self.form.refused = None;
        self.hint = None;
        self.passed.sum = false;
        Action::None
    }

    pub(super) fn take_last(&mut self, index: usize, model: &Model) -> Action {
        let Some(last) = model.last.get(index).cloned() else {
            return Action::None;
        };
        self.picks_last = false;
        self.fill(&last.provider, &last.details, model);
        self.form.sum.set(last.credited);
        self.form.focus = Focus::Sum;
        self.hint = None;
        self.passed = Passed {
            sum: false,
            // It was paid here before: it cannot be a slip of the finger.
            neighbour: true,
        };
        self.look_at_number(model)
    }

    pub(super) fn pick(&mut self, id: ProviderId, model: &Model) -> Action {
        self.picker = None;
        self.form.choose(id, model);
        self.hint = None;
        self.similar = None;
        self.passed = Passed::default();
        self.reason = None;
        self.look_at_number(model)
    }

    pub(super) fn press_in_picker(&mut self, press: &Press, model: &Model) -> Action {
        let Some(picker) = &mut self.picker else {
            return Action::None;
        };
        match picker.press(press, model) {
            picker::Picking::Goes => Action::None,
            picker::Picking::Left => {
                self.picker = None;
                Action::None
            }
            picker::Picking::Took(id) => self.pick(id, model),
        }
    }

    /// Enter in the form: the next field, or the question to the server.
    pub(super) fn enter(&mut self, model: &Model) -> Action {
        if !matches!(self.step, Step::Form) || self.form.tab == Tab::Code {
            return Action::None;
        }
        if self.form.focus != Focus::Sum && self.form.forward(model) {
            return Action::None;
        }
        let order = match self.form.order(model) {
            Ok(order) => order,
            Err(why) => {
                self.point_at(&why, model);
                self.hint = Some(Hint::NoOrder(why));
                return Action::Play(Sound::LookHere);
            }
        };
        if let Some(hint) = self.remark_on_sum(&order) {
            self.passed.sum = true;
            self.hint = Some(hint);
            return Action::Play(Sound::LookHere);
        }
        self.hint = None;
        if self.similar.is_none() {
            // The books have not answered yet; they do within milliseconds.
            self.wants_to_ask = true;
            return self.look_at_number(model);
        }
        self.ask(model)
    }

    pub(super) fn remark_on_sum(&self, order: &paydesk_domain::order::Order) -> Option<Hint> {
        let usual = self.similar.as_ref()?.usual?;
        if self.passed.sum || usual.0.currency() != order.credited.currency() {
            return None;
        }
        if hundredfold(order.credited, usual) {
            return Some(Hint::Hundredfold);
        }
        is_unusual(order.credited, usual).then_some(Hint::Unusual)
    }

    /// Puts the keyboard where something is missing.
    pub(super) fn point_at(&mut self, why: &NoOrder, model: &Model) {
        match why {
            NoOrder::Provider => self.form.focus = Focus::Number,
            NoOrder::Field(bad) => {
                let at = self.form.fields.iter().position(|(id, _)| *id == bad.field);
                self.form.focus = at.map_or(Focus::Number, Focus::Field);
            }
            NoOrder::NoSum | NoOrder::Sum(_) | NoOrder::Limit(_) | NoOrder::Fee(_) => {
                self.form.focus = Focus::Sum;
            }
        }
        if self.form.provider(model).is_none() {
            self.form.focus = Focus::Number;
        }
    }

    /// Everything fits: guards first, then the server.
    pub(super) fn ask(&mut self, model: &Model) -> Action {
        self.wants_to_ask = false;
        let neighbour = self.similar.as_ref().and_then(|s| s.neighbour.clone());
        if let Some(neighbour) = neighbour
            && !self.passed.neighbour
        {
            self.guard = Some(Guard::Neighbour(neighbour));
            return Action::Play(Sound::LookHere);
        }
        let (Ok(order), Some(intent)) = (self.form.order(model), self.intent) else {
            self.wants_to_ask = true;
            return Action::Send(Command::OpenForm);
        };
        self.step = Step::Asking { since: model.now };
        Action::Send(Command::Check {
            intent,
            order,
            cashier: model.cashier(),
            again: self.reason.clone(),
        })
    }

    pub(super) fn clear(&mut self, model: &Model) -> Action {
        self.form = Form::new(self.form.tab, model);
        self.hint = None;
        self.similar = None;
        self.passed = Passed::default();
        self.reason = None;
        Action::None
    }

    pub(super) fn close_dialog(&mut self) -> Action {
        self.picker = None;
        if self.guard.take().is_some() {
            self.form.focus = Focus::Number;
        }
        Action::None
    }
}

/// The sums on Ctrl 1 to Ctrl 4: the point's own, or the usual ones.
pub(crate) fn presets(model: &Model) -> Vec<String> {
    if model.prefs.presets.is_empty() {
        let small = model.currency() == paydesk_domain::money::Currency::EUR;
        let usual: [&str; 4] = if small {
            ["5", "10", "20", "50"]
        } else {
            ["100", "200", "300", "500"]
        };
        return usual.iter().map(ToString::to_string).collect();
    }
    model.prefs.presets.clone()
}
