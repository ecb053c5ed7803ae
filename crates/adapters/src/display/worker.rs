//! The display's thread.

use std::time::Duration;

use super::{DisplayConfig, Rows, encode};
use crate::serial::{DeviceState, SerialFault, SerialLine, Shared, steady_ms};

/// A device that takes nothing for so long is broken.
pub(super) const LIMIT: Duration = Duration::from_secs(1);

/// How long is waited for what.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pauses {
    /// Between two updates. A row that changes faster cannot be read.
    pub(super) update: Duration,
    /// Until a device is looked for again.
    pub(super) look: Duration,
}

impl Pauses {
    pub(super) const USUAL: Self = Self {
        update: Duration::from_millis(200),
        look: Duration::from_secs(2),
    };
}

/// What the owner wants, and what the thread has to say.
#[derive(Debug, Default)]
pub(super) struct Want {
    pub(super) rows: Option<Rows>,
    pub(super) state: DeviceState,
    pub(super) is_closing: bool,
    pub(super) is_over: bool,
}

/// When the next update may be.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pace {
    last_ms: Option<u64>,
}

impl Pace {
    /// How long the next update has to wait.
    pub(super) fn wait(self, now_ms: u64, pause: Duration) -> Duration {
        let passed = self.last_ms.map_or(Duration::MAX, |last| {
            Duration::from_millis(now_ms.saturating_sub(last))
        });
        pause.saturating_sub(passed)
    }

    pub(super) fn mark(&mut self, now_ms: u64) {
        self.last_ms = Some(now_ms);
    }
}

/// Writes until the owner has gone.
pub(super) fn run(shared: &Shared<Want>, config: &DisplayConfig, pauses: Pauses) {
    let mut writer = Writer {
        config,
        line: None,
        shown: None,
    };
    let mut pace = Pace::default();
    loop {
        let shown = writer.shown.as_ref();
        shared.wait(pauses.look, |want| {
            let is_new = want.rows.is_some() && want.rows.as_ref() != shown;
            let is_out_of_order = matches!(want.state, DeviceState::Fault(_));
            want.is_closing || (is_new && !is_out_of_order)
        });
        // What comes while it waits is newer and is shown instead.
        let left = pace.wait(steady_ms(), pauses.update);
        shared.wait(left, |want| want.is_closing);
        let (rows, is_closing) = shared.with(|want| (want.rows.clone(), want.is_closing));
        let state = writer.look().and_then(|()| match &rows {
            Some(rows) if writer.shown.as_ref() != Some(rows) => {
                pace.mark(steady_ms());
                writer.write(rows).map(|()| DeviceState::Works)
            }
            Some(_) => Ok(DeviceState::Works),
            None => Ok(DeviceState::Untried),
        });
        let state = state.unwrap_or_else(DeviceState::Fault);
        shared.with(|want| {
            want.state = state;
            want.is_over = is_closing;
        });
        if is_closing {
            return;
        }
    }
}

/// The line and what stands at its other end.
struct Writer<'a> {
    config: &'a DisplayConfig,
    line: Option<SerialLine>,
    shown: Option<Rows>,
}

impl Writer<'_> {
    /// A display that was pulled out shows nothing any more.
    fn look(&mut self) -> Result<(), SerialFault> {
        match &self.line {
            Some(line) if !line.is_there() => {
                self.forget();
                Err(SerialFault::Missing)
            }
            Some(_) | None => Ok(()),
        }
    }

    fn forget(&mut self) {
        self.line = None;
        self.shown = None;
    }

    fn write(&mut self, rows: &Rows) -> Result<(), SerialFault> {
        let written = self.try_write(rows);
        match written {
            Ok(()) => self.shown = Some(rows.clone()),
            Err(_) => self.forget(),
        }
        written
    }

    fn try_write(&mut self, rows: &Rows) -> Result<(), SerialFault> {
        let line = match &mut self.line {
            Some(line) => line,
            None => {
                let mut line = SerialLine::open(&self.config.port, self.config.baud, LIMIT)?;
                line.write(&encode::greeting(self.config))?;
                self.line.insert(line)
            }
        };
        line.write(&encode::rows(self.config, rows))
    }
}
