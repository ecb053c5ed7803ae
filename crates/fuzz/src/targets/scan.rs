//! What a scanner sends, in pieces as they come.

use paydesk_adapters::scanner::{Gather, MAX_SCAN, Scan};
use paydesk_domain::bill::Bill;

use crate::{Target, Verdict};

pub(crate) const TARGET: Target = Target {
    name: "scan",
    run,
    words: &[
        "\r",
        "\n",
        "\r\n",
        "ST00011|",
        "ST00012|",
        "ST00013|",
        "ST00014|",
        "|Name=",
        "|PersonalAcc=40702810000000000001|BankName=a|BIC=040000000|CorrespAcc=",
        "|PersAcc=5012345678",
        "|Sum=123456",
        "\u{1d}",
        "\u{feff}",
        "\u{202e}",
        "\0",
        "4410209377",
        "Ж",
    ],
    runs: 8_000,
};

fn run(bytes: &[u8]) -> Verdict {
    let mut gather = Gather::default();
    let whole = gather.take(bytes, 1_000);
    let mut gather = Gather::default();
    let piece = usize::from(bytes.first().copied().unwrap_or(1)).max(1);
    let pieces: Vec<Scan> = bytes
        .chunks(piece)
        .flat_map(|some| gather.take(some, 1_000))
        .collect();
    assert!(whole == pieces, "how the bytes come in makes another code");
    let ends = bytes.iter().filter(|byte| matches!(byte, b'\r' | b'\n'));
    assert!(whole.len() <= ends.count(), "a code that never ended");
    let mut is_taken = false;
    for scan in whole {
        let Scan::Text(text) = scan else {
            continue;
        };
        assert!(!text.is_empty() && !text.contains(char::is_control));
        // A letter of one byte may take three in UTF-8.
        assert!(text.len() <= 3 * MAX_SCAN);
        is_taken |= !Bill::looks_like(&text) || Bill::parse(&text).is_ok();
    }
    Verdict::of(is_taken)
}
