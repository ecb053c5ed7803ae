//! Databases of other versions (F13, F14): an older one is migrated, and a crash at any storage call of that leaves the
//! old or a new one; a newer one is refused and stays as it is.
//!
//! The old databases hold rows that the present till made, moved into tables made by the old scripts.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::books::{self, Copy};
use super::rig::{Rig, Wrap, copy_folder};
use super::run::run;
use super::{Options, Outcome, Trouble, strace};

const SCRIPTS: [&str; 3] = [
    include_str!("../../../adapters/src/sqlite/schema_1.sql"),
    include_str!("../../../adapters/src/sqlite/schema_2.sql"),
    include_str!("../../../adapters/src/sqlite/schema_3.sql"),
];
const QUICK_STEP: usize = 24;
/// The sync by which a pay's answer would be stored.
const PAY_SYNC: u64 = 4;

/// Databases of other versions.
pub(super) fn section(options: &Options) -> Result<Outcome, Trouble> {
    strace::assert_there()?;
    let mut outcome = Outcome::default();
    for version in 1..=SCRIPTS.len() {
        older(options, version, &mut outcome)?;
        (options.tell)(&format!("schemas: version {version} done"));
    }
    newer(options, &mut outcome)?;
    Ok(outcome)
}

/// Type, name and text of everything in a schema.
type Schema = BTreeSet<(String, String, String)>;

fn schema_of(books: &Connection) -> Result<Schema, Trouble> {
    let sql = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'";
    let found = books::rows(books, sql, |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?;
    Ok(found.into_iter().collect())
}

/// Empty tables of a version.
fn make_version(books: &Connection, version: usize) -> Result<(), Trouble> {
    for script in &SCRIPTS[..version] {
        books.execute_batch(script)?;
    }
    books.pragma_update(None, "user_version", i64::try_from(version).unwrap_or(0))?;
    Ok(())
}

/// A till with paid payments, some that wait, and one that was cut off while it was sent.
fn worked(options: &Options) -> Result<Rig, Trouble> {
    let mut rig = Rig::new(options)?;
    for _ in 0..3 {
        rig.sell(&Wrap::new())?;
    }
    rig.kill_hub()?;
    for _ in 0..2 {
        rig.sell(&Wrap::new())?;
    }
    rig.start_hub()?;
    let log = rig.folder.path().join("strace.txt");
    let files = [rig.till_folder().join("till.sqlite-wal")];
    let wrap = strace::injecting(
        &log,
        "fsync",
        &files,
        &format!("signal=KILL:when={PAY_SYNC}"),
    );
    rig.sell(&wrap)?;
    Ok(rig)
}

/// Moves the till's rows into a database of an older version, which takes its place.
fn grow_older(rig: &Rig, version: usize) -> Result<(), Trouble> {
    let Some(present) = Copy::of(&rig.till_database())? else {
        return Err(Trouble::new("the till has no database"));
    };
    let source = rig.folder.path().join(format!("source-{version}.sqlite"));
    present
        .books
        .execute("VACUUM INTO ?1", [source.display().to_string()])?;
    for ending in ["", "-wal", "-shm"] {
        let file = rig.till_folder().join(format!("till.sqlite{ending}"));
        if file.exists() {
            fs::remove_file(file)?;
        }
    }
    let old = Connection::open(rig.till_database())?;
    old.pragma_update(None, "journal_mode", "WAL")?;
    old.pragma_update(None, "foreign_keys", false)?;
    make_version(&old, version)?;
    fill(&old, &source)
}

/// Copies the rows of all tables that both have. The rules are about how rows come about, so they stand aside for it.
fn fill(old: &Connection, source: &Path) -> Result<(), Trouble> {
    let triggers: Vec<(String, String)> = books::rows(
        old,
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    for (name, _) in &triggers {
        old.execute_batch(&format!("DROP TRIGGER {name}"))?;
    }
    old.execute("ATTACH ?1 AS source", [source.display().to_string()])?;
    let tables: Vec<String> = books::rows(
        old,
        "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        |row| row.get(0),
    )?;
    for table in tables {
        let names: Vec<String> = books::rows(
            old,
            &format!("SELECT name FROM main.pragma_table_info('{table}')"),
            |row| row.get(0),
        )?;
        let names = names.join(", ");
        old.execute_batch(&format!("DELETE FROM main.{table}"))?;
        old.execute_batch(&format!(
            "INSERT INTO main.{table} ({names}) SELECT {names} FROM source.{table}"
        ))?;
    }
    old.execute_batch("DETACH source")?;
    for (_, sql) in triggers {
        old.execute_batch(&sql)?;
    }
    Ok(())
}

/// How many payments, attempts and entries of the journal there are.
fn size(books: &Connection) -> Result<[i64; 3], Trouble> {
    let count = |table: &str| books::number(books, &format!("SELECT count(*) FROM {table}"));
    Ok([count("payment")?, count("attempt")?, count("journal")?])
}

/// The storage calls of a migration.
fn count_migration(
    rig: &Rig,
    version: usize,
    outcome: &mut Outcome,
) -> Result<Vec<strace::Site>, Trouble> {
    let folder = rig.folder.path().join("counted");
    copy_folder(&rig.till_folder(), &folder)?;
    let log = rig.folder.path().join("count.txt");
    let wrap = strace::counting(&log);
    let ran = run(&mut rig.till_in(&folder, &wrap, &["doctor", "--lang", "en"]))?;
    outcome.expect(ran.code == Some(0), || {
        format!("version {version}: doctor: {} {}", ran.brief(), ran.out)
    });
    strace::sites(&log, &folder)
}

fn older(options: &Options, version: usize, outcome: &mut Outcome) -> Result<(), Trouble> {
    let rig = worked(options)?;
    grow_older(&rig, version)?;
    let Some(before) = Copy::of(&rig.till_database())? else {
        return Err(Trouble::new("no old database was made"));
    };
    let before_size = size(&before.books)?;
    let schemas = (1..=SCRIPTS.len()).map(|version| {
        let books = Connection::open_in_memory()?;
        make_version(&books, version)?;
        schema_of(&books)
    });
    let schemas: Vec<Schema> = schemas.collect::<Result<_, _>>()?;
    let sites = count_migration(&rig, version, outcome)?;
    let points = sites
        .iter()
        .flat_map(|site| (1..=site.most).map(move |n| (site, n)));
    let step = if options.quick { QUICK_STEP } else { 1 };
    let mut left = [0_usize; 4];
    let mut crashes = 0;
    for (site, n) in points.step_by(step) {
        let folder = rig.folder.path().join("crashed");
        copy_folder(&rig.till_folder(), &folder)?;
        let log = rig.folder.path().join("strace.txt");
        let wrap = strace::injecting(
            &log,
            &site.call,
            &[folder.join(&site.file)],
            &format!("signal=KILL:when={n}"),
        );
        run(&mut rig.till_in(&folder, &wrap, &["doctor"]))?;
        let name = format!(
            "version {version}, killed at {} {} {n}",
            site.call, site.file
        );
        let found = look(&folder, &schemas, before_size);
        match found {
            Ok(found) => left[found.min(3)] += 1,
            Err(what) => outcome.find(format!("{name}: {what}")),
        }
        let again = run(&mut rig.till_in(&folder, &Wrap::new(), &["doctor", "--lang", "en"]))?;
        outcome.expect(again.code == Some(0), || {
            format!("{name}: then doctor: {} {}", again.brief(), again.out)
        });
        if let Err(what) = look(&folder, &schemas[2..], before_size) {
            outcome.find(format!("{name}: after the next start: {what}"));
        }
        crashes += 1;
        fs::remove_dir_all(&folder)?;
    }
    outcome.row(
        format!("version {version}: crashes in the migration"),
        format!(
            "{crashes}; left at version 1, 2, 3: {}, {}, {}",
            left[0], left[1], left[2]
        ),
    );
    rig.judge(0)?.report(outcome, &format!("version {version}"));
    Ok(())
}

/// Which of the schemas a database has, exactly. What else it may not be is told.
fn look(folder: &Path, schemas: &[Schema], before: [i64; 3]) -> Result<usize, String> {
    let told = |trouble: Trouble| trouble.to_string();
    let file = folder.join("till.sqlite");
    let copy = Copy::of(&file)
        .map_err(told)?
        .ok_or("the database is gone")?;
    let found = schema_of(&copy.books).map_err(told)?;
    let version = schemas.iter().position(|schema| *schema == found);
    let version = version
        .ok_or_else(|| format!("the schema is that of no version ({} parts)", found.len()))?;
    let now = size(&copy.books).map_err(told)?;
    if now != before {
        return Err(format!("rows went from {before:?} to {now:?}"));
    }
    let said: Result<String, _> = copy
        .books
        .query_row("PRAGMA integrity_check", [], |row| row.get(0));
    match said {
        Ok(said) if said == "ok" => Ok(version),
        Ok(said) => Err(format!("integrity check: {said}")),
        Err(error) => Err(error.to_string()),
    }
}

/// Databases of newer programs stay as they are, byte for byte.
fn newer(options: &Options, outcome: &mut Outcome) -> Result<(), Trouble> {
    let mut rig = Rig::new(options)?;
    rig.sell(&Wrap::new())?;
    let mut refusals = 0;
    for version in [SCRIPTS.len() + 1, 99] {
        let file = rig.till_database();
        set_version(&file, version)?;
        let before = fs::read(&file)?;
        for words in [
            &super::rig::sale_words("9109999999")[..],
            &["retry"],
            &["queue"],
            &["history"],
            &["doctor"],
        ] {
            let ran = run(&mut rig.till(&Wrap::new(), words))?;
            let wanted = if words[0] == "doctor" { 1 } else { 4 };
            let name = format!("till, version {version}, {}", words[0]);
            outcome.expect(ran.code == Some(wanted), || {
                format!("{name}: {}", ran.brief())
            });
            outcome.expect(fs::read(&file).is_ok_and(|now| now == before), || {
                format!("{name}: the file changed")
            });
            refusals += 1;
        }
        set_version(&file, SCRIPTS.len())?;
    }
    let file = rig.hub_folder().join("hub.sqlite");
    rig.stop_hub()?;
    let own: i64 = books::number(&Connection::open(&file)?, "PRAGMA user_version")?;
    for version in [own + 1, 99] {
        set_version(&file, usize::try_from(version).unwrap_or(0))?;
        let before = fs::read(&file)?;
        match rig.start_hub_under(&Wrap::new())? {
            Some(ran) => outcome.expect(ran.code == Some(4), || {
                format!("hub, version {version}: {}", ran.brief())
            }),
            None => outcome.find(format!("a hub serves books of version {version}")),
        }
        outcome.expect(fs::read(&file).is_ok_and(|now| now == before), || {
            format!("hub, version {version}: the file changed")
        });
        refusals += 1;
    }
    set_version(&file, usize::try_from(own).unwrap_or(0))?;
    outcome.row("newer databases refused, files unchanged", refusals);
    rig.start_hub()?;
    rig.judge(0)?.report(outcome, "newer versions");
    Ok(())
}

fn set_version(file: &Path, version: usize) -> Result<(), Trouble> {
    let books = Connection::open(file)?;
    books.pragma_update(None, "user_version", i64::try_from(version).unwrap_or(0))?;
    Ok(())
}
