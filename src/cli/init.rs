//! `icp init`.
use clap::Args;

use super::edge::Edge;
use super::exit::{Ending, Exit};

/// Write a first profile
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs the verb.
///
/// # Errors
/// None yet.
pub fn run(_: &Edge, _: &Arguments) -> Ending {
    Ok(Exit::Clean)
}
