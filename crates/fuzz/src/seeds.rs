//! Seeds of the corpora, made by the product's own writers. Those of [`made`] lie in the tree as well, for the fuzzer.

use paydesk_cyberplat::ipriv::{KeyCard, Signer as _};
use paydesk_cyberplat::messages::Kind;
use paydesk_cyberplat::messages::account::Refill;
use paydesk_cyberplat::messages::form::encode_form;
use paydesk_cyberplat::messages::outgoing::{Outgoing, PaydeskReply, ReplyFields, StoredState};
use paydesk_cyberplat::messages::request::{fingerprint_of, kind_of};
use paydesk_cyberplat::messages::state::State;
use paydesk_cyberplat::profile::Profile;
use paydesk_domain::exchange::Ask;
use paydesk_domain::money::{Currency, Money};
use paydesk_domain::provider::DEMO_CATALOGUE;
use sha2::{Digest as _, Sha256};

use crate::samples::{NOW, SECRET_FILES, own, secret_keys, session, signer};
use crate::targets::answer::Asked;
use crate::targets::document::{APART, DOCUMENTS, TEXT};

/// A seed: its target, its name, its bytes.
pub type Seed = (&'static str, String, Vec<u8>);

/// Everything that the writers of the product make for the corpora.
#[must_use]
pub fn made() -> Vec<Seed> {
    let mut seeds = Vec::new();
    answers(&mut seeds);
    requests(&mut seeds);
    documents(&mut seeds);
    keys(&mut seeds);
    seeds.push((
        "catalogue",
        "demo".to_owned(),
        DEMO_CATALOGUE.as_bytes().to_vec(),
    ));
    seeds
}

/// What the hub says to every question in every state.
fn answers(seeds: &mut Vec<Seed>) {
    const SAID: [(Ask, State, u16, Option<u8>); 9] = [
        (Ask::Check, State::Checked, 0, Some(0)),
        (Ask::Check, State::None, 7, Some(1)),
        (Ask::Pay, State::Done, 0, Some(0)),
        (Ask::Pay, State::InWork, 0, Some(0)),
        (Ask::Pay, State::Refused, 23, Some(1)),
        (Ask::Status, State::Done, 0, Some(7)),
        (Ask::Status, State::InWork, 0, Some(3)),
        (Ask::Status, State::None, 11, None),
        (Ask::Status, State::Cancelled, 38, Some(7)),
    ];
    for choice in 0..8_u8 {
        let asked = Asked::of(choice);
        for (ask, state, error, result) in SAID {
            if ask != asked.request.ask {
                continue;
            }
            let body = reply(&asked, (state, error, result)).encode();
            let name = format!("{choice}-{}", state.as_wire().to_ascii_lowercase());
            seeds.push((
                "answer",
                format!("{name}-{error}"),
                [&[choice], &body[..]].concat(),
            ));
        }
    }
    for (name, kind) in [("rest", Kind::Rest), ("refills", Kind::Refill)] {
        let asked = Asked::of(6);
        let mut reply = reply(&asked, (State::None, 0, None));
        reply.kind = kind;
        seeds.push((
            "answer",
            name.to_owned(),
            [&[6], &reply.encode()[..]].concat(),
        ));
    }
}

fn reply(asked: &Asked, (state, error, result): (State, u16, Option<u8>)) -> Outgoing {
    let is_stored = state != State::None;
    let print = fingerprint_of(&asked.request, &asked.terms).expect("a sound order");
    let additions = PaydeskReply {
        nonce: asked.request.attempt,
        request_hash: Sha256::digest(&asked.body).into(),
        epoch: asked.request.epoch,
        server_time: NOW,
        last_session: Some(session()),
        stored: Some(StoredState {
            state,
            version: if is_stored { 2 } else { 0 },
            fingerprint: is_stored.then_some(print),
        }),
    };
    let rub = |minor| Some(Money::new(minor, Currency::RUB));
    Outgoing {
        kind: kind_of(asked.request.ask),
        date: NOW,
        session: Some(session()),
        error,
        result,
        facts: ReplyFields {
            provider_name: Some("Демо-связь".to_owned()),
            transid: Some("1795533727045".to_owned()),
            authcode: Some("A-17".to_owned()),
            info: Some("И***** П.".to_owned()),
            price: rub(48_500),
            rest: rub(-1_234_567),
            gateway_out: Some(228),
            refill_total: rub(100_000),
            refills: vec![Refill {
                id: "17".to_owned(),
                sum: Money::new(100_000, Currency::RUB),
                description: "Пополнение".to_owned(),
            }],
            ..ReplyFields::default()
        },
        paydesk: (asked.terms.profile == Profile::Paydesk).then_some(additions),
    }
}

/// What the till asks of both kinds of servers, at the right address and at another one.
fn requests(seeds: &mut Vec<Seed>) {
    for choice in 0..8_u8 {
        let asked = Asked::of(choice);
        let kind = kind_of(asked.request.ask);
        let page = Kind::ALL
            .iter()
            .position(|other| *other == kind)
            .unwrap_or(0);
        let page = u8::try_from(page).unwrap_or(0);
        let bytes = [&[page], &asked.body[..]].concat();
        seeds.push((
            "request",
            format!("{choice}-{}", kind.as_wire().to_ascii_lowercase()),
            bytes,
        ));
        if choice < 2 {
            seeds.push(("form", format!("body-{choice}"), encode_form(&asked.body)));
        }
    }
    seeds.push(("form", "document".to_owned(), encode_form(DOCUMENTS[1])));
}

fn documents(seeds: &mut Vec<Seed>) {
    for (number, bytes) in DOCUMENTS.iter().chain(&APART).chain([&TEXT]).enumerate() {
        seeds.push(("document", format!("own-{number:02}"), bytes.to_vec()));
    }
}

fn keys(seeds: &mut Vec<Seed>) {
    let mut put =
        |name: &str, bytes: &[u8]| seeds.push(("key_file", name.to_owned(), bytes.to_vec()));
    for (number, file) in SECRET_FILES.iter().enumerate() {
        put(&format!("secret-{number}"), file);
    }
    put("secret-plain", own!("keys/o1024-plain.secret.key"));
    put("ring", own!("keys/ring.key"));
    let keys = secret_keys();
    let certifier = signer(&keys[0]);
    let public = keys[1].write_public(&certifier, NOW.unix_seconds());
    put("certified", &public.expect("a certificate"));
    let card = KeyCard {
        serial: certifier.public().serial(),
        user_id: b"own till 9".to_vec(),
    };
    put("card", &card.write().expect("a card"));
}
