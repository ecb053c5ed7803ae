//! Databases of every version that was ever written, each with a little history in it.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use paydesk_adapters::people::People;
use paydesk_domain::journal::chain_hash;
use paydesk_domain::people::Pin;
use paydesk_domain::time::Timestamp;
use rusqlite::Connection;

use super::super::settings::folder;

const TILL: [&str; 3] = [
    include_str!("../../../../adapters/src/sqlite/schema_1.sql"),
    include_str!("../../../../adapters/src/sqlite/schema_2.sql"),
    include_str!("../../../../adapters/src/sqlite/schema_3.sql"),
];
const HUB: &str = include_str!("../../../../hub/src/store/schema/v1.sql");

/// The version of a till's database that this program writes.
pub(super) const NEWEST_TILL: i64 = 3;

/// One database.
pub(super) struct Fixture {
    /// Its name in a data folder.
    pub(super) file: &'static str,
    pub(super) bytes: Vec<u8>,
    /// What belongs to it in the folder of the settings.
    pub(super) beside: Vec<(String, Vec<u8>)>,
}

/// Every database there is; the last one is empty.
pub(super) fn fixtures() -> &'static [Fixture] {
    static FIXTURES: LazyLock<Vec<Fixture>> = LazyLock::new(|| {
        let sql = |file, scripts: &[&str], rows: &dyn Fn(&Connection)| {
            let place = folder();
            let path = place.path().join(file);
            let connection = Connection::open(&path).expect("a database");
            let version = i64::try_from(scripts.len()).expect("small");
            connection
                .pragma_update(None, "page_size", 1024)
                .expect("small pages");
            scripts
                .iter()
                .for_each(|script| connection.execute_batch(script).expect("a schema"));
            connection
                .pragma_update(None, "user_version", version)
                .expect("a version");
            rows(&connection);
            connection.close().expect("closed");
            let bytes = fs::read(path).expect("its bytes");
            Fixture {
                file,
                bytes,
                beside: Vec::new(),
            }
        };
        let mut all: Vec<Fixture> = (1..=TILL.len())
            .map(|version| sql("till.sqlite", &TILL[..version], &till))
            .collect();
        all.push(sql("hub.sqlite", &[HUB], &|_| {}));
        all.push(people());
        all.push(Fixture {
            file: "till.sqlite",
            bytes: Vec::new(),
            beside: Vec::new(),
        });
        all
    });
    &FIXTURES
}

/// Three payments: one on its way to consent, one waiting for the line, one paid; and the journal of it.
fn till(connection: &Connection) {
    let run = |script: &str| connection.execute_batch(script).expect("rows");
    run("INSERT INTO cashier VALUES (1, 'Иванова Анна Петровна'); INSERT INTO boot VALUES (1, zeroblob(16), 0);
         INSERT INTO meta VALUES ('epoch', '1');");
    for (id, stage) in [(1, "checking"), (2, "checked"), (3, "checked")] {
        run(&format!(
            "INSERT INTO payment (id, intent, provider, provider_number, number, account, credited, taken, currency, \
               cashier, opened_at, session, stage, live) \
             VALUES ({id}, CAST(printf('%016d', {id}) AS BLOB), 'demo-mobile', 227, '9161234567', '', 50000, 51000, \
               'RUB', 1, 1000, printf('01K0ABCDEF%010d', {id}), '{stage}', 1)"
        ));
    }
    run("INSERT INTO session SELECT session, id FROM payment;
         UPDATE payment SET stage = 'queued', tender_at = 1795533000000, handed = 60000 WHERE id > 1;
         UPDATE payment SET stage = 'sending', pays = 1 WHERE id = 3;
         INSERT INTO attempt (id, payment, nonce, ask, at, boot, request_hash)
           VALUES (1, 1, zeroblob(16), 'check', 1, 1, zeroblob(32));
         INSERT INTO attempt (id, payment, nonce, ask, at, boot, request_hash)
           VALUES (2, 3, randomblob(16), 'pay', 1, 1, zeroblob(32));
         INSERT INTO attempt_end (attempt, at, why, evidence, consent_hash) VALUES (2, 3, NULL, x'00', NULL);
         UPDATE payment SET stage = 'paid', detail = 'final', print_stage = 'printed', print_copy = 0,
           print_started = 1, live = 0 WHERE id = 3;");
    let mut head = [0; 32];
    for seq in 1..=4_u64 {
        let at = Timestamp::from_unix_ms(1_795_533_000_000);
        head = chain_hash(&head, seq, at, "became", 3, "paid");
        let seq = i64::try_from(seq).expect("small");
        let row = (seq, at.unix_ms(), "became", 3_i64, "paid", head);
        let query = "INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        connection.execute(query, row).expect("an entry");
    }
}

fn people() -> Fixture {
    let place = folder();
    let config = place.path().join("config");
    let mut people = People::open(place.path(), &config).expect("nobody yet");
    let pin = Pin::parse("739154").expect("a PIN");
    people
        .found("Иванова Анна Петровна", &pin)
        .expect("an owner");
    drop(people);
    let bytes = fs::read(place.path().join("people.sqlite")).expect("its bytes");
    Fixture {
        file: "people.sqlite",
        bytes,
        beside: files(&config),
    }
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).expect("a folder");
    entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read(&path).expect("its bytes"))
        })
        .collect()
}
