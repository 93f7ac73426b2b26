//! `icp compile`: the profile in another form.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::clock::{as_of, parse_day};
use super::compile::profile;
use super::edge::Edge;
use super::exit::{Ending, Exit};
use crate::plan::plan;
use crate::report::PlanReport;
use crate::types::Day;

/// Write the profile in another form
#[derive(Debug, Args)]
#[command(after_help = "Example: icp compile crm.icp --to plan --format json")]
pub struct Arguments {
    /// The profile
    #[arg(value_name = "PROFILE")]
    profile: PathBuf,
    /// What to make of it
    #[arg(long, value_enum, value_name = "TARGET")]
    to: Target,
    /// How it is written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// The day it is [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    as_of: Option<Day>,
}

/// `--to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    /// What is evaluated, and in which order
    Plan,
}

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// Runs the verb.
///
/// # Errors
/// When the profile has errors, or nothing can be written.
pub fn run(edge: &Edge, arguments: &Arguments) -> Ending {
    let today = as_of(arguments.as_of)?;
    let profile = profile(edge, &arguments.profile)?;
    let Target::Plan = arguments.to;
    let report = PlanReport::new(&profile.model, &plan(&profile.model), today);
    edge.print(&match arguments.format {
        Format::Text => report.text(),
        Format::Json => report.json(),
    })?;
    Ok(Exit::Clean)
}
