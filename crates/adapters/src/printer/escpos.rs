//! A receipt printer at the end of a way: asks how it is, sends a paper in one write, and asks again.

use std::io;
use std::thread;
use std::time::Duration;

use paydesk_cheque::document::Document;
use paydesk_cheque::profile::{PrinterProfile, StatusAbility};
use paydesk_cheque::{escpos, layout};
use paydesk_domain::printer::{PrinterFault, PrinterState};
use paydesk_till::world::PrintOutcome;

use super::address::PrinterAddress;
use super::permit::Permit;
use super::status::{FENCE, Talk, Told};
use super::transport::{self, Sent, Transport};
use super::{Printer, choice::Habits};

/// How long a printer is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Opening the way.
    pub opening: Duration,
    /// One answer.
    pub answer: Duration,
    /// On top of twice the time that the bytes need.
    pub writing: Duration,
    /// How long a paper without a fence may take to come out.
    pub coming_out: Duration,
}

impl Patience {
    /// What printers need.
    pub const TRADE: Self = Self {
        opening: Duration::from_secs(3),
        answer: Duration::from_millis(300),
        writing: Duration::from_secs(3),
        coming_out: Duration::from_millis(1500),
    };
}

/// Whether the printer answers questions about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hearing {
    /// Nobody has asked yet.
    NotKnown,
    /// It does: its silence is a fault.
    Answers,
    /// It never did.
    Mute,
}

/// A receipt printer.
#[derive(Debug)]
pub struct EscPosPrinter {
    address: PrinterAddress,
    profile: PrinterProfile,
    patience: Patience,
    hearing: Hearing,
    /// Whether it answers in its turn; none where nobody has asked.
    has_fence: Option<bool>,
}

impl EscPosPrinter {
    /// The printer at an address, with what is known of its habits. What it did goes before what its profile says,
    /// but a printer whose profile says that it answers nothing is never asked.
    #[must_use]
    pub const fn new(
        address: PrinterAddress,
        profile: PrinterProfile,
        (habits, patience): (Habits, Patience),
    ) -> Self {
        let hearing = match (profile.status, habits.answers) {
            (StatusAbility::None, _) | (_, Some(false)) => Hearing::Mute,
            (_, Some(true)) => Hearing::Answers,
            (_, None) => Hearing::NotKnown,
        };
        let has_fence = match (profile.status, habits.answers) {
            (StatusAbility::GsR, None) => None,
            (_, None) => Some(false),
            (_, Some(_)) => Some(habits.fence),
        };
        Self {
            address,
            profile,
            patience,
            hearing,
            has_fence,
        }
    }

    /// Asks the printer everything that can be learnt about how it talks.
    ///
    /// # Errors
    /// Why it could not be asked.
    pub fn learn(&mut self) -> Result<Habits, PrinterFault> {
        let mut way = self.way()?;
        let mut habits = Habits {
            answers: Some(false),
            fence: false,
        };
        let may_fence = match self.profile.status {
            StatusAbility::Ask | StatusAbility::GsR => true,
            StatusAbility::DleEot | StatusAbility::None => false,
        };
        if way.abilities().reads_status && self.profile.status != StatusAbility::None {
            let mut talk = Talk::new(way.as_mut(), self.patience.answer);
            let told = talk.before().map_err(|error| transport::fault(&error))?;
            habits.answers = Some(told != Told::Nothing);
            // To a printer that does not even answer at once these bytes might be letters.
            habits.fence = may_fence
                && told == Told::Fine
                && talk.has_fence().map_err(|error| transport::fault(&error))?;
        }
        way.close();
        self.hearing = if habits.answers == Some(true) {
            Hearing::Answers
        } else {
            Hearing::Mute
        };
        self.has_fence = Some(habits.fence);
        Ok(habits)
    }

    fn bytes(&self, document: &Document) -> Vec<u8> {
        let laid_out = layout::lay_out_for(document, &self.profile);
        escpos::encode(&laid_out, &self.profile)
    }

    /// The questions before and after, each with one answer more than is asked for.
    fn longest_look(&self) -> Duration {
        self.patience.opening + self.rest() + self.patience.answer * 12
    }

    /// After this time a job of so many bytes hangs.
    pub(super) fn longest_job(&self, bytes: usize) -> Duration {
        self.longest_look() + self.writing(bytes) * 2 + self.patience.coming_out * 2
    }

    /// How long the printer is left alone after it was connected to.
    fn rest(&self) -> Duration {
        Duration::from_millis(self.profile.init_delay_ms.into())
    }

    /// Opens the way, and waits for a printer that loses what comes at once.
    fn way(&self) -> Result<Box<dyn Transport>, PrinterFault> {
        let way = transport::open(&self.address, self.patience.opening)?;
        if !self.rest().is_zero() {
            thread::sleep(self.rest());
        }
        Ok(way)
    }

    /// Twice the time that so many bytes need, and something on top.
    fn writing(&self, bytes: usize) -> Duration {
        let count = u64::try_from(bytes).unwrap_or(u64::MAX);
        let line_ms = count.saturating_mul(1_000) / self.address.bytes_per_second().max(1);
        self.patience.writing + Duration::from_millis(line_ms.saturating_mul(2))
    }

    /// Opens the way and looks whether a job may begin.
    fn open(&mut self) -> Result<(Box<dyn Transport>, PrinterState), PrinterFault> {
        let mut way = self.way()?;
        if self.hearing == Hearing::Mute || !way.abilities().reads_status {
            return Ok((way, PrinterState::Unknown));
        }
        let told = self.ask(way.as_mut()).map_err(|error| {
            tracing::warn!(%error, "the printer hung up");
            PrinterFault::Missing
        })?;
        let state = match (told, self.hearing) {
            (Told::Fault(fault), _) => {
                self.hearing = Hearing::Answers;
                PrinterState::NotReady(fault)
            }
            (Told::Fine, _) => {
                self.hearing = Hearing::Answers;
                PrinterState::Ready
            }
            (Told::Nothing, Hearing::Answers) => PrinterState::NotReady(PrinterFault::Silent),
            (Told::Nothing, Hearing::NotKnown | Hearing::Mute) => {
                self.hearing = Hearing::Mute;
                PrinterState::Unknown
            }
        };
        Ok((way, state))
    }

    /// Asks how the printer is, and once whether it has the fence that its profile speaks of: were it not there,
    /// every paper would be asked about.
    fn ask(&mut self, way: &mut dyn Transport) -> io::Result<Told> {
        let mut talk = Talk::new(way, self.patience.answer);
        let told = talk.before()?;
        if told == Told::Fine && self.has_fence.is_none() {
            self.has_fence = Some(talk.has_fence()?);
        }
        Ok(told)
    }

    /// The way of a job that may send its first byte, and whether the printer answers on it; none where it may not.
    fn begin(&mut self, permit: &Permit) -> Option<(Box<dyn Transport>, bool)> {
        let (way, answers) = match self.open() {
            Ok((way, PrinterState::Ready)) => (way, true),
            Ok((way, PrinterState::Unknown)) => (way, false),
            Ok((way, PrinterState::NotReady(fault))) => {
                tracing::info!(?fault, "the printer is not ready");
                way.close();
                return None;
            }
            Err(fault) => {
                tracing::info!(?fault, "the printer is not there");
                return None;
            }
        };
        if !permit.begin() {
            way.close();
            return None;
        }
        Some((way, answers))
    }

    /// Sends bytes as one job and says how that went.
    pub(super) fn send(&mut self, bytes: &[u8], permit: &Permit) -> PrintOutcome {
        let Some((mut way, answers)) = self.begin(permit) else {
            return PrintOutcome::NotReady;
        };
        let mut all = bytes.to_vec();
        if answers && self.has_fence == Some(true) {
            all.extend(FENCE);
        }
        let within = self.writing(all.len());
        if let Err(fault) = way.write_all(&all, within) {
            tracing::warn!(error = %fault, sent = ?fault.sent, "the printer took not all bytes");
            return match fault.sent {
                Sent::Nothing => PrintOutcome::NotReady,
                Sent::Perhaps => PrintOutcome::Uncertain,
            };
        }
        let outcome = if answers {
            self.confirm(way.as_mut(), within)
        } else {
            PrintOutcome::Sent
        };
        way.close();
        outcome
    }

    /// What the printer says after the last byte.
    fn confirm(&self, way: &mut dyn Transport, within: Duration) -> PrintOutcome {
        let mut talk = Talk::new(way, self.patience.answer);
        let told = if self.has_fence == Some(true) {
            talk.fence(within).and_then(|told| match told {
                Told::Fine => talk.after(self.patience.answer),
                Told::Fault(_) | Told::Nothing => Ok(told),
            })
        } else {
            // Its answers overtake the paper: one clean answer is not enough.
            talk.after(within).and_then(|told| match told {
                Told::Fine => talk.watch(self.patience.coming_out),
                Told::Fault(_) | Told::Nothing => Ok(told),
            })
        };
        match told {
            Ok(Told::Fine) => PrintOutcome::Printed,
            Ok(told) => {
                tracing::warn!(?told, "the printer does not confirm");
                PrintOutcome::Uncertain
            }
            Err(error) => {
                tracing::warn!(%error, "the printer hung up");
                PrintOutcome::Uncertain
            }
        }
    }
}

impl Printer for EscPosPrinter {
    fn print(&mut self, document: &Document, permit: &Permit) -> PrintOutcome {
        let bytes = self.bytes(document);
        self.send(&bytes, permit)
    }

    fn state(&mut self) -> PrinterState {
        match self.open() {
            Ok((way, state)) => {
                way.close();
                state
            }
            Err(fault) => PrinterState::NotReady(fault),
        }
    }

    fn has_drawer(&self) -> bool {
        !escpos::drawer_kick(&self.profile).is_empty()
    }

    /// A printer that is not ready keeps the pulse and opens the drawer when nobody expects it, so it gets none.
    fn open_drawer(&mut self, permit: &Permit) -> bool {
        let pulse = escpos::drawer_kick(&self.profile);
        let Some((mut way, answers)) = self.begin(permit) else {
            return false;
        };
        let is_sent = way.write_all(&pulse, self.writing(pulse.len())).is_ok();
        if is_sent && answers {
            // Some models do the pulse only when they are asked something after it. What they say changes nothing.
            let mut talk = Talk::new(way.as_mut(), self.patience.answer);
            drop(talk.after(self.patience.answer));
        }
        way.close();
        is_sent
    }

    fn longest(&self, document: Option<&Document>) -> Duration {
        match document {
            Some(document) => self.longest_job(self.bytes(document).len()),
            None => self.longest_look(),
        }
    }

    /// A look and a handful of bytes.
    fn longest_pulse(&self) -> Duration {
        self.longest_job(0)
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
