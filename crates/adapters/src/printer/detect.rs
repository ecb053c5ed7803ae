//! Which printers this computer could print on. Nothing is opened and nothing is written: what answers at an unknown
//! serial line may be a scanner, and a question to it may be a command.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nusb::MaybeFuture;
use serialport::SerialPortType;

use super::address::{Flow, PrinterAddress, USUAL_BAUD};
use super::transport::PRINTERS;

/// Device files of a Linux computer have numbers below this.
const DEVICES: u8 = 16;

/// A place where a printer may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where.
    pub address: PrinterAddress,
    /// What the system calls it; may be empty.
    pub title: String,
}

/// Every place that this computer knows of, the likeliest first. Printers in the network are not searched for.
#[must_use]
pub fn detect() -> Vec<Found> {
    let mut found = devices();
    if found.is_empty() {
        found = usb_printers();
    }
    found.extend(queues());
    found.extend(serial_lines());
    found
}

fn devices() -> Vec<Found> {
    let device = |number: u8| {
        let path = PathBuf::from(format!("/dev/usb/lp{number}"));
        path.exists().then(|| Found {
            title: device_title(number),
            address: PrinterAddress::Device(path),
        })
    };
    (0..DEVICES).filter_map(device).collect()
}

/// What the printer says of itself to the system: maker and model.
fn device_title(number: u8) -> String {
    let file = format!("/sys/class/usbmisc/lp{number}/device/ieee1284_id");
    title_of_id(&fs::read_to_string(file).unwrap_or_default())
}

fn title_of_id(id: &str) -> String {
    let part = |names: [&str; 2]| {
        id.split(';').find_map(|part| {
            let (name, value) = part.trim().split_once(':')?;
            names.contains(&name).then(|| value.trim().to_owned())
        })
    };
    let maker = part(["MFG", "MANUFACTURER"]).unwrap_or_default();
    let model = part(["MDL", "MODEL"]).unwrap_or_default();
    printable(&format!("{maker} {model}"))
}

fn usb_printers() -> Vec<Found> {
    let Ok(devices) = nusb::list_devices().wait() else {
        return Vec::new();
    };
    let printers = devices.filter(|device| {
        let mut interfaces = device.interfaces();
        interfaces.any(|interface| interface.class() == PRINTERS)
    });
    let found = printers.map(|device| {
        let maker = device.manufacturer_string().unwrap_or_default();
        let model = device.product_string().unwrap_or_default();
        Found {
            address: PrinterAddress::Usb {
                vendor: device.vendor_id(),
                product: device.product_id(),
            },
            title: printable(&format!("{maker} {model}")),
        }
    });
    found.collect()
}

/// Queues of CUPS; none where there is no CUPS.
fn queues() -> Vec<Found> {
    let asked = Command::new("lpstat")
        .arg("-e")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut asked) = asked else {
        return Vec::new();
    };
    let mut names = String::new();
    if let Some(output) = &mut asked.stdout {
        // What cannot be read names no queue.
        let _ = output.take(64 * 1024).read_to_string(&mut names);
    }
    drop(asked.wait());
    let queue = |name: &str| {
        let address = format!("cups:{}", name.trim()).parse().ok()?;
        Some(Found {
            address,
            title: String::new(),
        })
    };
    names.lines().filter_map(queue).collect()
}

fn serial_lines() -> Vec<Found> {
    let lines = serialport::available_ports().unwrap_or_default();
    let found = lines.into_iter().filter_map(|line| {
        let title = match line.port_type {
            SerialPortType::UsbPort(usb) => {
                let maker = usb.manufacturer.unwrap_or_default();
                printable(&format!("{maker} {}", usb.product.unwrap_or_default()))
            }
            // A line on the main board is worth a try; most of those that a system lists are not there.
            SerialPortType::PciPort | SerialPortType::BluetoothPort => String::new(),
            SerialPortType::Unknown if cfg!(windows) => String::new(),
            SerialPortType::Unknown => return None,
        };
        Some(Found {
            address: PrinterAddress::Serial {
                port: lasting_name(Path::new("/dev/serial/by-id"), &line.port_name),
                baud: USUAL_BAUD,
                flow: Flow::default(),
            },
            title,
        })
    });
    found.collect()
}

/// The name of a line that stays the same when it is put into another socket, where there is one.
fn lasting_name(folder: &Path, port: &str) -> String {
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut same = names.filter(|name| {
        let target = fs::canonicalize(name.path());
        target.is_ok_and(|target| Some(target) == fs::canonicalize(port).ok())
    });
    let lasting = same
        .next()
        .and_then(|name| name.path().into_os_string().into_string().ok());
    lasting.unwrap_or_else(|| port.to_owned())
}

/// What a device calls itself is foreign text.
fn printable(title: &str) -> String {
    let kept = title.chars().filter(|sign| !sign.is_control());
    kept.take(60).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use tempfile::TempDir;

    use super::{detect, lasting_name, title_of_id};

    #[test]
    fn a_printer_is_called_what_it_calls_itself() {
        for (id, title) in [
            (
                "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20III;CLS:PRINTER;",
                "EPSON TM-T20III",
            ),
            ("MANUFACTURER:Bixolon; MODEL:SRP-350", "Bixolon SRP-350"),
            ("MDL:POS-58", "POS-58"),
            ("MFG:\u{1b}@evil;MDL:\u{7}x", "@evil x"),
            ("", ""),
        ] {
            assert_eq!(title_of_id(id), title);
        }
    }

    #[test]
    fn every_place_that_is_found_can_be_chosen() {
        for found in detect() {
            let written = found.address.to_string();
            assert_eq!(written.parse(), Ok(found.address), "{written}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_line_is_named_by_what_stays_when_it_changes_its_socket() {
        let folder = TempDir::new().expect("folder");
        let port = folder.path().join("ttyUSB0");
        File::create(&port).expect("a line");
        let by_id = folder.path().join("by-id");
        std::fs::create_dir(&by_id).expect("folder");
        let port = port.to_str().expect("text");
        assert_eq!(lasting_name(&by_id, port), port);
        let name = by_id.join("usb-1a86-if00");
        std::os::unix::fs::symlink(port, &name).expect("a name");
        assert_eq!(lasting_name(&by_id, port), name.to_str().expect("text"));
    }
}
