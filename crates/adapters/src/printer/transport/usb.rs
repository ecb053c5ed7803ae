//! A USB printer by its numbers, without a driver of the system.

use std::io::{self, ErrorKind};
use std::time::Duration;

use nusb::MaybeFuture;
use nusb::descriptors::TransferType;
use nusb::transfer::{Bulk, Direction, In, Out, TransferError};
use nusb::{Endpoint, Interface};

use super::{Abilities, Sent, Transport, WriteFault};

/// The class of printers.
pub(in crate::printer) const PRINTERS: u8 = 7;
/// An answer of a printer is shorter.
const ANSWER: usize = 64;

struct Usb {
    out: Endpoint<Bulk, Out>,
    back: Option<Endpoint<Bulk, In>>,
    /// Gives the printer back to the system's driver when it is dropped.
    _interface: Interface,
}

pub(super) fn open(vendor: u16, product: u16) -> io::Result<Box<dyn Transport>> {
    let mut devices = nusb::list_devices().wait()?;
    let is_it =
        |device: &nusb::DeviceInfo| device.vendor_id() == vendor && device.product_id() == product;
    let device = devices.find(is_it).ok_or(ErrorKind::NotFound)?;
    // Cheap printers say that they are of no class at all.
    let mut interfaces = device.interfaces();
    let number = interfaces
        .find(|interface| interface.class() == PRINTERS)
        .map_or(0, nusb::InterfaceInfo::interface_number);
    let interface = device
        .open()
        .wait()?
        .detach_and_claim_interface(number)
        .wait()?;
    let descriptor = interface.descriptor().ok_or(ErrorKind::NotFound)?;
    let bulk = |direction| {
        let mut all = descriptor.endpoints();
        let found = all.find(|endpoint| {
            endpoint.transfer_type() == TransferType::Bulk && endpoint.direction() == direction
        });
        found.map(|endpoint| endpoint.address())
    };
    let out = bulk(Direction::Out).ok_or(ErrorKind::NotFound)?;
    let back = bulk(Direction::In);
    let back = back.map(|address| interface.endpoint::<Bulk, In>(address));
    Ok(Box::new(Usb {
        out: interface.endpoint::<Bulk, Out>(out)?,
        back: back.transpose()?,
        _interface: interface,
    }))
}

impl Transport for Usb {
    fn abilities(&self) -> Abilities {
        Abilities {
            reads_status: self.back.is_some(),
            tells_unplugged: true,
            has_foreign_queue: false,
        }
    }

    fn write_all(&mut self, bytes: &[u8], within: Duration) -> Result<(), WriteFault> {
        let done = self.out.transfer_blocking(bytes.to_vec().into(), within);
        done.status.map_err(|error| WriteFault {
            // How far a transfer came that was broken off is not told by every system.
            sent: Sent::Perhaps,
            error: error.into(),
        })
    }

    fn read(&mut self, into: &mut Vec<u8>, within: Duration) -> io::Result<()> {
        let Some(back) = &mut self.back else {
            return Ok(());
        };
        let room = ANSWER.next_multiple_of(back.max_packet_size().max(1));
        let buffer = back.allocate(room);
        let done = back.transfer_blocking(buffer, within);
        into.extend(done.buffer.iter());
        match done.status {
            Ok(()) | Err(TransferError::Cancelled) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn close(self: Box<Self>) {
        drop(self);
    }
}
