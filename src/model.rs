//! What the window knows: the till's facts, the shop, and what the books said last. Screens read it and never
//! change it.

use std::sync::Arc;

use paydesk_adapters::preferences::Preferences;
use paydesk_adapters::sqlite::{DayLine, LastNumber};
use paydesk_domain::exchange::Why;
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::people::Person;
use paydesk_domain::printer::PrinterState;
use paydesk_domain::provider::{Provider, ProviderId};
use paydesk_domain::time::Timestamp;
use paydesk_till::facts::Facts;
use paydesk_till::payment::Payment;
use paydesk_till::till::Settings;

use crate::cli::report::Shown;
use crate::desk::devices::DeviceStates;
use crate::desk::handle::Heard;
use crate::text::Texts;

/// A day in milliseconds.
pub(crate) const DAY_MS: i64 = 86_400_000;
/// A clock that is off by more is shown.
const SKEW_SHOWN_MS: i64 = 60_000;

/// The shop this till stands in. Never changes while the till runs.
#[derive(Debug, Clone)]
pub(crate) struct Shop {
    /// Providers, rules, papers.
    pub(crate) settings: Settings,
    /// Characters in a line of the printer at the start.
    pub(crate) columns: usize,
    /// Name of its profile at the start.
    pub(crate) profile: String,
    /// The server's address, for the settings screen.
    pub(crate) server: String,
    /// Where papers go at the start, for the settings screen.
    pub(crate) printer: String,
    /// Ports of the customer's display and of the scanner, where the settings name them.
    pub(crate) display: Option<String>,
    pub(crate) scanner: Option<String>,
    /// Why papers go without the dealer's template.
    pub(crate) template_fault: Option<String>,
    /// The keys in use, for the settings screen.
    pub(crate) server_serial: u32,
}

/// Whether the server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Link {
    /// Since when it has been silent; none while it answers, or before it was ever asked.
    pub(crate) silent_since: Option<Timestamp>,
    /// How long its last answer took.
    pub(crate) took_ms: Option<i64>,
}

/// Everything the screens read.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) shop: Arc<Shop>,
    pub(crate) facts: Facts,
    pub(crate) now: Timestamp,
    /// Who works here now.
    pub(crate) person: Option<Person>,
    pub(crate) people: Vec<Person>,
    pub(crate) prefs: Preferences,
    pub(crate) last: Vec<LastNumber>,
    pub(crate) day: Vec<DayLine>,
    pub(crate) by_use: Vec<ProviderId>,
    pub(crate) link: Link,
    pub(crate) rest: Option<Money>,
    pub(crate) per_day: Option<Money>,
    pub(crate) printer: Option<PrinterState>,
    /// The drawer was to open for the newest cash and could not be told.
    pub(crate) is_drawer_shut: bool,
    /// Where papers go now.
    pub(crate) printer_at: String,
    /// Name of the profile of the printer.
    pub(crate) profile: String,
    /// Characters in its line.
    pub(crate) columns: usize,
    pub(crate) devices: DeviceStates,
    pub(crate) skew_ms: i64,
}

impl Model {
    pub(crate) fn new(shop: Arc<Shop>, facts: Facts, now: Timestamp) -> Self {
        let printer_at = shop.printer.clone();
        let (profile, columns) = (shop.profile.clone(), shop.columns);
        Self {
            shop,
            facts,
            now,
            person: None,
            people: Vec::new(),
            prefs: Preferences::default(),
            last: Vec::new(),
            day: Vec::new(),
            by_use: Vec::new(),
            link: Link::default(),
            rest: None,
            per_day: None,
            printer: None,
            is_drawer_shut: false,
            printer_at,
            profile,
            columns,
            devices: DeviceStates::default(),
            skew_ms: 0,
        }
    }

    /// How payments are shown.
    pub(crate) fn shown<'a>(&'a self, texts: &'a Texts) -> Shown<'a> {
        Shown {
            texts,
            catalogue: &self.shop.settings.catalogue,
            point: Some(&self.shop.settings.point),
            utc_offset_minutes: self.offset(),
        }
    }

    pub(crate) fn provider(&self, id: &ProviderId) -> Option<&Provider> {
        self.shop.settings.catalogue.provider(id)
    }

    pub(crate) fn provider_of(&self, payment: &Payment) -> Option<&Provider> {
        self.provider(&payment.order.provider)
    }

    /// Minutes east of UTC at the point.
    pub(crate) fn offset(&self) -> i16 {
        self.shop.settings.shop.utc_offset_minutes
    }

    /// The currency of the shop: that of its first provider.
    pub(crate) fn currency(&self) -> Currency {
        let first = self.shop.settings.catalogue.providers().next();
        first.map_or(Currency::RUB, |provider| provider.currency)
    }

    /// The full name that stands on papers; empty while nobody is signed in.
    pub(crate) fn cashier(&self) -> String {
        self.person
            .as_ref()
            .map(|person| person.full_name.clone())
            .unwrap_or_default()
    }

    /// Hours and minutes of a moment.
    pub(crate) fn clock(&self, at: Timestamp) -> String {
        let civil = at.civil(self.offset());
        format!("{}:{:02}", civil.hour, civil.minute)
    }

    /// When this day began at the point.
    pub(crate) fn today(&self) -> Timestamp {
        let offset_ms = i64::from(self.offset()) * 60_000;
        let local = self.now.unix_ms() + offset_ms;
        Timestamp::from_unix_ms(local.div_euclid(DAY_MS) * DAY_MS - offset_ms)
    }

    /// `today 14:29`, `yesterday 18:40`, `9 Nov 12:15`.
    pub(crate) fn when(&self, texts: &Texts, at: Timestamp) -> String {
        let clock = self.clock(at);
        let days = (self.today().unix_ms() - at.unix_ms() + DAY_MS - 1).div_euclid(DAY_MS);
        let clock = ("clock", clock.as_str());
        match days {
            ..=0 => texts.with("when-today", &[clock]),
            1 => texts.with("when-yesterday", &[clock]),
            _ => texts.with("when-day", &[("day", &self.day_of(texts, at)), clock]),
        }
    }

    /// `9 Nov`, with the year where it is another one.
    pub(crate) fn day_of(&self, texts: &Texts, at: Timestamp) -> String {
        let (civil, now) = (at.civil(self.offset()), self.now.civil(self.offset()));
        let month = texts.get(&format!("month-{}", civil.month));
        if civil.year == now.year {
            format!("{} {month}", civil.day)
        } else {
            format!("{} {month} {}", civil.day, civil.year)
        }
    }

    /// How long ago, in the largest whole unit.
    pub(crate) fn age(&self, texts: &Texts, since: Timestamp) -> String {
        let seconds = self.now.ms_since(since).max(0) / 1000;
        let (id, count) = match seconds {
            0..60 => ("age-seconds", seconds),
            60..3600 => ("age-minutes", seconds / 60),
            3600..86_400 => ("age-hours", seconds / 3600),
            _ => ("age-days", seconds / 86_400),
        };
        texts.with(id, &[("count", &count.to_string())])
    }

    /// The dealer's commission on the paid and open payments of this day, in the shop's currency.
    pub(crate) fn commission_today(&self) -> Money {
        let currency = self.currency();
        let lines = self.day.iter().filter_map(|line| {
            let provider = self.provider(&line.provider)?;
            provider.commission.of(line.credited).ok()
        });
        lines
            .filter(|sum| sum.currency() == currency)
            .fold(Money::zero(currency), |sum, part| {
                sum.checked_add(part).unwrap_or(sum)
            })
    }

    /// Payments of this day.
    pub(crate) fn payments_today(&self) -> u32 {
        self.day.iter().map(|line| line.payments).sum()
    }

    /// For how many days the deposit lasts, where that can be told.
    pub(crate) fn deposit_days(&self) -> Option<i64> {
        let (rest, per_day) = (self.rest?, self.per_day?);
        if rest.currency() != per_day.currency() || per_day.minor() <= 0 {
            return None;
        }
        Some(rest.minor().max(0) / per_day.minor())
    }

    /// How far the computer's clock is off, in seconds, where that must be seen.
    pub(crate) fn skew_shown(&self) -> Option<i64> {
        (self.skew_ms.abs() > SKEW_SHOWN_MS).then_some(self.skew_ms / 1000)
    }

    /// Takes what the server said about the dealer's account.
    pub(crate) fn hear(&mut self, heard: Result<Heard, Why>) {
        match heard {
            Ok(heard) => {
                self.link = Link {
                    silent_since: None,
                    took_ms: Some(heard.took_ms),
                };
                // A refusal is an answer as well: only silence is silence.
                if heard.rest.is_some() {
                    self.rest = heard.rest;
                    self.per_day = heard.per_day;
                    self.skew_ms = heard.skew_ms;
                }
            }
            Err(_) => self.hear_link(false),
        }
    }

    /// Takes that the server answered a payment's question, or did not.
    pub(crate) fn hear_link(&mut self, is_up: bool) {
        self.link.silent_since = if is_up {
            None
        } else {
            self.link.silent_since.or(Some(self.now))
        };
    }

    /// The language of the screen.
    pub(crate) fn language(&self) -> Language {
        self.prefs.language.unwrap_or_default()
    }
}

/// `Иванова М. А.` of `Иванова Мария Андреевна`.
pub(crate) fn short(full_name: &str) -> String {
    let mut names = full_name.split_whitespace();
    let mut short = names.next().unwrap_or_default().to_owned();
    for name in names.take(2) {
        if let Some(initial) = name.chars().next() {
            short.push(' ');
            short.push(initial);
            short.push('.');
        }
    }
    short
}
