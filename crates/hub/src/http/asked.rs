//! A request as it was understood, and what its answer must repeat.

use paydesk_cyberplat::messages::incoming::{Accept, Incoming, read_incoming};
use paydesk_cyberplat::messages::{Kind, WireAmount};
use paydesk_domain::exchange::AuditHead;
use paydesk_domain::ids::{AttemptId, SessionId};
use paydesk_domain::provider::Provider;
use paydesk_domain::time::Timestamp;

use super::address;
use super::auth::Letter;
use super::desk::Desk;
use super::intake::Turned;
use crate::core::decision::Profile;
use crate::core::minor::Minor;
use crate::core::payment::{AccountId, Terms};
use crate::core::posting::Tariff;
use crate::store::checks::CheckRequest;
use crate::store::evidence::{MessageKind, Received};

/// What every answer needs of its request, also of one that could not be read.
#[derive(Debug, Clone)]
pub(super) struct Envelope {
    pub(super) letter: Letter,
    pub(super) kind: Kind,
    pub(super) session: Option<SessionId>,
    pub(super) accept: Accept,
    /// Set for a request with the additions of the `paydesk` profile; the answer then has them too.
    pub(super) nonce: Option<AttemptId>,
    pub(super) audit: Option<AuditHead>,
    /// When it arrived.
    pub(super) at: Timestamp,
}

/// A request in good form.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    pub(super) envelope: Envelope,
    pub(super) incoming: Incoming,
    /// The provider of the address, or of field PROVIDER where the address names none.
    pub(super) provider: Option<&'a Provider>,
}

/// A request that is refused by its form.
#[derive(Debug)]
pub(super) struct Unread {
    pub(super) envelope: Envelope,
    pub(super) code: u16,
}

/// Reads the body of a letter that came to `path`.
///
/// # Errors
/// [`Turned::Address`] when the hub has no such page.
pub(super) fn read<'a>(
    desk: &'a Desk,
    path: &str,
    letter: Letter,
) -> Result<Result<Asked<'a>, Unread>, Turned> {
    let address = address::read(&desk.catalogue, path).ok_or(Turned::Address)?;
    let at = desk.now();
    let kind = address.kind;
    match read_incoming(kind, &letter.body) {
        Err(fault) => {
            tracing::info!(
                code = fault.code,
                field = fault.field,
                "a request was refused by its form"
            );
            let envelope = Envelope {
                letter,
                kind,
                session: fault.echo.session,
                accept: fault.echo.accept,
                nonce: fault.echo.nonce.filter(|_| fault.echo.is_paydesk),
                audit: None,
                at,
            };
            Ok(Err(Unread {
                envelope,
                code: fault.code,
            }))
        }
        Ok(incoming) => {
            let additions = incoming.paydesk.as_ref();
            let envelope = Envelope {
                letter,
                kind,
                session: incoming.session.clone(),
                accept: incoming.accept,
                nonce: additions.map(|additions| additions.nonce),
                audit: additions.map(|additions| additions.audit),
                at,
            };
            let named = additions.and_then(|additions| additions.provider);
            let provider = address
                .provider
                .or_else(|| desk.catalogue.by_number(named?));
            Ok(Ok(Asked {
                envelope,
                incoming,
                provider,
            }))
        }
    }
}

impl Envelope {
    /// The profile of this request: the additions count whatever the key's own profile is.
    pub(super) const fn profile(&self) -> Profile {
        if self.nonce.is_some() {
            Profile::Paydesk
        } else {
            Profile::Cyberplat
        }
    }

    /// How the request goes into the books.
    pub(super) fn received(&self) -> Received {
        let key = &self.letter.key;
        Received {
            key: key.key,
            point: key.point,
            profile: self.profile(),
            epoch: key.epoch,
            kind: self.message_kind(),
            document: self.letter.document.clone(),
            at: self.at,
            nonce: self.nonce,
            audit: self.audit,
        }
    }

    pub(super) const fn message_kind(&self) -> MessageKind {
        match self.kind {
            Kind::Check => MessageKind::Check,
            Kind::Pay => MessageKind::Pay,
            Kind::Status => MessageKind::Status,
            Kind::Cancel => MessageKind::Cancel,
            Kind::Rest => MessageKind::Rest,
            Kind::Refill => MessageKind::Refill,
        }
    }
}

/// A check or pay with everything that the books want to know of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order<'a> {
    pub(super) session: &'a SessionId,
    pub(super) provider: &'a Provider,
    pub(super) amount: Minor,
    pub(super) taken: Minor,
    pub(super) deposit: AccountId,
}

impl Asked<'_> {
    /// What a refused pay is filed as, where no deposit in its currency can be named: nothing is held.
    pub(super) fn refused_order<'a>(
        &'a self,
        provider: &'a Provider,
        session: &'a SessionId,
    ) -> Order<'a> {
        let sum = |told: Option<WireAmount>| told.map(|told| Minor::new(told.minor()));
        let amount = sum(self.incoming.amount).unwrap_or(Minor::new(provider.min.minor()));
        Order {
            session,
            provider,
            amount,
            taken: sum(self.incoming.amount_all).unwrap_or(amount),
            deposit: self.envelope.letter.key.deposit,
        }
    }

    /// Whether REQ_TYPE says that this document asks for a check of the number alone. Of a pay the reader
    /// drops the field, because documents made for a check may come to the pay address after that check.
    pub(super) fn is_check_document(&self) -> bool {
        self.envelope
            .letter
            .body
            .split(|byte| matches!(byte, b'\r' | b'\n'))
            .any(|line| line.trim_ascii() == b"REQ_TYPE=1")
    }

    /// The request of the books.
    pub(super) fn check_request(&self, desk: &Desk, order: &Order<'_>) -> CheckRequest {
        CheckRequest {
            received: self.envelope.received(),
            session: order.session.clone(),
            fingerprint: self.incoming.fingerprint_of_fields(),
            terms: Terms {
                provider: order.provider.number.get(),
                number: self.incoming.number.clone(),
                account: self.incoming.account.clone(),
                amount: order.amount,
                taken: order.taken,
            },
            tariff: Tariff {
                commission_ppm: order.provider.commission.get(),
                hub_ppm: desk.hub_ppm,
                bank_ppm: desk.bank_ppm,
                sub: None,
            },
            deposit: order.deposit,
            rules: desk.rules(order.provider.number.get()),
        }
    }
}
