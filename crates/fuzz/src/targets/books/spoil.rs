//! What can be done to a database behind the program's back.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::write;
use crate::input::Input;

/// What somebody with an SQL tool, or a version that never was, might have done.
const STATEMENTS: [&str; 18] = [
    "CREATE TABLE deed (x)",
    "CREATE TABLE taken_block (x)",
    "CREATE TABLE correction (x)",
    "CREATE TABLE payment (x)",
    "CREATE VIEW shift AS SELECT 1",
    "ALTER TABLE attempt ADD COLUMN request BLOB",
    "ALTER TABLE attempt_end ADD COLUMN journal_seq INTEGER",
    "DROP INDEX payment_number",
    "DROP INDEX payment_account",
    "DROP TABLE attempt_end",
    "DROP TABLE cashier",
    "DROP TABLE journal",
    "PRAGMA user_version = -1",
    "PRAGMA user_version = 0",
    "PRAGMA user_version = 1",
    "PRAGMA user_version = 2",
    "PRAGMA user_version = 9",
    "DELETE FROM session",
];

/// Values that stand in no sound row.
const VALUES: [&str; 16] = [
    "NULL",
    "0",
    "-1",
    "1",
    "9223372036854775807",
    "-9223372036854775808",
    "253402300799999",
    "''",
    "'x'",
    "'paid'",
    "'draft'",
    "'demo-mobile'",
    "zeroblob(16)",
    "zeroblob(32)",
    "x'ff00ff00'",
    "char(0, 27, 8238)",
];

/// Columns whose values are read back into types.
const COLUMNS: [&str; 30] = [
    "payment.stage",
    "payment.detail",
    "payment.currency",
    "payment.credited",
    "payment.taken",
    "payment.number",
    "payment.account",
    "payment.extra",
    "payment.session",
    "payment.first_session",
    "payment.provider",
    "payment.provider_number",
    "payment.opened_at",
    "payment.tender_at",
    "payment.handed",
    "payment.not_after",
    "payment.grant_signed_s",
    "payment.grant_server",
    "payment.absent_s",
    "payment.version",
    "payment.cancel",
    "payment.return_stage",
    "payment.print_stage",
    "payment.pays",
    "payment.live",
    "attempt.ask",
    "attempt.at",
    "attempt_end.why",
    "attempt_end.evidence",
    "journal.kind",
];

/// Does what the input says: statements first, then bytes.
pub(super) fn spoil(input: &mut Input<'_>, path: &Path) {
    let statements = input.index(4);
    if statements > 0 {
        let connection = Connection::open(path).expect("a sound database");
        drop(
            connection.execute_batch("PRAGMA synchronous=OFF; PRAGMA ignore_check_constraints=ON"),
        );
        for _ in 0..statements {
            statement(input, &connection);
        }
    }
    let mut bytes = fs::read(path).expect("the database");
    while !input.is_empty() && bytes.len() < 1 << 20 {
        byte(input, &mut bytes, path);
    }
    write(path, &bytes);
}

fn statement(input: &mut Input<'_>, connection: &Connection) {
    let text = match input.index(4) {
        0 => input.choose(&STATEMENTS).to_owned(),
        1 => {
            drop_triggers(connection);
            "DELETE FROM attempt".to_owned()
        }
        _ => {
            drop_triggers(connection);
            let column = input.choose(&COLUMNS);
            let (table, column) = column.split_once('.').unwrap_or(("payment", column));
            let value = input.choose(&VALUES);
            let row = input.index(4);
            format!("UPDATE {table} SET {column} = {value} WHERE rowid = {row} OR {row} = 0")
        }
    };
    // It may not go, as with the tool.
    drop(connection.execute_batch(&text));
}

fn drop_triggers(connection: &Connection) {
    let query = "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_schema WHERE type = 'trigger'";
    let all = connection.query_row(query, [], |row| row.get::<_, Option<String>>(0));
    if let Ok(Some(all)) = all {
        drop(connection.execute_batch(&all));
    }
}

fn byte(input: &mut Input<'_>, bytes: &mut Vec<u8>, path: &Path) {
    let what = input.byte();
    let far = usize::try_from(input.number().unsigned_abs() >> 40).unwrap_or(0);
    let at = far % bytes.len().max(1);
    match what % 8 {
        0 => bytes.truncate(at),
        1 => {
            let page = at / 1024 * 1024;
            let until = (page + 1024).min(bytes.len());
            bytes[page..until].fill(0);
        }
        2 => {
            let piece = input.bytes(64);
            let until = (at + piece.len()).min(bytes.len());
            bytes.splice(at..until, piece.iter().copied());
        }
        3 => {
            let header = at % 100;
            if let Some(byte) = bytes.get_mut(header) {
                *byte = input.byte();
            }
        }
        4 => bytes.extend_from_slice(input.bytes(64)),
        5 => {
            let wal = format!("{}-wal", path.display());
            write(Path::new(&wal), input.bytes(255));
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << (what / 8 % 8);
            }
        }
    }
}
