//! Where a printer is, as text in the till's settings.

use std::fmt::{self, Display, Formatter};
use std::path::PathBuf;
use std::str::FromStr;

/// The port on which printers in a network take bytes.
pub const RAW_PORT: u16 = 9100;
/// The speed of most printers on a serial line.
pub const USUAL_BAUD: u32 = 9600;
/// Speeds of a serial line that printers have.
const BAUDS: [u32; 8] = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200];
/// Nothing in an address is longer.
const MOST: usize = 255;

/// Where a printer is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PrinterAddress {
    /// A folder: two files for each paper. None: `cheques` in the data folder.
    Folder(Option<PathBuf>),
    /// Text on standard output.
    Stdout,
    /// A printer in the network that takes bytes.
    Tcp {
        /// Name or number, without brackets.
        host: String,
        /// Port.
        port: u16,
    },
    /// A printer on a serial line.
    Serial {
        /// Name of the line: `/dev/ttyUSB0`, `COM3`.
        port: String,
        /// Bits per second.
        baud: u32,
        /// How the printer says that it is full.
        flow: Flow,
    },
    /// A device file of the system's own printer driver.
    Device(PathBuf),
    /// A USB printer by its numbers, without a driver of the system.
    Usb {
        /// Number of the maker.
        vendor: u16,
        /// Number of the model.
        product: u16,
    },
    /// A raw queue of CUPS.
    Cups(String),
    /// A queue of the Windows spooler.
    Spooler(String),
}

/// How a printer on a serial line says that it is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Flow {
    /// By a wire of its own.
    #[default]
    Hardware,
    /// By two signs among the answers.
    Software,
    /// Not at all.
    None,
}

impl Flow {
    const ALL: [Self; 3] = [Self::Hardware, Self::Software, Self::None];

    const fn as_key(self) -> &'static str {
        match self {
            Self::Hardware => "rtscts",
            Self::Software => "xonxoff",
            Self::None => "none",
        }
    }
}

impl PrinterAddress {
    /// Whether there is a machine, and not only a place for files or text.
    #[must_use]
    pub const fn is_device(&self) -> bool {
        match self {
            Self::Folder(_) | Self::Stdout => false,
            Self::Tcp { .. }
            | Self::Serial { .. }
            | Self::Device(_)
            | Self::Usb { .. }
            | Self::Cups(_)
            | Self::Spooler(_) => true,
        }
    }
}

/// A text that names no printer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// It begins with nothing we know.
    #[error(
        "{0:?} names no printer; it begins with one of file:, stdout, tcp:, serial:, usb:, cups:, windows:"
    )]
    Kind(String),
    /// Something is missing behind the colon.
    #[error("{0:?} ends too early: say which one")]
    Empty(String),
    /// A name that cannot be one.
    #[error("{0:?} is no name of a {1}")]
    Name(String, &'static str),
    /// A port outside 1 to 65535.
    #[error("{0:?} is no port between 1 and 65535")]
    Port(String),
    /// A speed that no printer has.
    #[error("{0} is no speed of a printer; they are 1200 to 115200, mostly 9600 or 115200")]
    Baud(u32),
    /// Neither a device file nor two numbers.
    #[error(
        "{0:?} is neither a device file such as /dev/usb/lp0 nor two numbers such as 04b8:0e15"
    )]
    Usb(String),
}

impl FromStr for PrinterAddress {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let text = text.trim();
        if text.len() > MOST || text.chars().any(char::is_control) {
            return Err(BadAddress::Kind(text.chars().take(20).collect()));
        }
        let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
        match kind {
            "file" if rest.is_empty() => return Ok(Self::Folder(None)),
            "stdout" if text == kind => return Ok(Self::Stdout),
            "file" | "tcp" | "serial" | "usb" | "cups" | "windows" if rest.is_empty() => {
                return Err(BadAddress::Empty(text.to_owned()));
            }
            _ => {}
        }
        match kind {
            "file" => Ok(Self::Folder(Some(PathBuf::from(rest)))),
            "tcp" => tcp(rest),
            "serial" => serial(rest),
            "usb" => usb(rest),
            "cups" => queue(rest).map(Self::Cups),
            "windows" => Ok(Self::Spooler(rest.to_owned())),
            _ => Err(BadAddress::Kind(text.to_owned())),
        }
    }
}

fn tcp(rest: &str) -> Result<PrinterAddress, BadAddress> {
    let bad = || BadAddress::Name(rest.to_owned(), "printer in the network");
    let (host, port) = if let Some(inside) = rest.strip_prefix('[') {
        let (host, port) = inside.split_once(']').ok_or_else(bad)?;
        (host, port.strip_prefix(':'))
    } else {
        match rest.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (rest, None),
        }
    };
    let is_of_a_name = |sign: char| sign.is_ascii_alphanumeric() || "-._:%".contains(sign);
    if host.is_empty() || !host.chars().all(is_of_a_name) {
        return Err(bad());
    }
    let port = match port {
        None => RAW_PORT,
        Some(text) => text
            .parse()
            .ok()
            .filter(|port| *port > 0)
            .ok_or_else(|| BadAddress::Port(text.to_owned()))?,
    };
    let host = host.to_owned();
    Ok(PrinterAddress::Tcp { host, port })
}

/// Read from the end: names of serial lines may hold colons.
fn serial(rest: &str) -> Result<PrinterAddress, BadAddress> {
    let mut name = rest;
    let mut flow = Flow::default();
    if let Some((before, last)) = name.rsplit_once(':')
        && let Some(known) = Flow::ALL.iter().find(|flow| flow.as_key() == last)
    {
        (name, flow) = (before, *known);
    }
    let mut baud = USUAL_BAUD;
    if let Some((before, last)) = name.rsplit_once(':')
        && let Ok(number) = last.parse()
    {
        (name, baud) = (before, number);
    }
    if name.is_empty() || name.contains(char::is_whitespace) {
        return Err(BadAddress::Name(rest.to_owned(), "serial line"));
    }
    if !BAUDS.contains(&baud) {
        return Err(BadAddress::Baud(baud));
    }
    let port = name.to_owned();
    Ok(PrinterAddress::Serial { port, baud, flow })
}

fn usb(rest: &str) -> Result<PrinterAddress, BadAddress> {
    if rest.starts_with('/') {
        return Ok(PrinterAddress::Device(PathBuf::from(rest)));
    }
    let number = |text: &str| {
        let is_number = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_number.then(|| u16::from_str_radix(text, 16).ok())?
    };
    let numbers = rest.split_once(':');
    let numbers = numbers.and_then(|(vendor, product)| Some((number(vendor)?, number(product)?)));
    let (vendor, product) = numbers.ok_or_else(|| BadAddress::Usb(rest.to_owned()))?;
    Ok(PrinterAddress::Usb { vendor, product })
}

/// The name is given to a program of the system: it must not look like an option of it.
fn queue(rest: &str) -> Result<String, BadAddress> {
    let is_of_a_name = |sign: char| !sign.is_whitespace() && !"/#\\'\"".contains(sign);
    if rest.starts_with('-') || !rest.chars().all(is_of_a_name) {
        return Err(BadAddress::Name(rest.to_owned(), "queue"));
    }
    Ok(rest.to_owned())
}

impl Display for PrinterAddress {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(None) => f.write_str("file"),
            Self::Folder(Some(folder)) => write!(f, "file:{}", folder.display()),
            Self::Stdout => f.write_str("stdout"),
            Self::Tcp { host, port } if host.contains(':') => write!(f, "tcp:[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "tcp:{host}:{port}"),
            Self::Serial { port, baud, flow } => {
                write!(f, "serial:{port}:{baud}:{}", flow.as_key())
            }
            Self::Device(path) => write!(f, "usb:{}", path.display()),
            Self::Usb { vendor, product } => write!(f, "usb:{vendor:04x}:{product:04x}"),
            Self::Cups(name) => write!(f, "cups:{name}"),
            Self::Spooler(name) => write!(f, "windows:{name}"),
        }
    }
}

impl PrinterAddress {
    /// How many bytes a second go there at least: the line where there is one, else what a slow printer prints.
    #[must_use]
    pub fn bytes_per_second(&self) -> u64 {
        match self {
            Self::Serial { baud, .. } => u64::from(*baud / 10),
            Self::Folder(_)
            | Self::Stdout
            | Self::Tcp { .. }
            | Self::Device(_)
            | Self::Usb { .. }
            | Self::Cups(_)
            | Self::Spooler(_) => 4_000,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{BadAddress, Flow, PrinterAddress};

    fn parse(text: &str) -> Result<PrinterAddress, BadAddress> {
        text.parse()
    }

    #[test]
    fn an_address_names_a_printer_and_is_written_back_as_it_was_read() {
        let tcp = |host: &str, port| PrinterAddress::Tcp {
            host: host.to_owned(),
            port,
        };
        let serial = |port: &str, baud, flow| PrinterAddress::Serial {
            port: port.to_owned(),
            baud,
            flow,
        };
        let by_path = "/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0-port0";
        let usb = PrinterAddress::Usb {
            vendor: 0x04b8,
            product: 0x0e15,
        };
        for (text, address) in [
            ("file", PrinterAddress::Folder(None)),
            (
                "file:/srv/papers",
                PrinterAddress::Folder(Some(PathBuf::from("/srv/papers"))),
            ),
            ("stdout", PrinterAddress::Stdout),
            ("tcp:192.168.1.50", tcp("192.168.1.50", 9100)),
            ("tcp:printer-2.shop:9101", tcp("printer-2.shop", 9101)),
            ("tcp:[fe80::1]:9100", tcp("fe80::1", 9100)),
            (
                "serial:/dev/ttyUSB0",
                serial("/dev/ttyUSB0", 9600, Flow::Hardware),
            ),
            (
                "serial:COM3:115200",
                serial("COM3", 115_200, Flow::Hardware),
            ),
            (
                "serial:/dev/ttyS0:19200:none",
                serial("/dev/ttyS0", 19_200, Flow::None),
            ),
            (
                "serial:/dev/ttyS0:xonxoff",
                serial("/dev/ttyS0", 9600, Flow::Software),
            ),
            (
                &format!("serial:{by_path}"),
                serial(by_path, 9600, Flow::Hardware),
            ),
            (
                "usb:/dev/usb/lp0",
                PrinterAddress::Device(PathBuf::from("/dev/usb/lp0")),
            ),
            ("usb:04b8:0e15", usb),
            (
                "cups:Receipts_1",
                PrinterAddress::Cups("Receipts_1".to_owned()),
            ),
            (
                "windows:POS-58 (copy 1)",
                PrinterAddress::Spooler("POS-58 (copy 1)".to_owned()),
            ),
        ] {
            assert_eq!(parse(text), Ok(address.clone()), "{text}");
            assert_eq!(parse(&address.to_string()), Ok(address), "{text}");
        }
    }

    #[test]
    fn a_bad_address_is_refused_with_its_reason() {
        for (text, reason) in [
            ("", "begins with one of"),
            ("192.168.1.50", "begins with one of"),
            ("fax:1", "begins with one of"),
            ("stdout:x", "begins with one of"),
            ("tcp:\u{1b}@", "begins with one of"),
            ("tcp:", "too early"),
            ("serial:", "too early"),
            ("usb:", "too early"),
            ("tcp::9100", "printer in the network"),
            ("tcp:a b", "printer in the network"),
            ("tcp:[fe80::1", "printer in the network"),
            ("tcp:printer:0", "port"),
            ("tcp:printer:65536", "port"),
            ("tcp:printer:", "port"),
            ("serial:/dev/tty USB0", "serial line"),
            ("serial:/dev/ttyUSB0:9601", "9601"),
            ("usb:lp0", "device file"),
            ("usb:04b8:e15", "device file"),
            ("usb:04b8:+e15", "device file"),
            ("cups:-oraw", "queue"),
            ("cups:two words", "queue"),
        ] {
            let refused = parse(text).expect_err(text).to_string();
            assert!(refused.contains(reason), "{text}: {refused}");
        }
    }
}
