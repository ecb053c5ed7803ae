use super::super::Auditor;
use super::super::finding::Books;
use super::super::reply::ServerKeys;
use crate::evidence::*;
use rusqlite::Connection;
#[test]
fn real() {
    let d = "/tmp/audit-demo/d/demo";
    let till = Connection::open(format!("{d}/till/till.sqlite")).unwrap();
    let hub = Connection::open(format!("{d}/hub/hub.sqlite")).unwrap();
    let ring = paydesk_cyberplat::ipriv::KeyRing::read(
        &std::fs::read(format!("{d}/till/hub.public.key")).unwrap(),
    );
    let keys: Vec<_> = ring
        .serials()
        .map(|s| {
            ring.open(s, paydesk_cyberplat::ipriv::KeyPolicy::Legacy)
                .unwrap()
        })
        .collect();
    println!("keys {}", keys.len());
    let mut e = Evidence::default();
    let mut s = till.prepare("SELECT a.id, a.payment, a.ask, hex(a.nonce), p.session, a.at FROM attempt a JOIN payment p ON p.id = a.payment ORDER BY a.id").unwrap();
    let mut r = s.query([]).unwrap();
    while let Some(row) = r.next().unwrap() {
        let ask: String = row.get(2).unwrap();
        let ask = ["check", "pay", "status", "cancel"]
            .into_iter()
            .find(|a| *a == ask)
            .unwrap();
        e.sent.push(Sent {
            at: row.get(5).unwrap(),
            payment: row.get(1).unwrap(),
            session: row.get(4).unwrap(),
            ask,
            nonce: row.get::<_, String>(3).unwrap().to_lowercase(),
            newest_attempt: row.get(0).unwrap(),
            disk_was_dirty: false,
        });
    }
    let newest: i64 = till
        .query_row("SELECT max(seq) FROM journal", [], |r| r.get(0))
        .unwrap();
    let mut s = till
        .prepare("SELECT id, taken, currency, stage FROM payment WHERE tender_at IS NOT NULL")
        .unwrap();
    let mut r = s.query([]).unwrap();
    while let Some(row) = r.next().unwrap() {
        let id: i64 = row.get(0).unwrap();
        e.cash.push(Cash {
            at: 0,
            payment: id,
            step: CashStep::Taken,
            minor: row.get(1).unwrap(),
            currency: row.get(2).unwrap(),
        });
        e.shown.push(Shown {
            at: 0,
            payment: id,
            stage: row.get(3).unwrap(),
            as_accepted: true,
            newest_entry: newest,
            disk_was_dirty: false,
        });
        if let Ok(text) =
            std::fs::read_to_string(format!("{d}/till/cheques/cheque-1000002-{id}.txt"))
        {
            e.paper.push(Paper {
                at: 0,
                payment: id,
                text,
                is_whole: true,
                newest_entry: newest,
                disk_was_dirty: false,
            });
        }
    }
    let mut s = hub
        .prepare("SELECT id, account, amount FROM payment WHERE state = 'CAPTURED'")
        .unwrap();
    let mut r = s.query([]).unwrap();
    while let Some(row) = r.next().unwrap() {
        e.credited.push(Credited {
            at: 0,
            transid: row.get(0).unwrap(),
            account: row.get(1).unwrap(),
            minor: row.get(2).unwrap(),
        });
    }
    let mut a = Auditor::new(Box::new(ServerKeys(keys)));
    let b = Books {
        till: &till,
        hub: &hub,
    };
    let f = a.after_event(&b, &e).unwrap();
    for f in &f {
        println!("{f}");
    }
    let f2 = a.at_the_end(&b, &e).unwrap();
    for f in &f2 {
        println!("{f}");
    }
    println!("{:?}", a.seen());
    assert!(f.is_empty() && f2.is_empty());
}
