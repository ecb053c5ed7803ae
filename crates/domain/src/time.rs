//! Points in time as numbers; nobody here reads a clock.

use std::fmt::{self, Display, Formatter};

use time::{Date, Month, OffsetDateTime, Time, UtcOffset};

use crate::fee::LocalMoment;

/// Milliseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

/// A text is not a date and time of the expected form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a date and time")]
pub struct BadTime(pub String);

/// A calendar date and time of day at some offset from UTC, for papers and reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Civil {
    /// Year, for instance 2026.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
    /// 0 to 999.
    pub millisecond: u16,
    /// 1 = Monday to 7 = Sunday.
    pub weekday: u8,
}

impl Timestamp {
    /// From Unix milliseconds.
    #[must_use]
    pub const fn from_unix_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// From Unix seconds, as they stand in an IPRIV signature.
    #[must_use]
    pub fn from_unix_seconds(seconds: u32) -> Self {
        Self(i64::from(seconds).saturating_mul(1000))
    }

    /// Unix milliseconds.
    #[must_use]
    pub const fn unix_ms(self) -> i64 {
        self.0
    }

    /// Unix seconds, limited to what an IPRIV signature can hold.
    #[must_use]
    pub fn unix_seconds(self) -> u32 {
        let seconds = self.0.div_euclid(1000);
        u32::try_from(seconds.max(0)).unwrap_or(u32::MAX)
    }

    /// Later (or earlier) by so many milliseconds; stops at the ends of the range.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment, negative when it is later.
    #[must_use]
    pub const fn ms_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The calendar at `offset_minutes` east of UTC.
    #[must_use]
    pub fn civil(self, offset_minutes: i16) -> Civil {
        let offset = i32::from(offset_minutes).saturating_mul(60);
        let nanos = i128::from(self.0).saturating_mul(1_000_000);
        let utc =
            OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let offset = UtcOffset::from_whole_seconds(offset).unwrap_or(UtcOffset::UTC);
        // East or west of the calendar's last day there is no local date.
        let local = utc.checked_to_offset(offset).unwrap_or(utc);
        Civil {
            year: local.year(),
            month: u8::from(local.month()),
            day: local.day(),
            hour: local.hour(),
            minute: local.minute(),
            second: local.second(),
            millisecond: local.millisecond(),
            weekday: local.weekday().number_from_monday(),
        }
    }

    /// Weekday and minute at `offset_minutes` east of UTC, by which fees are chosen.
    #[must_use]
    pub fn local_moment(self, offset_minutes: i16) -> LocalMoment {
        let civil = self.civil(offset_minutes);
        LocalMoment {
            weekday: civil.weekday,
            minute_of_day: u16::from(civil.hour)
                .saturating_mul(60)
                .saturating_add(u16::from(civil.minute)),
        }
    }

    /// `DD.MM.YYYY HH:MM:SS` at `offset_minutes` east of UTC: wire field DATE and every cheque.
    #[must_use]
    pub fn dotted(self, offset_minutes: i16) -> String {
        let c = self.civil(offset_minutes);
        format!(
            "{:02}.{:02}.{:04} {:02}:{:02}:{:02}",
            c.day, c.month, c.year, c.hour, c.minute, c.second
        )
    }

    /// `YYYY-MM-DDThh:mm:ss.sssZ`, 24 characters: SENT_AT, NOT_AFTER and SERVER_TIME of the `paydesk` profile.
    #[must_use]
    pub fn iso(self) -> String {
        let c = self.civil(0);
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            c.year, c.month, c.day, c.hour, c.minute, c.second, c.millisecond
        )
    }

    /// Reads the form written by [`Timestamp::iso`].
    ///
    /// # Errors
    /// [`BadTime`] for any other shape or a day that the calendar does not have.
    pub fn parse_iso(text: &str) -> Result<Self, BadTime> {
        let bad = || BadTime(text.to_owned());
        let shape = b"0000-00-00T00:00:00.000Z";
        let fits = text.len() == shape.len()
            && text.bytes().zip(shape).all(|(found, wanted)| match wanted {
                b'0' => found.is_ascii_digit(),
                other => found == *other,
            });
        if !fits {
            return Err(bad());
        }
        let number = |range: std::ops::Range<usize>| -> Result<u16, BadTime> {
            text.get(range)
                .and_then(|part| part.parse().ok())
                .ok_or_else(bad)
        };
        let small = |range| number(range).and_then(|n| u8::try_from(n).map_err(|_| bad()));
        let month = Month::try_from(small(5..7)?).map_err(|_| bad())?;
        let date = Date::from_calendar_date(i32::from(number(0..4)?), month, small(8..10)?)
            .map_err(|_| bad())?;
        let clock = Time::from_hms_milli(
            small(11..13)?,
            small(14..16)?,
            small(17..19)?,
            number(20..23)?,
        )
        .map_err(|_| bad())?;
        let nanos = date.with_time(clock).assume_utc().unix_timestamp_nanos();
        i64::try_from(nanos.div_euclid(1_000_000))
            .map(Self)
            .map_err(|_| bad())
    }
}

impl Display for Timestamp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iso())
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn both_wire_forms_of_a_moment() {
        let moment = Timestamp::from_unix_ms(1_795_533_727_045);
        assert_eq!(moment.iso(), "2026-11-24T15:22:07.045Z");
        assert_eq!(moment.dotted(0), "24.11.2026 15:22:07");
        assert_eq!(moment.dotted(180), "24.11.2026 18:22:07");
        assert_eq!(Timestamp::parse_iso(&moment.iso()), Ok(moment));
        assert_eq!(moment.local_moment(0).weekday, 2);
    }

    #[test]
    fn a_date_that_does_not_exist_is_refused() {
        for bad in [
            "2026-02-30T00:00:00.000Z",
            "2026-11-24T24:00:00.000Z",
            "2026-11-24 15:22:07.045Z",
            "2026-11-24T15:22:07Z",
            "+026-11-24T15:22:07.045Z",
            "",
        ] {
            assert!(Timestamp::parse_iso(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_last_moments_that_can_be_written_are_shown_everywhere() {
        for text in ["9999-12-31T23:59:59.999Z", "0000-01-01T00:00:00.000Z"] {
            let moment = Timestamp::parse_iso(text).expect("a moment");
            assert_eq!(moment.iso(), text);
            for offset in [-720, 0, 180, 840] {
                assert_eq!(moment.dotted(offset).len(), 19);
            }
        }
    }
}
