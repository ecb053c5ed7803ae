//! What was sent is kept.

use paydesk_cyberplat::messages::Kind;
use paydesk_cyberplat::messages::form::decode_form;
use paydesk_domain::exchange::Ask;
use paydesk_domain::ids::PaymentId;
use paydesk_domain::payment::PrintStage;
use paydesk_till::world::{Command, Outcome};
use tempfile::TempDir;

use super::{LastSession, Running, books, honest, kind_of_page, papers};
use crate::samples::{Server, respond};
use crate::sqlite::StepKind;

/// After a crash "perhaps sent" needs what was perhaps sent.
#[test]
fn a_pay_is_on_disk_byte_for_byte_before_it_reaches_the_hub() {
    let folder = TempDir::new().expect("folder");
    let (last, path) = (LastSession::default(), folder.path().to_owned());
    let hub = Server::start(move |stream, post| {
        if kind_of_page(&post.path) == Kind::Pay {
            let sent = decode_form(&post.body).expect("form");
            let kept = books(&path).messages(PaymentId::new(1)).expect("kept");
            let kept = kept.last().expect("a request");
            assert!(kept.from_us && kept.document == sent);
        }
        respond(stream, "200 OK", "", &honest(post, &last));
    });
    let till = Running::start(folder.path(), &hub.address, papers(folder.path()));
    let Outcome::Consent(checked) = till.check() else {
        panic!("no consent");
    };
    drop(till.give(Command::Confirm {
        payment: checked.id,
        handed: None,
    }));
    till.hear_print(PrintStage::Printed);
    till.stop();
    let messages = books(folder.path()).messages(checked.id).expect("kept");
    let sides: Vec<(Ask, bool)> = messages.iter().map(|one| (one.ask, one.from_us)).collect();
    assert_eq!(sides[..2], [(Ask::Pay, true), (Ask::Pay, false)]);
    let steps = books(folder.path()).timeline(checked.id).expect("steps");
    let steps: Vec<StepKind> = steps.iter().map(|step| step.what).collect();
    assert_eq!(
        steps[..4],
        [
            StepKind::CheckSent,
            StepKind::Consent,
            StepKind::Tendered,
            StepKind::PaySent
        ]
    );
    assert!(steps.contains(&StepKind::Paid), "{steps:?}");
}
