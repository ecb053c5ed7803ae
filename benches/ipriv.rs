//! What the IPRIV framing adds to the bare RSA operation, at 2048 bits.
#![expect(clippy::expect_used, reason = "a benchmark that cannot go on ends")]

mod counter;

use std::time::Duration;

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use criterion::{Criterion, criterion_group, criterion_main};
use paydesk_cyberplat::ipriv::{
    BlindedSigner, FastSigner, Hash, Signer, sign_document, verify_document,
};
use rand::rngs::OsRng;

/// A check as tills send it, 400 bytes.
const BODY: &[u8] = &[b'7'; 400];
const AT: u32 = 1_795_533_727;
const ROUNDS: usize = 400;

fn signing(c: &mut Criterion) {
    let key = counter::secret_key();
    let fast = FastSigner::new(&key, Box::new(OsRng)).expect("a signer");
    let blinded = BlindedSigner::new(&key, Box::new(OsRng));
    let mut group = c.benchmark_group("sign 2048");
    for (name, signer) in [("aws-lc", &fast as &dyn Signer), ("rsa blinded", &blinded)] {
        group.bench_function(format!("{name} bare"), |b| {
            b.iter(|| signer.sign(Hash::Sha256, &[BODY]))
        });
        group.bench_function(format!("{name} framed"), |b| {
            b.iter(|| sign_document(signer, Hash::Sha256, AT, BODY));
        });
    }
    group.finish();
    let bare = || counter::timed(|| fast.sign(Hash::Sha256, &[BODY]));
    let framed = || counter::timed(|| sign_document(&fast, Hash::Sha256, AT, BODY));
    ratio("sign, aws-lc", counter::medians(ROUNDS, bare, framed));
}

fn verifying(c: &mut Criterion) {
    let key = counter::secret_key();
    let signer = FastSigner::new(&key, Box::new(OsRng)).expect("a signer");
    let document = sign_document(&signer, Hash::Sha256, AT, BODY).expect("a document");
    let public = key.public();
    let bare_key = RsaPublicKeyComponents {
        n: public.n_bytes(),
        e: public.e_bytes(),
    };
    let signature = signer.sign(Hash::Sha256, &[BODY]).expect("a signature");
    let bare = || {
        bare_key
            .verify(&RSA_PKCS1_2048_8192_SHA256, BODY, &signature)
            .expect("valid")
    };
    let mut group = c.benchmark_group("verify 2048");
    group.bench_function("aws-lc bare", |b| b.iter(bare));
    group.bench_function("framed", |b| {
        b.iter(|| verify_document(&document, &public).expect("valid"))
    });
    group.finish();
    let framed = || {
        counter::timed(|| {
            verify_document(&document, &public)
                .expect("valid")
                .body
                .len()
        })
    };
    ratio(
        "verify",
        counter::medians(ROUNDS * 10, || counter::timed(bare), framed),
    );
}

fn ratio(what: &str, (bare, framed): (Duration, Duration)) {
    let ratio = framed.as_secs_f64() / bare.as_secs_f64();
    counter::report(
        what,
        &format!("bare {bare:?}, framed {framed:?}, ratio {ratio:.3} (limit 1.05)"),
    );
}

criterion_group!(benches, signing, verifying);
criterion_main!(benches);
