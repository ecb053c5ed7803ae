//! What a printer says about itself: `DLE EOT n`, answered at once, and `GS r 1`, answered in its turn.
//!
//! An answer has no number: it is told from the answer to an earlier question only by coming alone. So everything
//! that came before a question is thrown away, after a silence until it is quiet, and an answer that does not come
//! alone is none.

use std::io;
use std::time::Duration;

use paydesk_domain::printer::PrinterFault;

use super::transport::Transport;
use crate::clock::Deadline;

/// `GS r 1`: tell about the paper when everything before this has been done.
pub(super) const FENCE: [u8; 3] = [0x1d, 0x72, 0x01];
/// `DLE EOT`: answer at once; the number of the question follows.
const ASK: [u8; 2] = [0x10, 0x04];
/// Bits 1 and 4 of every answer are set, 0 and 7 are not.
const SHAPE: (u8, u8) = (0b1001_0011, 0b0001_0010);
/// Bits 4 and 7 of an answer to the fence are not set, which no answer to `DLE EOT` has.
const FENCE_SHAPE: (u8, u8) = (0b1001_0000, 0);
/// "Go on" and "wait" of a line whose flow is controlled by signs: no answers, and no noise.
const FLOW: [u8; 2] = [0x11, 0x13];
/// Writing two or three bytes.
const WRITING: Duration = Duration::from_secs(2);

/// What came of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Heard {
    /// One answer.
    Answer(u8),
    /// None, or something that is none.
    Nothing,
}

/// How the printer is, by its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Nothing is wrong.
    Fine,
    /// It would not print.
    Fault(PrinterFault),
    /// It did not answer.
    Nothing,
}

/// A talk with a printer on an open way.
pub(super) struct Talk<'w> {
    way: &'w mut dyn Transport,
    /// An answer comes within this time, if it comes.
    patience: Duration,
}

impl<'w> Talk<'w> {
    pub(super) fn new(way: &'w mut dyn Transport, patience: Duration) -> Self {
        Self { way, patience }
    }

    /// How the printer is before a job: offline, cover, paper, knife. Ends at the first silence.
    pub(super) fn before(&mut self) -> io::Result<Told> {
        self.quieten()?;
        let first = match self.ask(1, self.patience)? {
            Heard::Answer(answer) => answer,
            Heard::Nothing => return Ok(Told::Nothing),
        };
        let is_offline = first & 0b1000 != 0;
        self.why(is_offline)
    }

    /// How the printer is after a job. The first answer may have to wait for bytes that are still on the line.
    pub(super) fn after(&mut self, within: Duration) -> io::Result<Told> {
        let first = match self.ask(1, within)? {
            Heard::Answer(answer) => answer,
            Heard::Nothing => return Ok(Told::Nothing),
        };
        let is_offline = first & 0b1000 != 0;
        self.why(is_offline)
    }

    /// Looks for as long as printing may take: a fault may come after the bytes were taken.
    pub(super) fn watch(&mut self, for_so_long: Duration) -> io::Result<Told> {
        let until = Deadline::after(for_so_long);
        loop {
            let told = self.after(self.patience)?;
            if told != Told::Fine || until.is_over() {
                return Ok(told);
            }
            // Nothing is expected here: it is a pause that ends when the printer speaks by itself.
            let pause = until.left().min(Duration::from_millis(250));
            self.way.read(&mut Vec::new(), pause)?;
        }
    }

    /// Hears the answer to the fence at the end of a job's bytes.
    pub(super) fn fence(&mut self, within: Duration) -> io::Result<Told> {
        Ok(match self.hear(FENCE_SHAPE, within)? {
            Heard::Answer(answer) if answer & 0b1100 != 0 => Told::Fault(PrinterFault::NoPaper),
            Heard::Answer(_) => Told::Fine,
            Heard::Nothing => Told::Nothing,
        })
    }

    /// Whether the printer answers a fence at all.
    pub(super) fn has_fence(&mut self) -> io::Result<bool> {
        self.quieten()?;
        let written = self.way.write_all(&FENCE, WRITING);
        written.map_err(|fault| fault.error)?;
        Ok(self.hear(FENCE_SHAPE, self.patience)? != Heard::Nothing)
    }

    fn why(&mut self, is_offline: bool) -> io::Result<Told> {
        let Heard::Answer(reason) = self.ask(2, self.patience)? else {
            return Ok(Told::Nothing);
        };
        let Heard::Answer(paper) = self.ask(4, self.patience)? else {
            return Ok(Told::Nothing);
        };
        let has = |answer: u8, bits: u8| answer & bits != 0;
        let fault = if has(reason, 0b100) {
            Some(PrinterFault::Cover)
        } else if has(reason, 0b10_0000) || has(paper, 0b110_0000) {
            Some(PrinterFault::NoPaper)
        } else if has(reason, 0b100_0000) {
            Some(self.which_error()?)
        } else {
            is_offline.then_some(PrinterFault::Offline)
        };
        Ok(fault.map_or(Told::Fine, Told::Fault))
    }

    fn which_error(&mut self) -> io::Result<PrinterFault> {
        Ok(match self.ask(3, self.patience)? {
            Heard::Answer(error) if error & 0b1000 != 0 => PrinterFault::Cutter,
            Heard::Answer(_) | Heard::Nothing => PrinterFault::Broken,
        })
    }

    fn ask(&mut self, number: u8, within: Duration) -> io::Result<Heard> {
        self.way.read(&mut Vec::new(), Duration::ZERO)?;
        let [dle, eot] = ASK;
        let written = self.way.write_all(&[dle, eot, number], WRITING);
        written.map_err(|fault| fault.error)?;
        self.hear(SHAPE, within)
    }

    /// One byte of this shape, alone: among others it may be a letter of a machine that is no printer.
    fn hear(&mut self, (mask, shape): (u8, u8), within: Duration) -> io::Result<Heard> {
        let until = Deadline::after(within);
        let mut heard = Vec::new();
        loop {
            self.way.read(&mut heard, until.left())?;
            heard.retain(|byte| !FLOW.contains(byte));
            match heard.as_slice() {
                [answer] if answer & mask == shape => return Ok(Heard::Answer(*answer)),
                [] if !until.is_over() => {}
                _ => return Ok(Heard::Nothing),
            }
        }
    }

    /// Throws away what an earlier job asked for and did not wait for.
    fn quieten(&mut self) -> io::Result<()> {
        let until = Deadline::after(self.patience);
        let mut noise = Vec::new();
        self.way.read(&mut noise, Duration::ZERO)?;
        // Somebody who never stops talking is not waited for.
        while !noise.is_empty() && !until.is_over() {
            noise.clear();
            self.way.read(&mut noise, until.left())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
