//! A small day of work whose every outcome can be told: transaction `n` adds row `n` and changes two older pages.

use rusqlite::{Connection, Error, OpenFlags};

use super::super::Disk;

pub(super) const TRANSACTIONS: i64 = 20;

/// How a database is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keeping {
    pub(super) journal: &'static str,
    pub(super) synchronous: &'static str,
    pub(super) is_powersafe: bool,
}

/// As the product keeps its databases.
pub(super) const LIKE_THE_TILL: Keeping = Keeping {
    journal: "WAL",
    synchronous: "FULL",
    is_powersafe: true,
};

impl Keeping {
    pub(super) fn disk(self) -> Disk {
        let disk = Disk::new().unwrap();
        disk.set_powersafe_overwrite(self.is_powersafe);
        disk
    }

    pub(super) fn connect(self, disk: &Disk) -> Result<Connection, Error> {
        let connection = open(disk)?;
        // To its end: the switch to the log is committed after its answer.
        connection.pragma(None, "journal_mode", self.journal, |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", self.synchronous)?;
        // Small enough for the log to be emptied and begun again within one day.
        connection.pragma_update(None, "wal_autocheckpoint", 12)?;
        Ok(connection)
    }

    /// Works until something fails. Gives the last transaction whose COMMIT succeeded: 0 is the one that makes the
    /// tables, -1 is none.
    pub(super) fn work(self, disk: &Disk) -> i64 {
        let Ok(connection) = self.connect(disk) else {
            return -1;
        };
        let mut done = -1;
        for number in 0..=TRANSACTIONS {
            if transact(&connection, number).is_err() {
                break;
            }
            done = number;
        }
        done
    }

    /// Opens the database again and gives the last transaction that is there, if the database is sound and holds
    /// exactly the transactions up to that one.
    pub(super) fn survivor(self, disk: &Disk) -> Result<i64, String> {
        let connection = self.connect(disk).map_err(|error| error.to_string())?;
        survivor(&connection).map_err(|error| error.to_string())?
    }
}

pub(super) fn open(disk: &Disk) -> Result<Connection, Error> {
    Connection::open_with_flags_and_vfs("till.sqlite", OpenFlags::default(), disk.vfs_name())
}

pub(super) fn transact(connection: &Connection, number: i64) -> Result<(), Error> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    change(connection, number)?;
    connection.execute_batch("COMMIT")
}

fn change(connection: &Connection, number: i64) -> Result<(), Error> {
    if number == 0 {
        return connection.execute_batch(
            "CREATE TABLE payment (id INTEGER PRIMARY KEY, touched INTEGER NOT NULL, body BLOB NOT NULL);
             CREATE TABLE head (last INTEGER NOT NULL);
             INSERT INTO head VALUES (0);",
        );
    }
    connection.execute(
        "INSERT INTO payment VALUES (?1, ?1, ?2)",
        (number, body(number)),
    )?;
    connection.execute(
        "UPDATE payment SET touched = ?1 WHERE id = ?1 / 2",
        [number],
    )?;
    connection.execute("UPDATE head SET last = ?1", [number])?;
    Ok(())
}

fn body(number: i64) -> Vec<u8> {
    let length = usize::try_from(700 + number * 67 % 900).unwrap();
    vec![u8::try_from(number % 251).unwrap(); length]
}

fn survivor(connection: &Connection) -> Result<Result<i64, String>, Error> {
    let verdict: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Ok(Err(verdict));
    }
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        return Ok(Ok(-1));
    }
    let last: i64 = connection.query_row("SELECT last FROM head", [], |row| row.get(0))?;
    let mut statement = connection.prepare("SELECT id, touched, body FROM payment ORDER BY id")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let rows: Vec<(i64, i64, Vec<u8>)> = rows.collect::<Result<_, _>>()?;
    // Row n is touched by the transactions 2n and 2n + 1.
    let touched = |id: i64| {
        if last < 2 * id {
            id
        } else {
            last.min(2 * id + 1)
        }
    };
    let expected: Vec<_> = (1..=last).map(|id| (id, touched(id), body(id))).collect();
    if rows != expected {
        return Ok(Err(format!("not the work of {last} transactions")));
    }
    Ok(Ok(last))
}
