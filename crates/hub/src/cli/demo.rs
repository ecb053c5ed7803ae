//! `demo`: bank, providers, hub and point, each for itself, on this computer.

use std::path::{Path, PathBuf};

use clap::Args;
use rand::RngCore;
use rand::rngs::OsRng;

use super::{Failure, Told, say};
use crate::admin::AdminError;
use crate::demo::network::{self, CheckError, Network, NetworkError, Programs};

/// Words of `demo`.
#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Where every party gets its folder; a new temporary one, removed at the end, without it.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// End after the self-check.
    #[arg(long)]
    once: bool,
}

impl From<NetworkError> for Failure {
    fn from(error: NetworkError) -> Self {
        match error {
            NetworkError::Admin(error) => error.into(),
            NetworkError::Bank(error) => error.into(),
            NetworkError::Serve(error) => error.into(),
            NetworkError::Provider(_) => Self::Storage(error.to_string()),
        }
    }
}

impl From<CheckError> for Failure {
    fn from(error: CheckError) -> Self {
        Self::Storage(error.to_string())
    }
}

pub(super) fn run(wish: &DemoArgs) -> Result<(), Failure> {
    let runtime = tokio::runtime::Runtime::new();
    let runtime = runtime.map_err(|error| Failure::Storage(error.to_string()))?;
    let folder = wish.data.clone().unwrap_or_else(temporary);
    let ended = runtime.block_on(play(&folder, wish.once));
    // What did not agree stays to be looked at.
    if wish.data.is_none() && ended.is_ok() {
        std::fs::remove_dir_all(&folder).map_err(AdminError::File)?;
    }
    ended
}

fn temporary() -> PathBuf {
    std::env::temp_dir().join(format!("paydesk-demo-{:08x}", OsRng.next_u32()))
}

async fn play(folder: &Path, once: bool) -> Result<(), Failure> {
    // The signals are caught before anybody is told that the parties are ready.
    let mut told = Told::catch().map_err(|error| Failure::Storage(format!("signals: {error}")))?;
    let network = network::start(folder).await?;
    say(network.screen(&programs()).as_bytes())?;
    let is_told = tokio::select! {
        checked = check(&network) => checked.map(|()| false)?,
        () = told.wait() => true,
    };
    if !once && !is_told {
        say(b"\nCtrl-C ends all of it.\n")?;
        told.wait().await;
    }
    Ok(())
}

async fn check(network: &Network) -> Result<(), Failure> {
    let books = network.check().await?;
    let verdict = if books.agree() {
        "All books agree."
    } else {
        "The books do NOT agree."
    };
    say(format!("\n{}{verdict}\n", books.text()).as_bytes())?;
    if books.agree() {
        Ok(())
    } else {
        Err(Failure::CheckFailed)
    }
}

/// Both programs stand beside each other once they are built; until then cargo builds the till.
fn programs() -> Programs {
    let own = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("paydesk-hub"));
    let till = own.with_file_name(format!("paydesk{}", std::env::consts::EXE_SUFFIX));
    Programs {
        till: if till.is_file() {
            till.display().to_string()
        } else {
            "cargo run -q --".to_owned()
        },
        hub: own.display().to_string(),
    }
}
