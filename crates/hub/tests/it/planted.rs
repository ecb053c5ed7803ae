//! What is planted in the hub's door shows over real sockets.

use paydesk_domain::planted::{Bug, hold};
use paydesk_hub::core::decision::Profile;

use super::bodies::{CHECK, PAY, sale};
use super::hub::Hub;

/// What a pay hears that left its till before NOT_AFTER and arrived behind it.
fn late_pay(planted: Option<Bug>) -> (String, String) {
    let _planting = hold(planted);
    let hub = Hub::new(Profile::Paydesk);
    let mut sale = sale("A1");
    hub.ask(CHECK, &sale.check());
    (sale.not_after_ms, sale.skew_ms) = (-60_000, -120_000);
    let reply = hub.ask(PAY, &sale.pay());
    (reply.get("ERROR").to_owned(), reply.get("STATE").to_owned())
}

#[test]
fn planted_a_late_pay_is_taken_by_the_clock_of_the_till() {
    let said = |error: &str, state: &str| (error.to_owned(), state.to_owned());
    assert_eq!(late_pay(None), said("38", "REFUSED"));
    assert_eq!(late_pay(Some(Bug::TillClockExpiry)), said("0", "DONE"));
}
