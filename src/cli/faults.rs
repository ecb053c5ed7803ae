//! `paydesk faults`: the bench for dealers. Tills sell over a line on which everything goes wrong, until an auditor
//! counts what was lost, doubled or falsely printed.
//!
//! Everything but the line is the product: databases, keys, signatures, papers, hub. Nothing of the shop's own data is
//! touched; the bench works in a temporary folder.

mod audit;
mod bench;
mod books;
mod cashier;
mod page;
mod stand;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use clap::Args;
use paydesk_domain::language::Language;
use rand::RngCore;
use rand::rngs::OsRng;

use super::report::Out;
use super::{Common, Exit};
use crate::text::Texts;
use bench::{Course, Interrupt, Limit};

const MINUTES: u64 = 2;

/// How long and how hard.
#[derive(Debug, Args)]
pub(crate) struct FaultsArgs {
    /// Minutes of selling over the faulty line; 2 where --requests is not given either.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_080))]
    minutes: Option<u64>,
    /// Stop selling after so many exchanges with a fault.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    requests: Option<u64>,
    /// Repeat the faults of an earlier run.
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
    /// Tills that sell at the same time.
    #[arg(long, value_name = "K", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=50))]
    tills: u32,
}

impl FaultsArgs {
    fn limit(&self) -> Limit {
        let minutes = match (self.minutes, self.requests) {
            (None, None) => Some(MINUTES),
            (minutes, _) => minutes,
        };
        Limit {
            time: minutes.map(|minutes| Duration::from_secs(minutes.saturating_mul(60))),
            faulted: self.requests,
        }
    }
}

/// Threads that broke down while the bench ran.
static PANICS: AtomicU64 = AtomicU64::new(0);

/// Runs the command.
pub(super) fn run(args: &FaultsArgs, common: &Common) -> Exit {
    let from_system = || sys_locale::get_locale().and_then(|tag| Language::from_tag(&tag));
    let language = common.lang.or_else(from_system).unwrap_or(Language::En);
    let (texts, out) = (Texts::new(language), Out::new(common.json));
    count_panics();
    let interrupt = Arc::new(Interrupt::default());
    listen(&interrupt);
    let course = Course {
        seed: args.seed.unwrap_or_else(|| OsRng.next_u64() >> 32),
        tills: args.tills,
        limit: args.limit(),
        language,
        again: texts.get("faults-again"),
    };
    out.line(&page::beginning(&texts, &course));
    let mut report = match bench::run(&course, &interrupt, |moment| {
        out.line(&page::moment(&texts, moment));
    }) {
        Ok(report) => report,
        Err(error) => {
            out.problem(&texts.with("faults-cannot", &[("what", &error.to_string())]));
            return Exit::Storage;
        }
    };
    report.panics = PANICS.load(Ordering::SeqCst);
    out.value(&page::json(&report));
    out.line(&page::page(&texts, &report));
    page::exit(&report)
}

fn count_panics() {
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        PANICS.fetch_add(1, Ordering::SeqCst);
        told(panic);
    }));
}

/// The first Ctrl-C ends the selling, the second one the healing as well.
fn listen(interrupt: &Arc<Interrupt>) {
    let interrupt = Arc::clone(interrupt);
    let work = move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let Ok(runtime) = runtime else { return };
        runtime.block_on(async {
            while tokio::signal::ctrl_c().await.is_ok() {
                interrupt.press();
            }
        });
    };
    // Without it Ctrl-C ends the program at once, as anywhere else.
    drop(
        std::thread::Builder::new()
            .name("keys".to_owned())
            .spawn(work),
    );
}
