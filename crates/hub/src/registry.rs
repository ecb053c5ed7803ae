//! The registry of a dealer's day as a file: windows-1251, one row per captured payment, columns split by `|`, gzip.
//!
//! Source: dealer protocol, part 7 (columns 0 to 13). Columns 2, 4 and 9, whose meaning is not known, are empty; 14 to
//! 17 are ours: SESSION, arrival, commission, the provider's number. A file is made once; a day that is over never
//! changes.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use paydesk_cyberplat::messages::account::Day;
use paydesk_cyberplat::messages::fields::to_windows_1251_or_marks;
use paydesk_domain::time::Timestamp;
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::core::minor::Minor;
use crate::settings;
use crate::store::registry::{self, Line, Totals, Whose};
use crate::store::{StoreError, business_day, days};

/// Registries in the data folder.
const FOLDER: &str = "registry";
/// A capture that began before midnight is in the books by then.
const OVER_AFTER_MS: i64 = 5 * 60 * 1000;

/// Why there is no registry.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The books.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file.
    #[error("the registry cannot be written: {0}")]
    File(#[from] io::Error),
    /// The day is not over in the dealer's time zone.
    #[error(
        "that day is not over yet: its registry comes five minutes after the dealer's midnight"
    )]
    NotOver,
    /// The day was closed, and its rows are not those of then.
    #[error("the rows of a closed day have changed: run paydesk-hub ledger check")]
    Changed,
}

/// A registry that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registry {
    /// The file, gzip.
    pub file: PathBuf,
    /// What it adds up to.
    pub totals: Totals,
}

pub(crate) fn iso(day: Day) -> String {
    format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)
}

/// The registry of a day that is over; made if it is not there.
///
/// # Errors
/// [`RegistryError`].
pub fn of_day(
    data: &Path,
    books: &Connection,
    (whose, day): (&Whose, Day),
    now: Timestamp,
) -> Result<Registry, RegistryError> {
    let wanted = iso(day);
    if !is_over(&wanted, whose, now) {
        return Err(RegistryError::NotOver);
    }
    let place = (whose.dealer, whose.currency.as_str());
    let totals = registry::totals(books, place, &wanted)?;
    let folder = data.join(FOLDER);
    let file = folder.join(format!("{}-{wanted}-{}.gz", whose.code, whose.currency));
    if !file.is_file() {
        settings::make_folder(&folder)?;
        let mut beside = tempfile::NamedTempFile::new_in(&folder)?;
        write(books, (whose, &wanted), beside.as_file_mut())?;
        if let Some(closed) = days::closed(books, whose, &wanted)?
            && closed.rows != digest(books, (whose, &wanted))?
        {
            return Err(RegistryError::Changed);
        }
        beside.as_file().sync_all()?;
        beside.persist(&file).map_err(|error| error.error)?;
        File::open(&folder)?.sync_all()?;
    }
    Ok(Registry { file, totals })
}

/// Whether a day is over where the dealer is.
pub(crate) fn is_over(day: &str, whose: &Whose, now: Timestamp) -> bool {
    let over = now.plus_ms(OVER_AFTER_MS.saturating_neg());
    day < business_day(over, whose.utc_offset_min).as_str()
}

/// SHA-256 of the rows of a day, before they are packed.
pub(crate) fn digest(
    books: &Connection,
    (whose, day): (&Whose, &str),
) -> Result<[u8; 32], StoreError> {
    let mut digest = Sha256::new();
    let place = (whose.dealer, whose.currency.as_str());
    registry::lines(books, place, day, |line| {
        digest.update(row(&line, whose.utc_offset_min));
        Ok::<_, StoreError>(())
    })?;
    Ok(digest.finalize().into())
}

/// Writes the rows, one at a time.
fn write(
    books: &Connection,
    (whose, day): (&Whose, &str),
    file: &mut File,
) -> Result<(), RegistryError> {
    // No name and no time of its own: made twice, it is the same file.
    let gzip: GzEncoder<_> = GzBuilder::new().write(BufWriter::new(file), Compression::default());
    let mut out = gzip;
    let place = (whose.dealer, whose.currency.as_str());
    registry::lines(books, place, day, |line| {
        out.write_all(&row(&line, whose.utc_offset_min))
            .map_err(RegistryError::from)
    })?;
    out.finish()?.flush()?;
    Ok(())
}

/// One row with its line end.
fn row(line: &Line, utc_offset_min: i16) -> Vec<u8> {
    let moment = |at: Timestamp| at.dotted(utc_offset_min);
    let captured = moment(line.captured_at);
    let time = captured.get(11..19).unwrap_or_default();
    let mut out = Vec::with_capacity(160);
    let before = format!(
        "{}|{time}||{}||{}|{}|{}|0||{}|7|",
        line.transid,
        line.point,
        bare(&line.account),
        bare(&line.number),
        decimal(line.amount),
        line.provider
    );
    let after = format!(
        "|{}|{}|{}|{}|{}\n",
        decimal(line.taken),
        line.session,
        moment(line.created_at),
        decimal(line.commission),
        bare(&line.provider_ref)
    );
    out.extend(to_windows_1251_or_marks(&before));
    out.extend(comment(&line.request));
    out.extend(to_windows_1251_or_marks(&after));
    out
}

/// COMMENT as it was sent, without what would break the row.
fn comment(request: &[u8]) -> Vec<u8> {
    let lines = request.split(|byte| matches!(byte, b'\r' | b'\n'));
    let found = lines
        .filter_map(|line| line.strip_prefix(b"COMMENT="))
        .next()
        .unwrap_or_default();
    let blank = |byte: &u8| {
        if *byte < 0x20 || *byte == b'|' {
            b' '
        } else {
            *byte
        }
    };
    found.iter().map(blank).collect()
}

fn bare(text: &str) -> String {
    text.replace(['|', '\r', '\n'], " ")
}

/// Minor units with two decimals.
fn decimal(sum: Minor) -> String {
    let (whole, rest) = (sum.get() / 100, (sum.get() % 100).unsigned_abs());
    format!("{whole}.{rest:02}")
}

/// The whole file.
///
/// # Errors
/// Whatever the system says.
pub fn content(registry: &Registry) -> io::Result<Vec<u8>> {
    fs::read(&registry.file)
}
