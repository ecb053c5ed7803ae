//! Printers: where they are, the ways to them, how they are, and the one thread that prints. What stands on a paper is
//! decided in the cheque crate.
//!
//! "The system took the bytes" never means "the cheque came out". Only a printer that answers after the last byte
//! confirms one; a printer that says nothing leaves "sent", and whatever broke off in between leaves a question.

mod address;
mod choice;
mod detect;
mod escpos;
#[cfg(test)]
#[cfg(unix)]
pub(crate) mod fake;
mod files;
mod permit;
mod status;
mod transport;
mod worker;

use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use paydesk_cheque::document::Document;
use paydesk_cheque::profile::PrinterProfile;
use paydesk_domain::printer::{PrinterFault, PrinterState};
use paydesk_till::world::PrintOutcome;

pub use address::{BadAddress, Flow, PrinterAddress, RAW_PORT, USUAL_BAUD};
pub use choice::{Habits, PrinterChoice, keep_choice, read_choice};
pub use detect::{Found, detect};
pub use escpos::{EscPosPrinter, Patience};
pub use files::{FilePrinter, PaperFiles, TextPrinter, files_of};
pub use permit::Permit;
pub use worker::PrintDesk;

/// Something that papers come out of.
pub trait Printer: Send {
    /// Prints one paper and says how that went. Nothing may leave before [`Permit::begin`] has said yes.
    fn print(&mut self, document: &Document, permit: &Permit) -> PrintOutcome;

    /// Whether a paper would come out now. Prints nothing.
    fn state(&mut self) -> PrinterState;

    /// Whether a drawer hangs on this printer.
    fn has_drawer(&self) -> bool {
        false
    }

    /// Sends the drawer its pulse; false where it was not sent. Nothing may leave before [`Permit::begin`] has said
    /// yes.
    fn open_drawer(&mut self, _permit: &Permit) -> bool {
        false
    }

    /// After this time a call hangs: printing this paper, or without one telling the state.
    fn longest(&self, document: Option<&Document>) -> Duration;

    /// The same of the drawer's pulse.
    fn longest_pulse(&self) -> Duration {
        self.longest(None)
    }
}

/// The printer of a choice.
#[must_use]
pub fn printer(choice: &PrinterChoice, data: &Path, profile: PrinterProfile) -> Box<dyn Printer> {
    match &choice.address {
        PrinterAddress::Folder(folder) => {
            let folder = folder.clone().unwrap_or_else(|| data.join("cheques"));
            Box::new(FilePrinter::new(folder, profile))
        }
        PrinterAddress::Stdout => Box::new(TextPrinter::new(std::io::stdout(), profile.columns)),
        PrinterAddress::Tcp { .. }
        | PrinterAddress::Serial { .. }
        | PrinterAddress::Device(_)
        | PrinterAddress::Usb { .. }
        | PrinterAddress::Cups(_)
        | PrinterAddress::Spooler(_) => Box::new(EscPosPrinter::new(
            choice.address.clone(),
            profile,
            (choice.habits, Patience::TRADE),
        )),
    }
}

/// Sends bytes that are no document, such as a self-test slip, to a printer that takes bytes.
#[must_use]
pub fn send(choice: &PrinterChoice, profile: PrinterProfile, bytes: Vec<u8>) -> PrintOutcome {
    if !choice.address.is_device() {
        return PrintOutcome::NotReady;
    }
    let known = (choice.habits, Patience::TRADE);
    let mut printer = EscPosPrinter::new(choice.address.clone(), profile, known);
    let within = printer.longest_job(bytes.len());
    let permit = Permit::new();
    let (say, said) = mpsc::channel();
    let its = permit.clone();
    // A driver that hangs keeps this thread, and nobody who waits.
    let sending = thread::Builder::new().name("slip".to_owned());
    let started = sending.spawn(move || say.send(printer.send(&bytes, &its)).ok());
    let outcome = started.ok().and_then(|_| said.recv_timeout(within).ok());
    outcome.unwrap_or_else(|| {
        if permit.withdraw() {
            PrintOutcome::NotReady
        } else {
            PrintOutcome::Uncertain
        }
    })
}

/// Opening, five questions and a fence take less.
const LEARNING: Duration = Duration::from_secs(15);

/// Asks a printer how it talks. Printers that take no questions have no habits.
///
/// # Errors
/// Why it could not be asked.
pub fn learn(address: &PrinterAddress, profile: &PrinterProfile) -> Result<Habits, PrinterFault> {
    if !address.is_device() {
        return Ok(Habits::default());
    }
    let known = (Habits::default(), Patience::TRADE);
    let mut printer = EscPosPrinter::new(address.clone(), profile.clone(), known);
    let (say, said) = mpsc::channel();
    // A driver that hangs keeps this thread, and nobody who waits.
    let asking = thread::Builder::new().name("learning".to_owned());
    let started = asking.spawn(move || say.send(printer.learn()).ok());
    started.map_err(|_| PrinterFault::Stuck)?;
    said.recv_timeout(LEARNING)
        .unwrap_or(Err(PrinterFault::Stuck))
}
