use paydesk_domain::ids::AttemptId;
use paydesk_domain::time::Timestamp;

use super::{
    Account, Answer, Ask, BadMessage, Echo, Movement, NotRead, Page, Period, Refusal, Request, Row,
    Said, Word, request_hash,
};
use crate::connectors::bank::BankOrder;
use crate::core::minor::Minor;

fn at(ms: i64) -> Timestamp {
    Timestamp::from_unix_ms(1_795_000_000_000 + ms)
}

fn order() -> BankOrder {
    BankOrder {
        reference: "1795000000017".to_owned(),
        dealer: "17031".to_owned(),
        currency: "RUB".to_owned(),
        amount: Minor::new(50_000),
    }
}

fn asks() -> [Ask; 5] {
    let (dealer, currency) = ("17031".to_owned(), "RUB".to_owned());
    [
        Ask::Reserve(order()),
        Ask::Capture(order()),
        Ask::Void(order()),
        Ask::Balance { dealer, currency },
        Ask::Statement(Period {
            from: at(0),
            until: at(86_400_000),
            after: 7,
        }),
    ]
}

fn request(ask: Ask) -> Request {
    Request {
        nonce: AttemptId::new(77),
        sent_at: at(5),
        bank: 20_000_001,
        ask,
    }
}

#[test]
fn a_request_reads_as_it_was_written() {
    for ask in asks() {
        let request = request(ask);
        assert_eq!(Request::read(&request.body()), Ok(request));
    }
    let golden = "PROFILE=PAYDESK-BANK1\r\nMSG=RESERVE\r\nNONCE=0000000000000000000000000000004d\r\n\
                  SENT_AT=2026-11-18T11:06:40.005Z\r\nBANK=20000001\r\nREFERENCE=1795000000017\r\n\
                  DEALER=17031\r\nCURRENCY=RUB\r\nMINOR=50000\r\n";
    let body = request(Ask::Reserve(order())).body();
    assert_eq!(String::from_utf8(body).unwrap(), golden);
}

#[test]
fn a_request_has_one_form_and_nothing_beside_it() {
    let body = String::from_utf8(request(Ask::Reserve(order())).body()).unwrap();
    for (from, to) in [
        ("MINOR=50000", "MINOR=0"),
        ("MINOR=50000", "MINOR=-1"),
        ("MINOR=50000", "MINOR=+50000"),
        ("MINOR=50000", "MINOR=050000"),
        ("MINOR=50000", "MINOR=500.00"),
        ("MINOR=50000", "MINOR=9223372036854775808"),
        ("MINOR=50000\r\n", "MINOR=50000"),
        ("MINOR=50000\r\n", "MINOR=50000\r\nMINOR=50000\r\n"),
        ("MINOR=50000\r\n", "MINOR=50000\r\nNOTE=x\r\n"),
        ("MINOR=50000\r\n", ""),
        (
            "DEALER=17031\r\nCURRENCY=RUB",
            "CURRENCY=RUB\r\nDEALER=17031",
        ),
        ("RUB", "rub"),
        ("REFERENCE=1795000000017", "REFERENCE="),
        ("REFERENCE=1795000000017", "REFERENCE=17;950"),
        ("BANK1", "BANK2"),
        ("MSG=RESERVE", "MSG=REFUND"),
        ("BANK=20000001", "BANK=4294967296"),
        ("000000000000004d", "000000000000004D"),
        (".005Z", "+0000"),
    ] {
        let changed = body.replacen(from, to, 1);
        assert_ne!(changed, body, "{from}");
        assert!(Request::read(changed.as_bytes()).is_err(), "{to}");
    }
}

fn echo(word: Word) -> Echo {
    Echo {
        word,
        nonce: AttemptId::new(77),
        request_hash: request_hash(b"request"),
        hub: 10_000_001,
    }
}

fn row(seq: i64, movement: Movement) -> Row {
    let is_credit = movement == Movement::Credit;
    Row {
        seq,
        at: at(seq),
        movement,
        reference: if is_credit { "" } else { "17" }.to_owned(),
        dealer: "17031".to_owned(),
        currency: "RUB".to_owned(),
        amount: Minor::new(50_000),
    }
}

fn answer(word: Word, said: Said) -> Answer {
    Answer {
        echo: echo(word),
        server_time: at(9),
        said,
    }
}

fn answers() -> Vec<Answer> {
    let account = Account {
        credited: Minor::new(100_000),
        captured: Minor::new(20_000),
        held: Minor::new(5),
    };
    let rows = vec![
        row(3, Movement::Credit),
        row(4, Movement::Hold),
        row(6, Movement::Capture),
    ];
    let page = Page {
        rows,
        has_more: true,
    };
    vec![
        answer(Word::Reserve, Said::Done),
        answer(Word::Capture, Said::Refused(Refusal::Closed)),
        answer(Word::Void, Said::NotRead(NotRead::Time)),
        answer(Word::Balance, Said::Balance(account)),
        answer(Word::Statement, Said::Statement(page)),
        answer(Word::Statement, Said::Statement(Page::default())),
    ]
}

#[test]
fn an_answer_reads_as_it_was_written_and_for_its_own_request_only() {
    for answer in answers() {
        let (body, own) = (answer.body(), answer.echo.clone());
        assert_eq!(Answer::read(&body, &own), Ok(answer));
        let nonce = AttemptId::new(78);
        assert!(
            Answer::read(
                &body,
                &Echo {
                    nonce,
                    ..own.clone()
                }
            )
            .is_err()
        );
        let hash = request_hash(b"another");
        let other = Echo {
            request_hash: hash,
            ..own.clone()
        };
        assert_eq!(Answer::read(&body, &other), Err(BadMessage("REQ_HASH")));
        let other = Echo {
            hub: 10_000_002,
            ..own.clone()
        };
        assert_eq!(Answer::read(&body, &other), Err(BadMessage("HUB")));
        for word in Word::ALL.into_iter().filter(|word| *word != own.word) {
            let other = Echo {
                word,
                ..own.clone()
            };
            assert_eq!(Answer::read(&body, &other), Err(BadMessage("MSG")));
        }
    }
}

#[test]
fn a_statement_with_rows_out_of_order_or_of_the_wrong_form_is_no_answer() {
    let rows = vec![row(4, Movement::Hold), row(6, Movement::Capture)];
    let page = Page {
        rows,
        has_more: false,
    };
    let body = String::from_utf8(answer(Word::Statement, Said::Statement(page)).body()).unwrap();
    let own = echo(Word::Statement);
    assert!(Answer::read(body.as_bytes(), &own).is_ok());
    for (from, to) in [
        ("R1=4;", "R1=7;"),
        ("R2=6;", "R3=6;"),
        ("MORE=0", "MORE=2"),
        (";hold;", ";gift;"),
        (";RUB;50000", ";RUB;0"),
        (";RUB;50000", ";RUB;50000;1"),
        (";17;", ";;"),
    ] {
        let changed = body.replacen(from, to, 1);
        assert_ne!(changed, body, "{from}");
        assert!(Answer::read(changed.as_bytes(), &own).is_err(), "{to}");
    }
    let none = body
        .split("R1=")
        .next()
        .unwrap()
        .replace("MORE=0", "MORE=1");
    assert!(Answer::read(none.as_bytes(), &own).is_err());
}
