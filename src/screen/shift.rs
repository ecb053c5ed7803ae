//! The shift: opened with the change in the drawer, closed by whoever leaves; in between cash that moves without a
//! payment. Open payments never stand in the way of closing.

mod cash;
mod view;

use paydesk_domain::money::{Currency, Money};
use paydesk_domain::people::Right;
use paydesk_domain::shift::CashDirection;
use paydesk_domain::typing::{NotTyped, SumTyping};
use paydesk_till::world::{Command, Outcome, PrintOutcome, Rejection};

use crate::desk::handle::{Answer, Ask};
use crate::model::Model;
use crate::screen::{Action, Place};
use crate::ui::key_bar::Keys;
use crate::ui::keyboard::Press;
use crate::ui::{El, Ui};
pub(crate) use cash::Way;
use cash::{Cash, Entry};

/// What a cashier does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Message {
    Press(Press),
    /// Opens the form of cash that moves or of a drawer that opens, this way.
    Choose(Way),
    Focus(Entry),
    /// Prints the report of the newest shift.
    Report,
    /// The screen's primary action.
    Go,
    /// The list of open payments.
    List,
    Back,
}

/// The screen. The shift itself is the till's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Shift {
    /// The float before a shift is open, the counted cash while it is.
    sum: SumTyping,
    cash: Option<Cash>,
    /// Closing was pressed once: once more does it.
    is_sure: bool,
    /// What the till has been asked and has not answered yet.
    asked: Option<Asked>,
    refused: Option<NotTyped>,
    remark: Option<Remark>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Open,
    Close(u32),
    Move(CashDirection, Money),
    OpenDrawer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Remark {
    Rejected(Rejection),
    /// The till has ended.
    Ended,
    /// Something is missing: a text id.
    Missing(&'static str),
    /// Pressing once more closes the shift.
    CloseOnceMore(u32),
    Closed(u32),
    Moved(CashDirection, Money),
    /// The drawer is being opened.
    Opened,
    /// The report of a shift is being printed.
    Reporting,
    /// How its print ended.
    Reported(PrintOutcome),
}

impl Shift {
    /// The screen as it opens.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Goes straight to the form of cash that moves.
    pub(crate) fn open_cash(&mut self) {
        *self = Self {
            cash: Some(Cash::new(None)),
            sum: std::mem::take(&mut self.sum),
            asked: self.asked,
            ..Self::default()
        };
    }

    pub(crate) fn update(&mut self, message: Message, model: &Model) -> Action {
        let goes = matches!(message, Message::Go | Message::Press(Press::F(10)));
        if self.is_sure && !goes {
            self.is_sure = false;
            self.remark = None;
            if matches!(message, Message::Back | Message::Press(Press::Esc)) {
                return Action::None;
            }
        }
        match message {
            Message::Press(press) => self.press(&press, model),
            Message::Choose(way) => {
                self.choose(way, model);
                Action::None
            }
            Message::Focus(entry) => {
                self.refused = None;
                if let Some(cash) = &mut self.cash {
                    cash.entry = entry;
                }
                Action::None
            }
            Message::Report => self.report(model),
            Message::Go => self.go(model),
            Message::List => Action::Go(Place::Outbox),
            Message::Back => self.back(model),
        }
    }

    /// The form of cash that moves, where it is open and whoever works here may fill it in.
    fn form(&self, model: &Model) -> Option<&Cash> {
        let is_allowed = model.facts.shift.is_some() && may(model, Right::MoveCash);
        self.cash.as_ref().filter(|_| is_allowed)
    }

    fn back(&mut self, model: &Model) -> Action {
        self.remark = None;
        self.refused = None;
        if self.cash.take().is_some() {
            return Action::None;
        }
        if model.facts.shift.is_none() && !self.sum.is_empty() {
            self.sum.clear();
            return Action::None;
        }
        Action::Go(Place::Sale)
    }

    /// Which way cash moves; opens the form where it is not open yet.
    fn choose(&mut self, way: Way, model: &Model) {
        if model.facts.shift.is_none() || !may(model, Right::MoveCash) {
            return;
        }
        self.remark = None;
        self.refused = None;
        match &mut self.cash {
            None => self.cash = Some(Cash::new(Some(way))),
            Some(cash) => cash.choose(way),
        }
    }

    fn press(&mut self, press: &Press, model: &Model) -> Action {
        match press {
            Press::F(8) => return Action::Go(Place::Outbox),
            Press::F(9) => return self.report(model),
            Press::F(10) => return self.go(model),
            Press::F(11) => self.open_cash(),
            Press::F(12) => self.cash = None,
            Press::Esc => return self.back(model),
            Press::Ctrl('+' | '=') => self.choose(Way::Cash(CashDirection::In), model),
            Press::Ctrl('-') => self.choose(Way::Cash(CashDirection::Out), model),
            Press::Ctrl('0') => self.choose(Way::Open, model),
            _ if self.asked.is_some() => {}
            _ if self.form(model).is_some() => {
                return self.press_in_cash(press, model);
            }
            // Enter opens a shift and never closes one.
            Press::Enter if model.facts.shift.is_none() => return self.go(model),
            Press::Backspace => self.edit(SumTyping::backspace),
            Press::Delete => self.edit(SumTyping::clear),
            Press::Char(c) => {
                self.remark = None;
                self.refused = self.sum.type_char(*c).err();
            }
            _ => {}
        }
        Action::None
    }

    fn edit(&mut self, how: impl FnOnce(&mut SumTyping)) {
        self.remark = None;
        self.refused = None;
        how(&mut self.sum);
    }

    fn press_in_cash(&mut self, press: &Press, model: &Model) -> Action {
        let Some(cash) = &mut self.cash else {
            return Action::None;
        };
        self.remark = None;
        self.refused = None;
        match (press, cash.entry) {
            (Press::Enter, Entry::Reason) => return self.go(model),
            (Press::Enter | Press::Tab | Press::Down, _) => cash.step(1),
            (Press::BackTab | Press::Up, _) => cash.step(-1),
            (Press::Char('1'), Entry::Direction) => cash.choose(Way::Cash(CashDirection::In)),
            (Press::Char('2'), Entry::Direction) => cash.choose(Way::Cash(CashDirection::Out)),
            (Press::Char('3'), Entry::Direction) => cash.choose(Way::Open),
            (Press::Char(c), Entry::Sum) => self.refused = cash.sum.type_char(*c).err(),
            (Press::Backspace, Entry::Sum) => cash.sum.backspace(),
            (Press::Delete, Entry::Sum) => cash.sum.clear(),
            (Press::Char(c), Entry::Reason) if !c.is_control() && cash.has_room() => {
                cash.reason.push(*c);
            }
            (Press::Backspace, Entry::Reason) => drop(cash.reason.pop()),
            (Press::Delete, Entry::Reason) => cash.reason.clear(),
            _ => {}
        }
        Action::None
    }

    fn go(&mut self, model: &Model) -> Action {
        if self.asked.is_some() {
            return Action::None;
        }
        match (&model.facts.shift, self.form(model)) {
            (None, _) => self.open_shift(model),
            (Some(_), Some(_)) => self.move_cash(model),
            (Some(shift), None) => self.close_shift(shift.number, model),
        }
    }

    fn open_shift(&mut self, model: &Model) -> Action {
        if !may(model, Right::Shift) {
            return Action::None;
        }
        let Ok(float) = self.sum.money(currency(model)) else {
            self.remark = Some(Remark::Missing("shift-no-float"));
            return Action::None;
        };
        self.remark = None;
        self.asked = Some(Asked::Open);
        Action::Send(Command::OpenShift {
            cashier: model.cashier(),
            float,
        })
    }

    /// Closes the shift: asked twice, done once.
    fn close_shift(&mut self, number: u32, model: &Model) -> Action {
        if !may(model, Right::Shift) {
            return Action::None;
        }
        // Not counted is a fact of its own and no zero.
        let counted = if self.sum.is_empty() {
            None
        } else {
            match self.sum.money(currency(model)) {
                Ok(counted) => Some(counted),
                Err(_) => {
                    self.remark = Some(Remark::Missing("shift-counted-wrong"));
                    return Action::None;
                }
            }
        };
        if !self.is_sure {
            self.is_sure = true;
            self.remark = Some(Remark::CloseOnceMore(number));
            return Action::None;
        }
        self.is_sure = false;
        self.remark = None;
        self.asked = Some(Asked::Close(number));
        Action::Send(Command::CloseShift {
            cashier: model.cashier(),
            counted,
        })
    }

    /// Records what the form says.
    fn move_cash(&mut self, model: &Model) -> Action {
        let Some(cash) = &mut self.cash else {
            return Action::None;
        };
        if !may(model, cash.right()) {
            return Action::None;
        }
        match cash.wish(currency(model)) {
            Err((entry, id)) => {
                cash.entry = entry;
                self.remark = Some(Remark::Missing(id));
                Action::None
            }
            Ok((way, sum)) => {
                let (cashier, reason) = (model.cashier(), cash.reason.trim().to_owned());
                self.remark = None;
                let (asked, command) = match way {
                    Way::Cash(direction) => (
                        Asked::Move(direction, sum),
                        Command::MoveCash {
                            cashier,
                            direction,
                            sum,
                            reason,
                        },
                    ),
                    Way::Open => (
                        Asked::OpenDrawer,
                        Command::OpenDrawer {
                            by: cashier,
                            reason,
                        },
                    ),
                };
                self.asked = Some(asked);
                Action::Send(command)
            }
        }
    }

    pub(crate) fn hear(&mut self, outcome: Option<&Outcome>, model: &Model) -> Action {
        let asked = self.asked.take();
        match (outcome, asked) {
            // In training the program opens the first shift by itself, and nothing was asked here.
            (Some(Outcome::Shift(Some(_))), Some(Asked::Open) | None) => {
                *self = Self::default();
                // Whoever has locked the screen meanwhile stays locked out.
                if model.person.is_some() {
                    return Action::Go(Place::Sale);
                }
            }
            (Some(Outcome::Shift(_)), Some(Asked::Close(number))) => {
                *self = Self::default();
                self.remark = Some(Remark::Closed(number));
                return print_report(model);
            }
            (Some(Outcome::Shift(_)), Some(Asked::Move(direction, sum))) => {
                self.cash = None;
                self.remark = Some(Remark::Moved(direction, sum));
            }
            (Some(Outcome::DrawerOpened), Some(Asked::OpenDrawer)) => {
                self.cash = None;
                self.remark = Some(Remark::Opened);
            }
            (Some(Outcome::NotAccepted(rejection)), _) => {
                self.remark = Some(Remark::Rejected(*rejection));
            }
            (None, _) => self.remark = Some(Remark::Ended),
            // Nothing of that was asked here: the own answer is still to come.
            (
                Some(
                    Outcome::Shift(_)
                    | Outcome::Form(_)
                    | Outcome::Consent(_)
                    | Outcome::NoConsent(..)
                    | Outcome::Accepted(_)
                    | Outcome::Correction(_)
                    | Outcome::DrawerOpened
                    | Outcome::Done,
                ),
                asked,
            ) => self.asked = asked,
        }
        Action::None
    }

    /// An X while the shift is open; the Z of the newest one afterwards.
    fn report(&mut self, model: &Model) -> Action {
        if !may(model, Right::Shift) {
            return Action::None;
        }
        self.remark = Some(Remark::Reporting);
        print_report(model)
    }

    pub(crate) fn learn(&mut self, answer: &Answer) {
        if let Answer::Printed(outcome) = answer {
            // That a shift is closed is said for as long as its paper gives no trouble.
            let is_fine = matches!(outcome, PrintOutcome::Printed | PrintOutcome::Sent);
            if !(is_fine && matches!(self.remark, Some(Remark::Closed(_)))) {
                self.remark = Some(Remark::Reported(*outcome));
            }
        }
    }

    pub(crate) fn keys(&self, model: &Model) -> Keys {
        let keys = Keys::live(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12])
            .named(9, "shift-key-report")
            .go(10);
        match (&model.facts.shift, self.form(model)) {
            (None, _) => keys.on(12).named(10, "shift-key-open"),
            (Some(_), None) => keys.on(12).named(10, "shift-key-close"),
            (Some(_), Some(_)) => keys.on(11).named(10, "shift-key-move"),
        }
    }

    pub(crate) fn view<'a>(&'a self, ui: &Ui<'a>, model: &'a Model) -> El<'a, Message> {
        view::view(self, ui, model)
    }
}

fn print_report(model: &Model) -> Action {
    Action::Ask(Ask::PrintShift {
        by: model.cashier(),
    })
}

/// Whether whoever works here now may do so.
fn may(model: &Model, right: Right) -> bool {
    model
        .person
        .as_ref()
        .is_some_and(|person| person.role.may(right))
}

/// The currency of the drawer: that of the float, as the till demands.
fn currency(model: &Model) -> Currency {
    let shift = model.facts.shift.as_ref();
    shift.map_or_else(|| model.currency(), |shift| shift.float.currency())
}
