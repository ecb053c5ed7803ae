//! Any text in `hub.toml`.

use proptest::prelude::{prop_assert, proptest};

use super::{Settings, template};

#[test]
fn a_new_hub_s_settings_are_read() {
    for demo in [false, true] {
        let settings: Settings = toml::from_str(&template(demo)).expect("the template");
        assert_eq!(settings.demo, demo);
        assert_eq!((settings.hub_ppm, settings.bank_ppm), (7_000, 3_000));
    }
}

proptest! {
    #[test]
    fn an_unknown_or_damaged_line_refuses_the_whole(
        key in "[a-z_]{1,12}",
        value in "-?[0-9]{1,22}|true|false|\"[a-z]{0,5}\"|\\PC{0,10}",
    ) {
        const KNOWN: [&str; 4] = ["demo", "hub_ppm", "bank_ppm", "pay_wait_seconds"];
        let read = toml::from_str::<Settings>(&format!("{key} = {value}\n"));
        prop_assert!(read.is_err() || KNOWN.contains(&key.as_str()));
    }
}
