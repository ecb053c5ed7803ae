//! What is typed before anybody is asked: tab, number or fields, provider, sum. Pure; shows nothing.

mod tab;

pub(crate) use tab::Tab;

use crate::model::Model;
use paydesk_domain::bill::{BadBill, Bill};
use paydesk_domain::fee::{FeeError, Split};
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::order::Order;
use paydesk_domain::phone::Region;
use paydesk_domain::provider::{BadField, BadLimit, FieldKind, Provider, ProviderId};
use paydesk_domain::typing::{AccountTyping, NotTyped, PhoneTyping, SumTyping};
use std::collections::BTreeMap;

/// What has the keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Focus {
    Number,
    /// A field of the provider's form other than its telephone number.
    Field(usize),
    Sum,
}

/// One field of a provider's form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Entry {
    /// Typed.
    Typed(AccountTyping),
    /// Chosen from the catalogue's list: index of the item.
    Chosen(usize),
}

/// Why there is no order yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoOrder {
    /// No provider is known.
    Provider,
    Field(BadField),
    NoSum,
    Sum(paydesk_domain::money::BadSum),
    Limit(BadLimit),
    Fee(FeeError),
}

/// The form.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Form {
    pub(crate) tab: Tab,
    pub(crate) number: PhoneTyping,
    /// Chosen by hand; the number's range says nothing then.
    pub(crate) by_hand: Option<ProviderId>,
    /// Wire names and entries of the fields beside the telephone number.
    pub(crate) fields: Vec<(String, Entry)>,
    pub(crate) sum: SumTyping,
    pub(crate) focus: Focus,
    /// Why the last key or text was not taken.
    pub(crate) refused: Option<NotTyped>,
}

impl Form {
    /// An empty form of a tab.
    pub(crate) fn new(tab: Tab, model: &Model) -> Self {
        let mut form = Self {
            tab,
            number: PhoneTyping::new(Region::Ru, true),
            by_hand: None,
            fields: Vec::new(),
            sum: SumTyping::new(),
            focus: Focus::Number,
            refused: None,
        };
        let first = form
            .providers(model)
            .first()
            .map(|provider| provider.id.clone());
        let region = form
            .providers(model)
            .first()
            .map_or(Region::Ru, |p| p.region);
        form.number = PhoneTyping::new(region, tab == Tab::Mobile);
        if tab != Tab::Mobile
            && let Some(first) = first
        {
            form.choose(first, model);
            form.by_hand = None;
        }
        form
    }

    /// The providers of the tab, the most used first.
    pub(crate) fn providers<'m>(&self, model: &'m Model) -> Vec<&'m Provider> {
        let place = |provider: &Provider| {
            let used = model.by_use.iter().position(|id| *id == provider.id);
            used.unwrap_or(usize::MAX)
        };
        let all = model.shop.settings.catalogue.providers();
        let mut fitting: Vec<&Provider> = all
            .filter(|provider| Tab::of(provider) == self.tab)
            .collect();
        fitting.sort_by_key(|provider| place(provider));
        fitting
    }

    /// The provider: chosen by hand, found by the number's range, or the first of a tab without numbers.
    pub(crate) fn provider<'m>(&self, model: &'m Model) -> Option<&'m Provider> {
        if let Some(id) = &self.by_hand {
            return model.provider(id);
        }
        let fitting = self.providers(model);
        if self.tab == Tab::Mobile {
            let digits = self.number.digits();
            let region = self.number_region(&fitting);
            return fitting
                .into_iter()
                .filter(|provider| provider.region == region)
                .find(|provider| provider.may_serve(digits));
        }
        fitting.into_iter().next()
    }

    /// Whether the provider was found and not chosen.
    pub(crate) const fn is_found(&self) -> bool {
        self.by_hand.is_none()
    }

    fn number_region(&self, fitting: &[&Provider]) -> Region {
        let country = self.number.country();
        let fits = |provider: &&&Provider| {
            PhoneTyping::new(provider.region, true).country() == country
                && PhoneTyping::new(provider.region, true).groups() == self.number.groups()
        };
        fitting
            .iter()
            .find(fits)
            .map_or(Region::Ru, |provider| provider.region)
    }

    /// Takes a provider by hand; the typed number is kept where it is one of the provider's country.
    pub(crate) fn choose(&mut self, id: ProviderId, model: &Model) {
        let Some(provider) = model.provider(&id) else {
            return;
        };
        self.tab = Tab::of(provider);
        let typed = self.number.digits().to_owned();
        let mut number = PhoneTyping::new(provider.region, self.tab == Tab::Mobile);
        for digit in typed.chars() {
            // A number of another country stays behind: nothing of it may be guessed.
            if number.type_char(digit).is_err() {
                number.clear();
                break;
            }
        }
        self.number = number;
        self.fields = provider
            .fields
            .iter()
            .filter(|field| field.kind != FieldKind::Phone)
            .map(|field| {
                let entry = match &field.kind {
                    FieldKind::Enum(items) => {
                        let default = field.default.as_deref();
                        let chosen = items
                            .iter()
                            .position(|item| Some(item.value.as_str()) == default);
                        Entry::Chosen(chosen.unwrap_or(0))
                    }
                    FieldKind::Phone | FieldKind::Digits | FieldKind::Text | FieldKind::Money => {
                        Entry::Typed(AccountTyping::new(field))
                    }
                };
                (field.id.clone(), entry)
            })
            .collect();
        self.by_hand = Some(id);
        self.refused = None;
        self.focus = self.stops(provider).first().copied().unwrap_or(Focus::Sum);
        let is_typed = self.focus == Focus::Number && self.number.is_complete();
        if is_typed {
            self.focus = Focus::Sum;
        }
    }

    /// Everything that can have the keyboard, in the order of the form.
    pub(crate) fn stops(&self, provider: &Provider) -> Vec<Focus> {
        let mut stops = Vec::new();
        let mut entries = 0;
        for field in &provider.fields {
            if field.kind == FieldKind::Phone {
                stops.push(Focus::Number);
            } else {
                stops.push(Focus::Field(entries));
                entries += 1;
            }
        }
        stops.push(Focus::Sum);
        stops
    }

    fn stops_now(&self, model: &Model) -> Vec<Focus> {
        match self.provider(model) {
            Some(provider) => self.stops(provider),
            None => vec![Focus::Number, Focus::Sum],
        }
    }

    /// Where the form begins.
    pub(crate) fn first_stop(&self, model: &Model) -> Focus {
        self.stops_now(model).first().copied().unwrap_or(Focus::Sum)
    }

    /// Whether nothing is typed there.
    pub(crate) fn is_empty(&self, place: Focus) -> bool {
        match place {
            Focus::Number => self.number.digits().is_empty(),
            Focus::Sum => self.sum.is_empty(),
            Focus::Field(at) => match self.fields.get(at) {
                Some((_, Entry::Typed(field))) => field.text().is_empty(),
                Some((_, Entry::Chosen(_))) | None => false,
            },
        }
    }

    /// The next stop; the last one stays.
    pub(crate) fn forward(&mut self, model: &Model) -> bool {
        let stops = self.stops_now(model);
        let here = stops
            .iter()
            .position(|stop| *stop == self.focus)
            .unwrap_or(0);
        match stops.get(here + 1) {
            Some(next) => {
                self.focus = *next;
                true
            }
            None => false,
        }
    }

    /// The stop before; the first one stays.
    pub(crate) fn backward(&mut self, model: &Model) {
        let stops = self.stops_now(model);
        let here = stops
            .iter()
            .position(|stop| *stop == self.focus)
            .unwrap_or(0);
        if let Some(before) = here.checked_sub(1).and_then(|at| stops.get(at)) {
            self.focus = *before;
        }
    }

    /// Types one character where the keyboard is.
    pub(crate) fn type_char(&mut self, c: char, model: &Model) {
        let was_complete = self.number.is_complete();
        let typed = match self.focus {
            Focus::Number => self.number.type_char(c),
            Focus::Sum => self.sum.type_char(c),
            Focus::Field(at) => match self.fields.get_mut(at) {
                Some((_, Entry::Typed(field))) => field.type_char(c),
                // A list is stepped through by arrows and digits.
                Some((id, Entry::Chosen(item))) => {
                    let field = id.clone();
                    let digit = c.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
                    let count = items_of(model, self.by_hand.as_ref(), &field);
                    match digit.and_then(|digit| digit.checked_sub(1)) {
                        Some(chosen) if chosen < count => {
                            *item = chosen;
                            Ok(())
                        }
                        Some(_) | None => Err(NotTyped::Character),
                    }
                }
                None => Ok(()),
            },
        };
        self.refused = typed.err();
        if self.focus == Focus::Number && !was_complete && self.number.is_complete() {
            self.forward(model);
        }
    }

    /// Whether letters can be typed where the keyboard is.
    pub(crate) fn takes_letters(&self, model: &Model) -> bool {
        let Focus::Field(at) = self.focus else {
            return false;
        };
        let field = self.fields.get(at).map(|(id, _)| id.as_str());
        let provider = self.provider(model);
        let kind = provider
            .and_then(|provider| provider.field(field?))
            .map(|field| &field.kind);
        matches!(kind, Some(FieldKind::Text))
    }

    /// Steps through the list that has the keyboard; nothing where a text has it.
    pub(crate) fn step_item(&mut self, forward: bool, model: &Model) -> bool {
        let Focus::Field(at) = self.focus else {
            return false;
        };
        let Some((id, Entry::Chosen(item))) = self.fields.get_mut(at) else {
            return false;
        };
        let count = items_of(model, self.by_hand.as_ref(), id).max(1);
        *item = if forward {
            (*item + 1) % count
        } else {
            (*item + count - 1) % count
        };
        true
    }

    /// Takes a pasted text: a bill's code fills the whole form, anything else goes where the keyboard is.
    pub(crate) fn paste(&mut self, text: &str, model: &Model) -> Result<bool, BadBill> {
        if Bill::looks_like(text) {
            let bill = Bill::parse(text)?;
            let Some(provider) = bill.provider_for(&model.shop.settings.catalogue) else {
                return Ok(false);
            };
            self.choose(provider.id.clone(), model);
            for (id, value) in bill.fill(provider) {
                let entry = self.fields.iter_mut().find(|(field, _)| *field == id);
                if let Some((_, Entry::Typed(field))) = entry {
                    field.clear();
                    self.refused = field.paste(&value).err().or(self.refused.take());
                }
            }
            if let Some(minor) = bill.sum_minor {
                self.sum.set(Money::new(minor, provider.currency));
            }
            self.focus = Focus::Sum;
            return Ok(true);
        }
        let pasted = match self.focus {
            Focus::Number => self.paste_number(text, model),
            Focus::Sum => self.sum.paste(text),
            Focus::Field(at) => match self.fields.get_mut(at) {
                Some((_, Entry::Typed(field))) => field.paste(text),
                Some((_, Entry::Chosen(_))) | None => Err(NotTyped::Character),
            },
        };
        self.refused = pasted.err();
        if self.focus == Focus::Number && self.refused.is_none() && self.number.is_complete() {
            self.forward(model);
        }
        Ok(true)
    }

    /// A number of another country that the tab also serves is taken as what it is.
    fn paste_number(&mut self, text: &str, model: &Model) -> Result<(), NotTyped> {
        let first = self.number.paste(text);
        if !matches!(first, Err(NotTyped::Paste(_))) || self.by_hand.is_some() {
            return first;
        }
        let mut regions: Vec<Region> = self.providers(model).iter().map(|p| p.region).collect();
        regions.dedup();
        for region in regions {
            let mut other = PhoneTyping::new(region, self.tab == Tab::Mobile);
            if other.paste(text).is_ok() {
                self.number = other;
                return Ok(());
            }
        }
        first
    }

    /// Moves or erases where the keyboard is.
    pub(crate) fn edit(&mut self, edit: Edit) {
        self.refused = None;
        match self.focus {
            Focus::Number => edit_number(&mut self.number, edit),
            Focus::Sum => edit_sum(&mut self.sum, edit),
            Focus::Field(at) => {
                if let Some((_, Entry::Typed(field))) = self.fields.get_mut(at) {
                    edit_field(field, edit);
                }
            }
        }
    }

    /// What was typed, by wire name.
    pub(crate) fn typed(&self, provider: &Provider) -> BTreeMap<String, String> {
        let mut typed = BTreeMap::new();
        for field in &provider.fields {
            if field.kind == FieldKind::Phone {
                typed.insert(field.id.clone(), self.number.digits().to_owned());
            }
        }
        for (id, entry) in &self.fields {
            let value = match entry {
                Entry::Typed(field) => field.text().to_owned(),
                Entry::Chosen(item) => chosen_value(provider, id, *item),
            };
            typed.insert(id.clone(), value);
        }
        typed
    }

    /// Credited, fee and taken as far as they can be told.
    pub(crate) fn split(&self, model: &Model) -> Result<Split, NoOrder> {
        let provider = self.provider(model).ok_or(NoOrder::Provider)?;
        if self.sum.is_empty() {
            return Err(NoOrder::NoSum);
        }
        let credited = self.sum.money(provider.currency).map_err(NoOrder::Sum)?;
        let moment = model.now.local_moment(model.offset());
        let split = provider
            .fee
            .from_credited(credited, moment)
            .map_err(NoOrder::Fee)?;
        provider.check_sum(split.credited).map_err(NoOrder::Limit)?;
        Ok(split)
    }

    /// The order, once everything fits.
    pub(crate) fn order(&self, model: &Model) -> Result<Order, NoOrder> {
        let provider = self.provider(model).ok_or(NoOrder::Provider)?;
        let typed = self.typed(provider);
        let details = provider.accept(&typed).map_err(NoOrder::Field)?;
        let split = self.split(model)?;
        Ok(Order {
            provider: provider.id.clone(),
            provider_number: provider.number,
            details,
            credited: split.credited,
            taken: split.taken,
        })
    }

    /// The currency that is typed in.
    pub(crate) fn currency(&self, model: &Model) -> Currency {
        self.provider(model)
            .or_else(|| self.providers(model).into_iter().next())
            .map_or_else(|| model.currency(), |provider| provider.currency)
    }
}

/// Moving and erasing in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Edit {
    Backspace,
    Delete,
    Left,
    Right,
    Home,
    End,
    Caret(usize),
}

macro_rules! editing {
    ($name:ident, $typing:ty) => {
        fn $name(field: &mut $typing, edit: Edit) {
            match edit {
                Edit::Backspace => field.backspace(),
                Edit::Delete => field.delete(),
                Edit::Left => field.left(),
                Edit::Right => field.right(),
                Edit::Home => field.home(),
                Edit::End => field.end(),
                Edit::Caret(place) => field.set_caret(place),
            }
        }
    };
}

editing!(edit_number, PhoneTyping);

editing!(edit_sum, SumTyping);

editing!(edit_field, AccountTyping);

fn items_of(model: &Model, provider: Option<&ProviderId>, field: &str) -> usize {
    let provider = provider.and_then(|id| model.provider(id));
    match provider
        .and_then(|provider| provider.field(field))
        .map(|field| &field.kind)
    {
        Some(FieldKind::Enum(items)) => items.len(),
        Some(FieldKind::Phone | FieldKind::Digits | FieldKind::Text | FieldKind::Money) | None => 0,
    }
}

fn chosen_value(provider: &Provider, field: &str, item: usize) -> String {
    match provider.field(field).map(|field| &field.kind) {
        Some(FieldKind::Enum(items)) => items
            .get(item)
            .map(|item| item.value.clone())
            .unwrap_or_default(),
        Some(FieldKind::Phone | FieldKind::Digits | FieldKind::Text | FieldKind::Money) | None => {
            String::new()
        }
    }
}
