use super::{BadProfileReason, Cutter, Encoding, PrinterProfile, QrWay, StatusAbility};

fn builtin(name: &str) -> PrinterProfile {
    PrinterProfile::builtin(name).unwrap_or_else(|| panic!("{name}"))
}

/// Line and reason of what a profile is refused for.
fn refusal(text: &str) -> (usize, String) {
    let error = PrinterProfile::from_toml(text).expect_err(text);
    (error.line, error.reason.to_string())
}

#[test]
fn every_profile_of_the_program_can_be_read() {
    for name in PrinterProfile::builtin_names() {
        let toml = PrinterProfile::builtin_toml(name).unwrap();
        let profile = PrinterProfile::from_toml(toml).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(!profile.title.is_empty(), "{name}");
        let room = usize::from(profile.dots) / 12;
        assert!(profile.columns <= room, "{name}: letters are 12 dots wide");
        assert_eq!(profile.commands, profile.page().is_some(), "{name}");
    }
    assert_eq!(PrinterProfile::builtin("no-such-printer"), None);
}

#[test]
fn every_file_of_profiles_is_part_of_the_program() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/printers");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut names: Vec<String> = PrinterProfile::builtin_names()
        .map(|name| format!("{name}.toml"))
        .collect();
    files.sort();
    names.sort();
    assert_eq!(files, names);
}

#[test]
fn each_maker_numbers_its_pages_itself() {
    for (name, columns, encoding, page) in [
        ("generic-58", 32, Encoding::Wpc1251, 46),
        ("generic-80", 48, Encoding::Wpc1251, 46),
        ("epson-generic", 42, Encoding::Wpc1251, 46),
        ("epson-t20", 48, Encoding::Wpc1251, 46),
        ("epson-t88", 42, Encoding::Wpc1251, 46),
        ("epson-t88iii", 42, Encoding::Wpc1251, 6),
        ("epson-t88iv", 42, Encoding::Pc866, 17),
        ("xprinter-58", 32, Encoding::Pc866, 17),
        ("xprinter-80", 48, Encoding::Pc866, 17),
        ("rongta-rp326", 42, Encoding::Wpc1251, 6),
        ("rongta-rp332", 42, Encoding::Wpc1251, 6),
        ("zjiang-5890", 32, Encoding::Wpc1251, 73),
        ("zjiang-5870", 32, Encoding::Pc866, 17),
        ("bixolon", 48, Encoding::Pc866, 17),
        ("citizen", 42, Encoding::Pc866, 17),
        ("kefar-kr306", 48, Encoding::Wpc1251, 51),
        ("star-escpos", 42, Encoding::Pc866, 17),
        ("sunmi", 32, Encoding::Pc866, 17),
    ] {
        let profile = builtin(name);
        assert_eq!(
            (profile.columns, profile.encoding, profile.page()),
            (columns, encoding, Some(page)),
            "{name}"
        );
    }
    let text = builtin("text-only");
    assert_eq!((text.encoding, text.page()), (Encoding::Ascii, None));
}

#[test]
fn pages_of_the_same_name_differ_between_makers() {
    let page = |name, encoding| builtin(name).pages.get(&encoding).copied();
    for (name, pc866, pc855, pc852, pc858) in [
        ("epson-t20", 17, Some(34), 18, Some(19)),
        ("rongta-rp326", 7, Some(28), 18, Some(19)),
        ("kefar-kr306", 12, Some(38), 13, Some(14)),
        ("zjiang-5890", 59, Some(60), 18, Some(19)),
        ("zjiang-5870", 17, None, 18, None),
    ] {
        assert_eq!(page(name, Encoding::Pc866), Some(pc866), "{name}");
        assert_eq!(page(name, Encoding::Pc855), pc855, "{name}");
        assert_eq!(page(name, Encoding::Pc852), Some(pc852), "{name}");
        assert_eq!(page(name, Encoding::Pc858), pc858, "{name}");
    }
}

#[test]
fn settings_with_a_name_of_an_earlier_till_still_find_their_printer() {
    for (earlier, now) in [
        ("generic-58mm", "generic-58"),
        ("generic-80mm", "generic-80"),
        ("clone-58mm", "zjiang-5890"),
        ("old-pc866", "epson-t88iv"),
    ] {
        assert_eq!(builtin(earlier), builtin(now));
    }
}

#[test]
fn a_profile_takes_from_its_parent_what_it_leaves_out() {
    let shop = PrinterProfile::from_toml(
        "inherits = \"epson-t20\"\ncolumns = 42\nencoding = \"PC866\"\n[pages]\nPC866 = 7\n",
    )
    .unwrap();
    let parent = builtin("epson-t20");
    assert_eq!((shop.columns, shop.page()), (42, Some(7)));
    assert_eq!(shop.drawer, parent.drawer);
    assert_eq!((shop.cutter, shop.qr), (Cutter::Partial, QrWay::Native));
    assert_eq!(shop.status, StatusAbility::GsR);
    let plain = PrinterProfile::from_toml("inherits = \"epson-t20\"\n[drawer]\npin = 0\n").unwrap();
    assert_eq!(plain.drawer, None);
    assert_eq!(plain.page(), Some(46));
}

#[test]
fn a_better_page_that_is_added_is_used_unless_one_was_chosen() {
    let better = "inherits = \"citizen\"\n[pages]\nWPC1251 = 46\n";
    assert_eq!(
        PrinterProfile::from_toml(better).unwrap().encoding,
        Encoding::Wpc1251
    );
    let chosen = "inherits = \"xprinter-58\"\n[pages]\nWPC1251 = 46\n";
    assert_eq!(
        PrinterProfile::from_toml(chosen).unwrap().encoding,
        Encoding::Pc866
    );
}

#[test]
fn an_unknown_key_is_told_with_its_line() {
    for (text, line, word) in [
        ("columns = 42\ncolums = 42\n", 2, "colums"),
        ("\n[drawer]\npin = 2\nms = 50\n", 4, "ms"),
        ("encoding = \"UTF-8\"\n", 1, "UTF-8"),
        ("[pages]\nPC866 = 256\n", 2, "256"),
        ("[pages]\nPC1125 = 2\n", 2, "PC1125"),
        ("title = \"x\"\ncutter = \"knife\"\n", 2, "knife"),
        ("columns = \n", 1, ""),
        ("[drawer]\non_ms = 50\n", 1, "pin"),
    ] {
        let (at, reason) = refusal(text);
        assert_eq!(at, line, "{text}: {reason}");
        assert!(reason.contains(word), "{text}: {reason}");
    }
}

#[test]
fn numbers_outside_their_range_are_refused_with_their_line() {
    for (text, line) in [
        ("columns = 31", 1),
        ("title = \"x\"\ncolumns = 81", 2),
        ("dots = 100", 1),
        ("feed_lines = 21", 1),
        ("strip_rows = 4", 1),
        ("init_delay_ms = 6000", 1),
        ("[drawer]\npin = 3", 2),
        ("[drawer]\npin = 2\non_ms = 0", 3),
        ("[drawer]\npin = 2\noff_ms = 511", 3),
    ] {
        assert_eq!(refusal(text).0, line, "{text}");
    }
}

#[test]
fn a_table_without_a_number_and_a_parent_that_is_none_are_refused() {
    for (text, line, wanted) in [
        (
            "columns = 32\nencoding = \"PC866\"\n",
            2,
            BadProfileReason::NoPage(Encoding::Pc866),
        ),
        (
            "inherits = \"no-such\"\n",
            1,
            BadProfileReason::NoParent("no-such".to_owned()),
        ),
        ("[pages]\nASCII = 1\n", 2, BadProfileReason::NeedlessPage),
    ] {
        let error = PrinterProfile::from_toml(text).unwrap_err();
        assert_eq!((error.line, error.reason), (line, wanted));
    }
}
