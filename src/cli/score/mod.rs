//! `icp score`: accounts in, scored accounts out.

mod best;
mod lane;
mod log;
pub mod ordered;
mod output;
mod run;
mod summary;
mod work;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::clock::{as_of, parse_day};
use super::compile::{Profile, profile};
use super::edge::Edge;
use super::exit::{Ending, Fault};
use super::files::missing;
use super::interrupt;
use super::loader::slashes;
use super::overwrite;
use super::tables::{ReadArguments, TableFile};
use crate::data::{Keep, PieceOptions};
use crate::plan::plan;
use crate::report::{Columns, ExplainColumns, Selection};
use crate::text::join_and;
use crate::types::Day;
use output::{Output, OutputFormat};
use run::{Part, Run};
pub use run::{data_faults, needs};

/// Score accounts
#[derive(Debug, Args)]
#[command(after_help = "Example: icp score crm.icp accounts.csv --table contacts=contacts.csv -o scored.csv")]
pub struct Arguments {
    /// One or more profiles, then the accounts: files of one table, or a folder of them; `-` is standard input
    #[arg(value_name = "PROFILE… DATA", required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    read: ReadArguments,
    /// The day it is [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    as_of: Option<Day>,
    /// How many threads work on it [default: as many as there are cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Where the result goes; the name's ending says in which format
    #[arg(long, short, value_name = "FILE", help_heading = "Result")]
    output: Option<PathBuf>,
    /// The format of the result [default: a table on a terminal, else csv]
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Result")]
    to: Option<OutputFormat>,
    /// Input columns that pass through: all, none, or names [default: name]
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', help_heading = "Result")]
    keep: Vec<String>,
    /// Only these result columns
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', help_heading = "Result")]
    select: Vec<String>,
    /// Columns about single rules
    #[arg(long, value_enum, value_name = "HOW", help_heading = "Result")]
    explain: Option<Explain>,
    /// With several profiles, only the one that fits each account best
    #[arg(long, help_heading = "Result")]
    best: bool,
    /// Write texts that start with =, +, - or @ to CSV as they are; otherwise an apostrophe keeps a spreadsheet
    /// from running them
    #[arg(long, help_heading = "Result")]
    raw: bool,
    /// How many accounts a table shows
    #[arg(long, default_value_t = 20, value_name = "N", help_heading = "Result")]
    top: usize,
    /// Write every cell that does not fit to this CSV file
    #[arg(long, value_name = "FILE", help_heading = "What does not fit")]
    findings: Option<PathBuf>,
    /// Write every row that cannot be read to this CSV file
    #[arg(long, value_name = "FILE", help_heading = "What does not fit")]
    rejects: Option<PathBuf>,
    /// Exit 1 if any cell does not fit
    #[arg(long, help_heading = "What does not fit")]
    strict: bool,
    /// How to sum up, on the error stream
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT", help_heading = "What does not fit")]
    summary: SummaryFormat,
}

/// `--explain`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Explain {
    /// A column for each rule: points, or for gates their truth
    Rules,
    /// One column with everything, as JSON
    Json,
}

/// `--summary`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum SummaryFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
    /// None
    None,
}

/// Runs the verb.
///
/// # Errors
/// When the profile has errors, or a file cannot be read or written.
pub fn run(edge: &Edge, arguments: &Arguments) -> Ending {
    interrupt::listen();
    let today = as_of(arguments.as_of)?;
    let (profiles, data) = sort_out(&arguments.files)?;
    let mut tables = arguments.read.tables()?;
    let mut accounts = Vec::new();
    for path in &data {
        accounts.extend(TableFile::find_all(path)?);
    }
    let results =
        [("-o", &arguments.output), ("--findings", &arguments.findings), ("--rejects", &arguments.rejects)];
    overwrite::check(
        profiles
            .iter()
            .map(PathBuf::as_path)
            .chain(accounts.iter().chain(tables.iter().map(|(_, file)| file)).map(TableFile::path)),
        results.iter().filter_map(|(option, path)| Some((*option, path.as_deref()?))),
    )?;
    let profiles: Vec<(String, Profile)> = profiles
        .iter()
        .map(|path| Ok((slashes(path), profile(edge, path)?)))
        .collect::<Result<_, Fault>>()?;
    let plans: Vec<_> = profiles.iter().map(|(_, profile)| plan(&profile.model)).collect();
    if arguments.best {
        best::check(profiles.iter().map(|(path, profile)| (path.as_str(), &profile.model)))?;
    }
    if profiles.len() > 1 {
        for file in accounts.iter_mut().chain(tables.iter_mut().map(|(_, file)| file)) {
            file.hold()?;
        }
        known_tables(&profiles, &tables)?;
    }
    let parts: Vec<Part<'_>> = profiles
        .iter()
        .zip(&plans)
        .map(|((path, profile), plan)| Part { path, sources: &profile.sources, model: &profile.model, plan })
        .collect();
    let output = Output::decide(edge, arguments.output.as_deref(), arguments.to)?;
    Run {
        edge,
        today,
        parts: &parts,
        accounts: &accounts,
        tables: &tables,
        options: arguments.read.options()?,
        keep: keep(&arguments.keep),
        select: (!arguments.select.is_empty()).then(|| arguments.select.clone()),
        explain: match arguments.explain {
            None => ExplainColumns::None,
            Some(Explain::Rules) => ExplainColumns::Rules,
            Some(Explain::Json) => ExplainColumns::Json,
        },
        best: arguments.best,
        guarded: !arguments.raw,
        top: arguments.top,
        findings: arguments.findings.as_deref(),
        rejects: arguments.rejects.as_deref(),
        strict: arguments.strict,
        summary: arguments.summary,
        threads: arguments.threads.map_or_else(cores, usize::from),
        pieces: PieceOptions::default(),
    }
    .go(output)
}

/// Which arguments are profiles, and which are accounts.
fn sort_out(files: &[PathBuf]) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Fault> {
    let is_profile = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "icp");
    let profiles: Vec<PathBuf> = files.iter().filter(is_profile).cloned().collect();
    let data: Vec<PathBuf> = files.iter().filter(|path| !is_profile(path)).cloned().collect();
    let usage = "icp score PROFILE.icp ACCOUNTS.csv";
    for path in files {
        if path.as_os_str() != "-" && !path.exists() {
            return Err(missing(path));
        }
    }
    if profiles.is_empty() {
        let shown: Vec<String> = data.iter().map(|path| format!("`{}`", slashes(path))).collect();
        return Err(Fault::new(format!("no profile is named: {} does not end in `.icp`", join_and(&shown)))
            .help(usage));
    }
    if data.is_empty() {
        return Err(Fault::new("no accounts are named").help(usage));
    }
    Ok((profiles, data))
}

/// A table that no profile declares is a slip of the pen; one that only some declare is theirs.
fn known_tables(profiles: &[(String, Profile)], tables: &[(String, TableFile)]) -> Result<(), Fault> {
    let mut declared = profiles.iter().flat_map(|(_, profile)| &profile.model.schema.tables);
    for (name, _) in tables {
        if !declared.clone().any(|table| table.name == *name) {
            let near = declared.clone().map(|table| table.name.as_str());
            let fault = Fault::new(format!("no profile declares a table `{name}`"));
            return Err(match crate::text::closest(name, near).first() {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault,
            });
        }
    }
    let _ = declared.next();
    Ok(())
}

/// How many threads this machine can run at once.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

fn keep(columns: &[String]) -> Keep {
    match columns {
        [] => Keep::Name,
        [one] if one == "all" => Keep::All,
        [one] if one == "none" => Keep::None,
        columns => Keep::Columns(columns.to_vec()),
    }
}

/// The columns of a run.
fn columns(parts: &[Part<'_>], selection: &Selection) -> Result<Columns, Fault> {
    let models: Vec<_> = parts.iter().map(|part| part.model).collect();
    Columns::new(&models, selection).map_err(|unknown| {
        let fault = Fault::new(format!("the result has no column `{}`", unknown.name));
        match unknown.near.first() {
            Some(near) => fault.help(format!("did you mean `{near}`?")),
            None => fault.help("leave `--select` out to see all columns"),
        }
    })
}
