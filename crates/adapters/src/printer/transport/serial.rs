//! A printer on a serial line, or on USB with a chip that makes one.

use std::io::{self, ErrorKind, Read, Write};
use std::time::Duration;

use serialport::{DataBits, FlowControl, Parity, SerialPort, StopBits};

use super::super::address::Flow;
use super::{Abilities, Transport, WriteFault, is_only_slow, write_in_time};

/// A driver that says it has room has room for this much at least; more might block the call.
const PIECE: usize = 128;

struct Serial {
    port: Box<dyn SerialPort>,
}

pub(super) fn open(name: &str, (baud, flow): (u32, Flow)) -> io::Result<Box<dyn Transport>> {
    let flow = match flow {
        Flow::Hardware => FlowControl::Hardware,
        Flow::Software => FlowControl::Software,
        Flow::None => FlowControl::None,
    };
    let port = serialport::new(name, baud)
        .data_bits(DataBits::Eight)
        .parity(Parity::None)
        .stop_bits(StopBits::One)
        .flow_control(flow)
        .open()?;
    Ok(Box::new(Serial { port }))
}

impl Transport for Serial {
    fn abilities(&self) -> Abilities {
        Abilities {
            reads_status: true,
            // The line stays there when the printer is switched off.
            tells_unplugged: false,
            has_foreign_queue: false,
        }
    }

    fn write_all(&mut self, bytes: &[u8], within: Duration) -> Result<(), WriteFault> {
        write_in_time(bytes, within, |rest, left| {
            self.port.set_timeout(left)?;
            self.port.write(rest.get(..PIECE).unwrap_or(rest))
        })
    }

    fn read(&mut self, into: &mut Vec<u8>, within: Duration) -> io::Result<()> {
        self.port.set_timeout(within)?;
        let mut some = [0; 64];
        match self.port.read(&mut some) {
            Ok(0) => Err(ErrorKind::UnexpectedEof.into()),
            Ok(more) => {
                into.extend(some.iter().take(more));
                Ok(())
            }
            Err(error) if is_only_slow(&error) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn close(self: Box<Self>) {
        drop(self);
    }
}
