//! Any path a dealer may ask for.

use paydesk_domain::provider::{Catalogue, DEMO_CATALOGUE};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

use super::read;

fn demo() -> Catalogue {
    Catalogue::parse([("demo.toml", DEMO_CATALOGUE)]).expect("catalogue")
}

proptest! {
    #[test]
    fn no_path_makes_the_reader_panic_or_names_another_provider(
        path in "(/cgi-bin)?/[a-z]{0,4}/?[a-z]{0,4}(_pay|_pay_check|_pay_status|_status|_pay_cancel)?(\\.cgi)?\
            (/(es)?\\$?[0-9]{0,12})?/?|\\PC{0,40}",
    ) {
        let catalogue = demo();
        let Some(found) = read(&catalogue, &path) else {
            return Ok(());
        };
        let tail = path.trim_end_matches(['/', ' ']).rsplit(['/', '$']).next().unwrap_or_default();
        if let (Ok(number), Some(provider)) = (tail.parse::<u32>(), found.provider) {
            prop_assert_eq!(provider.number.get(), number);
        }
    }

    #[test]
    fn the_catalogue_s_own_paths_are_found_whatever_blanks_follow(blanks in "[/ ]{0,5}") {
        let catalogue = demo();
        for provider in catalogue.providers() {
            let page = format!("{}{blanks}", provider.addresses.pay);
            let found = read(&catalogue, &page);
            // Where several providers have one page, field PROVIDER decides.
            let named = found.and_then(|found| found.provider);
            prop_assert!(found.is_some() && named.is_none_or(|named| named.id == provider.id));
        }
    }
}
