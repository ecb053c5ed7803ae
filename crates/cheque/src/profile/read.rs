//! From TOML to a profile: what a file leaves out comes from the profile it inherits.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::{
    BadProfile, BadProfileReason, COLUMNS_MAX, COLUMNS_MIN, Cutter, Drawer, Encoding, LogoWay,
    PrinterProfile, QrWay, StatusAbility,
};

/// A file as it stands: every key may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Text {
    title: Option<String>,
    inherits: Option<Spanned<String>>,
    columns: Option<Spanned<usize>>,
    dots: Option<Spanned<u16>>,
    encoding: Option<Spanned<Encoding>>,
    pages: BTreeMap<Encoding, Spanned<u8>>,
    commands: Option<bool>,
    cancel_kanji: Option<bool>,
    exact_width_wraps: Option<bool>,
    cutter: Option<Cutter>,
    feed_lines: Option<Spanned<u8>>,
    drawer: Option<DrawerText>,
    qr: Option<QrWay>,
    logo: Option<LogoWay>,
    strip_rows: Option<Spanned<u16>>,
    status: Option<StatusAbility>,
    init_delay_ms: Option<Spanned<u16>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DrawerText {
    pin: Spanned<u8>,
    on_ms: Option<Spanned<u16>>,
    off_ms: Option<Spanned<u16>>,
}

/// A printer about which nothing is known, and whether its table was chosen by somebody.
struct Draft {
    profile: PrinterProfile,
    chosen: Option<Encoding>,
}

impl PrinterProfile {
    /// Reads a profile.
    ///
    /// # Errors
    /// [`BadProfile`] with the line; a misspelt key must not be taken for a default in silence.
    pub fn from_toml(text: &str) -> Result<Self, BadProfile> {
        Ok(draft(text)?.profile)
    }
}

fn draft(text: &str) -> Result<Draft, BadProfile> {
    let place = Place(text);
    let read: Text = toml::from_str(text).map_err(|error| {
        let reason = BadProfileReason::Unreadable(error.message().to_owned());
        place.bad(&error.span().unwrap_or_default(), reason)
    })?;
    let mut draft = match &read.inherits {
        None => Draft::unknown(),
        Some(parent) => {
            let bad = |reason| place.bad(&parent.span(), reason);
            let name = parent.get_ref();
            let no_parent = || bad(BadProfileReason::NoParent(name.clone()));
            let toml = PrinterProfile::builtin_toml(name).ok_or_else(no_parent)?;
            self::draft(toml).map_err(|_| no_parent())?
        }
    };
    draft.overlay(read, &place)?;
    Ok(draft)
}

impl Draft {
    const fn unknown() -> Self {
        let profile = PrinterProfile {
            title: String::new(),
            columns: COLUMNS_MIN,
            dots: 384,
            encoding: Encoding::Ascii,
            pages: BTreeMap::new(),
            commands: true,
            cancel_kanji: true,
            exact_width_wraps: false,
            cutter: Cutter::None,
            feed_lines: 5,
            drawer: None,
            qr: QrWay::Raster,
            logo: LogoWay::Raster,
            strip_rows: 128,
            status: StatusAbility::Ask,
            init_delay_ms: 0,
        };
        Self {
            profile,
            chosen: None,
        }
    }

    fn overlay(&mut self, read: Text, place: &Place<'_>) -> Result<(), BadProfile> {
        self.characters(&read, place)?;
        let profile = &mut self.profile;
        set(&mut profile.title, read.title);
        set(&mut profile.commands, read.commands);
        set(&mut profile.cancel_kanji, read.cancel_kanji);
        set(&mut profile.exact_width_wraps, read.exact_width_wraps);
        set(&mut profile.cutter, read.cutter);
        set(&mut profile.qr, read.qr);
        set(&mut profile.logo, read.logo);
        set(&mut profile.status, read.status);
        let columns = (COLUMNS_MIN, COLUMNS_MAX);
        place.within(&mut profile.columns, read.columns, ("columns", columns))?;
        place.within(&mut profile.dots, read.dots, ("dots", (200, 2_000)))?;
        let lines = ("feed_lines", (0, 20));
        place.within(&mut profile.feed_lines, read.feed_lines, lines)?;
        let rows = ("strip_rows", (8, 2_000));
        place.within(&mut profile.strip_rows, read.strip_rows, rows)?;
        let delay = ("init_delay_ms", (0, 5_000));
        place.within(&mut profile.init_delay_ms, read.init_delay_ms, delay)?;
        if let Some(drawer) = read.drawer {
            profile.drawer = drawer.drawer(place)?;
        }
        Ok(())
    }

    /// The table in use is the one somebody chose, or the best that has a number.
    fn characters(&mut self, read: &Text, place: &Place<'_>) -> Result<(), BadProfile> {
        for (encoding, page) in &read.pages {
            if *encoding == Encoding::Ascii {
                return Err(place.bad(&page.span(), BadProfileReason::NeedlessPage));
            }
            self.profile.pages.insert(*encoding, *page.get_ref());
        }
        let chosen = read.encoding.as_ref().map(|chosen| *chosen.get_ref());
        self.chosen = chosen.or(self.chosen);
        let has_number = |encoding: &Encoding| {
            *encoding == Encoding::Ascii || self.profile.pages.contains_key(encoding)
        };
        if let Some(wanted) = self.chosen {
            if !has_number(&wanted) {
                let at = read.encoding.as_ref().map(Spanned::span);
                let reason = BadProfileReason::NoPage(wanted);
                return Err(place.bad(&at.unwrap_or_default(), reason));
            }
            self.profile.encoding = wanted;
        } else if let Some(best) = Encoding::ALL.into_iter().find(has_number) {
            self.profile.encoding = best;
        }
        Ok(())
    }
}

impl DrawerText {
    fn drawer(self, place: &Place<'_>) -> Result<Option<Drawer>, BadProfile> {
        let pin = *self.pin.get_ref();
        if pin == 0 {
            return Ok(None);
        }
        if pin != 2 && pin != 5 {
            return Err(place.bad(&self.pin.span(), BadProfileReason::Pin(pin)));
        }
        let mut drawer = Drawer {
            pin,
            on_ms: 50,
            off_ms: 500,
        };
        place.within(&mut drawer.on_ms, self.on_ms, ("on_ms", (2, 510)))?;
        place.within(&mut drawer.off_ms, self.off_ms, ("off_ms", (2, 510)))?;
        Ok(Some(drawer))
    }
}

fn set<T>(to: &mut T, from: Option<T>) {
    if let Some(from) = from {
        *to = from;
    }
}

/// The text, to tell lines.
struct Place<'text>(&'text str);

impl Place<'_> {
    fn bad(&self, span: &Range<usize>, reason: BadProfileReason) -> BadProfile {
        let before = self.0.bytes().take(span.start);
        let line = before.filter(|byte| *byte == b'\n').count();
        BadProfile {
            line: line.saturating_add(1),
            reason,
        }
    }

    /// Takes a number over if it is inside its range.
    fn within<T: Copy + TryInto<usize>>(
        &self,
        to: &mut T,
        from: Option<Spanned<T>>,
        (key, (least, most)): (&'static str, (usize, usize)),
    ) -> Result<(), BadProfile> {
        let Some(from) = from else { return Ok(()) };
        let found = (*from.get_ref()).try_into().unwrap_or(usize::MAX);
        if !(least..=most).contains(&found) {
            let reason = BadProfileReason::OutOfRange {
                key,
                found,
                least,
                most,
            };
            return Err(self.bad(&from.span(), reason));
        }
        *to = *from.get_ref();
        Ok(())
    }
}
