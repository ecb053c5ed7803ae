//! `staff`: who may look at the staff page.

use std::io::BufRead as _;

use clap::Subcommand;

use super::{Data, Failure, say};
use crate::admin::staff;

#[derive(Debug, Subcommand)]
pub(super) enum StaffCommand {
    /// Let somebody look, or give a new password; it is the first line of the standard input.
    Add {
        #[command(flatten)]
        data: Data,
        /// Who signs in.
        #[arg(long, value_name = "NAME")]
        name: String,
        /// Name of who decides this.
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// End somebody's looking: nobody signs in under that name any more.
    End {
        #[command(flatten)]
        data: Data,
        /// Who signed in.
        #[arg(long, value_name = "NAME")]
        name: String,
        /// Name of who decides this.
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// Everybody who may look.
    List {
        #[command(flatten)]
        data: Data,
    },
}

pub(super) fn run(command: &StaffCommand) -> Result<(), Failure> {
    match command {
        StaffCommand::Add { data, name, by } => {
            let mut password = String::new();
            let read = std::io::stdin().lock().read_line(&mut password);
            read.map_err(|error| Failure::Input(format!("standard input: {error}")))?;
            let password = password.trim_end_matches(['\r', '\n']);
            staff::admit(&data.data, (name, password), by)?;
            say(format!("{name} may sign in at the staff page: serve --staff ADDR\n").as_bytes())
        }
        StaffCommand::End { data, name, by } => {
            staff::end(&data.data, name, by)?;
            say(format!("{name} looks no more, from the next page on\n").as_bytes())
        }
        StaffCommand::List { data } => {
            let mut text = staff::names(&data.data)?.join("\n");
            text.push('\n');
            say(text.as_bytes())
        }
    }
}
