//! One exchange, and what goes wrong with it.

use std::io::{self, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::fault::{Fault, Instead, Kind};
use crate::http::{self, Reply, Request};
use crate::memory::Exchange;
use crate::proxy::TillSide;
use crate::shared::Shared;
use crate::side::Side;

/// A hub answers a pay within 15 seconds; this is far more.
const HUB_WITHIN: Duration = Duration::from_secs(70);
/// What is sent at most of a body without an end.
const ENDLESS_CHUNKS: usize = 1024;

/// Carries exchanges from tills to the hub.
#[derive(Debug)]
pub(crate) struct Carrier {
    pub(crate) shared: Arc<Shared>,
    pub(crate) hub: SocketAddr,
    pub(crate) till_side: TillSide,
}

impl Carrier {
    /// Takes one connection of a till to its end.
    pub(crate) fn carry(&self, till: TcpStream, fault: Option<Fault>) -> io::Result<()> {
        let entry = self.shared.enter(&till)?;
        let tls = match (&self.till_side, fault) {
            (TillSide::Plain, _) => None,
            (TillSide::Tls(certificates), Some(Fault::WrongCertificate(n))) => {
                Some(certificates.wrong(n))
            }
            (TillSide::Tls(certificates), _) => Some(certificates.honest()),
        };
        let is_tls = tls.is_some();
        let mut till = Side::new(till, entry, tls)?;
        match fault {
            Some(Fault::Refuse) => {
                self.shared.count_exchange();
                self.shared.count(Kind::Refuse);
                till.reset();
                return Ok(());
            }
            Some(Fault::WrongCertificate(_)) if is_tls => {
                self.shared.count_exchange();
                self.shared.count(Kind::WrongCertificate);
                self.shared.count_leaked(till.drain());
                return Ok(());
            }
            Some(_) | None => {}
        }
        let request = Request::read(&mut till)?;
        self.shared.count_exchange();
        match fault {
            None => self.pass(&request, till),
            Some(fault) => self.spoil(fault, &request, till),
        }
    }

    fn spoil(&self, fault: Fault, request: &Request, till: Side) -> io::Result<()> {
        match fault {
            Fault::LoseRequest => self.done(fault),
            Fault::LoseReply
            | Fault::Silence(_)
            | Fault::Delay(_)
            | Fault::Drip(_)
            | Fault::HalfClose
            | Fault::ResetAfter(_) => self.disturb(fault, request, till)?,
            Fault::Duplicate(later) => self.duplicate(later, request, till)?,
            Fault::Hold(time) => {
                till.reset();
                self.shared.count(Kind::Hold);
                self.shared.pause(time)?;
                self.ask(request)?;
            }
            Fault::Reorder => {
                let was_overtaken = self.shared.let_pass()?;
                self.shared.count(if was_overtaken {
                    Kind::Reorder
                } else {
                    Kind::Delay
                });
                self.pass(request, till)?;
            }
            Fault::ReplayOwn | Fault::ReplayOther => self.replay(fault, request, till)?,
            Fault::Swap => self.swap(request, till)?,
            Fault::Truncate(_) | Fault::FlipReply(_) | Fault::StripReply(_) => {
                self.change(fault, request, till)?;
            }
            Fault::FlipRequest(bit) => {
                self.done(fault);
                self.pass(&request.with_flipped(bit), till)?;
            }
            Fault::StripRequest(n) => {
                self.done(fault);
                self.pass(&request.without_field(n), till)?;
            }
            Fault::Instead { what, hub_works } => {
                if hub_works {
                    self.ask(request)?;
                }
                self.done(fault);
                self.instead(what, till)?;
            }
            // Both were done before a request was read; on a plain line there is no certificate to be wrong.
            Fault::Refuse | Fault::WrongCertificate(_) => self.pass(request, till)?,
        }
        Ok(())
    }

    fn done(&self, fault: Fault) {
        self.shared.count(fault.kind());
    }

    /// Everything as it should be.
    fn pass(&self, request: &Request, mut till: Side) -> io::Result<()> {
        let reply = self.ask(request)?;
        let swapped = self.shared.offer(&reply.raw);
        if swapped.is_some() {
            self.shared.count(Kind::Swap);
        }
        till.say(&swapped.unwrap_or(reply.raw))
    }

    /// Hands a request to the hub, and remembers the exchange.
    fn ask(&self, request: &Request) -> io::Result<Reply> {
        self.ask_with(request, |_| Ok(()))
    }

    fn ask_with(
        &self,
        request: &Request,
        then: impl FnOnce(&TcpStream) -> io::Result<()>,
    ) -> io::Result<Reply> {
        let hub = TcpStream::connect(self.hub)?;
        let _entry = self.shared.enter(&hub)?;
        hub.set_nodelay(true)?;
        hub.set_read_timeout(Some(HUB_WITHIN))?;
        (&hub).write_all(&request.bytes())?;
        then(&hub)?;
        let reply = Reply::read(&mut &hub);
        // Bytes that were sent first may be read second: only an answer shows that the hub has had this request.
        self.shared.count_passed();
        let reply = reply?;
        if reply.is_ok() {
            self.shared.keep(exchange(request, &reply));
        }
        Ok(reply)
    }

    /// The hub works on the request; its reply comes badly or not at all.
    fn disturb(&self, fault: Fault, request: &Request, mut till: Side) -> io::Result<()> {
        let reply = match fault {
            Fault::HalfClose => self.ask_with(request, |hub| hub.shutdown(Shutdown::Write))?,
            _ => self.ask(request)?,
        };
        self.done(fault);
        match fault {
            Fault::Silence(time) => {
                self.shared.pause(time)?;
                till.reset();
                Ok(())
            }
            Fault::Delay(time) => {
                self.shared.pause(time)?;
                till.say(&reply.raw)
            }
            Fault::Drip(gap) => {
                for byte in &reply.raw {
                    till.write_all(std::slice::from_ref(byte))?;
                    till.flush()?;
                    self.shared.pause(gap)?;
                }
                till.end_sending()
            }
            Fault::HalfClose => {
                let half = reply.raw.len() / 2;
                till.say(reply.raw.get(..half).unwrap_or_default())?;
                till.drain();
                Ok(())
            }
            Fault::ResetAfter(at) => {
                till.write_all(http::cut(&reply.raw, at))?;
                till.flush()?;
                till.reset();
                Ok(())
            }
            _ => {
                till.reset();
                Ok(())
            }
        }
    }

    fn duplicate(&self, later: Duration, request: &Request, mut till: Side) -> io::Result<()> {
        self.shared.count(Kind::Duplicate);
        if later.is_zero() {
            let answers = thread::scope(|both| {
                let twins = [(); 2].map(|()| both.spawn(|| self.ask(request)));
                twins.map(thread::ScopedJoinHandle::join)
            });
            let last = answers.into_iter().next_back().and_then(Result::ok);
            return till.say(
                &last
                    .unwrap_or_else(|| Err(io::ErrorKind::Other.into()))?
                    .raw,
            );
        }
        let reply = self.ask(request)?;
        // A till that is gone does not keep the copy from coming.
        drop(till.say(&reply.raw));
        self.shared.pause(later)?;
        self.ask(request).map(drop)
    }

    fn replay(&self, fault: Fault, request: &Request, mut till: Side) -> io::Result<()> {
        let reply = self.ask(request)?;
        let now = exchange(request, &reply);
        let earlier = match fault {
            Fault::ReplayOwn => self.shared.own(&now),
            _ => self.shared.other(&now),
        };
        match earlier {
            Some(body) => {
                self.done(fault);
                till.say(&Reply::with_body(&body))
            }
            // Nothing to be repeated yet.
            None => till.say(&reply.raw),
        }
    }

    fn swap(&self, request: &Request, mut till: Side) -> io::Result<()> {
        let reply = self.ask(request)?;
        let theirs = self.shared.swap(&reply.raw);
        self.shared.count(if theirs.is_some() {
            Kind::Swap
        } else {
            Kind::Delay
        });
        till.say(&theirs.unwrap_or(reply.raw))
    }

    fn change(&self, fault: Fault, request: &Request, mut till: Side) -> io::Result<()> {
        let reply = self.ask(request)?;
        self.done(fault);
        till.say(&reply.changed(|body| match fault {
            Fault::Truncate(at) => http::cut(body, at).to_vec(),
            Fault::FlipReply(bit) => http::flipped(body, bit),
            Fault::StripReply(n) => http::without_line(body, n),
            _ => body.to_vec(),
        }))
    }

    fn instead(&self, what: Instead, mut till: Side) -> io::Result<()> {
        if what != Instead::Endless {
            return till.say(&what.answer());
        }
        till.write_all(&what.answer())?;
        for _ in 0..ENDLESS_CHUNKS {
            till.write_all(&[b'='; 8 * 1024])?;
            if self.shared.is_over() {
                break;
            }
        }
        till.reset();
        Ok(())
    }
}

fn exchange(request: &Request, reply: &Reply) -> Exchange {
    Exchange {
        path: request.path().to_owned(),
        session: request.session(),
        request: request.body.clone(),
        reply: reply.body().to_vec(),
    }
}
