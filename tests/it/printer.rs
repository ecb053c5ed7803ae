//! A printer in the network: chosen, tried and printed on by the program itself.

use std::fs;

use super::rig::printer::Printer;
use super::rig::{Rig, until};

/// Whether these bytes stand in the paper.
fn holds(paper: &[u8], words: &str) -> bool {
    let words = words.as_bytes();
    paper.windows(words.len()).any(|window| window == words)
}

fn chosen(rig: &Rig) -> Printer {
    let printer = Printer::start();
    let set = rig
        .till
        .run(&["printer", "set", &printer.address(), "--json"]);
    assert_eq!(set.code, 0, "{set:?}");
    let said = set.json();
    assert_eq!(said["answers"], true, "{said}");
    assert_eq!(said["fence"], true, "{said}");
    printer
}

#[test]
fn a_printer_is_chosen_tried_and_prints_the_cheque_of_a_sale() {
    let rig = Rig::new();
    let printer = chosen(&rig);
    let tried = rig.till.run(&["printer", "test", "--json"]);
    assert_eq!(tried.code, 0, "{tried:?}");
    assert_eq!(tried.json()["paper"], "printed");
    assert!(holds(&printer.paper(), "PRINTER TEST"));
    let sale = rig.till.sell_500("9161234567");
    sale.assert_sale(0, "paid");
    assert!(holds(&printer.paper(), &sale.text("session")));
    assert!(
        rig.till.papers().is_empty(),
        "papers are not files any more"
    );
    assert_eq!(
        sale.json()["cheque"].as_str().map(str::is_empty),
        Some(false)
    );
}

#[test]
fn a_printer_without_paper_is_named_and_the_cheque_comes_once_it_has_some() {
    let rig = Rig::new();
    let printer = chosen(&rig);
    printer.takes_paper_out();
    let tried = rig.till.run(&["printer", "test"]);
    assert_eq!(tried.code, 1, "{tried:?}");
    assert!(tried.stdout.contains("out of paper"), "{tried:?}");
    let words = ["--number", "9161234567", "--amount", "500", "--wait", "3"];
    let sale = rig.till.sell("demo-mobile", &words);
    sale.assert_sale(0, "paid");
    assert!(
        sale.text("message").contains("did not come out"),
        "{sale:?}"
    );
    assert!(printer.paper().is_empty());
    printer.gets_paper();
    assert_eq!(rig.till.run(&["retry"]).code, 0);
    let paper = printer.paper();
    assert!(holds(&paper, &sale.text("session")));
    assert!(!holds(&paper, "COPY"), "the first print is no copy");
}

#[test]
fn a_till_that_is_killed_while_it_prints_asks_and_prints_a_marked_copy() {
    let rig = Rig::new();
    let printer = chosen(&rig);
    is_killed_while_it_prints(&rig, &printer);
    let before = printer.paper();
    let queue = rig.till.run(&["queue"]);
    assert!(queue.stdout.contains("look at the paper"), "{queue:?}");
    assert_eq!(rig.till.run(&["retry"]).code, 0);
    assert_eq!(
        printer.paper(),
        before,
        "nothing is printed before somebody has looked"
    );
    let queue = rig.till.run(&["queue"]);
    assert!(
        queue.stdout.contains("did the cheque come out?"),
        "{queue:?}"
    );
    assert_eq!(rig.till.run(&["queue", "cheque", "1", "no"]).code, 0);
    let after = printer.paper();
    assert!(
        holds(&after[before.len()..], "COPY"),
        "the second print says so"
    );
    assert!(!holds(&before, "COPY"));
}

/// A sale whose cheque breaks off in the middle.
fn is_killed_while_it_prints(rig: &Rig, printer: &Printer) {
    printer.falls_dumb_at_the_next_paper();
    let words = [
        "sell",
        "--provider",
        "demo-mobile",
        "--number",
        "9161234567",
        "--amount",
        "500",
    ];
    let mut sale = rig.till.spawn(&words);
    until("paper", || !printer.paper().is_empty());
    sale.kill().unwrap();
    sale.wait().unwrap();
    printer.speaks_again();
}

#[test]
fn the_answer_may_be_the_first_thing_that_a_killed_till_is_told() {
    let rig = Rig::new();
    let printer = chosen(&rig);
    is_killed_while_it_prints(&rig, &printer);
    let before = printer.paper();
    let answer = rig.till.run(&["queue", "cheque", "1", "no", "--json"]);
    assert_eq!(answer.code, 0, "{answer:?}");
    assert_eq!(answer.json()["print"], "printed", "{answer:?}");
    assert!(holds(&printer.paper()[before.len()..], "COPY"));
}

#[test]
fn the_drawer_opens_once_for_a_sale_and_otherwise_for_a_reason() {
    const PULSE: [u8; 5] = [0x1b, 0x70, 0, 25, 250];
    let rig = Rig::new();
    let printer = Printer::start();
    let words = [
        "printer",
        "set",
        &printer.address(),
        "--profile",
        "generic-80",
    ];
    assert_eq!(rig.till.run(&words).code, 0);
    let pulses = || {
        let paper = printer.paper();
        paper.windows(5).filter(|bytes| *bytes == PULSE).count()
    };
    rig.till.sell_500("9161234567").assert_sale(0, "paid");
    assert_eq!(pulses(), 1);
    assert!(printer.paper().starts_with(&PULSE), "before the cheque");

    let blank = rig.till.run(&["drawer", "--reason", " ", "--json"]);
    assert_eq!((blank.code, pulses()), (1, 1), "{blank:?}");
    let asked = rig.till.run(&["drawer", "--reason", "a coin is stuck"]);
    assert_eq!((asked.code, pulses()), (0, 2), "{asked:?}");

    printer.takes_paper_out();
    let shut = rig.till.run(&["drawer", "--reason", "once more", "--json"]);
    assert_eq!((shut.code, pulses()), (1, 2), "{shut:?}");
    assert_eq!(shut.json()["error"], "shut", "{shut:?}");
}

#[test]
fn the_self_test_comes_out_of_the_printer_and_its_answer_is_taken_into_use() {
    let rig = Rig::new();
    let nowhere = rig.till.run(&["printer", "self-test"]);
    assert_eq!(nowhere.code, 2, "{nowhere:?}");
    assert!(nowhere.stderr.contains("--file"), "{nowhere:?}");

    let printer = chosen(&rig);
    printer.takes_paper_out();
    let slip = rig.till.run(&["printer", "self-test"]);
    assert_eq!(slip.code, 1, "{slip:?}");
    assert!(printer.paper().is_empty());
    printer.gets_paper();
    let slip = rig.till.run(&["printer", "self-test", "--json"]);
    assert_eq!(slip.code, 0, "{slip:?}");
    assert_eq!(slip.json()["paper"], "printed");
    let file = rig.till.folder.join("slip.bin");
    let words = ["printer", "self-test", "--file", file.to_str().unwrap()];
    assert_eq!(rig.till.run(&words).code, 0);
    assert_eq!(printer.paper(), fs::read(&file).unwrap());

    let words = ["printer", "answer", "--row", "8", "--name", "front"];
    let kept = rig.till.run(&words);
    assert_eq!(kept.code, 0, "{kept:?}");
    let next = format!("printer set {} --profile front", printer.address());
    assert!(kept.stdout.contains(&next), "{kept:?}");
    let words: Vec<&str> = next.split(' ').collect();
    assert_eq!(rig.till.run(&words).code, 0);
    let before = printer.paper().len();
    rig.till.sell_500("9161234567").assert_sale(0, "paid");
    // ESC t 59: PC866 by the number of the row that read well.
    let page = [0x1b, b't', 59];
    let paper = printer.paper();
    let is_selected = paper[before..].windows(3).any(|window| window == page);
    assert!(is_selected, "the cheque is printed with another page");
}

#[test]
fn what_names_no_printer_is_refused_and_changes_nothing() {
    let rig = Rig::new();
    for (address, reason) in [
        ("192.168.1.50", "begins with one of"),
        ("tcp:printer:0", "port"),
        ("usb:lp0", "device file"),
    ] {
        let set = rig.till.run(&["printer", "set", address]);
        assert_eq!(set.code, 2, "{set:?}");
        assert!(set.stderr.contains(reason), "{set:?}");
    }
    let set = rig
        .till
        .run(&["printer", "set", "tcp:127.0.0.1:9", "--profile", "none"]);
    assert_eq!(set.code, 2, "{set:?}");
    assert!(!rig.till.folder.join("printer.toml").exists());
    rig.till
        .change_settings("[cashier]", "[printer]\naddress = \"fax:1\"\n[cashier]");
    let sale = rig.till.sell_500("9161234567");
    assert_eq!(sale.code, 2, "{sale:?}");
    assert!(sale.stderr.contains("printer.address"), "{sale:?}");
}

#[test]
fn a_dead_address_is_kept_and_told_and_holds_up_no_payment() {
    let rig = Rig::new();
    let set = rig.till.run(&["printer", "set", "tcp:127.0.0.1:9"]);
    assert_eq!(set.code, 0, "{set:?}");
    assert!(set.stderr.contains("Cheques wait"), "{set:?}");
    let kept = fs::read_to_string(rig.till.folder.join("printer.toml")).unwrap();
    assert!(kept.contains("tcp:127.0.0.1:9"), "{kept}");
    for number in ["9161234567", "9161234568"] {
        let words = ["--number", number, "--amount", "500", "--wait", "2"];
        rig.till.sell("demo-mobile", &words).assert_sale(0, "paid");
    }
    assert_eq!(rig.hub.captured().len(), 2);
}
