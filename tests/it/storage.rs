//! Disks that are read-only, full, damaged, too new or taken: nothing is taken that cannot be kept.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions, Permissions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::Connection;

use super::rig::line::{Fate, Page};
use super::rig::till::{PROGRAM, Ran, Till};
use super::rig::{Rig, until, write};

const SELL: [&str; 8] = [
    "sell",
    "--json",
    "--provider",
    "demo-mobile",
    "--number",
    "9161234567",
    "--amount",
    "500",
];

/// A refusal for the sake of the disk: exit code 4, the folder by its name, and nothing paid.
fn assert_storage(rig: &Rig, ran: &Ran, words: &[&str]) {
    assert_eq!(ran.code, 4, "{ran:?}");
    for word in words {
        assert!(ran.stderr.contains(word), "{word:?}: {ran:?}");
    }
    assert_eq!(rig.hub.captured(), []);
}

/// Settings in the system's place, so that the data may lie anywhere.
fn system_settings(rig: &Rig) -> PathBuf {
    let system = rig.folder.path().join("system");
    fs::create_dir(&system).unwrap();
    fs::rename(&rig.till.folder, system.join("paydesk")).unwrap();
    system
}

fn with_data(system: &Path, data: &Path, words: &[&str]) -> Ran {
    let till = Till {
        folder: data.to_owned(),
    };
    let mut command = till.command(words);
    command.env("XDG_CONFIG_HOME", system).env("HOME", system);
    Ran::of(command.output().unwrap())
}

#[test]
fn a_data_folder_that_cannot_be_made_is_named() {
    let rig = Rig::new();
    let system = system_settings(&rig);
    let file = rig.folder.path().join("file");
    write(&file, b"not a folder");
    for data in [file.join("below"), file] {
        let name = data.to_str().unwrap();
        let sale = with_data(&system, &data, &SELL);
        assert_storage(&rig, &sale, &[name, "Take no money until it is mended"]);
        let retry = with_data(&system, &data, &["retry"]);
        assert_storage(&rig, &retry, &[name]);
    }
    assert_eq!(rig.hub.payments(), []);
    let well = with_data(&system, &rig.folder.path().join("data"), &SELL);
    well.assert_sale(0, "paid");
}

#[test]
fn the_settings_of_the_system_count_where_the_data_folder_has_none() {
    let rig = Rig::new();
    let system = system_settings(&rig);
    let mut command = Command::new(PROGRAM);
    command
        .args(SELL)
        .env("XDG_CONFIG_HOME", &system)
        .env("XDG_DATA_HOME", &system);
    let sale = Ran::of(command.output().unwrap());
    sale.assert_sale(0, "paid");
    assert!(system.join("paydesk/till.sqlite").exists());
}

/// The program without the right to override permissions, which root has.
fn obeying(till: &Till, words: &[&str]) -> Ran {
    let plain = till.command(words);
    let mut command = Command::new("setpriv");
    command
        .args(["--inh-caps=-all", "--bounding-set=-all", "--"])
        .arg(PROGRAM);
    command.args(plain.get_args());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    Ran::of(command.output().unwrap())
}

fn set(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// How the program is run so that permissions bind it; none where root cannot be put under them.
fn bound(till: &Till) -> Option<fn(&Till, &[&str]) -> Ran> {
    set(&till.folder, 0o555);
    let is_bound = fs::File::create(till.folder.join("probe")).is_err();
    set(&till.folder, 0o755);
    if is_bound {
        return Some(|till, words| till.run(words));
    }
    if Command::new("setpriv").arg("--version").output().is_err() {
        println!("skipped: this is root, and there is no setpriv");
        return None;
    }
    Some(obeying)
}

#[test]
fn a_read_only_data_folder_takes_no_money() {
    let rig = Rig::new();
    let Some(run) = bound(&rig.till) else {
        return;
    };
    let run = |words: &[&str]| run(&rig.till, words);
    let set = |mode| set(&rig.till.folder, mode);
    set(0o555);
    let name = rig.till.folder.to_str().unwrap();
    assert_storage(
        &rig,
        &run(&SELL),
        &[name, "Take no money until it is mended"],
    );
    set(0o755);
    rig.till.sell_500("9161234560").assert_sale(0, "paid");
    let file = rig.till.folder.join("till.sqlite");
    fs::set_permissions(&file, Permissions::from_mode(0o444)).unwrap();
    set(0o555);
    let sale = run(&SELL);
    assert_eq!(sale.code, 4, "{sale:?}");
    assert!(sale.stderr.contains(name), "{sale:?}");
    let queue = run(&["queue", "--json"]);
    assert_eq!(queue.code, 0, "what is open is shown: {queue:?}");
    let history = run(&["history", "--json"]);
    assert!(history.stdout.contains("9161234560"), "{history:?}");
    set(0o755);
    fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    assert_eq!(rig.hub.captured().len(), 1);
    rig.till.sell_500("9161234560").assert_sale(0, "paid");
}

/// What a crash left in the log can be read with the log alone. Without it a payment would seem never to have been.
#[test]
fn a_read_only_data_folder_hides_nothing_that_stands_in_the_log() {
    let rig = Rig::new();
    let Some(run) = bound(&rig.till) else {
        return;
    };
    rig.till.sell_500("9161234560").assert_sale(0, "paid");
    let [file, log, index] =
        ["", "-wal", "-shm"].map(|end| rig.till.folder.join(format!("till.sqlite{end}")));
    // A reader keeps the program from emptying the log when it ends, as a crash does.
    let reader = Connection::open(&file).unwrap();
    let count = "SELECT count(*) FROM payment";
    let payments: i64 = reader.query_row(count, [], |row| row.get(0)).unwrap();
    assert_eq!(payments, 1);
    rig.till.sell_500("9161234561").assert_sale(0, "paid");
    let [left, left_log] = [&file, &log].map(|path| fs::read(path).unwrap());
    assert!(!left_log.is_empty());
    drop(reader);
    write(&file, &left);
    write(&log, &left_log);
    assert!(!index.exists());
    set(&file, 0o444);
    set(&rig.till.folder, 0o555);
    let history = run(&rig.till, &["history", "--json"]);
    set(&rig.till.folder, 0o755);
    let is_whole = history.code == 0 && history.stdout.contains("9161234561");
    assert!(is_whole || history.code == 4, "{history:?}");
    set(&file, 0o644);
    let history = rig.till.run(&["history", "--json"]);
    assert!(history.stdout.contains("9161234561"), "{history:?}");
}

/// Not even its own start can be noted on such a disk before the reserve is freed.
#[test]
fn what_is_open_is_finished_by_a_till_that_starts_on_a_full_disk() {
    // Mounts of a namespace of its own end with the command.
    let apart = ["unshare", "--map-root-user", "--mount"];
    let probe = Command::new(apart[0])
        .args(&apart[1..])
        .arg("true")
        .output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        println!("skipped: nothing may be mounted here");
        return;
    }
    let mut rig = Rig::new();
    rig.hub.kill();
    rig.till.sell_500("9161234567").assert_sale(3, "queued");
    rig.hub.start();
    let aside = rig.folder.path().join("aside");
    fs::rename(&rig.till.folder, &aside).unwrap();
    fs::create_dir(&rig.till.folder).unwrap();
    let script = r#"
        mount -t tmpfs -o size=20m tmpfs "$1" && cp -a "$2/." "$1" || exit 99
        cat /dev/zero > "$1/filler" 2> "$2/told" && exit 99
        shift 2
        exec "$@""#;
    let plain = rig.till.command(&["retry"]);
    let mut command = Command::new(apart[0]);
    command.args(&apart[1..]).args(["sh", "-c", script, "sh"]);
    command.args([&rig.till.folder, &aside]).arg(PROGRAM);
    command.args(plain.get_args());
    for (name, value) in plain.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let retry = Ran::of(command.output().unwrap());
    assert_eq!(retry.code, 0, "{retry:?}");
    assert_eq!(rig.hub.captured().len(), 1);
    rig.hub.assert_sound();
}

#[test]
fn a_disk_that_fills_up_at_any_point_of_a_sale_loses_nothing() {
    let rig = Rig::new();
    rig.till.sell_500("9161000000").assert_sale(0, "paid");
    let (mut exits, mut handed_back) = (BTreeMap::new(), Vec::new());
    for step in 0..60_u64 {
        let number = (9_161_000_001 + step).to_string();
        // With room again a start lays the reserve aside anew; without it nothing new would be accepted.
        rig.till.run(&["doctor"]);
        let plain = rig
            .till
            .command(&[&SELL[..4], &["--amount", "500", "--number", &number]].concat());
        // No file may grow beyond so many blocks of half a kilobyte; a write beyond fails as on a full disk.
        let limit = format!("trap '' XFSZ; ulimit -f {}; exec \"$@\"", step * 16);
        let mut command = Command::new("sh");
        command
            .args(["-c", &limit, "sh", PROGRAM])
            .args(plain.get_args());
        let sale = Ran::of(command.output().unwrap());
        *exits.entry(sale.code).or_insert(0) += 1;
        let payments = rig.till.payments();
        let stored = payments.iter().find(|payment| payment.number == number);
        let is_tendered = stored.is_some_and(|payment| payment.is_tendered);
        match sale.code {
            0 => assert_eq!(stored.map(|payment| payment.stage.as_str()), Some("paid")),
            3 => assert!(is_tendered, "{sale:?}"),
            4 => assert!(
                sale.stderr.contains("Take no money") || sale.stderr.contains("disk"),
                "{sale:?}"
            ),
            _ => panic!("step {step}: {sale:?}"),
        }
        if sale.stderr.contains("Nothing was sent") {
            handed_back.push(number);
        }
    }
    assert!(
        exits[&4] > 5 && exits[&0] > 5,
        "the limits must cross the sale: {exits:?}"
    );
    rig.settle();
    rig.hub.assert_sound();
    assert!(
        !handed_back.is_empty(),
        "the limits must cross the cash: {exits:?}"
    );
    for payment in rig.hub.captured() {
        let was_denied = handed_back
            .iter()
            .any(|number| payment.number.ends_with(number));
        assert!(
            !was_denied,
            "it was said that nothing was sent: {payment:?}"
        );
    }
    let paid = rig
        .till
        .payments()
        .iter()
        .filter(|payment| payment.stage == "paid")
        .count();
    assert!(
        rig.till
            .payments()
            .iter()
            .all(|payment| !payment.is_tendered || payment.stage == "paid")
    );
    assert_eq!(
        rig.hub.captured().len(),
        paid,
        "what was taken is paid, and nothing else"
    );
}

#[test]
fn a_cheque_that_cannot_be_written_stays_due() {
    let rig = Rig::new();
    write(&rig.till.folder.join("cheques"), b"in the way");
    let sale = rig.till.sell_500("9161234567");
    sale.assert_sale(0, "paid");
    let json = sale.json();
    assert!(
        json["cheque"].is_null() && json["escpos"].is_null(),
        "{sale:?}"
    );
    assert!(
        sale.text("message").contains("the cheque did not come out"),
        "{sale:?}"
    );
    let again = rig.till.run(&["retry", "--wait", "1"]);
    assert_eq!(again.code, 3, "it is on its way still: {again:?}");
    fs::remove_file(rig.till.folder.join("cheques")).unwrap();
    rig.settle();
    assert_eq!(
        rig.till.cheques(),
        ["cheque-1000002-1.escpos", "cheque-1000002-1.txt"]
    );
    assert_eq!(rig.hub.captured().len(), 1);
}

#[test]
fn data_of_a_newer_program_is_left_as_it_is() {
    let rig = Rig::new();
    rig.till.sell_500("9161234567").assert_sale(0, "paid");
    let file = rig.till.folder.join("till.sqlite");
    let books = Connection::open(&file).unwrap();
    books.pragma_update(None, "user_version", 99).unwrap();
    drop(books);
    let before = fs::read(&file).unwrap();
    let name = rig.till.folder.to_str().unwrap();
    let commands: [&[&str]; 5] = [
        &SELL,
        &["retry"],
        &["history"],
        &["queue"],
        &["queue", "returned", "1"],
    ];
    for words in commands {
        let ran = rig.till.run(words);
        assert_eq!(ran.code, 4, "{words:?}: {ran:?}");
        for word in [name, "newer Paydesk", "99", "Nothing was changed"] {
            assert!(ran.stderr.contains(word), "{words:?}: {ran:?}");
        }
    }
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(rig.hub.captured().len(), 1);
}

#[test]
fn a_second_till_on_the_same_data_is_turned_away() {
    let (rig, line) = Rig::with_line();
    line.set(Page::Pay, Fate::Silence);
    let mut first = rig.till.spawn(&SELL);
    until("a pay on the wire", || line.seen(Page::Pay) == 1);
    let name = rig.till.folder.to_str().unwrap();
    let second = rig.till.sell_500("9169999999");
    assert_eq!(second.code, 4, "{second:?}");
    for word in [
        name,
        "Another till works on this data folder",
        "Close it first",
    ] {
        assert!(second.stderr.contains(word), "{second:?}");
    }
    assert_eq!(rig.till.run(&["retry"]).code, 4);
    let queue = rig.till.run(&["queue", "--json"]);
    assert_eq!(
        (queue.code, queue.json()["open"].as_i64()),
        (0, Some(1)),
        "looking is free"
    );
    assert_eq!(rig.till.run(&["history"]).code, 0);
    first.kill().unwrap();
    first.wait().unwrap();
    line.mend();
    rig.settle();
    assert_eq!(rig.hub.captured().len(), 1);
}

#[test]
fn a_damaged_database_takes_no_money() {
    let rig = Rig::new();
    rig.till.sell_500("9161234567").assert_sale(0, "paid");
    let file = rig.till.folder.join("till.sqlite");
    let whole = fs::read(&file).unwrap();
    let name = rig.till.folder.to_str().unwrap();
    let damages: [(&str, u64, usize); 4] = [
        ("head", 0, 100),
        ("schema", 100, 3_000),
        ("middle", 8_192, 12_000),
        ("all", 0, whole.len()),
    ];
    for (what, at, length) in damages {
        write(&file, &whole);
        let mut damaged = OpenOptions::new().write(true).open(&file).unwrap();
        damaged.seek(SeekFrom::Start(at)).unwrap();
        damaged.write_all(&vec![0xA5; length]).unwrap();
        drop(damaged);
        let sale = rig.till.run(&SELL);
        assert_eq!(sale.code, 4, "{what}: {sale:?}");
        for word in [name, "damaged", "Take no money", "call support"] {
            assert!(sale.stderr.contains(word), "{what}: {sale:?}");
        }
    }
    write(&file, &whole[..whole.len() / 2]);
    let sale = rig.till.run(&SELL);
    assert_eq!(sale.code, 4, "half of it: {sale:?}");
    assert_eq!(rig.hub.payments().len(), 1, "nothing was sent");
}

#[test]
fn a_till_that_forgot_its_payments_takes_no_money() {
    let rig = Rig::new();
    rig.till.sell_500("9161234567").assert_sale(0, "paid");
    for ending in ["", "-wal", "-shm"] {
        drop(fs::remove_file(
            rig.till.folder.join(format!("till.sqlite{ending}")),
        ));
    }
    let first = rig.till.sell_500("9161234568");
    assert_eq!(first.code, 1, "{first:?}");
    assert!(first.stderr.contains("Take no money"), "{first:?}");
    assert_eq!(rig.hub.captured().len(), 1);
}
