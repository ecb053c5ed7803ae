//! Simulated shops.

use std::sync::Arc;

use paydesk_adapters::printer::Found;
use paydesk_adapters::sqlite::Neighbour;
use paydesk_cheque::document::Heading;
use paydesk_domain::ids::{IntentKey, PaymentId, PointCode, SessionId};
use paydesk_domain::language::Language;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::neighbour::Difference;
use paydesk_domain::order::Order;
use paydesk_domain::payment::{FailGround, Finality, PrintStage, ReturnStage, State};
use paydesk_domain::people::{Person, PersonId, Role};
use paydesk_domain::printer::PrinterState;
use paydesk_domain::provider::{Catalogue, DEMO_CATALOGUE, ProviderId};
use paydesk_domain::refusal::{Refusal, RefusalKind};
use paydesk_domain::time::Timestamp;
use paydesk_till::paper::Shop as PaperShop;
use paydesk_till::payment::{Payment, PrintJob, Tender};
use paydesk_till::policy::Policy;
use paydesk_till::till::Settings;
use paydesk_till::world::PrintOutcome;

use super::Stage;
use crate::desk::devices::DeviceStates;
use crate::desk::simulated::Scene;
use crate::model::Shop;
use crate::ui::keyboard::Press;

/// 12 November 2026, 14:32 in Moscow.
const NOW: Timestamp = Timestamp::from_unix_ms(1_794_483_120_000);
const MINUTE: i64 = 60_000;

fn settings(training: bool) -> Settings {
    Settings {
        catalogue: Catalogue::parse([("demo", DEMO_CATALOGUE)]).unwrap_or_default(),
        policy: Policy::paydesk(),
        shop: PaperShop {
            heading: Heading {
                dealer_name: "ООО «Связь на Лесной»".to_owned(),
                dealer_tax_number: "7700000000".to_owned(),
                point_name: "Салон «Связь на Лесной»".to_owned(),
                point_address: "Москва, ул. Лесная, 5".to_owned(),
                point_code: "1000002".to_owned(),
                till: "2".to_owned(),
                claims_phone: "+7 800 000-00-00".to_owned(),
                ..Heading::default()
            },
            language: Language::Ru,
            utc_offset_minutes: 180,
            training,
            seal: None,
            template: Default::default(),
        },
        point: PointCode::parse("1000002").unwrap_or_else(|_| unreachable!("seven digits")),
        first_questions_after_ms: 0,
    }
}

/// The shop of a scene, as the window keeps it.
pub(crate) fn shop(settings: &Settings) -> Arc<Shop> {
    Arc::new(Shop {
        settings: settings.clone(),
        columns: 42,
        profile: "epson-generic".to_owned(),
        server: "https://hub.example".to_owned(),
        printer: "cheques".to_owned(),
        server_serial: 24_933_137,
        display: None,
        scanner: None,
        template_fault: None,
    })
}

fn person(id: i64, full_name: &str, role: Role) -> Person {
    Person {
        id: PersonId::new(id),
        full_name: full_name.to_owned(),
        role,
        must_change: false,
        active: true,
        last_in: Some(NOW.plus_ms(-id * 20 * 60 * MINUTE)),
    }
}

/// What a shop's computer finds.
fn places() -> Vec<Found> {
    let place = |address: &str, title: &str| {
        let title = title.to_owned();
        address.parse().ok().map(|address| Found { address, title })
    };
    [
        place("usb:/dev/usb/lp0", "EPSON TM-T20III"),
        place("serial:/dev/ttyUSB0", "1a86 USB Serial"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A shop in the afternoon.
pub(crate) fn scene() -> Scene {
    let numbers = [
        ("9164702216", 50_000, 3),
        ("9165550182", 30_000, 6),
        ("9261287045", 50_000, 8),
        ("9161284567", 30_000, 1_192),
        ("9160213867", 10_000, 4_450),
        ("9168270167", 25_000, 6_894),
        ("9164233967", 100_000, 10_340),
    ];
    let count = i64::try_from(numbers.len()).unwrap_or(0);
    let past = numbers
        .iter()
        .zip(0..)
        .map(|((number, credited, ago), at)| past(count - at + 110, number, *credited, *ago))
        .collect();
    Scene {
        settings: settings(false),
        now: NOW,
        is_up: true,
        printer: PrinterState::Ready,
        devices: DeviceStates::default(),
        print: PrintOutcome::Printed,
        places: places(),
        people: vec![
            person(1, "Иванова Мария Андреевна", Role::Supervisor),
            person(2, "Петров Олег Игоревич", Role::Cashier),
            person(3, "Соколова Анна Викторовна", Role::Cashier),
            person(4, "Николаев Денис Павлович", Role::Owner),
        ],
        past,
        rest: Money::new(18_640_000, Currency::RUB),
        per_day: Some(Money::new(3_000_000, Currency::RUB)),
        neighbour: None,
        usual: Some((
            Money::new(10_000, Currency::RUB),
            Money::new(100_000, Currency::RUB),
        )),
        repeated_to: 0,
    }
}

/// Without any history.
pub(crate) fn quiet() -> Scene {
    Scene {
        past: Vec::new(),
        ..scene()
    }
}

/// The owner alone, who may change everything.
pub(crate) fn owners() -> Scene {
    let scene = quiet();
    let people = scene.people.into_iter();
    Scene {
        people: people.filter(|one| one.role == Role::Owner).collect(),
        ..scene
    }
}

/// With a history of so many payments.
pub(super) fn repeated(payments: u32) -> Scene {
    Scene {
        repeated_to: payments,
        ..scene()
    }
}

/// With the providers of a country first.
pub(super) fn in_language(language: Language) -> Scene {
    let mut scene = scene();
    if language == Language::Bg {
        let only: Vec<&str> = DEMO_CATALOGUE.split("[[provider]]").collect();
        let bulgarian: String = only
            .iter()
            .filter(|part| part.contains("region = \"bg\""))
            .map(|part| format!("[[provider]]{part}"))
            .collect();
        scene.settings.catalogue =
            Catalogue::parse([("bg", bulgarian.as_str())]).unwrap_or_default();
        scene.past = Vec::new();
        scene.rest = Money::new(931_000, Currency::EUR);
        scene.per_day = Some(Money::new(150_000, Currency::EUR));
        scene.usual = None;
    }
    scene
}

pub(super) fn offline() -> Scene {
    Scene {
        is_up: false,
        ..scene()
    }
}

pub(super) fn training() -> Scene {
    Scene {
        settings: settings(true),
        ..scene()
    }
}

pub(super) fn with_neighbour() -> Scene {
    Scene {
        neighbour: Some(Neighbour {
            number: "9161284567".to_owned(),
            difference: Difference::OneDigit {
                position: 5,
                typed: '3',
                earlier: '8',
            },
            times: 7,
            last_at: NOW.plus_ms(-1_192 * MINUTE),
            last_taken: Money::new(30_500, Currency::RUB),
        }),
        ..scene()
    }
}

/// A queue with one row of each kind.
pub(super) fn outbox(language: Language) -> Stage {
    let mut stage = Stage::selling(scene(), language);
    for (number, sum) in [
        ("9990000079", "110"),
        ("9990000099", "505"),
        ("9990000020", "300"),
    ] {
        stage
            .sell(number, sum)
            .press(Press::Enter)
            .wait_ms(3 * MINUTE);
    }
    stage.press(Press::F(8));
    stage.press(Press::Down);
    stage
}

/// A payment that came to its end some minutes ago.
fn past(id: i64, number: &str, credited: i64, minutes_ago: i64) -> Payment {
    let at = NOW.plus_ms(-minutes_ago * MINUTE);
    let session = SessionId::make(at, id.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let is_refused = number == "9160213867";
    let catalogue = settings(false).catalogue;
    let provider = catalogue
        .providers()
        .find(|provider| provider.may_serve(number));
    let provider = provider.or_else(|| catalogue.providers().next());
    let money = |minor| Money::new(minor, Currency::RUB);
    let fee = (credited / 50).clamp(500, 5_000);
    Payment {
        id: PaymentId::new(id),
        intent: IntentKey::new(u128::from(id.unsigned_abs())),
        order: Order {
            provider: provider.map_or_else(
                || ProviderId::parse("none").unwrap_or_else(|_| unreachable!("a short word")),
                |provider| provider.id.clone(),
            ),
            provider_number: provider.map_or_else(
                || unreachable!("the demo has providers"),
                |provider| provider.number,
            ),
            details: paydesk_domain::details::Details::new(
                number.to_owned(),
                String::new(),
                std::collections::BTreeMap::new(),
            )
            .unwrap_or_default(),
            credited: money(credited),
            taken: money(credited + fee),
        },
        cashier: "Иванова Мария Андреевна".to_owned(),
        opened_at: at.plus_ms(-32_000),
        first_session: session.clone(),
        session,
        state: if is_refused {
            State::Failed(FailGround::Refused(Refusal {
                kind: RefusalKind::UnknownNumber,
                code: 23,
            }))
        } else {
            State::Paid(Finality::Final)
        },
        grant: None,
        tender: Some(Tender {
            at,
            handed: None,
            unchecked: false,
        }),
        pays: 1,
        pays_never_left: 0,
        cancel: None,
        not_after: None,
        version: None,
        transid: Some(format!("1000482{id:06}")),
        authcode: None,
        absent_at: None,
        asks: 0,
        closed_at: Some(at.plus_ms(1_333)),
        return_stage: is_refused.then_some(ReturnStage::Returned),
        print: (!is_refused).then_some(PrintJob {
            stage: PrintStage::Printed,
            started: 1,
        }),
    }
}
