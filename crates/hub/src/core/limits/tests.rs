use super::*;

const OPEN: Rights = Rights {
    dealer: Standing::Active,
    point: Standing::Active,
    hours: None,
    minute: 12 * 60,
    is_denied: false,
    is_unregistered: false,
    is_black_listed: false,
};

fn room(per_payment: i64, per_day: i64, spent: i64) -> Room {
    let cap = Cap {
        per_payment: Some(Minor::new(per_payment)),
        per_day: Some(Minor::new(per_day)),
    };
    Room {
        cap,
        spent: Minor::new(spent),
    }
}

fn order(amount: i64) -> Order {
    Order {
        rights: OPEN,
        amount: Minor::new(amount),
        is_repeated: false,
        is_often: false,
        dealer: Room::default(),
        point: Room::default(),
        provider: Room::default(),
    }
}

#[test]
fn an_order_without_limits_passes() {
    assert_eq!(order(i64::MAX).refusal(), None);
}

#[test]
fn each_obstacle_has_its_number() {
    let mut rights = OPEN;
    rights.dealer = Standing::Suspended;
    assert_eq!(rights.refusal(), Some(27));
    rights.dealer = Standing::Blocked;
    assert_eq!(rights.refusal(), Some(26));
    let rights = [
        (
            Rights {
                point: Standing::Blocked,
                ..OPEN
            },
            53,
        ),
        (
            Rights {
                is_denied: true,
                ..OPEN
            },
            45,
        ),
        (
            Rights {
                is_unregistered: true,
                ..OPEN
            },
            13,
        ),
        (
            Rights {
                is_black_listed: true,
                ..OPEN
            },
            87,
        ),
    ];
    for (rights, code) in rights {
        assert_eq!(rights.refusal(), Some(code));
        assert_eq!(Order { rights, ..order(1) }.refusal(), Some(code));
    }
    assert_eq!(
        Order {
            is_repeated: true,
            ..order(1)
        }
        .refusal(),
        Some(32)
    );
    assert_eq!(
        Order {
            is_often: true,
            ..order(1)
        }
        .refusal(),
        Some(135)
    );
}

#[test]
fn a_limit_is_the_last_sum_that_passes() {
    type Place = fn(Room) -> Order;
    let places: [(Place, u16, u16); 3] = [
        (
            |room| Order {
                dealer: room,
                ..order(500)
            },
            81,
            82,
        ),
        (
            |room| Order {
                point: room,
                ..order(500)
            },
            83,
            84,
        ),
        (
            |room| Order {
                provider: room,
                ..order(500)
            },
            136,
            137,
        ),
    ];
    for (place, maximum, daily) in places {
        assert_eq!(place(room(500, 10_000, 9_500)).refusal(), None);
        assert_eq!(place(room(499, 10_000, 0)).refusal(), Some(maximum));
        assert_eq!(place(room(500, 10_000, 9_501)).refusal(), Some(daily));
        assert_eq!(place(room(500, i64::MAX, i64::MAX)).refusal(), Some(daily));
    }
}

#[test]
fn a_point_works_from_opening_up_to_closing() {
    let day = Hours {
        opens: 540,
        closes: 1_320,
    };
    assert_eq!(
        [539, 540, 1_319, 1_320].map(|minute| day.cover(minute)),
        [false, true, true, false]
    );
    let night = Hours {
        opens: 1_320,
        closes: 540,
    };
    assert_eq!(
        [539, 540, 1_319, 1_320].map(|minute| night.cover(minute)),
        [true, false, false, true]
    );
    let always = Hours {
        opens: 0,
        closes: 0,
    };
    assert!(
        [0, 720, 1_439]
            .into_iter()
            .all(|minute| always.cover(minute))
    );
    let closed = Rights {
        hours: Some(day),
        minute: 1_320,
        ..OPEN
    };
    assert_eq!(closed.refusal(), Some(47));
}

#[test]
fn the_minute_is_that_of_the_dealers_day() {
    let midnight_in_moscow = Timestamp::from_unix_ms(21 * 3_600_000);
    assert_eq!(minute_of_day(midnight_in_moscow, 180), 0);
    assert_eq!(minute_of_day(midnight_in_moscow, 0), 21 * 60);
}
