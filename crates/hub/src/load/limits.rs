//! What this machine can do at most in the same minute: signatures on all cores, syncs of the disk.

use std::fs::OpenOptions;
use std::io::{Seek, SeekFrom, Write};
use std::num::NonZero;
use std::thread;
use std::time::Duration;

use paydesk_cyberplat::ipriv::{Hash, Signer};
use tokio::time::Instant;

use super::LoadError;
use super::report::{Spread, rate};
use super::site::Site;

/// For so long each core signs.
const SIGNING: Duration = Duration::from_millis(500);
/// What is signed: a reply has about so many bytes.
const BODY: [u8; 400] = [b'7'; 400];
const SYNCS: usize = 200;
/// A small commit's part of the log.
const SYNCED_BYTES: usize = 16 * 1024;
const PROBE: &str = "load.probe";

/// The cores that this process may use.
pub(super) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// `work` on each of `items`, on as many threads as there are cores; the results in the order of the items.
pub(super) fn on_all_cores<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
    let share = items.len().div_ceil(cores()).max(1);
    thread::scope(|scope| {
        let parts: Vec<_> = items
            .chunks(share)
            .map(|part| scope.spawn(|| part.iter().map(&work).collect::<Vec<T>>()))
            .collect();
        let mut done = Vec::with_capacity(items.len());
        for part in parts {
            match part.join() {
                Ok(results) => done.extend(results),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    })
}

/// Measured right before and right after the load.
#[derive(Debug, Default)]
pub(super) struct Limits {
    /// Signatures per second on all cores, each measurement.
    pub(super) signs: Vec<f64>,
    /// Of all syncs together.
    pub(super) syncs: Vec<Duration>,
}

impl Limits {
    pub(super) fn measure(site: &Site) -> Result<Self, LoadError> {
        let mut limits = Self::default();
        limits.again(site)?;
        Ok(limits)
    }

    pub(super) fn again(&mut self, site: &Site) -> Result<(), LoadError> {
        self.signs.push(signs_per_second(&site.signer()?)?);
        self.sync(site)?;
        Ok(())
    }

    pub(super) fn syncs(&self) -> Spread {
        Spread::of(self.syncs.clone())
    }

    fn sync(&mut self, site: &Site) -> std::io::Result<()> {
        let path = site.data().join(PROBE);
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)?;
        for turn in 0..SYNCS {
            file.seek(SeekFrom::Start(0))?;
            file.write_all(&[turn.to_le_bytes()[0]; SYNCED_BYTES])?;
            let begun = Instant::now();
            file.sync_data()?;
            // The first ones also make room in the file.
            if turn > 2 {
                self.syncs.push(begun.elapsed());
            }
        }
        std::fs::remove_file(path)
    }
}

fn signs_per_second(signer: &dyn Signer) -> Result<f64, LoadError> {
    let turns: Vec<usize> = (0..cores()).collect();
    let begun = Instant::now();
    let made = on_all_cores(&turns, |_| {
        let mut made = 0_u64;
        while begun.elapsed() < SIGNING {
            signer.sign(Hash::Sha256, &[&BODY])?;
            made = made.saturating_add(1);
        }
        Ok::<_, LoadError>(made)
    });
    let mut all = 0_u64;
    for part in made {
        all = all.saturating_add(part?);
    }
    Ok(rate(all, begun.elapsed()))
}
