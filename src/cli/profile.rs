//! `icp profile`: what a table holds, before a profile reads it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::edge::Edge;
use super::exit::{Ending, Exit};
use super::overwrite;
use super::score::data_faults;
use super::tables::{FormatArguments, TableFile};
use super::target::replace;
use crate::data::profile::profile;
use crate::report::profile::{html, json, text};
use crate::text::Sources;

/// Say what a table holds, column by column
#[derive(Debug, Args)]
#[command(after_help = "Example: icp profile accounts.csv --format html -o accounts.html")]
pub struct Arguments {
    /// The table: a file, several files, or a folder of them; `-` is standard input
    #[arg(value_name = "DATA", required = true, num_args = 1..)]
    data: Vec<PathBuf>,
    #[command(flatten)]
    read: FormatArguments,
    /// The form
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    /// Where it goes
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How many of the most frequent values are kept for each column
    #[arg(long, default_value_t = 5, value_name = "N")]
    top: usize,
}

/// `--format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// A table for people
    #[default]
    Table,
    /// For programs
    Json,
    /// One page for browsers
    Html,
}

/// Runs the verb.
///
/// # Errors
/// When a file is no table, cannot be read, or the output cannot be written.
pub fn run(edge: &Edge, arguments: &Arguments) -> Ending {
    let mut files = Vec::new();
    for path in &arguments.data {
        files.extend(TableFile::find_all(path)?);
    }
    let output = arguments.output.as_deref().filter(|path| path.as_os_str() != "-");
    overwrite::check(files.iter().map(TableFile::path), output.map(|path| ("-o", path)).into_iter())?;
    let sources = files.iter().map(TableFile::open).collect::<Result<_, _>>()?;
    let profile = profile(sources, &arguments.read.options()?, arguments.top)
        .map_err(|faults| data_faults(edge, &Sources::new(), &faults))?;
    let shown = match arguments.format {
        Format::Table => text(&profile),
        Format::Json => format!("{:#}\n", json(&profile)),
        Format::Html => html(&profile),
    };
    match output {
        Some(path) => replace(path, &shown)?,
        None => edge.print(&shown)?,
    }
    Ok(Exit::Clean)
}
